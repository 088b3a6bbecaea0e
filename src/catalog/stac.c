/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/absent.h"
#include "catalog/landsat_sensor.h"
#include "catalog/stac_asset.h"
#include "catalog/stac_band.h"
#include "catalog/stac_grid.h"
#include "catalog/stac_json.h"

enum { MAX_ITEM = 16 << 20, MAX_PATH = 4096, MAX_BANDS = 8192 };

/* A file of the item. */
struct file {
    struct ta_found found;
    char crs[TA_NAME_SIZE];
    struct ta_stated_grid grid;
};

/* A band of such a file. */
struct entry {
    size_t file;
    struct ta_stac_band band;
    bool placed;   /* already in a scene */
    bool starts;   /* the first band of its look */
    size_t before; /* looks of the same day that started before it */
};

/* A band whose file is not there; the name is the item's. */
struct lack {
    char band[TA_NAME_SIZE];
    const char *file;
};

/* One item while it is read. */
struct build {
    struct ta_stac_item item;
    const char *name;
    const struct ta_files *files;
    struct ta_sink *sink;
    size_t n_files, file_capacity, n_entries, entry_capacity;
    struct file *file;
    struct entry *entry;
    size_t mask_file, saturation_file; /* SIZE_MAX when there is none */
    enum ta_mask_kind mask;
    bool has_nir; /* beside which nir08 is another band */
    size_t n_lacks, lack_capacity;
    struct lack *lack;       /* bands of local files that are not there */
    struct ta_error absent;  /* why the first file that is not there is not */
    struct ta_error no_mask; /* the same for the quality layers */
    struct ta_error no_saturation;
};

static bool stands_for_itself(enum ta_status rc)
{
    return rc == TA_E_NOTFOUND || rc == TA_E_PERMISSION || rc == TA_E_DATA ||
           rc == TA_E_LIMIT;
}

static enum ta_status add_file(struct build *b, const struct ta_stac_asset *asset,
                               struct file file, struct ta_error *err)
{
    struct ta_json_path path = {.key = asset->key};
    enum ta_status rc = ta_stac_crs(asset->object, &path, file.crs, err);
    if (rc == TA_OK && file.crs[0] == '\0')
        memcpy(file.crs, b->item.crs, sizeof file.crs);
    ta_stac_grid(asset->object, b->item.properties, &file.grid);
    void *grown = b->file;
    if (rc == TA_OK && ta_grow(&grown, &b->file_capacity, b->n_files, sizeof file) != 0)
        rc = ta_fail(err, TA_E_NOMEM, "out of memory");
    if (rc != TA_OK) {
        ta_found_free(&file.found);
        return rc;
    }
    b->file = grown;
    b->file[b->n_files++] = file;
    if (b->item.scene.unchecked[0] == '\0')
        memcpy(b->item.scene.unchecked, file.found.unchecked,
               sizeof b->item.scene.unchecked);
    return TA_OK;
}

static bool same_look(const struct ta_stac_band *a, const struct ta_stac_band *b)
{
    return a->time == b->time && strcmp(a->platform, b->platform) == 0;
}

/* A band that the look has already, from a finer file. */
static bool is_twin(const struct build *b, const struct ta_stac_band *band)
{
    for (size_t i = 0; i < b->n_entries; i++)
        if (same_look(&b->entry[i].band, band) &&
            strcmp(b->entry[i].band.band.name, band->band.name) == 0)
            return true;
    return false;
}

/* Where its look stands among the looks of its day. */
static void place_entry(const struct build *b, struct entry *entry)
{
    const struct ta_stac_band *band = &entry->band;
    entry->starts = true;
    if (band->time == TA_TIME_NONE) return;
    for (size_t i = 0; i < b->n_entries; i++) {
        const struct entry *other = &b->entry[i];
        if (!other->starts || other->band.time == TA_TIME_NONE) continue;
        if (same_look(&other->band, band)) {
            entry->starts = false;
            return;
        }
        if (ta_day_of(other->band.time) == ta_day_of(band->time)) entry->before++;
    }
}

static enum ta_status add_entry(struct build *b, const struct ta_stac_band *band,
                                struct ta_error *err)
{
    if (band->band.name[0] == '\0' || is_twin(b, band)) return TA_OK;
    if (b->n_entries == MAX_BANDS)
        return ta_fail(err, TA_E_LIMIT, "more than %d bands", MAX_BANDS);
    void *grown = b->entry;
    if (ta_grow(&grown, &b->entry_capacity, b->n_entries, sizeof *b->entry) != 0)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    b->entry = grown;
    struct entry entry = {.file = b->n_files - 1, .band = *band};
    place_entry(b, &entry);
    b->entry[b->n_entries++] = entry;
    return TA_OK;
}

