/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/filing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/filing_compare.h"
#include "engine/portfolio_document.h"
#include "record/seal.h"

enum { BODY_MOST = 512 * 1024 * 1024 };

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "statement: out of memory");
}

/* As it comes back from its bytes, where 1 and 1.0 are one number. *out is owned. */
static enum ta_status settle(const json_t *document, json_t **out, struct ta_error *err)
{
    struct ta_text bytes = {0};
    enum ta_status rc = ta_json_canonical(document, &bytes);
    if (rc == TA_OK)
        rc = ta_json_parse("statement", bytes.bytes, bytes.size, BODY_MOST, out, err);
    else
        rc = out_of_memory(err);
    ta_text_free(&bytes);
    return rc;
}

/* --- what is there ------------------------------------------------------------------ */

/* One link of the chain of statements, read and checked. */
struct link {
    struct ta_envelope envelope;
    unsigned faults;
    json_t *body; /* owned */
};

static enum ta_status read_link(const struct ta_workspace *workspace,
                                const struct ta_key_ring *ring, int64_t seq,
                                const char *previous, struct link *out,
                                struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    char *bytes = NULL, name[48];
    size_t size = 0;
    *out = (struct link){.faults = 0};
    enum ta_status rc =
        store->ops->filed_at(store->self, seq, &out->envelope, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    (void)snprintf(name, sizeof name, "statement %" PRId64, seq);
    out->faults =
        ta_seal_check_in(TA_CHAIN_FILED, &out->envelope, bytes, size, previous, ring);
    rc = ta_json_parse(name, bytes, size, BODY_MOST, &out->body, err);
    ta_free(bytes);
    return rc;
}

/* Two documents for the same date and day of comparison. */
static bool same_subject(const json_t *a, const json_t *b)
{
    return json_equal(json_object_get(a, "as_of"), json_object_get(b, "as_of")) &&
           json_equal(json_object_get(a, "since"), json_object_get(b, "since")) &&
           json_equal(json_object_get(a, "top"), json_object_get(b, "top"));
}

static const json_t *document_of(const json_t *body)
{
    return json_object_get(body, "document");
}

/* All that a statement says, and not which build said it. */
static bool says_the_same(const json_t *a, const json_t *b)
{
    static const char *const part[] = {"figures", "records", "changes"};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (!json_equal(json_object_get(a, part[i]), json_object_get(b, part[i])))
            return false;
    return true;
}

/* The newest statement on the same subject, with the end of the chain. */
struct last {
    int64_t seq; /* of the chain */
    char chain[TA_HEX_SIZE];
    struct link link; /* body NULL: there is none */
};

static enum ta_status find_last(const struct ta_workspace *workspace,
                                const struct ta_key_ring *ring, const json_t *document,
                                struct last *out, struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    char previous[TA_HEX_SIZE];
    *out = (struct last){.seq = 0};
    enum ta_status rc = store->ops->filed_head(store->self, &out->seq, out->chain, err);
    memcpy(previous, ta_chain_start, sizeof previous);
    for (int64_t seq = 1; rc == TA_OK && seq <= out->seq; seq++) {
        struct link link;
        rc = read_link(workspace, ring, seq, previous, &link, err);
        if (rc == TA_OK && link.faults != 0)
            rc =
                ta_fail(err, TA_E_DATA,
                        "statement %" PRId64 " does not hold; see `terrassay portfolio "
                        "--filed`",
                        seq);
        memcpy(previous, link.envelope.chain, sizeof previous);
        bool newer = rc == TA_OK && same_subject(document_of(link.body), document);
        json_t *old = newer ? out->link.body : link.body;
        if (newer) out->link = link;
        json_decref(old);
    }
    return rc;
}

/* --- computed again -------------------------------------------------------------------- */

/* Ids of the records and projects of a document, borrowed. */
struct pins {
    size_t n_records, n_projects;
    const char **record, **project;
};

static bool pin(const json_t *document, struct pins *out)
{
    const json_t *list = json_object_get(document, "records");
    size_t n = json_array_size(list);
    *out = (struct pins){.record = ta_alloc(2 * n, sizeof *out->record),
                         .project = ta_alloc(n, sizeof *out->project)};
    if (out->record == NULL || out->project == NULL) return false;
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(list, i);
        const char *record = json_string_value(json_object_get(row, "record"));
        const char *before = json_string_value(json_object_get(row, "record_before"));
        const char *project = json_string_value(json_object_get(row, "project"));
        if (record == NULL || project == NULL) continue;
        out->record[out->n_records++] = record;
        out->project[out->n_projects++] = project;
        if (before != NULL) out->record[out->n_records++] = before;
    }
    return true;
}

