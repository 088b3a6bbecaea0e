/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_seal.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_parts.h"
#include "engine/reading_pour.h"
#include "engine/reading_settle.h"
#include "engine/reading_split.h"
#include "engine/reading_version.h"
#include "series/readings.h"

enum {
    PENDING = 64, /* files registered in one change of the store */
};

enum { TOUCHED = 32 }; /* files of one month */

/* The rows of one part, what lies around them, and what is on its way to the store. */
struct sealer {
    const struct ta_seal_job *job;
    struct ta_sealed *out;
    struct ta_error *err;
    struct ta_sort_row *row;
    size_t n, capacity;
    struct ta_partition_row pending[PENDING];
    size_t n_pending;
    struct ta_near near;
    char reach_of[TA_ID_SIZE]; /* the project whose tests look so far */
    struct ta_flag_reach reach;
    struct ta_touched touched[TOUCHED]; /* since flags were settled */
    size_t n_touched;
    /* Nothing stood of the days of rows from `own` on, which are all that there is of them. */
    bool fresh, known; /* known: and each is of a time of its own, so far */
    size_t own;
    struct ta_partition_row
        *others; /* files that were near before those days had some */
    size_t n_others;
    struct ta_error first; /* of the evidence that was at fault; .status TA_OK: none */
};

static const char *project_of(const struct sealer *s, const struct ta_sort_row *row)
{
    return ta_intake_at(s->job->intake, row->stream)->project;
}

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
}

/* --- the store ------------------------------------------------------------------------------ */

