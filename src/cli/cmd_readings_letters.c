/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_readings_letters.c  `terrassay readings letters`: what was set aside, for a person to look at. */
#include <stdio.h>
#include <string.h>

#include "cli/payload.h"
#include "cli/print.h"
#include "engine/letters_look.h"
#include "ingest/topic.h"

enum { SHOWN_MOST = 64 << 10 }; /* of one letter, to a person */

static const struct ta_column list_columns[] = {
    {"letter", "Letter"}, {"what", "What"},     {"received", "Received"},
    {"bytes", "Bytes"},   {"source", "Source"}, {"why", "Why"},
    {NULL, NULL}};

static const struct ta_column one_columns[] = {{"letter", "Letter"},
                                               {"what", "What"},
                                               {"why", "Why"},
                                               {"mend", "Mend"},
                                               {"project", "Project"},
                                               {"device", "Device"},
                                               {"source", "Source"},
                                               {"format", "Format"},
                                               {"line", "Line"},
                                               {"column", "Column"},
                                               {"received", "Received"},
                                               {"put_away", "Put away"},
                                               {"put_away_by", "By"},
                                               {"put_away_reason", "Reason"},
                                               {"head", "First row"},
                                               {"bytes", "Bytes"},
                                               {NULL, NULL}};

struct telling {
    struct ta_call *call;
    const struct ta_messages *messages;
    struct ta_list *list; /* NULL: one letter, with what is in it */
    size_t faults;
};

/* Anybody may have sent it. */
static void set_view(json_t *row, const char *key, struct ta_view view, bool *ok)
{
    struct ta_text words = {0};
    if (view.size == 0) return;
    ta_text_add_bytes(&words, view.bytes, view.size);
    if (!words.failed) {
        ta_words_shown(words.bytes);
        ta_words_plain(words.bytes);
    }
    ta_json_set_text(row, key, words.failed ? NULL : words.bytes, ok);
    ta_text_free(&words);
}

static void set_words(json_t *row, const char *key, const char *words, bool *ok)
{
    if (words != NULL) set_view(row, key, (struct ta_view){words, strlen(words)}, ok);
}

/* A device's message by its topic; else what the file was taken in with. */
static void set_sender(json_t *row, const struct ta_letter_shown *shown, bool *ok)
{
    struct ta_topic topic;
    const struct ta_letter *letter = shown->letter;
    set_view(row, "source", letter->source, ok);
    if (letter->received != TA_TIME_NONE && ta_topic_read(letter->source, &topic)) {
        set_words(row, "project", topic.project, ok);
        set_words(row, "device", topic.device, ok);
        set_words(row, "format", topic.format, ok);
        return;
    }
    set_view(row, "project", letter->project, ok);
    set_view(row, "format", shown->form->format, ok);
}

static void set_received(const struct telling *t, json_t *row, ta_time_us received,
                         bool *ok)
{
    if (received != TA_TIME_NONE)
        ta_json_set_time(row, "received", received, ok);
    else if (!t->call->json)
        ta_json_set_text(row, "received",
                         ta_message(t->messages, t->call->language, "readings.by_file"),
                         ok);
}

static void set_reason(const struct telling *t, json_t *row,
                       const struct ta_letter *letter, bool *ok)
{
    char key[64];
    const char *word = ta_outcome_word(letter->outcome);
    (void)snprintf(key, sizeof key, "set_aside.%s", word);
    ta_json_set_text(row, "what", word, ok);
    set_view(row, "why", letter->why, ok);
    if (ta_message_has(t->messages, t->call->language, key))
        ta_json_set_text(row, "mend", ta_message(t->messages, t->call->language, key),
                         ok);
}

static json_t *row_of(const struct telling *t, const struct ta_letter_shown *shown,
                      bool *ok)
{
    char name[TA_FRAME_NAME + 24];
    const struct ta_letter *letter = shown->letter;
    json_t *row = json_object();
    (void)snprintf(name, sizeof name, "%s:%zu", shown->file, shown->number);
    ta_json_set_text(row, "letter", name, ok);
    set_reason(t, row, letter, ok);
    set_sender(row, shown, ok);
    if (letter->line > 0) ta_json_set_int(row, "line", (int64_t)letter->line, ok);
    if (letter->column > 0) ta_json_set_int(row, "column", (int64_t)letter->column, ok);
    set_received(t, row, letter->received, ok);
    ta_json_set_int(row, "bytes", (int64_t)letter->bytes.size, ok);
    if (shown->when != TA_TIME_NONE) ta_json_set_time(row, "put_away", shown->when, ok);
    set_words(row, "put_away_by", shown->who, ok);
    set_words(row, "put_away_reason", shown->reason, ok);
    return row;
}

