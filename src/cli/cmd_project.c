/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_project.c  Projects of a workspace: list, show, remove. */
#include <math.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "cli/print.h"
#include "cli/who.h"
#include "engine/import.h"
#include "geo/plane.h"

#define M2_PER_HA 10000.0

static const struct ta_column list_columns[] = {
    {"project", "Project"}, {"name", "Name"},   {"sites", "Sites"},
    {"area_ha", "Area ha"}, {"loans", "Loans"}, {"opinion", "Opinion"},
    {"level", "Level"},     {"score", "Score"}, {"lo", "Lowest"},
    {"hi", "Highest"},      {NULL, NULL}};

static const struct ta_column show_columns[] = {
    {"project", "Project"},
    {"name", "Name"},
    {"client", "Client"},
    {"sector", "Sector"},
    {"country", "Country"},
    {"simulated", "Simulated"},
    {"personal_data.class", "Personal data"},
    {"personal_data.purpose", "Used for"},
    {"personal_data.ground", "On the ground of"},
    {"consent_on", "Consent of"},
    {"personal_data.consent_until", "Consent until"},
    {"personal_data.keep_until", "Keep until"},
    {"sites", "Sites"},
    {"area_ha", "Area ha"},
    {"position_error_m", "Position error m"},
    {"loans", "Loans"},
    {"opinion", "Opinion"},
    {"level", "Level"},
    {"score", "Score"},
    {"lo", "Lowest"},
    {"hi", "Highest"},
    {"record", "Record"},
    {NULL, NULL}};

static const struct ta_column place_columns[] = {
    {"site", "Site"},           {"name", "Name"},       {"latitude", "Latitude"},
    {"longitude", "Longitude"}, {"area_ha", "Area ha"}, {NULL, NULL}};

static void set_known(json_t *row, const char *key, const char *text, bool *ok)
{
    if (text != NULL && text[0] != '\0') ta_json_set_text(row, key, text, ok);
}

static void set_score(const struct ta_call *call, json_t *row, const char *key,
                      double score, bool *ok)
{
    if (!isnan(score)) ta_json_set_number(row, key, ta_print_tenths(call, score), ok);
}

static json_t *describe(const struct ta_call *call,
                        const struct ta_project_shown *shown, bool *ok)
{
    const struct ta_project *project = shown->project;
    json_t *row = json_object();
    ta_json_set_text(row, "project", project->id, ok);
    set_known(row, "name", project->name, ok);
    ta_json_set_int(row, "sites", (int64_t)project->n_sites, ok);
    ta_json_set_number(row, "area_ha", shown->area_m2 / M2_PER_HA, ok);
    ta_json_set_int(row, "loans", (int64_t)project->n_loans, ok);
    ta_json_set_bool(row, "simulated", project->simulated, ok);
    set_known(row, "opinion", shown->opinion, ok);
    set_known(row, "level", shown->level, ok);
    if (shown->level[0] != '\0')
        ta_json_set_bool(row, "level_found", shown->level_found, ok);
    set_score(call, row, "score", shown->score, ok);
    set_score(call, row, "lo", shown->lo, ok);
    set_score(call, row, "hi", shown->hi, ok);
    set_known(row, "record", shown->record, ok);
    return row;
}

/* The greatest error of its outlines; NaN when one is not known. */
static double position_error(const struct ta_project *project)
{
    double worst = 0.0;
    for (size_t i = 0; i < project->n_sites; i++) {
        double error = project->site[i].position_error_m;
        worst = isnan(error) || error > worst ? error : worst;
        if (isnan(worst)) return worst;
    }
    return worst;
}

static void set_known_day(json_t *row, const char *key, ta_day day, bool *ok)
{
    if (day != TA_DAY_NONE) ta_json_set_day(row, key, day, ok);
}

static void describe_data(json_t *row, const struct ta_project *project, bool *ok)
{
    set_known_day(row, "consent_on", project->consent_on, ok);
    if (project->data_class[0] == '\0') return;
    json_t *data = json_object();
    set_known(data, "class", project->data_class, ok);
    set_known(data, "purpose", project->data_purpose, ok);
    set_known(data, "ground", project->data_ground, ok);
    set_known_day(data, "consent_until", project->consent_until, ok);
    set_known_day(data, "keep_until", project->keep_until, ok);
    ta_json_set(row, "personal_data", data, ok);
}

static void describe_more(json_t *row, const struct ta_project *project, bool *ok)
{
    struct ta_text sector = {0};
    set_known(row, "client", project->client_name, ok);
    set_known(row, "country", project->country, ok);
    if (project->sector_code != NULL) {
        ta_text_addf(&sector, "%s %s",
                     project->sector_scheme == NULL ? "" : project->sector_scheme,
                     project->sector_code);
        set_known(row, "sector", sector.bytes, ok);
    }
    ta_text_free(&sector);
    describe_data(row, project, ok);
    ta_json_set_number(row, "position_error_m", position_error(project), ok);
}

