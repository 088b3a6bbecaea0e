/* SPDX-License-Identifier: Apache-2.0 */
/** @file letters_away.h  Dead letters that a person looked at, out of the way for good.
 *
 *  They go whole to journal/archive/dead, where nobody reads them again by himself, with a note
 *  beside that says who put them there, when, why and from where; the audit log says it too. */
#ifndef TA_ENGINE_LETTERS_AWAY_H
#define TA_ENGINE_LETTERS_AWAY_H

#include "engine/workspace.h"

/** What became of one file that has such letters. Texts are borrowed for the call. */
struct ta_away_file {
    const char *path;
    size_t letters, away; /**< read; of them put away */
    size_t faults;        /**< stretches that cannot be read */
    const char *to;       /**< where they are now; NULL: the file stays as it is */
    const char *kept;     /**< where the others are now; NULL: there are none */
};

struct ta_away {
    /** "all"; a word of an outcome, such as "unknown_device": the letters set aside for it; "FILE.dead"; or
     *  "FILE.dead:N", its N-th letter. */
    const char *which;
    const char *reason;
    const char *who;
    ta_time_us now;
    void *self;
    void (*file)(void *self, const struct ta_away_file *file); /**< or NULL */
};

struct ta_away_done {
    size_t files, letters; /**< put away */
    size_t left;           /**< files that stay for they cannot be read whole */
};

/** Interrupted anywhere, it is done to the end by whoever reads letters next: before a file is touched,
 *  journal/archive/dead/FILE.begun says what becomes of it. A file of which some letters stay is written anew; one that
 *  cannot be read whole only goes as a whole.
 *  @return TA_OK; TA_PARTLY when files were left; TA_E_NOTFOUND when there is no such letter; TA_E_USAGE for
 *  another @p which, or without a reason; TA_E_AGAIN; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_engine_letters_away(struct ta_workspace *workspace,
                                                   const struct ta_away *away,
                                                   struct ta_away_done *out,
                                                   struct ta_error *err);

/** What an interrupted run left, cleared up before letters are read: what was begun is put away to the end,
 *  a segment that stands in the archive goes with its letters among the others (segment_end.h), and a file goes
 *  whose letters all stand in others, as a replay that was killed leaves it. The caller has
 *  claimed TA_DOES_INGEST. @return TA_OK; TA_E_DATA for a note that cannot be read; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_letters_settle(struct ta_workspace *workspace,
                                              struct ta_error *err);

#endif
