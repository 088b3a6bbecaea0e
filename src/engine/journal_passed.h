/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_passed.h  Messages that were acknowledged and not kept, added up by topic and reason. */
#ifndef TA_ENGINE_JOURNAL_PASSED_H
#define TA_ENGINE_JOURNAL_PASSED_H

#include "engine/reading_inlet.h"
#include "ingest/journal.h"

enum { TA_PASSED_TOLD = 32, TA_PASSED_TOPIC = 128 };

/** Zero to begin with. Of more topics than it holds the numbers are added alone. */
struct ta_passed_tally {
    uint64_t outcome[TA_OUTCOME_COUNT];
    struct ta_passed_topic {
        enum ta_outcome outcome;
        char topic[TA_PASSED_TOPIC]; /**< cut where it is longer */
        uint64_t messages;
    } told[TA_PASSED_TOLD];
    size_t n;
};

void ta_passed_add(struct ta_passed_tally *tally,
                   const struct ta_journal_passed *passed);
/** A complaint for each topic, but of retained messages, which are no news. */
void ta_passed_complain(const struct ta_passed_tally *tally, void *self,
                        void (*complain)(void *self,
                                         const struct ta_complaint *complaint));
/** Add what all segments of a folder say, as far as they can be read.
 *  @return TA_OK; TA_E_NOMEM, TA_E_IO */
TA_NODISCARD enum ta_status
ta_passed_read(const char *folder, struct ta_passed_tally *tally, struct ta_error *err);

#endif
