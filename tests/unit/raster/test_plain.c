/* SPDX-License-Identifier: Apache-2.0 */
/* GeoTIFFs put together in memory: the bytes of GDAL's for the same request. */
#include "ta_raster.h"
#include "ta_test_folder.h"

#include <unistd.h>

#include "base/file.h"
#include "raster/plain.h"

#define FOLDER TA_BINARY_DIR "/test-plain"
enum { BANDS_MOST = 9, CELLS_MOST = 300 * 234, FILE_MOST = 1 << 26 };

static uint8_t cells[BANDS_MOST][CELLS_MOST * 8];
static const void *band_cells[BANDS_MOST];

/* Land with a little noise; the last band is all zero, and the first begins with zeros. */
static void make_cells(enum ta_pixel_type type, size_t n_bands, size_t n)
{
    uint32_t noise = 12345;
    for (size_t b = 0; b < n_bands; b++) {
        band_cells[b] = cells[b];
        for (size_t i = 0; i < n; i++) {
            noise = noise * 1664525U + 1013904223U;
            uint16_t value = (uint16_t)(900 + i % 61 + (noise >> 24) % 9);
            if (b + 1 == n_bands || (b == 0 && i < n / 2)) value = 0;
            if (type == TA_PIXEL_UINT8 || type == TA_PIXEL_INT8) {
                cells[b][i] = (uint8_t)value;
                continue;
            }
            double real = (double)value / 7.0 - 60.0;
            if (value == 0) real = 0.0;
            if (type == TA_PIXEL_FLOAT64)
                memcpy(cells[b] + 8 * i, &real, 8);
            else if (type == TA_PIXEL_FLOAT32)
                memcpy(cells[b] + 4 * i, &(float){(float)real}, 4);
            else
                ta_pixels_convert(TA_PIXEL_UINT16, &value, 1, type,
                                  cells[b] + i * ta_pixel_size(type));
        }
    }
}

