/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "engine/stack.h"

#define UTM "EPSG:32637"
#define DAY(n) ((ta_time_us)(n)*TA_US_PER_DAY)

static struct ta_site site[] = {{.n = 1, .area_m2 = 3600.0},
                                {.n = 2, .area_m2 = 900.0}};
static struct ta_project project = {.id = "p", .n_sites = 2, .site = site};

/* Cells (0,0) (0,1) (1,0) (1,1) of a grid, whole but the last. */
static struct ta_site_cell cell[] = {{0, 0, 1}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0.5}};
static const struct ta_footprint four = {4, cell};

static struct ta_slice slice(ta_time_us time, double *value)
{
    return (struct ta_slice){.site = 1,
                             .time = time,
                             .platform = "landsat-8",
                             .orbit = "169",
                             .quantity = TA_QUANTITY_REFLECTANCE_SURFACE,
                             .masked = true,
                             .mask = "qa_pixel",
                             .crs = UTM,
                             .affine = {300000, 30, 0, 4500000, 0, -30},
                             .footprint = &four,
                             .value = value,
                             .cell_area_m2 = 900.0};
}

static struct ta_stack lay(struct ta_room *room, size_t n, const struct ta_slice *s)
{
    const struct ta_slice *list[8];
    struct ta_stack stack;
    struct ta_error err = {0};
    for (size_t i = 0; i < n; i++) list[i] = &s[i];
    if (ta_stack_lay(&project, n, list, room, &stack, &err) != TA_OK)
        fail_msg("%s", err.text);
    return stack;
}

static void looks_lie_cell_over_cell(void **state)
{
    (void)state;
    struct ta_room room = {0};
    double a[] = {1, 2, 3, 4}, b[] = {5, NAN, 7, 8};
    const struct ta_slice s[] = {slice(DAY(10), a), slice(DAY(26), b)};
    struct ta_stack stack = lay(&room, 2, s);
    assert_int_equal(stack.n_panels, 1);
    assert_true(stack.site_area_m2 == 4500.0); /* the site without a look too */
    const struct ta_panel *p = &stack.panel[0];
    assert_string_equal(p->site, "p/1");
    assert_int_equal(p->n_looks, 2);
    assert_int_equal(p->n_cells, 4);
    assert_true(p->day[0] == 10 && p->day[1] == 26);
    assert_true(p->fraction[3] == 0.5);
    assert_true(p->value[0] == 1 && p->value[4] == 5 && isnan(p->value[5]));
    for (size_t c = 0; c < 4; c++) assert_true(p->rim[c]); /* nowhere a pixel inside */
    ta_room_free(&room);
}

/* Two looks that each show a part: the rim is that of the whole. */
static void the_rim_is_that_of_all_cells(void **state)
{
    (void)state;
    struct ta_room room = {0};
    static struct ta_site_cell left[6], right[6];
    static const struct ta_footprint west = {6, left}, east = {6, right};
    double a[6] = {1, 1, 1, 1, 1, 1}, b[6] = {2, 2, 2, 2, 2, 2};
    for (int i = 0; i < 6; i++) {
        left[i] = (struct ta_site_cell){i / 2, i % 2, 1};
        right[i] = (struct ta_site_cell){i / 2, 2 + i % 2, 1};
    }
    struct ta_slice s[] = {slice(DAY(10), a), slice(DAY(26), b)};
    s[0].footprint = &west;
    s[1].footprint = &east;
    struct ta_stack stack = lay(&room, 2, s);
    const struct ta_panel *p = &stack.panel[0];
    assert_int_equal(p->n_cells, 12); /* 3 rows of 4 */
    for (size_t c = 0; c < 12; c++) assert_int_equal(p->rim[c], c != 5 && c != 6);
    ta_room_free(&room);
}

/* The second scene begins two columns to the left and one row above, as neighbours in a path. */
static void scenes_of_one_lattice_are_one_panel(void **state)
{
    (void)state;
    struct ta_room room = {0};
    static struct ta_site_cell shifted[] = {{1, 2, 1}, {1, 3, 1}, {2, 2, 1}};
    static const struct ta_footprint three = {3, shifted};
    double a[] = {1, 2, 3, 4}, b[] = {5, 6, 7};
    struct ta_slice s[] = {slice(DAY(10), a), slice(DAY(26), b)};
    s[1].affine[0] = 300000 - 60;
    s[1].affine[3] = 4500000 + 30;
    s[1].footprint = &three;
    struct ta_stack stack = lay(&room, 2, s);
    assert_int_equal(stack.n_panels, 1);
    const struct ta_panel *p = &stack.panel[0];
    assert_int_equal(p->n_cells, 4);
    assert_true(p->value[4] == 5 && p->value[5] == 6 && p->value[6] == 7);
    assert_true(isnan(p->value[7])); /* the scene ends there */
    ta_room_free(&room);
}

