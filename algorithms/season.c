/* SPDX-License-Identifier: Apache-2.0 */
#include "season.h"

#include <math.h>

bool ta_season_number(const struct ta_season *season, ta_day day, unsigned *number)
{
    double age = (double)season->date - (double)day;
    if (age < 0) return false;

    double from_centre = age - season->half_width;
    double years = fmax(round(from_centre / TA_DAYS_PER_YEAR), 0.0);
    double distance = fabs(from_centre - years * TA_DAYS_PER_YEAR);
    if (distance >= season->half_width + 0.5) return false;

    *number = (unsigned)years;
    return true;
}
