/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_read.c  Runs, or a window of one, out of a readings file. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "series/readings_private.h"

enum { RUNS_LIMIT = 1000000 };

/* Where each datastream's rows begin; start[n] is the number of rows. */
struct table {
    size_t n;
    struct ta_reading_run *run; /* without readings */
    int64_t *start;
};

static void free_table(struct table *table)
{
    ta_free(table->run);
    ta_free(table->start);
    *table = (struct table){0};
}

static enum ta_status fail_memory(const struct ta_h5 *file, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", file->path);
}

static enum ta_status read_text(const struct ta_h5 *file,
                                const struct ta_readings_column *text,
                                struct table *table, struct ta_error *err)
{
    struct ta_h5_reader reader = {.n = 0};
    size_t size = text->column.text_size;
    enum ta_status rc = ta_h5_column_open(file, &text->column, &reader, err);
    if (rc != TA_OK) return rc;
    if (reader.n != table->n)
        rc = ta_fail(err, TA_E_DATA, "%s: its datastreams are uneven", file->path);
    char *room = rc == TA_OK ? ta_alloc(table->n, size) : NULL;
    if (rc == TA_OK && room == NULL) rc = fail_memory(file, err);
    if (rc == TA_OK) rc = ta_h5_column_read(&reader, 0, table->n, room, err);
    for (size_t i = 0; rc == TA_OK && i < table->n; i++)
        memcpy((char *)&table->run[i] + text->offset, room + i * size, size);
    ta_h5_column_close(&reader);
    ta_free(room);
    return rc;
}

/* Rows of the datastreams follow each other and are as many as there are. */
static enum ta_status add_up(const struct ta_h5 *file, struct table *table,
                             struct ta_error *err)
{
    size_t rows = 0;
    enum ta_status rc = ta_h5_length(file, &ta_reading_column[0].column, &rows, err);
    if (rc != TA_OK) return rc;
    int64_t next = 0;
    for (size_t i = 0; i < table->n; i++) {
        int64_t size = table->start[i];
        if (size < 1 || size > (int64_t)rows - next) break;
        table->run[i].n = (size_t)size;
        table->start[i] = next;
        next += size;
    }
    table->start[table->n] = next;
    if (next == (int64_t)rows) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: its datastreams do not cover its rows",
                   file->path);
}

/* A byte for each datastream, which only some files have. @param out the caller's; NULL where there is none */
static enum ta_status read_bytes(const struct ta_h5 *file, const struct table *table,
                                 const struct ta_h5_column *column, unsigned char **out,
                                 struct ta_error *err)
{
    size_t n = 0;
    *out = NULL;
    if (!ta_h5_has(file, column)) return TA_OK;
    enum ta_status rc = ta_h5_length(file, column, &n, err);
    if (rc != TA_OK) return rc;
    if (n != table->n)
        return ta_fail(err, TA_E_DATA, "%s: its datastreams are uneven", file->path);
    *out = ta_alloc(n, 1);
    return *out == NULL ? fail_memory(file, err)
                        : ta_h5_read(file, column, 0, n, *out, err);
}

static enum ta_status read_unchecked(const struct ta_h5 *file, struct table *table,
                                     struct ta_error *err)
{
    unsigned char *says = NULL;
    enum ta_status rc = read_bytes(file, table, &ta_run_unchecked, &says, err);
    for (size_t i = 0; rc == TA_OK && says != NULL && i < table->n; i++)
        table->run[i].unchecked = says[i] != 0;
    ta_free(says);
    return rc;
}

/* Of the file as a whole; one of before says nothing of it: 0. */
static enum ta_status read_newest(const struct ta_h5 *file, uint8_t *out,
                                  struct ta_error *err)
{
    char text[8];
    int64_t newest = 0;
    *out = 0;
    if (!ta_h5_ask(file, TA_READINGS_RULES, text, sizeof text)) return TA_OK;
    if (ta_parse_i64(text, &newest) != TA_OK || newest < 1 || newest > UINT8_MAX)
        return ta_fail(err, TA_E_DATA, "%s: its %s is \"%s\"", file->path,
                       TA_READINGS_RULES, text);
    *out = (uint8_t)newest;
    return TA_OK;
}

