/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/signals.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "air_day.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/neighbours.h"
#include "engine/shared_signal.h"
#include "limit_hours.h"
#include "quality.h"
#include "quality_finding.h"
#include "quality_flat.h"
#include "quality_trust.h"
#include "units.h"

enum {
    WINDOW_DAYS = 90,   /* where the indicator has no window of its own */
    COMPARED_MOST = 32, /* signals that are held against each other: 496 pairs */
    STRETCH_DAYS = 10,  /* of a comparison */
    TOLD_MOST = 12      /* findings of one datastream by itself, and of others */
};
static const double longest_lag_s = 6 * 3600.0;
static const double neighbours_least = 0.75; /* of hours that agree, or it is told */
static const double floor_share = 0.05;      /* of the readings, at a detection floor */
static const double floor_of_limit =
    0.10; /* a floor is this much of the limit at most */

/* One datastream under examination. */
struct signal {
    const char *subject;
    const struct ta_datastream *stream;
    const char *unit;
    size_t input;                /* of its set */
    struct ta_series series;     /* of the window, one value a time */
    const struct ta_series *all; /* as gathered: of a time all its values */
    struct ta_qc_verdict *verdict;
    unsigned char *failed; /* [series.n] not 0: in an unchanged stretch or a copy */
    struct ta_qc_limits limits;
    struct ta_trust_evidence trust;
    size_t told;
    char cause[TA_CAUSE_SIZE]; /* why readings of it failed; "" */
};

struct judging {
    const struct ta_signals_query *query;
    struct ta_room *room;
    struct ta_signals *out;
    ta_time_us from, to;
    size_t n, capacity;
    struct signal *signal; /* [n_sets]; series.n 0 where there is none */
    struct ta_error *err;
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "quality of readings: out of memory");
}

bool ta_signals_apply(const struct ta_gathered *gathered)
{
    return gathered->n_sets > 0 && gathered->set[0].subject != NULL;
}

/* --- what is looked at -------------------------------------------------------------- */

static double window_days(const struct ta_gathered *gathered)
{
    for (size_t i = 0; i < gathered->n_params; i++)
        if (strcmp(gathered->param[i].name, "window_days") == 0)
            return gathered->param[i].value;
    return WINDOW_DAYS;
}

static const struct ta_datastream *stream_of(const struct ta_project *project,
                                             const char *subject)
{
    char name[TA_ID_SIZE + TA_NAME_SIZE];
    for (size_t i = 0; i < project->n_datastreams; i++) {
        const struct ta_datastream *stream = &project->datastream[i];
        (void)snprintf(name, sizeof name, "%s/%s", stream->device, stream->name);
        if (strcmp(name, subject) == 0) return stream;
    }
    return NULL;
}

/* The readings of the window; of several at one time the first stands: the conflict has its flag
 * already. */
static enum ta_status cut(struct judging *j, const struct ta_series *all,
                          struct ta_series *out)
{
    ta_time_us *time = ta_room_take(j->room, all->n, sizeof *time);
    double *value = ta_room_take(j->room, all->n, sizeof *value);
    size_t n = 0;
    if (time == NULL || value == NULL) return out_of_memory(j->err);
    for (size_t i = 0; i < all->n; i++) {
        if (all->time[i] < j->from || all->time[i] >= j->to) continue;
        if (n > 0 && time[n - 1] == all->time[i]) continue;
        time[n] = all->time[i];
        value[n++] = all->value[i];
    }
    *out = (struct ta_series){n, time, value, NULL, all->interval_s};
    return TA_OK;
}

/* What the instrument can report narrows the table's range. */
static void add_instrument(struct signal *s)
{
    double lo = NAN, hi = NAN;
    const struct ta_datastream *stream = s->stream;
    if (ta_unit_convert(stream->range_lo, stream->unit, s->unit, &lo) != TA_OK)
        lo = NAN;
    if (ta_unit_convert(stream->range_hi, stream->unit, s->unit, &hi) != TA_OK)
        hi = NAN;
    s->limits.gross.fail_lo = fmax(s->limits.gross.fail_lo, lo);
    s->limits.gross.fail_hi = fmin(s->limits.gross.fail_hi, hi);
}

