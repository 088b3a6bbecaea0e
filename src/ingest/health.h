/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  What `terrassay doctor` asks of a broker. */
#ifndef TA_INGEST_HEALTH_H
#define TA_INGEST_HEALTH_H

#include "base/health.h"
#include "ingest/broker_look.h"

/** Tell what the broker at @p host said; messages that it threw away are a fault. */
void ta_health_broker(const struct ta_health *health, const char *host,
                      const struct ta_broker_seen *seen);

#endif
