/* SPDX-License-Identifier: Apache-2.0 */
/** @file run_portfolio.c  The last step: what all loans of the demo come to together, as a page. */
#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "demo/run.h"
#include "engine/portfolio_document.h"
#include "report/portfolio.h"

enum { TOP = 10 };
static const char *const page_of[TA_LANGUAGE_COUNT] = {
    [TA_EN] = "reports/portfolio-en.html", [TA_ZH] = "reports/portfolio-zh.html"};

/* The last day that a case speaks of, so that a second run makes the same page. */
static ta_day last_day(void)
{
    ta_day last = TA_DAY_NONE, day;
    for (size_t i = 0; i < ta_demo_case_count(); i++)
        if (ta_day_parse(ta_demo_case_at(i)->as_of, &day) == TA_OK && day > last)
            last = day;
    return last;
}

static double figure_of(const json_t *document, const char *name, const char *key)
{
    const json_t *figures = json_object_get(document, "figures");
    for (size_t i = 0; i < json_array_size(figures); i++) {
        const json_t *row = json_array_get(figures, i);
        const char *is = json_string_value(json_object_get(row, "figure"));
        const char *of = json_string_value(json_object_get(row, "key"));
        if (is == NULL || strcmp(is, name) != 0) continue;
        if (key == NULL || (of != NULL && strcmp(of, key) == 0))
            return json_number_value(json_object_get(row, "value"));
    }
    return 0.0;
}

static enum ta_status save(struct ta_run *run, const json_t *document,
                           enum ta_language language)
{
    struct ta_text page = {0};
    char *path = ta_workspace_path(run->workspace, page_of[language]);
    enum ta_status rc =
        path == NULL ? ta_run_no_memory(run) : ta_workspace_make_above(path, run->err);
    if (rc == TA_OK)
        rc = ta_portfolio_html(run->workspace->datasets, document, language,
                               run->demo->messages, &page, run->err);
    if (rc == TA_OK) rc = ta_file_write(path, page.bytes, page.size, 0666, run->err);
    ta_text_free(&page);
    ta_free(path);
    return rc;
}

static void tell(struct ta_run *run, const json_t *document)
{
    static const char *const levels[] = {"cannot_say", "very_high", "high",
                                         "elevated",   "moderate",  "low"};
    struct ta_text words = {0};
    ta_text_addf(&words, "records=%.0f financed_tCO2e=%.0f",
                 figure_of(document, "projects", NULL),
                 round(figure_of(document, "financed_pcaf", NULL)));
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        double n = figure_of(document, "level", levels[i]);
        if (n > 0.0) ta_text_addf(&words, " %s=%.0f", levels[i], n);
    }
    ta_text_addf(&words, " pages=%d", TA_LANGUAGE_COUNT);
    ta_run_told(run, TA_DEMO_PORTFOLIO, &words);
}

enum ta_status ta_run_portfolio(struct ta_run *run)
{
    const struct ta_portfolio_request request = {
        .as_of = last_day(), .since = TA_DAY_NONE, .top = TOP};
    json_t *document = NULL;
    size_t n_faults = 0;
    ta_run_begins(run, TA_DEMO_PORTFOLIO, TA_LANGUAGE_COUNT);
    enum ta_status rc =
        ta_portfolio(run->workspace, &request, &document, &n_faults, run->err);
    for (int i = 0; rc == TA_OK && i < TA_LANGUAGE_COUNT; i++) {
        rc = save(run, document, (enum ta_language)i);
        if (rc == TA_OK) ta_run_progress(run, (size_t)i + 1);
    }
    if (rc == TA_OK) tell(run, document);
    json_decref(document);
    return rc;
}
