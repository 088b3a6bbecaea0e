/* SPDX-License-Identifier: Apache-2.0 */
/* What must not change the scene pass's answer by a single bit: threads, how files are stored,
 * cutting a site in two, keeping it as a chip; and what happens when memory runs out. */
#include "ta_pass.h"
#include "ta_test_folder.h"

#include "base/hash.h"
#include "raster/chip.h"

#define FOLDER TA_BINARY_DIR "/test-pass-same"
/* Blocks of 256 are taken as they are: each scene has nine of the fine grid. */
enum { SIDE = 530, CELLS = SIDE * SIDE, SCENES = 3, ZONES = 30, LAYERS = 4 };

static const char *const LAYER[LAYERS] = {"red", "ndvi", "nir", "swir16"};

static uint32_t noise(uint32_t i)
{
    i = (i ^ 61U) ^ (i >> 16);
    i *= 9U;
    i ^= i >> 4;
    i *= 0x27d4eb2dU;
    return i ^ (i >> 15);
}

/* How the files of a scene are stored. */
struct storage {
    int64_t tile;
    enum ta_pack pack;
};

static void write_cells(const char *path, const struct ta_grid *grid,
                        enum ta_pixel_type type, const void *cells,
                        const struct storage *how)
{
    struct ta_write_pixels pixels = {type, grid->cols, grid->rows,
                                     (const void *[]){cells}};
    struct ta_write spec = {.path = path,
                            .grid = *grid,
                            .type = type,
                            .n_bands = 1,
                            .tile = how->tile,
                            .pack = how->pack,
                            .self = &pixels,
                            .fill = ta_write_from_memory};
    struct ta_error err = {0};
    if (ta_raster_write(&spec, &err) != TA_OK) fail_msg("%s", err.text);
}

/* red and swir16 in uint16, the latter with cells of 30 m on a grid of its own; nir in
 * double; a QA_PIXEL layer. */
static struct ta_scene make_scene(int number, const struct storage *how)
{
    static uint16_t red[CELLS], qa[CELLS], swir[CELLS];
    static double nir[CELLS];
    char path[4][256];
    const char *const name[4] = {"red", "nir", "swir16", "qa"};
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE), coarse = ta_utm_grid(180, 180);
    coarse.affine[1] = 33.0, coarse.affine[5] = -33.0;
    for (uint32_t i = 0; i < CELLS; i++) {
        uint32_t n = noise(i + 100000U * (uint32_t)number);
        red[i] = (uint16_t)(n % 20 == 0 ? 0 : 200 + n % 3000);
        nir[i] = n % 31 == 0 ? (double)NAN : 0.1 + (double)(n % 7919) * 1e-4 / 3.0;
        qa[i] = (uint16_t)(noise(n) % 5 == 0 ? 8 : noise(n) % 17 == 0 ? 16 : 64);
        swir[i] = (uint16_t)(n % 1000);
    }
    for (int k = 0; k < 4; k++)
        (void)snprintf(path[k], sizeof path[k], FOLDER "/%s%d-%lld-%d.tif", name[k],
                       number, (long long)how->tile, (int)how->pack);
    write_cells(path[0], &grid, TA_PIXEL_UINT16, red, how);
    write_cells(path[1], &grid, TA_PIXEL_FLOAT64, nir, how);
    write_cells(path[2], &coarse, TA_PIXEL_UINT16, swir, how);
    write_cells(path[3], &grid, TA_PIXEL_UINT16, qa, how);
    char id[32];
    (void)snprintf(id, sizeof id, "same/%d", number);
    struct ta_scene scene = ta_scene_named(id);
    ta_add_band(&scene, path[0], "red", 1)->nodata = 0.0;
    ta_add_band(&scene, path[1], "nir", 1)->scale = 1.0;
    (void)ta_add_band(&scene, path[2], "swir16", 1);
    ta_add_mask(&scene, path[3], TA_MASK_QA_PIXEL);
    return scene;
}

