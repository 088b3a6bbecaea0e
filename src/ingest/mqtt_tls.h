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

enum { TA_TLS_WORDS = 96 };
/** What a line of the library's log says of a failure of TLS ("certificate verify failed"), into @p heard; any other
 *  line leaves it as it is. The lines are no part of the library's contract: without them the mend is wider. */
void ta_mqtt_hear_tls(const char *line, char heard[TA_TLS_WORDS]);

/** Is it what the library calls a failure of TLS? */
bool ta_mqtt_is_tls(int code);
/** Fail with it: what was heard, and what is likely wrong: the authority, our certificate, or a port that speaks no
 *  TLS. @return TA_E_SOURCE */
enum ta_status ta_mqtt_fail_tls(const struct ta_mqtt_options *options,
                                const char *heard, struct ta_error *err);
/** Fail since the broker ended the connection before it said yes or no: no refusal, and it may pass. Without TLS it is
 *  what a port of TLS does. @return TA_E_SOURCE */
enum ta_status ta_mqtt_fail_unanswered(const struct ta_mqtt_options *options,
                                       struct ta_error *err);

#endif
