/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_journal.c  A segment damaged at random: every whole message comes out, once and in order,
 *  none that nobody wrote, and all other bytes are named. */
#include "ta_property.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/frame.h"
#include "ingest/journal.h"
#include "ta_test_folder.h"

enum { MESSAGES = 40, BODY = 700, ROOM = MESSAGES * (BODY + 128), DAMAGES = 20 };

static const char folder[] = TA_BINARY_DIR "/test-prop-journal";

struct piece {
    unsigned char byte[2 * ROOM];
    size_t n;
};

struct written {
    size_t at[MESSAGES], size[MESSAGES], n;
    struct piece whole;
    char path[512];
};

static struct written written;
static struct piece damaged;

/* --- writing ------------------------------------------------------------------------------------ */

/* Numbered by its time of receipt. */
static void write_messages(struct ta_random_stream *r, size_t n)
{
    static char bytes[BODY];
    const struct ta_journal_options options = {folder, 1 << 30, 0};
    struct ta_journal *j = NULL;
    assert_int_equal(ta_journal_open(&options, &j, NULL), TA_OK);
    for (size_t i = 0; i < n; i++) {
        size_t size = ta_random_below(r, 3) == 0 ? ta_random_below(r, BODY)
                                                 : ta_random_below(r, 40);
        for (size_t k = 0; k < size; k++) bytes[k] = (char)ta_random_below(r, 3);
        const struct ta_journal_message m = {.received = (ta_time_us)i,
                                             .topic = {"ta/v1/p/d/json", 14},
                                             .bytes = {bytes, size}};
        assert_int_equal(ta_journal_add(j, &m, NULL), TA_OK);
    }
    assert_int_equal(ta_journal_commit(j, NULL), TA_OK);
    ta_journal_close(j);
}

static void read_whole(void)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0, size = 0;
    char *bytes = NULL;
    assert_int_equal(ta_journal_list(folder, &segment, &n, NULL), TA_OK);
    assert_int_equal(n, 1);
    (void)snprintf(written.path, sizeof written.path, "%s/%s", folder, segment[0].name);
    ta_free(segment);
    assert_int_equal(ta_file_read(written.path, ROOM, &bytes, &size, NULL), TA_OK);
    written.whole.n = size;
    memcpy(written.whole.byte, bytes, size);
    ta_free(bytes);
    written.n = 0;
    for (size_t at = TA_FRAME_FILE_HEAD; at < size; written.n++) {
        const unsigned char *sized = written.whole.byte + at + 4;
        written.at[written.n] = at;
        written.size[written.n] = TA_FRAME_HEAD + sized[0] + 256U * sized[1];
        at += written.size[written.n];
    }
}

/* --- damage ------------------------------------------------------------------------------------- */

static void move(size_t to, size_t from)
{
    size_t n = damaged.n - from;
    memmove(damaged.byte + to, damaged.byte + from, n);
    damaged.n = to + n;
}

static void damage(struct ta_random_stream *r)
{
    size_t at = ta_random_below(r, damaged.n);
    size_t n = 1 + ta_random_below(r, ta_random_below(r, 2) == 0 ? 8 : 600);
    if (n > damaged.n - at) n = damaged.n - at;
    switch (ta_random_below(r, 6)) {
    case 0: damaged.byte[at] ^= (unsigned char)(1U << ta_random_below(r, 8)); break;
    case 1: damaged.n = at > 0 ? at : 1; break; /* cut off */
    case 2:                                     /* blocks that never came */
        for (size_t i = 0; i < n; i++) damaged.byte[at + i] = 0;
        break;
    case 3:
        for (size_t i = 0; i < n; i++)
            damaged.byte[at + i] = (unsigned char)ta_random_below(r, 256);
        break;
    case 4:
        if (n < damaged.n) move(at, at + n);
        break;
    default:
        if (damaged.n + n > sizeof damaged.byte) break;
        move(at + n, at);
        for (size_t i = 0; i < n; i++)
            damaged.byte[at + i] = (unsigned char)ta_random_below(r, 256);
    }
}

/* --- judging ------------------------------------------------------------------------------------ */

struct seen {
    size_t n, message[MESSAGES], bytes;
    bool head; /* was named */
    uint64_t lost;
};

static enum ta_status on_message(void *self, const struct ta_journal_message *m,
                                 struct ta_error *err)
{
    struct seen *seen = self;
    (void)err;
    assert_true(seen->n < MESSAGES && m->received >= 0 && m->received < MESSAGES);
    seen->message[seen->n++] = (size_t)m->received;
    return TA_OK;
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    struct seen *seen = self;
    (void)path;
    if (at == 0 && strstr(why, "head") != NULL)
        seen->head = true;
    else
        seen->bytes += size;
    seen->lost += lost;
}

/* Where these bytes of the whole file stand; -1: nowhere. Each frame has a number and a check of its own. */
static long find_piece(size_t at, size_t size)
{
    for (size_t i = 0; i + size <= damaged.n; i++)
        if (memcmp(damaged.byte + i, written.whole.byte + at, size) == 0)
            return (long)i;
    return -1;
}

static void judge(void)
{
    const struct ta_journal_sink sink = {
        .self = &(struct seen){.n = 0}, .message = on_message, .fault = on_fault};
    const struct seen *seen = sink.self;
    int file = open(written.path, O_WRONLY | O_TRUNC);
    assert_true(file >= 0);
    assert_int_equal(write(file, damaged.byte, damaged.n), damaged.n);
    close(file);
    assert_int_equal(ta_journal_read(written.path, false, &sink, NULL), TA_OK);
    size_t n = 0, bytes = 0, behind = 0;
    for (size_t i = 0; i < written.n; i++) {
        if (find_piece(written.at[i], written.size[i]) < 0) continue;
        assert_true(n < seen->n);
        assert_int_equal(seen->message[n], i);
        bytes += written.size[i];
        behind = i + 1 - ++n; /* missing before the last whole one */
    }
    assert_int_equal(seen->n, n);
    assert_int_equal(seen->lost, behind);
    bool head = find_piece(0, TA_FRAME_FILE_HEAD) == 0;
    assert_int_equal(seen->head, !head);
    assert_int_equal(seen->bytes + bytes + (head ? TA_FRAME_FILE_HEAD : 0), damaged.n);
}

static void whole_messages_come_out_of_damage(struct ta_random_stream *r)
{
    assert_int_equal(ta_test_folder(folder), 0);
    write_messages(r, 1 + ta_random_below(r, MESSAGES));
    read_whole();
    for (int i = 0; i < DAMAGES; i++) {
        damaged = written.whole;
        for (size_t k = 1 + ta_random_below(r, 4); k > 0; k--) damage(r);
        judge();
    }
}

static void test_damage(void **state)
{
    (void)state;
    ta_for_seeds(100, whole_messages_come_out_of_damage);
    ta_test_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_damage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
