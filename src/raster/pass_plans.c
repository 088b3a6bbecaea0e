/* SPDX-License-Identifier: Apache-2.0 */
/* Plans by grid. One reader compiles while others that need the same wait. */
#include <string.h>

#include "base/memory.h"
#include "raster/pass_private.h"

enum { IDLE_MOST = 16 };                     /* plans kept that no scene uses ... */
static const size_t IDLE_BYTES = 256U << 20; /* ... and their bytes, but for the last */

struct ta_pass_plan {
    struct ta_grid grid; /* crs owned */
    int64_t block_cols, block_rows;
    struct ta_zone_plan *plan; /* NULL while it is compiled, or when that failed */
    bool made;
    enum ta_status status;
    struct ta_error error;
    unsigned users;
    unsigned long used; /* when it was asked for last */
};

static void free_plan(struct ta_pass_plan *p)
{
    ta_zone_plan_free(p->plan);
    ta_free((char *)p->grid.crs); /* a copy */
    ta_free(p);
}

void ta_pass_plans_start(struct ta_pass_plans *plans, const struct ta_zone_set *zones)
{
    *plans = (struct ta_pass_plans){.zones = *zones};
    ta_way_pool_start(&plans->ways, &zones->port);
    plans->zones.port = ta_way_pool_port(&plans->ways);
    (void)pthread_mutex_init(&plans->lock, NULL); /* cannot fail on Linux */
    (void)pthread_cond_init(&plans->made, NULL);
}

void ta_pass_plans_end(struct ta_pass_plans *plans)
{
    for (size_t i = 0; i < plans->n; i++) free_plan(plans->item[i]);
    ta_free(plans->item);
    ta_way_pool_end(&plans->ways);
    (void)pthread_cond_destroy(&plans->made);
    (void)pthread_mutex_destroy(&plans->lock);
}

static size_t bytes_of(const struct ta_pass_plan *p)
{
    size_t bytes = 0;
    for (size_t i = 0; p->plan != NULL && i < p->plan->n_shards; i++)
        bytes += ta_zonal_plan_bytes(p->plan->shard[i]);
    return bytes;
}

/* The idle plan asked for longest ago; plans->n when none is. */
static size_t oldest_idle(const struct ta_pass_plans *plans, size_t *n, size_t *bytes)
{
    size_t oldest = plans->n;
    *n = *bytes = 0;
    for (size_t i = 0; i < plans->n; i++) {
        const struct ta_pass_plan *p = plans->item[i];
        if (p->users > 0) continue;
        ++*n;
        *bytes += bytes_of(p);
        if (oldest == plans->n || p->used < plans->item[oldest]->used) oldest = i;
    }
    return oldest;
}

static void drop_idle(struct ta_pass_plans *plans)
{
    for (;;) {
        size_t n = 0, bytes = 0, oldest = oldest_idle(plans, &n, &bytes);
        if (n <= 1 || (n <= IDLE_MOST && bytes <= IDLE_BYTES)) return;
        free_plan(plans->item[oldest]);
        plans->item[oldest] = plans->item[--plans->n];
    }
}

static struct ta_pass_plan *find(const struct ta_pass_plans *plans,
                                 const struct ta_grid *grid, const int64_t block[2])
{
    for (size_t i = 0; i < plans->n; i++) {
        struct ta_pass_plan *p = plans->item[i];
        if (p->block_cols == block[0] && p->block_rows == block[1] &&
            ta_grid_same(&p->grid, grid))
            return p;
    }
    return NULL;
}

static struct ta_pass_plan *add(struct ta_pass_plans *plans, const struct ta_grid *grid,
                                const int64_t block[2])
{
    struct ta_pass_plan *p = ta_alloc(1, sizeof *p);
    if (p == NULL) return NULL;
    *p = (struct ta_pass_plan){
        .grid = *grid, .block_cols = block[0], .block_rows = block[1]};
    p->grid.crs = ta_strdup(grid->crs);
    if (p->grid.crs != NULL && ta_grow((void **)&plans->item, &plans->capacity,
                                       plans->n, sizeof(*plans->item)) == 0)
        return plans->item[plans->n++] = p;
    free_plan(p);
    return NULL;
}

/* Compile with the lock let go: nobody else touches what is not made. */
static void make(struct ta_pass_plans *plans, struct ta_pass_plan *p,
                 const struct ta_pass *pass)
{
    struct ta_zone_plan_options options = {p->block_cols, p->block_rows, pass->threads,
                                           pass->chips != NULL ? pass->chips->rim : -1};
    struct ta_zone_plan *plan = NULL;
    (void)pthread_mutex_unlock(&plans->lock);
    enum ta_status rc =
        ta_zone_plan_new(&plans->zones, &p->grid, &options, &plan, &p->error);
    (void)pthread_mutex_lock(&plans->lock);
    p->plan = plan;
    p->status = rc;
    p->made = true;
    (void)pthread_cond_broadcast(&plans->made);
}

enum ta_status ta_pass_plan_get(struct ta_pass_plans *plans, const struct ta_pass *pass,
                                const struct ta_group *group,
                                const struct ta_zone_plan **out, struct ta_error *err)
{
    int64_t block[2];
    const struct ta_raster_band *stored = &group->source[0].header;
    ta_zone_block_size(&group->grid, stored, &block[0], &block[1]);
    if (group->source[0]
            .far) { /* joined blocks would bring some that nobody asks for */
        block[0] = stored->block_cols;
        block[1] = stored->block_rows;
    }
    (void)pthread_mutex_lock(&plans->lock);
    struct ta_pass_plan *p = find(plans, &group->grid, block);
    bool mine = p == NULL;
    if (mine) p = add(plans, &group->grid, block);
    enum ta_status rc = TA_E_NOMEM;
    if (p != NULL) {
        p->users++;
        p->used = ++plans->now;
        if (mine) make(plans, p, pass);
        while (!p->made) (void)pthread_cond_wait(&plans->made, &plans->lock);
        rc = p->status;
        *out = p->plan;
        if (rc != TA_OK) p->users--;
        if (rc != TA_OK && err != NULL) *err = p->error;
    }
    (void)pthread_mutex_unlock(&plans->lock);
    return p != NULL ? rc : ta_fail(err, rc, "zones: out of memory");
}

void ta_pass_plan_put(struct ta_pass_plans *plans, const struct ta_zone_plan *plan)
{
    if (plan == NULL) return;
    (void)pthread_mutex_lock(&plans->lock);
    for (size_t i = 0; i < plans->n; i++)
        if (plans->item[i]->plan == plan) plans->item[i]->users--;
    drop_idle(plans);
    (void)pthread_mutex_unlock(&plans->lock);
}
