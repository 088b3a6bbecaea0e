/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_property.h"

#include "credit_overlay.h"
#include "hazard_damage.h"
#include "hazard_loss.h"

static const double period[] = {10.0, 50.0, 100.0, 500.0};
static const double loss[] = {0.0, 20.0, 50.0, 120.0};
static const struct ta_loss_curve curve = {4, period, loss};

static struct ta_loss_rule rule_of(enum ta_loss_tail tail, enum ta_loss_axis axis,
                                   double protection)
{
    return (struct ta_loss_rule){tail, axis, protection};
}

static void the_tail_and_the_protection_are_declared(void **state)
{
    (void)state; /* 0.8 + 0.35 + 0.68, and 0.24 of the tail */
    struct ta_loss_rule rule = rule_of(TA_TAIL_NONE, TA_AXIS_PERIOD, 0.0);
    assert_near(ta_loss_expected(&curve, &rule), 1.83, 1e-12, 1);
    rule.tail = TA_TAIL_LAST_LOSS;
    assert_near(ta_loss_expected(&curve, &rule), 2.07, 1e-12, 1);
    rule.protection = 50.0;
    assert_near(ta_loss_expected(&curve, &rule), 1.27, 1e-12, 1);
    rule.protection = 1000.0; /* beyond all that is known */
    assert_near(ta_loss_expected(&curve, &rule), 0.12, 1e-12, 1);
    rule.tail = TA_TAIL_NONE;
    assert_true(ta_loss_expected(&curve, &rule) == 0.0);
}

static void the_axis_is_declared(void **state)
{
    (void)state;
    struct ta_loss_rule rule = rule_of(TA_TAIL_NONE, TA_AXIS_PERIOD, 0.0);
    assert_near(ta_loss_at(&curve, 75.0, &rule), 35.0, 1e-12, 1);
    rule.axis = TA_AXIS_LOG_PERIOD;
    assert_near(ta_loss_at(&curve, 75.0, &rule), 20 + 30 * log(1.5) / log(2), 1e-12, 1);
    rule.axis = TA_AXIS_FREQUENCY; /* (0.02 - 1/75) / 0.01 of the way */
    assert_near(ta_loss_at(&curve, 75.0, &rule), 40.0, 1e-12, 1);
    assert_true(ta_loss_at(&curve, 5.0, &rule) == 0.0);
    assert_true(ta_loss_at(&curve, 9000.0, &rule) == 120.0);
    rule.protection = 80.0;
    assert_true(ta_loss_at(&curve, 75.0, &rule) == 0.0);
}

/* CLIMADA, climada/engine/test/test_impact.py: ten events of 6.211180124223603e-4 a year, read linearly
 * in the period. Linear in frequency they give two to five per cent more. */
static void events_of_a_published_curve(void **state)
{
    (void)state;
    static const double event[] = {0,
                                   .381063674256423e9,
                                   .400665463736549e9,
                                   .467572545849132e9,
                                   .569142464157450e9,
                                   .698736262566472e9,
                                   .778570745161971e9,
                                   2.900244271902339e9,
                                   3.150330960044466e9,
                                   3.715826406781887e9};
    double years[10];
    for (size_t i = 0; i < 10; i++)
        years[i] = 1.0 / (6.211180124223603e-4 * (double)(10 - i));
    const struct ta_loss_curve ten = {10, years, event};
    struct ta_loss_rule rule = rule_of(TA_TAIL_NONE, ta_loss_axis_of(1), 0.0);
    assert_true(ta_loss_at(&ten, 100.0, &rule) == 0.0);
    assert_near(ta_loss_at(&ten, 500.0, &rule), 2320408028.5695677, 1e-14, 1);
    assert_near(ta_loss_at(&ten, 1000.0, &rule), 3287314329.129928, 1e-14, 1);
    rule.axis = ta_loss_axis_of(3);
    assert_near(ta_loss_at(&ten, 500.0, &rule), 2433476096.02, 1e-11, 1);
    assert_near(ta_loss_at(&ten, 1000.0, &rule), 3370874184.27, 1e-11, 1);
}

/* The value at a point of a curve. */
static double curve_at(double x, size_t n, const double *at, const double *value)
{
    for (size_t i = 1; i < n; i++)
        if (x <= at[i])
            return value[i - 1] +
                   (x - at[i - 1]) / (at[i] - at[i - 1]) * (value[i] - value[i - 1]);
    return value[n - 1];
}

/* os-climate/physrisk, tests/kernel/test_asset_impact.py: days without business by depth, where the
 * water reaches 0.9406518 m; that depth comes between 50 and 100 years, linear in frequency. */
