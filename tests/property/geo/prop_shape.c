/* SPDX-License-Identifier: Apache-2.0 */
/* Random outlines, crossing themselves, each other and the antimeridian: the settled shape holds a
 * point if and only if the drawn one does by the rule "in some part: in its exterior by even-odd,
 * in none of its holes". */
#include "ta_property.h"

#include "base/project.h"
#include "geo/crs.h"
#include "geo/rings.h"
#include "geo/shape.h"

enum { ROUNDS = 300, POINTS = 200, MOST_CORNERS = 12 };

static struct ta_transform same;

/** Is (x, y) inside the closed ring by even-odd? */
static bool in_ring(const struct ta_polygons *p, size_t r, double x, double y)
{
    bool in = false;
    const double *xy = ta_ring_xy(p, r);
    for (size_t i = 0; i + 1 < ta_ring_size(p, r); i++) {
        const double *a = xy + 2 * i, *b = a + 2;
        if ((a[1] > y) == (b[1] > y)) continue;
        if (x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])) in = !in;
    }
    return in;
}

static bool in_part(const struct ta_polygons *p, size_t k, double x, double y)
{
    if (!in_ring(p, p->part_ring[k], x, y)) return false;
    for (size_t r = p->part_ring[k] + 1; r < p->part_ring[k + 1]; r++)
        if (in_ring(p, r, x, y)) return false;
    return true;
}

static size_t parts_with(const struct ta_polygons *p, double x, double y)
{
    size_t n = 0;
    for (size_t k = 0; k < p->n_parts; k++) n += in_part(p, k, x, y);
    return n;
}

/** Distance to the nearest edge: points on an edge belong to neither side. */
static double edge_distance(const struct ta_polygons *p, double x, double y)
{
    double least = INFINITY;
    for (size_t r = 0; r < p->n_rings; r++)
        for (size_t i = p->ring_point[r]; i + 1 < p->ring_point[r + 1]; i++) {
            const double *a = p->xy + 2 * i;
            double ex = a[2] - a[0], ey = a[3] - a[1], l2 = ex * ex + ey * ey;
            double t = l2 > 0.0 ? ((x - a[0]) * ex + (y - a[1]) * ey) / l2 : 0.0;
            t = fmin(1.0, fmax(0.0, t));
            least = fmin(least, hypot(x - a[0] - t * ex, y - a[1] - t * ey));
        }
    return least;
}

/** Rings with corners on a coarse lattice now and then, so that edges touch and lie on each other. */
static struct ta_polygons random_outline(struct ta_random_stream *r, double lon,
                                         double lat)
{
    struct ta_rings rings = {0};
    struct ta_polygons out = {0};
    bool lattice = ta_random_below(r, 3) == 0;
    for (size_t p = 1 + ta_random_below(r, 3); p > 0; p--) {
        ta_rings_part(&rings);
        for (size_t k = 1 + ta_random_below(r, 3); k > 0; k--) {
            double first[2] = {0.0, 0.0};
            ta_rings_ring(&rings);
            for (size_t i = 3 + ta_random_below(r, MOST_CORNERS - 3), at = 0; at <= i;
                 at++) {
                double x = ta_random_between(r, -1.0, 1.0),
                       y = ta_random_between(r, -1.0, 1.0);
                if (lattice) x = round(x * 3.0) / 4.0, y = round(y * 3.0) / 4.0;
                if (at == 0) first[0] = x, first[1] = y;
                if (at == i) x = first[0], y = first[1];
                ta_rings_point(&rings, lon + x, lat + y);
            }
        }
    }
    assert_int_equal(ta_rings_take(&rings, &out, NULL), TA_OK);
    return out;
}

/** The same outline with longitudes as people write them. */
static struct ta_polygons wrapped(const struct ta_polygons *in)
{
    struct ta_polygons out = {0};
    assert_int_equal(ta_polygons_copy(in, &out), TA_OK);
    for (size_t i = 0; i < out.n_points; i++)
        if (fabs(out.xy[2 * i]) > 180.0)
            out.xy[2 * i] = remainder(out.xy[2 * i], 360.0);
    return out;
}

