/* SPDX-License-Identifier: Apache-2.0 */
#include "report/chart.h"

#include <math.h>

#include "base/time.h"

const struct ta_lettering ta_chart_note = {.size = 12.0, .colour = TA_INK_SOFT};
const struct ta_lettering ta_chart_strong = {
    .size = 12.0, .colour = TA_INK, .bold = true};

static const struct ta_paint grid_line = {.stroke = TA_RULE, .width = 0.8};
static const struct ta_paint axis_line = {.stroke = TA_INK_SOFT, .width = 1.0};

static void value_axis(struct ta_chart *chart, const struct ta_ticks *ticks)
{
    struct ta_lettering label = ta_chart_note;
    label.anchor = TA_ANCHOR_END;
    for (size_t i = 0; i < ticks->n; i++) {
        char words[TA_SPOKEN];
        double y = ta_scale_at(&chart->y, ticks->value[i]);
        const double line[4] = {chart->x.at, y, chart->x.end, y};
        ta_draw_stroke(chart->drawing, line, &grid_line);
        ta_say_fixed(chart->speech, ticks->value[i], ticks->decimals, words);
        ta_draw_words(chart->drawing, chart->x.at - 6.0, y + 4.0, &label, words);
    }
}

static void day_axis(struct ta_chart *chart, ta_day from, ta_day to)
{
    struct ta_day_ticks ticks;
    double length = chart->x.end - chart->x.at;
    struct ta_lettering label = ta_chart_note;
    label.anchor = TA_ANCHOR_MIDDLE;
    ta_day_ticks_between(from, to, (size_t)fmax(length / 76.0, 2.0), &ticks);
    for (size_t i = 0; i < ticks.n; i++) {
        char words[TA_TIME_TEXT];
        double x = ta_scale_at(&chart->x, ticks.day[i]), y = chart->y.at;
        const double line[4] = {x, y, x, y + 4.0};
        ta_day_format(ticks.day[i], words);
        if (ticks.years) words[4] = '\0';
        if (ticks.months) words[7] = '\0';
        ta_draw_stroke(chart->drawing, line, &axis_line);
        double half = ta_words_width(words, label.size) / 2.0;
        ta_draw_words(chart->drawing, fmin(x, chart->drawing->width - half), y + 18.0,
                      &label, words);
    }
}

void ta_chart_frame(struct ta_chart *chart, const struct ta_ticks *ticks, ta_day from,
                    ta_day to)
{
    value_axis(chart, ticks);
    day_axis(chart, from, to);
    const double base[4] = {chart->x.at, chart->y.at, chart->x.end, chart->y.at};
    ta_draw_stroke(chart->drawing, base, &axis_line);
}

static void draw_watermark(struct ta_drawing *drawing, const char *words, ta_argb halo)
{
    double width = drawing->width, height = drawing->height;
    double angle = atan2(height, width), diagonal = hypot(width, height);
    double size = fmin(0.62 * diagonal / ta_words_width(words, 1.0), 0.5 * height);
    struct ta_lettering lettering = {.size = fmin(size, 54.0),
                                     .colour = 0x241b2529u,
                                     .anchor = TA_ANCHOR_MIDDLE,
                                     .bold = true,
                                     .halo = halo,
                                     .turn = -fmin(angle, 0.5) * 57.29577951308232};
    ta_draw_words(drawing, width / 2.0, height / 2.0 + 0.35 * lettering.size,
                  &lettering, words);
}

void ta_chart_watermark(struct ta_drawing *drawing, const struct ta_speech *speech,
                        bool simulated)
{
    if (simulated) draw_watermark(drawing, ta_say(speech, "report.simulated"), 0);
}

void ta_picture_watermark(struct ta_drawing *drawing, const struct ta_speech *speech,
                          bool simulated)
{
    if (simulated)
        draw_watermark(drawing, ta_say(speech, "report.simulated"), 0x4cffffffu);
}
