/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh_gaps"
#include "base/hash.h"
#include "ta_test_refresh.h"

#include "engine/history.h"

/* One in the west of the scene, one in the east. */
static const struct square_site two_sites[] = {{"a", 10, 10}, {"b", 40, 40}};
enum { WEST = 30 };

/* A band or quality layer with another value in the western columns. */
static void write_west(const char *item, const char *key, int west, int rest)
{
    static uint16_t cell[SIDE * SIDE];
    static uint8_t code[SIDE * SIDE];
    bool quality = strcmp(key, "scl") == 0;
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    char path[200];
    for (int i = 0; i < SIDE * SIDE; i++) {
        cell[i] = (uint16_t)(i % SIDE < WEST ? west : rest);
        code[i] = (uint8_t)cell[i];
    }
    const void *band[1] = {quality ? (const void *)code : cell};
    snprintf(path, sizeof path, SCENES "/%s_%s.tif", item, key);
    ta_make_raster(path, &grid, quality ? TA_PIXEL_UINT8 : TA_PIXEL_UINT16, 1, band,
                   16);
}

static struct made take(const char *item, const char *version)
{
    struct made scene = scene_of(item, "2020-05-03");
    scene.datatake = "TAKE";
    scene.version = version;
    return scene;
}

static void make_old(void)
{
    struct made old = take("old", "03.00");
    make_scene(&old);
}

/* The newer one has other values, and in the west nothing. */
static void make_new(void)
{
    struct made next = take("new", "05.00");
    make_scene(&next);
    write_west("new", "red", 0, 1000);
    write_west("new", "nir", 0, 3000);
}

static void assert_one_of(struct ta_workspace *w, const char *project,
                          const char *layer, const char *scene)
{
    const struct ta_history_query query = {.project = project,
                                           .site = 1,
                                           .layer = layer,
                                           .from = INT64_MIN,
                                           .to = INT64_MAX};
    struct ta_observation *rows = NULL;
    size_t n = 0;
    assert_ok(ta_engine_history(w, &query, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].scene, scene);
    ta_free(rows);
}

static void assert_nothing_new(struct ta_workspace *w)
{
    struct ta_refreshed done;
    assert_ok(refresh(w, &done));
    assert_int_equal(done.observed + done.superseded + done.partitions, 0);
}

static void assert_each_has_its_own(struct ta_workspace *w)
{
    assert_one_of(w, "a", "ndvi", "s2/old");
    assert_one_of(w, "b", "ndvi", "s2/new");
    assert_int_equal(count_chips(w, "a"), 1);
    assert_nothing_new(w);
}

static void a_newer_look_of_fill_takes_no_look_away(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, two_sites, 2);
    make_old();
    assert_ok(refresh(&w, &done));
    make_new();
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    assert_each_has_its_own(&w);

    /* a site that comes later */
    static const struct square_site more[] = {{"c", 10, 30}};
    import_squares(&w, more, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    assert_one_of(&w, "c", "ndvi", "s2/old");
    assert_each_has_its_own(&w);

    /* it is delivered again, whole */
    struct made whole = take("new", "05.00");
    make_scene(&whole);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    assert_one_of(&w, "a", "ndvi", "s2/new");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

static void nor_does_it_hide_one_that_comes_with_it_or_later(void **state)
{
    (void)state;
    for (int at_once = 0; at_once < 2; at_once++) {
        fresh_folder(state);
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        import_squares(&w, two_sites, 2);
        make_new();
        if (!at_once) assert_ok(refresh(&w, &done));
        make_old();
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.superseded, 0);
        assert_each_has_its_own(&w);
        ta_workspace_close(&w);
    }
}

static void an_older_one_with_as_little_is_superseded(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, two_sites, 2);
    make_new();
    make_old();
    write_west("old", "red", 0, 1000);
    write_west("old", "nir", 0, 4000);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    assert_event("superseded s2/old s2/new stands");
    mean_of(&w, "b", "ndvi", 1);
    assert_int_equal(count_chips(&w, "b"), 1);
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

/* It looked, and saw cloud: that is newer than what was clear before. */
static void a_newer_look_of_cloud_stands(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, two_sites, 2);
    make_old();
    assert_ok(refresh(&w, &done));
    struct made next = take("new", "05.00");
    make_scene(&next);
    write_west("new", "scl", CLOUD, CLEAR);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    assert_one_of(&w, "a", "ndvi", "s2/new");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

