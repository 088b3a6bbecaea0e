/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_permit.c  What renews a permit that has ended, and what does not. */
#include "ta_test.h"

#include <stdint.h>

#include "base/permit.h"
#include "base/time.h"

static struct ta_permit permit(const char *number, int from, int to)
{
    struct ta_permit out = {
        .kind = "discharge",
        .number = (char *)(uintptr_t)number,
        .from = from == 0 ? TA_DAY_NONE : ta_day_from_civil(from, 1, 1),
        .to = to == 0 ? TA_DAY_NONE : ta_day_from_civil(to, 12, 31)};
    return out;
}

/* Is the first of the two renewed by the second on 30 June 2026? */
static bool renewed(struct ta_permit old, struct ta_permit now)
{
    struct ta_permit both[] = {old, now};
    const struct ta_project project = {.id = "p", .n_permits = 2, .permit = both};
    return ta_permit_renewed(&project, 0, ta_day_from_civil(2026, 6, 30));
}

static void one_of_the_same_number_renews(void **state)
{
    (void)state;
    assert_true(renewed(permit("A", 2020, 2024), permit("A", 2025, 2029)));
    assert_true(renewed(permit("A", 2020, 2024), permit("A", 2025, 0)));
    assert_true(renewed(permit("A", 2020, 2024), permit("A", 0, 2029)));
    assert_false(renewed(permit("A", 2020, 2024), permit("A", 0, 0))); /* no day */
    assert_false(renewed(permit("A", 2020, 2027), permit("A", 2028, 2032)));
    assert_false(renewed(permit("A", 2020, 2024), permit("A", 2025, 2025)));
    assert_false(renewed(permit("A", 2020, 2024), permit("A", 2027, 2031)));
}

static void one_of_another_number_renews_when_it_follows(void **state)
{
    (void)state;
    assert_true(renewed(permit("A", 2020, 2024), permit("B", 2025, 2029)));
    assert_true(renewed(permit("A", 2020, 2024), permit(NULL, 2024, 2029)));
    /* the permit of another plant, which has run beside it for years */
    assert_false(renewed(permit("A", 2020, 2024), permit("B", 2022, 2029)));
    assert_false(renewed(permit("A", 2020, 2024), permit("B", 2020, 2029)));
    assert_false(renewed(permit("A", 2020, 2024), permit("B", 0, 2029)));
    /* two years without one */
    assert_false(renewed(permit("A", 2020, 2022), permit("B", 2025, 2029)));
}

static void a_chain_of_renewals_renews(void **state)
{
    (void)state;
    ta_day day = ta_day_from_civil(2026, 6, 30);
    struct ta_permit all[] = {permit("A", 2010, 2014), permit("C", 2020, 2024),
                              permit("B", 2015, 2019), permit("C", 2025, 2029)};
    struct ta_project project = {.id = "p", .n_permits = 4, .permit = all};
    for (size_t i = 0; i < 3; i++) assert_true(ta_permit_renewed(&project, i, day));
    assert_false(ta_permit_renewed(&project, 3, day)); /* it has not ended */
    all[2].to -= 730; /* the chain has a gap of two years */
    assert_true(ta_permit_renewed(&project, 1, day));
    assert_false(ta_permit_renewed(&project, 2, day));
    project.n_permits = 3;
    assert_false(ta_permit_renewed(&project, 1, day));
}

static void another_kind_or_authority_renews_nothing(void **state)
{
    (void)state;
    struct ta_permit old = permit("A", 2020, 2024), now = permit("A", 2025, 2029);
    old.authority = (char *)(uintptr_t) "Bureau of the province";
    assert_true(renewed(old, now)); /* it names none */
    now.authority = (char *)(uintptr_t) "Bureau of the town";
    assert_false(renewed(old, now));
    now.authority = old.authority;
    assert_true(renewed(old, now));
    (void)snprintf(now.kind, sizeof now.kind, "water");
    assert_false(renewed(old, now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_the_same_number_renews),
        cmocka_unit_test(one_of_another_number_renews_when_it_follows),
        cmocka_unit_test(a_chain_of_renewals_renews),
        cmocka_unit_test(another_kind_or_authority_renews_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
