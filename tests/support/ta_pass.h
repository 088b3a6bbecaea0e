/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_pass.h  A scene pass whose looks and problems are kept for the test. */
#ifndef TA_PASS_TEST_H
#define TA_PASS_TEST_H

#include "ta_raster.h"

#include "raster/pass.h"

enum { TA_KEPT_LOOKS = 4096, TA_KEPT_PROBLEMS = 64 };

struct ta_kept_look {
    size_t scene, zone, layer;
    struct ta_observation observation;
    struct ta_tally tally;
    double scale, offset;
    size_t n_bins;
    struct ta_bin *bin; /* a copy */
    char chip[256];
};

struct ta_kept_problem {
    size_t scene, layer, zone;
    struct ta_error error;
};

/* What a pass told, in its order. */
struct ta_kept {
    size_t n_looks, n_problems, n_done;
    struct ta_kept_look *look;
    struct ta_kept_problem problem[TA_KEPT_PROBLEMS];
    size_t done[TA_KEPT_PROBLEMS], zones[TA_KEPT_PROBLEMS]; /* scenes and their zones */
};

static inline enum ta_status ta_keep_look(void *self, const struct ta_look *look,
                                          struct ta_error *err)
{
    struct ta_kept *kept = self;
    (void)err;
    assert_true(kept->n_looks < TA_KEPT_LOOKS);
    struct ta_kept_look *k = &kept->look[kept->n_looks++];
    memset(k, 0, sizeof *k);
    k->scene = look->scene;
    k->zone = look->zone;
    k->layer = look->layer;
    k->observation = *look->observation;
    k->tally = *look->tally;
    k->scale = look->scale;
    k->offset = look->offset;
    k->n_bins = look->n_bins;
    k->bin = ta_alloc(look->n_bins, sizeof *k->bin);
    if (look->n_bins > 0) memcpy(k->bin, look->bin, look->n_bins * sizeof *k->bin);
    if (look->chip != NULL) (void)snprintf(k->chip, sizeof k->chip, "%s", look->chip);
    return TA_OK;
}

static inline void ta_keep_problem(void *self, const struct ta_pass_problem *problem)
{
    struct ta_kept *kept = self;
    assert_true(kept->n_problems < TA_KEPT_PROBLEMS);
    kept->problem[kept->n_problems++] = (struct ta_kept_problem){
        problem->scene, problem->layer, problem->zone, *problem->error};
}

static inline void ta_keep_done(void *self, size_t scene, size_t zones)
{
    struct ta_kept *kept = self;
    assert_true(kept->n_done < TA_KEPT_PROBLEMS);
    kept->done[kept->n_done] = scene;
    kept->zones[kept->n_done++] = zones;
}

static inline void ta_kept_free(struct ta_kept *kept)
{
    for (size_t i = 0; i < kept->n_looks; i++) ta_free(kept->look[i].bin);
    ta_free(kept->look);
    *kept = (struct ta_kept){0};
}

/** Run @p pass and keep what it tells. */
static inline enum ta_status ta_pass_kept(struct ta_pass pass, struct ta_kept *kept,
                                          struct ta_error *err)
{
    *kept = (struct ta_kept){.look = ta_alloc(TA_KEPT_LOOKS, sizeof *kept->look)};
    assert_non_null(kept->look);
    pass.self = kept;
    pass.observed = ta_keep_look;
    pass.problem = ta_keep_problem;
    pass.scene_done = ta_keep_done;
    return ta_pass_run(&pass, err);
}

/** The look of a zone in a layer of a scene; fails when there is none. */
static inline const struct ta_kept_look *
ta_kept_at(const struct ta_kept *kept, size_t scene, size_t zone, size_t layer)
{
    for (size_t i = 0; i < kept->n_looks; i++) {
        const struct ta_kept_look *k = &kept->look[i];
        if (k->scene == scene && k->zone == zone && k->layer == layer) return k;
    }
    fail_msg("no look of scene %zu, zone %zu, layer %zu", scene, zone, layer);
    return NULL;
}

/** Both told the same, bit by bit, in the same order. */
static inline void ta_assert_same_looks(const struct ta_kept *a,
                                        const struct ta_kept *b)
{
    assert_int_equal(a->n_looks, b->n_looks);
    for (size_t i = 0; i < a->n_looks; i++) {
        const struct ta_kept_look *x = &a->look[i], *y = &b->look[i];
        assert_true(x->scene == y->scene && x->zone == y->zone && x->layer == y->layer);
        assert_memory_equal(&x->observation.stats, &y->observation.stats,
                            sizeof x->observation.stats);
        assert_memory_equal(&x->observation.inside, &y->observation.inside,
                            5 * sizeof(double)); /* inside and the shares */
        assert_true(x->tally.weight == y->tally.weight);
        assert_true(x->n_bins == y->n_bins);
        for (size_t k = 0; k < x->n_bins; k++)
            assert_true(x->bin[k].key == y->bin[k].key &&
                        x->bin[k].weight == y->bin[k].weight &&
                        x->bin[k].cells == y->bin[k].cells);
    }
}

/* --- requests: one band "red" on a grid of 64 x 64 cells of 10 m ------------------- */

enum { TA_PASS_SIDE = 64, TA_PASS_CELLS = TA_PASS_SIDE * TA_PASS_SIDE };

/** The red of some scenes over some zones, in one thread. */
static inline struct ta_pass ta_ask_red(size_t n_zones, const struct ta_pass_zone *zone,
                                        size_t n_scenes, const struct ta_scene *scene)
{
    static const char *const red[] = {"red"};
    return (struct ta_pass){.zones = {n_zones, zone, TA_UTM, ta_still_port()},
                            .n_scenes = n_scenes,
                            .scene = scene,
                            .n_layers = 1,
                            .layer = red,
                            .threads = 1};
}

/** Run it and hold its return. */
static inline void ta_pass_expect(const struct ta_pass *pass, enum ta_status want,
                                  struct ta_kept *kept)
{
    struct ta_error err = {0};
    enum ta_status rc = ta_pass_kept(*pass, kept, &err);
    if (rc != want) fail_msg("%s: %s", ta_status_text(rc), err.text);
}

static inline struct ta_pass_zone ta_zone_plain(const struct ta_polygons *shape)
{
    return (struct ta_pass_zone){"p", 0, shape, 0.0};
}

/** One band "red" of a type, a value for each cell; as reflectance of scale 1. The scene is
 *  called as the file. */
static inline struct ta_scene ta_red_scene(const char *path, enum ta_pixel_type type,
                                           const void *cells, int64_t tile)
{
    struct ta_grid grid = ta_utm_grid(TA_PASS_SIDE, TA_PASS_SIDE);
    ta_make_raster(path, &grid, type, 1, (const void *[]){cells}, tile);
    struct ta_scene scene = ta_scene_named(strrchr(path, '/') + 1);
    ta_add_band(&scene, path, "red", 1)->scale = 1.0;
    return scene;
}

#endif
