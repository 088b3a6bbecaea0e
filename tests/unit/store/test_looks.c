/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "looks"
#include "ta_test_store.h"

#include "base/hash.h"
#include "store/db.h"

static const struct ta_box everywhere = {-180, -90, 180, 90};

static size_t since(struct ta_store *s, int64_t after, int64_t upto, char first[],
                    size_t size)
{
    char(*sites)[TA_SCENE_SIZE] = NULL;
    size_t n = 0;
    assert_ok(s->ops->sites_since(s->self, &everywhere, after, upto, &sites, &n, &err));
    snprintf(first, size, "%s", n > 0 ? sites[0] : "");
    ta_free(sites);
    return n;
}

static int64_t last(struct ta_store *s)
{
    int64_t seq = -1;
    assert_ok(s->ops->sites_last(s->self, &seq, &err));
    return seq;
}

/* A put project with the corner of its only site. */
static void put(struct ta_store *s, const char *id, double x)
{
    assert_ok(s->ops->begin(s->self, &err));
    put_square(s, id, x, 0);
    assert_ok(s->ops->commit(s->self, &err));
}

static void a_new_or_moved_shape_gets_the_next_number(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char first[TA_SCENE_SIZE];
    assert_int_equal(last(&s), 0);
    put(&s, "a", 1);
    put(&s, "b", 2);
    int64_t two = last(&s);
    assert_int_equal(since(&s, 0, two, first, sizeof first), 2);
    assert_int_equal(since(&s, two, INT64_MAX, first, sizeof first), 0);

    /* another document with the same shape is no new shape */
    struct square square;
    square_at(&square, 1, 1, 0, 0.1);
    struct ta_project same = {.id = "a", .n_sites = 1, .site = &square.site};
    enum ta_put how;
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_put(s.self, &same, "{\"v\":2}", &how, &err));
    assert_int_equal(how, TA_PUT_UPDATED);
    assert_ok(s.ops->commit(s.self, &err));
    assert_int_equal(last(&s), two);

    put(&s, "a", 1.5);
    assert_int_equal(since(&s, two, INT64_MAX, first, sizeof first), 1);
    assert_string_equal(first, "a/1");
    assert_int_equal(since(&s, 0, two, first, sizeof first), 1);
    assert_string_equal(first, "b/1");
    store_close(&s);
}

static void a_number_is_never_given_twice(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char first[TA_SCENE_SIZE];
    put(&s, "a", 1);
    put(&s, "b", 2);
    int64_t two = last(&s);
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_remove(s.self, "b", &err));
    assert_ok(s.ops->commit(s.self, &err));
    assert_int_equal(since(&s, 0, INT64_MAX, first, sizeof first), 1);
    store_close(&s);
    s = store_open();
    put(&s, "b", 2);
    assert_true(last(&s) > two);
    assert_int_equal(since(&s, two, INT64_MAX, first, sizeof first), 1);
    store_close(&s);
}

static void a_site_taken_out_of_its_project_loses_its_number(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char first[TA_SCENE_SIZE];
    struct square square[2];
    square_at(&square[0], 1, 0, 0, 0.5);
    square_at(&square[1], 2, 3, 0, 0.5);
    struct ta_site sites[2] = {square[0].site, square[1].site};
    struct ta_project project = {.id = "p", .n_sites = 2, .site = sites};
    enum ta_put how;
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_put(s.self, &project, "{\"v\":1}", &how, &err));
    assert_int_equal(since(&s, 0, INT64_MAX, first, sizeof first), 2);
    project.n_sites = 1;
    assert_ok(s.ops->project_put(s.self, &project, "{\"v\":2}", &how, &err));
    assert_ok(s.ops->commit(s.self, &err));
    assert_int_equal(since(&s, 0, INT64_MAX, first, sizeof first), 1);
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

