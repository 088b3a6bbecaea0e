/* SPDX-License-Identifier: Apache-2.0 */
/** @file geometry.c  GeoJSON polygons (RFC 7946, sections 3.1.6 and 3.1.7). */
#include <math.h>
#include <string.h>

#include "base/field.h"
#include "base/memory.h"
#include "base/project.h"

static enum ta_status fail_range(struct ta_error *err, const struct ta_json_path *path,
                                 double longitude, double latitude)
{
    char where[TA_JSON_WHERE], x[32], y[32];
    ta_json_where(path, NULL, where);
    ta_format_f64(longitude, x);
    ta_format_f64(latitude, y);
    (void)ta_fail(err, TA_E_DATA,
                  "%s: wanted a longitude in [-180, 180] and a latitude in [-90, 90], "
                  "found [%s, %s]",
                  where, x, y);
    ta_error_mend(err, "write degrees of WGS 84, longitude first");
    return TA_E_DATA;
}

enum ta_status ta_position_read(const json_t *value, const struct ta_json_path *path,
                                double out[2], struct ta_error *err)
{
    static const char wanted[] = "a position [longitude, latitude]";
    size_t n = json_array_size(value);
    if (n < 2 || n > 3) return ta_json_fail(err, path, NULL, wanted, value);
    for (size_t i = 0; i < n; i++)
        if (!json_is_number(json_array_get(value, i)))
            return ta_json_fail(err, path, NULL, wanted, json_array_get(value, i));

    double x = json_number_value(json_array_get(value, 0));
    double y = json_number_value(json_array_get(value, 1));
    if (fabs(x) > 180.0 || fabs(y) > 90.0) return fail_range(err, path, x, y);
    out[0] = x;
    out[1] = y;
    return TA_OK;
}

/* Sizes first, so that three blocks are all that is allocated. */
struct counts {
    size_t parts, rings, points;
};

static void count_rings(const json_t *rings, struct counts *counts)
{
    counts->parts++;
    counts->rings += json_array_size(rings);
    for (size_t i = 0; i < json_array_size(rings); i++)
        counts->points += json_array_size(json_array_get(rings, i));
}

static enum ta_status make_room(const struct counts *counts, struct ta_polygons *out)
{
    out->part_ring = ta_alloc(counts->parts + 1, sizeof *out->part_ring);
    out->ring_point = ta_alloc(counts->rings + 1, sizeof *out->ring_point);
    out->xy = ta_alloc(counts->points, 2 * sizeof *out->xy);
    bool made = out->part_ring != NULL && out->ring_point != NULL && out->xy != NULL;
    return made ? TA_OK : TA_E_NOMEM;
}

static enum ta_status check_closed(const double *first, const double *last,
                                   const struct ta_json_path *path,
                                   struct ta_error *err)
{
    if (first[0] == last[0] && first[1] == last[1]) return TA_OK;
    char where[TA_JSON_WHERE];
    ta_json_where(path, NULL, where);
    (void)ta_fail(err, TA_E_DATA, "%s: the ring is not closed", where);
    ta_error_mend(err, "repeat the ring's first position at its end");
    return TA_E_DATA;
}

static enum ta_status add_ring(const json_t *ring, const struct ta_json_path *path,
                               struct ta_polygons *out, struct ta_error *err)
{
    size_t n = json_array_size(ring), first = out->n_points;
    if (n < 4)
        return ta_json_fail(err, path, NULL, "a ring of at least 4 positions", ring);
    for (size_t i = 0; i < n; i++) {
        struct ta_json_path here = {path, NULL, i};
        enum ta_status rc = ta_position_read(json_array_get(ring, i), &here,
                                             &out->xy[2 * out->n_points], err);
        if (rc != TA_OK) return rc;
        out->n_points++;
    }
    out->n_rings++;
    out->ring_point[out->n_rings] = out->n_points;
    return check_closed(&out->xy[2 * first], &out->xy[2 * (out->n_points - 1)], path,
                        err);
}

