/* SPDX-License-Identifier: Apache-2.0 */
/** @file alignment.h  Is a company's production on the path of a climate scenario?
 *
 *  Market share: technologies that a scenario shrinks keep their own pace, s(t) / s(0); those that it
 *  grows are asked of every company by its share of the sector, (s(t) - s(0)) / S(0). Sectoral
 *  decarbonisation: a company's intensity nears the scenario's end as the sector's does. After 2
 *  Degrees Investing Initiative (2021), PACTA for Banks methodology; Science Based Targets (2015), SDA. */
#ifndef TA_ALIGNMENT_H
#define TA_ALIGNMENT_H

#include <stdbool.h>

/** One technology at a start and at a later year. */
struct ta_market_share {
    double production; /**< of the company at the start */
    double
        sector_production; /**< of the company in all technologies of the sector, then */
    double scenario_start, scenario_now; /**< of the technology in the scenario */
    double scenario_sector; /**< of the whole sector in the scenario, at the start */
};

/** Production that the scenario asks for; NaN when the scenario starts at 0. Below 0 is 0. */
double ta_market_share_target(const struct ta_market_share *m);

/** Intensity that the scenario asks for: (y0 - end) (s(t) - end) / (s(0) - end) + end.
 *  @param end the scenario's intensity in its last year @return NaN when it starts at its end */
double ta_sda_target(double intensity, double scenario_start, double scenario_now,
                     double end);

/** How far the plan is from the target, as a share of it: above 0 is aligned for what has to grow,
 *  below 0 for what has to shrink. NaN without a target. */
double ta_alignment_gap(double planned, double target);

/** Is the plan on the right side? @param grow whether the scenario grows it */
bool ta_alignment_on_path(double planned, double target, bool grow);

#endif
