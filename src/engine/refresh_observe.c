/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_observe.c  Ready scenes through the scene pass, batch by batch.
 *
 *  A group is the scenes of one tile (or folder of partitions) that have the same sites to answer. A batch is a run of them
 *  in the order of time: whole months while they fit, so that a partition is written once. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/refresh_private.h"
#include "geo/crs.h"
#include "raster/pass.h"
#include "spectral.h"

enum {
    BATCH_SCENES = 24,      /* then the batch ends with the month ... */
    BATCH_SCENES_MOST = 96, /* ... or here */
    BATCH_ROWS = 200000     /* about: what memory holds at once */
};

/* A batch under way, for the pass's questions. */
struct reading {
    struct ta_batch batch;
    const struct ta_group_sites *sites;
    struct ta_pass_zone *zone; /* [sites->n] */
    bool *told;                /* [sites->n] that something is amiss with it */
    struct ta_scene *scene;    /* [n_scenes] borrowed contents */
    size_t n_layers, layers_capacity;
    const char **layer;
    char *fresh;              /* full path of the folder for new chips */
    size_t looks;             /* of the scene under way */
    size_t last_zone;         /* counted last */
    struct ta_error failure;  /* of the scene under way */
    struct ta_ground *ground; /* [n_layers] of it too */
    struct ta_error absurd;   /* what it cannot have seen */
    enum ta_status broken;    /* the disk's fault: ends the run */
    struct ta_error broken_err;
};

/* --- layers ------------------------------------------------------------------------ */

