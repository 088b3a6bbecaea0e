/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_page.c  All loans on one page: every figure with the records it rests on. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "report/portfolio.h"
#include "report/portfolio_parts.h"

/* --- figures ------------------------------------------------------------------------ */

static void cell(struct ta_page *page, const char *tag, const struct ta_text *words)
{
    if (words->failed)
        ta_page_fail(page, TA_E_NOMEM);
    else
        ta_portfolio_cell(page, tag, words->size > 0 ? words->bytes : "");
}

static void figure_row(struct ta_page *page, const json_t *row)
{
    struct ta_figure_words words;
    const char *currency = ta_json_text(row, "currency");
    ta_figure_words(&page->speech, row, &words);
    if (words.key.size == 0)
        ta_text_add(&words.key, ta_say(&page->speech, "portfolio.all"));
    ta_page_tags(page, "<tr>");
    cell(page, "th scope=\"row\"", &words.name);
    cell(page, "td", &words.key);
    ta_portfolio_cell(page, "td", currency[0] != '\0' ? currency : "\u2013");
    cell(page, "td class=\"n\"", &words.value);
    cell(page, "td class=\"n\"", &words.records);
    ta_page_tags(page, "</tr>\n");
    ta_figure_words_free(&words);
}

static bool has_section(const json_t *figures, const char *section)
{
    for (size_t i = 0; i < json_array_size(figures); i++)
        if (strcmp(ta_json_text(json_array_get(figures, i), "section"), section) == 0)
            return true;
    return false;
}

/* What is to be known first, where one line above the table does not hold it. */
static void write_notes(struct ta_page *page, const json_t *document, const char *name)
{
    if (strcmp(name, "emissions") == 0) ta_portfolio_emission_notes(page, document);
    if (strcmp(name, "freshness") == 0) {
        ta_page_tags(page, "<p>");
        ta_page_fill(page, "portfolio.note_age", "day", ta_json_text(document, "as_of"),
                     (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
}

static void section(struct ta_page *page, const json_t *document, const char *name)
{
    static const char *const headings[] = {"portfolio.figure",   "portfolio.of",
                                           "portfolio.currency", "#portfolio.value",
                                           "#portfolio.records", NULL};
    const json_t *figures = json_object_get(document, "figures");
    char heading[TA_NAME_SIZE * 2], caption[TA_NAME_SIZE * 2];
    if (!has_section(figures, name)) return;
    (void)snprintf(heading, sizeof heading, "portfolio.%s", name);
    (void)snprintf(caption, sizeof caption, "portfolio.%s_caption", name);
    ta_page_open(page, name, heading,
                 json_is_true(json_object_get(document, "simulated")));
    write_notes(page, document, name);
    if (strcmp(name, "amounts") == 0) ta_portfolio_exchange_notes(page, document);
    ta_page_table(page, caption, headings);
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        if (strcmp(ta_json_text(row, "section"), name) == 0) figure_row(page, row);
    }
    ta_page_table_end(page);
    ta_page_close(page);
}

/* --- the page ----------------------------------------------------------------------- */

static void write_terms(struct ta_page *page)
{
    static const char *const terms[] = {
        "opinion", "indicative", "level",    "bounds",    "observed_share",
        "gate",    "expired",    "financed", "pcaf",      "score",
        "pboc",    "scopes",     "stated",   "intensity", "herfindahl",
        "records", NULL};
    ta_page_open(page, "terms", "report.glossary", false);
    ta_page_terms(page, terms);
    ta_page_close(page);
}

static void write_body(struct ta_page *page, const json_t *document)
{
    static const char *const sections[] = {
        "amounts",       "emissions", "levels",    "losses",
        "concentration", "coverage",  "freshness", NULL};
    ta_portfolio_head(page, document);
    ta_page_tags(page, "<main>\n");
    ta_portfolio_first(page, document);
    ta_portfolio_unseen(page, document);
    for (size_t i = 0; sections[i] != NULL; i++) section(page, document, sections[i]);
    ta_portfolio_alignment_section(page, document);
    ta_portfolio_lists(page, document);
    write_terms(page);
    ta_page_frame_end(page, "portfolio.footer");
}

enum ta_status ta_portfolio_html(const char *datasets, const json_t *document,
                                 enum ta_language language,
                                 const struct ta_messages *messages,
                                 struct ta_text *out, struct ta_error *err)
{
    struct ta_page page = {
        .speech = {.messages = messages, .language = language}, .out = out, .err = err};
    struct ta_text bytes = {0};
    char sha256[TA_HEX_SIZE];
    enum ta_status rc = ta_json_canonical(document, &bytes);
    if (rc != TA_OK) return ta_fail(err, rc, "portfolio: cannot be written");
    ta_sha256(bytes.bytes, bytes.size, sha256);
    ta_text_free(&bytes);
    const struct ta_page_frame frame = {
        datasets, ta_json_text(document, "as_of"), "portfolio.title", sha256,
        json_is_true(json_object_get(document, "simulated"))};
    rc = ta_page_frame_begin(&page, &frame);
    if (rc != TA_OK) return rc;
    write_body(&page, document);
    rc = page.rc;
    if (rc == TA_OK && out->failed) rc = TA_E_NOMEM;
    return rc == TA_OK ? rc : ta_fail(err, rc, "portfolio: out of memory");
}
