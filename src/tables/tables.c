/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/datasets.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "tables/table_read.h"

enum { TABLES_MOST = 1000 };

struct ta_tables {
    size_t n, capacity;
    struct ta_table_file *file;
    struct ta_table *table; /**< [n] what the set points at */
    struct ta_table_set set;
};

static const char folder[] = "tables/";
static const char suffix[] = ".csv";

/** The id in "tables/ID.csv" or "ID.csv". @return false when it is no table's name. */
static bool id_of(const char *name, char id[TA_NAME_SIZE])
{
    if (strncmp(name, folder, sizeof folder - 1) == 0) name += sizeof folder - 1;
    size_t n = strlen(name), tail = sizeof suffix - 1;
    if (n <= tail || n - tail >= TA_NAME_SIZE || strchr(name, '/') != NULL)
        return false;
    if (strcmp(name + n - tail, suffix) != 0) return false;
    memcpy(id, name, n - tail);
    id[n - tail] = '\0';
    return ta_id_ok(id);
}

static bool has(const struct ta_tables *t, const char *id)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->file[i].table.id, id) == 0) return true;
    return false;
}

static enum ta_status add(struct ta_tables *t, const char *id, const char *name,
                          const char *bytes, size_t size,
                          const struct ta_table_hearer *hearer, struct ta_error *err)
{
    if (t->n == TABLES_MOST)
        return ta_fail(err, TA_E_LIMIT, "more than %d tables", TABLES_MOST);
    if (ta_grow((void **)&t->file, &t->capacity, t->n, sizeof *t->file) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    enum ta_status rc =
        ta_table_read(id, name, bytes, size, hearer, &t->file[t->n], err);
    if (rc == TA_OK) t->n++;
    return rc;
}

/** Read datasets/tables/ID.csv by its name below datasets and add it. */
static enum ta_status add_named(struct ta_tables *t, const char *datasets,
                                const char *id, struct ta_error *err)
{
    struct ta_text name = {0};
    ta_text_addf(&name, "%s%s%s", folder, id, suffix);
    if (name.failed) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_dataset_read(datasets, name.bytes, &bytes, &size, err);
    if (rc == TA_OK) rc = add(t, id, name.bytes, bytes, size, NULL, err);
    ta_free(bytes);
    ta_text_free(&name);
    return rc;
}

static enum ta_status add_embedded(struct ta_tables *t, struct ta_error *err)
{
    char id[TA_NAME_SIZE];
    for (size_t i = 0; i < ta_datasets_embedded_count; i++) {
        const char *name = ta_datasets_embedded[i].name;
        if (strncmp(name, folder, sizeof folder - 1) != 0) continue;
        if (!id_of(name, id) || has(t, id)) continue;
        enum ta_status rc = add_named(t, NULL, id, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static enum ta_status add_folder(struct ta_tables *t, const char *datasets,
                                 struct ta_error *err)
{
    struct ta_text path = {0};
    char **names = NULL, id[TA_NAME_SIZE];
    size_t n = 0;
    ta_text_addf(&path, "%s/%s", datasets, folder);
    if (path.failed) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", datasets);
    struct ta_error why;
    enum ta_status rc = ta_folder_list(path.bytes, &names, &n, &why);
    ta_text_free(&path);
    if (rc == TA_E_NOTFOUND) return TA_OK; /* the embedded ones stand alone */
    if (rc != TA_OK) return ta_fail_as(err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (id_of(names[i], id)) rc = add_named(t, datasets, id, err);
    ta_free(names);
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const struct ta_table_file *x = a, *y = b;
    return strcmp(x->table.id, y->table.id);
}

static enum ta_status seal(struct ta_tables *t, struct ta_error *err)
{
    t->table = ta_alloc(t->n, sizeof *t->table);
    if (t->table == NULL) return ta_fail(err, TA_E_NOMEM, "tables: out of memory");
    if (t->n > 0) qsort(t->file, t->n, sizeof *t->file, by_id);
    for (size_t i = 0; i < t->n; i++) t->table[i] = t->file[i].table;
    t->set = (struct ta_table_set){t->n, t->table};
    return TA_OK;
}

enum ta_status ta_tables_load(const char *datasets, struct ta_tables **out,
                              struct ta_error *err)
{
    struct ta_tables *t = ta_alloc(1, sizeof *t);
    if (t == NULL) return ta_fail(err, TA_E_NOMEM, "tables: out of memory");
    enum ta_status rc = datasets == NULL ? TA_OK : add_folder(t, datasets, err);
    if (rc == TA_OK) rc = add_embedded(t, err);
    if (rc == TA_OK) rc = seal(t, err);
    if (rc == TA_OK)
        *out = t;
    else
        ta_tables_free(t);
    return rc;
}

enum ta_status ta_tables_parse(const char *id, const char *name, const char *bytes,
                               size_t size, struct ta_tables **out,
                               struct ta_error *err)
{
    return ta_tables_parse_all(id, name, bytes, size, NULL, out, err);
}

enum ta_status ta_tables_parse_all(const char *id, const char *name, const char *bytes,
                                   size_t size, const struct ta_table_hearer *hearer,
                                   struct ta_tables **out, struct ta_error *err)
{
    struct ta_tables *t = ta_alloc(1, sizeof *t);
    if (t == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    enum ta_status rc = add(t, id, name, bytes, size, hearer, err);
    if (rc == TA_OK) rc = seal(t, err);
    if (rc == TA_OK)
        *out = t;
    else
        ta_tables_free(t);
    return rc;
}

unsigned ta_tables_line(const struct ta_tables *tables, const struct ta_row *row)
{
    for (size_t i = 0; i < tables->n; i++) {
        const struct ta_table_file *file = &tables->file[i];
        for (size_t k = 0; k < file->table.n_rows; k++)
            if (&file->table.row[k] == row) return file->line[k];
    }
    return 0;
}

void ta_tables_free(struct ta_tables *tables)
{
    if (tables == NULL) return;
    for (size_t i = 0; i < tables->n; i++) ta_table_file_free(&tables->file[i]);
    ta_free(tables->file);
    ta_free(tables->table);
    ta_free(tables);
}

const struct ta_table_set *ta_tables_set(const struct ta_tables *tables)
{
    return &tables->set;
}
