/* SPDX-License-Identifier: Apache-2.0 */
#include "series_trend.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "series_order.h"

double ta_normal_quantile(double p)
{
    if (!(p > 0.0 && p < 1.0)) return NAN;
    if (p == 0.5) return 0.0;
    /* Bisection on the smaller tail, where erfc keeps its digits. */
    double tail = p < 0.5 ? p : 1.0 - p, lo = 0.0, hi = 40.0;
    for (int i = 0; i < 100; i++) {
        double x = 0.5 * (lo + hi);
        if (0.5 * erfc(x / sqrt(2.0)) > tail)
            lo = x;
        else
            hi = x;
    }
    return p < 0.5 ? -lo : lo;
}

static double pair_sum(size_t n, const double *value)
{
    double s = 0.0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            s += (double)((value[j] > value[i]) - (value[j] < value[i]));
    return s;
}

/* t (t - 1) (2t + 5): 18 times the variance of s over t values in random order. */
static double eighteenfold(double t)
{
    return t * (t - 1.0) * (2.0 * t + 5.0);
}

static double variance_of(size_t n, const double *sorted)
{
    double sum = eighteenfold((double)n);
    for (size_t first = 0, i = 1; i <= n; i++) {
        if (i < n && sorted[i] == sorted[first]) continue;
        sum -= eighteenfold((double)(i - first));
        first = i;
    }
    return sum / 18.0;
}

void ta_mann_kendall(size_t n, const double *value, double *scratch,
                     struct ta_mann_kendall *out)
{
    *out = (struct ta_mann_kendall){.p = 1.0, .tau = NAN};
    if (n > 0) memcpy(scratch, value, n * sizeof *scratch);
    n = ta_series_finite(n, scratch);
    out->n = n;
    if (n < 2) return;

    out->s = pair_sum(n, scratch);
    out->tau = out->s / (0.5 * (double)n * (double)(n - 1));
    ta_series_sort(n, scratch);
    out->variance = variance_of(n, scratch);
    if (out->variance <= 0.0 || out->s == 0.0) return;
    out->z = (out->s > 0.0 ? out->s - 1.0 : out->s + 1.0) / sqrt(out->variance);
    out->p = erfc(fabs(out->z) / sqrt(2.0));
}

size_t ta_theil_sen_scratch(size_t n)
{
    if (n == 0 || n > UINT32_MAX) return n == 0 ? 1 : 0;
    return (n % 2 == 0 ? n / 2 * (n - 1) : (n - 1) / 2 * n) + n;
}

/* The value at a rank from 1 to n, between ranks linear; NaN beyond. */
static double at_rank(size_t n, const double *sorted, double rank)
{
    if (!(rank >= 1.0 && rank <= (double)n)) return NAN;
    return ta_series_quantile(n, sorted, n == 1 ? 0.0 : (rank - 1.0) / (double)(n - 1));
}

static size_t pair_slopes(size_t n, const double *time, const double *value,
                          double *slope)
{
    size_t pairs = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(value[i])) continue;
        for (size_t j = i + 1; j < n; j++)
            if (isfinite(value[j]))
                slope[pairs++] = (value[j] - value[i]) / (time[j] - time[i]);
    }
    return pairs;
}

static double intercept_of(size_t n, const double *time, const double *value,
                           double slope, double *scratch)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(value[i])) scratch[kept++] = value[i] - slope * time[i];
    return ta_series_median(kept, scratch);
}

enum ta_status ta_theil_sen(size_t n, const double *time, const double *value,
                            double confidence, double *scratch,
                            struct ta_theil_sen *out)
{
    if (!(confidence > 0.0 && confidence < 1.0)) return TA_E_ARG;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(time[i]) || (i > 0 && time[i] <= time[i - 1])) return TA_E_ARG;

    struct ta_mann_kendall test;
    ta_mann_kendall(n, value, scratch, &test);
    *out = (struct ta_theil_sen){
        .n = test.n, .slope = NAN, .lo = NAN, .hi = NAN, .intercept = NAN};
    if (test.n < 2) return TA_OK;

    size_t pairs = pair_slopes(n, time, value, scratch);
    out->slope = ta_series_median(pairs, scratch);
    double c = ta_normal_quantile(0.5 + 0.5 * confidence) * sqrt(test.variance);
    out->lo = at_rank(pairs, scratch, 0.5 * ((double)pairs - c));
    out->hi = at_rank(pairs, scratch, 0.5 * ((double)pairs + c) + 1.0);
    out->intercept = intercept_of(n, time, value, out->slope, scratch);
    return TA_OK;
}
