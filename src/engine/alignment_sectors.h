/* SPDX-License-Identifier: Apache-2.0 */
/** @file alignment_sectors.h  A loan book's plans by sector and technology, each loan weighing what is
 *  outstanding. */
#ifndef TA_ENGINE_ALIGNMENT_SECTORS_H
#define TA_ENGINE_ALIGNMENT_SECTORS_H

#include <jansson.h>
#include <stdbool.h>

#include "terrassay/status.h"

/** The method whose targets rest on an assumption. */
extern const char ta_alignment_sda[];
/** Name it in a row of that method: {"market_share_term": 1}. */
void ta_alignment_assumed(json_t *row, bool *ok);
/** Does any of these rows name it? */
bool ta_alignment_assumes(const json_t *rows);

/** One object for each currency, sector, technology and method, in that order: {"currency", "sector",
 *  "technology", "method", "loans", "outstanding", "start", "planned", "target", "gap", "on_path",
 *  "without_target"}. Of a company that several loans stand behind the plan counts with each of them.
 *  `start`, `planned` and `target` are means weighted by what is outstanding, `gap` is that of the means,
 *  `on_path` the share of the amount whose own plan is on the path; plans without a target, or without production
 *  in the later year, are counted, and in none of these.
 *  @param loans as ta_alignment_book() has them
 *  @param out   owned list
 *  @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_alignment_sectors(const json_t *loans, json_t **out,
                                                 struct ta_error *err);

#endif
