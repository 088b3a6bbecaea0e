/* SPDX-License-Identifier: Apache-2.0 */
/* A made-up site of ten cells of 900 m2, one look every ten days for seven years. */
#include "ta_test.h"

#include "indicators.h"

enum { CELLS = 10, LOOKS = 256, STEP_DAYS = 10, DATE = 15705 };

struct site {
    ta_day day[LOOKS];
    double value[LOOKS * CELLS], fraction[CELLS];
    struct ta_panel panel;
};

/** Healthy everywhere; the newest look lies on DATE. */
static void site_fill(struct site *site, const char *name)
{
    for (size_t i = 0; i < LOOKS; i++)
        site->day[i] = DATE - (ta_day)((LOOKS - 1 - i) * STEP_DAYS);
    for (size_t k = 0; k < (size_t)LOOKS * CELLS; k++) site->value[k] = 0.8;
    for (size_t c = 0; c < CELLS; c++) site->fraction[c] = 1.0;
    site->panel = (struct ta_panel){.site = name,
                                    .n_looks = LOOKS,
                                    .n_cells = CELLS,
                                    .day = site->day,
                                    .value = site->value,
                                    .fraction = site->fraction,
                                    .cell_area_m2 = 900.0};
}

/** Set cell @p c to @p ndvi from @p from on. */
static void set_from(struct site *site, size_t c, ta_day from, double ndvi)
{
    for (size_t i = 0; i < LOOKS; i++)
        if (site->day[i] >= from) site->value[i * CELLS + c] = ndvi;
}

static struct ta_result evaluate(size_t n, const struct ta_panel *panel, double area,
                                 const struct ta_param_value *param, ta_day date)
{
    const struct ta_input input = {
        .name = "ndvi", .reason = TA_OBSERVED, .stack = {n, panel, area}};
    const struct ta_evidence evidence = {1, &input, param == NULL ? 0 : 1, param};
    void *scratch = malloc(ta_indicator_vegetation_loss.scratch_size(&evidence));
    struct ta_result out;
    assert_int_equal(
        ta_indicator_vegetation_loss.evaluate(&evidence, NULL, date, scratch, &out),
        TA_OK);
    free(scratch);
    return out;
}

static double detail(const struct ta_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, name) == 0) return r->detail[i].value;
    fail_msg("no detail %s", name);
    return 0;
}

static void intact_site_has_no_loss(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_int_equal(r.reason, TA_OBSERVED);
    assert_true(r.value == 0 && r.lo == 0 && r.hi == 0);
    assert_int_equal(r.grade, 2);
    assert_near(detail(&r, "observed_ha"), 0.9, 1e-12, 1);
    assert_true(detail(&r, "looks_window") == 10); /* days 0, 10, .. 90 before */
    assert_true(detail(&r, "looks_baseline") >= 45 &&
                detail(&r, "looks_baseline") <= 46);
}

static void clearing_counts_by_threshold(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    set_from(&site, 0, DATE - 120, 0.8 - 0.05);
    set_from(&site, 1, DATE - 120, 0.8 - 0.10);
    set_from(&site, 2, DATE - 120, 0.8 - 0.16);
    set_from(&site, 3, DATE - 120, 0.1);
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_near(r.value, 30, 1e-12, 1); /* a fall of exactly the threshold counts */
    assert_near(r.lo, 20, 1e-12, 1);
    assert_near(r.hi, 40, 1e-12, 1);
    assert_near(detail(&r, "loss_ha_at_0.05"), 4 * 0.09, 1e-12, 1);
    assert_near(detail(&r, "loss_ha_at_0.10"), 3 * 0.09, 1e-12, 1);
    assert_near(detail(&r, "loss_ha_at_0.15"), 2 * 0.09, 1e-12, 1);
    assert_near(detail(&r, "loss_ha_at_0.20"), 1 * 0.09, 1e-12, 1);
    assert_near(detail(&r, "loss_ha"), 3 * 0.09, 1e-12, 1);
}

