/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify_far.c  Chips whose scenes were read by ranges: nobody here ever had those files whole. */
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "engine/verify_private.h"

enum { SCENE_DOCUMENT_MOST = 1 << 20 };

/* Does the scene's document pin a file by its ETag? One that cannot be read tells nothing. */
static bool pins_by_etag(const struct ta_store *store, const char *sha256)
{
    void *bytes = NULL;
    size_t size = 0, i = 0;
    json_t *document = NULL, *asset = NULL;
    bool found = false;
    struct ta_error none = {.status = TA_OK};
    if (store->ops->document_get(store->self, sha256, &bytes, &size, &none) == TA_OK &&
        ta_json_parse("scene", bytes, size, SCENE_DOCUMENT_MOST, &document, &none) ==
            TA_OK)
        json_array_foreach(json_object_get(document, "assets"), i, asset) found =
            found || json_object_get(asset, "etag") != NULL;
    json_decref(document);
    ta_free(bytes);
    return found;
}

/* The answer for each document is kept: many records rest on one scene. */
static bool is_far(struct ta_verifying *v, const char *sha256)
{
    if (v->far == NULL) v->far = json_object();
    const json_t *known = json_object_get(v->far, sha256);
    if (known != NULL) return json_is_true(known);
    bool far = pins_by_etag(&v->workspace->store, sha256);
    (void)json_object_set_new(v->far, sha256, json_boolean(far)); /* else read again */
    return far;
}

void ta_verify_far(struct ta_verifying *v, const struct ta_suspect *suspect,
                   size_t *n_chips, size_t *n_far)
{
    const struct ta_store *store = &v->workspace->store;
    for (size_t i = 0; i < suspect->facts.n_evidence; i++) {
        const struct ta_evidence_item *item = &suspect->facts.evidence[i];
        struct ta_scene_row row = {.sites_seq = 0};
        struct ta_error none = {.status = TA_OK};
        if (item->kind != TA_EVIDENCE_CHIP) continue;
        ++*n_chips;
        if (store->ops->scene_get(store->self, item->id, item->processing, &row,
                                  &none) == TA_OK &&
            row.assets_sha256[0] != '\0' && is_far(v, row.assets_sha256))
            ++*n_far;
    }
}
