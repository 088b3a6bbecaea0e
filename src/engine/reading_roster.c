/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_roster.h"

#include "base/memory.h"
#include "base/project.h"
#include "engine/site.h"

/* Projects that have datastreams. */
struct roster {
    struct ta_project *project;
    const struct ta_project **pointer;
    size_t n, capacity;
};

static enum ta_status add_project(struct ta_workspace *workspace, struct roster *roster,
                                  const char *id, struct ta_error *err)
{
    if (ta_grow((void **)&roster->project, &roster->capacity, roster->n,
                sizeof *roster->project) != 0)
        return ta_fail(err, TA_E_NOMEM, "datastreams: out of memory");
    struct ta_project *project = &roster->project[roster->n];
    enum ta_status rc = ta_engine_project(workspace, id, project, err);
    if (rc != TA_OK) return rc;
    if (project->n_datastreams > 0)
        roster->n++;
    else
        ta_project_free(project);
    return TA_OK;
}

static enum ta_status add_all(struct ta_workspace *workspace, struct roster *roster,
                              struct ta_error *err)
{
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    struct ta_store *store = &workspace->store;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = add_project(workspace, roster, ids[i], err);
    ta_free(ids);
    return rc;
}

static enum ta_status fail_empty(const char *id, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_NOTFOUND, "%s%s has no datastreams",
                  id == NULL ? "" : "project ", id == NULL ? "the portfolio" : id);
    ta_error_mend(err,
                  "add `datastreams` (device, name, property, unit) to the project "
                  "and import it again");
    return TA_E_NOTFOUND;
}

static enum ta_status build(struct roster *roster, const char *id,
                            struct ta_intake **out, struct ta_error *err)
{
    if (roster->n == 0) return fail_empty(id, err);
    roster->pointer = ta_alloc(roster->n, sizeof(struct ta_project *));
    if (roster->pointer == NULL)
        return ta_fail(err, TA_E_NOMEM, "datastreams: out of memory");
    for (size_t i = 0; i < roster->n; i++) roster->pointer[i] = &roster->project[i];
    return ta_intake_new(roster->pointer, roster->n, out, err);
}

enum ta_status ta_roster(struct ta_workspace *workspace, const char *id,
                         struct ta_intake **out, struct ta_error *err)
{
    struct roster roster = {0};
    enum ta_status rc = id == NULL ? add_all(workspace, &roster, err)
                                   : add_project(workspace, &roster, id, err);
    if (rc == TA_OK) rc = build(&roster, id, out, err);
    for (size_t i = 0; i < roster.n; i++) ta_project_free(&roster.project[i]);
    ta_free(roster.project);
    ta_free((void *)roster.pointer);
    return rc;
}