/* The newer one reaches less far, and does not lie on the western site. */
static void nor_does_one_that_reaches_less_far(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, two_sites, 2);
    make_old();
    assert_ok(refresh(&w, &done));
    struct made next = take("new", "05.00");
    next.east = 10.0 * WEST;
    make_scene(&next);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    assert_each_has_its_own(&w);
    static const struct square_site more[] = {{"c", 10, 30}};
    import_squares(&w, more, 1);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    assert_each_has_its_own(&w);
    ta_workspace_close(&w);
}

static void fill_in_one_band_is_of_its_layers_alone(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, two_sites, 2);
    make_old();
    assert_ok(refresh(&w, &done));
    struct made next = take("new", "05.00");
    make_scene(&next);
    write_west("new", "nir", 0, 3000);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    assert_one_of(&w, "a", "red", "s2/new");
    assert_one_of(&w, "a", "nir", "s2/old");
    assert_one_of(&w, "a", "ndvi", "s2/old");
    assert_one_of(&w, "b", "ndvi", "s2/new");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

static void state_offset(const char *item)
{
    static const char none[] = "\"offset\":0,", some[] = "\"offset\":-0.1,";
    char path[200], *text = NULL;
    size_t n = 0;
    struct ta_text other = {0};
    snprintf(path, sizeof path, SCENES "/%s.json", item);
    assert_ok(ta_file_read(path, 10000, &text, &n, &err));
    const char *from = text, *found;
    while ((found = strstr(from, none)) != NULL) {
        ta_text_add_bytes(&other, from, (size_t)(found - from));
        ta_text_add(&other, some);
        from = found + strlen(none);
    }
    ta_text_add(&other, from);
    assert_false(other.failed);
    assert_ok(ta_file_write(path, other.bytes, other.size, 0666, &err));
    ta_text_free(&other);
    ta_free(text);
}

/* In the west water, so dark that red and near infrared add up to less than nothing. */
static void make_dark(const char *version)
{
    struct made next = take("new", version);
    make_scene(&next);
    state_offset("new");
    write_west("new", "red", 980, 2000);
    write_west("new", "nir", 990, 4000);
}

static void an_index_without_a_value_is_no_fill(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, two_sites, 2);
    make_old();
    assert_ok(refresh(&w, &done));
    make_dark("05.00");
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    assert_true(isnan(mean_of(&w, "a", "ndvi", 1)));
    assert_one_of(&w, "a", "red", "s2/new");
    assert_one_of(&w, "a", "ndvi", "s2/new");
    assert_one_of(&w, "b", "ndvi", "s2/new");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

