/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_curve.h  Rows of a hazard layer as curves of damage: maps by return period, or events
 *  with frequencies of their own; and what a year costs by either.
 *
 *  Maps: rows "period" and an intensity, one for each return period; the mean of a year is the
 *  integral of hazard_loss.h, with its tail and its axis. Events: a column "frequency" (a year) too,
 *  rows by ascending intensity, "period" that of as much or more; the mean is the sum of frequency
 *  times loss, however many there are, and has no tail and no axis. Events within the standard of
 *  protection do not happen. Events may come several times a year; what they take of a value is not
 *  there to be taken again, so that no year takes more than all of it: a larger sum is all of it, and
 *  that is said. */
#ifndef TA_HAZARD_CURVE_H
#define TA_HAZARD_CURVE_H

#include "hazard_loss.h"
#include "terrassay/indicator.h"

enum { TA_HAZARD_CURVES = 3 };

struct ta_hazard_curve {
    bool events;
    size_t n;
    double *period, *frequency;     /**< [n] */
    double *loss[TA_HAZARD_CURVES]; /**< [n] each, for the caller to fill; shares */
};

/** Bytes that ta_hazard_curve_start() needs for the rows of input @p name. */
size_t ta_hazard_curve_bytes(const struct ta_evidence *evidence, const char *name);
/** Lay the curve out in @p scratch; losses are 0. */
void ta_hazard_curve_start(struct ta_hazard_curve *curve, const struct ta_rows *rows,
                           void *scratch);
/** Mean share lost in a year by losses @p k, at most 1; NaN on an unsound curve. */
double ta_hazard_curve_expected(const struct ta_hazard_curve *curve, size_t k,
                                const struct ta_loss_rule *rule);
/** Share lost at a return period; NaN on an unsound curve. */
double ta_hazard_curve_at(const struct ta_hazard_curve *curve, size_t k, double period,
                          const struct ta_loss_rule *rule);

/** Details: damage_in_T_years of maps, or events, their number. */
void ta_hazard_curve_details(const struct ta_hazard_curve *curve, size_t k,
                             struct ta_result *out);
/** Years of protection: input "protection" where it was found, else the indicator's parameter
 *  "protection_years". */
double ta_hazard_protection(const struct ta_evidence *evidence,
                            const struct ta_indicator *self);
/** Which curve: a whole number from 1 to @p most, input "own_NAME" where the project states one, else
 *  the indicator's parameter NAME. @return 0 for a number that is none */
size_t ta_hazard_choice(const struct ta_evidence *evidence,
                        const struct ta_indicator *self, const char *name, size_t most);
/** Say how the mean of losses @p k was taken (tail, axis between periods, protection, all of the value),
 *  and of which scenario and year (input "scenario"), if it is said. */
void ta_hazard_say(const struct ta_evidence *evidence,
                   const struct ta_hazard_curve *curve, size_t k,
                   const struct ta_loss_rule *rule, struct ta_result *out);

#endif
