/* SPDX-License-Identifier: Apache-2.0 */
/** @file cyclone_expected_loss.c  What tropical cyclones destroy on the site in an average year.
 *
 *  Gusts by return period -> Emanuel's curve with the half-damage speed that Eberenz et al. fitted
 *  for the region, by event (rmsf) or by total (tdr). Both fits stand in the interval: at 60 m/s on
 *  China's mainland they differ by a factor of 3.5, so which one is used has to be said. */
#include <math.h>

#include "hazard_curve.h"
#include "hazard_damage.h"
#include "hazard_loss.h"
#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"

enum { GRADE_GRID = 3, FITS = 2, REGIONS = 4 };
static const char *const regions[] = {NULL, "china_mainland", "northwest_pacific",
                                      "philippines", "global"};
static const char *const fit_word[FITS] = {"rmsf", "tdr"};

static const struct ta_row *row_of(const struct ta_table_set *tables,
                                   const char *region, const char *fit, ta_day date)
{
    const char *const key[] = {region, fit};
    const struct ta_table *table = ta_table_find(tables, "cyclone_half_damage");
    return table == NULL ? NULL : ta_table_row(table, key, date);
}

static void fill(const struct ta_rows *rows, double threshold, double half,
                 double *share)
{
    for (size_t i = 0; i < rows->n; i++)
        share[i] = ta_cyclone_damage(ta_rows_at(rows, i, "wind"), threshold, half);
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_cyclone_expected_loss;
    const struct ta_row *half[FITS];
    struct ta_hazard_curve curve;
    double loss[FITS];
    ta_result_clear(out);
    const struct ta_input *winds = ta_result_need(out, evidence, "winds");
    if (winds == NULL) return TA_OK;
    size_t number = ta_hazard_choice(evidence, self, "region", REGIONS);
    const char *region = number > 0 ? regions[number] : "no such number";
    size_t fit = ta_evidence_param(evidence, self, "fit") >= 1.5 ? 1 : 0;
    const struct ta_loss_rule rule = {ta_evidence_param(evidence, self, "tail") >= 0.5
                                          ? TA_TAIL_LAST_LOSS
                                          : TA_TAIL_NONE,
                                      TA_AXIS_PERIOD, 0.0};
    const struct ta_row *threshold = row_of(tables, "all", "threshold", date);
    for (size_t k = 0; k < FITS; k++)
        half[k] = row_of(tables, region, fit_word[k], date);
    if (threshold == NULL || half[0] == NULL || half[1] == NULL) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no curve in force for %s",
                          region);
        return TA_OK;
    }
    double stated = ta_evidence_param(evidence, self, "half_damage");
    ta_hazard_curve_start(&curve, &winds->rows, scratch);
    for (size_t k = 0; k < FITS; k++) {
        fill(&winds->rows, threshold->value, stated > 0.0 ? stated : half[k]->value,
             curve.loss[k]);
        loss[k] = 100.0 * ta_hazard_curve_expected(&curve, k, &rule);
    }
    if (isnan(loss[fit])) return TA_E_DATA;
    out->reason = TA_OBSERVED;
    out->value = loss[fit];
    out->lo = fmin(loss[0], loss[1]);
    out->hi = fmax(loss[0], loss[1]);
    out->grade = GRADE_GRID;
    out->n_looks = winds->rows.n;
    out->unchecked = !threshold->checked || !half[fit]->checked;
    ta_hazard_curve_details(&curve, fit, out);
    ta_hazard_say(evidence, &curve, fit, &rule, out);
    if (stated > 0.0) return TA_OK;
    ta_result_why_also(out,
                       "curve of %s, fitted by %s; the other fit ends the interval",
                       region, fit == 0 ? "event" : "total");
    return TA_OK;
}

static size_t scratch_size(const struct ta_evidence *evidence)
{
    return ta_hazard_curve_bytes(evidence, "winds");
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"winds", TA_INPUT_ROWS, TA_FROM_LAYER, "cyclone_winds", "1", 0, 1e6, true,
     "one row per return period: period (years), wind (m/s), the strongest one-minute wind on the site; or one per event, "
     "by ascending wind: its own frequency (1/year) too, and the period of as much or more"},
    {"own_region", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.cyclone_region", "1", 1, 4, false,
     "the project's own region, by the numbers of the parameter; else the parameter"},
    {"scenario", TA_INPUT_TEXT, TA_FROM_LAYER, "cyclone_winds.scenario", "1", 0, 0, false,
     "scenario and year that the winds are of"},
};

static const struct ta_param_spec param[] = {
    {"region", "1", 1, 4, 1, "1 China mainland, 2 other northwest Pacific, 3 Philippines, 4 global"},
    {"fit", "1", 1, 2, 1, "1 by event (rmsf), 2 by total (tdr)"},
    {"tail", "1", 0, 1, 1, "1: the last loss for all that is rarer; 0: nothing"},
    {"half_damage", "m/s", 0, 500, 0, "wind that destroys half; 0: by region and fit"},
};
/* clang-format on */

static const char *const tables_read[] = {"cyclone_half_damage"};

const struct ta_indicator ta_indicator_cyclone_expected_loss = {
    .id = "cyclone_expected_loss",
    .unit = "%/year",
    .cite = "Emanuel 2011, doi 10.1175/WCAS-D-11-00007.1; Eberenz, Luethi, Bresch "
            "2021, doi "
            "10.5194/nhess-21-393-2021",
    .version = 3,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
    .scratch_size = scratch_size,
};
