/* SPDX-License-Identifier: Apache-2.0 */
#include "report/page.h"
#include "record/silence.h"

#include <stdio.h>
#include <string.h>

#include "report/share.h"

void ta_page_fail(struct ta_page *page, enum ta_status rc)
{
    if (page->rc == TA_OK) page->rc = rc;
}

void ta_page_tags(struct ta_page *page, const char *tags)
{
    ta_text_add(page->out, tags);
}

void ta_page_words(struct ta_page *page, const char *words)
{
    ta_html_words(page->out, words);
}

void ta_page_say(struct ta_page *page, const char *key)
{
    ta_html_words(page->out, ta_say(&page->speech, key));
}

/* Enough for every sentence of ours: five names. */
void ta_page_fill(struct ta_page *page, const char *key, ...)
{
    const char *pair[12] = {NULL};
    va_list args;
    va_start(args, key);
    for (size_t i = 0; i < 12; i += 2) {
        pair[i] = va_arg(args, const char *);
        if (pair[i] == NULL) break;
        pair[i + 1] = va_arg(args, const char *);
    }
    va_end(args);
    struct ta_text words = {0};
    ta_message_fill(page->speech.messages, page->speech.language, &words, key, pair[0],
                    pair[1], pair[2], pair[3], pair[4], pair[5], pair[6], pair[7],
                    pair[8], pair[9], pair[10], pair[11], (char *)NULL);
    if (words.failed)
        ta_page_fail(page, TA_E_NOMEM);
    else
        ta_html_words(page->out, words.bytes);
    ta_text_free(&words);
}

/* What stands for words of others where a page is for others. */
static void write_instead(struct ta_page *page, const char *words)
{
    struct ta_text instead = {0};
    ta_say_instead(&page->speech, words, &instead);
    if (instead.failed)
        ta_page_fail(page, TA_E_NOMEM);
    else
        ta_page_words(page, instead.bytes);
    ta_text_free(&instead);
}

void ta_page_outside(struct ta_page *page, const char *words)
{
    if (words == NULL || words[0] == '\0')
        ta_page_say(page, "report.none");
    else if (page->speech.shared)
        write_instead(page, words);
    else
        ta_html_outside(page->out, words);
}

void ta_page_public(struct ta_page *page, const char *words)
{
    bool named = page->speech.shared && words != NULL && words[0] != '\0' &&
                 ta_share_names(page->dossier, words);
    if (named || words == NULL || words[0] == '\0')
        ta_page_outside(page, words);
    else
        ta_html_outside(page->out, words);
}

