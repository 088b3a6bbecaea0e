/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/portfolio_tell.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "cli/alignment_read.h"
#include "engine/alignment_sectors.h"
#include "engine/disclosure.h"
#include "report/portfolio.h"

static const struct ta_column columns[] = {{"figure", "Figure"},     {"of", "Of"},
                                           {"currency", "Currency"}, {"value", "Value"},
                                           {"records", "Records"},   {NULL, NULL}};
static const struct ta_column sector_columns[] = {
    {"sector", "Sector"},         {"technology", "Technology"},
    {"loans", "Loans"},           {"amount", "Outstanding"},
    {"planned", "Planned"},       {"target", "Target"},
    {"gap_percent", "Gap, %"},    {"on_path_percent", "On the path, %"},
    {"records_words", "Records"}, {NULL, NULL}};
static const struct ta_column change_columns[] = {
    {"project", "Project"},
    {"level_before", "Before"},
    {"level", "Level"},
    {"score_before", "Score before"},
    {"score", "Score"},
    {"not_in_record", "Not in the record"},
    {NULL, NULL}};

ta_day ta_portfolio_day(const struct ta_call *call)
{
    return ta_call_has(call, "as-of") ? ta_call_day(call, "as-of")
                                      : ta_day_of(call->now);
}

/* --- tables ------------------------------------------------------------------------- */

static void set_words(json_t *row, const char *key, const struct ta_text *words,
                      bool *ok)
{
    if (words->failed) *ok = false;
    if (words->size > 0) ta_json_set_text(row, key, words->bytes, ok);
}

static json_t *row_of(const struct ta_speech *speech, const json_t *figure, bool *ok)
{
    struct ta_figure_words words;
    json_t *row = json_object();
    ta_figure_words(speech, figure, &words);
    set_words(row, "figure", &words.name, ok);
    set_words(row, "of", &words.key, ok);
    if (ta_json_text(figure, "currency")[0] != '\0')
        ta_json_set_text(row, "currency", ta_json_text(figure, "currency"), ok);
    set_words(row, "value", &words.value, ok);
    set_words(row, "records", &words.records, ok);
    ta_figure_words_free(&words);
    return row;
}

/* What cannot apply to a project stands in the files and not on the terminal. */
static bool is_beside(const json_t *figure)
{
    return strcmp(ta_json_text(figure, "figure"), "not_applicable") == 0;
}

/* All rows of one section; none when it has none. */
static enum ta_status tell_section(struct ta_call *call, const struct ta_speech *speech,
                                   const json_t *figures, const char *section,
                                   struct ta_error *err)
{
    bool ok = true;
    json_t *rows = json_array();
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *figure = json_array_get(figures, i);
        if (strcmp(ta_json_text(figure, "section"), section) != 0 || is_beside(figure))
            continue;
        if (json_array_append_new(rows, row_of(speech, figure, &ok)) != 0) ok = false;
    }
    enum ta_status rc = ok ? ta_list_part(call, rows, columns, err)
                           : ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    json_decref(rows);
    return rc;
}

enum ta_status ta_portfolio_tables(struct ta_call *call, const json_t *document,
                                   const char *const *only, struct ta_error *err)
{
    static const char *const all[] = {
        "amounts",       "emissions", "levels",    "losses",
        "concentration", "coverage",  "freshness", NULL};
    const char *const *section = only != NULL ? only : all;
    struct ta_speech speech = {.language = call->language};
    enum ta_status rc = ta_call_messages(call, &speech.messages, err);
    for (size_t i = 0; rc == TA_OK && section[i] != NULL; i++)
        rc = tell_section(call, &speech, json_object_get(document, "figures"),
                          section[i], err);
    return rc;
}

/* A row of alignment with what a person reads. */
static void dress(const struct ta_speech *speech, json_t *row, bool *ok)
{
    static const struct ta_json_path at = {NULL, "alignment", 0};
    struct ta_money money = {0, ""};
    struct ta_text records = {0};
    char words[TA_SPOKEN];
    ta_alignment_round(row, ok);
    if (ta_json_get_money(row, &at, "outstanding", true, &money, NULL) != TA_OK)
        *ok = false;
    ta_say_money(speech, &money, words);
    ta_json_set_text(row, "amount", words, ok);
    ta_figure_records(row, ta_say(speech, "report.list_comma"), &records);
    set_words(row, "records_words", &records, ok);
    ta_text_free(&records);
}

/* Nobody that may be meant is counted; who it is, a person has to say. */
static void say_possible(const struct ta_call *call, const json_t *rows)
{
    struct ta_text names = {0};
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const json_t *may = json_object_get(row, "companies");
        ta_text_addf(&names, "%srecord %lld", i > 0 ? ", " : "",
                     (long long)json_integer_value(json_object_get(row, "record")));
        for (size_t k = 0; k < json_array_size(may); k++)
            ta_text_addf(&names, "%s%s", k > 0 ? " or " : " may be ",
                         json_string_value(json_array_get(may, k)));
    }
    if (names.size > 0 && !names.failed)
        ta_call_say(
            call,
            "alignment: not counted, a company of nearly the name or of another "
            "id: %s",
            names.bytes);
    ta_text_free(&names);
}

