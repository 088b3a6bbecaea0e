/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_sites.c  The sites that a group of scenes is to answer. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "engine/refresh_private.h"
#include "engine/site.h"

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

struct ids {
    char (*id)[TA_SCENE_SIZE];
    size_t n;
};

static enum ta_status add_ids(struct ids *all, char (*some)[TA_SCENE_SIZE], size_t n,
                              struct ta_error *err)
{
    if (n == 0) return TA_OK;
    void *grown = ta_realloc(all->id, all->n + n, sizeof *all->id);
    if (grown == NULL) return ta_fail(err, TA_E_NOMEM, "sites: out of memory");
    all->id = grown;
    memcpy(all->id + all->n, some, n * sizeof *all->id);
    all->n += n;
    qsort(all->id, all->n, sizeof *all->id, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++)
        if (kept == 0 || strcmp(all->id[kept - 1], all->id[i]) != 0)
            memmove(all->id[kept++], all->id[i], sizeof *all->id);
    all->n = kept;
    return TA_OK;
}

static bool same_place(const struct ta_place_of_scene *a,
                       const struct ta_place_of_scene *b)
{
    return a->n == b->n && memcmp(a->box, b->box, a->n * sizeof a->box[0]) == 0;
}

/* Scenes of one tile mostly have one place: it is asked for once. */
static enum ta_status list_ids(const struct ta_refresh_work *work,
                               struct ta_pending *const *scene, size_t n,
                               struct ids *all, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (i > 0 && same_place(&scene[i]->place, &scene[i - 1]->place)) continue;
        char(*some)[TA_SCENE_SIZE] = NULL;
        size_t count = 0;
        rc = ta_place_sites(&work->workspace->store, &scene[i]->place, scene[i]->after,
                            work->last_seq, &some, &count, err);
        if (rc == TA_OK) rc = add_ids(all, some, count, err);
        ta_free(some);
    }
    return rc;
}

void ta_group_sites_free(struct ta_group_sites *sites)
{
    for (size_t i = 0; i < sites->n; i++) ta_polygons_free(&sites->site[i].shape);
    ta_free(sites->site);
    *sites = (struct ta_group_sites){.n = 0};
}

static enum ta_status add_site(struct ta_group_sites *sites,
                               const struct ta_project *project, int n,
                               struct ta_error *err)
{
    const struct ta_site *from = ta_project_site(project, n);
    struct ta_group_site *to = &sites->site[sites->n];
    if (from == NULL) return TA_OK; /* taken out since: its number went with it */
    *to = (struct ta_group_site){.n = n, .area_m2 = from->area_m2};
    memcpy(to->project, project->id, sizeof to->project);
    ta_polygons_sha256(&from->shape, to->shape_sha256);
    if (ta_polygons_copy(&from->shape, &to->shape) != TA_OK)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", project->id);
    sites->n++;
    return TA_OK;
}

/* Ids are sorted: a project's document is read once. */
static enum ta_status load(const struct ta_refresh_work *work, const struct ids *ids,
                           struct ta_group_sites *sites, struct ta_error *err)
{
    struct ta_project project = {.n_sites = 0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < ids->n; i++) {
        char id[TA_ID_SIZE];
        int n = 0;
        if (!ta_site_split(ids->id[i], id, &n)) continue;
        if (strcmp(project.id, id) != 0) {
            ta_project_free(&project);
            project = (struct ta_project){.n_sites = 0};
            rc = ta_engine_project(work->workspace, id, &project, err);
            if (rc == TA_E_NOTFOUND) { /* removed since */
                rc = TA_OK;
                continue;
            }
        }
        if (rc == TA_OK) rc = add_site(sites, &project, n, err);
    }
    ta_project_free(&project);
    return rc;
}

enum ta_status ta_group_sites_load(const struct ta_refresh_work *work,
                                   struct ta_pending *const *scene, size_t n,
                                   struct ta_group_sites *out, struct ta_error *err)
{
    struct ids ids = {.n = 0};
    struct ta_group_sites sites = {.n = 0};
    enum ta_status rc = list_ids(work, scene, n, &ids, err);
    if (rc == TA_OK) {
        sites.site = ta_alloc(ids.n, sizeof *sites.site);
        rc = sites.site == NULL ? ta_fail(err, TA_E_NOMEM, "sites: out of memory")
                                : load(work, &ids, &sites, err);
    }
    ta_free(ids.id);
    if (rc == TA_OK)
        *out = sites;
    else
        ta_group_sites_free(&sites);
    return rc;
}
