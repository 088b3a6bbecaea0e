/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/layers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/field.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "engine/inputs_hazard.h"
#include "engine/layers_private.h"
#include "geo/crs.h"

/* What goes into the store together. */
struct work {
    struct ta_workspace *workspace;
    const struct ta_layer_import *import;
    struct ta_layer_row row;
    struct ta_layer_copy copy;
    struct ta_text extent; /* the document; empty when there is none */
};

static enum ta_status put_text(char *to, size_t size, const char *from,
                               const char *what, struct ta_error *err)
{
    if (from == NULL || ta_copy(to, size, from)) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: longer than %zu bytes", what, size - 1);
}

static enum ta_status describe(struct work *work, struct ta_error *err)
{
    const struct ta_layer_import *in = work->import;
    struct ta_layer_row *row = &work->row;
    row->position_error_m = in->position_error_m;
    row->accuracy_m = NAN;
    row->from = in->from;
    row->to = in->to == TA_DAY_NONE && in->from != TA_DAY_NONE ? TA_DAY_OPEN : in->to;
    row->simulated = in->simulated;
    const struct {
        char *to;
        size_t size;
        const char *from, *what;
    } text[] = {
        {row->name, sizeof row->name, in->name, "--name"},
        {row->kind, sizeof row->kind, in->kind, "--kind"},
        {row->source, sizeof row->source, in->source, "--source"},
        {row->crs, sizeof row->crs, in->crs, "--crs"},
        {row->part, sizeof row->part, in->part, "--layer"},
        {row->name_field, sizeof row->name_field, in->name_field, "--name-field"},
        {row->class_field, sizeof row->class_field, in->class_field, "--class-field"},
        {row->variable, sizeof row->variable, in->variable, "--variable"},
        {row->unit, sizeof row->unit, in->unit, "--unit"},
    };
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof text / sizeof text[0]; i++)
        rc = put_text(text[i].to, text[i].size, text[i].from, text[i].what, err);
    return rc;
}

static enum ta_status check_words(const struct ta_layer_import *in,
                                  struct ta_error *err)
{
    if (!ta_id_ok(in->name))
        return ta_fail(err, TA_E_DATA, "\"%s\" is no name for a layer: wanted %s",
                       in->name, "1 to 64 of A-Z a-z 0-9 . _ : -");
    if (in->from != TA_DAY_NONE && in->to != TA_DAY_NONE && in->to < in->from)
        return ta_fail(err, TA_E_DATA, "layer %s: ends before it begins", in->name);
    return TA_OK;
}

static void pass_problem(void *self, const struct ta_import_problem *problem)
{
    const struct ta_layer_import *import = self;
    if (import->problem != NULL) import->problem(import->self, problem);
}

/* The copy is read, and not the file: what was checked is what is kept. */
static enum ta_status read_zones(struct work *work, struct ta_error *err)
{
    const struct ta_layer_import *in = work->import;
    struct ta_layer layer = {0};
    const bool moved = work->copy.moved;
    const struct ta_layer_options options = {.crs = moved ? NULL : in->crs,
                                             .layer = moved ? NULL : in->part,
                                             .name_field = in->name_field,
                                             .class_field = in->class_field,
                                             .self = (void *)(uintptr_t)in,
                                             .on_problem = pass_problem};
    enum ta_status rc = ta_layer_read(work->copy.path, &options, &layer, err);
    if (rc == TA_PARTLY) rc = ta_layer_refuse(in->path, &layer, err);
    if (rc != TA_OK) (void)ta_layer_copy_speak(&work->copy, in->path, err);
    if (rc == TA_OK) work->row.accuracy_m = layer.accuracy_m;
    if (rc == TA_OK && moved) work->row.crs[0] = work->row.part[0] = '\0';
    if (rc == TA_OK && work->row.crs[0] == '\0' &&
        ta_crs_name(layer.crs, work->row.crs, NULL) != TA_OK)
        work->row.crs[0] = '\0'; /* a CRS of its own: the file declares it each time */
    ta_layer_free(&layer);
    return rc;
}

