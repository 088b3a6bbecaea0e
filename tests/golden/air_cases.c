/* SPDX-License-Identifier: Apache-2.0 */
/** @file air_cases.c  The outside table of worked HJ 633 cases, all of them. */
#include "ta_test.h"

#include "air_index.h"
#include "base/csv.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "tables/tables.h"

static bool item_of(const char *name, enum ta_air_item *out)
{
    char lower[32] = "";
    for (size_t i = 0; name[i] != '\0' && i + 1 < sizeof lower; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    for (int i = 0; i < TA_AIR_ITEM_COUNT; i++)
        if (strcmp(ta_air_item_name((enum ta_air_item)i), lower) == 0) {
            *out = (enum ta_air_item)i;
            return true;
        }
    return false;
}

/** One row: standard, item, value, expected_iaqi, note. @return whether it is of HJ 633. */
static bool check_row(const struct ta_csv *csv, size_t row,
                      const struct ta_tables *tables)
{
    const char *standard = ta_csv_at(csv, row, 0), *want = ta_csv_at(csv, row, 3);
    if (strncmp(standard, "HJ633-", 6) != 0) return false;
    enum ta_air_item item = TA_AIR_ITEM_COUNT;
    double value = 0, expected = NAN;
    assert_true(item_of(ta_csv_at(csv, row, 1), &item));
    assert_int_equal(ta_csv_number(csv, row, 2, &value, NULL), TA_OK);
    int year = strcmp(standard, "HJ633-2026") == 0 ? 2026 : 2020;
    double got = ta_air_index_hj633(ta_tables_set(tables), item, value,
                                    ta_day_from_civil(year, 4, 1))
                     .value;
    if (strcmp(want, "NA") == 0) {
        if (!isnan(got)) fail_msg("line %u: %g, wanted none", csv->line[row], got);
        return true;
    }
    assert_int_equal(ta_csv_number(csv, row, 3, &expected, NULL), TA_OK);
    if (got != expected)
        fail_msg("line %u: %g, wanted %g", csv->line[row], got, expected);
    return true;
}

static void every_outside_case_comes_out(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    char path[512], *bytes = NULL;
    size_t size = 0, checked = 0;
    struct ta_csv csv = {0};
    struct ta_tables *tables = NULL;
    (void)snprintf(path, sizeof path, "%s/reference/aqi/cases.csv", ta_test_data());
    assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &size, NULL), TA_OK);
    assert_int_equal(ta_csv_parse(path, bytes, size, &csv, NULL), TA_OK);
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    for (size_t r = 0; r < csv.n_rows; r++)
        if (check_row(&csv, r, tables)) checked++;
    assert_int_equal(checked, 9);
    ta_tables_free(tables);
    ta_csv_free(&csv);
    ta_free(bytes);
}

/** Higher concentrations never give a lower index, on either side of every breakpoint. */
static void index_is_monotone(void **state)
{
    (void)state;
    struct ta_tables *tables = NULL;
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    static const int year[] = {2014, 2020, 2026};
    for (size_t y = 0; y < 3; y++)
        for (int i = 0; i < TA_AIR_ITEM_COUNT; i++) {
            double before = 0;
            for (double c = 0; c < 6000; c += c < 200 ? 0.1 : 3) {
                struct ta_air_index index =
                    ta_air_index_hj633(ta_tables_set(tables), (enum ta_air_item)i, c,
                                       ta_day_from_civil(year[y], 4, 1));
                assert_true(index.in_force);
                if (isnan(index.value)) break; /* none above the column */
                assert_true(index.value >= before && index.value <= 500);
                assert_true(index.value == floor(index.value));
                before = index.value;
            }
            assert_true(before >= 200);
        }
    ta_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_outside_case_comes_out),
        cmocka_unit_test(index_is_monotone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
