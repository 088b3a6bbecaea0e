/* SPDX-License-Identifier: Apache-2.0 */
/** @file body.h  An assessment as the canonical bytes of a record. */
#ifndef TA_RECORD_BODY_H
#define TA_RECORD_BODY_H

#include "base/text.h"
#include "terrassay/assessment.h"
#include "terrassay/status.h"

/** Append the canonical JSON (RFC 8785) after datasets/schema/record.schema.json.
 *  @return TA_OK; TA_E_DATA when a text is no UTF-8, a number infinite or a site without
 * shape, TA_E_LIMIT for a number that readers of JSON would take for another, TA_E_NOMEM.
 * Nothing is appended then. */
TA_NODISCARD enum ta_status ta_record_body(const struct ta_assessment *assessment,
                                           struct ta_text *out, struct ta_error *err);

#endif
