/* SPDX-License-Identifier: Apache-2.0 */
/** @file credit_overlay.h  From environmental losses to default and loss given default, by declared
 *  methods, and the same loss never twice.
 *
 *  A loss enters once: as a shock to the value of assets (Merton), as a shift of the log odds, or by
 *  notches. What was taken into the probability of default is not taken from the collateral again. */
#ifndef TA_CREDIT_OVERLAY_H
#define TA_CREDIT_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

/** Merton (1974), J. Finance 29, 449-470: N(-d2), d2 = (ln(V/L) + (r - s^2/2) t) / (s sqrt t).
 *  @param assets, debt above 0; @p rate not below 0; @p volatility, @p years above 0
 *  @return NaN outside. */
double ta_pd_merton(double assets, double debt, double rate, double volatility,
                    double years);

/** PD whose log odds are shifted by @p shift: stays within 0 and 1. */
double ta_pd_logit(double pd, double shift);

/** PD so many notches down a table of grades, the last grade at most.
 *  @param grade [n] PDs ascending
 *  @param beyond set to whether the notches lead beyond the last grade, whose PD is then the least
 *  @return NaN when @p pd is above them all, or they do not ascend */
double ta_pd_notched(double pd, size_t notches, size_t n, const double *grade,
                     bool *beyond);

/** Loss given default of a loan with collateral: max(floor, 1 - V (1 - damage) (1 - haircut) / EAD). */
double ta_lgd_collateral(double value, double damage, double haircut, double exposure,
                         double floor);

/** Capital of a corporate exposure under the internal ratings approach: Basel Framework CRE31.4 to
 *  31.7. @return K, the share of exposure; risk weight is 12.5 K. */
double ta_irb_capital(double pd, double lgd, double maturity);

/** What a carbon price costs a year: E (1 - free) (P - P0) (1 - passed on). */
double ta_carbon_cost(double emissions, double free_share, double price,
                      double price_now, double passed_on);

/** (EBITDA - tax - capital expenditure) / debt service; NaN without debt service. */
double ta_debt_service_cover(double ebitda, double tax, double capex,
                             double debt_service);

/** Haircut on a price of yearly volatility over the days to sell: 1 - exp(-z s sqrt(t / 250)). */
double ta_price_haircut(double z, double volatility, double days);

/** Value of a stream of carbon removals: sum over t = 1 .. years of q p (1 - buffer) (1 - loss)^t /
 *  (1 + rate)^t. */
double ta_sink_value(double tonnes, double price, double buffer, double loss,
                     double rate, size_t years);

#endif
