/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "season.h"

/* Days since 1970-01-01, from the civil calendar. */
enum { DEC_31_2012 = 15705, OCT_02_2012 = 15615, OCT_01_2012 = 15614 };

static void season_zero_ends_on_the_date(void **state)
{
    (void)state;
    const struct ta_season season = {DEC_31_2012, 45};
    unsigned number = 99;
    assert_true(ta_season_number(&season, DEC_31_2012, &number));
    assert_int_equal(number, 0);
    assert_true(ta_season_number(&season, OCT_02_2012, &number)); /* 90 days before */
    assert_int_equal(number, 0);
    assert_false(ta_season_number(&season, OCT_01_2012, &number));
    assert_false(ta_season_number(&season, DEC_31_2012 + 1, &number)); /* the future */
}

static void same_calendar_day_of_each_earlier_year_counts(void **state)
{
    (void)state;
    const struct ta_season season = {DEC_31_2012, 45};
    static const ta_day dec_31[] = {15339, 14974, 14609, 14244,
                                    13878}; /* 2011 .. 2007 */
    for (unsigned k = 0; k < 5; k++) {
        unsigned number = 99;
        assert_true(ta_season_number(&season, dec_31[k], &number));
        assert_int_equal(number, k + 1);
    }
}

static void every_season_has_about_91_days(void **state)
{
    (void)state;
    const struct ta_season season = {DEC_31_2012, 45};
    size_t count[40] = {0};
    for (ta_day day = DEC_31_2012; day > DEC_31_2012 - 14600; day--) {
        unsigned number = 0;
        if (ta_season_number(&season, day, &number)) count[number]++;
    }
    for (size_t k = 0; k < 39; k++) assert_in_range(count[k], 90, 92);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(season_zero_ends_on_the_date),
        cmocka_unit_test(same_calendar_day_of_each_earlier_year_counts),
        cmocka_unit_test(every_season_has_about_91_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
