/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_score.c  How the score comes about: shares, what-ifs, the figures behind each
 *  indicator and how its answer depends on its threshold. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/page.h"
#include "report/windows.h"

/* --- shares ------------------------------------------------------------------------- */

struct shares {
    size_t n;
    struct ta_share_bar *bar;
    bool simulated;
};

static void draw_shares(const struct ta_speech *speech, const void *view, double width,
                        struct ta_drawing *out)
{
    const struct shares *s = view;
    ta_chart_shares(speech, s->n, s->bar, s->simulated, width, out);
}

static int by_share(const void *a, const void *b)
{
    const struct ta_share_bar *x = a, *y = b;
    return (x->share > y->share) - (x->share < y->share);
}

static void write_shares(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    struct shares s = {.bar = ta_alloc(facts->n_indicators, sizeof *s.bar),
                       .simulated = facts->simulated};
    if (s.bar == NULL) {
        ta_page_fail(page, TA_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored || !isfinite(indicator->scoring.share)) continue;
        s.simulated = s.simulated || ta_facts_simulated(facts, indicator);
        s.bar[s.n++] =
            (struct ta_share_bar){ta_page_indicator(page, indicator->id),
                                  indicator->scoring.share, isfinite(indicator->value)};
    }
    qsort(s.bar, s.n, sizeof *s.bar, by_share);
    bool missing = false;
    for (size_t i = 0; i < s.n; i++) missing = missing || !s.bar[i].observed;
    struct ta_page_figure figure = {
        draw_shares, &s, ta_say(&page->speech, "report.shares_drawing"), NULL,
        missing ? "report.shares_caption_missing" : "report.shares_caption"};
    if (s.n > 0) ta_page_chart(page, &figure);
    ta_free(s.bar);
}

/* --- indicators ----------------------------------------------------------------------- */

static void number_cell(struct ta_page *page, double value, int decimals)
{
    char words[TA_SPOKEN];
    ta_page_tags(page, "<td class=\"n\">");
    if (isfinite(value)) {
        ta_say_fixed(&page->speech, value, decimals, words);
        ta_page_words(page, words);
    } else {
        ta_page_tags(page, "\u2013");
    }
    ta_page_tags(page, "</td>");
}

static void value_cell(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    ta_page_tags(page, "<td>");
    if (isfinite(indicator->value)) {
        ta_page_value(page, indicator->value, indicator->unit);
        ta_page_tags(page, "<span class=\"soft\">");
        ta_page_range(page, indicator);
        ta_page_tags(page, "</span>");
    } else {
        ta_page_say(page, strcmp(indicator->reason, "not_applicable") == 0
                              ? "report.not_applicable_short"
                              : "report.not_observed_short");
    }
    if (indicator->unchecked) {
        ta_page_tags(page, "<br><span class=\"soft\">");
        ta_page_say(page, "report.unchecked");
        ta_page_tags(page, "</span>");
    }
    ta_page_tags(page, "</td>");
}

static void write_row(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_scoring *s = &indicator->scoring;
    bool scored = indicator->scored;
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_words(page, ta_page_indicator(page, indicator->id));
    if (indicator->pillar != NULL) {
        ta_page_tags(page, "<br><span class=\"soft\">");
        ta_page_words(page, ta_say_of(&page->speech, "pillar.", indicator->pillar, ""));
        ta_page_tags(page, "</span>");
    }
    ta_page_tags(page, "</th>");
    value_cell(page, indicator);
    number_cell(page, indicator->grade > 0 ? indicator->grade : (double)NAN, 0);
    number_cell(page, indicator->looks, 0);
    number_cell(page, scored ? s->score : (double)NAN, 1);
    number_cell(page, scored ? 100.0 * s->weight : (double)NAN, 1);
    number_cell(page, scored ? s->share : (double)NAN, 1);
    number_cell(page, scored ? s->what_if : (double)NAN, 1);
    ta_page_tags(page, "</tr>\n");
}

