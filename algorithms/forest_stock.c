/* SPDX-License-Identifier: Apache-2.0 */
/** @file forest_stock.c  Carbon dioxide that a stand of one species holds, from its volume.
 *
 *  Volume x expansion factor x wood density is the biomass above ground; roots by their ratio. What
 *  stands is no removal: that is the growth above a baseline, less leakage and a buffer, once a
 *  registry has issued it (carbon_sink_value.c). */
#include <math.h>

#include "indicators.h"
#include "land_carbon.h"
#include "result_numbers.h"
#include "units.h"

enum { AREA, VOLUME, NUMBERS, GRADE_DEFAULTS = 4 };
static const char *const names[NUMBERS] = {"area", "volume"};
static const char *const species[] = {NULL,    "chinese_fir", "masson_pine",
                                      "larch", "poplar",      "eucalyptus",
                                      "oak",   "cypress"};
static const char *const quantity[] = {"bef", "density", "root_shoot"};
static const char *const unit[] = {"1", "t/m3", "1"};

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_forest_stock;
    const struct ta_table *table = ta_table_find(tables, "tree_species_china");
    double v[NUMBERS], f[3];
    int grade;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 3u, v, &grade)) return TA_OK;
    const char *tree = species[(size_t)ta_evidence_param(evidence, self, "species")];
    for (size_t k = 0; k < 3; k++) {
        const char *const key[] = {tree, quantity[k]};
        const struct ta_row *row =
            table == NULL ? NULL : ta_table_row(table, key, date);
        if (row == NULL) {
            ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no factors of %s in force",
                              tree);
            return TA_OK;
        }
        if (ta_unit_convert(row->value, row->unit, unit[k], &f[k]) != TA_OK)
            return TA_E_DATA;
        out->unchecked = out->unchecked || !row->checked;
    }
    double above = ta_stand_biomass(v[VOLUME], f[0], f[1]);
    double per_ha = ta_forest_co2(above, f[2],
                                  ta_evidence_param(evidence, self, "carbon_fraction"));
    out->reason = TA_OBSERVED;
    out->value = v[AREA] * per_ha;
    out->grade = ta_grade_poorer(GRADE_DEFAULTS, grade);
    ta_result_detail(out, "above_ground", above, "t/ha");
    ta_result_detail(out, "biomass", above * (1.0 + f[2]), "t/ha");
    ta_result_detail(out, "per_ha", per_ha, "tCO2/ha");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"area", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.area_planted", "ha", 0, 1e8, true, "area of the stand"},
    {"volume", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.stand_volume", "m3/ha", 0, 5000, true,
     "volume of stems per area"},
};

static const struct ta_param_spec param[] = {
    {"species", "1", 1, 7, 1, "1 Chinese fir, 2 Masson pine, 3 larch, 4 poplar, 5 eucalyptus, 6 oak, 7 cypress"},
    {"carbon_fraction", "1", 0.3, 0.6, 0.47, "carbon in dry matter"},
};
/* clang-format on */

static const char *const tables_read[] = {"tree_species_china"};

const struct ta_indicator ta_indicator_forest_stock = {
    .id = "forest_stock",
    .unit = "tCO2",
    .cite = "Biomass from volume, AR-CM-001-V01 (parameters recalled); IPCC 2006 "
            "Guidelines vol. 4, "
            "eq. 2.8",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_LOWER_IS_WORSE,
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
