/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo.h"

#include "base/memory.h"
#include "demo/run.h"
#include "engine/import.h"

static const char *const folder_name = "demo";

/* --- telling ------------------------------------------------------------------------------ */

void ta_run_begins(const struct ta_run *run, enum ta_demo_step step, size_t total)
{
    const struct ta_demo_listener *l = run->demo->listener;
    if (l->begins != NULL) l->begins(l->self, step, total);
}

void ta_run_progress(const struct ta_run *run, size_t done)
{
    const struct ta_demo_listener *l = run->demo->listener;
    if (l->progress != NULL) l->progress(l->self, done);
}

void ta_run_told(const struct ta_run *run, enum ta_demo_step step,
                 struct ta_text *words)
{
    const struct ta_demo_listener *l = run->demo->listener;
    if (l->told != NULL && !words->failed) l->told(l->self, step, words->bytes);
    ta_text_free(words);
}

bool ta_run_stopped(struct ta_run *run)
{
    const struct ta_demo_listener *l = run->demo->listener;
    if (l->stop == NULL || !l->stop(l->self)) return false;
    run->partly = true;
    return true;
}

char *ta_run_path(const struct ta_run *run, const char *below)
{
    struct ta_text path = {0};
    ta_text_addf(&path, "%s/%s", run->folder, below);
    return ta_text_take(&path);
}

enum ta_status ta_run_no_memory(struct ta_run *run)
{
    return ta_fail(run->err, TA_E_NOMEM, "demo: out of memory");
}

/* --- is this a place for it --------------------------------------------------------------- */

static enum ta_status refuse_others(void *self, const struct ta_project_shown *shown,
                                    struct ta_error *err)
{
    (void)self;
    if (ta_demo_case_find(shown->project->id) != NULL) return TA_OK;
    enum ta_status rc =
        ta_fail(err, TA_E_CONFIG,
                "demo: the workspace holds project %s, which is none of the demo's",
                shown->project->id);
    ta_error_mend(err, "give the demo a folder of its own with -w DIR");
    return rc;
}

static enum ta_status make_key(struct ta_run *run)
{
    struct ta_key_ring ring = {0};
    char id[TA_HEX_SIZE];
    enum ta_status rc = ta_workspace_keys(run->workspace, &ring, run->err);
    if (rc == TA_OK && ta_key_current(&ring) == NULL)
        rc = ta_key_new(&ring, run->demo->now, id, run->err);
    ta_keys_close(&ring);
    return rc;
}

/* --- all of it ---------------------------------------------------------------------------- */

enum ta_status ta_demo_run(struct ta_workspace *workspace, const struct ta_demo *demo,
                           struct ta_error *err)
{
    static enum ta_status (*const steps[TA_DEMO_STEPS])(struct ta_run *) = {
        [TA_DEMO_SIMULATE] = ta_run_simulate, [TA_DEMO_IMPORT] = ta_run_import,
        [TA_DEMO_LAYERS] = ta_run_layers,     [TA_DEMO_REFRESH] = ta_run_refresh,
        [TA_DEMO_INGEST] = ta_run_ingest,     [TA_DEMO_ASSESS] = ta_run_assess,
        [TA_DEMO_REPORT] = ta_run_report,     [TA_DEMO_PORTFOLIO] = ta_run_portfolio,
    };
    struct ta_run run = {.workspace = workspace, .demo = demo, .err = err};
    enum ta_status rc = ta_engine_projects(workspace, refuse_others, NULL, err);
    if (rc != TA_OK) return rc;
    run.folder = ta_workspace_path(workspace, folder_name);
    if (run.folder == NULL) return ta_run_no_memory(&run);
    rc = make_key(&run);
    for (size_t i = 0; rc == TA_OK && i < TA_DEMO_STEPS && !ta_run_stopped(&run); i++)
        rc = steps[i](&run);
    ta_free(run.folder);
    return rc == TA_OK && run.partly ? TA_PARTLY : rc;
}
