/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/request_log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"

enum { PART_MOST = 16 << 20, KEEP = 15, DIGITS = 6 };

/* The log as it stands, locked by this process. */
struct open_log {
    const char *path;
    int file;
    int64_t size;
};

struct ta_request_log ta_request_log_default(void)
{
    return (struct ta_request_log){PART_MOST, KEEP};
}

/* --- names ------------------------------------------------------------------------- */

/* Number of a closed part by its name, 0 for any other file. */
static int64_t number_of(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/'), *log = slash != NULL ? slash + 1 : path;
    size_t stem = strlen(log) - strlen(".log"), n = strlen(name);
    int64_t number = 0;
    char digits[20];
    if (n < stem + 1 + DIGITS + 4 || n - stem - 5 >= sizeof digits ||
        strncmp(name, log, stem) != 0 || name[stem] != '-' ||
        strcmp(name + n - 4, ".log") != 0)
        return 0;
    (void)snprintf(digits, sizeof digits, "%.*s", (int)(n - stem - 5), name + stem + 1);
    if (digits[strspn(digits, "0123456789")] != '\0') return 0;
    return ta_parse_i64(digits, &number) == TA_OK ? number : 0;
}

static char *part_path(const char *path, int64_t number)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%.*s-%0*" PRId64 ".log", (int)(strlen(path) - strlen(".log")),
                 path, DIGITS, number);
    return ta_text_take(&text);
}

/* The oldest and the youngest closed part, and how many there are. */
static enum ta_status find_parts(const char *path, int64_t *oldest, int64_t *youngest,
                                 size_t *n, struct ta_error *err)
{
    char **names = NULL;
    size_t n_names = 0;
    const char *slash = strrchr(path, '/');
    struct ta_text folder = {0};
    ta_text_addf(&folder, "%.*s", slash != NULL ? (int)(slash - path) : 1,
                 slash != NULL ? path : ".");
    *oldest = *youngest = 0;
    *n = 0;
    if (folder.failed) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    enum ta_status rc = ta_folder_list(folder.bytes, &names, &n_names, err);
    ta_text_free(&folder);
    for (size_t i = 0; rc == TA_OK && i < n_names; i++) {
        int64_t number = number_of(path, names[i]);
        if (number <= 0) continue;
        if (*n == 0 || number < *oldest) *oldest = number;
        if (number > *youngest) *youngest = number;
        ++*n;
    }
    if (rc == TA_OK) ta_free(names);
    return rc;
}

/* --- the open part ----------------------------------------------------------------- */

static enum ta_status fail(const struct open_log *log, const char *what,
                           struct ta_error *err)
{
    return ta_fail_errno(err, errno, log->path, what);
}

static enum ta_status write_all(struct open_log *log, const char *bytes, size_t n,
                                struct ta_error *err)
{
    int64_t before = log->size;
    while (n > 0) {
        ssize_t done = write(log->file, bytes, n);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) {
            enum ta_status rc = fail(log, "cannot write", err);
            if (ftruncate(log->file, (off_t)before) == 0) log->size = before;
            return rc; /* half a line is none */
        }
        bytes += done;
        log->size += done;
        n -= (size_t)done;
    }
    return TA_OK;
}

/* A line that a power cut left half written ends here. */
static enum ta_status end_last_line(struct open_log *log, struct ta_error *err)
{
    char last = '\n';
    if (log->size > 0 && pread(log->file, &last, 1, (off_t)(log->size - 1)) != 1)
        return fail(log, "cannot read", err);
    return last == '\n' ? TA_OK : write_all(log, "\n", 1, err);
}

/* Is the locked file the one of this name still? Who waited for the lock may have waited for a part that
 * was closed. */
static bool is_current(struct open_log *log)
{
    struct stat mine, named;
    if (fstat(log->file, &mine) != 0) return false;
    log->size = (int64_t)mine.st_size;
    return stat(log->path, &named) == 0 && named.st_dev == mine.st_dev &&
           named.st_ino == mine.st_ino;
}

