/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh"
#include "base/hash.h"
#include "ta_test_refresh.h"

static const struct square_site one_site[] = {{"a", 10, 10}};
static const struct square_site two_sites[] = {{"a", 10, 10}, {"b", 40, 40}};

/* (4000 - 1000) / (4000 + 1000), the same step added to both in each cell: at most 6 / 5000 off */
static void assert_ndvi(double got, double red, double nir)
{
    assert_near(got, (nir - red) / (nir + red), 0.003, 0.0);
}

static void a_scene_is_observed_once(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.scenes, 1);
    assert_int_equal(done.new_scenes, 1);
    assert_int_equal(done.observed, 1);
    assert_int_equal(done.looks, 2);
    assert_int_equal(done.chips, 2);
    assert_int_equal(done.partitions, 1);
    assert_true(done.bytes > 0);
    assert_event("observed s2/one");
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 4000);
    assert_near(mean_of(&w, "b", "red", 1), 0.1003, 0.001, 0.0);

    char *before = knowledge_of(&w);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.scenes, 1);
    assert_int_equal(done.new_scenes + done.again + done.observed + done.partitions, 0);
    assert_int_equal(done.bytes, 0);
    char *after = knowledge_of(&w);
    assert_string_equal(before, after);
    ta_free(before);
    ta_free(after);
    ta_workspace_close(&w);
}

/* The chip is the evidence: it gives the row again, bit by bit. */
static void the_chip_gives_the_observation_again(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    size_t n = 0;
    struct ta_chip_row *chips = chips_of(&w, "a", &n);
    assert_int_equal(n, 1);
    assert_true(chips[0].clear_fraction > 0.999 && chips[0].inside > 0.999);
    assert_non_null(strstr(chips[0].path, "imagery/chips/a/1/20200503-"));
    assert_non_null(strstr(chips[0].path, ".tif"));
    char short_hash[25];
    snprintf(short_hash, sizeof short_hash, "%.24s", chips[0].sha256);
    assert_non_null(strstr(chips[0].path, short_hash));

    struct ta_chip chip = {0};
    char *path = ta_workspace_path(&w, chips[0].path);
    assert_ok(ta_chip_read(path, &chip, &err));
    assert_string_equal(chip.scene, "s2/one");
    assert_int_equal(chip.n_bands, 2);
    ta_chip_free(&chip);
    ta_free(path);
    struct ta_observation *rows = rows_of(&w, "a", &n);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(rows[i].chip_sha256, chips[0].sha256);
    ta_free(rows);
    ta_free(chips);

    /* the document of the scene names its files and their hashes */
    struct ta_scene_row scene;
    void *bytes = NULL;
    size_t size = 0;
    char hash[TA_HEX_SIZE];
    assert_ok(w.store.ops->scene_get(w.store.self, "s2/one", "03.00", &scene, &err));
    assert_ok(w.store.ops->document_get(w.store.self, scene.assets_sha256, &bytes,
                                        &size, &err));
    assert_ok(ta_sha256_file(SCENES "/one_red.tif", hash, &err));
    assert_non_null(strstr(bytes, hash));
    assert_non_null(strstr(bytes, "\"file\":\"one_scl.tif\""));
    assert_non_null(strstr(bytes, "\"orbit\":\"\""));
    ta_free(bytes);
    ta_workspace_close(&w);
}

/* Clouds over the twenty western columns; the site begins three columns further east. */
static void cloud_the_west(const char *path)
{
    static uint8_t code[SIDE * SIDE];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) code[i] = i % SIDE < 20 ? CLOUD : CLEAR;
    ta_make_raster(path, &grid, TA_PIXEL_UINT8, 1, (const void *[]){code}, 16);
}

/* The one chip of the site, as it is offered now; owned. */
static char *chip_now(struct ta_workspace *w, const char *mask)
{
    size_t n = 0;
    struct ta_chip chip = {0};
    struct ta_chip_row *chips = chips_of(w, "a", &n);
    assert_int_equal(n, 1);
    char *path = ta_workspace_path(w, chips[0].path);
    assert_ok(ta_chip_read(path, &chip, &err));
    assert_string_equal(chip.mask, mask);
    ta_chip_free(&chip);
    ta_free(chips);
    return path;
}

/* Looks behind another mask take the place of those before: no series mixes the two. What a record
 * pinned before stays on the disk as it was. */
