/* SPDX-License-Identifier: Apache-2.0 */
/* Clouds that grow, through the scene pass: over the borders of blocks, from a quality layer of
 * 20 m onto bands of 10 m, for any threads, in chips, and only where they should. */
#include "ta_pass.h"
#include "ta_test_folder.h"

#include "raster/chip.h"

#define FOLDER TA_BINARY_DIR "/test-pass-growth"
/* Blocks of 256 cells are taken as they are: nine, the last ones narrow. */
enum { SIDE = 530, CELLS = SIDE * SIDE, QA = SIDE / 2 + 3, ZONES = 200 };
enum { BEGIN = 2 }; /* cells of the quality layer west and north of the bands */

static uint8_t scl[QA * QA];

static uint32_t noise(uint32_t i)
{
    i = (i ^ 61U) ^ (i >> 16);
    i *= 9U;
    i ^= i >> 4;
    i *= 0x27d4eb2dU;
    return i ^ (i >> 15);
}

/* The bands' scene, and the quality layer in stored blocks of its own size. */
static struct ta_scene make_scene(const char *name, enum ta_mask_kind kind)
{
    static uint16_t red[CELLS];
    char path[2][256];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE), coarse = ta_utm_grid(QA, QA);
    coarse.affine[1] = 20.0, coarse.affine[5] = -20.0;
    coarse.affine[0] -= 20.0 * BEGIN, coarse.affine[3] += 20.0 * BEGIN;
    for (uint32_t i = 0; i < CELLS; i++) red[i] = (uint16_t)(1 + noise(i) % 5000);
    (void)snprintf(path[0], sizeof path[0], FOLDER "/%s-red.tif", name);
    (void)snprintf(path[1], sizeof path[1], FOLDER "/%s-scl.tif", name);
    ta_make_raster(path[0], &grid, TA_PIXEL_UINT16, 1, (const void *[]){red}, 256);
    ta_make_raster(path[1], &coarse, TA_PIXEL_UINT8, 1, (const void *[]){scl}, 64);
    struct ta_scene scene = ta_scene_named(name);
    (void)ta_add_band(&scene, path[0], "red", 1);
    ta_add_mask(&scene, path[1], kind);
    return scene;
}

static bool is_near(int col, int row, int radius_m, int least, int most)
{
    int reach = radius_m / 20;
    for (int r = row - reach; r <= row + reach; r++)
        for (int c = col - reach; c <= col + reach; c++) {
            if (r < 0 || c < 0 || r >= QA || c >= QA) continue;
            int away = 400 * ((r - row) * (r - row) + (c - col) * (c - col));
            if (away <= radius_m * radius_m && scl[r * QA + c] >= least &&
                scl[r * QA + c] <= most)
                return true;
        }
    return false;
}

/* The states of the quality layer's cells, by measuring. */
static enum ta_pixel_state truth[QA * QA];

static void measure(const struct ta_mask_policy *p)
{
    for (int i = 0; i < QA * QA; i++) {
        truth[i] = ta_state_of(TA_MASK_SCL, scl[i]);
        if (truth[i] == TA_PIXEL_FILL) continue;
        if (is_near(i % QA, i / QA, p->cloud_m, 8, 10))
            truth[i] = TA_PIXEL_CLOUD;
        else if (is_near(i % QA, i / QA, p->shadow_m, 3, 3))
            truth[i] = TA_PIXEL_SHADOW;
    }
}

struct box {
    int left, top, right, low;
};

/* Whole cells, so that shares are counts. */
static void check_look(const struct ta_observation *o, const struct box *b)
{
    int n[TA_PIXEL_STATE_COUNT] = {0};
    double all = (double)(b->right - b->left) * (b->low - b->top);
    for (int row = b->top; row < b->low; row++)
        for (int col = b->left; col < b->right; col++)
            n[truth[(row / 2 + BEGIN) * QA + col / 2 + BEGIN]]++;
    assert_true(o->stats.count == n[TA_PIXEL_CLEAR]);
    assert_near(o->cloud_fraction, n[TA_PIXEL_CLOUD] / all, 1e-12, 1e-12);
    assert_near(o->shadow_fraction, n[TA_PIXEL_SHADOW] / all, 1e-12, 1e-12);
    assert_near(o->snow_fraction, n[TA_PIXEL_SNOW] / all, 1e-12, 1e-12);
}

