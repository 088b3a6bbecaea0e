/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/record_alike.h"
#include "engine/record_named.h"
#include "engine/subject.h"
#include "engine/verify_private.h"
#include "record/seal.h"

void ta_verify_tell(struct ta_verifying *v, struct ta_suspect *suspect,
                    enum ta_verify_part part, const char *field, const char *expected,
                    const char *format, ...)
{
    struct ta_verify_fault fault = {.part = part};
    va_list args;
    if (suspect != NULL) {
        suspect->n_faults[part]++;
        fault.seq = suspect->envelope.seq;
        memcpy(fault.record, suspect->envelope.id, sizeof fault.record);
        if (suspect->readable)
            memcpy(fault.project, suspect->facts.project, sizeof fault.project);
    }
    (void)snprintf(fault.field, sizeof fault.field, "%s", field);
    (void)snprintf(fault.expected, sizeof fault.expected, "%s", expected);
    va_start(args, format);
    ta_words_format(fault.found, sizeof fault.found, format, args);
    va_end(args);
    v->counts.faults++;
    if (v->request->fault != NULL) v->request->fault(v->request->self, &fault);
}

void ta_suspect_free(struct ta_suspect *suspect)
{
    ta_free(suspect->body);
    if (suspect->readable) ta_record_facts_free(&suspect->facts);
}

/* --- one record --------------------------------------------------------------------- */

enum ta_status ta_verify_conclude(struct ta_verifying *v, struct ta_suspect *suspect,
                                  struct ta_error *err)
{
    struct ta_verify_outcome outcome = {.record = suspect->envelope.id,
                                        .project = "",
                                        .version = "",
                                        .build = "",
                                        .machine = "",
                                        .seq = suspect->envelope.seq,
                                        .intact = suspect->n_faults[0] == 0,
                                        .reproduced = TA_ANSWER_UNKNOWABLE};
    enum ta_status rc = TA_OK;
    if (suspect->readable) {
        outcome.project = suspect->facts.project;
        outcome.version = suspect->facts.version;
        outcome.build = suspect->facts.build;
        outcome.machine = suspect->facts.machine;
        outcome.made_here = ta_made_here(outcome.build, outcome.machine);
    }
    if (suspect->readable && !suspect->damaged)
        rc = ta_verify_again(v, suspect, &outcome.reproduced, &outcome.n_unused, err);
    if (rc != TA_OK) return rc;
    if (suspect->readable) ta_verify_far(v, suspect, &outcome.n_chips, &outcome.n_far);
    outcome.n_faults = suspect->n_faults[0] + suspect->n_faults[1];
    v->counts.records++;
    if (outcome.intact) v->counts.intact++;
    if (outcome.reproduced == TA_ANSWER_YES) v->counts.reproduced++;
    if (outcome.reproduced == TA_ANSWER_NEARLY) v->counts.nearly++;
    if (v->request->done != NULL) v->request->done(v->request->self, &outcome);
    return TA_OK;
}

static enum ta_status verify_kept(struct ta_verifying *v, struct ta_suspect *suspect,
                                  const char *previous, struct ta_error *err)
{
    enum ta_status rc = ta_verify_intact(v, suspect, previous, err);
    if (rc == TA_OK && suspect->readable) rc = ta_verify_export(v, suspect, err);
    return rc == TA_OK ? ta_verify_conclude(v, suspect, err) : rc;
}

/* Chain value before record @p seq; "" when that record is gone. */
static enum ta_status chain_before(struct ta_verifying *v, int64_t seq,
                                   char out[TA_HEX_SIZE], struct ta_error *err)
{
    struct ta_envelope envelope;
    struct ta_error none;
    char *body = NULL;
    size_t size = 0;
    const struct ta_store *store = &v->workspace->store;
    memcpy(out, ta_chain_start, TA_HEX_SIZE);
    if (seq <= 1) return TA_OK;
    enum ta_status rc =
        store->ops->record_at(store->self, seq - 1, &envelope, &body, &size, &none);
    ta_free(rc == TA_OK ? body : NULL);
    if (rc == TA_OK) memcpy(out, envelope.chain, TA_HEX_SIZE);
    if (rc == TA_E_NOTFOUND) out[0] = '\0';
    if (rc != TA_OK && rc != TA_E_NOTFOUND && err != NULL) *err = none;
    return rc == TA_E_NOTFOUND ? TA_OK : rc;
}

