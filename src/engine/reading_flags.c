/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_flags.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/detection_floor.h"
#include "quality.h"
#include "quality_flat.h"

static const double day_s = 86400.0;

/* Readings of one time each, and what is said of them: those in front, those at hand, those behind. */
struct judged {
    ta_time_us *time;
    double *value;
    unsigned char *scratch, *flag;
    struct ta_qc_verdict *verdict;
    size_t first, end, n; /* of those at hand; of all */
};

static void free_judged(struct judged *j)
{
    ta_free(j->time);
    ta_free(j->value);
    ta_free(j->scratch);
    ta_free(j->flag);
    ta_free(j->verdict);
}

static enum ta_status make_judged(const struct ta_datastream *stream, size_t n,
                                  struct judged *out, struct ta_error *err)
{
    *out = (struct judged){.time = ta_alloc(n, sizeof *out->time),
                           .value = ta_alloc(n, sizeof *out->value),
                           .scratch = ta_alloc(n, 1),
                           .flag = ta_alloc(n, 1),
                           .verdict = ta_alloc(n, sizeof *out->verdict)};
    if (out->time != NULL && out->value != NULL && out->scratch != NULL &&
        out->flag != NULL && out->verdict != NULL)
        return TA_OK;
    free_judged(out);
    return ta_fail(err, TA_E_NOMEM, "flags of %s of %s: out of memory", stream->name,
                   stream->device);
}

/* --- limits --------------------------------------------------------------------------------- */

/* Every test at a seal has an end to what it looks at: a spread "of all values" is one of a day, and
 * neighbours are a day apart at most. */
static void bound(struct ta_qc_limits *limits)
{
    if (isinf(limits->attenuated.window_s)) limits->attenuated.window_s = day_s;
    if (!(limits->rate.within_s > 0.0))
        limits->rate.within_s = limits->spike.within_s = day_s;
}

/* Rows of the table; without any, or in another unit, what the instrument can report remains. */
static struct ta_qc_limits limits_of(const struct ta_table_set *tables,
                                     const struct ta_datastream *stream, ta_day day)
{
    const struct ta_qc_stream what = {stream->property, stream->setting, stream->unit,
                                      stream->interval_s};
    struct ta_qc_limits limits;
    if (ta_qc_limits_find(tables, &what, day, &limits) != TA_OK)
        limits = ta_qc_limits_none();
    limits.gross.fail_lo = fmax(limits.gross.fail_lo, stream->range_lo);
    limits.gross.fail_hi = fmin(limits.gross.fail_hi, stream->range_hi);
    double stated = ta_floor_stated(stream, stream->unit, &limits);
    if (!isnan(stated))
        limits.flat.floor = stated;
    else if (isnan(limits.flat.floor))
        limits.flat.floor = ta_floor_most(stream, stream->unit, &limits);
    bound(&limits);
    return limits;
}

/* The first day behind @p day on which limits of the datastream may be others. */
static ta_day limits_until(const struct ta_table_set *tables,
                           const struct ta_datastream *stream, ta_day day)
{
    const struct ta_table *table = ta_table_find(tables, "quality_limits");
    ta_day until = TA_DAY_OPEN;
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        const struct ta_row *row = &table->row[i];
        if (strcmp(row->key[0], stream->property) != 0 ||
            strcmp(row->key[1], stream->setting) != 0)
            continue;
        if (row->from > day && row->from < until) until = row->from;
        if (row->to >= day && row->to < until) until = row->to + 1;
    }
    return until;
}

static ta_time_us in_us(double seconds)
{
    return (ta_time_us)ceil(seconds * 1e6);
}

void ta_flags_reach(const struct ta_table_set *tables,
                    const struct ta_datastream *stream, struct ta_flag_reach *reach)
{
    for (ta_day day = TA_DAY_NONE; day < TA_DAY_OPEN;
         day = limits_until(tables, stream, day)) {
        const struct ta_qc_limits limits = limits_of(tables, stream, day);
        const ta_time_us back = in_us(ta_qc_reach_s(&limits)),
                         ahead = in_us(ta_qc_reach_after_s(&limits));
        if (reach->before < back) reach->before = back;
        if (reach->after < ahead) reach->after = ahead;
    }
}

