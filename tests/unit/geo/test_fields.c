/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_fields.c  Columns to document members; decimal amounts exactly. */
#include "geo_test.h"

#include "base/json.h"
#include "geo/fields.h"

static void check_money(const char *text, const char *currency, int64_t minor)
{
    struct ta_money money = {0};
    struct ta_error err = {0};
    if (ta_money_parse(text, currency, &money, &err) != TA_OK)
        fail_msg("%s %s: %s", text, currency, err.text);
    assert_int_equal(money.minor, minor);
    assert_string_equal(money.currency, currency);
}

static void test_money_is_exact(void **state)
{
    (void)state;
    check_money("12500.10", "CNY", 1250010);
    check_money("12500.1", "CNY", 1250010);
    check_money("12500", "CNY", 1250000);
    check_money("0.29", "USD", 29); /* 0.29 * 100 is 28.999... in binary */
    check_money("-3.50", "EUR", -350);
    check_money("12500.5000", "CNY", 1250050);
    check_money("12500", "JPY", 12500);
    check_money("1.234", "KWD", 1234);
    check_money("92233720368547758.07", "CNY", INT64_MAX);
    const char *const bad[][2] = {
        {"1.005", "CNY"}, {"1.5", "JPY"},    {"1,000.00", "CNY"},
        {"1e6", "CNY"},   {"", "CNY"},       {"12.", "CNY"},
        {".5", "CNY"},    {"12", "cny"},     {"12", ""},
        {"12", "CN"},     {"12 CNY", "CNY"}, {"92233720368547758.08", "CNY"},
        {"--1", "CNY"},   {"1.2.3", "CNY"},  {"nan", "CNY"},
        {"+5", "CNY"},
    };
    struct ta_money money;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ta_money_parse(bad[i][0], bad[i][1], &money, NULL) != TA_E_DATA)
            fail_msg("took %s %s", bad[i][0], bad[i][1]);
}

static json_t *parsed(const char *text)
{
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    if (value == NULL) fail_msg("bad test: %s", text);
    return value;
}

static void check_equal(const json_t *got, const char *want)
{
    struct ta_text text = {0};
    json_t *wanted = parsed(want);
    assert_int_equal(ta_json_canonical(got, &text), TA_OK);
    if (json_equal(got, wanted) != 1) fail_msg("got %s, wanted %s", text.bytes, want);
    ta_text_free(&text);
    json_decref(wanted);
}

static void check_columns(const char *row, const char *document, const char *site)
{
    struct ta_row_fields fields;
    struct ta_error err = {0};
    json_t *columns = parsed(row);
    if (ta_fields_of_columns(columns, &fields, &err) != TA_OK)
        fail_msg("%s: %s", row, err.text);
    check_equal(fields.document, document);
    check_equal(fields.site, site);
    ta_row_fields_free(&fields);
    json_decref(columns);
}

static void check_refused(const char *row, const char *words)
{
    struct ta_row_fields fields;
    struct ta_error err = {0};
    json_t *columns = parsed(row);
    assert_int_equal(ta_fields_of_columns(columns, &fields, &err), TA_E_DATA);
    if (strstr(err.text, words) == NULL) fail_msg("%s: said '%s'", row, err.text);
    ta_row_fields_free(&fields);
    json_decref(columns);
}

static void test_columns(void **state)
{
    (void)state;
    check_columns("{\"id\":\"P1\",\"name\":\"Works\",\"client_id\":\"C\",\"sector_"
                  "scheme\":\"NACE-2.1\","
                  "\"sector_code\":\"24.10\",\"simulated\":\"yes\",\"radius_m\":"
                  "\"250\",\"site\":\"2\","
                  "\"Shape_Area\":\"12\"}",
                  "{\"id\":\"P1\",\"name\":\"Works\",\"client\":{\"id\":\"C\"},"
                  "\"sector\":{\"scheme\":"
                  "\"NACE-2.1\",\"code\":\"24.10\"},\"simulated\":true}",
                  "{\"radius_m\":250,\"n\":2}");
    check_columns(
        "{\"id\":\"P1\",\"loan_id\":\"L1\",\"asset_class\":\"project_finance\","
        "\"outstanding\":\"1250.5\",\"debt_minor\":\"77\",\"currency\":\"CNY\"}",
        "{\"id\":\"P1\",\"loans\":[{\"id\":\"L1\",\"asset_class\":\"project_finance\","
        "\"outstanding\":{\"minor\":\"125050\",\"currency\":\"CNY\"},"
        "\"debt\":{\"minor\":\"77\",\"currency\":\"CNY\"}}]}",
        "{}");
    check_columns(
        "{\"id\":\"P1\",\"declared_name\":\"capacity\",\"declared_value\":\"100.5\","
        "\"declared_unit\":\"MW\"}",
        "{\"id\":\"P1\",\"declared\":[{\"name\":\"capacity\",\"value\":100.5,\"unit\":"
        "\"MW\"}]}",
        "{}");
}

