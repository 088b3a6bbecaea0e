/* SPDX-License-Identifier: Apache-2.0 */
/** @file frame.h  Records one after the other in a file of which any part may get lost.
 *
 *      file     head: "TAFRAME1", key (16 bytes), check of both (8)      then frames
 *      frame    mark (4) | size of the body (4) | number (8) | check (8) | body
 *
 *  Numbers are little-endian. The check is SipHash-2-4 under the file's key over size, number and body;
 *  the mark is made of the key too. The key is random, so that what a device sends can never
 *  pass for a frame when the reader looks for the next whole one behind a fault. It stands in the
 *  file's name as well (ta_frame_name()), since the head may be what is damaged. */
#ifndef TA_INGEST_FRAME_H
#define TA_INGEST_FRAME_H

#include <stdint.h>

#include "base/text.h"
#include "ingest/scan.h"

enum {
    TA_FRAME_KEY = 16,
    TA_FRAME_FILE_HEAD = 32,
    TA_FRAME_HEAD = 24,
    TA_FRAME_NAME = 80,
    TA_FRAME_BODY_MOST = 320 << 20
};

struct ta_frame_key {
    uint8_t bytes[TA_FRAME_KEY];
};

/** A key that nobody can guess. */
void ta_frame_key_new(struct ta_frame_key *out);
/** "STEM-<key in hexadecimal>.SUFFIX". */
void ta_frame_name(const char *stem, const struct ta_frame_key *key, const char *suffix,
                   char out[TA_FRAME_NAME]);
/** The key in such a name. @return false when there is none. */
bool ta_frame_name_key(const char *name, struct ta_frame_key *out);

/** Append the head of a file, and a frame. The body is at most TA_FRAME_BODY_MOST. */
void ta_frame_file_head(const struct ta_frame_key *key, struct ta_text *out);
void ta_frame_add(const struct ta_frame_key *key, uint64_t number, struct ta_view body,
                  struct ta_text *out);
/** Frames made where they stand: a body of @p size bytes behind TA_FRAME_HEAD bytes for the head; which
 *  are told the size, and filled in once key and number are known. */
void ta_frame_leave(void *frame, size_t size);
/** Fill in the heads of all frames in @p size bytes, from @p number on; again under another key. */
void ta_frame_heads(const struct ta_frame_key *key, uint64_t number, void *frames,
                    size_t size);

/** A reader over the bytes of one file, which are borrowed. */
struct ta_frame_reader {
    const uint8_t *begin, *at, *end;
    struct ta_frame_key key;
    uint32_t mark;
    uint64_t next; /**< number expected next */
    bool headed;   /**< the head was whole */
};

enum ta_frame_found { TA_FRAME_BODY, TA_FRAME_FAULT, TA_FRAME_END };

/** What stands next: a body, or bytes that are none. */
struct ta_frame {
    struct ta_view body;
    uint64_t number;
    uint64_t lost;   /**< numbers left out before this body */
    size_t at, size; /**< bytes of the file, of the body's frame or of the fault */
    const char *why; /**< of a fault; English */
};

/** @param named the key in the file's name; NULL when it has none
 *  @return false when neither name nor head says the key: nothing can be read */
bool ta_frame_begin(const void *bytes, size_t size, const struct ta_frame_key *named,
                    struct ta_frame_reader *out);
/** Each whole frame comes out, whatever stands between; so does each stretch that is none. */
enum ta_frame_found ta_frame_next(struct ta_frame_reader *reader, struct ta_frame *out);

#endif
