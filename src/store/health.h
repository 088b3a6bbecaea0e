/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  Is SQLite there and new enough for the store? */
#ifndef TA_STORE_HEALTH_H
#define TA_STORE_HEALTH_H

#include "base/health.h"

/** STRICT tables need 3.37; the GeoPackage's indexes need R-trees. */
void ta_store_health(const struct ta_health *health);

#endif