static enum ta_status want_layer(struct reading *r, const char *name)
{
    for (size_t i = 0; i < r->n_layers; i++)
        if (strcmp(r->layer[i], name) == 0) return TA_OK;
    void *list = r->layer;
    if (ta_grow(&list, &r->layers_capacity, r->n_layers, sizeof *r->layer) != 0)
        return TA_E_NOMEM;
    r->layer = list;
    r->layer[r->n_layers++] = name;
    return TA_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Bands of the scenes by name, then all indices. */
static enum ta_status list_layers(struct reading *r, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    r->n_layers = 0;
    for (size_t s = 0; s < r->batch.n_scenes; s++) {
        const struct ta_scene *scene = &r->batch.scene[s]->scene;
        for (size_t i = 0; i < scene->n_assets; i++)
            for (size_t b = 0; rc == TA_OK && b < scene->asset[i].n_bands; b++)
                if (ta_band_wanted(&scene->asset[i].band[b]))
                    rc = want_layer(r, scene->asset[i].band[b].name);
    }
    if (rc == TA_OK && r->n_layers > 1)
        qsort(r->layer, r->n_layers, sizeof *r->layer, by_name);
    for (size_t i = 0; rc == TA_OK && i < ta_index_count(); i++)
        rc = want_layer(r, ta_index_at(i)->id);
    ta_free(r->ground);
    r->ground = ta_alloc(r->n_layers, sizeof *r->ground);
    if (rc == TA_OK && r->ground == NULL) rc = TA_E_NOMEM;
    return rc == TA_OK ? rc : ta_fail(err, rc, "layers: out of memory");
}

/* --- what the pass asks and says --------------------------------------------------- */

static enum ta_status chip_path(void *self, size_t scene, size_t zone, size_t grid,
                                struct ta_text *out)
{
    const struct reading *r = self;
    ta_text_addf(out, "%s/%zu-%zu-%zu.tif", r->fresh, scene, zone, grid);
    return TA_OK;
}

static struct ta_pending *scene_at(const struct reading *r, size_t scene)
{
    return r->batch.scene[scene];
}

static enum ta_status keep_row(struct reading *r, const struct ta_look *look,
                               struct ta_error *err)
{
    struct ta_batch *batch = &r->batch;
    void *list = batch->row;
    if (ta_grow(&list, &batch->rows_capacity, batch->n_rows, sizeof *batch->row) != 0)
        return ta_fail(err, TA_E_NOMEM, "observations: out of memory");
    batch->row = list;
    batch->row[batch->n_rows++] = *look->observation;
    return TA_OK;
}

/* "SCENE-ZONE-GRID.tif" */
static int grid_of(const char *path)
{
    const char *dash = strrchr(path, '-');
    return dash == NULL ? 0 : (int)strtol(dash + 1, NULL, 10);
}

static double better(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

static enum ta_status new_chip(struct reading *r, const struct ta_look *look,
                               struct ta_error *err)
{
    struct ta_batch *batch = &r->batch;
    void *list = batch->chip;
    char *fresh = ta_strdup(look->chip);
    if (fresh == NULL || ta_grow(&list, &batch->chips_capacity, batch->n_chips,
                                 sizeof *batch->chip) != 0) {
        ta_free(fresh);
        return ta_fail(err, TA_E_NOMEM, "chips: out of memory");
    }
    batch->chip = list;
    const struct ta_observation *from = look->observation;
    struct ta_kept_chip *chip = &batch->chip[batch->n_chips++];
    *chip = (struct ta_kept_chip){.fresh = fresh};
    struct ta_chip_row *row = &chip->row;
    row->site = from->site;
    row->time = from->time;
    row->grid = grid_of(fresh);
    row->inside = from->inside;
    row->clear_fraction = from->clear_fraction;
    memcpy(row->project, from->project, sizeof row->project);
    memcpy(row->scene, from->scene, sizeof row->scene);
    memcpy(row->processing, from->processing, sizeof row->processing);
    memcpy(row->sha256, from->chip_sha256, sizeof row->sha256);
    memcpy(row->shape_sha256, r->sites->site[look->zone].shape_sha256,
           sizeof row->shape_sha256);
    return TA_OK;
}

/* A chip comes with each of its layers; those of a zone stand together. */
static enum ta_status keep_chip(struct reading *r, const struct ta_look *look,
                                struct ta_error *err)
{
    struct ta_batch *batch = &r->batch;
    for (size_t i = batch->n_chips; look->chip != NULL && i > 0; i--) {
        struct ta_kept_chip *chip = &batch->chip[i - 1];
        if (chip->row.site != look->observation->site ||
            strcmp(chip->row.project, look->observation->project) != 0)
            break;
        if (strcmp(chip->fresh, look->chip) != 0) continue;
        chip->row.clear_fraction =
            better(chip->row.clear_fraction, look->observation->clear_fraction);
        return TA_OK;
    }
    return look->chip == NULL ? TA_OK : new_chip(r, look, err);
}

static enum ta_status observed(void *self, const struct ta_look *look,
                               struct ta_error *err)
{
    struct reading *r = self;
    if (r->broken != TA_OK) {
        if (err != NULL) *err = r->broken_err;
        return r->broken;
    }
    if (look->zone != r->last_zone) r->looks++;
    r->last_zone = look->zone;
    ta_ground_add(&scene_at(r, look->scene)->scene, look->observation,
                  &r->ground[look->layer]);
    if (r->absurd.status == TA_OK)
        r->absurd.status = ta_look_judge(&scene_at(r, look->scene)->scene,
                                         look->observation, &r->absurd);
    enum ta_status rc = keep_row(r, look, err);
    return rc == TA_OK ? keep_chip(r, look, err) : rc;
}

/* A layer whose bands are there and are no reflectances; bands that are not there are no news. */
static void tell_refused(const struct reading *r, const struct ta_pass_problem *problem)
{
    if (problem->error->status != TA_E_DATA) return;
    ta_refresh_tell(r->batch.work, &(struct ta_refresh_event){
                                       .word = TA_REFRESH_REFUSED,
                                       .scene = scene_at(r, problem->scene)->row.id,
                                       .reason = problem->error->text,
                                       .mend = problem->error->mend});
}

/* What one site lacks, though the others are answered: of many scenes once. */
static void tell_zone(struct reading *r, const struct ta_pass_problem *problem)
{
    if (r->told[problem->zone]) return;
    r->told[problem->zone] = true;
    r->batch.work->result->problems++;
    ta_refresh_tell(r->batch.work, &(struct ta_refresh_event){
                                       .word = TA_REFRESH_PROBLEM,
                                       .scene = scene_at(r, problem->scene)->row.id,
                                       .reason = problem->error->text,
                                       .mend = problem->error->mend});
}

static void on_problem(void *self, const struct ta_pass_problem *problem)
{
    struct reading *r = self;
    if (problem->layer != SIZE_MAX) {
        tell_refused(r, problem);
        return;
    }
    if (problem->zone != SIZE_MAX && problem->error->status != TA_E_IO)
        tell_zone(r, problem);
    /* a chip that cannot be written is no fault of the scene */
    if (problem->zone != SIZE_MAX && problem->error->status == TA_E_IO) {
        r->broken = TA_E_IO;
        r->broken_err = *problem->error;
    }
    r->failure = *problem->error;
}

/* Rows and chips of a scene that cannot be kept after all. */
static void drop_scene(struct ta_batch *batch, const struct ta_pending *pending)
{
    size_t rows = 0, chips = 0;
    const struct ta_scene_row *gone = &pending->row;
    for (size_t i = 0; i < batch->n_rows; i++)
        if (strcmp(batch->row[i].scene, gone->id) != 0 ||
            strcmp(batch->row[i].processing, gone->processing) != 0)
            batch->row[rows++] = batch->row[i];
    for (size_t i = 0; i < batch->n_chips; i++) {
        if (strcmp(batch->chip[i].row.scene, gone->id) == 0 &&
            strcmp(batch->chip[i].row.processing, gone->processing) == 0)
            ta_free(batch->chip[i]
                        .fresh); /* not placed yet: its file goes with the folder */
        else
            batch->chip[chips++] = batch->chip[i];
    }
    batch->n_rows = rows;
    batch->n_chips = chips;
}

static bool asked_to_stop(struct ta_refresh_work *work)
{
    const struct ta_refresh *ask = work->ask;
    if (ask->stop != NULL && ask->stop(ask->self)) work->result->stopped = true;
    return work->result->stopped;
}

/* Of the first layer of which it cannot be so. */
static enum ta_status judge_values(struct reading *r, const struct ta_scene *scene,
                                   struct ta_error *why)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < r->n_layers; i++)
        rc = ta_ground_judge(scene, &r->ground[i], why);
    memset(r->ground, 0, r->n_layers * sizeof *r->ground);
    if (rc == TA_OK && r->absurd.status != TA_OK) rc = ta_fail_as(why, &r->absurd);
    r->absurd = (struct ta_error){.status = TA_OK};
    return rc;
}

