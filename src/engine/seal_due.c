/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/seal_due.h"

#include <string.h>

#include "base/text.h"

static const ta_time_us again_after = 60 * INT64_C(1000000);
static const ta_time_us said_for = 3600 * INT64_C(1000000);

bool ta_seal_is_due(const struct ta_seal_due *due)
{
    if (due->bytes == 0) return false;
    if (due->since >= due->every) return true;
    return due->bytes >= due->most && (!due->failed || due->since >= again_after);
}

bool ta_said_news(struct ta_said *said, const char *why, ta_time_us now)
{
    char shown[sizeof said->why];
    ta_copy_cut(shown, sizeof shown, why);
    bool same = said->why[0] != '\0' && strcmp(said->why, shown) == 0;
    if (same && now - said->at < said_for) return false;
    memcpy(said->why, shown, sizeof shown);
    said->at = now;
    return true;
}