static enum ta_status add_bands(struct build *b, const struct ta_stac_asset *asset,
                                struct ta_error *err)
{
    struct ta_json_path path = {.key = asset->key};
    size_t n = 0;
    enum ta_status rc = ta_stac_band_count(asset->object, &path, &n, err);
    for (size_t i = 0; i < n && rc == TA_OK; i++) {
        struct ta_stac_band band;
        rc = ta_stac_band_read(&b->item, asset->object, &path, i, &band, err);
        if (rc == TA_OK) rc = add_entry(b, &band, err);
    }
    return rc;
}

/* Of an item on disk: which bands the absent file would have brought. */
static enum ta_status note_bands(struct build *b, const struct ta_stac_asset *asset,
                                 struct ta_error *err)
{
    struct ta_json_path path = {.key = asset->key};
    struct ta_error why = {
        0}; /* what is wrong with bands of no file is nobody's loss */
    size_t n = 0;
    if (b->files->wants != NULL ||
        ta_stac_band_count(asset->object, &path, &n, &why) != TA_OK)
        return TA_OK;
    for (size_t i = 0; i < n; i++) {
        struct ta_stac_band band;
        void *grown = b->lack;
        enum ta_status rc =
            ta_stac_band_read(&b->item, asset->object, &path, i, &band, &why);
        if (rc == TA_E_NOMEM) return ta_fail_as(err, &why);
        if (rc != TA_OK) return TA_OK;
        if (ta_grow(&grown, &b->lack_capacity, b->n_lacks, sizeof *b->lack) != 0)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", b->name);
        b->lack = grown;
        struct lack *lack = &b->lack[b->n_lacks++];
        lack->file = json_string_value(json_object_get(asset->object, "href"));
        memcpy(lack->band, band.band.name, sizeof lack->band);
    }
    return TA_OK;
}

static bool has_band(const struct build *b, const char *name)
{
    for (size_t i = 0; i < b->n_entries; i++)
        if (strcmp(b->entry[i].band.band.name, name) == 0) return true;
    return false;
}

/* As a scene's: by the name that its near infrared would have had. */
static void settle_lacks(struct build *b)
{
    struct lack *narrow = NULL;
    bool has_nir = has_band(b, "nir");
    for (size_t i = 0; i < b->n_lacks; i++) {
        has_nir = has_nir || strcmp(b->lack[i].band, "nir") == 0;
        if (strcmp(b->lack[i].band, "nir08") == 0) narrow = &b->lack[i];
    }
    if (narrow != NULL && !has_nir)
        (void)snprintf(narrow->band, sizeof narrow->band, "nir");
}

static enum ta_status tell_lacks(struct build *b, struct ta_error *err)
{
    struct ta_absent absent = {.n = 0};
    settle_lacks(b);
    for (size_t i = 0; i < b->n_lacks; i++)
        if (!has_band(b, b->lack[i].band) && b->lack[i].file != NULL)
            ta_absent_add(&absent, b->lack[i].band, b->lack[i].file);
    return ta_absent_tell(&absent, b->sink, b->name, b->n_entries > 0, err);
}

/* The asset has no file: remember why. Only a file that contradicts the item is told at once. */
static enum ta_status note_absent(struct build *b, const struct ta_stac_asset *asset,
                                  struct ta_error *why, struct ta_error *err)
{
    if (b->absent.status == TA_OK) b->absent = *why;
    if (asset->role == TA_STAC_DATA && why->status != TA_E_DATA)
        return note_bands(b, asset, err);
    if (asset->role == TA_STAC_DATA) {
        ta_sink_problem(b->sink, b->name, why);
        return TA_OK;
    }
    ta_error_context(why, "quality layer %s", asset->key);
    if (asset->role == TA_STAC_MASK) b->no_mask = *why;
    if (asset->role == TA_STAC_SATURATION) b->no_saturation = *why;
    return TA_OK;
}

/* Of a scene that has bands, a missing quality layer is told: without it nothing is known to be
 * clear. */
static void tell_absent_layers(const struct build *b)
{
    if (b->no_mask.status != TA_OK && b->mask_file == SIZE_MAX)
        ta_sink_problem(b->sink, b->name, &b->no_mask);
    if (b->no_saturation.status != TA_OK && b->saturation_file == SIZE_MAX)
        ta_sink_problem(b->sink, b->name, &b->no_saturation);
}

/* Catalogues list a layer again in another form or coarser (scl and scl-jp2): one is read, and only of
 * that one it matters whether its host may be asked. */
