/* SPDX-License-Identifier: Apache-2.0 */
#include "base/data_use.h"

static bool is_past(ta_day day, ta_day last)
{
    return last != TA_DAY_NONE && day > last;
}

enum ta_data_use ta_data_use_on(const struct ta_project *project, ta_day day,
                                ta_day *last)
{
    *last = TA_DAY_NONE;
    if (is_past(day, project->keep_until)) {
        *last = project->keep_until;
        return TA_DATA_KEPT_TOO_LONG;
    }
    if (is_past(day, project->consent_until)) {
        *last = project->consent_until;
        return TA_DATA_CONSENT_ENDED;
    }
    return TA_DATA_MAY_BE_USED;
}

const char *ta_data_use_code(enum ta_data_use use)
{
    switch (use) {
    case TA_DATA_MAY_BE_USED: break;
    case TA_DATA_CONSENT_ENDED: return "consent_ended";
    case TA_DATA_KEPT_TOO_LONG: return "kept_too_long";
    }
    return "";
}
