/* SPDX-License-Identifier: Apache-2.0 */
#include "base/project_check.h"
#include "base/holding.h"
#include "base/money.h"

#include <math.h>
#include <stdlib.h>
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

static enum ta_status check_loan_id(const struct ta_project *project, size_t i,
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
    return TA_OK;
}

static enum ta_status check_loan_period(const struct ta_project *project, size_t i,
                                        struct ta_error *err)
{
    const struct ta_loan *loan = &project->loan[i];
    return check_period("loans", i, loan->start, loan->maturity, err);
}

static enum ta_status check_range(const struct ta_project *project, size_t i,
                                  struct ta_error *err)
{
    const struct ta_datastream *stream = &project->datastream[i];
    if (!(stream->range_lo > stream->range_hi)) return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "datastreams[%zu]: range_lo is above range_hi", i);
    ta_error_mend(err, "exchange the two");
    return TA_E_DATA;
}

static enum ta_status check_position(const struct ta_project *project, size_t i,
                                     struct ta_error *err)
{
    const struct ta_datastream *stream = &project->datastream[i];
    if (isnan(stream->longitude) == isnan(stream->latitude)) return TA_OK;
    (void)ta_fail(err, TA_E_DATA,
                  "datastreams[%zu]: longitude and latitude stand together, found only "
                  "%s",
                  i, isnan(stream->longitude) ? "latitude" : "longitude");
    ta_error_mend(err, "add the other one, or leave both out");
    return TA_E_DATA;
}

static enum ta_status check_stream_name(const struct ta_project *project, size_t i,
                                        struct ta_error *err)
{
    const struct ta_datastream *stream = &project->datastream[i];
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

static enum ta_status check_declared(const struct ta_project *project, size_t i,
                                     struct ta_error *err)
{
    const struct ta_declared *figure = &project->declared[i];
    return check_period("declared", i, figure->from, figure->to, err);
}

static enum ta_status check_permit(const struct ta_project *project, size_t i,
                                   struct ta_error *err)
{
    const struct ta_permit *permit = &project->permit[i];
    return check_period("permits", i, permit->from, permit->to, err);
}

static enum ta_status check_backing(const struct ta_project *project, size_t i,
                                    struct ta_error *err)
{
    return check_period("backing", i, project->backing[i].from, project->backing[i].to,
                        err);
}

static int by_serial(const void *a, const void *b)
{
    const struct ta_holding *p = a, *q = b;
    int order = (p->kind > q->kind) - (p->kind < q->kind);
    if (order == 0) order = strcmp(p->prefix, q->prefix);
    if (order == 0) order = (p->digits > q->digits) - (p->digits < q->digits);
    return order != 0 ? order : (p->lo > q->lo) - (p->lo < q->lo);
}

/* A certificate counts once. In their order neighbours meet where any two do. */
static enum ta_status check_certificates(struct ta_holdings *holdings,
                                         struct ta_error *err)
{
    char text[TA_HOLDING_TEXT];
    int64_t n = 0;
    if (holdings->n > 0)
        qsort(holdings->holding, holdings->n, sizeof *holdings->holding, by_serial);
    for (size_t i = 1; i < holdings->n; i++) {
        const struct ta_holding *a = &holdings->holding[i - 1], *b = a + 1;
        if (b->kind != TA_HOLDING_CERTIFICATE || !ta_holding_meets(a, b, &n)) continue;
        ta_holding_text(b, text);
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "declared: certificate %.120s stands in two figures, "
                                 "or twice in one",
                                 text),
                         err, "state each certificate once");
    }
    return TA_OK;
}

static enum ta_status check_serials(const struct ta_project *project, size_t i,
                                    struct ta_error *err)
{
    (void)i;
    struct ta_holdings holdings = {.n = 0};
    enum ta_status rc = ta_holdings_of(project, &holdings, err);
    if (rc == TA_OK) rc = check_certificates(&holdings, err);
    ta_holdings_free(&holdings);
    return rc;
}

