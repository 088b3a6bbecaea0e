/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_csv_rows.c  Separated text: RFC 4180's cases, and that a broken row costs one row. */
#include "geo_test.h"

#include "geo/csv_rows.h"

/** All rows as text: cells in <>, bad rows as !line. */
static void check(const char *text, size_t wanted, const char *rows)
{
    static struct ta_csv_row row;
    char got[1024] = "";
    size_t used = 0;
    struct ta_csv_rows csv = ta_csv_rows_begin(text, strlen(text));
    for (int guard = 0; guard < 50; guard++) {
        enum ta_status status = ta_csv_rows_next(&csv, wanted, &row, NULL);
        if (status == TA_OK && row.n == 0) break;
        used += (size_t)snprintf(got + used, sizeof got - used, "%s%zu",
                                 status == TA_OK ? "" : "!", row.line);
        for (size_t i = 0; status == TA_OK && i < row.n; i++)
            used +=
                (size_t)snprintf(got + used, sizeof got - used, "<%s>", row.cell[i]);
        used += (size_t)snprintf(got + used, sizeof got - used, " ");
    }
    assert_string_equal(got, rows);
    ta_text_free(&row.text);
    row = (struct ta_csv_row){0};
}

static void test_forms(void **state)
{
    (void)state;
    check("a,b\nc,d\n", 0, "1<a><b> 2<c><d> ");
    check("a,b\r\nc,d", 0, "1<a><b> 2<c><d> ");
    check("\xEF\xBB\xBF"
          "a;b\n1,5;2\n",
          0, "1<a><b> 2<1,5><2> ");
    check("a\tb\n\"x\ty\"\t2\n", 0, "1<a><b> 2<x\ty><2> ");
    check("\"a,b\",\"say \"\"yes\"\"\"\n", 0, "1<a,b><say \"yes\"> ");
    check("a,b\n\"two\nlines\",c\nd,e\n", 2, "1<a><b> 2<two\nlines><c> 4<d><e> ");
    check(",\n,x\n", 2, "1<><> 2<><x> ");
    check("\n\r\na,b\n\n\nc,d\n", 2, "3<a><b> 6<c><d> ");
    check("", 0, "");
    check("\"\"", 0, "1<> ");
}

static void test_a_broken_row_costs_one(void **state)
{
    (void)state;
    check("a,b\n\"open,c\nd,e\nf,g\n", 2, "1<a><b> !2 3<d><e> 4<f><g> ");
    /* the stray quote meets another one further down */
    check("a,b\n\"open,c\nd,e\nf,\"g\"\nh,i\n", 2,
          "1<a><b> !2 3<d><e> 4<f><g> 5<h><i> ");
    check("a,b\nc\"c,d\n\"e\"e,f\ng,h\n", 2, "1<a><b> !2 !3 4<g><h> ");
    check("a,b\n1,2,3\n1\n1,2\n", 2, "1<a><b> !2 !3 4<1><2> ");
    check("a,b\nx,\xff\ny,z\n", 2, "1<a><b> !2 3<y><z> ");
    check("\"", 0, "!1 ");
}

static void test_too_many_columns(void **state)
{
    (void)state;
    char text[2 * TA_CSV_COLUMNS_MAX + 8];
    memset(text, ',', sizeof text);
    text[sizeof text - 1] = '\0';
    check(text, 0, "!1 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_a_broken_row_costs_one),
        cmocka_unit_test(test_too_many_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
