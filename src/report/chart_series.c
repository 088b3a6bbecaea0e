/* SPDX-License-Identifier: Apache-2.0 */
/** @file chart_series.c  Looks in time. */
#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "report/chart.h"

static const struct ta_paint line = {.stroke = TA_ACCENT, .width = 1.5};
static const struct ta_paint spread = {.stroke = TA_ACCENT_SOFT, .width = 1.4};
static const struct ta_paint dot = {
    .fill = TA_ACCENT, .stroke = TA_PAPER, .width = 0.8};
static const struct ta_paint hollow = {
    .fill = TA_PAPER, .stroke = TA_INK_SOFT, .width = 1.1};
static const struct ta_paint gap = {.fill = TA_SHADE};

static double days_of(ta_time_us time)
{
    return (double)time / (double)TA_US_PER_DAY;
}

static bool counts(const struct ta_series_view *view, const struct ta_series_look *look)
{
    if (!isfinite(look->mean)) return false;
    return isnan(look->clear) || look->clear >= view->enough;
}

static void value_range(const struct ta_series_view *view, double range[2])
{
    range[0] = view->range[0];
    range[1] = view->range[1];
    if (isfinite(range[0]) && isfinite(range[1])) return;
    double lo = INFINITY, hi = -INFINITY;
    for (size_t i = 0; i < view->n; i++) {
        if (!counts(view, &view->look[i])) continue;
        double side = isfinite(view->look[i].stdev) ? view->look[i].stdev : 0.0;
        lo = fmin(lo, view->look[i].mean - side);
        hi = fmax(hi, view->look[i].mean + side);
    }
    double room =
        hi < lo ? 0.0 : 0.04 * (hi - lo); /* no end of a spread on the frame */
    range[0] = hi < lo ? 0.0 : lo - room;
    range[1] = hi < lo ? 1.0 : hi + room;
}

static void day_range(const struct ta_series_view *view, ta_day range[2])
{
    range[0] = ta_day_of(view->look[0].time);
    range[1] = ta_day_of(view->look[view->n - 1].time) + 1;
    if (view->until + 1 > range[1]) range[1] = view->until + 1;
    ta_day margin = (range[1] - range[0]) / 60 + 2;
    range[0] -= margin;
    range[1] += margin;
}

/* What lies between two looks that count and is longer than a gap may be. It stops short of
 * either, so that no clear look stands in a band that says there was none. */
static void draw_gap(struct ta_chart *chart, const char *key, double from, double to)
{
    static const double beside = 6.0;
    double x = ta_scale_at(&chart->x, from), end = ta_scale_at(&chart->x, to);
    if (from > chart->x.from) x += beside;
    if (to < chart->x.to) end -= beside;
    if (end <= x) return;
    char number[TA_SPOKEN];
    struct ta_rect rect = {x, chart->y.end, end - x, chart->y.at - chart->y.end};
    struct ta_lettering label = ta_chart_note;
    struct ta_text words = {0};
    label.anchor = TA_ANCHOR_MIDDLE;
    ta_draw_rect(chart->drawing, rect, &gap);
    ta_say_fixed(chart->speech, round(to - from), 0, number);
    ta_message_fill(chart->speech->messages, chart->speech->language, &words, key,
                    "days", number, (char *)NULL);
    if (words.failed) chart->drawing->failed = true;
    if (!words.failed && ta_words_width(words.bytes, label.size) < rect.width - 8.0)
        ta_draw_words(chart->drawing, x + rect.width / 2.0, chart->y.end + 14.0, &label,
                      words.bytes);
    ta_text_free(&words);
}

static void draw_gaps(struct ta_chart *chart, const struct ta_series_view *view)
{
    double last = chart->x.from;
    const char *key = view->radar ? "report.radar_gap" : "report.series_gap";
    for (size_t i = 0; i < view->n; i++) {
        if (!counts(view, &view->look[i])) continue;
        double day = days_of(view->look[i].time);
        if (day - last > view->gap_days) draw_gap(chart, key, last, day);
        last = day;
    }
    double end = fmax(view->until + 1.0, days_of(view->look[view->n - 1].time));
    if (end - last > view->gap_days) draw_gap(chart, key, last, end);
}

static void draw_line(struct ta_chart *chart, const struct ta_series_view *view)
{
    double last = -INFINITY;
    for (size_t i = 0; i < view->n; i++) {
        if (!counts(view, &view->look[i])) continue;
        double day = days_of(view->look[i].time);
        double x = ta_scale_at(&chart->x, day);
        double y = ta_scale_at(&chart->y, view->look[i].mean);
        if (day - last > view->gap_days)
            ta_draw_move(chart->drawing, x, y);
        else
            ta_draw_line(chart->drawing, x, y);
        last = day;
    }
    ta_draw_path(chart->drawing, &line);
}

static void draw_spreads(struct ta_chart *chart, const struct ta_series_view *view)
{
    for (size_t i = 0; i < view->n; i++) {
        const struct ta_series_look *look = &view->look[i];
        if (!counts(view, look) || !isfinite(look->stdev)) continue;
        double x = ta_scale_at(&chart->x, days_of(look->time));
        ta_draw_move(chart->drawing, x,
                     ta_scale_at(&chart->y, look->mean - look->stdev));
        ta_draw_line(chart->drawing, x,
                     ta_scale_at(&chart->y, look->mean + look->stdev));
    }
    ta_draw_path(chart->drawing, &spread);
}

static void draw_looks(struct ta_chart *chart, const struct ta_series_view *view)
{
    double radius = view->n > 120 ? 2.2 : 3.2;
    for (size_t i = 0; i < view->n; i++) {
        const struct ta_series_look *look = &view->look[i];
        double x = ta_scale_at(&chart->x, days_of(look->time));
        if (counts(view, look))
            ta_draw_circle(chart->drawing, x, ta_scale_at(&chart->y, look->mean),
                           radius, &dot);
        else
            ta_draw_circle(chart->drawing, x, chart->y.at, radius, &hollow);
    }
}

void ta_chart_series(const struct ta_speech *speech, const struct ta_series_view *view,
                     double width, struct ta_drawing *out)
{
    struct ta_ticks ticks;
    double values[2], height = width < 500.0 ? 230.0 : 250.0;
    ta_day days[2];
    ta_drawing_open(out, width, height);
    if (view->n == 0) return;
    value_range(view, values);
    ta_ticks_around(values[0], values[1], 5, &ticks);
    day_range(view, days);
    struct ta_chart chart = {
        .speech = speech,
        .drawing = out,
        .x = {days[0], days[1], 46.0, width - 10.0},
        .y = {ticks.value[0], ticks.value[ticks.n - 1], height - 34.0, 12.0}};
    draw_gaps(&chart, view);
    ta_chart_frame(&chart, &ticks, days[0], days[1]);
    struct ta_rect inside = {chart.x.at, 0.0, width - chart.x.at, chart.y.at};
    ta_draw_clip(out, inside);
    draw_spreads(&chart, view);
    ta_draw_unclip(out);
    draw_line(&chart, view);
    draw_looks(&chart, view);
    ta_chart_watermark(out, speech, view->simulated);
}
