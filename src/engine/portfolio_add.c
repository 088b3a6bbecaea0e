/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/portfolio_add.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "carbon.h"
#include "engine/exchange.h"
#include "exposure.h"
#include "record/codes.h"

static const char unsaid[] = "not_stated";

void ta_adding_free(struct ta_adding *adding)
{
    ta_figures_set_free(&adding->figures);
    ta_free(adding->currency);
    *adding = (struct ta_adding){.n_currencies = 0};
}

/* --- a project's loans -------------------------------------------------------------- */

size_t ta_holding_place(struct ta_holding *h, const char *currency)
{
    size_t at = 0;
    while (at < h->n && strcmp(h->money[at].currency, currency) < 0) at++;
    if (at < h->n && strcmp(h->money[at].currency, currency) == 0) return at;
    if (h->n == TA_CURRENCIES_MOST) return h->n;
    memmove(&h->money[at + 1], &h->money[at], (h->n - at) * sizeof *h->money);
    memset(&h->money[at], 0, sizeof *h->money);
    memcpy(h->money[at].currency, currency, strlen(currency) + 1);
    h->n++;
    return at;
}

/* What of the financed emissions each currency's loans have, by PCAF's factors. */
static void divide(struct ta_holding *h, double all)
{
    for (size_t i = 0; i < h->n; i++)
        h->money[i].portion = h->n == 1   ? 1.0
                              : all > 0.0 ? h->money[i].portion / all
                                          : (double)NAN;
}

bool ta_holding_of(const struct ta_figures *figures, struct ta_holding *out)
{
    double all = 0.0;
    *out = (struct ta_holding){.n = 0};
    for (size_t i = 0; i < figures->n_loans; i++) {
        const struct ta_figures_loan *loan = &figures->loan[i];
        if (loan->outstanding.currency[0] == '\0') continue;
        size_t at = ta_holding_place(out, loan->outstanding.currency);
        if (at == TA_CURRENCIES_MOST) return false;
        out->money[at].amount += (double)loan->outstanding.minor;
        out->money[at].portion += loan->attribution;
        all += loan->attribution;
    }
    divide(out, all);
    return true;
}

bool ta_adding_holding(const struct ta_adding *adding, const struct ta_figures *figures,
                       struct ta_holding *out)
{
    if (!ta_holding_of(figures, out)) return false;
    if (adding->exchange != NULL) ta_exchange_holding(adding->exchange, out);
    return true;
}

/* --- emissions ---------------------------------------------------------------------- */

const char *ta_figures_gwp(const struct ta_figures *figures)
{
    const struct ta_figures_indicator *i = ta_figures_of(figures, "financed_emissions");
    for (size_t k = 0; i != NULL && k < i->indicator->n_params; k++)
        if (strcmp(i->indicator->param[k].name, TA_GWP_PARAM) == 0 &&
            !isnan(i->param[k]))
            return ta_gwp_of(i->param[k]);
    return NULL;
}

static const struct ta_figures_indicator *financed(const struct ta_position *p)
{
    return ta_figures_of(&p->entry->now, "financed_emissions");
}

static bool is_known(const struct ta_figures_indicator *i)
{
    return i != NULL && i->reason == TA_OBSERVED;
}

/* Both ledgers, and what leads from one to the other, over the records that have both. */
static void add_ledgers(struct ta_adding *a, const struct ta_position *p, double pcaf)
{
    static const enum ta_figure_id id[] = {TA_FIGURE_financed_pboc,
                                           TA_FIGURE_reconcile_balance,
                                           TA_FIGURE_reconcile_denominator};
    const double *t = p->entry->now.tonnes;
    bool both = !isnan(t[TA_TONNES_PBOC]);
    ta_figure_add(&a->figures, TA_FIGURE_financed_pcaf, "", "", p->who, pcaf, 1.0);
    ta_figure_add(&a->figures,
                  both ? TA_FIGURE_financed_pcaf_in_both : TA_FIGURE_financed_pcaf_only,
                  "", "", p->who, pcaf, 1.0);
    if (!both) return;
    for (int k = 0; k < 3; k++)
        if (!isnan(t[TA_TONNES_PBOC + k]))
            ta_figure_add(&a->figures, id[k], "", "", p->who, t[TA_TONNES_PBOC + k],
                          1.0);
}

