/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "indicators.h"
#include "units.h"

static void assert_converts(double value, const char *from, const char *to,
                            double wanted)
{
    double got = -1;
    if (ta_unit_convert(value, from, to, &got) != TA_OK)
        fail_msg("%s to %s is refused", from, to);
    if (fabs(got - wanted) > 1e-14 * fabs(wanted))
        fail_msg("%.17g %s = %.17g %s, wanted %.17g", value, from, got, to, wanted);
}

/* Right-hand sides by hand from the SI Brochure's factors. */
static void known_conversions(void **state)
{
    (void)state;
    assert_converts(1, "kWh", "MJ", 3.6);
    assert_converts(35, "ug/m3", "mg m-3", 0.035);
    assert_converts(1, "t/TJ", "kg GJ-1", 1);
    assert_converts(0.5703, "tCO2/MWh", "kgCO2/kWh", 0.5703);
    assert_converts(1, "kg/h", "g s-1", 1.0 / 3.6);
    assert_converts(10, "m/s", "km/h", 36);
    assert_converts(25, "degC", "K", 298.15);
    assert_converts(212, "degF", "degC", 100);
    assert_converts(-40, "degC", "degF", -40);
    assert_converts(2, "W m-2 K-1", "W m-2 degC-1", 2);
    assert_converts(15, "mu", "ha", 1);
    assert_converts(1, "km2", "ha", 100);
    assert_converts(1, "tce", "GJ", 29.3076);
    assert_converts(5, "%", "1", 0.05);
    assert_converts(3, "m^3*s^-1", "L/s", 3000);
    assert_converts(7, "kg/100/km", "g/m", 0.07);
    assert_converts(1, "kg.m/s2", "N", 1);
    assert_converts(180, "degree", "rad", 3.141592653589793);
    assert_converts(2, "million CNY", "CNY", 2e6);
    assert_converts(1, "Mt", "t", 1e6);
    assert_converts(1, "1/d", "s-1", 1.0 / 86400);
    assert_converts(1, "kgCO2e/kgCH4", "tCO2e/tCH4", 1);
}

static void decimal_steps_are_exact(void **state)
{
    (void)state;
    double got;
    for (int i = 1; i < 2000; i++) {
        assert_int_equal(ta_unit_convert(i, "ug/m3", "mg/m3", &got), TA_OK);
        assert_true(got == i / 1e3);
        assert_int_equal(ta_unit_convert(i / 1e3, "kt", "t", &got), TA_OK);
        assert_near(got, i, 2.3e-16, 0);
        assert_int_equal(ta_unit_convert(i, "g", "t", &got), TA_OK);
        assert_true(got == i / 1e6);
    }
    assert_int_equal(ta_unit_convert(0.1, "mg/m3", "mg m-3", &got), TA_OK);
    assert_true(got == 0.1);
}

static void a_change_read_once_is_that_of_the_texts(void **state)
{
    (void)state;
    static const char *const pair[][2] = {{"ug/m3", "mg/m3"}, {"mg/m3", "mg/m3"},
                                          {"degF", "K"},      {"%", "1"},
                                          {"km/h", "m/s"},    {"degree", "rad"}};
    struct ta_unit_change change;
    for (size_t k = 0; k < sizeof pair / sizeof *pair; k++) {
        ta_unit_change_read(pair[k][0], pair[k][1], &change);
        for (int i = -300; i < 300; i++) {
            double once = -1, each = -2, value = i / 7.0;
            assert_int_equal(ta_unit_change(&change, value, &once), TA_OK);
            assert_int_equal(ta_unit_convert(value, pair[k][0], pair[k][1], &each),
                             TA_OK);
            assert_memory_equal(&once, &each, sizeof once);
        }
    }
    double got = 5;
    ta_unit_change_read("m", "s", &change);
    assert_int_equal(ta_unit_change(&change, 1, &got), TA_E_ARG);
    ta_unit_change_read("m", "furlongs", &change);
    assert_int_equal(ta_unit_change(&change, 1, &got), TA_E_DATA);
    ta_unit_change_read("furlongs", "m", &change);
    assert_int_equal(ta_unit_change(&change, 1, &got), TA_E_DATA);
    assert_true(got == 5);
}

