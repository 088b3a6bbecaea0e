/* SPDX-License-Identifier: Apache-2.0 */
#include "series_order.h"

#include <math.h>
#include <stdbool.h>

size_t ta_series_finite(size_t n, double *value)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(value[i])) value[kept++] = value[i];
    return kept;
}

/* Let the value at @p root sink to its place in the heap value[0, n). */
static void sink(double *value, size_t root, size_t n)
{
    double sinking = value[root];
    for (size_t child = 2 * root + 1; child < n; child = 2 * root + 1) {
        if (child + 1 < n && value[child] < value[child + 1]) child++;
        if (value[child] <= sinking) break;
        value[root] = value[child];
        root = child;
    }
    value[root] = sinking;
}

void ta_series_sort(size_t n, double *value)
{
    for (size_t i = n / 2; i > 0; i--) sink(value, i - 1, n);
    for (size_t end = n; end > 1; end--) {
        double largest = value[0];
        value[0] = value[end - 1];
        value[end - 1] = largest;
        sink(value, 0, end - 1);
    }
}

double ta_series_quantile(size_t n, const double *sorted, double q)
{
    if (n == 0 || !(q >= 0.0 && q <= 1.0)) return NAN;
    double rank = q * (double)(n - 1), whole = floor(rank);
    size_t below = (size_t)whole;
    if (below + 1 >= n) return sorted[n - 1];
    return sorted[below] + (rank - whole) * (sorted[below + 1] - sorted[below]);
}

double ta_series_median(size_t n, double *value)
{
    ta_series_sort(n, value);
    return ta_series_quantile(n, value, 0.5);
}

static bool less(const struct ta_weighted_value *a, const struct ta_weighted_value *b)
{
    return a->value < b->value || (a->value == b->value && a->weight < b->weight);
}

static void sink_weighted(struct ta_weighted_value *value, size_t root, size_t n)
{
    struct ta_weighted_value sinking = value[root];
    for (size_t child = 2 * root + 1; child < n; child = 2 * root + 1) {
        if (child + 1 < n && less(&value[child], &value[child + 1])) child++;
        if (!less(&sinking, &value[child])) break;
        value[root] = value[child];
        root = child;
    }
    value[root] = sinking;
}

static void sort_weighted(size_t n, struct ta_weighted_value *value)
{
    for (size_t i = n / 2; i > 0; i--) sink_weighted(value, i - 1, n);
    for (size_t end = n; end > 1; end--) {
        struct ta_weighted_value largest = value[0];
        value[0] = value[end - 1];
        value[end - 1] = largest;
        sink_weighted(value, 0, end - 1);
    }
}

double ta_series_quantile_weighted(size_t n, struct ta_weighted_value *value, double q)
{
    double all = 0.0, before = 0.0, left = 0.0;
    if (n == 0 || !(q >= 0.0 && q <= 1.0)) return NAN;
    sort_weighted(n, value);
    for (size_t k = 0; k < n; k++) all += value[k].weight;
    if (!(all > 0.0)) return NAN;

    double target = q * all * (double)(n - 1);
    for (size_t k = 0; k < n; k++) {
        double place = (double)k * value[k].weight + (double)(n - 1) * before;
        if (target < place) {
            double share = (target - left) / (place - left);
            return value[k - 1].value + share * (value[k].value - value[k - 1].value);
        }
        left = place;
        before += value[k].weight;
    }
    return value[n - 1].value;
}

double ta_series_sum(size_t n, const double *value)
{
    double sum = 0.0, lost = 0.0;
    for (size_t i = 0; i < n; i++) {
        double next = sum + value[i];
        lost += fabs(sum) >= fabs(value[i]) ? (sum - next) + value[i]
                                            : (value[i] - next) + sum;
        sum = next;
    }
    return isfinite(sum) ? sum + lost : sum;
}
