/* SPDX-License-Identifier: Apache-2.0 */
#include "statistics_sum.h"

enum {
    DIGIT_BITS = 30,
    PLACE_LEAST = -30,  /* addends below 2^-990 vanish; keeps the scale finite */
    PLACE_MOST = 35,    /* of the largest double */
    PLACE_SPOILT = 1000 /* an addend was infinite or NaN */
};

static double scale_of(int32_t place)
{
    return place == PLACE_SPOILT ? 0.0 : ldexp(1.0, DIGIT_BITS * (1 - place));
}

struct ta_exact_sum ta_exact_sum_new(void)
{
    return (struct ta_exact_sum){.place = PLACE_LEAST, .scale = scale_of(PLACE_LEAST)};
}

bool ta_exact_sum_again(const int64_t digit[3], int32_t place, struct ta_exact_sum *out)
{
    static const int64_t most = INT64_C(1) << 62; /* 2^33 addends below 2^29 each */
    if (place != PLACE_SPOILT && (place < PLACE_LEAST || place > PLACE_MOST))
        return false;
    *out = (struct ta_exact_sum){.place = place, .scale = scale_of(place)};
    for (int i = 0; i < 3; i++) {
        if (digit[i] < -most || digit[i] > most) return false;
        out->digit[i] = digit[i];
    }
    return true;
}

/* Move the digits to a higher place; those that fall off the end are lost, as they
 * would have been had the largest addend come first. */
static void move_to(struct ta_exact_sum *sum, int32_t place)
{
    if (place <= sum->place) return;
    int32_t steps = place - sum->place;
    for (int32_t i = 2; i >= 0; i--)
        sum->digit[i] = i >= steps ? sum->digit[i - steps] : 0;
    sum->place = place;
    sum->scale = scale_of(place);
}

/* Make room for addends up to @p most in magnitude: below half a unit of the place above, lest one
 * that came early be rounded down there and one that comes late up. */
static void raise_to(struct ta_exact_sum *sum, double most)
{
    int exponent = 0; /* most < 2^exponent */
    if (most * sum->scale < 0x1p29) return;
    if (!isfinite(most)) {
        move_to(sum, PLACE_SPOILT);
        return;
    }
    (void)frexp(most, &exponent);
    move_to(sum, (int32_t)ceil((double)(exponent + 1) / DIGIT_BITS));
}

/* Nearest integer of a number below 2^51 in magnitude, by the rounding of additions. */
static inline double nearest(double x)
{
    return (x + 0x1.8p52) - 0x1.8p52;
}

enum {
    LANES = 4,
    GROUPS = 1 << 20
}; /* digits stay exact as doubles for 2^22 addends */

/* Add the digits of LANES addends, each to its own lane, so that a compiler can use vectors. */
static inline void add_lanes(double digit[3][LANES], const double *x, double scale)
{
    for (size_t k = 0; k < LANES; k++) {
        double rest = x[k] * scale, part = nearest(rest);
        digit[0][k] += part;
        rest = (rest - part) * 0x1p30;
        part = nearest(rest);
        digit[1][k] += part;
        digit[2][k] += nearest((rest - part) * 0x1p30);
    }
}

static void add_some(struct ta_exact_sum *sum, size_t n, const double *x)
{
    double digit[3][LANES] = {{0.0}}, tail[LANES] = {0.0};
    size_t whole = n - n % LANES;
    for (size_t i = 0; i < whole; i += LANES) add_lanes(digit, &x[i], sum->scale);
    for (size_t i = whole; i < n; i++) tail[i - whole] = x[i];
    add_lanes(digit, tail, sum->scale);
    for (size_t d = 0; d < 3; d++)
        for (size_t k = 0; k < LANES; k++) sum->digit[d] += (int64_t)digit[d][k];
}

void ta_exact_sum_add(struct ta_exact_sum *sum, double most, size_t n, const double *x)
{
    raise_to(sum, most);
    if (sum->scale == 0.0) return;
    for (size_t i = 0; i < n; i += GROUPS)
        add_some(sum, n - i < GROUPS ? n - i : GROUPS, x + i);
}

