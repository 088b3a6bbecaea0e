/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_lists.c  Changes of level, and every record with what it says. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/portfolio.h"
#include "report/portfolio_parts.h"

static void level_cell(struct ta_page *page, const json_t *row, const char *key,
                       const char *found_key)
{
    bool found = json_is_true(json_object_get(row, found_key));
    ta_portfolio_cell(
        page, "td",
        found ? ta_say_of(&page->speech, "level.", ta_json_text(row, key), "")
              : ta_say(&page->speech, "level.not_found"));
}

static void number_cell(struct ta_page *page, const json_t *row, const char *key)
{
    char words[TA_SPOKEN];
    const json_t *value = json_object_get(row, key);
    ta_say_number(&page->speech, json_number_value(value), 3, words);
    ta_portfolio_cell(page, "td class=\"n\"",
                      json_is_number(value) ? words
                                            : ta_say(&page->speech, "report.none"));
}

static void change_row(struct ta_page *page, const json_t *row)
{
    ta_page_tags(page, "<tr>");
    ta_portfolio_cell(page, "th scope=\"row\"", ta_json_text(row, "project"));
    level_cell(page, row, "level_before", "found_before");
    level_cell(page, row, "level", "found");
    number_cell(page, row, "score_before");
    number_cell(page, row, "score");
    number_cell(page, row, "not_in_record");
    ta_page_tags(page, "</tr>\n");
}

/* --- records ------------------------------------------------------------------------ */

static void project_cell(struct ta_page *page, const json_t *row)
{
    bool simulated = json_is_true(json_object_get(row, "simulated"));
    ta_page_tags(page, "<th scope=\"row\">");
    ta_page_outside(page, ta_json_text(row, "project"));
    ta_page_tags(page, "<br><span class=\"soft\">");
    ta_page_say(page, simulated ? "portfolio.made_up" : "portfolio.real");
    ta_page_tags(page, "</span></th>");
}

static void answer_cells(struct ta_page *page, const json_t *row)
{
    ta_page_tags(page, "<td>");
    ta_portfolio_opinion(page, row);
    ta_page_tags(page, "</td><td>");
    ta_portfolio_level(page, row);
    ta_page_tags(page, "</td>");
}

static void bounds_cell(struct ta_page *page, const json_t *row)
{
    char lo[TA_SPOKEN], hi[TA_SPOKEN];
    ta_say_number(&page->speech, json_number_value(json_object_get(row, "lo")), 3, lo);
    ta_say_number(&page->speech, json_number_value(json_object_get(row, "hi")), 3, hi);
    ta_page_tags(page, "<td class=\"n\">");
    ta_page_words(page, lo);
    ta_page_words(page, "\u2013");
    ta_page_words(page, hi);
    ta_page_tags(page, "</td>");
}

static void observed_cell(struct ta_page *page, const json_t *row)
{
    char words[TA_SPOKEN];
    const json_t *share = json_object_get(row, "observed_weight");
    ta_say_value(&page->speech, 100.0 * json_number_value(share), "%", words);
    ta_portfolio_cell(
        page, "td class=\"n\"",
        json_is_number(share) ? words : ta_say(&page->speech, "figure.not_stated"));
}

static void gates_cell(struct ta_page *page, const json_t *row)
{
    const json_t *gates = json_object_get(row, "gates");
    ta_page_tags(page, "<td>");
    for (size_t i = 0; i < json_array_size(gates); i++) {
        const json_t *gate = json_array_get(gates, i);
        if (i > 0) ta_page_tags(page, "<br>");
        ta_page_words(page, ta_page_indicator(page, ta_json_text(gate, "id")));
        ta_page_say(page, "report.colon");
        ta_page_words(
            page, ta_say_of(&page->speech, "gate.", ta_json_text(gate, "state"), ""));
    }
    if (json_array_size(gates) == 0) ta_page_say(page, "report.none");
    ta_page_tags(page, "</td>");
}

/* Up to when it counts evidence, and until when it stands. */
static void days_cell(struct ta_page *page, const json_t *row)
{
    ta_page_tags(page, "<td><span class=\"day\">");
    ta_page_words(page, ta_json_text(row, "as_of"));
    ta_page_tags(page, "</span><br><span class=\"day\">");
    ta_page_outside(page, ta_json_text(row, "valid_to"));
    ta_page_tags(page, "</span>");
    if (json_is_true(json_object_get(row, "expired"))) {
        ta_page_tags(page, "<br>");
        ta_page_element(page, "strong", "portfolio.expired_mark");
    }
    ta_page_tags(page, "</td>");
}

static void record_row(struct ta_page *page, const json_t *row)
{
    char model[2 * TA_NAME_SIZE];
    ta_text_addf(page->out, "<tr id=\"r%" JSON_INTEGER_FORMAT "\">",
                 json_integer_value(json_object_get(row, "n")));
    number_cell(page, row, "n");
    project_cell(page, row);
    answer_cells(page, row);
    bounds_cell(page, row);
    observed_cell(page, row);
    gates_cell(page, row);
    days_cell(page, row);
    /* a line of its own, or paper would cut it */
    ta_page_tags(page, "</tr>\n<tr><td></td><td colspan=\"7\" class=\"hash\">");
    ta_portfolio_model_name(row, model, sizeof model);
    if (model[0] != '\0') {
        ta_page_outside(page, model);
        ta_page_say(page, "report.semicolon");
    }
    ta_page_outside(page, ta_json_text(row, "record"));
    ta_page_tags(page, "</td></tr>\n");
}

/* --- lists -------------------------------------------------------------------------- */

/* A list of the document as a table, cut at what a page can bear. */
struct listing {
    const char *list, *caption;
    const char *const *headings;
    void (*row)(struct ta_page *page, const json_t *row);
};

static void write_list(struct ta_page *page, const json_t *document,
                       const struct listing *of)
{
    const json_t *list = json_object_get(document, of->list);
    size_t n = json_array_size(list);
    if (n == 0) return;
    char heading[TA_NAME_SIZE], shown[TA_SPOKEN], all[TA_SPOKEN];
    (void)snprintf(heading, sizeof heading, "portfolio.%s", of->list);
    ta_page_open(page, of->list, heading,
                 json_is_true(json_object_get(document, "simulated")));
    ta_page_table(page, of->caption, of->headings);
    for (size_t i = 0; i < n && i < TA_PORTFOLIO_ROWS; i++)
        of->row(page, json_array_get(list, i));
    ta_page_table_end(page);
    if (n > TA_PORTFOLIO_ROWS) {
        ta_portfolio_number(page, TA_PORTFOLIO_ROWS, shown);
        ta_portfolio_number(page, (double)n, all);
        ta_page_tags(page, "<p>");
        ta_page_fill(page, "portfolio.cut", "part", shown, "all", all, (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_page_close(page);
}

void ta_portfolio_lists(struct ta_page *page, const json_t *document)
{
    static const char *const moves[] = {"report.project",
                                        "portfolio.level_before",
                                        "portfolio.level_now",
                                        "#portfolio.score_before",
                                        "#portfolio.score_now",
                                        "#portfolio.not_in_record",
                                        NULL};
    static const char *const rests[] = {
        "#portfolio.number",   "report.project", "report.opinion",
        "portfolio.level_now", "#report.bounds", "#portfolio.observed",
        "report.gates",        "portfolio.days", NULL};
    const struct listing changes = {"changes", "portfolio.changes_caption", moves,
                                    change_row};
    const struct listing records = {"records", "portfolio.records_caption", rests,
                                    record_row};
    write_list(page, document, &changes);
    write_list(page, document, &records);
}