static void add_scopes(struct ta_adding *a, const struct ta_position *p)
{
    static const enum ta_figure_id id[] = {
        [TA_TONNES_SCOPE1] = TA_FIGURE_financed_scope1,
        [TA_TONNES_SCOPE2] = TA_FIGURE_financed_scope2,
        [TA_TONNES_SCOPE2_MARKET] = TA_FIGURE_financed_scope2_market,
        [TA_TONNES_SCOPE3] = TA_FIGURE_financed_scope3,
        [TA_TONNES_BIOGENIC] = TA_FIGURE_financed_biogenic,
        [TA_TONNES_REMOVALS] = TA_FIGURE_financed_removals,
        [TA_TONNES_AVOIDED] = TA_FIGURE_financed_avoided,
        [TA_TONNES_RETIRED] = TA_FIGURE_financed_credits_retired,
        [TA_TONNES_GENERATED] = TA_FIGURE_financed_credits_generated};
    const double *t = p->entry->now.tonnes;
    for (int k = TA_TONNES_SCOPE1; k <= TA_TONNES_GENERATED; k++)
        if (!isnan(t[k])) ta_figure_add(&a->figures, id[k], "", "", p->who, t[k], 1.0);
    if (!isnan(t[TA_TONNES_PBOC_AVOIDED]))
        ta_figure_add(&a->figures, TA_FIGURE_financed_avoided_pboc, "", "", p->who,
                      t[TA_TONNES_PBOC_AVOIDED], 1.0);
    if (!isnan(t[TA_TONNES_SCOPE2]) && !isnan(t[TA_TONNES_SCOPE2_MARKET]))
        ta_figure_add(&a->figures, TA_FIGURE_financed_scope2_in_both, "", "", p->who,
                      t[TA_TONNES_SCOPE2], 1.0);
}

/* Of which year the tonnes are, and what of them is estimated from economic activity. */
static void add_whence(struct ta_adding *a, const struct ta_position *p,
                       const struct ta_figures_indicator *i)
{
    char year[16];
    (void)snprintf(year, sizeof year, "%04d", p->entry->reporting_year);
    ta_figure_add(&a->figures, TA_FIGURE_financed_year, "",
                  p->entry->reporting_year > 0 ? year : unsaid, p->who, i->value, 1.0);
    if (p->entry->now.estimated)
        ta_figure_add(&a->figures, TA_FIGURE_financed_estimated, "", "", p->who,
                      i->value, 1.0);
}

/* The borrower's own, scope 1 and 2. */
static double emitted_of(const struct ta_position *p)
{
    const double *t = p->entry->now.tonnes;
    return t[TA_TONNES_PROJECT1] + t[TA_TONNES_PROJECT2];
}

/* NaN where none is said, or where the loans are counted in another currency: it has no rate. */
static double revenue_of(const struct ta_adding *a, const struct ta_position *p)
{
    bool said = p->entry->revenue > 0.0 && a->exchange == NULL;
    return said ? p->entry->revenue : (double)NAN;
}