static void write_pillars(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    ta_page_tags(page, "<p>");
    ta_page_fill(page, "report.means", "within",
                 ta_say_of(&page->speech, "mean.", facts->model.within_pillar, ""),
                 "across",
                 ta_say_of(&page->speech, "mean.", facts->model.across_pillars, ""),
                 (char *)NULL);
    for (size_t i = 0; i < facts->n_pillars; i++) {
        char weight[TA_SPOKEN], score[TA_SPOKEN];
        ta_say_value(&page->speech, 100.0 * facts->pillar[i].weight, "%", weight);
        ta_say_number(&page->speech, facts->pillar[i].score, 3, score);
        if (i > 0) ta_page_say(page, "report.semicolon");
        ta_page_fill(page, "report.pillar_line", "pillar",
                     ta_say_of(&page->speech, "pillar.", facts->pillar[i].id, ""),
                     "weight", weight, "score", score, (char *)NULL);
    }
    ta_page_say(page, "report.full_stop");
    ta_page_tags(page, "</p>\n");
}

void ta_section_score(struct ta_page *page)
{
    static const char *const headings[] = {
        "report.indicator", "report.value",        "#report.grade",
        "#report.looks",    "#report.score_short", "#report.weight",
        "#report.share",    "#report.what_if",     NULL};
    const struct ta_facts *facts = page->facts;
    ta_page_open(page, "score", "report.score_parts", facts->simulated);
    write_shares(page);
    write_pillars(page);
    ta_page_table(page, "report.indicators_caption", headings);
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (facts->indicator[i].scored) write_row(page, &facts->indicator[i]);
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (!facts->indicator[i].scored && !facts->indicator[i].gating)
            write_row(page, &facts->indicator[i]);
    ta_page_table_end(page);
    ta_page_close(page);
}

/* --- details ------------------------------------------------------------------------ */

static const char sensitivity[] = "_at_";

/* A mark that `why` says in words. */
static bool is_mark(const struct ta_fact_figure *figure)
{
    return strncmp(figure->name, "primary_", 8) == 0;
}

static bool is_sensitivity(const struct ta_fact_figure *figure)
{
    return strstr(figure->name, sensitivity) != NULL;
}

static void write_figure_name(struct ta_page *page, const char *name)
{
    struct ta_text words = {0};
    ta_say_figure_name(&page->speech, name, &words);
    if (words.failed)
        ta_page_fail(page, TA_E_NOMEM);
    else if (page->speech.shared)
        ta_page_words(page, words.bytes); /* names in it are told by their stand-ins */
    else
        ta_html_outside(page->out, words.bytes);
    ta_text_free(&words);
}

/* Where the rim is left out, areas are of the ground inside it, and what was not observed is of the whole
 * site: without a word they would not add up. @return a message's key, or NULL */
static const char *ground_of(const struct ta_fact_indicator *indicator,
                             const char *name)
{
    static const char *const inside[] = {
        "observed_ha",    "vegetated_ha",    "loss_ha",      "water_before_ha",
        "water_after_ha", "water_gained_ha", "water_lost_ha"};
    if (ta_facts_detail(indicator, "rim_vegetated_ha") == NULL &&
        ta_facts_detail(indicator, "rim_gained_ha") == NULL)
        return NULL;
    if (strcmp(name, "not_observed_ha") == 0) return "report.of_whole_site";
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (strcmp(name, inside[i]) == 0) return "report.without_rim";
    return NULL;
}

static void write_ground(struct ta_page *page,
                         const struct ta_fact_indicator *indicator, const char *name)
{
    const char *key = ground_of(indicator, name);
    if (key == NULL) return;
    ta_page_gap(page);
    ta_page_tags(page, "<span class=\"soft\">");
    ta_page_fill(page, "report.in_brackets", "words", ta_say(&page->speech, key),
                 (char *)NULL);
    ta_page_tags(page, "</span>");
}

/* Of a whole; as a bare number "1" nobody sees that it is all of it. */
static bool is_share(const struct ta_fact_figure *figure)
{
    static const char *const prefix[] = {"observed_share", "share_in_", "attribution_"};
    if (figure->unit == NULL || strcmp(figure->unit, "1") != 0) return false;
    for (size_t i = 0; i < sizeof prefix / sizeof *prefix; i++)
        if (strncmp(figure->name, prefix[i], strlen(prefix[i])) == 0) return true;
    return false;
}

static void write_bound(struct ta_page *page, const struct ta_fact_figure *figure)
{
    char words[TA_SPOKEN];
    ta_say_bound(&page->speech, figure->value, figure->unit, words);
    ta_page_words(page, words);
}

