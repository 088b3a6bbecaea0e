/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/ingest_talk.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "tables/shipped.h"

static const struct ta_column columns[] = {{"what", "What"},   {"count", "Count"},
                                           {"first", "First"}, {"words", "Why"},
                                           {"mend", "Mend"},   {NULL, NULL}};

enum ta_status ta_ingest_talk_begin(struct ta_ingest_talk *talk, struct ta_call *call,
                                    struct ta_error *err)
{
    *talk = (struct ta_ingest_talk){.call = call};
    enum ta_status rc = ta_tables_load(call->datasets, &talk->tables, err);
    if (rc != TA_OK) return rc;
    talk->limits = ta_tables_set(talk->tables);
    if (call->datasets != NULL) /* records rest on the flags that it gives */
        rc = ta_tables_unedited(talk->tables, "quality_limits", err);
    if (rc == TA_OK) rc = ta_call_messages(call, &talk->messages, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &talk->list, err);
    if (rc != TA_OK) ta_tables_free(talk->tables);
    return rc;
}

static void add_row(struct ta_ingest_talk *talk, json_t *row, bool ok)
{
    if (talk->rc == TA_OK)
        talk->rc = ta_list_add(talk->list, row, ok, &talk->err);
    else
        json_decref(row);
}

/* How to mend what has that outcome, where there is something to mend. */
static void set_mend(const struct ta_ingest_talk *talk, json_t *row,
                     enum ta_outcome outcome, bool *ok)
{
    char key[64];
    enum ta_language language = talk->call->language;
    (void)snprintf(key, sizeof key, "set_aside.%s", ta_outcome_word(outcome));
    if (ta_message_has(talk->messages, language, key))
        ta_json_set_text(row, "mend", ta_message(talk->messages, language, key), ok);
}

size_t ta_ingest_month_rows(const struct ta_call *call)
{
    return (size_t)ta_call_whole(call, "month-readings", 0);
}

int ta_ingest_archive_days(const struct ta_call *call)
{
    return (int)ta_call_whole(call, "archive-days", 0);
}

/* A case by itself, for a program. */
static void tell_case(struct ta_ingest_talk *talk, const struct ta_complaint *complaint)
{
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", ta_outcome_word(complaint->outcome), &ok);
    ta_json_set_text(row, "source", complaint->source, &ok);
    ta_json_set_int(row, "line", (int64_t)complaint->line, &ok);
    ta_json_set_int(row, "column", (int64_t)complaint->column, &ok);
    if (complaint->record > 0)
        ta_json_set_int(row, "record", (int64_t)complaint->record, &ok);
    if (complaint->letters != NULL) {
        ta_json_set_text(row, "letters", complaint->letters, &ok);
        ta_json_set_int(row, "letter", (int64_t)complaint->letter, &ok);
    }
    if (complaint->messages > 0)
        ta_json_set_int(row, "messages", (int64_t)complaint->messages, &ok);
    ta_json_set_text(row, "words", complaint->why, &ok);
    set_mend(talk, row, complaint->outcome, &ok);
    add_row(talk, row, ok);
}

/* A letter by its file and number; of a file the line and column; of a device's message its topic. */
static void place_of(const struct ta_complaint *c, char *out, size_t room)
{
    bool topic = strncmp(c->source, "ta/v1/", 6) == 0;
    char record[48] = "";
    if (c->record > 0) (void)snprintf(record, sizeof record, ", record %zu", c->record);
    if (c->letters != NULL)
        (void)snprintf(out, room, "%.80s:%zu", c->letters, c->letter);
    else if (topic)
        (void)snprintf(out, room, "%.70s%s", c->source, record);
    else
        (void)snprintf(out, room, "%zu:%zu%s", c->line, c->column, record);
    ta_words_plain(out);
}

static struct ta_ingest_reason *find_reason(struct ta_ingest_talk *talk,
                                            const struct ta_complaint *complaint)
{
    for (size_t i = 0; i < talk->n_reasons; i++)
        if (talk->reason[i].outcome == complaint->outcome &&
            strcmp(talk->reason[i].words, complaint->why) == 0)
            return &talk->reason[i];
    if (talk->n_reasons == TA_INGEST_TOLD) return NULL;
    struct ta_ingest_reason *reason = &talk->reason[talk->n_reasons];
    *reason = (struct ta_ingest_reason){.outcome = complaint->outcome,
                                        .words = ta_strdup(complaint->why)};
    if (reason->words == NULL) return NULL;
    place_of(complaint, reason->first, sizeof reason->first);
    talk->n_reasons++;
    return reason;
}

void ta_ingest_complain(void *self, const struct ta_complaint *complaint)
{
    struct ta_ingest_talk *talk = self;
    if (talk->call->json) {
        if (talk->cases == TA_INGEST_TOLD)
            talk->untold++;
        else
            tell_case(talk, complaint);
        talk->cases += talk->cases < TA_INGEST_TOLD;
        return;
    }
    struct ta_ingest_reason *reason = find_reason(talk, complaint);
    if (reason != NULL)
        reason->n += complaint->messages > 0 ? complaint->messages : 1;
    else
        talk->untold++;
}

