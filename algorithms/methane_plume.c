/* SPDX-License-Identifier: Apache-2.0 */
/** @file methane_plume.c  Methane that a plume carries away in an hour, by its integrated mass.
 *
 *      Q = U_eff IME / L,  L = sqrt(area of the plume),  U_eff = slope U10 + log ln(U10) + offset
 *
 *  IME is the mass of the plume, or its mean column (ppm m) times its area, at 22.4 L and 16.04 g a mole:
 *  7.161e-7 kg/m2 for each ppm m.
 *
 *  The coefficients belong to a sensor and its retrieval and come from the model card; another
 *  sensor's give answers that differ by a fifth. Half of the wind's error is the usual largest term and
 *  makes the interval. Below 2 m/s, or on one look alone, nothing is named; nor where the plume begins too far
 *  from the site. Where nobody says how far, the answer says that a plume is not yet a plant. */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"

enum { MASS, AREA, WIND, LOOKS, DISTANCE, COLUMN, NUMBERS, GRADE_PLUME = 3 };
static const char *const names[NUMBERS] = {"plume_mass", "plume_area", "wind",
                                           "looks",      "distance",   "plume_column"};
/* 1e-6 of a mole in each 22.4 L, of 16.04 g */
static const double kg_m2_per_ppm_m = 1e-6 / 0.0224 * 0.01604;
static const double least_wind = 2.0, kg_s_to_t_h = 3.6;
enum { LEAST_LOOKS = 2 };

/* Why a plume is not named; NULL when it may be. */
static const char *doubt_of(const struct ta_evidence *e, const double *v)
{
    if (v[WIND] < least_wind) return "too little wind";
    if (v[LOOKS] < LEAST_LOOKS) return "seen only once";
    double farthest = ta_evidence_param(e, &ta_indicator_methane_plume, "farthest");
    return v[DISTANCE] > farthest ? "it begins too far from the site" : NULL;
}

/* Area, wind and looks, and the mass: as it is given, else of the mean column. */
static bool read_plume(const struct ta_evidence *e, double *v, int *grade,
                       struct ta_result *out)
{
    const unsigned needs = 1u << AREA | 1u << WIND | 1u << LOOKS;
    if (!ta_result_numbers(out, e, NUMBERS, names, needs, v, grade)) return false;
    if (!isnan(v[MASS])) return true;
    if (!isnan(v[COLUMN])) {
        v[MASS] = kg_m2_per_ppm_m * v[COLUMN] * v[AREA];
        return true;
    }
    return ta_result_numbers(out, e, NUMBERS, names, needs | 1u << MASS, v, grade);
}

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
    if (!read_plume(evidence, v, &grade, out)) return TA_OK;
    if (!(v[AREA] > 0.0)) return TA_E_DATA;
    const char *doubt = doubt_of(evidence, v);
    if (doubt != NULL) {
        ta_result_missing(out, TA_OUT_OF_SENSOR, "%s: this sensor cannot answer",
                          doubt);
        return TA_OK;
    }
    double speed = ta_evidence_param(evidence, self, "wind_slope") * v[WIND] +
                   ta_evidence_param(evidence, self, "wind_log") * log(v[WIND]) +
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
    ta_result_detail(out, "plume_mass", v[MASS], "kg");
    if (isnan(v[DISTANCE]))
        ta_result_why(out, "how far from the site it begins is not stated: a plume is "
                           "not yet a plant");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"plume_mass", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_mass", "kg", 0, 1e9, false,
     "methane above the background, summed over the plume; else plume_column"},
    {"plume_area", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_area", "m2", 0, 1e10, true, "area of the plume"},
    {"wind", TA_INPUT_NUMBER, TA_FROM_LAYER, "wind_10m", "m/s", 0, 100, true, "wind at 10 m at the time"},
    {"looks", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_looks", "1", 0, 1e4, true,
     "looks that found the plume at this place"},
    {"distance", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_distance", "m", 0, 1e7, false,
     "from where the plume begins to the site; 0 within it"},
    {"plume_column", TA_INPUT_NUMBER, TA_FROM_LAYER, "methane_plume_column", "ppm m", 0, 1e9, false,
     "mean column of methane above the background over the plume, where no mass is given"},
};

static const struct ta_param_spec param[] = {
    {"wind_slope", "1", 0, 5, 0.33, "effective wind per wind at 10 m, of the sensor (Sentinel-2: 0.33, recalled)"},
    {"wind_log", "m/s", 0, 5, 0, "effective wind per logarithm of the wind at 10 m, of the sensor (GHGSat: 1.1, with slope 0 and offset 0.6, recalled)"},
    {"wind_offset", "m/s", 0, 5, 0.45, "offset of the effective wind, of the sensor (Sentinel-2: 0.45, recalled)"},
    {"farthest", "m", 0, 1e5, 500, "farthest from the site that a plume may begin to be named for it; a judgement"},
    {"wind_error", "1", 0, 1, 0.50, "relative standard error of the rate, mostly the wind's"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_methane_plume = {
    .id = "methane_plume",
    .unit = "t/h",
    .cite = "Varon et al. 2018, doi 10.5194/amt-11-5673-2018; Varon et al. 2021, doi "
            "10.5194/amt-14-2771-2021 (effective wind recalled)",
    .recalled = true,
    .version = 3,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_ERROR,
    .lo = 0.0,
    .hi = 1e6,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};
