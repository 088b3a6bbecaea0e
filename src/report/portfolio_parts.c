/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_parts.c  What the parts of the page of all loans have in common. */
#include "report/portfolio_parts.h"

#include <string.h>

#include "base/json.h"
#include "report/portfolio.h"

enum { RECORDS_MOST = 160 }; /* bytes of a list of numbers in a sentence */

const json_t *ta_portfolio_figure(const json_t *document, const char *name)
{
    const json_t *figures = json_object_get(document, "figures");
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        if (strcmp(ta_json_text(row, "figure"), name) == 0) return row;
    }
    return NULL;
}

void ta_portfolio_cell(struct ta_page *page, const char *tag, const char *words)
{
    ta_text_addf(page->out, "<%s>", tag);
    if (words[0] != '\0') ta_html_outside(page->out, words);
    ta_text_addf(page->out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void ta_portfolio_number(const struct ta_page *page, double value, char out[TA_SPOKEN])
{
    ta_say_fixed(&page->speech, value, 0, out);
}

void ta_portfolio_add_run(const struct ta_page *page, size_t first, size_t last,
                          struct ta_text *out)
{
    if (out->size > RECORDS_MOST) return;
    if (out->size > 0) ta_text_add(out, ta_say(&page->speech, "report.list_comma"));
    ta_text_addf(out, "%zu", first);
    if (last != first) ta_text_addf(out, "-%zu", last);
    if (out->size > RECORDS_MOST) ta_text_add(out, " \u2026");
}

void ta_portfolio_records_of(const struct ta_page *page, const json_t *row,
                             struct ta_text *out)
{
    const json_t *list = json_object_get(row, "records");
    struct ta_text all = {0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *run = json_array_get(list, i);
        ta_portfolio_add_run(page, (size_t)json_integer_value(json_array_get(run, 0)),
                             (size_t)json_integer_value(json_array_get(run, 1)), &all);
    }
    ta_text_add(out, all.size > 0 && !all.failed ? all.bytes : "");
    out->failed = out->failed || all.failed;
    ta_text_free(&all);
}

void ta_portfolio_name_records(const struct ta_page *page, const char *list,
                               struct ta_text *out)
{
    bool one = list[strspn(list, "0123456789")] == '\0';
    ta_message_fill(page->speech.messages, page->speech.language, out,
                    one ? "portfolio.records_one" : "portfolio.records_several", "list",
                    list, (char *)NULL);
}

void ta_portfolio_say_records(const struct ta_page *page, const json_t *row,
                              struct ta_text *out)
{
    struct ta_text list = {0};
    ta_portfolio_records_of(page, row, &list);
    if (!list.failed) ta_portfolio_name_records(page, list.bytes, out);
    out->failed = out->failed || list.failed;
    ta_text_free(&list);
}

void ta_portfolio_opinion(struct ta_page *page, const json_t *record)
{
    const char *class = ta_json_text(record, "class");
    ta_page_words(page, ta_say_of(&page->speech, "opinion.",
                                  ta_json_text(record, "opinion"), ""));
    ta_page_tags(page, " <span class=\"soft\">");
    ta_page_fill(page, "portfolio.in_brackets", "words",
                 ta_say_of(&page->speech, "class.", class, ""), (char *)NULL);
    ta_page_tags(page, "</span>");
}

void ta_portfolio_level(struct ta_page *page, const json_t *record)
{
    if (!json_is_true(json_object_get(record, "found"))) {
        ta_page_say(page, "level.not_found");
        return;
    }
    ta_page_words(
        page, ta_say_of(&page->speech, "level.", ta_json_text(record, "level"), ""));
    ta_page_say(page, "report.colon");
    ta_page_words(
        page, ta_say_of(&page->speech, "basis.", ta_json_text(record, "basis"), ""));
}

void ta_portfolio_link(struct ta_page *page, const json_t *record)
{
    json_int_t n = json_integer_value(json_object_get(record, "n"));
    char number[TA_SPOKEN];
    bool linked = n <= TA_PORTFOLIO_ROWS;
    if (linked) ta_text_addf(page->out, "<a href=\"#r%" JSON_INTEGER_FORMAT "\">", n);
    ta_page_outside(page, ta_json_text(record, "project"));
    if (linked) ta_page_tags(page, "</a>");
    ta_portfolio_number(page, (double)n, number);
    ta_page_tags(page, " <span class=\"soft\">");
    ta_page_fill(page, "portfolio.record_no", "n", number, (char *)NULL);
    ta_page_tags(page, "</span>");
}
