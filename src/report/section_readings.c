/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_readings.c  Sensor readings against their limits, hour by hour. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/page.h"
#include "report/share.h"

/* --- one chart -------------------------------------------------------------------------- */

static void draw_hours(const struct ta_speech *speech, const void *view, double width,
                       struct ta_drawing *out)
{
    ta_chart_hours(speech, view, width, out);
}

struct tally {
    size_t valid, missing[TA_HOUR_MISSING_COUNT];
    double most;
};

static struct tally tally_of(const struct ta_hours_view *view)
{
    struct tally t = {.most = NAN};
    for (size_t i = 0; i < view->n; i++) {
        if (isnan(view->mean[i])) {
            t.missing[view->missing[i]]++;
            continue;
        }
        t.valid++;
        t.most = fmax(t.most, view->mean[i]);
    }
    return t;
}

static void say_stream(const struct ta_page *page, const struct ta_datastream *about,
                       struct ta_text *out)
{
    const char *property = ta_say_of(&page->speech, "property.", about->property, "");
    bool named = property == about->property; /* by the bank, in letters of its own */
    ta_text_add(out, named && page->speech.shared
                         ? ta_say(&page->speech, "report.left_out")
                         : property);
    ta_text_add(out, ta_say(&page->speech, "report.comma"));
    if (page->speech.shared) {
        char whole[TA_ID_SIZE + TA_NAME_SIZE];
        (void)snprintf(whole, sizeof whole, "%s/%s", about->device, about->name);
        ta_say_instead(&page->speech, whole, out);
        return;
    }
    ta_text_add(out, about->device);
    ta_text_add(out, " ");
    ta_text_add(out, about->name);
}

void ta_section_exceeded(const struct ta_page *page,
                         const struct ta_stream_hours *stream, struct ta_text *out)
{
    const struct ta_speech *speech = &page->speech;
    struct ta_hours_above above = ta_hours_above(stream, speech->zone_h);
    struct ta_text days = {0};
    char hours[TA_SPOKEN], most[TA_SPOKEN], day[TA_SPOKEN], more[TA_SPOKEN];
    if (above.hours == 0) return;
    ta_say_value(speech, (double)above.hours, "h", hours);
    ta_say_value(speech, above.most, stream->about->unit, most);
    for (size_t i = 0; i < above.days && i < TA_DAYS_NAMED; i++) {
        if (i > 0) ta_text_add(&days, ta_say(speech, "report.list_comma"));
        ta_say_day(speech, above.day[i], day);
        ta_text_add(&days, day);
    }
    if (above.days > TA_DAYS_NAMED) {
        ta_say_fixed(speech, (double)(above.days - TA_DAYS_NAMED), 0, more);
        ta_message_fill(speech->messages, speech->language, &days, "report.days_more",
                        "n", more, (char *)NULL);
    }
    if (days.failed)
        out->failed = true;
    else
        ta_message_fill(speech->messages, speech->language, out, "report.exceeded",
                        "hours", hours, "days", days.bytes, "most", most, (char *)NULL);
    ta_text_free(&days);
}

/* Behind the hours that were judged. */
static void say_above(const struct ta_page *page, const struct ta_stream_hours *stream,
                      struct ta_text *out)
{
    const struct ta_speech *speech = &page->speech;
    struct ta_text above = {0};
    ta_section_exceeded(page, stream, &above);
    if (above.failed) out->failed = true;
    ta_message_fill(speech->messages, speech->language, out,
                    above.size == 0 ? "report.hours_none_above" : "report.hours_above",
                    "above", above.size == 0 ? "" : above.bytes, (char *)NULL);
    ta_text_free(&above);
}

/* Why hours are not valid, each for one reason: they add up. */
static void say_missing(const struct ta_page *page, const struct tally *t,
                        struct ta_text *out)
{
    static const struct {
        enum ta_hour_missing why;
        const char *key;
    } row[] = {{TA_HOUR_FAILED, "report.hours_failed"},
               {TA_HOUR_SUSPECT, "report.hours_suspect"},
               {TA_HOUR_FEW_CAME, "report.hours_few"},
               {TA_HOUR_NONE_CAME, "report.hours_none"}};
    const struct ta_speech *speech = &page->speech;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char hours[TA_SPOKEN];
        if (t->missing[row[i].why] == 0) continue;
        ta_say_fixed(speech, (double)t->missing[row[i].why], 0, hours);
        ta_message_fill(speech->messages, speech->language, out, row[i].key, "hours",
                        hours, (char *)NULL);
    }
}

static void say_hours(const struct ta_page *page, const struct ta_stream_hours *stream,
                      const struct ta_hours_view *view, struct ta_text *out)
{
    const struct ta_speech *speech = &page->speech;
    struct tally t = tally_of(view);
    char valid[TA_SPOKEN], all[TA_SPOKEN], most[TA_SPOKEN];
    ta_say_fixed(speech, (double)t.valid, 0, valid);
    ta_say_fixed(speech, (double)view->n, 0, all);
    ta_say_value(speech, t.most, view->unit, most);
    ta_message_fill(speech->messages, speech->language, out, "report.hours_words",
                    "valid", valid, "all", all, (char *)NULL);
    say_missing(page, &t, out);
    if (t.valid > 0)
        ta_message_fill(speech->messages, speech->language, out, "report.hours_most",
                        "value", most, (char *)NULL);
    if (isfinite(view->limit)) say_above(page, stream, out);
    if (stream->disbelieved > 0) {
        char hours[TA_SPOKEN];
        ta_say_fixed(speech, (double)stream->disbelieved, 0, hours);
        ta_message_fill(speech->messages, speech->language, out,
                        "report.hours_disbelieved", "hours", hours, (char *)NULL);
    }
}

