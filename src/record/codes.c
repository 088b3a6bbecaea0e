/* SPDX-License-Identifier: Apache-2.0 */
#include "record/codes.h"

#include <string.h>

const char *ta_level_code(enum ta_level level)
{
    static const char *const codes[] = {"very_high", "high", "elevated", "moderate",
                                        "low"};
    return level < TA_LEVEL_COUNT ? codes[level] : "";
}

enum ta_level ta_level_from_code(const char *code)
{
    int level = 0;
    while (level < TA_LEVEL_COUNT &&
           strcmp(ta_level_code((enum ta_level)level), code) != 0)
        level++;
    return (enum ta_level)level;
}

const char *ta_opinion_code(enum ta_opinion opinion)
{
    static const char *const codes[] = {"no_objection", "conditions", "objection",
                                        "cannot_say"};
    return opinion < TA_OPINION_COUNT ? codes[opinion] : "";
}

const char *ta_gate_code(enum ta_gate_state state)
{
    static const char *const codes[] = {"not_evaluated", "passes", "fires"};
    return state <= TA_GATE_FIRES ? codes[state] : "";
}

const char *ta_reason_code(enum ta_reason reason)
{
    static const char *const codes[] = {
#define X(name, code) [name] = (code),
        TA_REASON_LIST(X)
#undef X
    };
    return reason < TA_REASON_COUNT ? codes[reason] : "";
}

const char *ta_mean_code(enum ta_mean mean)
{
    static const char *const codes[] = {"arithmetic", "geometric", "harmonic"};
    return mean <= TA_MEAN_HARMONIC ? codes[mean] : "";
}

const char *ta_evidence_kind_code(enum ta_evidence_kind kind)
{
    static const char *const codes[] = {"chip", "partition", "layer", "document"};
    return kind < TA_EVIDENCE_KIND_COUNT ? codes[kind] : "";
}

const char *ta_indicative_code(enum ta_indicative reason)
{
    static const char *const codes[] = {
#define X(name, code) [name] = (code),
        TA_INDICATIVE_LIST(X)
#undef X
    };
    return reason < TA_INDICATIVE_COUNT ? codes[reason] : "";
}
