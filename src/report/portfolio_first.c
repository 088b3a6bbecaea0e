/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_first.c  Near the top: which records to open first, and what was not observed. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/portfolio_parts.h"

/* --- what to open first ------------------------------------------------------------- */

static bool is(const json_t *record, const char *key, const char *word)
{
    return strcmp(ta_json_text(record, key), word) == 0;
}

/* An objection that the best case shares, other objections, what cannot be said, conditions; behind
 * them what stands no longer, whatever it said; -1 for what need not be opened. */
static int rank_by_itself(const json_t *record)
{
    if (json_is_true(json_object_get(record, "expired"))) return 4;
    if (is(record, "opinion", "objection"))
        return is(record, "basis", "observed") ? 0 : 1;
    if (is(record, "opinion", "cannot_say")) return 2;
    return is(record, "opinion", "conditions") ? 3 : -1;
}

/* An earlier opinion that it does not lift is graver than its own. */
static int rank_of(const json_t *record)
{
    const json_t *earlier = json_object_get(record, "standing");
    int rank = rank_by_itself(record);
    if (earlier == NULL) return rank;
    int other = is(earlier, "opinion", "objection") ? 1 : 3;
    return rank < 0 || other < rank ? other : rank;
}

static double upper_of(const json_t *record)
{
    return json_number_value(json_object_get(record, "hi"));
}

static bool comes_before(const json_t *a, const json_t *b)
{
    int x = rank_of(a), y = rank_of(b);
    return x != y ? x < y : upper_of(a) < upper_of(b);
}

/* Of equals the first in the list of records. @return how many */
static size_t choose(const json_t *records, const json_t *first[TA_PORTFOLIO_FIRST])
{
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        size_t at = n;
        if (rank_of(record) < 0) continue;
        while (at > 0 && comes_before(record, first[at - 1])) at--;
        if (at == TA_PORTFOLIO_FIRST) continue;
        if (n < TA_PORTFOLIO_FIRST) n++;
        memmove(&first[at + 1], &first[at], (n - at - 1) * sizeof *first);
        first[at] = record;
    }
    return n;
}

static void write_earlier(struct ta_page *page, const json_t *earlier)
{
    if (earlier == NULL) return;
    ta_page_say(page, "report.semicolon");
    ta_page_fill(
        page, "portfolio.earlier", "day", ta_json_text(earlier, "as_of"), "until",
        ta_json_text(earlier, "valid_to"), "opinion",
        ta_say_of(&page->speech, "opinion.", ta_json_text(earlier, "opinion"), ""),
        "class", ta_say_of(&page->speech, "class.", ta_json_text(earlier, "class"), ""),
        (char *)NULL);
}

static void write_first(struct ta_page *page, const json_t *record)
{
    ta_page_tags(page, "<li>");
    ta_portfolio_link(page, record);
    ta_page_say(page, "report.colon");
    ta_portfolio_opinion(page, record);
    ta_page_say(page, "report.semicolon");
    ta_portfolio_level(page, record);
    if (json_is_true(json_object_get(record, "expired"))) {
        ta_page_say(page, "report.semicolon");
        ta_page_fill(page, "portfolio.expired_since", "day",
                     ta_json_text(record, "valid_to"), (char *)NULL);
    }
    write_earlier(page, json_object_get(record, "standing"));
    ta_page_tags(page, "</li>\n");
}

/* What else qualifies, and where it stands. */
static void write_more(struct ta_page *page, const json_t *records, size_t shown)
{
    size_t all = 0;
    char n[TA_SPOKEN];
    for (size_t i = 0; i < json_array_size(records); i++)
        all += rank_of(json_array_get(records, i)) >= 0;
    if (all <= shown) return;
    ta_portfolio_number(page, (double)(all - shown), n);
    ta_page_tags(page, "<p><a href=\"#records\">");
    ta_page_fill(page, "portfolio.first_more", "n", n, (char *)NULL);
    ta_page_tags(page, "</a></p>\n");
}

void ta_portfolio_first(struct ta_page *page, const json_t *document)
{
    const json_t *first[TA_PORTFOLIO_FIRST];
    size_t n = choose(json_object_get(document, "records"), first);
    ta_page_open(page, "first", "portfolio.first",
                 json_is_true(json_object_get(document, "simulated")));
    if (n == 0) {
        ta_page_element(page, "p", "portfolio.first_none");
    } else {
        ta_page_element(page, "p class=\"lead\"", "portfolio.first_rule");
        ta_page_tags(page, "<ol>\n");
        for (size_t i = 0; i < n; i++) write_first(page, first[i]);
        ta_page_tags(page, "</ol>\n");
        write_more(page, json_object_get(document, "records"), n);
    }
    ta_page_element(page, "p", "portfolio.first_how");
    ta_page_close(page);
}

/* --- what was not observed ---------------------------------------------------------- */

static bool decides(const json_t *gap)
{
    return strcmp(ta_json_text(gap, "use"), "reported") != 0;
}

static bool lacks(const json_t *record)
{
    const json_t *gaps = json_object_get(record, "not_observed");
    for (size_t i = 0; i < json_array_size(gaps); i++)
        if (decides(json_array_get(gaps, i))) return true;
    return false;
}

