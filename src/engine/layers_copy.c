/* SPDX-License-Identifier: Apache-2.0 */
/** @file layers_copy.c  A layer's file, copied beside its place and put there under its hash. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/field.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "engine/inputs_hazard.h"
#include "engine/layers_private.h"
#include "units.h"

/* Suffix in small letters, so that a CSV is known for one; none when it is odd. */
static void suffix_of(const char *path, char out[12])
{
    const char *dot = strrchr(path, '.');
    size_t n = 0;
    out[0] = '\0';
    if (dot == NULL) return;
    for (const char *at = dot; *at != '\0'; at++) {
        char letter = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        bool plain = (letter >= 'a' && letter <= 'z') ||
                     (letter >= '0' && letter <= '9') || (at == dot);
        if (!plain || n + 1 >= 12) {
            out[0] = '\0';
            return;
        }
        out[n++] = letter;
    }
    out[n] = '\0';
}

static bool is_shapefile(const char *path)
{
    static const unsigned char mark[4] = {0, 0, 0x27, 0x0a};
    unsigned char begin[4] = {0};
    FILE *file = fopen(path, "rb");
    size_t n = file == NULL ? 0 : fread(begin, 1, sizeof begin, file);
    if (file != NULL) (void)fclose(file); /* only read from */
    return n == sizeof begin && memcmp(begin, mark, sizeof mark) == 0;
}

static json_t *feature_of(const struct ta_zone *zone, bool *ok)
{
    json_t *feature = json_object();
    ta_json_set_text(feature, "type", "Feature", ok);
    ta_json_set(feature, "properties", json_deep_copy(zone->fields), ok);
    ta_json_set(feature, "geometry", ta_geometry_write(&zone->shape), ok);
    return feature;
}

static enum ta_status geojson_of(const struct ta_layer *layer, const char *path,
                                 struct ta_text *out, struct ta_error *err)
{
    bool ok = true;
    json_t *all = json_object(), *features = json_array();
    for (size_t i = 0; ok && i < layer->n; i++)
        ok = json_array_append_new(features, feature_of(&layer->zone[i], &ok)) == 0 &&
             ok;
    ta_json_set_text(all, "type", "FeatureCollection", &ok);
    ta_json_set(all, "features", features, &ok);
    enum ta_status rc = ok ? ta_json_canonical(all, out) : TA_E_NOMEM;
    json_decref(all);
    return rc == TA_OK ? rc : ta_fail(err, rc, "%s: out of memory", path);
}

static void pass_problem(void *self, const struct ta_import_problem *problem)
{
    const struct ta_layer_import *import = self;
    if (import->problem != NULL) import->problem(import->self, problem);
}

static enum ta_status convert(const struct ta_layer_import *import,
                              struct ta_layer_copy *copy, struct ta_error *err)
{
    struct ta_layer layer = {0};
    struct ta_text text = {0};
    const struct ta_layer_options options = {.crs = import->crs,
                                             .layer = import->part,
                                             .self = (void *)(uintptr_t)import,
                                             .on_problem = pass_problem};
    enum ta_status rc = ta_layer_read(import->path, &options, &layer, err);
    if (rc == TA_PARTLY) rc = ta_layer_refuse(import->path, &layer, err);
    if (rc == TA_OK) rc = geojson_of(&layer, import->path, &text, err);
    if (rc == TA_OK) rc = ta_file_write(copy->path, text.bytes, text.size, 0666, err);
    if (rc == TA_OK) ta_sha256(text.bytes, text.size, copy->sha256);
    copy->moved = true;
    copy->accuracy_m = layer.accuracy_m;
    ta_text_free(&text);
    ta_layer_free(&layer);
    return rc;
}

enum ta_status ta_layer_refuse(const char *path, const struct ta_layer *layer,
                               struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "%s: %zu of %zu rows cannot be used", path,
                  layer->n_set_aside, layer->n_set_aside + layer->n);
    ta_error_mend(err,
                  "mend these rows, or take them out yourself: a zone that is left "
                  "out makes sites in it look safe");
    return TA_E_DATA;
}

bool ta_layer_copy_speak(const struct ta_layer_copy *copy, const char *given,
                         struct ta_error *err)
{
    bool stood = false;
    struct ta_text words = {0};
    if (err == NULL || copy->path == NULL) return false;
    const char *from = err->text;
    for (const char *at = strstr(from, copy->path); at != NULL;
         at = strstr(from, copy->path)) {
        ta_text_addf(&words, "%.*s%s", (int)(at - from), from, given);
        from = at + strlen(copy->path);
        stood = true;
    }
    ta_text_add(&words, from);
    if (stood && !words.failed)
        (void)snprintf(err->text, sizeof err->text, "%s", words.bytes);
    ta_text_free(&words);
    return stood;
}

/* A place for a copy, named like @p path. */
static enum ta_status begin(const struct ta_workspace *workspace, const char *path,
                            struct ta_layer_copy *out, struct ta_error *err)
{
    char below[64];
    *out = (struct ta_layer_copy){.path = NULL};
    suffix_of(path, out->suffix);
    (void)snprintf(below, sizeof below, "layers/new%s", out->suffix);
    out->path = ta_workspace_path(workspace, below);
    if (out->path == NULL) return ta_fail(err, TA_E_NOMEM, "layer: out of memory");
    return ta_workspace_make_above(out->path, err);
}

enum ta_status ta_layer_copy_file(const struct ta_workspace *workspace,
                                  const char *path, struct ta_layer_copy *out,
                                  struct ta_error *err)
{
    enum ta_status rc = begin(workspace, path, out, err);
    if (rc == TA_OK) rc = ta_file_copy(path, out->path, out->sha256, err);
    if (rc != TA_OK) ta_layer_copy_drop(out);
    return rc;
}

