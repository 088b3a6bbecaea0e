/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_open.c  What stays open: what was not observed and why, what to ask the
 *  client, what else came up. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "record/silence.h"
#include "report/clearing.h"
#include "report/looks.h"
#include "report/page.h"
#include "report/share.h"

/* --- not observed ---------------------------------------------------------------------- */

static void write_effect(struct ta_page *page,
                         const struct ta_fact_indicator *indicator)
{
    char share[TA_SPOKEN], weight[TA_SPOKEN];
    if (indicator->scored && isfinite(indicator->scoring.share)) {
        ta_say_fixed(&page->speech, indicator->scoring.share, 1, share);
        ta_say_value(&page->speech, 100.0 * indicator->scoring.weight, "%", weight);
        ta_page_fill(page, "report.effect_scored", "weight", weight, "share", share,
                     (char *)NULL);
    } else if (indicator->gating) {
        ta_page_say(page, "report.effect_gate");
    } else {
        ta_page_say(page, "report.effect_none");
    }
}

/* No scene of one of the seasons was taken in. */
static bool is_no_look(const struct ta_fact_indicator *indicator)
{
    const char *key = ta_silence_key(indicator->id, indicator->reason, indicator->why,
                                     strlen(indicator->why));
    return key != NULL && strcmp(key, "silence.no_look") == 0;
}

static const char no_picture[] = "no picture of this site is kept: ";

/* Where to put what is missing, as far as it is the bank's to put somewhere. */
static void write_mend(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    const char *key = NULL, *silence = ta_page_silence(page, indicator);
    if (strstr(indicator->why, "no statement of a third party was imported") != NULL)
        key = "report.mend_statements";
    else if (silence != NULL)
        key = strcmp(silence, "silence.not_registered") == 0 ? "report.mend_register"
              : strcmp(silence, "reason.client_silent") == 0 ||
                      strcmp(silence, "silence.incomplete") == 0
                  ? "report.mend_document"
                  : "report.mend_readings";
    else if (is_no_look(indicator))
        key = "report.mend_no_scene";
    else if (strncmp(indicator->why, no_picture, sizeof no_picture - 1) == 0)
        key = NULL; /* it says so itself */
    else if (strstr(indicator->why, "no scene that was read covers") != NULL)
        key = page->dossier->n_aside + page->dossier->n_unplaced > 0
                  ? "report.mend_scene"
                  : "report.mend_no_scene";
    else if (strstr(indicator->why, "looks without ") != NULL)
        key = "report.mend_bands";
    if (key == NULL) return;
    ta_page_tags(page, "<br><span class=\"soft\">");
    ta_page_say(page, key);
    ta_page_tags(page, "</span>");
}

static void write_missing(struct ta_page *page,
                          const struct ta_fact_indicator *indicator)
{
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_words(page, ta_page_indicator(page, indicator->id));
    ta_page_tags(page, "</th><td><strong>");
    ta_page_words(page, ta_fact_missing(indicator)
                            ? ta_page_reason(page, indicator)
                            : ta_say(&page->speech, "gate.not_evaluated"));
    ta_page_tags(page, "</strong>");
    if (indicator->why[0] != '\0') {
        ta_page_tags(page, "<br>");
        ta_page_why(page, indicator->why);
    }
    write_mend(page, indicator);
    ta_page_tags(page, "</td><td>");
    write_effect(page, indicator);
    ta_page_tags(page, "</td></tr>\n");
}

static void write_partial(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        if (!ta_fact_partial(&facts->indicator[i])) continue;
        if (n++ == 0) {
            ta_page_element(page, "h3", "report.partly");
            ta_page_tags(page, "<ul>\n");
        }
        ta_page_tags(page, "<li>");
        ta_page_unseen(page, &facts->indicator[i], true);
        ta_page_tags(page, "</li>\n");
    }
    if (n > 0) ta_page_tags(page, "</ul>\n");
}

static void write_not_applicable(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (strcmp(indicator->reason, "not_applicable") != 0) continue;
        if (n++ == 0) {
            ta_page_element(page, "h3", "report.not_applicable");
            ta_page_tags(page, "<ul>\n");
        }
        ta_page_tags(page, "<li>");
        ta_page_words(page, ta_page_indicator(page, indicator->id));
        if (indicator->why[0] != '\0') {
            ta_page_say(page, "report.colon");
            ta_page_why(page, indicator->why);
        }
        ta_page_tags(page, "</li>\n");
    }
    if (n > 0) ta_page_tags(page, "</ul>\n");
}

