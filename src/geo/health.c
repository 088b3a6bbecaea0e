/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/health.h"

#include <math.h>

#include <geos_c.h>
#include <proj.h>

#include "geo/crs.h"
#include "geo/crs_text.h"

static const char data_mend[] = "install proj-data, or set PROJ_LIB to its folder";

static void look_at_data(const struct ta_health *health)
{
    PJ_CONTEXT *context = ta_crs_context();
    if (context == NULL) {
        ta_health_tell(health, TA_HEALTH_FAULT, "PROJ data", NULL, "out of memory");
        return;
    }
    const char *path = proj_context_get_database_path(context);
    const char *epsg = proj_context_get_database_metadata(context, "EPSG.VERSION");
    bool network = proj_context_is_network_enabled(context) != 0;
    if (path == NULL)
        ta_health_tell(health, TA_HEALTH_FAULT, "PROJ data", data_mend, "no proj.db");
    else
        ta_health_tell(health, TA_HEALTH_OK, "PROJ data", NULL, "%s, EPSG %s", path,
                       epsg == NULL ? "?" : epsg);
    if (network)
        ta_health_tell(health, TA_HEALTH_FAULT, "PROJ network",
                       "unset PROJ_NETWORK: places of clients must not leave",
                       "cannot be switched off");
    else
        ta_health_tell(health, TA_HEALTH_OK, "PROJ network", NULL, "off");
    (void)proj_context_destroy(context);
}

/* On the central meridian of UTM zone 50 the easting is 500 km whatever the latitude. */
static void try_a_way(const struct ta_health *health)
{
    struct ta_transform way = {0};
    struct ta_error err = {0};
    double at[2] = {117.0, 40.0};
    enum ta_status rc = ta_crs_open("EPSG:4326", "EPSG:32650", &way, &err);
    if (rc == TA_OK) {
        rc = way.apply(way.self, 1, at, &err);
        way.free(way.self);
    }
    if (rc == TA_OK &&
        !(fabs(at[0] - 500000.0) < 0.001 && at[1] > 4.4e6 && at[1] < 4.5e6))
        rc = ta_fail(&err, TA_E_DATA,
                     "117 E 40 N comes out at %.3f, %.3f in EPSG:32650", at[0], at[1]);
    if (rc == TA_OK) {
        ta_health_tell(health, TA_HEALTH_OK, "Projecting", NULL,
                       "117 E 40 N comes out where it lies in EPSG:32650");
        return;
    }
    ta_error_mend(&err, "%s", data_mend);
    ta_health_error(health, "Projecting", &err);
}

void ta_geo_health(const struct ta_health *health)
{
    ta_health_tell(health, TA_HEALTH_OK, "PROJ", NULL, "%s", proj_info().version);
    ta_health_tell(health, TA_HEALTH_OK, "GEOS", NULL, "%s", GEOSversion());
    look_at_data(health);
    try_a_way(health);
}
