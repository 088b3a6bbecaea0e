/* SPDX-License-Identifier: Apache-2.0 */
/** @file segment.h  A file of frames, in memory for reading. */
#ifndef TA_INGEST_SEGMENT_H
#define TA_INGEST_SEGMENT_H

#include "ingest/frame.h"
#include "terrassay/status.h"

struct ta_segment {
    void *bytes;
    size_t size;
    bool owned; /**< a copy; else mapped */
    struct ta_frame_reader reader;
};

/** @p path as long as it is now: mapped, or copied when it is @p open, since the journal cuts a segment
 *  short where the disk is full, and a map of what is gone ends the program.
 *  @return TA_OK; TA_E_DATA when its key is lost; TA_E_NOTFOUND, TA_E_PERMISSION, TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_segment_open(const char *path, bool open,
                                            struct ta_segment *out,
                                            struct ta_error *err);
/** One that is all zero may be closed. */
void ta_segment_close(struct ta_segment *segment);

#endif
