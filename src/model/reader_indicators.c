/* SPDX-License-Identifier: Apache-2.0 */
/** @file reader_indicators.c  Pillars, scored indicators, gates, reported indicators.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "carbon.h"
#include "model/reader.h"
#include "scoring.h"

static const double sum_tolerance = 1e-9;
static const struct ta_model_range any = {-1e300, 1e300};
static const struct ta_model_range share = {1e-6, 1.0};
static const struct ta_model_range score = {1.0, 100.0};

static const char *const opinion_words[] = {"no_objection", "conditions", "objection",
                                            "cannot_say", NULL};

/** Nearest known indicator as the mend. */
static enum ta_status unknown_indicator(const struct ta_model_reader *r,
                                        const struct ta_yaml_node *node, const char *id)
{
    enum { MOST = 128 };
    const char *known[MOST + 1] = {NULL};
    size_t n = ta_indicator_count() < MOST ? ta_indicator_count() : MOST;
    for (size_t i = 0; i < n; i++) known[i] = ta_indicator_at(i)->id;
    (void)ta_yaml_fail(r->yaml, node, r->err, "no indicator \"%s\"", id);
    ta_mend_unknown(r->err, id, known);
    return TA_E_DATA;
}

/** The indicator that @p key of @p map names, of role @p role. */
static enum ta_status find_indicator(const struct ta_model_reader *r,
                                     const struct ta_yaml_node *map,
                                     enum ta_indicator_role role, char id[TA_NAME_SIZE],
                                     const struct ta_indicator **out)
{
    static const char *const role_words[] = {"scored", "a gate", "reported"};
    enum ta_status rc = ta_model_name(r, map, "id", id);
    if (rc != TA_OK) return rc;
    const struct ta_yaml_node *node = ta_yaml_member(map, "id");
    const struct ta_indicator *found = ta_indicator_find(id);
    if (found == NULL) return unknown_indicator(r, node, id);
    if (role != TA_ROLE_REPORTED && found->role != role)
        return ta_mended(
            ta_yaml_fail(r->yaml, node, r->err, "\"%s\" is %s, not %s", id,
                         role_words[found->role], role_words[role]),
            r->err, "put it in the list that is for it: pillars, gates or reported");
    *out = found;
    return TA_OK;
}

static enum ta_status unknown_param(const struct ta_model_reader *r,
                                    const struct ta_yaml_node *node,
                                    const struct ta_indicator *indicator)
{
    enum { MOST = 64 };
    const char *known[MOST + 1] = {NULL};
    for (size_t i = 0; i < indicator->n_params && i < MOST; i++)
        known[i] = indicator->param[i].name;
    (void)ta_yaml_fail(r->yaml, node, r->err, "%s has no parameter \"%s\"",
                       indicator->id, node->key);
    ta_mend_unknown(r->err, node->key, known);
    return TA_E_DATA;
}

static enum ta_status read_param(const struct ta_model_reader *r,
                                 const struct ta_yaml_node *node,
                                 const struct ta_indicator *indicator,
                                 struct ta_param_value *out)
{
    for (size_t i = 0; i < indicator->n_params; i++) {
        const struct ta_param_spec *spec = &indicator->param[i];
        if (strcmp(spec->name, node->key) != 0) continue;
        enum ta_status rc = ta_yaml_number(r->yaml, node, &out->value, r->err);
        if (rc != TA_OK) return rc;
        if (!(out->value >= spec->lo && out->value <= spec->hi))
            return ta_mended(
                ta_yaml_fail(r->yaml, node, r->err, "%s: %s lies outside %g to %g%s",
                             spec->name, node->text, spec->lo, spec->hi,
                             ta_unit_after(spec->unit, (char[TA_UNIT_AFTER]){0})),
                r->err, ta_model_within);
        return ta_copy(out->name, sizeof out->name, spec->name) ? TA_OK : TA_E_INTERNAL;
    }
    return unknown_param(r, node, indicator);
}