/* The document once more: as it was made when it was signed, from the records that it names; from the newest
 * where that is 0. */
static enum ta_status compute(const struct ta_workspace *workspace,
                              const json_t *document, ta_time_us signed_on,
                              json_t **out, struct ta_error *err)
{
    bool pinned = signed_on != 0;
    struct pins pins = {0};
    struct ta_portfolio_request request = {
        .as_of = TA_DAY_NONE, .since = TA_DAY_NONE, .signed_by = signed_on};
    size_t n_faults = 0;
    enum ta_status rc =
        ta_json_get_day(document, NULL, "as_of", true, &request.as_of, err);
    if (rc == TA_OK)
        rc = ta_json_get_day(document, NULL, "since", false, &request.since, err);
    if (rc != TA_OK) return rc;
    request.top = (size_t)json_integer_value(json_object_get(document, "top"));
    if (pinned && !pin(document, &pins)) rc = out_of_memory(err);
    if (pinned) {
        request.n_records = pins.n_records;
        request.record = pins.record;
        request.n_projects = pins.n_projects;
        request.project = pins.project;
    }
    json_t *made = NULL;
    if (rc == TA_OK) rc = ta_portfolio(workspace, &request, &made, &n_faults, err);
    if (rc == TA_OK) rc = settle(made, out, err);
    json_decref(made);
    ta_free(pins.record);
    ta_free(pins.project);
    return rc;
}

/* --- filing ------------------------------------------------------------------------- */

/* Of the statement before as documents have their form now: what the form changed is no restatement.
 * *out is owned; NULL: it has that form, or does not come out again. */
static enum ta_status in_form(const struct ta_workspace *workspace,
                              const struct last *last, json_t **out,
                              struct ta_error *err)
{
    bool ok = true;
    struct ta_error why = {0};
    const json_t *before = document_of(last->link.body);
    *out = NULL;
    if (before == NULL) return TA_OK;
    enum ta_status rc =
        compute(workspace, before, last->link.envelope.created, out, &why);
    if (rc == TA_E_NOTFOUND || rc == TA_E_DATA) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(err, &why);
    bool former = ta_filing_former(before, *out, &ok);
    if (ok && former) return TA_OK;
    json_decref(*out);
    *out = NULL;
    return ok ? TA_OK : out_of_memory(err);
}

/* @p before: the document that is restated; NULL: none. */
static json_t *body_of(const json_t *document, const json_t *before,
                       const struct last *last, bool *ok)
{
    bool restates = last->link.body != NULL;
    json_t *body = json_object();
    ta_json_set_text(body, "schema", "terrassay/filed/1", ok);
    ta_json_set_text(body, "kind", "portfolio", ok);
    ta_json_set(body, "as_of", json_incref(json_object_get(document, "as_of")), ok);
    ta_json_set_text(body, "restates", restates ? last->link.envelope.id : NULL, ok);
    ta_json_set(body, "figures",
                restates ? ta_filing_figures(before, document, ok) : json_array(), ok);
    ta_json_set(body, "because",
                restates ? ta_filing_because(before, document, ok) : json_array(), ok);
    ta_json_set(body, "document", json_deep_copy(document), ok);
    return body;
}

static enum ta_status export(const struct ta_workspace *workspace,
                             const struct ta_envelope *envelope, const json_t *body,
                             const struct ta_text *bytes, struct ta_error *err) {
    struct ta_text file = {0}, below = {0};
    ta_text_addf(&below, "statements/%s-%" PRId64 ".json",
                 json_string_value(json_object_get(body, "as_of")), envelope->seq);
    char *path = below.failed ? NULL : ta_workspace_path(workspace, below.bytes);
    enum ta_status rc = path == NULL ? out_of_memory(err)
                                     : ta_workspace_make_above(path, err);
    if (rc == TA_OK)
        rc = ta_seal_export(envelope, bytes->bytes, bytes->size, &file, err);
    if (rc == TA_OK) rc = ta_file_write(path, file.bytes, file.size, 0666, err);
    ta_text_free(&file);
    ta_text_free(&below);
    ta_free(path);
    return rc;
}