static void only_sites_in_the_box_come(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    put(&s, "a", 1);
    put(&s, "b", 2);
    const struct ta_box box = {1.9, -1, 2.05, 1}, none = {1, 0, NAN, 1};
    char(*sites)[TA_SCENE_SIZE] = NULL;
    size_t n = 0;
    assert_ok(s.ops->sites_since(s.self, &box, 0, 99, &sites, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(sites[0], "b/1");
    ta_free(sites);
    assert_int_equal(s.ops->sites_since(s.self, &none, 0, 99, &sites, &n, &err),
                     TA_E_ARG);
    assert_ok(s.ops->sites_count(s.self, &box, 0, 99, SIZE_MAX, &n, &err));
    assert_int_equal(n, 1);
    assert_ok(s.ops->sites_count(s.self, &box, 2, 99, SIZE_MAX, &n, &err));
    assert_int_equal(n, 0);
    assert_int_equal(s.ops->sites_count(s.self, &none, 0, 99, 1, &n, &err), TA_E_ARG);
    store_close(&s);
}

/* Two squares far from each other, as on both sides of the antimeridian. */
static void what_lies_between_the_parts_of_a_site_is_not_in_it(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    size_t part_ring[] = {0, 1, 2}, ring_point[] = {0, 5, 10};
    double xy[] = {179,  0, 180,  0, 180,  1, 179,  1, 179,  0,
                   -180, 0, -179, 0, -179, 1, -180, 1, -180, 0};
    struct ta_site site = {.n = 1, .area_m2 = 1, .position_error_m = NAN};
    site.shape = (struct ta_polygons){2, part_ring, 2, ring_point, 10, xy};
    struct ta_project project = {.id = "a", .n_sites = 1, .site = &site};
    enum ta_put how;
    put(&s, "first", 12);
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_put(s.self, &project, "{}", &how, &err));
    assert_ok(s.ops->commit(s.self, &err));
    static const struct {
        struct ta_box box;
        size_t n;
    } asked[] = {{{179.5, 0.5, 179.6, 0.6}, 1},
                 {{-179.2, 0.9, -170, 2}, 1},
                 {{10, 0.2, 20, 1}, 0},
                 {{-180, 0.2, 180, 90}, 1}};
    for (size_t i = 0; i < 2 * sizeof asked / sizeof *asked; i++) {
        char(*sites)[TA_SCENE_SIZE] = NULL;
        size_t n = 0;
        int64_t after = i % 2; /* all of them, and those that came since the first */
        assert_ok(
            s.ops->sites_since(s.self, &asked[i / 2].box, after, 99, &sites, &n, &err));
        assert_int_equal(n, asked[i / 2].n);
        ta_free(sites);
    }
    store_close(&s);
}

enum { CROWD = 1000, STEPS = 100 };

static int count_steps(void *self)
{
    ++*(size_t *)self;
    return 0;
}

/* Hundreds of steps of SQLite for a small box or a new site, not some for each site there is. */
static void few_sites_are_not_looked_for_among_all(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_db *db = s.self;
    char id[40];
    assert_ok(s.ops->begin(s.self, &err));
    for (int i = 0; i < CROWD; i++) {
        (void)snprintf(id, sizeof id, "p%04d", i);
        put_square(&s, id, i % 100 * 0.2, i / 100 * 0.2);
    }
    assert_ok(s.ops->commit(s.self, &err));
    const struct ta_box small = {3.05, 0.05, 3.06, 0.06};
    const struct {
        const struct ta_box *box;
        int64_t after;
        size_t n;
    } asked[] = {{&small, 0, 1}, {&everywhere, CROWD - 1, 1}, {&small, CROWD - 1, 0}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        char(*sites)[TA_SCENE_SIZE] = NULL;
        size_t n = 0, hundreds = 0;
        sqlite3_progress_handler(db->handle, STEPS, count_steps, &hundreds);
        assert_ok(s.ops->sites_since(s.self, asked[i].box, asked[i].after, CROWD,
                                     &sites, &n, &err));
        sqlite3_progress_handler(db->handle, 0, NULL, NULL);
        assert_int_equal(n, asked[i].n);
        if (hundreds > 5) fail_msg("case %zu: %zu hundred steps", i, hundreds);
        ta_free(sites);
    }
    for (size_t most = 1; most <= 2 * CROWD; most *= 2 * CROWD) {
        size_t n = 0, hundreds = 0;
        sqlite3_progress_handler(db->handle, STEPS, count_steps, &hundreds);
        assert_ok(s.ops->sites_count(s.self, &everywhere, 0, CROWD, most, &n, &err));
        sqlite3_progress_handler(db->handle, 0, NULL, NULL);
        assert_int_equal(n, most < CROWD ? most : CROWD);
        if (n == 1 && hundreds > 5) fail_msg("one of all: %zu hundred steps", hundreds);
    }
    store_close(&s);
}

static void put_scene(struct ta_store *s, const char *id, const char *processing,
                      const char *datatake, const char *tile, enum ta_scene_state state)
{
    struct ta_scene_row row = {.time = 5, .state = state};
    snprintf(row.id, sizeof row.id, "%s", id);
    snprintf(row.processing, sizeof row.processing, "%s", processing);
    snprintf(row.datatake, sizeof row.datatake, "%s", datatake);
    snprintf(row.tile, sizeof row.tile, "%s", tile);
    if (state == TA_SCENE_SET_ASIDE) snprintf(row.reason, sizeof row.reason, "cut");
    assert_ok(s->ops->scene_put(s->self, &row, &err));
}

static void scenes_are_listed_and_forgotten(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_scene(&s, "c/b", "1", "d", "t", TA_SCENE_OBSERVED);
    put_scene(&s, "c/a", "2", "d", "t", TA_SCENE_SUPERSEDED);
    put_scene(&s, "c/a", "1", "d", "t", TA_SCENE_SET_ASIDE);
    put_scene(&s, "c/x", "1", "d", "u", TA_SCENE_SET_ASIDE);
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->scenes_of(s.self, "d", "t", &rows, &n, &err));
    assert_int_equal(n, 3);
    assert_string_equal(rows[0].id, "c/a");
    assert_string_equal(rows[0].processing, "1");
    assert_string_equal(rows[2].id, "c/b");
    ta_free(rows);
    assert_ok(s.ops->scenes_called(s.self, "c/a", &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].processing, "1");
    assert_string_equal(rows[1].processing, "2");
    ta_free(rows);
    assert_ok(s.ops->scenes_in(s.self, TA_SCENE_SET_ASIDE, &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[1].id, "c/x");
    assert_string_equal(rows[1].reason, "cut");
    ta_free(rows);
    assert_ok(s.ops->scene_forget(s.self, "c/x", "1", &err));
    assert_int_equal(s.ops->scene_forget(s.self, "c/x", "1", &err), TA_E_NOTFOUND);
    assert_int_equal(s.ops->scene_forget(s.self, "c/b", "1", &err), TA_E_NOTFOUND);
    assert_ok(s.ops->commit(s.self, &err));
    store_close(&s);
}

static void put_aside(struct ta_store *s, const char *id, const char *place)
{
    struct ta_scene_row row = {.time = 5, .state = TA_SCENE_SET_ASIDE, .reason = "cut"};
    snprintf(row.id, sizeof row.id, "%s", id);
    snprintf(row.processing, sizeof row.processing, "1");
    snprintf(row.place, sizeof row.place, "%s", place);
    assert_ok(s->ops->scene_put(s->self, &row, &err));
}

/* Two boxes at the antimeridian, one scene elsewhere, one of which nobody knows it. */
static void scenes_set_aside_come_by_where_they_lie(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    const struct ta_box here = {10, 20, 11, 21}, far = {-179.5, 0, -179.2, 1},
                        none = {1, 0, NAN, 1};
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->begin(s.self, &err));
    put_aside(&s, "c/over", "[[10.5,20.5,12,22]]");
    put_aside(&s, "c/two", "[[179,-5,180,5],[-180,-5,-179,5]]");
    put_aside(&s, "c/beside", "[[11.1,20,12,21]]");
    put_aside(&s, "c/where", "");
    put_scene(&s, "c/seen", "1", "d", "t", TA_SCENE_OBSERVED);
    assert_ok(s.ops->scenes_aside(s.self, &here, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].id, "c/over");
    assert_string_equal(rows[0].place, "[[10.5,20.5,12,22]]");
    ta_free(rows);
    assert_ok(s.ops->scenes_aside(s.self, &far, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].id, "c/two");
    ta_free(rows);
    assert_ok(s.ops->scenes_aside(s.self, NULL, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].id, "c/where");
    ta_free(rows);
    assert_int_equal(s.ops->scenes_aside(s.self, &none, &rows, &n, &err), TA_E_ARG);
    assert_ok(s.ops->commit(s.self, &err));
    store_close(&s);
}

