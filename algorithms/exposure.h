/* SPDX-License-Identifier: Apache-2.0 */
/** @file exposure.h  What may be lost at default.
 *
 *  Never less than what is drawn (so Basel Framework CRE32, recalled): a smaller figure would make
 *  collateral that covers half of a loan cover all of it. */
#ifndef TA_ALGORITHMS_EXPOSURE_H
#define TA_ALGORITHMS_EXPOSURE_H

#include <stdbool.h>

#include "terrassay/indicator.h"

struct ta_exposure {
    double amount;
    bool stated; /**< as stated; else it is what is drawn */
};

/** As stated, else, or where that is less, what is drawn. @param stated, drawn of one currency; NaN where it is
 *  not known */
struct ta_exposure ta_exposure_of(double stated, double drawn);

/** Outstanding under the loans in the currency that exposures are stated in, by input "outstanding"; NaN
 *  where none is. What is drawn in other currencies comes on top of it and is not converted. */
double ta_exposure_drawn(const struct ta_evidence *evidence);

/* clang-format off */
#define TA_EXPOSURE_DRAWN \
    {"outstanding", TA_INPUT_NUMBER, TA_FROM_PROJECT, "loans.outstanding", "CNY", 0, 1e18, false, \
     "outstanding under the loans in CNY; stands where less is stated as the exposure"}
/* clang-format on */

#endif