/* "Vegetation loss (no clear look), ..." of those that decide, or of the others. */
static void write_gaps(struct ta_page *page, const json_t *record, bool deciding)
{
    const json_t *gaps = json_object_get(record, "not_observed");
    bool begun = false;
    for (size_t i = 0; i < json_array_size(gaps); i++) {
        const json_t *gap = json_array_get(gaps, i);
        if (decides(gap) != deciding) continue;
        if (begun)
            ta_page_say(page, "report.list_comma");
        else if (!deciding)
            ta_page_say(page, "portfolio.only_shown");
        begun = true;
        ta_page_words(page, ta_page_indicator(page, ta_json_text(gap, "id")));
        ta_page_tags(page, " ");
        ta_page_fill(
            page, "portfolio.in_brackets", "words",
            ta_say_reason(&page->speech,
                          ta_json_text(gap, json_object_get(gap, "silence") != NULL
                                                ? "silence"
                                                : "reason")),
            (char *)NULL);
    }
}

static void write_lacking(struct ta_page *page, const json_t *records)
{
    size_t n = 0;
    char shown[TA_SPOKEN], all[TA_SPOKEN];
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *record = json_array_get(records, i);
        if (!lacks(record)) continue;
        if (++n == 1) ta_page_tags(page, "<ul>\n");
        if (n > TA_PORTFOLIO_UNSEEN) continue;
        ta_page_tags(page, "<li>");
        ta_portfolio_link(page, record);
        ta_page_say(page, "report.colon");
        write_gaps(page, record, true);
        ta_page_tags(page, "<span class=\"soft\">");
        write_gaps(page, record, false);
        ta_page_tags(page, "</span></li>\n");
    }
    if (n > 0) ta_page_tags(page, "</ul>\n");
    if (n <= TA_PORTFOLIO_UNSEEN) return;
    ta_portfolio_number(page, TA_PORTFOLIO_UNSEEN, shown);
    ta_portfolio_number(page, (double)n, all);
    ta_page_tags(page, "<p>");
    ta_page_fill(page, "portfolio.cut", "part", shown, "all", all, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

/* "records 1-3, 5", those with a value for everything. @return how many */
static size_t name_complete(struct ta_page *page, const json_t *records,
                            struct ta_text *out)
{
    size_t n = 0, begun = 0, of = json_array_size(records);
    struct ta_text runs = {0};
    for (size_t i = 0; i <= of; i++) {
        bool whole = i < of && !lacks(json_array_get(records, i));
        if (!whole && begun > 0) ta_portfolio_add_run(page, begun, i, &runs);
        if (!whole) begun = 0;
        if (whole && begun == 0) begun = i + 1;
        if (whole) n++;
    }
    if (n > 0 && !runs.failed) ta_portfolio_name_records(page, runs.bytes, out);
    out->failed = out->failed || runs.failed;
    ta_text_free(&runs);
    return n;
}

static void write_complete(struct ta_page *page, const json_t *records)
{
    char number[TA_SPOKEN], all[TA_SPOKEN];
    struct ta_text named = {0};
    size_t n = name_complete(page, records, &named);
    ta_portfolio_number(page, (double)n, number);
    ta_portfolio_number(page, (double)json_array_size(records), all);
    ta_text_add(&named, "");
    if (named.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else {
        ta_page_tags(page, "<p>");
        ta_page_fill(page, n > 0 ? "portfolio.complete" : "portfolio.none_complete",
                     "n", number, "all", all, "records", named.bytes, (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_text_free(&named);
}

/* "elevated risk (records 1, 8)" */
static void add_level(struct ta_page *page, const json_t *row, struct ta_text *out)
{
    const char *key = ta_json_text(row, "key");
    char level[TA_NAME_SIZE];
    struct ta_text records = {0};
    (void)snprintf(level, sizeof level, "%.*s", (int)strcspn(key, "/"), key);
    ta_portfolio_say_records(page, row, &records);
    if (out->size > 0) ta_text_add(out, ta_say(&page->speech, "report.semicolon"));
    if (!records.failed)
        ta_message_fill(page->speech.messages, page->speech.language, out,
                        "portfolio.level_of", "level",
                        ta_say_of(&page->speech, "level.", level, ""), "records",
                        records.bytes, (char *)NULL);
    out->failed = out->failed || records.failed;
    ta_text_free(&records);
}

/* Levels by the lower bound: of these too something is unseen, or uncertain. */
static void write_partly(struct ta_page *page, const json_t *document)
{
    static const char ending[] = "/in_part";
    const json_t *figures = json_object_get(document, "figures");
    struct ta_text records = {0};
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        const char *key = ta_json_text(row, "key");
        if (strcmp(ta_json_text(row, "figure"), "level_basis") == 0 &&
            strcmp(key + strcspn(key, "/"), ending) == 0)
            add_level(page, row, &records);
    }
    if (records.failed) ta_page_fail(page, TA_E_NOMEM);
    if (!records.failed && records.size > 0) {
        ta_page_tags(page, "<p>");
        ta_page_fill(page, "portfolio.partly", "records", records.bytes, (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_text_free(&records);
}

void ta_portfolio_unseen(struct ta_page *page, const json_t *document)
{
    const json_t *records = json_object_get(document, "records");
    ta_page_open(page, "not-observed", "portfolio.not_observed",
                 json_is_true(json_object_get(document, "simulated")));
    ta_page_element(page, "p class=\"lead\"", "report.not_observed_means");
    write_lacking(page, records);
    write_complete(page, records);
    write_partly(page, document);
    ta_page_close(page);
}