static void write_cloudy(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    size_t all = 0, cloudy = 0;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[i];
        if (strcmp(e->kind, "chip") != 0) continue;
        all++;
        cloudy += e->clear_fraction < TA_LOOK_ENOUGH;
    }
    if (cloudy == 0) return;
    char total[TA_SPOKEN], part[TA_SPOKEN];
    ta_say_fixed(&page->speech, (double)all, 0, total);
    ta_say_fixed(&page->speech, (double)cloudy, 0, part);
    ta_page_tags(page, "<p>");
    ta_page_fill(page, "report.cloudy_looks", "part", part, "all", total, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

/* "olinda/L7_ETMs, 2001-08-04: why" */
static void write_aside(struct ta_page *page, const struct ta_aside *aside)
{
    ta_page_tags(page, "<li>");
    if (aside->id[0] != '\0') ta_page_outside(page, aside->id);
    if (aside->time != TA_TIME_NONE) {
        char day[TA_SPOKEN];
        ta_say_day(&page->speech, ta_day_of(aside->time), day);
        if (aside->id[0] != '\0') ta_page_gap(page);
        ta_page_fill(page, "report.in_brackets", "words", day, (char *)NULL);
    }
    if (aside->id[0] != '\0' || aside->time != TA_TIME_NONE)
        ta_page_say(page, "report.colon");
    ta_page_told(page, aside->reason);
    ta_page_tags(page, "</li>\n");
}

static void write_count(struct ta_page *page, const char *key, size_t n)
{
    char number[TA_SPOKEN];
    ta_say_fixed(&page->speech, (double)n, 0, number);
    ta_page_tags(page, "<p>");
    ta_page_fill(page, key, "n", number, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

/* Scenes over a site that refresh set aside. A scene's name tells the place, and so on a page for
 * others stands their number alone. */
static void write_set_aside(struct ta_page *page)
{
    const struct ta_dossier *d = page->dossier;
    if (d->n_aside + d->n_unplaced == 0) return;
    ta_page_element(page, "h3", "report.scenes_aside");
    if (d->n_aside > 0) write_count(page, "report.scenes_aside_n", d->n_aside);
    if (d->n_aside > 0 && !d->shared) {
        ta_page_tags(page, "<ul class=\"scenes-aside\">\n");
        for (size_t i = 0; i < d->n_aside; i++) write_aside(page, &d->aside[i]);
        ta_page_tags(page, "</ul>\n");
        ta_page_element(page, "p class=\"soft\"", "report.scenes_aside_mend");
    }
    if (d->n_unplaced > 0) write_count(page, "report.scenes_unplaced", d->n_unplaced);
}

/* What is not here is no silence of the client: nobody may have asked. */
static void write_silence(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (ta_page_silence(page, &facts->indicator[i]) != NULL) {
            ta_page_element(page, "p class=\"soft\"", "report.silence_means");
            return;
        }
}

void ta_section_not_observed(struct ta_page *page)
{
    static const char *const headings[] = {"report.indicator", "report.why",
                                           "report.effect", NULL};
    const struct ta_facts *facts = page->facts;
    size_t n = 0;
    for (size_t i = 0; i < facts->n_indicators; i++)
        n += ta_fact_open(&facts->indicator[i]);
    ta_page_open(page, "not-observed", "report.not_observed", facts->simulated);
    if (n == 0) {
        ta_page_element(page, "p", "report.all_observed");
    } else {
        ta_page_element(page, "p class=\"lead\"", "report.not_observed_means");
        ta_page_table(page, "report.not_observed_caption", headings);
        for (size_t i = 0; i < facts->n_indicators; i++)
            if (ta_fact_open(&facts->indicator[i]))
                write_missing(page, &facts->indicator[i]);
        ta_page_table_end(page);
        write_silence(page);
    }
    write_partial(page);
    write_cloudy(page);
    write_set_aside(page);
    write_not_applicable(page);
    ta_page_close(page);
}

static const char question_of[] = "finding_question.";
static const char restate[] =
    ".question_restate"; /* of any indicator, in the same words */

/* --- questions ---------------------------------------------------------------------- */

/* A slope that may be chance: nobody is asked for the cause of what was not shown. */
static bool shows_nothing(const struct ta_fact_indicator *indicator)
{
    return strstr(indicator->why, "no trend shown") != NULL;
}

/* Only shown, and the client states another figure. */
static bool differs_from_stated(const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_figure *less = ta_facts_detail(indicator, "stated_less_value");
    return less != NULL && isfinite(less->value) && less->value != 0.0;
}

/* Only shown: radar that saw more than noise. */
static bool changed(const struct ta_fact_indicator *indicator)
{
    return strcmp(indicator->id, "radar_backscatter_change") == 0 &&
           (indicator->lo > 0.0 || indicator->hi < 0.0);
}

/* Radar that nobody fetched is nothing that a client could answer for. */
static bool no_radar(const struct ta_fact_indicator *indicator)
{
    return strcmp(indicator->id, "radar_backscatter_change") == 0 &&
           (strcmp(indicator->reason, "outside_what_the_sensor_can_see") == 0 ||
            strcmp(indicator->reason, "source_unavailable") == 0);
}

/* Air readings came and are not believed: to say that none are at hand would be wrong. */
static bool air_failed(const struct ta_fact_indicator *indicator)
{
    return (strcmp(indicator->id, "air_quality_index") == 0 ||
            strcmp(indicator->id, "ambient_air_limit") == 0) &&
           strstr(indicator->why, " hours failed quality control") != NULL;
}

/* The form alone, or with more behind it. */
static bool starts_with_form(const char *why, const char *form)
{
    size_t n = strlen(form);
    return strncmp(why, form, n) == 0 && (why[n] == '\0' || why[n] == ';');
}

/* Nobody has said that it has what is to be measured or built: not missing, but not known. */
static const char *unstated(const struct ta_fact_indicator *indicator)
{
    static const struct {
        const char *id, *why, *suffix;
    } row[] = {{"limit_exceedance",
                "no datastream with a permitted limit is registered",
                ".question_unregistered"},
               {"build_gap", "no capacity is planned", ".question_no_plan"},
               {"financed_emissions", "neither scope 1 nor scope 2 is stated",
                ".question_scopes"},
               {"financed_emissions", "scope 1 is not stated", ".question_scope1"},
               {"financed_emissions", "scope 2 is not stated", ".question_scope2"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        if (strcmp(indicator->id, row[i].id) == 0 &&
            strcmp(indicator->reason, "client_silent") == 0 &&
            starts_with_form(indicator->why, row[i].why))
            return row[i].suffix;
    return NULL;
}

static double detail_of(const struct ta_fact_indicator *indicator, const char *name)
{
    const struct ta_fact_figure *detail = ta_facts_detail(indicator, name);
    return detail == NULL ? 0.0 : detail->value;
}

/* Readings that came and cannot be believed are asked about as such, and those that did not come as such. */
static const char *question_of_readings(const struct ta_fact_indicator *indicator)
{
    double missing = detail_of(indicator, "hours_missing");
    double came = detail_of(indicator, "hours_missing_failed") +
                  detail_of(indicator, "hours_missing_suspect");
    if (strcmp(indicator->reason, "failed_quality_control") == 0)
        return ".question_failed";
    if (!(came > 0.0) || strcmp(indicator->reason, "client_silent") == 0)
        return ".question_missing";
    return came >= missing ? ".question_failed" : ".question_missing_failed";
}

/* The question of what its reason says, whatever the indicator; NULL where its own is asked. */
static const char *question_of_reason(const struct ta_fact_indicator *indicator)
{
    static const char *const looked_at[] = {"vegetation_loss", "ndvi_trend",
                                            "water_extent_change", "build_gap"};
    const char *key = ta_silence_key(indicator->id, indicator->reason, indicator->why,
                                     strlen(indicator->why));
    if (key == NULL) return NULL;
    /* What is the bank's own, or a third party's, is not the client's to state again. */
    if (strstr(indicator->why, "correct it in the layer") != NULL ||
        strstr(indicator->why, "correct it in the statements") != NULL)
        return NULL;
    if (strcmp(key, "silence.out_of_range") == 0 ||
        strcmp(key, "silence.unusable") == 0)
        return restate;
    /* Nobody took a scene in, of the place or of one season: its sky and its client are not what hid it. */
    if (strcmp(key, "silence.no_scene") != 0 && strcmp(key, "silence.no_look") != 0)
        return NULL;
    for (size_t i = 0; i < sizeof looked_at / sizeof *looked_at; i++)
        if (strcmp(indicator->id, looked_at[i]) == 0) return ".question_no_look";
    return NULL;
}

/* Of what is not known; NULL where the client could not answer for it. */
static const char *question_of_open(const struct ta_fact_indicator *indicator)
{
    /* No map is no fault of the outline: boundary points would not settle it. */
    bool no_map = strcmp(indicator->id, "protected_zone") == 0 &&
                  strcmp(indicator->reason, "layer_absent") == 0;
    if (no_map) return ".question_no_layer";
    if (no_radar(indicator)) return NULL;
    if (air_failed(indicator)) return ".question_failed";
    const char *suffix = question_of_reason(indicator);
    if (suffix == NULL) suffix = unstated(indicator);
    return suffix != NULL ? suffix : question_of_readings(indicator);
}

const char *ta_section_question(const struct ta_fact_indicator *indicator)
{
    if (strcmp(indicator->reason, "not_applicable") == 0) return NULL;
    if (ta_fact_open(indicator)) return question_of_open(indicator);
    if (indicator->gating)
        return strcmp(indicator->gate, "fires") == 0 ? ".question" : NULL;
    if (!indicator->scored)
        return differs_from_stated(indicator) || changed(indicator) ? ".question"
                                                                    : NULL;
    if (indicator->scoring.score < indicator->scoring.reference)
        return shows_nothing(indicator) ? ".question_unclear" : ".question";
    /* What was seen reaches the reference, and what was not holds the lower bound down. */
    bool held = indicator->scoring.score_lo < indicator->scoring.reference;
    return held && ta_fact_partial(indicator) ? question_of_readings(indicator) : NULL;
}

bool ta_section_finding_asks(const struct ta_page *page,
                             const struct ta_fact_finding *finding)
{
    char key[TA_NAME_SIZE + sizeof question_of];
    (void)snprintf(key, sizeof key, "%s%s", question_of, finding->code);
    return ta_message_has(page->speech.messages, page->speech.language, key);
}

static bool asked_before(const struct ta_facts *facts, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(facts->finding[i].code, facts->finding[at].code) == 0) return true;
    return false;
}

/* An account has a name in the reader's language; all else is called as others called it. */
static const char *account_of(const struct ta_page *page,
                              const struct ta_fact_finding *finding)
{
    if (strcmp(finding->code, "scope_differs") != 0) return NULL;
    const char *words = ta_say_of(&page->speech, "account.", finding->object, "");
    return words != finding->object ? words : NULL;
}

void ta_section_finding_object(struct ta_page *page,
                               const struct ta_fact_finding *finding)
{
    const char *account = account_of(page, finding);
    if (account != NULL)
        ta_page_words(page, account);
    else if (finding->object[0] != '\0')
        ta_page_outside(page, finding->object);
}

/* As others called it; on a page for others what stands for it. */
static void say_object(const struct ta_page *page, const char *object,
                       struct ta_text *out)
{
    if (page->speech.shared && object[0] != '\0')
        ta_say_instead(&page->speech, object, out);
    else
        ta_text_add(out, object);
}

struct asked {
    struct ta_page *page;
    size_t n;
    bool shown; /* it is about what is only shown, not scored, and is marked so */
    bool
        silence_asked; /* a finding of silence asks for the readings that are missing */
    /* an indicator that has no question of its own, as a finding of silence asks it; or NULL */
    const char *with_silence;
};

/* @p id may be NULL. @p about: what it is about, in brackets behind it; is ended. */
static void ask(struct asked *list, const char *id, const char *words,
                struct ta_text *about)
{
    struct ta_page *page = list->page;
    if (list->n++ == 0) ta_page_tags(page, "<ol class=\"questions\">\n");
    ta_page_tags(page, "<li");
    if (id != NULL) ta_text_addf(page->out, " id=\"ask-%s\"", id);
    ta_page_tags(page, ">");
    if (id != NULL && strcmp(id, "finding-silent") == 0 && list->with_silence != NULL)
        ta_text_addf(page->out, "<span id=\"ask-%s\"></span>", list->with_silence);
    ta_page_words(page, words);
    ta_page_gap(page);
    ta_page_tags(page, "<span class=\"soft\">");
    if (about->failed)
        ta_page_fail(page, TA_E_NOMEM);
    else
        ta_page_fill(page, "report.in_brackets", "words", about->bytes, (char *)NULL);
    if (list->shown) {
        ta_page_gap(page);
        ta_page_say(page, "report.only_shown");
    }
    ta_page_tags(page, "</span></li>\n");
    ta_text_free(about);
}

static void ask_of_indicator(struct asked *list, const char *id,
                             const struct ta_fact_indicator *indicator,
                             const char *suffix)
{
    struct ta_text name = {0};
    const struct ta_speech *speech = &list->page->speech;
    ta_text_add(&name, ta_page_indicator(list->page, indicator->id));
    ask(list, id,
        suffix == restate ? ta_say(speech, "report.question_restate")
                          : ta_say_of(speech, "indicator.", indicator->id, suffix),
        &name);
}

static void say_stream(const struct ta_page *page, const struct ta_datastream *about,
                       struct ta_text *out)
{
    char whole[TA_ID_SIZE + TA_NAME_SIZE];
    (void)snprintf(whole, sizeof whole, "%s/%s", about->device, about->name);
    say_object(page, whole, out);
}

/* Not every file of readings is at hand: the hours are the record's, and their days nobody can tell. */
static bool say_undated(const struct ta_page *page, struct ta_text *out)
{
    const struct ta_fact_indicator *limit =
        ta_facts_indicator(page->facts, "limit_exceedance");
    char hours[TA_SPOKEN];
    if (limit == NULL || !(limit->value > 0.0)) return false;
    ta_say_value(&page->speech, limit->value, limit->unit, hours);
    ta_message_fill(page->speech.messages, page->speech.language, out,
                    "report.exceeded_undated", "hours", hours, (char *)NULL);
    return true;
}

/* When the limit was exceeded, of each datastream. @return false when it never was. */
static bool say_exceedances(const struct ta_page *page, struct ta_text *out)
{
    if (page->hours.files_gone > 0) return say_undated(page, out);
    for (size_t i = 0; i < page->hours.n; i++) {
        const struct ta_stream_hours *stream = &page->hours.stream[i];
        struct ta_text when = {0};
        ta_section_exceeded(page, stream, &when);
        if (when.failed) out->failed = true;
        if (when.size > 0 && !when.failed) {
            if (out->size > 0)
                ta_text_add(out, ta_say(&page->speech, "report.semicolon"));
            say_stream(page, stream->about, out);
            ta_text_add(out, ta_say(&page->speech, "report.colon"));
            ta_text_add(out, when.bytes);
        }
        ta_text_free(&when);
    }
    return out->size > 0;
}

/* A finding of silence asks for the readings that are missing, too. */
static bool silence_is_asked(const struct ta_page *page)
{
    for (size_t i = 0; i < page->facts->n_findings; i++)
        if (strcmp(page->facts->finding[i].code, "silent") == 0 &&
            ta_section_finding_asks(page, &page->facts->finding[i]))
            return true;
    return false;
}

/* Only of those that did not come, or of those too. */
static bool asks_for_missing(const char *suffix)
{
    static const char missing[] = ".question_missing";
    return suffix != NULL && strncmp(suffix, missing, sizeof missing - 1) == 0;
}

/* Before any question is written: what is only shown is asked about behind the findings. */
static void note_silence(struct asked *list)
{
    const struct ta_fact_indicator *limit =
        ta_facts_indicator(list->page->facts, "limit_exceedance");
    struct ta_text about = {0};
    if (limit == NULL || !asks_for_missing(ta_section_question(limit)) ||
        !silence_is_asked(list->page))
        return;
    list->silence_asked = true;
    if (!say_exceedances(list->page, &about)) list->with_silence = limit->id;
    ta_text_free(&about);
}

/* Hours above a permitted limit are asked about whatever they score, with their days. */
static void ask_of_limit(struct asked *list, const struct ta_fact_indicator *indicator)
{
    const struct ta_speech *speech = &list->page->speech;
    const char *suffix = ta_section_question(indicator);
    bool missing = asks_for_missing(suffix);
    bool failed = suffix != NULL && strcmp(suffix, ".question_failed") == 0;
    const char *silence = ta_page_silence(list->page, indicator);
    if (missing && silence != NULL && strcmp(silence, "silence.no_readings") == 0)
        suffix = ".question_no_readings"; /* a device may have reported all along */
    struct ta_text about = {0};
    bool above = say_exceedances(list->page, &about);
    if (above)
        ask(list, indicator->id,
            ta_say_of(speech, "indicator.", indicator->id, ".question"), &about);
    bool behind = missing && list->silence_asked;
    if (suffix != NULL && !behind && (missing || failed || !above))
        ask_of_indicator(list, above ? NULL : indicator->id, indicator, suffix);
    ta_text_free(&about);
}

/* Of those that are scored or gates, or of those that are only shown. */
static void ask_of_indicators(struct asked *list, bool shown)
{
    const struct ta_facts *facts = list->page->facts;
    list->shown = shown;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (shown == (indicator->scored || indicator->gating)) continue;
        const char *suffix = ta_section_question(indicator);
        if (strcmp(indicator->id, "limit_exceedance") == 0) {
            ask_of_limit(list, indicator);
            continue;
        }
        if (suffix == NULL) continue;
        if (strcmp(indicator->id, "vegetation_loss") == 0 &&
            strcmp(suffix, ".question") == 0)
            suffix = ta_clearing_question(facts);
        ask_of_indicator(list, indicator->id, indicator, suffix);
    }
    list->shown = false;
}

/* "cems-1/so2: 2026-08-12 15:50 to 2026-09-01 08:00, 472.2 h" */
static void say_finding(const struct ta_page *page,
                        const struct ta_fact_finding *finding, struct ta_text *out)
{
    const char *account = account_of(page, finding);
    bool translated = true;
    if (account != NULL)
        ta_text_add(out, account);
    else
        say_object(page, finding->object, out);
    if (finding->detail[0] == '\0') return;
    if (finding->object[0] != '\0')
        ta_text_add(out, ta_say(&page->speech, "report.colon"));
    ta_say_why(&page->speech, finding->detail, out, &translated);
}

/* One question for all findings of a code, with what they are about and when. */
static void ask_of_finding(struct asked *list, size_t at)
{
    struct ta_page *page = list->page;
    const struct ta_facts *facts = page->facts;
    const char *code = facts->finding[at].code;
    struct ta_text objects = {0};
    char id[TA_NAME_SIZE + 16];
    for (size_t i = at; i < facts->n_findings; i++) {
        if (strcmp(facts->finding[i].code, code) != 0) continue;
        if (objects.size > 0)
            ta_text_add(&objects, ta_say(&page->speech, "report.semicolon"));
        say_finding(page, &facts->finding[i], &objects);
    }
    (void)snprintf(id, sizeof id, "finding-%s", code);
    ask(list, id, ta_say_of(&page->speech, question_of, code, ""), &objects);
}

void ta_section_questions(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    struct asked list = {.page = page};
    ta_page_open(page, "questions", "report.questions", false);
    note_silence(&list);
    ask_of_indicators(&list, false);
    for (size_t i = 0; i < facts->n_findings; i++)
        if (ta_section_finding_asks(page, &facts->finding[i]) &&
            !asked_before(facts, i))
            ask_of_finding(&list, i);
    ask_of_indicators(&list, true);
    if (list.n > 0)
        ta_page_tags(page, "</ol>\n");
    else
        ta_page_element(page, "p", "report.no_questions");
    ta_page_close(page);
}

/* --- findings ----------------------------------------------------------------------- */

void ta_section_findings(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    if (facts->n_findings == 0) return;
    ta_page_open(page, "findings", "report.findings", facts->simulated);
    ta_page_element(page, "p class=\"lead\"", "report.findings_lead");
    ta_page_zone(page);
    ta_page_tags(page, "<ul>\n");
    for (size_t i = 0; i < facts->n_findings; i++) {
        const struct ta_fact_finding *finding = &facts->finding[i];
        ta_page_tags(page, "<li><strong>");
        ta_page_words(page, ta_say_of(&page->speech, "finding.", finding->code, ""));
        ta_page_tags(page, "</strong> ");
        ta_section_finding_object(page, finding);
        if (finding->detail[0] != '\0') {
            ta_page_say(page, "report.colon");
            ta_page_why(page, finding->detail);
        }
        ta_page_tags(page, "</li>\n");
    }
    ta_page_tags(page, "</ul>\n");
    ta_page_close(page);
}
