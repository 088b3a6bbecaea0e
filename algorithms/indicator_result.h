/* SPDX-License-Identifier: Apache-2.0 */
/** @file indicator_result.h  How indicators write their answers: missing, caveats,
 * details. */
#ifndef TA_ALGORITHMS_INDICATOR_RESULT_H
#define TA_ALGORITHMS_INDICATOR_RESULT_H

#include <stdbool.h>

#include "terrassay/indicator.h"

/** An answer that says nothing yet: all numbers NaN, not applicable, gate not
 * evaluated. */
void ta_result_clear(struct ta_result *out);

/** Observed, of inputs that somebody stated: graded as they are, 3 where @p grade is 0 because none says
 *  one. */
void ta_result_stated(struct ta_result *out, int grade);

/** Not observed: value, lo, hi NaN, grade 0, gate not evaluated; details stay. Of a letter that the
 *  words cut, here and below, nothing is left. */
void ta_result_missing(struct ta_result *out, enum ta_reason reason, const char *format,
                       ...) TA_PRINTF(3, 4);

/** Hold an answer to what @p indicator declares: a value outside its range, or outside its own interval,
 *  is no answer but a fault, and becomes not observed with that reason; ends of the interval end where
 *  the range does. What rounding leaves beyond an end is the end. */
void ta_result_hold(const struct ta_indicator *indicator, struct ta_result *out);

/** Set the unseen share; what rounding leaves of none is none. */
void ta_result_unseen(struct ta_result *out, double share);

/** Words beside a value: a caveat. Cut to the field's size, between letters.
 *  @return false when they fill the field: some may be cut */
bool ta_result_why(struct ta_result *out, const char *format, ...) TA_PRINTF(2, 3);

/** Further words behind those that stand, after "; ". What does not fit is cut.
 *  @return as above */
bool ta_result_why_also(struct ta_result *out, const char *format, ...) TA_PRINTF(2, 3);

/** One more named figure; dropped when TA_DETAILS_MAX is reached or the name does not
 * fit. */
void ta_result_detail(struct ta_result *out, const char *name, double value,
                      const char *unit);

/** The input called @p name when it was found; else NULL, and @p out is missing with
 * the input's own reason. */
const struct ta_input *ta_result_need(struct ta_result *out,
                                      const struct ta_evidence *evidence,
                                      const char *name);

/** The poorer of two grades; 0 (unknown) gives way to the other. */
int ta_grade_poorer(int a, int b);

#endif
