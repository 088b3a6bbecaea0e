/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_raster.h"
#include "ta_test_folder.h"

#include "base/hash.h"
#include "raster/chip.h"

#define FOLDER TA_BINARY_DIR "/test-chip"
enum { SIDE = 40, CELLS = SIDE * SIDE };

/* red 1000 + column, nir 3000 + row, as uint16; no-data 0 in the first column; clouds in
 * the first four rows of the QA_PIXEL layer. */
static void make_scene(struct ta_scene *scene)
{
    static uint16_t red[CELLS], nir[CELLS], qa[CELLS];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    for (int i = 0; i < CELLS; i++) {
        red[i] = (uint16_t)(i % SIDE == 0 ? 0 : 1000 + i % SIDE);
        nir[i] = (uint16_t)(3000 + i / SIDE);
        qa[i] = i / SIDE < 4 ? 8 : 64;
    }
    ta_make_raster(FOLDER "/red.tif", &grid, TA_PIXEL_UINT16, 1, (const void *[]){red},
                   16);
    ta_make_raster(FOLDER "/nir.tif", &grid, TA_PIXEL_UINT16, 1, (const void *[]){nir},
                   0);
    ta_make_raster(FOLDER "/qa.tif", &grid, TA_PIXEL_UINT16, 1, (const void *[]){qa},
                   0);
    *scene = ta_scene_named("test/one");
    ta_add_band(scene, FOLDER "/red.tif", "red", 1)->nodata = 0.0;
    (void)ta_add_band(scene, FOLDER "/nir.tif", "nir", 1);
    ta_add_mask(scene, FOLDER "/qa.tif", TA_MASK_QA_PIXEL);
}

static void cut(const struct ta_scene *scene, const struct ta_polygons *shape,
                bool *meets, struct ta_chip *chip)
{
    struct ta_error err = {0};
    struct ta_scene_reader *reader = NULL;
    struct ta_cutter cutter = {.port = ta_still_port()};
    if (ta_scene_reader_open(scene, &reader, &err) != TA_OK) fail_msg("%s", err.text);
    if (ta_chip_cut(reader, &cutter, shape, meets, chip, &err) != TA_OK)
        fail_msg("%s", err.text);
    ta_scene_reader_close(reader);
    ta_cutter_close(&cutter);
}

static void look(const struct ta_chip *chip, const struct ta_polygons *shape,
                 const char *layer, struct ta_chip_view *view)
{
    struct ta_error err = {0};
    struct ta_cutter cutter = {.port = ta_still_port()};
    if (ta_chip_look(chip, &cutter, shape, 1200.0, layer, view, &err) != TA_OK)
        fail_msg("%s", err.text);
    ta_cutter_close(&cutter);
}

