/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_conditions.c  What to settle before lending, what to watch while lending, and
 *  what would change the opinion.
 *
 *  A record holds no conditions of its own; they follow from it by this rule and from nothing
 *  else. Before lending (or, where money is out, before more of it): each gate that fires or
 *  cannot be told, each scored indicator that is missing, or observed and below the model's
 *  reference, what stayed unseen of those whose lower bound is below it, and the findings; one that has reached the goalpost at which it scores 1 is told as breached. While lending: the
 *  day up to which the record stands, the distance of the lower bound from the next worse
 *  level, each other scored value with the goalpost at which it scores 1 and how poor its
 *  data are, and vegetation lost on a site that is being built on. For the bank itself: each
 *  reason why the record is only indicative. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/model.h"
#include "record/codes.h"
#include "report/clearing.h"
#include "report/page.h"
#include "report/what_if.h"
#include "terrassay/indicator.h"

enum { GRADE_POOR = 4 };

/* A list that opens with its first item. */
struct list {
    struct ta_page *page;
    size_t n;
};

static void open_item(struct list *list, const struct ta_fact_indicator *indicator)
{
    struct ta_page *page = list->page;
    if (list->n++ == 0) ta_page_tags(page, "<ul>\n");
    ta_page_tags(page, "<li>");
    if (indicator == NULL) return;
    ta_page_tags(page, "<strong>");
    ta_page_words(page, ta_page_indicator(page, indicator->id));
    ta_page_tags(page, "</strong>");
    ta_page_say(page, "report.colon");
}

static void close_item(struct list *list, const struct ta_fact_indicator *indicator)
{
    struct ta_page *page = list->page;
    if (indicator != NULL && ta_section_question(indicator) != NULL) {
        ta_page_gap(page);
        ta_text_addf(page->out, "<a href=\"#ask-%s\">", indicator->id);
        ta_page_say(page, "condition.ask");
        ta_page_tags(page, "</a>");
    }
    ta_page_tags(page, "</li>\n");
}

static void close_list(struct list *list, const char *none_key)
{
    if (list->n > 0)
        ta_page_tags(list->page, "</ul>\n");
    else
        ta_page_element(list->page, "p", none_key);
}

/* --- before lending ------------------------------------------------------------------- */

static void say_why_missing(struct ta_page *page,
                            const struct ta_fact_indicator *indicator)
{
    if (ta_fact_missing(indicator)) {
        ta_page_words(page, ta_page_reason(page, indicator));
        if (indicator->why[0] != '\0') ta_page_say(page, "report.semicolon");
    }
    if (indicator->why[0] != '\0') ta_page_why(page, indicator->why);
}

/* Where nobody took readings in, the bank's own step comes before any question. */
static void say_own_step(struct ta_page *page,
                         const struct ta_fact_indicator *indicator)
{
    const char *silence = ta_page_silence(page, indicator);
    if (silence == NULL || strcmp(silence, "silence.no_readings") != 0) return;
    ta_page_gap(page);
    ta_page_say(page, "report.mend_readings");
}

static void add_gate(struct list *list, const struct ta_fact_indicator *gate)
{
    struct ta_page *page = list->page;
    bool fires = strcmp(gate->gate, "fires") == 0;
    if (!fires && !ta_fact_open(gate)) return;
    open_item(list, gate);
    ta_page_words(page, ta_say_of(&page->speech, "gate.", gate->gate, ""));
    ta_page_say(page, "report.semicolon");
    say_why_missing(page, gate);
    ta_page_say(page, "report.full_stop");
    ta_page_gap(page);
    ta_page_say(page, fires ? "condition.gate_fires" : "condition.gate_open");
    say_own_step(page, gate);
    close_item(list, gate);
}

static void add_missing(struct list *list, const struct ta_fact_indicator *indicator)
{
    struct ta_page *page = list->page;
    char weight[TA_SPOKEN];
    ta_say_value(&page->speech, 100.0 * indicator->scoring.weight, "%", weight);
    open_item(list, indicator);
    say_why_missing(page, indicator);
    ta_page_say(page, "report.full_stop");
    ta_page_gap(page);
    ta_page_fill(page, "condition.missing", "weight", weight, (char *)NULL);
    say_own_step(page, indicator);
    close_item(list, indicator);
}

