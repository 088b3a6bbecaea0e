/* SPDX-License-Identifier: Apache-2.0 */
/** @file data_use.h  How long a project's data may be used: the ends that its document states.
 *
 *  Both days are the last on which the data may be used. */
#ifndef TA_BASE_DATA_USE_H
#define TA_BASE_DATA_USE_H

#include "terrassay/project.h"

enum ta_data_use {
    TA_DATA_MAY_BE_USED,
    TA_DATA_CONSENT_ENDED, /**< the day lies past consent_until */
    TA_DATA_KEPT_TOO_LONG  /**< the day lies past keep_until, whatever the consent */
};

/** May the data be used on @p day? *last becomes the last day on which they may, when they may
 *  not; TA_DAY_NONE otherwise. */
enum ta_data_use ta_data_use_on(const struct ta_project *project, ta_day day,
                                ta_day *last);
/** "consent_ended", "kept_too_long"; "" where they may be used. */
const char *ta_data_use_code(enum ta_data_use use);

#endif
