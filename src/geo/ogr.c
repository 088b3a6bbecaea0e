/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/ogr.h"

#include <cpl_conv.h>
#include <ogr_srs_api.h>

/* Exported by GDAL, declared only in a C++ header. Registering all drivers costs 50 ms and opens
 * formats that nobody asked for. Each does nothing when its driver is there. */
void RegisterOGRGeoPackage(void);
void RegisterOGRShape(void);
void RegisterOGRGeoJSON(void);

void ta_ogr_setup(void)
{
    CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");
    CPLSetConfigOption("OGR_SQLITE_LOAD_EXTENSIONS", NULL);
    OSRSetPROJEnableNetwork(0);
    RegisterOGRGeoPackage();
    RegisterOGRShape();
    RegisterOGRGeoJSON();
}