/* The files are durable; now they count. */
static enum ta_status register_pending(struct sealer *s)
{
    struct ta_store *store = &s->job->workspace->store;
    if (s->n_pending == 0) return TA_OK;
    enum ta_status rc = store->ops->begin(store->self, s->err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && i < s->n_pending; i++)
        rc = store->ops->partition_put(store->self, &s->pending[i], s->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, s->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    if (rc == TA_OK) s->n_pending = 0;
    return rc;
}

/* --- evidence at fault ---------------------------------------------------------------------- */

/* Rows of one part, as they were counted before it was tried. */
struct lot {
    const struct ta_sort_row *row;
    size_t n;
    uint64_t rows; /* that its file will have */
    uint64_t outcome[TA_OUTCOME_COUNT];
};

static struct lot lot_of(const struct sealer *s, size_t from, size_t to,
                         const struct ta_partition_row *current)
{
    struct lot lot = {.row = s->row + from, .n = to - from};
    lot.rows = lot.n + (current == NULL ? 0 : (uint64_t)current->rows);
    memcpy(lot.outcome, s->job->outcome, sizeof lot.outcome);
    return lot;
}

/* A reading is counted by the seal that it ends in. */
static void uncount(const struct sealer *s, const struct lot *lot)
{
    memcpy(s->job->outcome, lot->outcome, sizeof lot->outcome);
    for (size_t i = 0; i < lot->n; i++) s->job->outcome[lot->row[i].outcome]--;
}

/* A file that is damaged, gone or unreadable, or of another quantity, is one part's trouble: the others are
 * sealed, and it is told at the end. @return TA_OK when it is such; else @p rc */
static enum ta_status bear(struct sealer *s, enum ta_status rc,
                           const struct ta_error *why, const struct lot *lot)
{
    if (!ta_version_bears(s->job->workspace, rc, lot->rows))
        return ta_fail_as(s->err, why);
    if (s->out->left++ == 0) s->first = *why;
    s->out->waiting += lot->n;
    uncount(s, lot);
    return s->job->wait == NULL ? TA_OK
                                : s->job->wait(s->job->self, lot->row, lot->n, s->err);
}

/* --- what lies around ----------------------------------------------------------------------- */

static bool is_judged(const struct sealer *s, const struct ta_datastream *stream)
{
    return s->job->tables != NULL && stream->setting[0] != '\0';
}

/* How far the tests look that are asked of the project's datastreams. */
static enum ta_status find_reach(struct sealer *s)
{
    struct ta_flag_reach *reach = &s->reach;
    const char *project = project_of(s, s->row);
    if (strcmp(project, s->reach_of) == 0) return TA_OK;
    *reach = (struct ta_flag_reach){.before = 0};
    if (!ta_copy(s->reach_of, sizeof s->reach_of, project)) return fail_memory(s->err);
    for (size_t i = 0; i < ta_intake_count(s->job->intake); i++) {
        const struct ta_intake_stream *at = ta_intake_at(s->job->intake, i);
        if (strcmp(at->project, project) == 0 && is_judged(s, &at->stream))
            ta_flags_reach(s->job->tables, &at->stream, reach);
    }
    return TA_OK;
}

/* The first or the last day of the month that lies @p near from @p day, and then a day that lies @p far from it: what
 * of that month's file may change, and what all of that file goes by. */
static ta_day month_of(ta_day day, ta_time_us near, ta_time_us far)
{
    const ta_day at = ta_day_of(ta_time_of(day) + near);
    const ta_day edge = near < 0 ? ta_month_begin(at) : ta_month_end(at) - 1;
    return ta_day_of(ta_time_of(edge) + far);
}

/* Files of the months that the tests look into, with what is not registered yet. */
static enum ta_status load_near(struct sealer *s)
{
    if (s->job->tables == NULL) return TA_OK;
    enum ta_status rc = find_reach(s);
    if (rc != TA_OK) return rc;
    const ta_time_us before = s->reach.before, after = s->reach.after;
    const ta_day day = s->row[0].day;
    const ta_day first = month_of(ta_month_begin(day), -after, -before);
    const ta_day last = month_of(ta_month_end(day), before, after + TA_US_PER_DAY);
    ta_near_free(&s->near);
    rc = ta_near_load(&s->job->workspace->store, project_of(s, s->row), first, last + 1,
                      &s->near, s->err);
    for (size_t i = 0; rc == TA_OK && i < s->n_pending; i++)
        rc = ta_near_put(&s->near, &s->pending[i], s->err);
    return rc;
}

/* --- one part ------------------------------------------------------------------------------- */

static enum ta_status keep_version(void *self, const struct ta_partition_row *row,
                                   struct ta_error *err)
{
    struct sealer *s = self;
    s->pending[s->n_pending++] = *row;
    s->out->files++;
    enum ta_status rc = ta_near_put(&s->near, row, err);
    return rc == TA_OK && s->n_pending == PENDING ? register_pending(s) : rc;
}

/* Rows [from, to) are of days of the part. @param out NULL where no test is asked */
static enum ta_status look_around(struct sealer *s, const char *part, size_t from,
                                  size_t to, struct ta_around **out)
{
    ta_day first = 0, after = 0;
    struct ta_touched *touched = &s->touched[s->n_touched];
    bool any = false;
    if (!ta_part_days(part, project_of(s, &s->row[from]), &first, &after)) return TA_OK;
    *touched = (struct ta_touched){first, after, INT64_MAX, INT64_MIN};
    for (size_t i = from; i < to; i++) {
        const struct ta_sort_row *row = &s->row[i];
        if (!any && (i == from || row->stream != row[-1].stream))
            any = is_judged(s, &ta_intake_at(s->job->intake, row->stream)->stream);
        if (row->time < touched->from) touched->from = row->time;
        if (row->time > touched->to) touched->to = row->time;
    }
    if (!any) return TA_OK;
    s->n_touched++;
    const struct ta_around_span span = {ta_time_of(first), ta_time_of(after),
                                        s->reach.before, s->reach.after};
    const struct ta_around_rows rows = {s->job->intake, s->row + s->own, s->n - s->own};
    const bool others = s->fresh && from >= s->own;
    return ta_around_open(s->job->workspace, others ? s->others : s->near.row,
                          others ? s->n_others : s->near.n, s->near.project, &span,
                          s->fresh ? &rows : NULL, out, s->err);
}

/* Rows [from, to) of the buffer into the part. @p current is NULL for its first version. */
static enum ta_status seal_part(struct sealer *s, const char *part,
                                const struct ta_partition_row *current, size_t from,
                                size_t to)
{
    struct ta_readings_gather *gather = NULL;
    struct ta_around *around = NULL;
    struct ta_partition_row row;
    uint64_t added = 0;
    const struct lot lot = lot_of(s, from, to, current);
    enum ta_status rc = look_around(s, part, from, to, &around);
    if (rc != TA_OK) return rc;
    const struct ta_pour pour = {.workspace = s->job->workspace,
                                 .merge = {.intake = s->job->intake,
                                           .tables = s->job->tables,
                                           .around = around,
                                           .name = part,
                                           .outcome = s->job->outcome,
                                           .row = lot.row,
                                           .n_rows = lot.n},
                                 .current = current};
    struct ta_error why = {.status = TA_E_INTERNAL};
    rc = ta_version_gather(s->job->workspace, &gather, s->err);
    if (rc != TA_OK) {
        ta_around_free(around);
        return rc;
    }
    rc = ta_pour_readings(&pour, gather, &added, &why);
    s->known = s->known && rc == TA_OK && !ta_around_unsure(around);
    ta_around_free(around);
    if (rc == TA_OK && added > 0)
        rc = ta_version_seal(s->job->workspace, part,
                             current == NULL ? 1 : current->version + 1, gather, &row,
                             &why);
    ta_readings_gather_free(gather);
    if (rc != TA_OK) {
        s->known = false;
        return bear(s, rc, &why, &lot);
    }
    if (added == 0) {
        s->out->unchanged++;
        return TA_OK;
    }
    s->out->readings += added;
    return keep_version(s, &row, s->err);
}

/* --- months and days ------------------------------------------------------------------------- */

/* The part of that name among the current ones, or NULL. */
static const struct ta_partition_row *find_part(const struct ta_partition_row *rows,
                                                size_t n, const char *part)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].part, part) == 0) return &rows[i];
    return NULL;
}

