/* SPDX-License-Identifier: Apache-2.0 */
/* What the scene pass answers. Expected values come from the overlap of boxes, cell by cell.
 *
 * Ways to go wrong that others have gone, and the test that holds each:
 *   zones in another CRS give empty rows           a_way_that_nobody_knows_is_a_problem (*)
 *   edges moved by their end points only           ways_are_asked_for_a_tenth_of_a_cell (*)
 *   an offset twice, or never                      an_offset_counts_once_and_after_no_data
 *   fill of 0 made negative, clamped reflectance   an_offset_counts_once_and_after_no_data
 *   index of means                                 an_index_is_averaged_per_pixel
 *   20 m mask by array index                       a_mask_lies_by_place_not_by_index
 *   a mean of the 5 % that is clear                clouds_are_counted_beside_the_mean
 *   centre rule                                    shares_of_cells_count
 *   unweighted counts, n - 1                       shares_of_cells_count
 *   bounding boxes of far parts                    far_parts_read_only_their_blocks (*)
 *   turned rings, holes                            rings_may_turn_either_way
 *   overflow of sums, variance of large numbers    wide_numbers_stay_exact
 *   no-data by one tag only                        whatever_says_no_data_is_heard
 *   alpha as one band more                         what_alpha_leaves_out_does_not_count
 *   saturated pixels as bright surfaces            saturated_pixels_do_not_count
 *   blocks that a file leaves out                  blocks_left_out_are_no_data_or_0
 *   a corrupt block as zeros                       a_cut_file_is_a_problem_not_zeros (*)
 *   windows outside the raster                     zones_beside_the_raster_are_left_out
 *   sizes that a header claims                     a_header_of_ten_billion_is_refused (*)
 *   answers that depend on threads, storage        test_pass_same.c
 *   latitude first, long edges, 180 degrees, bow-ties, overviews: tests/e2e/zonal.sh
 *
 * (*) in test_pass_problem.c */
#include "ta_pass.h"
#include "ta_test_folder.h"

#include "base/file.h"

#define FOLDER TA_BINARY_DIR "/test-pass"
#define AT(name) FOLDER "/" name
enum { SIDE = TA_PASS_SIDE, CELLS = TA_PASS_CELLS };

/* Share of cell [i, i + 1) in [from, to]. */
static double overlap(double i, double from, double to)
{
    return fmax(0.0, fmin(i + 1.0, to) - fmax(i, from));
}

/* Weighted count, sum, mean, variance over a box, cell by cell; NaN does not count. */
static void expect_box(const double box[4], const double *value, double out[4])
{
    double n = 0.0, sum = 0.0, square = 0.0;
    for (int i = 0; i < CELLS; i++) {
        double w = overlap(i % SIDE, box[0], box[2]) *
                   overlap((double)(i / SIDE), box[1], box[3]);
        if (w == 0.0 || isnan(value[i])) continue;
        n += w;
        sum += w * value[i];
    }
    for (int i = 0; i < CELLS; i++) {
        double w = overlap(i % SIDE, box[0], box[2]) *
                   overlap((double)(i / SIDE), box[1], box[3]);
        if (w > 0.0 && !isnan(value[i]))
            square += w * (value[i] - sum / n) * (value[i] - sum / n);
    }
    out[0] = n, out[1] = sum, out[2] = sum / n, out[3] = square / n;
}

static void check_box(const struct ta_stats *got, const double box[4],
                      const double *value)
{
    double want[4];
    expect_box(box, value, want);
    assert_near(got->count, want[0], 1e-12, 0);
    assert_near(got->sum, want[1], 1e-12, 0);
    assert_near(got->mean, want[2], 1e-12, 0);
    assert_near(got->variance, want[3], 1e-9, 1e-9);
}

static const double BOX[4] = {3.25, 10.5, 40.75, 33.125};

static struct ta_polygons box_shape(void)
{
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    return ta_box_on(&grid, BOX[0], BOX[1], BOX[2], BOX[3]);
}

