/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_step.h  Values against their neighbours: spikes and rates of change.
 *  QARTOD tests 6 and 7. */
#ifndef TA_QUALITY_STEP_H
#define TA_QUALITY_STEP_H

#include "quality.h"

/** First and last value, and those beside a missing one or a gap (`within_s`), are not evaluated in any policy.
 *  @param flag [series->n] */
void ta_qc_spikes(const struct ta_series *series, const struct ta_qc_spike *limit,
                  const struct ta_qc_policy *policy, unsigned char *flag);

/** Change since the value before, for the time that lies between. The first value and those
 *  after a missing one or a gap (`within_s`) are uncompared. */
void ta_qc_rates(const struct ta_series *series, const struct ta_qc_rate *limit,
                 const struct ta_qc_policy *policy, unsigned char *flag);

#endif
