/* SPDX-License-Identifier: Apache-2.0 */
/** @file clearing.h  Vegetation lost where something was built: two indicators on one ground. */
#ifndef TA_REPORT_CLEARING_H
#define TA_REPORT_CLEARING_H

#include "report/facts.h"

/** What one and the same ground may show twice, in ha. */
struct ta_clearing {
    double lost, built;
    double both; /**< at least so much is lost and built over; 0 when it may be none */
};

/** Is capacity claimed as built, is ground seen built over, and is vegetation seen lost?
 *  `both` is lost + built - all sites: where the sum is more than there is, the two overlap.
 *  @return false when not; @p out is then not written. */
bool ta_clearing_of(const struct ta_facts *facts, struct ta_clearing *out);

/** Which question on lost vegetation suits the project, by its sector and what it builds: the suffix
 *  of a message, ".question_building", ".question_forest" or ".question". */
const char *ta_clearing_question(const struct ta_facts *facts);

#endif