static void a_file_is_known_while_it_is_what_it_was(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_asset_row row = {.path = "/a/B4.TIF", .size = 9, .modified_ns = 77};
    memset(row.sha256, 'a', TA_HEX_SIZE - 1);
    assert_int_equal(s.ops->asset_get(s.self, &row, &err), TA_E_NOTFOUND);
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->asset_put(s.self, &row, &err));
    assert_ok(s.ops->commit(s.self, &err));
    struct ta_asset_row got = {.path = "/a/B4.TIF", .size = 9, .modified_ns = 77};
    assert_ok(s.ops->asset_get(s.self, &got, &err));
    assert_string_equal(got.sha256, row.sha256);
    got.modified_ns = 78;
    assert_int_equal(s.ops->asset_get(s.self, &got, &err), TA_E_NOTFOUND);
    store_close(&s);
}

struct cut {
    const char *scene;
    double inside, clear;
    char shape;
};

static void put_cut_of(struct ta_store *s, const struct cut *cut,
                       const char *processing)
{
    struct ta_chip_row row = {.project = "p",
                              .site = 1,
                              .time = 5,
                              .sha256 = TA_CHAIN_START,
                              .inside = cut->inside,
                              .clear_fraction = cut->clear};
    snprintf(row.scene, sizeof row.scene, "%s", cut->scene);
    snprintf(row.processing, sizeof row.processing, "%s", processing);
    snprintf(row.path, sizeof row.path, "imagery/chips/%s-%s", cut->scene,
             row.processing);
    memset(row.shape_sha256, cut->shape, TA_HEX_SIZE - 1);
    assert_ok(s->ops->chip_put(s->self, &row, &err));
}

