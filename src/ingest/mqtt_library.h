/* SPDX-License-Identifier: Apache-2.0 */
/** @file mqtt_library.h  libmosquitto, started once. */
#ifndef TA_INGEST_MQTT_LIBRARY_H
#define TA_INGEST_MQTT_LIBRARY_H

#include "terrassay/status.h"

/** From any thread; stays started until the process ends. @return TA_OK, TA_E_INTERNAL */
TA_NODISCARD enum ta_status ta_mqtt_library(struct ta_error *err);

#endif
