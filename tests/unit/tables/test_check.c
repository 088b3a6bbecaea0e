/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "tables/check.h"
#include "tables/lacks.h"
#include "tables/tables.h"

static struct ta_error err;

static enum ta_status collect(void *self, enum ta_table_fault fault,
                              const struct ta_row *row, struct ta_error *error)
{
    (void)error;
    ta_text_addf(self, "%s:%s ", row->key[0], ta_table_fault_code(fault));
    return TA_OK;
}

/** The faults of these rows on 2026-06-01, as "key:fault ". */
static void expect(const char *rows, const char *wanted)
{
    struct ta_text file = {0}, found = {0};
    struct ta_tables *tables = NULL;
    ta_text_addf(&file, "item,value,unit,valid_from,valid_to,source,checked\n%s", rows);
    if (ta_tables_parse("t", "t.csv", file.bytes, file.size, &tables, &err) != TA_OK)
        fail_msg("%s", err.text);
    ta_text_add(&found, "");
    assert_int_equal(ta_table_check(&ta_tables_set(tables)->table[0], NULL,
                                    ta_day_from_civil(2026, 6, 1), collect, &found,
                                    &err),
                     TA_OK);
    assert_string_equal(found.bytes, wanted);
    ta_tables_free(tables);
    ta_text_free(&file);
    ta_text_free(&found);
}

static void a_sound_table_has_no_fault(void **state)
{
    (void)state;
    expect("a,1,ug/m3,2020-01-01,2025-12-31,doc,yes\n"
           "a,2,mg/m3,2026-01-01,open,doc,yes\n"
           "b,1,kg,2020-01-01,2026-06-01,doc,yes\n",
           "");
}

static void each_fault_is_found(void **state)
{
    (void)state;
    expect("a,1,furlongs,2020-01-01,open,doc,yes\n", "a:unit ");
    expect("a,1,ug/m3,2020-01-01,2025-12-31,doc,yes\n"
           "a,2,kg,2026-01-01,open,doc,yes\n",
           "a:dimension ");
    expect("a,2,kg,2026-01-01,open,doc,yes\n" /* in any order of rows */
           "a,1,kg,2020-01-01,2025-12-30,doc,yes\n",
           "a:gap ");
    expect("a,1,kg,2020-01-01,2026-05-31,doc,yes\n", "a:ended ");
    expect("a,1,kg,2020-01-01,open,doc,no\n", "a:unchecked ");
    expect("a,1,kg,2020-01-01,2021-12-31,doc,no\n"
           "b,1,kg,2020-01-01,open,doc,yes\n",
           "a:ended a:unchecked ");
}

static const char head[] = "item,value,unit,valid_from,valid_to,source,checked\n";

static struct ta_tables *parse(const char *rows)
{
    struct ta_text file = {0};
    struct ta_tables *tables = NULL;
    ta_text_addf(&file, "%s%s", head, rows);
    if (ta_tables_parse("t", "t.csv", file.bytes, file.size, &tables, &err) != TA_OK)
        fail_msg("%s", err.text);
    ta_text_free(&file);
    return tables;
}

/** Is the first row of @p rows an edit of the shipped ones? */
static bool edited(const char *rows)
{
    struct ta_tables *shipped =
        parse("a,1,ug/m3,2020-01-01,2025-12-31,\"GB 1-2020, Table 1\",yes\n"
              "a,2,ug/m3,2026-01-01,open,\"GB 1-2026, Table 1\",no\n");
    struct ta_tables *house = parse(rows);
    const struct ta_table *table = &ta_tables_set(house)->table[0];
    bool is = ta_row_edited(&ta_tables_set(shipped)->table[0], table, &table->row[0]);
    ta_tables_free(shipped);
    ta_tables_free(house);
    return is;
}

