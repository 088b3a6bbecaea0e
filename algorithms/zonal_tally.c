/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <math.h>

#include "zonal_private.h"

enum { BATCH = 128, RUN_MOST = 1 << 16 };

/* Where the cells of a cut go. Addends of real sums are gathered first, so that adding them is a
 * plain loop; weights of a batch fit 64 bits. */
struct adder {
    struct ta_tally *tally;
    size_t n;
    int64_t weight;
    double sum[BATCH], square[BATCH];
};

static void flush(struct adder *adder)
{
    struct ta_tally *tally = adder->tally;
    if (adder->n == 0) return;
    double least = fabs(ta_pixel_key_value(tally->min, tally->type));
    double most = fabs(ta_pixel_key_value(tally->max, tally->type));
    most = most > least ? most : least;
    tally->cells += adder->n;
    tally->weight += (uint64_t)adder->weight;
    ta_exact_sum_add(&tally->real.sum, most, adder->n, adder->sum);
    ta_exact_sum_add(&tally->real.square, most * most, adder->n, adder->square);
    adder->n = 0;
    adder->weight = 0;
}

/* Spans of a cut and their weights. */
struct cut {
    const struct ta_zonal_span *span, *end;
    const uint64_t *weight;
};

static inline void note(struct ta_tally *tally, ta_pixel_key key)
{
    if (key < tally->min) tally->min = key;
    if (key > tally->max) tally->max = key;
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
#define HIGHEST INFINITY
#define LOWEST -INFINITY
#include "zonal_tally_type.def"

#define PIXEL double
#define NAME(x) x##_float64
#define KEY(value) ta_pixel_key_from_real(value)
#define HIGHEST (double)INFINITY
#define LOWEST -(double)INFINITY
#include "zonal_tally_type.def"

typedef void add_function(const struct cut *cut, const struct ta_zonal_pixels *pixels,
                          struct ta_tally *tally);

/* In the order of enum ta_pixel_type. */
static add_function *const adds[TA_PIXEL_TYPE_COUNT] = {
    add_uint8, add_int8,   add_uint16, add_int16,   add_uint32,
    add_int32, add_uint64, add_int64,  add_float32, add_float64,
};

void ta_zonal_tally(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                    const struct ta_zonal_pixels *pixels, struct ta_tally *tally)
{
    assert(tally->type == pixels->type);
    const struct ta_zonal_walk walk = ta_zonal_walk_start(plan, cut);
    const struct cut all = {walk.span, walk.end, walk.weight};
    adds[pixels->type](&all, pixels, tally);
}
