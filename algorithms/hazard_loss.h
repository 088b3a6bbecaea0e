/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_loss.h  From losses by return period, or by event, to what a year costs on average.
 *
 *  Expected annual loss is the integral of loss over its yearly exceedance probability p = 1/T,
 *  by trapezoids between the periods that are known:
 *
 *      sum of (L_i + L_i+1) / 2 (p_i - p_i+1)  and, with the tail, + p_last L_last
 *
 *  What the rarest loss costs beyond its period is a choice that moves the answer by a tenth or more,
 *  and so is the axis on which losses between periods are read; both are declared. Nothing is read
 *  beyond the first or last period. */
#ifndef TA_HAZARD_LOSS_H
#define TA_HAZARD_LOSS_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/status.h"

enum ta_loss_tail {
    TA_TAIL_NONE,     /**< nothing beyond the last period */
    TA_TAIL_LAST_LOSS /**< the last loss for all that is rarer */
};
enum ta_loss_axis {
    TA_AXIS_PERIOD, /**< linear in return period, as CLIMADA reads its frequency curve */
    TA_AXIS_LOG_PERIOD,
    TA_AXIS_FREQUENCY /**< linear in 1 / period */
};

/** The axis by the number that an indicator's parameter has: 1 period, 2 its logarithm, 3 frequency. */
enum ta_loss_axis ta_loss_axis_of(double number);
/** "linear in the period", "linear in its logarithm", "linear in the frequency". */
const char *ta_loss_axis_words(enum ta_loss_axis axis);

struct ta_loss_curve {
    size_t n;
    const double *period; /**< years, ascending, above 1 */
    const double *loss;   /**< not below 0, not falling with the period */
};
struct ta_loss_rule {
    enum ta_loss_tail tail;
    enum ta_loss_axis axis;
    double
        protection; /**< years: losses of shorter periods do not happen; 0 or NaN: none */
};

/** Is the curve as it must be: 1 < periods ascending, losses finite, not below 0, not falling? */
bool ta_loss_curve_sound(const struct ta_loss_curve *curve);

/** Loss at a period, read on the rule's axis; 0 below the first period and within the protection,
 *  the last loss beyond the last. NaN on an unsound curve. */
double ta_loss_at(const struct ta_loss_curve *curve, double period,
                  const struct ta_loss_rule *rule);

/** Expected loss of a year; NaN on an unsound curve. */
double ta_loss_expected(const struct ta_loss_curve *curve,
                        const struct ta_loss_rule *rule);

/** Expected loss of a year from events with yearly frequencies: sum of f_i L_i. Frequencies of
 *  events are not those of exceedance: 1/T of a period T counts every rarer event again. */
double ta_loss_of_events(size_t n, const double *frequency, const double *loss);

/** The same of a curve of events: `period` is that of as much loss or more, ascending and above 0.
 *  Events of periods within the rule's protection do not happen; tail and axis do not matter.
 *  @param frequency [n] each event's own, above 0
 *  @return NaN when periods or losses fall, or a number is none. */
double ta_loss_expected_of_events(const struct ta_loss_curve *curve,
                                  const double *frequency,
                                  const struct ta_loss_rule *rule);
/** As ta_loss_at() of such a curve, whose periods may be of a year or less. */
double ta_loss_at_of_events(const struct ta_loss_curve *curve, double period,
                            const struct ta_loss_rule *rule);

/** Share destroyed by several perils in the same year, taken as independent: 1 - product of (1 - d).
 *  No peril takes more than all, or less than nothing: a share outside [0, 1] counts as the end that it
 *  passes. So never above 1, and never below the largest of them. NaN when one is NaN. */
double ta_loss_combined(size_t n, const double *share);

/** Value of a payment of @p amount a year over @p years at @p rate, the first one not discounted. */
double ta_present_value(double amount, double years, double rate);

#endif
