/* SPDX-License-Identifier: Apache-2.0 */
/** @file page.h  The page while it is written: what every section needs, and the few shapes
 *  that sections are made of. */
#ifndef TA_REPORT_PAGE_H
#define TA_REPORT_PAGE_H

#include "report/chart.h"
#include "report/dossier.h"
#include "report/hours.h"
#include "report/html.h"
#include "report/svg.h"

struct ta_page {
    const struct ta_dossier *dossier;
    const struct ta_facts *facts;
    struct ta_speech speech;
    const struct ta_model *model; /**< NULL: its file is not here */
    struct ta_hours hours;        /**< of the record's datastreams */
    struct ta_gone gone;          /**< evidence that is not the record's */
    size_t older; /**< looks at hand of before the time that the model looks back to */
    struct ta_text *out;
    struct ta_error *err;
    unsigned figures;  /**< written so far, for their ids */
    enum ta_status rc; /**< the first failure that ends the report */
};

/** What a page is of. */
struct ta_page_frame {
    const char *datasets; /**< folder that stands before the embedded ones; or NULL */
    const char *title;    /**< words of others */
    const char *kind;     /**< message key of what kind of page it is */
    const char *foot;     /**< id at the foot of printed pages; its first 16 letters */
    bool simulated;
};
/** From the first byte to <body>. @return TA_OK; TA_E_DATA for a style sheet that cannot stand
 *  in it, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_page_frame_begin(struct ta_page *page,
                                                const struct ta_page_frame *frame);
/** From </main> to the last byte. */
void ta_page_frame_end(struct ta_page *page, const char *footer);

/** Note a failure that ends the report; TA_OK does nothing. */
void ta_page_fail(struct ta_page *page, enum ta_status rc);

/** Markup of ours as it is. */
void ta_page_tags(struct ta_page *page, const char *tags);
/** Words of ours or of numbers, escaped. */
void ta_page_words(struct ta_page *page, const char *words);
/** The words for a key. */
void ta_page_say(struct ta_page *page, const char *key);
/** The words for a key with names filled in: name, value, ..., NULL; six names at most. */
void ta_page_fill(struct ta_page *page, const char *key, ...);
/** Words of others: escaped and set apart; the words for none when NULL or empty. On a page for
 *  others a datastream is told by its number, and all else is left out. */
void ta_page_outside(struct ta_page *page, const char *words);
/** Words of others that name nobody: a code, a rule, a model, a table's row. On a page for others
 *  they stand too, unless a name of the record stands in them. */
void ta_page_public(struct ta_page *page, const char *words);
/** A sentence of the record, in the reader's language where somebody wrote it. */
void ta_page_why(struct ta_page *page, const char *english);
/** The same of what programs and catalogues told: without a translation their words stand as a
 *  quotation, and the page says so. */
void ta_page_told(struct ta_page *page, const char *english);
/** What stands between two sentences: a space, in Chinese nothing. */
void ta_page_gap(struct ta_page *page);
/** A line that says of which zone the times of a section are. */
void ta_page_zone(struct ta_page *page);
/** In the place of what a layer would show whose file is gone or changed. */
void ta_page_layer_gone(struct ta_page *page, const char *id);
/** <tag>words of a key</tag> */
void ta_page_element(struct ta_page *page, const char *tag, const char *key);
/** " (90% interval 3 to 5 t)" or " (best to worst case: 40 to 70 h)", as the indicator declares what its
 *  ends are; nothing without two ends. */
void ta_page_range(struct ta_page *page, const struct ta_fact_indicator *indicator);
/** A number with its unit, as a cell or in a line. */
void ta_page_value(struct ta_page *page, double value, const char *unit);

/** A section with its heading, which has the id too; the word for made-up data beside it. */
void ta_page_open(struct ta_page *page, const char *id, const char *heading,
                  bool simulated);
void ta_page_close(struct ta_page *page);
/** The word for made-up data, when it is. */
void ta_page_simulated(struct ta_page *page, bool simulated);

/** A table that may be wider than the page and then scrolls by itself; column headings by
 *  keys, NULL-ended. A heading that begins with '#' is of a column of numbers. */
void ta_page_table(struct ta_page *page, const char *caption_key,
                   const char *const *headings);
void ta_page_table_end(struct ta_page *page);

/** Terms with what they mean: the words of "term.ID" and "term_means.ID"; NULL-ended. */
void ta_page_terms(struct ta_page *page, const char *const *terms);

