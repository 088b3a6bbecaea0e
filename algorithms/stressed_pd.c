/* SPDX-License-Identifier: Apache-2.0 */
/** @file stressed_pd.c  Probability of default after an environmental loss, by a declared method.
 *
 *  The loss is what the client states, or what hazards destroy in the years that count as
 *  expected_loss has it, less what is insured, discounted; one of the two and never both. Hazards that
 *  nobody observed count at their declared worst: in the value by `loss_taken` of expected_loss, or by
 *  `hazard_worst` where that has no answer at all. The interval is that of the hazards' loss.
 *
 *      1 Merton: assets less the loss, debt as it is
 *      2 log odds: shifted by sensitivity x loss / assets; a default of 0 has none, and no answer
 *      3 notches: one for each full `loss_per_notch` of assets, over a table of grades; beyond its last
 *        one nobody says what default is: that grade's is the least, and the interval goes up to 100 %
 *
 *  The loss is what nobody insures, as a present value: expected damage and downtime, or a carbon
 *  cost that cannot be passed on. It is not taken from the collateral again (stressed_lgd.c): of a stated
 *  loss that holds where it is of hazards, as the client says by its kind or leaves open. */
#include <math.h>

#include "credit_overlay.h"
#include "hazard_loss.h"
#include "indicators.h"
#include "result_numbers.h"
#include "rows.h"

enum { GRADES_MAX = 32, MERTON = 1, LOG_ODDS = 2, NOTCHES = 3 };
enum { ASSETS, DEBT, LOSS, KIND, PD, HAZARD, LEAST, MOST, EXPOSED, INSURED, NUMBERS };
static const char *const names[NUMBERS] = {
    "assets", "debt",         "loss",        "kind",    "pd",
    "hazard", "hazard_least", "hazard_most", "exposed", "insured"};
enum { LOSS_STATED = 1, LOSS_OF_HAZARDS = 2 };
enum { KIND_OPEN, KIND_HAZARD, KIND_OTHER };
static const char *const word[] = {NULL, "Merton", "log odds", "notches"};

/* Present value of what hazards of so many percent a year destroy in the years that count and nobody
 * insures. What is not said to be insured is not. */
static double hazard_loss(const struct ta_evidence *e, const double *v, double percent)
{
    const struct ta_indicator *self = &ta_indicator_stressed_pd;
    double insured = isnan(v[INSURED]) ? 0.0 : v[INSURED] / 100.0;
    double a_year = v[EXPOSED] * percent / 100.0 * (1.0 - insured);
    return ta_present_value(a_year, ta_evidence_param(e, self, "loss_years"),
                            ta_evidence_param(e, self, "rate"));
}

/** Before and after, shares. */
struct outcome {
    double base, stressed;
    bool beyond; /**< at least, for the table of grades ends there */
};

static struct outcome by_merton(const struct ta_evidence *e, const double *v)
{
    const struct ta_indicator *self = &ta_indicator_stressed_pd;
    double rate = ta_evidence_param(e, self, "rate");
    double volatility = ta_evidence_param(e, self, "volatility");
    double years = ta_evidence_param(e, self, "years");
    double left = v[ASSETS] - v[LOSS];
    struct outcome out = {ta_pd_merton(v[ASSETS], v[DEBT], rate, volatility, years),
                          1.0, false}; /* no assets are left */
    if (left > 0.0) out.stressed = ta_pd_merton(left, v[DEBT], rate, volatility, years);
    return out;
}

static struct outcome by_odds(const struct ta_evidence *e, const double *v)
{
    double sensitivity = ta_evidence_param(e, &ta_indicator_stressed_pd, "sensitivity");
    double pd = v[PD] / 100.0;
    return (struct outcome){pd, ta_pd_logit(pd, sensitivity * v[LOSS] / v[ASSETS]),
                            false};
}

static struct outcome by_notches(const struct ta_evidence *e, const double *v)
{
    const struct ta_input *table = ta_evidence_input(e, "grades");
    double per_notch =
        ta_evidence_param(e, &ta_indicator_stressed_pd, "loss_per_notch");
    double grade[GRADES_MAX], pd = v[PD] / 100.0;
    size_t n = 0;
    if (table == NULL || table->reason != TA_OBSERVED || table->rows.n > GRADES_MAX)
        return (struct outcome){pd, (double)NAN, false};
    for (; n < table->rows.n; n++) grade[n] = ta_rows_at(&table->rows, n, "pd") / 100.0;
    double notches =
        fmin(floor(100.0 * v[LOSS] / v[ASSETS] / per_notch + 1e-9), GRADES_MAX);
    struct outcome out = {.base = pd};
    out.stressed = ta_pd_notched(pd, (size_t)notches, n, grade, &out.beyond);
    return out;
}

