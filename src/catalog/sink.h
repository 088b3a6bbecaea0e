/* SPDX-License-Identifier: Apache-2.0 */
/** @file sink.h  Where the readers of products leave scenes and problems. */
#ifndef TA_CATALOG_SINK_H
#define TA_CATALOG_SINK_H

#include <jansson.h>

#include "terrassay/scene.h"
#include "terrassay/status.h"

/** One walk's listeners. Not thread-safe. */
struct ta_sink {
    enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                               struct ta_error *err);
    void (*on_problem)(void *self, const char *path, const char *reason,
                       const char *mend);
    void *self;
    json_t *seen; /**< scene id -> file that brought it */
    enum ta_status
        stopped; /**< what a listener ended the walk with; TA_OK while it goes on */
};

/** Hand @p scene over; it is empty afterwards in any case. A second scene of the same
 * id is told as a problem of @p path and dropped.
 *  @return TA_OK; else the walk must end, and sink->stopped says so too */
TA_NODISCARD enum ta_status ta_sink_scene(struct ta_sink *sink, const char *path,
                                          struct ta_scene *scene, struct ta_error *err);

/** Tell that @p path cannot be used, in the words of @p err. */
void ta_sink_problem(const struct ta_sink *sink, const char *path,
                     const struct ta_error *err);

#endif
