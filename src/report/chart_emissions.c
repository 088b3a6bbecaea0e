/* SPDX-License-Identifier: Apache-2.0 */
/** @file chart_emissions.c  What the whole project emits beside the lender's part of it, scope by
 *  scope. */
#include <math.h>

#include "report/chart.h"

static const struct ta_paint whole = {
    .fill = TA_ACCENT_SOFT, .stroke = TA_ACCENT, .width = 1.0};
static const struct ta_paint part = {
    .fill = TA_ACCENT, .stroke = TA_ACCENT, .width = 1.0};
static const struct ta_paint zero_line = {.stroke = TA_INK_SOFT, .width = 1.0};

static const double head = 26.0, bar_height = 14.0, bar_step = 18.0;

struct layout {
    bool narrow;      /* names stand above their bars */
    double row, name; /* height of a row; of the name above its bars */
    struct ta_scale x;
};

static struct layout lay_out(size_t n, const struct ta_emission_bar *bar, double width)
{
    double most = 0.0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, bar[i].project);
        most = fmax(most, bar[i].financed);
    }
    bool narrow = width < 500.0;
    double room = 88.0; /* for the numbers beside the bars: "1,234,567" */
    double name = narrow ? 20.0 : 0.0;
    struct ta_scale x = {0.0, most > 0.0 ? most : 1.0, narrow ? 4.0 : 200.0,
                         width - room};
    return (struct layout){narrow, name + 2.0 * bar_step + 10.0, name, x};
}

static double draw_key(struct ta_drawing *out, double x, const struct ta_paint *paint,
                       const char *words)
{
    struct ta_rect square = {x, 4.0, 11.0, 11.0};
    ta_draw_rect(out, square, paint);
    ta_draw_words(out, x + 17.0, 14.0, &ta_chart_note, words);
    return x + 17.0 + ta_words_width(words, ta_chart_note.size) + 18.0;
}

static void draw_name(struct ta_drawing *out, const struct layout *l, double y,
                      const char *name)
{
    struct ta_lettering label = ta_chart_note;
    label.colour = TA_INK;
    label.anchor = l->narrow ? TA_ANCHOR_START : TA_ANCHOR_END;
    ta_draw_words(out, l->narrow ? 4.0 : l->x.at - 10.0,
                  l->narrow ? y + 14.0 : y + 21.0, &label, name);
}

/* A part that nobody could find out has no bar, and no nought. */
static void draw_bar(struct ta_drawing *out, const struct ta_speech *speech,
                     const struct layout *l, double y, double tonnes,
                     const struct ta_paint *paint)
{
    char number[TA_SPOKEN] = "\u2013";
    double end = l->x.at;
    if (isfinite(tonnes)) {
        end = ta_scale_at(&l->x, fmax(tonnes, 0.0));
        struct ta_rect rect = {l->x.at, y, fmax(end - l->x.at, 1.0), bar_height};
        ta_draw_rect(out, rect, paint);
        ta_say_value(speech, tonnes, "1", number);
    }
    ta_draw_words(out, end + 6.0, y + 11.5, &ta_chart_strong, number);
}

void ta_chart_emissions(const struct ta_speech *speech,
                        const struct ta_emissions_view *view, double width,
                        struct ta_drawing *out)
{
    struct layout l = lay_out(view->n, view->bar, width);
    ta_drawing_open(out, width, head + (double)view->n * l.row);
    double next = draw_key(out, l.x.at, &whole, ta_say(speech, "report.of_project"));
    (void)draw_key(out, next, &part, ta_say(speech, "report.of_lender"));
    for (size_t i = 0; i < view->n; i++) {
        double y = head + (double)i * l.row, first = y + l.name;
        draw_name(out, &l, y, view->bar[i].name);
        draw_bar(out, speech, &l, first, view->bar[i].project, &whole);
        draw_bar(out, speech, &l, first + bar_step, view->bar[i].financed, &part);
        const double line[4] = {l.x.at, first - 3.0, l.x.at,
                                first + bar_step + bar_height + 3.0};
        ta_draw_stroke(out, line, &zero_line);
    }
    ta_chart_watermark(out, speech, view->simulated);
}
