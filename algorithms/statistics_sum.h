/* SPDX-License-Identifier: Apache-2.0 */
/** @file statistics_sum.h  Wide integers, and a sum of doubles that no order can
 * change. */
#ifndef TA_STATISTICS_SUM_H
#define TA_STATISTICS_SUM_H

#include <stdint.h>

__extension__ typedef __int128 ta_int128;
__extension__ typedef unsigned __int128 ta_uint128;

/** 192-bit natural number: high * 2^128 + low. */
struct ta_uint192 {
    ta_uint128 low;
    uint64_t high;
};

/** Sum of doubles in three signed digits of base 2^30 at fixed places, the highest
 * place being that of the largest addend so far; lower places are cut off. Since each
 * place adds integers and the places depend on the largest addend alone, the sum is the
 * same in any order. What is cut is below 2^-60 of the largest addend, each time. Room
 * for 2^33 addends. After the idea of reproducible summation: Demmel and Nguyen (2015),
 * IEEE Trans. Comput. 64. */
struct ta_exact_sum {
    int64_t digit[3]; /**< digit[0] * 2^(30 (place - 1)) + digit[1] * 2^(30 (place - 2))
                         + ... */
    int32_t place;    /**< all addends are below 2^(30 place) in magnitude */
};

#endif