static void put_cut(struct ta_store *s, const struct cut *cut)
{
    put_cut_of(s, cut, "1");
}

/* Scenes of one datatake: left and right are neighbours of one collection, st is another
 * product of the left one. */
static void neighbours_of_one_datatake_are_one_look(void **state)
{
    (void)state;
    static const struct {
        struct cut left, right;
        const char *best;
    } cases[] = {
        {{"c/left", 0.4, 0.4, 'a'}, {"c/right", 0.9, 0.2, 'a'}, "c/right"},
        {{"c/left", 0.9, 0.4, 'a'}, {"c/right", 0.4, 0.4, 'a'}, "c/left"},
        {{"c/left", 0.9, 0.3, 'a'}, {"c/right", 0.9, 0.4, 'a'}, "c/right"},
        {{"c/left", 0.9, NAN, 'a'}, {"c/right", 0.9, 0.0, 'a'}, "c/right"},
        {{"c/left", 1.0, 1.0, 'a'}, {"c/right", 1.0, 1.0, 'a'}, "c/left"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ta_test_folder(FOLDER);
        struct ta_store s = store_open();
        assert_ok(s.ops->begin(s.self, &err));
        put_scene(&s, "c/left", "1", "d", "t1", TA_SCENE_OBSERVED);
        put_scene(&s, "c/right", "1", "d", "t2", TA_SCENE_OBSERVED);
        put_scene(&s, "st/left", "1", "d", "t1", TA_SCENE_OBSERVED);
        put_cut(&s, &cases[i].left);
        put_cut(&s, &cases[i].right);
        put_cut(&s, &(struct cut){"st/left", 0.1, 0.1, 'a'});
        assert_ok(s.ops->commit(s.self, &err));
        struct ta_chip_row *rows = NULL;
        size_t n = 0;
        assert_ok(s.ops->chips_of(s.self, "p", 1, 0, 9, &rows, &n, &err));
        assert_int_equal(n, 2);
        assert_string_equal(rows[0].scene, cases[i].best);
        assert_string_equal(rows[1].scene, "st/left");
        ta_free(rows);
        store_close(&s);
    }
}

/* Two processings of a scene whose tile has another name since are no neighbours: by which it is judged their
 * order says, and not which of them has more of the site. */
static void a_scene_is_no_neighbour_of_itself(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_chip_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->begin(s.self, &err));
    put_scene(&s, "c/one", "1", "d", "T5QKB", TA_SCENE_OBSERVED);
    put_scene(&s, "c/one", "2", "d", "T05QKB", TA_SCENE_OBSERVED);
    put_cut_of(&s, &(struct cut){"c/one", 0.9, 0.9, 'a'}, "1");
    put_cut_of(&s, &(struct cut){"c/one", 0.4, 0.4, 'a'}, "2");
    assert_ok(s.ops->commit(s.self, &err));
    assert_ok(s.ops->chips_of(s.self, "p", 1, 0, 9, &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].processing, "1");
    assert_string_equal(rows[1].processing, "2");
    ta_free(rows);
    store_close(&s);
}

