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

/** The options of an alignment but for whose loans are aligned.
 *  @param WANTED whether the command can do nothing else
 *  @param WORDS  what --production is to it */
#define TA_ALIGNMENT_OPTIONS(WANTED, WORDS)                                            \
    {.name = "production", .value = "CSV", .required = (WANTED), .help = (WORDS)},     \
        {.name = "production-mapping",                                                 \
         .value = "YAML",                                                              \
         .help = "what the columns of --production mean; PACTA's when left out"},      \
        {.name = "scenario",                                                           \
         .value = "CSV",                                                               \
         .required = (WANTED),                                                         \
         .help = "the scenario's production by technology and year"},                  \
        {.name = "intensity",                                                          \
         .value = "CSV",                                                               \
         .help = "the scenario's emission intensity by sector and year"},              \
        {.name = "scenario-name",                                                      \
         .value = "NAME",                                                              \
         .required = (WANTED),                                                         \
         .help = "which scenario of the table"},                                       \
        {.name = "intensity-name",                                                     \
         .value = "NAME",                                                              \
         .help = "which scenario of the intensities; the same when left out"},         \
        {.name = "region",                                                             \
         .value = "NAME",                                                              \
         .fallback = "global",                                                         \
         .help = "which region of the scenario"},                                      \
        {.name = "start",                                                              \
         .value = "YEAR",                                                              \
         .kind = TA_VALUE_WHOLE,                                                       \
         .least = 1900,                                                                \
         .most = 2200,                                                                 \
         .required = (WANTED),                                                         \
         .help = "year from which plans and scenario start"},                          \
    {                                                                                  \
        .name = "year", .value = "YEAR", .kind = TA_VALUE_WHOLE, .least = 1900,        \
        .most = 2200, .required = (WANTED),                                            \
        .help = "year in which the plans are judged"                                   \
    }

struct ta_alignment_tables {
    struct ta_csv table[TA_ALIGN_TABLES];
    bool read[TA_ALIGN_TABLES];
    struct ta_production_mapping mapping;
    struct ta_production production;
    size_t n_loans;
    struct ta_alignment_loan *loan;
};

/** Read those of the first @p n tables whose options (--production, ...) are given. Faults of the production are said.
 *  @param out zeroed; ended by ta_alignment_tables_free(), also after a failure */
TA_NODISCARD enum ta_status ta_alignment_tables_read(struct ta_call *call, int n,
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
/** Beside targets of sectoral decarbonisation: what of them is assumed. */
void ta_alignment_say_assumed(const struct ta_call *call);

#endif