static void add_emissions(struct ta_adding *a, const struct ta_position *p,
                          const struct ta_holding *h)
{
    const struct ta_figures_indicator *i = financed(p);
    enum ta_reason reason = i != NULL ? i->reason : TA_CLIENT_SILENT;
    const char *why = i != NULL ? ta_figures_why(i) : ta_reason_code(reason);
    for (size_t k = 0; k < h->n; k++) {
        const char *currency = h->money[k].currency;
        double amount = h->money[k].amount;
        if (reason != TA_OBSERVED) {
            ta_figure_add(&a->figures, TA_FIGURE_emissions_not_observed, currency, why,
                          p->who, amount, 1.0);
            continue;
        }
        ta_figure_add(&a->figures, TA_FIGURE_emissions_covered, currency, "", p->who,
                      amount, 1.0);
        if (p->entry->now.estimated)
            ta_figure_add(&a->figures, TA_FIGURE_emissions_estimated, currency, "",
                          p->who, amount, 1.0);
        if (isnan(p->entry->now.tonnes[TA_TONNES_PBOC]))
            ta_figure_add(&a->figures, TA_FIGURE_pboc_not_observed, currency, "",
                          p->who, amount, 1.0);
        if (i->grade > 0)
            ta_figure_add(&a->figures, TA_FIGURE_data_quality, currency, "", p->who,
                          amount * i->grade, amount);
        if (!isnan(h->money[k].portion))
            ta_figure_add(&a->figures, TA_FIGURE_intensity, currency, "", p->who,
                          i->value * h->money[k].portion, amount);
        double per_revenue = emitted_of(p) / revenue_of(a, p);
        if (!isnan(per_revenue))
            ta_figure_add(&a->figures, TA_FIGURE_revenue_intensity, currency, "",
                          p->who, amount * per_revenue, amount);
    }
    if (reason != TA_OBSERVED) {
        ta_figure_add(&a->figures, TA_FIGURE_financed_unknown, "", why, p->who, 1.0,
                      1.0);
        return;
    }
    add_ledgers(a, p, i->value);
    add_whence(a, p, i);
    add_scopes(a, p);
}

/* --- models ------------------------------------------------------------------------- */

static void add_model(struct ta_adding *a, const struct ta_position *p,
                      const struct ta_holding *h)
{
    char name[TA_MODEL_NAME_SIZE];
    ta_book_model_name(&p->entry->now, name);
    ta_figure_add(&a->figures, TA_FIGURE_model, "", name, p->who, 1.0, 1.0);
    for (size_t k = 0; k < h->n; k++)
        ta_figure_add(&a->figures, TA_FIGURE_model_amount, h->money[k].currency, name,
                      p->who, h->money[k].amount, 1.0);
}

/* --- levels ------------------------------------------------------------------------- */

/* A level that was only counted, since nobody could say, moves nowhere: it is found, or found no more. */
static enum ta_figure_id way_of(const struct ta_position *p)
{
    bool found = ta_standing_found(&p->now);
    if (!ta_position_moved(p)) return TA_FIGURE_unchanged;
    if (!ta_standing_found(&p->before)) return TA_FIGURE_found_now;
    if (!found) return TA_FIGURE_found_no_more;
    return p->now.level < p->before.level ? TA_FIGURE_worse : TA_FIGURE_better;
}

static void add_move(struct ta_adding *a, const struct ta_position *p)
{
    char key[2 * TA_NAME_SIZE];
    if (!p->has_before) {
        ta_figure_add(&a->figures, TA_FIGURE_not_comparable, "", "", p->who, 1.0, 1.0);
        return;
    }
    (void)snprintf(key, sizeof key, "%s>%s", ta_standing_code(&p->before),
                   ta_standing_code(&p->now));
    if (ta_position_moved(p))
        ta_figure_add(&a->figures, TA_FIGURE_moved, "", key, p->who, 1.0, 1.0);
    ta_figure_add(&a->figures, way_of(p), "", "", p->who, 1.0, 1.0);
}

