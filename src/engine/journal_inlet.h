/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_inlet.h  Messages of the journal, and of dead letters, through their decoders. */
#ifndef TA_ENGINE_JOURNAL_INLET_H
#define TA_ENGINE_JOURNAL_INLET_H

#include "engine/reading_inlet.h"
#include "engine/workspace.h"
#include "ingest/clock_watch.h"
#include "ingest/journal.h"

/** What is needed besides the inlet: mappings by project, loaded once each. */
struct ta_journal_inlet {
    struct ta_workspace *workspace;
    struct ta_inlet *inlet;
    struct ta_clock_watch *clocks; /**< borrowed; NULL: nobody watches them */
    ta_time_us behind; /**< so much later may messages be that are read again */
    ta_time_us latest; /**< but no later than this; asked where `behind` is not 0 */
    bool rows; /**< the message at hand is rows of a table, see ta_decode_input */
    bool cut;
    struct ta_letter_form form;   /**< it came with; empty when it is no letter */
    const struct ta_mapping *own; /**< borrowed: the mapping of that form; NULL: none */
    struct ta_mapping_slot *slot; /**< owned */
    size_t n, capacity;
};

/** Take one message in. Its topic says project, device and format. A format that needs a mapping finds
 *  it in the workspace: mappings/PROJECT/DEVICE.yaml, else mappings/PROJECT.yaml.
 *  @return TA_OK, whatever the message holds; TA_E_NOMEM, TA_E_IO */
TA_NODISCARD enum ta_status ta_journal_take(struct ta_journal_inlet *in,
                                            const struct ta_journal_message *message,
                                            struct ta_error *err);
/** The mappings that messages were read by so far, borrowed; @p text is empty where there is none that can be read.
 *  @return false behind the last */
bool ta_journal_mapping(const struct ta_journal_inlet *in, size_t i,
                        const char **project, const char **device,
                        struct ta_view *text);
/** Read the device's messages by this mapping and not by the workspace's; before the first of them.
 *  @return TA_OK; TA_E_DATA for one that cannot be read; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_journal_map_by(struct ta_journal_inlet *in,
                                              const char *project, const char *device,
                                              struct ta_view text,
                                              struct ta_error *err);
void ta_journal_inlet_free(struct ta_journal_inlet *in);

#endif