enum ta_status ta_layer_copy_make(const struct ta_workspace *workspace,
                                  const struct ta_layer_import *import,
                                  struct ta_layer_copy *out, struct ta_error *err)
{
    if (!is_shapefile(import->path))
        return ta_layer_copy_file(workspace, import->path, out, err);
    enum ta_status rc = begin(workspace, ".geojson", out, err);
    if (rc == TA_OK) rc = convert(import, out, err);
    if (rc != TA_OK) ta_layer_copy_drop(out);
    return rc;
}

/* --- hazard sheets ------------------------------------------------------------------ */

static enum ta_status check_unit(const struct ta_layer_import *import,
                                 const struct ta_hazard_sheet *sheet,
                                 struct ta_error *err)
{
    const char *wanted = ta_hazard_unit(import->name);
    double one = 1.0;
    if (ta_unit_convert(one, sheet->unit, wanted, &one) == TA_OK) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "%s: unit \"%s\" cannot become %s", import->path,
                  sheet->unit, wanted);
    ta_error_mend(err, "name the layer flood_depths (m) or cyclone_winds (m/s)");
    return TA_E_DATA;
}

static size_t count_periods(const struct ta_hazard_layer *hazard)
{
    const struct ta_hazard_sheet *sheet = &hazard->sheet;
    size_t n = 0;
    if (sheet->is_points) return hazard->set.points.n_events;
    for (size_t i = 0; i < sheet->n; i++) {
        size_t k = 0;
        while (k < i && sheet->file[k].frequency != sheet->file[i].frequency) k++;
        if (k == i) n++;
    }
    return n;
}

static enum ta_status check_sheet(const struct ta_layer_import *import,
                                  const struct ta_hazard_layer *hazard,
                                  struct ta_error *err)
{
    size_t n = count_periods(hazard);
    enum ta_status rc = check_unit(import, &hazard->sheet, err);
    if (rc != TA_OK || hazard->sheet.frequency == TA_FREQUENCY_EVENT ||
        n <= TA_HAZARD_PERIODS_MAX)
        return rc;
    return ta_fail(err, TA_E_LIMIT, "%s: %zu return periods, more than %d",
                   import->path, n, TA_HAZARD_PERIODS_MAX);
}

static enum ta_status keep_files(const struct ta_workspace *workspace,
                                 const struct ta_layer_import *import,
                                 struct ta_hazard_sheet *sheet, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sheet->n; i++) {
        struct ta_layer_copy copy = {.path = NULL};
        struct ta_hazard_file *file = &sheet->file[i];
        char *path = ta_hazard_file_path(sheet, i, import->path, NULL);
        if (path == NULL) return ta_fail(err, TA_E_NOMEM, "layer: out of memory");
        rc = ta_layer_copy_file(workspace, path, &copy, err);
        memcpy(file->sha256, copy.sha256, TA_HEX_SIZE);
        if (rc == TA_OK) rc = ta_layer_copy_keep(workspace, &copy, file->path, err);
        ta_layer_copy_drop(&copy);
        ta_free(path);
    }
    return rc;
}

static enum ta_status write_sheet(const struct ta_workspace *workspace,
                                  const struct ta_hazard_sheet *sheet,
                                  struct ta_layer_copy *out, struct ta_error *err)
{
    struct ta_text text = {0};
    enum ta_status rc = begin(workspace, ".json", out, err);
    if (rc == TA_OK && ta_hazard_sheet_write(sheet, &text) != TA_OK)
        rc = ta_fail(err, TA_E_NOMEM, "layer: out of memory");
    if (rc == TA_OK) rc = ta_file_write(out->path, text.bytes, text.size, 0666, err);
    if (rc == TA_OK) ta_sha256(text.bytes, text.size, out->sha256);
    ta_text_free(&text);
    if (rc != TA_OK) ta_layer_copy_drop(out);
    return rc;
}

enum ta_status ta_layer_copy_sheet(const struct ta_workspace *workspace,
                                   const struct ta_layer_import *import,
                                   struct ta_layer_copy *out, char unit[TA_UNIT_SIZE],
                                   struct ta_error *err)
{
    struct ta_hazard_layer hazard;
    *out = (struct ta_layer_copy){.path = NULL};
    enum ta_status rc =
        ta_hazard_layer_open(import->path, TA_HAZARD_SHEET, NULL, &hazard, err);
    if (rc == TA_OK) rc = check_sheet(import, &hazard, err);
    if (rc == TA_OK) rc = keep_files(workspace, import, &hazard.sheet, err);
    if (rc == TA_OK) rc = write_sheet(workspace, &hazard.sheet, out, err);
    if (rc == TA_OK) memcpy(unit, hazard.sheet.unit, TA_UNIT_SIZE);
    ta_hazard_layer_free(&hazard);
    return rc;
}

enum ta_status ta_layer_copy_keep(const struct ta_workspace *workspace,
                                  struct ta_layer_copy *copy, char below[256],
                                  struct ta_error *err)
{
    (void)snprintf(below, 256, "layers/%s%s", copy->sha256, copy->suffix);
    char *place = ta_workspace_path(workspace, below);
    if (place == NULL) return ta_fail(err, TA_E_NOMEM, "layer: out of memory");
    enum ta_status rc = ta_file_publish(copy->path, place, err);
    ta_free(place);
    if (rc != TA_OK) return rc;
    ta_free(copy->path);
    copy->path = NULL;
    return TA_OK;
}

void ta_layer_copy_drop(struct ta_layer_copy *copy)
{
    if (copy->path != NULL) (void)unlink(copy->path); /* it may not be there */
    ta_free(copy->path);
    copy->path = NULL;
}
