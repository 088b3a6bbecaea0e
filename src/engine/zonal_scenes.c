/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/zonal_scenes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/text.h"
#include "base/time.h"
#include "catalog/folder.h"
#include "catalog/place.h"
#include "engine/item_grid.h"
#include "raster/open.h"

/* Scenes while they are gathered. */
struct gathering {
    const struct ta_zonal_job *job;
    struct ta_zonal_scenes *made;
};

void ta_zonal_scenes_free(struct ta_zonal_scenes *scenes)
{
    for (size_t i = 0; i < scenes->n; i++) {
        ta_scene_free(&scenes->scene[i]);
        ta_free(scenes->name[i]);
    }
    for (size_t i = 0; i < scenes->n_layers; i++) ta_free(scenes->layer[i]);
    ta_free(scenes->scene);
    ta_free(scenes->name);
    ta_free(scenes->layer);
    ta_free(scenes->mask.file);
    ta_zonal_dates_free(&scenes->dates);
    *scenes = (struct ta_zonal_scenes){0};
}

/* --- layers ----------------------------------------------------------------------- */

/* Note a layer once; in tables of some thousands of bands by a plain search. */
static enum ta_status add_layer(struct ta_zonal_scenes *made, const char *name)
{
    for (size_t i = 0; i < made->n_layers; i++)
        if (strcmp(made->layer[i], name) == 0) return TA_OK;
    if (ta_grow((void **)&made->layer, &made->layer_capacity, made->n_layers,
                sizeof(*made->layer)) != 0)
        return TA_E_NOMEM;
    char *copy = ta_strdup(name);
    if (copy == NULL) return TA_E_NOMEM;
    made->layer[made->n_layers++] = copy;
    return TA_OK;
}

static enum ta_status add_layers(const struct gathering *g)
{
    const struct ta_zonal_job *job = g->job;
    enum ta_status rc = TA_OK;
    bool bands = job->n_indices == 0 || job->keep_bands;
    for (size_t i = 0; bands && i < job->n_bands && rc == TA_OK; i++)
        rc = add_layer(g->made, job->band[i].name);
    for (size_t s = 0; bands && job->n_bands == 0 && s < g->made->n; s++) {
        const struct ta_scene *scene = &g->made->scene[s];
        for (size_t a = 0; a < scene->n_assets; a++)
            for (size_t b = 0; b < scene->asset[a].n_bands && rc == TA_OK; b++)
                rc = add_layer(g->made, scene->asset[a].band[b].name);
    }
    for (size_t i = 0; i < job->n_indices && rc == TA_OK; i++)
        rc = add_layer(g->made, job->index[i]);
    return rc;
}

/* --- scenes ----------------------------------------------------------------------- */

/* The job's mask stands over the product's. */
static enum ta_status add_mask(const struct gathering *g, struct ta_scene *scene)
{
    const struct ta_zonal_mask *mask = &g->made->mask;
    struct ta_asset *asset = NULL;
    if (mask->file == NULL) return TA_OK;
    enum ta_status rc = ta_scene_add_asset(scene, mask->file, 0, &asset);
    if (rc != TA_OK) return rc;
    scene->mask = mask->kind;
    scene->mask_asset = scene->n_assets - 1;
    scene->saturation_asset = SIZE_MAX;
    return TA_OK;
}

/* Takes the scene over. */
static enum ta_status add_scene(const struct gathering *g, struct ta_scene *scene,
                                const char *name, struct ta_error *err)
{
    struct ta_zonal_scenes *made = g->made;
    char *copy = ta_strdup(name);
    if (copy == NULL || add_mask(g, scene) != TA_OK ||
        ta_grow((void **)&made->scene, &made->capacity, made->n, sizeof *made->scene) !=
            0 ||
        ta_grow((void **)&made->name, &made->name_capacity, made->n,
                sizeof(*made->name)) != 0) {
        ta_scene_free(scene);
        ta_free(copy);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    }
    ta_words_shown(copy); /* a path in another encoding: tables are UTF-8 */
    made->scene[made->n] = *scene;
    made->name[made->n++] = copy;
    return TA_OK;
}

static void tell_failed(const struct gathering *g, const char *raster,
                        const struct ta_error *why)
{
    if (g->made->n_failed++ == 0) g->made->first = *why;
    if (g->job->problem != NULL && !g->made->quiet)
        g->job->problem(g->job->self, raster, NULL, why);
}

/* --- raster files ----------------------------------------------------------------- */

