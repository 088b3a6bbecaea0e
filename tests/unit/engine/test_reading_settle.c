/* SPDX-License-Identifier: Apache-2.0 */
/* Flags do not depend on how readings are parted into files, nor on the order in which these came to be. */
#define TA_TEST_NAME "settle"
#include "ta_test_engine.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/reading_compact.h"
#include "engine/reading_flags.h"
#include "engine/reading_parts.h"
#include "engine/readings.h"
#include "ta_property.h"
#include "tables/tables.h"

#define PROJECT                                                                        \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":{\"id\":\"P\",\"datastreams\":[{\"device\":\"d\","                 \
    "\"name\":\"so2\",\"property\":\"so2\",\"unit\":\"ug/m3\","                        \
    "\"setting\":\"ambient\",\"interval_s\":3600},{\"device\":\"d\","                  \
    "\"name\":\"twin\",\"property\":\"so2\",\"unit\":\"ug/m3\","                       \
    "\"setting\":\"ambient\",\"interval_s\":3600}]},"                                  \
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}" \
    "]}"

#define DURING "2026-04-06T12:00:00Z" /* March is not over for a week, April goes on */
#define OVER "2026-05-20T00:00:00Z"

enum { FIRST = 26, DAYS = 10, HOURS = DAYS * 24 }; /* 26 March to 4 April */

static struct ta_tables *tables;
static double hourly[HOURS]; /* NaN: none came */
static char csv[HOURS * 40 + 100];
static size_t month_rows; /* at most in a month's file; 0: as usual */

static ta_time_us time_of(const char *text)
{
    ta_time_us time = 0;
    assert_int_equal(ta_time_parse(text, &time), TA_OK);
    return time;
}

static ta_time_us hour_at(int i)
{
    return time_of("2026-03-26T00:00:00Z") + i * INT64_C(3600000000);
}

static struct ta_workspace workspace_with_project(void)
{
    struct ta_project_imported done;
    assert_int_equal(ta_test_folder(FOLDER), 0);
    struct ta_workspace w = workspace_open();
    const struct ta_project_import job = {
        .path = file_with("p.geojson", PROJECT), .who = "li", .now = 0};
    assert_ok(ta_engine_import(&w, &job, &done, &err));
    ta_free(done.finding);
    return w;
}

/* The hours of each datastream of which @p so2 and @p twin say so. */
static void ingest_both(struct ta_workspace *w, const bool so2[HOURS],
                        const bool twin[HOURS], const char *now)
{
    static char mapping[512];
    struct ta_ingested in;
    size_t size = (size_t)snprintf(csv, sizeof csv, "t,so2,twin\n");
    (void)snprintf(mapping, sizeof mapping, "%s",
                   file_with("m.yaml", "form: csv\ntime: {column: t, format: unix_s}\n"
                                       "device: d\nreadings:\n"
                                       "- {column: so2, datastream: so2, unit: ug/m3}\n"
                                       "- {column: twin, datastream: twin, unit: "
                                       "ug/m3}\n"));
    for (int i = 0; i < HOURS; i++) {
        char value[24];
        if ((!so2[i] && !twin[i]) || isnan(hourly[i])) continue;
        (void)snprintf(value, sizeof value, "%g", hourly[i]);
        size += (size_t)snprintf(csv + size, sizeof csv - size, "%lld,%s,%s\n",
                                 (long long)(hour_at(i) / 1000000), so2[i] ? value : "",
                                 twin[i] ? value : "");
    }
    const struct ta_ingest job = {.path = file_with("in.csv", csv),
                                  .mapping = mapping,
                                  .project = "P",
                                  .who = "li",
                                  .tables = ta_tables_set(tables),
                                  .month_rows = month_rows,
                                  .now = time_of(now)};
    assert_ok(ta_engine_ingest(w, &job, &in, &err));
    ta_ingested_free(&in);
}

static void ingest(struct ta_workspace *w, const bool chosen[HOURS], const char *now)
{
    ingest_both(w, chosen, chosen, now);
}

