/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "indicator_result.h"
#include "indicators.h"

static void rows_are_found_by_id_and_are_complete(void **state)
{
    (void)state;
    assert_true(ta_indicator_count() > 0);
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        assert_ptr_equal(ta_indicator_find(row->id), row);
        assert_true(strlen(row->id) < TA_NAME_SIZE && strlen(row->id) > 0);
        assert_true(strlen(row->unit) < TA_UNIT_SIZE && strlen(row->unit) > 0);
        assert_true(strlen(row->cite) > 0);
        assert_true(row->version >= 1);
        assert_true(row->lo < row->hi);
        assert_non_null(row->evaluate);
    }
    assert_null(ta_indicator_at(ta_indicator_count()));
    assert_null(ta_indicator_find("no_such_indicator"));
    assert_null(ta_indicator_find(NULL));
}

static bool takes_readings(const struct ta_indicator *row)
{
    for (size_t k = 0; k < row->n_inputs; k++)
        if (row->input[k].origin == TA_FROM_READINGS) return true;
    return false;
}

/* A page flags readings anew for records since that version. */
static void who_takes_readings_says_since_when_by_todays_flags(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        if ((row->flags_since > 0) != takes_readings(row) ||
            row->flags_since > row->version)
            fail_msg("%s: flags_since = %d", row->id, row->flags_since);
    }
}

static void inputs_and_parameters_carry_unit_range_and_help(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        for (size_t k = 0; k < row->n_inputs; k++) {
            assert_non_null(row->input[k].unit);
            assert_true(strlen(row->input[k].help) > 0 &&
                        strlen(row->input[k].key) > 0);
        }
        for (size_t k = 0; k < row->n_params; k++) {
            const struct ta_param_spec *p = &row->param[k];
            assert_true(strlen(p->unit) > 0 && strlen(p->help) > 0);
            assert_true(p->lo <= p->fallback && p->fallback <= p->hi);
        }
    }
}

static void nothing_given_is_not_observed_and_never_a_number(void **state)
{
    (void)state;
    const struct ta_evidence nothing = {0};
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        double scratch[64];
        struct ta_result out;
        if (row->scratch_size != NULL)
            assert_true(row->scratch_size(&nothing) <= sizeof scratch);
        assert_int_equal(row->evaluate(&nothing, NULL, 0, scratch, &out), TA_OK);
        assert_true(out.reason != TA_OBSERVED && out.reason < TA_REASON_COUNT);
        assert_true(isnan(out.value) && isnan(out.lo) && isnan(out.hi));
        assert_int_equal(out.gate, TA_GATE_NOT_EVALUATED);
        assert_int_equal(out.grade, 0);
        assert_true(strlen(out.why) > 0);
    }
}

static void parameter_is_the_given_value_or_the_fallback(void **state)
{
    (void)state;
    const struct ta_indicator *spec = &ta_indicator_vegetation_loss;
    const struct ta_param_value given = {"threshold", -0.2};
    const struct ta_evidence with = {.n_params = 1, .param = &given};
    const struct ta_evidence without = {0};
    assert_true(ta_evidence_param(&with, spec, "threshold") == -0.2);
    assert_true(ta_evidence_param(&without, spec, "threshold") == -0.1);
    assert_true(isnan(ta_evidence_param(&without, spec, "nonsense")));
}

static void details_stop_at_the_limit(void **state)
{
    (void)state;
    struct ta_result out;
    ta_result_clear(&out);
    for (int i = 0; i < TA_DETAILS_MAX + 3; i++) ta_result_detail(&out, "x", i, "1");
    assert_int_equal(out.n_details, TA_DETAILS_MAX);
    assert_true(out.detail[TA_DETAILS_MAX - 1].value == TA_DETAILS_MAX - 1);

    ta_result_clear(&out);
    ta_result_detail(&out, "x", 1, "a unit that is much longer than the field for it");
    assert_int_equal(out.n_details, 0);
}

/* Answers of a made-up indicator, 0 to 100 %. */
static struct ta_result made_up;

static enum ta_status answer(const struct ta_evidence *evidence,
                             const struct ta_table_set *tables, ta_day date,
                             void *scratch, struct ta_result *out)
{
    (void)evidence, (void)tables, (void)date, (void)scratch;
    *out = made_up;
    return TA_OK;
}

static struct ta_result held(double value, double lo, double hi)
{
    static const struct ta_indicator self = {
        .id = "made_up", .unit = "%", .hi = 100.0, .evaluate = answer};
    const struct ta_evidence nothing = {0};
    struct ta_result out;
    ta_result_clear(&made_up);
    made_up.reason = TA_OBSERVED;
    made_up.grade = 3;
    made_up.gate = TA_GATE_PASSES;
    made_up.value = value;
    made_up.lo = lo;
    made_up.hi = hi;
    ta_result_detail(&made_up, "x", 1.0, "1");
    assert_int_equal(ta_indicator_evaluate(&self, &nothing, NULL, 0, NULL, &out),
                     TA_OK);
    return out;
}

static void an_answer_outside_its_range_is_none(void **state)
{
    (void)state;
    const double bad[][3] = {{392, NAN, NAN}, {-1, NAN, NAN}, {NAN, 0, 1},
                             {50, 60, 70},    {50, 30, 40},   {1845, 1341, 35},
                             {INFINITY, 0, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ta_result out = held(bad[i][0], bad[i][1], bad[i][2]);
        assert_int_equal(out.reason, TA_SOURCE_UNAVAILABLE);
        assert_true(isnan(out.value) && isnan(out.lo) && isnan(out.hi));
        assert_int_equal(out.grade, 0);
        assert_int_equal(out.gate, TA_GATE_NOT_EVALUATED);
        assert_int_equal(out.n_details, 0);
        assert_non_null(strstr(out.why, "which cannot be"));
    }
}

static void an_interval_ends_where_the_range_does(void **state)
{
    (void)state;
    struct ta_result out = held(99.0, -5.0, 120.0);
    assert_int_equal(out.reason, TA_OBSERVED);
    assert_true(out.value == 99.0 && out.lo == 0.0 && out.hi == 100.0);
    assert_int_equal(out.n_details, 1);
    out = held(50.0, NAN, NAN);
    assert_true(out.value == 50.0 && isnan(out.lo) && isnan(out.hi));
    out = held(100.0 + 1e-10, 100.0 + 2e-10, 100.0 - 1e-10); /* rounding */
    assert_true(out.value == 100.0 && out.lo == 100.0 && out.hi == 100.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_by_id_and_are_complete),
        cmocka_unit_test(who_takes_readings_says_since_when_by_todays_flags),
        cmocka_unit_test(inputs_and_parameters_carry_unit_range_and_help),
        cmocka_unit_test(nothing_given_is_not_observed_and_never_a_number),
        cmocka_unit_test(parameter_is_the_given_value_or_the_fallback),
        cmocka_unit_test(details_stop_at_the_limit),
        cmocka_unit_test(an_answer_outside_its_range_is_none),
        cmocka_unit_test(an_interval_ends_where_the_range_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