static void other_quantities_are_refused(void **state)
{
    (void)state;
    static const char *const pair[][2] = {
        {"kg", "m"},        {"t", "tCO2"},  {"tCO2", "tCO2e"},   {"tCH4", "tCO2e"},
        {"ppb", "ug/m3"},   {"CNY", "USD"}, {"head", "tree"},    {"kWh", "kW"},
        {"degree", "1"},    {"pH", "1"},    {"t/TJ", "tCO2/TJ"}, {"mg/m3", "mg/kg"},
        {"CNY/t", "USD/t"}, {"1", "count"}, {"K", "s"},          {"m2", "m3"},
    };
    double got = 7;
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
        if (ta_unit_convert(1, pair[i][0], pair[i][1], &got) != TA_E_ARG)
            fail_msg("%s became %s", pair[i][0], pair[i][1]);
    assert_true(got == 7);
}

static void unreadable_units_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "tonnes",
        "mt",
        "kg/",
        "/h",
        "kg//h",
        "kg h--1",
        "m^",
        "m-",
        "m10",
        "m0",
        "kg h-1 ",
        " kg",
        "KG",
        "mm3x",
        "(kg)/h",
        "kgCO3",
        "0 kg",
        "1e3 kg",
        "kmin",
        "kkg",
        "m/s/",
        "CNY USD",
        "head tree",
        "1234567890 kg",
        "m9 m9 m9 m9",
        "kg\n",
        "\xc2\xb5g/m3",
        "d%",
        "m m m m m m m m m m m m m m m m m m m m m m m m m m m m m m m m m m"};
    struct ta_unit unit;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ta_unit_parse(bad[i], &unit) != TA_E_DATA) fail_msg("took \"%s\"", bad[i]);
    assert_int_equal(ta_unit_parse(NULL, &unit), TA_E_DATA);
}

static void products_carry_their_dimensions(void **state)
{
    (void)state;
    struct ta_unit coal, factor, heat, mass, wanted;
    double out;
    assert_int_equal(ta_unit_parse("t", &coal), TA_OK);
    assert_int_equal(ta_unit_parse("GJ/t", &heat), TA_OK);
    assert_int_equal(ta_unit_parse("kgCO2/GJ", &factor), TA_OK);
    assert_int_equal(ta_unit_parse("tCO2", &wanted), TA_OK);
    assert_int_equal(ta_unit_multiply(&coal, &heat, false, &mass), TA_OK);
    assert_int_equal(ta_unit_multiply(&mass, &factor, false, &mass), TA_OK);
    assert_true(ta_unit_same(&mass, &wanted));
    assert_int_equal(ta_unit_apply(&mass, &wanted, 2.0 * 20.0 * 95.0, &out), TA_OK);
    assert_near(out, 3.8, 1e-15, 0);
    assert_int_equal(ta_unit_multiply(&mass, &wanted, true, &mass), TA_OK);
    assert_int_equal(ta_unit_parse("1", &wanted), TA_OK);
    assert_true(ta_unit_same(&mass, &wanted));

    struct ta_unit yuan, dollar;
    assert_int_equal(ta_unit_parse("CNY", &yuan), TA_OK);
    assert_int_equal(ta_unit_parse("USD", &dollar), TA_OK);
    assert_int_equal(ta_unit_multiply(&yuan, &dollar, true, &mass), TA_E_ARG);
    assert_int_equal(ta_unit_multiply(&yuan, &yuan, true, &mass), TA_OK);
    assert_null(mass.money);
}

static void units_of_all_indicators_are_known(void **state)
{
    (void)state;
    struct ta_unit unit;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *indicator = ta_indicator_at(i);
        if (ta_unit_parse(indicator->unit, &unit) != TA_OK)
            fail_msg("%s: unit %s", indicator->id, indicator->unit);
        for (size_t k = 0; k < indicator->n_params; k++)
            if (ta_unit_parse(indicator->param[k].unit, &unit) != TA_OK)
                fail_msg("%s: parameter unit %s", indicator->id,
                         indicator->param[k].unit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_conversions),
        cmocka_unit_test(decimal_steps_are_exact),
        cmocka_unit_test(a_change_read_once_is_that_of_the_texts),
        cmocka_unit_test(other_quantities_are_refused),
        cmocka_unit_test(unreadable_units_are_refused),
        cmocka_unit_test(products_carry_their_dimensions),
        cmocka_unit_test(units_of_all_indicators_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
