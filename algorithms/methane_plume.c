/* SPDX-License-Identifier: Apache-2.0 */
/** @file methane_plume.c  Methane that a plume carries away in an hour, by its integrated mass.
 *
 *      Q = U_eff IME / L,  L = sqrt(area of the plume),  U_eff = slope U10 + offset
 *
 *  The two coefficients belong to a sensor and its retrieval and come from the model card; another
 *  sensor's give answers that differ by a fifth. Half of the wind's error is the usual largest term and
 *  makes the interval. Below 2 m/s, or on one look alone, nothing is named: a plume is not yet a plant. */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"

enum { MASS, AREA, WIND, LOOKS, NUMBERS, GRADE_PLUME = 3 };
static const char *const names[NUMBERS] = {"plume_mass", "plume_area", "wind", "looks"};
static const double least_wind = 2.0, kg_s_to_t_h = 3.6;
enum { LEAST_LOOKS = 2 };

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_methane_plume;
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 15u, v, &grade)) return TA_OK;
    if (!(v[AREA] > 0.0)) return TA_E_DATA;
    if (v[WIND] < least_wind || v[LOOKS] < LEAST_LOOKS) {
        ta_result_missing(out, TA_OUT_OF_SENSOR, "%s: this sensor cannot answer",
                          v[WIND] < least_wind ? "too little wind" : "seen only once");
        return TA_OK;
    }
    double speed = ta_evidence_param(evidence, self, "wind_slope") * v[WIND] +
                   ta_evidence_param(evidence, self, "wind_offset");
    double error = ta_evidence_param(evidence, self, "wind_error");
    double rate = kg_s_to_t_h * v[MASS] * speed / sqrt(v[AREA]);
    out->reason = TA_OBSERVED;
    out->value = rate;
    out->lo = rate * fmax(1.0 - 1.645 * error, 0.0);
    out->hi = rate * (1.0 + 1.645 * error);
    out->grade = ta_grade_poorer(GRADE_PLUME, grade);
    out->n_looks = (size_t)v[LOOKS];
    ta_result_detail(out, "effective_wind", speed, "m/s");
    ta_result_detail(out, "plume_length", sqrt(v[AREA]), "m");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"plume_mass", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_mass", "kg", 0, 1e9, true,
     "methane above the background, summed over the plume"},
    {"plume_area", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_area", "m2", 0, 1e10, true, "area of the plume"},
    {"wind", TA_INPUT_NUMBER, TA_FROM_LAYER, "wind_10m", "m/s", 0, 100, true, "wind at 10 m at the time"},
    {"looks", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_looks", "1", 0, 1e4, true,
     "looks that found the plume at this place"},
};

static const struct ta_param_spec param[] = {
    {"wind_slope", "1", 0, 5, 0.33, "effective wind per wind at 10 m, of the sensor (Sentinel-2: 0.33, recalled)"},
    {"wind_offset", "m/s", 0, 5, 0.45, "offset of the effective wind, of the sensor (Sentinel-2: 0.45, recalled)"},
    {"wind_error", "1", 0, 1, 0.50, "relative standard error of the rate, mostly the wind's"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_methane_plume = {
    .id = "methane_plume",
    .unit = "t/h",
    .cite = "Varon et al. 2018, doi 10.5194/amt-11-5673-2018; Varon et al. 2021, doi "
            "10.5194/amt-14-2771-2021",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 1e6,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};