static void make_scenes(struct ta_scene *scene, struct storage how)
{
    for (int i = 0; i < SCENES; i++) scene[i] = make_scene(i, &how);
}

static void free_scenes(struct ta_scene *scene)
{
    for (int i = 0; i < SCENES; i++) ta_scene_free(&scene[i]);
}

/* Slanted quadrangles of 1 to 60 cells across, some over the rim. */
static void make_zones(struct ta_polygons *shape, struct ta_pass_zone *zone)
{
    for (uint32_t i = 0; i < ZONES; i++) {
        double size = 10.0 + (double)(noise(i) % 2400);
        double x = 300000.0 - 100.0 + (double)(noise(i + 1000) % 5400);
        double y = 4500000.0 + 100.0 - (double)(noise(i + 2000) % 5400);
        const double xy[8] = {x,
                              y,
                              x + size,
                              y - 0.3 * size,
                              x + 0.8 * size,
                              y - 1.1 * size,
                              x - 0.17 * size,
                              y - 0.7 * size};
        shape[i] = ta_ring(4, xy);
        zone[i] = (struct ta_pass_zone){"p", (int)i, &shape[i], 1234.5 * (i % 2)};
    }
}

static void free_zones(struct ta_polygons *shape)
{
    for (int i = 0; i < ZONES; i++) ta_polygons_free(&shape[i]);
}

static struct ta_pass ask(const struct ta_pass_zone *zone, const struct ta_scene *scene,
                          unsigned threads)
{
    return (struct ta_pass){.zones = {ZONES, zone, "OGC:CRS84", ta_still_port()},
                            .n_scenes = SCENES,
                            .scene = scene,
                            .n_layers = LAYERS,
                            .layer = LAYER,
                            .threads = threads};
}

