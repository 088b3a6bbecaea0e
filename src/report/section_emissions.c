/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_emissions.c  The lender's part in the project's emissions, after PCAF. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/page.h"

static const char id[] = "financed_emissions";

/* project_X and financed_X in one row; accounts never add up across rows. */
static const char *const account[] = {"scope1",           "scope2",  "scope3",
                                      "removals",         "avoided", "credits_retired",
                                      "credits_generated"};

static double figure(const struct ta_fact_indicator *indicator, const char *prefix,
                     const char *name)
{
    char key[TA_NAME_SIZE];
    (void)snprintf(key, sizeof key, "%s_%s", prefix, name);
    const struct ta_fact_figure *found = ta_facts_detail(indicator, key);
    return found == NULL ? (double)NAN : found->value;
}

/* --- the chart ------------------------------------------------------------------------ */

/* The first accounts: what is removed or avoided is no emission. */
enum { N_SCOPES = 3 };

static void draw_emissions(const struct ta_speech *speech, const void *view,
                           double width, struct ta_drawing *out)
{
    ta_chart_emissions(speech, view, width, out);
}

/* The bars told to who cannot see them. */
static void describe(const struct ta_page *page, const char *unit,
                     const struct ta_emissions_view *view, struct ta_text *words)
{
    for (size_t i = 0; i < view->n; i++) {
        char project[TA_SPOKEN], part[TA_SPOKEN];
        ta_say_value(&page->speech, view->bar[i].project, unit, project);
        ta_say_value(&page->speech, view->bar[i].financed, unit, part);
        if (i > 0) ta_text_add(words, ta_say(&page->speech, "report.semicolon"));
        ta_message_fill(page->speech.messages, page->speech.language, words,
                        "report.emissions_bar", "name", view->bar[i].name, "project",
                        project, "part", part, (char *)NULL);
    }
}

static void write_chart(struct ta_page *page, const struct ta_fact_indicator *e,
                        bool simulated)
{
    struct ta_emission_bar bar[N_SCOPES];
    struct ta_emissions_view view = {.bar = bar, .simulated = simulated};
    struct ta_text words = {0};
    for (size_t i = 0; i < N_SCOPES; i++) {
        double project = figure(e, "project", account[i]);
        if (!isfinite(project)) continue;
        bar[view.n++] = (struct ta_emission_bar){
            ta_say_of(&page->speech, "account.", account[i], ""), project,
            figure(e, "financed", account[i])};
    }
    if (view.n == 0) return;
    describe(page, e->unit, &view, &words);
    struct ta_page_figure chart = {draw_emissions, &view,
                                   ta_say(&page->speech, "report.emissions_drawing"),
                                   words.bytes, "report.emissions_chart_caption"};
    if (words.failed)
        ta_page_fail(page, TA_E_NOMEM);
    else
        ta_page_chart(page, &chart);
    ta_text_free(&words);
}

/* --- tables --------------------------------------------------------------------------- */

static void cell(struct ta_page *page, double value)
{
    ta_page_tags(page, "<td class=\"n\">");
    if (isfinite(value))
        ta_page_value(page, value, "1");
    else
        ta_page_tags(page, "\u2013");
    ta_page_tags(page, "</td>");
}

static void write_accounts(struct ta_page *page, const struct ta_fact_indicator *e)
{
    static const char *const headings[] = {"report.account", "#report.of_project",
                                           "#report.of_factors", "#report.of_lender",
                                           NULL};
    ta_page_table(page, "report.accounts_caption", headings);
    for (size_t i = 0; i < sizeof account / sizeof *account; i++) {
        double project = figure(e, "project", account[i]);
        double part = figure(e, "financed", account[i]);
        if (!isfinite(project) && !isfinite(part)) continue;
        ta_page_tags(page, "<tr><th scope=\"row\">");
        ta_page_words(page, ta_say_of(&page->speech, "account.", account[i], ""));
        ta_page_tags(page, "</th>");
        cell(page, project);
        cell(page, figure(e, "computed", account[i]));
        cell(page, part);
        ta_page_tags(page, "</tr>\n");
    }
    ta_page_table_end(page);
}

static void money_cell(struct ta_page *page, const struct ta_money *money)
{
    char words[TA_SPOKEN];
    ta_say_money(&page->speech, money, words);
    ta_page_tags(page, "<td class=\"n\">");
    ta_page_words(page, money->currency[0] != '\0'
                            ? words
                            : ta_say(&page->speech, "report.no_amount"));
    ta_page_tags(page, "</td>");
}

