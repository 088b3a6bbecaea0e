/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "import"
#include "ta_test_engine.h"

#include "base/project.h"
#include "engine/import.h"
#include "engine/parcel.h"
#include "engine/site.h"
#include "store/store.h"

/* Squares of 0.01 degrees whose west edge is given. */
#define ROW(id, name, west, east)                                                      \
    id "," name ",\"POLYGON((" west " 20," east " 20," east " 20.01," west             \
       " 20.01," west " 20))\"\n"
#define HEAD "id,name,wkt\n"

static struct {
    char problems[1000], puts[1000];
} told;

static void on_problem(void *self, const struct ta_import_problem *p)
{
    (void)self;
    size_t n = strlen(told.problems);
    snprintf(told.problems + n, sizeof told.problems - n, "%zu|%zu|%s|%s|%d\n", p->row,
             p->line, p->project, p->field, p->set_aside);
    assert_true(p->reason[0] != '\0');
}

static void on_put(void *self, const char *id, enum ta_put how)
{
    (void)self;
    size_t n = strlen(told.puts);
    snprintf(told.puts + n, sizeof told.puts - n, "%s%c ", id, "+~="[how]);
}

static enum ta_status import_file(struct ta_workspace *w, const char *path,
                                  struct ta_project_imported *out)
{
    const struct ta_project_import job = {.path = path,
                                          .crs = "EPSG:4326",
                                          .who = "li",
                                          .now = NOW,
                                          .problem = on_problem,
                                          .put = on_put};
    memset(&told, 0, sizeof told);
    return ta_engine_import(w, &job, out, &err);
}

static enum ta_status import(struct ta_workspace *w, const char *text,
                             struct ta_project_imported *out)
{
    return import_file(w, file_with("in.csv", text), out);
}

static void projects_go_in_and_come_again_unchanged(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_project_imported in;
    const char *two =
        HEAD ROW("a", "Farm", "10", "10.01") ROW("b", "Mill", "11", "11.01");
    assert_ok(import(&w, two, &in));
    assert_int_equal(in.added, 2);
    assert_int_equal(in.counts.sites, 2);
    assert_int_equal(in.n_findings, 0);
    assert_string_equal(told.puts, "a+ b+ ");

    assert_ok(import(&w, two, &in));
    assert_int_equal(in.unchanged, 2);
    assert_int_equal(in.added + in.updated, 0);

    assert_ok(import(&w, HEAD ROW("a", "Farm 2", "10", "10.01"), &in));
    assert_string_equal(told.puts, "a~ ");
    struct ta_project project = {.n_sites = 0};
    struct ta_project_shown shown;
    assert_ok(ta_engine_project_show(&w, "a", &project, &shown, &err));
    assert_string_equal(shown.project->name, "Farm 2");
    assert_string_equal(shown.level, "");
    /* GDAL 3.6.2, +proj=cea +datum=WGS84: 1158452.19 m2 */
    assert_near(shown.area_m2, 1158452.19, 1e-6, 0.0);
    ta_project_free(&project);
    ta_workspace_close(&w);
}

/* Every change has its line, and nothing else has one. */
static size_t audit_lines(void)
{
    /* the log has no reader yet but its own check: look at the bytes of the file */
    char *bytes = NULL, *at;
    size_t size = 0, n = 0;
    assert_ok(ta_file_read(WORKSPACE "/store.gpkg", 1 << 26, &bytes, &size, &err));
    for (at = bytes; at + 14 <= bytes + size; at++)
        n += memcmp(at, "project.import", 14) == 0;
    ta_free(bytes);
    return n;
}

static void each_change_has_a_line_in_the_log(void **state)
{
    (void)state;
    struct ta_project_imported in;
    const char *one = HEAD ROW("a", "Farm", "10", "10.01");
    for (int i = 0; i < 3; i++) {
        struct ta_workspace w = workspace_open();
        assert_ok(import(&w, one, &in));
        assert_ok(w.store.ops->check(w.store.self, &err));
        ta_workspace_close(&w); /* the last one out writes all into the file itself */
        assert_int_equal(audit_lines(), 1);
    }
}

