/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "layers"
#include "ta_test_store.h"

static struct ta_layer_row reserve(void)
{
    struct ta_layer_row row = {.name = "kafa",
                               .kind = "zones",
                               .path = "layers/aa.gpkg",
                               .source = "UNESCO",
                               .crs = "EPSG:20137",
                               .class_field = "Zone",
                               .position_error_m = 50,
                               .accuracy_m = NAN,
                               .from = 14000,
                               .to = TA_DAY_OPEN};
    memset(row.sha256, 'a', TA_HEX_SIZE - 1);
    return row;
}

static void put(struct ta_store *s, struct ta_layer_row *row, enum ta_put wanted)
{
    enum ta_put put = TA_PUT_UNCHANGED;
    assert_ok(s->ops->begin(s->self, &err));
    assert_ok(s->ops->layer_put(s->self, row, &put, &err));
    assert_ok(s->ops->commit(s->self, &err));
    assert_int_equal(put, wanted);
}

static void a_layer_comes_back_as_it_was_put(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_layer_row row = reserve(), got;
    put(&s, &row, TA_PUT_ADDED);
    assert_int_equal(row.version, 1);
    assert_ok(s.ops->layer_get(s.self, "kafa", &got, &err));
    assert_string_equal(got.path, "layers/aa.gpkg");
    assert_string_equal(got.source, "UNESCO");
    assert_string_equal(got.crs, "EPSG:20137");
    assert_string_equal(got.class_field, "Zone");
    assert_string_equal(got.name_field, "");
    assert_string_equal(got.extent_sha256, "");
    assert_true(got.position_error_m == 50);
    assert_true(isnan(got.accuracy_m));
    assert_int_equal(got.from, 14000);
    assert_int_equal(got.to, TA_DAY_OPEN);
    assert_false(got.simulated);

    struct ta_layer_row grid = reserve();
    snprintf(grid.name, sizeof grid.name, "%s", "flood");
    snprintf(grid.kind, sizeof grid.kind, "%s", "grid");
    snprintf(grid.variable, sizeof grid.variable, "%s", "depth");
    snprintf(grid.unit, sizeof grid.unit, "%s", "m");
    grid.from = grid.to = TA_DAY_NONE;
    grid.simulated = true;
    put(&s, &grid, TA_PUT_ADDED);
    assert_ok(s.ops->layer_get(s.self, "flood", &got, &err));
    assert_int_equal(got.from, TA_DAY_NONE);
    assert_int_equal(got.to, TA_DAY_NONE);
    assert_string_equal(got.variable, "depth");
    assert_true(got.simulated);
    store_close(&s);
}

static void an_old_version_stays(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_layer_row first = reserve(), second = reserve(), got;
    put(&s, &first, TA_PUT_ADDED);
    put(&s, &first, TA_PUT_UNCHANGED);
    memset(second.sha256, 'b', TA_HEX_SIZE - 1);
    snprintf(second.path, sizeof second.path, "%s", "layers/bb.gpkg");
    put(&s, &second, TA_PUT_UPDATED);
    assert_int_equal(second.version, 2);
    assert_ok(s.ops->layer_get(s.self, "kafa", &got, &err));
    assert_string_equal(got.path, "layers/bb.gpkg");
    assert_ok(s.ops->layer_of(s.self, first.sha256, &got, &err));
    assert_string_equal(got.path, "layers/aa.gpkg");
    assert_int_equal(got.version, 1);
    /* one word more is a version of its own */
    second.position_error_m = NAN;
    put(&s, &second, TA_PUT_UPDATED);
    assert_int_equal(second.version, 3);

    struct ta_layer_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->layer_list(s.self, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].version, 3);
    ta_free(rows);
    store_close(&s);
}

static void a_removed_layer_is_no_longer_offered(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_layer_row row = reserve(), got;
    put(&s, &row, TA_PUT_ADDED);
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->layer_remove(s.self, "kafa", &err));
    assert_int_equal(s.ops->layer_remove(s.self, "kafa", &err), TA_E_NOTFOUND);
    assert_words("no layer kafa");
    assert_ok(s.ops->commit(s.self, &err));
    assert_int_equal(s.ops->layer_get(s.self, "kafa", &got, &err), TA_E_NOTFOUND);
    struct ta_layer_row *rows = NULL;
    size_t n = 1;
    assert_ok(s.ops->layer_list(s.self, &rows, &n, &err));
    assert_int_equal(n, 0);
    assert_ok(s.ops->layer_of(s.self, row.sha256, &got, &err));
    put(&s, &row, TA_PUT_ADDED);
    assert_int_equal(row.version, 2);
    store_close(&s);
}

static void what_is_no_layer_is_refused(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    enum ta_put how;
    struct ta_layer_row row = reserve();
    assert_ok(s.ops->begin(s.self, &err));
    snprintf(row.name, sizeof row.name, "%s", "no way");
    assert_int_equal(s.ops->layer_put(s.self, &row, &how, &err), TA_E_ARG);
    row = reserve();
    snprintf(row.kind, sizeof row.kind, "%s", "lines");
    assert_int_equal(s.ops->layer_put(s.self, &row, &how, &err), TA_E_DATA);
    row = reserve();
    row.to = row.from - 1;
    assert_int_equal(s.ops->layer_put(s.self, &row, &how, &err), TA_E_DATA);
    row = reserve();
    row.sha256[3] = 'X';
    assert_int_equal(s.ops->layer_put(s.self, &row, &how, &err), TA_E_DATA);
    row = reserve();
    row.position_error_m = -1;
    assert_int_equal(s.ops->layer_put(s.self, &row, &how, &err), TA_E_DATA);
    s.ops->rollback(s.self);
    row = reserve();
    memset(row.extent_sha256, 'e', TA_HEX_SIZE - 1); /* a document that is not there */
    assert_ok(s.ops->begin(s.self, &err));
    assert_int_equal(s.ops->layer_put(s.self, &row, &how, &err), TA_E_DATA);
    s.ops->rollback(s.self);
    store_close(&s);
}

static void a_version_is_never_rewritten(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_layer_row row = reserve();
    put(&s, &row, TA_PUT_ADDED);
    store_close(&s);
    assert_int_not_equal(raw("UPDATE ta_layer SET path = 'layers/cc'"), SQLITE_OK);
    assert_int_not_equal(raw("DELETE FROM ta_layer"), SQLITE_OK);
    assert_int_not_equal(raw("INSERT OR REPLACE INTO ta_layer SELECT * FROM ta_layer"),
                         SQLITE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_layer_comes_back_as_it_was_put, fresh_folder),
        cmocka_unit_test_setup(an_old_version_stays, fresh_folder),
        cmocka_unit_test_setup(a_removed_layer_is_no_longer_offered, fresh_folder),
        cmocka_unit_test_setup(what_is_no_layer_is_refused, fresh_folder),
        cmocka_unit_test_setup(a_version_is_never_rewritten, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
