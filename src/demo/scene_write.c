/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/scene_write.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "raster/write.h"

enum { TILE = 256, ITEM_BYTES_MAX = 1 << 20, THREADS_MAX = 4, MODE = 0644 };

/** Work shared by the threads. */
struct work {
    const char *folder;
    struct ta_ground *ground; /**< [sets] */
    size_t next, done, of;    /**< looks, counted over all sets */
    pthread_mutex_t lock;
    void (*on_look)(void *self, size_t done, size_t of);
    void *self;
    enum ta_status rc;
    struct ta_error err;
};

/** One layer being written. */
struct layer_fill {
    const struct ta_frame *frame;
    size_t layer;
};

static enum ta_status fill(void *self, size_t band, const struct ta_window *window,
                           const struct ta_pixel_room *pixels, bool *leave_out)
{
    const struct layer_fill *f = self;
    (void)band;
    /* Left out it reads as no-data, which a band has and the quality layer has not. */
    *leave_out = !ta_frame_copy(f->frame, f->layer, window, pixels) &&
                 f->layer < f->frame->ground->set->n_bands;
    return TA_OK;
}

static char *path_of(const char *folder, const struct ta_sim_set *set, const char *id,
                     const char *tail)
{
    struct ta_text path = {0};
    ta_text_addf(&path, "%s/%s/%s", folder, set->name, id);
    if (tail != NULL) ta_text_addf(&path, "/%s%s", id, tail);
    return ta_text_take(&path);
}

static enum ta_status write_layer(const struct ta_frame *frame, size_t layer,
                                  const char *folder, const char *id,
                                  struct ta_error *err)
{
    const struct ta_sim_set *set = frame->ground->set;
    char tail[32];
    (void)snprintf(tail, sizeof tail, "_%s.TIF", ta_sim_layer_name(set, layer));
    char *path = path_of(folder, set, id, tail);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
    struct layer_fill self = {frame, layer};
    const struct ta_write spec = {
        .path = path,
        .grid = ta_sim_grid(set),
        .type = TA_PIXEL_UINT16,
        .n_bands = 1,
        .has_nodata = layer < set->n_bands,
        .tile = TILE,
        .pack = TA_PACK_FAST,
        .self = &self,
        .fill = fill,
    };
    enum ta_status rc = ta_raster_write(&spec, err);
    ta_free(path);
    return rc;
}

/* Parts that a killed run left behind. */
static enum ta_status sweep(const char *folder, struct ta_error *err)
{
    char **name = NULL;
    size_t n = 0;
    enum ta_status rc = ta_folder_list(folder, &name, &n, err);
    for (size_t i = 0; i < n && rc == TA_OK; i++) {
        if (strstr(name[i], ".part") == NULL) continue;
        struct ta_text path = {0};
        ta_text_addf(&path, "%s/%s", folder, name[i]);
        char *full = ta_text_take(&path);
        if (full != NULL) (void)unlink(full);
        ta_free(full);
    }
    ta_free(name);
    return rc;
}

static enum ta_status write_item(const struct ta_frame *frame, size_t look,
                                 const char *path, struct ta_error *err)
{
    struct ta_text text = {0};
    enum ta_status rc =
        ta_sim_item(frame->ground->set, look, frame->cloud_percent, &text, err);
    if (rc == TA_OK) rc = ta_file_write(path, text.bytes, text.size, MODE, err);
    ta_text_free(&text);
    return rc;
}

