/* SPDX-License-Identifier: Apache-2.0 */
/** @file observations_read.c  Rows out of an observation file. */
#include <string.h>

#include "base/memory.h"
#include "series/observations_private.h"

/* Rows of one site. */
struct run {
    char project[TA_ID_SIZE];
    int32_t number;
    int64_t start, size;
};

/* Columns [from, to) of the i-th site. */
static enum ta_status read_run(const struct ta_h5_reader *column, size_t i, size_t from,
                               size_t to, struct run *out, struct ta_error *err)
{
    void *const data[TA_SITE_COLUMNS] = {out->project, &out->number, &out->start,
                                         &out->size};
    enum ta_status rc = TA_OK;
    for (size_t k = from; rc == TA_OK && k < to; k++)
        rc = ta_h5_column_read(&column[k], i, 1, data[k], err);
    return rc;
}

static int compare_site(const struct run *run, const char *project, int site)
{
    int order = strcmp(run->project, project);
    return order != 0 ? order : (run->number > site) - (run->number < site);
}

/* Halves the sorted site table; out->size stays 0 when the site is not there. */
static enum ta_status search(const struct ta_h5_reader *column, const char *project,
                             int site, struct run *out, struct ta_error *err)
{
    size_t lo = 0, hi = column->n;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        enum ta_status rc = read_run(column, middle, 0, TA_SITE_START, out, err);
        if (rc != TA_OK) return rc;
        int order = compare_site(out, project, site);
        if (order == 0)
            return read_run(column, middle, TA_SITE_START, TA_SITE_COLUMNS, out, err);
        if (order < 0) lo = middle + 1;
        if (order > 0) hi = middle;
    }
    return TA_OK;
}

static enum ta_status open_sites(const struct ta_h5 *file,
                                 struct ta_h5_reader column[TA_SITE_COLUMNS],
                                 struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t k = 0; rc == TA_OK && k < TA_SITE_COLUMNS; k++) {
        rc = ta_h5_column_open(file, &ta_observation_site[k], &column[k], err);
        if (rc == TA_OK && column[k].n != column[0].n)
            rc = ta_fail(err, TA_E_DATA, "%s: its site table is uneven", file->path);
    }
    return rc;
}

static void close_sites(struct ta_h5_reader column[TA_SITE_COLUMNS])
{
    for (size_t k = 0; k < TA_SITE_COLUMNS; k++) ta_h5_column_close(&column[k]);
}

/* Rows [first, first + n) of a file on their way into memory. */
struct slice {
    const struct ta_h5 *file;
    size_t first, n;
    struct ta_observation *row;
    void *room; /* for one column of them */
};

static enum ta_status read_number(const struct slice *slice,
                                  const struct ta_observation_number *number,
                                  struct ta_error *err)
{
    size_t size = ta_h5_element(&number->column);
    char *room = slice->room;
    enum ta_status rc =
        ta_h5_read(slice->file, &number->column, slice->first, slice->n, room, err);
    for (size_t i = 0; rc == TA_OK && i < slice->n; i++) {
        if (number->column.type == TA_H5_U8) room[i] = room[i] != 0; /* a bool */
        memcpy((char *)&slice->row[i] + number->offset, room + i * size, size);
    }
    return rc;
}

static enum ta_status put_words(const struct slice *slice, const struct ta_words *words,
                                size_t offset, int32_t base, struct ta_error *err)
{
    const int32_t *index = slice->room;
    for (size_t i = 0; i < slice->n; i++) {
        if (index[i] < base || (size_t)(index[i] - base) >= words->n)
            return ta_fail(err, TA_E_DATA, "%s: row %zu names a text that is not there",
                           slice->file->path, slice->first + i);
        memcpy((char *)&slice->row[i] + offset,
               words->text + (size_t)(index[i] - base) * words->size, words->size);
    }
    return TA_OK;
}

static enum ta_status read_word(const struct slice *slice,
                                const struct ta_observation_word *word,
                                struct ta_error *err)
{
    struct ta_words words = {0};
    enum ta_status rc =
        ta_h5_read(slice->file, &word->index, slice->first, slice->n, slice->room, err);
    if (rc == TA_OK)
        rc = ta_words_read(slice->file, &word->texts, 0, SIZE_MAX, &words, err);
    if (rc == TA_OK) rc = put_words(slice, &words, word->offset, 0, err);
    ta_words_free(&words);
    return rc;
}

