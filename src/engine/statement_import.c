/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/statement_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/rules.h"

enum { MAPPING_MOST = 1 << 20, FILE_MOST = 64 << 20, NO_COLUMN = -1 };

enum column { PROJECT, DATE, STEP, NUMBER, UNTIL, COLUMNS };

/* A good row. */
struct good {
    char project[TA_ID_SIZE];
    size_t row;
    ta_day day, until;
    char number[TA_ID_SIZE];
    const struct ta_statement_step *step;
};

struct work {
    struct ta_workspace *workspace;
    const struct ta_statement_import *import;
    struct ta_statement_imported *out;
    struct ta_statement_mapping mapping;
    char *mapping_bytes;
    size_t mapping_size;
    struct ta_csv csv;
    char file[TA_HEX_SIZE];
    long at[COLUMNS]; /* column, NO_COLUMN when there is none */
    size_t n_ids;
    char (*id)[TA_ID_SIZE]; /* of the projects that are there, in byte order */
    size_t n, capacity;
    struct good *good;
};

/* --- files ---------------------------------------------------------------------------- */

static enum ta_status find_columns(struct work *w, struct ta_error *err)
{
    const char *const name[COLUMNS] = {w->mapping.project, w->mapping.date,
                                       w->mapping.step, w->mapping.number,
                                       w->mapping.until};
    for (size_t c = 0; c < COLUMNS; c++) {
        size_t at = 0;
        w->at[c] = NO_COLUMN;
        if (name[c] == NULL) continue;
        if (!ta_csv_column(&w->csv, name[c], &at)) {
            (void)ta_fail(err, TA_E_DATA, "%s: no column \"%s\"", w->import->path,
                          name[c]);
            ta_error_mend(err, "name it in `columns` of %s", w->import->mapping);
            return TA_E_DATA;
        }
        w->at[c] = (long)at;
    }
    return TA_OK;
}

static enum ta_status read_files(struct work *w, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    const struct ta_statement_import *in = w->import;
    enum ta_status rc = ta_file_read(in->mapping, MAPPING_MOST, &w->mapping_bytes,
                                     &w->mapping_size, err);
    if (rc == TA_OK)
        rc = ta_statement_mapping_read(in->mapping, w->mapping_bytes, w->mapping_size,
                                       &w->mapping, err);
    if (rc == TA_OK) rc = ta_file_read(in->path, FILE_MOST, &bytes, &size, err);
    if (rc == TA_OK) {
        ta_sha256(bytes, size, w->file);
        rc = ta_csv_parse(in->path, bytes, size, &w->csv, err);
    }
    ta_free(bytes);
    return rc == TA_OK ? find_columns(w, err) : rc;
}

/* --- rows ----------------------------------------------------------------------------- */

static const char *field_of(const struct work *w, size_t row, enum column c)
{
    return w->at[c] == NO_COLUMN ? "" : ta_csv_at(&w->csv, row, (size_t)w->at[c]);
}

