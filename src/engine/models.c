/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/datasets.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/yaml.h"
#include "engine/rules.h"
#include "model/model.h"

enum { MODEL_MOST = 1 << 20 };

static const char folder[] = "models/", ending[] = ".yaml";

/* --- which there are ---------------------------------------------------------------- */

struct name_list {
    char (*name)[TA_NAME_SIZE];
    size_t n, capacity;
};

/* "credit-1.yaml" -> "credit-1"; other files are passed over. */
static enum ta_status add_name(struct name_list *list, const char *file,
                               struct ta_error *err)
{
    size_t length = strlen(file), tail = sizeof ending - 1;
    if (length <= tail || length - tail >= TA_NAME_SIZE || strchr(file, '/') != NULL ||
        strcmp(file + length - tail, ending) != 0)
        return TA_OK;
    length -= tail;
    for (size_t i = 0; i < list->n; i++)
        if (strlen(list->name[i]) == length &&
            strncmp(list->name[i], file, length) == 0)
            return TA_OK;
    void *name = list->name;
    if (ta_grow(&name, &list->capacity, list->n, sizeof *list->name) != 0)
        return ta_fail(err, TA_E_NOMEM, "models: out of memory");
    list->name = name;
    (void)snprintf(list->name[list->n], TA_NAME_SIZE, "%.*s", (int)length, file);
    if (ta_id_ok(list->name[list->n])) list->n++;
    return TA_OK;
}

static enum ta_status add_folder(struct name_list *list, const char *datasets,
                                 struct ta_error *err)
{
    struct ta_text path = {0};
    char **names = NULL;
    size_t n = 0;
    ta_text_addf(&path, "%s/%s", datasets, folder);
    if (path.failed) return ta_fail(err, TA_E_NOMEM, "models: out of memory");
    struct ta_error why;
    enum ta_status rc = ta_folder_list(path.bytes, &names, &n, &why);
    ta_text_free(&path);
    if (rc == TA_E_NOTFOUND) return TA_OK; /* the embedded ones stand alone */
    if (rc != TA_OK) return ta_fail_as(err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = add_name(list, names[i], err);
    ta_free(names);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

enum ta_status ta_model_names(const char *datasets, char (**names)[TA_NAME_SIZE],
                              size_t *n, struct ta_error *err)
{
    struct name_list list = {0};
    enum ta_status rc = datasets == NULL ? TA_OK : add_folder(&list, datasets, err);
    for (size_t i = 0; rc == TA_OK && i < ta_datasets_embedded_count; i++) {
        const char *file = ta_datasets_embedded[i].name;
        if (strncmp(file, folder, sizeof folder - 1) == 0)
            rc = add_name(&list, file + sizeof folder - 1, err);
    }
    if (rc != TA_OK) {
        ta_free(list.name);
        return rc;
    }
    if (list.n > 1) qsort(list.name, list.n, sizeof *list.name, by_name);
    *names = list.name;
    *n = list.n;
    return TA_OK;
}

/* --- their bytes -------------------------------------------------------------------- */

static bool is_hash(const char *name)
{
    return strlen(name) == TA_HEX_SIZE - 1 &&
           strspn(name, "0123456789abcdef") == TA_HEX_SIZE - 1;
}

static bool is_file(const char *name)
{
    size_t n = strlen(name), tail = sizeof ending - 1;
    return strchr(name, '/') != NULL ||
           (n > tail && strcmp(name + n - tail, ending) == 0);
}

static enum ta_status fail_absent(const char *datasets, const char *name,
                                  struct ta_error *err)
{
    enum { MOST = 256 };
    char(*names)[TA_NAME_SIZE] = NULL;
    const char *known[MOST + 1];
    size_t n = 0, k = 0;
    (void)ta_fail(err, TA_E_NOTFOUND, "no model \"%s\"", name);
    if (ta_model_names(datasets, &names, &n, NULL) != TA_OK) return TA_E_NOTFOUND;
    for (; k < n && k < MOST; k++) known[k] = names[k];
    known[k] = NULL;
    ta_mend_unknown(err, name, known);
    ta_free(names);
    return TA_E_NOTFOUND;
}

enum ta_status ta_model_read(const char *datasets, const struct ta_store *store,
                             const char *name, char **bytes, size_t *size,
                             struct ta_error *err)
{
    char below[TA_SCENE_SIZE];
    if (is_hash(name) && store != NULL && store->ops != NULL)
        return ta_document_recall(store, "model", name, bytes, size, err);
    if (is_hash(name))
        return ta_fail(err, TA_E_NOTFOUND, "%s: a hash, and no workspace to look in",
                       name);
    if (is_file(name)) return ta_file_read(name, MODEL_MOST, bytes, size, err);
    if (!ta_id_ok(name))
        return ta_fail(err, TA_E_USAGE, "\"%.80s\" is no model's name", name);
    (void)snprintf(below, sizeof below, "%s%s%s", folder, name, ending);
    enum ta_status rc = ta_dataset_read(datasets, below, bytes, size, err);
    return rc == TA_E_NOTFOUND ? fail_absent(datasets, name, err) : rc;
}

/* --- of either use ------------------------------------------------------------------ */

/* What the file says under `use`; a file that says nothing sensible is read as credit, whose
 * reader then complains. */
static enum ta_status use_of(const char *name, const char *bytes, size_t size,
                             enum ta_model_use *out, struct ta_error *err)
{
    struct ta_yaml *yaml = NULL;
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &yaml, err);
    if (rc != TA_OK) return rc;
    const struct ta_yaml_node *root = ta_yaml_root(yaml);
    const struct ta_yaml_node *use =
        root->kind == TA_YAML_MAP ? ta_yaml_member(root, "use") : NULL;
    bool index = use != NULL && use->text != NULL && strcmp(use->text, "index") == 0;
    *out = index ? TA_USE_INDEX : TA_USE_CREDIT;
    ta_yaml_free(yaml);
    return TA_OK;
}

enum ta_status ta_any_model_parse(const char *name, const char *bytes, size_t size,
                                  struct ta_any_model *out, struct ta_error *err)
{
    *out = (struct ta_any_model){.use = TA_USE_CREDIT};
    enum ta_status rc = use_of(name, bytes, size, &out->use, err);
    if (rc != TA_OK) return rc;
    return out->use == TA_USE_INDEX
               ? ta_index_model_parse(name, bytes, size, &out->index, err)
               : ta_model_parse(name, bytes, size, &out->credit, err);
}

void ta_any_model_free(struct ta_any_model *model)
{
    ta_model_free(&model->credit);
    ta_index_model_free(&model->index);
}
