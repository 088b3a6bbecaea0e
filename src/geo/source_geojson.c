/* SPDX-License-Identifier: Apache-2.0 */
/** @file source_geojson.c  GeoJSON after RFC 7946, and the CRS member of its 2008 draft. */
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "geo/crs.h"
#include "geo/rings.h"
#include "geo/source.h"

struct geojson {
    json_t *document;
    const json_t *features; /* array; NULL when the document is the only feature */
};

static void close_geojson(void *self)
{
    struct geojson *file = self;
    json_decref(file->document);
    ta_free(file);
}

/** RFC 7946, 4: WGS 84 unless others agreed; the 2008 draft's "crs" is such an agreement. */
static enum ta_status declared_crs(const char *path, const json_t *document, char **crs,
                                   struct ta_error *err)
{
    const json_t *member = json_object_get(document, "crs");
    if (json_is_null(member)) return TA_OK; /* the draft's word for "not known" */
    const char *name = TA_CRS_WGS84;
    if (member != NULL) {
        name = ta_json_text(json_object_get(member, "properties"), "name");
        if (strcmp(ta_json_text(member, "type"), "name") != 0 || name[0] == '\0') {
            (void)ta_fail(err, TA_E_DATA, "%s: member \"crs\" has no name", path);
            ta_error_mend(err, "take it out when the coordinates are WGS 84 degrees");
            return TA_E_DATA;
        }
    }
    *crs = ta_strdup(name);
    return *crs != NULL ? TA_OK
                        : ta_fail(err, TA_E_NOMEM, "no memory to read %s", path);
}

static enum ta_status take_document(const char *path, struct geojson *file,
                                    struct ta_error *err)
{
    const char *type = ta_json_text(file->document, "type");
    if (strcmp(type, "Feature") == 0) return TA_OK;
    if (strcmp(type, "FeatureCollection") == 0) {
        file->features = json_object_get(file->document, "features");
        if (json_is_array(file->features)) return TA_OK;
        return ta_fail(err, TA_E_DATA, "%s: member \"features\" is not a list", path);
    }
    (void)ta_fail(err, TA_E_DATA,
                  "%s: \"type\" is '%.40s', not FeatureCollection or Feature", path,
                  type);
    ta_error_mend(err, "put the geometry into a Feature with its properties");
    return TA_E_DATA;
}

static enum ta_status parse(const char *path, size_t bytes_max, json_t **out,
                            struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status status = ta_file_read(path, bytes_max, &bytes, &size, err);
    if (status != TA_OK) return status;

    size_t skip = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    status = ta_json_parse(path, bytes + skip, size - skip, bytes_max, out, err);
    ta_free(bytes);
    return status;
}

