/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_folder.h"

#include <hdf5.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "series/observations.h"

#define FOLDER TA_BINARY_DIR "/damage.tmp"
#define PATH FOLDER "/whole.h5"
#define HURT FOLDER "/hurt.h5"

enum { ROWS = 400 };

static struct ta_observation rows[ROWS];
static char *whole;
static size_t whole_size;

static void fill(struct ta_observation *r, int i)
{
    *r = (struct ta_observation){.site = 1 + i / 8,
                                 .processing = "p",
                                 .mask = "scl",
                                 .layer = "ndvi",
                                 .tile = "T1",
                                 .project = "bank",
                                 .chip_sha256 = "",
                                 .unit = "K",
                                 .cell_area_m2 = 100};
    snprintf(r->scene, sizeof r->scene, "c/%d", i % 8);
    r->time = ta_time_of(19000 + i % 8);
    r->stats = (struct ta_stats){i, 2.0 * i, 3.0 * i, sqrt(i), i / 7.0, i};
}

static int make_whole(void **state)
{
    (void)state;
    if (ta_test_folder(FOLDER) != 0) return -1;
    for (int i = 0; i < ROWS; i++) fill(&rows[i], i);
    if (ta_observations_write(PATH, rows, ROWS, NULL) != TA_OK) return -1;
    return ta_file_read(PATH, 1 << 24, &whole, &whole_size, NULL) == TA_OK ? 0 : -1;
}

static int drop_whole(void **state)
{
    (void)state;
    ta_free(whole);
    return 0;
}

