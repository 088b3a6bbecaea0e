/* SPDX-License-Identifier: Apache-2.0 */
/** @file seal_due.h  When a running program seals, and when it says that it could not. */
#ifndef TA_ENGINE_SEAL_DUE_H
#define TA_ENGINE_SEAL_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "terrassay/status.h"
#include "terrassay/types.h"

struct ta_seal_due {
    ta_time_us since; /**< the last seal, or the last try */
    ta_time_us every; /**< seal at least so often */
    uint64_t bytes;   /**< that are closed and not sealed */
    uint64_t most;    /**< seal once there are so many */
    bool failed;      /**< the last try did */
};
/** What fails is tried again by the clock, and where much waits once a minute: each try reads all of it. */
bool ta_seal_is_due(const struct ta_seal_due *due);

/** What was said last. All zero to begin with, and again once it went well. */
struct ta_said {
    char why[TA_ERROR_TEXT];
    ta_time_us at;
};
/** Is it news? The same reason again is, an hour after it was said last. @return true: it counts as said now */
bool ta_said_news(struct ta_said *said, const char *why, ta_time_us now);

#endif
