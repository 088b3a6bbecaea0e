/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/landsat.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/text.h"
#include "base/time.h"
#include "catalog/absent.h"
#include "catalog/landsat_calibrate.h"
#include "catalog/landsat_sensor.h"
#include "catalog/mtl.h"

#define LEVEL_1_OF_OLD(name)                                                           \
    {                                                                                  \
        .collection = name, .product = "METADATA_FILE_INFO",                           \
        .files = "PRODUCT_METADATA", .where = "PRODUCT_METADATA",                      \
        .image = "IMAGE_ATTRIBUTES", .processed = "METADATA_FILE_INFO",                \
        .date_key = "FILE_DATE", .rescaling = "RADIOMETRIC_RESCALING",                 \
        .pixels = "MIN_MAX_PIXEL_VALUE", .radiance = "MIN_MAX_RADIANCE"                \
    }

static const struct ta_landsat_layout pre_collection = LEVEL_1_OF_OLD("landsat-pre-l1");
static const struct ta_landsat_layout collection_1 = LEVEL_1_OF_OLD("landsat-c1-l1");
static const struct ta_landsat_layout collection_2_level_1 = {
    .collection = "landsat-c2-l1",
    .product = "PRODUCT_CONTENTS",
    .files = "PRODUCT_CONTENTS",
    .where = "IMAGE_ATTRIBUTES",
    .image = "IMAGE_ATTRIBUTES",
    .processed = "LEVEL1_PROCESSING_RECORD",
    .date_key = "DATE_PRODUCT_GENERATED",
    .rescaling = "LEVEL1_RADIOMETRIC_RESCALING",
    .pixels = "LEVEL1_MIN_MAX_PIXEL_VALUE",
    .radiance = "LEVEL1_MIN_MAX_RADIANCE",
};
static const struct ta_landsat_layout collection_2_level_2 = {
    .collection = "landsat-c2-l2",
    .product = "PRODUCT_CONTENTS",
    .files = "PRODUCT_CONTENTS",
    .where = "IMAGE_ATTRIBUTES",
    .image = "IMAGE_ATTRIBUTES",
    .processed = "LEVEL2_PROCESSING_RECORD",
    .date_key = "DATE_PRODUCT_GENERATED",
    .rescaling = "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS",
    .pixels = "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS",
    .temperature = "LEVEL2_SURFACE_TEMPERATURE_PARAMETERS",
};

/* One product while it is read. */
struct product {
    const struct ta_place *place;
    const char *mtl_path;
    struct ta_mtl mtl;
    const struct ta_landsat_layout *layout;
    const struct ta_landsat_sensor *sensor;
    struct ta_scene scene;
    struct ta_absent absent;
};

bool ta_landsat_announces(const struct ta_place *place, const char *name)
{
    if (ta_name_ends(name, "_MTL.txt")) return true;
    if (!ta_name_ends(name, "_MTL.json")) return false;
    return !ta_place_has(place, name, strlen(name) - strlen("json"), "txt");
}

static enum ta_status need(const struct product *p, const char *group, const char *key,
                           const char **out, struct ta_error *err)
{
    *out = ta_mtl_text(&p->mtl, group, key);
    if (*out != NULL) return TA_OK;
    return ta_fail(err, TA_E_DATA, "no %s in group %s", key, group);
}

static enum ta_status choose_layout(struct product *p, struct ta_error *err)
{
    const char *level = ta_mtl_text(&p->mtl, "PRODUCT_CONTENTS", "PROCESSING_LEVEL");
    const char *old = ta_mtl_text(&p->mtl, "METADATA_FILE_INFO", "LANDSAT_SCENE_ID");
    const char *number =
        ta_mtl_text(&p->mtl, level != NULL ? "PRODUCT_CONTENTS" : "METADATA_FILE_INFO",
                    "COLLECTION_NUMBER");
    bool second = level != NULL && number != NULL && strcmp(number, "02") == 0;
    if (second && strncmp(level, "L1", 2) == 0) p->layout = &collection_2_level_1;
    if (second && strncmp(level, "L2", 2) == 0) p->layout = &collection_2_level_2;
    if (old != NULL && number == NULL) p->layout = &pre_collection;
    if (old != NULL && number != NULL && strcmp(number, "01") == 0)
        p->layout = &collection_1;
    if (p->layout != NULL) return TA_OK;
    return ta_fail(
        err, TA_E_DATA,
        "neither a pre-collection, a Collection 1 nor a Collection 2 product");
}

