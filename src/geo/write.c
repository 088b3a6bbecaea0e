/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "geo/ogr.h"
#include "geo/rings.h"

enum { NAME_MAX_BYTES = 63 };

struct ta_writer {
    char *path, *beside; /* the file's place, and where it is written */
    bool geopackage;
    size_t n_columns;
    enum ta_column_kind *kind;
    GDALDatasetH dataset;
    OGRLayerH layer; /* of the dataset */
};

static bool has_suffix(const char *path, const char *suffix)
{
    size_t n = strlen(path), k = strlen(suffix);
    return n > k && strcasecmp(path + n - k, suffix) == 0;
}

static bool is_geopackage(const char *path)
{
    return has_suffix(path, ".gpkg");
}

bool ta_writer_knows(const char *path)
{
    return is_geopackage(path) || has_suffix(path, ".geojson") ||
           has_suffix(path, ".json");
}

static enum ta_status fail_io(const struct ta_writer *writer, const char *what,
                              struct ta_error *err)
{
    const char *words = CPLGetLastErrorMsg();
    return ta_fail(err, TA_E_IO, "%s: %s: %s", writer->path, what,
                   words[0] != '\0' ? words : "no reason given");
}

static void free_writer(struct ta_writer *writer)
{
    ta_free(writer->path);
    ta_free(writer->beside);
    ta_free(writer->kind);
    ta_free(writer);
}

static enum ta_status check_options(const char *path,
                                    const struct ta_writer_options *options,
                                    struct ta_error *err)
{
    if (!ta_writer_knows(path)) {
        (void)ta_fail(err, TA_E_USAGE, "%s: the suffix names no format", path);
        ta_error_mend(err, "end it in .geojson or .gpkg");
        return TA_E_USAGE;
    }
    for (size_t i = 0; i < options->n_columns; i++) {
        const char *name = options->column[i].name;
        size_t n = strlen(name);
        bool ok = n > 0 && n <= NAME_MAX_BYTES && ta_utf8_ok(name, n);
        for (size_t k = 0; k < i && ok; k++)
            ok = strcasecmp(name, options->column[k].name) != 0;
        if (!ok)
            return ta_fail(err, TA_E_ARG, "column %zu: '%.80s' is no name", i + 1,
                           name);
    }
    return TA_OK;
}

static OGRFieldType type_of(enum ta_column_kind kind)
{
    switch (kind) {
    case TA_COLUMN_TEXT: return OFTString;
    case TA_COLUMN_WHOLE: return OFTInteger64;
    case TA_COLUMN_NUMBER: return OFTReal;
    case TA_COLUMN_DAY: return OFTDate;
    }
    return OFTString;
}

static bool add_columns(struct ta_writer *writer,
                        const struct ta_writer_options *options)
{
    bool ok = true;
    for (size_t i = 0; i < options->n_columns && ok; i++) {
        OGRFieldDefnH column =
            OGR_Fld_Create(options->column[i].name, type_of(options->column[i].kind));
        ok = OGR_L_CreateField(writer->layer, column, FALSE) == OGRERR_NONE;
        OGR_Fld_Destroy(column);
        writer->kind[i] = options->column[i].kind;
    }
    return ok;
}

static bool create_layer(struct ta_writer *writer,
                         const struct ta_writer_options *options)
{
    static const char *const json[] = {"RFC7946=YES", "WRITE_NAME=NO", NULL};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    bool ok = srs != NULL && OSRImportFromEPSG(srs, 4326) == OGRERR_NONE;
    if (ok) {
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
        char **wanted =
            writer->geopackage ? NULL : CSLDuplicate((char **)(uintptr_t)json);
        OGRwkbGeometryType kind = writer->geopackage ? wkbMultiPolygon : wkbUnknown;
        writer->layer =
            GDALDatasetCreateLayer(writer->dataset, options->layer, srs, kind, wanted);
        CSLDestroy(wanted);
    }
    if (srs != NULL) OSRRelease(srs);
    return writer->layer != NULL && add_columns(writer, options);
}

static bool create_dataset(struct ta_writer *writer,
                           const struct ta_writer_options *options)
{
    char now[TA_TIME_TEXT];
    ta_ogr_setup();
    ta_time_format(options->now == TA_TIME_NONE ? 0 : options->now, now);
    GDALDriverH driver = GDALGetDriverByName(writer->geopackage ? "GPKG" : "GeoJSON");
    if (driver == NULL) return false;

    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", now);
    writer->dataset = GDALCreate(driver, writer->beside, 0, 0, 0, GDT_Unknown, NULL);
    bool ok = writer->dataset != NULL && create_layer(writer, options);
    if (ok && writer->geopackage)
        ok = GDALDatasetStartTransaction(writer->dataset, FALSE) == OGRERR_NONE;
    return ok;
}

/* GDAL makes a file of its own, where there is none, and does not say why it cannot: one is made here
 * first and goes again. */
static enum ta_status name_beside(struct ta_writer *writer, struct ta_error *err)
{
    int file = -1;
    (void)ta_file_clear(writer->path);
    enum ta_status rc = ta_file_begin(writer->path, 0666, &file, &writer->beside, err);
    if (rc != TA_OK) return rc;
    (void)close(file); /* nothing was written */
    (void)unlink(writer->beside);
    return TA_OK;
}

