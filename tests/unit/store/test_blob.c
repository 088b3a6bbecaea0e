/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "base/project.h"
#include "store/blob.h"

/* Two parts, the first with a hole. */
static size_t part_ring[] = {0, 2, 3};
static size_t ring_point[] = {0, 4, 8, 12};
static double xy[] = {0, 0, 9, 0, 0,   9,   0, 0, 1, 1, 1,   2,
                      2, 1, 1, 1, -20, -30, 5, 5, 6, 7, -20, -30};
static const struct ta_polygons shape = {2, part_ring, 3, ring_point, 12, xy};

static void header_says_srs_and_box(void **state)
{
    (void)state;
    unsigned char *blob = NULL;
    size_t size = 0;
    assert_int_equal(ta_blob_from_polygons(&shape, &blob, &size, NULL), TA_OK);
    const unsigned char head[8] = {'G', 'P', 0, 3, 0xE6, 0x10, 0, 0};
    assert_memory_equal(blob, head, sizeof head);
    assert_int_equal(size, 8 + 32 + 9 + 2 * 9 + 3 * 4 + 12 * 16);
    const unsigned char multi[9] = {1, 6, 0, 0, 0, 2, 0, 0, 0};
    assert_memory_equal(blob + 40, multi, sizeof multi);

    struct ta_box box;
    bool empty = true;
    assert_int_equal(ta_blob_box(blob, size, &box, &empty), TA_OK);
    assert_false(empty);
    assert_true(box.x_min == -20 && box.x_max == 9);
    assert_true(box.y_min == -30 && box.y_max == 9);
    ta_free(blob);
}

static void parts_meet_a_box_each_by_itself(void **state)
{
    (void)state;
    unsigned char *blob = NULL;
    size_t size = 0;
    assert_int_equal(ta_blob_from_polygons(&shape, &blob, &size, NULL), TA_OK);
    const struct ta_box own = {-20, -30, 9, 9}, first = {7, 7, 8, 8},
                        second = {-20, -30, -19, -29}, between = {-19, 8, -1, 9};
    assert_true(ta_blob_meets(blob, size, &own, &first));
    assert_true(ta_blob_meets(blob, size, &own, &second));
    assert_false(ta_blob_meets(blob, size, &own, &between));
    for (size_t cut = 40; cut < size; cut++) /* then its own box has to do */
        assert_true(ta_blob_meets(blob, cut, &own, &between));
    ta_free(blob);
}

static void nothing_is_empty_and_has_no_box(void **state)
{
    (void)state;
    const struct ta_polygons none = {0};
    unsigned char *blob = NULL;
    size_t size = 0;
    assert_int_equal(ta_blob_from_polygons(&none, &blob, &size, NULL), TA_OK);
    struct ta_box box;
    bool empty = false;
    assert_int_equal(ta_blob_box(blob, size, &box, &empty), TA_OK);
    assert_true(empty);
    assert_true(isnan(box.x_min) && isnan(box.y_max));
    ta_free(blob);
}

static void refused(const struct ta_polygons *broken)
{
    unsigned char *blob = NULL;
    size_t size = 0;
    struct ta_error err = {0};
    assert_int_equal(ta_blob_from_polygons(broken, &blob, &size, &err), TA_E_DATA);
    assert_null(blob);
}

static void rings_that_do_not_hold_are_refused(void **state)
{
    (void)state;
    double open_xy[24], nan_xy[24];
    memcpy(open_xy, xy, sizeof xy);
    memcpy(nan_xy, xy, sizeof xy);
    open_xy[6] = 0.5;
    nan_xy[9] = NAN;
    size_t short_ring[] = {0, 3, 8, 12}, past_end[] = {0, 4, 8, 13};
    size_t back[] = {0, 8, 4, 12}, far_back[] = {0, SIZE_MAX - 1, 8, 12};
    size_t no_ring[] = {0, 0, 3}, other_end[] = {0, 2, 4};
    struct ta_polygons broken[8];
    for (int i = 0; i < 8; i++) broken[i] = shape;
    broken[0].xy = open_xy;
    broken[1].xy = nan_xy;
    broken[2].ring_point = short_ring;
    broken[3].ring_point = past_end;
    broken[4].ring_point = back;
    broken[5].part_ring = no_ring;
    broken[6].part_ring = other_end;
    broken[7].ring_point = far_back;
    for (int i = 0; i < 8; i++) refused(&broken[i]);
}

/* Blobs of other programs: by hand after OGC 12-128r17, 2.1.3. */
static void boxes_of_other_programs_are_read(void **state)
{
    (void)state;
    struct ta_box box;
    bool empty;
    /* big-endian point (2.5, -1) without a box */
    const unsigned char point[] = {'G', 'P',  0,    0x00, 0, 0, 0x10, 0xE6, 0, 0,
                                   0,   0,    1,    0x40, 4, 0, 0,    0,    0, 0,
                                   0,   0xBF, 0xF0, 0,    0, 0, 0,    0,    0};
    assert_int_equal(ta_blob_box(point, sizeof point, &box, &empty), TA_OK);
    assert_true(box.x_min == 2.5 && box.x_max == 2.5 && box.y_min == -1);
    for (size_t cut = 0; cut < sizeof point; cut++)
        assert_int_equal(ta_blob_box(point, cut, &box, &empty), TA_E_DATA);

    /* a line that says no box, a box of a kind that there is not */
    unsigned char line[sizeof point];
    memcpy(line, point, sizeof point);
    line[12] = 2;
    assert_int_equal(ta_blob_box(line, sizeof line, &box, &empty), TA_E_DATA);
    memcpy(line, point, sizeof point);
    line[3] = 0x0A;
    assert_int_equal(ta_blob_box(line, sizeof line, &box, &empty), TA_E_DATA);
    line[3] = 0x02;
    assert_int_equal(ta_blob_box(line, sizeof line, &box, &empty), TA_E_DATA);
}

static void out_of_memory_is_said(void **state)
{
    (void)state;
    unsigned char *blob = NULL;
    size_t size = 0;
    ta_alloc_fail_at(1);
    assert_int_equal(ta_blob_from_polygons(&shape, &blob, &size, NULL), TA_E_NOMEM);
    ta_alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_says_srs_and_box),
        cmocka_unit_test(parts_meet_a_box_each_by_itself),
        cmocka_unit_test(nothing_is_empty_and_has_no_box),
        cmocka_unit_test(rings_that_do_not_hold_are_refused),
        cmocka_unit_test(boxes_of_other_programs_are_read),
        cmocka_unit_test(out_of_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
