/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assess.h"

#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/approvals.h"
#include "engine/assess_write.h"
#include "engine/evaluate.h"
#include "engine/findings.h"
#include "engine/layer_pin.h"
#include "engine/record_alike.h"
#include "engine/rules.h"
#include "engine/subject.h"
#include "record/body.h"

/* One run over many projects. */
struct run {
    struct ta_workspace *workspace;
    const struct ta_assess_request *request;
    struct ta_key_ring ring;
    struct ta_rules rules;
    struct ta_layer_cache layers;
    char *approvals; /* NULL when there are none */
    size_t approvals_size;
    size_t failed, set_aside, done;
    bool stopped;
    struct ta_error first; /* failure */
};

/* One project on its way. */
struct work {
    struct ta_subject subject;
    struct ta_evidence_list evidence;
    struct ta_inputs inputs;
    size_t n_findings;
    struct ta_finding *finding; /* in the room of the inputs */
    struct ta_evaluation evaluation;
    struct ta_text body;
};

static void work_free(struct work *work)
{
    ta_text_free(&work->body);
    ta_evaluation_free(&work->evaluation);
    ta_inputs_free(&work->inputs);
    ta_evidence_free(&work->evidence);
    ta_subject_free(&work->subject);
}

static enum ta_status choose(const struct run *run, struct work *work,
                             struct ta_error *err)
{
    const struct ta_evidence_plan plan = {&work->subject.project, work->subject.sha256,
                                          &run->rules.model, run->request->as_of};
    enum ta_status rc =
        ta_evidence_choose(&run->workspace->store, &plan, &work->evidence, err);
    if (rc == TA_OK && run->approvals != NULL)
        rc = ta_approvals_pin(&run->rules.model, run->approvals, run->approvals_size,
                              &work->evidence, err);
    if (rc == TA_OK)
        rc = ta_findings_pin(run->workspace, &work->subject.project,
                             run->request->as_of, &work->evidence, err);
    if (rc == TA_OK) ta_evidence_sort(&work->evidence);
    return rc;
}

static enum ta_status load(struct run *run, struct work *work, struct ta_error *err)
{
    const struct ta_loading loading = {
        run->workspace,  &work->subject.project, &run->rules.model, run->request->as_of,
        &work->evidence, &run->rules.set,        &run->layers};
    enum ta_status rc = ta_inputs_load(&loading, &work->inputs, err);
    if (rc == TA_OK)
        rc = ta_findings_of(&run->workspace->store, &work->subject.project,
                            &work->evidence, &work->inputs.room, &work->finding,
                            &work->n_findings, err);
    return rc;
}

/* The record as it would be, standing after @p place. */
static enum ta_status compute(const struct run *run, struct work *work,
                              const struct ta_record_place *place, struct ta_error *err)
{
    const struct ta_case given = {.project = &work->subject.project,
                                  .project_sha256 = work->subject.sha256,
                                  .model = &run->rules.model,
                                  .tables = &run->rules.set,
                                  .as_of = run->request->as_of,
                                  .previous_record = place->previous,
                                  .previous_level = place->level,
                                  .evidence = &work->evidence,
                                  .inputs = &work->inputs,
                                  .n_findings = work->n_findings,
                                  .finding = work->finding};
    ta_evaluation_free(&work->evaluation);
    ta_text_free(&work->body);
    enum ta_status rc = ta_evaluate(&given, &work->evaluation, err);
    if (rc == TA_OK)
        rc = ta_record_body(&work->evaluation.assessment, &work->body, err);
    return rc;
}

/* Verify would say that it comes out again: no new record, whichever build made it. */
static enum ta_status is_kept(const struct work *work,
                              const struct ta_record_kept *kept, bool *out,
                              struct ta_error *err)
{
    const struct ta_record_pair pair = {.computed = work->body.bytes,
                                        .computed_size = work->body.size,
                                        .kept = kept->body,
                                        .kept_size = kept->size};
    enum ta_likeness likeness = TA_UNLIKE;
    enum ta_status rc = ta_record_alike(&pair, &likeness, err);
    *out = likeness != TA_UNLIKE;
    return rc;
}

