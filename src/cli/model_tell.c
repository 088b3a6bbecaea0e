/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/model_tell.h"

#include <math.h>

#include "record/codes.h"

json_t *ta_tell_model_head(const char *name, const struct ta_any_model *model, bool *ok)
{
    bool index = model->use == TA_USE_INDEX;
    json_t *object = json_object();
    ta_json_set_text(object, "name", name, ok);
    ta_json_set_text(object, "id", index ? model->index.id : model->credit.id, ok);
    ta_json_set_int(object, "version",
                    index ? model->index.version : model->credit.version, ok);
    ta_json_set_text(object, "use", index ? "index" : "credit", ok);
    if (!index)
        ta_json_set_text(object, "state", ta_model_state_word(model->credit.state), ok);
    ta_json_set_text(object, "title", index ? model->index.title : model->credit.title,
                     ok);
    ta_json_set_text(object, "made_by",
                     index ? model->index.made_by : model->credit.made_by, ok);
    ta_json_set_text(object, "sha256",
                     index ? model->index.sha256 : model->credit.sha256, ok);
    return object;
}

/* --- credit ------------------------------------------------------------------------- */

static json_t *tell_params(const struct ta_param_value *param, size_t n, bool *ok)
{
    json_t *object = json_object();
    for (size_t i = 0; i < n; i++)
        ta_json_set_number(object, param[i].name, param[i].value, ok);
    return object;
}

static json_t *tell_item(const struct ta_model *model, const struct ta_model_item *item,
                         bool *ok)
{
    const struct ta_model_pillar *pillar = &model->pillar[item->pillar];
    json_t *row = json_object();
    ta_json_set_text(row, "indicator", item->indicator, ok);
    ta_json_set_text(row, "pillar", pillar->id, ok);
    ta_json_set_number(row, "weight", item->weight, ok);
    ta_json_set_number(row, "effective_weight", item->weight * pillar->weight, ok);
    ta_json_set_number(row, "worst", item->worst, ok);
    ta_json_set_number(row, "best", item->best, ok);
    ta_json_set_number(row, "plausible_worst", item->plausible_worst, ok);
    ta_json_set_number(row, "plausible_best", item->plausible_best, ok);
    ta_json_set_number(row, "reference", item->reference, ok);
    ta_json_set(row, "params", tell_params(item->param, item->n_params, ok), ok);
    return row;
}

static json_t *tell_gate(const struct ta_model_gate *gate, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "indicator", gate->indicator, ok);
    ta_json_set_text(row, "opinion_at_best", ta_opinion_code(gate->opinion_at_best),
                     ok);
    ta_json_set_number(row, "score_cap", gate->score_cap, ok);
    ta_json_set_text(row, "opinion_if_not_evaluated",
                     ta_opinion_code(gate->not_evaluated), ok);
    ta_json_set(row, "params", tell_params(gate->param, gate->n_params, ok), ok);
    return row;
}

static json_t *tell_opinion(const struct ta_model_opinion *opinion, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "level_at_least", ta_level_code(opinion->level_at_least), ok);
    ta_json_set_number(row, "observed_at_least", opinion->observed_at_least, ok);
    ta_json_set_text(row, "opinion", ta_opinion_code(opinion->opinion), ok);
    return row;
}

static json_t *tell_approval(const struct ta_approval *approval, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "by", approval->by, ok);
    ta_json_set_text(row, "role", approval->role, ok);
    ta_json_set_text(row, "reason", approval->note, ok);
    ta_json_set_day(row, "on", approval->on, ok);
    ta_json_set_day(row, "until", approval->until, ok);
    return row;
}

static json_t *tell_levels(const struct ta_model *model, bool *ok)
{
    json_t *object = json_object();
    for (int i = 0; i < TA_LEVEL_COUNT; i++)
        ta_json_set_number(object, ta_level_code((enum ta_level)i),
                           model->level_from[i], ok);
    return object;
}

static json_t *tell_pillars(const struct ta_model *model, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->n_pillars; i++) {
        json_t *row = json_object();
        ta_json_set_text(row, "id", model->pillar[i].id, ok);
        ta_json_set_number(row, "weight", model->pillar[i].weight, ok);
        (void)json_array_append_new(list, row);
    }
    return list;
}

