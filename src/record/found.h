/* SPDX-License-Identifier: Apache-2.0 */
/** @file found.h  Was a level found? One rule for records, their figures and their pages.
 *
 *  Where nobody can say for want of observation, the level of a score is what the unseen counts as, and none
 *  was found. Where enough was observed and only a gate that caps nothing is open, it is what the score's
 *  lower bound gives. */
#ifndef TA_RECORD_FOUND_H
#define TA_RECORD_FOUND_H

#include "terrassay/assessment.h"

struct ta_level_grounds {
    double lo; /**< of the score */
    bool cannot_say, too_little;
    bool open, held; /**< by ta_level_gate() */
};

/** Take one gate of the model. @param cap of the score where it does not pass; NaN: none */
void ta_level_gate(struct ta_level_grounds *grounds, enum ta_gate_state state,
                   double cap);
/** Is a gate open that is asked, and does none that is open or fires cap the score below its lower bound? */
bool ta_level_gate_open(const struct ta_level_grounds *grounds);
bool ta_level_found(const struct ta_level_grounds *grounds);

bool ta_assessment_level_found(const struct ta_assessment *assessment);

#endif
