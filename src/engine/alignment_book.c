/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/alignment_book.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alignment.h"
#include "attribution.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/alignment_plans.h"
#include "engine/alignment_sectors.h"

/* Whose a balance sheet is. */
struct sheet_name {
    char plain[TA_COMPANY_NAME];
    size_t row;
};

/* One run. */
struct run {
    const struct ta_alignment_request *request;
    struct ta_plans plans;
    size_t sheet[6]; /* columns of the balance sheets */
    size_t n_sheets;
    struct sheet_name *sheet_name; /* by plain name */
    struct ta_alignment_counts *counts;
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
}

/* --- names -------------------------------------------------------------------------- */

static const char *const by_whom[TA_ALIGNMENT_NAMES] = {
    "name_direct_loantaker", "name_intermediate_parent_1", "name_ultimate_parent"};

/* The company behind a loan; *level says whose name it was. Who may be meant is kept of the nearest name alone, and
 * only while no name finds anybody. */
static void match(const struct run *run, const struct ta_alignment_loan *loan,
                  struct ta_production_match *out, const char **level)
{
    struct ta_production_match may = {.found = false};
    *level = NULL;
    for (int k = 0; k < TA_ALIGNMENT_NAMES; k++) {
        ta_production_find(run->request->production, k == 0 ? loan->client : "",
                           loan->name[k], out);
        if (out->found) {
            *level = out->by_id ? "client_id" : by_whom[k];
            return;
        }
        if (may.n_possible == 0) may = *out;
    }
    *out = may;
}

static const char *company_name(const struct run *run, size_t company)
{
    return run->request->production->company[company].name;
}

/* --- plans -------------------------------------------------------------------------- */

/* One plan against its target. */
struct answer {
    const char *sector, *technology, *method;
    double start, planned, target;
    bool grow;
};

static bool add_plan(struct run *run, json_t *list, const struct answer *a)
{
    bool ok = true;
    json_t *row = json_object();
    double gap = ta_alignment_gap(a->planned, a->target);
    bool aligned = ta_alignment_on_path(a->planned, a->target, a->grow);
    ta_json_set_text(row, "sector", a->sector, &ok);
    ta_json_set_text(row, "technology", a->technology, &ok);
    ta_json_set_text(row, "method", a->method, &ok);
    ta_alignment_assumed(row, &ok);
    ta_json_set_number(row, "start", a->start, &ok);
    ta_json_set_number(row, "planned", a->planned, &ok);
    ta_json_set_number(row, "target", a->target, &ok);
    ta_json_set_number(row, "gap", gap, &ok);
    ta_json_set_bool(row, "aligned", aligned, &ok);
    run->counts->plans++;
    if (aligned) run->counts->on_path++;
    if (isnan(gap)) run->counts->without_target++;
    return json_array_append_new(list, row) == 0 && ok;
}

/** What a company makes in a sector: all of it, and what has an emission factor. */
struct sum {
    double made[2], rated[2], weighed[2];
};

/* Rows first .. first + n. */
static struct sum sector_sum(const struct ta_plans *plans, size_t first, size_t n,
                             const char *sector)
{
    struct sum sum = {.made = {0.0}};
    for (size_t i = first; i < first + n; i++) {
        const struct ta_plan *p = &plans->plan[i];
        if (strcmp(p->sector, sector) != 0) continue;
        for (int k = 0; k < 2; k++) {
            sum.made[k] += p->made[k];
            sum.rated[k] += p->rated[k];
            sum.weighed[k] += p->weighed[k];
        }
    }
    return sum;
}

static bool add_share(struct run *run, json_t *list, const struct ta_plan *plan,
                      double whole)
{
    const struct ta_path *path =
        ta_path_of(run->plans.path, run->plans.n_paths, plan->sector, plan->technology);
    if (path == NULL || isnan(path->at[0]) || isnan(path->at[1])) return true;
    const struct ta_market_share m = {plan->made[0], whole, path->at[0], path->at[1],
                                      ta_path_sector(&run->plans, plan->sector)};
    const struct answer a = {plan->sector,
                             plan->technology,
                             "market_share",
                             plan->made[0],
                             plan->made[1],
                             ta_market_share_target(&m),
                             path->at[1] >= path->at[0]};
    return add_plan(run, list, &a);
}

