/* SPDX-License-Identifier: Apache-2.0 */
#include "base/project_check.h"
#include "base/holding.h"
#include "base/money.h"

#include <math.h>
#include <string.h>

#include "base/time.h"

void ta_project_number_sites(struct ta_project *project)
{
    for (size_t i = 0; i < project->n_sites; i++)
        if (project->site[i].n == 0) project->site[i].n = (int)i + 1;
}

static enum ta_status check_site(const struct ta_project *project, size_t i,
                                 struct ta_error *err)
{
    const struct ta_site *site = &project->site[i];
    bool circle = !isnan(site->point[0]), sized = site->radius_m > 0.0;
    if (circle != sized) {
        (void)ta_fail(err, TA_E_DATA,
                      "sites[%zu]: point and radius_m stand together, found only %s", i,
                      circle ? "point" : "radius_m");
        ta_error_mend(err, "add the other one, or leave both out");
        return TA_E_DATA;
    }
    if (!circle && site->shape.n_parts == 0) {
        (void)ta_fail(err, TA_E_DATA, "sites[%zu]: has no shape", i);
        ta_error_mend(err, "give it a geometry, or a point and a radius_m");
        return TA_E_DATA;
    }
    for (size_t k = 0; k < i; k++)
        if (project->site[k].n == site->n) {
            (void)ta_fail(err, TA_E_DATA, "sites[%zu].n: %d is also sites[%zu].n", i,
                          site->n, k);
            ta_error_mend(err, "number each site of a project once");
            return TA_E_DATA;
        }
    return TA_OK;
}

/* from <= to where both are given. */
static enum ta_status check_period(const char *list, size_t i, ta_day from, ta_day to,
                                   struct ta_error *err)
{
    if (from == TA_DAY_NONE || to == TA_DAY_NONE || from <= to) return TA_OK;
    char first[TA_TIME_TEXT], last[TA_TIME_TEXT];
    ta_day_format(from, first);
    ta_day_format(to, last);
    (void)ta_fail(err, TA_E_DATA, "%s[%zu]: runs from %s back to %s", list, i, first,
                  last);
    ta_error_mend(err, "exchange the two dates");
    return TA_E_DATA;
}

static enum ta_status check_loan(const struct ta_project *project, size_t i,
                                 struct ta_error *err)
{
    const struct ta_loan *loan = &project->loan[i];
    for (size_t k = 0; k < i; k++)
        if (strcmp(project->loan[k].id, loan->id) == 0) {
            (void)ta_fail(err, TA_E_DATA, "loans[%zu].id: \"%s\" is also loans[%zu].id",
                          i, loan->id, k);
            ta_error_mend(err, "give each loan of a project its own id");
            return TA_E_DATA;
        }
    return check_period("loans", i, loan->start, loan->maturity, err);
}

static enum ta_status check_datastream(const struct ta_project *project, size_t i,
                                       struct ta_error *err)
{
    const struct ta_datastream *stream = &project->datastream[i];
    if (stream->range_lo > stream->range_hi) {
        (void)ta_fail(err, TA_E_DATA, "datastreams[%zu]: range_lo is above range_hi",
                      i);
        ta_error_mend(err, "exchange the two");
        return TA_E_DATA;
    }
    if (isnan(stream->longitude) != isnan(stream->latitude)) {
        (void)ta_fail(err, TA_E_DATA,
                      "datastreams[%zu]: longitude and latitude stand together, found "
                      "only %s",
                      i, isnan(stream->longitude) ? "latitude" : "longitude");
        ta_error_mend(err, "add the other one, or leave both out");
        return TA_E_DATA;
    }
    for (size_t k = 0; k < i; k++) {
        const struct ta_datastream *other = &project->datastream[k];
        if (strcmp(other->name, stream->name) != 0 ||
            strcmp(other->device, stream->device) != 0)
            continue;
        (void)ta_fail(err, TA_E_DATA,
                      "datastreams[%zu]: %s of %s is also datastreams[%zu]", i,
                      stream->name, stream->device, k);
        ta_error_mend(err, "give each datastream of a device its own name");
        return TA_E_DATA;
    }
    return TA_OK;
}

