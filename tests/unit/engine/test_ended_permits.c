/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <stdint.h>

#include "base/time.h"
#include "engine/ended_permits.h"

static struct ta_permit permit(const char *number, int from, int to)
{
    struct ta_permit out = {.kind = "discharge",
                            .number = (char *)(uintptr_t)number,
                            .from = ta_day_from_civil(from, 1, 1),
                            .to = ta_day_from_civil(to, 12, 31)};
    return out;
}

/* Of four permits that have ended two were renewed: the others are told, in their order. */
static void what_was_renewed_is_not_told(void **state)
{
    (void)state;
    struct ta_permit all[] = {permit("A", 2015, 2019), permit("B", 2020, 2024),
                              permit("C", 2020, 2025), permit("B", 2025, 2029),
                              permit("D", 2018, 2021)};
    const struct ta_project project = {.id = "p", .n_permits = 5, .permit = all};
    (void)snprintf(all[2].kind, sizeof all[2].kind, "water");
    struct ta_room room = {0};
    struct ta_finding *found = NULL;
    size_t n = 0;
    assert_int_equal(ta_ended_permits(&project, ta_day_from_civil(2026, 6, 30), &room,
                                      &found, &n, NULL),
                     TA_OK);
    assert_int_equal(n, 2);
    assert_string_equal(found[0].code, "permit_ended");
    assert_string_equal(found[0].object, "C");
    assert_string_equal(found[0].detail, "water permit, ended 2025-12-31");
    assert_string_equal(found[1].object, "D");
    assert_int_equal(ta_ended_permits(&project, ta_day_from_civil(2018, 6, 30), &room,
                                      &found, &n, NULL),
                     TA_OK);
    assert_int_equal(n, 0);
    assert_null(found);
    ta_room_free(&room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_renewed_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