/* A scene with a document of these bands, on a tile of its own, and its chip. */
static void put_with_bands(struct ta_store *s, const char *id, const char *bands,
                           double inside)
{
    char document[300];
    struct ta_scene_row row = {.time = 5, .state = TA_SCENE_OBSERVED};
    int n = snprintf(document, sizeof document,
                     "{\"assets\":[{\"bands\":[%s]},{\"bands\":[]}],\"id\":\"%s\"}",
                     bands, id);
    snprintf(row.id, sizeof row.id, "%s", id);
    snprintf(row.processing, sizeof row.processing, "1");
    snprintf(row.datatake, sizeof row.datatake, "d");
    snprintf(row.tile, sizeof row.tile, "%s", id);
    ta_sha256(document, (size_t)n, row.assets_sha256);
    assert_ok(s->ops->document_put(s->self, "scene", row.assets_sha256, document,
                                   (size_t)n, &err));
    assert_ok(s->ops->scene_put(s->self, &row, &err));
    put_cut(s, &(struct cut){id, inside, 1.0, 'a'});
}

static void a_neighbour_comes_for_a_band_that_the_better_look_lacks(void **state)
{
    (void)state;
    static const char red[] = "{\"name\":\"red\"}", both[] = "{\"name\":\"nir\"},"
                                                             "{\"name\":\"red\"}";
    static const struct {
        const char *best, *other;
        size_t n;
    } cases[] = {{red, both, 2}, {both, red, 1}, {red, red, 1}, {both, both, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ta_test_folder(FOLDER);
        struct ta_store s = store_open();
        struct ta_chip_row *rows = NULL;
        size_t n = 0;
        assert_ok(s.ops->begin(s.self, &err));
        put_with_bands(&s, "c/best", cases[i].best, 1.0);
        put_with_bands(&s, "c/other", cases[i].other, 0.5);
        assert_ok(s.ops->commit(s.self, &err));
        assert_ok(s.ops->chips_of(s.self, "p", 1, 0, 9, &rows, &n, &err));
        assert_int_equal(n, cases[i].n);
        assert_string_equal(rows[0].scene, "c/best");
        ta_free(rows);
        store_close(&s);
    }
}

/* Some steps for each chip, not for each pair of them. */
static void chips_of_a_long_history_are_not_held_against_each_other(void **state)
{
    (void)state;
    enum { LOOKS = 300 };
    struct ta_store s = store_open();
    struct ta_db *db = s.self;
    assert_ok(s.ops->begin(s.self, &err));
    for (int i = 0; i < LOOKS; i++) {
        char id[20];
        (void)snprintf(id, sizeof id, "c/%03d", i);
        put_scene(&s, id, "1", id, "t", TA_SCENE_OBSERVED);
        const struct cut cut = {id, 1.0, 1.0, 'a'};
        put_cut(&s, &cut);
    }
    assert_ok(s.ops->commit(s.self, &err));
    struct ta_chip_row *rows = NULL;
    size_t n = 0, hundreds = 0;
    sqlite3_progress_handler(db->handle, STEPS, count_steps, &hundreds);
    assert_ok(s.ops->chips_of(s.self, "p", 1, 0, 9, &rows, &n, &err));
    sqlite3_progress_handler(db->handle, 0, NULL, NULL);
    assert_int_equal(n, LOOKS);
    ta_free(rows);
    if (hundreds > 2 * LOOKS) fail_msg("%zu hundred steps", hundreds);
    store_close(&s);
}

static void chips_of_an_old_shape_do_not_come(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    put(&s, "p", 1);
    char now[TA_HEX_SIZE];
    raw_text("SELECT shape_sha256 FROM ta_site_shape", now, sizeof now);
    struct ta_chip_row row = {.project = "p",
                              .site = 1,
                              .scene = "c/new",
                              .processing = "1",
                              .sha256 = TA_CHAIN_START,
                              .path = "imagery/chips/new",
                              .inside = 1};
    memcpy(row.shape_sha256, now, sizeof now);
    assert_ok(s.ops->begin(s.self, &err));
    put_cut(&s, &(struct cut){"c/old", 1, 1, 'b'});
    assert_ok(s.ops->chip_put(s.self, &row, &err));
    row.grid = 1; /* the same look, bands that do not nest */
    assert_ok(s.ops->chip_put(s.self, &row, &err));
    assert_ok(s.ops->commit(s.self, &err));
    struct ta_chip_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->chips_of(s.self, "p", 1, 0, 9, &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].scene, "c/new");
    assert_int_equal(rows[0].grid, 0);
    assert_int_equal(rows[1].grid, 1);
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->chip_forget(s.self, &rows[0], &err));
    assert_ok(s.ops->commit(s.self, &err));
    ta_free(rows);
    assert_ok(s.ops->chips_of(s.self, "p", 1, 0, 9, &rows, &n, &err));
    assert_int_equal(n, 0);
    store_close(&s);
}

