/* SPDX-License-Identifier: Apache-2.0 */
/** @file section_pictures.c  What the site looked like: two dates at one stretch, and an index on
 *  the same two. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/time.h"
#include "geo/crs.h"
#include "report/looks.h"
#include "report/map_site.h"
#include "report/page.h"
#include "report/windows.h"
#include "spectral.h"

enum { SITES_SHOWN = 6, LAYERS_SHOWN = 2 };

/* The looks of one site that are shown: before, after. */
struct shots {
    const struct ta_site *site; /* NULL: its outline is not known */
    struct ta_cutter cutter;
    size_t n;
    const struct ta_fact_evidence *evidence[2];
    struct ta_chip chip[2];
    const struct ta_chip *which[2];
    bool is_before
        [2]; /* the earlier of two that were picked, also where the later is gone */
    bool same_season;
    size_t picked; /* also those whose files are gone */
    size_t after;  /* place in ta_facts.evidence; SIZE_MAX: none */
};

static void shots_free(struct shots *s)
{
    for (size_t i = 0; i < s->n; i++) ta_chip_free(&s->chip[i]);
    ta_cutter_close(&s->cutter);
}

/* Words in the place of a picture that cannot be shown. */
static void write_gone(struct ta_page *page, const struct ta_fact_evidence *evidence,
                       enum ta_status rc)
{
    ta_page_tags(page, "<p class=\"notice\">");
    ta_page_fill(
        page, rc == TA_E_NOTFOUND ? "report.evidence_gone" : "report.evidence_changed",
        "id", evidence->id, (char *)NULL);
    ta_page_tags(page, "</p>\n");
}

static void add_shot(struct ta_page *page, size_t place, bool is_before,
                     struct shots *s)
{
    if (place == SIZE_MAX) return;
    s->picked++;
    const struct ta_fact_evidence *evidence = &page->facts->evidence[place];
    char *path = NULL;
    struct ta_error why = {0};
    enum ta_status rc = ta_dossier_evidence(page->dossier, evidence, &path, &why);
    if (rc == TA_OK) rc = ta_chip_read(path, &s->chip[s->n], &why);
    ta_free(path);
    if (rc == TA_E_NOMEM || rc == TA_E_PERMISSION) {
        if (page->rc == TA_OK) (void)ta_fail_as(page->err, &why);
        ta_page_fail(page, rc);
    } else if (rc != TA_OK) {
        write_gone(page, evidence, rc);
    } else {
        s->which[s->n] = &s->chip[s->n];
        s->is_before[s->n] = is_before;
        s->evidence[s->n++] = evidence;
    }
}

static void shots_open(struct ta_page *page, int site, struct shots *out)
{
    struct ta_look_pair pair;
    *out = (struct shots){.site = ta_dossier_site(page->dossier, site),
                          .cutter = {.port = ta_crs_port()}};
    ta_looks_pair(page->facts, site, &pair);
    out->same_season = pair.same_season;
    out->after = pair.after;
    add_shot(page, pair.before, true, out);
    add_shot(page, pair.after, false, out);
}

/* --- one picture ---------------------------------------------------------------------- */

static void say_clear(const struct ta_speech *speech, const struct ta_fact_evidence *e,
                      struct ta_text *out)
{
    char clear[TA_SPOKEN], cloud[TA_SPOKEN], other[TA_SPOKEN], masked[TA_SPOKEN];
    if (isnan(e->clear_fraction)) {
        ta_text_add(out, ta_say(speech, ta_look_lacks(e) ? "report.clear_not_computed"
                                                         : "report.clear_unknown"));
        return;
    }
    ta_say_value(speech, round(1000.0 * e->clear_fraction) / 10.0, "%", clear);
    if (!ta_look_tells_cloud(e)) {
        ta_say_value(speech, round(1000.0 * (1.0 - e->clear_fraction)) / 10.0, "%",
                     masked);
        ta_message_fill(speech->messages, speech->language, out,
                        "report.picture_masked", "clear", clear, "masked", masked,
                        (char *)NULL);
        return;
    }
    ta_say_value(speech, round(1000.0 * e->cloud_fraction) / 10.0, "%", cloud);
    double rest = round(1000.0 * (1.0 - e->clear_fraction)) / 10.0 -
                  round(1000.0 * e->cloud_fraction) / 10.0;
    ta_say_value(speech, fmax(round(10.0 * rest) / 10.0, 0.0), "%", other);
    ta_message_fill(speech->messages, speech->language, out, "report.picture_clear",
                    "clear", clear, "cloud", cloud, "other", other, (char *)NULL);
}

