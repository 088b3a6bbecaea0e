/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "base/time.h"
#include "engine/adjust.h"
#include "tables/tables.h"

static struct ta_tables *tables;

/* A chip of which only names, lines and time matter here. */
struct made {
    struct ta_chip chip;
    struct ta_band band[4];
};

static void make(struct made *m, const char *platform)
{
    static const char *const name[] = {"green", "red", "nir", "swir16"};
    *m = (struct made){
        .chip = {.n_bands = 4, .time = ta_time_of(ta_day_from_civil(2021, 6, 1))}};
    (void)snprintf(m->chip.platform, sizeof m->chip.platform, "%s", platform);
    for (int i = 0; i < 4; i++) {
        m->band[i] = (struct ta_band){.quantity = TA_QUANTITY_REFLECTANCE_SURFACE,
                                      .scale = 0.0001,
                                      .offset = -0.1};
        (void)snprintf(m->band[i].name, TA_NAME_SIZE, "%s", name[i]);
    }
    m->chip.band = m->band;
}

static double value(const struct ta_band *band, double dn)
{
    return band->scale * dn + band->offset;
}

/* NASA HLS, bandpass adjustment: green 1.0053, -0.0009; SWIR 1 0.9987, -0.0011 of Sentinel-2A. */
static void adjusts_reflectance_as_the_source_says(void **state)
{
    (void)state;
    struct made m;
    make(&m, "Sentinel-2A");
    struct ta_adjusted done = ta_adjust_chip(ta_tables_set(tables), "mndwi", &m.chip);
    assert_string_equal(done.sensor, "landsat-8");
    assert_false(done.unchecked);
    assert_true(fabs(value(&m.band[0], 3000) - (1.0053 * 0.2 - 0.0009)) < 1e-15);
    assert_true(fabs(value(&m.band[3], 3000) - (0.9987 * 0.2 - 0.0011)) < 1e-15);
    assert_true(m.band[1].scale == 0.0001 && m.band[1].offset == -0.1);
    make(&m, "sentinel-2b");
    (void)ta_adjust_chip(ta_tables_set(tables), "green", &m.chip);
    assert_true(fabs(value(&m.band[0], 3000) - (1.0075 * 0.2 - 0.0008)) < 1e-15);
}

/* The source has band 8A, which is not the nir of 10 m: an index of nir stays as it is. */
static void leaves_what_the_source_does_not_cover(void **state)
{
    (void)state;
    static const struct {
        const char *platform, *layer;
        enum ta_quantity quantity;
    } none[] = {{"sentinel-2a", "ndvi", TA_QUANTITY_REFLECTANCE_SURFACE},
                {"sentinel-2a", "mndwi", TA_QUANTITY_REFLECTANCE_TOA},
                {"sentinel-2a", "nbr", TA_QUANTITY_REFLECTANCE_SURFACE},
                {"landsat-5", "ndvi", TA_QUANTITY_REFLECTANCE_SURFACE},
                {"", "ndvi", TA_QUANTITY_REFLECTANCE_SURFACE}};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++) {
        struct made m;
        make(&m, none[k].platform);
        for (int i = 0; i < 4; i++) m.band[i].quantity = none[k].quantity;
        struct ta_adjusted done =
            ta_adjust_chip(ta_tables_set(tables), none[k].layer, &m.chip);
        assert_string_equal(done.sensor, "");
        for (int i = 0; i < 4; i++)
            assert_true(m.band[i].scale == 0.0001 && m.band[i].offset == -0.1);
    }
}

static void says_of_what_is_unchecked(void **state)
{
    (void)state;
    struct made m;
    make(&m, "landsat-7");
    struct ta_adjusted done = ta_adjust_chip(ta_tables_set(tables), "ndvi", &m.chip);
    assert_string_equal(done.sensor, "landsat-8");
    assert_true(done.unchecked);
    make(&m, "landsat-9");
    done = ta_adjust_chip(ta_tables_set(tables), "ndvi", &m.chip);
    assert_string_equal(done.sensor, "landsat-8");
    assert_false(done.unchecked);
    assert_true(m.band[1].scale == 0.0001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adjusts_reflectance_as_the_source_says),
        cmocka_unit_test(leaves_what_the_source_does_not_cover),
        cmocka_unit_test(says_of_what_is_unchecked),
    };
    if (ta_tables_load(NULL, &tables, NULL) != TA_OK) return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ta_tables_free(tables);
    return failed;
}