void ta_portfolio_take_level(struct ta_adding *adding,
                             const struct ta_position *position,
                             const struct ta_holding *holding)
{
    enum { SPLITS = 3 };
    static const enum ta_figure_id count[SPLITS] = {TA_FIGURE_opinion, TA_FIGURE_level,
                                                    TA_FIGURE_level_basis};
    static const enum ta_figure_id share[SPLITS] = {
        TA_FIGURE_opinion_amount, TA_FIGURE_level_amount, TA_FIGURE_level_basis_amount};
    const char *level = ta_standing_code(&position->now);
    char basis[TA_NAME_SIZE];
    (void)snprintf(basis, sizeof basis, "%s/%s", level,
                   ta_basis_code(ta_standing_basis(&position->now)));
    /* where nobody can say, the level is what the unseen counts as, and none that was found */
    const char *const key[SPLITS] = {ta_opinion_code(position->now.opinion), level,
                                     basis};
    for (int s = 0; s < SPLITS; s++) {
        ta_figure_add(&adding->figures, count[s], "", key[s], position->who, 1.0, 1.0);
        for (size_t k = 0; k < holding->n; k++)
            ta_figure_add(&adding->figures, share[s], holding->money[k].currency,
                          key[s], position->who, holding->money[k].amount, 1.0);
    }
    if (position->compared) add_move(adding, position);
}

/* --- losses ------------------------------------------------------------------------- */

/** PD x LGD, the share of the exposure that a year is expected to cost. */
struct shares {
    bool asked, covered; /**< covered: both are there */
    enum ta_reason why;  /**< where one is not */
    double least, stressed, most;
    double base; /**< before any hazard */
};

static bool is_asked(const struct ta_figures_indicator *i)
{
    return i != NULL && i->reason != TA_NOT_APPLICABLE;
}

/* One end of an interval, as a share; the value where there is no interval. */
static double end_of(const struct ta_figures_indicator *i, double end)
{
    return (isnan(end) ? i->value : end) / 100.0;
}

/* Of what is not known all may be lost: silence on either stands at 1 in the upper end. */
static struct shares shares_of(const struct ta_position *p)
{
    const struct ta_figures_indicator *pd =
        ta_figures_of(&p->entry->now, "stressed_pd");
    const struct ta_figures_indicator *lgd =
        ta_figures_of(&p->entry->now, "stressed_lgd");
    struct shares s = {.asked = is_asked(pd) && is_asked(lgd),
                       .least = (double)NAN,
                       .stressed = (double)NAN,
                       .most = (double)NAN,
                       .base = (double)NAN};
    if (!s.asked) return s;
    s.covered = is_known(pd) && is_known(lgd);
    s.most = (is_known(pd) ? end_of(pd, pd->hi) : 1.0) *
             (is_known(lgd) ? end_of(lgd, lgd->hi) : 1.0);
    s.why = is_known(pd) ? lgd->reason : pd->reason;
    if (!s.covered) return s;
    s.stressed = end_of(pd, pd->value) * end_of(lgd, lgd->value);
    s.least = end_of(pd, pd->lo) * end_of(lgd, lgd->lo);
    s.base = p->entry->now.credit[TA_CREDIT_PD_BASE] / 100.0 *
             (p->entry->now.credit[TA_CREDIT_LGD_BASE] / 100.0);
    return s;
}

static const char exposure_currency[] = "CNY"; /* of declared.exposure_at_default */
static const double minor_units = 100.0;

/* The exposure at default that is stated, in the minor units that place @p k of the holding counts in;
 * NaN where none is, or where loans in several currencies would have to share it. */
static double stated_exposure(const struct ta_position *p, const struct ta_holding *h,
                              size_t k)
{
    double stated = minor_units * p->entry->now.credit[TA_CREDIT_EXPOSURE];
    struct ta_holding own;
    if (h->n != 1 || isnan(stated)) return (double)NAN;
    if (strcmp(h->money[k].currency, exposure_currency) == 0) return stated;
    bool one = ta_holding_of(&p->entry->now, &own) && own.n == 1;
    if (!one || strcmp(own.money[0].currency, exposure_currency) != 0 ||
        !(own.money[0].amount > 0.0))
        return (double)NAN;
    return stated / own.money[0].amount * h->money[k].amount; /* by the loans' rate */
}

static struct ta_exposure exposure_of(const struct ta_position *p,
                                      const struct ta_holding *h, size_t k)
{
    return ta_exposure_of(stated_exposure(p, h, k), h->money[k].amount);
}