static enum ta_status write_extent(struct work *work, const struct ta_layer *layer,
                                   struct ta_error *err)
{
    if (layer->n != 1) {
        (void)ta_fail(err, TA_E_DATA, "%s: holds %zu shapes", work->import->extent,
                      layer->n);
        ta_error_mend(err, "give the extent as one Polygon or MultiPolygon");
        return TA_E_DATA;
    }
    json_t *geometry = ta_geometry_write(&layer->zone[0].shape);
    enum ta_status rc =
        geometry == NULL ? TA_E_NOMEM : ta_json_canonical(geometry, &work->extent);
    json_decref(geometry);
    if (rc != TA_OK) return ta_fail(err, rc, "%s: out of memory", work->import->extent);
    ta_sha256(work->extent.bytes, work->extent.size, work->row.extent_sha256);
    return TA_OK;
}

static enum ta_status read_extent(struct work *work, struct ta_error *err)
{
    const struct ta_layer_import *in = work->import;
    struct ta_layer layer = {0};
    const struct ta_layer_options options = {.crs = in->extent_crs};
    if (in->extent == NULL) return TA_OK;
    enum ta_status rc = ta_layer_read(in->extent, &options, &layer, err);
    if (rc == TA_PARTLY) rc = ta_layer_refuse(in->extent, &layer, err);
    if (rc == TA_OK) rc = write_extent(work, &layer, err);
    ta_layer_free(&layer);
    return rc;
}

static enum ta_status put_rows(struct work *work, enum ta_put *how,
                               struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    const struct ta_layer_import *in = work->import;
    enum ta_status rc = TA_OK;
    if (work->extent.size > 0)
        rc = store->ops->document_put(store->self, "extent", work->row.extent_sha256,
                                      work->extent.bytes, work->extent.size, err);
    if (rc == TA_OK) rc = store->ops->layer_put(store->self, &work->row, how, err);
    if (rc == TA_OK && *how != TA_PUT_UNCHANGED)
        rc = store->ops->audit(store->self, in->now, in->who, "layer.import", in->name,
                               work->row.sha256, err);
    return rc;
}

static enum ta_status keep(struct work *work, enum ta_put *how, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    enum ta_status rc =
        ta_layer_copy_keep(work->workspace, &work->copy, work->row.path, err);
    if (rc == TA_OK) rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = put_rows(work, how, err);
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

static bool is_sheet(const struct work *work)
{
    return strcmp(work->row.variable, TA_HAZARD_SHEET) == 0;
}

/* A hazard set has to fit together, or every site would be told that there is none. */
static enum ta_status check_hazard(const struct work *work, struct ta_error *err)
{
    struct ta_hazard_layer hazard;
    if (!ta_is_hazard(work->row.variable)) return TA_OK;
    enum ta_status rc = ta_hazard_layer_open(work->copy.path, work->row.variable,
                                             work->workspace->folder, &hazard, err);
    ta_hazard_layer_free(&hazard);
    if (rc != TA_OK && !ta_layer_copy_speak(&work->copy, work->import->path, err))
        ta_error_context(err, "%s", work->import->path);
    return rc;
}

/* What is in a grid is for its readers to see; here it only has to be one. */
static enum ta_status check_grid(const struct work *work, struct ta_error *err)
{
    static const char *const marks[] = {"II*", "MM", "II+", "\x89HDF", "CDF", NULL};
    char begin[8] = "";
    FILE *file = fopen(work->copy.path, "rb");
    size_t n = file == NULL ? 0 : fread(begin, 1, sizeof begin - 1, file);
    if (file != NULL) (void)fclose(file); /* only read from */
    for (size_t i = 0; n > 4 && marks[i] != NULL; i++)
        if (memcmp(begin, marks[i], strlen(marks[i])) == 0)
            return check_hazard(work, err);
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "%s: is neither GeoTIFF nor netCDF nor HDF5",
                             work->import->path),
                     err,
                     "give a hazard grid in one of these; polygons come as GeoJSON, "
                     "GeoPackage, Shapefile or CSV");
}

static enum ta_status check_kind(struct work *work, struct ta_error *err)
{
    bool zones = strcmp(work->row.kind, "zones") == 0;
    if (is_sheet(work)) return check_hazard(work, err);
    return zones ? read_zones(work, err) : check_grid(work, err);
}

