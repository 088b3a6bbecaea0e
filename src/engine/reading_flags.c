/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_flags.h"

#include <math.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/detection_floor.h"
#include "quality.h"
#include "quality_flat.h"

/* Readings of one time each, and what is said of them. */
struct judged {
    ta_time_us *time;
    double *value;
    unsigned char *scratch;
    struct ta_qc_verdict *verdict;
    size_t n;
};

static void free_judged(struct judged *j)
{
    ta_free(j->time);
    ta_free(j->value);
    ta_free(j->scratch);
    ta_free(j->verdict);
}

static enum ta_status make_judged(const struct ta_datastream *stream, size_t n,
                                  struct judged *out, struct ta_error *err)
{
    *out = (struct judged){.time = ta_alloc(n, sizeof *out->time),
                           .value = ta_alloc(n, sizeof *out->value),
                           .scratch = ta_alloc(n, 1),
                           .verdict = ta_alloc(n, sizeof *out->verdict)};
    if (out->time != NULL && out->value != NULL && out->scratch != NULL &&
        out->verdict != NULL)
        return TA_OK;
    free_judged(out);
    return ta_fail(err, TA_E_NOMEM, "flags of %s of %s: out of memory", stream->name,
                   stream->device);
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
    return limits;
}

/* All of an unchanged stretch has one flag, also what passed while it was new: as a record's own quality control
 * has it (engine/signals.c). */
static void lay_stretches(const struct ta_series *series,
                          const struct ta_qc_flat *limit, struct judged *j)
{
    ta_qc_flat_stretches(series, j->verdict, limit, j->scratch);
    for (size_t i = 0; i < series->n; i++)
        if (isfinite(series->value[i]) && j->verdict[i].flag < j->scratch[i])
            j->verdict[i].flag = j->scratch[i];
}

static enum ta_status judge(const struct ta_table_set *tables,
                            const struct ta_datastream *stream,
                            const struct ta_reading *reading, size_t n,
                            struct judged *out, struct ta_error *err)
{
    enum ta_status rc = make_judged(stream, n, out, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < n; i++) {
        if (out->n > 0 && out->time[out->n - 1] == reading[i].time) continue;
        out->time[out->n] = reading[i].time;
        out->value[out->n++] = reading[i].value;
    }
    const struct ta_series series = {out->n, out->time, out->value, NULL,
                                     stream->interval_s};
    const struct ta_qc_limits limits =
        limits_of(tables, stream, ta_day_of(reading[0].time));
    rc = ta_qc_judge(&series, &limits, &ta_qc_strict, out->scratch, out->verdict);
    if (rc == TA_OK) {
        lay_stretches(&series, &limits.flat, out);
        return TA_OK;
    }
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
    for (size_t i = 0, k = 0; i < n; i++) {
        while (j->time[k] != reading[i].time) k++;
        reading[i].flag = join(reading[i].flag, j->verdict[k].flag);
    }
}

static uint8_t beyond(uint8_t had, uint8_t verdict)
{
    return had > verdict ? had : 0;
}

static enum ta_status run(const struct ta_table_set *tables,
                          const struct ta_datastream *stream,
                          struct ta_reading *reading, size_t n,
                          uint8_t (*join)(uint8_t had, uint8_t verdict),
                          struct ta_error *err)
{
    struct judged judged;
    if (n == 0) return TA_OK;
    enum ta_status rc = judge(tables, stream, reading, n, &judged, err);
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

enum ta_status ta_flags_unmix(const struct ta_table_set *tables,
                              const struct ta_datastream *stream,
                              const struct ta_reading_run *old, struct ta_error *err)
{
    enum ta_status rc = run(tables, stream, old->reading, old->n,
                            old->unchecked ? beyond_unchecked : beyond, err);
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
                              struct ta_reading *reading, size_t n,
                              struct ta_error *err)
{
    return run(tables, stream, reading, n, worse, err);
}
