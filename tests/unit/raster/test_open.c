/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_raster.h"
#include "ta_test_folder.h"

#include "base/file.h"
#include "raster/open.h"

#define FOLDER TA_BINARY_DIR "/test-open"
enum { SIDE = 70, CELLS = SIDE * SIDE };

static void write_text(const char *path, const char *text)
{
    struct ta_error err = {0};
    assert_int_equal(ta_file_write(path, text, strlen(text), 0644, &err), TA_OK);
}

static void refused(const char *path, enum ta_status status, const char *words)
{
    struct ta_error err = {0};
    struct ta_raster *raster = NULL;
    assert_int_equal(ta_raster_open(path, &raster, &err), status);
    assert_null(raster);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void only_plain_local_rasters_are_opened(void **state)
{
    (void)state;
    refused(FOLDER "/absent.tif", TA_E_NOTFOUND, "absent.tif");
    refused(FOLDER, TA_E_DATA, "not an ordinary file");
    refused("/vsimem/x.tif", TA_E_DATA, "not a path of a local file");
    refused("/vsicurl/http://localhost/x.tif", TA_E_DATA, "not a path of a local file");
    refused("GTIFF_DIR:1:" FOLDER "/x.tif", TA_E_NOTFOUND, "GTIFF_DIR");
    write_text(FOLDER "/x.vrt",
               "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"><VRTRasterBand "
               "dataType=\"Byte\" band=\"1\"/></VRTDataset>");
    refused(FOLDER "/x.vrt", TA_E_DATA, "x.vrt");
    write_text(FOLDER "/empty.tif", "");
    refused(FOLDER "/empty.tif", TA_E_DATA, "empty.tif");
    write_text(FOLDER "/text.tif", "II*");
    refused(FOLDER "/text.tif", TA_E_DATA, "text.tif");
}

/* A classic little-endian TIFF header of one directory; pixels are nowhere. */
static void write_header(const char *path, uint32_t width, uint32_t height,
                         uint32_t rows_per_strip)
{
    const uint32_t entry[][3] = {
        /* tag and type, count, value */
        {256 | 4u << 16, 1, width}, {257 | 4u << 16, 1, height},
        {258 | 3u << 16, 1, 16},    {259 | 3u << 16, 1, 8},
        {262 | 3u << 16, 1, 1},     {273 | 4u << 16, 1, 8},
        {277 | 3u << 16, 1, 1},     {278 | 4u << 16, 1, rows_per_strip},
        {279 | 4u << 16, 1, 0}};
    struct ta_error err = {0};
    unsigned char bytes[8 + 2 + sizeof entry + 4] = {'I', 'I', 42, 0, 8};
    bytes[8] = sizeof entry / sizeof *entry;
    memcpy(bytes + 10, entry, sizeof entry);
    assert_int_equal(ta_file_write(path, bytes, sizeof bytes, 0644, &err), TA_OK);
}

static void an_absurd_header_costs_nothing(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct ta_raster *raster = NULL;
    struct ta_raster_band band;
    write_header(FOLDER "/huge.tif", 100000, 100000, 100000); /* one strip: 10^10 */
    enum ta_status rc = ta_raster_open(FOLDER "/huge.tif", &raster, &err);
    if (rc == TA_OK) rc = ta_raster_band(raster, 1, &band, &err);
    assert_true(rc == TA_E_LIMIT || rc == TA_E_DATA);
    ta_raster_close(raster);
    write_header(FOLDER "/wide.tif", 4294967295u, 2, 1);
    refused(FOLDER "/wide.tif", TA_E_DATA, "wide.tif");
}

static void read_all(const char *path, int number, void *out)
{
    struct ta_error err = {0};
    struct ta_raster *raster = NULL;
    struct ta_window all = {0, 0, SIDE, SIDE};
    struct ta_pixel_room room = {out, SIDE, SIDE};
    if (ta_raster_open(path, &raster, &err) != TA_OK) fail_msg("%s", err.text);
    if (ta_raster_read(raster, number, &all, &room, &err) != TA_OK)
        fail_msg("%s", err.text);
    ta_raster_close(raster);
}

static void what_was_written_is_read(void **state)
{
    (void)state;
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    static uint32_t wide[CELLS], wide_back[CELLS];
    static int64_t wider[CELLS], wider_back[CELLS];
    static int8_t small[CELLS], small_back[CELLS];
    static float real[CELLS], real_back[CELLS];
    for (int i = 0; i < CELLS; i++) {
        wide[i] = UINT32_C(2200000000) + (uint32_t)i;
        wider[i] = INT64_C(2397083434877565865) - i;
        small[i] = (int8_t)(i % 256 - 128);
        real[i] = (float)i / 7.0f;
    }
    const int64_t tiles[] = {0, 16, 32};
    for (size_t t = 0; t < 3; t++) {
        const char *path = FOLDER "/typed.tif";
        ta_make_raster(path, &grid, TA_PIXEL_UINT32, 1, (const void *[]){wide},
                       tiles[t]);
        read_all(path, 1, wide_back);
        assert_memory_equal(wide, wide_back, sizeof wide);
        ta_make_raster(path, &grid, TA_PIXEL_INT64, 1, (const void *[]){wider},
                       tiles[t]);
        read_all(path, 1, wider_back);
        assert_memory_equal(wider, wider_back, sizeof wider);
        ta_make_raster(path, &grid, TA_PIXEL_INT8, 1, (const void *[]){small},
                       tiles[t]);
        read_all(path, 1, small_back);
        assert_memory_equal(small, small_back, sizeof small);
        ta_make_raster(path, &grid, TA_PIXEL_FLOAT32, 1, (const void *[]){real},
                       tiles[t]);
        read_all(path, 1, real_back);
        assert_memory_equal(real, real_back, sizeof real);
    }
}

/* Columns of whole tiles or strips, as the scene pass asks for them, from both bands of a file. @return how
 * many blocks were unpacked past GDAL's decoder */
static size_t read_by_blocks(const char *path, const void *const band[2], size_t size)
{
    struct ta_error err = {0};
    struct ta_raster *raster = NULL;
    struct ta_raster_band header;
    static char cells[8 * 96 * 96];
    if (ta_raster_open(path, &raster, &err) != TA_OK) fail_msg("%s", err.text);
    for (int number = 1; number <= 2; number++) {
        assert_int_equal(ta_raster_band(raster, number, &header, &err), TA_OK);
        const char *want = band[number - 1];
        size_t stride = (size_t)header.block_cols;
        for (int64_t col = 0; col < SIDE; col += header.block_cols) {
            int64_t cols =
                SIDE - col < header.block_cols ? SIDE - col : header.block_cols;
            const struct ta_window window = {col, 0, cols, SIDE};
            const struct ta_pixel_room room = {cells, stride, 96};
            if (ta_raster_read(raster, number, &window, &room, &err) != TA_OK)
                fail_msg("%s", err.text);
            for (size_t row = 0; row < SIDE; row++)
                assert_memory_equal(cells + row * stride * size,
                                    want + (row * SIDE + (size_t)col) * size,
                                    (size_t)cols * size);
        }
    }
    size_t unpacked = ta_raster_unpacked(raster);
    ta_raster_close(raster);
    return unpacked;
}

static void blocks_read_past_gdal_are_those_it_reads(void **state)
{
    (void)state;
    static uint64_t noise[2][CELLS];
    static double real[2][CELLS];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    for (uint64_t i = 0; i < CELLS; i++)
        for (uint64_t b = 0; b < 2; b++) {
            noise[b][i] = (i + 1) * (b + 1) * UINT64_C(0x9E3779B97F4A7C15);
            real[b][i] = (double)i / (double)(b + 3);
        }
    const void *const whole[2] = {noise[0], noise[1]};
    const void *const parts[2] = {real[0], real[1]};
    const enum ta_pixel_type type[] = {TA_PIXEL_UINT8, TA_PIXEL_INT8,   TA_PIXEL_UINT16,
                                       TA_PIXEL_INT16, TA_PIXEL_UINT32, TA_PIXEL_INT32,
                                       TA_PIXEL_INT64}; /* no differences */
    const char *path = FOLDER "/blocks.tif";
    for (int64_t tile = 0; tile <= 48; tile += 16) {
        size_t strips = tile == 0 ? 1 : 0,
               across = (size_t)(tile ? (SIDE + tile - 1) / tile : 1);
        for (size_t t = 0; t < sizeof type / sizeof *type; t++) {
            ta_make_raster(path, &grid, type[t], 2, whole, tile);
            size_t n = read_by_blocks(path, whole, ta_pixel_size(type[t]));
            assert_true(n >= 2 * across * across &&
                        (strips || n == 2 * across * across));
        }
        ta_make_raster(path, &grid, TA_PIXEL_FLOAT64, 2, parts, tile); /* predictor 3 */
        assert_int_equal(read_by_blocks(path, parts, 8), 0);
    }
}

/* What was opened is read, though other bytes of the same length stand under its name by now. */
static void a_file_put_in_its_place_is_not_mixed_in(void **state)
{
    (void)state;
    static uint16_t pixels[CELLS], other[CELLS], out[16 * 16];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_error err = {0};
    struct ta_raster *raster = NULL;
    for (int i = 0; i < CELLS; i++)
        pixels[i] = (uint16_t)i, other[i] = (uint16_t)(i + 1);
    ta_make_raster(FOLDER "/mine.tif", &grid, TA_PIXEL_UINT16, 1,
                   (const void *[]){pixels}, 16);
    ta_make_raster(FOLDER "/other.tif", &grid, TA_PIXEL_UINT16, 1,
                   (const void *[]){other}, 16);
    const struct ta_window window = {16, 16, 16, 16};
    const struct ta_pixel_room room = {out, 16, 16};
    assert_int_equal(ta_raster_open(FOLDER "/mine.tif", &raster, &err), TA_OK);
    assert_int_equal(rename(FOLDER "/other.tif", FOLDER "/mine.tif"), 0);
    assert_int_equal(ta_raster_read(raster, 1, &window, &room, &err), TA_OK);
    assert_int_equal(out[0], (uint16_t)(16 * SIDE + 16));
    ta_raster_close(raster);
}

static void the_header_says_place_blocks_and_no_data(void **state)
{
    (void)state;
    static int64_t pixels[CELLS];
    struct ta_grid grid = ta_utm_grid(SIDE, SIDE);
    struct ta_write_pixels memory = {TA_PIXEL_INT64, SIDE, SIDE,
                                     (const void *[]){pixels}};
    struct ta_write_band words = {"biomass", "t ha-1", 0.5, -3.0};
    struct ta_write spec = {.path = FOLDER "/head.tif",
                            .grid = grid,
                            .type = TA_PIXEL_INT64,
                            .n_bands = 1,
                            .band = &words,
                            .has_nodata = true,
                            .nodata = {INT64_C(2397083434877565865), 0},
                            .tile = 32,
                            .self = &memory,
                            .fill = ta_write_from_memory};
    struct ta_error err = {0};
    assert_int_equal(ta_raster_write(&spec, &err), TA_OK);

    struct ta_raster *raster = NULL;
    struct ta_raster_band band;
    assert_int_equal(ta_raster_open(FOLDER "/head.tif", &raster, &err), TA_OK);
    assert_int_equal(ta_raster_band(raster, 1, &band, &err), TA_OK);
    const struct ta_grid *found = ta_raster_grid(raster);
    assert_true(found->cols == SIDE && found->rows == SIDE);
    assert_memory_equal(found->affine, grid.affine, sizeof grid.affine);
    assert_true(ta_crs_same(found->crs, TA_UTM));
    assert_false(ta_crs_same(found->crs, "EPSG:32651"));
    assert_int_equal(band.type, TA_PIXEL_INT64);
    assert_true(band.block_cols == 32 && band.block_rows == 32);
    assert_true(band.has_nodata && band.nodata.whole == INT64_C(2397083434877565865));
    assert_true(band.scale == 0.5 && band.offset == -3.0);
    struct ta_raster *bands = NULL;
    double line[2];
    assert_int_equal(ta_raster_open_bands(FOLDER "/head.tif", &bands, &err), TA_OK);
    assert_int_equal(ta_raster_line(bands, 1, line, &err), TA_OK);
    assert_true(line[0] == 0.5 && line[1] == -3.0);
    assert_int_equal(ta_raster_line(bands, 2, line, &err), TA_E_DATA);
    assert_null(ta_raster_grid(bands)->crs);
    assert_true(ta_raster_grid(bands)->cols == SIDE);
    ta_raster_close(bands);
    assert_int_equal(ta_raster_band(raster, 2, &band, &err), TA_E_DATA);
    ta_raster_close(raster);
}

/* Pixels that do not compress, so that each cut takes some away. */
static void make_noise(const char *path, enum ta_pack pack)
{
    static uint16_t pixels[CELLS];
    uint32_t x = 12345;
    for (int i = 0; i < CELLS; i++) {
        x = x * 1664525u + 1013904223u;
        pixels[i] = (uint16_t)(x >> 16);
    }
    struct ta_write_pixels memory = {TA_PIXEL_UINT16, SIDE, SIDE,
                                     (const void *[]){pixels}};
    struct ta_write spec = {.path = path,
                            .grid = ta_utm_grid(SIDE, SIDE),
                            .type = TA_PIXEL_UINT16,
                            .n_bands = 1,
                            .tile = 16,
                            .pack = pack,
                            .self = &memory,
                            .fill = ta_write_from_memory};
    struct ta_error err = {0};
    assert_int_equal(ta_raster_write(&spec, &err), TA_OK);
}

static void a_truncated_file_is_an_error_not_zeros(void **state)
{
    (void)state;
    for (enum ta_pack pack = TA_PACK_SMALL; pack <= TA_PACK_NONE; pack++) {
        char *bytes = NULL;
        size_t size = 0;
        struct ta_error err = {0};
        make_noise(FOLDER "/noise.tif", pack);
        assert_int_equal(
            ta_file_read(FOLDER "/noise.tif", 1 << 20, &bytes, &size, &err), TA_OK);
        for (size_t cut = 1; cut < 10; cut++) {
            struct ta_raster *raster = NULL;
            static uint16_t out[CELLS];
            struct ta_window all = {0, 0, SIDE, SIDE};
            struct ta_pixel_room room = {out, SIDE, SIDE};
            assert_int_equal(
                ta_file_write(FOLDER "/cut.tif", bytes, size * cut / 10, 0644, &err),
                TA_OK);
            enum ta_status rc = ta_raster_open(FOLDER "/cut.tif", &raster, &err);
            if (rc == TA_OK) rc = ta_raster_read(raster, 1, &all, &room, &err);
            assert_int_equal(rc, TA_E_DATA);
            assert_non_null(strstr(err.text, "cut.tif"));
            ta_raster_close(raster);
        }
        ta_free(bytes);
    }
}

static void a_flipped_byte_in_a_deflated_block_is_an_error(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t size = 0;
    struct ta_error err = {0};
    make_noise(FOLDER "/noise.tif", false);
    assert_int_equal(ta_file_read(FOLDER "/noise.tif", 1 << 20, &bytes, &size, &err),
                     TA_OK);
    bytes[size / 2] = (char)(bytes[size / 2] ^ 0x10);
    assert_int_equal(ta_file_write(FOLDER "/flip.tif", bytes, size, 0644, &err), TA_OK);
    ta_free(bytes);
    struct ta_raster *raster = NULL;
    static uint16_t out[CELLS];
    struct ta_window all = {0, 0, SIDE, SIDE};
    struct ta_pixel_room room = {out, SIDE, SIDE};
    assert_int_equal(ta_raster_open(FOLDER "/flip.tif", &raster, &err), TA_OK);
    assert_int_equal(ta_raster_read(raster, 1, &all, &room, &err), TA_E_DATA);
    ta_raster_close(raster);
}

/* A file beside the raster that claims another no-data value. */
static void sidecars_are_not_looked_at(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct ta_raster *raster = NULL;
    struct ta_raster_band band;
    make_noise(FOLDER "/alone.tif", false);
    write_text(FOLDER "/alone.tif.aux.xml",
               "<PAMDataset><PAMRasterBand "
               "band=\"1\"><NoDataValue>7</NoDataValue></PAMRasterBand></PAMDataset>");
    assert_int_equal(ta_raster_open(FOLDER "/alone.tif", &raster, &err), TA_OK);
    assert_int_equal(ta_raster_band(raster, 1, &band, &err), TA_OK);
    assert_false(band.has_nodata);
    ta_raster_close(raster);
}

static void a_file_that_cannot_be_written_leaves_the_old_one(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct ta_write_pixels memory = {TA_PIXEL_UINT8, 1, 1, (const void *[]){"x"}};
    struct ta_write spec = {.path = FOLDER "/no/such/folder.tif",
                            .grid = ta_utm_grid(1, 1),
                            .type = TA_PIXEL_UINT8,
                            .n_bands = 1,
                            .self = &memory,
                            .fill = ta_write_from_memory};
    assert_int_equal(ta_raster_write(&spec, &err), TA_E_IO);
    spec.path = FOLDER "/crs.tif";
    spec.grid.crs = "/etc/passwd";
    assert_int_equal(ta_raster_write(&spec, &err), TA_E_ARG);
    assert_int_not_equal(access(spec.path, F_OK), 0);
}

static int setup(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_plain_local_rasters_are_opened),
        cmocka_unit_test(an_absurd_header_costs_nothing),
        cmocka_unit_test(what_was_written_is_read),
        cmocka_unit_test(blocks_read_past_gdal_are_those_it_reads),
        cmocka_unit_test(a_file_put_in_its_place_is_not_mixed_in),
        cmocka_unit_test(the_header_says_place_blocks_and_no_data),
        cmocka_unit_test(a_truncated_file_is_an_error_not_zeros),
        cmocka_unit_test(a_flipped_byte_in_a_deflated_block_is_an_error),
        cmocka_unit_test(sidecars_are_not_looked_at),
        cmocka_unit_test(a_file_that_cannot_be_written_leaves_the_old_one),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
