/* SPDX-License-Identifier: Apache-2.0 */
/** @file filing_compare.h  Two documents of a portfolio side by side: figures that differ, and the
 *  records behind the difference. */
#ifndef TA_ENGINE_FILING_COMPARE_H
#define TA_ENGINE_FILING_COMPARE_H

#include <jansson.h>
#include <stdbool.h>

/** [{"section", "figure", "key", "currency", "unit", "filed", "restated"}]; null where one side has
 *  no such figure. A figure of a document that does not tell sets of GWP is held against that of each
 *  set. Owned. */
json_t *ta_filing_figures(const json_t *filed, const json_t *restated, bool *ok);
/** [{"project", "filed", "restated"}]: ids of records, null where there is none. Owned. */
json_t *ta_filing_because(const json_t *filed, const json_t *restated, bool *ok);

/** Documents tell more than they did, and some figures by other rules. Was @p filed written in such a former
 *  form (see TA_PORTFOLIO_FORM), and does all that it says come out again in @p again, which was made of the
 *  same records? A sum over several sets of GWP is what they come to, within 1e-9; an intensity over
 *  several, which is made no more, is held against nothing; a level counts the records that have it, whatever
 *  their opinion. Before form 2 reasons for what was not observed, and what is stated or estimated, are held to
 *  their sum; the age of evidence and what of emissions is estimated are held to nothing. */
bool ta_filing_former(const json_t *filed, const json_t *again, bool *ok);

#endif
