/* SPDX-License-Identifier: Apache-2.0 */
/** @file chart_hours.c  Hourly means against the limit. */
#include <math.h>

#include "base/time.h"
#include "limit_hours.h"
#include "report/chart.h"

#define US_PER_HOUR INT64_C(3600000000)

static const struct ta_paint line = {.stroke = TA_ACCENT, .width = 1.2};
/* A rejected reading is drawn too, or nobody sees why it was rejected. */
static const struct ta_paint rejected_line = {
    .stroke = TA_INK_SOFT, .width = 1.2, .dash = {2.0, 2.0}};
static const struct ta_paint above_area = {.fill = TA_ALARM_SOFT};
static const struct ta_paint above_line = {.stroke = TA_ALARM, .width = 1.4};
static const struct ta_paint limit_line = {
    .stroke = TA_ALARM, .width = 1.4, .dash = {6.0, 4.0}};
static const struct ta_paint rug = {.stroke = TA_ALARM, .width = 1.2};
static const struct ta_paint gap_area = {.fill = TA_SHADE};
#define FAILED_FILL 0xfff7e3ddu /* so pale that the readings show on it */
static const struct ta_paint failed_area = {.fill = FAILED_FILL};
static const struct ta_paint gap_lines = {.stroke = 0xffb9c4c9u, .width = 0.8};

static double day_at(const struct ta_hours_view *view, double hour)
{
    return ((double)view->from / (double)US_PER_HOUR + hour) / 24.0;
}

/* The least (sign -1) or greatest (1) of what is drawn, and @p at least. */
static double furthest(const struct ta_hours_view *view, int sign, double at)
{
    for (size_t i = 0; i < view->n; i++) {
        at = sign * fmax(sign * at, sign * view->mean[i]); /* ignores NaN */
        if (view->rejected != NULL)
            at = sign * fmax(sign * at, sign * view->rejected[i]);
    }
    return at;
}

static double top_of(const struct ta_hours_view *view)
{
    double top = furthest(view, 1, isfinite(view->limit) ? view->limit * 1.15 : 0.0);
    return top > 0.0 ? top : 1.0;
}

static double bottom_of(const struct ta_hours_view *view)
{
    return furthest(view, -1, 0.0);
}

/* Hours without a mean, hatched, so that silence cannot be taken for nought. */
static void draw_gap(struct ta_chart *chart, const struct ta_hours_view *view,
                     size_t from, size_t to, enum ta_hour_missing why)
{
    static const char *const label_of[TA_HOUR_MISSING_COUNT] = {
        [TA_HOUR_NONE_CAME] = "report.hours_gap",
        [TA_HOUR_FEW_CAME] = "report.hours_few_gap",
        [TA_HOUR_SUSPECT] = "report.hours_suspect_gap",
        [TA_HOUR_FAILED] = "report.hours_failed_gap"};
    bool failed = why == TA_HOUR_FAILED || why == TA_HOUR_SUSPECT;
    double x = ta_scale_at(&chart->x, day_at(view, (double)from));
    double end = ta_scale_at(&chart->x, day_at(view, (double)to));
    struct ta_rect rect = {x, chart->y.end, fmax(end - x, 0.8),
                           chart->y.at - chart->y.end};
    ta_draw_rect(chart->drawing, rect, failed ? &failed_area : &gap_area);
    if (rect.width > 4.0) ta_draw_hatch(chart->drawing, rect, 7.0, &gap_lines);
    const char *words = ta_say(chart->speech, label_of[why]);
    struct ta_lettering label = ta_chart_note;
    label.anchor = TA_ANCHOR_MIDDLE;
    label.halo = failed ? FAILED_FILL : TA_SHADE;
    if (ta_words_width(words, label.size) < rect.width - 8.0)
        ta_draw_words(chart->drawing, x + rect.width / 2.0,
                      0.85 * chart->y.at + 0.15 * chart->y.end, &label, words);
}

/* TA_HOUR_MISSING_COUNT: it has a mean. */
static enum ta_hour_missing state_of(const struct ta_hours_view *view, size_t hour)
{
    if (isfinite(view->mean[hour])) return TA_HOUR_MISSING_COUNT;
    return view->missing != NULL ? (enum ta_hour_missing)view->missing[hour]
                                 : TA_HOUR_NONE_CAME;
}

static void draw_gaps(struct ta_chart *chart, const struct ta_hours_view *view)
{
    for (size_t from = 0, to; from < view->n; from = to) {
        enum ta_hour_missing state = state_of(view, from);
        for (to = from + 1; to < view->n && state_of(view, to) == state;) to++;
        if (state != TA_HOUR_MISSING_COUNT) draw_gap(chart, view, from, to, state);
    }
}

/* Several hours a column of the drawing become its least and greatest, in their order. */
static void add_column(struct ta_chart *chart, const struct ta_hours_view *view,
                       size_t from, size_t to, bool first)
{
    size_t least = from, most = from;
    for (size_t i = from; i < to; i++) {
        if (view->mean[i] < view->mean[least]) least = i;
        if (view->mean[i] > view->mean[most]) most = i;
    }
    size_t order[2] = {least < most ? least : most, least < most ? most : least};
    for (size_t k = order[0] == order[1] ? 1 : 0; k < 2; k++) {
        double x = ta_scale_at(&chart->x, day_at(view, (double)order[k] + 0.5));
        double y = ta_scale_at(&chart->y, view->mean[order[k]]);
        if (first)
            ta_draw_move(chart->drawing, x, y);
        else
            ta_draw_line(chart->drawing, x, y);
        first = false;
    }
}

