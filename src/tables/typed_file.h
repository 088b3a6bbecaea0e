/* SPDX-License-Identifier: Apache-2.0 */
/** @file typed_file.h  A CSV file -> the series, rows or stack of an input. */
#ifndef TA_TABLES_TYPED_FILE_H
#define TA_TABLES_TYPED_FILE_H

#include "base/csv.h"
#include "terrassay/indicator.h"

/** An input's file and the arrays made of it. */
struct ta_typed_file {
    struct ta_csv csv;
    ta_time_us *time;
    double *value;
    unsigned char *flag;
    ta_day *day;
    double *fraction;
    bool *rim;
    struct ta_panel *panel;
    const char **name;
};

void ta_typed_file_free(struct ta_typed_file *file);

/** Fill @p input's series, rows or stack, after @p spec's kind, from the file's CSV. Values
 *  outside the spec's range are refused. */
enum ta_status ta_typed_file_series(struct ta_typed_file *file,
                                    const struct ta_input_spec *spec,
                                    struct ta_input *input, struct ta_error *err);
enum ta_status ta_typed_file_rows(struct ta_typed_file *file,
                                  const struct ta_input_spec *spec,
                                  struct ta_input *input, struct ta_error *err);
enum ta_status ta_typed_file_stack(struct ta_typed_file *file,
                                   const struct ta_input_spec *spec,
                                   struct ta_input *input, struct ta_error *err);

/** The field as a number within the spec's range; NaN when it is empty. */
enum ta_status ta_typed_field(const struct ta_csv *csv, size_t row, size_t column,
                              const struct ta_input_spec *spec, double *out,
                              struct ta_error *err);

#endif
