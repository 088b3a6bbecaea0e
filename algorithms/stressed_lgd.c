/* SPDX-License-Identifier: Apache-2.0 */
/** @file stressed_lgd.c  Loss given default when hazards damage what secures the loan.
 *
 *      LGD = max(floor, 1 - value (1 - damage) (1 - haircut) / exposure)
 *
 *  The exposure is the one stated, or what is outstanding where that is more (exposure.h).
 *
 *  The damage is what hazards destroy in the years that count, 1 - (1 - a year's)^years, less what is
 *  insured. What nobody observed of it counts at its declared worst, in the value too: by `loss_taken` of
 *  expected_loss, or by `damage_worst` where that has no answer at all.
 *
 *  A loss that already went into the probability of default is not taken from the collateral again. With
 *  `in_pd` 1 that is all of the damage. What stressed_pd took from the hazards is a share of the value
 *  that is stated to be exposed: of the collateral, it went there for as much as lies within that value,
 *  and what lies outside is damaged here,
 *
 *      damage taken here = damage (1 - min(1, exposed value / value))
 *
 *  so that to state less as exposed never lowers the loss given default, and to state nothing leaves all of
 *  the damage here. Of a loss that the client stated only its amount went there: the damage beyond it is
 *  taken here. Where its kind is left open it counts once in the value, and in both in the upper end. */
#include <math.h>

#include "credit_overlay.h"
#include "exposure.h"
#include "indicators.h"
#include "result_numbers.h"

enum {
    VALUE,
    EXPOSURE,
    DAMAGE,
    MOST,
    COUNTED,
    STATED,
    SURE,
    INSURED,
    EXPOSED,
    NUMBERS
};
static const char *const names[NUMBERS] = {"collateral",   "exposure", "damage",
                                           "damage_most",  "counted",  "counted_stated",
                                           "counted_sure", "insured",  "exposed"};

/* Share of the collateral that goes in the years, at so many percent a year. */
static double damage_of(const struct ta_evidence *e, const double *v, double percent)
{
    double years = ta_evidence_param(e, &ta_indicator_stressed_lgd, "damage_years");
    double insured = isnan(v[INSURED]) ? 0.0 : v[INSURED] / 100.0;
    return 1.0 - pow(1.0 - percent / 100.0 * (1.0 - insured), years);
}

/* What is left of a damage when an amount of it was counted elsewhere. */
static double beyond(double damage, const double *v, int counted)
{
    if (!(v[counted] > 0.0) || !(v[VALUE] > 0.0)) return damage;
    return fmax(0.0, damage - v[counted] / v[VALUE]);
}

/* Share of the collateral whose damage did not go into the default: all that lies outside the value
 * exposed, of which nobody knows anything where it is not stated. */
static double outside(const struct ta_evidence *e, const double *v)
{
    if (ta_evidence_param(e, &ta_indicator_stressed_lgd, "in_pd") >= 0.5) return 0.0;
    if (!(v[COUNTED] > 0.0) || isnan(v[EXPOSED])) return 1.0;
    return v[EXPOSED] >= v[VALUE] ? 0.0 : 1.0 - v[EXPOSED] / v[VALUE];
}

static double lgd_at(const struct ta_evidence *e, const double *v, double damage)
{
    const struct ta_indicator *self = &ta_indicator_stressed_lgd;
    return 100.0 * ta_lgd_collateral(v[VALUE], damage,
                                     ta_evidence_param(e, self, "haircut"), v[EXPOSURE],
                                     ta_evidence_param(e, self, "floor"));
}

/** The damage of a year, %: as it counts, and at most. */
struct damage {
    bool known;
    double taken, most;
};

static struct damage yearly_damage(const struct ta_evidence *e, const double *v)
{
    bool known = !isnan(v[DAMAGE]);
    double taken =
        known ? v[DAMAGE]
              : ta_evidence_param(e, &ta_indicator_stressed_lgd, "damage_worst");
    return (struct damage){known, taken, isnan(v[MOST]) ? taken : fmax(v[MOST], taken)};
}

static void say(double share, const struct damage *damage, const double *v,
                struct ta_result *out)
{
    if (share == 0.0) {
        ta_result_why(out, "the damage went into the probability of default");
        return;
    }
    if (!damage->known)
        ta_result_why(out,
                      "damage not observed: taken at its declared worst, %g %%/year",
                      damage->taken);
    if (v[COUNTED] > 0.0 && share < 1.0)
        ta_result_why_also(out,
                           "%.3g %% of the collateral lies outside the value exposed: "
                           "its damage is taken here",
                           100.0 * share);
    else if (v[COUNTED] > 0.0)
        ta_result_why_also(out, "what of the collateral is exposed is not stated: all "
                                "of its damage is taken here");
    if (v[STATED] > 0.0)
        ta_result_why_also(out, "what the client states of it went into the "
                                "probability of default, and the rest is taken here");
}

/* The value, and the interval from no damage to the most of it. @param share of the collateral whose
 * damage is taken here */
