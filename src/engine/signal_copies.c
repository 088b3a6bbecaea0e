/* SPDX-License-Identifier: Apache-2.0 */
/** @file signal_copies.c  Signals held against each other: copies, and stations near each other. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/compared.h"
#include "engine/neighbours.h"
#include "engine/shared_signal.h"
#include "engine/signals_private.h"
#include "quality_finding.h"

enum { STRETCH_DAYS = 10 }; /* of a comparison */
static const double longest_lag_s = 6 * 3600.0;
static const double neighbours_least = 0.75; /* of hours that agree, or it is told */

/* --- copies ------------------------------------------------------------------------- */

static bool is_copy(enum ta_copy_verdict verdict)
{
    return verdict != TA_COPY_NONE && verdict != TA_COPY_CANNOT_SAY;
}

/* It was compared, and this came of it; a copy stays one. */
static void mark(struct ta_signal *s, enum ta_copy_verdict verdict)
{
    if (!is_copy(s->trust.copy) && verdict != TA_COPY_CANNOT_SAY)
        s->trust.copy = verdict;
}

/* What a person reads of the signal that is asked about. */
static enum ta_status tell_late(struct ta_judging *j, struct ta_signal *late,
                                const struct ta_signal *early,
                                const struct ta_copy *copy, const ta_time_us span[2])
{
    char detail[288], from[TA_TIME_TEXT], to[TA_TIME_TEXT];
    double minutes = fabs(copy->lag_s) / 60.0;
    bool together = copy->verdict == TA_COPY_TOGETHER;
    ta_time_us failed[2];
    ta_signal_fail(late, span, failed);
    if (together)
        ta_signal_cause(late, "it moves as one with %.60s", early->subject);
    else
        ta_signal_cause(late, "it follows %.60s %.4g min behind", early->subject,
                        minutes);
    ta_day_format(ta_day_of(span[0]), from);
    ta_day_format(ta_day_of(span[1] - 1), to);
    (void)snprintf(detail, sizeof detail,
                   "%.130s by %.4g min, %s to %s (UTC days), correlation %.2f",
                   early->subject, minutes, from, to, copy->r);
    return ta_signal_tell(
        j, late, ta_finding_word(together ? TA_FINDING_TOGETHER : TA_FINDING_FOLLOWS),
        detail, failed);
}

