/* SPDX-License-Identifier: Apache-2.0 */
/** @file water_depletion.c  How much of the renewable water of a basin is used up, on a scale of 0 to 5.
 *
 *  Piecewise: 20 r below 0.05, 5 r + 0.75 below 0.25, then 4 r + 1, at most 5. */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"

enum { DEPLETION_RATIO, NUMBERS };
static const char *const names[NUMBERS] = {"depletion_ratio"};
enum { TOP = 5 };
static const double arid = -1.0, first = 0.05, second = 0.25;

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    double v[NUMBERS];
    int grade;
    (void)tables;
    (void)date;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << DEPLETION_RATIO, v,
                           &grade))
        return TA_OK;
    double r = v[DEPLETION_RATIO];
    if (r < 0.0) {
        ta_result_missing(
            out, r == arid ? TA_NOT_APPLICABLE : TA_SOURCE_UNAVAILABLE, "%s",
            r == arid ? "arid, and little water is used" : "no data of the basin");
        return TA_OK;
    }
    ta_result_stated(out, grade);
    out->value = r < first    ? 20.0 * r
                 : r < second ? 5.0 * r + 0.75
                              : fmin(4.0 * r + 1.0, TOP);
    ta_result_detail(out, "category", fmin(floor(out->value), TOP - 1), "1");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"depletion_ratio", TA_INPUT_NUMBER, TA_FROM_LAYER, "water_depletion_ratio", "1", -9999, 1e4, true,
     "consumption over available renewable water; -1 arid and low use, -9999 no data"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_water_depletion = {
    .id = "water_depletion",
    .unit = "1",
    .cite = "Kuzma et al. 2023, Aqueduct 4.0, World Resources Institute, technical "
            "note (baseline water depletion)",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 5.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,

    .evaluate = evaluate,
};
