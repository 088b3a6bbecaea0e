/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_opinion.c  The answer: opinion, level, score. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "engine/model_use.h"
#include "record/codes.h"
#include "report/gap.h"
#include "report/page.h"
#include "report/sign.h"
#include "scoring.h"
#include "terrassay/indicator.h"

#define LEAST_POINTS 0.05 /* below it rounds to nothing */

/* --- opinion ------------------------------------------------------------------------ */

static void write_sign(struct ta_page *page, const char *opinion)
{
    struct ta_drawing drawing;
    ta_sign_opinion(opinion, &drawing);
    ta_page_drawing(page, &drawing, "sign", NULL, NULL);
    ta_drawing_free(&drawing);
}

/* Does what was not seen make the opinion, and what was seen would carry a better one? */
static bool rests_on_unseen(struct ta_page *page)
{
    const char *opinion = page->facts->opinion;
    enum ta_opinion seen = TA_OPINION_COUNT;
    bool objection = strcmp(opinion, "objection") == 0;
    if (page->model == NULL || (!objection && strcmp(opinion, "conditions") != 0))
        return false;
    ta_page_fail(page, ta_opinion_seen(page->facts, page->model, &seen));
    return seen == TA_OPINION_NO_OBJECTION ||
           (objection && seen == TA_OPINION_CONDITIONS);
}

static void write_means(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    ta_page_tags(page, "<p class=\"means\">");
    ta_page_words(page, ta_say_of(&page->speech, "opinion_means.", facts->opinion,
                                  rests_on_unseen(page) ? "_unseen" : ""));
    if (strcmp(facts->opinion, "objection") == 0 && ta_facts_lent(facts)) {
        ta_page_gap(page);
        ta_page_say(page, "report.objection_lent");
    }
    ta_page_tags(page, "</p>\n");
}

