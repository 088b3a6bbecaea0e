/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "currency.h"

/* Every currency that a unit can be of. */
static const char *const of_units[] = {
#define BASE(symbol, prefixes, decade, dimension)
#define UNIT(symbol, prefixes, scale, decade, of)
#define SHIFTED(symbol, scale, offset, of)
#define TAGGED(symbol, dimension) TAGGED_##dimension(symbol)
#define TAGGED_TA_DIM_THING(symbol)
#define TAGGED_TA_DIM_MONEY(symbol) symbol,
#include "units.def"
};

static void every_currency_of_a_unit_has_a_number_of_its_own(void **state)
{
    (void)state;
    size_t n = sizeof of_units / sizeof *of_units;
    assert_true(n >= 18);
    for (size_t i = 0; i < n; i++) {
        double number = ta_currency_number(of_units[i]);
        assert_true(number >= 1.0 && number <= 999.0);
        assert_string_equal(ta_currency_code(number), of_units[i]);
    }
}

static void numbers_are_those_of_the_standard(void **state)
{
    (void)state;
    assert_true(ta_currency_number("CNY") == 156.0);
    assert_true(ta_currency_number("USD") == 840.0);
    assert_true(ta_currency_number("EUR") == 978.0);
    assert_true(ta_currency_number("JPY") == 392.0);
    assert_true(isnan(ta_currency_number("QQQ")));
    assert_true(isnan(ta_currency_number("")));
    assert_null(ta_currency_code((double)NAN));
    assert_null(ta_currency_code(1.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_currency_of_a_unit_has_a_number_of_its_own),
        cmocka_unit_test(numbers_are_those_of_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
