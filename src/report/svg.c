/* SPDX-License-Identifier: Apache-2.0 */
#include "report/svg.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "report/html.h"

/* At most two decimals, no trailing noughts; nothing that is no number. */
static void add_number(struct ta_text *out, double value)
{
    double hundredths = isfinite(value) ? round(value * 100.0) : 0.0;
    char text[32];
    ta_format_f64(hundredths == 0.0 ? 0.0 : hundredths / 100.0, text);
    ta_text_add(out, text);
}

static void add_attribute(struct ta_text *out, const char *name, double value)
{
    ta_text_addf(out, " %s=\"", name);
    add_number(out, value);
    ta_text_add(out, "\"");
}

static void add_colour(struct ta_text *out, const char *name, ta_argb colour)
{
    uint32_t alpha = colour >> 24;
    if (alpha == 0) {
        ta_text_addf(out, " %s=\"none\"", name);
        return;
    }
    ta_text_addf(out, " %s=\"#%06x\"", name, colour & 0xffffffu);
    if (alpha == 255) return;
    ta_text_addf(out, " %s-opacity=\"", name);
    add_number(out, (double)alpha / 255.0);
    ta_text_add(out, "\"");
}

static void add_paint(struct ta_text *out, const struct ta_paint *paint)
{
    add_colour(out, "fill", paint->fill);
    if (paint->stroke >> 24 == 0) return;
    add_colour(out, "stroke", paint->stroke);
    add_attribute(out, "stroke-width", paint->width);
    if (paint->dash[0] <= 0.0) return;
    ta_text_add(out, " stroke-dasharray=\"");
    add_number(out, paint->dash[0]);
    ta_text_add(out, " ");
    add_number(out, paint->dash[1]);
    ta_text_add(out, "\"");
}

static void add_path(struct ta_text *out, const struct ta_drawing *drawing,
                     const struct ta_mark *mark)
{
    ta_text_add(out, "<path d=\"");
    for (size_t i = mark->first; i < mark->first + mark->n; i++) {
        const struct ta_step *step = &drawing->step[i];
        ta_text_add_bytes(out, &step->kind, 1);
        if (step->kind == 'Z') continue;
        add_number(out, step->x);
        ta_text_add(out, " ");
        add_number(out, step->y);
    }
    ta_text_add(out, "\"");
    if (mark->paint.fill >> 24 != 0) ta_text_add(out, " fill-rule=\"evenodd\"");
    add_paint(out, &mark->paint);
    ta_text_add(out, "/>\n");
}

static void add_circle(struct ta_text *out, const struct ta_mark *mark)
{
    ta_text_add(out, "<circle");
    add_attribute(out, "cx", mark->rect.x);
    add_attribute(out, "cy", mark->rect.y);
    add_attribute(out, "r", mark->rect.width);
    add_paint(out, &mark->paint);
    ta_text_add(out, "/>\n");
}

static void add_turn(struct ta_text *out, const struct ta_mark *mark)
{
    if (mark->lettering.turn == 0.0) return;
    ta_text_add(out, " transform=\"rotate(");
    add_number(out, mark->lettering.turn);
    ta_text_add(out, " ");
    add_number(out, mark->rect.x);
    ta_text_add(out, " ");
    add_number(out, mark->rect.y);
    ta_text_add(out, ")\"");
}

static void add_words(struct ta_text *out, const struct ta_drawing *drawing,
                      const struct ta_mark *mark)
{
    static const char *const anchor[] = {"", " text-anchor=\"middle\"",
                                         " text-anchor=\"end\""};
    const struct ta_lettering *l = &mark->lettering;
    ta_text_add(out, "<text");
    add_attribute(out, "x", mark->rect.x);
    add_attribute(out, "y", mark->rect.y);
    add_attribute(out, "font-size", l->size);
    ta_text_add(out, anchor[l->anchor]);
    if (l->bold) ta_text_add(out, " font-weight=\"bold\"");
    add_colour(out, "fill", l->colour);
    if (l->halo >> 24 != 0) {
        add_colour(out, "stroke", l->halo);
        add_attribute(out, "stroke-width", fmin(l->size * 0.28, 3.4));
        ta_text_add(out, " stroke-linejoin=\"round\" paint-order=\"stroke\"");
    }
    add_turn(out, mark);
    ta_text_add(out, ">");
    ta_html_words(out, drawing->bytes.bytes + mark->first);
    ta_text_add(out, "</text>\n");
}

