/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/landsat.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/text.h"
#include "base/time.h"
#include "catalog/landsat_sensor.h"

/* LXSS_LLLL_PPPRRR_YYYYMMDD, then _yyyymmdd_CC_TX: the ids of the collections. */
static const char LOOK_FORM[] = "LA0D_AAAA_DDDDDD_DDDDDDDD";
static const char REST_FORM[] = "_DDDDDDDD_DD_AA";
enum { LOOK = sizeof LOOK_FORM - 1, REST = sizeof REST_FORM - 1, ID = LOOK + REST };

/* D a digit, A a digit or capital, anything else itself. */
static bool has_form(const char *text, const char *form)
{
    for (; *form != '\0'; text++, form++) {
        unsigned char c = (unsigned char)*text;
        if (*form == 'D' && !isdigit(c)) return false;
        if (*form == 'A' && !isdigit(c) && !isupper(c)) return false;
        if (*form != 'D' && *form != 'A' && *text != *form) return false;
    }
    return true;
}

static bool is_tiff(const char *name)
{
    return ta_name_ends(name, ".tif") || ta_name_ends(name, ".tiff");
}

/* Is it a raster of some Landsat look, band or quality layer? */
static bool is_part(const char *name)
{
    return strlen(name) > LOOK && has_form(name, LOOK_FORM) && name[LOOK] == '_' &&
           is_tiff(name) && ta_landsat_sensor_of_id(name) != NULL;
}

static bool same_look(const char *a, const char *b)
{
    return strncmp(a, b, LOOK) == 0;
}

/* The names of a look stand side by side: is there an MTL among them? */
static bool has_mtl(const struct ta_place *place, const char *look)
{
    for (size_t i = ta_place_first(place, look, LOOK); i < place->n_names; i++) {
        if (!same_look(place->name[i], look)) return false;
        if (ta_name_ends(place->name[i], "_MTL.txt") ||
            ta_name_ends(place->name[i], "_MTL.json"))
            return true;
    }
    return false;
}

bool ta_landsat_bare_announces(const struct ta_place *place, const char *name)
{
    if (!is_part(name) || has_mtl(place, name)) return false;
    size_t i = ta_place_first(place, name, LOOK);
    while (i < place->n_names && !is_part(place->name[i])) i++;
    return i < place->n_names && place->name[i] == name;
}

/* "..._B4.TIF", "..._SR_B4.TIF": a band, and no quality layer. */
static bool is_band(const char *name)
{
    const char *last = strrchr(name, '_');
    return last != NULL && toupper((unsigned char)last[1]) == 'B' &&
           isdigit((unsigned char)last[2]);
}

bool ta_landsat_bare_is_named(const struct ta_place *place, const char *name,
                              const json_t *named)
{
    bool band = false;
    if (json_object_size(named) == 0) return false;
    for (size_t i = ta_place_first(place, name, LOOK); i < place->n_names; i++) {
        const char *other = place->name[i];
        if (!same_look(other, name)) break;
        if (json_object_get(named, other) != NULL) return true;
        band = band || (is_part(other) && is_band(other));
    }
    return !band;
}

/* The whole product id, from the file's name or else from the folder's; NULL when
 * neither. */
static const char *product_id(const struct ta_place *place, const char *name)
{
    if (strlen(name) > ID && has_form(name + LOOK, REST_FORM)) return name;
    const char *slash = strrchr(place->folder, '/');
    const char *folder = slash != NULL ? slash + 1 : place->folder;
    if (strlen(folder) == ID && same_look(folder, name) &&
        has_form(folder + LOOK, REST_FORM))
        return folder;
    return NULL;
}

/* "2018-01-06" from "20180106". */
static void day_text(const char *digits, char out[TA_TIME_TEXT])
{
    (void)snprintf(out, TA_TIME_TEXT, "%.4s-%.2s-%.2s", digits, digits + 4, digits + 6);
}

static enum ta_status identify(struct ta_scene *s, const char *id, struct ta_error *err)
{
    char path[4], row[4], day[TA_TIME_TEXT], processed[TA_TIME_TEXT];
    (void)snprintf(path, sizeof path, "%.3s", id + 10);
    (void)snprintf(row, sizeof row, "%.3s", id + 13);
    day_text(id + 17, day);
    day_text(id + LOOK + 1, processed);
    ta_day date;
    if (ta_day_parse(day, &date) != TA_OK)
        return ta_fail(err, TA_E_DATA, "%.*s: %s is no date", ID, id, day);

    s->time = ta_time_of(date); /* the hour is not in the name */
    (void)snprintf(s->collection, sizeof s->collection, "landsat-c%d-l%c",
                   id[LOOK + 11] - '0', id[6]);
    (void)snprintf(s->id, sizeof s->id, "%s/%.*s", s->collection, ID, id);
    (void)snprintf(s->processing, sizeof s->processing, "%s", processed);
    return ta_landsat_place(s, ta_landsat_sensor_of_id(id)->platform, path, row, day,
                            err);
}

/* What follows the look or the whole product id: "_B4.TIF", "_SR_B4.TIF". */
static const char *tail(const char *name)
{
    return has_form(name + LOOK, REST_FORM) ? name + ID : name + LOOK;
}