static bool add_intensity(struct run *run, json_t *list, const char *sector,
                          size_t first, size_t n)
{
    const struct ta_plans *plans = &run->plans;
    const struct ta_path *path =
        ta_path_of(plans->intensity, plans->n_intensities, sector, "");
    const struct sum own = sector_sum(plans, first, n, sector);
    if (path == NULL || !(own.rated[0] > 0.0) || !(own.rated[1] > 0.0) ||
        own.weighed[0] == 0.0)
        return true;
    const struct ta_sda sda = {.intensity = own.weighed[0] / own.rated[0],
                               .market = ta_plans_intensity(plans, sector),
                               .scenario_start = path->at[0],
                               .scenario_now = path->at[1],
                               .scenario_end = path->end};
    const struct answer a = {sector,
                             "",
                             ta_alignment_sda,
                             sda.intensity,
                             own.weighed[1] / own.rated[1],
                             ta_sda_target(&sda),
                             false};
    return add_plan(run, list, &a);
}

static json_t *plans_json(struct run *run, const struct ta_production_match *match,
                          bool *ok)
{
    json_t *list = json_array();
    size_t first = 0,
           n = match->found ? ta_plans_of(&run->plans, match->company, &first) : 0;
    for (size_t i = first; i < first + n; i++) {
        const struct ta_plan *plan = &run->plans.plan[i];
        double whole = sector_sum(&run->plans, first, n, plan->sector).made[0];
        if (!add_share(run, list, plan, whole)) *ok = false;
        bool last = i + 1 == first + n ||
                    strcmp(run->plans.plan[i + 1].sector, plan->sector) != 0;
        if (last && !add_intensity(run, list, plan->sector, first, n)) *ok = false;
    }
    return list;
}

/* --- financed emissions ------------------------------------------------------------- */

static int by_plain(const void *a, const void *b)
{
    const struct sheet_name *p = a, *q = b;
    return strcmp(p->plain, q->plain);
}

static enum ta_status list_sheets(struct run *run, struct ta_error *err)
{
    const struct ta_csv *csv = run->request->balance;
    if (csv == NULL) return TA_OK;
    run->sheet_name = ta_alloc(csv->n_rows, sizeof *run->sheet_name);
    if (run->sheet_name == NULL) return out_of_memory(err);
    for (size_t i = 0; i < csv->n_rows; i++) {
        struct ta_company_name name;
        ta_company_name(ta_csv_at(csv, i, run->sheet[0]), &name);
        memcpy(run->sheet_name[i].plain, name.plain, sizeof name.plain);
        run->sheet_name[i].row = i;
    }
    run->n_sheets = csv->n_rows;
    if (run->n_sheets > 0)
        qsort(run->sheet_name, run->n_sheets, sizeof *run->sheet_name, by_plain);
    return TA_OK;
}

