/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_model.c  Scoring models: list, show, check. */
#include "base/memory.h"
#include "base/time.h"
#include "cli/model_tell.h"
#include "cli/print.h"
#include "engine/approvals.h"
#include "model/model.h"

/* --- approvals, where there is a workspace -------------------------------------------- */

/* A command that only looks also works without a workspace: *out is then NULL. */
static enum ta_status open_if_there(struct ta_call *call, struct ta_workspace **out,
                                    struct ta_error *err)
{
    *out = NULL;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, out, err);
    if (rc != TA_E_NOTFOUND) return rc;
    *err = (struct ta_error){0};
    return TA_OK;
}

static enum ta_status take_approvals(struct ta_workspace *workspace,
                                     struct ta_model *model, struct ta_error *err)
{
    struct ta_key_ring ring = {0};
    char *bytes = NULL;
    size_t size = 0;
    ta_model_drop_approvals(model); /* those of a file are signed by nobody */
    if (workspace == NULL) return TA_OK;
    enum ta_status rc = ta_workspace_keys_to_check(workspace, &ring, err);
    if (rc == TA_OK)
        rc = ta_approvals_gather(&workspace->store, &ring, model, &bytes, &size, err);
    if (rc == TA_OK && bytes != NULL)
        rc = ta_approvals_apply(bytes, size, &ring, model, err);
    ta_free(bytes);
    ta_keys_close(&ring);
    return rc;
}

