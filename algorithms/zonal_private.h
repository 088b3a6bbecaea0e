/* SPDX-License-Identifier: Apache-2.0 */
/** @file zonal_private.h  Inside a zonal plan; for zonal*.c only. */
#ifndef TA_ZONAL_PRIVATE_H
#define TA_ZONAL_PRIVATE_H

#include "zonal.h"
#include "zonal_coverage.h"

/** A growing array of one element type. */
struct ta_zonal_array {
    void *item;
    size_t count, capacity, size; /**< size: bytes of one element */
};

struct ta_zonal_plan {
    struct ta_zonal_grid grid;
    struct ta_zonal_memory memory;
    struct ta_zonal_array zone;   /**< struct ta_zonal_zone */
    struct ta_zonal_array block;  /**< struct ta_zonal_block; filled by sealing */
    struct ta_zonal_array cut;    /**< struct ta_zonal_cut */
    struct ta_zonal_array span;   /**< struct ta_zonal_span, in the order of making */
    struct ta_zonal_array weight; /**< uint64_t, in the order of making */
    struct ta_zonal_array
        place;           /**< struct ta_zonal_place, of the i-th cut; until sealed */
    struct ta_band band; /**< working space of adding, all zero between bands */
    uint64_t *cum;       /**< [band rows] cover to the left, while sweeping */
    size_t band_cells, band_words, band_rows; /**< room in `band` and `cum` */
    bool sealed;
};

/** Which block a cut lies in. */
struct ta_zonal_place {
    uint64_t block; /**< row of blocks * blocks a row + column of blocks */
    size_t cut;
};

/** Room for @p more elements. @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_zonal_reserve(const struct ta_zonal_plan *plan,
                                             struct ta_zonal_array *array, size_t more);

/** Free the working space of adding. */
void ta_zonal_drop_band(struct ta_zonal_plan *plan);

/** Turn the edges in plan->band into cuts, spans and weights of @p zone, and clear the
 * band.
 *  @return TA_OK, TA_E_NOMEM, TA_E_LIMIT. */
TA_NODISCARD enum ta_status ta_zonal_sweep(struct ta_zonal_plan *plan,
                                           struct ta_zonal_zone *zone);

/** Cells of one row under one span: with own weights, or all with weight `same`. */
struct ta_zonal_piece {
    size_t row, col, n;     /**< within the block */
    const uint64_t *weight; /**< [n], or NULL */
    uint64_t same;
};

/** Place of its first cell among the pixels. */
static inline size_t ta_zonal_piece_at(const struct ta_zonal_piece *piece,
                                       const struct ta_zonal_pixels *pixels)
{
    return (piece->row - pixels->row) * pixels->stride + piece->col - pixels->col;
}

/** Walks over the pieces of a cut. */
struct ta_zonal_walk {
    const struct ta_zonal_span *span, *end;
    const uint64_t *weight;
    int stage; /**< next of the span: 0 left, 1 run, 2 right */
    size_t col;
};

static inline struct ta_zonal_walk ta_zonal_walk_start(const struct ta_zonal_plan *plan,
                                                       const struct ta_zonal_cut *cut)
{
    static const uint64_t none; /* of a plan of whole cells alone */
    const struct ta_zonal_span *span = plan->span.item;
    const uint64_t *weight = plan->weight.item;
    if (cut->n_spans == 0) return (struct ta_zonal_walk){NULL, NULL, &none, 0, 0};
    span += cut->first_span;
    weight = weight != NULL ? weight + cut->first_weight : &none;
    return (struct ta_zonal_walk){span, span + cut->n_spans, weight, 0, span->col};
}

/** The next piece, which may be empty. @return false at the end. */
static inline bool ta_zonal_walk_next(struct ta_zonal_walk *walk,
                                      struct ta_zonal_piece *out)
{
    if (walk->span == walk->end) return false;
    const struct ta_zonal_span *span = walk->span;
    *out = (struct ta_zonal_piece){.row = span->row, .col = walk->col};
    if (walk->stage == 1) {
        out->n = span->run;
        out->same = span->partial ? *walk->weight++ : TA_WEIGHT_ONE;
    } else {
        out->n = walk->stage == 0 ? span->left : span->right;
        out->weight = walk->weight;
        walk->weight += out->n;
    }
    walk->col += out->n;
    if (++walk->stage == 3) {
        walk->stage = 0;
        if (++walk->span != walk->end) walk->col = walk->span->col;
    }
    return true;
}

#endif
