/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_layer.c  Layers of a workspace: import, list, show, remove. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/print.h"
#include "cli/who.h"
#include "engine/inputs_hazard.h"
#include "engine/layers.h"

static const struct ta_column list_columns[] = {
    {"layer", "Layer"},
    {"version", "Version"},
    {"kind", "Kind"},
    {"crs", "CRS"},
    {"position_error_m", "Position error m"},
    {"from", "From"},
    {"to", "To"},
    {"source", "Source"},
    {NULL, NULL}};

static const struct ta_column show_columns[] = {
    {"layer", "Layer"},
    {"version", "Version"},
    {"kind", "Kind"},
    {"source", "Source"},
    {"simulated", "Simulated"},
    {"crs", "CRS"},
    {"accuracy_m", "Accuracy of the move to WGS 84 m"},
    {"position_error_m", "Position error m"},
    {"from", "From"},
    {"to", "To"},
    {"variable", "Variable"},
    {"unit", "Unit"},
    {"extent", "Extent"},
    {"frequency", "Frequency"},
    {"scenario", "Scenario"},
    {"year", "Year"},
    {"protection_years", "Protection years"},
    {"nodata", "NoData"},
    {"reach_m", "Reach m"},
    {"files", "Files"},
    {"zones", "Zones"},
    {"path", "File"},
    {"sha256", "SHA-256"},
    {NULL, NULL}};

static void set_known(json_t *row, const char *key, const char *text, bool *ok)
{
    if (text[0] != '\0') ta_json_set_text(row, key, text, ok);
}

static void set_day(json_t *row, const char *key, ta_day day, bool *ok)
{
    if (day == TA_DAY_OPEN)
        ta_json_set_text(row, key, "open", ok);
    else if (day != TA_DAY_NONE)
        ta_json_set_day(row, key, day, ok);
}

static json_t *describe(const struct ta_layer_row *layer, bool *ok)
{
    json_t *row = json_object();
    ta_json_set_text(row, "layer", layer->name, ok);
    ta_json_set_int(row, "version", layer->version, ok);
    ta_json_set_text(row, "kind", layer->kind, ok);
    set_known(row, "crs", layer->crs, ok);
    set_known(row, "source", layer->source, ok);
    ta_json_set_number(row, "position_error_m", layer->position_error_m, ok);
    ta_json_set_number(row, "accuracy_m", layer->accuracy_m, ok);
    set_day(row, "from", layer->from, ok);
    set_day(row, "to", layer->to, ok);
    ta_json_set_bool(row, "simulated", layer->simulated, ok);
    set_known(row, "variable", layer->variable, ok);
    set_known(row, "unit", layer->unit, ok);
    set_known(row, "extent", layer->extent_sha256, ok);
    ta_json_set_text(row, "path", layer->path, ok);
    ta_json_set_text(row, "sha256", layer->sha256, ok);
    return row;
}

/* --- import ----------------------------------------------------------------------- */

struct talk {
    struct ta_call *call;
    size_t n;
};

/* Why a file is refused is told on stderr: there is no row of data then. */
static void on_problem(void *self, const struct ta_import_problem *problem)
{
    enum { TOLD_MOST = 20 };
    struct talk *talk = self;
    if (++talk->n > TOLD_MOST) return;
    char line[32] = "";
    if (problem->line > 0)
        (void)snprintf(line, sizeof line, ", line %zu", problem->line);
    ta_call_say(talk->call, "%s: row %zu%s: %s%s%s%s",
                problem->set_aside ? "bad" : "note", problem->row, line,
                problem->reason, problem->mend[0] == '\0' ? "" : " (", problem->mend,
                problem->mend[0] == '\0' ? "" : ")");
    if (talk->n == TOLD_MOST) ta_call_say(talk->call, "and so on");
}

static const char *hazard_variable(const char *frequency)
{
    if (frequency == NULL) return TA_HAZARD_SHEET;
    return strcmp(frequency, "event") == 0 ? TA_HAZARD_EVENT : TA_HAZARD_EXCEEDANCE;
}