static enum ta_status read_params(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *map,
                                  const struct ta_indicator *indicator,
                                  struct ta_param_value **out, size_t *n)
{
    const struct ta_yaml_node *params = ta_yaml_member(map, "params");
    if (params == NULL) return TA_OK;
    if (params->kind != TA_YAML_MAP)
        return ta_mended(ta_yaml_fail(r->yaml, params, r->err, "params: wanted a map"),
                         r->err, "write it as {name: value}");
    *out = ta_alloc(params->n, sizeof **out);
    if (*out == NULL) return ta_fail(r->err, TA_E_NOMEM, "model: out of memory");

    enum ta_status rc = TA_OK;
    for (const struct ta_yaml_node *c = params->child; c != NULL && rc == TA_OK;
         c = c->next)
        rc = read_param(r, c, indicator, &(*out)[(*n)++]);
    return rc;
}

/** The pair {worst, best} under @p key. */
static enum ta_status read_ends(const struct ta_model_reader *r,
                                const struct ta_yaml_node *map, const char *key,
                                double *worst, double *best)
{
    static const char *const known[] = {"worst", "best", NULL};
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_MAP, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK) rc = ta_model_number(r, node, "worst", any, worst);
    if (rc == TA_OK) rc = ta_model_number(r, node, "best", any, best);
    return rc;
}

static enum ta_status check_goalposts(const struct ta_model_reader *r,
                                      const struct ta_yaml_node *node,
                                      const struct ta_indicator *indicator,
                                      const struct ta_model_item *item)
{
    bool higher_is_worse = item->worst > item->best;
    if (item->worst == item->best)
        return ta_mended(
            ta_yaml_fail(r->yaml, node, r->err, "goalposts: worst and best are equal"),
            r->err, "give two values that differ");
    if (indicator->direction == TA_HIGHER_IS_WORSE && !higher_is_worse)
        return ta_mended(
            ta_yaml_fail(r->yaml, node, r->err,
                         "goalposts: of %s more is worse, so worst must be the higher",
                         indicator->id),
            r->err, "exchange worst and best");
    if (indicator->direction == TA_LOWER_IS_WORSE && higher_is_worse)
        return ta_mended(
            ta_yaml_fail(r->yaml, node, r->err,
                         "goalposts: of %s less is worse, so worst must be the lower",
                         indicator->id),
            r->err, "exchange worst and best");
    return TA_OK;
}

static enum ta_status check_plausible(const struct ta_model_reader *r,
                                      const struct ta_yaml_node *node,
                                      const struct ta_indicator *indicator,
                                      const struct ta_model_item *item)
{
    const double end[2] = {item->plausible_worst, item->plausible_best};
    for (size_t k = 0; k < 2; k++)
        if (end[k] < indicator->lo || end[k] > indicator->hi)
            return ta_mended(
                ta_yaml_fail(r->yaml, node, r->err,
                             "plausible: %g lies outside %s's %g to %g%s", end[k],
                             indicator->id, indicator->lo, indicator->hi,
                             ta_unit_after(indicator->unit, (char[TA_UNIT_AFTER]){0})),
                r->err, ta_model_within);
    if ((end[0] - end[1]) * (item->worst - item->best) < 0.0)
        return ta_mended(
            ta_yaml_fail(r->yaml, node, r->err,
                         "plausible: worst is better than best by the goalposts"),
            r->err, "exchange worst and best of plausible");
    if (ta_goalpost_score(end[0], item->worst, item->best) > score.lo) {
        (void)ta_yaml_fail(
            r->yaml, node, r->err,
            "plausible: worst scores above 1, so that silence would help "
            "whoever is worse");
        ta_error_mend(r->err, "put it at the worst goalpost, or beyond");
        return TA_E_DATA;
    }
    return TA_OK;
}

static enum ta_status check_once(const struct ta_model_reader *r,
                                 const struct ta_yaml_node *node,
                                 const struct ta_model_item *item, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(item[i].indicator, item[n].indicator) == 0)
            return ta_mended(ta_yaml_fail(r->yaml, node, r->err, "\"%s\" stands twice",
                                          item[n].indicator),
                             r->err, "leave one of the two out");
    return TA_OK;
}

