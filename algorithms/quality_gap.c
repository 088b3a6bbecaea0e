/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_gap.h"

#include <math.h>

static const double us_per_s = 1e6;

void ta_qc_gaps(const struct ta_series *series, const struct ta_qc_gap *limit,
                const struct ta_qc_policy *policy, unsigned char *flag)
{
    size_t last = series->n; /* the value before */
    for (size_t i = 0; i < series->n; i++) {
        if (!isfinite(series->value[i])) {
            flag[i] = TA_FLAG_MISSING;
            continue;
        }
        double since = NAN;
        if (last < series->n)
            since = (double)(series->time[i] - series->time[last]) / us_per_s;
        enum ta_flag found = isnan(since) ? policy->uncompared : TA_FLAG_GOOD;
        if (ta_qc_above(since, limit->suspect_s, since, policy->slack))
            found = TA_FLAG_SUSPECT;
        if (ta_qc_above(since, limit->fail_s, since, policy->slack))
            found = TA_FLAG_FAIL;
        flag[i] = (unsigned char)found;
        last = i;
    }
}

enum ta_flag ta_qc_syntax(const char *message, size_t size, char delimiter,
                          enum ta_qc_length kind, size_t wanted)
{
    size_t fields = 1;
    for (size_t i = 0; i < size; i++) fields += message[i] == delimiter;
    size_t found = delimiter != '\0' ? fields : size;
    if (delimiter == '\0' && kind == TA_QC_HEX_BYTES) {
        if (size % 2 != 0) return TA_FLAG_FAIL;
        found = size / 2;
    }
    return found == wanted ? TA_FLAG_GOOD : TA_FLAG_FAIL;
}
