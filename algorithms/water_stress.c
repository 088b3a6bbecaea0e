/* SPDX-License-Identifier: Apache-2.0 */
/** @file water_stress.c  How much of the renewable water of a basin is withdrawn, on a scale of 0 to 5.
 *
 *      score = clamp(ln(ratio / 0.1) / ln 2 + 1, 0, 5)
 *
 *  -1 says that the basin is arid and little is used, -9999 that nothing is known: neither is a
 *  score. */
#include <math.h>

#include "indicators.h"
#include "result_numbers.h"

enum { RATIO, NUMBERS, GRADE_GRID = 3, TOP = 5 };
static const char *const names[NUMBERS] = {"withdrawal_ratio"};
static const double arid = -1.0, first = 0.1;

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
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u, v, &grade)) return TA_OK;
    if (v[RATIO] < 0.0) {
        bool dry = v[RATIO] == arid;
        ta_result_missing(out, dry ? TA_NOT_APPLICABLE : TA_SOURCE_UNAVAILABLE, "%s",
                          dry ? "arid, and little water is used"
                              : "no data of the basin");
        return TA_OK;
    }
    double score = log(v[RATIO] / first) / log(2.0) + 1.0;
    out->reason = TA_OBSERVED;
    out->value = fmax(0.0, fmin((double)TOP, score));
    out->grade = ta_grade_poorer(GRADE_GRID, grade);
    ta_result_detail(out, "category", fmin(floor(out->value), TOP - 1), "1");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"withdrawal_ratio", TA_INPUT_NUMBER, TA_FROM_LAYER, "water_withdrawal_ratio", "1", -9999, 1e4, true,
     "withdrawals over available renewable water; -1 arid and low use, -9999 no data"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_water_stress = {
    .id = "water_stress",
    .unit = "1",
    .cite =
        "Kuzma et al. 2023, Aqueduct 4.0, World Resources Institute, technical note "
        "(baseline water stress)",
    .version = 1,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 5.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .evaluate = evaluate,
};
