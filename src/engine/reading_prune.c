/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_prune.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "engine/reading_parts.h"
#include "engine/window_sweep.h"

/* A file that is not current. */
struct older {
    char path[256]; /* below the workspace */
    size_t project; /* its number among those held */
    int64_t bytes;
    bool named; /* by a record */
};

struct pruning {
    const struct ta_prune_job *job;
    struct ta_error *err;
    struct ta_readings_held *held;
    size_t n_held, held_capacity;
    struct older *older;
    size_t n, capacity;
};

/* All parts of one project as the store knows them, and those that are current; both by part. */
struct known {
    const char *project;
    struct ta_partition_row *row, *current;
    size_t n, n_current;
};

static enum ta_status fail_memory(const struct pruning *p)
{
    return ta_fail(p->err, TA_E_NOMEM, "readings: out of memory");
}

/* --- what is there --------------------------------------------------------------------------- */

static int by_part(const void *key, const void *row)
{
    return strcmp(key, ((const struct ta_partition_row *)row)->part);
}

static const struct ta_partition_row *find(const struct ta_partition_row *row, size_t n,
                                           const char *part)
{
    return n == 0 ? NULL : bsearch(part, row, n, sizeof *row, by_part);
}

/* "2013-03-01.v2.h5" of a project. @return false for any other name */
static bool read_name(const char *project, const char *name, char part[TA_PART_SIZE],
                      int *version, char path[256])
{
    const char *dot = strchr(name, '.');
    char number[16];
    int64_t found = 0;
    ta_day first, after;
    if (dot == NULL || dot - name > 10 || dot[1] != 'v') return false;
    size_t digits = strspn(dot + 2, "0123456789");
    if (digits == 0 || digits >= 8) return false;
    (void)snprintf(number, sizeof number, "%.*s", (int)digits, dot + 2);
    (void)snprintf(part, TA_PART_SIZE, "%.64s/%.*s", project, (int)(dot - name), name);
    if (ta_parse_i64(number, &found) != TA_OK) return false;
    if (!ta_part_days(part, project, &first, &after)) return false;
    *version = (int)found;
    ta_part_path(part, *version, path);
    return strcmp(strrchr(path, '/') + 1, name) == 0;
}

static enum ta_status add_older(struct pruning *p, const char *path, int64_t bytes)
{
    if (ta_grow((void **)&p->older, &p->capacity, p->n, sizeof *p->older) != 0)
        return fail_memory(p);
    struct older *older = &p->older[p->n++];
    *older = (struct older){.project = p->n_held - 1, .bytes = bytes};
    memcpy(older->path, path, strlen(path) + 1);
    return TA_OK;
}

/* Of a newer version than the store knows, a kill has left it, or a backup has taken the store back. */
static enum ta_status look_at_file(struct pruning *p, const struct known *known,
                                   const char *name)
{
    char part[TA_PART_SIZE], path[256];
    int version = 0;
    struct stat about;
    if (!read_name(known->project, name, part, &version, path)) return TA_OK;
    const struct ta_partition_row *row = find(known->row, known->n, part);
    const struct ta_partition_row *now = find(known->current, known->n_current, part);
    if (row == NULL || version > row->version) return TA_OK;
    char *full = ta_workspace_path(p->job->workspace, path);
    if (full == NULL) return fail_memory(p);
    bool there = lstat(full, &about) == 0 && S_ISREG(about.st_mode);
    ta_free(full);
    if (!there) return TA_OK;
    if (now == NULL || version != now->version)
        return add_older(p, path, (int64_t)about.st_size);
    struct ta_readings_held *held = &p->held[p->n_held - 1];
    held->current++;
    held->current_bytes += (int64_t)about.st_size;
    return TA_OK;
}

