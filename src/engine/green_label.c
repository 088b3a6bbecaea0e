/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/green_label.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"

/* Names by which China's catalogues of green loans and bonds go, in files and in their titles. */
static const char *const names[] = {"CN-", "Endorsed Project Catalogue", "支持项目目录",
                                    "绿色产业指导目录"};
enum { UNIFIED = 2025, FIRST_EDITION = 2015, LAST_EDITION = 2099 };

static bool is_chinese(const char *scheme)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strstr(scheme, names[i]) != NULL) return true;
    return false;
}

/* The year in the scheme's name; 0 without one. */
static int edition_of(const char *scheme)
{
    for (const char *at = scheme; *at != '\0'; at++) {
        size_t n = strspn(at, "0123456789");
        if (n == 0) continue;
        int year = 0;
        for (size_t i = 0; i < n && n == 4; i++) year = 10 * year + (at[i] - '0');
        if (year >= FIRST_EDITION && year <= LAST_EDITION) return year;
        at += n - 1;
    }
    return 0;
}

static void name_object(const struct ta_project *project, struct ta_finding *finding)
{
    (void)snprintf(finding->object, sizeof finding->object, "%.60s %.60s",
                   project->catalogue_scheme, project->catalogue_code);
}

/* @return whether the loan began where the edition was not in force; then @p finding says so */
static bool is_of_another(const struct ta_loan *loan, int edition,
                          struct ta_finding *finding)
{
    const ta_day in_force = ta_day_from_civil(UNIFIED, 10, 1);
    char began[TA_TIME_TEXT], from[TA_TIME_TEXT];
    if (loan->start == TA_DAY_NONE || (edition >= UNIFIED) == (loan->start >= in_force))
        return false;
    ta_day_format(loan->start, began);
    ta_day_format(in_force, from);
    if (edition >= UNIFIED)
        (void)snprintf(finding->detail, sizeof finding->detail,
                       "loan %.64s began %s, before the edition of %d was in force, %s",
                       loan->id, began, UNIFIED, from);
    else
        (void)snprintf(
            finding->detail, sizeof finding->detail,
            "loan %.64s began %s; the edition of %d is in force since %s and "
            "holds unless it was approved before",
            loan->id, began, UNIFIED, from);
    return true;
}

size_t ta_green_label_findings(const struct ta_project *project,
                               struct ta_finding out[TA_GREEN_LABEL_FINDINGS])
{
    size_t n = 0;
    if (project->catalogue_scheme == NULL || project->catalogue_code == NULL) return 0;
    struct ta_finding *finding = &out[n++];
    *finding = (struct ta_finding){.code = "label_proposed"};
    name_object(project, finding);
    int edition = is_chinese(project->catalogue_scheme)
                      ? edition_of(project->catalogue_scheme)
                      : 0;
    if (edition == 0) return n;
    finding = &out[n];
    *finding = (struct ta_finding){.code = "label_edition"};
    name_object(project, finding);
    for (size_t i = 0; i < project->n_loans; i++)
        if (is_of_another(&project->loan[i], edition, finding)) return n + 1;
    return n;
}