static bool has_layer(const struct build *b, enum ta_stac_role role)
{
    if (role == TA_STAC_MASK) return b->mask_file != SIZE_MAX;
    return b->saturation_file != SIZE_MAX;
}

/* Has the asset a band that is of use and not there yet from a finer file? What is broken in it
 * is told when it is read. */
static bool brings_something(const struct build *b, const struct ta_stac_asset *asset)
{
    struct ta_json_path path = {.key = asset->key};
    size_t n = 0;
    if (asset->role != TA_STAC_DATA) return !has_layer(b, asset->role);
    if (ta_stac_band_count(asset->object, &path, &n, NULL) != TA_OK) return true;
    for (size_t i = 0; i < n; i++) {
        struct ta_stac_band band;
        if (ta_stac_band_read(&b->item, asset->object, &path, i, &band, NULL) != TA_OK)
            return true;
        struct ta_band as = ta_stac_scene_band(&band.band, b->has_nir);
        bool wanted = b->files->wants == NULL || b->files->wants(b->files->self, &as);
        if (as.name[0] != '\0' && wanted && !is_twin(b, &band)) return true;
    }
    return false;
}

static enum ta_status add_asset(struct build *b, const struct ta_stac_asset *asset,
                                struct ta_error *err)
{
    struct file file = {0};
    if (!brings_something(b, asset)) return TA_OK;
    struct ta_error absent = {0};
    enum ta_status rc = ta_stac_asset_file(asset, b->files, &file.found, &absent);
    if (stands_for_itself(rc)) return note_absent(b, asset, &absent, err);
    if (rc != TA_OK) {
        if (err != NULL) *err = absent;
        return rc;
    }
    rc = add_file(b, asset, file, err);
    if (rc != TA_OK) return rc;
    if (asset->role == TA_STAC_DATA) return add_bands(b, asset, err);
    if (asset->role == TA_STAC_SATURATION) b->saturation_file = b->n_files - 1;
    if (asset->role == TA_STAC_MASK) {
        b->mask_file = b->n_files - 1;
        b->mask = asset->mask;
    }
    return TA_OK;
}

static enum ta_status add_assets(struct build *b, struct ta_error *err)
{
    struct ta_stac_asset *asset = NULL;
    size_t n = 0;
    enum ta_status rc = ta_stac_assets(&b->item, &asset, &n, err);
    b->has_nir = rc == TA_OK && ta_stac_names_band(&b->item, asset, n, "nir");
    for (size_t i = 0; i < n && rc == TA_OK; i++) rc = add_asset(b, &asset[i], err);
    ta_free(asset);
    if (rc != TA_OK || b->n_entries > 0) return rc;
    rc = ta_fail(err, TA_E_NOTFOUND, "no band of this item can be used%s%.400s",
                 b->absent.text[0] != '\0' ? ": " : "", b->absent.text);
    ta_error_mend(err,
                  "an item has to name its bands (eo:common_name, or index names) in "
                  "GeoTIFF or JPEG 2000; of one on disk the files stand below its "
                  "folder, with relative hrefs");
    return rc;
}

/* The dated looks of a stack are told apart by their day: "item#2000-03-09", and the second look
 * of one day, by another sensor or at another hour, by "item#2000-03-09.2". Counting in the
 * order of the bands keeps ids when later looks are added behind. */
static void name_look(const struct build *b, size_t first, struct ta_scene *s)
{
    ta_time_us time = b->entry[first].band.time;
    size_t before = b->entry[first].before;
    char day[TA_TIME_TEXT], twin[24] = "";
    ta_day_format(ta_day_of(time), day);
    if (before > 0) (void)snprintf(twin, sizeof twin, ".%zu", before + 1);
    size_t n = strlen(s->id);
    (void)snprintf(s->id + n, sizeof s->id - n, "#%.10s%s", day, twin);
}

/* Date, platform and datatake of a dated look; what the item says of clouds and sun is not said
 * of this date. */
static enum ta_status date_look(const struct build *b, size_t first, struct ta_scene *s,
                                struct ta_error *err)
{
    const struct ta_stac_band *look = &b->entry[first].band;
    name_look(b, first, s);
    s->time = look->time;
    s->cloud_cover = s->sun_elevation = NAN;
    if (look->platform[0] != '\0')
        (void)snprintf(s->platform, sizeof s->platform, "%s", look->platform);
    (void)snprintf(s->datatake, sizeof s->datatake, "%s", s->id);
    if (ta_tile_is_frame(s->tile)) s->tile[0] = '\0'; /* the item's time named it */
    if (!b->item.landsat) return TA_OK;
    char day[TA_TIME_TEXT], path[4], row[4], platform[TA_NAME_SIZE];
    ta_day_format(ta_day_of(look->time), day);
    (void)snprintf(path, sizeof path, "%.3s", s->tile);
    (void)snprintf(row, sizeof row, "%.3s", s->tile + 3);
    memcpy(platform, s->platform, sizeof platform);
    return ta_landsat_place(s, platform, path, row, day, err);
}

