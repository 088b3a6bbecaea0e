/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_head.c  What the page of all loans is of, and what to know before it is read. */
#include <string.h>

#include "base/json.h"
#include "report/portfolio.h"
#include "report/portfolio_parts.h"

static void term(struct ta_page *page, const char *key, const char *words)
{
    if (words[0] == '\0') return;
    ta_page_tags(page, "<div><dt>");
    ta_page_say(page, key);
    ta_page_tags(page, "</dt><dd>");
    ta_page_outside(page, words);
    ta_page_tags(page, "</dd></div>\n");
}

static void text_term(struct ta_page *page, const char *key, struct ta_text *words)
{
    if (words->failed)
        ta_page_fail(page, TA_E_NOMEM);
    else if (words->size > 0)
        term(page, key, words->bytes);
    ta_text_free(words);
}

/* --- about -------------------------------------------------------------------------- */

static void write_without(struct ta_page *page, const json_t *document)
{
    const json_t *list = json_object_get(document, "without_record");
    struct ta_text words = {0};
    bool shared = json_is_true(json_object_get(document, "shared"));
    for (size_t i = 0; i < json_array_size(list) && i < TA_PORTFOLIO_ROWS && !shared;
         i++)
        ta_text_addf(&words, "%s%s",
                     i > 0 ? ta_say(&page->speech, "report.list_comma") : "",
                     json_string_value(json_array_get(list, i)));
    if (shared && json_array_size(list) > 0)
        ta_text_addf(&words, "%zu", json_array_size(list));
    text_term(page, "portfolio.without_record", &words);
}

/* The records' own days, which need not be the page's. */
static void write_span(struct ta_page *page, const json_t *document)
{
    const json_t *records = json_object_get(document, "records");
    const char *first = "", *last = "";
    struct ta_text words = {0};
    for (size_t i = 0; i < json_array_size(records); i++) {
        const char *day = ta_json_text(json_array_get(records, i), "as_of");
        if (first[0] == '\0' || strcmp(day, first) < 0) first = day;
        if (strcmp(day, last) > 0) last = day;
    }
    if (strcmp(first, last) == 0)
        ta_text_add(&words, first);
    else
        ta_text_addf(&words, "%s%s%s", first, ta_say(&page->speech, "report.to"), last);
    text_term(page, "portfolio.evidence_span", &words);
}

/* "Objection 3, Cannot say 4": the gravest first. */
static void write_opinions(struct ta_page *page, const json_t *document)
{
    static const char *const gravest[] = {"objection", "cannot_say", "conditions",
                                          "no_objection"};
    const json_t *figures = json_object_get(document, "figures");
    struct ta_text words = {0};
    for (size_t g = 0; g < sizeof gravest / sizeof *gravest; g++)
        for (size_t i = 0; i < json_array_size(figures); i++) {
            const json_t *row = json_array_get(figures, i);
            char n[TA_SPOKEN];
            if (strcmp(ta_json_text(row, "figure"), "opinion") != 0 ||
                strcmp(ta_json_text(row, "key"), gravest[g]) != 0)
                continue;
            ta_portfolio_number(page, json_number_value(json_object_get(row, "n")), n);
            ta_text_addf(&words, "%s%s %s",
                         words.size > 0 ? ta_say(&page->speech, "report.list_comma")
                                        : "",
                         ta_say_of(&page->speech, "opinion.", gravest[g], ""), n);
        }
    text_term(page, "portfolio.opinions", &words);
}

/* --- notices ------------------------------------------------------------------------ */

