/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/typed_file.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"

void ta_typed_file_free(struct ta_typed_file *file)
{
    ta_csv_free(&file->csv);
    ta_free(file->time);
    ta_free(file->value);
    ta_free(file->flag);
    ta_free(file->day);
    ta_free(file->fraction);
    ta_free(file->rim);
    ta_free(file->panel);
    ta_free((void *)file->name);
    *file = (struct ta_typed_file){0};
}

enum ta_status ta_typed_field(const struct ta_csv *csv, size_t row, size_t column,
                              const struct ta_input_spec *spec, double *out,
                              struct ta_error *err)
{
    *out = NAN;
    if (ta_csv_at(csv, row, column)[0] == '\0') return TA_OK;
    enum ta_status rc = ta_csv_number(csv, row, column, out, err);
    if (rc != TA_OK) return rc;
    if (*out >= spec->lo && *out <= spec->hi) return TA_OK;
    return ta_csv_fail(csv, row, column, err, "%s lies outside %g to %g%s",
                       ta_csv_at(csv, row, column), spec->lo, spec->hi,
                       ta_unit_after(spec->unit, (char[TA_UNIT_AFTER]){0}));
}

static enum ta_status no_memory(const struct ta_csv *csv, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", csv->name);
}

static enum ta_status need_column(const struct ta_csv *csv, const char *name,
                                  size_t *out, struct ta_error *err)
{
    if (ta_csv_column(csv, name, out)) return TA_OK;
    return ta_mended(
        ta_fail(err, TA_E_DATA, "%s: no column \"%s\"", csv->name, name), err,
        "`terrassay indicator compute --help` says which columns a file has");
}

static enum ta_status read_flag(const struct ta_csv *csv, size_t row, size_t column,
                                unsigned char *out, struct ta_error *err)
{
    int64_t flag = 0;
    if (ta_parse_i64(ta_csv_at(csv, row, column), &flag) != TA_OK || flag < 0 ||
        flag > 9)
        return ta_csv_fail(csv, row, column, err, "wanted a QARTOD flag, 1 to 9");
    *out = (unsigned char)flag;
    return TA_OK;
}

static enum ta_status read_time(const struct ta_typed_file *file, size_t row,
                                size_t column, struct ta_error *err)
{
    const struct ta_csv *csv = &file->csv;
    if (ta_time_parse(ta_csv_at(csv, row, column), &file->time[row]) != TA_OK)
        return ta_csv_fail(csv, row, column, err,
                           "wanted an instant such as 2026-03-01T08:00:00+08:00");
    if (row > 0 && file->time[row] <= file->time[row - 1])
        return ta_csv_fail(csv, row, column, err, "is not later than the row before");
    return TA_OK;
}

enum ta_status ta_typed_file_series(struct ta_typed_file *file,
                                    const struct ta_input_spec *spec,
                                    struct ta_input *input, struct ta_error *err)
{
    const struct ta_csv *csv = &file->csv;
    size_t time = 0, value = 0, flag = 0;
    enum ta_status rc = need_column(csv, "time", &time, err);
    if (rc == TA_OK) rc = need_column(csv, "value", &value, err);
    if (rc != TA_OK) return rc;
    bool flagged = ta_csv_column(csv, "flag", &flag);

    file->time = ta_alloc(csv->n_rows, sizeof *file->time);
    file->value = ta_alloc(csv->n_rows, sizeof *file->value);
    file->flag = ta_alloc(csv->n_rows, 1);
    if (file->time == NULL || file->value == NULL || file->flag == NULL)
        return no_memory(csv, err);
    for (size_t i = 0; rc == TA_OK && i < csv->n_rows; i++) {
        rc = read_time(file, i, time, err);
        if (rc == TA_OK) rc = ta_typed_field(csv, i, value, spec, &file->value[i], err);
        if (rc == TA_OK && flagged) rc = read_flag(csv, i, flag, &file->flag[i], err);
    }
    input->series = (struct ta_series){.n = csv->n_rows,
                                       .time = file->time,
                                       .value = file->value,
                                       .flag = flagged ? file->flag : NULL,
                                       .interval_s = NAN};
    return rc;
}

enum ta_status ta_typed_file_rows(struct ta_typed_file *file,
                                  const struct ta_input_spec *spec,
                                  struct ta_input *input, struct ta_error *err)
{
    const struct ta_csv *csv = &file->csv;
    size_t columns = csv->n_columns - 1;
    if (strcmp(csv->column[0], "name") != 0)
        return ta_mended(
            ta_fail(err, TA_E_DATA, "%s: the first column must be \"name\"", csv->name),
            err, "`terrassay indicator compute --help` says which columns a file has");
    file->value = ta_alloc(csv->n_rows * columns, sizeof *file->value);
    file->name = ta_alloc(csv->n_rows, sizeof(*file->name));
    if (file->value == NULL || file->name == NULL) return no_memory(csv, err);

    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < csv->n_rows; i++) {
        file->name[i] = ta_csv_at(csv, i, 0);
        for (size_t c = 0; rc == TA_OK && c < columns; c++)
            rc =
                ta_typed_field(csv, i, c + 1, spec, &file->value[i * columns + c], err);
    }
    input->rows = (struct ta_rows){.n = csv->n_rows,
                                   .n_columns = columns,
                                   .column = (const char *const *)csv->column + 1,
                                   .name = file->name,
                                   .value = file->value};
    return rc;
}
