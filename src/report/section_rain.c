/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_rain.c  Rain of an imported grid at the sites, hour by hour, as the indicator takes
 *  it: of several sites the larger. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/layer_pin.h"
#include "report/page.h"
#include "report/pins.h"

enum { HOURS_MOST = 24 * 400 };
#define US_PER_HOUR INT64_C(3600000000)
static const double least_share = 0.5, hour_s = 3600.0;

/* Hours up to the record's date. */
struct rain {
    struct ta_layer_cache cache;
    struct ta_evidence_list list;
    ta_time_us from;
    size_t n;
    double *value; /**< [n] mm; NaN without */
    char layer[TA_NAME_SIZE];
    const char *
        gone; /**< that extreme rain rests on and cannot be opened; of the list; NULL: none */
    bool simulated;
};

static void rain_free(struct rain *r)
{
    ta_layer_cache_free(&r->cache);
    ta_evidence_free(&r->list);
    ta_free(r->value);
}

/* Lay whole days of the page's clock out around the hours of the first site, so that what the record
 * leaves out of them is seen; later sites fill them up. */
static enum ta_status begin(const struct ta_page *page, struct rain *r,
                            const struct ta_cube_series *series)
{
    ta_time_us end = ta_time_of(page->facts->as_of + 1), first = series->time[0];
    ta_time_us last = series->time[series->n - 1];
    ta_time_us zone = page->speech.zone_h * US_PER_HOUR;
    if (last > end) last = end;
    if (last < first) return TA_OK;
    first = ta_time_of(ta_day_of(first + zone)) - zone;
    last = ta_time_of(ta_day_of(last + zone) + 1) - zone;
    size_t n = (size_t)((last - first) / US_PER_HOUR);
    if (n > HOURS_MOST) {
        first += (ta_time_us)(n - HOURS_MOST) * US_PER_HOUR;
        n = HOURS_MOST;
    }
    r->value = ta_alloc(n, sizeof *r->value);
    if (r->value == NULL) return TA_E_NOMEM;
    r->from = first;
    r->n = n;
    for (size_t i = 0; i < n; i++) r->value[i] = (double)NAN;
    return TA_OK;
}

static void fill(struct rain *r, const struct ta_cube_series *series)
{
    for (size_t i = 0; i < series->n; i++) {
        ta_time_us apart = series->time[i] - r->from;
        size_t hour = (size_t)(apart / US_PER_HOUR);
        if (apart < 0 || hour >= r->n) continue;
        r->value[hour] = fmax(r->value[hour], series->value[i]);
    }
}

static enum ta_status add_site(const struct ta_page *page,
                               const struct ta_layer_opened *layer,
                               const struct ta_site *site, struct rain *r)
{
    const char *declared = layer->row.unit[0] != '\0' ? layer->row.unit : NULL;
    const struct ta_cube_request request = {"mm", declared, least_share};
    struct ta_cube_series series = {.n = 0};
    enum ta_status rc =
        ta_cube_site(layer->cube, &site->shape, &request, &series, NULL);
    if (rc == TA_OK && series.n > 0 && fabs(series.interval_s - hour_s) < 1.0) {
        if (r->value == NULL) rc = begin(page, r, &series);
        if (rc == TA_OK && r->value != NULL) fill(r, &series);
    }
    ta_cube_series_free(&series);
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

/* Does the record's extreme rain rest on the layer? */
static bool is_of_rain(const struct ta_facts *facts, const char *id)
{
    const struct ta_fact_indicator *rain = ta_facts_indicator(facts, "extreme_rain");
    for (size_t i = 0; rain != NULL && i < rain->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[rain->evidence[i]];
        if (strcmp(e->kind, "layer") == 0 && strcmp(e->id, id) == 0) return true;
    }
    return false;
}

/* The first grid of hours in millimetres that the record pins. */
static enum ta_status gather(const struct ta_page *page, struct rain *r)
{
    const struct ta_project *project = &page->dossier->project;
    enum ta_status rc = ta_pins_of(page->facts, &r->list, page->err);
    for (size_t i = 0; rc == TA_OK && r->value == NULL && i < r->list.n; i++) {
        const struct ta_layer_opened *layer = NULL;
        if (r->list.item[i].kind != TA_EVIDENCE_LAYER) continue;
        rc = ta_layer_open(&r->cache, page->dossier->workspace, &r->list,
                           r->list.item[i].id, &layer, NULL);
        if (rc != TA_OK && is_of_rain(page->facts, r->list.item[i].id))
            r->gone = r->list.item[i].id;
        if (rc == TA_OK && layer != NULL && layer->cube != NULL) {
            (void)snprintf(r->layer, sizeof r->layer, "%s", layer->row.name);
            r->simulated = layer->row.simulated;
            for (size_t k = 0; rc == TA_OK && k < project->n_sites; k++)
                rc = add_site(page, layer, &project->site[k], r);
        }
        if (rc != TA_E_NOMEM) rc = TA_OK;
    }
    return rc;
}

static void draw_hours(const struct ta_speech *speech, const void *view, double width,
                       struct ta_drawing *out)
{
    ta_chart_hours(speech, view, width, out);
}

static void write_rain(struct ta_page *page, const struct rain *r)
{
    double sum = 0.0, most = 0.0;
    char total[TA_SPOKEN], hour[TA_SPOKEN];
    struct ta_text words = {0};
    for (size_t i = 0; i < r->n; i++) {
        if (isnan(r->value[i])) continue;
        sum += r->value[i];
        most = fmax(most, r->value[i]);
    }
    ta_say_value(&page->speech, sum, "mm", total);
    ta_say_value(&page->speech, most, "mm", hour);
    ta_message_fill(page->speech.messages, page->speech.language, &words,
                    "report.rain_words", "layer", r->layer, "total", total, "most",
                    hour, (char *)NULL);
    struct ta_hours_view view = {.from = r->from + page->speech.zone_h * US_PER_HOUR,
                                 .n = r->n,
                                 .mean = r->value,
                                 .limit = (double)NAN,
                                 .unit = "mm",
                                 .simulated = r->simulated};
    ta_page_open(page, "rain", "report.rain", r->simulated);
    ta_page_zone(page);
    if (words.failed) {
        ta_page_fail(page, TA_E_NOMEM);
    } else {
        ta_page_tags(page, "<p>");
        ta_page_outside(page, words.bytes);
        ta_page_tags(page, "</p>\n");
        struct ta_page_figure figure = {draw_hours, &view,
                                        ta_say(&page->speech, "report.rain"),
                                        words.bytes, "report.rain_caption"};
        ta_page_chart(page, &figure);
    }
    ta_text_free(&words);
    ta_page_close(page);
}

static void write_gone(struct ta_page *page, const struct rain *r)
{
    ta_page_open(page, "rain", "report.rain", page->facts->simulated);
    ta_page_layer_gone(page, r->gone);
    ta_page_close(page);
}

void ta_section_rain(struct ta_page *page)
{
    struct rain r = {.n = 0};
    if (!page->dossier->has_project) return;
    enum ta_status rc = gather(page, &r);
    if (rc == TA_OK && r.n > 0)
        write_rain(page, &r);
    else if (rc == TA_OK && r.gone != NULL)
        write_gone(page, &r);
    if (rc == TA_E_NOMEM) ta_page_fail(page, rc);
    rain_free(&r);
}