static void a_chip_says_what_its_pixels_say(void **state)
{
    (void)state;
    struct ta_scene scene;
    struct ta_chip chip;
    struct ta_chip_view view;
    struct ta_observation o;
    bool meets = false;
    make_scene(&scene);
    /* columns 0 to 3, rows 2 to 5: 12 cells; row 2, 3 cloud; column 0 no-data */
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons shape = ta_box_on(&grid, 0, 2, 4, 5);
    cut(&scene, &shape, &meets, &chip);
    assert_true(meets);
    assert_int_equal(chip.grid.cols, 4 + TA_CHIP_RIM);
    assert_int_equal(chip.grid.rows, 2 + 3 + TA_CHIP_RIM);
    assert_string_equal(chip.mask, "qa_pixel");

    look(&chip, &shape, "red", &view);
    assert_int_equal(ta_chip_observe(&chip, &view, "red", &o), TA_OK);
    assert_true(o.inside == 1.0);
    assert_true(o.cloud_fraction == 8.0 / 12.0);
    assert_true(o.clear_fraction == 3.0 / 12.0); /* column 0 has no red */
    assert_true(o.stats.count == 3.0);
    assert_near(o.stats.mean, 0.1002, 1e-14, 0);
    assert_near(o.stats.min, 0.1001, 1e-14, 0);
    assert_near(o.stats.max, 0.1003, 1e-14, 0);
    assert_true(view.cell_area_m2 == 100.0);
    ta_chip_view_free(&view);

    look(&chip, &shape, "ndvi", &view);
    double want = 0.0; /* one row: nir 3004, red 1001 to 1003 */
    for (int c = 1; c <= 3; c++) want += (3004.0 - (1000 + c)) / (3004.0 + (1000 + c));
    assert_near(view.observation.stats.mean, want / 3.0, 1e-13, 0);
    assert_true(isnan(view.value[4 * chip.grid.cols])); /* no-data */
    assert_true(isnan(view.value[1]));                  /* cloud */
    ta_chip_view_free(&view);
    ta_chip_free(&chip);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void a_chip_comes_back_from_its_file(void **state)
{
    (void)state;
    struct ta_scene scene;
    struct ta_chip chip, back;
    struct ta_error err = {0};
    char one[TA_HEX_SIZE], other[TA_HEX_SIZE];
    bool meets = false;
    make_scene(&scene);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons shape = ta_box_on(&grid, 10.3, 2.2, 21.7, 15.9);
    cut(&scene, &shape, &meets, &chip);
    assert_int_equal(ta_chip_write(&chip, FOLDER "/chip.tif", &err), TA_OK);
    if (ta_chip_read(FOLDER "/chip.tif", &back, &err) != TA_OK)
        fail_msg("%s", err.text);
    assert_int_equal(ta_chip_write(&back, FOLDER "/again.tif", &err), TA_OK);
    assert_int_equal(ta_sha256_file(FOLDER "/chip.tif", one, &err), TA_OK);
    assert_int_equal(ta_sha256_file(FOLDER "/again.tif", other, &err), TA_OK);
    assert_string_equal(one, other);

    assert_string_equal(back.scene, chip.scene);
    assert_string_equal(back.orbit, "167");
    assert_string_equal(back.crs, chip.crs);
    assert_true(back.time == chip.time && back.col == chip.col && back.row == chip.row);
    const char *layers[] = {"red", "nir", "ndvi", "evi2"};
    for (size_t i = 0; i < 4; i++) {
        struct ta_chip_view a, b;
        look(&chip, &shape, layers[i], &a);
        look(&back, &shape, layers[i], &b);
        assert_memory_equal(&a.observation.stats, &b.observation.stats,
                            sizeof a.observation.stats);
        assert_true(a.observation.clear_fraction == b.observation.clear_fraction);
        ta_chip_view_free(&a);
        ta_chip_view_free(&b);
    }
    ta_chip_free(&chip);
    ta_chip_free(&back);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void a_site_beside_the_scene_has_no_chip(void **state)
{
    (void)state;
    struct ta_scene scene;
    struct ta_chip chip;
    bool meets = true;
    make_scene(&scene);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons shape = ta_box_on(&grid, -20, -20, -10, -10);
    cut(&scene, &shape, &meets, &chip);
    assert_false(meets);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void layers_that_cannot_be_are_refused_with_the_reason(void **state)
{
    (void)state;
    struct ta_scene scene;
    struct ta_chip chip;
    struct ta_chip_view view;
    struct ta_error err = {0};
    struct ta_cutter cutter = {.port = ta_still_port()};
    bool meets = false;
    make_scene(&scene);
    scene.asset[0].band[0].quantity = TA_QUANTITY_DN;
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons shape = ta_box_on(&grid, 10, 2, 21, 15);
    cut(&scene, &shape, &meets, &chip);
    assert_int_equal(ta_chip_look(&chip, &cutter, &shape, 1.0, "ndvi", &view, &err),
                     TA_E_NOTFOUND);
    assert_non_null(strstr(err.text, "red is uncalibrated counts"));
    assert_int_equal(ta_chip_look(&chip, &cutter, &shape, 1.0, "nbr", &view, &err),
                     TA_E_NOTFOUND);
    assert_non_null(strstr(err.text, "swir22"));
    ta_cutter_close(&cutter);
    ta_chip_free(&chip);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static int setup(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chip_says_what_its_pixels_say),
        cmocka_unit_test(a_chip_comes_back_from_its_file),
        cmocka_unit_test(a_site_beside_the_scene_has_no_chip),
        cmocka_unit_test(layers_that_cannot_be_are_refused_with_the_reason),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
