/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/zonal.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

#include "base/memory.h"
#include "base/project.h"
#include "base/time.h"
#include "engine/zonal_scenes.h"
#include "geo/crs.h"
#include "geo/outlines.h"
#include "raster/open.h"
#include "raster/pass.h"

/* A job in work. */
struct work {
    const struct ta_zonal_job *job;
    struct ta_zonal_counts *counts;
    struct ta_outlines outlines;
    struct ta_zonal_scenes scenes;
    struct ta_pass_zone *zone; /* [outlines.n] */
    bool *met;                 /* [outlines.n] */
    struct ta_polygons
        *shape;          /* [outlines.n] in WGS 84, made when asked for; or NULL */
    struct ta_text text; /* of one row */
    struct ta_zonal_value value[TA_ZONAL_STATS_MAX];
    struct ta_error first;  /* why the first raster failed */
    struct ta_error absent; /* why a band or index is not there */
    bool partly;
};

static void free_work(struct work *w)
{
    for (size_t i = 0; w->shape != NULL && i < w->outlines.n; i++)
        ta_polygons_free(&w->shape[i]);
    ta_free(w->shape);
    ta_free(w->zone);
    ta_free(w->met);
    ta_text_free(&w->text);
    ta_zonal_scenes_free(&w->scenes);
    ta_outlines_free(&w->outlines);
}

static void tell(struct work *w, const char *raster, const char *zone,
                 const struct ta_error *why)
{
    w->partly = true;
    if (w->job->problem != NULL) w->job->problem(w->job->self, raster, zone, why);
}

/* --- zones ------------------------------------------------------------------------ */

static void on_row_problem(void *self, const struct ta_import_problem *problem)
{
    struct work *w = self;
    struct ta_error why = {0};
    (void)ta_fail(&why, TA_E_DATA, "%s: row %zu: %s", w->job->zones, problem->row,
                  problem->reason);
    ta_error_mend(&why, "%s", problem->mend);
    if (problem->set_aside)
        tell(w, NULL, NULL, &why);
    else if (w->job->problem != NULL) /* mended: told, but all is there */
        w->job->problem(w->job->self, NULL, NULL, &why);
}

static enum ta_status read_zones(struct work *w, struct ta_error *err)
{
    const struct ta_zonal_job *job = w->job;
    const struct ta_outlines_options options = {.crs = job->crs,
                                                .layer = job->layer,
                                                .id_field = job->id_field,
                                                .self = w,
                                                .on_problem = on_row_problem};
    enum ta_status rc = ta_outlines_read(job->zones, &options, &w->outlines, err);
    if (rc != TA_OK && rc != TA_PARTLY) return rc;
    size_t n = w->outlines.n;
    w->counts->zones = n;
    w->counts->zones_set_aside = w->outlines.n_set_aside;
    w->counts->zones_mended = w->outlines.n_mended;
    w->zone = ta_alloc(n, sizeof *w->zone);
    w->met = ta_alloc(n, sizeof *w->met);
    if (job->shapes) w->shape = ta_alloc(n, sizeof *w->shape);
    if (w->zone == NULL || w->met == NULL || (job->shapes && w->shape == NULL))
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", job->zones);
    for (size_t i = 0; i < n; i++)
        w->zone[i] =
            (struct ta_pass_zone){.project = "", .shape = &w->outlines.item[i].shape};
    return TA_OK;
}

/* --- rows ------------------------------------------------------------------------- */

static enum ta_status shape_of(struct work *w, size_t zone,
                               const struct ta_polygons **out, struct ta_error *err)
{
    *out = NULL;
    if (w->shape == NULL) return TA_OK;
    *out = &w->shape[zone];
    if (w->shape[zone].n_points > 0) return TA_OK;
    return ta_outline_settle(&w->outlines, zone, &w->shape[zone], err);
}

static enum ta_status on_look(void *self, const struct ta_look *look,
                              struct ta_error *err)
{
    struct work *w = self;
    const struct ta_observation *o = look->observation;
    struct ta_zonal_row row = {.zone = w->outlines.item[look->zone].id,
                               .raster = w->scenes.name[look->scene],
                               .band = w->scenes.layer[look->layer],
                               .date = o->time == TA_TIME_NONE ? TA_DAY_NONE
                                                               : ta_day_of(o->time),
                               .count = o->stats.count,
                               .valid_fraction = fmin(o->stats.count / look->area, 1.0),
                               .value = w->value};
    w->met[look->zone] = true;
    w->counts->rows++;
    w->text.size = 0;
    enum ta_status rc = ta_zonal_stats_fill(w->job->stats, look, &w->text, w->value);
    if (rc != TA_OK) return ta_fail(err, rc, "statistics: out of memory");
    rc = shape_of(w, look->zone, &row.shape, err);
    return rc == TA_OK ? w->job->row(w->job->self, &row, err) : rc;
}

/* Bands that a raster never had are no problem unless they were asked for. */
static bool is_wanted(const struct work *w, size_t layer)
{
    const struct ta_zonal_job *job = w->job;
    const char *name = w->scenes.layer[layer];
    for (size_t i = 0; i < job->n_bands; i++)
        if (strcmp(job->band[i].name, name) == 0) return true;
    for (size_t i = 0; i < job->n_indices; i++)
        if (strcmp(job->index[i], name) == 0) return true;
    return false;
}

