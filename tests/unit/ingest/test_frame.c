/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "ingest/frame.h"

enum { FRAMES = 200 };

static struct ta_frame_key key;
static struct ta_text file;
static size_t begin_of[FRAMES + 1];

/* Bodies of many sizes, told apart by their first bytes. */
static size_t body_of(size_t i, char out[600])
{
    size_t size = i * 7 % 590;
    memset(out, (int)('a' + i % 26), size);
    (void)snprintf(out, 600, "%zu:", i);
    return size < 8 ? 8 : size;
}

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < TA_FRAME_KEY; i++) key.bytes[i] = (uint8_t)(i * 37 + 11);
    ta_text_free(&file);
    ta_frame_file_head(&key, &file);
    for (size_t i = 0; i < FRAMES; i++) {
        char body[600] = "";
        size_t size = body_of(i, body);
        begin_of[i] = file.size;
        ta_frame_add(&key, i, (struct ta_view){body, size}, &file);
    }
    begin_of[FRAMES] = file.size;
    return file.failed ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    ta_text_free(&file);
    return 0;
}

/* What a reader finds: whole frames by number, and faulty bytes. */
struct found {
    bool body[FRAMES];
    size_t bodies, faults, faulty_bytes, lost;
};

static struct found read_all(const char *bytes, size_t size,
                             const struct ta_frame_key *named)
{
    struct ta_frame_reader reader;
    struct ta_frame frame;
    struct found found = {.bodies = 0};
    char *exact = malloc(size > 0 ? size : 1);
    if (size > 0) memcpy(exact, bytes, size);
    if (ta_frame_begin(exact, size, named, &reader)) {
        for (;;) {
            enum ta_frame_found what = ta_frame_next(&reader, &frame);
            if (what == TA_FRAME_END) break;
            if (what == TA_FRAME_FAULT) {
                found.faults++;
                found.faulty_bytes += frame.size;
                assert_true(frame.size > 0 && frame.why[0] != '\0');
                continue;
            }
            char want[600] = "";
            size_t n = body_of(frame.number, want);
            assert_int_equal(frame.body.size, n);
            assert_memory_equal(frame.body.bytes, want, n);
            assert_false(found.body[frame.number]);
            found.body[frame.number] = true;
            found.bodies++;
            found.lost += frame.lost;
        }
    }
    free(exact);
    return found;
}

static void whole_files_read_back(void **state)
{
    (void)state;
    struct found found = read_all(file.bytes, file.size, NULL);
    assert_int_equal(found.bodies, FRAMES);
    assert_int_equal(found.faults, 0);
    assert_int_equal(found.lost, 0);
}

/* A batch that goes to another segment after all gets that one's heads, and none of the former's. */
static void frames_made_where_they_stand_are_the_same(void **state)
{
    (void)state;
    static const char no_head[TA_FRAME_HEAD];
    struct ta_frame_key other = key;
    other.bytes[0] ^= 1;
    struct ta_text made = {0};
    for (size_t i = 3; i < FRAMES; i++) {
        char body[600] = "";
        size_t at = made.size, size = body_of(i, body);
        ta_text_add_bytes(&made, no_head, sizeof no_head);
        ta_text_add_bytes(&made, body, size);
        ta_frame_leave(made.bytes + at, size);
    }
    ta_frame_heads(&other, 77, made.bytes, made.size);
    assert_memory_not_equal(made.bytes, file.bytes + begin_of[3], TA_FRAME_HEAD);
    ta_frame_heads(&key, 3, made.bytes, made.size);
    assert_int_equal(made.size, file.size - begin_of[3]);
    assert_memory_equal(made.bytes, file.bytes + begin_of[3], made.size);
    ta_text_free(&made);
}

static void a_file_cut_anywhere_keeps_its_whole_frames(void **state)
{
    (void)state;
    for (size_t cut = 0; cut <= file.size; cut++) {
        size_t whole = 0;
        while (whole < FRAMES && begin_of[whole + 1] <= cut) whole++;
        if (cut < TA_FRAME_FILE_HEAD) whole = 0;
        struct found found = read_all(file.bytes, cut, &key);
        assert_int_equal(found.bodies, whole);
        bool edge = cut == begin_of[whole] || cut == 0;
        assert_int_equal(found.faults, edge ? 0 : 1);
    }
}

