/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_copy.h"

#include <math.h>

#include "series_order.h"
#include "series_trend.h"

enum { CELLS_MAX = 1 << 24, LAGS_MAX = 1 << 14, REST_MAX = 60, DAYS_LEAST = 5 };
static const double us_per_s = 1e6;
static const double mad_to_sigma = 1.482602218505602, drawn_in = 3.0;

struct ta_copy_rule ta_copy_rule_of(double step_s, double max_lag_s)
{
    return (struct ta_copy_rule){step_s, max_lag_s, 0.001, 0.8, 0.98, 100};
}

/** Both signals on one step. */
struct pair {
    size_t n;
    double *raw[2], *fresh[2]; /**< as read; what is new */
    double *spare;
    ta_time_us start;
    double step_us;
};

static ta_time_us earlier(ta_time_us a, ta_time_us b)
{
    return a < b ? a : b;
}

/* Steps that both signals span; 0 when one is empty or the rule is outside its domain. */
static double cells_of(const struct ta_series *a, const struct ta_series *b,
                       const struct ta_copy_rule *rule)
{
    if (a->n == 0 || b->n == 0 || !(rule->step_s > 0.0)) return 0.0;
    ta_time_us from = earlier(a->time[0], b->time[0]);
    ta_time_us to = -earlier(-a->time[a->n - 1], -b->time[b->n - 1]);
    return floor((double)(to - from) / (rule->step_s * us_per_s) + 0.5) + 1.0;
}

size_t ta_copy_scratch(const struct ta_series *first, const struct ta_series *second,
                       const struct ta_copy_rule *rule)
{
    double cells = cells_of(first, second, rule);
    return cells >= 1.0 && cells <= CELLS_MAX ? 5 * (size_t)cells : 0;
}

static void place(const struct ta_series *s, const struct pair *p, double *out)
{
    for (size_t i = 0; i < p->n; i++) out[i] = (double)NAN;
    for (size_t i = 0; i < s->n; i++) {
        double at = floor((double)(s->time[i] - p->start) / p->step_us + 0.5);
        if (isfinite(s->value[i]) && at >= 0.0 && at < (double)p->n)
            out[(size_t)at] = s->value[i];
    }
}

/** Sums over the places where two arrays, one shifted, both have values. */
struct sums {
    double n, x, y, xx, yy, xy, equal;
};

/* Pairs x[i - lag], y[i]. */
static struct sums sums_at(size_t n, const double *x, const double *y, long lag)
{
    struct sums s = {0};
    size_t first = lag > 0 ? (size_t)lag : 0, end = lag < 0 ? n - (size_t)-lag : n;
    for (size_t i = first; i < end; i++) {
        double a = x[(size_t)((long)i - lag)], b = y[i];
        if (isnan(a) || isnan(b)) continue;
        s.n += 1.0;
        s.x += a;
        s.y += b;
        s.xx += a * a;
        s.yy += b * b;
        s.xy += a * b;
        s.equal += a == b;
    }
    return s;
}

static double correlation(const struct sums *s)
{
    double xx = s->xx - s->x * s->x / s->n, yy = s->yy - s->y * s->y / s->n;
    double r = (s->xy - s->x * s->y / s->n) / sqrt(xx * yy);
    return s->n >= 2.0 && xx > 0.0 && yy > 0.0 ? r : (double)NAN;
}

static void centre(size_t n, double *v)
{
    double sum = 0.0, count = 0.0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i])) {
            sum += v[i];
            count += 1.0;
        }
    for (size_t i = 0; i < n; i++) v[i] -= sum / count;
}

/* Take the mean of each time of day out: a day common to both is no copy. */
static void take_day_out(size_t n, double *v, double step_us)
{
    double day = (double)TA_US_PER_DAY / step_us;
    if (day < 2.0 || day != floor(day) || (double)n < DAYS_LEAST * day) return;
    size_t period = (size_t)day;
    for (size_t phase = 0; phase < period; phase++) {
        double sum = 0.0, count = 0.0;
        for (size_t i = phase; i < n; i += period)
            if (!isnan(v[i])) {
                sum += v[i];
                count += 1.0;
            }
        for (size_t i = phase; i < n; i += period) v[i] -= sum / count;
    }
}

/* What the value one step before does not foretell. */
static void filter(size_t n, const double *raw, double phi, double *out)
{
    out[0] = (double)NAN;
    for (size_t i = 1; i < n; i++) out[i] = raw[i] - phi * raw[i - 1];
}

/* @return false when more than half of the values are alike. */
static bool draw_in(size_t n, double *v, double *spare)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i])) spare[m++] = v[i];
    double middle = ta_series_median(m, spare);
    for (size_t i = 0; i < m; i++) spare[i] = fabs(spare[i] - middle);
    double reach = drawn_in * mad_to_sigma * ta_series_median(m, spare);
    if (!(reach > 0.0)) return false;
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i])) v[i] = fmax(middle - reach, fmin(middle + reach, v[i]));
    return true;
}

