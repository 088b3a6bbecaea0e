/* SPDX-License-Identifier: Apache-2.0 */
#include "stack_total.h"

#include <math.h>

#include "emission_stack.h"

static const ta_time_us us_per_hour = INT64_C(3600000000);
static const double kg_per_t = 1e3;
enum { HOURS_PER_DAY = 24, CHINA_HOURS = 8 };

/** The hours of both signals. */
struct hours {
    size_t n;
    struct ta_hour_mean *mean;
    double *value[2], *filled[2], *spare; /* concentration, flow */
    enum ta_fill_method *method[2];
    enum ta_fill_policy policy[2];
};

static size_t hours_of(const struct ta_evidence *e, const struct ta_indicator *self)
{
    return (size_t)(ta_evidence_param(e, self, "window_days") * HOURS_PER_DAY);
}

size_t ta_stack_total_size(const struct ta_evidence *evidence,
                           const struct ta_indicator *self)
{
    const struct ta_input *c = ta_evidence_input(evidence, "concentration");
    const struct ta_input *q = ta_evidence_input(evidence, "flow");
    bool both =
        c != NULL && c->reason == TA_OBSERVED && q != NULL && q->reason == TA_OBSERVED;
    size_t n = both ? hours_of(evidence, self) : 0;
    if (n == 0) return 0;
    return n * (sizeof(struct ta_hour_mean) + 4 * sizeof(double) +
                2 * sizeof(enum ta_fill_method)) +
           TA_FILL_LOOKBACK_MAX * sizeof(double) + sizeof(double);
}

static struct hours lay(size_t n, void *scratch)
{
    struct hours h = {.n = n, .spare = scratch};
    double *at = h.spare + TA_FILL_LOOKBACK_MAX;
    for (int k = 0; k < 2; k++) {
        h.value[k] = at;
        h.filled[k] = at + n;
        at += 2 * n;
    }
    h.mean = (struct ta_hour_mean *)(void *)at;
    h.method[0] = (enum ta_fill_method *)(void *)(h.mean + n);
    h.method[1] = h.method[0] + n;
    return h;
}

static const struct ta_hour_rule *rule_of(double number)
{
    if (number >= 2.5) return &ta_hour_rule_us60;
    return number >= 1.5 ? &ta_hour_rule_us75 : &ta_hour_rule_hj75;
}

/* By its method the hour was filled: the concentration's, else the flow's. */
static enum ta_fill_method method_of(const struct hours *h, size_t i)
{
    enum ta_fill_method method = h->method[0][i];
    return method != TA_FILL_MEASURED ? method : h->method[1][i];
}

/* The policy that filled the hour; of two the one that nobody has read. */
static enum ta_fill_policy policy_of(const struct hours *h, size_t i)
{
    for (int k = 0; k < 2; k++)
        if (isnan(h->value[k][i]) && h->policy[k] == TA_FILL_HJ75) return TA_FILL_HJ75;
    return TA_FILL_US75_SO2;
}

static void count_filled(const struct hours *h, size_t i, double mass,
                         struct ta_stack_total *out)
{
    struct ta_stack_filled *rule = &out->rule[policy_of(h, i)];
    rule->hours++;
    rule->tonnes += mass;
    out->substituted++;
    out->by[method_of(h, i)]++;
}

static void add_up(const struct hours *h, struct ta_stack_total *out)
{
    double largest = 0.0;
    size_t open = 0;
    for (size_t i = 0; i < h->n; i++) {
        bool both = !isnan(h->value[0][i]) && !isnan(h->value[1][i]);
        double mass = ta_stack_mass_kg_h(h->filled[0][i], h->filled[1][i]) / kg_per_t;
        if (both) {
            out->captured++;
            out->measured += mass;
            out->gas_m3 += h->value[1][i];
            out->mg_h_m3 += h->value[0][i];
            largest = fmax(largest, mass);
        } else {
            open++;
        }
        if (isnan(mass))
            out->unknown++;
        else
            out->tonnes += mass;
        if (!both && !isnan(mass)) count_filled(h, i, mass, out);
    }
    out->most = fmax(out->measured + (double)open * largest, out->tonnes);
}

/* Whole days of the rule's clock, and those with as many hours measured in both as it asks for. */
static void count_days(const struct hours *h, const struct ta_hour_rule *rule,
                       struct ta_stack_total *out)
{
    size_t first = rule == &ta_hour_rule_hj75 ? HOURS_PER_DAY - CHINA_HOURS : 0;
    for (size_t d = first; d + HOURS_PER_DAY <= h->n; d += HOURS_PER_DAY) {
        size_t valid = 0;
        for (size_t i = d; i < d + HOURS_PER_DAY; i++)
            valid += !isnan(h->value[0][i]) && !isnan(h->value[1][i]);
        out->days++;
        out->valid_days += valid >= rule->least_day_hours;
    }
}