/* The positive of "Indicative:", while the record stands. */
static void write_decision(struct ta_page *page)
{
    char until[TA_SPOKEN];
    if (page->facts->n_because > 0 || ta_section_expired(page)) return;
    ta_say_day(&page->speech, page->facts->model.approved_until, until);
    ta_page_tags(page, "<p class=\"means\">");
    ta_page_fill(page, "report.decision", "day", until, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

static void write_opinion(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    ta_page_tags(page, "<div class=\"answer\">\n");
    write_sign(page, facts->opinion);
    ta_page_tags(page, "<div>\n<p class=\"opinion\">");
    if (facts->n_because > 0) {
        ta_page_say(page, "report.indicative");
        ta_page_gap(page);
    }
    ta_page_words(page, ta_say_of(&page->speech, "opinion.", facts->opinion, ""));
    ta_page_tags(page, "</p>\n");
    write_means(page);
    write_decision(page);
    ta_page_tags(page, "</div>\n</div>\n");
}

/* The least cap of gates that fire or are open; NaN when none caps. */
static double open_cap(const struct ta_facts *facts)
{
    double cap = (double)NAN;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *gate = &facts->indicator[i];
        if (!gate->gating || strcmp(gate->gate, "passes") == 0) continue;
        cap = fmin(cap, gate->at_gate.score_cap); /* ignores NaN */
    }
    return cap;
}

static void write_tag(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    const char *level = ta_facts_level(facts);
    ta_text_addf(page->out, "<strong class=\"tag %s\">", ta_sign_level_class(level));
    ta_page_words(page, ta_say_of(&page->speech, "level.", level, ""));
    ta_page_tags(page, "</strong> ");
    if (ta_facts_level_found(facts)) return;
    ta_page_fill(page, "report.level_counted", "level",
                 ta_say_of(&page->speech, "level.", facts->score.level, ""),
                 (char *)NULL);
    ta_page_tags(page, " ");
}

static void write_level(struct ta_page *page)
{
    const struct ta_fact_score *score = &page->facts->score;
    double least = open_cap(page->facts);
    char lo[TA_SPOKEN], hi[TA_SPOKEN], cap[TA_SPOKEN];
    ta_say_number(&page->speech, score->lo, 3, lo);
    ta_say_number(&page->speech, score->hi, 3, hi);
    ta_say_number(&page->speech, least, 3, cap);
    ta_page_tags(page, "<p class=\"level\">");
    ta_page_say(page, "report.level");
    ta_page_say(page, "report.colon");
    write_tag(page);
    if (least < score->lo)
        ta_page_fill(page, "report.level_why_capped", "lo", lo, "hi", hi, "cap", cap,
                     (char *)NULL);
    else
        ta_page_fill(page,
                     ta_facts_gate_holds(page->facts) ? "report.level_why_gate"
                                                      : "report.level_why",
                     "lo", lo, "hi", hi, (char *)NULL);
    if (strcmp(score->level, score->level_lo) != 0) {
        ta_page_gap(page);
        ta_page_say(page, "report.level_held");
    }
    ta_page_tags(page, "</p>\n");
}

/* "−12.0 points (seen −0.7, not seen or uncertain −11.3)", each linked to where it is split. */
static void write_cause(struct ta_page *page, const struct ta_cause *cause)
{
    char points[TA_SPOKEN], seen[TA_SPOKEN], unseen[TA_SPOKEN];
    bool missing = ta_fact_missing(cause->indicator);
    bool lowered = !missing && cause->unseen <= -LEAST_POINTS;
    ta_say_fixed(&page->speech, -cause->points, 1, points);
    ta_say_fixed(&page->speech, cause->seen, 1, seen);
    ta_say_fixed(&page->speech, cause->unseen, 1, unseen);
    ta_page_words(page, ta_page_indicator(page, cause->indicator->id));
    ta_page_tags(page,
                 lowered ? " <a href=\"#lower-bound\">" : " <a href=\"#reasons\">");
    ta_page_fill(page, "report.points_down", "value", points, (char *)NULL);
    ta_page_tags(page, "</a>");
    ta_page_gap(page);
    if (missing)
        ta_page_say(page, "report.cause_missing");
    else if (!lowered)
        ta_page_say(page, "report.cause_seen");
    else if (cause->seen <= -LEAST_POINTS)
        ta_page_fill(page, "report.cause_both", "seen", seen, "unseen", unseen,
                     (char *)NULL);
    else
        ta_page_say(page, "report.cause_unseen");
}

/* What the line leaves out, so that its points add up to the distance.
 * @param rest points of the causes that it does not name, below 0
 * @param raised of what stands above the reference at the bound, above 0 */
static void write_rest(struct ta_page *page, size_t n, double rest, double raised)
{
    char number[TA_SPOKEN], points[TA_SPOKEN];
    if (n > 0) {
        ta_say_fixed(&page->speech, (double)n, 0, number);
        ta_say_fixed(&page->speech, -rest, 1, points);
        ta_page_fill(page, "report.causes_more", "n", number, "value", points,
                     (char *)NULL);
    }
    if (raised < LEAST_POINTS) return;
    ta_say_fixed(&page->speech, raised, 1, points);
    ta_page_fill(page, "report.causes_raised", "value", points, (char *)NULL);
}

/* "From the model's reference, 90, down to it: Claimed but not seen built −51.7 points (seen)".
 * The opinion rests on the bound; what decided it must not stand two screens down. */
static void write_causes(struct ta_page *page)
{
    enum { SHOWN = 3 };
    struct ta_causes causes = {0};
    const struct ta_fact_score *score = &page->facts->score;
    char reference[TA_SPOKEN];
    double all = 0.0, rest = 0.0;
    ta_page_fail(page, ta_causes_split(page->facts, &causes));
    for (size_t i = 0; i < causes.n; i++) all += causes.cause[i].points;
    while (causes.n > 0 && causes.cause[causes.n - 1].points > -LEAST_POINTS)
        causes.n--;
    ta_say_number(&page->speech, score->reference, 3, reference);
    for (size_t i = 0; i < causes.n && i < SHOWN; i++) {
        if (i == 0) {
            ta_page_tags(page, "<p class=\"gap\">");
            ta_page_fill(page, "report.causes_line", "value", reference, (char *)NULL);
            ta_page_gap(page);
        } else {
            ta_page_say(page, "report.list_comma");
        }
        write_cause(page, &causes.cause[i]);
    }
    for (size_t i = SHOWN; i < causes.n; i++) rest += causes.cause[i].points;
    if (causes.n > 0) {
        write_rest(page, causes.n > SHOWN ? causes.n - SHOWN : 0, rest,
                   score->lo - score->reference - all);
        ta_page_say(page, "report.full_stop");
        ta_page_tags(page, "</p>\n");
    }
    ta_causes_free(&causes);
}

/* What the opinion's table asks beside the bound. */
static void write_observed(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    char share[TA_SPOKEN];
    bool breach = false;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        breach = breach || (indicator->scored && ta_fact_partial(indicator) &&
                            indicator->value > 0.0 && indicator->unseen_share == 0.0);
    }
    ta_say_value(&page->speech, 100.0 * facts->score.observed_weight, "%", share);
    ta_page_tags(page, "<p class=\"observed\">");
    ta_page_fill(page, "report.observed_share", "share", share, (char *)NULL);
    if (breach) {
        ta_page_gap(page);
        ta_page_say(page, "report.observed_breach");
    }
    ta_page_tags(page, "</p>\n");
}

