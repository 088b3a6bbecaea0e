/* SPDX-License-Identifier: Apache-2.0 */
#include "spectral.h"

#include <float.h>
#include <math.h>
#include <string.h>

static inline double square(double x)
{
    return x * x;
}

static inline double quotient(double dividend, double divisor)
{
    return divisor > 0.0 ? dividend / divisor : (double)NAN;
}

/* NaN and infinite are no result; others are kept within the range. */
static inline double settled(double x, double lo, double hi)
{
    double kept = x < lo ? lo : x;
    kept = kept > hi ? hi : kept;
    return fabs(x) <= DBL_MAX ? kept : (double)NAN;
}

/* clang-format off */
/* The words of indices.def: 2(nir, red) becomes the locals of a loop, or the list of names. */
#define LOCALS_2(a, b) const double a = in[0][i], b = in[1][i];
#define LOCALS_4(a, b, c, d) LOCALS_2(a, b) const double c = in[2][i], d = in[3][i];
#define LOCALS_5(a, b, c, d, e) LOCALS_4(a, b, c, d) const double e = in[4][i];
#define NAMES_2(a, b) 2, {#a, #b}
#define NAMES_4(a, b, c, d) 4, {#a, #b, #c, #d}
#define NAMES_5(a, b, c, d, e) 5, {#a, #b, #c, #d, #e}

#define X(id, bands, formula, lo, hi, source)                                  \
    static void compute_##id(size_t n, const double *const *in, double *out)   \
    {                                                                          \
        for (size_t i = 0; i < n; i++) {                                       \
            LOCALS_##bands                                                     \
            out[i] = settled(formula, lo, hi);                                 \
        }                                                                      \
    }
/* clang-format on */
#include "indices.def"
#undef X

static const struct ta_index registry[] = {
#define X(id, bands, formula, lo, hi, source)                                          \
    {#id, #formula, source, lo, hi, NAMES_##bands, compute_##id},
#include "indices.def"
#undef X
};

size_t ta_index_count(void)
{
    return sizeof registry / sizeof *registry;
}

const struct ta_index *ta_index_at(size_t i)
{
    return i < ta_index_count() ? &registry[i] : NULL;
}

const struct ta_index *ta_index_find(const char *id)
{
    for (size_t i = 0; id != NULL && i < ta_index_count(); i++)
        if (strcmp(registry[i].id, id) == 0) return &registry[i];
    return NULL;
}