/* Both stand, since the newer one does not lie on the eastern site: of the lake it has all. */
static void nor_does_an_older_one_give_it_where_both_stand(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    import_squares(&w, two_sites, 2);
    make_old();
    assert_ok(refresh(&w, &done));
    make_dark("05.00");
    write_west("new", "red", 980, 0);
    write_west("new", "nir", 990, 0);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    mean_of(&w, "a", "ndvi", 2);
    assert_one_of(&w, "a", "red", "s2/new");
    assert_one_of(&w, "a", "ndvi", "s2/new");
    assert_one_of(&w, "b", "ndvi", "s2/old");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

/* --- back --------------------------------------------------------------------------- */

/* Both processings, the newer one whole: it stands. */
static struct made both(struct ta_workspace *w)
{
    struct ta_refreshed done;
    struct made next = take("new", "05.00");
    next.nir = 3000;
    import_squares(w, two_sites, 2);
    make_old();
    assert_ok(refresh(w, &done));
    make_scene(&next);
    assert_ok(refresh(w, &done));
    assert_int_equal(done.superseded, 1);
    assert_one_of(w, "a", "ndvi", "s2/new");
    return next;
}

static void the_older_one_comes_back_when_the_newer_one_moves_away(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made next = both(&w);
    next.east = 50000;
    make_scene(&next);
    assert_ok(refresh(&w, &done));
    assert_ok(refresh(&w, &done));
    assert_one_of(&w, "a", "ndvi", "s2/old");
    assert_one_of(&w, "b", "ndvi", "s2/old");
    assert_int_equal(count_chips(&w, "a"), 1);
    assert_nothing_new(&w);

    next.east = 0; /* and the newer one after all */
    make_scene(&next);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    assert_one_of(&w, "a", "ndvi", "s2/new");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

static void it_comes_back_to_the_sites_that_the_newer_one_has_left(void **state)
{
    (void)state;
    for (int fill = 0; fill < 2; fill++) {
        fresh_folder(state);
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        struct made next = both(&w);
        next.east = fill ? 0.0 : 10.0 * WEST;
        next.nir++; /* other bytes */
        make_scene(&next);
        if (fill) make_new();
        assert_ok(refresh(&w, &done));
        assert_ok(refresh(&w, &done));
        assert_each_has_its_own(&w);
        ta_workspace_close(&w);
    }
}

/* The newer one has its time on the next day, and so its rows in the next month's part. */
static void the_last_rows_of_a_part_go_with_their_scene(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made old = take("old", "03.00"), next = take("new", "05.00");
    old.date = "2020-05-31";
    next.date = "2020-06-01";
    import_squares(&w, two_sites, 2);
    make_scene(&old);
    assert_ok(refresh(&w, &done));
    make_scene(&next);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 1);
    mean_of(&w, "a", "ndvi", 1);
    const struct ta_history_query may = {.project = "a",
                                         .site = 1,
                                         .layer = "ndvi",
                                         .from = INT64_MIN,
                                         .to = ta_time_of(18414)}; /* 2020-06-01 */
    struct ta_observation *rows = NULL;
    size_t n = 9;
    assert_ok(ta_engine_history(&w, &may, &rows, &n, &err));
    assert_int_equal(n, 0);
    ta_free(rows);
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

/* --- sites that come later ---------------------------------------------------------- */

/* Both processings, of a site that both have: the newer one stands, and the older one was read before or never. */
static void superseded_in_the_east(struct ta_workspace *w, bool read)
{
    struct ta_refreshed done;
    import_squares(w, two_sites + 1, 1);
    make_old();
    if (read) assert_ok(refresh(w, &done));
    make_new();
    assert_ok(refresh(w, &done));
    assert_int_equal(done.superseded, 1);
    assert_one_of(w, "b", "ndvi", "s2/new");
}

static void
a_site_that_comes_into_the_fill_of_the_newer_one_is_the_older_ones(void **state)
{
    for (int read = 0; read < 2; read++) {
        fresh_folder(state);
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        superseded_in_the_east(&w, read);
        import_squares(&w, two_sites, 2);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.superseded, 0);
        assert_each_has_its_own(&w);
        ta_workspace_close(&w);
    }
}

static void so_is_one_whose_outline_moves_there(void **state)
{
    (void)state;
    static const struct square_site moved[] = {{"b", 10, 10}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    superseded_in_the_east(&w, false);
    import_squares(&w, moved, 1);
    assert_ok(refresh(&w, &done));
    assert_one_of(&w, "b", "ndvi", "s2/old");
    assert_nothing_new(&w);
    ta_workspace_close(&w);
}

/* Of what the newer one has nobody hears of the older one again. */
static void a_site_that_the_newer_one_has_too_is_no_news_of_the_older_one(void **state)
{
    for (int read = 0; read < 2; read++) {
        fresh_folder(state);
        static const struct square_site east[] = {{"c", 40, 10}};
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        superseded_in_the_east(&w, read);
        import_squares(&w, east, 1);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.observed, 1);
        assert_int_equal(done.superseded, 0);
        assert_one_of(&w, "c", "ndvi", "s2/new");
        assert_nothing_new(&w);
        ta_workspace_close(&w);
    }
}

/* The newer one reaches less far, and the other site comes later or with it. */
static void nor_is_one_beside_the_newer_one_lost(void **state)
{
    for (int at_once = 0; at_once < 2; at_once++) {
        fresh_folder(state);
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        struct made next = take("new", "05.00");
        next.east = 10.0 * WEST;
        make_old();
        make_scene(&next);
        import_squares(&w, two_sites + 1, 1);
        if (!at_once) assert_ok(refresh(&w, &done));
        import_squares(&w, two_sites, 2);
        assert_ok(refresh(&w, &done));
        assert_int_equal(done.superseded, 0);
        assert_each_has_its_own(&w);
        ta_workspace_close(&w);
    }
}

/* The newer one stood, whole, and is overwritten in the run that first hears of the older one. */
static void an_older_one_is_not_held_against_what_is_overwritten(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made next = take("new", "05.00");
    next.nir = 3000;
    import_squares(&w, two_sites, 2);
    make_scene(&next);
    assert_ok(refresh(&w, &done));
    make_new();
    make_old();
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.superseded, 0);
    assert_each_has_its_own(&w);
    ta_workspace_close(&w);
}

