/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "base/time.h"
#include "tables/tables.h"
#include "tables/used.h"

static struct ta_error err;

static enum ta_status no_files(void *self, const char *name, char **bytes, size_t *size,
                               struct ta_error *error)
{
    (void)self, (void)bytes, (void)size;
    return ta_fail(error, TA_E_NOTFOUND, "%s", name);
}

static size_t rows_behind(const struct ta_tables *tables, const char *indicator,
                          const char *const *typed, size_t n_typed, int year,
                          struct ta_row_used **used)
{
    const struct ta_typed_files files = {NULL, no_files};
    const struct ta_indicator *air = ta_indicator_find(indicator);
    struct ta_typed *evidence = NULL;
    size_t n = 0;
    ta_day date = ta_day_from_civil(year, 4, 1);
    assert_int_equal(ta_typed_new(air, &files, &evidence, &err), TA_OK);
    for (size_t i = 0; i < n_typed; i++)
        assert_int_equal(ta_typed_set(evidence, typed[i], &err), TA_OK);
    assert_int_equal(
        ta_rows_used(evidence, air, ta_tables_set(tables), date, used, &n, &err),
        TA_OK);
    ta_typed_free(evidence);
    return n;
}

/** What the air quality index of these inputs rests on. */
static size_t rows_of(const struct ta_tables *tables, const char *const *typed,
                      size_t n_typed, int year, struct ta_row_used **used)
{
    return rows_behind(tables, "air_quality_index", typed, n_typed, year, used);
}

static size_t of_item(const struct ta_row_used *used, size_t n, const char *item,
                      ta_day from)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += strcmp(used[i].row->key[0], item) == 0 && used[i].row->from == from;
    return found;
}

/* The segment of a value is found among the eight breakpoints of its item (HJ 633 Table 3). */
static void the_rows_of_the_item_and_the_date(void **state)
{
    (void)state;
    struct ta_tables *tables = NULL;
    struct ta_row_used *used = NULL;
    ta_day from = ta_day_from_civil(2026, 3, 1);
    assert_int_equal(ta_tables_load(NULL, &tables, &err), TA_OK);

    static const char *const one[] = {"pm25_24h=75"};
    size_t n = rows_of(tables, one, 1, 2026, &used);
    assert_int_equal(n, 8);
    assert_int_equal(of_item(used, n, "pm25_24h", from), 8);
    assert_string_equal(used[0].table->id, "aqi_breakpoints");
    ta_free(used);

    n = rows_of(tables, one, 1, 2025, &used); /* the rows of the rule before */
    assert_int_equal(n, 8);
    assert_int_equal(of_item(used, n, "pm25_24h", from), 0);
    ta_free(used);

    static const char *const two[] = {"pm25_24h=75", "so2_24h=100"};
    n = rows_of(tables, two, 2, 2026, &used);
    assert_int_equal(of_item(used, n, "pm25_24h", from), 8);
    assert_int_equal(of_item(used, n, "so2_24h", from), n - 8);
    assert_true(n > 8);
    ta_free(used);

    static const char *const beyond[] = {"so2_1h=900"}; /* note b is a row of its own */
    n = rows_of(tables, beyond, 1, 2026, &used);
    assert_true(n > 1);
    assert_string_equal(used[n - 1].table->id, "aqi_beyond");
    ta_free(used);
    ta_tables_free(tables);
}

static void nothing_given_rests_on_nothing(void **state)
{
    (void)state;
    struct ta_tables *tables = NULL;
    struct ta_row_used *used = NULL;
    assert_int_equal(ta_tables_load(NULL, &tables, &err), TA_OK);
    assert_int_equal(rows_of(tables, NULL, 0, 2026, &used), 0);
    ta_free(used);
    ta_tables_free(tables);
}

/* A recalled formula is unchecked whatever the rows are; yet it rests on those it reads. */
static void a_recalled_formula_rests_on_its_rows_alone(void **state)
{
    (void)state;
    static const char *const cleared[] = {"area_cleared=1", "biomass=150", "forest=2"};
    struct ta_tables *tables = NULL;
    struct ta_row_used *used = NULL;
    assert_int_equal(ta_tables_load(NULL, &tables, &err), TA_OK);
    assert_true(ta_indicator_find("forest_carbon_loss")->recalled);
    size_t n = rows_behind(tables, "forest_carbon_loss", cleared, 3, 2026, &used);
    assert_int_equal(n, 2); /* fraction and ratio */
    assert_string_equal(used[0].row->key[0], "default");
    assert_string_equal(used[1].row->key[2], "from_125");
    ta_free(used);
    ta_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rows_of_the_item_and_the_date),
        cmocka_unit_test(nothing_given_rests_on_nothing),
        cmocka_unit_test(a_recalled_formula_rests_on_its_rows_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
