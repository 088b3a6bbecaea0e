/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/evidence_health.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/journal_pin.h"
#include "engine/reading_parts.h"
#include "engine/reading_roster.h"
#include "ingest/frame.h"
#include "ingest/intake.h"
#include "ingest/journal.h"

enum { TOLD_MOST = 10, DAY_S = 86400 };

static const char sealed_part[] = "Sealed readings", waiting_part[] = "Not sealed";

/* Some seconds' worth; `terrassay verify` has no such limit. */
static const off_t hashed_most = (off_t)1 << 30;

struct looking {
    const struct ta_workspace *workspace;
    const struct ta_health *health;
    size_t files, faults, unhashed;
    off_t hashed;
};

static void tell_fault(struct looking *l, const struct ta_partition_row *row,
                       const char *what)
{
    if (l->faults++ < TOLD_MOST)
        ta_health_tell(
            l->health, TA_HEALTH_FAULT, sealed_part,
            "put its copy from a backup in its place: no reading of its days "
            "is sealed until then",
            "%s: %s", row->path, what);
}

static void look_at_file(struct looking *l, const struct ta_partition_row *row)
{
    char *path = ta_workspace_path(l->workspace, row->path), hash[TA_HEX_SIZE];
    struct stat about;
    struct ta_error err = {0};
    l->files++;
    if (path == NULL)
        l->unhashed++;
    else if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        tell_fault(l, row, "is gone");
    else if (l->hashed + about.st_size > hashed_most)
        l->unhashed++;
    else if (ta_sha256_file(path, hash, &err) != TA_OK)
        tell_fault(l, row, "cannot be read");
    else if (strcmp(hash, row->sha256) != 0)
        tell_fault(l, row, "is not the file that was sealed");
    else
        l->hashed += about.st_size;
    ta_free(path);
}

static enum ta_status look_at_project(struct looking *l, const char *project,
                                      struct ta_error *err)
{
    struct ta_partition_row *part = NULL;
    size_t n = 0;
    enum ta_status rc = ta_parts_of(&l->workspace->store, project, INT32_MIN, INT32_MAX,
                                    &part, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) look_at_file(l, &part[i]);
    ta_free(part);
    return rc;
}

static void tell_files(const struct looking *l)
{
    if (l->faults > TOLD_MOST)
        ta_health_tell(l->health, TA_HEALTH_FAULT, sealed_part,
                       "put their copies from a backup in their places", "and %zu more",
                       l->faults - TOLD_MOST);
    if (l->files == 0 || l->faults > 0) return;
    char rest[64] = "";
    if (l->unhashed > 0)
        (void)snprintf(rest, sizeof rest, "; of %zu it was not looked at", l->unhashed);
    ta_health_tell(l->health, TA_HEALTH_OK, sealed_part, NULL,
                   "%zu file%s there, with the hash of when %s sealed%s", l->files,
                   l->files == 1 ? "" : "s", l->files == 1 ? "it was" : "they were",
                   rest);
}

static void look_at_files(struct ta_workspace *workspace,
                          const struct ta_health *health)
{
    struct looking l = {.workspace = workspace, .health = health};
    struct ta_error err = {0};
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    const struct ta_store *store = &workspace->store;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &n, &err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = look_at_project(&l, ids[i], &err);
    ta_free(ids);
    if (rc == TA_OK)
        tell_files(&l);
    else
        ta_health_error(health, sealed_part, &err);
}

/* A listening program closes and seals what has messages much sooner than that. */
static bool is_old(const char *folder, const struct ta_journal_segment *segment,
                   ta_day today)
{
    struct ta_text path = {0};
    struct stat about;
    ta_text_addf(&path, "%s/%s", folder, segment->name);
    bool old = !path.failed && segment->size > TA_FRAME_FILE_HEAD &&
               stat(path.bytes, &about) == 0 &&
               (int64_t)about.st_mtime < ((int64_t)today - 1) * DAY_S;
    ta_text_free(&path);
    return old;
}

static void look_at_journal(struct ta_workspace *workspace, ta_day today,
                            const struct ta_health *health)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0, old = 0, first = 0;
    struct ta_error err = {0};
    char *folder = ta_workspace_path(workspace, "journal/open");
    enum ta_status rc = folder == NULL
                            ? ta_fail(&err, TA_E_NOMEM, "journal: out of memory")
                            : ta_journal_list(folder, &segment, &n, &err);
    for (size_t i = n; rc == TA_OK && i > 0; i--)
        if (is_old(folder, &segment[i - 1], today)) {
            first = i - 1;
            old++;
        }
    if (rc != TA_OK)
        ta_health_error(health, waiting_part, &err);
    else if (old > 0)
        ta_health_tell(
            health, TA_HEALTH_FAULT, waiting_part,
            "`terrassay ingest --seal` seals them, or says what is in the way",
            "%zu segment%s of the journal, older than a day: %s", old,
            old == 1 ? "" : "s", segment[first].name);
    ta_free(segment);
    ta_free(folder);
}

/* --- what waits ----------------------------------------------------------------------------- */

struct waiting {
    size_t messages;
    char first[TA_NAME_SHOWN]; /* topic */
};

static enum ta_status on_waiting(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    struct waiting *w = self;
    (void)err;
    if (w->messages++ == 0)
        (void)ta_name_shown(message->topic, TA_NAME_SHOWN, w->first);
    return TA_OK;
}

static enum ta_status count_waiting(const char *folder, struct waiting *w,
                                    struct ta_error *err)
{
    const struct ta_journal_sink sink = {.self = w, .message = on_waiting};
    return ta_journal_read_all(folder, &sink, err);
}

