/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "report/picture.h"

enum { SIDE = 20, CELLS = SIDE * SIDE };

/* A chip of three or four bands whose numbers are base + cell. */
static void make_chip(struct ta_chip *chip, const char *const *names, size_t n,
                      int base, enum ta_quantity quantity)
{
    *chip =
        (struct ta_chip){.n_bands = n, .grid = {SIDE, SIDE, {0, 1, 0, 0, 0, -1}, ""}};
    chip->band = ta_alloc(n, sizeof *chip->band);
    chip->plane = ta_alloc(n, sizeof *chip->plane);
    chip->rule = ta_alloc(n, sizeof *chip->rule);
    chip->state = ta_alloc(CELLS, 1);
    memset(chip->state, TA_PIXEL_CLEAR, CELLS);
    for (size_t b = 0; b < n; b++) {
        chip->band[b] = (struct ta_band){.quantity = quantity, .scale = 1.0};
        (void)snprintf(chip->band[b].name, TA_NAME_SIZE, "%s", names[b]);
        chip->plane[b] = (struct ta_plane){TA_PIXEL_UINT16, ta_alloc(CELLS, 2), NULL};
        for (int i = 0; i < CELLS; i++)
            ((uint16_t *)chip->plane[b].value)[i] = (uint16_t)(base + i);
    }
}

static const char *const natural[] = {"blue", "green", "red", "nir"};
static const char *const grey[] = {"pan"};

static void one_stretch_serves_both_dates(void **state)
{
    (void)state;
    struct ta_chip early, late;
    struct ta_picture_bands bands;
    struct ta_stretch stretch;
    struct ta_picture a, b;
    make_chip(&early, natural, 4, 1000, TA_QUANTITY_REFLECTANCE_SURFACE);
    make_chip(&late, natural, 4, 1200, TA_QUANTITY_REFLECTANCE_SURFACE);
    const struct ta_chip *both[] = {&early, &late};
    assert_true(ta_picture_bands(2, both, &bands));
    assert_int_equal(bands.kind, TA_PICTURE_TRUE);
    assert_int_equal(ta_picture_stretch(2, both, &bands, &stretch), TA_OK);
    /* 800 numbers from 1000 to 1599: 2 % of them at either end; 7/10 of the dark end go */
    assert_true(stretch.lo[0] > 0.7 * 1005 && stretch.lo[0] < 0.7 * 1025);
    assert_true(stretch.hi[0] > 1575 && stretch.hi[0] < 1595);
    assert_int_equal(ta_picture_draw(&early, &bands, &stretch, &a), TA_OK);
    assert_int_equal(ta_picture_draw(&late, &bands, &stretch, &b), TA_OK);
    /* cell i + 200 of the early chip has the number of cell i of the late one */
    size_t step = (size_t)a.per_cell;
    for (size_t i = 0; i + 200 < CELLS; i++) {
        size_t j = i + 200;
        ta_argb early_pixel = a.pixel[(j / SIDE) * step * a.cols + (j % SIDE) * step];
        ta_argb late_pixel = b.pixel[(i / SIDE) * step * b.cols + (i % SIDE) * step];
        assert_int_equal(early_pixel, late_pixel);
    }
    ta_picture_free(&a);
    ta_picture_free(&b);
    ta_chip_free(&early);
    ta_chip_free(&late);
}

/* Red twice as bright as green everywhere: so it is in the picture. */
static void true_colour_keeps_hues(void **state)
{
    (void)state;
    struct ta_chip chip;
    struct ta_picture_bands bands;
    struct ta_stretch s;
    make_chip(&chip, natural, 4, 0, TA_QUANTITY_REFLECTANCE_SURFACE);
    for (int i = 0; i < CELLS; i++)
        ((uint16_t *)chip.plane[2].value)[i] = (uint16_t)(2 * i);
    const struct ta_chip *one[] = {&chip};
    assert_true(ta_picture_bands(1, one, &bands));
    assert_int_equal(ta_picture_stretch(1, one, &bands, &s), TA_OK);
    assert_near(s.hi[0] - s.lo[0], s.hi[1] - s.lo[1], 1e-12, 1);
    assert_near(s.hi[0] - s.lo[0], s.hi[2] - s.lo[2], 1e-12, 1);
    assert_true(s.hi[1] >
                700); /* green at its brightest, 399, is half as bright as red */
    ta_chip_free(&chip);
}