static void days_of_a_published_case(void **state)
{
    (void)state;
    static const double rare[] = {100, 250, 500, 1000},
                        deep[] = {1.0032823, 1.1491022, 1.1634114, 1.1634114},
                        metres[] = {0, .1, .2, .3, .4, .5, .6, .7, 1},
                        days[] = {0, 1, 2, 7, 14, 30, 60, 180, 365};
    const double from = 0.9406518, share = (from - 0.8641244) / (1.0032823 - 0.8641244);
    double years[5] = {1.0 / (1.0 / 50 + share * (1.0 / 100 - 1.0 / 50))}, lost[5];
    lost[0] = curve_at(from, 9, metres, days);
    for (size_t i = 0; i < 4; i++) {
        years[i + 1] = rare[i];
        lost[i + 1] = curve_at(deep[i], 9, metres, days);
    }
    const struct ta_loss_curve shut = {5, years, lost};
    const struct ta_loss_rule rule = rule_of(TA_TAIL_NONE, TA_AXIS_FREQUENCY, 0.0);
    assert_near(ta_loss_expected(&shut, &rule), 4.8453897, 1e-8, 1);
}

static void curves_that_fall_or_break_are_refused(void **state)
{
    (void)state;
    struct ta_loss_rule rule = rule_of(TA_TAIL_NONE, TA_AXIS_PERIOD, 0.0);
    const double falling[] = {0.0, 20.0, 10.0, 120.0}, once[] = {1.0, 50, 100, 500};
    const double same[] = {10.0, 50.0, 50.0, 500.0}, gap[] = {0.0, NAN, 50, 120};
    struct ta_loss_curve bad[] = {{4, period, falling},
                                  {4, once, loss},
                                  {4, same, loss},
                                  {4, period, gap},
                                  {0, period, loss}};
    for (size_t i = 0; i < 5; i++) assert_true(isnan(ta_loss_expected(&bad[i], &rule)));
}

static void perils_never_take_more_than_all(void **state)
{
    (void)state;
    const double share[] = {0.8, 0.7, 0.5};
    assert_near(ta_loss_combined(3, share), 0.97, 1e-12, 1);
    assert_true(ta_loss_combined(0, share) == 0.0);
    /* nor does a peril that is more than all, or less than none, give back what another took */
    const double past[] = {1.5, 1.5}, below[] = {0.4, -0.5}, unknown[] = {0.4, NAN};
    assert_true(ta_loss_combined(2, past) == 1.0);
    assert_true(ta_loss_combined(2, below) == 0.4);
    assert_true(isnan(ta_loss_combined(2, unknown)));
    /* exceedance frequencies taken for those of events would count rarer ones again:
     * 0.4 + 0.5 + 0.24 for 0.2 + 0.4 + 0.24 */
    const double exceeded[] = {0.1, 0.02, 0.01, 0.002},
                 event[] = {0.08, 0.01, 0.008, 0.002};
    assert_near(ta_loss_of_events(4, exceeded, loss), 1.14, 1e-12, 1);
    assert_near(ta_loss_of_events(4, event, loss), 0.84, 1e-12, 1);
}

static void one_more_peril(struct ta_random_stream *r)
{
    double share[6], before = 0.0;
    for (size_t n = 1; n <= 6; n++) {
        share[n - 1] = ta_random_between(r, -1.0, 2.0);
        double all = ta_loss_combined(n, share);
        assert_true(all >= before && all <= 1.0);
        before = all;
    }
}

static void another_peril_never_lowers_the_loss(void **state)
{
    (void)state;
    ta_for_seeds(500, one_more_peril);
}

static void a_split_value_loses_the_same(struct ta_random_stream *r)
{
    double p[6], l[6], part[6], rest[6];
    size_t n = 2 + ta_random_below(r, 5);
    double t = 2.0, at = 0.0;
    for (size_t i = 0; i < n; i++) {
        t *= ta_random_between(r, 1.1, 5.0);
        at += ta_random_between(r, 0.0, 10.0);
        p[i] = t;
        l[i] = at;
        part[i] = 0.3 * at;
        rest[i] = 0.7 * at;
    }
    struct ta_loss_rule rule = rule_of((enum ta_loss_tail)ta_random_below(r, 2),
                                       (enum ta_loss_axis)ta_random_below(r, 3),
                                       ta_random_below(r, 2) ? 0.0 : 20.0);
    struct ta_loss_curve all = {n, p, l}, a = {n, p, part}, b = {n, p, rest};
    double whole = ta_loss_expected(&all, &rule);
    assert_near(ta_loss_expected(&a, &rule) + ta_loss_expected(&b, &rule), whole, 1e-12,
                1);
    assert_true(whole >= 0.0 && whole <= l[n - 1]);
    rule.protection = 1e9; /* more protection never costs more */
    assert_true(ta_loss_expected(&all, &rule) <= whole + 1e-12);
}