static void write_figures(struct ta_page *page,
                          const struct ta_fact_indicator *indicator)
{
    static const char *const headings[] = {"report.figure", "#report.value", NULL};
    ta_page_table(page, "report.figures_caption", headings);
    for (size_t i = 0; i < indicator->n_details; i++) {
        const struct ta_fact_figure *figure = &indicator->detail[i];
        if (is_sensitivity(figure) || is_mark(figure)) continue;
        ta_page_tags(page, "<tr><th scope=\"row\">");
        write_figure_name(page, figure->name);
        write_ground(page, indicator, figure->name);
        ta_page_tags(page, "</th><td class=\"n\">");
        if (isnan(figure->value))
            ta_page_say(page, "report.not_observed_short");
        else if (strncmp(figure->name, "hi_of_", 6) == 0)
            write_bound(page, figure);
        else if (is_share(figure))
            ta_page_value(page, 100.0 * figure->value, "%");
        else
            ta_page_value(page, figure->value, figure->unit);
        ta_page_tags(page, "</td></tr>\n");
    }
    ta_page_table_end(page);
}

/* The threshold of a row called NAME_at_0.10, as the parameter has it: negative. */
static double threshold_of(const struct ta_fact_figure *figure)
{
    double value = NAN;
    const char *at = strstr(figure->name, sensitivity) + strlen(sensitivity);
    return ta_parse_f64(at, &value) == TA_OK ? -value : (double)NAN;
}

static void write_sensitivity_row(struct ta_page *page,
                                  const struct ta_fact_figure *figure, double used)
{
    char words[TA_SPOKEN];
    double threshold = threshold_of(figure);
    bool is_used = fabs(threshold - used) < 1e-9;
    ta_say_fixed(&page->speech, threshold, 2, words);
    ta_page_tags(page, is_used ? "<tr class=\"used\"><th scope=\"row\">"
                               : "<tr><th scope=\"row\">");
    ta_page_words(page, words);
    if (is_used) {
        ta_page_tags(page, " ");
        ta_page_say(page, "report.threshold_used");
    }
    ta_page_tags(page, "</th><td class=\"n\">");
    ta_page_value(page, figure->value, figure->unit);
    ta_page_tags(page, "</td></tr>\n");
}

/* Of an answer alone: noughts of ground that nobody saw would read as nothing lost. */
static void write_sensitivity(struct ta_page *page,
                              const struct ta_fact_indicator *indicator)
{
    static const char *const headings[] = {"report.threshold", "#report.loss_area",
                                           NULL};
    const struct ta_fact_figure *param = ta_facts_param(indicator, "threshold");
    size_t n = 0;
    for (size_t i = 0; i < indicator->n_details; i++)
        n += is_sensitivity(&indicator->detail[i]);
    if (n == 0 || !isfinite(indicator->value)) return;
    ta_page_table(page, "report.sensitivity_caption", headings);
    for (size_t i = 0; i < indicator->n_details; i++)
        if (is_sensitivity(&indicator->detail[i]))
            write_sensitivity_row(page, &indicator->detail[i],
                                  param == NULL ? (double)NAN : param->value);
    ta_page_table_end(page);
}

static void write_span(struct ta_page *page, const char *key,
                       const struct ta_span *span)
{
    char from[TA_SPOKEN], to[TA_SPOKEN], number[TA_SPOKEN];
    if (span->first == TA_DAY_NONE) return;
    ta_say_day(&page->speech, span->first, from);
    ta_say_day(&page->speech, span->last, to);
    ta_page_tags(page, "<p class=\"window\">");
    ta_page_fill(page, key, "from", from, "to", to, (char *)NULL);
    if (span->seasons > 1) {
        ta_say_fixed(&page->speech, (double)span->seasons, 0, number);
        ta_page_fill(page, "report.window_seasons", "n", number, (char *)NULL);
        if (span->looked > 0 && span->looked < span->seasons) {
            ta_say_fixed(&page->speech, (double)span->looked, 0, number);
            ta_page_fill(page, "report.window_looked_years", "n", number, (char *)NULL);
        }
    }
    if (span->looks > 0) {
        ta_say_fixed(&page->speech, (double)span->looks, 0, number);
        ta_say_day(&page->speech, span->first_look, from);
        ta_say_day(&page->speech, span->last_look, to);
        ta_page_fill(page,
                     span->looks == 1 ? "report.window_look" : "report.window_looks",
                     "n", number, "from", from, "to", to, (char *)NULL);
    } else if (span->seasons > 0) {
        ta_page_say(page, "report.window_no_look");
    }
    ta_page_tags(page, "</p>\n");
}

