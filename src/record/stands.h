/* SPDX-License-Identifier: Apache-2.0 */
/** @file stands.h  Of a record only what it says, how long, and what that rests on: cheap enough to go
 *  through hundreds. */
#ifndef TA_RECORD_STANDS_H
#define TA_RECORD_STANDS_H

#include "terrassay/assessment.h"

/** An indicator that has a part in the opinion: it is scored, or a gate. */
struct ta_record_part {
    char id[TA_NAME_SIZE];
    char params[TA_HEX_SIZE]; /**< SHA-256 of their canonical form; empty: not said */
    bool gate;
    bool seen;                /**< observed; of a gate: evaluated */
    double unseen;            /**< share of it, [0, 1]; of what is not seen at all 1 */
    double weight;            /**< of the score; 0 where it is not said */
    bool holds;               /**< a gate that fires, or that holds the opinion down */
    enum ta_opinion leads_to; /**< of a gate that holds */
};

struct ta_record_stands {
    char model[TA_NAME_SIZE + 16]; /**< "credit-3" */
    char model_sha256[TA_HEX_SIZE];
    bool decision;          /**< else indicative */
    ta_day as_of, valid_to; /**< TA_DAY_NONE: not said */
    enum ta_opinion opinion, by_level;
    size_t n_parts;
    struct ta_record_part *part; /**< owned */
};

/** Read it from a record's bytes.
 *  @param out owned: ta_record_stands_free(), also after failure
 *  @return TA_OK, TA_E_DATA, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_record_stands(const char *name, const char *body,
                                             size_t size, struct ta_record_stands *out,
                                             struct ta_error *err);
void ta_record_stands_free(struct ta_record_stands *stands);
/** The part called @p id; NULL where the record does not ask it. */
const struct ta_record_part *ta_record_part(const struct ta_record_stands *stands,
                                            const char *id);

#endif