static void any_curve(void **state)
{
    (void)state;
    ta_for_seeds(500, a_split_value_loses_the_same);
}

static void the_incomplete_beta_function(void **state)
{
    (void)state; /* DLMF 8.17: closed forms */
    assert_near(ta_beta_below(0.5, 2.0, 3.0), 0.6875, 1e-14, 1);
    assert_near(ta_beta_below(0.3, 1.0, 1.0), 0.3, 1e-14, 1);
    double pi = 3.14159265358979323846;
    assert_near(ta_beta_below(0.3, 0.5, 0.5), 2.0 / pi * asin(sqrt(0.3)), 1e-13, 1);
    for (double x = 0.05; x < 1.0; x += 0.05)
        assert_near(ta_beta_below(x, 3.7, 0.4), 1.0 - ta_beta_below(1.0 - x, 0.4, 3.7),
                    1e-13, 1);
    assert_true(isnan(ta_beta_below(1.5, 1.0, 1.0)) &&
                isnan(ta_beta_below(0.5, 0.0, 1.0)));
}

/* os-climate/physrisk, test of the real-estate vulnerability: chances of damage of industry in
 * Asia between the hazard bins, published to seven digits. */
static void damage_bins_of_a_published_case(void **state)
{
    (void)state;
    static const double want[] = {.02815762, .1935079,  .11701139, .06043065,
                                  .03347816, .02111368, .01504522, .01139892,
                                  .00864469, .00626535, .00394643};
    static const double depth[] = {.0596, .333,  .505,  .715, .864,
                                   1.003, 1.149, 1.163, 1.163};
    static const double years[] = {2, 5, 10, 25, 50, 100, 250, 500, 1000};
    static const double edge[] = {0,   0.01, 0.1, 0.2, 0.3, 0.4,
                                  0.5, 0.6,  0.7, 0.8, 0.9, 1};
    struct ta_damage_curve asia = {
        9,
        {0, 0.5, 1, 1.5, 2, 3, 4, 5, 6},
        {0, 0.283181524, 0.481615653, 0.629218894, 0.717240588, 0.85667503, 0.908577004,
         0.955327463, 1},
        {0, 0.243322302, 0.295987071, 0.300583358, 0.268517907, 0.234498136,
         0.159197865, 0.079457988, 0},
        false,
        false};
    double sum[11] = {0};
    for (size_t i = 0; i + 1 < 9; i++) {
        double middle = 0.5 * (depth[i] + depth[i + 1]), chance[11];
        ta_damage_chances(ta_damage_at(&asia, middle),
                          ta_damage_spread_at(&asia, middle), 11, edge, chance);
        for (size_t k = 0; k < 11; k++)
            sum[k] += chance[k] * (1.0 / years[i] - 1.0 / years[i + 1]);
    }
    for (size_t k = 0; k < 11; k++) assert_near(sum[k], want[k], 1e-8, 1);
}

static void dry_ground_is_not_damaged(void **state)
{
    (void)state;
    struct ta_damage_curve cellar = {2,          {0.0, 1.0}, {0.2, 0.6},
                                     {0.1, 0.1}, false,      false};
    assert_true(ta_damage_at(&cellar, 0.0) == 0.0);
    assert_true(ta_damage_at(&cellar, -1.0) == 0.0);
    assert_near(ta_damage_at(&cellar, 0.01), 0.204, 1e-12, 1);
    assert_true(ta_damage_at(&cellar, 9.0) == 0.6);
    assert_true(isnan(ta_damage_at(&cellar, NAN)));
}

static void chances_add_up(void **state)
{
    (void)state;
    static const double edge[] = {0, 0.1, 0.5, 1};
    double c[3];
    for (double m = 0.0; m <= 1.0; m += 0.125)
        for (double s = 0.0; s <= 1.0; s += 0.25) {
            ta_damage_chances(m, s, 3, edge, c);
            assert_near(c[0] + c[1] + c[2], 1.0, 1e-9, 1);
        }
}

