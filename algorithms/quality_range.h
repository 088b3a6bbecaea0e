/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_range.h  Values against spans: gross range, climatology, places.
 *  QARTOD tests 4 (gross range), 5 (climatology) and 3 (location). */
#ifndef TA_QUALITY_RANGE_H
#define TA_QUALITY_RANGE_H

#include "quality.h"
#include "terrassay/geometry.h"

/** Outside the fail span 4, outside the suspect span 3, ends pass. Infinite values fail.
 *  @param flag [series->n] */
void ta_qc_gross_range(const struct ta_series *series, const struct ta_qc_range *span,
                       const struct ta_qc_policy *policy, unsigned char *flag);

/** The same with the span of the value's month. A month whose spans are NaN is not evaluated.
 *  @param month [12], January first
 *  @param zone_s seconds east of UTC */
void ta_qc_climatology(const struct ta_series *series, const struct ta_qc_range *month,
                       double zone_s, const struct ta_qc_policy *policy,
                       unsigned char *flag);

/** Longitude and latitude in a box: both missing 9; one missing, or out of the box, 4.
 *  @param place [n * 2] longitude, latitude */
void ta_qc_location(size_t n, const double *place, const struct ta_box *box,
                    unsigned char *flag);

#endif
