/* SPDX-License-Identifier: Apache-2.0 */
/** @file source_ogr.c  GeoPackage and Shapefile through OGR; no other driver is registered. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "geo/ogr.h"
#include "geo/rings.h"
#include "geo/source.h"

struct ogr_file {
    GDALDatasetH dataset;
    OGRLayerH layer; /* of the dataset */
};

static void close_ogr(void *self)
{
    struct ogr_file *file = self;
    if (file->dataset != NULL) (void)GDALClose(file->dataset); /* only read from */
    ta_free(file);
}

static enum ta_status refuse_choice(const char *path, GDALDatasetH dataset,
                                    struct ta_error *err)
{
    struct ta_text names = {0};
    int n = GDALDatasetGetLayerCount(dataset);
    for (int i = 0; i < n && i < 12; i++)
        ta_text_addf(&names, "%s%.40s", i == 0 ? "" : ", ",
                     OGR_L_GetName(GDALDatasetGetLayer(dataset, i)));
    (void)ta_fail(err, TA_E_DATA, "%s has %d layers, and none is chosen: %s", path, n,
                  names.size == 0 ? "" : names.bytes);
    ta_error_mend(err, "name one with --layer");
    ta_text_free(&names);
    return TA_E_DATA;
}

static enum ta_status choose_layer(const char *path, struct ogr_file *file,
                                   const char *wanted, struct ta_error *err)
{
    if (wanted != NULL)
        file->layer = GDALDatasetGetLayerByName(file->dataset, wanted);
    else if (GDALDatasetGetLayerCount(file->dataset) == 1)
        file->layer = GDALDatasetGetLayer(file->dataset, 0);
    return file->layer != NULL ? TA_OK : refuse_choice(path, file->dataset, err);
}

static enum ta_status declared_crs(OGRLayerH layer, char **crs, struct ta_error *err)
{
    const char *const form[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", NULL};
    char *wkt = NULL;
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);
    if (srs == NULL || OSRExportToWktEx(srs, &wkt, form) != OGRERR_NONE) {
        CPLFree(wkt);
        return TA_OK;
    }
    *crs = ta_strdup(wkt);
    CPLFree(wkt);
    return *crs != NULL ? TA_OK : ta_fail(err, TA_E_NOMEM, "no memory for a CRS");
}

static enum ta_status open_layer(const char *path, struct ogr_file *file,
                                 const char *wanted, char **crs, struct ta_error *err)
{
    const char *const driver[] = {"GPKG", "ESRI Shapefile", NULL};
    ta_ogr_setup();
    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    file->dataset =
        GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, driver, NULL, NULL);
    CPLPopErrorHandler();
    if (file->dataset == NULL)
        return ta_fail(err, TA_E_DATA, "%s cannot be read: %s", path,
                       CPLGetLastErrorMsg());

    enum ta_status status = choose_layer(path, file, wanted, err);
    return status == TA_OK ? declared_crs(file->layer, crs, err) : status;
}