void ta_exact_sum_merge(struct ta_exact_sum *into, const struct ta_exact_sum *from)
{
    struct ta_exact_sum other = *from;
    move_to(into, other.place);
    move_to(&other, into->place);
    for (int i = 0; i < 3; i++) into->digit[i] += other.digit[i];
}

struct ta_double_double ta_exact_sum_value(const struct ta_exact_sum *sum)
{
    if (sum->place == PLACE_SPOILT) return (struct ta_double_double){NAN, 0.0};
    /* One number first: digits that differ may stand for the same one. */
    ta_int128 base = (ta_int128)1 << DIGIT_BITS, units = 0;
    for (int i = 0; i < 3; i++) units = units * base + sum->digit[i];
    struct ta_double_double value = ta_double_double_from_int(units);
    int exponent = DIGIT_BITS * (sum->place - 3);
    return (struct ta_double_double){ldexp(value.hi, exponent),
                                     ldexp(value.lo, exponent)};
}

void ta_uint192_merge(struct ta_uint192 *into, const struct ta_uint192 *from)
{
    into->low += from->low;
    into->high += from->high + (into->low < from->low);
}

/* a + b without error, |a| >= |b| or a = 0: Dekker (1971), Numer. Math. 18. */
static struct ta_double_double renormalise(double a, double b)
{
    double s = a + b;
    return (struct ta_double_double){s, b - (s - a)};
}

/* a + b without error: Knuth, The Art of Computer Programming 2, 4.2.2, theorem B. */
static struct ta_double_double two_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (struct ta_double_double){s, (a - (s - t)) + (b - t)};
}

struct ta_double_double ta_double_double_from_uint(ta_uint128 x)
{
    double upper = (double)(uint64_t)(x >> 96) * 0x1p96;
    double middle = (double)(uint64_t)((x >> 48) & 0xffffffffffffU) * 0x1p48;
    double lower = (double)(uint64_t)(x & 0xffffffffffffU);
    struct ta_double_double sum = renormalise(upper, middle);
    return ta_double_double_add(sum, (struct ta_double_double){lower, 0.0});
}

struct ta_double_double ta_double_double_from_int(ta_int128 x)
{
    if (x >= 0) return ta_double_double_from_uint((ta_uint128)x);
    struct ta_double_double a = ta_double_double_from_uint(-(ta_uint128)x);
    return (struct ta_double_double){-a.hi, -a.lo};
}

struct ta_double_double ta_double_double_from_uint192(const struct ta_uint192 *x)
{
    struct ta_double_double upper = ta_double_double_from_uint(x->high);
    upper = (struct ta_double_double){upper.hi * 0x1p128, upper.lo * 0x1p128};
    return ta_double_double_add(upper, ta_double_double_from_uint(x->low));
}

struct ta_double_double ta_double_double_add(struct ta_double_double a,
                                             struct ta_double_double b)
{
    struct ta_double_double s = two_sum(a.hi, b.hi), t = two_sum(a.lo, b.lo);
    s = renormalise(s.hi, s.lo + t.hi);
    return renormalise(s.hi, s.lo + t.lo);
}

struct ta_double_double ta_double_double_mul(struct ta_double_double a,
                                             struct ta_double_double b)
{
    double p = a.hi * b.hi;
    double e = fma(a.hi, b.hi, -p) + (a.hi * b.lo + a.lo * b.hi);
    return renormalise(p, e);
}

struct ta_double_double ta_double_double_div(struct ta_double_double a,
                                             struct ta_double_double b)
{
    double q = a.hi / b.hi;
    struct ta_double_double part =
        ta_double_double_mul(b, (struct ta_double_double){q, 0.0});
    struct ta_double_double rest =
        ta_double_double_add(a, (struct ta_double_double){-part.hi, -part.lo});
    return renormalise(q, rest.hi / b.hi);
}
