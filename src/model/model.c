/* SPDX-License-Identifier: Apache-2.0 */
#include "model/model.h"

#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "model/reader.h"

static const char *const mean_words[] = {"arithmetic", "geometric", "harmonic", NULL};
static const char *const use_words[] = {"credit", "index", NULL};
static const char *const state_words[] = {
#define X(name, word) word,
    TA_MODEL_STATE_LIST(X)
#undef X
        NULL};

static enum ta_status read_whole(const struct ta_model_reader *r,
                                 const struct ta_yaml_node *map, const char *key,
                                 int64_t hi, int *out)
{
    const struct ta_yaml_node *node = NULL;
    int64_t value = 0;
    enum ta_status rc = ta_yaml_need(r->yaml, map, key, TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_int(r->yaml, node, 1, hi, &value, r->err);
    if (rc == TA_OK) *out = (int)value;
    return rc;
}

/* Asked first: keys that it has are strange to this reader. */
static enum ta_status check_use(const struct ta_model_reader *r,
                                const struct ta_yaml_node *root)
{
    const struct ta_yaml_node *use = ta_yaml_member(root, "use");
    if (use == NULL || use->kind != TA_YAML_SCALAR ||
        strcmp(use->text, use_words[TA_USE_INDEX]) != 0)
        return TA_OK;
    return ta_mended(
        ta_yaml_fail(r->yaml, use, r->err,
                     "a model of use index scores tables and assesses no project"),
        r->err,
        "name a model of use credit, such as credit-3 (`terrassay model list`); "
        "`terrassay model score` is for this one");
}

static enum ta_status read_identity(const struct ta_model_reader *r,
                                    const struct ta_yaml_node *root)
{
    static const char *const schemas[] = {"terrassay/model/1", NULL};
    size_t word = 0, state = 0;
    enum ta_status rc = ta_model_choice(r, root, "schema", schemas, &word);
    if (rc == TA_OK) rc = ta_model_name(r, root, "id", r->model->id);
    if (rc == TA_OK) rc = read_whole(r, root, "version", 1000000, &r->model->version);
    if (rc == TA_OK) rc = ta_model_choice(r, root, "use", use_words, &word);
    if (rc == TA_OK) rc = ta_model_choice(r, root, "state", state_words, &state);
    r->model->state = (enum ta_model_state)state;
    if (rc == TA_OK) rc = ta_model_text(r, root, "title", &r->model->title);
    if (rc == TA_OK) rc = ta_model_text(r, root, "made_by", &r->model->made_by);
    return rc;
}

static enum ta_status read_rules(const struct ta_model_reader *r,
                                 const struct ta_yaml_node *root)
{
    static const char *const known[] = {"within_pillar", "across_pillars", NULL};
    static const struct ta_model_range points = {0.0, 20.0};
    const struct ta_yaml_node *means = NULL;
    size_t within = 0, across = 0;
    enum ta_status rc =
        ta_yaml_need(r->yaml, root, "means", TA_YAML_MAP, &means, r->err);
    if (rc == TA_OK) rc = ta_yaml_known(r->yaml, means, known, r->err);
    if (rc == TA_OK)
        rc = ta_model_choice(r, means, "within_pillar", mean_words, &within);
    if (rc == TA_OK)
        rc = ta_model_choice(r, means, "across_pillars", mean_words, &across);
    r->model->within_pillar = (enum ta_mean)within;
    r->model->across_pillars = (enum ta_mean)across;
    if (rc == TA_OK)
        rc = ta_model_number(r, root, "hysteresis", points, &r->model->hysteresis);
    if (rc == TA_OK)
        rc = read_whole(r, root, "valid_days", 3660, &r->model->valid_days);
    return rc;
}

static enum ta_status read_model(const struct ta_model_reader *r)
{
    static const char *const known[] = {
        "schema",  "id",         "version",    "use",      "state",     "title",
        "means",   "hysteresis", "valid_days", "levels",   "pillars",   "gates",
        "purpose", "made_by",    "reported",   "opinions", "approvals", NULL};
    const struct ta_yaml_node *root = ta_yaml_root(r->yaml);
    enum ta_status rc = check_use(r, root);
    if (rc == TA_OK) rc = ta_yaml_known(r->yaml, root, known, r->err);
    if (rc == TA_OK) rc = read_identity(r, root);
    if (rc == TA_OK) rc = read_rules(r, root);
    if (rc == TA_OK) rc = ta_model_read_levels(r, root);
    if (rc == TA_OK) rc = ta_model_read_pillars(r, root);
    if (rc == TA_OK) rc = ta_model_read_gates(r, root);
    if (rc == TA_OK) rc = ta_model_read_reported(r, root);
    if (rc == TA_OK) rc = ta_model_check_gwp(r, root);
    if (rc == TA_OK) rc = ta_model_read_opinions(r, root);
    if (rc == TA_OK) rc = ta_model_read_approvals(r, root);
    return rc;
}

enum ta_status ta_model_parse(const char *name, const char *bytes, size_t size,
                              struct ta_model *out, struct ta_error *err)
{
    struct ta_yaml *yaml = NULL;
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &yaml, err);
    if (rc != TA_OK) return rc;

    struct ta_model model = {.use = TA_USE_CREDIT};
    const struct ta_model_reader reader = {yaml, &model, err};
    rc = read_model(&reader);
    ta_yaml_free(yaml);
    if (rc != TA_OK) {
        ta_model_free(&model);
        return rc;
    }
    ta_sha256(bytes, size, model.sha256);
    *out = model;
    return TA_OK;
}