static bool refuse(struct work *w, size_t row, enum column c, const char *reason,
                   const char *mend)
{
    char words[256];
    const char *value = field_of(w, row, c);
    (void)snprintf(words, sizeof words, "%s, found \"%.80s\"", reason, value);
    const struct ta_import_problem problem = {.set_aside = true,
                                              .row = row + 1,
                                              .line = w->csv.line[row],
                                              .project = field_of(w, row, PROJECT),
                                              .field = w->csv.column[w->at[c]],
                                              .reason = words,
                                              .mend = mend};
    if (w->import->problem != NULL) w->import->problem(w->import->self, &problem);
    return false;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static const struct ta_statement_step *step_of(const struct work *w, const char *word)
{
    for (size_t i = 0; i < w->mapping.n_steps; i++)
        if (strcmp(w->mapping.steps[i].word, word) == 0) return &w->mapping.steps[i];
    return NULL;
}

static bool read_day(struct work *w, size_t row, struct good *out)
{
    if (ta_day_parse(field_of(w, row, DATE), &out->day) != TA_OK)
        return refuse(w, row, DATE, "wanted a day as 2026-01-31", "write the day so");
    if (out->day > ta_day_of(w->import->now))
        return refuse(w, row, DATE, "a day to come", "nobody can have stated it yet");
    return true;
}

static bool is_of_permits(const struct work *w)
{
    return strcmp(w->mapping.about, "permit") == 0;
}

/* @param dated  the day before it is known */
static bool read_until(struct work *w, size_t row, bool dated, struct good *out)
{
    const char *until = field_of(w, row, UNTIL);
    out->until = TA_DAY_NONE;
    if (until[0] == '\0') return true;
    if (ta_day_parse(until, &out->until) != TA_OK)
        return refuse(w, row, UNTIL, "wanted a day as 2026-01-31",
                      "write the day so, or leave it empty");
    /* a permit's day is that of the register's extract, which may tell of one that has ended */
    if (dated && out->until < out->day && !is_of_permits(w))
        return refuse(w, row, UNTIL, "ends before it begins", "mend one of the days");
    return true;
}

static bool read_number(struct work *w, size_t row, struct good *out)
{
    const char *number = field_of(w, row, NUMBER);
    if (!ta_copy(out->number, sizeof out->number, number))
        return refuse(w, row, NUMBER, "longer than 64 bytes", "shorten it");
    if (w->at[NUMBER] != NO_COLUMN && number[0] == '\0' && is_of_permits(w))
        return refuse(w, row, NUMBER, "wanted a permit's number",
                      "permits are told apart by it");
    return true;
}

/* Each fault is told: a row is mended in one go. */
static bool read_row(struct work *w, size_t row, struct good *out)
{
    *out = (struct good){.row = row, .step = step_of(w, field_of(w, row, STEP))};
    bool good = true;
    if (!ta_copy(out->project, sizeof out->project, field_of(w, row, PROJECT)) ||
        bsearch(out->project, w->id, w->n_ids, TA_ID_SIZE, by_text) == NULL)
        good = refuse(w, row, PROJECT, "no project of that id here",
                      "import the project first, or mend the id");
    bool dated = read_day(w, row, out);
    good = read_until(w, row, dated, out) && dated && good;
    if (out->step == NULL)
        good = refuse(w, row, STEP, "no such step in the mapping",
                      "add it to `steps` with what it means, or mend the row");
    return read_number(w, row, out) && good;
}

static int by_statement(const void *a, const void *b)
{
    const struct good *x = a, *y = b;
    int by_id = strcmp(x->project, y->project);
    if (by_id != 0) return by_id;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    int by_number = strcmp(x->number, y->number);
    if (by_number != 0) return by_number;
    return (x->row > y->row) - (x->row < y->row);
}

static bool contradict(const struct good *a, const struct good *b)
{
    return a->number[0] != '\0' && a->day == b->day && a->step != b->step &&
           strcmp(a->number, b->number) == 0 && strcmp(a->project, b->project) == 0;
}

/* Of rows that say different things of one number and day the first stands. */
static void settle_rows(struct work *w)
{
    size_t n = 0;
    qsort(w->good, w->n, sizeof *w->good, by_statement);
    for (size_t i = 0; i < w->n; i++) {
        bool stands =
            n == 0 || !contradict(&w->good[n - 1], &w->good[i]) ||
            refuse(w, w->good[i].row, STEP, "another row has the same number and day",
                   "keep the one that holds");
        if (stands) w->good[n++] = w->good[i];
    }
    w->out->set_aside += w->n - n;
    w->n = n;
}

static enum ta_status read_rows(struct work *w, struct ta_error *err)
{
    w->out->rows = w->csv.n_rows;
    for (size_t row = 0; row < w->csv.n_rows; row++) {
        struct good good;
        if (!read_row(w, row, &good)) {
            w->out->set_aside++;
            continue;
        }
        void *list = w->good;
        if (ta_grow(&list, &w->capacity, w->n, sizeof *w->good) != 0)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", w->import->path);
        w->good = list;
        w->good[w->n++] = good;
    }
    if (w->n == 0)
        return ta_fail(err, TA_E_DATA, "%s: none of %zu rows could be used",
                       w->import->path, w->csv.n_rows);
    settle_rows(w);
    w->out->statements = w->n;
    return TA_OK;
}

/* --- into the store ------------------------------------------------------------------- */

/* The list as it is now; version 0 when there is none yet. */
static enum ta_status current(const struct ta_store *store, const char *part,
                              struct ta_partition_row *out,
                              struct ta_statement_list *list, struct ta_error *err)
{
    struct ta_partition_row *row = NULL;
    char *bytes = NULL;
    size_t n = 0, size = 0;
    *out = (struct ta_partition_row){.version = 0};
    enum ta_status rc =
        store->ops->partitions(store->self, TA_STATEMENTS_KIND, part, &row, &n, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < n; i++)
        if (strcmp(row[i].part, part) == 0) *out = row[i];
    ta_free(row);
    if (out->version == 0) return TA_OK;
    rc = ta_document_recall(store, TA_STATEMENTS_KIND, out->sha256, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_statement_list_read(part, bytes, size, list, err);
    ta_free(bytes);
    return rc;
}

static enum ta_status merge(const struct work *w, size_t from, size_t to,
                            struct ta_statement_list *list, struct ta_error *err)
{
    enum ta_status rc =
        ta_statement_list_head(list, w->good[from].project, &w->mapping, err);
    for (size_t i = from; rc == TA_OK && i < to; i++) {
        const struct good *good = &w->good[i];
        struct ta_stated stated = {.day = good->day,
                                   .until = good->until,
                                   .step = (char *)(uintptr_t)good->step->word,
                                   .means = (char *)(uintptr_t)good->step->means,
                                   .value = good->step->value};
        memcpy(stated.number, good->number, sizeof stated.number);
        memcpy(stated.file, w->file, sizeof stated.file);
        rc = ta_statement_list_put(list, &stated, err);
    }
    return rc;
}

static enum ta_status put_list(struct work *w, const char *part,
                               struct ta_partition_row *row, const struct ta_text *text,
                               size_t n, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    char sha256[TA_HEX_SIZE];
    ta_sha256(text->bytes, text->size, sha256);
    if (row->version > 0 && strcmp(row->sha256, sha256) == 0) return TA_OK;
    row->version++;
    row->rows = (int64_t)n;
    memcpy(row->sha256, sha256, sizeof row->sha256);
    if (!ta_copy(row->kind, sizeof row->kind, TA_STATEMENTS_KIND) ||
        !ta_copy(row->part, sizeof row->part, part))
        return ta_fail(err, TA_E_INTERNAL, "%s: a name too long", part);
    enum ta_status rc = store->ops->document_put(store->self, TA_STATEMENTS_KIND,
                                                 sha256, text->bytes, text->size, err);
    if (rc == TA_OK) rc = store->ops->partition_put(store->self, row, err);
    if (rc == TA_OK)
        rc = store->ops->audit(store->self, w->import->now, w->import->who,
                               "evidence.import", part, sha256, err);
    if (rc == TA_OK) w->out->changed++;
    return rc;
}

static enum ta_status put_project(struct work *w, size_t from, size_t to,
                                  struct ta_error *err)
{
    char part[128];
    struct ta_partition_row row;
    struct ta_statement_list list = {.n = 0};
    struct ta_text text = {0};
    ta_statement_part(w->good[from].project, w->mapping.about, w->mapping.id, part);
    enum ta_status rc = current(&w->workspace->store, part, &row, &list, err);
    if (rc == TA_OK) rc = merge(w, from, to, &list, err);
    if (rc == TA_OK) rc = ta_statement_list_write(&list, &text, err);
    if (rc == TA_OK) rc = put_list(w, part, &row, &text, list.n, err);
    ta_text_free(&text);
    ta_statement_list_free(&list);
    w->out->projects++;
    return rc;
}

static enum ta_status put_all(struct work *w, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    char sha256[TA_HEX_SIZE];
    ta_sha256(w->mapping_bytes, w->mapping_size, sha256);
    enum ta_status rc =
        store->ops->document_put(store->self, "statement_mapping", sha256,
                                 w->mapping_bytes, w->mapping_size, err);
    for (size_t from = 0, to; rc == TA_OK && from < w->n; from = to) {
        to = from + 1;
        while (to < w->n && strcmp(w->good[to].project, w->good[from].project) == 0)
            to++;
        rc = put_project(w, from, to, err);
    }
    return rc;
}

static enum ta_status run(struct work *w, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    enum ta_status rc = read_files(w, err);
    if (rc == TA_OK) rc = store->ops->project_ids(store->self, &w->id, &w->n_ids, err);
    if (rc == TA_OK) rc = read_rows(w, err);
    if (rc == TA_OK) rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = put_all(w, err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

enum ta_status ta_engine_statements_import(struct ta_workspace *workspace,
                                           const struct ta_statement_import *import,
                                           struct ta_statement_imported *out,
                                           struct ta_error *err)
{
    struct work w = {.workspace = workspace, .import = import, .out = out};
    *out = (struct ta_statement_imported){.rows = 0};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_IMPORT, err);
    if (rc != TA_OK) return rc;
    rc = run(&w, err);
    ta_workspace_leave(workspace, TA_DOES_IMPORT);
    ta_statement_mapping_free(&w.mapping);
    ta_free(w.mapping_bytes);
    ta_csv_free(&w.csv);
    ta_free(w.id);
    ta_free(w.good);
    return rc == TA_OK && out->set_aside > 0 ? TA_PARTLY : rc;
}

/* --- what is there -------------------------------------------------------------------- */

enum ta_status ta_engine_statements(
    struct ta_workspace *workspace, const char *project,
    enum ta_status (*each)(void *self, const struct ta_statement_list *list,
                           const char *sha256, struct ta_error *err),
    void *self, struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    char prefix[TA_ID_SIZE + 1] = "";
    if (project != NULL) (void)snprintf(prefix, sizeof prefix, "%s/", project);
    enum ta_status rc =
        store->ops->partitions(store->self, TA_STATEMENTS_KIND, prefix, &row, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_statement_list list = {.n = 0};
        char *bytes = NULL;
        size_t size = 0;
        rc = ta_document_recall(store, TA_STATEMENTS_KIND, row[i].sha256, &bytes, &size,
                                err);
        if (rc == TA_OK)
            rc = ta_statement_list_read(row[i].part, bytes, size, &list, err);
        if (rc == TA_OK) rc = each(self, &list, row[i].sha256, err);
        ta_free(bytes);
        ta_statement_list_free(&list);
    }
    ta_free(row);
    return rc;
}