typedef void (*ta_page_draw_fn)(const struct ta_speech *speech, const void *view,
                                double width, struct ta_drawing *out);
/** A figure drawn for wide and for narrow pages. @p title and @p words tell it to who cannot
 *  see it; @p caption_key stands below (NULL: nothing). */
struct ta_page_figure {
    ta_page_draw_fn draw;
    const void *view;
    const char *title, *words, *caption_key;
};
void ta_page_chart(struct ta_page *page, const struct ta_page_figure *figure);
/** A drawing as it is, no figure around it. */
void ta_page_drawing(struct ta_page *page, const struct ta_drawing *drawing,
                     const char *kind, const char *title, const char *words);

/** What the workspace shows of an indicator whose reason is client_silent, as a message key: it holds
 *  no statement, only part of what is asked, no registered datastream or no readings. Nothing in it
 *  says whether the client was asked. NULL for any other reason. */
const char *ta_page_silence(const struct ta_page *page,
                            const struct ta_fact_indicator *indicator);
/** Why it was not observed, in words. */
const char *ta_page_reason(const struct ta_page *page,
                           const struct ta_fact_indicator *indicator);

/** Name of an indicator in words. */
const char *ta_page_indicator(const struct ta_page *page, const char *id);
/** Title of a reference table, with its year; its id where it is a bank's own. */
const char *ta_page_table_title(const struct ta_page *page, const char *id);

/** "Vegetation loss, observed in part: not observed 13.5 ha": what stayed unseen of it, and why, an
 *  item for each datastream where it is of several. Without its name, where that stands before, how
 *  much it is and a link to the reasons. */
void ta_page_unseen(struct ta_page *page, const struct ta_fact_indicator *indicator,
                    bool named);

/** The whole page. @return TA_OK, TA_E_DATA for a style sheet that cannot stand in it,
 *  TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_page_write(const struct ta_dossier *dossier,
                                          enum ta_language language,
                                          const struct ta_messages *messages,
                                          struct ta_text *out, struct ta_error *err);

/** The rows of tables that an indicator read, with their sources; nothing where a record does not
 *  say them. */
void ta_section_rows(struct ta_page *page, const struct ta_fact_indicator *indicator);
/** Was the record signed after the last day it stands for? By the page's clock. */
bool ta_section_expired(const struct ta_page *page);
/** Of an indicator's two questions (indicator.ID.question_missing, .question) the one that is put
 *  to the client: the first when the answer would be evidence, the second when what was seen
 *  needs a word; NULL when nothing is to be asked. It stands at id "ask-ID". */
const char *ta_section_question(const struct ta_fact_indicator *indicator);
/** Is the client asked about findings of its kind? It stands at id "ask-finding-CODE". */
bool ta_section_finding_asks(const struct ta_page *page,
                             const struct ta_fact_finding *finding);
/** What a finding is about, in the reader's language where it is an account of emissions. */
void ta_section_finding_object(struct ta_page *page,
                               const struct ta_fact_finding *finding);
/** "6 h on 2026-08-12, at most 71.7 mg/m3": when @p stream was above its limit; nothing when it
 *  never was. */
void ta_section_exceeded(const struct ta_page *page,
                         const struct ta_stream_hours *stream, struct ta_text *out);

/* Sections, in their order. */
void ta_section_head(struct ta_page *page);
/** What an earlier record says that still stands; nothing where none does. */
void ta_page_standing(struct ta_page *page);
void ta_section_opinion(struct ta_page *page);
void ta_section_conditions(struct ta_page *page);
void ta_section_questions(struct ta_page *page);
void ta_section_gates(struct ta_page *page);
void ta_section_reasons(struct ta_page *page);
void ta_section_place(struct ta_page *page);
void ta_section_pictures(struct ta_page *page);
void ta_section_series(struct ta_page *page);
void ta_section_readings(struct ta_page *page);
void ta_section_rain(struct ta_page *page);
void ta_section_score(struct ta_page *page);
void ta_section_details(struct ta_page *page);
void ta_section_emissions(struct ta_page *page);
void ta_section_not_observed(struct ta_page *page);
void ta_section_findings(struct ta_page *page);
void ta_section_stated(struct ta_page *page);
void ta_section_history(struct ta_page *page);
void ta_section_evidence(struct ta_page *page);
void ta_section_model(struct ta_page *page);

#endif
