/* SPDX-License-Identifier: Apache-2.0 */
/** @file chart_score.c  The score on its scale, and its shares. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "record/codes.h"
#include "report/chart.h"

enum { BAND_TOP = 20, BAND_HEIGHT = 22, BAR_Y = 62 };

static const struct ta_paint level_frame = {.stroke = TA_INK, .width = 2.2};
static const struct ta_paint bounds_bar = {.fill = TA_ACCENT_SOFT};
static const struct ta_paint bounds_end = {.stroke = TA_ACCENT, .width = 2.4};
static const struct ta_paint value_mark = {
    .fill = TA_INK, .stroke = TA_PAPER, .width = 1.2};
static const struct ta_paint reference_line = {
    .stroke = TA_INK_SOFT, .width = 1.2, .dash = {3.0, 3.0}};
static const struct ta_paint cap_line = {.stroke = TA_ALARM, .width = 2.0};

static void draw_band(struct ta_drawing *out, const struct ta_speech *speech,
                      const struct ta_scale *x, const double from_to[2],
                      const char *level)
{
    double left = ta_scale_at(x, from_to[0]), right = ta_scale_at(x, from_to[1]);
    struct ta_paint paint = {
        .fill = ta_level_colour(level), .stroke = TA_PAPER, .width = 1.5};
    struct ta_rect rect = {left, BAND_TOP, right - left, BAND_HEIGHT};
    struct ta_lettering label = {
        .size = 11.5, .colour = ta_level_ink(level), .anchor = TA_ANCHOR_MIDDLE};
    const char *words = ta_say_of(speech, "level_short.", level, "");
    ta_draw_rect(out, rect, &paint);
    while (label.size > 10.0 && ta_words_width(words, label.size) > rect.width - 3.0)
        label.size -= 0.5;
    if (ta_words_width(words, label.size) > rect.width - 2.0) return;
    ta_draw_words(out, (left + right) / 2.0, BAND_TOP + BAND_HEIGHT / 2 + 4.0, &label,
                  words);
}

static void draw_levels(struct ta_drawing *out, const struct ta_speech *speech,
                        const struct ta_scale *x, const double *level_from,
                        const char *level)
{
    struct ta_rect frame = {0, BAND_TOP, 0, BAND_HEIGHT};
    struct ta_lettering label = ta_chart_note;
    label.anchor = TA_ANCHOR_MIDDLE;
    for (size_t k = 0; k < TA_LEVEL_COUNT; k++) {
        double next = k + 1 < TA_LEVEL_COUNT ? level_from[k + 1] : 100.0;
        const double from_to[2] = {level_from[k], next};
        char words[TA_SPOKEN];
        const char *code = ta_level_code((enum ta_level)k);
        draw_band(out, speech, x, from_to, code);
        if (strcmp(level, code) == 0) {
            frame.x = ta_scale_at(x, from_to[0]);
            frame.width = ta_scale_at(x, from_to[1]) - frame.x;
        }
        ta_say_number(speech, level_from[k], 3, words);
        ta_draw_words(out, ta_scale_at(x, level_from[k]), BAND_TOP - 6.0, &label,
                      words);
    }
    ta_draw_words(out, x->end, BAND_TOP - 6.0, &label, "100");
    if (frame.width > 0.0) ta_draw_rect(out, frame, &level_frame);
}

static void draw_plain_scale(struct ta_drawing *out, const struct ta_scale *x)
{
    struct ta_rect rect = {x->at, BAND_TOP, x->end - x->at, BAND_HEIGHT};
    struct ta_paint paint = {.fill = TA_SHADE};
    ta_draw_rect(out, rect, &paint);
}

/* Beside an end of the bar: in words where there is room, else the number alone. */
static void draw_end(struct ta_drawing *out, const struct ta_speech *speech, double at,
                     double value, bool left)
{
    char number[TA_SPOKEN];
    struct ta_text words = {0};
    struct ta_lettering label = ta_chart_note;
    double room = left ? at - 12.0 : out->width - at - 12.0;
    label.anchor = left ? TA_ANCHOR_END : TA_ANCHOR_START;
    label.halo = TA_PAPER;
    ta_say_number(speech, value, 3, number);
    ta_message_fill(speech->messages, speech->language, &words,
                    left ? "report.lower_label" : "report.upper_label", "value", number,
                    (char *)NULL);
    if (words.failed) out->failed = true;
    bool fits = !words.failed && ta_words_width(words.bytes, label.size) < room;
    ta_draw_words(out, at + (left ? -11.0 : 11.0), BAR_Y + 4.0, &label,
                  fits ? words.bytes : number);
    ta_text_free(&words);
}

