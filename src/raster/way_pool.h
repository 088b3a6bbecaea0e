/* SPDX-License-Identifier: Apache-2.0 */
/** @file way_pool.h  Ways between CRSs that are opened once and used again: opening one costs as
 *  much as moving ten thousand points. */
#ifndef TA_RASTER_WAY_POOL_H
#define TA_RASTER_WAY_POOL_H

#include <pthread.h>

#include "terrassay/geometry.h"

/** Thread-safe; each way that it lends is one thread's until it is freed, which gives it back. */
struct ta_way_pool {
    struct ta_crs_port port; /**< that opens them */
    pthread_mutex_t lock;
    size_t n, capacity;
    struct ta_pooled_way **item;
};

/** The pool stays where it is until it ends. */
void ta_way_pool_start(struct ta_way_pool *pool, const struct ta_crs_port *port);
/** All ways must have been given back. */
void ta_way_pool_end(struct ta_way_pool *pool);
/** A port that lends the pool's ways; like the one it was started with it may have none to open. */
struct ta_crs_port ta_way_pool_port(struct ta_way_pool *pool);

#endif
