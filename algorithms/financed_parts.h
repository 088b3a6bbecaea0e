/* SPDX-License-Identifier: Apache-2.0 */
/** @file financed_parts.h  Each loan's part of scope 1 and of scope 2, by the best of PCAF's options that what
 *  is known allows: reported (1), by activity (2), by the sector's factors (3a, 3b, 3c), in that order. Scope 3, as
 *  reported or by the sector's factors, stands apart: no sum has it, no option and no ledger. */
#ifndef TA_ALGORITHMS_FINANCED_PARTS_H
#define TA_ALGORITHMS_FINANCED_PARTS_H

#include "carbon.h"
#include "financed_loans.h"
#include "financed_sector.h"

/** X(option) from best to poorest */
/* clang-format off */
#define TA_PCAF_OPTION_LIST(X) X(1a) X(1b) X(2a) X(2b) X(3a) X(3b) X(3c)
/* clang-format on */
enum { TA_PCAF_OPTIONS = 7, TA_FINANCED_NOTES = 4 };

struct ta_financed_case {
    const struct ta_rows *loans;
    const struct ta_carbon *carbon;
    const struct ta_table_set *tables;
    ta_day date;
    double years_most; /**< between a sector's factor and the amounts */
};

/** A factor of the sector that was used. */
struct ta_financed_note {
    const char *option;
    int year, amounts_year;
    double currency;
};

/** Scope 3, apart. */
struct ta_financed_scope3 {
    bool any;         /**< something of it is known */
    double financed;  /**< tCO2e a year; NaN where a loan's part cannot be told */
    double estimated; /**< of it by option 3 */
    int score;        /**< PCAF's, the poorest; 0: no rule in force */
    bool noted;
    struct ta_financed_note note; /**< the first factor that was used */
    const char *lacking; /**< a loan whose part cannot be told; NULL when all are */
};

struct ta_financed_parts {
    double scope[TA_SCOPES_FROM_ACTIVITY];     /**< financed, tCO2e a year */
    double estimated[TA_SCOPES_FROM_ACTIVITY]; /**< of it by option 3 */
    int score[TA_SCOPES_FROM_ACTIVITY]; /**< PCAF's, the poorest; 0: no rule in force */
    double option[TA_PCAF_OPTIONS];     /**< financed by each, both scopes */
    bool used[TA_PCAF_OPTIONS];
    struct ta_both_ledgers both;
    size_t n_notes;
    struct ta_financed_note note[TA_FINANCED_NOTES]; /**< the first ones */
    bool unchecked;
    struct ta_financed_scope3 scope3;
    /** A loan of which a scope cannot be told; NULL when all is. */
    const char *lacking;
    size_t lacking_scope, lacking_row;
    bool lacking_share; /**< its attribution, not the emissions */
    bool
        silent[TA_SCOPES_FROM_ACTIVITY]; /**< neither stated nor estimated for a loan */
    struct ta_sector_part refused;
};

void ta_financed_parts(const struct ta_financed_case *of,
                       struct ta_financed_parts *out);
/** "1a", ... "3c". */
const char *ta_pcaf_option(size_t i);

#endif
