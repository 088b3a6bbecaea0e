/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_near.h  The current files of a project in and around a month, while files of it are sealed: what the
 *  store knows of them, and what is on its way there. */
#ifndef TA_ENGINE_READING_NEAR_H
#define TA_ENGINE_READING_NEAR_H

#include "terrassay/store.h"

struct ta_near {
    struct ta_partition_row *row; /**< in order of days */
    size_t n;
    struct ta_partition_row *all; /* as they are called, also those that do not count */
    size_t n_all, capacity;
    const char *project; /* borrowed */
};

/** @param from, after days whose months are meant @param project kept until the end
 *  @param out ended by ta_near_free(), whatever comes of it */
TA_NODISCARD enum ta_status ta_near_load(const struct ta_store *store,
                                         const char *project, ta_day from, ta_day after,
                                         struct ta_near *out, struct ta_error *err);
/** A newer version, or a file that came to be; of another project or time it is passed over. */
TA_NODISCARD enum ta_status ta_near_put(struct ta_near *near,
                                        const struct ta_partition_row *row,
                                        struct ta_error *err);
void ta_near_free(struct ta_near *near);

#endif