static void shares_of_cells_count(void **state)
{
    (void)state;
    static uint16_t cells[CELLS];
    static double value[CELLS];
    for (int i = 0; i < CELLS; i++)
        value[i] = cells[i] = (uint16_t)(1 + i % 97 + i / SIDE);
    struct ta_scene scene = ta_red_scene(AT("shares.tif"), TA_PIXEL_UINT16, cells, 16);
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = {"p", 3, &shape, 83000.0};
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    const struct ta_observation *o = &ta_kept_at(&kept, 0, 0, 0)->observation;
    check_box(&o->stats, BOX, value);
    assert_string_equal(o->project, "p");
    assert_int_equal(o->site, 3);
    assert_string_equal(o->scene, "shares.tif");
    assert_string_equal(o->layer, "red");
    assert_string_equal(o->mask, "none");
    assert_string_equal(o->offset_by, "MTL");
    assert_true(o->inside == 1.0);
    assert_true(isnan(o->clear_fraction) && isnan(o->cloud_fraction));
    double cells_in = (BOX[2] - BOX[0]) * (BOX[3] - BOX[1]);
    assert_near(o->cell_area_m2, 83000.0 / cells_in, 1e-14, 0);
    assert_int_equal(kept.n_done, 1);
    assert_int_equal(kept.zones[0], 1);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void every_type_is_read(void **state)
{
    (void)state;
    static double value[CELLS], f64[CELLS];
    static uint8_t u8[CELLS];
    static int16_t i16[CELLS];
    static uint16_t u16[CELLS];
    static int32_t i32[CELLS];
    static uint32_t u32[CELLS];
    static int64_t i64[CELLS];
    static uint64_t u64[CELLS];
    static float f32[CELLS];
    static int8_t i8[CELLS];
    for (int i = 0; i < CELLS; i++) {
        int v = (i * 7) % 113;
        value[i] = f64[i] = v;
        u8[i] = (uint8_t)v, i8[i] = (int8_t)v;
        u16[i] = (uint16_t)v, i16[i] = (int16_t)v;
        u32[i] = (uint32_t)v, i32[i] = v;
        u64[i] = (uint64_t)v, i64[i] = v;
        f32[i] = (float)v;
    }
    const void *all[TA_PIXEL_TYPE_COUNT] = {u8,  i8,  u16, i16, u32,
                                            i32, u64, i64, f32, f64};
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    for (int t = 0; t < TA_PIXEL_TYPE_COUNT; t++) {
        struct ta_scene scene =
            ta_red_scene(AT("type.tif"), (enum ta_pixel_type)t, all[t], 16);
        struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
        struct ta_kept kept;
        ta_pass_expect(&pass, TA_OK, &kept);
        const struct ta_kept_look *look = ta_kept_at(&kept, 0, 0, 0);
        assert_int_equal(look->tally.type, t);
        check_box(&look->observation.stats, BOX, value);
        ta_kept_free(&kept);
        ta_scene_free(&scene);
    }
    ta_polygons_free(&shape);
}

static void wide_numbers_stay_exact(void **state)
{
    (void)state;
    static int64_t i64[CELLS];
    static uint32_t u32[CELLS];
    for (int i = 0; i < CELLS; i++) {
        i64[i] = INT64_C(2397083434877565865) - (i == 0);
        u32[i] = UINT32_C(4294967290) + (uint32_t)(i % 2);
    }
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons shape = ta_box_on(&grid, 0, 0, SIDE, SIDE);
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_scene scene[2] = {ta_red_scene(AT("i64.tif"), TA_PIXEL_INT64, i64, 16),
                                ta_red_scene(AT("u32.tif"), TA_PIXEL_UINT32, u32, 0)};
    struct ta_pass pass = ta_ask_red(1, &zone, 2, scene);
    struct ta_kept kept;
    pass.order = true;
    ta_pass_expect(&pass, TA_OK, &kept);
    const struct ta_kept_look *wide = ta_kept_at(&kept, 0, 0, 0);
    assert_true(wide->tally.max == INT64_C(2397083434877565865));
    assert_true(wide->tally.min == INT64_C(2397083434877565864));
    assert_int_equal(wide->n_bins, 2);
    assert_int_equal(wide->bin[0].cells, 1);
    const struct ta_stats *s = &ta_kept_at(&kept, 1, 0, 0)->observation.stats;
    assert_true(s->sum == CELLS * 4294967290.5); /* far beyond 32 bits */
    assert_true(s->variance == 0.25);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    for (int i = 0; i < 2; i++) ta_scene_free(&scene[i]);
}

static void whatever_says_no_data_is_heard(void **state)
{
    (void)state;
    static double cells[CELLS], value[CELLS];
    for (int i = 0; i < CELLS; i++) {
        value[i] = cells[i] = i % 50;
        if (i % 7 == 0) cells[i] = -9999.0; /* of the file */
        if (i % 7 == 1) cells[i] = (double)NAN;
        if (i % 7 == 2) cells[i] = -5.0;    /* of the product */
        if (i % 7 == 3) cells[i] = 70000.0; /* beyond the legal range */
        if (i % 7 == 4) cells[i] = (double)INFINITY;
        if (i % 7 < 5) value[i] = (double)NAN;
    }
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_write_pixels pixels = {TA_PIXEL_FLOAT64, SIDE, SIDE,
                                     (const void *[]){cells}};
    struct ta_write spec = {.path = AT("nodata.tif"),
                            .grid = grid,
                            .type = TA_PIXEL_FLOAT64,
                            .n_bands = 1,
                            .has_nodata = true,
                            .nodata.real = -9999.0,
                            .tile = 16,
                            .self = &pixels,
                            .fill = ta_write_from_memory};
    struct ta_error err = {0};
    assert_int_equal(ta_raster_write(&spec, &err), TA_OK);
    struct ta_scene scene = ta_scene_named("nodata");
    struct ta_band *band = ta_add_band(&scene, AT("nodata.tif"), "red", 1);
    band->scale = 1.0;
    band->nodata = -5.0;
    band->valid_hi = 60000.0;
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    check_box(&ta_kept_at(&kept, 0, 0, 0)->observation.stats, BOX, value);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void an_offset_counts_once_and_after_no_data(void **state)
{
    (void)state;
    static uint16_t cells[CELLS];
    static double value[CELLS];
    for (int i = 0; i < CELLS; i++) { /* 0 is fill; 900 is -0.01, and stays that */
        cells[i] = (uint16_t)(i % 3 == 0 ? 0 : i % 3 == 1 ? 900 : 1300);
        value[i] = i % 3 == 0 ? (double)NAN : i % 3 == 1 ? -0.01 : 0.03;
    }
    struct ta_scene scene = ta_red_scene(AT("offset.tif"), TA_PIXEL_UINT16, cells, 16);
    struct ta_band *band = &scene.asset[0].band[0];
    band->scale = 0.0001;
    band->offset = -0.1;
    band->nodata = 0.0;
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    const struct ta_kept_look *look = ta_kept_at(&kept, 0, 0, 0);
    double want[4];
    expect_box(BOX, value, want);
    assert_near(look->observation.stats.count, want[0], 1e-12, 0);
    assert_near(look->observation.stats.mean, want[2], 1e-12, 0);
    assert_near(look->observation.stats.min, -0.01, 1e-12, 0);
    assert_true(look->tally.min == 900 && look->scale == 0.0001);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void an_index_is_averaged_per_pixel(void **state)
{
    (void)state;
    static uint16_t red[CELLS], nir[CELLS];
    static double ndvi[CELLS];
    for (int i = 0; i < CELLS; i++) {
        red[i] = (uint16_t)(500 + i % 11 * 100);
        nir[i] = (uint16_t)(2000 + i % 13 * 300);
        ndvi[i] = ((double)nir[i] - red[i]) / ((double)nir[i] + red[i]);
    }
    struct ta_scene scene = ta_red_scene(AT("ired.tif"), TA_PIXEL_UINT16, red, 16);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    ta_make_raster(AT("inir.tif"), &grid, TA_PIXEL_UINT16, 1, (const void *[]){nir}, 0);
    ta_add_band(&scene, AT("inir.tif"), "nir", 1)->scale = 1.0;
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    const char *const layers[] = {"ndvi", "nbr", "nir"};
    struct ta_kept kept;
    pass.n_layers = 3;
    pass.layer = layers;
    ta_pass_expect(&pass, TA_OK, &kept);
    const struct ta_kept_look *look = ta_kept_at(&kept, 0, 0, 0);
    double want[4];
    expect_box(BOX, ndvi, want);
    assert_near(look->observation.stats.mean, want[2], 1e-12, 0);
    assert_true(look->scale == 1.0 && look->offset == 0.0);
    /* the layer that is not there is told, the others stand */
    assert_int_equal(kept.n_looks, 2);
    assert_int_equal(kept.n_problems, 1);
    assert_int_equal(kept.problem[0].layer, 1);
    assert_true(kept.problem[0].zone == SIZE_MAX);
    assert_int_equal(kept.problem[0].error.status, TA_E_NOTFOUND);
    assert_non_null(strstr(kept.problem[0].error.text, "swir22"));
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void clouds_are_counted_beside_the_mean(void **state)
{
    (void)state;
    static uint16_t cells[CELLS], qa[CELLS];
    static double value[CELLS];
    for (int i = 0; i < CELLS; i++) {
        int row = i / SIDE;
        cells[i] = (uint16_t)(100 + row);
        qa[i] = row < 20 ? 8 : row < 22 ? 16 : row < 24 ? 32 : 64;
        value[i] = row < 24 ? (double)NAN : cells[i];
    }
    struct ta_scene scene = ta_red_scene(AT("cloud.tif"), TA_PIXEL_UINT16, cells, 16);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    ta_make_raster(AT("qa.tif"), &grid, TA_PIXEL_UINT16, 1, (const void *[]){qa}, 16);
    ta_add_mask(&scene, AT("qa.tif"), TA_MASK_QA_PIXEL);
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    const struct ta_observation *o = &ta_kept_at(&kept, 0, 0, 0)->observation;
    double rows = BOX[3] - BOX[1];
    check_box(&o->stats, BOX, value);
    assert_string_equal(o->mask, "qa_pixel");
    assert_near(o->cloud_fraction, 9.5 / rows, 1e-12, 0);
    assert_near(o->shadow_fraction, 2.0 / rows, 1e-12, 0);
    assert_near(o->snow_fraction, 2.0 / rows, 1e-12, 0);
    assert_near(o->clear_fraction, 9.125 / rows, 1e-12, 0);
    ta_kept_free(&kept);

    pass.mask.snow = true; /* a surface like others */
    ta_pass_expect(&pass, TA_OK, &kept);
    o = &ta_kept_at(&kept, 0, 0, 0)->observation;
    assert_string_equal(o->mask, "qa_pixel+snow");
    assert_near(o->clear_fraction, 11.125 / rows, 1e-12, 0);
    ta_kept_free(&kept);

    static const int64_t codes[] = {8};
    const struct ta_mask_rule rule = {false, 1, codes};
    pass.mask = (struct ta_mask_policy){.rule = &rule};
    ta_pass_expect(&pass, TA_OK, &kept);
    o = &ta_kept_at(&kept, 0, 0, 0)->observation;
    assert_near(o->clear_fraction, 13.125 / rows, 1e-12, 0);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

/* What QA_RADSAT marks is no number, under a cloud too, where it stays a cloud. */
static void saturated_pixels_do_not_count(void **state)
{
    (void)state;
    static uint16_t cells[CELLS], qa[CELLS], radsat[CELLS];
    static double value[CELLS];
    for (int i = 0; i < CELLS; i++) {
        int row = i / SIDE;
        cells[i] = (uint16_t)(100 + row);
        qa[i] = row < 20 ? 8 : 64;
        radsat[i] = (uint16_t)(row < 18 || row >= 24 ? 0 : 1 << (i % 7));
        value[i] = row < 24 ? (double)NAN : cells[i];
    }
    struct ta_scene scene = ta_red_scene(AT("bright.tif"), TA_PIXEL_UINT16, cells, 16);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    ta_make_raster(AT("bqa.tif"), &grid, TA_PIXEL_UINT16, 1, (const void *[]){qa}, 16);
    ta_make_raster(AT("sat.tif"), &grid, TA_PIXEL_UINT16, 1, (const void *[]){radsat},
                   16);
    ta_add_mask(&scene, AT("bqa.tif"), TA_MASK_QA_PIXEL);
    (void)ta_add_band(&scene, AT("sat.tif"), NULL, 1);
    scene.saturation_asset = scene.n_assets - 1;
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    const struct ta_observation *o = &ta_kept_at(&kept, 0, 0, 0)->observation;
    double rows = BOX[3] - BOX[1];
    check_box(&o->stats, BOX, value);
    assert_near(o->cloud_fraction, 9.5 / rows, 1e-12, 0);
    assert_near(o->clear_fraction, 9.125 / rows, 1e-12, 0);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

/* Say of the second of two bands that it is alpha: tag 338 (extra samples) of a classic
 * TIFF file becomes 2, unassociated alpha (TIFF 6.0, section 18). */
static void call_second_alpha(const char *path)
{
    char *bytes = NULL;
    size_t size = 0;
    bool found = false;
    struct ta_error err = {0};
    assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &size, &err), TA_OK);
    assert_memory_equal(bytes, "II*", 4);
    uint32_t at = 0;
    uint16_t n = 0, tag = 0;
    memcpy(&at, bytes + 4, sizeof at);
    memcpy(&n, bytes + at, sizeof n);
    for (char *entry = bytes + at + 2; n > 0; n--, entry += 12) {
        memcpy(&tag, entry, sizeof tag);
        if (tag != 338) continue;
        assert_int_equal(entry[8], 0);
        entry[8] = 2;
        found = true;
    }
    assert_true(found);
    assert_int_equal(ta_file_write(path, bytes, size, 0644, &err), TA_OK);
    ta_free(bytes);
}

static void what_alpha_leaves_out_does_not_count(void **state)
{
    (void)state;
    static uint8_t cells[CELLS], alpha[CELLS];
    static double value[2][CELLS];
    for (int i = 0; i < CELLS; i++) {
        cells[i] = (uint8_t)(1 + i % 97);
        alpha[i] = (uint8_t)(i % 5 == 0 ? 0 : i % 5 == 1 ? 1 : 255);
        value[0][i] = cells[i];
        value[1][i] = alpha[i] == 0 ? (double)NAN : cells[i];
    }
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    ta_make_raster(AT("alpha.tif"), &grid, TA_PIXEL_UINT8, 2,
                   (const void *[]){cells, alpha}, 16);
    struct ta_scene scene = ta_scene_named("alpha");
    ta_add_band(&scene, AT("alpha.tif"), "red", 1)->scale = 1.0;
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    for (int called = 0; called < 2; called++) { /* a band like others; then alpha */
        struct ta_kept kept;
        if (called == 1) call_second_alpha(AT("alpha.tif"));
        ta_pass_expect(&pass, TA_OK, &kept);
        check_box(&ta_kept_at(&kept, 0, 0, 0)->observation.stats, BOX, value[called]);
        ta_kept_free(&kept);
    }
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

/* The quality layer has cells of 20 m and begins 40 m further west and north. */
static void a_mask_lies_by_place_not_by_index(void **state)
{
    (void)state;
    enum { QA = 40 };
    static uint16_t cells[CELLS];
    static uint8_t scl[QA * QA];
    static double value[CELLS];
    for (int i = 0; i < QA * QA; i++) scl[i] = (i % QA + i / QA) % 2 == 0 ? 9 : 4;
    for (int i = 0; i < CELLS; i++) {
        int col = (i % SIDE + 4) / 2, row = (i / SIDE + 4) / 2;
        cells[i] = (uint16_t)(1 + i % SIDE);
        value[i] = (col + row) % 2 == 0 ? (double)NAN : cells[i];
    }
    struct ta_scene scene = ta_red_scene(AT("fine.tif"), TA_PIXEL_UINT16, cells, 16);
    struct ta_grid grid = ta_utm_grid(QA, QA);
    grid.affine[0] -= 40.0, grid.affine[3] += 40.0;
    grid.affine[1] = 20.0, grid.affine[5] = -20.0;
    ta_make_raster(AT("scl.tif"), &grid, TA_PIXEL_UINT8, 1, (const void *[]){scl}, 16);
    ta_add_mask(&scene, AT("scl.tif"), TA_MASK_SCL);
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    check_box(&ta_kept_at(&kept, 0, 0, 0)->observation.stats, BOX, value);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void bands_that_do_not_fit_get_a_grid_of_their_own(void **state)
{
    (void)state;
    static uint16_t red[CELLS], nir[CELLS];
    for (int i = 0; i < CELLS; i++) red[i] = 7, nir[i] = 9;
    struct ta_scene scene = ta_red_scene(AT("gred.tif"), TA_PIXEL_UINT16, red, 16);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    grid.affine[1] = 15.0, grid.affine[5] = -15.0; /* 1.5 cells of the other */
    ta_make_raster(AT("gnir.tif"), &grid, TA_PIXEL_UINT16, 1, (const void *[]){nir}, 0);
    ta_add_band(&scene, AT("gnir.tif"), "nir", 1)->scale = 1.0;
    grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons inside = box_shape();
    struct ta_polygons beyond = ta_box_on(&grid, 70, 70, 80, 80); /* on one of them */
    struct ta_pass_zone zone[2] = {ta_zone_plain(&beyond), ta_zone_plain(&inside)};
    struct ta_pass pass = ta_ask_red(2, zone, 1, &scene);
    const char *const layers[] = {"nir", "ndvi", "red"};
    struct ta_kept kept;
    pass.n_layers = 3;
    pass.layer = layers;
    ta_pass_expect(&pass, TA_OK, &kept);
    /* by zone, then layer: beyond nir; inside nir, red */
    assert_int_equal(kept.n_looks, 3);
    assert_true(kept.look[0].zone == 0 && kept.look[0].layer == 0);
    assert_true(kept.look[1].zone == 1 && kept.look[1].layer == 0);
    assert_true(kept.look[2].zone == 1 && kept.look[2].layer == 2);
    assert_near(kept.look[1].observation.stats.count * 2.25,
                kept.look[2].observation.stats.count, 1e-12, 0);
    assert_int_equal(kept.n_problems, 1);
    assert_int_equal(kept.problem[0].layer, 1);
    assert_int_equal(kept.zones[0], 2);
    ta_kept_free(&kept);
    ta_polygons_free(&inside);
    ta_polygons_free(&beyond);
    ta_scene_free(&scene);
}

static void rings_may_turn_either_way(void **state)
{
    (void)state;
    static uint16_t cells[CELLS];
    for (int i = 0; i < CELLS; i++) cells[i] = (uint16_t)(i % 251);
    struct ta_scene scene = ta_red_scene(AT("turn.tif"), TA_PIXEL_UINT16, cells, 16);
    /* a square with a square hole, both rings one way, then both the other */
    double out[10] = {0, 0, 400, 0, 400, -400, 0, -400, 0, 0};
    double hole[10] = {100, -100, 200, -100, 200, -205, 100, -205, 100, -100};
    struct ta_polygons shape[2];
    for (int k = 0; k < 2; k++) {
        double xy[20];
        for (int i = 0; i < 10; i++) {
            int from = k == 0 ? i : i % 2 == 0 ? 8 - i : 10 - i;
            xy[i] = out[from] + (i % 2 == 0 ? 300100.0 : 4499900.0);
            xy[10 + i] = hole[from] + (i % 2 == 0 ? 300100.0 : 4499900.0);
        }
        static size_t part[2] = {0, 2}, ring[3] = {0, 5, 10};
        struct ta_polygons plain = {1, part, 2, ring, 10, xy};
        assert_int_equal(ta_polygons_copy(&plain, &shape[k]), TA_OK);
    }
    struct ta_pass_zone zone[2] = {ta_zone_plain(&shape[0]), ta_zone_plain(&shape[1])};
    struct ta_pass pass = ta_ask_red(2, zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    const struct ta_stats *a = &ta_kept_at(&kept, 0, 0, 0)->observation.stats;
    const struct ta_stats *b = &ta_kept_at(&kept, 0, 1, 0)->observation.stats;
    assert_near(a->count, 1600.0 - 105.0, 1e-12, 0);
    assert_memory_equal(a, b, sizeof *a);
    ta_kept_free(&kept);
    for (int k = 0; k < 2; k++) ta_polygons_free(&shape[k]);
    ta_scene_free(&scene);
}

static void zones_beside_the_raster_are_left_out(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    memset(cells, 5, sizeof cells);
    struct ta_scene scene = ta_red_scene(AT("beside.tif"), TA_PIXEL_UINT8, cells, 16);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons far = ta_box_on(&grid, -1e7, -1e7, -0.9e7, -0.9e7);
    struct ta_polygons half = ta_box_on(&grid, -10, 0, 10, 10);
    struct ta_polygons rim = ta_box_on(&grid, SIDE, 0, SIDE + 1, 1);
    struct ta_pass_zone zone[3] = {ta_zone_plain(&far), ta_zone_plain(&half),
                                   ta_zone_plain(&rim)};
    struct ta_pass pass = ta_ask_red(3, zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    assert_int_equal(kept.n_looks, 1);
    assert_int_equal(kept.n_problems, 0);
    const struct ta_observation *o = &ta_kept_at(&kept, 0, 1, 0)->observation;
    assert_true(o->inside == 0.5 && o->stats.count == 100.0);
    ta_kept_free(&kept);
    ta_polygons_free(&far);
    ta_polygons_free(&half);
    ta_polygons_free(&rim);
    ta_scene_free(&scene);
}

/* Fives, with every second block of 16 left out of the file. */
static enum ta_status half_sparse(void *self, size_t band,
                                  const struct ta_window *window,
                                  const struct ta_pixel_room *pixels, bool *leave_out)
{
    (void)self;
    (void)band;
    *leave_out = (window->row / 16 + window->col / 16) % 2 == 1;
    uint16_t *cell = pixels->pixels;
    for (int64_t r = 0; r < window->rows; r++)
        for (int64_t c = 0; c < window->cols; c++)
            cell[(size_t)r * pixels->stride + (size_t)c] = *leave_out ? 0 : 5;
    return TA_OK;
}

static void blocks_left_out_are_no_data_or_0(void **state)
{
    (void)state;
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons shape = ta_box_on(&grid, 0, 0, SIDE, SIDE);
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    for (int with = 0; with < 2; with++) {
        struct ta_write spec = {.path = AT("sparse.tif"),
                                .grid = grid,
                                .type = TA_PIXEL_UINT16,
                                .n_bands = 1,
                                .has_nodata = with == 1,
                                .nodata.whole = 99,
                                .tile = 16,
                                .fill = half_sparse};
        struct ta_error err = {0};
        assert_int_equal(ta_raster_write(&spec, &err), TA_OK);
        struct ta_scene scene = ta_scene_named("sparse");
        ta_add_band(&scene, AT("sparse.tif"), "red", 1)->scale = 1.0;
        struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
        struct ta_kept kept;
        ta_pass_expect(&pass, TA_OK, &kept);
        const struct ta_stats *s = &ta_kept_at(&kept, 0, 0, 0)->observation.stats;
        assert_true(s->count == (with ? CELLS / 2 : CELLS) &&
                    s->sum == 5.0 * CELLS / 2);
        assert_true(s->min == (with ? 5.0 : 0.0));
        ta_kept_free(&kept);
        ta_scene_free(&scene);
    }
    ta_polygons_free(&shape);
}

static int setup(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_cells_count),
        cmocka_unit_test(every_type_is_read),
        cmocka_unit_test(wide_numbers_stay_exact),
        cmocka_unit_test(whatever_says_no_data_is_heard),
        cmocka_unit_test(blocks_left_out_are_no_data_or_0),
        cmocka_unit_test(an_offset_counts_once_and_after_no_data),
        cmocka_unit_test(an_index_is_averaged_per_pixel),
        cmocka_unit_test(clouds_are_counted_beside_the_mean),
        cmocka_unit_test(saturated_pixels_do_not_count),
        cmocka_unit_test(what_alpha_leaves_out_does_not_count),
        cmocka_unit_test(a_mask_lies_by_place_not_by_index),
        cmocka_unit_test(bands_that_do_not_fit_get_a_grid_of_their_own),
        cmocka_unit_test(rings_may_turn_either_way),
        cmocka_unit_test(zones_beside_the_raster_are_left_out),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