/* "4 of 9 records (4-7) ...": of a figure that counts records; nothing when it counts none. */
static void notice(struct ta_page *page, const json_t *document, const char *figure,
                   const char *tag, const char *key)
{
    const json_t *row = ta_portfolio_figure(document, figure);
    struct ta_text records = {0};
    char n[TA_SPOKEN], all[TA_SPOKEN];
    if (row == NULL) return;
    size_t of = json_array_size(json_object_get(document, "records"));
    ta_portfolio_number(page, json_number_value(json_object_get(row, "n")), n);
    ta_portfolio_number(page, (double)of, all);
    ta_portfolio_say_records(page, row, &records);
    if (records.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else {
        ta_text_addf(page->out, "<p class=\"%s\">", tag);
        ta_page_fill(page, key, "n", n, "all", all, "records", records.bytes, "day",
                     ta_json_text(document, "as_of"), (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_text_free(&records);
}

/* The model by its name, since two versions may have one title. */
static void write_rated(struct ta_page *page, const json_t *model)
{
    struct ta_text words = {0};
    if (!json_is_object(model)) return;
    const char *title = ta_json_text(model, "title");
    ta_text_addf(&words, "%s%s(%s, %lld)", title, title[0] != '\0' ? " " : "",
                 ta_json_text(model, "id"),
                 (long long)json_integer_value(json_object_get(model, "version")));
    text_term(page, "portfolio.rated_by", &words);
    ta_text_free(&words);
}

/* How many levels are others than before: none is worth saying, too. */
static void write_moved(struct ta_page *page, const json_t *document)
{
    char moved[TA_SPOKEN];
    size_t n = json_array_size(json_object_get(document, "changes"));
    if (!json_is_object(json_object_get(document, "rated_by")) &&
        !json_is_string(json_object_get(document, "since")))
        return;
    ta_portfolio_number(page, (double)n, moved);
    ta_page_tags(page, "<p class=\"notice\">");
    ta_page_fill(page, n == 0 ? "portfolio.none_moved" : "portfolio.moved", "n", moved,
                 (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

/* Which models the records are of. */
static void write_models(struct ta_page *page, const json_t *document)
{
    struct ta_text words = {0};
    (void)ta_portfolio_models(&page->speech, document, &words);
    text_term(page, "portfolio.models", &words);
}

/* Levels under several models are no levels of one scale, unless all were rated again by one. */
static void write_mixed(struct ta_page *page, const json_t *document)
{
    struct ta_text words = {0};
    char n[TA_SPOKEN];
    size_t models = ta_portfolio_models(&page->speech, document, &words);
    ta_portfolio_number(page, (double)models, n);
    if (words.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else if (models > 1 && !json_is_object(json_object_get(document, "rated_by"))) {
        ta_page_tags(page, "<p class=\"notice missing\">");
        ta_page_fill(page, "portfolio.models_mixed", "n", n, "models", words.bytes,
                     (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_text_free(&words);
}

/* Opinions are counted by the newest record: what an earlier one still says is told. */
static void write_earlier(struct ta_page *page, const json_t *document)
{
    char n[TA_SPOKEN];
    json_int_t count = json_integer_value(json_object_get(document, "standing"));
    if (count <= 0) return;
    ta_portfolio_number(page, (double)count, n);
    ta_page_tags(page, "<p class=\"notice missing\">");
    ta_page_fill(page, count == 1 ? "portfolio.standing_one" : "portfolio.standing",
                 "n", n, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

/* By which set of GWP tonnes are weighed. Those of several do not add up, and are not added. */
static void write_gwp(struct ta_page *page, const json_t *document, bool mixed)
{
    struct ta_text words = {0};
    char n[TA_SPOKEN];
    size_t sets = ta_portfolio_gwp(&page->speech, document, &words);
    ta_portfolio_number(page, (double)sets, n);
    if (!mixed) {
        text_term(page, "portfolio.gwp", &words);
        return;
    }
    if (words.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else if (sets > 1) {
        ta_page_tags(page, "<p class=\"notice missing\">");
        ta_page_fill(page, "portfolio.gwp_mixed", "n", n, "sets", words.bytes,
                     (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_text_free(&words);
}

void ta_portfolio_head(struct ta_page *page, const json_t *document)
{
    const json_t *model = json_object_get(document, "rated_by");
    ta_page_tags(page, "<header class=\"masthead\">\n");
    ta_page_element(page, "p class=\"kind\"", "report.title");
    ta_page_element(page, "h1", "portfolio.title");
    if (json_is_true(json_object_get(document, "shared")))
        ta_page_element(page, "p class=\"notice\"", "portfolio.shared");
    notice(page, document, "simulated", "notice made-up", "portfolio.simulated");
    notice(page, document, "indicative", "notice", "portfolio.indicative");
    notice(page, document, "expired", "notice missing", "portfolio.expired");
    write_earlier(page, document);
    write_mixed(page, document);
    write_gwp(page, document, true);
    if (json_is_object(model))
        ta_page_element(page, "p class=\"notice\"", "portfolio.rated_note");
    write_moved(page, document);
    ta_page_tags(page, "<dl class=\"about\">\n");
    term(page, "portfolio.day", ta_json_text(document, "as_of"));
    write_span(page, document);
    term(page, "portfolio.since", ta_json_text(document, "since"));
    write_rated(page, model);
    term(page, "portfolio.only_model", ta_json_text(document, "only_model"));
    write_models(page, document);
    write_gwp(page, document, false);
    term(page, "portfolio.class",
         ta_say_of(&page->speech, "class.", ta_json_text(document, "class"), ""));
    write_opinions(page, document);
    write_without(page, document);
    ta_page_tags(page, "</dl>\n</header>\n\n");
}
