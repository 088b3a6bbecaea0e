/* SPDX-License-Identifier: Apache-2.0 */
/** @file air_quality_index.c  Air quality index of one day after HJ 633, by date.
 *
 *  AQI = max IAQI; the primary pollutants are those that reach it, when it is above 50. What
 *  is not measured can only raise the index, so the interval is open to 500 then. Readings that failed
 *  quality control count as not measured: the engine hands over as failed what lay in an unchanged signal or
 *  in a copy of another. The data grade is 2 where all readings used were judged good, else 3, or the
 *  signal's trust where that is poorer. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "air_day.h"
#include "air_index.h"
#include "indicator_result.h"
#include "indicators.h"

enum { N_POLLUTANTS = 6, PRIMARY_FROM = 51, INDEX_MOST = 500, SECONDS_PER_HOUR = 3600 };
enum { GRADE_JUDGED = 2, GRADE_SENSOR = 3, GRADE_TYPED = 4 };

static const char *const pollutant[N_POLLUTANTS] = {"so2", "no2",  "co",
                                                    "o3",  "pm10", "pm25"};

/** What is known of the day. */
struct day_items {
    double concentration[TA_AIR_ITEM_COUNT]; /**< NaN where not known */
    double index[TA_AIR_ITEM_COUNT];
    size_t readings;
    size_t failed[N_POLLUTANTS]; /**< hours that failed quality control */
    int grade;
    bool in_force, unchecked, broken, given;
    bool no_interval; /**< of readings */
};

/** The day's items of one pollutant from its readings. */
static void items_from_series(const struct ta_evidence *e, size_t p, ta_day date,
                              struct day_items *items)
{
    const struct ta_indicator *self = &ta_indicator_air_quality_index;
    const struct ta_input *input = ta_evidence_input(e, pollutant[p]);
    if (input == NULL || input->reason != TA_OBSERVED) return;
    items->given = true;
    items->no_interval = items->no_interval || !(input->series.interval_s > 0.0);

    int offset_s = (int)(ta_evidence_param(e, self, "offset_hours") * SECONDS_PER_HOUR);
    size_t least = (size_t)ta_evidence_param(e, self, "min_hours");
    size_t windows = (size_t)ta_evidence_param(e, self, "min_8h_means");
    struct ta_air_day day = ta_air_day_of(&input->series, date, offset_s);
    bool ozone = strcmp(pollutant[p], "o3") == 0;
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++) {
        enum ta_air_item item = (enum ta_air_item)i;
        if (strcmp(ta_air_item_pollutant(item), pollutant[p]) != 0) continue;
        bool hourly = i >= TA_AIR_SO2_1H;
        if (hourly && ozone)
            items->concentration[i] = ta_air_day_hour_max(&day, least);
        else if (!hourly)
            items->concentration[i] =
                ozone ? ta_air_day_8h_max(&day, windows) : ta_air_day_mean(&day, least);
    }
    items->failed[p] = day.failed;
    if (day.hours < least) return;
    items->readings += day.readings;
    items->grade = ta_grade_poorer(items->grade, input->grade);
    items->grade =
        ta_grade_poorer(items->grade, day.judged ? GRADE_JUDGED : GRADE_SENSOR);
}

/** Items that somebody states stand before those from readings. */
static void items_typed(const struct ta_evidence *e, struct day_items *items)
{
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++) {
        const struct ta_input *input =
            ta_evidence_input(e, ta_air_item_name((enum ta_air_item)i));
        if (input == NULL || input->reason != TA_OBSERVED) continue;
        if (!(input->number >= 0.0)) items->broken = true;
        items->concentration[i] = input->number;
        items->grade = ta_grade_poorer(items->grade,
                                       input->grade > 0 ? input->grade : GRADE_TYPED);
    }
}

static void index_items(const struct ta_table_set *tables, ta_day date,
                        struct day_items *items)
{
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++) {
        items->index[i] = NAN;
        if (isnan(items->concentration[i])) continue;
        struct ta_air_index index = ta_air_index_hj633(tables, (enum ta_air_item)i,
                                                       items->concentration[i], date);
        items->index[i] = index.value;
        items->in_force = items->in_force || index.in_force;
        items->unchecked = items->unchecked || index.unchecked;
    }
}

/** One-hour ozone from readings speaks only where eight hours give no index. */
static void settle_ozone(const struct ta_evidence *e, struct day_items *items)
{
    const struct ta_input *typed = ta_evidence_input(e, "o3_1h");
    bool stated = typed != NULL && typed->reason == TA_OBSERVED;
    if (!stated && !isnan(items->index[TA_AIR_O3_8H])) items->index[TA_AIR_O3_1H] = NAN;
}

