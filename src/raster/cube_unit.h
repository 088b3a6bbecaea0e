/* SPDX-License-Identifier: Apache-2.0 */
/** @file cube_unit.h  From a grid's unit to the one wanted: water by mass, and rates. */
#ifndef TA_RASTER_CUBE_UNIT_H
#define TA_RASTER_CUBE_UNIT_H

#include "terrassay/status.h"
#include "terrassay/types.h"

/** wanted = scale * given + offset */
struct ta_cube_factor {
    double scale, offset;
};

/** @param from       as files spell it; "m**2", "m^2" and "m2" are one
 *  @param to         wanted; NULL: what the file has
 *  @param interval_s of a step, for rates; NaN when steps differ
 *  @param unit       what comes out, in our spelling
 *  @return TA_OK; TA_E_DATA: a unit that is not known, or does not become the wanted one. */
TA_NODISCARD enum ta_status ta_cube_factor(const char *from, const char *to,
                                           double interval_s,
                                           struct ta_cube_factor *out,
                                           char unit[TA_UNIT_SIZE],
                                           struct ta_error *err);

#endif
