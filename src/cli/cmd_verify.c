/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_verify.c  Are records intact, and do they come out again? */
#include <string.h>

#include "base/log.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "engine/verify.h"

enum { KEYS_MOST = 64 };

static const struct ta_column record_columns[] = {
    {"seq", "No."},       {"record", "Record"},         {"project", "Project"},
    {"intact", "Intact"}, {"reproduced", "Reproduced"}, {"faults", "Faults"},
    {NULL, NULL}};
static const struct ta_column fault_columns[] = {
    {"seq", "No."},         {"project", "Project"}, {"part", "Not"}, {"field", "Where"},
    {"expected", "Wanted"}, {"found", "Found"},     {NULL, NULL}};

/* One run of the command. Records are shown first, what is wrong with them after. */
struct verifying {
    struct ta_call *call;
    const struct ta_messages *messages;
    struct ta_list *records;
    json_t *faults; /* of all; with --json, of the record at hand */
    struct ta_progress *progress;
    size_t unused, chips, far;
    size_t foreign;     /* made by another build, or elsewhere */
    json_t *near_maker; /* who made what is only near: one text each */
    enum ta_status rc;  /* of printing */
    struct ta_error *err;
};

static void set_or_null(json_t *row, const char *key, const char *text, bool *ok)
{
    ta_json_set_text(row, key, text[0] != '\0' ? text : NULL, ok);
}

static void fault(void *self, const struct ta_verify_fault *fault)
{
    struct verifying *v = self;
    bool ok = true;
    json_t *row = json_object();
    set_or_null(row, "record", fault->record, &ok);
    set_or_null(row, "project", fault->project, &ok);
    if (fault->seq > 0) ta_json_set_int(row, "seq", fault->seq, &ok);
    ta_json_set_text(row, "part",
                     fault->part == TA_VERIFY_INTACT ? "intact" : "reproduced", &ok);
    ta_json_set_text(row, "field", fault->field, &ok);
    ta_json_set_text(row, "expected", fault->expected, &ok);
    ta_json_set_text(row, "found", fault->found, &ok);
    if (json_array_append_new(v->faults, row) != 0 || !ok)
        v->rc = ta_fail(v->err, TA_E_NOMEM, "verify: out of memory");
}

static void add_row(struct verifying *v, json_t *row, bool ok)
{
    if (v->rc == TA_OK)
        v->rc = ta_list_add(v->records, row, ok, v->err);
    else
        json_decref(row);
}

/* For a program each record carries its faults. */
static void set_faults(struct verifying *v, json_t *row, size_t n, bool *ok)
{
    if (!v->call->json) {
        ta_json_set_int(row, "faults", (int64_t)n, ok);
        return;
    }
    ta_json_set(row, "faults", json_deep_copy(v->faults), ok);
    (void)json_array_clear(v->faults);
}

/* "0.1.0, build 0123456789ab, x86_64 glibc 2.36" */
static void note_maker(struct verifying *v, const struct ta_verify_outcome *outcome)
{
    struct ta_text who = {0};
    if (outcome->version[0] == '\0') return; /* it could not be read */
    if (!outcome->made_here) v->foreign++;
    if (outcome->reproduced != TA_ANSWER_NEARLY) return;
    ta_text_add(&who, outcome->version);
    if (outcome->build[0] != '\0') ta_text_addf(&who, ", build %.12s", outcome->build);
    if (outcome->machine[0] != '\0') ta_text_addf(&who, ", %s", outcome->machine);
    if (who.failed || json_object_set_new(v->near_maker, who.bytes, json_true()) != 0)
        v->rc = ta_fail(v->err, TA_E_NOMEM, "verify: out of memory");
    ta_text_free(&who);
}

