/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_flat.h  Signals that do not move: flat line and attenuated signal, and the
 *  detection floor that is neither. QARTOD tests 8 and 10. */
#ifndef TA_QUALITY_FLAT_H
#define TA_QUALITY_FLAT_H

#include "quality.h"

/** A value is suspect (fails) when all values of the `suspect_s` (`fail_s`) before it, itself
 *  included, lie within less than `tolerance`. Windows are of time, so irregular sampling does
 *  not stretch them. A window that has fewer than `least_share` of its readings or two is
 *  uncompared, and so is a value whose unchanged stretch does not reach back so long, less one
 *  interval, or has fewer than `least` readings: two equal neighbours are no flat line. A window wholly at or below the floor
 *  is not evaluated: clean air and a dead instrument look alike there.
 *  @param flag [series->n] */
void ta_qc_flat_line(const struct ta_series *series, const struct ta_qc_flat *limit,
                     const struct ta_qc_policy *policy, unsigned char *flag);

/** The first value of those before @p i that lie within less than @p tolerance of each other and of
 *  it: when the signal last moved. @return its index; @p i itself when it has just moved */
size_t ta_qc_flat_since(const struct ta_series *series, size_t i, double tolerance);

/** What a flat line says of all its stretch: nothing of an unchanged signal is believed from when it last moved.
 *  @param back_s no further back than this from a value that says so; INFINITY: to where it last moved
 *  @param verdict of ta_qc_judge() by the same limits
 *  @param mark [series->n] TA_FLAG_FAIL in a stretch of which a value failed; TA_FLAG_NOT_EVALUATED in one at or
 *              below the floor that would be suspect above it; else 0 */
void ta_qc_flat_stretches(const struct ta_series *series,
                          const struct ta_qc_verdict *verdict,
                          const struct ta_qc_flat *limit, double back_s,
                          unsigned char *mark);

/** A value is suspect (fails) when the spread of the window up to it is below the limit. A window wholly at or
 *  below the floor is uncompared. */
void ta_qc_attenuated_signal(const struct ta_series *series,
                             const struct ta_qc_attenuated *limit,
                             const struct ta_qc_policy *policy, unsigned char *flag);

/** The detection floor that a record shows: the value that stands in it most often, when at least
 *  @p share of the values do, the record comes back to it three times or more, and values below
 *  it are at most a tenth as many. Beijing's SO2 reads 2 ug/m3 in a fifth of its hours.
 *  @param scratch [series->n]
 *  @return NaN when there is none. */
double ta_qc_floor(const struct ta_series *series, double share, double *scratch);

#endif