static enum ta_status read_item_numbers(const struct ta_model_reader *r,
                                        const struct ta_yaml_node *node,
                                        struct ta_model_item *item)
{
    enum ta_status rc = ta_model_number(r, node, "weight", share, &item->weight);
    if (rc == TA_OK) rc = read_ends(r, node, "goalposts", &item->worst, &item->best);
    if (rc == TA_OK)
        rc = read_ends(r, node, "plausible", &item->plausible_worst,
                       &item->plausible_best);
    if (rc == TA_OK)
        rc = ta_model_number(r, node, "reference", score, &item->reference);
    return rc;
}

static enum ta_status read_item(const struct ta_model_reader *r,
                                const struct ta_yaml_node *node, size_t pillar)
{
    static const char *const known[] = {"id",        "weight",    "goalposts",
                                        "plausible", "params",    "not_for",
                                        "owed_by",   "reference", NULL};
    if (r->model->n_items == TA_MODEL_ITEMS)
        return ta_mended(ta_yaml_fail(r->yaml, node, r->err, "more than %d indicators",
                                      TA_MODEL_ITEMS),
                         r->err, "leave some out");
    struct ta_model_item *item = &r->model->item[r->model->n_items];
    const struct ta_indicator *indicator = NULL;
    item->pillar = pillar;
    enum ta_status rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK)
        rc = find_indicator(r, node, TA_ROLE_SCORED, item->indicator, &indicator);
    if (rc == TA_OK) rc = check_once(r, node, r->model->item, r->model->n_items);
    if (rc == TA_OK) rc = read_item_numbers(r, node, item);
    if (rc == TA_OK) rc = check_goalposts(r, node, indicator, item);
    if (rc == TA_OK) rc = check_plausible(r, node, indicator, item);
    r->model->n_items++; /* its parameters are freed with it */
    if (rc == TA_OK)
        rc = read_params(r, node, indicator, &item->param, &item->n_params);
    if (rc == TA_OK) rc = ta_model_read_sectors(r, node, item);
    return rc == TA_OK ? ta_model_read_owed(r, node, indicator, &item->owed_by) : rc;
}

static enum ta_status check_sum(const struct ta_model_reader *r,
                                const struct ta_yaml_node *node, const char *what,
                                double sum)
{
    if (fabs(sum - 1.0) <= sum_tolerance) return TA_OK;
    (void)ta_yaml_fail(r->yaml, node, r->err, "weights of %s sum to %.10g, not to 1",
                       what, sum);
    ta_error_mend(r->err, "change the weights so that they sum to 1");
    return TA_E_DATA;
}

static enum ta_status read_items(const struct ta_model_reader *r,
                                 const struct ta_yaml_node *node, size_t pillar)
{
    const struct ta_yaml_node *list = NULL;
    enum ta_status rc =
        ta_yaml_need(r->yaml, node, "indicators", TA_YAML_LIST, &list, r->err);
    if (rc != TA_OK) return rc;
    double sum = 0.0;
    for (const struct ta_yaml_node *c = list->child; c != NULL && rc == TA_OK;
         c = c->next) {
        rc = read_item(r, c, pillar);
        if (rc == TA_OK) sum += r->model->item[r->model->n_items - 1].weight;
    }
    if (rc != TA_OK) return rc;
    char what[TA_NAME_SIZE + 16];
    (void)snprintf(what, sizeof what, "pillar %s", r->model->pillar[pillar].id);
    return check_sum(r, list, what, sum);
}

