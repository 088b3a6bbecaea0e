/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/layer_pin.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/field.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "engine/inputs.h"
#include "engine/layers.h"
#include "engine/rules.h"

enum { DOCUMENT_MOST = 1 << 20, EXTENT_MOST = 1 << 26 };

/* --- a row as a document ------------------------------------------------------------- */

static enum ta_status row_document(const struct ta_layer_row *row, struct ta_text *out,
                                   struct ta_error *err)
{
    bool ok = true;
    json_t *object = json_object();
    ta_json_set_text(object, "name", row->name, &ok);
    ta_json_set_int(object, "version", row->version, &ok);
    ta_json_set_text(object, "kind", row->kind, &ok);
    ta_json_set_text(object, "path", row->path, &ok);
    ta_json_set_text(object, "sha256", row->sha256, &ok);
    ta_json_set_text(object, "source", row->source, &ok);
    ta_json_set_text(object, "crs", row->crs, &ok);
    ta_json_set_text(object, "part", row->part, &ok);
    ta_json_set_text(object, "name_field", row->name_field, &ok);
    ta_json_set_text(object, "class_field", row->class_field, &ok);
    ta_json_set_number(object, "position_error_m", row->position_error_m, &ok);
    ta_json_set_number(object, "accuracy_m", row->accuracy_m, &ok);
    ta_json_set_bool(object, "simulated", row->simulated, &ok);
    ta_json_set_text(object, "variable", row->variable, &ok);
    ta_json_set_text(object, "unit", row->unit, &ok);
    ta_json_set_text(object, "extent_sha256", row->extent_sha256, &ok);
    enum ta_status rc =
        ok && object != NULL ? ta_json_canonical(object, out) : TA_E_NOMEM;
    json_decref(object);
    if (rc == TA_OK && out->failed) rc = TA_E_NOMEM;
    if (rc == TA_OK) return TA_OK;
    ta_text_free(out);
    return ta_fail(err, rc, "layer %s: its description", row->name);
}

static enum ta_status read_texts(const json_t *object, struct ta_layer_row *out,
                                 struct ta_error *err)
{
    const struct {
        const char *key;
        char *to;
        size_t size;
    } word[] = {{"name", out->name, sizeof out->name},
                {"kind", out->kind, sizeof out->kind},
                {"path", out->path, sizeof out->path},
                {"sha256", out->sha256, sizeof out->sha256},
                {"source", out->source, sizeof out->source},
                {"crs", out->crs, sizeof out->crs},
                {"part", out->part, sizeof out->part},
                {"name_field", out->name_field, sizeof out->name_field},
                {"class_field", out->class_field, sizeof out->class_field},
                {"variable", out->variable, sizeof out->variable},
                {"unit", out->unit, sizeof out->unit},
                {"extent_sha256", out->extent_sha256, sizeof out->extent_sha256}};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof word / sizeof *word; i++) {
        const char *text = NULL;
        rc = ta_json_get_text(object, NULL, word[i].key, true, &text, err);
        if (rc == TA_OK && !ta_copy(word[i].to, word[i].size, text))
            rc = ta_json_fail(err, NULL, word[i].key, "a shorter text", NULL);
    }
    return rc;
}

static enum ta_status read_row(const char *bytes, size_t size, struct ta_layer_row *out,
                               struct ta_error *err)
{
    json_t *object = NULL;
    int64_t version = 0;
    *out = (struct ta_layer_row){.position_error_m = NAN, .accuracy_m = NAN};
    enum ta_status rc =
        ta_json_parse("layer", bytes, size, DOCUMENT_MOST, &object, err);
    if (rc != TA_OK) return rc;
    if (!json_is_object(object))
        rc = ta_json_fail(err, NULL, NULL, "an object", object);
    if (rc == TA_OK) rc = read_texts(object, out, err);
    if (rc == TA_OK) rc = ta_json_get_int(object, NULL, "version", true, &version, err);
    if (rc == TA_OK)
        rc = ta_json_get_number(object, NULL, "position_error_m", false,
                                &out->position_error_m, err);
    if (rc == TA_OK)
        rc = ta_json_get_number(object, NULL, "accuracy_m", false, &out->accuracy_m,
                                err);
    if (rc == TA_OK)
        rc = ta_json_get_bool(object, NULL, "simulated", true, &out->simulated, err);
    out->version = (int)version;
    json_decref(object);
    return rc;
}

/* --- pinning ------------------------------------------------------------------------ */

static enum ta_status pin_document(const char *prefix, const char *name,
                                   const char *sha256, struct ta_evidence_list *list,
                                   struct ta_error *err)
{
    struct ta_evidence_item item;
    ta_evidence_item_init(&item, TA_EVIDENCE_DOCUMENT);
    (void)snprintf(item.id, sizeof item.id, "%s%s", prefix, name);
    (void)snprintf(item.sha256, sizeof item.sha256, "%s", sha256);
    return ta_evidence_add(list, &item, err);
}

