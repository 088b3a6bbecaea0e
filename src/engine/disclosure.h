/* SPDX-License-Identifier: Apache-2.0 */
/** @file disclosure.h  Tables that a bank discloses, out of the document of its portfolio: the same
 *  records, each field with those it rests on.
 *
 *  PCAF by asset class, and so the guide of the People's Bank, of which no row was read; of a record whose
 *  loans are of several classes the guide's shares are not told apart. IFRS S2 by industry and asset class. The industry is the code of the
 *  project document, in its own scheme; S2 of June 2023 asks for the six-digit GICS code. Gross
 *  exposure is what is outstanding: S2 asks for the funded carrying amount before the loss allowance,
 *  in which a bank's ledger has interest too. */
#ifndef TA_ENGINE_DISCLOSURE_H
#define TA_ENGINE_DISCLOSURE_H

#include <jansson.h>

#include "terrassay/status.h"

enum ta_standard {
    TA_STANDARD_PCAF,
    TA_STANDARD_ISSB_S2,
    TA_STANDARD_PBOC,
    TA_STANDARD_COUNT
};
/** Of "pcaf", "issb-s2" or "pboc"; TA_STANDARD_COUNT for no such word. */
enum ta_standard ta_standard_of(const char *word);

/** @param portfolio see portfolio_document.h
 *  @param out owned: {"schema", "standard", "as_of", "class", "simulated", "rows", "records"}, after
 *             datasets/schema/disclosure.schema.json
 *  @return TA_OK, TA_E_DATA for a document that is none, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_disclosure(const json_t *portfolio,
                                          enum ta_standard standard, json_t **out,
                                          struct ta_error *err);

#endif