/* Date, what is masked and the cloud in it, for the picture itself: it may be cut out of its page. */
static void say_stamp(const struct ta_speech *speech, const struct ta_fact_evidence *e,
                      struct ta_text *out)
{
    char day[TA_SPOKEN], masked[TA_SPOKEN], cloud[TA_SPOKEN];
    const char *key = isnan(e->clear_fraction) ? "report.stamp_unknown"
                      : ta_look_tells_cloud(e) ? "report.stamp"
                                               : "report.stamp_masked";
    ta_say_day(speech, ta_day_of(e->time), day);
    ta_say_value(speech, round(1000.0 * (1.0 - e->clear_fraction)) / 10.0, "%", masked);
    ta_say_value(speech, round(1000.0 * e->cloud_fraction) / 10.0, "%", cloud);
    ta_text_addf(out, "%s\n", day);
    ta_message_fill(speech->messages, speech->language, out, key, "masked", masked,
                    "cloud", cloud, (char *)NULL);
}

static void write_map(struct ta_page *page, const struct shots *s, size_t k,
                      struct ta_picture *picture, struct ta_map_view *view,
                      const char *title)
{
    struct ta_crs_port port = ta_crs_port();
    struct ta_polygons outline = {0};
    struct ta_drawing drawing = {0};
    struct ta_text below = {0}, stamp = {0};
    ta_picture_place(&s->chip[k], &port, picture);
    if (s->site != NULL && ta_picture_outline(&s->chip[k], picture, &port,
                                              &s->site->shape, &outline, NULL) == TA_OK)
        view->outline = &outline;
    if (view->below == NULL) {
        say_clear(&page->speech, s->evidence[k], &below);
        say_stamp(&page->speech, s->evidence[k], &stamp);
        view->stamp = stamp.bytes;
    }
    view->picture = picture;
    if (view->below == NULL) view->below = below.bytes;
    view->simulated = s->evidence[k]->simulated;
    enum ta_status rc = ta_map_site(&page->speech, view, &drawing, page->err);
    if (rc == TA_OK)
        ta_page_drawing(page, &drawing, "map", title, view->below);
    else
        ta_page_fail(page, rc);
    ta_drawing_free(&drawing);
    ta_text_free(&below);
    ta_text_free(&stamp);
    ta_polygons_free(&outline);
}

static void say_head(const struct ta_speech *speech, const struct shots *s, size_t k,
                     char out[2 * TA_SPOKEN])
{
    char day[TA_TIME_TEXT];
    /* Of which nothing is known to be clear is the latest look, and neither clear nor clearest. */
    bool last = !s->is_before[k];
    const char *key = last && !(s->evidence[k]->clear_fraction > 0.0)
                          ? "report.latest_look"
                      : !last          ? "report.before"
                      : s->picked == 1 ? "report.only_look"
                                       : "report.after";
    ta_day_format(ta_day_of(s->evidence[k]->time), day);
    (void)snprintf(out, 2 * TA_SPOKEN, "%s  %.90s", day, ta_say(speech, key));
}

/* How one picture is coloured. */
struct dress {
    struct ta_picture_bands bands;
    struct ta_stretch stretch;
};