static enum ta_status append(struct ta_workspace *workspace,
                             const struct ta_filing *filing,
                             const struct ta_key_ring *ring, const struct last *last,
                             const struct ta_text *bytes, struct ta_filed *out,
                             struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    const struct ta_seal_request request = {.body = bytes->bytes,
                                            .size = bytes->size,
                                            .seq = last->seq + 1,
                                            .previous = last->chain,
                                            .created = filing->now};
    ta_day as_of = TA_DAY_NONE;
    enum ta_status rc = ta_seal_in(TA_CHAIN_FILED, &request, ring, &out->envelope, err);
    if (rc == TA_OK)
        rc = ta_json_get_day(filing->document, NULL, "as_of", true, &as_of, err);
    if (rc == TA_OK)
        rc = store->ops->filed_append(store->self, "portfolio", as_of, &out->envelope,
                                      bytes->bytes, bytes->size, err);
    if (rc == TA_OK)
        rc = store->ops->audit(store->self, filing->now, filing->who, "file",
                               out->envelope.id, out->restates, err);
    return rc;
}

/* Within begin and commit: what was filed before, and the next one where it says more. */
static enum ta_status file_next(struct ta_workspace *workspace,
                                const struct ta_filing *filing,
                                const struct ta_key_ring *ring, struct last *last,
                                struct ta_text *bytes, struct ta_filed *out,
                                struct ta_error *err)
{
    bool ok = true;
    enum ta_status rc = find_last(workspace, ring, filing->document, last, err);
    if (rc != TA_OK) return rc;
    if (last->link.body != NULL &&
        says_the_same(document_of(last->link.body), filing->document)) {
        out->envelope = last->link.envelope;
        out->body = json_incref(last->link.body);
        return TA_OK;
    }
    json_t *formed = NULL;
    rc = in_form(workspace, last, &formed, err);
    if (rc != TA_OK) return rc;
    if (formed != NULL && says_the_same(formed, filing->document)) {
        out->envelope = last->link.envelope;
        out->body = json_incref(last->link.body);
        json_decref(formed);
        return TA_OK;
    }
    if (last->link.body != NULL)
        memcpy(out->restates, last->link.envelope.id, sizeof out->restates);
    out->body =
        body_of(filing->document,
                formed != NULL ? formed : document_of(last->link.body), last, &ok);
    json_decref(formed);
    if (!ok || ta_json_canonical(out->body, bytes) != TA_OK) return out_of_memory(err);
    out->written = true;
    return append(workspace, filing, ring, last, bytes, out, err);
}

enum ta_status ta_filing_seal(struct ta_workspace *workspace,
                              const struct ta_filing *filing, struct ta_filed *out,
                              struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    struct ta_key_ring ring = {0};
    struct ta_text bytes = {0};
    struct last last = {.seq = 0};
    json_t *document = NULL;
    *out = (struct ta_filed){.written = false};
    if (json_is_object(json_object_get(filing->document, "rated_by")))
        return ta_fail(err, TA_E_USAGE, "statement: what was rated again is not filed");
    enum ta_status rc = ta_workspace_keys(workspace, &ring, err);
    if (rc != TA_OK) return rc;
    rc = settle(filing->document, &document, err);
    const struct ta_filing settled = {filing->who, filing->now, document};
    if (rc == TA_OK) rc = store->ops->begin(store->self, err);
    if (rc == TA_OK) {
        rc = file_next(workspace, &settled, &ring, &last, &bytes, out, err);
        if (rc == TA_OK && out->written)
            rc = store->ops->commit(store->self, err);
        else
            store->ops->rollback(store->self);
    }
    if (rc == TA_OK && out->written)
        rc = export(workspace, &out->envelope, out->body, &bytes, err);
    json_decref(last.link.body);
    json_decref(document);
    ta_text_free(&bytes);
    ta_keys_close(&ring);
    return rc;
}

/* --- all that was filed ------------------------------------------------------------- */

static bool is_superseded(json_t *const *body, size_t n, size_t i)
{
    for (size_t k = i + 1; k < n; k++)
        if (same_subject(document_of(body[i]), document_of(body[k]))) return true;
    return false;
}

