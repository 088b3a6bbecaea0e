/* SPDX-License-Identifier: Apache-2.0 */
/* What is amiss with one site, and what the others get all the same. */
#define TA_TEST_NAME "refresh-site"
#include "base/hash.h"
#include "ta_test_refresh.h"

#include "engine/site.h"
#include "geo/crs.h"

static const struct square_site two_sites[] = {{"a", 10, 10}, {"b", 40, 40}};

static void import_csv(struct ta_workspace *w, struct ta_text *csv, const char *crs)
{
    struct ta_project_imported in;
    const struct ta_project_import job = {
        .path = file_with("far.csv", csv->bytes), .crs = crs, .who = "li", .now = NOW};
    assert_ok(ta_engine_import(w, &job, &in, &err));
    ta_free(in.finding);
    ta_text_free(csv);
}

/* A site of two parts of 100 m, 500 m apart. */
static void import_scattered(struct ta_workspace *w, const char *id)
{
    struct ta_text csv = {0};
    ta_text_addf(&csv,
                 "id,name,wkt\n%s,S,\"MULTIPOLYGON(((300020 4499980,300120 "
                 "4499980,300120 4499880,300020 4499880,300020 4499980)),((300520 "
                 "4499480,300620 4499480,300620 4499380,300520 4499380,300520 "
                 "4499480)))\"\n",
                 id);
    import_csv(w, &csv, TA_UTM);
}

/* One part here, the other a quarter of the globe away on the equator, where the grid's CRS has no place. */
static void import_nowhere(struct ta_workspace *w, const char *id)
{
    struct ta_text csv = {0};
    ta_text_addf(&csv,
                 "id,name,wkt\n%s,S,\"MULTIPOLYGON(((114.6357 40.6250,114.6368 "
                 "40.6250,114.6368 40.6242,114.6357 40.6242,114.6357 "
                 "40.6250)),((27.001 0.001,27.002 0.001,27.002 0,27.001 0,27.001 "
                 "0.001)))\"\n",
                 id);
    import_csv(w, &csv, "OGC:CRS84");
}

/* Two equal parts on one parallel, the other so many degrees further west. */
static void import_spread(struct ta_workspace *w, const char *id, double west)
{
    static const double at[2][2] = {{114.6357, 40.6250}, {114.6368, 40.6242}};
    struct ta_text csv = {0};
    ta_text_addf(&csv, "id,name,wkt\n%s,S,\"MULTIPOLYGON(", id);
    for (int i = 0; i < 2; i++) {
        double x[2] = {at[0][0] - i * west, at[1][0] - i * west};
        double y[2] = {at[0][1], at[1][1]};
        ta_text_addf(&csv, "%s((%.6f %f,%.6f %f,%.6f %f,%.6f %f,%.6f %f))",
                     i == 0 ? "" : ",", x[0], y[0], x[1], y[0], x[1], y[1], x[0], y[1],
                     x[0], y[0]);
    }
    ta_text_add(&csv, ")\"\n");
    import_csv(w, &csv, "OGC:CRS84");
}

static size_t times_told(const char *words)
{
    size_t n = 0;
    for (const char *at = events; (at = strstr(at, words)) != NULL; at++) n++;
    return n;
}

/* A site of one box too large for a picture is observed without one, and the others with theirs. */
static void a_site_too_wide_for_a_chip_costs_nobody_a_look(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    const struct ta_scene_source source = ta_scene_source_folder(SCENES);
    struct made may = scene_of("may", "2020-05-03"),
                tenth = scene_of("ten", "2020-05-10");
    make_scene(&may);
    make_scene(&tenth);
    import_squares(&w, two_sites, 2);
    import_scattered(&w, "wide");
    struct ta_refresh ask = refresh_of(&source);
    ask.chip_bytes = 10000; /* 26 x 26 cells of 7 bytes fit, 76 x 76 do not */
    assert_gives(ta_engine_refresh(&w, &ask, &done, &err), TA_PARTLY);
    assert_int_equal(done.observed, 2);
    assert_int_equal(done.set_aside, 0);
    assert_int_equal(done.looks, 6);
    assert_int_equal(done.chips, 4);
    assert_int_equal(done.problems, 1);
    assert_event("problem s2/may wide/1: no picture of it is kept, ");
    assert_int_equal(times_told("no picture of it is kept"), 1); /* of both scenes */
    assert_int_equal(count_chips(&w, "a"), 2);
    assert_int_equal(count_chips(&w, "b"), 2);
    assert_int_equal(count_chips(&w, "wide"), 0);
    size_t n = 0;
    struct ta_observation *rows = rows_of(&w, "wide", &n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(rows[i].chip_sha256, "");
        assert_true(rows[i].inside > 0.999 && rows[i].stats.count > 199.0);
    }
    ta_free(rows);
    assert_ok(ta_engine_refresh(&w, &ask, &done, &err)); /* and that is known */
    assert_int_equal(done.observed, 0);
    ta_workspace_close(&w);
}

/* A site that cannot be put on the grid is told though others were seen. */
static void a_site_without_a_place_is_told_beside_others(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03");
    make_scene(&may);
    import_squares(&w, two_sites, 2);
    import_nowhere(&w, "torn");
    assert_gives(refresh(&w, &done), TA_PARTLY);
    assert_int_equal(done.looks, 2);
    assert_int_equal(done.problems, 1);
    assert_event("problem s2/may torn/1: ");
    ta_workspace_close(&w);
}