/* "landsat-c1-l1/LT05_L1TP_167055_20000309_20161214_01_T1"; before the collections
 * there was only a scene id. */
static enum ta_status set_id(struct product *p, struct ta_error *err)
{
    const char *id = ta_mtl_text(&p->mtl, p->layout->product, "LANDSAT_PRODUCT_ID");
    if (id == NULL) id = ta_mtl_text(&p->mtl, p->layout->product, "LANDSAT_SCENE_ID");
    size_t legal = id != NULL ? strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") : 0;
    if (legal < 16 || legal > 60 || id[legal] != '\0')
        return ta_fail(err, TA_E_DATA, "no legal LANDSAT_PRODUCT_ID");
    (void)snprintf(p->scene.id, sizeof p->scene.id, "%s/%s", p->layout->collection, id);
    (void)snprintf(p->scene.collection, sizeof p->scene.collection, "%s",
                   p->layout->collection);
    return TA_OK;
}

static enum ta_status set_sensor_and_place(struct product *p, struct ta_error *err)
{
    const char *spacecraft, *sensor, *path, *row, *day, *clock;
    const char *group = p->layout->where;
    if (need(p, group, "SPACECRAFT_ID", &spacecraft, err) != TA_OK ||
        need(p, group, "SENSOR_ID", &sensor, err) != TA_OK ||
        need(p, group, "WRS_PATH", &path, err) != TA_OK ||
        need(p, group, "WRS_ROW", &row, err) != TA_OK ||
        need(p, group, "DATE_ACQUIRED", &day, err) != TA_OK ||
        need(p, group, "SCENE_CENTER_TIME", &clock, err) != TA_OK)
        return TA_E_DATA;

    p->sensor = ta_landsat_sensor(spacecraft, sensor);
    if (p->sensor == NULL)
        return ta_fail(err, TA_E_DATA, "sensor %.40s of %.40s is not read", sensor,
                       spacecraft);
    char instant[80];
    (void)snprintf(instant, sizeof instant, "%.20sT%.40s", day, clock);
    if (ta_time_parse(instant, &p->scene.time) != TA_OK)
        return ta_fail(err, TA_E_DATA,
                       "DATE_ACQUIRED and SCENE_CENTER_TIME: %s is no time", instant);
    return ta_landsat_place(&p->scene, p->sensor->platform, path, row, day, err);
}

static enum ta_status set_processing(struct product *p, struct ta_error *err)
{
    const char *date, *software;
    enum ta_status rc = need(p, p->layout->processed, p->layout->date_key, &date, err);
    if (rc != TA_OK) return rc;
    rc = need(p, p->layout->processed, "PROCESSING_SOFTWARE_VERSION", &software, err);
    if (rc != TA_OK) return rc;
    (void)snprintf(p->scene.processing, sizeof p->scene.processing, "%.30s %.30s", date,
                   software);
    return TA_OK;
}

/* A number of the image group inside [lo, hi], NaN when it is not stated or stands
 * outside: MTL files write -1 for a cloud cover that was never assessed. */
static enum ta_status image_number(const struct product *p, const char *key, double lo,
                                   double hi, double *out, struct ta_error *err)
{
    double value = NAN;
    *out = NAN;
    enum ta_status rc = ta_mtl_number(&p->mtl, p->layout->image, key, &value, err);
    if (rc == TA_E_DATA) return rc;
    if (value >= lo && value <= hi) *out = value;
    return TA_OK;
}

