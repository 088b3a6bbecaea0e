/* SPDX-License-Identifier: Apache-2.0 */
/** @file clock_watch.h  Clocks of devices, by topic: did one jump? (clock_jump.h says what a jump is.) */
#ifndef TA_INGEST_CLOCK_WATCH_H
#define TA_INGEST_CLOCK_WATCH_H

#include <stdbool.h>

#include "ingest/scan.h"
#include "terrassay/types.h"

/** One thread. Watches up to 32,768 topics; what comes beyond is not watched. */
struct ta_clock_watch;
/** @return NULL when there is no memory; ended by ta_clock_watch_free() */
struct ta_clock_watch *ta_clock_watch_new(void);
void ta_clock_watch_free(struct ta_clock_watch *watch);
/** A message of @p topic came at @p received, and its newest reading is of @p time. In order of receipt.
 *  @param jump us: how far the clock went, back when negative
 *  @return true when a jump is established, once for each */
bool ta_clock_watch_see(struct ta_clock_watch *watch, struct ta_view topic,
                        ta_time_us time, ta_time_us received, ta_time_us *jump);

#endif
