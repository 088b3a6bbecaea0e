/* SPDX-License-Identifier: Apache-2.0 */
#include "quality.h"

#include <math.h>

#include "quality_flat.h"
#include "quality_gap.h"
#include "quality_range.h"
#include "quality_step.h"

const struct ta_qc_policy ta_qc_strict = {TA_FLAG_NOT_EVALUATED, 1e-9,
                                          1u << TA_QC_GROSS_RANGE};
const struct ta_qc_policy ta_qc_upstream = {TA_FLAG_GOOD, 0.0, 0};

bool ta_qc_above(double value, double limit, double magnitude, double slack)
{
    return value - limit > slack * fmax(fabs(magnitude), fabs(limit));
}

enum ta_flag ta_qc_aggregate(size_t n_tests, const unsigned char *flag,
                             unsigned required)
{
    bool seen[TA_FLAG_MISSING + 1] = {false}, lacking = false;
    for (size_t i = 0; i < n_tests; i++) {
        if (flag[i] <= TA_FLAG_MISSING) seen[flag[i]] = true;
        if ((required >> i & 1u) != 0 && flag[i] == TA_FLAG_NOT_EVALUATED)
            lacking = true;
    }
    if (seen[TA_FLAG_FAIL]) return TA_FLAG_FAIL;
    if (seen[TA_FLAG_SUSPECT]) return TA_FLAG_SUSPECT;
    if (lacking) return TA_FLAG_NOT_EVALUATED;
    if (seen[TA_FLAG_GOOD]) return TA_FLAG_GOOD;
    return seen[TA_FLAG_NOT_EVALUATED] || n_tests == 0 ? TA_FLAG_NOT_EVALUATED
                                                       : TA_FLAG_MISSING;
}

/* Readings of one decimal are often the same twice, and three times now and then. */
enum { FLAT_LEAST = 4 };

static const struct ta_qc_range no_range = {NAN, NAN, NAN, NAN};

struct ta_qc_limits ta_qc_limits_none(void)
{
    struct ta_qc_limits none = {
        .gross = no_range,
        .spike = {NAN, NAN, TA_QC_SPIKE_DIFFERENTIAL, NAN},
        .rate = {NAN, NAN, NAN, NAN},
        .flat = {NAN, NAN, NAN, NAN, 0.5, NAN, FLAT_LEAST},
        .attenuated = {NAN, NAN, INFINITY, FLAT_LEAST, TA_QC_SPREAD_STDEV, NAN},
        .gap = {NAN, NAN},
    };
    for (size_t m = 0; m < TA_QC_MONTHS; m++) none.month[m] = no_range;
    return none;
}

static bool given(double a, double b)
{
    return !isnan(a) || !isnan(b);
}

static bool spans(const struct ta_qc_range *range)
{
    return given(range->fail_lo, range->fail_hi) ||
           given(range->suspect_lo, range->suspect_hi);
}

static bool any_month(const struct ta_qc_range month[TA_QC_MONTHS])
{
    for (size_t m = 0; m < TA_QC_MONTHS; m++)
        if (spans(&month[m])) return true;
    return false;
}

static bool is_on(enum ta_qc_test test, const struct ta_qc_limits *l)
{
    switch (test) {
    case TA_QC_GROSS_RANGE: return spans(&l->gross);
    case TA_QC_CLIMATOLOGY: return any_month(l->month);
    case TA_QC_SPIKE: return given(l->spike.suspect, l->spike.fail);
    case TA_QC_RATE: return given(l->rate.suspect, l->rate.fail);
    case TA_QC_FLAT: return given(l->flat.suspect_s, l->flat.fail_s);
    case TA_QC_ATTENUATED: return given(l->attenuated.suspect, l->attenuated.fail);
    case TA_QC_GAP: return given(l->gap.suspect_s, l->gap.fail_s);
    case TA_QC_TEST_COUNT: break;
    }
    return false;
}

static void run_attenuated(const struct ta_series *s, const struct ta_qc_limits *l,
                           const struct ta_qc_policy *p, unsigned char *flag)
{
    struct ta_qc_attenuated limit = l->attenuated;
    limit.floor = l->flat.floor;
    ta_qc_attenuated_signal(s, &limit, p, flag);
}

static void run(enum ta_qc_test test, const struct ta_series *s,
                const struct ta_qc_limits *l, const struct ta_qc_policy *p,
                unsigned char *flag)
{
    switch (test) {
    case TA_QC_GROSS_RANGE: ta_qc_gross_range(s, &l->gross, p, flag); break;
    case TA_QC_CLIMATOLOGY: ta_qc_climatology(s, l->month, l->zone_s, p, flag); break;
    case TA_QC_SPIKE: ta_qc_spikes(s, &l->spike, p, flag); break;
    case TA_QC_RATE: ta_qc_rates(s, &l->rate, p, flag); break;
    case TA_QC_FLAT: ta_qc_flat_line(s, &l->flat, p, flag); break;
    case TA_QC_ATTENUATED: run_attenuated(s, l, p, flag); break;
    case TA_QC_GAP: ta_qc_gaps(s, &l->gap, p, flag); break;
    case TA_QC_TEST_COUNT: break;
    }
}

