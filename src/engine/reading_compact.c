/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_compact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_around.h"
#include "engine/reading_flags.h"
#include "engine/reading_parts.h"
#include "engine/reading_roster.h"
#include "engine/reading_version.h"
#include "series/readings.h"
#include "units.h"

/* One month of one project on its way. */
struct month {
    const struct ta_compact_job *job;
    struct ta_compacted *out;
    struct ta_error *err;
    const struct ta_intake *intake; /* NULL: nothing is registered */
    const char *project;
    const struct ta_partition_row *part,
        *day; /* files of the project, and of its days */
    size_t n_parts, n_days;
    struct ta_around *around;
    struct ta_reading_run *run; /* of all days; then of the month */
    size_t n, capacity;
};

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
}

/* --- the days ------------------------------------------------------------------------------- */

static enum ta_status take_day(struct month *m, const struct ta_partition_row *day)
{
    struct ta_reading_run *runs = NULL;
    size_t n = 0;
    enum ta_status rc = ta_version_read(m->job->workspace, day, &runs, &n, m->err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (ta_grow((void **)&m->run, &m->capacity, m->n, sizeof *m->run) != 0) {
            rc = fail_memory(m->err);
            break;
        }
        m->run[m->n++] = runs[i];
        runs[i].reading = NULL;
    }
    ta_reading_runs_free(runs, n);
    return rc;
}

/* A run of a file has a reading at least. */
static int by_stream(const void *a, const void *b)
{
    const struct ta_reading_run *x = a, *y = b;
    int order = strcmp(x->device, y->device);
    if (order == 0) order = strcmp(x->name, y->name);
    if (order != 0) return order;
    ta_time_us from = x->reading[0].time, other = y->reading[0].time;
    return (from > other) - (from < other);
}

static bool same_stream(const struct ta_reading_run *a, const struct ta_reading_run *b)
{
    return strcmp(a->device, b->device) == 0 && strcmp(a->name, b->name) == 0;
}

/* --- the month ------------------------------------------------------------------------------ */

/* The datastream as it is registered, or NULL. */
static const struct ta_datastream *registered(const struct month *m,
                                              const struct ta_reading_run *run)
{
    size_t at = 0;
    if (m->intake == NULL ||
        !ta_intake_find(m->intake, m->project, run->device, run->name, &at))
        return NULL;
    return &ta_intake_at(m->intake, at)->stream;
}

static bool is_judged(const struct month *m, const struct ta_datastream *stream)
{
    return stream != NULL && stream->setting[0] != '\0' && m->job->tables != NULL;
}

/* Readings of one day, in the unit of the month, with marks in place of flags where they are judged
 * anew. */
static enum ta_status fit(struct month *m, struct ta_reading_run *run, const char *unit,
                          const struct ta_datastream *stream)
{
    for (size_t i = 0; i < run->n && strcmp(run->unit, unit) != 0; i++) {
        double *value = &run->reading[i].value;
        if (ta_unit_convert(*value, run->unit, unit, value) == TA_OK) continue;
        (void)ta_fail(m->err, TA_E_DATA,
                      "%s/%s of %s: was sealed in %s, which is no kind of %s",
                      m->project, run->name, run->device, run->unit, unit);
        ta_error_mend(m->err, "give the datastream its former unit, or another name");
        return TA_E_DATA;
    }
    if (!is_judged(m, stream)) return TA_OK;
    return ta_flags_unmix(m->job->tables, stream, run, m->err);
}

/* All readings of @p n runs of one datastream in one array, owned. */
static enum ta_status join_readings(struct ta_reading_run *run, size_t n,
                                    struct ta_reading **out, size_t *size,
                                    struct ta_error *err)
{
    size_t total = 0, at = 0;
    for (size_t i = 0; i < n; i++) total += run[i].n;
    struct ta_reading *all = ta_alloc(total, sizeof *all);
    if (all == NULL) return fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        memcpy(all + at, run[i].reading, run[i].n * sizeof *all);
        at += run[i].n;
        ta_free(run[i].reading);
        run[i].reading = NULL;
        run[i].n = 0;
    }
    *out = all;
    *size = total;
    return TA_OK;
}

