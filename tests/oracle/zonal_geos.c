/* SPDX-License-Identifier: Apache-2.0 */
/* Hard polygons of exactextract's suite (Apache-2.0) against areas by GEOS. */
#include "ta_property.h"
#include "ta_zonal.h"

#include <geos_c.h>

/** A raster in the polygon's own coordinates; rows run from y_max down. */
struct frame {
    double x_min, y_min, x_max, y_max, step;
};

static struct ta_wkt_frame pixels_of(struct frame f)
{
    return (struct ta_wkt_frame){f.x_min, f.y_max, 1 / f.step, -1 / f.step};
}

static struct ta_zonal_grid grid_of(struct frame f)
{
    return (struct ta_zonal_grid){llround((f.x_max - f.x_min) / f.step),
                                  llround((f.y_max - f.y_min) / f.step), 256, 256};
}

static GEOSGeometry *ring_of(const struct ta_polygons *shape, size_t r)
{
    size_t first = shape->ring_point[r], n = shape->ring_point[r + 1] - first;
    GEOSCoordSequence *points = GEOSCoordSeq_create((unsigned)n, 2);
    for (size_t i = 0; i < n; i++)
        GEOSCoordSeq_setXY(points, (unsigned)i, shape->xy[2 * (first + i)],
                           shape->xy[2 * (first + i) + 1]);
    return GEOSGeom_createLinearRing(points);
}

static GEOSGeometry *geos_of(const struct ta_polygons *shape)
{
    GEOSGeometry **part = calloc(shape->n_parts, sizeof *part);
    GEOSGeometry *hole[256];
    for (size_t p = 0; p < shape->n_parts; p++) {
        size_t first = shape->part_ring[p], n = shape->part_ring[p + 1] - first - 1;
        for (size_t h = 0; h < n; h++) hole[h] = ring_of(shape, first + 1 + h);
        part[p] = GEOSGeom_createPolygon(ring_of(shape, first), hole, (unsigned)n);
    }
    GEOSGeometry *all =
        GEOSGeom_createCollection(GEOS_MULTIPOLYGON, part, (unsigned)shape->n_parts);
    free(part);
    if (GEOSisValid(all) == 1) return all;
    /* A ring that touches itself covers what its valid form covers, and we take it as
     * it is. */
    GEOSGeometry *valid = GEOSMakeValid(all);
    assert_non_null(valid);
    GEOSGeom_destroy(all);
    return valid;
}

static GEOSGeometry *box_of(double x, double y, double width, double height)
{
    char wkt[512];
    (void)snprintf(wkt, sizeof wkt, "POLYGON ((%g %g, %g %g, %g %g, %g %g, %g %g))", x,
                   y, x + width, y, x + width, y + height, x, y + height, x, y);
    GEOSWKTReader *reader = GEOSWKTReader_create();
    GEOSGeometry *box = GEOSWKTReader_read(reader, wkt);
    GEOSWKTReader_destroy(reader);
    return box;
}

static double area_inside(const GEOSGeometry *shape, double x, double y, double width,
                          double height)
{
    GEOSGeometry *box = box_of(x, y, width, height);
    GEOSGeometry *common = GEOSIntersection(shape, box);
    double area = (double)NAN;
    assert_non_null(common);
    GEOSArea(common, &area);
    GEOSGeom_destroy(common);
    GEOSGeom_destroy(box);
    return area;
}

static void check_cells(const struct ta_zonal_plan *plan, const double *share,
                        const GEOSGeometry *shape)
{
    const struct ta_zonal_grid *grid = ta_zonal_plan_grid(plan);
    struct ta_random_stream r = {1};
    int edges = 0;
    for (int tries = 0; tries < 2000000 && edges < 300; tries++) {
        int64_t col = (int64_t)ta_random_below(&r, (size_t)grid->cols);
        int64_t row = (int64_t)ta_random_below(&r, (size_t)grid->rows);
        double got = share[row * grid->cols + col];
        if (got <= 0 || got >= 1) continue;
        edges++;
        assert_near(got, area_inside(shape, (double)col, (double)row, 1, 1), 1e-10, 1);
    }
}

