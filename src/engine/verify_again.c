/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify_again.c  A record computed once more from what it names. */
#include <string.h>

#include "base/memory.h"
#include "engine/approvals.h"
#include "engine/assess_write.h"
#include "engine/evaluate.h"
#include "engine/findings.h"
#include "engine/record_alike.h"
#include "engine/rules.h"
#include "engine/subject.h"
#include "engine/verify_private.h"
#include "record/body.h"

/* What the record names, loaded as assess had it. */
struct again {
    struct ta_subject subject;
    struct ta_rules rules;
    struct ta_evidence_list evidence;
    struct ta_inputs inputs;
    size_t n_findings;
    struct ta_finding *finding; /* in the room of the inputs */
    struct ta_evaluation evaluation;
    struct ta_text body;
};

static void again_free(struct again *again)
{
    ta_text_free(&again->body);
    ta_evaluation_free(&again->evaluation);
    ta_inputs_free(&again->inputs);
    ta_evidence_free(&again->evidence);
    ta_rules_free(&again->rules);
    ta_subject_free(&again->subject);
}

/* What pins a piece of its kind, and nothing that a record might add. A chip says itself whether
 * scene, processing and time are its own. */
static void pin_only(struct ta_evidence_item *item)
{
    if (item->kind == TA_EVIDENCE_CHIP) return;
    item->site = 0;
    item->behind = 0;
    item->time = TA_TIME_NONE;
    item->processing[0] = '\0';
    if (item->kind == TA_EVIDENCE_DOCUMENT) item->path[0] = '\0';
}

static enum ta_status list_evidence(const struct ta_record_facts *facts,
                                    struct again *again, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < facts->n_evidence; i++) {
        struct ta_evidence_item item = facts->evidence[i];
        pin_only(&item);
        rc = ta_evidence_add(&again->evidence, &item, err);
    }
    ta_evidence_sort(&again->evidence);
    return rc;
}

/* The approvals that the record names, if any, and no others. */
static enum ta_status apply_approvals(struct ta_verifying *v, struct again *again,
                                      struct ta_error *err)
{
    static const char prefix[] = TA_APPROVALS_PREFIX;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < again->evidence.n; i++) {
        const struct ta_evidence_item *item = &again->evidence.item[i];
        char *bytes = NULL;
        size_t size = 0;
        if (item->kind != TA_EVIDENCE_DOCUMENT ||
            strncmp(item->id, prefix, sizeof prefix - 1) != 0)
            continue;
        rc = ta_document_recall(&v->workspace->store, "approvals", item->sha256, &bytes,
                                &size, err);
        if (rc == TA_OK)
            rc = ta_approvals_apply(bytes, size, &v->ring, &again->rules.model, err);
        if (rc == TA_E_PERMISSION) rc = TA_E_DATA; /* not allowed then: its own fault */
        ta_free(bytes);
    }
    return rc;
}

static enum ta_status recall(struct ta_verifying *v,
                             const struct ta_record_facts *facts, struct again *again,
                             struct ta_error *err)
{
    const struct ta_store *store = &v->workspace->store;
    enum ta_status rc = ta_subject_recall(store, facts->project, facts->document_sha256,
                                          &again->subject, err);
    if (rc == TA_OK) rc = ta_rules_recall(store, facts, &again->rules, err);
    if (rc == TA_OK) rc = list_evidence(facts, again, err);
    if (rc == TA_OK) rc = apply_approvals(v, again, err);
    const struct ta_loading loading = {
        v->workspace,     &again->subject.project, &again->rules.model, facts->as_of,
        &again->evidence, &again->rules.set,       &v->layers};
    if (rc == TA_OK) rc = ta_inputs_load(&loading, &again->inputs, err);
    if (rc == TA_OK)
        rc = ta_findings_of(store, &again->subject.project, &again->evidence,
                            &again->inputs.room, &again->finding, &again->n_findings,
                            err);
    return rc;
}

static enum ta_status compute(struct ta_verifying *v,
                              const struct ta_record_facts *facts, struct again *again,
                              struct ta_error *err)
{
    struct ta_record_place place;
    enum ta_status rc = ta_record_place_after(
        &v->workspace->store, facts->previous_record, facts->model_sha256, &place, err);
    const struct ta_case given = {.project = &again->subject.project,
                                  .project_sha256 = again->subject.sha256,
                                  .model = &again->rules.model,
                                  .tables = &again->rules.set,
                                  .as_of = facts->as_of,
                                  .previous_record = place.previous,
                                  .previous_level = place.level,
                                  .evidence = &again->evidence,
                                  .inputs = &again->inputs,
                                  .n_findings = again->n_findings,
                                  .finding = again->finding};
    if (rc == TA_OK) rc = ta_evaluate(&given, &again->evaluation, err);
    return rc == TA_OK
               ? ta_record_body(&again->evaluation.assessment, &again->body, err)
               : rc;
}

