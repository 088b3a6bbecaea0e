/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal.h  Messages on disk before they are acknowledged.
 *
 *  A folder of segments "NUMBER-KEY.journal" (frame.h), each written by appending. A message is on disk
 *  once ta_journal_commit() has returned TA_OK: the batch was written and fdatasync has said so,
 *  and the segment's name was on disk before. A process that opens the journal begins a new
 *  segment, so what a killed one left is never written to again. */
#ifndef TA_INGEST_JOURNAL_H
#define TA_INGEST_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "ingest/decode.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

/** A message as it came in. */
struct ta_journal_message {
    ta_time_us received;
    struct ta_view topic, bytes;
    unsigned id;  /**< that the broker gave it on the wire, below 65536; 0: not known */
    bool undated; /**< its receipt says nothing of when it was sent */
};

/** Its bytes as a frame's body has them, added to @p out. */
void ta_journal_pack(const struct ta_journal_message *message, struct ta_text *out);

/** Messages of a topic that are acknowledged and not kept: their number is on disk first, as a message is. */
struct ta_journal_passed {
    enum ta_outcome outcome; /**< why */
    struct ta_view topic;
    uint64_t messages, bytes;
    ta_time_us received; /**< of the first of them */
};

struct ta_journal_options {
    const char *folder;    /**< is made */
    size_t segment_bytes;  /**< a segment that is longer is followed by a new one */
    uint64_t first_number; /**< of segments; at least this */
};

/** One writer; belongs to one thread. */
struct ta_journal;

TA_NODISCARD enum ta_status ta_journal_open(const struct ta_journal_options *options,
                                            struct ta_journal **out,
                                            struct ta_error *err);
/** What was not committed is lost. NULL is allowed. */
void ta_journal_close(struct ta_journal *journal);

/** Add to the batch at hand. Copies.
 *  @return TA_OK; TA_E_LIMIT for one larger than a frame; TA_E_NOMEM: the batch is as before, and
 *  takes others */
TA_NODISCARD enum ta_status ta_journal_add(struct ta_journal *journal,
                                           const struct ta_journal_message *message,
                                           struct ta_error *err);
/** Add messages that are passed over to the batch at hand: counted by topic and reason.
 *  @return TA_OK; TA_E_NOMEM: the batch is as before */
TA_NODISCARD enum ta_status ta_journal_pass(struct ta_journal *journal,
                                            const struct ta_journal_passed *passed,
                                            struct ta_error *err);
/** Add how much of their quotas devices have used so far (quota.h) to the batch at hand.
 *  @return as ta_journal_pass() */
TA_NODISCARD enum ta_status ta_journal_note_quota(struct ta_journal *journal,
                                                  struct ta_view used,
                                                  struct ta_error *err);
/** Messages of the batch at hand, those passed over among them. */
size_t ta_journal_waiting(const struct ta_journal *journal);
/** Put the batch on disk. After a failure it is still at hand and may be committed again (to another
 *  segment, since the failed one cannot be trusted): a message may then stand there twice.
 *  @return TA_OK: all of it is durable; TA_E_IO */
TA_NODISCARD enum ta_status ta_journal_commit(struct ta_journal *journal,
                                              struct ta_error *err);
/** End the segment at hand: from now on it may be sealed. Nothing when it holds no message. */
void ta_journal_rotate(struct ta_journal *journal);
/** Number of the segment that is being written; those below it are closed. */
uint64_t ta_journal_number(const struct ta_journal *journal);
/** Bytes committed to the segment at hand. */
uint64_t ta_journal_size(const struct ta_journal *journal);

/** A segment of the folder. */
struct ta_journal_segment {
    uint64_t number;
    uint64_t size;
    char name[96];
};
/** All segments by number, owned (ta_free); files alone. None when there is no folder. */
TA_NODISCARD enum ta_status ta_journal_list(const char *folder,
                                            struct ta_journal_segment **out, size_t *n,
                                            struct ta_error *err);

/** What has a segment's name and is no file: a folder, a pipe. Nobody reads it, and it stands in nobody's way.
 *  @return as ta_journal_list() */
TA_NODISCARD enum ta_status ta_journal_list_odd(const char *folder,
                                                struct ta_journal_segment **out,
                                                size_t *n, struct ta_error *err);

/** Where messages go when they are read, and stretches that cannot be. */
struct ta_journal_sink {
    void *self;
    enum ta_status (*message)(void *self, const struct ta_journal_message *message,
                              struct ta_error *err);
    /** May be NULL, as may the one behind it: nobody asks. */
    enum ta_status (*passed)(void *self, const struct ta_journal_passed *passed,
                             struct ta_error *err);
    void (*quota)(void *self, struct ta_view used);
    /** @p path from byte @p at on @p size bytes; or, with size 0, @p lost records (messages, or notes of what was used and passed over) before @p at; all
     *  of it with neither;
     *  NULL where another reader of the segment tells of it */
    void (*fault)(void *self, const char *path, size_t at, size_t size, uint64_t lost,
                  const char *why);
};
/** Every whole message of a segment, in order, whatever stands between. A segment that is being
 *  written ends with what was whole when it was opened; @p open keeps its ragged end untold, and
 *  bears that it is cut short or put away meanwhile. One whose key is lost is a fault, and holds nothing.
 *  @return TA_OK; what reading it and the sink gave, whatever the sink gave it for */
TA_NODISCARD enum ta_status ta_journal_read(const char *path, bool open,
                                            const struct ta_journal_sink *sink,
                                            struct ta_error *err);
/** The same of all segments of a folder, by number, each as one that is being written. */
TA_NODISCARD enum ta_status ta_journal_read_all(const char *folder,
                                                const struct ta_journal_sink *sink,
                                                struct ta_error *err);

#endif
