/* SPDX-License-Identifier: Apache-2.0 */
/** @file ambient_air_limit.c  The day's air against the concentration limits of GB 3095, by date.
 *
 *  Of each pollutant its daily mean (ozone: greatest running 8-hour mean) over the limit of the level;
 *  the value is the largest ratio, above 1 where a limit is broken. What is not measured can only
 *  raise it: the interval is open then. Readings that failed quality control count as not measured, and the
 *  data grade is that of readings (air_quality_index.c). */
#include <math.h>
#include <stdio.h>

#include "air_day.h"
#include "indicator_result.h"
#include "indicators.h"
#include "units.h"

enum {
    POLLUTANTS = 6,
    GRADE_JUDGED = 2,
    GRADE_SENSOR = 3,
    GRADE_TYPED = 4,
    SECONDS_PER_HOUR = 3600
};
static const double ratio_most = 1e6;
static const double last_bits = 1e-9; /* a mean that is the limit does not break it */

static const struct {
    const char *id, *typed, *averaging, *unit;
} item[POLLUTANTS] = {
    {"so2", "so2_24h", "24h", "ug/m3"},   {"no2", "no2_24h", "24h", "ug/m3"},
    {"co", "co_24h", "24h", "mg/m3"},     {"o3", "o3_8h", "max8h", "ug/m3"},
    {"pm10", "pm10_24h", "24h", "ug/m3"}, {"pm25", "pm25_24h", "24h", "ug/m3"}};

struct tally {
    double most, known, above;
    int grade;
    size_t readings;
    size_t failed[POLLUTANTS]; /* hours that failed quality control */
    bool any_value, unchecked, broken, given;
    bool no_interval; /* of readings */
};

static double from_series(const struct ta_evidence *e, size_t p, ta_day date,
                          struct tally *t)
{
    const struct ta_indicator *self = &ta_indicator_ambient_air_limit;
    const struct ta_input *input = ta_evidence_input(e, item[p].id);
    if (input == NULL || input->reason != TA_OBSERVED) return (double)NAN;
    t->given = true;
    t->no_interval = t->no_interval || !(input->series.interval_s > 0.0);
    int offset_s = (int)(ta_evidence_param(e, self, "offset_hours") * SECONDS_PER_HOUR);
    struct ta_air_day day = ta_air_day_of(&input->series, date, offset_s);
    double value =
        p == 3 ? ta_air_day_8h_max(&day,
                                   (size_t)ta_evidence_param(e, self, "min_8h_means"))
               : ta_air_day_mean(&day, (size_t)ta_evidence_param(e, self, "min_hours"));
    t->failed[p] = day.failed;
    if (isnan(value)) return value;
    t->readings += day.readings;
    t->grade = ta_grade_poorer(t->grade, input->grade);
    t->grade = ta_grade_poorer(t->grade, day.judged ? GRADE_JUDGED : GRADE_SENSOR);
    return value;
}

/* What somebody states stands before readings. */
static double value_of(const struct ta_evidence *e, size_t p, ta_day date,
                       struct tally *t)
{
    const struct ta_input *typed = ta_evidence_input(e, item[p].typed);
    if (typed == NULL || typed->reason != TA_OBSERVED)
        return from_series(e, p, date, t);
    if (!(typed->number >= 0.0)) t->broken = true;
    t->grade = ta_grade_poorer(t->grade, typed->grade > 0 ? typed->grade : GRADE_TYPED);
    return typed->number;
}

