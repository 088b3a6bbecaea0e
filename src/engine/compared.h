/* SPDX-License-Identifier: Apache-2.0 */
/** @file compared.h  Which datastreams of a project are held against others for copies.
 *
 *  Those that have an interval, of each property the first 32 in the order of the project document: the
 *  work grows with the square of their number. A record says of which it is not done. */
#ifndef TA_ENGINE_COMPARED_H
#define TA_ENGINE_COMPARED_H

#include <stdbool.h>
#include <stddef.h>

#include "terrassay/project.h"

enum { TA_COMPARED_MOST = 32 };

/** Is datastream @p i of the project among them? */
bool ta_compared(const struct ta_project *project, size_t i);
/** Place of @p stream in its project; n_datastreams when it is not one of it. */
size_t ta_stream_place(const struct ta_project *project,
                       const struct ta_datastream *stream);

/** Datastreams of one property that have an interval. */
struct ta_compared_count {
    size_t all, left_out;
    const struct ta_datastream *first; /**< of those left out; NULL: none */
};
struct ta_compared_count ta_compared_count(const struct ta_project *project,
                                           const char *property);

#endif