static void done(void *self, const struct ta_verify_outcome *outcome)
{
    static const char *const answers[] = {"no", "yes", "within 1e-9", "cannot be told"};
    struct verifying *v = self;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_int(row, "seq", outcome->seq, &ok);
    ta_json_set_text(row, "record", outcome->record, &ok);
    set_or_null(row, "project", outcome->project, &ok);
    ta_json_set_text(row, "intact", outcome->intact ? "yes" : "no", &ok);
    ta_json_set_text(row, "reproduced", answers[outcome->reproduced], &ok);
    set_or_null(row, "version", outcome->version, &ok);
    set_or_null(row, "build", outcome->build, &ok);
    set_or_null(row, "machine", outcome->machine, &ok);
    ta_json_set_int(row, "unused", (int64_t)outcome->n_unused, &ok);
    ta_json_set_int(row, "chips", (int64_t)outcome->n_chips, &ok);
    ta_json_set_int(row, "chips_far", (int64_t)outcome->n_far, &ok);
    set_faults(v, row, outcome->n_faults, &ok);
    v->chips += outcome->n_chips;
    v->far += outcome->n_far;
    v->unused += outcome->n_unused;
    note_maker(v, outcome);
    add_row(v, row, ok);
}

static void step(void *self, size_t at, size_t total)
{
    struct verifying *v = self;
    if (v->progress == NULL)
        v->progress = ta_progress_new("verify", total, v->call->quiet);
    ta_progress_step(v->progress, at);
}

static bool stop(void *self)
{
    const struct verifying *v = self;
    return v->rc != TA_OK || ta_stop_asked(NULL);
}

/* What is about no record: the store, the chain, stray exports. */
static void add_store_row(struct verifying *v)
{
    bool ok = true;
    if (!v->call->json || json_array_size(v->faults) == 0) return;
    json_t *row = json_object();
    ta_json_set(row, "record", json_null(), &ok);
    set_faults(v, row, 0, &ok);
    add_row(v, row, ok);
}

static enum ta_status print_faults(const struct verifying *v, struct ta_error *err)
{
    struct ta_list *list = NULL;
    if (v->call->json || json_array_size(v->faults) == 0) return TA_OK;
    ta_output_add(v->call->out, "\n");
    enum ta_status rc = ta_list_new(v->call, fault_columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < json_array_size(v->faults); i++)
        rc = ta_list_add(list, json_incref(json_array_get(v->faults, i)), true, err);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status verify(struct verifying *v, struct ta_workspace *workspace,
                             struct ta_verify_counts *counts, struct ta_error *err)
{
    const char *key[KEYS_MOST] = {NULL};
    size_t n_keys = ta_call_count(v->call, "key");
    for (size_t i = 0; i < n_keys && i < KEYS_MOST; i++)
        key[i] = ta_call_nth(v->call, "key", i);
    const struct ta_verify_request request = {.n = v->call->n_arguments,
                                              .what = v->call->argument,
                                              .n_keys = n_keys,
                                              .key = key,
                                              .self = v,
                                              .fault = fault,
                                              .done = done,
                                              .progress = step,
                                              .stop = stop};
    ta_stop_watch();
    enum ta_status rc = ta_verify(workspace, &request, counts, err);
    ta_progress_end(v->progress);
    add_store_row(v);
    return v->rc != TA_OK ? v->rc : rc;
}

static void say_counts(const struct verifying *v, const struct ta_verify_counts *counts)
{
    struct ta_text near = {0};
    const char *who = json_object_iter_key(json_object_iter(v->near_maker));
    if (counts->nearly > 0) {
        ta_text_addf(&near, ", %zu within 1e-9 (made by ", counts->nearly);
        if (json_object_size(v->near_maker) == 1)
            ta_text_add(&near, who);
        else
            ta_text_addf(&near, "%zu other builds", json_object_size(v->near_maker));
        ta_text_add(&near, ")");
    }
    ta_call_say(v->call,
                "%zu record%s: %zu intact, %zu come%s out again%s, %zu fault%s",
                counts->records, counts->records == 1 ? "" : "s", counts->intact,
                counts->reproduced, counts->reproduced == 1 ? "s" : "",
                near.bytes != NULL ? near.bytes : "", counts->faults,
                counts->faults == 1 ? "" : "s");
    if (v->foreign > 0)
        ta_call_say(v->call,
                    "%zu %s made by another build or on another class of machine: what "
                    "%s computed in floating point was held to 1e-9",
                    v->foreign, v->foreign == 1 ? "was" : "were",
                    v->foreign == 1 ? "it" : "they");
    ta_text_free(&near);
}

static enum ta_status print(struct verifying *v, const struct ta_verify_counts *counts,
                            struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (counts->records > 0 || v->call->json)
        rc = ta_list_end(v->records, err);
    else
        ta_list_drop(v->records);
    if (rc == TA_OK) rc = print_faults(v, err);
    say_counts(v, counts);
    if (counts->faults > 0)
        ta_call_say(v->call, "to mend it where a file is missing or was changed: put "
                             "its copy from a backup in its place, then verify again");
    if (counts->not_exported > 0)
        ta_call_say(
            v->call,
            "%zu record%s no file in records/: the store holds the record whole; "
            "`terrassay assess` of a project and day writes its newest anew",
            counts->not_exported, counts->not_exported == 1 ? " has" : "s have");
    if (v->unused > 0)
        ta_call_say(v->call, "%zu %s", v->unused,
                    ta_message(v->messages, v->call->language,
                               v->unused == 1 ? "verify.late_one" : "verify.late"));
    if (v->far > 0)
        ta_call_say(
            v->call,
            "%zu of %zu chips that they name were cut from far files read in parts, "
            "never "
            "whole here: known by ETag and length, these files were not read again",
            v->far, v->chips);
    return rc;
}

static enum ta_status check_arguments(const struct ta_call *call, struct ta_error *err)
{
    bool all = ta_call_has(call, "all");
    if (all && call->n_arguments > 0)
        return ta_call_misuse(call, err, "--all stands beside what was named");
    if (!all && call->n_arguments == 0)
        return ta_call_misuse(call, err,
                              "name records, projects or files, or say --all");
    if (ta_call_count(call, "key") > KEYS_MOST)
        return ta_call_misuse(call, err, "more than 64 keys");
    return TA_OK;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct verifying v = {.call = call, .err = err};
    struct ta_workspace *workspace = NULL;
    struct ta_verify_counts counts = {0};
    enum ta_status rc = check_arguments(call, err);
    if (rc == TA_OK) rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc == TA_OK) rc = ta_call_messages(call, &v.messages, err);
    if (rc == TA_OK) rc = ta_list_new(call, record_columns, &v.records, err);
    if (rc != TA_OK) return rc;
    v.faults = json_array();
    v.near_maker = json_object();
    rc = v.faults == NULL || v.near_maker == NULL
             ? ta_fail(err, TA_E_NOMEM, "verify: out of memory")
             : verify(&v, workspace, &counts, err);
    if (rc == TA_OK || rc == TA_FINDING || rc == TA_PARTLY) {
        enum ta_status printed = print(&v, &counts, err);
        if (printed != TA_OK) rc = printed;
    } else {
        ta_list_drop(v.records);
    }
    json_decref(v.faults);
    json_decref(v.near_maker);
    return rc;
}

