/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_layer.c  Imported layers: zones near the sites, and gridded series over them. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "engine/inputs_private.h"
#include "engine/layer_pin.h"
#include "geo/overlap.h"
#include "geo/zones.h"

/* 1 sigma on each axis to the circle that holds 90 % of all shifts: sqrt(-2 ln 0.1). */
static const double sigma_to_90 = 2.145966026289347;
/* Nobody said how sure an outline is. Maps that are shifted by decree are off by up to 700 m, so
 * that a zone farther than this is not touched all the same. */
static const double unknown_error_m = 1000.0;
/* Share of a site that must have values for a step of a grid to have one. */
static const double grid_share_least = 0.5;
enum { GRADE_ZONES = 3, GRADE_UNKNOWN_ERROR = 4 };

enum zone_column { CLASS, OVERLAP, LEAST, MOST, ZONE_COLUMNS };
static const char *const zone_column[ZONE_COLUMNS] = {"class", "overlap",
                                                      "overlap_least", "overlap_most"};

/* Rows on their way; names and values go to the room in the end. */
struct rows {
    size_t n, capacity;
    struct row {
        char *name;
        double value[ZONE_COLUMNS];
    } * row;
};

struct gathering {
    const struct ta_loading *loading;
    struct ta_inputs *out;
    struct ta_layer_cache *cache;
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "layers: out of memory");
}

/* --- zones -------------------------------------------------------------------------- */

/* A word may begin one of the text's ("Core area", "core-1"), and not stand inside of it: a
 * "district" is not strict. Chinese has no blanks. */
static bool holds(const char *text, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = text; *at != '\0'; at++) {
        size_t i = 0;
        if (at > text && isalpha((unsigned char)at[-1]) &&
            isalpha((unsigned char)*word))
            continue;
        while (i < n && tolower((unsigned char)at[i]) == (unsigned char)word[i]) i++;
        if (i == n) return true;
    }
    return false;
}

/* 1 core, 2 buffer, 3 other; NaN when the layer's word says none of them. */
static double class_number(const char *word)
{
    static const char *const known[][5] = {
        {"core", "\xe6\xa0\xb8\xe5\xbf\x83", "strict", "1", NULL},
        {"buffer", "\xe7\xbc\x93\xe5\x86\xb2", "2", NULL},
        {"transition", "experimental", "\xe5\xae\x9e\xe9\xaa\x8c", "3", NULL}};
    for (size_t c = 0; c < sizeof known / sizeof *known; c++)
        for (size_t k = 0; known[c][k] != NULL; k++) {
            bool digit = isdigit((unsigned char)known[c][k][0]) != 0;
            if (digit ? strcmp(word, known[c][k]) == 0 : holds(word, known[c][k]))
                return (double)(c + 1);
        }
    return NAN;
}

/* Greatest shift of a site against the layer, at 90 %; NaN when one part is not known. */
static double error_of(const struct ta_site *site, const struct ta_layer_row *row)
{
    double square = site->position_error_m * site->position_error_m +
                    row->position_error_m * row->position_error_m +
                    site->accuracy_m * site->accuracy_m +
                    row->accuracy_m * row->accuracy_m;
    return sigma_to_90 * sqrt(square);
}

static enum ta_status add_row(struct gathering *g, struct rows *rows,
                              const struct ta_site *site,
                              const struct ta_zone_row *zone, struct ta_error *err)
{
    struct ta_text name = {0};
    if (ta_grow((void **)&rows->row, &rows->capacity, rows->n, sizeof *rows->row) != 0)
        return out_of_memory(err);
    ta_text_add(&name, zone->zone->name);
    if (g->loading->project->n_sites > 1) ta_text_addf(&name, "/site-%d", site->n);
    char *kept = ta_room_keep(&g->out->room, ta_text_take(&name));
    ta_text_free(&name);
    if (kept == NULL) return out_of_memory(err);
    rows->row[rows->n++] =
        (struct row){kept,
                     {class_number(zone->zone->zone_class), zone->overlap_share,
                      zone->overlap_share_if_shrunk_by_error,
                      zone->overlap_share_if_grown_by_error}};
    return TA_OK;
}