static enum ta_status verify_id(struct ta_verifying *v, const char *id,
                                struct ta_error *err)
{
    struct ta_suspect suspect = {.size = 0};
    char previous[TA_HEX_SIZE];
    const struct ta_store *store = &v->workspace->store;
    enum ta_status rc = store->ops->record_get(store->self, id, &suspect.envelope,
                                               &suspect.body, &suspect.size, err);
    if (rc == TA_OK) rc = chain_before(v, suspect.envelope.seq, previous, err);
    if (rc == TA_OK)
        rc = verify_kept(v, &suspect, previous[0] != '\0' ? previous : NULL, err);
    ta_suspect_free(&suspect);
    return rc;
}

/* --- an exported file --------------------------------------------------------------- */

static enum ta_status compare_kept(struct ta_verifying *v, struct ta_suspect *suspect,
                                   struct ta_error *err)
{
    struct ta_envelope kept;
    struct ta_error none;
    char *body = NULL;
    size_t size = 0;
    const struct ta_store *store = &v->workspace->store;
    enum ta_status rc = store->ops->record_get(store->self, suspect->envelope.id, &kept,
                                               &body, &size, &none);
    if (rc == TA_E_NOTFOUND) {
        ta_verify_tell(v, suspect, TA_VERIFY_INTACT, "record", "one that is kept here",
                       "no such record in this workspace");
        return TA_OK;
    }
    if (rc != TA_OK) {
        if (err != NULL) *err = none;
        return rc;
    }
    const struct ta_envelope *is = &suspect->envelope;
    if (is->seq != kept.seq || is->created != kept.created ||
        strcmp(is->previous, kept.previous) != 0 ||
        strcmp(is->chain, kept.chain) != 0 || strcmp(is->key_id, kept.key_id) != 0 ||
        strcmp(is->signature, kept.signature) != 0)
        ta_verify_tell(v, suspect, TA_VERIFY_INTACT, "envelope", "as it is kept here",
                       "another one");
    ta_free(body);
    return TA_OK;
}

static enum ta_status verify_file(struct ta_verifying *v, const char *path,
                                  struct ta_error *err)
{
    struct ta_suspect suspect = {.size = 0};
    struct ta_text body = {0};
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_file_read(path, TA_EXPORT_MOST, &bytes, &size, err);
    if (rc == TA_OK)
        rc = ta_seal_import(path, bytes, size, &suspect.envelope, &body, err);
    ta_free(bytes);
    suspect.size = body.size;
    suspect.body = ta_text_take(&body);
    ta_text_free(&body);
    if (rc == TA_OK && suspect.body == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    if (rc == TA_OK) rc = ta_verify_intact(v, &suspect, NULL, err);
    if (rc == TA_OK) rc = compare_kept(v, &suspect, err);
    if (rc == TA_OK) rc = ta_verify_conclude(v, &suspect, err);
    ta_suspect_free(&suspect);
    return rc;
}

/* --- everything --------------------------------------------------------------------- */

/* What is assessed next: does each project's row name a document of that project? */
static enum ta_status check_projects(struct ta_verifying *v, struct ta_error *err)
{
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    const struct ta_store *store = &v->workspace->store;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_subject subject = {.size = 0};
        struct ta_error words = {0};
        char field[TA_FAULT_TEXT];
        enum ta_status read = ta_subject_load(store, ids[i], &subject, &words);
        ta_subject_free(&subject);
        if (read == TA_OK) continue;
        if (read == TA_E_NOMEM || read == TA_E_IO || read == TA_E_AGAIN) {
            if (err != NULL) *err = words;
            rc = read;
            continue;
        }
        (void)snprintf(field, sizeof field, "project %s", ids[i]);
        ta_verify_tell(v, NULL, TA_VERIFY_INTACT, field, "a document of its own",
                       "%.250s", words.text);
    }
    if (n > 0) ta_free(ids);
    return rc;
}

