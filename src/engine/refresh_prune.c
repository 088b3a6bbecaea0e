/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_prune.c  Files fetched from far catalogues, down to a number of bytes.
 *
 *  Evidence is chips, and no record needs the files that they were cut from; a file that is needed
 *  again, for a new site, is fetched again. They go look by look, the oldest first. Never go: files
 *  of looks that are set aside or not observed yet; those of the last month, which are held against
 *  their hosts again; what pins a file (NAME.source). Before a run, since one on a full disk comes to no
 *  end, and behind it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "engine/refresh_private.h"

/* The files of one look. */
struct look {
    char id[TA_SCENE_SIZE];
    ta_time_us time; /* TA_TIME_NONE: not known to be observed */
    int64_t bytes;
    size_t files;
};

struct pruning {
    struct ta_refresh_work *work;
    char *root; /* imagery/assets */
    size_t n, capacity;
    struct look *look;
    size_t n_rows;
    struct ta_scene_row *row; /* observed or superseded, by id */
};

/* --- what is there ----------------------------------------------------------------- */

static bool is_pin(const char *name)
{
    size_t n = strlen(name);
    return n > 7 && strcmp(name + n - 7, ".source") == 0;
}

static char *joined(const char *a, const char *b)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", a, b);
    return ta_text_take(&text);
}

/* Calls @p visit with each file of a look that may go. */
static enum ta_status each_file(const struct pruning *p, const char *id,
                                void (*visit)(struct look *look, const char *path,
                                              int64_t size),
                                struct look *look, struct ta_error *err)
{
    char **names = NULL, *folder = joined(p->root, id);
    size_t n = 0;
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    enum ta_status rc =
        ta_folder_list(folder, &names, &n, NULL) == TA_OK ? TA_OK : TA_FINDING;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct stat about;
        char *path = is_pin(names[i]) ? NULL : joined(folder, names[i]);
        if (path != NULL && lstat(path, &about) == 0 && S_ISREG(about.st_mode))
            visit(look, path, (int64_t)about.st_size);
        ta_free(path);
    }
    ta_free(names);
    ta_free(folder);
    return TA_OK; /* what is no folder holds nothing of ours */
}

static void weigh(struct look *look, const char *path, int64_t size)
{
    (void)path;
    look->bytes += size;
    look->files++;
}

static int by_id(const void *a, const void *b)
{
    const struct ta_scene_row *x = a, *y = b;
    return strcmp(x->id, y->id);
}

/* Time of the look when all of it is done. The dates of a stack are "ITEM#DAY": the newest counts. */
static ta_time_us time_of(const struct pruning *p, const char *id)
{
    size_t n = strlen(id), low = 0, high = p->n_rows;
    ta_time_us newest = TA_TIME_NONE;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(p->row[mid].id, id) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < p->n_rows && strncmp(p->row[low].id, id, n) == 0; low++) {
        char after = p->row[low].id[n];
        if ((after == '\0' || after == '#') && p->row[low].time > newest)
            newest = p->row[low].time;
    }
    return newest;
}

static enum ta_status add_look(struct pruning *p, const char *collection,
                               const char *item, struct ta_error *err)
{
    struct ta_text id = {0};
    struct look look = {.time = TA_TIME_NONE};
    void *list = p->look;
    ta_text_addf(&id, "%s/%s", collection, item);
    bool fits = !id.failed && ta_copy(look.id, sizeof look.id, id.bytes);
    ta_text_free(&id);
    if (!fits) return TA_OK; /* no name of ours */
    enum ta_status rc = each_file(p, look.id, weigh, &look, err);
    if (rc != TA_OK || look.files == 0) return rc;
    look.time = time_of(p, look.id);
    if (ta_grow(&list, &p->capacity, p->n, sizeof look) != 0)
        return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    p->look = list;
    p->look[p->n++] = look;
    return TA_OK;
}

static enum ta_status list_looks(struct pruning *p, struct ta_error *err)
{
    char **collections = NULL;
    size_t n = 0;
    enum ta_status rc = TA_OK;
    if (ta_folder_list(p->root, &collections, &n, NULL) != TA_OK) return TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        char **items = NULL, *folder = joined(p->root, collections[i]);
        size_t n_items = 0;
        if (folder == NULL) rc = ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
        if (folder == NULL || ta_folder_list(folder, &items, &n_items, NULL) != TA_OK)
            n_items = 0;
        for (size_t k = 0; rc == TA_OK && k < n_items; k++)
            rc = add_look(p, collections[i], items[k], err);
        ta_free(items);
        ta_free(folder);
    }
    ta_free(collections);
    return rc;
}

static enum ta_status list_done(struct pruning *p, enum ta_scene_state state,
                                struct ta_error *err)
{
    const struct ta_store *store = &p->work->workspace->store;
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    enum ta_status rc = store->ops->scenes_in(store->self, state, &rows, &n, err);
    void *grown =
        rc == TA_OK && n > 0 ? ta_realloc(p->row, p->n_rows + n, sizeof *rows) : p->row;
    if (rc == TA_OK && n > 0 && grown == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    if (rc == TA_OK && n > 0) {
        p->row = grown;
        memcpy(p->row + p->n_rows, rows, n * sizeof *rows);
        p->n_rows += n;
    }
    ta_free(rows);
    return rc;
}

/* --- what goes --------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    const struct look *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void drop_file(struct look *look, const char *path, int64_t size)
{
    if (unlink(path) == 0) return;
    look->bytes -= size;
    ta_log(TA_LOG_WARNING, "refresh.prune", "%s: cannot remove: %s", path,
           strerror(errno));
}

static enum ta_status drop_oldest(struct pruning *p, struct ta_error *err)
{
    const struct ta_refresh *ask = p->work->ask;
    struct ta_refreshed *result = p->work->result;
    ta_time_us month_ago = ask->now - TA_REFRESH_RECHECK_DAYS * TA_US_PER_DAY;
    enum ta_status rc = TA_OK;
    if (p->n > 1) qsort(p->look, p->n, sizeof *p->look, by_time);
    result->assets_kept = 0; /* of this time: it is done twice in a run */
    for (size_t i = 0; i < p->n; i++) result->assets_kept += p->look[i].bytes;
    for (size_t i = 0; rc == TA_OK && i < p->n; i++) {
        struct look *look = &p->look[i];
        if (result->assets_kept <= ask->assets_most) break;
        if (look->time == TA_TIME_NONE || look->time >= month_ago) continue;
        if (!ask->dry_run) rc = each_file(p, look->id, drop_file, look, err);
        result->assets_kept -= look->bytes;
        result->assets_removed += look->bytes;
        result->looks_pruned++;
    }
    return rc;
}

enum ta_status ta_refresh_prune(struct ta_refresh_work *work, struct ta_error *err)
{
    struct pruning p = {.work = work};
    if (!work->ask->prune) return TA_OK;
    p.root = ta_workspace_path(work->workspace, "imagery/assets");
    enum ta_status rc = p.root != NULL
                            ? list_done(&p, TA_SCENE_OBSERVED, err)
                            : ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    if (rc == TA_OK) rc = list_done(&p, TA_SCENE_SUPERSEDED, err);
    if (rc == TA_OK && p.n_rows > 1) qsort(p.row, p.n_rows, sizeof *p.row, by_id);
    if (rc == TA_OK) rc = list_looks(&p, err);
    if (rc == TA_OK) rc = drop_oldest(&p, err);
    ta_free(p.row);
    ta_free(p.look);
    ta_free(p.root);
    return rc;
}