/* --- the looks behind "cannot say" ----------------------------------------------------- */

enum { LOOKS_NAMED = 3 };

/* Of the looks before @p before the latest one that is no part of a look named already; SIZE_MAX: none. */
static size_t latest_look(const struct ta_facts *facts, size_t before)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[i];
        if (strcmp(e->kind, "chip") != 0) continue;
        if (before != SIZE_MAX &&
            (e->time > facts->evidence[before].time ||
             (e->time == facts->evidence[before].time && i <= before)))
            continue;
        if (best == SIZE_MAX || e->time > facts->evidence[best].time) best = i;
    }
    return best;
}

/* Is it the first of the looks of that scene, which may lie on several sites? */
static bool is_new(const struct ta_facts *facts, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(facts->evidence[i].kind, "chip") == 0 &&
            strcmp(facts->evidence[i].id, facts->evidence[at].id) == 0)
            return false;
    return true;
}

/* "landsat-c1-l1/LT05... (2000-03-09, 100% clear)" */
static void name_look(struct ta_page *page, const struct ta_fact_evidence *e)
{
    char day[TA_SPOKEN], share[TA_SPOKEN];
    struct ta_text words = {0};
    ta_say_day(&page->speech, ta_day_of(e->time), day);
    ta_say_value(&page->speech, round(100.0 * e->clear_fraction), "%", share);
    ta_text_add(&words, day);
    if (isfinite(e->clear_fraction)) {
        words.size = 0;
        ta_message_fill(page->speech.messages, page->speech.language, &words,
                        "report.look_clear", "day", day, "share", share, (char *)NULL);
    }
    ta_page_outside(page, e->id);
    ta_page_gap(page);
    if (words.failed)
        ta_page_fail(page, TA_E_NOMEM);
    else
        ta_page_fill(page, "report.in_brackets", "words", words.bytes, (char *)NULL);
    ta_text_free(&words);
}

/* What is here and was not used: older than the model looks back. */
static void say_looks_used(struct ta_page *page, size_t n)
{
    char used[TA_SPOKEN], all[TA_SPOKEN], old[TA_SPOKEN], years[TA_SPOKEN];
    const struct ta_speech *speech = &page->speech;
    ta_say_fixed(speech, (double)n, 0, used);
    ta_say_fixed(speech, (double)(n + page->older), 0, all);
    ta_say_fixed(speech, (double)page->older, 0, old);
    ta_say_number(speech, ta_model_days_back(page->model) / 365.25, 3, years);
    ta_page_fill(page, n > 0 ? "report.looks_used" : "report.looks_old", "n", used,
                 "all", all, "old", old, "years", years, (char *)NULL);
}

static void say_how_many(struct ta_page *page, const char *key, size_t n)
{
    char number[TA_SPOKEN];
    ta_say_fixed(&page->speech, (double)n, 0, number);
    ta_page_fill(page, key, "n", number, (char *)NULL);
}

static void end_names(struct ta_page *page, size_t n)
{
    if (n > LOOKS_NAMED) ta_page_words(page, " \u2026");
    ta_page_say(page, "report.full_stop");
}

