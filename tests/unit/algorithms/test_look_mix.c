/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "indicator_result.h"
#include "indicators.h"
#include "look_mix.h"

enum { LOOKS = 36 };

/* Three looks a season of twelve years, of one cell that stays green. */
struct made {
    ta_day day[LOOKS];
    double value[LOOKS], fraction;
    struct ta_look_source source[LOOKS];
    struct ta_panel panel;
};

static const ta_day date = 18474; /* 2020-07-31 */

static struct made *make(void)
{
    static struct made m;
    for (int i = 0; i < LOOKS; i++) {
        m.day[i] =
            date - (ta_day)(365.2425 * (11 - i / 3)) - (ta_day)(10 * (3 - i % 3));
        m.value[i] = 0.7 + 0.001 * (i / 3) + 0.0001 * (i % 3);
        m.source[i] = (struct ta_look_source){.platform = "landsat-8", .orbit = "169"};
    }
    m.fraction = 1.0;
    m.panel = (struct ta_panel){.site = "p/1",
                                .n_looks = LOOKS,
                                .n_cells = 1,
                                .day = m.day,
                                .value = m.value,
                                .fraction = &m.fraction,
                                .cell_area_m2 = 900.0,
                                .source = m.source};
    return &m;
}

static struct ta_result evaluate(const char *id, const struct made *m)
{
    static double scratch[4096];
    const struct ta_indicator *indicator = ta_indicator_find(id);
    const struct ta_input input = {.name = indicator->input[0].name,
                                   .reason = TA_OBSERVED,
                                   .stack = {1, &m->panel, 900.0}};
    const struct ta_evidence evidence = {1, &input, 0, NULL};
    struct ta_result out;
    assert_true(indicator->scratch_size(&evidence) <= sizeof scratch);
    assert_int_equal(indicator->evaluate(&evidence, NULL, date, scratch, &out), TA_OK);
    assert_int_equal(out.reason, TA_OBSERVED);
    return out;
}

static const char *const compared[] = {"vegetation_loss", "ndvi_trend",
                                       "water_extent_change"};
enum { N_COMPARED = 3 };

static void one_sensor_from_one_orbit_is_no_mix(void **state)
{
    (void)state;
    for (int k = 0; k < N_COMPARED; k++) {
        struct made *m = make();
        struct ta_result plain = evaluate(compared[k], m);
        assert_null(strstr(plain.why, "mixed"));
        for (int i = 0; i < LOOKS; i += 2) m->source[i].platform = "landsat-9";
        assert_int_equal(evaluate(compared[k], m).grade, plain.grade);
        for (int i = 0; i < LOOKS; i++)
            m->source[i].platform = i % 2 == 0 ? "Sentinel-2A" : "sentinel-2b";
        assert_int_equal(evaluate(compared[k], m).grade, plain.grade);
        m->panel.source = NULL;
        assert_int_equal(evaluate(compared[k], m).grade, plain.grade);
    }
}

static void sensors_mixed_cost_a_grade_and_are_named(void **state)
{
    (void)state;
    for (int k = 0; k < N_COMPARED; k++) {
        struct made *m = make();
        struct ta_result plain = evaluate(compared[k], m);
        for (int i = 0; i < LOOKS - 3; i += 2) m->source[i].platform = "landsat-7";
        struct ta_result mixed = evaluate(compared[k], m);
        assert_int_equal(mixed.grade, plain.grade + 1);
        assert_true(mixed.value == plain.value && mixed.lo == plain.lo);
        assert_non_null(
            strstr(mixed.why, "sensors mixed without adjustment: landsat-"));
        assert_non_null(strstr(mixed.why, "landsat-7"));
        assert_null(strstr(mixed.why, "orbits"));
    }
}