static void test_columns_of_personal_data(void **state)
{
    (void)state;
    check_columns(
        "{\"id\":\"P1\",\"consent_on\":\"2024-01-15\",\"data_class\":"
        "\"personal\",\"data_purpose\":\"credit\",\"data_ground\":\"consent\","
        "\"consent_until\":\"2029-01-14\",\"keep_until\":\"2034-01-14\"}",
        "{\"id\":\"P1\",\"consent_on\":\"2024-01-15\",\"personal_data\":{"
        "\"class\":\"personal\",\"purpose\":\"credit\",\"ground\":\"consent\","
        "\"consent_until\":\"2029-01-14\",\"keep_until\":\"2034-01-14\"}}",
        "{}");
    /* ten letters of a Shapefile: the day of consent and its end are told apart */
    check_columns(
        "{\"ID\":\"P1\",\"CONSENT_ON\":\"2024-01-15\",\"DATA_CLASS\":"
        "\"personal\",\"DATA_PURPO\":\"credit\",\"CONSENT_UN\":\"2029-01-14\"}",
        "{\"id\":\"P1\",\"consent_on\":\"2024-01-15\",\"personal_data\":{"
        "\"class\":\"personal\",\"purpose\":\"credit\",\"consent_until\":"
        "\"2029-01-14\"}}",
        "{}");
}

static void test_shapefile_columns(void **state)
{
    (void)state; /* ten capitals, numbers as reals */
    check_columns(
        "{\"PROJECT_ID\":28801.0,\"POSITION_E\":12.5,\"OUTST\":1234567.89,\"CURRENCY\":"
        "\"CNY\",\"ENVIRONMEN\":\"A\"}",
        "{\"id\":\"28801\",\"environmental_class\":\"A\",\"loans\":[{\"outstanding\":"
        "{\"minor\":\"123456789\",\"currency\":\"CNY\"}}]}",
        "{\"position_error_m\":12.5}");
    /* outstanding or outstanding_minor: a factor of a hundred */
    check_refused("{\"id\":\"P\",\"OUTSTANDIN\":5,\"CURRENCY\":\"CNY\"}",
                  "first ten letters");
    assert_true(ta_column_is_known("outstandin"));
    assert_false(ta_column_is_known("outstandi"));
}

static void test_cells_that_cannot_be(void **state)
{
    (void)state;
    check_refused("{\"id\":\"P\",\"radius_m\":\"wide\"}",
                  "radius_m: 'wide' is not a number");
    check_refused("{\"id\":\"P\",\"simulated\":\"maybe\"}", "simulated: ");
    check_refused("{\"id\":\"P\",\"outstanding\":\"5\"}", "currency");
    check_refused("{\"id\":\"P\",\"outstanding\":\"5.001\",\"currency\":\"CNY\"}",
                  "decimals");
    check_refused("{\"id\":\"P\",\"outstanding_minor\":\"5.5\",\"currency\":\"CNY\"}",
                  "minor units");
    check_refused("{\"id\":\"P\",\"project_id\":\"Q\"}", "same thing");
    check_refused(
        "{\"id\":\"P\",\"outstanding\":\"5\",\"outst\":\"5\",\"currency\":\"CNY\"}",
        "same thing");
}

static void test_rows_of_one_project(void **state)
{
    (void)state;
    json_t *one = parsed("{\"id\":\"P\",\"name\":\"N\",\"loans\":[{\"id\":\"L1\"}]}");
    json_t *two = parsed("{\"id\":\"P\",\"country\":\"CN\",\"loans\":[{\"id\":\"L1\"},{"
                         "\"id\":\"L2\"}]}");
    json_t *other = parsed("{\"id\":\"P\",\"name\":\"M\"}");
    struct ta_error err = {0};
    assert_int_equal(ta_document_merge(one, two, NULL), TA_OK);
    check_equal(
        one,
        "{\"id\":\"P\",\"name\":\"N\",\"country\":\"CN\",\"loans\":[{\"id\":\"L1\"},"
        "{\"id\":\"L2\"}]}");
    check_equal(two, "{\"id\":\"P\",\"country\":\"CN\",\"loans\":[{\"id\":\"L1\"},{"
                     "\"id\":\"L2\"}]}");
    assert_int_equal(ta_document_merge(one, other, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "name: another row"));
    json_decref(one);
    json_decref(two);
    json_decref(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money_is_exact),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_columns_of_personal_data),
        cmocka_unit_test(test_shapefile_columns),
        cmocka_unit_test(test_cells_that_cannot_be),
        cmocka_unit_test(test_rows_of_one_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
