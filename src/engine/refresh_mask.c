/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_mask.c  Looks without a quality layer: cloud of theirs counts as ground, and that is said. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/scene.h"
#include "engine/refresh_private.h"

bool ta_scene_is_bare(const struct ta_scene_brief *brief)
{
    for (size_t i = 0; !brief->masked && i < brief->n_layers; i++)
        if (!ta_is_backscatter(brief->layer[i])) return true;
    return false;
}

void ta_refresh_tell_bare(const struct ta_refresh_work *work,
                          const struct ta_pending *pending)
{
    char why[160] = "", words[TA_ERROR_TEXT];
    const char *unread = pending->scene.unread_mask;
    if (!ta_scene_is_bare(&pending->brief)) return;
    if (unread[0] != '\0')
        (void)snprintf(why, sizeof why,
                       " (nobody says how %.40s is read: `terrassay:mask` of it can)",
                       unread);
    (void)snprintf(words, sizeof words,
                   "no quality layer known here%s: clouds count as ground", why);
    ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_NOTE,
                                                     .scene = pending->row.id,
                                                     .reason = words,
                                                     .mend = ""});
}

/* Its document says it in these bytes, which no text of it can have: most need not be parsed. */
static bool may_be_bare(const char *bytes, size_t size)
{
    static const char none[] = "\"mask\":\"none\"";
    for (size_t i = 0; i + sizeof none - 1 <= size; i++)
        if (memcmp(bytes + i, none, sizeof none - 1) == 0) return true;
    return false;
}

static enum ta_status is_bare(const struct ta_store *store,
                              const struct ta_scene_row *row, bool *bare,
                              struct ta_error *err)
{
    void *bytes = NULL;
    size_t size = 0;
    struct ta_scene_brief brief = {.n_layers = 0};
    *bare = false;
    if (row->assets_sha256[0] == '\0') return TA_OK;
    enum ta_status rc =
        store->ops->document_get(store->self, row->assets_sha256, &bytes, &size, err);
    if (rc == TA_OK && may_be_bare(bytes, size))
        rc = ta_scene_brief_read(bytes, size, &brief, err);
    if (rc == TA_OK) *bare = ta_scene_is_bare(&brief);
    ta_scene_brief_free(&brief);
    ta_free(bytes);
    return rc;
}

enum ta_status ta_scenes_bare(const struct ta_store *store, size_t *n,
                              struct ta_error *err)
{
    struct ta_scene_row *row = NULL;
    size_t n_rows = 0;
    *n = 0;
    enum ta_status rc =
        store->ops->scenes_in(store->self, TA_SCENE_OBSERVED, &row, &n_rows, err);
    for (size_t i = 0; rc == TA_OK && i < n_rows; i++) {
        bool bare = false;
        rc = is_bare(store, &row[i], &bare, err);
        *n += bare;
    }
    ta_free(row);
    return rc;
}