static void edge_cells_count_by_their_fraction(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    site.fraction[0] = 0.25;
    set_from(&site, 0, DATE - 120, 0.2);
    struct ta_result r = evaluate(1, &site.panel, 9.25 * 900, NULL, DATE);
    assert_near(r.value, 100 * 0.25 / 9.25, 1e-12, 1);
}

static void other_seasons_do_not_matter(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    for (size_t i = 0; i < LOOKS; i++) {
        double phase = fmod(DATE - site.day[i], 365.2425);
        if (phase > 92 && phase < 364)
            for (size_t c = 0; c < CELLS; c++) site.value[i * CELLS + c] = 0.05;
    }
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_true(r.value == 0);
}

static void cloud_is_not_observed_and_widens_the_interval(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    for (size_t c = 0; c < 3; c++) set_from(&site, c, DATE - 90, NAN);
    set_from(&site, 3, DATE - 120, 0.2);
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_near(r.value, 100.0 / 7, 1e-12, 1);
    assert_near(r.lo, 100.0 / 10, 1e-12, 1); /* none of the hidden cells lost */
    assert_near(r.hi, 400.0 / 10, 1e-12, 1); /* all of them lost */
    assert_near(detail(&r, "not_observed_ha"), 3 * 0.09, 1e-12, 1);
    assert_int_equal(r.grade, 4);
}

static void too_much_cloud_gives_no_value(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    for (size_t c = 0; c < 5; c++) set_from(&site, c, DATE - 90, NAN);
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_int_equal(r.reason, TA_NO_CLEAR_LOOK);
    assert_true(isnan(r.value));
    assert_non_null(strstr(r.why, "50 %"));
    assert_near(detail(&r, "observed_share"), 0.5, 1e-12, 1);
}

static void site_without_any_panel_counts_as_not_observed(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    struct ta_result r = evaluate(1, &site.panel, 4 * 9000, NULL, DATE);
    assert_int_equal(r.reason, TA_NO_CLEAR_LOOK);
    r = evaluate(0, NULL, 9000, NULL, DATE);
    assert_int_equal(r.reason, TA_NO_CLEAR_LOOK);
}

static void two_clear_looks_are_too_few(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    for (size_t i = LOOKS - 10; i < LOOKS - 2; i++)
        for (size_t c = 0; c < CELLS; c++) site.value[i * CELLS + c] = NAN;
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_int_equal(r.reason, TA_NO_CLEAR_LOOK);
    const struct ta_param_value two = {"min_clear_looks", 2};
    r = evaluate(1, &site.panel, 9000, &two, DATE);
    assert_int_equal(r.reason, TA_OBSERVED);
}

static void two_dates_of_different_seasons_say_so(void **state)
{
    (void)state;
    /* 2000-03-09 and 2010-12-18, as of 2010-12-31 */
    const ta_day day[2] = {11025, 14961};
    const double value[2] = {0.7, 0.4}, fraction[1] = {1};
    const struct ta_panel panel = {.site = "p/1",
                                   .n_looks = 2,
                                   .n_cells = 1,
                                   .day = day,
                                   .value = value,
                                   .fraction = fraction,
                                   .cell_area_m2 = 900};
    struct ta_result r = evaluate(1, &panel, 900, NULL, 14974);
    assert_int_equal(r.reason, TA_NO_CLEAR_LOOK);
    assert_non_null(strstr(r.why, "no look in the same season"));
    r = evaluate(1, &panel, 900, NULL, 20000);
    assert_int_equal(r.reason, TA_TOO_OLD);
    r = evaluate(1, &panel, 900, NULL,
                 11000); /* looks after the date do not exist yet */
    assert_int_equal(r.reason, TA_NO_CLEAR_LOOK);
}

static void bare_site_is_not_applicable(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    for (size_t c = 0; c < CELLS; c++) set_from(&site, c, 0, 0.15);
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_int_equal(r.reason, TA_NOT_APPLICABLE);
}

