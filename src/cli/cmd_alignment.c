/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_alignment.c  A loan book against production plans and climate scenarios. */
#include <math.h>
#include <string.h>

#include "cli/alignment_read.h"
#include "engine/alignment_sectors.h"

static const struct ta_column columns[] = {{"loan", "Loan"},
                                           {"borrower", "Borrower"},
                                           {"company", "Company"},
                                           {"sectors", "Sectors"},
                                           {"on_path", "On the path"},
                                           {"worst", "Worst gap, %"},
                                           {"financed.value", "Financed, tCO2e a year"},
                                           {"financed.why", "Why not"},
                                           {NULL, NULL}};

static const struct ta_column sector_columns[] = {{"currency", "Currency"},
                                                  {"sector", "Sector"},
                                                  {"technology", "Technology"},
                                                  {"loans", "Loans"},
                                                  {"outstanding", "Outstanding"},
                                                  {"planned", "Planned"},
                                                  {"target", "Target"},
                                                  {"gap_percent", "Gap, %"},
                                                  {"on_path_percent", "On the path, %"},
                                                  {NULL, NULL}};

/* One run of the command. */
struct aligning {
    struct ta_call *call;
    struct ta_alignment_tables tables;
    struct ta_alignment_counts counts;
};

/* --- for a person ------------------------------------------------------------------- */

/* Sectors, how many plans are on the path, and the gap farthest on the wrong side. */
static void summarise(json_t *row, bool *ok)
{
    const json_t *plans = json_object_get(row, "plans");
    struct ta_text sectors = {0}, path = {0};
    size_t n = json_array_size(plans), good = 0;
    double worst = (double)NAN;
    const char *last = "";
    for (size_t i = 0; i < n; i++) {
        const json_t *plan = json_array_get(plans, i);
        const char *sector = json_string_value(json_object_get(plan, "sector"));
        const json_t *gap = json_object_get(plan, "gap");
        bool aligned = json_is_true(json_object_get(plan, "aligned"));
        if (aligned) good++;
        if (sector != NULL && strcmp(sector, last) != 0)
            ta_text_addf(&sectors, "%s%s", sectors.size > 0 ? ", " : "", sector);
        if (sector != NULL) last = sector;
        if (!aligned && json_is_number(gap))
            worst = fmax(worst, 100.0 * fabs(json_number_value(gap)));
    }
    if (n > 0) ta_text_addf(&path, "%zu / %zu", good, n);
    if (sectors.size > 0) ta_json_set_text(row, "sectors", sectors.bytes, ok);
    if (path.size > 0) ta_json_set_text(row, "on_path", path.bytes, ok);
    if (!isnan(worst)) ta_json_set_number(row, "worst", round(10.0 * worst) / 10.0, ok);
    if (sectors.failed || path.failed) *ok = false;
    ta_text_free(&sectors);
    ta_text_free(&path);
}

/** Rows of one kind, and what a person is shown of them. */
struct table {
    const struct ta_column *columns;
    void (*shorten)(json_t *row, bool *ok);
};

