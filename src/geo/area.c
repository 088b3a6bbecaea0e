/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/area.h"

#include <math.h>

#include <geodesic.h>

#include "geo/rings.h"

static const double semi_major_m = 6378137.0;            /* WGS 84 */
static const double flattening = 1.0 / 298.257223563;    /* WGS 84 */
static const double degree = 0.017453292519943295769237; /* pi / 180 */

enum { GAUSS_POINTS = 5 };

/** Abscissae and weights of Gauss-Legendre quadrature on [0, 1]. */
static const double gauss[GAUSS_POINTS][2] = {
    {0.046910077030668003601, 0.11846344252809454376},
    {0.23076534494715845448, 0.23931433524968323402},
    {0.5, 0.28444444444444444444},
    {0.76923465505284154552, 0.23931433524968323402},
    {0.95308992296933199640, 0.11846344252809454376},
};

/** q of the authalic latitude: area between equator and latitude per radian of
 * longitude is a^2 q / 2. Snyder (1987), USGS Professional Paper 1395, eq. 3-12. */
static double authalic_q(double latitude)
{
    double e2 = flattening * (2.0 - flattening);
    double e = sqrt(e2);
    double s = sin(latitude * degree);
    return (1.0 - e2) * (s / (1.0 - e2 * s * s) + atanh(e * s) / e);
}

/** Mean of q - @p q0 along a straight edge. Steps of 5 degrees keep it at rounding
 * error. */
static double mean_q(double lat_a, double lat_b, double q0)
{
    int steps = 1 + (int)(fabs(lat_b - lat_a) / 5.0);
    double sum = 0.0;
    for (int i = 0; i < steps; i++)
        for (int k = 0; k < GAUSS_POINTS; k++) {
            double t = (i + gauss[k][0]) / steps;
            sum += gauss[k][1] * (authalic_q(lat_a + t * (lat_b - lat_a)) - q0);
        }
    return sum / steps;
}

double ta_ring_area_m2(const double *xy, size_t n)
{
    if (n == 0) return 0.0;

    double q0 =
        authalic_q(xy[1]); /* a constant adds nothing round a ring, and saves digits */
    double sum = 0.0, lost = 0.0; /* Neumaier (1974) */
    for (size_t i = 0; i + 1 < n; i++) {
        const double *a = xy + 2 * i, *b = a + 2;
        double piece = (a[0] - b[0]) * degree * mean_q(a[1], b[1], q0);
        double next = sum + piece;
        lost += fabs(sum) >= fabs(piece) ? (sum - next) + piece : (piece - next) + sum;
        sum = next;
    }
    return 0.5 * semi_major_m * semi_major_m * (sum + lost);
}

double ta_shape_area_m2(const struct ta_polygons *shape)
{
    double area = 0.0;
    for (size_t p = 0; p < shape->n_parts; p++)
        for (size_t r = shape->part_ring[p]; r < shape->part_ring[p + 1]; r++) {
            double ring =
                fabs(ta_ring_area_m2(ta_ring_xy(shape, r), ta_ring_size(shape, r)));
            area += r == shape->part_ring[p] ? ring : -ring;
        }
    return area;
}

double ta_distance_m(const double a[2], const double b[2])
{
    struct geod_geodesic earth;
    geod_init(&earth, semi_major_m, flattening);
    double distance = 0.0;
    geod_inverse(&earth, a[1], a[0], b[1], b[0], &distance, NULL, NULL);
    return distance;
}