static void say_value(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    ta_page_value(page, indicator->value, indicator->unit);
    ta_page_range(page, indicator);
}

/* What is below is a score: fewer hours can be a good thing, a lower score never is. */
static void say_below(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_scoring *s = &indicator->scoring;
    char score[TA_SPOKEN], reference[TA_SPOKEN], at[TA_SPOKEN], seen[TA_SPOKEN];
    bool below = s->score < s->reference;
    ta_say_number(&page->speech, s->score, 3, seen);
    ta_say_below(&page->speech, below ? s->score : s->score_lo, s->reference, score);
    ta_say_number(&page->speech, s->reference, 3, reference);
    ta_say_value(&page->speech, ta_fact_reference(indicator), indicator->unit, at);
    bool unclear =
        below && strcmp(ta_section_question(indicator), ".question_unclear") == 0;
    ta_page_fill(page,
                 unclear ? "condition.below_unclear"
                 : below ? "condition.below"
                         : "condition.bound_below",
                 "score", score, "reference", reference, "at", at, "seen", seen,
                 (char *)NULL);
    /* Near the best goalpost the score of a breach is still a good one. */
    if (below || strcmp(indicator->id, "limit_exceedance") != 0 ||
        !(indicator->value > 0.0))
        return;
    ta_page_gap(page);
    ta_page_say(page, "condition.limit_exceeded");
}

/* At or past the goalpost where it scores 1: nothing is left to watch. */
static bool is_breached(const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_scoring *s = &indicator->scoring;
    bool high_is_worse = s->worst > s->best;
    return indicator->scored && isfinite(indicator->value) &&
           ta_section_question(indicator) != NULL &&
           (high_is_worse ? indicator->value >= s->worst
                          : indicator->value <= s->worst);
}

static void say_breached(struct ta_page *page,
                         const struct ta_fact_indicator *indicator)
{
    char worst[TA_SPOKEN];
    ta_say_value(&page->speech, indicator->scoring.worst, indicator->unit, worst);
    ta_page_gap(page);
    ta_page_tags(page, "<strong>");
    ta_page_fill(page, "condition.breached", "worst", worst, (char *)NULL);
    ta_page_tags(page, "</strong>");
}

static bool is_unseen(const struct ta_fact_indicator *indicator)
{
    return ta_fact_partial(indicator) && ta_what_if_counts(indicator);
}

/* What was not seen of it has its reason with it. */
static void add_below(struct list *list, const struct ta_fact_indicator *indicator)
{
    struct ta_page *page = list->page;
    open_item(list, indicator);
    say_value(page, indicator);
    if (indicator->why[0] != '\0' && !is_unseen(indicator)) {
        ta_page_say(page, "report.semicolon");
        ta_page_why(page, indicator->why);
    }
    ta_page_say(page, "report.full_stop");
    ta_page_gap(page);
    say_below(page, indicator);
    if (is_breached(indicator)) say_breached(page, indicator);
    if (is_unseen(indicator)) {
        ta_page_gap(page);
        ta_page_unseen(page, indicator, false);
        ta_page_say(page, "report.full_stop");
    }
    close_item(list, indicator);
}

static bool said_before(const struct ta_facts *facts, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(facts->finding[i].code, facts->finding[at].code) == 0) return true;
    return false;
}

static bool named_before(const struct ta_facts *facts, size_t from, size_t at)
{
    for (size_t i = from; i < at; i++)
        if (strcmp(facts->finding[i].code, facts->finding[at].code) == 0 &&
            strcmp(facts->finding[i].object, facts->finding[at].object) == 0)
            return true;
    return false;
}

