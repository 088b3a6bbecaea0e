/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/reading_flags.h"
#include "series/readings.h"
#include "units.h"

/* The run that is being made. */
struct maker {
    const struct ta_merge *merge;
    struct ta_reading_run *run;
    size_t n_runs;
    bool judged; /* the run at hand is; its flags are marks until then */
    uint64_t added;
    struct same *same; /* of one time; grows */
    size_t capacity;
    struct remark *remark; /* of the run at hand; grows */
    size_t n_remarks, remarks_capacity;
    uint8_t *had;                 /* flags of the old run as they were sealed; grows */
    size_t had_capacity, n_taken; /* of the old run, those that are taken over */
    struct ta_error *err;
};

static enum ta_status fail_memory(const struct maker *m)
{
    return ta_fail(m->err, TA_E_NOMEM, "%s: out of memory", m->merge->name);
}

static int order_of(const struct ta_reading_run *run, const struct ta_datastream *s)
{
    int order = strcmp(run->device, s->device);
    return order != 0 ? order : strcmp(run->name, s->name);
}

/* Flags that are not judged again are by the rules that they were by. */
static uint8_t rules_of(const struct maker *m, const struct ta_reading_run *old)
{
    if (old == NULL) return TA_FLAG_RULES;
    return m->judged ? ta_flags_rules(old)
                     : ta_flags_rules_kept(old->flag_rules, TA_FLAG_RULES);
}

/* A run without readings, with room for @p most. */
static enum ta_status begin_run(struct maker *m, const struct ta_reading_run *old,
                                const struct ta_datastream *stream, size_t most)
{
    struct ta_reading_run *run = &m->run[m->n_runs];
    if (stream == NULL) {
        *run = *old;
    } else {
        *run = (struct ta_reading_run){.n = 0};
        memcpy(run->device, stream->device, sizeof run->device);
        memcpy(run->name, stream->name, sizeof run->name);
        memcpy(run->property, stream->property, sizeof run->property);
        memcpy(run->unit, stream->unit, sizeof run->unit);
        run->unchecked = old != NULL && old->unchecked;
        run->flag_rules = rules_of(m, old);
    }
    run->n = 0;
    run->reading = ta_alloc(most, sizeof *run->reading);
    if (run->reading == NULL) return fail_memory(m);
    m->n_runs++;
    return TA_OK;
}

/* Count a row as what it turned out to be. */
static void recount(const struct maker *m, const struct ta_sort_row *row,
                    enum ta_outcome outcome)
{
    m->merge->outcome[row->outcome]--;
    m->merge->outcome[outcome]++;
}

/* --- marks that come later ------------------------------------------------------------------ */

/* A reading of the run that a row gives a worse mark. */
struct remark {
    size_t at;       /* in the run */
    uint8_t had;     /* the flag it was sealed with; 0: it is new */
    uint8_t mark;    /* and the mark */
    uint8_t outcome; /* of the row, as it was counted */
};

static enum ta_status keep_flags(struct maker *m, const struct ta_reading_run *old)
{
    m->n_remarks = m->n_taken = 0;
    if (old == NULL) return TA_OK;
    if (ta_grow((void **)&m->had, &m->had_capacity, old->n, 1) != 0)
        return fail_memory(m);
    for (size_t i = 0; i < old->n; i++) m->had[i] = old->reading[i].flag;
    return TA_OK;
}

/* Its device sends a reading again and now marks it as no normal measurement: the worse mark holds, in whichever order
 * they come. What an unchecked decoder says is of the decoder, and nothing new.
 * @param standing readings of its time that were taken over, from @p first on
 * @return false when out of memory */
static bool remark(struct maker *m, const struct ta_sort_row *row, size_t at,
                   size_t first, size_t standing)
{
    struct ta_reading *reading = &m->run[m->n_runs - 1].reading[at];
    if (ta_grow((void **)&m->remark, &m->remarks_capacity, m->n_remarks,
                sizeof *m->remark) != 0)
        return false;
    bool more = m->n_remarks > 0 && m->remark[m->n_remarks - 1].at == at;
    size_t old = m->n_taken - standing + (at - first);
    if (more)
        recount(m, row, TA_DUPLICATE);
    else
        m->remark[m->n_remarks++] = (struct remark){
            at, at < first + standing ? m->had[old] : 0, reading->mark, row->outcome};
    reading->mark = row->mark;
    if (reading->flag < row->mark) reading->flag = row->mark;
    return true;
}

static bool marks_worse(const struct maker *m, const struct ta_sort_row *row, size_t at)
{
    const struct ta_reading_run *run = &m->run[m->n_runs - 1];
    return row->mark >= TA_FLAG_SUSPECT && row->mark > run->reading[at].mark;
}

/* The run's flags are final. In a file that keeps no marks one that says no more than a test did changes nothing.
 * @param keeps the old run does keep them */
