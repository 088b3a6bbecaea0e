/* SPDX-License-Identifier: Apache-2.0 */
/** @file nox_flux.c  Nitrogen oxides that an area emits, by flux divergence and sink.
 *
 *      E = D + L (V - background) / tau, times the area
 *
 *  A uniform field without wind divergence still has a sink term that looks like an emission: without
 *  a background, with little wind or seen once this cannot answer. The plume is not yet the plant. */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"

enum { COLUMN, BACKGROUND, DIVERGENCE, WIND, LOOKS, NUMBERS };
static const char *const names[NUMBERS] = {"column", "background", "divergence", "wind",
                                           "looks"};
static const double g_per_mol_no2 = 46.0055, m2_per_km2 = 1e6,
                    seconds_per_hour = 3600.0;

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_nox_flux;
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names,
                           1u << COLUMN | 1u << WIND | 1u << LOOKS, v, &grade))
        return TA_OK;
    if (isnan(v[BACKGROUND]) ||
        !(v[WIND] >= ta_evidence_param(evidence, self, "least_wind")) ||
        !(v[LOOKS] >= ta_evidence_param(evidence, self, "least_looks"))) {
        ta_result_missing(
            out, TA_OUT_OF_SENSOR,
            "no background, too little wind or too few looks: cannot answer");
        return TA_OK;
    }
    ta_result_stated(out, grade);
    double ratio = ta_evidence_param(evidence, self, "nox_over_no2");
    double tau = ta_evidence_param(evidence, self, "lifetime") * seconds_per_hour;
    double sink = ratio * (v[COLUMN] - v[BACKGROUND]) / tau; /* mol/m2/s */
    double flux = (isnan(v[DIVERGENCE]) ? 0.0 : v[DIVERGENCE]) + sink;
    double grams =
        g_per_mol_no2 * m2_per_km2 * ta_evidence_param(evidence, self, "area");
    out->value = flux * grams;
    out->n_looks = (size_t)v[LOOKS];
    ta_result_detail(out, "from_background", ratio * v[BACKGROUND] / tau * grams,
                     "g/s");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"column", TA_INPUT_NUMBER, TA_FROM_LAYER, "no2_column", "mol/m2", 0, 1, true,
     "mean tropospheric NO2 over the area"},
    {"background", TA_INPUT_NUMBER, TA_FROM_LAYER, "no2_background", "mol/m2", 0, 1, false,
     "the same upwind; 0 only where it was shown to be none"},
    {"divergence", TA_INPUT_NUMBER, TA_FROM_LAYER, "nox_divergence", "mol/m2/s", -1, 1, false,
     "mean divergence of the NOx flux; none: 0"},
    {"wind", TA_INPUT_NUMBER, TA_FROM_LAYER, "wind", "m/s", 0, 150, true,
     "wind at the height of the plume"},
    {"looks", TA_INPUT_NUMBER, TA_FROM_LAYER, "looks", "1", 0, 1e6, true,
     "days that were averaged"},
};
static const struct ta_param_spec param[] = {
    {"nox_over_no2", "1", 1, 3, 1.32, "NOx over NO2"},
    {"lifetime", "h", 0.1, 100, 4, "lifetime of NOx"},
    {"area", "km2", 0.01, 1e6, 100, "area of the mean"},
    {"least_wind", "m/s", 0, 20, 2, "least wind that carries a plume"},
    {"least_looks", "1", 1, 1000, 2, "fewest days"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_nox_flux = {
    .id = "nox_flux",
    .unit = "g/s",
    .cite =
        "Beirle et al. 2019, doi 10.1126/sciadv.aax9800 (ratio and lifetime recalled)",
    .recalled = true,
    .version = 2,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = -1e9,
    .hi = 1e9,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};