static struct day_items items_of(const struct ta_evidence *e,
                                 const struct ta_table_set *tables, ta_day date)
{
    struct day_items items = {.grade = 0};
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++) items.concentration[i] = NAN;
    for (size_t p = 0; p < N_POLLUTANTS; p++) items_from_series(e, p, date, &items);
    items_typed(e, &items);
    index_items(tables, date, &items);
    settle_ozone(e, &items);
    return items;
}

/** Largest index of a pollutant, NaN when it has none. */
static double pollutant_index(const struct day_items *items, size_t p)
{
    double most = NAN;
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++)
        if (strcmp(ta_air_item_pollutant((enum ta_air_item)i), pollutant[p]) == 0)
            most = fmax(most, items->index[i]);
    return most;
}

static void write_items(const struct day_items *items, struct ta_result *out)
{
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++) {
        if (isnan(items->index[i])) continue;
        char name[TA_NAME_SIZE];
        (void)snprintf(name, sizeof name, "iaqi_%s",
                       ta_air_item_name((enum ta_air_item)i));
        ta_result_detail(out, name, items->index[i], "1");
    }
}

static void write_answer(const struct day_items *items, struct ta_result *out)
{
    double most = NAN;
    size_t known = 0;
    for (size_t p = 0; p < N_POLLUTANTS; p++) {
        double index = pollutant_index(items, p);
        if (!isnan(index)) known++;
        most = fmax(most, index);
    }
    char primary[64] = "";
    for (size_t p = 0; p < N_POLLUTANTS; p++) {
        if (most < PRIMARY_FROM || pollutant_index(items, p) != most) continue;
        char name[TA_NAME_SIZE];
        size_t used = strlen(primary);
        (void)snprintf(primary + used, sizeof primary - used, " %s", pollutant[p]);
        (void)snprintf(name, sizeof name, "primary_%s", pollutant[p]);
        ta_result_detail(out, name, 1.0, "1");
    }
    out->reason = TA_OBSERVED;
    out->value = out->lo = most;
    out->hi = known == N_POLLUTANTS ? most : INDEX_MOST;
    out->grade = items->grade;
    out->unchecked = items->unchecked;
    ta_result_detail(out, "pollutants", (double)known, "1");
    ta_result_why(out, "%zu of %d pollutants; primary:%s", known, N_POLLUTANTS,
                  primary[0] == '\0' ? " none" : primary);
}

static void tell_failed(const struct day_items *items, struct ta_result *out)
{
    for (size_t p = 0; p < N_POLLUTANTS; p++)
        if (items->failed[p] > 0)
            ta_result_why_also(out, "%s: %zu hours failed quality control",
                               pollutant[p], items->failed[p]);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)scratch;
    ta_result_clear(out);
    struct day_items items = items_of(evidence, tables, date);
    if (items.broken) return TA_E_DATA;

    bool any_value = false, any_index = false;
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++) {
        any_value = any_value || !isnan(items.concentration[i]);
        any_index = any_index || !isnan(items.index[i]);
    }
    out->n_looks = items.readings;
    write_items(&items, out);
    if (!any_value && !items.given)
        ta_result_missing(out, TA_CLIENT_SILENT, "no concentration of the day");
    else if (!any_value)
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "too few valid hours of the day");
    else if (!items.in_force)
        ta_result_missing(out, TA_NOT_APPLICABLE, "no index was in force on the date");
    else if (!any_index)
        ta_result_missing(out, TA_NOT_APPLICABLE,
                          "the rule gives no index here: use another averaging time");
    else
        write_answer(&items, out);
    tell_failed(&items, out);
    if (items.no_interval) ta_result_why_also(out, "its interval is not stated");
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
    NUMBER("so2_1h", "ug/m3"), NUMBER("no2_1h", "ug/m3"), NUMBER("co_1h", "mg/m3"),
    NUMBER("o3_1h", "ug/m3"),
};

static const struct ta_param_spec param[] = {
    {"offset_hours", "h", -12, 14, 8, "fixed offset of the rule's day from UTC"},
    {"min_hours", "1", 1, 24, 20, "fewest valid hours of a daily mean (GB 3095 Table 4)"},
    {"min_8h_means", "1", 1, 17, 14, "fewest valid running 8-hour means of a day (HJ 663)"},
};
/* clang-format on */

/* The last one is read by the quality control of the readings. */
static const char *const tables_read[] = {"aqi_breakpoints", "aqi_beyond",
                                          "quality_limits"};

const struct ta_indicator ta_indicator_air_quality_index = {
    .id = "air_quality_index",
    .unit = "1",
    .cite =
        "HJ 633-2026, 4.2 and Table 3; before 2026-03-01 HJ 633-2012, 4.2 and Table 1",
    .version = 8,
    .flags_since = 7,
    .role = TA_ROLE_SCORED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = INDEX_MOST,
    .n_inputs = sizeof input / sizeof *input,
    .input = input,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};
