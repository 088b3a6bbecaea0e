/* SPDX-License-Identifier: Apache-2.0 */
/** @file clock_jump.h  Was a device's clock set? Its own time held against the receiver's.
 *
 *  Readings that come late and in bulk run ahead of the receiver's clock until they have caught up; a
 *  clock that was set runs beside it at another distance. So a jump is told when for a minute and
 *  more, over at least three messages, the distance stays the same within a tenth of that time, and
 *  it is ten minutes and more from the distance that was there before. A slow drift is no jump, nor
 *  is a message that comes late. */
#ifndef TA_CLOCK_JUMP_H
#define TA_CLOCK_JUMP_H

#include <stdbool.h>

#include "terrassay/types.h"

/** What is known of one device's clock. All zero before its first message. */
struct ta_clock {
    bool known;       /**< `usual` is established */
    ta_time_us usual; /**< receipt less time */
    /** A stretch over which device and receiver keep their distance: that distance, its first and
     *  last receipt, its messages. */
    ta_time_us lag, begin, end;
    unsigned n;
};

/** A message came at @p received, and its newest reading is of @p time; in order of receipt.
 *  Times beyond 2^60 us are passed over.
 *  @param jump (us) how far the clock went, back when negative; written with true only
 *  @return true when a jump is established, once for each; the clock's `begin` is then the first
 *  receipt after it */
bool ta_clock_see(struct ta_clock *clock, ta_time_us time, ta_time_us received,
                  ta_time_us *jump);

#endif
