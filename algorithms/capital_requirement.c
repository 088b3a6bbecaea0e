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
 *  100 % the formula has no answer. Where the model declares it (`lgd_floor`), no loss given default is
 *  taken below the floor of the day either (lgd_floor.h): that of an unsecured exposure as long as the
 *  client does not say what secures it. */
#include <math.h>

#include "credit_overlay.h"
#include "exposure.h"
#include "indicators.h"
#include "lgd_floor.h"
#include "result_numbers.h"

enum { PD, LGD, FOUND_PD, FOUND_LGD, KIND, COLLATERAL, EXPOSURE, NUMBERS };
static const char *const names[NUMBERS] = {
    "pd",         "lgd",     "stressed_pd", "stressed_lgd", "collateral_kind",
    "collateral", "exposure"};
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

/* The loss given default, not below the floor that the model declares. */
static double lgd_floored(const struct ta_evidence *e,
                          const struct ta_table_set *tables, ta_day date,
                          const double *v, double lgd, struct ta_result *out)
{
    const struct ta_indicator *self = &ta_indicator_capital_requirement;
    if (ta_evidence_param(e, self, "lgd_floor") < 0.5) return lgd;
    double exposure = isnan(v[EXPOSURE])
                          ? v[EXPOSURE]
                          : ta_exposure_of(v[EXPOSURE], ta_exposure_drawn(e)).amount;
    const struct ta_security_terms terms = {
        v[KIND], v[COLLATERAL], exposure,
        ta_evidence_param(e, self, "financial_haircut")};
    const struct ta_lgd_floor least = ta_lgd_floor_of(tables, date, &terms);
    if (isnan(least.value)) {
        ta_result_why_also(out,
                           "no floor of loss given default was in force on the date");
        return lgd;
    }
    ta_result_detail(out, "lgd_floor", least.value, "%");
    if (least.unchecked) out->unchecked = true;
    if (isnan(v[KIND]) || isnan(v[COLLATERAL]) || isnan(v[EXPOSURE]))
        ta_result_why_also(out, "what secures the exposure is not stated: its floor is "
                                "that of an unsecured one");
    if (lgd < least.value)
        ta_result_why_also(out,
                           "the loss given default is taken at the floor of the day, "
                           "%.4g %%",
                           least.value);
    return fmax(lgd, least.value);
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
    double v[NUMBERS] = {[KIND] = (double)NAN};
    size_t n = ta_evidence_param(evidence, self, "lgd_floor") >= 0.5 ? NUMBERS : KIND;
    int grade;
    (void)scratch;
    ta_result_clear(out);
    if (!ta_result_numbers(out, evidence, n, names, 0, v, &grade)) return TA_OK;
    unsigned needs =
        1u << needed(evidence, FOUND_PD, PD) | 1u << needed(evidence, FOUND_LGD, LGD);
    if (!ta_result_numbers(out, evidence, n, names, needs, v, &grade)) return TA_OK;
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
    out->unchecked = !least->checked;
    say(v, own, least->value, out);
    lgd = lgd_floored(evidence, tables, date, v, lgd, out);
    double k = ta_irb_capital(pd / 100.0, lgd / 100.0,
                              ta_evidence_param(evidence, self, "maturity"));
    if (isnan(k)) return TA_E_DATA;
    out->value = 100.0 * k;
    ta_result_detail(out, "risk_weight", weight_of_capital * out->value, "%");
    ta_result_detail(out, "pd_taken", pd, "%");
    ta_result_detail(out, "lgd_taken", lgd, "%");
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
    {"collateral_kind", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.collateral_kind", "1", 1, 4, false,
     "what secures the exposure: 1 financial, 2 receivables, 3 commercial or residential real estate, 4 anything else physical (lgd_floor)"},
    {"collateral", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.collateral_value", "CNY", 0, 1e18, false,
     "its value (lgd_floor)"},
    {"exposure", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.exposure_at_default", "CNY", 0, 1e18, false,
     "exposure at default (lgd_floor)"},
    TA_EXPOSURE_DRAWN,
};
static const struct ta_param_spec param[] = {
    {"maturity", "year", 1, 5, 2.5, "effective maturity"},
    {"lgd_floor", "1", 0, 1, 0, "1: no loss given default below the floor of CRE32.16 and 32.17"},
    {"financial_haircut", "1", 0, 1, 1, "haircut on financial collateral, as CRE22 has it for the paper (lgd_floor); 1: none of it counts"},
};
/* clang-format on */

static const char *const tables_read[] = {"irb_pd_floor", "irb_lgd_floor"};

const struct ta_indicator ta_indicator_capital_requirement = {
    .id = "capital_requirement",
    .unit = "%",
    .cite = "Basel Framework CRE31.4 to CRE31.7 (corporate exposures), CRE32.4 (floor "
            "of default), CRE32.16 to CRE32.17 (floor of loss given default)",
    .version = 5,
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