static double check_shape(const struct ta_polygons *shape, struct ta_zonal_grid grid,
                          bool cells)
{
    struct ta_zonal_plan *plan = ta_plan_of(grid, 1, shape);
    double *share = ta_fractions(plan, 0), sum = 0;
    for (int64_t i = 0; i < grid.cols * grid.rows; i++) {
        assert_true(share[i] >= 0 && share[i] <= 1);
        sum += share[i];
    }
    GEOSGeometry *geos = geos_of(shape);
    double want = area_inside(geos, 0, 0, (double)grid.cols, (double)grid.rows);
    double got = (double)ta_zonal_plan_zone(plan, 0)->weight / (double)TA_WEIGHT_ONE;
    printf("area %.12g cells, off by %.2g\n", want, got / want - 1);
    assert_near(got, want, 1e-10, 0);
    assert_near(sum, got, 1e-12, 0);
    if (cells) check_cells(plan, share, geos);
    GEOSGeom_destroy(geos);
    free(share);
    ta_zonal_plan_free(plan);
    return sum;
}

static double check_file(const char *name, struct frame f)
{
    char folder[512];
    if (ta_test_data() == NULL) skip();
    (void)snprintf(folder, sizeof folder, "%s/reference/exactextract_wkt",
                   ta_test_data());
    char *wkt = ta_test_text(folder, name);
    struct ta_polygons shape = ta_shape_in(wkt, pixels_of(f));
    double sum = check_shape(&shape, grid_of(f), true);
    ta_shape_free(&shape);
    free(wkt);
    return sum;
}

static const struct frame world = {-180, -90, 180, 90, 1.0 / 6};

static void antarctica_follows_the_last_row(void **state)
{
    (void)state;
    check_file("antarctica.wkt", world);
}

static void russia_follows_the_last_column(void **state)
{
    (void)state;
    check_file("russia.wkt", world);
}

static void coast_of_ten_thousand_points(void **state)
{
    (void)state;
    const struct frame f = {-166.84166666666667, 66.991666666666674, -152.625,
                            71.358333333333334, 1.0 / 120};
    check_file("regression4.wkt", f);
}

static void stairs_along_cell_sides_sum_to_823(void **state)
{
    (void)state;
    const struct frame f = {145.925, -35.525, 147.375, -33.475, 0.05};
    assert_near(check_file("regression6.wkt", f), 823.0, 1e-12, 0);
}

static void triangle_at_the_antimeridian(void **state)
{
    (void)state;
    const struct frame f = {179.96666666664618, -16.541666666669137, 179.99999999997954,
                            -16.475000000002474, 0.0083333333333328596};
    struct ta_polygons shape =
        ta_shape_in("POLYGON ((179.9715827094184135 -16.5409617106119526, 180 "
                    "-16.5326999999999984, 179.9872884114583655 -16.5342697143554425, "
                    "179.9715827094184135 -16.5409617106119526))",
                    pixels_of(f));
    check_shape(&shape, grid_of(f), true);
    ta_shape_free(&shape);
}

static void fiji_on_both_sides_of_the_antimeridian(void **state)
{
    (void)state;
    const struct frame f = {-180.5, -90.5, 180.5, 90.5, 0.5};
    struct ta_polygons shape = ta_shape_in(
        "MULTIPOLYGON (((178.3736000000001 -17.33992000000002, 178.71806000000007 "
        "-17.62845999999996, 178.5527099999999 -18.150590000000008, 177.93266000000008 "
        "-18.287990000000036, 177.38145999999992 -18.164319999999975, "
        "177.28504000000007 "
        "-17.72464999999997, 177.67087 -17.381139999999974, 178.12557000000007 "
        "-17.50480999999995, 178.3736000000001 -17.33992000000002)), "
        "((179.36414266196417 "
        "-16.801354076946836, 178.7250593629972 -17.012041674368007, 178.5968385951172 "
        "-16.63915000000003, 179.0966093629972 -16.43398427754741, 179.4135093629972 "
        "-16.379054277547382, 180.00000000000003 -16.06713266364241, "
        "180.00000000000003 "
        "-16.555216566639146, 179.36414266196417 -16.801354076946836)), "
        "((-179.91736938476527 -16.501783135649347, -179.99999999999997 "
        "-16.555216566639146, -179.99999999999997 -16.06713266364241, "
        "-179.79332010904858 "
        "-16.020882256741217, -179.91736938476527 -16.501783135649347)))",
        pixels_of(f));
    check_shape(&shape, grid_of(f), true);
    ta_shape_free(&shape);
}

