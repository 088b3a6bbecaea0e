/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/import.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "geo/country.h"
#include "geo/gather.h"
#include "geo/import_row.h"

enum { FIELD = 96, UNUSED_MAX = 40 };

struct import {
    const struct ta_import_options *options;
    struct ta_import_counts *counts;
    struct ta_row_reader reader;
    struct ta_gather gather;
    json_t *unused; /* columns that no field takes: name -> null */
};

static void tell(const struct import *import, const struct ta_import_problem *problem)
{
    if (import->options->on_problem != NULL)
        import->options->on_problem(import->options->self, problem);
}

/** Errors read "field: why" where a field is at fault: take the two apart. */
static const char *split_field(const char *text, char field[FIELD])
{
    const char *colon = strstr(text, ": ");
    size_t n = colon == NULL ? 0 : (size_t)(colon - text);
    field[0] = '\0';
    if (n == 0 || n >= FIELD || memchr(text, ' ', n) != NULL) return text;
    memcpy(field, text, n);
    field[n] = '\0';
    return colon + 2;
}

static void tell_bad(const struct import *import, const char *id, size_t row,
                     size_t line, const struct ta_error *why)
{
    char field[FIELD];
    const char *reason = split_field(why->text, field);
    struct ta_import_problem problem = {true, row, line, id, field, reason, why->mend};
    tell(import, &problem);
}

static void tell_note(const struct import *import, const struct ta_feature *feature,
                      const char *id, const char *field, const char *words)
{
    struct ta_import_problem note = {false, 0, 0, id, field, words, ""};
    if (feature != NULL) {
        note.row = feature->row;
        note.line = feature->line;
        note.mend = "check the outline on a map";
    }
    tell(import, &note);
}

/** Is the failure the machine's and not the row's? */
static bool is_fatal(enum ta_status status)
{
    return status == TA_E_NOMEM || status == TA_E_INTERNAL;
}

/** Gather a row that was read with @p status; a bad one marks its project. */
static enum ta_status gather_row(struct import *import,
                                 const struct ta_feature *feature, struct ta_row *row,
                                 enum ta_status status, struct ta_error *err)
{
    struct ta_gathered *project = NULL;
    if (!row->has_id) return status;
    enum ta_status found =
        ta_gather_find(&import->gather, ta_row_id(row), &project, err);
    if (found != TA_OK) return TA_E_INTERNAL; /* no room for more: the reading ends */

    if (project->rows++ == 0) {
        project->row = feature->row;
        project->line = feature->line;
    }
    if (status == TA_OK)
        status = ta_gather_add(project, row->fields.document,
                               row->has_site ? &row->site : NULL, err);
    project->mended += status == TA_OK && row->mended.mended;
    if (status == TA_OK) return TA_OK;
    project->bad_rows++;
    if (project->bad_row == 0) project->bad_row = feature->row;
    return status;
}

static enum ta_status take_row(struct import *import, const struct ta_feature *feature,
                               struct ta_row *row, struct ta_error *err)
{
    struct ta_error bad = {0};
    enum ta_status status = ta_row_read(&import->reader, feature, row, &bad);
    if (!is_fatal(status)) status = gather_row(import, feature, row, status, &bad);
    if (status == TA_OK) {
        if (row->mended.mended)
            tell_note(import, feature, ta_row_id(row), "geometry", row->mended.note);
        return TA_OK;
    }
    if (is_fatal(status)) {
        if (err != NULL) *err = bad;
        return bad.status;
    }
    import->counts->rows_set_aside++;
    tell_bad(import, row->has_id ? ta_row_id(row) : "", feature->row, feature->line,
             &bad);
    return TA_OK;
}

/** Remember columns that go nowhere, to be named once. */
static void note_unused(struct import *import, const json_t *fields)
{
    const char *name;
    json_t *cell;
    json_t *all = (json_t *)(uintptr_t)fields; /* the iterator wants it unconst */
    if (!import->reader.flat) return;
    json_object_foreach(all, name, cell)
    {
        if (json_object_size(import->unused) >= UNUSED_MAX || ta_column_is_known(name))
            continue;
        (void)json_object_set_new(import->unused, name,
                                  json_null()); /* only words are lost */
    }
}

static enum ta_status on_feature(void *self, const struct ta_feature *feature,
                                 struct ta_error *err)
{
    struct import *import = self;
    struct ta_row row;
    import->counts->rows++;
    note_unused(import, feature->fields);
    enum ta_status status = take_row(import, feature, &row, err);
    ta_row_free(&row);
    return status;
}

static void tell_unused(const struct import *import)
{
    struct ta_text words = {0};
    const char *name;
    json_t *none;
    if (json_object_size(import->unused) == 0) return;
    ta_text_add(&words, "columns that are not read: ");
    json_object_foreach(import->unused, name, none) ta_text_addf(
        &words, "%s%.60s", words.bytes[words.size - 1] == ' ' ? "" : ", ", name);
    if (!words.failed) tell_note(import, NULL, "", "", words.bytes);
    ta_text_free(&words);
}

/** Tell of a project that does not go on, with all its rows. */
static void set_aside(struct import *import, const struct ta_gathered *project,
                      const struct ta_error *why)
{
    const char *id = json_string_value(json_object_get(project->document, "id"));
    import->counts->projects_set_aside++;
    import->counts->rows_set_aside += project->rows - project->bad_rows;
    if (project->rows > project->bad_rows)
        tell_bad(import, id == NULL ? "" : id, project->row, project->line, why);
}

