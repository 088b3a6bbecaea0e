/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_namesake.c  Another look under an id that is taken: two sources that number their items alike.
 *
 *  A correction of an item keeps its files, or its day; what has neither is another look. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "engine/refresh_private.h"

/* Looks of one id are of one day, and of one tile where both say it. */
static bool is_elsewhere(const struct ta_scene *scene, const struct ta_scene_row *known)
{
    if (scene->time == TA_TIME_NONE || known->time == TA_TIME_NONE) return false;
    return ta_day_of(scene->time) != ta_day_of(known->time) ||
           !ta_tiles_alike(scene->tile, known->tile);
}

static bool is_file(const json_t *file, const struct ta_asset_row *row,
                    const char *etag)
{
    const char *sha256 = json_string_value(json_object_get(file, "sha256"));
    const char *its = json_string_value(json_object_get(file, "etag"));
    if (json_integer_value(json_object_get(file, "size")) != row->size) return false;
    if (sha256 != NULL && row->sha256[0] != '\0')
        return strcmp(sha256, row->sha256) == 0;
    return its == NULL || etag == NULL || strcmp(its, etag) == 0;
}

/* Has it a file of bands of those that the look was observed by? Quality layers of clear days may be alike. */
static bool shares_file(const struct ta_pending *pending, const json_t *files)
{
    for (size_t i = 0; i < pending->n_files; i++) {
        const struct ta_far_file *far = pending->scene.asset[i].far;
        if (pending->scene.asset[i].n_bands == 0 ||
            !ta_asset_wanted(&pending->scene, i))
            continue;
        for (size_t k = 0; k < json_array_size(files); k++)
            if (is_file(json_array_get(files, k), &pending->file[i],
                        far != NULL ? far->etag : NULL))
                return true;
    }
    return false;
}

static enum ta_status keeps_no_file(const struct ta_refresh_work *work,
                                    struct ta_pending *pending,
                                    const struct ta_scene_row *known, bool *none,
                                    struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    json_t *document = NULL;
    void *bytes = NULL;
    size_t size = 0;
    bool whole = false;
    enum ta_status rc =
        ta_pending_hash(work, pending, !work->ask->dry_run, &whole, err);
    if (rc == TA_OK)
        rc = store->ops->document_get(store->self, known->assets_sha256, &bytes, &size,
                                      err);
    if (rc == TA_OK) rc = ta_json_parse("scene", bytes, size, size, &document, err);
    if (rc == TA_OK) *none = !shares_file(pending, json_object_get(document, "assets"));
    json_decref(document);
    ta_free(bytes);
    return rc;
}

enum ta_status ta_refresh_is_namesake(const struct ta_refresh_work *work,
                                      struct ta_pending *pending,
                                      const struct ta_scene_row *known,
                                      bool *is_namesake, struct ta_error *err)
{
    *is_namesake = false;
    if (!pending->was_observed || known->assets_sha256[0] == '\0' ||
        work->ask->rehash || !is_elsewhere(&pending->scene, known))
        return TA_OK;
    return keeps_no_file(work, pending, known, is_namesake, err);
}

bool ta_refresh_contradicts(const struct ta_pending *pending,
                            const struct ta_scene_row *known)
{
    return is_elsewhere(&pending->scene, known);
}

void ta_refresh_tell_namesake(struct ta_refresh_work *work,
                              const struct ta_pending *pending,
                              const struct ta_scene_row *known, const char *source)
{
    char day[TA_TIME_TEXT], words[TA_ERROR_TEXT];
    ta_day_format(ta_day_of(known->time), day);
    (void)snprintf(words, sizeof words,
                   "this id is already the look of %.10s%s%.40s%s%.200s: that look "
                   "stands, and nothing of this item is used",
                   day, known->tile[0] != '\0' ? ", tile " : "", known->tile,
                   source != NULL ? ", of " : "", source != NULL ? source : "");
    work->result->problems++;
    ta_refresh_tell(
        work, &(struct ta_refresh_event){
                  .word = TA_REFRESH_PROBLEM,
                  .scene = pending->row.id,
                  .reason = words,
                  .mend = "give the items of one source a collection of their own; "
                          "where this one is right and the other was wrong, "
                          "refresh --rehash with its catalogue alone"});
}
