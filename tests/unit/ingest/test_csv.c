/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest_test.h"

#include <stdio.h>

#define MAPPING                                                                        \
    "form: csv\nmissing: [NA]\ntime: {column: t, format: unix_s}\n"                    \
    "device: {column: d}\nreadings:\n- {column: v, datastream: x, unit: m}\n"

static struct ta_mapping *mapping_of(const char *text)
{
    struct ta_error err = {0};
    struct ta_mapping *m = NULL;
    if (ta_mapping_parse("m.yaml", text, strlen(text), &m, &err) != TA_OK)
        fail_msg("%s", err.text);
    return m;
}

static enum ta_status decode_text(const char *mapping, const char *text,
                                  struct kept *kept)
{
    struct ta_mapping *m = mapping_of(mapping);
    struct ta_decode_input in = {.source = "t.csv",
                                 .bytes = text,
                                 .size = strlen(text),
                                 .received = TA_TIME_NONE,
                                 .limits = ta_limits_of_file(),
                                 .mapping = m};
    *kept = (struct kept){0};
    enum ta_status rc = decode_kept("csv", &in, kept);
    ta_mapping_free(m);
    return rc;
}

static void take(const char *text, struct kept *kept)
{
    assert_int_equal(decode_text(MAPPING, text, kept), TA_OK);
}

static void each_row_is_a_message(void **state)
{
    (void)state;
    struct kept kept;
    take("\xef\xbb\xbft,d,v,other\r\n1,a,2.5,\r\n\r\n2,\"b\",\"3\",\"x,"
         "\"\"y\"\"\n\"\n3,c,NA,",
         &kept);
    assert_int_equal(kept.n_messages, 3);
    assert_int_equal(kept.n, 3);
    assert_true(kept.sample[0].sample.value == 2.5);
    assert_string_equal(kept.sample[0].device, "a");
    assert_string_equal(kept.sample[0].name, "x");
    assert_string_equal(kept.sample[0].unit, "m");
    assert_int_equal(kept.sample[0].sample.time, 1000000);
    assert_string_equal(kept.sample[1].device, "b");
    assert_int_equal(kept.sample[2].sample.outcome, TA_MISSING);
    assert_int_equal(kept.message[1].line, 4);
    assert_int_equal(kept.message[2].line, 6); /* the row before has two lines */
}

static void a_bad_row_costs_itself(void **state)
{
    (void)state;
    struct kept kept;
    take("t,d,v\n1,a,1\n2,\"a,2\n3,a,3\n4,a\n5,a,\"5\"x\nx,a,6\n7,a,q\n8,a,8\n", &kept);
    static const struct {
        enum ta_outcome outcome;
        size_t line, column;
    } want[] = {{TA_ACCEPTED, 2, 1},  {TA_BAD_SYNTAX, 3, 3}, {TA_ACCEPTED, 4, 1},
                {TA_BAD_FIELD, 5, 1}, {TA_BAD_SYNTAX, 6, 8}, {TA_BAD_TIME, 7, 1},
                {TA_ACCEPTED, 8, 5},  {TA_ACCEPTED, 9, 1}};
    /* the quote opened in line 3 closes at the first one of line 6, but text follows there */
    assert_int_equal(kept.n_messages, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(kept.message[i].outcome, want[i].outcome);
        if (i == 1) continue; /* its fault is found further down */
        assert_int_equal(kept.message[i].line, want[i].line);
        assert_int_equal(kept.message[i].column, want[i].column);
    }
    assert_int_equal(kept.n, 4);
    assert_int_equal(kept.sample[2].sample.outcome, TA_BAD_VALUE);
    assert_true(kept.sample[3].sample.value == 8.0);
}

static void an_open_quote_does_not_swallow_the_rest(void **state)
{
    (void)state;
    struct kept kept;
    take("t,d,v\n1,\"a,1\n2,a,2\n3,a,3\n", &kept);
    assert_int_equal(kept.n_messages, 3);
    assert_int_equal(kept.message[0].outcome, TA_BAD_SYNTAX);
    assert_int_equal(kept.message[0].line, 2);
    assert_int_equal(kept.message[0].column, 3);
    assert_int_equal(kept.n, 2);
}

static void a_mapping_that_does_not_fit_fails(void **state)
{
    (void)state;
    struct kept kept;
    assert_int_equal(decode_text(MAPPING, "t,d,w\n1,a,1\n", &kept), TA_E_DATA);
    assert_int_equal(decode_text(MAPPING, "t,d,v,v\n1,a,1,2\n", &kept), TA_E_DATA);
    assert_int_equal(decode_text(MAPPING, "t,d,\"v\n", &kept), TA_E_DATA);
    assert_int_equal(kept.n_messages, 0);
}

