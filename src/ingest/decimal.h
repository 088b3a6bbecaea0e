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

/** Past the digits at @p at, which are added to @p value; it holds 19 of them. */
static inline const char *ta_decimal_digits(const char *at, const char *end,
                                            uint64_t *value)
{
    uint64_t sum = *value;
    for (; at < end && (unsigned char)(*at - '0') < 10; at++)
        sum = sum * 10 + (uint64_t)(*at - '0');
    *value = sum;
    return at;
}

/** ta_decimal_scan() of the usual number: at most 18 characters, no exponent; NULL for any other. */
static inline const char *ta_decimal_usual(const char *at, const char *end,
                                           struct ta_decimal *out)
{
    const bool negative = at < end && *at == '-';
    const char *first = at + negative;
    uint64_t mantissa = 0;
    const char *point = ta_decimal_digits(first, end, &mantissa), *after = point;
    if (point == first || (*first == '0' && point - first > 1)) return NULL;
    if (point < end && *point == '.') {
        after = ta_decimal_digits(point + 1, end, &mantissa);
        if (after == point + 1) return NULL;
    }
    if (after - first > 18 || (after < end && (*after == 'e' || *after == 'E')))
        return NULL;
    out->mantissa = mantissa;
    out->exponent = after == point ? 0 : (int)(point + 1 - after);
    out->negative = negative;
    out->whole = after == point;
    out->cut = false;
    out->text = at;
    out->size = (size_t)(after - at);
    return after;
}

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
static inline bool ta_decimal_is_i64(const struct ta_decimal *decimal)
{
    uint64_t most = (uint64_t)INT64_MAX + decimal->negative;
    return decimal->whole && decimal->exponent == 0 && !decimal->cut &&
           decimal->mantissa <= most;
}

#endif