static enum ta_status pin_row(const struct ta_layer_row *row,
                              struct ta_evidence_list *list, struct ta_error *err)
{
    struct ta_text document = {0};
    struct ta_evidence_item item;
    char sha256[TA_HEX_SIZE];
    enum ta_status rc = row_document(row, &document, err);
    if (rc != TA_OK) return rc;
    ta_sha256(document.bytes, document.size, sha256);
    ta_text_free(&document);
    ta_evidence_item_init(&item, TA_EVIDENCE_LAYER);
    if (!ta_copy(item.id, sizeof item.id, row->name) ||
        !ta_copy(item.path, sizeof item.path, row->path) ||
        !ta_copy(item.sha256, sizeof item.sha256, row->sha256))
        return ta_fail(err, TA_E_INTERNAL, "layer %s: a name too long", row->name);
    rc = ta_evidence_add(list, &item, err);
    if (rc == TA_OK) rc = pin_document(TA_LAYER_PREFIX, row->name, sha256, list, err);
    if (rc == TA_OK && row->extent_sha256[0] != '\0')
        rc = pin_document(TA_EXTENT_PREFIX, row->name, row->extent_sha256, list, err);
    return rc;
}

static bool in_force(const struct ta_layer_row *row, ta_day day)
{
    return (row->from == TA_DAY_NONE || row->from <= day) &&
           (row->to == TA_DAY_NONE || day <= row->to);
}

enum ta_status ta_layer_pin(const struct ta_store *store, const char *name, ta_day day,
                            struct ta_evidence_list *list, struct ta_error *err)
{
    struct ta_layer_row row;
    struct ta_error words = {0};
    enum ta_status rc = store->ops->layer_get(store->self, name, &row, &words);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) {
        if (err != NULL) *err = words;
        return rc;
    }
    return in_force(&row, day) ? pin_row(&row, list, err) : TA_OK;
}

static enum ta_status keep_row(const struct ta_store *store, const char *name,
                               const char *sha256, struct ta_error *err)
{
    struct ta_layer_row row;
    struct ta_text document = {0};
    char is[TA_HEX_SIZE];
    enum ta_status rc = store->ops->layer_get(store->self, name, &row, err);
    if (rc == TA_OK) rc = row_document(&row, &document, err);
    if (rc != TA_OK) return rc;
    ta_sha256(document.bytes, document.size, is);
    if (strcmp(is, sha256) != 0) {
        rc = ta_fail(err, TA_E_AGAIN, "layer %s: was imported anew meanwhile", name);
        ta_error_mend(err, "assess again");
    }
    if (rc == TA_OK)
        rc = store->ops->document_put(store->self, "layer", is, document.bytes,
                                      document.size, err);
    ta_text_free(&document);
    return rc;
}

enum ta_status ta_layer_keep(const struct ta_store *store,
                             const struct ta_evidence_list *list, struct ta_error *err)
{
    static const char prefix[] = TA_LAYER_PREFIX;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < list->n; i++)
        if (list->item[i].kind == TA_EVIDENCE_DOCUMENT &&
            strncmp(list->item[i].id, prefix, sizeof prefix - 1) == 0)
            rc = keep_row(store, list->item[i].id + sizeof prefix - 1,
                          list->item[i].sha256, err);
    return rc;
}

/* --- opening ------------------------------------------------------------------------ */

static void opened_free(struct ta_layer_opened *opened)
{
    ta_layer_free(&opened->zones);
    ta_polygons_free(&opened->extent);
    ta_cube_close(opened->cube);
    if (opened->hazard != NULL) ta_hazard_layer_free(opened->hazard);
    ta_free(opened->hazard);
    ta_free(opened);
}

void ta_layer_cache_free(struct ta_layer_cache *cache)
{
    for (size_t i = 0; i < cache->n; i++) opened_free(cache->opened[i]);
    ta_free(cache->opened);
    *cache = (struct ta_layer_cache){.n = 0};
}

static const struct ta_evidence_item *find(const struct ta_evidence_list *list,
                                           enum ta_evidence_kind kind,
                                           const char *prefix, const char *name)
{
    char id[TA_SCENE_SIZE];
    (void)snprintf(id, sizeof id, "%s%s", prefix, name);
    for (size_t i = 0; i < list->n; i++)
        if (list->item[i].kind == kind && strcmp(list->item[i].id, id) == 0)
            return &list->item[i];
    return NULL;
}

static enum ta_status fail_undescribed(const struct ta_evidence_item *layer,
                                       const struct ta_evidence_item *document,
                                       struct ta_error *err)
{
    return ta_fail(err, TA_E_DATA, "evidence %s: is not what %s describes", layer->id,
                   document->id);
}

/* The description, and whether it is of this file. A document of a layer that was pinned just
 * now is not in the store yet: then the store's own row gives it. */