/* Whoever may write the folder may add a key to it: pinned, only the named ones count. */
static enum ta_status pin_keys(struct ta_key_ring *ring,
                               const struct ta_verify_request *request,
                               struct ta_error *err)
{
    size_t kept = 0;
    if (request->n_keys == 0) return TA_OK;
    for (size_t i = 0; i < request->n_keys; i++)
        if (ta_key_find(ring, request->key[i]) == NULL)
            return ta_mended(
                ta_fail(err, TA_E_NOTFOUND, "no key %.80s in this workspace",
                        request->key[i]),
                err,
                "`terrassay key list` shows them: give the whole id, all 64 "
                "digits");
    for (size_t i = 0; i < ring->n; i++)
        for (size_t k = 0; k < request->n_keys; k++)
            if (strcmp(ring->key[i].id, request->key[k]) == 0) {
                ring->key[kept++] = ring->key[i];
                break;
            }
    ring->n = kept;
    return TA_OK;
}

static enum ta_status verify_everything(struct ta_verifying *v, struct ta_error *err)
{
    struct ta_error words = {0};
    const struct ta_store *store = &v->workspace->store;
    enum ta_status rc = store->ops->check(store->self, &words);
    if (rc == TA_E_DATA) {
        ta_verify_tell(v, NULL, TA_VERIFY_INTACT, "store.gpkg", "whole", "%.250s",
                       words.text);
        rc = TA_OK;
    } else if (rc != TA_OK && err != NULL) {
        *err = words;
    }
    if (rc == TA_OK) rc = check_projects(v, err);
    if (rc == TA_OK) rc = ta_verify_chain(v, err);
    return rc == TA_OK ? ta_verify_exports(v, err) : rc;
}

/* --- what was asked ----------------------------------------------------------------- */

static bool is_file(const char *what)
{
    static const char ending[] = ".json";
    size_t n = strlen(what), e = sizeof ending - 1;
    return strchr(what, '/') != NULL || (n > e && strcmp(what + n - e, ending) == 0);
}

static bool is_record(const char *what)
{
    return strlen(what) == TA_HEX_SIZE - 1 &&
           strspn(what, "0123456789abcdef") == TA_HEX_SIZE - 1;
}

static enum ta_status verify_one(struct ta_verifying *v, const char *what,
                                 struct ta_error *err)
{
    char id[TA_HEX_SIZE];
    struct ta_error none = {.status = TA_OK};
    if (is_file(what)) return verify_file(v, what, err);
    if (is_record(what)) return verify_id(v, what, err);
    enum ta_status rc = ta_record_named(v->workspace, what, id, &none);
    if (rc == TA_OK) return verify_id(v, id, err);
    if (rc == TA_E_NOTFOUND) return ta_verify_project(v, what, err);
    if (err != NULL) *err = none;
    return rc;
}

enum ta_status ta_verify(struct ta_workspace *workspace,
                         const struct ta_verify_request *request,
                         struct ta_verify_counts *out, struct ta_error *err)
{
    struct ta_verifying v = {.workspace = workspace, .request = request};
    enum ta_status rc = ta_workspace_keys_to_check(workspace, &v.ring, err);
    if (rc != TA_OK) return rc;
    rc = pin_keys(&v.ring, request, err);
    if (rc == TA_OK && request->n == 0) rc = verify_everything(&v, err);
    for (size_t i = 0; rc == TA_OK && i < request->n; i++)
        rc = verify_one(&v, request->what[i], err);
    ta_layer_cache_free(&v.layers);
    json_decref(v.far);
    ta_keys_close(&v.ring);
    *out = v.counts;
    if (rc == TA_OK && v.counts.faults > 0) return TA_FINDING;
    return rc == TA_OK && v.stopped ? TA_PARTLY : rc;
}
