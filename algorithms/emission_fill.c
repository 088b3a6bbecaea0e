/* SPDX-License-Identifier: Apache-2.0 */
#include "emission_fill.h"

#include <math.h>

#include "series_order.h"

enum {
    INITIAL_HOURS = 720,
    AVAILABILITY_HOURS = 8760,
    OLDEST_HOURS = 26280,
    LOOKBACK_US = 720,
    LOOKBACK_CN_SHORT = 180,
    LOOKBACK_CN = 720,
    LOOKBACK_CN_LONG = 2160,
    GAP_HIGH = 24,
    GAP_LOW = 8
};

/** One gap: missing operating hours between two measured ones. */
struct gap {
    size_t first, end; /**< clock hours */
    size_t hours;      /**< of them in operation */
    double before, after;
};

static bool operates(const struct ta_fill *f, size_t i)
{
    return f->operating == NULL || f->operating[i];
}

static bool measured(const struct ta_fill *f, size_t i)
{
    return operates(f, i) && !isnan(f->value[i]);
}

static bool sound(const struct ta_fill *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->value[i] < 0.0 || isinf(f->value[i])) return false;
    return true;
}

/* Measured share of the last operating hours, up to hour i. */
static double availability(const struct ta_fill *f, size_t i)
{
    double ran = 0.0, good = 0.0;
    for (size_t j = i + 1; j > 0 && ran < AVAILABILITY_HOURS; j--) {
        if (!operates(f, j - 1)) continue;
        ran += 1.0;
        good += measured(f, j - 1);
    }
    return good / ran;
}

/* The last measured hours before the gap, sorted. @return how many. */
static size_t look_back(const struct ta_fill *f, const struct gap *g, size_t most,
                        double *out)
{
    size_t n = 0;
    size_t oldest = g->first > OLDEST_HOURS ? g->first - OLDEST_HOURS : 0;
    for (size_t j = g->first; j > oldest && n < most; j--)
        if (measured(f, j - 1)) out[n++] = f->value[j - 1];
    ta_series_sort(n, out);
    return n;
}

static double nearest_rank(const double *sorted, size_t n, double share)
{
    size_t rank = (size_t)ceil(share * (double)n - 1e-9);
    return sorted[rank == 0 ? 0 : rank - 1];
}

static double greatest(const struct ta_fill *f, const struct gap *g, size_t most,
                       double *scratch, enum ta_fill_method *method)
{
    size_t n = look_back(f, g, most, scratch);
    *method = n > 0 ? TA_FILL_GREATEST : TA_FILL_POTENTIAL;
    return n > 0 ? scratch[n - 1] : f->potential;
}

static double mean_or(const struct gap *g, double percentile, enum ta_fill_method which,
                      enum ta_fill_method *method)
{
    double mean = 0.5 * (g->before + g->after);
    *method = percentile > mean ? which : TA_FILL_MEAN;
    return fmax(percentile, mean);
}

/* Of 75.33(b), for one hour of the gap. */
static double us_standard(const struct ta_fill *f, const struct gap *g, size_t i,
                          double *scratch, enum ta_fill_method *method)
{
    double share = availability(f, i);
    if (share < 0.80) {
        *method = TA_FILL_POTENTIAL;
        return f->potential;
    }
    if (share < 0.90 || isnan(g->after)) /* a gap still open has no hour after it */
        return greatest(f, g, LOOKBACK_US, scratch, method);
    bool high = share >= 0.95;
    if (g->hours <= (high ? GAP_HIGH : GAP_LOW))
        return mean_or(g, -INFINITY, TA_FILL_MEAN, method);
    size_t n = look_back(f, g, LOOKBACK_US, scratch);
    return mean_or(g, nearest_rank(scratch, n, high ? 0.90 : 0.95),
                   high ? TA_FILL_PERCENTILE_90 : TA_FILL_PERCENTILE_95, method);
}

static double us_so2(const struct ta_fill *f, const struct gap *g, size_t i,
                     double *scratch, enum ta_fill_method *method)
{
    size_t n = look_back(f, g, INITIAL_HOURS, scratch);
    if (n >= INITIAL_HOURS) return us_standard(f, g, i, scratch, method);
    if (n == 0) {
        *method = TA_FILL_POTENTIAL;
        return f->potential;
    }
    if (isnan(g->after)) return greatest(f, g, LOOKBACK_US, scratch, method);
    return mean_or(g, -INFINITY, TA_FILL_MEAN, method);
}

static double hj75(const struct ta_fill *f, const struct gap *g, size_t i,
                   double *scratch, enum ta_fill_method *method)
{
    double share = availability(f, i);
    size_t most = LOOKBACK_CN_SHORT;
    if (share < 0.90 || g->hours > GAP_HIGH) most = LOOKBACK_CN;
    if (share < 0.75) most = LOOKBACK_CN_LONG;
    return greatest(f, g, most, scratch, method);
}

static double fill_hour(const struct ta_fill *f, const struct gap *g, size_t i,
                        double *scratch, enum ta_fill_method *method)
{
    *method = TA_FILL_DOWNTIME;
    switch (f->policy) {
    case TA_FILL_FORBIDDEN: break;
    case TA_FILL_US75_SO2: return us_so2(f, g, i, scratch, method);
    case TA_FILL_HJ75: return hj75(f, g, i, scratch, method);
    }
    return (double)NAN;
}

/* The gap that begins at hour i, which is missing and in operation. */
static struct gap gap_at(const struct ta_fill *f, size_t i)
{
    struct gap g = {i, i, 0, (double)NAN, (double)NAN};
    for (size_t j = i; j > 0 && isnan(g.before); j--)
        if (measured(f, j - 1)) g.before = f->value[j - 1];
    for (; g.end < f->n && !measured(f, g.end); g.end++) g.hours += operates(f, g.end);
    if (g.end < f->n) g.after = f->value[g.end];
    return g;
}

enum ta_status ta_emission_fill(const struct ta_fill *fill, double *scratch,
                                double *out, enum ta_fill_method *method)
{
    if (!sound(fill)) return TA_E_DATA;
    for (size_t i = 0; i < fill->n;) {
        if (!operates(fill, i) || measured(fill, i)) {
            bool on = operates(fill, i);
            out[i] = on ? fill->value[i] : (double)NAN;
            method[i] = on ? TA_FILL_MEASURED : TA_FILL_NOT_OPERATING;
            i++;
            continue;
        }
        struct gap g = gap_at(fill, i);
        for (; i < g.end; i++) {
            out[i] = (double)NAN;
            method[i] = TA_FILL_NOT_OPERATING;
            if (operates(fill, i)) out[i] = fill_hour(fill, &g, i, scratch, &method[i]);
        }
    }
    return TA_OK;
}