static enum ta_status import(struct ta_call *call, struct ta_workspace *workspace,
                             struct ta_error *err)
{
    static const char *const words[] = {[TA_PUT_ADDED] = "added",
                                        [TA_PUT_UPDATED] = "updated",
                                        [TA_PUT_UNCHANGED] = "unchanged"};
    char who[TA_WHO_SIZE];
    struct talk talk = {.call = call};
    bool hazard = strcmp(ta_call_text(call, "kind"), "hazard") == 0;
    const char *frequency = ta_call_text(call, "frequency");
    if (frequency != NULL && !hazard)
        return ta_call_misuse(call, err, "--frequency belongs to --kind hazard");
    if (hazard && ta_call_has(call, "variable"))
        return ta_call_misuse(call, err, "a hazard set has no --variable");
    ta_who(who);
    const struct ta_layer_import in = {
        .path = ta_call_argument(call, 0),
        .name = ta_call_text(call, "name"),
        .kind = hazard ? "grid" : ta_call_text(call, "kind"),
        .crs = ta_call_text(call, "crs"),
        .part = ta_call_text(call, "layer"),
        .name_field = ta_call_text(call, "name-field"),
        .class_field = ta_call_text(call, "class-field"),
        .extent = ta_call_text(call, "extent"),
        .extent_crs = ta_call_text(call, "extent-crs"),
        .source = ta_call_text(call, "source"),
        .variable =
            hazard ? hazard_variable(frequency) : ta_call_text(call, "variable"),
        .unit = ta_call_text(call, "unit"),
        .position_error_m = ta_call_number(call, "position-error"),
        .from = ta_call_day(call, "valid-from"),
        .to = ta_call_day(call, "valid-to"),
        .simulated = ta_call_has(call, "simulated"),
        .who = who,
        .now = call->now,
        .self = &talk,
        .problem = on_problem};
    struct ta_layer_row row;
    enum ta_put how = TA_PUT_UNCHANGED;
    enum ta_status rc = ta_engine_layer_import(workspace, &in, &row, &how, err);
    if (rc != TA_OK) return rc;
    bool ok = true;
    json_t *shown = describe(&row, &ok);
    ta_json_set_text(shown, "state", words[how], &ok);
    ta_call_say(call, "layer %s: %s, version %d", row.name, words[how], row.version);
    return ta_show(call, show_columns, shown, ok, err);
}

static enum ta_status run_import(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_CREATE, &workspace, err);
    return rc == TA_OK ? import(call, workspace, err) : rc;
}

/* --- list, show, remove ----------------------------------------------------------- */

