/* SPDX-License-Identifier: Apache-2.0 */
#include "exposure.h"

#include <math.h>

struct ta_exposure ta_exposure_of(double stated, double drawn)
{
    static const double rounding = 1e-9; /* of a rate */
    bool stands = stated >= drawn * (1.0 - rounding) || isnan(drawn);
    return stands ? (struct ta_exposure){stated, !isnan(stated)}
                  : (struct ta_exposure){drawn, false};
}

double ta_exposure_drawn(const struct ta_evidence *evidence)
{
    const struct ta_input *drawn = ta_evidence_input(evidence, "outstanding");
    bool known = drawn != NULL && drawn->reason == TA_OBSERVED;
    return known ? drawn->number : (double)NAN;
}
