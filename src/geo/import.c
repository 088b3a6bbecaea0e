/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/import.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/figure.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/project_check.h"
#include "base/project_fields.h"
#include "base/project_range.h"
#include "base/text.h"
#include "geo/crs_text.h"
#include "geo/gather.h"
#include "geo/import_hint.h"
#include "geo/import_row.h"
#include "geo/iso_codes.h"
#include "geo/sector.h"

enum {
    FIELD = 96,
    COLUMNS_MOST = 2000,
    UNUSED_NAMED = 40,
    SYSTEMS_MOST = 8,
    FAULTS_MOST = 32,
    FAULT_WORDS = 160
};

struct import {
    const struct ta_import_options *options;
    struct ta_import_counts *counts;
    struct ta_row_reader reader;
    struct ta_gather gather;
    json_t *columns; /* of a flat file: name -> null */
    json_t *systems; /* what its columns about the CRS say: text -> column */
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

/** A table knows no members: what is at fault is told by the column that says it. */
static void name_column(const struct import *import, struct ta_import_problem *problem,
                        char mend[FAULT_WORDS])
{
    const char *column =
        import->reader.flat ? ta_column_saying(import->columns, problem->field) : NULL;
    if (column == NULL) return;
    problem->field = column;
    if (strncmp(problem->mend, "add the member", strlen("add the member")) != 0) return;
    (void)snprintf(mend, FAULT_WORDS, "fill in the column \"%.64s\"", column);
    problem->mend = mend;
}

static void tell_bad(const struct import *import, const char *id, size_t row,
                     size_t line, const struct ta_error *why)
{
    char field[FIELD], mend[FAULT_WORDS];
    const char *reason = split_field(why->text, field);
    struct ta_import_problem problem = {true,  row,    line,      id,
                                        field, reason, why->mend, false};
    name_column(import, &problem, mend);
    tell(import, &problem);
}

static void tell_note(const struct import *import, const struct ta_feature *feature,
                      const char *id, const char *field, const char *words)
{
    struct ta_import_problem note = {false, 0, 0, id, field, words, "", false};
    if (feature != NULL) {
        note.row = feature->row;
        note.line = feature->line;
        note.mend = "check the outline on a map";
    }
    tell(import, &note);
}

static void tell_mended(const struct import *import, const struct ta_feature *feature,
                        const struct ta_row *row)
{
    struct ta_import_problem note = {
        .row = feature->row,
        .line = feature->line,
        .project = ta_row_id(row),
        .field = "geometry",
        .reason = row->mended.note,
        .finding = row->mended.resized,
        .mend = row->mended.resized ? "draw the outline again, corners in their order; "
                                      "until then the site has the area after mending"
                                    : "check the outline on a map"};
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
    project->resized += status == TA_OK && row->mended.resized;
    if (status == TA_OK) return TA_OK;
    project->bad_rows++;
    if (project->bad_row == 0) project->bad_row = feature->row;
    return status;
}

/* --- the other faults of what was set aside ------------------------------------------- */

/* A row or a document that loses what is at fault, fault by fault. */
struct faults {
    const struct import *import;
    const char *id;
    size_t row, line, n;
    char reason[FAULTS_MOST][FAULT_WORDS]; /* told; one cause is told once */
};

/* "loans[0].currency" stands in member "loans". */
static void member_of(const char *field, char out[FIELD])
{
    size_t n = strcspn(field, ".[");
    memcpy(out, field, n);
    out[n] = '\0';
}

/* A currency that is none is one cause, in whatever amounts it is met. */
static const char *cause_of(const char *text)
{
    char field[FIELD];
    const char *reason = split_field(text, field);
    return strstr(reason, "is no currency") != NULL ? reason : text;
}

static void remember(struct faults *f, const char *text)
{
    if (f->n < FAULTS_MOST)
        (void)snprintf(f->reason[f->n++], FAULT_WORDS, "%.*s", FAULT_WORDS - 1,
                       cause_of(text));
}

static bool is_told(const struct faults *f, const char *text)
{
    for (size_t i = 0; i < f->n; i++)
        if (strncmp(f->reason[i], cause_of(text), FAULT_WORDS - 1) == 0) return true;
    return f->n == FAULTS_MOST;
}

/* The column that stands beside the amounts of a flat row. */
static bool is_currency(const char *member)
{
    return strcasecmp(member, "currency") == 0;
}

/* Take what @p bad is about out of @p fields. @return false when it is not in there */
static bool take_out(json_t *fields, const struct ta_error *bad)
{
    char field[FIELD], member[FIELD];
    (void)split_field(bad->text, field);
    member_of(field, member);
    if (strcmp(member, "id") == 0)
        return json_object_set_new(fields, "id", json_string("x")) == 0;
    if (is_currency(member)) /* the amounts beside it are looked at all the same */
        return json_object_set_new(fields, member, json_string("CNY")) == 0;
    return json_object_del(fields, member) == 0;
}

static bool is_of_geometry(const struct ta_error *bad)
{
    return strncmp(bad->text, "geometry", strlen("geometry")) == 0;
}

/* Nothing is told of a member that was taken out, or was never there. */
static bool tell_another(struct faults *f, const json_t *fields,
                         const struct ta_error *bad)
{
    char field[FIELD], member[FIELD];
    (void)split_field(bad->text, field);
    member_of(field, member);
    if (!is_of_geometry(bad) && !is_currency(member) &&
        json_object_get(fields, member) == NULL)
        return false;
    if (!is_told(f, bad->text)) {
        tell_bad(f->import, f->id, f->row, f->line, bad);
        remember(f, bad->text);
    }
    return true;
}

/* @return false when there is nothing left to take out */
static bool lessen(struct ta_feature *feature, json_t *fields,
                   const struct ta_error *bad)
{
    if (!is_of_geometry(bad)) return take_out(fields, bad);
    bool was_there = feature->bad != NULL || feature->drawn != TA_DRAWN_NOTHING;
    feature->bad = NULL;
    feature->drawn = TA_DRAWN_NOTHING;
    return was_there;
}

/* Members of which a fault was told: what has to hold between members follows from it. */
struct document_faults {
    struct faults *all;
    size_t n;
    char member[FAULTS_MOST][FIELD];
    bool between; /* of several members, each right by itself */
};

static bool follows(const struct document_faults *d, const char *member)
{
    for (size_t i = 0; i < d->n; i++) {
        bool consent = strcmp(d->member[i], "consent_on") == 0 &&
                       strcmp(member, "personal_data") == 0;
        if (consent || strcmp(d->member[i], member) == 0) return true;
    }
    return false;
}

static void note_member(struct document_faults *d, const char *text)
{
    char field[FIELD], member[FIELD];
    (void)split_field(text, field);
    member_of(field, member);
    if (d->n < FAULTS_MOST && member[0] != '\0' && !follows(d, member))
        memcpy(d->member[d->n++], member, sizeof member);
}

static void hear_fault(void *self, const struct ta_error *bad)
{
    struct document_faults *d = self;
    struct faults *f = d->all;
    char field[FIELD], member[FIELD];
    (void)split_field(bad->text, field);
    member_of(field, member);
    if (d->between && follows(d, member)) return;
    if (!d->between) note_member(d, bad->text);
    if (is_told(f, bad->text)) return;
    tell_bad(f->import, f->id, f->row, f->line, bad);
    remember(f, bad->text);
}

/* Faults that only the project's schema finds, and what has to hold between its members. */
static void tell_in_document(struct faults *f, const json_t *document)
{
    struct ta_project made;
    struct ta_error bad = {0};
    struct document_faults *d = ta_alloc(1, sizeof *d);
    if (d == NULL) return; /* the first fault was told */
    struct ta_fault_hearer hearer = {d, hear_fault, 0};
    d->all = f;
    for (size_t i = 0; i < f->n; i++) note_member(d, f->reason[i]);
    enum ta_status status = ta_project_faults(document, &made, &hearer);
    d->between = true;
    if (!is_fatal(status)) status = ta_project_check_all(&made, &hearer);
    if (status == TA_OK)
        status = ta_codes_check(&made, f->import->options->today, &hearer, &bad);
    if (status == TA_OK && ta_sector_scheme_check(made.sector_scheme, &bad) != TA_OK)
        hear_fault(d, &bad);
    if (status == TA_OK && ta_figures_check(&made, &bad) != TA_OK) hear_fault(d, &bad);
    d->between = false; /* each number stands for itself */
    if (!is_fatal(status)) status = ta_project_ranges(&made, &hearer, &bad);
    ta_project_free(&made);
    ta_free(d);
}

/* The row again, without what @p first is about, until nothing is at fault. */
static void tell_other_faults(const struct import *import,
                              const struct ta_feature *feature, const char *id,
                              const struct ta_error *first)
{
    struct faults f = {import, id, feature->row, feature->line, 0, {{0}}};
    struct ta_feature less = *feature;
    json_t *fields = json_deep_copy(feature->fields);
    remember(&f, first->text);
    less.fields = fields;
    bool more = fields != NULL && lessen(&less, fields, first);
    for (size_t i = 0; more && i < FAULTS_MOST; i++) {
        struct ta_row row;
        struct ta_error bad = {0};
        enum ta_status status = ta_row_read(&import->reader, &less, &row, &bad);
        if (status == TA_OK) tell_in_document(&f, row.fields.document);
        more = status != TA_OK && !is_fatal(status) && tell_another(&f, fields, &bad) &&
               lessen(&less, fields, &bad);
        ta_row_free(&row);
    }
    json_decref(fields);
}

/* --- rows ---------------------------------------------------------------------------- */

static enum ta_status take_row(struct import *import, const struct ta_feature *feature,
                               struct ta_row *row, struct ta_error *err)
{
    struct ta_error bad = {0};
    enum ta_status status = ta_row_read(&import->reader, feature, row, &bad);
    if (!is_fatal(status)) status = gather_row(import, feature, row, status, &bad);
    if (status == TA_OK) {
        if (row->mended.mended) tell_mended(import, feature, row);
        return TA_OK;
    }
    if (is_fatal(status)) {
        if (err != NULL) *err = bad;
        return bad.status;
    }
    import->counts->rows_set_aside++;
    const char *id = row->has_id ? ta_row_id(row) : "";
    tell_bad(import, id, feature->row, feature->line, &bad);
    tell_other_faults(import, feature, id, &bad);
    return TA_OK;
}

/** Remember the columns: those that go nowhere are named once. */
static void note_columns(struct import *import, const json_t *fields)
{
    const char *name;
    json_t *cell;
    json_t *all = (json_t *)(uintptr_t)fields; /* the iterator wants it unconst */
    if (!import->reader.flat) return;
    json_object_foreach(all, name, cell)
    {
        if (json_object_size(import->columns) < COLUMNS_MOST &&
            json_object_get(import->columns, name) == NULL)
            (void)json_object_set_new(import->columns, name,
                                      json_null()); /* only words are lost */
        if (ta_row_names_crs(name) && json_is_string(cell) &&
            json_object_size(import->systems) < SYSTEMS_MOST)
            (void)json_object_set_new(import->systems, json_string_value(cell),
                                      json_string(name));
    }
}

static enum ta_status on_feature(void *self, const struct ta_feature *feature,
                                 struct ta_error *err)
{
    struct import *import = self;
    struct ta_row row;
    import->counts->rows++;
    note_columns(import, feature->fields);
    enum ta_status status = take_row(import, feature, &row, err);
    ta_row_free(&row);
    return status;
}

/** A slip in a column's name loses that column of every row. */
static void tell_meant(const struct import *import, const char *name, const char *meant)
{
    char mend[FAULT_WORDS];
    (void)snprintf(mend, sizeof mend,
                   "did you mean \"%.40s\"? a column of your own needs a name that is "
                   "less like it",
                   meant);
    const struct ta_import_problem problem = {.set_aside = true,
                                              .project = "",
                                              .field = name,
                                              .reason =
                                                  "no column of that name is read",
                                              .mend = mend};
    tell(import, &problem);
}

/** "WGS 84" and "CGCS2000" as people write them, beside the code that stands for them. */
static bool is_called(const char *text, const char *taken)
{
    static const struct {
        const char *name, *code;
    } known[] = {{"wgs84", "EPSG:4326"},
                 {"cgcs2000", "EPSG:4490"},
                 {"2000国家大地坐标系", "EPSG:4490"}};
    char plain[64];
    size_t n = 0;
    for (const char *c = text; *c != '\0' && n < sizeof plain - 1; c++)
        if (strchr(" -_", *c) == NULL)
            plain[n++] = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    plain[n] = '\0';
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(plain, known[i].name) == 0 && strcmp(taken, known[i].code) == 0)
            return true;
    return false;
}

