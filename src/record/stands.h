/* SPDX-License-Identifier: Apache-2.0 */
/** @file stands.h  Of a record only what it says and how long: cheap enough to go through hundreds. */
#ifndef TA_RECORD_STANDS_H
#define TA_RECORD_STANDS_H

#include "terrassay/assessment.h"

struct ta_record_stands {
    char model[TA_NAME_SIZE + 16];     /**< "credit-3" */
    char previous_record[TA_HEX_SIZE]; /**< empty when none */
    ta_day as_of, valid_to;            /**< TA_DAY_NONE: not said */
    double observed_weight;            /**< [0, 1]; NaN: not said */
    enum ta_opinion opinion;
};

/** Read it from a record's bytes.
 *  @return TA_OK, TA_E_DATA, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_record_stands(const char *name, const char *body,
                                             size_t size, struct ta_record_stands *out,
                                             struct ta_error *err);

#endif