static void put_part(struct ta_store *s, const char *part, int version)
{
    struct ta_partition_row row = {
        .kind = "observations", .version = version, .sha256 = TA_CHAIN_START};
    snprintf(row.part, sizeof row.part, "%s", part);
    snprintf(row.path, sizeof row.path, "observations/%s.v%d.h5", part, version);
    assert_ok(s->ops->partition_put(s->self, &row, &err));
}

static void hold(struct ta_store *s, const char *part, int site)
{
    struct ta_part_site held = {.project = "p", .site = site};
    snprintf(held.part, sizeof held.part, "%s", part);
    assert_ok(s->ops->part_holds(s->self, &held, &err));
}

static size_t count_parts(struct ta_store *s, int site)
{
    struct ta_partition_row *rows = NULL;
    size_t n = 0;
    assert_ok(s->ops->parts_of(s->self, "p", site, &rows, &n, &err));
    ta_free(rows);
    return n;
}

/* Rows of a shape that is no more are out of sight at once, and known until rewritten. */
static void rows_of_an_old_shape_are_stale(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_part_site *stale = NULL;
    size_t n = 9;
    put(&s, "p", 1);
    assert_ok(s.ops->begin(s.self, &err));
    put_part(&s, "t1/2000-03", 1);
    put_part(&s, "t1/2000-04", 1);
    hold(&s, "t1/2000-03", 1);
    hold(&s, "t1/2000-04", 1);
    assert_ok(s.ops->commit(s.self, &err));
    assert_ok(s.ops->parts_stale(s.self, "", &stale, &n, &err));
    assert_int_equal(n, 0);
    assert_int_equal(count_parts(&s, 1), 2);

    put(&s, "p", 1.5); /* it moves */
    assert_int_equal(count_parts(&s, 1), 0);
    assert_ok(s.ops->parts_stale(s.self, "t1/2000-04", &stale, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(stale[0].part, "t1/2000-04");
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->part_forget(s.self, &stale[0], &err));
    hold(&s, "t1/2000-03", 1);
    assert_ok(s.ops->part_forget(s.self, &(struct ta_part_site){"t1/2000-03", "p", 1},
                                 &err)); /* not stale: stays */
    assert_ok(s.ops->commit(s.self, &err));
    ta_free(stale);
    assert_int_equal(count_parts(&s, 1), 1);

    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_remove(s.self, "p", &err));
    assert_ok(s.ops->commit(s.self, &err));
    assert_int_equal(count_parts(&s, 1), 0);
    assert_ok(s.ops->parts_stale(s.self, "", &stale, &n, &err));
    assert_int_equal(n, 1);
    ta_free(stale);
    store_close(&s);
}

