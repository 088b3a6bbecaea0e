/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/zonal_table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "geo/write.h"

enum { FIXED = 6, FLUSH_BYTES = 1 << 18 };

struct ta_zonal_table {
    const struct ta_zonal_stats *stats;
    char *path, *beside;
    FILE *file; /* of CSV */
    struct ta_text text;
    struct ta_writer *writer; /* of shapes */
    struct ta_column column[FIXED + TA_ZONAL_STATS_MAX];
};

/* --- CSV -------------------------------------------------------------------------- */

static void add_text(struct ta_text *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        ta_text_add(out, text);
        return;
    }
    ta_text_add(out, "\"");
    for (; *text != '\0'; text++)
        ta_text_add_bytes(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1);
    ta_text_add(out, "\"");
}

static void add_number(struct ta_text *out, double x)
{
    char digits[32];
    ta_format_f64(x, digits);
    ta_text_add(out, digits);
}

static void add_value(struct ta_text *out, const struct ta_zonal_value *v)
{
    if (v->absent) return;
    if (v->text != NULL)
        add_text(out, v->text);
    else if (v->whole)
        ta_text_addf(out, "%lld", (long long)v->integer);
    else
        add_number(out, v->number);
}

void ta_zonal_csv_head(struct ta_text *out, const struct ta_zonal_stats *stats)
{
    ta_text_add(out, "zone,raster,band,date,count,valid_fraction");
    for (size_t i = 0; i < stats->n; i++) {
        ta_text_add(out, ",");
        ta_text_add(out, stats->stat[i].name);
    }
    ta_text_add(out, "\n");
}

void ta_zonal_csv_row(struct ta_text *out, const struct ta_zonal_stats *stats,
                      const struct ta_zonal_row *row)
{
    char day[TA_TIME_TEXT];
    ta_day_format(row->date, day);
    add_text(out, row->zone);
    ta_text_add(out, ",");
    add_text(out, row->raster);
    ta_text_add(out, ",");
    add_text(out, row->band);
    ta_text_add(out, ",");
    ta_text_add(out, day);
    ta_text_add(out, ",");
    add_number(out, row->count);
    ta_text_add(out, ",");
    add_number(out, row->valid_fraction);
    for (size_t i = 0; i < stats->n; i++) {
        ta_text_add(out, ",");
        add_value(out, &row->value[i]);
    }
    ta_text_add(out, "\n");
}

/* --- files ------------------------------------------------------------------------ */

static bool ends(const char *path, const char *suffix)
{
    size_t n = strlen(path), k = strlen(suffix);
    return n > k && strcmp(path + n - k, suffix) == 0;
}

bool ta_zonal_table_has_shapes(const char *path)
{
    return ta_writer_knows(path);
}

static enum ta_status fail_io(const struct ta_zonal_table *t, struct ta_error *err)
{
    return ta_fail_errno(err, errno, t->path, "cannot write");
}

static enum ta_status open_csv(struct ta_zonal_table *t, struct ta_error *err)
{
    int file = -1;
    (void)ta_file_clear(t->path);
    enum ta_status rc = ta_file_begin(t->path, 0666, &file, &t->beside, err);
    if (rc != TA_OK) return rc;
    t->file = fdopen(file, "wb");
    if (t->file == NULL) {
        rc = fail_io(t, err);
        (void)close(file); /* nothing was written */
        (void)unlink(t->beside);
        return rc;
    }
    ta_zonal_csv_head(&t->text, t->stats);
    return TA_OK;
}

/* A statistic's values are numbers, but shares; those of a column need not all be whole. */
static enum ta_column_kind kind_of(const struct ta_zonal_stat *stat)
{
    if (stat->kind == TA_ZONAL_SHARES) return TA_COLUMN_TEXT;
    return stat->kind == TA_ZONAL_VARIETY ? TA_COLUMN_WHOLE : TA_COLUMN_NUMBER;
}