static void add_run(struct ta_chart *chart, const struct ta_hours_view *view,
                    size_t from, size_t to, bool area)
{
    size_t columns = (size_t)(2.0 * (chart->x.end - chart->x.at));
    size_t step = view->n / columns + 1;
    for (size_t i = from; i < to; i += step)
        add_column(chart, view, i, i + step < to ? i + step : to, i == from);
    if (to == from + 1) /* a lone hour is a short stroke */
        ta_draw_line(chart->drawing, ta_scale_at(&chart->x, day_at(view, (double)to)),
                     ta_scale_at(&chart->y, view->mean[from]));
    if (!area) return;
    ta_draw_line(chart->drawing, ta_scale_at(&chart->x, day_at(view, (double)to - 0.5)),
                 chart->y.at);
    ta_draw_line(chart->drawing,
                 ta_scale_at(&chart->x, day_at(view, (double)from + 0.5)), chart->y.at);
    ta_draw_close(chart->drawing);
}

static void draw_runs(struct ta_chart *chart, const struct ta_hours_view *view,
                      bool area, const struct ta_paint *paint)
{
    size_t from = 0;
    for (size_t i = 0; i <= view->n; i++) {
        if (i < view->n && isfinite(view->mean[i])) continue;
        if (i > from) add_run(chart, view, from, i, area);
        from = i + 1;
    }
    ta_draw_path(chart->drawing, paint);
}

static void draw_rejected(struct ta_chart *chart, const struct ta_hours_view *view)
{
    struct ta_hours_view rejected = *view;
    if (view->rejected == NULL) return;
    rejected.mean = view->rejected;
    draw_runs(chart, &rejected, false, &rejected_line);
}

static void draw_above(struct ta_chart *chart, const struct ta_hours_view *view)
{
    double y = ta_scale_at(&chart->y, view->limit);
    struct ta_rect above = {chart->x.at, 0.0, chart->x.end - chart->x.at, y};
    ta_draw_clip(chart->drawing, above);
    draw_runs(chart, view, true, &above_area);
    draw_runs(chart, view, false, &above_line);
    ta_draw_unclip(chart->drawing);
    for (size_t i = 0; i < view->n; i++) {
        if (!ta_limit_above(view->mean[i], view->limit)) continue;
        double x = ta_scale_at(&chart->x, day_at(view, (double)i + 0.5));
        ta_draw_move(chart->drawing, x, chart->y.end - 12.0);
        ta_draw_line(chart->drawing, x, chart->y.end - 5.0);
    }
    ta_draw_path(chart->drawing, &rug);
}

static void draw_limit(struct ta_chart *chart, const struct ta_hours_view *view)
{
    double y = ta_scale_at(&chart->y, view->limit);
    const double from_to[4] = {chart->x.at, y, chart->x.end, y};
    char value[TA_SPOKEN];
    struct ta_text words = {0};
    struct ta_lettering label = ta_chart_strong;
    label.colour = TA_ALARM;
    label.anchor = TA_ANCHOR_END;
    label.halo = TA_PAPER;
    ta_draw_stroke(chart->drawing, from_to, &limit_line);
    ta_say_value(chart->speech, view->limit, view->unit, value);
    ta_message_fill(chart->speech->messages, chart->speech->language, &words,
                    "report.limit_label", "value", value, (char *)NULL);
    if (words.failed) chart->drawing->failed = true;
    if (!words.failed)
        ta_draw_words(chart->drawing, chart->x.end - 4.0, y - 5.0, &label, words.bytes);
    ta_text_free(&words);
}

void ta_chart_hours(const struct ta_speech *speech, const struct ta_hours_view *view,
                    double width, struct ta_drawing *out)
{
    struct ta_ticks ticks;
    double height = width < 500.0 ? 230.0 : 250.0;
    ta_drawing_open(out, width, height);
    if (view->n == 0) return;
    ta_ticks_around(bottom_of(view), top_of(view), 5, &ticks);
    ta_day days[2] = {ta_day_of(view->from),
                      ta_day_of(view->from + (ta_time_us)view->n * US_PER_HOUR - 1) +
                          1};
    struct ta_chart chart = {
        .speech = speech,
        .drawing = out,
        .x = {days[0], days[1], 46.0, width - 10.0},
        .y = {ticks.value[0], ticks.value[ticks.n - 1], height - 30.0, 20.0}};
    draw_gaps(&chart, view);
    ta_chart_frame(&chart, &ticks, days[0], days[1]);
    draw_rejected(&chart, view);
    draw_runs(&chart, view, false, &line);
    if (isfinite(view->limit)) {
        draw_above(&chart, view);
        draw_limit(&chart, view);
    }
    ta_chart_watermark(out, speech, view->simulated);
}
