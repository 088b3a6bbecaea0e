/* SPDX-License-Identifier: Apache-2.0 */
/** @file project_range.h  What is asked of a project's numbers and dates when it comes in, and of none that
 *  is kept already. */
#ifndef TA_BASE_PROJECT_RANGE_H
#define TA_BASE_PROJECT_RANGE_H

#include "base/field.h"
#include "terrassay/project.h"
#include "terrassay/status.h"

/** Every number lies in the range of its member (ta_fields_ranges()); what an indicator reads by itself
 *  (a declared figure, and limit, potential and detection_limit of a datastream) lies, in that
 *  indicator's unit, in the range that its input declares; factors of a sector are not negative. Figures
 *  in money are held to the same figures in whatever currency. Operation does not start before
 *  construction.
 *  @param hearer hears of every fault; NULL: the first one is what is returned
 *  @return TA_OK, with a hearer also after faults; TA_E_DATA; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_project_ranges(const struct ta_project *project,
                                              struct ta_fault_hearer *hearer,
                                              struct ta_error *err);

/** Would that be heard of a permitted limit? One that a store has already is no limit that readings could be
 *  above. @param stream one whose limit is said; NaN is none at all */
bool ta_project_limit_holds(const struct ta_datastream *stream);

#endif