static enum ta_status set_image(struct product *p, struct ta_landsat_frame *frame,
                                struct ta_error *err)
{
    struct ta_scene *s = &p->scene;
    double stated = NAN;
    enum ta_status rc =
        image_number(p, "CLOUD_COVER", 0.0, 100.0, &s->cloud_cover, err);
    if (rc == TA_OK)
        rc = image_number(p, "SUN_ELEVATION", -90.0, 90.0, &s->sun_elevation, err);
    if (rc == TA_OK)
        rc = image_number(p, "GEOMETRIC_RMSE_MODEL", 0.0, 1e5, &s->position_error_m,
                          err);
    if (rc == TA_OK) rc = image_number(p, "EARTH_SUN_DISTANCE", 0.9, 1.1, &stated, err);
    *frame = (struct ta_landsat_frame){
        .mtl = &p->mtl,
        .layout = p->layout,
        .sun_elevation = s->sun_elevation,
        .distance = isnan(stated) ? ta_sun_distance(s->time) : stated,
    };
    return rc;
}

/* Path of a file that the MTL names; NULL when the MTL names none, or when it is not on
 * disk:
 * @p absent then says so. A name that leads elsewhere is an error. */
static enum ta_status file_of(const struct product *p, const char *key, char **path,
                              struct ta_error *absent, struct ta_error *err)
{
    *path = NULL;
    *absent = (struct ta_error){0};
    const char *name = ta_mtl_text(&p->mtl, p->layout->files, key);
    if (name == NULL) return TA_OK;
    enum ta_status rc = ta_place_find(p->place, name, path, absent);
    if (rc == TA_OK || rc == TA_E_NOTFOUND) return TA_OK;
    *err = *absent;
    ta_error_context(err, "%s", key);
    return rc;
}

static enum ta_status add_band(struct product *p, const struct ta_landsat_frame *frame,
                               const struct ta_landsat_band *band, struct ta_error *err)
{
    char key[40], *path;
    struct ta_error absent;
    (void)snprintf(key, sizeof key, "FILE_NAME_BAND_%s", band->key);
    enum ta_status rc = file_of(p, key, &path, &absent, err);
    if (absent.status == TA_E_NOTFOUND)
        ta_absent_add(&p->absent, band->name,
                      ta_mtl_text(&p->mtl, p->layout->files, key));
    if (rc != TA_OK || path == NULL) return rc;

    struct ta_asset *asset;
    rc = ta_scene_add_asset(&p->scene, path, 1, &asset);
    ta_free(path);
    if (rc != TA_OK) return ta_fail(err, rc, "out of memory");
    asset->band[0].number = 1;
    (void)snprintf(asset->band[0].name, TA_NAME_SIZE, "%s",
                   band->name); /* literals that fit */
    return ta_landsat_calibrate(frame, band, &asset->band[0], err);
}

static enum ta_status add_bands(struct product *p, const struct ta_landsat_frame *frame,
                                struct ta_error *err)
{
    for (size_t i = 0; i < p->sensor->n_bands; i++) {
        enum ta_status rc = add_band(p, frame, &p->sensor->band[i], err);
        if (rc != TA_OK) return rc;
    }
    if (p->scene.n_assets > 0) return TA_OK;
    enum ta_status rc =
        ta_fail(err, TA_E_DATA, "none of the bands it names is in the folder");
    ta_error_mend(
        err, "put the band files beside the MTL file; MTL files from before August "
             "2012 are not read");
    return rc;
}

/* Who says what the numbers mean: the reflectance constants, or radiance and
 * irradiance. */
static void set_offset_by(struct ta_scene *scene, const struct product *p)
{
    const char *words = "MTL";
    if (p->layout->temperature == NULL)
        words = ta_mtl_text(&p->mtl, p->layout->rescaling, "REFLECTANCE_MULT_BAND_3") !=
                        NULL
                    ? "MTL REFLECTANCE_*, sun elevation"
                    : "MTL RADIANCE_*, sun elevation, ESUN of Chander 2009";
    (void)snprintf(scene->offset_by, sizeof scene->offset_by, "%s",
                   words); /* literals that fit */
}

