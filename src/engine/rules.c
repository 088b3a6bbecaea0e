/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/datasets.h"
#include "base/hash.h"
#include "base/memory.h"
#include "engine/model_use.h"
#include "engine/models.h"
#include "engine/record_alike.h"
#include "model/model.h"
#include "tables/lacks.h"
#include "tables/shipped.h"

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "model and tables: out of memory");
}

void ta_rules_free(struct ta_rules *rules)
{
    for (size_t i = 0; i < rules->n_files; i++) {
        ta_free(rules->file[i].bytes);
        ta_tables_free(rules->file[i].tables);
        ta_free(rules->file[i].shipped);
        ta_text_free(&rules->file[i].lacks);
    }
    ta_free(rules->file);
    ta_free(rules->table);
    ta_free(rules->model_bytes);
    ta_model_free(&rules->model);
    *rules = (struct ta_rules){.n_files = 0};
}

enum ta_status ta_document_recall(const struct ta_store *store, const char *what,
                                  const char *sha256, char **bytes, size_t *size,
                                  struct ta_error *err)
{
    void *read = NULL;
    char is[TA_HEX_SIZE];
    enum ta_status rc = store->ops->document_get(store->self, sha256, &read, size, err);
    if (rc == TA_E_NOTFOUND) rc = TA_E_DATA; /* it is never removed */
    if (rc == TA_OK) {
        ta_sha256(read, *size, is);
        if (strcmp(is, sha256) != 0)
            rc = ta_fail(err, TA_E_DATA,
                         "document has other bytes: SHA-256 is %s, not %s", is, sha256);
    }
    if (rc != TA_OK) {
        ta_error_context(err, "%s", what);
        ta_free(read);
        return rc;
    }
    *bytes = read;
    return TA_OK;
}

/* --- the model ---------------------------------------------------------------------- */

static enum ta_status parse_model(struct ta_rules *rules, const char *name,
                                  struct ta_error *err)
{
    enum ta_status rc =
        ta_model_parse(name, rules->model_bytes, rules->model_size, &rules->model, err);
    if (rc == TA_OK) ta_model_drop_approvals(&rules->model);
    return rc;
}

/* --- the tables --------------------------------------------------------------------- */

static bool has(const struct ta_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->n_files; i++)
        if (strcmp(rules->file[i].id, id) == 0) return true;
    return false;
}

static enum ta_status make_room(struct ta_rules *rules, size_t n, struct ta_error *err)
{
    rules->file = ta_alloc(n, sizeof *rules->file);
    rules->table = ta_alloc(n, sizeof *rules->table);
    return rules->file == NULL || rules->table == NULL ? out_of_memory(err) : TA_OK;
}

static size_t most_tables(const struct ta_model *model)
{
    size_t n = 0;
    for (size_t i = 0; i < ta_model_parts(model); i++)
        n += ta_model_part(model, i).indicator->n_tables;
    return n;
}

static enum ta_status read_table(const struct ta_workspace *workspace, const char *id,
                                 struct ta_rules *rules, struct ta_error *err)
{
    char below[TA_SCENE_SIZE];
    struct ta_rule_file *file = &rules->file[rules->n_files];
    if (has(rules, id)) return TA_OK;
    (void)snprintf(below, sizeof below, "tables/%s.csv", id);
    (void)snprintf(file->id, sizeof file->id, "%s", id);
    enum ta_status rc =
        ta_dataset_read(workspace->datasets, below, &file->bytes, &file->size, err);
    if (rc == TA_OK) rules->n_files++;
    return rc;
}

static enum ta_status read_tables(const struct ta_workspace *workspace,
                                  struct ta_rules *rules, struct ta_error *err)
{
    enum ta_status rc = make_room(rules, most_tables(&rules->model), err);
    for (size_t i = 0; i < ta_model_parts(&rules->model); i++) {
        const struct ta_model_part part = ta_model_part(&rules->model, i);
        for (size_t t = 0; rc == TA_OK && t < part.indicator->n_tables; t++)
            rc = read_table(workspace, part.indicator->table[t], rules, err);
    }
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const struct ta_rule_file *left = a, *right = b;
    return strcmp(left->id, right->id);
}

