/* SPDX-License-Identifier: Apache-2.0 */
/** @file store.h  Opens struct ta_store over a GeoPackage in SQLite: store.gpkg. */
#ifndef TA_STORE_STORE_H
#define TA_STORE_STORE_H

#include <stdbool.h>

#include "terrassay/status.h"
#include "terrassay/store.h"

struct ta_store_options {
    bool read_only; /**< nothing is made or migrated, and every change is refused */
    int wait_ms;    /**< for another writer before TA_E_AGAIN; 0 is 10 seconds */
};

/** Open @p path, made anew (readable by its owner alone) when it is not there and not
 * read_only. A file that is not a store of ours is refused and left as it is; one of an
 * older program is brought up to date, one of a newer program refused.
 *
 *  While it is open nothing else in this process may open and close the file itself:
 * closing any descriptor drops SQLite's locks (POSIX fcntl).
 *  @param options NULL for the defaults
 *  @param out ended by out->ops->close(out->self); belongs to one thread, and not to a
 * child after fork()
 *  @return TA_OK; TA_E_NOTFOUND, TA_E_PERMISSION, TA_E_IO; TA_E_DATA for a file that is
 * no store or is broken, TA_E_CONFIG for one of a newer program, TA_E_AGAIN while
 * another program holds it, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_store_open(const char *path,
                                          const struct ta_store_options *options,
                                          struct ta_store *out, struct ta_error *err);

#endif
