/* SPDX-License-Identifier: Apache-2.0 */
/* What the scene pass tells when something is wrong: with ways between CRSs, with files, with
 * the request; and that the rest goes on. */
#include "ta_pass.h"
#include "ta_test_folder.h"

#include <unistd.h>

#define FOLDER TA_BINARY_DIR "/test-pass-problem"
#define AT(name) FOLDER "/" name
enum { SIDE = TA_PASS_SIDE, CELLS = TA_PASS_CELLS };

static struct ta_polygons box_shape(void)
{
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    return ta_box_on(&grid, 3.25, 10.5, 40.75, 33.125);
}

/* --- ways ------------------------------------------------------------------------- */

static void a_way_that_nobody_knows_is_a_problem(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    struct ta_scene scene = ta_red_scene(AT("way.tif"), TA_PIXEL_UINT8, cells, 16);
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    pass.zones.crs = "OGC:CRS84";
    pass.zones.port = (struct ta_crs_port){0};
    ta_pass_expect(&pass, TA_PARTLY, &kept);
    assert_int_equal(kept.n_looks, 0);
    assert_int_equal(kept.n_problems, 1);
    assert_non_null(strstr(kept.problem[0].error.text, "CRS"));
    assert_int_equal(kept.n_done, 1);
    assert_int_equal(kept.zones[0], 0);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static enum ta_status picky_polygons(void *self, const struct ta_polygons *in,
                                     double tolerance, struct ta_polygons *out,
                                     struct ta_error *err)
{
    (void)self;
    assert_near(tolerance, 1.0, 1e-12, 0); /* of cells of 10 m */
    if (in->xy[0] < 0.0) return ta_fail(err, TA_E_DATA, "no image");
    return ta_polygons_copy(in, out);
}

static enum ta_status picky_open(void *self, const char *from, const char *to,
                                 struct ta_transform *out, struct ta_error *err)
{
    enum ta_status rc = ta_still_open(self, from, to, out, err);
    out->polygons = picky_polygons;
    return rc;
}

static void ways_are_asked_for_a_tenth_of_a_cell(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    struct ta_scene scene = ta_red_scene(AT("picky.tif"), TA_PIXEL_UINT8, cells, 16);
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons bad = ta_box_on(&grid, -1e5, 0, 10, 10), good = box_shape();
    struct ta_polygons far = ta_box_on(&grid, -2e5, 0, -1.5e5, 10); /* is not moved */
    struct ta_pass_zone zone[3] = {ta_zone_plain(&bad), ta_zone_plain(&good),
                                   ta_zone_plain(&far)};
    struct ta_pass pass = ta_ask_red(3, zone, 1, &scene);
    struct ta_kept kept;
    pass.zones.port.open = picky_open;
    pass.zones.crs = "OGC:CRS84";
    ta_pass_expect(&pass, TA_OK, &kept);
    assert_int_equal(kept.n_looks, 1); /* the other zone is told */
    assert_int_equal(kept.n_problems, 1);
    assert_int_equal(kept.problem[0].zone, 0);
    assert_non_null(strstr(kept.problem[0].error.text, "p/0"));
    ta_kept_free(&kept);
    ta_polygons_free(&bad);
    ta_polygons_free(&good);
    ta_polygons_free(&far);
    ta_scene_free(&scene);
}

/* --- files that fail -------------------------------------------------------------- */

/* An uncompressed file of strips; its tail is cut off. */
static struct ta_scene cut_scene(const char *path, size_t bytes_off)
{
    static uint16_t cells[CELLS];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_write_pixels pixels = {TA_PIXEL_UINT16, SIDE, SIDE,
                                     (const void *[]){cells}};
    struct ta_write spec = {.path = path,
                            .grid = grid,
                            .type = TA_PIXEL_UINT16,
                            .n_bands = 1,
                            .pack = TA_PACK_NONE,
                            .tile = 16,
                            .self = &pixels,
                            .fill = ta_write_from_memory};
    struct ta_error err = {0};
    struct stat found;
    for (int i = 0; i < CELLS; i++) cells[i] = 3;
    assert_int_equal(ta_raster_write(&spec, &err), TA_OK);
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(truncate(path, found.st_size - (off_t)bytes_off), 0);
    struct ta_scene scene = ta_scene_named(strrchr(path, '/') + 1);
    ta_add_band(&scene, path, "red", 1)->scale = 1.0;
    return scene;
}

static void a_cut_file_is_a_problem_not_zeros(void **state)
{
    (void)state;
    struct ta_scene scene[2] = {cut_scene(AT("cut.tif"), 300),
                                cut_scene(AT("whole.tif"), 0)};
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons shape = ta_box_on(&grid, 0, 0, SIDE, SIDE);
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct ta_pass pass = ta_ask_red(1, &zone, 2, scene);
        struct ta_kept kept;
        pass.threads = threads;
        ta_pass_expect(&pass, TA_PARTLY, &kept);
        assert_int_equal(kept.n_problems, 1);
        assert_int_equal(kept.problem[0].scene, 0);
        assert_non_null(strstr(kept.problem[0].error.text, "cut.tif"));
        assert_int_equal(kept.n_looks, 1);
        assert_true(ta_kept_at(&kept, 1, 0, 0)->observation.stats.sum == 3.0 * CELLS);
        assert_true(kept.done[0] == 0 && kept.zones[0] == 0);
        assert_true(kept.done[1] == 1 && kept.zones[1] == 1);
        ta_kept_free(&kept);
    }
    ta_polygons_free(&shape);
    for (int i = 0; i < 2; i++) ta_scene_free(&scene[i]);
}

