/* SPDX-License-Identifier: Apache-2.0 */
/** @file rerate.h  A record's stored indicator values, rated once more under another model.
 *
 *  Pure, and nothing is computed from evidence: an indicator that the other model asks for with
 *  other parameters, or that the record does not hold, is missing and counts at its worst
 *  plausible value. What comes out is indicative; a record takes `assess --model`. */
#ifndef TA_ENGINE_RERATE_H
#define TA_ENGINE_RERATE_H

#include "record/figures.h"

/** Where a project stands. */
struct ta_standing {
    enum ta_level level;
    enum ta_level
        level_hi; /**< at the upper bound of the score; TA_LEVEL_COUNT: not known */
    double score, lo, hi;   /**< score: after gates' caps */
    double observed_weight; /**< of the score, [0, 1]; NaN: not known */
    enum ta_opinion opinion;
    /** Enough was observed for an opinion, but a gate is open that caps nothing: the level is what the score's
     *  lower bound gives. */
    bool gate_open;
    size_t
        n_missing; /**< of the indicators asked for, those that the record cannot give */
};

/** Why a level is what it is. */
enum ta_basis {
    TA_BASIS_OBSERVED,     /**< the upper bound has it too: nothing unseen made it so */
    TA_BASIS_IN_PART,      /**< the upper bound has a better one */
    TA_BASIS_NOT_OBSERVED, /**< too little was observed for an opinion: it is counted at
                              its worst plausible value */
    TA_BASIS_COUNT
};
/** Is the level one that was found? Where nobody can say for want of observation it is only what the unseen
 *  counts as; an open gate takes nothing from what the score's lower bound gives. */
bool ta_standing_found(const struct ta_standing *standing);
enum ta_basis ta_standing_basis(const struct ta_standing *standing);
/** The level as "high"; "cannot_say" where it is only what the unseen counts as, and none was found. */
const char *ta_standing_code(const struct ta_standing *standing);
/** "observed", "in_part", "not_observed". */
const char *ta_basis_code(enum ta_basis basis);

/** As the record has it. */
struct ta_standing ta_standing_of(const struct ta_figures *figures);

/** As @p model would have it.
 *  @return TA_OK; TA_E_DATA when a stored value is not finite; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_rerate(const struct ta_model *model,
                                      const struct ta_figures *figures,
                                      struct ta_standing *out, struct ta_error *err);

#endif
