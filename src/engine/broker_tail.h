/* SPDX-License-Identifier: Apache-2.0 */
/** @file broker_tail.h  The end of the journal, as the last run left it. */
#ifndef TA_ENGINE_BROKER_TAIL_H
#define TA_ENGINE_BROKER_TAIL_H

#include "ingest/quota.h"
#include "ingest/resent.h"

/** Hand the last messages of the journal to @p resent: those of the newest archived segment, and of the last
 *  open ones; to @p quota what they say that devices used of theirs. A segment that cannot be read is passed
 *  over: sealing tells of it.
 *  @param newest receipt of the newest message; TA_TIME_NONE when there is none
 *  @return TA_OK; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_broker_tail(const char *open, const char *archive,
                                           struct ta_resent *resent,
                                           struct ta_quota *quota, ta_time_us *newest,
                                           struct ta_error *err);

#endif