static void check_points(struct ta_random_stream *r, const struct ta_polygons *drawn,
                         const struct ta_polygons *settled, double lon, double lat)
{
    for (int i = 0; i < POINTS; i++) {
        double x = lon + ta_random_between(r, -1.1, 1.1);
        double y = lat + ta_random_between(r, -1.1, 1.1);
        if (edge_distance(drawn, x, y) < 1e-7) continue;
        size_t want = parts_with(drawn, x, y) > 0;
        assert_int_equal(parts_with(settled, remainder(x, 360.0), y), want);
    }
}

/** Settling what is settled changes nothing: it was valid. */
static void check_again(const struct ta_polygons *settled, double area_m2)
{
    struct ta_polygons again = {0};
    struct ta_shape_report report;
    assert_int_equal(ta_shape_settle(settled, &same, &again, &report, NULL), TA_OK);
    assert_false(report.mended.mended);
    assert_int_equal(again.n_points, settled->n_points);
    assert_memory_equal(again.xy, settled->xy, 2 * settled->n_points * sizeof(double));
    assert_near(report.area_m2, area_m2, 0.0, 0.0);
    ta_polygons_free(&again);
}

static void settled_holds_what_was_drawn(struct ta_random_stream *r)
{
    static const double middle[] = {0.0, 35.0, 180.0, 179.5, -179.7};
    double lon = middle[ta_random_below(r, 5)], lat = ta_random_between(r, -80.0, 80.0);
    struct ta_polygons drawn = random_outline(r, lon, lat), in = wrapped(&drawn),
                       out = {0};
    struct ta_shape_report report;
    struct ta_error err = {0};
    enum ta_status status = ta_shape_settle(&in, &same, &out, &report, &err);
    if (status == TA_OK) {
        check_points(r, &drawn, &out, lon, lat);
        check_again(&out, report.area_m2);
    } else {
        assert_int_equal(status, TA_E_DATA);
        assert_non_null(strstr(err.text, "no area"));
    }
    ta_polygons_free(&out);
    ta_polygons_free(&in);
    ta_polygons_free(&drawn);
}

static void there_and_back(struct ta_random_stream *r, const char *crs, double lon)
{
    struct ta_transform to = {0}, from = {0};
    assert_int_equal(ta_crs_open(TA_CRS_WGS84, crs, &to, NULL), TA_OK);
    assert_int_equal(ta_crs_open(crs, TA_CRS_WGS84, &from, NULL), TA_OK);
    for (int i = 0; i < 200; i++) {
        double x = lon + ta_random_between(r, -3.0, 3.0),
               y = ta_random_between(r, 20.0, 50.0);
        double xy[2] = {x, y};
        assert_int_equal(to.apply(to.self, 1, xy, NULL), TA_OK);
        assert_int_equal(from.apply(from.self, 1, xy, NULL), TA_OK);
        assert_true(fabs(xy[0] - x) < 1e-9 && fabs(xy[1] - y) < 1e-9);
    }
    to.free(to.self);
    from.free(from.self);
}

static void test_settled_holds_what_was_drawn(void **state)
{
    (void)state;
    assert_int_equal(ta_crs_open(TA_CRS_WGS84, TA_CRS_WGS84, &same, NULL), TA_OK);
    ta_for_seeds(ROUNDS, settled_holds_what_was_drawn);
    same.free(same.self);
}

static void way_back(struct ta_random_stream *r)
{
    there_and_back(r, "EPSG:32650", 117.0);
    there_and_back(r, "EPSG:4545", 108.0);
    there_and_back(r, "EPSG:3857", 10.0);
}

static void test_there_and_back(void **state)
{
    (void)state;
    ta_for_seeds(1, way_back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settled_holds_what_was_drawn),
        cmocka_unit_test(test_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
