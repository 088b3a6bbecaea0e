/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/contradicted.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "indicator_result.h"

static double detail(const struct ta_result *result, const char *name)
{
    for (size_t i = 0; i < result->n_details; i++)
        if (strcmp(result->detail[i].name, name) == 0) return result->detail[i].value;
    return NAN;
}

static void replace(struct ta_result *result, const char *name, double value)
{
    for (size_t i = 0; i < result->n_details; i++)
        if (strcmp(result->detail[i].name, name) == 0) result->detail[i].value = value;
}

/* Comparisons with NaN are false: what is not known contradicts nothing. */
bool ta_contradicted_avoided(const struct ta_result *avoided,
                             struct ta_result *financed)
{
    double part = detail(financed, "financed_avoided");
    double project = detail(financed, "project_avoided");
    bool seen =
        avoided->reason == TA_OBSERVED && isfinite(detail(avoided, "seen_share"));
    if (!seen || !(detail(avoided, "stated") > avoided->hi)) return false;
    if (!(project > avoided->value) || !isfinite(part)) return false;
    replace(financed, "financed_avoided", part * (avoided->value / project));
    ta_result_detail(financed, "financed_avoided_stated", part, "tCO2e/year");
    double guide = detail(financed, "pboc_avoided_unchecked");
    if (isfinite(guide))
        replace(financed, "pboc_avoided_unchecked", guide * (avoided->value / project));
    ta_result_detail(financed, "computed_avoided", avoided->value, "tCO2e/year");
    return true;
}
