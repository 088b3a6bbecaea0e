/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "engine/contradicted.h"

static double detail(const struct ta_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, name) == 0) return r->detail[i].value;
    return NAN;
}

/* 59.1 MW of 100 are seen: 45,106 t of 63,672, and 59,629 at most. */
static struct ta_result seen(void)
{
    return (struct ta_result){
        45106,
        35734,
        59629,
        .reason = TA_OBSERVED,
        .n_details = 2,
        .detail = {{"seen_share", 59.1, "%"}, {"stated", 63672, "tCO2/year"}}};
}

/* The lender stands for half of the project. */
static struct ta_result financed(void)
{
    return (struct ta_result){147,
                              84,
                              257,
                              .reason = TA_OBSERVED,
                              .n_details = 2,
                              .detail = {{"project_avoided", 63672, "tCO2e/year"},
                                         {"financed_avoided", 31836, "tCO2e/year"}}};
}

static void a_claim_above_what_can_stand_gives_way_to_what_is_seen(void **state)
{
    (void)state;
    struct ta_result a = seen(), f = financed();
    assert_true(ta_contradicted_avoided(&a, &f));
    assert_float_equal(detail(&f, "financed_avoided"), 22553, 1e-9);
    assert_true(detail(&f, "financed_avoided_stated") == 31836);
    assert_true(detail(&f, "computed_avoided") == 45106);
    assert_true(detail(&f, "project_avoided") == 63672 && f.value == 147);
}

/* The guide's part of it as well. */
static void so_does_the_part_by_the_guide(void **state)
{
    (void)state;
    struct ta_result a = seen(), f = financed();
    f.detail[f.n_details++] =
        (struct ta_detail){"pboc_avoided_unchecked", 0.192 * 63672, "tCO2e/year"};
    assert_true(ta_contradicted_avoided(&a, &f));
    assert_float_equal(detail(&f, "pboc_avoided_unchecked"), 0.192 * 45106, 1e-9);
}

static void unchanged(const struct ta_result *a)
{
    struct ta_result f = financed();
    assert_false(ta_contradicted_avoided(a, &f));
    assert_true(detail(&f, "financed_avoided") == 31836);
    assert_int_equal(f.n_details, 2);
}

static void what_is_not_contradicted_stays(void **state)
{
    (void)state;
    struct ta_result a = seen();
    a.hi = 63672; /* it can be so */
    unchanged(&a);
    a = seen();
    a.reason = TA_CLIENT_SILENT;
    unchanged(&a);
    a = seen();
    (void)snprintf(a.detail[0].name, sizeof a.detail[0].name,
                   "other"); /* nobody looked */
    unchanged(&a);
    a = seen();
    a.detail[1].value = NAN; /* nothing is stated */
    unchanged(&a);
    struct ta_result none = {.reason = TA_OBSERVED}; /* no loan, no account */
    a = seen();
    assert_false(ta_contradicted_avoided(&a, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_above_what_can_stand_gives_way_to_what_is_seen),
        cmocka_unit_test(so_does_the_part_by_the_guide),
        cmocka_unit_test(what_is_not_contradicted_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