static void a_flipped_bit_costs_one_frame_and_is_named(void **state)
{
    (void)state;
    char *copy = malloc(file.size);
    memcpy(copy, file.bytes, file.size);
    for (size_t at = 0; at < file.size; at += 3) {
        copy[at] = (char)(copy[at] ^ (1 << (at % 8)));
        struct found found = read_all(copy, file.size, &key);
        size_t hit = 0;
        while (hit < FRAMES && begin_of[hit + 1] <= at) hit++;
        if (at < TA_FRAME_FILE_HEAD) {
            assert_int_equal(found.bodies, FRAMES); /* the name has the key */
        } else {
            assert_int_equal(found.bodies, FRAMES - 1);
            assert_false(found.body[hit]);
            assert_int_equal(found.faulty_bytes, begin_of[hit + 1] - begin_of[hit]);
            assert_int_equal(found.lost, hit == FRAMES - 1 ? 0 : 1);
        }
        assert_int_equal(found.faults, 1);
        copy[at] = file.bytes[at];
    }
    free(copy);
}

static void blank_stretches_and_missing_frames_are_told(void **state)
{
    (void)state;
    char *copy = malloc(file.size + 4096);
    size_t cut = begin_of[50], rest = begin_of[60];
    memcpy(copy, file.bytes, cut);
    memset(copy + cut, 0, 4096);
    memcpy(copy + cut + 4096, file.bytes + rest, file.size - rest);
    struct found found = read_all(copy, file.size - (rest - cut) + 4096, NULL);
    assert_int_equal(found.bodies, FRAMES - 10);
    assert_int_equal(found.faulty_bytes, 4096);
    assert_int_equal(found.lost, 10);
    free(copy);
}

/* A device sends frames: of another file, or of this one but for the key. */
static void a_payload_never_passes_for_a_frame(void **state)
{
    (void)state;
    struct ta_frame_key other = key;
    other.bytes[5] ^= 1;
    struct ta_text forged = {0}, host = {0};
    ta_frame_add(&other, 1, (struct ta_view){"forged", 6}, &forged);
    ta_frame_file_head(&key, &host);
    ta_frame_add(&key, 0, (struct ta_view){forged.bytes, forged.size}, &host);
    host.bytes[TA_FRAME_FILE_HEAD + 4] ^= 1; /* its own frame is damaged */
    struct ta_frame_reader reader;
    struct ta_frame frame;
    assert_true(ta_frame_begin(host.bytes, host.size, NULL, &reader));
    assert_int_equal(ta_frame_next(&reader, &frame), TA_FRAME_FAULT);
    assert_int_equal(ta_frame_next(&reader, &frame), TA_FRAME_END);
    ta_text_free(&forged);
    ta_text_free(&host);
}

static void names_carry_the_key(void **state)
{
    (void)state;
    char name[TA_FRAME_NAME];
    struct ta_frame_key back, fresh[2];
    ta_frame_name("00000007", &key, "journal", name);
    assert_true(ta_frame_name_key(name, &back));
    assert_memory_equal(back.bytes, key.bytes, TA_FRAME_KEY);
    assert_false(ta_frame_name_key("00000007.journal", &back));
    assert_false(ta_frame_name_key("7-zz.journal", &back));
    assert_false(ta_frame_name_key("", &back));
    ta_frame_key_new(&fresh[0]);
    ta_frame_key_new(&fresh[1]);
    assert_memory_not_equal(fresh[0].bytes, fresh[1].bytes, TA_FRAME_KEY);
    struct ta_frame_reader reader;
    assert_false(ta_frame_begin("none", 4, NULL, &reader));
    assert_true(ta_frame_begin("none", 4, &key, &reader));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_files_read_back),
        cmocka_unit_test(frames_made_where_they_stand_are_the_same),
        cmocka_unit_test(a_file_cut_anywhere_keeps_its_whole_frames),
        cmocka_unit_test(a_flipped_bit_costs_one_frame_and_is_named),
        cmocka_unit_test(blank_stretches_and_missing_frames_are_told),
        cmocka_unit_test(a_payload_never_passes_for_a_frame),
        cmocka_unit_test(names_carry_the_key),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
