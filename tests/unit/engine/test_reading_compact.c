/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "compact"
#include "ta_test_engine.h"
#include "ta_test_version.h"

#include <unistd.h>

#include "base/hash.h"
#include "base/time.h"
#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/reading_compact.h"
#include "engine/reading_parts.h"
#include "engine/reading_prune.h"
#include "engine/readings.h"
#include "tables/tables.h"

#define STREAM(name, unit)                                                             \
    "{\"device\":\"d\",\"name\":\"" name "\",\"property\":\"so2\",\"unit\":\"" unit    \
    "\",\"setting\":\"ambient\",\"interval_s\":3600}"
#define PROJECT(id, unit)                                                              \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":{\"id\":\"" id "\",\"datastreams\":[" STREAM(                      \
        "so2", unit) ","                                                               \
                     "{\"device\":\"d\",\"name\":\"plain\",\"property\":\"x\","        \
                     "\"unit\":\"m\"}]},"                                              \
                     "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,"  \
                     "1],[2,2],[1,1]]]}}"                                              \
                     "]}"

#define DURING "2026-03-20T12:00:00Z" /* March goes on, and stands by days */
#define OVER "2026-04-08T00:00:00Z"   /* a week after its end */

static struct ta_tables *tables;
static struct ta_compacted compacted;
static struct ta_inlet_counts counts;
static size_t fail_at;    /* which allocation of the next run; 0: none */
static size_t month_rows; /* 0: as many as there may be */
static size_t held;       /* likewise */

static struct ta_workspace workspace_with(const char *document)
{
    struct ta_project_imported done;
    struct ta_workspace w = workspace_open();
    const struct ta_project_import job = {
        .path = file_with("p.geojson", document), .who = "li", .now = 0};
    assert_ok(ta_engine_import(&w, &job, &done, &err));
    ta_free(done.finding);
    return w;
}

static ta_time_us time_of(const char *text)
{
    ta_time_us time = 0;
    assert_int_equal(ta_time_parse(text, &time), TA_OK);
    return time;
}

static enum ta_status ingest_csv(struct ta_workspace *w, const char *rows,
                                 const char *now)
{
    static char mapping[512];
    char text[4096];
    struct ta_ingested in;
    (void)snprintf(mapping, sizeof mapping, "%s",
                   file_with("m.yaml",
                             "form: csv\ntime: {column: t, format: \"%Y-%m-%d %H:%M\", "
                             "offset: Z}\ndevice: d\nreadings:\n"
                             "- {column: so2, datastream: so2, unit: ug/m3}\n"
                             "- {column: x, datastream: plain, unit: m}\n"));
    (void)snprintf(text, sizeof text, "t,so2,x\n%s", rows);
    const struct ta_ingest job = {.path = file_with("in.csv", text),
                                  .mapping = mapping,
                                  .project = "P",
                                  .who = "li",
                                  .tables = ta_tables_set(tables),
                                  .now = time_of(now),
                                  .month_rows = month_rows,
                                  .held = held};
    ta_alloc_fail_at(fail_at);
    enum ta_status rc = ta_engine_ingest(w, &job, &in, &err);
    ta_alloc_fail_at(0);
    compacted = in.compacted;
    counts = in.counts;
    ta_ingested_free(&in);
    return rc;
}

static enum ta_status compact(struct ta_workspace *w, const char *now)
{
    const struct ta_compact_job job = {.workspace = w,
                                       .tables = ta_tables_set(tables),
                                       .who = "li",
                                       .now = time_of(now),
                                       .month_rows = month_rows};
    return ta_compact_readings(&job, &compacted, &err);
}

static size_t parts(struct ta_workspace *w, struct ta_partition_row **rows)
{
    size_t n = 0;
    assert_ok(ta_parts_of(&w->store, "P", 0, 1000000, rows, &n, &err));
    return n;
}

static size_t parts_that_are_there(struct ta_workspace *w)
{
    struct ta_partition_row *rows = NULL;
    size_t n = parts(w, &rows), there = 0;
    for (size_t i = 0; i < n; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, WORKSPACE "/%s", rows[i].path);
        there += access(path, R_OK) == 0;
    }
    ta_free(rows);
    return there;
}