/* @p n runs of one datastream, by day, into the first of them. */
static enum ta_status join(struct month *m, struct ta_reading_run *run, size_t n)
{
    const struct ta_datastream *stream = registered(m, run);
    struct ta_reading_run month = run[0];
    bool judged = is_judged(m, stream);
    enum ta_status rc = TA_OK;
    month.flag_rules = TA_FLAG_RULES;
    if (stream != NULL) {
        memcpy(month.property, stream->property, sizeof month.property);
        memcpy(month.unit, stream->unit, sizeof month.unit);
    }
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        month.unchecked = month.unchecked || run[i].unchecked;
        rc = fit(m, &run[i], month.unit, stream);
        month.flag_rules = ta_flags_rules_kept(
            month.flag_rules, judged ? ta_flags_rules(&run[i]) : run[i].flag_rules);
    }
    if (rc == TA_OK) rc = join_readings(run, n, &month.reading, &month.n, m->err);
    if (rc != TA_OK) return rc;
    run[0] = month;
    if (!judged) return TA_OK;
    struct ta_flag_context around;
    rc = ta_around_take(m->around, stream, &around, m->err);
    return rc == TA_OK ? ta_flags_judge(m->job->tables, stream, &around, month.reading,
                                        month.n, m->err)
                       : rc;
}

/* All streams of the month, each given free once it is gathered. */
static enum ta_status join_all(struct month *m, struct ta_readings_gather *gather)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0, end; rc == TA_OK && i < m->n; i = end) {
        for (end = i + 1; end < m->n && same_stream(&m->run[i], &m->run[end]);) end++;
        rc = join(m, &m->run[i], end - i);
        if (rc == TA_OK) rc = ta_readings_gather_add(gather, &m->run[i], m->err);
        ta_free(m->run[i].reading);
        m->run[i].reading = NULL;
    }
    return rc;
}

/* What lies around the month, as far as the tests look. */
static enum ta_status look_around(struct month *m, ta_day first)
{
    struct ta_flag_reach reach = {.before = 0};
    if (m->n > 1) qsort(m->run, m->n, sizeof *m->run, by_stream);
    for (size_t i = 0; i < m->n; i++) {
        if (i > 0 && same_stream(&m->run[i - 1], &m->run[i])) continue;
        const struct ta_datastream *stream = registered(m, &m->run[i]);
        if (is_judged(m, stream)) ta_flags_reach(m->job->tables, stream, &reach);
    }
    const struct ta_around_span span = {
        ta_time_of(first), ta_time_of(ta_month_end(first)), reach.before, reach.after};
    return ta_around_open(m->job->workspace, m->part, m->n_parts, m->project, &span,
                          NULL, &m->around, m->err);
}