static enum ta_status open_ogr(const char *path,
                               const struct ta_vector_options *options, void **self,
                               char **crs, struct ta_error *err)
{
    struct ogr_file *file = ta_alloc(1, sizeof *file);
    if (file == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to read %s", path);

    enum ta_status status = open_layer(path, file, options->layer, crs, err);
    if (status != TA_OK) {
        close_ogr(file);
        return status;
    }
    *self = file;
    return TA_OK;
}

static void take_ring(OGRGeometryH ring, struct ta_rings *rings)
{
    int n = OGR_G_GetPointCount(ring);
    ta_rings_ring(rings);
    for (int i = 0; i < n; i++)
        ta_rings_point(rings, OGR_G_GetX(ring, i), OGR_G_GetY(ring, i));
}

static void take_polygon(OGRGeometryH polygon, struct ta_rings *rings)
{
    int n = OGR_G_GetGeometryCount(polygon);
    if (n > 0) ta_rings_part(rings);
    for (int i = 0; i < n; i++) take_ring(OGR_G_GetGeometryRef(polygon, i), rings);
}

static enum ta_status take_area(OGRGeometryH shape, bool many,
                                struct ta_feature *feature, struct ta_error *err)
{
    struct ta_rings rings = {0};
    int n = many ? OGR_G_GetGeometryCount(shape) : 1;
    for (int i = 0; i < n; i++)
        take_polygon(many ? OGR_G_GetGeometryRef(shape, i) : shape, &rings);
    feature->drawn = TA_DRAWN_POLYGONS;
    return ta_rings_take(&rings, &feature->outline, err);
}

/** Arcs become chords; other shapes come as they are. Owned. */
static OGRGeometryH without_curves(OGRGeometryH shape)
{
    return OGR_G_HasCurveGeometry(shape, 1) ? OGR_G_GetLinearGeometry(shape, 0.0, NULL)
                                            : OGR_G_Clone(shape);
}

static enum ta_status take_shape(OGRGeometryH drawn, struct ta_feature *feature,
                                 struct ta_error *err)
{
    if (drawn == NULL || OGR_G_IsEmpty(drawn)) return TA_OK;
    OGRGeometryH shape = without_curves(drawn);
    if (shape == NULL)
        return ta_fail(err, TA_E_DATA, "geometry: its curves cannot be read");

    enum ta_status status = TA_OK;
    OGRwkbGeometryType kind = wkbFlatten(OGR_G_GetGeometryType(shape));
    if (kind == wkbPoint) {
        feature->drawn = TA_DRAWN_POINT;
        feature->point[0] = OGR_G_GetX(shape, 0);
        feature->point[1] = OGR_G_GetY(shape, 0);
    } else if (kind == wkbPolygon || kind == wkbMultiPolygon) {
        status = take_area(shape, kind == wkbMultiPolygon, feature, err);
    } else {
        status = ta_fail(err, TA_E_DATA, "geometry: '%.40s' has no area",
                         OGR_G_GetGeometryName(shape));
    }
    OGR_G_DestroyGeometry(shape);
    return status;
}

static json_t *date_text(OGRFeatureH row, int column, bool with_time)
{
    int year, month, day, hour, minute, zone;
    float second;
    char text[40];
    if (!OGR_F_GetFieldAsDateTimeEx(row, column, &year, &month, &day, &hour, &minute,
                                    &second, &zone))
        return NULL;
    if (with_time) return json_string(OGR_F_GetFieldAsString(row, column));
    (void)snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    return json_string(text);
}

/** The value of a column that is set; NULL when it cannot be told in JSON. */
static json_t *value_of(OGRFeatureH row, int column, OGRFieldType type)
{
    if (type == OFTInteger || type == OFTInteger64)
        return json_integer(OGR_F_GetFieldAsInteger64(row, column));
    if (type == OFTReal) return json_real(OGR_F_GetFieldAsDouble(row, column));
    if (type == OFTDate || type == OFTDateTime)
        return date_text(row, column, type == OFTDateTime);
    return json_string(OGR_F_GetFieldAsString(row, column));
}

/** Columns that are set. Owned; NULL with words when one is not readable. */
static json_t *fields_of(OGRFeatureH row, struct ta_error *err)
{
    json_t *fields = json_object();
    int n = OGR_F_GetFieldCount(row);
    for (int i = 0; i < n && fields != NULL; i++) {
        if (!OGR_F_IsFieldSetAndNotNull(row, i)) continue;
        OGRFieldDefnH column = OGR_F_GetFieldDefnRef(row, i);
        OGRFieldType type = OGR_Fld_GetType(column);
        bool none = type == OFTBinary ||
                    (type == OFTReal && isnan(OGR_F_GetFieldAsDouble(row, i))) ||
                    (type == OFTString && OGR_F_GetFieldAsString(row, i)[0] == '\0');
        if (none) continue;
        json_t *value = value_of(row, i, type);
        if (value != NULL &&
            json_object_set_new(fields, OGR_Fld_GetNameRef(column), value) == 0)
            continue;
        (void)ta_fail(err, TA_E_DATA,
                      "column '%.60s' has a value that is no UTF-8 text or number",
                      OGR_Fld_GetNameRef(column));
        json_decref(fields);
        return NULL;
    }
    return fields;
}

static enum ta_status hand_on(OGRFeatureH row, size_t number, ta_feature_fn each,
                              void *to, struct ta_error *err)
{
    struct ta_error bad = {0};
    json_t *fields = fields_of(row, &bad);
    struct ta_feature feature = {.row = number, .fields = fields};
    enum ta_status status = fields == NULL ? TA_E_DATA : TA_OK;
    if (fields == NULL) feature.fields = fields = json_object();
    if (fields == NULL)
        return ta_fail(err, TA_E_NOMEM, "no memory for row %zu", number);

    if (status == TA_OK) status = take_shape(OGR_F_GetGeometryRef(row), &feature, &bad);
    if (status != TA_OK) feature.bad = &bad;
    status = each(to, &feature, err);
    ta_polygons_free(&feature.outline);
    json_decref(fields);
    return status;
}

static enum ta_status each_row(const struct ogr_file *file, ta_feature_fn each,
                               void *to, struct ta_error *err)
{
    enum ta_status status = TA_OK;
    OGR_L_ResetReading(file->layer);
    CPLErrorReset();
    for (size_t number = 1; status == TA_OK; number++) {
        OGRFeatureH row = OGR_L_GetNextFeature(file->layer);
        if (row == NULL) break;
        status = hand_on(row, number, each, to, err);
        OGR_F_Destroy(row);
    }
    if (status == TA_OK && CPLGetLastErrorType() >= CE_Failure)
        return ta_fail(err, TA_E_DATA, "reading stopped: %s", CPLGetLastErrorMsg());
    return status;
}

static enum ta_status each_ogr(void *self, ta_feature_fn each, void *to,
                               struct ta_error *err)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    enum ta_status status = each_row(self, each, to, err);
    CPLPopErrorHandler();
    return status;
}

const struct ta_source_format ta_source_ogr = {
    "GeoPackage or Shapefile", true, open_ogr, each_ogr, close_ogr,
};
