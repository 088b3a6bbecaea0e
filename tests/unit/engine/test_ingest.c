/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "ingest"
#include "ta_test_engine.h"

#include "base/time.h"
#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/reading_parts.h"
#include "engine/readings.h"
#include "series/readings.h"

#define PROJECT(id, unit)                                                              \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":"                                                                  \
    "{\"id\":\"" id "\",\"datastreams\":["                                             \
    "{\"device\":\"d\",\"name\":\"so2\",\"property\":\"so2\",\"unit\":\"" unit         \
    "\",\"range_lo\":0,\"range_hi\":100,\"interval_s\":3600},"                         \
    "{\"device\":\"d\",\"name\":\"t\",\"property\":\"temperature\",\"unit\":\"degC\"}" \
    "]},"                                                                              \
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}" \
    "]}"

static const char mapping[] =
    "form: csv\nmissing: [NA]\ntime: {column: t, format: \"%Y-%m-%d %H:%M\", offset: "
    "Z}\n"
    "device: d\nreadings:\n- {column: so2, datastream: so2, unit: ug/m3}\n"
    "- {column: temp, datastream: t, unit: degC}\n";
static char mapping_path[512];
static ta_time_us now;
static struct ta_ingested in;

static void import(struct ta_workspace *w, const char *document)
{
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", document), .who = "li", .now = now};
    assert_ok(ta_engine_import(w, &job, &done, &err));
    ta_free(done.finding);
}

static struct ta_workspace workspace_with(const char *document)
{
    assert_int_equal(ta_time_parse("2026-03-10T12:00:00Z", &now), TA_OK);
    (void)snprintf(mapping_path, sizeof mapping_path, "%s",
                   file_with("m.yaml", mapping));
    struct ta_workspace w = workspace_open();
    import(&w, document);
    return w;
}

static enum ta_status ingest_csv(struct ta_workspace *w, const char *rows)
{
    char text[4096];
    (void)snprintf(text, sizeof text, "t,so2,temp\n%s", rows);
    const struct ta_ingest job = {.path = file_with("in.csv", text),
                                  .mapping = mapping_path,
                                  .who = "li",
                                  .now = now,
                                  .rows = 2};
    ta_ingested_free(&in);
    return ta_engine_ingest(w, &job, &in, &err);
}

static struct ta_reading_run read_stream(struct ta_workspace *w, const char *name)
{
    struct ta_readings_found found;
    struct ta_stream_id id = {"P", "d", ""};
    (void)snprintf(id.name, sizeof id.name, "%s", name);
    assert_ok(ta_readings_of(w, &id, 0, now + TA_US_PER_DAY, true, &found, &err));
    ta_free(found.part);
    return found.run;
}

static size_t parts(struct ta_workspace *w, struct ta_partition_row **rows)
{
    size_t n = 0;
    assert_ok(ta_parts_of(&w->store, "P", 0, 1000000, rows, &n, &err));
    return n;
}

static void days_are_sealed_and_months_that_are_over(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    struct ta_partition_row *rows = NULL;
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,1,10\n2026-03-08 23:00,2,NA\n"
                             "2026-01-31 23:00,3,11\n2026-01-01 00:00,4,12\n"
                             "2026-02-28 00:00,5,13\n"));
    assert_int_equal(in.counts.outcome[TA_ACCEPTED], 9);
    assert_int_equal(in.counts.outcome[TA_MISSING], 1);
    assert_int_equal(in.sealed.readings, 9);
    /* January is over; February, too, for more than a week; of March there are two days */
    assert_int_equal(parts(&w, &rows), 4);
    assert_string_equal(rows[0].part, "P/2026-01");
    assert_string_equal(rows[1].part, "P/2026-02");
    assert_string_equal(rows[2].path, "readings/P/2026-03-08.v1.h5");
    assert_string_equal(rows[3].part, "P/2026-03-09");
    assert_int_equal(rows[0].rows, 4);
    ta_free(rows);
    struct ta_reading_run run = read_stream(&w, "so2");
    static const double want[] = {4, 3, 5, 2, 1};
    assert_int_equal(run.n, 5);
    for (size_t i = 0; i < 5; i++) assert_true(run.reading[i].value == want[i]);
    assert_int_equal(run.reading[0].flag, TA_FLAG_GOOD);
    assert_string_equal(run.unit, "ug/m3");
    ta_free(run.reading);
    ta_workspace_close(&w);
}