/* The file is durable; now it stands for its days. */
static enum ta_status put(struct month *m, const struct ta_partition_row *row)
{
    char detail[320];
    struct ta_store *store = &m->job->workspace->store;
    (void)snprintf(detail, sizeof detail, "%s: readings=%lld days=%zu", row->path,
                   (long long)row->rows, m->n_days);
    enum ta_status rc = store->ops->begin(store->self, m->err);
    if (rc != TA_OK) return rc;
    rc = store->ops->partition_put(store->self, row, m->err);
    if (rc == TA_OK)
        rc = store->ops->audit(store->self, m->job->now, m->job->who, "compact",
                               m->project, detail, m->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, m->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

static enum ta_status make_month(struct month *m)
{
    char part[TA_PART_SIZE];
    ta_day first = 0, after = 0;
    struct ta_partition_row row;
    struct ta_readings_gather *gather = NULL;
    (void)ta_part_days(m->day[0].part, m->project, &first, &after);
    ta_part_of_month(m->project, first, part);
    enum ta_status rc = ta_version_gather(m->job->workspace, &gather, m->err);
    for (size_t i = 0; rc == TA_OK && i < m->n_days; i++) rc = take_day(m, &m->day[i]);
    if (rc == TA_OK) rc = look_around(m, first);
    if (rc == TA_OK) rc = join_all(m, gather);
    if (rc == TA_OK)
        rc = ta_version_seal(m->job->workspace, part, 1, gather, &row, m->err);
    ta_readings_gather_free(gather);
    if (rc == TA_OK) rc = put(m, &row);
    if (rc != TA_OK) return rc;
    m->out->months++;
    m->out->days += m->n_days;
    return TA_OK;
}

static uint64_t rows_of(const struct month *m)
{
    uint64_t n = 0;
    for (size_t i = 0; i < m->n_days; i++) n += (uint64_t)m->day[i].rows;
    return n;
}

/* Is it the evidence that is at fault, and no memory and no full disk? Then the month waits. */
static bool is_of_the_evidence(const struct month *m, enum ta_status rc)
{
    return rc == TA_E_DATA || rc == TA_E_NOTFOUND ||
           (rc == TA_E_IO && ta_version_bears(m->job->workspace, rc, rows_of(m)));
}

static enum ta_status compact_month(struct month *m)
{
    struct ta_error why = {.status = TA_OK}, *err = m->err;
    m->err = &why;
    enum ta_status rc = make_month(m);
    m->err = err;
    ta_around_free(m->around);
    m->around = NULL;
    ta_reading_runs_free(m->run, m->n);
    m->run = NULL;
    m->n = m->capacity = 0;
    if (rc == TA_OK) return TA_OK;
    if (!is_of_the_evidence(m, rc)) return ta_fail_as(err, &why);
    if (m->out->left++ == 0) m->out->why = why;
    return TA_OK;
}

/* --- projects ------------------------------------------------------------------------------- */

/* @return how many files from the first on are days of its month; 0 when it is a month's file.
 *  @param rows in them */
static size_t days_of_month(const struct ta_partition_row *part, size_t n,
                            const char *project, int64_t *rows)
{
    ta_day first = 0, after = 0, begin = 0;
    size_t days = 0;
    *rows = 0;
    for (; days < n; days++) {
        if (!ta_part_days(part[days].part, project, &first, &after)) break;
        if (days == 0) begin = ta_month_begin(first);
        if (after != first + 1 || ta_month_begin(first) != begin) break;
        *rows += part[days].rows;
    }
    return days;
}

/* A month that stood in one file and grew too large for it keeps its days, even where the readings that
 * made it so turned out to stand there: else it would be joined and parted at each seal. */
static enum ta_status is_parted(const struct month *m, ta_day day, bool *out)
{
    char part[TA_PART_SIZE];
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    const struct ta_store *store = &m->job->workspace->store;
    ta_part_of_month(m->project, day, part);
    enum ta_status rc =
        store->ops->partitions(store->self, "readings", part, &row, &n, m->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        *out = *out || strcmp(row[i].part, part) == 0;
    ta_free(row);
    return rc;
}

static enum ta_status find_intake(struct month *m, struct ta_intake **out)
{
    struct ta_error why = {.status = TA_OK};
    if (*out != NULL) return TA_OK;
    enum ta_status rc = ta_roster(m->job->workspace, m->job->project, out, &why);
    m->intake = *out;
    return rc == TA_OK || rc == TA_E_NOTFOUND ? TA_OK : ta_fail_as(m->err, &why);
}

static enum ta_status compact_project(struct month *m, const char *project,
                                      struct ta_intake **intake)
{
    struct ta_partition_row *part = NULL;
    size_t n = 0;
    const int64_t most =
        m->job->month_rows == 0 ? TA_MONTH_ROWS : (int64_t)m->job->month_rows;
    m->project = project;
    enum ta_status rc = ta_parts_of(&m->job->workspace->store, project, INT32_MIN,
                                    INT32_MAX, &part, &n, m->err);
    for (size_t i = 0, end; rc == TA_OK && i < n; i = end) {
        ta_day first = 0, after = 0;
        int64_t rows = 0;
        size_t days = days_of_month(part + i, n - i, project, &rows);
        end = i + (days == 0 ? 1 : days);
        if (days == 0 || rows > most ||
            !ta_part_days(part[i].part, project, &first, &after) ||
            !ta_month_over(first, m->job->now))
            continue;
        m->part = part;
        m->n_parts = n;
        m->day = part + i;
        m->n_days = days;
        bool parted = false;
        rc = is_parted(m, first, &parted);
        if (rc != TA_OK || parted) continue;
        rc = find_intake(m, intake);
        if (rc == TA_OK) rc = compact_month(m);
    }
    ta_free(part);
    return rc;
}

static enum ta_status compact_all(struct month *m, struct ta_intake **intake)
{
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    struct ta_store *store = &m->job->workspace->store;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &n, m->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = compact_project(m, ids[i], intake);
    ta_free(ids);
    return rc;
}

enum ta_status ta_compact_readings(const struct ta_compact_job *job,
                                   struct ta_compacted *out, struct ta_error *err)
{
    struct ta_error own = {.status = TA_OK};
    struct month m = {.job = job, .out = out, .err = err != NULL ? err : &own};
    struct ta_intake *intake = NULL;
    *out = (struct ta_compacted){.months = 0};
    enum ta_status rc = job->project == NULL
                            ? compact_all(&m, &intake)
                            : compact_project(&m, job->project, &intake);
    ta_intake_free(intake);
    return rc;
}
