/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/grid.h"

#include <math.h>
#include <string.h>

#include "raster/srs.h"

/* Grids are one when their corners differ by less than this many cells. */
static const double SAME_CELLS = 1e-6;
static const int64_t SIDE_MAX = INT32_MAX;

static double determinant(const double a[6])
{
    return a[1] * a[5] - a[2] * a[4];
}

enum ta_status ta_grid_check(const struct ta_grid *grid, struct ta_error *err)
{
    if (grid->cols < 1 || grid->rows < 1 || grid->cols > SIDE_MAX ||
        grid->rows > SIDE_MAX)
        return ta_fail(err, TA_E_LIMIT, "%lld x %lld cells", (long long)grid->cols,
                       (long long)grid->rows);
    for (int i = 0; i < 6; i++)
        if (!isfinite(grid->affine[i]))
            return ta_fail(err, TA_E_DATA, "the geotransform is not finite");
    double d = determinant(grid->affine);
    if (!(fabs(d) > 0.0) || !isfinite(1.0 / d))
        return ta_fail(err, TA_E_DATA, "its cells have no area");
    return TA_OK;
}

bool ta_crs_same(const char *a, const char *b)
{
    if (a == NULL || b == NULL) return false;
    if (strcmp(a, b) == 0) return true;

    OGRSpatialReferenceH one = ta_srs_new(a), other = ta_srs_new(b);
    bool same = one != NULL && other != NULL && OSRIsSame(one, other);
    if (one != NULL) OSRDestroySpatialReference(one);
    if (other != NULL) OSRDestroySpatialReference(other);
    return same;
}

/* Column, row of a point; exact steps where the grid is not turned. */
static void place(const double a[6], double *x, double *y)
{
    double dx = *x - a[0], dy = *y - a[3];
    if (a[2] == 0.0 && a[4] == 0.0) {
        *x = dx / a[1];
        *y = dy / a[5];
        return;
    }
    double d = determinant(a);
    *x = (dx * a[5] - dy * a[2]) / d;
    *y = (dy * a[1] - dx * a[4]) / d;
}

static void unplace(const double a[6], double col, double row, double *xy)
{
    xy[0] = a[0] + col * a[1] + row * a[2];
    xy[1] = a[3] + col * a[4] + row * a[5];
}

/* Greatest distance, in cells of b, between the same corners of both. */
static double corner_error(const struct ta_grid *a, const struct ta_grid *b)
{
    double worst = 0.0;
    for (int i = 0; i < 4; i++) {
        double col = i % 2 == 0 ? 0.0 : (double)a->cols;
        double row = i < 2 ? 0.0 : (double)a->rows;
        double xy[2];
        unplace(a->affine, col, row, xy);
        place(b->affine, &xy[0], &xy[1]);
        worst = fmax(worst, fmax(fabs(xy[0] - col), fabs(xy[1] - row)));
    }
    return worst;
}

bool ta_grid_same(const struct ta_grid *a, const struct ta_grid *b)
{
    return a->cols == b->cols && a->rows == b->rows && ta_crs_same(a->crs, b->crs) &&
           corner_error(a, b) < SAME_CELLS;
}

enum ta_status ta_grid_map(const struct ta_grid *from, const struct ta_grid *onto,
                           struct ta_grid_map *out, struct ta_error *err)
{
    if (!ta_crs_same(from->crs, onto->crs))
        return ta_fail(err, TA_E_DATA, "its CRS differs from that of the bands");

    double cols = (double)from->cols, rows = (double)from->rows;
    double o[2], x[2], y[2];
    unplace(from->affine, 0.0, 0.0, o);
    unplace(from->affine, cols, 0.0, x);
    unplace(from->affine, 0.0, rows, y);
    place(onto->affine, &o[0], &o[1]);
    place(onto->affine, &x[0], &x[1]);
    place(onto->affine, &y[0], &y[1]);
    if (fabs(x[1] - o[1]) > SAME_CELLS || fabs(y[0] - o[0]) > SAME_CELLS)
        return ta_fail(err, TA_E_DATA, "its grid is turned against that of the bands");
    *out = (struct ta_grid_map){o[0], (x[0] - o[0]) / cols, o[1], (y[1] - o[1]) / rows};
    return TA_OK;
}

