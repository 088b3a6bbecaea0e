/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/csv.h"
#include "base/memory.h"

static struct ta_csv parse(const char *text)
{
    struct ta_csv csv = {0};
    struct ta_error err = {0};
    if (ta_csv_parse("t.csv", text, strlen(text), &csv, &err) != TA_OK)
        fail_msg("%s", err.text);
    return csv;
}

static void refused(const char *text, const char *words)
{
    struct ta_csv csv = {0};
    struct ta_error err = {0};
    assert_int_equal(ta_csv_parse("t.csv", text, strlen(text), &csv, &err), TA_E_DATA);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void fields_quotes_and_lines(void **state)
{
    (void)state;
    struct ta_csv csv = parse("\xef\xbb\xbf# about\r\n\r\na,\"b \"\"x\"\"\"\r\n"
                              "1,\"two\nlines, one field\"\r\n"
                              "\"\",\n"
                              "3,\"x\"");
    assert_int_equal(csv.n_columns, 2);
    assert_int_equal(csv.n_rows, 3);
    assert_string_equal(csv.column[1], "b \"x\"");
    assert_string_equal(ta_csv_at(&csv, 0, 1), "two\nlines, one field");
    assert_string_equal(ta_csv_at(&csv, 1, 0), "");
    assert_string_equal(ta_csv_at(&csv, 1, 1), "");
    assert_string_equal(ta_csv_at(&csv, 2, 1), "x");
    assert_int_equal(csv.line[0], 4);
    assert_int_equal(csv.line[1], 6);
    assert_int_equal(csv.line[2], 7);
    size_t column = 9;
    assert_true(ta_csv_column(&csv, "a", &column));
    assert_int_equal(column, 0);
    assert_false(ta_csv_column(&csv, "c", &column));
    ta_csv_free(&csv);
}

static void faults_are_named_by_line(void **state)
{
    (void)state;
    refused("a,b\n1\n", "t.csv:2: 1 fields");
    refused("a,b\n1,2\n1,2,3\n", "t.csv:3: 3 fields");
    refused("a,a\n", "stands twice");
    refused("a,\n", "without a name");
    refused("a\n\"x\n\ny", "not closed");
    refused("a\n\"x\"y\n", "t.csv:2: text stands after");
    refused("a\nx\"y\"\n", "t.csv:2: a quote");
    refused("a\nx\ry\n", "carriage return");
    refused("", "no row");
    refused("# only this\n", "no row");
    refused("a\n\xff\n", "t.csv:2: not UTF-8");
    refused("a\n1\n2\n\xb9\xfa\n3\n\xff\n", "t.csv:4: not UTF-8");
}

static void note_row(void *self, unsigned line, const char *why)
{
    char *out = self;
    size_t n = strlen(out);
    (void)snprintf(out + n, 400 - n, "%u %s|", line, why);
}

/* Rows at fault are told by their line and left out; the rest is as in the file. */
static void all_faults_are_told_at_once(void **state)
{
    (void)state;
    char told[400] = "";
    const struct ta_csv_hearer hearer = {told, note_row};
    static const char text[] =
        "a,b\n1\n2,\"two\nlines\"\n\"3\"x,3\n4,y\"z\n\n5,5,5\n6,6\n"
        "7,\"open\n8,8\n";
    struct ta_csv csv = {0};
    struct ta_error err = {0};
    assert_int_equal(ta_csv_parse_all("t.csv", text, strlen(text), &hearer, &csv, &err),
                     TA_OK);
    assert_int_equal(err.status, TA_OK);
    assert_string_equal(told, "2 1 fields, the first row has 2|5 text stands after a "
                              "closing quote|6 a quote or carriage return inside a "
                              "field|8 3 fields, the first row has 2|10 a quote is not "
                              "closed|");
    assert_int_equal(csv.n_rows, 2);
    assert_string_equal(ta_csv_at(&csv, 0, 1), "two\nlines");
    assert_string_equal(ta_csv_at(&csv, 1, 0), "6");
    assert_int_equal(csv.line[0], 3);
    assert_int_equal(csv.line[1], 9);
    ta_csv_free(&csv);
    assert_int_equal(ta_csv_parse_all("t.csv", "a,a\n1,2\n", 8, &hearer, &csv, &err),
                     TA_E_DATA);
}

static void numbers_say_where_they_are_not(void **state)
{
    (void)state;
    struct ta_csv csv = parse("a,b\n1.5,1.5x\n");
    struct ta_error err = {0};
    double value = 0;
    assert_int_equal(ta_csv_number(&csv, 0, 0, &value, &err), TA_OK);
    assert_true(value == 1.5);
    assert_int_equal(ta_csv_number(&csv, 0, 1, &value, &err), TA_E_DATA);
    assert_string_equal(err.text, "t.csv:2:b: wanted a number, found \"1.5x\"");
    ta_csv_free(&csv);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    const char *text = "a,b,c\n1,2,3\n4,5,6\n7,8,9\n1,2,3\n4,5,6\n7,8,9\n1,2,3\n";
    enum ta_status rc = TA_E_NOMEM;
    for (size_t k = 1; rc != TA_OK && k < 100; k++) {
        struct ta_csv csv = {0};
        ta_alloc_fail_at(k);
        rc = ta_csv_parse("t.csv", text, strlen(text), &csv, NULL);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        ta_csv_free(&csv);
    }
    assert_int_equal(rc, TA_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_quotes_and_lines),
        cmocka_unit_test(faults_are_named_by_line),
        cmocka_unit_test(all_faults_are_told_at_once),
        cmocka_unit_test(numbers_say_where_they_are_not),
        cmocka_unit_test(running_out_of_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
