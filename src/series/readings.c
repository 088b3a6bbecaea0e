/* SPDX-License-Identifier: Apache-2.0 */
#include "series/readings.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "series/readings_private.h"

#define RUN(member) offsetof(struct ta_reading_run, member)
#define READING(member) offsetof(struct ta_reading, member)
#define SINCE_1970 "microseconds since 1970-01-01T00:00:00Z"

static const char *const of_time[] = {"standard_name", "time", "calendar", "standard",
                                      NULL};
static const char *const of_receipt[] = {"calendar", "standard", NULL};
static const char *const of_value[] = {"comment", "in the unit of the datastream",
                                       "ancillary_variables", "flag", NULL};
static const char *const of_flag[] = {"standard_name", "status_flag", NULL};
static const char *const of_rows[] = {"sample_dimension", "row", NULL};
static const unsigned char flags[] = {TA_FLAG_GOOD, TA_FLAG_NOT_EVALUATED,
                                      TA_FLAG_SUSPECT, TA_FLAG_FAIL, TA_FLAG_MISSING};
static const unsigned char marks[] = {0,
                                      TA_FLAG_GOOD,
                                      TA_FLAG_NOT_EVALUATED,
                                      TA_FLAG_SUSPECT,
                                      TA_FLAG_FAIL,
                                      TA_FLAG_MISSING};
static const unsigned char no_yes[] = {0, 1};

/* clang-format off */
const struct ta_readings_column ta_run_text[TA_RUN_TEXTS] = {
    {{"device", "datastream", TA_H5_TEXT, .text_size = TA_ID_SIZE, .long_name = "device id"}, RUN(device)},
    {{"name", "datastream", TA_H5_TEXT, .text_size = TA_NAME_SIZE, .long_name = "datastream of the device"}, RUN(name)},
    {{"property", "datastream", TA_H5_TEXT, .text_size = TA_NAME_SIZE, .long_name = "what is measured"}, RUN(property)},
    {{"unit", "datastream", TA_H5_TEXT, .text_size = TA_UNIT_SIZE, .long_name = "unit of the values"}, RUN(unit)},
};
const struct ta_h5_column ta_run_size = {
    "row_size", "datastream", TA_H5_I64, .long_name = "number of rows of the datastream", .more = of_rows};

const struct ta_h5_column ta_run_unchecked = {
    "unchecked", "datastream", TA_H5_U8, .long_name = "has readings of a decoder that nobody held against its standard",
    .n_flags = sizeof no_yes, .flag_values = no_yes, .flag_meanings = "no yes"};

const struct ta_h5_column ta_run_rules = {
    "flag_rules", "datastream", TA_H5_U8, .long_name = "version of the rules that the flags are by; 0: from before versions were kept"};

const struct ta_readings_column ta_reading_column[TA_READING_COLUMNS] = {
    {{"time", "row", TA_H5_I64, .long_name = "time the device states", .units = SINCE_1970, .more = of_time}, READING(time)},
    {{"received", "row", TA_H5_I64, .long_name = "time of receipt", .units = SINCE_1970, .gaps = true, .more = of_receipt}, READING(received)},
    {{"value", "row", TA_H5_F64, .long_name = "value", .more = of_value}, READING(value)},
    {{"flag", "row", TA_H5_U8, .long_name = "what quality control says", .more = of_flag, .n_flags = sizeof flags,
      .flag_values = flags, .flag_meanings = "good not_evaluated suspect fail missing"}, READING(flag)},
    {{"mark", "row", TA_H5_U8, .long_name = "what device or decoder said, which the flag is no better than", .more = of_flag, .n_flags = sizeof marks,
      .flag_values = marks, .flag_meanings = "none good not_evaluated suspect fail missing"}, READING(mark)},
};
/* clang-format on */

int ta_run_order(const struct ta_reading_run *a, const struct ta_reading_run *b)
{
    int order = strcmp(a->device, b->device);
    return order != 0 ? order : strcmp(a->name, b->name);
}

/* NaN stands behind all numbers. */
static int number_order(double a, double b)
{
    if (isnan(a) || isnan(b)) return (isnan(a) != 0) - (isnan(b) != 0);
    return (a > b) - (a < b);
}

int ta_reading_order(const struct ta_reading *a, const struct ta_reading *b)
{
    int order = (a->time > b->time) - (a->time < b->time);
    if (order == 0) order = (a->received > b->received) - (a->received < b->received);
    if (order == 0) order = number_order(a->value, b->value);
    if (order == 0) order = (a->flag > b->flag) - (a->flag < b->flag);
    if (order == 0) order = (a->mark > b->mark) - (a->mark < b->mark);
    return order;
}

void ta_reading_runs_free(struct ta_reading_run *runs, size_t n)
{
    for (size_t i = 0; runs != NULL && i < n; i++) ta_free(runs[i].reading);
    ta_free(runs);
}