static void choose(bool chosen[HOURS], int from, int to)
{
    for (int i = 0; i < HOURS; i++) chosen[i] = i >= from && i < to;
}

static void ingest_hours(struct ta_workspace *w, int from, int to, const char *now)
{
    bool chosen[HOURS];
    choose(chosen, from, to);
    ingest(w, chosen, now);
}

static struct ta_readings_found stream_of(struct ta_workspace *w, const char *name)
{
    struct ta_readings_found found;
    struct ta_stream_id id = {"P", "d", ""};
    (void)snprintf(id.name, sizeof id.name, "%s", name);
    assert_ok(
        ta_readings_of(w, &id, 0, time_of("2027-01-01T00:00:00Z"), true, &found, &err));
    return found;
}

/* The flag of each hour; 0: none came. */
static void flags_of(struct ta_workspace *w, const char *name, uint8_t out[HOURS])
{
    struct ta_readings_found found = stream_of(w, name);
    memset(out, 0, HOURS);
    for (size_t i = 0; i < found.run.n; i++)
        out[(found.run.reading[i].time - hour_at(0)) / INT64_C(3600000000)] =
            found.run.reading[i].flag;
    ta_readings_found_free(&found);
}

static uint8_t flag_at(struct ta_workspace *w, int hour)
{
    uint8_t flag[HOURS];
    flags_of(w, "so2", flag);
    return flag[hour];
}

static int version_of(struct ta_workspace *w, const char *part)
{
    struct ta_readings_found found = stream_of(w, "so2");
    int version = 0;
    for (size_t i = 0; i < found.n_parts; i++)
        if (strcmp(found.part[i].part, part) == 0) version = found.part[i].version;
    ta_readings_found_free(&found);
    return version;
}

/* A signal that moves all the time, and is like itself nowhere. */
static void move_on(void)
{
    for (int i = 0; i < HOURS; i++) hourly[i] = 20.0 + (double)(i * 7 % 11) + i * 0.02;
}

/* --- one edge ------------------------------------------------------------------------------- */

static void a_spike_at_midnight_is_seen_from_both_sides(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct ta_workspace w = workspace_with_project();
        move_on();
        hourly[47] = 900.0; /* the last hour of a day */
        hourly[72] = 900.0; /* the first one */
        for (int k = 0; k < 5; k++) {
            int day = order == 0 ? k : 4 - k;
            ingest_hours(&w, day * 24, day * 24 + 24, DURING);
        }
        assert_int_equal(flag_at(&w, 47), TA_FLAG_FAIL);
        assert_int_equal(flag_at(&w, 48), TA_FLAG_FAIL); /* the step back */
        assert_int_equal(flag_at(&w, 72), TA_FLAG_FAIL);
        assert_int_equal(flag_at(&w, 71), TA_FLAG_GOOD);
        ta_workspace_close(&w);
    }
}

/* Six hours before midnight and seven behind it are no twelve of one day. */
static void a_signal_that_stands_still_across_midnight_fails(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_project();
    move_on();
    for (int i = 42; i < 55; i++) hourly[i] = 33.0;
    ingest_hours(&w, 0, 48, DURING);
    assert_int_equal(flag_at(&w, 42), TA_FLAG_GOOD);
    assert_int_equal(version_of(&w, "P/2026-03-27"), 1);
    ingest_hours(&w, 48, 72, DURING);
    for (int i = 42; i < 55; i++) assert_int_equal(flag_at(&w, i), TA_FLAG_FAIL);
    assert_int_equal(flag_at(&w, 41), TA_FLAG_GOOD);
    assert_int_equal(flag_at(&w, 55), TA_FLAG_GOOD);
    assert_int_equal(version_of(&w, "P/2026-03-27"), 2);
    assert_int_equal(version_of(&w, "P/2026-03-28"), 1);
    ta_workspace_close(&w);
}

