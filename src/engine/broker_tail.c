/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/broker_tail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "ingest/archive.h"

/* Of open segments: more than the messages that are remembered mostly take. */
static const uint64_t tail_bytes = 8 << 20;

struct tail {
    struct ta_resent *resent;
    struct ta_quota *quota;
    ta_time_us *newest;
};

/* One that came again stands here twice, with the receipt of the first time, and used the quota once. The long
 * look is for those alone that were received no later than another before them. */
static bool stands_before(const struct tail *t,
                          const struct ta_journal_message *message)
{
    struct ta_journal_message first = *message;
    return message->id != 0 && message->received <= *t->newest &&
           ta_resent_find(t->resent, &first) == TA_RESENT_KNOWN &&
           first.received == message->received;
}

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    const struct tail *t = self;
    (void)err;
    if (!stands_before(t, message))
        ta_quota_used(t->quota, message->received, message->topic, 1,
                      message->bytes.size);
    ta_resent_keep(t->resent, message);
    if (message->received > *t->newest) *t->newest = message->received;
    return TA_OK;
}

/* A retained message is no news, and was not asked for. */
static enum ta_status on_passed(void *self, const struct ta_journal_passed *passed,
                                struct ta_error *err)
{
    const struct tail *t = self;
    (void)err;
    if (passed->outcome != TA_RETAINED)
        ta_quota_used(t->quota, passed->received, passed->topic, passed->messages,
                      passed->bytes);
    return TA_OK;
}

static void on_quota(void *self, struct ta_view used)
{
    const struct tail *t = self;
    ta_quota_restore(t->quota, used);
}

static enum ta_status read_segment(struct tail *t, const char *path,
                                   struct ta_error *err)
{
    const struct ta_journal_sink sink = {/* of faults tells who seals it */
                                         .self = t,
                                         .message = on_message,
                                         .passed = on_passed,
                                         .quota = on_quota};
    enum ta_status rc = ta_journal_read(path, true, &sink, err);
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

static char *join(const char *folder, const char *name, const char *suffix)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s%s", folder, name, suffix);
    return ta_text_take(&text);
}

static bool is_archived(const char *name)
{
    static const char suffix[] = ".journal.zst";
    size_t size = strlen(name), end = sizeof suffix - 1;
    return size > end && strcmp(name + size - end, suffix) == 0;
}

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "journal: out of memory");
}

/* Unpacked beside it, under a name that is cleared away when we are killed. */
static enum ta_status read_archived(struct tail *t, const char *folder,
                                    const char *name, struct ta_error *err)
{
    char part[48];
    (void)snprintf(part, sizeof part, ".part-%ld-0", (long)getpid());
    char *from = join(folder, name, ""), *to = join(folder, name, part);
    enum ta_status rc = from == NULL || to == NULL ? fail_memory(err) : TA_OK;
    if (rc == TA_OK && ta_archive_unpack(from, to, NULL) == TA_OK)
        rc = read_segment(t, to, err);
    if (to != NULL) (void)unlink(to); /* it may not be there */
    ta_free(from);
    ta_free(to);
    return rc;
}

/* Numbers have twelve digits: the last name is that of the newest. */
static enum ta_status read_newest_archived(struct tail *t, const char *folder,
                                           struct ta_error *err)
{
    char **names = NULL;
    size_t n = 0;
    enum ta_status rc = TA_OK;
    if (ta_folder_list(folder, &names, &n, NULL) != TA_OK) return TA_OK;
    while (n > 0 && !is_archived(names[n - 1])) n--;
    if (n > 0) rc = read_archived(t, folder, names[n - 1], err);
    ta_free(names);
    return rc;
}

static enum ta_status read_open(struct tail *t, const char *folder,
                                struct ta_error *err)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0, first = 0;
    uint64_t bytes = 0;
    enum ta_status rc = ta_journal_list(folder, &segment, &n, err);
    for (first = n; rc == TA_OK && first > 0 && bytes < tail_bytes; first--)
        bytes += segment[first - 1].size;
    for (size_t i = first; rc == TA_OK && i < n; i++) {
        char *path = join(folder, segment[i].name, "");
        rc = path == NULL ? fail_memory(err) : read_segment(t, path, err);
        ta_free(path);
    }
    ta_free(segment);
    return rc == TA_E_NOMEM ? rc : TA_OK;
}

enum ta_status ta_broker_tail(const char *open, const char *archive,
                              struct ta_resent *resent, struct ta_quota *quota,
                              ta_time_us *newest, struct ta_error *err)
{
    struct tail t = {resent, quota, newest};
    *newest = TA_TIME_NONE;
    enum ta_status rc = read_newest_archived(&t, archive, err);
    return rc == TA_OK ? read_open(&t, open, err) : rc;
}