static struct outcome by_method(const struct ta_evidence *e, const double *v,
                                int method, double loss)
{
    double with[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) with[i] = i == LOSS ? loss : v[i];
    return method == MERTON     ? by_merton(e, with)
           : method == LOG_ODDS ? by_odds(e, with)
                                : by_notches(e, with);
}

static int kind_of(const double *v)
{
    return isnan(v[KIND]) ? KIND_OPEN : v[KIND] < 1.5 ? KIND_HAZARD : KIND_OTHER;
}

/* What of a stated loss the collateral must not lose again: as it is taken, and for certain. */
static void write_stated(const double *v, struct ta_result *out)
{
    int kind = kind_of(v);
    ta_result_detail(out, "hazard_loss_stated", kind == KIND_OTHER ? 0.0 : v[LOSS],
                     "CNY");
    ta_result_detail(out, "hazard_loss_sure", kind == KIND_HAZARD ? v[LOSS] : 0.0,
                     "CNY");
}

/** The loss that counts, and its ends. */
struct losses {
    double taken, least, most;
};

static struct losses hazard_losses(const struct ta_evidence *e, const double *v)
{
    bool known = !isnan(v[HAZARD]);
    double taken =
        known ? v[HAZARD]
              : ta_evidence_param(e, &ta_indicator_stressed_pd, "hazard_worst");
    double least = isnan(v[LEAST]) ? (known ? taken : 0.0) : fmin(v[LEAST], taken);
    double most = isnan(v[MOST]) ? taken : fmax(v[MOST], taken);
    return (struct losses){hazard_loss(e, v, taken), hazard_loss(e, v, least),
                           hazard_loss(e, v, most)};
}

/** What the loss as it is taken does, and the loss at its most. */
struct ends {
    struct outcome taken, most;
};

static const char *stated_words(const double *v)
{
    static const char *const kind[] = {
        [KIND_OPEN] =
            ("of what kind the stated loss is, is left open: it counts as one "
             "of hazards, once"),
        [KIND_HAZARD] = "the loss is not taken from the collateral again",
        [KIND_OTHER] = "the stated loss is none of hazards"};
    return kind[kind_of(v)];
}

static void say(const struct ta_evidence *e, const double *v, int method, bool hazards,
                const struct ends *ends, struct ta_result *out)
{
    ta_result_why(out, "method: %s; %s", word[method],
                  hazards ? "the loss is that of the hazards, and none that is stated; "
                            "it is not taken from the collateral again"
                          : stated_words(v));
    if (ends->taken.beyond)
        ta_result_why_also(out,
                           "beyond the table's worst grade: at least its %g %%, and up "
                           "to 100 %%",
                           out->value);
    else if (ends->most.beyond)
        ta_result_why_also(out, "at its most the loss goes beyond the table's worst "
                                "grade: up to 100 %%");
    if (hazards && isnan(v[HAZARD]))
        ta_result_why_also(
            out, "hazards not observed: taken at their declared worst, %g %%/year",
            ta_evidence_param(e, &ta_indicator_stressed_pd, "hazard_worst"));
}

/* Default before and after, and both ends where hazards have them, or the table of grades. @return false
 * without a table that holds it */
