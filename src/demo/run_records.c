/* SPDX-License-Identifier: Apache-2.0 */
/** @file run_records.c  The steps that conclude: assess and report. */
#include "base/memory.h"
#include "base/time.h"
#include "demo/run.h"
#include "report/report.h"

/* --- assess ------------------------------------------------------------------------------- */

struct assessing {
    struct ta_run *run;
    const struct ta_demo_case *now;
    size_t written, unchanged;
};

static void on_assessed(void *self, const struct ta_assess_outcome *outcome)
{
    struct assessing *a = self;
    const struct ta_demo_listener *l = a->run->demo->listener;
    if (outcome->result == TA_ASSESS_WRITTEN) a->written++;
    if (outcome->result == TA_ASSESS_UNCHANGED) a->unchanged++;
    if (l->assessed != NULL) l->assessed(l->self, a->now, outcome);
}

static enum ta_status assess_case(struct assessing *a)
{
    struct ta_run *run = a->run;
    struct ta_assess_request request = {.n_projects = 1,
                                        .project = &a->now->project,
                                        .model = TA_DEMO_MODEL,
                                        .now = run->demo->now,
                                        .who = run->demo->who,
                                        .self = a,
                                        .done = on_assessed};
    if (ta_day_parse(a->now->as_of, &request.as_of) != TA_OK)
        return ta_fail(run->err, TA_E_INTERNAL, "demo: %s is no day", a->now->as_of);
    return ta_assess(run->workspace, &request, run->err);
}

enum ta_status ta_run_assess(struct ta_run *run)
{
    struct assessing a = {.run = run};
    ta_run_begins(run, TA_DEMO_ASSESS, ta_demo_case_count());
    for (size_t i = 0; i < ta_demo_case_count(); i++) {
        a.now = ta_demo_case_at(i);
        if (a.now->real && run->demo->samples == NULL) continue;
        if (ta_run_stopped(run)) break;
        enum ta_status rc = assess_case(&a);
        if (rc != TA_OK) return rc;
        ta_run_progress(run, i + 1);
    }
    struct ta_text words = {0};
    ta_text_addf(&words, "records=%zu written=%zu unchanged=%zu",
                 a.written + a.unchanged, a.written, a.unchanged);
    ta_run_told(run, TA_DEMO_ASSESS, &words);
    return TA_OK;
}

/* --- report ------------------------------------------------------------------------------- */

static enum ta_status save_page(struct ta_run *run, const char *project,
                                enum ta_language language)
{
    const struct ta_report_request request = {.project = project, .language = language};
    struct ta_report_file file;
    enum ta_status rc = ta_report_save(run->workspace, &request, run->demo->messages,
                                       NULL, &file, run->err);
    if (rc == TA_OK) ta_free(file.path);
    return rc;
}

enum ta_status ta_run_report(struct ta_run *run)
{
    size_t pages = 0;
    enum ta_status rc = TA_OK;
    ta_run_begins(run, TA_DEMO_REPORT, ta_demo_case_count() * TA_LANGUAGE_COUNT);
    for (size_t i = 0; i < ta_demo_case_count() * TA_LANGUAGE_COUNT; i++) {
        const struct ta_demo_case *of = ta_demo_case_at(i / TA_LANGUAGE_COUNT);
        if (of->real && run->demo->samples == NULL) continue;
        if (ta_run_stopped(run)) break;
        rc = save_page(run, of->project, (enum ta_language)(i % TA_LANGUAGE_COUNT));
        if (rc != TA_OK) return rc;
        pages++;
        ta_run_progress(run, i + 1);
    }
    struct ta_text words = {0};
    ta_text_addf(&words, "pages=%zu", pages);
    ta_run_told(run, TA_DEMO_REPORT, &words);
    return TA_OK;
}
