/* SPDX-License-Identifier: Apache-2.0 */
#include "report/drawing.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

void ta_drawing_open(struct ta_drawing *drawing, double width, double height)
{
    *drawing = (struct ta_drawing){.width = width, .height = height};
}

void ta_drawing_free(struct ta_drawing *drawing)
{
    ta_text_free(&drawing->bytes);
    ta_free(drawing->mark);
    ta_free(drawing->step);
    *drawing = (struct ta_drawing){0};
}

static void add_step(struct ta_drawing *d, char kind, double x, double y)
{
    if (d->failed) return;
    void *array = d->step;
    if (ta_grow(&array, &d->steps_capacity, d->n_steps, sizeof *d->step) != 0) {
        d->failed = true;
        return;
    }
    d->step = array;
    d->step[d->n_steps++] = (struct ta_step){kind, x, y};
}

static void add_mark(struct ta_drawing *d, const struct ta_mark *mark)
{
    if (d->failed) return;
    void *array = d->mark;
    if (ta_grow(&array, &d->marks_capacity, d->n_marks, sizeof *d->mark) != 0) {
        d->failed = true;
        return;
    }
    d->mark = array;
    d->mark[d->n_marks++] = *mark;
}

/* Where @p n bytes were put. */
static size_t keep(struct ta_drawing *d, const void *bytes, size_t n)
{
    size_t first = d->bytes.size;
    ta_text_add_bytes(&d->bytes, bytes, n);
    d->failed = d->failed || d->bytes.failed;
    return first;
}

void ta_draw_move(struct ta_drawing *drawing, double x, double y)
{
    add_step(drawing, 'M', x, y);
}

void ta_draw_line(struct ta_drawing *drawing, double x, double y)
{
    add_step(drawing, 'L', x, y);
}

void ta_draw_close(struct ta_drawing *drawing)
{
    add_step(drawing, 'Z', 0.0, 0.0);
}

void ta_draw_path(struct ta_drawing *drawing, const struct ta_paint *paint)
{
    size_t first = drawing->path_from;
    struct ta_mark mark = {.kind = TA_MARK_PATH,
                           .paint = *paint,
                           .first = first,
                           .n = drawing->n_steps - first};
    if (mark.n > 0) add_mark(drawing, &mark);
    drawing->path_from = drawing->n_steps;
}

void ta_draw_rect(struct ta_drawing *drawing, struct ta_rect rect,
                  const struct ta_paint *paint)
{
    ta_draw_move(drawing, rect.x, rect.y);
    ta_draw_line(drawing, rect.x + rect.width, rect.y);
    ta_draw_line(drawing, rect.x + rect.width, rect.y + rect.height);
    ta_draw_line(drawing, rect.x, rect.y + rect.height);
    ta_draw_close(drawing);
    ta_draw_path(drawing, paint);
}

void ta_draw_stroke(struct ta_drawing *drawing, const double from_to[4],
                    const struct ta_paint *paint)
{
    ta_draw_move(drawing, from_to[0], from_to[1]);
    ta_draw_line(drawing, from_to[2], from_to[3]);
    ta_draw_path(drawing, paint);
}

void ta_draw_circle(struct ta_drawing *drawing, double x, double y, double radius,
                    const struct ta_paint *paint)
{
    struct ta_mark mark = {
        .kind = TA_MARK_CIRCLE, .paint = *paint, .rect = {x, y, radius, radius}};
    add_mark(drawing, &mark);
}

void ta_draw_words(struct ta_drawing *drawing, double x, double y,
                   const struct ta_lettering *lettering, const char *words)
{
    struct ta_mark mark = {.kind = TA_MARK_WORDS,
                           .lettering = *lettering,
                           .rect = {x, y, 0.0, 0.0},
                           .n = strlen(words)};
    mark.first = keep(drawing, words, mark.n + 1);
    add_mark(drawing, &mark);
}

void ta_draw_image(struct ta_drawing *drawing, struct ta_rect rect, const void *png,
                   size_t size)
{
    struct ta_mark mark = {.kind = TA_MARK_IMAGE, .rect = rect, .n = size};
    mark.first = keep(drawing, png, size);
    add_mark(drawing, &mark);
}

void ta_draw_clip(struct ta_drawing *drawing, struct ta_rect rect)
{
    struct ta_mark mark = {.kind = TA_MARK_CLIP, .rect = rect};
    add_mark(drawing, &mark);
}

void ta_draw_unclip(struct ta_drawing *drawing)
{
    struct ta_mark mark = {.kind = TA_MARK_UNCLIP};
    add_mark(drawing, &mark);
}

void ta_draw_hatch(struct ta_drawing *drawing, struct ta_rect rect, double step,
                   const struct ta_paint *paint)
{
    double low = rect.y + rect.height;
    for (double c = step; c < rect.width + rect.height; c += step) {
        /* The line x + (low - y) = c through the box, from the left or lower edge. */
        double x0 = fmax(0.0, c - rect.height), x1 = fmin(c, rect.width);
        ta_draw_move(drawing, rect.x + x0, low - (c - x0));
        ta_draw_line(drawing, rect.x + x1, low - (c - x1));
    }
    ta_draw_path(drawing, paint);
}

/* Widths in em of a plain sans-serif, by eye between Helvetica's and Noto Sans's. */
static double letter_width(const unsigned char *at)
{
    if (*at >= 0xe2) return *at >= 0xe3 ? 1.0 : 0.6; /* CJK; dashes and signs */
    if (*at >= 0x80) return 0.58;
    if (strchr(" .,:;'!|ijltfI()[]-", *at) != NULL) return 0.32;
    if (strchr("mwMW@%", *at) != NULL) return 0.88;
    if (*at >= 'A' && *at <= 'Z') return 0.68;
    return 0.56;
}

double ta_words_width(const char *words, double size)
{
    double em = 0.0;
    for (const unsigned char *at = (const unsigned char *)words; *at != '\0'; at++)
        if ((*at & 0xc0u) != 0x80u) em += letter_width(at);
    return em * size;
}