static int by_stream(const void *a, const void *b)
{
    const struct ta_sort_row *x = a, *y = b;
    if (x->stream != y->stream) return x->stream < y->stream ? -1 : 1;
    return ta_sort_order(x, y);
}

/* Where the next day begins. */
static size_t day_end(const struct sealer *s, size_t i)
{
    size_t end = i;
    while (end < s->n && s->row[end].day == s->row[i].day) end++;
    return end;
}

/* Does none of the files hold a day between those that rows from @p own on are of? */
static bool is_fresh(const struct sealer *s, size_t own)
{
    ta_day first = 0, after = 0;
    if (own == s->n) return false;
    for (size_t k = 0; k < s->near.n; k++)
        if (!ta_part_days(s->near.row[k].part, s->near.project, &first, &after) ||
            (first <= s->row[s->n - 1].day && after > s->row[own].day))
            return false;
    return s->job->tables != NULL;
}

/* The rows of each day from @p i to @p to in a file of its own. */
static enum ta_status seal_each_day(struct sealer *s,
                                    const struct ta_partition_row *rows, size_t n,
                                    size_t i, size_t to)
{
    enum ta_status rc = TA_OK;
    for (; rc == TA_OK && i < to; i = day_end(s, i)) {
        char part[TA_PART_SIZE];
        ta_part_of_day(project_of(s, &s->row[i]), s->row[i].day, part);
        rc = seal_part(s, part, find_part(rows, n, part), i, day_end(s, i));
    }
    return rc;
}

static enum ta_status keep_others(struct sealer *s)
{
    s->n_others = s->near.n;
    s->others = ta_alloc(s->near.n, sizeof *s->others);
    if (s->others == NULL) return fail_memory(s->err);
    if (s->near.n > 0) memcpy(s->others, s->near.row, s->near.n * sizeof *s->others);
    return TA_OK;
}

