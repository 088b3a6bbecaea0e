/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_project_looks.c  What scenes said of a project's sites. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/scene.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/print.h"
#include "engine/history.h"
#include "engine/site.h"

static const struct ta_column columns[] = {{"time", "Time"},
                                           {"site", "Site"},
                                           {"layer", "Layer"},
                                           {"mean", "Mean"},
                                           {"unit", "Unit"},
                                           {"clear_fraction", "Clear"},
                                           {"cloud_fraction", "Cloud"},
                                           {"snow_fraction", "Snow"},
                                           {"inside", "Inside"},
                                           {"scene", "Scene"},
                                           {NULL, NULL}};

/* Of radar; averaged as power, shown in dB. */
static const struct ta_column radar_columns[] = {
    {"time", "Time"},        {"site", "Site"},     {"layer", "Layer"},
    {"mean_db", "Mean, dB"}, {"inside", "Inside"}, {"clear_fraction", "Clear"},
    {"scene", "Scene"},      {NULL, NULL}};

/* JSON has no word for what is infinite: decibels of nothing, and what programs before this one took of broken
 * scenes. */
static void set_measure(json_t *row, const char *key, double value, bool *ok)
{
    ta_json_set_number(row, key, isfinite(value) ? value : (double)NAN, ok);
}

/* datasets/schema/observation.schema.json */
static json_t *describe(const struct ta_observation *o, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "project", o->project, ok);
    ta_json_set_int(row, "site", o->site, ok);
    ta_json_set_time(row, "time", o->time, ok);
    ta_json_set_text(row, "scene", o->scene, ok);
    ta_json_set_text(row, "processing", o->processing, ok);
    ta_json_set_text(row, "tile", o->tile, ok);
    ta_json_set_text(row, "layer", o->layer, ok);
    ta_json_set_text(row, "mask", o->mask, ok);
    ta_json_set_number(row, "inside", o->inside, ok);
    ta_json_set_number(row, "clear_fraction", o->clear_fraction, ok);
    ta_json_set_number(row, "cloud_fraction", o->cloud_fraction, ok);
    ta_json_set_number(row, "shadow_fraction", o->shadow_fraction, ok);
    ta_json_set_number(row, "snow_fraction", o->snow_fraction, ok);
    ta_json_set_number(row, "count", o->stats.count, ok);
    set_measure(row, "sum", o->stats.sum, ok);
    set_measure(row, "mean", o->stats.mean, ok);
    if (ta_is_backscatter(o->layer))
        set_measure(row, "mean_db", 10.0 * log10(o->stats.mean), ok);
    set_measure(row, "variance", o->stats.variance, ok);
    set_measure(row, "min", o->stats.min, ok);
    set_measure(row, "max", o->stats.max, ok);
    if (o->unit[0] != '\0')
        ta_json_set_text(row, "unit", o->unit, ok);
    else
        ta_json_set(row, "unit", json_null(), ok);
    ta_json_set_number(row, "cell_area_m2", o->cell_area_m2, ok);
    ta_json_set_text(row, "chip_sha256", o->chip_sha256, ok);
    ta_json_set_text(row, "offset_by", o->offset_by, ok);
    ta_json_set_bool(row, "simulated", o->simulated, ok);
    return row;
}

