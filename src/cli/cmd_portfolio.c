/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_portfolio.c  What all loans come to together. */
#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "cli/alignment_read.h"
#include "cli/filing_tell.h"
#include "cli/portfolio_tell.h"
#include "engine/portfolio_document.h"
#include "engine/portfolio_share.h"

/* One run of the command. */
struct summing {
    struct ta_call *call;
    struct ta_progress *progress;
    bool quiet; /* a progress bar would only flicker */
};

static void fault(void *self, int64_t seq, const char *words)
{
    const struct summing *s = self;
    ta_call_say(s->call, "record %" PRId64 " is left out: %s", seq, words);
}

static void step(void *self, size_t at, size_t total)
{
    struct summing *s = self;
    if (s->progress == NULL)
        s->progress = ta_progress_new("portfolio", total, s->call->quiet);
    ta_progress_step(s->progress, at);
}

static enum ta_status check_currency(const struct ta_call *call, struct ta_error *err)
{
    if (ta_call_has(call, "currency") != ta_call_has(call, "rates"))
        return ta_call_misuse(call, err, "--currency and --rates belong together");
    if (ta_call_has(call, "currency") &&
        (ta_call_has(call, "file") || ta_call_has(call, "disclosure")))
        return ta_call_misuse(
            call, err, "what is filed or disclosed stands in its own currencies");
    return TA_OK;
}

/* Production, scenario, its name and both years belong together. */
static enum ta_status check_alignment(const struct ta_call *call, struct ta_error *err)
{
    static const char *const needed[] = {"production", "scenario", "scenario-name",
                                         "start", "year"};
    size_t given = 0, n = sizeof needed / sizeof *needed;
    for (size_t i = 0; i < n; i++)
        if (ta_call_has(call, needed[i])) given++;
    bool more = ta_call_has(call, "intensity") || ta_call_has(call, "intensity-name") ||
                ta_call_has(call, "production-mapping");
    if ((given > 0 && given < n) || (given == 0 && more))
        return ta_call_misuse(call, err,
                              "an alignment needs --production, --scenario, "
                              "--scenario-name, --start and --year");
    if (given > 0 && (ta_call_has(call, "file") || ta_call_has(call, "filed") ||
                      ta_call_has(call, "disclosure")))
        return ta_call_misuse(call, err, "what is filed or disclosed has no alignment");
    return TA_OK;
}

static enum ta_status check_filing(const struct ta_call *call, struct ta_error *err)
{
    if (ta_call_has(call, "file") &&
        (ta_call_has(call, "model") || ta_call_has(call, "only-model") ||
         ta_call_has(call, "disclosure")))
        return ta_call_misuse(call, err, "--file takes the portfolio as recorded");
    if (ta_call_has(call, "shared") &&
        (ta_call_has(call, "file") || ta_call_has(call, "filed")))
        return ta_call_misuse(call, err,
                              "what is filed names its projects: no --shared");
    if (ta_call_has(call, "filed") && call->n_given > 1 && ta_call_has(call, "file"))
        return ta_call_misuse(call, err, "--filed lists, --file files: one of the two");
    enum ta_status rc = check_currency(call, err);
    return rc == TA_OK ? check_alignment(call, err) : rc;
}

static enum ta_status check(const struct ta_call *call, struct ta_error *err)
{
    if (ta_call_has(call, "since") && ta_call_has(call, "model"))
        return ta_call_misuse(call, err,
                              "--since compares with a day, --model with the recorded "
                              "levels: one of the two");
    if (ta_call_has(call, "since") &&
        ta_call_day(call, "since") >= ta_portfolio_day(call))
        return ta_call_misuse(call, err, "--since has to lie before --as-of");
    if (ta_call_has(call, "disclosure") && ta_call_has(call, "html"))
        return ta_call_misuse(call, err, "--disclosure has no page: --csv or --json");
    return check_filing(call, err);
}