/* Two currencies, and one rate of a day for them. */
static enum ta_status check_rate(const struct ta_project *project, size_t i,
                                 struct ta_error *err)
{
    const struct ta_rate *rate = &project->rate[i];
    if (!ta_currency_is(rate->from) || !ta_currency_is(rate->to) ||
        strcmp(rate->from, rate->to) == 0)
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "rates[%zu]: wanted two currencies, found \"%.16s\" "
                                 "and \"%.16s\"",
                                 i, rate->from, rate->to),
                         err, "name each by three capitals, as USD and CNY");
    for (size_t k = 0; k < i; k++)
        if (project->rate[k].on == rate->on &&
            strcmp(project->rate[k].from, rate->from) == 0 &&
            strcmp(project->rate[k].to, rate->to) == 0)
            return ta_mended(ta_fail(err, TA_E_DATA,
                                     "rates[%zu]: of %s in %s is also rates[%zu], of "
                                     "the same day",
                                     i, rate->from, rate->to, k),
                             err, "state one rate of a day");
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
static enum ta_status check_purpose(const struct ta_project *project, size_t i,
                                    struct ta_error *err)
{
    (void)i;
    if (!is_personal(project) || project->data_purpose != NULL) return TA_OK;
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "personal_data.purpose: %s data need a purpose, found "
                             "nothing",
                             project->data_class),
                     err, "say what they are used for, as \"credit decision\"");
}

static enum ta_status check_ground(const struct ta_project *project, size_t i,
                                   struct ta_error *err)
{
    (void)i;
    if (!is_personal(project) || !rests_on_consent(project) ||
        project->consent_on != TA_DAY_NONE)
        return TA_OK;
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "personal_data.ground: %s data need a day of consent "
                             "or another ground, found neither",
                             project->data_class),
                     err,
                     "give the day of consent in consent_on, or ground as "
                     "\"contract\" or \"law\"");
}

static enum ta_status check_consent(const struct ta_project *project, size_t i,
                                    struct ta_error *err)
{
    char on[TA_TIME_TEXT], until[TA_TIME_TEXT];
    (void)i;
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

/* One question to each of a number of elements. */
struct check {
    size_t n;
    enum ta_status (*ask)(const struct ta_project *project, size_t i,
                          struct ta_error *err);
};

/* @return TA_OK when all was asked, or what the first fault of @p check came to; with a hearer the
 * faults are heard of and asking goes on */
static enum ta_status ask(const struct ta_project *project, const struct check *check,
                          struct ta_fault_hearer *hearer, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < check->n; i++) {
        struct ta_error why = {0};
        rc = check->ask(project, i, &why);
        if (rc == TA_E_DATA && hearer != NULL) {
            ta_fault_hear(hearer, &why);
            rc = TA_OK;
        }
        if (rc != TA_OK) rc = ta_fail_as(err, &why);
    }
    return rc;
}

static enum ta_status ask_all(const struct ta_project *project,
                              struct ta_fault_hearer *hearer, struct ta_error *err)
{
    const struct check check[] = {{project->n_declared, check_declared},
                                  {project->n_permits, check_permit},
                                  {project->n_backing, check_backing},
                                  {project->n_rates, check_rate},
                                  {1, check_purpose},
                                  {1, check_ground},
                                  {1, check_consent},
                                  {hearer == NULL ? project->n_sites : 0, check_site},
                                  {project->n_loans, check_loan_id},
                                  {project->n_loans, check_loan_period},
                                  {project->n_datastreams, check_range},
                                  {project->n_datastreams, check_position},
                                  {project->n_datastreams, check_stream_name},
                                  {1, check_serials}};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof check / sizeof *check; i++)
        rc = ask(project, &check[i], hearer, err);
    return rc;
}

enum ta_status ta_project_check(const struct ta_project *project, struct ta_error *err)
{
    return ask_all(project, NULL, err);
}

enum ta_status ta_project_check_all(const struct ta_project *project,
                                    struct ta_fault_hearer *hearer)
{
    struct ta_error why = {0};
    return ask_all(project, hearer, &why);
}