static enum ta_status make_look(const struct ta_ground *ground, size_t look,
                                const char *folder, const char *id, const char *item,
                                struct ta_error *err)
{
    struct ta_frame frame;
    char *place = path_of(folder, ground->set, id, NULL);
    if (place == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
    enum ta_status rc = ta_folder_make(place, err);
    if (rc == TA_OK) rc = sweep(place, err);
    ta_free(place);
    if (rc != TA_OK) return rc;

    rc = ta_frame_make(ground, look, &frame, err);
    for (size_t b = 0; b <= ground->set->n_bands && rc == TA_OK; b++)
        rc = write_layer(&frame, b, folder, id, err);
    if (rc == TA_OK) rc = write_item(&frame, look, item, err);
    ta_frame_free(&frame);
    return rc;
}

/* Was it written by this version from this seed? */
static bool stands(const struct ta_sim_set *set, const char *item)
{
    json_t *document = NULL;
    if (access(item, R_OK) != 0) return false;
    if (ta_json_load(item, ITEM_BYTES_MAX, &document, NULL) != TA_OK) return false;
    const json_t *p = json_object_get(document, "properties");
    const char *by = json_string_value(json_object_get(p, "processing:version"));
    json_int_t seed = json_integer_value(json_object_get(p, "terrassay:seed"));
    bool same = by != NULL && strcmp(by, "simulator " TA_SIMULATOR_VERSION) == 0 &&
                seed == (json_int_t)set->seed;
    json_decref(document);
    return same;
}

static enum ta_status write_look(const struct ta_ground *ground, size_t look,
                                 const char *folder, struct ta_error *err)
{
    char id[TA_SIM_ITEM];
    ta_sim_item_id(ground->set, look, id);
    char *item = path_of(folder, ground->set, id, ".json");
    if (item == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
    enum ta_status rc = TA_OK;
    if (!stands(ground->set, item)) rc = make_look(ground, look, folder, id, item, err);
    ta_free(item);
    return rc;
}

/* --- threads ------------------------------------------------------------------------------ */

/* Take the next look. @return false when there is none, or one has failed. */
static bool take(struct work *work, size_t *set, size_t *look)
{
    (void)pthread_mutex_lock(&work->lock);
    bool more = work->rc == TA_OK && work->next < work->of;
    size_t i = work->next;
    if (more) work->next++;
    (void)pthread_mutex_unlock(&work->lock);
    for (*set = 0; more && i >= ta_sim_set_at(*set)->n_looks; (*set)++)
        i -= ta_sim_set_at(*set)->n_looks;
    *look = i;
    return more;
}

static void finish(struct work *work, enum ta_status rc, const struct ta_error *err)
{
    (void)pthread_mutex_lock(&work->lock);
    if (rc != TA_OK && work->rc == TA_OK) {
        work->rc = rc;
        work->err = *err;
    }
    if (rc == TA_OK) work->done++;
    if (rc == TA_OK && work->on_look != NULL)
        work->on_look(work->self, work->done, work->of);
    (void)pthread_mutex_unlock(&work->lock);
}

static void *labour(void *self)
{
    struct work *work = self;
    size_t set, look;
    while (take(work, &set, &look)) {
        struct ta_error err = {0};
        finish(work, write_look(&work->ground[set], look, work->folder, &err), &err);
    }
    return NULL;
}

static void labour_together(struct work *work)
{
    pthread_t thread[THREADS_MAX];
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = 0,
           most = cpus > THREADS_MAX ? THREADS_MAX : (size_t)(cpus > 1 ? cpus : 1);
    while (n + 1 < most && pthread_create(&thread[n], NULL, labour, work) == 0) n++;
    (void)labour(work); /* this thread works too */
    for (size_t i = 0; i < n; i++) (void)pthread_join(thread[i], NULL);
}

enum ta_status ta_sim_scenes_write(const char *folder,
                                   void (*on_look)(void *self, size_t done, size_t of),
                                   void *self, struct ta_error *err)
{
    size_t n = ta_sim_set_count();
    struct work work = {.folder = folder, .on_look = on_look, .self = self};
    work.ground = ta_alloc(n, sizeof *work.ground);
    if (work.ground == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    for (size_t s = 0; s < n && work.rc == TA_OK; s++) {
        work.rc = ta_ground_make(ta_sim_set_at(s), &work.ground[s], &work.err);
        work.of += ta_sim_set_at(s)->n_looks;
    }
    if (work.rc == TA_OK && pthread_mutex_init(&work.lock, NULL) == 0) {
        labour_together(&work);
        (void)pthread_mutex_destroy(&work.lock);
    }
    for (size_t s = 0; s < n; s++)
        if (work.ground[s].set != NULL) ta_ground_free(&work.ground[s]);
    ta_free(work.ground);
    if (work.rc != TA_OK && err != NULL) *err = work.err;
    return work.rc;
}
