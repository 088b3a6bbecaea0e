/* SPDX-License-Identifier: Apache-2.0 */
/** @file us_air_quality_index.c  The US EPA's index of a day: the highest of its items. */
#include <math.h>
#include <stdio.h>

#include "air_index_us.h"
#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)scratch;
    const char *driver = NULL;
    double highest = -1.0;
    ta_result_clear(out);
    const struct ta_input *input = ta_result_need(out, evidence, "daily");
    if (input == NULL) return TA_OK;
    const struct ta_rows *rows = &input->rows;
    for (size_t i = 0; i < rows->n; i++) {
        double value = ta_rows_at(rows, i, "value");
        if (value < 0.0) return TA_E_DATA;
        struct ta_air_index_us index =
            ta_air_index_us(tables, rows->name[i], value, date);
        char name[TA_NAME_SIZE];
        if (!index.known && !isnan(value)) {
            ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                              "no breakpoints in force for %.60s", rows->name[i]);
            return TA_OK;
        }
        if (isnan(index.value)) continue;
        (void)snprintf(name, sizeof name, "index_%.50s", rows->name[i]);
        ta_result_detail(out, name, index.value, "1");
        out->unchecked = out->unchecked || index.unchecked;
        out->n_looks++;
        if (index.value <= highest) continue;
        highest = index.value;
        driver = rows->name[i];
    }
    if (driver == NULL) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no item has an index at its concentration");
        return TA_OK;
    }
    out->value = out->lo = out->hi = highest;
    ta_result_stated(out, input->grade);
    ta_result_why(out, "driven by %.60s", driver);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"daily", TA_INPUT_ROWS, TA_FROM_LAYER, "us_air_daily", "1", 0, 1e5, true,
     "value per item: pm25_24h and pm10_24h (ug/m3), o3_8h, o3_1h and co_8h (ppm), so2_1h, so2_24h "
     "and no2_1h (ppb)"},
};
/* clang-format on */

static const char *const tables_read[] = {"us_aqi_breakpoints"};

const struct ta_indicator ta_indicator_us_air_quality_index = {
    .id = "us_air_quality_index",
    .unit = "1",
    .cite =
        "US EPA, 40 CFR Part 58 Appendix G, Table 2 and equation 1, as amended 2024",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 500.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};
