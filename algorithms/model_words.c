/* SPDX-License-Identifier: Apache-2.0 */
#include "terrassay/model.h"

const char *ta_level_word(enum ta_level level)
{
    static const char *const word[TA_LEVEL_COUNT] = {"very_high", "high", "elevated",
                                                     "moderate", "low"};
    return level < TA_LEVEL_COUNT ? word[level] : "unknown";
}

const char *ta_opinion_word(enum ta_opinion opinion)
{
    static const char *const word[TA_OPINION_COUNT] = {"no_objection", "conditions",
                                                       "objection", "cannot_say"};
    return opinion < TA_OPINION_COUNT ? word[opinion] : "unknown";
}

const char *ta_mean_word(enum ta_mean mean)
{
    static const char *const word[TA_MEAN_COUNT] = {"arithmetic", "geometric",
                                                    "harmonic"};
    return mean < TA_MEAN_COUNT ? word[mean] : "unknown";
}

const char *ta_model_state_word(enum ta_model_state state)
{
    static const char *const word[TA_MODEL_STATE_COUNT] = {
#define X(name, text) [name] = (text),
        TA_MODEL_STATE_LIST(X)
#undef X
    };
    return state < TA_MODEL_STATE_COUNT ? word[state] : "unknown";
}
