/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_finding.h"

#include <math.h>

#include "quality_flat.h"

static const double us_per_s = 1e6, us_per_h = 3.6e9;

const char *ta_finding_word(enum ta_finding_kind kind)
{
    static const char *const word[] = {
#define X(name, text) text,
        TA_FINDING_LIST(X)
#undef X
    };
    return kind < TA_FINDING_KIND_COUNT ? word[kind] : NULL;
}

/** What is looked at, and where findings go. */
struct search {
    const struct ta_series *series;
    const struct ta_qc_verdict *verdict;
    const struct ta_qc_limits *limits;
    size_t room, n;
    struct ta_quality_finding *out;
};

static void add(struct search *s, struct ta_quality_finding finding)
{
    finding.hours = (double)(finding.to - finding.from) / us_per_h;
    if (s->n < s->room) s->out[s->n] = finding;
    s->n++;
}

static bool flagged(const struct ta_qc_verdict *v, enum ta_qc_test test)
{
    return ((unsigned)(v->suspect | v->fail) >> test & 1u) != 0;
}

static void find_unchanged(struct search *s)
{
    const struct ta_series *v = s->series;
    for (size_t i = 0; i < v->n; i++) {
        if (!flagged(&s->verdict[i], TA_QC_FLAT)) continue;
        size_t first = ta_qc_flat_since(v, i, s->limits->flat.tolerance), last = i,
               count = 0;
        for (; i < v->n && (flagged(&s->verdict[i], TA_QC_FLAT) || isnan(v->value[i]));
             i++)
            if (!isnan(v->value[i])) last = i;
        for (size_t j = first; j <= last; j++) count += isfinite(v->value[j]) ? 1 : 0;
        add(s, (struct ta_quality_finding){TA_FINDING_UNCHANGED, v->time[first],
                                           v->time[last], 0.0, count, v->value[last]});
    }
}

static void find_floor(struct search *s)
{
    const struct ta_series *v = s->series;
    double floor = s->limits->flat.floor, least_s = s->limits->flat.suspect_s;
    for (size_t i = 0; i < v->n; i++) {
        if (!(v->value[i] <= floor)) continue;
        size_t first = i, last = i, count = 0;
        for (; i < v->n && !(v->value[i] > floor); i++) {
            if (isnan(v->value[i])) continue;
            last = i;
            count++;
        }
        if ((double)(v->time[last] - v->time[first]) / us_per_s >= least_s)
            add(s, (struct ta_quality_finding){TA_FINDING_AT_FLOOR, v->time[first],
                                               v->time[last], 0.0, count, floor});
    }
}

/* One finding of all values that a test flagged. */
static void find_all(struct search *s, enum ta_qc_test test, enum ta_finding_kind kind)
{
    const struct ta_series *v = s->series;
    struct ta_quality_finding f = {.kind = kind, .value = (double)NAN};
    double furthest = -1.0,
           middle = 0.5 * (s->limits->gross.suspect_lo + s->limits->gross.suspect_hi);
    if (isnan(middle)) middle = 0.0;
    for (size_t i = 0; i < v->n; i++) {
        if (!flagged(&s->verdict[i], test)) continue;
        if (f.count++ == 0) f.from = v->time[i];
        f.to = v->time[i];
        if (kind != TA_FINDING_OUTSIDE || !(fabs(v->value[i] - middle) > furthest))
            continue;
        furthest = fabs(v->value[i] - middle);
        f.value = v->value[i];
    }
    if (f.count > 0) add(s, f);
}

/* When the reading after @p i was due: one stands for its interval. */
static ta_time_us due_after(const struct ta_series *v, size_t i)
{
    return v->interval_s > 0.0 ? v->time[i] + (ta_time_us)(v->interval_s * us_per_s)
                               : v->time[i];
}

static void find_gaps(struct search *s, ta_time_us end)
{
    const struct ta_series *v = s->series;
    size_t last = v->n;
    for (size_t i = 0; i < v->n; i++) {
        if (!isfinite(v->value[i])) continue;
        if (last < v->n && flagged(&s->verdict[i], TA_QC_GAP) &&
            due_after(v, last) < v->time[i])
            add(s, (struct ta_quality_finding){TA_FINDING_GAP, due_after(v, last),
                                               v->time[i], 0.0, i - last - 1,
                                               (double)NAN});
        last = i;
    }
    double longest = fmin(s->limits->gap.suspect_s, s->limits->gap.fail_s);
    if (last == v->n || !((double)(end - v->time[last]) / us_per_s > longest) ||
        due_after(v, last) >= end)
        return;
    add(s, (struct ta_quality_finding){TA_FINDING_SILENT, due_after(v, last), end, 0.0,
                                       0, (double)NAN});
}

size_t ta_quality_findings(const struct ta_series *series,
                           const struct ta_qc_verdict *verdict,
                           const struct ta_qc_limits *limits, ta_time_us end,
                           size_t room, struct ta_quality_finding *out)
{
    struct search s = {series, verdict, limits, room, 0, out};
    find_unchanged(&s);
    find_floor(&s);
    find_all(&s, TA_QC_ATTENUATED, TA_FINDING_ATTENUATED);
    find_all(&s, TA_QC_GROSS_RANGE, TA_FINDING_OUTSIDE);
    find_all(&s, TA_QC_CLIMATOLOGY, TA_FINDING_SEASON);
    find_all(&s, TA_QC_SPIKE, TA_FINDING_SPIKES);
    find_all(&s, TA_QC_RATE, TA_FINDING_JUMPS);
    find_gaps(&s, end);
    return s.n;
}
