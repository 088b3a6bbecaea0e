/* SPDX-License-Identifier: Apache-2.0 */
/** @file capital_requirement.c  Capital of a corporate exposure under the internal ratings approach.
 *
 *  CRE31.4 to 31.7 of the Basel Framework; the risk weight is 12.5 K. No default is taken below the floor
 *  of the day (CRE32.4, table irb_pd_floor), stated or found.
 *
 *  Where the model also asks for stressed_pd or stressed_lgd, what they find stands in the place of what
 *  is stated: the figures stated are those before a loss, as stressed_pd takes them. Where they find
 *  nothing there is no capital either: a figure before the loss would be better than any after it.
 *  stressed_lgd leaves out what went into the default (see there), so that no loss is counted in both. At
 *  100 % the formula has no answer. Floors of the loss given default (CRE32.16) are the model's to set. */
#include <math.h>

#include "credit_overlay.h"
#include "indicators.h"
#include "result_numbers.h"

enum { PD, LGD, FOUND_PD, FOUND_LGD, NUMBERS };
static const char *const names[NUMBERS] = {"pd", "lgd", "stressed_pd", "stressed_lgd"};
static const double weight_of_capital = 12.5;

static const char *origin_words(const double *v)
{
    bool pd = !isnan(v[FOUND_PD]), lgd = !isnan(v[FOUND_LGD]);
    if (pd && lgd)
        return "default and loss given default after the loss, which is counted in one "
               "of them";
    if (pd) return "default after the loss, loss given default as stated";
    if (lgd) return "default as stated, loss given default after the damage";
    return "default and loss given default as stated, before any loss";
}

/* The least default that the formula takes on that day, %. @return NULL when no rule was in force */
static const struct ta_row *floor_on(const struct ta_table_set *tables, ta_day date)
{
    static const char *const key[] = {"corporate"};
    const struct ta_table *table = ta_table_find(tables, "irb_pd_floor");
    return table == NULL ? NULL : ta_table_row(table, key, date);
}

static void say(const double *v, double pd, double least, struct ta_result *out)
{
    ta_result_why(out, "%s", origin_words(v));
    if (pd < least)
        ta_result_why_also(out, "the default is taken at the floor of the day, %g %%",
                           least);
}

/* What there is no answer without: the figure that the model asks for, else the stated one, unless the
 * first was found all the same. */
static int needed(const struct ta_evidence *e, int found, int stated)
{
    const struct ta_input *input = ta_evidence_input(e, names[found]);
    bool there = input != NULL && input->reason == TA_OBSERVED;
    return there || (input != NULL && input->asked) ? found : stated;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_capital_requirement;
    double v[NUMBERS];
    int grade;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 0, v, &grade)) return TA_OK;
    unsigned needs =
        1u << needed(evidence, FOUND_PD, PD) | 1u << needed(evidence, FOUND_LGD, LGD);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, needs, v, &grade))
        return TA_OK;
    const struct ta_row *least = floor_on(tables, date);
    if (least == NULL) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no floor of default was in force on the date");
        return TA_OK;
    }
    double own = isnan(v[FOUND_PD]) ? v[PD] : v[FOUND_PD];
    double pd = fmax(own, least->value);
    double lgd = isnan(v[FOUND_LGD]) ? v[LGD] : v[FOUND_LGD];
    if (pd >= 100.0) {
        ta_result_missing(out, TA_NOT_APPLICABLE,
                          "in default: the formula is of exposures that are not");
        return TA_OK;
    }
    ta_result_stated(out, grade);
    double k = ta_irb_capital(pd / 100.0, lgd / 100.0,
                              ta_evidence_param(evidence, self, "maturity"));
    if (isnan(k)) return TA_E_DATA;
    out->value = 100.0 * k;
    ta_result_detail(out, "risk_weight", weight_of_capital * out->value, "%");
    ta_result_detail(out, "pd_taken", pd, "%");
    ta_result_detail(out, "lgd_taken", lgd, "%");
    out->unchecked = !least->checked;
    say(v, own, least->value, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"pd", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.pd", "%", 0, 100, false,
     "probability of default in a year, before the loss"},
    {"lgd", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.lgd", "%", 0, 100, false,
     "loss given default, before the damage"},
    {"stressed_pd", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "stressed_pd", "%", 0, 100, false,
     "probability of default after the loss; stands in the place of pd"},
    {"stressed_lgd", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "stressed_lgd", "%", 0, 100, false,
     "loss given default after the damage; stands in the place of lgd"},
};
static const struct ta_param_spec param[] = {
    {"maturity", "year", 1, 5, 2.5, "effective maturity"},
};
/* clang-format on */

static const char *const tables_read[] = {"irb_pd_floor"};

const struct ta_indicator ta_indicator_capital_requirement = {
    .id = "capital_requirement",
    .unit = "%",
    .cite = "Basel Framework CRE31.4 to CRE31.7 (corporate exposures), CRE32.4 (floor "
            "of default)",
    .version = 3,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .n_tables = sizeof tables_read / sizeof *tables_read,
    .table = tables_read,
    .evaluate = evaluate,
};
