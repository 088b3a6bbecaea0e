/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  Is HDF5 there, with the filters that partitions use? */
#ifndef TA_SERIES_HEALTH_H
#define TA_SERIES_HEALTH_H

#include "base/health.h"

void ta_series_health(const struct ta_health *health);

#endif
