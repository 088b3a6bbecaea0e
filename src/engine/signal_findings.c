/* SPDX-License-Identifier: Apache-2.0 */
/** @file signal_findings.c  What is found in a signal, in words. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/signals_private.h"
#include "limit_hours.h"
#include "quality_finding.h"

enum { TOLD_MOST = 12 }; /* findings of one datastream by itself, and of others */

enum ta_status ta_signal_tell(struct ta_judging *j, struct ta_signal *s,
                              const char *word, const char *detail,
                              const ta_time_us failed[2])
{
    void *list = j->out->finding;
    if (s->told++ >= TOLD_MOST) return TA_OK;
    if (ta_grow(&list, &j->capacity, j->out->n_findings, sizeof *j->out->finding) != 0)
        return ta_signals_no_memory(j->err);
    j->out->finding = list;
    struct ta_finding *finding = &j->out->finding[j->out->n_findings++];
    *finding = (struct ta_finding){.code = ""};
    (void)snprintf(finding->code, sizeof finding->code, "%s", word);
    (void)snprintf(finding->object, sizeof finding->object, "%s", s->subject);
    (void)snprintf(finding->detail, sizeof finding->detail, "%s", detail);
    finding->failed_from = failed[0];
    finding->failed_to = failed[1];
    return TA_OK;
}

/* "2026-07-03T00:00:00Z to 2026-07-05T12:00:00Z, 60 h" */
static void span_words(const struct ta_quality_finding *f, char out[128])
{
    char from[TA_TIME_TEXT], to[TA_TIME_TEXT];
    ta_time_format(f->from, from);
    ta_time_format(f->to, to);
    (void)snprintf(out, 128, "%s to %s, %.4g h", from, to, f->hours);
}

static void words_of(const struct ta_signal *s, const struct ta_quality_finding *f,
                     char out[256])
{
    char span[128];
    double limit = ta_signal_limit(s);
    span_words(f, span);
    switch (f->kind) {
    case TA_FINDING_UNCHANGED:
        if (ta_limit_above(f->value, limit)) {
            (void)snprintf(out, 256, "%s at %.5g %s, above the limit of %.5g %s", span,
                           f->value, s->unit, limit, s->unit);
            break;
        }
        (void)snprintf(out, 256, "%s at %.5g %s", span, f->value, s->unit);
        break;
    case TA_FINDING_AT_FLOOR:
        (void)snprintf(out, 256, "%s at %.5g %s", span, f->value, s->unit);
        break;
    case TA_FINDING_OUTSIDE:
        (void)snprintf(out, 256, "%zu readings, the furthest at %.5g %s", f->count,
                       f->value, s->unit);
        break;
    case TA_FINDING_ATTENUATED:
    case TA_FINDING_SEASON:
    case TA_FINDING_SPIKES:
    case TA_FINDING_JUMPS: (void)snprintf(out, 256, "%zu readings", f->count); break;
    case TA_FINDING_GAP:
    case TA_FINDING_SILENT:
    case TA_FINDING_FOLLOWS:
    case TA_FINDING_TOGETHER:
    case TA_FINDING_REPEATS:
    case TA_FINDING_KIND_COUNT: (void)snprintf(out, 256, "%s", span); break;
    }
}

/* The first cause stands; findings name all. */
void ta_signal_cause(struct ta_signal *s, const char *format, ...)
{
    va_list list;
    if (s->cause[0] != '\0') return;
    va_start(list, format);
    (void)vsnprintf(s->cause, sizeof s->cause, format, list);
    va_end(list);
}

/* Times of the window with values that contradict each other. */
struct conflicts {
    size_t times, split; /* of these, with values on both sides of the limit */
    double least, most;
};

/* @return the end of the values of the time at @p i, whose lowest and highest go out */
static size_t span_time(const struct ta_series *all, size_t i, double span[2])
{
    size_t end = i;
    span[0] = INFINITY;
    span[1] = -INFINITY;
    for (; end < all->n && all->time[end] == all->time[i]; end++) {
        span[0] = fmin(span[0], all->value[end]);
        span[1] = fmax(span[1], all->value[end]);
    }
    return end;
}

