/* SPDX-License-Identifier: Apache-2.0 */
/** @file filing_compare.h  Two documents of a portfolio side by side: figures that differ, and the
 *  records behind the difference. */
#ifndef TA_ENGINE_FILING_COMPARE_H
#define TA_ENGINE_FILING_COMPARE_H

#include <jansson.h>
#include <stdbool.h>

/** [{"section", "figure", "key", "currency", "unit", "filed", "restated"}]; null where one side has
 *  no such figure. Owned. */
json_t *ta_filing_figures(const json_t *filed, const json_t *restated, bool *ok);
/** [{"project", "filed", "restated"}]: ids of records, null where there is none. Owned. */
json_t *ta_filing_because(const json_t *filed, const json_t *restated, bool *ok);

#endif
