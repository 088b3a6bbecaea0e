/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_seal.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/reading_parts.h"
#include "engine/reading_pour.h"
#include "engine/reading_split.h"
#include "engine/reading_version.h"
#include "series/readings.h"

enum {
    PENDING = 64, /* files registered in one change of the store */
};

/* The rows of one part, and what is on its way to the store. */
struct sealer {
    const struct ta_seal_job *job;
    struct ta_sealed *out;
    struct ta_error *err;
    struct ta_sort_row *row;
    size_t n, capacity;
    struct ta_partition_row pending[PENDING];
    size_t n_pending;
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

/* --- one part ------------------------------------------------------------------------------- */

/* Rows [from, to) of the buffer into the part. @p current is NULL for its first version. */
static enum ta_status seal_part(struct sealer *s, const char *part,
                                const struct ta_partition_row *current, size_t from,
                                size_t to)
{
    struct ta_readings_gather *gather = NULL;
    uint64_t added = 0;
    const struct lot lot = lot_of(s, from, to, current);
    const struct ta_pour pour = {.workspace = s->job->workspace,
                                 .merge = {.intake = s->job->intake,
                                           .tables = s->job->tables,
                                           .name = part,
                                           .outcome = s->job->outcome,
                                           .row = lot.row,
                                           .n_rows = lot.n},
                                 .current = current};
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_version_gather(s->job->workspace, &gather, s->err);
    if (rc != TA_OK) return rc;
    rc = ta_pour_readings(&pour, gather, &added, &why);
    if (rc == TA_OK && added > 0)
        rc = ta_version_seal(s->job->workspace, part,
                             current == NULL ? 1 : current->version + 1, gather,
                             &s->pending[s->n_pending], &why);
    ta_readings_gather_free(gather);
    if (rc != TA_OK) return bear(s, rc, &why, &lot);
    if (added == 0) {
        s->out->unchanged++;
        return TA_OK;
    }
    s->n_pending++;
    s->out->files++;
    s->out->readings += added;
    return s->n_pending == PENDING ? register_pending(s) : TA_OK;
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

/* The rows of each day in a file of its own. */
static enum ta_status seal_days(struct sealer *s, const struct ta_partition_row *rows,
                                size_t n)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0, end; rc == TA_OK && i < s->n; i = end) {
        char part[TA_PART_SIZE];
        for (end = i; end < s->n && s->row[end].day == s->row[i].day;) end++;
        ta_part_of_day(project_of(s, &s->row[i]), s->row[i].day, part);
        rc = seal_part(s, part, find_part(rows, n, part), i, end);
    }
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

/* What is in the buffer: rows of one month of one project. @param whole all of them */
static enum ta_status seal_month(struct sealer *s, bool whole)
{
    char month[TA_PART_SIZE];
    struct ta_partition_row *rows = NULL;
    size_t n = 0;
    if (s->n == 0) return TA_OK;
    struct ta_store *store = &s->job->workspace->store;
    ta_part_of_month(project_of(s, s->row), s->row[0].day, month);
    enum ta_status rc = whole ? TA_OK : register_pending(s); /* its other rows */
    if (rc == TA_OK)
        rc = store->ops->partitions(store->self, "readings", month, &rows, &n, s->err);
    if (rc == TA_OK) rc = seal_among(s, month, rows, n, whole);
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