static void the_same_file_again_changes_nothing(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    const char *text = "2026-03-09 01:00,1,10\n2026-03-09 02:00,x,11\n"
                       "2026-01-09 02:00,3,\n";
    assert_gives(ingest_csv(&w, text), TA_PARTLY);
    assert_int_equal(in.sealed.files, 2);
    assert_int_equal(in.counts.outcome[TA_BAD_VALUE], 1);
    assert_int_equal(in.counts.letters, 1);
    assert_true(in.letters_new);
    char *letters = ta_strdup(in.letters);
    assert_gives(ingest_csv(&w, text), TA_PARTLY);
    assert_int_equal(in.sealed.files, 0);
    assert_int_equal(in.sealed.unchanged, 2);
    assert_int_equal(in.counts.outcome[TA_DUPLICATE], 4);
    assert_int_equal(in.counts.outcome[TA_ACCEPTED], 0);
    assert_false(in.letters_new);
    assert_string_equal(in.letters, letters);
    ta_free(letters);
    ta_workspace_close(&w);
}

static void late_readings_make_a_new_version(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    struct ta_partition_row *rows = NULL;
    assert_ok(ingest_csv(&w, "2026-03-09 05:00,5,\n2026-03-09 01:00,1,\n"));
    assert_ok(ingest_csv(&w, "2026-03-09 03:00,3,\n2026-03-09 01:00,1,\n"));
    assert_int_equal(parts(&w, &rows), 1);
    assert_int_equal(rows[0].version, 2);
    assert_int_equal(rows[0].rows, 3);
    ta_free(rows);
    struct ta_reading_run run = read_stream(&w, "so2");
    assert_int_equal(run.n, 3);
    assert_true(run.reading[1].value == 3.0);
    ta_free(run.reading);
    /* the version before still stands, as it was */
    struct ta_reading_run *old = NULL;
    size_t n = 0;
    assert_ok(
        ta_readings_read(WORKSPACE "/readings/P/2026-03-09.v1.h5", &old, &n, &err));
    assert_int_equal(old[0].n, 2);
    ta_reading_runs_free(old, n);
    ta_workspace_close(&w);
}

static void another_value_at_the_same_time_is_a_conflict(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,1,\n2026-03-09 01:00,1,\n"
                             "2026-03-09 02:00,2,\n"));
    assert_int_equal(in.counts.outcome[TA_DUPLICATE], 1);
    assert_int_equal(in.counts.outcome[TA_ACCEPTED], 2);
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,7,\n"));
    assert_int_equal(in.counts.outcome[TA_CONFLICT], 1);
    assert_int_equal(in.counts.outcome[TA_ACCEPTED], 0);
    struct ta_reading_run run = read_stream(&w, "so2");
    assert_int_equal(run.n, 3);
    for (size_t i = 0; i < 2; i++) {
        assert_true(run.reading[i].value == (i == 0 ? 1.0 : 7.0));
        assert_int_equal(run.reading[i].flag, TA_FLAG_SUSPECT);
    }
    assert_int_equal(run.reading[2].flag, TA_FLAG_GOOD);
    ta_free(run.reading);
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,7,\n2026-03-09 01:00,1,\n"));
    assert_int_equal(in.counts.outcome[TA_DUPLICATE], 2);
    assert_int_equal(in.sealed.files, 0);
    ta_workspace_close(&w);
}