/* Two parts in opposite corners; the block that is cut lies in neither's. */
static void far_parts_read_only_their_blocks(void **state)
{
    (void)state;
    struct ta_scene scene = cut_scene(AT("parts.tif"), 300); /* the last block */
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons one = ta_box_on(&grid, 2, 2, 5, 5);
    struct ta_polygons other = ta_box_on(&grid, 60, 2, 63, 5);
    double xy[20];
    static size_t part[3] = {0, 1, 2}, ring[3] = {0, 5, 10};
    memcpy(xy, one.xy, 10 * sizeof *xy);
    memcpy(xy + 10, other.xy, 10 * sizeof *xy);
    struct ta_polygons both = {2, part, 2, ring, 10, xy};
    struct ta_polygons low = ta_box_on(&grid, 2, 50, 62, 62); /* reaches into it */
    struct ta_pass_zone zone[2] = {ta_zone_plain(&both), ta_zone_plain(&low)};
    struct ta_pass pass = ta_ask_red(1, zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_OK, &kept);
    assert_true(ta_kept_at(&kept, 0, 0, 0)->observation.stats.count == 18.0);
    ta_kept_free(&kept);
    pass.zones.n = 2;
    ta_pass_expect(&pass, TA_PARTLY, &kept);
    ta_kept_free(&kept);
    ta_polygons_free(&one);
    ta_polygons_free(&other);
    ta_polygons_free(&low);
    ta_scene_free(&scene);
}

static void put(unsigned char **at, unsigned tag, unsigned type, uint32_t n, uint32_t v)
{
    const unsigned char entry[12] = {
        (unsigned char)tag,       (unsigned char)(tag >> 8),
        (unsigned char)type,      0,
        (unsigned char)n,         (unsigned char)(n >> 8),
        (unsigned char)(n >> 16), (unsigned char)(n >> 24),
        (unsigned char)v,         (unsigned char)(v >> 8),
        (unsigned char)(v >> 16), (unsigned char)(v >> 24)};
    memcpy(*at, entry, sizeof entry);
    *at += sizeof entry;
}

