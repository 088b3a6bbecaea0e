/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/portfolio_alignment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/money.h"
#include "engine/alignment_sectors.h"
#include "engine/portfolio_figures.h"

/* --- the loans ------------------------------------------------------------------------ */

/** Loans, and the numbers of their records as text, which they are called after. */
struct loans {
    size_t n;
    struct ta_alignment_loan *loan;
    char (*number)[24];
};

static void add_loan(struct loans *out, size_t record, const struct ta_figures *f,
                     const struct ta_money *money)
{
    int digits = ta_money_digits(money->currency);
    bool named = f->client_name != NULL && f->client_name[0] != '\0';
    struct ta_alignment_loan *loan = &out->loan[out->n];
    (void)snprintf(out->number[out->n], sizeof *out->number, "%zu", record);
    *loan = (struct ta_alignment_loan){
        .id = out->number[out->n],
        .client = f->client,
        .name = {named ? f->client_name : f->client, "", ""},
        .outstanding = (double)money->minor / pow(10.0, digits)};
    memcpy(loan->currency, money->currency, sizeof loan->currency);
    out->n++;
}

static void loans_free(struct loans *loans)
{
    ta_free(loans->loan);
    ta_free(loans->number);
}

static enum ta_status loans_of(const struct ta_book *book, struct loans *out,
                               struct ta_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < book->n; i++) n += book->entry[i].now.n_loans;
    out->loan = ta_alloc(n, sizeof *out->loan);
    out->number = ta_alloc(n, sizeof *out->number);
    if (out->loan == NULL || out->number == NULL)
        return ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
    for (size_t i = 0; i < book->n; i++) {
        const struct ta_figures *f = &book->entry[i].now;
        for (size_t k = 0; k < f->n_loans; k++)
            if (f->loan[k].outstanding.currency[0] != '\0')
                add_loan(out, i + 1, f, &f->loan[k].outstanding);
    }
    return TA_OK;
}

/* --- which records a row rests on ---------------------------------------------------- */

static bool has_plan(const json_t *loan, const json_t *row)
{
    static const char *const same[] = {"sector", "technology", "method"};
    const json_t *plans = json_object_get(loan, "plans");
    if (strcmp(ta_json_text(loan, "currency"), ta_json_text(row, "currency")) != 0)
        return false;
    for (size_t i = 0; i < json_array_size(plans); i++) {
        const json_t *plan = json_array_get(plans, i);
        size_t k = 0;
        while (k < 3 &&
               strcmp(ta_json_text(plan, same[k]), ta_json_text(row, same[k])) == 0)
            k++;
        if (k == 3) return true;
    }
    return false;
}

static json_t *records_of(const json_t *loans, const json_t *row, bool *ok)
{
    struct ta_tally tally = {.run = NULL};
    ta_tally_start(&tally);
    for (size_t i = 0; i < json_array_size(loans); i++) {
        const json_t *loan = json_array_get(loans, i);
        bool in = row != NULL ? has_plan(loan, row)
                              : json_is_null(json_object_get(loan, "company"));
        if (!in) continue;
        uint32_t who = (uint32_t)strtoul(ta_json_text(loan, "loan"), NULL, 10) - 1;
        if (ta_tally_make_room(&tally, who))
            ta_tally_add(&tally, who, 0.0, 0.0);
        else
            *ok = false;
    }
    json_t *runs = ta_tally_runs(&tally, ok);
    ta_free(tally.run);
    return runs;
}

/* Money as the rest of the document has it. */
static void finish_row(json_t *row, const json_t *loans, bool *ok)
{
    static const double most = 9e18; /* of 64 bits */
    struct ta_money money = {0, ""};
    double amount = json_number_value(json_object_get(row, "outstanding"));
    (void)snprintf(money.currency, sizeof money.currency, "%.3s",
                   ta_json_text(row, "currency"));
    double minor = amount * pow(10.0, ta_money_digits(money.currency));
    money.minor = minor < most ? llround(minor) : (int64_t)most;
    ta_json_set_money(row, "outstanding", &money, ok);
    ta_json_set(row, "records", records_of(loans, row, ok), ok);
}

/* Who of those without a company may be meant by one, once each: a client of many loans is one row. */
static json_t *possible_of(const json_t *loans, bool *ok)
{
    json_t *list = json_array();
    const char *last = "";
    for (size_t i = 0; i < json_array_size(loans); i++) {
        const json_t *loan = json_array_get(loans, i);
        const json_t *companies = json_object_get(loan, "possible");
        const char *record = ta_json_text(loan, "loan");
        if (json_array_size(companies) == 0 || strcmp(record, last) == 0) continue;
        json_t *row = json_object();
        ta_json_set_int(row, "record", strtoll(record, NULL, 10), ok);
        ta_json_set_text(row, "client", ta_json_text(loan, "borrower"), ok);
        ta_json_set(row, "companies", json_deep_copy(companies), ok);
        if (json_array_append_new(list, row) != 0) *ok = false;
        last = record;
    }
    return list;
}

/* --- the whole ----------------------------------------------------------------------- */

static json_t *whole_json(const struct ta_alignment_request *r,
                          const struct ta_alignment_counts *counts, const json_t *loans,
                          json_t *sectors, bool *ok)
{
    json_t *out = json_object();
    for (size_t i = 0; i < json_array_size(sectors); i++)
        finish_row(json_array_get(sectors, i), loans, ok);
    ta_json_set_text(out, "scenario", r->scenario_name, ok);
    ta_json_set_text(out, "intensity", r->intensity != NULL ? r->intensity_name : NULL,
                     ok);
    ta_json_set_text(out, "region", r->region, ok);
    ta_json_set_int(out, "start", r->start, ok);
    ta_json_set_int(out, "year", r->later, ok);
    ta_json_set_int(out, "loans", (int64_t)counts->loans, ok);
    ta_json_set_int(out, "matched", (int64_t)counts->matched, ok);
    ta_json_set(out, "unmatched", records_of(loans, NULL, ok), ok);
    ta_json_set(out, "possible", possible_of(loans, ok), ok);
    ta_json_set(out, "sectors", json_incref(sectors), ok);
    return out;
}

enum ta_status ta_portfolio_alignment(const struct ta_book *book,
                                      const struct ta_alignment_request *tables,
                                      json_t **out, struct ta_error *err)
{
    struct loans own = {.n = 0};
    struct ta_alignment_request request = *tables;
    struct ta_alignment_counts counts = {.loans = 0};
    json_t *loans = NULL, *sectors = NULL;
    bool ok = true;
    enum ta_status rc = loans_of(book, &own, err);
    request.n_loans = own.n;
    request.loan = own.loan;
    request.balance = NULL;
    if (rc == TA_OK) rc = ta_alignment_book(&request, &loans, &counts, err);
    if (rc == TA_OK) rc = ta_alignment_sectors(loans, &sectors, err);
    if (rc == TA_OK) *out = whole_json(&request, &counts, loans, sectors, &ok);
    json_decref(loans);
    json_decref(sectors);
    loans_free(&own);
    if (rc == TA_OK && !ok) {
        json_decref(*out);
        rc = ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
    }
    return rc;
}
