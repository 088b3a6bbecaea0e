/* SPDX-License-Identifier: Apache-2.0 */
/** @file mqtt_tls.h  Certificates for a client of libmosquitto. */
#ifndef TA_INGEST_MQTT_TLS_H
#define TA_INGEST_MQTT_TLS_H

#include <mosquitto.h>

#include "ingest/mqtt.h"

/** Before connecting; nothing without `tls`. @return TA_OK; TA_E_CONFIG for files that are not
 *  there or no certificates */
TA_NODISCARD enum ta_status ta_mqtt_set_tls(struct mosquitto *client,
                                            const struct ta_mqtt_options *options,
                                            struct ta_error *err);

/** Say how to mend what the library calls a failure of TLS; nothing for any other code. */
void ta_mqtt_mend_tls(int code, const struct ta_mqtt_options *options,
                      struct ta_error *err);

#endif