/* What all findings of a code are about, each once; of gaps, which may come and go, with their days. */
static void say_objects(struct ta_page *page, size_t at)
{
    const struct ta_facts *facts = page->facts;
    bool dated = strcmp(facts->finding[at].code, "gap") == 0;
    for (size_t i = at; i < facts->n_findings; i++) {
        const struct ta_fact_finding *finding = &facts->finding[i];
        if (strcmp(finding->code, facts->finding[at].code) != 0) continue;
        if (!dated && named_before(facts, at, i)) continue;
        if (i > at) ta_page_say(page, dated ? "report.semicolon" : "report.list_comma");
        ta_section_finding_object(page, finding);
        if (!dated) continue;
        ta_page_say(page, "report.colon");
        ta_page_why(page, finding->detail);
    }
}

/* Each kind by its words; a question stands beside those that have one. */
static void add_findings(struct list *list)
{
    struct ta_page *page = list->page;
    for (size_t i = 0; i < page->facts->n_findings; i++) {
        const struct ta_fact_finding *finding = &page->facts->finding[i];
        if (said_before(page->facts, i)) continue;
        open_item(list, NULL);
        ta_page_tags(page, "<a href=\"#findings\">");
        ta_page_words(page, ta_say_of(&page->speech, "finding.", finding->code, ""));
        ta_page_tags(page, "</a> ");
        say_objects(page, i);
        if (ta_section_finding_asks(page, finding)) {
            ta_page_tags(page, " "); /* in Chinese too, behind a name */
            ta_text_addf(page->out, "<a href=\"#ask-finding-%s\">", finding->code);
            ta_page_say(page, "condition.ask");
            ta_page_tags(page, "</a>");
        }
        ta_page_tags(page, "</li>\n");
    }
}

/* The formula where it is recalled; the rows that are not checked, behind their table's title; the
 * tables where neither is known: the record does not say which rows it read. */
static void name_rows(struct ta_page *page, const struct ta_fact_indicator *indicator,
                      const struct ta_indicator *known)
{
    size_t n = 0;
    const char *table = "";
    if (known->recalled) {
        n++;
        ta_page_say(page, "report.colon");
        ta_page_say(page, "report.formula_recalled");
    }
    for (size_t i = 0; i < indicator->n_rows; i++) {
        const struct ta_fact_row *row = &indicator->row[i];
        if (row->checked) continue;
        ta_page_say(page, n++ == 0 ? "report.colon" : "report.list_comma");
        if (strcmp(row->table, table) != 0) {
            table = row->table;
            ta_page_words(page, ta_page_table_title(page, table));
            ta_page_tags(page, " ");
        }
        ta_page_public(page, row->key);
    }
    for (size_t t = 0; n == 0 && t < known->n_tables; t++) {
        ta_page_say(page, t == 0 ? "report.colon" : "report.list_comma");
        ta_page_words(page, ta_page_table_title(page, known->table[t]));
    }
}

/* Which indicators are recalled or read a table row that is not checked, and which rows. */
static void say_unchecked(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    const char *between = NULL;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        const struct ta_indicator *known = ta_indicator_find(indicator->id);
        if (!indicator->unchecked || known == NULL) continue;
        if (between != NULL)
            ta_page_say(page, between);
        else
            ta_page_gap(page);
        between = "report.semicolon";
        ta_page_words(page, ta_page_indicator(page, indicator->id));
        name_rows(page, indicator, known);
    }
    if (between != NULL) ta_page_say(page, "report.full_stop");
}

/* Without a sector the model asks everything that it asks of anyone. */
static void add_sector(struct list *list)
{
    const struct ta_page *page = list->page;
    if (page->facts->sector_code != NULL || page->model == NULL ||
        !ta_model_by_sector(page->model))
        return;
    open_item(list, NULL);
    ta_page_say(list->page, "condition.no_sector");
    close_item(list, NULL);
}

static void write_before(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    struct list list = {page, 0};
    ta_page_element(page, "h3",
                    ta_facts_lent(facts) ? "condition.before_more"
                                         : "condition.before");
    add_sector(&list);
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (facts->indicator[i].gating) add_gate(&list, &facts->indicator[i]);
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored) continue;
        if (ta_fact_missing(indicator))
            add_missing(&list, indicator);
        else if (ta_section_question(indicator) != NULL)
            add_below(&list, indicator);
    }
    add_findings(&list);
    close_list(&list, "condition.nothing_before");
}

