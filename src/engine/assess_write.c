/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assess_write.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/assess.h"
#include "engine/layer_pin.h"
#include "record/codes.h"
#include "record/seal.h"

/* --- the newest --------------------------------------------------------------------- */

void ta_record_kept_free(struct ta_record_kept *kept)
{
    ta_free(kept->body);
    kept->body = NULL;
}

enum ta_status ta_record_place_after(const struct ta_store *store, const char *previous,
                                     const char *model_sha256,
                                     struct ta_record_place *out, struct ta_error *err)
{
    struct ta_envelope envelope;
    struct ta_record_facts facts;
    char *body = NULL;
    size_t size = 0;
    *out = (struct ta_record_place){.level = TA_LEVEL_COUNT};
    if (previous[0] == '\0') return TA_OK;
    (void)snprintf(out->previous, sizeof out->previous, "%s", previous);
    enum ta_status rc =
        store->ops->record_get(store->self, previous, &envelope, &body, &size, err);
    if (rc != TA_OK) return rc;
    rc = ta_record_facts(previous, body, size, &facts, err);
    ta_free(body);
    if (rc != TA_OK) return rc;
    if (strcmp(facts.model_sha256, model_sha256) == 0) out->level = facts.level;
    ta_record_facts_free(&facts);
    return TA_OK;
}

static enum ta_status read_newest(const struct ta_store *store, const char *id,
                                  const char *model_sha256, struct ta_record_kept *out,
                                  struct ta_error *err)
{
    struct ta_record_facts facts;
    enum ta_status rc = store->ops->record_get(store->self, id, &out->envelope,
                                               &out->body, &out->size, err);
    if (rc == TA_OK) rc = ta_record_facts(id, out->body, out->size, &facts, err);
    if (rc != TA_OK) return rc;
    rc = ta_record_place_after(store, facts.previous_record, model_sha256, &out->before,
                               err);
    if (strcmp(facts.model_sha256, model_sha256) == 0) out->after.level = facts.level;
    ta_record_facts_free(&facts);
    return rc;
}

enum ta_status ta_record_newest(const struct ta_store *store, const char *project,
                                ta_day as_of, const char *model_sha256,
                                struct ta_record_kept *out, struct ta_error *err)
{
    struct ta_error none;
    *out = (struct ta_record_kept){.before = {.level = TA_LEVEL_COUNT},
                                   .after = {.level = TA_LEVEL_COUNT}};
    enum ta_status rc = store->ops->record_latest(store->self, project, as_of,
                                                  out->after.previous, &none);
    if (rc == TA_E_NOTFOUND) {
        out->after.previous[0] = '\0';
        return TA_OK;
    }
    if (rc != TA_OK) {
        if (err != NULL) *err = none;
        return rc;
    }
    rc = read_newest(store, out->after.previous, model_sha256, out, err);
    if (rc != TA_OK) ta_record_kept_free(out);
    return rc;
}

/* --- the export --------------------------------------------------------------------- */

char *ta_record_path(const char *project, const char *record)
{
    struct ta_text path = {0};
    /* "." and ".." are legal ids, and no folders of ours */
    const char *dot = project[0] == '.' ? "%2E" : "";
    ta_text_addf(&path, "records/%s%s/%s.json", dot, project + (dot[0] != '\0'),
                 record);
    return ta_text_take(&path);
}

static enum ta_status write_export(const char *full, const struct ta_envelope *envelope,
                                   const char *body, size_t size, struct ta_error *err)
{
    struct ta_text file = {0};
    enum ta_status rc = ta_workspace_make_above(full, err);
    if (rc == TA_OK) rc = ta_seal_export(envelope, body, size, &file, err);
    if (rc == TA_OK) rc = ta_file_write(full, file.bytes, file.size, 0666, err);
    ta_text_free(&file);
    return rc;
}

