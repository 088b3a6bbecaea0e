/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "report/looks.h"

enum { N = 8 };
static struct ta_fact_evidence evidence[N];
static struct ta_facts facts = {.evidence = evidence};

static void add(const char *date, double clear, int site)
{
    ta_day day = 0;
    assert_int_equal(ta_day_parse(date, &day), TA_OK);
    evidence[facts.n_evidence++] = (struct ta_fact_evidence){.kind = "chip",
                                                             .id = date,
                                                             .site = site,
                                                             .time = ta_time_of(day),
                                                             .clear_fraction = clear};
}

static int fresh(void **state)
{
    (void)state;
    facts.n_evidence = 0;
    return 0;
}

static void assert_pair(const char *before, const char *after, bool same_season)
{
    struct ta_look_pair pair;
    ta_looks_pair(&facts, 1, &pair);
    if (before == NULL)
        assert_true(pair.before == SIZE_MAX);
    else
        assert_string_equal(evidence[pair.before].id, before);
    if (after == NULL)
        assert_true(pair.after == SIZE_MAX);
    else
        assert_string_equal(evidence[pair.after].id, after);
    assert_true(pair.same_season == same_season);
}

static void the_earlier_look_is_of_the_same_season(void **state)
{
    (void)state;
    add("2018-01-10", 1.0, 1);
    add("2018-06-20", 0.7, 1);
    add("2019-07-01", 0.9, 1);
    add("2020-12-24", 0.8, 1);
    add("2021-07-15", 0.6, 1);
    add("2021-08-15", 0.59, 1);                    /* too cloudy */
    add("2022-01-01", 1.0, 2);                     /* another site */
    assert_pair("2019-07-01", "2021-07-15", true); /* the clearest of it */
}

/* Radar sees through the clouds, but is no picture of the site. */
static void radar_is_no_picture(void **state)
{
    (void)state;
    struct ta_fact_look look[] = {{.layer = "ndvi", .evidence = 0},
                                  {.layer = "vh_asc", .evidence = 1},
                                  {.layer = "ndvi", .evidence = 2},
                                  {.layer = "vv_desc", .evidence = 3}};
    add("2020-06-01", 0.9, 1);
    add("2020-06-20", 1.0, 1);
    add("2021-06-01", 0.9, 1);
    add("2021-06-20", 1.0, 1);
    facts.look = look;
    facts.n_looks = 4;
    assert_pair("2020-06-01", "2021-06-01", true);
    facts.n_looks = 0;
}

static void the_earlier_look_is_of_the_baseline(void **state)
{
    (void)state;
    struct ta_fact_figure param[] = {{.name = "season_half_width_days", .value = 45},
                                     {.name = "window_seasons", .value = 1},
                                     {.name = "baseline_seasons", .value = 3},
                                     {.name = "gap_seasons", .value = 0}};
    struct ta_fact_indicator loss = {
        .id = "vegetation_loss", .n_params = 4, .param = param};
    facts.indicator = &loss;
    facts.n_indicators = 1;
    assert_int_equal(ta_day_parse("2024-08-31", &facts.as_of), TA_OK);
    add("2019-07-10", 1.0, 1); /* before the baseline */
    add("2021-07-10", 0.8, 1);
    add("2022-07-10", 0.961, 1); /* as clear as the next one, and earlier */
    add("2023-07-10", 0.964, 1);
    add("2024-08-10", 0.9, 1);
    assert_pair("2022-07-10", "2024-08-10", true);
    facts.n_indicators = 0;
    assert_pair("2019-07-10", "2024-08-10", true);
}

/* Bale: the clear look is of before the window, the later one has no quality layer. */
static void what_may_be_clear_is_shown_where_the_clear_look_is_old(void **state)
{
    (void)state;
    struct ta_fact_figure param[] = {{.name = "season_half_width_days", .value = 45},
                                     {.name = "window_seasons", .value = 1},
                                     {.name = "baseline_seasons", .value = 5},
                                     {.name = "gap_seasons", .value = 0}};
    struct ta_fact_indicator loss = {
        .id = "vegetation_loss", .n_params = 4, .param = param};
    facts.indicator = &loss;
    facts.n_indicators = 1;
    assert_int_equal(ta_day_parse("2010-12-31", &facts.as_of), TA_OK);
    add("2000-03-09", 1.0, 1);
    add("2010-12-18", (double)NAN, 1);
    assert_pair("2000-03-09", "2010-12-18", false);
    evidence[1].mask = "qa_pixel"; /* its bands are missing: no picture */
    assert_pair(NULL, "2000-03-09", true);
    evidence[1].mask = "none";
    add("2010-11-30", 0.9, 1); /* clear and in the window */
    assert_pair("2000-03-09", "2010-11-30", false);
    facts.n_indicators = 0;
}