static enum ta_status read_rules(const struct ta_h5 *file, struct table *table,
                                 struct ta_error *err)
{
    uint8_t newest = 0;
    unsigned char *rules = NULL;
    enum ta_status rc = read_newest(file, &newest, err);
    if (rc == TA_OK) rc = read_bytes(file, table, &ta_run_rules, &rules, err);
    for (size_t i = 0; rc == TA_OK && i < table->n; i++)
        table->run[i].flag_rules = rules == NULL ? newest : rules[i];
    ta_free(rules);
    return rc;
}

static enum ta_status read_table(const struct ta_h5 *file, struct table *out,
                                 struct ta_error *err)
{
    size_t n = 0;
    enum ta_status rc = ta_h5_length(file, &ta_run_size, &n, err);
    if (rc == TA_OK && (n == 0 || n > RUNS_LIMIT))
        rc = ta_fail(err, TA_E_DATA, "%s: has %zu datastreams", file->path, n);
    if (rc != TA_OK) return rc;
    *out = (struct table){n, ta_alloc(n, sizeof *out->run),
                          ta_alloc(n + 1, sizeof *out->start)};
    if (out->run == NULL || out->start == NULL) return fail_memory(file, err);
    rc = ta_h5_read(file, &ta_run_size, 0, n, out->start, err);
    for (size_t k = 0; rc == TA_OK && k < TA_RUN_TEXTS; k++)
        rc = read_text(file, &ta_run_text[k], out, err);
    if (rc == TA_OK) rc = read_unchecked(file, out, err);
    if (rc == TA_OK) rc = read_rules(file, out, err);
    return rc == TA_OK ? add_up(file, out, err) : rc;
}

static enum ta_status open_ours(const char *path, struct ta_h5 *file,
                                struct ta_error *err)
{
    enum ta_status rc = ta_h5_open(path, file, err);
    if (rc == TA_OK) rc = ta_h5_expect(file, "terrassay_form", TA_READINGS_FORM, err);
    return rc;
}

static enum ta_status read_all(const struct ta_h5 *file, struct table *table,
                               struct ta_error *err)
{
    struct ta_rows rows;
    enum ta_status rc = ta_rows_open(file, false, &rows, err);
    for (size_t i = 0; rc == TA_OK && i < table->n; i++)
        rc = ta_rows_read(&rows, (size_t)table->start[i], table->run[i].n,
                          &table->run[i].reading, err);
    ta_rows_close(&rows);
    return rc;
}

static enum ta_status load(const char *path, bool with_readings, struct table *table,
                           struct ta_error *err)
{
    struct ta_h5 file = {0};
    enum ta_status rc = open_ours(path, &file, err);
    if (rc == TA_OK) rc = read_table(&file, table, err);
    if (rc == TA_OK && with_readings) rc = read_all(&file, table, err);
    ta_h5_drop(&file);
    return rc;
}

static enum ta_status hand_over(enum ta_status rc, struct table *table,
                                struct ta_reading_run **runs, size_t *n)
{
    if (rc == TA_OK) {
        *runs = table->run;
        *n = table->n;
    } else {
        ta_reading_runs_free(table->run, table->n);
    }
    table->run = NULL;
    free_table(table);
    return rc;
}

/* --- run by run ----------------------------------------------------------------------------- */

/* Rows [lo, hi) of one datastream, at least one, and the times of the first and the last. */
struct stretch {
    const struct ta_h5_reader *times;
    size_t lo, hi;
    int64_t first, last;
};

static enum ta_status read_ends(struct stretch *s, struct ta_error *err)
{
    enum ta_status rc = ta_h5_column_read(s->times, s->hi - 1, 1, &s->last, err);
    return rc == TA_OK ? ta_h5_column_read(s->times, s->lo, 1, &s->first, err) : rc;
}

/* Where a time behind the first one stands if they are evenly spaced. */
static size_t expected(const struct stretch *s, ta_time_us time)
{
    double share =
        ((double)time - (double)s->first) / ((double)s->last - (double)s->first);
    return s->lo + (size_t)(share * (double)(s->hi - 1 - s->lo));
}

/* First row at or after `time`; hi when there is none. A row costs its whole pack, so the search begins
 * where the row is expected and goes on in steps that double, never further than to the middle. */