/* Alone in its file, moved away, and back elsewhere: no version without the old rows was written. */
static void rows_of_a_former_outline_do_not_come_back(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03"),
                tenth = scene_of("ten", "2020-05-10");
    const struct square_site here[] = {{"a", 10, 10}}, away[] = {{"a", 700, 10}},
                             back[] = {{"a", 30, 30}};
    make_scene(&may);
    import_squares(&w, here, 1);
    assert_ok(refresh(&w, &done));
    mean_of(&w, "a", "ndvi", 1);
    import_squares(&w, away, 1);
    assert_ok(refresh(&w, &done));
    mean_of(&w, "a", "ndvi", 0);
    assert_int_equal(unlink(SCENES "/may.json"), 0); /* nobody looks at it anew */
    import_squares(&w, back, 1);
    make_scene(&tenth);
    assert_ok(refresh(&w, &done));
    assert_int_equal(done.looks, 1);
    mean_of(&w, "a", "ndvi", 1);
    struct ta_part_site *stale = NULL;
    size_t n = 9;
    assert_ok(w.store.ops->parts_stale(w.store.self, "", &stale, &n, &err));
    assert_int_equal(n, 0); /* the new version has none of them */
    ta_workspace_close(&w);
}

static bool has_version(int version)
{
    char path[600];
    (void)snprintf(path, sizeof path, "%s/observations/T50TMK/2020-05.v%d.h5",
                   WORKSPACE, version);
    return access(path, F_OK) == 0;
}

/* Night by night a look more: of the versions that nobody names the last one stays, and what a kill left goes. */
static void older_versions_of_a_partition_go(void **state)
{
    (void)state;
    static const char *const day[] = {"2020-05-03", "2020-05-05", "2020-05-07",
                                      "2020-05-09"};
    static const char *const left[] = {"2020-05.v1.h5", "2020-05.v12.h5",
                                       "2020-05.v1.h5.old", "2020-050.v1.h5"};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    char path[600];
    import_squares(&w, two_sites, 2);
    for (size_t i = 0; i < 4; i++) {
        struct made look = scene_of(day[i], day[i]);
        make_scene(&look);
        assert_ok(refresh(&w, &done));
        mean_of(&w, "a", "ndvi", i + 1);
        for (int v = 1; v <= (int)i + 1; v++)
            assert_int_equal(has_version(v), v >= (int)i);
    }
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(path, sizeof path, "%s/observations/T50TMK/%s", WORKSPACE,
                       left[i]);
        assert_ok(ta_file_write(path, "x", 1, 0666, &err));
    }
    assert_ok(refresh(&w, &done));
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(path, sizeof path, "%s/observations/T50TMK/%s", WORKSPACE,
                       left[i]);
        assert_int_equal(access(path, F_OK) == 0, i > 0); /* ours, and older */
    }
    assert_true(has_version(3) && has_version(4));
    mean_of(&w, "a", "ndvi", 4);
    ta_workspace_close(&w);
}

/* --- parts on far meridians --------------------------------------------------------- */

/* What its chip says of the site, which is also what the pass said. */
static void look_at_chip(struct ta_workspace *w, const char *project,
                         const struct ta_observation *row)
{
    struct ta_cutter cutter = {.port = ta_crs_port()};
    struct ta_project it = {.n_sites = 0};
    struct ta_chip chip = {0};
    struct ta_chip_view view = {0};
    size_t n = 0;
    struct ta_chip_row *chips = chips_of(w, project, &n);
    assert_int_equal(n, 1);
    char *path = ta_workspace_path(w, chips[0].path);
    assert_ok(ta_chip_read(path, &chip, &err));
    assert_ok(ta_engine_project(w, project, &it, &err));
    assert_ok(ta_chip_look(&chip, &cutter, &it.site[0].shape, it.site[0].area_m2,
                           row->layer, &view, &err));
    assert_true(view.observation.inside == row->inside);
    assert_true(view.observation.clear_fraction == row->clear_fraction);
    assert_true(view.observation.cell_area_m2 == row->cell_area_m2);
    ta_chip_view_free(&view);
    ta_chip_free(&chip);
    ta_project_free(&it);
    ta_cutter_close(&cutter);
    ta_free(path);
    ta_free(chips);
}

/* A scene's projection makes of the far one many times its area: it is half of the site all the same. */
static void each_of_two_far_parts_is_half_of_the_site(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double west;
    } site[] = {{"near", 0.01}, {"s5", 5}, {"s29", 29}, {"s60", 60}, {"s75", 75}};
    struct ta_workspace w = workspace_open();
    struct ta_refreshed done;
    struct made may = scene_of("may", "2020-05-03");
    make_scene(&may);
    for (size_t i = 0; i < sizeof site / sizeof *site; i++)
        import_spread(&w, site[i].id, site[i].west);
    assert_ok(refresh(&w, &done));
    for (size_t i = 0; i < sizeof site / sizeof *site; i++) {
        size_t n = 0;
        struct ta_observation *rows = rows_of(&w, site[i].id, &n);
        assert_true(n > 0);
        assert_near(rows[0].inside, 0.5, 0.005, 0.0);
        assert_near(rows[0].cell_area_m2, 100.0, 0.01, 0.0);
        look_at_chip(&w, site[i].id, &rows[0]);
        ta_free(rows);
    }
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_of_two_far_parts_is_half_of_the_site, fresh_folder),
        cmocka_unit_test_setup(a_site_too_wide_for_a_chip_costs_nobody_a_look,
                               fresh_folder),
        cmocka_unit_test_setup(a_site_without_a_place_is_told_beside_others,
                               fresh_folder),
        cmocka_unit_test_setup(rows_of_a_former_outline_do_not_come_back, fresh_folder),
        cmocka_unit_test_setup(older_versions_of_a_partition_go, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
