/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "report/map_place.h"

static const struct ta_box box = {0, 0, 10, 10};

static double area_of(const double *xy, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % n);
        sum += a[0] * b[1] - b[0] * a[1];
    }
    return fabs(sum) / 2;
}

static void assert_clipped(size_t n, const double *xy, double area)
{
    double out[400];
    size_t left = ta_ring_clip(xy, n, &box, out, 200);
    assert_near(left < 3 ? 0.0 : area_of(out, left), area, 1e-12, 1);
    for (size_t i = 0; i < 2 * left; i++)
        assert_true(out[i] >= -1e-9 && out[i] <= 10 + 1e-9);
}

static void rings_are_cut_at_the_box(void **state)
{
    (void)state;
    const double inside[] = {1, 1, 3, 1, 3, 4, 1, 4};
    const double across[] = {-5, 2, 5, 2, 5, 4, -5, 4};
    const double around[] = {-50, -50, 60, -50, 60, 60, -50, 60};
    const double corner[] = {-5, 10, 10, -5,
                             25, 10, 10, 25}; /* a diamond over the box */
    const double outside[] = {11, 1, 12, 1, 12, 2};
    assert_clipped(4, inside, 6);
    assert_clipped(4, across, 10);
    assert_clipped(4, around, 100);
    assert_clipped(4, corner, 100 - 12.5);
    assert_clipped(3, outside, 0);
}

static bool says(const struct ta_drawing *d, const char *words)
{
    for (size_t i = 0; i < d->n_marks; i++)
        if (d->mark[i].kind == TA_MARK_WORDS &&
            strcmp(d->bytes.bytes + d->mark[i].first, words) == 0)
            return true;
    return false;
}

/* 2 km across: at most 800 m of it, of which 500 are the round length. */
static void a_map_of_made_up_sites_says_so(void **state)
{
    (void)state;
    struct ta_messages *messages = NULL;
    assert_int_equal(ta_messages_load(NULL, &messages, NULL), TA_OK);
    static const struct {
        enum ta_language language;
        const char *words, *north, *bar;
    } told[] = {{TA_EN, "SIMULATED DATA", "N", "500\u00a0m"},
                {TA_ZH, "模拟数据", "北", "500\u00a0米"}};
    for (size_t i = 0; i < 4; i++) {
        const struct ta_speech speech = {.messages = messages,
                                         .language = told[i / 2].language};
        const struct ta_place_view view = {.frame = {-1000, -1000, 1000, 1000},
                                           .simulated = i % 2 == 1};
        struct ta_drawing d;
        ta_map_place(&speech, &view, &d);
        assert_false(d.failed);
        assert_int_equal(says(&d, told[i / 2].words), view.simulated);
        assert_true(says(&d, told[i / 2].bar));
        assert_true(says(&d, told[i / 2].north));
        ta_drawing_free(&d);
    }
    ta_messages_free(messages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rings_are_cut_at_the_box),
        cmocka_unit_test(a_map_of_made_up_sites_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