/* The days that were looked at; an indicator without a window speaks of the record's day. */
static void write_windows(struct ta_page *page,
                          const struct ta_fact_indicator *indicator)
{
    struct ta_windows windows;
    char day[TA_SPOKEN];
    ta_windows_of(page->facts, indicator, &windows);
    if (windows.window.first == TA_DAY_NONE) {
        ta_say_day(&page->speech, page->facts->as_of, day);
        ta_page_tags(page, "<p class=\"window\">");
        ta_page_fill(page, "report.window_day", "day", day, (char *)NULL);
        ta_page_tags(page, "</p>\n");
        return;
    }
    write_span(page, "report.window", &windows.window);
    write_span(page, "report.baseline", &windows.baseline);
}

/* The table's title where it is another than that of the row before. */
static void write_table_row(struct ta_page *page, const struct ta_fact_row *row,
                            const struct ta_fact_row *before)
{
    char value[TA_SPOKEN];
    if (before == NULL || strcmp(before->table, row->table) != 0) {
        ta_page_words(page, ta_page_table_title(page, row->table));
        ta_page_say(page, "report.colon");
    }
    ta_page_public(page, row->key);
    ta_page_say(page, "report.colon");
    ta_say_exact(&page->speech, row->value, row->unit, value);
    ta_page_words(page, value);
    ta_page_say(page, "report.list_comma");
    const char *source = ta_say_source(&page->speech, row->source);
    if (source == row->source)
        ta_page_public(page, source);
    else
        ta_page_words(page, source);
    if (row->checked) return;
    ta_page_say(page, "report.list_comma");
    ta_page_say(page, "report.row_unchecked");
}

void ta_section_rows(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    enum { SHOWN_MOST = 12 };
    char more[TA_SPOKEN];
    if (indicator->n_rows == 0) return;
    ta_page_tags(page, "<p class=\"soft\">");
    ta_page_say(page, "report.rows_read");
    ta_page_say(page, "report.colon");
    for (size_t i = 0; i < indicator->n_rows && i < SHOWN_MOST; i++) {
        if (i > 0) ta_page_say(page, "report.semicolon");
        write_table_row(page, &indicator->row[i],
                        i > 0 ? &indicator->row[i - 1] : NULL);
    }
    if (indicator->n_rows > SHOWN_MOST) {
        ta_say_fixed(&page->speech, (double)(indicator->n_rows - SHOWN_MOST), 0, more);
        ta_page_say(page, "report.semicolon");
        ta_page_fill(page, "report.rows_more", "n", more, (char *)NULL);
    }
    ta_page_tags(page, "</p>\n");
}

static void write_indicator(struct ta_page *page,
                            const struct ta_fact_indicator *indicator)
{
    ta_page_tags(page, "<div class=\"item\">\n<h3>");
    ta_page_words(page, ta_page_indicator(page, indicator->id));
    ta_page_tags(page, "</h3>\n");
    if (strcmp(indicator->reason, "not_applicable") != 0)
        write_windows(page, indicator);
    if (indicator->why[0] != '\0') {
        ta_page_tags(page, "<p>");
        ta_page_why(page, indicator->why);
        ta_page_tags(page, "</p>\n");
    }
    write_sensitivity(page, indicator);
    if (indicator->n_details > 0) write_figures(page, indicator);
    ta_section_rows(page, indicator);
    ta_page_tags(page, "<p class=\"soft\">");
    ta_page_say(page, "report.source");
    ta_page_say(page, "report.colon");
    ta_page_why(page, indicator->cite);
    ta_page_tags(page, "</p>\n</div>\n");
}

void ta_section_details(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    ta_page_open(page, "details", "report.details", facts->simulated);
    ta_page_tags(page, "<div class=\"items\">\n");
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (strcmp(facts->indicator[i].id, "financed_emissions") != 0)
            write_indicator(page, &facts->indicator[i]);
    ta_page_tags(page, "</div>\n");
    ta_page_close(page);
}