void ta_ingest_settled(void *self, bool stands)
{
    struct ta_ingest_talk *talk = self;
    for (size_t i = 0; i < talk->n_reasons; i++) {
        struct ta_ingest_reason *reason = &talk->reason[i];
        if (stands)
            reason->stands = reason->n;
        else
            reason->n = reason->stands;
    }
    if (stands)
        talk->untold_stand = talk->untold;
    else
        talk->untold = talk->untold_stand;
}

void ta_ingest_fault(void *self, const struct ta_journal_fault *fault)
{
    struct ta_ingest_talk *talk = self;
    bool ok = true;
    char first[96];
    enum ta_language language = talk->call->language;
    const char *slash = strrchr(fault->path, '/');
    json_t *row = json_object();
    (void)snprintf(first, sizeof first, "%.64s: byte %zu",
                   slash == NULL ? fault->path : slash + 1, fault->at);
    ta_json_set_text(row, "what", "damaged", &ok);
    ta_json_set_text(row, "first", first, &ok);
    ta_json_set_text(row, "mend",
                     ta_message(talk->messages, language, "set_aside.damaged"), &ok);
    ta_json_set_text(row, "source", fault->path, &ok);
    ta_json_set_int(row, "at", (int64_t)fault->at, &ok);
    ta_json_set_int(row, "bytes", (int64_t)fault->size, &ok);
    if (fault->lost > 0) ta_json_set_int(row, "count", (int64_t)fault->lost, &ok);
    ta_json_set_text(row, "words", fault->why, &ok);
    add_row(talk, row, ok);
    ta_call_say(talk->call, "ingest: %s: byte %zu, %zu bytes: %s", fault->path,
                fault->at, fault->size, fault->why);
}

void ta_ingest_progress(void *self, uint64_t bytes)
{
    struct ta_ingest_talk *talk = self;
    ta_progress_step(talk->progress, (size_t)bytes);
}

static void tell_reason(struct ta_ingest_talk *talk,
                        const struct ta_ingest_reason *reason)
{
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", ta_outcome_word(reason->outcome), &ok);
    ta_json_set_int(row, "count", (int64_t)reason->n, &ok);
    ta_json_set_text(row, "first", reason->first, &ok);
    ta_json_set_text(row, "words", reason->words, &ok);
    set_mend(talk, row, reason->outcome, &ok);
    talk->told[reason->outcome] += reason->n;
    add_row(talk, row, ok);
}

static void tell_reasons(struct ta_ingest_talk *talk)
{
    for (size_t i = 0; i < talk->n_reasons; i++) {
        if (talk->reason[i].n > 0) tell_reason(talk, &talk->reason[i]);
        ta_free(talk->reason[i].words);
    }
    talk->n_reasons = 0;
}

void ta_ingest_tell_counts(struct ta_ingest_talk *talk,
                           const struct ta_inlet_counts *counts)
{
    tell_reasons(talk);
    if (talk->untold > 0)
        ta_call_say(talk->call, "ingest: %zu more were set aside than are shown",
                    talk->untold);
    for (int i = 0; i < TA_OUTCOME_COUNT; i++) {
        if (counts->outcome[i] <= talk->told[i]) continue;
        bool ok = true;
        json_t *row = json_object();
        ta_json_set_text(row, "what", ta_outcome_word((enum ta_outcome)i), &ok);
        ta_json_set_int(row, "count", (int64_t)(counts->outcome[i] - talk->told[i]),
                        &ok);
        ta_json_set_text(row, "words", ta_outcome_help((enum ta_outcome)i), &ok);
        set_mend(talk, row, (enum ta_outcome)i, &ok);
        add_row(talk, row, ok);
    }
}

void ta_ingest_tell_compacted(struct ta_ingest_talk *talk,
                              const struct ta_compacted *compacted)
{
    const struct ta_call *call = talk->call;
    if (compacted->months > 0)
        ta_call_say(call, "ingest: compacted days=%zu months=%zu", compacted->days,
                    compacted->months);
    if (compacted->left > 0)
        ta_call_say(call, "ingest: %zu month%s keep%s a file a day: %s",
                    compacted->left, compacted->left == 1 ? "" : "s",
                    compacted->left == 1 ? "s" : "", compacted->why.text);
}

void ta_ingest_tell_aged(struct ta_ingest_talk *talk,
                         const struct ta_archive_aged *aged)
{
    const struct ta_call *call = talk->call;
    if (aged->segments > 0)
        ta_call_say(call,
                    "ingest: archive removed=%zu bytes=%llu, kept for more than %d "
                    "days; the audit log names them",
                    aged->segments, (unsigned long long)aged->bytes,
                    ta_ingest_archive_days(call));
    if (aged->why.status == TA_OK) return;
    ta_call_say(call, "ingest: what is old enough stays in journal/archive: %s",
                aged->why.text);
}

/* The rows are told also when the ingest failed: they may say why. */
enum ta_status ta_ingest_talk_end(struct ta_ingest_talk *talk, enum ta_status rc,
                                  struct ta_error *err)
{
    struct ta_error second = {.status = TA_OK};
    tell_reasons(talk);
    enum ta_status listed = talk->rc;
    if (listed == TA_OK)
        listed = ta_list_end(talk->list, &second);
    else
        ta_list_drop(talk->list);
    ta_tables_free(talk->tables);
    if (listed == TA_OK || (rc != TA_OK && rc != TA_PARTLY)) return rc;
    *err = talk->rc == TA_OK ? second : talk->err;
    return listed;
}
