/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "tables/tables.h"

#define HEAD "gas,value,unit,valid_from,valid_to,source,checked\n"
#define ROW "CH4,28,kg/kg,2013-09-30,open,IPCC,yes\n"

static void refused(const char *text, const char *words)
{
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    assert_int_equal(ta_tables_parse("t", "t.csv", text, strlen(text), &tables, &err),
                     TA_E_DATA);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void rows_without_their_papers_are_refused(void **state)
{
    (void)state;
    refused(HEAD "CH4,28,,2013-09-30,open,IPCC,yes\n", "t.csv:2:unit: ");
    refused(HEAD ROW "N2O,x,kg/kg,2013-09-30,open,IPCC,yes\n", "t.csv:3:value: ");
    refused(HEAD ",28,kg/kg,2013-09-30,open,IPCC,yes\n", "t.csv:2:gas: ");
    refused(HEAD "CH4,28,kg/kg,,open,IPCC,yes\n", "t.csv:2:valid_from: ");
    refused(HEAD "CH4,28,kg/kg,2013-09-30,,IPCC,yes\n", "t.csv:2:valid_to: ");
    refused(HEAD "CH4,28,kg/kg,2013-09-30,2012-01-01,IPCC,yes\n", "ends before");
    refused(HEAD "CH4,28,kg/kg,2013-09-30,open,,yes\n", "t.csv:2:source: ");
    refused(HEAD "CH4,28,kg/kg,2013-09-30,open,IPCC,\n", "t.csv:2:checked: ");
    refused(HEAD "CH4,28,kg/kg,2013-13-30,open,IPCC,yes\n", "t.csv:2:valid_from: ");
    refused(HEAD, "no rows");
    refused("value,unit,valid_from,valid_to,source,checked\n", "key columns");
    refused("gas,value,unit,valid_from,valid_to,checked,source\n" ROW, "\"source\"");
}

static void rows_in_force_on_the_same_day_are_refused(void **state)
{
    (void)state;
    refused(HEAD "CH4,25,kg/kg,2007-01-01,2013-09-30,AR4,yes\n" ROW,
            "t.csv:3:valid_from: the row of line 2");
    refused(HEAD ROW "CH4,25,kg/kg,2007-01-01,open,AR4,yes\n", "valid then too");
    refused(HEAD ROW ROW, "valid then too");
}

/* It would switch no test on, and nobody would know. */
static void an_item_that_quality_control_does_not_read_is_refused(void **state)
{
    (void)state;
    static const char text[] =
        "property,setting,item,value,unit,valid_from,valid_to,source,checked\n"
        "so2,stack,climate_fail_hi_07,70,mg/m3,2024-01-01,open,x,yes\n"
        "so2,stack,climatology_hi,70,mg/m3,2024-01-01,open,x,yes\n";
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    assert_int_equal(
        ta_tables_parse("quality_limits", "q.csv", text, strlen(text), &tables, &err),
        TA_E_DATA);
    assert_non_null(strstr(err.text, "q.csv:3:item: "));
    assert_non_null(strstr(err.text, "\"climatology_hi\""));
    assert_int_equal(
        ta_tables_parse("other", "q.csv", text, strlen(text), &tables, &err), TA_OK);
    ta_tables_free(tables);
}

static void note_flaw(void *self, const struct ta_table_flaw *flaw)
{
    char *out = self;
    size_t n = strlen(out);
    assert_true(flaw->why[0] != '\0' && flaw->mend[0] != '\0');
    (void)snprintf(out + n, 400 - n, "%u:%s ", flaw->line, flaw->column);
}

/* For whoever mends the file: every flaw, and the rows that are whole with their lines. */
static void all_flaws_are_told_and_whole_rows_kept(void **state)
{
    (void)state;
    char told[400] = "";
    const struct ta_table_hearer hearer = {told, note_flaw};
    struct ta_tables *tables = NULL;
    const char *text = HEAD "CH4,x,,2013-09-30,open,IPCC,\n"
                            "N2O,265,kg/kg,2013-09-30,open,IPCC,yes\n"
                            "CO2\n"
                            "SF6,1,kg/kg,2000-01-01,open,IPCC,yes\n"
                            "SF6,2,kg/kg,2001-01-01,2001-12-31,IPCC,yes\n"
                            "SF6,3,kg/kg,2005-01-01,open,IPCC,yes\n";
    assert_int_equal(
        ta_tables_parse_all("t", "t.csv", text, strlen(text), &hearer, &tables, NULL),
        TA_OK);
    assert_string_equal(told, "4: 2:value 2:checked 2:unit 6:valid_from 7:valid_from ");
    const struct ta_table *table = &ta_tables_set(tables)->table[0];
    assert_int_equal(table->n_rows, 4);
    assert_string_equal(table->row[0].key[0], "N2O");
    assert_int_equal(ta_tables_line(tables, &table->row[0]), 3);
    assert_int_equal(ta_tables_line(tables, &table->row[3]), 7);
    assert_int_equal(ta_tables_line(tables, NULL), 0);
    ta_tables_free(tables);
}

static void the_row_of_the_day_is_found(void **state)
{
    (void)state;
    const char *text = HEAD "CH4,25,kg/kg,2007-01-01,2013-09-29,AR4,no\n" ROW;
    struct ta_tables *tables = NULL;
    assert_int_equal(ta_tables_parse("gwp", "t.csv", text, strlen(text), &tables, NULL),
                     TA_OK);
    const struct ta_table *gwp = ta_table_find(ta_tables_set(tables), "gwp");
    assert_non_null(gwp);
    assert_string_equal(gwp->key_name[0], "gas");
    assert_int_equal(strlen(gwp->sha256), 64);
    const char *const ch4[] = {"CH4"};
    ta_day day = ta_day_from_civil(2013, 9, 29);
    assert_true(ta_table_row(gwp, ch4, day)->value == 25);
    assert_false(ta_table_row(gwp, ch4, day)->checked);
    assert_true(ta_table_row(gwp, ch4, day + 1)->value == 28);
    assert_true(ta_table_row(gwp, ch4, day + 1)->checked);
    assert_null(ta_table_row(gwp, ch4, ta_day_from_civil(2006, 12, 31)));
    assert_null(ta_table_find(ta_tables_set(tables), "nothing"));
    ta_tables_free(tables);
}

static struct ta_tables *shipped(void)
{
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    if (ta_tables_load(NULL, &tables, &err) != TA_OK) fail_msg("%s", err.text);
    return tables;
}

static double value(const struct ta_tables *tables, const char *id,
                    const char *const *key, int year)
{
    const struct ta_table *table = ta_table_find(ta_tables_set(tables), id);
    if (table == NULL) fail_msg("no table %s", id);
    const struct ta_row *row = ta_table_row(table, key, ta_day_from_civil(year, 4, 1));
    return row == NULL ? (double)NAN : row->value;
}

static void shipped_tables_load_and_follow_the_date(void **state)
{
    (void)state;
    struct ta_tables *t = shipped();
    const char *const pm25[] = {"pm25_24h", "100"};
    assert_true(value(t, "aqi_breakpoints", pm25, 2025) == 75);
    assert_true(value(t, "aqi_breakpoints", pm25, 2026) == 60);
    const char *const annual[] = {"pm25", "annual", "2"};
    assert_true(value(t, "ambient_air_limits", annual, 2026) == 30);
    assert_true(value(t, "ambient_air_limits", annual, 2031) == 25);
    assert_true(isnan(value(t, "ambient_air_limits", annual, 2025)));
    const char *const ch4[] = {"AR5", "CH4"}, *const n2o[] = {"AR6", "N2O"};
    assert_true(value(t, "gwp100", ch4, 2024) == 28);
    assert_true(value(t, "gwp100", n2o, 2024) == 273);
    const char *const national[] = {"national", "average"};
    const char *const fossil[] = {"national", "fossil"};
    assert_true(value(t, "grid_factors_china", national, 2022) == 0.5366);
    assert_true(value(t, "grid_factors_china", fossil, 2022) == 0.8325);
    ta_tables_free(t);
}

/** Column names of the reference: "so2_24h_ugm3" -> "so2_24h". */
static void item_of(const char *column, char *out, size_t size)
{
    const char *end = strrchr(column, '_');
    (void)snprintf(out, size, "%.*s", (int)(end - column), column);
}

static void compare_breakpoints(const struct ta_tables *t, const struct ta_csv *want,
                                int year)
{
    for (size_t r = 0; r < want->n_rows; r++)
        for (size_t c = 1; c < want->n_columns; c++) {
            char item[32];
            item_of(want->column[c], item, sizeof item);
            const char *const key[] = {item, ta_csv_at(want, r, 0)};
            double got = value(t, "aqi_breakpoints", key, year), number = NAN;
            if (ta_csv_at(want, r, c)[0] == '\0') {
                assert_true(isnan(got));
                continue;
            }
            assert_int_equal(ta_csv_number(want, r, c, &number, NULL), TA_OK);
            if (got != number) fail_msg("%s %s: %g, not %g", item, key[1], got, number);
        }
}

static void breakpoints_are_the_standards(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    static const struct {
        const char *file;
        int year;
    } standard[] = {{"hj633_2012_table1.csv", 2020}, {"hj633_2026_table3.csv", 2026}};
    struct ta_tables *t = shipped();
    for (size_t s = 0; s < 2; s++) {
        char path[512], *bytes = NULL;
        size_t size = 0;
        struct ta_csv want = {0};
        (void)snprintf(path, sizeof path, "%s/reference/aqi/%s", ta_test_data(),
                       standard[s].file);
        assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &size, NULL), TA_OK);
        assert_int_equal(ta_csv_parse(path, bytes, size, &want, NULL), TA_OK);
        compare_breakpoints(t, &want, standard[s].year);
        ta_csv_free(&want);
        ta_free(bytes);
    }
    ta_tables_free(t);
}