static void tell_credit(const struct ta_model *model, json_t *object, bool *ok)
{
    json_t *items = json_array(), *gates = json_array(), *opinions = json_array(),
           *reported = json_array(), *approvals = json_array();
    for (size_t i = 0; i < model->n_items; i++)
        (void)json_array_append_new(items, tell_item(model, &model->item[i], ok));
    for (size_t i = 0; i < model->n_gates; i++)
        (void)json_array_append_new(gates, tell_gate(&model->gate[i], ok));
    for (size_t i = 0; i < model->n_opinions; i++)
        (void)json_array_append_new(opinions, tell_opinion(&model->opinion[i], ok));
    for (size_t i = 0; i < model->n_reported; i++)
        (void)json_array_append_new(reported,
                                    json_string(model->reported[i].indicator));
    for (size_t i = 0; i < model->n_approvals; i++)
        (void)json_array_append_new(approvals, tell_approval(&model->approval[i], ok));
    ta_json_set_text(object, "within_pillar", ta_mean_code(model->within_pillar), ok);
    ta_json_set_text(object, "across_pillars", ta_mean_code(model->across_pillars), ok);
    ta_json_set_number(object, "hysteresis", model->hysteresis, ok);
    ta_json_set_int(object, "valid_days", model->valid_days, ok);
    ta_json_set(object, "levels", tell_levels(model, ok), ok);
    ta_json_set(object, "pillars", tell_pillars(model, ok), ok);
    ta_json_set(object, "indicators", items, ok);
    ta_json_set(object, "gates", gates, ok);
    ta_json_set(object, "reported", reported, ok);
    ta_json_set(object, "opinions", opinions, ok);
    ta_json_set(object, "approvals", approvals, ok);
}

/* --- index -------------------------------------------------------------------------- */

static json_t *tell_column(const struct ta_index_model *model,
                           const struct ta_index_indicator *indicator, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "indicator", indicator->id, ok);
    ta_json_set_text(row, "group", model->group[indicator->parent].id, ok);
    ta_json_set_number(row, "weight", indicator->weight, ok);
    ta_json_set_number(row, "direction", indicator->direction, ok);
    ta_json_set_text(row, "denominator",
                     indicator->denominator[0] == '\0' ? NULL : indicator->denominator,
                     ok);
    return row;
}

static json_t *tell_group(const struct ta_index_model *model,
                          const struct ta_index_group *group, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "id", group->id, ok);
    ta_json_set_text(row, "parent",
                     group->depth == 0 ? NULL : model->group[group->parent].id, ok);
    ta_json_set_number(row, "weight", group->weight, ok);
    ta_json_set_text(row, "mean", ta_mean_code(group->mean), ok);
    return row;
}

static void tell_index(const struct ta_index_model *model, json_t *object, bool *ok)
{
    static const char *const impute[] = {[TA_IMPUTE_NONE] = "none",
                                         [TA_IMPUTE_MEAN] = "mean",
                                         [TA_IMPUTE_GROUP_MEAN] = "group_mean"};
    json_t *groups = json_array(), *columns = json_array();
    for (size_t i = 0; i < model->n_groups; i++)
        (void)json_array_append_new(groups, tell_group(model, &model->group[i], ok));
    for (size_t i = 0; i < model->n_indicators; i++)
        (void)json_array_append_new(columns,
                                    tell_column(model, &model->indicator[i], ok));
    ta_json_set_text(object, "unit_column", model->unit_column, ok);
    ta_json_set_text(object, "group_column",
                     model->group_column[0] == '\0' ? NULL : model->group_column, ok);
    ta_json_set_text(object, "impute", impute[model->impute], ok);
    ta_json_set_bool(object, "treat", model->treat, ok);
    ta_json_set_number(object, "scale_from", model->from, ok);
    ta_json_set_number(object, "scale_to", model->to, ok);
    ta_json_set(object, "groups", groups, ok);
    ta_json_set(object, "indicators", columns, ok);
}

void ta_tell_model(const struct ta_any_model *model, json_t *object, bool *ok)
{
    if (model->use == TA_USE_INDEX)
        tell_index(&model->index, object, ok);
    else
        tell_credit(&model->credit, object, ok);
}
