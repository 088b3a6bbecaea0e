/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_reader.h  How a seal reads one file of the journal: its letters held back, its faults told. */
#ifndef TA_ENGINE_JOURNAL_READER_H
#define TA_ENGINE_JOURNAL_READER_H

#include "engine/journal_seal.h"
#include "ingest/journal.h"

/** What the files of one seal are read with; all borrowed. */
struct ta_journal_reader {
    struct ta_workspace *workspace;
    const struct ta_journal_job *job;
    struct ta_journal_sealed *out;
    struct ta_inlet *inlet;
    const char *dead; /**< folder of dead letters */
};

/** Tell and count a fault. */
void ta_journal_fault(const struct ta_journal_reader *reader,
                      const struct ta_journal_fault *fault);
/** Tell that @p path stays for later, while all others go on, and why.
 *  @return TA_OK; TA_E_NOMEM, also when that is why */
TA_NODISCARD enum ta_status ta_journal_pass_over(const struct ta_journal_reader *reader,
                                                 const char *path,
                                                 const struct ta_error *why,
                                                 struct ta_error *err);
/** Tell what in @p folder has a segment's name and is no file. @return TA_OK; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_journal_tell_odd(const struct ta_journal_reader *reader,
                                                const char *folder,
                                                struct ta_error *err);
/** Read it. Its letters are held back in a file of their own until it stands in the archive; those of a reading that
 *  came to no end go. @param of whose letters they are @return as ta_journal_read(), and what writing letters gave */
TA_NODISCARD enum ta_status ta_journal_read_held(const struct ta_journal_reader *reader,
                                                 const struct ta_journal_sink *sink,
                                                 const char *path, const char *of,
                                                 struct ta_error *err);

#endif