static void a_flag_that_stays_makes_no_version(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_project();
    move_on();
    for (int day = 0; day < 4; day++) ingest_hours(&w, day * 24, day * 24 + 24, DURING);
    for (int day = 0; day < 4; day++) {
        char part[32];
        (void)snprintf(part, sizeof part, "P/2026-03-%d", FIRST + day);
        assert_int_equal(version_of(&w, part), 1);
    }
    ta_workspace_close(&w);
}

/* What came late between two values may take back what the tests said of them. */
static void late_readings_of_the_day_before_make_a_flag_better(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_project();
    bool chosen[HOURS];
    move_on();
    for (int i = 45; i < 60; i++) hourly[i] = 33.0; /* no twelve hours of one day */
    hourly[47] = 34.0;
    choose(chosen, 0, 72);
    chosen[47] = false;
    ingest(&w, chosen, DURING);
    assert_int_equal(flag_at(&w, 59), TA_FLAG_FAIL);
    assert_int_equal(flag_at(&w, 48), TA_FLAG_FAIL);
    ingest_hours(&w, 47, 48, DURING);
    assert_int_equal(flag_at(&w, 47), TA_FLAG_GOOD);
    assert_int_equal(flag_at(&w, 46), TA_FLAG_GOOD);
    assert_int_equal(flag_at(&w, 48), TA_FLAG_GOOD);
    assert_int_equal(flag_at(&w, 59), TA_FLAG_SUSPECT);
    ta_workspace_close(&w);
}

static void a_damaged_neighbour_keeps_nobody_waiting(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_project();
    move_on();
    hourly[48] = 900.0;
    ingest_hours(&w, 24, 48, DURING);
    FILE *file = fopen(WORKSPACE "/readings/P/2026-03-27.v1.h5", "r+b");
    if (file == NULL) {
        assert_int_equal(chmod(WORKSPACE "/readings/P/2026-03-27.v1.h5", 0600), 0);
        file = fopen(WORKSPACE "/readings/P/2026-03-27.v1.h5", "r+b");
    }
    assert_non_null(file);
    assert_int_equal(fputs("damaged", file) >= 0 && fclose(file) == 0, true);
    ingest_hours(&w, 48, 72, DURING);
    ingest_hours(&w, 0, 24, DURING);
    ta_workspace_close(&w);
}

/* --- another datastream on the other side --------------------------------------------------- */

/* Only @p hours (ended by -1) of one datastream. */
static void choose_hours(bool chosen[HOURS], const int *hours)
{
    memset(chosen, 0, HOURS * sizeof *chosen);
    for (; *hours >= 0; hours++) chosen[*hours] = true;
}

/* One seal: hours of so2, and of its twin. */
static void ingest_two(struct ta_workspace *w, const int *so2, const int *twin,
                       const char *now)
{
    bool chosen[2][HOURS];
    choose_hours(chosen[0], so2);
    choose_hours(chosen[1], twin);
    ingest_both(w, chosen[0], chosen[1], now);
}

/* So2 steps at the end of a day; its hour 23 comes late, with a reading of its twin of the day behind. */
static void late_readings_reach_a_day_that_only_a_twin_has_rows_of(void **state)
{
    (void)state;
    const char *const then[] = {DURING, DURING, "2026-04-20T00:00:00Z", OVER};
    for (int k = 0; k < 4; k++) {
        const int day = k == 0 ? 48 : 144; /* the edge of days; that of months */
        struct ta_workspace w = workspace_with_project();
        move_on();
        hourly[day - 2] = 901.5;
        hourly[day - 1] = hourly[day] = 1.5;
        ingest_two(&w, (int[]){day - 2, day, -1}, (int[]){-1}, then[k]);
        ingest_two(&w, (int[]){day - 1, -1}, (int[]){day + 5, -1}, then[k]);
        assert_int_equal(flag_at(&w, day - 1), TA_FLAG_FAIL);
        assert_int_equal(flag_at(&w, day), TA_FLAG_GOOD);
        struct ta_readings_found twin = stream_of(&w, "twin");
        assert_int_equal(twin.run.n, 1);
        ta_readings_found_free(&twin);
        ta_workspace_close(&w);
    }
}

