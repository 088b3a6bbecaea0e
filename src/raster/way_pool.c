/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/way_pool.h"

#include <stdbool.h>
#include <string.h>

#include "base/memory.h"

enum { IDLE_MOST = 64 };

struct ta_pooled_way {
    struct ta_way_pool *pool;
    char *from, *to;
    struct ta_transform way;
    bool lent;
};

static void end_way(struct ta_pooled_way *item)
{
    if (item->way.self != NULL) item->way.free(item->way.self);
    ta_free(item->from);
    ta_free(item->to);
    ta_free(item);
}

void ta_way_pool_start(struct ta_way_pool *pool, const struct ta_crs_port *port)
{
    *pool = (struct ta_way_pool){.port = *port};
    (void)pthread_mutex_init(&pool->lock, NULL); /* cannot fail on Linux */
}

void ta_way_pool_end(struct ta_way_pool *pool)
{
    for (size_t i = 0; i < pool->n; i++) end_way(pool->item[i]);
    ta_free(pool->item);
    (void)pthread_mutex_destroy(&pool->lock);
}

/* --- lent ways -------------------------------------------------------------------- */

static enum ta_status apply(void *self, size_t n, double *xy, struct ta_error *err)
{
    const struct ta_pooled_way *item = self;
    return item->way.apply(item->way.self, n, xy, err);
}

static enum ta_status polygons(void *self, const struct ta_polygons *in,
                               double tolerance, struct ta_polygons *out,
                               struct ta_error *err)
{
    const struct ta_pooled_way *item = self;
    return item->way.polygons(item->way.self, in, tolerance, out, err);
}

/* Back into the pool, which keeps the last few. */
static void give_back(void *self)
{
    struct ta_pooled_way *item = self, *old = NULL;
    struct ta_way_pool *pool = item->pool;
    (void)pthread_mutex_lock(&pool->lock);
    item->lent = false;
    for (size_t i = 0; i < pool->n && pool->n > IDLE_MOST; i++) {
        if (pool->item[i]->lent || pool->item[i] == item) continue;
        old = pool->item[i];
        memmove(&pool->item[i], &pool->item[i + 1],
                (pool->n - i - 1) * sizeof(*pool->item));
        pool->n--;
        break;
    }
    (void)pthread_mutex_unlock(&pool->lock);
    if (old != NULL) end_way(old);
}

static struct ta_transform lend(struct ta_pooled_way *item)
{
    return (struct ta_transform){item, apply, polygons, give_back,
                                 item->way.accuracy_m};
}

static struct ta_pooled_way *find_idle(struct ta_way_pool *pool, const char *from,
                                       const char *to)
{
    struct ta_pooled_way *found = NULL;
    (void)pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < pool->n && found == NULL; i++) {
        struct ta_pooled_way *item = pool->item[i];
        if (!item->lent && strcmp(item->from, from) == 0 && strcmp(item->to, to) == 0)
            found = item;
    }
    if (found != NULL) found->lent = true;
    (void)pthread_mutex_unlock(&pool->lock);
    return found;
}

static enum ta_status keep(struct ta_way_pool *pool, struct ta_pooled_way *item)
{
    (void)pthread_mutex_lock(&pool->lock);
    int grown =
        ta_grow((void **)&pool->item, &pool->capacity, pool->n, sizeof(*pool->item));
    if (grown == 0) pool->item[pool->n++] = item;
    (void)pthread_mutex_unlock(&pool->lock);
    return grown == 0 ? TA_OK : TA_E_NOMEM;
}

static enum ta_status open_new(struct ta_way_pool *pool, const char *from,
                               const char *to, struct ta_pooled_way **out,
                               struct ta_error *err)
{
    struct ta_pooled_way *item = ta_alloc(1, sizeof *item);
    if (item == NULL) return ta_fail(err, TA_E_NOMEM, "CRS: out of memory");
    *item = (struct ta_pooled_way){
        .pool = pool, .from = ta_strdup(from), .to = ta_strdup(to), .lent = true};
    enum ta_status rc = item->from != NULL && item->to != NULL ? TA_OK : TA_E_NOMEM;
    if (rc != TA_OK) (void)ta_fail(err, rc, "CRS: out of memory");
    if (rc == TA_OK) rc = pool->port.open(pool->port.self, from, to, &item->way, err);
    if (rc == TA_OK && keep(pool, item) != TA_OK)
        rc = ta_fail(err, TA_E_NOMEM, "CRS: out of memory");
    if (rc == TA_OK)
        *out = item;
    else
        end_way(item);
    return rc;
}

static enum ta_status open_way(void *self, const char *from, const char *to,
                               struct ta_transform *out, struct ta_error *err)
{
    struct ta_way_pool *pool = self;
    struct ta_pooled_way *item = find_idle(pool, from, to);
    enum ta_status rc = TA_OK;
    if (item == NULL) rc = open_new(pool, from, to, &item, err);
    if (rc == TA_OK) *out = lend(item);
    return rc;
}

struct ta_crs_port ta_way_pool_port(struct ta_way_pool *pool)
{
    return (struct ta_crs_port){pool, pool->port.open != NULL ? open_way : NULL};
}
