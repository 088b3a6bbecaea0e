/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_parts.h  The page of all loans, part by part, each out of the document
 *  (engine/portfolio_document.h). */
#ifndef TA_REPORT_PORTFOLIO_PARTS_H
#define TA_REPORT_PORTFOLIO_PARTS_H

#include <jansson.h>

#include "report/page.h"

enum {
    TA_PORTFOLIO_ROWS = 2000, /**< of a list on the page; the JSON has all */
    TA_PORTFOLIO_FIRST = 5,   /**< records named to be opened first */
    TA_PORTFOLIO_UNSEEN = 20  /**< records whose gaps stand near the top */
};

/** The first figure of that name, or NULL. */
const json_t *ta_portfolio_figure(const json_t *document, const char *name);
/** A cell with a text of ours or of others, set apart; @p tag with its attributes. */
void ta_portfolio_cell(struct ta_page *page, const char *tag, const char *words);
/** A whole number in the reader's form. */
void ta_portfolio_number(const struct ta_page *page, double value, char out[TA_SPOKEN]);
/** "1-4, 6", cut where it grows long. @param row a figure */
void ta_portfolio_records_of(const struct ta_page *page, const json_t *row,
                             struct ta_text *out);
/** The same in a sentence: "records 1-4, 6", "record 8". */
void ta_portfolio_say_records(const struct ta_page *page, const json_t *row,
                              struct ta_text *out);
void ta_portfolio_name_records(const struct ta_page *page, const char *list,
                               struct ta_text *out);
/** The next run of such a list, where no figure has it; numbers from 1. */
void ta_portfolio_add_run(const struct ta_page *page, size_t first, size_t last,
                          struct ta_text *out);
/** "Objection (indicative)" */
void ta_portfolio_opinion(struct ta_page *page, const json_t *record);
/** "very high risk: the upper bound has it too"; "no level was found" */
void ta_portfolio_level(struct ta_page *page, const json_t *record);
/** The project, as a link to its row in the table of records where it has one there. */
void ta_portfolio_link(struct ta_page *page, const json_t *record);

/** Alignment by sector and technology, where the document has it. */
void ta_portfolio_alignment_section(struct ta_page *page, const json_t *document);

/** Title, notices (simulated, indicative, expired) and what the page is of. */
void ta_portfolio_head(struct ta_page *page, const json_t *document);
/** The records to open first, by a rule that is said. */
void ta_portfolio_first(struct ta_page *page, const json_t *document);
/** What was not observed, by record. */
void ta_portfolio_unseen(struct ta_page *page, const json_t *document);
/** Sentences that part a sum into what can be compared; before the table of emissions. */
void ta_portfolio_emission_notes(struct ta_page *page, const json_t *document);
/** Which rates amounts are counted by, and what has none; nothing without rates. */
void ta_portfolio_exchange_notes(struct ta_page *page, const json_t *document);
/** Changes of level, and the records. */
void ta_portfolio_lists(struct ta_page *page, const json_t *document);

#endif