static enum ta_status list_rows(struct ta_call *call, const struct ta_layer_row *rows,
                                size_t n, struct ta_error *err)
{
    struct ta_list *list = NULL;
    enum ta_status rc = ta_list_new(call, list_columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        bool ok = true;
        json_t *row = describe(&rows[i], &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct ta_layer_row *rows = NULL;
    size_t n = 0;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc != TA_OK) return rc;
    const struct ta_store *store = &workspace->store;
    rc = store->ops->layer_list(store->self, &rows, &n, err);
    if (rc == TA_OK) rc = list_rows(call, rows, n, err);
    if (rc == TA_OK && n == 0)
        ta_call_say(call, "no layers yet; `terrassay layer import` takes one in");
    ta_free(rows);
    return rc;
}

/* How many zones there are of each class. */
static enum ta_status count_zones(const struct ta_workspace *workspace,
                                  const struct ta_layer_row *row, json_t *shown,
                                  bool *ok, struct ta_error *err)
{
    struct ta_layer layer = {0};
    if (strcmp(row->kind, "zones") != 0) return TA_OK;
    enum ta_status rc = ta_engine_layer_zones(workspace, row, &layer, err);
    if (rc != TA_OK) return rc;
    json_t *classes = json_object();
    for (size_t i = 0; i < layer.n; i++) {
        const char *name = layer.zone[i].zone_class;
        json_int_t n = json_integer_value(json_object_get(classes, name));
        ta_json_set_int(classes, name, n + 1, ok);
    }
    ta_json_set_int(shown, "zones", (int64_t)layer.n, ok);
    ta_json_set(shown, "classes", classes, ok);
    ta_layer_free(&layer);
    return TA_OK;
}

/* What a hazard's sheet says, its files opened and checked. */
static enum ta_status show_hazard(const struct ta_workspace *workspace,
                                  const struct ta_layer_row *row, json_t *shown,
                                  bool *ok, struct ta_error *err)
{
    struct ta_hazard_layer hazard;
    char *path = NULL;
    if (strcmp(row->variable, TA_HAZARD_SHEET) != 0) return TA_OK;
    enum ta_status rc = ta_engine_layer_file(workspace, row, &path, err);
    if (rc != TA_OK) return rc;
    rc = ta_hazard_layer_open(path, row->variable, workspace->folder, &hazard, err);
    ta_free(path);
    const struct ta_hazard_sheet *sheet = &hazard.sheet;
    bool event = sheet->frequency == TA_FREQUENCY_EVENT;
    if (rc == TA_OK) {
        ta_json_set_text(shown, "frequency", event ? "event" : "exceedance", ok);
        ta_json_set_text(shown, "scenario", sheet->scenario, ok);
        ta_json_set_int(shown, "year", sheet->year, ok);
        ta_json_set_number(shown, "protection_years", sheet->protection_years, ok);
        ta_json_set_int(shown, "files", (int64_t)sheet->n, ok);
        if (sheet->is_points)
            ta_json_set_number(shown, "reach_m", sheet->reach_m, ok);
        else
            ta_json_set_text(shown, "nodata", sheet->dry ? "dry" : "unknown", ok);
    }
    ta_hazard_layer_free(&hazard);
    return rc;
}

static enum ta_status run_show(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct ta_layer_row row;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc != TA_OK) return rc;
    const struct ta_store *store = &workspace->store;
    rc = store->ops->layer_get(store->self, ta_call_argument(call, 0), &row, err);
    if (rc != TA_OK) return rc;
    bool ok = true;
    json_t *shown = describe(&row, &ok);
    rc = count_zones(workspace, &row, shown, &ok, err);
    if (rc == TA_OK) rc = show_hazard(workspace, &row, shown, &ok, err);
    if (rc == TA_OK) return ta_show(call, show_columns, shown, ok, err);
    json_decref(shown);
    return rc;
}

static enum ta_status run_remove(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    char who[TA_WHO_SIZE];
    const char *name = ta_call_argument(call, 0);
    ta_who(who);
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = ta_engine_layer_remove(workspace, name, who, call->now, err);
    if (rc == TA_OK)
        ta_call_say(call, "%s is off the list; its files stay for the records", name);
    return rc;
}

/* --- tables ----------------------------------------------------------------------- */

static const struct ta_argument file_argument[] = {
    {.name = "FILE",
     .help = "zones: GeoJSON, GeoPackage, Shapefile, CSV; grids: netCDF, HDF5; a "
             "hazard: its sheet (YAML), or a set in HDF5"},
    {.name = NULL}};

static const struct ta_argument layer_argument[] = {
    {.name = "LAYER", .help = "the layer's name, as `terrassay layer list` shows it"},
    {.name = NULL}};