static const struct ta_argument arguments[] = {
    {.name = "WHAT",
     .help =
         "a record's id or its first eight digits or more, a project's id for all its "
         "records, or an exported file",
     .optional = true,
     .repeatable = true},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "all", .help = "verify the store and every record in it"},
    {.name = "key",
     .value = "KEY",
     .help = "let only this key's signatures count (its id, kept by you elsewhere); "
             "where a model is approved, name its approver's key too",
     .repeatable = true},
    {.name = NULL}};

const struct ta_command ta_command_verify = {
    .name = "verify",
    .summary = "are records intact, and do they come out again",
    .more =
        "Intact: hashes, chain, signature, and the hashes of all that a record "
        "rests on. "
        "Reproduced: the record is computed once more from its pinned evidence, "
        "model and "
        "tables, and must come out the same to the last digit; of a record that "
        "another build "
        "made, or on another class of processor, what is computed in floating point "
        "may "
        "differ by 1e-9, and such records are counted apart. "
        "Exit code 1 when there is a fault; each is named. "
        "Not proved: that chips and readings are true to what was seen and measured, "
        "that none was left out, who a name is, or that the end was not cut off. "
        "Scenes are not read again, only their chips; chips of far files that nobody "
        "had "
        "whole are counted. "
        "Keep exports and key ids elsewhere: verify FILE finds a record that is no "
        "longer here, --key lets no added key count.",
    .argument = arguments,
    .option = options,
    .example = "terrassay verify --all -w bank\n"
               "terrassay verify solar-7 -w bank\n"
               "terrassay verify --all --key KEY -w bank\n"
               "terrassay verify bank/records/solar-7/RECORD.json -w bank",
    .run = run,
};