/* Is x a whole number, up to the error that corners may have? */
static bool whole(double x)
{
    return fabs(x - nearbyint(x)) < SAME_CELLS;
}

static bool nests(double origin, double per)
{
    return per > 0.0 && per < 1.0 + SAME_CELLS && whole(1.0 / per) &&
           whole(origin / per);
}

bool ta_grid_map_nests(const struct ta_grid_map *map)
{
    return nests(map->col0, map->per_col) && nests(map->row0, map->per_row);
}

int64_t ta_grid_map_cell(double origin, double per, int64_t i)
{
    double cell = floor(origin + per * ((double)i + 0.5));
    return cell < -1e15 ? INT64_MIN : cell > 1e15 ? INT64_MAX : (int64_t)cell;
}

void ta_grid_place(const struct ta_grid *grid, struct ta_polygons *shape)
{
    for (size_t i = 0; i < shape->n_points; i++)
        place(grid->affine, &shape->xy[2 * i], &shape->xy[2 * i + 1]);
}

double ta_grid_cell_side(const struct ta_grid *grid)
{
    const double *a = grid->affine;
    return fmin(hypot(a[1], a[4]), hypot(a[2], a[5]));
}

struct ta_window ta_grid_clip(const struct ta_grid *grid, struct ta_window w)
{
    int64_t right = w.col + w.cols, lower = w.row + w.rows;
    if (w.col < 0) w.col = 0;
    if (w.row < 0) w.row = 0;
    if (right > grid->cols) right = grid->cols;
    if (lower > grid->rows) lower = grid->rows;
    w.cols = right > w.col ? right - w.col : 0;
    w.rows = lower > w.row ? lower - w.row : 0;
    return w;
}

/* Longitude, latitude (degree) onto the equal-area cylinder (m): Snyder 1987, Map
 * Projections, USGS Professional Paper 1395, equations 10-14, 10-15 and 3-12 with the
 * standard parallel at the equator; WGS 84 axis and flattening. */
void ta_grid_to_cylinder(double *xy)
{
    static const double axis = 6378137.0, f = 1.0 / 298.257223563;
    static const double degree = 0.017453292519943295;
    double e = sqrt(f * (2.0 - f)), s = sin(xy[1] * degree);
    double q =
        (1.0 - e * e) * (s / (1.0 - e * e * s * s) + atanh(e * s) / e); /* 3-12 */
    xy[0] = axis * xy[0] * degree;
    xy[1] = axis * q / 2.0;
}

double ta_grid_cell_area_m2(const struct ta_grid *grid, double col, double row,
                            const struct ta_transform *to_wgs84)
{
    static const double corner[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    double xy[8], area = 0.0;
    for (int i = 0; i < 4; i++)
        unplace(grid->affine, col + corner[i][0], row + corner[i][1], &xy[2 * i]);
    if (to_wgs84->apply(to_wgs84->self, 4, xy, NULL) != TA_OK) return NAN;

    double middle = xy[0]; /* a cell across the antimeridian */
    for (int i = 0; i < 4; i++) {
        xy[2 * i] = remainder(xy[2 * i] - middle, 360.0);
        ta_grid_to_cylinder(&xy[2 * i]);
    }
    for (int i = 1; i < 3; i++) { /* triangles on the first corner */
        const double *b = &xy[2 * i], *c = &xy[2 * i + 2];
        area += (b[0] - xy[0]) * (c[1] - xy[1]) - (c[0] - xy[0]) * (b[1] - xy[1]);
    }
    return fabs(area) / 2.0;
}
