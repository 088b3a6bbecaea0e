/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_property.h"

#include "portfolio.h"

enum { LOANS = 200 };

static struct ta_portfolio_loan loan_of(double outstanding, double financed, int grade)
{
    return (struct ta_portfolio_loan){.outstanding = outstanding,
                                      .financed = financed,
                                      .financed_pboc = NAN,
                                      .grade = grade,
                                      .expected_loss = NAN,
                                      .age_days = NAN,
                                      .revenue = NAN,
                                      .emissions = NAN};
}

static struct ta_portfolio_report report_of(const struct ta_portfolio_loan *loan,
                                            size_t n)
{
    struct ta_portfolio p;
    struct ta_portfolio_report out;
    ta_portfolio_start(&p);
    for (size_t i = 0; i < n; i++) assert_int_equal(ta_portfolio_add(&p, &loan[i]), 0);
    ta_portfolio_finish(&p, &out);
    return out;
}

/* PCAF Part A, 2nd edition 2022, data quality of a portfolio: 80 at 2 and 40 at 4. */
static void grades_are_weighted_by_outstanding(void **state)
{
    (void)state;
    struct ta_portfolio_loan loan[] = {loan_of(80, 1, 2), loan_of(40, 1, 4)};
    assert_near(report_of(loan, 2).grade, 8.0 / 3.0, 1e-12, 1);
}

/* PCAF Part A, 2nd edition 2022, tables 5-12 and 5-13: three projects at 10, 25 and 20 %. */
static void published_totals_come_out(void **state)
{
    (void)state;
    static const double share[] = {0.10, 0.25, 0.20};
    static const double account[6][3] = {{1000, 20000, 5000},  {100, 5000, 0},
                                         {5000, 30000, 10000}, {20000, 0, 1000},
                                         {0, 25000, 5000},     {5000, 0, 500}};
    static const double want[] = {6100, 1260, 10000, 2200, 7250, 600};
    for (size_t a = 0; a < 6; a++) {
        struct ta_portfolio_loan loan[3];
        for (size_t i = 0; i < 3; i++)
            loan[i] = loan_of(1, share[i] * account[a][i], 1);
        assert_near(report_of(loan, 3).financed, want[a], 1e-12, 1);
    }
}

static void what_is_not_known_is_said_and_not_filled(void **state)
{
    (void)state;
    struct ta_portfolio_loan loan[] = {loan_of(300, 60, 2), loan_of(100, NAN, 0)};
    loan[0].level = 2;
    struct ta_portfolio_report r = report_of(loan, 2);
    assert_true(r.financed == 60.0);
    assert_near(r.covered, 0.75, 1e-12, 1);
    assert_near(r.assessed, 0.75, 1e-12, 1);
    assert_near(r.intensity, 60.0 / 300.0 * 1e8, 1e-12, 1); /* of what is covered */
    assert_true(isnan(r.financed_pboc) && isnan(r.expected_loss) && isnan(r.waci));
    assert_near(r.concentration, (9.0 + 1.0) / 16.0, 1e-12, 1);
    assert_near(r.largest_share, 0.75, 1e-12, 1);
    r = report_of(loan, 0);
    assert_true(isnan(r.financed) && isnan(r.covered) && r.outstanding == 0.0);
}

static void levels_move_and_are_counted(void **state)
{
    (void)state;
    struct ta_portfolio_loan loan[4];
    static const int before[] = {3, 3, 2, 0}, now[] = {1, 3, 4, 5};
    for (size_t i = 0; i < 4; i++) {
        loan[i] = loan_of(10, NAN, 0);
        loan[i].level = now[i];
        loan[i].level_before = before[i];
    }
    struct ta_portfolio_report r = report_of(loan, 4);
    assert_int_equal(r.worse, 1); /* 1 is very high risk */
    assert_int_equal(r.better, 1);
    assert_int_equal(r.unchanged, 1); /* the new one moved from nowhere */
}

