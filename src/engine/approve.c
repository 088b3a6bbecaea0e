/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/approve.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/approvals.h"
#include "model/model.h"
#include "record/approve.h"

/* --- saying it ---------------------------------------------------------------------- */

static enum ta_status fill_field(const struct ta_model *model, const char *what,
                                 char *to, size_t size, const char *from,
                                 struct ta_error *err)
{
    if (from != NULL && ta_copy(to, size, from)) return TA_OK;
    return ta_fail(err, TA_E_DATA, "approval of %s: %s is %s", model->id, what,
                   from == NULL ? "missing" : "too long");
}

static enum ta_status fill(const struct ta_model *model,
                           const struct ta_model_verdict *verdict,
                           struct ta_approval_row *row, struct ta_error *err)
{
    memcpy(row->object, model->sha256, sizeof row->object);
    row->on = verdict->on;
    row->until = verdict->until;
    enum ta_status rc = fill_field(model, "its maker's name", row->made_by,
                                   sizeof row->made_by, model->made_by, err);
    if (rc == TA_OK)
        rc = fill_field(model, "the name", row->by, sizeof row->by, verdict->by, err);
    if (rc == TA_OK)
        rc = fill_field(model, "the role", row->role, sizeof row->role,
                        verdict->role == NULL ? "" : verdict->role, err);
    if (rc == TA_OK)
        rc = fill_field(model, "the reason", row->reason, sizeof row->reason,
                        verdict->reason, err);
    return rc;
}

static enum ta_status check_day(const struct ta_model *model, ta_day on, ta_time_us now,
                                struct ta_error *err)
{
    char day[TA_TIME_TEXT];
    if (on != TA_DAY_NONE && on >= ta_day_of(now)) return TA_OK;
    ta_day_format(on, day);
    (void)ta_fail(err, TA_E_PERMISSION,
                  "approval of %s: begins on %s, which has passed", model->id, day);
    ta_error_mend(err,
                  "let it begin today or later: records of days before stay what they "
                  "were");
    return TA_E_PERMISSION;
}

/* When the newest record here was sealed; TA_TIME_NONE when there is none. */
static enum ta_status last_sealed(const struct ta_store *store, ta_time_us *out,
                                  struct ta_error *err)
{
    struct ta_envelope envelope;
    char chain[TA_HEX_SIZE], *body = NULL;
    int64_t seq = 0;
    size_t size = 0;
    *out = TA_TIME_NONE;
    enum ta_status rc = store->ops->chain_head(store->self, &seq, chain, err);
    if (rc != TA_OK || seq == 0) return rc;
    rc = store->ops->record_at(store->self, seq, &envelope, &body, &size, err);
    if (rc == TA_OK) *out = envelope.created;
    ta_free(body);
    return rc;
}

static enum ta_status too_early(const struct ta_model *model, const char *what,
                                ta_time_us then, struct ta_error *err)
{
    char time[TA_TIME_TEXT];
    ta_time_format(then, time);
    (void)ta_fail(err, TA_E_PERMISSION, "approval of %s: %s, on %s, and is later",
                  model->id, what, time);
    ta_error_mend(err, "leave out --now, or set the computer's clock");
    return TA_E_PERMISSION;
}

/* A clock that stands before what was already done here, by --now or by itself, would let
 * somebody approve in the past. */
static enum ta_status check_clock(const struct ta_workspace *workspace,
                                  const struct ta_model *model,
                                  const struct ta_key_ring *second, ta_time_us now,
                                  struct ta_error *err)
{
    const struct ta_key *key = ta_key_current(second);
    ta_time_us sealed = TA_TIME_NONE;
    enum ta_status rc = last_sealed(&workspace->store, &sealed, err);
    if (rc != TA_OK) return rc;
    if (sealed != TA_TIME_NONE && now < sealed)
        return too_early(model, "the newest record here was sealed", sealed, err);
    if (key != NULL && now < key->made)
        return too_early(model, "the approver's key was made", key->made, err);
    return TA_OK;
}

/* The second person's ring may lie anywhere but its key not here: it would sign records too. */
static enum ta_status check_key(const struct ta_workspace *workspace,
                                const struct ta_key_ring *own,
                                const struct ta_key_ring *second, struct ta_error *err)
{
    const struct ta_key *key = ta_key_current(second);
    if (key == NULL) {
        (void)ta_fail(err, TA_E_CONFIG, "%s: holds no key that signs", second->folder);
        ta_error_mend(err,
                      "the approver makes one by `terrassay key new --keys %.120s`",
                      second->folder);
        return TA_E_CONFIG;
    }
    const struct ta_key *same = ta_key_find(own, key->id);
    if (same == NULL || !same->secret) return TA_OK;
    (void)ta_fail(err, TA_E_PERMISSION,
                  "%s: key %.12s signs the records here and cannot approve",
                  workspace->folder, key->id);
    ta_error_mend(err,
                  "another person signs with a key of their own: `terrassay key new "
                  "--keys DIR`");
    return TA_E_PERMISSION;
}

