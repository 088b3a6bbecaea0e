/* SPDX-License-Identifier: Apache-2.0 */
/** @file projects.c  What stands in the workspace, project by project. */
#include <math.h>

#include "base/memory.h"
#include "base/project.h"
#include "engine/import.h"
#include "engine/rerate.h"
#include "engine/site.h"
#include "record/codes.h"
#include "record/facts.h"

static double area_of(const struct ta_project *project)
{
    double area = 0.0;
    for (size_t i = 0; i < project->n_sites; i++) area += project->site[i].area_m2;
    return area;
}

/* Of a record whose figures cannot be read nothing is claimed. */
static bool is_found(const char *record, const char *body, size_t size)
{
    struct ta_figures figures;
    if (ta_record_figures(record, body, size, &figures, NULL) != TA_OK) return false;
    struct ta_standing standing = ta_standing_of(&figures);
    ta_figures_free(&figures);
    return ta_standing_found(&standing);
}

/* Opinion and bounds stand in the record alone. */
static enum ta_status read_record(const struct ta_store *store,
                                  struct ta_project_shown *shown, struct ta_error *err)
{
    struct ta_envelope envelope;
    struct ta_record_facts facts;
    char *body = NULL;
    size_t size = 0;
    if (shown->record[0] == '\0') return TA_OK;
    enum ta_status rc = store->ops->record_get(store->self, shown->record, &envelope,
                                               &body, &size, err);
    if (rc != TA_OK) return rc;
    rc = ta_record_facts(shown->record, body, size, &facts, err);
    shown->level_found = is_found(shown->record, body, size);
    ta_free(body);
    if (rc != TA_OK) return rc;
    shown->opinion = ta_opinion_code(facts.opinion);
    shown->lo = facts.lo;
    shown->hi = facts.hi;
    ta_record_facts_free(&facts);
    return TA_OK;
}

enum ta_status ta_engine_project_show(struct ta_workspace *workspace, const char *id,
                                      struct ta_project *project,
                                      struct ta_project_shown *out,
                                      struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    struct ta_project_shown shown = {
        .project = project, .score = NAN, .lo = NAN, .hi = NAN};
    enum ta_status rc = ta_engine_project(workspace, id, project, err);
    if (rc != TA_OK) return rc;
    shown.area_m2 = area_of(project);
    rc = store->ops->level_get(store->self, id, shown.level, &shown.score, shown.record,
                               err);
    if (rc == TA_OK) rc = read_record(store, &shown, err);
    if (rc == TA_OK)
        *out = shown;
    else
        ta_project_free(project);
    return rc;
}

enum ta_status ta_engine_projects(
    struct ta_workspace *workspace,
    enum ta_status (*each)(void *self, const struct ta_project_shown *shown,
                           struct ta_error *err),
    void *self, struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_project project = {.n_sites = 0};
        struct ta_project_shown shown;
        rc = ta_engine_project_show(workspace, ids[i], &project, &shown, err);
        if (rc == TA_OK) rc = each(self, &shown, err);
        ta_project_free(&project);
    }
    ta_free(ids);
    return rc;
}