static void note(enum ta_qc_test test, size_t n, const unsigned char *flag,
                 struct ta_qc_verdict *out)
{
    uint8_t bit = (uint8_t)(1u << test);
    for (size_t i = 0; i < n; i++) {
        if (flag[i] == TA_FLAG_GOOD) out[i].good |= bit;
        if (flag[i] == TA_FLAG_SUSPECT) out[i].suspect |= bit;
        if (flag[i] == TA_FLAG_FAIL) out[i].fail |= bit;
    }
}

/* One flag of the bits. A gap lies before a value and says nothing about it. */
static enum ta_flag sum_up(const struct ta_qc_verdict *v, double value,
                           unsigned required)
{
    unsigned char flag[TA_QC_TEST_COUNT];
    if (isnan(value)) return TA_FLAG_MISSING;
    for (unsigned k = 0; k < TA_QC_TEST_COUNT; k++) {
        flag[k] = TA_FLAG_NOT_EVALUATED;
        if (k == TA_QC_GAP) continue;
        if ((v->good >> k & 1u) != 0) flag[k] = TA_FLAG_GOOD;
        if ((v->suspect >> k & 1u) != 0) flag[k] = TA_FLAG_SUSPECT;
        if ((v->fail >> k & 1u) != 0) flag[k] = TA_FLAG_FAIL;
    }
    return ta_qc_aggregate(TA_QC_TEST_COUNT, flag, required);
}

enum ta_status ta_qc_judge(const struct ta_series *series,
                           const struct ta_qc_limits *limits,
                           const struct ta_qc_policy *policy, unsigned char *scratch,
                           struct ta_qc_verdict *out)
{
    for (size_t i = 1; i < series->n; i++)
        if (series->time[i] <= series->time[i - 1]) return TA_E_DATA;
    for (size_t i = 0; i < series->n; i++) out[i] = (struct ta_qc_verdict){0};
    for (unsigned k = 0; k < TA_QC_TEST_COUNT; k++) {
        enum ta_qc_test test = (enum ta_qc_test)k;
        if (!is_on(test, limits)) continue;
        run(test, series, limits, policy, scratch);
        note(test, series->n, scratch, out);
    }
    for (size_t i = 0; i < series->n; i++)
        out[i].flag =
            (unsigned char)sum_up(&out[i], series->value[i], policy->required);
    return TA_OK;
}

/* Neighbours are compared within so many seconds; NAN: no step is judged. */
static double step_reach(double suspect, double fail, double within_s)
{
    if (!given(suspect, fail)) return (double)NAN;
    return within_s > 0.0 ? within_s : (double)INFINITY;
}

static double longest_flat(const struct ta_qc_flat *flat)
{
    double longest = fmax(flat->suspect_s, flat->fail_s);
    return isnan(longest) ? longest : fmax(longest, 2.0 * flat->interval_s);
}

/* A window, and in front of it one reading as far off as borne_out() goes; where half of a window is fewer
 * readings than an unchanged stretch needs, each of them may be as far from the next. */
static double flat_reach(const struct ta_qc_flat *flat)
{
    double least = (double)flat->least, longest = longest_flat(flat);
    double shorter = fmin(flat->suspect_s, flat->fail_s); /* leaves out NaN */
    double share = flat->least_share * (floor(shorter / flat->interval_s) + 1.0);
    return share >= least ? 2.0 * longest : fmax(2.0, least) * longest;
}

double ta_qc_reach_s(const struct ta_qc_limits *l)
{
    double reach = 0.0; /* fmax() leaves out NaN */
    reach = fmax(reach, step_reach(l->spike.suspect, l->spike.fail, l->spike.within_s));
    reach = fmax(reach, step_reach(l->rate.suspect, l->rate.fail, l->rate.within_s));
    reach = fmax(reach, flat_reach(&l->flat));
    if (is_on(TA_QC_ATTENUATED, l)) reach = fmax(reach, l->attenuated.window_s);
    reach = fmax(reach, l->gap.suspect_s);
    return fmax(reach, l->gap.fail_s);
}

/* A stretch fails when it is that old, or with the next reading. */
static double stretch_reach(const struct ta_qc_limits *l)
{
    double gap = l->rate.within_s > 0.0 ? l->rate.within_s : 0.0;
    return longest_flat(&l->flat) + fmax(gap, 2.0 * l->flat.interval_s);
}

double ta_qc_reach_after_s(const struct ta_qc_limits *l)
{
    double reach = step_reach(l->spike.suspect, l->spike.fail, l->spike.within_s);
    return fmax(fmax(0.0, reach), stretch_reach(l));
}