static void name_looks(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    size_t n = 0, shown = 0;
    for (size_t i = 0; i < facts->n_evidence; i++)
        n += strcmp(facts->evidence[i].kind, "chip") == 0 && is_new(facts, i);
    if (page->older > 0)
        say_looks_used(page, n);
    else if (n > 0)
        say_how_many(page, "report.looks_taken", n);
    else
        ta_page_say(page, "report.no_looks");
    if (n == 0) return;
    for (size_t at = latest_look(facts, SIZE_MAX);
         at != SIZE_MAX && shown < LOOKS_NAMED; at = latest_look(facts, at)) {
        if (!is_new(facts, at)) continue;
        if (shown++ > 0) ta_page_say(page, "report.list_comma");
        name_look(page, &facts->evidence[at]);
    }
    end_names(page, n);
}

static void name_aside(struct ta_page *page)
{
    const struct ta_dossier *d = page->dossier;
    if (d->n_aside == 0) return;
    ta_page_gap(page);
    say_how_many(page, "report.looks_aside", d->n_aside);
    for (size_t i = 0; i < d->n_aside && i < LOOKS_NAMED; i++) {
        if (i > 0) ta_page_say(page, "report.semicolon");
        if (d->aside[i].id[0] != '\0') {
            ta_page_outside(page, d->aside[i].id);
            ta_page_say(page, "report.colon");
        }
        ta_page_told(page, d->aside[i].reason);
    }
    end_names(page, d->n_aside);
}

/* Who reads that nobody can say asks at once: of which looks? A scene's name tells the place, and stays off a
 * page for others. */
static void write_looks(struct ta_page *page)
{
    if (ta_facts_level_found(page->facts) || page->dossier->shared) return;
    ta_page_tags(page, "<p class=\"looks-at-hand\">");
    name_looks(page);
    name_aside(page);
    ta_page_tags(page, "</p>\n");
}

static void write_held(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    if (facts->n_held_by == 0) return;
    ta_page_tags(page, "<p class=\"held\">");
    ta_page_fill(page, "report.held_by", "opinion",
                 ta_say_of(&page->speech, "opinion.", facts->opinion_by_level, ""),
                 (char *)NULL);
    for (size_t i = 0; i < facts->n_held_by; i++) {
        if (i > 0)
            ta_page_say(page, "report.list_comma");
        else
            ta_page_gap(page);
        ta_page_tags(page, "<a href=\"#gates\">");
        ta_page_words(page, ta_page_indicator(page, facts->held_by[i]));
        ta_page_tags(page, "</a>");
    }
    ta_page_say(page, "report.full_stop");
    ta_page_tags(page, "</p>\n");
}

static void draw_score(const struct ta_speech *speech, const void *view, double width,
                       struct ta_drawing *out)
{
    ta_chart_score(speech, view, width, out);
}

static void write_score(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    struct ta_score_view view = {
        .score = &facts->score,
        .level_from = page->model != NULL ? page->model->level_from : NULL,
        .level = ta_facts_level_found(facts) ? facts->score.level : "",
        .simulated = facts->simulated};
    char value[TA_SPOKEN], lo[TA_SPOKEN], hi[TA_SPOKEN];
    struct ta_text words = {0};
    ta_say_number(&page->speech, facts->score.value, 3, value);
    ta_say_number(&page->speech, facts->score.lo, 3, lo);
    ta_say_number(&page->speech, facts->score.hi, 3, hi);
    ta_message_fill(page->speech.messages, page->speech.language, &words,
                    "report.score_words", "value", value, "lo", lo, "hi", hi,
                    (char *)NULL);
    struct ta_page_figure figure = {draw_score, &view,
                                    ta_say(&page->speech, "report.score_drawing"),
                                    words.bytes, "report.score_caption"};
    ta_page_chart(page, &figure);
    ta_text_free(&words);
}

/* --- what it is measured by ----------------------------------------------------------- */

/* "from 60, 75% observed: No objection" */
static void write_cut_off(struct ta_page *page, const struct ta_model *model,
                          const struct ta_model_opinion *row)
{
    char from[TA_SPOKEN], share[TA_SPOKEN];
    bool lowest = row->level_at_least == TA_LEVEL_VERY_HIGH;
    bool always = lowest && !(row->observed_at_least > 0.0);
    ta_say_number(&page->speech, model->level_from[row->level_at_least], 3, from);
    ta_say_value(&page->speech, 100.0 * row->observed_at_least, "%", share);
    ta_page_fill(
        page,
        always   ? "report.cut_off_else"
        : lowest ? "report.cut_off_rest"
                 : "report.cut_off",
        "from", from, "share", share, "opinion",
        ta_say_of(&page->speech, "opinion.", ta_opinion_code(row->opinion), ""),
        (char *)NULL);
}