static void looks_are_made_anew_when_clouds_grow(void **state)
{
    (void)state;
    static const struct square_site site[] = {{"a", 23, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    cloud_the_west(SCENES "/one_scl.tif");
    import_squares(&w, site, 1);
    const struct ta_scene_source source = ta_scene_source_folder(SCENES);
    struct ta_refresh ask = refresh_of(&source);
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    char *before = chip_now(&w, "scl"), hash[2][TA_HEX_SIZE];
    assert_ok(ta_sha256_file(before, hash[0], &err));

    ask.cloud_m = 70; /* columns up to 26: four of the site's ten */
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    assert_int_equal(done.again, 1);
    size_t n = 0;
    struct ta_observation *rows = rows_of(&w, "a", &n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(rows[i].mask, "scl+cloud70m");
        assert_near(rows[i].cloud_fraction, 0.4, 0.01, 0.0);
    }
    ta_free(rows);
    ta_free(chip_now(&w, "scl+cloud70m"));
    assert_ok(ta_sha256_file(before, hash[1], &err));
    assert_string_equal(hash[0], hash[1]);
    ta_free(before);

    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    assert_int_equal(done.again + done.new_scenes, 0);
    ta_workspace_close(&w);
}

static void a_new_site_alone_is_answered_by_old_scenes(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.again, 1);
    assert_int_equal(done.looks, 1);
    assert_int_equal(done.chips, 1);
    mean_of(&w, "a", "ndvi", 1);
    mean_of(&w, "b", "ndvi", 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.again + done.observed, 0);
    ta_workspace_close(&w);
}

static void a_scene_beside_all_sites_is_passed_by(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("far", "2020-05-03");
    m.east = 100000;
    make_scene(&m);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.scenes, 1);
    assert_int_equal(done.new_scenes, 0);
    assert_int_equal(done.bytes, 0);
    struct ta_scene_row row;
    assert_ok(w.store.ops->scene_get(w.store.self, "s2/far", "03.00", &row, &err));
    assert_string_equal(row.assets_sha256, "");
    /* a site comes to lie on it */
    const struct square_site there[] = {{"c", 10010, 10}};
    import_squares(&w, there, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 1);
    mean_of(&w, "c", "ndvi", 1);
    ta_workspace_close(&w);
}

static void a_file_written_over_is_noticed(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    size_t n = 0;
    struct ta_chip_row *old = chips_of(&w, "a", &n);

    /* touched only: read again, but nothing changes */
    assert_int_equal(utimensat(AT_FDCWD, SCENES "/one_nir.tif", NULL, 0), 0);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.again + done.observed, 0);

    m.nir = 2000;
    make_scene(&m);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.again, 1);
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 2000);
    struct ta_chip_row *now = chips_of(&w, "a", &n);
    assert_int_equal(n, 1);
    assert_string_not_equal(now[0].path, old[0].path);
    char *path = ta_workspace_path(&w, old[0].path), hash[TA_HEX_SIZE];
    assert_ok(ta_sha256_file(path, hash, &err)); /* records may rest on it */
    assert_string_equal(hash, old[0].sha256);
    ta_free(path);
    ta_free(old);

    /* written over by clouds: the chip of before is no longer offered, and the one that is
     * shows that nothing was clear */
    m.scl = CLOUD;
    make_scene(&m);
    assert_ok(refresh(&w, &done));
    struct ta_chip_row *clouded = chips_of(&w, "a", &n);
    assert_int_equal(n, 1);
    assert_string_not_equal(clouded[0].path, now[0].path);
    assert_true(clouded[0].clear_fraction == 0.0);
    ta_free(now);
    ta_free(clouded);
    assert_true(isnan(mean_of(&w, "a", "ndvi", 1)));
    ta_workspace_close(&w);
}

static void newer_processing_stands(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = scene_of("take-v3", "2020-05-03"), next = old, oldest = old;
    old.datatake = next.datatake = oldest.datatake = "TAKE";
    next.item = "take-v5";
    next.version = "05.00";
    next.nir = 3000;
    oldest.item = "take-v2";
    oldest.version = "02.00";
    make_scene(&old);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 4000);

    make_scene(&next);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 1);
    assert_int_equal(done.superseded, 1);
    assert_event("superseded s2/take-v3 s2/take-v5 stands");
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 3000); /* one row, the new one */
    assert_int_equal(count_chips(&w, "a"), 1);

    /* an older one that comes late is not even read */
    make_scene(&oldest);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    assert_int_equal(done.observed, 0);
    assert_int_equal(done.bytes, 0);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 3000);
    ta_workspace_close(&w);
}

