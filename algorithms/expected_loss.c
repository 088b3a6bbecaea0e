/* SPDX-License-Identifier: Apache-2.0 */
/** @file expected_loss.c  What all perils together destroy in an average year.
 *
 *  Each peril's losses by return period become its yearly mean, or its own indicator has it from a
 *  hazard layer; perils are taken as independent and combined by 1 - product of (1 - d), so never
 *  more than all of the value is lost. River and coastal floods wet the same ground, and a peril that
 *  is stated and computed is one peril: of two the larger counts. What protects the site protects it from
 *  floods: no dike holds off hail.
 *
 *  The value is what was observed. A peril that the model asks for (flood, cyclone) and nobody observed
 *  stands in the upper end with its declared worst, all of the value unless the model says less; the
 *  detail `loss_taken`, which default and collateral take, has it there too. A flood of which rows know
 *  only the coast, or only the river, is known. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "hazard_loss.h"
#include "indicator_result.h"
#include "indicators.h"
#include "rows.h"

enum { RIVER = 0, COAST = 1, CYCLONE = 2, GRADE_GRID = 3 };

/** X(word) of perils; the first two are floods. */
static const char *const perils[] = {"river_flood", "coastal_flood", "cyclone",
                                     "hail",        "wildfire",      "drought",
                                     "heat",        "other"};
enum { PERILS = sizeof perils / sizeof *perils };

/* Rows are named peril.anything. */
static bool is_of(const char *name, const char *peril)
{
    size_t n = strlen(peril);
    return strncmp(name, peril, n) == 0 && (name[n] == '.' || name[n] == '\0');
}

/** The rows, and room for the curve of one peril. */
struct stated {
    const struct ta_rows *rows;
    double *room; /**< [2 * rows->n] */
};

static size_t scratch_size(const struct ta_evidence *evidence)
{
    const struct ta_input *losses = ta_evidence_input(evidence, "losses");
    if (losses == NULL || losses->reason != TA_OBSERVED) return 0;
    return 2 * losses->rows.n * sizeof(double);
}

static struct ta_loss_curve curve_of(const struct stated *stated, size_t peril)
{
    size_t n = 0;
    const struct ta_rows *rows = stated->rows;
    double *period = stated->room;
    if (rows->n == 0) return (struct ta_loss_curve){0, NULL, NULL};
    double *loss = period + rows->n;
    for (size_t i = 0; i < rows->n; i++) {
        if (!is_of(rows->name[i], perils[peril])) continue;
        period[n] = ta_rows_at(rows, i, "period");
        loss[n++] = ta_rows_at(rows, i, "loss") / 100.0;
    }
    return (struct ta_loss_curve){n, period, loss};
}

static struct ta_loss_rule rule_for(size_t peril, const struct ta_loss_rule *rule)
{
    struct ta_loss_rule own = *rule;
    if (peril != RIVER && peril != COAST) own.protection = 0.0;
    return own;
}

/* Yearly mean of one peril as a share; 0 without rows, NaN when they are unsound. */
static double mean_of(const struct stated *stated, size_t peril,
                      const struct ta_loss_rule *rule)
{
    const struct ta_loss_curve curve = curve_of(stated, peril);
    const struct ta_loss_rule own = rule_for(peril, rule);
    return curve.n == 0 ? 0.0 : ta_loss_expected(&curve, &own);
}

/* What the worst of the perils that are stated takes once in so many years. */
static void write_once(const struct stated *stated, double period,
                       const struct ta_loss_rule *rule, struct ta_result *out)
{
    char name[TA_NAME_SIZE];
    double worst = 0.0;
    if (stated->rows->n == 0 || !(period > 1.0)) return;
    for (size_t k = 0; k < PERILS; k++) {
        const struct ta_loss_curve curve = curve_of(stated, k);
        const struct ta_loss_rule own = rule_for(k, rule);
        if (curve.n > 0) worst = fmax(worst, ta_loss_at(&curve, period, &own));
    }
    (void)snprintf(name, sizeof name, "loss_in_%g_years", period);
    ta_result_detail(out, name, 100.0 * worst, "%");
}

static const char *stranger(const struct ta_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        bool known = false;
        for (size_t k = 0; k < PERILS; k++)
            known = known || is_of(rows->name[i], perils[k]);
        if (!known) return rows->name[i];
    }
    return NULL;
}

/* A row that takes more than all of the value; NULL without one. */
static const char *overdone(const struct ta_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        if (ta_rows_at(rows, i, "loss") > 100.0) return rows->name[i];
    return NULL;
}

/* What the peril's own indicator has, as a share: its value, or one end; NaN without it. */
struct computed {
    double flood, cyclone;
};

static double answer_of(const struct ta_evidence *e, const char *name)
{
    const struct ta_input *input = ta_evidence_input(e, name);
    bool found = input != NULL && input->reason == TA_OBSERVED;
    return found ? input->number / 100.0 : (double)NAN;
}

static struct computed computed_of(const struct ta_evidence *e, const char *flood,
                                   const char *cyclone)
{
    return (struct computed){answer_of(e, flood), answer_of(e, cyclone)};
}

