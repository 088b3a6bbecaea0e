/* SPDX-License-Identifier: Apache-2.0 */
/* Of which exposure a portfolio's expected loss is, and what it says of those without figures. */
#include "ta_test.h"

#include "engine/portfolio_add.h"

enum { PD, LGD, ROWS };

/** One project with one loan: PD 1 % and after hazards 2 (1 to 4) %, LGD 10 % and 20 (10 to 50) %,
 *  100 m at default, of which 75 m are drawn. */
struct book {
    struct ta_figures_indicator row[ROWS];
    struct ta_figures_loan loan;
    struct ta_book_entry entry;
    struct ta_adding adding;
};

static void start(struct book *b, const char *currency)
{
    static char unsaid[] = "";
    *b = (struct book){.loan = {.outstanding = {INT64_C(7500000000), ""}},
                       .adding = {.as_of = 20000}};
    memcpy(b->loan.outstanding.currency, currency, 4);
    b->row[PD] = (struct ta_figures_indicator){
        .indicator = ta_indicator_find("stressed_pd"), .value = 2, .lo = 1, .hi = 4};
    b->row[LGD] =
        (struct ta_figures_indicator){.indicator = ta_indicator_find("stressed_lgd"),
                                      .value = 20,
                                      .lo = 10,
                                      .hi = 50};
    b->entry = (struct ta_book_entry){.now = {.project = "p",
                                              .client = unsaid,
                                              .sector = unsaid,
                                              .as_of = 20000,
                                              .valid_to = TA_DAY_NONE,
                                              .newest = TA_TIME_NONE,
                                              .n_loans = 1,
                                              .loan = &b->loan,
                                              .n_indicators = ROWS,
                                              .indicator = b->row,
                                              .credit = {[TA_CREDIT_PD_BASE] = 1,
                                                         [TA_CREDIT_LGD_BASE] = 10,
                                                         [TA_CREDIT_EXPOSURE] = 100e6}},
                                      .revenue = (double)NAN};
}

static void take(struct book *b)
{
    const struct ta_position position = {.entry = &b->entry};
    struct ta_error err = {0};
    if (ta_portfolio_take(&b->adding, &position, &err) != TA_OK)
        fail_msg("%s", err.text);
}

/* In units of the currency; 0 where nothing was added. */
static double figure(struct book *b, enum ta_figure_id id, const char *key)
{
    const struct ta_figure *f =
        ta_figure_at(&b->adding.figures, id, b->loan.outstanding.currency, key);
    return f->tally.n == 0 ? 0.0 : ta_figure_value(f, 1.0) / 100.0;
}

#define expect_figure(b, id, key, want)                                                \
    assert_near(figure(b, TA_FIGURE_##id, key), want, 1e-9, 1)

static void loss_is_of_the_exposure_at_default(void **state)
{
    (void)state;
    struct book b;
    start(&b, "CNY");
    take(&b);
    expect_figure(&b, expected_loss_stressed, "", 100e6 * 0.02 * 0.20);
    expect_figure(&b, expected_loss_most, "", 100e6 * 0.04 * 0.50);
    expect_figure(&b, expected_loss_least, "", 100e6 * 0.01 * 0.10);
    expect_figure(&b, expected_loss_base, "", 100e6 * 0.01 * 0.10);
    expect_figure(&b, expected_loss_by_outstanding, "", 0.0);
    expect_figure(&b, expected_loss_covered, "", 75e6);
    ta_adding_free(&b.adding);
}

static void without_it_the_loan_stands_and_is_named(void **state)
{
    (void)state;
    struct book b;
    start(&b, "USD"); /* exposures are stated in CNY */
    take(&b);
    expect_figure(&b, expected_loss_stressed, "", 75e6 * 0.02 * 0.20);
    expect_figure(&b, expected_loss_by_outstanding, "", 75e6);
    ta_adding_free(&b.adding);
    start(&b, "CNY");
    b.entry.now.credit[TA_CREDIT_EXPOSURE] = (double)NAN;
    take(&b);
    expect_figure(&b, expected_loss_stressed, "", 75e6 * 0.02 * 0.20);
    expect_figure(&b, expected_loss_by_outstanding, "", 75e6);
    ta_adding_free(&b.adding);
}

static void less_than_is_drawn_is_no_exposure(void **state)
{
    (void)state;
    struct book b;
    start(&b, "CNY");
    b.entry.now.credit[TA_CREDIT_EXPOSURE] = 1.0;
    take(&b);
    expect_figure(&b, expected_loss_most, "", 75e6 * 0.04 * 0.50);
    expect_figure(&b, expected_loss_by_outstanding, "", 75e6);
    ta_adding_free(&b.adding);
    start(&b, "CNY");
    b.entry.now.credit[TA_CREDIT_EXPOSURE] = 75e6;
    take(&b);
    expect_figure(&b, expected_loss_by_outstanding, "", 0.0);
    ta_adding_free(&b.adding);
}

static void what_is_not_known_may_all_be_lost(void **state)
{
    (void)state;
    struct book b;
    start(&b, "CNY");
    b.row[PD].reason = TA_CLIENT_SILENT;
    b.row[PD].value = b.row[PD].hi = b.row[PD].lo = (double)NAN;
    take(&b);
    expect_figure(&b, expected_loss_most, "", 100e6 * 0.50);
    expect_figure(&b, expected_loss_uncovered, "client_silent", 100e6);
    expect_figure(&b, expected_loss_stressed, "", 0.0);
    expect_figure(&b, expected_loss_base, "", 0.0);
    expect_figure(&b, expected_loss_covered, "", 0.0);
    ta_adding_free(&b.adding);
    start(&b, "CNY");
    b.row[LGD].reason = TA_LAYER_ABSENT;
    b.row[LGD].value = b.row[LGD].hi = b.row[LGD].lo = (double)NAN;
    take(&b);
    expect_figure(&b, expected_loss_most, "", 100e6 * 0.04);
    expect_figure(&b, expected_loss_uncovered, "layer_absent", 100e6);
    ta_adding_free(&b.adding);
}

static void what_no_model_asks_for_is_not_in_it(void **state)
{
    (void)state;
    struct book b;
    start(&b, "CNY");
    b.entry.now.n_indicators = LGD; /* the first alone */
    take(&b);
    expect_figure(&b, expected_loss_most, "", 0.0);
    expect_figure(&b, expected_loss_stressed, "", 0.0);
    ta_adding_free(&b.adding);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_is_of_the_exposure_at_default),
        cmocka_unit_test(without_it_the_loan_stands_and_is_named),
        cmocka_unit_test(less_than_is_drawn_is_no_exposure),
        cmocka_unit_test(what_is_not_known_may_all_be_lost),
        cmocka_unit_test(what_no_model_asks_for_is_not_in_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