/* @p intro: what stands before words that have no translation, or NULL. */
static void write_why(struct ta_page *page, const char *english, const char *intro)
{
    struct ta_text words = {0};
    bool translated = true;
    ta_say_why(&page->speech, english, &words, &translated);
    if (words.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else {
        if (!translated && intro != NULL) ta_page_say(page, intro);
        ta_page_tags(page, translated ? "<bdi class=\"why\">"
                                      : "<bdi class=\"why\" lang=\"en\">");
        ta_html_words(page->out, words.bytes);
        ta_page_tags(page, "</bdi>");
    }
    ta_text_free(&words);
}

void ta_page_why(struct ta_page *page, const char *english)
{
    write_why(page, english, NULL);
}

void ta_page_told(struct ta_page *page, const char *english)
{
    write_why(page, english, "report.told_in_english");
}

void ta_page_gap(struct ta_page *page)
{
    if (page->speech.language != TA_ZH) ta_page_tags(page, " ");
}

void ta_page_element(struct ta_page *page, const char *tag, const char *key)
{
    ta_text_addf(page->out, "<%s>", tag);
    ta_page_say(page, key);
    ta_text_addf(page->out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

void ta_page_layer_gone(struct ta_page *page, const char *id)
{
    ta_page_tags(page, "<p class=\"notice\">");
    ta_page_fill(page, "report.layer_gone", "id", id, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

void ta_page_zone(struct ta_page *page)
{
    ta_page_element(page, "p class=\"soft\"",
                    page->speech.zone_h == 8 ? "report.zone_china" : "report.zone_utc");
}

void ta_page_value(struct ta_page *page, double value, const char *unit)
{
    char words[TA_SPOKEN];
    ta_say_value(&page->speech, value, unit, words);
    ta_page_words(page, words);
}

void ta_page_range(struct ta_page *page, const struct ta_fact_indicator *indicator)
{
    static const char *const key[] = {[TA_INTERVAL_NONE] = "report.range_plain",
                                      [TA_INTERVAL_ERROR] = "report.range_short",
                                      [TA_INTERVAL_WIDER] = "report.range_wider",
                                      [TA_INTERVAL_CASES] = "report.range_worst"};
    const double lo_value_hi[3] = {indicator->lo, indicator->value, indicator->hi};
    char range[TA_SPOKEN];
    ta_say_range(&page->speech, lo_value_hi, indicator->unit, range);
    if (range[0] == '\0') return;
    ta_page_fill(page, key[ta_fact_interval(indicator)], "range", range, (char *)NULL);
}

/* --- sections --------------------------------------------------------------------- */

void ta_page_simulated(struct ta_page *page, bool simulated)
{
    if (simulated) ta_page_element(page, "p class=\"simulated\"", "report.simulated");
}

void ta_page_open(struct ta_page *page, const char *id, const char *heading,
                  bool simulated)
{
    ta_text_addf(page->out,
                 "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<div class=\"top\"><h2 "
                 "id=\"%s-h\">",
                 id, id, id);
    ta_page_say(page, heading);
    ta_page_tags(page, "</h2>\n");
    ta_page_simulated(page, simulated);
    ta_page_tags(page, "</div>\n");
}

void ta_page_close(struct ta_page *page)
{
    ta_page_tags(page, "</section>\n\n");
}

/* --- tables ------------------------------------------------------------------------- */

void ta_page_table(struct ta_page *page, const char *caption_key,
                   const char *const *headings)
{
    enum { BROAD = 5 };
    unsigned id = ++page->figures;
    size_t n = 0;
    while (headings[n] != NULL) n++;
    ta_text_addf(page->out, "<p class=\"caption\" id=\"t%u\">", id);
    ta_page_say(page, caption_key);
    ta_text_addf(page->out,
                 "</p>\n<div class=\"table%s\" role=\"group\" tabindex=\"0\" "
                 "aria-labelledby=\"t%u\">\n<table aria-labelledby=\"t%u\">\n"
                 "<thead><tr>",
                 n >= BROAD ? " broad" : "", id, id);
    for (size_t i = 0; i < n; i++) {
        bool number = headings[i][0] == '#';
        ta_page_tags(page,
                     number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        ta_page_say(page, headings[i] + number);
        ta_page_tags(page, "</th>");
    }
    ta_page_tags(page, "</tr></thead>\n<tbody>\n");
}

void ta_page_table_end(struct ta_page *page)
{
    ta_page_tags(page, "</tbody>\n</table>\n</div>\n");
}

void ta_page_terms(struct ta_page *page, const char *const *terms)
{
    ta_page_tags(page, "<dl class=\"seal\">\n");
    for (size_t i = 0; terms[i] != NULL; i++) {
        ta_page_tags(page, "<div><dt>");
        ta_page_words(page, ta_say_of(&page->speech, "term.", terms[i], ""));
        ta_page_tags(page, "</dt><dd>");
        ta_page_words(page, ta_say_of(&page->speech, "term_means.", terms[i], ""));
        ta_page_tags(page, "</dd></div>\n");
    }
    ta_page_tags(page, "</dl>\n");
}

/* --- drawings ----------------------------------------------------------------------- */

void ta_page_drawing(struct ta_page *page, const struct ta_drawing *drawing,
                     const char *kind, const char *title, const char *words)
{
    char id[24];
    (void)snprintf(id, sizeof id, "f%u", ++page->figures);
    struct ta_svg about = {id, title, words, kind};
    ta_page_fail(page, ta_svg_write(drawing, &about, page->out));
}

static void draw(struct ta_page *page, const struct ta_page_figure *figure,
                 double width, const char *kind)
{
    struct ta_drawing drawing;
    figure->draw(&page->speech, figure->view, width, &drawing);
    ta_page_drawing(page, &drawing, kind, figure->title, figure->words);
    ta_drawing_free(&drawing);
}

void ta_page_chart(struct ta_page *page, const struct ta_page_figure *figure)
{
    ta_page_tags(page, "<figure class=\"chart\">\n");
    draw(page, figure, TA_CHART_WIDE, "wide");
    draw(page, figure, TA_CHART_NARROW, "narrow");
    if (figure->caption_key != NULL)
        ta_page_element(page, "figcaption", figure->caption_key);
    ta_page_tags(page, "</figure>\n");
}

const char *ta_page_indicator(const struct ta_page *page, const char *id)
{
    return ta_say_of(&page->speech, "indicator.", id, ".title");
}

const char *ta_page_table_title(const struct ta_page *page, const char *id)
{
    return ta_say_of(&page->speech, "table.", id, ".title");
}

/* A title inside a sentence: "Hours without ..." begins small, "NDVI ..." stays. */
static void begin_small(struct ta_text *name)
{
    char *at = name->bytes;
    bool title =
        name->size > 1 && at[0] >= 'A' && at[0] <= 'Z' && at[1] >= 'a' && at[1] <= 'z';
    if (title) at[0] = (char)(at[0] - 'A' + 'a');
}

static void write_unseen(struct ta_page *page, const struct ta_fact_figure *detail)
{
    struct ta_text name = {0};
    ta_say_figure_name(&page->speech, detail->name, &name);
    if (!name.failed) begin_small(&name);
    if (name.failed) ta_page_fail(page, TA_E_NOMEM);
    ta_page_words(page, name.failed ? detail->name : name.bytes);
    ta_page_tags(page, " ");
    ta_page_value(page, detail->value, detail->unit);
    ta_text_free(&name);
}

static const char *key_of(const struct ta_page *page,
                          const struct ta_fact_indicator *indicator)
{
    const char *key = ta_silence_key(indicator->id, indicator->reason, indicator->why,
                                     strlen(indicator->why));
    return page->dossier->has_readings ? ta_silence_with_readings(key) : key;
}

const char *ta_page_silence(const struct ta_page *page,
                            const struct ta_fact_indicator *indicator)
{
    if (strcmp(indicator->reason, "client_silent") != 0) return NULL;
    const char *key = key_of(page, indicator);
    return key != NULL ? key : "reason.client_silent";
}

const char *ta_page_reason(const struct ta_page *page,
                           const struct ta_fact_indicator *indicator)
{
    const char *key = key_of(page, indicator);
    return ta_say_reason(&page->speech,
                         key != NULL ? ta_silence_code(key) : indicator->reason);
}

/* Why a place counts as not observed, where the indicator asks for a number of looks. */
static void say_looks_needed(struct ta_page *page,
                             const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_figure *least = ta_facts_param(indicator, "min_clear_looks");
    char number[TA_SPOKEN];
    if (least == NULL) return;
    ta_say_fixed(&page->speech, least->value, 0, number);
    ta_page_fill(page, "report.unseen_looks", "n", number, (char *)NULL);
}

/* Bytes until what is said of the next datastream: "...; cems-3/so2 is not observed". */
static size_t until_next_stream(const char *why)
{
    for (const char *at = strstr(why, "; "); at != NULL; at = strstr(at + 2, "; ")) {
        const char *found = strstr(at, " is not observed");
        if (found != NULL && found < at + 2 + strcspn(at + 2, ";"))
            return (size_t)(at - why);
    }
    return strlen(why);
}

static void list_why(struct ta_page *page, const char *why)
{
    ta_page_tags(page, "\n<ul>\n");
    while (*why != '\0') {
        size_t n = until_next_stream(why);
        struct ta_text part = {0};
        ta_text_add_bytes(&part, why, n);
        ta_page_tags(page, "<li>");
        if (part.failed)
            ta_page_fail(page, TA_E_NOMEM);
        else
            ta_page_why(page, part.bytes);
        ta_page_tags(page, "</li>\n");
        ta_text_free(&part);
        why += n + (why[n] == ';' ? 2 : 0);
    }
    ta_page_tags(page, "</ul>\n");
}

void ta_page_unseen(struct ta_page *page, const struct ta_fact_indicator *indicator,
                    bool named)
{
    char seen[TA_SPOKEN], all[TA_SPOKEN];
    static const char semicolon[] = "report.semicolon";
    const char *between = "report.colon", *standing = ta_fact_standing(indicator);
    double streams[2];
    ta_page_fill(page, named ? "report.partly_of" : "report.partly", "name",
                 ta_page_indicator(page, indicator->id), (char *)NULL);
    for (size_t i = 0; i < indicator->n_details; i++) {
        if (!ta_fact_unseen(&indicator->detail[i])) continue;
        ta_page_say(page, between);
        if (standing != NULL) {
            ta_page_outside(page, standing);
            ta_page_say(page, "report.colon");
        }
        write_unseen(page, &indicator->detail[i]);
        if (strcmp(indicator->detail[i].name, "not_observed_ha") == 0)
            say_looks_needed(page, indicator);
        between = semicolon;
    }
    if (ta_fact_streams(indicator, streams)) {
        ta_say_fixed(&page->speech, streams[0], 0, seen);
        ta_say_fixed(&page->speech, streams[1], 0, all);
        ta_page_say(page, between);
        ta_page_fill(page, "report.streams_seen", "seen", seen, "all", all,
                     (char *)NULL);
        between = semicolon;
    }
    if (!named && between == semicolon) {
        ta_page_say(page, "report.full_stop");
        ta_page_gap(page);
        ta_page_tags(page, "<a href=\"#not-observed\">");
        ta_page_say(page, "report.not_observed");
        ta_page_tags(page, "</a>");
    } else if (until_next_stream(indicator->why) < strlen(indicator->why)) {
        list_why(page, indicator->why);
    } else if (indicator->why[0] != '\0') {
        ta_page_say(page, between);
        ta_page_why(page, indicator->why);
    }
}