/* Chips stand in the order of the rows: those of a slice are one range. */
static enum ta_status read_chips(const struct slice *slice, struct ta_error *err)
{
    const struct ta_observation_word *chip = &ta_observation_chip;
    const int32_t *index = slice->room;
    struct ta_words words = {0};
    enum ta_status rc =
        ta_h5_read(slice->file, &chip->index, slice->first, slice->n, slice->room, err);
    if (rc != TA_OK) return rc;
    int32_t first = index[0], last = index[slice->n - 1];
    if (first < 0 || last < first)
        return ta_fail(err, TA_E_DATA, "%s: its chips are out of order",
                       slice->file->path);
    size_t count = (size_t)(last - first) + 1;
    rc = ta_words_read(slice->file, &chip->texts, (size_t)first, count, &words, err);
    if (rc == TA_OK) rc = put_words(slice, &words, chip->offset, first, err);
    ta_words_free(&words);
    return rc;
}

static enum ta_status read_columns(const struct slice *slice, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < TA_OBSERVATION_NUMBERS; i++)
        rc = read_number(slice, &ta_observation_number[i], err);
    for (size_t i = 0; rc == TA_OK && i < TA_OBSERVATION_WORDS; i++)
        rc = read_word(slice, &ta_observation_word[i], err);
    if (rc == TA_OK && ta_h5_has(slice->file, &ta_observation_unit.index))
        rc = read_word(slice, &ta_observation_unit, err);
    if (rc == TA_OK) rc = read_chips(slice, err);
    return rc;
}

static enum ta_status read_slice(const struct ta_h5 *file, size_t first, size_t n,
                                 struct ta_observation **out, struct ta_error *err)
{
    size_t rows = 0;
    enum ta_status rc =
        ta_h5_length(file, &ta_observation_number[0].column, &rows, err);
    if (rc != TA_OK) return rc;
    if (n > rows || first > rows - n)
        return ta_fail(err, TA_E_DATA, "%s: its site table names rows beyond the last",
                       file->path);

    struct slice slice = {file, first, n, ta_alloc(n, sizeof *slice.row),
                          ta_alloc(n, 8)};
    rc = slice.row == NULL || slice.room == NULL
             ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", file->path)
             : read_columns(&slice, err);
    ta_free(slice.room);
    if (rc != TA_OK)
        ta_free(slice.row);
    else
        *out = slice.row;
    return rc;
}

static void name_rows(struct ta_observation *rows, const struct run *run)
{
    for (int64_t i = 0; i < run->size; i++) {
        memcpy(rows[i].project, run->project, sizeof run->project);
        rows[i].site = run->number;
    }
}

static enum ta_status load_site(const struct ta_h5 *file, const char *project, int site,
                                struct ta_observation **rows, size_t *n,
                                struct ta_error *err)
{
    struct ta_h5_reader column[TA_SITE_COLUMNS] = {{0}};
    struct run run = {.size = 0};
    enum ta_status rc = open_sites(file, column, err);
    if (rc == TA_OK) rc = search(column, project, site, &run, err);
    close_sites(column);
    *rows = NULL;
    *n = 0;
    if (rc != TA_OK || run.size == 0) return rc;
    if (run.start < 0 || run.size < 0)
        return ta_fail(err, TA_E_DATA, "%s: its site table is damaged", file->path);
    rc = read_slice(file, (size_t)run.start, (size_t)run.size, rows, err);
    if (rc != TA_OK) return rc;
    name_rows(*rows, &run);
    *n = (size_t)run.size;
    return TA_OK;
}

/* The whole site table. */
struct sites {
    size_t n;
    char (*project)[TA_ID_SIZE];
    int32_t *number;
    int64_t *start, *size;
};

static void free_sites(struct sites *sites)
{
    ta_free(sites->project);
    ta_free(sites->number);
    ta_free(sites->start);
    ta_free(sites->size);
}

