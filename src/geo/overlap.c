/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/overlap.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/project.h"
#include "geo/area.h"
#include "geo/planar.h"

static bool meet(const struct ta_box *a, const struct ta_box *b)
{
    return a->x_min <= b->x_max && b->x_min <= a->x_max && a->y_min <= b->y_max &&
           b->y_min <= a->y_max;
}

static enum ta_status common_area(struct ta_planar *planar, const struct ta_polygons *a,
                                  const struct ta_polygons *b, double *area_m2,
                                  struct ta_error *err)
{
    enum ta_status status = TA_OK;
    struct ta_polygons both = {0};
    GEOSGeometry *one = ta_planar_from(planar, a), *other = ta_planar_from(planar, b);
    GEOSGeometry *common = NULL;
    if (one != NULL && other != NULL)
        common = GEOSIntersection_r(planar->geos, one, other);
    if (common == NULL)
        status = ta_planar_fail(planar, "comparing two shapes", err);
    else
        status = ta_planar_to(planar, common, &both, err);
    if (status == TA_OK) *area_m2 = ta_shape_area_m2(&both);
    ta_polygons_free(&both);
    if (common != NULL) GEOSGeom_destroy_r(planar->geos, common);
    if (other != NULL) GEOSGeom_destroy_r(planar->geos, other);
    if (one != NULL) GEOSGeom_destroy_r(planar->geos, one);
    return status;
}

enum ta_status ta_overlap(const struct ta_polygons *a, const struct ta_polygons *b,
                          struct ta_overlap *out, struct ta_error *err)
{
    struct ta_planar planar;
    double area = 0.0;
    struct ta_box box_a = ta_polygons_box(a), box_b = ta_polygons_box(b);
    if (!meet(&box_a, &box_b)) {
        *out = (struct ta_overlap){0};
        return TA_OK;
    }
    enum ta_status status = ta_planar_begin(&planar, err);
    if (status != TA_OK) return status;

    status = common_area(&planar, a, b, &area, err);
    ta_planar_end(&planar);
    if (status == TA_OK)
        *out = (struct ta_overlap){area, fmin(1.0, area / ta_shape_area_m2(a)),
                                   fmin(1.0, area / ta_shape_area_m2(b))};
    return status;
}

/** A shape on its way through the sweep. */
struct swept {
    struct ta_box box;
    size_t index;
};

static int by_west(const void *a, const void *b)
{
    const struct swept *one = a, *other = b;
    if (one->box.x_min != other->box.x_min)
        return one->box.x_min < other->box.x_min ? -1 : 1;
    return one->index < other->index ? -1 : 1;
}

struct pair {
    size_t a, b;
};

static int by_index(const void *a, const void *b)
{
    const struct pair *one = a, *other = b;
    if (one->a != other->a) return one->a < other->a ? -1 : 1;
    return one->b < other->b ? -1 : one->b > other->b;
}

struct pairs {
    struct pair *pair;
    size_t n, room;
};

/** Pairs whose boxes meet: the list is swept from west to east. */
static enum ta_status sweep(const struct swept *list, size_t n, struct pairs *pairs,
                            struct ta_error *err)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && list[k].box.x_min <= list[i].box.x_max; k++) {
            if (!meet(&list[i].box, &list[k].box)) continue;
            void **slot = (void **)&pairs->pair;
            if (ta_grow(slot, &pairs->room, pairs->n, sizeof *pairs->pair) != 0)
                return ta_fail(err, TA_E_NOMEM, "no memory to compare shapes");
            size_t a = list[i].index, b = list[k].index;
            pairs->pair[pairs->n++] = a < b ? (struct pair){a, b} : (struct pair){b, a};
        }
    if (pairs->n > 0) qsort(pairs->pair, pairs->n, sizeof *pairs->pair, by_index);
    return TA_OK;
}

static enum ta_status find_pairs(const struct ta_polygons *const *shape, size_t n,
                                 struct pairs *pairs, struct ta_error *err)
{
    struct swept *list = ta_alloc(n, sizeof *list);
    if (list == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to compare shapes");
    for (size_t i = 0; i < n; i++)
        list[i] = (struct swept){ta_polygons_box(shape[i]), i};
    if (n > 0) qsort(list, n, sizeof *list, by_west);
    enum ta_status status = sweep(list, n, pairs, err);
    ta_free(list);
    return status;
}

enum ta_status ta_overlap_find(const struct ta_polygons *const *shape, size_t n,
                               double least_share, ta_overlap_fn found, void *self,
                               struct ta_error *err)
{
    struct pairs pairs = {0};
    enum ta_status status = find_pairs(shape, n, &pairs, err);
    for (size_t i = 0; i < pairs.n && status == TA_OK; i++) {
        struct ta_overlap overlap;
        size_t a = pairs.pair[i].a, b = pairs.pair[i].b;
        status = ta_overlap(shape[a], shape[b], &overlap, err);
        bool enough = overlap.area_m2 > 0.0 &&
                      fmax(overlap.share_a, overlap.share_b) >= least_share;
        if (status == TA_OK && enough) status = found(self, a, b, &overlap, err);
    }
    ta_free(pairs.pair);
    return status;
}
