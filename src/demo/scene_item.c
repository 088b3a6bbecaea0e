/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "demo/scene_write.h"

static const struct {
    const char *key, *name, *file;
} layer[TA_SIM_LAYERS] = {
    [TA_SIM_BLUE] = {"blue", "blue", "B2"},
    [TA_SIM_GREEN] = {"green", "green", "B3"},
    [TA_SIM_RED] = {"red", "red", "B4"},
    [TA_SIM_NIR] = {"nir08", "nir08", "B5"},
    [TA_SIM_SWIR16] = {"swir16", "swir16", "B6"},
    [TA_SIM_BANDS] = {"qa_pixel", NULL, "QA_PIXEL"},
};

/* The quality layer is the one after the set's bands. */
static size_t row_of(const struct ta_sim_set *set, size_t number)
{
    return number < set->n_bands ? number : (size_t)TA_SIM_BANDS;
}

const char *ta_sim_layer_name(const struct ta_sim_set *set, size_t number)
{
    return layer[row_of(set, number)].file;
}

void ta_sim_item_id(const struct ta_sim_set *set, size_t look, char out[TA_SIM_ITEM])
{
    const struct ta_sim_look *l = &set->look[look];
    (void)snprintf(out, TA_SIM_ITEM, "SIM-%c-%s%s-%.4s%.2s%.2s",
                   l->satellite - 'a' + 'A', set->path, set->row, l->day, l->day + 5,
                   l->day + 8);
}

static json_t *asset(const struct ta_sim_set *set, const char *id, size_t number,
                     bool *ok)
{
    char href[TA_SIM_ITEM + 32];
    size_t r = row_of(set, number);
    json_t *out = json_object(), *band = json_object(), *bands = json_array();
    (void)snprintf(href, sizeof href, "./%s_%s.TIF", id, layer[r].file);
    ta_json_set_text(out, "href", href, ok);
    ta_json_set_text(out, "type", "image/tiff; application=geotiff", ok);
    ta_json_set(out, "roles", json_pack("[s]", r < TA_SIM_BANDS ? "data" : "cloud"),
                ok);
    ta_json_set_text(band, "data_type", "uint16", ok);
    if (r < TA_SIM_BANDS) {
        ta_json_set_text(band, "eo:common_name", layer[r].name, ok);
        ta_json_set_number(band, "raster:scale", TA_SIM_SCALE, ok);
        ta_json_set_number(band, "raster:offset", TA_SIM_OFFSET, ok);
        ta_json_set_int(band, "nodata", 0, ok);
    }
    if (json_array_append_new(bands, band) != 0) *ok = false;
    ta_json_set(out, "bands", bands, ok);
    return out;
}

static json_t *properties(const struct ta_sim_set *set, size_t look,
                          double cloud_percent, bool *ok)
{
    char time[TA_TIME_TEXT], platform[32];
    const struct ta_sim_look *l = &set->look[look];
    json_t *out = json_object();
    (void)snprintf(time, sizeof time, "%sT03:10:00Z", l->day);
    (void)snprintf(platform, sizeof platform, "simulated-%c", l->satellite);
    ta_json_set_text(out, "datetime", time, ok);
    ta_json_set_text(out, "platform", platform, ok);
    ta_json_set_number(out, "gsd", TA_SIM_CELL_M, ok);
    ta_json_set_text(out, "landsat:wrs_path", set->path, ok);
    ta_json_set_text(out, "landsat:wrs_row", set->row, ok);
    ta_json_set_text(out, "landsat:correction", "L2SP", ok);
    ta_json_set_text(out, "proj:code", set->crs, ok);
    ta_json_set_number(out, "eo:cloud_cover", cloud_percent, ok);
    ta_json_set_text(out, "processing:version", "simulator " TA_SIMULATOR_VERSION, ok);
    ta_json_set_bool(out, "terrassay:simulated", true, ok);
    ta_json_set_int(out, "terrassay:seed", (int64_t)set->seed, ok);
    ta_json_set_number(out, "terrassay:position_error_m", 0.0, ok);
    return out;
}

enum ta_status ta_sim_item(const struct ta_sim_set *set, size_t look,
                           double cloud_percent, struct ta_text *out,
                           struct ta_error *err)
{
    char id[TA_SIM_ITEM];
    bool ok = true;
    json_t *item = json_object(), *assets = json_object();
    ta_sim_item_id(set, look, id);
    ta_json_set_text(item, "type", "Feature", &ok);
    ta_json_set_text(item, "stac_version", "1.1.0", &ok);
    ta_json_set_text(item, "id", id, &ok);
    ta_json_set_text(item, "collection", set->collection, &ok);
    ta_json_set(item, "geometry", json_null(), &ok);
    ta_json_set(item, "links", json_array(), &ok);
    ta_json_set(item, "properties", properties(set, look, cloud_percent, &ok), &ok);
    for (size_t i = 0; i <= set->n_bands; i++)
        ta_json_set(assets, layer[row_of(set, i)].key, asset(set, id, i, &ok), &ok);
    ta_json_set(item, "assets", assets, &ok);
    enum ta_status rc = ok ? ta_json_canonical(item, out) : TA_E_NOMEM;
    json_decref(item);
    return rc == TA_OK ? rc : ta_fail(err, rc, "%s: %s", id, ta_status_text(rc));
}
