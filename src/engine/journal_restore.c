/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/journal_restore.h"

#include <stdio.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "engine/journal_pin.h"
#include "engine/journal_wait.h"
#include "engine/reading_roster.h"
#include "ingest/archive.h"

struct restoring {
    struct ta_workspace *workspace;
    const char *name;
    char *folder, *archived, *plain;
    struct ta_inlet inlet;
    struct ta_journal_inlet journal;
    struct ta_wait days;
    struct ta_error *err;
};

static char *path_of(const struct ta_workspace *workspace, const char *folder,
                     const char *name, const char *suffix)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "journal/%s/%s%s", folder, name, suffix);
    char *below = ta_text_take(&text);
    char *path = below == NULL ? NULL : ta_workspace_path(workspace, below);
    ta_free(below);
    return path;
}

/* What is no failure of ours is a file that stays as it is. */
static enum ta_status unless_memory(const struct restoring *r,
                                    const struct ta_error *why)
{
    return why->status == TA_E_NOMEM ? ta_fail_as(r->err, why) : TA_OK;
}

static enum ta_status read_pin(struct restoring *r, bool *there)
{
    struct ta_error why = {.status = TA_OK};
    struct ta_intake *intake = NULL;
    enum ta_status rc = ta_roster(r->workspace, NULL, &intake, &why);
    r->inlet.intake = intake;
    r->inlet.source = "";
    r->days.intake = intake;
    r->journal.workspace = r->workspace;
    r->journal.inlet = &r->inlet;
    if (rc == TA_OK)
        rc = ta_pin_read(r->workspace, r->name, &r->journal, intake, &r->days, there,
                         &why);
    *there = *there && rc == TA_OK;
    return rc == TA_OK ? TA_OK : unless_memory(r, &why);
}

/* The unpacked part is nobody's: `ingest` clears it where a kill leaves it. */
static enum ta_status unpack(struct restoring *r, bool *there)
{
    struct ta_error why = {.status = TA_OK};
    *there = access(r->archived, F_OK) == 0;
    if (!*there) return TA_OK;
    enum ta_status rc = ta_archive_unpack(r->archived, r->plain, &why);
    *there = rc == TA_OK;
    return rc == TA_OK ? TA_OK : unless_memory(r, &why);
}

static enum ta_status run(struct restoring *r, size_t whole, bool *restored)
{
    struct ta_inlet_counts counts;
    size_t n = 0;
    bool there = false;
    enum ta_status rc = read_pin(r, &there);
    if (rc == TA_OK && there) rc = unpack(r, &there);
    if (rc != TA_OK || !there) return rc;
    rc = ta_wait_count(&r->days, &r->journal, r->plain, &n, r->err);
    if (rc != TA_OK || n == 0 || n < whole) return rc;
    rc = ta_wait_copy(&r->days, &r->journal, r->plain, r->folder, r->name, &counts,
                      r->err);
    *restored = rc == TA_OK;
    return rc;
}

enum ta_status ta_waited_restore(struct ta_workspace *workspace, const char *name,
                                 size_t whole, bool *restored, struct ta_error *err)
{
    struct restoring r = {.workspace = workspace, .name = name, .err = err};
    r.folder = ta_workspace_path(workspace, "journal/waiting");
    r.archived = path_of(workspace, "archive", name, ".zst");
    char part[32];
    (void)snprintf(part, sizeof part, ".part-%ld", (long)getpid());
    r.plain = path_of(workspace, "waiting", name, part);
    *restored = false;
    enum ta_status rc = r.folder == NULL || r.archived == NULL || r.plain == NULL
                            ? ta_fail(err, TA_E_NOMEM, "journal: out of memory")
                            : run(&r, whole, restored);
    if (r.plain != NULL) (void)unlink(r.plain);
    ta_journal_inlet_free(&r.journal);
    ta_wait_free(&r.days);
    ta_intake_free(r.inlet.intake);
    ta_inlet_free(&r.inlet);
    ta_free(r.folder);
    ta_free(r.archived);
    ta_free(r.plain);
    return rc;
}
