/* SPDX-License-Identifier: Apache-2.0 */
/** @file topic.h  "ta/v1/PROJECT/DEVICE/FORMAT": whose message it is. The broker's rules bind a
 *  device to its topic, so that what the topic says holds against what the payload says. */
#ifndef TA_INGEST_TOPIC_H
#define TA_INGEST_TOPIC_H

#include <stdbool.h>

#include "ingest/scan.h"
#include "terrassay/types.h"

/** What to subscribe to. */
#define TA_TOPIC_FILTER "ta/v1/+/+/+"

struct ta_topic {
    char project[TA_ID_SIZE], device[TA_ID_SIZE];
    char format[TA_NAME_SIZE];
};

/** @return false when it is no such topic. */
bool ta_topic_read(struct ta_view text, struct ta_topic *out);

#endif
