/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/import_row.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/project_fields.h"
#include "base/text.h"
#include "geo/crs_text.h"

void ta_row_free(struct ta_row *row)
{
    ta_fields_free(&ta_shape_site, &row->site);
    ta_row_fields_free(&row->fields);
}

const char *ta_row_id(const struct ta_row *row)
{
    const char *id = json_string_value(json_object_get(row->fields.document, "id"));
    return id == NULL ? "" : id;
}

/** Ids of features may be numbers; a project's id is text. */
static enum ta_status settle_id(json_t *document, struct ta_error *err)
{
    const json_t *id = json_object_get(document, "id");
    if (json_is_integer(id)) {
        char text[32];
        (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT,
                       json_integer_value(id));
        id = json_string(text);
        if (json_object_set_new(document, "id", (json_t *)(uintptr_t)id) != 0)
            return ta_fail(err, TA_E_NOMEM, "no memory for a row");
    }
    const char *text = json_string_value(id);
    if (text != NULL && ta_id_ok(text)) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "id: %s",
                  id == NULL ? "the row has none"
                             : "it is not 1 to 64 of A-Z a-z 0-9 . _ : -");
    ta_error_mend(err, "give each row the bank's own id of its project");
    return TA_E_DATA;
}

static enum ta_status read_fields(const struct ta_row_reader *reader,
                                  const json_t *fields, struct ta_row *row,
                                  struct ta_error *err)
{
    enum ta_status status = reader->flat
                                ? ta_fields_of_columns(fields, &row->fields, err)
                                : ta_fields_of_document(fields, &row->fields, err);
    struct ta_error *first = status == TA_OK ? err : NULL;
    enum ta_status named = settle_id(row->fields.document, first);
    row->has_id = named == TA_OK; /* a row with a bad cell is still known by its id */
    return status == TA_OK ? named : status;
}

/* Which of the row's fields is at fault. */
static enum ta_status of_geometry(enum ta_status status, struct ta_error *err)
{
    if (status == TA_E_DATA) ta_error_context(err, "geometry");
    return status;
}

static const char degrees_mend[] = "are these degrees? leave --crs out (for a table of "
                                   "degrees: --crs EPSG:4326)";

/** A point has no outline that would shrink when degrees are read as metres. Grids put their origin outside
 *  the land they are for: no client's point is within 180 m of it by both axes. */
static enum ta_status check_point(const struct ta_row_reader *reader,
                                  const double point[2], struct ta_error *err)
{
    if (ta_crs_from_degrees(&reader->to_wgs84)) return TA_OK;
    if (fabs(point[0]) > 180.0 || fabs(point[1]) > 180.0) return TA_OK;
    (void)ta_fail(
        err, TA_E_DATA,
        "geometry: the point %.10g %.10g lies within 180 m of the origin of %s",
        point[0], point[1], reader->crs);
    return ta_mended(TA_E_DATA, err, degrees_mend);
}

static enum ta_status draw_circle(const struct ta_row_reader *reader,
                                  const double point[2], struct ta_site *site,
                                  struct ta_shape_report *report, struct ta_error *err)
{
    if (!(site->radius_m > 0.0)) {
        (void)ta_fail(err, TA_E_DATA, "radius_m: a point has no area without it");
        ta_error_mend(err, "give radius_m, or draw the outline");
        return TA_E_DATA;
    }
    const struct ta_transform *way = &reader->to_wgs84;
    enum ta_status status = check_point(reader, point, err);
    if (status != TA_OK) return status;
    status = ta_shape_circle(point, site->radius_m, way, &site->shape, report, err);
    if (status != TA_OK) return of_geometry(status, err);
    memcpy(site->point, point, sizeof site->point);
    status = way->apply(way->self, 1, site->point, err);
    site->point[0] = remainder(site->point[0], 360.0); /* as its circle was */
    return status;
}

static enum ta_status refuse_radius(struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "radius_m: the site is drawn as polygons already");
    ta_error_mend(err, "leave radius_m out, or give a point");
    return TA_E_DATA;
}

/** Degrees read as metres shrink a farm to a crumb. */
static enum ta_status check_size(const struct ta_row_reader *reader, double area_m2,
                                 struct ta_error *err)
{
    if (area_m2 >= TA_ROW_AREA_LEAST_M2) return TA_OK;
    (void)ta_fail(err, TA_E_DATA,
                  "geometry: the site has %.4f m2, less than the %g m2 of any site",
                  area_m2, TA_ROW_AREA_LEAST_M2);
    ta_error_mend(err,
                  ta_crs_from_degrees(&reader->to_wgs84)
                      ? "draw it with more decimals, or in the CRS it was measured in"
                      : degrees_mend);
    return TA_E_DATA;
}

static enum ta_status draw(const struct ta_row_reader *reader,
                           const struct ta_feature *feature, struct ta_site *site,
                           struct ta_shape_report *report, struct ta_error *err)
{
    if (feature->drawn == TA_DRAWN_POINT)
        return draw_circle(reader, feature->point, site, report, err);
    if (!isnan(site->radius_m)) return refuse_radius(err);
    return of_geometry(ta_shape_settle(&feature->outline, &reader->to_wgs84,
                                       &site->shape, report, err),
                       err);
}

static enum ta_status read_site(const struct ta_row_reader *reader,
                                const struct ta_feature *feature, struct ta_row *row,
                                struct ta_error *err)
{
    struct ta_shape_report report = {0};
    struct ta_site *site = &row->site;
    enum ta_status status =
        ta_fields_read(&ta_shape_site, row->fields.site, NULL, site, err);
    if (status != TA_OK || feature->drawn == TA_DRAWN_NOTHING) return status;

    status = draw(reader, feature, site, &report, err);
    if (status == TA_OK) status = check_size(reader, report.area_m2, err);
    if (status != TA_OK) return status;
    site->area_m2 = report.area_m2;
    site->accuracy_m = report.accuracy_m;
    site->source_crs = ta_strdup(reader->crs);
    if (site->source_crs == NULL)
        return ta_fail(err, TA_E_NOMEM, "no memory for a row");
    row->mended = report.mended;
    row->has_site = true;
    return TA_OK;
}

bool ta_row_names_crs(const char *column)
{
    static const char *const named[] = {
        "crs",          "srs",      "datum",  "coordinate_system",
        "coord_system", "coordsys", "坐标系", "坐标系统",
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcasecmp(column, named[i]) == 0) return true;
    return false;
}

/* A file may say in a field of its own what its coordinates are in. */
static enum ta_status refuse_datum(const json_t *fields, struct ta_error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)fields, key, value)
    {
        if (!ta_row_names_crs(key) || !json_is_string(value)) continue;
        enum ta_status rc = ta_crs_refuse_obfuscated(json_string_value(value), err);
        if (rc == TA_OK) continue;
        ta_error_context(err, "%s", key);
        return rc;
    }
    return TA_OK;
}

enum ta_status ta_row_read(const struct ta_row_reader *reader,
                           const struct ta_feature *feature, struct ta_row *row,
                           struct ta_error *err)
{
    *row = (struct ta_row){.has_id = false};
    ta_site_init(&row->site);
    enum ta_status status = read_fields(reader, feature->fields, row, err);
    enum ta_status datum = refuse_datum(feature->fields, err);
    if (datum != TA_OK) return datum;
    if (feature->bad != NULL) { /* its fields may still tell whose row it is */
        if (err != NULL) *err = *feature->bad;
        return feature->bad->status;
    }
    return status == TA_OK ? read_site(reader, feature, row, err) : status;
}
