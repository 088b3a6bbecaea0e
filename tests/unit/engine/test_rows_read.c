/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/rows_read.h"

static const struct ta_row rows[] = {
    {.key = {"north"}, .value = 1, .unit = "1", .to = TA_DAY_OPEN, .checked = true},
    {.key = {"south"}, .value = 2, .unit = "1", .to = TA_DAY_OPEN}};
static const struct ta_table tables[] = {
    {.id = "other", .n_keys = 1, .n_rows = 2, .row = rows},
    {.id = "grid", .n_keys = 1, .n_rows = 2, .row = rows}};
static const struct ta_table_set set = {2, tables};

static void rows_that_answered_are_told_and_no_others(void **state)
{
    (void)state;
    static const char *const key[] = {"south"}, *const none[] = {"east"};
    struct ta_room room = {0};
    struct ta_table_set watched;
    struct ta_assessed out = {0};
    assert_true(ta_rows_watch(&set, &room, &watched));
    const struct ta_table *grid = ta_table_find(&watched, "grid");
    assert_null(ta_table_row(grid, none, 0));
    assert_non_null(ta_table_row(grid, key, 0));
    assert_non_null(ta_table_row(grid, key, 0)); /* once, however often */
    assert_true(ta_rows_tell(&watched, &room, &out));
    assert_int_equal(out.n_rows, 1);
    assert_string_equal(out.row[0].table, "grid");
    assert_ptr_equal(out.row[0].row, &rows[1]);
    ta_room_free(&room);
}

static void a_table_that_nobody_watches_notes_nothing(void **state)
{
    (void)state;
    static const char *const key[] = {"north"};
    assert_non_null(ta_table_row(&tables[0], key, 0));
    ta_table_note(&tables[0], 1);
    assert_null(tables[0].read);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_answered_are_told_and_no_others),
        cmocka_unit_test(a_table_that_nobody_watches_notes_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
