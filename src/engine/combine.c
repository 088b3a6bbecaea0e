/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/combine.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "indicator_result.h"

enum { GRADE_POOREST = 5, SHOWN_MOST = 6 };

static bool is_observed(const struct ta_partial *p)
{
    return p->result.reason == TA_OBSERVED;
}

/* The one that stands for all: observed with the largest value, then the largest hi; the first of
 * equals, and the first at all when none is observed. */
static size_t worst_of(size_t n, const struct ta_partial *partial)
{
    size_t worst = n;
    for (size_t i = 0; i < n; i++) {
        const struct ta_result *r = &partial[i].result;
        if (!is_observed(&partial[i])) continue;
        if (worst == n || r->value > partial[worst].result.value ||
            (r->value == partial[worst].result.value &&
             r->hi > partial[worst].result.hi))
            worst = i;
    }
    return worst < n ? worst : 0;
}

static size_t first_missing(size_t n, const struct ta_partial *partial)
{
    size_t i = 0;
    while (i < n && is_observed(&partial[i])) i++;
    return i;
}

/* NaN counts as the value: an answer without an interval. What was seen to be above is not
 * thinned out by what another datastream did not see. */
static void gather(size_t n, const struct ta_partial *partial,
                   const struct ta_result *standing, struct ta_result *out)
{
    out->n_looks = 0;
    for (size_t i = 0; i < n; i++) {
        const struct ta_result *r = &partial[i].result;
        out->n_looks += r->n_looks;
        out->unchecked = out->unchecked || r->unchecked;
        if (!is_observed(&partial[i])) continue;
        out->lo = fmax(out->lo, isnan(r->lo) ? r->value : r->lo);
        out->hi = fmax(out->hi, isnan(r->hi) ? r->value : r->hi);
        out->grade = ta_grade_poorer(out->grade, r->grade);
        out->unseen_share = fmax(out->unseen_share, r->unseen_share);
    }
    if (out->value > 0.0) out->unseen_share = standing->unseen_share;
}

/* A detail; NaN where there is none of that name. */
static double figure_of(const struct ta_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, name) == 0) return r->detail[i].value;
    return NAN;
}

static void show(const struct ta_partial *p, const char *what, double value,
                 const char *unit, struct ta_result *out)
{
    char name[TA_NAME_SIZE];
    (void)snprintf(name, sizeof name, "%s_of_%.40s", what, p->subject);
    ta_result_detail(out, name, value, unit);
}

/* Whose figures the details are: the first of them. */
static void show_standing(const struct ta_partial *standing, const char *unit,
                          struct ta_result *out)
{
    size_t n = out->n_details;
    show(standing, "stands", standing->result.value, unit, out);
    if (out->n_details == n) return;
    struct ta_detail first = out->detail[n];
    memmove(out->detail + 1, out->detail, n * sizeof *out->detail);
    out->detail[0] = first;
}

static void show_each(size_t n, const struct ta_partial *partial, double worst,
                      const char *unit, struct ta_result *out)
{
    size_t seen = 0;
    for (size_t i = 0; i < n; i++) seen += is_observed(&partial[i]) ? 1 : 0;
    ta_result_detail(out, "datastreams", (double)n, "1");
    ta_result_detail(out, "datastreams_observed", (double)seen, "1");
    for (size_t i = 0; i < n && i < SHOWN_MOST; i++) {
        const struct ta_result *r = &partial[i].result;
        double missing = figure_of(r, "hours_missing");
        show(&partial[i], "value", r->value, unit, out);
        /* who is not observed is cleared of no hour, reported or not */
        show(&partial[i], "hi", is_observed(&partial[i]) ? r->hi : worst, unit, out);
        if (isnan(missing)) continue;
        show(&partial[i], "missing", missing, "h", out);
        show(&partial[i], "failed", figure_of(r, "hours_missing_failed"), "h", out);
    }
}

/* "cems-2/so2 is not observed; 69 % of the hours are valid ...; the signal does not change" */
static bool name_missing(const struct ta_partial *p, struct ta_result *out)
{
    char before[sizeof out->why];
    const char *why = p->result.why, *cause = p->cause != NULL ? p->cause : "";
    memcpy(before, out->why, sizeof before);
    return ta_result_why(out, "%s%s%.60s is not observed%s%s%s%s", before,
                         before[0] == '\0' ? "a lower bound: " : "; ", p->subject,
                         why[0] != '\0' ? "; " : "", why, cause[0] != '\0' ? "; " : "",
                         cause);
}

/* Why the bound is wider than the hours that did not come. */
static void say_whole(double worst, const char *unit, struct ta_result *out)
{
    struct ta_result before = *out;
    if (!ta_result_why_also(
            out, "who is not observed counts with all %.0f %.20s of the window", worst,
            unit))
        *out = before;
}

/* As many as there is room for whole. */
static void name_all_missing(size_t n, const struct ta_partial *partial,
                             struct ta_result *out)
{
    ta_result_why(out, "%s", "");
    for (size_t i = 0; i < n; i++) {
        struct ta_result before = *out;
        if (is_observed(&partial[i])) continue;
        if (name_missing(&partial[i], out) || before.why[0] == '\0') continue;
        *out = before;
        return;
    }
}

void ta_results_combine(size_t n, const struct ta_partial *partial, double worst,
                        const char *unit, struct ta_result *out)
{
    size_t missing = first_missing(n, partial), standing = worst_of(n, partial);
    *out = partial[standing].result;
    if (n == 1) return;
    gather(n, partial, &partial[standing].result, out);
    show_standing(&partial[standing], unit, out);
    show_each(n, partial, worst, unit, out);
    if (missing == n) return;

    const struct ta_partial *silent = &partial[missing];
    if (out->reason == TA_OBSERVED && out->value > 0.0) {
        out->hi = worst;
        out->grade = GRADE_POOREST;
        name_all_missing(n, partial, out);
        say_whole(worst, unit, out);
        return;
    }
    const char *cause = silent->cause != NULL ? silent->cause : "";
    ta_result_missing(out, silent->result.reason, "%.60s: %.200s%s%s", silent->subject,
                      silent->result.why, cause[0] != '\0' ? "; " : "", cause);
}
