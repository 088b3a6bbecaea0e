/* SPDX-License-Identifier: Apache-2.0 */
/** @file quality_trust.h  How far one datastream can be relied on: a grade from 1 (best) to 5.
 *
 *  The grade is the poorest of seven criteria, so that nothing makes up for a copied signal; what
 *  is not known never counts as best. The steps are this program's policy:
 *
 *      criterion                              1        2        3        4       5
 *      age of calibration / how long it holds <= 1     <= 1.5   <= 2 (or unknown)  <= 3  more
 *      capture: expected readings that came   >= 95 %  >= 90 %  >= 75 %  >= 50 % less
 *      suspect or failed, of what came        <= 1 %   <= 5 %   <= 10 %  <= 25 % more
 *      not evaluated, of what came            <= 5 %   <= 25 %  more
 *      time unchanged (flat line)             <= 0.5 % <= 2 %   <= 10 %  <= 25 % more
 *      copy of another signal or of its past  no       cannot say                yes
 *      agreement with neighbours              >= 90 %  >= 75 % (or unknown)  >= 50 %  less */
#ifndef TA_QUALITY_TRUST_H
#define TA_QUALITY_TRUST_H

#include "quality.h"
#include "quality_copy.h"

/** X(name, word) */
/* clang-format off */
#define TA_TRUST_LIST(X)                     \
    X(TA_TRUST_CALIBRATION,   "calibration") \
    X(TA_TRUST_CAPTURE,       "capture")     \
    X(TA_TRUST_FLAGGED,       "flagged")     \
    X(TA_TRUST_UNEVALUATED,   "not_evaluated") \
    X(TA_TRUST_UNCHANGED,     "unchanged")   \
    X(TA_TRUST_COPY,          "copy")        \
    X(TA_TRUST_NEIGHBOURS,    "neighbours")
/* clang-format on */
enum ta_trust_criterion {
#define X(name, word) name,
    TA_TRUST_LIST(X)
#undef X
        TA_TRUST_COUNT
};
const char *ta_trust_word(enum ta_trust_criterion criterion);

/** NaN where nothing is known. */
struct ta_trust_evidence {
    double calibration_age; /**< days since calibration / days it holds for */
    double capture;         /**< 0 to 1 */
    double flagged, unevaluated, unchanged; /**< shares, 0 to 1 */
    enum ta_copy_verdict copy;              /**< worst of all comparisons */
    double neighbours;                      /**< ta_quality_agreement() */
};

struct ta_trust {
    int grade; /**< 1 to 5 */
    int each[TA_TRUST_COUNT];
    enum ta_trust_criterion decided; /**< the first criterion as poor as the grade */
};

void ta_trust_grade(const struct ta_trust_evidence *evidence, struct ta_trust *out);

/** What the criterion was judged by: a ratio or share as above; of a copy 1 for yes, 0 for no.
 *  NaN: not evaluated. */
double ta_trust_value(const struct ta_trust_evidence *evidence,
                      enum ta_trust_criterion criterion);

/** Capture, flagged, not evaluated and unchanged shares of a judged series; the rest NaN,
 *  copy cannot say.
 *  @param from, to period; readings expected = its length / the nominal step (NaN: no capture) */
void ta_trust_count(const struct ta_series *series, const struct ta_qc_verdict *verdict,
                    ta_time_us from, ta_time_us to, struct ta_trust_evidence *out);

/** Flagged and not evaluated shares by the flags that @p series has in the end, whoever gave them: what
 *  was told to have failed counts as such here too. Without values of the period they stay. */
void ta_trust_recount(const struct ta_series *series, ta_time_us from, ta_time_us to,
                      struct ta_trust_evidence *out);

/** Share of common times (to the same step) at which two series differ by at most
 *  max(@p absolute, @p relative times their mean); NaN with fewer than @p least of them. */
double ta_quality_agreement(const struct ta_series *a, const struct ta_series *b,
                            double step_s, double absolute, double relative,
                            size_t least);

#endif
