/* SPDX-License-Identifier: Apache-2.0 */
/** @file forest_carbon_loss.c  Carbon dioxide of a forest that was cleared.
 *
 *  Area x biomass by the IPCC's ratio of roots and carbon fraction; the interval ends at what Global
 *  Forest Watch's roots with half of the biomass as carbon would give: the method alone moves the
 *  answer by a tenth. All biomass is taken to be lost at once. */
#include <math.h>

#include "indicators.h"
#include "land_carbon.h"
#include "result_numbers.h"

enum { AREA, BIOMASS, NUMBERS, GRADE_DEFAULTS = 4 };
static const char *const names[NUMBERS] = {"area_cleared", "biomass"};
static const char *const forests[] = {NULL,
                                      "tropical_rainforest",
                                      "tropical_moist_deciduous",
                                      "tropical_dry",
                                      "temperate_conifer",
                                      "temperate_oak",
                                      "temperate_broadleaf",
                                      "boreal"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_forest_carbon_loss;
    double v[NUMBERS];
    int grade;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 3u, v, &grade)) return TA_OK;
    const char *forest = forests[(size_t)ta_evidence_param(evidence, self, "forest")];
    struct ta_forest_factors f = ta_forest_factors_of(tables, forest, v[BIOMASS], date);
    double roots = ta_evidence_param(evidence, self, "root_shoot");
    double carbon = ta_evidence_param(evidence, self, "carbon_fraction");
    if (roots > 0.0 && carbon > 0.0)
        f = (struct ta_forest_factors){roots, carbon, true, false};
    if (!f.known) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no ratio of %s at %.0f t/ha",
                          forest, v[BIOMASS]);
        return TA_OK;
    }
    double ipcc = v[AREA] * ta_forest_co2(v[BIOMASS], f.root_shoot, f.carbon_fraction);
    double gfw =
        v[AREA] *
        ta_forest_co2_gfw(v[BIOMASS], ta_evidence_param(evidence, self, "gfw_carbon"));
    out->reason = TA_OBSERVED;
    out->value = ipcc;
    out->lo = fmin(ipcc, gfw);
    out->hi = fmax(ipcc, gfw);
    out->grade = ta_grade_poorer(GRADE_DEFAULTS, grade);
    out->unchecked = f.unchecked;
    ta_result_detail(out, "per_ha", ipcc / fmax(v[AREA], 1e-300), "tCO2/ha");
    ta_result_detail(out, "by_gfw", gfw, "tCO2");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"area_cleared", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.area_cleared", "ha", 0, 1e8, true,
     "area of forest that was cleared"},
    {"biomass", TA_INPUT_NUMBER, TA_FROM_LAYER, "above_ground_biomass", "t/ha", 0, 1000, true,
     "above-ground biomass before, dry matter"},
};

static const struct ta_param_spec param[] = {
    {"forest", "1", 1, 7, 2, "1 tropical rainforest, 2 tropical moist deciduous, 3 tropical dry, 4 temperate conifer, "
     "5 temperate oak, 6 other temperate broadleaf, 7 boreal"},
    {"root_shoot", "1", 0, 2, 0, "roots over shoots, with carbon_fraction; 0: of the forest's kind"},
    {"carbon_fraction", "1", 0, 0.6, 0, "carbon in dry matter, with root_shoot; 0: of the forest's kind"},
    {"gfw_carbon", "1", 0.3, 0.6, 0.5, "carbon in dry matter with Global Forest Watch's roots"},
};
/* clang-format on */

static const char *const tables_read[] = {"forest_carbon"};

const struct ta_indicator ta_indicator_forest_carbon_loss = {
    .id = "forest_carbon_loss",
    .unit = "tCO2",
    .cite =
        "IPCC 2006 Guidelines vol. 4, eq. 2.8 (recalled), Tables 4.3 and 4.4; Mokany "
        "et al. 2006, doi 10.1111/j.1365-2486.2005.001043.x",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 1e12,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};
