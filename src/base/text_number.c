/* SPDX-License-Identifier: Apache-2.0 */
/** @file text_number.c  Shortest round-trip digits in ECMAScript's form.
 *
 *  After R. Giulietti, The Schubfach way to render doubles (2022): of the decimals that read back
 *  as the double, those of the coarsest power of ten are told by two multiplications by a power
 *  of ten that is good to 128 bits. Section numbers below are of that paper. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

__extension__ typedef unsigned __int128 wide;

enum {
    FRACTION_BITS = 52,
    BIAS = 1075, /* of the exponent of an integer significand */
    POWER_LEAST = -292,

    PLAIN_MOST = 21
};

/* value = digits * 10^exponent, digits > 0 */
struct decimal {
    uint64_t digits;
    int exponent;
};

static const struct {
    uint64_t high, low;
} powers[] = {
#define POWER(high, low) {UINT64_C(high), UINT64_C(low)},
#include "base/text_power.def"
#undef POWER
};

/* The product's upper bits, of which the last says whether anything was lost (9.6). */
static uint64_t round_to_odd(int power, uint64_t factor)
{
    uint64_t high = powers[power - POWER_LEAST].high;
    uint64_t low = powers[power - POWER_LEAST].low;
    wide upper = (wide)high * factor + (uint64_t)(((wide)low * factor) >> 64);
    return (uint64_t)(upper >> 64) | ((uint64_t)upper > 1);
}

static int floor_log2_pow10(int e)
{
    return (e * 1741647) >> 19; /* for |e| below 1234 */
}

/* floor(log10(2^q)), or of 3/4 of it where the double below lies nearer. */
static int floor_log10_pow2(int q, bool narrow)
{
    return (q * 1262611 - (narrow ? 524031 : 0)) >> 22;
}

/* The shortest decimal within the rounding interval of c * 2^q, of these the nearest. */
static struct decimal shortest(uint64_t c, int q, bool narrow)
{
    uint64_t odd = c & 1U; /* an even significand owns its interval's ends */
    int k = floor_log10_pow2(q, narrow);
    int h = q + floor_log2_pow10(-k) + 1;
    uint64_t lower = round_to_odd(-k, (4 * c - 2 + narrow) << h) + odd;
    uint64_t upper = round_to_odd(-k, (4 * c + 2) << h) - odd;
    uint64_t at = round_to_odd(-k, (4 * c) << h), s = at / 4;
    if (s >= 10) { /* one digit less, when just one of its neighbours lies inside */
        uint64_t tens = s / 10;
        bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above) return (struct decimal){tens + above, k + 1};
    }
    bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;
    if (below != above) return (struct decimal){s + above, k};
    bool up = at > 4 * s + 2 || (at == 4 * s + 2 && s % 2 == 1);
    return (struct decimal){s + up, k};
}

static struct decimal decimal_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    int exponent = (int)(bits >> FRACTION_BITS) & 0x7ff;
    if (exponent == 0) return shortest(fraction, 1 - BIAS, false);
    uint64_t c = fraction | UINT64_C(1) << FRACTION_BITS;
    int q = exponent - BIAS;
    bool whole =
        q <= 0 && q > -FRACTION_BITS - 1 && (c & ((UINT64_C(1) << -q) - 1)) == 0;
    if (whole) return (struct decimal){c >> -q, 0};
    return shortest(c, q, fraction == 0 && exponent > 1);
}

/* Digits to text, zeros at the end dropped. @return how many; *point: value is
 * 0.d1 d2 ... * 10^point. */
static int write_digits(struct decimal d, char out[24], int *point)
{
    char backwards[24];
    int n = 0, count = 0;
    while (d.digits % 10 == 0) {
        d.digits /= 10;
        d.exponent++;
    }
    for (; d.digits > 0; d.digits /= 10) backwards[n++] = (char)('0' + d.digits % 10);
    *point = d.exponent + n;
    while (n > 0) out[count++] = backwards[--n];
    return count;
}

static char *put(char *to, const char *from, int n)
{
    memcpy(to, from, (size_t)n);
    return to + n;
}

static char *put_zeros(char *to, int n)
{
    memset(to, '0', (size_t)n);
    return to + n;
}

static char *put_exponent(char *to, int e)
{
    *to++ = 'e';
    *to++ = e < 0 ? '-' : '+';
    e = abs(e);
    if (e >= 100) *to++ = (char)('0' + e / 100);
    if (e >= 10) *to++ = (char)('0' + e / 10 % 10);
    *to++ = (char)('0' + e % 10);
    return to;
}

/* ECMA-262, Number::toString, steps 6 to 10. */
static char *lay_out(const char *digit, int k, int n, char *to)
{
    if (n > PLAIN_MOST || n <= -6) {
        *to++ = digit[0];
        if (k > 1) *to++ = '.';
        return put_exponent(put(to, digit + 1, k - 1), n - 1);
    }
    if (n <= 0) return put(put_zeros(put(to, "0.", 2), -n), digit, k);
    if (k <= n) return put_zeros(put(to, digit, k), n - k);
    to = put(to, digit, n);
    *to++ = '.';
    return put(to, digit + n, k - n);
}

void ta_format_f64(double value, char out[32])
{
    char digit[24] = "";
    int point;
    if (value == 0.0 || !isfinite(value)) {
        memcpy(out, value == 0.0 ? "0" : "null", value == 0.0 ? 2 : 5);
        return;
    }
    if (value < 0.0) *out++ = '-';
    int count = write_digits(decimal_of(fabs(value)), digit, &point);
    *lay_out(digit, count, point, out) =
        '\0'; /* 25 characters are the most there can be */
}
