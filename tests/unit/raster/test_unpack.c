/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of numbers out of zlib streams that are made here by hand (RFC 1950 and 1951: stored, not
 * packed), and what is no such block. */
#include "ta_test.h"

#include "base/memory.h"
#include "raster/unpack.h"

enum { MOST = 256 };

/* Room of the unpacker filled with a stream of these bytes. @return its size */
static size_t put(struct ta_unpacker *u, const void *bytes, size_t n)
{
    const uint8_t *in = bytes;
    uint32_t a = 1, b = 0;
    uint8_t *out = ta_unpacker_room(u, n + 11), *at = out;
    assert_non_null(out);
    const uint8_t head[7] = {
        0x78, 0x01, 1, (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)~n, (uint8_t)(~n >> 8)};
    memcpy(at, head, sizeof head);
    memcpy(at + sizeof head, in, n);
    for (size_t i = 0; i < n; i++) {
        a = (a + in[i]) % 65521;
        b = (b + a) % 65521;
    }
    const uint8_t sum[4] = {(uint8_t)(b >> 8), (uint8_t)b, (uint8_t)(a >> 8),
                            (uint8_t)a};
    memcpy(at + sizeof head + n, sum, sizeof sum);
    return n + 11;
}

static void numbers_come_out_as_they_went_in(void **state)
{
    (void)state;
    const double in[6] = {1.5, -2.0, 3e300, 0.0, -0.0, 7.0};
    double out[6] = {0};
    struct ta_unpacker u = {0};
    const struct ta_packed how = {sizeof *in, 3, 2, 2, false};
    size_t size = put(&u, in, sizeof in);
    assert_true(ta_unpack(&u, size, &how, out));
    assert_memory_equal(in, out, sizeof in);
    ta_unpacker_free(&u);
    assert_null(u.stored);
}

/* Sums wrap, and begin anew in each row. */
static void differences_add_up_along_each_row(void **state)
{
    (void)state;
    struct ta_unpacker u = {0};
    const uint8_t small[6] = {250, 10, 255, 7, 0, 249};
    const uint8_t small_sum[6] = {250, 4, 3, 7, 7, 0};
    const uint16_t wide[6] = {65535, 2, 65535, 900, 65436, 1};
    const uint16_t wide_sum[6] = {65535, 1, 0, 900, 800, 801};
    const uint32_t wider[6] = {4294967295U, 1, 5, 70000, 4294967295U, 2};
    const uint32_t wider_sum[6] = {4294967295U, 0, 5, 70000, 69999, 70001};
    uint32_t out[6];
    struct ta_packed how = {1, 3, 2, 2, true};
    assert_true(ta_unpack(&u, put(&u, small, sizeof small), &how, out));
    assert_memory_equal(out, small_sum, sizeof small_sum);
    how.element = 2;
    assert_true(ta_unpack(&u, put(&u, wide, sizeof wide), &how, out));
    assert_memory_equal(out, wide_sum, sizeof wide_sum);
    how.element = 4;
    assert_true(ta_unpack(&u, put(&u, wider, sizeof wider), &how, out));
    assert_memory_equal(out, wider_sum, sizeof wider_sum);
    const uint64_t widest[1] = {1};
    uint64_t one = 0;
    how = (struct ta_packed){8, 1, 1, 1, true}; /* nobody adds these up */
    assert_false(ta_unpack(&u, put(&u, widest, sizeof widest), &how, &one));
    ta_unpacker_free(&u);
}

static void only_a_last_strip_may_be_short(void **state)
{
    (void)state;
    struct ta_unpacker u = {0};
    uint8_t in[MOST] = {0}, out[MOST];
    struct ta_packed how = {1, 5, 4, 2, false};
    for (size_t rows = 1; rows <= 5; rows++) {
        size_t size = put(&u, in, 5 * rows);
        assert_int_equal(ta_unpack(&u, size, &how, out), rows == 2 || rows == 4);
    }
    how.rows_least = 4;
    assert_false(ta_unpack(&u, put(&u, in, 10), &how, out));
    assert_false(ta_unpack(&u, put(&u, in, 19), &how, out));
    assert_false(ta_unpack(&u, put(&u, in, 21), &how, out));
    assert_true(ta_unpack(&u, put(&u, in, 20), &how, out));
    ta_unpacker_free(&u);
}

/* Whichever byte is another one, and wherever it is cut. */
static void damaged_bytes_are_no_block(void **state)
{
    (void)state;
    struct ta_unpacker u = {0};
    const uint16_t in[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint16_t out[8];
    const struct ta_packed how = {sizeof *in, 4, 2, 2, true};
    size_t size = put(&u, in, sizeof in);
    for (size_t i = 0; i < size; i++) {
        uint8_t *bytes = u.stored;
        bytes[i] ^= 0x11;
        assert_false(ta_unpack(&u, size, &how, out));
        bytes[i] ^= 0x11;
        assert_false(ta_unpack(&u, i, &how, out));
    }
    assert_true(ta_unpack(&u, size, &how, out));
    ta_unpacker_free(&u);
}

static void room_grows_or_says_no(void **state)
{
    (void)state;
    struct ta_unpacker u = {0};
    void *first = ta_unpacker_room(&u, 100);
    assert_non_null(first);
    assert_ptr_equal(ta_unpacker_room(&u, 50), first);
    ta_alloc_fail_at(1);
    assert_null(ta_unpacker_room(&u, 200));
    ta_alloc_fail_at(0);
    assert_ptr_equal(ta_unpacker_room(&u, 100), first);
    assert_non_null(ta_unpacker_room(&u, 200));
    ta_unpacker_free(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_out_as_they_went_in),
        cmocka_unit_test(differences_add_up_along_each_row),
        cmocka_unit_test(only_a_last_strip_may_be_short),
        cmocka_unit_test(damaged_bytes_are_no_block),
        cmocka_unit_test(room_grows_or_says_no),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
