/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_flat.h"

#include <math.h>

#include "series_order.h"

static const double us_per_s = 1e6;
static const double few_below = 0.1;
enum { RETURNS = 3 };

/** What a trailing window holds. */
struct window {
    double least, most;
    size_t n;
};

static double seconds_between(const struct ta_series *s, size_t from, size_t to)
{
    return (double)(s->time[to] - s->time[from]) / us_per_s;
}

/* Values up to @p i no older than @p length_s, while they stay within @p tolerance. */
static struct window unchanged(const struct ta_series *s, size_t i, double length_s,
                               double tolerance)
{
    struct window w = {INFINITY, -INFINITY, 0};
    for (size_t j = i + 1; j > 0; j--) {
        if (seconds_between(s, j - 1, i) > length_s) break;
        double value = s->value[j - 1];
        if (!isfinite(value)) continue;
        w.least = fmin(w.least, value);
        w.most = fmax(w.most, value);
        w.n++;
        if (!(w.most - w.least < tolerance)) break;
    }
    return w;
}

/* Do the readings that came bear it out: enough of them, over that long? Where some are lacking a window may
 * hold two equal ones only, and of two nobody can tell. Across a gap as long as the window nothing is said. */
static bool borne_out(const struct ta_series *s, size_t i, double length_s,
                      const struct ta_qc_flat *limit)
{
    double least = INFINITY, most = -INFINITY;
    double longest = fmax(length_s, 2.0 * limit->interval_s);
    size_t n = 0, last = i;
    if (limit->least == 0)
        return seconds_between(s, 0, i) > length_s - limit->interval_s;
    for (size_t j = i + 1; j > 0; j--) {
        double value = s->value[j - 1];
        if (!isfinite(value)) continue;
        least = fmin(least, value);
        most = fmax(most, value);
        if (!(most - least < limit->tolerance) ||
            seconds_between(s, j - 1, last) > longest)
            return false;
        last = j - 1;
        n++;
        if (n >= limit->least &&
            seconds_between(s, last, i) > length_s - limit->interval_s)
            return true;
    }
    return false;
}

/* Flag for one length: @p found, good, not evaluated or uncompared. */
static enum ta_flag flat_for(const struct ta_series *s, size_t i, double length_s,
                             enum ta_flag found, const struct ta_qc_flat *limit,
                             const struct ta_qc_policy *policy)
{
    if (!(length_s > 0.0)) return TA_FLAG_GOOD; /* this half is off */
    struct window w = unchanged(s, i, length_s, limit->tolerance);
    if (!(w.most - w.least < limit->tolerance)) return TA_FLAG_GOOD;

    double steps = floor(length_s / limit->interval_s);
    bool enough = w.n >= 2 && (double)w.n >= limit->least_share * (steps + 1.0);
    if (!enough || !borne_out(s, i, length_s, limit)) return policy->uncompared;
    return w.most <= limit->floor ? TA_FLAG_NOT_EVALUATED : found;
}

void ta_qc_flat_line(const struct ta_series *series, const struct ta_qc_flat *limit,
                     const struct ta_qc_policy *policy, unsigned char *flag)
{
    for (size_t i = 0; i < series->n; i++) {
        if (!isfinite(series->value[i])) {
            flag[i] = TA_FLAG_MISSING;
            continue;
        }
        enum ta_flag found =
            flat_for(series, i, limit->suspect_s, TA_FLAG_SUSPECT, limit, policy);
        if (found == TA_FLAG_SUSPECT && flat_for(series, i, limit->fail_s, TA_FLAG_FAIL,
                                                 limit, policy) == TA_FLAG_FAIL)
            found = TA_FLAG_FAIL;
        flag[i] = (unsigned char)found;
    }
}

size_t ta_qc_flat_since(const struct ta_series *s, size_t i, double tolerance)
{
    double least = s->value[i], most = s->value[i];
    size_t first = i;
    for (size_t j = i; j > 0; j--) {
        double value = s->value[j - 1];
        if (!isfinite(value)) continue;
        least = fmin(least, value);
        most = fmax(most, value);
        if (!(most - least < tolerance)) break;
        first = j - 1;
    }
    return first;
}

/* Does the flat line of a value keep silent for the floor alone? */
static bool at_floor(const struct ta_series *s, size_t i,
                     const struct ta_qc_verdict *verdict,
                     const struct ta_qc_flat *limit)
{
    struct ta_qc_flat open = *limit;
    unsigned told = (unsigned)(verdict->good | verdict->suspect | verdict->fail);
    if (!(s->value[i] <= limit->floor) || (told >> TA_QC_FLAT & 1u) != 0) return false;
    open.floor = NAN;
    return flat_for(s, i, limit->suspect_s, TA_FLAG_SUSPECT, &open, &ta_qc_strict) ==
           TA_FLAG_SUSPECT;
}