static void assert_parts(struct ta_workspace *w, size_t n, const char *const *path)
{
    struct ta_partition_row *rows = NULL;
    assert_int_equal(parts(w, &rows), n);
    for (size_t i = 0; i < n; i++) assert_string_equal(rows[i].path, path[i]);
    ta_free(rows);
}

static struct ta_reading_run read_stream(struct ta_workspace *w, const char *name)
{
    struct ta_readings_found found;
    struct ta_stream_id id = {"P", "d", ""};
    (void)snprintf(id.name, sizeof id.name, "%s", name);
    assert_ok(
        ta_readings_of(w, &id, 0, time_of("2027-01-01T00:00:00Z"), true, &found, &err));
    ta_free(found.part);
    return found.run;
}

/* A step of 600 at midnight, which no single day shows; two values at 23:00; a month's last hour. */
static const char march[] = "2026-03-01 22:00,11,1\n2026-03-01 23:00,10,2\n"
                            "2026-03-02 00:00,610,3\n2026-03-02 01:00,12,\n"
                            "2026-03-05 23:00,10,\n2026-03-05 23:00,11,\n"
                            "2026-03-31 23:00,9,4\n";
static const char *const day_path[] = {
    "readings/P/2026-03-01.v1.h5", "readings/P/2026-03-02.v1.h5",
    "readings/P/2026-03-05.v1.h5", "readings/P/2026-03-31.v1.h5"};
static const char *const month_path[] = {"readings/P/2026-03.v1.h5"};

static void hash_of(const char *below, char out[TA_HEX_SIZE])
{
    char path[512];
    (void)snprintf(path, sizeof path, WORKSPACE "/%s", below);
    assert_ok(ta_sha256_file(path, out, &err));
}

static void days_become_the_file_of_the_month_in_one_go(void **state)
{
    (void)state;
    char by_days[TA_HEX_SIZE], in_one_go[TA_HEX_SIZE], old[TA_HEX_SIZE],
        again[TA_HEX_SIZE];
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    assert_parts(&w, 4, day_path);
    hash_of(day_path[1], old);
    assert_ok(compact(&w, "2026-04-07T23:59:59Z")); /* not yet a week */
    assert_int_equal(compacted.months, 0);
    assert_ok(compact(&w, OVER));
    assert_int_equal(compacted.months, 1);
    assert_int_equal(compacted.days, 4);
    assert_int_equal(compacted.left, 0);
    assert_parts(&w, 1, month_path);
    hash_of(month_path[0], by_days);
    struct ta_reading_run run = read_stream(&w, "so2");
    assert_int_equal(run.n, 7);
    assert_int_equal(run.reading[2].flag, TA_FLAG_FAIL); /* the step at midnight */
    assert_int_equal(run.reading[4].flag, TA_FLAG_SUSPECT);
    assert_int_equal(run.reading[5].flag, TA_FLAG_SUSPECT);
    assert_int_equal(run.reading[6].flag, TA_FLAG_GOOD);
    ta_free(run.reading);
    hash_of(day_path[1], again); /* the day stands as it was */
    assert_string_equal(again, old);
    ta_workspace_close(&w);
    assert_int_equal(ta_test_folder(FOLDER), 0);
    w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, OVER));
    assert_int_equal(compacted.months, 0); /* sealed as a month */
    assert_parts(&w, 1, month_path);
    hash_of(month_path[0], in_one_go);
    assert_string_equal(by_days, in_one_go);
    ta_workspace_close(&w);
}

static void it_is_done_once_and_late_readings_join_it(void **state)
{
    (void)state;
    static const char *const second[] = {"readings/P/2026-03.v2.h5"};
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    /* a late reading makes the day's second version, and the month follows in the same run */
    assert_ok(ingest_csv(&w, "2026-03-05 22:00,9,\n", OVER));
    assert_int_equal(compacted.days, 4);
    assert_parts(&w, 1, month_path);
    assert_ok(compact(&w, OVER));
    assert_int_equal(compacted.months, 0);
    assert_ok(ingest_csv(&w, "2026-03-04 22:00,9,5\n", OVER));
    assert_int_equal(compacted.months, 0);
    assert_parts(&w, 1, second);
    struct ta_reading_run run = read_stream(&w, "so2");
    assert_int_equal(run.n, 9);
    ta_free(run.reading);
    ta_workspace_close(&w);
}

