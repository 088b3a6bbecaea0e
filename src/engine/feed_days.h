/* SPDX-License-Identifier: Apache-2.0 */
/** @file feed_days.h  A few figures of each day of each datastream, out of the sealed files. */
#ifndef TA_ENGINE_FEED_DAYS_H
#define TA_ENGINE_FEED_DAYS_H

#include "engine/workspace.h"

/** Read the current files whose figures the store lacks, and put them there: each file once. A file that
 *  is damaged is passed over; it is tried again each time.
 *  @return TA_OK; TA_E_IO, TA_E_NOMEM, TA_E_AGAIN */
TA_NODISCARD enum ta_status ta_feed_days_settle(struct ta_workspace *workspace,
                                                struct ta_error *err);

#endif