static void of_two_processings_at_once_the_better_is_read(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = scene_of("take-v3", "2020-05-03"), next = old;
    old.datatake = next.datatake = "TAKE";
    next.item = "take-v5";
    next.version = "05.00";
    next.nir = 3000;
    make_scene(&old);
    make_scene(&next);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 1);
    assert_int_equal(done.superseded, 1);
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 3000);
    ta_workspace_close(&w);
}

static void cut_short(const char *path, off_t size)
{
    assert_int_equal(truncate(path, size), 0);
}

static void while_the_better_one_is_broken_the_other_stands(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = scene_of("take-v3", "2020-05-03"), next = old;
    old.datatake = next.datatake = "TAKE";
    next.item = "take-v5";
    next.version = "05.00";
    next.nir = 3000;
    make_scene(&old);
    make_scene(&next);
    cut_short(SCENES "/take-v5_nir.tif", 900);
    import_squares(&w, one_site, 1);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.observed, 1);
    assert_int_equal(done.set_aside, 1);
    assert_event("set_aside s2/take-v5");
    assert_event("take-v5_nir.tif");
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 4000);

    make_scene(&next); /* it is delivered again, whole */
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 1);
    assert_int_equal(done.superseded, 1);
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 3000);
    ta_workspace_close(&w);
}

/* What was observed of it is kept, and is one look with the others of its datatake. */
static void a_kept_look_is_one_look_though_its_files_break(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = scene_of("take-v3", "2020-05-03"), next = old, oldest = old;
    old.datatake = next.datatake = oldest.datatake = "TAKE";
    next.item = "take-v5";
    next.version = "05.00";
    next.nir = 3000;
    oldest.item = "take-v2";
    oldest.version = "02.00";
    make_scene(&old);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    cut_short(SCENES "/take-v3_nir.tif", 900);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.set_aside, 1);
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 4000);

    make_scene(&oldest);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.observed, 0);
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 4000);
    assert_int_equal(count_chips(&w, "a"), 1);

    make_scene(&next); /* the old one does not even open when it is beaten */
    cut_short(SCENES "/take-v3_nir.tif", 10);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.observed, 1);
    assert_ndvi(mean_of(&w, "a", "ndvi", 1), 1000, 3000);
    assert_int_equal(count_chips(&w, "a"), 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed + done.set_aside, 0);
    ta_workspace_close(&w);
}

static void neighbours_of_one_datatake_are_one_look(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made left = scene_of("left", "2020-05-03"), right = left;
    left.datatake = right.datatake = "TAKE";
    right.item = "right";
    right.tile = "50TNK";
    right.east = 130; /* half of the site at column 10 lies on it */
    make_scene(&left);
    make_scene(&right);
    import_squares(&w, one_site, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 2);
    assert_int_equal(done.looks, 2);
    assert_int_equal(done.partitions, 2);
    size_t n = 0;
    struct ta_chip_row *chips = chips_of(&w, "a", &n);
    assert_int_equal(n, 1);
    assert_string_equal(chips[0].scene, "s2/left");
    ta_free(chips);
    ta_workspace_close(&w);
}

static void a_broken_scene_is_set_aside_and_tried_again(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made good = scene_of("good", "2020-05-03"),
                bad = scene_of("bad", "2020-05-08");
    make_scene(&good);
    make_scene(&bad);
    import_squares(&w, one_site, 1);
    cut_short(SCENES "/bad_red.tif", 900);
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.observed, 1);
    assert_int_equal(done.set_aside, 1);
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    assert_ok(
        w.store.ops->scenes_in(w.store.self, TA_SCENE_SET_ASIDE, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].id, "s2/bad");
    assert_non_null(strstr(rows[0].reason, "bad_red.tif"));
    ta_free(rows);
    assert_gives(refresh(&w, &done), TA_PARTLY); /* again, and never silently */
    assert_int_equal(done.set_aside, 1);
    assert_int_equal(done.observed, 0);
    make_scene(&bad);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 1);
    assert_ok(
        w.store.ops->scenes_in(w.store.self, TA_SCENE_SET_ASIDE, &rows, &n, &err));
    assert_int_equal(n, 0);
    mean_of(&w, "a", "ndvi", 2);
    ta_workspace_close(&w);
}