/* In the place of the newest record the same inputs give that record again. */
static enum ta_status settle(struct run *run, struct work *work,
                             struct ta_record_kept *kept, struct ta_assess_outcome *out,
                             struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    bool again = false;
    if (kept->body != NULL) {
        rc = compute(run, work, &kept->before, err);
        if (rc == TA_OK) rc = is_kept(work, kept, &again, err);
        if (rc == TA_OK && again) {
            out->result = TA_ASSESS_UNCHANGED;
            return ta_record_export(run->workspace, work->subject.project.id,
                                    &kept->envelope, kept->body, kept->size, false,
                                    err);
        }
    }
    if (rc == TA_OK) rc = compute(run, work, &kept->after, err);
    const struct ta_record_write write = {.workspace = run->workspace,
                                          .ring = &run->ring,
                                          .rules = &run->rules,
                                          .subject = &work->subject,
                                          .approvals = run->approvals,
                                          .approvals_size = run->approvals_size,
                                          .assessment = &work->evaluation.assessment,
                                          .body = &work->body,
                                          .now = run->request->now,
                                          .who = run->request->who};
    if (rc == TA_OK) rc = ta_record_write(&write, &kept->envelope, err);
    out->result = TA_ASSESS_WRITTEN;
    return rc;
}

/* The record is written: that what was before it does not read is told, and fails nothing. */
static void tell(struct run *run, struct ta_assess_outcome *outcome,
                 const struct ta_record_kept *kept, const struct work *work)
{
    char *path = ta_record_path(outcome->project, kept->envelope.id);
    const struct ta_lasting_request request = {.store = &run->workspace->store,
                                               .project = outcome->project,
                                               .record = kept->envelope.id,
                                               .day = run->request->as_of};
    struct ta_lasting_answer earlier;
    struct ta_error unread = {0};
    if (ta_lasting_of(&request, &earlier, &unread) == TA_OK)
        outcome->earlier = &earlier;
    else
        outcome->unread = &unread;
    outcome->record = kept->envelope.id;
    outcome->path = path != NULL ? path : "";
    outcome->assessment = &work->evaluation.assessment;
    if (run->request->done != NULL) run->request->done(run->request->self, outcome);
    outcome->earlier = NULL;
    outcome->unread = NULL;
    ta_free(path);
}

/* A record uses the data on the day it is signed and speaks of the day it is of: neither may lie
 * past their last one. */
static enum ta_status check_use(const struct run *run, const struct ta_project *project,
                                struct ta_assess_outcome *out, struct ta_error *err)
{
    char last[TA_TIME_TEXT];
    ta_time_us ahead = ta_zone_of_country(project->country) * (TA_US_PER_DAY / 24);
    ta_day day = ta_day_of(run->request->now + ahead);
    if (run->request->as_of > day) day = run->request->as_of;
    out->use = ta_data_use_on(project, day, &out->use_until);
    ta_day_format(out->use_until, last);
    switch (out->use) {
    case TA_DATA_MAY_BE_USED: break;
    case TA_DATA_CONSENT_ENDED:
        return ta_mended(
            ta_fail(err, TA_PARTLY, "the consent to the use of its data ended on %s",
                    last),
            err,
            "ask for it again and import the project with the new consent_on "
            "and consent_until");
    case TA_DATA_KEPT_TOO_LONG:
        return ta_mended(
            ta_fail(err, TA_PARTLY, "its data were to be kept and used until %s", last),
            err,
            "take it off the list with `terrassay project remove` and delete "
            "its data, or import it with the keep_until that is agreed now");
    }
    return TA_OK;
}

static void tell_set_aside(struct run *run, struct ta_assess_outcome *outcome,
                           const struct ta_error *error)
{
    run->set_aside++;
    outcome->result = TA_ASSESS_SET_ASIDE;
    outcome->error = error;
    if (run->request->done != NULL) run->request->done(run->request->self, outcome);
}

