/* SPDX-License-Identifier: Apache-2.0 */
/** @file body_score.c  Opinion, score, pillars and every indicator with its part in them. */
#include <math.h>

#include "base/json.h"
#include "record/body_parts.h"
#include "record/codes.h"
#include "scoring.h"

/* Results stand in the model's order: items, then gates, then reported. */
static size_t first_gate(const struct ta_assessment *a)
{
    return a->model->n_items;
}
static size_t first_reported(const struct ta_assessment *a)
{
    return a->model->n_items + a->model->n_gates;
}

json_t *ta_body_opinion(const struct ta_assessment *a, bool *ok)
{
    const struct ta_model *model = a->model;
    enum ta_level level = ta_level_of(model, a->score.lo);
    enum ta_opinion by_level =
        ta_opinion_by_level(model, level, a->score.observed_weight);
    json_t *object = json_object(), *gates = json_array();
    for (size_t g = 0; g < model->n_gates; g++) {
        enum ta_gate_state state = a->assessed[first_gate(a) + g].result.gate;
        enum ta_opinion left = ta_gate_opinion(&model->gate[g], state);
        if (ta_opinion_graver(by_level, left) != by_level)
            ta_body_append(gates, json_string(model->gate[g].indicator), ok);
    }
    ta_json_set_text(object, "value", ta_opinion_code(a->score.opinion), ok);
    ta_json_set_text(object, "by_level", ta_opinion_code(by_level), ok);
    ta_json_set(object, "gates", gates, ok);
    return object;
}

json_t *ta_body_score(const struct ta_assessment *a, bool *ok)
{
    const struct ta_score *s = &a->score;
    json_t *object = json_object();
    ta_json_set_number(object, "value", s->value, ok);
    ta_json_set_number(object, "lo", s->lo, ok);
    ta_json_set_number(object, "hi", s->hi, ok);
    ta_json_set_number(object, "capped", s->capped, ok);
    ta_json_set_number(object, "reference", s->reference, ok);
    ta_json_set_number(object, "observed_weight", s->observed_weight, ok);
    ta_json_set_text(object, "level", ta_level_code(s->level), ok);
    ta_json_set_text(object, "level_lo", ta_level_code(s->level_lo), ok);
    ta_json_set_text(object, "level_hi", ta_level_code(s->level_hi), ok);
    return object;
}

json_t *ta_body_pillars(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->model->n_pillars; i++) {
        json_t *object = json_object();
        ta_json_set_text(object, "id", a->model->pillar[i].id, ok);
        ta_json_set_number(object, "weight", a->model->pillar[i].weight, ok);
        ta_json_set_number(object, "score", a->score.pillar[i], ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

static json_t *scoring_object(const struct ta_model_item *item,
                              const struct ta_score_part *part, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_number(object, "weight", part->weight, ok);
    ta_json_set_number(object, "worst", item->worst, ok);
    ta_json_set_number(object, "best", item->best, ok);
    ta_json_set_number(object, "plausible_worst", item->plausible_worst, ok);
    ta_json_set_number(object, "plausible_best", item->plausible_best, ok);
    ta_json_set_number(object, "reference", item->reference, ok);
    ta_json_set_number(object, "score", part->score, ok);
    ta_json_set_number(object, "score_lo", part->score_lo, ok);
    ta_json_set_number(object, "score_hi", part->score_hi, ok);
    ta_json_set_number(object, "share", part->share, ok);
    ta_json_set_number(object, "what_if", part->what_if, ok);
    return object;
}

static json_t *gating_object(const struct ta_model_gate *gate, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_text(object, "opinion_at_best", ta_opinion_code(gate->opinion_at_best),
                     ok);
    ta_json_set_number(object, "score_cap", gate->score_cap, ok);
    return object;
}

static json_t *params_array(const struct ta_assessed *assessed, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < assessed->n_params; i++) {
        json_t *object = json_object();
        ta_json_set_text(object, "name", assessed->param[i].name, ok);
        ta_json_set_number(object, "value", assessed->param[i].value, ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

static json_t *details_array(const struct ta_result *result, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < result->n_details; i++) {
        json_t *object = json_object();
        ta_json_set_text(object, "name", result->detail[i].name, ok);
        ta_json_set_number(object, "value", result->detail[i].value, ok);
        ta_json_set_text(object, "unit", result->detail[i].unit, ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

static void set_result(json_t *object, const struct ta_assessed *assessed, bool *ok)
{
    const struct ta_result *result = &assessed->result;
    json_t *evidence = json_array();
    for (size_t i = 0; i < assessed->n_evidence; i++)
        ta_body_append(evidence, json_integer((json_int_t)assessed->evidence[i]), ok);
    ta_json_set_text(object, "id", assessed->indicator->id, ok);
    ta_json_set_int(object, "version", assessed->indicator->version, ok);
    ta_json_set_text(object, "unit", assessed->indicator->unit, ok);
    ta_json_set_text(object, "cite", assessed->indicator->cite, ok);
    ta_json_set_number(object, "value", result->value, ok);
    ta_json_set_number(object, "lo", result->lo, ok);
    ta_json_set_number(object, "hi", result->hi, ok);
    ta_json_set_text(object, "reason", ta_reason_code(result->reason), ok);
    ta_json_set_text(object, "why", result->why, ok);
    ta_json_set_text(object, "gate", ta_gate_code(result->gate), ok);
    ta_json_set(object, "grade",
                result->grade > 0 ? json_integer(result->grade) : json_null(), ok);
    ta_json_set_int(object, "looks", (int64_t)result->n_looks, ok);
    ta_json_set_bool(object, "unchecked", result->unchecked, ok);
    ta_json_set(object, "params", params_array(assessed, ok), ok);
    ta_json_set(object, "details", details_array(result, ok), ok);
    ta_json_set(object, "evidence", evidence, ok);
}

json_t *ta_body_indicators(const struct ta_assessment *a, bool *ok)
{
    const struct ta_model *model = a->model;
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_assessed; i++) {
        bool scored = i < first_gate(a), gate = !scored && i < first_reported(a);
        json_t *object = json_object();
        set_result(object, &a->assessed[i], ok);
        ta_json_set_text(object, "use",
                         scored ? "scored"
                         : gate ? "gate"
                                : "reported",
                         ok);
        ta_json_set_text(object, "pillar",
                         scored ? model->pillar[model->item[i].pillar].id : NULL, ok);
        ta_json_set(object, "scoring",
                    scored ? scoring_object(&model->item[i], &a->score.part[i], ok)
                           : json_null(),
                    ok);
        ta_json_set(object, "gating",
                    gate ? gating_object(&model->gate[i - first_gate(a)], ok)
                         : json_null(),
                    ok);
        ta_body_append(array, object, ok);
    }
    return array;
}
