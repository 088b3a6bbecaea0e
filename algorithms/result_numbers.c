/* SPDX-License-Identifier: Apache-2.0 */
#include "result_numbers.h"

#include <math.h>

bool ta_result_numbers(struct ta_result *out, const struct ta_evidence *evidence,
                       size_t n, const char *const *name, unsigned required,
                       double *value, int *grade)
{
    *grade = 0;
    for (size_t i = 0; i < n; i++) {
        const struct ta_input *input = ta_evidence_input(evidence, name[i]);
        bool found = input != NULL && input->reason == TA_OBSERVED;
        value[i] = found ? input->number : (double)NAN;
        if (found) *grade = ta_grade_poorer(*grade, input->grade);
        if (!found && (required >> i & 1u) != 0)
            return ta_result_need(out, evidence, name[i]) != NULL;
    }
    return true;
}
