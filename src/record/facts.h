/* SPDX-License-Identifier: Apache-2.0 */
/** @file facts.h  What a record rests on, read back from its bytes: enough to compute it again. */
#ifndef TA_RECORD_FACTS_H
#define TA_RECORD_FACTS_H

#include "terrassay/assessment.h"

/** A table as the record names it. */
struct ta_table_fact {
    char id[TA_NAME_SIZE];
    char sha256[TA_HEX_SIZE];
    char shipped_sha256
        [TA_HEX_SIZE]; /**< of the program's own, in whose place it stood; "": none said */
};

struct ta_record_facts {
    char project[TA_ID_SIZE];
    char document_sha256[TA_HEX_SIZE];
    char model_id[TA_NAME_SIZE];
    char model_sha256[TA_HEX_SIZE];
    char previous_record[TA_HEX_SIZE]; /**< empty when none */
    char version[TA_NAME_SIZE];        /**< of the program that made it */
    char build
        [TA_HEX_SIZE]; /**< ta_build_id() of it; empty in records of before it was said */
    char machine[TA_NAME_SIZE]; /**< ta_machine() where it ran; empty in the same */
    ta_day as_of, valid_to; /**< the last day it stands for; TA_DAY_NONE: not said */
    double observed_weight; /**< [0, 1]; NaN: not said */
    enum ta_level level;
    double score;  /**< as shown with the level: after gates' caps */
    double lo, hi; /**< its bounds: unseen at worst, at best; NaN when null */
    enum ta_opinion opinion;
    size_t n_tables;
    struct ta_table_fact *table;
    size_t n_evidence;
    /** Only what pins each piece: kind, id, site, time, processing, path, sha256, and
     *  which processing it stands behind. */
    struct ta_evidence_item *evidence;
};

/** Read them. The bytes may come from outside: everything is checked.
 *  @param name goes into errors
 *  @param out ended by ta_record_facts_free()
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_record_facts(const char *name, const char *body,
                                            size_t size, struct ta_record_facts *out,
                                            struct ta_error *err);
void ta_record_facts_free(struct ta_record_facts *facts);

#endif
