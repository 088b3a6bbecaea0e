/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/segment_end.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "ingest/dead.h"
#include "ingest/journal.h"

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "journal: out of memory");
}

static char *path_of(const struct ta_workspace *workspace, const char *folder,
                     const char *name, const char *suffix)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s%s", folder, name, suffix);
    char *below = ta_text_take(&text);
    char *path = below == NULL ? NULL : ta_workspace_path(workspace, below);
    ta_free(below);
    return path;
}

enum ta_status ta_segment_end(const struct ta_workspace *workspace, const char *name,
                              size_t *letter_files, struct ta_error *err)
{
    char *path = path_of(workspace, "journal/open", name, "");
    char *dead = ta_workspace_path(workspace, "journal/dead");
    enum ta_status rc = path == NULL || dead == NULL
                            ? fail_memory(err)
                            : ta_dead_release(dead, name, letter_files, err);
    if (rc == TA_OK && unlink(path) != 0)
        rc = ta_fail_own(err, errno, path, "cannot remove");
    ta_free(dead);
    ta_free(path);
    return rc;
}

static enum ta_status settle(const struct ta_workspace *workspace, const char *name,
                             struct ta_error *err)
{
    size_t letter_files = 0;
    char *archived = path_of(workspace, "journal/archive", name, ".zst");
    if (archived == NULL) return fail_memory(err);
    bool there = access(archived, F_OK) == 0;
    enum ta_status rc = there ? ta_file_name_settle(archived, err) : TA_OK;
    if (rc == TA_OK && there) rc = ta_segment_end(workspace, name, &letter_files, err);
    ta_free(archived);
    return rc;
}

enum ta_status ta_segments_settle(const struct ta_workspace *workspace,
                                  struct ta_error *err)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    char *open = ta_workspace_path(workspace, "journal/open");
    enum ta_status rc =
        open == NULL ? fail_memory(err) : ta_journal_list(open, &segment, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = settle(workspace, segment[i].name, err);
    ta_free(segment);
    ta_free(open);
    return rc;
}