/** Note sites that lie outside the country the project names: likely a slip of axes or CRS. */
static void hint_country(const struct import *import,
                         const struct ta_gathered *gathered,
                         const struct ta_project *project)
{
    for (size_t i = 0; i < project->n_sites; i++) {
        char words[120];
        enum ta_country_hint hint =
            ta_country_hint(project->country, &project->site[i].shape);
        if (hint != TA_COUNTRY_OUTSIDE && hint != TA_COUNTRY_SWAPPED) continue;
        (void)snprintf(words, sizeof words, "site %d lies outside %s%s",
                       project->site[i].n, project->country,
                       hint == TA_COUNTRY_SWAPPED
                           ? "; with its axes swapped it would lie inside"
                           : "");
        struct ta_import_problem note = {false,
                                         gathered->row,
                                         gathered->line,
                                         project->id,
                                         "country",
                                         words,
                                         "check the order of coordinates and the CRS"};
        tell(import, &note);
    }
}

/** Check one project whole; it is marked when it may not go on. */
static enum ta_status check_project(struct import *import, struct ta_gathered *project,
                                    struct ta_error *err)
{
    struct ta_project built;
    struct ta_error bad = {0};
    enum ta_status status = TA_E_DATA;
    if (project->bad_row != 0)
        (void)ta_fail(&bad, TA_E_DATA,
                      "set aside because row %zu of the same project is bad",
                      project->bad_row);
    else
        status = ta_gather_build(project, &built, &bad);
    if (status == TA_OK) {
        hint_country(import, project, &built);
        ta_gather_release(&built);
        return TA_OK;
    }
    if (is_fatal(status)) {
        if (err != NULL) *err = bad;
        return status;
    }
    set_aside(import, project, &bad);
    project->bad_row = project->row; /* whatever was bad: it does not go on */
    return TA_OK;
}

static enum ta_status hand_on(struct import *import, const struct ta_gathered *project,
                              struct ta_error *err)
{
    struct ta_project built;
    if (project->bad_row != 0) return TA_OK;
    enum ta_status status = ta_gather_build(project, &built, err);
    if (status != TA_OK) return status;

    status = import->options->on_project(import->options->self, &built, err);
    ta_gather_release(&built);
    if (status != TA_OK) return status;
    import->counts->projects++;
    import->counts->sites += project->n_sites;
    import->counts->mended += project->mended;
    return TA_OK;
}

/** Everything is checked before the first project goes on. */
static enum ta_status finish(struct import *import, struct ta_error *err)
{
    enum ta_status status = TA_OK;
    tell_unused(import);
    for (size_t i = 0; i < import->gather.n && status == TA_OK; i++)
        status = check_project(import, &import->gather.project[i], err);
    for (size_t i = 0; i < import->gather.n && status == TA_OK; i++)
        status = hand_on(import, &import->gather.project[i], err);
    return status;
}

/** What the user said stays as it was said, datum parameters included; else a short name. */
static enum ta_status keep_crs(struct import *import, const char *crs,
                               struct ta_error *err)
{
    if (import->options->crs != NULL &&
        ta_copy(import->reader.crs, sizeof import->reader.crs, crs))
        return TA_OK;
    return ta_crs_name(crs, import->reader.crs, err);
}

static enum ta_status read_all(struct import *import, struct ta_vector *vector,
                               struct ta_error *err)
{
    const char *crs = ta_vector_crs(vector);
    enum ta_status status = keep_crs(import, crs, err);
    if (status == TA_OK)
        status = ta_crs_open(crs, TA_CRS_WGS84, &import->reader.to_wgs84, err);
    if (status != TA_OK) return status;

    if (ta_vector_note(vector)[0] != '\0')
        tell_note(import, NULL, "", "crs", ta_vector_note(vector));
    import->reader.flat = ta_vector_is_flat(vector);
    status = ta_vector_each(vector, on_feature, import, err);
    return status == TA_OK ? finish(import, err) : status;
}

static enum ta_status read_vector(struct import *import, struct ta_vector *vector,
                                  struct ta_error *err)
{
    import->unused = json_object();
    enum ta_status status = ta_gather_begin(&import->gather, err);
    if (status == TA_OK && import->unused == NULL)
        status = ta_fail(err, TA_E_NOMEM, "no memory for an import");
    if (status == TA_OK) status = read_all(import, vector, err);
    if (import->reader.to_wgs84.free != NULL)
        import->reader.to_wgs84.free(import->reader.to_wgs84.self);
    ta_gather_end(&import->gather);
    json_decref(import->unused);
    return status;
}

static enum ta_status conclude(const char *path, const struct ta_import_counts *counts,
                               struct ta_error *err)
{
    if (counts->rows_set_aside == 0 && counts->rows > 0) return TA_OK;
    if (counts->projects > 0) return TA_PARTLY;
    if (counts->rows == 0) return ta_fail(err, TA_E_DATA, "%s has no rows", path);
    return ta_fail(err, TA_E_DATA, "%s: none of %zu rows is a project", path,
                   counts->rows);
}

enum ta_status ta_import_read(const char *path, const struct ta_import_options *options,
                              struct ta_import_counts *counts, struct ta_error *err)
{
    struct ta_vector_options wanted = {.crs = options->crs, .layer = options->layer};
    struct ta_vector *vector = NULL;
    *counts = (struct ta_import_counts){0};
    enum ta_status status = ta_vector_open(path, &wanted, &vector, err);
    if (status != TA_OK) return status;

    struct import import = {.options = options, .counts = counts};
    status = read_vector(&import, vector, err);
    ta_vector_close(vector);
    if (status != TA_OK) {
        ta_error_context(err, "%s", path);
        return status;
    }
    return conclude(path, counts, err);
}