enum ta_status ta_model_read_pillars(const struct ta_model_reader *r,
                                     const struct ta_yaml_node *root)
{
    static const char *const known[] = {"id", "weight", "indicators", NULL};
    static const struct ta_model_list list = {"pillars", 1, TA_MODEL_PILLARS,
                                              sizeof(struct ta_model_pillar)};
    struct ta_model *model = r->model;
    const struct ta_yaml_node *node = NULL;
    void *memory = NULL;
    enum ta_status rc =
        ta_model_list_read(r, root, &list, &node, &memory, &model->n_pillars);
    if (rc != TA_OK) return rc;
    model->pillar = memory;
    model->item = ta_alloc(TA_MODEL_ITEMS, sizeof *model->item);
    if (model->item == NULL) return ta_fail(r->err, TA_E_NOMEM, "model: out of memory");

    double sum = 0.0;
    for (size_t p = 0; p < model->n_pillars && rc == TA_OK; p++, node = node->next) {
        struct ta_model_pillar *pillar = &model->pillar[p];
        rc = ta_yaml_known(r->yaml, node, known, r->err);
        if (rc == TA_OK) rc = ta_model_name(r, node, "id", pillar->id);
        if (rc == TA_OK)
            rc = ta_model_number(r, node, "weight", share, &pillar->weight);
        if (rc == TA_OK) rc = read_items(r, node, p);
        sum += pillar->weight;
    }
    if (rc != TA_OK) return rc;
    return check_sum(r, ta_yaml_member(root, "pillars"), "the pillars", sum);
}

static enum ta_status read_cap(const struct ta_model_reader *r,
                               const struct ta_yaml_node *node, double *out)
{
    const struct ta_yaml_node *cap = ta_yaml_member(node, "score_cap");
    *out = NAN;
    return cap == NULL ? TA_OK : ta_model_number(r, node, "score_cap", score, out);
}

/* How far an opinion carries a loan; neither objection nor cannot_say does. */
static int carries(enum ta_opinion opinion)
{
    if (opinion == TA_OPINION_NO_OBJECTION) return 2;
    return opinion == TA_OPINION_CONDITIONS ? 1 : 0;
}

static enum ta_status check_gate(const struct ta_model_reader *r,
                                 const struct ta_yaml_node *node,
                                 const struct ta_model_gate *gate)
{
    if (gate->not_evaluated == TA_OPINION_NO_OBJECTION)
        return ta_mended(
            ta_yaml_fail(
                r->yaml, node, r->err,
                "a gate that was not evaluated cannot leave no_objection open"),
            r->err, "put not_evaluated at cannot_say, or at conditions");
    if (carries(gate->not_evaluated) <= carries(gate->opinion_at_best)) return TA_OK;
    (void)ta_yaml_fail(r->yaml, node, r->err,
                       "not_evaluated leaves a better opinion open than a gate that "
                       "fires, so that silence would help");
    ta_error_mend(r->err, "put not_evaluated at cannot_say, or at opinion_at_best");
    return TA_E_DATA;
}

static enum ta_status read_gate(const struct ta_model_reader *r,
                                const struct ta_yaml_node *node,
                                struct ta_model_gate *gate)
{
    static const char *const known[] = {"id",        "opinion_at_best", "not_evaluated",
                                        "score_cap", "params",          "owed_by",
                                        NULL};
    const struct ta_indicator *indicator = NULL;
    size_t at_best = 0, not_evaluated = 0;
    enum ta_status rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK)
        rc = find_indicator(r, node, TA_ROLE_GATE, gate->indicator, &indicator);
    if (rc == TA_OK)
        rc = ta_model_choice(r, node, "opinion_at_best", opinion_words, &at_best);
    if (rc == TA_OK)
        rc = ta_model_choice(r, node, "not_evaluated", opinion_words, &not_evaluated);
    if (rc == TA_OK) rc = read_cap(r, node, &gate->score_cap);
    if (rc == TA_OK)
        rc = read_params(r, node, indicator, &gate->param, &gate->n_params);
    if (rc == TA_OK) rc = ta_model_read_owed(r, node, indicator, &gate->owed_by);
    gate->opinion_at_best = (enum ta_opinion)at_best;
    gate->not_evaluated = (enum ta_opinion)not_evaluated;
    return rc == TA_OK ? check_gate(r, node, gate) : rc;
}

