/* SPDX-License-Identifier: Apache-2.0 */
/** @file statistics_sum.h  Wide integers, and a sum of doubles that no order can
 * change. */
#ifndef TA_STATISTICS_SUM_H
#define TA_STATISTICS_SUM_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 ta_int128;
__extension__ typedef unsigned __int128 ta_uint128;

/** 192-bit natural number: high * 2^128 + low. */
struct ta_uint192 {
    ta_uint128 low;
    uint64_t high;
};

/** An unevaluated sum of two doubles, |lo| <= half an ulp of hi: 106 bits. */
struct ta_double_double {
    double hi, lo;
};

/** Sum of doubles in three signed digits of base 2^30 at fixed places. The highest place is that
 *  of the largest bound so far; each addend counts as its nearest multiple of the lowest place's
 *  unit, off by at most 2^-60 of that bound. Which multiple depends on nothing else, and places
 *  add integers, so the sum is the same in any order and any grouping. Room for 2^33 addends.
 *  After the idea of reproducible summation: Demmel and Nguyen (2015), IEEE Trans. Comput. 64. */
struct ta_exact_sum {
    int64_t digit[3]; /**< digit[i] counts units of 2^(30 (place - 1 - i)) */
    int32_t place;    /**< all addends are below 2^(30 place - 1) in magnitude */
    double scale;     /**< 2^(30 (1 - place)), to the unit of digit[0]; 0 when spoilt */
};

/** The empty sum. */
struct ta_exact_sum ta_exact_sum_new(void);
/** Add @p n doubles, none above @p most in magnitude. Not finite, @p most spoils the sum. Sums that
 *  are to be equal in any order must be given bounds whose largest is the same in any order. */
void ta_exact_sum_add(struct ta_exact_sum *sum, double most, size_t n, const double *x);
/** The sum that had these digits at this place, written down and read again.
 *  @return false when no sum of up to 2^33 addends has them */
bool ta_exact_sum_again(const int64_t digit[3], int32_t place,
                        struct ta_exact_sum *out);
/** Add what @p from holds. */
void ta_exact_sum_merge(struct ta_exact_sum *into, const struct ta_exact_sum *from);
/** The sum to 106 bits; NaN when an addend was not finite. */
struct ta_double_double ta_exact_sum_value(const struct ta_exact_sum *sum);

/** Add a * b. */
static inline void ta_uint192_add_product(struct ta_uint192 *sum, ta_uint128 a,
                                          uint64_t b)
{
    ta_uint128 upper = (a >> 64) * b; /* in units of 2^64 */
    ta_uint128 part[2] = {(ta_uint128)(uint64_t)a * b, upper << 64};
    sum->high += (uint64_t)(upper >> 64);
    for (int i = 0; i < 2; i++) {
        sum->low += part[i];
        sum->high += sum->low < part[i];
    }
}

void ta_uint192_merge(struct ta_uint192 *into, const struct ta_uint192 *from);

struct ta_double_double ta_double_double_from_uint(ta_uint128 x);
struct ta_double_double ta_double_double_from_int(ta_int128 x);
struct ta_double_double ta_double_double_from_uint192(const struct ta_uint192 *x);
struct ta_double_double ta_double_double_add(struct ta_double_double a,
                                             struct ta_double_double b);
struct ta_double_double ta_double_double_mul(struct ta_double_double a,
                                             struct ta_double_double b);
struct ta_double_double ta_double_double_div(struct ta_double_double a,
                                             struct ta_double_double b);

#endif