/* Few sites in a block are looked at cut by cut, many or large ones in the whole block. */
static void make_boxes(struct box *box, struct ta_polygons *shape,
                       struct ta_pass_zone *zone, int largest)
{
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    for (uint32_t i = 0; i < ZONES; i++) {
        int left = (int)(noise(3 * i) % (SIDE - 1));
        int top = (int)(noise(3 * i + 1) % (SIDE - 1));
        int size = 1 + (int)(noise(3 * i + 2) % (uint32_t)largest);
        box[i] = (struct box){left, top, left + size < SIDE ? left + size : SIDE,
                              top + size < SIDE ? top + size : SIDE};
        shape[i] = ta_box_on(&grid, box[i].left, box[i].top, box[i].right, box[i].low);
        zone[i] = (struct ta_pass_zone){"p", (int)i, &shape[i], 0.0};
    }
}

static void run(const struct ta_pass *pass, struct ta_kept *kept)
{
    ta_pass_expect(pass, TA_OK, kept);
    assert_int_equal(kept->n_problems, 0);
    assert_int_equal(kept->n_looks, ZONES);
}

static enum ta_status chip_path(void *self, size_t scene, size_t zone, size_t grid,
                                struct ta_text *out)
{
    (void)self;
    ta_text_addf(out, FOLDER "/chip-%zu-%zu-%zu.tif", scene, zone, grid);
    return TA_OK;
}

