/* SPDX-License-Identifier: Apache-2.0 */
/** @file evaluate.h  From loaded evidence to an assessment: pure, the same for a new record and
 *  for one that is verified. */
#ifndef TA_ENGINE_EVALUATE_H
#define TA_ENGINE_EVALUATE_H

#include "engine/inputs.h"
#include "terrassay/table.h"

/** All that an assessment rests on. Borrowed for the call and by what it makes. */
struct ta_case {
    const struct ta_project *project;
    const char *project_sha256;
    const struct ta_model *model; /**< with the approvals that count, and no others */
    const struct ta_table_set *tables;
    ta_day as_of;
    const char *previous_record;  /**< "" when there is none */
    enum ta_level previous_level; /**< under the same model; TA_LEVEL_COUNT when none */
    const struct ta_evidence_list *evidence; /**< loaded */
    const struct ta_inputs *inputs;
    size_t n_findings;
    const struct ta_finding *finding;
};

/** An assessment and what it points at beside its case. */
struct ta_evaluation {
    struct ta_assessment assessment;
    struct ta_model model; /**< as it applies to the project; not to be freed */
    struct ta_room room;
};

/** Evaluate every indicator, score, conclude.
 *  @param out zeroed; ended by ta_evaluation_free(), also after a failure
 *  @return TA_OK; TA_E_DATA when an indicator finds its evidence broken; TA_E_NOTFOUND when a
 *  table that an indicator reads is not there; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_evaluate(const struct ta_case *given,
                                        struct ta_evaluation *out,
                                        struct ta_error *err);
void ta_evaluation_free(struct ta_evaluation *evaluation);

#endif