static void the_turn_of_the_year_parts_no_season(void **state)
{
    (void)state;
    add("2018-12-20", 1.0, 1);
    add("2020-01-15", 1.0, 1);
    assert_pair("2018-12-20", "2020-01-15", true);
    assert_near(ta_season_distance(0, 365), 0.2425, 1e-9, 1);
    assert_near(ta_season_distance(10, 10 + 182), 182, 1e-9, 1);
    assert_near(ta_season_distance(500, 200), 65.2425, 1e-9, 1);
}

static void other_seasons_are_told(void **state)
{
    (void)state;
    add("2000-03-09", 1.0, 1);
    add("2010-12-18", 1.0, 1);
    assert_pair("2000-03-09", "2010-12-18", false);
}

static void without_a_clear_look_the_clearest_is_shown_alone(void **state)
{
    (void)state;
    add("2020-03-09", 0.2, 1);
    add("2021-03-09", 0.4, 1);
    add("2022-03-09", 0.4, 1);
    assert_pair(NULL, "2022-03-09", true);
}

static void looks_without_a_quality_layer_can_be_compared(void **state)
{
    (void)state;
    add("2020-03-09", (double)NAN, 1);
    add("2021-03-09", 0.1, 1);
    add("2022-03-19", (double)NAN, 1);
    assert_pair("2020-03-09", "2022-03-19", true);
}

/* A look of which a band is missing is not clear because nobody counted its cloud. */
static void a_look_that_lacks_bands_is_told_and_not_shown(void **state)
{
    (void)state;
    add("2024-06-01", 0.9, 1);
    add("2025-06-10", 0.8, 1);
    add("2026-07-15", (double)NAN, 1);
    evidence[2].mask = "qa_pixel";
    assert_pair("2024-06-01", "2025-06-10", true);
    assert_true(ta_look_lacks(&evidence[2]) && !ta_look_lacks(&evidence[1]));
    assert_int_equal(ta_looks_lacking(&facts, 1, 1), 2);
    assert_int_equal(ta_looks_lacking(&facts, 1, SIZE_MAX), 2);
    assert_true(ta_looks_lacking(&facts, 2, SIZE_MAX) == SIZE_MAX);
    add("2026-08-01", 0.9, 1);
    assert_true(ta_looks_lacking(&facts, 1, 3) == SIZE_MAX);
}

static void a_look_known_to_be_clear_comes_before_one_that_may_be(void **state)
{
    (void)state;
    add("2024-06-01", 0.9, 1);
    add("2025-06-10", 0.8, 1);
    add("2026-07-15", (double)NAN, 1);
    evidence[2].mask = "none";
    assert_pair("2024-06-01", "2025-06-10", true);
    assert_true(ta_looks_lacking(&facts, 1, 1) == SIZE_MAX);
}

static void what_a_producer_masked_by_itself_is_not_told_as_cloud(void **state)
{
    (void)state;
    struct ta_fact_evidence e = {.kind = "chip",
                                 .mask = "applied",
                                 .clear_fraction = 0.75,
                                 .cloud_fraction = 0.0};
    assert_false(ta_look_tells_cloud(&e));
    e.mask = "qa_pixel";
    assert_true(ta_look_tells_cloud(&e));
    e.cloud_fraction = (double)NAN;
    assert_false(ta_look_tells_cloud(&e));
}

static void without_looks_there_is_no_picture(void **state)
{
    (void)state;
    add("2022-03-09", 1.0, 2);
    evidence[0].kind = "partition";
    evidence[0].site = 1;
    assert_pair(NULL, NULL, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_earlier_look_is_of_the_same_season, fresh),
        cmocka_unit_test_setup(radar_is_no_picture, fresh),
        cmocka_unit_test_setup(the_earlier_look_is_of_the_baseline, fresh),
        cmocka_unit_test_setup(what_may_be_clear_is_shown_where_the_clear_look_is_old,
                               fresh),
        cmocka_unit_test_setup(the_turn_of_the_year_parts_no_season, fresh),
        cmocka_unit_test_setup(other_seasons_are_told, fresh),
        cmocka_unit_test_setup(without_a_clear_look_the_clearest_is_shown_alone, fresh),
        cmocka_unit_test_setup(looks_without_a_quality_layer_can_be_compared, fresh),
        cmocka_unit_test_setup(a_look_that_lacks_bands_is_told_and_not_shown, fresh),
        cmocka_unit_test_setup(a_look_known_to_be_clear_comes_before_one_that_may_be,
                               fresh),
        cmocka_unit_test_setup(what_a_producer_masked_by_itself_is_not_told_as_cloud,
                               fresh),
        cmocka_unit_test_setup(without_looks_there_is_no_picture, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
