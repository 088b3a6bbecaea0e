/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_waited.h  What earlier seals let wait (journal_wait.h), read by a seal once more, and ended. */
#ifndef TA_ENGINE_JOURNAL_WAITED_H
#define TA_ENGINE_JOURNAL_WAITED_H

#include "engine/journal_reader.h"
#include "engine/journal_wait.h"

/** The files of journal/waiting; all zero but for what is borrowed to begin with. */
struct ta_waited {
    const struct ta_journal_reader *reader; /**< borrowed */
    const char *folder;                     /**< borrowed */
    struct ta_waited_file *file;            /**< owned */
    size_t n;
};

/** Which there are. @return TA_OK; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_waited_list(struct ta_waited *waited,
                                           struct ta_error *err);
/** Read them, each by its pin, to the reader's inlet. Of what is damaged the rest is written anew from the archive; what
 *  cannot be read is passed over, told, and stays.
 *  @return TA_OK; as ta_journal_read_held() */
TA_NODISCARD enum ta_status ta_waited_read(struct ta_waited *waited,
                                           struct ta_error *err);
/** Files of which nothing waits any more go. @param wait the days that still do
 *  @return TA_OK; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_waited_end(struct ta_waited *waited,
                                          const struct ta_wait *wait,
                                          struct ta_error *err);
void ta_waited_free(struct ta_waited *waited);

#endif