static void rows_may_be_uneven_and_lines_skipped(void **state)
{
    (void)state;
    struct kept kept;
    static const char mapping[] =
        "form: csv\nseparator: \";\"\ndecimal: \",\"\nskip: 2\nuneven: true\n"
        "time: {columns: [Date, Time], format: \"%d/%m/%Y %H.%M.%S\", offset: "
        "\"+01:00\"}\n"
        "readings:\n- {column: 3, datastream: co, unit: mg/m3}\n"
        "- {column: \"AH,,\", datastream: ah, unit: g/m3}\n";
    assert_int_equal(decode_text(mapping,
                                 "# logger 7\n\nDate;Time;CO(GT);AH,,\n"
                                 "10/03/2004;18.00.00;2,6;0,75;;\n;;;;,,\n"
                                 "10/03/2004;19.00.00;2\n",
                                 &kept),
                     TA_OK);
    assert_int_equal(kept.n_messages, 3);
    assert_int_equal(kept.n, 5);
    assert_true(kept.sample[0].sample.value == 2.6);
    assert_true(kept.sample[1].sample.value == 0.75);
    assert_int_equal(kept.sample[0].sample.time, INT64_C(1078938000000000));
    assert_int_equal(kept.sample[2].sample.outcome, TA_MISSING); /* the empty row */
    assert_true(kept.sample[3].sample.value == 2.0);
    assert_int_equal(kept.sample[4].sample.outcome, TA_ABSENT); /* the row ends */
}

static void a_column_by_number_has_to_be_there(void **state)
{
    (void)state;
    struct kept kept;
    static const char beyond[] = "form: csv\nheader: false\n%s"
                                 "time: {column: 1, format: unix_s}\nreadings:\n"
                                 "- {column: %d, datastream: x, unit: m}\n";
    char mapping[512];
    (void)snprintf(mapping, sizeof mapping, beyond, "", 3);
    assert_int_equal(decode_text(mapping, "1,2\n2,3\n", &kept), TA_E_DATA);
    (void)snprintf(mapping, sizeof mapping, beyond, "", 2);
    assert_int_equal(decode_text(mapping, "1,2\n2,3\n", &kept), TA_OK);
    (void)snprintf(mapping, sizeof mapping, beyond, "uneven: true\n", 3);
    assert_int_equal(decode_text(mapping, "1,2\n2,3,4\n", &kept), TA_OK);
    assert_int_equal(kept.sample[0].sample.outcome, TA_ABSENT);
    assert_true(kept.sample[1].sample.value == 4.0);
}

static void a_blank_is_no_name(void **state)
{
    (void)state;
    struct kept kept;
    static const char mapping[] =
        "form: csv\ntime: {column: t, format: unix_s}\ndevice: {column: d}\nreadings:\n"
        "- {column: v, datastream: {column: n}, unit: {column: u}}\n";
    assert_int_equal(decode_text(mapping,
                                 "t,d,n,u,v\n1,,x,m,1\n2,\" \",x,m,1\n3,a,,m,1\n"
                                 "4,a,x,,1\n5,,,,\n6,a,x,m,1\n",
                                 &kept),
                     TA_OK);
    static const struct {
        enum ta_outcome outcome;
        const char *place;
    } want[] = {{TA_BAD_FIELD, "d"}, {TA_BAD_FIELD, "d"}, {TA_BAD_FIELD, "n"},
                {TA_ACCEPTED, "u"},  {TA_MISSING, ""},    {TA_ACCEPTED, ""}};
    assert_int_equal(kept.n, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(kept.sample[i].sample.outcome, want[i].outcome);
        assert_string_equal(kept.sample[i].place, want[i].place);
        if (i >= 3) assert_int_equal(kept.sample[i].sample.no_unit, i < 5);
    }
}

static void long_tables_name_their_datastreams_in_each_row(void **state)
{
    (void)state;
    struct kept kept;
    static const char mapping[] =
        "form: csv\nheader: false\ntime: {column: 1, format: rfc3339}\n"
        "device: {column: 2}\n"
        "readings: [{column: 5, datastream: {column: 3}, unit: {column: 4}}]\n";
    assert_int_equal(decode_text(mapping,
                                 "2020-01-01T00:00:00Z,m1,no2,ug/m3,7\n"
                                 "2020-01-01T00:00:00Z,m1,\"o\"\"3\",ppb,8\n",
                                 &kept),
                     TA_OK);
    assert_int_equal(kept.n, 2);
    assert_string_equal(kept.sample[0].name, "no2");
    assert_string_equal(kept.sample[1].name, "o\"3");
    assert_string_equal(kept.sample[1].unit, "ppb");
}

