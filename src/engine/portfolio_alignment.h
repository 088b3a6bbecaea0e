/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_alignment.h  The recorded loans of a portfolio against production plans and a scenario, by
 *  sector and technology. */
#ifndef TA_ENGINE_PORTFOLIO_ALIGNMENT_H
#define TA_ENGINE_PORTFOLIO_ALIGNMENT_H

#include <jansson.h>

#include "engine/alignment_book.h"
#include "engine/book.h"

/** {"scenario", "intensity" or null, "region", "start", "year", "loans", "matched", "unmatched", "possible", "sectors"}: rows
 *  as alignment_sectors.h has them, what is outstanding as money, each with the numbers of the records it rests on;
 *  `unmatched` are those of loans whose client has no company of its id or name, `possible` who of them may be one of
 *  another spelling: [{"record", "client", "companies"}]. A client is looked for by the id and the name that its record
 *  holds.
 *  @param tables its loans and balance sheets are not read
 *  @param out owned
 *  @return TA_OK; as ta_alignment_book() */
TA_NODISCARD enum ta_status
ta_portfolio_alignment(const struct ta_book *book,
                       const struct ta_alignment_request *tables, json_t **out,
                       struct ta_error *err);

#endif
