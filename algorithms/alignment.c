/* SPDX-License-Identifier: Apache-2.0 */
#include "alignment.h"

#include <math.h>

double ta_market_share_target(const struct ta_market_share *m)
{
    double target;
    if (!(m->scenario_start > 0.0) || !(m->scenario_sector > 0.0)) return (double)NAN;
    if (m->scenario_now < m->scenario_start) {
        target = m->production * m->scenario_now / m->scenario_start;
    } else {
        double share = (m->scenario_now - m->scenario_start) / m->scenario_sector;
        target = m->production + m->sector_production * share;
    }
    return fmax(target, 0.0);
}

double ta_sda_target(double intensity, double scenario_start, double scenario_now,
                     double end)
{
    double way = scenario_start - end;
    if (way == 0.0) return (double)NAN;
    return (intensity - end) * (scenario_now - end) / way + end;
}

double ta_alignment_gap(double planned, double target)
{
    if (!(target > 0.0)) return (double)NAN;
    return (planned - target) / target;
}

bool ta_alignment_on_path(double planned, double target, bool grow)
{
    return grow ? planned >= target : planned <= target;
}
