/* SPDX-License-Identifier: Apache-2.0 */
/** @file map_marks.h  What every map carries: a scale bar and the way to north. */
#ifndef TA_REPORT_MAP_MARKS_H
#define TA_REPORT_MAP_MARKS_H

#include "report/chart.h"

/** Width that maps are drawn for (pt). */
#define TA_MAP_WIDTH 366.0

/** Length (m) of a scale bar: 1, 2 or 5 by a power of ten, at most @p most_m. */
double ta_scale_bar_m(double most_m);
/** "500 m", "2 km". */
void ta_say_length(const struct ta_speech *speech, double metres, char out[TA_SPOKEN]);
/** A bar of @p metres that is @p length pt long, its end at x, y. */
void ta_draw_scale_bar(struct ta_drawing *drawing, const struct ta_speech *speech,
                       const double end[2], double length, double metres);
/** An arrow at x, y that points to @p north (degrees clockwise from up). */
void ta_draw_north(struct ta_drawing *drawing, const struct ta_speech *speech,
                   const double at[2], double north);

#endif
