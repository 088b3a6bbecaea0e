/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  Is GDAL there, with the drivers that are used? */
#ifndef TA_RASTER_HEALTH_H
#define TA_RASTER_HEALTH_H

#include "base/health.h"

/** Version at run time against that of the headers; each driver by name. */
void ta_raster_health(const struct ta_health *health);

#endif
