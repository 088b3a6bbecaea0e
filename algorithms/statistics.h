/* SPDX-License-Identifier: Apache-2.0 */
/** @file statistics.h  Coverage-weighted statistics whose sums are exact, so that no
 * order of adding or merging can change a bit of the answer.
 *
 *  Weights are whole multiples of 2^-52 of a cell, the resolution at which coverage is
 * computed. Integers are summed as integers in 128 and 192 bits. Reals go digit by
 * digit into a fixed-point window (statistics_sum.h). Rounding to double happens once,
 * in the finish. Merging is therefore associative and commutative: threads may merge
 * tallies of the same zone in any order. */
#ifndef TA_STATISTICS_H
#define TA_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "statistics_sum.h"
#include "terrassay/observation.h"
#include "terrassay/status.h"

/** How the pixels of a layer stand in memory. */
enum ta_pixel_type {
    TA_PIXEL_UINT8,
    TA_PIXEL_INT8,
    TA_PIXEL_UINT16,
    TA_PIXEL_INT16,
    TA_PIXEL_UINT32,
    TA_PIXEL_INT32,
    TA_PIXEL_UINT64, /**< summed as doubles; min, max, mode stay exact */
    TA_PIXEL_INT64,  /**< summed as doubles; min, max, mode stay exact */
    TA_PIXEL_FLOAT32,
    TA_PIXEL_FLOAT64,
    TA_PIXEL_TYPE_COUNT
};

/** A full cell's weight; a cell's weight lies in [0, TA_WEIGHT_ONE]. */
#define TA_WEIGHT_ONE (UINT64_C(1) << 52)

/** A pixel value of any type as an integer that sorts as the values do. For integer
 * types up to int64 it is the value itself. */
typedef int64_t ta_pixel_key;
double ta_pixel_key_value(ta_pixel_key key, enum ta_pixel_type type);
/** Key of a finite double (the types from TA_PIXEL_FLOAT32 on); -0 and 0 are one value. */
static inline ta_pixel_key ta_pixel_key_from_real(double value)
{
    int64_t bits = 0;
    value += 0.0;
    memcpy(&bits, &value, sizeof bits);
    return bits >= 0 ? bits : bits ^ INT64_MAX; /* negative doubles sort backwards */
}
/** Flipped in a uint64's key, so that the key sorts as a signed number. */
#define TA_PIXEL_KEY_FLIP (UINT64_C(1) << 63)

/** Bytes of one pixel. */
size_t ta_pixel_size(enum ta_pixel_type type);
/** Is the type summed as integers (8 to 32 bits)? */
bool ta_pixel_is_integer(enum ta_pixel_type type);

/** Running sums of one layer over one zone. Plain data: copy, merge and keep it as you
 * like; one writer at a time. NaN and infinite pixels count as missing. */
struct ta_tally {
    enum ta_pixel_type type;
    uint64_t cells;        /**< valid cells with a weight above 0 */
    ta_uint128 weight;     /**< sum of their weights, in 1 / TA_WEIGHT_ONE of a cell */
    ta_pixel_key min, max; /**< meaningful when cells > 0 */
    union {
        struct {
            ta_int128 sum;            /**< weight * value */
            struct ta_uint192 square; /**< weight * value^2 */
        } integer;
        struct {
            struct ta_exact_sum sum, square; /**< same, weights as fractions */
        } real;
    };
};

/** An empty tally for pixels of @p type. */
struct ta_tally ta_tally_new(enum ta_pixel_type type);
/** Add all that @p from holds to @p into; both are of one type. */
void ta_tally_merge(struct ta_tally *into, const struct ta_tally *from);
/** Statistics of value * scale + offset. Definitions: count = sum of fractions w; mean
 * = sum(w v) / sum(w); variance = sum(w (v - mean)^2) / sum(w), the weighted population
 * variance. Without cells: count 0, sum 0, the others NaN. */
void ta_tally_finish(const struct ta_tally *tally, double scale, double offset,
                     struct ta_stats *out);

/** One cell of a zone, as order statistics need it. */
struct ta_weighed {
    ta_pixel_key key;
    uint64_t weight; /**< (0, TA_WEIGHT_ONE] */
};

/** All cells of one value. */
struct ta_bin {
    ta_pixel_key key;
    uint64_t cells;                     /**< above 0, but in a histogram's empty bins */
    uint64_t weight_least, weight_most; /**< of a single cell */
    ta_uint128 weight;                  /**< of all */
};

/** Count @p cells cells of one weight each into a bin. */
static inline void ta_bin_add(struct ta_bin *bin, uint64_t weight, uint64_t cells)
{
    if (bin->cells == 0 || weight < bin->weight_least) bin->weight_least = weight;
    if (weight > bin->weight_most) bin->weight_most = weight;
    bin->cells += cells;
    bin->weight += (ta_uint128)weight * cells;
}

/** Sort @p cell and write one bin for each distinct value, ascending.
 *  @param out [n] room for the bins
 *  @return the number of bins: the variety. */
size_t ta_bins_from_cells(size_t n, struct ta_weighed *cell, struct ta_bin *out);
/** Squeeze empty bins out of a histogram, in place. @return the number left. */
size_t ta_bins_compact(size_t n, struct ta_bin *bin);
/** An empty histogram of an 8- or 16-bit type: number of bins (0 for other types), the
 * value of the first one, and their first state. */
size_t ta_bins_histogram_size(enum ta_pixel_type type);
ta_pixel_key ta_bins_histogram_least(enum ta_pixel_type type);
void ta_bins_histogram(enum ta_pixel_type type, struct ta_bin *bin);
/** Value with the largest (mode) and the smallest (minority) summed weight. Of equals
 * the mode is the highest value and the minority the lowest, as exactextract has it. n
 * > 0. */
ta_pixel_key ta_bins_mode(size_t n, const struct ta_bin *bin);
ta_pixel_key ta_bins_minority(size_t n, const struct ta_bin *bin);
/** Weighted quantile: of the m cells sorted by (value, weight), cell k (from 0) stands
 * at s_k = k w_k + (m - 1) sum_{i<k} w_i; the value at q s_{m-1} is interpolated
 * linearly between its neighbours. With equal weights it is type 7 of Hyndman and Fan
 * (1996).
 *  @param q [0, 1]
 *  @return NaN when n is 0 or q outside [0, 1]. */
double ta_bins_quantile(size_t n, const struct ta_bin *bin, enum ta_pixel_type type,
                        double q);
/** Share of the weight that has this value, [0, 1]; NaN when n is 0. */
double ta_bins_share(size_t n, const struct ta_bin *bin, ta_pixel_key key);

#endif