/* A TIFF of a few bytes that claims 100,000 x 100,000 pixels in one strip. */
static void a_header_of_ten_billion_is_refused(void **state)
{
    (void)state;
    unsigned char file[8 + 2 + 12 * 10 + 4 + 96] = {'I', 'I', 42, 0, 8, 0, 0, 0, 10, 0};
    const double scale[3] = {10, 10, 0}, tie[6] = {0, 0, 0, 300000, 4500000, 0};
    uint32_t extra = 8 + 2 + 12 * 10 + 4;
    unsigned char *at = file + 10;
    put(&at, 256, 4, 1, 100000); /* width, length */
    put(&at, 257, 4, 1, 100000);
    put(&at, 258, 3, 1, 8); /* bits, compression, photometric */
    put(&at, 259, 3, 1, 1);
    put(&at, 262, 3, 1, 1);
    put(&at, 273, 4, 1, 8); /* strip: where, rows, bytes */
    put(&at, 278, 4, 1, 100000);
    put(&at, 279, 4, 1, 100);
    put(&at, 33550, 12, 3, extra); /* pixel scale, tie point */
    put(&at, 33922, 12, 6, extra + 24);
    memcpy(file + extra, scale, sizeof scale);
    memcpy(file + extra + 24, tie, sizeof tie);
    FILE *out = fopen(AT("huge.tif"), "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(file, 1, sizeof file, out), sizeof file);
    assert_int_equal(fclose(out), 0);

    struct ta_scene scene = ta_scene_named("huge");
    (void)ta_add_band(&scene, AT("huge.tif"), "red", 1);
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_PARTLY, &kept);
    assert_int_equal(kept.n_looks, 0);
    assert_non_null(strstr(kept.problem[0].error.text, "huge.tif"));
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

static void a_quality_layer_that_is_gone_fails_the_scene(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    struct ta_scene scene = ta_red_scene(AT("noqa.tif"), TA_PIXEL_UINT8, cells, 16);
    ta_add_mask(&scene, AT("is-not-there.tif"), TA_MASK_QA_PIXEL);
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_pass pass = ta_ask_red(1, &zone, 1, &scene);
    struct ta_kept kept;
    ta_pass_expect(&pass, TA_PARTLY, &kept);
    assert_int_equal(kept.n_looks, 0);
    assert_int_equal(kept.problem[0].error.status, TA_E_NOTFOUND);
    ta_kept_free(&kept);
    ta_polygons_free(&shape);
    ta_scene_free(&scene);
}

/* --- the request ------------------------------------------------------------------ */

static enum ta_status refuse(void *self, const struct ta_look *look,
                             struct ta_error *err)
{
    size_t *told = self;
    (void)look;
    ++*told;
    return ta_fail(err, TA_E_IO, "the disk is full");
}

static void what_the_caller_returns_ends_the_pass(void **state)
{
    (void)state;
    static uint8_t cells[CELLS];
    struct ta_scene scene[5];
    for (int i = 0; i < 5; i++)
        scene[i] = ta_red_scene(AT("end.tif"), TA_PIXEL_UINT8, cells, 16);
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct ta_pass pass = ta_ask_red(1, &zone, 5, scene);
        struct ta_error err = {0};
        size_t told = 0;
        pass.threads = threads;
        pass.self = &told;
        pass.observed = refuse;
        assert_int_equal(ta_pass_run(&pass, &err), TA_E_IO);
        assert_string_equal(err.text, "the disk is full");
        assert_int_equal(told, 1);
    }
    ta_polygons_free(&shape);
    for (int i = 0; i < 5; i++) ta_scene_free(&scene[i]);
}

static void a_wrong_request_is_refused(void **state)
{
    (void)state;
    struct ta_polygons shape = box_shape();
    struct ta_pass_zone zone = ta_zone_plain(&shape);
    struct ta_kept kept;
    struct ta_pass pass = ta_ask_red(1, &zone, 0, NULL);
    ta_pass_expect(&pass, TA_OK, &kept); /* no scenes: nothing to do */
    ta_kept_free(&kept);
    pass.threads = 0;
    ta_pass_expect(&pass, TA_E_ARG, &kept);
    ta_kept_free(&kept);
    pass.threads = TA_PASS_THREADS_MAX + 1;
    ta_pass_expect(&pass, TA_E_ARG, &kept);
    ta_kept_free(&kept);
    pass = ta_ask_red(1, &zone, 0, NULL);
    pass.zones.crs = NULL;
    ta_pass_expect(&pass, TA_E_ARG, &kept);
    ta_kept_free(&kept);
    zone.shape = NULL;
    pass = ta_ask_red(1, &zone, 0, NULL);
    ta_pass_expect(&pass, TA_E_ARG, &kept);
    ta_kept_free(&kept);
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
        cmocka_unit_test(a_way_that_nobody_knows_is_a_problem),
        cmocka_unit_test(ways_are_asked_for_a_tenth_of_a_cell),
        cmocka_unit_test(a_cut_file_is_a_problem_not_zeros),
        cmocka_unit_test(far_parts_read_only_their_blocks),
        cmocka_unit_test(a_header_of_ten_billion_is_refused),
        cmocka_unit_test(a_quality_layer_that_is_gone_fails_the_scene),
        cmocka_unit_test(what_the_caller_returns_ends_the_pass),
        cmocka_unit_test(a_wrong_request_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