static struct ta_scene new_scene(const char *path)
{
    struct ta_scene scene = {.time = TA_TIME_NONE,
                             .cloud_cover = NAN,
                             .sun_elevation = NAN,
                             .position_error_m = NAN,
                             .mask_asset = SIZE_MAX,
                             .saturation_asset = SIZE_MAX};
    const char *slash = strrchr(path, '/');
    (void)snprintf(scene.id, sizeof scene.id, "%s", slash != NULL ? slash + 1 : path);
    return scene;
}

/* Names that the job gives to band @p number, counted through the scene: [n_bands] at most. */
static size_t names_of(const struct ta_zonal_job *job, int number, const char **name)
{
    size_t n = 0;
    for (size_t i = 0; i < job->n_bands; i++)
        if (job->band[i].number == number) name[n++] = job->band[i].name;
    return n;
}

static struct ta_band make_band(const struct ta_zonal_job *job, const char *name,
                                int number, const double line[2])
{
    struct ta_band band = {
        .quantity = TA_QUANTITY_DN,
        .number = number,
        .scale = isnan(job->scale) ? line[0] : job->scale,
        .offset = isnan(job->offset) ? line[1] : job->offset,
        .nodata = NAN,
        .valid_lo = NAN,
        .valid_hi = NAN,
    };
    (void)snprintf(band.name, sizeof band.name, "%s", name);
    /* Whoever names bands for an index says that they are what it needs. */
    if (job->n_bands > 0) band.quantity = TA_QUANTITY_REFLECTANCE_SURFACE;
    return band;
}

/* Add a file's bands to the scene; @p before: bands that the scene's other files have. */
static enum ta_status add_bands(const struct ta_zonal_job *job, const char *path,
                                const struct ta_raster *raster, int before,
                                struct ta_scene *scene, struct ta_error *err)
{
    size_t n = (size_t)ta_raster_bands(raster), used = 0;
    const char *name[TA_ZONAL_BANDS_MAX];
    struct ta_asset *asset = NULL;
    size_t room = job->n_bands > 0 ? job->n_bands : n;
    enum ta_status rc = ta_scene_add_asset(scene, path, room, &asset);
    for (size_t b = 1; b <= n && rc == TA_OK; b++) {
        char number[16];
        double line[2];
        (void)snprintf(number, sizeof number, "%d", before + (int)b);
        size_t names = names_of(job, before + (int)b, name);
        if (job->n_bands == 0) name[names++] = number;
        if (names == 0) continue;
        rc = ta_raster_line(raster, (int)b, line, err);
        for (size_t k = 0; k < names && rc == TA_OK; k++)
            asset->band[used++] = make_band(job, name[k], (int)b, line);
    }
    if (asset != NULL) asset->n_bands = used;
    return rc == TA_E_NOMEM ? ta_fail(err, rc, "%s: out of memory", path) : rc;
}

static enum ta_status open_file(const struct gathering *g, const char *path, int *bands,
                                struct ta_scene *scene, struct ta_error *err)
{
    struct ta_raster *raster = NULL;
    enum ta_status rc = ta_raster_open_bands(path, &raster, err);
    if (rc != TA_OK) return rc;
    rc = add_bands(g->job, path, raster, *bands, scene, err);
    *bands += ta_raster_bands(raster);
    ta_raster_close(raster);
    if (rc == TA_OK && scene->time == TA_TIME_NONE)
        rc = ta_zonal_date_of(&g->made->dates, path, &scene->time, err);
    return rc;
}

/* Every band that the job names is there. */
static enum ta_status check_numbers(const struct ta_zonal_job *job, const char *path,
                                    int bands, struct ta_error *err)
{
    for (size_t i = 0; i < job->n_bands; i++)
        if (job->band[i].number > bands)
            return ta_mended(ta_fail(err, TA_E_NOTFOUND,
                                     "%s: has %d band%s, and no band %d (%s)", path,
                                     bands, bands == 1 ? "" : "s", job->band[i].number,
                                     job->band[i].name),
                             err, "number the bands from 1, in the order of the files");
    return TA_OK;
}

/* A scene of @p n files. A file that does not open fails the scene, and the rest goes on. */
static enum ta_status add_files(const struct gathering *g, size_t n,
                                const char *const *path, struct ta_error *err)
{
    struct ta_scene scene = new_scene(path[0]);
    struct ta_error why = {0};
    int bands = 0;
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < n && rc == TA_OK; i++)
        rc = open_file(g, path[i], &bands, &scene, &why);
    if (rc == TA_OK) rc = check_numbers(g->job, path[0], bands, &why);
    if (rc == TA_OK) return add_scene(g, &scene, path[0], err);
    ta_scene_free(&scene);
    if (rc == TA_E_NOMEM) {
        if (err != NULL) *err = why;
        return rc;
    }
    tell_failed(g, path[0], &why);
    return TA_OK;
}

