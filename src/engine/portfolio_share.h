/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_share.h  The document of a portfolio for others than the credit department. */
#ifndef TA_ENGINE_PORTFOLIO_SHARE_H
#define TA_ENGINE_PORTFOLIO_SHARE_H

#include <jansson.h>

#include "terrassay/status.h"

enum { TA_SHARE_DIGITS = 12 };

/** Leave out of @p document (portfolio_document.h) who it is about: a project stands by the first twelve
 *  digits of its record's id, as on a shared page of one record; clients and loans by their number; a project
 *  without a record, and words that the bank wrote (title of a model, source of a rate, a sector that holds a
 *  name), not at all. Figures, opinions, levels, amounts, days and the ids of records stay.
 *  @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_portfolio_share(json_t *document, struct ta_error *err);

#endif
