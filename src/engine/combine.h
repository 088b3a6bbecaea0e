/* SPDX-License-Identifier: Apache-2.0 */
/** @file combine.h  One answer from several evaluations of an indicator, one per datastream. */
#ifndef TA_ENGINE_COMBINE_H
#define TA_ENGINE_COMBINE_H

#include "terrassay/indicator.h"

/** The answer of one datastream. */
struct ta_partial {
    const char *subject; /**< "device/name" */
    const char *cause;   /**< why readings of it failed quality control; "" or NULL */
    struct ta_result result;
};

/** Of an indicator of which more is worse.
 *
 *  All observed: value, lo and hi are each the largest of all; grade the poorest.
 *  Some missing: nobody is cleared by silence. What was seen above 0 stands, with @p worst as hi,
 *  grade 5 and words; else the answer is missing, with the reason of the first that is.
 *  So a datastream that falls silent never makes hi smaller, and never makes an answer of what was
 *  none. Words name each missing one with its reason. Details: which one stands for all
 *  ("stands_of_SUBJECT"), those of that one, then of each the value, hi, and the hours that are
 *  missing and that failed where they are counted.
 *  @param worst largest value the indicator can have */
void ta_results_combine(size_t n, const struct ta_partial *partial, double worst,
                        const char *unit, struct ta_result *out);

#endif