/* --- windows ------------------------------------------------------------------------------- */

struct counts {
    size_t samples, pending, messages, bad, bytes;
    double sum;
    double pending_sum;
    size_t last_line;
};

static enum ta_status count_sample(void *self, const struct ta_sample *sample,
                                   struct ta_error *err)
{
    struct counts *c = self;
    (void)err;
    c->pending++;
    if (!isnan(sample->value)) c->pending_sum += sample->value;
    return TA_OK;
}

static void count_drop(void *self)
{
    struct counts *c = self;
    c->pending = 0;
    c->pending_sum = 0.0;
}

static enum ta_status count_message(void *self, const struct ta_message *message,
                                    struct ta_error *err)
{
    struct counts *c = self;
    (void)err;
    c->messages++;
    c->bytes += message->bytes.size;
    c->last_line = message->line;
    if (message->outcome == TA_ACCEPTED) {
        c->samples += c->pending;
        c->sum += c->pending_sum;
    } else {
        c->bad++;
    }
    count_drop(self);
    return TA_OK;
}

static struct counts decode_path(const char *path, const char *decoder,
                                 const struct ta_mapping *mapping)
{
    struct counts counts = {0};
    struct ta_error err = {0};
    struct ta_decode_sink sink = {&counts, count_sample, count_message, count_drop,
                                  NULL};
    struct ta_decode_input in = {.source = path,
                                 .received = TA_TIME_NONE,
                                 .limits = ta_limits_of_file(),
                                 .mapping = mapping};
    if (ta_decode_file(ta_decoder_find(decoder), &in, &sink, NULL, NULL, &err) != TA_OK)
        fail_msg("%s", err.text);
    return counts;
}

static void files_of_many_windows_read_as_one(void **state)
{
    (void)state;
    static const char csv[] = TA_BINARY_DIR "/test-windows.csv";
    static const char json[] = TA_BINARY_DIR "/test-windows.json";
    enum { ROWS = 400000 }; /* about 14 MB each: four windows */
    FILE *table = fopen(csv, "w"), *packs = fopen(json, "w");
    assert_true(table != NULL && packs != NULL);
    (void)fprintf(table, "t,d,v\n");
    for (int i = 0; i < ROWS; i++) {
        (void)fprintf(table, "%d,\"device\nof two lines\",%d%s\n", i, i % 10,
                      i == 77777 ? ",x" : "");
        (void)fprintf(packs,
                      "[{\"bn\":\"a:\",\"n\":\"x\",\"t\":1700000000,\"v\":%d%s}]\n",
                      i % 10, i == 77777 ? "x" : "");
    }
    assert_int_equal(fclose(table) + fclose(packs), 0);

    struct ta_mapping *m = mapping_of(MAPPING);
    struct counts rows = decode_path(csv, "csv", m);
    ta_mapping_free(m);
    struct counts found = decode_path(json, "senml", NULL);
    const double sum = 45.0 * ROWS / 10 - 7.0; /* without the bad one */
    assert_int_equal(rows.messages, ROWS);
    assert_int_equal(rows.bad, 1);
    assert_true(rows.sum == sum);
    assert_int_equal(rows.last_line, 2 * ROWS);
    assert_int_equal(found.messages, ROWS);
    assert_int_equal(found.bad, 1);
    assert_true(found.sum == sum);
    assert_int_equal(found.last_line, ROWS);
    (void)remove(csv);
    (void)remove(json);
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct counts counts = {0};
    struct ta_decode_sink sink = {&counts, count_sample, count_message, count_drop,
                                  NULL};
    struct ta_decode_input in = {.source = "/nowhere.csv",
                                 .limits = ta_limits_of_file()};
    assert_int_equal(
        ta_decode_file(ta_decoder_find("senml"), &in, &sink, NULL, NULL, &err),
        TA_E_NOTFOUND);
    assert_non_null(strstr(err.text, "/nowhere.csv"));
    in.source = TA_BINARY_DIR;
    assert_int_not_equal(
        ta_decode_file(ta_decoder_find("senml"), &in, &sink, NULL, NULL, &err), TA_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_a_message),
        cmocka_unit_test(a_bad_row_costs_itself),
        cmocka_unit_test(an_open_quote_does_not_swallow_the_rest),
        cmocka_unit_test(a_mapping_that_does_not_fit_fails),
        cmocka_unit_test(rows_may_be_uneven_and_lines_skipped),
        cmocka_unit_test(a_column_by_number_has_to_be_there),
        cmocka_unit_test(a_blank_is_no_name),
        cmocka_unit_test(long_tables_name_their_datastreams_in_each_row),
        cmocka_unit_test(files_of_many_windows_read_as_one),
        cmocka_unit_test(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
