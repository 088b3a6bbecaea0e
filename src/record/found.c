/* SPDX-License-Identifier: Apache-2.0 */
#include "record/found.h"

#include "terrassay/model.h"

void ta_level_gate(struct ta_level_grounds *grounds, enum ta_gate_state state,
                   double cap)
{
    if (state == TA_GATE_PASSES) return;
    if (cap < grounds->lo) grounds->held = true;
    if (state == TA_GATE_NOT_EVALUATED) grounds->open = true;
}

bool ta_level_gate_open(const struct ta_level_grounds *grounds)
{
    return !grounds->too_little && grounds->open && !grounds->held;
}

bool ta_level_found(const struct ta_level_grounds *grounds)
{
    return !grounds->cannot_say || ta_level_gate_open(grounds);
}

bool ta_assessment_level_found(const struct ta_assessment *a)
{
    struct ta_level_grounds grounds = {
        .lo = a->score.lo,
        .cannot_say = a->score.opinion == TA_OPINION_CANNOT_SAY,
        .too_little = a->indicative[TA_INDICATIVE_TOO_LITTLE_OBSERVED]};
    size_t first = a->model->n_items;
    for (size_t i = 0; i < a->model->n_gates && first + i < a->n_assessed; i++)
        ta_level_gate(&grounds, a->assessed[first + i].result.gate,
                      a->model->gate[i].score_cap);
    return ta_level_found(&grounds);
}
