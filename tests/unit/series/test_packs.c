/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_folder.h"

#include "series/h5_column.h"

#define FOLDER TA_BINARY_DIR "/packs.tmp"
#define PATH FOLDER "/columns.h5"

enum { ROWS = 5000, PACK_BYTES = 4096 };

static const struct ta_h5_column number = {"number", "row", TA_H5_F64,
                                           .long_name = "smooth"},
                                 noise = {"noise", "row", TA_H5_I64,
                                          .long_name = "cannot be deflated"},
                                 count = {"count", "row", TA_H5_I32,
                                          .long_name = "four bytes"},
                                 flag = {"flag", "row", TA_H5_U8,
                                         .long_name = "one byte"};

static double numbers[ROWS];
static int64_t noises[ROWS];
static int32_t counts[ROWS];
static unsigned char flags[ROWS];
static struct ta_error err;

static int make(void **state)
{
    (void)state;
    uint64_t x = 1;
    for (int i = 0; i < ROWS; i++) {
        x ^= x << 13, x ^= x >> 7, x ^= x << 17; /* Marsaglia's xorshift */
        numbers[i] = i / 8 + 0.5;
        noises[i] = (int64_t)x;
        counts[i] = -i / 3;
        flags[i] = (unsigned char)(i % 7);
    }
    if (ta_test_folder(FOLDER) != 0) return -1;
    struct ta_h5 file = {0};
    ta_h5_lock();
    bool made = ta_h5_create(PATH, PACK_BYTES, &file, &err) == TA_OK &&
                ta_h5_dimension(&file, "row", ROWS, &err) == TA_OK &&
                ta_h5_write(&file, &number, ROWS, numbers, &err) == TA_OK &&
                ta_h5_write(&file, &noise, ROWS, noises, &err) == TA_OK &&
                ta_h5_write(&file, &count, ROWS, counts, &err) == TA_OK &&
                ta_h5_write(&file, &flag, ROWS, flags, &err) == TA_OK &&
                ta_h5_close(&file, &err) == TA_OK;
    ta_h5_drop(&file);
    ta_h5_unlock();
    return made ? 0 : -1;
}

/* Slices that begin and end everywhere in packs, on one open column and back and forth. */
static void assert_slices(const struct ta_h5_column *column, const void *wanted)
{
    static const size_t slice[][2] = {{0, ROWS}, {511, 2},    {512, 512}, {513, 3},
                                      {4999, 1}, {100, 4800}, {1, 7},     {0, 0}};
    static unsigned char found[ROWS * 8];
    size_t size = ta_h5_element(column);
    struct ta_h5 file = {0};
    struct ta_h5_reader reader = {0};
    ta_h5_lock();
    assert_int_equal(ta_h5_open(PATH, &file, &err), TA_OK);
    assert_int_equal(ta_h5_column_open(&file, column, &reader, &err), TA_OK);
    assert_int_equal(reader.n, ROWS);
    assert_non_null(reader.packs);
    for (size_t i = 0; i < sizeof slice / sizeof *slice; i++) {
        size_t first = slice[i][0], n = slice[i][1];
        memset(found, 0xee, sizeof found);
        assert_int_equal(ta_h5_column_read(&reader, first, n, found, &err), TA_OK);
        assert_memory_equal(found, (const char *)wanted + first * size, n * size);
        assert_true(n == ROWS || found[n * size] == 0xee);
    }
    assert_int_equal(ta_h5_column_read(&reader, ROWS - 1, 2, found, &err), TA_E_DATA);
    ta_h5_column_close(&reader);
    ta_h5_drop(&file);
    ta_h5_unlock();
}

static void any_slice_of_a_column_is_what_was_written(void **state)
{
    (void)state;
    assert_slices(&number, numbers);
    assert_slices(&count, counts);
    assert_slices(&flag, flags);
}

/* A filter is left out of a pack that it does not make smaller. */
static void packs_that_could_not_be_deflated_are_read(void **state)
{
    (void)state;
    assert_slices(&noise, noises);
}