/* Why the record is only indicative: nothing that a client could mend. */
static void write_own(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    struct list list = {page, 0};
    if (facts->n_because == 0) return;
    ta_page_element(page, "h3", "condition.own");
    for (size_t i = 0; i < facts->n_because; i++) {
        open_item(&list, NULL);
        ta_page_words(page, ta_say_of(&page->speech, "condition.",
                                      ta_facts_because(facts, i), ""));
        if (strcmp(facts->because[i], "unchecked_table_row") == 0) say_unchecked(page);
        close_item(&list, NULL);
    }
    close_list(&list, "condition.nothing_before");
}

/* --- while lending -------------------------------------------------------------------- */

static void add_validity(struct list *list)
{
    char day[TA_SPOKEN];
    ta_say_day(&list->page->speech, list->page->facts->valid_to, day);
    open_item(list, NULL);
    ta_page_fill(list->page,
                 ta_section_expired(list->page) ? "condition.expired"
                                                : "condition.validity",
                 "day", day, (char *)NULL);
    close_item(list, NULL);
}

/* Where the lower bound stands in its level, gates apart. */
static void add_margin(struct list *list)
{
    struct ta_page *page = list->page;
    const struct ta_model *model = page->model;
    double lo = page->facts->score.lo;
    if (model == NULL || !isfinite(lo)) return;
    enum ta_level level = TA_LEVEL_VERY_HIGH;
    while (level + 1 < TA_LEVEL_COUNT && lo >= model->level_from[level + 1]) level++;
    if (level == TA_LEVEL_VERY_HIGH) return;
    char bound[TA_SPOKEN], edge[TA_SPOKEN];
    ta_say_number(&page->speech, lo, 3, bound);
    ta_say_number(&page->speech, model->level_from[level], 3, edge);
    open_item(list, NULL);
    ta_page_fill(page, "condition.margin", "lo", bound, "edge", edge, "level",
                 ta_say_of(&page->speech, "level.", ta_level_code(level - 1), ""),
                 (char *)NULL);
    close_item(list, NULL);
}

static void add_watch(struct list *list, const struct ta_fact_indicator *indicator)
{
    struct ta_page *page = list->page;
    char now[TA_SPOKEN], worst[TA_SPOKEN], grade[TA_SPOKEN];
    const char *unit = indicator->unit;
    ta_say_value(&page->speech, indicator->value, unit, now);
    ta_say_value(&page->speech, indicator->scoring.worst, unit, worst);
    open_item(list, indicator);
    ta_page_fill(page, "condition.watch", "now", now, "worst", worst, (char *)NULL);
    if (indicator->grade >= GRADE_POOR) {
        ta_say_fixed(&page->speech, indicator->grade, 0, grade);
        ta_page_gap(page);
        ta_page_fill(page, "condition.poor_data", "grade", grade, (char *)NULL);
    }
    close_item(list, NULL);
}

/* The project's own building can be what its vegetation loss is; the score counts it all the
 * same. */
static void add_clearing(struct list *list)
{
    struct ta_page *page = list->page;
    struct ta_clearing clearing;
    char lost[TA_SPOKEN], built[TA_SPOKEN], both[TA_SPOKEN];
    if (!ta_clearing_of(page->facts, &clearing)) return;
    ta_say_value(&page->speech, clearing.lost, "ha", lost);
    ta_say_value(&page->speech, clearing.built, "ha", built);
    open_item(list, NULL);
    ta_page_fill(page, "condition.clearing", "lost", lost, "built", built,
                 (char *)NULL);
    if (clearing.both > 0.0) {
        ta_say_value(&page->speech, clearing.both, "ha", both);
        ta_page_gap(page);
        ta_page_fill(page, "condition.clearing_both", "both", both, (char *)NULL);
    }
    close_item(list, NULL);
}

static void write_while(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    struct list list = {page, 0};
    ta_page_element(page, "h3", "condition.while");
    add_validity(&list);
    add_margin(&list);
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored || !isfinite(indicator->value)) continue;
        if (is_breached(indicator)) continue; /* stands under "before" */
        add_watch(&list, indicator);
    }
    add_clearing(&list);
    close_list(&list, "condition.nothing_before");
}

