/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/parcel.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "engine/site.h"
#include "geo/overlap.h"

#define M2_PER_HA 10000.0

/* The search for one project, with the other project that was looked at last. */
struct search {
    struct ta_workspace *workspace;
    const struct ta_project *project;
    struct ta_project other;
    struct ta_finding *finding;
    size_t n, capacity;
};

static enum ta_status add_finding(struct search *search, const struct ta_site *mine,
                                  const char *theirs, const struct ta_overlap *overlap,
                                  struct ta_error *err)
{
    if (ta_grow((void **)&search->finding, &search->capacity, search->n,
                sizeof *search->finding) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", search->project->id);
    struct ta_finding *finding = &search->finding[search->n++];
    *finding = (struct ta_finding){.code = "same_parcel"};
    (void)snprintf(finding->object, sizeof finding->object, "%s", theirs);
    (void)snprintf(
        finding->detail, sizeof finding->detail,
        "sites %.64s/%d and %.80s share %.4g ha: %.3g %% of the first, %.3g %% "
        "of the second",
        search->project->id, mine->n, theirs, overlap->area_m2 / M2_PER_HA,
        overlap->share_a * 100.0, overlap->share_b * 100.0);
    return TA_OK;
}

static enum ta_status compare_sites(struct search *search, const struct ta_site *mine,
                                    const char *theirs, const struct ta_site *site,
                                    struct ta_error *err)
{
    struct ta_overlap overlap = {0};
    enum ta_status rc = ta_overlap(&mine->shape, &site->shape, &overlap, err);
    if (rc != TA_OK || (overlap.share_a < TA_PARCEL_SHARE_LEAST &&
                        overlap.share_b < TA_PARCEL_SHARE_LEAST))
        return rc;
    return add_finding(search, mine, theirs, &overlap, err);
}

enum ta_status ta_parcel_compare(const struct ta_project *project,
                                 const struct ta_project *other,
                                 struct ta_finding **list, size_t *n, size_t *capacity,
                                 struct ta_error *err)
{
    struct search search = {
        .project = project, .finding = *list, .n = *n, .capacity = *capacity};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < project->n_sites; i++)
        for (size_t k = 0; rc == TA_OK && k < other->n_sites; k++) {
            char theirs[TA_SCENE_SIZE];
            (void)snprintf(theirs, sizeof theirs, "%s/%d", other->id, other->site[k].n);
            rc =
                compare_sites(&search, &project->site[i], theirs, &other->site[k], err);
        }
    *list = search.finding;
    *n = search.n;
    *capacity = search.capacity;
    return rc;
}

/* Sites come sorted by id, so those of one project mostly stand together. */
static enum ta_status load_other(struct search *search, const char *id,
                                 struct ta_error *err)
{
    if (strcmp(search->other.id, id) == 0) return TA_OK;
    ta_project_free(&search->other);
    search->other = (struct ta_project){.n_sites = 0};
    return ta_engine_project(search->workspace, id, &search->other, err);
}

static enum ta_status compare(struct search *search, const struct ta_site *mine,
                              const char *theirs, struct ta_error *err)
{
    char id[TA_ID_SIZE];
    int n = 0;
    if (!ta_site_split(theirs, id, &n))
        return ta_fail(err, TA_E_DATA, "store: \"%s\" is no site", theirs);
    if (strcmp(id, search->project->id) == 0) return TA_OK;
    enum ta_status rc = load_other(search, id, err);
    const struct ta_site *site = ta_project_site(&search->other, n);
    if (rc != TA_OK || site == NULL) return rc;
    return compare_sites(search, mine, theirs, site, err);
}

static enum ta_status search_site(struct search *search, const struct ta_site *mine,
                                  struct ta_error *err)
{
    const struct ta_store *store = &search->workspace->store;
    const struct ta_box box = ta_polygons_box(&mine->shape);
    char(*near)[TA_SCENE_SIZE] = NULL;
    size_t n = 0;
    enum ta_status rc = store->ops->sites_in(store->self, &box, &near, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = compare(search, mine, near[i], err);
    ta_free(near);
    return rc;
}

enum ta_status ta_engine_same_parcel(struct ta_workspace *workspace,
                                     const struct ta_project *project,
                                     struct ta_finding **out, size_t *n,
                                     struct ta_error *err)
{
    struct search search = {.workspace = workspace, .project = project};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_sites; i++)
        rc = search_site(&search, &project->site[i], err);
    ta_project_free(&search.other);
    if (rc != TA_OK) {
        ta_free(search.finding);
        return rc;
    }
    *out = search.finding;
    *n = search.n;
    return TA_OK;
}