/* However rows are cut into files and ordered, the same readings come to stand there. */
static void any_order_and_any_cut_end_alike(void **state)
{
    (void)state;
    static const char *const row[] = {
        "2026-03-09 01:00,1,10\n", "2026-03-09 01:00,2,10\n",
        "2026-03-08 00:00,3,\n",   "2026-03-09 00:30,400,1\n",
        "2026-03-09 02:00,5,NA\n", "2026-03-09 02:00,5,3\n"};
    static const int order[][6] = {
        {0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {2, 0, 5, 1, 3, 4}, {1, 0, 4, 5, 2, 3}};
    struct ta_reading_run want = {.n = 0};
    for (size_t k = 0; k < 4; k++) {
        assert_int_equal(ta_test_folder(FOLDER), 0);
        struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
        char text[512] = "";
        for (size_t i = 0; i < 6; i++) {
            (void)strncat(text, row[order[k][i]], 100);
            if (i % (k + 1) != k) continue;
            assert_ok(ingest_csv(&w, text));
            text[0] = '\0';
        }
        assert_ok(ingest_csv(&w, text));
        struct ta_reading_run got = read_stream(&w, "so2");
        if (k == 0) {
            want = got;
            assert_int_equal(want.n, 5);
        } else {
            assert_int_equal(got.n, want.n);
            assert_memory_equal(got.reading, want.reading,
                                want.n * sizeof *want.reading);
            ta_free(got.reading);
        }
        ta_workspace_close(&w);
    }
    ta_free(want.reading);
}

static void out_of_range_is_kept_and_flagged(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,100,\n2026-03-09 02:00,100.5,900\n"));
    assert_int_equal(in.counts.outcome[TA_OUT_OF_RANGE], 1);
    assert_int_equal(in.counts.outcome[TA_ACCEPTED], 2);
    struct ta_reading_run run = read_stream(&w, "so2"), t = read_stream(&w, "t");
    assert_int_equal(run.reading[1].flag, TA_FLAG_FAIL);
    assert_int_equal(t.reading[0].flag, TA_FLAG_NOT_EVALUATED);
    ta_free(run.reading);
    ta_free(t.reading);
    ta_workspace_close(&w);
}

static void a_new_unit_converts_what_stands_there(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,50,\n"));
    import(&w, PROJECT("P", "mg/m3"));
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,50,\n2026-03-09 02:00,60,\n"));
    assert_int_equal(in.counts.outcome[TA_DUPLICATE], 1);
    struct ta_reading_run run = read_stream(&w, "so2");
    assert_string_equal(run.unit, "mg/m3");
    assert_int_equal(run.n, 2);
    assert_true(run.reading[0].value == 0.05);
    ta_free(run.reading);
    import(&w, PROJECT("P", "degC"));
    assert_gives(ingest_csv(&w, "2026-03-09 03:00,50,\n"), TA_PARTLY);
    assert_int_equal(in.counts.outcome[TA_UNIT_MISMATCH], 1);
    ta_workspace_close(&w);
}

static void damaged_files_are_refused_and_named(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,1,\n"));
    FILE *file = fopen(WORKSPACE "/readings/P/2026-03-09.v1.h5", "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, -1, SEEK_END), 0);
    assert_int_not_equal(fputc('x', file), EOF);
    assert_int_equal(fclose(file), 0);
    assert_gives(ingest_csv(&w, "2026-03-09 02:00,1,\n"), TA_E_DATA);
    assert_words("2026-03-09.v1.h5");
    struct ta_readings_found found;
    const struct ta_stream_id id = {"P", "d", "so2"};
    assert_gives(ta_readings_of(&w, &id, 0, now, true, &found, &err), TA_E_DATA);
    ta_workspace_close(&w);
}

/* A kill between file and registration: the next run goes on, whatever the file holds. */
static void files_that_were_never_registered_do_no_harm(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    struct ta_partition_row *rows = NULL;
    struct ta_reading reading = {now, TA_TIME_NONE, 9.0, TA_FLAG_GOOD, 0};
    const struct ta_reading_run other = {.device = "d",
                                         .name = "so2",
                                         .property = "so2",
                                         .unit = "ug/m3",
                                         .n = 1,
                                         .reading = &reading};
    assert_ok(ta_folder_make(WORKSPACE "/readings/P", &err));
    assert_ok(
        ta_readings_write(WORKSPACE "/readings/P/2026-03-09.v1.h5", &other, 1, &err));
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,1,\n"));
    assert_int_equal(parts(&w, &rows), 1);
    assert_string_equal(rows[0].path, "readings/P/2026-03-09.v2.h5");
    assert_int_equal(rows[0].version, 2);
    ta_free(rows);
    struct ta_reading_run run = read_stream(&w, "so2");
    assert_int_equal(run.n, 1);
    ta_free(run.reading);
    ta_workspace_close(&w);
}

static void what_must_be_named_is_asked_for(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    struct ta_ingest job = {.path = file_with("x.json", "[]"), .who = "li", .now = now};
    job.format = "csv";
    assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_E_USAGE);
    job.format = "xml";
    assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_E_USAGE);
    assert_non_null(strstr(err.mend, "senml"));
    job.format = "senml";
    job.mapping = mapping_path;
    assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_E_USAGE);
    job.mapping = NULL;
    job.project = "nobody";
    assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_E_NOTFOUND);
    job.project = NULL;
    import(&w, PROJECT("Q", "ug/m3"));
    assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_E_USAGE);
    assert_non_null(strstr(err.mend, "--project"));
    job.project = "Q";
    job.path = FOLDER "/nowhere";
    assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_E_NOTFOUND);
    ta_workspace_close(&w);
}

