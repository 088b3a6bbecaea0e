/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_document.h  What all loans come to together: one document, from which table, CSV, JSON
 *  and page are made.
 *
 *  Tonnes are added over all records; amounts of money stand for each currency apart, unless dated
 *  rates were given: then the document names each rate that was used, and what had none. Every figure names the records it rests on. The
 *  same records give the same bytes. */
#ifndef TA_ENGINE_PORTFOLIO_DOCUMENT_H
#define TA_ENGINE_PORTFOLIO_DOCUMENT_H

#include <jansson.h>

#include "engine/alignment_book.h"
#include "engine/book.h"
#include "engine/exchange.h"
#include "terrassay/model.h"

/** Member "form" of a document: raised when the same records may give other figures or rows, so that what was
 *  filed before is told as of a former form and what the change made is not restated (filing_compare.h).
 *  Documents before 2 have none. */
enum { TA_PORTFOLIO_FORM = 3 };

struct ta_portfolio_request {
    ta_day as_of;
    ta_day
        since; /**< levels are compared with those of this day; TA_DAY_NONE: with none */
    /** Name of a model under which stored values are rated again; NULL: levels stand as
     *  recorded. Levels are then compared with the recorded ones. */
    const char *model;
    const char *only_model; /**< see book.h; NULL: records under any */
    const struct ta_exchange
        *exchange; /**< amounts are counted in its currency; NULL: each stands apart */
    /** Production plans and a scenario, without loans: portfolio_alignment.h. NULL: no alignment. */
    const struct ta_alignment_request *alignment;
    size_t top; /**< groups shown of clients, sectors and countries each */
    /** Only these records and projects (in byte order); NULL: the newest of all. */
    size_t n_records, n_projects;
    const char *const *record, *const *project;
    /** Records that were signed later lift nothing and stand behind nothing; 0: all count. */
    ta_time_us signed_by;
    void *self;
    void (*fault)(void *self, int64_t seq, const char *words); /**< see book.h */
    void (*progress)(void *self, size_t done, size_t total);
};

/** The document, after datasets/schema/portfolio.schema.json. *out is owned (json_decref).
 *  @param n_faults records of the chain that are not intact; none of them was used
 *  @return TA_OK; TA_E_NOTFOUND when no project has a record; what reading the store gave */
TA_NODISCARD enum ta_status ta_portfolio(const struct ta_workspace *workspace,
                                         const struct ta_portfolio_request *request,
                                         json_t **out, size_t *n_faults,
                                         struct ta_error *err);

#endif