static void approval_free(struct ta_approval *approval)
{
    ta_free(approval->by);
    ta_free(approval->role);
    ta_free(approval->note);
}

void ta_model_drop_approvals(struct ta_model *model)
{
    for (size_t i = 0; model->approval != NULL && i < model->n_approvals; i++)
        approval_free(&model->approval[i]);
    ta_free(model->approval);
    model->approval = NULL;
    model->n_approvals = 0;
}

void ta_model_free(struct ta_model *model)
{
    for (size_t i = 0; model->item != NULL && i < model->n_items; i++) {
        ta_free(model->item[i].param);
        ta_free(model->item[i].not_for);
        ta_free(model->item[i].owed_by.sector);
    }
    for (size_t i = 0; model->gate != NULL && i < model->n_gates; i++) {
        ta_free(model->gate[i].param);
        ta_free(model->gate[i].owed_by.sector);
    }
    for (size_t i = 0; model->reported != NULL && i < model->n_reported; i++)
        ta_free(model->reported[i].param);
    ta_model_drop_approvals(model);
    ta_free(model->pillar);
    ta_free(model->item);
    ta_free(model->gate);
    ta_free(model->reported);
    ta_free(model->opinion);
    ta_free(model->title);
    ta_free(model->made_by);
    *model = (struct ta_model){0};
}

enum ta_status ta_model_add_approval(struct ta_model *model,
                                     const struct ta_approval *approval,
                                     struct ta_error *err)
{
    if (approval->by == NULL || approval->by[0] == '\0' ||
        approval->until < approval->on)
        return ta_fail(err, TA_E_ARG,
                       "approval of %s: a name and an end date are needed", model->id);
    if (strcmp(approval->by, model->made_by) == 0)
        return ta_fail(err, TA_E_PERMISSION, "%s made %s and cannot approve it",
                       approval->by, model->id);

    struct ta_approval copy = {ta_strdup(approval->by), ta_strdup(approval->role),
                               ta_strdup(approval->note), approval->on,
                               approval->until};
    struct ta_approval *grown =
        ta_realloc(model->approval, model->n_approvals + 1, sizeof *grown);
    if (grown != NULL) model->approval = grown;
    if (grown == NULL || copy.by == NULL) {
        approval_free(&copy);
        return ta_fail(err, TA_E_NOMEM, "approval of %s: out of memory", model->id);
    }
    model->approval[model->n_approvals++] = copy;
    return TA_OK;
}

const struct ta_approval *ta_model_approval(const struct ta_model *model, ta_day date)
{
    for (size_t i = 0; i < model->n_approvals; i++)
        if (model->approval[i].on <= date && date <= model->approval[i].until)
            return &model->approval[i];
    return NULL;
}

static bool all_ended(const struct ta_model *model, ta_day date)
{
    for (size_t i = 0; i < model->n_approvals; i++)
        if (model->approval[i].until >= date) return false;
    return model->n_approvals > 0;
}

bool ta_model_decision_ok(const struct ta_model *model, ta_day date,
                          enum ta_indicative *why)
{
    bool state_ok =
        model->state == TA_MODEL_APPROVED || model->state == TA_MODEL_IN_USE;
    if (state_ok && ta_model_approval(model, date) != NULL) return true;

    bool expired = state_ok && all_ended(model, date);
    if (why != NULL)
        *why = expired ? TA_INDICATIVE_MODEL_EXPIRED : TA_INDICATIVE_MODEL_NOT_APPROVED;
    return false;
}