/* The values but those of the longest stay at @p floor. */
static void leave_longest(const struct ta_series *all, double floor, double *out)
{
    size_t longest = 0, end = 0;
    for (size_t i = 0, stay = 0; i < all->n; i++) {
        if (isnan(all->value[i])) continue;
        stay = all->value[i] == floor ? stay + 1 : 0;
        if (stay <= longest) continue;
        longest = stay;
        end = i;
    }
    for (size_t i = all->n; i > 0; i--) {
        bool stays = i - 1 <= end && longest > 0 && all->value[i - 1] == floor;
        if (stays) longest--;
        out[i - 1] = stays ? (double)NAN : all->value[i - 1];
    }
}

/* In the unit of the readings; NaN: none, or in another one. */
static double limit_of(const struct signal *s)
{
    double limit = NAN;
    if (ta_unit_convert(s->stream->limit, s->stream->unit, s->unit, &limit) != TA_OK)
        return NAN;
    return limit;
}

/* The floor that the record shows, NaN when none. */
static double shown_floor(const struct signal *s, double *rest, double *scratch)
{
    double limit = limit_of(s);
    double floor = ta_qc_floor(&s->series, floor_share, scratch);
    if (!(floor <= floor_of_limit * limit)) return NAN;
    struct ta_series others = s->series;
    others.value = rest;
    leave_longest(&s->series, floor, rest);
    return ta_qc_floor(&others, floor_share, scratch) == floor ? floor : (double)NAN;
}

static enum ta_status find_floor(struct judging *j, struct signal *s)
{
    size_t n = s->series.n;
    if (!isnan(s->limits.flat.floor)) return TA_OK; /* the table's */
    double *room = ta_alloc(2 * n, sizeof *room);
    if (room == NULL) return out_of_memory(j->err);
    s->limits.flat.floor = shown_floor(s, room, room + n);
    ta_free(room);
    return TA_OK;
}

/* Without a setting a signal with a permitted limit is judged as at a stack: what a document leaves out switches
 * no test off. Readings are sealed by their range alone then, and this is said in docs/project-file.md. */
static enum ta_status find_limits(struct judging *j, struct signal *s)
{
    const struct ta_qc_stream stream = {
        s->stream->property,
        s->stream->setting[0] == '\0' ? "stack" : s->stream->setting, s->unit,
        s->series.interval_s};
    enum ta_status rc =
        ta_qc_limits_find(j->query->tables, &stream, j->query->as_of, &s->limits);
    if (rc == TA_E_NOTFOUND) {
        s->limits =
            ta_qc_limits_none(); /* no row of this property: other tests remain */
        rc = TA_OK;
    }
    if (rc != TA_OK)
        return ta_fail(j->err, rc, "%s: limits of %s are in another unit", s->subject,
                       s->stream->property);
    add_instrument(s);
    rc = find_floor(j, s);
    if (rc != TA_OK) return rc;
    j->out->unchecked = j->out->unchecked || s->limits.unchecked;
    return TA_OK;
}

/* Of an unchanged signal nothing is believed from when it last moved. */
static void fail_unchanged(struct signal *s)
{
    for (size_t i = 0; i < s->series.n; i++) {
        if (((unsigned)s->verdict[i].fail >> TA_QC_FLAT & 1u) == 0) continue;
        size_t from = i > 0 && s->failed[i - 1] != 0
                          ? i
                          : ta_qc_flat_since(&s->series, i, s->limits.flat.tolerance);
        memset(s->failed + from, 1, i - from + 1);
    }
}

