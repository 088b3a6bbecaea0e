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

double ta_sda_target(const struct ta_sda *sda)
{
    double way = sda->scenario_start - sda->scenario_end;
    if (way == 0.0 || !(sda->scenario_start > 0.0) || !(sda->market > 0.0))
        return (double)NAN;
    double end = sda->scenario_end * sda->market / sda->scenario_start;
    double left = (sda->scenario_now - sda->scenario_end) / way;
    return (sda->intensity - end) * left + end;
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