/* The first seal behind midnight has readings of the day before of the twin alone. */
static void a_fresh_day_reaches_what_a_twin_came_beside(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_project();
    uint8_t want[HOURS], got[HOURS];
    move_on();
    hourly[42] = hourly[48] = 2.0;
    hourly[45] = 402.0;
    ingest_two(&w, (int[]){42, 45, 48, -1}, (int[]){47, -1}, DURING);
    flags_of(&w, "so2", want);
    ta_workspace_close(&w);
    w = workspace_with_project();
    ingest_two(&w, (int[]){42, 45, -1}, (int[]){-1}, DURING);
    ingest_two(&w, (int[]){48, -1}, (int[]){47, -1}, DURING);
    flags_of(&w, "so2", got);
    assert_memory_equal(got, want, sizeof got);
    ta_workspace_close(&w);
}

/* --- all of it ------------------------------------------------------------------------------ */

/* Stretches, spikes, steps, stays at the floor, gaps: wherever they fall. */
static void draw(struct ta_random_stream *r)
{
    move_on();
    for (int k = 0; k < 12; k++) {
        int from = (int)ta_random_below(r, HOURS), n = 1 + (int)ta_random_below(r, 20);
        const double to[] = {33.0, 2.0, NAN, 900.0};
        double value = to[ta_random_below(r, 4)];
        if (value == 900.0) n = 1;
        for (int i = from; i < from + n && i < HOURS; i++) hourly[i] = value;
    }
}

/* Of all readings in one go, as the tests are defined. */
static void wanted(uint8_t out[HOURS])
{
    struct ta_reading reading[HOURS];
    const struct ta_datastream so2 = {.device = "d",
                                      .name = "so2",
                                      .property = "so2",
                                      .unit = "ug/m3",
                                      .setting = "ambient",
                                      .interval_s = 3600.0,
                                      .limit = NAN,
                                      .range_lo = NAN,
                                      .range_hi = NAN};
    size_t n = 0;
    memset(out, 0, HOURS);
    for (int i = 0; i < HOURS; i++)
        if (!isnan(hourly[i]))
            reading[n++] =
                (struct ta_reading){hour_at(i), TA_TIME_NONE, hourly[i], 0, 0};
    assert_ok(ta_flags_judge(ta_tables_set(tables), &so2, NULL, reading, n, &err));
    for (size_t i = 0; i < n; i++)
        out[(reading[i].time - hour_at(0)) / INT64_C(3600000000)] = reading[i].flag;
}

static void assert_flags(struct ta_workspace *w, const char *when, size_t seed)
{
    uint8_t want[HOURS], got[HOURS];
    wanted(want);
    for (int k = 0; k < 2; k++) {
        flags_of(w, k == 0 ? "so2" : "twin", got);
        for (int i = 0; i < HOURS; i++)
            if (got[i] != want[i])
                fail_msg("seed %zu, %s: hour %d of day %d has flag %d, wanted %d", seed,
                         when, i % 24, i / 24, got[i], want[i]);
    }
}

/* Pieces of any size, in any order, of each datastream its own. */
static void ingest_in_pieces(struct ta_workspace *w, struct ta_random_stream *r,
                             const char *now)
{
    size_t piece[2][HOURS], n = 2 + ta_random_below(r, 6);
    bool chosen[2][HOURS];
    for (int s = 0; s < 2; s++) {
        const bool whole_days = ta_random_below(r, 2) == 0;
        for (int i = 0; i < HOURS; i++)
            piece[s][i] =
                whole_days && i % 24 != 0 ? piece[s][i - 1] : ta_random_below(r, n);
    }
    for (size_t k = 0; k < n; k++) {
        size_t some = 0;
        for (int s = 0; s < 2; s++)
            for (int i = 0; i < HOURS; i++) {
                chosen[s][i] = piece[s][i] == k && !isnan(hourly[i]);
                some += chosen[s][i];
            }
        if (some > 0) ingest_both(w, chosen[0], chosen[1], now);
    }
}

