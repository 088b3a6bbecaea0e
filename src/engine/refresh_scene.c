/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_scene.c  What a scene is, in words that last: its document, its rank.
 */
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/scene.h"
#include "engine/item_grid.h"
#include "engine/processing.h"
#include "engine/refresh_private.h"
#include "raster/state.h"
#include "spectral.h"

static const char *const quantity_words[TA_QUANTITY_COUNT] = {
    [TA_QUANTITY_DN] = "dn",
    [TA_QUANTITY_RADIANCE] = "radiance",
    [TA_QUANTITY_REFLECTANCE_TOA] = "reflectance_toa",
    [TA_QUANTITY_REFLECTANCE_SURFACE] = "reflectance_surface",
    [TA_QUANTITY_TEMPERATURE] = "temperature",
    [TA_QUANTITY_INDEX] = "index",
    [TA_QUANTITY_BACKSCATTER] = "backscatter"};

static const char *const mask_words[TA_MASK_COUNT] = {
#define X(name, text) [name] = text,
    TA_MASK_LIST(X)
#undef X
};

enum { RECIPE_HALF = (TA_HEX_SIZE - 1) / 2 };

/* --- what is looked at ------------------------------------------------------------- */

bool ta_band_wanted(const struct ta_band *band)
{
    return band->quantity == TA_QUANTITY_INDEX ||
           band->quantity == TA_QUANTITY_TEMPERATURE ||
           band->quantity == TA_QUANTITY_BACKSCATTER || ta_band_is_read(band->name);
}

bool ta_asset_wanted(const struct ta_scene *scene, size_t asset)
{
    if (asset == scene->mask_asset || asset == scene->saturation_asset) return true;
    for (size_t b = 0; b < scene->asset[asset].n_bands; b++)
        if (ta_band_wanted(&scene->asset[asset].band[b])) return true;
    return false;
}

void ta_refresh_recipe(const struct ta_refresh *ask, char hex[TA_HEX_SIZE])
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    ta_digest_text(&state, "terrassay/refresh/1");
    ta_digest_u64(&state, TA_REFRESH_RIM);
    if (ask->cloud_m > 0 || ask->shadow_m > 0) {
        ta_digest_text(&state, "growth");
        ta_digest_u64(&state, (uint64_t)ask->cloud_m);
        ta_digest_u64(&state, (uint64_t)ask->shadow_m);
    }
    for (size_t i = 0; i < ta_index_count(); i++) {
        ta_digest_text(&state, ta_index_at(i)->id);
        ta_digest_text(&state, ta_index_at(i)->formula);
    }
    ta_digest_end(&state, hex);
}

bool ta_scene_recipe(const struct ta_scene *scene, const char recipe[TA_HEX_SIZE],
                     char hex[TA_HEX_SIZE])
{
    bool states = false;
    char stated[TA_HEX_SIZE];
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    ta_digest_text(&state, "terrassay/stated/1");
    for (size_t i = 0; i < scene->n_assets; i++) {
        const struct ta_asset *asset = &scene->asset[i];
        if (!ta_asset_wanted(scene, i)) continue;
        states = states || ta_item_states(asset);
        ta_digest_text(&state, asset->crs);
        ta_digest_u64(&state, (uint64_t)asset->grid.rows);
        ta_digest_u64(&state, (uint64_t)asset->grid.cols);
        ta_digest_u64(&state, asset->grid.placed);
        for (int k = 0; asset->grid.placed && k < 6; k++)
            ta_digest_f64(&state, asset->grid.affine[k]);
    }
    ta_digest_end(&state, stated);
    memcpy(hex, recipe, TA_HEX_SIZE);
    memcpy(hex + RECIPE_HALF, stated, RECIPE_HALF);
    return states;
}

