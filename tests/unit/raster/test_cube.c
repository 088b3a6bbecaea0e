/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"
#include "ta_test_folder.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "raster/cube.h"
#include "raster/cube_unit.h"

#define FOLDER TA_BINARY_DIR "/test-cube"
enum { ROWS = 4, COLS = 5, STEPS = 3, HEAD_MAX = 4096 };

/** A netCDF classic file (CDF-1) written byte by byte, after the format's specification
 *  (NetCDF User's Guide, appendix B), so that headers may lie. */
struct cdf {
    unsigned char bytes[1 << 16];
    size_t n;
};

enum {
    CDF_INT = 4,
    CDF_CHAR = 2,
    CDF_DOUBLE = 6,
    CDF_DIMS = 10,
    CDF_VARS = 11,
    CDF_ATTS = 12
};

static void put32(struct cdf *f, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        f->bytes[f->n++] = (unsigned char)(v >> shift);
}

static void put_text(struct cdf *f, const char *text)
{
    size_t n = strlen(text);
    put32(f, (uint32_t)n);
    memcpy(f->bytes + f->n, text, n);
    f->n += (n + 3) / 4 * 4;
}

static void put_double(struct cdf *f, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    put32(f, (uint32_t)(bits >> 32));
    put32(f, (uint32_t)bits);
}

static void put_attribute(struct cdf *f, const char *name, const char *text)
{
    put_text(f, name);
    put32(f, CDF_CHAR);
    put_text(f, text);
}

/** What the small file claims. */
struct claims {
    uint32_t steps, rows, cols;
    const char *time_unit, *lat_unit, *rain_unit;
};

static const struct claims honest = {
    STEPS, ROWS, COLS, "hours since 2024-01-01", "degrees_north", "kg m^-2"};

static void put_variable(struct cdf *f, const char *name, size_t n_dims,
                         const uint32_t *dims, const char *unit, uint32_t size,
                         uint32_t *begin)
{
    put_text(f, name);
    put32(f, (uint32_t)n_dims);
    for (size_t i = 0; i < n_dims; i++) put32(f, dims[i]);
    put32(f, CDF_ATTS);
    put32(f, 1);
    put_attribute(f, "units", unit);
    put32(f, CDF_DOUBLE);
    put32(f, size);
    put32(f, *begin);
    *begin += size;
}

static void put_header(struct cdf *f, const struct claims *c)
{
    static const char *const dims[] = {"time", "lat", "lon"};
    const uint32_t size[] = {c->steps, c->rows, c->cols}, all[] = {0, 1, 2};
    uint32_t begin = HEAD_MAX;
    memcpy(f->bytes, "CDF\1", 4);
    f->n = 4;
    put32(f, 0);
    put32(f, CDF_DIMS);
    put32(f, 3);
    for (size_t i = 0; i < 3; i++) {
        put_text(f, dims[i]);
        put32(f, size[i]);
    }
    put32(f, 0);
    put32(f, 0);
    put32(f, CDF_VARS);
    put32(f, 4);
    put_variable(f, "time", 1, all, c->time_unit, STEPS * 8, &begin);
    put_variable(f, "lat", 1, all + 1, c->lat_unit, ROWS * 8, &begin);
    put_variable(f, "lon", 1, all + 2, "degrees_east", COLS * 8, &begin);
    put_variable(f, "rain", 3, all, c->rain_unit, STEPS * ROWS * COLS * 8, &begin);
}

/* Rain of a cell is its column, plus ten times the step; cell (1, 1) has none in step 2. */
static void put_data(struct cdf *f)
{
    f->n = HEAD_MAX;
    for (int i = 0; i < STEPS; i++) put_double(f, i);
    for (int i = 0; i < ROWS; i++) put_double(f, 50.0 - i);
    for (int i = 0; i < COLS; i++) put_double(f, 8.0 + i);
    for (int t = 0; t < STEPS; t++)
        for (int i = 0; i < ROWS * COLS; i++)
            put_double(f, t == 2 && i == COLS + 1 ? 9.9692099683868690e+36
                                                  : i % COLS + 10.0 * t);
}

static size_t write_small(const char *path, const struct claims *claims, size_t bytes)
{
    static struct cdf f;
    struct ta_error err = {0};
    memset(&f, 0, sizeof f);
    put_header(&f, claims);
    assert_true(f.n <= HEAD_MAX);
    put_data(&f);
    if (bytes > f.n) bytes = f.n;
    assert_int_equal(ta_file_write(path, f.bytes, bytes, 0644, &err), TA_OK);
    return f.n;
}

