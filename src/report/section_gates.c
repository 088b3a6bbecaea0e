/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_gates.c  Gates first, then what moved the score most. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "record/codes.h"
#include "report/gap.h"
#include "report/page.h"
#include "report/sign.h"

/* --- gates -------------------------------------------------------------------------- */

static void write_state(struct ta_page *page, const char *state)
{
    struct ta_drawing drawing;
    ta_sign_gate(state, &drawing);
    ta_page_tags(page, "<td class=\"state\">");
    ta_page_drawing(page, &drawing, "sign small", NULL, NULL);
    ta_drawing_free(&drawing);
    ta_page_tags(page, "<strong>");
    ta_page_words(page, ta_say_of(&page->speech, "gate.", state, ""));
    ta_page_tags(page, "</strong></td>");
}

/* A gate that passes says nothing by itself, and must not look as if nobody had looked. */
static void write_found_why(struct ta_page *page, const struct ta_fact_indicator *gate)
{
    char key[TA_NAME_SIZE + 32];
    bool passes = strcmp(gate->gate, "passes") == 0;
    (void)snprintf(key, sizeof key, "indicator.%s.passes", gate->id);
    bool words =
        passes && ta_message_has(page->speech.messages, page->speech.language, key);
    if (gate->why[0] == '\0' && !words) return;
    ta_page_tags(page, "<br><span class=\"soft\">");
    if (words) ta_page_say(page, key);
    if (words && gate->why[0] != '\0') ta_page_say(page, "report.semicolon");
    if (gate->why[0] != '\0') ta_page_why(page, gate->why);
    ta_page_tags(page, "</span>");
}

static void write_found(struct ta_page *page, const struct ta_fact_indicator *gate)
{
    ta_page_tags(page, "<td>");
    if (isfinite(gate->value)) {
        ta_page_value(page, gate->value, gate->unit);
    } else {
        ta_page_say(page, "report.not_observed_short");
        ta_page_say(page, "report.colon");
        ta_page_words(page, ta_page_reason(page, gate));
    }
    write_found_why(page, gate);
    ta_page_tags(page, "</td>");
}

static const struct ta_model_gate *gate_of_model(const struct ta_page *page,
                                                 const char *id)
{
    for (size_t g = 0; page->model != NULL && g < page->model->n_gates; g++)
        if (strcmp(page->model->gate[g].indicator, id) == 0)
            return &page->model->gate[g];
    return NULL;
}

static void write_at_best(struct ta_page *page, const char *key, const char *opinion)
{
    ta_page_fill(page, key, "opinion",
                 ta_say_of(&page->speech, "opinion.", opinion, ""), (char *)NULL);
}

static void write_follows(struct ta_page *page, const struct ta_fact_indicator *gate)
{
    const struct ta_model_gate *rule = gate_of_model(page, gate->id);
    char cap[TA_SPOKEN];
    ta_page_tags(page, "<td>");
    write_at_best(page, "report.if_fires", gate->at_gate.opinion_at_best);
    if (isfinite(gate->at_gate.score_cap)) {
        ta_say_number(&page->speech, gate->at_gate.score_cap, 3, cap);
        ta_page_say(page, "report.semicolon");
        ta_page_fill(page, "report.capped_at", "value", cap, (char *)NULL);
    }
    if (rule != NULL && strcmp(gate->gate, "not_evaluated") == 0) {
        ta_page_tags(page, "<br>");
        write_at_best(page, "report.if_open", ta_opinion_code(rule->not_evaluated));
    }
    ta_page_tags(page, "</td>");
}

static void write_gate(struct ta_page *page, const struct ta_fact_indicator *gate)
{
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_words(page, ta_page_indicator(page, gate->id));
    ta_page_tags(page, "</th>");
    write_state(page, gate->gate);
    write_found(page, gate);
    write_follows(page, gate);
    ta_page_tags(page, "</tr>\n");
}

void ta_section_gates(struct ta_page *page)
{
    static const char *const headings[] = {"report.gate", "report.state",
                                           "report.found", "report.follows", NULL};
    const struct ta_facts *facts = page->facts;
    size_t n = 0;
    bool simulated = facts->simulated;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        if (!facts->indicator[i].gating) continue;
        n++;
        simulated = simulated || ta_facts_simulated(facts, &facts->indicator[i]);
    }
    ta_page_open(page, "gates", "report.gates", n > 0 && simulated);
    if (n == 0) {
        ta_page_element(page, "p", "report.no_gates");
    } else {
        ta_page_table(page, "report.gates_caption", headings);
        for (size_t i = 0; i < facts->n_indicators; i++)
            if (facts->indicator[i].gating) write_gate(page, &facts->indicator[i]);
        ta_page_table_end(page);
    }
    ta_page_close(page);
}

/* --- reasons ------------------------------------------------------------------------ */

enum { REASONS = 3 };
static const double least_share = 0.05; /* points; below it rounds to nothing */

static double push(const struct ta_fact_indicator *indicator, int sign)
{
    return indicator->scored ? sign * indicator->scoring.share : -HUGE_VAL;
}

/* Places of the three largest pushes in the direction, largest first. */
static size_t strongest(const struct ta_facts *facts, int sign, size_t place[REASONS])
{
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        double size = push(&facts->indicator[i], sign);
        if (!(size > least_share)) continue;
        size_t k = n < REASONS ? n++ : REASONS;
        for (; k > 0 && push(&facts->indicator[place[k - 1]], sign) < size; k--)
            if (k < REASONS) place[k] = place[k - 1];
        if (k < REASONS) place[k] = i;
    }
    return n;
}