/** What a column says of the CRS is not what the coordinates are taken in: a person has to look. */
static void tell_system(const struct import *import, const char *text,
                        const char *column, const char *taken)
{
    char said[TA_CRS_NAME], words[2 * FAULT_WORDS];
    if (is_called(text, taken)) return;
    if (ta_crs_name(text, said, NULL) == TA_OK && strcmp(said, taken) == 0) return;
    if (ta_crs_refuse_obfuscated(text, NULL) != TA_OK) return; /* the row is refused */
    (void)snprintf(words, sizeof words,
                   "the column says \"%.60s\"; it is not read, and the coordinates are "
                   "taken in %.60s",
                   text, taken);
    const struct ta_import_problem note = {
        .project = "",
        .field = column,
        .reason = words,
        .mend = "put rows in another system into a file of their own, with its --crs"};
    tell(import, &note);
}

/** The same where nobody says what the coordinates are in. */
static void tell_column_of_crs(const struct import *import, const char *text,
                               const char *column)
{
    char words[FAULT_WORDS];
    (void)snprintf(
        words, sizeof words,
        "the column says \"%.60s\", which is no declaration of the file's CRS", text);
    const struct ta_import_problem note = {
        .project = "",
        .field = column,
        .reason = words,
        .mend = "where it holds for all rows, say it with --crs"};
    tell(import, &note);
}