/* A zone as near as the error may be is a row, be it touched or not. */
static enum ta_status add_site(struct gathering *g, const struct ta_layer_opened *layer,
                               const struct ta_site *site, struct rows *rows,
                               struct ta_error *err)
{
    double error = error_of(site, &layer->row);
    const struct ta_zones_query query = {
        .error_m = error, .within_m = isnan(error) ? unknown_error_m : 0.0};
    struct ta_zone_row *near = NULL;
    size_t n = 0;
    enum ta_status rc =
        ta_zones_near(&layer->zones, &site->shape, &query, &near, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = add_row(g, rows, site, &near[i], err);
    ta_free(near);
    return rc;
}

static enum ta_status lay_rows(struct gathering *g, const struct rows *rows,
                               struct ta_input *input, struct ta_error *err)
{
    const char **name = ta_room_take(&g->out->room, rows->n, sizeof *name);
    double *value = ta_room_take(&g->out->room, rows->n, ZONE_COLUMNS * sizeof *value);
    if (name == NULL || value == NULL) return out_of_memory(err);
    for (size_t i = 0; i < rows->n; i++) {
        name[i] = rows->row[i].name;
        memcpy(value + i * ZONE_COLUMNS, rows->row[i].value, sizeof rows->row[i].value);
    }
    input->rows = (struct ta_rows){rows->n, ZONE_COLUMNS, zone_column,
                                   (const char *const *)name, value};
    input->reason = TA_OBSERVED;
    return TA_OK;
}

static int grade_of(const struct gathering *g, const struct ta_layer_opened *layer)
{
    for (size_t i = 0; i < g->loading->project->n_sites; i++)
        if (isnan(error_of(&g->loading->project->site[i], &layer->row)))
            return GRADE_UNKNOWN_ERROR;
    return GRADE_ZONES;
}

static enum ta_status fill_zones(struct gathering *g,
                                 const struct ta_layer_opened *layer,
                                 struct ta_input *input, struct ta_error *err)
{
    struct rows rows = {.n = 0};
    const struct ta_project *project = g->loading->project;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_sites; i++)
        rc = add_site(g, layer, &project->site[i], &rows, err);
    if (rc == TA_OK) rc = lay_rows(g, &rows, input, err);
    input->grade = grade_of(g, layer);
    ta_free(rows.row);
    return rc;
}

/* Share of all sites inside the area that the layer speaks of. */
static enum ta_status fill_coverage(const struct gathering *g,
                                    const struct ta_layer_opened *layer,
                                    struct ta_input *input, struct ta_error *err)
{
    static const double rounding = 1e-9;
    double inside = 0.0, all = 0.0;
    const struct ta_project *project = g->loading->project;
    if (layer->extent.n_parts == 0) return TA_OK; /* nobody said */
    for (size_t i = 0; i < project->n_sites; i++) {
        struct ta_overlap overlap;
        enum ta_status rc =
            ta_overlap(&project->site[i].shape, &layer->extent, &overlap, err);
        if (rc != TA_OK) return rc;
        inside += overlap.share_a * project->site[i].area_m2;
        all += project->site[i].area_m2;
    }
    input->number = inside >= (1.0 - rounding) * all ? 1.0 : inside / all;
    input->reason = TA_OBSERVED;
    return TA_OK;
}

/* --- grids -------------------------------------------------------------------------- */

/* Of several sites, the larger value of each step. */
static void take_largest(const struct ta_cube_series *series, double *value)
{
    for (size_t i = 0; i < series->n; i++) value[i] = fmax(value[i], series->value[i]);
}

static enum ta_status begin_series(struct gathering *g,
                                   const struct ta_cube_series *series,
                                   struct ta_input *input, double **value,
                                   struct ta_error *err)
{
    ta_time_us *time = ta_room_take(&g->out->room, series->n, sizeof *time);
    *value = ta_room_take(&g->out->room, series->n, sizeof **value);
    if (time == NULL || *value == NULL) return out_of_memory(err);
    if (series->n > 0) memcpy(time, series->time, series->n * sizeof *time);
    for (size_t i = 0; i < series->n; i++) (*value)[i] = NAN;
    input->series =
        (struct ta_series){series->n, time, *value, NULL, series->interval_s};
    input->reason = TA_OBSERVED;
    return TA_OK;
}