void ta_passed_recipe(const struct ta_pending *pending, const char recipe[TA_HEX_SIZE],
                      char hex[TA_HEX_SIZE])
{
    bool local = false;
    char placed[TA_HEX_SIZE], here[TA_HEX_SIZE];
    crypto_hash_sha256_state state;
    bool states = ta_scene_recipe(&pending->scene, recipe, placed);
    (void)crypto_hash_sha256_init(&state);
    ta_digest_text(&state, "terrassay/passed/1");
    ta_digest_text(&state, placed);
    for (size_t i = 0; i < pending->n_files; i++) {
        const struct ta_asset_row *file = &pending->file[i];
        if (file->path == NULL || pending->scene.asset[i].far != NULL) continue;
        local = true;
        ta_digest_u64(&state, (uint64_t)file->size);
        ta_digest_u64(&state, (uint64_t)file->modified_ns);
    }
    ta_digest_end(&state, here);
    memcpy(hex, states ? placed : recipe, TA_HEX_SIZE);
    if (local) memcpy(hex + RECIPE_HALF, here, RECIPE_HALF);
}

bool ta_tile_renamed(const struct ta_scene_row *known, const struct ta_scene *now)
{
    return strcmp(known->tile, now->tile) != 0 && now->tile[0] != '\0' &&
           (known->tile[0] != '\0' || ta_tile_is_frame(now->tile)) &&
           ta_tiles_alike(known->tile, now->tile);
}

bool ta_look_renamed(const struct ta_scene_row *known, const struct ta_scene *now)
{
    return known->time == now->time && known->assets_sha256[0] != '\0' &&
           ta_tile_renamed(known, now);
}

bool ta_recipe_alike(const char *a, const char *b)
{
    return strncmp(a, b, RECIPE_HALF) == 0;
}

/* --- document ---------------------------------------------------------------------- */

