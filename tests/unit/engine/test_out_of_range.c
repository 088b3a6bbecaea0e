/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_out_of_range.c  Evidence outside what an indicator declares leaves that one not observed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/out_of_range.h"

static const struct ta_input_spec spec[] = {
    {"limit", TA_INPUT_NUMBER, TA_FROM_PROJECT, "datastream.limit", "mg/m3", 0, 1e9,
     true, ""},
    {"activity", TA_INPUT_ROWS, TA_FROM_PROJECT, "declared", "1", 0, 1e15, false, ""},
    {"statements", TA_INPUT_ROWS, TA_FROM_STATEMENTS, "penalty", "1", 0, 1e9, false,
     ""},
    {"price", TA_INPUT_NUMBER, TA_FROM_LAYER, "price", "CNY/t", 0, 1e5, false, ""},
    {"signal", TA_INPUT_SERIES, TA_FROM_READINGS, "so2", "mg/m3", 0, 1e9, false, ""},
};
enum { INPUTS = sizeof spec / sizeof *spec };
static const struct ta_indicator indicator = {
    .id = "made_up", .unit = "1", .n_inputs = INPUTS, .input = spec};

static const char *const column[] = {"amount", "years"};
static const char *name[] = {"fuel.diesel", "fuel.lignite"};
static double cell[4];
static struct ta_input input[INPUTS];
static struct ta_result result;

/* All of it in its range; not a number where nothing was stated. */
static void begin(void)
{
    static const ta_time_us time[] = {1};
    static const double reading[] = {-7.0};
    cell[0] = 5.0, cell[1] = (double)NAN, cell[2] = 0.0, cell[3] = 1.0;
    for (size_t k = 0; k < INPUTS; k++)
        input[k] = (struct ta_input){.name = spec[k].name, .number = 1.0};
    for (size_t k = 1; k < 3; k++)
        input[k].rows = (struct ta_rows){2, 2, column, name, cell};
    input[4].series = (struct ta_series){1, time, reading, NULL, 60.0};
    assert_false(ta_input_out_of_range(&indicator, INPUTS, input, &result));
}

static void outside(const char *words, const char *mend)
{
    assert_true(ta_input_out_of_range(&indicator, INPUTS, input, &result));
    assert_int_equal(result.reason, TA_SOURCE_UNAVAILABLE);
    assert_true(isnan(result.value) && isnan(result.lo) && isnan(result.hi));
    assert_int_equal(result.gate, TA_GATE_NOT_EVALUATED);
    if (strstr(result.why, words) == NULL || strstr(result.why, mend) == NULL)
        fail_msg("said \"%s\"", result.why);
}

static void a_number_says_where_it_stands(void **state)
{
    (void)state;
    static const double beyond[] = {-5.0, 1e300, (double)INFINITY, (double)NAN};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        begin();
        input[0].number = beyond[i];
        outside("datastream.limit is out of range: ",
                "; correct it in the project file");
        input[0].reason = TA_CLIENT_SILENT; /* nobody stated it */
        assert_false(ta_input_out_of_range(&indicator, INPUTS, input, &result));
    }
    begin();
    input[0].number = -5.0;
    outside("-5 mg/m3 lies outside 0 to 1e+09", "");
    begin();
    input[3].number = 1e6;
    outside("price is out of range: 1000000 CNY/t", "; correct it in the layer");
}

static void a_row_says_which_cell(void **state)
{
    (void)state;
    begin();
    cell[2] = -1000.0;
    outside("declared (fuel.lignite, amount) is out of range: -1000 lies outside 0 to "
            "1e+15",
            "; correct it in the project file");
    begin();
    input[1].reason = TA_CLIENT_SILENT;
    cell[1] = -1.0;
    outside("penalty (fuel.diesel, years) is out of range: -1",
            "; correct it in the statements");
}

/* A letter of two or three bytes that does not fit is left out whole. */
static void a_long_name_is_cut_between_letters(void **state)
{
    (void)state;
    char want[120];
    const char *was = name[1];
    for (size_t lead = 0; lead < 3; lead++) {
        char longer[100] = "aa";
        for (size_t n = lead; n < 90; n += 3) memcpy(longer + n, "\xE7\x85\xA4", 3);
        begin();
        name[1] = longer;
        cell[2] = -1000.0;
        (void)snprintf(want, sizeof want, "declared (%.*s, amount) is out of range: ",
                       (int)(lead + (70 - lead) / 3 * 3), longer);
        outside(want, "");
    }
    name[1] = was;
}

static void broken_evidence_is_listed(void **state)
{
    (void)state;
    begin();
    input[1].reason = TA_CLIENT_SILENT;
    ta_evidence_broken(&indicator, INPUTS, input, &result);
    assert_int_equal(result.reason, TA_SOURCE_UNAVAILABLE);
    assert_non_null(
        strstr(result.why, "datastream.limit 1 mg/m3, penalty, price 1 CNY/t"));
    assert_non_null(strstr(result.why, "; correct it where it was stated"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_says_where_it_stands),
        cmocka_unit_test(a_row_says_which_cell),
        cmocka_unit_test(a_long_name_is_cut_between_letters),
        cmocka_unit_test(broken_evidence_is_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