/* The model's table as it is read: the first row that matches. */
static void write_opinions(struct ta_page *page, const struct ta_model *model)
{
    for (size_t i = 0; i < model->n_opinions; i++) {
        if (i > 0) ta_page_say(page, "report.semicolon");
        write_cut_off(page, model, &model->opinion[i]);
    }
    ta_page_say(page, "report.full_stop");
}

/* Where the lower bound with what was observed leads to less. */
static void write_decisive(struct ta_page *page, const struct ta_model *model)
{
    const struct ta_facts *facts = page->facts;
    const struct ta_fact_score *score = &facts->score;
    char hi[TA_SPOKEN];
    enum ta_opinion rests = ta_opinion_by_level(model, ta_level_of(model, score->lo),
                                                score->observed_weight),
                    at_best =
                        ta_opinion_by_level(model, ta_level_of(model, score->hi), 1.0);
    if (!isfinite(score->lo) || !isfinite(score->hi) || rests == at_best ||
        ta_opinion_graver(rests, at_best) != at_best)
        return;
    ta_say_number(&page->speech, score->hi, 3, hi);
    ta_page_gap(page);
    ta_page_fill(page, "report.cut_off_best", "hi", hi, "opinion",
                 ta_say_of(&page->speech, "opinion.", ta_opinion_code(at_best), ""),
                 (char *)NULL);
}

static void write_references(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    const char *between = NULL;
    char number[TA_SPOKEN];
    ta_say_number(&page->speech, facts->score.reference, 3, number);
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored) continue;
        if (between == NULL) {
            ta_page_gap(page);
            ta_page_fill(page, "report.references", "points", number, (char *)NULL);
        } else {
            ta_page_say(page, between);
        }
        between = "report.semicolon";
        ta_page_words(page, ta_page_indicator(page, indicator->id));
        ta_page_tags(page, " ");
        ta_page_value(page, ta_fact_reference(indicator), indicator->unit);
    }
    if (between != NULL) ta_page_say(page, "report.full_stop");
}

static void write_cut_offs(struct ta_page *page)
{
    ta_page_tags(page, "<p class=\"soft\">");
    if (page->model != NULL) {
        ta_page_say(page, "report.cut_offs");
        write_opinions(page, page->model);
        write_decisive(page, page->model);
    }
    write_references(page);
    ta_page_gap(page);
    ta_page_say(page, "report.interval_means");
    ta_page_tags(page, "</p>\n");
}

/* What is not as it was when the record was made: the record stands, and its pictures and days are not all here. */
static void write_gone(struct ta_page *page)
{
    const struct ta_gone *gone = &page->gone;
    char files[TA_SPOKEN], missing[TA_SPOKEN], changed[TA_SPOKEN];
    if (gone->missing + gone->changed == 0) return;
    ta_say_fixed(&page->speech, (double)gone->files, 0, files);
    ta_say_fixed(&page->speech, (double)gone->missing, 0, missing);
    ta_say_fixed(&page->speech, (double)gone->changed, 0, changed);
    ta_page_tags(page, "<div class=\"notice gone\">\n<p><strong>");
    ta_page_say(page, "report.gone");
    ta_page_tags(page, "</strong></p>\n<p>");
    ta_page_fill(page, "report.gone_files", "files", files, "missing", missing,
                 "changed", changed, (char *)NULL);
    ta_page_tags(page, "</p>\n</div>\n");
}

static void write_indicative(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    if (facts->n_because == 0) return;
    ta_page_tags(page, "<div class=\"notice made-up\">\n<p><strong>");
    ta_page_say(page, "report.indicative_flag");
    ta_page_tags(page, "</strong></p>\n<ul>\n");
    for (size_t i = 0; i < facts->n_because; i++) {
        ta_page_tags(page, "<li>");
        ta_page_words(page, ta_say_of(&page->speech, "indicative.",
                                      ta_facts_because(facts, i), ""));
        ta_page_tags(page, "</li>\n");
    }
    ta_page_tags(page, "</ul>\n</div>\n");
}

