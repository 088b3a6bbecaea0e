/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "engine/green_label.h"

static struct ta_finding found[TA_GREEN_LABEL_FINDINGS];

/* What a project with one loan is told. */
static size_t told(const char *scheme, const char *code, ta_day start)
{
    static struct ta_loan loan;
    loan = (struct ta_loan){.id = "L-1", .as_of = TA_DAY_NONE, .start = start};
    const struct ta_project project = {.catalogue_scheme = (char *)(uintptr_t)scheme,
                                       .catalogue_code = (char *)(uintptr_t)code,
                                       .n_loans = 1,
                                       .loan = &loan};
    return ta_green_label_findings(&project, found);
}

static void an_entry_is_a_proposal(void **state)
{
    (void)state;
    assert_int_equal(told(NULL, NULL, TA_DAY_NONE), 0);
    assert_int_equal(told("EU Taxonomy 2023", "4.1", ta_day_from_civil(2026, 1, 1)), 1);
    assert_string_equal(found[0].code, "label_proposed");
    assert_string_equal(found[0].object, "EU Taxonomy 2023 4.1");
    assert_int_equal(told("CN-2025", "1.1.1", TA_DAY_NONE), 1);
    assert_int_equal(told("CN-1", "1.1.1", ta_day_from_civil(2026, 1, 1)), 1);
}

/* The catalogue of 2025 is in force from 1 October 2025. */
static void the_edition_goes_by_the_date(void **state)
{
    (void)state;
    static const char unified[] = "Green Finance Endorsed Project Catalogue 2025",
                      bonds[] = "绿色债券支持项目目录（2021年版）";
    ta_day last = ta_day_from_civil(2025, 9, 30), first = last + 1;
    assert_int_equal(told(unified, "1.1.1", first), 1);
    assert_int_equal(told(unified, "1.1.1", last), 2);
    assert_string_equal(found[1].code, "label_edition");
    assert_string_equal(found[1].detail,
                        "loan L-1 began 2025-09-30, before the edition "
                        "of 2025 was in force, 2025-10-01");
    assert_int_equal(told(bonds, "3.2.2.2", last), 1);
    assert_int_equal(told(bonds, "3.2.2.2", first), 2);
    assert_string_equal(found[1].detail,
                        "loan L-1 began 2025-10-01; the edition of 2025 is in force "
                        "since 2025-10-01 and holds unless it was approved before");
    assert_int_equal(told("CN-2021", "3.2.2.2", first), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_a_proposal),
        cmocka_unit_test(the_edition_goes_by_the_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
