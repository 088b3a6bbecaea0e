/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/handles.h"

#include <string.h>

/* ta_raster_path() may have "./" in front of what was asked for. */
static bool is_of(const struct ta_raster *raster, const struct ta_asset *asset)
{
    const char *open = ta_raster_path(raster), *path = asset->path;
    if (ta_raster_far(raster) != asset->far || !ta_raster_stated_alike(raster, asset))
        return false;
    if (path[0] != '/' && strncmp(open, "./", 2) == 0) open += 2;
    return strcmp(open, path) == 0;
}

enum ta_status ta_handles_get(struct ta_handles *handles, const struct ta_asset *asset,
                              struct ta_raster **out, struct ta_error *err)
{
    size_t oldest = 0;
    handles->now++;
    for (size_t i = 0; i < TA_HANDLES_MAX; i++) {
        if (handles->raster[i] != NULL && is_of(handles->raster[i], asset)) {
            handles->used[i] = handles->now;
            *out = handles->raster[i];
            return TA_OK;
        }
        if (handles->used[i] < handles->used[oldest]) oldest = i;
    }
    struct ta_raster *opened = NULL;
    enum ta_status rc = ta_raster_open_asset(asset, &opened, err);
    if (rc != TA_OK) return rc;
    ta_raster_close(handles->raster[oldest]);
    handles->raster[oldest] = opened;
    handles->used[oldest] = handles->now;
    *out = opened;
    return TA_OK;
}

void ta_handles_close(struct ta_handles *handles)
{
    for (size_t i = 0; i < TA_HANDLES_MAX; i++) ta_raster_close(handles->raster[i]);
    *handles = (struct ta_handles){0};
}
