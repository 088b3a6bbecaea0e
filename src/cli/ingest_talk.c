/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/ingest_talk.h"

#include "base/json.h"
#include "base/text.h"

/* Complaints that are printed one by one; all of them are counted and kept. */
enum { COMPLAINTS_MOST = 20 };

static const struct ta_column columns[] = {
    {"what", "What"},   {"line", "Line"}, {"column", "Column"}, {"record", "Record"},
    {"count", "Count"}, {"words", "Why"}, {NULL, NULL}};

enum ta_status ta_ingest_talk_begin(struct ta_ingest_talk *talk, struct ta_call *call,
                                    struct ta_error *err)
{
    *talk = (struct ta_ingest_talk){.call = call};
    enum ta_status rc = ta_tables_load(call->datasets, &talk->tables, err);
    if (rc != TA_OK) return rc;
    talk->limits = ta_tables_set(talk->tables);
    rc = ta_list_new(call, columns, &talk->list, err);
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

/* A program has the letter in members of its own; a person reads it in front of the reason. */
static void set_words(const struct ta_ingest_talk *talk, json_t *row,
                      const struct ta_complaint *complaint, bool *ok)
{
    struct ta_text words = {0};
    if (complaint->letters != NULL && !talk->call->json)
        ta_text_addf(&words, "letter %zu of %s: ", complaint->letter,
                     complaint->letters);
    ta_text_add(&words, complaint->why);
    ta_json_set_text(row, "words", words.failed ? complaint->why : words.bytes, ok);
    ta_text_free(&words);
}

size_t ta_ingest_month_rows(const struct ta_call *call)
{
    return (size_t)ta_call_whole(call, "month-readings", 0);
}

void ta_ingest_complain(void *self, const struct ta_complaint *complaint)
{
    struct ta_ingest_talk *talk = self;
    if (talk->complaints++ >= COMPLAINTS_MOST) return;
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
    set_words(talk, row, complaint, &ok);
    add_row(talk, row, ok);
}

void ta_ingest_fault(void *self, const struct ta_journal_fault *fault)
{
    struct ta_ingest_talk *talk = self;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", "damaged", &ok);
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

void ta_ingest_tell_counts(struct ta_ingest_talk *talk,
                           const struct ta_inlet_counts *counts)
{
    if (talk->complaints > COMPLAINTS_MOST)
        ta_call_say(talk->call, "ingest: %zu more were set aside than are shown",
                    talk->complaints - COMPLAINTS_MOST);
    for (int i = 0; i < TA_OUTCOME_COUNT; i++) {
        if (counts->outcome[i] == 0) continue;
        bool ok = true;
        json_t *row = json_object();
        ta_json_set_text(row, "what", ta_outcome_word((enum ta_outcome)i), &ok);
        ta_json_set_int(row, "count", (int64_t)counts->outcome[i], &ok);
        ta_json_set_text(row, "words", ta_outcome_help((enum ta_outcome)i), &ok);
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

/* The rows are told also when the ingest failed: they may say why. */
enum ta_status ta_ingest_talk_end(struct ta_ingest_talk *talk, enum ta_status rc,
                                  struct ta_error *err)
{
    struct ta_error second = {.status = TA_OK};
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
