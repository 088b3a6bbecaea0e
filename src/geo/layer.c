/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/layer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "geo/crs.h"
#include "geo/shape.h"
#include "geo/vector.h"

enum { ZONES_MAX = 5000000 };

struct reading {
    const struct ta_layer_options *options;
    struct ta_layer layer;
    size_t room;
    struct ta_transform to_wgs84;
    bool has_name, has_class; /* some row has the field that was named */
};

static void free_zone(struct ta_zone *zone)
{
    ta_free(zone->name);
    ta_free(zone->zone_class);
    json_decref(zone->fields);
    ta_polygons_free(&zone->shape);
}

void ta_layer_free(struct ta_layer *layer)
{
    for (size_t i = 0; i < layer->n; i++) free_zone(&layer->zone[i]);
    ta_free(layer->zone);
    ta_free(layer->crs);
    *layer = (struct ta_layer){0};
}

/** The field of that name, by its letters in any case when the name is only our guess. */
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

/** A copy of the field as text, or of @p otherwise; NULL when out of memory. */
static char *text_of(const json_t *field, const char *otherwise)
{
    char text[64];
    if (json_is_string(field)) return ta_strdup(json_string_value(field));
    if (!json_is_number(field)) return ta_strdup(otherwise);
    if (json_is_integer(field))
        (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT,
                       json_integer_value(field));
    else
        ta_format_f64(json_real_value(field), text);
    return ta_strdup(text);
}

static enum ta_status name_zone(struct reading *reading,
                                const struct ta_feature *feature, struct ta_zone *zone,
                                struct ta_error *err)
{
    char number[32];
    const struct ta_layer_options *options = reading->options;
    const json_t *name = field_of(feature->fields, options->name_field, "name");
    const json_t *its_class = field_of(feature->fields, options->class_field, "class");
    reading->has_name |= name != NULL;
    reading->has_class |= its_class != NULL;
    (void)snprintf(number, sizeof number, "#%zu", feature->row);
    zone->name = text_of(name, number);
    zone->zone_class = text_of(its_class, "");
    zone->fields = json_deep_copy(feature->fields);
    zone->row = feature->row;
    bool ok = zone->name != NULL && zone->zone_class != NULL && zone->fields != NULL;
    return ok ? TA_OK : ta_fail(err, TA_E_NOMEM, "no memory for a zone");
}

static double radius_of(const json_t *fields)
{
    double radius = NAN;
    const json_t *field = field_of(fields, NULL, "radius_m");
    if (json_is_number(field)) return json_number_value(field);
    bool read = json_is_string(field) &&
                ta_parse_f64(json_string_value(field), &radius) == TA_OK;
    return read ? radius : (double)NAN;
}

static enum ta_status shape_zone(const struct reading *reading,
                                 const struct ta_feature *feature, struct ta_zone *zone,
                                 struct ta_shape_report *report, struct ta_error *err)
{
    enum ta_status status = TA_OK;
    if (feature->bad != NULL) {
        if (err != NULL) *err = *feature->bad;
        return feature->bad->status;
    }
    if (feature->drawn == TA_DRAWN_NOTHING)
        return ta_fail(err, TA_E_DATA, "geometry: the row has no shape");
    if (feature->drawn == TA_DRAWN_POINT)
        status = ta_shape_circle(feature->point, radius_of(feature->fields),
                                 &reading->to_wgs84, &zone->shape, report, err);
    else
        status = ta_shape_settle(&feature->outline, &reading->to_wgs84, &zone->shape,
                                 report, err);
    zone->box = ta_polygons_box(&zone->shape);
    zone->area_m2 = report->area_m2;
    return status;
}

static void tell(const struct reading *reading, const struct ta_feature *feature,
                 bool set_aside, const char *reason, const char *mend)
{
    struct ta_import_problem problem = {set_aside, 0, 0, "", "", reason, mend, false};
    if (feature != NULL) {
        problem.row = feature->row;
        problem.line = feature->line;
    }
    if (reading->options->on_problem != NULL)
        reading->options->on_problem(reading->options->self, &problem);
}

/** The worse of two accuracies: an unknown one is. */
static double worse(double a, double b)
{
    return isnan(a) || isnan(b) ? (double)NAN : fmax(a, b);
}