/* By its place in the list on a page for others. */
static void write_loan_name(struct ta_page *page, const struct ta_fact_loan *loan)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%td", loan - page->facts->loan + 1);
    if (page->speech.shared)
        ta_page_words(page, number);
    else
        ta_page_outside(page, loan->id);
}

static void write_loan(struct ta_page *page, const struct ta_fact_loan *loan,
                       const struct ta_fact_indicator *e)
{
    char key[TA_NAME_SIZE], share[TA_SPOKEN] = "\u2013", day[TA_SPOKEN];
    (void)snprintf(key, sizeof key, "attribution_%.40s", loan->id);
    const struct ta_fact_figure *factor = e == NULL ? NULL : ta_facts_detail(e, key);
    if (factor != NULL) ta_say_value(&page->speech, 100.0 * factor->value, "%", share);
    ta_say_day(&page->speech, loan->as_of, day);
    ta_page_tags(page, "<tr><th scope=\"row\">");
    write_loan_name(page, loan);
    ta_page_tags(page, "</th><td>");
    ta_page_words(page,
                  ta_say_of(&page->speech, "asset_class.", loan->asset_class, ""));
    ta_page_tags(page, "</td>");
    money_cell(page, &loan->outstanding);
    money_cell(page, &loan->equity);
    money_cell(page, &loan->debt);
    money_cell(page, &loan->total_investment);
    ta_page_tags(page, "<td class=\"n\">");
    ta_page_words(page, share);
    ta_page_tags(page, "</td><td>");
    ta_page_words(page, day);
    ta_page_tags(page, "</td></tr>\n");
}

static void write_loans(struct ta_page *page, const struct ta_fact_indicator *e)
{
    static const char *const headings[] = {
        "report.loan",         "report.asset_class", "#report.outstanding",
        "#report.equity",      "#report.debt",       "#report.total_investment",
        "#report.attribution", "report.date",        NULL};
    if (page->facts->n_loans == 0) return;
    ta_page_table(page, "report.loans_caption", headings);
    for (size_t i = 0; i < page->facts->n_loans; i++)
        write_loan(page, &page->facts->loan[i], e);
    ta_page_table_end(page);
}

static void write_answer(struct ta_page *page, const struct ta_fact_indicator *e)
{
    char value[TA_SPOKEN], range[TA_SPOKEN], grade[TA_SPOKEN];
    const double lo_value_hi[3] = {e->lo, e->value, e->hi};
    if (!isfinite(e->value)) {
        ta_page_tags(page, "<p class=\"big\">");
        ta_page_say(page, "report.not_observed_short");
        ta_page_say(page, "report.colon");
        ta_page_words(page, ta_page_reason(page, e));
        ta_page_tags(page, "</p>\n");
        return;
    }
    ta_say_value(&page->speech, e->value, e->unit, value);
    ta_say_range(&page->speech, lo_value_hi, e->unit, range);
    ta_say_fixed(&page->speech, e->grade, 0, grade);
    ta_page_tags(page, "<p class=\"big\">");
    ta_page_words(page, value);
    ta_page_tags(page, "</p>\n<p>");
    ta_page_fill(page, "report.emissions_line", "range", range, "grade", grade,
                 (char *)NULL);
    if (e->unchecked) {
        ta_page_gap(page);
        ta_page_say(page, "report.emissions_unchecked");
    }
    ta_page_tags(page, "</p>\n");
}

/* Whose figure it is; without a row of PCAF's table it has no grade of its own, and the whole's is told. */
static const char *source_of(bool ruled, bool estimated, bool declared)
{
    if (estimated)
        return ruled ? "report.scope_estimated" : "report.scope_estimated_no_row";
    if (declared)
        return ruled ? "report.scope_declared" : "report.scope_declared_no_row";
    return ruled ? "report.scope_computed" : "report.scope_computed_no_row";
}

/* Of each scope that makes the value: whose figure it is, how good, and what the lender's part
 * would be by the other figure where both are there and apart. */