/* The older one cannot be read any more: it is told as long as a site may lack it, and of no other is it asked. */
static void what_was_superseded_and_cannot_be_read_is_told(void **state)
{
    for (int fill = 0; fill < 2; fill++) {
        fresh_folder(state);
        static const struct square_site more[] = {{"c", 40, 10}, {"c", 10, 10}};
        struct ta_workspace w = workspace_open();
        struct ta_refreshed done;
        superseded_in_the_east(&w, false);
        assert_ok(ta_file_write(SCENES "/old_red.tif", "II*", 3, 0666, &err));
        import_squares(&w, &more[fill], 1);
        assert_int_equal(refresh(&w, &done), TA_PARTLY);
        assert_int_equal(done.problems, 1);
        for (int run = 0; run < 2; run++) {
            assert_int_equal(refresh(&w, &done), fill ? TA_PARTLY : TA_OK);
            assert_int_equal(done.problems, fill);
            assert_int_equal(done.observed + done.superseded, 0);
        }
        assert_one_of(&w, "b", "ndvi", "s2/new");
        ta_workspace_close(&w);
    }
}

/* --- asked for one project ---------------------------------------------------------- */

/* Without chips, as of sites too wide for one: rows tell where the look was. */
static void a_look_without_a_chip_comes_off_the_project_asked_for(void **state)
{
    (void)state;
    static const char *const project[] = {"a"};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    const struct ta_scene_source source = ta_scene_source_folder(SCENES);
    struct ta_refresh ask = refresh_of(&source);
    struct made old = take("old", "03.00");
    import_squares(&w, two_sites, 1);
    make_scene(&old);
    ask.chip_bytes = 1;
    assert_gives(ta_engine_refresh(&w, &ask, &done, &err), TA_PARTLY);
    assert_int_equal(count_chips(&w, "a"), 0);
    mean_of(&w, "a", "ndvi", 1);
    old.east = 50000;
    make_scene(&old);
    ask = refresh_of(&source);
    ask.n_projects = 1;
    ask.project = project;
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err));
    mean_of(&w, "a", "ndvi", 0);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_newer_look_of_fill_takes_no_look_away, fresh_folder),
        cmocka_unit_test_setup(nor_does_it_hide_one_that_comes_with_it_or_later,
                               fresh_folder),
        cmocka_unit_test_setup(nor_does_one_that_reaches_less_far, fresh_folder),
        cmocka_unit_test_setup(an_older_one_with_as_little_is_superseded, fresh_folder),
        cmocka_unit_test_setup(a_newer_look_of_cloud_stands, fresh_folder),
        cmocka_unit_test_setup(the_older_one_comes_back_when_the_newer_one_moves_away,
                               fresh_folder),
        cmocka_unit_test_setup(it_comes_back_to_the_sites_that_the_newer_one_has_left,
                               fresh_folder),
        cmocka_unit_test_setup(the_last_rows_of_a_part_go_with_their_scene,
                               fresh_folder),
        cmocka_unit_test_setup(
            a_site_that_comes_into_the_fill_of_the_newer_one_is_the_older_ones,
            fresh_folder),
        cmocka_unit_test_setup(so_is_one_whose_outline_moves_there, fresh_folder),
        cmocka_unit_test_setup(
            a_site_that_the_newer_one_has_too_is_no_news_of_the_older_one,
            fresh_folder),
        cmocka_unit_test_setup(nor_is_one_beside_the_newer_one_lost, fresh_folder),
        cmocka_unit_test_setup(an_older_one_is_not_held_against_what_is_overwritten,
                               fresh_folder),
        cmocka_unit_test_setup(what_was_superseded_and_cannot_be_read_is_told,
                               fresh_folder),
        cmocka_unit_test_setup(a_look_without_a_chip_comes_off_the_project_asked_for,
                               fresh_folder),
        cmocka_unit_test_setup(fill_in_one_band_is_of_its_layers_alone, fresh_folder),
        cmocka_unit_test_setup(an_index_without_a_value_is_no_fill, fresh_folder),
        cmocka_unit_test_setup(nor_does_an_older_one_give_it_where_both_stand,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