static enum ta_status add_part(const json_t *rings, const struct ta_json_path *path,
                               struct ta_polygons *out, struct ta_error *err)
{
    size_t n = json_array_size(rings);
    if (n == 0) return ta_json_fail(err, path, NULL, "a list of rings", rings);
    for (size_t i = 0; i < n; i++) {
        struct ta_json_path here = {path, NULL, i};
        enum ta_status rc = add_ring(json_array_get(rings, i), &here, out, err);
        if (rc != TA_OK) return rc;
    }
    out->n_parts++;
    out->part_ring[out->n_parts] = out->n_rings;
    return TA_OK;
}

static enum ta_status add_parts(const json_t *parts, const struct ta_json_path *path,
                                struct ta_polygons *out, struct ta_error *err)
{
    size_t n = json_array_size(parts);
    if (n == 0) return ta_json_fail(err, path, NULL, "a list of polygons", parts);
    for (size_t i = 0; i < n; i++) {
        struct ta_json_path here = {path, NULL, i};
        enum ta_status rc = add_part(json_array_get(parts, i), &here, out, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

/* Is it a MultiPolygon (true) or a Polygon (false)? */
static enum ta_status read_type(const json_t *value, const struct ta_json_path *path,
                                bool *multi, struct ta_error *err)
{
    static const char *const known[] = {"type", "coordinates", NULL};
    const char *type = NULL;
    if (!json_is_object(value))
        return ta_json_fail(err, path, NULL, "a GeoJSON geometry", value);
    enum ta_status rc = ta_json_known(value, path, known, err);
    if (rc == TA_OK) rc = ta_json_get_text(value, path, "type", true, &type, err);
    if (rc != TA_OK) return rc;
    *multi = strcmp(type, "MultiPolygon") == 0;
    if (*multi || strcmp(type, "Polygon") == 0) return TA_OK;
    return ta_json_fail(err, path, "type", "\"Polygon\" or \"MultiPolygon\"",
                        json_object_get(value, "type"));
}

enum ta_status ta_geometry_read(const json_t *value, const struct ta_json_path *path,
                                struct ta_polygons *out, struct ta_error *err)
{
    bool multi = false;
    enum ta_status rc = read_type(value, path, &multi, err);
    if (rc != TA_OK) return rc;

    const json_t *coordinates = json_object_get(value, "coordinates");
    struct ta_json_path here = {path, "coordinates", 0};
    struct counts counts = {0};
    if (!multi) count_rings(coordinates, &counts);
    for (size_t i = 0; multi && i < json_array_size(coordinates); i++)
        count_rings(json_array_get(coordinates, i), &counts);

    struct ta_polygons read = {0};
    rc = make_room(&counts, &read);
    if (rc != TA_OK) (void)ta_fail(err, rc, "geometry: out of memory");
    if (rc == TA_OK)
        rc = multi ? add_parts(coordinates, &here, &read, err)
                   : add_part(coordinates, &here, &read, err);
    if (rc != TA_OK) {
        ta_polygons_free(&read);
        return rc;
    }
    *out = read;
    return TA_OK;
}

/* Takes `value` over; *ok becomes false when either is missing. */
static void append(json_t *list, json_t *value, bool *ok)
{
    if (json_array_append_new(list, value) != 0) *ok = false;
}

static json_t *write_ring(const struct ta_polygons *polygons, size_t ring, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = polygons->ring_point[ring]; i < polygons->ring_point[ring + 1];
         i++) {
        json_t *position = json_array();
        append(position, json_real(polygons->xy[2 * i]), ok);
        append(position, json_real(polygons->xy[2 * i + 1]), ok);
        append(list, position, ok);
    }
    return list;
}

static json_t *write_part(const struct ta_polygons *polygons, size_t part, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = polygons->part_ring[part]; i < polygons->part_ring[part + 1]; i++)
        append(list, write_ring(polygons, i, ok), ok);
    return list;
}

json_t *ta_geometry_write(const struct ta_polygons *polygons)
{
    bool ok = true, multi = polygons->n_parts > 1;
    json_t *coordinates = multi ? json_array() : write_part(polygons, 0, &ok);
    for (size_t i = 0; multi && i < polygons->n_parts; i++)
        append(coordinates, write_part(polygons, i, &ok), &ok);

    json_t *geometry = json_object();
    ta_json_set_exact(geometry, "type", multi ? "MultiPolygon" : "Polygon", &ok);
    ta_json_set(geometry, "coordinates", coordinates, &ok);
    if (ok) return geometry;
    json_decref(geometry);
    return NULL;
}