/* The signal that came later is the one to ask about; of two at the same time, both. */
static enum ta_status tell_copy(struct ta_judging *j, struct ta_signal *first,
                                struct ta_signal *second, const struct ta_copy *copy,
                                const ta_time_us span[2])
{
    bool leads = copy->verdict == TA_COPY_LEADS;
    struct ta_signal *late = leads ? first : second, *early = leads ? second : first;
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

static enum ta_status compare_stretch(struct ta_judging *j,
                                      const struct ta_series *first,
                                      const struct ta_series *second,
                                      const struct ta_copy_rule *rule,
                                      struct ta_copy *copy)
{
    *copy = (struct ta_copy){.verdict = TA_COPY_CANNOT_SAY};
    size_t n = first->n > 0 && second->n > 0 ? ta_copy_scratch(first, second, rule) : 0;
    if (n == 0) return TA_OK;
    double *scratch = ta_alloc(n, sizeof *scratch);
    if (scratch == NULL) return ta_signals_no_memory(j->err);
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
typedef enum ta_status tell_fn(struct ta_judging *j, struct ta_signal *first,
                               struct ta_signal *second, const struct ta_copy *copy,
                               const ta_time_us span[2]);

/* A signal may be copied for a while only: stretch by stretch, those side by side told as one. The
 * false alarms of all stretches together stay at @p share of the rule's. */
static enum ta_status compare(struct ta_judging *j, struct ta_signal *first,
                              struct ta_signal *second, double share, tell_fn *tell_of)
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

static bool is_compared(const struct ta_signal *s)
{
    return s->compared && s->series.n > 0;
}

static bool is_beside(const struct ta_signal *s)
{
    return s->role == TA_SIGNAL_BESIDE;
}

/* Was the property of @p a that of a signal before it, which is no mere companion? */
static bool told_before(const struct ta_judging *j, size_t a)
{
    for (size_t i = 0; i < a; i++)
        if (!is_beside(&j->signal[i]) &&
            strcmp(j->signal[i].stream->property, j->signal[a].stream->property) == 0)
            return true;
    return false;
}

/* Of what is not compared the record says so. */
static enum ta_status tell_left_out(struct ta_judging *j, size_t a)
{
    char detail[256], subject[TA_ID_SIZE + TA_NAME_SIZE];
    const char *property = j->signal[a].stream->property;
    struct ta_compared_count c = ta_compared_count(j->query->project, property);
    if (c.left_out == 0 || told_before(j, a)) return TA_OK;
    (void)snprintf(subject, sizeof subject, "%s/%s", c.first->device, c.first->name);
    (void)snprintf(detail, sizeof detail,
                   "%zu of %zu datastreams of %s are not compared, from this one on: "
                   "the first %d are",
                   c.left_out, c.all, property, (int)TA_COMPARED_MOST);
    struct ta_signal first = {.subject = subject};
    return ta_signal_tell(j, &first, "not_compared", detail, (ta_time_us[]){0, 0});
}

enum ta_status ta_signals_compare(struct ta_judging *j)
{
    enum ta_status rc = TA_OK;
    for (size_t a = 0; rc == TA_OK && a < j->n; a++) {
        if (is_beside(&j->signal[a])) continue;
        rc = tell_left_out(j, a);
        for (size_t b = a + 1; rc == TA_OK && b < j->n; b++)
            if (is_compared(&j->signal[a]) && is_compared(&j->signal[b]))
                rc = compare(j, &j->signal[a], &j->signal[b], 1.0, tell_copy);
    }
    return rc;
}

/* --- other projects ----------------------------------------------------------------- */

/* Of a signal that another project has too, whoever came first. Where ours came later, or nobody can
 * say, its readings tell nothing of this place. */
static enum ta_status tell_shared(struct ta_judging *j, struct ta_signal *own,
                                  struct ta_signal *other, const struct ta_copy *copy,
                                  const ta_time_us span[2])
{
    char detail[288], from[TA_TIME_TEXT], to[TA_TIME_TEXT];
    double minutes = fabs(copy->lag_s) / 60.0;
    ta_time_us failed[2] = {0, 0};
    if (!is_copy(copy->verdict)) return TA_OK;
    ta_day_format(ta_day_of(span[0]), from);
    ta_day_format(ta_day_of(span[1] - 1), to);
    if (copy->verdict != TA_COPY_FOLLOWS) {
        ta_signal_fail(own, span, failed);
        mark(own,
             copy->verdict == TA_COPY_TOGETHER ? TA_COPY_TOGETHER : TA_COPY_FOLLOWS);
    }
    if (copy->verdict == TA_COPY_TOGETHER) {
        ta_signal_cause(own, "it moves as one with %.60s", other->subject);
        (void)snprintf(
            detail, sizeof detail,
            "moves as one with %.110s, %s to %s (UTC days), correlation %.2f",
            other->subject, from, to, copy->r);
    } else if (copy->verdict == TA_COPY_LEADS) {
        ta_signal_cause(own, "it follows %.60s %.4g min behind", other->subject,
                        minutes);
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
    return ta_signal_tell(j, own, "same_signal", detail, failed);
}

static enum ta_status compare_foreign(struct ta_judging *j, struct ta_signal *own,
                                      const struct ta_foreign *foreign)
{
    char subject[2 * TA_ID_SIZE + TA_NAME_SIZE];
    struct ta_datastream stream = {.limit = NAN};
    struct ta_signal other = {.subject = subject, .stream = &stream};
    (void)snprintf(subject, sizeof subject, "%s/%s/%s", foreign->project,
                   foreign->device, foreign->name);
    memcpy(stream.property, foreign->property, sizeof stream.property);
    enum ta_status rc = ta_signal_cut(j, &foreign->series, &other.series);
    if (rc != TA_OK || other.series.n == 0) return rc;
    return compare(j, own, &other, TA_SHARED_ALPHA_SHARE, tell_shared);
}

enum ta_status ta_signals_compare_foreign(struct ta_judging *j)
{
    enum ta_status rc = TA_OK;
    for (size_t a = 0; a < j->n; a++)
        for (size_t f = 0; rc == TA_OK && f < j->query->n_foreign; f++)
            if (!is_beside(&j->signal[a]) && is_compared(&j->signal[a]))
                rc = compare_foreign(j, &j->signal[a], &j->query->foreign[f]);
    return rc;
}

/* --- neighbours --------------------------------------------------------------------- */

static enum ta_status tell_neighbours(struct ta_judging *j, struct ta_signal *s,
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
    return ta_signal_tell(j, s, "neighbours_differ", detail, (ta_time_us[]){0, 0});
}

/* Not 0: it failed a test, or stands in an unchanged stretch or a copy. NULL: out of memory. */
static unsigned char *left_out(struct ta_judging *j, const struct ta_signal *s)
{
    unsigned char *out = ta_room_take(j->room, s->series.n, 1);
    for (size_t i = 0; out != NULL && i < s->series.n; i++)
        out[i] = s->failed[i] != 0 || s->verdict[i].fail != 0;
    return out;
}

enum ta_status ta_signals_compare_near(struct ta_judging *j)
{
    struct ta_station *station = ta_alloc(j->n, sizeof *station);
    if (station == NULL) return ta_signals_no_memory(j->err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < j->n; i++) {
        const struct ta_signal *s = &j->signal[i];
        if (s->series.n == 0 || s->verdict == NULL) continue;
        station[i] = (struct ta_station){.stream = s->stream,
                                         .unit = s->unit,
                                         .series = &s->series,
                                         .failed = left_out(j, s)};
        if (station[i].failed == NULL) rc = ta_signals_no_memory(j->err);
    }
    if (rc == TA_OK)
        rc = ta_neighbours_agree(j->query->tables, j->query->as_of, j->n, station,
                                 j->err);
    for (size_t i = 0; rc == TA_OK && i < j->n; i++)
        if (j->signal[i].series.n > 0 && !is_beside(&j->signal[i]))
            rc = tell_neighbours(j, &j->signal[i], &station[i]);
    ta_free(station);
    return rc;
}