/* --- what would change the opinion ---------------------------------------------------- */

/* No better opinion stands while a finding that is asked about waits for its answer. */
static bool finding_open(const struct ta_page *page)
{
    for (size_t i = 0; i < page->facts->n_findings; i++)
        if (ta_section_finding_asks(page, &page->facts->finding[i])) return true;
    return false;
}

static void write_answer(struct ta_page *page, const struct ta_what_if_answer *answer)
{
    char lo[TA_SPOKEN];
    const char *opinion = ta_opinion_code(answer->opinion);
    bool other = strcmp(opinion, page->facts->opinion) != 0;
    ta_say_fixed(&page->speech, answer->lo, 1, lo);
    ta_page_tags(page, "</th><td class=\"n\">");
    ta_page_words(page, lo);
    ta_page_tags(page, other ? "</td><td><strong>" : "</td><td>");
    ta_page_words(page, ta_say_of(&page->speech, "opinion.", opinion, ""));
    ta_page_tags(page, other ? "</strong>" : "");
    if (!other) {
        ta_page_gap(page);
        ta_page_say(page, "condition.as_now");
    } else if (finding_open(page)) {
        ta_page_gap(page);
        ta_page_tags(page, "<a href=\"#findings\">");
        ta_page_say(page, "condition.once_settled");
        ta_page_tags(page, "</a>");
    }
    ta_page_tags(page, "</td></tr>\n");
}

static void write_one(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    const struct ta_what_if settled = {.only = indicator};
    struct ta_what_if_answer answer;
    enum ta_status rc = ta_what_if(page->facts, page->model, &settled, &answer);
    ta_page_fail(page, rc);
    if (rc != TA_OK) return;
    char at[TA_SPOKEN] = "";
    if (indicator->scored)
        ta_say_value(&page->speech, ta_fact_reference(indicator), indicator->unit, at);
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_fill(page,
                 indicator->gating            ? "condition.if_passes"
                 : ta_fact_missing(indicator) ? "condition.if_observed"
                                              : "condition.if_better",
                 "name", ta_page_indicator(page, indicator->id), "at", at,
                 (char *)NULL);
    write_answer(page, &answer);
}

static void write_changes(struct ta_page *page)
{
    static const char *const headings[] = {"condition.settled", "#condition.bound",
                                           "condition.opinion", NULL};
    const struct ta_facts *facts = page->facts;
    const struct ta_what_if all = {.only = NULL};
    struct ta_what_if_answer answer;
    enum ta_status rc =
        page->model == NULL ? TA_E_DATA : ta_what_if(facts, page->model, &all, &answer);
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++)
        n += ta_what_if_counts(&facts->indicator[i]);
    ta_page_element(page, "h3", "condition.change");
    if (rc == TA_E_NOMEM) ta_page_fail(page, rc);
    if (rc != TA_OK || n == 0) {
        ta_page_element(
            page, "p", rc != TA_OK ? "condition.no_model" : "condition.nothing_better");
        return;
    }
    ta_page_table(page, "condition.change_caption", headings);
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (ta_what_if_counts(&facts->indicator[i]))
            write_one(page, &facts->indicator[i]);
    if (n > 1) {
        ta_page_tags(page, "<tr><th scope=\"row\">");
        ta_page_say(page, "condition.all");
        write_answer(page, &answer);
    }
    ta_page_table_end(page);
    struct ta_clearing clearing;
    if (ta_clearing_of(facts, &clearing))
        ta_page_element(page, "p class=\"soft\"", "condition.clearing_both_ways");
}

void ta_section_conditions(struct ta_page *page)
{
    ta_page_open(page, "conditions", "condition.title", page->facts->simulated);
    ta_page_element(page, "p class=\"lead\"", "condition.lead");
    ta_page_tags(page, "<div class=\"columns\">\n<div>\n");
    write_before(page);
    ta_page_tags(page, "</div>\n<div>\n");
    write_while(page);
    write_own(page);
    ta_page_tags(page, "</div>\n</div>\n");
    write_changes(page);
    ta_page_close(page);
}
