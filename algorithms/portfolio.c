/* SPDX-License-Identifier: Apache-2.0 */
#include "portfolio.h"

#include <math.h>
#include <stdbool.h>

static const double most_money = 0x1p80, most_tonnes = 0x1p60;
static const double minor_per_million = 1e8;

/* The largest bound is the largest addend, whatever the order. */
static void add(struct ta_exact_sum *sum, double value)
{
    ta_exact_sum_add(sum, fabs(value), 1, &value);
}

static double value_of(const struct ta_exact_sum *sum)
{
    return ta_exact_sum_value(sum).hi;
}

static void start_sum(struct ta_portfolio_sum *s)
{
    *s = (struct ta_portfolio_sum){ta_exact_sum_new(), 0, ta_exact_sum_new()};
}

static void add_known(struct ta_portfolio_sum *s, double value, double outstanding)
{
    if (isnan(value)) return;
    add(&s->sum, value);
    add(&s->outstanding, outstanding);
    s->n++;
}

static void merge_sum(struct ta_portfolio_sum *into,
                      const struct ta_portfolio_sum *from)
{
    ta_exact_sum_merge(&into->sum, &from->sum);
    ta_exact_sum_merge(&into->outstanding, &from->outstanding);
    into->n += from->n;
}

void ta_portfolio_start(struct ta_portfolio *portfolio)
{
    *portfolio = (struct ta_portfolio){.outstanding = ta_exact_sum_new(),
                                       .squared = ta_exact_sum_new()};
    start_sum(&portfolio->financed);
    start_sum(&portfolio->pboc);
    start_sum(&portfolio->expected_loss);
    start_sum(&portfolio->graded);
    start_sum(&portfolio->intensity);
    start_sum(&portfolio->age);
    for (int k = 0; k <= TA_PORTFOLIO_LEVELS; k++)
        portfolio->outstanding_at[k] = ta_exact_sum_new();
}

static bool below(double value, double most)
{
    return isnan(value) || (value >= 0.0 && value < most);
}

static bool sound(const struct ta_portfolio_loan *l)
{
    return l->outstanding >= 0.0 && l->outstanding < most_money &&
           below(l->financed, most_tonnes) && below(l->financed_pboc, most_tonnes) &&
           below(l->expected_loss, most_money) && below(l->age_days, 1e9) &&
           l->grade >= 0 && l->grade <= TA_PORTFOLIO_GRADES && l->level >= 0 &&
           l->level <= TA_PORTFOLIO_LEVELS && l->level_before >= 0 &&
           l->level_before <= TA_PORTFOLIO_LEVELS;
}

int ta_portfolio_add(struct ta_portfolio *portfolio,
                     const struct ta_portfolio_loan *loan)
{
    double out = loan->outstanding;
    if (!sound(loan)) return -1;
    portfolio->n++;
    add(&portfolio->outstanding, out);
    add(&portfolio->squared, out * out);
    portfolio->largest = fmax(portfolio->largest, out);
    add_known(&portfolio->financed, loan->financed, out);
    add_known(&portfolio->pboc, loan->financed_pboc, out);
    add_known(&portfolio->expected_loss, loan->expected_loss, out);
    if (loan->grade > 0) add_known(&portfolio->graded, out * (double)loan->grade, out);
    if (loan->revenue > 0.0)
        add_known(&portfolio->intensity, out * (loan->emissions / loan->revenue), out);
    add_known(&portfolio->age, out * loan->age_days, out);
    portfolio->at_level[loan->level]++;
    add(&portfolio->outstanding_at[loan->level], out);
    portfolio->moved[loan->level_before][loan->level]++;
    return 0;
}

void ta_portfolio_merge(struct ta_portfolio *into, const struct ta_portfolio *from)
{
    into->n += from->n;
    ta_exact_sum_merge(&into->outstanding, &from->outstanding);
    ta_exact_sum_merge(&into->squared, &from->squared);
    into->largest = fmax(into->largest, from->largest);
    merge_sum(&into->financed, &from->financed);
    merge_sum(&into->pboc, &from->pboc);
    merge_sum(&into->expected_loss, &from->expected_loss);
    merge_sum(&into->graded, &from->graded);
    merge_sum(&into->intensity, &from->intensity);
    merge_sum(&into->age, &from->age);
    for (int k = 0; k <= TA_PORTFOLIO_LEVELS; k++) {
        into->at_level[k] += from->at_level[k];
        ta_exact_sum_merge(&into->outstanding_at[k], &from->outstanding_at[k]);
        for (int j = 0; j <= TA_PORTFOLIO_LEVELS; j++)
            into->moved[k][j] += from->moved[k][j];
    }
}

static double or_nothing(const struct ta_portfolio_sum *s)
{
    return s->n > 0 ? value_of(&s->sum) : (double)NAN;
}

static double per_outstanding(const struct ta_portfolio_sum *s)
{
    double of = value_of(&s->outstanding);
    return s->n > 0 && of > 0.0 ? value_of(&s->sum) / of : (double)NAN;
}

static void count_moves(const struct ta_portfolio *p, struct ta_portfolio_report *out)
{
    for (int before = 1; before <= TA_PORTFOLIO_LEVELS; before++)
        for (int now = 1; now <= TA_PORTFOLIO_LEVELS; now++) {
            if (now < before) out->worse += p->moved[before][now];
            if (now > before) out->better += p->moved[before][now];
            if (now == before) out->unchanged += p->moved[before][now];
        }
}

void ta_portfolio_finish(const struct ta_portfolio *portfolio,
                         struct ta_portfolio_report *out)
{
    double all = value_of(&portfolio->outstanding);
    *out = (struct ta_portfolio_report){
        .outstanding = all,
        .financed = or_nothing(&portfolio->financed),
        .financed_pboc = or_nothing(&portfolio->pboc),
        .grade = per_outstanding(&portfolio->graded),
        .intensity = per_outstanding(&portfolio->financed) * minor_per_million,
        .waci = per_outstanding(&portfolio->intensity),
        .expected_loss = or_nothing(&portfolio->expected_loss),
        .age_days = per_outstanding(&portfolio->age),
        .covered = (double)NAN,
        .concentration = (double)NAN,
        .largest_share = (double)NAN,
        .assessed = (double)NAN,
    };
    count_moves(portfolio, out);
    if (!(all > 0.0)) return;
    out->covered = value_of(&portfolio->financed.outstanding) / all;
    out->concentration = value_of(&portfolio->squared) / (all * all);
    out->largest_share = portfolio->largest / all;
    out->assessed = 1.0 - value_of(&portfolio->outstanding_at[0]) / all;
}