/* Rows of days that nothing stood of say all that there will be of these, so that nothing has to be read of what is
 * sealed here. The first day may have been begun by the rows of a buffer before. */
static enum ta_status seal_days(struct sealer *s, const struct ta_partition_row *rows,
                                size_t n)
{
    s->own = 0;
    s->fresh = is_fresh(s, 0);
    if (!s->fresh) s->fresh = is_fresh(s, s->own = day_end(s, 0));
    if (!s->fresh) return seal_each_day(s, rows, n, 0, s->n);
    s->known = true;
    enum ta_status rc = seal_each_day(s, rows, n, 0, s->own);
    if (rc == TA_OK) rc = keep_others(s);
    if (rc == TA_OK) rc = seal_each_day(s, rows, n, s->own, s->n);
    ta_free(s->others);
    s->others = NULL;
    s->fresh = false;
    return rc;
}

static size_t month_rows(const struct sealer *s)
{
    return s->job->month_rows == 0 ? TA_MONTH_ROWS : s->job->month_rows;
}

/* The rows in the buffer, in the file of their month. */
static enum ta_status seal_whole(struct sealer *s, const char *month,
                                 const struct ta_partition_row *current)
{
    qsort(s->row, s->n, sizeof *s->row, by_stream);
    return seal_part(s, month, current, 0, s->n);
}

/* The month's file cannot take the rows in the buffer: its days get files again, and they the rows. */
static enum ta_status seal_split(struct sealer *s, const struct ta_partition_row *month,
                                 const struct ta_partition_row *rows, size_t n)
{
    struct ta_partition_row *now = NULL;
    size_t n_now = 0;
    struct ta_store *store = &s->job->workspace->store;
    const struct ta_split split = {.workspace = s->job->workspace,
                                   .project = project_of(s, s->row),
                                   .who = s->job->who,
                                   .now = s->job->now,
                                   .month = month,
                                   .row = rows,
                                   .n = n};
    struct ta_error why = {.status = TA_E_INTERNAL};
    const struct lot lot = lot_of(s, 0, s->n, month);
    enum ta_status rc = ta_split_month(&split, &why);
    if (rc != TA_OK) return bear(s, rc, &why, &lot);
    rc = store->ops->partitions(store->self, "readings", month->part, &now, &n_now,
                                s->err);
    if (rc == TA_OK) rc = load_near(s);
    if (rc == TA_OK) rc = seal_days(s, now, n_now);
    ta_free(now);
    return rc;
}

/* All rows of a month stand in one file once the month is over, unless its days have theirs. */
static enum ta_status seal_among(struct sealer *s, const char *name,
                                 const struct ta_partition_row *rows, size_t n,
                                 bool whole)
{
    const struct ta_partition_row *month = find_part(rows, n, name);
    bool fits = month == NULL ? whole && n == 0 && s->n <= month_rows(s)
                              : (size_t)month->rows + s->n <= month_rows(s);
    if (month == NULL && fits && ta_month_over(s->row[0].day, s->job->now))
        return seal_whole(s, name, NULL);
    if (month == NULL || month->rows == 0) return seal_days(s, rows, n);
    return fits ? seal_whole(s, name, month) : seal_split(s, month, rows, n);
}

static enum ta_status settle(struct sealer *s)
{
    if (s->job->tables == NULL || s->n_touched == 0) return TA_OK;
    const struct ta_settle settle = {.workspace = s->job->workspace,
                                     .intake = s->job->intake,
                                     .tables = s->job->tables,
                                     .near = &s->near,
                                     .known =
                                         s->known ? s->row[s->own].day : TA_DAY_OPEN,
                                     .before = s->reach.before,
                                     .after = s->reach.after,
                                     .self = s,
                                     .sealed = keep_version};
    enum ta_status rc = ta_settle_flags(&settle, s->touched, s->n_touched, s->err);
    s->n_touched = 0;
    s->known = false;
    return rc;
}