static void square(double x, double y, double w, double h, double xy[10])
{
    const double made[] = {x, y, x + w, y, x + w, y + h, x, y + h, x, y};
    memcpy(xy, made, sizeof made);
}

static enum ta_status look(const char *path, double xy[10],
                           const struct ta_cube_request *request,
                           struct ta_cube_series *out, struct ta_error *err)
{
    size_t part_ring[] = {0, 1}, ring_point[] = {0, 5};
    struct ta_polygons site = {1, part_ring, 1, ring_point, 5, xy};
    struct ta_cube *cube = NULL;
    enum ta_status rc = ta_cube_open(path, NULL, &cube, err);
    if (rc == TA_OK) rc = ta_cube_site(cube, &site, request, out, err);
    ta_cube_close(cube);
    return rc;
}

static const struct ta_cube_request in_mm = {"mm", NULL, 1.0};

static void a_site_gets_the_mean_of_its_cells(void **state)
{
    (void)state;
    double xy[10];
    struct ta_error err = {0};
    struct ta_cube_series s = {0};
    write_small(FOLDER "/rain.nc", &honest, SIZE_MAX);
    square(8.5, 48.6, 2.0, 0.8, xy); /* columns 1 and 2, half each */
    assert_int_equal(look(FOLDER "/rain.nc", xy, &in_mm, &s, &err), TA_OK);
    assert_int_equal(s.reason, TA_OBSERVED);
    assert_string_equal(s.unit, "mm");
    assert_int_equal(s.n, STEPS);
    assert_true(s.time[1] - s.time[0] == INT64_C(3600000000));
    assert_true(s.interval_s == 3600.0);
    assert_near(s.value[0], 1.5, 1e-12, 1); /* 1 kg m-2 is 1 mm */
    assert_near(s.value[1], 11.5, 1e-12, 1);
    assert_true(isnan(s.value[2])); /* cell (1, 1) is missing */
    assert_true(s.share[1] > 0.999999 && s.share[2] > 0.4 && s.share[2] < 0.6);
    ta_cube_series_free(&s);

    struct ta_cube_request half = in_mm;
    half.least_share = 0.4;
    assert_int_equal(look(FOLDER "/rain.nc", xy, &half, &s, &err), TA_OK);
    assert_near(s.value[2], 22.0, 1e-12, 1); /* of what is there */
    ta_cube_series_free(&s);
}

static void off_the_grid_is_said(void **state)
{
    (void)state;
    double xy[10];
    struct ta_error err = {0};
    struct ta_cube_series s = {0};
    write_small(FOLDER "/rain.nc", &honest, SIZE_MAX);
    square(100.0, 10.0, 1.0, 1.0, xy);
    assert_int_equal(look(FOLDER "/rain.nc", xy, &in_mm, &s, &err), TA_OK);
    assert_int_equal(s.reason, TA_OUT_OF_SENSOR);
    assert_int_equal(s.n, 0);
    assert_int_equal(s.cells, 0);
    ta_cube_series_free(&s);
}

static void refused(const char *path, const struct ta_cube_request *request,
                    enum ta_status status, const char *words)
{
    double xy[10];
    struct ta_error err = {0};
    struct ta_cube_series s = {0};
    square(9.0, 48.0, 0.1, 0.1, xy);
    enum ta_status rc = look(path, xy, request, &s, &err);
    if (rc != status) fail_msg("%s: status %d, %s", words, (int)rc, err.text);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static void what_a_file_cannot_say_is_refused(void **state)
{
    (void)state;
    struct claims c = honest;
    struct ta_cube_request wrong = in_mm;
    c.time_unit = "months since 2024-01-01";
    write_small(FOLDER "/months.nc", &c, SIZE_MAX);
    refused(FOLDER "/months.nc", &in_mm, TA_E_DATA, "no variable over time");
    c = honest;
    c.lat_unit = "m";
    write_small(FOLDER "/metres.nc", &c, SIZE_MAX);
    refused(FOLDER "/metres.nc", &in_mm, TA_E_DATA, "no variable over time");
    c = honest;
    c.rain_unit = "degC";
    write_small(FOLDER "/warm.nc", &c, SIZE_MAX);
    refused(FOLDER "/warm.nc", &in_mm, TA_E_DATA, "does not become mm");
    write_small(FOLDER "/rain.nc", &honest, SIZE_MAX);
    wrong.least_share = 0.0;
    refused(FOLDER "/rain.nc", &wrong, TA_E_ARG, "a share of 0");
    refused(FOLDER "/absent.nc", &in_mm, TA_E_NOTFOUND, "absent.nc");
    refused("NETCDF:" FOLDER "/rain.nc:rain", &in_mm, TA_E_NOTFOUND, "NETCDF");
}

/* A header that promises 4 billion rows costs nothing and is refused. */
static void sizes_are_checked_before_memory(void **state)
{
    (void)state;
    struct claims c = honest;
    c.rows = 0x7fffffffu;
    write_small(FOLDER "/tall.nc", &c, SIZE_MAX);
    c = honest;
    c.cols = 0x7ffffff0u;
    write_small(FOLDER "/wide.nc", &c, SIZE_MAX);
    c = honest;
    c.steps = 0x7fffffffu;
    write_small(FOLDER "/long.nc", &c, SIZE_MAX);
    static const char *const path[] = {FOLDER "/tall.nc", FOLDER "/wide.nc",
                                       FOLDER "/long.nc"};
    for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
        struct ta_cube *cube = NULL;
        struct ta_error err = {0};
        assert_true(ta_cube_open(path[i], "rain", &cube, &err) != TA_OK);
        assert_null(cube);
        assert_true(err.text[0] != '\0');
    }
}