static void a_product_that_is_none_is_remembered_until_mended(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one_site, 1);
    assert_ok(ta_file_write(SCENES "/broken.json",
                            "{\"stac_version\":\"1.0.0\",\"type\":\"Feature\"", 41,
                            0666, &err));
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.set_aside, 1);
    assert_int_equal(done.observed, 1);
    assert_event("set_aside " SCENES "/broken.json");
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    assert_ok(
        w.store.ops->scenes_in(w.store.self, TA_SCENE_SET_ASIDE, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_non_null(strstr(rows[0].reason, "broken.json"));
    ta_free(rows);
    assert_int_equal(unlink(SCENES "/broken.json"), 0);
    assert_ok(refresh(&w, &done));
    assert_ok(
        w.store.ops->scenes_in(w.store.self, TA_SCENE_SET_ASIDE, &rows, &n, &err));
    assert_int_equal(n, 0);
    ta_workspace_close(&w);
}

static void a_site_that_moved_is_looked_at_anew(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03"),
                june = scene_of("june", "2020-06-03");
    june.east = 300; /* the new place lies on june alone */
    june.tile = "50TNK";
    make_scene(&may);
    make_scene(&june);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    mean_of(&w, "a", "ndvi", 1);
    mean_of(&w, "b", "ndvi", 2);
    const struct square_site moved[] = {{"a", 70, 10}};
    import_squares(&w, moved, 1);
    size_t n = 9;
    ta_free(rows_of(&w, "a", &n));
    assert_int_equal(n, 0); /* at once, before any refresh */
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 1);
    mean_of(&w, "a", "ndvi", 1);
    assert_int_equal(count_chips(&w, "a"), 1);
    struct ta_part_site *stale = NULL;
    assert_ok(w.store.ops->parts_stale(w.store.self, "", &stale, &n, &err));
    assert_int_equal(n, 0);

    /* the file that may's rows stood in has none of the old place left */
    struct ta_partition_row *parts = NULL;
    assert_ok(w.store.ops->parts_of(w.store.self, "b", 1, &parts, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(parts[0].path, "observations/T50TMK/2020-05.v2.h5");
    struct ta_observation *rows = NULL;
    char *path = ta_workspace_path(&w, parts[0].path);
    assert_ok(ta_observations_read_site(path, "a", 1, &rows, &n, &err));
    assert_int_equal(n, 0);
    ta_free(path);
    ta_free(parts);
    ta_workspace_close(&w);
}

static void what_is_left_of_a_removed_project_is_swept(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    assert_ok(ta_engine_project_remove(&w, "b", "li", NOW, &err));
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 0);
    assert_int_equal(done.partitions, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.partitions, 0);
    mean_of(&w, "a", "ndvi", 1);
    /* the last site of a partition leaves no file to write, and nothing that is seen */
    assert_ok(ta_engine_project_remove(&w, "a", "li", NOW, &err));
    assert_ok(refresh(&w, &done));
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 2);
    mean_of(&w, "b", "ndvi", 1);
    ta_workspace_close(&w);
}

static void a_dry_run_writes_nothing(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = scene_of("take-v3", "2020-05-03"), next = old;
    old.datatake = next.datatake = "TAKE";
    next.item = "take-v5";
    next.version = "05.00";
    make_scene(&old);
    make_scene(&next);
    import_squares(&w, one_site, 1);
    ta_workspace_close(&w);
    char before[TA_HEX_SIZE], after[TA_HEX_SIZE];
    assert_ok(ta_sha256_file(WORKSPACE "/store.gpkg", before, &err));
    const struct ta_workspace_options look = {.read_only = true};
    const struct ta_scene_source source = ta_scene_source_folder(SCENES);
    struct ta_refresh ask = refresh_of(&source);
    ask.dry_run = true;
    assert_ok(ta_workspace_open(WORKSPACE, &look, &w, &err));
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    ta_workspace_close(&w);
    assert_int_equal(done.new_scenes, 1);
    assert_int_equal(done.superseded, 1);
    struct stat red, nir, scl;
    assert_int_equal(stat(SCENES "/take-v5_red.tif", &red), 0);
    assert_int_equal(stat(SCENES "/take-v5_nir.tif", &nir), 0);
    assert_int_equal(stat(SCENES "/take-v5_scl.tif", &scl), 0);
    assert_int_equal(done.bytes, red.st_size + nir.st_size + scl.st_size);
    assert_true(done.minutes > 0);
    assert_ok(ta_sha256_file(WORKSPACE "/store.gpkg", after, &err));
    assert_string_equal(before, after);
    assert_int_not_equal(access(WORKSPACE "/imagery", F_OK), 0);
    assert_int_not_equal(access(WORKSPACE "/observations", F_OK), 0);
}

