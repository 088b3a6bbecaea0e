/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_copy.h  Some messages of a segment, in a file of the same name elsewhere.
 *
 *  Frames under the segment's own key (frame.h): ta_journal_read() and ta_journal_list() take it for a segment. It
 *  appears whole, or not at all. */
#ifndef TA_INGEST_JOURNAL_COPY_H
#define TA_INGEST_JOURNAL_COPY_H

#include "ingest/journal.h"

/** Messages on their way to a file. One thread. */
struct ta_journal_copy;
/** @param folder is made when the first message comes @param name of the segment, which has its key
 *  @return TA_OK; TA_E_DATA when it has none; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_journal_copy_open(const char *folder, const char *name,
                                                 struct ta_journal_copy **out,
                                                 struct ta_error *err);
/** @return TA_OK; TA_E_IO, TA_E_PERMISSION, TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_journal_copy_add(struct ta_journal_copy *copy,
                    const struct ta_journal_message *message, struct ta_error *err);
/** Put them on disk durably, in place of a file of that name; nothing when there was no message. */
TA_NODISCARD enum ta_status ta_journal_copy_publish(struct ta_journal_copy *copy,
                                                    struct ta_error *err);
/** Without publishing, what was written is removed. NULL is allowed. */
void ta_journal_copy_close(struct ta_journal_copy *copy);

#endif
