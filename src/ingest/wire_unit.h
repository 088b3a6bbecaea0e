/* SPDX-License-Identifier: Apache-2.0 */
/** @file wire_unit.h  Units as payloads name them. */
#ifndef TA_INGEST_WIRE_UNIT_H
#define TA_INGEST_WIRE_UNIT_H

#include <stdbool.h>

#include "ingest/scan.h"
#include "units.h"

/** Understand @p text: a name of SenML's registry (RFC 8428, RFC 8798), else UDUNITS spelling.
 *  No text means two things, since units_senml.def lists only names that UDUNITS lacks. */
bool ta_wire_unit(struct ta_view text, struct ta_unit *out);

#endif
