/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_item.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "catalog/href.h"
#include "catalog/landsat_sensor.h"
#include "catalog/place.h"
#include "catalog/stac_offset.h"
#include "catalog/stac_radar.h"

static const struct ta_json_path IN_PROPERTIES = {.key = "properties"};

static enum ta_status text_of(const struct ta_stac_item *item, const char *key,
                              const char **out, struct ta_error *err)
{
    *out = NULL;
    return ta_json_get_text(item->properties, &IN_PROPERTIES, key, false, out, err);
}

/* The first of the keys (NULL ends) that is there. */
static enum ta_status first_text(const struct ta_stac_item *item,
                                 const char *const *keys, const char **out,
                                 struct ta_error *err)
{
    *out = NULL;
    for (; *keys != NULL && *out == NULL; keys++) {
        enum ta_status rc = text_of(item, *keys, out, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

/* A number in [lo, hi]; NaN when it is missing or outside. */
static enum ta_status number_of(const struct ta_stac_item *item, const char *key,
                                double lo, double hi, double *out, struct ta_error *err)
{
    double value = NAN;
    enum ta_status rc =
        ta_json_get_number(item->properties, &IN_PROPERTIES, key, false, &value, err);
    *out = NAN;
    if (value >= lo && value <= hi) *out = value;
    return rc;
}

bool ta_stac_is_item(const json_t *document)
{
    const char *type = json_string_value(json_object_get(document, "type"));
    return type != NULL && strcmp(type, "Feature") == 0 &&
           json_object_get(document, "stac_version") != NULL;
}

static enum ta_status check_version(const json_t *document, struct ta_error *err)
{
    const char *version = NULL;
    enum ta_status rc =
        ta_json_get_text(document, NULL, "stac_version", true, &version, err);
    if (rc != TA_OK) return rc;
    if (strncmp(version, "1.0.", 4) == 0 || strncmp(version, "1.1.", 4) == 0)
        return TA_OK;
    return ta_fail(err, TA_E_DATA, "STAC version %.20s is not read (1.0 and 1.1 are)",
                   version);
}

/* "collection/item". An item without collection counts to "stac". */
enum ta_status ta_stac_item_name(const json_t *document, struct ta_scene *s,
                                 struct ta_error *err)
{
    const char *id = NULL, *collection = NULL;
    enum ta_status rc = ta_json_get_text(document, NULL, "id", true, &id, err);
    if (rc == TA_OK)
        rc = ta_json_get_text(document, NULL, "collection", false, &collection, err);
    if (rc != TA_OK) return rc;

    char name[TA_SCENE_SIZE - TA_NAME_SIZE - 40]; /* leaves room for "#date.n" */
    if (!ta_id_escape(collection != NULL ? collection : "stac", s->collection,
                      sizeof s->collection) ||
        !ta_id_escape(id, name, sizeof name))
        return ta_fail(err, TA_E_LIMIT, "id or collection is empty or too long: %.100s",
                       id);
    (void)snprintf(s->id, sizeof s->id, "%s/%s", s->collection, name);
    return TA_OK;
}

/* Of an item without a datetime. One that states no end may be of any day. */
static enum ta_status set_span(struct ta_stac_item *item, struct ta_error *err)
{
    const char *middle = NULL, *text = NULL;
    ta_time_us end = TA_TIME_NONE;
    enum ta_status rc = text_of(item, "datetime", &middle, err);
    if (rc == TA_OK) rc = text_of(item, "end_datetime", &text, err);
    if (rc == TA_OK && middle == NULL && text != NULL &&
        ta_time_parse(text, &end) == TA_OK && end > item->scene.time)
        item->span = end - item->scene.time;
    return rc;
}

static const char composite_words[] =
    "days (start_datetime to end_datetime), and no look of one";
static const char composite_mend[] =
    "use the scenes that it was made of, state its datetime, or give its bands dates "
    "of their own";

const char *ta_stac_composite_mend(const char *reason)
{
    return ta_name_ends(reason, composite_words) ? composite_mend : NULL;
}

enum ta_status ta_stac_item_is_look(const struct ta_stac_item *item,
                                    struct ta_error *err)
{
    if (item->span <= TA_US_PER_DAY + TA_US_PER_DAY / 2) return TA_OK;
    return ta_mended(ta_fail(err, TA_E_DATA, "is of %.0f %s",
                             ceil((double)item->span / TA_US_PER_DAY), composite_words),
                     err, composite_mend);
}

static enum ta_status set_time(struct ta_stac_item *item, struct ta_error *err)
{
    static const char *const keys[] = {"datetime", "start_datetime", NULL};
    const char *text;
    enum ta_status rc = first_text(item, keys, &text, err);
    if (rc != TA_OK) return rc;
    if (text == NULL)
        return ta_fail(err, TA_E_DATA,
                       "states no date: neither datetime nor start_datetime among its "
                       "properties");
    if (ta_time_parse(text, &item->scene.time) != TA_OK)
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "properties: datetime %.60s is no RFC 3339 time",
                                 text),
                         err, "write it as \"2024-03-09T03:10:00Z\"");
    return set_span(item, err);
}

/* Version before date, since a higher baseline wins over a later run of a lower one. When the item was written
 * down is the last resort, and when it was touched comes after that. */
static enum ta_status set_processing(struct ta_stac_item *item, struct ta_error *err)
{
    static const char *const versions[] = {"processing:version", "version", NULL};
    static const char *const dates[] = {"processing:datetime", "s2:generation_time",
                                        NULL};
    static const char *const records[] = {"created", "updated", NULL};
    const char *version = NULL, *date = NULL;
    char room[TA_NAME_SIZE];
    enum ta_status rc =
        ta_stac_baseline(item, "s2:processing_baseline", room, &version, err);
    if (rc == TA_OK && version == NULL) rc = first_text(item, versions, &version, err);
    if (rc == TA_OK) rc = first_text(item, dates, &date, err);
    item->scene.by_record = date == NULL;
    if (rc == TA_OK && date == NULL) rc = first_text(item, records, &date, err);
    if (rc != TA_OK) return rc;
    (void)snprintf(item->scene.processing, sizeof item->scene.processing,
                   "%.30s%s%.30s", version != NULL ? version : "",
                   version != NULL && date != NULL ? " " : "",
                   date != NULL ? date : "");
    if (version == NULL && date == NULL)
        (void)snprintf(item->scene.processing, sizeof item->scene.processing,
                       "unversioned");
    return TA_OK;
}

static enum ta_status set_landsat(struct ta_stac_item *item, struct ta_error *err)
{
    const char *path, *row;
    char platform[TA_NAME_SIZE];
    enum ta_status rc = text_of(item, "landsat:wrs_path", &path, err);
    if (rc == TA_OK) rc = text_of(item, "landsat:wrs_row", &row, err);
    if (rc != TA_OK || path == NULL || row == NULL) return rc;
    item->landsat = true;
    char day[TA_TIME_TEXT];
    ta_day_format(ta_day_of(item->scene.time), day);
    memcpy(platform, item->scene.platform, sizeof platform);
    return ta_landsat_place(&item->scene, platform, path, row, day, err);
}

/* "T37NBG" from s2:mgrs_tile or grid:code "MGRS-37NBG", "T05QKB" from "MGRS-5QKB": one square has one name. */
static enum ta_status set_tile(struct ta_stac_item *item, struct ta_error *err)
{
    static const char *const keys[] = {"s2:mgrs_tile", "grid:code", NULL};
    const char *tile;
    enum ta_status rc = first_text(item, keys, &tile, err);
    if (rc != TA_OK || tile == NULL) return rc;
    struct ta_scene *s = &item->scene;
    if (strncmp(tile, "MGRS-", 5) == 0) tile += 5;
    if (tile[0] == 'T' && tile[1] >= '0' && tile[1] <= '9') tile++;
    size_t digits = strspn(tile, "0123456789");
    const char *before = digits == 0 ? "" : digits == 1 ? "T0" : "T";
    (void)snprintf(s->tile, sizeof s->tile, "%s%.50s", before, tile);
    return TA_OK;
}

/* By the Sentinel-2 extension, or by that of the EOPF, which has numbers for other missions. */
static enum ta_status find_datatake(const struct ta_stac_item *item, const char **out,
                                    struct ta_error *err)
{
    enum ta_status rc = text_of(item, "s2:datatake_id", out, err);
    const char *eopf =
        json_string_value(json_object_get(item->properties, "eopf:datatake_id"));
    bool ours = eopf != NULL && strncmp(eopf, "GS2", 3) == 0;
    if (rc == TA_OK && *out == NULL && ours) *out = eopf;
    return rc;
}

/* Sentinel-2 datatakes end in the baseline, which is not part of the look: "GS2A_..._N05.09". */
static void set_datatake(struct ta_scene *s, const char *datatake)
{
    const char *baseline = strstr(datatake, "_N");
    size_t n = baseline != NULL ? (size_t)(baseline - datatake) : strlen(datatake);
    (void)snprintf(s->datatake, sizeof s->datatake, "%.*s", n < 150 ? (int)n : 150,
                   datatake);
}

/* The satellite extension's relative orbit and direction; a Landsat's path stands without it. */
static enum ta_status set_orbit(struct ta_stac_item *item, struct ta_error *err)
{
    double number = NAN;
    const char *state = NULL;
    struct ta_scene *s = &item->scene;
    enum ta_status rc =
        number_of(item, "sat:relative_orbit", 1.0, 9999.0, &number, err);
    if (rc == TA_OK) rc = text_of(item, "sat:orbit_state", &state, err);
    if (rc != TA_OK) return rc;
    bool stated = state != NULL && (strcmp(state, "ascending") == 0 ||
                                    strcmp(state, "descending") == 0 ||
                                    strcmp(state, "geostationary") == 0);
    char track[TA_NAME_SIZE] = "";
    if (!isnan(number))
        (void)snprintf(track, sizeof track, "%03.0f", number);
    else
        memcpy(track, s->orbit, sizeof track);
    (void)snprintf(s->orbit, sizeof s->orbit, "%.20s%s%.20s", track,
                   track[0] != '\0' && stated ? " " : "", stated ? state : "");
    return TA_OK;
}

/* "S2A" is "sentinel-2a". */
static bool copy_short(const char *plain, char out[TA_NAME_SIZE])
{
    bool is_short = strlen(plain) == 3 && plain[0] == 's' &&
                    (plain[1] == '1' || plain[1] == '2') && plain[2] >= 'a' &&
                    plain[2] <= 'd';
    if (is_short) (void)snprintf(out, TA_NAME_SIZE, "sentinel-%.2s", plain + 1);
    return is_short;
}

/* "LANDSAT_8" and "Sentinel-2A" of some catalogues are "landsat-8" and "sentinel-2a" of others: one
 * satellite has one name, or its datatake would be two looks. */
static bool copy_platform(const char *stated, char out[TA_NAME_SIZE])
{
    char plain[TA_NAME_SIZE];
    if (!ta_copy(plain, sizeof plain, stated)) return false;
    for (char *c = plain; *c != '\0'; c++) {
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
        if (*c == '_') *c = '-';
    }
    if (copy_short(plain, out)) return true;
    bool ours =
        strncmp(plain, "landsat-", 8) == 0 || strncmp(plain, "sentinel-", 9) == 0;
    return ta_copy(out, TA_NAME_SIZE, ours ? plain : stated);
}

static enum ta_status set_look(struct ta_stac_item *item, struct ta_error *err)
{
    const char *platform, *datatake;
    struct ta_scene *s = &item->scene;
    enum ta_status rc = text_of(item, "platform", &platform, err);
    if (rc == TA_OK) rc = find_datatake(item, &datatake, err);
    if (rc == TA_OK) rc = set_tile(item, err);
    if (rc != TA_OK) return rc;
    if (platform == NULL) platform = "";
    if (!copy_platform(platform, s->platform))
        return ta_fail(err, TA_E_LIMIT, "properties.platform: too long");
    /* without a tile all granules of a datatake would pass for one look, and hide each other */
    if (datatake != NULL && s->tile[0] != '\0')
        set_datatake(s, datatake);
    else
        (void)snprintf(s->datatake, sizeof s->datatake, "%s", s->id);
    rc = set_landsat(item, err);
    return rc == TA_OK ? set_orbit(item, err) : rc;
}

static enum ta_status set_numbers(struct ta_stac_item *item, struct ta_error *err)
{
    struct ta_scene *s = &item->scene;
    enum ta_status rc =
        number_of(item, "eo:cloud_cover", 0.0, 100.0, &s->cloud_cover, err);
    if (rc == TA_OK)
        rc = number_of(item, "view:sun_elevation", -90.0, 90.0, &s->sun_elevation, err);
    if (rc == TA_OK)
        rc = number_of(item, "terrassay:position_error_m", 0.0, 1e5,
                       &s->position_error_m, err);
    if (rc == TA_OK && isnan(s->position_error_m))
        rc = number_of(item, "accuracy:geometric_rmse", 0.0, 1e5, &s->position_error_m,
                       err);
    return rc;
}

/* 1 at the top of the atmosphere, 2 at the surface, 0 not known. */
static int level_called(const char *word)
{
    if (word == NULL) return 0;
    if (strncmp(word, "S2MSI", 5) == 0) word += 4; /* "S2MSI2A" */
    if (word[0] == '\0') return 0;
    return word[1] == '2' ? 2 : word[1] == '1' ? 1 : 0;
}

static enum ta_status set_level(struct ta_stac_item *item, struct ta_error *err)
{
    static const char *const keys[] = {"landsat:correction", "processing:level",
                                       "s2:product_type", NULL};
    const char *word;
    enum ta_status rc = first_text(item, keys, &word, err);
    if (rc == TA_OK) item->level = level_called(word);
    return rc;
}

enum ta_mask_kind ta_mask_called(const char *word)
{
    static const char *const words[TA_MASK_COUNT] = {
#define X(name, text) [name] = (text),
        TA_MASK_LIST(X)
#undef X
    };
    for (int i = 0; i < TA_MASK_COUNT; i++)
        if (strcmp(words[i], word) == 0) return (enum ta_mask_kind)i;
    return TA_MASK_COUNT;
}

static enum ta_status set_own(struct ta_stac_item *item, struct ta_error *err)
{
    const char *mask;
    item->mask = TA_MASK_COUNT;
    enum ta_status rc = text_of(item, "terrassay:quantity", &item->quantity, err);
    if (rc == TA_OK) rc = text_of(item, "terrassay:mask", &mask, err);
    if (rc == TA_OK)
        rc = ta_json_get_bool(item->properties, &IN_PROPERTIES, "terrassay:simulated",
                              false, &item->scene.simulated, err);
    if (rc != TA_OK || mask == NULL) return rc;
    item->mask = ta_mask_called(mask);
    if (item->mask != TA_MASK_COUNT) return TA_OK;
    return ta_fail(err, TA_E_DATA, "properties.terrassay:mask: %.40s is no mask", mask);
}

enum ta_status ta_stac_crs(const json_t *object, const struct ta_json_path *path,
                           char out[TA_NAME_SIZE], struct ta_error *err)
{
    const char *code = NULL;
    int64_t epsg = 0;
    out[0] = '\0';
    enum ta_status rc = ta_json_get_text(object, path, "proj:code", false, &code, err);
    if (rc == TA_OK) rc = ta_json_get_int(object, path, "proj:epsg", false, &epsg, err);
    if (rc != TA_OK) return rc;
    if (code != NULL && !ta_copy(out, TA_NAME_SIZE, code))
        return ta_fail(err, TA_E_LIMIT, "proj:code: too long");
    if (code == NULL && epsg > 0)
        (void)snprintf(out, TA_NAME_SIZE, "EPSG:%" PRId64, epsg);
    return TA_OK;
}

static const char deprecated_words[] = "its catalogue has marked it deprecated";

bool ta_stac_says_deprecated(const char *reason)
{
    return ta_name_ends(reason, deprecated_words);
}

static enum ta_status check_deprecated(const struct ta_stac_item *item,
                                       struct ta_error *err)
{
    bool deprecated = false;
    enum ta_status rc = ta_json_get_bool(item->properties, &IN_PROPERTIES, "deprecated",
                                         false, &deprecated, err);
    if (rc != TA_OK || !deprecated) return rc;
    rc = ta_fail(err, TA_E_DATA, "%s", deprecated_words);
    ta_error_mend(err,
                  "use the item that replaces it; a look that was made of it before "
                  "stands and goes on counting");
    return rc;
}

enum ta_status ta_stac_item_read(const json_t *document, struct ta_stac_item *out,
                                 struct ta_error *err)
{
    struct ta_stac_item item = {
        .document = document,
        .properties = json_object_get(document, "properties"),
        .scene = {.mask_asset = SIZE_MAX, .saturation_asset = SIZE_MAX},
    };
    enum ta_status rc = check_version(document, err);
    if (rc == TA_OK && !json_is_object(item.properties))
        rc = ta_json_fail(err, NULL, "properties", "an object", item.properties);
    if (rc == TA_OK) rc = check_deprecated(&item, err);
    if (rc == TA_OK) rc = ta_stac_item_name(document, &item.scene, err);
    if (rc == TA_OK) rc = set_time(&item, err);
    if (rc == TA_OK) rc = set_processing(&item, err);
    if (rc == TA_OK) rc = set_look(&item, err);
    if (rc == TA_OK) rc = set_numbers(&item, err);
    if (rc == TA_OK) rc = set_level(&item, err);
    if (rc == TA_OK) rc = ta_stac_offset_item(&item, err);
    if (rc == TA_OK) rc = set_own(&item, err);
    if (rc == TA_OK) rc = ta_stac_radar_item(&item, err);
    if (rc == TA_OK) rc = ta_stac_crs(item.properties, &IN_PROPERTIES, item.crs, err);
    if (rc == TA_OK) *out = item;
    return rc;
}
