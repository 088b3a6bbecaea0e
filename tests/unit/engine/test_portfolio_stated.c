/* SPDX-License-Identifier: Apache-2.0 */
/* What is observed, and whether in part; what is stated by clients, and what is an estimate. */
#include "ta_test.h"

#include "base/memory.h"
#include "engine/portfolio_add.h"

/** One project with one loan of 75, whose financed emissions are 316 t at data grade 5. */
struct book {
    struct ta_figures_indicator row;
    struct ta_figures_loan loan;
    struct ta_book_entry entry;
    struct ta_adding adding;
};

static void take(struct book *b, bool estimated)
{
    static char unsaid[] = "";
    *b = (struct book){.loan = {.outstanding = {7500, "CNY"}},
                       .adding = {.as_of = 20000}};
    b->row = (struct ta_figures_indicator){
        .indicator = ta_indicator_find("financed_emissions"), .value = 316, .grade = 5};
    b->row.param = ta_alloc(b->row.indicator->n_params, sizeof *b->row.param);
    for (size_t k = 0; k < b->row.indicator->n_params; k++)
        b->row.param[k] = (double)NAN;
    b->entry = (struct ta_book_entry){.now = {.project = "p",
                                              .client = unsaid,
                                              .sector = unsaid,
                                              .as_of = 20000,
                                              .valid_to = TA_DAY_NONE,
                                              .newest = TA_TIME_NONE,
                                              .n_loans = 1,
                                              .loan = &b->loan,
                                              .n_indicators = 1,
                                              .indicator = &b->row,
                                              .estimated = estimated},
                                      .revenue = (double)NAN};
    const struct ta_position position = {.entry = &b->entry};
    struct ta_error err = {0};
    if (ta_portfolio_take(&b->adding, &position, &err) != TA_OK)
        fail_msg("%s", err.text);
}

static void end(struct book *b)
{
    ta_free(b->row.param);
    ta_adding_free(&b->adding);
}

static size_t count(struct book *b, enum ta_figure_id id, const char *currency,
                    const char *key)
{
    return ta_figure_at(&b->adding.figures, id, currency, key)->tally.n;
}

/* Grade 5 says of itself only that PCAF's table gives no score. */
static void the_grade_alone_makes_no_estimate(void **state)
{
    (void)state;
    static const char id[] = "financed_emissions";
    for (size_t is = 0; is < 2; is++) {
        struct book b;
        take(&b, is == 1);
        assert_int_equal(count(&b, TA_FIGURE_estimated, "CNY", id), is);
        assert_int_equal(count(&b, TA_FIGURE_stated, "CNY", id), 1 - is);
        assert_int_equal(count(&b, TA_FIGURE_emissions_estimated, "CNY", ""), is);
        assert_int_equal(count(&b, TA_FIGURE_financed_estimated, "", ""), is);
        end(&b);
    }
}

static void what_is_seen_in_part_is_told_within_what_is_observed(void **state)
{
    (void)state;
    for (size_t is = 0; is < 2; is++) {
        struct book b;
        take(&b, false);
        b.row.indicator = ta_indicator_find("limit_exceedance");
        b.row.in_part = is == 1;
        const struct ta_position position = {.entry = &b.entry};
        struct ta_error err = {0};
        assert_int_equal(ta_portfolio_take(&b.adding, &position, &err), TA_OK);
        assert_int_equal(count(&b, TA_FIGURE_observed, "CNY", "limit_exceedance"), 1);
        assert_int_equal(
            count(&b, TA_FIGURE_observed_in_part, "CNY", "limit_exceedance"), is);
        end(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_grade_alone_makes_no_estimate),
        cmocka_unit_test(what_is_seen_in_part_is_told_within_what_is_observed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
