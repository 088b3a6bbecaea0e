/* SPDX-License-Identifier: Apache-2.0 */
/** @file book.h  The newest record of every project, out of the verified chain.
 *
 *  Newest is the one of the latest date up to the day that is asked for; of one date, the one
 *  written last, since a correction names what it corrects. Records that are not intact are named
 *  and not used; those of projects that were removed are passed over. */
#ifndef TA_ENGINE_BOOK_H
#define TA_ENGINE_BOOK_H

#include "engine/workspace.h"
#include "record/figures.h"

struct ta_book_entry {
    struct ta_figures now;
    bool has_before; /**< there is a record of the earlier day */
    struct ta_figures before;
    int gravest;        /**< ta_lasting_gravity() of all its records in the chain */
    int reporting_year; /**< to whose end the stated emissions and activities behind the
                           financed emissions reach; 0: not stated */
    double
        revenue; /**< main business revenue of the borrower in units of its loans' currency's
                         minor unit; NaN when not said */
};

struct ta_book {
    size_t n;
    struct ta_book_entry *entry; /**< by project, in byte order */
    size_t n_without;
    char (*without)[TA_ID_SIZE]; /**< projects without a record, in byte order */
    size_t n_records;            /**< of the chain */
    size_t n_faults;
};

struct ta_book_request {
    ta_day as_of; /**< records up to this day */
    ta_day since; /**< records before, up to this one; TA_DAY_NONE: none are sought */
    /** Only these records and projects, and none that replace them, so that an old document comes
     *  out again; NULL: all projects, their newest records. Projects in byte order. */
    size_t n_records, n_projects;
    const char *const *record, *const *project;
    const char *model; /**< only records under it: ID or ID-VERSION; NULL: under any */
    void *self;
    /** A record that is not intact, in words; may be NULL. */
    void (*fault)(void *self, int64_t seq, const char *words);
    void (*progress)(void *self, size_t done, size_t total); /**< may be NULL */
};

/** Walk the chain.
 *  @param out ended by ta_book_free(), also after a failure
 *  @return TA_OK, also with faults; what reading the store gave */
TA_NODISCARD enum ta_status ta_book_open(const struct ta_workspace *workspace,
                                         const struct ta_book_request *request,
                                         struct ta_book *out, struct ta_error *err);
void ta_book_free(struct ta_book *book);

enum { TA_MODEL_NAME_SIZE = TA_NAME_SIZE + 16 };
/** "credit-3": the record's model and its version, as files of models are named. */
void ta_book_model_name(const struct ta_figures *figures, char out[TA_MODEL_NAME_SIZE]);

#endif