static void a_damaged_day_leaves_its_month_and_is_named(void **state)
{
    (void)state;
    static const char *const left[] = {"readings/P/2026-02.v1.h5",
                                       "readings/P/2026-03-01.v1.h5",
                                       "readings/P/2026-03-02.v1.h5"};
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, "2026-02-03 22:00,9,5\n2026-02-04 22:00,9,5\n",
                         "2026-02-10T00:00:00Z"));
    assert_ok(ingest_csv(&w, "2026-03-01 22:00,9,5\n2026-03-02 22:00,9,5\n", DURING));
    FILE *file = fopen(WORKSPACE "/readings/P/2026-03-02.v1.h5", "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, -1, SEEK_END), 0);
    assert_int_not_equal(fputc('x', file), EOF);
    assert_int_equal(fclose(file), 0);
    assert_ok(compact(&w, OVER));
    assert_int_equal(compacted.left, 1);
    assert_non_null(strstr(compacted.why.text, "2026-03-02.v1.h5"));
    assert_parts(&w, 3, left); /* February went first, at its own end */
    assert_gives(ingest_csv(&w, "2026-04-07 22:00,9,5\n", OVER), TA_PARTLY);
    assert_int_equal(unlink(WORKSPACE "/readings/P/2026-03-02.v1.h5"), 0);
    assert_ok(compact(&w, OVER));
    assert_int_equal(compacted.left, 1);
    /* a plain file of which no byte can be read, for real */
    assert_int_equal(
        symlink("/proc/self/mem", WORKSPACE "/readings/P/2026-03-02.v1.h5"), 0);
    assert_ok(compact(&w, OVER));
    assert_int_equal(compacted.left, 1);
    assert_non_null(strstr(compacted.why.text, "Input/output error"));
    ta_workspace_close(&w);
}

static void a_month_of_too_many_readings_keeps_its_days(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    struct ta_store *store = &w.store;
    struct ta_partition_row row = {.kind = "readings", .version = 1};
    memset(row.sha256, 'a', sizeof row.sha256 - 1);
    assert_ok(store->ops->begin(store->self, &err));
    for (ta_day day = 0; day < 2; day++) {
        ta_part_of_day("P", ta_day_from_civil(2025, 12, 1) + day, row.part);
        ta_part_path(row.part, 1, row.path);
        row.rows = TA_MONTH_ROWS / 2 + day;
        assert_ok(store->ops->partition_put(store->self, &row, &err));
    }
    assert_ok(store->ops->commit(store->self, &err));
    assert_ok(compact(&w, OVER));
    assert_int_equal(compacted.months, 0);
    assert_int_equal(compacted.left,
                     0); /* their files, which are not there, were not read */
    ta_workspace_close(&w);
}

static void a_file_that_was_never_registered_is_stepped_over(void **state)
{
    (void)state;
    static const char *const second[] = {"readings/P/2026-03.v2.h5"};
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    assert_ok(ta_file_write(WORKSPACE "/readings/P/2026-03.v1.h5", "x", 1, 0666, &err));
    assert_ok(compact(&w, OVER));
    assert_parts(&w, 1, second);
    ta_workspace_close(&w);
}

static void days_in_other_units_are_converted(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, "2026-03-01 22:00,9,5\n", DURING));
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", PROJECT("P", "mg/m3")), .who = "li", .now = 0};
    assert_ok(ta_engine_import(&w, &job, &done, &err));
    ta_free(done.finding);
    assert_ok(ingest_csv(&w, "2026-03-02 22:00,8,5\n", DURING));
    assert_ok(compact(&w, OVER));
    struct ta_reading_run run = read_stream(&w, "so2");
    assert_string_equal(run.unit, "mg/m3");
    assert_int_equal(run.n, 2);
    assert_true(run.reading[0].value == 0.009 && run.reading[1].value == 0.008);
    ta_free(run.reading);
    ta_workspace_close(&w);
}