static enum ta_status fill_series(struct gathering *g,
                                  const struct ta_layer_opened *layer,
                                  const struct ta_input_spec *spec,
                                  struct ta_input *input, const char **why,
                                  struct ta_error *err)
{
    const char *declared = layer->row.unit[0] != '\0' ? layer->row.unit : NULL;
    const struct ta_cube_request request = {spec->unit, declared, grid_share_least};
    const struct ta_project *project = g->loading->project;
    double *value = NULL;
    enum ta_status rc = TA_OK;
    input->reason = TA_LAYER_ABSENT; /* unless it reaches a site */
    for (size_t i = 0; rc == TA_OK && i < project->n_sites; i++) {
        struct ta_cube_series series = {.n = 0};
        rc = ta_cube_site(layer->cube, &project->site[i].shape, &request, &series, err);
        if (rc == TA_OK && series.reason == TA_OBSERVED) {
            if (value == NULL) rc = begin_series(g, &series, input, &value, err);
            if (rc == TA_OK) take_largest(&series, value);
        }
        ta_cube_series_free(&series);
    }
    if (value == NULL) *why = "the layer that was imported does not reach this site";
    return rc;
}

/* --- what is asked for --------------------------------------------------------------- */

static enum ta_status rest_on(struct gathering *g, struct ta_gathered *gathered,
                              const struct ta_layer_opened *layer, struct ta_error *err)
{
    struct ta_evidence_list *list = g->loading->evidence;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < list->n; i++) {
        struct ta_evidence_item *item = &list->item[i];
        bool is_layer =
            item->kind == TA_EVIDENCE_LAYER && strcmp(item->id, layer->row.name) == 0;
        bool is_document = item->kind == TA_EVIDENCE_DOCUMENT &&
                           strcmp(item->sha256, layer->document) == 0;
        if (is_layer) item->simulated = layer->row.simulated;
        if (is_layer || is_document)
            rc = ta_gathered_rests_on(g->out, gathered, i, err);
    }
    return rc;
}

/* "protected_zones.coverage" is about the layer "protected_zones". */
static bool name_of(const char *key, char name[TA_NAME_SIZE])
{
    size_t n = strcspn(key, ".");
    if (n >= TA_NAME_SIZE) return false;
    memcpy(name, key, n);
    name[n] = '\0';
    return true;
}

static enum ta_status fill_hazard(struct gathering *g, struct ta_hazard_layer *hazard,
                                  const struct ta_input_spec *spec,
                                  struct ta_input *input, const char **why,
                                  struct ta_error *err)
{
    struct ta_room *room = &g->out->room;
    if (spec->kind == TA_INPUT_ROWS)
        return ta_hazard_rows(hazard, g->loading->project, spec->key, room, input, why,
                              err);
    if (spec->kind == TA_INPUT_TEXT)
        return ta_hazard_text(hazard, spec->key, room, input, err);
    ta_hazard_number(hazard, spec->key, input);
    return TA_OK;
}

static enum ta_status fill_one(struct gathering *g, struct ta_gathered *gathered,
                               size_t k, struct ta_error *err)
{
    const struct ta_input_spec *spec = &gathered->indicator->input[k];
    struct ta_input *input = &gathered->set[0].input[k];
    const struct ta_layer_opened *layer = NULL;
    char name[TA_NAME_SIZE];
    input->reason = TA_LAYER_ABSENT;
    if (!name_of(spec->key, name)) return TA_OK;
    enum ta_status rc = ta_layer_open(g->cache, g->loading->workspace,
                                      g->loading->evidence, name, &layer, err);
    if (rc != TA_OK || layer == NULL) return rc;
    bool zones = layer->cube == NULL && layer->hazard == NULL;
    if (layer->hazard != NULL)
        rc = fill_hazard(g, layer->hazard, spec, input, &gathered->set[0].why, err);
    else if (spec->kind == TA_INPUT_ROWS && zones)
        rc = fill_zones(g, layer, input, err);
    else if (spec->kind == TA_INPUT_NUMBER && zones)
        rc = fill_coverage(g, layer, input, err);
    else if (spec->kind == TA_INPUT_SERIES && layer->cube != NULL)
        rc = fill_series(g, layer, spec, input, &gathered->set[0].why, err);
    else
        gathered->set[0].why = "the layer of that name is of another kind";
    return rc == TA_OK ? rest_on(g, gathered, layer, err) : rc;
}

enum ta_status ta_inputs_layer(const struct ta_loading *loading, struct ta_inputs *out,
                               struct ta_error *err)
{
    struct ta_layer_cache own = {.n = 0};
    struct gathering g = {loading, out,
                          loading->layers != NULL ? loading->layers : &own};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = 0; rc == TA_OK && k < out->gathered[i].indicator->n_inputs; k++)
            if (out->gathered[i].indicator->input[k].origin == TA_FROM_LAYER)
                rc = fill_one(&g, &out->gathered[i], k, err);
    ta_layer_cache_free(&own);
    return rc;
}
