/* SPDX-License-Identifier: Apache-2.0 */
/** @file gap.h  What holds the lower bound, on which the opinion rests, below the score and below
 *  the model's reference: the points of each indicator. */
#ifndef TA_REPORT_GAP_H
#define TA_REPORT_GAP_H

#include "report/facts.h"
#include "terrassay/model.h"

/** What one indicator takes from the score on the way to its lower bound. */
struct ta_pull {
    const struct ta_fact_indicator *indicator;
    double points; /**< of the score, above 0 */
};

/** All of them, the largest first. All zero may be freed. */
struct ta_gap {
    size_t n;
    struct ta_pull *pull; /**< owned */
};

/** Split the distance from the score down to its lower bound among the scored indicators, as
 *  shares split the distance to the reference (scoring.h); the points add up to it. What was not
 *  observed at all stands at its worst plausible value in the score too, and takes nothing.
 *  @param out ended by ta_gap_free(); empty when the bound is the score, or when the record's
 *             scores do not come out by its own means
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_gap_split(const struct ta_facts *facts,
                                         struct ta_gap *out);
void ta_gap_free(struct ta_gap *gap);

/** What one indicator takes from the model's reference on the way to the lower bound: its share of
 *  the score (scoring.h), and what ta_gap_split() finds below the score. */
struct ta_cause {
    const struct ta_fact_indicator *indicator;
    double points; /**< of the score, below 0 */
    double
        seen; /**< of these by what was seen; above 0 where that stands above the reference */
    double unseen; /**< of these by what was not seen or is uncertain, at most 0 */
};

/** The largest first. All zero may be freed. */
struct ta_causes {
    size_t n;
    struct ta_cause *cause; /**< owned */
};

/** Split the distance from the reference down to the lower bound. Indicators that stand above the
 *  reference at the bound too are left out.
 *  @param out ended by ta_causes_free(); empty when the record's scores do not come out
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_causes_split(const struct ta_facts *facts,
                                            struct ta_causes *out);
void ta_causes_free(struct ta_causes *causes);

/** The opinion that what was seen would carry: by the score in which what was not observed at all
 *  stands at its best plausible value, as if all had been observed, and by the gates that fire.
 *  @param out TA_OPINION_COUNT when the record's scores do not come out
 *  @return TA_OK, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_opinion_seen(const struct ta_facts *facts,
                                            const struct ta_model *model,
                                            enum ta_opinion *out);

#endif