static struct conflicts find_conflicts(const struct ta_judging *j,
                                       const struct ta_signal *s)
{
    struct conflicts c = {0, 0, INFINITY, -INFINITY};
    double limit = ta_signal_limit(s), span[2];
    for (size_t i = 0, end; i < s->all->n; i = end) {
        end = span_time(s->all, i, span);
        bool within = s->all->time[i] >= j->from && s->all->time[i] < j->to;
        if (!within || !(span[0] < span[1])) continue;
        c.times++;
        c.split += !ta_limit_above(span[0], limit) && ta_limit_above(span[1], limit);
        c.least = fmin(c.least, span[0]);
        c.most = fmax(c.most, span[1]);
    }
    return c;
}

static enum ta_status tell_conflicts(struct ta_judging *j, struct ta_signal *s)
{
    char detail[256];
    const struct conflicts c = find_conflicts(j, s);
    if (c.times == 0) return TA_OK;
    if (c.split > 0)
        (void)snprintf(detail, sizeof detail,
                       "times with different values: %zu, from %.5g %s to %.5g %s; on "
                       "both sides of the limit of %.5g %s: %zu",
                       c.times, c.least, s->unit, c.most, s->unit, ta_signal_limit(s),
                       s->unit, c.split);
    else
        (void)snprintf(detail, sizeof detail,
                       "times with different values: %zu, from %.5g %s to %.5g %s",
                       c.times, c.least, s->unit, c.most, s->unit);
    return ta_signal_tell(j, s, "conflicting", detail, (ta_time_us[]){0, 0});
}

/* Its readings of the span fail; @p failed becomes the first and the last of them. */
void ta_signal_fail(struct ta_signal *s, const ta_time_us span[2], ta_time_us failed[2])
{
    failed[0] = failed[1] = 0;
    for (size_t i = 0; i < s->series.n; i++) {
        if (s->series.time[i] < span[0] || s->series.time[i] >= span[1]) continue;
        if (failed[0] == 0) failed[0] = s->series.time[i];
        failed[1] = s->series.time[i];
        s->failed[i] = 1;
    }
}

/* Of an unchanged stretch what failed, from its first such reading to its last; nothing where it is suspect only.
 * Whoever reads the finding counts hours by it. */
static void fail_stretch(struct ta_signal *s, const struct ta_quality_finding *f,
                         ta_time_us failed[2])
{
    ta_time_us span[2] = {0, 0};
    for (size_t i = 0; i < s->series.n; i++) {
        ta_time_us time = s->series.time[i];
        if (s->failed[i] == 0 || time < f->from || time > f->to) continue;
        if (span[1] == 0) span[0] = time;
        span[1] = time + 1;
    }
    ta_signal_fail(s, span, failed);
}

enum ta_status ta_signal_tell_own(struct ta_judging *j, struct ta_signal *s)
{
    struct ta_quality_finding found[TOLD_MOST];
    size_t n = ta_quality_findings(&s->series, s->verdict, &s->limits, j->to, TOLD_MOST,
                                   found);
    enum ta_status rc = tell_conflicts(j, s);
    for (size_t i = 0; rc == TA_OK && i < n && i < TOLD_MOST; i++) {
        char detail[256];
        ta_time_us failed[2] = {0, 0};
        if (found[i].kind == TA_FINDING_UNCHANGED) fail_stretch(s, &found[i], failed);
        if (failed[1] != 0) ta_signal_cause(s, "the signal does not change");
        words_of(s, &found[i], detail);
        rc = ta_signal_tell(j, s, ta_finding_word(found[i].kind), detail, failed);
    }
    s->told = 0; /* of what others say there is room of its own */
    return rc;
}

/* --- calibration -------------------------------------------------------------------- */

/* Of how long it holds; NaN when nobody said, or not before it was done. */
static double calibration_age(const struct ta_datastream *stream, ta_day as_of)
{
    if (stream->calibrated == TA_DAY_NONE || stream->calibrated > as_of ||
        !(stream->calibration_interval_days > 0.0))
        return NAN;
    return (double)(as_of - stream->calibrated) / stream->calibration_interval_days;
}

enum ta_status ta_signal_tell_calibration(struct ta_judging *j, struct ta_signal *s)
{
    char detail[256], day[TA_TIME_TEXT];
    ta_day as_of = j->query->as_of;
    s->trust.calibration_age = calibration_age(s->stream, as_of);
    if (!(s->trust.calibration_age > 1.0)) return TA_OK;
    ta_day_format(s->stream->calibrated, day);
    (void)snprintf(detail, sizeof detail, "calibrated %s for %.4g days, %.0f days ago",
                   day, s->stream->calibration_interval_days,
                   (double)(as_of - s->stream->calibrated));
    return ta_signal_tell(j, s, "calibration_old", detail, (ta_time_us[]){0, 0});
}