static enum ta_status tell(struct aligning *a, const struct table *table, json_t *rows,
                           struct ta_error *err)
{
    struct ta_list *list = NULL;
    enum ta_status rc = ta_list_new(a->call, table->columns, &list, err);
    for (size_t i = 0; rc == TA_OK && i < json_array_size(rows); i++) {
        bool ok = true;
        json_t *row = json_incref(json_array_get(rows, i));
        if (!a->call->json) table->shorten(row, &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status tell_sectors(struct aligning *a, const json_t *loans,
                                   struct ta_error *err)
{
    static const struct table of_sectors = {sector_columns, ta_alignment_round};
    json_t *rows = NULL;
    enum ta_status rc = ta_alignment_sectors(loans, &rows, err);
    if (rc == TA_OK) rc = tell(a, &of_sectors, rows, err);
    json_decref(rows);
    return rc;
}

static enum ta_status tell_loans(struct aligning *a, json_t *loans,
                                 struct ta_error *err)
{
    static const struct table of_loans = {columns, summarise};
    return tell(a, &of_loans, loans, err);
}

/* Of each loan without a company its borrower, and who may be meant. */
static void say_loans(const struct ta_call *call, const json_t *loans, bool possible)
{
    struct ta_text names = {0};
    for (size_t i = 0; i < json_array_size(loans); i++) {
        const json_t *row = json_array_get(loans, i);
        const json_t *may = json_object_get(row, "possible");
        bool any = json_array_size(may) > 0;
        if (!json_is_null(json_object_get(row, "company")) || any != possible) continue;
        ta_text_addf(&names, "%s%s (%s)", names.size > 0 ? ", " : "",
                     ta_json_text(row, "borrower"), ta_json_text(row, "loan"));
        for (size_t k = 0; k < json_array_size(may); k++)
            ta_text_addf(&names, "%s%s", k > 0 ? " or " : " may be ",
                         json_string_value(json_array_get(may, k)));
    }
    if (names.size > 0 && !names.failed)
        ta_call_say(call, "%s: %s",
                    possible
                        ? "not counted, a company of nearly the name or of another id"
                        : "no company of the name",
                    names.bytes);
    ta_text_free(&names);
}

static void say_unmatched(const struct aligning *a, const json_t *loans)
{
    const struct ta_alignment_counts *c = &a->counts;
    ta_call_say(a->call,
                "loans=%zu matched=%zu unmatched=%zu possible=%zu plans=%zu "
                "on_path=%zu without_target=%zu financed=%zu",
                c->loans, c->matched, c->loans - c->matched, c->possible, c->plans,
                c->on_path, c->without_target, c->financed);
    say_loans(a->call, loans, false);
    say_loans(a->call, loans, true);
}

static void say_assumed(const struct ta_call *call, const json_t *loans)
{
    bool any = false;
    for (size_t i = 0; !any && i < json_array_size(loans); i++)
        any = ta_alignment_assumes(json_object_get(json_array_get(loans, i), "plans"));
    if (any) ta_alignment_say_assumed(call);
}

/* --- the run ------------------------------------------------------------------------ */

static enum ta_status align(struct aligning *a, json_t **out, struct ta_error *err)
{
    struct ta_alignment_request request;
    enum ta_status rc = ta_alignment_request_of(a->call, &a->tables, &request, err);
    return rc == TA_OK ? ta_alignment_book(&request, out, &a->counts, err) : rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct aligning a = {.call = call};
    json_t *loans = NULL;
    enum ta_status rc = ta_alignment_tables_read(call, TA_ALIGN_TABLES, &a.tables, err);
    if (rc == TA_OK) rc = align(&a, &loans, err);
    if (rc == TA_OK)
        rc = ta_call_has(call, "by-sector") ? tell_sectors(&a, loans, err)
                                            : tell_loans(&a, loans, err);
    if (rc == TA_OK) say_unmatched(&a, loans);
    if (rc == TA_OK) say_assumed(call, loans);
    json_decref(loans);
    ta_alignment_tables_free(&a.tables);
    return rc;
}

static const struct ta_option options[] = {
    {.name = "loans", .value = "CSV", .required = true, .help = "the loan book"},
    TA_ALIGNMENT_OPTIONS(true, "companies' production by technology and year"),
    {.name = "balance",
     .value = "CSV",
     .help = "companies' balance sheets and emissions; without it financed emissions "
             "are not observed"},
    {.name = "by-sector",
     .help = "a row for each sector and technology, loans weighted by what is "
             "outstanding, in place of one for each loan"},
    {.name = NULL}};

const struct ta_command ta_command_alignment = {
    .name = "alignment",
    .summary = "a loan book's companies against climate scenarios",
    .more =
        "Each loan's company by the borrower's id where the table has company_id and "
        "the "
        "loans lei_direct_loantaker, else by name, the direct borrower's, then its "
        "parents': equal letters and digits of any width, 有限责任公司 as 有限公司 and "
        "股份有限公司 as 股份公司, nothing by likeness: who may be meant is named and "
        "not "
        "counted. Its plans against the scenario: "
        "market share for technologies, sectoral decarbonisation for intensities, the "
        "scenario scaled to where the market starts; a company's gain in market share "
        "does not tighten its target; a technology without production in the later "
        "year has "
        "no plan. "
        "Financed emissions by PCAF where a balance sheet is known, else not observed. "
        "Who has no company is named. The tables have the columns of PACTA for Banks, "
        "the "
        "production those that --production-mapping names "
        "(docs/mapping-files.md); "
        "the balance sheets name_company, currency, equity, debt, emissions, grade.",
    .option = options,
    .example =
        "terrassay alignment --loans loanbook.csv --production abcd.csv --scenario "
        "scenario.csv --scenario-name sds --start 2020 --year 2025",
    .run = run,
};
