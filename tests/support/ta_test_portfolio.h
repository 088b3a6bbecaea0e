/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_portfolio.h  A workspace with a signing key, projects of square sites, and looks
 *  at them whose NDVI the test makes up cell by cell. */
#ifndef TA_TEST_PORTFOLIO_H
#define TA_TEST_PORTFOLIO_H

#include "ta_raster.h"
#include "ta_test_folder.h"

#include "base/field.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/time.h"
#include "engine/layers.h"
#include "engine/workspace.h"
#include "geo/area.h"
#include "geo/crs.h"
#include "geo/shape.h"
#include "raster/chip.h"
#include "series/readings.h"

enum { TA_LOOK_SIDE = 40, TA_LOOK_CELLS = TA_LOOK_SIDE * TA_LOOK_SIDE };

static struct ta_error err;

#define assert_ok(call)                                                                \
    do {                                                                               \
        enum ta_status ta_rc = (call);                                                 \
        if (ta_rc != TA_OK) fail_msg("%s: %d: %s", #call, (int)ta_rc, err.text);       \
    } while (0)

static inline void portfolio_open(const char *folder, struct ta_workspace *out)
{
    const struct ta_workspace_options options = {.create = true};
    struct ta_key_ring ring;
    char id[TA_HEX_SIZE];
    ta_test_remove(folder);
    assert_ok(ta_workspace_open(folder, &options, out, &err));
    assert_ok(ta_workspace_keys(out, &ring, &err));
    assert_ok(ta_key_new(&ring, 1, id, &err));
    ta_keys_close(&ring);
}

/** A square site of [left, right) x [top, low) cells of 10 m on the grid of ta_utm_grid(). */
static inline void portfolio_site(struct ta_site *site, int n, double left, double top,
                                  double right, double low)
{
    struct ta_grid grid = ta_utm_grid(TA_LOOK_SIDE, TA_LOOK_SIDE);
    struct ta_polygons drawn = ta_box_on(&grid, left, top, right, low);
    struct ta_transform way = {0};
    struct ta_shape_report report = {.area_m2 = 0.0};
    ta_site_init(site);
    site->n = n;
    site->position_error_m = 5.0;
    site->accuracy_m = 0.0;
    assert_ok(ta_crs_open(TA_UTM, TA_CRS_WGS84, &way, &err));
    assert_ok(ta_shape_settle(&drawn, &way, &site->shape, &report, &err));
    way.free(way.self);
    ta_polygons_free(&drawn);
    site->area_m2 = report.area_m2;
}

/** Put a project (owned by the caller) into the store. */
static inline void portfolio_put(struct ta_workspace *w,
                                 const struct ta_project *project)
{
    struct ta_text document = {0};
    enum ta_put put;
    assert_ok(ta_project_to_json(project, &document, &err));
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(
        w->store.ops->project_put(w->store.self, project, document.bytes, &put, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
    ta_text_free(&document);
}

static inline ta_day portfolio_day(const char *text)
{
    ta_day day = TA_DAY_NONE;
    assert_int_equal(ta_day_parse(text, &day), TA_OK);
    return day;
}

/** A project of one site, 20 x 20 cells, away from the rim. Ended by ta_project_free(). */
static inline struct ta_project portfolio_project(const char *id)
{
    struct ta_project project = {.construction_start = TA_DAY_NONE,
                                 .operation_start = TA_DAY_NONE,
                                 .consent_on = TA_DAY_NONE,
                                 .consent_until = TA_DAY_NONE,
                                 .keep_until = TA_DAY_NONE,
                                 .n_sites = 1};
    (void)snprintf(project.id, sizeof project.id, "%s", id);
    project.name = ta_strdup(id);
    project.site = ta_alloc(1, sizeof *project.site);
    portfolio_site(&project.site[0], 1, 10, 10, 30, 30);
    return project;
}

/** NDVI of a cell on a day; NaN under cloud. */
typedef double (*ta_ndvi_fn)(void *self, ta_day day, int row, int col);

static inline struct ta_scene portfolio_scene(const char *folder, ta_day day,
                                              ta_ndvi_fn ndvi, void *self)
{
    static int16_t pixel[TA_LOOK_CELLS];
    struct ta_grid grid = ta_utm_grid(TA_LOOK_SIDE, TA_LOOK_SIDE);
    char path[512], id[64], date[TA_TIME_TEXT];
    ta_day_format(day, date);
    (void)snprintf(path, sizeof path, "%s/scene-%s.tif", folder, date);
    (void)snprintf(id, sizeof id, "test/%s", date);
    for (int i = 0; i < TA_LOOK_CELLS; i++) {
        double value = ndvi(self, day, i / TA_LOOK_SIDE, i % TA_LOOK_SIDE);
        pixel[i] = isnan(value) ? INT16_MIN : (int16_t)lround(value * 1e4);
    }
    ta_make_raster(path, &grid, TA_PIXEL_INT16, 1, (const void *[]){pixel}, 0);
    struct ta_scene scene = ta_scene_named(id);
    struct ta_band *band = ta_add_band(&scene, path, "ndvi", 1);
    band->quantity = TA_QUANTITY_INDEX;
    band->nodata = INT16_MIN;
    scene.mask = TA_MASK_APPLIED;
    scene.time = ta_time_of(day) + INT64_C(10800000000);
    return scene;
}

/** Cut, write and note the chip of a scene around one site. */
static inline void portfolio_chip(struct ta_workspace *w,
                                  const struct ta_project *project,
                                  const struct ta_site *site,
                                  const struct ta_scene *scene)
{
    struct ta_scene_reader *reader = NULL;
    struct ta_cutter cutter = {.port = ta_crs_port()};
    struct ta_chip chip = {0};
    struct ta_chip_row row = {
        .site = site->n, .time = scene->time, .clear_fraction = 1.0};
    bool meets = false;
    assert_ok(ta_scene_reader_open(scene, &reader, &err));
    assert_ok(ta_chip_cut(reader, &cutter, &site->shape, &meets, &chip, &err));
    assert_true(meets);
    (void)snprintf(row.project, sizeof row.project, "%s", project->id);
    (void)snprintf(row.scene, sizeof row.scene, "%s", scene->id);
    (void)snprintf(row.processing, sizeof row.processing, "%s", scene->processing);
    (void)snprintf(row.path, sizeof row.path, "imagery/chips/%s-%d-%s.tif", project->id,
                   site->n, strchr(scene->id, '/') + 1);
    char *full = ta_workspace_path(w, row.path);
    assert_ok(ta_workspace_make_above(full, &err));
    assert_ok(ta_chip_write(&chip, full, &err));
    assert_ok(ta_sha256_file(full, row.sha256, &err));
    ta_polygons_sha256(&site->shape, row.shape_sha256);
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(w->store.ops->chip_put(w->store.self, &row, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
    ta_free(full);
    ta_chip_free(&chip);
    ta_scene_reader_close(reader);
    ta_cutter_close(&cutter);
}

/** A look of that day at every site of the project. */
static inline void portfolio_look(struct ta_workspace *w,
                                  const struct ta_project *project, ta_day day,
                                  ta_ndvi_fn ndvi, void *self)
{
    struct ta_scene scene = portfolio_scene(w->folder, day, ndvi, self);
    for (size_t i = 0; i < project->n_sites; i++)
        portfolio_chip(w, project, &project->site[i], &scene);
    ta_scene_free(&scene);
}

/* --- readings ----------------------------------------------------------------------- */

/** Register a datastream in mg/m3, of hourly values; limit NaN: none. */
static inline void portfolio_stream(struct ta_project *project, const char *device,
                                    const char *name, const char *property,
                                    double limit)
{
    struct ta_datastream *grown =
        ta_realloc(project->datastream, project->n_datastreams + 1, sizeof *grown);
    assert_non_null(grown);
    project->datastream = grown;
    struct ta_datastream *stream = &grown[project->n_datastreams++];
    *stream = (struct ta_datastream){
        .range_lo = NAN, .range_hi = NAN, .limit = limit, .interval_s = 3600.0};
    (void)snprintf(stream->device, sizeof stream->device, "%s", device);
    (void)snprintf(stream->name, sizeof stream->name, "%s", name);
    (void)snprintf(stream->property, sizeof stream->property, "%s", property);
    (void)snprintf(stream->unit, sizeof stream->unit, "mg/m3");
}

/** Value of an hour; NaN where the device was silent. */
typedef double (*ta_hour_fn)(void *self, const struct ta_datastream *stream,
                             ta_time_us hour);

/** Seal the hours of @p days days as a partition named @p part ("2020-05", "2020-05-03"), as its
 *  @p version. Nothing is written where every device was silent. */
static inline void portfolio_readings(struct ta_workspace *w,
                                      const struct ta_project *project,
                                      const char *part, int version, ta_day first,
                                      int days, ta_hour_fn hour, void *self)
{
    struct ta_reading_run run[8] = {{.n = 0}};
    struct ta_partition_row row = {.kind = "readings", .version = version};
    size_t used = 0;
    assert_true(project->n_datastreams <= 8);
    for (size_t i = 0; i < project->n_datastreams; i++) {
        const struct ta_datastream *stream = &project->datastream[i];
        struct ta_reading_run *r = &run[used];
        r->reading = ta_alloc((size_t)days * 24, sizeof *r->reading);
        for (int h = 0; h < days * 24; h++) {
            ta_time_us at = ta_time_of(first) + (ta_time_us)h * INT64_C(3600000000);
            double value = hour(self, stream, at);
            if (isnan(value)) continue;
            r->reading[r->n++] =
                (struct ta_reading){at, TA_TIME_NONE, value, TA_FLAG_GOOD, 0};
        }
        memcpy(r->device, stream->device, sizeof r->device);
        memcpy(r->name, stream->name, sizeof r->name);
        memcpy(r->property, stream->property, sizeof r->property);
        memcpy(r->unit, stream->unit, sizeof r->unit);
        row.rows += (int64_t)r->n;
        if (r->n > 0)
            used++;
        else
            ta_free(r->reading);
    }
    if (used == 0) return;
    (void)snprintf(row.part, sizeof row.part, "%s/%s", project->id, part);
    (void)snprintf(row.path, sizeof row.path, "readings/%s/%s.v%d.h5", project->id,
                   part, version);
    char *full = ta_workspace_path(w, row.path);
    assert_ok(ta_workspace_make_above(full, &err));
    assert_ok(ta_readings_write(full, run, used, &err));
    assert_ok(ta_sha256_file(full, row.sha256, &err));
    assert_ok(w->store.ops->begin(w->store.self, &err));
    assert_ok(w->store.ops->partition_put(w->store.self, &row, &err));
    assert_ok(w->store.ops->commit(w->store.self, &err));
    for (size_t i = 0; i < used; i++) ta_free(run[i].reading);
    ta_free(full);
}

/* --- layers ------------------------------------------------------------------------- */

/** A GeoJSON polygon feature of [left, right) x [top, low) cells of ta_utm_grid(). */
static inline void portfolio_feature(struct ta_text *out, const char *name,
                                     const char *zone_class, double left, double top,
                                     double right, double low)
{
    struct ta_site site;
    portfolio_site(&site, 1, left, top, right, low);
    json_t *geometry = ta_geometry_write(&site.shape);
    ta_text_addf(out,
                 "{\"type\":\"Feature\",\"properties\":{\"name\":\"%s\",\"class\":"
                 "\"%s\"},\"geometry\":",
                 name, zone_class);
    assert_int_equal(ta_json_canonical(geometry, out), TA_OK);
    ta_text_add(out, "}");
    json_decref(geometry);
    ta_polygons_free(&site.shape);
}

/** Import protected zones: one core zone over those cells, complete over the whole grid.
 *  @param error_m 1 sigma of the outlines */
static inline void portfolio_zones(struct ta_workspace *w, double left, double top,
                                   double right, double low, double error_m)
{
    static const char head[] = "{\"type\":\"FeatureCollection\",\"features\":[";
    struct ta_text zones = {0}, extent = {0};
    struct ta_layer_row row;
    enum ta_put how;
    char zones_path[512], extent_path[512];
    (void)snprintf(zones_path, sizeof zones_path, "%s/zones.geojson", w->folder);
    (void)snprintf(extent_path, sizeof extent_path, "%s/extent.geojson", w->folder);
    ta_text_add(&zones, head);
    ta_text_add(&extent, head);
    portfolio_feature(&zones, "old forest", "Core", left, top, right, low);
    portfolio_feature(&extent, "all", "", -100, -100, 140, 140);
    ta_text_add(&zones, "]}");
    ta_text_add(&extent, "]}");
    assert_ok(ta_file_write(zones_path, zones.bytes, zones.size, 0666, &err));
    assert_ok(ta_file_write(extent_path, extent.bytes, extent.size, 0666, &err));
    const struct ta_layer_import in = {.path = zones_path,
                                       .name = "protected_zones",
                                       .kind = "zones",
                                       .extent = extent_path,
                                       .position_error_m = error_m,
                                       .from = TA_DAY_NONE,
                                       .to = TA_DAY_NONE,
                                       .who = "test",
                                       .now = 1};
    assert_ok(ta_engine_layer_import(w, &in, &row, &how, &err));
    ta_text_free(&zones);
    ta_text_free(&extent);
}

#endif