static void no_order_and_no_cut_changes_a_flag(void **state)
{
    (void)state;
    for (size_t seed = 0; seed < 24; seed++) {
        struct ta_random_stream r = {seed + 1};
        const bool months = seed % 3 == 2;
        struct ta_workspace w = workspace_with_project();
        struct ta_compacted done;
        draw(&r);
        month_rows = seed % 4 == 3 ? 40 : 0; /* months that are parted */
        ingest_in_pieces(&w, &r, months ? OVER : DURING);
        assert_flags(&w, months ? "by months" : "by days", seed);
        const struct ta_compact_job job = {.workspace = &w,
                                           .tables = ta_tables_set(tables),
                                           .who = "li",
                                           .month_rows = month_rows,
                                           .now = time_of(OVER)};
        assert_ok(ta_compact_readings(&job, &done, &err));
        if (month_rows == 0) assert_int_equal(done.months, months ? 0 : 2);
        assert_flags(&w, "compacted", seed);
        ta_workspace_close(&w);
    }
    month_rows = 0;
}

/* Limits of a property whose unchanged stretches are looked at for longer from a day on. */
static void a_longer_test_begins_within_a_month(void **state)
{
    (void)state;
    static const char limits[] =
        "property,setting,item,value,unit,valid_from,valid_to,source,checked\n"
        "so2,ambient,floor,5.2,ug/m3,2000-01-01,open,test,no\n"
        "so2,ambient,gap_suspect,7200,s,2000-01-01,open,test,no\n"
        "so2,ambient,flat_suspect,10800,s,2000-01-01,open,test,no\n"
        "so2,ambient,flat_tolerance,0.01,ug/m3,2000-01-01,open,test,no\n"
        "so2,ambient,flat_fail,10800,s,2000-01-01,2026-03-29,test,no\n"
        "so2,ambient,flat_fail,108000,s,2026-03-30,open,test,no\n";
    struct ta_tables *shipped = tables;
    struct ta_workspace w = workspace_with_project();
    struct ta_compacted done;
    assert_int_equal(mkdir(FOLDER "/tables", 0700), 0);
    (void)file_with("tables/quality_limits.csv", limits);
    assert_ok(ta_tables_load(FOLDER, &tables, &err));
    move_on();
    for (int i = 82; i < 117; i++) hourly[i] = 33.0;  /* 29 and 30 March */
    for (int i = 130; i < 165; i++) hourly[i] = 44.0; /* 31 March and 1 April */
    ingest_hours(&w, 0, HOURS, DURING);
    assert_int_equal(flag_at(&w, 96), TA_FLAG_FAIL);
    assert_flags(&w, "by days", 0);
    const struct ta_compact_job job = {.workspace = &w,
                                       .tables = ta_tables_set(tables),
                                       .who = "li",
                                       .now = time_of(OVER)};
    assert_ok(ta_compact_readings(&job, &done, &err));
    assert_int_equal(flag_at(&w, 130), TA_FLAG_FAIL);
    assert_flags(&w, "compacted", 0);
    ta_workspace_close(&w);
    ta_tables_free(tables);
    tables = shipped;
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spike_at_midnight_is_seen_from_both_sides),
        cmocka_unit_test(a_signal_that_stands_still_across_midnight_fails),
        cmocka_unit_test(a_flag_that_stays_makes_no_version),
        cmocka_unit_test(late_readings_of_the_day_before_make_a_flag_better),
        cmocka_unit_test(a_damaged_neighbour_keeps_nobody_waiting),
        cmocka_unit_test(late_readings_reach_a_day_that_only_a_twin_has_rows_of),
        cmocka_unit_test(a_fresh_day_reaches_what_a_twin_came_beside),
        cmocka_unit_test(no_order_and_no_cut_changes_a_flag),
        cmocka_unit_test(a_longer_test_begins_within_a_month),
    };
    return cmocka_run_group_tests(tests, load_tables, drop_tables);
}
