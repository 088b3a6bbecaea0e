/* SPDX-License-Identifier: Apache-2.0 */
/** @file beijing_quality.c  Quality control on four years of a Beijing station (PRSA data, hourly):
 *  its SO2 stands at the detection floor for up to 166 hours, which is no flat line, and nothing of it is sent twice. */
#include "ta_test.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "quality_copy.h"
#include "quality_finding.h"
#include "quality_flat.h"
#include "quality_repeat.h"
#include "tables/tables.h"

enum { HOURS = 40000, YEAR = 1, SO2 = 7, PM25 = 5, WIND_SPEED = 16, ROOM = 2000 };
enum { WIND_DIRECTION = 15 };

static ta_time_us time_[HOURS];
static double value[HOURS], sorted[HOURS];
static unsigned char scratch[HOURS];
static struct ta_qc_verdict verdict[HOURS];
static struct ta_quality_finding finding[ROOM];

/* NA is missing. Hours are Beijing's. */
static size_t read_column(const struct ta_csv *csv, size_t column)
{
    assert_true(csv->n_rows <= HOURS);
    for (size_t r = 0; r < csv->n_rows; r++) {
        double part[4];
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(ta_csv_number(csv, r, YEAR + k, &part[k], NULL), TA_OK);
        ta_day day = ta_day_from_civil((int)part[0], (int)part[1], (int)part[2]);
        time_[r] = ta_time_of(day) + (ta_time_us)(part[3] - 8.0) * INT64_C(3600000000);
        value[r] = NAN;
        if (strcmp(ta_csv_at(csv, r, column), "NA") != 0)
            assert_int_equal(ta_csv_number(csv, r, column, &value[r], NULL), TA_OK);
    }
    return csv->n_rows;
}

static size_t load(size_t column)
{
    char path[512], *bytes = NULL;
    size_t size = 0;
    struct ta_csv csv = {0};
    (void)snprintf(path, sizeof path,
                   "%s/data/beijing_prsa/PRSA_Data_Aotizhongxin_20130301-20170228.csv",
                   ta_test_data());
    assert_int_equal(ta_file_read(path, 1 << 26, &bytes, &size, NULL), TA_OK);
    assert_int_equal(ta_csv_parse(path, bytes, size, &csv, NULL), TA_OK);
    size_t n = read_column(&csv, column);
    ta_csv_free(&csv);
    ta_free(bytes);
    return n;
}

static struct ta_qc_limits limits_of(const char *property)
{
    struct ta_tables *tables = NULL;
    struct ta_qc_limits limits;
    struct ta_qc_stream stream = {property, "ambient", "ug/m3", 3600.0};
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    assert_int_equal(ta_qc_limits_find(ta_tables_set(tables), &stream,
                                       ta_day_from_civil(2016, 1, 1), &limits),
                     TA_OK);
    ta_tables_free(tables);
    assert_true(limits.unchecked);
    return limits;
}

static double longest(size_t n, enum ta_finding_kind kind, double *at)
{
    double hours = 0.0;
    for (size_t i = 0; i < n && i < ROOM; i++) {
        if (finding[i].kind != kind || finding[i].hours <= hours) continue;
        hours = finding[i].hours;
        *at = finding[i].value;
    }
    return hours;
}

static void so2_at_its_floor_is_not_a_flat_line(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    size_t n = load(SO2);
    struct ta_series s = {n, time_, value, NULL, 3600.0};
    struct ta_qc_limits limits = limits_of("so2");
    double at = NAN;
    limits.flat.floor = ta_qc_floor(&s, 0.05, sorted);
    assert_true(limits.flat.floor == 2.0);

    assert_int_equal(ta_qc_judge(&s, &limits, &ta_qc_strict, scratch, verdict), TA_OK);
    size_t found =
        ta_quality_findings(&s, verdict, &limits, time_[n - 1], ROOM, finding);
    assert_true(found <= ROOM);
    printf("at the floor for up to %.0f h\n", longest(found, TA_FINDING_AT_FLOOR, &at));
    assert_true(longest(found, TA_FINDING_AT_FLOOR, &at) >= 165.0);
    double unchanged = longest(found, TA_FINDING_UNCHANGED, &at);
    printf("unchanged elsewhere for up to %.0f h at %g\n", unchanged, at);
    for (size_t i = 0; i < found; i++)
        if (finding[i].kind == TA_FINDING_UNCHANGED)
            assert_true(finding[i].value > 2.0);

    limits.flat.floor =
        NAN; /* not knowing it, the same hours are an unchanged signal */
    assert_int_equal(ta_qc_judge(&s, &limits, &ta_qc_strict, scratch, verdict), TA_OK);
    found = ta_quality_findings(&s, verdict, &limits, time_[n - 1], ROOM, finding);
    assert_true(longest(found, TA_FINDING_UNCHANGED, &at) >= 160.0 && at == 2.0);
}

static void a_good_station_is_mostly_good(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    size_t n = load(PM25), good = 0, flagged = 0, valid = 0;
    struct ta_series s = {n, time_, value, NULL, 3600.0};
    struct ta_qc_limits limits = limits_of("pm25");
    assert_int_equal(ta_qc_judge(&s, &limits, &ta_qc_strict, scratch, verdict), TA_OK);
    for (size_t i = 0; i < n; i++) {
        valid += isnan(value[i]) ? 0 : 1;
        good += verdict[i].flag == TA_FLAG_GOOD;
        flagged +=
            verdict[i].flag == TA_FLAG_SUSPECT || verdict[i].flag == TA_FLAG_FAIL;
        assert_true(isnan(value[i]) == (verdict[i].flag == TA_FLAG_MISSING));
    }
    printf("PM2.5: %zu of %zu values good, %zu suspect or failed\n", good, valid,
           flagged);
    assert_true((double)flagged < 0.01 * (double)valid);
}

static size_t repeats(size_t n, struct ta_repeat out[TA_REPEATS_MOST])
{
    struct ta_series s = {n, time_, value, NULL, 3600.0};
    size_t found = 0;
    void *room = ta_alloc(ta_repeats_scratch(n), 1);
    assert_int_equal(ta_repeats_find(&s, room, out, &found), TA_OK);
    ta_free(room);
    return found;
}

/* Eleven quantities, as they are and in coarser digits; with a month sent again as the next one. */
static void four_years_do_not_repeat_themselves(void **state)
{
    enum { MONTH = 30 * 24, AT = 20000 };
    (void)state;
    if (ta_test_data() == NULL) skip();
    for (size_t column = PM25; column <= WIND_SPEED; column++) {
        struct ta_repeat found[TA_REPEATS_MOST];
        if (column == WIND_DIRECTION) continue; /* in words */
        size_t n = load(column);
        assert_int_equal(repeats(n, found), 0);
        for (size_t i = AT; i < AT + MONTH; i++) value[i] = value[i - MONTH];
        if (column == PM25 || column == WIND_SPEED) {
            assert_int_equal(repeats(n, found), 1);
            assert_int_equal(found[0].first - found[0].source, MONTH);
            assert_in_range(found[0].first, AT, AT + 5);
            assert_in_range(found[0].last, AT + MONTH - 48,
                            AT + MONTH); /* NA at its end */
        }
        (void)load(column);
        for (size_t i = 0; i < n; i++) value[i] = floor(value[i] / 4.0);
        assert_int_equal(repeats(n, found), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so2_at_its_floor_is_not_a_flat_line),
        cmocka_unit_test(a_good_station_is_mostly_good),
        cmocka_unit_test(four_years_do_not_repeat_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