/* Bytes to tables, in order of their ids. */
static enum ta_status parse_tables(struct ta_rules *rules, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (rules->n_files > 1)
        qsort(rules->file, rules->n_files, sizeof *rules->file, by_id);
    for (size_t i = 0; rc == TA_OK && i < rules->n_files; i++) {
        struct ta_rule_file *file = &rules->file[i];
        char name[TA_SCENE_SIZE];
        (void)snprintf(name, sizeof name, "tables/%s.csv", file->id);
        rc = ta_tables_parse(file->id, name, file->bytes, file->size, &file->tables,
                             err);
        if (rc != TA_OK) break;
        rules->table[i] = ta_tables_set(file->tables)->table[0];
        memcpy(file->sha256, rules->table[i].sha256, sizeof file->sha256);
    }
    rules->set = (struct ta_table_set){rules->n_files, rules->table};
    return rc;
}

/* --- in the place of ours ----------------------------------------------------------- */

/* As this program brings it; none of that name is no fault. */
static enum ta_status read_shipped(struct ta_rule_file *file, struct ta_error *err)
{
    char below[TA_SCENE_SIZE];
    struct ta_error why = {0};
    (void)snprintf(below, sizeof below, "tables/%s.csv", file->id);
    enum ta_status rc =
        ta_dataset_read(NULL, below, &file->shipped, &file->shipped_size, &why);
    if (rc == TA_OK || rc == TA_E_NOTFOUND) return TA_OK;
    return ta_fail_as(err, &why);
}

static bool is_shipped(const struct ta_rule_file *file)
{
    return file->size == file->shipped_size &&
           memcmp(file->bytes, file->shipped, file->size) == 0;
}

/* What the i-th has not of the one in whose place it stands. */
static enum ta_status compare_shipped(struct ta_rules *rules, size_t i,
                                      struct ta_error *err)
{
    char name[TA_SCENE_SIZE];
    struct ta_rule_file *file = &rules->file[i];
    struct ta_tables *shipped = NULL;
    if (file->shipped == NULL || is_shipped(file)) return TA_OK;
    (void)snprintf(name, sizeof name, "tables/%s.csv as shipped", file->id);
    enum ta_status rc = ta_tables_parse(file->id, name, file->shipped,
                                        file->shipped_size, &shipped, err);
    if (rc != TA_OK) return rc;
    const struct ta_table *was = &ta_tables_set(shipped)->table[0];
    file->instead.n_lacks = ta_table_lacks(&rules->table[i], was, &file->lacks);
    file->instead.lacks = file->lacks.bytes;
    memcpy(file->instead.sha256, was->sha256, sizeof file->instead.sha256);
    rules->table[i].instead = &file->instead;
    ta_tables_free(shipped);
    return file->lacks.failed ? out_of_memory(err) : TA_OK;
}

static enum ta_status compare_all(struct ta_rules *rules, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < rules->n_files; i++)
        rc = compare_shipped(rules, i, err);
    return rc;
}

/* What a house puts in the place of ours may be its own, but not ours edited. */
static enum ta_status hold_tables(const struct ta_workspace *workspace,
                                  struct ta_rules *rules, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (workspace->datasets == NULL) return TA_OK;
    for (size_t i = 0; rc == TA_OK && i < rules->n_files; i++) {
        rc = ta_tables_unedited(rules->file[i].tables, rules->file[i].id, err);
        if (rc == TA_OK) rc = read_shipped(&rules->file[i], err);
    }
    return rc == TA_OK ? compare_all(rules, err) : rc;
}

