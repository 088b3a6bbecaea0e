/* SPDX-License-Identifier: Apache-2.0 */
/** @file windows.h  Which days an indicator looked at: its window and its baseline, from the
 *  parameters that the record holds, and the looks that lie in them. */
#ifndef TA_REPORT_WINDOWS_H
#define TA_REPORT_WINDOWS_H

#include "report/facts.h"

/** Days from first to last, ends included, with what was looked at in them. */
struct ta_span {
    ta_day first, last;           /**< TA_DAY_NONE: the indicator has none */
    size_t seasons;               /**< the same season of so many years; 0: all days */
    size_t looks;                 /**< chips of the indicator's evidence in it */
    ta_day first_look, last_look; /**< TA_DAY_NONE: none */
    size_t looked;                /**< seasons with a look, of `seasons` */
};

struct ta_windows {
    struct ta_span window, baseline;
};

void ta_windows_of(const struct ta_facts *facts,
                   const struct ta_fact_indicator *indicator, struct ta_windows *out);

#endif
