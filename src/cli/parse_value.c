/* SPDX-License-Identifier: Apache-2.0 */
/** @file parse_value.c  Values of options against the kind their table names. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "cli/parse.h"

enum { WORDS = 16, WORD = 32 };

static enum ta_status check_word(const struct ta_option *option, const char *value,
                                 struct ta_error *err)
{
    char room[WORDS][WORD];
    const char *known[WORDS + 1], *word = option->value;
    size_t n = 0;
    while (n < WORDS && *word != '\0') {
        size_t length = strcspn(word, "|");
        (void)snprintf(room[n], WORD, "%.*s", (int)length, word);
        known[n] = room[n];
        n++;
        word += length + (word[length] == '|');
    }
    known[n] = NULL;
    if (ta_word_known(value, known)) return TA_OK;
    (void)ta_fail(err, TA_E_USAGE, "--%s: wanted %s, found \"%s\"", option->name,
                  option->value, value);
    ta_mend_unknown(err, value, known);
    return TA_E_USAGE;
}

static enum ta_status check_number(const struct ta_option *option, const char *value,
                                   struct ta_error *err)
{
    double number = 0.0;
    int64_t whole = 0;
    bool is_whole = option->kind == TA_VALUE_WHOLE;
    enum ta_status rc =
        is_whole ? ta_parse_i64(value, &whole) : ta_parse_f64(value, &number);
    if (rc != TA_OK)
        return ta_fail(err, TA_E_USAGE, "--%s: wanted a %s, found \"%s\"", option->name,
                       is_whole ? "whole number" : "number", value);
    if (is_whole) number = (double)whole;
    if (option->least < option->most &&
        !(number >= option->least && number <= option->most))
        return ta_fail(err, TA_E_USAGE, "--%s: wanted %.15g to %.15g, found %s",
                       option->name, option->least, option->most, value);
    return TA_OK;
}

static enum ta_status check_time(const struct ta_option *option, const char *value,
                                 struct ta_error *err)
{
    ta_day day;
    ta_time_us time;
    if (ta_day_parse(value, &day) == TA_OK) return TA_OK;
    if (option->kind == TA_VALUE_TIME && ta_time_parse(value, &time) == TA_OK)
        return TA_OK;
    (void)ta_fail(err, TA_E_USAGE, "--%s: wanted %s, found \"%s\"", option->name,
                  option->kind == TA_VALUE_TIME ? "an instant" : "a day", value);
    ta_error_mend(err, option->kind == TA_VALUE_TIME
                           ? "write it as 2026-01-31T08:00:00Z, or as a day"
                           : "write it as 2026-01-31");
    return TA_E_USAGE;
}

enum ta_status ta_parse_value(const struct ta_option *option, const char *value,
                              struct ta_error *err)
{
    switch (option->kind) {
    case TA_VALUE_TEXT:
        if (value[0] != '\0' && ta_utf8_ok(value, strlen(value))) return TA_OK;
        return ta_fail(err, TA_E_USAGE, "--%s: wanted %s, found %s", option->name,
                       option->value, value[0] == '\0' ? "nothing" : "no UTF-8");
    case TA_VALUE_WORD: return check_word(option, value, err);
    case TA_VALUE_WHOLE:
    case TA_VALUE_NUMBER: return check_number(option, value, err);
    case TA_VALUE_DAY:
    case TA_VALUE_TIME: return check_time(option, value, err);
    }
    return ta_fail(err, TA_E_INTERNAL, "--%s: kind %d", option->name,
                   (int)option->kind);
}
