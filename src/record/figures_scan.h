/* SPDX-License-Identifier: Apache-2.0 */
/** @file figures_scan.h  The long lists of a canonical record, read without a tree of all of it.
 *
 *  Of a record's bytes nine tenths are indicators, and most of those are citations and parameters.
 *  They are read in passing; the rest is short, and handed on to be parsed. */
#ifndef TA_RECORD_FIGURES_SCAN_H
#define TA_RECORD_FIGURES_SCAN_H

#include "base/json_scan.h"
#include "base/text.h"
#include "record/figures.h"

/** Indicators whose details are read, too. */
enum { TA_DETAILED_FINANCED, TA_DETAILED_PD, TA_DETAILED_LGD, TA_DETAILED_COUNT };
extern const char *const ta_figures_detailed[TA_DETAILED_COUNT];

/** Fill indicators and `newest` of @p figures.
 *  @param rest to which is appended a JSON object of the members that are still to be read, with
 *  the details of ta_figures_detailed beside them, under their names
 *  @return false when the bytes are not understood, or memory is short: @p figures and @p rest are
 *  then to be thrown away and the record is parsed */
bool ta_figures_scan(const char *body, size_t size, struct ta_figures *figures,
                     struct ta_text *rest);

/* Words of a record, of any length. */
bool ta_figures_reason(struct ta_json_span word, enum ta_reason *out);
enum ta_gate_state ta_figures_gate(struct ta_json_span word);
enum ta_indicator_use ta_figures_use(struct ta_json_span word);
/** Does `why` say that the model does not ask it? */
bool ta_figures_excepted(struct ta_json_span why);

#endif