/* As the datastream's project says, else as the model does. */
static double choice(const struct ta_evidence *e, const struct ta_indicator *self,
                     const char *input, const char *param)
{
    const struct ta_input *own = ta_evidence_input(e, input);
    return own != NULL && own->reason == TA_OBSERVED
               ? own->number
               : ta_evidence_param(e, self, param);
}

/* Hourly means of a signal, and those with its missing hours by its own policy. */
static enum ta_status fill_signal(const struct ta_evidence *evidence, int k,
                                  const struct ta_hour_rule *rule, ta_time_us start,
                                  double potential, struct hours *h)
{
    const struct ta_input *input =
        ta_evidence_input(evidence, k == 0 ? "concentration" : "flow");
    ta_emission_hours(&input->series, rule, NULL, start, h->n, h->mean);
    for (size_t i = 0; i < h->n; i++)
        h->value[k][i] = h->mean[i].is_valid ? h->mean[i].mean : (double)NAN;
    struct ta_fill fill = {h->policy[k], h->n, h->value[k], NULL,
                           potential > 0.0 ? potential : (double)NAN};
    return ta_emission_fill(&fill, h->spare, h->filled[k], h->method[k]);
}

/* 40 CFR 75.33(b) is SO2's; the flow's rule, 75.33(c) with its load bins, is not at hand. */
static enum ta_fill_policy flow_policy(double number)
{
    enum ta_fill_policy policy = (enum ta_fill_policy)number;
    return policy == TA_FILL_US75_SO2 ? TA_FILL_FORBIDDEN : policy;
}

enum ta_status ta_stack_total_of(const struct ta_evidence *evidence,
                                 const struct ta_indicator *self, ta_day date,
                                 void *scratch, struct ta_stack_total *out)
{
    struct hours h = lay(hours_of(evidence, self), scratch);
    const struct ta_input *most_flow = ta_evidence_input(evidence, "flow_potential");
    const struct ta_hour_rule *rule =
        rule_of(choice(evidence, self, "stream_hour_rule", "hour_rule"));
    const double potential[] = {
        choice(evidence, self, "stream_potential", "potential_mg_m3"),
        most_flow != NULL && most_flow->reason == TA_OBSERVED ? most_flow->number
                                                              : 0.0};
    *out = (struct ta_stack_total){.hours = h.n};
    h.policy[0] = (enum ta_fill_policy)choice(evidence, self, "stream_fill", "fill");
    h.policy[1] = flow_policy(choice(evidence, self, "flow_fill", "fill"));
    ta_time_us start =
        ((ta_time_us)date + 1) * TA_US_PER_DAY - (ta_time_us)h.n * us_per_hour;
    for (int k = 0; k < 2; k++) {
        enum ta_status rc = fill_signal(evidence, k, rule, start, potential[k], &h);
        if (rc != TA_OK) return rc;
    }
    add_up(&h, out);
    count_days(&h, rule, out);
    out->unchecked = out->rule[TA_FILL_HJ75].hours > 0;
    return TA_OK;
}

void ta_stack_total_tell(const struct ta_stack_total *t, struct ta_result *out)
{
    double substituted = t->tonnes - t->measured;
    size_t percentile = t->by[TA_FILL_PERCENTILE_90] + t->by[TA_FILL_PERCENTILE_95];
    ta_result_detail(out, "measured", t->measured, "t");
    ta_result_detail(out, "substituted", substituted, "t");
    ta_result_detail(out, "capture", 100.0 * (double)t->captured / (double)t->hours,
                     "%");
    ta_result_detail(out, "days_valid", (double)t->valid_days, "day");
    ta_result_detail(out, "days_in_window", (double)t->days, "day");
    ta_result_detail(out, "hours_substituted", (double)t->substituted, "h");
    ta_result_detail(out, "hours_by_mean", (double)t->by[TA_FILL_MEAN], "h");
    ta_result_detail(out, "hours_by_percentile", (double)percentile, "h");
    ta_result_detail(out, "hours_by_greatest", (double)t->by[TA_FILL_GREATEST], "h");
    ta_result_detail(out, "hours_by_potential", (double)t->by[TA_FILL_POTENTIAL], "h");
    ta_result_detail(out, "hours_unknown", (double)t->unknown, "h");
    const struct ta_stack_filled *us = &t->rule[TA_FILL_US75_SO2],
                                 *hj = &t->rule[TA_FILL_HJ75];
    if (us->hours > 0)
        ta_result_why_also(out,
                           "%zu h substituted after 40 CFR 75.33(b): %.4g t, beside "
                           "%.4g t measured",
                           us->hours, us->tonnes, t->measured);
    if (hj->hours > 0)
        ta_result_why_also(out,
                           "%zu h substituted after HJ 75-2017 as recalled: %.4g t, "
                           "beside %.4g t measured",
                           hj->hours, hj->tonnes, t->measured);
    if (t->unknown > 0)
        ta_result_why_also(
            out, "%zu h neither measured nor substituted: no mass counts for them",
            t->unknown);
}
