/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_alignment.c  The loans' production plans against a scenario, by sector and technology. */
#include <stdio.h>

#include "base/json.h"
#include "report/portfolio.h"
#include "report/portfolio_parts.h"

static void number_cell(struct ta_page *page, const json_t *row, const char *key,
                        double scale, const char *unit)
{
    char words[TA_SPOKEN];
    const json_t *value = json_object_get(row, key);
    ta_say_value(&page->speech, scale * json_number_value(value), unit, words);
    ta_portfolio_cell(page, "td class=\"n\"",
                      json_is_number(value) ? words
                                            : ta_say(&page->speech, "report.none"));
}

static void money_cell(struct ta_page *page, const json_t *row)
{
    static const struct ta_json_path at = {NULL, "alignment", 0};
    struct ta_money money = {0, ""};
    char words[TA_SPOKEN];
    if (ta_json_get_money(row, &at, "outstanding", true, &money, NULL) != TA_OK)
        ta_page_fail(page, TA_E_DATA);
    ta_say_money(&page->speech, &money, words);
    ta_portfolio_cell(page, "td class=\"n\"", words);
}

static void sector_row(struct ta_page *page, const json_t *row)
{
    struct ta_text records = {0};
    ta_page_tags(page, "<tr>");
    ta_portfolio_cell(page, "th scope=\"row\"", ta_json_text(row, "sector"));
    ta_portfolio_cell(page, "td", ta_json_text(row, "technology"));
    ta_portfolio_cell(
        page, "td",
        ta_say_of(&page->speech, "alignment.", ta_json_text(row, "method"), ""));
    number_cell(page, row, "loans", 1.0, "1");
    money_cell(page, row);
    number_cell(page, row, "planned", 1.0, "1");
    number_cell(page, row, "target", 1.0, "1");
    number_cell(page, row, "gap", 100.0, "%");
    number_cell(page, row, "on_path", 100.0, "%");
    ta_portfolio_records_of(page, row, &records);
    ta_portfolio_cell(page, "td class=\"n\"", records.size > 0 ? records.bytes : "");
    if (records.failed) ta_page_fail(page, TA_E_NOMEM);
    ta_text_free(&records);
    ta_page_tags(page, "</tr>\n");
}

/* Is any target of sectoral decarbonisation, whose term for market share is assumed? */
static bool assumes(const json_t *sectors)
{
    for (size_t i = 0; i < json_array_size(sectors); i++)
        if (json_object_get(json_array_get(sectors, i), "market_share_term") != NULL)
            return true;
    return false;
}

static void write_note(struct ta_page *page, const json_t *alignment)
{
    char n[TA_SPOKEN], all[TA_SPOKEN], years[64];
    ta_portfolio_number(page, json_number_value(json_object_get(alignment, "matched")),
                        n);
    ta_portfolio_number(page, json_number_value(json_object_get(alignment, "loans")),
                        all);
    (void)snprintf(years, sizeof years, "%lld\u2013%lld",
                   (long long)json_integer_value(json_object_get(alignment, "start")),
                   (long long)json_integer_value(json_object_get(alignment, "year")));
    ta_page_tags(page, "<p>");
    ta_page_fill(page, "portfolio.alignment_note", "n", n, "all", all, "scenario",
                 ta_json_text(alignment, "scenario"), "region",
                 ta_json_text(alignment, "region"), "years", years, (char *)NULL);
    ta_page_tags(page, "</p>\n");
    if (assumes(json_object_get(alignment, "sectors")))
        ta_page_element(page, "p", "portfolio.alignment_sda");
}

static void possible_row(struct ta_page *page, const json_t *row)
{
    char number[TA_SPOKEN];
    struct ta_text names = {0};
    const json_t *companies = json_object_get(row, "companies");
    const json_t *client = json_object_get(row, "client");
    const char *left_out = ta_say(&page->speech, "figure.left_out");
    for (size_t i = 0; i < json_array_size(companies); i++)
        ta_text_addf(&names, "%s%s", i > 0 ? "; " : "",
                     json_string_value(json_array_get(companies, i)));
    ta_portfolio_number(page, json_number_value(json_object_get(row, "record")),
                        number);
    ta_page_tags(page, "<tr>");
    ta_portfolio_cell(page, "th scope=\"row\" class=\"n\"", number);
    ta_portfolio_cell(page, "td",
                      json_is_string(client) ? json_string_value(client) : left_out);
    ta_portfolio_cell(page, "td", names.size > 0 ? names.bytes : left_out);
    if (names.failed) ta_page_fail(page, TA_E_NOMEM);
    ta_text_free(&names);
    ta_page_tags(page, "</tr>\n");
}

/* Clients that may be a company of the table: somebody has to look. */
static void write_possible(struct ta_page *page, const json_t *rows)
{
    static const char *const headings[] = {"#portfolio.records",
                                           "portfolio.alignment_client",
                                           "portfolio.alignment_companies", NULL};
    if (json_array_size(rows) == 0) return;
    ta_page_table(page, "portfolio.alignment_possible", headings);
    for (size_t i = 0; i < json_array_size(rows); i++)
        possible_row(page, json_array_get(rows, i));
    ta_page_table_end(page);
}

void ta_portfolio_alignment_section(struct ta_page *page, const json_t *document)
{
    static const char *const headings[] = {"portfolio.alignment_sector",
                                           "portfolio.alignment_technology",
                                           "portfolio.alignment_method",
                                           "#portfolio.alignment_loans",
                                           "#report.outstanding",
                                           "#portfolio.alignment_planned",
                                           "#portfolio.alignment_target",
                                           "#portfolio.alignment_gap",
                                           "#portfolio.alignment_on_path",
                                           "#portfolio.records",
                                           NULL};
    const json_t *alignment = json_object_get(document, "alignment");
    const json_t *sectors = json_object_get(alignment, "sectors");
    if (alignment == NULL) return;
    ta_page_open(page, "alignment", "portfolio.alignment",
                 json_is_true(json_object_get(document, "simulated")));
    write_note(page, alignment);
    ta_page_table(page, "portfolio.alignment_caption", headings);
    for (size_t i = 0; i < json_array_size(sectors); i++)
        sector_row(page, json_array_get(sectors, i));
    ta_page_table_end(page);
    write_possible(page, json_object_get(alignment, "possible"));
    ta_page_close(page);
}
