/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;
__extension__ typedef __int128 signed_wide;

enum {
    MANTISSA_DIGITS = 19, /* 10^19 - 1 fits 64 bits */
    EXACT_POWER = 22,     /* 10^22 is the largest power of ten that is a double */
    EXPONENT_MOST = 100000
};

static const double power_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits and maybe a point from @p at to @p after, of which the mantissa holds the first. */
static void take_long(const char *at, const char *after, struct ta_decimal *d)
{
    const uint64_t room = UINT64_C(999999999999999999); /* one more digit fits below */
    bool behind = false;                                /* the point */
    d->mantissa = 0;
    d->exponent = 0;
    for (; at < after; at++) {
        if (*at == '.') {
            behind = true;
        } else if (d->mantissa <= room) {
            d->mantissa = d->mantissa * 10 + (uint64_t)(*at - '0');
            d->exponent -= behind;
        } else {
            d->cut = d->cut || *at != '0';
            d->exponent += !behind;
        }
    }
}

static const char *take_exponent(const char *at, const char *end, int *exponent)
{
    int value = 0;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (at == end || !is_digit(*at)) return NULL;
    for (; at < end && is_digit(*at); at++)
        if (value < EXPONENT_MOST) value = value * 10 + (*at - '0');
    *exponent += negative ? -value : value;
    return at;
}

/* Digits with maybe a point and more digits; NULL when they are none. */
static const char *take_fixed(const char *at, const char *end, struct ta_decimal *d)
{
    const char *after = ta_decimal_digits(at, end, &d->mantissa);
    if (after == at || (*at == '0' && after - at > 1)) return NULL;
    if (after < end && *after == '.') {
        const char *point = after++;
        after = ta_decimal_digits(point + 1, end, &d->mantissa);
        if (after == point + 1) return NULL;
        d->exponent = (int)(point + 1 - after);
        d->whole = false;
    }
    if (after - at > MANTISSA_DIGITS) take_long(at, after, d);
    return after;
}

/* Fills @p out member by member: a copy of all would wait until each of them is stored. */
const char *ta_decimal_scan(const char *at, const char *end, struct ta_decimal *out)
{
    const bool negative = at < end && *at == '-';
    *out = (struct ta_decimal){.negative = negative, .whole = true, .text = at};
    at = take_fixed(at + negative, end, out);
    if (at != NULL && at < end && (*at == 'e' || *at == 'E')) {
        out->whole = false;
        at = take_exponent(at + 1, end, &out->exponent);
    }
    if (at == NULL) return NULL;
    out->size = (size_t)(at - out->text);
    return out->size < TA_DECIMAL_TEXT ? at : NULL;
}

static bool by_library(const char *text, double *out)
{
    double value = strtod(text, NULL);
    if (value > 1.7976931348623157e308 || value < -1.7976931348623157e308) return false;
    *out = value == 0.0 ? 0.0 : value; /* no minus zero */
    return true;
}

/* One multiplication or division of two exact doubles rounds once (Clinger 1990). */
static bool by_one_step(uint64_t mantissa, int exponent, double *out)
{
    if (mantissa > UINT64_C(1) << 53 || exponent > EXACT_POWER ||
        exponent < -EXACT_POWER)
        return false;
    double value = (double)mantissa;
    *out =
        exponent < 0 ? value / power_of_ten[-exponent] : value * power_of_ten[exponent];
    return true;
}

bool ta_decimal_f64(const struct ta_decimal *decimal, double *out)
{
    double value;
    if (!decimal->cut && by_one_step(decimal->mantissa, decimal->exponent, &value)) {
        *out = decimal->negative && value != 0.0 ? -value : value;
        return true;
    }
    char text[TA_DECIMAL_TEXT];
    memcpy(text, decimal->text, decimal->size);
    text[decimal->size] = '\0';
    return by_library(text, out);
}

static wide scaled(uint64_t mantissa, int places)
{
    static const uint64_t step[] = {1,      10,      100,      1000,      10000,
                                    100000, 1000000, 10000000, 100000000, 1000000000};
    wide value = mantissa;
    for (; places > 9; places -= 9) value *= step[9];
    return value * step[places];
}

/* 39 digits of a 128-bit number, then the exponent. */
static void write_wide(wide value, bool negative, int exponent, char out[64])
{
    char digits[40];
    int at = (int)sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value != 0);
    (void)snprintf(out, 64, "%s%se%d", negative ? "-" : "", digits + at, exponent);
}

/* Two numbers far apart, or long: rounded one by one, then added. */
static bool add_rounded(const struct ta_decimal *a, const struct ta_decimal *b,
                        double *out)
{
    double x, y;
    if (!ta_decimal_f64(a, &x) || !ta_decimal_f64(b, &y)) return false;
    *out = x + y;
    return *out <= 1.7976931348623157e308 && *out >= -1.7976931348623157e308;
}

/* sum * 10^exponent, rounded once. */
static bool round_wide(signed_wide sum, int exponent, double *out)
{
    bool negative = sum < 0;
    wide size = (wide)(negative ? -sum : sum);
    if (size <= UINT64_MAX && by_one_step((uint64_t)size, exponent, out)) {
        if (negative) *out = -*out;
        return true;
    }
    char text[64];
    write_wide(size, negative, exponent, text);
    return by_library(text, out);
}

bool ta_decimal_sum(const struct ta_decimal *a, const struct ta_decimal *b, double *out)
{
    const struct ta_decimal *low = a->exponent < b->exponent ? a : b;
    const struct ta_decimal *high = low == a ? b : a;
    int places = high->exponent - low->exponent;
    if (high->mantissa == 0) return ta_decimal_f64(low, out);
    if (low->mantissa == 0) return ta_decimal_f64(high, out);
    if (a->cut || b->cut || places > MANTISSA_DIGITS - 1) return add_rounded(a, b, out);

    signed_wide x = (signed_wide)scaled(high->mantissa, places);
    signed_wide y = (signed_wide)low->mantissa;
    return round_wide((high->negative ? -x : x) + (low->negative ? -y : y),
                      low->exponent, out);
}

bool ta_decimal_us(const struct ta_decimal *seconds, ta_time_us *out)
{
    static const uint64_t most =
        UINT64_C(253402300799999999); /* the end of the year 9999 */
    int exponent = seconds->exponent + 6;
    if (seconds->mantissa == 0) {
        *out = 0;
        return true;
    }
    if (exponent > MANTISSA_DIGITS) return false;
    wide value;
    if (exponent >= 0) {
        value = scaled(seconds->mantissa, exponent);
    } else {
        wide unit = exponent < -MANTISSA_DIGITS - 1 ? 0 : scaled(1, -exponent);
        value = unit == 0 ? 0 : ((wide)seconds->mantissa + unit / 2) / unit;
    }
    if (value > most) return false;
    *out = seconds->negative ? -(ta_time_us)value : (ta_time_us)value;
    return true;
}
