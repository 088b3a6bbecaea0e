/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_read.c  Messages out of a segment, whatever happened to it. */
#include "ingest/journal.h"
#include "ingest/packed.h"
#include "ingest/segment.h"

static bool unpack(struct ta_view body, struct ta_journal_message *out)
{
    struct ta_unpack from = {body.bytes, body.bytes + body.size, false};
    out->received = (ta_time_us)ta_unpack_number(&from);
    out->topic = ta_unpack_view(&from);
    out->bytes = ta_unpack_view(&from);
    uint64_t more = from.at == from.end ? 0 : ta_unpack_number(&from); /* of late */
    if (more >> 1 > UINT16_MAX) return false;
    out->id = (unsigned)(more >> 1);
    out->undated = (more & 1) != 0;
    return ta_unpack_ok(&from);
}

static void tell(const struct ta_journal_sink *sink, const char *path, size_t at,
                 size_t size, uint64_t lost, const char *why)
{
    if (sink->fault != NULL) sink->fault(sink->self, path, at, size, lost, why);
}

static enum ta_status take(const char *path, const struct ta_frame *frame,
                           const struct ta_journal_sink *sink, struct ta_error *err)
{
    struct ta_journal_message message;
    if (frame->lost > 0)
        tell(sink, path, frame->at, 0, frame->lost, "messages are missing");
    if (unpack(frame->body, &message)) return sink->message(sink->self, &message, err);
    tell(sink, path, frame->at, frame->size, 1, "holds no message");
    return TA_OK;
}

enum ta_status ta_journal_read(const char *path, bool open,
                               const struct ta_journal_sink *sink, struct ta_error *err)
{
    struct ta_segment segment;
    struct ta_frame frame;
    enum ta_status rc = ta_segment_open(path, open, &segment, err);
    if (rc != TA_OK) return rc;
    if (!segment.reader.headed && !(open && segment.size < TA_FRAME_FILE_HEAD))
        tell(sink, path, 0, TA_FRAME_FILE_HEAD, 0, "its head is damaged");
    while (rc == TA_OK) {
        enum ta_frame_found found = ta_frame_next(&segment.reader, &frame);
        if (found == TA_FRAME_END) break;
        bool last = frame.at + frame.size == segment.size;
        if (found == TA_FRAME_BODY)
            rc = take(path, &frame, sink, err);
        else if (!open || !last)
            tell(sink, path, frame.at, frame.size, 0, frame.why);
    }
    ta_segment_close(&segment);
    return rc;
}
