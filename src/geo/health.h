/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  Are PROJ, its data and GEOS there and fit? */
#ifndef TA_GEO_HEALTH_H
#define TA_GEO_HEALTH_H

#include "base/health.h"

/** Versions; proj.db found; no network; a way to a projected CRS known by heart. */
void ta_geo_health(const struct ta_health *health);

#endif