static void write_lgd(const struct ta_evidence *e, const double *v, double share,
                      const struct damage *damage, struct ta_result *out)
{
    double taken = damage_of(e, v, damage->taken), most = damage_of(e, v, damage->most);
    double base = lgd_at(e, v, 0.0);
    out->value = lgd_at(e, v, beyond(share * taken, v, STATED));
    out->lo = base;
    out->hi = fmax(out->value, lgd_at(e, v, beyond(share * most, v, SURE)));
    ta_result_detail(out, "lgd_base", base, "%");
    ta_result_detail(out, "lgd_damaged", lgd_at(e, v, taken), "%");
    if (v[COUNTED] > 0.0 && !isnan(v[EXPOSED]))
        ta_result_detail(out, "exposed_value", v[EXPOSED], "CNY");
}

/* Also where there is no answer: it may then all be lost. */
static void say_exposure(const struct ta_evidence *e, struct ta_result *out)
{
    const struct ta_input *exposure = ta_evidence_input(e, names[EXPOSURE]);
    if (exposure != NULL && exposure->reason == TA_OBSERVED)
        ta_result_detail(out, "exposure_at_default", exposure->number, "CNY");
}

/* What is lost of: what is drawn where less is stated. @return whether it was */
static bool take_exposure(const struct ta_evidence *e, double *v, struct ta_result *out)
{
    const struct ta_exposure taken = ta_exposure_of(v[EXPOSURE], ta_exposure_drawn(e));
    if (taken.stated) return false;
    v[EXPOSURE] = taken.amount;
    ta_result_detail(out, "exposure_taken", taken.amount, "CNY");
    return true;
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    (void)tables;
    (void)date;
    (void)scratch;
    double v[NUMBERS];
    int grade;
    ta_result_clear(out);
    say_exposure(evidence, out);
    if (!ta_result_numbers(out, evidence, NUMBERS, names, 1u << VALUE | 1u << EXPOSURE,
                           v, &grade))
        return TA_OK;
    bool drawn = take_exposure(evidence, v, out);
    double share = outside(evidence, v);
    struct damage damage = yearly_damage(evidence, v);
    if (isnan(lgd_at(evidence, v, 0.0))) return TA_E_DATA;
    write_lgd(evidence, v, share, &damage, out);
    ta_result_stated(out, grade);
    say(share, &damage, v, out);
    if (drawn)
        ta_result_why_also(out, "less is stated as the exposure at default than is "
                                "outstanding, which is taken");
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"collateral", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.collateral_value", "CNY", 0, 1e18, true,
     "value of what secures the loan"},
    {"exposure", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.exposure_at_default", "CNY", 0, 1e18, true,
     "exposure at default"},
    {"damage", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "expected_loss.loss_taken", "%/year", 0, 100, false,
     "share of the collateral that hazards destroy in a year, those not observed at their worst"},
    {"damage_most", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "expected_loss.hi", "%/year", 0, 100, false,
     "its upper end"},
    {"counted", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "stressed_pd.hazard_loss_most", "CNY", 0, 1e18, false,
     "the hazards' loss that went into the probability of default, at most"},
    {"counted_stated", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "stressed_pd.hazard_loss_stated", "CNY", 0, 1e18, false,
     "the loss by hazards that the client stated, as it went into the probability of default"},
    {"counted_sure", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "stressed_pd.hazard_loss_sure", "CNY", 0, 1e18, false,
     "the same where the client says that it is of hazards"},
    {"insured", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.insured_share", "%", 0, 100, false,
     "share of the damage that is insured; not said: none"},
    {"exposed", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.exposed_value", "CNY", 0, 1e15, false,
     "value of what stands on the site, of which stressed_pd took the hazards' loss; collateral beyond it is damaged here"},
    TA_EXPOSURE_DRAWN,
};

static const struct ta_param_spec param[] = {
    {"haircut", "1", 0, 1, 0.30, "on the price at a forced sale"},
    {"floor", "1", 0, 1, 0.10, "smallest loss given default"},
    {"damage_years", "year", 1, 50, 1, "years whose damage counts"},
    {"in_pd", "1", 0, 1, 0, "1: the damage already went into the probability of default"},
    {"damage_worst", "%/year", 0, 100, 100, "share of the collateral that hazards destroy in a year at worst, where nothing of them is observed"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_stressed_lgd = {
    .id = "stressed_lgd",
    .unit = "%",
    .cite = "Loss of a secured exposure; the rule against counting twice is this "
            "program's, "
            "see the head of algorithms/stressed_lgd.c",
    .version = 5,
    .role = TA_ROLE_REPORTED,
    .direction = TA_HIGHER_IS_WORSE,
    .interval = TA_INTERVAL_CASES,
    .lo = 0.0,
    .hi = 100.0,
    .n_inputs = sizeof input_spec / sizeof *input_spec,
    .input = input_spec,
    .n_params = sizeof param / sizeof *param,
    .param = param,
    .evaluate = evaluate,
};