static void cells_of_either_look_count(void **state)
{
    (void)state;
    struct ta_room room = {0};
    static struct ta_site_cell left[] = {{0, 0, 1}, {1, 0, 1}};
    static struct ta_site_cell right[] = {{0, 1, 1}, {1, 1, 0.5}};
    static const struct ta_footprint west = {2, left}, east = {2, right};
    double a[] = {1, 3}, b[] = {2, 4};
    struct ta_slice s[] = {slice(DAY(10), a), slice(DAY(26), b)};
    s[0].footprint = &west;
    s[1].footprint = &east;
    struct ta_stack stack = lay(&room, 2, s);
    const struct ta_panel *p = &stack.panel[0];
    assert_int_equal(p->n_cells, 4);
    assert_true(p->value[0] == 1 && isnan(p->value[1]) && p->value[2] == 3);
    assert_true(isnan(p->value[4]) && p->value[5] == 2 && p->value[7] == 4);
    ta_room_free(&room);
}

static void two_scenes_of_one_pass_are_one_look(void **state)
{
    (void)state;
    struct ta_room room = {0};
    double a[] = {1, NAN, 3, NAN}, b[] = {9, 2, 9, NAN};
    struct ta_slice s[] = {slice(DAY(10), a), slice(DAY(10) + 24000000, b)};
    struct ta_stack stack = lay(&room, 2, s);
    const struct ta_panel *p = &stack.panel[0];
    assert_int_equal(p->n_looks, 1);
    assert_true(p->value[0] == 1 && p->value[1] == 2 && p->value[2] == 3);
    assert_true(isnan(p->value[3]));
    s[1].platform = "landsat-9";
    stack = lay(&room, 2, s);
    assert_int_equal(stack.panel[0].n_looks, 2);
    assert_string_equal(stack.panel[0].source[0].platform, "landsat-8");
    assert_string_equal(stack.panel[0].source[1].platform, "landsat-9");
    assert_string_equal(stack.panel[0].source[1].orbit, "169");
    ta_room_free(&room);
}

/* Looks kept from before clouds grew, whose scenes are gone; and a sensor with a mask of its own. */
static void mask_rules_of_one_kind_stand_apart(void **state)
{
    (void)state;
    struct ta_room room = {0};
    double a[] = {1, 2, 3, 4};
    struct ta_slice s[] = {slice(DAY(10), a), slice(DAY(11), a), slice(DAY(12), a),
                           slice(DAY(13), a)};
    s[1].mask = "scl";
    s[2].mask = "scl+cloud150m+shadow50m";
    s[3].mask = "scl+cloud150m+shadow50m";
    struct ta_stack stack = lay(&room, 4, s);
    assert_int_equal(stack.n_panels, 2);
    assert_int_equal(stack.panel[0].n_looks, 2); /* "qa_pixel" and "scl" */
    assert_true(stack.panel[0].day[1] == 11);
    assert_true(stack.panel[1].day[0] == 12 && stack.panel[1].day[1] == 13);
    ta_room_free(&room);
}

/* Half a cell off, another cell size, another CRS, another kind of value, another site. */
static void what_cannot_be_compared_stands_apart(void **state)
{
    (void)state;
    struct ta_room room = {0};
    double a[] = {1, 2, 3, 4};
    struct ta_slice s[] = {slice(DAY(10), a), slice(DAY(11), a), slice(DAY(12), a),
                           slice(DAY(13), a), slice(DAY(14), a), slice(DAY(15), a)};
    s[1].affine[0] += 15;
    s[2].affine[1] = 10;
    s[2].affine[5] = -10;
    s[3].crs = "EPSG:32636";
    s[4].quantity = TA_QUANTITY_REFLECTANCE_TOA;
    s[5].site = 2;
    struct ta_stack stack = lay(&room, 6, s);
    assert_int_equal(stack.n_panels, 6);
    assert_string_equal(stack.panel[5].site, "p/2");
    ta_room_free(&room);
}

static void no_look_is_no_panel(void **state)
{
    (void)state;
    struct ta_room room = {0};
    struct ta_stack stack = lay(&room, 0, NULL);
    assert_int_equal(stack.n_panels, 0);
    ta_room_free(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looks_lie_cell_over_cell),
        cmocka_unit_test(the_rim_is_that_of_all_cells),
        cmocka_unit_test(scenes_of_one_lattice_are_one_panel),
        cmocka_unit_test(cells_of_either_look_count),
        cmocka_unit_test(two_scenes_of_one_pass_are_one_look),
        cmocka_unit_test(mask_rules_of_one_kind_stand_apart),
        cmocka_unit_test(what_cannot_be_compared_stands_apart),
        cmocka_unit_test(no_look_is_no_panel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