/* First sheet of at least @p plain. */
static size_t first_sheet(const struct run *run, const char *plain)
{
    size_t lo = 0, hi = run->n_sheets;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(run->sheet_name[mid].plain, plain) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* The company's balance sheet, by its name alone. @return NULL, or why there is none: one of two sheets, or of two
 * companies of the name, may be another's */
static const char *sheet_of(const struct run *run, size_t company, size_t *row)
{
    const char *called = company_name(run, company);
    struct ta_production_match whose;
    struct ta_company_name wanted;
    size_t n = 0;
    ta_company_name(called, &wanted);
    ta_production_find(run->request->production, "", called, &whose);
    for (size_t i = first_sheet(run, wanted.plain);
         i < run->n_sheets && strcmp(run->sheet_name[i].plain, wanted.plain) == 0;
         i++) {
        *row = run->sheet_name[i].row;
        n++;
    }
    return n == 0         ? "no balance sheet"
           : !whose.found ? "its balance sheet names two companies"
           : n > 1        ? "its balance sheet stands twice"
                          : NULL;
}

/* What a loan finances; `why` says what is missing. */
struct financed {
    double value, attribution, grade;
    const char *why;
};

static enum ta_status finance(const struct run *run,
                              const struct ta_alignment_loan *loan,
                              const struct ta_production_match *match,
                              struct financed *out, struct ta_error *err)
{
    const struct ta_csv *csv = run->request->balance;
    double n[4]; /* equity, debt, emissions, grade */
    enum ta_status rc = TA_OK;
    size_t row = 0;
    *out = (struct financed){(double)NAN, (double)NAN, (double)NAN, "no balance sheet"};
    if (!match->found) out->why = "no company of that name";
    if (csv == NULL || !match->found) return TA_OK;
    out->why = sheet_of(run, match->company, &row);
    if (out->why != NULL) return TA_OK;
    if (strcmp(ta_csv_at(csv, row, run->sheet[1]), loan->currency) != 0) {
        out->why = "its balance sheet is in another currency";
        return TA_OK;
    }
    for (int k = 0; rc == TA_OK && k < 4; k++)
        rc = ta_csv_number(csv, row, run->sheet[2 + k], &n[k], err);
    if (rc != TA_OK) return rc;
    const struct ta_attribution_terms terms = {.asset_class = TA_BUSINESS_LOAN,
                                               .outstanding = loan->outstanding,
                                               .accrued_interest = (double)NAN,
                                               .equity = n[0],
                                               .debt = n[1],
                                               .total_investment = (double)NAN,
                                               .total_assets = (double)NAN,
                                               .evic = (double)NAN};
    out->attribution = ta_attribution_of(&terms).factor;
    out->value = out->attribution * n[2];
    out->grade = n[3];
    out->why = isnan(out->value)        ? "its balance sheet gives no share"
               : out->attribution > 1.0 ? "the loan is larger than equity and debt"
                                        : "";
    return TA_OK;
}

static enum ta_status set_financed(struct run *run,
                                   const struct ta_alignment_loan *loan,
                                   const struct ta_production_match *match, json_t *row,
                                   bool *ok, struct ta_error *err)
{
    struct financed f;
    json_t *object = json_object();
    enum ta_status rc = finance(run, loan, match, &f, err);
    if (rc != TA_OK) {
        json_decref(object);
        return rc;
    }
    bool known = !isnan(f.value);
    if (known) run->counts->financed++;
    ta_json_set_number(object, "value", f.value, ok);
    ta_json_set_text(object, "reason", known ? "observed" : "client_silent", ok);
    ta_json_set_text(object, "why", f.why, ok);
    ta_json_set_number(object, "attribution", f.attribution, ok);
    ta_json_set_number(object, "grade", known ? f.grade : (double)NAN, ok);
    ta_json_set_text(object, "unit", "tCO2e/year", ok);
    ta_json_set(row, "financed", object, ok);
    return TA_OK;
}

/* --- loans -------------------------------------------------------------------------- */

static json_t *possible_json(const struct run *run,
                             const struct ta_production_match *match, bool *ok)
{
    json_t *list = json_array();
    for (size_t i = 0; i < match->n_possible; i++)
        if (json_array_append_new(
                list, json_string(company_name(run, match->possible[i]))) != 0)
            *ok = false;
    return list;
}

static enum ta_status add_loan(struct run *run, const struct ta_alignment_loan *loan,
                               json_t *list, struct ta_error *err)
{
    const char *level;
    struct ta_production_match found;
    bool ok = true;
    json_t *row = json_object();
    match(run, loan, &found, &level);
    const char *company = found.found ? company_name(run, found.company) : NULL;
    ta_json_set_text(row, "loan", loan->id, &ok);
    ta_json_set_text(row, "borrower", loan->name[0], &ok);
    ta_json_set_text(row, "company", company, &ok);
    ta_json_set_text(row, "matched_by", level, &ok);
    ta_json_set(row, "possible", possible_json(run, &found, &ok), &ok);
    ta_json_set_text(row, "currency", loan->currency, &ok);
    ta_json_set_number(row, "outstanding", loan->outstanding, &ok);
    ta_json_set(row, "plans", plans_json(run, &found, &ok), &ok);
    enum ta_status rc = set_financed(run, loan, &found, row, &ok, err);
    run->counts->loans++;
    if (found.found) run->counts->matched++;
    if (found.n_possible > 0) run->counts->possible++;
    if (json_array_append_new(list, row) != 0 || !ok)
        return rc == TA_OK ? out_of_memory(err) : rc;
    return rc;
}

static enum ta_status find_columns(const struct ta_csv *csv, const char *const *name,
                                   size_t *at, struct ta_error *err)
{
    for (size_t i = 0; csv != NULL && i < 6; i++)
        if (!ta_csv_column(csv, name[i], &at[i]))
            return ta_fail(err, TA_E_DATA, "%s: no column \"%s\"", csv->name, name[i]);
    return TA_OK;
}

enum ta_status ta_alignment_loans(const struct ta_csv *csv,
                                  struct ta_alignment_loan **out, size_t *n,
                                  struct ta_error *err)
{
    static const char *const names[] = {"id_loan",
                                        "name_direct_loantaker",
                                        "name_intermediate_parent_1",
                                        "name_ultimate_parent",
                                        "loan_size_outstanding",
                                        "loan_size_outstanding_currency"};
    size_t at[6], lei = 0;
    bool has_lei = ta_csv_column(csv, "lei_direct_loantaker", &lei);
    enum ta_status rc = find_columns(csv, names, at, err);
    if (rc != TA_OK) return rc;
    struct ta_alignment_loan *loan = ta_alloc(csv->n_rows, sizeof *loan);
    if (loan == NULL) return out_of_memory(err);
    for (size_t i = 0; rc == TA_OK && i < csv->n_rows; i++) {
        loan[i].id = ta_csv_at(csv, i, at[0]);
        loan[i].client = has_lei ? ta_csv_at(csv, i, lei) : "";
        for (size_t k = 0; k < TA_ALIGNMENT_NAMES; k++)
            loan[i].name[k] = ta_csv_at(csv, i, at[1 + k]);
        rc = ta_csv_number(csv, i, at[4], &loan[i].outstanding, err);
        if (rc == TA_OK && !ta_copy(loan[i].currency, sizeof loan[i].currency,
                                    ta_csv_at(csv, i, at[5])))
            rc = ta_csv_fail(csv, i, at[5], err, "wanted three capitals (ISO 4217)");
    }
    if (rc != TA_OK) {
        ta_free(loan);
        return rc;
    }
    *out = loan;
    *n = csv->n_rows;
    return TA_OK;
}

enum ta_status ta_alignment_book(const struct ta_alignment_request *request,
                                 json_t **out, struct ta_alignment_counts *counts,
                                 struct ta_error *err)
{
    static const char *const sheet[] = {"name_company", "currency",  "equity",
                                        "debt",         "emissions", "grade"};
    struct run run = {.request = request, .counts = counts};
    json_t *list = json_array();
    *counts = (struct ta_alignment_counts){.loans = 0};
    enum ta_status rc = find_columns(request->balance, sheet, run.sheet, err);
    if (rc == TA_OK) rc = list_sheets(&run, err);
    if (rc == TA_OK) rc = ta_plans_read(request, &run.plans, err);
    for (size_t i = 0; rc == TA_OK && i < request->n_loans; i++)
        rc = add_loan(&run, &request->loan[i], list, err);
    ta_plans_free(&run.plans);
    ta_free(run.sheet_name);
    if (rc == TA_OK)
        *out = list;
    else
        json_decref(list);
    return rc;
}
