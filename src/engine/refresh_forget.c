/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_forget.c  What was set aside of a source that is gone for good. */
/* realpath() */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "catalog/http_url.h"
#include "engine/refresh_private.h"

void ta_source_id(const char *name, char out[TA_SCENE_SIZE])
{
    char hash[TA_HEX_SIZE];
    ta_sha256(name, strlen(name), hash);
    (void)snprintf(out, TA_SCENE_SIZE, "source/%.32s", hash);
}

static const char *name_of(const struct ta_refresh_work *work)
{
    return work->real != NULL ? work->real : work->source;
}

void ta_source_mark(const struct ta_refresh_work *work, struct ta_scene_row *row)
{
    ta_sha256(name_of(work), strlen(name_of(work)), row->recipe);
}

enum ta_status ta_source_keep(const struct ta_refresh_work *work,
                              const struct ta_scene_row *row, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    const char *name = name_of(work);
    enum { SHOWN = 1024 };
    char hash[TA_HEX_SIZE], shown[SHOWN];
    ta_sha256(name, strlen(name), hash);
    if (row->state != TA_SCENE_SET_ASIDE || strcmp(row->recipe, hash) != 0)
        return TA_OK;
    if (!work->local) ta_http_public(name, shown, sizeof shown);
    if (!work->local && strcmp(name, shown) != 0) return TA_OK;
    return store->ops->document_put(store->self, "source", hash, name, strlen(name),
                                    err);
}

bool ta_source_name(const struct ta_store *store, const struct ta_scene_row *row,
                    struct ta_text *out)
{
    void *name = NULL;
    size_t size = 0;
    if (strlen(row->recipe) != TA_HEX_SIZE - 1 || row->assets_sha256[0] != '\0' ||
        store->ops->document_get(store->self, row->recipe, &name, &size, NULL) != TA_OK)
        return false;
    ta_text_add_bytes(out, name, size);
    ta_free(name);
    return !out->failed;
}

/* Where a path was that is not there any more: below the last folder of it that is. NULL: out of memory. */
static char *where_it_was(const char *path)
{
    struct ta_text whole = {0};
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    for (size_t end = n; whole.size == 0;) {
        struct ta_text head = {0};
        while (end > 0 && path[end - 1] != '/') end--;
        ta_text_add_bytes(&head, end > 0 ? path : ".", end > 0 ? end : 1);
        char *real = head.failed ? NULL : realpath(head.bytes, NULL);
        ta_text_free(&head);
        if (real != NULL)
            ta_text_addf(&whole, "%s%s%.*s", real, strcmp(real, "/") == 0 ? "" : "/",
                         (int)(n - end), path + end);
        free(real); /* allow(free): realpath() allocated it */
        if (end == 0) break;
        while (end > 0 && path[end - 1] == '/') end--;
    }
    return ta_text_take(&whole);
}

char *ta_source_real(const char *folder)
{
    char *real = realpath(folder, NULL);
    if (real == NULL) return where_it_was(folder);
    char *copy = ta_strdup(real);
    free(real); /* allow(free): realpath() allocated it */
    return copy;
}

static const char unread[] = "source";

void ta_row_note_source(struct ta_scene_row *row, ta_time_us now)
{
    (void)snprintf(row->processing, sizeof row->processing, "%s", unread);
    (void)snprintf(row->place, sizeof row->place, "[]");
    row->time = now;
}

bool ta_row_is_source(const struct ta_scene_row *row)
{
    return strncmp(row->id, "problem/", strlen("problem/")) == 0 &&
           strcmp(row->processing, unread) == 0;
}

/* An address is called as it was typed. */
static enum ta_status id_of(const char *source, char out[TA_SCENE_SIZE],
                            struct ta_error *err)
{
    char *real = NULL;
    if (strstr(source, "://") != NULL) {
        ta_source_id(source, out);
        return TA_OK;
    }
    real = realpath(source, NULL);
    bool there = real != NULL;
    free(real); /* allow(free): realpath() allocated it */
    if (there)
        return ta_mended(
            ta_fail(err, TA_E_USAGE, "%s: is there: nothing of it is forgotten",
                    source),
            err,
            "refresh it: what is mended, or taken out of it, is set aside no more");
    char *path = where_it_was(source);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", source);
    ta_source_id(path, out);
    ta_free(path);
    return TA_OK;
}

/* Of a scene with a look that is kept the row has to stay. */
static bool is_of(const struct ta_scene_row *row, const char *source)
{
    const char *half =
        strchr(source, '/') + 1; /* an older program kept "source/HALF" */
    return row->assets_sha256[0] == '\0' &&
           (strcmp(row->datatake, source) == 0 || strcmp(row->recipe, source) == 0 ||
            strncmp(row->recipe, half, strlen(half)) == 0);
}

static enum ta_status forget_rows(const struct ta_store *store, const char *source,
                                  const struct ta_scene_row *rows, size_t n,
                                  size_t *forgotten, struct ta_error *err)
{
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (!is_of(&rows[i], source)) continue;
        rc = store->ops->scene_forget(store->self, rows[i].id, rows[i].processing, err);
        *forgotten += !ta_row_is_source(&rows[i]);
    }
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

enum ta_status ta_engine_forget(struct ta_workspace *workspace, const char *source,
                                size_t *forgotten, struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    struct ta_scene_row *rows = NULL;
    char id[TA_SCENE_SIZE];
    size_t n = 0;
    bool any = false;
    *forgotten = 0;
    enum ta_status rc = id_of(source, id, err);
    if (rc == TA_OK) rc = ta_workspace_enter(workspace, TA_DOES_REFRESH, err);
    if (rc != TA_OK) return rc;
    rc = store->ops->scenes_in(store->self, TA_SCENE_SET_ASIDE, &rows, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) any = any || is_of(&rows[i], id);
    if (rc == TA_OK) rc = forget_rows(store, id, rows, n, forgotten, err);
    ta_free(rows);
    ta_workspace_leave(workspace, TA_DOES_REFRESH);
    if (rc != TA_OK || any) return rc;
    return ta_mended(
        ta_fail(err, TA_E_NOTFOUND, "%s: nothing of it is set aside", source), err,
        "`terrassay doctor` lists what is; name the folder where it was");
}
