/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_geojson.c  Any bytes as a file of projects: GeoJSON, or CSV when they are none.
 *
 *  The way between CRSs is opened once, for speed; CRS texts have unit tests. What a
 *  GeoPackage or Shapefile may hold is GDAL's own fuzzing. */
#include "ta_fuzz.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/project.h"
#include "geo/area.h"
#include "geo/gather.h"
#include "geo/import_row.h"

static struct ta_row_reader reader;
static char path[64];

static void clean_up(void)
{
    reader.to_wgs84.free(reader.to_wgs84.self);
    (void)unlink(path); /* a temporary file */
}

static void set_up(void)
{
    if (reader.to_wgs84.self != NULL) return;
    assert(ta_crs_open("EPSG:4326", TA_CRS_WGS84, &reader.to_wgs84, NULL) == TA_OK);
    (void)snprintf(reader.crs, sizeof reader.crs, "EPSG:4326");
    (void)snprintf(path, sizeof path, "/tmp/ta_fuzz_geojson_%ld.csv", (long)getpid());
    (void)atexit(clean_up);
}

/** What every settled shape keeps to. */
static void check_site(const struct ta_site *site)
{
    const struct ta_polygons *shape = &site->shape;
    assert(shape->n_parts > 0 && site->area_m2 > 0.0);
    assert(site->area_m2 < 5.2e14); /* the globe */
    assert(fabs(ta_shape_area_m2(shape) - site->area_m2) <= 1e-9 * site->area_m2);
    for (size_t i = 0; i < shape->n_points; i++)
        assert(fabs(shape->xy[2 * i]) <= 180.0 && fabs(shape->xy[2 * i + 1]) <= 90.0);
}

static enum ta_status on_feature(void *self, const struct ta_feature *feature,
                                 struct ta_error *err)
{
    struct ta_row row;
    struct ta_gathered *project = NULL;
    enum ta_status status = ta_row_read(&reader, feature, &row, err);
    if (status == TA_OK && row.has_site) check_site(&row.site);
    if (status == TA_OK) status = ta_gather_find(self, ta_row_id(&row), &project, err);
    if (status == TA_OK)
        status = ta_gather_add(project, row.fields.document,
                               row.has_site ? &row.site : NULL, err);
    assert(status == TA_OK || err->text[0] != '\0');
    ta_row_free(&row);
    return TA_OK;
}

static void build_all(const struct ta_gather *gather)
{
    for (size_t i = 0; i < gather->n; i++) {
        struct ta_project project;
        struct ta_text json = {0};
        if (ta_gather_build(&gather->project[i], &project, NULL) != TA_OK) continue;
        assert(ta_project_to_json(&project, &json, NULL) == TA_OK);
        ta_text_free(&json);
        ta_gather_release(&project);
    }
}

static bool is_other_format(const uint8_t *bytes, size_t size)
{
    return size >= 4 &&
           (memcmp(bytes, "SQLi", 4) == 0 || memcmp(bytes, "\0\0\x27\x0a", 4) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    set_up();
    if (is_other_format(bytes, size)) return 0;
    FILE *file = fopen(path, "wb");
    assert(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);

    struct ta_error err = {0};
    struct ta_vector *vector = NULL;
    struct ta_gather gather;
    struct ta_vector_options options = {.crs = memchr(bytes, '{', size) ? NULL
                                                                        : "EPSG:4326"};
    if (ta_vector_open(path, &options, &vector, &err) != TA_OK) {
        assert(err.text[0] != '\0');
        return 0;
    }
    assert(ta_gather_begin(&gather, NULL) == TA_OK);
    reader.flat = ta_vector_is_flat(vector);
    if (ta_vector_each(vector, on_feature, &gather, &err) == TA_OK) build_all(&gather);
    ta_gather_end(&gather);
    ta_vector_close(vector);
    return 0;
}
