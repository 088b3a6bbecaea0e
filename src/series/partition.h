/* SPDX-License-Identifier: Apache-2.0 */
/** @file partition.h  A sealed file appears whole, once, under its name. */
#ifndef TA_SERIES_PARTITION_H
#define TA_SERIES_PARTITION_H

#include <stdbool.h>

#include "terrassay/status.h"

/** How one kind of file is made and judged; @p data is the caller's. */
struct ta_partition {
    const void *data;
    bool loose; /**< durable only once the caller settles it (base/file.h) */
    /** Write all of it to the new file @p path. */
    enum ta_status (*build)(const void *data, const char *path, struct ta_error *err);
    /** TA_OK when the file holds exactly the data, TA_FINDING when it holds others. */
    enum ta_status (*compare)(const void *data, const char *path, struct ta_error *err);
};

/** Build beside @p path, read back and compare, fsync, rename, fsync the folder. When @p path is
 *  there already: TA_OK when it holds the same, else TA_E_AGAIN. The HDF5 lock is held. */
TA_NODISCARD enum ta_status ta_partition_seal(const struct ta_partition *seal,
                                              const char *path, struct ta_error *err);

#endif