static void a_folder_stands_before_the_embedded(void **state)
{
    (void)state;
    char folder[] = "/tmp/ta_tables_XXXXXX";
    assert_non_null(mkdtemp(folder));
    char path[256];
    (void)snprintf(path, sizeof path, "%s/tables", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/tables/gwp100.csv", folder);
    const char *text = "set,gas,value,unit,valid_from,valid_to,source,checked\n"
                       "OWN,CH4,30,kgCO2e/kgCH4,2020-01-01,open,own,no\n";
    assert_int_equal(ta_file_write(path, text, strlen(text), 0600, NULL), TA_OK);

    struct ta_tables *t = NULL;
    assert_int_equal(ta_tables_load(folder, &t, NULL), TA_OK);
    const char *const own[] = {"OWN", "CH4"}, *const pm25[] = {"pm25_24h", "100"};
    assert_true(value(t, "gwp100", own, 2026) == 30);
    assert_true(value(t, "aqi_breakpoints", pm25, 2026) == 60);
    ta_tables_free(t);

    assert_int_equal(ta_file_write(path, "broken\n", 7, 0600, NULL), TA_OK);
    struct ta_error err = {0};
    assert_int_equal(ta_tables_load(folder, &t, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "tables/gwp100.csv"));
    (void)unlink(path);
    *strrchr(path, '/') = '\0';
    (void)rmdir(path);
    (void)rmdir(folder);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    enum ta_status rc = TA_E_NOMEM;
    for (size_t k = 1; rc != TA_OK && k < 2000; k++) {
        struct ta_tables *tables = NULL;
        ta_alloc_fail_at(k);
        rc = ta_tables_parse("t", "t.csv", HEAD ROW, strlen(HEAD ROW), &tables, NULL);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        if (rc == TA_OK) ta_tables_free(tables);
    }
    assert_int_equal(rc, TA_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_without_their_papers_are_refused),
        cmocka_unit_test(rows_in_force_on_the_same_day_are_refused),
        cmocka_unit_test(an_item_that_quality_control_does_not_read_is_refused),
        cmocka_unit_test(all_flaws_are_told_and_whole_rows_kept),
        cmocka_unit_test(the_row_of_the_day_is_found),
        cmocka_unit_test(shipped_tables_load_and_follow_the_date),
        cmocka_unit_test(breakpoints_are_the_standards),
        cmocka_unit_test(a_folder_stands_before_the_embedded),
        cmocka_unit_test(running_out_of_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