static void look_at_waiting(struct ta_workspace *workspace,
                            const struct ta_health *health)
{
    struct waiting w = {.messages = 0};
    struct ta_error err = {0};
    char *folder = ta_workspace_path(workspace, "journal/waiting");
    enum ta_status rc = folder == NULL
                            ? ta_fail(&err, TA_E_NOMEM, "journal: out of memory")
                            : count_waiting(folder, &w, &err);
    if (rc != TA_OK)
        ta_health_error(health, waiting_part, &err);
    else if (w.messages > 0)
        ta_health_tell(
            health, TA_HEALTH_FAULT, waiting_part,
            "`terrassay ingest --seal` says what they wait for; once that is mended, "
            "the next seal takes them in",
            "%zu message%s in journal/waiting for what was sealed before: first %s",
            w.messages, w.messages == 1 ? " waits" : "s wait", w.first);
    ta_free(folder);
}

/* --- damage to the journal ------------------------------------------------------------------ */

static const uint64_t journal_most = (uint64_t)1 << 30; /* some seconds' worth */

/* Of what is not sealed yet: where something cannot be read. */
struct damage {
    size_t n;
    char first[160];
};

static enum ta_status on_message(void *self, const struct ta_journal_message *message,
                                 struct ta_error *err)
{
    (void)self, (void)message, (void)err;
    return TA_OK;
}

static void on_fault(void *self, const char *path, size_t at, size_t size,
                     uint64_t lost, const char *why)
{
    struct damage *damage = self;
    (void)size, (void)lost;
    if (damage->n++ == 0)
        (void)snprintf(damage->first, sizeof damage->first, "%.70s: byte %zu: %.60s",
                       strrchr(path, '/') + 1, at, why);
}

/* The last one may be being written, and any may be put away meanwhile. */
static void read_segment(const char *folder, const struct ta_journal_segment *segment,
                         bool last, struct damage *damage)
{
    const struct ta_journal_sink sink = {
        .self = damage, .message = on_message, .fault = on_fault};
    struct ta_text path = {0};
    struct ta_error err = {0};
    ta_text_addf(&path, "%s/%s", folder, segment->name);
    enum ta_status rc =
        path.failed ? TA_E_NOMEM : ta_journal_read(path.bytes, last, &sink, &err);
    if (rc == TA_E_IO || rc == TA_E_PERMISSION)
        on_fault(damage, path.bytes, 0, 0, 0, "cannot be read");
    ta_text_free(&path);
}

/* What segments were first read by, which a seal needs to read them once more. */
static void look_at_pins(struct ta_workspace *workspace, const char *folder,
                         const struct ta_health *health)
{
    struct ta_journal_segment *segment = NULL;
    struct ta_intake *intake = NULL;
    size_t n = 0;
    if (ta_journal_list(folder, &segment, &n, NULL) != TA_OK) return; /* was told */
    if (n > 0 && ta_roster(workspace, NULL, &intake, NULL) != TA_OK) intake = NULL;
    for (size_t i = 0; i < n; i++) {
        struct ta_journal_inlet by = {.workspace = workspace};
        struct ta_error err = {0};
        bool there;
        if (ta_pin_read(workspace, segment[i].name, &by, intake, NULL, &there, &err) !=
            TA_OK)
            ta_health_error(health, "Journal", &err);
        ta_journal_inlet_free(&by);
    }
    ta_intake_free(intake);
    ta_free(segment);
}

/* @param below the folder, as an operator knows it */
static void look_for_odd(const char *folder, const char *below,
                         const struct ta_health *health)
{
    struct ta_journal_segment *odd = NULL;
    size_t n = 0;
    struct ta_error err = {0};
    if (ta_journal_list_odd(folder, &odd, &n, &err) != TA_OK) return; /* was told */
    if (n > 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "Journal",
                       "move elsewhere what is no file: nobody reads it there",
                       "%s has %zu entr%s with a segment's name that %s, first %s",
                       below, n, n == 1 ? "y" : "ies",
                       n == 1 ? "is no file" : "are no files", odd[0].name);
    ta_free(odd);
}

/* @param bytes that were read, counted up */
static void look_in_folder(const char *folder, uint64_t *bytes, struct damage *damage)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    struct ta_error err = {0};
    if (ta_journal_list(folder, &segment, &n, &err) != TA_OK) return; /* was told */
    for (size_t i = 0; i < n; i++) {
        *bytes += segment[i].size;
        if (*bytes > journal_most) break;
        read_segment(folder, &segment[i], i + 1 == n, damage);
    }
    ta_free(segment);
}

static void look_for_damage(struct ta_workspace *workspace,
                            const struct ta_health *health)
{
    uint64_t bytes = 0;
    struct damage damage = {.n = 0};
    static const char *const below[] = {"journal/open", "journal/waiting"};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        char *folder = ta_workspace_path(workspace, below[i]);
        if (folder == NULL) continue;
        look_for_odd(folder, below[i], health);
        look_at_pins(workspace, folder, health);
        look_in_folder(folder, &bytes, &damage);
        ta_free(folder);
    }
    if (damage.n > 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "Journal",
                       "look at the disk; `terrassay ingest --seal` takes in all that "
                       "is whole, and devices may send the rest again",
                       "cannot be read in %zu place%s, first %s", damage.n,
                       damage.n == 1 ? "" : "s", damage.first);
}

void ta_evidence_health(struct ta_workspace *workspace, ta_day today,
                        const struct ta_health *health)
{
    look_at_files(workspace, health);
    look_at_journal(workspace, today, health);
    look_at_waiting(workspace, health);
    look_for_damage(workspace, health);
}
