/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/outlines.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "geo/crs.h"
#include "geo/plain.h"
#include "geo/shape.h"
#include "geo/vector.h"

enum { OUTLINES_MAX = 5000000 };

struct reading {
    const struct ta_outlines_options *options;
    struct ta_outlines made;
    size_t room;
    struct ta_transform to_wgs84;
    bool degrees; /* the file's coordinates are longitudes and latitudes ... */
    bool wgs84;   /* ... of WGS 84 */
    bool has_id;  /* some row has the field that was named */
};

void ta_outlines_free(struct ta_outlines *outlines)
{
    for (size_t i = 0; i < outlines->n; i++) {
        ta_free(outlines->item[i].id);
        ta_polygons_free(&outlines->item[i].shape);
    }
    ta_free(outlines->item);
    ta_free(outlines->crs);
    *outlines = (struct ta_outlines){0};
}

/* --- a row ------------------------------------------------------------------------ */

static const json_t *field_of(const json_t *fields, const char *wanted,
                              const char *guess)
{
    if (wanted != NULL) return json_object_get(fields, wanted);
    const char *key;
    json_t *value;
    json_t *all = (json_t *)(uintptr_t)fields; /* the iterator wants it unconst */
    json_object_foreach(all, key, value) if (strcasecmp(key, guess) == 0) return value;
    return NULL;
}

static char *id_of(struct reading *reading, const struct ta_feature *feature)
{
    char text[64];
    const json_t *field = field_of(feature->fields, reading->options->id_field, "id");
    reading->has_id |= field != NULL;
    if (json_is_string(field) && json_string_length(field) > 0)
        return ta_strdup(json_string_value(field));
    if (json_is_integer(field))
        (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT,
                       json_integer_value(field));
    else if (json_is_real(field))
        ta_format_f64(json_real_value(field), text);
    else
        (void)snprintf(text, sizeof text, "%zu", feature->row);
    return ta_strdup(text);
}

/* Longitudes and latitudes on one side of 180 degrees. */
static bool is_in_range(const struct ta_polygons *shape)
{
    struct ta_box box = ta_polygons_box(shape);
    return box.x_min >= -180.0 && box.x_max <= 180.0 && box.y_min >= -90.0 &&
           box.y_max <= 90.0 && box.x_max - box.x_min < 180.0;
}

static enum ta_status circle(const struct reading *reading,
                             const struct ta_feature *feature, struct ta_polygons *out,
                             struct ta_shape_report *report, struct ta_error *err)
{
    const json_t *field = field_of(feature->fields, NULL, "radius_m");
    double radius = json_is_number(field) ? json_number_value(field) : (double)NAN;
    if (json_is_string(field) &&
        ta_parse_f64(json_string_value(field), &radius) != TA_OK)
        radius = NAN;
    if (isnan(radius))
        return ta_fail(err, TA_E_DATA, "a point is no zone without a radius_m");
    if (!reading->degrees)
        return ta_fail(err, TA_E_DATA,
                       "points with a radius are read in longitude and latitude only");
    return ta_shape_circle(feature->point, radius, &reading->to_wgs84, out, report,
                           err);
}

static enum ta_status shape_of(const struct reading *reading,
                               const struct ta_feature *feature,
                               struct ta_polygons *out, struct ta_shape_report *report,
                               struct ta_error *err)
{
    const struct ta_polygons *drawn = &feature->outline;
    if (feature->bad != NULL) {
        if (err != NULL) *err = *feature->bad;
        return feature->bad->status;
    }
    if (feature->drawn == TA_DRAWN_NOTHING)
        return ta_fail(err, TA_E_DATA, "geometry: the row has no shape");
    if (feature->drawn == TA_DRAWN_POINT)
        return circle(reading, feature, out, report, err);
    bool as_drawn = reading->degrees ? reading->wgs84 && is_in_range(drawn) : true;
    if (as_drawn && ta_is_plain(drawn)) return ta_polygons_copy(drawn, out);
    if (!reading->degrees) return ta_shape_settle_flat(drawn, out, report, err);
    return ta_shape_settle(drawn, &reading->to_wgs84, out, report, err);
}

static void tell(const struct reading *reading, const struct ta_feature *feature,
                 bool set_aside, const char *reason, const char *mend)
{
    struct ta_import_problem problem = {set_aside, feature->row, feature->line, "",
                                        "",        reason,       mend,          false};
    if (reading->options->on_problem != NULL)
        reading->options->on_problem(reading->options->self, &problem);
}

static enum ta_status add(struct reading *reading, struct ta_outline *outline,
                          struct ta_error *err)
{
    struct ta_outlines *made = &reading->made;
    if (made->n >= OUTLINES_MAX)
        return ta_fail(err, TA_E_LIMIT, "more than %d zones in one file", OUTLINES_MAX);
    if (ta_grow((void **)&made->item, &reading->room, made->n, sizeof *made->item) != 0)
        return ta_fail(err, TA_E_NOMEM, "no memory for a zone");
    made->item[made->n++] = *outline;
    *outline = (struct ta_outline){0};
    return TA_OK;
}