static void same_site_on_two_grids_counts_once_on_the_better(void **state)
{
    (void)state;
    static struct site site[2];
    site_fill(&site[0], "p/1");
    site_fill(&site[1], "p/1");
    set_from(&site[0], 9, DATE - 90, NAN);
    set_from(&site[1], 0, DATE - 120, 0.1);
    const struct ta_panel both[2] = {site[0].panel, site[1].panel};
    struct ta_result r = evaluate(2, both, 9000, NULL, DATE);
    assert_near(r.value, 10, 1e-12, 1);
    assert_near(detail(&r, "observed_ha"), 0.9, 1e-12, 1);
    assert_true(detail(&r, "looks_window") == 10);
}

static void two_sites_add_up(void **state)
{
    (void)state;
    static struct site site[2];
    site_fill(&site[0], "p/1");
    site_fill(&site[1], "p/2");
    set_from(&site[1], 0, DATE - 120, 0.1);
    const struct ta_panel both[2] = {site[0].panel, site[1].panel};
    struct ta_result r = evaluate(2, both, 18000, NULL, DATE);
    assert_near(r.value, 5, 1e-12, 1);
    assert_true(detail(&r, "looks_window") == 10); /* the same ten days */
}

static void rim_is_reported_and_not_called_lost(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    site.panel.rim_fraction_lost = 0.25;
    struct ta_result r = evaluate(1, &site.panel, 12000, NULL, DATE);
    assert_near(detail(&r, "rim_ha"), 0.3, 1e-12, 1);
    assert_near(detail(&r, "observed_share"), 0.75, 1e-12, 1);
    assert_near(r.hi, 0, 1e-12, 1e-9);
    assert_int_equal(r.grade, 3);
}

static void broken_stacks_are_bad_data(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    const struct ta_input input = {
        .name = "ndvi", .reason = TA_OBSERVED, .stack = {1, &site.panel, 9000}};
    const struct ta_evidence evidence = {.n_inputs = 1, .input = &input};
    double scratch[LOOKS * 4 + 64];
    struct ta_result out;
    site.fraction[4] = 1.5;
    assert_int_equal(
        ta_indicator_vegetation_loss.evaluate(&evidence, NULL, DATE, scratch, &out),
        TA_E_DATA);
    site.fraction[4] = NAN;
    assert_int_equal(
        ta_indicator_vegetation_loss.evaluate(&evidence, NULL, DATE, scratch, &out),
        TA_E_DATA);
    site.fraction[4] = 1;
    site.day[3] = site.day[9];
    assert_int_equal(
        ta_indicator_vegetation_loss.evaluate(&evidence, NULL, DATE, scratch, &out),
        TA_E_DATA);
}

static void absurd_pixels_are_counted_and_left_out(void **state)
{
    (void)state;
    static struct site site;
    site_fill(&site, "p/1");
    site.value[(LOOKS - 1) * CELLS] = -9999;
    site.value[(LOOKS - 2) * CELLS] = INFINITY;
    struct ta_result r = evaluate(1, &site.panel, 9000, NULL, DATE);
    assert_true(r.value == 0);
    assert_true(detail(&r, "cells_out_of_range") == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intact_site_has_no_loss),
        cmocka_unit_test(clearing_counts_by_threshold),
        cmocka_unit_test(edge_cells_count_by_their_fraction),
        cmocka_unit_test(other_seasons_do_not_matter),
        cmocka_unit_test(cloud_is_not_observed_and_widens_the_interval),
        cmocka_unit_test(too_much_cloud_gives_no_value),
        cmocka_unit_test(site_without_any_panel_counts_as_not_observed),
        cmocka_unit_test(two_clear_looks_are_too_few),
        cmocka_unit_test(two_dates_of_different_seasons_say_so),
        cmocka_unit_test(bare_site_is_not_applicable),
        cmocka_unit_test(same_site_on_two_grids_counts_once_on_the_better),
        cmocka_unit_test(two_sites_add_up),
        cmocka_unit_test(rim_is_reported_and_not_called_lost),
        cmocka_unit_test(broken_stacks_are_bad_data),
        cmocka_unit_test(absurd_pixels_are_counted_and_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
