/* SPDX-License-Identifier: Apache-2.0 */
#include "store/blob.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"

enum { HEADER = 8, BOX = 32, WKB_HEAD = 9, RING_HEAD = 4, POINT = 16 };
enum { WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6, SRS = 4326, RING_POINTS_MIN = 4 };
enum { FLAG_LITTLE = 0x01, FLAG_EMPTY = 0x10 };
static const size_t bytes_max = 0x7FFFFFFF;

static unsigned char *put_u32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++) *at++ = (unsigned char)(value >> (8 * i) & 0xFF);
    return at;
}

static unsigned char *put_f64(unsigned char *at, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++) *at++ = (unsigned char)(bits >> (8 * i) & 0xFF);
    return at;
}

static bool ring_whole(const struct ta_polygons *shape, size_t ring)
{
    size_t from = shape->ring_point[ring], to = shape->ring_point[ring + 1];
    if (to > shape->n_points || from > to || to - from < RING_POINTS_MIN) return false;
    for (size_t i = 2 * from; i < 2 * to; i++)
        if (!isfinite(shape->xy[i])) return false;
    const double *first = &shape->xy[2 * from], *last = &shape->xy[2 * to - 2];
    return first[0] == last[0] && first[1] == last[1];
}

static bool shape_whole(const struct ta_polygons *shape)
{
    if (shape->n_parts == 0) return shape->n_rings == 0 && shape->n_points == 0;
    if (shape->part_ring[0] != 0 || shape->ring_point[0] != 0 ||
        shape->part_ring[shape->n_parts] != shape->n_rings ||
        shape->ring_point[shape->n_rings] != shape->n_points)
        return false;
    for (size_t p = 0; p < shape->n_parts; p++)
        if (shape->part_ring[p] >= shape->part_ring[p + 1] ||
            shape->part_ring[p + 1] > shape->n_rings)
            return false;
    for (size_t r = 0; r < shape->n_rings; r++)
        if (!ring_whole(shape, r)) return false;
    return true;
}

/* Bytes of the blob; 0 when they are too many. */
static size_t bytes_of(const struct ta_polygons *shape)
{
    if (shape->n_points > bytes_max / POINT || shape->n_rings > bytes_max / RING_HEAD ||
        shape->n_parts > bytes_max / WKB_HEAD)
        return 0;
    size_t size = HEADER + WKB_HEAD + shape->n_parts * WKB_HEAD +
                  shape->n_rings * RING_HEAD + shape->n_points * POINT;
    if (shape->n_parts > 0) size += BOX;
    return size > bytes_max ? 0 : size;
}

static unsigned char *put_header(unsigned char *at, const struct ta_polygons *shape)
{
    bool empty = shape->n_parts == 0;
    *at++ = 'G';
    *at++ = 'P';
    *at++ = 0;
    *at++ = empty ? FLAG_LITTLE | FLAG_EMPTY : FLAG_LITTLE | 1 << 1;
    at = put_u32(at, SRS);
    if (empty) return at;

    struct ta_box box = ta_polygons_box(shape);
    at = put_f64(put_f64(at, box.x_min), box.x_max);
    return put_f64(put_f64(at, box.y_min), box.y_max);
}

/* Order of bytes, kind, how many follow. */
static unsigned char *put_wkb(unsigned char *at, uint32_t kind, size_t n)
{
    *at++ = 1;
    return put_u32(put_u32(at, kind), (uint32_t)n);
}

static unsigned char *put_part(unsigned char *at, const struct ta_polygons *shape,
                               size_t part)
{
    size_t first = shape->part_ring[part], end = shape->part_ring[part + 1];
    at = put_wkb(at, WKB_POLYGON, end - first);
    for (size_t r = first; r < end; r++) {
        size_t from = shape->ring_point[r], to = shape->ring_point[r + 1];
        at = put_u32(at, (uint32_t)(to - from));
        for (size_t i = 2 * from; i < 2 * to; i++) at = put_f64(at, shape->xy[i]);
    }
    return at;
}

enum ta_status ta_blob_from_polygons(const struct ta_polygons *shape,
                                     unsigned char **out, size_t *size,
                                     struct ta_error *err)
{
    if (!shape_whole(shape))
        return ta_fail(err, TA_E_DATA,
                       "a shape whose rings are not closed, finite and in order");
    size_t bytes = bytes_of(shape);
    if (bytes == 0)
        return ta_fail(err, TA_E_LIMIT, "a shape of %zu points", shape->n_points);
    unsigned char *blob = ta_alloc(bytes, 1);
    if (blob == NULL) return ta_fail(err, TA_E_NOMEM, "a shape: out of memory");

    unsigned char *at = put_header(blob, shape);
    at = put_wkb(at, WKB_MULTIPOLYGON, shape->n_parts);
    for (size_t p = 0; p < shape->n_parts; p++) at = put_part(at, shape, p);
    *out = blob;
    *size = bytes;
    return TA_OK;
}