/* The file of the look called "<id>_<suffix>.tif" or ".tiff"; NULL when there is none.
 */
static const char *part(const struct ta_place *place, const char *look,
                        const char *suffix)
{
    char tif[24], tiff[24];
    (void)snprintf(tif, sizeof tif, "_%s.tif", suffix);
    (void)snprintf(tiff, sizeof tiff, "_%s.tiff", suffix);
    for (size_t i = ta_place_first(place, look, LOOK); i < place->n_names; i++) {
        const char *name = place->name[i];
        if (!same_look(name, look)) return NULL;
        if (is_part(name) &&
            (ta_name_same(tail(name), tif) || ta_name_same(tail(name), tiff)))
            return name;
    }
    return NULL;
}

static enum ta_status add_part(struct ta_scene *s, const struct ta_place *place,
                               const char *name, const char *band, struct ta_error *err)
{
    char *path = NULL;
    enum ta_status rc = ta_place_find(place, name, &path, err);
    if (rc != TA_OK) return rc;
    struct ta_asset *asset;
    rc = ta_scene_add_asset(s, path, band != NULL ? 1 : 0, &asset);
    ta_free(path);
    if (rc != TA_OK) return ta_fail(err, rc, "out of memory");
    if (band == NULL) return TA_OK;

    asset->band[0] = (struct ta_band){
        .quantity = TA_QUANTITY_DN,
        .number = 1,
        .scale = 1.0,
        .nodata = 0.0, /* fill in every Landsat product */
        .valid_lo = NAN,
        .valid_hi = NAN,
        .unit = "1",
    };
    (void)snprintf(asset->band[0].name, TA_NAME_SIZE, "%s",
                   band); /* literals that fit */
    return TA_OK;
}

/* "_B4.TIF" at level 1, "_SR_B4.TIF" and "_ST_B10.TIF" at level 2. */
static const char *band_file(const struct ta_place *place, const char *look,
                             const char *key)
{
    if (strncmp(key, "ST_", 3) == 0) return part(place, look, key);
    char suffix[16];
    (void)snprintf(suffix, sizeof suffix, "SR_B%s", key);
    const char *name = part(place, look, suffix);
    return name != NULL ? name : part(place, look, suffix + 3);
}

static enum ta_status add_bands(struct ta_scene *s, const struct ta_place *place,
                                const char *look, struct ta_error *err)
{
    const struct ta_landsat_sensor *sensor = ta_landsat_sensor_of_id(look);
    for (size_t i = 0; i < sensor->n_bands; i++) {
        const struct ta_landsat_band *band = &sensor->band[i];
        const char *name = band_file(place, look, band->key);
        if (name == NULL) continue;
        enum ta_status rc = add_part(s, place, name, band->name, err);
        if (rc != TA_OK) return rc;
    }
    if (s->n_assets > 0) return TA_OK;
    return ta_fail(err, TA_E_DATA, "no band among the files of this look");
}

static enum ta_status add_quality(struct ta_scene *s, const struct ta_place *place,
                                  const char *look, struct ta_error *err)
{
    bool second = strncmp(s->collection, "landsat-c2", 10) == 0;
    const char *name = part(place, look, second ? "QA_PIXEL" : "BQA");
    if (name != NULL) {
        enum ta_status rc = add_part(s, place, name, NULL, err);
        if (rc != TA_OK) return rc;
        s->mask = second ? TA_MASK_QA_PIXEL : TA_MASK_BQA_C1;
        s->mask_asset = s->n_assets - 1;
    }
    name = second ? part(place, look, "QA_RADSAT") : NULL;
    if (name == NULL) return TA_OK;
    enum ta_status rc = add_part(s, place, name, NULL, err);
    if (rc == TA_OK) s->saturation_asset = s->n_assets - 1;
    return rc;
}

enum ta_status ta_landsat_bare_read(const struct ta_place *place, const char *name,
                                    struct ta_sink *sink, struct ta_error *err)
{
    const char *id = product_id(place, name);
    if (id == NULL) {
        enum ta_status rc =
            ta_fail(err, TA_E_DATA,
                    "no MTL file, and neither the file's nor the folder's "
                    "name is a Landsat product id");
        ta_error_mend(err, "put the product's MTL file beside its bands");
        return rc;
    }
    struct ta_scene scene = {
        .cloud_cover = NAN,
        .sun_elevation = NAN,
        .position_error_m = NAN,
        .offset_by = "none: no MTL file, counts are uncalibrated",
        .mask_asset = SIZE_MAX,
        .saturation_asset = SIZE_MAX,
    };
    enum ta_status rc = identify(&scene, id, err);
    if (rc == TA_OK) rc = add_bands(&scene, place, name, err);
    if (rc == TA_OK) rc = add_quality(&scene, place, name, err);
    char *path = ta_place_join(place, name);
    if (rc == TA_OK && path == NULL) rc = ta_fail(err, TA_E_NOMEM, "out of memory");
    if (rc == TA_OK)
        rc = ta_sink_scene(sink, path, &scene, err);
    else
        ta_scene_free(&scene);
    ta_free(path);
    return rc;
}