/* Which rates were used is told beside the figures. */
static void tell_rates(struct ta_call *call, const json_t *document)
{
    const json_t *exchange = json_object_get(document, "exchange"), *item;
    const char *to = json_string_value(json_object_get(exchange, "to"));
    size_t i;
    json_array_foreach(json_object_get(exchange, "rates"), i, item)
        ta_call_say(call, "1 %s is %g %s: %s, from %s",
                    json_string_value(json_object_get(item, "from")),
                    json_number_value(json_object_get(item, "rate")), to,
                    json_string_value(json_object_get(item, "source")),
                    json_string_value(json_object_get(item, "valid_from")));
    json_array_foreach(json_object_get(exchange, "apart"), i, item)
        ta_call_say(call, "%s has no rate in %s on that day and stands apart",
                    json_string_value(item), to);
}

/* The document with its rates and plans. */
static enum ta_status add_up(struct ta_call *call, const struct ta_workspace *workspace,
                             const struct ta_exchange *exchange,
                             const struct ta_alignment_request *alignment, json_t **out,
                             size_t *n_faults, struct ta_error *err)
{
    struct summing s = {.call = call};
    const struct ta_portfolio_request request = {
        .as_of = ta_portfolio_day(call),
        .since = ta_call_day(call, "since"),
        .model = ta_call_text(call, "model"),
        .only_model = ta_call_text(call, "only-model"),
        .exchange = exchange,
        .alignment = alignment,
        .top = (size_t)ta_call_whole(call, "top", 10),
        .self = &s,
        .fault = fault,
        .progress = step};
    enum ta_status rc = ta_portfolio(workspace, &request, out, n_faults, err);
    ta_progress_end(s.progress);
    if (rc == TA_OK) tell_rates(call, *out);
    if (rc == TA_OK) rc = ta_portfolio_tell_mixed(call, *out, err);
    if (rc == TA_OK && ta_call_has(call, "shared")) rc = ta_portfolio_share(*out, err);
    return rc;
}

static enum ta_status compute(struct ta_call *call,
                              const struct ta_workspace *workspace, json_t **out,
                              size_t *n_faults, struct ta_error *err)
{
    struct ta_exchange exchange = {.tables = NULL};
    struct ta_alignment_tables tables = {.read = {false}};
    struct ta_alignment_request plans;
    bool counts = ta_call_has(call, "currency");
    bool aligns = ta_call_has(call, "production");
    enum ta_status rc =
        ta_alignment_tables_read(call, TA_ALIGN_INTENSITY + 1, &tables, err);
    if (rc == TA_OK && aligns) rc = ta_alignment_request_of(call, &tables, &plans, err);
    if (rc == TA_OK && counts)
        rc = ta_exchange_open(ta_call_text(call, "rates"),
                              ta_call_text(call, "currency"), ta_portfolio_day(call),
                              &exchange, err);
    if (rc == TA_OK) {
        rc = add_up(call, workspace, counts ? &exchange : NULL, aligns ? &plans : NULL,
                    out, n_faults, err);
        ta_exchange_free(&exchange);
    }
    ta_alignment_tables_free(&tables);
    return rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    json_t *document = NULL;
    size_t n_faults = 0;
    enum ta_status rc = check(call, err);
    bool files = ta_call_has(call, "file");
    if (rc == TA_OK)
        rc = ta_call_workspace(call, files ? TA_OPEN_WRITE : TA_OPEN_READ, &workspace,
                               err);
    if (rc == TA_OK && ta_call_has(call, "filed"))
        return ta_filing_tell(call, workspace, err);
    if (rc == TA_OK) rc = compute(call, workspace, &document, &n_faults, err);
    const char *standard = ta_call_text(call, "disclosure");
    if (rc == TA_OK && files && n_faults > 0)
        rc = ta_fail(err, TA_E_DATA, "nothing is filed while records are left out");
    if (rc == TA_OK && files)
        rc = ta_filing_write(call, workspace, document, err);
    else if (rc == TA_OK)
        rc = standard != NULL ? ta_disclosure_tell(call, document, standard, err)
                              : ta_portfolio_tell(call, document, err);
    json_decref(document);
    return rc == TA_OK && n_faults > 0 ? TA_FINDING : rc;
}

