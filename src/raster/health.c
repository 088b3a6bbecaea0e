/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/health.h"

#include <string.h>

#include <gdal.h>
#include <gdal_version.h>

#include "base/text.h"
#include "raster/open.h"

static void look_at_version(const struct ta_health *health)
{
    const char *running = GDALVersionInfo("RELEASE_NAME");
    const char *point = strrchr(GDAL_RELEASE_NAME, '.');
    size_t n = point == NULL ? sizeof GDAL_RELEASE_NAME - 1
                             : (size_t)(point - GDAL_RELEASE_NAME + 1);
    if (strncmp(running, GDAL_RELEASE_NAME, n) == 0)
        ta_health_tell(health, TA_HEALTH_OK, "GDAL", NULL, "%s", running);
    else
        ta_health_tell(health, TA_HEALTH_NOTE, "GDAL",
                       "build the program on this machine, or install that version",
                       "%s, but the program was built for %s", running,
                       GDAL_RELEASE_NAME);
}

static void look_at_drivers(const struct ta_health *health)
{
    static const char *const needed[] = {"GTiff", "JP2OpenJPEG", "netCDF", "HDF5"};
    struct ta_text there = {0}, missing = {0};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        struct ta_text *list =
            GDALGetDriverByName(needed[i]) != NULL ? &there : &missing;
        ta_text_addf(list, "%s%s", list->size == 0 ? "" : ", ", needed[i]);
    }
    if (missing.size > 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "GDAL drivers",
                       "install libgdal with them (Debian's libgdal32 has all four)",
                       "missing: %s", missing.bytes);
    else if (there.size > 0)
        ta_health_tell(health, TA_HEALTH_OK, "GDAL drivers", NULL, "%s", there.bytes);
    ta_text_free(&there);
    ta_text_free(&missing);
}

void ta_raster_health(const struct ta_health *health)
{
    struct ta_error err = {0};
    look_at_version(health);
    if (ta_raster_start(&err) != TA_OK)
        ta_health_error(health, "GDAL", &err);
    else
        look_at_drivers(health);
}