static void tell_systems(const struct import *import, const char *crs)
{
    char taken[TA_CRS_NAME];
    const char *text;
    json_t *column;
    if (ta_crs_name(crs, taken, NULL) != TA_OK) return;
    json_object_foreach(import->systems, text, column)
        tell_system(import, text, json_string_value(column), taken);
}

/** @return how many columns are named almost as one that is read and not there */
static size_t tell_unused(const struct import *import)
{
    struct ta_text words = {0};
    const char *name;
    json_t *none;
    size_t n = 0, slips = 0;
    json_object_foreach(import->columns, name, none)
    {
        if (ta_column_is_known(name) || ta_row_names_crs(name)) continue;
        const char *meant = ta_column_meant(import->columns, name);
        if (meant != NULL) {
            tell_meant(import, name, meant);
            slips++;
        } else if (n++ < UNUSED_NAMED) {
            ta_text_addf(&words, "%s%.60s",
                         n > 1 ? ", " : "columns that are not read: ", name);
        }
    }
    if (n > UNUSED_NAMED) ta_text_addf(&words, " and %zu more", n - UNUSED_NAMED);
    if (n > 0 && !words.failed) tell_note(import, NULL, "", "", words.bytes);
    ta_text_free(&words);
    return slips;
}

static enum ta_status refuse_names(size_t slips, struct ta_error *err)
{
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "%zu column%s named almost as one that is read", slips,
                             slips == 1 ? " is" : "s are"),
                     err, "rename what is told above and import it again");
}

