/* SPDX-License-Identifier: Apache-2.0 */
/** @file colour.h  The colours of reports: few, calm, told apart in grey and by people who
 *  confuse red and green.
 *
 *  Ramps run from dark to light without turning back, so that a grey print keeps their
 *  order. */
#ifndef TA_REPORT_COLOUR_H
#define TA_REPORT_COLOUR_H

#include <stddef.h>
#include <stdint.h>

/** 0xAARRGGBB; alpha 0 paints nothing. */
typedef uint32_t ta_argb;

#define TA_INK 0xff1b2529u      /**< text */
#define TA_INK_SOFT 0xff4f5d64u /**< second text; 6.9 : 1 on paper */
#define TA_PAPER 0xffffffffu
#define TA_RULE 0xffd5dcdfu   /**< hairlines and grids */
#define TA_SHADE 0xffeef2f3u  /**< areas without data */
#define TA_ACCENT 0xff0b5a6bu /**< what was observed */
#define TA_ACCENT_SOFT 0xff8fb8c1u
#define TA_ALARM 0xffa3341fu /**< limits, losses, gates that fire */
#define TA_ALARM_SOFT 0xffe3a48fu
#define TA_SITE_LINE 0xffffd23fu /**< outline of a site on a picture, on a dark rim */

/** Colour of a risk level by its code ("very_high" ... "low"); grey for another word. */
ta_argb ta_level_colour(const char *level);
/** The colour to write on it. */
ta_argb ta_level_ink(const char *level);

/** A ramp: colours at equal steps. */
struct ta_ramp {
    size_t n;
    const ta_argb *colour;
};
/** For a quantity that grows: dark blue over green to yellow ("viridis" of matplotlib,
 *  CC0; nine of its colours). */
extern const struct ta_ramp ta_ramp_growing;
/** For a difference: brown below, white at nought, teal above ("BrBG", Brewer 2003,
 *  apart for red-green blindness). */
extern const struct ta_ramp ta_ramp_diverging;
/** Colour at @p share of the ramp, [0, 1], clamped; opaque. */
ta_argb ta_ramp_at(const struct ta_ramp *ramp, double share);

#endif
