/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_asset.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "catalog/place.h"
#include "catalog/stac_band.h"

enum { MAX_ASSETS = 4096 };

/* Where an asset stands in the item, for errors: "assets.red". */
static const struct ta_json_path IN_ASSETS = {.key = "assets"};

static bool is_raster(const char *type, const char *href)
{
    static const char *const types[] = {"image/tiff", "image/vnd.stac.geotiff",
                                        "image/jp2"};
    if (type == NULL) return ta_name_is_raster(href);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(type, types[i], strlen(types[i])) == 0) return true;
    return false;
}

/* Made to be looked at. Some catalogues give the picture of red, green and blue the role of data: by its
 * key it is known all the same. */
static bool is_picture(const char *key, const json_t *asset)
{
    if (ta_name_same(key, "visual") || ta_name_same(key, "visual-jp2")) return true;
    return ta_stac_has_role(asset, "thumbnail") ||
           ta_stac_has_role(asset, "overview") || ta_stac_has_role(asset, "visual") ||
           ta_stac_has_role(asset, "metadata");
}

/* Is the asset the layer of this name, by its key ("scl", "SCL_20m") or its file's name? */
static bool is_layer(const struct ta_stac_asset *asset, const char *href,
                     const char *name)
{
    size_t n = strlen(name);
    char head[16] = "";
    if (n >= sizeof head) return false;
    memcpy(head, asset->key, strnlen(asset->key, n));
    if (ta_name_same(head, name)) return true;
    const char *slash = strrchr(href, '/'), *file = slash != NULL ? slash + 1 : href;
    const char *dot = strrchr(file, '.');
    size_t stem = dot != NULL ? (size_t)(dot - file) : strlen(file);
    if (stem <= n || file[stem - n - 1] != '_') return false;
    memcpy(head, file + stem - n, n);
    return ta_name_same(head, name);
}

/* Quality layers whose coding we know by their name; others mask nothing. */
static void find_role(struct ta_stac_asset *asset, const char *href)
{
    static const struct {
        const char *name;
        enum ta_stac_role role;
        enum ta_mask_kind mask;
    } layer[] = {
        {"qa_pixel", TA_STAC_MASK, TA_MASK_QA_PIXEL},
        {"bqa", TA_STAC_MASK, TA_MASK_BQA_C1},
        {"scl", TA_STAC_MASK, TA_MASK_SCL},
        {"qa_radsat", TA_STAC_SATURATION, TA_MASK_NONE},
    };
    for (size_t i = 0; i < sizeof layer / sizeof *layer; i++)
        if (is_layer(asset, href, layer[i].name)) {
            asset->role = layer[i].role;
            asset->mask = layer[i].mask;
            return;
        }
    bool quality = ta_stac_has_role(asset->object, "data-mask") ||
                   ta_stac_has_role(asset->object, "cloud") ||
                   ta_stac_has_role(asset->object, "snow-ice") ||
                   ta_stac_has_role(asset->object, "saturation");
    asset->role = quality ? TA_STAC_SKIP : TA_STAC_DATA;
}

/* By its role, or called as masks of cloud are that catalogues give none. */
static bool may_mask(const char *key, const json_t *asset)
{
    static const char *const names[] = {"fmask", "udm2", "cloud_mask"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (ta_name_same(key, names[i])) return true;
    return ta_stac_has_role(asset, "cloud") || ta_stac_has_role(asset, "data-mask");
}

void ta_stac_unread_mask(const struct ta_stac_item *item, char out[TA_NAME_SIZE])
{
    const char *key;
    json_t *asset;
    out[0] = '\0';
    json_object_foreach(json_object_get(item->document, "assets"), key, asset)
    {
        struct ta_stac_asset layer = {.key = key, .object = asset};
        if (out[0] != '\0' || !may_mask(key, asset)) continue;
        find_role(&layer, "");
        if (layer.role != TA_STAC_MASK) ta_copy_cut(out, TA_NAME_SIZE, key);
    }
}

/* terrassay:mask on the asset says how it is read, whatever it is called. */
static enum ta_status find_own_role(struct ta_stac_asset *asset,
                                    const struct ta_json_path *path,
                                    struct ta_error *err)
{
    const char *word = NULL;
    enum ta_status rc =
        ta_json_get_text(asset->object, path, "terrassay:mask", false, &word, err);
    if (rc != TA_OK || word == NULL) return rc;
    asset->role = TA_STAC_MASK;
    asset->mask = ta_mask_called(word);
    if (asset->mask != TA_MASK_COUNT) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: terrassay:mask %.40s is none", asset->key,
                   word);
}

