/* SPDX-License-Identifier: Apache-2.0 */
/** @file body_score.c  Opinion, score, pillars and every indicator with its part in them. */
#include <math.h>

#include "base/json.h"
#include "base/text.h"
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
    enum ta_opinion by_level =
        ta_opinion_by_bounds(model, a->score.lo, a->score.hi, a->score.observed_weight);
    json_t *object = json_object(), *gates = json_array();
    for (size_t g = 0; g < model->n_gates; g++) {
        enum ta_gate_state state = a->assessed[first_gate(a) + g].result.gate;
        enum ta_opinion left = ta_gate_opinion(&model->gate[g], state);
        if (ta_opinion_graver(by_level, left) != by_level)
            ta_body_append(gates, json_string(model->gate[g].indicator), ok);
    }
    ta_json_set_exact(object, "value", ta_opinion_code(a->score.opinion), ok);
    ta_json_set_exact(object, "by_level", ta_opinion_code(by_level), ok);
    ta_json_set(object, "gates", gates, ok);
    return object;
}

/* What the result may be called: without scored evidence of social matters and governance it is
 * about the environment alone. */
static const char *called(const struct ta_assessment *a)
{
    bool seen[TA_THEME_GOVERNANCE + 1] = {false};
    for (size_t i = 0; i < first_gate(a) && i < a->n_assessed; i++)
        if (a->assessed[i].result.reason == TA_OBSERVED)
            seen[a->assessed[i].indicator->theme] = true;
    bool whole = seen[TA_THEME_ENVIRONMENT] && seen[TA_THEME_SOCIAL] &&
                 seen[TA_THEME_GOVERNANCE];
    return whole ? "esg_rating" : "environmental_rating";
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
    ta_json_set_exact(object, "level", ta_level_code(s->level), ok);
    ta_json_set_exact(object, "level_lo", ta_level_code(s->level_lo), ok);
    ta_json_set_exact(object, "level_hi", ta_level_code(s->level_hi), ok);
    ta_json_set_exact(object, "called", called(a), ok);
    return object;
}

json_t *ta_body_pillars(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->model->n_pillars; i++) {
        json_t *object = json_object();
        ta_json_set_exact(object, "id", a->model->pillar[i].id, ok);
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
    ta_json_set_exact(object, "opinion_at_best", ta_opinion_code(gate->opinion_at_best),
                      ok);
    ta_json_set_number(object, "score_cap", gate->score_cap, ok);
    return object;
}

static json_t *params_array(const struct ta_assessed *assessed, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < assessed->n_params; i++) {
        json_t *object = json_object();
        ta_json_set_exact(object, "name", assessed->param[i].name, ok);
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
        ta_json_set_exact(object, "name", result->detail[i].name, ok);
        ta_json_set_number(object, "value", result->detail[i].value, ok);
        ta_json_set_exact(object, "unit", result->detail[i].unit, ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

/* "key" as the table has it: several stand with a stroke between them. */
static json_t *rows_array(const struct ta_assessed *assessed, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < assessed->n_rows; i++) {
        const struct ta_row_read *read = &assessed->row[i];
        json_t *object = json_object();
        struct ta_text key = {0};
        for (size_t k = 0; k < read->n_keys; k++)
            ta_text_addf(&key, "%s%s", k > 0 ? "/" : "", read->row->key[k]);
        *ok = *ok && !key.failed;
        ta_json_set_exact(object, "table", read->table, ok);
        ta_json_set_exact(object, "key", key.size > 0 ? key.bytes : "", ok);
        ta_json_set_number(object, "value", read->row->stated, ok);
        ta_json_set_exact(object, "unit", read->row->stated_unit, ok);
        ta_json_set_exact(object, "source", read->row->source, ok);
        ta_json_set_bool(object, "checked", read->row->checked, ok);
        ta_body_append(array, object, ok);
        ta_text_free(&key);
    }
    return array;
}

static json_t *trust_array(const struct ta_assessed *assessed, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < assessed->n_trusted; i++) {
        const struct ta_trusted *trusted = &assessed->trusted[i];
        json_t *object = json_object(), *criteria = json_array();
        for (int k = 0; k < TA_TRUST_CRITERIA; k++) {
            json_t *criterion = json_object();
            ta_json_set_exact(criterion, "name", trusted->criterion[k].name, ok);
            ta_json_set_int(criterion, "grade", trusted->criterion[k].grade, ok);
            ta_json_set_number(criterion, "value", trusted->criterion[k].value, ok);
            ta_body_append(criteria, criterion, ok);
        }
        ta_json_set_exact(object, "datastream", trusted->subject, ok);
        ta_json_set_int(object, "grade", trusted->grade, ok);
        ta_json_set_exact(object, "decided", trusted->decided, ok);
        ta_json_set(object, "criteria", criteria, ok);
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
    ta_json_set_exact(object, "id", assessed->indicator->id, ok);
    ta_json_set_int(object, "version", assessed->indicator->version, ok);
    ta_json_set_exact(object, "unit", assessed->indicator->unit, ok);
    ta_json_set_exact(object, "cite", assessed->indicator->cite, ok);
    ta_json_set_number(object, "value", result->value, ok);
    ta_json_set_number(object, "lo", result->lo, ok);
    ta_json_set_number(object, "hi", result->hi, ok);
    ta_json_set_exact(object, "reason", ta_reason_code(result->reason), ok);
    ta_json_set_exact(object, "why", result->why, ok);
    ta_json_set_exact(object, "gate", ta_gate_code(result->gate), ok);
    ta_json_set(object, "grade",
                result->grade > 0 ? json_integer(result->grade) : json_null(), ok);
    ta_json_set_int(object, "looks", (int64_t)result->n_looks, ok);
    ta_json_set_bool(object, "unchecked", result->unchecked, ok);
    ta_json_set_number(
        object, "unseen_share",
        result->reason == TA_OBSERVED ? result->unseen_share : (double)NAN, ok);
    ta_json_set(object, "params", params_array(assessed, ok), ok);
    ta_json_set(object, "details", details_array(result, ok), ok);
    ta_json_set(object, "evidence", evidence, ok);
    ta_json_set(object, "rows", rows_array(assessed, ok), ok);
    if (assessed->n_trusted > 0)
        ta_json_set(object, "trust", trust_array(assessed, ok), ok);
}

json_t *ta_body_indicators(const struct ta_assessment *a, bool *ok)
{
    const struct ta_model *model = a->model;
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_assessed; i++) {
        bool scored = i < first_gate(a), gate = !scored && i < first_reported(a);
        json_t *object = json_object();
        set_result(object, &a->assessed[i], ok);
        ta_json_set_exact(object, "use",
                          scored ? "scored"
                          : gate ? "gate"
                                 : "reported",
                          ok);
        ta_json_set_exact(object, "pillar",
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
