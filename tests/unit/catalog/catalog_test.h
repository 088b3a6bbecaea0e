/* SPDX-License-Identifier: Apache-2.0 */
/** @file catalog_test.h  What the tests of src/catalog share: a listener, folders of
 * files. */
#ifndef TA_CATALOG_TEST_H
#define TA_CATALOG_TEST_H

#define _XOPEN_SOURCE 700 /* nftw() */

#include "ta_test.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scene.h"
#include "catalog/folder.h"

enum { HEARD_MAX = 400 };

/** Everything one walk told. */
struct heard {
    size_t n_scenes, n_problems;
    struct ta_scene scene[HEARD_MAX];
    char problem[HEARD_MAX][1400]; /**< "path: reason (mend)" */
};

static inline enum ta_status hear_scene(void *self, struct ta_scene *scene,
                                        struct ta_error *err)
{
    struct heard *heard = self;
    (void)err;
    assert_true(heard->n_scenes < HEARD_MAX);
    heard->scene[heard->n_scenes++] = *scene;
    return TA_OK;
}

static inline void hear_problem(void *self, const char *path, const char *reason,
                                const char *mend)
{
    struct heard *heard = self;
    assert_true(heard->n_problems < HEARD_MAX);
    (void)snprintf(heard->problem[heard->n_problems++], sizeof heard->problem[0],
                   "%.300s: %.700s (%.300s)", path, reason, mend);
}

/** Walk @p folder; the result is ended by forget(). */
static inline struct heard *listen(const char *folder)
{
    struct heard *heard = calloc(1, sizeof *heard);
    struct ta_error err = {0};
    assert_non_null(heard);
    enum ta_status rc =
        ta_catalog_folder(folder, hear_scene, hear_problem, heard, &err);
    if (rc != TA_OK) fail_msg("%s: %s", folder, err.text);
    return heard;
}

static inline void forget(struct heard *heard)
{
    for (size_t i = 0; i < heard->n_scenes; i++) ta_scene_free(&heard->scene[i]);
    free(heard);
}

static inline void assert_counts(const struct heard *heard, size_t scenes,
                                 size_t problems)
{
    if (heard->n_scenes == scenes && heard->n_problems == problems) return;
    fail_msg("%zu scenes and %zu problems, wanted %zu and %zu; first problem: %s",
             heard->n_scenes, heard->n_problems, scenes, problems, heard->problem[0]);
}

static inline const struct ta_scene *scene_called(const struct heard *heard,
                                                  const char *id)
{
    for (size_t i = 0; i < heard->n_scenes; i++)
        if (strcmp(heard->scene[i].id, id) == 0) return &heard->scene[i];
    fail_msg("no scene %s; first is %s", id,
             heard->n_scenes > 0 ? heard->scene[0].id : "-");
    return NULL;
}

/** The band of that name; *asset_path (may be NULL) tells its file. */
static inline const struct ta_band *
band_called(const struct ta_scene *scene, const char *name, const char **asset_path)
{
    for (size_t a = 0; a < scene->n_assets; a++)
        for (size_t b = 0; b < scene->asset[a].n_bands; b++)
            if (strcmp(scene->asset[a].band[b].name, name) == 0) {
                if (asset_path != NULL) *asset_path = scene->asset[a].path;
                return &scene->asset[a].band[b];
            }
    return NULL;
}

/** "TERRASSAY_TEST_DATA/data/name", NULL after saying that there is none. */
static inline const char *data_folder(const char *name)
{
    static char path[4096];
    const char *data = ta_test_data();
    if (data == NULL) return NULL;
    (void)snprintf(path, sizeof path, "%s/data/%s", data, name);
    return path;
}

/** A new empty folder; ended by drop_folder(). */
static inline char *new_folder(void)
{
    const char *top = getenv("TMPDIR");
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/ta-catalog-XXXXXX",
                   top != NULL ? top : "/tmp");
    assert_non_null(mkdtemp(path));
    char *owned = strdup(path);
    assert_non_null(owned);
    return owned;
}

static inline int drop_one(const char *path, const struct stat *st, int type,
                           struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void drop_folder(char *folder)
{
    assert_int_equal(nftw(folder, drop_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    free(folder);
}

static inline void make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0) assert_int_equal(errno, EEXIST);
        *slash = '/';
    }
}

static inline void write_bytes(const char *folder, const char *name, const void *bytes,
                               size_t size)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    make_parents(path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static inline void remove_file(const char *folder, const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%.3000s/%.1000s", folder, name);
    assert_int_equal(unlink(path), 0);
}

static inline void write_text(const char *folder, const char *name, const char *text)
{
    write_bytes(folder, name, text, strlen(text));
}

#endif
