/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cover.h"

#include <math.h>

#include "base/time.h"

enum { KNOTS = 6 };

/* Reflectance of bare ground and of a closed canopy: blue, green, red, near and short-wave
 * infrared; and the green part at days of the year, straight between them. */
struct spectrum {
    double bare[TA_SIM_BANDS], leaf[TA_SIM_BANDS];
    double green[KNOTS];
};
static const double knot_day[KNOTS] = {0.0, 100.0, 160.0, 210.0, 280.0, 366.0};
/* clang-format off */
static const struct spectrum spectrum[TA_COVER_COUNT] = {
    [TA_COVER_FOREST]     = {{.06, .09, .13, .20, .26}, {.02, .04, .025, .36, .15}, {.78, .82, .90, .92, .88, .78}},
    [TA_COVER_PLANTATION] = {{.07, .10, .15, .22, .28}, {.02, .045, .03, .38, .16}, {.74, .78, .88, .90, .85, .74}},
    [TA_COVER_CROPS]      = {{.08, .11, .16, .23, .29}, {.03, .06, .04, .40, .18}, {.25, .35, .60, .75, .45, .25}},
    [TA_COVER_STEPPE]     = {{.09, .12, .17, .25, .31}, {.03, .06, .04, .36, .19}, {.06, .10, .55, .72, .30, .06}},
    [TA_COVER_SOIL]       = {{.08, .11, .19, .26, .33}, {.03, .06, .04, .36, .19}, {.03, .03, .05, .06, .05, .03}},
    [TA_COVER_WATER]      = {{.05, .05, .03, .02, .01}, {.05, .05, .03, .02, .01}, {0, 0, 0, 0, 0, 0}},
    [TA_COVER_BUILT]      = {{.13, .15, .17, .21, .24}, {.03, .06, .04, .36, .19}, {.04, .05, .08, .08, .06, .04}},
    [TA_COVER_ARRAY]      = {{.08, .09, .11, .14, .17}, {.03, .06, .04, .36, .19}, {.02, .03, .08, .10, .05, .02}},
};
/* clang-format on */

double ta_cover_green(enum ta_cover cover, ta_day day)
{
    int year, month, day_of_month;
    ta_day_to_civil(day, &year, &month, &day_of_month);
    double at = (double)(day - ta_day_from_civil(year, 1, 1));
    const double *green = spectrum[cover].green;
    size_t k = 1;
    while (k + 1 < KNOTS && at > knot_day[k]) k++;
    double part = (at - knot_day[k - 1]) / (knot_day[k] - knot_day[k - 1]);
    return green[k - 1] + (green[k] - green[k - 1]) * part;
}

void ta_cover_reflect(enum ta_cover cover, double texture, ta_day day,
                      double out[TA_SIM_BANDS])
{
    const struct spectrum *s = &spectrum[cover];
    double green = fmin(ta_cover_green(cover, day) * texture, 1.0);
    for (size_t b = 0; b < TA_SIM_BANDS; b++)
        out[b] = s->bare[b] * (1.0 - green) + s->leaf[b] * green;
}
