/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/archive_age.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "ingest/journal.h"

enum { AT_ONCE = 50 }; /* named in one line of the audit log */

/* So long does no feed pause: a clock that jumped ahead would make all of the archive old at once. */
static const ta_time_us pause_most = 366 * TA_US_PER_DAY;

struct aging {
    const struct ta_archive_age *job;
    struct ta_archive_aged *out;
    struct ta_error *err;
    char *folder, *open, *waiting; /* the archive, and where segments are before */
    char **names;                  /* in the archive, sorted: the oldest first */
    size_t n;
    uint64_t newest; /* number of the one that stays */
    uint64_t judged; /* the first number whose age is known */
    struct ta_journal_segment *opened, *waited;
    size_t n_opened, n_waited;
};

/* Of one batch. */
struct batch {
    const char *name[AT_ONCE];
    uint64_t bytes[AT_ONCE];
    size_t n;
};

static enum ta_status fail_memory(const struct aging *a)
{
    return ta_fail(a->err, TA_E_NOMEM, "journal/archive: out of memory");
}

/* "000000000042-<key>.journal.zst". @return false for other names */
static bool read_name(const char *name, uint64_t *number)
{
    size_t digits = strspn(name, "0123456789"),
           stem = strspn(name, "0123456789abcdef-");
    if (digits == 0 || digits > 18 || name[digits] != '-' ||
        strcmp(name + stem, ".journal.zst") != 0)
        return false;
    *number = strtoull(name, NULL, 10);
    return true;
}

static bool path_of(const struct aging *a, const char *name, char path[PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%s/%s", a->folder, name);
    return n > 0 && n < PATH_MAX;
}

static bool is_among(const struct ta_journal_segment *segment, size_t n,
                     const char *name)
{
    for (size_t i = 0; i < n; i++) {
        size_t size = strlen(segment[i].name);
        if (strncmp(name, segment[i].name, size) == 0 &&
            strcmp(name + size, ".zst") == 0)
            return true;
    }
    return false;
}

/* One that a kill left in the journal, too, is not done with, nor one of which some waits: it is the other copy. */
static bool is_needed(const struct aging *a, const char *name)
{
    return is_among(a->opened, a->n_opened, name) ||
           is_among(a->waited, a->n_waited, name);
}

static ta_time_us time_of(const struct stat *about)
{
    return (ta_time_us)about->st_mtime * 1000000;
}

/* From the last one back, as long as none was archived much before the one behind it: further back a clock may have
 * jumped. What is of later than now was archived by a clock that has been put right since. */
static void find_judged(struct aging *a)
{
    char path[PATH_MAX];
    struct stat about;
    ta_time_us behind = a->job->now;
    a->judged = UINT64_MAX;
    for (size_t i = a->n; i-- > 0;) {
        uint64_t number = 0;
        if (!read_name(a->names[i], &number) || !path_of(a, a->names[i], path) ||
            lstat(path, &about) != 0)
            continue;
        if (time_of(&about) <= a->job->now) {
            if (behind - time_of(&about) > pause_most) return;
            behind = time_of(&about);
        }
        a->judged = number;
    }
}

static bool is_aged(const struct aging *a, const char *name, uint64_t *bytes)
{
    char path[PATH_MAX];
    struct stat about;
    uint64_t number = 0;
    if (!read_name(name, &number) || number == a->newest || number < a->judged ||
        is_needed(a, name) || !path_of(a, name, path) || lstat(path, &about) != 0 ||
        !S_ISREG(about.st_mode))
        return false;
    *bytes = (uint64_t)about.st_size;
    return a->job->now - time_of(&about) > a->job->days * TA_US_PER_DAY;
}

static enum ta_status prepare(struct aging *a)
{
    struct ta_error why = {.status = TA_E_INTERNAL};
    a->folder = ta_workspace_path(a->job->workspace, "journal/archive");
    a->open = ta_workspace_path(a->job->workspace, "journal/open");
    a->waiting = ta_workspace_path(a->job->workspace, "journal/waiting");
    if (a->folder == NULL || a->open == NULL || a->waiting == NULL)
        return fail_memory(a);
    enum ta_status rc = ta_folder_list(a->folder, &a->names, &a->n, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(a->err, &why);
    for (size_t i = 0; i < a->n; i++) {
        uint64_t number = 0;
        if (read_name(a->names[i], &number) && number > a->newest) a->newest = number;
    }
    find_judged(a);
    rc = ta_journal_list(a->open, &a->opened, &a->n_opened, a->err);
    return rc == TA_OK ? ta_journal_list(a->waiting, &a->waited, &a->n_waited, a->err)
                       : rc;
}

/* That they left the journal is on disk. @param path any in the folder */
static enum ta_status settle_folder(const struct aging *a, const char *folder)
{
    struct ta_text path = {0};
    if (access(folder, F_OK) != 0) return TA_OK; /* nothing to bring back */
    ta_text_addf(&path, "%s/any", folder);
    enum ta_status rc =
        path.failed ? fail_memory(a) : ta_file_name_settle(path.bytes, a->err);
    ta_text_free(&path);
    return rc;
}

/* --- going ---------------------------------------------------------------------------------- */

static void describe(const struct aging *a, const struct batch *batch,
                     struct ta_text *out)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < batch->n; i++) bytes += batch->bytes[i];
    ta_text_addf(out, "segments=%zu bytes=%" PRIu64 " days=%d:", batch->n, bytes,
                 a->job->days);
    for (size_t i = 0; i < batch->n; i++)
        ta_text_addf(out, " %s %" PRIu64, batch->name[i], batch->bytes[i]);
}

