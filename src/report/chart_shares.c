/* SPDX-License-Identifier: Apache-2.0 */
/** @file chart_shares.c  What each indicator adds to or takes from the model's reference. */
#include <math.h>
#include <stdio.h>

#include "report/chart.h"

static const struct ta_paint down = {
    .fill = TA_ALARM_SOFT, .stroke = TA_ALARM, .width = 1.0};
static const struct ta_paint up = {
    .fill = TA_ACCENT_SOFT, .stroke = TA_ACCENT, .width = 1.0};
static const struct ta_paint blank = {
    .fill = TA_PAPER, .stroke = TA_INK_SOFT, .width = 1.0, .dash = {3.0, 2.0}};
static const struct ta_paint blank_lines = {.stroke = 0xffa9b4b9u, .width = 0.9};
static const struct ta_paint zero_line = {.stroke = TA_INK_SOFT, .width = 1.0};

struct layout {
    bool narrow; /* names stand above their bars */
    double row;  /* height of a row */
    struct ta_scale x;
};

static struct layout lay_out(size_t n, const struct ta_share_bar *bar, double width)
{
    double lo = 0.0, hi = 0.0;
    for (size_t i = 0; i < n; i++) {
        lo = fmin(lo, bar[i].share);
        hi = fmax(hi, bar[i].share);
    }
    bool narrow = width < 500.0;
    double left = narrow ? 8.0 : 290.0;
    double room = 46.0; /* for the numbers beside the bars */
    struct ta_scale x = {lo, hi > lo ? hi : lo + 1.0, left + (lo < 0.0 ? room : 4.0),
                         width - (hi > 0.0 ? room : 8.0)};
    return (struct layout){narrow, narrow ? 42.0 : 28.0, x};
}

static void draw_name(struct ta_drawing *out, const struct layout *l, double y,
                      const char *name)
{
    struct ta_lettering label = ta_chart_note;
    label.colour = TA_INK;
    label.anchor = l->narrow ? TA_ANCHOR_START : TA_ANCHOR_END;
    double room = l->narrow ? out->width - 4.0 : 276.0;
    double wide = ta_words_width(name, label.size);
    if (wide > room) label.size = fmax(label.size * room / wide, 8.0);
    ta_draw_words(out, l->narrow ? 2.0 : 282.0, l->narrow ? y + 13.0 : y + 18.0, &label,
                  name);
}

static void draw_bar(struct ta_drawing *out, const struct ta_speech *speech,
                     const struct layout *l, double y, const struct ta_share_bar *bar)
{
    double zero = ta_scale_at(&l->x, 0.0), end = ta_scale_at(&l->x, bar->share);
    double top = l->narrow ? y + 19.0 : y + 5.0;
    struct ta_rect rect = {fmin(zero, end), top, fmax(fabs(end - zero), 1.0), 17.0};
    ta_draw_rect(out, rect, !bar->observed ? &blank : bar->share < 0 ? &down : &up);
    if (!bar->observed) ta_draw_hatch(out, rect, 6.0, &blank_lines);

    char number[TA_SPOKEN], words[TA_SPOKEN + 1];
    struct ta_lettering label = ta_chart_strong;
    bool left = bar->share < 0.0;
    label.anchor = left ? TA_ANCHOR_END : TA_ANCHOR_START;
    ta_say_fixed(speech, bar->share, 1, number);
    (void)snprintf(words, sizeof words, "%s%s", bar->share > 0.0 ? "+" : "", number);
    ta_draw_words(out, left ? rect.x - 5.0 : rect.x + rect.width + 5.0, top + 13.0,
                  &label, words);
}

void ta_chart_shares(const struct ta_speech *speech, size_t n,
                     const struct ta_share_bar *bar, bool simulated, double width,
                     struct ta_drawing *out)
{
    struct layout l = lay_out(n, bar, width);
    double zero = ta_scale_at(&l.x, 0.0);
    struct ta_lettering label = ta_chart_note;
    label.anchor = zero > width / 2.0 ? TA_ANCHOR_END : TA_ANCHOR_START;
    ta_drawing_open(out, width, 22.0 + (double)n * l.row + 4.0);
    ta_draw_words(out, zero + (zero > width / 2.0 ? 4.0 : -4.0), 13.0, &label,
                  ta_say(speech, "report.shares_zero"));
    for (size_t i = 0; i < n; i++) {
        double y = 22.0 + (double)i * l.row;
        draw_name(out, &l, y, bar[i].name);
        draw_bar(out, speech, &l, y, &bar[i]);
    }
    const double line[4] = {zero, 18.0, zero, out->height};
    ta_draw_stroke(out, line, &zero_line);
    ta_chart_watermark(out, speech, simulated);
}
