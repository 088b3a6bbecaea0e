/* SPDX-License-Identifier: Apache-2.0 */
#include "report/map_site.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HEAD = 34, LEGEND = 40 };

static const struct ta_paint rim = {.stroke = 0xcc101a1eu, .width = 3.6};
static const struct ta_paint site_line = {.stroke = TA_SITE_LINE, .width = 1.7};
static const struct ta_paint frame_line = {.stroke = TA_INK_SOFT, .width = 0.8};

static void draw_outline(struct ta_drawing *out, const struct ta_polygons *shape,
                         struct ta_rect frame, double zoom)
{
    ta_draw_clip(out, frame);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t r = 0; r < shape->n_rings; r++) {
            for (size_t p = shape->ring_point[r]; p + 1 < shape->ring_point[r + 1];
                 p++) {
                double x = frame.x + shape->xy[2 * p] * zoom;
                double y = frame.y + shape->xy[2 * p + 1] * zoom;
                if (p == shape->ring_point[r])
                    ta_draw_move(out, x, y);
                else
                    ta_draw_line(out, x, y);
            }
            ta_draw_close(out);
        }
        ta_draw_path(out, pass == 0 ? &rim : &site_line);
    }
    ta_draw_unclip(out);
}

static void draw_head(struct ta_drawing *out, const struct ta_map_view *view)
{
    struct ta_lettering head = ta_chart_strong, below = ta_chart_note;
    head.size = 13.0;
    ta_draw_words(out, 0.0, 12.0, &head, view->head);
    if (view->below != NULL) ta_draw_words(out, 0.0, 28.0, &below, view->below);
}

static void draw_legend(struct ta_drawing *out, const struct ta_speech *speech,
                        const struct ta_map_view *view, double top)
{
    enum { STEPS = 48 };
    struct ta_ticks ticks;
    struct ta_lettering label = ta_chart_note;
    struct ta_scale x = {view->range[0], view->range[1], 8.0, out->width - 8.0};
    double step = (x.end - x.at) / STEPS;
    for (size_t i = 0; i < STEPS; i++) {
        double share = ((double)i + 0.5) / STEPS;
        struct ta_paint paint = {.fill = ta_ramp_at(view->ramp, share)};
        struct ta_rect rect = {x.at + (double)i * step, top, step + 0.5, 10.0};
        ta_draw_rect(out, rect, &paint);
    }
    struct ta_rect frame = {x.at, top, x.end - x.at, 10.0};
    ta_draw_rect(out, frame, &frame_line);
    ta_ticks_around(view->range[0], view->range[1], 4, &ticks);
    label.anchor = TA_ANCHOR_MIDDLE;
    for (size_t i = 0; i < ticks.n; i++) {
        char words[TA_SPOKEN];
        double at = ta_scale_at(&x, ticks.value[i]);
        if (at < x.at - 0.5 || at > x.end + 0.5) continue;
        const double tick[4] = {at, top + 10.0, at, top + 13.0};
        ta_draw_stroke(out, tick, &frame_line);
        ta_say_fixed(speech, ticks.value[i], ticks.decimals, words);
        double half = ta_words_width(words, label.size) / 2.0;
        ta_draw_words(out, fmin(fmax(at, half), out->width - half), top + 25.0, &label,
                      words);
    }
}

/* Its last line stands at the foot. */
static void draw_stamp(struct ta_drawing *out, const char *stamp, struct ta_rect frame)
{
    struct ta_lettering lettering = ta_chart_strong;
    const double foot = frame.y + frame.height - 9.0;
    const char *end = strchr(stamp, '\n');
    lettering.halo = 0xe6ffffffu;
    if (end != NULL) {
        char first[TA_SPOKEN];
        (void)snprintf(first, sizeof first, "%.*s", (int)(end - stamp), stamp);
        ta_draw_words(out, frame.x + 8.0, foot - 16.0, &lettering, first);
    }
    ta_draw_words(out, frame.x + 8.0, foot, &lettering, end != NULL ? end + 1 : stamp);
}

static void draw_on_picture(struct ta_drawing *out, const struct ta_speech *speech,
                            const struct ta_map_view *view, struct ta_rect frame,
                            double zoom)
{
    double per_point = view->picture->metres_per_pixel / zoom;
    double metres = ta_scale_bar_m(0.4 * frame.width * per_point);
    const double end[2] = {frame.x + frame.width - 12.0, frame.y + frame.height - 11.0};
    const double at[2] = {frame.x + 20.0, frame.y + 22.0};
    if (view->outline != NULL) draw_outline(out, view->outline, frame, zoom);
    if (isfinite(metres))
        ta_draw_scale_bar(out, speech, end, metres / per_point, metres);
    ta_draw_north(out, speech, at, view->picture->north);
    if (view->stamp != NULL) draw_stamp(out, view->stamp, frame);
    ta_draw_rect(out, frame, &frame_line);
}

enum ta_status ta_map_site(const struct ta_speech *speech,
                           const struct ta_map_view *view, struct ta_drawing *out,
                           struct ta_error *err)
{
    double most = TA_MAP_WIDTH - 2.0, cols = (double)view->picture->cols;
    double rows = (double)view->picture->rows;
    double zoom = fmin(most / cols, most / rows);
    struct ta_rect frame = {1.0 + (most - cols * zoom) / 2.0, HEAD, cols * zoom,
                            rows * zoom};
    struct ta_text png = {0};
    ta_drawing_open(out, TA_MAP_WIDTH,
                    HEAD + frame.height + (view->ramp != NULL ? LEGEND : 2.0));
    enum ta_status rc = ta_picture_png(view->picture, &png, err);
    if (rc == TA_OK) {
        draw_head(out, view);
        ta_draw_image(out, frame, png.bytes, png.size);
        draw_on_picture(out, speech, view, frame, zoom);
        if (view->ramp != NULL)
            draw_legend(out, speech, view, HEAD + frame.height + 8.0);
        ta_picture_watermark(out, speech, view->simulated);
    }
    ta_text_free(&png);
    return rc;
}
