/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/applicable.h"
#include "engine/model_use.h"

/* Two pillars: land with two indicators, air with one; a gate, one reported. */
static struct ta_model_item item[] = {
    {.indicator = "vegetation_loss", .pillar = 0, .weight = 0.75},
    {.indicator = "ndvi_trend", .pillar = 0, .weight = 0.25},
    {.indicator = "limit_exceedance", .pillar = 1, .weight = 1.0}};
static struct ta_model_pillar pillar[] = {{"land", 0.6}, {"air", 0.4}};
static struct ta_model_gate gate[] = {{.indicator = "protected_zone"}};
static struct ta_model_item reported[] = {{.indicator = "extreme_rain"}};
static const struct ta_model model = {.n_pillars = 2,
                                      .pillar = pillar,
                                      .n_items = 3,
                                      .item = item,
                                      .n_gates = 1,
                                      .gate = gate,
                                      .n_reported = 1,
                                      .reported = reported};

static struct ta_model narrow(const bool *applies, struct ta_room *room, size_t *order)
{
    struct ta_model out;
    assert_true(ta_model_narrow(&model, applies, room, &out, order));
    assert_int_equal(ta_model_parts(&out), ta_model_parts(&model));
    return out;
}

static void a_pillar_that_does_not_apply_leaves_its_weight_to_the_others(void **state)
{
    (void)state;
    struct ta_room room = {0};
    size_t order[5];
    struct ta_model m = narrow((const bool[]){true, true, false, true}, &room, order);
    assert_int_equal(m.n_pillars, 1);
    assert_string_equal(m.pillar[0].id, "land");
    assert_true(m.pillar[0].weight == 1.0);
    assert_int_equal(m.n_items, 2);
    assert_true(m.item[0].weight == 0.75 && m.item[1].weight == 0.25);
    assert_int_equal(m.n_reported, 2);
    assert_string_equal(m.reported[1].indicator, "limit_exceedance");
    assert_memory_equal(order, ((const size_t[]){0, 1, 3, 4, 2}), sizeof order);
    ta_room_free(&room);
}

static void within_a_pillar_the_rest_grows_in_proportion(void **state)
{
    (void)state;
    struct ta_room room = {0};
    size_t order[5];
    struct ta_model m = narrow((const bool[]){false, true, true, true}, &room, order);
    assert_int_equal(m.n_pillars, 2);
    assert_true(m.pillar[0].weight == 0.6 && m.pillar[1].weight == 0.4);
    assert_true(m.item[0].weight == 1.0 && m.item[0].pillar == 0);
    assert_true(m.item[1].weight == 1.0 && m.item[1].pillar == 1);
    assert_memory_equal(order, ((const size_t[]){1, 2, 3, 4, 0}), sizeof order);
    ta_room_free(&room);
}

static void when_nothing_applies_the_model_stands(void **state)
{
    (void)state;
    struct ta_room room = {0};
    size_t order[5];
    struct ta_model none =
        narrow((const bool[]){false, false, false, true}, &room, order);
    assert_ptr_equal(none.item, item);
    struct ta_model all = narrow((const bool[]){true, true, true, true}, &room, order);
    assert_ptr_equal(all.item, item);
    assert_memory_equal(order, ((const size_t[]){0, 1, 2, 3, 4}), sizeof order);
    ta_room_free(&room);
}

static void a_gate_that_is_not_asked_is_shown(void **state)
{
    (void)state;
    struct ta_room room = {0};
    size_t order[5];
    struct ta_model m = narrow((const bool[]){true, true, true, false}, &room, order);
    assert_ptr_equal(m.item, item);
    assert_int_equal(m.n_gates, 0);
    assert_int_equal(m.n_reported, 2);
    assert_string_equal(m.reported[1].indicator, "protected_zone");
    assert_memory_equal(order, ((const size_t[]){0, 1, 2, 4, 3}), sizeof order);
    ta_room_free(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pillar_that_does_not_apply_leaves_its_weight_to_the_others),
        cmocka_unit_test(within_a_pillar_the_rest_grows_in_proportion),
        cmocka_unit_test(when_nothing_applies_the_model_stands),
        cmocka_unit_test(a_gate_that_is_not_asked_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
