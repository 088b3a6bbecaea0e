/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_radar.h"

#include <stdio.h>
#include <string.h>

#include "catalog/place.h"

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

enum ta_status ta_stac_radar_item(struct ta_stac_item *item, struct ta_error *err)
{
    if (!is_radar(item)) return TA_OK;
    item->radar = true;
    /* clouds do not stand in the way: what is no data is all that is not clear */
    if (item->mask == TA_MASK_COUNT) item->mask = TA_MASK_APPLIED;
    enum ta_status rc = set_way(item, err);
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
