/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/account.h"

#include <math.h>

static double share(ta_uint128 weight, double area)
{
    double cells = ta_double_double_from_uint(weight).hi * 0x1p-52;
    return fmin(cells / area, 1.0);
}

void ta_account_fill(const struct ta_account *a, struct ta_observation *out)
{
    const ta_uint128 *of = a->states->of;
    ta_uint128 usable = a->tally->weight, snow = of[TA_PIXEL_SNOW];
    out->inside = share(a->weight, a->area);
    out->clear_fraction = a->masked ? share(usable, a->area) : (double)NAN;
    out->cloud_fraction = a->masked ? share(of[TA_PIXEL_CLOUD], a->area) : (double)NAN;
    out->shadow_fraction =
        a->masked ? share(of[TA_PIXEL_SHADOW], a->area) : (double)NAN;
    out->snow_fraction = a->masked ? share(snow, a->area) : (double)NAN;
    ta_tally_finish(a->tally, a->scale, a->offset, &out->stats);
}