static void write_picture(struct ta_page *page, const struct shots *s, size_t k,
                          const struct dress *dress, bool marked[TA_PIXEL_STATE_COUNT])
{
    char head[2 * TA_SPOKEN];
    struct ta_picture picture;
    struct ta_map_view view = {.head = head};
    say_head(&page->speech, s, k, head);
    enum ta_status rc =
        ta_picture_draw(&s->chip[k], &dress->bands, &dress->stretch, &picture);
    ta_page_fail(page, rc);
    if (rc == TA_OK) {
        write_map(page, s, k, &picture, &view, head);
        for (size_t i = 0; i < TA_PIXEL_STATE_COUNT; i++)
            marked[i] = marked[i] || picture.marked[i];
    }
    ta_picture_free(&picture);
}

/* --- what the colours and marks mean --------------------------------------------------- */

static void write_marks(struct ta_page *page, const bool marked[TA_PIXEL_STATE_COUNT])
{
    static const char *const key[TA_PIXEL_STATE_COUNT] = {
        [TA_PIXEL_FILL] = "report.mark_fill",
        [TA_PIXEL_CLOUD] = "report.mark_cloud",
        [TA_PIXEL_SHADOW] = "report.mark_shadow",
        [TA_PIXEL_SNOW] = "report.mark_snow",
        [TA_PIXEL_SATURATED] = "report.mark_saturated",
        [TA_PIXEL_UNKNOWN] = "report.mark_unknown"};
    for (size_t i = 0; i < TA_PIXEL_STATE_COUNT; i++) {
        if (!marked[i] || key[i] == NULL) continue;
        ta_page_gap(page);
        ta_page_say(page, key[i]);
    }
}

static void warn(struct ta_page *page, const char *key)
{
    ta_page_gap(page);
    ta_page_tags(page, "<strong>");
    ta_page_say(page, key);
    ta_page_tags(page, "</strong>");
}

/* Is the latest picture older than the window of the indicator that compares two dates? */
static bool before_window(const struct ta_page *page, const struct shots *s)
{
    if (s->n == 0 || s->is_before[s->n - 1]) return false; /* the later one is gone */
    for (size_t i = 0; i < page->facts->n_indicators; i++) {
        struct ta_windows windows;
        ta_windows_of(page->facts, &page->facts->indicator[i], &windows);
        if (windows.window.first == TA_DAY_NONE ||
            windows.baseline.first == TA_DAY_NONE)
            continue;
        return ta_day_of(s->evidence[s->n - 1]->time) < windows.window.first;
    }
    return false;
}

static void write_caption(struct ta_page *page, const struct shots *s,
                          const char *first_key, bool same_stretch, const bool marked[])
{
    ta_page_tags(page, "<figcaption>");
    ta_page_say(page, first_key);
    if (same_stretch && s->evidence[0]->simulated) {
        ta_page_gap(page);
        ta_page_say(page, "report.picture_simulated");
    }
    if (same_stretch && s->n > 1) {
        ta_page_gap(page);
        ta_page_say(page, "report.picture_pair");
        if (s->same_season) {
            ta_page_gap(page);
            ta_page_say(page, "report.picture_pick");
        }
    }
    ta_page_gap(page);
    ta_page_say(page, s->site != NULL ? "report.outline_caption" : "report.no_outline");
    write_marks(page, marked);
    if (!s->same_season && s->n > 1) warn(page, "report.other_season");
    if (same_stretch && before_window(page, s)) warn(page, "report.before_window");
    ta_page_tags(page, "</figcaption>\n");
}

/* One dress for both dates; where they share no bands of one kind, one for each.
 * @return false when a date cannot be drawn. */
static bool dress_all(struct ta_page *page, const struct shots *s,
                      struct dress dress[2], bool *shared)
{
    *shared = ta_picture_bands(s->n, s->which, &dress[0].bands);
    for (size_t k = 0; k < (*shared ? 1 : s->n); k++) {
        size_t n = *shared ? s->n : 1;
        if (!*shared && !ta_picture_bands(1, &s->which[k], &dress[k].bands))
            return false;
        enum ta_status rc =
            ta_picture_stretch(n, &s->which[k], &dress[k].bands, &dress[k].stretch);
        ta_page_fail(page, rc);
        if (rc != TA_OK) return false;
    }
    if (*shared) dress[1] = dress[0];
    return true;
}

