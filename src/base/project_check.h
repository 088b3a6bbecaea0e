/* SPDX-License-Identifier: Apache-2.0 */
/** @file project_check.h  What must hold between the members of a project. */
#ifndef TA_BASE_PROJECT_CHECK_H
#define TA_BASE_PROJECT_CHECK_H

#include "base/field.h"
#include "terrassay/project.h"
#include "terrassay/status.h"

/** Sites without a number take their place in the list. */
void ta_project_number_sites(struct ta_project *project);
/** Ids stand once, periods run forward, each site has a shape, personal data have a purpose and a
 *  ground. @return TA_OK or TA_E_DATA */
TA_NODISCARD enum ta_status ta_project_check(const struct ta_project *project,
                                             struct ta_error *err);
/** The same, but for its sites, and every fault is heard of.
 *  @return TA_OK, also after faults; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_project_check_all(const struct ta_project *project,
                                                 struct ta_fault_hearer *hearer);

#endif
