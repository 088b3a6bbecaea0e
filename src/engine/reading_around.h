/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_around.h  Sealed readings in front of a span of days and behind it, datastream by datastream: what the
 *  flags of those within it also go by (reading_flags.h).
 *
 *  A file that is damaged or gone is passed over: whoever reads it tells, and it keeps no others waiting. */
#ifndef TA_ENGINE_READING_AROUND_H
#define TA_ENGINE_READING_AROUND_H

#include "engine/reading_flags.h"
#include "engine/reading_sort.h"
#include "engine/workspace.h"
#include "ingest/intake.h"

/** A span, and how far around it readings are looked for. */
struct ta_around_span {
    ta_time_us from, to, before, after;
};

/** Rows that become files of the days that they are of: what they say is known before these are. */
struct ta_around_rows {
    const struct ta_intake *intake; /**< whose ordinals they name */
    const struct ta_sort_row
        *row; /**< by day, datastream and time; borrowed until ta_around_free() */
    size_t n;
};

struct ta_around;

/** Memory goes with what of one datastream lies around the span.
 *  @param part [n] current files of the project, in order of days; borrowed for the call. One that holds days of the
 *              span is read beyond it
 *  @param rows of other days than those; NULL: none
 *  @param out ended by ta_around_free() */
TA_NODISCARD enum ta_status
ta_around_open(const struct ta_workspace *workspace,
               const struct ta_partition_row *part, size_t n, const char *project,
               const struct ta_around_span *span, const struct ta_around_rows *rows,
               struct ta_around **out, struct ta_error *err);

/** What there is of a datastream, in its unit. Datastreams are asked for in order of device and name.
 *  @param out borrowed until the next call */
TA_NODISCARD enum ta_status ta_around_take(struct ta_around *around,
                                           const struct ta_datastream *stream,
                                           struct ta_flag_context *out,
                                           struct ta_error *err);
/** Did two of the rows have one time? Then their file may have the other one first. */
bool ta_around_unsure(const struct ta_around *around);
/** NULL is allowed. */
void ta_around_free(struct ta_around *around);

#endif
