/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_corrected.c  Does an item state of its files what they were observed by? It costs no request to
 *  see.
 *
 *  How its values are read is compared only where the look was read from this item's files: a mirror that says it in
 *  other words would have all of them read again, and the other catalogue would the night after. */
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "catalog/far_files.h"
#include "catalog/stac_item.h"
#include "engine/refresh_corrected.h"
#include "engine/refresh_private.h"

/* An item, and the document of its look. */
struct pair {
    const struct ta_far_offer *offer;
    const json_t *document, *files;
};

/* Is there such a file among those that the look was observed by? */
static bool has_file(const json_t *files, const struct ta_file_ref *ref)
{
    for (size_t i = 0; i < json_array_size(files); i++) {
        const json_t *file = json_array_get(files, i);
        const json_t *size = json_object_get(file, "size");
        const char *sha256 = json_string_value(json_object_get(file, "sha256"));
        if ((ref->size < 0 || json_integer_value(size) == ref->size) &&
            (ref->sha256[0] == '\0' || sha256 == NULL ||
             strcmp(sha256, ref->sha256) == 0))
            return true;
    }
    return false;
}

static bool has_other_files(const struct pair *pair)
{
    for (size_t i = 0; i < pair->offer->n_promises; i++)
        if (!has_file(pair->files, &pair->offer->promise[i].ref)) return true;
    return false;
}

/* --- which file --------------------------------------------------------------------- */

static const char *name_in(const json_t *file)
{
    const char *name = json_string_value(json_object_get(file, "file"));
    return name != NULL ? name : "";
}

/* Does one of the addresses of the promised file name it so, from byte @p from on? */
static bool is_called(const struct pair *pair, const struct ta_promise *promise,
                      const char *name, size_t from)
{
    const struct ta_file_ref *ref = &promise->ref;
    for (size_t i = 0; i <= ref->n_alternates && strlen(name) > from; i++) {
        char here[TA_SCENE_SIZE];
        const char *href = i == 0 ? ref->href : ref->alternate[i - 1];
        if (ta_far_name(pair->offer->base, href, here) &&
            strcmp(here + from, name + from) == 0)
            return true;
    }
    return false;
}

static bool is_read_from_it(const struct pair *pair)
{
    for (size_t i = 0; i < pair->offer->n_promises; i++)
        for (size_t k = 0; k < json_array_size(pair->files); k++)
            if (is_called(pair, &pair->offer->promise[i],
                          name_in(json_array_get(pair->files, k)), 0))
                return true;
    return false;
}

/* The host may be another one. */
static bool is_other_file(const struct pair *pair, const struct ta_promise *promise,
                          const json_t *file)
{
    return !is_called(pair, promise, name_in(file), TA_FAR_HASH);
}

/* --- how it is read ----------------------------------------------------------------- */

/* What an older document does not have is not known. */
static bool is_other(const json_t *stored, const json_t *stated)
{
    if (stored == NULL) return false;
    if (json_is_number(stored) && json_is_number(stated))
        return json_number_value(stored) < json_number_value(stated) ||
               json_number_value(stored) > json_number_value(stated);
    return json_equal(stored, stated) == 0;
}

static bool is_other_band(const json_t *stored, const struct ta_band *band)
{
    static const char *const keys[] = {"quantity", "number", "scale", "offset",
                                       "nodata"};
    bool ok = true, other = false;
    json_t *stated = ta_band_document(band, &ok);
    for (size_t i = 0; ok && i < sizeof keys / sizeof *keys; i++)
        other = other || is_other(json_object_get(stored, keys[i]),
                                  json_object_get(stated, keys[i]));
    json_decref(stated);
    return other;
}

static const json_t *find_band(const struct pair *pair, const char *name,
                               const json_t **file)
{
    size_t i, k;
    json_t *at, *band;
    json_array_foreach(pair->files, i, at)
    {
        *file = at;
        json_array_foreach(json_object_get(at, "bands"), k, band)
        {
            const char *called = json_string_value(json_object_get(band, "name"));
            if (called != NULL && strcmp(called, name) == 0) return band;
        }
    }
    return NULL;
}

static bool has_other_bands(const struct pair *pair)
{
    for (size_t i = 0; i < pair->offer->n_bands; i++) {
        const struct ta_promised_band *promised = &pair->offer->band[i];
        const json_t *file = NULL;
        if (!ta_band_wanted(&promised->band)) continue;
        const json_t *stored = find_band(pair, promised->band.name, &file);
        if (stored == NULL || is_other_band(stored, &promised->band) ||
            is_other_file(pair, &pair->offer->promise[promised->file], file))
            return true;
    }
    return false;
}

static const json_t *find_layer(const struct pair *pair, const char *role)
{
    size_t i;
    json_t *file;
    json_array_foreach(pair->files, i, file)
    {
        const char *is = json_string_value(json_object_get(file, "role"));
        if (is != NULL && strcmp(is, role) == 0) return file;
    }
    return NULL;
}

/* One that the item has no more is no correction: what was observed behind it stands. */
static bool has_other_layers(const struct pair *pair)
{
    const char *word = json_string_value(json_object_get(pair->document, "mask"));
    for (size_t i = 0; i < pair->offer->n_promises; i++) {
        const struct ta_promise *promise = &pair->offer->promise[i];
        const bool mask = promise->mask != TA_MASK_NONE;
        if (!mask && !promise->saturation) continue;
        const json_t *file = find_layer(pair, mask ? "mask" : "saturation");
        if (file == NULL || is_other_file(pair, promise, file) ||
            (mask && word != NULL && ta_mask_called(word) != promise->mask))
            return true;
    }
    return false;
}

static bool differs(const struct pair *pair, bool *its)
{
    *its = is_read_from_it(pair);
    if (has_other_files(pair)) return true;
    return !pair->offer->stack && *its &&
           (has_other_bands(pair) || has_other_layers(pair));
}

bool ta_offer_differs(const struct ta_store *store, const struct ta_far_offer *offer,
                      const struct ta_scene_row *row, bool *its)
{
    json_t *document = NULL;
    void *bytes = NULL;
    size_t size = 0;
    *its = false;
    if (row->assets_sha256[0] == '\0' ||
        store->ops->document_get(store->self, row->assets_sha256, &bytes, &size,
                                 NULL) != TA_OK)
        return false;
    bool other = false;
    if (ta_json_parse("scene", bytes, size, size, &document, NULL) == TA_OK) {
        const struct pair pair = {offer, document, json_object_get(document, "assets")};
        other = differs(&pair, its);
    }
    json_decref(document);
    ta_free(bytes);
    return other;
}