/* --- the tests ------------------------------------------------------------------------------ */

/* All of an unchanged stretch has one flag, also what passed while it was new: as a record's own quality control
 * has it (engine/signals.c), but no further back than files are looked at. */
static void lay_stretches(const struct ta_series *series,
                          const struct ta_qc_limits *limits,
                          struct ta_qc_verdict *verdict, unsigned char *scratch)
{
    ta_qc_flat_stretches(series, verdict, &limits->flat, ta_qc_reach_after_s(limits),
                         scratch);
    for (size_t i = 0; i < series->n; i++)
        if (isfinite(series->value[i]) && verdict[i].flag < scratch[i])
            verdict[i].flag = scratch[i];
}

/* Readings behind those that are there, one of each time. */
static void line_up(struct judged *j, const struct ta_reading *reading, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (j->n > 0 && reading[i].time <= j->time[j->n - 1]) continue;
        j->time[j->n] = reading[i].time;
        j->value[j->n++] = reading[i].value;
    }
}

/* Values that a reading at hand and those next to it have. */
struct span {
    double least, most;
};

/* Does a verdict go by what lies beyond the value, too? Of the tests those of a flat line and of a spread look further
 * than to the next one, and a flat line no further than the signal stands still. */
static bool takes(struct span *span, double value, const struct ta_qc_limits *limits)
{
    if (!isnan(limits->attenuated.suspect) || !isnan(limits->attenuated.fail))
        return true;
    if (!isfinite(value)) return true;
    span->least = fmin(span->least, value);
    span->most = fmax(span->most, value);
    return span->most - span->least < limits->flat.tolerance;
}

/* Those at hand from @p i to @p end, which have the same limits. */
static enum ta_status judge_some(const struct ta_table_set *tables,
                                 const struct ta_datastream *stream, struct judged *j,
                                 size_t i, size_t end)
{
    const struct ta_qc_limits limits = limits_of(tables, stream, ta_day_of(j->time[i]));
    const ta_time_us from = j->time[i] - in_us(ta_qc_reach_s(&limits)),
                     to = j->time[end - 1] + in_us(ta_qc_reach_after_s(&limits));
    size_t lo = i, hi = end;
    struct span in = {INFINITY, -INFINITY}, out = in;
    (void)takes(&in, j->value[i], &limits);
    for (bool more = true; more && lo > 0 && j->time[lo - 1] >= from;)
        more = takes(&in, j->value[--lo], &limits);
    (void)takes(&out, j->value[end - 1], &limits);
    for (bool more = true; more && hi < j->n && j->time[hi] <= to;)
        more = takes(&out, j->value[hi++], &limits);
    const struct ta_series series = {hi - lo, j->time + lo, j->value + lo, NULL,
                                     stream->interval_s};
    enum ta_status rc =
        ta_qc_judge(&series, &limits, &ta_qc_strict, j->scratch, j->verdict);
    if (rc != TA_OK) return rc;
    lay_stretches(&series, &limits, j->verdict, j->scratch);
    for (size_t k = i; k < end; k++) j->flag[k] = j->verdict[k - lo].flag;
    return TA_OK;
}

static enum ta_status judge(const struct ta_table_set *tables,
                            const struct ta_datastream *stream,
                            const struct ta_flag_context *around,
                            const struct ta_reading *reading, size_t n,
                            struct judged *out, struct ta_error *err)
{
    static const struct ta_flag_context none = {.n_before = 0};
    const struct ta_flag_context *c = around == NULL ? &none : around;
    enum ta_status rc = make_judged(stream, c->n_before + n + c->n_after, out, err);
    if (rc != TA_OK) return rc;
    line_up(out, c->before, c->n_before);
    out->first = out->n;
    line_up(out, reading, n);
    out->end = out->n;
    line_up(out, c->after, c->n_after);
    for (size_t i = out->first, end; rc == TA_OK && i < out->end; i = end) {
        ta_day until = limits_until(tables, stream, ta_day_of(out->time[i]));
        for (end = i; end < out->end && ta_day_of(out->time[end]) < until;) end++;
        rc = judge_some(tables, stream, out, i, end);
    }
    if (rc == TA_OK) return TA_OK;
    free_judged(out);
    return ta_fail(err, TA_E_INTERNAL, "flags of %s of %s: times do not ascend",
                   stream->name, stream->device);
}