static enum ta_status tell_alignment(struct ta_call *call, const json_t *document,
                                     struct ta_error *err)
{
    const json_t *alignment = json_object_get(document, "alignment");
    struct ta_speech speech = {.language = call->language};
    bool ok = true;
    if (alignment == NULL) return TA_OK;
    enum ta_status rc = ta_call_messages(call, &speech.messages, err);
    if (rc != TA_OK) return rc;
    json_t *rows = json_deep_copy(json_object_get(alignment, "sectors"));
    for (size_t i = 0; i < json_array_size(rows); i++)
        dress(&speech, json_array_get(rows, i), &ok);
    rc = rows != NULL && ok ? ta_list_part(call, rows, sector_columns, err)
                            : ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
    json_decref(rows);
    ta_call_say(call, "alignment: %lld of %lld loans have a company of that name",
                (long long)json_integer_value(json_object_get(alignment, "matched")),
                (long long)json_integer_value(json_object_get(alignment, "loans")));
    if (ta_alignment_assumes(json_object_get(alignment, "sectors")))
        ta_alignment_say_assumed(call);
    say_possible(call, json_object_get(alignment, "possible"));
    return rc;
}

/* Where nobody can say, no level was found: the one counted stands in the files alone. */
static void dress_level(const struct ta_speech *speech, json_t *row, const char *level,
                        const char *found, bool *ok)
{
    if (!json_is_true(json_object_get(row, found)))
        ta_json_set_text(row, level, ta_say(speech, "level.not_found"), ok);
}

static enum ta_status tell_changes(struct ta_call *call, const json_t *document,
                                   struct ta_error *err)
{
    struct ta_speech speech = {.language = call->language};
    bool ok = true;
    enum ta_status rc = ta_call_messages(call, &speech.messages, err);
    if (rc != TA_OK) return rc;
    json_t *rows = json_deep_copy(json_object_get(document, "changes"));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        dress_level(&speech, json_array_get(rows, i), "level_before", "found_before",
                    &ok);
        dress_level(&speech, json_array_get(rows, i), "level", "found", &ok);
    }
    rc = rows != NULL && ok ? ta_list_part(call, rows, change_columns, err)
                            : ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    json_decref(rows);
    return rc;
}

static enum ta_status tell_tables(struct ta_call *call, const json_t *document,
                                  struct ta_error *err)
{
    const json_t *without = json_object_get(document, "without_record");
    enum ta_status rc = ta_portfolio_tables(call, document, NULL, err);
    if (rc == TA_OK) rc = tell_alignment(call, document, err);
    if (rc == TA_OK) rc = tell_changes(call, document, err);
    bool compared = json_is_object(json_object_get(document, "rated_by")) ||
                    json_is_string(json_object_get(document, "since"));
    if (compared && json_array_size(json_object_get(document, "changes")) == 0)
        ta_call_say(call, "no level is another than before");
    if (json_array_size(without) > 0)
        ta_call_say(call, "%zu project%s without a record up to that day",
                    json_array_size(without), json_array_size(without) == 1 ? "" : "s");
    return rc;
}

/* A sentence of `n` and a list of what stands side by side. */
static enum ta_status say_mixed(struct ta_call *call, const struct ta_speech *speech,
                                const char *key, const char *list, size_t n,
                                const struct ta_text *of, struct ta_error *err)
{
    struct ta_text words = {0};
    char number[24];
    (void)snprintf(number, sizeof number, "%zu", n);
    ta_message_fill(speech->messages, speech->language, &words, key, "n", number, list,
                    of->bytes == NULL || of->failed ? "" : of->bytes, (char *)NULL);
    bool failed = words.failed || of->failed;
    if (!failed) ta_call_say(call, "%s", words.bytes);
    ta_text_free(&words);
    return failed ? ta_fail(err, TA_E_NOMEM, "portfolio: out of memory") : TA_OK;
}

static enum ta_status tell_earlier(struct ta_call *call, const struct ta_speech *speech,
                                   const json_t *document, struct ta_error *err)
{
    static const struct ta_text none = {0};
    json_int_t n = json_integer_value(json_object_get(document, "standing"));
    if (n <= 0) return TA_OK;
    return say_mixed(call, speech,
                     n == 1 ? "portfolio.standing_one" : "portfolio.standing", "list",
                     (size_t)n, &none, err);
}

enum ta_status ta_portfolio_tell_mixed(struct ta_call *call, const json_t *document,
                                       struct ta_error *err)
{
    struct ta_speech speech = {.language = call->language};
    struct ta_text models = {0}, sets = {0};
    enum ta_status rc = ta_call_messages(call, &speech.messages, err);
    if (rc != TA_OK) return rc;
    rc = tell_earlier(call, &speech, document, err);
    size_t n = ta_portfolio_models(&speech, document, &models);
    if (rc == TA_OK && n > 1 && !json_is_object(json_object_get(document, "rated_by")))
        rc = say_mixed(call, &speech, "portfolio.models_mixed", "models", n, &models,
                       err);
    n = ta_portfolio_gwp(&speech, document, &sets);
    if (rc == TA_OK && n > 1)
        rc = say_mixed(call, &speech, "portfolio.gwp_mixed", "sets", n, &sets, err);
    ta_text_free(&models);
    ta_text_free(&sets);
    return rc;
}

