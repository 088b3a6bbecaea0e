/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>

#include "zonal_private.h"

/* Under a parcel a row's cells are too few for a loop of their own. So cells are gathered side by
 * side first, full ones and ones with shares apart, and then summed by loops that compilers make
 * vectors of. */
enum {
    RUN_MOST = 1 << 16, /* full cells summed at once */
    FULL_MOST = 1024,   /* full cells gathered */
    SHARED_MOST = 256,  /* cells with shares gathered */
    PICK_MOST = 64,     /* cells looked at one by one before room is looked for again */
    BRIEF_RUN = 256,    /* longer stretches are summed where they lie */
    BRIEF_EDGE = 32,
    RUN_CHUNK = 32, /* cells copied at once */
    EDGE_CHUNK = 8,
    FULL_ROOM = BRIEF_RUN + RUN_CHUNK, /* that a brief span may take */
    SHARED_ROOM = 2 * BRIEF_EDGE + EDGE_CHUNK,
    /* Weights are multiplied by halves: a sum of 64 products of a half and the square of a
     * 16-bit value, or a 32-bit value itself, fits 64 bits. */
    HALF = 1 << 26,
    PRODUCTS_MOST = 64,
    FETCH_MOST =
        4096, /* bytes; of more the processor sees by itself where they go on */
    CACHE_LINE = 64
};

/* Loops over what was gathered are compiled twice, and the loader takes the one for wider vectors
 * where the processor has them; sums of integers are the same by either. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__clang__)
#define ALSO_AVX2 __attribute__((target_clones("avx2", "default")))
#else
#define ALSO_AVX2
#endif

/* May the span's stretches be copied by whole chunks, which begin some cells before them? */
static inline bool is_brief(const struct ta_zonal_span *span, size_t at)
{
    return at >= RUN_CHUNK && span->run <= BRIEF_RUN && span->left <= BRIEF_EDGE &&
           span->right <= BRIEF_EDGE && !span->partial;
}

static inline void note(struct ta_tally *tally, ta_pixel_key key)
{
    if (key < tally->min) tally->min = key;
    if (key > tally->max) tally->max = key;
}

/* Add real cells, whose extremes are noted: weight * value and weight * value^2 of each. */
static void add_reals(struct ta_tally *tally, size_t n, uint64_t weight,
                      const double *sum, const double *square)
{
    double least = fabs(ta_pixel_key_value(tally->min, tally->type));
    double most = fabs(ta_pixel_key_value(tally->max, tally->type));
    most = most > least ? most : least;
    tally->cells += n;
    tally->weight += weight;
    ta_exact_sum_add(&tally->real.sum, most, n, sum);
    ta_exact_sum_add(&tally->real.square, most * most, n, square);
}

#define PIXEL uint8_t
#define HIGHEST UINT8_MAX
#define LOWEST 0
#define LANE uint32_t
#define LANE_SQUARE uint32_t
#define NAME(x) x##_uint8
#define WIDE uint64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL int8_t
#define HIGHEST INT8_MAX
#define LOWEST INT8_MIN
#define LANE int32_t
#define LANE_SQUARE uint32_t
#define NAME(x) x##_int8
#define WIDE int64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL uint16_t
#define HIGHEST UINT16_MAX
#define LOWEST 0
#define LANE uint32_t
#define LANE_SQUARE uint32_t
#define NAME(x) x##_uint16
#define WIDE uint64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL int16_t
#define HIGHEST INT16_MAX
#define LOWEST INT16_MIN
#define LANE int32_t
#define LANE_SQUARE uint32_t
#define NAME(x) x##_int16
#define WIDE int64_t
#define SQUARE uint64_t
#include "zonal_tally_type.def"

#define PIXEL uint32_t
#define HIGHEST UINT32_MAX
#define LOWEST 0
#define LANE uint64_t
#define LANE_SQUARE uint64_t
#define NAME(x) x##_uint32
#define WIDE uint64_t
#define SQUARE ta_uint128
#include "zonal_tally_type.def"

#define PIXEL int32_t
#define HIGHEST INT32_MAX
#define LOWEST INT32_MIN
#define LANE int64_t
#define LANE_SQUARE uint64_t
#define NAME(x) x##_int32
#define WIDE int64_t
#define SQUARE ta_uint128
#include "zonal_tally_type.def"

#define PIXEL uint64_t
#define NAME(x) x##_uint64
#define KEY(value) ((int64_t)((value) ^ TA_PIXEL_KEY_FLIP))
#define HIGHEST UINT64_MAX
#define LOWEST 0
#include "zonal_tally_type.def"

#define PIXEL int64_t
#define NAME(x) x##_int64
#define KEY(value) (value)
#define HIGHEST INT64_MAX
#define LOWEST INT64_MIN
#include "zonal_tally_type.def"

#define PIXEL float
#define NAME(x) x##_float32
#define KEY(value) ta_pixel_key_from_real((double)(value))
#define COUNTS(value) (isfinite(value) != 0)
#define HIGHEST INFINITY
#define LOWEST -INFINITY
#include "zonal_tally_type.def"

#define PIXEL double
#define NAME(x) x##_float64
#define KEY(value) ta_pixel_key_from_real(value)
#define COUNTS(value) (isfinite(value) != 0)
#define HIGHEST (double)INFINITY
#define LOWEST -(double)INFINITY
#include "zonal_tally_type.def"

typedef void add_function(const struct ta_zonal_plan *plan,
                          const struct ta_zonal_cut *cut,
                          const struct ta_zonal_pixels *pixels, struct ta_tally *tally);

/* In the order of enum ta_pixel_type. */
static add_function *const adds[TA_PIXEL_TYPE_COUNT] = {
    add_uint8, add_int8,   add_uint16, add_int16,   add_uint32,
    add_int32, add_uint64, add_int64,  add_float32, add_float64,
};

static void fetch(const void *from, size_t bytes)
{
    if (bytes > FETCH_MOST) bytes = FETCH_MOST;
    for (size_t i = 0; i < bytes; i += CACHE_LINE)
        __builtin_prefetch((const char *)from + i);
}

/* Cuts are made in the order of zones and added in that of blocks: have what the next one
 * needs on the way. */
static void fetch_next(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut)
{
    const struct ta_zonal_cut *end =
        (const struct ta_zonal_cut *)plan->cut.item + plan->cut.count;
    if (++cut == end) return;
    const struct ta_zonal_span *span = plan->span.item;
    const uint64_t *weight = plan->weight.item;
    fetch(span + cut->first_span, cut->n_spans * sizeof *span);
    if (cut->n_weights > 0)
        fetch(weight + cut->first_weight, cut->n_weights * sizeof *weight);
}

void ta_zonal_tally(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                    const struct ta_zonal_pixels *pixels, struct ta_tally *tally)
{
    assert(tally->type == pixels->type);
    fetch_next(plan, cut);
    adds[pixels->type](plan, cut, pixels, tally);
}