static const struct ta_option options[] = {
    {.name = "as-of",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "records up to this day; today when left out"},
    {.name = "since",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "compare levels with those of this earlier day"},
    {.name = "model",
     .letter = 'm',
     .value = "MODEL",
     .help = "rate the stored values again under this model and list every change of "
             "level; no record is written"},
    {.name = "only-model",
     .value = "ID[-VERSION]",
     .help = "of each project the newest record under this model; records of several "
             "models stand side by side otherwise"},
    {.name = "top",
     .value = "N",
     .kind = TA_VALUE_WHOLE,
     .least = 0,
     .most = 1000000,
     .fallback = "10",
     .help = "how many of the largest clients, sectors and countries are shown"},
    {.name = "currency",
     .value = "CODE",
     .help = "count amounts in this currency, by --rates; else each stands apart"},
    {.name = "rates",
     .value = "FILE",
     .help =
         "dated rates (CSV): from, to, value, unit 1, valid_from, valid_to, source, "
         "checked; those in force on --as-of count"},
    {.name = "disclosure",
     .value = "pcaf|issb-s2|pboc",
     .kind = TA_VALUE_WORD,
     .help = "the fields of this standard instead, each with its records"},
    {.name = "file",
     .help = "file this: sign it and add it to the chain of what was filed; a figure "
             "filed before that differs now is restated"},
    {.name = "filed",
     .help = "what was filed, whether it holds, and which figures the newest records "
             "now give otherwise"},
    TA_ALIGNMENT_OPTIONS(
        false, "companies' production by technology and year: alignment by sector, of "
               "the clients that have a company of their name"),
    {.name = "shared",
     .help =
         "for others than the credit department: without names of projects, clients "
         "and loans, in every form"},
    {.name = "csv",
     .value = "FILE",
     .help = "write the figures there, - for standard output"},
    {.name = "html",
     .value = "FILE",
     .help = "write the page there, in the language of --lang"},
    {.name = NULL}};

const struct ta_command ta_command_portfolio = {
    .name = "portfolio",
    .summary = "financed emissions, levels and data quality over all loans",
    .more =
        "Out of the newest record of every project, each checked against its hash, the "
        "chain and its signature: financed emissions by PCAF and by the PBoC's guide "
        "with what leads from one to the other, data quality, intensity, opinions, "
        "levels "
        "with why they are what they are and their moves, expected loss, "
        "concentration, what share by amount is observed "
        "and why the rest is not, and how old the evidence is. Every figure names the "
        "records it rests on. Accounts are never netted, and amounts of different "
        "currencies never added but by dated rates that you give.\n"
        "A record that is not intact is named and left out, and the exit code is 1. "
        "With "
        "--model stored values are rated again and nothing is written: what the other "
        "model asks for with other parameters counts as not observed. `terrassay "
        "assess "
        "--all --model M` makes records.",
    .option = options,
    .example =
        "terrassay portfolio -w bank\n"
        "terrassay portfolio --as-of 2026-06-30 --since 2025-12-31 -w bank\n"
        "terrassay portfolio --model credit-3.yaml --csv moves.csv -w bank\n"
        "terrassay portfolio --only-model credit-3 -w bank\n"
        "terrassay portfolio --as-of 2026-06-30 --file -w bank\n"
        "terrassay portfolio --filed -w bank\n"
        "terrassay portfolio --as-of 2026-06-30 --currency CNY --rates rates.csv "
        "-w bank\n"
        "terrassay portfolio --disclosure issb-s2 --csv s2.csv -w bank\n"
        "terrassay portfolio --html portfolio.html --lang zh -w bank\n"
        "terrassay portfolio --shared --html others.html -w bank\n"
        "terrassay portfolio --production abcd.csv --scenario scenario.csv "
        "--scenario-name sds --start 2025 --year 2030 -w bank",
    .run = run,
};
