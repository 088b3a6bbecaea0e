/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"

enum { WORDS_SIZE = 4096 };

static atomic_int log_most = TA_LOG_WARNING;
static atomic_int log_form = TA_LOG_TEXT;

static const char *const level_name[] = {"error", "warning", "info", "debug"};

void ta_log_setup(enum ta_log_level most, enum ta_log_form form)
{
    atomic_store(&log_most, (int)most);
    atomic_store(&log_form, (int)form);
}

bool ta_log_is_json(void)
{
    return atomic_load(&log_form) == TA_LOG_JSON;
}

/* An event is one line whatever it quotes: control characters become '?'. */
static void flatten(char *words)
{
    for (; *words != '\0'; words++)
        if ((unsigned char)*words < 0x20 || *words == 0x7F) *words = '?';
}

static void add_quoted(struct ta_text *line, const char *words)
{
    ta_text_add(line, "\"");
    for (; *words != '\0'; words++) {
        if (*words == '"' || *words == '\\') ta_text_add(line, "\\");
        ta_text_add_bytes(line, words, 1);
    }
    ta_text_add(line, "\"");
}

static void add_json(struct ta_text *line, enum ta_log_level level, const char *event,
                     const char *words)
{
    char now[TA_TIME_TEXT];
    ta_time_format(ta_time_now(), now);
    ta_text_addf(line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":", now,
                 level_name[level]);
    add_quoted(line, event);
    ta_text_add(line, ",\"text\":");
    add_quoted(line, words);
    ta_text_add(line, "}\n");
}

static void add_plain(struct ta_text *line, enum ta_log_level level, const char *event,
                      const char *words)
{
    char now[TA_TIME_TEXT];
    ta_time_format(ta_time_now(), now);
    ta_text_addf(line, "%s %s %s%s%s\n", now, level_name[level], event,
                 words[0] == '\0' ? "" : " ", words);
}

void ta_log(enum ta_log_level level, const char *event, const char *format, ...)
{
    if ((int)level > atomic_load(&log_most)) return;

    char words[WORDS_SIZE];
    va_list args;
    va_start(args, format);
    ta_words_format(words, sizeof words, format, args);
    va_end(args);
    flatten(words);

    struct ta_text line = {0};
    if (ta_log_is_json())
        add_json(&line, level, event, words);
    else
        add_plain(&line, level, event, words);
    /* one write a line, so that threads do not mix; a log that cannot be written is lost */
    if (!line.failed && write(STDERR_FILENO, line.bytes, line.size) < 0)
        line.failed = true;
    ta_text_free(&line);
}
