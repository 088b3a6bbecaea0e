/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_series.c  Looks in time, one chart for each layer and site. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "report/looks.h"
#include "report/page.h"

enum { LAYERS_SHOWN = 8, CHARTS_SHOWN = 16, GAP_DAYS = 120, RADAR_GAP_DAYS = 60 };

static void draw_series(const struct ta_speech *speech, const void *view, double width,
                        struct ta_drawing *out)
{
    ta_chart_series(speech, view, width, out);
}

static int by_time(const void *a, const void *b)
{
    const struct ta_series_look *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

/* Power was averaged as power; the spread of cells is mostly speckle and is not shown. */
static void to_decibels(struct ta_series_look *look)
{
    look->mean = look->mean > 0.0 ? 10.0 * log10(look->mean) : (double)NAN;
    look->stdev = NAN;
}

static size_t gather(const struct ta_facts *facts, const char *layer, int site,
                     struct ta_series_look *out, bool *simulated)
{
    size_t n = 0;
    *simulated = false;
    for (size_t i = 0; i < facts->n_looks; i++) {
        const struct ta_fact_look *look = &facts->look[i];
        if (look->site != site || look->time == TA_TIME_NONE) continue;
        if (strcmp(look->layer, layer) != 0) continue;
        *simulated = *simulated || facts->evidence[look->evidence].simulated;
        out[n++] = (struct ta_series_look){look->time, look->mean, look->stdev,
                                           look->clear_fraction};
        if (ta_is_backscatter(layer)) to_decibels(&out[n - 1]);
    }
    qsort(out, n, sizeof *out, by_time);
    return n;
}

/* Looks that count, and those of which nobody knows how clear they are. */
struct counts {
    size_t clear, unknown;
};

static struct counts count(const struct ta_series_view *view)
{
    struct counts n = {0, 0};
    for (size_t i = 0; i < view->n; i++) {
        if (!isfinite(view->look[i].mean)) continue;
        if (isnan(view->look[i].clear)) n.unknown++;
        if (view->look[i].clear >= view->enough) n.clear++;
    }
    return n;
}

static void say_counts(const struct ta_speech *speech,
                       const struct ta_series_view *view, struct ta_text *out)
{
    struct counts n = count(view);
    char all[TA_SPOKEN], clear[TA_SPOKEN], unknown[TA_SPOKEN];
    char from[TA_TIME_TEXT], to[TA_TIME_TEXT];
    ta_say_fixed(speech, (double)view->n, 0, all);
    ta_say_fixed(speech, (double)n.clear, 0, clear);
    ta_say_fixed(speech, (double)n.unknown, 0, unknown);
    ta_day_format(ta_day_of(view->look[0].time), from);
    ta_day_format(ta_day_of(view->look[view->n - 1].time), to);
    const char *key = view->radar
                          ? view->n == 1 ? "report.radar_one" : "report.radar_all"
                      : view->n == 1 ? "report.series_one"
                                     : "report.series_all";
    ta_message_fill(speech->messages, speech->language, out, key, "all", all, "from",
                    from, "to", to, (char *)NULL);
    if (view->radar) return;
    if (n.unknown < view->n)
        ta_message_fill(speech->messages, speech->language, out, "report.series_clear",
                        "clear", clear, (char *)NULL);
    if (n.unknown > 0)
        ta_message_fill(speech->messages, speech->language, out,
                        "report.series_unknown", "unknown", unknown, (char *)NULL);
}

/* Layer and site in words, for headings. */
static void say_what(struct ta_page *page, const char *layer,
                     const struct ta_fact_site *site, struct ta_text *out)
{
    char number[24];
    ta_text_add(out, ta_say_of(&page->speech, "index.", layer, ".title"));
    if (page->facts->n_sites < 2) return;
    (void)snprintf(number, sizeof number, "%d", site->n);
    ta_text_add(out, ta_say(&page->speech, "report.comma"));
    ta_message_fill(page->speech.messages, page->speech.language, out, "report.site_n",
                    "n", number, (char *)NULL);
}

static void write_chart(struct ta_page *page, const char *what,
                        const struct ta_series_view *view, const char *caption)
{
    struct ta_text words = {0};
    say_counts(&page->speech, view, &words);
    ta_page_tags(page, "<h3>");
    ta_page_words(page, what);
    ta_page_tags(page, "</h3>\n<p>");
    ta_page_words(page, words.failed ? "" : words.bytes);
    ta_page_tags(page, "</p>\n");
    struct ta_page_figure figure = {draw_series, view, what, words.bytes, caption};
    ta_page_chart(page, &figure);
    if (words.failed) ta_page_fail(page, TA_E_NOMEM);
    ta_text_free(&words);
}

/* The first chart of either kind says how to read it. */
struct shown {
    size_t charts;
    bool optical, radar;
};

static const char *caption_for(bool radar, struct shown *shown)
{
    bool *told = radar ? &shown->radar : &shown->optical;
    bool first = !*told;
    *told = true;
    shown->charts++;
    if (!first) return NULL;
    return radar ? "report.radar_caption" : "report.series_caption";
}

static void write_one(struct ta_page *page, const char *layer,
                      const struct ta_fact_site *site, struct ta_series_look *room,
                      struct shown *shown)
{
    bool radar = ta_is_backscatter(layer);
    struct ta_series_view view = {.look = room,
                                  .range = {NAN, NAN},
                                  .enough = TA_LOOK_ENOUGH,
                                  .gap_days = radar ? RADAR_GAP_DAYS : GAP_DAYS,
                                  .radar = radar,
                                  .until = page->facts->as_of};
    struct ta_text what = {0};
    view.n = gather(page->facts, layer, site->n, room, &view.simulated);
    if (view.n == 0) return;
    say_what(page, layer, site, &what);
    if (what.failed)
        ta_page_fail(page, TA_E_NOMEM);
    else
        write_chart(page, what.bytes, &view, caption_for(radar, shown));
    ta_text_free(&what);
}

static bool simulated_looks(const struct ta_facts *facts)
{
    bool simulated = false;
    for (size_t i = 0; i < facts->n_looks; i++)
        simulated = simulated || facts->evidence[facts->look[i].evidence].simulated;
    return simulated;
}

void ta_section_series(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    const char *layer[LAYERS_SHOWN];
    size_t n_layers = ta_looks_layers(facts, LAYERS_SHOWN, layer);
    struct shown shown = {0, false, false};
    struct ta_series_look *room = ta_alloc(facts->n_looks, sizeof *room);
    if (room == NULL) ta_page_fail(page, TA_E_NOMEM);
    ta_page_open(page, "series", "report.series", simulated_looks(facts));
    ta_page_element(page, "p class=\"soft\"", "report.days_utc");
    for (size_t l = 0; room != NULL && l < n_layers; l++)
        for (size_t i = 0; i < facts->n_sites && shown.charts < CHARTS_SHOWN; i++)
            write_one(page, layer[l], &facts->site[i], room, &shown);
    if (shown.charts == 0) ta_page_element(page, "p", "report.no_series");
    ta_page_close(page);
    ta_free(room);
}
