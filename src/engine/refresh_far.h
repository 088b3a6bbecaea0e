/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_far.h  A far catalogue as a source of scenes: which looks are worth fetching, and a
 *  log of every request that left.
 *
 *  Asked for are whole degrees that hold sites. A look is fetched when it is new, was set aside, was
 *  computed by another recipe or has new sites on it; one of the last month is held against its
 *  host again, since catalogues overwrite files. */
#ifndef TA_ENGINE_REFRESH_FAR_H
#define TA_ENGINE_REFRESH_FAR_H

#include "catalog/source.h"
#include "engine/refresh.h"

/** Catalogues named in the workspace's terrassay.yaml; none without that file. @p out is owned:
 *  ta_sources_free(). @return as ta_sources_read(), or why the file cannot be read */
TA_NODISCARD enum ta_status ta_engine_sources(const struct ta_workspace *workspace,
                                              struct ta_sources *out,
                                              struct ta_error *err);

/** A far catalogue on its way into a refresh. The first members are filled in by the caller and
 *  borrowed until the refresh is done; the rest is zero. */
struct ta_far_catalogue {
    struct ta_workspace *workspace;
    const struct ta_source *source;
    const struct ta_refresh *ask; /**< dates, projects, dry run, now, stop */
    int64_t budget;               /**< bytes to fetch at most */
    /* under way */
    int64_t last_seq;
    char recipe[TA_HEX_SIZE];
    size_t fresh,
        again;      /**< looks that would be read: never observed; observed already */
    size_t unsized; /**< files of these of which nobody states a size */
    bool newcomers; /**< looks that were made lack sites of since */
    bool doubted;   /**< the look offered last: files of it may be damaged here */
    int64_t bytes;  /**< that would come, about, as far as sizes are stated */
    enum ta_status (*on_scene)(void *listener, struct ta_scene *scene,
                               struct ta_error *err);
    void (*on_problem)(void *listener, const char *path, const char *reason,
                       const char *mend);
    void (*on_walked)(void *listener, const struct ta_walked *at);
    struct ta_walked at;
    void *listener;
};
struct ta_scene_source ta_scene_source_far(struct ta_far_catalogue *catalogue);

#endif