/* A value that is not there is neither good nor bad. */
static uint8_t worse(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

/* Each reading with the verdict of its time. */
static void each(const struct judged *j, struct ta_reading *reading, size_t n,
                 uint8_t (*join)(uint8_t had, uint8_t verdict))
{
    for (size_t i = 0, k = j->first; i < n; i++) {
        while (j->time[k] != reading[i].time) k++;
        reading[i].flag = join(reading[i].flag, j->flag[k]);
    }
}

static uint8_t beyond(uint8_t had, uint8_t verdict)
{
    return had > verdict ? had : 0;
}

static enum ta_status
run(const struct ta_table_set *tables, const struct ta_datastream *stream,
    const struct ta_flag_context *around, struct ta_reading *reading, size_t n,
    uint8_t (*join)(uint8_t had, uint8_t verdict), struct ta_error *err)
{
    struct judged judged;
    if (n == 0) return TA_OK;
    enum ta_status rc = judge(tables, stream, around, reading, n, &judged, err);
    if (rc != TA_OK) return rc;
    each(&judged, reading, n, join);
    free_judged(&judged);
    return TA_OK;
}

/* Values that contradict each other at one time stay suspect, whatever each alone would be. */
static void mark_conflicts(struct ta_reading *reading, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (reading[i].time != reading[i - 1].time) continue;
        reading[i - 1].flag = worse(reading[i - 1].flag, TA_FLAG_SUSPECT);
        reading[i].flag = worse(reading[i].flag, TA_FLAG_SUSPECT);
    }
}

static uint8_t beyond_unchecked(uint8_t had, uint8_t verdict)
{
    uint8_t mark = beyond(had, verdict);
    return had >= TA_FLAG_NOT_EVALUATED ? worse(mark, TA_FLAG_NOT_EVALUATED) : mark;
}

/* What the file says, as it is of files that keep marks. */
static void take_marks(struct ta_reading *reading, size_t n)
{
    for (size_t i = 0; i < n; i++) reading[i].flag = reading[i].mark;
}

static enum ta_status find_marks(const struct ta_table_set *tables,
                                 const struct ta_datastream *stream,
                                 const struct ta_reading_run *old, struct ta_error *err)
{
    enum ta_status rc = run(tables, stream, NULL, old->reading, old->n,
                            old->unchecked ? beyond_unchecked : beyond, err);
    for (size_t i = 0; rc == TA_OK && i < old->n; i++)
        old->reading[i].mark = old->reading[i].flag;
    return rc;
}

enum ta_status ta_flags_unmix(const struct ta_table_set *tables,
                              const struct ta_datastream *stream,
                              const struct ta_reading_run *old, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (old->flag_rules >= TA_FLAG_MARKED)
        take_marks(old->reading, old->n);
    else
        rc = find_marks(tables, stream, old, err);
    if (rc == TA_OK) mark_conflicts(old->reading, old->n);
    return rc;
}

/* Values of one time are suspect by no rule that changes, nor does an unchecked decoder's "not evaluated" come from
 * one. */
static bool may_be_of_a_rule(const struct ta_reading_run *run, size_t i)
{
    const struct ta_reading *r = run->reading;
    bool conflict = (i > 0 && r[i - 1].time == r[i].time) ||
                    (i + 1 < run->n && r[i + 1].time == r[i].time);
    return r[i].flag > TA_FLAG_SUSPECT || (r[i].flag == TA_FLAG_SUSPECT && !conflict);
}

uint8_t ta_flags_rules(const struct ta_reading_run *unmixed)
{
    for (size_t i = 0; i < unmixed->n; i++)
        if (may_be_of_a_rule(unmixed, i))
            return ta_flags_rules_kept(unmixed->flag_rules, TA_FLAG_RULES);
    return TA_FLAG_RULES;
}

uint8_t ta_flags_rules_kept(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

enum ta_status ta_flags_judge(const struct ta_table_set *tables,
                              const struct ta_datastream *stream,
                              const struct ta_flag_context *around,
                              struct ta_reading *reading, size_t n,
                              struct ta_error *err)
{
    return run(tables, stream, around, reading, n, worse, err);
}
