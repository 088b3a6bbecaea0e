/* SPDX-License-Identifier: Apache-2.0 */
#include "base/scene.h"

#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "spectral.h"

void ta_scene_free(struct ta_scene *scene)
{
    if (scene == NULL) return;
    for (size_t i = 0; i < scene->n_assets; i++) {
        struct ta_far_file *far = scene->asset[i].far;
        if (far != NULL) far->ops->drop(far);
        ta_free(scene->asset[i].path);
        ta_free(scene->asset[i].address);
        ta_free(scene->asset[i].band);
    }
    ta_free(scene->asset);
    *scene = (struct ta_scene){.mask_asset = SIZE_MAX, .saturation_asset = SIZE_MAX};
}

enum ta_status ta_scene_add_asset(struct ta_scene *scene, const char *path,
                                  size_t n_bands, struct ta_asset **out)
{
    struct ta_asset *grown =
        ta_realloc(scene->asset, scene->n_assets + 1, sizeof *grown);
    if (grown == NULL) return TA_E_NOMEM;
    scene->asset = grown;

    struct ta_asset asset = {.path = ta_strdup(path), .n_bands = n_bands};
    if (n_bands > 0) asset.band = ta_alloc(n_bands, sizeof *asset.band);
    if (asset.path == NULL || (n_bands > 0 && asset.band == NULL)) {
        ta_free(asset.path);
        ta_free(asset.band);
        return TA_E_NOMEM;
    }
    grown[scene->n_assets] = asset;
    *out = &grown[scene->n_assets++];
    return TA_OK;
}

const char *ta_asset_shown(const struct ta_asset *asset)
{
    return asset->address != NULL ? asset->address : asset->path;
}

bool ta_is_backscatter(const char *layer)
{
    static const char *const names[] = {"vv_asc",  "vh_asc",  "hh_asc",  "hv_asc",
                                        "vv_desc", "vh_desc", "hh_desc", "hv_desc"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(layer, names[i]) == 0) return true;
    return false;
}

static void digest_band(crypto_hash_sha256_state *state, const struct ta_band *band)
{
    ta_digest_text(state, band->name);
    ta_digest_u64(state, (uint64_t)band->quantity);
    ta_digest_u64(state, (uint64_t)band->number);
    ta_digest_f64(state, band->scale);
    ta_digest_f64(state, band->offset);
    ta_digest_f64(state, band->nodata);
    ta_digest_f64(state, band->valid_lo);
    ta_digest_f64(state, band->valid_hi);
    ta_digest_text(state, band->unit);
}

static void digest_asset(crypto_hash_sha256_state *state, const struct ta_asset *asset)
{
    const char *slash = strrchr(asset->path, '/');
    ta_digest_text(state, slash == NULL ? asset->path : slash + 1);
    ta_digest_text(state, asset->sha256);
    if (asset->far != NULL) ta_digest_text(state, asset->far->etag);
    ta_digest_u64(state, asset->n_bands);
    for (size_t i = 0; i < asset->n_bands; i++) digest_band(state, &asset->band[i]);
}

bool ta_tile_is_frame(const char *tile)
{
    return strncmp(tile, TA_TILE_FRAME, sizeof TA_TILE_FRAME - 1) == 0;
}

/* "T5QKB" of "T05QKB" */
static bool is_unpadded(const char *a, const char *b)
{
    return a[0] == 'T' && b[0] == 'T' && b[1] == '0' && strcmp(a + 1, b + 2) == 0;
}

bool ta_tiles_alike(const char *a, const char *b)
{
    return a[0] == '\0' || b[0] == '\0' || strcmp(a, b) == 0 ||
           (ta_tile_is_frame(a) && ta_tile_is_frame(b)) || is_unpadded(a, b) ||
           is_unpadded(b, a);
}

void ta_scene_sha256(const struct ta_scene *scene, char hex[TA_HEX_SIZE])
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    ta_digest_text(&state, scene->id);
    ta_digest_text(&state, scene->processing);
    ta_digest_text(&state, scene->datatake);
    ta_digest_u64(&state, (uint64_t)scene->time);
    ta_digest_text(&state, scene->offset_by);
    ta_digest_u64(&state, (uint64_t)scene->mask);
    ta_digest_u64(&state, scene->mask_asset);
    ta_digest_u64(&state, scene->saturation_asset);
    ta_digest_u64(&state, scene->simulated);
    ta_digest_u64(&state, scene->n_assets);
    for (size_t i = 0; i < scene->n_assets; i++) digest_asset(&state, &scene->asset[i]);
    ta_digest_end(&state, hex);
}

bool ta_band_is_read(const char *name)
{
    for (size_t i = 0; i < ta_index_count(); i++) {
        const struct ta_index *index = ta_index_at(i);
        for (size_t k = 0; k < index->n_inputs; k++)
            if (strcmp(index->input[k], name) == 0) return true;
    }
    return false;
}