/* --- products --------------------------------------------------------------------- */

static enum ta_status on_scene(void *self, struct ta_scene *scene, struct ta_error *err)
{
    const struct gathering *g = self;
    struct ta_error why = {0};
    char name[TA_SCENE_SIZE];
    memcpy(name, scene->id, sizeof name);
    if (ta_item_scene_check(scene, &why) != TA_OK) {
        ta_error_context(&why, "%s", name);
        tell_failed(g, name, &why);
        ta_scene_free(scene);
        return TA_OK;
    }
    return add_scene(g, scene, name, err);
}

static void on_problem(void *self, const char *path, const char *reason,
                       const char *mend)
{
    struct ta_error why = {0};
    (void)ta_fail(&why, TA_E_DATA, "%s: %s", path, reason);
    ta_error_mend(&why, "%s", mend);
    tell_failed(self, path, &why);
}

static bool is_product(const char *path)
{
    return ta_name_ends(path, ".json") || ta_name_ends(path, ".geojson") ||
           ta_name_ends(path, "_MTL.txt") || ta_name_ends(path, ".xml");
}

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static enum ta_status add_product(struct gathering *g, const char *path,
                                  struct ta_error *err)
{
    struct ta_error why = {0};
    size_t before = g->made->n + g->made->n_failed;
    enum ta_status rc = is_folder(path)
                            ? ta_catalog_folder(path, on_scene, on_problem, g, &why)
                            : ta_catalog_product(path, on_scene, on_problem, g, &why);
    if (rc == TA_E_NOMEM) {
        if (err != NULL) *err = why;
        return rc;
    }
    if (rc == TA_OK && g->made->n + g->made->n_failed == before)
        rc = ta_mended(
            ta_fail(&why, TA_E_DATA, "%s: no scene in it that can be used", path), &why,
            "mend what is told of its files above, or name raster files");
    if (rc != TA_OK) tell_failed(g, path, &why);
    return TA_OK;
}

/* --- all -------------------------------------------------------------------------- */

static enum ta_status add_rasters(struct gathering *g, struct ta_error *err)
{
    const struct ta_zonal_job *job = g->job;
    enum ta_status rc = TA_OK;
    if (job->together) return add_files(g, job->n_rasters, job->raster, err);
    for (size_t i = 0; i < job->n_rasters && rc == TA_OK; i++) {
        const char *path = job->raster[i];
        rc = is_product(path) || is_folder(path) ? add_product(g, path, err)
                                                 : add_files(g, 1, &path, err);
    }
    return rc;
}

static enum ta_status check(const struct ta_zonal_job *job, struct ta_error *err)
{
    if (job->n_bands > TA_ZONAL_BANDS_MAX)
        return ta_fail(err, TA_E_USAGE, "more than %d bands are named",
                       TA_ZONAL_BANDS_MAX);
    for (size_t i = 0; i < job->n_bands; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(job->band[i].name, job->band[k].name) == 0)
                return ta_fail(err, TA_E_USAGE, "band %s is named twice",
                               job->band[i].name);
    for (size_t i = 0; job->together && i < job->n_rasters; i++)
        if (is_product(job->raster[i]) || is_folder(job->raster[i]))
            return ta_mended(
                ta_fail(err, TA_E_USAGE, "%s: only raster files can be taken together",
                        job->raster[i]),
                err, "give one folder of scenes by itself, or raster files only");
    return TA_OK;
}

enum ta_status ta_zonal_scenes_new(const struct ta_zonal_job *job,
                                   struct ta_zonal_scenes *out, struct ta_error *err)
{
    struct ta_zonal_scenes made = {0};
    struct gathering g = {job, &made};
    enum ta_status rc = check(job, err);
    made.quiet = job->together || (job->n_rasters == 1 && !is_folder(job->raster[0]));
    if (rc == TA_OK && job->mask != NULL)
        rc = ta_zonal_mask_parse(job->mask, &made.mask, err);
    if (rc == TA_OK) rc = add_rasters(&g, err);
    if (rc == TA_OK) {
        rc = add_layers(&g);
        if (rc != TA_OK) (void)ta_fail(err, rc, "bands: out of memory");
    }
    if (rc != TA_OK) {
        ta_zonal_scenes_free(&made);
        return rc;
    }
    *out = made;
    out->rule =
        (struct ta_mask_rule){made.mask.bits, made.mask.n_codes, out->mask.code};
    return TA_OK;
}
