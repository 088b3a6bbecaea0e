/* SPDX-License-Identifier: Apache-2.0 */
/** @file segment_end.h  The end of a journal's segment: once it stands in the archive, its letters go among the
 *  others and it goes.
 *
 *  Letters that anybody can list are so those of a segment that nobody reads again: read twice, they would stand
 *  there once more beside what became of them meanwhile. */
#ifndef TA_ENGINE_SEGMENT_END_H
#define TA_ENGINE_SEGMENT_END_H

#include "engine/workspace.h"

/** The segment @p name stands in the archive. @param letter_files counted up. @return TA_OK; TA_E_IO,
 *  TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_segment_end(const struct ta_workspace *workspace,
                                           const char *name, size_t *letter_files,
                                           struct ta_error *err);
/** The same for each that was left in its place by a run that was killed, or brought back there by a power cut. The
 *  caller has claimed TA_DOES_INGEST. */
TA_NODISCARD enum ta_status ta_segments_settle(const struct ta_workspace *workspace,
                                               struct ta_error *err);

#endif