static double get_f64(const unsigned char *at, bool little)
{
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++)
        bits |= (uint64_t)at[i] << (little ? 8 * i : 56 - 8 * i);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* A point has no box of its own to say: it is its box. */
static enum ta_status point_box(const unsigned char *wkb, size_t size,
                                struct ta_box *out)
{
    if (size < 5 + POINT || wkb[0] > 1) return TA_E_DATA;
    bool little = wkb[0] == 1;
    unsigned kind = little ? wkb[1] : wkb[4]; /* 1, or 1001 .. 3001 with Z and M */
    unsigned more = little ? wkb[2] : wkb[3];
    unsigned whole = kind + 256 * more;
    if (whole % 1000 != 1 || whole > 3001) return TA_E_DATA;

    double x = get_f64(wkb + 5, little), y = get_f64(wkb + 13, little);
    *out = (struct ta_box){x, y, x, y};
    return TA_OK;
}

enum ta_status ta_blob_box(const unsigned char *bytes, size_t size, struct ta_box *out,
                           bool *empty)
{
    static const size_t box_bytes[8] = {0, 32, 48, 48, 64, 0, 0, 0};
    if (size < HEADER || memcmp(bytes, "GP", 2) != 0 || bytes[2] != 0) return TA_E_DATA;

    unsigned kind = bytes[3] >> 1 & 7;
    bool little = (bytes[3] & FLAG_LITTLE) != 0;
    *empty = (bytes[3] & FLAG_EMPTY) != 0;
    *out = (struct ta_box){NAN, NAN, NAN, NAN};
    if (*empty) return TA_OK;
    if (kind == 0) return point_box(bytes + HEADER, size - HEADER, out);
    if (box_bytes[kind] == 0 || size < HEADER + box_bytes[kind]) return TA_E_DATA;

    const unsigned char *box = bytes + HEADER;
    *out = (struct ta_box){.x_min = get_f64(box, little),
                           .x_max = get_f64(box + 8, little),
                           .y_min = get_f64(box + 16, little),
                           .y_max = get_f64(box + 24, little)};
    return TA_OK;
}

/* --- parts ------------------------------------------------------------------------- */

/* Well-known binary that is read on; broken: it does not hold together. */
struct wkb {
    const unsigned char *at;
    size_t left;
    bool broken;
};

static const unsigned char *take(struct wkb *w, size_t bytes)
{
    const unsigned char *at = w->at;
    w->broken = w->broken || bytes > w->left;
    if (w->broken) return NULL;
    w->at += bytes;
    w->left -= bytes;
    return at;
}

static uint32_t take_u32(struct wkb *w)
{
    const unsigned char *at = take(w, 4);
    if (at == NULL) return 0;
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

/* Little-endian, of this kind. @return how many follow */
static uint32_t take_head(struct wkb *w, uint32_t kind)
{
    const unsigned char *order = take(w, 1);
    if (order != NULL && *order != 1) w->broken = true;
    if (take_u32(w) != kind) w->broken = true;
    return take_u32(w);
}

static struct ta_box take_part(struct wkb *w)
{
    struct ta_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    uint32_t rings = take_head(w, WKB_POLYGON);
    for (uint32_t r = 0; r < rings && !w->broken; r++) {
        uint32_t points = take_u32(w);
        for (uint32_t i = 0; i < points && !w->broken; i++) {
            const unsigned char *at = take(w, POINT);
            if (at == NULL) break;
            double x = get_f64(at, true), y = get_f64(at + 8, true);
            box.x_min = fmin(box.x_min, x);
            box.x_max = fmax(box.x_max, x);
            box.y_min = fmin(box.y_min, y);
            box.y_max = fmax(box.y_max, y);
        }
    }
    return box;
}

static bool boxes_meet(const struct ta_box *a, const struct ta_box *b)
{
    return a->x_min <= b->x_max && a->x_max >= b->x_min && a->y_min <= b->y_max &&
           a->y_max >= b->y_min;
}

bool ta_blob_meets(const unsigned char *bytes, size_t size, const struct ta_box *own,
                   const struct ta_box *box)
{
    if (!boxes_meet(own, box)) return false;
    if (size < HEADER + BOX || (bytes[3] >> 1 & 7) != 1) return true;
    struct wkb w = {bytes + HEADER + BOX, size - HEADER - BOX, false};
    uint32_t parts = take_head(&w, WKB_MULTIPOLYGON);
    bool met = parts == 1; /* its box is the whole's */
    for (uint32_t i = 0; i < parts && !met && !w.broken; i++) {
        struct ta_box part = take_part(&w);
        met = !w.broken && boxes_meet(&part, box);
    }
    return met || w.broken;
}