/* The same request twice: here, by @p plain, and by GDAL. */
static void hold_to_gdal(struct ta_write spec, struct ta_plain *plain)
{
    struct ta_error err = {0};
    char *here = NULL, *there = NULL;
    size_t here_size = 0, there_size = 0;
    assert_true(ta_plain_fits(&spec));
    spec.plain = plain;
    spec.path = FOLDER "/here.tif";
    if (ta_raster_write(&spec, &err) != TA_OK) fail_msg("%s", err.text);
    spec.by_gdal = true;
    spec.path = FOLDER "/there.tif";
    if (ta_raster_write(&spec, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(
        ta_file_read(FOLDER "/here.tif", FILE_MOST, &here, &here_size, &err), TA_OK);
    assert_int_equal(
        ta_file_read(FOLDER "/there.tif", FILE_MOST, &there, &there_size, &err), TA_OK);
    assert_int_equal(here_size, there_size);
    assert_memory_equal(here, there, here_size);
    if (plain != NULL) {
        assert_int_equal(plain->size, here_size); /* it was no case for GDAL */
        assert_memory_equal(plain->bytes, here, here_size);
    }
    ta_free(here);
    ta_free(there);
}

static void hold_size_to_gdal(enum ta_pixel_type type, size_t n_bands, int64_t cols,
                              int64_t rows, struct ta_plain *plain)
{
    struct ta_write_pixels pixels = {type, cols, rows, band_cells};
    struct ta_write spec = {.grid = ta_utm_grid(cols, rows),
                            .type = type,
                            .n_bands = n_bands,
                            .self = &pixels,
                            .fill = ta_write_from_memory};
    make_cells(type, n_bands, (size_t)(cols * rows));
    if (ta_pixel_size(type) == 1 && (n_bands == 3 || n_bands == 4))
        assert_false(ta_plain_fits(&spec)); /* to GDAL these are colours */
    else
        hold_to_gdal(spec, plain);
}

static void every_type_and_size_is_as_gdal_writes_it(void **state)
{
    (void)state;
    static const size_t bands[] = {1, 2, 3, 4, 5, BANDS_MOST};
    struct ta_plain plain = {.size = 0};
    for (int t = 0; t < TA_PIXEL_TYPE_COUNT; t++) {
        enum ta_pixel_type type = (enum ta_pixel_type)t;
        for (size_t b = 0; b < sizeof bands / sizeof *bands; b++) {
            hold_size_to_gdal(type, bands[b], 1, 1, &plain);
            hold_size_to_gdal(type, bands[b], 1, 9, &plain);
            hold_size_to_gdal(type, bands[b], 31, 35, &plain);
        }
        hold_size_to_gdal(type, 2, 300, 230, &plain); /* strips, the last one short */
    }
    hold_size_to_gdal(TA_PIXEL_UINT8, 2, CELLS_MOST, 1, &plain);
    ta_plain_free(&plain);
}

static void words_and_numbers_are_as_gdal_spells_them(void **state)
{
    (void)state;
    static const struct ta_write_item items[] = {
        {SIZE_MAX, "TERRASSAY", "SCENE", "a & b < c > \"d\" 'e' &amp; \xe6\x9c\x88"},
        {SIZE_MAX, "TERRASSAY", "AFFINE", "1 2 3"},
        {1, "TERRASSAY", "NAME", "late"},
        {0, "TERRASSAY", "UNIT", "blanks "},
        {0, "TERRASSAY", "DN_SCALE", "0.1"},
        {0, "TERRASSAY", "DN_OFFSET", "-1000"},
        {0, "TERRASSAY", "NAME", "early"},
        {SIZE_MAX, "TERRASSAY", "OFFSET_BY", "x"},
        {SIZE_MAX, "TERRASSAY", "ORBIT", "167"}};
    static const struct ta_write_band words[3] = {{"red & \"co\"", "K < 1", 1e-4, -0.1},
                                                  {"nir", NULL, 1.0, -1000.0},
                                                  {NULL, "", 2.75e-05, 0.0}};
    make_cells(TA_PIXEL_UINT16, 3, 12);
    struct ta_write_pixels pixels = {TA_PIXEL_UINT16, 4, 3, band_cells};
    struct ta_write spec = {.grid = ta_utm_grid(4, 3),
                            .type = TA_PIXEL_UINT16,
                            .n_bands = 3,
                            .band = words,
                            .self = &pixels,
                            .fill = ta_write_from_memory};
    spec.grid.affine[0] = 123456.78901234;
    spec.grid.affine[5] = -1.0 / 3.0;
    hold_to_gdal(spec, NULL);
    static const struct ta_write_band naught[3] = {
        {"a", NULL, 1e-4, -0.0}, {"b", NULL, 1.0, -0.0}, {"c", NULL, 0.0, 0.0}};
    spec.band = naught;
    hold_to_gdal(spec, NULL);
    spec.band = words;
    spec.item = items;
    for (spec.n_items = 1; spec.n_items <= sizeof items / sizeof *items; spec.n_items++)
        hold_to_gdal(spec, NULL);
    spec.n_items = 2;
    spec.band = NULL;
    hold_to_gdal(spec, NULL);
    static char length[40001];
    memset(length, 'x', sizeof length - 1);
    spec.item = &(struct ta_write_item){SIZE_MAX, "TERRASSAY", "CRS", length};
    spec.n_items = 1;
    hold_to_gdal(spec, NULL);
}

/* What is kept from file to file is the last CRS. */
static void every_crs_is_as_gdal_says_it(void **state)
{
    (void)state;
    static const char *const crs[] = {"EPSG:32650", "EPSG:4326", "EPSG:32650",
                                      "EPSG:3857",  "EPSG:4490", "EPSG:32750",
                                      NULL};
    struct ta_plain plain = {.size = 0};
    make_cells(TA_PIXEL_INT16, 2, 12);
    struct ta_write_pixels pixels = {TA_PIXEL_INT16, 4, 3, band_cells};
    struct ta_write spec = {.grid = ta_utm_grid(4, 3),
                            .type = TA_PIXEL_INT16,
                            .n_bands = 2,
                            .self = &pixels,
                            .fill = ta_write_from_memory};
    for (size_t i = 0; crs[i] != NULL; i++) {
        spec.grid.crs = crs[i];
        hold_to_gdal(spec, &plain);
    }
    spec.grid.crs =
        "PROJCS[\"here\",GEOGCS[\"g\",DATUM[\"d\",SPHEROID[\"s\",6378137,298.25]],"
        "PRIMEM["
        "\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION[\"Transverse_"
        "Mercator\"],PARAMETER[\"central_meridian\",117.5],PARAMETER[\"scale_factor\","
        "0."
        "9999],PARAMETER[\"false_easting\",500000],UNIT[\"metre\",1]]";
    hold_to_gdal(spec, &plain);
    assert_true(plain.head.geo[1].count > 0); /* with numbers of its own */
    ta_plain_free(&plain);
}

static void other_files_are_left_to_gdal(void **state)
{
    (void)state;
    const struct ta_write spec = {
        .grid = ta_utm_grid(4, 3), .type = TA_PIXEL_UINT16, .n_bands = 2};
    struct ta_write other = spec;
    assert_true(ta_plain_fits(&other));
    other.tile = 16;
    assert_false(ta_plain_fits(&other));
    other = spec;
    other.pack = TA_PACK_FAST;
    assert_false(ta_plain_fits(&other));
    other = spec;
    other.has_nodata = true;
    assert_false(ta_plain_fits(&other));
    other = spec;
    other.grid.affine[2] = 1e-9; /* turned */
    assert_false(ta_plain_fits(&other));
    other = spec;
    other.grid.affine[5] = 10.0; /* south is up */
    assert_false(ta_plain_fits(&other));
    other = spec;
    other.grid.crs = NULL;
    assert_false(ta_plain_fits(&other));
    other = spec;
    other.grid.cols = other.grid.rows = 1 << 12; /* 64 MB */
    assert_false(ta_plain_fits(&other));
    other = spec;
    other.n_items = 1;
    other.item = &(struct ta_write_item){SIZE_MAX, "D", "K", "two\nlines"};
    assert_false(ta_plain_fits(&other));
    other.item = &(struct ta_write_item){SIZE_MAX, "D", "K", " blank"};
    assert_false(ta_plain_fits(&other));
    other.item = &(struct ta_write_item){SIZE_MAX, NULL, "K", "V"};
    assert_false(ta_plain_fits(&other));
}

static void want_of_memory_leaves_no_file(void **state)
{
    (void)state;
    struct ta_error err = {0};
    make_cells(TA_PIXEL_FLOAT32, 2, 12);
    struct ta_write_pixels pixels = {TA_PIXEL_FLOAT32, 4, 3, band_cells};
    const struct ta_write_item item = {SIZE_MAX, "TERRASSAY", "SCENE", "x"};
    const struct ta_write spec = {.path = FOLDER "/memory.tif",
                                  .loose = true,
                                  .grid = ta_utm_grid(4, 3),
                                  .type = TA_PIXEL_FLOAT32,
                                  .n_bands = 2,
                                  .n_items = 1,
                                  .item = &item,
                                  .self = &pixels,
                                  .fill = ta_write_from_memory};
    enum ta_status rc = TA_E_NOMEM;
    size_t k = 0;
    (void)unlink(spec.path); /* of the last run */
    while (rc == TA_E_NOMEM && k < 100) {
        assert_int_not_equal(access(spec.path, F_OK), 0);
        ta_alloc_fail_at(++k);
        rc = ta_raster_write(&spec, &err);
        ta_alloc_fail_at(0);
    }
    assert_int_equal(rc, TA_OK);
    assert_true(k > 5);
    assert_int_equal(access(spec.path, F_OK), 0);
}

static int setup(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_and_size_is_as_gdal_writes_it),
        cmocka_unit_test(words_and_numbers_are_as_gdal_spells_them),
        cmocka_unit_test(every_crs_is_as_gdal_says_it),
        cmocka_unit_test(other_files_are_left_to_gdal),
        cmocka_unit_test(want_of_memory_leaves_no_file),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
