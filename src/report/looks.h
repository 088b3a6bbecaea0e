/* SPDX-License-Identifier: Apache-2.0 */
/** @file looks.h  Which looks of a site are worth a picture, and which are of one series. */
#ifndef TA_REPORT_LOOKS_H
#define TA_REPORT_LOOKS_H

#include "report/facts.h"

/** Clear share of a site from which a look counts in pictures and series. */
#define TA_LOOK_ENOUGH 0.6

/** Two looks to compare, as places in ta_facts.evidence. */
struct ta_look_pair {
    size_t before, after; /**< SIZE_MAX: none */
    bool same_season;     /**< at most 45 days apart within the year */
};

/** The latest clear look (else, and where it is older than the window of the first indicator that compares
 *  with a baseline, the latest without a quality layer, of which nobody knows how clear it is), and before it the clearest of the same season at least 300 days earlier: in the baseline of the first indicator that has
 *  one, else at all, else of any season; of equals, to a whole per cent, the earliest. Without a
 *  clear look, only `after`: the clearest there is, the latest of equals. */
void ta_looks_pair(const struct ta_facts *facts, int site, struct ta_look_pair *out);

/** Its quality layer was there, but none of the layers that were asked for. */
bool ta_look_lacks(const struct ta_fact_evidence *e);
/** Is it known how much of the look is cloud? A producer that has set what it masked to no-data does not say. */
bool ta_look_tells_cloud(const struct ta_fact_evidence *e);

/** The latest such look of a site, not older than the one shown (@p after, SIZE_MAX: none). @return its
 *  place in ta_facts.evidence, SIZE_MAX: none */
size_t ta_looks_lacking(const struct ta_facts *facts, int site, size_t after);

/** Distinct layers of the looks, borrowed: first those that the record's indicators ask for, in
 *  their order; at most @p most. @return how many */
size_t ta_looks_layers(const struct ta_facts *facts, size_t most, const char **layer);

/** Days between two days' places in the year, around the turn of the year, [0, 182.6]. */
double ta_season_distance(ta_day a, ta_day b);

#endif
