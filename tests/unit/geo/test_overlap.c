/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_overlap.c  The same land twice: shares, and all pairs of a list. */
#include "geo_test.h"

#include "geo/area.h"
#include "geo/overlap.h"

static struct ta_overlap overlap_of(const char *a, const char *b)
{
    struct ta_overlap out = {0};
    struct ta_polygons one = drawn(a), other = drawn(b);
    assert_int_equal(ta_overlap(&one, &other, &out, NULL), TA_OK);
    ta_polygons_free(&one);
    ta_polygons_free(&other);
    return out;
}

static void test_shares(void **state)
{
    (void)state; /* columns of equal longitude have equal areas */
    struct ta_overlap o =
        overlap_of("0 40,4 40,4 41,0 41,0 40", "3 40,5 40,5 41,3 41,3 40");
    assert_near(o.share_a, 0.25, 1e-12, 0.0);
    assert_near(o.share_b, 0.5, 1e-12, 0.0);
    /* GDAL 3.6.2, +proj=cea +datum=WGS84: 10 degrees by 40 to 50 N is 875097690661.703613 m2 */
    o = overlap_of("0 40,10 40,10 50,0 50,0 40", "-5 30,20 30,20 60,-5 60,-5 30");
    assert_near(o.area_m2, 875097690661.703613, 1e-12, 0.0);
    assert_near(o.share_a, 1.0, 1e-12, 0.0);
}

static void test_same_and_apart(void **state)
{
    (void)state;
    const char *parcel =
        "116.3 39.9,116.304 39.9,116.304 39.903,116.3 39.903,116.3 39.9";
    struct ta_overlap o = overlap_of(parcel, parcel);
    assert_near(o.share_a, 1.0, 1e-12, 0.0);
    assert_near(o.share_b, 1.0, 1e-12, 0.0);
    o = overlap_of("0 0,1 0,1 1,0 1,0 0", "1 0,2 0,2 1,1 1,1 0"); /* neighbours */
    assert_near(o.area_m2, 0.0, 0.0, 0.0);
    o = overlap_of("0 0,1 0,1 1,0 1,0 0", "5 5,6 5,6 6,5 6,5 5");
    assert_near(o.share_a, 0.0, 0.0, 0.0);
    o = overlap_of("0 0,4 0,4 4,0 4,0 0;1 1,1 3,3 3,3 1,1 1", "1 1,3 1,3 3,1 3,1 1");
    assert_near(o.area_m2, 0.0, 0.0, 0.0); /* in the hole */
}

struct found {
    char text[256];
    enum ta_status answer;
};

static enum ta_status on_pair(void *self, size_t a, size_t b,
                              const struct ta_overlap *overlap, struct ta_error *err)
{
    struct found *found = self;
    size_t used = strlen(found->text);
    (void)err;
    (void)snprintf(found->text + used, sizeof found->text - used, "%zu-%zu %.2f/%.2f; ",
                   a, b, overlap->share_a, overlap->share_b);
    return found->answer;
}

static void test_all_pairs(void **state)
{
    (void)state;
    const char *const texts[] = {
        "0 0,1 0,1 1,0 1,0 0",
        "50 0,51 0,51 1,50 1,50 0",
        "0.9 0,1.9 0,1.9 1,0.9 1,0.9 0",
        "0 0,1 0,1 1,0 1,0 0",
        "50.5 0,50.6 0,50.6 1,50.5 1,50.5 0",
    };
    struct ta_polygons shape[5];
    const struct ta_polygons *list[5];
    for (size_t i = 0; i < 5; i++) {
        shape[i] = drawn(texts[i]);
        list[i] = &shape[i];
    }
    struct found all = {"", TA_OK}, most = {"", TA_OK}, stopped = {"", TA_FINDING};
    assert_int_equal(ta_overlap_find(list, 5, 0.01, on_pair, &all, NULL), TA_OK);
    assert_string_equal(all.text,
                        "0-2 0.10/0.10; 0-3 1.00/1.00; 1-4 0.10/1.00; 2-3 0.10/0.10; ");
    assert_int_equal(ta_overlap_find(list, 5, 0.5, on_pair, &most, NULL), TA_OK);
    assert_string_equal(most.text, "0-3 1.00/1.00; 1-4 0.10/1.00; ");
    assert_int_equal(ta_overlap_find(list, 5, 0.01, on_pair, &stopped, NULL),
                     TA_FINDING);
    assert_string_equal(stopped.text, "0-2 0.10/0.10; ");
    assert_int_equal(ta_overlap_find(list, 0, 0.01, on_pair, &stopped, NULL), TA_OK);
    for (size_t i = 0; i < 5; i++) ta_polygons_free(&shape[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_same_and_apart),
        cmocka_unit_test(test_all_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