static void write_source(struct ta_page *page, const struct ta_fact_indicator *e,
                         const char *scope)
{
    static const double apart = 0.10; /* as findings have it */
    char grade[TA_SPOKEN], part[TA_SPOKEN], other[TA_SPOKEN];
    double score = figure(e, "grade", scope), declared = figure(e, "declared", scope);
    double computed = figure(e, "computed", scope);
    if (isnan(score)) return; /* a record of before it was said */
    ta_say_fixed(&page->speech, score > 0.0 ? score : e->grade, 0, grade);
    ta_page_tags(page, "<li>");
    ta_page_words(page, ta_say_of(&page->speech, "account.", scope, ""));
    ta_page_say(page, "report.colon");
    ta_page_fill(
        page,
        source_of(score > 0.0, figure(e, "estimated", scope) > 0.0, isfinite(declared)),
        "grade", grade, (char *)NULL);
    if (isfinite(declared) && computed > 0.0 &&
        fabs(declared - computed) > apart * computed) {
        double factor = figure(e, "financed", scope) / figure(e, "project", scope);
        ta_say_value(&page->speech, computed, e->unit, other);
        ta_say_value(&page->speech, computed * factor, e->unit, part);
        ta_page_gap(page);
        ta_page_fill(page, "report.scope_contested", "computed", other, "part", part,
                     (char *)NULL);
    }
    ta_page_tags(page, "</li>\n");
}

static void write_sources(struct ta_page *page, const struct ta_fact_indicator *e)
{
    if (isnan(figure(e, "grade", "scope1"))) return;
    ta_page_tags(page, "<ul>\n");
    write_source(page, e, "scope1");
    write_source(page, e, "scope2");
    ta_page_tags(page, "</ul>\n");
    ta_page_element(page, "p class=\"soft\"", "report.scope_year");
}

/* What parts both figures, where the claim could be split. */
static void write_split(struct ta_page *page)
{
    const struct ta_fact_indicator *a =
        ta_facts_indicator(page->facts, "avoided_emissions");
    if (a == NULL) return;
    const struct ta_fact_figure *stated = ta_facts_detail(a, "stated");
    double less = figure(a, "stated", "not_built");
    char built[TA_SPOKEN], factor[TA_SPOKEN], alike[TA_SPOKEN];
    if (stated == NULL || !isfinite(less)) return;
    ta_say_value(&page->speech, less, a->unit, built);
    ta_say_value(&page->speech, figure(a, "stated", "baseline"), a->unit, factor);
    ta_say_value(&page->speech, stated->value - less, a->unit, alike);
    ta_page_tags(page, "<p>");
    ta_page_fill(page, "report.avoided_split", "built", built, "factor", factor,
                 "alike", alike, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

/* Stated more than can stand there: both figures, and which of them the part rests on. */
static void write_contradicted(struct ta_page *page, const struct ta_fact_indicator *e)
{
    double part = figure(e, "financed", "avoided_stated");
    char stated[TA_SPOKEN], seen[TA_SPOKEN], on_word[TA_SPOKEN], words[TA_SPOKEN];
    if (!isfinite(part)) return;
    ta_say_value(&page->speech, figure(e, "project", "avoided"), e->unit, stated);
    ta_say_value(&page->speech, figure(e, "computed", "avoided"), e->unit, seen);
    ta_say_value(&page->speech, part, e->unit, on_word);
    ta_say_value(&page->speech, figure(e, "financed", "avoided"), e->unit, words);
    ta_page_tags(page, "<p class=\"notice\"><strong>");
    ta_page_fill(page, "report.avoided_contradicted", "stated", stated, "seen", seen,
                 "part", words, "word", on_word, (char *)NULL);
    ta_page_tags(page, "</strong></p>\n");
    write_split(page);
}

/* The other ledger's part of it. */
static void write_guide(struct ta_page *page, const struct ta_fact_indicator *e)
{
    double part = figure(e, "pboc", "avoided_unchecked");
    char words[TA_SPOKEN];
    if (!isfinite(part)) return;
    ta_say_value(&page->speech, part, e->unit, words);
    ta_page_tags(page, "<p>");
    ta_page_fill(page, "report.avoided_guide", "part", words, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

void ta_section_emissions(struct ta_page *page)
{
    const struct ta_fact_indicator *e = ta_facts_indicator(page->facts, id);
    if (e == NULL && page->facts->n_loans == 0) return;
    bool simulated =
        e != NULL ? ta_facts_simulated(page->facts, e) : page->facts->simulated;
    ta_page_open(page, "emissions", "report.emissions", simulated);
    if (e == NULL)
        ta_page_element(page, "p", "report.emissions_not_asked");
    else
        write_answer(page, e);
    if (e != NULL && e->why[0] != '\0') {
        ta_page_tags(page, "<p>");
        ta_page_why(page, e->why);
        ta_page_tags(page, "</p>\n");
    }
    if (e != NULL && isfinite(e->value)) {
        write_chart(page, e, simulated);
        write_accounts(page, e);
        write_sources(page, e);
        ta_section_rows(page, e);
        write_guide(page, e);
        write_contradicted(page, e);
    }
    write_loans(page, e);
    ta_page_close(page);
}