static void write_pictures(struct ta_page *page, const struct shots *s)
{
    static const char *const caption[TA_PICTURE_KIND_COUNT] = {
        "report.picture_true", "report.picture_infra", "report.picture_swir",
        "report.picture_grey"};
    struct dress dress[2];
    bool marked[TA_PIXEL_STATE_COUNT] = {false}, shared = true;
    if (!dress_all(page, s, dress, &shared)) return;
    ta_page_tags(page, "<figure class=\"pair\">\n<div>\n");
    for (size_t k = 0; k < s->n; k++) write_picture(page, s, k, &dress[k], marked);
    ta_page_tags(page, "</div>\n");
    write_caption(page, s,
                  shared ? caption[dress[0].bands.kind] : "report.picture_apart",
                  shared, marked);
    ta_page_tags(page, "</figure>\n");
}

/* --- an index --------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static const double least_range = 0.4;

/* 2nd to 98th percentile of all, to round values. @return false when there is none. */
static bool common_range(size_t n, const struct ta_chip_view *view, double range[2])
{
    size_t cells = 0, used = 0;
    for (size_t k = 0; k < n; k++) cells += view[k].n;
    double *all = ta_alloc(cells, sizeof *all);
    if (all == NULL) return false;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < view[k].n; i++)
            if (isfinite(view[k].value[i])) all[used++] = view[k].value[i];
    qsort(all, used, sizeof *all, by_value);
    struct ta_ticks ticks = {.n = 0};
    if (used > 0) {
        double lo = all[(used - 1) * 2 / 100], hi = all[(used - 1) * 98 / 100];
        double more = fmax(least_range - (hi - lo), 0.0) / 2.0;
        ta_ticks_around(lo - more, hi + more, 6, &ticks);
    }
    ta_free(all);
    if (ticks.n < 2) return false;
    range[0] = ticks.value[0];
    range[1] = ticks.value[ticks.n - 1];
    return true;
}

static void write_values(struct ta_page *page, const struct shots *s, size_t k,
                         const double *value, struct ta_map_view *view,
                         bool marked[TA_PIXEL_STATE_COUNT])
{
    struct ta_picture picture;
    enum ta_status rc =
        ta_picture_values(&s->chip[k], value, view->range, view->ramp, &picture);
    ta_page_fail(page, rc);
    if (rc == TA_OK) write_map(page, s, k, &picture, view, view->head);
    for (size_t i = 0; rc == TA_OK && i < TA_PIXEL_STATE_COUNT; i++)
        marked[i] = marked[i] || picture.marked[i];
    ta_picture_free(&picture);
}

static void write_layer_maps(struct ta_page *page, const struct shots *s,
                             const char *layer, const struct ta_chip_view *look)
{
    const char *title = ta_say_of(&page->speech, "index.", layer, ".title");
    bool marked[TA_PIXEL_STATE_COUNT] = {false};
    double range[2];
    if (!common_range(s->n, look, range)) return;
    ta_page_tags(page, "<figure class=\"pair\">\n<div>\n");
    for (size_t k = 0; k < s->n; k++) {
        char day[TA_TIME_TEXT], head[2 * TA_SPOKEN];
        ta_day_format(ta_day_of(s->evidence[k]->time), day);
        (void)snprintf(head, sizeof head, "%s  %.120s", day, title);
        struct ta_map_view view = {
            .head = head, .ramp = &ta_ramp_growing, .range = {range[0], range[1]}};
        write_values(page, s, k, look[k].value, &view, marked);
    }
    ta_page_tags(page, "</div>\n");
    write_caption(page, s, "report.index_caption", false, marked);
    ta_page_tags(page, "</figure>\n");
}

/* Noise is of this size and must not look like change. */
static const double least_change = 0.3;

