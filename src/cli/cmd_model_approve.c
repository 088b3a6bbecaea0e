/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_model_approve.c  A second person approves a model, or ends its approvals. */
#include "base/memory.h"
#include "base/time.h"
#include "cli/print.h"
#include "engine/approve.h"
#include "engine/models.h"
#include "model/model.h"

/** The model's file and what it parses to. */
struct subject {
    struct ta_model model;
    char *bytes;
    size_t size;
};

static enum ta_status load(struct ta_call *call, const struct ta_workspace *workspace,
                           struct subject *out, struct ta_error *err)
{
    const char *name = call->argument[0];
    enum ta_status rc = ta_model_read(call->datasets, &workspace->store, name,
                                      &out->bytes, &out->size, err);
    if (rc == TA_OK) rc = ta_model_parse(name, out->bytes, out->size, &out->model, err);
    return rc;
}

static void drop(struct subject *subject)
{
    ta_model_free(&subject->model);
    ta_free(subject->bytes);
}

static struct ta_model_verdict verdict_of(const struct ta_call *call)
{
    ta_day on = ta_call_day(call, "on");
    return (struct ta_model_verdict){.by = ta_call_text(call, "by"),
                                     .role = ta_call_text(call, "role"),
                                     .reason = ta_call_text(call, "reason"),
                                     .on =
                                         on == TA_DAY_NONE ? ta_day_of(call->now) : on,
                                     .keys = ta_call_text(call, "keys"),
                                     .time_is_given = call->now_given};
}

static enum ta_status show(struct ta_call *call, const struct ta_model *model,
                           const struct ta_approval_row *row, struct ta_error *err)
{
    static const struct ta_column columns[] = {{"id", "Model"},
                                               {"version", "Version"},
                                               {"sha256", "SHA-256"},
                                               {"by", "By"},
                                               {"role", "Role"},
                                               {"reason", "Reason"},
                                               {"on", "From"},
                                               {"until", "Until"},
                                               {"ends", "Approvals end"},
                                               {"key", "Key"},
                                               {NULL, NULL}};
    bool ok = true, retires = row->kind == TA_RETIRES_MODEL;
    json_t *object = json_object();
    ta_json_set_text(object, "id", model->id, &ok);
    ta_json_set_int(object, "version", model->version, &ok);
    ta_json_set_text(object, "sha256", row->object, &ok);
    ta_json_set_text(object, "by", row->by, &ok);
    if (row->role[0] != '\0') ta_json_set_text(object, "role", row->role, &ok);
    ta_json_set_text(object, "reason", row->reason, &ok);
    if (!retires) ta_json_set_day(object, "on", row->on, &ok);
    ta_json_set_day(object, retires ? "ends" : "until", row->until, &ok);
    ta_json_set_text(object, "key", row->key_id, &ok);
    return ta_show(call, columns, object, ok, err);
}

static enum ta_status run_approve(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace = NULL;
    struct subject subject = {0};
    struct ta_approval_row row;
    struct ta_model_verdict verdict = verdict_of(call);
    verdict.until = ta_call_day(call, "until");
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = load(call, workspace, &subject, err);
    if (rc == TA_OK)
        rc = ta_model_approve(workspace, &subject.model, subject.bytes, subject.size,
                              &verdict, call->now, &row, err);
    if (rc == TA_OK) rc = show(call, &subject.model, &row, err);
    drop(&subject);
    return rc;
}

static enum ta_status run_retire(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace = NULL;
    struct subject subject = {0};
    struct ta_approval_row row;
    struct ta_model_verdict verdict = verdict_of(call);
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = load(call, workspace, &subject, err);
    if (rc == TA_OK)
        rc = ta_model_retire(workspace, &subject.model, &verdict, call->now, &row, err);
    if (rc == TA_OK) rc = show(call, &subject.model, &row, err);
    drop(&subject);
    return rc;
}

#define PERSON                                                                         \
    {.name = "by",                                                                     \
     .value = "NAME",                                                                  \
     .required = true,                                                                 \
     .help = "who says so; not the model's maker"},                                    \
        {.name = "role",                                                               \
         .value = "WORDS",                                                             \
         .help = "in which role, such as model risk"},                                 \
        {.name = "reason", .value = "WORDS", .required = true, .help = "why"},         \
    {                                                                                  \
        .name = "keys", .value = "DIR", .required = true,                              \
        .help = "folder of that person's own key; never the workspace's"               \
    }

static const struct ta_argument arguments[] = {
    {.name = "MODEL",
     .help = "its name, as `terrassay model list` shows it, a file, or the SHA-256 of "
             "one that "
             "the workspace holds"},
    {.name = NULL}};

static const struct ta_option approve_options[] = {
    PERSON,
    {.name = "on",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "first day it holds; without it today, and never before"},
    {.name = "until",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .required = true,
     .help = "last day it holds"},
    {.name = NULL}};

static const struct ta_option retire_options[] = {
    PERSON,
    {.name = "on",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "last day approvals hold; without it today, and never before"},
    {.name = NULL}};

const struct ta_command ta_command_model_approve = {
    .name = "model approve",
    .summary = "let a second person approve a model, with their own key, until a day",
    .more =
        "Only records under an approved model can be decisions. The maker of the model "
        "cannot approve it, and neither can the key that signs this workspace's "
        "records. "
        "The approver makes a key of their own once: `terrassay key new --keys DIR`.",
    .argument = arguments,
    .option = approve_options,
    .example =
        "terrassay model approve credit-1 --by 'Li Na' --role 'model risk' --reason "
        "'validated on the book of 2025' --until 2027-06-30 --keys li-na/keys",
    .run = run_approve,
};

const struct ta_command ta_command_model_retire = {
    .name = "model retire",
    .summary = "let a second person end a model's approvals",
    .more = "Records made before stay what they were.",
    .argument = arguments,
    .option = retire_options,
    .example =
        "terrassay model retire credit-1 --by 'Li Na' --reason 'replaced by version 2' "
        "--keys li-na/keys",
    .run = run_retire,
};