json_t *ta_band_document(const struct ta_band *band, bool *ok)
{
    json_t *out = json_object();
    ta_json_set_text(out, "name", band->name, ok);
    ta_json_set_text(out, "quantity", quantity_words[band->quantity], ok);
    ta_json_set_int(out, "number", band->number, ok);
    ta_json_set_number(out, "scale", band->scale, ok);
    ta_json_set_number(out, "offset", band->offset, ok);
    ta_json_set_number(out, "nodata", band->nodata, ok);
    ta_json_set_number(out, "valid_lo", band->valid_lo, ok);
    ta_json_set_number(out, "valid_hi", band->valid_hi, ok);
    ta_json_set_text(out, "unit", band->unit, ok);
    return out;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static json_t *describe_asset(const struct ta_scene *scene, size_t asset,
                              const struct ta_asset_row *file, bool *ok)
{
    json_t *out = json_object(), *bands = json_array();
    const struct ta_asset *from = &scene->asset[asset];
    const char *role = asset == scene->mask_asset         ? "mask"
                       : asset == scene->saturation_asset ? "saturation"
                                                          : "bands";
    ta_json_set_text(out, "file", base_name(from->path), ok);
    ta_json_set_text(out, "role", role, ok);
    ta_json_set_int(out, "size", file->size, ok);
    if (from->far != NULL && file->sha256[0] == '\0')
        ta_json_set_text(out, "etag", from->far->etag, ok); /* nobody had it whole */
    else
        ta_json_set_text(out, "sha256", file->sha256, ok);
    for (size_t b = 0; b < from->n_bands; b++)
        if (ta_band_wanted(&from->band[b]) &&
            json_array_append_new(bands, ta_band_document(&from->band[b], ok)) != 0)
            *ok = false;
    ta_json_set(out, "bands", bands, ok);
    return out;
}

static void describe_scene(const struct ta_scene *scene, json_t *out, bool *ok)
{
    ta_json_set_text(out, "schema", "terrassay/scene/1", ok);
    ta_json_set_text(out, "id", scene->id, ok);
    ta_json_set_text(out, "collection", scene->collection, ok);
    ta_json_set_text(out, "processing", scene->processing, ok);
    ta_json_set_text(out, "datatake", scene->datatake, ok);
    ta_json_set_text(out, "platform", scene->platform, ok);
    ta_json_set_text(out, "orbit", scene->orbit, ok);
    ta_json_set_text(out, "tile", scene->tile, ok);
    ta_json_set_time(out, "time", scene->time, ok);
    ta_json_set_number(out, "cloud_cover", scene->cloud_cover, ok);
    ta_json_set_number(out, "sun_elevation", scene->sun_elevation, ok);
    ta_json_set_number(out, "position_error_m", scene->position_error_m, ok);
    ta_json_set_text(out, "offset_by", scene->offset_by, ok);
    ta_json_set_text(out, "mask", mask_words[scene->mask], ok);
    ta_json_set_bool(out, "simulated", scene->simulated, ok);
}

enum ta_status ta_scene_document(const struct ta_pending *pending, struct ta_text *out,
                                 struct ta_error *err)
{
    bool ok = true;
    const struct ta_scene *scene = &pending->scene;
    json_t *document = json_object(), *assets = json_array();
    describe_scene(scene, document, &ok);
    for (size_t i = 0; ok && i < scene->n_assets; i++)
        if (ta_asset_wanted(scene, i) &&
            json_array_append_new(
                assets, describe_asset(scene, i, &pending->file[i], &ok)) != 0)
            ok = false;
    ta_json_set(document, "assets", assets, &ok);
    enum ta_status rc = ok ? ta_json_canonical(document, out) : TA_E_NOMEM;
    json_decref(document);
    return rc == TA_OK ? rc : ta_fail(err, rc, "%s: no document of it", scene->id);
}

/* --- brief ------------------------------------------------------------------------- */

static int rank_of(enum ta_quantity quantity)
{
    static const int rank[TA_QUANTITY_COUNT] = {[TA_QUANTITY_DN] = 1,
                                                [TA_QUANTITY_RADIANCE] = 2,
                                                [TA_QUANTITY_REFLECTANCE_TOA] = 3,
                                                [TA_QUANTITY_TEMPERATURE] = 0,
                                                [TA_QUANTITY_INDEX] = 4,
                                                [TA_QUANTITY_BACKSCATTER] = 4,
                                                [TA_QUANTITY_REFLECTANCE_SURFACE] = 5};
    return rank[quantity];
}

void ta_scene_brief_free(struct ta_scene_brief *brief)
{
    ta_free(brief->layer);
    *brief = (struct ta_scene_brief){.n_layers = 0};
}

static enum ta_status brief_add(struct ta_scene_brief *brief, const char *name,
                                enum ta_quantity quantity)
{
    void *grown = ta_realloc(brief->layer, brief->n_layers + 1, sizeof *brief->layer);
    if (grown == NULL) return TA_E_NOMEM;
    brief->layer = grown;
    (void)snprintf(brief->layer[brief->n_layers++], TA_NAME_SIZE, "%s", name);
    if (rank_of(quantity) > brief->rank) brief->rank = rank_of(quantity);
    return TA_OK;
}

enum ta_status ta_scene_brief(const struct ta_scene *scene, struct ta_scene_brief *out)
{
    struct ta_scene_brief brief = {.rank = 0};
    enum ta_status rc = TA_OK;
    memcpy(brief.id, scene->id, sizeof brief.id);
    memcpy(brief.processing, scene->processing, sizeof brief.processing);
    brief.masked = ta_scene_mask(scene) != TA_MASK_NONE;
    for (size_t i = 0; i < scene->n_assets; i++) {
        const struct ta_asset *asset = &scene->asset[i];
        for (size_t b = 0; rc == TA_OK && b < asset->n_bands; b++)
            if (ta_band_wanted(&asset->band[b]))
                rc = brief_add(&brief, asset->band[b].name, asset->band[b].quantity);
    }
    if (rc == TA_OK)
        *out = brief;
    else
        ta_scene_brief_free(&brief);
    return rc;
}

static enum ta_quantity quantity_of(const char *word)
{
    for (int i = 0; word != NULL && i < TA_QUANTITY_COUNT; i++)
        if (strcmp(word, quantity_words[i]) == 0) return (enum ta_quantity)i;
    return TA_QUANTITY_DN;
}

static enum ta_status brief_add_asset(struct ta_scene_brief *brief, const json_t *asset)
{
    size_t i;
    json_t *band;
    enum ta_status rc = TA_OK;
    json_array_foreach(json_object_get(asset, "bands"), i, band)
    {
        const char *name = json_string_value(json_object_get(band, "name"));
        const char *word = json_string_value(json_object_get(band, "quantity"));
        if (rc == TA_OK && name != NULL) rc = brief_add(brief, name, quantity_of(word));
    }
    return rc;
}

/* A document that says nothing of a mask promises none. */
static bool says_mask(const json_t *document)
{
    const char *word = json_string_value(json_object_get(document, "mask"));
    return word != NULL && strcmp(word, mask_words[TA_MASK_NONE]) != 0;
}

static bool copy_member(const json_t *document, const char *key, char *to, size_t size)
{
    const char *text = json_string_value(json_object_get(document, key));
    return text != NULL && ta_copy(to, size, text);
}

enum ta_status ta_scene_brief_read(const char *bytes, size_t size,
                                   struct ta_scene_brief *out, struct ta_error *err)
{
    size_t i;
    json_t *document = NULL, *asset;
    struct ta_scene_brief brief = {.rank = 0};
    enum ta_status rc = ta_json_parse("scene", bytes, size, size, &document, err);
    if (rc != TA_OK) return rc;
    if (!copy_member(document, "id", brief.id, sizeof brief.id) ||
        !copy_member(document, "processing", brief.processing, sizeof brief.processing))
        rc = ta_fail(err, TA_E_DATA, "store: a scene's document names no scene");
    brief.masked = says_mask(document);
    json_array_foreach(json_object_get(document, "assets"), i, asset)
    {
        if (rc == TA_OK) rc = brief_add_asset(&brief, asset);
    }
    json_decref(document);
    if (rc == TA_OK)
        *out = brief;
    else
        ta_scene_brief_free(&brief);
    return rc;
}

enum ta_status ta_scene_brief_of(const struct ta_store *store, const char *sha256,
                                 struct ta_scene_brief *out, struct ta_error *err)
{
    void *bytes = NULL;
    size_t size = 0;
    *out = (struct ta_scene_brief){.n_layers = 0};
    if (sha256[0] == '\0') return TA_OK;
    enum ta_status rc =
        store->ops->document_get(store->self, sha256, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_scene_brief_read(bytes, size, out, err);
    ta_free(bytes);
    return rc;
}

static bool has_layer(const struct ta_scene_brief *brief, const char *name)
{
    for (size_t i = 0; i < brief->n_layers; i++)
        if (strcmp(brief->layer[i], name) == 0) return true;
    return false;
}

const char *ta_scene_lacks(const struct ta_scene_brief *a,
                           const struct ta_scene_brief *b)
{
    for (size_t i = 0; i < a->n_layers; i++)
        if (!has_layer(b, a->layer[i])) return a->layer[i];
    return a->masked && !b->masked ? "quality layer (cloud mask)" : NULL;
}

int ta_scene_rank(const struct ta_scene_brief *brief)
{
    enum { OF_ANY_VALUES = 100 };
    return brief->rank + (brief->masked ? OF_ANY_VALUES : 0);
}

int ta_scene_order(int a_rank, const char *a_processing, const char *a_id, int b_rank,
                   const char *b_processing, const char *b_id)
{
    if (a_rank != b_rank) return a_rank > b_rank ? -1 : 1;
    int later = ta_processing_compare(a_processing, b_processing);
    return later != 0 ? -later : strcmp(a_id, b_id);
}

bool ta_scene_beats(const struct ta_scene_brief *a, const struct ta_scene_brief *b)
{
    if (ta_scene_lacks(b, a) != NULL) return false;
    return ta_scene_order(a->rank, a->processing, a->id, b->rank, b->processing,
                          b->id) < 0;
}