static void run(const struct ta_pass *pass, struct ta_kept *kept)
{
    struct ta_error err = {0};
    if (ta_pass_kept(*pass, kept, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(kept->n_problems, 0);
    assert_int_equal(kept->n_done, SCENES);
    assert_true(kept->n_looks > SCENES * ZONES * LAYERS / 2);
}

static void threads_do_not_show(void **state)
{
    (void)state;
    struct ta_scene scene[SCENES];
    struct ta_polygons shape[ZONES];
    struct ta_pass_zone zone[ZONES];
    struct ta_kept one, many;
    make_scenes(scene, (struct storage){256, TA_PACK_SMALL});
    make_zones(shape, zone);
    struct ta_pass pass = ask(zone, scene, 1);
    pass.order = true;
    run(&pass, &one);
    for (size_t i = 1; i < one.n_looks; i++) { /* by scene, then zone, then layer */
        const struct ta_kept_look *a = &one.look[i - 1], *b = &one.look[i];
        assert_true(
            a->scene < b->scene ||
            (a->scene == b->scene &&
             (a->zone < b->zone || (a->zone == b->zone && a->layer < b->layer))));
    }
    for (unsigned threads = 2; threads <= 5; threads++) {
        pass.threads = threads;
        run(&pass, &many);
        ta_assert_same_looks(&one, &many);
        ta_kept_free(&many);
    }
    ta_kept_free(&one);
    free_zones(shape);
    free_scenes(scene);
}

static void storage_does_not_show(void **state)
{
    (void)state;
    static const struct storage ways[] = {{256, TA_PACK_SMALL},
                                          {0, TA_PACK_SMALL},
                                          {0, TA_PACK_NONE},
                                          {64, TA_PACK_NONE},
                                          {256, TA_PACK_FAST}};
    struct ta_scene scene[SCENES];
    struct ta_polygons shape[ZONES];
    struct ta_pass_zone zone[ZONES];
    struct ta_kept first, other;
    make_zones(shape, zone);
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        make_scenes(scene, ways[w]);
        struct ta_pass pass = ask(zone, scene, 2);
        pass.order = true;
        run(&pass, w == 0 ? &first : &other);
        if (w > 0) {
            ta_assert_same_looks(&first, &other);
            ta_kept_free(&other);
        }
        free_scenes(scene);
    }
    ta_kept_free(&first);
    free_zones(shape);
}

/* A site cut along a slanted line: weights add up exactly when the line goes through
 * corners of cells, and to rounding of 2^-52 of a cell otherwise. */
static void a_site_cut_in_two_adds_up(void **state)
{
    (void)state;
    struct ta_scene scene[SCENES];
    make_scenes(scene, (struct storage){256, TA_PACK_SMALL});
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_polygons whole = ta_box_on(&grid, 10.5, 7.25, 520.5, 390.75);
    double x0 = grid.affine[0], y0 = grid.affine[3];
    const double up[8] = {x0 + 105,  y0 - 72.5,   x0 + 5205, y0 - 72.5,
                          x0 + 5205, y0 - 1313.7, x0 + 105,  y0 - 2777.7};
    const double down[8] = {x0 + 105,  y0 - 2777.7, x0 + 5205, y0 - 1313.7,
                            x0 + 5205, y0 - 3907.5, x0 + 105,  y0 - 3907.5};
    struct ta_polygons upper = ta_ring(4, up), lower = ta_ring(4, down);
    const struct ta_pass_zone zone[3] = {
        {"p", 0, &whole, 0}, {"p", 1, &upper, 0}, {"p", 2, &lower, 0}};
    struct ta_pass pass = ask(zone, scene, 2);
    struct ta_kept kept;
    struct ta_error err = {0};
    pass.zones.n = 3;
    assert_int_equal(ta_pass_kept(pass, &kept, &err), TA_OK);
    for (size_t l = 0; l < LAYERS; l++) {
        const struct ta_stats *w = &ta_kept_at(&kept, 2, 0, l)->observation.stats;
        const struct ta_stats *a = &ta_kept_at(&kept, 2, 1, l)->observation.stats;
        const struct ta_stats *b = &ta_kept_at(&kept, 2, 2, l)->observation.stats;
        assert_near(a->count + b->count, w->count, 1e-14, 0);
        assert_near(a->sum + b->sum, w->sum, 1e-13, 0);
        assert_true(fmin(a->min, b->min) == w->min && fmax(a->max, b->max) == w->max);
    }
    ta_kept_free(&kept);
    ta_polygons_free(&whole);
    ta_polygons_free(&upper);
    ta_polygons_free(&lower);
    free_scenes(scene);
}

/* --- chips ------------------------------------------------------------------------ */

static enum ta_status chip_path(void *self, size_t scene, size_t zone, size_t grid,
                                struct ta_text *out)
{
    (void)self;
    if (zone % 4 >= 2) return TA_OK; /* no chip of these */
    ta_text_addf(out, FOLDER "/chip-%zu-%zu-%zu.tif", scene, zone, grid);
    return TA_OK;
}

static void compare_with_chip(const struct ta_kept_look *look,
                              const struct ta_pass_zone *zone)
{
    struct ta_chip chip;
    struct ta_chip_view view;
    struct ta_cutter cutter = {.port = ta_still_port()};
    struct ta_error err = {0};
    char sha[TA_HEX_SIZE];
    const struct ta_observation *o = &look->observation;
    assert_int_equal(ta_sha256_file(look->chip, sha, &err), TA_OK);
    assert_string_equal(sha, o->chip_sha256);
    if (ta_chip_read(look->chip, &chip, &err) != TA_OK) fail_msg("%s", err.text);
    if (ta_chip_look(&chip, &cutter, zone->shape, zone->area_m2, LAYER[look->layer],
                     &view, &err) != TA_OK)
        fail_msg("%s", err.text);
    const struct ta_observation *c = &view.observation;
    assert_memory_equal(&c->stats, &o->stats, sizeof o->stats);
    assert_memory_equal(&c->inside, &o->inside, 5 * sizeof(double));
    if (zone->area_m2 > 0.0) assert_true(c->cell_area_m2 == o->cell_area_m2);
    assert_string_equal(c->scene, o->scene);
    assert_string_equal(c->layer, o->layer);
    assert_string_equal(c->mask, o->mask);
    assert_string_equal(c->processing, o->processing);
    assert_string_equal(c->offset_by, o->offset_by);
    assert_true(c->time == o->time);
    ta_chip_view_free(&view);
    ta_chip_free(&chip);
    ta_cutter_close(&cutter);
}

static void a_chip_says_what_the_pass_said(void **state)
{
    (void)state;
    struct ta_scene scene[SCENES];
    struct ta_polygons shape[ZONES];
    struct ta_pass_zone zone[ZONES];
    struct ta_kept plain, kept;
    make_scenes(scene, (struct storage){256, TA_PACK_SMALL});
    make_zones(shape, zone);
    struct ta_pass pass = ask(zone, scene, 3);
    run(&pass, &plain);
    const struct ta_pass_chips chips = {.rim = 3, .path = chip_path};
    pass.chips = &chips;
    run(&pass, &kept);
    ta_assert_same_looks(&plain, &kept); /* chips change no answer */
    size_t with = 0;
    for (size_t i = 0; i < kept.n_looks; i++) {
        const struct ta_kept_look *look = &kept.look[i];
        bool wanted = look->zone % 4 < 2;
        if (!wanted) assert_string_equal(look->chip, "");
        if (wanted && look->observation.stats.count > 0.0)
            assert_true(look->chip[0] != '\0');
        if (look->chip[0] == '\0') continue;
        compare_with_chip(look, &zone[look->zone]);
        with++;
    }
    assert_true(with > kept.n_looks / 3);
    ta_kept_free(&plain);
    ta_kept_free(&kept);
    free_zones(shape);
    free_scenes(scene);
}

/* A zone all in cloud has a chip only when asked for. */
static void a_clouded_look_has_a_chip_only_when_asked(void **state)
{
    (void)state;
    static uint16_t red[CELLS], qa[CELLS];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    for (int i = 0; i < CELLS; i++) red[i] = 5, qa[i] = i % SIDE < 300 ? 8 : 64;
    const struct storage how = {256, TA_PACK_SMALL};
    write_cells(FOLDER "/cloud.tif", &grid, TA_PIXEL_UINT16, red, &how);
    write_cells(FOLDER "/cloud-qa.tif", &grid, TA_PIXEL_UINT16, qa, &how);
    struct ta_scene scene = ta_scene_named("clouded");
    (void)ta_add_band(&scene, FOLDER "/cloud.tif", "red", 1);
    ta_add_mask(&scene, FOLDER "/cloud-qa.tif", TA_MASK_QA_PIXEL);
    struct ta_polygons under = ta_box_on(&grid, 10, 10, 270, 270);
    struct ta_polygons clear = ta_box_on(&grid, 305, 10, 330, 60);
    const struct ta_pass_zone zone[2] = {{"p", 0, &under, 0}, {"p", 1, &clear, 0}};
    struct ta_pass_chips chips = {.path = chip_path};
    struct ta_pass pass = ask(zone, &scene, 2);
    pass.zones.n = 2;
    pass.n_scenes = pass.n_layers = 1;
    pass.chips = &chips;
    for (int asked = 0; asked < 2; asked++) {
        struct ta_kept kept;
        struct ta_error err = {0};
        chips.clouded = asked == 1;
        assert_int_equal(ta_pass_kept(pass, &kept, &err), TA_OK);
        assert_true(kept.look[0].observation.cloud_fraction == 1.0);
        assert_int_equal(kept.look[0].chip[0] != '\0', asked);
        assert_true(kept.look[1].chip[0] != '\0');
        ta_kept_free(&kept);
    }
    ta_polygons_free(&under);
    ta_polygons_free(&clear);
    ta_scene_free(&scene);
}

static enum ta_status nowhere(void *self, size_t scene, size_t zone, size_t grid,
                              struct ta_text *out)
{
    (void)self;
    ta_text_addf(out, FOLDER "/no/such/folder/%zu-%zu-%zu.tif", scene, zone, grid);
    return TA_OK;
}

static void a_chip_that_cannot_be_written_fails_its_scene(void **state)
{
    (void)state;
    struct ta_scene scene[SCENES];
    struct ta_polygons shape[ZONES];
    struct ta_pass_zone zone[ZONES];
    const struct ta_pass_chips chips = {.path = nowhere};
    make_scenes(scene, (struct storage){256, TA_PACK_SMALL});
    make_zones(shape, zone);
    struct ta_pass pass = ask(zone, scene, 2);
    pass.chips = &chips;
    struct ta_kept kept;
    struct ta_error err = {0};
    assert_int_equal(ta_pass_kept(pass, &kept, &err), TA_PARTLY);
    assert_int_equal(kept.n_looks, 0);
    assert_int_equal(kept.n_problems, SCENES);
    assert_true(kept.problem[0].zone < ZONES);
    ta_kept_free(&kept);
    free_zones(shape);
    free_scenes(scene);
}

static void run_one(const struct ta_pass *pass, struct ta_kept *kept)
{
    struct ta_error err = {0};
    if (ta_pass_kept(*pass, kept, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(kept->n_done, 1);
}

/* Which zones were told to have no chip, and that each is told by its name. */
static size_t left_out(const struct ta_kept *kept, bool out[ZONES])
{
    size_t n = 0;
    for (size_t i = 0; i < ZONES; i++) out[i] = false;
    for (size_t i = 0; i < kept->n_problems; i++) {
        const struct ta_kept_problem *p = &kept->problem[i];
        char name[32];
        if (p->zone == SIZE_MAX) continue;
        (void)snprintf(name, sizeof name, "p/%zu: ", p->zone);
        assert_int_equal(p->error.status, TA_E_LIMIT);
        assert_int_equal(strncmp(p->error.text, name, strlen(name)), 0);
        assert_non_null(strstr(p->error.mend, "split the site into parts"));
        n += !out[p->zone];
        out[p->zone] = true;
    }
    return n;
}

static void compare_left_out(const struct ta_kept *plain, const struct ta_kept *kept)
{
    bool out[ZONES];
    size_t n = left_out(kept, out), with = 0;
    assert_true(n > 0 && n < ZONES);
    ta_assert_same_looks(plain, kept);
    for (size_t i = 0; i < kept->n_looks; i++) {
        const struct ta_kept_look *look = &kept->look[i];
        if (out[look->zone] && look->layer == 0) assert_string_equal(look->chip, "");
        if (look->chip[0] != '\0') with++;
        if (!out[look->zone] && look->zone % 4 < 2 && look->observation.stats.count > 0)
            assert_true(look->chip[0] != '\0');
    }
    assert_true(with > 0);
}

/* One site must not cost the others their look, nor threads change which one it is. */
static void a_chip_too_large_is_left_out_alone(void **state)
{
    (void)state;
    struct ta_scene scene[SCENES];
    struct ta_polygons shape[ZONES];
    struct ta_pass_zone zone[ZONES];
    struct ta_kept plain, kept, again;
    static const uint64_t most[2][2] = {{400000, 0}, {0, 900000}};
    make_scenes(scene, (struct storage){256, TA_PACK_SMALL});
    make_zones(shape, zone);
    for (int way = 0; way < 2; way++) {
        struct ta_pass pass = ask(zone, scene, 1);
        pass.n_scenes = 1;
        run_one(&pass, &plain);
        const struct ta_pass_chips chips = {.rim = 3,
                                            .bytes_most = most[way][0],
                                            .held_most = most[way][1],
                                            .path = chip_path};
        pass.chips = &chips;
        run_one(&pass, &kept);
        compare_left_out(&plain, &kept);
        pass.threads = 4;
        run_one(&pass, &again);
        ta_assert_same_looks(&kept, &again);
        assert_int_equal(kept.n_problems, again.n_problems);
        for (size_t i = 0; i < kept.n_problems; i++)
            assert_string_equal(kept.problem[i].error.text,
                                again.problem[i].error.text);
        ta_kept_free(&plain);
        ta_kept_free(&kept);
        ta_kept_free(&again);
    }
    free_zones(shape);
    free_scenes(scene);
}

/* --- progress --------------------------------------------------------------------- */

struct heard {
    size_t beats, stop_at;
    double last;
};

static enum ta_status hear_progress(void *self, double scenes)
{
    struct heard *heard = self;
    assert_true(scenes >= heard->last && scenes <= SCENES);
    heard->last = scenes;
    return ++heard->beats == heard->stop_at ? TA_E_AGAIN : TA_OK;
}

static enum ta_status ignore_look(void *self, const struct ta_look *look,
                                  struct ta_error *err)
{
    (void)self;
    (void)look;
    (void)err;
    return TA_OK;
}

static void progress_is_told_and_may_end_the_pass(void **state)
{
    (void)state;
    struct ta_scene scene[SCENES];
    struct ta_polygons shape[ZONES];
    struct ta_pass_zone zone[ZONES];
    make_scenes(scene, (struct storage){256, TA_PACK_SMALL});
    make_zones(shape, zone);
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct ta_pass pass = ask(zone, scene, threads);
        struct heard heard = {.stop_at = 0};
        struct ta_error err = {0};
        pass.self = &heard;
        pass.observed = ignore_look;
        pass.progress = hear_progress;
        assert_int_equal(ta_pass_run(&pass, &err), TA_OK);
        if (threads == 1) assert_true(heard.beats > 0);
        heard = (struct heard){.stop_at = 1};
        enum ta_status rc = ta_pass_run(&pass, &err);
        assert_int_equal(rc, heard.beats > 0 ? TA_E_AGAIN : TA_OK);
    }
    free_zones(shape);
    free_scenes(scene);
}

/* --- memory ----------------------------------------------------------------------- */

static enum ta_status count_look(void *self, const struct ta_look *look,
                                 struct ta_error *err)
{
    size_t *n = self;
    (void)look;
    (void)err;
    ++*n;
    return TA_OK;
}

static void out_of_memory_is_told_and_leaks_nothing(void **state)
{
    (void)state;
    struct ta_scene scene = make_scene(0, &(struct storage){64, TA_PACK_SMALL});
    struct ta_polygons shape[ZONES];
    struct ta_pass_zone zone[ZONES];
    make_zones(shape, zone);
    struct ta_pass pass = ask(zone, &scene, 1);
    const struct ta_pass_chips chips = {.path = chip_path};
    size_t looks = 0;
    pass.n_scenes = 1;
    pass.zones = (struct ta_zone_set){2, &zone[2], "OGC:CRS84", ta_still_port()};
    pass.order = true;
    pass.chips = &chips;
    pass.self = &looks;
    pass.observed = count_look;
    size_t k = 0, failures = 0, all = 0;
    assert_int_equal(ta_pass_run(&pass, NULL), TA_OK);
    all = looks;
    for (size_t passed = 0; passed < 30; passed++) { /* some need not succeed */
        struct ta_error err = {0};
        looks = 0;
        k += 1 + k / 24; /* all of the first, then ever fewer */
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_pass_run(&pass, &err);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) {
            assert_int_equal(looks, all);
            continue;
        }
        if (rc != TA_E_NOMEM) fail_msg("%zu: %s: %s", k, ta_status_text(rc), err.text);
        failures++;
        passed = 0;
    }
    assert_true(failures > 30);
    free_zones(shape);
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
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(storage_does_not_show),
        cmocka_unit_test(a_site_cut_in_two_adds_up),
        cmocka_unit_test(a_chip_says_what_the_pass_said),
        cmocka_unit_test(a_clouded_look_has_a_chip_only_when_asked),
        cmocka_unit_test(a_chip_that_cannot_be_written_fails_its_scene),
        cmocka_unit_test(a_chip_too_large_is_left_out_alone),
        cmocka_unit_test(progress_is_told_and_may_end_the_pass),
        cmocka_unit_test(out_of_memory_is_told_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