static enum ta_status search(const struct stretch *s, ta_time_us time, size_t *out,
                             struct ta_error *err)
{
    *out = time <= s->first ? s->lo : s->hi;
    if (time <= s->first || time > s->last) return TA_OK;
    size_t below = s->lo, above = s->hi - 1, at = expected(s, time);
    for (size_t step = 1; above - below > 1; step *= 2) {
        int64_t found = 0;
        if (at <= below) at = below + 1;
        if (at >= above) at = above - 1;
        enum ta_status rc = ta_h5_column_read(s->times, at, 1, &found, err);
        if (rc != TA_OK) return rc;
        *(found < time ? &below : &above) = at;
        const size_t half = (above - below) / 2, stride = step < half ? step : half;
        at = found < time ? below + stride : above - stride;
    }
    *out = above;
    return TA_OK;
}

/* The start last: its pack is the first to be read. */
static enum ta_status find_rows(struct stretch *s,
                                const struct ta_readings_window *window, size_t *lo,
                                size_t *hi, struct ta_error *err)
{
    enum ta_status rc = read_ends(s, err);
    if (rc == TA_OK) rc = search(s, window->to, hi, err);
    if (rc == TA_OK) rc = search(s, window->from, lo, err);
    return rc;
}

struct ta_readings_source {
    char *path;
    struct ta_h5 file;
    struct table table;
    struct ta_rows rows;
    const struct ta_readings_window *only; /* what is read of each run; NULL: all */
    struct ta_readings_window window;
    size_t next;
};

