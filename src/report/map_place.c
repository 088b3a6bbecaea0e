/* SPDX-License-Identifier: Apache-2.0 */
#include "report/map_place.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

enum { TOP = 4, LABEL_STEPS = 24 };

static const struct ta_paint ground = {.fill = 0xfff6f8f8u};
static const struct ta_paint frame_line = {.stroke = TA_INK_SOFT, .width = 0.8};
static const struct ta_paint zone_area = {
    .fill = 0x5c7fae8du, .stroke = 0xff2f6b45u, .width = 1.4, .dash = {5.0, 2.5}};
static const struct ta_paint site_area = {
    .fill = 0x66ffd23fu, .stroke = TA_INK, .width = 1.8};

/* --- clipping --------------------------------------------------------------------- */

/* How far inside the k-th side of the box a point is. */
static double inside(const struct ta_box *box, int side, const double *p)
{
    switch (side) {
    case 0: return p[0] - box->x_min;
    case 1: return box->x_max - p[0];
    case 2: return p[1] - box->y_min;
    default: return box->y_max - p[1];
    }
}

static size_t clip_side(const double *from, size_t n, const struct ta_box *box,
                        int side, double *to, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const double *a = from + 2 * i, *b = from + 2 * ((i + 1) % n);
        double da = inside(box, side, a), db = inside(box, side, b);
        if (da >= 0.0 && used < room) {
            memcpy(to + 2 * used, a, 2 * sizeof *a);
            used++;
        }
        if ((da >= 0.0) != (db >= 0.0) && used < room) {
            double t = da / (da - db);
            to[2 * used] = a[0] + t * (b[0] - a[0]);
            to[2 * used + 1] = a[1] + t * (b[1] - a[1]);
            used++;
        }
    }
    return used;
}

size_t ta_ring_clip(const double *xy, size_t n, const struct ta_box *box, double *out,
                    size_t room)
{
    size_t half = room / 2;
    double *other = out + 2 * half;
    n = clip_side(xy, n, box, 0, other, half);
    n = clip_side(other, n, box, 1, out, half);
    n = clip_side(out, n, box, 2, other, half);
    return clip_side(other, n, box, 3, out, half);
}

/* --- shapes ------------------------------------------------------------------------- */

/* Metres to points of the drawing. */
struct lens {
    struct ta_drawing *drawing;
    const struct ta_box *frame;
    struct ta_scale x, y;
};

static void add_ring(const struct lens *lens, const double *xy, size_t n)
{
    static const double least = 0.25; /* pt; what is closer is not seen */
    double before[2] = {-HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < n; i++) {
        double x = ta_scale_at(&lens->x, xy[2 * i]);
        double y = ta_scale_at(&lens->y, xy[2 * i + 1]);
        if (hypot(x - before[0], y - before[1]) < least) continue;
        if (i == 0)
            ta_draw_move(lens->drawing, x, y);
        else
            ta_draw_line(lens->drawing, x, y);
        before[0] = x;
        before[1] = y;
    }
    ta_draw_close(lens->drawing);
}

static void draw_shape(const struct lens *lens, const struct ta_polygons *shape,
                       const struct ta_paint *paint)
{
    double margin = 0.1 * (lens->frame->x_max - lens->frame->x_min);
    struct ta_box box = {lens->frame->x_min - margin, lens->frame->y_min - margin,
                         lens->frame->x_max + margin, lens->frame->y_max + margin};
    for (size_t r = 0; r < shape->n_rings; r++) {
        size_t first = shape->ring_point[r], n = shape->ring_point[r + 1] - first;
        if (n < 4) continue;
        size_t room = 8 * n + 16;
        double *out = ta_alloc(room, 2 * sizeof *out);
        if (out == NULL) {
            lens->drawing->failed = true;
            return;
        }
        size_t left = ta_ring_clip(shape->xy + 2 * first, n - 1, &box, out, room);
        if (left >= 3) add_ring(lens, out, left);
        ta_free(out);
    }
    ta_draw_path(lens->drawing, paint);
}

/* --- labels ------------------------------------------------------------------------- */