static enum ta_status read_sites(const struct ta_h5_reader *column, struct sites *out,
                                 struct ta_error *err)
{
    size_t n = column->n;
    *out = (struct sites){n, ta_alloc(n, TA_ID_SIZE), ta_alloc(n, sizeof(int32_t)),
                          ta_alloc(n, sizeof(int64_t)), ta_alloc(n, sizeof(int64_t))};
    void *const data[TA_SITE_COLUMNS] = {out->project, out->number, out->start,
                                         out->size};
    enum ta_status rc = TA_OK;
    for (size_t k = 0; rc == TA_OK && k < TA_SITE_COLUMNS; k++)
        rc = data[k] == NULL
                 ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", column->file->path)
                 : ta_h5_column_read(&column[k], 0, n, data[k], err);
    return rc;
}

/* Sites follow each other without gaps and cover all rows. */
static bool name_all(const struct sites *sites, struct ta_observation *rows, size_t n)
{
    int64_t next = 0;
    for (size_t i = 0; i < sites->n; i++) {
        struct run run = {.number = sites->number[i],
                          .start = sites->start[i],
                          .size = sites->size[i]};
        memcpy(run.project, sites->project[i], sizeof run.project);
        if (run.start != next || run.size < 1 || run.size > (int64_t)n - next)
            return false;
        name_rows(rows + run.start, &run);
        next += run.size;
    }
    return next == (int64_t)n;
}

static enum ta_status load_names(const struct ta_h5 *file, struct ta_observation *rows,
                                 size_t n, struct ta_error *err)
{
    struct ta_h5_reader column[TA_SITE_COLUMNS] = {{0}};
    struct sites sites = {0};
    enum ta_status rc = open_sites(file, column, err);
    if (rc == TA_OK) rc = read_sites(column, &sites, err);
    if (rc == TA_OK && !name_all(&sites, rows, n))
        rc = ta_fail(err, TA_E_DATA, "%s: its site table does not cover its rows",
                     file->path);
    free_sites(&sites);
    close_sites(column);
    return rc;
}

static enum ta_status load_all(const struct ta_h5 *file, struct ta_observation **rows,
                               size_t *n, struct ta_error *err)
{
    struct ta_observation *all = NULL;
    size_t count = 0;
    enum ta_status rc =
        ta_h5_length(file, &ta_observation_number[0].column, &count, err);
    if (rc == TA_OK && count == 0)
        rc = ta_fail(err, TA_E_DATA, "%s: has no rows", file->path);
    if (rc == TA_OK) rc = read_slice(file, 0, count, &all, err);
    if (rc == TA_OK) rc = load_names(file, all, count, err);
    if (rc != TA_OK) {
        ta_free(all);
        return rc;
    }
    *rows = all;
    *n = count;
    return TA_OK;
}

static enum ta_status open_ours(const char *path, struct ta_h5 *file,
                                struct ta_error *err)
{
    enum ta_status rc = ta_h5_open(path, file, err);
    if (rc == TA_OK)
        rc = ta_h5_expect(file, "terrassay_form", TA_OBSERVATIONS_FORM, err);
    return rc;
}

enum ta_status ta_observations_load(const char *path, struct ta_observation **rows,
                                    size_t *n, struct ta_error *err)
{
    struct ta_h5 file = {0};
    enum ta_status rc = open_ours(path, &file, err);
    if (rc == TA_OK) rc = load_all(&file, rows, n, err);
    ta_h5_drop(&file);
    return rc;
}

enum ta_status ta_observations_read(const char *path, struct ta_observation **rows,
                                    size_t *n, struct ta_error *err)
{
    ta_h5_lock();
    enum ta_status rc = ta_observations_load(path, rows, n, err);
    ta_h5_unlock();
    return rc;
}

enum ta_status ta_observations_read_site(const char *path, const char *project,
                                         int site, struct ta_observation **rows,
                                         size_t *n, struct ta_error *err)
{
    struct ta_h5 file = {0};
    ta_h5_lock();
    enum ta_status rc = open_ours(path, &file, err);
    if (rc == TA_OK) rc = load_site(&file, project, site, rows, n, err);
    ta_h5_drop(&file);
    ta_h5_unlock();
    return rc;
}
