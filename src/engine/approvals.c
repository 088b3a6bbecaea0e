/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/approvals.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "model/model.h"
#include "record/approve.h"

enum { DOCUMENT_MOST = 1 << 20 };

/* --- out ---------------------------------------------------------------------------- */

static const char *const kind_words[] = {"approve", "retire"};

static json_t *row_object(const struct ta_approval_row *row, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_text(object, "kind", kind_words[row->kind == TA_RETIRES_MODEL], ok);
    ta_json_set_text(object, "object", row->object, ok);
    ta_json_set_text(object, "made_by", row->made_by, ok);
    ta_json_set_text(object, "made_key", row->made_key, ok);
    ta_json_set_text(object, "by", row->by, ok);
    ta_json_set_text(object, "role", row->role, ok);
    ta_json_set_text(object, "key_id", row->key_id, ok);
    ta_json_set_text(object, "reason", row->reason, ok);
    ta_json_set_day(object, "on", row->on, ok);
    ta_json_set_day(object, "until", row->until, ok);
    ta_json_set_text(object, "signature", row->signature, ok);
    return object;
}

/* A key whose seed lies here seals the records that rest on the approval: one person could do both,
 * whatever names they give. */
static enum ta_status check_second(const struct ta_approval_row *row,
                                   const struct ta_key_ring *ring, struct ta_error *err)
{
    const struct ta_key *key = ta_key_find(ring, row->key_id);
    bool own = key != NULL && key->secret;
    if (!own && strcasecmp(row->by, row->made_by) != 0 && row->until >= row->on)
        return ta_approval_check(row, ring, err);
    return ta_fail(err, TA_E_PERMISSION, "approval of %.12s by %s: %s", row->object,
                   row->by,
                   own ? "signed with a key that seals records here"
                       : "by the model's maker, or over before it begins");
}

/* Does it count: of this very model, by another than its maker, and signed? A retirement too. */
static bool counts(const struct ta_approval_row *row, const struct ta_key_ring *ring,
                   const struct ta_model *model)
{
    return row->kind != TA_APPROVES_OVERRIDE &&
           strcmp(row->made_by, model->made_by) == 0 &&
           check_second(row, ring, NULL) == TA_OK;
}

static enum ta_status write_rows(const struct ta_approval_row *row, size_t n,
                                 const struct ta_key_ring *ring,
                                 const struct ta_model *model, char **bytes,
                                 size_t *size, struct ta_error *err)
{
    bool ok = true;
    struct ta_text text = {0};
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        if (counts(&row[i], ring, model) &&
            json_array_append_new(array, row_object(&row[i], &ok)) != 0)
            ok = false;
    bool any = json_array_size(array) > 0;
    enum ta_status rc = ok && array != NULL ? TA_OK : TA_E_NOMEM;
    if (rc == TA_OK && any) rc = ta_json_canonical(array, &text);
    json_decref(array);
    *size = text.size;
    *bytes = any ? ta_text_take(&text) : NULL;
    ta_text_free(&text);
    if (rc == TA_OK && any && *bytes == NULL) rc = TA_E_NOMEM;
    return rc == TA_OK ? TA_OK : ta_fail(err, rc, "approvals of %s", model->id);
}

enum ta_status ta_approvals_gather(const struct ta_store *store,
                                   const struct ta_key_ring *ring,
                                   const struct ta_model *model, char **bytes,
                                   size_t *size, struct ta_error *err)
{
    struct ta_approval_row *row = NULL;
    size_t n = 0;
    enum ta_status rc =
        store->ops->approvals_of(store->self, model->sha256, &row, &n, err);
    if (rc != TA_OK) return rc;
    rc = write_rows(row, n, ring, model, bytes, size, err);
    ta_free(row);
    return rc;
}

enum ta_status ta_approvals_pin(const struct ta_model *model, const char *bytes,
                                size_t size, struct ta_evidence_list *list,
                                struct ta_error *err)
{
    struct ta_evidence_item item;
    ta_evidence_item_init(&item, TA_EVIDENCE_DOCUMENT);
    (void)snprintf(item.id, sizeof item.id, TA_APPROVALS_PREFIX "%s", model->sha256);
    ta_sha256(bytes, size, item.sha256);
    return ta_evidence_add(list, &item, err);
}

/* --- in ----------------------------------------------------------------------------- */

