/* SPDX-License-Identifier: Apache-2.0 */
/** @file green_label.h  An entry of a green catalogue, as the client proposes it: carried and told, never
 *  scored.
 *
 *  An entry is conditions, evidence and an edition by date, and none of the conditions is checked here. Of
 *  the edition one rule is known: China's Green Finance Endorsed Project Catalogue of 2025 is in force from
 *  1 October 2025, and loans approved before keep the catalogue of their day. */
#ifndef TA_ENGINE_GREEN_LABEL_H
#define TA_ENGINE_GREEN_LABEL_H

#include "terrassay/assessment.h"

enum { TA_GREEN_LABEL_FINDINGS = 2 };

/** Finding "label_proposed" of a project that proposes an entry; "label_edition" where the first loan whose
 *  beginning does not go with the edition does not. @return how many stand in @p out */
size_t ta_green_label_findings(const struct ta_project *project,
                               struct ta_finding out[TA_GREEN_LABEL_FINDINGS]);

#endif
