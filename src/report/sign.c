/* SPDX-License-Identifier: Apache-2.0 */
#include "report/sign.h"

#include <math.h>
#include <string.h>

enum { SIDE = 48 };

static const struct ta_paint white_line = {.stroke = TA_PAPER, .width = 5.0};
static const struct ta_paint white = {.fill = TA_PAPER};

static void polygon(struct ta_drawing *out, int corners, double radius, double turn,
                    const struct ta_paint *paint)
{
    for (int i = 0; i < corners; i++) {
        double angle = turn + 6.283185307179586 * i / corners;
        double x = SIDE / 2.0 + radius * cos(angle),
               y = SIDE / 2.0 + radius * sin(angle);
        if (i == 0)
            ta_draw_move(out, x, y);
        else
            ta_draw_line(out, x, y);
    }
    ta_draw_close(out);
    ta_draw_path(out, paint);
}

static void tick(struct ta_drawing *out)
{
    static const struct ta_paint disc = {.fill = 0xff1f6f54u};
    ta_draw_circle(out, SIDE / 2.0, SIDE / 2.0, 22.0, &disc);
    ta_draw_move(out, 13.5, 25.0);
    ta_draw_line(out, 21.0, 32.5);
    ta_draw_line(out, 35.0, 16.5);
    ta_draw_path(out, &white_line);
}

static void triangle(struct ta_drawing *out)
{
    static const struct ta_paint amber = {
        .fill = 0xffb26a00u, .stroke = 0xffb26a00u, .width = 3.0};
    static const double up[4] = {24.0, 17.0, 24.0, 31.0};
    ta_draw_move(out, 24.0, 4.0);
    ta_draw_line(out, 45.0, 42.0);
    ta_draw_line(out, 3.0, 42.0);
    ta_draw_close(out);
    ta_draw_path(out, &amber);
    ta_draw_stroke(out, up, &white_line);
    ta_draw_circle(out, 24.0, 36.5, 2.9, &white);
}

static void octagon(struct ta_drawing *out)
{
    static const struct ta_paint red = {.fill = TA_ALARM};
    static const double bar[4] = {13.0, 24.0, 35.0, 24.0};
    static const struct ta_paint thick = {.stroke = TA_PAPER, .width = 6.5};
    polygon(out, 8, 23.5, 0.39269908169872414, &red);
    ta_draw_stroke(out, bar, &thick);
}

static void question(struct ta_drawing *out)
{
    static const struct ta_paint ring = {
        .fill = TA_PAPER, .stroke = TA_INK_SOFT, .width = 4.0};
    static const struct ta_lettering mark = {
        .size = 29.0, .colour = TA_INK_SOFT, .anchor = TA_ANCHOR_MIDDLE, .bold = true};
    ta_draw_circle(out, SIDE / 2.0, SIDE / 2.0, 21.0, &ring);
    ta_draw_words(out, SIDE / 2.0, 34.5, &mark, "?");
}

void ta_sign_opinion(const char *opinion, struct ta_drawing *out)
{
    ta_drawing_open(out, SIDE, SIDE);
    if (strcmp(opinion, "no_objection") == 0)
        tick(out);
    else if (strcmp(opinion, "conditions") == 0)
        triangle(out);
    else if (strcmp(opinion, "objection") == 0)
        octagon(out);
    else
        question(out);
}

void ta_sign_gate(const char *state, struct ta_drawing *out)
{
    ta_drawing_open(out, SIDE, SIDE);
    if (strcmp(state, "passes") == 0)
        tick(out);
    else if (strcmp(state, "fires") == 0)
        octagon(out);
    else
        question(out);
}

const char *ta_sign_level_class(const char *level)
{
    static const char *const known[][2] = {{"very_high", "level-very-high"},
                                           {"high", "level-high"},
                                           {"elevated", "level-elevated"},
                                           {"moderate", "level-moderate"},
                                           {"low", "level-low"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i][0], level) == 0) return known[i][1];
    return "level-none";
}
