/* SPDX-License-Identifier: Apache-2.0 */
/** @file what_if.h  The lower bound and the opinion of a record, had one thing come out better.
 *
 *  Computed from the record's own figures by the rules of its model, which made the record. */
#ifndef TA_REPORT_WHAT_IF_H
#define TA_REPORT_WHAT_IF_H

#include "report/facts.h"
#include "terrassay/model.h"

/** What is taken as settled: an indicator observed and at its reference, a gate passed. */
struct ta_what_if {
    const struct ta_fact_indicator *only; /**< NULL: all of them together */
};

struct ta_what_if_answer {
    double lo; /**< lower bound of the score, before gates, [1, 100] */
    enum ta_opinion opinion;
};

/** Would settling it change anything: is it missing, open, firing or below its reference in the
 *  lower bound? */
bool ta_what_if_counts(const struct ta_fact_indicator *indicator);

/** @return TA_OK; TA_E_DATA when the model does not give the record's own lower bound and opinion,
 *  or the record scores nothing: then it is not the model that made it, and says nothing of
 *  it; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_what_if(const struct ta_facts *facts,
                                       const struct ta_model *model,
                                       const struct ta_what_if *settled,
                                       struct ta_what_if_answer *out);

#endif
