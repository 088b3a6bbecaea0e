/* SPDX-License-Identifier: Apache-2.0 */
/** @file broker_options.h  --broker, --ca, --cert, --key, --user and --password-file of a command. */
#ifndef TA_CLI_BROKER_OPTIONS_H
#define TA_CLI_BROKER_OPTIONS_H

#include "cli/command.h"
#include "ingest/mqtt.h"

struct ta_broker_options {
    char host[256];
    char *password;              /**< owned */
    struct ta_mqtt_options mqtt; /**< borrows from this and from the call */
};

/** @param out ended by ta_broker_options_free(), whatever came out */
TA_NODISCARD enum ta_status ta_broker_options_read(struct ta_call *call,
                                                   struct ta_broker_options *out,
                                                   struct ta_error *err);
void ta_broker_options_free(struct ta_broker_options *options);

#endif
