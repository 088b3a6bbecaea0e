/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "ingest/mapping.h"

#define HEAD "form: csv\ntime: {column: time, format: rfc3339}\n"

static struct ta_error err;

static struct ta_mapping *parse(const char *text)
{
    struct ta_mapping *m = NULL;
    if (ta_mapping_parse("m.yaml", text, strlen(text), &m, &err) != TA_OK)
        fail_msg("%s", err.text);
    return m;
}

static void assert_refused(const char *text, const char *where, const char *words)
{
    struct ta_mapping *m = NULL;
    err = (struct ta_error){.status = TA_OK};
    assert_int_equal(ta_mapping_parse("m.yaml", text, strlen(text), &m, &err),
                     TA_E_DATA);
    if (strstr(err.text, where) == NULL || strstr(err.text, words) == NULL)
        fail_msg("neither \"%s\" nor \"%s\" in: %s", where, words, err.text);
}

static struct ta_view view(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

static void reads_a_table_s_mapping(void **state)
{
    (void)state;
    struct ta_mapping *m = parse(
        "form: csv\nseparator: \";\"\ndecimal: \",\"\nskip: 2\nuneven: true\n"
        "missing: [NA, -200]\n"
        "time: {columns: [Date, 2], format: \"%d/%m/%Y %H\", offset: \"+01:00\"}\n"
        "device: {column: station}\n"
        "readings:\n"
        "  - {column: SO2, datastream: so2, unit: ug/m3, missing: [\"\\\"\"]}\n"
        "  - {column: 4, device: mast, datastream: {column: what}, unit: {column: "
        "5}, words: {N: 0, NNE: 22.5}}\n");
    assert_int_equal(m->form, TA_FORM_CSV);
    assert_int_equal(m->separator, ';');
    assert_int_equal(m->decimal, ',');
    assert_int_equal(m->skip, 2);
    assert_true(m->uneven && m->header);
    assert_int_equal(m->n_times, 2);
    assert_string_equal(m->time[0].text, "Date");
    assert_int_equal(m->time[1].kind, TA_PLACE_NUMBERED);
    assert_int_equal(m->time[1].number, 1);
    assert_int_equal(m->time_form.offset, INT64_C(3600000000));
    assert_int_equal(m->n_readings, 2);
    assert_int_equal(m->reading[0].device.kind, TA_PLACE_NAMED);
    assert_int_equal(m->reading[1].device.kind, TA_PLACE_FIXED);
    assert_string_equal(m->reading[1].datastream.text, "what");
    assert_int_equal(m->n_slots, 7);
    ta_mapping_free(m);
}

static void knows_words_and_all_writings_of_a_number(void **state)
{
    (void)state;
    struct ta_mapping *m =
        parse("missing: [NA, -200, \"-9\"]\n" HEAD "readings: [{column: a, datastream: "
              "b, unit: \"1\", words: {calm: 0}}]\n");
    const struct ta_mapped *r = &m->reading[0];
    assert_true(isnan(ta_mapped_word(r, view(" NA "), '.')->value));
    assert_true(isnan(ta_mapped_word(r, view("-200,0"), ',')->value));
    assert_true(isnan(ta_mapped_word(r, view("-2e2"), '.')->value));
    assert_true(isnan(ta_mapped_word(r, view("-9"), '.')->value));
    assert_true(ta_mapped_word(r, view("calm"), '.')->value == 0.0);
    assert_null(ta_mapped_word(r, view("-9.0"), '.')); /* quoted: that text only */
    assert_null(ta_mapped_word(r, view("na"), '.'));
    assert_null(ta_mapped_word(r, view(""), '.'));
    ta_mapping_free(m);
}

static void reads_numbers_with_either_mark(void **state)
{
    (void)state;
    double value = 0.0;
    assert_true(ta_mapping_number(view(" 2,6\t"), ',', &value) && value == 2.6);
    assert_true(ta_mapping_number(view("-1e3"), '.', &value) && value == -1000.0);
    const char *bad[] = {"",    " ",   "1.5.2", "0x10", "nan",
                         "inf", "1 2", "12abc", "1e999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ta_mapping_number(view(bad[i]), '.', &value));
    assert_false(ta_mapping_number(view("2.6"), ',', &value));
    assert_false(ta_mapping_number(view("2,6"), '.', &value));
    assert_false(ta_mapping_number((struct ta_view){"1\0002", 3}, '.', &value));
}

static void complaints_name_line_and_column(void **state)
{
    (void)state;
    assert_refused("a: 1\n", "m.yaml:1:1", "\"form\" is missing");
    assert_refused("form: xml\n", "m.yaml:1:7", "form");
    assert_refused("form: csv\nseperator: ;\n", "m.yaml:2:1",
                   "unknown key \"seperator\"");
    assert_non_null(strstr(err.mend, "separator"));
    assert_refused("form: csv\nseparator: \"ab\"\n", "m.yaml:2:12", "separator");
    assert_refused("form: csv\nseparator: \",\"\ndecimal: \",\"\n", "m.yaml:1:1",
                   "decimal mark");
    assert_refused("form: csv\ntime: {column: t, format: \"%Y-%m-%d\"}\n", "m.yaml:2",
                   "offset");
    assert_refused("form: csv\ntime: {column: t, format: rfc3339, offset: Z}\n",
                   "m.yaml:2", "themselves");
    assert_refused("form: csv\ntime: {column: t, format: \"%Y-%m-%d\", offset: CET}\n",
                   "m.yaml:2", "fixed");
    assert_refused("form: csv\ntime: {column: t, format: \"%Q\"}\n", "m.yaml:2",
                   "after %");
    assert_refused("form: csv\ntime: {columns: [], format: rfc3339}\n", "m.yaml:2",
                   "wanted 1 to 8");
    assert_refused("form: csv\nheader: false\ntime: {column: t, format: rfc3339}\n",
                   "m.yaml:3", "number");
    assert_refused("form: csv\ntime: {column: 0, format: rfc3339}\n", "m.yaml:2:16",
                   "from 1 to 4096");
}

static void complaints_about_readings_name_line_and_column(void **state)
{
    (void)state;
    assert_refused(HEAD "readings: []\n", "m.yaml:3:11", "wanted 1 to 256");
    assert_refused(HEAD "readings:\n- {column: a, unit: m}\n", "m.yaml:4:3",
                   "\"datastream\" is missing");
    assert_refused(HEAD "readings:\n- {column: a, datastream: a}\n", "m.yaml:4:3",
                   "\"unit\" is missing");
    assert_refused(HEAD "readings:\n- {column: a, datastream: \"a b\", unit: m}\n",
                   "m.yaml:4", "cannot be its name");
    assert_refused(HEAD "readings:\n- {column: a, datastream: a, unit: furlong}\n",
                   "m.yaml:4:36", "no unit");
    assert_refused(HEAD
                   "readings:\n- {column: a, datastream: a, unit: m, words: [a]}\n",
                   "m.yaml:4", "wanted a map");
    assert_refused(HEAD
                   "readings:\n- {column: a, datastream: a, unit: m, words: {N: x}}\n",
                   "m.yaml:4", "wanted a number");
    assert_refused(HEAD "readings:\n- {pointer: /a, datastream: a, unit: m}\n",
                   "m.yaml:4:4", "unknown key \"pointer\"");
    assert_refused("form: json\ntime: {pointer: ts, format: unix_s}\n", "m.yaml:2:17",
                   "begins with /");
    assert_refused("form: hj212\nreadings:\n- {field: \"2016:a-Avg\", datastream: x, "
                   "unit: m}\n",
                   "m.yaml:3:11",
                   "before : in a field stands 2011, 2051, 2061 or 2031");
    assert_refused("form: json\ntime: {pointer: /a~2, format: unix_s}\n", "m.yaml:2:17",
                   "RFC 6901");
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    static const char text[] =
        HEAD "readings: [{column: a, datastream: b, unit: m, words: {x: 1}}]\n";
    for (size_t k = 1;; k++) {
        struct ta_mapping *m = NULL;
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_mapping_parse("m", text, sizeof text - 1, &m, NULL);
        ta_alloc_fail_at(0);
        ta_mapping_free(m);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_table_s_mapping),
        cmocka_unit_test(knows_words_and_all_writings_of_a_number),
        cmocka_unit_test(reads_numbers_with_either_mark),
        cmocka_unit_test(complaints_name_line_and_column),
        cmocka_unit_test(complaints_about_readings_name_line_and_column),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
