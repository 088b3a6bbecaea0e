/* SPDX-License-Identifier: Apache-2.0 */
/** @file result_numbers.h  Inputs that are plain numbers, read together. */
#ifndef TA_ALGORITHMS_RESULT_NUMBERS_H
#define TA_ALGORITHMS_RESULT_NUMBERS_H

#include "indicator_result.h"

/** Read the numbers called @p name into @p value; those not found are NaN.
 *  @param required bits of names without which there is no answer
 *  @param grade    poorest of those found, 0 when none says one
 *  @return false when a required one is missing: @p out then says which and why. */
bool ta_result_numbers(struct ta_result *out, const struct ta_evidence *evidence,
                       size_t n, const char *const *name, unsigned required,
                       double *value, int *grade);

#endif