static enum ta_status judge(struct judging *j, struct signal *s)
{
    unsigned char *scratch = ta_room_take(j->room, s->series.n, 1);
    s->verdict = ta_room_take(j->room, s->series.n, sizeof *s->verdict);
    s->failed = ta_room_take(j->room, s->series.n, 1);
    if (scratch == NULL || s->verdict == NULL || s->failed == NULL)
        return out_of_memory(j->err);
    enum ta_status rc = find_limits(j, s);
    if (rc == TA_OK)
        rc = ta_qc_judge(&s->series, &s->limits, &ta_qc_strict, scratch, s->verdict);
    if (rc != TA_OK && rc != TA_E_NOMEM && j->err->status == TA_OK)
        (void)ta_fail(j->err, rc, "%s: its readings do not ascend in time", s->subject);
    if (rc != TA_OK) return rc;
    ta_trust_count(&s->series, s->verdict, j->from, j->to, &s->trust);
    fail_unchanged(s);
    return TA_OK;
}

static enum ta_status examine(struct judging *j, size_t set)
{
    const struct ta_gathered *gathered = j->query->gathered;
    struct signal *s = &j->signal[set];
    s->subject = gathered->set[set].subject;
    s->stream = stream_of(j->query->project, s->subject);
    s->trust.copy = TA_COPY_CANNOT_SAY;
    for (size_t k = 0; k < gathered->set[set].n_inputs && s->stream != NULL; k++) {
        const struct ta_input *input = &gathered->set[set].input[k];
        if (input->reason != TA_OBSERVED || input->series.n == 0) continue;
        s->unit = gathered->indicator->input[k].unit;
        s->input = k;
        s->all = &input->series;
        enum ta_status rc = cut(j, s->all, &s->series);
        return rc == TA_OK && s->series.n > 0 ? judge(j, s) : rc;
    }
    return TA_OK;
}

/* --- findings ----------------------------------------------------------------------- */

static enum ta_status tell(struct judging *j, struct signal *s, const char *word,
                           const char *detail, const ta_time_us failed[2])
{
    void *list = j->out->finding;
    if (s->told++ >= TOLD_MOST) return TA_OK;
    if (ta_grow(&list, &j->capacity, j->out->n_findings, sizeof *j->out->finding) != 0)
        return out_of_memory(j->err);
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

static void words_of(const struct signal *s, const struct ta_quality_finding *f,
                     char out[256])
{
    char span[128];
    double limit = limit_of(s);
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
    case TA_FINDING_SPIKES:
    case TA_FINDING_JUMPS: (void)snprintf(out, 256, "%zu readings", f->count); break;
    case TA_FINDING_GAP:
    case TA_FINDING_SILENT:
    case TA_FINDING_FOLLOWS:
    case TA_FINDING_TOGETHER:
    case TA_FINDING_KIND_COUNT: (void)snprintf(out, 256, "%s", span); break;
    }
}

static void name_cause(struct signal *s, const char *format, ...) TA_PRINTF(2, 3);

/* The first cause stands; findings name all. */
static void name_cause(struct signal *s, const char *format, ...)
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