static void scene_done(void *self, size_t scene, size_t zones)
{
    struct reading *r = self;
    struct ta_pending *pending = scene_at(r, scene);
    struct ta_error why = {.status = TA_OK};
    enum ta_status values = judge_values(r, &pending->scene, &why);
    struct ta_refresh_work *work = r->batch.work;
    bool failed = r->broken == TA_OK && zones == 0 && r->failure.status != TA_OK;
    if (failed && asked_to_stop(work)) {
        pending->state = TA_PENDING; /* its blocks may still come: the next run's */
    } else if (failed) {
        ta_pending_fail(work, pending, &r->failure);
    } else if (r->broken == TA_OK && values != TA_OK) {
        drop_scene(&r->batch, pending);
        ta_pending_fail(work, pending, &why);
    } else {
        pending->state = TA_PENDING_DONE;
    }
    r->failure = (struct ta_error){.status = TA_OK};
    r->last_zone = SIZE_MAX;
    pending->looks = r->looks;
    r->looks = 0;
}

static enum ta_status on_progress(void *self, double scenes)
{
    ta_refresh_progress(((const struct reading *)self)->batch.work, (size_t)scenes);
    return TA_OK;
}

/* --- one batch --------------------------------------------------------------------- */

static enum ta_status prepare_scene(struct ta_refresh_work *work,
                                    struct ta_pending *pending, struct ta_error *err)
{
    bool whole = false;
    enum ta_status rc = ta_pending_hash(work, pending, true, &whole, err);
    if (rc != TA_OK) return rc;
    ta_text_free(&pending->document);
    rc = ta_scene_document(pending, &pending->document, err);
    if (rc == TA_OK)
        ta_sha256(pending->document.bytes, pending->document.size,
                  pending->row.assets_sha256);
    work->result->bytes += pending->bytes;
    return rc;
}

/* What came of far files. */
static int64_t bytes_that_came(const struct ta_batch *batch)
{
    int64_t bytes = 0;
    for (size_t i = 0; i < batch->n_scenes; i++)
        for (size_t k = 0; k < batch->scene[i]->scene.n_assets; k++) {
            struct ta_far_file *far = batch->scene[i]->scene.asset[k].far;
            if (far != NULL) bytes += far->ops->came(far);
        }
    return bytes;
}

