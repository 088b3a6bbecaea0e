/* SPDX-License-Identifier: Apache-2.0 */
/** @file claim.h  What a client declares, held against what was observed of it.
 *
 *  No conflict found is no confirmation when the claim is smaller than what the sensor can tell: the
 *  answer then is "this sensor cannot answer". A difference counts as a contradiction, and its gate
 *  fires, when it is larger than chance would make it and larger than the model tolerates. */
#ifndef TA_ALGORITHMS_CLAIM_H
#define TA_ALGORITHMS_CLAIM_H

#include "indicator_result.h"

/** Which way a declared figure flatters. */
enum ta_claim_side {
    TA_CLAIM_MORE_FLATTERS, /**< area planted, capacity built */
    TA_CLAIM_LESS_FLATTERS  /**< emissions, land cleared, hours run */
};

struct ta_claim {
    double declared, declared_error; /**< error: standard deviation; NaN: none known */
    double observed, observed_error;
    double least_seen; /**< smallest amount that the sensor can tell from none */
    double tolerance;  /**< difference that the model lets pass, in the same unit */
    double least_z; /**< difference in standard deviations from which it is no chance */
    enum ta_claim_side side;
};

enum ta_claim_verdict {
    TA_CLAIM_CANNOT_ANSWER, /**< claim and observation are both below what can be seen */
    TA_CLAIM_AGREES,        /**< no difference beyond chance, or it does not flatter */
    TA_CLAIM_TOLERATED,     /**< beyond chance, within the tolerance */
    TA_CLAIM_CONTRADICTED
};

struct ta_claim_answer {
    enum ta_claim_verdict verdict;
    double
        excess; /**< by how much the declared figure flatters; below 0: it does not */
    double z;   /**< excess in standard deviations; NaN when no error is known */
};

struct ta_claim_answer ta_claim_judge(const struct ta_claim *claim);

/** Write the answer: value (the excess), gate, details declared, observed, z, least_seen and a
 *  sentence. @param what the thing, e.g. "area planted" */
void ta_claim_write(const struct ta_claim *claim, const struct ta_claim_answer *answer,
                    const char *what, const char *unit, struct ta_result *out);

/** The two parameters of every claim, for an indicator's list. */
/* clang-format off */
#define TA_CLAIM_PARAMS                                                                            \
    {"tolerance_share", "1", 0, 1, 0.10, "share of the declared figure that a difference may have"}, \
    {"least_z", "1", 0, 10, 1.645, "difference in standard deviations from which it is no chance"}
/* clang-format on */
/** Fill tolerance and least_z from them. */
void ta_claim_rule(const struct ta_evidence *evidence, const struct ta_indicator *self,
                   struct ta_claim *claim);

/** Standard deviation of what stands at the zero of an instrument, by the smallest value that it tells
 *  from none: of 3.29 of them, so that 5 % of nothing is called something and 5 % of that value nothing
 *  (Currie 1968, Anal. Chem. 40, 586-593, recalled). */
double ta_claim_zero_error(double detection_limit);

/** Standard deviation of an area made of so many cells: a cell on the rim is right by chance. For a
 *  site of n cells the P95 error is about 66 % / sqrt(n): 22 % for 9 cells. */
double ta_area_error(double cells, double cell_area);

#endif