void ta_base64(struct ta_text *out, const void *bytes, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
    char *text = ta_alloc(room, 1);
    if (text == NULL) {
        out->failed = true;
        return;
    }
    ta_text_add(out, sodium_bin2base64(text, room, bytes, size,
                                       sodium_base64_VARIANT_ORIGINAL));
    ta_free(text);
}

static void add_rect(struct ta_text *out, const struct ta_rect *rect)
{
    add_attribute(out, "x", rect->x);
    add_attribute(out, "y", rect->y);
    add_attribute(out, "width", rect->width);
    add_attribute(out, "height", rect->height);
}

static void add_image(struct ta_text *out, const struct ta_drawing *drawing,
                      const struct ta_mark *mark)
{
    ta_text_add(out, "<image");
    add_rect(out, &mark->rect);
    ta_text_add(out, " preserveAspectRatio=\"none\" image-rendering=\"pixelated\""
                     " href=\"data:image/png;base64,");
    ta_base64(out, drawing->bytes.bytes + mark->first, mark->n);
    ta_text_add(out, "\"/>\n");
}

static void add_clip(struct ta_text *out, const char *id, size_t number,
                     const struct ta_mark *mark)
{
    ta_text_addf(out, "<clipPath id=\"%s-c%zu\"><rect", id, number);
    add_rect(out, &mark->rect);
    ta_text_addf(out, "/></clipPath><g clip-path=\"url(#%s-c%zu)\">\n", id, number);
}

static void add_mark(struct ta_text *out, const struct ta_drawing *drawing,
                     const char *id, size_t number)
{
    const struct ta_mark *mark = &drawing->mark[number];
    switch (mark->kind) {
    case TA_MARK_PATH: add_path(out, drawing, mark); break;
    case TA_MARK_CIRCLE: add_circle(out, mark); break;
    case TA_MARK_WORDS: add_words(out, drawing, mark); break;
    case TA_MARK_IMAGE: add_image(out, drawing, mark); break;
    case TA_MARK_CLIP: add_clip(out, id, number, mark); break;
    case TA_MARK_UNCLIP: ta_text_add(out, "</g>\n"); break;
    default: break;
    }
}

static void add_head(struct ta_text *out, const struct ta_drawing *drawing,
                     const struct ta_svg *about)
{
    ta_text_add(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
    if (about->kind != NULL) ta_text_addf(out, " class=\"%s\"", about->kind);
    if (about->title == NULL)
        ta_text_add(out, " aria-hidden=\"true\"");
    else
        ta_text_addf(out, " role=\"img\" aria-labelledby=\"%s-t\"", about->id);
    if (about->words != NULL)
        ta_text_addf(out, " aria-describedby=\"%s-d\"", about->id);
    ta_text_add(out, " viewBox=\"0 0 ");
    add_number(out, drawing->width);
    ta_text_add(out, " ");
    add_number(out, drawing->height);
    ta_text_add(out, "\"");
    add_attribute(out, "width", drawing->width);
    add_attribute(out, "height", drawing->height);
    ta_text_addf(out, " font-family=\"%s\">\n", TA_FONTS);
    if (about->title == NULL) return;
    ta_text_addf(out, "<title id=\"%s-t\">", about->id);
    ta_html_words(out, about->title);
    ta_text_add(out, "</title>\n");
    if (about->words == NULL) return;
    ta_text_addf(out, "<desc id=\"%s-d\">", about->id);
    ta_html_words(out, about->words);
    ta_text_add(out, "</desc>\n");
}

enum ta_status ta_svg_write(const struct ta_drawing *drawing,
                            const struct ta_svg *about, struct ta_text *out)
{
    if (drawing->failed) return TA_E_NOMEM;
    add_head(out, drawing, about);
    for (size_t i = 0; i < drawing->n_marks; i++) add_mark(out, drawing, about->id, i);
    ta_text_add(out, "</svg>\n");
    return out->failed ? TA_E_NOMEM : TA_OK;
}