static enum ta_status read_row(const json_t *object, const struct ta_json_path *at,
                               struct ta_approval_row *out, struct ta_error *err)
{
    const struct {
        const char *key;
        char *to;
        size_t size;
    } word[] = {{"object", out->object, sizeof out->object},
                {"made_by", out->made_by, sizeof out->made_by},
                {"made_key", out->made_key, sizeof out->made_key},
                {"by", out->by, sizeof out->by},
                {"role", out->role, sizeof out->role},
                {"key_id", out->key_id, sizeof out->key_id},
                {"reason", out->reason, sizeof out->reason},
                {"signature", out->signature, sizeof out->signature}};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof word / sizeof *word; i++) {
        const char *text = NULL;
        rc = ta_json_get_text(object, at, word[i].key, true, &text, err);
        if (rc == TA_OK && !ta_copy(word[i].to, word[i].size, text))
            rc = ta_json_fail(err, at, word[i].key, "a shorter text", NULL);
    }
    if (rc == TA_OK) rc = ta_json_get_day(object, at, "on", true, &out->on, err);
    if (rc == TA_OK) rc = ta_json_get_day(object, at, "until", true, &out->until, err);
    return rc;
}

static enum ta_status read_kind(const json_t *object, const struct ta_json_path *at,
                                enum ta_approval_kind *out, struct ta_error *err)
{
    const char *word = NULL;
    enum ta_status rc = ta_json_get_text(object, at, "kind", true, &word, err);
    if (rc != TA_OK) return rc;
    bool retires = strcmp(word, kind_words[1]) == 0;
    if (!retires && strcmp(word, kind_words[0]) != 0)
        return ta_json_fail(err, at, "kind", "approve or retire",
                            json_object_get(object, "kind"));
    *out = retires ? TA_RETIRES_MODEL : TA_APPROVES_MODEL;
    return TA_OK;
}

static enum ta_status check_row(const struct ta_approval_row *row,
                                const struct ta_key_ring *ring,
                                const struct ta_model *model, struct ta_error *err)
{
    if (strcmp(row->object, model->sha256) == 0 &&
        strcmp(row->made_by, model->made_by) == 0)
        return check_second(row, ring, err);
    return ta_fail(err, TA_E_DATA, "approval by %s is not of this model", row->by);
}

/* The i-th approval, until the first retirement given after it. */
static enum ta_status apply_row(struct ta_approval_row *rows, size_t n, size_t i,
                                struct ta_model *model, struct ta_error *err)
{
    struct ta_approval_row *row = &rows[i];
    ta_day until = row->until;
    if (row->kind == TA_RETIRES_MODEL) return TA_OK;
    for (size_t k = i + 1; k < n; k++)
        if (rows[k].kind == TA_RETIRES_MODEL && rows[k].on < until) until = rows[k].on;
    if (until < row->on) return TA_OK; /* retired before it came into force */
    const struct ta_approval approval = {row->by, row->role, row->reason, row->on,
                                         until};
    return ta_model_add_approval(model, &approval, err);
}

static enum ta_status apply_rows(const json_t *array, const struct ta_key_ring *ring,
                                 struct ta_model *model, struct ta_error *err)
{
    size_t n = json_array_size(array);
    struct ta_approval_row *rows = ta_alloc(n, sizeof *rows);
    if (rows == NULL) return ta_fail(err, TA_E_NOMEM, "approvals of %s", model->id);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        const struct ta_json_path at = {NULL, NULL, i};
        const json_t *object = json_array_get(array, i);
        rc = read_kind(object, &at, &rows[i].kind, err);
        if (rc == TA_OK) rc = read_row(object, &at, &rows[i], err);
        if (rc == TA_OK) rc = check_row(&rows[i], ring, model, err);
    }
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = apply_row(rows, n, i, model, err);
    ta_free(rows);
    return rc;
}

/* Approving is the step of a model's life from developed or validated to approved. */
static void lift_state(struct ta_model *model)
{
    if (model->n_approvals > 0 &&
        (model->state == TA_MODEL_DEVELOPED || model->state == TA_MODEL_VALIDATED))
        model->state = TA_MODEL_APPROVED;
}

enum ta_status ta_approvals_apply(const char *bytes, size_t size,
                                  const struct ta_key_ring *ring,
                                  struct ta_model *model, struct ta_error *err)
{
    json_t *array = NULL;
    enum ta_status rc =
        ta_json_parse("approvals", bytes, size, DOCUMENT_MOST, &array, err);
    if (rc != TA_OK) return rc;
    rc = json_is_array(array) ? apply_rows(array, ring, model, err)
                              : ta_json_fail(err, NULL, NULL, "a list", array);
    json_decref(array);
    if (rc == TA_OK) lift_state(model);
    return rc;
}
