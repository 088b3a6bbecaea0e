/* SPDX-License-Identifier: Apache-2.0 */
/** @file contradicted.h  What the client states and an observation contradicts does not reach the
 *  lender's part. */
#ifndef TA_ENGINE_CONTRADICTED_H
#define TA_ENGINE_CONTRADICTED_H

#include "terrassay/indicator.h"

/** The lender's part in avoided emissions, where the site was looked at and the client states more
 *  than the upper end of what can stand there (tCO2/year): in @p financed the detail
 *  `financed_avoided`, and the guide's `pboc_avoided_unchecked`, then rest on the value observed. What it would be on the client's word
 *  stands beside as `financed_avoided_stated`, the project's observed value as
 *  `computed_avoided`. A rule of this program: PCAF Part A, 2nd edition 2022, 5.3 asks for
 *  avoided emissions apart and says nothing of claims that are contradicted.
 *  @param avoided result of avoided_emissions
 *  @param financed result of financed_emissions
 *  @return whether it was contradicted; else nothing has changed. */
bool ta_contradicted_avoided(const struct ta_result *avoided,
                             struct ta_result *financed);

#endif