/* The model of that name with the approvals that hold here. */
static enum ta_status load(struct ta_call *call, struct ta_workspace *workspace,
                           const char *name, struct ta_any_model *out,
                           struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    const struct ta_store *store = workspace == NULL ? NULL : &workspace->store;
    enum ta_status rc = ta_model_read(call->datasets, store, name, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_any_model_parse(name, bytes, size, out, err);
    ta_free(bytes);
    if (rc != TA_OK || out->use == TA_USE_INDEX) return rc;
    rc = take_approvals(workspace, &out->credit, err);
    if (rc != TA_OK) ta_any_model_free(out);
    return rc;
}

static json_t *describe(const struct ta_call *call, const char *name,
                        const struct ta_any_model *model, bool *ok)
{
    json_t *row = ta_tell_model_head(name, model, ok);
    const struct ta_approval *approval =
        model->use == TA_USE_INDEX
            ? NULL
            : ta_model_approval(&model->credit, ta_day_of(call->now));
    ta_json_set_text(row, "approved_by", approval == NULL ? NULL : approval->by, ok);
    ta_json_set_day(row, "approved_until",
                    approval == NULL ? TA_DAY_NONE : approval->until, ok);
    return row;
}

/* --- list --------------------------------------------------------------------------- */

static enum ta_status list_model(struct ta_call *call, struct ta_workspace *workspace,
                                 const char *name, struct ta_list *list,
                                 struct ta_error *err)
{
    struct ta_any_model model = {0};
    enum ta_status rc = load(call, workspace, name, &model, err);
    if (rc != TA_OK) return rc;
    bool ok = true;
    json_t *row = describe(call, name, &model, &ok);
    ta_any_model_free(&model);
    return ta_list_add(list, row, ok, err);
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    static const struct ta_column columns[] = {{"name", "Model"},
                                               {"use", "Use"},
                                               {"state", "State"},
                                               {"approved_by", "Approved by"},
                                               {"approved_until", "Until"},
                                               {"title", "Title"},
                                               {NULL, NULL}};
    struct ta_workspace *workspace = NULL;
    struct ta_list *list = NULL;
    char(*names)[TA_NAME_SIZE] = NULL;
    size_t n = 0;
    enum ta_status rc = open_if_there(call, &workspace, err);
    if (rc == TA_OK) rc = ta_model_names(call->datasets, &names, &n, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = list_model(call, workspace, names[i], list, err);
    ta_free(names);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

/* --- show --------------------------------------------------------------------------- */

static enum ta_status show_credit(struct ta_call *call, const json_t *object,
                                  struct ta_error *err)
{
    static const struct ta_column items[] = {{"indicator", "Indicator"},
                                             {"pillar", "Pillar"},
                                             {"effective_weight", "Weight"},
                                             {"worst", "Scores 1"},
                                             {"best", "Scores 100"},
                                             {"plausible_worst", "If missing"},
                                             {"reference", "Reference"},
                                             {"params", "Parameters"},
                                             {NULL, NULL}};
    static const struct ta_column gates[] = {
        {"indicator", "Gate"},
        {"opinion_at_best", "If it fires"},
        {"score_cap", "Score at most"},
        {"opinion_if_not_evaluated", "If not evaluated"},
        {NULL, NULL}};
    static const struct ta_column opinions[] = {
        {"level_at_least", "Level at least"},
        {"observed_at_least", "Observed at least"},
        {"opinion", "Opinion (first match)"},
        {NULL, NULL}};
    static const struct ta_column approvals[] = {
        {"by", "Approved by"}, {"role", "Role"},     {"on", "From"},
        {"until", "Until"},    {"reason", "Reason"}, {NULL, NULL}};
    enum ta_status rc =
        ta_list_part(call, json_object_get(object, "indicators"), items, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(object, "gates"), gates, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(object, "opinions"), opinions, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(object, "approvals"), approvals, err);
    return rc;
}

static enum ta_status show_index(struct ta_call *call, const json_t *object,
                                 struct ta_error *err)
{
    static const struct ta_column groups[] = {{"id", "Group"},
                                              {"parent", "Below"},
                                              {"weight", "Weight"},
                                              {"mean", "Mean"},
                                              {NULL, NULL}};
    static const struct ta_column columns[] = {
        {"indicator", "Column"},    {"group", "Group"},     {"weight", "Weight"},
        {"direction", "Direction"}, {"denominator", "Per"}, {NULL, NULL}};
    enum ta_status rc =
        ta_list_part(call, json_object_get(object, "groups"), groups, err);
    if (rc == TA_OK)
        rc = ta_list_part(call, json_object_get(object, "indicators"), columns, err);
    return rc;
}

static enum ta_status show(struct ta_call *call, const struct ta_any_model *model,
                           json_t *object, struct ta_error *err)
{
    static const struct ta_column head[] = {{"title", "Title"},
                                            {"id", "Id"},
                                            {"version", "Version"},
                                            {"use", "Use"},
                                            {"state", "State"},
                                            {"made_by", "Made by"},
                                            {"sha256", "SHA-256"},
                                            {"within_pillar", "Mean within pillars"},
                                            {"across_pillars", "Mean across pillars"},
                                            {"levels", "Levels from"},
                                            {"hysteresis", "Hysteresis"},
                                            {"valid_days", "Valid days"},
                                            {"reported", "Reported only"},
                                            {"unit_column", "Units in column"},
                                            {"group_column", "Groups in column"},
                                            {"impute", "Missing values"},
                                            {"scale_from", "Scale from"},
                                            {"scale_to", "Scale to"},
                                            {NULL, NULL}};
    enum ta_status rc = ta_show(call, head, json_incref(object), true, err);
    if (rc != TA_OK) return rc;
    return model->use == TA_USE_INDEX ? show_index(call, object, err)
                                      : show_credit(call, object, err);
}

static enum ta_status run_show(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace = NULL;
    struct ta_any_model model = {0};
    const char *name = call->argument[0];
    enum ta_status rc = open_if_there(call, &workspace, err);
    if (rc == TA_OK) rc = load(call, workspace, name, &model, err);
    if (rc != TA_OK) return rc;
    bool ok = true;
    json_t *object = describe(call, name, &model, &ok);
    ta_tell_model(&model, object, &ok);
    rc = ok ? show(call, &model, object, err)
            : ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    json_decref(object);
    ta_any_model_free(&model);
    return rc;
}

/* --- check -------------------------------------------------------------------------- */

/* A model that does not read is told as a row; *worst remembers it. */
static enum ta_status check(struct ta_call *call, const char *name,
                            struct ta_list *list, enum ta_status *worst,
                            struct ta_error *err)
{
    struct ta_any_model model = {0};
    struct ta_error why = {0};
    enum ta_status rc = load(call, NULL, name, &model, &why);
    bool ok = true;
    json_t *row = NULL;
    if (rc == TA_OK) {
        row = ta_tell_model_head(name, &model, &ok);
        ta_json_set_bool(row, "sound", true, &ok);
    } else {
        *worst = rc;
        row = json_object();
        ta_json_set_text(row, "name", name, &ok);
        ta_json_set_bool(row, "sound", false, &ok);
        ta_json_set_text(row, "why", why.text, &ok);
        ta_json_set_text(row, "mend", why.mend[0] == '\0' ? NULL : why.mend, &ok);
    }
    ta_any_model_free(&model);
    return ta_list_add(list, row, ok, err);
}

static enum ta_status run_check(struct ta_call *call, struct ta_error *err)
{
    static const struct ta_column columns[] = {
        {"name", "Model"}, {"sound", "Sound"},     {"use", "Use"}, {"state", "State"},
        {"why", "Why"},    {"mend", "To mend it"}, {NULL, NULL}};
    struct ta_list *list = NULL;
    enum ta_status worst = TA_OK, rc = ta_list_new(call, columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < call->n_arguments; i++)
        rc = check(call, call->argument[i], list, &worst, err);
    if (rc != TA_OK) {
        ta_list_drop(list);
        return rc;
    }
    rc = ta_list_end(list, err);
    if (rc != TA_OK || worst == TA_OK) return rc;
    return ta_fail(err, worst, "a model cannot be used");
}

static const struct ta_argument show_arguments[] = {
    {.name = "MODEL",
     .help = "its name, as `terrassay model list` shows it, a file, or the SHA-256 of "
             "one that "
             "the workspace holds"},
    {.name = NULL}};

static const struct ta_argument check_arguments[] = {
    {.name = "MODEL", .help = "a file, or the name of a model", .repeatable = true},
    {.name = NULL}};

const struct ta_command ta_command_model_list = {
    .name = "model list",
    .summary = "list the scoring models and who approved them until when",
    .example = "terrassay model list -w bank",
    .run = run_list,
};

const struct ta_command ta_command_model_show = {
    .name = "model show",
    .summary = "show a model: weights, goalposts, gates, levels, opinions, approvals",
    .argument = show_arguments,
    .example = "terrassay model show credit-1",
    .run = run_show,
};

const struct ta_command ta_command_model_check = {
    .name = "model check",
    .summary = "check model files; each complaint names line and column",
    .more =
        "Weights that do not add up to 1, goalposts against the indicator's range and "
        "direction, opinions that get better with less evidence, unknown words: all "
        "are "
        "refused (exit 65).",
    .argument = check_arguments,
    .example = "terrassay model check datasets/models/credit-1.yaml",
    .run = run_check,
};