/* What is in the buffer: rows of one month of one project. @param whole all of them */
static enum ta_status seal_month(struct sealer *s, bool whole)
{
    char month[TA_PART_SIZE];
    struct ta_partition_row *rows = NULL;
    size_t n = 0;
    if (s->n == 0) return TA_OK;
    struct ta_store *store = &s->job->workspace->store;
    ta_part_of_month(project_of(s, s->row), s->row[0].day, month);
    s->known = false;
    enum ta_status rc = register_pending(s); /* its other rows, and what was settled */
    if (rc == TA_OK)
        rc = store->ops->partitions(store->self, "readings", month, &rows, &n, s->err);
    if (rc == TA_OK) rc = load_near(s);
    if (rc == TA_OK) rc = seal_among(s, month, rows, n, whole);
    if (rc == TA_OK) rc = settle(s);
    ta_free(rows);
    s->n = 0;
    return rc;
}

static bool same_month(const struct ta_sort_row *a, const struct ta_sort_row *b)
{
    return a->project == b->project &&
           (a->day == b->day || ta_month_begin(a->day) == ta_month_begin(b->day));
}

static enum ta_status keep_row(struct sealer *s, const struct ta_sort_row *row)
{
    if (ta_grow((void **)&s->row, &s->capacity, s->n, sizeof *s->row) != 0)
        return fail_memory(s->err);
    s->row[s->n++] = *row;
    return TA_OK;
}

/* Seal what is there when @p row is of another month, or when there is too much of this one.
 * @param whole in: all of the month is in the buffer; out: the same for the row's month */
static enum ta_status make_way(struct sealer *s, const struct ta_sort_row *row,
                               bool *whole)
{
    if (s->n == 0) return TA_OK;
    bool other = !same_month(row, s->row);
    bool full = s->n >= (s->job->held == 0 ? TA_MONTH_ROWS : s->job->held);
    if (!other && !full) return TA_OK;
    enum ta_status rc = seal_month(s, *whole && other);
    *whole = other;
    return rc;
}

static enum ta_status seal_all(struct sealer *s, struct ta_sort *sort)
{
    struct ta_sort_row row;
    bool more = true, whole = true;
    for (;;) {
        enum ta_status rc = ta_sort_next(sort, &row, &more, s->err);
        if (rc == TA_OK && !more) break;
        if (rc == TA_OK) rc = make_way(s, &row, &whole);
        if (rc == TA_OK) rc = keep_row(s, &row);
        if (rc != TA_OK) return rc;
    }
    enum ta_status rc = seal_month(s, whole);
    if (rc == TA_OK) rc = register_pending(s);
    if (rc != TA_OK || s->out->left == 0) return rc;
    s->out->borne = true;
    return ta_fail_as(s->err, &s->first);
}

enum ta_status ta_seal_sorted(const struct ta_seal_job *job, struct ta_sort *sort,
                              struct ta_sealed *out, struct ta_error *err)
{
    struct sealer s = {.job = job, .out = out, .err = err};
    *out = (struct ta_sealed){0};
    enum ta_status rc = seal_all(&s, sort);
    ta_near_free(&s.near);
    ta_free(s.row);
    return rc;
}

/* --- the log -------------------------------------------------------------------------------- */

static enum ta_status write_note(const struct ta_seal_note *note, struct ta_error *err)
{
    struct ta_store *store = &note->workspace->store;
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = store->ops->audit(store->self, note->now, note->who, note->did, note->of,
                           note->detail, err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

enum ta_status ta_seal_note(const struct ta_seal_note *note, enum ta_status rc,
                            struct ta_error *err)
{
    struct ta_error own;
    if (rc == TA_OK) return write_note(note, err);
    if (note->borne) (void)write_note(note, &own);
    return rc;
}