static void a_bad_row_in_the_middle_is_told_and_the_rest_goes_in(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_project_imported in;
    assert_gives(import(&w,
                        HEAD ROW("a", "Farm", "10", "10.01")
                            ROW("b", "Mill", "1e9", "11.01")
                                ROW("c", "Weir", "12", "12.01"),
                        &in),
                 TA_PARTLY);
    assert_int_equal(in.added, 2);
    assert_int_equal(in.counts.rows_set_aside, 1);
    assert_string_equal(told.problems, "2|3|b|geometry|1\n");
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    assert_ok(w.store.ops->project_ids(w.store.self, &ids, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(ids[0], "a");
    assert_string_equal(ids[1], "c");
    ta_free(ids);
    ta_workspace_close(&w);
}

static void a_file_without_a_good_row_changes_nothing(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_project_imported in;
    assert_gives(import(&w, HEAD ROW("b", "Mill", "1e9", "11.01"), &in), TA_E_DATA);
    assert_int_equal(in.counts.rows_set_aside, 1);
    assert_gives(import(&w, "", &in), TA_E_DATA);
    const struct ta_project_import no_crs = {
        .path = file_with("in.csv", HEAD ROW("a", "Farm", "10", "10.01")), .who = "li"};
    assert_gives(ta_engine_import(&w, &no_crs, &in, &err), TA_E_DATA);
    assert_non_null(strstr(err.mend, "--crs"));
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 9;
    assert_ok(w.store.ops->project_ids(w.store.self, &ids, &n, &err));
    assert_int_equal(n, 0);
    ta_workspace_close(&w);
}

static void the_same_parcel_behind_two_loans_is_found_once(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_project_imported in;
    /* b lies half on a; c touches b; d crosses c by half a per cent */
    const char *all = HEAD ROW("b", "Mill", "10.005", "10.015")
        ROW("a", "Farm", "10", "10.01") ROW("c", "Weir", "10.015", "10.025")
            ROW("d", "Dam", "10.02495", "10.03495");
    assert_ok(import(&w, all, &in));
    assert_int_equal(in.n_findings, 1);
    assert_string_equal(in.finding[0].code, "same_parcel");
    assert_string_equal(in.finding[0].object, "a/1");
    /* GDAL 3.6.2, +proj=cea +datum=WGS84: 579226.09 m2 */
    assert_string_equal(in.finding[0].detail,
                        "sites b/1 and a/1 share 57.92 ha: 50 % of the first, 50 % of "
                        "the second");
    ta_free(in.finding);

    /* who only comes later is held against who was there */
    assert_ok(import(&w, HEAD ROW("0", "Late", "10.02", "10.03"), &in));
    assert_int_equal(in.n_findings, 2);
    assert_string_equal(in.finding[0].object, "c/1");
    assert_string_equal(in.finding[1].object, "d/1");
    ta_free(in.finding);

    struct ta_project project = {.n_sites = 0};
    struct ta_finding *found = NULL;
    size_t n = 0;
    assert_ok(ta_engine_project(&w, "a", &project, &err));
    assert_ok(ta_engine_same_parcel(&w, &project, &found, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(found[0].object, "b/1");
    ta_free(found);
    ta_project_free(&project);
    ta_workspace_close(&w);
}

static void a_removed_project_is_off_the_list(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_project_imported in;
    assert_ok(import(&w, HEAD ROW("a", "Farm", "10", "10.01"), &in));
    assert_ok(ta_engine_project_remove(&w, "a", "li", NOW, &err));
    assert_gives(ta_engine_project_remove(&w, "a", "li", NOW, &err), TA_E_NOTFOUND);
    assert_words("no project a");
    assert_ok(w.store.ops->check(w.store.self, &err));
    ta_workspace_close(&w);
}

static enum ta_status note(void *self, const struct ta_project_shown *shown,
                           struct ta_error *e)
{
    (void)e;
    char *list = self;
    strcat(list, shown->project->id); /* allow(strcat): a test's own room */
    return shown->project->id[0] == 'b' ? TA_FINDING : TA_OK;
}

static void projects_are_listed_by_id_until_told_to_stop(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    struct ta_project_imported in;
    char list[20] = "";
    assert_ok(import(&w,
                     HEAD ROW("c", "", "10", "10.01") ROW("a", "", "11", "11.01")
                         ROW("b", "", "12", "12.01"),
                     &in));
    assert_gives(ta_engine_projects(&w, note, list, &err), TA_FINDING);
    assert_string_equal(list, "ab");
    ta_workspace_close(&w);
}

/* Wherever memory ends, the file is in whole or not at all. */
static void out_of_memory_leaves_all_or_nothing(void **state)
{
    (void)state;
    const char *two =
        HEAD ROW("a", "Farm", "10", "10.01") ROW("b", "Mill", "10.005", "10.015");
    size_t failed = 0;
    enum ta_status rc = TA_E_NOMEM;
    for (size_t k = 1; rc != TA_OK && k < 100000; k += 1 + k / 40) {
        fresh_folder(NULL);
        struct ta_workspace w = workspace_open();
        struct ta_project_imported in = {.n_findings = 0};
        const char *path = file_with("in.csv", two);
        ta_alloc_fail_at(k);
        rc = import_file(&w, path, &in);
        ta_alloc_fail_at(0);
        failed += rc != TA_OK;
        ta_free(in.finding);
        char(*ids)[TA_ID_SIZE] = NULL;
        size_t n = 0;
        assert_ok(w.store.ops->project_ids(w.store.self, &ids, &n, &err));
        assert_true(n == 0 || n == 2);
        assert_true(rc != TA_OK || n == 2);
        ta_free(ids);
        ta_workspace_close(&w);
    }
    assert_int_equal(rc, TA_OK);
    assert_true(failed > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(projects_go_in_and_come_again_unchanged, fresh_folder),
        cmocka_unit_test_setup(each_change_has_a_line_in_the_log, fresh_folder),
        cmocka_unit_test_setup(a_bad_row_in_the_middle_is_told_and_the_rest_goes_in,
                               fresh_folder),
        cmocka_unit_test_setup(a_file_without_a_good_row_changes_nothing, fresh_folder),
        cmocka_unit_test_setup(the_same_parcel_behind_two_loans_is_found_once,
                               fresh_folder),
        cmocka_unit_test_setup(a_removed_project_is_off_the_list, fresh_folder),
        cmocka_unit_test_setup(projects_are_listed_by_id_until_told_to_stop,
                               fresh_folder),
        cmocka_unit_test_setup(out_of_memory_leaves_all_or_nothing, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