static enum ta_status open_shapes(struct ta_zonal_table *t, ta_time_us now,
                                  struct ta_error *err)
{
    static const struct ta_column fixed[FIXED] = {
        {"zone", TA_COLUMN_TEXT},    {"raster", TA_COLUMN_TEXT},
        {"band", TA_COLUMN_TEXT},    {"date", TA_COLUMN_DAY},
        {"count", TA_COLUMN_NUMBER}, {"valid_fraction", TA_COLUMN_NUMBER}};
    memcpy(t->column, fixed, sizeof fixed);
    for (size_t i = 0; i < t->stats->n; i++)
        t->column[FIXED + i] =
            (struct ta_column){t->stats->stat[i].name, kind_of(&t->stats->stat[i])};
    const struct ta_writer_options options = {.layer = "zonal",
                                              .n_columns = FIXED + t->stats->n,
                                              .column = t->column,
                                              .now = now};
    return ta_writer_open(t->path, &options, &t->writer, err);
}

static void end(struct ta_zonal_table *t)
{
    if (t->file != NULL)
        (void)fclose(t->file); /* a failure was told, or nobody reads it */
    ta_text_free(&t->text);
    ta_free(t->beside);
    ta_free(t->path);
    ta_free(t);
}

enum ta_status ta_zonal_table_open(const char *path, const struct ta_zonal_stats *stats,
                                   ta_time_us now, struct ta_zonal_table **out,
                                   struct ta_error *err)
{
    bool shapes = ta_zonal_table_has_shapes(path);
    if (!shapes && !ends(path, ".csv")) {
        (void)ta_fail(err, TA_E_USAGE, "%s: no table is written to such a name", path);
        ta_error_mend(err, "end it in .csv, .geojson or .gpkg");
        return TA_E_USAGE;
    }
    struct ta_zonal_table *t = ta_alloc(1, sizeof *t);
    if (t == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    t->stats = stats;
    t->path = ta_strdup(path);
    enum ta_status rc = t->path == NULL
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", path)
                        : shapes ? open_shapes(t, now, err)
                                 : open_csv(t, err);
    if (rc != TA_OK)
        end(t);
    else
        *out = t;
    return rc;
}

static enum ta_status add_shape(struct ta_zonal_table *t,
                                const struct ta_zonal_row *row, struct ta_error *err)
{
    struct ta_cell cell[FIXED + TA_ZONAL_STATS_MAX] = {
        {.text = row->zone}, {.text = row->raster},  {.text = row->band},
        {.day = row->date},  {.number = row->count}, {.number = row->valid_fraction}};
    for (size_t i = 0; i < t->stats->n; i++) {
        const struct ta_zonal_value *v = &row->value[i];
        cell[FIXED + i] = (struct ta_cell){.absent = v->absent,
                                           .text = v->text,
                                           .whole = v->integer,
                                           .number = v->number};
    }
    return ta_writer_add(t->writer, row->shape, cell, err);
}

static enum ta_status flush(struct ta_zonal_table *t, struct ta_error *err)
{
    if (t->text.failed) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", t->path);
    size_t size = t->text.size;
    t->text.size = 0;
    if (size > 0 && fwrite(t->text.bytes, 1, size, t->file) != size)
        return fail_io(t, err);
    return TA_OK;
}

enum ta_status ta_zonal_table_add(struct ta_zonal_table *t,
                                  const struct ta_zonal_row *row, struct ta_error *err)
{
    if (t->writer != NULL) return add_shape(t, row, err);
    ta_zonal_csv_row(&t->text, t->stats, row);
    return t->text.size < FLUSH_BYTES && !t->text.failed ? TA_OK : flush(t, err);
}

static enum ta_status finish_csv(struct ta_zonal_table *t, struct ta_error *err)
{
    enum ta_status rc = flush(t, err);
    FILE *file = t->file;
    t->file = NULL;
    bool closed = fclose(file) == 0;
    if (rc == TA_OK && !closed) rc = fail_io(t, err);
    if (rc == TA_OK) rc = ta_file_publish(t->beside, t->path, err);
    if (rc != TA_OK) (void)unlink(t->beside); /* perhaps it is not there */
    return rc;
}

enum ta_status ta_zonal_table_finish(struct ta_zonal_table *t, struct ta_error *err)
{
    enum ta_status rc =
        t->writer != NULL ? ta_writer_finish(t->writer, err) : finish_csv(t, err);
    t->writer = NULL;
    end(t);
    return rc;
}

void ta_zonal_table_abandon(struct ta_zonal_table *t)
{
    if (t == NULL) return;
    ta_writer_abandon(t->writer);
    if (t->beside != NULL) (void)unlink(t->beside); /* perhaps it was never made */
    end(t);
}
