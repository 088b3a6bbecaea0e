/* SPDX-License-Identifier: Apache-2.0 */
/* The scene pass over far files, held by a stand-in that counts: in whatever order zones come, each stored
 * block is read once, and what the host fails with is what is told. */
#include "ta_pass.h"
#include "ta_test_folder.h"

#include "base/file.h"

#define FOLDER TA_BINARY_DIR "/test-pass-far"
enum { SIDE = 512, TILE = 32, CELLS = SIDE * SIDE, ACROSS = SIDE / TILE, ZONES = 400 };

/* A far file in memory. */
struct stand_in {
    struct ta_far_file file; /* first: the handle is this */
    char *bytes;
    int64_t read_bytes; /* that were asked for, in all */
    int64_t fails_from; /* bytes from here on cannot be had */
};

static enum ta_status hold(struct ta_far_file *file, struct ta_error *err)
{
    (void)file, (void)err;
    return TA_OK;
}

static void rest(struct ta_far_file *file)
{
    (void)file;
}

static enum ta_status accept(struct ta_far_file *file,
                             const struct ta_byte_range *range, size_t n,
                             struct ta_error *err)
{
    (void)file, (void)range, (void)n, (void)err;
    return TA_OK;
}

static enum ta_status read_bytes(struct ta_far_file *file, int64_t from, size_t n,
                                 void *out, struct ta_error *err)
{
    struct stand_in *s = (struct stand_in *)(void *)file;
    if (from + (int64_t)n > s->fails_from)
        return ta_fail(err, TA_E_SOURCE, "the host answered 503");
    assert_true(from >= 0 && from + (int64_t)n <= file->size);
    memcpy(out, s->bytes + from, n);
    s->read_bytes += (int64_t)n;
    return TA_OK;
}

static int64_t came(struct ta_far_file *file)
{
    (void)file;
    return 0;
}

/* Noise, so that blocks are large beside what else is read of them. */
static struct stand_in make_far(void)
{
    static const struct ta_far_file_ops ops = {hold,       rest, accept, accept,
                                               read_bytes, came, rest,   rest};
    static uint16_t cells[CELLS];
    struct stand_in s = {.file = {.ops = &ops}, .fails_from = INT64_MAX};
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_error err = {0};
    size_t size = 0;
    uint32_t x = 99;
    for (int i = 0; i < CELLS; i++) {
        x = x * 1664525U + 1013904223U;
        cells[i] = (uint16_t)(x >> 16);
    }
    ta_make_raster(FOLDER "/far.tif", &grid, TA_PIXEL_UINT16, 1,
                   (const void *[]){cells}, TILE);
    assert_int_equal(ta_file_read(FOLDER "/far.tif", 1 << 22, &s.bytes, &size, &err),
                     TA_OK);
    s.file.size = (int64_t)size;
    return s;
}

static struct ta_scene far_scene(struct stand_in *s)
{
    struct ta_scene scene = ta_scene_named("far");
    ta_add_band(&scene, "far.tif", "red", 1)->scale = 1.0;
    scene.asset[0].far = &s->file;
    return scene;
}

/* Each zone lies in the block after next: whoever went by zones would be all over the file. */
static void blocks_are_read_once_whatever_the_order_of_zones(void **state)
{
    (void)state;
    struct stand_in s = make_far();
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_scene scene = far_scene(&s);
    static struct ta_polygons shape[ZONES];
    static struct ta_pass_zone zone[ZONES];
    for (int i = 0; i < ZONES; i++) {
        int at = i * 97 % (ACROSS * ACROSS); /* 97 and 256 have no common divisor */
        double x = at % ACROSS * TILE + 1 + i % 7, y = at / ACROSS * TILE + 1 + i % 5;
        shape[i] = ta_box_on(&grid, x, y, x + 20.5, y + 20.25);
        zone[i] = ta_zone_plain(&shape[i]);
    }
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct ta_pass pass = ta_ask_red(ZONES, zone, 1, &scene);
        struct ta_kept kept;
        pass.threads = threads;
        s.read_bytes = 0;
        ta_pass_expect(&pass, TA_OK, &kept);
        assert_int_equal(kept.n_looks, ZONES);
        for (size_t i = 0; i < ZONES; i++)
            assert_true(kept.look[i].observation.stats.count == 20.5 * 20.25);
        if (s.read_bytes > s.file.size * 6 / 5)
            fail_msg("%lld bytes of %lld were read", (long long)s.read_bytes,
                     (long long)s.file.size);
        assert_true(s.read_bytes > s.file.size * 9 / 10);
        ta_kept_free(&kept);
    }
    for (int i = 0; i < ZONES; i++) ta_polygons_free(&shape[i]);
    scene.asset[0].far = NULL;
    ta_scene_free(&scene);
    ta_free(s.bytes);
}

/* The first blocks can be had, the last not. */
static void what_the_host_fails_with_is_told(void **state)
{
    (void)state;
    struct stand_in s = make_far();
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_scene scene = far_scene(&s);
    struct ta_polygons shape = ta_box_on(&grid, 0, 0, SIDE, SIDE);
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    s.fails_from = s.file.size / 2;
    ta_pass_expect(&pass, TA_PARTLY, &kept);
    assert_int_equal(kept.n_looks, 0);
    assert_int_equal(kept.n_problems, 1);
    assert_int_equal(kept.problem[0].error.status, TA_E_SOURCE);
    assert_non_null(strstr(kept.problem[0].error.text, "the host answered 503"));
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    scene.asset[0].far = NULL;
    ta_scene_free(&scene);
    ta_free(s.bytes);
}

static int setup(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_read_once_whatever_the_order_of_zones),
        cmocka_unit_test(what_the_host_fails_with_is_told),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
