/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_files.c  The files of a scene: what they are, and that they stay so. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/scene.h"
#include "engine/refresh_private.h"

static int64_t modified_ns(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

static enum ta_status stat_file(struct ta_asset_row *file, struct ta_error *err)
{
    struct stat about;
    if (stat(file->path, &about) != 0) {
        enum ta_status rc =
            errno == ENOENT || errno == ENOTDIR ? TA_E_DATA : TA_E_SOURCE;
        return ta_fail(err, rc, "%s: %s", file->path, strerror(errno));
    }
    if (!S_ISREG(about.st_mode))
        return ta_fail(err, TA_E_DATA, "%s: is no ordinary file", file->path);
    file->size = about.st_size;
    file->modified_ns = modified_ns(&about);
    return TA_OK;
}

static bool has_file(const struct ta_pending *pending, const struct ta_asset_row *file)
{
    for (size_t i = 0; i < pending->n_files; i++)
        if (pending->file[i].path != NULL && file->path != NULL &&
            strcmp(pending->file[i].path, file->path) == 0)
            return true;
    return false;
}

enum ta_status ta_pending_stat(struct ta_pending *pending,
                               const struct ta_pending *before, struct ta_error *err)
{
    const struct ta_scene *scene = &pending->scene;
    enum ta_status rc = TA_OK;
    ta_free(pending->file);
    pending->n_files = scene->n_assets;
    pending->bytes = 0;
    pending->file = ta_alloc(scene->n_assets, sizeof *pending->file);
    if (pending->file == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", scene->id);
    for (size_t i = 0; rc == TA_OK && i < scene->n_assets; i++) {
        if (!ta_asset_wanted(scene, i)) continue;
        pending->file[i].path = scene->asset[i].path;
        if (scene->asset[i].far != NULL) {
            pending->file[i].size = scene->asset[i].far->size;
            continue; /* what comes of it is counted when it came */
        }
        rc = stat_file(&pending->file[i], err);
        if (before == NULL || !has_file(before, &pending->file[i]))
            pending->bytes += pending->file[i].size;
    }
    return rc;
}

/* What the store knows of a file that has not changed since, or what the catalogue says of one
 * that it has just read. */
static enum ta_status recall(const struct ta_refresh_work *work,
                             const struct ta_asset *asset, struct ta_asset_row *file,
                             struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    if (asset->sha256[0] != '\0') {
        memcpy(file->sha256, asset->sha256, sizeof file->sha256);
        return TA_OK;
    }
    if (work->ask->rehash) return TA_E_NOTFOUND;
    return store->ops->asset_get(store->self, file, err);
}

static bool find_hashed(const struct ta_hashed *hashed, struct ta_asset_row *file)
{
    for (size_t i = 0; i < TA_HASHED; i++) {
        const struct ta_asset_row *known = &hashed->file[i].row;
        if (hashed->file[i].path == NULL || known->size != file->size ||
            known->modified_ns != file->modified_ns ||
            strcmp(hashed->file[i].path, file->path) != 0)
            continue;
        memcpy(file->sha256, known->sha256, sizeof file->sha256);
        return true;
    }
    return false;
}

/* For want of memory it is hashed again. */
static void keep_hashed(struct ta_hashed *hashed, const struct ta_asset_row *file)
{
    size_t i = hashed->next;
    ta_free(hashed->file[i].path);
    hashed->file[i].path = ta_strdup(file->path);
    hashed->file[i].row = *file;
    hashed->next = (i + 1) % TA_HASHED;
}

void ta_hashed_free(struct ta_hashed *hashed)
{
    for (size_t i = 0; hashed != NULL && i < TA_HASHED; i++)
        ta_free(hashed->file[i].path);
    ta_free(hashed);
}

static enum ta_status hash_file(const struct ta_refresh_work *work,
                                const struct ta_asset *asset, struct ta_asset_row *file,
                                bool read, struct ta_error *err)
{
    struct ta_error unknown;
    enum ta_status rc = recall(work, asset, file, &unknown);
    if (rc != TA_OK && rc != TA_E_NOTFOUND) {
        if (err != NULL) *err = unknown;
        return rc;
    }
    if (rc == TA_OK || find_hashed(work->hashed, file) || !read) return TA_OK;
    rc = ta_sha256_file(file->path, file->sha256, err);
    if (rc == TA_OK) keep_hashed(work->hashed, file);
    return rc == TA_E_IO || rc == TA_E_NOTFOUND || rc == TA_E_PERMISSION ? TA_E_SOURCE
                                                                         : rc;
}

enum ta_status ta_pending_hash(const struct ta_refresh_work *work,
                               struct ta_pending *pending, bool read, bool *whole,
                               struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    *whole = true;
    for (size_t i = 0; rc == TA_OK && i < pending->n_files; i++) {
        struct ta_asset_row *file = &pending->file[i];
        if (file->path == NULL) continue;
        if (pending->scene.asset[i].far != NULL) { /* its ETag stands for it */
            memcpy(file->sha256, pending->scene.asset[i].sha256, sizeof file->sha256);
            continue;
        }
        rc = hash_file(work, &pending->scene.asset[i], file, read, err);
        *whole &= file->sha256[0] != '\0';
    }
    return rc;
}

bool ta_pending_unchanged(const struct ta_pending *pending)
{
    for (size_t i = 0; i < pending->n_files; i++) {
        struct ta_asset_row now = pending->file[i];
        if (now.path == NULL || pending->scene.asset[i].far != NULL) continue;
        if (stat_file(&now, NULL) != TA_OK || now.size != pending->file[i].size ||
            now.modified_ns != pending->file[i].modified_ns)
            return false;
    }
    return true;
}

void ta_pending_free(struct ta_pending *pending)
{
    ta_scene_free(&pending->scene);
    ta_scene_brief_free(&pending->brief);
    ta_text_free(&pending->document);
    ta_free(pending->file);
    pending->file = NULL;
}
