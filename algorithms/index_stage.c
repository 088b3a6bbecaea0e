/* SPDX-License-Identifier: Apache-2.0 */
#include "index_stage.h"

#include <math.h>

void ta_index_denominate(size_t n, double *value, const double *by)
{
    for (size_t i = 0; i < n; i++)
        value[i] = by[i] == 0.0 ? (double)NAN : value[i] / by[i];
}

static size_t group_of(const size_t *group, size_t i)
{
    return group == NULL ? 0 : group[i];
}

/** Mean of the group of unit @p i; a second pass takes the rounding of the first away. */
static double group_mean(size_t n, const double *value, const size_t *group, size_t i)
{
    double sum = 0.0, rest = 0.0;
    size_t count = 0;
    for (size_t j = 0; j < n; j++) {
        if (group_of(group, j) != group_of(group, i) || isnan(value[j])) continue;
        sum += value[j];
        count++;
    }
    double mean = sum / (double)count;
    for (size_t j = 0; j < n; j++)
        if (group_of(group, j) == group_of(group, i) && !isnan(value[j]))
            rest += value[j] - mean;
    return mean + rest / (double)count;
}

size_t ta_index_impute_mean(size_t n, double *value, const size_t *group)
{
    size_t replaced = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(value[i])) continue;
        double mean = group_mean(n, value, group, i);
        for (size_t j = i; !isnan(mean) && j < n; j++) {
            if (group_of(group, j) != group_of(group, i) || !isnan(value[j])) continue;
            value[j] = mean;
            replaced++;
        }
    }
    return replaced;
}

/** Central moments 2 to 4 about the mean, and the count, of what is not missing. */
struct moments {
    double n, m2, m3, m4;
};

static struct moments moments_of(size_t n, const double *value)
{
    struct moments m = {0};
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i])) continue;
        sum += value[i];
        m.n += 1.0;
    }
    double mean = sum / m.n;
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i])) continue;
        double d = value[i] - mean;
        m.m2 += d * d / m.n;
        m.m3 += d * d * d / m.n;
        m.m4 += d * d * d * d / m.n;
    }
    return m;
}

struct ta_index_shape ta_index_shape_of(size_t n, const double *value)
{
    struct moments m = moments_of(n, value);
    struct ta_index_shape out = {NAN, NAN};
    if (!(m.m2 > 0.0)) return out;
    double g1 = m.m3 / pow(m.m2, 1.5), g2 = m.m4 / (m.m2 * m.m2) - 3.0;
    if (m.n >= 3.0) out.skewness = g1 * sqrt(m.n * (m.n - 1.0)) / (m.n - 2.0);
    if (m.n >= 4.0)
        out.kurtosis =
            ((m.n + 1.0) * g2 + 6.0) * (m.n - 1.0) / ((m.n - 2.0) * (m.n - 3.0));
    return out;
}

/** Is @p a more extreme than @p b on the side @p side (1 high, -1 low)? Of equals the first
 *  unit goes first. */
static bool more_extreme(const double *value, double side, size_t a, size_t b)
{
    if (value[a] != value[b]) return side * value[a] > side * value[b];
    return a < b;
}

/** Indices of what is not missing, most extreme first. @return how many. */
static size_t order_extreme(size_t n, const double *value, double side, size_t *order)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i])) continue;
        size_t at = count++;
        for (; at > 0 && more_extreme(value, side, i, order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return count;
}

static bool exceeds(size_t n, const double *value, const struct ta_index_treatment *t,
                    double *side)
{
    struct ta_index_shape shape = ta_index_shape_of(n, value);
    *side = shape.skewness > 0.0 ? 1.0 : -1.0;
    return fabs(shape.skewness) > t->skewness && shape.kurtosis > t->kurtosis;
}

size_t ta_index_winsorise(size_t n, double *value,
                          const struct ta_index_treatment *treatment, size_t *order,
                          unsigned char *treated)
{
    double side = 1.0;
    for (size_t i = 0; treated != NULL && i < n; i++) treated[i] = 0;
    if (!exceeds(n, value, treatment, &side)) return 0;

    size_t count = order_extreme(n, value, side, order), k = 0;
    double now = side;
    while (k < treatment->most && k + 1 < count && exceeds(n, value, treatment, &now)) {
        double next = value[order[k + 1]];
        for (size_t j = 0; j <= k; j++) value[order[j]] = next;
        if (treated != NULL) treated[order[k]] = 1;
        k++;
    }
    return k;
}

void ta_index_minmax(size_t n, double *value, double direction, double from, double to)
{
    double least = NAN, most = NAN;
    for (size_t i = 0; i < n; i++) {
        value[i] *= direction;
        least = fmin(least, value[i]);
        most = fmax(most, value[i]);
    }
    for (size_t i = 0; i < n; i++)
        value[i] = most > least
                       ? (value[i] - least) / (most - least) * (to - from) + from
                       : (double)NAN;
}

double ta_index_mean(enum ta_mean mean, size_t n, const double *value,
                     const double *weight)
{
    double sum = 0.0, weights = 0.0, least = NAN, most = NAN;
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i])) continue;
        if (mean != TA_MEAN_ARITHMETIC && !(value[i] > 0.0)) return NAN;
        double part = value[i];
        if (mean == TA_MEAN_GEOMETRIC) part = log(value[i]);
        if (mean == TA_MEAN_HARMONIC) part = 1.0 / value[i];
        sum += weight[i] * part;
        weights += weight[i];
        least = fmin(least, value[i]);
        most = fmax(most, value[i]);
    }
    if (!(weights > 0.0)) return NAN;
    double out = sum / weights;
    if (mean == TA_MEAN_GEOMETRIC) out = exp(out);
    if (mean == TA_MEAN_HARMONIC) out = 1.0 / out;
    return fmin(fmax(out, least), most); /* a mean of equals is that value */
}

void ta_index_rank(size_t n, const double *value, size_t *rank)
{
    for (size_t i = 0; i < n; i++) {
        rank[i] = (size_t)!isnan(value[i]);
        for (size_t j = 0; rank[i] > 0 && j < n; j++)
            if (value[j] > value[i]) rank[i]++;
    }
}