static enum ta_status look_at_known(struct pruning *p, struct known *known,
                                    const char *folder)
{
    char prefix[TA_PART_SIZE], **names = NULL;
    size_t n = 0;
    const struct ta_store *store = &p->job->workspace->store;
    (void)snprintf(prefix, sizeof prefix, "%.64s/", known->project);
    enum ta_status rc = store->ops->partitions(store->self, "readings", prefix,
                                               &known->row, &known->n, p->err);
    if (rc == TA_OK)
        rc = ta_parts_of(store, known->project, INT32_MIN, INT32_MAX, &known->current,
                         &known->n_current, p->err);
    if (rc == TA_OK) rc = ta_folder_list(folder, &names, &n, p->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = look_at_file(p, known, names[i]);
    ta_free(names);
    return rc;
}

static bool is_asked(const struct pruning *p, const char *project)
{
    return strlen(project) < TA_ID_SIZE &&
           (p->job->project == NULL || strcmp(p->job->project, project) == 0);
}

static enum ta_status add_held(struct pruning *p, const char *project)
{
    if (ta_grow((void **)&p->held, &p->held_capacity, p->n_held, sizeof *p->held) != 0)
        return fail_memory(p);
    struct ta_readings_held *held = &p->held[p->n_held++];
    *held = (struct ta_readings_held){.current = 0};
    memcpy(held->project, project, strlen(project) + 1);
    return TA_OK;
}

/* @param name of what lies in the folder of readings; for an id that begins with a dot, another character
 *  stands in front */
static enum ta_status look_at_project(struct pruning *p, const char *name)
{
    struct known known = {.project = name[0] == '%' ? name + 1 : name};
    struct ta_text below = {0};
    struct stat about;
    if (!is_asked(p, known.project)) return TA_OK;
    ta_text_addf(&below, "readings/%s", name);
    char *folder =
        below.failed ? NULL : ta_workspace_path(p->job->workspace, below.bytes);
    enum ta_status rc = folder == NULL ? fail_memory(p) : TA_OK;
    if (rc == TA_OK && lstat(folder, &about) == 0 && S_ISDIR(about.st_mode)) {
        rc = add_held(p, known.project);
        if (rc == TA_OK) rc = look_at_known(p, &known, folder);
    }
    ta_free(known.row);
    ta_free(known.current);
    ta_free(folder);
    ta_text_free(&below);
    return rc;
}

static enum ta_status look(struct pruning *p)
{
    char **names = NULL, *folder = ta_workspace_path(p->job->workspace, "readings");
    size_t n = 0;
    struct stat about;
    if (folder == NULL) return fail_memory(p);
    enum ta_status rc = TA_OK;
    if (stat(folder, &about) == 0) rc = ta_folder_list(folder, &names, &n, p->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = look_at_project(p, names[i]);
    ta_free(names);
    ta_free(folder);
    return rc;
}

/* --- what records rest on --------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct older *)a)->path, ((const struct older *)b)->path);
}

/* Whatever stands in the text like the path of readings is named: rather one too many. */
static void find_named(struct pruning *p, const char *body, size_t size)
{
    static const char begin[] = "readings/";
    const size_t n = sizeof begin - 1;
    const char *at = body, *end = body + size;
    while (end - at > (ptrdiff_t)n) {
        at = memchr(at, begin[0], (size_t)(end - at) - n);
        if (at == NULL) return;
        if (memcmp(at, begin, n) != 0) {
            at++;
            continue;
        }
        struct older key = {.bytes = 0};
        const char *quote = memchr(at, '"', (size_t)(end - at));
        size_t length = (size_t)((quote == NULL ? end : quote) - at);
        at += n;
        if (length >= sizeof key.path) continue;
        memcpy(key.path, at - n, length);
        struct older *found = bsearch(&key, p->older, p->n, sizeof key, by_path);
        if (found != NULL) found->named = true;
    }
}

static enum ta_status read_records(struct pruning *p)
{
    const struct ta_store *store = &p->job->workspace->store;
    char chain[TA_HEX_SIZE];
    int64_t head = 0;
    if (p->n == 0) return TA_OK;
    qsort(p->older, p->n, sizeof *p->older, by_path);
    enum ta_status rc = store->ops->chain_head(store->self, &head, chain, p->err);
    for (int64_t seq = 1; rc == TA_OK && seq <= head; seq++) {
        struct ta_envelope envelope;
        char *body = NULL;
        size_t size = 0;
        rc = store->ops->record_at(store->self, seq, &envelope, &body, &size, p->err);
        if (rc == TA_OK) find_named(p, body, size);
        ta_free(body);
    }
    return rc;
}

static void add_up(struct pruning *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct older *older = &p->older[i];
        struct ta_readings_held *held = &p->held[older->project];
        if (older->named) {
            held->named++;
            held->named_bytes += older->bytes;
        } else {
            held->older++;
            held->older_bytes += older->bytes;
        }
    }
}

/* --- away with them --------------------------------------------------------------------------- */

/* The current files hold all that is in the older ones: are they whole? */
static enum ta_status check_current(const struct pruning *p, const char *project)
{
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    enum ta_status rc = ta_parts_of(&p->job->workspace->store, project, INT32_MIN,
                                    INT32_MAX, &row, &n, p->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        char hash[TA_HEX_SIZE];
        char *path = ta_workspace_path(p->job->workspace, row[i].path);
        rc = path == NULL ? fail_memory(p) : ta_sha256_file(path, hash, p->err);
        if (rc == TA_OK && strcmp(hash, row[i].sha256) != 0) {
            rc =
                ta_fail(p->err, TA_E_DATA, "%s: is not the file that was sealed", path);
            ta_error_mend(p->err, "restore it from a backup; until then the older "
                                  "versions stay");
        }
        ta_free(path);
    }
    ta_free(row);
    return rc;
}

/* Said before it is done: a kill between the two has removed nothing unsaid. */
static enum ta_status note(const struct pruning *p, const struct ta_readings_held *held)
{
    char detail[160];
    const struct ta_prune_job *job = p->job;
    struct ta_store *store = &job->workspace->store;
    (void)snprintf(detail, sizeof detail, "files=%zu bytes=%" PRId64, held->older,
                   held->older_bytes);
    enum ta_status rc = store->ops->begin(store->self, p->err);
    if (rc != TA_OK) return rc;
    rc = store->ops->audit(store->self, job->now, job->who, "prune", held->project,
                           detail, p->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, p->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

static enum ta_status remove_older(struct pruning *p, size_t project)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < p->n; i++) {
        if (p->older[i].named || p->older[i].project != project) continue;
        char *path = ta_workspace_path(p->job->workspace, p->older[i].path);
        if (path == NULL) return fail_memory(p);
        if (unlink(path) != 0 && errno != ENOENT)
            rc = ta_fail_own(p->err, errno, path, "cannot remove");
        ta_free(path);
    }
    return rc;
}

static enum ta_status prune_project(struct pruning *p, size_t i)
{
    struct ta_readings_held *held = &p->held[i];
    enum ta_status rc = TA_OK;
    if (held->older > 0 && !p->job->look) {
        rc = check_current(p, held->project);
        if (rc == TA_OK) rc = note(p, held);
        if (rc == TA_OK) rc = remove_older(p, i);
    }
    if (rc == TA_OK)
        ta_windows_of_project(p->job->workspace, held->project, !p->job->look,
                              &held->windows, &held->windows_bytes);
    return rc == TA_OK ? p->job->each(p->job->self, held, p->err) : rc;
}

static enum ta_status fail_project(const struct pruning *p)
{
    (void)ta_fail(p->err, TA_E_NOTFOUND, "no readings of project %s are sealed",
                  p->job->project);
    ta_error_mend(p->err, "`terrassay readings list` shows whose there are");
    return TA_E_NOTFOUND;
}

static enum ta_status prune(struct pruning *p)
{
    enum ta_status rc = look(p);
    if (rc == TA_OK && p->n_held == 0 && p->job->project != NULL) rc = fail_project(p);
    if (rc == TA_OK) rc = read_records(p);
    if (rc == TA_OK) add_up(p);
    for (size_t i = 0; rc == TA_OK && i < p->n_held; i++) rc = prune_project(p, i);
    if (!p->job->look) ta_windows_sweep(p->job->workspace, TA_WINDOWS_BYTES_MOST);
    ta_free(p->held);
    ta_free(p->older);
    return rc;
}

enum ta_status ta_readings_prune(const struct ta_prune_job *job, struct ta_error *err)
{
    struct pruning p = {.job = job, .err = err};
    if (job->look) return prune(&p);
    enum ta_status rc = ta_workspace_enter(job->workspace, TA_DOES_INGEST, err);
    if (rc != TA_OK) return rc;
    rc = ta_workspace_enter(job->workspace, TA_DOES_ASSESS, err);
    if (rc == TA_OK) {
        rc = prune(&p);
        ta_workspace_leave(job->workspace, TA_DOES_ASSESS);
    }
    ta_workspace_leave(job->workspace, TA_DOES_INGEST);
    return rc;
}