/* Of readings that an unchecked decoder read, a month says so as its day did. */
static void what_is_unchecked_stays_so(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    struct ta_store *store = &w.store;
    struct ta_partition_row row;
    struct ta_reading reading = {time_of("2026-03-04T01:00:00Z"), TA_TIME_NONE, 9.0,
                                 TA_FLAG_NOT_EVALUATED, 0};
    const struct ta_reading_run run = {.device = "d",
                                       .name = "so2",
                                       .property = "so2",
                                       .unit = "ug/m3",
                                       .n = 1,
                                       .reading = &reading,
                                       .unchecked = true};
    assert_ok(ingest_csv(&w, "2026-03-03 22:00,9,5\n", DURING));
    assert_ok(write_version(&w, "P/2026-03-04", 1, &run, 1, &row, &err));
    assert_ok(store->ops->begin(store->self, &err));
    assert_ok(store->ops->partition_put(store->self, &row, &err));
    assert_ok(store->ops->commit(store->self, &err));
    assert_ok(compact(&w, OVER));
    struct ta_reading_run so2 = read_stream(&w, "so2"),
                          plain = read_stream(&w, "plain");
    assert_true(so2.unchecked);
    assert_false(plain.unchecked);
    assert_int_equal(so2.n, 2);
    assert_int_equal(so2.reading[1].flag, TA_FLAG_NOT_EVALUATED);
    ta_free(so2.reading);
    ta_free(plain.reading);
    ta_workspace_close(&w);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = compact(&w, OVER);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
    assert_int_equal(compacted.months, 1);
    assert_parts(&w, 1, month_path);
    ta_workspace_close(&w);
}

/* --- months that grow too large ------------------------------------------------------------- */

/* A new reading of a day that is there, the same one again, another value of one time, a new day. */
static const char late[] = "2026-03-05 22:00,9,\n2026-03-31 23:00,9,5\n"
                           "2026-03-20 01:00,8,7\n";
enum { IN_MARCH = 11 };

static void assert_all_of_march(struct ta_workspace *w)
{
    struct ta_reading_run so2 = read_stream(w, "so2"), x = read_stream(w, "plain");
    assert_int_equal(so2.n, 9);
    assert_int_equal(so2.reading[2].flag,
                     TA_FLAG_FAIL); /* the step at midnight stays */
    assert_true(so2.reading[4].value == 9.0);
    assert_int_equal(so2.reading[5].flag, TA_FLAG_SUSPECT);
    assert_int_equal(so2.reading[6].flag, TA_FLAG_SUSPECT);
    assert_true(so2.reading[7].value == 8.0 && so2.reading[8].value == 9.0);
    assert_int_equal(x.n, 6);
    assert_true(x.reading[3].value == 7.0);
    assert_int_equal(x.reading[4].flag, TA_FLAG_SUSPECT);
    assert_int_equal(x.reading[5].flag, TA_FLAG_SUSPECT);
    assert_true(x.reading[4].value == 4.0 && x.reading[5].value == 5.0);
    ta_free(so2.reading);
    ta_free(x.reading);
}

static void a_month_that_would_grow_too_large_stands_in_its_days_again(void **state)
{
    (void)state;
    static const char *const days[] = {
        "readings/P/2026-03-01.v1.h5", "readings/P/2026-03-02.v1.h5",
        "readings/P/2026-03-05.v2.h5", "readings/P/2026-03-20.v1.h5",
        "readings/P/2026-03-31.v2.h5"};
    char old[TA_HEX_SIZE], again[TA_HEX_SIZE];
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    month_rows = IN_MARCH + 4;
    assert_ok(ingest_csv(&w, march, OVER));
    assert_parts(&w, 1, month_path);
    hash_of(month_path[0], old);
    assert_ok(ingest_csv(&w, late, OVER)); /* one too many */
    assert_int_equal(counts.outcome[TA_DUPLICATE], 1);
    assert_int_equal(counts.outcome[TA_CONFLICT], 1);
    assert_int_equal(compacted.months, 0); /* too many to be taken in again */
    assert_parts(&w, 5, days);
    assert_all_of_march(&w);
    hash_of(month_path[0], again); /* records that rest on it have it */
    assert_string_equal(again, old);
    assert_ok(ingest_csv(&w, late, OVER)); /* the days have it all */
    assert_int_equal(counts.outcome[TA_DUPLICATE], 5);
    assert_parts(&w, 5, days);
    month_rows = 0;
    assert_ok(compact(&w, OVER)); /* once parted it stays so */
    assert_int_equal(compacted.months, 0);
    assert_parts(&w, 5, days);
    assert_all_of_march(&w);
    ta_workspace_close(&w);
}

