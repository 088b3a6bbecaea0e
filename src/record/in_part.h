/* SPDX-License-Identifier: Apache-2.0 */
/** @file in_part.h  Was an answer observed, but not all of it? One rule for records and their pages. */
#ifndef TA_RECORD_IN_PART_H
#define TA_RECORD_IN_PART_H

#include <stdbool.h>

#include "base/json_scan.h"

/** Details of an indicator that was observed, one after another; begin with zeroes. */
struct ta_in_part {
    bool unseen; /**< a place, or hours */
    double streams,
        observed; /**< datastreams that it rests on, and those that were observed */
};

/** Does a detail say by itself that part is unseen? */
bool ta_in_part_unseen(struct ta_json_span name, double value);
void ta_in_part_take(struct ta_in_part *part, struct ta_json_span name, double value);
bool ta_in_part(const struct ta_in_part *part);

#endif