static void check_chip(const struct ta_kept_look *look, const struct ta_pass_zone *zone)
{
    struct ta_chip chip;
    struct ta_chip_view view;
    struct ta_cutter cutter = {.port = ta_still_port()};
    struct ta_error err = {0};
    const struct ta_observation *o = &look->observation;
    if (ta_chip_read(look->chip, &chip, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(
        ta_chip_look(&chip, &cutter, zone->shape, zone->area_m2, "red", &view, &err),
        TA_OK);
    assert_string_equal(chip.mask, "scl+cloud150m+shadow50m");
    assert_memory_equal(&view.observation.stats, &o->stats, sizeof o->stats);
    assert_memory_equal(&view.observation.inside, &o->inside, 5 * sizeof(double));
    ta_chip_view_free(&view);
    ta_chip_free(&chip);
    ta_cutter_close(&cutter);
}

static void draw_classes(void)
{
    for (uint32_t i = 0; i < QA * QA; i++) {
        uint32_t n = noise(i + 7777U) % 2000;
        scl[i] = (uint8_t)(n < 3     ? 8 + n
                           : n < 9   ? 3
                           : n < 60  ? 11
                           : n < 100 ? 0
                           : n < 120 ? 2
                                     : 4);
    }
}

static void clouds_grow_over_the_borders_of_blocks(void **state)
{
    (void)state;
    static struct box box[ZONES];
    static struct ta_polygons shape[ZONES];
    static struct ta_pass_zone zone[ZONES];
    draw_classes();
    struct ta_scene scene = make_scene("random", TA_MASK_SCL);
    for (int largest = 4; largest <= 200; largest += 196) {
        make_boxes(box, shape, zone, largest);
        struct ta_pass pass = ta_ask_red(ZONES, zone, 1, &scene);
        struct ta_kept one, other;
        const struct ta_pass_chips chips = {
            .rim = 3, .clouded = true, .path = chip_path};
        pass.mask = (struct ta_mask_policy){.cloud_m = TA_GROW_CLOUD_M,
                                            .shadow_m = TA_GROW_SHADOW_M};
        measure(&pass.mask);
        run(&pass, &one);
        for (size_t i = 0; i < ZONES; i++)
            check_look(&one.look[i].observation, &box[one.look[i].zone]);
        pass.threads = 2;
        run(&pass, &other);
        ta_assert_same_looks(&one, &other);
        ta_kept_free(&other);
        pass.chips = &chips;
        run(&pass, &other);
        ta_assert_same_looks(&one, &other);
        size_t with = 0;
        for (size_t i = 0; i < ZONES; i++, with++) {
            if (other.look[i].chip[0] == '\0') break; /* all fill */
            check_chip(&other.look[i], &zone[other.look[i].zone]);
        }
        assert_true(with > 0);
        ta_kept_free(&other);
        ta_kept_free(&one);
        for (int i = 0; i < ZONES; i++) ta_polygons_free(&shape[i]);
    }
    ta_scene_free(&scene);
}

/* One cloud of a cell, in the last corner of the first block: cells of the three blocks beside it,
 * none of which holds a cloud, are cloud as far as 150 m reach. */
static void a_cloud_in_a_blocks_corner(void **state)
{
    (void)state;
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    memset(scl, 4, sizeof scl);
    scl[(127 + BEGIN) * QA + 127 + BEGIN] = 9; /* cells 254 and 255 of the band */
    struct ta_scene scene = make_scene("corner", TA_MASK_SCL);
    const struct box beside[4] = {{256, 200, 300, 256},
                                  {200, 256, 256, 300},
                                  {256, 256, 300, 300},
                                  {256, 256, 260, 260}};
    /* 7.5 cells reach 7, 7, 7, 6, 6, 5, 4 and 2 columns in the rows 0 to 7 away */
    const int clouded[4] = {4 * 44, 4 * 44, 4 * 37, 16};
    struct ta_polygons shape[4];
    struct ta_pass_zone zone[4];
    for (int i = 0; i < 4; i++) {
        const struct box *b = &beside[i];
        shape[i] = ta_box_on(&grid, b->left, b->top, b->right, b->low);
        zone[i] = (struct ta_pass_zone){"p", i, &shape[i], 0.0};
    }
    struct ta_pass pass = ta_ask_red(4, zone, 1, &scene);
    struct ta_kept kept;
    pass.mask.cloud_m = 150;
    measure(&pass.mask);
    ta_pass_expect(&pass, TA_OK, &kept);
    for (size_t i = 0; i < 4; i++) {
        const struct ta_observation *o = &ta_kept_at(&kept, 0, i, 0)->observation;
        const struct box *b = &beside[i];
        double all = (double)(b->right - b->left) * (b->low - b->top);
        check_look(o, b);
        assert_near(o->cloud_fraction * all, clouded[i], 1e-9, 0);
        assert_string_equal(o->mask, "scl+cloud150m");
    }
    ta_kept_free(&kept);
    for (int i = 0; i < 4; i++) ta_polygons_free(&shape[i]);
    ta_scene_free(&scene);
}

/* QA_PIXEL has dilated clouds of its own (bit 1): 8 is cloud where it stands and nowhere else. */
static void other_quality_layers_stay_as_they_are(void **state)
{
    (void)state;
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    memset(scl, 64, sizeof scl);
    scl[(100 + BEGIN) * QA + 100 + BEGIN] = 8;
    struct ta_scene scene = make_scene("landsat", TA_MASK_QA_PIXEL);
    struct ta_polygons shape = ta_box_on(&grid, 180, 180, 220, 220);
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    pass.mask = (struct ta_mask_policy){.cloud_m = 150, .shadow_m = 50};
    ta_pass_expect(&pass, TA_OK, &kept);
    assert_true(kept.look[0].observation.stats.count == 1600 - 4);
    assert_string_equal(kept.look[0].observation.mask, "qa_pixel");
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static int make_folder(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clouds_grow_over_the_borders_of_blocks),
        cmocka_unit_test(a_cloud_in_a_blocks_corner),
        cmocka_unit_test(other_quality_layers_stay_as_they_are)};
    return cmocka_run_group_tests(tests, make_folder, NULL);
}