static enum ta_status sign(struct ta_workspace *workspace, const struct ta_model *model,
                           const struct ta_model_verdict *verdict, ta_time_us now,
                           struct ta_approval_row *row, struct ta_error *err)
{
    struct ta_key_ring own = {0}, second = {0};
    enum ta_status rc = ta_workspace_keys(workspace, &own, err);
    if (rc != TA_OK) return rc;
    rc = ta_keys_open(verdict->keys, &second, err);
    if (rc == TA_OK) rc = check_key(workspace, &own, &second, err);
    if (rc == TA_OK) rc = check_clock(workspace, model, &second, now, err);
    if (rc == TA_OK) rc = ta_approval_sign(row, &second, err);
    if (rc == TA_OK) rc = ta_key_adopt(&own, ta_key_find(&second, row->key_id), err);
    if (rc == TA_OK) rc = ta_workspace_publish_keys(workspace, &own, err);
    ta_keys_close(&second);
    ta_keys_close(&own);
    return rc;
}

/* Document (when there are bytes), approval and audit line, or nothing. */
static enum ta_status keep(const struct ta_store *store,
                           const struct ta_approval_row *row, const void *bytes,
                           size_t size, const struct ta_model_verdict *verdict,
                           ta_time_us now, struct ta_error *err)
{
    const struct ta_store_ops *ops = store->ops;
    const char *action =
        row->kind == TA_RETIRES_MODEL ? "model.retire" : "model.approve";
    enum ta_status rc = ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    if (bytes != NULL)
        rc = ops->document_put(store->self, "model", row->object, bytes, size, err);
    if (rc == TA_OK) rc = ops->approval_put(store->self, row, err);
    if (rc == TA_OK)
        rc = ops->audit(store->self, now, row->by, action, row->object, row->reason,
                        err);
    if (rc == TA_OK && verdict->time_is_given)
        rc = ops->audit(store->self, now, row->by, "time.given", row->object, action,
                        err);
    if (rc == TA_OK) rc = ops->commit(store->self, err);
    if (rc != TA_OK) ops->rollback(store->self);
    return rc;
}

enum ta_status ta_model_approve(struct ta_workspace *workspace,
                                const struct ta_model *model, const void *bytes,
                                size_t size, const struct ta_model_verdict *verdict,
                                ta_time_us now, struct ta_approval_row *out,
                                struct ta_error *err)
{
    struct ta_approval_row row = {.kind = TA_APPROVES_MODEL};
    if (model->state == TA_MODEL_DRAFT || model->state > TA_MODEL_IN_USE) {
        (void)ta_fail(err, TA_E_PERMISSION, "%s version %d: its state is %s", model->id,
                      model->version, ta_model_state_word(model->state));
        ta_error_mend(err, "its makers set the state to developed or validated first");
        return TA_E_PERMISSION;
    }
    enum ta_status rc = check_day(model, verdict->on, now, err);
    if (rc == TA_OK) rc = fill(model, verdict, &row, err);
    if (rc == TA_OK) rc = sign(workspace, model, verdict, now, &row, err);
    if (rc == TA_OK) rc = keep(&workspace->store, &row, bytes, size, verdict, now, err);
    if (rc == TA_OK) *out = row;
    return rc;
}

/* --- ending it ---------------------------------------------------------------------- */

/* What the store's approvals make of a model of this id, maker and hash. */
static enum ta_status gather(struct ta_workspace *workspace, struct ta_model *probe,
                             struct ta_error *err)
{
    struct ta_key_ring ring = {0};
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_workspace_keys(workspace, &ring, err);
    if (rc == TA_OK)
        rc = ta_approvals_gather(&workspace->store, &ring, probe, &bytes, &size, err);
    if (rc == TA_OK && bytes != NULL)
        rc = ta_approvals_apply(bytes, size, &ring, probe, err);
    ta_free(bytes);
    ta_keys_close(&ring);
    return rc;
}

static enum ta_status check_in_force(struct ta_workspace *workspace,
                                     const struct ta_model *model, ta_day on,
                                     struct ta_error *err)
{
    struct ta_model probe = {.version = model->version,
                             .made_by = ta_strdup(model->made_by)};
    if (probe.made_by == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: no memory", model->id);
    memcpy(probe.id, model->id, sizeof probe.id);
    memcpy(probe.sha256, model->sha256, sizeof probe.sha256);
    enum ta_status rc = gather(workspace, &probe, err);
    bool any = false;
    for (size_t i = 0; i < probe.n_approvals; i++)
        any = any || probe.approval[i].until > on;
    ta_model_free(&probe);
    if (rc != TA_OK || any) return rc;
    return ta_fail(err, TA_E_NOTFOUND,
                   "%s version %d: no approval is in force beyond that day", model->id,
                   model->version);
}

enum ta_status ta_model_retire(struct ta_workspace *workspace,
                               const struct ta_model *model,
                               const struct ta_model_verdict *verdict, ta_time_us now,
                               struct ta_approval_row *out, struct ta_error *err)
{
    struct ta_approval_row row = {.kind = TA_RETIRES_MODEL};
    struct ta_model_verdict ends = *verdict;
    ends.until = verdict->on;
    enum ta_status rc = check_day(model, verdict->on, now, err);
    if (rc == TA_OK) rc = check_in_force(workspace, model, verdict->on, err);
    if (rc == TA_OK) rc = fill(model, &ends, &row, err);
    if (rc == TA_OK) rc = sign(workspace, model, verdict, now, &row, err);
    if (rc == TA_OK) rc = keep(&workspace->store, &row, NULL, 0, verdict, now, err);
    if (rc == TA_OK) *out = row;
    return rc;
}