/* --- files -------------------------------------------------------------------------- */

static bool is_stdout(const struct ta_call *call, const char *option)
{
    const char *path = ta_call_text(call, option);
    return path != NULL && strcmp(path, "-") == 0;
}

static enum ta_status write_csv(struct ta_call *call, const json_t *document,
                                struct ta_error *err)
{
    struct ta_text text = {0};
    if (!ta_call_has(call, "csv")) return TA_OK;
    ta_portfolio_csv(document, &text);
    enum ta_status rc = text.failed
                            ? ta_fail(err, TA_E_NOMEM, "portfolio: out of memory")
                            : ta_call_write(call, ta_call_text(call, "csv"), text.bytes,
                                            text.size, err);
    ta_text_free(&text);
    return rc;
}

static enum ta_status write_html(struct ta_call *call, const json_t *document,
                                 struct ta_error *err)
{
    struct ta_text text = {0};
    const struct ta_messages *messages;
    if (!ta_call_has(call, "html")) return TA_OK;
    enum ta_status rc = ta_call_messages(call, &messages, err);
    if (rc == TA_OK)
        rc = ta_portfolio_html(call->datasets, document, call->language, messages,
                               &text, err);
    if (rc == TA_OK)
        rc =
            ta_call_write(call, ta_call_text(call, "html"), text.bytes, text.size, err);
    ta_text_free(&text);
    return rc;
}

/* Canonical, one line. */
static enum ta_status write_json(struct ta_call *call, const json_t *document,
                                 struct ta_error *err)
{
    struct ta_text text = {0};
    enum ta_status rc = ta_json_canonical(document, &text);
    ta_text_add(&text, "\n");
    if (rc != TA_OK || text.failed)
        rc = ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    else
        ta_output_bytes(call->out, text.bytes, text.size);
    ta_text_free(&text);
    return rc;
}

/* --- disclosures -------------------------------------------------------------------- */

static const struct ta_column disclosure_columns[] = {{"field", "Field"},
                                                      {"asset_class", "Asset class"},
                                                      {"sector", "Sector"},
                                                      {"value", "Value"},
                                                      {"unit", "Unit"},
                                                      {"gwp", "GWP set"},
                                                      {"reason", "Reason"},
                                                      {"checked", "Read"},
                                                      {"records_words", "Records"},
                                                      {NULL, NULL}};

/* For a person, the numbers of records as words. */
static enum ta_status tell_disclosure(struct ta_call *call, const json_t *document,
                                      struct ta_error *err)
{
    bool ok = true;
    const struct ta_messages *messages;
    enum ta_status rc = ta_call_messages(call, &messages, err);
    if (rc != TA_OK) return rc;
    json_t *rows = json_deep_copy(json_object_get(document, "rows"));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        struct ta_text words = {0};
        json_t *row = json_array_get(rows, i);
        ta_figure_records(
            row, ta_message(messages, call->language, "report.list_comma"), &words);
        set_words(row, "records_words", &words, &ok);
        ta_text_free(&words);
    }
    rc = rows != NULL && ok ? ta_list_part(call, rows, disclosure_columns, err)
                            : ta_fail(err, TA_E_NOMEM, "disclosure: out of memory");
    json_decref(rows);
    return rc;
}

enum ta_status ta_disclosure_tell(struct ta_call *call, const json_t *portfolio,
                                  const char *standard, struct ta_error *err)
{
    json_t *document = NULL;
    struct ta_text text = {0};
    enum ta_status rc =
        ta_disclosure(portfolio, ta_standard_of(standard), &document, err);
    if (rc != TA_OK) return rc;
    ta_disclosure_csv(document, &text);
    if (text.failed)
        rc = ta_fail(err, TA_E_NOMEM, "disclosure: out of memory");
    else if (ta_call_has(call, "csv"))
        rc = ta_call_write(call, ta_call_text(call, "csv"), text.bytes, text.size, err);
    if (rc == TA_OK && !is_stdout(call, "csv"))
        rc = call->json ? write_json(call, document, err)
                        : tell_disclosure(call, document, err);
    ta_text_free(&text);
    json_decref(document);
    return rc;
}

enum ta_status ta_portfolio_tell(struct ta_call *call, const json_t *document,
                                 struct ta_error *err)
{
    bool taken = is_stdout(call, "csv") || is_stdout(call, "html");
    enum ta_status rc = write_csv(call, document, err);
    if (rc == TA_OK) rc = write_html(call, document, err);
    if (rc != TA_OK || taken) return rc;
    return call->json ? write_json(call, document, err)
                      : tell_tables(call, document, err);
}
