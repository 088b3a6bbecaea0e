/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "catalog/far_ranges.h"

static void assert_range(const struct ta_byte_range *r, int64_t from, int64_t size)
{
    assert_int_equal(r->from, from);
    assert_int_equal(r->size, size);
}

static void joins_what_overlaps_touches_or_lies_near(void **state)
{
    (void)state;
    struct ta_byte_range r[] = {{100, 10}, {0, 5},   {105, 2},
                                {5, 5},    {114, 6}, {200, 1}};
    assert_int_equal(ta_ranges_join(r, 6, 4), 3);
    assert_range(&r[0], 0, 10);
    assert_range(&r[1], 100, 20);
    assert_range(&r[2], 200, 1);
    assert_int_equal(ta_ranges_join(r, 0, 4), 0);
}

static void leaves_a_gap_that_is_wider(void **state)
{
    (void)state;
    struct ta_byte_range r[] = {{0, 10}, {15, 10}};
    assert_int_equal(ta_ranges_join(r, 2, 4), 2);
    assert_int_equal(ta_ranges_join(r, 2, 5), 1);
}

static void names_what_is_missing(void **state)
{
    (void)state;
    const struct ta_byte_range have[] = {{0, 10}, {20, 10}, {40, 10}};
    struct ta_byte_range out[4];
    assert_int_equal(ta_ranges_missing(have, 3, &(struct ta_byte_range){5, 40}, out),
                     2);
    assert_range(&out[0], 10, 10);
    assert_range(&out[1], 30, 10);
    assert_int_equal(ta_ranges_missing(have, 3, &(struct ta_byte_range){20, 10}, out),
                     0);
    assert_int_equal(ta_ranges_missing(have, 3, &(struct ta_byte_range){48, 9}, out),
                     1);
    assert_range(&out[0], 50, 7);
    assert_int_equal(ta_ranges_missing(have, 0, &(struct ta_byte_range){3, 4}, out), 1);
    assert_range(&out[0], 3, 4);
}

/* Whatever is there and wanted, what is missing covers each byte that is not there, once. */
static void covers_each_missing_byte_once(void **state)
{
    (void)state;
    unsigned seed = 1;
    for (int round = 0; round < 2000; round++) {
        struct ta_byte_range have[6], out[7];
        bool there[80] = {false}, hit[80] = {false};
        for (int i = 0; i < 6; i++) {
            seed = seed * 1664525u + 1013904223u;
            have[i] = (struct ta_byte_range){(seed >> 8) % 60, 1 + (seed >> 20) % 12};
            for (int64_t k = 0; k < have[i].size; k++) there[have[i].from + k] = true;
        }
        size_t n = ta_ranges_join(have, 6, 0);
        struct ta_byte_range want = {(seed >> 3) % 50, 1 + (seed >> 12) % 25};
        size_t m = ta_ranges_missing(have, n, &want, out);
        for (size_t i = 0; i < m; i++)
            for (int64_t k = 0; k < out[i].size; k++) {
                assert_false(hit[out[i].from + k]);
                hit[out[i].from + k] = true;
            }
        for (int64_t k = 0; k < 80; k++)
            assert_int_equal(hit[k],
                             k >= want.from && k < want.from + want.size && !there[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_what_overlaps_touches_or_lies_near),
        cmocka_unit_test(leaves_a_gap_that_is_wider),
        cmocka_unit_test(names_what_is_missing),
        cmocka_unit_test(covers_each_missing_byte_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