static void orbits_mixed_cost_a_grade_once_with_sensors(void **state)
{
    (void)state;
    for (int k = 0; k < N_COMPARED; k++) {
        struct made *m = make();
        struct ta_result plain = evaluate(compared[k], m);
        for (int i = 0; i < LOOKS; i += 2) m->source[i].orbit = "170";
        struct ta_result mixed = evaluate(compared[k], m);
        assert_int_equal(mixed.grade, plain.grade + 1);
        assert_non_null(strstr(mixed.why, "orbits mixed without adjustment: 1"));
        assert_null(strstr(mixed.why, "sensors"));
        for (int i = 0; i < LOOKS; i += 3) m->source[i].platform = "landsat-5";
        struct ta_result both = evaluate(compared[k], m);
        assert_int_equal(both.grade, plain.grade + 1);
        assert_non_null(strstr(both.why, "; orbits mixed"));
    }
}

/* Looks that are not compared may be anybody's. */
static void only_looks_that_are_compared_count(void **state)
{
    (void)state;
    struct made *m = make();
    struct ta_result plain = evaluate("vegetation_loss", m);
    for (int i = 0; i < 9; i++) m->source[i].platform = "landsat-5";
    struct ta_result other = evaluate("vegetation_loss", m);
    assert_int_equal(other.grade, plain.grade);
    assert_string_equal(other.why, plain.why);
    m->source[20] = (struct ta_look_source){.platform = "landsat-5", .orbit = "170"};
    assert_int_equal(evaluate("vegetation_loss", m).grade, plain.grade + 1);
    m->value[20] = NAN; /* under cloud: then nothing is compared with it */
    assert_int_equal(evaluate("vegetation_loss", m).grade, plain.grade);
}

static void a_look_without_a_word_of_its_source_is_another(void **state)
{
    (void)state;
    struct made *m = make();
    int plain = evaluate("vegetation_loss", m).grade;
    for (int i = 0; i < LOOKS; i++)
        m->source[i] = (struct ta_look_source){.platform = "", .orbit = ""};
    assert_int_equal(evaluate("vegetation_loss", m).grade, plain);
    m->source[LOOKS - 1].platform = "landsat-8";
    struct ta_result mixed = evaluate("vegetation_loss", m);
    assert_int_equal(mixed.grade, plain + 1);
    assert_non_null(strstr(mixed.why, "mixed without adjustment: ?, landsat-8"));
}

static void many_are_cut(void **state)
{
    (void)state;
    static const char *const name[] = {"a-1", "b-1", "c-1", "d-1", "e-1", "f-1"};
    struct made *m = make();
    for (int i = 0; i < LOOKS; i++) m->source[i].platform = name[i % 6];
    struct ta_result mixed = evaluate("ndvi_trend", m);
    assert_non_null(strstr(mixed.why, ": a-1, b-1, c-1, d-1 ..."));
}

/* Looks whose bands were adjusted are of the sensor that they were adjusted to. */
static void adjusted_sensors_are_no_mix(void **state)
{
    (void)state;
    for (int k = 0; k < N_COMPARED; k++) {
        struct made *m = make();
        struct ta_result plain = evaluate(compared[k], m);
        for (int i = 0; i < LOOKS; i++) {
            if (i % 2 == 0) m->source[i].platform = "landsat-7";
            m->source[i].sensor = "landsat-8";
        }
        struct ta_result adjusted = evaluate(compared[k], m);
        assert_int_equal(adjusted.grade, plain.grade);
        assert_int_equal(adjusted.unchecked, plain.unchecked);
        assert_null(strstr(adjusted.why, "mixed"));
        assert_non_null(strstr(adjusted.why, "bands adjusted to landsat-8"));
        m->source[LOOKS - 2].unchecked = true;
        assert_true(evaluate(compared[k], m).unchecked);
        m->source[LOOKS - 2].sensor = ""; /* one that could not be adjusted */
        assert_int_equal(evaluate(compared[k], m).grade, plain.grade + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_sensor_from_one_orbit_is_no_mix),
        cmocka_unit_test(sensors_mixed_cost_a_grade_and_are_named),
        cmocka_unit_test(orbits_mixed_cost_a_grade_once_with_sensors),
        cmocka_unit_test(only_looks_that_are_compared_count),
        cmocka_unit_test(a_look_without_a_word_of_its_source_is_another),
        cmocka_unit_test(many_are_cut),
        cmocka_unit_test(adjusted_sensors_are_no_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
