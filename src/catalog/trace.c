/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/trace.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "catalog/href.h"
#include "catalog/place.h"
#include "catalog/stac_box.h"
#include "catalog/stac_item.h"
#include "catalog/stac_json.h"

enum { MAX_ITEM = 16 << 20, MAX_PATH = 4096, MAX_DEPTH = 6 };

void ta_traces_free(struct ta_traces *traces)
{
    for (size_t i = 0; i < traces->n; i++) ta_free(traces->raster[i]);
    *traces = (struct ta_traces){.n = 0};
}

/* Takes over @p path, which may be NULL. */
static void add_raster(struct ta_traces *out, char *path)
{
    if (path != NULL && out->n < TA_TRACES_MOST && ta_name_is_raster(path))
        out->raster[out->n++] = path;
    else
        ta_free(path);
}

/* Rasters whose names begin like the product's. */
static void add_beside(const struct ta_place *place, const char *head, size_t n,
                       struct ta_traces *out)
{
    for (size_t i = ta_place_first(place, head, n); i < place->n_names; i++) {
        if (strncmp(place->name[i], head, n) != 0) return;
        if (ta_name_is_raster(place->name[i]))
            add_raster(out, ta_place_join(place, place->name[i]));
    }
}

/* All rasters of a folder that is one product. */
static void add_below(const char *folder, int depth, struct ta_traces *out)
{
    char **name = NULL;
    size_t n = 0;
    if (depth > MAX_DEPTH || ta_folder_list(folder, &name, &n, NULL) != TA_OK) return;
    for (size_t i = 0; i < n && out->n < TA_TRACES_MOST; i++) {
        struct stat about;
        struct ta_text text = {0};
        ta_text_addf(&text, "%s/%s", folder, name[i]);
        char *path = ta_text_take(&text);
        if (path == NULL || lstat(path, &about) != 0) {
            ta_free(path);
        } else if (S_ISDIR(about.st_mode)) {
            add_below(path, depth + 1, out);
            ta_free(path);
        } else {
            add_raster(out, path);
        }
    }
    ta_free(name);
}

static void take_place(const json_t *item, struct ta_traces *out)
{
    struct ta_box box;
    if (!ta_stac_item_box(item, &box)) return;
    if (box.x_min <= box.x_max) {
        out->box[out->n_boxes++] = box;
        return;
    }
    out->box[out->n_boxes++] = (struct ta_box){box.x_min, box.y_min, 180.0, box.y_max};
    out->box[out->n_boxes++] = (struct ta_box){-180.0, box.y_min, box.x_max, box.y_max};
}

static void take_item(const struct ta_place *place, const char *name,
                      struct ta_traces *out)
{
    json_t *document = NULL, *asset;
    const char *key;
    char *path = NULL;
    bool read = ta_place_find(place, name, &path, NULL) == TA_OK &&
                ta_stac_load(path, MAX_ITEM, &document, NULL) == TA_OK;
    ta_free(path);
    if (!read) return;
    take_place(document, out);
    json_object_foreach(json_object_get(document, "assets"), key, asset)
    {
        char relative[MAX_PATH], *file = NULL;
        const char *href = json_string_value(json_object_get(asset, "href"));
        if (href != NULL &&
            ta_href_path(href, relative, sizeof relative, NULL) == TA_OK &&
            ta_place_below(place, relative, &file, NULL) == TA_OK)
            add_raster(out, file);
    }
    json_decref(document);
}

static void take_product(const struct ta_place *place, const char *name,
                         struct ta_traces *out)
{
    static const char *const mtl[] = {"_MTL.txt", "_MTL.json"};
    for (size_t i = 0; i < 2; i++)
        if (ta_name_ends(name, mtl[i])) {
            add_beside(place, name, strlen(name) - strlen(mtl[i]) + 1, out);
            return;
        }
    if (ta_name_ends(name, ".json") || ta_name_ends(name, ".geojson"))
        take_item(place, name, out);
    else if (ta_name_ends(name, ".xml"))
        add_below(place->folder, 0, out);
    else if (ta_name_is_raster(name))
        add_raster(out, ta_place_join(place, name));
}

void ta_catalog_traces(const char *path, struct ta_traces *out)
{
    struct ta_place place = {0};
    const char *slash = strrchr(path, '/');
    *out = (struct ta_traces){.n = 0};
    struct stat about;
    if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        if (ta_place_open(NULL, path, &place, NULL) != TA_OK) return;
        add_beside(&place, "", 0, out);
        ta_place_close(&place);
        return;
    }
    char *folder = ta_strdup(slash != NULL ? path : ".");
    if (folder == NULL) return;
    if (slash != NULL) folder[slash == path ? 1 : slash - path] = '\0';
    if (ta_place_open(NULL, folder, &place, NULL) == TA_OK) {
        take_product(&place, slash != NULL ? slash + 1 : path, out);
        ta_place_close(&place);
    }
    ta_free(folder);
}