static void amounts_that_are_none_are_refused(void **state)
{
    (void)state;
    struct ta_portfolio p;
    struct ta_portfolio_loan bad[] = {loan_of(-1, 1, 1), loan_of(NAN, 1, 1),
                                      loan_of(INFINITY, 1, 1), loan_of(1, -1, 1),
                                      loan_of(1, 1, 6)};
    ta_portfolio_start(&p);
    for (size_t i = 0; i < 5; i++) assert_int_equal(ta_portfolio_add(&p, &bad[i]), -1);
    assert_int_equal(p.n, 0);
}

static struct ta_portfolio_loan any_loan(struct ta_random_stream *r)
{
    struct ta_portfolio_loan l =
        loan_of(floor(pow(10.0, ta_random_between(r, 0, 12))),
                pow(10.0, ta_random_between(r, -6, 9)), (int)ta_random_below(r, 6));
    if (ta_random_below(r, 5) == 0) l.financed = NAN;
    l.expected_loss = ta_random_between(r, 0, 1e9);
    l.age_days = ta_random_between(r, 0, 900);
    l.revenue = pow(10.0, ta_random_between(r, 3, 12));
    l.emissions = pow(10.0, ta_random_between(r, 0, 7));
    l.level = (int)ta_random_below(r, 6);
    l.level_before = (int)ta_random_below(r, 6);
    return l;
}

/* Any order, any grouping: the same bytes. */
static void order_and_grouping_change_nothing(struct ta_random_stream *r)
{
    struct ta_portfolio_loan loan[LOANS];
    struct ta_portfolio part[3], all;
    struct ta_portfolio_report first, second;
    for (size_t i = 0; i < LOANS; i++) loan[i] = any_loan(r);
    first = report_of(loan, LOANS);
    for (size_t i = LOANS; i > 1; i--) {
        size_t j = ta_random_below(r, i);
        struct ta_portfolio_loan held = loan[i - 1];
        loan[i - 1] = loan[j];
        loan[j] = held;
    }
    for (size_t k = 0; k < 3; k++) ta_portfolio_start(&part[k]);
    for (size_t i = 0; i < LOANS; i++)
        assert_int_equal(ta_portfolio_add(&part[ta_random_below(r, 3)], &loan[i]), 0);
    ta_portfolio_start(&all);
    for (size_t k = 3; k > 0; k--) ta_portfolio_merge(&all, &part[k - 1]);
    ta_portfolio_finish(&all, &second);
    assert_memory_equal(&first, &second, sizeof first);
}

/* Splitting a loan changes no total (its concentration is another). */
static void splitting_a_loan_changes_no_total(struct ta_random_stream *r)
{
    struct ta_portfolio_loan loan[3] = {any_loan(r)};
    loan[0].outstanding = floor(loan[0].outstanding) * 4.0;
    struct ta_portfolio_report whole = report_of(loan, 1);
    loan[1] = loan[2] = loan[0];
    loan[1].outstanding *= 0.25;
    loan[1].financed *= 0.25;
    loan[1].expected_loss *= 0.25;
    loan[2].outstanding *= 0.75;
    loan[2].financed *= 0.75;
    loan[2].expected_loss *= 0.75;
    struct ta_portfolio_report split = report_of(loan + 1, 2);
    assert_near(split.outstanding, whole.outstanding, 1e-15, 1);
    assert_near(split.expected_loss, whole.expected_loss, 1e-12, 1);
    if (!isnan(whole.financed))
        assert_near(split.financed, whole.financed, 1e-12, 1e-9);
    if (!isnan(whole.grade)) assert_near(split.grade, whole.grade, 1e-12, 1);
    assert_near(split.waci, whole.waci, 1e-12, 1e-30);
}

static void any_portfolio(void **state)
{
    (void)state;
    ta_for_seeds(100, order_and_grouping_change_nothing);
    ta_for_seeds(100, splitting_a_loan_changes_no_total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grades_are_weighted_by_outstanding),
        cmocka_unit_test(published_totals_come_out),
        cmocka_unit_test(what_is_not_known_is_said_and_not_filled),
        cmocka_unit_test(levels_move_and_are_counted),
        cmocka_unit_test(amounts_that_are_none_are_refused),
        cmocka_unit_test(any_portfolio),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
