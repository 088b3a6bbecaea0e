/* SPDX-License-Identifier: Apache-2.0 */
#include "statistics.h"

#include <assert.h>

size_t ta_pixel_size(enum ta_pixel_type type)
{
    static const size_t bytes[TA_PIXEL_TYPE_COUNT] = {1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
    return bytes[type];
}

bool ta_pixel_is_integer(enum ta_pixel_type type)
{
    return type <= TA_PIXEL_INT32;
}

double ta_pixel_key_value(ta_pixel_key key, enum ta_pixel_type type)
{
    if (type == TA_PIXEL_UINT64) return (double)((uint64_t)key ^ TA_PIXEL_KEY_FLIP);
    if (type < TA_PIXEL_FLOAT32) return (double)key;
    double value = 0.0;
    int64_t bits = key >= 0 ? key : key ^ INT64_MAX;
    memcpy(&value, &bits, sizeof value);
    return value;
}

struct ta_tally ta_tally_new(enum ta_pixel_type type)
{
    struct ta_tally tally = {.type = type, .min = INT64_MAX, .max = INT64_MIN};
    if (ta_pixel_is_integer(type)) return tally;
    tally.real.sum = ta_exact_sum_new();
    tally.real.square = ta_exact_sum_new();
    return tally;
}

void ta_tally_merge(struct ta_tally *into, const struct ta_tally *from)
{
    assert(into->type == from->type);
    into->cells += from->cells;
    into->weight += from->weight;
    if (from->min < into->min) into->min = from->min;
    if (from->max > into->max) into->max = from->max;
    if (ta_pixel_is_integer(into->type)) {
        into->integer.sum += from->integer.sum;
        ta_uint192_merge(&into->integer.square, &from->integer.square);
    } else {
        ta_exact_sum_merge(&into->real.sum, &from->real.sum);
        ta_exact_sum_merge(&into->real.square, &from->real.square);
    }
}

/* From weights' units to cells; exact, since it is a power of two. */
static struct ta_double_double in_cells(struct ta_double_double x)
{
    return (struct ta_double_double){x.hi * 0x1p-52, x.lo * 0x1p-52};
}

/* Sums of weight, weight * value and weight * value^2, in cells. */
static void sums_of(const struct ta_tally *tally, struct ta_double_double sum[3])
{
    sum[0] = in_cells(ta_double_double_from_uint(tally->weight));
    if (!ta_pixel_is_integer(tally->type)) {
        sum[1] = ta_exact_sum_value(&tally->real.sum);
        sum[2] = ta_exact_sum_value(&tally->real.square);
        return;
    }
    sum[1] = in_cells(ta_double_double_from_int(tally->integer.sum));
    sum[2] = in_cells(ta_double_double_from_uint192(&tally->integer.square));
}

void ta_tally_finish(const struct ta_tally *tally, double scale, double offset,
                     struct ta_stats *out)
{
    *out = (struct ta_stats){.mean = NAN, .variance = NAN, .min = NAN, .max = NAN};
    if (tally->weight == 0) return;

    struct ta_double_double sum[3];
    sums_of(tally, sum);
    struct ta_double_double mean = ta_double_double_div(sum[1], sum[0]);
    struct ta_double_double square = ta_double_double_mul(mean, mean);
    struct ta_double_double spread =
        ta_double_double_add(ta_double_double_div(sum[2], sum[0]),
                             (struct ta_double_double){-square.hi, -square.lo});

    double a = ta_pixel_key_value(tally->min, tally->type) * scale + offset;
    double b = ta_pixel_key_value(tally->max, tally->type) * scale + offset;
    out->count = sum[0].hi;
    out->sum = sum[1].hi * scale + sum[0].hi * offset;
    out->mean = mean.hi * scale + offset;
    out->variance =
        isnan(spread.hi) ? (double)NAN : fmax(spread.hi, 0.0) * scale * scale;
    out->min = fmin(a, b);
    out->max = fmax(a, b);
}
