/* SPDX-License-Identifier: Apache-2.0 */
/** @file resent.h  The last messages of a session, so that one that comes again is told from one that is new.
 *
 *  A broker that lost our acknowledgement sends the message again, marked, with the number that it had on the
 *  wire. A time that counts from the receipt then has to count from the first one, or the reading would be
 *  another one. Kept are hashes of number, topic and bytes of the last messages: more than a broker may have
 *  under way. */
#ifndef TA_INGEST_RESENT_H
#define TA_INGEST_RESENT_H

#include "ingest/journal.h"

/** One thread. */
struct ta_resent;

/** NULL when out of memory. */
struct ta_resent *ta_resent_new(void);
void ta_resent_free(struct ta_resent *resent);

/** Nothing when the message has no number. */
void ta_resent_keep(struct ta_resent *resent, const struct ta_journal_message *message);

enum ta_resent_found {
    TA_RESENT_NEW,   /**< its first copy never came */
    TA_RESENT_KNOWN, /**< it came: `received` and `undated` are of the first time now */
    TA_RESENT_UNCLEAR /**< the same bytes came with the same number more than once */
};
/** Of a message that is marked as sent before. */
enum ta_resent_found ta_resent_find(const struct ta_resent *resent,
                                    struct ta_journal_message *message);

#endif