static bool whiten(struct pair *p)
{
    for (int k = 0; k < 2; k++) {
        centre(p->n, p->raw[k]);
        take_day_out(p->n, p->raw[k], p->step_us);
    }
    struct sums own = sums_at(p->n, p->raw[0], p->raw[0], 1);
    double phi = correlation(&own);
    if (isnan(phi)) return false;
    for (int k = 0; k < 2; k++) {
        filter(p->n, p->raw[k], phi, p->fresh[k]);
        if (!draw_in(p->n, p->fresh[k], p->spare)) return false;
    }
    return true;
}

/* Bartlett's factor on 1/n: autocorrelations of both that are left, by lag. */
static double bartlett(const struct pair *p)
{
    double factor = 1.0;
    long most = (long)(p->n / 4);
    for (long lag = 1; lag <= (most < REST_MAX ? most : REST_MAX); lag++) {
        struct sums a = sums_at(p->n, p->fresh[0], p->fresh[0], lag);
        struct sums b = sums_at(p->n, p->fresh[1], p->fresh[1], lag);
        double ra = correlation(&a), rb = correlation(&b);
        if (!isnan(ra) && !isnan(rb)) factor += 2.0 * ra * rb;
    }
    return fmax(factor, 1.0);
}

static void best_lag(const struct pair *p, long lags, size_t least_pairs, long *lag,
                     struct ta_copy *out)
{
    for (long k = -lags; k <= lags; k++) {
        struct sums s = sums_at(p->n, p->fresh[0], p->fresh[1], k);
        double r = correlation(&s);
        if (s.n < (double)least_pairs || isnan(r) || r <= out->r) continue;
        out->r = r;
        out->pairs = (size_t)s.n;
        *lag = k;
    }
}

static enum ta_copy_verdict verdict_of(const struct ta_copy *c, long lag,
                                       const struct ta_copy_rule *rule)
{
    if (isnan(c->r)) return TA_COPY_CANNOT_SAY;
    if (c->r <= c->threshold) return TA_COPY_NONE;
    if (lag == 0) return c->r >= rule->least_r_same ? TA_COPY_TOGETHER : TA_COPY_NONE;
    if (c->r < rule->least_r) return TA_COPY_NONE;
    return lag > 0 ? TA_COPY_FOLLOWS : TA_COPY_LEADS;
}

static void judge(const struct pair *p, long lags, const struct ta_copy_rule *rule,
                  struct ta_copy *out)
{
    long lag = 0;
    double tested = (double)(2 * lags + 1);
    out->r = -INFINITY;
    best_lag(p, lags, rule->least_pairs, &lag, out);
    if (isinf(out->r)) {
        out->r = (double)NAN;
        return;
    }
    double spread = sqrt(bartlett(p) / (double)out->pairs);
    out->lag_s = (double)lag * rule->step_s;
    out->threshold = ta_normal_quantile(1.0 - rule->alpha / tested) * spread;
    out->p = fmin(1.0, tested * 0.5 * erfc(out->r / spread / sqrt(2.0)));
    out->verdict = verdict_of(out, lag, rule);
}

static enum ta_status set_up(const struct ta_series *first,
                             const struct ta_series *second,
                             const struct ta_copy_rule *rule, double *scratch,
                             struct pair *p)
{
    double cells = cells_of(first, second, rule);
    if (!(rule->step_s > 0.0) || !(rule->max_lag_s >= 0.0) ||
        !(rule->alpha > 0.0 && rule->alpha < 1.0))
        return TA_E_ARG;
    if (cells > CELLS_MAX || rule->max_lag_s / rule->step_s > LAGS_MAX)
        return TA_E_LIMIT;
    p->n = (size_t)cells;
    p->step_us = rule->step_s * us_per_s;
    if (p->n == 0) return TA_OK;
    p->start = earlier(first->time[0], second->time[0]);
    for (int k = 0; k < 2; k++) {
        p->raw[k] = scratch + (size_t)k * p->n;
        p->fresh[k] = scratch + (size_t)(k + 2) * p->n;
        place(k == 0 ? first : second, p, p->raw[k]);
    }
    p->spare = scratch + 4 * p->n;
    return TA_OK;
}

enum ta_status ta_copy_find(const struct ta_series *first,
                            const struct ta_series *second,
                            const struct ta_copy_rule *rule, double *scratch,
                            struct ta_copy *out)
{
    struct pair p = {0};
    *out = (struct ta_copy){.verdict = TA_COPY_CANNOT_SAY, .r = (double)NAN, .p = 1.0};
    enum ta_status rc = set_up(first, second, rule, scratch, &p);
    if (rc != TA_OK || p.n < 2 || !whiten(&p)) return rc;

    long lags = (long)floor(rule->max_lag_s / rule->step_s + 1e-9);
    if (lags > (long)p.n - 2) lags = (long)p.n - 2;
    judge(&p, lags, rule, out);
    if (out->verdict != TA_COPY_CANNOT_SAY) {
        place(first, &p, p.raw[0]);
        place(second, &p, p.raw[1]);
        struct sums s =
            sums_at(p.n, p.raw[0], p.raw[1], lround(out->lag_s / rule->step_s));
        out->equal = s.n > 0.0 ? s.equal / s.n : 0.0;
    }
    return TA_OK;
}
