/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/file.h"
#include "base/memory.h"
#include "engine/hazard_layer.h"
#include "raster/hazard_table.h"
#include "ta_test_folder.h"

static const char maps[] =
    "lon,lat,period,intensity\n1,1,50,0.6\n2,2,10,0.1\n1,1,10,0.5\n2,2,50,0.2\n";
static const char storms[] =
    "lon,lat,event,frequency,intensity\n2,2,b,0.1,9\n1,1,a,0.2,5\n2,2,a,0.2,7\n";

static void a_table_of_places_is_put_in_order(void **state)
{
    (void)state;
    struct ta_hazard_set s = {.lon = NULL};
    struct ta_error err = {0};
    assert_int_equal(ta_hazard_table_read("t", maps, sizeof maps - 1,
                                          TA_FREQUENCY_EXCEEDANCE, &s, &err),
                     TA_OK);
    assert_int_equal(s.points.n_events, 2);
    assert_int_equal(s.points.n_points, 2);
    assert_true(s.frequency[0] == 0.1 && s.frequency[1] == 0.02);
    assert_true(ta_hazard_at(&s.points, 0, 0) == 0.5 &&
                ta_hazard_at(&s.points, 0, 1) == 0.1);
    assert_true(ta_hazard_at(&s.points, 1, 0) == 0.6 &&
                ta_hazard_at(&s.points, 1, 1) == 0.2);
    ta_hazard_set_free(&s);
}

static void an_event_leaves_places_alone(void **state)
{
    (void)state;
    struct ta_hazard_set s = {.lon = NULL};
    struct ta_error err = {0};
    assert_int_equal(ta_hazard_table_read("t", storms, sizeof storms - 1,
                                          TA_FREQUENCY_EVENT, &s, &err),
                     TA_OK);
    assert_int_equal(s.points.n_events, 2);
    assert_true(ta_hazard_at(&s.points, 0, 0) == 5.0 &&
                ta_hazard_at(&s.points, 0, 1) == 7.0);
    assert_true(ta_hazard_at(&s.points, 1, 0) == 0.0 &&
                ta_hazard_at(&s.points, 1, 1) == 9.0);
    ta_hazard_set_free(&s);
}

/* A sheet with its table in a folder of its own; *path is the sheet's. */
static void write_file(const char *path, const char *bytes)
{
    struct ta_error err = {0};
    assert_int_equal(ta_file_write(path, bytes, strlen(bytes), 0666, &err), TA_OK);
}

static const char folder[] = TA_BINARY_DIR "/test-hazard-layer";

static char *write_sheet(void)
{
    static const char sheet[] = "schema: terrassay/hazard/1\nfrequency: "
                                "exceedance\nunit: cm\nscenario: made up\n"
                                "year: 2026\nreach_m: 5\npoints: t.csv\n";
    char path[512];
    assert_int_equal(ta_test_folder(folder), 0);
    (void)snprintf(path, sizeof path, "%s/t.csv", folder);
    write_file(path, maps);
    (void)snprintf(path, sizeof path, "%s/t.yaml", folder);
    write_file(path, sheet);
    return ta_strdup(path);
}

static void no_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    char *path = write_sheet();
    enum ta_status rc = TA_E_NOMEM;
    size_t k = 0;
    while (rc == TA_E_NOMEM && k < 2000) {
        struct ta_hazard_layer layer;
        struct ta_error err = {0};
        ta_alloc_fail_at(++k);
        rc = ta_hazard_layer_open(path, TA_HAZARD_SHEET, NULL, &layer, &err);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) {
            assert_string_equal(layer.sheet.unit, "cm");
            assert_int_equal(layer.set.points.n_points, 2);
        }
        ta_hazard_layer_free(&layer);
    }
    assert_int_equal(rc, TA_OK);
    assert_true(k > 10);
    ta_free(path);
    ta_test_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_of_places_is_put_in_order),
        cmocka_unit_test(an_event_leaves_places_alone),
        cmocka_unit_test(no_memory_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
