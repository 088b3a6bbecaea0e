/* SPDX-License-Identifier: Apache-2.0 */
/** @file ingest_talk.h  What `terrassay ingest` tells, whatever it takes readings from. */
#ifndef TA_CLI_INGEST_TALK_H
#define TA_CLI_INGEST_TALK_H

#include "base/log.h"
#include "cli/print.h"
#include "engine/journal_seal.h"
#include "tables/tables.h"

/** A reason for which something was set aside, and how often. */
struct ta_ingest_reason {
    enum ta_outcome outcome;
    char *words;     /**< owned */
    char first[128]; /**< where it was met first */
    uint64_t n;
    uint64_t stands; /**< of n: what was not taken back */
};

enum { TA_INGEST_TOLD = 20 };

/** An ingest as it talks: what was set aside, then counts of all words. A program gets the first cases one
 *  by one; a person the first reasons, each with its cases and how to mend it. */
struct ta_ingest_talk {
    struct ta_call *call;
    const struct ta_messages *messages;
    struct ta_ingest_reason reason[TA_INGEST_TOLD];
    size_t n_reasons;
    uint64_t told[TA_OUTCOME_COUNT]; /**< cases that stand beside a reason */
    struct ta_list *list;
    struct ta_progress *progress;
    struct ta_tables *tables;
    const struct ta_table_set *limits; /**< out of them */
    size_t cases, untold; /**< told one by one; neither told nor part of a reason */
    size_t untold_stand;  /**< of untold: what was not taken back */
    enum ta_status rc;    /**< of the list */
    struct ta_error err;
};

TA_NODISCARD enum ta_status ta_ingest_talk_begin(struct ta_ingest_talk *talk,
                                                 struct ta_call *call,
                                                 struct ta_error *err);
/** What --month-readings says. */
size_t ta_ingest_month_rows(const struct ta_call *call);
/** What --archive-days says. */
int ta_ingest_archive_days(const struct ta_call *call);
/** For the engine: @p self is the talk. */
void ta_ingest_complain(void *self, const struct ta_complaint *complaint);
/** A seal has ended: what it complained of stands, or is told again by the one that does its work. */
void ta_ingest_settled(void *self, bool stands);
void ta_ingest_fault(void *self, const struct ta_journal_fault *fault);
void ta_ingest_progress(void *self, uint64_t bytes);
/** The reasons, then how often each word was said. A person reads each case in one row alone: beside a reason,
 *  or else counted by its word. */
void ta_ingest_tell_counts(struct ta_ingest_talk *talk,
                           const struct ta_inlet_counts *counts);
/** Days that stand in one file of their month now, and months that could not be brought into one. */
void ta_ingest_tell_compacted(struct ta_ingest_talk *talk,
                              const struct ta_compacted *compacted);
/** Segments that were kept long enough in the archive, and why some could not go. */
void ta_ingest_tell_aged(struct ta_ingest_talk *talk,
                         const struct ta_archive_aged *aged);
/** End the list. @p rc came out of the ingest, with @p err. @return what the command came to */
TA_NODISCARD enum ta_status ta_ingest_talk_end(struct ta_ingest_talk *talk,
                                               enum ta_status rc, struct ta_error *err);

/** The ways in, each one run of the command. */
TA_NODISCARD enum ta_status ta_ingest_from_file(struct ta_ingest_talk *talk,
                                                struct ta_workspace *workspace,
                                                struct ta_error *err);
TA_NODISCARD enum ta_status ta_ingest_from_broker(struct ta_ingest_talk *talk,
                                                  struct ta_workspace *workspace,
                                                  struct ta_error *err);
TA_NODISCARD enum ta_status ta_ingest_from_journal(struct ta_ingest_talk *talk,
                                                   struct ta_workspace *workspace,
                                                   struct ta_error *err);
TA_NODISCARD enum ta_status ta_ingest_from_letters(struct ta_ingest_talk *talk,
                                                   struct ta_workspace *workspace,
                                                   struct ta_error *err);
/** No way in: letters that a person looked at, out of the way. */
TA_NODISCARD enum ta_status ta_ingest_put_away(struct ta_ingest_talk *talk,
                                               struct ta_workspace *workspace,
                                               struct ta_error *err);
/** And among the others again. */
TA_NODISCARD enum ta_status ta_ingest_take_back(struct ta_ingest_talk *talk,
                                                struct ta_workspace *workspace,
                                                struct ta_error *err);

#endif