static void sliver_is_nowhere_wider_than_itself(void **state)
{
    (void)state;
    const struct frame f = {487800, 5813800, 492800, 5818800, 100};
    struct ta_polygons shape = ta_shape_in(
        "POLYGON ((492094.9283999996 5816959.8553, 492374.9335527361 "
        "5816811.352641133, "
        "492374.9335527363 5816811.352641133, 492094.9283999996 5816959.8553))",
        pixels_of(f));
    struct ta_zonal_plan *plan = ta_plan_of(grid_of(f), 1, &shape);
    double *share = ta_fractions(plan, 0), area = ta_zonal_plan_zone(plan, 0)->area;
    assert_true(area > 0 && area < 1e-10);
    for (int i = 0; i < 50 * 50; i++)
        assert_true(share[i] >= 0 && share[i] <= area + 0x1p-50);
    free(share);
    ta_zonal_plan_free(plan);
    ta_shape_free(&shape);
}

/* Rings of a real kind of roughness: many corners per cell and many cells per edge. */
static void check_star(struct ta_random_stream *r)
{
    enum { MOST = 400 };
    double xy[2 * MOST + 2];
    size_t n = 12 + ta_random_below(r, MOST - 12), part_ring[2] = {0, 1},
           ring_point[2] = {0};
    double cx = ta_random_between(r, 0, 300), cy = ta_random_between(r, 0, 200);
    double radius = pow(10, ta_random_between(r, -1, 2.5));
    for (size_t i = 0; i < n; i++) {
        double turn = 6.283185307179586 * (double)i / (double)n;
        double length = radius * ta_random_between(r, .5, 1);
        xy[2 * i] = cx + length * cos(turn);
        xy[2 * i + 1] = cy + length * sin(turn);
    }
    memcpy(&xy[2 * n], xy, 2 * sizeof *xy);
    ring_point[1] = n + 1;
    struct ta_polygons shape = {1, part_ring, 1, ring_point, n + 1, xy};
    struct ta_zonal_plan *plan =
        ta_plan_of((struct ta_zonal_grid){300, 200, 64, 64}, 1, &shape);
    GEOSGeometry *geos = geos_of(&shape);
    double got = (double)ta_zonal_plan_zone(plan, 0)->weight / (double)TA_WEIGHT_ONE;
    assert_near(got, area_inside(geos, 0, 0, 300, 200), 1e-12, 1);
    GEOSGeom_destroy(geos);
    ta_zonal_plan_free(plan);
}

static void stars_have_the_area_of_geos(void **state)
{
    (void)state;
    ta_for_seeds(2000, check_star);
}

int main(void)
{
    initGEOS(NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(antarctica_follows_the_last_row),
        cmocka_unit_test(russia_follows_the_last_column),
        cmocka_unit_test(triangle_at_the_antimeridian),
        cmocka_unit_test(coast_of_ten_thousand_points),
        cmocka_unit_test(stairs_along_cell_sides_sum_to_823),
        cmocka_unit_test(fiji_on_both_sides_of_the_antimeridian),
        cmocka_unit_test(sliver_is_nowhere_wider_than_itself),
        cmocka_unit_test(stars_have_the_area_of_geos),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    finishGEOS();
    return failed;
}