static void a_row_that_claims_our_source_says_what_ours_says(void **state)
{
    (void)state;
    assert_false(
        edited("a,1,ug/m3,2020-01-01,2025-12-31,\"GB 1-2020, Table 1\",yes\n"));
    assert_false(edited("a,1,ug/m3,2020-01-01,2025-12-31,\"GB 1-2020, Table 1\",no\n"));
    assert_true(edited("a,9,ug/m3,2020-01-01,2025-12-31,\"GB 1-2020, Table 1\",yes\n"));
    assert_true(edited("a,1,mg/m3,2020-01-01,2025-12-31,\"GB 1-2020, Table 1\",yes\n"));
    assert_true(edited("a,1,ug/m3,2020-01-01,open,\"GB 1-2020, Table 1\",yes\n"));
    assert_true(edited("a,9,ug/m3,2020-01-02,2025-12-31,\"GB 1-2020, Table 1\",yes\n"));
    assert_true(edited("a,2,ug/m3,2026-01-01,open,\"GB 1-2026, Table 1\",yes\n"));
    /* a source of the house's own, and a row that we do not bring */
    assert_false(edited("a,9,ug/m3,2020-01-01,2025-12-31,house,yes\n"));
    assert_false(edited("b,9,ug/m3,2020-01-01,open,\"GB 1-2020, Table 1\",yes\n"));
}

static void blanks_marks_and_case_make_no_other_source(void **state)
{
    (void)state;
    static const char *const source[] = {"GB  1-2020, Table  1",
                                         "GB 1-2020,Table 1",
                                         " GB 1-2020, Table 1 ",
                                         "gb 1-2020, table 1.",
                                         "GB\tl",
                                         "GB\xC2\xA0 1-2020, Table 1",
                                         "GB\xE3\x80\x80 1-2020, Table 1",
                                         "GB 1 \xE2\x80\x93 2020, Table\xE2\x80\x8B 1"};
    for (size_t i = 0; i < sizeof source / sizeof *source; i++) {
        char row[200];
        (void)snprintf(row, sizeof row, "a,9,ug/m3,2020-01-01,2025-12-31,\"%s\",yes\n",
                       source[i]);
        if (edited(row) != (i != 4)) fail_msg("\"%s\"", source[i]);
    }
}

/** How many rows of ours the house's rows lack, and the first of them. */
static void expect_lacks(const char *rows, size_t n, const char *first)
{
    struct ta_tables *shipped = parse("a,1,kg,2020-01-01,2025-12-31,doc,yes\n"
                                      "a,2,kg,2026-01-01,open,doc,yes\n"
                                      "b,1,kg,2020-01-01,open,doc,yes\n"
                                      "c,1,kg,2020-01-01,open,doc,yes\n");
    struct ta_tables *house = parse(rows);
    struct ta_text words = {0};
    const struct ta_table *ours = &ta_tables_set(shipped)->table[0];
    const struct ta_table *its = &ta_tables_set(house)->table[0];
    ta_text_add(&words, "");
    assert_int_equal(ta_table_lacks(its, ours, NULL), n);
    assert_int_equal(ta_table_lacks(its, ours, &words), n);
    assert_string_equal(words.bytes, first);
    ta_text_free(&words);
    ta_tables_free(shipped);
    ta_tables_free(house);
}

static void rows_left_out_and_other_days_are_lacking(void **state)
{
    (void)state;
    /* a rule of the house's own may be cut into other days */
    expect_lacks(
        "a,9,kg,2019-01-01,2026-06-30,house,yes\na,8,kg,2026-07-01,open,house,yes\n"
        "b,1,kg,2020-01-01,open,doc,yes\nc,1,kg,2020-01-01,open,doc,yes\n"
        "d,1,kg,2020-01-01,open,house,yes\n",
        0, "");
    expect_lacks(
        "a,1,kg,2020-01-01,2025-12-31,doc,yes\na,2,kg,2026-01-01,open,doc,yes\n"
        "b,1,kg,2020-01-02,open,house,yes\nc,1,kg,2020-01-01,2025-12-31,house,yes\n"
        "c,1,kg,2026-01-02,open,house,yes\n",
        2, "b from 2020-01-01; c from 2026-01-01");
    expect_lacks("d,1,kg,2020-01-01,open,house,yes\n", 4,
                 "a from 2020-01-01; a from 2026-01-01; b from 2020-01-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_table_has_no_fault),
        cmocka_unit_test(each_fault_is_found),
        cmocka_unit_test(a_row_that_claims_our_source_says_what_ours_says),
        cmocka_unit_test(blanks_marks_and_case_make_no_other_source),
        cmocka_unit_test(rows_left_out_and_other_days_are_lacking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