static void days_from_before_the_month_are_older_than_those_after_it(void **state)
{
    (void)state;
    static const char *const days[] = {
        "readings/P/2026-03-01.v1.h5", "readings/P/2026-03-02.v1.h5",
        "readings/P/2026-03-05.v3.h5", "readings/P/2026-03-20.v1.h5",
        "readings/P/2026-03-31.v3.h5"};
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    assert_ok(compact(&w, OVER));
    assert_ok(ingest_csv(&w, "2026-03-05 21:00,10,\n2026-03-31 21:00,9,\n", OVER));
    month_rows = IN_MARCH;
    assert_ok(ingest_csv(&w, late, OVER));
    struct ta_partition_row *rows = NULL;
    assert_int_equal(parts(&w, &rows), 5);
    for (size_t i = 0; i < 5; i++) {
        char part[TA_PART_SIZE];
        (void)snprintf(part, sizeof part, "%.12s", days[i] + strlen("readings/"));
        assert_string_equal(rows[i].part, part);
        assert_true(rows[i].rows > 0);
    }
    assert_string_equal(rows[2].path, days[2]);
    assert_string_equal(rows[4].path, days[4]);
    ta_free(rows);
    struct ta_reading_run so2 = read_stream(&w, "so2");
    assert_int_equal(so2.n, 11); /* those that came to the month are in its days */
    ta_free(so2.reading);
    ta_workspace_close(&w);
}

static void rows_that_do_not_fit_into_memory_end_in_the_same_file(void **state)
{
    (void)state;
    char in_one_go[TA_HEX_SIZE], by_parts[TA_HEX_SIZE];
    struct ta_partition_row *rows = NULL;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    hash_of(day_path[0], in_one_go);
    ta_workspace_close(&w);
    assert_int_equal(ta_test_folder(FOLDER), 0);
    w = workspace_with(PROJECT("P", "ug/m3"));
    held = 1;
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    assert_int_equal(parts(&w, &rows), 4);
    assert_true(rows[0].version > 1); /* in several goes */
    hash_of(rows[0].path, by_parts);
    assert_string_equal(by_parts, in_one_go);
    ta_free(rows);
    ta_workspace_close(&w);
}

/* One file a day from the beginning, each in one go, and no month made of them later on. */
static void readings_that_are_too_many_for_a_month_go_to_their_days(void **state)
{
    (void)state;
    struct ta_partition_row *rows = NULL;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    month_rows = IN_MARCH - 1;
    assert_ok(ingest_csv(&w, march, OVER));
    assert_int_equal(compacted.months, 0);
    assert_int_equal(parts(&w, &rows), 4);
    for (size_t i = 0; i < 4; i++) assert_int_equal(rows[i].version, 1);
    ta_free(rows);
    month_rows = IN_MARCH;
    assert_ok(compact(&w, OVER));
    assert_int_equal(compacted.months, 1);
    assert_parts(&w, 1, month_path);
    ta_workspace_close(&w);
}

static void parting_survives_every_failing_allocation(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, OVER));
    month_rows = IN_MARCH;
    size_t parted = 0, k = 1;
    for (;; k++) {
        struct ta_partition_row *rows = NULL;
        fail_at = k;
        enum ta_status rc = ingest_csv(&w, late, OVER);
        fail_at = 0;
        size_t n = parts(&w, &rows);
        assert_true(n == 1 || n == 4 ||
                    n == 5); /* the month, its days, with the new one */
        if (n > 1 && parted == 0) parted = k;
        ta_free(rows);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
    assert_true(parted > 1 && parted < k);
    assert_all_of_march(&w);
    ta_workspace_close(&w);
}

/* --- older versions ------------------------------------------------------------------------- */

static struct ta_readings_held held_now;

static enum ta_status keep_held(void *self, const struct ta_readings_held *found,
                                struct ta_error *why)
{
    (void)self, (void)why;
    held_now = *found;
    return TA_OK;
}

static enum ta_status prune(struct ta_workspace *w, bool look)
{
    const struct ta_prune_job job = {
        .workspace = w, .who = "li", .now = 0, .look = look, .each = keep_held};
    held_now = (struct ta_readings_held){.current = 0};
    return ta_readings_prune(&job, &err);
}

static size_t files_there(void)
{
    char **names = NULL;
    size_t n = 0;
    assert_ok(ta_folder_list(WORKSPACE "/readings/P", &names, &n, &err));
    ta_free(names);
    return n;
}

