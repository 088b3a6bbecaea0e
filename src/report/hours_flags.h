/* SPDX-License-Identifier: Apache-2.0 */
/** @file hours_flags.h  The flags of a datastream's readings as the record counted them. */
#ifndef TA_REPORT_HOURS_FLAGS_H
#define TA_REPORT_HOURS_FLAGS_H

#include "report/facts.h"
#include "terrassay/indicator.h"
#include "terrassay/project.h"

/** One datastream's readings of the record's window. */
struct ta_hours_readings {
    const struct ta_datastream *about;
    size_t n;
    const ta_time_us *time; /**< ascending, some alike */
    const double *value;
    unsigned char
        *flag;      /**< enum ta_flag: as sealed, then as the record handed them on */
    bool same_unit; /**< values are in the datastream's unit; else no test is made */
    bool unchecked; /**< some came by an unchecked decoder */
};

/** Judge them by the rows of `quality_limits` that the record says it read, and fail what its findings say
 *  failed. A record of before its own tests counted, or one that read no row, leaves flags as sealed, but for
 *  what findings failed.
 *  @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_hours_flags(const struct ta_facts *facts,
                                           const struct ta_hours_readings *readings);

#endif
