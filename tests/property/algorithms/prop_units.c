/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_property.h"

#include "units.h"

static const char *const groups[][6] = {
    {"kg/h", "t/year", "ug s-1", "g/d", "Mt/min", "mg s-1"},
    {"mg/m3", "ug/L", "kg km-3", "t/m3", "ng cm-3", "g/l"},
    {"J", "kWh", "TJ", "tce", "kcal", "MW.d"},
    {"degC", "K", "degF", "mK", "K", "degC"},
    {"m2", "ha", "mu", "km2", "cm2", "dm2"},
    {"gCO2e/kWh", "tCO2e/MWh", "kgCO2e/GJ", "tCO2e/TJ", "MtCO2e/PJ", "kgCO2e/tce"},
    {"1", "%", "ppm", "ppb", "percent", "m/m"},
};

static const char *any(struct ta_random_stream *r, size_t group)
{
    return groups[group][ta_random_below(r, 6)];
}

/* a -> b -> a gives the value back, and a -> b -> c is a -> c. */
static void there_and_back_and_through(struct ta_random_stream *r)
{
    size_t group = ta_random_below(r, sizeof groups / sizeof *groups);
    const char *a = any(r, group), *b = any(r, group), *c = any(r, group);
    double value = ta_random_between(r, 300.0, 5000.0), there, back, through, direct;
    assert_int_equal(ta_unit_convert(value, a, b, &there), TA_OK);
    assert_int_equal(ta_unit_convert(there, b, a, &back), TA_OK);
    double floor =
        group == 3 ? 1e6 : 0.0; /* zero of degF lies 459.67 above: mK lose digits */
    assert_near(back, value, 4e-15, floor);
    assert_int_equal(ta_unit_convert(there, b, c, &through), TA_OK);
    assert_int_equal(ta_unit_convert(value, a, c, &direct), TA_OK);
    assert_near(through, direct, 4e-15, floor);
}

/* Random symbols and joints: parsed or refused, never read past the end. */
static void any_text_is_parsed_or_refused(struct ta_random_stream *r)
{
    static const char letters[] = "kmgtsCO2e/ -^.*%139hdWhJNaKp_U(";
    char text[80];
    size_t n = ta_random_below(r, sizeof text - 1);
    for (size_t i = 0; i < n; i++)
        text[i] = letters[ta_random_below(r, sizeof letters - 1)];
    text[n] = '\0';
    struct ta_unit unit;
    double same;
    if (ta_unit_parse(text, &unit) != TA_OK) return;
    assert_true(unit.scale > 0.0 && isfinite(unit.scale));
    assert_int_equal(ta_unit_apply(&unit, &unit, 7.25, &same), TA_OK);
    assert_near(same, 7.25, 1e-15, 0.0);
}

static void conversions(void **state)
{
    (void)state;
    ta_for_seeds(20000, there_and_back_and_through);
}

static void texts(void **state)
{
    (void)state;
    ta_for_seeds(200000, any_text_is_parsed_or_refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conversions),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