static enum ta_status add_quality_layer(struct product *p, const char *key,
                                        size_t *index, struct ta_sink *sink,
                                        struct ta_error *err)
{
    char *path;
    struct ta_error absent;
    enum ta_status rc = file_of(p, key, &path, &absent, err);
    if (rc != TA_OK) return rc;
    if (absent.status != TA_OK) {
        ta_error_mend(&absent,
                      "put it beside the MTL file; without it no pixel is known to "
                      "be clear");
        ta_sink_problem(sink, p->mtl_path, &absent);
    }
    if (path == NULL) return TA_OK;

    struct ta_asset *asset;
    rc = ta_scene_add_asset(&p->scene, path, 0, &asset);
    ta_free(path);
    if (rc != TA_OK) return ta_fail(err, rc, "out of memory");
    *index = p->scene.n_assets - 1;
    return TA_OK;
}

/* The quality band of Landsat 8 before the collections has bits of its own, which
 * nobody here reads: such scenes have no mask. */
static enum ta_status add_quality(struct product *p, struct ta_sink *sink,
                                  struct ta_error *err)
{
    struct ta_scene *s = &p->scene;
    enum ta_status rc = TA_OK;
    if (p->layout == &collection_1) {
        rc = add_quality_layer(p, "FILE_NAME_BAND_QUALITY", &s->mask_asset, sink, err);
        if (s->mask_asset != SIZE_MAX) s->mask = TA_MASK_BQA_C1;
        return rc;
    }
    if (p->layout == &pre_collection) return TA_OK;

    rc = add_quality_layer(p, "FILE_NAME_QUALITY_L1_PIXEL", &s->mask_asset, sink, err);
    if (s->mask_asset != SIZE_MAX) s->mask = TA_MASK_QA_PIXEL;
    if (rc != TA_OK) return rc;
    return add_quality_layer(p, "FILE_NAME_QUALITY_L1_RADIOMETRIC_SATURATION",
                             &s->saturation_asset, sink, err);
}

static enum ta_status fill(struct product *p, struct ta_sink *sink,
                           struct ta_error *err)
{
    struct ta_landsat_frame frame;
    enum ta_status rc = choose_layout(p, err);
    if (rc == TA_OK) rc = set_id(p, err);
    if (rc == TA_OK) rc = set_sensor_and_place(p, err);
    if (rc == TA_OK) rc = set_processing(p, err);
    if (rc == TA_OK) rc = set_image(p, &frame, err);
    if (rc == TA_OK) rc = add_bands(p, &frame, err);
    if (rc == TA_OK) rc = add_quality(p, sink, err);
    if (rc == TA_OK) set_offset_by(&p->scene, p);
    return rc;
}

enum ta_status ta_landsat_read(const struct ta_place *place, const char *name,
                               struct ta_sink *sink, struct ta_error *err)
{
    char *path = NULL;
    enum ta_status rc = ta_place_find(place, name, &path, err);
    if (rc != TA_OK) return rc;

    struct product p = {
        .place = place,
        .mtl_path = path,
        .scene = {.mask_asset = SIZE_MAX, .saturation_asset = SIZE_MAX},
    };
    rc = ta_mtl_load(path, &p.mtl, err);
    if (rc == TA_OK) rc = fill(&p, sink, err);
    enum ta_status told = ta_absent_tell(&p.absent, sink, path, rc == TA_OK, err);
    if (rc == TA_OK) rc = told;
    if (rc == TA_OK)
        rc = ta_sink_scene(sink, path, &p.scene, err);
    else
        ta_scene_free(&p.scene);
    ta_mtl_free(&p.mtl);
    ta_free(path);
    return rc;
}