static void write_hurt(const void *bytes, size_t size)
{
    FILE *file = fopen(HURT, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* What stands in the padding of texts may change unseen; what is read must not. */
static bool same_rows(const struct ta_observation *back, size_t n)
{
    if (n != ROWS) return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(back[i].scene, rows[i].scene) != 0 || back[i].site != rows[i].site ||
            back[i].time != rows[i].time || strcmp(back[i].layer, "ndvi") != 0 ||
            strcmp(back[i].unit, "K") != 0 ||
            memcmp(&back[i].stats, &rows[i].stats, sizeof rows[i].stats) != 0)
            return false;
    return true;
}

/* Refused with words, or read as it was: never anything else. @return whether refused */
static bool judge(const char *what, size_t where)
{
    struct ta_observation *back = NULL;
    struct ta_error err = {0};
    size_t n = 0;
    enum ta_status rc = ta_observations_read(HURT, &back, &n, &err);
    if (rc == TA_OK) {
        if (!same_rows(back, n))
            fail_msg("%s at %zu: other rows, no complaint", what, where);
        ta_free(back);
    } else {
        assert_true(rc == TA_E_DATA || rc == TA_E_LIMIT);
        assert_non_null(strstr(err.text, "hurt.h5"));
    }
    enum ta_status site = ta_observations_read_site(HURT, "bank", 7, &back, &n, NULL);
    if (site == TA_OK) ta_free(back);
    return rc != TA_OK;
}

static void truncated_files_are_refused(void **state)
{
    (void)state;
    for (size_t size = 0; size < whole_size; size += 1 + whole_size / 200) {
        write_hurt(whole, size);
        if (!judge("cut", size)) fail_msg("took a file cut at %zu", size);
    }
    write_hurt(whole, whole_size - 1);
    assert_true(judge("cut", whole_size - 1));
}

static void no_flipped_bit_changes_a_row_unseen(void **state)
{
    (void)state;
    size_t refused = 0, tried = 0, step = 1 + whole_size / 3000;
    for (size_t i = 0; i < whole_size; i += step, tried++) {
        char flip = (char)(1 << (i * 7 % 8));
        whole[i] = (char)(whole[i] ^ flip);
        write_hurt(whole, whole_size);
        whole[i] = (char)(whole[i] ^ flip);
        refused += judge("flipped bit", i);
    }
    printf("%zu of %zu flipped bits refused, the others touched nothing that is read\n",
           refused, tried);
    assert_true(refused > tried / 10);
}

static void blocks_of_zeros_and_noise_are_refused(void **state)
{
    (void)state;
    enum { BLOCK = 512 };
    char kept[BLOCK];
    uint64_t x = 88172645463325252U;
    for (size_t i = 0; i + BLOCK < whole_size; i += whole_size / 60) {
        memcpy(kept, whole + i, BLOCK);
        for (int noise = 0; noise < 2; noise++) {
            for (size_t k = 0; k < BLOCK; k++) {
                x ^= x << 13, x ^= x >> 7, x ^= x << 17;
                whole[i + k] = noise ? (char)(x & 0x7F) : 0;
            }
            write_hurt(whole, whole_size);
            (void)judge("block", i);
        }
        memcpy(whole + i, kept, BLOCK);
    }
}

static void other_files_are_refused(void **state)
{
    (void)state;
    struct ta_observation *back = NULL;
    struct ta_error err = {0};
    size_t n = 0;
    write_hurt("SQLite format 3", 15);
    assert_true(judge("other", 0));
    assert_int_equal(ta_observations_read(FOLDER "/none.h5", &back, &n, &err),
                     TA_E_NOTFOUND);
    assert_int_equal(ta_observations_read(FOLDER, &back, &n, &err), TA_E_DATA);

    hid_t file = H5Fcreate(HURT, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
    assert_int_equal(ta_observations_read(HURT, &back, &n, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "terrassay_form"));
}

/* A column of ours put in place of the right one: shape, type or packing is wrong. */
static void replace(const char *name, hid_t type, hsize_t rows_of, bool chunked)
{
    write_hurt(whole, whole_size);
    hid_t file = H5Fopen(HURT, H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0 && H5Ldelete(file, name, H5P_DEFAULT) >= 0);
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    hsize_t chunk = rows_of < 100 ? rows_of : 100;
    if (chunked) assert_true(H5Pset_chunk(creation, 1, &chunk) >= 0);
    hid_t space = H5Screate_simple(1, &rows_of, NULL);
    hid_t object =
        H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    assert_true(object >= 0);
    if (rows_of <= ROWS) {
        static const char zeros[ROWS * 8];
        H5Dwrite(object, H5T_NATIVE_CHAR, H5S_ALL, H5S_ALL, H5P_DEFAULT, zeros);
    }
    H5Dclose(object);
    H5Sclose(space);
    H5Pclose(creation);
    H5Fclose(file);
}

static void columns_that_are_not_ours_are_refused(void **state)
{
    (void)state;
    replace("mean", H5T_IEEE_F32LE, ROWS, true);
    assert_true(judge("float32", 0));
    replace("mean", H5T_IEEE_F64LE, ROWS - 1, true);
    assert_true(judge("short", 0));
    replace("mean", H5T_IEEE_F64LE, ROWS, false);
    assert_true(judge("contiguous", 0));
    replace("time", H5T_STD_I64LE, (hsize_t)1 << 40, true); /* a terabyte of nothing */
    assert_true(judge("bomb", 0));
    replace("row_start", H5T_STD_I64LE, 50, true); /* all sites begin at row 0 */
    assert_true(judge("index", 0));
    replace("layer_index", H5T_STD_U32LE, ROWS, true);
    assert_true(judge("unsigned", 0));

    write_hurt(whole, whole_size);
    hid_t file = H5Fopen(HURT, H5F_ACC_RDWR, H5P_DEFAULT);
    H5Ldelete(file, "mean", H5P_DEFAULT);
    H5Lcreate_external(PATH, "mean", file, "mean", H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
    assert_true(judge("external link", 0));
}

int main(void)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(truncated_files_are_refused),
        cmocka_unit_test(no_flipped_bit_changes_a_row_unseen),
        cmocka_unit_test(blocks_of_zeros_and_noise_are_refused),
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(columns_that_are_not_ours_are_refused),
    };
    return cmocka_run_group_tests(tests, make_whole, drop_whole);
}
