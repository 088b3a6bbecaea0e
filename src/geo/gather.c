/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/gather.h"

#include "base/figure.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/project_check.h"
#include "base/project_fields.h"
#include "base/project_range.h"
#include "geo/fields.h"
#include "geo/sector.h"

enum ta_status ta_gather_begin(struct ta_gather *gather, struct ta_error *err)
{
    *gather = (struct ta_gather){.index = json_object()};
    return gather->index != NULL ? TA_OK
                                 : ta_fail(err, TA_E_NOMEM, "no memory for projects");
}

static void free_gathered(struct ta_gathered *project)
{
    for (size_t i = 0; i < project->n_sites; i++)
        ta_fields_free(&ta_shape_site, &project->site[i]);
    ta_free(project->site);
    json_decref(project->document);
}

void ta_gather_end(struct ta_gather *gather)
{
    for (size_t i = 0; i < gather->n; i++) free_gathered(&gather->project[i]);
    ta_free(gather->project);
    json_decref(gather->index);
    *gather = (struct ta_gather){0};
}

static enum ta_status add_project(struct ta_gather *gather, const char *id,
                                  struct ta_error *err)
{
    void **slot = (void **)&gather->project;
    if (gather->n >= TA_GATHER_PROJECTS_MAX)
        return ta_fail(err, TA_E_LIMIT, "more than %d projects in one file",
                       TA_GATHER_PROJECTS_MAX);
    json_t *document = json_object();
    bool ok = document != NULL &&
              ta_grow(slot, &gather->room, gather->n, sizeof *gather->project) == 0 &&
              json_object_set_new(gather->index, id,
                                  json_integer((json_int_t)gather->n)) == 0;
    if (!ok) {
        json_decref(document);
        return ta_fail(err, TA_E_NOMEM, "no memory for a project");
    }
    gather->project[gather->n++] = (struct ta_gathered){.document = document};
    return TA_OK;
}

enum ta_status ta_gather_find(struct ta_gather *gather, const char *id,
                              struct ta_gathered **out, struct ta_error *err)
{
    const json_t *position = json_object_get(gather->index, id);
    if (position != NULL) {
        *out = &gather->project[json_integer_value(position)];
        return TA_OK;
    }
    enum ta_status status = add_project(gather, id, err);
    if (status == TA_OK) *out = &gather->project[gather->n - 1];
    return status;
}

static enum ta_status add_site(struct ta_gathered *project, struct ta_site *site,
                               struct ta_error *err)
{
    void **slot = (void **)&project->site;
    if (project->n_sites >= TA_GATHER_SITES_MAX)
        return ta_fail(err, TA_E_DATA, "the project has more than %d sites",
                       TA_GATHER_SITES_MAX);
    if (ta_grow(slot, &project->room, project->n_sites, sizeof *project->site) != 0)
        return ta_fail(err, TA_E_NOMEM, "no memory for a site");
    project->site[project->n_sites++] = *site;
    ta_site_init(site);
    return TA_OK;
}

enum ta_status ta_gather_add(struct ta_gathered *project, const json_t *document,
                             struct ta_site *site, struct ta_error *err)
{
    enum ta_status status = ta_document_merge(project->document, document, err);
    return status == TA_OK && site != NULL ? add_site(project, site, err) : status;
}

void ta_gather_release(struct ta_project *built)
{
    built->site = NULL; /* the gathered project's */
    built->n_sites = 0;
    ta_project_free(built);
}

enum ta_status ta_gather_build(const struct ta_gathered *project,
                               struct ta_project *out, struct ta_error *err)
{
    if (project->n_sites == 0) {
        (void)ta_fail(err, TA_E_DATA, "geometry: the project has no shape in any row");
        ta_error_mend(err, "draw its site, or give a point and radius_m");
        return TA_E_DATA;
    }
    struct ta_project made;
    enum ta_status status = ta_project_from_fields(project->document, &made, err);
    if (status != TA_OK) return status;

    made.site = project->site;
    made.n_sites = project->n_sites;
    ta_project_number_sites(&made);
    status = ta_project_check(&made, err);
    if (status == TA_OK) status = ta_sector_scheme_check(made.sector_scheme, err);
    if (status == TA_OK) status = ta_figures_check(&made, err);
    if (status == TA_OK) status = ta_project_ranges(&made, NULL, err);
    if (status == TA_OK)
        *out = made;
    else
        ta_gather_release(&made);
    return status;
}
