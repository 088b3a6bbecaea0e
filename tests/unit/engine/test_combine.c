/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/combine.h"

static struct ta_partial seen(const char *subject, double value, double lo, double hi,
                              int grade)
{
    return (struct ta_partial){subject,
                               "",
                               {.value = value,
                                .lo = lo,
                                .hi = hi,
                                .reason = TA_OBSERVED,
                                .grade = grade,
                                .n_looks = 10}};
}

static struct ta_partial silent(const char *subject, enum ta_reason reason,
                                const char *why)
{
    struct ta_partial p = {
        subject, "", {.value = NAN, .lo = NAN, .hi = NAN, .reason = reason}};
    (void)snprintf(p.result.why, sizeof p.result.why, "%s", why);
    return p;
}

static double detail(const struct ta_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, name) == 0) return r->detail[i].value;
    return NAN;
}

static void one_alone_stays_as_it_is(void **state)
{
    (void)state;
    const struct ta_partial p[] = {seen("d/a", 4, 3, 5, 2)};
    struct ta_result r;
    ta_results_combine(1, p, 100, "h", &r);
    assert_true(r.value == 4 && r.lo == 3 && r.hi == 5 && r.n_details == 0);
}

static void the_worst_stands_for_all(void **state)
{
    (void)state;
    const struct ta_partial p[] = {seen("d/a", 4, 3, 5, 2), seen("d/b", 2, 2, 9, 4),
                                   seen("d/c", 0, 0, 0, 3)};
    struct ta_result r;
    ta_results_combine(3, p, 100, "h", &r);
    assert_int_equal(r.reason, TA_OBSERVED);
    assert_true(r.value == 4 && r.lo == 3 && r.hi == 9);
    assert_int_equal(r.grade, 4);
    assert_int_equal(r.n_looks, 30);
    assert_true(detail(&r, "value_of_d/b") == 2 && detail(&r, "hi_of_d/b") == 9);
    assert_true(detail(&r, "datastreams") == 3 &&
                detail(&r, "datastreams_observed") == 3);
}

/* Clean: what was not seen of any counts. Above: it stands, whatever else was not seen. */
static void an_exceedance_is_not_thinned_out_by_silence_beside_it(void **state)
{
    (void)state;
    struct ta_partial p[] = {seen("d/a", 0, 0, 9, 2), seen("d/b", 0, 0, 40, 4)};
    struct ta_result r;
    p[0].result.unseen_share = 0.1;
    p[1].result.unseen_share = 0.2;
    ta_results_combine(2, p, 100, "h", &r);
    assert_true(r.unseen_share == 0.2);
    p[0] = seen("d/a", 4, 4, 9, 2);
    ta_results_combine(2, p, 100, "h", &r);
    assert_true(r.unseen_share == 0);
    p[1] = silent("d/b", TA_SOURCE_UNAVAILABLE, "69 %");
    ta_results_combine(2, p, 100, "h", &r);
    assert_true(r.hi == 100 && r.unseen_share == 0);
}

static void each_that_is_missing_is_named_with_its_cause(void **state)
{
    (void)state;
    struct ta_partial p[] = {
        seen("d/a", 4, 3, 5, 2),
        silent("d/b", TA_SOURCE_UNAVAILABLE, "9 hours failed quality control"),
        silent("d/c", TA_SOURCE_UNAVAILABLE, "no valid hour in the window")};
    struct ta_result r;
    p[0].result.n_details = 1;
    p[0].result.detail[0] =
        (struct ta_detail){.name = "hours_missing", .value = 7, .unit = "h"};
    p[1].cause = "the signal does not change";
    ta_results_combine(3, p, 100, "h", &r);
    assert_string_equal(r.why,
                        "a lower bound: d/b is not observed; 9 hours failed quality "
                        "control; the signal does not change; d/c is not observed; no "
                        "valid hour in the window; who is not observed counts with all "
                        "100 h of the window");
    assert_string_equal(r.detail[0].name, "stands_of_d/a"); /* whose figures follow */
    assert_string_equal(r.detail[1].name, "hours_missing");
    assert_true(detail(&r, "missing_of_d/a") == 7);
}

/* What has no room is left out whole; the details have it. */
static void a_name_is_never_cut(void **state)
{
    (void)state;
    struct ta_partial p[12] = {seen("d/a", 4, 3, 5, 2)};
    struct ta_result r;
    for (size_t i = 1; i < 12; i++)
        p[i] =
            silent("d/another", TA_SOURCE_UNAVAILABLE, "no valid hour in the window");
    ta_results_combine(12, p, 100, "h", &r);
    size_t n = strlen(r.why), tail = strlen("no valid hour in the window");
    assert_true(n > 200 && n + 1 < sizeof r.why);
    assert_string_equal(r.why + n - tail, "no valid hour in the window");
}

static void a_silent_one_clears_nobody(void **state)
{
    (void)state;
    const struct ta_partial p[] = {
        seen("d/a", 0, 0, 2, 2), silent("d/b", TA_CLIENT_SILENT, "no reading of d/b")};
    struct ta_result r;
    ta_results_combine(2, p, 100, "h", &r);
    assert_int_equal(r.reason, TA_CLIENT_SILENT);
    assert_true(isnan(r.value) && isnan(r.hi));
    assert_non_null(strstr(r.why, "d/b: no reading"));
}

static void what_was_seen_stands_beside_a_silent_one(void **state)
{
    (void)state;
    const struct ta_partial p[] = {silent("d/a", TA_SOURCE_UNAVAILABLE, ""),
                                   seen("d/b", 7, 6, 8, 2)};
    struct ta_result r;
    ta_results_combine(2, p, 100, "h", &r);
    assert_int_equal(r.reason, TA_OBSERVED);
    assert_true(r.value == 7 && r.lo == 6 && r.hi == 100);
    assert_int_equal(r.grade, 5);
    assert_non_null(strstr(r.why, "d/a"));
}

static void all_silent_gives_the_first_reason(void **state)
{
    (void)state;
    const struct ta_partial p[] = {silent("d/a", TA_SOURCE_UNAVAILABLE, "too few"),
                                   silent("d/b", TA_CLIENT_SILENT, "none")};
    struct ta_result r;
    ta_results_combine(2, p, 100, "h", &r);
    assert_int_equal(r.reason, TA_SOURCE_UNAVAILABLE);
    assert_non_null(strstr(r.why, "d/a: too few"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_alone_stays_as_it_is),
        cmocka_unit_test(the_worst_stands_for_all),
        cmocka_unit_test(an_exceedance_is_not_thinned_out_by_silence_beside_it),
        cmocka_unit_test(each_that_is_missing_is_named_with_its_cause),
        cmocka_unit_test(a_name_is_never_cut),
        cmocka_unit_test(a_silent_one_clears_nobody),
        cmocka_unit_test(what_was_seen_stands_beside_a_silent_one),
        cmocka_unit_test(all_silent_gives_the_first_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