/* Hash the files; scenes whose files cannot be read drop out. */
static enum ta_status prepare(struct reading *r, struct ta_error *err)
{
    struct ta_batch *batch = &r->batch;
    size_t kept = 0;
    for (size_t i = 0; i < batch->n_scenes; i++) {
        struct ta_error why = {.status = TA_OK};
        struct ta_pending *pending = batch->scene[i];
        enum ta_status rc = prepare_scene(batch->work, pending, &why);
        if (rc == TA_E_NOMEM) {
            if (err != NULL) *err = why;
            return rc;
        }
        if (rc == TA_OK)
            batch->scene[kept++] = pending;
        else
            ta_pending_fail(batch->work, pending, &why);
    }
    batch->n_scenes = kept;
    return TA_OK;
}

static enum ta_status run_pass(struct reading *r, struct ta_error *err)
{
    const struct ta_refresh *ask = r->batch.work->ask;
    uint64_t most = ask->chip_bytes > 0 ? ask->chip_bytes : TA_REFRESH_CHIP_BYTES;
    const struct ta_pass_chips chips = {.rim = TA_REFRESH_RIM,
                                        .clouded = true,
                                        .loose = true,
                                        .bytes_most = most,
                                        .held_most = 2 * most,
                                        .self = r,
                                        .path = chip_path};
    for (size_t i = 0; i < r->batch.n_scenes; i++)
        r->scene[i] = r->batch.scene[i]->scene;
    const struct ta_pass pass = {
        .zones = {.n = r->sites->n,
                  .zone = r->zone,
                  .crs = TA_CRS_WGS84,
                  .port = ta_crs_port()},
        .n_scenes = r->batch.n_scenes,
        .scene = r->scene,
        .n_layers = r->n_layers,
        .layer = r->layer,
        .mask = {.cloud_m = ask->cloud_m, .shadow_m = ask->shadow_m},
        .threads = ask->threads > 0 ? ask->threads : 1,
        .chips = &chips,
        .self = r,
        .observed = observed,
        .problem = on_problem,
        .scene_done = scene_done,
        .progress = ask->progress != NULL ? on_progress : NULL};
    r->last_zone = SIZE_MAX;
    enum ta_status rc = ta_pass_run(&pass, err);
    if (rc == TA_PARTLY) rc = TA_OK;
    if (rc == TA_OK && r->broken != TA_OK) {
        rc = r->broken;
        if (err != NULL) *err = r->broken_err;
    }
    return rc;
}

/* What was hashed must be what was read. */
static void check_files(struct ta_batch *batch)
{
    for (size_t i = 0; i < batch->n_scenes; i++) {
        struct ta_pending *pending = batch->scene[i];
        struct ta_error why = {.status = TA_OK};
        if (pending->state != TA_PENDING_DONE || ta_pending_unchanged(pending))
            continue;
        (void)ta_fail(&why, TA_E_DATA, "%s: its files changed while they were read",
                      pending->row.id);
        drop_scene(batch, pending);
        ta_pending_fail(batch->work, pending, &why);
    }
}

/* What was read for sites in the fill of a better processing, and has nothing of them either. */
static enum ta_status drop_spare(struct ta_batch *batch, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < batch->n_scenes; i++) {
        char by[TA_SCENE_SIZE] = "";
        struct ta_pending *pending = batch->scene[i];
        if (!pending->spare || pending->was_observed ||
            pending->state != TA_PENDING_DONE)
            continue;
        rc = ta_gaps_beaten(batch, pending, by, err);
        if (rc != TA_OK || by[0] == '\0') continue;
        drop_scene(batch, pending);
        ta_pending_beaten(batch->work, pending, by);
    }
    return rc;
}

static void tell_batch(const struct ta_batch *batch)
{
    struct ta_refresh_work *work = batch->work;
    for (size_t i = 0; i < batch->n_scenes; i++) {
        const struct ta_pending *pending = batch->scene[i];
        if (pending->state != TA_PENDING_DONE) continue;
        work->result->looks += pending->looks;
        if (pending->was_observed)
            work->result->again++;
        else
            work->result->new_scenes++;
        ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_OBSERVED,
                                                         .scene = pending->row.id,
                                                         .reason = "",
                                                         .mend = "",
                                                         .looks = pending->looks});
        ta_refresh_tell_bare(work, pending);
    }
}

static enum ta_status read_batch(struct reading *r, struct ta_error *err)
{
    enum ta_status rc = prepare(r, err);
    if (rc == TA_OK) rc = list_layers(r, err);
    if (rc == TA_OK && r->batch.n_scenes > 0) rc = run_pass(r, err);
    r->batch.work->result->bytes += bytes_that_came(&r->batch);
    if (rc != TA_OK) return rc;
    check_files(&r->batch);
    rc = drop_spare(&r->batch, err);
    if (rc != TA_OK) return rc;
    ta_gaps_note(&r->batch);
    rc = ta_batch_keep(&r->batch, err);
    if (rc == TA_OK) tell_batch(&r->batch);
    return rc;
}

