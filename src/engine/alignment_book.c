/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/alignment_book.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "alignment.h"
#include "attribution.h"
#include "base/json.h"
#include "base/memory.h"
#include "engine/alignment_plans.h"

enum { NAME_MOST = 256 };

/* A company's name by its letters and digits. */
struct name {
    char plain[NAME_MOST];
    const char *company; /* as the table has it */
};

/* One run. */
struct run {
    const struct ta_alignment_request *request;
    struct ta_plans plans;
    size_t n_names;
    struct name *name; /* by plain name */
    size_t loan[6];    /* columns of the loans */
    size_t sheet[6];   /* and of the balance sheets */
    struct ta_alignment_counts *counts;
};

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
}

/* --- names -------------------------------------------------------------------------- */

/* Letters and digits, small; other bytes (accents, blanks, stops) go. */
static void make_plain(const char *name, char out[NAME_MOST])
{
    size_t n = 0;
    for (; *name != '\0' && n + 1 < NAME_MOST; name++) {
        char c = *name;
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out[n++] = c;
    }
    out[n] = '\0';
}

static int by_name(const void *a, const void *b)
{
    const struct name *p = a, *q = b;
    int order = strcmp(p->plain, q->plain);
    return order != 0 ? order : strcmp(p->company, q->company);
}

/* Of every company in the table, whichever years it has. */
static enum ta_status list_names(struct run *run, struct ta_error *err)
{
    const struct ta_csv *csv = run->request->production;
    size_t column = 0, n = 0;
    if (!ta_csv_column(csv, "name_company", &column))
        return ta_fail(err, TA_E_DATA, "%s: no column \"name_company\"", csv->name);
    run->name = ta_alloc(csv->n_rows, sizeof *run->name);
    if (run->name == NULL) return out_of_memory(err);
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *company = ta_csv_at(csv, i, column);
        if (i > 0 && strcmp(company, ta_csv_at(csv, i - 1, column)) == 0) continue;
        make_plain(company, run->name[n].plain);
        run->name[n].company = company;
        if (run->name[n].plain[0] != '\0') n++;
    }
    qsort(run->name, n, sizeof *run->name, by_name);
    run->n_names = n;
    return TA_OK;
}

static const char *company_called(const struct run *run, const char *text)
{
    char plain[NAME_MOST];
    size_t lo = 0, hi = run->n_names;
    make_plain(text, plain);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(run->name[mid].plain, plain) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    bool found = lo < run->n_names && plain[0] != '\0' &&
                 strcmp(run->name[lo].plain, plain) == 0;
    return found ? run->name[lo].company : NULL;
}

static const char *const by_whom[] = {
    "name_direct_loantaker", "name_intermediate_parent_1", "name_ultimate_parent"};

/* The company behind loan @p i; *level says whose name it was. */
static const char *match(const struct run *run, size_t i, const char **level)
{
    *level = NULL;
    for (int k = 0; k < 3; k++) {
        const char *company =
            company_called(run, ta_csv_at(run->request->loans, i, run->loan[1 + k]));
        if (company == NULL) continue;
        *level = by_whom[k];
        return company;
    }
    return NULL;
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
                             "sectoral_decarbonisation",
                             sda.intensity,
                             own.weighed[1] / own.rated[1],
                             ta_sda_target(&sda),
                             false};
    return add_plan(run, list, &a);
}