static const struct ta_option import_options[] = {
    {.name = "name",
     .value = "NAME",
     .help = "what models and records call it; the same name again is a new version",
     .required = true},
    {.name = "kind",
     .value = "zones|grid|hazard",
     .help =
         "polygons that matter, a gridded variable, or a hazard: maps or places with "
         "their return periods or events",
     .fallback = "zones",
     .kind = TA_VALUE_WORD},
    {.name = "frequency",
     .value = "exceedance|event",
     .help = "of a hazard set in HDF5: 1 / return period of maps, or each event's own",
     .kind = TA_VALUE_WORD},
    {.name = "crs",
     .value = "CRS",
     .help =
         "what the coordinates are in, such as EPSG:20137; needed where the file does "
         "not say it"},
    {.name = "layer", .value = "NAME", .help = "layer of a file that has several"},
    {.name = "name-field",
     .value = "FIELD",
     .help = "field with each zone's name; else the one called name"},
    {.name = "class-field",
     .value = "FIELD",
     .help = "field with each zone's class; else the one called class"},
    {.name = "extent",
     .value = "FILE",
     .help = "one polygon: where the layer is complete, so that no zone means none"},
    {.name = "extent-crs",
     .value = "CRS",
     .help = "what that file's coordinates are in"},
    {.name = "position-error",
     .value = "M",
     .help = "how far its outlines may be off, 1 sigma in metres",
     .kind = TA_VALUE_NUMBER,
     .least = 0,
     .most = 100000},
    {.name = "source", .value = "TEXT", .help = "who publishes it, in their words"},
    {.name = "valid-from",
     .value = "DAY",
     .help = "first day it is in force",
     .kind = TA_VALUE_DAY},
    {.name = "valid-to",
     .value = "DAY",
     .help = "last day it is in force; else until further notice",
     .kind = TA_VALUE_DAY},
    {.name = "variable", .value = "NAME", .help = "variable of a grid"},
    {.name = "unit", .value = "UNIT", .help = "unit of a grid's values"},
    {.name = "simulated", .help = "it is made up: every page about it will say so"},
    {.name = NULL}};

const struct ta_command ta_command_layer_import = {
    .name = "layer import",
    .summary = "take in a layer of zones, or a gridded hazard",
    .more =
        "The file is copied into the workspace under its hash, so that a record "
        "can name "
        "it for good. One bad zone refuses the whole file: a zone that is left out "
        "would "
        "make sites in it look safe.\n"
        "A hazard called flood_depths (m) or cyclone_winds (m/s) feeds the expected "
        "loss of that peril. Its sheet names the files beside it and says what they "
        "are: schema: terrassay/hazard/1, frequency (exceedance or event), unit, "
        "scenario, year, protection_years where the ground is protected, and either "
        "maps (a list of period, or frequency of an event, with file and band; "
        "nodata: dry where NoData is dry ground, else it is not observed) or points (a "
        "CSV with lon, lat, period, intensity, or lon, lat, event, frequency, "
        "intensity; or HDF5) and reach_m. A site takes the most in the cells that it "
        "touches, or in its box, or the nearest place within reach. A set in HDF5 is "
        "what CLIMADA writes; without a sheet it reaches 100 m.",
    .argument = file_argument,
    .option = import_options,
    .example = "terrassay layer import reserve.gpkg --name reserve --crs EPSG:20137 "
               "--class-field Status --position-error 50 -w bank\n"
               "terrassay layer import rain.nc --name rain --kind grid --variable APCP "
               "-w bank\n"
               "terrassay layer import floods.yaml --name flood_depths --kind hazard "
               "-w bank\n"
               "terrassay layer import floods.hdf5 --name flood_depths --kind hazard "
               "--frequency exceedance -w bank",
    .run = run_import,
};

const struct ta_command ta_command_layer_list = {
    .name = "layer list",
    .summary = "list the layers",
    .example = "terrassay layer list -w bank",
    .run = run_list,
};

const struct ta_command ta_command_layer_show = {
    .name = "layer show",
    .summary = "show one layer; its file is read and checked",
    .argument = layer_argument,
    .example = "terrassay layer show reserve -w bank",
    .run = run_show,
};

const struct ta_command ta_command_layer_remove = {
    .name = "layer remove",
    .summary = "offer a layer no more; its files stay for the records that used them",
    .argument = layer_argument,
    .example = "terrassay layer remove reserve -w bank",
    .run = run_remove,
};
