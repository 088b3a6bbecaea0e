/* SPDX-License-Identifier: Apache-2.0 */
/** @file run_inputs.c  The steps that bring in: simulate, import, layers. */
#include "base/memory.h"
#include "demo/feed.h"
#include "demo/material.h"
#include "demo/run.h"
#include "demo/scene_write.h"
#include "engine/import.h"
#include "engine/layers.h"

/* --- simulate ----------------------------------------------------------------------------- */

static void on_look(void *self, size_t done, size_t of)
{
    (void)of;
    ta_run_progress(self, done);
}

enum ta_status ta_run_simulate(struct ta_run *run)
{
    size_t looks = 0;
    for (size_t s = 0; s < ta_sim_set_count(); s++) looks += ta_sim_set_at(s)->n_looks;
    ta_run_begins(run, TA_DEMO_SIMULATE, looks);
    char *scenes = ta_run_path(run, "scenes");
    if (scenes == NULL) return ta_run_no_memory(run);
    enum ta_status rc = ta_demo_material(run->folder, run->workspace->datasets,
                                         run->demo->samples, run->err);
    if (rc == TA_OK) rc = ta_sim_scenes_write(scenes, on_look, run, run->err);
    ta_free(scenes);
    struct ta_text words = {0};
    ta_text_addf(&words, "looks=%zu feeds=%zu", looks, ta_feed_count());
    ta_run_told(run, TA_DEMO_SIMULATE, &words);
    return rc;
}

/* --- import ------------------------------------------------------------------------------- */

static void on_problem(void *self, const struct ta_import_problem *problem)
{
    struct ta_run *run = self;
    struct ta_text words = {0};
    ta_text_addf(&words, "%s row %zu: %s", problem->project, problem->row,
                 problem->reason);
    ta_run_told(run, TA_DEMO_IMPORT, &words);
}

static enum ta_status import_file(struct ta_run *run, const struct ta_demo_file *file,
                                  struct ta_project_imported *sum)
{
    struct ta_text name = {0};
    ta_text_addf(&name, "%s/portfolio/%s", run->folder, file->name);
    if (name.failed) return ta_run_no_memory(run);
    const struct ta_project_import job = {.path = name.bytes,
                                          .crs = file->crs,
                                          .who = run->demo->who,
                                          .now = run->demo->now,
                                          .self = run,
                                          .problem = on_problem};
    struct ta_project_imported in;
    enum ta_status rc = ta_engine_import(run->workspace, &job, &in, run->err);
    if (rc == TA_OK || rc == TA_PARTLY) {
        sum->counts.sites += in.counts.sites;
        sum->added += in.added;
        sum->updated += in.updated;
        sum->unchanged += in.unchanged;
        ta_free(in.finding);
    }
    ta_text_free(&name);
    return rc;
}

enum ta_status ta_run_import(struct ta_run *run)
{
    struct ta_project_imported sum = {0};
    ta_run_begins(run, TA_DEMO_IMPORT, ta_demo_file_count());
    for (size_t i = 0; i < ta_demo_file_count(); i++) {
        const struct ta_demo_file *file = ta_demo_file_at(i);
        if (file->real && run->demo->samples == NULL) continue;
        enum ta_status rc = import_file(run, file, &sum);
        if (rc != TA_OK) return rc;
        ta_run_progress(run, i + 1);
    }
    struct ta_text words = {0};
    ta_text_addf(&words, "projects=%zu added=%zu updated=%zu unchanged=%zu",
                 sum.added + sum.updated + sum.unchanged, sum.added, sum.updated,
                 sum.unchanged);
    ta_run_told(run, TA_DEMO_IMPORT, &words);
    return TA_OK;
}

/* --- layers ------------------------------------------------------------------------------- */

/* A layer's file lies with the portfolio, or in the samples. */
static char *layer_path(const struct ta_run *run, const struct ta_demo_layer *layer,
                        const char *file)
{
    struct ta_text path = {0};
    if (layer->real)
        ta_text_addf(&path, "%s/%s", run->demo->samples, file);
    else
        ta_text_addf(&path, "%s/portfolio/%s", run->folder, file);
    return ta_text_take(&path);
}

static enum ta_status take_layer(struct ta_run *run, const struct ta_demo_layer *layer,
                                 enum ta_put *how)
{
    struct ta_layer_row row;
    char *path = layer_path(run, layer, layer->file);
    char *extent = layer->extent != NULL ? layer_path(run, layer, layer->extent) : NULL;
    const struct ta_layer_import job = {
        .path = path,
        .name = layer->name,
        .kind = layer->kind,
        .extent = extent,
        .source = layer->source,
        .variable = layer->variable,
        .unit = layer->unit,
        .position_error_m = layer->position_error_m,
        .from = TA_DAY_NONE,
        .to = TA_DAY_NONE,
        .simulated = !layer->real,
        .who = run->demo->who,
        .now = run->demo->now,
    };
    enum ta_status rc =
        path != NULL && (extent != NULL || layer->extent == NULL)
            ? ta_engine_layer_import(run->workspace, &job, &row, how, run->err)
            : ta_run_no_memory(run);
    ta_free(path);
    ta_free(extent);
    return rc;
}

enum ta_status ta_run_layers(struct ta_run *run)
{
    struct ta_text words = {0};
    enum ta_status rc = TA_OK;
    ta_run_begins(run, TA_DEMO_LAYERS, ta_demo_layer_count());
    for (size_t i = 0; i < ta_demo_layer_count() && rc == TA_OK; i++) {
        const struct ta_demo_layer *layer = ta_demo_layer_at(i);
        enum ta_put how = TA_PUT_UNCHANGED;
        if (layer->real && run->demo->samples == NULL) continue;
        rc = take_layer(run, layer, &how);
        ta_text_addf(&words, "%s%s %s", words.size > 0 ? ", " : "", layer->name,
                     how == TA_PUT_UNCHANGED ? "unchanged" : "taken in");
        ta_run_progress(run, i + 1);
    }
    if (rc == TA_OK)
        ta_run_told(run, TA_DEMO_LAYERS, &words);
    else
        ta_text_free(&words);
    return rc;
}
