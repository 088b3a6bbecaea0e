/* SPDX-License-Identifier: Apache-2.0 */
#include "hazard_damage.h"

#include <math.h>
#include <string.h>

static const char *const depth_word[] = {"0", "0.5", "1", "1.5", "2",
                                         "3", "4",   "5", "6"};
static const double depth_m[] = {0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0};
enum { DEPTHS = sizeof depth_m / sizeof *depth_m, FRACTION_STEPS = 300 };
static const double tiny = 1e-300, close_enough = 1e-15;

static const struct ta_row *point_of(const struct ta_table *table, const char *sector,
                                     const char *region, const char *statistic,
                                     size_t k, ta_day date)
{
    const char *const key[] = {sector, region, statistic, depth_word[k]};
    return ta_table_row(table, key, date);
}

static bool read_curve(const struct ta_table *table, const char *sector,
                       const char *region, ta_day date, struct ta_damage_curve *out)
{
    out->n = 0;
    for (size_t k = 0; k < DEPTHS; k++) {
        const struct ta_row *mean = point_of(table, sector, region, "mean", k, date);
        const struct ta_row *stdev = point_of(table, sector, region, "stdev", k, date);
        if (mean == NULL) continue;
        out->depth[out->n] = depth_m[k];
        out->mean[out->n] = mean->value;
        out->stdev[out->n] = stdev != NULL ? stdev->value : (double)NAN;
        out->unchecked = out->unchecked || !mean->checked;
        out->n++;
    }
    return out->n >= 2;
}

enum ta_status ta_damage_curve_find(const struct ta_table_set *tables,
                                    const char *sector, const char *region, ta_day date,
                                    struct ta_damage_curve *out)
{
    const struct ta_table *table = ta_table_find(tables, "flood_depth_damage");
    *out = (struct ta_damage_curve){0};
    if (table == NULL) return TA_E_NOTFOUND;
    if (read_curve(table, sector, region, date, out)) return TA_OK;
    out->fell_back = true;
    return read_curve(table, sector, "global", date, out) ? TA_OK : TA_E_NOTFOUND;
}

static double read_at(const struct ta_damage_curve *c, const double *value,
                      double depth)
{
    if (!(depth > 0.0)) return isnan(depth) ? depth : 0.0;
    for (size_t i = 1; i < c->n; i++) {
        if (depth > c->depth[i]) continue;
        double share = (depth - c->depth[i - 1]) / (c->depth[i] - c->depth[i - 1]);
        return value[i - 1] + share * (value[i] - value[i - 1]);
    }
    return value[c->n - 1];
}

double ta_damage_at(const struct ta_damage_curve *curve, double depth)
{
    return read_at(curve, curve->mean, depth);
}

double ta_damage_spread_at(const struct ta_damage_curve *curve, double depth)
{
    return read_at(curve, curve->stdev, depth);
}

static void in_one_bin(double mean, size_t n, const double *edge, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = mean >= edge[i] && (mean < edge[i + 1] || i + 1 == n) ? 1.0 : 0.0;
}

void ta_damage_chances(double mean, double stdev, size_t n, const double *edge,
                       double *out)
{
    const double widest = 1.0 - 1e-9;
    if (!(mean > 0.0 && mean < 1.0) || !(stdev > 0.0)) {
        in_one_bin(mean, n, edge, out);
        return;
    }
    double variance = fmin(stdev * stdev, mean * (1.0 - mean) * widest);
    double a = mean * mean * ((1.0 - mean) / variance - 1.0 / mean);
    double b = a * (1.0 / mean - 1.0), before = 0.0;
    for (size_t i = 0; i < n; i++) {
        double below = ta_beta_below(fmax(0.0, fmin(1.0, edge[i + 1])), a, b);
        out[i] = below - before;
        before = below;
    }
}

double ta_cyclone_damage(double wind, double threshold, double half)
{
    double v = fmax(wind - threshold, 0.0) / (half - threshold);
    double cube = v * v * v;
    return cube / (1.0 + cube);
}

/* One step of Lentz's method: fold coefficient @p c into the fraction. */
static void fold(double c, double *upper, double *lower, double *value)
{
    *lower = 1.0 + c * *lower;
    if (fabs(*lower) < tiny) *lower = tiny;
    *lower = 1.0 / *lower;
    *upper = 1.0 + c / *upper;
    if (fabs(*upper) < tiny) *upper = tiny;
    *value *= *upper * *lower;
}

static double fraction(double x, double a, double b)
{
    double upper = 1.0, lower = 1.0 - (a + b) * x / (a + 1.0);
    if (fabs(lower) < tiny) lower = tiny;
    lower = 1.0 / lower;
    double value = lower;
    for (int m = 1; m <= FRACTION_STEPS; m++) {
        double k = (double)m, before = value;
        fold(k * (b - k) * x / ((a + 2.0 * k - 1.0) * (a + 2.0 * k)), &upper, &lower,
             &value);
        fold(-(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2.0 * k + 1.0)), &upper,
             &lower, &value);
        if (fabs(value - before) <= close_enough * fabs(value)) break;
    }
    return value;
}

/* ln of the gamma function, x > 0: Lanczos (1964), SIAM J. Numer. Anal. 1, 86-96, with
 * Godfrey's coefficients for g = 7. Not lgamma(), which writes to a global. */
static double log_gamma(double x)
{
    static const double c[] = {0.99999999999980993227684700473478,
                               676.520368121885098567009190444019,
                               -1259.13921672240287047156078755283,
                               771.3234287776530788486528258894,
                               -176.61502916214059906584551354,
                               12.507343278686904814458936853,
                               -0.13857109526572011689554707,
                               9.984369578019570859563e-6,
                               1.50563273514931155834e-7};
    const double half_log_two_pi = 0.91893853320467274178;
    double sum = c[0], t = x + 6.5; /* g + 1/2, at x - 1 */
    for (size_t i = 1; i < sizeof c / sizeof *c; i++)
        sum += c[i] / (x - 1.0 + (double)i);
    return half_log_two_pi + (x - 0.5) * log(t) - t + log(sum);
}

double ta_beta_below(double x, double a, double b)
{
    if (!(x >= 0.0 && x <= 1.0) || !(a > 0.0) || !(b > 0.0)) return (double)NAN;
    if (x == 0.0 || x == 1.0) return x;
    double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) +
                       b * log1p(-x));
    if (x < (a + 1.0) / (a + b + 2.0)) return front * fraction(x, a, b) / a;
    return 1.0 - front * fraction(1.0 - x, b, a) / b;
}
