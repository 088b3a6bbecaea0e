/* SPDX-License-Identifier: Apache-2.0 */
#include "indicator_result.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "words.h"

void ta_result_clear(struct ta_result *out)
{
    *out = (struct ta_result){.value = NAN,
                              .lo = NAN,
                              .hi = NAN,
                              .reason = TA_NOT_APPLICABLE,
                              .gate = TA_GATE_NOT_EVALUATED};
}

void ta_result_stated(struct ta_result *out, int grade)
{
    enum { GRADE_STATED = 3 };
    out->reason = TA_OBSERVED;
    out->grade = grade > 0 ? grade : GRADE_STATED;
}

void ta_result_missing(struct ta_result *out, enum ta_reason reason, const char *format,
                       ...)
{
    out->value = out->lo = out->hi = NAN;
    out->reason = reason;
    out->grade = 0;
    out->unseen_share = 0.0;
    out->gate = TA_GATE_NOT_EVALUATED;

    va_list args;
    va_start(args, format);
    (void)vsnprintf(out->why, sizeof out->why, format, args);
    va_end(args);
    ta_words_whole(out->why); /* what they say of names may be cut */
}

/* What rounding may leave beyond an end. */
static double slack(double end)
{
    static const double rounding = 1e-9;
    return rounding * fmax(1.0, fabs(end));
}

static double between(double value, double lo, double hi)
{
    if (value < lo) return lo;
    return value > hi ? hi : value; /* NaN stays */
}

void ta_result_hold(const struct ta_indicator *indicator, struct ta_result *out)
{
    double lo = indicator->lo, hi = indicator->hi, value = out->value;
    if (out->reason != TA_OBSERVED) return;
    if (!(value >= lo - slack(lo) && value <= hi + slack(hi))) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "computed %.6g, which cannot be: it lies outside %g to %g "
                          "%.20s",
                          value, lo, hi, indicator->unit);
        out->n_details = 0;
        return;
    }
    if (out->lo > value + slack(value) || out->hi < value - slack(value)) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "computed %.6g, which cannot be: it lies outside its own "
                          "interval, %.6g to %.6g",
                          value, out->lo, out->hi);
        out->n_details = 0;
        return;
    }
    out->value = between(value, lo, hi);
    out->lo = between(out->lo, lo, out->value);
    out->hi = between(out->hi, out->value, hi);
}

void ta_result_unseen(struct ta_result *out, double share)
{
    static const double rounding = 1e-9;
    out->unseen_share = share > rounding ? fmin(share, 1.0) : 0.0;
}

bool ta_result_why(struct ta_result *out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(out->why, sizeof out->why, format, args);
    va_end(args);
    bool room = strlen(out->why) + 1 < sizeof out->why;
    ta_words_whole(out->why);
    return room;
}

bool ta_result_why_also(struct ta_result *out, const char *format, ...)
{
    size_t end = strlen(out->why);
    if (end > 0) end += (size_t)snprintf(out->why + end, sizeof out->why - end, "; ");
    if (end >= sizeof out->why) return false;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(out->why + end, sizeof out->why - end, format, args);
    va_end(args);
    bool room = strlen(out->why) + 1 < sizeof out->why;
    ta_words_whole(out->why);
    return room;
}

void ta_result_detail(struct ta_result *out, const char *name, double value,
                      const char *unit)
{
    if (out->n_details == TA_DETAILS_MAX) return;
    if (strlen(name) >= TA_NAME_SIZE || strlen(unit) >= TA_UNIT_SIZE) return;

    struct ta_detail *detail = &out->detail[out->n_details++];
    *detail = (struct ta_detail){.value = value};
    memcpy(detail->name, name, strlen(name) + 1);
    memcpy(detail->unit, unit, strlen(unit) + 1);
    ta_words_whole(detail->name);
}

const struct ta_input *ta_result_need(struct ta_result *out,
                                      const struct ta_evidence *evidence,
                                      const char *name)
{
    const struct ta_input *input = ta_evidence_input(evidence, name);
    if (input != NULL && input->reason == TA_OBSERVED) return input;

    enum ta_reason reason = input == NULL ? TA_SOURCE_UNAVAILABLE : input->reason;
    ta_result_missing(out, reason, "%s: not given", name);
    return NULL;
}

int ta_grade_poorer(int a, int b)
{
    return a > b ? a : b;
}