static enum ta_status add_zone(struct reading *reading,
                               const struct ta_feature *feature, struct ta_zone *zone,
                               const struct ta_shape_report *report,
                               struct ta_error *err)
{
    struct ta_layer *layer = &reading->layer;
    void **slot = (void **)&layer->zone;
    if (layer->n >= ZONES_MAX)
        return ta_fail(err, TA_E_LIMIT, "more than %d zones in one file", ZONES_MAX);
    if (ta_grow(slot, &reading->room, layer->n, sizeof *layer->zone) != 0)
        return ta_fail(err, TA_E_NOMEM, "no memory for a zone");

    layer->zone[layer->n++] = *zone;
    *zone = (struct ta_zone){0};
    layer->accuracy_m = worse(layer->accuracy_m, report->accuracy_m);
    layer->n_mended += report->mended.mended;
    if (report->mended.mended)
        tell(reading, feature, false, report->mended.note,
             "check the outline on a map");
    return TA_OK;
}

static enum ta_status on_feature(void *self, const struct ta_feature *feature,
                                 struct ta_error *err)
{
    struct reading *reading = self;
    struct ta_zone zone = {0};
    struct ta_shape_report report = {0};
    struct ta_error bad = {0};
    enum ta_status status = name_zone(reading, feature, &zone, &bad);
    if (status == TA_OK) status = shape_zone(reading, feature, &zone, &report, &bad);
    bool fatal = status == TA_E_NOMEM || status == TA_E_INTERNAL;
    if (status == TA_OK)
        status = add_zone(reading, feature, &zone, &report, err);
    else if (fatal && err != NULL)
        *err = bad;
    free_zone(&zone);
    if (bad.status == TA_OK || fatal) return status;

    reading->layer.n_set_aside++;
    tell(reading, feature, true, bad.text, bad.mend);
    return TA_OK;
}

static enum ta_status conclude(const struct reading *reading, struct ta_error *err)
{
    const struct ta_layer_options *options = reading->options;
    const char *lacking = NULL;
    if (options->name_field != NULL && !reading->has_name)
        lacking = options->name_field;
    if (options->class_field != NULL && !reading->has_class)
        lacking = options->class_field;
    if (lacking != NULL)
        return ta_mended(ta_fail(err, TA_E_DATA, "no row has a field '%s'", lacking),
                         err, "name one of its columns by --id");
    if (reading->layer.n == 0)
        return ta_mended(ta_fail(err, TA_E_DATA, "there is no zone in it"), err,
                         "draw at least one polygon in it");
    return reading->layer.n_set_aside > 0 ? TA_PARTLY : TA_OK;
}

static enum ta_status read_all(struct reading *reading, struct ta_vector *vector,
                               struct ta_error *err)
{
    char name[TA_CRS_NAME];
    const char *crs = ta_vector_crs(vector);
    enum ta_status status = ta_crs_name(crs, name, err);
    if (status == TA_OK)
        status = ta_crs_open(crs, TA_CRS_WGS84, &reading->to_wgs84, err);
    if (status != TA_OK) return status;

    reading->layer.crs = ta_strdup(reading->options->crs != NULL ? crs : name);
    if (reading->layer.crs == NULL)
        return ta_fail(err, TA_E_NOMEM, "no memory for a layer");
    if (ta_vector_note(vector)[0] != '\0')
        tell(reading, NULL, false, ta_vector_note(vector), "");
    status = ta_vector_each(vector, on_feature, reading, err);
    return status == TA_OK ? conclude(reading, err) : status;
}

enum ta_status ta_layer_read(const char *path, const struct ta_layer_options *options,
                             struct ta_layer *out, struct ta_error *err)
{
    struct ta_vector_options wanted = {.crs = options->crs, .layer = options->layer};
    struct ta_vector *vector = NULL;
    enum ta_status status = ta_vector_open(path, &wanted, &vector, err);
    if (status != TA_OK) return status;

    struct reading reading = {.options = options};
    status = read_all(&reading, vector, err);
    if (reading.to_wgs84.free != NULL) reading.to_wgs84.free(reading.to_wgs84.self);
    ta_vector_close(vector);
    if (status == TA_OK || status == TA_PARTLY) {
        *out = reading.layer;
        return status;
    }
    ta_layer_free(&reading.layer);
    ta_error_context(err, "%s", path);
    return status;
}