static double edge_distance(const double *a, const double *b, const double p[2])
{
    double dx = b[0] - a[0], dy = b[1] - a[1], length = dx * dx + dy * dy;
    double t = length > 0.0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length : 0.0;
    t = fmin(fmax(t, 0.0), 1.0);
    return hypot(a[0] + t * dx - p[0], a[1] + t * dy - p[1]);
}

/* Distance of a point inside the shape to its nearest edge; negative outside. */
static double depth(const struct ta_polygons *shape, const double p[2])
{
    bool in = false;
    double least = HUGE_VAL;
    for (size_t r = 0; r < shape->n_rings; r++)
        for (size_t i = shape->ring_point[r]; i + 1 < shape->ring_point[r + 1]; i++) {
            const double *a = shape->xy + 2 * i, *b = a + 2;
            bool crosses = (a[1] > p[1]) != (b[1] > p[1]);
            if (crosses && p[0] < a[0] + (p[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1]))
                in = !in;
            least = fmin(least, edge_distance(a, b, p));
        }
    return in ? least : -least;
}

/* The deepest of the points of a raster over the frame. @return false when none is inside. */
static bool label_place(const struct ta_polygons *shape, const struct ta_box *frame,
                        double out[2])
{
    double best = 0.0, side = (frame->x_max - frame->x_min) / LABEL_STEPS;
    for (int i = 1; i < LABEL_STEPS; i++)
        for (int j = 1; j < LABEL_STEPS; j++) {
            const double p[2] = {frame->x_min + i * side, frame->y_min + j * side};
            int rim = i < j ? i : j;
            if (LABEL_STEPS - i < rim) rim = LABEL_STEPS - i;
            if (LABEL_STEPS - j < rim) rim = LABEL_STEPS - j;
            double d = fmin(depth(shape, p), rim * side);
            if (d <= best) continue;
            best = d;
            memcpy(out, p, sizeof p);
        }
    return best > 0.0;
}

static void draw_label(const struct lens *lens, const struct ta_place_shape *shape)
{
    double at[2];
    struct ta_lettering label = ta_chart_strong;
    label.anchor = TA_ANCHOR_MIDDLE;
    label.halo = 0xe6ffffffu;
    if (shape->label[0] == '\0' || !label_place(&shape->shape, lens->frame, at)) return;
    ta_draw_words(lens->drawing, ta_scale_at(&lens->x, at[0]),
                  ta_scale_at(&lens->y, at[1]) + 4.0, &label, shape->label);
}

void ta_map_place(const struct ta_speech *speech, const struct ta_place_view *view,
                  struct ta_drawing *out)
{
    double side = TA_MAP_WIDTH - 2.0;
    const struct ta_box *f = &view->frame;
    struct lens lens = {out,
                        f,
                        {f->x_min, f->x_max, 1.0, 1.0 + side},
                        {f->y_min, f->y_max, TOP + side, TOP}};
    struct ta_rect frame = {1.0, TOP, side, side};
    ta_drawing_open(out, TA_MAP_WIDTH, TOP + side + 2.0);
    ta_draw_rect(out, frame, &ground);
    ta_draw_clip(out, frame);
    for (size_t i = 0; i < view->n_zones; i++)
        draw_shape(&lens, &view->zone[i].shape, &zone_area);
    for (size_t i = 0; i < view->n_sites; i++)
        draw_shape(&lens, &view->site[i].shape, &site_area);
    for (size_t i = 0; i < view->n_zones; i++) draw_label(&lens, &view->zone[i]);
    for (size_t i = 0; i < view->n_sites; i++) draw_label(&lens, &view->site[i]);
    ta_draw_unclip(out);
    double metres = ta_scale_bar_m(0.4 * (f->x_max - f->x_min));
    const double end[2] = {frame.x + side - 12.0, TOP + side - 11.0};
    const double at[2] = {frame.x + 20.0, TOP + 22.0};
    if (isfinite(metres))
        ta_draw_scale_bar(out, speech, end, metres * side / (f->x_max - f->x_min),
                          metres);
    ta_draw_north(out, speech, at, 0.0);
    ta_draw_rect(out, frame, &frame_line);
    ta_chart_watermark(out, speech, view->simulated);
}
