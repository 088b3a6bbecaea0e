/* SPDX-License-Identifier: Apache-2.0 */
#include "report/map_marks.h"

#include <math.h>

static const struct ta_paint bar_rim = {.stroke = 0xe6ffffffu, .width = 5.5};
static const struct ta_paint bar_line = {.stroke = TA_INK, .width = 2.0};

double ta_scale_bar_m(double most_m)
{
    if (!(most_m > 0.0) || !isfinite(most_m)) return NAN;
    double unit = pow(10.0, floor(log10(most_m))), times = most_m / unit;
    return unit * (times >= 5.0 ? 5.0 : times >= 2.0 ? 2.0 : 1.0);
}

void ta_say_length(const struct ta_speech *speech, double metres, char out[TA_SPOKEN])
{
    bool far = metres >= 1000.0;
    ta_say_value(speech, far ? metres / 1000.0 : metres, far ? "km" : "m", out);
}

void ta_draw_scale_bar(struct ta_drawing *drawing, const struct ta_speech *speech,
                       const double end[2], double length, double metres)
{
    char words[TA_SPOKEN];
    struct ta_lettering label = ta_chart_strong;
    label.anchor = TA_ANCHOR_MIDDLE;
    label.halo = 0xe6ffffffu;
    double x = end[0] - length, y = end[1];
    for (int pass = 0; pass < 2; pass++) {
        ta_draw_move(drawing, x, y - 5.0);
        ta_draw_line(drawing, x, y);
        ta_draw_line(drawing, end[0], y);
        ta_draw_line(drawing, end[0], y - 5.0);
        ta_draw_path(drawing, pass == 0 ? &bar_rim : &bar_line);
    }
    ta_say_length(speech, metres, words);
    ta_draw_words(drawing, x + length / 2.0, y - 7.0, &label, words);
}

void ta_draw_north(struct ta_drawing *drawing, const struct ta_speech *speech,
                   const double at[2], double north)
{
    static const double tip[4][2] = {{0, -11}, {5.5, 8}, {0, 4}, {-5.5, 8}};
    static const struct ta_paint arrow = {
        .fill = TA_INK, .stroke = 0xe6ffffffu, .width = 1.6};
    if (!isfinite(north)) return;
    double turn = north / 57.29577951308232, c = cos(turn), s = sin(turn);
    for (size_t i = 0; i < 4; i++) {
        double x = at[0] + tip[i][0] * c - tip[i][1] * s;
        double y = at[1] + tip[i][0] * s + tip[i][1] * c;
        if (i == 0)
            ta_draw_move(drawing, x, y);
        else
            ta_draw_line(drawing, x, y);
    }
    ta_draw_close(drawing);
    ta_draw_path(drawing, &arrow);
    struct ta_lettering label = ta_chart_strong;
    label.anchor = TA_ANCHOR_MIDDLE;
    label.halo = 0xe6ffffffu;
    ta_draw_words(drawing, at[0], at[1] + 24.0, &label, ta_say(speech, "report.north"));
}
