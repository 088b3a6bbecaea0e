/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/import_hint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/money.h"
#include "base/project.h"
#include "geo/country.h"
#include "geo/overlap.h"

#define M2_PER_HA 10000.0

enum { WORDS = 200 };

struct hints {
    const struct ta_import_options *options;
    const struct ta_gathered *gathered;
    const struct ta_project *project;
};

static void tell(const struct hints *hints, const char *field, const char *words,
                 const char *mend)
{
    struct ta_import_problem note = {false,
                                     hints->gathered->row,
                                     hints->gathered->line,
                                     hints->project->id,
                                     field,
                                     words,
                                     mend,
                                     false};
    if (hints->options->on_problem != NULL)
        hints->options->on_problem(hints->options->self, &note);
}

/** Sites outside the country the project names: likely a slip of axes or CRS. */
static void hint_country(const struct hints *hints)
{
    const struct ta_project *project = hints->project;
    for (size_t i = 0; i < project->n_sites; i++) {
        char words[WORDS];
        enum ta_country_hint hint =
            ta_country_hint(project->country, &project->site[i].shape);
        if (hint != TA_COUNTRY_OUTSIDE && hint != TA_COUNTRY_SWAPPED) continue;
        (void)snprintf(words, sizeof words, "site %d lies outside %s%s",
                       project->site[i].n, project->country,
                       hint == TA_COUNTRY_SWAPPED
                           ? "; with its axes swapped it would lie inside"
                           : "");
        tell(hints, "country", words, "check the order of coordinates and the CRS");
    }
}

/** Larger than almost any one project: likely a slip in a corner. */
static void hint_size(const struct hints *hints)
{
    const struct ta_project *project = hints->project;
    for (size_t i = 0; i < project->n_sites; i++) {
        char words[WORDS];
        double ha = project->site[i].area_m2 / M2_PER_HA;
        if (!(ha > TA_HINT_LARGE_HA)) continue;
        (void)snprintf(words, sizeof words,
                       "site %d has %.0f ha: hardly a project has more than %.0f",
                       project->site[i].n, ha, TA_HINT_LARGE_HA);
        tell(hints, "geometry", words,
             "look for a mistyped corner or radius on a map, unless it is meant so");
    }
}

static enum ta_status tell_overlap(void *self, size_t a, size_t b,
                                   const struct ta_overlap *overlap,
                                   struct ta_error *err)
{
    const struct hints *hints = self;
    const struct ta_site *site = hints->project->site;
    char words[WORDS];
    (void)err;
    (void)snprintf(words, sizeof words,
                   "sites %d and %d share %.4g ha: %.3g %% of the smaller, counted "
                   "twice in the project's area",
                   site[a].n, site[b].n, overlap->area_m2 / M2_PER_HA,
                   fmax(overlap->share_a, overlap->share_b) * 100.0);
    tell(hints, "geometry", words,
         "draw land that belongs to both in one site only, unless it is meant so");
    return TA_OK;
}

static enum ta_status hint_overlap(struct hints *hints, struct ta_error *err)
{
    size_t n = hints->project->n_sites;
    if (n < 2) return TA_OK;
    const struct ta_polygons **shape = ta_alloc(n, sizeof *shape);
    if (shape == NULL) return ta_fail(err, TA_E_NOMEM, "no memory to compare sites");
    for (size_t i = 0; i < n; i++) shape[i] = &hints->project->site[i].shape;
    enum ta_status status =
        ta_overlap_find(shape, n, TA_HINT_SHARE_LEAST, tell_overlap, hints, err);
    ta_free(shape);
    return status;
}

static void hint_currencies(const struct hints *hints)
{
    for (size_t i = 0; i < hints->project->n_loans; i++) {
        const struct ta_loan *loan = &hints->project->loan[i];
        char words[WORDS + TA_ID_SIZE], currencies[TA_CURRENCIES_SIZE], field[40];
        if (ta_loan_currencies(hints->project, loan, currencies) < 2) continue;
        (void)snprintf(words, sizeof words,
                       "amounts of loan %s stand in %s: its share of emissions (PCAF "
                       "attribution) needs one currency",
                       loan->id, currencies);
        (void)snprintf(field, sizeof field, "loans[%zu]", i);
        tell(hints, field, words,
             "give all amounts of the loan in the currency of the outstanding one, or "
             "the rate of its day as_of in \"rates\"");
    }
}

/* Divisions of the classifications that models speak of, as spans of their two digits: GB/T 4754-2017
 * has 97; ISIC Rev. 4 and NACE Rev. 2 leave gaps, and NACE Rev. 2.1 is without 45. */
static const struct scheme {
    const char *name, *divisions;
} schemes[] = {
    {"GB/T 4754-2017", "01-97"},
    {"NACE-2.1",
     "01-03 05-09 10-33 35-35 36-39 41-43 46-47 49-53 55-56 58-60 61-63 64-66 "
     "68-68 69-75 77-82 84-84 85-85 86-88 90-93 94-96 97-98 99-99"},
    {"ISIC-4",
     "01-03 05-09 10-33 35-39 41-43 45-47 49-53 55-56 58-66 68-75 77-82 84-88 "
     "90-99"},
};

static bool has_division(const char *divisions, const char *code)
{
    for (const char *span = divisions; span[0] != '\0';) {
        if (strncmp(span, code, 2) <= 0 && strncmp(code, span + 3, 2) <= 0) return true;
        span += 5;
        if (span[0] == ' ') span++;
    }
    return false;
}

/* A section's letter may stand before; then two digits or more, with points or without. */
static bool is_code(const struct scheme *scheme, const char *code)
{
    if (code[0] >= 'A' && code[0] <= 'V') code++;
    size_t n = strspn(code, "0123456789.");
    if (n == 0) return code[0] == '\0';
    if (code[n] != '\0' || n < 2 || code[0] == '.' || code[1] == '.') return false;
    return n <= 6 && has_division(scheme->divisions, code);
}

/** Models leave sectors out by scheme and code: a slip in either is judged like any other sector. */
static void hint_sector(const struct hints *hints)
{
    const struct ta_project *project = hints->project;
    char words[WORDS];
    if (project->sector_scheme == NULL || project->sector_code == NULL) return;
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (strcmp(project->sector_scheme, schemes[i].name) != 0) continue;
        if (is_code(&schemes[i], project->sector_code)) return;
        (void)snprintf(words, sizeof words, "%.60s has no code %.60s",
                       project->sector_scheme, project->sector_code);
        tell(hints, "sector", words, "look the code up; models go by it");
        return;
    }
    (void)snprintf(words, sizeof words, "no scheme \"%.60s\" is known here",
                   project->sector_scheme);
    tell(hints, "sector", words,
         "models know GB/T 4754-2017, NACE-2.1 and ISIC-4 by these names");
}

enum ta_status ta_import_hints(const struct ta_import_options *options,
                               const struct ta_gathered *gathered,
                               const struct ta_project *project, struct ta_error *err)
{
    struct hints hints = {options, gathered, project};
    hint_country(&hints);
    hint_size(&hints);
    hint_currencies(&hints);
    hint_sector(&hints);
    return hint_overlap(&hints, err);
}
