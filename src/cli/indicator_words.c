/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/indicator_words.h"

#include <stdio.h>

enum { KEY = 160 };

enum ta_status ta_indicator_named(const char *id, const struct ta_indicator **out,
                                  struct ta_error *err)
{
    enum { MOST = 256 };
    const char *known[MOST + 1];
    size_t n = 0;
    *out = ta_indicator_find(id);
    if (*out != NULL) return TA_OK;
    for (; n < ta_indicator_count() && n < MOST; n++) known[n] = ta_indicator_at(n)->id;
    known[n] = NULL;
    (void)ta_fail(err, TA_E_NOTFOUND, "no indicator \"%s\"", id);
    ta_mend_unknown(err, id, known);
    return TA_E_NOTFOUND;
}

const char *ta_indicator_title(const struct ta_messages *messages,
                               enum ta_language language,
                               const struct ta_indicator *indicator)
{
    char key[KEY];
    (void)snprintf(key, sizeof key, "indicator.%s.title", indicator->id);
    return ta_message_has(messages, language, key) ? ta_message(messages, language, key)
                                                   : indicator->id;
}

const char *ta_role_word(enum ta_indicator_role role)
{
    static const char *const word[] = {[TA_ROLE_SCORED] = "scored",
                                       [TA_ROLE_GATE] = "gate",
                                       [TA_ROLE_REPORTED] = "reported"};
    return word[role];
}

const char *ta_direction_word(enum ta_direction direction)
{
    static const char *const word[] = {[TA_HIGHER_IS_WORSE] = "higher_is_worse",
                                       [TA_LOWER_IS_WORSE] = "lower_is_worse",
                                       [TA_NEITHER] = "neither"};
    return word[direction];
}

const char *ta_interval_word(enum ta_interval interval)
{
    static const char *const word[] = {[TA_INTERVAL_NONE] = "none",
                                       [TA_INTERVAL_ERROR] = "90_percent",
                                       [TA_INTERVAL_WIDER] = "90_percent_or_wider",
                                       [TA_INTERVAL_CASES] = "best_to_worst_case"};
    return word[interval];
}

struct ta_column ta_interval_column(enum ta_interval interval)
{
    static const struct ta_column column[] = {
        [TA_INTERVAL_NONE] = {"interval", "Interval"},
        [TA_INTERVAL_ERROR] = {"interval", "90 % in"},
        [TA_INTERVAL_WIDER] = {"interval", "90 % or more in"},
        [TA_INTERVAL_CASES] = {"interval", "Best to worst case"}};
    return column[interval];
}

const char *ta_input_kind_word(enum ta_input_kind kind)
{
    static const char *const word[] = {[TA_INPUT_NUMBER] = "number",
                                       [TA_INPUT_TEXT] = "text",
                                       [TA_INPUT_SERIES] = "series",
                                       [TA_INPUT_STACK] = "stack",
                                       [TA_INPUT_ROWS] = "rows"};
    return word[kind];
}

const char *ta_origin_word(enum ta_input_origin origin)
{
    static const char *const word[] = {
        [TA_FROM_IMAGERY] = "imagery",    [TA_FROM_READINGS] = "readings",
        [TA_FROM_PROJECT] = "project",    [TA_FROM_LAYER] = "layer",
        [TA_FROM_MODEL] = "model",        [TA_FROM_STATEMENTS] = "statements",
        [TA_FROM_INDICATOR] = "indicator"};
    return word[origin];
}