static void add(const struct ta_evidence *e, const struct ta_table *limits, size_t p,
                ta_day date, struct tally *t, struct ta_result *out)
{
    char level[2] = "2", name[TA_NAME_SIZE];
    double value = value_of(e, p, date, t), limit = 0.0;
    if (isnan(value)) return;
    t->any_value = true;
    level[0] = (char)('0' + (int)ta_evidence_param(e, &ta_indicator_ambient_air_limit,
                                                   "level"));
    const char *const key[] = {item[p].id, item[p].averaging, level};
    const struct ta_row *row = limits == NULL ? NULL : ta_table_row(limits, key, date);
    if (row == NULL) return;
    if (ta_unit_convert(row->value, row->unit, item[p].unit, &limit) != TA_OK) {
        t->broken = true;
        return;
    }
    double ratio = fmin(value / limit, ratio_most);
    t->unchecked = t->unchecked || !row->checked;
    t->most = t->known == 0.0 ? ratio : fmax(t->most, ratio);
    t->known += 1.0;
    if (ratio > 1.0 + last_bits) t->above += 1.0;
    (void)snprintf(name, sizeof name, "ratio_%s", item[p].id);
    ta_result_detail(out, name, ratio, "1");
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_table *limits = ta_table_find(tables, "ambient_air_limits");
    struct tally t = {.known = 0.0};
    (void)scratch;
    ta_result_clear(out);
    for (size_t p = 0; p < POLLUTANTS; p++) add(evidence, limits, p, date, &t, out);
    if (t.broken) return TA_E_DATA;
    out->n_looks = t.readings;
    if (!t.any_value && !t.given)
        ta_result_missing(out, TA_CLIENT_SILENT, "no concentration of the day");
    else if (!t.any_value)
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "too few valid hours of the day");
    else if (t.known == 0.0)
        ta_result_missing(out, TA_NOT_APPLICABLE, "no limit was in force on the date");
    for (size_t p = 0; p < POLLUTANTS; p++)
        if (t.failed[p] > 0)
            ta_result_why_also(out, "%s: %zu hours failed quality control", item[p].id,
                               t.failed[p]);
    if (t.no_interval) ta_result_why_also(out, "its interval is not stated");
    if (t.known == 0.0) return TA_OK;
    out->reason = TA_OBSERVED;
    out->value = out->lo = t.most;
    out->hi = t.known == POLLUTANTS ? t.most : ratio_most;
    out->grade = t.grade;
    out->unchecked = t.unchecked;
    ta_result_detail(out, "pollutants", t.known, "1");
    ta_result_detail(out, "above_limit", t.above, "1");
    return TA_OK;
}

/* clang-format off */
#define SERIES(id, unit_of) {id, TA_INPUT_SERIES, TA_FROM_READINGS, id, unit_of, 0, 1e5, false, \
    "readings of the day at the site; the day begins at 00:00 by offset_hours"}
#define NUMBER(id, unit_of) {id, TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared." id, unit_of, 0, 1e5, false, \
    "concentration of the day by its averaging time; stands before readings"}
static const struct ta_input_spec input[] = {
    SERIES("so2", "ug/m3"), SERIES("no2", "ug/m3"), SERIES("co", "mg/m3"),
    SERIES("o3", "ug/m3"), SERIES("pm10", "ug/m3"), SERIES("pm25", "ug/m3"),
    NUMBER("so2_24h", "ug/m3"), NUMBER("no2_24h", "ug/m3"), NUMBER("co_24h", "mg/m3"),
    NUMBER("o3_8h", "ug/m3"), NUMBER("pm10_24h", "ug/m3"), NUMBER("pm25_24h", "ug/m3"),
};

static const struct ta_param_spec param[] = {
    {"level", "1", 1, 2, 2, "1 in nature reserves and scenic areas, 2 elsewhere"},
    {"offset_hours", "h", -12, 14, 8, "fixed offset of the rule's day from UTC"},
    {"min_hours", "1", 1, 24, 20, "fewest valid hours of a daily mean (GB 3095 Table 4)"},
    {"min_8h_means", "1", 1, 17, 14, "fewest valid running 8-hour means of a day (HJ 663)"},
};
/* clang-format on */

/* The last one is read by the quality control of the readings. */
static const char *const tables_read[] = {"ambient_air_limits", "quality_limits"};

const struct ta_indicator ta_indicator_ambient_air_limit = {
    .id = "ambient_air_limit",
    .unit = "1",
    .cite = "GB 3095-2026, Table 1: limits until 2030-12-31 and from 2031-01-01",
    .version = 8,
    .flags_since = 7,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 1e6,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};