/* @return TA_PARTLY, and it is told, for one that is set aside */
static enum ta_status assess_one(struct run *run, const char *id, struct ta_error *err)
{
    struct work work = {.inputs = {.n = 0}};
    struct ta_record_kept kept = {.body = NULL};
    struct ta_assess_outcome outcome = {.project = id};
    const struct ta_store *store = &run->workspace->store;
    enum ta_status rc = ta_subject_load(store, id, &work.subject, err);
    if (rc == TA_OK) rc = check_use(run, &work.subject.project, &outcome, err);
    if (rc == TA_PARTLY) tell_set_aside(run, &outcome, err);
    if (rc == TA_OK) rc = choose(run, &work, err);
    if (rc == TA_OK) rc = load(run, &work, err);
    if (rc == TA_OK)
        rc = ta_record_newest(store, id, run->request->as_of, run->rules.model.sha256,
                              &kept, err);
    if (rc == TA_OK) rc = settle(run, &work, &kept, &outcome, err);
    if (rc == TA_OK) tell(run, &outcome, &kept, &work);
    ta_record_kept_free(&kept);
    work_free(&work);
    return rc;
}

static void note_failure(struct run *run, const char *id, const struct ta_error *error)
{
    const struct ta_assess_outcome outcome = {.project = id, .error = error};
    if (run->failed++ == 0) run->first = *error;
    if (run->request->done != NULL) run->request->done(run->request->self, &outcome);
}

static void assess_all(struct run *run, size_t n, const char *const *id)
{
    if (run->request->begins != NULL) run->request->begins(run->request->self, n);
    for (size_t i = 0; i < n; i++) {
        struct ta_error error = {0};
        run->stopped =
            run->request->stop != NULL && run->request->stop(run->request->self);
        if (run->stopped) return;
        enum ta_status rc = assess_one(run, id[i], &error);
        if (rc == TA_OK)
            run->done++;
        else if (rc != TA_PARTLY)
            note_failure(run, id[i], &error);
    }
}

static enum ta_status verdict(const struct run *run, struct ta_error *err)
{
    bool partly = run->stopped || run->set_aside > 0;
    if (run->failed == 0) return partly ? TA_PARTLY : TA_OK;
    if (run->done > 0 || run->set_aside > 0) return TA_PARTLY;
    if (err != NULL) *err = run->first;
    return run->first.status;
}

static enum ta_status prepare(struct run *run, struct ta_error *err)
{
    enum ta_status rc = ta_workspace_keys(run->workspace, &run->ring, err);
    if (rc == TA_OK && ta_key_current(&run->ring) == NULL) {
        rc = ta_fail(err, TA_E_CONFIG, "no signing key in this workspace");
        ta_error_mend(err, "terrassay key new -w %s", run->workspace->folder);
    }
    if (rc == TA_OK) rc = ta_workspace_publish_keys(run->workspace, &run->ring, err);
    if (rc == TA_OK)
        rc = ta_rules_load(run->workspace, run->request->model, &run->rules, err);
    if (rc == TA_OK)
        rc = ta_approvals_gather(&run->workspace->store, &run->ring, &run->rules.model,
                                 &run->approvals, &run->approvals_size, err);
    if (rc == TA_OK && run->approvals != NULL)
        rc = ta_approvals_apply(run->approvals, run->approvals_size, &run->ring,
                                &run->rules.model, err);
    return rc;
}

/* All projects of the workspace. */
static enum ta_status assess_whole(struct run *run, struct ta_error *err)
{
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    const struct ta_store *store = &run->workspace->store;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &n, err);
    if (rc != TA_OK) return rc;
    const char **id = ta_alloc(n, sizeof *id);
    if (id == NULL) rc = ta_fail(err, TA_E_NOMEM, "assess: out of memory");
    for (size_t i = 0; rc == TA_OK && i < n; i++) id[i] = ids[i];
    if (rc == TA_OK) assess_all(run, n, id);
    ta_free(id);
    ta_free(ids);
    return rc == TA_OK ? verdict(run, err) : rc;
}

enum ta_status ta_assess(struct ta_workspace *workspace,
                         const struct ta_assess_request *request, struct ta_error *err)
{
    struct run run = {.workspace = workspace, .request = request};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_ASSESS, err);
    if (rc != TA_OK) return rc;
    rc = prepare(&run, err);
    if (rc == TA_OK && request->n_projects == 0)
        rc = assess_whole(&run, err);
    else if (rc == TA_OK) {
        assess_all(&run, request->n_projects, request->project);
        rc = verdict(&run, err);
    }
    ta_free(run.approvals);
    ta_layer_cache_free(&run.layers);
    ta_rules_free(&run.rules);
    ta_keys_close(&run.ring);
    ta_workspace_leave(workspace, TA_DOES_ASSESS);
    return rc;
}