/** Tell of a project that does not go on, with all its rows. */
static void set_aside(struct import *import, const struct ta_gathered *project,
                      const struct ta_error *why)
{
    const char *id = json_string_value(json_object_get(project->document, "id"));
    import->counts->projects_set_aside++;
    import->counts->rows_set_aside += project->rows - project->bad_rows;
    if (project->rows == project->bad_rows) return;
    tell_bad(import, id == NULL ? "" : id, project->row, project->line, why);
    struct faults f = {import, id == NULL ? "" : id, project->row, project->line, 0,
                       {{0}}};
    remember(&f, why->text);
    if (project->bad_row == 0) tell_in_document(&f, project->document);
}

static void set_bad_row(size_t row, struct ta_error *bad)
{
    (void)ta_fail(bad, TA_E_DATA,
                  "set aside because row %zu of the same project is bad", row);
    ta_error_mend(bad, "mend row %zu and import the file again", row);
}

/* The document that will be kept: one that could not be read again would stop whoever lists projects. */
static enum ta_status read_back(const struct ta_project *built, struct ta_error *err)
{
    struct ta_text text = {0};
    struct ta_project again = {0};
    json_t *json = NULL;
    enum ta_status status = ta_project_to_json(built, &text, err);
    if (status == TA_OK)
        status = ta_json_parse("its document", text.bytes, strlen(text.bytes),
                               TA_PROJECT_DOCUMENT_MOST, &json, err);
    if (status == TA_OK) status = ta_project_from_json(json, &again, err);
    if (status == TA_OK) ta_project_free(&again);
    json_decref(json);
    ta_text_free(&text);
    return status;
}

static enum ta_status build(const struct import *import,
                            const struct ta_gathered *project, struct ta_project *out,
                            struct ta_error *err)
{
    enum ta_status status = ta_gather_build(project, out, err);
    if (status != TA_OK) return status;
    status = ta_codes_check(out, import->options->today, NULL, err);
    if (status == TA_OK) status = read_back(out, err);
    if (status != TA_OK) ta_gather_release(out);
    return status;
}