void ta_qc_flat_stretches(const struct ta_series *series,
                          const struct ta_qc_verdict *verdict,
                          const struct ta_qc_flat *limit, double back_s,
                          unsigned char *mark)
{
    for (size_t i = 0; i < series->n; i++) {
        unsigned char own = 0;
        if (at_floor(series, i, &verdict[i], limit)) own = TA_FLAG_NOT_EVALUATED;
        if (((unsigned)verdict[i].fail >> TA_QC_FLAT & 1u) != 0) own = TA_FLAG_FAIL;
        mark[i] = own;
        if (own == 0 || (i > 0 && mark[i - 1] == own)) continue;
        for (size_t k = ta_qc_flat_since(series, i, limit->tolerance); k < i; k++)
            if (mark[k] != TA_FLAG_FAIL && seconds_between(series, k, i) <= back_s)
                mark[k] = own;
    }
}

/* Population standard deviation, or range, of the window up to value i; NaN with too few, and at the floor. */
static double spread_of(const struct ta_series *s, size_t i,
                        const struct ta_qc_attenuated *limit)
{
    bool all = isinf(limit->window_s);
    size_t end = all ? s->n : i + 1, from = end;
    double least = INFINITY, most = -INFINITY, sum = 0.0, squares = 0.0, n = 0.0;
    while (from > 0 && (all || seconds_between(s, from - 1, i) <= limit->window_s))
        from--;
    for (size_t j = from; j < end; j++) {
        if (!isfinite(s->value[j])) continue;
        least = fmin(least, s->value[j]);
        most = fmax(most, s->value[j]);
        sum += s->value[j];
        n += 1.0;
    }
    if (n < 1.0 || n < (double)limit->least || most <= limit->floor) return NAN;
    if (limit->spread == TA_QC_SPREAD_RANGE) return most - least;
    for (size_t j = from; j < end; j++)
        if (isfinite(s->value[j]))
            squares += (s->value[j] - sum / n) * (s->value[j] - sum / n);
    return sqrt(squares / n);
}

static enum ta_flag attenuated(double spread, const struct ta_qc_attenuated *limit,
                               const struct ta_qc_policy *policy)
{
    if (isnan(spread)) return policy->uncompared;
    if (spread < limit->fail) return TA_FLAG_FAIL;
    return spread < limit->suspect ? TA_FLAG_SUSPECT : TA_FLAG_GOOD;
}

void ta_qc_attenuated_signal(const struct ta_series *series,
                             const struct ta_qc_attenuated *limit,
                             const struct ta_qc_policy *policy, unsigned char *flag)
{
    double spread = NAN;
    bool all = isinf(limit->window_s);
    for (size_t i = 0; i < series->n; i++) {
        if (i == 0 || !all) spread = spread_of(series, i, limit);
        flag[i] = isfinite(series->value[i])
                      ? (unsigned char)attenuated(spread, limit, policy)
                      : TA_FLAG_MISSING;
    }
}

/** The value that stands most often in a sorted array. */
struct mode {
    double value;
    size_t count, below; /**< how often; values less than it */
};

static struct mode mode_of(size_t n, const double *sorted)
{
    struct mode best = {(double)NAN, 0, 0};
    for (size_t i = 0, j; i < n; i = j) {
        for (j = i; j < n && sorted[j] == sorted[i];) j++;
        if (j - i > best.count) best = (struct mode){sorted[i], j - i, i};
    }
    return best;
}

double ta_qc_floor(const struct ta_series *series, double share, double *scratch)
{
    size_t valid = 0, returns = 0;
    bool on_it = false;
    for (size_t i = 0; i < series->n; i++)
        if (isfinite(series->value[i])) scratch[valid++] = series->value[i];
    ta_series_sort(valid, scratch);
    struct mode mode = mode_of(valid, scratch);
    for (size_t i = 0; i < series->n; i++) {
        if (!isfinite(series->value[i])) continue;
        bool now = series->value[i] == mode.value;
        returns += now && !on_it;
        on_it = now;
    }
    bool is_floor = returns >= RETURNS && (double)mode.count >= share * (double)valid &&
                    (double)mode.below <= few_below * (double)mode.count;
    if (!is_floor) return (double)NAN;
    return mode.value;
}