static void a_site_knows_its_partitions(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_part(&s, "t1/2000-03", 1);
    put_part(&s, "t1/2000-03", 2);
    put_part(&s, "t1/2000-04", 1);
    put_part(&s, "t2/2000-03", 1);
    hold(&s, "t2/2000-03", 1);
    hold(&s, "t1/2000-03", 1);
    hold(&s, "t1/2000-03", 1);
    hold(&s, "t1/2000-04", 2);
    assert_ok(s.ops->commit(s.self, &err));
    struct ta_partition_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->parts_of(s.self, "p", 1, &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].path, "observations/t1/2000-03.v2.h5");
    assert_string_equal(rows[1].path, "observations/t2/2000-03.v1.h5");
    ta_free(rows);
    assert_ok(s.ops->parts_of(s.self, "q", 1, &rows, &n, &err));
    assert_int_equal(n, 0);
    store_close(&s);
}

static void a_level_is_read_back(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char level[TA_NAME_SIZE], id[TA_HEX_SIZE];
    double score = 0;
    put(&s, "p", 1);
    assert_ok(s.ops->level_get(s.self, "p", level, &score, id, &err));
    assert_string_equal(level, "");
    assert_string_equal(id, "");
    assert_true(isnan(score));
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(append(&s, "p", "{}"));
    assert_ok(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, id, &err));
    assert_ok(s.ops->level_set(s.self, "p", "elevated", 41.5, id, &err));
    assert_ok(s.ops->commit(s.self, &err));
    char got[TA_HEX_SIZE];
    assert_ok(s.ops->level_get(s.self, "p", level, &score, got, &err));
    assert_string_equal(level, "elevated");
    assert_string_equal(got, id);
    assert_true(score == 41.5);
    store_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_or_moved_shape_gets_the_next_number, fresh_folder),
        cmocka_unit_test_setup(a_number_is_never_given_twice, fresh_folder),
        cmocka_unit_test_setup(a_site_taken_out_of_its_project_loses_its_number,
                               fresh_folder),
        cmocka_unit_test_setup(what_lies_between_the_parts_of_a_site_is_not_in_it,
                               fresh_folder),
        cmocka_unit_test_setup(few_sites_are_not_looked_for_among_all, fresh_folder),
        cmocka_unit_test_setup(only_sites_in_the_box_come, fresh_folder),
        cmocka_unit_test_setup(scenes_are_listed_and_forgotten, fresh_folder),
        cmocka_unit_test_setup(scenes_set_aside_come_by_where_they_lie, fresh_folder),
        cmocka_unit_test_setup(a_file_is_known_while_it_is_what_it_was, fresh_folder),
        cmocka_unit_test_setup(neighbours_of_one_datatake_are_one_look, fresh_folder),
        cmocka_unit_test_setup(a_scene_is_no_neighbour_of_itself, fresh_folder),
        cmocka_unit_test_setup(a_neighbour_comes_for_a_band_that_the_better_look_lacks,
                               fresh_folder),
        cmocka_unit_test_setup(chips_of_a_long_history_are_not_held_against_each_other,
                               fresh_folder),
        cmocka_unit_test_setup(chips_of_an_old_shape_do_not_come, fresh_folder),
        cmocka_unit_test_setup(a_site_knows_its_partitions, fresh_folder),
        cmocka_unit_test_setup(rows_of_an_old_shape_are_stale, fresh_folder),
        cmocka_unit_test_setup(a_level_is_read_back, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
