/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_trust.h"

#include <math.h>

#include "air_day.h"
#include "covered.h"

enum { STEPS = 4, WORST = 5, UNKNOWN_CALIBRATION = 3, UNKNOWN_NEIGHBOURS = 2 };
static const double us_per_s = 1e6;

const char *ta_trust_word(enum ta_trust_criterion criterion)
{
    static const char *const word[] = {
#define X(name, text) text,
        TA_TRUST_LIST(X)
#undef X
    };
    return criterion < TA_TRUST_COUNT ? word[criterion] : NULL;
}

/* Grade of a share that should be low; NaN: @p unknown. */
static int at_most(double value, const double step[STEPS], int unknown)
{
    if (isnan(value)) return unknown;
    for (int i = 0; i < STEPS; i++)
        if (value <= step[i]) return i + 1;
    return WORST;
}

static int at_least(double value, const double step[STEPS], int unknown)
{
    if (isnan(value)) return unknown;
    for (int i = 0; i < STEPS; i++)
        if (value >= step[i]) return i + 1;
    return WORST;
}

static int of_copy(enum ta_copy_verdict copy)
{
    switch (copy) {
    case TA_COPY_CANNOT_SAY: return 2;
    case TA_COPY_NONE:
    case TA_COPY_LEADS: return 1; /* another one copies this */
    case TA_COPY_FOLLOWS:
    case TA_COPY_TOGETHER: break;
    }
    return WORST;
}

void ta_trust_grade(const struct ta_trust_evidence *e, struct ta_trust *out)
{
    static const double age[STEPS] = {1.0, 1.5, 2.0, 3.0};
    static const double capture[STEPS] = {0.95, 0.90, 0.75, 0.50};
    static const double flagged[STEPS] = {0.01, 0.05, 0.10, 0.25};
    static const double unevaluated[STEPS] = {0.05, 0.25, 1.0, 1.0};
    static const double unchanged[STEPS] = {0.005, 0.02, 0.10, 0.25};
    static const double neighbours[STEPS] = {0.90, 0.75, 0.50, 0.0};
    out->each[TA_TRUST_CALIBRATION] =
        at_most(e->calibration_age, age, UNKNOWN_CALIBRATION);
    out->each[TA_TRUST_CAPTURE] = at_least(e->capture, capture, WORST);
    out->each[TA_TRUST_FLAGGED] = at_most(e->flagged, flagged, WORST);
    out->each[TA_TRUST_UNEVALUATED] = at_most(e->unevaluated, unevaluated, WORST);
    out->each[TA_TRUST_UNCHANGED] = at_most(e->unchanged, unchanged, WORST);
    out->each[TA_TRUST_COPY] = of_copy(e->copy);
    out->each[TA_TRUST_NEIGHBOURS] =
        at_least(e->neighbours, neighbours, UNKNOWN_NEIGHBOURS);
    out->grade = 0;
    for (int k = 0; k < TA_TRUST_COUNT; k++) {
        if (out->each[k] <= out->grade) continue;
        out->grade = out->each[k];
        out->decided = (enum ta_trust_criterion)k;
    }
}

double ta_trust_value(const struct ta_trust_evidence *e,
                      enum ta_trust_criterion criterion)
{
    switch (criterion) {
    case TA_TRUST_CALIBRATION: return e->calibration_age;
    case TA_TRUST_CAPTURE: return e->capture;
    case TA_TRUST_FLAGGED: return e->flagged;
    case TA_TRUST_UNEVALUATED: return e->unevaluated;
    case TA_TRUST_UNCHANGED: return e->unchanged;
    case TA_TRUST_COPY:
        if (e->copy == TA_COPY_CANNOT_SAY) break;
        return of_copy(e->copy) == WORST ? 1.0 : 0.0;
    case TA_TRUST_NEIGHBOURS: return e->neighbours;
    case TA_TRUST_COUNT: break;
    }
    return NAN;
}

void ta_trust_count(const struct ta_series *series, const struct ta_qc_verdict *verdict,
                    ta_time_us from, ta_time_us to, struct ta_trust_evidence *out)
{
    struct ta_covered there = {.n = 0};
    double came = 0.0, flagged = 0.0, unevaluated = 0.0, unchanged = 0.0;
    for (size_t i = 0; i < series->n; i++) {
        const struct ta_qc_verdict *v = &verdict[i];
        if (series->time[i] < from || series->time[i] >= to) continue;
        if (isnan(series->value[i])) continue;
        came += 1.0;
        ta_covered_add(&there, series->time[i], series->interval_s);
        flagged += v->flag == TA_FLAG_SUSPECT || v->flag == TA_FLAG_FAIL;
        unevaluated += v->flag == TA_FLAG_NOT_EVALUATED;
        unchanged += ((unsigned)(v->suspect | v->fail) >> TA_QC_FLAT & 1u) != 0;
    }
    double expected = (double)(to - from) / us_per_s / series->interval_s;
    *out = (struct ta_trust_evidence){
        .calibration_age = (double)NAN,
        .capture = fmin(ta_covered_count(&there, series->interval_s) / expected, 1.0),
        .flagged = flagged / came,
        .unevaluated = unevaluated / came,
        .unchanged = unchanged / came,
        .copy = TA_COPY_CANNOT_SAY,
        .neighbours = (double)NAN,
    };
    if (isnan(expected)) out->capture = (double)NAN;
}

void ta_trust_recount(const struct ta_series *series, ta_time_us from, ta_time_us to,
                      struct ta_trust_evidence *out)
{
    double came = 0.0, flagged = 0.0, unevaluated = 0.0;
    for (size_t i = 0; i < series->n; i++) {
        enum ta_flag flag = ta_series_flag(series, i);
        if (series->time[i] < from || series->time[i] >= to) continue;
        if (isnan(series->value[i])) continue;
        came += 1.0;
        flagged += flag == TA_FLAG_SUSPECT || flag == TA_FLAG_FAIL;
        unevaluated += flag == TA_FLAG_NOT_EVALUATED;
    }
    if (!(came > 0.0)) return;
    out->flagged = flagged / came;
    out->unevaluated = unevaluated / came;
}

/* Step that a time falls in. */
static int64_t step_of(ta_time_us time, double step_s)
{
    return (int64_t)floor((double)time / us_per_s / step_s + 0.5);
}

double ta_quality_agreement(const struct ta_series *a, const struct ta_series *b,
                            double step_s, double absolute, double relative,
                            size_t least)
{
    size_t j = 0, common = 0, agree = 0;
    for (size_t i = 0; i < a->n; i++) {
        int64_t at = step_of(a->time[i], step_s);
        while (j < b->n && step_of(b->time[j], step_s) < at) j++;
        if (j == b->n) break;
        double x = a->value[i], y = b->value[j];
        if (step_of(b->time[j], step_s) != at || !isfinite(x) || !isfinite(y)) continue;
        common++;
        agree += fabs(x - y) <= fmax(absolute, relative * 0.5 * fabs(x + y));
    }
    if (common == 0 || common < least) return (double)NAN;
    return (double)agree / (double)common;
}
