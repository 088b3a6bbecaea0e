/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_band.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "catalog/stac_offset.h"
#include "catalog/stac_radar.h"

enum { MAX_BANDS = 4096, N_PLACES = 4 };

/* Where a field of a band may stand, nearest first: the 1.1 band, the 1.0 eo:bands and
 * raster:bands entries, and the asset, from which 1.1 bands inherit. */
struct view {
    const struct ta_json_path *path;
    const json_t *place[N_PLACES];
};

bool ta_stac_has_role(const json_t *asset, const char *role)
{
    const json_t *roles = json_object_get(asset, "roles");
    for (size_t i = 0; i < json_array_size(roles); i++) {
        const char *word = json_string_value(json_array_get(roles, i));
        if (word != NULL && strcmp(word, role) == 0) return true;
    }
    return false;
}

static enum ta_status list_size(const json_t *asset, const struct ta_json_path *path,
                                const char *key, size_t *out, struct ta_error *err)
{
    const json_t *list = json_object_get(asset, key);
    *out = json_array_size(list);
    if (list == NULL || json_is_array(list)) return TA_OK;
    return ta_json_fail(err, path, key, "a list", list);
}

enum ta_status ta_stac_band_count(const json_t *asset, const struct ta_json_path *path,
                                  size_t *out, struct ta_error *err)
{
    size_t n, eo, raster;
    enum ta_status rc = list_size(asset, path, "bands", &n, err);
    if (rc == TA_OK) rc = list_size(asset, path, "eo:bands", &eo, err);
    if (rc == TA_OK) rc = list_size(asset, path, "raster:bands", &raster, err);
    if (rc != TA_OK) return rc;
    if (n == 0 && eo != 0 && raster != 0 && eo != raster)
        return ta_fail(err, TA_E_DATA, "%s: %zu eo:bands but %zu raster:bands",
                       path->key, eo, raster);
    if (n == 0) n = eo > raster ? eo : raster;
    if (n > MAX_BANDS)
        return ta_fail(err, TA_E_LIMIT, "%s: more than %d bands", path->key, MAX_BANDS);
    *out = n > 0 ? n : 1;
    return TA_OK;
}

/* The field, called @p key, or @p old in the 1.0 lists; NULL when it stands nowhere. The asset
 * is asked last, and only when a band may inherit the field. */
static const json_t *field(const struct view *view, const char *key, const char *old,
                           bool inherit)
{
    const json_t *value = json_object_get(view->place[0], key);
    for (size_t i = 1; i <= 2 && value == NULL; i++)
        value = json_object_get(view->place[i], old);
    if (value == NULL && inherit) value = json_object_get(view->place[3], key);
    return json_is_null(value) ? NULL : value;
}

static enum ta_status text_field(const struct view *view, const char *key,
                                 const char *old, bool inherit, const char **out,
                                 struct ta_error *err)
{
    const json_t *value = field(view, key, old, inherit);
    *out = json_string_value(value);
    if (value == NULL || *out != NULL) return TA_OK;
    return ta_json_fail(err, view->path, key, "text", value);
}

static enum ta_status number_field(const struct view *view, const char *key,
                                   const char *old, double *out, struct ta_error *err)
{
    const json_t *value = field(view, key, old, true);
    if (value == NULL) return TA_OK;
    if (!json_is_number(value))
        return ta_json_fail(err, view->path, key, "a number", value);
    *out = json_number_value(value);
    return TA_OK;
}

/* STAC writes the values that JSON cannot as "nan", "inf" and "-inf". NaN leaves it to the
 * file, which is right for "nan", since NaN pixels never count. */
static enum ta_status set_nodata(const struct view *view, struct ta_band *band,
                                 struct ta_error *err)
{
    const json_t *value = field(view, "nodata", "nodata", true);
    const char *word = json_string_value(value);
    band->nodata = NAN;
    if (value == NULL || (word != NULL && strcmp(word, "nan") == 0)) return TA_OK;
    if (word != NULL && strcmp(word, "inf") == 0) band->nodata = INFINITY;
    if (word != NULL && strcmp(word, "-inf") == 0) band->nodata = -INFINITY;
    if (json_is_number(value)) band->nodata = json_number_value(value);
    if (!isnan(band->nodata)) return TA_OK;
    return ta_json_fail(err, view->path, "nodata", "a number, nan or inf", value);
}