static void senml_without_a_receipt_takes_absolute_times_only(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    const char *text =
        "[{\"bn\":\"d:\",\"bu\":\"ug/m3\",\"bt\":1773000000,\"n\":\"so2\","
        "\"v\":1},{\"n\":\"so2\",\"t\":60,\"v\":2},"
        "{\"n\":\"co\",\"v\":3}]\n"
        "[{\"n\":\"d:so2\",\"t\":-5,\"v\":3}]\n"
        "[{\"n\":\"d:so2\",\"t\":1893456000,\"v\":3}]\n";
    const struct ta_ingest job = {
        .path = file_with("x.json", text), .who = "li", .now = now};
    ta_ingested_free(&in);
    assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_PARTLY);
    assert_int_equal(in.counts.messages, 3);
    assert_int_equal(in.counts.letters, 3);
    assert_int_equal(in.counts.outcome[TA_ACCEPTED], 2);
    assert_int_equal(in.counts.outcome[TA_UNKNOWN_STREAM], 1);
    assert_int_equal(in.counts.outcome[TA_NO_CLOCK], 1);
    assert_int_equal(in.counts.outcome[TA_CLOCK_IN_FUTURE], 1);
    ta_workspace_close(&w);
}

static enum ta_status on_stream(void *self, const struct ta_stream_shown *shown,
                                struct ta_error *e)
{
    size_t *n = self;
    (void)e;
    static const char *const name[] = {"so2", "t"};
    assert_string_equal(shown->id.name, name[*n]);
    assert_int_equal(shown->n, *n == 0 ? 3 : 0);
    assert_true((shown->first == TA_TIME_NONE) == (*n != 0));
    assert_non_null(shown->registered);
    ++*n;
    return TA_OK;
}

