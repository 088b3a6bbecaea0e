/* SPDX-License-Identifier: Apache-2.0 */
#include "cell_cover.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "cell_clip.h"

/* Radius of the sphere with WGS 84's surface: Moritz (2000), Geodetic Reference System
 * 1980, Journal of Geodesy 74, 128-133. */
static const double authalic_km = 6371.0072;
static const double whole = 360.0, half = 180.0, quarter = 90.0;
static const double least_area = 1e-18;  /* steradian: less than a square centimetre */
static const double least_share = 1e-12; /* less is rounding */

/** Parts of the site that are looked at together, their longitudes less than half a turn
 *  apart. */
struct group {
    const struct ta_polygons *site;
    size_t first, end; /**< parts */
    struct ta_box box;
    double middle; /**< longitude that others are brought near to */
};

/** What a search writes to. */
struct found {
    size_t room, n;
    struct ta_cell_share *share;
    double area; /**< of the site */
};

static double near(double lon, double middle)
{
    return lon - whole * round((lon - middle) / whole);
}

static double lon_at(const struct ta_cell_centres *g, size_t row, size_t col)
{
    return g->separable ? g->lon[col] : g->lon[row * g->cols + col];
}

static double lat_at(const struct ta_cell_centres *g, size_t row, size_t col)
{
    return g->separable ? g->lat[row] : g->lat[row * g->cols + col];
}

static struct ta_point centre(const struct ta_cell_centres *g, size_t row, size_t col,
                              double middle)
{
    return (struct ta_point){near(lon_at(g, row, col), middle), lat_at(g, row, col)};
}

/* One step further than a, coming from b; nowhere when the step leaps the seam. */
static struct ta_point beyond(struct ta_point a, struct ta_point b)
{
    if (!(fabs(a.x - b.x) < half)) return (struct ta_point){NAN, NAN};
    return (struct ta_point){2.0 * a.x - b.x, 2.0 * a.y - b.y};
}

/* Rows and columns are counted from 1; 0 and the last but one lie beyond the rim. */
static struct ta_point along_row(const struct ta_cell_centres *g, size_t row,
                                 size_t col, double middle)
{
    if (col == 0) return beyond(centre(g, row, 0, middle), centre(g, row, 1, middle));
    if (col > g->cols)
        return beyond(centre(g, row, g->cols - 1, middle),
                      centre(g, row, g->cols - 2, middle));
    return centre(g, row, col - 1, middle);
}

static struct ta_point padded(const struct ta_cell_centres *g, size_t row, size_t col,
                              double middle)
{
    if (row == 0)
        return beyond(along_row(g, 0, col, middle), along_row(g, 1, col, middle));
    if (row > g->rows)
        return beyond(along_row(g, g->rows - 1, col, middle),
                      along_row(g, g->rows - 2, col, middle));
    return along_row(g, row - 1, col, middle);
}

/* The corner before cell (row, col): the mean of the four centres around it. */
static struct ta_point corner(const struct ta_cell_centres *g, size_t row, size_t col,
                              double middle)
{
    struct ta_point sum = {0.0, 0.0};
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < 4; i++) {
        struct ta_point p = padded(g, row + i / 2, col + i % 2, middle);
        sum.x += p.x / 4.0;
        sum.y += p.y / 4.0;
        least = fmin(least, p.x);
        most = fmax(most, p.x);
    }
    if (!(most - least < half)) return (struct ta_point){NAN, NAN};
    sum.y = fmax(-quarter, fmin(quarter, sum.y));
    return sum;
}

/* The cell's corners in turn. @return false for a cell without place or off the box. */
static bool corners_of(const struct ta_cell_centres *g, size_t row, size_t col,
                       const struct group *group, struct ta_point out[4])
{
    struct ta_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < 4; i++) {
        out[i] = corner(g, row + i / 2, col + (i == 1 || i == 2), group->middle);
        if (!isfinite(out[i].x) || !isfinite(out[i].y)) return false;
        box.x_min = fmin(box.x_min, out[i].x);
        box.x_max = fmax(box.x_max, out[i].x);
        box.y_min = fmin(box.y_min, out[i].y);
        box.y_max = fmax(box.y_max, out[i].y);
    }
    return box.x_max - box.x_min < half && box.x_min <= group->box.x_max &&
           box.x_max >= group->box.x_min && box.y_min <= group->box.y_max &&
           box.y_max >= group->box.y_min;
}

/* Cut a quadrilateral in two triangles of the same direction. @return false for one that
 * is folded over: it covers nothing. */
static bool triangles_of(const struct ta_point q[4], struct ta_point out[2][3])
{
    for (size_t cut = 0; cut < 2; cut++) {
        for (size_t k = 0; k < 3; k++) {
            out[0][k] = q[(cut + k) % 4];
            out[1][k] = q[(cut + (k == 0 ? 0 : k + 1)) % 4];
        }
        if (ta_triangle_area2(out[0]) * ta_triangle_area2(out[1]) > 0.0) return true;
    }
    return false;
}