/* Said before it is done: a kill between the two has removed nothing unsaid. */
static enum ta_status note(const struct aging *a, const struct batch *batch)
{
    struct ta_text detail = {0};
    struct ta_store *store = &a->job->workspace->store;
    describe(a, batch, &detail);
    enum ta_status rc =
        detail.failed ? fail_memory(a) : store->ops->begin(store->self, a->err);
    if (rc == TA_OK) {
        rc = store->ops->audit(store->self, a->job->now, a->job->who, "age",
                               "journal/archive", detail.bytes, a->err);
        if (rc == TA_OK) rc = store->ops->commit(store->self, a->err);
        if (rc != TA_OK) store->ops->rollback(store->self);
    }
    ta_text_free(&detail);
    return rc;
}

static enum ta_status remove_batch(const struct aging *a, const struct batch *batch)
{
    char path[PATH_MAX];
    enum ta_status rc = batch->n == 0 ? TA_OK : note(a, batch);
    for (size_t i = 0; rc == TA_OK && i < batch->n; i++) {
        if (!path_of(a, batch->name[i], path)) continue; /* it was asked for by it */
        if (unlink(path) != 0) return ta_fail_own(a->err, errno, path, "cannot remove");
        a->out->segments++;
        a->out->bytes += batch->bytes[i];
    }
    return rc;
}

static enum ta_status next_batch(const struct aging *a, size_t *at, struct batch *batch)
{
    batch->n = 0;
    for (; *at < a->n && batch->n < AT_ONCE; ++*at)
        if (is_aged(a, a->names[*at], &batch->bytes[batch->n]))
            batch->name[batch->n++] = a->names[*at];
    return remove_batch(a, batch);
}

static bool any_aged(const struct aging *a)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < a->n; i++)
        if (is_aged(a, a->names[i], &bytes)) return true;
    return false;
}

static enum ta_status remove_all(const struct aging *a)
{
    struct batch batch;
    if (!any_aged(a)) return TA_OK;
    if (access(a->folder, W_OK | X_OK) != 0) /* asked before it is said */
        return ta_fail_own(a->err, errno, a->folder, "cannot remove from it");
    enum ta_status rc = settle_folder(a, a->open);
    for (size_t at = 0; rc == TA_OK && at < a->n;) rc = next_batch(a, &at, &batch);
    return rc == TA_OK ? settle_folder(a, a->folder) : rc;
}

enum ta_status ta_archive_remove_aged(const struct ta_archive_age *job,
                                      struct ta_archive_aged *out)
{
    struct aging a = {.job = job, .out = out, .err = &out->why};
    *out = (struct ta_archive_aged){.segments = 0};
    if (job->days <= 0) return TA_OK;
    enum ta_status rc = prepare(&a);
    if (rc == TA_OK) rc = remove_all(&a);
    ta_free(a.opened);
    ta_free(a.waited);
    ta_free(a.names);
    ta_free(a.folder);
    ta_free(a.open);
    ta_free(a.waiting);
    return rc;
}