static enum ta_status copy_file(struct work *work, struct ta_error *err)
{
    const struct ta_layer_import *in = work->import;
    if (!is_sheet(work))
        return ta_layer_copy_make(work->workspace, in, &work->copy, err);
    if (!ta_hazard_is_set(in->path))
        return ta_layer_copy_sheet(work->workspace, in, &work->copy, work->row.unit,
                                   err);
    return ta_mended(ta_fail(err, TA_E_USAGE, "%s: --frequency is missing", in->path),
                     err, "say of a hazard set in HDF5 what its frequencies are of");
}

static enum ta_status run(struct work *work, enum ta_put *how, struct ta_error *err)
{
    enum ta_status rc = check_words(work->import, err);
    if (rc == TA_OK) rc = describe(work, err);
    if (rc == TA_OK) rc = copy_file(work, err);
    if (rc == TA_OK) memcpy(work->row.sha256, work->copy.sha256, TA_HEX_SIZE);
    if (rc == TA_OK) rc = check_kind(work, err);
    if (rc == TA_OK) rc = read_extent(work, err);
    if (rc == TA_OK) rc = keep(work, how, err);
    ta_layer_copy_drop(&work->copy);
    ta_text_free(&work->extent);
    return rc;
}

enum ta_status ta_engine_layer_import(struct ta_workspace *workspace,
                                      const struct ta_layer_import *import,
                                      struct ta_layer_row *out, enum ta_put *how,
                                      struct ta_error *err)
{
    struct work work = {.workspace = workspace, .import = import};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_IMPORT, err);
    if (rc != TA_OK) return rc;
    rc = run(&work, how, err);
    ta_workspace_leave(workspace, TA_DOES_IMPORT);
    if (rc == TA_OK) *out = work.row;
    return rc;
}

static enum ta_status remove_in_change(const struct ta_store *store, const char *name,
                                       const char *who, ta_time_us now,
                                       struct ta_error *err)
{
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = store->ops->layer_remove(store->self, name, err);
    if (rc == TA_OK)
        rc = store->ops->audit(store->self, now, who, "layer.remove", name, "", err);
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

enum ta_status ta_engine_layer_remove(struct ta_workspace *workspace, const char *name,
                                      const char *who, ta_time_us now,
                                      struct ta_error *err)
{
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_IMPORT, err);
    if (rc != TA_OK) return rc;
    rc = remove_in_change(&workspace->store, name, who, now, err);
    ta_workspace_leave(workspace, TA_DOES_IMPORT);
    return rc;
}

enum ta_status ta_engine_layer_file(const struct ta_workspace *workspace,
                                    const struct ta_layer_row *row, char **path,
                                    struct ta_error *err)
{
    char hash[TA_HEX_SIZE];
    char *full = ta_workspace_path(workspace, row->path);
    if (full == NULL) return ta_fail(err, TA_E_NOMEM, "layer: out of memory");
    enum ta_status rc = ta_sha256_file(full, hash, err);
    if (rc == TA_OK && strcmp(hash, row->sha256) != 0) {
        rc = ta_fail(err, TA_E_DATA, "%s: is not the file that layer %s was read from",
                     full, row->name);
        ta_error_mend(err, "import the layer again");
    }
    if (rc == TA_OK)
        *path = full;
    else
        ta_free(full);
    return rc;
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

enum ta_status ta_engine_layer_zones(const struct ta_workspace *workspace,
                                     const struct ta_layer_row *row,
                                     struct ta_layer *out, struct ta_error *err)
{
    const struct ta_layer_options options = {.crs = or_null(row->crs),
                                             .layer = or_null(row->part),
                                             .name_field = or_null(row->name_field),
                                             .class_field = or_null(row->class_field)};
    char *path = NULL;
    if (strcmp(row->kind, "zones") != 0)
        return ta_fail(err, TA_E_ARG, "layer %s: holds no zones", row->name);
    enum ta_status rc = ta_engine_layer_file(workspace, row, &path, err);
    if (rc == TA_OK) rc = ta_layer_read(path, &options, out, err);
    if (rc == TA_PARTLY) { /* it had no bad row when it was imported */
        ta_layer_free(out);
        rc = ta_fail(err, TA_E_INTERNAL, "%s: reads otherwise than when it came", path);
    }
    ta_free(path);
    return rc;
}