static void write_reason(struct ta_page *page,
                         const struct ta_fact_indicator *indicator)
{
    char share[TA_SPOKEN];
    ta_say_fixed(&page->speech, fabs(indicator->scoring.share), 1, share);
    ta_page_tags(page, "<li><span class=\"points\">");
    ta_page_fill(page,
                 indicator->scoring.share < 0.0 ? "report.points_down"
                                                : "report.points_up",
                 "value", share, (char *)NULL);
    ta_page_tags(page, "</span> <span><strong>");
    ta_page_words(page, ta_page_indicator(page, indicator->id));
    ta_page_tags(page, "</strong>");
    ta_page_say(page, "report.colon");
    if (isfinite(indicator->value)) {
        ta_page_value(page, indicator->value, indicator->unit);
        ta_page_range(page, indicator);
    } else {
        ta_page_words(page, ta_page_reason(page, indicator));
        ta_page_say(page, "report.semicolon");
        ta_page_say(page, "report.counted_at_worst");
    }
    ta_page_tags(page, "</span></li>\n");
}

/* The others in the direction, so that the points add up. */
static void write_others(struct ta_page *page, int sign, const size_t *place, size_t n)
{
    double rest = 0.0;
    size_t others = 0;
    char number[TA_SPOKEN], points[TA_SPOKEN];
    for (size_t i = 0; i < page->facts->n_indicators; i++) {
        double size = push(&page->facts->indicator[i], sign);
        bool named = !(size > least_share);
        for (size_t k = 0; k < n; k++) named = named || place[k] == i;
        if (named) continue;
        rest += size;
        others++;
    }
    if (others == 0) return;
    ta_say_fixed(&page->speech, (double)others, 0, number);
    ta_say_fixed(&page->speech, rest, 1, points);
    ta_page_tags(page, "<p>");
    ta_page_fill(page, sign < 0 ? "report.reasons_more_down" : "report.reasons_more_up",
                 "n", number, "value", points, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

static void write_list(struct ta_page *page, const char *heading, const char *none,
                       int sign)
{
    size_t place[REASONS], n = strongest(page->facts, sign, place);
    ta_page_tags(page, "<div>\n");
    ta_page_element(page, "h3", heading);
    if (n == 0) ta_page_element(page, "p", none);
    if (n > 0) ta_page_tags(page, "<ol class=\"moves\">\n");
    for (size_t i = 0; i < n; i++)
        write_reason(page, &page->facts->indicator[place[i]]);
    if (n > 0) ta_page_tags(page, "</ol>\n");
    write_others(page, sign, place, n);
    ta_page_tags(page, "</div>\n");
}

/* --- the lower bound ------------------------------------------------------------------ */

static void write_pull(struct ta_page *page, const struct ta_fact_indicator *indicator,
                       double points)
{
    const struct ta_fact_scoring *s = &indicator->scoring;
    char value[TA_SPOKEN], worst[TA_SPOKEN], down[TA_SPOKEN];
    ta_say_fixed(&page->speech, points, 1, down);
    ta_say_value(&page->speech, indicator->value, indicator->unit, value);
    ta_say_value(&page->speech, s->worst > s->best ? indicator->hi : indicator->lo,
                 indicator->unit, worst);
    ta_page_tags(page, "<li><span class=\"points\">");
    ta_page_fill(page, "report.points_down", "value", down, (char *)NULL);
    ta_page_tags(page, "</span> <span><strong>");
    ta_page_words(page, ta_page_indicator(page, indicator->id));
    ta_page_tags(page, "</strong>");
    ta_page_say(page, "report.colon");
    ta_page_fill(page, "report.cannot_rule_out", "value", value, "worst", worst,
                 (char *)NULL);
    if (indicator->why[0] != '\0') {
        ta_page_say(page, "report.semicolon");
        ta_page_why(page, indicator->why);
    }
    ta_page_tags(page, "</span></li>\n");
}

/* The opinion rests on the lower bound: what holds it below the score, in points. */
static void write_lower_bound(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    struct ta_gap gap = {0};
    char lo[TA_SPOKEN], all[TA_SPOKEN];
    ta_page_fail(page, ta_gap_split(facts, &gap));
    ta_say_fixed(&page->speech, facts->score.lo, 1, lo);
    ta_say_fixed(&page->speech, facts->score.value - facts->score.lo, 1, all);
    if (gap.n > 0) {
        ta_page_element(page, "h3 id=\"lower-bound\"", "report.lower_bound_why");
        ta_page_tags(page, "<p class=\"lead\">");
        ta_page_fill(page, "report.lower_bound_lead", "lo", lo, "points", all,
                     (char *)NULL);
        ta_page_tags(page, "</p>\n<ol class=\"moves\">\n");
    }
    for (size_t i = 0; i < gap.n; i++)
        write_pull(page, gap.pull[i].indicator, gap.pull[i].points);
    if (gap.n > 0) ta_page_tags(page, "</ol>\n");
    ta_gap_free(&gap);
}

void ta_section_reasons(struct ta_page *page)
{
    char reference[TA_SPOKEN], value[TA_SPOKEN];
    ta_say_number(&page->speech, page->facts->score.reference, 3, reference);
    ta_say_fixed(&page->speech, page->facts->score.value, 1, value);
    ta_page_open(page, "reasons", "report.reasons", page->facts->simulated);
    ta_page_tags(page, "<p class=\"lead\">");
    ta_page_fill(page, "report.reasons_lead", "reference", reference, "value", value,
                 (char *)NULL);
    ta_page_tags(page, "</p>\n<div class=\"columns\">\n");
    write_list(page, "report.reasons_down", "report.nothing_down", -1);
    write_list(page, "report.reasons_up", "report.nothing_up", 1);
    ta_page_tags(page, "</div>\n");
    write_lower_bound(page);
    ta_page_close(page);
}
