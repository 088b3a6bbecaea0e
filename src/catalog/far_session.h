/* SPDX-License-Identifier: Apache-2.0 */
/** @file far_session.h  One far catalogue in one run: the client that asks its hosts, what is left of
 *  the budget. Lives as long as the search or some file of it that is read by ranges. */
#ifndef TA_CATALOG_FAR_SESSION_H
#define TA_CATALOG_FAR_SESSION_H

#include <pthread.h>

#include "catalog/far.h"

struct ta_far_session {
    pthread_mutex_t
        lock; /**< of http, left, reserved and users; the search itself needs none, since
                               nobody reads files while it waits for an answer */
    unsigned users;
    struct ta_far far; /**< a copy; of what it borrows, the source must live on */
    struct ta_http *http;
    int64_t left;     /**< bytes that may still be fetched */
    int64_t reserved; /**< of these, set aside for files that are being read */
    bool no_room;     /**< the disk has none for a file of the item at hand */
};

/** @return TA_OK with one user; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_far_session_new(const struct ta_far *far,
                                               struct ta_far_session **out,
                                               struct ta_error *err);
void ta_far_session_share(struct ta_far_session *session);
void ta_far_session_drop(struct ta_far_session *session);

/** How to mend what a host or an item failed with, where nobody said. */
void ta_far_mend(enum ta_status rc, struct ta_error *err);

/** A signed link for @p url, owned (ta_free); the address itself where links need none. The caller
 *  has the lock, or is the search. @return TA_OK or as ta_http_ask() */
TA_NODISCARD enum ta_status ta_far_sign(struct ta_far_session *session, const char *url,
                                        char **out, struct ta_error *err);

#endif
