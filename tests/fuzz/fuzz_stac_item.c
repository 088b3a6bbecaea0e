/* SPDX-License-Identifier: Apache-2.0 */
/** @file fuzz_stac_item.c  Any bytes as a STAC item whose files all seem to be there. */
#include "ta_fuzz.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/scene.h"
#include "catalog/stac.h"
#include "catalog/stac_item.h"

/* Takes every reference that stays below a folder; no disk is asked. */
static enum ta_status find(void *self, const struct ta_file_ref *ref,
                           struct ta_found *out, struct ta_error *err)
{
    (void)self;
    char relative[4096];
    enum ta_status rc = ta_href_path(ref->href, relative, sizeof relative, err);
    if (rc != TA_OK) return rc;
    out->path = ta_strdup(relative);
    return out->path != NULL ? TA_OK : TA_E_NOMEM;
}

static enum ta_status on_scene(void *self, struct ta_scene *scene, struct ta_error *err)
{
    (void)self;
    (void)err;
    char hex[TA_HEX_SIZE];
    ta_scene_sha256(scene, hex); /* reads all of it */
    ta_scene_free(scene);
    return TA_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *document = NULL;
    struct ta_error err = {0};
    enum ta_status rc =
        ta_json_parse("item.json", (const char *)data, size, 1 << 20, &document, &err);
    if (rc != TA_OK) return 0;

    struct ta_sink sink = {.on_scene = on_scene, .seen = json_object()};
    struct ta_files files = {.find = find};
    if (sink.seen != NULL && ta_stac_is_item(document))
        rc = ta_stac_scenes(document, "item.json", &files, &sink, &err);
    json_decref(sink.seen);
    json_decref(document);
    return 0;
}
