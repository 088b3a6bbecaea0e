/* SPDX-License-Identifier: Apache-2.0 */
/** @file lgd_floor.h  Least loss given default that the formula of the internal ratings approach takes:
 *  Basel Framework CRE32.16 and 32.17, corporate exposures, table irb_lgd_floor.
 *
 *      floor = floor_unsecured (1 - s) + floor_secured s,  s = min(1, collateral (1 - haircut) / exposure)
 *
 *  Without exposure, collateral or its kind nothing is taken as secured. */
#ifndef TA_ALGORITHMS_LGD_FLOOR_H
#define TA_ALGORITHMS_LGD_FLOOR_H

#include <stdbool.h>

#include "terrassay/table.h"

/** What secures the exposure, as projects state it. */
enum ta_security {
    TA_UNSECURED,
    TA_SECURED_FINANCIAL,
    TA_SECURED_RECEIVABLES,
    TA_SECURED_REAL_ESTATE,
    TA_SECURED_OTHER_PHYSICAL,
    TA_SECURITY_END
};

struct ta_security_terms {
    double kind;       /**< as enum ta_security; NaN when not stated */
    double collateral; /**< value, before any haircut; NaN when not stated */
    double exposure;   /**< of the same currency; NaN when not stated */
    double
        financial_haircut; /**< of financial collateral, a share: CRE22 has it by the paper */
};

struct ta_lgd_floor {
    double value;   /**< %; NaN when no floor was in force */
    double secured; /**< share of the exposure, [0, 1] */
    bool unchecked; /**< a row without `checked` was used */
};

struct ta_lgd_floor ta_lgd_floor_of(const struct ta_table_set *tables, ta_day date,
                                    const struct ta_security_terms *terms);

#endif
