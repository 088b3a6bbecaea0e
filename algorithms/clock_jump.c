/* SPDX-License-Identifier: Apache-2.0 */
#include "clock_jump.h"

#include <stdlib.h>

enum { LEAST_MESSAGES = 3, SHARE = 10 };
#define LEAST_US INT64_C(60000000) /* beside each other */
#define JUMP_US INT64_C(600000000) /* from one distance to another */
#define FAR_US (INT64_C(1) << 60)  /* no time of a reading lies so far out */

/* A distance that has not held for a minute may move by a tenth of one; and one that has held for
 * days by no more than half of a jump, or each late message would pass for one. */
static bool keeps(const struct ta_clock *clock, ta_time_us lag, ta_time_us received)
{
    ta_time_us span = received - clock->begin;
    if (span < LEAST_US) span = LEAST_US;
    ta_time_us most = span / SHARE < JUMP_US / 2 ? span / SHARE : JUMP_US / 2;
    return llabs(lag - clock->lag) <= most;
}

static bool is_far(ta_time_us time)
{
    return time < -FAR_US || time > FAR_US;
}

bool ta_clock_see(struct ta_clock *clock, ta_time_us time, ta_time_us received,
                  ta_time_us *jump)
{
    if (is_far(time) || is_far(received)) return false;
    ta_time_us lag = received - time;
    if (clock->n == 0 || received < clock->end || !keeps(clock, lag, received)) {
        clock->lag = lag;
        clock->begin = received;
        clock->n = 0;
    }
    clock->n++;
    clock->end = received;
    if (clock->n < LEAST_MESSAGES || received - clock->begin < LEAST_US) return false;
    ta_time_us moved = clock->usual - lag; /* a slow drift goes along */
    bool jumped = clock->known && llabs(moved) >= JUMP_US;
    clock->known = true;
    clock->usual = lag;
    if (jumped) *jump = moved;
    return jumped;
}
