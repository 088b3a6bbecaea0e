/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  Are curl and expat there and fit for catalogues? */
#ifndef TA_CATALOG_HEALTH_H
#define TA_CATALOG_HEALTH_H

#include "base/health.h"

/** Nothing is asked of any host. */
void ta_catalog_health(const struct ta_health *health);

#endif
