/* SPDX-License-Identifier: Apache-2.0 */
/** @file file_clear.c  What killed processes left beside the files they were making. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

/* "PID" or "PID-N" and no more. */
static bool read_pid(const char *text, pid_t *out)
{
    char *end;
    errno = 0;
    if (text[0] < '1' || text[0] > '9') return false;
    long pid = strtol(text, &end, 10);
    if (errno != 0 || (long)(pid_t)pid != pid) return false;
    *out = (pid_t)pid;
    if (*end == '-') end += 1 + strspn(end + 1, "0123456789");
    return *end == '\0';
}

/* @param whole  @p before is the name up to there, else how it ends there */
static bool is_left(const char *name, const char *before, bool whole)
{
    static const char mark[] = ".part-";
    size_t size = strlen(before);
    const char *at = whole ? name + strnlen(name, size) : strstr(name, mark);
    pid_t pid = 0;
    if (at == NULL || (size_t)(at - name) < size) return false;
    if (memcmp(at - size, before, size) != 0) return false;
    if (strncmp(at, mark, strlen(mark)) != 0) return false;
    if (!read_pid(at + strlen(mark), &pid)) return false;
    return kill(pid, 0) != 0 && errno == ESRCH;
}

static bool clear_one(const char *folder, const char *name)
{
    struct ta_text path = {0};
    struct stat found;
    ta_text_addf(&path, "%s/%s", folder, name);
    bool gone = !path.failed && lstat(path.bytes, &found) == 0 &&
                S_ISREG(found.st_mode) && unlink(path.bytes) == 0;
    ta_text_free(&path);
    return gone; /* else the next run's */
}

static size_t clear(const char *path, const char *before, bool whole)
{
    char **name = NULL;
    size_t n = 0, gone = 0;
    if (ta_folder_list(path, &name, &n, NULL) != TA_OK) return 0;
    for (size_t i = 0; i < n; i++)
        if (is_left(name[i], before, whole)) gone += clear_one(path, name[i]);
    ta_free(name);
    return gone;
}

size_t ta_folder_clear(const char *path, const char *before)
{
    return clear(path, before, false);
}

size_t ta_file_clear(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    struct ta_text folder = {0};
    ta_text_add_bytes(&folder, path, (size_t)(name - path));
    if (slash == NULL) ta_text_add(&folder, ".");
    size_t gone = folder.failed ? 0 : clear(folder.bytes, name, true);
    ta_text_free(&folder);
    return gone;
}