static double rings_area(const struct group *group, const struct ta_point *triangle)
{
    const struct ta_polygons *s = group->site;
    double total = 0.0;
    for (size_t part = group->first; part < group->end; part++) {
        for (size_t ring = s->part_ring[part]; ring < s->part_ring[part + 1]; ring++) {
            size_t from = s->ring_point[ring], n = s->ring_point[ring + 1] - from;
            const double *xy = s->xy + 2 * from;
            double area =
                fabs(triangle == NULL ? ta_ring_area(n, xy, 0.0)
                                      : ta_ring_area_within(n, xy, 0.0, triangle));
            total += ring == s->part_ring[part] ? area : -area;
        }
    }
    return fmax(total, 0.0);
}

static double share_of(const struct group *group, const struct found *found,
                       struct ta_point triangle[2][3])
{
    const double *xy = group->site->xy;
    if (found->area >= least_area)
        return (rings_area(group, triangle[0]) + rings_area(group, triangle[1])) /
               found->area;
    struct ta_point point = {near(xy[0], group->middle), xy[1]};
    bool held =
        ta_triangle_holds(triangle[0], point) || ta_triangle_holds(triangle[1], point);
    return held && found->n == 0 ? 1.0 : 0.0;
}

static void look_at(const struct ta_cell_centres *g, size_t row, size_t col,
                    const struct group *group, struct found *found)
{
    struct ta_point quad[4], triangle[2][3];
    if (!corners_of(g, row, col, group, quad) || !triangles_of(quad, triangle)) return;
    double share = share_of(group, found, triangle);
    if (!(share > least_share)) return;
    if (found->n < found->room)
        found->share[found->n] = (struct ta_cell_share){row, col, share};
    found->n++;
}

/* May a row of a separable grid meet the group's latitudes? */
static bool row_meets(const struct ta_cell_centres *g, size_t row,
                      const struct group *group)
{
    if (!g->separable) return true;
    double a = corner(g, row, 0, lon_at(g, 0, 0)).y;
    double b = corner(g, row + 1, 0, lon_at(g, 0, 0)).y;
    return !(fmax(a, b) < group->box.y_min || fmin(a, b) > group->box.y_max);
}

static void search(const struct ta_cell_centres *g, const struct group *group,
                   struct found *found)
{
    for (size_t row = 0; row < g->rows; row++)
        for (size_t col = 0; row_meets(g, row, group) && col < g->cols; col++)
            look_at(g, row, col, group, found);
}

static struct group group_of(const struct ta_polygons *site, size_t first, size_t end)
{
    struct group out = {
        site, first, end, {INFINITY, INFINITY, -INFINITY, -INFINITY}, 0.0};
    size_t from = site->ring_point[site->part_ring[first]];
    size_t to = site->ring_point[site->part_ring[end]];
    for (size_t i = from; i < to; i++) {
        out.box.x_min = fmin(out.box.x_min, site->xy[2 * i]);
        out.box.x_max = fmax(out.box.x_max, site->xy[2 * i]);
        out.box.y_min = fmin(out.box.y_min, site->xy[2 * i + 1]);
        out.box.y_max = fmax(out.box.y_max, site->xy[2 * i + 1]);
    }
    out.middle = 0.5 * (out.box.x_min + out.box.x_max);
    return out;
}

static int by_cell(const void *a, const void *b)
{
    const struct ta_cell_share *p = a, *q = b;
    if (p->row != q->row) return p->row < q->row ? -1 : 1;
    return p->col < q->col ? -1 : p->col > q->col;
}

/* Parts of one site in one cell are one share. */
static void merge(struct found *found)
{
    if (found->n < 2 || found->n > found->room) return;
    size_t n = 0;
    qsort(found->share, found->n, sizeof *found->share, by_cell);
    for (size_t i = 1; i < found->n; i++) {
        if (by_cell(&found->share[n], &found->share[i]) == 0)
            found->share[n].share += found->share[i].share;
        else
            found->share[++n] = found->share[i];
    }
    found->n = n + 1;
}

enum ta_status ta_cell_cover(const struct ta_cell_centres *grid,
                             const struct ta_polygons *site, size_t room,
                             struct ta_cell_share *share, struct ta_cell_cover *out)
{
    *out = (struct ta_cell_cover){0};
    if (grid->rows < 2 || grid->cols < 2) return TA_E_ARG;
    if (site->n_parts == 0 || site->n_points == 0) return TA_E_ARG;

    struct group all = group_of(site, 0, site->n_parts);
    struct found found = {room, 0, share, rings_area(&all, NULL)};
    if (all.box.x_max - all.box.x_min < half) {
        search(grid, &all, &found);
    } else {
        for (size_t part = 0; part < site->n_parts; part++) {
            struct group one = group_of(site, part, part + 1);
            search(grid, &one, &found);
        }
        merge(&found);
    }
    out->n = found.n;
    out->site_km2 = found.area * authalic_km * authalic_km;
    for (size_t i = 0; i < found.n && i < room; i++) out->inside += share[i].share;
    return TA_OK;
}
