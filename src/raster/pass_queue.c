/* SPDX-License-Identifier: Apache-2.0 */
/* The queue: scenes to prepare and blocks to read, in order, for any number of readers. */
#include "base/memory.h"
#include "raster/pass_private.h"

/* A scene with fewer blocks left is not worth a second reader, who opens its files again,
 * while there is another scene to begin. */
enum { BLOCKS_TO_SHARE = 16, BLOCKS_A_BEAT = 16 };

enum ta_status ta_pass_work_start(struct ta_pass_work *work, const struct ta_pass *pass)
{
    *work = (struct ta_pass_work){.pass = pass, .most_open = pass->threads + 1};
    work->room = ta_alloc(work->most_open, sizeof *work->room);
    ta_pass_plans_start(&work->plans, &pass->zones);
    (void)pthread_mutex_init(&work->lock, NULL); /* cannot fail on Linux */
    (void)pthread_cond_init(&work->changed, NULL);
    return work->room != NULL ? TA_OK : TA_E_NOMEM;
}

void ta_pass_work_end(struct ta_pass_work *work)
{
    for (size_t i = 0; i < work->n_open; i++) ta_pass_scene_clear(work, work->open[i]);
    ta_free(work->room);
    for (int k = 0; k < TA_MASK_COUNT; k++) ta_free(work->table[k]);
    ta_pass_plans_end(&work->plans);
    (void)pthread_cond_destroy(&work->changed);
    (void)pthread_mutex_destroy(&work->lock);
}

void ta_pass_reader_end(struct ta_pass_reader *reader)
{
    ta_handles_close(&reader->handles);
    ta_tile_room_free(&reader->room);
    ta_plain_free(&reader->plain);
    ta_free(reader->cell);
}

void ta_pass_stop(struct ta_pass_work *work)
{
    (void)pthread_mutex_lock(&work->lock);
    work->stop = true;
    (void)pthread_cond_broadcast(&work->changed);
    (void)pthread_mutex_unlock(&work->lock);
}

/* --- choosing --------------------------------------------------------------------- */

/* A piece of work: a scene to prepare, or a block of it. */
struct job {
    struct ta_pass_scene *scene;
    bool prepare;
    size_t block;
};

static bool has_blocks(const struct ta_pass_scene *s, size_t at_least)
{
    return s->state == TA_PASS_READING && s->n_blocks - s->next_block >= at_least;
}

/* The oldest scene with so many blocks left, of one owner or of any (SIZE_MAX). */
static struct ta_pass_scene *with_blocks(const struct ta_pass_work *work, size_t owner,
                                         size_t at_least)
{
    for (size_t i = 0; i < work->n_open; i++) {
        struct ta_pass_scene *s = work->open[i];
        if ((owner == SIZE_MAX || s->owner == owner) && has_blocks(s, at_least))
            return s;
    }
    return NULL;
}

/* Begin the next scene of the request; NULL when there is none, or no room. */
static struct ta_pass_scene *begin_scene(struct ta_pass_work *work, unsigned owner)
{
    if (work->next_scene == work->pass->n_scenes) return NULL;
    struct ta_pass_scene *s = work->room;
    while (s < work->room + work->most_open && s->in_use) s++;
    if (s == work->room + work->most_open) return NULL;
    *s = (struct ta_pass_scene){.index = work->next_scene,
                                .scene = &work->pass->scene[work->next_scene],
                                .owner = owner,
                                .in_use = true};
    (void)pthread_mutex_init(&s->lock, NULL);
    work->next_scene++;
    work->open[work->n_open++] = s;
    return s;
}

/* Blocks of an own scene first, whose files are open; then of one with many left; then a
 * new scene; then whatever is left. */
static bool choose(struct ta_pass_work *work, unsigned reader, struct job *out)
{
    struct ta_pass_scene *s = with_blocks(work, reader, 1);
    if (s == NULL) s = with_blocks(work, SIZE_MAX, BLOCKS_TO_SHARE);
    if (s == NULL) {
        s = begin_scene(work, reader);
        *out = (struct job){.scene = s, .prepare = true};
        if (s != NULL) return true;
        s = with_blocks(work, SIZE_MAX, 1);
    }
    if (s == NULL) return false;
    *out = (struct job){.scene = s, .block = s->next_block++};
    s->running++;
    return true;
}

/* --- doing ------------------------------------------------------------------------ */

/* Keep the failure that comes first in the scene. */
static void note_failure(struct ta_pass_scene *s, size_t block, size_t zone,
                         const struct ta_error *why)
{
    if (s->failed && s->failure.block <= block) return;
    s->failed = true;
    s->failure = (struct ta_pass_failure){block, zone, *why};
    s->next_block = s->n_blocks;
}