static void days_and_projects_narrow_it_down(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03"),
                june = scene_of("june", "2020-06-03");
    struct made far = scene_of("far", "2020-05-10");
    far.east = 100000;
    far.tile = "50TPK";
    make_scene(&may);
    make_scene(&june);
    make_scene(&far);
    const struct square_site sites[] = {{"a", 10, 10}, {"b", 40, 40}, {"c", 10010, 10}};
    import_squares(&w, sites, 3);
    const struct ta_scene_source source = ta_scene_source_folder(SCENES);
    const char *const wanted[] = {"c"}, *const nobody[] = {"x"};
    struct ta_refresh ask = refresh_of(&source);
    ask.n_projects = 1;
    ask.project = nobody;
    assert_gives(ta_engine_refresh(&w, &ask, &done, &err), TA_E_NOTFOUND);
    ask.project = wanted;
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    assert_int_equal(done.observed, 1);
    assert_event("observed s2/far");
    ask = refresh_of(&source);
    assert_ok(ta_day_parse("2020-05-04", &ask.from));
    assert_ok(ta_day_parse("2020-06-03", &ask.to));
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    assert_int_equal(done.scenes, 2);
    assert_int_equal(done.observed, 1);
    assert_event("observed s2/june");
    ask = refresh_of(&source);
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    assert_int_equal(done.observed, 1);
    assert_event("observed s2/may");
    mean_of(&w, "b", "ndvi", 2);
    ta_workspace_close(&w);
}

static bool stop_at_once(void *self)
{
    (void)self;
    return true;
}

static void a_stop_keeps_what_was_done(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one_site, 1);
    const struct ta_scene_source source = ta_scene_source_folder(SCENES);
    struct ta_refresh ask = refresh_of(&source);
    ask.stop = stop_at_once;
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    assert_true(done.stopped);
    assert_int_equal(done.observed, 0);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.observed, 1);
    ta_workspace_close(&w);
}

static void sources_that_are_none_are_told(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made m = scene_of("one", "2020-05-03");
    make_scene(&m);
    import_squares(&w, one_site, 1);
    struct ta_scene_source sources[2] = {ta_scene_source_folder(FOLDER "/nowhere"),
                                         ta_scene_source_folder(SCENES)};
    struct ta_refresh ask = refresh_of(sources);
    assert_gives(ta_engine_refresh(&w, &ask, &done, &err), TA_E_SOURCE);
    assert_words("nowhere");
    ask.n_sources = 2;
    assert_gives(ta_engine_refresh(&w, &ask, &done, &err), TA_E_SOURCE);
    assert_words("1 of 2 catalogues and folders");
    assert_true(done.through);
    assert_int_equal(done.observed, 1);
    /* twice the same folder is one scene */
    sources[0] = sources[1];
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    assert_int_equal(done.observed, 0);
    ta_workspace_close(&w);
}

/* Many scenes, several months and tiles; clouds in some. */
static void make_many(void)
{
    char item[40], date[20];
    for (int i = 0; i < 30; i++) {
        snprintf(item, sizeof item, "s%02d", i);
        snprintf(date, sizeof date, "2020-%02d-%02d", 1 + i % 5, 1 + i % 28);
        struct made m = scene_of(item, date);
        m.red = 1000 + 10 * i;
        m.scl = i % 4 == 3 ? CLOUD : CLEAR;
        if (i % 3 == 0) m.tile = "50TNK";
        make_scene(&m);
    }
}

