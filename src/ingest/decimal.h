/* SPDX-License-Identifier: Apache-2.0 */
/** @file decimal.h  A decimal number as it was written, before it is rounded to anything. */
#ifndef TA_INGEST_DECIMAL_H
#define TA_INGEST_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terrassay/types.h"

/** (-1)^negative * mantissa * 10^exponent; the text it was read from says it in full. */
struct ta_decimal {
    uint64_t mantissa; /**< the first 19 digits that are not leading zeros */
    int exponent;
    bool negative;
    bool whole;       /**< written without point and exponent */
    bool cut;         /**< had more digits than the mantissa holds */
    const char *text; /**< borrowed */
    size_t size;
};

enum { TA_DECIMAL_TEXT = 512 /**< longer numbers are refused */ };

/** Read the JSON number (RFC 8259, section 6) at @p at.
 *  @return the byte after it, or NULL when none stands there or it is too long. */
const char *ta_decimal_scan(const char *at, const char *end, struct ta_decimal *out);

/** The nearest double, ties to even. @return false when it is beyond the largest one. */
bool ta_decimal_f64(const struct ta_decimal *decimal, double *out);

/** a + b, rounded once: 20.1 + 0.2 is 20.3. @return false beyond the largest double. */
bool ta_decimal_sum(const struct ta_decimal *a, const struct ta_decimal *b,
                    double *out);

/** Seconds as whole microseconds, halves away from zero. @return false when further
 *  from 1970 than the end of the year 9999. */
bool ta_decimal_us(const struct ta_decimal *seconds, ta_time_us *out);

/** Does it fit 64 bits with sign? Only for whole ones. */
bool ta_decimal_is_i64(const struct ta_decimal *decimal);

#endif