static enum ta_status on_feature(void *self, const struct ta_feature *feature,
                                 struct ta_error *err)
{
    struct reading *reading = self;
    struct ta_outline outline = {.id = id_of(reading, feature)};
    struct ta_shape_report report = {0};
    struct ta_error bad = {0};
    if (outline.id == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a zone");
    enum ta_status status = shape_of(reading, feature, &outline.shape, &report, &bad);
    if (status == TA_OK && report.mended.mended) {
        reading->made.n_mended++;
        tell(reading, feature, false, report.mended.note, "check the outline on a map");
    }
    if (status == TA_OK)
        status = add(reading, &outline, err);
    else if (status == TA_E_NOMEM || status == TA_E_INTERNAL)
        (void)ta_fail(err, status, "%s", bad.text);
    else {
        reading->made.n_set_aside++;
        tell(reading, feature, true, bad.text, bad.mend);
        status = TA_OK;
    }
    ta_polygons_free(&outline.shape);
    ta_free(outline.id);
    return status;
}

/* --- the file --------------------------------------------------------------------- */

/* The way to WGS 84. From a datum that nobody knows none leads there, but metres of it may be
 * those of a raster. */
static enum ta_status open_way(const char *crs, struct ta_transform *out,
                               struct ta_error *err)
{
    struct ta_error why = {0};
    enum ta_status status = ta_crs_open(crs, TA_CRS_WGS84, out, &why);
    if (status == TA_OK) return status;
    if (status == TA_E_DATA && ta_crs_open(crs, crs, out, NULL) == TA_OK) {
        if (!ta_crs_from_degrees(out)) return TA_OK;
        out->free(out->self);
        *out = (struct ta_transform){0};
    }
    if (err != NULL) *err = why;
    return status;
}

/* In what the shapes will be: nothing is moved that need not be. */
static enum ta_status choose_crs(struct reading *reading, const char *crs,
                                 struct ta_error *err)
{
    char name[TA_CRS_NAME];
    enum ta_status status = ta_crs_name(crs, name, err);
    if (status == TA_OK) status = open_way(crs, &reading->to_wgs84, err);
    if (status != TA_OK) return status;
    reading->degrees = ta_crs_from_degrees(&reading->to_wgs84);
    reading->wgs84 = strcmp(name, "EPSG:4326") == 0 || strcmp(name, TA_CRS_WGS84) == 0;
    reading->made.crs = ta_strdup(reading->degrees ? TA_CRS_WGS84 : crs);
    return reading->made.crs != NULL ? TA_OK
                                     : ta_fail(err, TA_E_NOMEM, "no memory for a CRS");
}

static enum ta_status conclude(const struct reading *reading, struct ta_error *err)
{
    const char *field = reading->options->id_field;
    if (field != NULL && !reading->has_id)
        return ta_mended(ta_fail(err, TA_E_DATA, "no row has a field '%s'", field), err,
                         "name one of its columns by --id");
    if (reading->made.n == 0)
        return ta_mended(ta_fail(err, TA_E_DATA, "there is no zone in it"), err,
                         "draw at least one polygon in it");
    return reading->made.n_set_aside > 0 ? TA_PARTLY : TA_OK;
}

enum ta_status ta_outlines_read(const char *path,
                                const struct ta_outlines_options *options,
                                struct ta_outlines *out, struct ta_error *err)
{
    struct reading reading = {.options = options};
    const struct ta_vector_options vector_options = {.crs = options->crs,
                                                     .layer = options->layer};
    struct ta_vector *vector = NULL;
    enum ta_status status = ta_vector_open(path, &vector_options, &vector, err);
    if (status != TA_OK) return status;
    status = choose_crs(&reading, ta_vector_crs(vector), err);
    if (status == TA_OK) status = ta_vector_each(vector, on_feature, &reading, err);
    if (status == TA_OK) status = conclude(&reading, err);
    ta_vector_close(vector);
    if (reading.to_wgs84.self != NULL) reading.to_wgs84.free(reading.to_wgs84.self);
    if (status == TA_OK || status == TA_PARTLY) {
        *out = reading.made;
        return status;
    }
    ta_error_context(err, "%s", path);
    ta_outlines_free(&reading.made);
    return status;
}

enum ta_status ta_outline_settle(const struct ta_outlines *outlines, size_t i,
                                 struct ta_polygons *out, struct ta_error *err)
{
    struct ta_transform way = {0};
    struct ta_shape_report report;
    enum ta_status status = ta_crs_open(outlines->crs, TA_CRS_WGS84, &way, err);
    if (status != TA_OK) return status;
    status = ta_shape_settle(&outlines->item[i].shape, &way, out, &report, err);
    way.free(way.self);
    return status;
}