static void add_loss(struct ta_adding *a, enum ta_figure_id id, const char *currency,
                     const struct ta_position *p, double amount)
{
    if (!isnan(amount))
        ta_figure_add(&a->figures, id, currency, "", p->who, amount, 1.0);
}

static void add_losses(struct ta_adding *a, const struct ta_position *p,
                       const struct ta_holding *h)
{
    const struct shares s = shares_of(p);
    for (size_t k = 0; s.asked && k < h->n; k++) {
        const char *currency = h->money[k].currency;
        const struct ta_exposure e = exposure_of(p, h, k);
        add_loss(a, TA_FIGURE_expected_loss_most, currency, p, e.amount * s.most);
        if (!e.stated)
            add_loss(a, TA_FIGURE_expected_loss_by_outstanding, currency, p, e.amount);
        if (!s.covered) {
            ta_figure_add(&a->figures, TA_FIGURE_expected_loss_uncovered, currency,
                          ta_reason_code(s.why), p->who, e.amount, 1.0);
            continue;
        }
        add_loss(a, TA_FIGURE_expected_loss_stressed, currency, p,
                 e.amount * s.stressed);
        add_loss(a, TA_FIGURE_expected_loss_least, currency, p, e.amount * s.least);
        add_loss(a, TA_FIGURE_expected_loss_base, currency, p, e.amount * s.base);
        add_loss(a, TA_FIGURE_expected_loss_covered, currency, p, h->money[k].amount);
    }
}

/* Of those whose model asks for it; a default, of which the formula has no answer, is named as well. */
static void add_capital(struct ta_adding *a, const struct ta_position *p,
                        const struct ta_holding *h)
{
    const struct ta_figures_indicator *i =
        ta_figures_of(&p->entry->now, "capital_requirement");
    for (size_t k = 0; i != NULL && !i->excepted && k < h->n; k++) {
        double amount = exposure_of(p, h, k).amount;
        if (is_known(i))
            ta_figure_add(&a->figures, TA_FIGURE_capital_requirement,
                          h->money[k].currency, "", p->who, amount * i->value / 100.0,
                          1.0);
        else
            ta_figure_add(&a->figures, TA_FIGURE_capital_uncovered,
                          h->money[k].currency, ta_figures_why(i), p->who, amount, 1.0);
    }
}

/* --- groups and coverage ------------------------------------------------------------ */

static void add_groups(struct ta_adding *a, const struct ta_position *p,
                       const struct ta_holding *h)
{
    const struct ta_figures *f = &p->entry->now;
    const char *const key[] = {f->client, f->sector, f->country};
    for (size_t k = 0; k < h->n; k++)
        for (int g = 0; g < 3; g++)
            ta_figure_add(&a->figures, (enum ta_figure_id)(TA_FIGURE_client + g),
                          h->money[k].currency, key[g][0] != '\0' ? key[g] : unsaid,
                          p->who, h->money[k].amount, 1.0);
}

static bool comes_from_document(const struct ta_input_spec *input)
{
    return input->origin == TA_FROM_PROJECT || input->origin == TA_FROM_MODEL;
}

/* The indicator whose answer an input is; NULL when it is none. */
static const struct ta_indicator *answer_in(const struct ta_input_spec *input)
{
    char id[TA_NAME_SIZE];
    if (input->origin != TA_FROM_INDICATOR) return NULL;
    (void)snprintf(id, sizeof id, "%.*s", (int)strcspn(input->key, "."), input->key);
    return ta_indicator_find(id);
}

/* Nothing looks and nobody measures: all of it comes from the project document, or is the answer of an
 * indicator of which that holds. */
static bool is_stated(const struct ta_indicator *indicator)
{
    for (size_t i = 0; i < indicator->n_inputs; i++) {
        const struct ta_indicator *other = answer_in(&indicator->input[i]);
        if (comes_from_document(&indicator->input[i])) continue;
        if (other == NULL) return false;
        for (size_t k = 0; k < other->n_inputs; k++)
            if (!comes_from_document(&other->input[k])) return false;
    }
    return true;
}

