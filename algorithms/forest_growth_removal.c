/* SPDX-License-Identifier: Apache-2.0 */
/** @file forest_growth_removal.c  Carbon dioxide that a growing forest takes in a year (gain-loss method).
 *
 *      area x growth x (1 + R) x CF x 44/12 - losses */
#include <math.h>

#include "indicators.h"
#include "land_carbon.h"
#include "result_numbers.h"

enum { AREA, GROWTH, LOSSES, NUMBERS };
static const char *const names[NUMBERS] = {"area", "growth", "losses"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_forest_growth_removal;
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << AREA | 1u << GROWTH, v,
                           &grade))
        return TA_OK;
    ta_result_stated(out, grade);
    double gain = ta_forest_growth_co2(
        v[AREA], v[GROWTH], ta_evidence_param(evidence, self, "root_shoot"),
        ta_evidence_param(evidence, self, "carbon_fraction"));
    out->value = gain - (isnan(v[LOSSES]) ? 0.0 : v[LOSSES]);
    ta_result_detail(out, "gain", gain, "tCO2/year");
    if (isnan(v[LOSSES]))
        ta_result_why(out, "harvest, fuelwood and fire are not stated");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"area", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.area_planted", "ha", 0, 1e8, true,
     "area of the forest"},
    {"growth", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.biomass_growth", "t/ha", 0, 100, true,
     "above-ground biomass grown a year, dry matter"},
    {"losses", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.forest_losses", "tCO2", 0, 1e12, false,
     "harvest, fuelwood and disturbance of the year"},
};
static const struct ta_param_spec param[] = {
    {"root_shoot", "1", 0, 2, 0.24, "roots over shoots"},
    {"carbon_fraction", "1", 0.3, 0.6, 0.47, "carbon in dry matter"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_forest_growth_removal = {
    .id = "forest_growth_removal",
    .unit = "tCO2/year",
    .cite = "IPCC 2006 Guidelines vol. 4, equations 2.9 and 2.10 (annex 1, worksheet "
            "3B1b); 2.7 and the defaults recalled; removals are never netted against "
            "emissions",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_LOWER_IS_WORSE,
    .lo = -1e12,
    .hi = 1e12,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};