static void write_missing_item(struct ta_page *page,
                               const struct ta_fact_indicator *indicator)
{
    ta_page_tags(page, "<li>");
    ta_page_words(page, ta_page_indicator(page, indicator->id));
    ta_page_say(page, "report.colon");
    ta_page_words(page, ta_page_reason(page, indicator));
    if (indicator->why[0] != '\0') {
        ta_page_say(page, "report.semicolon");
        ta_page_why(page, indicator->why);
    }
    if (!indicator->scored && !indicator->gating) {
        ta_page_gap(page);
        ta_page_say(page, "report.only_shown");
    }
    ta_page_tags(page, "</li>\n");
}

static void write_missing_list(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    ta_page_tags(page, "<ul>\n");
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (ta_fact_missing(indicator)) write_missing_item(page, indicator);
        if (!ta_fact_partial(indicator)) continue;
        ta_page_tags(page, "<li>");
        ta_page_unseen(page, indicator, true);
        ta_page_tags(page, "</li>\n");
    }
    ta_page_tags(page, "</ul>\n");
}

/* The scored indicators of which a part was not seen. */
static void list_partly(struct ta_page *page, struct ta_text *out)
{
    const struct ta_facts *facts = page->facts;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored || !ta_fact_partial(indicator)) continue;
        if (out->size > 0) ta_text_add(out, ta_say(&page->speech, "report.list_comma"));
        ta_text_add(out, ta_page_indicator(page, indicator->id));
    }
    if (out->failed) ta_page_fail(page, TA_E_NOMEM);
}

static bool all_have_values(const struct ta_facts *facts)
{
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (facts->indicator[i].scored && ta_fact_missing(&facts->indicator[i]))
            return false;
    return true;
}

/* Who reads no further must still know what was not seen. */
static void write_missing(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        n += ta_fact_missing(indicator) || ta_fact_partial(indicator);
    }
    if (n == 0) return;
    struct ta_text partly = {0};
    list_partly(page, &partly);
    const char *in_part = partly.size > 0 && !partly.failed ? partly.bytes : NULL;
    ta_page_tags(page, "<div class=\"notice missing\">\n<p><strong><a "
                       "href=\"#not-observed\">");
    ta_page_say(page, "report.not_observed");
    ta_page_tags(page, "</a></strong></p>\n");
    write_missing_list(page);
    if (in_part != NULL) {
        ta_page_tags(page, "<p>");
        ta_page_fill(page,
                     all_have_values(facts) ? "report.observed_all"
                                            : "report.observed_part",
                     "names", in_part, (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_text_free(&partly);
    ta_page_tags(page, "</div>\n");
}

/* Which of social matters and governance is not scored, when one of them is. */
static const char *one_lacking(const struct ta_facts *facts)
{
    bool social = false, governance = false;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_indicator *known = ta_indicator_find(facts->indicator[i].id);
        if (known == NULL || !facts->indicator[i].scored ||
            ta_fact_missing(&facts->indicator[i]))
            continue;
        social = social || known->theme == TA_THEME_SOCIAL;
        governance = governance || known->theme == TA_THEME_GOVERNANCE;
    }
    if (social == governance) return "";
    return social ? ".governance" : ".social";
}

/* What the result may be called; old records do not say it. */
static void write_called(struct ta_page *page)
{
    const char *called = page->facts->score.called;
    if (called == NULL) return;
    ta_page_tags(page, "<p class=\"soft\">");
    bool whole = strcmp(called, "esg_rating") == 0;
    ta_page_words(page, ta_say_of(&page->speech, "report.called.", called,
                                  whole ? "" : one_lacking(page->facts)));
    ta_page_tags(page, "</p>\n");
}

void ta_section_opinion(struct ta_page *page)
{
    ta_page_open(page, "opinion", "report.opinion", page->facts->simulated);
    ta_page_standing(page);
    write_gone(page);
    write_indicative(page); /* before the verdict, as it outranks it */
    write_opinion(page);
    write_level(page);
    write_observed(page);
    write_looks(page);
    write_causes(page);
    write_called(page);
    write_held(page);
    write_score(page);
    write_cut_offs(page);
    ta_page_tags(page, "<div class=\"notices\">\n");
    write_missing(page);
    ta_page_tags(page, "</div>\n");
    ta_page_close(page);
}