/** Check one project whole; it is marked when it may not go on. */
static enum ta_status check_project(struct import *import, struct ta_gathered *project,
                                    struct ta_error *err)
{
    struct ta_project built;
    struct ta_error bad = {0};
    enum ta_status status = TA_E_DATA;
    if (project->bad_row != 0)
        set_bad_row(project->bad_row, &bad);
    else
        status = build(import, project, &built, &bad);
    if (status == TA_OK) {
        status = ta_import_hints(import->options, project, &built, err);
        ta_gather_release(&built);
        return status;
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
    import->counts->resized += project->resized;
    return TA_OK;
}

/** Everything is checked before the first project goes on. */
static enum ta_status finish(struct import *import, struct ta_error *err)
{
    enum ta_status status = TA_OK;
    size_t slips = tell_unused(import);
    for (size_t i = 0; i < import->gather.n && status == TA_OK; i++)
        status = check_project(import, &import->gather.project[i], err);
    if (status == TA_OK && slips > 0) status = refuse_names(slips, err);
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
    if (status != TA_OK) {
        ta_error_context(err, import->options->crs != NULL
                                  ? "--crs"
                                  : "field \"crs\", as the file declares it");
        return status;
    }

    if (ta_vector_note(vector)[0] != '\0')
        tell_note(import, NULL, "", "crs", ta_vector_note(vector));
    import->reader.flat = ta_vector_is_flat(vector);
    status = ta_vector_each(vector, on_feature, import, err);
    if (status != TA_OK) return status;
    tell_systems(import, crs);
    return finish(import, err);
}

static enum ta_status read_vector(struct import *import, struct ta_vector *vector,
                                  struct ta_error *err)
{
    import->columns = json_object();
    import->systems = json_object();
    enum ta_status status = ta_gather_begin(&import->gather, err);
    if (status == TA_OK && (import->columns == NULL || import->systems == NULL))
        status = ta_fail(err, TA_E_NOMEM, "no memory for an import");
    if (status == TA_OK) status = read_all(import, vector, err);
    if (import->reader.to_wgs84.free != NULL)
        import->reader.to_wgs84.free(import->reader.to_wgs84.self);
    ta_gather_end(&import->gather);
    json_decref(import->columns);
    json_decref(import->systems);
    return status;
}

static enum ta_status on_columns(void *self, const struct ta_feature *feature,
                                 struct ta_error *err)
{
    (void)err;
    note_columns(self, feature->fields);
    return TA_OK;
}

/** A table that is refused for its CRS is not read, but its columns are told all the same, so that one
 *  look at it is enough. What a column says of the CRS is told as that. */
static void tell_columns(const char *path, const struct ta_import_options *options)
{
    const struct ta_vector_options any = {.crs = TA_CRS_WGS84, .layer = options->layer};
    struct ta_import_counts counts = {0};
    struct import import = {.options = options,
                            .counts = &counts,
                            .columns = json_object(),
                            .systems = json_object()};
    struct ta_vector *vector = NULL;
    const char *text;
    json_t *column;
    if (import.columns != NULL && import.systems != NULL &&
        ta_vector_open(path, &any, &vector, NULL) == TA_OK) {
        import.reader.flat = ta_vector_is_flat(vector);
        if (ta_vector_each(vector, on_columns, &import, NULL) == TA_OK)
            (void)tell_unused(&import); /* slips are told too; it is refused already */
        json_object_foreach(import.systems, text, column)
            tell_column_of_crs(&import, text, json_string_value(column));
    }
    ta_vector_close(vector);
    json_decref(import.columns);
    json_decref(import.systems);
}

static enum ta_status conclude(const char *path, const struct ta_import_counts *counts,
                               struct ta_error *err)
{
    if (counts->rows_set_aside == 0 && counts->rows > 0)
        return counts->resized > 0 ? TA_PARTLY : TA_OK;
    if (counts->projects > 0) return TA_PARTLY;
    if (counts->rows == 0)
        return ta_mended(ta_fail(err, TA_E_DATA, "%s has no rows", path), err,
                         "give a file with at least one site");
    return ta_mended(ta_fail(err, TA_E_DATA, "%s: none of %zu rows is a project", path,
                             counts->rows),
                     err, "mend what is told of the rows above and import it again");
}

enum ta_status ta_import_read(const char *path, const struct ta_import_options *options,
                              struct ta_import_counts *counts, struct ta_error *err)
{
    struct ta_vector_options wanted = {.crs = options->crs, .layer = options->layer};
    struct ta_vector *vector = NULL;
    *counts = (struct ta_import_counts){0};
    enum ta_status status = ta_vector_open(path, &wanted, &vector, err);
    if (status == TA_E_DATA) tell_columns(path, options);
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