/* Three bands of Sentinel-2 are all called rededge in older items; version 2 of the extension
 * tells them apart by their wavelength. */
static const char *red_edge(double wavelength_um)
{
    if (wavelength_um >= 0.69 && wavelength_um < 0.725) return "rededge071";
    if (wavelength_um >= 0.725 && wavelength_um < 0.76) return "rededge075";
    if (wavelength_um >= 0.76 && wavelength_um < 0.80) return "rededge078";
    return "rededge";
}

static bool is_common_name(const char *name)
{
    static const char *const names[] = {
        "coastal", "blue",    "green",      "green05",    "yellow",
        "red",     "rededge", "rededge071", "rededge075", "rededge078",
        "nir",     "nir08",   "nir09",      "cirrus",     "swir16",
        "swir22",  "pan",     "lwir",       "lwir11",     "lwir12"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

/* The common name, else a name of its own or the asset's key that is one; NULL for a band that
 * nothing names. */
static enum ta_status common_name(const struct view *view, bool alone, const char **out,
                                  struct ta_error *err)
{
    const char *own;
    double wavelength = NAN;
    enum ta_status rc =
        text_field(view, "eo:common_name", "common_name", alone, out, err);
    if (rc == TA_OK) rc = text_field(view, "name", "name", false, &own, err);
    if (rc == TA_OK)
        rc = number_field(view, "eo:center_wavelength", "center_wavelength",
                          &wavelength, err);
    if (rc != TA_OK) return rc;
    if (*out == NULL && own != NULL && is_common_name(own)) *out = own;
    if (*out == NULL && alone && is_common_name(view->path->key))
        *out = view->path->key;
    if (*out != NULL && strcmp(*out, "rededge") == 0) *out = red_edge(wavelength);
    return TA_OK;
}

/* A radar band is named by its own name, or by its asset's key. */
static enum ta_status set_radar_name(const struct ta_stac_item *item,
                                     const struct view *view, struct ta_band *band,
                                     bool alone, struct ta_error *err)
{
    const char *own;
    enum ta_status rc = text_field(view, "name", "name", false, &own, err);
    if (rc == TA_OK && !ta_stac_radar_name(item, own, band->name) && alone)
        (void)ta_stac_radar_name(item, view->path->key, band->name);
    return rc;
}

static enum ta_status set_name(const struct ta_stac_item *item, const struct view *view,
                               struct ta_band *band, bool alone, struct ta_error *err)
{
    if (item->radar) return set_radar_name(item, view, band, alone, err);
    const char *name, *index;
    enum ta_status rc = common_name(view, alone, &name, err);
    if (rc == TA_OK)
        rc = text_field(view, "terrassay:index", "terrassay:index", true, &index, err);
    if (rc != TA_OK) return rc;
    if (index != NULL) {
        name = index;
        band->quantity = TA_QUANTITY_INDEX;
    }
    if (name == NULL || ta_copy(band->name, sizeof band->name, name)) return TA_OK;
    return ta_fail(err, TA_E_LIMIT, "%s: a band's name is too long", view->path->key);
}

/* TA_QUANTITY_COUNT for a word that is none. */
static enum ta_quantity quantity_called(const char *word)
{
    static const char *const words[TA_QUANTITY_COUNT] = {
        [TA_QUANTITY_DN] = "dn",
        [TA_QUANTITY_RADIANCE] = "radiance",
        [TA_QUANTITY_REFLECTANCE_TOA] = "reflectance_toa",
        [TA_QUANTITY_REFLECTANCE_SURFACE] = "reflectance_surface",
        [TA_QUANTITY_TEMPERATURE] = "temperature",
        [TA_QUANTITY_INDEX] = "index",
        [TA_QUANTITY_BACKSCATTER] = "backscatter",
    };
    for (int i = 0; i < TA_QUANTITY_COUNT; i++)
        if (strcmp(words[i], word) == 0) return (enum ta_quantity)i;
    return TA_QUANTITY_COUNT;
}

/* What a scaled band is: by its role or unit, and by the item's level. Landsat's level 1 items
 * do not fold the sun's elevation in, so that their numbers are no reflectance yet. */
static enum ta_quantity quantity_by_role(const struct ta_stac_item *item,
                                         const json_t *asset, const char *unit,
                                         struct ta_stac_band *out)
{
    bool kelvin =
        unit != NULL && (strcmp(unit, "K") == 0 || strcmp(unit, "kelvin") == 0);
    if (kelvin || ta_stac_has_role(asset, "temperature"))
        return TA_QUANTITY_TEMPERATURE;
    if (unit != NULL && strncmp(unit, "watt", 4) == 0) return TA_QUANTITY_RADIANCE;
    bool thermal = strncmp(out->band.name, "lwir", 4) == 0;
    if (item->level == 2 && !thermal) return TA_QUANTITY_REFLECTANCE_SURFACE;
    if (item->level == 1 && !thermal && !item->landsat)
        return TA_QUANTITY_REFLECTANCE_TOA;
    out->why = thermal            ? "none: the item states no unit of its thermal band"
               : item->level == 1 ? "none: level 1 Landsat item without its MTL file"
                                  : "none: the item states no processing level";
    return TA_QUANTITY_DN;
}

static const char *unit_of(enum ta_quantity quantity)
{
    if (quantity == TA_QUANTITY_TEMPERATURE) return "K";
    if (quantity == TA_QUANTITY_RADIANCE) return "W m-2 sr-1 um-1";
    return "1";
}

static enum ta_status stated_quantity(const struct ta_stac_item *item,
                                      const struct view *view, enum ta_quantity *out,
                                      struct ta_error *err)
{
    const char *word;
    enum ta_status rc =
        text_field(view, "terrassay:quantity", "terrassay:quantity", true, &word, err);
    if (rc != TA_OK) return rc;
    if (word == NULL) word = item->quantity;
    if (word == NULL) return TA_OK;
    *out = quantity_called(word);
    if (*out != TA_QUANTITY_COUNT) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: terrassay:quantity %.40s is none",
                   view->path->key, word);
}

static const char *why_of(const struct ta_stac_item *item, bool scaled)
{
    if (!scaled) return "none: the item states no scale";
    return item->offset_flag != NULL ? item->offset_flag
                                     : "STAC raster:scale, raster:offset";
}

static enum ta_status check_line(const struct view *view, const struct ta_band *band,
                                 struct ta_error *err)
{
    if (band->scale > 0.0 && isfinite(band->scale) && isfinite(band->offset))
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: scale is not above zero", view->path->key);
}

/* Scale and offset as stated. Whole-number pixels without a scale stay counts, since 1 would
 * be a guess; floating-point pixels are physical values as they are. */
static enum ta_status set_line(const struct ta_stac_item *item, const struct view *view,
                               struct ta_stac_band *out, bool *scaled,
                               struct ta_error *err)
{
    double scale = NAN, offset = NAN;
    const char *type;
    enum ta_status rc = number_field(view, "raster:scale", "scale", &scale, err);
    if (rc == TA_OK) rc = number_field(view, "raster:offset", "offset", &offset, err);
    if (rc == TA_OK) rc = text_field(view, "data_type", "data_type", true, &type, err);
    if (rc != TA_OK) return rc;

    bool floating = type != NULL && strncmp(type, "float", 5) == 0;
    const char *why = isnan(scale) ? NULL : ta_stac_offset_doubt(item, offset);
    bool applied = item->offset_flag != NULL && item->offset_applied;
    *scaled = (!isnan(scale) || floating) && why == NULL;
    out->why = why != NULL ? why : why_of(item, *scaled);
    out->band.scale = isnan(scale) ? 1.0 : scale;
    out->band.offset = isnan(offset) || applied ? 0.0 : offset;
    return check_line(view, &out->band, err);
}

static enum ta_status set_values(const struct ta_stac_item *item,
                                 const struct view *view, struct ta_stac_band *out,
                                 struct ta_error *err)
{
    const char *unit;
    bool scaled;
    struct ta_band *band = &out->band;
    enum ta_quantity stated = TA_QUANTITY_COUNT;
    enum ta_status rc = text_field(view, "unit", "unit", true, &unit, err);
    if (rc == TA_OK) rc = set_line(item, view, out, &scaled, err);
    if (rc == TA_OK) rc = stated_quantity(item, view, &stated, err);
    if (rc != TA_OK) return rc;

    if (stated != TA_QUANTITY_COUNT) {
        band->quantity = stated;
        out->why = "terrassay:quantity";
    } else if (band->quantity == TA_QUANTITY_INDEX) {
        out->why = "terrassay:index";
    } else if (item->radar) {
        band->quantity =
            item->radar_by != NULL ? TA_QUANTITY_BACKSCATTER : TA_QUANTITY_DN;
        out->why = item->radar_by != NULL
                       ? item->radar_by
                       : "none: nobody says that it is gamma0 in linear power";
    } else if (scaled) {
        band->quantity = quantity_by_role(item, view->place[3], unit, out);
    }
    if (band->quantity == TA_QUANTITY_DN) {
        band->scale = 1.0;
        band->offset = 0.0;
    }
    if (band->quantity == TA_QUANTITY_BACKSCATTER)
        band->valid_lo = (TA_RADAR_POWER_LEAST - band->offset) / band->scale;
    (void)snprintf(band->unit, sizeof band->unit, "%s", unit_of(band->quantity));
    return TA_OK;
}

/* Our own convention: a band of a stack carries the date of its look, and its platform. */
static enum ta_status set_look(const struct view *view, struct ta_stac_band *out,
                               struct ta_error *err)
{
    const char *when, *platform;
    enum ta_status rc = text_field(view, "datetime", "datetime", false, &when, err);
    if (rc == TA_OK)
        rc = text_field(view, "platform", "platform", false, &platform, err);
    if (rc != TA_OK) return rc;
    if (platform != NULL && !ta_copy(out->platform, sizeof out->platform, platform))
        return ta_fail(err, TA_E_LIMIT, "%s: platform is too long", view->path->key);
    if (when == NULL) return TA_OK;
    ta_day day;
    if (ta_time_parse(when, &out->time) == TA_OK) return TA_OK;
    if (ta_day_parse(when, &day) != TA_OK)
        return ta_fail(err, TA_E_DATA,
                       "%s: datetime %.60s is neither a time nor a date",
                       view->path->key, when);
    out->time = ta_time_of(day);
    return TA_OK;
}

static enum ta_status check_entry(const struct view *view, size_t index,
                                  struct ta_error *err)
{
    struct ta_json_path at = {.up = view->path, .index = index};
    for (size_t i = 0; i < 3; i++)
        if (view->place[i] != NULL && !json_is_object(view->place[i]))
            return ta_json_fail(err, &at, NULL, "an object", view->place[i]);
    return TA_OK;
}

enum ta_status ta_stac_band_read(const struct ta_stac_item *item, const json_t *asset,
                                 const struct ta_json_path *path, size_t index,
                                 struct ta_stac_band *out, struct ta_error *err)
{
    size_t n = 1;
    enum ta_status rc = ta_stac_band_count(asset, path, &n, err);
    if (rc != TA_OK) return rc;
    struct view view = {
        .path = path,
        .place = {json_array_get(json_object_get(asset, "bands"), index),
                  json_array_get(json_object_get(asset, "eo:bands"), index),
                  json_array_get(json_object_get(asset, "raster:bands"), index), asset},
    };
    *out = (struct ta_stac_band){.time = TA_TIME_NONE};
    out->band = (struct ta_band){
        .number = (int)index + 1, .valid_lo = NAN, .valid_hi = NAN, .scale = 1.0};
    rc = check_entry(&view, index, err);
    if (rc == TA_OK) rc = set_name(item, &view, &out->band, n == 1, err);
    if (rc == TA_OK) rc = set_nodata(&view, &out->band, err);
    if (rc == TA_OK) rc = set_values(item, &view, out, err);
    if (rc == TA_OK) rc = set_look(&view, out, err);
    return rc;
}
