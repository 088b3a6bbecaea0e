/* SPDX-License-Identifier: Apache-2.0 */
#include "limit_hours.h"

#include <math.h>

#include "air_day.h"
#include "covered.h"
#include "quality.h"

static const ta_time_us us_per_hour = INT64_C(3600000000);
static const double hour_s = 3600.0;
static const double valid_share = 0.75; /* 45 minutes of an hour */
static const double slack = 1e-9;

enum hour_kind { HOUR_MISSING, HOUR_UNJUDGED, HOUR_GOOD };

struct hour {
    enum hour_kind kind;
    bool above;   /**< of a missing one: a reading not believed is above the limit */
    bool failed;  /**< missing for its failed readings only */
    bool suspect; /**< missing for its suspect readings, or for those and failed ones */
    bool came;    /**< there is a reading, whatever is said of it */
    bool doubtful; /**< not above, but for its suspect readings */
    double mean;
};

/** Running state while hours go by. */
struct walk {
    const struct ta_series *series;
    const struct ta_limit_window *window;
    size_t at; /**< next reading */
    struct ta_limit_hours *out;
    size_t gap;              /**< hours of the open gap */
    bool seen, before_above; /**< a valid hour came before; it was above */
};

bool ta_limit_above(double mean, double limit)
{
    return ta_qc_above(mean, limit, limit, slack);
}

/** Of a series without an interval nobody can tell how many readings an hour lacks. */
static bool interval_known(const struct ta_series *series)
{
    return series->interval_s > 0.0;
}

static double readings_needed(const struct ta_series *series)
{
    double expected = hour_s / series->interval_s;
    return expected >= 1.0 ? valid_share * expected : 1.0;
}

/** Do the readings make an hour valid? */
static bool is_whole(const struct ta_series *series, const struct ta_covered *readings)
{
    return interval_known(series) &&
           ta_covered_count(readings, series->interval_s) >= readings_needed(series);
}

/** Suspect readings of an hour: one a time, at the highest and at the lowest of its values. */
struct doubt {
    ta_time_us time; /**< of the newest */
    double most, least;
    double sum_most, sum_least; /**< of those before it */
    size_t n;
};

static void doubt_add(struct doubt *d, ta_time_us time, double value)
{
    if (isnan(value)) return;
    if (d->n > 0 && d->time == time) {
        d->most = fmax(d->most, value);
        d->least = fmin(d->least, value);
        return;
    }
    d->sum_most += d->most;
    d->sum_least += d->least;
    d->time = time;
    d->most = d->least = value;
    d->n++;
}

/** A valid hour of @p n readings, held against its suspect ones. */
static void weigh_doubt(const struct doubt *d, size_t n, double limit,
                        struct hour *hour)
{
    double sum = hour->mean * (double)n, all = (double)(n + d->n);
    if (d->n == 0) return;
    hour->doubtful =
        !hour->above && ta_limit_above((sum + d->sum_most + d->most) / all, limit);
    if (hour->above && !ta_limit_above((sum + d->sum_least + d->least) / all, limit))
        hour->kind = HOUR_UNJUDGED;
}

/** What one hour holds. */
struct tally {
    /** Those that count; with those that failed; with the suspect ones, too. */
    struct ta_covered used, all, came;
    size_t judged, failed;
    double sum, unbelieved; /**< the highest of those not believed */
    struct doubt doubt;
};

static void take_reading(const struct ta_series *s, size_t i, struct tally *t)
{
    enum ta_flag flag = ta_series_flag(s, i);
    if (flag != TA_FLAG_MISSING) ta_covered_add(&t->came, s->time[i], s->interval_s);
    if (flag == TA_FLAG_SUSPECT) doubt_add(&t->doubt, s->time[i], s->value[i]);
    if (flag == TA_FLAG_SUSPECT || flag == TA_FLAG_FAIL)
        t->unbelieved = fmax(t->unbelieved, s->value[i]);
    if (flag == TA_FLAG_FAIL) {
        t->failed++;
        ta_covered_add(&t->all, s->time[i], s->interval_s);
    }
    if (flag != TA_FLAG_GOOD && flag != TA_FLAG_NOT_EVALUATED) return;
    t->sum += s->value[i];
    ta_covered_add(&t->used, s->time[i], s->interval_s);
    ta_covered_add(&t->all, s->time[i], s->interval_s);
    if (flag == TA_FLAG_GOOD) t->judged++;
}

static struct hour next_hour(struct walk *w, ta_time_us end)
{
    const struct ta_series *s = w->series;
    struct tally t = {.unbelieved = NAN};
    for (; w->at < s->n && s->time[w->at] < end; w->at++) take_reading(s, w->at, &t);

    struct hour hour = {.kind = HOUR_MISSING, .mean = NAN};
    hour.above = ta_limit_above(t.unbelieved, w->window->limit);
    hour.failed = t.failed > 0 && is_whole(s, &t.all);
    hour.suspect = t.doubt.n > 0 && !hour.failed && is_whole(s, &t.came);
    hour.came = t.came.n > 0;
    if (t.used.n == 0) return hour;
    double mean = t.sum / (double)t.used.n;
    bool above = ta_limit_above(mean, w->window->limit);
    if (!is_whole(s, &t.used) && !(above && !interval_known(s))) return hour;

    hour.kind = t.judged == t.used.n && interval_known(s) ? HOUR_GOOD : HOUR_UNJUDGED;
    hour.mean = mean;
    hour.above = above;
    weigh_doubt(&t.doubt, t.used.n, w->window->limit, &hour);
    return hour;
}

/** The open gap ends before a valid hour, or (at the end) before nothing. */
static void close_gap(struct walk *w, bool after_above)
{
    bool tainted = (w->seen && w->before_above) || after_above;
    if (tainted) w->out->missing_tainted += w->gap;
    if (w->gap > w->out->longest_gap) w->out->longest_gap = w->gap;
    w->gap = 0;
}

static void take_hour(struct walk *w, const struct hour *hour)
{
    struct ta_limit_hours *out = w->out;
    if (hour->kind == HOUR_MISSING) {
        out->missing++;
        w->gap++;
        if (hour->above) out->missing_above++;
        if (hour->failed)
            out->missing_failed++;
        else if (hour->suspect)
            out->missing_suspect++;
        else if (hour->came)
            out->missing_few++;
        return;
    }
    close_gap(w, hour->above);
    w->seen = true;
    w->before_above = hour->above;
    if (hour->doubtful) out->doubtful++;
    out->max_hour = fmax(out->max_hour, hour->mean);
    if (hour->kind == HOUR_GOOD) {
        out->good++;
        if (hour->above) out->good_above++;
    } else {
        out->unjudged++;
        if (hour->above) out->unjudged_above++;
    }
}

bool ta_limit_hours_count(const struct ta_series *series,
                          const struct ta_limit_window *window,
                          struct ta_limit_hours *out)
{
    for (size_t i = 1; i < series->n; i++)
        if (series->time[i] < series->time[i - 1]) return false;

    *out = (struct ta_limit_hours){.max_hour = NAN};
    struct walk w = {.series = series, .window = window, .out = out};
    ta_time_us at = window->end - (ta_time_us)window->hours * us_per_hour;
    while (w.at < series->n && series->time[w.at] < at) w.at++;
    for (size_t h = 0; h < window->hours; h++) {
        at += us_per_hour;
        struct hour hour = next_hour(&w, at);
        take_hour(&w, &hour);
    }
    out->trailing_gap = w.gap;
    out->silent_after_exceedance = w.gap > 0 && w.seen && w.before_above;
    close_gap(&w, false);
    return true;
}
