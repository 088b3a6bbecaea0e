/* SPDX-License-Identifier: Apache-2.0 */
#include "claim.h"

#include <math.h>

static const double of_declared_by_default = 0.0;
static const double detection_in_sigma = 3.29;
static const double rim_error = 0.40; /* of a cell's area times sqrt(n): 0.66 / 1.645 */

static double squared(double error)
{
    return isnan(error) ? of_declared_by_default : error * error;
}

struct ta_claim_answer ta_claim_judge(const struct ta_claim *claim)
{
    double excess = claim->declared - claim->observed;
    double spread =
        sqrt(squared(claim->declared_error) + squared(claim->observed_error));
    struct ta_claim_answer out = {.verdict = TA_CLAIM_AGREES, .z = (double)NAN};
    if (claim->side == TA_CLAIM_LESS_FLATTERS) excess = -excess;
    out.excess = excess;
    if (spread > 0.0) out.z = excess / spread;
    if (fabs(claim->declared) < claim->least_seen &&
        fabs(claim->observed) < claim->least_seen) {
        out.verdict = TA_CLAIM_CANNOT_ANSWER;
        return out;
    }
    if (!(excess > 0.0)) return out;
    bool chance = spread > 0.0 && out.z < claim->least_z;
    if (chance) return out;
    out.verdict =
        excess > claim->tolerance ? TA_CLAIM_CONTRADICTED : TA_CLAIM_TOLERATED;
    return out;
}

static void say(const struct ta_claim *claim, const struct ta_claim_answer *answer,
                const char *what, const char *unit, struct ta_result *out)
{
    switch (answer->verdict) {
    case TA_CLAIM_CANNOT_ANSWER:
        ta_result_why(out, "%.40s: below %.4g %s, this sensor cannot answer", what,
                      claim->least_seen, unit);
        break;
    case TA_CLAIM_AGREES:
        ta_result_why(out,
                      "%.40s: %.4g %s declared, %.4g observed; no conflict was seen",
                      what, claim->declared, unit, claim->observed);
        break;
    case TA_CLAIM_TOLERATED:
        ta_result_why(out,
                      "%.40s: %.4g %s declared, %.4g observed; within the tolerance",
                      what, claim->declared, unit, claim->observed);
        break;
    case TA_CLAIM_CONTRADICTED:
        ta_result_why(out,
                      "%.40s: %.4g %s declared, %.4g observed; more than %.4g apart",
                      what, claim->declared, unit, claim->observed, claim->tolerance);
        break;
    }
}

void ta_claim_write(const struct ta_claim *claim, const struct ta_claim_answer *answer,
                    const char *what, const char *unit, struct ta_result *out)
{
    if (answer->verdict == TA_CLAIM_CANNOT_ANSWER) {
        out->reason = TA_OUT_OF_SENSOR;
        out->gate = TA_GATE_NOT_EVALUATED;
    } else {
        out->reason = TA_OBSERVED;
        out->value = answer->excess;
        out->gate =
            answer->verdict == TA_CLAIM_CONTRADICTED ? TA_GATE_FIRES : TA_GATE_PASSES;
    }
    ta_result_detail(out, "declared", claim->declared, unit);
    ta_result_detail(out, "observed", claim->observed, unit);
    if (!isnan(answer->z)) ta_result_detail(out, "z", answer->z, "1");
    ta_result_detail(out, "least_seen", claim->least_seen, unit);
    say(claim, answer, what, unit, out);
}

void ta_claim_rule(const struct ta_evidence *evidence, const struct ta_indicator *self,
                   struct ta_claim *claim)
{
    claim->tolerance =
        fabs(claim->declared) * ta_evidence_param(evidence, self, "tolerance_share");
    claim->least_z = ta_evidence_param(evidence, self, "least_z");
}

double ta_claim_zero_error(double detection_limit)
{
    return detection_limit / detection_in_sigma;
}

double ta_area_error(double cells, double cell_area)
{
    return rim_error * sqrt(cells) * cell_area;
}
