/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio.h  The document of a portfolio (engine/portfolio_document.h) as words, CSV and
 *  page. */
#ifndef TA_REPORT_PORTFOLIO_H
#define TA_REPORT_PORTFOLIO_H

#include <jansson.h>

#include "report/speech.h"
#include "terrassay/status.h"

/** One figure in the reader's words. */
struct ta_figure_words {
    struct ta_text name, key, value, records;
};
/** @param row one of the document's `figures`; @param out ended by ta_figure_words_free() */
void ta_figure_words(const struct ta_speech *speech, const json_t *row,
                     struct ta_figure_words *out);
void ta_figure_words_free(struct ta_figure_words *words);
/** "1-4, 6": the numbers of records of a figure, with @p between after each run. */
void ta_figure_records(const json_t *row, const char *between, struct ta_text *out);

/** "claims-2: 1, credit-3: 8": the models of the records. @return how many */
size_t ta_portfolio_models(const struct ta_speech *speech, const json_t *document,
                           struct ta_text *out);
/** "AR5: 3, AR6: 1": the sets of GWP that records' tonnes are weighed by. @return how many */
size_t ta_portfolio_gwp(const struct ta_speech *speech, const json_t *document,
                        struct ta_text *out);
/** "credit-3": model and version of a record; "" when it names none. */
void ta_portfolio_model_name(const json_t *record, char *out, size_t size);

/** All figures, one a row: section, figure, key, currency, value, unit, n, records, gwp. Below them those of
 *  section "alignment", key SECTOR/TECHNOLOGY/METHOD and n loans, where there is one; then the
 *  records themselves: section "record", figure its number, key the project, value the id; then
 *  what each says: section "standing", figure opinion, class, level, level_hi, basis, as_of,
 *  valid_to, model, observed_weight, score, lo, hi, expired, found, simulated, gate/ID, not_observed/ID;
 *  earlier/record, class, model, opinion, as_of, valid_to where an earlier record still stands behind it. */
void ta_portfolio_csv(const json_t *document, struct ta_text *out);

/** The rows of a disclosure (engine/disclosure.h): standard, field, where, checked, asset_class, sector,
 *  currency, value, unit, reason, n, records, gwp; below them the records as above. */
void ta_disclosure_csv(const json_t *document, struct ta_text *out);

/** One HTML page, no network, no script, ready for A4.
 *  @param datasets folder that stands before the embedded ones; or NULL
 *  @return TA_OK, TA_E_DATA for a style sheet that cannot stand in it, TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_portfolio_html(const char *datasets, const json_t *document,
                  enum ta_language language, const struct ta_messages *messages,
                  struct ta_text *out, struct ta_error *err);

#endif