/* The later look less the earlier one, cell by cell, where both lie on the same cells. */
static void write_change(struct ta_page *page, const struct shots *s,
                         const struct ta_chip_view *look)
{
    if (s->n < 2 || !ta_grid_same(&s->chip[0].grid, &s->chip[1].grid)) return;
    double *change = ta_alloc(look[1].n, sizeof *change), most = least_change;
    if (change == NULL) {
        ta_page_fail(page, TA_E_NOMEM);
        return;
    }
    for (size_t i = 0; i < look[1].n; i++) {
        change[i] = look[1].value[i] - look[0].value[i];
        if (look[1].share[i] > 0.0 && isfinite(change[i]))
            most = fmax(most, fabs(change[i]));
    }
    bool marked[TA_PIXEL_STATE_COUNT] = {false};
    most = fmin(ceil(most * 10.0) / 10.0, 1.0);
    char from[TA_TIME_TEXT], to[TA_TIME_TEXT], days[2 * TA_TIME_TEXT + 8];
    ta_day_format(ta_day_of(s->evidence[0]->time), from);
    ta_day_format(ta_day_of(s->evidence[1]->time), to);
    (void)snprintf(days, sizeof days, "%s \u2212 %s", to, from);
    struct ta_map_view view = {.head = ta_say(&page->speech, "report.change"),
                               .below = days,
                               .ramp = &ta_ramp_diverging,
                               .range = {-most, most}};
    ta_page_tags(page, "<figure class=\"pair beside\">\n<div>\n");
    write_values(page, s, 1, change, &view, marked);
    write_caption(page, s, "report.change_caption", false, marked);
    ta_page_tags(page, "</div>\n</figure>\n");
    ta_free(change);
}

static void write_layer(struct ta_page *page, struct shots *s, const char *layer)
{
    struct ta_chip_view look[2] = {{0}, {0}};
    enum ta_status rc = TA_OK;
    if (s->site == NULL) return;
    for (size_t k = 0; rc == TA_OK && k < s->n; k++)
        rc = ta_chip_look(&s->chip[k], &s->cutter, &s->site->shape, s->site->area_m2,
                          layer, &look[k], NULL);
    if (rc == TA_OK) {
        write_layer_maps(page, s, layer, look);
        write_change(page, s, look);
    }
    if (rc == TA_E_NOMEM) ta_page_fail(page, rc);
    for (size_t k = 0; k < s->n; k++) ta_chip_view_free(&look[k]);
}

static bool has_band(const struct ta_chip *chip, const char *name)
{
    for (size_t b = 0; b < chip->n_bands; b++)
        if (strcmp(chip->band[b].name, name) == 0) return true;
    return false;
}

/* What a chip lacks of a layer: bands of its formula, or the layer where nobody knows one. */
static void add_lacking(const struct ta_speech *speech, const struct ta_chip *chip,
                        const char *layer, struct ta_text *out)
{
    const struct ta_index *index = ta_index_find(layer);
    if (has_band(chip, layer)) return;
    for (size_t i = 0; i < (index != NULL ? index->n_inputs : 1); i++) {
        const char *name = index != NULL ? index->input[i] : layer;
        if (has_band(chip, name)) continue;
        if (out->size > 0) ta_text_add(out, ta_say(speech, "report.list_comma"));
        ta_text_add(out, name);
    }
}

static void say_lacking(struct ta_page *page, const struct ta_fact_evidence *e,
                        const struct ta_chip *chip)
{
    const char *layer = NULL;
    struct ta_text bands = {0};
    char day[TA_SPOKEN];
    if (ta_looks_layers(page->facts, 1, &layer) == 0) return;
    add_lacking(&page->speech, chip, layer, &bands);
    ta_say_day(&page->speech, ta_day_of(e->time), day);
    if (bands.failed) ta_page_fail(page, TA_E_NOMEM);
    if (!bands.failed && bands.size > 0) {
        ta_page_tags(page, "<p class=\"notice\">");
        ta_page_fill(page, "report.look_lacks", "day", day, "bands", bands.bytes,
                     "layer", ta_say_of(&page->speech, "index.", layer, ".title"),
                     (char *)NULL);
        ta_page_tags(page, "</p>\n");
    }
    ta_text_free(&bands);
}

