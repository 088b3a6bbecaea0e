/* SPDX-License-Identifier: Apache-2.0 */
/** @file call.c  What a command asks of its call. */
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "cli/command.h"

enum { WORDS = 4096 };

static const struct ta_option *find(const struct ta_call *call, const char *name)
{
    const struct ta_option *option = call->command->option;
    while (option != NULL && option->name != NULL && strcmp(option->name, name) != 0)
        option++;
    assert(option != NULL && option->name != NULL);
    return option;
}

size_t ta_call_count(const struct ta_call *call, const char *name)
{
    const struct ta_option *option = find(call, name);
    size_t n = 0;
    for (size_t i = 0; i < call->n_given; i++) n += call->given[i].option == option;
    return n;
}

const char *ta_call_nth(const struct ta_call *call, const char *name, size_t nth)
{
    const struct ta_option *option = find(call, name);
    for (size_t i = 0; i < call->n_given; i++) {
        if (call->given[i].option != option) continue;
        if (nth == 0) return call->given[i].value;
        nth--;
    }
    return NULL;
}

bool ta_call_has(const struct ta_call *call, const char *name)
{
    return ta_call_count(call, name) > 0;
}

const char *ta_call_text(const struct ta_call *call, const char *name)
{
    size_t n = ta_call_count(call, name);
    return n == 0 ? find(call, name)->fallback : ta_call_nth(call, name, n - 1);
}

double ta_call_number(const struct ta_call *call, const char *name)
{
    const char *text = ta_call_text(call, name);
    double value = NAN;
    enum ta_status rc = text == NULL ? TA_OK : ta_parse_f64(text, &value);
    assert(rc == TA_OK);
    (void)rc;
    return value;
}

int64_t ta_call_whole(const struct ta_call *call, const char *name, int64_t otherwise)
{
    const char *text = ta_call_text(call, name);
    int64_t value = otherwise;
    enum ta_status rc = text == NULL ? TA_OK : ta_parse_i64(text, &value);
    assert(rc == TA_OK);
    (void)rc;
    return value;
}

ta_day ta_call_day(const struct ta_call *call, const char *name)
{
    const char *text = ta_call_text(call, name);
    ta_day day = TA_DAY_NONE;
    enum ta_status rc = text == NULL ? TA_OK : ta_day_parse(text, &day);
    assert(rc == TA_OK);
    (void)rc;
    return day;
}

ta_time_us ta_call_time(const struct ta_call *call, const char *name)
{
    const char *text = ta_call_text(call, name);
    if (text == NULL) return TA_TIME_NONE;
    ta_day day = TA_DAY_NONE;
    if (ta_day_parse(text, &day) == TA_OK) return ta_time_of(day);
    ta_time_us time = TA_TIME_NONE;
    enum ta_status rc = ta_time_parse(text, &time);
    assert(rc == TA_OK);
    (void)rc;
    return time;
}

const char *ta_call_argument(const struct ta_call *call, size_t i)
{
    return i < call->n_arguments ? call->argument[i] : NULL;
}

enum ta_status ta_call_workspace(struct ta_call *call, enum ta_open how,
                                 struct ta_workspace **out, struct ta_error *err)
{
    const struct ta_workspace_options options = {.create = how == TA_OPEN_CREATE,
                                                 .read_only = how == TA_OPEN_READ,
                                                 .datasets = call->datasets};
    if (!call->is_open) {
        enum ta_status rc =
            ta_workspace_open(call->workspace, &options, &call->opened, err);
        if (rc != TA_OK) return rc;
        call->is_open = true;
    }
    *out = &call->opened;
    return TA_OK;
}

enum ta_status ta_call_messages(struct ta_call *call, const struct ta_messages **out,
                                struct ta_error *err)
{
    if (call->messages == NULL) {
        enum ta_status rc = ta_messages_load(call->datasets, &call->messages, err);
        if (rc != TA_OK) return rc;
    }
    *out = call->messages;
    return TA_OK;
}

void ta_call_say(const struct ta_call *call, const char *format, ...)
{
    char words[WORDS];
    if (call->quiet) return;
    va_list args;
    va_start(args, format);
    ta_words_format(words, sizeof words, format, args);
    va_end(args);
    ta_words_plain(words);
    if (call->log_json)
        ta_log(TA_LOG_INFO, call->command->name, "%s", words);
    else
        (void)fprintf(stderr, "%s\n", words);
}

enum ta_status ta_call_write(struct ta_call *call, const char *path, const void *bytes,
                             size_t size, struct ta_error *err)
{
    if (path != NULL && strcmp(path, "-") != 0)
        return ta_file_write(path, bytes, size, 0666, err);
    ta_output_bytes(call->out, bytes, size);
    return TA_OK;
}

enum ta_status ta_call_misuse(const struct ta_call *call, struct ta_error *err,
                              const char *format, ...)
{
    char words[512];
    va_list args;
    va_start(args, format);
    ta_words_format(words, sizeof words, format, args);
    va_end(args);
    (void)ta_fail(err, TA_E_USAGE, "%s: %s", call->command->name, words);
    ta_error_mend(err, "see `terrassay %s --help`", call->command->name);
    return TA_E_USAGE;
}
