/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_notes.c  What has to be known before financed emissions are compared. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"

#include "report/portfolio_parts.h"

static double count_of(const json_t *row)
{
    return json_number_value(json_object_get(row, "n"));
}

/* A sentence about one figure, or about two and their records. */
static void sentence(struct ta_page *page, const char *key, const json_t *one,
                     const json_t *other, const char *why)
{
    struct ta_text a = {0}, b = {0};
    ta_text_add(&a, "");
    ta_text_add(&b, "");
    ta_portfolio_say_records(page, one, &a);
    if (other != NULL) ta_portfolio_say_records(page, other, &b);
    if (a.failed || b.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else {
        ta_page_tags(page, "<li>");
        ta_page_fill(page, key, "records", a.bytes, "others", b.bytes, "why", why,
                     (char *)NULL);
        ta_page_tags(page, "</li>\n");
    }
    ta_text_free(&a);
    ta_text_free(&b);
}

/* Records that the sum lacks, by the reason. */
static void write_unknown(struct ta_page *page, const json_t *figures)
{
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        if (strcmp(ta_json_text(row, "figure"), "financed_unknown") == 0)
            sentence(page, "portfolio.note_unknown", row, NULL,
                     ta_say_reason(&page->speech, ta_json_text(row, "key")));
    }
}

/* "not_stated" is none; years of each set of GWP stand by themselves. */
static void write_years(struct ta_page *page, const json_t *figures)
{
    const char *first = NULL, *last = NULL;
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        const char *key = ta_json_text(row, "key");
        if (strcmp(ta_json_text(row, "figure"), "financed_year") != 0 ||
            strspn(key, "0123456789") == 0)
            continue;
        if (first == NULL || strcmp(key, first) < 0) first = key;
        if (last == NULL || strcmp(key, last) > 0) last = key;
    }
    if (first == NULL || strcmp(first, last) == 0) return;
    ta_page_tags(page, "<li>");
    ta_page_fill(page, "portfolio.note_years", "from", first, "to", last, (char *)NULL);
    ta_page_tags(page, "</li>\n");
}

void ta_portfolio_exchange_notes(struct ta_page *page, const json_t *document)
{
    const json_t *exchange = json_object_get(document, "exchange"), *item;
    const char *to = json_string_value(json_object_get(exchange, "to"));
    size_t i;
    if (exchange == NULL) return;
    ta_page_tags(page, "<ul>\n");
    json_array_foreach(json_object_get(exchange, "rates"), i, item)
    {
        char rate[32];
        const char *source = ta_json_text(item, "source");
        bool left_out = strcmp(source, "left_out") == 0;
        ta_format_f64(json_number_value(json_object_get(item, "rate")), rate);
        ta_page_tags(page, "<li>");
        ta_page_fill(
            page, "portfolio.note_rate", "from", ta_json_text(item, "from"), "to", to,
            "rate", rate, "day", ta_json_text(item, "valid_from"), "source",
            left_out ? ta_say(&page->speech, "figure.left_out") : source, (char *)NULL);
        ta_page_tags(page, "</li>\n");
    }
    json_array_foreach(json_object_get(exchange, "apart"), i, item)
    {
        ta_page_tags(page, "<li>");
        ta_page_fill(page, "portfolio.note_apart", "from", json_string_value(item),
                     "to", to, (char *)NULL);
        ta_page_tags(page, "</li>\n");
    }
    ta_page_tags(page, "</ul>\n");
}

/* The figure of that name of one set of GWP; NULL: there is none. */
static const json_t *of_set(const json_t *document, const char *name, const char *gwp)
{
    const json_t *figures = json_object_get(document, "figures");
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        if (strcmp(ta_json_text(row, "figure"), name) == 0 &&
            strcmp(ta_json_text(row, "gwp"), gwp) == 0)
            return row;
    }
    return NULL;
}

/* What its sums hold, of one set. */
static void write_set(struct ta_page *page, const json_t *document, const char *gwp)
{
    const json_t *estimated = of_set(document, "financed_estimated", gwp);
    const json_t *guide = of_set(document, "financed_pboc", gwp);
    const json_t *place = of_set(document, "financed_scope2", gwp);
    const json_t *market = of_set(document, "financed_scope2_market", gwp);
    if (estimated != NULL)
        sentence(page, "portfolio.note_estimated", estimated, NULL, "");
    if (guide != NULL) sentence(page, "portfolio.note_ledgers", guide, NULL, "");
    if (place != NULL && market != NULL && count_of(place) != count_of(market))
        sentence(page, "portfolio.note_scope2", place, market, "");
}

void ta_portfolio_emission_notes(struct ta_page *page, const json_t *document)
{
    static const char *const sets[] = {"AR4", "AR5", "AR6", ""};
    ta_page_tags(page, "<ul>\n");
    write_unknown(page, json_object_get(document, "figures"));
    write_years(page, json_object_get(document, "figures"));
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        write_set(page, document, sets[i]);
    if (ta_portfolio_figure(document, "financed_pboc") == NULL)
        ta_page_element(page, "li", "portfolio.note_one_ledger");
    ta_page_tags(page, "</ul>\n");
}