static json_t *plans_json(struct run *run, const char *company, bool *ok)
{
    json_t *list = json_array();
    size_t first = 0,
           n = company == NULL ? 0 : ta_plans_of(&run->plans, company, &first);
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

/* The company's balance sheet, by its plain name; n_rows when there is none. */
static size_t sheet_of(const struct run *run, const char *company)
{
    const struct ta_csv *csv = run->request->balance;
    char wanted[NAME_MOST], name[NAME_MOST];
    make_plain(company, wanted);
    for (size_t i = 0; i < csv->n_rows; i++) {
        make_plain(ta_csv_at(csv, i, run->sheet[0]), name);
        if (strcmp(name, wanted) == 0) return i;
    }
    return csv->n_rows;
}

/* What a loan finances; `why` says what is missing. */
struct financed {
    double value, attribution, grade;
    const char *why;
};

static enum ta_status finance(const struct run *run, size_t loan, const char *company,
                              struct financed *out, struct ta_error *err)
{
    const struct ta_csv *csv = run->request->balance, *loans = run->request->loans;
    double n[4], outstanding = 0.0; /* equity, debt, emissions, grade */
    *out = (struct financed){(double)NAN, (double)NAN, (double)NAN, "no balance sheet"};
    if (company == NULL) out->why = "no company of that name";
    if (csv == NULL || company == NULL) return TA_OK;
    size_t row = sheet_of(run, company);
    if (row == csv->n_rows) return TA_OK;
    const char *currency = ta_csv_at(loans, loan, run->loan[5]);
    if (strcmp(ta_csv_at(csv, row, run->sheet[1]), currency) != 0) {
        out->why = "its balance sheet is in another currency";
        return TA_OK;
    }
    enum ta_status rc = ta_csv_number(loans, loan, run->loan[4], &outstanding, err);
    for (int k = 0; rc == TA_OK && k < 4; k++)
        rc = ta_csv_number(csv, row, run->sheet[2 + k], &n[k], err);
    if (rc != TA_OK) return rc;
    const struct ta_attribution_terms terms = {.asset_class = TA_BUSINESS_LOAN,
                                               .outstanding = outstanding,
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

static enum ta_status set_financed(struct run *run, size_t loan, const char *company,
                                   json_t *row, bool *ok, struct ta_error *err)
{
    struct financed f;
    json_t *object = json_object();
    enum ta_status rc = finance(run, loan, company, &f, err);
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

static enum ta_status add_loan(struct run *run, size_t i, json_t *list,
                               struct ta_error *err)
{
    const struct ta_csv *loans = run->request->loans;
    const char *level, *company = match(run, i, &level);
    double outstanding = 0.0;
    bool ok = true;
    json_t *row = json_object();
    enum ta_status rc = ta_csv_number(loans, i, run->loan[4], &outstanding, err);
    ta_json_set_text(row, "loan", ta_csv_at(loans, i, run->loan[0]), &ok);
    ta_json_set_text(row, "borrower", ta_csv_at(loans, i, run->loan[1]), &ok);
    ta_json_set_text(row, "company", company, &ok);
    ta_json_set_text(row, "matched_by", level, &ok);
    ta_json_set_text(row, "currency", ta_csv_at(loans, i, run->loan[5]), &ok);
    ta_json_set_number(row, "outstanding", outstanding, &ok);
    ta_json_set(row, "plans", plans_json(run, company, &ok), &ok);
    if (rc == TA_OK) rc = set_financed(run, i, company, row, &ok, err);
    run->counts->loans++;
    if (company != NULL) run->counts->matched++;
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

enum ta_status ta_alignment_book(const struct ta_alignment_request *request,
                                 json_t **out, struct ta_alignment_counts *counts,
                                 struct ta_error *err)
{
    static const char *const loan[] = {"id_loan",
                                       "name_direct_loantaker",
                                       "name_intermediate_parent_1",
                                       "name_ultimate_parent",
                                       "loan_size_outstanding",
                                       "loan_size_outstanding_currency"};
    static const char *const sheet[] = {"name_company", "currency",  "equity",
                                        "debt",         "emissions", "grade"};
    struct run run = {.request = request, .counts = counts};
    json_t *list = json_array();
    *counts = (struct ta_alignment_counts){.loans = 0};
    enum ta_status rc = find_columns(request->loans, loan, run.loan, err);
    if (rc == TA_OK) rc = find_columns(request->balance, sheet, run.sheet, err);
    if (rc == TA_OK) rc = ta_plans_read(request, &run.plans, err);
    if (rc == TA_OK) rc = list_names(&run, err);
    for (size_t i = 0; rc == TA_OK && i < request->loans->n_rows; i++)
        rc = add_loan(&run, i, list, err);
    ta_plans_free(&run.plans);
    ta_free(run.name);
    if (rc == TA_OK)
        *out = list;
    else
        json_decref(list);
    return rc;
}
