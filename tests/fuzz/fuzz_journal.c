/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_journal.c  Any bytes as a segment of the journal and as dead letters, by name and by head;
 *  with an odd first byte, as bodies in whole frames. */
#include "ta_fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "ingest/dead.h"
#include "ingest/journal.h"
#include "ingest/quota.h"

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    size_t *sum = self;
    (void)err;
    for (size_t i = 0; i < message->topic.size; i++)
        *sum += (unsigned char)message->topic.bytes[i];
    for (size_t i = 0; i < message->bytes.size; i++)
        *sum += (unsigned char)message->bytes.bytes[i];
    return TA_OK;
}

static enum ta_status on_passed(void *self, const struct ta_journal_passed *passed,
                                struct ta_error *err)
{
    size_t *sum = self;
    (void)err;
    assert(passed->outcome < TA_OUTCOME_COUNT);
    for (size_t i = 0; i < passed->topic.size; i++)
        *sum += (unsigned char)passed->topic.bytes[i];
    return TA_OK;
}

/* What is no state of quotas counts nothing, and one that was read can be written. */
static void on_quota(void *self, struct ta_view used)
{
    size_t *sum = self;
    struct ta_text saved = {0};
    struct ta_quota *quota = ta_quota_new((struct ta_quota_limits){1, 1});
    assert(quota != NULL);
    ta_quota_restore(quota, used);
    ta_quota_save(quota, &saved);
    *sum += saved.size;
    ta_text_free(&saved);
    ta_quota_free(quota);
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    size_t *sum = self;
    (void)path;
    assert(why[0] != '\0');
    *sum += at + size + lost;
}

static enum ta_status on_form(void *self, const struct ta_letter_form *form,
                              struct ta_error *err)
{
    size_t *sum = self;
    (void)err;
    *sum += form->format.size + form->mapping.size + form->head.size;
    return TA_OK;
}

static enum ta_status on_letter(void *self, const struct ta_letter *letter,
                                struct ta_error *err)
{
    size_t *sum = self;
    (void)err;
    assert(letter->outcome < TA_OUTCOME_COUNT);
    for (size_t i = 0; i < letter->bytes.size; i++)
        *sum += (unsigned char)letter->bytes.bytes[i];
    return TA_OK;
}

static void read_as(const char *path)
{
    size_t sum = 0, faults = 0;
    const struct ta_journal_sink sink = {.self = &sum,
                                         .message = on_message,
                                         .fault = on_fault,
                                         .passed = on_passed,
                                         .quota = on_quota};
    const struct ta_dead_sink dead = {&sum, on_form, on_letter};
    struct ta_error err;
    enum ta_status rc = ta_journal_read(path, false, &sink, &err);
    assert(rc == TA_OK || rc == TA_E_DATA);
    rc = ta_dead_read(path, &dead, &faults, &err);
    assert(rc == TA_OK || rc == TA_E_DATA);
    volatile size_t kept = sum;
    (void)kept;
}

static const struct ta_frame_key key = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};

static void write_file(const char *path, const void *bytes, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert(file >= 0 && write(file, bytes, size) == (ssize_t)size && close(file) == 0);
}

/* Whole frames around the bytes, three bodies. */
static void write_frames(const char *path, const uint8_t *bytes, size_t size)
{
    struct ta_text text = {0};
    ta_frame_file_head(&key, &text);
    for (size_t i = 0; i < 3; i++) {
        size_t from = size * i / 3, to = size * (i + 1) / 3;
        ta_frame_add(&key, i, (struct ta_view){(const char *)bytes + from, to - from},
                     &text);
    }
    assert(!text.failed);
    write_file(path, text.bytes, text.size);
    ta_text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char stem[64], named[TA_FRAME_NAME];
    if (size == 0) return 0;
    (void)snprintf(stem, sizeof stem, "fuzz-journal-%ld", (long)getpid());
    ta_frame_name(stem, &key, "journal", named);
    if (bytes[0] % 2 == 0)
        write_file(named, bytes + 1, size - 1);
    else
        write_frames(named, bytes + 1, size - 1);
    read_as(named);
    assert(rename(named, stem) == 0);
    read_as(stem);
    assert(unlink(stem) == 0);
    return 0;
}
