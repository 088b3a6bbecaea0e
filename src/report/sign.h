/* SPDX-License-Identifier: Apache-2.0 */
/** @file sign.h  Signs for opinions and gates: each has a shape of its own, so that colour
 *  only repeats what the shape says. */
#ifndef TA_REPORT_SIGN_H
#define TA_REPORT_SIGN_H

#include "report/drawing.h"

/** A tick in a disc, a triangle, a bar in an octagon, a question mark in a ring. */
void ta_sign_opinion(const char *opinion, struct ta_drawing *out);
/** "passes": tick; "fires": bar in an octagon; else question mark. */
void ta_sign_gate(const char *state, struct ta_drawing *out);
/** Class of the style sheet for a level: "level-high"; "level-none" for other words. */
const char *ta_sign_level_class(const char *level);

#endif