static enum ta_figure_id coverage_of(const struct ta_position *p,
                                     const struct ta_figures_indicator *is)
{
    if (is->reason == TA_NOT_APPLICABLE) return TA_FIGURE_not_applicable;
    if (is->reason != TA_OBSERVED) return TA_FIGURE_not_observed;
    if (!is_stated(is->indicator)) return TA_FIGURE_observed;
    return is == financed(p) && p->entry->now.estimated ? TA_FIGURE_estimated
                                                        : TA_FIGURE_stated;
}

static void add_coverage(struct ta_adding *a, const struct ta_position *p,
                         const struct ta_holding *h)
{
    char key[2 * TA_NAME_SIZE];
    for (size_t i = 0; i < p->entry->now.n_indicators; i++) {
        const struct ta_figures_indicator *is = &p->entry->now.indicator[i];
        enum ta_figure_id id = coverage_of(p, is);
        bool why = id == TA_FIGURE_not_observed;
        (void)snprintf(key, sizeof key, "%s%s%s", is->indicator->id, why ? "/" : "",
                       why ? ta_figures_why(is) : "");
        for (size_t k = 0; k < h->n; k++) {
            ta_figure_add(&a->figures, id, h->money[k].currency, key, p->who,
                          h->money[k].amount, 1.0);
            if (id == TA_FIGURE_observed && is->in_part)
                ta_figure_add(&a->figures, TA_FIGURE_observed_in_part,
                              h->money[k].currency, key, p->who, h->money[k].amount,
                              1.0);
        }
    }
}

/* --- freshness ---------------------------------------------------------------------- */

static const char *band_of(double days)
{
    return days <= 30.0    ? "0-30"
           : days <= 90.0  ? "31-90"
           : days <= 180.0 ? "91-180"
           : days <= 365.0 ? "181-365"
                           : "366+";
}

static void add_evidence_age(struct ta_adding *a, const struct ta_position *p,
                             const char *currency, double amount)
{
    ta_time_us newest = p->entry->now.newest;
    if (newest == TA_TIME_NONE) {
        ta_figure_add(&a->figures, TA_FIGURE_no_dated_evidence, currency, "", p->who,
                      amount, 1.0);
        return;
    }
    double days = fmax(0.0, (double)a->as_of - (double)ta_day_of(newest));
    ta_figure_add(&a->figures, TA_FIGURE_evidence_age, currency, "", p->who,
                  amount * days, amount);
    ta_figure_add(&a->figures, TA_FIGURE_evidence_age_band, currency, band_of(days),
                  p->who, amount, 1.0);
}

bool ta_position_moved(const struct ta_position *position)
{
    return position->has_before && strcmp(ta_standing_code(&position->before),
                                          ta_standing_code(&position->now)) != 0;
}

bool ta_position_expired(const struct ta_position *position, ta_day as_of)
{
    ta_day valid_to = position->entry->now.valid_to;
    return valid_to != TA_DAY_NONE && valid_to < as_of;
}

static void add_freshness(struct ta_adding *a, const struct ta_position *p,
                          const struct ta_holding *h)
{
    const struct ta_figures *f = &p->entry->now;
    bool expired = ta_position_expired(p, a->as_of);
    if (expired)
        ta_figure_add(&a->figures, TA_FIGURE_expired, "", "", p->who, 1.0, 1.0);
    for (size_t k = 0; k < h->n; k++) {
        const char *currency = h->money[k].currency;
        double amount = h->money[k].amount;
        double days = (double)a->as_of - (double)f->as_of;
        ta_figure_add(&a->figures, TA_FIGURE_record_age, currency, "", p->who,
                      amount * days, amount);
        add_evidence_age(a, p, currency, amount);
        if (expired)
            ta_figure_add(&a->figures, TA_FIGURE_past_validity, currency, "", p->who,
                          amount, 1.0);
    }
}

/* --- sums by currency --------------------------------------------------------------- */

