/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_window.c  Any bytes as a kept window: refused, or one that goes on with readings, ends, and is the
 *  same bytes again. The first byte chooses the rule. */
#include "ta_fuzz.h"

#include <string.h>

#include "engine/window_fold.h"

static const ta_time_us hour = INT64_C(3600000000);

static struct ta_window_rule rule_of(uint8_t byte)
{
    return (struct ta_window_rule){.kind = (enum ta_window_kind)(byte % 3),
                                   .length = byte % 3 == 0 ? 24 * hour : 0,
                                   .offset = (byte & 4) != 0 ? 8 * hour : 0,
                                   .interval = (byte & 8) != 0 ? hour / 60 : 0,
                                   .share = 0.75,
                                   .turn = (byte & 16) != 0 ? 360.0 : 0.0};
}

static void go_on(const struct ta_window_rule *rule, struct ta_window_fold *fold)
{
    const struct ta_window *w = &fold->state.window;
    struct ta_window_made made;
    struct ta_reading reading[4];
    for (int i = 0; i < 4; i++)
        reading[i] = (struct ta_reading){w->end - (4 - i) * (hour / 60), TA_TIME_NONE,
                                         i == 1 ? 1e300 : 2.5, TA_FLAG_GOOD, 0};
    enum ta_status rc = ta_window_fold_add(rule, 4, reading, fold);
    assert(rc == TA_OK || rc == TA_E_ARG);
    ta_window_fold_end(rule, fold, &made);
    assert(strlen(made.inputs_sha256) == 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    uint8_t padded[TA_WINDOW_FOLD_BYTES] = {0}, again[TA_WINDOW_FOLD_BYTES];
    struct ta_window_fold fold;
    if (size == 0) return 0;
    const struct ta_window_rule rule = rule_of(bytes[0]);
    size--;
    memcpy(padded, bytes + 1, size < sizeof padded ? size : sizeof padded);
    if (!ta_window_fold_unpack(&rule, padded, &fold)) return 0;
    ta_window_fold_pack(&fold, again);
    assert(memcmp(padded, again, sizeof again) == 0);
    go_on(&rule, &fold);
    return 0;
}
