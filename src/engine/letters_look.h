/* SPDX-License-Identifier: Apache-2.0 */
/** @file letters_look.h  Dead letters as they stand, for a person to look at. Nothing is changed.
 *
 *  Beside a program that seals or reads letters again, a letter may be seen twice or not at all; so may one that a kill
 *  left in two places, until letters are read again (letters_away.h). */
#ifndef TA_ENGINE_LETTERS_LOOK_H
#define TA_ENGINE_LETTERS_LOOK_H

#include "engine/workspace.h"
#include "ingest/dead.h"

/** One of them. Borrowed for the call. */
struct ta_letter_shown {
    const char *file; /**< its name, without folders */
    size_t number;    /**< of the letter in it, from 1 */
    const struct ta_letter *letter;
    const struct ta_letter_form *form; /**< empty for what a device sent */
    const char *reason, *who;          /**< of putting it away; NULL: not known */
    ta_time_us when;                   /**< likewise; TA_TIME_NONE */
};

struct ta_letters_look {
    const char *which; /**< as of letters_chosen.h; NULL: all */
    bool away;         /**< those that were put away, and not the others */
    void *self;
    enum ta_status (*each)(void *self, const struct ta_letter_shown *shown,
                           struct ta_error *err);
    /** Stretches of a file that cannot be read; or NULL */
    void (*fault)(void *self, const char *file, size_t faults);
};

struct ta_letters_looked {
    size_t files, letters; /**< that were shown */
    size_t faults;         /**< stretches that cannot be read */
};

/** Show letters, file by file. @return TA_OK, also when there are none at all; TA_PARTLY when not all can be read;
 *  TA_E_NOTFOUND when none of @p which is there; TA_E_USAGE for another @p which; TA_E_IO, TA_E_NOMEM; what @p each
 *  gave */
TA_NODISCARD enum ta_status ta_engine_letters_look(const struct ta_workspace *workspace,
                                                   const struct ta_letters_look *job,
                                                   struct ta_letters_looked *out,
                                                   struct ta_error *err);

#endif