static void threads_change_nothing(void **state)
{
    (void)state;
    char *text[2];
    for (unsigned i = 0; i < 2; i++) {
        ta_test_folder(FOLDER);
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        make_many();
        import_squares(&w, two_sites, 2);
        const struct ta_scene_source source = ta_scene_source_folder(SCENES);
        struct ta_refresh ask = refresh_of(&source);
        ask.threads = 1 + 2 * i;
        assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
        assert_int_equal(done.observed, 30);
        assert_int_equal(done.partitions, 10);
        text[i] = knowledge_of(&w);
        ta_workspace_close(&w);
    }
    assert_string_equal(text[0], text[1]);
    ta_free(text[0]);
    ta_free(text[1]);
}

/* Wherever memory ends, the next run goes on and comes to the same. */
static void out_of_memory_loses_and_doubles_nothing(void **state)
{
    (void)state;
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03"),
                june = scene_of("june", "2020-06-03");
    struct made cloudy = scene_of("cloudy", "2020-05-08");
    cloudy.scl = CLOUD;
    make_scene(&may);
    make_scene(&june);
    make_scene(&cloudy);
    struct ta_workspace w = workspace_open();
    import_squares(&w, two_sites, 2);
    assert_ok(refresh(&w, &done));
    char *wanted = knowledge_of(&w);
    ta_workspace_close(&w);

    /* a lack that only keeps an old file from being cleared away is none */
    size_t failed = 0, well = 0;
    for (size_t k = 1; well < 4 && k < 1000000; k += 1 + k / 5) {
        ta_test_remove(WORKSPACE);
        w = workspace_open();
        import_squares(&w, two_sites, 2);
        ta_alloc_fail_at(k);
        enum ta_status rc = refresh(&w, &done);
        ta_alloc_fail_at(0);
        failed += rc != TA_OK;
        well = rc != TA_OK ? 0 : well + 1;
        enum ta_status next = refresh(&w, &done);
        if (next != TA_OK) fail_msg("after the %zu-th allocation: %s", k, err.text);
        char *got = knowledge_of(&w);
        if (strcmp(got, wanted) != 0)
            fail_msg("after the %zu-th allocation:\n%s\nwanted:\n%s", k, got, wanted);
        ta_free(got);
        ta_workspace_close(&w);
    }
    printf("      %zu places where memory ended\n", failed);
    assert_true(failed > 15);
    ta_free(wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_scene_is_observed_once, fresh_folder),
        cmocka_unit_test_setup(the_chip_gives_the_observation_again, fresh_folder),
        cmocka_unit_test_setup(looks_are_made_anew_when_clouds_grow, fresh_folder),
        cmocka_unit_test_setup(a_new_site_alone_is_answered_by_old_scenes,
                               fresh_folder),
        cmocka_unit_test_setup(a_scene_beside_all_sites_is_passed_by, fresh_folder),
        cmocka_unit_test_setup(a_file_written_over_is_noticed, fresh_folder),
        cmocka_unit_test_setup(newer_processing_stands, fresh_folder),
        cmocka_unit_test_setup(of_two_processings_at_once_the_better_is_read,
                               fresh_folder),
        cmocka_unit_test_setup(while_the_better_one_is_broken_the_other_stands,
                               fresh_folder),
        cmocka_unit_test_setup(a_kept_look_is_one_look_though_its_files_break,
                               fresh_folder),
        cmocka_unit_test_setup(neighbours_of_one_datatake_are_one_look, fresh_folder),
        cmocka_unit_test_setup(a_broken_scene_is_set_aside_and_tried_again,
                               fresh_folder),
        cmocka_unit_test_setup(a_product_that_is_none_is_remembered_until_mended,
                               fresh_folder),
        cmocka_unit_test_setup(a_site_that_moved_is_looked_at_anew, fresh_folder),
        cmocka_unit_test_setup(what_is_left_of_a_removed_project_is_swept,
                               fresh_folder),
        cmocka_unit_test_setup(a_dry_run_writes_nothing, fresh_folder),
        cmocka_unit_test_setup(days_and_projects_narrow_it_down, fresh_folder),
        cmocka_unit_test_setup(a_stop_keeps_what_was_done, fresh_folder),
        cmocka_unit_test_setup(sources_that_are_none_are_told, fresh_folder),
        cmocka_unit_test_setup(threads_change_nothing, fresh_folder),
        cmocka_unit_test_setup(out_of_memory_loses_and_doubles_nothing, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