/* Rows of a column as HDF5's own filters undo its packs, check sums included. */
static void assert_hdf5_reads(const struct ta_h5_column *column, size_t n,
                              const void *wanted)
{
    static unsigned char found[ROWS * 8];
    struct ta_h5 file = {0};
    ta_h5_lock();
    assert_int_equal(ta_h5_open(PATH, &file, &err), TA_OK);
    hid_t object = H5Dopen2(file.id, column->name, H5P_DEFAULT);
    hid_t type = ta_h5_memory_type(column->type);
    memset(found, 0xee, sizeof found);
    assert_true(H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, found) >= 0);
    ta_h5_drop_type(type);
    assert_memory_equal(found, wanted, n * ta_h5_element(column));
    assert_true(H5Dclose(object) >= 0);
    ta_h5_drop(&file);
    ta_h5_unlock();
}

static void what_is_packed_here_is_read_by_hdf5(void **state)
{
    (void)state;
    assert_hdf5_reads(&number, ROWS, numbers);
    assert_hdf5_reads(&noise, ROWS, noises);
    assert_hdf5_reads(&count, ROWS, counts);
    assert_hdf5_reads(&flag, ROWS, flags);
}

/* HDF5 tells sums of 65535 from those of 0, though they are the same modulo 65535. */
static void sums_are_folded_as_hdf5_folds_them(void **state)
{
    (void)state;
    static const unsigned char ends[][2] = {{0xff, 0xff}, {0, 0}, {0xff, 0}};
    static const struct ta_h5_column pair = {"pair", "two", TA_H5_U8,
                                             .long_name = "too few to be deflated"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_int_equal(ta_test_folder(FOLDER), 0);
        struct ta_h5 file = {0};
        ta_h5_lock();
        assert_int_equal(ta_h5_create(PATH, PACK_BYTES, &file, &err), TA_OK);
        assert_int_equal(ta_h5_dimension(&file, "two", 2, &err), TA_OK);
        assert_int_equal(ta_h5_write(&file, &pair, 2, ends[i], &err), TA_OK);
        assert_int_equal(ta_h5_close(&file, &err), TA_OK);
        ta_h5_unlock();
        assert_hdf5_reads(&pair, 2, ends[i]);
    }
}

/* What is undone here and what HDF5 undoes are held to the same check sum. */
static void a_damaged_pack_is_refused_by_its_check_sum(void **state)
{
    (void)state;
    struct ta_h5 file = {0};
    struct ta_h5_reader reader = {0};
    double found[ROWS];
    ta_h5_lock();
    assert_int_equal(ta_h5_open(PATH, &file, &err), TA_OK);
    assert_int_equal(ta_h5_column_open(&file, &number, &reader, &err), TA_OK);
    const hsize_t second = 512;
    haddr_t at = 0;
    hsize_t size = 0;
    unsigned filters = 0;
    assert_true(H5Dget_chunk_info_by_coord(reader.id, &second, &filters, &at, &size) >=
                0);
    ta_h5_column_close(&reader);
    ta_h5_drop(&file);

    FILE *raw = fopen(PATH, "r+b");
    assert_non_null(raw);
    assert_int_equal(fseek(raw, (long)(at + size - 1), SEEK_SET), 0);
    int last = fgetc(raw);
    assert_int_equal(fseek(raw, -1, SEEK_CUR), 0);
    assert_int_equal(fputc(last ^ 1, raw), last ^ 1);
    assert_int_equal(fclose(raw), 0);

    assert_int_equal(ta_h5_open(PATH, &file, &err), TA_OK);
    assert_int_equal(ta_h5_read(&file, &number, 0, 512, found, &err), TA_OK);
    assert_int_equal(ta_h5_read(&file, &number, 0, 513, found, &err), TA_E_DATA);
    assert_int_equal(ta_h5_read(&file, &number, 1024, 512, found, &err), TA_OK);
    ta_h5_drop(&file);
    ta_h5_unlock();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(any_slice_of_a_column_is_what_was_written, make),
        cmocka_unit_test_setup(packs_that_could_not_be_deflated_are_read, make),
        cmocka_unit_test_setup(what_is_packed_here_is_read_by_hdf5, make),
        cmocka_unit_test_setup(sums_are_folded_as_hdf5_folds_them, make),
        cmocka_unit_test_setup(a_damaged_pack_is_refused_by_its_check_sum, make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