static enum ta_status make_writer(const char *path,
                                  const struct ta_writer_options *options,
                                  struct ta_writer **out, struct ta_error *err)
{
    struct ta_writer *writer = ta_alloc(1, sizeof *writer);
    if (writer == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to write %s", path);

    writer->path = ta_strdup(path);
    writer->kind = ta_alloc(options->n_columns, sizeof *writer->kind);
    writer->n_columns = options->n_columns;
    writer->geopackage = is_geopackage(path);
    enum ta_status rc = writer->path == NULL || writer->kind == NULL
                            ? ta_fail(err, TA_E_NOMEM, "no memory to write %s", path)
                            : name_beside(writer, err);
    if (rc != TA_OK)
        free_writer(writer);
    else
        *out = writer;
    return rc;
}

enum ta_status ta_writer_open(const char *path, const struct ta_writer_options *options,
                              struct ta_writer **out, struct ta_error *err)
{
    struct ta_writer *writer = NULL;
    enum ta_status status = check_options(path, options, err);
    if (status == TA_OK) status = make_writer(path, options, &writer, err);
    if (status != TA_OK) return status;

    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    bool ok = create_dataset(writer, options);
    CPLPopErrorHandler();
    if (!ok) {
        status = fail_io(writer, "cannot begin", err);
        ta_writer_abandon(writer);
        return status;
    }
    *out = writer;
    return TA_OK;
}

/** Part @p p as an OGR polygon. Owned. */
static OGRGeometryH make_part(const struct ta_polygons *shape, size_t p)
{
    OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);
    for (size_t r = shape->part_ring[p]; r < shape->part_ring[p + 1]; r++) {
        OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
        const double *xy = ta_ring_xy(shape, r);
        int stride = 2 * (int)sizeof *xy;
        OGR_G_SetPoints(ring, (int)ta_ring_size(shape, r), xy, stride, xy + 1, stride,
                        NULL, 0);
        (void)OGR_G_AddGeometryDirectly(polygon,
                                        ring); /* a ring into a polygon: cannot fail */
    }
    return polygon;
}

static OGRGeometryH make_shape(const struct ta_polygons *shape, bool many)
{
    if (!many && shape->n_parts == 1) return make_part(shape, 0);
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon);
    for (size_t p = 0; p < shape->n_parts; p++)
        (void)OGR_G_AddGeometryDirectly(
            all, make_part(shape, p)); /* a polygon: cannot fail */
    return all;
}

static bool is_absent(const struct ta_cell *cell, enum ta_column_kind kind)
{
    return cell->absent || (kind == TA_COLUMN_TEXT && cell->text == NULL) ||
           (kind == TA_COLUMN_NUMBER && !isfinite(cell->number)) ||
           (kind == TA_COLUMN_DAY && cell->day == TA_DAY_NONE);
}

static void set_cell(OGRFeatureH row, int i, enum ta_column_kind kind,
                     const struct ta_cell *cell)
{
    int year, month, day;
    if (is_absent(cell, kind)) {
        OGR_F_SetFieldNull(row, i);
        return;
    }
    switch (kind) {
    case TA_COLUMN_TEXT: OGR_F_SetFieldString(row, i, cell->text); break;
    case TA_COLUMN_WHOLE: OGR_F_SetFieldInteger64(row, i, cell->whole); break;
    case TA_COLUMN_NUMBER: OGR_F_SetFieldDouble(row, i, cell->number); break;
    case TA_COLUMN_DAY:
        ta_day_to_civil(cell->day, &year, &month, &day);
        OGR_F_SetFieldDateTime(row, i, year, month, day, 0, 0, 0, 0);
        break;
    }
}

static enum ta_status check_text(const struct ta_writer *writer,
                                 const struct ta_cell *cell, struct ta_error *err)
{
    for (size_t i = 0; i < writer->n_columns; i++)
        if (writer->kind[i] == TA_COLUMN_TEXT && cell[i].text != NULL &&
            !ta_utf8_ok(cell[i].text, strlen(cell[i].text)))
            return ta_fail(err, TA_E_ARG, "%s: column %zu is not UTF-8", writer->path,
                           i + 1);
    return TA_OK;
}

enum ta_status ta_writer_add(struct ta_writer *writer, const struct ta_polygons *shape,
                             const struct ta_cell *cell, struct ta_error *err)
{
    enum ta_status status = check_text(writer, cell, err);
    if (status != TA_OK) return status;

    OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    if (row == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a row");
    for (size_t i = 0; i < writer->n_columns; i++)
        set_cell(row, (int)i, writer->kind[i], &cell[i]);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    if (shape != NULL && shape->n_parts > 0)
        (void)OGR_F_SetGeometryDirectly(row, make_shape(shape, writer->geopackage));
    if (OGR_L_CreateFeature(writer->layer, row) != OGRERR_NONE)
        status = fail_io(writer, "cannot add a row", err);
    CPLPopErrorHandler();
    OGR_F_Destroy(row);
    return status;
}

/** Close what GDAL holds; its words tell whether all went to disk. */
static bool close_dataset(struct ta_writer *writer, bool keep)
{
    CPLErrorReset();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    bool ok = true;
    if (keep && writer->geopackage)
        ok = GDALDatasetCommitTransaction(writer->dataset) == OGRERR_NONE;
    if (writer->dataset != NULL)
        (void)GDALClose(writer->dataset); /* tells by its error class */
    writer->dataset = NULL;
    CPLPopErrorHandler();
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    return ok && CPLGetLastErrorType() < CE_Failure;
}

enum ta_status ta_writer_finish(struct ta_writer *writer, struct ta_error *err)
{
    if (!close_dataset(writer, true)) {
        enum ta_status status = fail_io(writer, "cannot be ended", err);
        ta_writer_abandon(writer);
        return status;
    }
    enum ta_status status = ta_file_publish(writer->beside, writer->path, err);
    if (status != TA_OK) (void)unlink(writer->beside); /* the failure is told already */
    free_writer(writer);
    return status;
}

void ta_writer_abandon(struct ta_writer *writer)
{
    if (writer == NULL) return;
    (void)close_dataset(writer, false); /* thrown away */
    (void)unlink(writer->beside);       /* as is this */
    free_writer(writer);
}
