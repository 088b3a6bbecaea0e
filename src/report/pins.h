/* SPDX-License-Identifier: Apache-2.0 */
/** @file pins.h  What a record pins of layers, as the engine opens them. */
#ifndef TA_REPORT_PINS_H
#define TA_REPORT_PINS_H

#include "engine/evidence.h"
#include "report/facts.h"

/** The record's layers and documents. @param out zeroed; ended by ta_evidence_free()
 *  @return TA_OK or TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_pins_of(const struct ta_facts *facts,
                                       struct ta_evidence_list *out,
                                       struct ta_error *err);

#endif