/* One run through all statements. */
struct telling {
    const struct ta_workspace *workspace;
    struct ta_key_ring ring;
    int64_t n;
    struct link *link; /* [n] */
    void *self;
    enum ta_status (*tell)(void *self, const struct ta_filed_statement *statement,
                           struct ta_error *err);
    bool finding;
};

static enum ta_status tell_one(struct telling *t, size_t i, json_t *again,
                               json_t *today, struct ta_error *err)
{
    bool ok = true;
    const struct link *link = &t->link[i];
    const json_t *document = document_of(link->body);
    bool same = again != NULL && says_the_same(document, again);
    bool former = again != NULL && !same && ta_filing_former(document, again, &ok);
    /* what evidence changed, and not what the form did */
    const json_t *then = former ? again : document;
    json_t *figures =
        today == NULL ? json_array() : ta_filing_figures(then, today, &ok);
    json_t *because =
        today == NULL ? json_array() : ta_filing_because(document, today, &ok);
    struct ta_filed_statement s = {.envelope = link->envelope,
                                   .faults = link->faults,
                                   .reproduced = same,
                                   .former = former,
                                   .superseded = today == NULL,
                                   .body = link->body,
                                   .today = figures,
                                   .because = because};
    t->finding = t->finding || s.faults != 0 || !(same || former);
    enum ta_status rc = ok ? t->tell(t->self, &s, err) : out_of_memory(err);
    json_decref(figures);
    json_decref(because);
    return rc;
}

static enum ta_status judge(struct telling *t, size_t i, bool superseded,
                            struct ta_error *err)
{
    json_t *again = NULL, *today = NULL;
    struct ta_error why = {0};
    const json_t *document = document_of(t->link[i].body);
    enum ta_status rc =
        compute(t->workspace, document, t->link[i].envelope.created, &again, &why);
    if (rc == TA_E_NOTFOUND || rc == TA_E_DATA)
        rc = TA_OK; /* it cannot come out again */
    if (rc == TA_OK && !superseded)
        rc = compute(t->workspace, document, 0, &today, &why);
    if (rc == TA_E_NOTFOUND) rc = TA_OK;
    if (rc != TA_OK) return ta_fail_as(err, &why);
    rc = tell_one(t, i, again, today, err);
    json_decref(again);
    json_decref(today);
    return rc;
}

static enum ta_status read_all(struct telling *t, struct ta_error *err)
{
    const struct ta_store *store = &t->workspace->store;
    char end[TA_HEX_SIZE], previous[TA_HEX_SIZE];
    int64_t head = 0;
    enum ta_status rc = store->ops->filed_head(store->self, &head, end, err);
    if (rc != TA_OK) return rc;
    t->link = ta_alloc((size_t)head, sizeof *t->link);
    if (t->link == NULL) return out_of_memory(err);
    memcpy(previous, ta_chain_start, sizeof previous);
    for (int64_t seq = 1; rc == TA_OK && seq <= head; seq++) {
        rc = read_link(t->workspace, &t->ring, seq, previous, &t->link[seq - 1], err);
        memcpy(previous, t->link[seq - 1].envelope.chain, sizeof previous);
        t->n = seq;
    }
    return rc;
}

static enum ta_status tell_all(struct telling *t, struct ta_error *err)
{
    size_t n = (size_t)t->n;
    json_t **body = ta_alloc(n, sizeof *body);
    enum ta_status rc = body == NULL ? out_of_memory(err) : TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) body[i] = t->link[i].body;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = judge(t, i, is_superseded(body, n, i), err);
    ta_free(body);
    return rc;
}

enum ta_status ta_filing_list(
    const struct ta_workspace *workspace, void *self,
    enum ta_status (*tell)(void *self, const struct ta_filed_statement *statement,
                           struct ta_error *err),
    struct ta_error *err)
{
    struct telling t = {.workspace = workspace, .self = self, .tell = tell};
    enum ta_status rc = ta_workspace_keys_to_check(workspace, &t.ring, err);
    if (rc != TA_OK) return rc;
    rc = read_all(&t, err);
    if (rc == TA_OK) rc = tell_all(&t, err);
    for (int64_t i = 0; i < t.n; i++) json_decref(t.link[i].body);
    ta_free(t.link);
    ta_keys_close(&t.ring);
    return rc == TA_OK && t.finding ? TA_FINDING : rc;
}