static void winds_of_published_cyclones(void **state)
{
    (void)state; /* CLIMADA's test of the Emanuel curve at 74.7 m/s */
    assert_near(ta_cyclone_damage(30.0, 25.7, 74.7), .000675, 2e-3, 1e-6);
    assert_near(ta_cyclone_damage(60.0, 25.7, 74.7), .255398, 1e-5, 1e-6);
    assert_near(ta_cyclone_damage(100.0, 25.7, 74.7), .777105, 1e-5, 1e-6);
    assert_near(ta_cyclone_damage(75.0, 25.7, 190.5), .026073, 1e-4, 1e-6);
    assert_true(ta_cyclone_damage(10.0, 25.7, 74.7) == 0.0);
}

static void money_of_later_years_is_worth_less(void **state)
{
    (void)state; /* CLIMADA: 23 years at 2 %, the first one whole */
    assert_near(ta_present_value(6512201157.56, 23.0, 0.02), 121504963069.14, 1e-12, 1);
    assert_near(ta_present_value(5.0, 4.0, 0.0), 20.0, 1e-12, 1);
}

static void published_default_probabilities(void **state)
{
    (void)state; /* r2dii.climate.stress.test */
    static const double want[] = {8.353e-9, 2.0989e-5, 3.0043e-4, 1.15749e-3,
                                  2.61931e-3};
    for (size_t t = 1; t <= 5; t++)
        assert_near(ta_pd_merton(15.0, 5.0, 0.05, 0.2, (double)t), want[t - 1], 2e-4,
                    1e-9);
    assert_near(ta_pd_merton(150.0, 100.0, 0.03, 0.25, 1.0), 0.05295, 1e-4, 1e-3);
    assert_true(isnan(ta_pd_merton(15.0, 5.0, -0.01, 0.2, 1.0)));
    assert_true(isnan(ta_pd_merton(15.0, 0.0, 0.01, 0.2, 1.0)));
}

static void capital_of_the_internal_ratings_approach(void **state)
{
    (void)state;
    assert_near(ta_irb_capital(0.01, 0.45, 2.5), 0.07385, 1e-4, 1e-3);
    assert_near(12.5 * ta_irb_capital(0.01, 0.45, 2.5), 0.923, 1e-3, 1e-3);
    assert_near(ta_irb_capital(0.02, 0.45, 2.5), 0.09188, 1e-4, 1e-3);
    assert_true(isnan(ta_irb_capital(0.0, 0.45, 2.5)));
}

static void odds_and_notches_stay_within_bounds(void **state)
{
    (void)state;
    const double grade[] = {0.001, 0.01, 0.1};
    for (double pd = 0.0; pd <= 1.0; pd += 0.1)
        for (double shift = -800.0; shift <= 800.0; shift += 100.0) {
            double p = ta_pd_logit(pd, shift);
            assert_true(p >= 0.0 && p <= 1.0);
            assert_true(shift < 0.0 || p >= pd - 1e-15);
        }
    bool beyond;
    assert_true(ta_pd_notched(0.005, 0, 3, grade, &beyond) == 0.005 && !beyond);
    assert_true(ta_pd_notched(0.005, 1, 3, grade, &beyond) == 0.1 && !beyond);
    assert_true(ta_pd_notched(0.005, 2, 3, grade, &beyond) == 0.1 && beyond);
    assert_true(ta_pd_notched(0.1, 0, 3, grade, &beyond) == 0.1 && !beyond);
    assert_true(isnan(ta_pd_notched(0.5, 1, 3, grade, &beyond)));
    const double mixed[] = {0.001, 0.1, 0.01};
    assert_true(isnan(ta_pd_notched(0.005, 1, 3, mixed, &beyond)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tail_and_the_protection_are_declared),
        cmocka_unit_test(the_axis_is_declared),
        cmocka_unit_test(events_of_a_published_curve),
        cmocka_unit_test(days_of_a_published_case),
        cmocka_unit_test(curves_that_fall_or_break_are_refused),
        cmocka_unit_test(perils_never_take_more_than_all),
        cmocka_unit_test(another_peril_never_lowers_the_loss),
        cmocka_unit_test(any_curve),
        cmocka_unit_test(the_incomplete_beta_function),
        cmocka_unit_test(damage_bins_of_a_published_case),
        cmocka_unit_test(dry_ground_is_not_damaged),
        cmocka_unit_test(chances_add_up),
        cmocka_unit_test(winds_of_published_cyclones),
        cmocka_unit_test(money_of_later_years_is_worth_less),
        cmocka_unit_test(published_default_probabilities),
        cmocka_unit_test(capital_of_the_internal_ratings_approach),
        cmocka_unit_test(odds_and_notches_stay_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
