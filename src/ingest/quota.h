/* SPDX-License-Identifier: Apache-2.0 */
/** @file quota.h  How much one device may send in a day, before anything of it is kept.
 *
 *  Counts per UTC day and device, which is the topic without its last level: a device may write to
 *  any format, and each would have a count of its own. The table is of fixed size: when more devices
 *  come than it holds, the others share one count. The hash has a random key, so that nobody can
 *  choose whose count a device shares. What was used so far can be saved, and goes on from there after a
 *  restart: the journal holds it (journal.h) at the beginning of each segment. */
#ifndef TA_INGEST_QUOTA_H
#define TA_INGEST_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "ingest/scan.h"
#include "terrassay/types.h"

struct ta_quota_limits {
    uint64_t messages, bytes; /**< of one device and day; 0 for no limit */
};

/** One thread. */
struct ta_quota;
/** @return NULL when there is no memory; ended by ta_quota_free() */
struct ta_quota *ta_quota_new(struct ta_quota_limits limits);
void ta_quota_free(struct ta_quota *quota);
/** Count a message.
 *  @param first true when it is the first of its device and day that is beyond them
 *  @return false when it is beyond the limits */
bool ta_quota_take(struct ta_quota *quota, ta_time_us now, struct ta_view topic,
                   size_t bytes, bool *first);
/** Count messages of an earlier run, received at @p received. Those of a day before the last one count no more. */
void ta_quota_used(struct ta_quota *quota, ta_time_us received, struct ta_view topic,
                   uint64_t messages, uint64_t bytes);
/** Append what was used so far; and take it up again, in place of what was counted. What is none counts nothing,
 *  nor what is of a day before the last one. */
void ta_quota_save(const struct ta_quota *quota, struct ta_text *out);
void ta_quota_restore(struct ta_quota *quota, struct ta_view saved);

#endif