enum ta_status ta_model_read_gates(const struct ta_model_reader *r,
                                   const struct ta_yaml_node *root)
{
    static const struct ta_model_list list = {"gates", 0, TA_MODEL_ROWS,
                                              sizeof(struct ta_model_gate)};
    const struct ta_yaml_node *node = NULL;
    void *memory = NULL;
    enum ta_status rc =
        ta_model_list_read(r, root, &list, &node, &memory, &r->model->n_gates);
    r->model->gate = memory;
    for (size_t i = 0; rc == TA_OK && i < r->model->n_gates; i++, node = node->next)
        rc = read_gate(r, node, &r->model->gate[i]);
    return rc;
}

static enum ta_status read_reported(const struct ta_model_reader *r,
                                    const struct ta_yaml_node *node,
                                    struct ta_model_item *item)
{
    static const char *const known[] = {"id", "params", NULL};
    const struct ta_indicator *indicator = NULL;
    item->weight = item->worst = item->best = item->reference = NAN;
    item->plausible_worst = item->plausible_best = NAN;
    enum ta_status rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK)
        rc = find_indicator(r, node, TA_ROLE_REPORTED, item->indicator, &indicator);
    if (rc == TA_OK)
        rc = read_params(r, node, indicator, &item->param, &item->n_params);
    return rc;
}

enum ta_status ta_model_read_reported(const struct ta_model_reader *r,
                                      const struct ta_yaml_node *root)
{
    static const struct ta_model_list list = {"reported", 0, TA_MODEL_ROWS,
                                              sizeof(struct ta_model_item)};
    const struct ta_yaml_node *node = NULL;
    void *memory = NULL;
    enum ta_status rc =
        ta_model_list_read(r, root, &list, &node, &memory, &r->model->n_reported);
    r->model->reported = memory;
    for (size_t i = 0; rc == TA_OK && i < r->model->n_reported; i++, node = node->next)
        rc = read_reported(r, node, &r->model->reported[i]);
    return rc;
}

/** The set of GWP that the indicators before the one at hand use. */
struct one_set {
    const char *indicator; /**< NULL while none uses one */
    double report;
};

static enum ta_status same_set(const struct ta_model_reader *r,
                               const struct ta_yaml_node *node, const char *id,
                               const struct ta_evidence *params, struct one_set *set)
{
    double report = ta_evidence_param(params, ta_indicator_find(id), TA_GWP_PARAM);
    if (isnan(report)) return TA_OK; /* it weighs no gases */
    if (set->indicator == NULL) *set = (struct one_set){id, report};
    if (report == set->report) return TA_OK;
    (void)ta_yaml_fail(r->yaml, node, r->err,
                       TA_GWP_PARAM " is %g of %s and %g of %s: a record has one set",
                       set->report, set->indicator, report, id);
    ta_error_mend(r->err, "set " TA_GWP_PARAM " to the same report in params of both");
    return TA_E_DATA;
}

enum ta_status ta_model_check_gwp(const struct ta_model_reader *r,
                                  const struct ta_yaml_node *root)
{
    struct one_set set = {.indicator = NULL};
    const struct ta_model *m = r->model;
    const struct ta_yaml_node *gates = ta_yaml_member(root, "gates");
    const struct ta_yaml_node *reported = ta_yaml_member(root, "reported");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < m->n_items; i++) {
        const struct ta_evidence e = {0, NULL, m->item[i].n_params, m->item[i].param};
        rc = same_set(r, root, m->item[i].indicator, &e, &set);
    }
    for (size_t i = 0; rc == TA_OK && i < m->n_gates; i++) {
        const struct ta_evidence e = {0, NULL, m->gate[i].n_params, m->gate[i].param};
        rc = same_set(r, gates, m->gate[i].indicator, &e, &set);
    }
    for (size_t i = 0; rc == TA_OK && i < m->n_reported; i++) {
        const struct ta_model_item *item = &m->reported[i];
        const struct ta_evidence e = {0, NULL, item->n_params, item->param};
        rc = same_set(r, reported, item->indicator, &e, &set);
    }
    return rc;
}
