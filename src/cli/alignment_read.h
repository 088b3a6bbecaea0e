/* SPDX-License-Identifier: Apache-2.0 */
/** @file alignment_read.h  The tables of an alignment, from the options of a command that name them. */
#ifndef TA_CLI_ALIGNMENT_READ_H
#define TA_CLI_ALIGNMENT_READ_H

#include "cli/print.h"
#include "engine/alignment_book.h"

enum {
    TA_ALIGN_PRODUCTION,
    TA_ALIGN_SCENARIO,
    TA_ALIGN_INTENSITY,
    TA_ALIGN_LOANS,
    TA_ALIGN_BALANCE,
    TA_ALIGN_TABLES
};

struct ta_alignment_tables {
    struct ta_csv table[TA_ALIGN_TABLES];
    bool read[TA_ALIGN_TABLES];
};

/** Read those of the first @p n tables whose options (--production, ...) are given.
 *  @param out zeroed; ended by ta_alignment_tables_free(), also after a failure */
TA_NODISCARD enum ta_status ta_alignment_tables_read(const struct ta_call *call, int n,
                                                     struct ta_alignment_tables *out,
                                                     struct ta_error *err);
void ta_alignment_tables_free(struct ta_alignment_tables *tables);

/** The request by the tables and --scenario-name, --intensity-name, --region, --start, --year.
 *  @return TA_OK; what ta_call_misuse() gives where --year does not lie behind --start */
TA_NODISCARD enum ta_status
ta_alignment_request_of(const struct ta_call *call,
                        const struct ta_alignment_tables *tables,
                        struct ta_alignment_request *out, struct ta_error *err);

/** For a person: a row's gap and share on the path as percentages, gap_percent and on_path_percent. */
void ta_alignment_round(json_t *row, bool *ok);

#endif
