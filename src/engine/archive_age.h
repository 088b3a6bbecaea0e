/* SPDX-License-Identifier: Apache-2.0 */
/** @file archive_age.h  Segments of the journal's archive that were kept long enough: away with them.
 *
 *  A segment stands in the archive once its readings are sealed, or wait (journal_wait.h), and its letters kept, and never in the journal and in
 *  the archive for long; one of which some waits stays. Its age counts from then on, by the time of its file: a copy of the workspace that
 *  does not keep the times of files keeps segments longer, never shorter. The highest number stays, whatever its age:
 *  new segments are numbered behind it (broker.h), and it tells of quotas and of messages that may come again
 *  (broker_tail.h). Segments that were archived more than 366 days before the
 *  next one, or before now, stay, as do those before them: rather than that no feed came for so long, the clock of the host
 *  has jumped ahead, and all of the archive would go at once. Letters that were put away (letters_away.h) are no segments, and stay. */
#ifndef TA_ENGINE_ARCHIVE_AGE_H
#define TA_ENGINE_ARCHIVE_AGE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/workspace.h"

struct ta_archive_age {
    struct ta_workspace *workspace; /**< entered for ingest */
    const char *who;
    ta_time_us now;
    int days; /**< that segments stay; 0: for ever */
};

struct ta_archive_aged {
    size_t segments;     /**< gone */
    uint64_t bytes;      /**< that they took, compressed */
    struct ta_error why; /**< TA_OK, or why one that is old enough is still there */
};

/** Remove the segments that are older, the oldest first. The audit log names each, with its bytes, before it goes:
 *  after a kill it may name one twice, and none is gone that it does not name. Before the first one goes it is on
 *  disk that none of them stands in the journal any more: after a power cut its letters would be read once more.
 *  @param out filled in whatever is returned. @return TA_OK; TA_E_PERMISSION, TA_E_IO, TA_E_NOMEM, what the
 *  store gave; @p out has the same in `why` */
TA_NODISCARD enum ta_status ta_archive_remove_aged(const struct ta_archive_age *job,
                                                   struct ta_archive_aged *out);

#endif
