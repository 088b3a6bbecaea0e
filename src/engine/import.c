/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/double_use.h"
#include "engine/figure_names.h"
#include "engine/findings.h"
#include "engine/parcel.h"
#include "engine/reading_parts.h"
#include "engine/site.h"
#include "units.h"

/* An import under way. */
struct work {
    struct ta_workspace *workspace;
    const struct ta_project_import *import;
    struct ta_project_imported *out;
    bool begun;
    size_t n_ids, capacity;
    char (*id)[TA_ID_SIZE]; /* of the good projects, later sorted */
    size_t findings_capacity;
};

static enum ta_status keep_id(struct work *work, const char *id, struct ta_error *err)
{
    void *list = work->id;
    if (ta_grow(&list, &work->capacity, work->n_ids, TA_ID_SIZE) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
    work->id = list;
    (void)snprintf(work->id[work->n_ids++], TA_ID_SIZE, "%s", id);
    return TA_OK;
}

static enum ta_status log_put(struct work *work, const char *id, const char *document,
                              enum ta_put how, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    char hash[TA_HEX_SIZE], detail[TA_HEX_SIZE + 16];
    if (how == TA_PUT_UNCHANGED) return TA_OK;
    ta_sha256(document, strlen(document), hash);
    (void)snprintf(detail, sizeof detail, "%s %s",
                   how == TA_PUT_ADDED ? "added" : "updated", hash);
    return store->ops->audit(store->self, work->import->now, work->import->who,
                             "project.import", id, detail, err);
}

static void count_put(struct work *work, const char *id, enum ta_put how)
{
    struct ta_project_imported *out = work->out;
    size_t *const counter[] = {[TA_PUT_ADDED] = &out->added,
                               [TA_PUT_UPDATED] = &out->updated,
                               [TA_PUT_UNCHANGED] = &out->unchanged};
    ++*counter[how];
    if (work->import->put != NULL) work->import->put(work->import->self, id, how);
}

static enum ta_status put_document(struct work *work, const struct ta_project *project,
                                   const char *document, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    enum ta_put how = TA_PUT_UNCHANGED;
    enum ta_status rc =
        store->ops->project_put(store->self, project, document, &how, err);
    if (rc == TA_OK) rc = log_put(work, project->id, document, how, err);
    if (rc == TA_OK) rc = keep_id(work, project->id, err);
    if (rc == TA_OK) count_put(work, project->id, how);
    return rc;
}

/* A figure of a name that nothing reads is kept, and may be the bank's own: whoever meant another hears it. */
static void tell_unread(const struct work *work, const struct ta_project *project)
{
    const struct ta_table_set *tables = work->import->tables;
    for (size_t i = 0; i < project->n_declared; i++) {
        const char *name = project->declared[i].name;
        char near[TA_FIGURES_NEAR], reason[2 * TA_NAME_SIZE], mend[2 * TA_FIGURES_NEAR];
        if (ta_figure_is_read(tables, name)) continue;
        ta_figures_near(tables, name, near);
        (void)snprintf(reason, sizeof reason,
                       "nothing reads a declared figure that is called %s", name);
        (void)snprintf(mend, sizeof mend, "%s%s%sall that are read stand in %s",
                       near[0] != '\0' ? "did you mean " : "", near,
                       near[0] != '\0' ? "? " : "", "docs/project-file.md");
        const struct ta_import_problem problem = {.project = project->id,
                                                  .field = "declared",
                                                  .reason = reason,
                                                  .mend = mend};
        if (work->import->problem != NULL)
            work->import->problem(work->import->self, &problem);
    }
}

static const struct ta_datastream *stream_of(const struct ta_project *project,
                                             const struct ta_datastream *like)
{
    for (size_t i = 0; i < project->n_datastreams; i++)
        if (strcmp(project->datastream[i].device, like->device) == 0 &&
            strcmp(project->datastream[i].name, like->name) == 0)
            return &project->datastream[i];
    return NULL;
}

static void tell_unit(const struct work *work, const struct ta_project *project,
                      const struct ta_datastream *now,
                      const struct ta_datastream *before)
{
    char reason[3 * TA_NAME_SIZE + 2 * TA_UNIT_SIZE + 96], mend[TA_UNIT_SIZE + 96];
    (void)snprintf(
        reason, sizeof reason,
        "readings of %s/%s were sealed while its unit was %s, which is no kind "
        "of %s",
        now->device, now->name, before->unit, now->unit);
    (void)snprintf(mend, sizeof mend,
                   "give it %s again, or another name: its readings wait unsealed",
                   before->unit);
    const struct ta_import_problem problem = {.project = project->id,
                                              .field = "datastreams",
                                              .reason = reason,
                                              .mend = mend,
                                              .finding = true};
    if (work->import->problem != NULL)
        work->import->problem(work->import->self, &problem);
}

/* What was sealed in a unit of another quantity cannot be merged with what comes: said here, not by the
 * seal alone. */
static enum ta_status look_at_units(const struct work *work,
                                    const struct ta_project *project,
                                    struct ta_error *err)
{
    struct ta_project before = {.n_sites = 0};
    struct ta_partition_row *part = NULL;
    struct ta_error why = {.status = TA_OK};
    size_t n = 0;
    if (project->n_datastreams == 0) return TA_OK;
    enum ta_status rc = ta_parts_of(&work->workspace->store, project->id, INT32_MIN,
                                    INT32_MAX, &part, &n, err);
    ta_free(part);
    if (rc != TA_OK || n == 0) return rc;
    if (ta_engine_project(work->workspace, project->id, &before, &why) != TA_OK)
        return why.status == TA_E_NOMEM ? ta_fail_as(err, &why) : TA_OK;
    for (size_t i = 0; i < project->n_datastreams; i++) {
        const struct ta_datastream *now = &project->datastream[i];
        const struct ta_datastream *then = stream_of(&before, now);
        double value = 1;
        if (then != NULL && strcmp(then->unit, now->unit) != 0 &&
            ta_unit_convert(1, then->unit, now->unit, &value) != TA_OK)
            tell_unit(work, project, now, then);
    }
    ta_project_free(&before);
    return TA_OK;
}

/* The first good project comes after all rows were checked: only now the store is held. */
static enum ta_status on_project(void *self, const struct ta_project *project,
                                 struct ta_error *err)
{
    struct work *work = self;
    const struct ta_store *store = &work->workspace->store;
    struct ta_text document = {0};
    enum ta_status rc = work->begun ? TA_OK : store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    work->begun = true;
    rc = look_at_units(work, project, err);
    if (rc == TA_OK) rc = ta_project_to_json(project, &document, err);
    if (rc == TA_OK) rc = put_document(work, project, document.bytes, err);
    if (rc == TA_OK) tell_unread(work, project);
    ta_text_free(&document);
    return rc;
}

static void on_problem(void *self, const struct ta_import_problem *problem)
{
    const struct work *work = self;
    if (work->import->problem != NULL)
        work->import->problem(work->import->self, problem);
}

static enum ta_status read_and_put(struct work *work, struct ta_error *err)
{
    const struct ta_project_import *import = work->import;
    const struct ta_store *store = &work->workspace->store;
    const struct ta_import_options options = {.crs = import->crs,
                                              .layer = import->layer,
                                              .today = ta_day_of(import->now),
                                              .self = work,
                                              .on_project = on_project,
                                              .on_problem = on_problem};
    enum ta_status rc = ta_import_read(import->path, &options, &work->out->counts, err);
    if (!work->begun) return rc;
    if (rc == TA_OK || rc == TA_PARTLY) {
        enum ta_status kept = store->ops->commit(store->self, err);
        return kept == TA_OK ? rc : kept;
    }
    store->ops->rollback(store->self);
    return rc;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Of two projects of the file the later one by id tells of the pair. @p object: a site of the
 * other one, or itself. */
static bool told_by_other(const struct work *work, const char *mine, const char *object)
{
    char theirs[TA_ID_SIZE];
    int n = 0;
    bool named =
        ta_site_split(object, theirs, &n) || ta_copy(theirs, sizeof theirs, object);
    return named && strcmp(theirs, mine) > 0 &&
           bsearch(theirs, work->id, work->n_ids, TA_ID_SIZE, by_text) != NULL;
}

static enum ta_status keep_findings(struct work *work, const char *id,
                                    const struct ta_finding *found, size_t n,
                                    struct ta_error *err)
{
    struct ta_project_imported *out = work->out;
    for (size_t i = 0; i < n; i++) {
        if (told_by_other(work, id, found[i].object)) continue;
        void *list = out->finding;
        if (ta_grow(&list, &work->findings_capacity, out->n_findings,
                    sizeof *out->finding) != 0)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
        out->finding = list;
        out->finding[out->n_findings] = found[i];
        ta_finding_whole(&out->finding[out->n_findings++]);
    }
    return TA_OK;
}

static enum ta_status find_double(struct work *work, const char *id,
                                  struct ta_error *err)
{
    struct ta_project project = {.n_sites = 0};
    struct ta_finding *found = NULL;
    size_t n = 0;
    enum ta_status rc = ta_engine_project(work->workspace, id, &project, err);
    if (rc == TA_OK)
        rc = ta_engine_same_parcel(work->workspace, &project, &found, &n, err);
    if (rc == TA_OK) rc = keep_findings(work, id, found, n, err);
    ta_free(found);
    found = NULL;
    n = 0;
    if (rc == TA_OK)
        rc = ta_engine_double_use(work->workspace, &project, &found, &n, err);
    if (rc == TA_OK) rc = keep_findings(work, id, found, n, err);
    ta_free(found);
    ta_project_free(&project);
    return rc;
}

static enum ta_status run(struct work *work, struct ta_error *err)
{
    enum ta_status rc = read_and_put(work, err);
    if ((rc != TA_OK && rc != TA_PARTLY) || work->n_ids == 0) return rc;
    qsort(work->id, work->n_ids, TA_ID_SIZE, by_text);
    for (size_t i = 0; i < work->n_ids; i++) {
        enum ta_status found = find_double(work, work->id[i], err);
        if (found != TA_OK) return found;
    }
    return rc;
}

enum ta_status ta_engine_import(struct ta_workspace *workspace,
                                const struct ta_project_import *import,
                                struct ta_project_imported *out, struct ta_error *err)
{
    struct ta_project_imported none = {.n_findings = 0};
    struct work work = {.workspace = workspace, .import = import, .out = out};
    *out = none;
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_IMPORT, err);
    if (rc != TA_OK) return rc;
    rc = run(&work, err);
    ta_workspace_leave(workspace, TA_DOES_IMPORT);
    ta_free(work.id);
    if (rc != TA_OK && rc != TA_PARTLY) {
        ta_free(out->finding);
        none.counts = out->counts;
        *out = none;
    }
    return rc;
}

static enum ta_status remove_in_change(const struct ta_store *store, const char *id,
                                       const char *who, ta_time_us now,
                                       struct ta_error *err)
{
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = store->ops->project_remove(store->self, id, err);
    if (rc == TA_OK)
        rc = store->ops->audit(store->self, now, who, "project.remove", id, "", err);
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

enum ta_status ta_engine_project_remove(struct ta_workspace *workspace, const char *id,
                                        const char *who, ta_time_us now,
                                        struct ta_error *err)
{
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_IMPORT, err);
    if (rc != TA_OK) return rc;
    rc = remove_in_change(&workspace->store, id, who, now, err);
    ta_workspace_leave(workspace, TA_DOES_IMPORT);
    return rc;
}