/* --- comparing ---------------------------------------------------------------------- */

struct telling {
    struct ta_verifying *v;
    struct ta_suspect *suspect;
};

static void tell(void *self, const char *field, const char *expected, const char *found)
{
    const struct telling *t = self;
    ta_verify_tell(t->v, t->suspect, TA_VERIFY_REPRODUCED, field, expected, "%s",
                   found);
}

static enum ta_status compare(struct ta_verifying *v, struct ta_suspect *suspect,
                              const struct again *again, enum ta_verify_answer *answer,
                              struct ta_error *err)
{
    static const enum ta_verify_answer by_likeness[] = {[TA_UNLIKE] = TA_ANSWER_NO,
                                                        [TA_SAME] = TA_ANSWER_YES,
                                                        [TA_NEAR] = TA_ANSWER_NEARLY};
    struct telling telling = {v, suspect};
    const struct ta_record_pair pair = {again->body.bytes, again->body.size,
                                        suspect->body,     suspect->size,
                                        &telling,          tell};
    enum ta_likeness likeness = TA_UNLIKE;
    enum ta_status rc = ta_record_alike(&pair, &likeness, err);
    *answer = by_likeness[likeness];
    return rc;
}

/* The same piece, or a day "P/2026-05-31" of the month "P/2026-05" that its days became since. */
static bool names(const struct ta_evidence_item *named,
                  const struct ta_evidence_item *item)
{
    size_t n = strlen(item->id);
    if (named->kind != item->kind || named->site != item->site ||
        strncmp(named->id, item->id, n) != 0)
        return false;
    return named->id[n] == '\0' ||
           (item->kind == TA_EVIDENCE_PARTITION && named->id[n] == '-');
}

static bool named(const struct ta_evidence_list *list,
                  const struct ta_evidence_item *item)
{
    for (size_t i = 0; i < list->n; i++)
        if (names(&list->item[i], item)) return true;
    return false;
}

static bool is_newest(struct ta_verifying *v, const struct ta_suspect *suspect)
{
    const struct ta_store *store = &v->workspace->store;
    struct ta_error none;
    char id[TA_HEX_SIZE];
    return store->ops->record_latest(store->self, suspect->facts.project, TA_DAY_OPEN,
                                     id, &none) != TA_OK ||
           strcmp(id, suspect->envelope.id) == 0;
}

/* Late looks are no fault; that the project's newest record does not rest on them is worth a word. */
static enum ta_status count_unused(struct ta_verifying *v, const struct again *again,
                                   const struct ta_suspect *suspect, size_t *n,
                                   struct ta_error *err)
{
    if (!is_newest(v, suspect)) return TA_OK;
    struct ta_evidence_list now = {0};
    const struct ta_evidence_plan plan = {&again->subject.project,
                                          again->subject.sha256, &again->rules.model,
                                          suspect->facts.as_of};
    enum ta_status rc = ta_evidence_choose(&v->workspace->store, &plan, &now, err);
    for (size_t i = 0; rc == TA_OK && i < now.n; i++)
        if (now.item[i].kind != TA_EVIDENCE_DOCUMENT &&
            !named(&again->evidence, &now.item[i]))
            (*n)++;
    ta_evidence_free(&now);
    return rc;
}

static bool is_ours(enum ta_status rc)
{
    return rc == TA_E_NOMEM || rc == TA_E_IO || rc == TA_E_AGAIN ||
           rc == TA_E_INTERNAL || rc == TA_E_PERMISSION;
}

enum ta_status ta_verify_again(struct ta_verifying *v, struct ta_suspect *suspect,
                               enum ta_verify_answer *answer, size_t *n_unused,
                               struct ta_error *err)
{
    struct again again = {.inputs = {.n = 0}};
    struct ta_error error = {0};
    *answer = TA_ANSWER_NO;
    enum ta_status rc = recall(v, &suspect->facts, &again, &error);
    if (rc == TA_OK) rc = compute(v, &suspect->facts, &again, &error);
    if (rc == TA_OK) rc = compare(v, suspect, &again, answer, &error);
    if (rc == TA_OK) rc = count_unused(v, &again, suspect, n_unused, &error);
    if (rc != TA_OK && is_ours(rc)) {
        if (err != NULL) *err = error;
    } else if (rc != TA_OK) {
        ta_verify_tell(v, suspect, TA_VERIFY_REPRODUCED, "record", "to come out again",
                       "%.250s", error.text);
        rc = TA_OK;
    }
    again_free(&again);
    return rc;
}