/* A look newer than the pictures of which bands are missing: else nobody knew why it is passed
 * over. What its file has become is told in the list of evidence. */
static void write_lacking(struct ta_page *page, int site, size_t after)
{
    size_t place = ta_looks_lacking(page->facts, site, after);
    if (place == SIZE_MAX) return;
    const struct ta_fact_evidence *e = &page->facts->evidence[place];
    struct ta_chip chip = {0};
    char *path = NULL;
    enum ta_status rc = ta_dossier_evidence(page->dossier, e, &path, NULL);
    if (rc == TA_OK) rc = ta_chip_read(path, &chip, NULL);
    if (rc == TA_OK) say_lacking(page, e, &chip);
    if (rc == TA_E_NOMEM) ta_page_fail(page, rc);
    ta_chip_free(&chip);
    ta_free(path);
}

/* @param site 0: of any */
static bool any_chip(const struct ta_facts *facts, int site)
{
    for (size_t i = 0; i < facts->n_evidence; i++)
        if (strcmp(facts->evidence[i].kind, "chip") == 0 &&
            (site == 0 || facts->evidence[i].site == site))
            return true;
    return false;
}

static void write_site(struct ta_page *page, const struct ta_fact_site *site)
{
    const char *layer[LAYERS_SHOWN];
    size_t n_layers = ta_looks_layers(page->facts, LAYERS_SHOWN, layer);
    struct shots s;
    if (page->facts->n_sites > 1) {
        char number[24];
        (void)snprintf(number, sizeof number, "%d", site->n);
        ta_page_tags(page, "<h3>");
        ta_page_fill(page, "report.site_n", "n", number, (char *)NULL);
        if (site->name != NULL) {
            ta_page_say(page, "report.colon");
            ta_page_outside(page, site->name);
        }
        ta_page_tags(page, "</h3>\n");
    }
    shots_open(page, site->n, &s);
    write_lacking(page, site->n, s.after);
    if (s.picked == 0)
        ta_page_element(page, "p",
                        any_chip(page->facts, site->n) ? "report.no_pictures"
                                                       : "report.no_pictures_site");
    else if (s.n > 0)
        write_pictures(page, &s);
    for (size_t i = 0; s.n > 0 && i < n_layers; i++) write_layer(page, &s, layer[i]);
    shots_free(&s);
}

static bool any_simulated(const struct ta_facts *facts, const char *kind)
{
    bool simulated = false;
    for (size_t i = 0; i < facts->n_evidence; i++)
        if (strcmp(facts->evidence[i].kind, kind) == 0)
            simulated = simulated || facts->evidence[i].simulated;
    return simulated;
}

/* Looks were taken in, perhaps, of which no picture could be kept. */
static void say_why_none(struct ta_page *page)
{
    static const char form[] = "no picture of this site is kept: ";
    for (size_t i = 0; i < page->facts->n_indicators; i++) {
        const char *why = page->facts->indicator[i].why;
        if (strncmp(why, form, sizeof form - 1) != 0) continue;
        ta_page_tags(page, "<p>");
        ta_page_why(page, why);
        ta_page_tags(page, "</p>\n");
        return;
    }
}

void ta_section_pictures(struct ta_page *page)
{
    const struct ta_facts *facts = page->facts;
    ta_page_open(page, "pictures", "report.pictures", any_simulated(facts, "chip"));
    if (!any_chip(facts, 0)) {
        ta_page_element(page, "p", "report.no_looks_used");
        say_why_none(page);
    } else {
        for (size_t i = 0; i < facts->n_sites && i < SITES_SHOWN; i++)
            write_site(page, &facts->site[i]);
        if (facts->n_sites > SITES_SHOWN)
            ta_page_element(page, "p class=\"soft\"", "report.more_sites");
    }
    ta_page_close(page);
}