/* With --json all of it: as text where that is safe, else in hexadecimal digits. */
static void set_payload(json_t *row, struct ta_view bytes, bool *ok)
{
    struct ta_text words = {0};
    bool plain = ta_payload_is_plain(bytes);
    if (plain)
        ta_text_add_bytes(&words, bytes.bytes, bytes.size);
    else
        ta_payload_hex(bytes, &words);
    const char *text = words.size == 0 ? "" : words.bytes;
    ta_json_set_text(row, plain ? "text" : "hex", words.failed ? NULL : text, ok);
    ta_text_free(&words);
}

static enum ta_status show_one(const struct telling *t,
                               const struct ta_letter_shown *shown,
                               struct ta_error *err)
{
    bool ok = true;
    struct ta_text lines = {0};
    struct ta_view bytes = shown->letter->bytes;
    json_t *row = row_of(t, shown, &ok);
    set_view(row, "head", shown->form->head, &ok);
    if (t->call->json) set_payload(row, bytes, &ok);
    enum ta_status rc = ta_show(t->call, one_columns, row, ok, err);
    if (rc != TA_OK || t->call->json) return rc;
    ta_text_add(&lines, "\n");
    ta_payload_show(bytes, SHOWN_MOST, &lines);
    if (lines.failed)
        rc = ta_fail(err, TA_E_NOMEM, "dead letters: out of memory");
    else
        ta_output_bytes(t->call->out, lines.bytes, lines.size);
    ta_text_free(&lines);
    return rc;
}

static enum ta_status on_letter(void *self, const struct ta_letter_shown *shown,
                                struct ta_error *err)
{
    bool ok = true;
    const struct telling *t = self;
    if (t->list == NULL) return show_one(t, shown, err);
    json_t *row = row_of(t, shown, &ok);
    return ta_list_add(t->list, row, ok, err);
}

static void on_fault(void *self, const char *file, size_t faults)
{
    const struct telling *t = self;
    ta_call_say(t->call, "readings: %s: %zu stretch%s of it cannot be read", file,
                faults, faults == 1 ? "" : "es");
}

static enum ta_status look(struct ta_call *call, struct ta_workspace *workspace,
                           struct telling *t, struct ta_error *err)
{
    const struct ta_letters_look job = {.which = ta_call_argument(call, 0),
                                        .away = ta_call_has(call, "away"),
                                        .self = t,
                                        .each = on_letter,
                                        .fault = on_fault};
    struct ta_letters_looked found;
    enum ta_status rc = ta_engine_letters_look(workspace, &job, &found, err);
    if ((rc == TA_OK || rc == TA_PARTLY) && t->list != NULL)
        ta_call_say(call, "readings: letters=%zu letter_files=%zu faults=%zu",
                    found.letters, found.files, found.faults);
    return rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct telling t = {.call = call};
    const char *which = ta_call_argument(call, 0);
    bool one = which != NULL && strchr(which, ':') != NULL;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc == TA_OK) rc = ta_call_messages(call, &t.messages, err);
    if (rc == TA_OK && !one) rc = ta_list_new(call, list_columns, &t.list, err);
    if (rc == TA_OK) rc = look(call, workspace, &t, err);
    if (t.list == NULL || (rc != TA_OK && rc != TA_PARTLY)) {
        ta_list_drop(t.list);
        return rc;
    }
    enum ta_status listed = ta_list_end(t.list, err);
    return listed == TA_OK ? rc : listed;
}

static const struct ta_argument arguments[] = {
    {.name = "WHICH",
     .help = "FILE.dead, the word they were set aside for, or all; FILE.dead:LETTER "
             "shows what is in it",
     .optional = true},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "away", .help = "those that `ingest --put-away` took away instead"},
    {.name = NULL}};

const struct ta_command ta_command_readings_letters = {
    .name = "readings letters",
    .summary = "list dead letters: what was set aside; show what is in one",
    .more =
        "A dead letter is a message, or a part of a file, that could not be used: kept "
        "whole in journal/dead with the reason, until `ingest --replay` takes it in "
        "after a mend or `ingest --put-away` takes it out of the way. Nothing is "
        "changed here. What is in one may come from anybody: characters that would "
        "move a terminal's cursor or turn its writing stand as <U+001B>, and what is "
        "no text as a dump of its bytes. With --json it is whole: text where no such "
        "character is in it, else hex.",
    .argument = arguments,
    .option = options,
    .example = "terrassay readings letters -w bank\n"
               "terrassay readings letters unknown_device --json -w bank",
    .run = run,
};
