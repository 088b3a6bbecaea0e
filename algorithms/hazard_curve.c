/* SPDX-License-Identifier: Apache-2.0 */
#include "hazard_curve.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "indicator_result.h"
#include "rows.h"

enum { ARRAYS = 2 + TA_HAZARD_CURVES };

size_t ta_hazard_curve_bytes(const struct ta_evidence *evidence, const char *name)
{
    const struct ta_input *input = ta_evidence_input(evidence, name);
    size_t n = input != NULL && input->reason == TA_OBSERVED ? input->rows.n : 0;
    return (n + 1) * ARRAYS * sizeof(double);
}

void ta_hazard_curve_start(struct ta_hazard_curve *curve, const struct ta_rows *rows,
                           void *scratch)
{
    double *at = scratch;
    size_t n = rows->n;
    memset(scratch, 0, (n + 1) * ARRAYS * sizeof *at);
    *curve = (struct ta_hazard_curve){.events = ta_rows_has(rows, "frequency"),
                                      .n = n,
                                      .period = at,
                                      .frequency = at + n};
    for (size_t k = 0; k < TA_HAZARD_CURVES; k++) curve->loss[k] = at + (2 + k) * n;
    for (size_t i = 0; i < n; i++) {
        curve->period[i] = ta_rows_at(rows, i, "period");
        curve->frequency[i] = ta_rows_at(rows, i, "frequency");
    }
}

static struct ta_loss_curve loss_curve(const struct ta_hazard_curve *c, size_t k)
{
    return (struct ta_loss_curve){c->n, c->period, c->loss[k]};
}

/* However often the same is taken again. */
static double sum_of(const struct ta_hazard_curve *curve, size_t k,
                     const struct ta_loss_rule *rule)
{
    struct ta_loss_curve loss = loss_curve(curve, k);
    return curve->events ? ta_loss_expected_of_events(&loss, curve->frequency, rule)
                         : ta_loss_expected(&loss, rule);
}

double ta_hazard_curve_expected(const struct ta_hazard_curve *curve, size_t k,
                                const struct ta_loss_rule *rule)
{
    double sum = sum_of(curve, k, rule);
    return sum > 1.0 ? 1.0 : sum; /* NaN stays */
}

double ta_hazard_curve_at(const struct ta_hazard_curve *curve, size_t k, double period,
                          const struct ta_loss_rule *rule)
{
    struct ta_loss_curve loss = loss_curve(curve, k);
    return curve->events ? ta_loss_at_of_events(&loss, period, rule)
                         : ta_loss_at(&loss, period, rule);
}

void ta_hazard_curve_details(const struct ta_hazard_curve *curve, size_t k,
                             struct ta_result *out)
{
    if (curve->events) {
        ta_result_detail(out, "hazard_events", (double)curve->n, "1");
        return;
    }
    for (size_t i = 0; i < curve->n; i++) {
        char name[TA_NAME_SIZE];
        (void)snprintf(name, sizeof name, "damage_in_%g_years", curve->period[i]);
        ta_result_detail(out, name, 100.0 * curve->loss[k][i], "%");
    }
}

double ta_hazard_protection(const struct ta_evidence *evidence,
                            const struct ta_indicator *self)
{
    const struct ta_input *stated = ta_evidence_input(evidence, "protection");
    return stated != NULL && stated->reason == TA_OBSERVED
               ? stated->number
               : ta_evidence_param(evidence, self, "protection_years");
}

size_t ta_hazard_choice(const struct ta_evidence *evidence,
                        const struct ta_indicator *self, const char *name, size_t most)
{
    char own[TA_NAME_SIZE];
    (void)snprintf(own, sizeof own, "own_%.40s", name);
    const struct ta_input *stated = ta_evidence_input(evidence, own);
    double value = stated != NULL && stated->reason == TA_OBSERVED
                       ? stated->number
                       : ta_evidence_param(evidence, self, name);
    bool is_one = value >= 1.0 && value <= (double)most && value == floor(value);
    return is_one ? (size_t)value : 0;
}

void ta_hazard_say(const struct ta_evidence *evidence,
                   const struct ta_hazard_curve *curve, size_t k,
                   const struct ta_loss_rule *rule, struct ta_result *out)
{
    double sum = 100.0 * sum_of(curve, k, rule);
    char of[160] = "";
    const struct ta_input *scenario = ta_evidence_input(evidence, "scenario");
    const char *guarded = rule->protection > 0.0 ? "protected" : "no protection";
    if (scenario != NULL && scenario->reason == TA_OBSERVED && scenario->text != NULL)
        (void)snprintf(of, sizeof of, "; scenario %.120s", scenario->text);
    if (curve->events)
        ta_result_why(out, "each event by its own frequency; %s%s", guarded, of);
    else
        ta_result_why(out, "tail %s; between periods %s; %s%s",
                      rule->tail == TA_TAIL_NONE ? "left out" : "at the last loss",
                      ta_loss_axis_words(rule->axis), guarded, of);
    if (sum > 100.0)
        ta_result_why_also(out, "the events add up to %.4g %%/year: all of the value",
                           sum);
}
