/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_gap.h  What did not come, and messages of the wrong form. QARTOD tests 1 and
 *  2. */
#ifndef TA_QUALITY_GAP_H
#define TA_QUALITY_GAP_H

#include "quality.h"

/** Time since the value before: above `fail_s` 4, above `suspect_s` 3. The first value is
 *  uncompared. The flag says that something is missing before the value, not that the value is
 *  wrong, so it takes no part in the aggregated flag.
 *  @param flag [series->n] */
void ta_qc_gaps(const struct ta_series *series, const struct ta_qc_gap *limit,
                const struct ta_qc_policy *policy, unsigned char *flag);

enum ta_qc_length { TA_QC_CHARACTERS, TA_QC_HEX_BYTES };

/** Has a message the length it must have: characters, bytes written as two hexadecimal digits
 *  each, or, with a @p delimiter, fields? @return TA_FLAG_GOOD or TA_FLAG_FAIL */
enum ta_flag ta_qc_syntax(const char *message, size_t size, char delimiter,
                          enum ta_qc_length kind, size_t wanted);

#endif
