/* SPDX-License-Identifier: Apache-2.0 */
/** @file stack_state.h  Readings of a stack in the state in which a limit stands: dry, then at reference
 *  oxygen. The formulas are those of emission_stack.h. */
#ifndef TA_ALGORITHMS_STACK_STATE_H
#define TA_ALGORITHMS_STACK_STATE_H

#include "terrassay/indicator.h"
#include "terrassay/reading.h"

/** How the readings stand, and what brings them on. Series ascend in time. */
struct ta_stack_state {
    bool wet;                       /**< they are of the wet gas */
    double moisture;                /**< (%) where none is measured; NaN: not said */
    const struct ta_series *moist;  /**< (%) measured; NULL: not */
    double reference_oxygen;        /**< (%) 0 or NaN: stay at the oxygen there is */
    const struct ta_series *oxygen; /**< (%) measured, dry; NULL: not */
};

/** Convert readings in place, each by the mean moisture and oxygen of its clock hour (UTC), of values
 *  that are good or not evaluated. What an hour lacks to convert it by leaves its readings missing:
 *  NaN, flagged TA_FLAG_MISSING. Readings that are missing or NaN stay as they are.
 *  @param time, value, flag [n], by time
 *  @return how many became missing */
size_t ta_stack_state_apply(const struct ta_stack_state *state, size_t n,
                            const ta_time_us *time, double *value, unsigned char *flag);

#endif