static void clouds_do_not_set_the_stretch_and_are_marked(void **state)
{
    (void)state;
    struct ta_chip chip;
    struct ta_picture_bands bands;
    struct ta_stretch stretch, clouded;
    struct ta_picture picture;
    make_chip(&chip, natural, 4, 1000, TA_QUANTITY_REFLECTANCE_SURFACE);
    const struct ta_chip *one[] = {&chip};
    assert_true(ta_picture_bands(1, one, &bands));
    assert_int_equal(ta_picture_stretch(1, one, &bands, &stretch), TA_OK);
    for (int i = 0; i < CELLS; i += 3) {
        chip.state[i] = TA_PIXEL_CLOUD;
        for (size_t b = 0; b < 4; b++) ((uint16_t *)chip.plane[b].value)[i] = 60000;
    }
    assert_int_equal(ta_picture_stretch(1, one, &bands, &clouded), TA_OK);
    assert_true(fabs(clouded.hi[0] - stretch.hi[0]) < 10);
    assert_int_equal(ta_picture_draw(&chip, &bands, &clouded, &picture), TA_OK);
    assert_true(picture.marked[TA_PIXEL_CLOUD]);
    assert_true(picture.marked[TA_PIXEL_CLEAR]);
    assert_false(picture.marked[TA_PIXEL_SNOW]);
    ta_picture_free(&picture);
    ta_chip_free(&chip);
}

static void bands_of_two_kinds_share_no_stretch(void **state)
{
    (void)state;
    struct ta_chip counts, reflectance;
    struct ta_picture_bands bands;
    make_chip(&counts, natural, 4, 10, TA_QUANTITY_DN);
    make_chip(&reflectance, natural, 4, 10, TA_QUANTITY_REFLECTANCE_SURFACE);
    const struct ta_chip *both[] = {&counts, &reflectance};
    assert_false(ta_picture_bands(2, both, &bands));
    assert_true(ta_picture_bands(1, both, &bands));
    ta_chip_free(&counts);
    ta_chip_free(&reflectance);
}

static void the_best_bands_at_hand_are_taken(void **state)
{
    (void)state;
    struct ta_chip chip;
    struct ta_picture_bands bands;
    const struct ta_chip *one[] = {&chip};
    make_chip(&chip, natural + 1, 3, 10, TA_QUANTITY_DN); /* green, red, nir */
    assert_true(ta_picture_bands(1, one, &bands));
    assert_int_equal(bands.kind, TA_PICTURE_INFRA);
    ta_chip_free(&chip);
    make_chip(&chip, grey, 1, 10, TA_QUANTITY_DN);
    assert_true(ta_picture_bands(1, one, &bands));
    assert_int_equal(bands.kind, TA_PICTURE_GREY);
    ta_chip_free(&chip);
    assert_false(ta_picture_bands(0, one, &bands));
}

static void values_out_of_range_take_the_ends_of_the_ramp(void **state)
{
    (void)state;
    struct ta_chip chip;
    struct ta_picture picture;
    static double value[CELLS];
    make_chip(&chip, grey, 1, 10, TA_QUANTITY_INDEX);
    for (int i = 0; i < CELLS; i++) value[i] = 0.5;
    value[0] = -9;
    value[1] = 9;
    value[2] = (double)NAN;
    const double range[2] = {0, 1};
    assert_int_equal(ta_picture_values(&chip, value, range, &ta_ramp_growing, &picture),
                     TA_OK);
    size_t step = (size_t)picture.per_cell;
    assert_int_equal(picture.pixel[0], ta_ramp_growing.colour[0]);
    assert_int_equal(picture.pixel[step],
                     ta_ramp_growing.colour[ta_ramp_growing.n - 1]);
    assert_true(picture.marked[TA_PIXEL_FILL]);
    ta_picture_free(&picture);
    ta_chip_free(&chip);
}

static void the_same_pixels_give_the_same_png(void **state)
{
    (void)state;
    static ta_argb pixel[6] = {0xff000000u, 0xffffffffu, 0xffff0000u,
                               0xff00ff00u, 0xff0000ffu, 0xff102030u};
    struct ta_picture picture = {.cols = 3, .rows = 2, .pixel = pixel};
    struct ta_text one = {0}, two = {0};
    assert_int_equal(ta_picture_png(&picture, &one, NULL), TA_OK);
    assert_int_equal(ta_picture_png(&picture, &two, NULL), TA_OK);
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.bytes, two.bytes, one.size);
    assert_memory_equal(one.bytes, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\3\0\0\0\2", 24);
    ta_text_free(&one);
    ta_text_free(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_stretch_serves_both_dates),
        cmocka_unit_test(true_colour_keeps_hues),
        cmocka_unit_test(clouds_do_not_set_the_stretch_and_are_marked),
        cmocka_unit_test(bands_of_two_kinds_share_no_stretch),
        cmocka_unit_test(the_best_bands_at_hand_are_taken),
        cmocka_unit_test(values_out_of_range_take_the_ends_of_the_ramp),
        cmocka_unit_test(the_same_pixels_give_the_same_png),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