static void on_problem(void *self, const struct ta_pass_problem *problem)
{
    struct work *w = self;
    const char *raster = w->scenes.name[problem->scene];
    const char *zone =
        problem->zone != SIZE_MAX ? w->outlines.item[problem->zone].id : NULL;
    bool failed = problem->layer == SIZE_MAX && problem->zone == SIZE_MAX;
    if (problem->layer != SIZE_MAX && !is_wanted(w, problem->layer)) return;
    if (failed && w->counts->rasters_failed++ == 0) w->first = *problem->error;
    if (problem->layer != SIZE_MAX && w->absent.status == TA_OK)
        w->absent = *problem->error;
    bool only = w->counts->rasters == 1 && (failed || w->scenes.n_layers == 1);
    if (only && problem->zone == SIZE_MAX) return; /* what the job fails with */
    tell(w, raster, zone, problem->error);
}

static enum ta_status on_progress(void *self, double scenes)
{
    const struct work *w = self;
    return w->job->progress(w->job->self, scenes, w->scenes.n);
}

/* --- the job ---------------------------------------------------------------------- */

static enum ta_status pass_over(struct work *w, struct ta_error *err)
{
    const struct ta_zonal_job *job = w->job;
    const struct ta_zonal_scenes *s = &w->scenes;
    const struct ta_pass pass = {
        .zones = {w->outlines.n, w->zone, w->outlines.crs, ta_crs_port()},
        .n_scenes = s->n,
        .scene = s->scene,
        .n_layers = s->n_layers,
        .layer = (const char *const *)s->layer,
        .mask = {.snow = job->snow, .rule = s->rule.n_codes > 0 ? &s->rule : NULL},
        .order = job->stats->order,
        .threads = job->threads,
        .self = w,
        .observed = on_look,
        .problem = on_problem,
        .progress = job->progress != NULL ? on_progress : NULL,
    };
    enum ta_status rc = s->n_layers > 0 ? ta_pass_run(&pass, err) : TA_OK;
    return rc == TA_PARTLY ? TA_OK : rc;
}

static void tell_unmet(const struct work *w)
{
    const struct ta_zonal_job *job = w->job;
    if (job->unmet == NULL || w->counts->zones_met == 0) return;
    for (size_t i = 0; i < w->outlines.n; i++)
        if (!w->met[i]) job->unmet(job->self, w->outlines.item[i].id);
}

static enum ta_status conclude(const struct work *w, struct ta_error *err)
{
    struct ta_zonal_counts *counts = w->counts;
    for (size_t i = 0; i < w->outlines.n; i++) counts->zones_met += w->met[i];
    tell_unmet(w);
    if (counts->rasters_failed > 0 && counts->rasters_failed == counts->rasters) {
        if (err != NULL) *err = w->first;
        if (counts->rasters > 1)
            (void)ta_fail(err, w->first.status, "none of %zu rasters could be read",
                          counts->rasters);
        return w->first.status;
    }
    if (counts->rows == 0 && w->absent.status != TA_OK) {
        if (err != NULL) *err = w->absent;
        return TA_E_DATA;
    }
    if (counts->zones_met == 0 && !w->partly) {
        (void)ta_fail(err, TA_FINDING, "no zone meets any raster");
        ta_error_mend(err,
                      "compare where the zones and the rasters lie, and the CRS that "
                      "each declares");
        return TA_FINDING;
    }
    return w->partly ? TA_PARTLY : TA_OK;
}

/* A thread. The pass opens the file again and says what is wrong with it. */
static void *open_first(void *self)
{
    const struct ta_zonal_job *job = self;
    struct ta_raster *raster = NULL;
    struct ta_error quiet = {0};
    if (ta_raster_open(job->raster[0], &raster, &quiet) == TA_OK)
        ta_raster_close(raster);
    return NULL;
}

/* The first CRS of a process takes some 10 ms. That of the rasters is made while the zones are read, and is
 * known when the pass asks for it. */
static enum ta_status read_zones_meanwhile(struct work *w, struct ta_error *err)
{
    const struct ta_zonal_job *job = w->job;
    pthread_t thread;
    bool beside = job->threads != 1 &&
                  pthread_create(&thread, NULL, open_first, (void *)job) == 0;
    enum ta_status rc = read_zones(w, err);
    if (beside) (void)pthread_join(thread, NULL); /* cannot fail: it is ours */
    return rc;
}

static enum ta_status run(struct work *w, struct ta_error *err)
{
    enum ta_status rc = read_zones_meanwhile(w, err);
    if (rc == TA_OK) rc = ta_zonal_scenes_new(w->job, &w->scenes, err);
    if (rc != TA_OK) return rc;
    w->counts->rasters = w->scenes.n + w->scenes.n_failed;
    w->counts->rasters_failed = w->scenes.n_failed;
    w->first = w->scenes.first;
    w->partly |= w->scenes.n_failed > 0;
    rc = pass_over(w, err);
    return rc == TA_OK ? conclude(w, err) : rc;
}

enum ta_status ta_zonal_run(const struct ta_zonal_job *job,
                            struct ta_zonal_counts *counts, struct ta_error *err)
{
    struct work work = {.job = job, .counts = counts};
    *counts = (struct ta_zonal_counts){0};
    if (job->n_rasters == 0 || job->row == NULL || job->stats == NULL)
        return ta_fail(err, TA_E_ARG, "zonal: nothing asked for");
    enum ta_status rc = run(&work, err);
    free_work(&work);
    return rc;
}
