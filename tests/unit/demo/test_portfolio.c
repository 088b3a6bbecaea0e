/* SPDX-License-Identifier: Apache-2.0 */
/* The files that an officer would send go in whole, and their outlines are the simulated plots. */
#include "ta_test.h"

#include "base/project.h"
#include "demo/cases.h"
#include "demo/feed.h"
#include "demo/plot.h"
#include "geo/area.h"
#include "geo/import.h"

enum { CASES_MAX = 16 };
static const double apart_m = 0.05; /* seven decimals of a degree */

/** Projects as they come in. */
struct heard {
    size_t n, problems;
    char id[CASES_MAX][TA_ID_SIZE];
    struct ta_polygons shape[CASES_MAX];
};

static enum ta_status on_project(void *self, const struct ta_project *project,
                                 struct ta_error *err)
{
    struct heard *heard = self;
    (void)err;
    assert_true(heard->n < CASES_MAX);
    assert_true(project->simulated);
    assert_non_null(strstr(project->client_name, "Made-up"));
    assert_true(project->n_loans > 0);
    memcpy(heard->id[heard->n], project->id, TA_ID_SIZE);
    assert_int_equal(ta_polygons_copy(&project->site[0].shape, &heard->shape[heard->n]),
                     TA_OK);
    heard->n++;
    return TA_OK;
}

static void on_problem(void *self, const struct ta_import_problem *problem)
{
    print_message("%s: %s\n", problem->project, problem->reason);
    ((struct heard *)self)->problems++;
}

static struct heard read_all(void)
{
    struct heard heard = {.n = 0};
    for (size_t i = 0; i < ta_demo_file_count(); i++) {
        char path[512];
        struct ta_error err = {0};
        struct ta_import_counts counts;
        const struct ta_import_options options = {.crs = ta_demo_file_at(i)->crs,
                                                  .self = &heard,
                                                  .on_project = on_project,
                                                  .on_problem = on_problem};
        (void)snprintf(path, sizeof path, "%s/datasets/portfolio/%s", TA_SOURCE_DIR,
                       ta_demo_file_at(i)->name);
        if (ta_import_read(path, &options, &counts, &err) != TA_OK)
            fail_msg("%s", err.text);
    }
    return heard;
}

static void forget(struct heard *heard)
{
    for (size_t i = 0; i < heard->n; i++) ta_polygons_free(&heard->shape[i]);
}

static void every_project_is_a_case_and_goes_in(void **state)
{
    (void)state;
    struct heard heard = read_all();
    assert_int_equal(heard.n, ta_demo_case_count());
    assert_int_equal(heard.problems, 0);
    for (size_t i = 0; i < heard.n; i++) {
        if (ta_demo_case_find(heard.id[i]) == NULL) fail_msg("%s", heard.id[i]);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(heard.id[i], heard.id[k]);
    }
    forget(&heard);
}

static double nearest_m(const double point[2], const struct ta_polygons *shape)
{
    double least = INFINITY;
    for (size_t i = 0; i < shape->n_points; i++)
        least = fmin(least, ta_distance_m(point, shape->xy + 2 * i));
    return least;
}

/* Corner by corner: the plot's edges are densified on their way, its corners stay. */
static void compare(const char *plot_name, const struct ta_polygons *drawn)
{
    double area = 0.0;
    struct ta_error err = {0};
    struct ta_polygons outline = {0};
    const struct ta_sim_set *set = ta_sim_set_at(0);
    if (ta_sim_plot(set, plot_name) == NULL) set = ta_sim_set_at(1);
    const struct ta_plot *plot = ta_sim_plot(set, plot_name);
    assert_non_null(plot);
    assert_int_equal(ta_plot_measure(set, plot, &area, &outline, &err), TA_OK);
    for (size_t i = 0; i < drawn->n_points; i++)
        assert_true(nearest_m(drawn->xy + 2 * i, &outline) < apart_m);
    assert_int_equal(drawn->n_points, plot->n + 1);
    assert_near(ta_shape_area_m2(drawn), area, 1e-5, 1.0);
    ta_polygons_free(&outline);
}

static void outlines_are_the_simulated_plots(void **state)
{
    (void)state;
    size_t compared = 0;
    struct heard heard = read_all();
    for (size_t i = 0; i < heard.n; i++) {
        char plot[3] = {heard.id[i][0], '\0', '\0'};
        if (plot[0] == 'D' || plot[0] == 'E') continue;
        if (plot[0] == 'F') plot[1] = heard.id[i][1];
        compare(plot, &heard.shape[i]);
        compared++;
    }
    assert_int_equal(compared, 5);
    forget(&heard);
}

static void every_feed_is_of_a_project(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_feed_count(); i++)
        assert_non_null(ta_demo_case_find(ta_feed_at(i)->project));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_project_is_a_case_and_goes_in),
        cmocka_unit_test(outlines_are_the_simulated_plots),
        cmocka_unit_test(every_feed_is_of_a_project),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
