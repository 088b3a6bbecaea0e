/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "engine/lax_limit.h"
#include "tables/tables.h"

static struct ta_tables *tables;
static struct ta_room room;
static struct ta_finding *found;
static bool unchecked;

static int load(void **state)
{
    (void)state;
    return ta_tables_load(NULL, &tables, NULL) == TA_OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    ta_room_free(&room);
    ta_tables_free(tables);
    return 0;
}

static struct ta_datastream stream(const char *property, const char *unit, double limit)
{
    struct ta_datastream out = {.device = "stack", .limit = limit};
    (void)snprintf(out.name, sizeof out.name, "%s", property);
    (void)snprintf(out.property, sizeof out.property, "%s", property);
    (void)snprintf(out.unit, sizeof out.unit, "%s", unit);
    return out;
}

static size_t told_in(struct ta_project *project, const char *scheme, const char *code,
                      int year)
{
    size_t n = 0;
    project->sector_scheme = (char *)(uintptr_t)scheme;
    project->sector_code = (char *)(uintptr_t)code;
    assert_int_equal(ta_lax_limits(project, ta_tables_set(tables),
                                   ta_day_from_civil(year, 6, 30), &room, &found, &n,
                                   &unchecked, NULL),
                     TA_OK);
    return n;
}

/* Of a coal plant in 2026. */
static size_t told(struct ta_datastream one)
{
    struct ta_project project = {.id = "p", .n_datastreams = 1, .datastream = &one};
    return told_in(&project, "GB/T 4754-2017", "4411", 2026);
}

static void a_limit_above_any_of_the_industry_is_told_with_the_row(void **state)
{
    (void)state;
    assert_int_equal(told(stream("so2", "mg/m3", 5000)), 1);
    assert_string_equal(found->code, "lax_limit");
    assert_string_equal(found->object, "stack/so2");
    assert_string_equal(found->detail,
                        "5000 mg/m3 is stated as the limit; 200 mg/m3 is the laxest of "
                        "GB 13223-2011 Tables 1 and 2 (thermal_power coal_existing "
                        "general); nobody has read that row in the standard; "
                        "no country is stated: it is taken for China");
    assert_true(unchecked);
    assert_int_equal(told(stream("so2", "g/m3", 5)), 1);
    assert_int_equal(told(stream("nox", "mg/m3", 250)), 1);
}

static void what_the_standard_may_except_is_not(void **state)
{
    (void)state;
    assert_int_equal(told(stream("so2", "mg/m3", 400)), 0);
    assert_false(unchecked);
    assert_int_equal(told(stream("so2", "mg/m3", 401)), 1);
    assert_int_equal(told(stream("so2", "mg/m3", 35)), 0);
    assert_int_equal(told(stream("so2", "mg/m3", NAN)), 0);
    assert_int_equal(told(stream("so2", "m3/h", 5000)), 0); /* no concentration */
    assert_int_equal(told(stream("flow", "m3/h", 5e6)), 0);
    struct ta_datastream air = stream("so2", "mg/m3", 5000);
    (void)snprintf(air.setting, sizeof air.setting, "ambient");
    assert_int_equal(told(air), 0);
}

static void sector_country_and_day_are_those_of_the_rows(void **state)
{
    (void)state;
    struct ta_datastream one = stream("so2", "mg/m3", 5000);
    struct ta_project project = {.id = "p", .n_datastreams = 1, .datastream = &one};
    assert_int_equal(told_in(&project, "GB/T 4754-2017", "D4412", 2026), 1);
    assert_int_equal(told_in(&project, "GB/T 4754-2017", "3120", 2026), 1);
    assert_int_equal(told_in(&project, "GB/T 4754-2017", "0111", 2026), 0);
    assert_int_equal(told_in(&project, "GB/T 4754-2011", "4411", 2026), 0);
    assert_int_equal(told_in(&project, "NACE-2.1", "35.11", 2026), 0);
    assert_int_equal(told_in(&project, NULL, NULL, 2026), 0);
    assert_int_equal(told_in(&project, "GB/T 4754-2017", "4411", 2011), 0);
    (void)snprintf(project.country, sizeof project.country, "AU");
    assert_int_equal(told_in(&project, "GB/T 4754-2017", "4411", 2026), 0);
    (void)snprintf(project.country, sizeof project.country, "CN");
    assert_int_equal(told_in(&project, "GB/T 4754-2017", "4411", 2026), 1);
    assert_null(strstr(found->detail, "no country"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_above_any_of_the_industry_is_told_with_the_row),
        cmocka_unit_test(what_the_standard_may_except_is_not),
        cmocka_unit_test(sector_country_and_day_are_those_of_the_rows),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