static struct ta_currency *currency_at(struct ta_adding *a, const char *code)
{
    for (size_t i = 0; i < a->n_currencies; i++)
        if (strcmp(a->currency[i].code, code) == 0) return &a->currency[i];
    if (ta_grow((void **)&a->currency, &a->capacity, a->n_currencies,
                sizeof *a->currency) != 0)
        return NULL;
    struct ta_currency *c = &a->currency[a->n_currencies++];
    memcpy(c->code, code, strlen(code) + 1);
    ta_portfolio_start(&c->sums);
    return c;
}

static struct ta_portfolio_loan loan_of(const struct ta_adding *a,
                                        const struct ta_position *p,
                                        const struct ta_holding *h, size_t k)
{
    double portion = h->money[k].portion;
    const struct ta_figures *f = &p->entry->now;
    const struct ta_figures_indicator *i = financed(p);
    bool known = is_known(i);
    return (struct ta_portfolio_loan){
        .outstanding = h->money[k].amount,
        .financed = known ? i->value * portion : (double)NAN,
        .financed_pboc = known ? f->tonnes[TA_TONNES_PBOC] * portion : (double)NAN,
        .grade = known ? i->grade : 0,
        .level = 1 + (int)p->now.level,
        .level_before = p->has_before ? 1 + (int)p->before.level : 0,
        .expected_loss = exposure_of(p, h, k).amount * shares_of(p).stressed,
        .age_days = (double)a->as_of - (double)f->as_of,
        .revenue = known ? revenue_of(a, p) : (double)NAN,
        .emissions = emitted_of(p)};
}

static enum ta_status add_sums(struct ta_adding *a, const struct ta_position *p,
                               const struct ta_holding *h, struct ta_error *err)
{
    for (size_t k = 0; k < h->n; k++) {
        struct ta_currency *c = currency_at(a, h->money[k].currency);
        if (c == NULL) return ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
        if (h->money[k].amount > c->largest || c->sums.n == 0) {
            c->largest = h->money[k].amount;
            c->largest_who = p->who;
        }
        struct ta_portfolio_loan loan = loan_of(a, p, h, k);
        if (ta_portfolio_add(&c->sums, &loan) != 0)
            return ta_fail(err, TA_E_DATA,
                           "%s: an amount below 0, or emissions beyond all measure",
                           p->entry->now.project);
        ta_figure_add(&a->figures, TA_FIGURE_outstanding, c->code, "", p->who,
                      h->money[k].amount, 1.0);
        ta_figure_add(&a->figures, TA_FIGURE_largest_share, c->code, "", p->who,
                      h->money[k].amount, 1.0);
    }
    return TA_OK;
}

enum ta_status ta_portfolio_take(struct ta_adding *adding,
                                 const struct ta_position *position,
                                 struct ta_error *err)
{
    struct ta_holding holding;
    if (!ta_adding_holding(adding, &position->entry->now, &holding))
        return ta_fail(err, TA_E_LIMIT, "%s: loans in more than %d currencies",
                       position->entry->now.project, TA_CURRENCIES_MOST);
    enum ta_status rc = add_sums(adding, position, &holding, err);
    if (rc != TA_OK) return rc;
    adding->figures.gwp = ta_figures_gwp(&position->entry->now);
    ta_figure_add(&adding->figures, TA_FIGURE_projects, "", "", position->who, 1.0,
                  1.0);
    if (position->entry->now.simulated)
        ta_figure_add(&adding->figures, TA_FIGURE_simulated, "", "", position->who, 1.0,
                      1.0);
    if (!position->entry->now.decision)
        ta_figure_add(&adding->figures, TA_FIGURE_indicative, "", "", position->who,
                      1.0, 1.0);
    add_model(adding, position, &holding);
    add_emissions(adding, position, &holding);
    ta_portfolio_take_level(adding, position, &holding);
    add_losses(adding, position, &holding);
    add_capital(adding, position, &holding);
    add_groups(adding, position, &holding);
    add_coverage(adding, position, &holding);
    add_freshness(adding, position, &holding);
    if (adding->figures.failed)
        return ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    return TA_OK;
}
