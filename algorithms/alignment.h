/* SPDX-License-Identifier: Apache-2.0 */
/** @file alignment.h  Is a company's production on the path of a climate scenario?
 *
 *  Market share: technologies that a scenario shrinks keep their own pace, s(t) / s(0); those that it
 *  grows are asked of every company by its share of the sector, (s(t) - s(0)) / S(0). Sectoral
 *  decarbonisation: a company's intensity nears the scenario's end as the sector's does, the scenario
 *  scaled to where the market stands at the start. After 2 Degrees Investing Initiative (2021), PACTA for
 *  Banks methodology; Science Based Targets (2015), SDA. The SDA's term m, by which a company that gains
 *  market share is asked for more, is taken as 1, as PACTA's own program does: who grows faster than its
 *  sector is asked for too little. */
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

/** A company's intensity, and a scenario for its sector. */
struct ta_sda {
    double intensity; /**< of the company at the start */
    double market;    /**< mean of the sector at the start, weighted by production */
    double scenario_start, scenario_now;
    double scenario_end; /**< in the scenario's last year */
};

/** The SDA's term m, assumed and not computed: whoever shows a target names it. */
enum { TA_SDA_MARKET_SHARE_TERM = 1 };

/** Intensity that the scenario asks for: with s, the scenario scaled by market / s(0), it is
 *  (y0 - s_end) (s(t) - s_end) / (s(0) - s_end) + s_end.
 *  @return NaN when the scenario starts at its end, or market or start are not above 0 */
double ta_sda_target(const struct ta_sda *sda);

/** How far the plan is from the target, as a share of it: above 0 is aligned for what has to grow,
 *  below 0 for what has to shrink. NaN without a target. */
double ta_alignment_gap(double planned, double target);

/** Is the plan on the right side? @param grow whether the scenario grows it */
bool ta_alignment_on_path(double planned, double target, bool grow);

#endif