static void draw_bounds(struct ta_drawing *out, const struct ta_speech *speech,
                        const struct ta_scale *x, const struct ta_fact_score *score)
{
    double lo = ta_scale_at(x, score->lo), hi = ta_scale_at(x, score->hi);
    struct ta_rect rect = {lo, BAR_Y - 4.0, hi - lo, 8.0};
    ta_draw_rect(out, rect, &bounds_bar);
    const double left[4] = {lo, BAR_Y - 8.0, lo, BAR_Y + 8.0};
    const double right[4] = {hi, BAR_Y - 8.0, hi, BAR_Y + 8.0};
    ta_draw_stroke(out, left, &bounds_end);
    ta_draw_stroke(out, right, &bounds_end);
    draw_end(out, speech, lo, score->lo, true);
    draw_end(out, speech, hi, score->hi, false);
}

static void draw_diamond(struct ta_drawing *out, double x, double y, double size,
                         const struct ta_paint *paint)
{
    ta_draw_move(out, x, y - size);
    ta_draw_line(out, x + size, y);
    ta_draw_line(out, x, y + size);
    ta_draw_line(out, x - size, y);
    ta_draw_close(out);
    ta_draw_path(out, paint);
}

static void draw_under(struct ta_drawing *out, const struct ta_speech *speech,
                       const struct ta_scale *x, double value, const char *key,
                       double y, const struct ta_lettering *lettering)
{
    char number[TA_SPOKEN];
    struct ta_text words = {0};
    struct ta_lettering label = *lettering;
    ta_say_number(speech, value, 3, number);
    ta_message_fill(speech->messages, speech->language, &words, key, "value", number,
                    (char *)NULL);
    double half = words.failed ? 0.0 : ta_words_width(words.bytes, label.size) / 2.0;
    double at = fmin(fmax(ta_scale_at(x, value), half), out->width - half);
    label.anchor = TA_ANCHOR_MIDDLE;
    if (words.failed)
        out->failed = true;
    else
        ta_draw_words(out, at, y, &label, words.bytes);
    ta_text_free(&words);
}

static void draw_value(struct ta_drawing *out, const struct ta_speech *speech,
                       const struct ta_scale *x, const struct ta_fact_score *score)
{
    draw_diamond(out, ta_scale_at(x, score->value), BAR_Y, 8.0, &value_mark);
    draw_under(out, speech, x, score->value, "report.score_label", BAR_Y + 24.0,
               &ta_chart_strong);
}

static void draw_lines(struct ta_drawing *out, const struct ta_speech *speech,
                       const struct ta_scale *x, const struct ta_fact_score *score)
{
    double r = ta_scale_at(x, score->reference);
    const double line[4] = {r, BAND_TOP - 2.0, r, BAR_Y + 30.0};
    ta_draw_stroke(out, line, &reference_line);
    draw_under(out, speech, x, score->reference, "report.reference_label", BAR_Y + 42.0,
               &ta_chart_note);
    if (!(score->capped < score->value)) return;
    double c = ta_scale_at(x, score->capped);
    const double cap[4] = {c, BAND_TOP - 2.0, c, BAR_Y + 46.0};
    struct ta_lettering label = ta_chart_strong;
    label.colour = TA_ALARM;
    ta_draw_stroke(out, cap, &cap_line);
    draw_under(out, speech, x, score->capped, "report.cap_label", BAR_Y + 60.0, &label);
}

void ta_chart_score(const struct ta_speech *speech, const struct ta_score_view *view,
                    double width, struct ta_drawing *out)
{
    const struct ta_fact_score *score = view->score;
    struct ta_scale x = {1.0, 100.0, 30.0, width - 30.0};
    bool capped = score->capped < score->value;
    ta_drawing_open(out, width, capped ? BAR_Y + 66.0 : BAR_Y + 48.0);
    if (view->level_from != NULL)
        draw_levels(out, speech, &x, view->level_from, view->level);
    else
        draw_plain_scale(out, &x);
    if (isfinite(score->value)) draw_lines(out, speech, &x, score);
    if (isfinite(score->lo) && isfinite(score->hi)) draw_bounds(out, speech, &x, score);
    if (isfinite(score->value)) draw_value(out, speech, &x, score);
    ta_chart_watermark(out, speech, view->simulated);
}