static enum ta_status put_file(const struct file *file, size_t n_bands,
                               struct ta_scene *s, struct ta_asset **out,
                               struct ta_error *err)
{
    const struct ta_found *found = &file->found;
    enum ta_status rc = ta_scene_add_asset(s, found->path, n_bands, out);
    if (rc != TA_OK) return ta_fail(err, rc, "out of memory");
    if (found->address != NULL) (*out)->address = ta_strdup(found->address);
    if (found->address != NULL && (*out)->address == NULL)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    (*out)->far = found->far;
    if (found->far != NULL) found->far->ops->share(found->far);
    memcpy((*out)->sha256, found->sha256, TA_HEX_SIZE);
    memcpy((*out)->crs, file->crs, TA_NAME_SIZE);
    (*out)->grid = file->grid;
    return TA_OK;
}

/* The bands of the look of the entry @p at that lie in its file. @param end of the file's entries */
static enum ta_status put_bands(struct build *b, size_t at, struct ta_scene *s,
                                size_t *end, struct ta_error *err)
{
    const struct ta_stac_band *look = &b->entry[at].band;
    size_t file = b->entry[at].file, n = 0, i = at;
    for (; i < b->n_entries && b->entry[i].file == file; i++)
        n += same_look(&b->entry[i].band, look);
    *end = i;
    struct ta_asset *asset;
    enum ta_status rc = put_file(&b->file[file], n, s, &asset, err);
    if (rc != TA_OK) return rc;
    n = 0;
    for (i = at; i < *end; i++)
        if (same_look(&b->entry[i].band, look)) {
            asset->band[n++] = b->entry[i].band.band;
            b->entry[i].placed = true;
        }
    return TA_OK;
}

/* The files of the look that starts with the entry @p first; entries lie file by file. */
static enum ta_status put_files(struct build *b, size_t first, struct ta_scene *s,
                                struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = first; rc == TA_OK && i < b->n_entries;) {
        if (same_look(&b->entry[i].band, &b->entry[first].band))
            rc = put_bands(b, i, s, &i, err);
        else
            i++;
    }
    return rc;
}

static enum ta_status put_quality(const struct build *b, size_t file,
                                  struct ta_scene *s, size_t *index,
                                  struct ta_error *err)
{
    if (file == SIZE_MAX) return TA_OK;
    struct ta_asset *asset;
    enum ta_status rc = put_file(&b->file[file], 0, s, &asset, err);
    if (rc == TA_OK) *index = s->n_assets - 1;
    return rc;
}

/* Landsat's only near infrared is called nir08 in STAC; where no other is there, it is nir. */
static void settle_near_infrared(struct ta_scene *s)
{
    struct ta_band *narrow = NULL;
    for (size_t a = 0; a < s->n_assets; a++)
        for (size_t i = 0; i < s->asset[a].n_bands; i++) {
            if (strcmp(s->asset[a].band[i].name, "nir") == 0) return;
            if (strcmp(s->asset[a].band[i].name, "nir08") == 0)
                narrow = &s->asset[a].band[i];
        }
    if (narrow != NULL) (void)snprintf(narrow->name, sizeof narrow->name, "nir");
}

static enum ta_status fill_scene(struct build *b, size_t first, struct ta_scene *s,
                                 struct ta_error *err)
{
    const struct ta_stac_band *look = &b->entry[first].band;
    enum ta_status rc = TA_OK;
    (void)snprintf(s->offset_by, sizeof s->offset_by, "%s", look->why);
    if (look->time != TA_TIME_NONE) rc = date_look(b, first, s, err);
    if (rc == TA_OK) rc = put_files(b, first, s, err);
    if (rc == TA_OK) rc = put_quality(b, b->mask_file, s, &s->mask_asset, err);
    if (rc == TA_OK)
        rc = put_quality(b, b->saturation_file, s, &s->saturation_asset, err);
    s->mask = s->mask_asset != SIZE_MAX ? b->mask : TA_MASK_NONE;
    if (s->mask_asset == SIZE_MAX && b->item.mask == TA_MASK_APPLIED)
        s->mask = TA_MASK_APPLIED;
    if (s->mask == TA_MASK_NONE) ta_stac_unread_mask(&b->item, s->unread_mask);
    settle_near_infrared(s);
    return rc;
}

