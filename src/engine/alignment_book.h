/* SPDX-License-Identifier: Apache-2.0 */
/** @file alignment_book.h  A loan book held against production plans and climate scenarios: which company
 *  stands behind each loan, how far its plans are from the scenario, and what of its emissions the
 *  loan finances, where a balance sheet says so.
 *
 *  A loan's company is found as production.h has it: by the borrower's id, then by name, the direct borrower's, then
 *  its parents'. Nobody is matched by likeness: who may be meant is named and counts for nothing. Scenarios are CSV in
 *  the columns of PACTA for Banks (2 Degrees Investing Initiative, 2021). */
#ifndef TA_ENGINE_ALIGNMENT_BOOK_H
#define TA_ENGINE_ALIGNMENT_BOOK_H

#include <jansson.h>

#include "base/csv.h"
#include "engine/production.h"

enum { TA_ALIGNMENT_NAMES = 3 };

/** One loan. Texts are borrowed; "" where there is none. */
struct ta_alignment_loan {
    const char *id, *client; /**< of the borrower: its code, LEI or the bank's own */
    const char *name
        [TA_ALIGNMENT_NAMES]; /**< direct borrower, intermediate parent, ultimate parent */
    double outstanding;       /**< in units of its currency */
    char currency[4];
};

struct ta_alignment_request {
    size_t n_loans;
    const struct ta_alignment_loan *loan;
    const struct ta_production *production;
    /** scenario, sector, technology, region, year, value */
    const struct ta_csv *scenario;
    /** scenario, sector, region, year, emission_factor; NULL: no sectoral decarbonisation */
    const struct ta_csv *intensity;
    /** name_company, currency, equity, debt, emissions (scope 1 and 2, tCO2e a year), grade; or
     *  NULL: no balance sheet is known */
    const struct ta_csv *balance;
    const char *scenario_name, *intensity_name, *region;
    int start, later; /**< years */
};

struct ta_alignment_counts {
    size_t loans, matched, possible, plans, on_path, without_target, financed;
};

/** Loans out of a table: id_loan, name_direct_loantaker, name_intermediate_parent_1, name_ultimate_parent,
 *  loan_size_outstanding, loan_size_outstanding_currency, and where there is one lei_direct_loantaker.
 *  @param out owned (ta_free); texts are the table's */
TA_NODISCARD enum ta_status ta_alignment_loans(const struct ta_csv *csv,
                                               struct ta_alignment_loan **out,
                                               size_t *n, struct ta_error *err);

/** One object a loan: {"loan", "borrower", "company" or null, "matched_by", "possible": names of those that may be meant
 *  where none is found, "currency", "outstanding", "plans": [{"sector", "technology", "method", "market_share_term" of
 *  sectoral decarbonisation, "start", "planned", "target", "gap", "aligned"}], "financed": {"value", "reason", "why", "attribution", "grade"}}.
 *  @param out owned list
 *  @return TA_OK; TA_E_DATA for a column that is missing or a number that is none; TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_alignment_book(const struct ta_alignment_request *request, json_t **out,
                  struct ta_alignment_counts *counts, struct ta_error *err);

#endif
