/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify_intact.c  Are a record's bytes, its seal and what it rests on as they were? */
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "engine/inputs.h"
#include "engine/rules.h"
#include "engine/verify_private.h"
#include "record/seal.h"

static const struct {
    enum ta_seal_fault fault;
    const char *field, *expected;
} seal_fault[] = {
    {TA_SEAL_BODY, "id", "the SHA-256 of the record's bytes"},
    {TA_SEAL_PREVIOUS, "previous", "the chain value of the record before"},
    {TA_SEAL_CHAIN, "chain", "what id, previous, seq and created give"},
    {TA_SEAL_KEY, "key_id",
     "a key that counts here: the workspace's, or those named by --key"},
    {TA_SEAL_SIGNATURE, "signature", "one that holds"},
    {TA_SEAL_RETIRED, "created", "a time within the life of its key"},
};

static void check_seal(struct ta_verifying *v, struct ta_suspect *suspect,
                       const char *previous)
{
    unsigned faults = ta_seal_check(
        &suspect->envelope, suspect->body, suspect->size,
        previous != NULL ? previous : suspect->envelope.previous, &v->ring);
    for (size_t i = 0; i < sizeof seal_fault / sizeof *seal_fault; i++)
        if ((faults & seal_fault[i].fault) != 0)
            ta_verify_tell(v, suspect, TA_VERIFY_INTACT, seal_fault[i].field,
                           seal_fault[i].expected, "%s",
                           ta_seal_fault_text(seal_fault[i].fault));
}

/* Memory that is lacking is no fault of the record, nor is a file that this user may not read. */
static enum ta_status blame(struct ta_verifying *v, struct ta_suspect *suspect,
                            const char *field, const char *expected,
                            const struct ta_error *found, struct ta_error *err)
{
    if (found->status == TA_E_NOMEM || found->status == TA_E_PERMISSION) {
        if (err != NULL) *err = *found;
        return found->status;
    }
    suspect->damaged = true;
    ta_verify_tell(v, suspect, TA_VERIFY_INTACT, field, expected, "%.250s",
                   found->text);
    return TA_OK;
}

static enum ta_status check_file(struct ta_verifying *v, struct ta_suspect *suspect,
                                 const struct ta_evidence_item *item,
                                 struct ta_error *err)
{
    char *path = NULL;
    struct ta_error error = {0};
    char field[TA_FAULT_TEXT];
    if (ta_evidence_file(v->workspace, item, &path, &error) == TA_OK) {
        ta_free(path);
        return TA_OK;
    }
    (void)snprintf(field, sizeof field, "evidence %.180s", item->path);
    return blame(v, suspect, field, item->sha256, &error, err);
}

static enum ta_status check_document(struct ta_verifying *v, struct ta_suspect *suspect,
                                     const char *what, const char *sha256,
                                     struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    struct ta_error error = {0};
    if (ta_document_recall(&v->workspace->store, what, sha256, &bytes, &size, &error) ==
        TA_OK) {
        ta_free(bytes);
        return TA_OK;
    }
    return blame(v, suspect, what, sha256, &error, err);
}

static enum ta_status check_item(struct ta_verifying *v, struct ta_suspect *suspect,
                                 const struct ta_evidence_item *item,
                                 struct ta_error *err)
{
    char what[TA_FAULT_TEXT];
    if (item->kind != TA_EVIDENCE_DOCUMENT) return check_file(v, suspect, item, err);
    (void)snprintf(what, sizeof what, "document %.180s", item->id);
    return check_document(v, suspect, what, item->sha256, err);
}

static enum ta_status check_rules(struct ta_verifying *v, struct ta_suspect *suspect,
                                  struct ta_error *err)
{
    const struct ta_record_facts *facts = &suspect->facts;
    enum ta_status rc = check_document(v, suspect, "model", facts->model_sha256, err);
    for (size_t i = 0; rc == TA_OK && i < facts->n_tables; i++) {
        char what[TA_FAULT_TEXT];
        (void)snprintf(what, sizeof what, "table %s", facts->table[i].id);
        rc = check_document(v, suspect, what, facts->table[i].sha256, err);
        if (rc != TA_OK || facts->table[i].shipped_sha256[0] == '\0') continue;
        (void)snprintf(what, sizeof what, "table %s as shipped", facts->table[i].id);
        rc = check_document(v, suspect, what, facts->table[i].shipped_sha256, err);
    }
    if (rc == TA_OK)
        rc =
            check_document(v, suspect, "project document", facts->document_sha256, err);
    return rc;
}

/* Two ways to write one record would have two ids, and readers of JSON could take them apart. */
static enum ta_status check_form(struct ta_verifying *v, struct ta_suspect *suspect,
                                 struct ta_error *err)
{
    json_t *body = NULL;
    struct ta_text again = {0};
    enum ta_status rc =
        ta_json_parse("record", suspect->body, suspect->size, SIZE_MAX, &body, err);
    if (rc != TA_OK) return rc;
    rc = ta_json_canonical(body, &again);
    json_decref(body);
    if (rc == TA_E_NOMEM)
        (void)ta_fail(err, rc, "record %.12s: out of memory", suspect->envelope.id);
    else if (rc != TA_OK || again.size != suspect->size ||
             memcmp(again.bytes, suspect->body, again.size) != 0)
        ta_verify_tell(v, suspect, TA_VERIFY_INTACT, "body",
                       "canonical JSON (RFC 8785)",
                       "the same record written in another way");
    ta_text_free(&again);
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

enum ta_status ta_verify_intact(struct ta_verifying *v, struct ta_suspect *suspect,
                                const char *previous, struct ta_error *err)
{
    struct ta_error error = {0};
    enum ta_status rc = ta_record_facts(suspect->envelope.id, suspect->body,
                                        suspect->size, &suspect->facts, &error);
    suspect->readable = rc == TA_OK;
    check_seal(v, suspect, previous);
    if (rc != TA_OK) return blame(v, suspect, "body", "a record", &error, err);
    rc = check_form(v, suspect, err);
    if (rc == TA_OK) rc = check_rules(v, suspect, err);
    for (size_t i = 0; rc == TA_OK && i < suspect->facts.n_evidence; i++)
        rc = check_item(v, suspect, &suspect->facts.evidence[i], err);
    return rc;
}
