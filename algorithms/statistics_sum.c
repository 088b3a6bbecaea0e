/* SPDX-License-Identifier: Apache-2.0 */
#include "statistics_sum.h"

enum {
    DIGIT_BITS = 30,
    PLACE_LEAST = -30,  /* addends below 2^-990 vanish; keeps the scale finite */
    PLACE_SPOILT = 1000 /* an addend was infinite or NaN */
};

struct ta_exact_sum ta_exact_sum_new(void)
{
    return (struct ta_exact_sum){.place = PLACE_LEAST,
                                 .scale = ldexp(1.0, DIGIT_BITS * (1 - PLACE_LEAST))};
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
    sum->scale = place == PLACE_SPOILT ? 0.0 : ldexp(1.0, DIGIT_BITS * (1 - place));
}

void ta_exact_sum_raise(struct ta_exact_sum *sum, double x)
{
    int exponent = 0; /* |x| < 2^exponent */
    if (!isfinite(x)) {
        move_to(sum, PLACE_SPOILT);
        return;
    }
    (void)frexp(x, &exponent);
    move_to(sum, (int32_t)ceil((double)exponent / DIGIT_BITS));
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
    struct ta_double_double value = {0.0, 0.0};
    if (sum->place == PLACE_SPOILT) return (struct ta_double_double){NAN, 0.0};
    for (int i = 2; i >= 0; i--) {
        int exponent = DIGIT_BITS * (sum->place - 1 - i);
        struct ta_double_double digit = ta_double_double_from_int(sum->digit[i]);
        digit = (struct ta_double_double){ldexp(digit.hi, exponent),
                                          ldexp(digit.lo, exponent)};
        value = ta_double_double_add(value, digit);
    }
    return value;
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
    double upper = ldexp((double)(uint64_t)(x >> 96), 96);
    double middle = ldexp((double)(uint64_t)((x >> 48) & 0xffffffffffffU), 48);
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
    upper = (struct ta_double_double){ldexp(upper.hi, 128), ldexp(upper.lo, 128)};
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