/* One scene per look, in the order of their first bands. */
static enum ta_status hand_over(struct build *b, struct ta_error *err)
{
    enum ta_status told = TA_OK;
    for (size_t i = 0; told == TA_OK && i < b->n_entries; i++)
        if (b->entry[i].band.time == TA_TIME_NONE)
            told = ta_stac_item_is_look(&b->item, err);
    if (told == TA_OK) told = tell_lacks(b, err);
    if (told != TA_OK) return told;
    tell_absent_layers(b);
    for (size_t i = 0; i < b->n_entries; i++) {
        if (b->entry[i].placed) continue;
        struct ta_scene scene = b->item.scene;
        enum ta_status rc = fill_scene(b, i, &scene, err);
        if (rc == TA_OK)
            rc = ta_sink_scene(b->sink, b->name, &scene, err);
        else
            ta_scene_free(&scene);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

enum ta_status ta_stac_scenes(const json_t *document, const char *name,
                              const struct ta_files *files, struct ta_sink *sink,
                              struct ta_error *err)
{
    struct build b = {.name = name,
                      .files = files,
                      .sink = sink,
                      .mask_file = SIZE_MAX,
                      .saturation_file = SIZE_MAX};
    enum ta_status rc = ta_stac_item_read(document, &b.item, err);
    if (rc == TA_OK) rc = add_assets(&b, err);
    if (rc == TA_OK) rc = hand_over(&b, err);
    for (size_t i = 0; i < b.n_files; i++) ta_found_free(&b.file[i].found);
    ta_free(b.file);
    ta_free(b.entry);
    ta_free(b.lack);
    return rc;
}

bool ta_stac_announces(const struct ta_place *place, const char *name)
{
    if (!ta_name_ends(name, ".json") && !ta_name_ends(name, ".geojson")) return false;
    if (ta_name_ends(name, "_MTL.json")) return false;
    for (const char *at = name; (at = strpbrk(at, "_.")) != NULL; at++) {
        size_t product = (size_t)(at - name);
        if (ta_place_has(place, name, product, "_MTL.txt") ||
            ta_place_has(place, name, product, "_MTL.json"))
            return false;
    }
    return true;
}

static enum ta_status find_below(void *self, const struct ta_file_ref *ref,
                                 struct ta_found *out, struct ta_error *err)
{
    char relative[MAX_PATH];
    enum ta_status rc = ta_href_path(ref->href, relative, sizeof relative, err);
    return rc != TA_OK ? rc : ta_place_below(self, relative, &out->path, err);
}

enum ta_status ta_stac_read(const struct ta_place *place, const char *name,
                            struct ta_sink *sink, struct ta_error *err)
{
    char *path = NULL;
    json_t *document = NULL;
    enum ta_status rc = ta_place_find(place, name, &path, err);
    if (rc != TA_OK) return rc;
    struct ta_place here = *place; /* the finder's self is not const */
    struct ta_files files = {.self = &here, .find = find_below};
    rc = ta_stac_load(path, MAX_ITEM, &document, err);
    if (rc == TA_OK && ta_stac_is_item(document))
        rc = ta_stac_scenes(document, path, &files, sink, err);
    json_decref(document);
    ta_free(path);
    return rc;
}

static void add_named(const json_t *item, json_t *named, bool *ok)
{
    const char *key;
    json_t *asset;
    ta_json_set(named, "", json_true(), ok); /* an item, whatever it names */
    json_object_foreach(json_object_get(item, "assets"), key, asset)
    {
        char path[MAX_PATH];
        const char *href = json_string_value(json_object_get(asset, "href"));
        if (href == NULL || ta_href_path(href, path, sizeof path, NULL) != TA_OK)
            continue;
        const char *name = strncmp(path, "./", 2) == 0 ? path + 2 : path;
        if (json_object_set_new_nocheck(named, name, json_true()) != 0) *ok = false;
    }
}

json_t *ta_stac_named(const struct ta_place *place)
{
    json_t *named = json_object();
    bool ok = named != NULL;
    for (size_t i = 0; ok && i < place->n_names; i++) {
        char *path = NULL;
        json_t *document = NULL;
        if (!ta_stac_announces(place, place->name[i])) continue;
        if (ta_place_find(place, place->name[i], &path, NULL) == TA_OK &&
            ta_stac_load(path, MAX_ITEM, &document, NULL) == TA_OK &&
            ta_stac_is_item(document))
            add_named(document, named, &ok);
        json_decref(document);
        ta_free(path);
    }
    if (ok) return named;
    json_decref(named);
    return NULL;
}
