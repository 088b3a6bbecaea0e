/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_radar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/place.h"
#include "catalog/stac_box.h"

static const struct ta_json_path IN_PROPERTIES = {.key = "properties"};

static enum ta_status text_of(const struct ta_stac_item *item, const char *key,
                              const char **out, struct ta_error *err)
{
    *out = NULL;
    return ta_json_get_text(item->properties, &IN_PROPERTIES, key, false, out, err);
}

static bool is_radar(const struct ta_stac_item *item)
{
    static const char *const keys[] = {"sar:polarizations", "sar:instrument_mode",
                                       "sar:frequency_band"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (json_object_get(item->properties, keys[i]) != NULL) return true;
    return false;
}

static enum ta_status set_way(struct ta_stac_item *item, struct ta_error *err)
{
    const char *state = NULL;
    enum ta_status rc = text_of(item, "sat:orbit_state", &state, err);
    if (rc != TA_OK) return rc;
    if (state != NULL && strcmp(state, "ascending") == 0) item->radar_way = "asc";
    if (state != NULL && strcmp(state, "descending") == 0) item->radar_way = "desc";
    if (item->radar_way != NULL) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "radar of an orbit whose direction is not stated");
    ta_error_mend(err, "state sat:orbit_state, ascending or descending");
    return TA_E_DATA;
}

static enum ta_status set_by(struct ta_stac_item *item, struct ta_error *err)
{
    const char *type = NULL, *convention = NULL;
    enum ta_status rc = text_of(item, "card4l:measurement_type", &type, err);
    if (rc == TA_OK)
        rc = text_of(item, "card4l:measurement_convention", &convention, err);
    if (rc != TA_OK) return rc;
    if (type != NULL && convention != NULL && strcmp(type, "gamma0") == 0 &&
        strcmp(convention, "linear power") == 0)
        item->radar_by = "card4l:measurement_convention";
    else if (type == NULL && convention == NULL &&
             strcmp(item->scene.collection, "sentinel-1-rtc") == 0)
        item->radar_by = "collection sentinel-1-rtc, power assumed";
    return TA_OK;
}

/* The orbit of a pass: by its own number; by that of the track and the day where it is not stated. @param out
 * empty where neither is */
static enum ta_status orbit_of(const struct ta_stac_item *item, char out[TA_NAME_SIZE],
                               struct ta_error *err)
{
    double absolute = 0.0, relative = 0.0;
    enum ta_status rc = ta_json_get_number(item->properties, &IN_PROPERTIES,
                                           "sat:absolute_orbit", false, &absolute, err);
    if (rc == TA_OK)
        rc = ta_json_get_number(item->properties, &IN_PROPERTIES, "sat:relative_orbit",
                                false, &relative, err);
    char day[TA_TIME_TEXT];
    ta_day_format(ta_day_of(item->scene.time), day);
    out[0] = '\0';
    if (absolute >= 1.0 && absolute < 1e9)
        (void)snprintf(out, TA_NAME_SIZE, "%.0f", absolute);
    else if (relative >= 1.0 && relative < 1e9)
        (void)snprintf(out, TA_NAME_SIZE, "%.0f/%.12s", relative, day);
    return rc;
}

/* To a tenth of a degree: "+07.1+039.0" is its middle. */
static void middle_words(const struct ta_box *box, char out[TA_NAME_SIZE])
{
    double wide = box->x_max - box->x_min;
    if (wide < 0.0) wide += 360.0; /* across the antimeridian */
    double x = box->x_min + wide / 2.0, y = (box->y_min + box->y_max) / 2.0;
    if (x > 180.0) x -= 360.0;
    (void)snprintf(out, TA_NAME_SIZE, "%+05.1f%+06.1f", rint(y * 10.0) / 10.0 + 0.0,
                   rint(x * 10.0) / 10.0 + 0.0);
}

/* What tells the frames of one second apart: where each lies, and where an item does not say it, which it is. */
static void place_words(const struct ta_stac_item *item, char out[TA_NAME_SIZE])
{
    struct ta_box box;
    char hash[TA_HEX_SIZE];
    if (ta_stac_item_box(item->document, &box)) {
        middle_words(&box, out);
        return;
    }
    ta_sha256(item->scene.id, strlen(item->scene.id), hash);
    (void)snprintf(out, TA_NAME_SIZE, "%.12s", hash);
}

/* Frames of one pass are one look, as neighbouring tiles are: where they overlap they hold the same pixels. A
 * frame goes by its second of the day and its place, since what is cut along cells of a degree, or into bursts, has
 * several of one second. What lies on a grid of tiles stays a look by itself: several frames may be on one. */
static enum ta_status set_pass(struct ta_stac_item *item, struct ta_error *err)
{
    char orbit[TA_NAME_SIZE], time[TA_TIME_TEXT], place[TA_NAME_SIZE];
    struct ta_scene *s = &item->scene;
    enum ta_status rc = orbit_of(item, orbit, err);
    if (rc != TA_OK || orbit[0] == '\0' || s->platform[0] == '\0' || s->tile[0] != '\0')
        return rc;
    ta_time_format(s->time, time); /* "2020-06-01T10:00:25Z" */
    place_words(item, place);
    (void)snprintf(s->datatake, sizeof s->datatake, "%s/%s/%s", s->platform, orbit,
                   item->radar_way);
    (void)snprintf(s->tile, sizeof s->tile, TA_TILE_FRAME "%.2s%.2s%.2s %.20s",
                   time + 11, time + 14, time + 17, place);
    return TA_OK;
}

enum ta_status ta_stac_radar_item(struct ta_stac_item *item, struct ta_error *err)
{
    if (!is_radar(item)) return TA_OK;
    item->radar = true;
    /* clouds do not stand in the way: what is no data is all that is not clear */
    if (item->mask == TA_MASK_COUNT) item->mask = TA_MASK_APPLIED;
    enum ta_status rc = set_way(item, err);
    if (rc == TA_OK) rc = set_pass(item, err);
    return rc == TA_OK ? set_by(item, err) : rc;
}

bool ta_stac_radar_name(const struct ta_stac_item *item, const char *word,
                        char out[TA_NAME_SIZE])
{
    static const char *const names[] = {"vv", "vh", "hh", "hv"};
    for (size_t i = 0; word != NULL && i < sizeof names / sizeof *names; i++)
        if (ta_name_same(word, names[i])) {
            (void)snprintf(out, TA_NAME_SIZE, "%s_%s", names[i], item->radar_way);
            return true;
        }
    return false;
}
