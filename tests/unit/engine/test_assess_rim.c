/* SPDX-License-Identifier: Apache-2.0 */
/* Assessments of looks that lie a pixel apart: what the rim of a site shows is change or shift. */
#include "ta_test_portfolio.h"

#include "engine/assess.h"
#include "engine/verify.h"

#define FOLDER TA_BINARY_DIR "/test-assess-rim"

static const double green = 0.7, bare = 0.1, cell_ha = 0.01;

/* A wood of columns and rows first to end on bare land, and what becomes of it in 2020. */
struct ground {
    int first, end;
    int shift;                      /* columns that the looks of 2020 lie to the east */
    int row, row_end, col, col_end; /* cleared in 2020 */
};

static double ndvi(void *self, ta_day day, int row, int col)
{
    const struct ground *g = self;
    bool after = day >= portfolio_day("2020-01-01");
    if (after) col -= g->shift;
    if (row < g->first || row >= g->end || col < g->first || col >= g->end) return bare;
    bool cleared =
        row >= g->row && row < g->row_end && col >= g->col && col < g->col_end;
    return after && cleared ? bare : green;
}

struct answer {
    struct ta_result loss;
    double leave_out_rim;
};

static void note(void *self, const struct ta_assess_outcome *outcome)
{
    struct answer *answer = self;
    if (outcome->result == TA_ASSESS_FAILED) fail_msg("%s", outcome->error->text);
    const struct ta_assessed *a = &outcome->assessment->assessed[0];
    assert_string_equal(a->indicator->id, "vegetation_loss");
    answer->loss = a->result;
    for (size_t i = 0; i < a->n_params; i++)
        if (strcmp(a->param[i].name, "leave_out_rim") == 0)
            answer->leave_out_rim = a->param[i].value;
}

/* Assess the site of those columns and rows on that ground, and verify the record. */
static struct ta_result assess(int first, int end, struct ground ground)
{
    static const char *const days[] = {"2017-07-01", "2017-07-11", "2017-07-21",
                                       "2018-07-01", "2018-07-11", "2018-07-21",
                                       "2019-07-01", "2019-07-11", "2019-07-21",
                                       "2020-07-01", "2020-07-11", "2020-07-21"};
    struct ta_workspace w;
    struct answer answer = {.leave_out_rim = NAN};
    struct ta_verify_counts counts;
    struct ta_project project = portfolio_project("p1");
    ta_polygons_free(&project.site[0].shape);
    portfolio_site(&project.site[0], 1, first, first, end, end);
    portfolio_open(FOLDER, &w);
    portfolio_put(&w, &project);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        portfolio_look(&w, &project, portfolio_day(days[i]), ndvi, &ground);
    const struct ta_assess_request request = {
        .as_of = portfolio_day("2020-07-31"),
        .model = "credit-1",
        .now = ta_time_of(portfolio_day("2020-07-31")),
        .who = "test",
        .self = &answer,
        .done = note};
    assert_ok(ta_assess(&w, &request, &err));
    assert_true(answer.leave_out_rim == 1.0); /* the record says so */
    assert_ok(ta_verify(&w, &(struct ta_verify_request){.n = 0}, &counts, &err));
    assert_int_equal(counts.reproduced, 1);
    ta_workspace_close(&w);
    ta_project_free(&project);
    return answer.loss;
}

static double detail(const struct ta_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, name) == 0) return r->detail[i].value;
    fail_msg("no detail %s", name);
    return 0;
}

/* The wood is the site; all of 2020 was taken a pixel beside it. */
static void a_shift_of_a_pixel_is_no_loss(void **state)
{
    (void)state;
    struct ta_result r = assess(10, 30, (struct ground){10, 30, 1, 0, 0, 0, 0});
    assert_int_equal(r.reason, TA_OBSERVED);
    assert_true(r.value == 0.0 && r.lo == 0.0);
    assert_near(r.hi, 100.0 * 20 / 400, 1e-6, 1); /* the rim's column, of the site */
    assert_true(detail(&r, "loss_ha") == 0.0);
    assert_near(detail(&r, "rim_loss_ha"), 20 * cell_ha, 1e-3, 1);
    assert_near(detail(&r, "interior_ha"), 18 * 18 * cell_ha, 1e-3, 1);
    assert_near(detail(&r, "interior_ha") + detail(&r, "rim_cells_ha"), 400 * cell_ha,
                1e-3, 1);
    assert_non_null(strstr(r.why, "left out of value and hectares"));
    assert_non_null(strstr(r.why, "0.20 ha seem lost there, or shifted"));
}

static void a_clearing_inside_is_found_with_its_hectares(void **state)
{
    (void)state;
    struct ta_result r = assess(10, 30, (struct ground){10, 30, 0, 14, 20, 15, 20});
    assert_near(r.value, 100.0 * 30 / 324, 1e-6, 1);
    assert_near(detail(&r, "loss_ha"), 30 * cell_ha, 1e-3, 1);
    assert_true(detail(&r, "rim_loss_ha") == 0.0);
    assert_near(r.lo, 100.0 * 30 / 400, 1e-6, 1); /* none lost in the rim */
    assert_near(r.hi, 100.0 * 30 / 324, 1e-6, 1);
    assert_null(strstr(r.why, "shifted"));
}

static void a_clearing_of_the_rim_alone_widens_the_worst_case(void **state)
{
    (void)state;
    struct ta_result r = assess(10, 30, (struct ground){5, 35, 0, 10, 30, 29, 30});
    assert_true(r.value == 0.0 && r.lo == 0.0);
    assert_near(r.hi, 100.0 * 20 / 400, 1e-6, 1);
    assert_int_equal(r.grade, 3);
}

/* Three by three cells: one of them is inside, too little to judge by. */
static void a_small_site_is_judged_by_all_its_cells(void **state)
{
    (void)state;
    struct ta_result r = assess(10, 13, (struct ground){10, 13, 1, 0, 0, 0, 0});
    assert_near(r.value, 100.0 * 3 / 9, 1e-6, 1);
    assert_true(r.lo == 0.0);
    assert_near(r.hi, 100.0 * 3 / 9, 1e-6, 1);
    assert_int_equal(r.grade, 4);
    assert_non_null(
        strstr(r.why, "too little to judge by lies a pixel inside the edge"));
    assert_null(strstr(r.why, "left out"));
    r = assess(10, 12, (struct ground){10, 12, 0, 0, 0, 0, 0});
    assert_true(r.value == 0.0 && r.lo == 0.0 && r.grade == 4);
    assert_true(detail(&r, "interior_ha") == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shift_of_a_pixel_is_no_loss),
        cmocka_unit_test(a_clearing_inside_is_found_with_its_hectares),
        cmocka_unit_test(a_clearing_of_the_rim_alone_widens_the_worst_case),
        cmocka_unit_test(a_small_site_is_judged_by_all_its_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