static enum ta_status find_gsd(struct ta_stac_asset *asset,
                               const struct ta_json_path *path, struct ta_error *err)
{
    asset->gsd = NAN;
    const json_t *raster =
        json_array_get(json_object_get(asset->object, "raster:bands"), 0);
    enum ta_status rc =
        ta_json_get_number(asset->object, path, "gsd", false, &asset->gsd, err);
    if (rc == TA_OK && isnan(asset->gsd) && json_is_object(raster))
        rc = ta_json_get_number(raster, path, "spatial_resolution", false, &asset->gsd,
                                err);
    if (rc == TA_OK && isnan(asset->gsd))
        rc = ta_json_get_number(asset->object, path, "raster:spatial_resolution", false,
                                &asset->gsd, err);
    return rc;
}

/* A scale, or numbers that need none. */
static bool states_scale(const json_t *place)
{
    const char *type = json_string_value(json_object_get(place, "data_type"));
    return json_is_number(json_object_get(place, "raster:scale")) ||
           json_is_number(json_object_get(place, "scale")) ||
           (type != NULL && strncmp(type, "float", 5) == 0);
}

static bool is_scaled(const json_t *asset)
{
    static const char *const lists[] = {"bands", "raster:bands"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (states_scale(json_array_get(json_object_get(asset, lists[i]), 0)))
            return true;
    return states_scale(asset);
}

static enum ta_status classify(struct ta_stac_asset *asset, struct ta_error *err)
{
    struct ta_json_path path = {.up = &IN_ASSETS, .key = asset->key};
    const char *href = NULL, *type = NULL;
    if (!json_is_object(asset->object))
        return ta_json_fail(err, &path, NULL, "an object", asset->object);
    const json_t *roles = json_object_get(asset->object, "roles");
    if (roles != NULL && !json_is_array(roles))
        return ta_json_fail(err, &path, "roles", "a list", roles);
    enum ta_status rc =
        ta_json_get_text(asset->object, &path, "href", true, &href, err);
    if (rc == TA_OK)
        rc = ta_json_get_text(asset->object, &path, "type", false, &type, err);
    if (rc != TA_OK) return rc;

    asset->role = TA_STAC_SKIP;
    if (!is_raster(type, href) || is_picture(asset->key, asset->object)) return TA_OK;
    find_role(asset, href);
    rc = find_own_role(asset, &path, err);
    asset->scaled = asset->role == TA_STAC_DATA && is_scaled(asset->object);
    return rc != TA_OK ? rc : find_gsd(asset, &path, err);
}

static int first_of_use(const void *a, const void *b)
{
    const struct ta_stac_asset *x = a, *y = b;
    double gx = isnan(x->gsd) ? HUGE_VAL : x->gsd,
           gy = isnan(y->gsd) ? HUGE_VAL : y->gsd;
    if (x->scaled != y->scaled) return x->scaled ? -1 : 1;
    if (gx != gy) return gx < gy ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* Keep what is of use in @p list, which has room for all. */
static enum ta_status collect(json_t *assets, struct ta_stac_asset *list, size_t *n,
                              struct ta_error *err)
{
    const char *key;
    json_t *object;
    size_t order = 0;
    json_object_foreach(assets, key, object)
    {
        struct ta_stac_asset asset = {.key = key, .object = object, .order = order++};
        enum ta_status rc = classify(&asset, err);
        if (rc != TA_OK) return rc;
        if (asset.role != TA_STAC_SKIP) list[(*n)++] = asset;
    }
    return TA_OK;
}

enum ta_status ta_stac_assets(const struct ta_stac_item *item,
                              struct ta_stac_asset **out, size_t *n,
                              struct ta_error *err)
{
    json_t *assets = json_object_get(item->document, "assets");
    *out = NULL;
    *n = 0;
    if (!json_is_object(assets))
        return ta_json_fail(err, NULL, "assets", "an object", assets);
    size_t most = json_object_size(assets);
    if (most > MAX_ASSETS)
        return ta_fail(err, TA_E_LIMIT, "more than %d assets", MAX_ASSETS);
    if (most == 0) return TA_OK;

    struct ta_stac_asset *list = ta_alloc(most, sizeof *list);
    if (list == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    enum ta_status rc = collect(assets, list, n, err);
    if (rc != TA_OK) {
        ta_free(list);
        return rc;
    }
    qsort(list, *n, sizeof *list, first_of_use);
    *out = list;
    return TA_OK;
}

/* Addresses of the same file elsewhere: the alternate-assets extension. */
static void find_alternates(const struct ta_stac_asset *asset, struct ta_file_ref *ref)
{
    const char *key;
    json_t *object;
    json_object_foreach(json_object_get(asset->object, "alternate"), key, object)
    {
        const char *href = json_string_value(json_object_get(object, "href"));
        if (href != NULL && ref->n_alternates < TA_ALTERNATES_MOST)
            ref->alternate[ref->n_alternates++] = href;
    }
}

/* A multihash begins with the code of its function and its length: 12 20 is SHA-256, by which files are
 * known here anyway. */
static enum ta_status read_promise(const struct ta_stac_asset *asset,
                                   struct ta_file_ref *ref, struct ta_error *err)
{
    struct ta_json_path at = {.up = &IN_ASSETS, .key = asset->key};
    const char *sum = NULL;
    ref->size = -1;
    enum ta_status rc =
        ta_json_get_int(asset->object, &at, "file:size", false, &ref->size, err);
    if (rc == TA_OK &&
        (ref->size < -1 ||
         (ref->size < 0 && json_object_get(asset->object, "file:size") != NULL)))
        rc = ta_fail(err, TA_E_DATA, "assets.%s: file:size is negative", asset->key);
    if (rc == TA_OK)
        rc = ta_json_get_text(asset->object, &at, "file:checksum", false, &sum, err);
    if (rc != TA_OK || sum == NULL) return rc;
    if (strncmp(sum, "1220", 4) != 0) {
        ta_checksum_read(sum, &ref->sum);
        return TA_OK;
    }
    if (!ta_copy(ref->sha256, sizeof ref->sha256, sum + 4)) ref->sha256[0] = '\0';
    for (char *c = ref->sha256; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'F') *c = (char)(*c - 'A' + 'a');
    uint8_t bytes[32];
    if (ta_unhex(ref->sha256, bytes, sizeof bytes) == TA_OK) return TA_OK;
    return ta_fail(err, TA_E_DATA, "assets.%s: file:checksum is no multihash",
                   asset->key);
}

bool ta_stac_names_band(const struct ta_stac_item *item,
                        const struct ta_stac_asset *asset, size_t n, const char *name)
{
    for (size_t a = 0; a < n; a++) {
        struct ta_json_path path = {.key = asset[a].key};
        size_t bands = 0;
        if (asset[a].role != TA_STAC_DATA ||
            ta_stac_band_count(asset[a].object, &path, &bands, NULL) != TA_OK)
            continue;
        for (size_t i = 0; i < bands; i++) {
            struct ta_stac_band band;
            if (ta_stac_band_read(item, asset[a].object, &path, i, &band, NULL) ==
                    TA_OK &&
                strcmp(band.band.name, name) == 0)
                return true;
        }
    }
    return false;
}

struct ta_band ta_stac_scene_band(const struct ta_band *band, bool has_nir)
{
    struct ta_band out = *band;
    if (!has_nir && strcmp(band->name, "nir08") == 0)
        (void)snprintf(out.name, sizeof out.name, "nir");
    return out;
}

enum ta_status ta_stac_asset_ref(const struct ta_stac_asset *asset,
                                 struct ta_file_ref *out, struct ta_error *err)
{
    *out = (struct ta_file_ref){
        .href = json_string_value(json_object_get(asset->object, "href"))};
    find_alternates(asset, out);
    return read_promise(asset, out, err);
}

static enum ta_status check_size(const struct ta_file_ref *ref, const char *path,
                                 struct ta_error *err)
{
    struct stat st;
    if (ref->size < 0) return TA_OK;
    if (stat(path, &st) != 0)
        return ta_fail(err, TA_E_DATA, "%s: %s", path, strerror(errno));
    if ((int64_t)st.st_size == ref->size) return TA_OK;
    return ta_fail(err, TA_E_DATA, "%s: %" PRId64 " bytes, but file:size is %" PRId64,
                   path, (int64_t)st.st_size, ref->size);
}

static enum ta_status check_sum(const struct ta_file_ref *ref, const char *path,
                                struct ta_error *err)
{
    char got[TA_HEX_SIZE];
    if (ref->sha256[0] == '\0') return ta_checksum_file(&ref->sum, path, err);
    enum ta_status rc = ta_sha256_file(path, got, err);
    if (rc != TA_OK || strcmp(got, ref->sha256) == 0) return rc;
    return ta_fail(err, TA_E_DATA, "%s: SHA-256 is not that of file:checksum", path);
}

enum ta_status ta_stac_asset_file(const struct ta_stac_asset *asset,
                                  const struct ta_files *files, struct ta_found *out,
                                  struct ta_error *err)
{
    struct ta_file_ref ref;
    struct ta_found found = {.path = NULL};
    enum ta_status rc = ta_stac_asset_ref(asset, &ref, err);
    if (rc == TA_OK) rc = files->find(files->self, &ref, &found, err);
    if (rc != TA_OK) return rc;
    if (found.far == NULL) {
        rc = check_size(&ref, found.path, err);
        if (rc == TA_OK) rc = check_sum(&ref, found.path, err);
        memcpy(found.sha256, ref.sha256, TA_HEX_SIZE);
    }
    memcpy(found.unchecked, ref.sum.unchecked, sizeof found.unchecked);
    if (found.far != NULL && found.sha256[0] == '\0' &&
        (ref.sha256[0] != '\0' || ref.sum.kind != NULL))
        (void)snprintf(found.unchecked, sizeof found.unchecked, "%s",
                       ta_unchecked_in_parts);
    if (rc == TA_OK) {
        *out = found;
        return TA_OK;
    }
    ta_error_mend(err, "fetch the file again, or correct the item");
    ta_found_free(&found);
    return rc;
}
