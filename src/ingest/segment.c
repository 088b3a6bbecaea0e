/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

static enum ta_status fail(const char *path, struct ta_error *err)
{
    return ta_fail_errno(err, errno, path, "cannot read");
}

static enum ta_status map_file(const char *path, struct ta_segment *out,
                               struct ta_error *err)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail(path, err);
    enum ta_status rc = fstat(file, &about) == 0 ? TA_OK : fail(path, err);
    if (rc == TA_OK && about.st_size > 0) {
        out->size = (size_t)about.st_size;
        out->bytes = mmap(NULL, out->size, PROT_READ, MAP_PRIVATE, file, 0);
        if (out->bytes == MAP_FAILED) rc = fail(path, err);
    }
    (void)close(file); /* only read from */
    if (rc != TA_OK) *out = (struct ta_segment){0};
    return rc;
}

static enum ta_status copy_file(const char *path, struct ta_segment *out,
                                struct ta_error *err)
{
    char *bytes = NULL;
    enum ta_status rc = ta_file_read(path, SIZE_MAX - 1, &bytes, &out->size, err);
    if (rc != TA_OK) return rc;
    out->bytes = bytes;
    out->owned = true;
    return TA_OK;
}

enum ta_status ta_segment_open(const char *path, bool open, struct ta_segment *out,
                               struct ta_error *err)
{
    static const char nothing[1];
    const char *slash = strrchr(path, '/');
    struct ta_frame_key named;
    bool has_name = ta_frame_name_key(slash == NULL ? path : slash + 1, &named);
    *out = (struct ta_segment){0};
    enum ta_status rc = (open ? copy_file : map_file)(path, out, err);
    if (rc != TA_OK) return rc;
    const void *bytes = out->bytes == NULL ? nothing : out->bytes;
    if (ta_frame_begin(bytes, out->size, has_name ? &named : NULL, &out->reader))
        return TA_OK;
    ta_segment_close(out);
    return ta_fail(err, TA_E_DATA, "%s: neither its name nor its head says its key",
                   path);
}

void ta_segment_close(struct ta_segment *segment)
{
    if (segment->owned)
        ta_free(segment->bytes);
    else if (segment->bytes != NULL)
        (void)munmap(segment->bytes, segment->size);
    *segment = (struct ta_segment){0};
}
