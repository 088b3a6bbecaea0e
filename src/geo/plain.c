/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/plain.h"

#include <float.h>
#include <math.h>

enum { POINTS_LEAST = 4, POINTS_MOST = 1000 };

/* On which side of a to b lies c: 1 left, -1 right, 0 on it or too near to tell. The bound on
 * the rounding of the determinant is that of Shewchuk (1997, Discrete Comput. Geom. 18), made
 * twice as wide. */
static int side_of(const double *a, const double *b, const double *c)
{
    double left = (b[0] - a[0]) * (c[1] - a[1]), right = (b[1] - a[1]) * (c[0] - a[0]);
    double area = left - right;
    double doubt = 4.0 * DBL_EPSILON * (fabs(left) + fabs(right));
    if (area > doubt) return 1;
    return area < -doubt ? -1 : 0;
}

static double lower(double a, double b)
{
    return a < b ? a : b;
}

static double upper(double a, double b)
{
    return a > b ? a : b;
}

/* Do the boxes of edges a-b and c-d lie apart? */
static bool boxes_apart(const double *a, const double *b, const double *c,
                        const double *d)
{
    return upper(a[0], b[0]) < lower(c[0], d[0]) ||
           upper(c[0], d[0]) < lower(a[0], b[0]) ||
           upper(a[1], b[1]) < lower(c[1], d[1]) ||
           upper(c[1], d[1]) < lower(a[1], b[1]);
}

/* Certainly no common point? */
static bool edges_apart(const double *a, const double *b, const double *c,
                        const double *d)
{
    if (boxes_apart(a, b, c, d)) return true;
    int of_c = side_of(a, b, c), of_d = side_of(a, b, d);
    if (of_c != 0 && of_c == of_d) return true;
    int of_a = side_of(c, d, a), of_b = side_of(c, d, b);
    return of_a != 0 && of_a == of_b;
}

/* Certainly only b in common, for the corner a, b, c? It turns, or goes straight on. */
static bool corner_is_clear(const double *a, const double *b, const double *c)
{
    if ((a[0] == b[0] && a[1] == b[1]) || (b[0] == c[0] && b[1] == c[1])) return false;
    if (side_of(a, b, c) != 0) return true;
    return (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) > 0.0;
}

static bool is_finite(const double *xy, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < 2 * n; i++) sum += xy[i] * 0.0;
    return sum == 0.0;
}

/* Edge i goes from point i to point i + 1, the last to the first again. */
static bool edges_are_clear(const double *xy, size_t n)
{
    size_t edges = n - 1;
    for (size_t i = 0; i < edges; i++) {
        const double *a = xy + 2 * i, *b = a + 2;
        const double *next = i + 1 < edges ? b + 2 : xy + 2;
        if (!corner_is_clear(a, b, next)) return false;
        size_t last = i == 0 ? edges - 1 : edges; /* that one is its neighbour */
        for (size_t k = i + 2; k < last; k++)
            if (!edges_apart(a, b, xy + 2 * k, xy + 2 * k + 2)) return false;
    }
    return true;
}

bool ta_is_plain(const struct ta_polygons *shape)
{
    size_t n = shape->n_points;
    const double *xy = shape->xy;
    if (shape->n_parts != 1 || shape->n_rings != 1 || n < POINTS_LEAST ||
        n > POINTS_MOST)
        return false;
    bool closed = xy[0] == xy[2 * n - 2] && xy[1] == xy[2 * n - 1];
    return closed && is_finite(xy, n) && edges_are_clear(xy, n);
}
