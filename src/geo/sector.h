/* SPDX-License-Identifier: Apache-2.0 */
/** @file sector.h  Does a classification of sectors name its revision? Without it a code means nothing:
 *  35.11 is all making of power in NACE Rev. 2, and in Rev. 2.1 that of what is not renewable. */
#ifndef TA_GEO_SECTOR_H
#define TA_GEO_SECTOR_H

#include "terrassay/status.h"

/** @param scheme as written; NULL is fine, nothing is stated
 *  @return TA_OK, also of a scheme that is not known here; TA_E_DATA of NACE, ISIC or GB/T 4754 without a
 *  revision. */
TA_NODISCARD enum ta_status ta_sector_scheme_check(const char *scheme,
                                                   struct ta_error *err);

#endif