enum ta_status ta_rules_load(const struct ta_workspace *workspace, const char *name,
                             struct ta_rules *out, struct ta_error *err)
{
    struct ta_rules rules = {.n_files = 0};
    enum ta_status rc = ta_model_read(workspace->datasets, &workspace->store, name,
                                      &rules.model_bytes, &rules.model_size, err);
    if (rc == TA_OK) rc = parse_model(&rules, name, err);
    if (rc == TA_OK) rc = read_tables(workspace, &rules, err);
    if (rc == TA_OK) rc = parse_tables(&rules, err);
    if (rc == TA_OK) rc = hold_tables(workspace, &rules, err);
    if (rc == TA_OK)
        *out = rules;
    else
        ta_rules_free(&rules);
    return rc;
}

/* --- as they were ------------------------------------------------------------------- */

static enum ta_status recall_table(const struct ta_store *store,
                                   const struct ta_table_fact *fact,
                                   struct ta_rules *rules, struct ta_error *err)
{
    char what[TA_NAME_SIZE + 16];
    struct ta_rule_file *file = &rules->file[rules->n_files];
    if (has(rules, fact->id))
        return ta_fail(err, TA_E_DATA, "table %s stands twice in the record", fact->id);
    (void)snprintf(what, sizeof what, "table %s", fact->id);
    memcpy(file->id, fact->id, sizeof file->id);
    enum ta_status rc =
        ta_document_recall(store, what, fact->sha256, &file->bytes, &file->size, err);
    if (rc == TA_OK) rules->n_files++;
    return rc;
}

/* In whose place it stood: our own build knows by itself, another's record says so. */
static enum ta_status recall_shipped(const struct ta_store *store,
                                     const struct ta_record_facts *facts,
                                     const struct ta_table_fact *fact,
                                     struct ta_rule_file *file, struct ta_error *err)
{
    char what[TA_NAME_SIZE + 32];
    if (ta_made_here(facts->build, facts->machine)) return read_shipped(file, err);
    if (fact->shipped_sha256[0] == '\0') return TA_OK;
    (void)snprintf(what, sizeof what, "table %s as shipped", fact->id);
    return ta_document_recall(store, what, fact->shipped_sha256, &file->shipped,
                              &file->shipped_size, err);
}

static enum ta_status recall_one(const struct ta_store *store,
                                 const struct ta_record_facts *facts, size_t i,
                                 struct ta_rules *rules, struct ta_error *err)
{
    struct ta_rule_file *file = &rules->file[rules->n_files];
    enum ta_status rc = recall_table(store, &facts->table[i], rules, err);
    if (rc != TA_OK) return rc;
    return recall_shipped(store, facts, &facts->table[i], file, err);
}

enum ta_status ta_rules_recall(const struct ta_store *store,
                               const struct ta_record_facts *facts,
                               struct ta_rules *out, struct ta_error *err)
{
    struct ta_rules rules = {.n_files = 0};
    enum ta_status rc = ta_document_recall(store, "model", facts->model_sha256,
                                           &rules.model_bytes, &rules.model_size, err);
    if (rc == TA_OK) rc = parse_model(&rules, facts->model_id, err);
    if (rc == TA_OK) rc = make_room(&rules, facts->n_tables, err);
    for (size_t i = 0; rc == TA_OK && i < facts->n_tables; i++)
        rc = recall_one(store, facts, i, &rules, err);
    if (rc == TA_OK) rc = parse_tables(&rules, err);
    if (rc == TA_OK) rc = compare_all(&rules, err);
    if (rc == TA_OK)
        *out = rules;
    else
        ta_rules_free(&rules);
    return rc;
}

enum ta_status ta_rules_keep(const struct ta_store *store, const struct ta_rules *rules,
                             struct ta_error *err)
{
    enum ta_status rc =
        store->ops->document_put(store->self, "model", rules->model.sha256,
                                 rules->model_bytes, rules->model_size, err);
    for (size_t i = 0; rc == TA_OK && i < rules->n_files; i++) {
        const struct ta_rule_file *file = &rules->file[i];
        rc = store->ops->document_put(store->self, "table", file->sha256, file->bytes,
                                      file->size, err);
        if (rc == TA_OK && rules->table[i].instead != NULL)
            rc = store->ops->document_put(store->self, "table", file->instead.sha256,
                                          file->shipped, file->shipped_size, err);
    }
    return rc;
}