/* The netCDF library itself reads zeros there. */
static void a_file_cut_short_is_noticed(void **state)
{
    (void)state;
    double xy[10];
    size_t whole = write_small(FOLDER "/cut.nc", &honest, SIZE_MAX);
    square(8.5, 48.6, 2.0, 0.8, xy);
    for (size_t bytes = 0; bytes < whole; bytes += bytes < HEAD_MAX ? 97 : 8) {
        struct ta_error err = {0};
        struct ta_cube_series s = {0};
        write_small(FOLDER "/cut.nc", &honest, bytes);
        if (look(FOLDER "/cut.nc", xy, &in_mm, &s, &err) == TA_OK)
            fail_msg("%zu bytes of %zu were taken for all", bytes, whole);
    }
}

static void memory_may_fail_anywhere(void **state)
{
    (void)state;
    double xy[10];
    square(8.5, 48.6, 2.0, 0.8, xy);
    write_small(FOLDER "/rain.nc", &honest, SIZE_MAX);
    for (size_t k = 1;; k++) {
        struct ta_error err = {0};
        struct ta_cube_series s = {0};
        ta_alloc_fail_at(k);
        enum ta_status rc = look(FOLDER "/rain.nc", xy, &in_mm, &s, &err);
        ta_alloc_fail_at(0);
        ta_cube_series_free(&s);
        if (rc == TA_OK) break;
        assert_true(k < 100);
    }
}

static void factor_is(const char *from, const char *to, double step, double scale,
                      double offset)
{
    struct ta_cube_factor f;
    char unit[TA_UNIT_SIZE];
    struct ta_error err = {0};
    if (ta_cube_factor(from, to, step, &f, unit, &err) != TA_OK)
        fail_msg("%s", err.text);
    assert_near(f.scale, scale, 1e-12, 1e-12);
    assert_near(f.offset, offset, 1e-12, 1);
    assert_string_equal(unit, to);
}

static void water_by_mass_and_by_rate_becomes_depth(void **state)
{
    (void)state;
    struct ta_cube_factor f;
    char unit[TA_UNIT_SIZE];
    factor_is("kg m^-2", "mm", NAN, 1.0, 0.0);
    factor_is("kg m-2", "mm", NAN, 1.0, 0.0);
    factor_is("m", "mm", NAN, 1000.0, 0.0);
    factor_is("kg m**-2 s**-1", "mm", 3600.0, 3600.0, 0.0);
    factor_is("mm/h", "mm", 1800.0, 0.5, 0.0);
    factor_is("K", "degC", NAN, 1.0, -273.15);
    factor_is("m s-1", "m/s", NAN, 1.0, 0.0);
    assert_int_equal(ta_cube_factor("mm/h", "mm", NAN, &f, unit, NULL), TA_E_DATA);
    assert_int_equal(ta_cube_factor("C", "degC", NAN, &f, unit, NULL), TA_E_DATA);
    assert_int_equal(ta_cube_factor("", "mm", NAN, &f, unit, NULL), TA_E_DATA);
    assert_int_equal(ta_cube_factor("kg m-2", "bushel", NAN, &f, unit, NULL),
                     TA_E_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_site_gets_the_mean_of_its_cells),
        cmocka_unit_test(off_the_grid_is_said),
        cmocka_unit_test(what_a_file_cannot_say_is_refused),
        cmocka_unit_test(sizes_are_checked_before_memory),
        cmocka_unit_test(a_file_cut_short_is_noticed),
        cmocka_unit_test(memory_may_fail_anywhere),
        cmocka_unit_test(water_by_mass_and_by_rate_becomes_depth),
    };
    ta_test_folder(FOLDER);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
