/* SPDX-License-Identifier: Apache-2.0 */
/** @file drawing.h  A drawing: paths, circles, words, pictures and clips in points, in the
 *  order they are painted, whatever they are painted on.
 *
 *  The origin is the upper left corner, y runs down. Additions that find no memory set
 *  `failed` and later ones do nothing: whoever puts the drawing out tells. */
#ifndef TA_REPORT_DRAWING_H
#define TA_REPORT_DRAWING_H

#include "base/text.h"
#include "report/colour.h"

/** How an area and its edge are painted; a colour of 0 paints nothing. */
struct ta_paint {
    ta_argb fill, stroke;
    double width;   /**< of the stroke (pt) */
    double dash[2]; /**< on and off (pt); 0, 0: solid */
};

enum ta_anchor { TA_ANCHOR_START, TA_ANCHOR_MIDDLE, TA_ANCHOR_END };

struct ta_lettering {
    double size; /**< of the letters (pt) */
    ta_argb colour;
    enum ta_anchor anchor;
    bool bold;
    ta_argb halo; /**< drawn around the letters, for words on pictures; 0: none */
    double turn;  /**< degrees clockwise about the anchor */
};

struct ta_rect {
    double x, y, width, height;
};

enum ta_mark_kind {
    TA_MARK_PATH,
    TA_MARK_CIRCLE,
    TA_MARK_WORDS,
    TA_MARK_IMAGE,
    TA_MARK_CLIP,
    TA_MARK_UNCLIP
};

/** One thing on the drawing. Bytes and steps are ranges of the drawing's own arrays. */
struct ta_mark {
    enum ta_mark_kind kind;
    struct ta_paint paint;
    struct ta_lettering lettering;
    struct ta_rect rect; /**< circle: centre and radius as width; words: their anchor */
    size_t first, n;
};

/** 'M' and 'L' have a point; 'Z' closes the ring. */
struct ta_step {
    char kind;
    double x, y;
};

struct ta_drawing {
    double width, height; /**< pt */
    struct ta_text bytes; /**< words (NUL-ended) and PNG files */
    struct ta_mark *mark;
    size_t n_marks, marks_capacity;
    struct ta_step *step;
    size_t n_steps, steps_capacity;
    size_t path_from; /**< first step of the path that is being drawn */
    bool failed;
};

/** An empty drawing; ended by ta_drawing_free(). */
void ta_drawing_open(struct ta_drawing *drawing, double width, double height);
void ta_drawing_free(struct ta_drawing *drawing);

/** Steps of a path, which ta_draw_path() ends. */
void ta_draw_move(struct ta_drawing *drawing, double x, double y);
void ta_draw_line(struct ta_drawing *drawing, double x, double y);
void ta_draw_close(struct ta_drawing *drawing);
/** Paint the steps since the last path, even-odd. */
void ta_draw_path(struct ta_drawing *drawing, const struct ta_paint *paint);

void ta_draw_rect(struct ta_drawing *drawing, struct ta_rect rect,
                  const struct ta_paint *paint);
void ta_draw_stroke(struct ta_drawing *drawing, const double from_to[4],
                    const struct ta_paint *paint);
void ta_draw_circle(struct ta_drawing *drawing, double x, double y, double radius,
                    const struct ta_paint *paint);
/** @p words are UTF-8 and copied. */
void ta_draw_words(struct ta_drawing *drawing, double x, double y,
                   const struct ta_lettering *lettering, const char *words);
/** @p png is a whole PNG file and copied; its pixels stay sharp when enlarged. */
void ta_draw_image(struct ta_drawing *drawing, struct ta_rect rect, const void *png,
                   size_t size);
/** What follows is seen inside @p rect only, until ta_draw_unclip(); may be nested. */
void ta_draw_clip(struct ta_drawing *drawing, struct ta_rect rect);
void ta_draw_unclip(struct ta_drawing *drawing);
/** Lines that lean to the right, so that an area is told without its colour. */
void ta_draw_hatch(struct ta_drawing *drawing, struct ta_rect rect, double step,
                   const struct ta_paint *paint);

/** About how wide words of @p size pt are (pt), by kinds of letters, the same on every
 *  machine. */
double ta_words_width(const char *words, double size);

#endif
