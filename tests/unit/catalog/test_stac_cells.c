/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "catalog/stac_cells.h"

static struct ta_box *cells(const struct ta_box *box, size_t n_boxes, size_t *n)
{
    const struct ta_stac_query query = {.n_boxes = n_boxes, .box = box};
    struct ta_box *out = NULL;
    struct ta_error err = {0};
    assert_int_equal(ta_stac_cells(&query, &out, n, &err), TA_OK);
    return out;
}

static void assert_box(const struct ta_box *b, double w, double s, double e, double n)
{
    assert_true(b->x_min == w && b->y_min == s && b->x_max == e && b->y_max == n);
}

static void widens_a_site_to_its_degree(void **state)
{
    (void)state;
    size_t n;
    const struct ta_box box[] = {{36.25, 7.5, 36.26, 7.51}, {-0.5, -0.5, -0.4, -0.4}};
    struct ta_box *got = cells(box, 2, &n);
    assert_int_equal(n, 2);
    assert_box(&got[0], -1, -1, 0, 0);
    assert_box(&got[1], 36, 7, 37, 8);
    ta_free(got);
}

static void joins_neighbours_and_repeats_nothing(void **state)
{
    (void)state;
    size_t n;
    const struct ta_box box[] = {{10.2, 5.2, 12.1, 6.7}, {11.5, 5.5, 11.6, 5.6}};
    struct ta_box *got = cells(box, 2, &n);
    assert_int_equal(n, 1);
    assert_box(&got[0], 10, 5, 13, 7);
    ta_free(got);
}

static void stays_on_earth(void **state)
{
    (void)state;
    size_t n;
    const struct ta_box box[] = {{179.5, 89.5, 180, 90}, {-180, -90, -180, -90}};
    struct ta_box *got = cells(box, 2, &n);
    assert_int_equal(n, 2);
    assert_box(&got[0], -180, -90, -179, -89);
    assert_box(&got[1], 179, 89, 180, 90);
    ta_free(got);

    const struct ta_box wrong[] = {{0, 0, 200, 1}, {NAN, 0, 1, 1}, {2, 0, 1, 1}};
    for (size_t i = 0; i < 3; i++) {
        const struct ta_stac_query query = {.n_boxes = 1, .box = &wrong[i]};
        struct ta_error err = {0};
        assert_int_equal(ta_stac_cells(&query, &got, &n, &err), TA_E_DATA);
    }
}

/* Law: each box lies in exactly the cells' union, and the cells do not overlap. */
static void covers_all_and_overlaps_nowhere(void **state)
{
    (void)state;
    uint32_t seed = 7;
    struct ta_box box[40];
    for (size_t i = 0; i < 40; i++) {
        double v[2];
        for (int k = 0; k < 2; k++) {
            seed = seed * 1664525u + 1013904223u;
            v[k] = (double)(seed >> 8) / 16777216.0;
        }
        box[i] =
            (struct ta_box){v[0] * 20, v[1] * 20, v[0] * 20 + 1.5, v[1] * 20 + 0.1};
    }
    size_t n;
    struct ta_box *got = cells(box, 40, &n);
    for (size_t i = 0; i < 40; i++)
        for (double x = box[i].x_min; x <= box[i].x_max; x += 0.25) {
            int hit = 0;
            for (size_t k = 0; k < n; k++)
                hit += x >= got[k].x_min && x < got[k].x_max &&
                       box[i].y_min >= got[k].y_min && box[i].y_min < got[k].y_max;
            assert_int_equal(hit, 1);
        }
    ta_free(got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widens_a_site_to_its_degree),
        cmocka_unit_test(joins_neighbours_and_repeats_nothing),
        cmocka_unit_test(stays_on_earth),
        cmocka_unit_test(covers_all_and_overlaps_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
