/* SPDX-License-Identifier: Apache-2.0 */
/** @file exchange.h  Amounts of one currency in another, by dated rates that a bank gives.
 *
 *  The rates are a table in the form of datasets/tables (tables/tables.h): keys `from` and `to`, the
 *  value how much of `to` one of `from` is, in whole units of both, unit 1, valid on its days, with
 *  its source. No rate is turned round or joined with another, and none beyond its days is used. */
#ifndef TA_ENGINE_EXCHANGE_H
#define TA_ENGINE_EXCHANGE_H

#include <jansson.h>

#include "engine/portfolio_add.h"
#include "terrassay/table.h"

struct ta_tables;

/** A table of rates. Owned; ended by ta_exchange_free(). */
struct ta_exchange {
    struct ta_tables *tables;
    const struct ta_table *rates;
    char to[4]; /**< what amounts are counted in */
    ta_day day; /**< whose rates count */
};

/** @param to ISO 4217
 *  @return TA_OK; TA_E_DATA when @p to is no currency or the table is none of rates; as
 *          ta_tables_parse(); TA_E_NOTFOUND, TA_E_IO */
TA_NODISCARD enum ta_status ta_exchange_open(const char *path, const char *to,
                                             ta_day day, struct ta_exchange *out,
                                             struct ta_error *err);
void ta_exchange_free(struct ta_exchange *exchange);

/** Rows in force for @p from, or NULL: then such amounts stay apart. */
const struct ta_row *ta_exchange_rate(const struct ta_exchange *exchange,
                                      const char *from);
/** Count what has a rate in `to`, and join it; the rest stays as it is. */
void ta_exchange_holding(const struct ta_exchange *exchange,
                         struct ta_holding *holding);
/** The rates that were used, and what has none: "to", "sha256", "rates", "apart". */
json_t *ta_exchange_json(const struct ta_exchange *exchange, const struct ta_book *book,
                         bool *ok);

#endif