/* --- groups ------------------------------------------------------------------------ */

static int month_of(const struct ta_pending *pending)
{
    int year = 0, month = 0, day = 0;
    ta_day_to_civil(ta_day_of(pending->row.time), &year, &month, &day);
    return year * 12 + month;
}

/* How many of the [n] scenes go into the next batch. */
static size_t batch_size(struct ta_pending *const *scene, size_t n, size_t rows_a_scene)
{
    size_t most = rows_a_scene == 0 ? n : 1 + BATCH_ROWS / rows_a_scene;
    size_t size = 1;
    while (size < n && size < most && size < BATCH_SCENES_MOST) {
        if (size >= BATCH_SCENES && month_of(scene[size]) != month_of(scene[size - 1]))
            break;
        size++;
    }
    return size;
}

static enum ta_status begin_reading(struct reading *r, struct ta_refresh_work *work,
                                    const struct ta_group_sites *sites,
                                    struct ta_error *err)
{
    r->sites = sites;
    r->fresh = ta_workspace_path(work->workspace, TA_FRESH_CHIPS);
    r->zone = ta_alloc(sites->n, sizeof *r->zone);
    r->told = ta_alloc(sites->n, sizeof *r->told);
    r->scene = ta_alloc(BATCH_SCENES_MOST, sizeof *r->scene);
    if (r->fresh == NULL || r->zone == NULL || r->told == NULL || r->scene == NULL)
        return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    for (size_t i = 0; i < sites->n; i++)
        r->zone[i] = (struct ta_pass_zone){.project = sites->site[i].project,
                                           .site = sites->site[i].n,
                                           .shape = &sites->site[i].shape,
                                           .area_m2 = sites->site[i].area_m2};
    return ta_folder_make(r->fresh, err);
}

static void end_reading(struct reading *r)
{
    ta_free(r->fresh);
    ta_free(r->zone);
    ta_free(r->told);
    ta_free(r->scene);
    ta_free(r->layer);
    ta_free(r->ground);
}

static enum ta_status read_group(struct ta_refresh_work *work,
                                 struct ta_pending **scene, size_t n,
                                 struct ta_error *err)
{
    struct ta_group_sites sites = {.n = 0};
    struct reading r = {.last_zone = SIZE_MAX};
    enum ta_status rc = ta_group_sites_load(work, scene, n, &sites, err);
    if (rc == TA_OK) rc = begin_reading(&r, work, &sites, err);
    size_t rows = sites.n * ta_index_count() * 2;
    for (size_t i = 0; rc == TA_OK && i < n && !asked_to_stop(work);) {
        size_t size = batch_size(scene + i, n - i, rows);
        r.batch = (struct ta_batch){.work = work, .n_scenes = size, .scene = scene + i};
        rc = read_batch(&r, err);
        ta_batch_free(&r.batch);
        ta_refresh_clear_fresh(work->workspace);
        i += size;
        work->done += size;
        ta_refresh_progress(work, 0);
    }
    end_reading(&r);
    ta_group_sites_free(&sites);
    return rc;
}

static int by_group(const void *a, const void *b)
{
    const struct ta_pending *left = *(struct ta_pending *const *)a;
    const struct ta_pending *right = *(struct ta_pending *const *)b;
    int order = strcmp(left->folder, right->folder);
    if (order == 0) order = (left->after > right->after) - (left->after < right->after);
    if (order == 0)
        order = (left->row.time > right->row.time) - (left->row.time < right->row.time);
    if (order == 0) order = strcmp(left->row.id, right->row.id);
    return order != 0 ? order : strcmp(left->row.processing, right->row.processing);
}

enum ta_status ta_refresh_observe(struct ta_refresh_work *work,
                                  struct ta_pending **ready, size_t n,
                                  struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (n > 1) qsort(ready, n, sizeof(*ready), by_group);
    for (size_t i = 0, size; rc == TA_OK && i < n && !work->result->stopped;
         i += size) {
        for (size = 1; i + size < n; size++)
            if (strcmp(ready[i + size]->folder, ready[i]->folder) != 0 ||
                ready[i + size]->after != ready[i]->after)
                break;
        rc = read_group(work, ready + i, size, err);
    }
    return rc;
}