static enum ta_status open_geojson(const char *path,
                                   const struct ta_vector_options *options, void **self,
                                   char **crs, struct ta_error *err)
{
    struct geojson *file = ta_alloc(1, sizeof *file);
    if (file == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to read %s", path);

    enum ta_status status = parse(path, options->bytes_max, &file->document, err);
    if (status == TA_OK) status = take_document(path, file, err);
    if (status == TA_OK) status = declared_crs(path, file->document, crs, err);
    if (status != TA_OK) {
        close_geojson(file);
        return status;
    }
    *self = file;
    return TA_OK;
}

static enum ta_status read_position(const json_t *position, double out[2],
                                    struct ta_error *err)
{
    const json_t *x = json_array_get(position, 0), *y = json_array_get(position, 1);
    if (!json_is_number(x) || !json_is_number(y))
        return ta_mended(
            ta_fail(err, TA_E_DATA, "geometry: a position is not a pair of numbers"),
            err, "write each position as [longitude, latitude]");
    out[0] = json_number_value(x);
    out[1] = json_number_value(y);
    return TA_OK;
}

static enum ta_status read_ring(const json_t *ring, struct ta_rings *rings,
                                struct ta_error *err)
{
    double xy[2] = {0.0, 0.0};
    enum ta_status status = TA_OK;
    if (!json_is_array(ring))
        return ta_mended(
            ta_fail(err, TA_E_DATA, "geometry: a ring is not a list of positions"), err,
            "write each ring as [[longitude, latitude], ...]");

    ta_rings_ring(rings);
    for (size_t i = 0; i < json_array_size(ring) && status == TA_OK; i++) {
        status = read_position(json_array_get(ring, i), xy, err);
        if (status == TA_OK) ta_rings_point(rings, xy[0], xy[1]);
    }
    return status;
}

static enum ta_status read_polygon(const json_t *polygon, struct ta_rings *rings,
                                   struct ta_error *err)
{
    enum ta_status status = TA_OK;
    if (!json_is_array(polygon) || json_array_size(polygon) == 0)
        return ta_mended(
            ta_fail(err, TA_E_DATA, "geometry: a polygon is not a list of rings"), err,
            "write coordinates of a Polygon as [[[longitude, latitude], ...]]");

    ta_rings_part(rings);
    for (size_t i = 0; i < json_array_size(polygon) && status == TA_OK; i++)
        status = read_ring(json_array_get(polygon, i), rings, err);
    return status;
}

static enum ta_status read_outline(const json_t *coordinates, bool many,
                                   struct ta_polygons *out, struct ta_error *err)
{
    struct ta_rings rings = {0};
    enum ta_status status = TA_OK;
    if (!many) status = read_polygon(coordinates, &rings, err);
    if (many && json_array_size(coordinates) == 0)
        status =
            ta_mended(ta_fail(err, TA_E_DATA, "geometry: there are no polygons in it"),
                      err, "give it a Polygon or MultiPolygon");
    for (size_t i = 0; many && i < json_array_size(coordinates) && status == TA_OK; i++)
        status = read_polygon(json_array_get(coordinates, i), &rings, err);
    if (status == TA_OK) return ta_rings_take(&rings, out, err);
    ta_rings_free(&rings);
    return status;
}

static enum ta_status read_geometry(const json_t *geometry, struct ta_feature *feature,
                                    struct ta_error *err)
{
    const char *type = ta_json_text(geometry, "type");
    const json_t *coordinates = json_object_get(geometry, "coordinates");
    if (geometry == NULL || json_is_null(geometry)) return TA_OK;
    if (strcmp(type, "Point") == 0) {
        feature->drawn = TA_DRAWN_POINT;
        return read_position(coordinates, feature->point, err);
    }
    bool many = strcmp(type, "MultiPolygon") == 0;
    if (many || strcmp(type, "Polygon") == 0) {
        feature->drawn = TA_DRAWN_POLYGONS;
        return read_outline(coordinates, many, &feature->outline, err);
    }
    (void)ta_fail(err, TA_E_DATA, "geometry: '%.40s' has no area", type);
    ta_error_mend(err, "draw a Polygon or MultiPolygon, or a Point with a radius");
    return TA_E_DATA;
}

/** The properties, with the feature's own id where they have none. Owned. */
static json_t *fields_of(const json_t *feature)
{
    json_t *fields = json_object();
    json_t *properties = json_object_get(feature, "properties");
    json_t *id = json_object_get(feature, "id");
    if (fields == NULL) return NULL;
    int failed =
        json_is_object(properties) ? json_object_update(fields, properties) : 0;
    if (id != NULL && json_object_get(fields, "id") == NULL)
        failed |= json_object_set(fields, "id", id);
    if (failed == 0) return fields;
    json_decref(fields);
    return NULL;
}

static enum ta_status check_feature(const json_t *feature, struct ta_error *err)
{
    const json_t *properties = json_object_get(feature, "properties");
    if (strcmp(ta_json_text(feature, "type"), "Feature") != 0)
        return ta_mended(
            ta_fail(err, TA_E_DATA, "it is not a Feature"), err,
            "wrap it: {\"type\":\"Feature\",\"properties\":{...},\"geometry\":{...}}");
    if (properties != NULL && !json_is_null(properties) && !json_is_object(properties))
        return ta_mended(
            ta_fail(err, TA_E_DATA, "member \"properties\" is not an object"), err,
            "write \"properties\":{\"id\":\"...\"}");
    return TA_OK;
}

static enum ta_status hand_on(const json_t *document, size_t row, ta_feature_fn each,
                              void *to, struct ta_error *err)
{
    struct ta_error bad = {0};
    json_t *fields = fields_of(document);
    struct ta_feature feature = {.row = row, .fields = fields};
    if (fields == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for row %zu", row);

    enum ta_status status = check_feature(document, &bad);
    if (status == TA_OK)
        status = read_geometry(json_object_get(document, "geometry"), &feature, &bad);
    if (status != TA_OK) feature.bad = &bad;
    status = each(to, &feature, err);
    ta_polygons_free(&feature.outline);
    json_decref(fields);
    return status;
}

static enum ta_status each_geojson(void *self, ta_feature_fn each, void *to,
                                   struct ta_error *err)
{
    const struct geojson *file = self;
    if (file->features == NULL) return hand_on(file->document, 1, each, to, err);

    enum ta_status status = TA_OK;
    for (size_t i = 0; i < json_array_size(file->features) && status == TA_OK; i++)
        status = hand_on(json_array_get(file->features, i), i + 1, each, to, err);
    return status;
}

const struct ta_source_format ta_source_geojson = {
    "GeoJSON", false, open_geojson, each_geojson, close_geojson,
};