static void write_stream(struct ta_page *page, const struct ta_stream_hours *stream,
                         bool first)
{
    const struct ta_hours_view view = {.from = stream->from + page->speech.zone_h *
                                                                  (TA_US_PER_DAY / 24),
                                       .n = stream->n,
                                       .mean = stream->mean,
                                       .rejected = stream->rejected,
                                       .missing = stream->missing,
                                       .limit = stream->limit,
                                       .unit = stream->about->unit,
                                       .simulated = page->hours.simulated};
    struct ta_text what = {0}, words = {0};
    say_stream(page, stream->about, &what);
    say_hours(page, stream, &view, &words);
    if (what.failed || words.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else {
        ta_page_tags(page, "<h3>");
        ta_page_public(page, what.bytes);
        ta_page_tags(page, "</h3>\n<p>");
        ta_page_words(page, words.bytes);
        ta_page_tags(page, "</p>\n");
        struct ta_page_figure figure = {draw_hours, &view, what.bytes, words.bytes,
                                        first ? "report.hours_caption" : NULL};
        ta_page_chart(page, &figure);
    }
    ta_text_free(&what);
    ta_text_free(&words);
}

/* --- trust ------------------------------------------------------------------------------ */

/* Said before, by another indicator that rests on the same signal? */
static bool said_before(const struct ta_facts *facts, size_t i, const char *datastream)
{
    for (size_t k = 0; k < i; k++)
        for (size_t t = 0; t < facts->indicator[k].n_trusted; t++)
            if (strcmp(facts->indicator[k].trusted[t].datastream, datastream) == 0)
                return true;
    return false;
}

static void write_criterion(struct ta_page *page, const struct ta_fact_criterion *c)
{
    char words[TA_SPOKEN];
    ta_page_tags(page, "<td class=\"n\">");
    ta_say_fixed(&page->speech, c->grade, 0, words);
    ta_page_words(page, words);
    if (isnan(c->value)) {
        ta_page_tags(page, "<br><span class=\"soft\">");
        ta_page_say(page, "report.trust_unknown");
        ta_page_tags(page, "</span>");
    }
    ta_page_tags(page, "</td>");
}

static void write_trusted(struct ta_page *page, const struct ta_fact_trusted *trusted)
{
    char grade[TA_SPOKEN];
    ta_page_tags(page, "<tr><th scope=\"row\">");
    ta_page_outside(page, trusted->datastream);
    ta_page_tags(page, "</th><td class=\"n\">");
    ta_say_fixed(&page->speech, trusted->grade, 0, grade);
    ta_page_words(page, grade);
    ta_page_tags(page, "</td>");
    for (size_t k = 0; k < trusted->n_criteria; k++)
        write_criterion(page, &trusted->criterion[k]);
    ta_page_tags(page, "</tr>\n");
}

static bool any_trusted(const struct ta_facts *facts)
{
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (facts->indicator[i].n_trusted > 0) return true;
    return false;
}

static void write_trust(struct ta_page *page)
{
    static const char *const headings[] = {
        "report.datastream",        "#report.grade",
        "#trust_short.calibration", "#trust_short.capture",
        "#trust_short.flagged",     "#trust_short.not_evaluated",
        "#trust_short.unchanged",   "#trust_short.copy",
        "#trust_short.neighbours",  NULL};
    const struct ta_facts *facts = page->facts;
    if (!any_trusted(facts)) return;
    ta_page_element(page, "h3", "report.trust");
    ta_page_element(page, "p", "report.trust_lead");
    ta_page_table(page, "report.trust_caption", headings);
    for (size_t i = 0; i < facts->n_indicators; i++)
        for (size_t t = 0; t < facts->indicator[i].n_trusted; t++) {
            const struct ta_fact_trusted *one = &facts->indicator[i].trusted[t];
            if (!said_before(facts, i, one->datastream)) write_trusted(page, one);
        }
    ta_page_table_end(page);
}

/* --- all of it -------------------------------------------------------------------------- */

static bool wanted(const struct ta_page *page)
{
    if (page->hours.n > 0 || page->hours.files_gone > 0) return true;
    return page->dossier->has_project && page->dossier->project.n_datastreams > 0;
}

void ta_section_readings(struct ta_page *page)
{
    const struct ta_hours *hours = &page->hours;
    if (!wanted(page)) return;
    ta_page_open(page, "readings", "report.readings", hours->simulated);
    ta_page_zone(page);
    if (hours->files_gone > 0) {
        char number[24];
        (void)snprintf(number, sizeof number, "%zu", hours->files_gone);
        ta_page_tags(page, "<p class=\"notice\">");
        ta_page_fill(page, "report.partitions_gone", "n", number, (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    for (size_t i = 0; i < hours->n; i++) write_stream(page, &hours->stream[i], i == 0);
    if (hours->n == 0 && hours->files_gone == 0)
        ta_page_element(page, "p", "report.no_readings");
    write_trust(page);
    ta_page_close(page);
}
