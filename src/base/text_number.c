/* SPDX-License-Identifier: Apache-2.0 */
/** @file text_number.c  Shortest round-trip digits in ECMAScript's form. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { WIDE = 64 }; /* what the compiler believes that lay_out() may need */

/* value = 0.d1 d2 ... dk * 10^point, d1 > 0, dk > 0 */
struct digits {
    char digit[18];
    int count, point;
};

static double value_of(const struct digits *digits)
{
    char text[40];
    (void)snprintf(text, sizeof text, "0.%se%d", digits->digit, digits->point);
    return strtod(text, NULL);
}

/* The decimal of `count` digits nearest to value; ties go to the even one. */
static struct digits nearest(double value, int count)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.*e", count - 1, value);
    struct digits out = {.count = count};
    out.digit[0] = text[0];
    if (count > 1) memcpy(out.digit + 1, text + 2, (size_t)count - 1);
    const char *exponent = strchr(text, 'e');
    out.point = (int)strtol(exponent + 1, NULL, 10) + 1;
    return out;
}

static void step_up(struct digits *digits)
{
    int i = digits->count - 1;
    for (; i >= 0 && digits->digit[i] == '9'; i--) digits->digit[i] = '0';
    if (i >= 0) {
        digits->digit[i]++;
        return;
    }
    digits->digit[0] = '1';
    digits->point++;
}

static void strip_zeros(struct digits *digits)
{
    while (digits->count > 1 && digits->digit[digits->count - 1] == '0')
        digits->digit[--digits->count] = '\0';
}

/* Below a power of two doubles lie twice as dense as above it. The nearest decimal may
 * then be too far below while the next one above still reads back: both are tried. */
static bool reads_back(double value, int count, struct digits *out)
{
    *out = nearest(value, count);
    if (value_of(out) == value) return true;
    step_up(out);
    return value_of(out) == value;
}

/* Every decimal of at most 15 digits survives a normal double (DBL_DIG), so if any as
 * short reads back it is the nearest one of 15 with its zeros stripped. Subnormals hold
 * fewer. */
static struct digits shortest(double value)
{
    struct digits out;
    int count = value < DBL_MIN ? 1 : DBL_DIG;
    while (!reads_back(value, count, &out) && count < 17) count++;
    strip_zeros(&out);
    return out;
}

/* ECMA-262, Number::toString, steps 6 to 10. */
static void lay_out(const struct digits *d, const char *sign, char out[WIDE])
{
    static const char zeros[] = "0000000000000000000000";
    int k = d->count, n = d->point, e = n - 1;
    if (n > 21 || n <= -6) {
        (void)snprintf(out, WIDE, "%s%c%s%se%c%d", sign, d->digit[0], k > 1 ? "." : "",
                       d->digit + 1, e < 0 ? '-' : '+', abs(e));
    } else if (n <= 0) {
        (void)snprintf(out, WIDE, "%s0.%.*s%s", sign, -n, zeros, d->digit);
    } else if (k <= n) {
        (void)snprintf(out, WIDE, "%s%s%.*s", sign, d->digit, n - k, zeros);
    } else {
        (void)snprintf(out, WIDE, "%s%.*s.%s", sign, n, d->digit, d->digit + n);
    }
}

void ta_format_f64(double value, char out[32])
{
    if (value == 0.0 || !isfinite(value)) {
        (void)snprintf(out, 32, "%s", value == 0.0 ? "0" : "null");
        return;
    }
    struct digits digits = shortest(fabs(value));
    char text[WIDE] = "";
    lay_out(&digits, value < 0.0 ? "-" : "", text);
    memcpy(out, text, 32); /* 25 characters are the most there can be */
}