enum ta_status ta_record_export(const struct ta_workspace *workspace,
                                const char *project, const struct ta_envelope *envelope,
                                const char *body, size_t size, bool again,
                                struct ta_error *err)
{
    char *below = ta_record_path(project, envelope->id);
    char *full = below == NULL ? NULL : ta_workspace_path(workspace, below);
    enum ta_status rc = TA_OK;
    if (full == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "export: out of memory");
    else if (again || access(full, F_OK) != 0)
        rc = write_export(full, envelope, body, size, err);
    ta_free(below);
    ta_free(full);
    return rc;
}

/* --- the next ----------------------------------------------------------------------- */

static enum ta_status keep_documents(const struct ta_record_write *w,
                                     struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    enum ta_status rc =
        store->ops->document_put(store->self, "project", w->subject->sha256,
                                 w->subject->document, w->subject->size, err);
    if (rc == TA_OK) rc = ta_rules_keep(store, w->rules, err);
    if (rc == TA_OK && w->approvals != NULL) {
        char sha256[TA_HEX_SIZE];
        ta_sha256(w->approvals, w->approvals_size, sha256);
        rc = store->ops->document_put(store->self, "approvals", sha256, w->approvals,
                                      w->approvals_size, err);
    }
    const struct ta_evidence_list evidence = {
        .n = w->assessment->n_evidence,
        .item = (struct ta_evidence_item *)(uintptr_t)w->assessment->evidence};
    return rc == TA_OK ? ta_layer_keep(store, &evidence, err) : rc;
}

static enum ta_status seal_and_append(const struct ta_record_write *w,
                                      struct ta_envelope *out, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    int64_t seq = 0;
    char chain[TA_HEX_SIZE];
    enum ta_status rc = store->ops->chain_head(store->self, &seq, chain, err);
    if (rc != TA_OK) return rc;
    const struct ta_seal_request request = {w->body->bytes, w->body->size, seq + 1,
                                            chain, w->now};
    rc = ta_seal(&request, w->ring, out, err);
    if (rc == TA_OK)
        rc = store->ops->record_append(store->self, w->subject->project.id,
                                       w->assessment->as_of, out, w->body->bytes,
                                       w->body->size, err);
    return rc;
}

/* The map shows the latest date: a record of an earlier one leaves it as it is. */
static enum ta_status show(const struct ta_record_write *w,
                           const struct ta_envelope *envelope, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    const struct ta_score *score = &w->assessment->score;
    const char *project = w->subject->project.id;
    char newest[TA_HEX_SIZE];
    enum ta_status rc =
        store->ops->record_latest(store->self, project, TA_DAY_OPEN, newest, err);
    if (rc != TA_OK || strcmp(newest, envelope->id) != 0) return rc;
    return store->ops->level_set(store->self, project, ta_level_code(score->level),
                                 score->capped, envelope->id, err);
}

static enum ta_status note(const struct ta_record_write *w,
                           const struct ta_envelope *envelope, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    char day[TA_TIME_TEXT], detail[TA_SCENE_SIZE + TA_HEX_SIZE];
    const char *id = w->subject->project.id;
    ta_day_format(w->assessment->as_of, day);
    (void)snprintf(detail, sizeof detail, "as_of=%s model=%s-%d record=%s", day,
                   w->assessment->model->id, w->assessment->model->version,
                   envelope->id);
    enum ta_status rc = show(w, envelope, err);
    if (rc == TA_OK)
        rc = store->ops->audit(store->self, w->now, w->who, "assess", id, detail, err);
    return rc;
}

static enum ta_status write_all(const struct ta_record_write *w,
                                struct ta_envelope *out, struct ta_error *err)
{
    enum ta_status rc = keep_documents(w, err);
    if (rc == TA_OK) rc = seal_and_append(w, out, err);
    if (rc == TA_OK) rc = note(w, out, err);
    return rc;
}

enum ta_status ta_record_write(const struct ta_record_write *write,
                               struct ta_envelope *out, struct ta_error *err)
{
    const struct ta_store *store = &write->workspace->store;
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = write_all(write, out, err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, err);
    if (rc != TA_OK) {
        store->ops->rollback(store->self);
        return rc;
    }
    return ta_record_export(write->workspace, write->subject->project.id, out,
                            write->body->bytes, write->body->size, true, err);
}