static void datastreams_are_listed_with_what_they_have(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    size_t n = 0;
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,1,\n2026-01-09 01:00,1,\n"
                             "2026-01-09 02:00,1,\n"));
    assert_ok(ta_readings_list_all(&w, NULL, on_stream, &n, &err));
    assert_int_equal(n, 2);
    struct ta_stream_id id;
    struct ta_datastream stream;
    assert_true(ta_stream_id_read("d/so2", &id));
    assert_ok(ta_readings_stream(&w, &id, &stream, &err));
    assert_string_equal(id.project, "P");
    assert_true(ta_stream_id_read("P/d/co", &id));
    assert_gives(ta_readings_stream(&w, &id, &stream, &err), TA_E_NOTFOUND);
    const char *bad[] = {"d", "/so2", "d/", "a/b/c/d", "P//x", "d/s o"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ta_stream_id_read(bad[i], &id));
    ta_workspace_close(&w);
}

static void parts_name_days_and_months(void **state)
{
    (void)state;
    char text[256];
    ta_day first, after;
    const ta_day leap = ta_day_from_civil(2024, 2, 29);
    ta_part_of_day("P", leap, text);
    assert_string_equal(text, "P/2024-02-29");
    ta_part_of_month("P", leap, text);
    assert_string_equal(text, "P/2024-02");
    assert_true(ta_part_days("P/2024-02", "P", &first, &after));
    assert_int_equal(after - first, 29);
    assert_int_equal(ta_month_end(leap), ta_day_from_civil(2024, 3, 1));
    assert_false(ta_part_days("P/2024-02", "P2", &first, &after));
    assert_false(ta_part_days("P/2024", "P", &first, &after));
    assert_false(ta_part_days("P/2024-02-30", "P", &first, &after));
    ta_part_path("../2024-02", 1, text); /* ".." is a legal id */
    assert_string_equal(text, "readings/%../2024-02.v1.h5");
}

static void lengths_of_windows_are_read(void **state)
{
    (void)state;
    struct ta_window_rule rule = {.share = 0.75};
    assert_true(ta_window_length_read("10min", &rule));
    assert_int_equal(rule.length, INT64_C(600000000));
    assert_true(ta_window_length_read("7d", &rule));
    assert_int_equal(rule.length, 7 * TA_US_PER_DAY);
    assert_true(ta_window_length_read("1mo", &rule));
    assert_int_equal(rule.kind, TA_WINDOW_MONTH);
    assert_true(ta_window_length_read("1y", &rule));
    const char *bad[] = {"", "h", "0h", "2mo", "1.5h", "1 h", "1w", "12345678h", "-1h"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ta_window_length_read(bad[i], &rule));
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, "2026-03-09 01:00,1,2\n"));
    for (size_t k = 1;; k++) {
        ta_ingested_free(&in);
        const char *path = file_with(
            "in.csv", "t,so2,temp\n2026-03-09 02:00,2,3\n2026-03-09 03:00,x,3\n");
        const struct ta_ingest job = {
            .path = path, .mapping = mapping_path, .who = "li", .now = now, .rows = 2};
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_engine_ingest(&w, &job, &in, NULL);
        ta_alloc_fail_at(0);
        if (rc == TA_PARTLY) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
    struct ta_reading_run run = read_stream(&w, "t");
    assert_int_equal(run.n, 3);
    ta_free(run.reading);
    ta_workspace_close(&w);
}

static int teardown(void **state)
{
    (void)state;
    ta_ingested_free(&in);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh_folder, teardown)
    const struct CMUnitTest tests[] = {
        TEST(days_are_sealed_and_months_that_are_over),
        TEST(the_same_file_again_changes_nothing),
        TEST(late_readings_make_a_new_version),
        TEST(another_value_at_the_same_time_is_a_conflict),
        TEST(any_order_and_any_cut_end_alike),
        TEST(out_of_range_is_kept_and_flagged),
        TEST(a_new_unit_converts_what_stands_there),
        TEST(damaged_files_are_refused_and_named),
        TEST(files_that_were_never_registered_do_no_harm),
        TEST(what_must_be_named_is_asked_for),
        TEST(senml_without_a_receipt_takes_absolute_times_only),
        TEST(datastreams_are_listed_with_what_they_have),
        TEST(parts_name_days_and_months),
        TEST(lengths_of_windows_are_read),
        TEST(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
