/* SPDX-License-Identifier: Apache-2.0 */
/** @file segment.h  A file of frames, mapped for reading. */
#ifndef TA_INGEST_SEGMENT_H
#define TA_INGEST_SEGMENT_H

#include "ingest/frame.h"
#include "terrassay/status.h"

struct ta_segment {
    void *bytes;
    size_t size;
    struct ta_frame_reader reader;
};

/** Map @p path as long as it is now. Only for files of our own: one that is cut short by others while it
 *  is mapped ends the program.
 *  @return TA_OK; TA_E_DATA when its key is lost; TA_E_NOTFOUND, TA_E_PERMISSION, TA_E_IO */
TA_NODISCARD enum ta_status ta_segment_open(const char *path, struct ta_segment *out,
                                            struct ta_error *err);
/** One that is all zero may be closed. */
void ta_segment_close(struct ta_segment *segment);

#endif