/* The middle of its box, as pages have it; by its corners where it stands on both sides of 180 degrees. */
static void find_middle(const struct ta_polygons *shape, double middle[2])
{
    struct ta_box box = ta_polygons_box(shape);
    middle[0] = (box.x_min + box.x_max) / 2.0;
    middle[1] = (box.y_min + box.y_max) / 2.0;
    if (box.x_max - box.x_min > 180.0) ta_shape_middle(shape, middle);
}

/* Where each site lies, to be found on a map. */
static json_t *describe_places(const struct ta_project *project, bool *ok)
{
    json_t *places = json_array();
    for (size_t i = 0; i < project->n_sites; i++) {
        const struct ta_site *site = &project->site[i];
        double middle[2];
        find_middle(&site->shape, middle);
        json_t *place = json_object();
        ta_json_set_int(place, "site", site->n, ok);
        set_known(place, "name", site->name, ok);
        ta_json_set_number(place, "latitude", middle[1], ok);
        ta_json_set_number(place, "longitude", middle[0], ok);
        ta_json_set_number(place, "area_ha", site->area_m2 / M2_PER_HA, ok);
        if (json_array_append_new(places, place) != 0) *ok = false;
    }
    return places;
}

/* What a person reads: the project, and below it its sites. Takes over @p row. */
static enum ta_status print_shown(struct ta_call *call, json_t *row, bool ok,
                                  struct ta_error *err)
{
    json_t *places = json_incref(json_object_get(row, "places"));
    enum ta_status rc = ta_show(call, show_columns, row, ok, err);
    if (rc == TA_OK) rc = ta_list_part(call, places, place_columns, err);
    json_decref(places);
    return rc;
}

static enum ta_status add_document(json_t *row, const struct ta_project *project,
                                   bool *ok, struct ta_error *err)
{
    struct ta_text text = {0};
    json_t *document = NULL;
    enum ta_status rc = ta_project_to_json(project, &text, err);
    if (rc == TA_OK)
        rc = ta_json_parse(project->id, text.bytes, text.size, text.size, &document,
                           err);
    if (rc == TA_OK) ta_json_set(row, "document", document, ok);
    ta_text_free(&text);
    return rc;
}

struct listing {
    const struct ta_call *call;
    struct ta_list *list;
};

static enum ta_status add_to_list(void *self, const struct ta_project_shown *shown,
                                  struct ta_error *err)
{
    const struct listing *l = self;
    bool ok = true;
    json_t *row = describe(l->call, shown, &ok);
    return ta_list_add(l->list, row, ok, err);
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct ta_list *list = NULL;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc == TA_OK) rc = ta_list_new(call, list_columns, &list, err);
    if (rc != TA_OK) return rc;
    struct listing listing = {call, list};
    rc = ta_engine_projects(workspace, add_to_list, &listing, err);
    if (rc == TA_OK && ta_list_size(list) == 0)
        ta_call_say(call, "no projects yet; `terrassay project import` takes some in");
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status run_show(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct ta_project project = {.n_sites = 0};
    struct ta_project_shown shown;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc != TA_OK) return rc;
    rc = ta_engine_project_show(workspace, ta_call_argument(call, 0), &project, &shown,
                                err);
    if (rc != TA_OK) return rc;
    bool ok = true;
    json_t *row = describe(call, &shown, &ok);
    describe_more(row, &project, &ok);
    ta_json_set(row, "places", describe_places(&project, &ok), &ok);
    rc = add_document(row, &project, &ok, err);
    if (rc == TA_OK)
        rc = print_shown(call, row, ok, err);
    else
        json_decref(row);
    ta_project_free(&project);
    return rc;
}

static enum ta_status run_remove(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    char who[TA_WHO_SIZE];
    const char *id = ta_call_argument(call, 0);
    ta_who(who);
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = ta_engine_project_remove(workspace, id, who, call->now, err);
    if (rc == TA_OK)
        ta_call_say(call, "%s is off the list; its records and evidence stay", id);
    return rc;
}

static const struct ta_argument project_argument[] = {
    {.name = "PROJECT",
     .help = "the project's id, as `terrassay project list` shows it"},
    {.name = NULL}};

const struct ta_command ta_command_project_list = {
    .name = "project list",
    .summary = "list the projects with their latest levels",
    .example = "terrassay project list -w bank",
    .run = run_list,
};

const struct ta_command ta_command_project_show = {
    .name = "project show",
    .summary = "show one project and where it lies; with --json its whole document",
    .argument = project_argument,
    .example = "terrassay project show bale-1 -w bank\n"
               "terrassay project show bale-1 --json -w bank",
    .run = run_show,
};

const struct ta_command ta_command_project_remove = {
    .name = "project remove",
    .summary = "take a project off the list; its records and evidence stay",
    .argument = project_argument,
    .example = "terrassay project remove bale-1 -w bank",
    .run = run_remove,
};