static bool write_default(const struct ta_evidence *e, const double *v, int method,
                          bool hazards, struct ends *ends, struct ta_result *out)
{
    struct losses loss = {v[LOSS], v[LOSS], v[LOSS]};
    if (hazards) loss = hazard_losses(e, v);
    ends->taken = by_method(e, v, method, loss.taken);
    ends->most = by_method(e, v, method, loss.most);
    if (isnan(ends->taken.stressed)) return false;
    out->value = 100.0 * ends->taken.stressed;
    ta_result_detail(out, "pd_base", 100.0 * ends->taken.base, "%");
    ta_result_detail(out, "loss_share", 100.0 * loss.taken / v[ASSETS], "%");
    if (hazards || ends->most.beyond) {
        out->lo = 100.0 * by_method(e, v, method, loss.least).stressed;
        out->hi = ends->most.beyond ? 100.0 : 100.0 * ends->most.stressed;
    }
    if (!hazards) {
        write_stated(v, out);
        return true;
    }
    ta_result_detail(out, "hazard_loss", loss.taken, "CNY");
    ta_result_detail(out, "hazard_loss_most", loss.most, "CNY");
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
    int method = (int)ta_evidence_param(evidence, &ta_indicator_stressed_pd, "method");
    bool hazards = (int)ta_evidence_param(evidence, &ta_indicator_stressed_pd,
                                          "loss_from") == LOSS_OF_HAZARDS;
    unsigned needs = 1u << ASSETS;
    needs |= hazards ? 1u << EXPOSED : 1u << LOSS;
    needs |= method == MERTON ? 1u << DEBT : 1u << PD;
    if (!ta_result_numbers(out, evidence, NUMBERS, names, needs, v, &grade))
        return TA_OK;
    if (!(v[ASSETS] > 0.0)) return TA_E_DATA;
    if (method == LOG_ODDS && v[PD] == 0.0) {
        ta_result_missing(out, TA_CLIENT_SILENT,
                          "a default of 0 has no odds that a loss could shift");
        return TA_OK;
    }
    struct ends ends;
    if (!write_default(evidence, v, method, hazards, &ends, out)) {
        ta_result_missing(out, TA_CLIENT_SILENT, "%s: no table of grades that holds it",
                          word[method]);
        return TA_OK;
    }
    ta_result_stated(out, grade);
    say(evidence, v, method, hazards, &ends, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"assets", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.assets", "CNY", 0, 1e18, true,
     "value of the client's assets"},
    {"debt", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.debt", "CNY", 0, 1e18, false,
     "debt that is due within the years (Merton)"},
    {"loss", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.environmental_loss", "CNY", 0, 1e18, false,
     "present value of the loss that nobody insures"},
    {"kind", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.environmental_loss_kind", "1", 1, 2, false,
     "of what the stated loss is: 1 hazards, 2 anything else; not said: hazards"},
    {"pd", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.pd", "%", 0, 100, false,
     "probability of default before the loss (log odds, notches)"},
    {"grades", TA_INPUT_ROWS, TA_FROM_LAYER, "rating_grades", "%", 0, 100, false,
     "pd (%) of each rating grade, ascending (notches)"},
    {"hazard", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "expected_loss.loss_taken", "%/year", 0, 100, false,
     "what hazards destroy in an average year, those not observed at their worst (loss_from 2)"},
    {"hazard_least", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "expected_loss.lo", "%/year", 0, 100, false,
     "its lower end (loss_from 2)"},
    {"hazard_most", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "expected_loss.hi", "%/year", 0, 100, false,
     "its upper end (loss_from 2)"},
    {"exposed", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.exposed_value", "CNY", 0, 1e15, false,
     "value of what stands on the site (loss_from 2)"},
    {"insured", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.insured_share", "%", 0, 100, false,
     "share of the hazards' loss that is insured (loss_from 2); not said: none"},
};

static const struct ta_param_spec param[] = {
    {"method", "1", 1, 3, 1, "1 Merton, 2 shift of the log odds, 3 notches"},
    {"rate", "1", 0, 1, 0.03, "riskless rate of interest (Merton)"},
    {"volatility", "1", 0.001, 5, 0.25, "yearly volatility of assets (Merton)"},
    {"years", "year", 0.01, 50, 1, "horizon (Merton)"},
    {"sensitivity", "1", 0, 100, 5, "shift of the log odds by a loss of all assets"},
    {"loss_from", "1", 1, 2, 1, "1 the loss that is stated, 2 that of the hazards; never both"},
    {"loss_years", "year", 1, 50, 1, "years of the hazards' loss, discounted at the rate, the first one whole"},
    {"loss_per_notch", "%", 0.01, 100, 5, "loss of assets that costs one notch"},
    {"hazard_worst", "%/year", 0, 100, 100, "what hazards destroy at worst, where nothing of them is observed (loss_from 2)"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_stressed_pd = {
    .id = "stressed_pd",
    .unit = "%",
    .cite =
        "Merton 1974, J. Finance 29, 449-470; shift and notches: declared methods, see "
        "the head of algorithms/stressed_pd.c",
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