enum ta_status ta_source_open(const char *path, const struct ta_readings_window *only,
                              struct ta_readings_source **out, struct ta_error *err)
{
    struct ta_readings_source *s = ta_alloc(1, sizeof *s);
    if (s == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    *s = (struct ta_readings_source){.path = ta_strdup(path)};
    if (only != NULL) {
        s->window = *only;
        s->only = &s->window;
    }
    enum ta_status rc = s->path == NULL
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", path)
                            : open_ours(s->path, &s->file, err);
    if (rc == TA_OK) rc = read_table(&s->file, &s->table, err);
    if (rc == TA_OK) rc = ta_rows_open(&s->file, only != NULL, &s->rows, err);
    if (rc == TA_OK)
        *out = s;
    else
        ta_source_close(s);
    return rc;
}

size_t ta_source_runs(const struct ta_readings_source *source)
{
    return source->table.n;
}

enum ta_status ta_source_next(struct ta_readings_source *s, struct ta_reading_run *out,
                              bool *more, struct ta_error *err)
{
    *more = s->next < s->table.n;
    if (!*more) return TA_OK;
    struct ta_reading_run run = s->table.run[s->next];
    size_t lo = (size_t)s->table.start[s->next], hi = lo + run.n;
    struct stretch all = {.times = &s->rows.reader[0], .lo = lo, .hi = hi};
    enum ta_status rc =
        s->only == NULL ? TA_OK : find_rows(&all, s->only, &lo, &hi, err);
    run.n = lo < hi ? hi - lo : 0;
    if (rc == TA_OK && run.n > 0)
        rc = ta_rows_read(&s->rows, lo, run.n, &run.reading, err);
    if (rc != TA_OK) return rc;
    s->next++;
    *out = run;
    return TA_OK;
}

void ta_source_close(struct ta_readings_source *s)
{
    if (s == NULL) return;
    ta_rows_close(&s->rows);
    ta_h5_drop(&s->file);
    free_table(&s->table);
    ta_free(s->path);
    ta_free(s);
}

enum ta_status ta_readings_open(const char *path, struct ta_readings_source **out,
                                struct ta_error *err)
{
    ta_h5_lock();
    enum ta_status rc = ta_source_open(path, NULL, out, err);
    ta_h5_unlock();
    return rc;
}

enum ta_status ta_readings_open_window(const char *path, ta_time_us from, ta_time_us to,
                                       struct ta_readings_source **out,
                                       struct ta_error *err)
{
    const struct ta_readings_window only = {NULL, NULL, from, to, true};
    ta_h5_lock();
    enum ta_status rc = ta_source_open(path, &only, out, err);
    ta_h5_unlock();
    return rc;
}

enum ta_status ta_readings_next(struct ta_readings_source *source,
                                struct ta_reading_run *out, bool *more,
                                struct ta_error *err)
{
    ta_h5_lock();
    enum ta_status rc = ta_source_next(source, out, more, err);
    ta_h5_unlock();
    return rc;
}

void ta_readings_close(struct ta_readings_source *source)
{
    ta_h5_lock();
    ta_source_close(source);
    ta_h5_unlock();
}

/* --- all at once ---------------------------------------------------------------------------- */

static enum ta_status read_file(const char *path, struct ta_reading_run **runs,
                                size_t *n, struct ta_error *err)
{
    struct table table = {0};
    enum ta_status rc = load(path, true, &table, err);
    return hand_over(rc, &table, runs, n);
}

enum ta_status ta_readings_read(const char *path, struct ta_reading_run **runs,
                                size_t *n, struct ta_error *err)
{
    ta_h5_lock();
    enum ta_status rc = read_file(path, runs, n, err);
    ta_h5_unlock();
    return rc;
}

enum ta_status ta_readings_list(const char *path, struct ta_reading_run **runs,
                                size_t *n, struct ta_error *err)
{
    struct table table = {0};
    ta_h5_lock();
    enum ta_status rc = load(path, false, &table, err);
    ta_h5_unlock();
    return hand_over(rc, &table, runs, n);
}

static enum ta_status read_alike(const char *path, uint8_t *rules, bool *alike,
                                 struct ta_error *err)
{
    struct ta_h5 file = {0};
    enum ta_status rc = open_ours(path, &file, err);
    if (rc == TA_OK) rc = read_newest(&file, rules, err);
    if (rc == TA_OK) *alike = !ta_h5_has(&file, &ta_run_rules);
    ta_h5_drop(&file);
    return rc;
}

enum ta_status ta_readings_rules_alike(const char *path, uint8_t *rules, bool *alike,
                                       struct ta_error *err)
{
    ta_h5_lock();
    enum ta_status rc = read_alike(path, rules, alike, err);
    ta_h5_unlock();
    return rc;
}

static enum ta_status read_window(const struct ta_h5 *file, const struct table *table,
                                  size_t i, const struct ta_readings_window *window,
                                  struct ta_reading_run *out, struct ta_error *err)
{
    struct ta_rows rows;
    struct ta_reading_run run = table->run[i];
    struct stretch all = {.times = &rows.reader[0],
                          .lo = (size_t)table->start[i],
                          .hi = (size_t)table->start[i + 1]};
    size_t lo = 0, hi = 0;
    enum ta_status rc = ta_rows_open(file, window->values_only, &rows, err);
    if (rc == TA_OK) rc = find_rows(&all, window, &lo, &hi, err);
    run.n = lo < hi ? hi - lo : 0;
    if (rc == TA_OK && run.n > 0)
        rc = ta_rows_read_by_two(&rows, lo, run.n, &run.reading, err);
    ta_rows_close(&rows);
    if (rc == TA_OK) *out = run;
    return rc;
}

static enum ta_status find_and_read(const struct ta_h5 *file,
                                    const struct ta_readings_window *window,
                                    struct ta_reading_run *out, struct ta_error *err)
{
    struct table table = {0};
    enum ta_status rc = read_table(file, &table, err);
    for (size_t i = 0; rc == TA_OK && i < table.n; i++) {
        if (strcmp(table.run[i].device, window->device) != 0 ||
            strcmp(table.run[i].name, window->name) != 0)
            continue;
        rc = read_window(file, &table, i, window, out, err);
        break;
    }
    free_table(&table);
    return rc;
}

enum ta_status ta_readings_read_window(const char *path,
                                       const struct ta_readings_window *window,
                                       struct ta_reading_run *out, struct ta_error *err)
{
    struct ta_h5 file = {0};
    *out = (struct ta_reading_run){.n = 0};
    ta_h5_lock();
    enum ta_status rc = open_ours(path, &file, err);
    if (rc == TA_OK) rc = find_and_read(&file, window, out, err);
    ta_h5_drop(&file);
    ta_h5_unlock();
    return rc;
}