static enum ta_status recall_row(const struct ta_workspace *workspace,
                                 const struct ta_evidence_item *layer,
                                 const struct ta_evidence_item *document,
                                 struct ta_layer_row *out, struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    struct ta_text now = {0};
    char is[TA_HEX_SIZE] = "", *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = store->ops->layer_get(store->self, layer->id, out, NULL);
    if (rc == TA_OK) rc = row_document(out, &now, err);
    if (rc == TA_OK) ta_sha256(now.bytes, now.size, is);
    ta_text_free(&now);
    if (rc == TA_OK && strcmp(is, document->sha256) == 0) {
        rc = TA_OK;
    } else {
        rc = ta_document_recall(store, document->id, document->sha256, &bytes, &size,
                                err);
        if (rc == TA_OK) rc = read_row(bytes, size, out, err);
        ta_free(bytes);
    }
    if (rc == TA_OK &&
        (strcmp(out->sha256, layer->sha256) != 0 || strcmp(out->name, layer->id) != 0))
        rc = fail_undescribed(layer, document, err);
    return rc;
}

static enum ta_status recall_extent(const struct ta_workspace *workspace,
                                    const struct ta_layer_row *row,
                                    struct ta_polygons *out, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    json_t *geometry = NULL;
    if (row->extent_sha256[0] == '\0') return TA_OK;
    enum ta_status rc = ta_document_recall(&workspace->store, "extent",
                                           row->extent_sha256, &bytes, &size, err);
    if (rc == TA_OK)
        rc = ta_json_parse("extent", bytes, size, EXTENT_MOST, &geometry, err);
    if (rc == TA_OK) rc = ta_geometry_read(geometry, NULL, out, err);
    json_decref(geometry);
    ta_free(bytes);
    return rc;
}

static enum ta_status open_hazard(const struct ta_workspace *workspace,
                                  const char *path, struct ta_layer_opened *out,
                                  struct ta_error *err)
{
    out->hazard = ta_alloc(1, sizeof *out->hazard);
    if (out->hazard == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    return ta_hazard_layer_open(path, out->row.variable, workspace->folder, out->hazard,
                                err);
}

static enum ta_status open_file(const struct ta_workspace *workspace,
                                const struct ta_evidence_item *layer,
                                struct ta_layer_opened *out, struct ta_error *err)
{
    char *path = NULL;
    const char *variable = out->row.variable[0] != '\0' ? out->row.variable : NULL;
    if (strcmp(out->row.kind, "zones") == 0)
        return ta_engine_layer_zones(workspace, &out->row, &out->zones, err);
    enum ta_status rc = ta_evidence_file(workspace, layer, &path, err);
    if (rc == TA_OK && ta_is_hazard(out->row.variable))
        rc = open_hazard(workspace, path, out, err);
    else if (rc == TA_OK)
        rc = ta_cube_open(path, variable, &out->cube, err);
    ta_free(path);
    return rc;
}

static enum ta_status open_new(struct ta_layer_cache *cache,
                               const struct ta_workspace *workspace,
                               const struct ta_evidence_item *layer,
                               const struct ta_evidence_item *document,
                               const struct ta_layer_opened **out, struct ta_error *err)
{
    struct ta_layer_opened *opened = ta_alloc(1, sizeof *opened);
    if (opened == NULL || ta_grow((void **)&cache->opened, &cache->capacity, cache->n,
                                  sizeof(*cache->opened)) != 0) {
        ta_free(opened);
        return ta_fail(err, TA_E_NOMEM, "layer %s: out of memory", layer->id);
    }
    memcpy(opened->document, document->sha256, sizeof opened->document);
    enum ta_status rc = recall_row(workspace, layer, document, &opened->row, err);
    if (rc == TA_OK) rc = recall_extent(workspace, &opened->row, &opened->extent, err);
    if (rc == TA_OK) rc = open_file(workspace, layer, opened, err);
    if (rc != TA_OK) {
        opened_free(opened);
        return rc;
    }
    *out = cache->opened[cache->n++] = opened;
    return TA_OK;
}

enum ta_status ta_layer_open(struct ta_layer_cache *cache,
                             const struct ta_workspace *workspace,
                             const struct ta_evidence_list *list, const char *name,
                             const struct ta_layer_opened **out, struct ta_error *err)
{
    const struct ta_evidence_item *layer = find(list, TA_EVIDENCE_LAYER, "", name);
    const struct ta_evidence_item *document =
        find(list, TA_EVIDENCE_DOCUMENT, TA_LAYER_PREFIX, name);
    *out = NULL;
    if (layer == NULL && document == NULL) return TA_OK;
    if (layer == NULL || document == NULL)
        return ta_fail(err, TA_E_DATA,
                       "evidence %s: layer and description stand together", name);
    for (size_t i = 0; i < cache->n; i++)
        if (strcmp(cache->opened[i]->document, document->sha256) == 0) {
            if (strcmp(cache->opened[i]->row.sha256, layer->sha256) != 0)
                return fail_undescribed(layer, document, err);
            *out = cache->opened[i];
            return TA_OK;
        }
    return open_new(cache, workspace, layer, document, out, err);
}