/* All perils combined; NaN when one is unsound. */
static double combine(const struct stated *stated, const struct computed *computed,
                      const struct ta_loss_rule *rule, struct ta_result *out)
{
    double share[PERILS];
    for (size_t k = 0; k < PERILS; k++) {
        share[k] = mean_of(stated, k, rule);
        if (isnan(share[k])) return share[k];
        if (k == RIVER) share[k] = fmax(share[k], computed->flood);
        if (k == CYCLONE) share[k] = fmax(share[k], computed->cyclone);
        if (out != NULL && share[k] > 0.0)
            ta_result_detail(out, perils[k], 100.0 * share[k], "%/year");
    }
    share[1] = fmax(share[0], share[1]); /* the same ground */
    return 100.0 * ta_loss_combined(PERILS - 1, share + 1);
}

static bool has_rows_of(const struct ta_rows *rows, const char *peril)
{
    for (size_t i = 0; i < rows->n; i++)
        if (is_of(rows->name[i], peril)) return true;
    return false;
}

/* Does the model ask for the peril, and has nobody observed it? Not applicable is what no model asks. */
static bool is_unknown(const struct ta_evidence *e, const char *name, bool in_rows)
{
    const struct ta_input *input = ta_evidence_input(e, name);
    enum ta_reason reason = input != NULL ? input->reason : TA_CLIENT_SILENT;
    return !in_rows && reason != TA_OBSERVED && reason != TA_NOT_APPLICABLE;
}

/* The declared worst of a peril that nobody observed, as a share. */
static double worst_of(const struct ta_evidence *e, const char *name)
{
    return ta_evidence_param(e, &ta_indicator_expected_loss, name) / 100.0;
}

/** Perils that the model asks for and nobody observed. */
struct unknown {
    bool flood, cyclone;
};

static struct unknown unknown_of(const struct ta_evidence *e,
                                 const struct ta_rows *rows)
{
    bool wet = has_rows_of(rows, perils[RIVER]) || has_rows_of(rows, perils[COAST]);
    return (struct unknown){
        .flood = is_unknown(e, "flood", wet),
        .cyclone = is_unknown(e, "cyclone", has_rows_of(rows, perils[CYCLONE]))};
}

/* The same with what is unknown at its worst. */
static struct computed at_worst(const struct ta_evidence *e, struct computed of,
                                const struct unknown *unknown)
{
    if (unknown->flood) of.flood = worst_of(e, "flood_worst");
    if (unknown->cyclone) of.cyclone = worst_of(e, "cyclone_worst");
    return of;
}

/* Is there anything at all, and are the rows of perils that are known? */
static bool can_tell(const struct ta_input *losses, const struct computed *computed,
                     struct ta_result *out)
{
    bool rows = losses != NULL && losses->reason == TA_OBSERVED;
    if (rows && (losses->rows.n == 0 || stranger(&losses->rows) != NULL)) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE, "no such peril: %.60s",
                          losses->rows.n == 0 ? "no rows" : stranger(&losses->rows));
        return false;
    }
    if (rows && overdone(&losses->rows) != NULL) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "losses of %.60s above 100 %% of the value",
                          overdone(&losses->rows));
        return false;
    }
    if (rows || !isnan(computed->flood) || !isnan(computed->cyclone)) return true;
    ta_result_missing(out, losses != NULL ? losses->reason : TA_LAYER_ABSENT, "%s",
                      "neither losses by peril nor a hazard layer that reaches here");
    return false;
}

/** Rules and rows that both ends and the value are combined by. */
struct combining {
    struct stated stated;
    struct ta_loss_rule with, without; /* the tail */
    bool tail;
};

static void say_unknown(const char *peril, double worst, struct ta_result *out)
{
    ta_result_why_also(out, "a lower bound: %s is not observed", peril);
    ta_result_why_also(out, "the upper end takes its declared worst, %g %%/year",
                       100.0 * worst);
}

static void say(const struct ta_evidence *e, const struct combining *c,
                const struct unknown *unknown, bool stated, struct ta_result *out)
{
    if (stated)
        ta_result_why(out, "tail %s; between periods %s; the interval holds both ways",
                      c->tail ? "at the last loss" : "left out",
                      ta_loss_axis_words(c->with.axis));
    if (unknown->flood) say_unknown("flood", worst_of(e, "flood_worst"), out);
    if (unknown->cyclone) say_unknown("cyclone", worst_of(e, "cyclone_worst"), out);
}

static struct combining combining_of(const struct ta_evidence *e,
                                     const struct ta_rows *rows, void *scratch)
{
    const struct ta_indicator *self = &ta_indicator_expected_loss;
    struct combining c = {.stated = {rows, scratch},
                          .with = {TA_TAIL_LAST_LOSS,
                                   ta_loss_axis_of(ta_evidence_param(e, self, "axis")),
                                   ta_evidence_param(e, self, "protection_years")},
                          .tail = ta_evidence_param(e, self, "tail") >= 0.5};
    c.without = c.with;
    c.without.tail = TA_TAIL_NONE;
    return c;
}