static void assert_held(struct ta_workspace *w, size_t current, size_t older)
{
    assert_ok(prune(w, true));
    assert_int_equal(held_now.current, current);
    assert_int_equal(held_now.older, older);
    assert_int_equal(held_now.named, 0);
    assert_true((held_now.older_bytes > 0) == (older > 0));
}

/* Days in a month, versions of the month, a month in days: each is older once it was replaced. */
static void what_was_replaced_is_older_and_goes_when_told(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(prune(&w, true)); /* no readings at all */
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    assert_held(&w, 4, 0);
    assert_ok(compact(&w, OVER));
    assert_held(&w, 1, 4);
    assert_ok(ingest_csv(&w, "2026-03-05 21:00,10,\n", OVER));
    assert_held(&w, 1, 5);
    assert_ok(prune(&w, false));
    assert_int_equal(held_now.older, 5);
    assert_int_equal(files_there(), 1);
    assert_held(&w, 1, 0);
    month_rows = IN_MARCH;
    assert_ok(ingest_csv(&w, late, OVER)); /* parts it; three of its days again */
    assert_held(&w, 5, 1 + 2);
    assert_ok(ta_file_write(WORKSPACE "/readings/P/2026-03-01.v7.h5", "x", 1, 0666,
                            &err)); /* of a version that the store does not know */
    assert_ok(
        ta_file_write(WORKSPACE "/readings/P/2026-03-1.v1.h5", "x", 1, 0666, &err));
    assert_held(&w, 5, 3);
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = prune(&w, false);
        ta_alloc_fail_at(0);
        assert_int_equal(parts_that_are_there(&w), 5);
        if (rc == TA_OK) break;
        assert_int_equal(rc, TA_E_NOMEM);
    }
    assert_int_equal(files_there(), 5 + 2);
    struct ta_reading_run so2 = read_stream(&w, "so2");
    assert_int_equal(so2.n, 10);
    ta_free(so2.reading);
    ta_workspace_close(&w);
}

static void nothing_goes_while_a_current_file_is_damaged(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("P", "ug/m3"));
    assert_ok(ingest_csv(&w, march, "2026-04-01T00:00:00Z"));
    assert_ok(compact(&w, OVER));
    assert_ok(ta_file_write(WORKSPACE "/readings/P/2026-03.v1.h5", "x", 1, 0666, &err));
    assert_gives(prune(&w, false), TA_E_DATA);
    assert_words("is not the file that was sealed");
    assert_int_equal(files_there(), 5);
    assert_int_equal(unlink(WORKSPACE "/readings/P/2026-03.v1.h5"), 0);
    assert_gives(prune(&w, false), TA_E_NOTFOUND);
    assert_int_equal(files_there(), 4);
    ta_workspace_close(&w);
}

static int fresh_month(void **state)
{
    month_rows = held = 0;
    return fresh_folder(state);
}

static int load_tables(void **state)
{
    (void)state;
    return ta_tables_load(NULL, &tables, NULL) == TA_OK ? 0 : -1;
}

static int drop_tables(void **state)
{
    (void)state;
    ta_tables_free(tables);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, fresh_month)
    const struct CMUnitTest tests[] = {
        TEST(days_become_the_file_of_the_month_in_one_go),
        TEST(it_is_done_once_and_late_readings_join_it),
        TEST(a_damaged_day_leaves_its_month_and_is_named),
        TEST(a_month_of_too_many_readings_keeps_its_days),
        TEST(a_file_that_was_never_registered_is_stepped_over),
        TEST(days_in_other_units_are_converted),
        TEST(what_is_unchecked_stays_so),
        TEST(survives_every_failing_allocation),
        TEST(a_month_that_would_grow_too_large_stands_in_its_days_again),
        TEST(days_from_before_the_month_are_older_than_those_after_it),
        TEST(rows_that_do_not_fit_into_memory_end_in_the_same_file),
        TEST(readings_that_are_too_many_for_a_month_go_to_their_days),
        TEST(parting_survives_every_failing_allocation),
        TEST(what_was_replaced_is_older_and_goes_when_told),
        TEST(nothing_goes_while_a_current_file_is_damaged),
    };
    return cmocka_run_group_tests(tests, load_tables, drop_tables);
}
