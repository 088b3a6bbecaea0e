/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify.h  Two questions to records: are they intact, and do they come out again?
 *
 *  Intact: the bytes have their hash, the chain holds, the signature is by a known key, the files
 *  of the evidence and the documents have the hashes they were pinned by. Reproduced: the record
 *  computed once more from that evidence, the model, the tables and the project document as they
 *  were is the same: byte for byte where this build made it on this class of machine, else to 1e-9 in
 *  what is computed in floating point and exactly in all else (record_alike.h). Whoever changes a score and seals the record anew fails the second. */
#ifndef TA_ENGINE_VERIFY_H
#define TA_ENGINE_VERIFY_H

#include "engine/workspace.h"

enum { TA_FAULT_TEXT = 256 };

/** Which question a fault answers. */
enum ta_verify_part { TA_VERIFY_INTACT, TA_VERIFY_REPRODUCED };

/** One thing that is not as it should be. */
struct ta_verify_fault {
    enum ta_verify_part part;
    char record[TA_HEX_SIZE]; /**< empty when it is about the store */
    int64_t seq;              /**< 0 when it has none */
    char project[TA_ID_SIZE]; /**< empty when not known */
    char field[TA_FAULT_TEXT];
    char expected[TA_FAULT_TEXT], found[TA_FAULT_TEXT];
};

enum ta_verify_answer {
    TA_ANSWER_NO,
    TA_ANSWER_YES, /**< the same, but for which build made it */
    TA_ANSWER_NEARLY, /**< of another build: to 1e-9 in what is computed, exactly in all else */
    TA_ANSWER_UNKNOWABLE /**< something it rests on is damaged or gone */
};

/** What became of one record. */
struct ta_verify_outcome {
    const char *record, *project;
    int64_t seq;
    bool intact;
    enum ta_verify_answer reproduced;
    size_t n_faults;
    const char *version, *build,
        *machine;   /**< of the program that made it; "" not said */
    bool made_here; /**< by this build, on this class of machine */
    /** Looks up to its date that are here now and that it does not name: they came late. 0 of a record that is
     *  not its project's newest. */
    size_t n_unused;
    /** Chips it names, and those among them that were cut from far files read by ranges: these files are
     *  known by ETag and length alone, and nothing here can be computed from their bytes again. */
    size_t n_chips, n_far;
};

struct ta_verify_request {
    size_t n;
    /** Ids of records, or of projects for all their records, or exported files (a path with a
     *  slash or the ending .json); n 0: everything, the store itself too. */
    const char *const *what;
    /** Ids of the only keys whose signatures count, of records and of approvals; 0: all keys of the
     *  workspace. */
    size_t n_keys;
    const char *const *key;
    void *self;
    void (*fault)(void *self, const struct ta_verify_fault *fault); /**< may be NULL */
    void (*done)(void *self,
                 const struct ta_verify_outcome *outcome);   /**< may be NULL */
    void (*progress)(void *self, size_t done, size_t total); /**< may be NULL */
    bool (*stop)(void *self); /**< asked before each record; may be NULL */
};

struct ta_verify_counts {
    size_t records, intact;
    size_t reproduced; /**< the same */
    size_t nearly;     /**< TA_ANSWER_NEARLY */
    size_t faults;
    size_t
        not_exported; /**< kept, and without a file of its own in records/: no fault */
};

/** Verify.
 *  @return TA_OK; TA_FINDING when there is a fault; TA_PARTLY when it was stopped; TA_E_NOTFOUND for a record, project or pinned key that is
 *  not here; what opening keys or reading the store gave. */
TA_NODISCARD enum ta_status ta_verify(struct ta_workspace *workspace,
                                      const struct ta_verify_request *request,
                                      struct ta_verify_counts *out,
                                      struct ta_error *err);

#endif