static enum ta_status check_periods(const struct ta_project *project,
                                    struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_declared; i++)
        rc = check_period("declared", i, project->declared[i].from,
                          project->declared[i].to, err);
    for (size_t i = 0; rc == TA_OK && i < project->n_permits; i++)
        rc = check_period("permits", i, project->permit[i].from, project->permit[i].to,
                          err);
    for (size_t i = 0; rc == TA_OK && i < project->n_backing; i++)
        rc = check_period("backing", i, project->backing[i].from,
                          project->backing[i].to, err);
    return rc;
}

static enum ta_status check_serials(const struct ta_project *project,
                                    struct ta_error *err)
{
    struct ta_holdings holdings = {.n = 0};
    enum ta_status rc = ta_holdings_of(project, &holdings, err);
    ta_holdings_free(&holdings);
    return rc;
}

/* Two currencies, and one rate of a day for them. */
static enum ta_status check_rates(const struct ta_project *project,
                                  struct ta_error *err)
{
    for (size_t i = 0; i < project->n_rates; i++) {
        const struct ta_rate *rate = &project->rate[i];
        if (!ta_currency_is(rate->from) || !ta_currency_is(rate->to) ||
            strcmp(rate->from, rate->to) == 0)
            return ta_mended(
                ta_fail(err, TA_E_DATA,
                        "rates[%zu]: wanted two currencies, found \"%.16s\" "
                        "and \"%.16s\"",
                        i, rate->from, rate->to),
                err, "name each by three capitals, as USD and CNY");
        for (size_t k = 0; k < i; k++)
            if (project->rate[k].on == rate->on &&
                strcmp(project->rate[k].from, rate->from) == 0 &&
                strcmp(project->rate[k].to, rate->to) == 0)
                return ta_mended(
                    ta_fail(err, TA_E_DATA,
                            "rates[%zu]: of %s in %s is also rates[%zu], of "
                            "the same day",
                            i, rate->from, rate->to, k),
                    err, "state one rate of a day");
    }
    return TA_OK;
}

static bool is_personal(const struct ta_project *project)
{
    return strcmp(project->data_class, "personal") == 0 ||
           strcmp(project->data_class, "sensitive") == 0;
}

/* By consent, unless another ground is named. */
static bool rests_on_consent(const struct ta_project *project)
{
    return project->data_ground[0] == '\0' ||
           strcmp(project->data_ground, "consent") == 0;
}

/* Personal data have a purpose and a ground; a consent has its day, and ends after it. */
static enum ta_status check_personal_data(const struct ta_project *project,
                                          struct ta_error *err)
{
    char on[TA_TIME_TEXT], until[TA_TIME_TEXT];
    if (is_personal(project) && project->data_purpose == NULL)
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "personal_data.purpose: %s data need a purpose, found "
                                 "nothing",
                                 project->data_class),
                         err, "say what they are used for, as \"credit decision\"");
    if (is_personal(project) && rests_on_consent(project) &&
        project->consent_on == TA_DAY_NONE)
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "personal_data.ground: %s data need a day of consent "
                                 "or another ground, found neither",
                                 project->data_class),
                         err,
                         "give the day of consent in consent_on, or ground as "
                         "\"contract\" or \"law\"");
    if (project->consent_on == TA_DAY_NONE || project->consent_until == TA_DAY_NONE ||
        project->consent_on <= project->consent_until)
        return TA_OK;
    ta_day_format(project->consent_on, on);
    ta_day_format(project->consent_until, until);
    return ta_mended(
        ta_fail(err, TA_E_DATA,
                "personal_data.consent_until: %s lies before consent_on, %s", until,
                on),
        err, "exchange the two dates, or correct one");
}

enum ta_status ta_project_check(const struct ta_project *project, struct ta_error *err)
{
    enum ta_status rc = check_periods(project, err);
    if (rc == TA_OK) rc = check_rates(project, err);
    if (rc == TA_OK) rc = check_personal_data(project, err);
    for (size_t i = 0; rc == TA_OK && i < project->n_sites; i++)
        rc = check_site(project, i, err);
    for (size_t i = 0; rc == TA_OK && i < project->n_loans; i++)
        rc = check_loan(project, i, err);
    for (size_t i = 0; rc == TA_OK && i < project->n_datastreams; i++)
        rc = check_datastream(project, i, err);
    return rc == TA_OK ? check_serials(project, err) : rc;
}
