/* SPDX-License-Identifier: Apache-2.0 */
/** @file broker_look.h  What a broker says of itself under $SYS, in a session of its own that leaves nothing. */
#ifndef TA_INGEST_BROKER_LOOK_H
#define TA_INGEST_BROKER_LOOK_H

#include "ingest/mqtt.h"

struct ta_broker_seen {
    char version[64]; /**< empty when it does not say, or we may not read it */
    bool
        said; /**< it said something: a number that is not told has not changed for a while */
    bool
        dropped_of_late; /**< its averages of 1, 5 and 15 minutes tell of messages thrown away */
    int64_t dropped; /**< messages thrown away since it started; -1 when not said */
    int64_t stored;  /**< messages it keeps; -1 when not said */
    int64_t
        retained; /**< of which so many are retained ones, its own among them; -1 when not said */
    int64_t away; /**< clients whose sessions it keeps; -1 when not said */
};

/** Mosquitto tells of a number for a minute after it changed, of those averages as long as they fall.
 *  Connect, read what is retained under $SYS, part. @param seconds for all of it
 *  @return TA_OK, also when it says nothing; TA_E_SOURCE, TA_E_PERMISSION, TA_E_CONFIG, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_broker_look(const struct ta_mqtt_options *options,
                                           int seconds, struct ta_broker_seen *out,
                                           struct ta_error *err);

#endif
