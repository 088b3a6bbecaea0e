/* SPDX-License-Identifier: Apache-2.0 */
/* Zones in an order of space. */
#include "ta_test.h"

#include <math.h>

#include "raster/zone_order.h"

enum { MOST = 400 };

/* Zones of one point each; NAN: of none. */
struct set {
    double xy[MOST][2];
    struct ta_polygons shape[MOST];
    struct ta_pass_zone zone[MOST];
    struct ta_zone_set zones;
};

static void put(struct set *s, double x, double y)
{
    size_t i = s->zones.n++;
    s->xy[i][0] = x;
    s->xy[i][1] = y;
    s->shape[i] = (struct ta_polygons){.n_points = isnan(x) ? 0U : 1U, .xy = s->xy[i]};
    s->zone[i] = (struct ta_pass_zone){"", -1, &s->shape[i], NAN};
    s->zones.zone = s->zone;
}

/* Two places in turn, far from each other: all of the lower row come first, as they were. */
static void neighbours_follow_one_another(void **state)
{
    (void)state;
    static struct set s;
    uint32_t order[MOST];
    for (int i = 0; i < MOST; i++) put(&s, i % 2 == 0 ? 900 : 10, i % 2 == 0 ? 800 : 5);
    assert_int_equal(ta_zone_order(&s.zones, order), TA_OK);
    for (uint32_t i = 0; i < MOST / 2; i++) {
        assert_int_equal(order[i], 2 * i + 1);
        assert_int_equal(order[MOST / 2 + i], 2 * i);
    }
}

/* Whatever the first points are, each zone has one place. */
static void each_zone_has_one_place(void **state)
{
    (void)state;
    static struct set s;
    uint32_t order[MOST];
    bool seen[MOST] = {false};
    const double odd[][2] = {
        {NAN, 0}, {INFINITY, 3}, {1e300, -1e300},       {-1e300, 1e300},
        {0, NAN}, {0, 0},        {5, -(double)INFINITY}};
    for (int i = 0; i < MOST; i++) put(&s, odd[i % 7][0], odd[(i / 7) % 7][1]);
    assert_int_equal(ta_zone_order(&s.zones, order), TA_OK);
    for (size_t i = 0; i < MOST; i++) {
        assert_true(order[i] < MOST && !seen[order[i]]);
        seen[order[i]] = true;
    }
}

static void one_zone_and_zones_at_one_point_stay(void **state)
{
    (void)state;
    for (size_t n = 0; n <= 3; n++) {
        static struct set s;
        uint32_t order[MOST];
        s.zones.n = 0;
        for (size_t i = 0; i < n; i++) put(&s, 7, 7);
        assert_int_equal(ta_zone_order(&s.zones, order), TA_OK);
        for (size_t i = 0; i < n; i++) assert_int_equal(order[i], i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neighbours_follow_one_another),
        cmocka_unit_test(each_zone_has_one_place),
        cmocka_unit_test(one_zone_and_zones_at_one_point_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
