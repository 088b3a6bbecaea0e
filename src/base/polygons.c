/* SPDX-License-Identifier: Apache-2.0 */
/** @file polygons.c  Life, extent and hash of a struct ta_polygons. */
#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "base/project.h"

void ta_polygons_free(struct ta_polygons *polygons)
{
    if (polygons == NULL) return;
    ta_free(polygons->part_ring);
    ta_free(polygons->ring_point);
    ta_free(polygons->xy);
    *polygons = (struct ta_polygons){0};
}

/* A copy of count elements; *failed is set when there is no memory. */
static void *copied(const void *from, size_t count, size_t size, bool *failed)
{
    if (from == NULL) return NULL;
    void *to = ta_alloc(count, size);
    if (to == NULL) *failed = true;
    if (to != NULL && count > 0) memcpy(to, from, count * size);
    return to;
}

enum ta_status ta_polygons_copy(const struct ta_polygons *in, struct ta_polygons *out)
{
    bool failed = false;
    struct ta_polygons copy = *in;
    copy.part_ring =
        copied(in->part_ring, in->n_parts + 1, sizeof *in->part_ring, &failed);
    copy.ring_point =
        copied(in->ring_point, in->n_rings + 1, sizeof *in->ring_point, &failed);
    copy.xy = copied(in->xy, in->n_points, 2 * sizeof *in->xy, &failed);
    if (failed) {
        ta_polygons_free(&copy);
        return TA_E_NOMEM;
    }
    *out = copy;
    return TA_OK;
}

static struct ta_box box_of(const struct ta_polygons *polygons, size_t from, size_t to)
{
    struct ta_box box = {NAN, NAN, NAN, NAN};
    for (size_t i = from; i < to; i++) {
        double x = polygons->xy[2 * i], y = polygons->xy[2 * i + 1];
        box.x_min = fmin(box.x_min, x); /* fmin passes over the NaN of the start */
        box.x_max = fmax(box.x_max, x);
        box.y_min = fmin(box.y_min, y);
        box.y_max = fmax(box.y_max, y);
    }
    return box;
}

struct ta_box ta_polygons_box(const struct ta_polygons *polygons)
{
    return box_of(polygons, 0, polygons->n_points);
}

struct ta_box ta_polygons_part_box(const struct ta_polygons *polygons, size_t part)
{
    return box_of(polygons, polygons->ring_point[polygons->part_ring[part]],
                  polygons->ring_point[polygons->part_ring[part + 1]]);
}

void ta_polygons_sha256(const struct ta_polygons *polygons, char hex[TA_HEX_SIZE])
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    ta_digest_u64(&state, polygons->n_parts);
    for (size_t i = 0; polygons->n_parts > 0 && i <= polygons->n_parts; i++)
        ta_digest_u64(&state, polygons->part_ring[i]);
    ta_digest_u64(&state, polygons->n_rings);
    for (size_t i = 0; polygons->n_rings > 0 && i <= polygons->n_rings; i++)
        ta_digest_u64(&state, polygons->ring_point[i]);
    ta_digest_u64(&state, polygons->n_points);
    for (size_t i = 0; i < 2 * polygons->n_points; i++)
        ta_digest_f64(&state, polygons->xy[i]);
    ta_digest_end(&state, hex);
}