static enum ta_status list_site(struct ta_workspace *workspace,
                                const struct ta_history_query *query,
                                struct ta_list *list, struct ta_error *err)
{
    struct ta_observation *rows = NULL;
    size_t n = 0;
    enum ta_status rc = ta_engine_history(workspace, query, &rows, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        bool ok = true;
        json_t *row = describe(&rows[i], &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    ta_free(rows);
    return rc;
}

static enum ta_status list_sites(struct ta_call *call, struct ta_workspace *workspace,
                                 const struct ta_project *project, struct ta_list *list,
                                 struct ta_error *err)
{
    ta_day from = ta_call_day(call, "from"), to = ta_call_day(call, "to");
    int64_t site = ta_call_whole(call, "site", 0);
    struct ta_history_query query = {
        .project = project->id,
        .layer = ta_call_has(call, "all-layers") ? NULL : ta_call_text(call, "layer"),
        .from = from == TA_DAY_NONE ? INT64_MIN : ta_time_of(from),
        .to = to == TA_DAY_NONE ? INT64_MAX : ta_time_of(to + 1)};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_sites; i++) {
        query.site = project->site[i].n;
        if (site == 0 || site == query.site)
            rc = list_site(workspace, &query, list, err);
    }
    return rc;
}

/* The names of layers, each once, of what the sites' looks hold on any day. */
static enum ta_status add_layers(struct ta_workspace *workspace,
                                 const struct ta_history_query *query,
                                 struct ta_text *names, struct ta_error *err)
{
    struct ta_observation *rows = NULL;
    size_t n = 0;
    enum ta_status rc = ta_engine_history(workspace, query, &rows, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        char name[sizeof rows[i].layer + 2];
        (void)snprintf(name, sizeof name, " %s,", rows[i].layer);
        if (names->size > 0 && strstr(names->bytes, name) != NULL) continue;
        ta_text_add(names, name);
        if (names->failed) rc = ta_fail(err, TA_E_NOMEM, "looks: out of memory");
    }
    ta_free(rows);
    return rc;
}

/* An empty table would say neither that a layer is misspelt nor that nothing was observed. */
static enum ta_status tell_none(struct ta_call *call, struct ta_workspace *workspace,
                                const struct ta_project *project, struct ta_error *err)
{
    const char *layer = ta_call_text(call, "layer");
    struct ta_history_query query = {
        .project = project->id, .from = INT64_MIN, .to = INT64_MAX};
    struct ta_text names = {0};
    char wanted[64];
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_sites; i++) {
        query.site = project->site[i].n;
        rc = add_layers(workspace, &query, &names, err);
    }
    (void)snprintf(wanted, sizeof wanted, " %s,", layer);
    if (rc == TA_OK && names.size == 0)
        ta_call_say(call, "note: %s has no looks: no scene that was read shows it",
                    project->id);
    else if (rc == TA_OK && !ta_call_has(call, "all-layers") &&
             strstr(names.bytes, wanted) == NULL)
        ta_call_say(call, "note: %s has no looks of layer \"%s\"; it has those of%.*s",
                    project->id, layer, (int)names.size - 1, names.bytes);
    else if (rc == TA_OK)
        ta_call_say(call, "note: %s has looks, but none of this site or these days",
                    project->id);
    ta_text_free(&names);
    return rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct ta_project project = {.n_sites = 0};
    struct ta_list *list = NULL;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc == TA_OK)
        rc = ta_engine_project(workspace, ta_call_argument(call, 0), &project, err);
    bool radar = !ta_call_has(call, "all-layers") &&
                 ta_is_backscatter(ta_call_text(call, "layer"));
    if (rc == TA_OK)
        rc = ta_list_new(call, radar ? radar_columns : columns, &list, err);
    if (rc == TA_OK) {
        rc = list_sites(call, workspace, &project, list, err);
        bool none = rc == TA_OK && ta_list_size(list) == 0;
        if (rc == TA_OK)
            rc = ta_list_end(list, err);
        else
            ta_list_drop(list);
        if (rc == TA_OK && none) rc = tell_none(call, workspace, &project, err);
    }
    ta_project_free(&project);
    return rc;
}

static const struct ta_argument arguments[] = {
    {.name = "PROJECT",
     .help = "the project's id, as `terrassay project list` shows it"},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "layer",
     .value = "NAME",
     .help = "band by common name, index by id, or radar by polarisation and way of "
             "the orbit: vv_asc, vh_desc",
     .fallback = "ndvi"},
    {.name = "all-layers", .help = "every band and index"},
    {.name = "site",
     .value = "N",
     .help = "only this site of the project",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = 1000000},
    {.name = "from",
     .value = "DAY",
     .help = "leave out looks from before this day",
     .kind = TA_VALUE_DAY},
    {.name = "to",
     .value = "DAY",
     .help = "leave out looks from after this day",
     .kind = TA_VALUE_DAY},
    {.name = NULL}};

const struct ta_command ta_command_project_looks = {
    .name = "project looks",
    .summary = "list what scenes said of a project's sites, look by look",
    .more = "Clouded looks are listed too: their mean is missing. A look that two "
            "tiles of one "
            "datatake hold comes once.",
    .argument = arguments,
    .option = options,
    .example = "terrassay project looks bale-1 -w bank\n"
               "terrassay project looks bale-1 --layer mndwi --from 2020-01-01 -w bank",
    .run = run,
};