static struct conflicts find_conflicts(const struct judging *j, const struct signal *s)
{
    struct conflicts c = {0, 0, INFINITY, -INFINITY};
    double limit = limit_of(s), span[2];
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

static enum ta_status tell_conflicts(struct judging *j, struct signal *s)
{
    char detail[256];
    const struct conflicts c = find_conflicts(j, s);
    if (c.times == 0) return TA_OK;
    if (c.split > 0)
        (void)snprintf(detail, sizeof detail,
                       "times with different values: %zu, from %.5g %s to %.5g %s; on "
                       "both sides of the limit of %.5g %s: %zu",
                       c.times, c.least, s->unit, c.most, s->unit, limit_of(s), s->unit,
                       c.split);
    else
        (void)snprintf(detail, sizeof detail,
                       "times with different values: %zu, from %.5g %s to %.5g %s",
                       c.times, c.least, s->unit, c.most, s->unit);
    return tell(j, s, "conflicting", detail, (ta_time_us[]){0, 0});
}

/* Its readings of the span fail; @p failed becomes the first and the last of them. */
static void fail_span(struct signal *s, const ta_time_us span[2], ta_time_us failed[2])
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
static void fail_stretch(struct signal *s, const struct ta_quality_finding *f,
                         ta_time_us failed[2])
{
    ta_time_us span[2] = {0, 0};
    for (size_t i = 0; i < s->series.n; i++) {
        ta_time_us time = s->series.time[i];
        if (s->failed[i] == 0 || time < f->from || time > f->to) continue;
        if (span[1] == 0) span[0] = time;
        span[1] = time + 1;
    }
    fail_span(s, span, failed);
}

static enum ta_status tell_own(struct judging *j, struct signal *s)
{
    struct ta_quality_finding found[TOLD_MOST];
    size_t n = ta_quality_findings(&s->series, s->verdict, &s->limits, j->to, TOLD_MOST,
                                   found);
    enum ta_status rc = tell_conflicts(j, s);
    for (size_t i = 0; rc == TA_OK && i < n && i < TOLD_MOST; i++) {
        char detail[256];
        ta_time_us failed[2] = {0, 0};
        if (found[i].kind == TA_FINDING_UNCHANGED) fail_stretch(s, &found[i], failed);
        if (failed[1] != 0) name_cause(s, "the signal does not change");
        words_of(s, &found[i], detail);
        rc = tell(j, s, ta_finding_word(found[i].kind), detail, failed);
    }
    s->told = 0; /* of what others say there is room of its own */
    return rc;
}

/* --- copies ------------------------------------------------------------------------- */

static bool is_copy(enum ta_copy_verdict verdict)
{
    return verdict != TA_COPY_NONE && verdict != TA_COPY_CANNOT_SAY;
}

/* It was compared, and this came of it; a copy stays one. */
static void mark(struct signal *s, enum ta_copy_verdict verdict)
{
    if (!is_copy(s->trust.copy) && verdict != TA_COPY_CANNOT_SAY)
        s->trust.copy = verdict;
}

/* What a person reads of the signal that is asked about. */
static enum ta_status tell_late(struct judging *j, struct signal *late,
                                const struct signal *early, const struct ta_copy *copy,
                                const ta_time_us span[2])
{
    char detail[288], from[TA_TIME_TEXT], to[TA_TIME_TEXT];
    double minutes = fabs(copy->lag_s) / 60.0;
    bool together = copy->verdict == TA_COPY_TOGETHER;
    ta_time_us failed[2];
    fail_span(late, span, failed);
    if (together)
        name_cause(late, "it moves as one with %.60s", early->subject);
    else
        name_cause(late, "it follows %.60s %.4g min behind", early->subject, minutes);
    ta_day_format(ta_day_of(span[0]), from);
    ta_day_format(ta_day_of(span[1] - 1), to);
    (void)snprintf(detail, sizeof detail,
                   "%.130s by %.4g min, %s to %s (UTC days), correlation %.2f",
                   early->subject, minutes, from, to, copy->r);
    return tell(j, late,
                ta_finding_word(together ? TA_FINDING_TOGETHER : TA_FINDING_FOLLOWS),
                detail, failed);
}

/* The signal that came later is the one to ask about; of two at the same time, both. */
static enum ta_status tell_copy(struct judging *j, struct signal *first,
                                struct signal *second, const struct ta_copy *copy,
                                const ta_time_us span[2])
{
    bool leads = copy->verdict == TA_COPY_LEADS;
    struct signal *late = leads ? first : second, *early = leads ? second : first;
    bool together = copy->verdict == TA_COPY_TOGETHER;
    if (!is_copy(copy->verdict)) return TA_OK;
    mark(late, together ? TA_COPY_TOGETHER : TA_COPY_FOLLOWS);
    enum ta_status rc = tell_late(j, late, early, copy, span);
    if (rc != TA_OK || !together) return rc;
    mark(early, TA_COPY_TOGETHER);
    return tell_late(j, early, late, copy, span);
}

/* The values of one stretch of time. */
static struct ta_series stretch_of(const struct ta_series *all, ta_time_us from,
                                   ta_time_us to)
{
    size_t first = 0, end;
    while (first < all->n && all->time[first] < from) first++;
    for (end = first; end < all->n && all->time[end] < to;) end++;
    return (struct ta_series){end - first, all->time + first, all->value + first, NULL,
                              all->interval_s};
}

static enum ta_status compare_stretch(struct judging *j, const struct ta_series *first,
                                      const struct ta_series *second,
                                      const struct ta_copy_rule *rule,
                                      struct ta_copy *copy)
{
    *copy = (struct ta_copy){.verdict = TA_COPY_CANNOT_SAY};
    size_t n = first->n > 0 && second->n > 0 ? ta_copy_scratch(first, second, rule) : 0;
    if (n == 0) return TA_OK;
    double *scratch = ta_alloc(n, sizeof *scratch);
    if (scratch == NULL) return out_of_memory(j->err);
    enum ta_status rc = ta_copy_find(first, second, rule, scratch, copy);
    ta_free(scratch);
    if (rc == TA_E_LIMIT) return TA_OK; /* too long to be compared: cannot say */
    return rc == TA_OK ? rc : ta_fail(j->err, rc, "readings cannot be compared");
}

static bool goes_on(const struct ta_copy *run, const struct ta_copy *copy, double step)
{
    return run->verdict == copy->verdict && fabs(run->lag_s - copy->lag_s) <= step;
}

/* What is said of a copy over a span. */
typedef enum ta_status tell_fn(struct judging *j, struct signal *first,
                               struct signal *second, const struct ta_copy *copy,
                               const ta_time_us span[2]);

/* A signal may be copied for a while only: stretch by stretch, those side by side told as one. The
 * false alarms of all stretches together stay at @p share of the rule's. */
static enum ta_status compare(struct judging *j, struct signal *first,
                              struct signal *second, double share, tell_fn *tell_of)
{
    double step = fmax(first->series.interval_s, second->series.interval_s);
    if (!(step > 0) || strcmp(first->stream->property, second->stream->property) != 0)
        return TA_OK; /* irregular, or of different things */
    const ta_time_us stretch = STRETCH_DAYS * TA_US_PER_DAY;
    struct ta_copy_rule rule = ta_copy_rule_of(step, longest_lag_s);
    rule.alpha *= share / ceil((double)(j->to - j->from) / (double)stretch);
    struct ta_copy run = {.verdict = TA_COPY_NONE};
    ta_time_us began = j->from;
    enum ta_status rc = TA_OK;
    for (ta_time_us at = j->from; rc == TA_OK && at < j->to; at += stretch) {
        const struct ta_series a = stretch_of(&first->series, at, at + stretch);
        const struct ta_series b = stretch_of(&second->series, at, at + stretch);
        struct ta_copy copy;
        rc = compare_stretch(j, &a, &b, &rule, &copy);
        if (copy.verdict == TA_COPY_NONE) {
            mark(first, TA_COPY_NONE);
            mark(second, TA_COPY_NONE);
        }
        if (rc != TA_OK || goes_on(&run, &copy, step)) continue;
        rc = tell_of(j, first, second, &run, (ta_time_us[]){began, at});
        run = copy;
        began = at;
    }
    return rc == TA_OK ? tell_of(j, first, second, &run, (ta_time_us[]){began, j->to})
                       : rc;
}

static enum ta_status compare_all(struct judging *j)
{
    enum ta_status rc = TA_OK;
    size_t n = j->n < COMPARED_MOST ? j->n : COMPARED_MOST;
    for (size_t a = 0; rc == TA_OK && a < n; a++)
        for (size_t b = a + 1; rc == TA_OK && b < n; b++)
            if (j->signal[a].series.n > 0 && j->signal[b].series.n > 0)
                rc = compare(j, &j->signal[a], &j->signal[b], 1.0, tell_copy);
    return rc;
}

/* --- calibration and neighbours ----------------------------------------------------- */

/* Of how long it holds; NaN when nobody said, or not before it was done. */
static double calibration_age(const struct ta_datastream *stream, ta_day as_of)
{
    if (stream->calibrated == TA_DAY_NONE || stream->calibrated > as_of ||
        !(stream->calibration_interval_days > 0.0))
        return NAN;
    return (double)(as_of - stream->calibrated) / stream->calibration_interval_days;
}

static enum ta_status tell_calibration(struct judging *j, struct signal *s)
{
    char detail[256], day[TA_TIME_TEXT];
    ta_day as_of = j->query->as_of;
    s->trust.calibration_age = calibration_age(s->stream, as_of);
    if (!(s->trust.calibration_age > 1.0)) return TA_OK;
    ta_day_format(s->stream->calibrated, day);
    (void)snprintf(detail, sizeof detail, "calibrated %s for %.4g days, %.0f days ago",
                   day, s->stream->calibration_interval_days,
                   (double)(as_of - s->stream->calibrated));
    return tell(j, s, "calibration_old", detail, (ta_time_us[]){0, 0});
}

static enum ta_status tell_neighbours(struct judging *j, struct signal *s,
                                      const struct ta_station *station)
{
    char detail[256];
    s->trust.neighbours = station->agreement;
    j->out->unchecked = j->out->unchecked || station->unchecked;
    if (!(station->agreement < neighbours_least)) return TA_OK;
    (void)snprintf(detail, sizeof detail,
                   "agrees with %.130s, %.2g km away, in %.0f %% of the hours",
                   j->signal[station->with].subject, station->km,
                   100.0 * station->agreement);
    return tell(j, s, "neighbours_differ", detail, (ta_time_us[]){0, 0});
}

/* Not 0: it failed a test, or stands in an unchanged stretch or a copy. NULL: out of memory. */
static unsigned char *left_out(struct judging *j, const struct signal *s)
{
    unsigned char *out = ta_room_take(j->room, s->series.n, 1);
    for (size_t i = 0; out != NULL && i < s->series.n; i++)
        out[i] = s->failed[i] != 0 || s->verdict[i].fail != 0;
    return out;
}

static enum ta_status compare_neighbours(struct judging *j)
{
    size_t n = j->n < COMPARED_MOST ? j->n : COMPARED_MOST;
    struct ta_station *station = ta_alloc(n, sizeof *station);
    if (station == NULL) return out_of_memory(j->err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < n; i++) {
        const struct signal *s = &j->signal[i];
        if (s->series.n == 0) continue;
        station[i] = (struct ta_station){.stream = s->stream,
                                         .unit = s->unit,
                                         .series = &s->series,
                                         .failed = left_out(j, s)};
        if (station[i].failed == NULL) rc = out_of_memory(j->err);
    }
    if (rc == TA_OK)
        rc = ta_neighbours_agree(j->query->tables, j->query->as_of, n, station, j->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (j->signal[i].series.n > 0)
            rc = tell_neighbours(j, &j->signal[i], &station[i]);
    ta_free(station);
    return rc;
}

/* --- other projects ----------------------------------------------------------------- */

/* Of a signal that another project has too, whoever came first. Where ours came later, or nobody can
 * say, its readings tell nothing of this place. */
static enum ta_status tell_shared(struct judging *j, struct signal *own,
                                  struct signal *other, const struct ta_copy *copy,
                                  const ta_time_us span[2])
{
    char detail[288], from[TA_TIME_TEXT], to[TA_TIME_TEXT];
    double minutes = fabs(copy->lag_s) / 60.0;
    ta_time_us failed[2] = {0, 0};
    if (!is_copy(copy->verdict)) return TA_OK;
    ta_day_format(ta_day_of(span[0]), from);
    ta_day_format(ta_day_of(span[1] - 1), to);
    if (copy->verdict != TA_COPY_FOLLOWS) {
        fail_span(own, span, failed);
        mark(own,
             copy->verdict == TA_COPY_TOGETHER ? TA_COPY_TOGETHER : TA_COPY_FOLLOWS);
    }
    if (copy->verdict == TA_COPY_TOGETHER) {
        name_cause(own, "it moves as one with %.60s", other->subject);
        (void)snprintf(
            detail, sizeof detail,
            "moves as one with %.110s, %s to %s (UTC days), correlation %.2f",
            other->subject, from, to, copy->r);
    } else if (copy->verdict == TA_COPY_LEADS) {
        name_cause(own, "it follows %.60s %.4g min behind", other->subject, minutes);
        (void)snprintf(
            detail, sizeof detail,
            "follows %.110s by %.4g min, %s to %s (UTC days), correlation %.2f",
            other->subject, minutes, from, to, copy->r);
    } else {
        (void)snprintf(
            detail, sizeof detail,
            "is followed by %.110s by %.4g min, %s to %s (UTC days), correlation %.2f",
            other->subject, minutes, from, to, copy->r);
    }
    return tell(j, own, "same_signal", detail, failed);
}

static enum ta_status compare_foreign(struct judging *j, struct signal *own,
                                      const struct ta_foreign *foreign)
{
    char subject[2 * TA_ID_SIZE + TA_NAME_SIZE];
    struct ta_datastream stream = {.limit = NAN};
    struct signal other = {.subject = subject, .stream = &stream};
    (void)snprintf(subject, sizeof subject, "%s/%s/%s", foreign->project,
                   foreign->device, foreign->name);
    memcpy(stream.property, foreign->property, sizeof stream.property);
    enum ta_status rc = cut(j, &foreign->series, &other.series);
    if (rc != TA_OK || other.series.n == 0) return rc;
    return compare(j, own, &other, TA_SHARED_ALPHA_SHARE, tell_shared);
}

static enum ta_status compare_all_foreign(struct judging *j)
{
    enum ta_status rc = TA_OK;
    size_t n = j->n < COMPARED_MOST ? j->n : COMPARED_MOST;
    for (size_t a = 0; a < n; a++)
        for (size_t f = 0; rc == TA_OK && f < j->query->n_foreign; f++)
            if (j->signal[a].series.n > 0)
                rc = compare_foreign(j, &j->signal[a], &j->query->foreign[f]);
    return rc;
}

/* --- all of it ---------------------------------------------------------------------- */

/* What the tests say of a reading that ingest did not fail: @p i counts in the window's series. All of an
 * unchanged stretch or a copy has one flag, also what ingest held for suspect. */
static enum ta_flag passed_on(const struct signal *s, size_t i, enum ta_flag flag)
{
    const struct ta_qc_verdict *v = &s->verdict[i];
    unsigned told = (unsigned)(v->good | v->suspect | v->fail) >> TA_QC_FLAT & 1u;
    if (flag != TA_FLAG_MISSING && s->failed[i] != 0) return TA_FLAG_FAIL;
    if (flag != TA_FLAG_GOOD && flag != TA_FLAG_NOT_EVALUATED) return flag;
    bool at_floor = told == 0 && s->series.value[i] <= s->limits.flat.floor;
    return at_floor ? TA_FLAG_NOT_EVALUATED : flag;
}

/* Flags of all readings, those of one time alike. */
static enum ta_status lay_flags(struct judging *j, size_t set)
{
    struct signal *s = &j->signal[set];
    const struct ta_series *all = &j->query->gathered->set[set].input[s->input].series;
    unsigned char *flag = ta_room_take(j->room, all->n, 1);
    if (flag == NULL) return out_of_memory(j->err);
    for (size_t i = 0, at = 0; i < all->n; i++) {
        while (at < s->series.n && s->series.time[at] < all->time[i]) at++;
        enum ta_flag own = ta_series_flag(all, i);
        bool judged = at < s->series.n && s->series.time[at] == all->time[i];
        flag[i] = (unsigned char)(judged ? passed_on(s, at, own) : own);
    }
    j->out->flag[set] = flag;
    j->out->input[set] = s->input;
    return TA_OK;
}

static void say_trust(struct judging *j, const struct signal *s,
                      const struct ta_trust *trust)
{
    _Static_assert((int)TA_TRUST_CRITERIA == (int)TA_TRUST_COUNT, "one each");
    struct ta_trusted *out = &j->out->trusted[j->out->n_trusted++];
    *out = (struct ta_trusted){.subject = s->subject,
                               .grade = trust->grade,
                               .decided = ta_trust_word(trust->decided)};
    for (int k = 0; k < TA_TRUST_COUNT; k++) {
        enum ta_trust_criterion criterion = (enum ta_trust_criterion)k;
        out->criterion[k].name = ta_trust_word(criterion);
        out->criterion[k].grade = trust->each[k];
        out->criterion[k].value = ta_trust_value(&s->trust, criterion);
    }
}

static enum ta_status conclude(struct judging *j)
{
    enum ta_status rc = TA_OK;
    j->out->trusted = ta_room_take(j->room, j->n, sizeof *j->out->trusted);
    j->out->grade = ta_room_take(j->room, j->n, sizeof *j->out->grade);
    j->out->flag = ta_room_take(j->room, j->n, sizeof *j->out->flag);
    j->out->input = ta_room_take(j->room, j->n, sizeof *j->out->input);
    j->out->cause = ta_room_take(j->room, j->n, sizeof *j->out->cause);
    if (j->out->grade == NULL || j->out->flag == NULL || j->out->input == NULL ||
        j->out->cause == NULL || j->out->trusted == NULL)
        return out_of_memory(j->err);
    for (size_t i = 0; rc == TA_OK && i < j->n; i++) {
        struct ta_trust trust = {.grade = 0};
        if (j->signal[i].series.n == 0) continue;
        ta_trust_grade(&j->signal[i].trust, &trust);
        j->out->grade[i] = trust.grade;
        say_trust(j, &j->signal[i], &trust);
        (void)snprintf(j->out->cause[i], TA_CAUSE_SIZE, "%s", j->signal[i].cause);
        rc = lay_flags(j, i);
    }
    j->out->n_sets = j->n;
    return rc;
}

static enum ta_status run(struct judging *j)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < j->n; i++) rc = examine(j, i);
    for (size_t i = 0; rc == TA_OK && i < j->n; i++)
        if (j->signal[i].series.n > 0) rc = tell_own(j, &j->signal[i]);
    for (size_t i = 0; rc == TA_OK && i < j->n; i++)
        if (j->signal[i].series.n > 0) rc = tell_calibration(j, &j->signal[i]);
    if (rc == TA_OK) rc = compare_all(j);
    if (rc == TA_OK) rc = compare_all_foreign(j);
    if (rc == TA_OK) rc = compare_neighbours(j);
    return rc == TA_OK ? conclude(j) : rc;
}

enum ta_status ta_signals_judge(const struct ta_signals_query *query,
                                struct ta_room *room, struct ta_signals *out,
                                struct ta_error *err)
{
    struct ta_error own = {.status = TA_OK};
    ta_time_us to = ta_time_of(query->as_of + 1);
    *out = (struct ta_signals){.n_sets = 0};
    struct judging j = {.query = query,
                        .room = room,
                        .out = out,
                        .from = to - (ta_time_us)window_days(query->gathered) *
                                         TA_US_PER_DAY,
                        .to = to,
                        .n = query->gathered->n_sets,
                        .err = err != NULL ? err : &own};
    if (ta_table_find(query->tables, TA_SIGNALS_TABLE) == NULL)
        return ta_fail(err, TA_E_NOTFOUND,
                       "readings: no table \"" TA_SIGNALS_TABLE "\"");
    j.signal = ta_alloc(j.n, sizeof *j.signal);
    if (j.signal == NULL) return out_of_memory(err);
    enum ta_status rc = run(&j);
    ta_free(j.signal);
    if (out->finding != NULL && ta_room_keep(room, out->finding) == NULL)
        rc = out_of_memory(err);
    return rc;
}
