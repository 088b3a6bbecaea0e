/* SPDX-License-Identifier: Apache-2.0 */
/* Reads series (n, then n lines of time and value, "nan" where missing) and prints our answers,
 * one line each; series.py computes them anew. */
#include <stdio.h>
#include <stdlib.h>

#include "series_order.h"
#include "series_trend.h"

enum { MOST = 200 };

static void print_answers(size_t n, const double *time, double *value)
{
    static double scratch[MOST * MOST];
    struct ta_mann_kendall test;
    struct ta_theil_sen line;
    ta_mann_kendall(n, value, scratch, &test);
    if (ta_theil_sen(n, time, value, 0.90, scratch, &line) != TA_OK) exit(1);
    size_t kept = ta_series_finite(n, value);
    double sum = ta_series_sum(kept, value), median = ta_series_median(kept, value);
    printf("%.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g %.17g\n",
           test.s, test.variance, test.z, test.p, line.slope, line.lo, line.hi,
           line.intercept, sum, median, ta_series_quantile(kept, value, 0.9));
}

int main(void)
{
    double time[MOST], value[MOST];
    size_t n = 0;
    while (scanf("%zu", &n) == 1 && n <= MOST) {
        for (size_t i = 0; i < n; i++)
            if (scanf("%lf %lf", &time[i], &value[i]) != 2) return 1;
        print_answers(n, time, value);
    }
    return 0;
}
