/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_read.c  Messages out of a segment, whatever happened to it. */
#include "ingest/journal.h"

#include "base/memory.h"
#include "base/text.h"
#include "ingest/journal_kind.h"
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

static enum ta_status take_passed(struct ta_unpack *from,
                                  const struct ta_journal_sink *sink, const char **why,
                                  struct ta_error *err)
{
    struct ta_journal_passed passed;
    struct ta_view word = ta_unpack_view(from);
    passed.topic = ta_unpack_view(from);
    passed.messages = ta_unpack_fixed(from);
    passed.bytes = ta_unpack_fixed(from);
    passed.received = (ta_time_us)ta_unpack_number(from);
    if (!ta_unpack_ok(from) || !ta_outcome_find(word, &passed.outcome)) {
        *why = "says of messages passed over what this program does not know";
        return TA_OK;
    }
    return sink->passed == NULL ? TA_OK : sink->passed(sink->self, &passed, err);
}

/* A frame that is no message. @param why set when it cannot be read */
static enum ta_status take_kind(int kind, struct ta_unpack *from,
                                const struct ta_journal_sink *sink, const char **why,
                                struct ta_error *err)
{
    if (kind == TA_JOURNAL_PASSED) return take_passed(from, sink, why, err);
    struct ta_view used =
        kind == TA_JOURNAL_QUOTA ? ta_unpack_view(from) : (struct ta_view){NULL, 0};
    if (kind != TA_JOURNAL_QUOTA)
        *why = "is of a kind that this program does not know";
    else if (!ta_unpack_ok(from))
        *why = "says of quotas what this program does not know";
    else if (sink->quota != NULL)
        sink->quota(sink->self, used);
    return TA_OK;
}

static enum ta_status take(const char *path, const struct ta_frame *frame,
                           const struct ta_journal_sink *sink, struct ta_error *err)
{
    struct ta_journal_message message;
    struct ta_unpack from = {frame->body.bytes, frame->body.bytes + frame->body.size,
                             false};
    const char *why = NULL;
    if (frame->lost > 0)
        tell(sink, path, frame->at, 0, frame->lost,
             "records are missing before it: messages, or notes of quotas and counts");
    int kind = ta_unpack_kind(&from);
    if (kind >= 0) {
        enum ta_status rc = take_kind(kind, &from, sink, &why, err);
        if (why != NULL) tell(sink, path, frame->at, frame->size, 0, why);
        return rc;
    }
    if (unpack(frame->body, &message)) return sink->message(sink->self, &message, err);
    tell(sink, path, frame->at, frame->size, 1, "holds no message");
    return TA_OK;
}

/* What opening says is of the segment, and stays here: of what the sink says the caller learns. */
static enum ta_status begin(const char *path, bool open,
                            const struct ta_journal_sink *sink,
                            struct ta_segment *segment, bool *lost,
                            struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    enum ta_status rc = ta_segment_open(path, open, segment, &why);
    *lost = rc == TA_E_DATA || (open && rc == TA_E_NOTFOUND);
    if (rc == TA_E_DATA)
        tell(sink, path, 0, 0, 0, "neither its name nor its head says its key");
    return rc == TA_OK || *lost ? TA_OK : ta_fail_as(err, &why);
}

enum ta_status ta_journal_read(const char *path, bool open,
                               const struct ta_journal_sink *sink, struct ta_error *err)
{
    struct ta_segment segment;
    struct ta_frame frame;
    bool lost = false;
    enum ta_status rc = begin(path, open, sink, &segment, &lost, err);
    if (rc != TA_OK || lost) return rc;
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

enum ta_status ta_journal_read_all(const char *folder,
                                   const struct ta_journal_sink *sink,
                                   struct ta_error *err)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    enum ta_status rc = ta_journal_list(folder, &segment, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_text path = {0};
        ta_text_addf(&path, "%s/%s", folder, segment[i].name);
        rc = path.failed ? ta_fail(err, TA_E_NOMEM, "journal: out of memory")
                         : ta_journal_read(path.bytes, true, sink, err);
        ta_text_free(&path);
    }
    ta_free(segment);
    return rc;
}
