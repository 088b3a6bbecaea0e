/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_key.c  Signing keys of a workspace: new, list, retire. */
#include <stdio.h>

#include "cli/print.h"

static const struct ta_column columns[] = {{"id", "Key"},
                                           {"state", "State"},
                                           {"made", "Made"},
                                           {"retired", "Retired"},
                                           {NULL, NULL}};

static json_t *describe(const struct ta_key *key, bool current, bool *ok)
{
    json_t *row = json_object();
    const char *state = key->retired != TA_TIME_NONE ? "retired"
                        : current                    ? "signs"
                        : key->secret                ? "kept"
                                                     : "public_only";
    ta_json_set_text(row, "id", key->id, ok);
    ta_json_set_text(row, "state", state, ok);
    ta_json_set_time(row, "made", key->made, ok);
    ta_json_set_time(row, "retired", key->retired, ok);
    return row;
}

static enum ta_status open_ring(struct ta_call *call, enum ta_open how,
                                struct ta_key_ring *ring, struct ta_error *err)
{
    struct ta_workspace *workspace;
    const char *folder = ta_call_text(call, "keys");
    if (folder != NULL) return ta_keys_open(folder, ring, err);
    enum ta_status rc = ta_call_workspace(call, how, &workspace, err);
    if (rc != TA_OK) return rc;
    return how == TA_OPEN_READ ? ta_workspace_keys_to_check(workspace, ring, err)
                               : ta_workspace_keys(workspace, ring, err);
}

/* Of a workspace, also for those who check; a folder of somebody's own stays as it is. */
static enum ta_status publish(struct ta_call *call, const struct ta_key_ring *ring,
                              struct ta_error *err)
{
    struct ta_workspace *workspace;
    if (ta_call_text(call, "keys") != NULL) return TA_OK;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    return rc == TA_OK ? ta_workspace_publish_keys(workspace, ring, err) : rc;
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    struct ta_key_ring ring = {0};
    struct ta_list *list = NULL;
    enum ta_status rc = open_ring(call, TA_OPEN_READ, &ring, err);
    if (rc != TA_OK) return rc;
    rc = ta_list_new(call, columns, &list, err);
    const struct ta_key *current = ta_key_current(&ring);
    for (size_t i = 0; rc == TA_OK && i < ring.n; i++) {
        bool ok = true;
        json_t *row = describe(&ring.key[i], &ring.key[i] == current, &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    if (rc == TA_OK && ring.n == 0)
        ta_call_say(call, "no keys yet; `terrassay key new` makes one");
    ta_keys_close(&ring);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status run_new(struct ta_call *call, struct ta_error *err)
{
    struct ta_key_ring ring = {0};
    char id[TA_HEX_SIZE];
    enum ta_status rc = open_ring(call, TA_OPEN_CREATE, &ring, err);
    if (rc != TA_OK) return rc;
    const struct ta_key *before = ta_key_current(&ring);
    char kept[TA_HEX_SIZE] = "";
    if (before != NULL) (void)snprintf(kept, sizeof kept, "%s", before->id);
    rc = ta_key_new(&ring, call->now, id, err);
    if (rc == TA_OK) rc = publish(call, &ring, err);
    if (rc == TA_OK && kept[0] != '\0')
        ta_call_say(call,
                    "%.12s signed until now; it is kept, and what it signed stands",
                    kept);
    if (rc == TA_OK) {
        bool ok = true;
        json_t *row = describe(ta_key_find(&ring, id), true, &ok);
        rc = ta_show(call, columns, row, ok, err);
    }
    ta_keys_close(&ring);
    return rc;
}

static enum ta_status run_retire(struct ta_call *call, struct ta_error *err)
{
    struct ta_key_ring ring = {0};
    const char *id = ta_call_argument(call, 0);
    enum ta_status rc = open_ring(call, TA_OPEN_WRITE, &ring, err);
    if (rc != TA_OK) return rc;
    rc = ta_key_retire(&ring, id, call->now, err);
    if (rc == TA_OK) rc = publish(call, &ring, err);
    if (rc == TA_OK) {
        bool ok = true;
        json_t *row = describe(ta_key_find(&ring, id), false, &ok);
        rc = ta_show(call, columns, row, ok, err);
    }
    ta_keys_close(&ring);
    return rc;
}

static const struct ta_option options[] = {
    {.name = "keys",
     .value = "DIR",
     .help = "a folder of keys outside the workspace, such as an approver's own"},
    {.name = NULL}};

static const struct ta_argument key_argument[] = {
    {.name = "KEY", .help = "the key's id, as `terrassay key list` shows it"},
    {.name = NULL}};

const struct ta_command ta_command_key_new = {
    .name = "key new",
    .summary = "make a signing key (Ed25519); the newest one signs",
    .more =
        "The secret part stays in keys/ of the workspace, readable by its owner only. "
        "Records are signed with it; an approval needs the key of a second person.",
    .option = options,
    .example = "terrassay key new -w bank",
    .run = run_new,
};

const struct ta_command ta_command_key_list = {
    .name = "key list",
    .summary = "list the signing keys",
    .option = options,
    .example = "terrassay key list -w bank",
    .run = run_list,
};

const struct ta_command ta_command_key_retire = {
    .name = "key retire",
    .summary = "let a key sign no more; what it signed can still be verified",
    .argument = key_argument,
    .option = options,
    .example = "terrassay key retire "
               "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29",
    .run = run_retire,
};