static void settle_remarks(struct maker *m, bool keeps)
{
    const struct ta_reading_run *run = &m->run[m->n_runs - 1];
    for (size_t i = 0; i < m->n_remarks; i++) {
        const struct remark *r = &m->remark[i];
        const struct ta_reading *now = &run->reading[r->at];
        bool news = now->flag != r->had || (keeps && now->mark != r->mark);
        m->merge->outcome[r->outcome]--;
        m->merge->outcome[news ? TA_MARKED_LATER : TA_DUPLICATE]++;
        m->added += news && r->had != 0; /* a new one was added */
    }
}

/* --- readings of one time ------------------------------------------------------------------- */

static void suspect(struct ta_reading *reading)
{
    if (reading->flag < TA_FLAG_SUSPECT) reading->flag = TA_FLAG_SUSPECT;
}

/* A value of one time: of a reading that stands there, or of a row. A hostile device may send any
 * number of them, so that equal ones are found by sorting. */
struct same {
    double value;
    size_t at; /* in order of arrival, what stands there first */
    ta_time_us received;
    bool again;   /* the value came before */
    size_t of;    /* at which place, in that order */
    size_t place; /* of one that is in the run: where */
};

static int by_value(const void *a, const void *b)
{
    const struct same *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static int by_arrival(const void *a, const void *b)
{
    const struct same *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* Which of them are there already. Receipts that nobody wrote down sort first; one that somebody
 * did is worth more. */
static void find_again(struct same *same, size_t n)
{
    if (n < 2) return;
    qsort(same, n, sizeof *same, by_value);
    for (size_t i = 1, first = 0; i < n; i++) {
        same[i].again = same[i].value == same[first].value;
        same[i].of = same[first].at;
        if (!same[i].again)
            first = i;
        else if (same[first].received == TA_TIME_NONE)
            same[first].received = same[i].received;
    }
    qsort(same, n, sizeof *same, by_arrival);
}

/* The readings that stand there, from @p first on, and @p n rows of their time.
 * @return false when out of memory */
static bool list_same(struct maker *m, const struct ta_sort_row *row, size_t n,
                      size_t first)
{
    const struct ta_reading_run *run = &m->run[m->n_runs - 1];
    size_t there = run->n - first;
    if (ta_grow((void **)&m->same, &m->capacity, there + n, sizeof *m->same) != 0)
        return false;
    for (size_t k = 0; k < there; k++) {
        const struct ta_reading *reading = &run->reading[first + k];
        m->same[k] = (struct same){.value = reading->value,
                                   .at = k,
                                   .received = reading->received,
                                   .place = first + k};
    }
    for (size_t k = 0; k < n; k++)
        m->same[there + k] = (struct same){
            .value = row[k].value, .at = there + k, .received = row[k].received};
    find_again(m->same, there + n);
    return true;
}

static void append(struct maker *m, const struct ta_sort_row *row, ta_time_us received)
{
    struct ta_reading_run *run = &m->run[m->n_runs - 1];
    run->reading[run->n++] = (struct ta_reading){
        row->time, received, row->value, m->judged ? row->mark : row->flag, row->mark};
    run->unchecked = run->unchecked || row->unchecked;
    m->added++;
}

/* Add the rows of one time to its readings, which are the run's last from @p first on. */
static enum ta_status add_rows(struct maker *m, const struct ta_sort_row *row, size_t n,
                               size_t first)
{
    struct ta_reading_run *run = &m->run[m->n_runs - 1];
    size_t there = run->n - first;
    bool conflict = false;
    if (there == 0 && n == 1) {
        append(m, row, row->received);
        return TA_OK;
    }
    if (!list_same(m, row, n, first)) return fail_memory(m);
    for (size_t k = 0; k < n; k++) {
        struct same *same = &m->same[there + k];
        size_t place = same->again ? m->same[same->of].place : run->n;
        if (same->again && marks_worse(m, &row[k], place)) {
            if (!remark(m, &row[k], place, first, there)) return fail_memory(m);
            continue;
        }
        if (same->again) {
            recount(m, &row[k], TA_DUPLICATE);
            continue;
        }
        same->place = place;
        append(m, &row[k], same->received);
        if (run->n - first < 2) continue;
        recount(m, &row[k], TA_CONFLICT);
        conflict = true;
    }
    for (size_t i = first; conflict && i < run->n; i++) suspect(&run->reading[i]);
    return TA_OK;
}

/* @return how many rows from @p i on are of its time */
static size_t same_time(const struct maker *m, size_t i, size_t end)
{
    const struct ta_sort_row *from = &m->merge->row[i];
    size_t n = 0;
    while (i + n < end && from[n].time == from->time) n++;
    return n;
}

/* Old readings and rows [i, end) of one datastream into the last run, by time. */
static enum ta_status merge_stream(struct maker *m, const struct ta_reading_run *old,
                                   size_t i, size_t end)
{
    struct ta_reading_run *run = &m->run[m->n_runs - 1];
    size_t at = 0, n_old = old == NULL ? 0 : old->n, first = 0;
    ta_time_us time = TA_TIME_NONE;
    while (at < n_old || i < end) {
        bool take_old =
            at < n_old && (i == end || old->reading[at].time <= m->merge->row[i].time);
        ta_time_us next = take_old ? old->reading[at].time : m->merge->row[i].time;
        if (next != time) first = run->n;
        time = next;
        if (take_old) {
            run->reading[run->n++] = old->reading[at++];
            m->n_taken = at;
            continue;
        }
        size_t n = same_time(m, i, end);
        enum ta_status rc = add_rows(m, &m->merge->row[i], n, first);
        if (rc != TA_OK) return rc;
        i += n;
    }
    return TA_OK;
}

/* --- datastreams ---------------------------------------------------------------------------- */

/* The project may have changed the unit since. */
static enum ta_status convert_old(struct maker *m, const struct ta_reading_run *old,
                                  const struct ta_datastream *stream)
{
    if (strcmp(old->unit, stream->unit) == 0) return TA_OK;
    for (size_t i = 0; i < old->n; i++) {
        double *value = &old->reading[i].value;
        if (ta_unit_convert(*value, old->unit, stream->unit, value) == TA_OK) continue;
        (void)ta_fail(
            m->err, TA_E_DATA, "%s: %s of %s was sealed in %s, which is no kind of %s",
            m->merge->name, stream->name, stream->device, old->unit, stream->unit);
        ta_error_mend(m->err, "give the datastream its former unit, or another name");
        return TA_E_DATA;
    }
    return TA_OK;
}

static enum ta_status keep_run(struct maker *m, const struct ta_reading_run *old)
{
    enum ta_status rc = begin_run(m, old, NULL, old->n);
    if (rc != TA_OK) return rc;
    struct ta_reading_run *run = &m->run[m->n_runs - 1];
    memcpy(run->reading, old->reading, old->n * sizeof *old->reading);
    run->n = old->n;
    return TA_OK;
}

/* The run that was made last, by what lies around it too. */
static enum ta_status judge(struct maker *m, const struct ta_datastream *stream)
{
    const struct ta_merge *in = m->merge;
    const struct ta_reading_run *run = &m->run[m->n_runs - 1];
    struct ta_flag_context around = {.n_before = 0};
    enum ta_status rc = in->around == NULL
                            ? TA_OK
                            : ta_around_take(in->around, stream, &around, m->err);
    return rc == TA_OK ? ta_flags_judge(in->tables, stream, &around, run->reading,
                                        run->n, m->err)
                       : rc;
}

static enum ta_status add_stream(struct maker *m, const struct ta_reading_run *old,
                                 size_t i, size_t end)
{
    const struct ta_datastream *stream =
        &ta_intake_at(m->merge->intake, m->merge->row[i].stream)->stream;
    size_t most = end - i + (old == NULL ? 0 : old->n);
    m->judged = m->merge->tables != NULL && stream->setting[0] != '\0';
    enum ta_status rc = old == NULL ? TA_OK : convert_old(m, old, stream);
    if (rc == TA_OK) rc = keep_flags(m, old);
    if (rc == TA_OK && m->judged && old != NULL)
        rc = ta_flags_unmix(m->merge->tables, stream, old, m->err);
    if (rc == TA_OK) rc = begin_run(m, old, stream, most);
    if (rc == TA_OK) rc = merge_stream(m, old, i, end);
    if (rc != TA_OK) return rc;
    if (m->judged) rc = judge(m, stream);
    if (rc == TA_OK)
        settle_remarks(m, old != NULL && old->flag_rules >= TA_FLAG_MARKED);
    return rc;
}

static enum ta_status merge_all(struct maker *m)
{
    const struct ta_merge *in = m->merge;
    enum ta_status rc = TA_OK;
    for (size_t k = 0, i = 0; rc == TA_OK && (k < in->n_old || i < in->n_rows);) {
        size_t end = i;
        while (end < in->n_rows && in->row[end].stream == in->row[i].stream) end++;
        int order =
            i == in->n_rows ? -1
            : k == in->n_old
                ? 1
                : order_of(&in->old[k],
                           &ta_intake_at(in->intake, in->row[i].stream)->stream);
        rc = order < 0 ? keep_run(m, &in->old[k])
                       : add_stream(m, order == 0 ? &in->old[k] : NULL, i, end);
        if (order <= 0) k++;
        if (order >= 0) i = end;
    }
    return rc;
}

static size_t streams_in(const struct ta_merge *merge)
{
    size_t n = merge->n_old;
    for (size_t i = 0; i < merge->n_rows; i++)
        n += i == 0 || merge->row[i].stream != merge->row[i - 1].stream;
    return n;
}

enum ta_status ta_merge_readings(const struct ta_merge *merge,
                                 struct ta_reading_run **runs, size_t *n,
                                 uint64_t *added, struct ta_error *err)
{
    struct maker m = {.merge = merge, .err = err};
    m.run = ta_alloc(streams_in(merge), sizeof *m.run);
    enum ta_status rc = m.run == NULL ? fail_memory(&m) : merge_all(&m);
    ta_free(m.same);
    ta_free(m.remark);
    ta_free(m.had);
    if (rc != TA_OK) {
        ta_reading_runs_free(m.run, m.n_runs);
        return rc;
    }
    *runs = m.run;
    *n = m.n_runs;
    *added = m.added;
    return TA_OK;
}
