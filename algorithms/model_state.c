/* SPDX-License-Identifier: Apache-2.0 */
#include "terrassay/model.h"

const char *ta_model_state_word(enum ta_model_state state)
{
    static const char *const word[TA_MODEL_STATE_COUNT] = {
#define X(name, text) [name] = (text),
        TA_MODEL_STATE_LIST(X)
#undef X
    };
    return state < TA_MODEL_STATE_COUNT ? word[state] : "unknown";
}