static void end_if_read(struct ta_pass_work *work, struct ta_pass_scene *s)
{
    if (s->next_block < s->n_blocks || s->running > 0) return;
    s->state = TA_PASS_DONE;
    (void)pthread_cond_broadcast(&work->changed);
}

static void prepare(struct ta_pass_reader *reader, struct ta_pass_scene *s)
{
    struct ta_pass_work *work = reader->work;
    struct ta_error err = {0};
    enum ta_status rc = ta_pass_scene_prepare(reader, s, &err);
    (void)pthread_mutex_lock(&work->lock);
    if (rc != TA_OK) note_failure(s, 0, SIZE_MAX, &err);
    s->state = TA_PASS_READING;
    (void)pthread_cond_broadcast(&work->changed);
    end_if_read(work, s);
    (void)pthread_mutex_unlock(&work->lock);
}

static void read_block(struct ta_pass_reader *reader, struct ta_pass_scene *s,
                       size_t block)
{
    struct ta_pass_work *work = reader->work;
    struct ta_error err = {0};
    size_t zone = SIZE_MAX;
    enum ta_status rc = ta_pass_block_run(reader, s, block, &zone, &err);
    (void)pthread_mutex_lock(&work->lock);
    s->running--;
    if (rc != TA_OK) note_failure(s, block, zone, &err);
    if (++work->beat == BLOCKS_A_BEAT && work->pass->progress != NULL)
        (void)pthread_cond_broadcast(&work->changed);
    end_if_read(work, s);
    (void)pthread_mutex_unlock(&work->lock);
}

/* Is there nothing left that could become work? */
static bool is_over(const struct ta_pass_work *work)
{
    if (work->stop) return true;
    if (work->next_scene < work->pass->n_scenes) return false;
    for (size_t i = 0; i < work->n_open; i++)
        if (work->open[i]->state == TA_PASS_PREPARING) return false;
    return true;
}

bool ta_pass_step(struct ta_pass_reader *reader, bool wait)
{
    struct ta_pass_work *work = reader->work;
    struct job job = {0};
    bool found = false;
    (void)pthread_mutex_lock(&work->lock);
    while (!work->stop) {
        found = choose(work, reader->number, &job);
        if (found || !wait || is_over(work)) break;
        (void)pthread_cond_wait(&work->changed, &work->lock);
    }
    (void)pthread_mutex_unlock(&work->lock);
    if (!found) return false;
    if (job.prepare)
        prepare(reader, job.scene);
    else
        read_block(reader, job.scene, job.block);
    return true;
}

/* --- the caller's end ------------------------------------------------------------- */

static double scenes_of(const struct ta_pass_work *work)
{
    double scenes = (double)work->n_dropped;
    for (size_t i = 0; i < work->n_open; i++) {
        const struct ta_pass_scene *s = work->open[i];
        if (s->state == TA_PASS_READING && s->n_blocks > 0)
            scenes += (double)(s->next_block - s->running) / (double)s->n_blocks;
        if (s->state == TA_PASS_DONE) scenes += 1.0;
    }
    return scenes;
}

static enum ta_pass_next look(const struct ta_pass_work *work)
{
    if (work->n_open > 0 && work->open[0]->state == TA_PASS_DONE) return TA_PASS_TELL;
    if (work->n_dropped == work->pass->n_scenes) return TA_PASS_OVER;
    return work->pass->progress != NULL && work->beat >= BLOCKS_A_BEAT
               ? TA_PASS_BEAT
               : TA_PASS_NOTHING;
}

enum ta_pass_next ta_pass_next(struct ta_pass_work *work, bool wait, double *scenes)
{
    (void)pthread_mutex_lock(&work->lock);
    enum ta_pass_next next = look(work);
    while (wait && next == TA_PASS_NOTHING) {
        (void)pthread_cond_wait(&work->changed, &work->lock);
        next = look(work);
    }
    *scenes = scenes_of(work);
    if (next == TA_PASS_BEAT) work->beat = 0;
    (void)pthread_mutex_unlock(&work->lock);
    return next;
}

void ta_pass_drop(struct ta_pass_work *work)
{
    (void)pthread_mutex_lock(&work->lock);
    struct ta_pass_scene *s = work->open[0];
    work->n_open--;
    for (size_t i = 0; i < work->n_open; i++) work->open[i] = work->open[i + 1];
    (void)pthread_mutex_unlock(&work->lock);
    ta_pass_scene_clear(work, s);
    (void)pthread_mutex_lock(&work->lock);
    s->in_use = false; /* room for another */
    work->n_dropped++;
    (void)pthread_cond_broadcast(&work->changed);
    (void)pthread_mutex_unlock(&work->lock);
}
