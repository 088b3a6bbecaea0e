/* SPDX-License-Identifier: Apache-2.0 */
/** @file lasting.h  Whether an earlier record of the project outlasts a newer one that saw less.
 *
 *  Who assesses again out of season, or after evidence went, gets "cannot say" where the record
 *  before says "objection". That does not lift the objection: missing never helps. */
#ifndef TA_ENGINE_LASTING_H
#define TA_ENGINE_LASTING_H

#include "terrassay/model.h"
#include "terrassay/store.h"

/** Longest that a model lets a record stand, in days: nothing of before that can be valid. */
enum { TA_LASTING_DAYS = 3660 };

struct ta_lasting {
    char id[TA_HEX_SIZE];
    ta_day as_of,
        valid_to; /**< TA_DAY_NONE where a record does not say how long it stands */
    enum ta_opinion opinion;
    double observed; /**< share of the score's weight, [0, 1]; NaN: not said */
    char model[TA_NAME_SIZE + 16]; /**< "credit-3" */
};

/** Why the newer record does not lift the earlier one, as the end of its sentence's key: "" it saw
 *  less; "_unsaid" it saw as much, or something else, and cannot say; both with "_other" where the
 *  earlier one is under another model. */
const char *ta_lasting_why(const struct ta_lasting *before,
                           const struct ta_lasting *now);

/** Higher is graver. Nobody can say is no graver than nothing at all. */
int ta_lasting_gravity(enum ta_opinion opinion);

/** Of @p n records, newest first, each the one before the other, that which stands as of the newest's
 *  day: an earlier one as long as its days last, its opinion is graver and what came after it cannot
 *  say or rests on less. @return its place; 0: the newest itself. */
size_t ta_lasting_among(const struct ta_lasting *record, size_t n);

/** Is what was before @p record of no matter, as of @p day: could nothing outlast it, or have none
 *  of its days left? */
bool ta_lasting_ends(const struct ta_lasting *record, ta_day day);

/** The record that stands beside @p id; its own where none does. A record before that is not
 *  here ends the search. @param why as above; may be NULL @return TA_OK; TA_E_DATA; TA_E_NOMEM; what the store gave */
TA_NODISCARD enum ta_status ta_lasting_of(const struct ta_store *store, const char *id,
                                          struct ta_lasting *out, const char **why,
                                          struct ta_error *err);

#endif
