/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_points.h  A hazard set of points: the intensity of each event at each place, few of
 *  which are wet. And what it costs an exposure in a year.
 *
 *  Rows of the sparse matrix are events, its columns places (compressed sparse rows). */
#ifndef TA_HAZARD_POINTS_H
#define TA_HAZARD_POINTS_H

#include <stdint.h>

#include "hazard_damage.h"
#include "hazard_loss.h"

/** Frequencies are of one kind or the other; which, no file says. */
enum ta_hazard_frequency {
    TA_FREQUENCY_EVENT,     /**< each event's own: losses add up */
    TA_FREQUENCY_EXCEEDANCE /**< 1 / return period of maps: a loss curve */
};

struct ta_hazard_points {
    size_t n_events, n_points;
    const double *frequency; /**< [n_events] a year, above 0 */
    const double *lon, *lat; /**< [n_points] degrees */
    const size_t *first;     /**< [n_events + 1] into point and intensity */
    const uint32_t *point;   /**< ascending within an event */
    const double *intensity;
};

enum { TA_HAZARD_EVENTS_MAX = 64 }; /* of maps by return period */

/** Order of the places by latitude, for ta_hazard_nearest(). @param order [n_points] */
void ta_hazard_sort(const struct ta_hazard_points *hazard, uint32_t *order);

/** The place nearest to a point, by great circle on a sphere of 6,371 km.
 *  @return its number; n_points when none lies within @p most_m. */
size_t ta_hazard_nearest(const struct ta_hazard_points *hazard, const uint32_t *order,
                         double lon, double lat, double most_m);

/** Intensity of an event at a place; 0 where the matrix holds none. */
double ta_hazard_at(const struct ta_hazard_points *hazard, size_t event, size_t point);

/** Expected share of the value lost in a year at a place, by a damage curve; at most all of it.
 *  @param rule for maps by return period
 *  @return NaN when there are more maps than TA_HAZARD_EVENTS_MAX, or losses fall with the
 *          period: then the maps contradict each other. */
double ta_hazard_expected(const struct ta_hazard_points *hazard, size_t point,
                          const struct ta_damage_curve *curve,
                          enum ta_hazard_frequency kind,
                          const struct ta_loss_rule *rule);

#endif