static enum ta_status open_locked(struct open_log *log, struct ta_error *err)
{
    for (;;) {
        log->file = open(log->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        if (log->file < 0) return fail(log, "cannot open", err);
        while (flock(log->file, LOCK_EX) != 0)
            if (errno != EINTR) return fail(log, "cannot lock", err);
        if (is_current(log)) return end_last_line(log, err);
        (void)close(log->file); /* nothing was written through it */
    }
}

static void close_log(struct open_log *log)
{
    if (log->file >= 0) (void)close(log->file); /* what was written is the system's */
    log->file = -1;
}

/* --- parting ----------------------------------------------------------------------- */

static enum ta_status count_lines(const char *path, int64_t *out, struct ta_error *err)
{
    char bytes[1 << 14];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = -1;
    *out = 0;
    while (file >= 0 && (got = read(file, bytes, sizeof bytes)) > 0)
        for (ssize_t i = 0; i < got; i++) *out += bytes[i] == '\n';
    enum ta_status rc =
        got == 0 ? TA_OK : ta_fail_errno(err, errno, path, "cannot read");
    if (file >= 0) (void)close(file); /* read from */
    return rc;
}

/* Said before it is done: a kill in between says it twice. */
static enum ta_status drop_part(struct open_log *log, int64_t number,
                                struct ta_error *err)
{
    int64_t lines = 0;
    bool ok = true;
    struct ta_text text = {0};
    json_t *note = json_object();
    char *part = part_path(log->path, number);
    enum ta_status rc = part != NULL
                            ? count_lines(part, &lines, err)
                            : ta_fail(err, TA_E_NOMEM, "%s: out of memory", log->path);
    const char *slash = part != NULL ? strrchr(part, '/') : NULL;
    ta_json_set_text(note, "dropped", slash != NULL ? slash + 1 : part, &ok);
    ta_json_set_int(note, "lines", lines, &ok);
    if (rc == TA_OK && (!ok || ta_json_canonical(note, &text) != TA_OK))
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", part);
    if (rc == TA_OK) ta_text_add(&text, "\n");
    if (rc == TA_OK && text.failed)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", part);
    if (rc == TA_OK) rc = write_all(log, text.bytes, text.size, err);
    if (rc == TA_OK && unlink(part) != 0)
        rc = ta_fail_own(err, errno, part, "cannot remove");
    json_decref(note);
    ta_text_free(&text);
    ta_free(part);
    return rc;
}

static enum ta_status drop_oldest(struct open_log *log,
                                  const struct ta_request_log *bounds,
                                  struct ta_error *err)
{
    for (;;) {
        int64_t oldest = 0, youngest = 0;
        size_t n = 0;
        enum ta_status rc = find_parts(log->path, &oldest, &youngest, &n, err);
        if (rc != TA_OK || n <= bounds->keep) return rc;
        rc = drop_part(log, oldest, err);
        if (rc != TA_OK) return rc;
    }
}

/* Close the part and begin the next; other processes that wait for the lock find that out. */
static enum ta_status part(struct open_log *log, const struct ta_request_log *bounds,
                           struct ta_error *err)
{
    int64_t oldest = 0, youngest = 0;
    size_t n = 0;
    enum ta_status rc = find_parts(log->path, &oldest, &youngest, &n, err);
    if (rc != TA_OK) return rc;
    char *closed = part_path(log->path, youngest + 1);
    if (closed == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", log->path);
    if (rename(log->path, closed) != 0) rc = fail(log, "cannot rename", err);
    ta_free(closed);
    if (rc != TA_OK) return rc;
    close_log(log);
    rc = open_locked(log, err);
    return rc == TA_OK ? drop_oldest(log, bounds, err) : rc;
}

enum ta_status ta_request_log_add(const char *path, const struct ta_request_log *bounds,
                                  const char *line, struct ta_error *err)
{
    struct open_log log = {path, -1, 0};
    struct ta_text text = {0};
    ta_text_addf(&text, "%s\n", line);
    enum ta_status rc = text.failed
                            ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", path)
                            : open_locked(&log, err);
    enum ta_status parted = TA_OK; /* a line has its place whatever comes of that */
    if (rc == TA_OK && log.size > 0 &&
        log.size + (int64_t)text.size > bounds->part_most)
        parted = part(&log, bounds, err);
    if (rc == TA_OK && log.file >= 0)
        rc = write_all(&log, text.bytes, text.size, parted == TA_OK ? err : NULL);
    close_log(&log);
    ta_text_free(&text);
    return rc == TA_OK ? parted : rc;
}