/* Value, both ends and what is taken further. @return false on unsound rows */
static bool write_losses(const struct ta_evidence *e, const struct combining *c,
                         const struct unknown *unknown, struct ta_result *out)
{
    const struct computed mean = computed_of(e, "flood", "cyclone");
    const struct computed least = computed_of(e, "flood_least", "cyclone_least");
    const struct computed most =
        at_worst(e, computed_of(e, "flood_most", "cyclone_most"), unknown);
    const struct computed taken = at_worst(e, mean, unknown);
    const struct ta_loss_rule *rule = c->tail ? &c->with : &c->without;
    double value = combine(&c->stated, &mean, rule, out);
    if (isnan(value)) return false;
    out->value = value;
    out->lo = fmin(value, combine(&c->stated, &least, &c->without, NULL));
    out->hi = fmax(value, combine(&c->stated, &most, &c->with, NULL));
    ta_result_detail(out, "loss_taken", combine(&c->stated, &taken, rule, NULL),
                     "%/year");
    return true;
}

static void write_money(const struct ta_evidence *e, struct ta_result *out)
{
    const struct ta_input *value = ta_evidence_input(e, "exposed_value");
    if (value != NULL && value->reason == TA_OBSERVED)
        ta_result_detail(out, "expected_loss", value->number * out->value / 100.0,
                         "CNY/year");
}

static enum ta_status evaluate(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out)
{
    static const struct ta_rows nothing;
    (void)tables;
    (void)date;
    ta_result_clear(out);
    const struct ta_input *losses = ta_evidence_input(evidence, "losses");
    const struct computed mean = computed_of(evidence, "flood", "cyclone");
    if (!can_tell(losses, &mean, out)) return TA_OK;
    bool stated = losses != NULL && losses->reason == TA_OBSERVED;
    const struct ta_rows *rows = stated ? &losses->rows : &nothing;
    const struct combining c = combining_of(evidence, rows, scratch);
    const struct unknown unknown = unknown_of(evidence, rows);
    if (!write_losses(evidence, &c, &unknown, out)) return TA_E_DATA;
    ta_result_stated(out, stated ? losses->grade : GRADE_GRID);
    out->n_looks = rows->n;
    write_once(&c.stated,
               ta_evidence_param(evidence, &ta_indicator_expected_loss, "period"),
               &c.with, out);
    write_money(evidence, out);
    say(evidence, &c, &unknown, stated, out);
    return TA_OK;
}

/* clang-format off */
static const struct ta_input_spec input_spec[] = {
    {"losses", TA_INPUT_ROWS, TA_FROM_LAYER, "peril_losses", "1", 0, 1e6, false,
     "rows named PERIL.ANYTHING (river_flood, coastal_flood, cyclone, hail, wildfire, drought, heat, other): "
     "period (years), loss (% of the value, at most 100)"},
    {"flood", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "flood_expected_loss", "%/year", 0, 100, false,
     "what floods destroy, by the hazard layer flood_depths"},
    {"flood_least", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "flood_expected_loss.lo", "%/year", 0, 100, false,
     "its lower end"},
    {"flood_most", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "flood_expected_loss.hi", "%/year", 0, 100, false,
     "its upper end"},
    {"cyclone", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "cyclone_expected_loss", "%/year", 0, 100, false,
     "what tropical cyclones destroy, by the hazard layer cyclone_winds"},
    {"cyclone_least", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "cyclone_expected_loss.lo", "%/year", 0, 100, false,
     "its lower end"},
    {"cyclone_most", TA_INPUT_NUMBER, TA_FROM_INDICATOR, "cyclone_expected_loss.hi", "%/year", 0, 100, false,
     "its upper end"},
    {"exposed_value", TA_INPUT_NUMBER, TA_FROM_PROJECT, "declared.exposed_value", "CNY", 0, 1e15, false,
     "value of what stands on the site"},
};

static const struct ta_param_spec param[] = {
    {"tail", "1", 0, 1, 1, "1: the last loss for all that is rarer; 0: nothing"},
    {"axis", "1", 1, 3, 1, "between periods: 1 linear in the period, 2 in its logarithm, 3 in 1/period"},
    {"period", "year", 0, 10000, 0, "years: beside it what the worst peril of those stated takes once in so many; 0: not asked"},
    {"protection_years", "year", 0, 10000, 0, "period up to which the site is protected from floods"},
    {"flood_worst", "%/year", 0, 100, 100, "what floods take at worst where the model asks for them and nobody observed them"},
    {"cyclone_worst", "%/year", 0, 100, 100, "what tropical cyclones take at worst, likewise"},
};
/* clang-format on */

const struct ta_indicator ta_indicator_expected_loss = {
    .id = "expected_loss",
    .unit = "%/year",
    .cite =
        "Mean of a year by trapezoids over exceedance probability, independent perils: "
        "rule of this program, see the head of algorithms/expected_loss.c",
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
    .scratch_size = scratch_size,
};
