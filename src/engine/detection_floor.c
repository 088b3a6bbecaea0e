/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/detection_floor.h"

#include <math.h>

#include "quality_flat.h"
#include "units.h"

static const double share_of_limit = 0.10, share_of_suspect = 0.02;
static const double share_of_readings = 0.05; /* at a floor */

double ta_floor_most(const struct ta_datastream *stream, const char *unit,
                     const struct ta_qc_limits *limits)
{
    double limit = NAN;
    if (ta_unit_convert(stream->limit, stream->unit, unit, &limit) != TA_OK ||
        isnan(limit))
        return share_of_suspect * limits->gross.suspect_hi;
    return share_of_limit * limit;
}

/* Of the range, where nothing else says what is little of the property. */
static double share_of_range(const struct ta_datastream *stream, const char *unit)
{
    double hi = NAN;
    if (ta_unit_convert(stream->range_hi, stream->unit, unit, &hi) != TA_OK) return NAN;
    return share_of_suspect * hi;
}

double ta_floor_stated(const struct ta_datastream *stream, const char *unit,
                       const struct ta_qc_limits *limits)
{
    double stated = NAN;
    if (!(stream->detection_limit > 0.0) ||
        ta_unit_convert(stream->detection_limit, stream->unit, unit, &stated) != TA_OK)
        return NAN;
    double most = fmax(ta_floor_most(stream, unit, limits), limits->flat.floor);
    if (isnan(most)) most = share_of_range(stream, unit);
    return isnan(most) ? most : fmin(stated, most);
}

/* The values but those of the longest stay at @p floor. */
static void leave_longest(const struct ta_series *all, double floor, double *out)
{
    size_t longest = 0, end = 0;
    for (size_t i = 0, stay = 0; i < all->n; i++) {
        if (isnan(all->value[i])) continue;
        stay = all->value[i] == floor ? stay + 1 : 0;
        if (stay <= longest) continue;
        longest = stay;
        end = i;
    }
    for (size_t i = all->n; i > 0; i--) {
        bool stays = i - 1 <= end && longest > 0 && all->value[i - 1] == floor;
        if (stays) longest--;
        out[i - 1] = stays ? (double)NAN : all->value[i - 1];
    }
}

double ta_floor_shown(const struct ta_series *series, double most, double *scratch)
{
    double *rest = scratch + series->n;
    double floor = ta_qc_floor(series, share_of_readings, scratch);
    if (!(floor <= most)) return NAN;
    struct ta_series others = *series;
    others.value = rest;
    leave_longest(series, floor, rest);
    return ta_qc_floor(&others, share_of_readings, scratch) == floor ? floor
                                                                     : (double)NAN;
}
