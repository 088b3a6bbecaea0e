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
enum {
    TA_DETAILED_FINANCED,
    TA_DETAILED_PD,
    TA_DETAILED_LGD,
    TA_DETAILED_LIMIT,
    TA_DETAILED_COUNT
};
extern const char *const ta_figures_detailed[TA_DETAILED_COUNT];

/** Fill indicators of @p figures.
 *  @param evidence that list of the record, for ta_figures_scan_evidence(); borrowed from @p body
 *  @param rest to which is appended a JSON object of the members that are still to be read, with
 *  the details of ta_figures_detailed beside them, under their names
 *  @return false when the bytes are not understood, or memory is short: @p figures and @p rest are
 *  then to be thrown away and the record is parsed */
bool ta_figures_scan(const char *body, size_t size, struct ta_figures *figures,
                     struct ta_json_span *evidence, struct ta_text *rest);
/** Fill `newest`, once project, as_of and details are known.
 *  @return false as above */
bool ta_figures_scan_evidence(struct ta_json_span evidence, struct ta_figures *figures);

/** What of a row of evidence tells how new it is. */
struct ta_figures_evidence {
    struct ta_json_span kind, id, time;
    double clear; /**< share; NaN: nobody knows */
};
/** @return false when its time is none that a record writes */
bool ta_figures_take_evidence(const struct ta_figures_evidence *row,
                              struct ta_figures *figures);

/* Words of a record, of any length. */
bool ta_figures_reason(struct ta_json_span word, enum ta_reason *out);
enum ta_gate_state ta_figures_gate(struct ta_json_span word);
enum ta_indicator_use ta_figures_use(struct ta_json_span word);
/** Does `why` say that the model does not ask it? */
bool ta_figures_excepted(struct ta_json_span why);

#endif
