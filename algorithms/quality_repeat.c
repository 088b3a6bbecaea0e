/* SPDX-License-Identifier: Apache-2.0 */
#include "quality_repeat.h"

#include <math.h>
#include <string.h>

enum {
    READINGS_MAX = 1 << 24,
    RUNS_MOST = 64,
    GRAM = 16,         /* changes in a row that point at a lag */
    CONTEXT = 4,       /* changes before one that may foretell it */
    PLACES_MOST = 128, /* that are asked what they foretell, the newest first */
    SEVERAL = 3,       /* of these, for what came later to count */
    CHANGES_LEAST = 100,
    VALUES_LEAST = 10,
    SAMPLES = 64, /* of a run */
    LAGS_MAX = 1 << 14,
    WORK_MOST = 256 /* comparisons for each change; more than any signal took */
};
static const double us_per_s = 1e6, day_s = 86400.0, least_lag_s = 25 * 3600.0,
                    longest_period_s = 7.25 * 86400.0, period_share = 0.75;

/* The signal moved. */
struct change {
    double value;
    int64_t at, gap; /* in steps: from the first on, since the change before */
    int64_t move;    /* from the value before, in the smallest move's quarters */
    size_t reading;  /* place in the series */
};

/* Changes first to end - 1 repeat those @p lag places before. */
struct run {
    size_t first, end, lag;
};

struct search {
    double step_s;
    size_t n, slots, work;
    bool moves_linked;
    struct change *change;
    uint32_t *gram, *context; /* [n] 1 + the place before with such a row; 0: none */
    uint32_t *head;           /* [slots] */
    unsigned char *told;      /* [n] in a repetition, or repeated by one */
};

static size_t slots_of(size_t n)
{
    size_t slots = 64;
    while (slots < 2 * n) slots *= 2;
    return slots;
}

size_t ta_repeats_scratch(size_t n)
{
    return n * (sizeof(struct change) + 2 * sizeof(uint32_t) + 1) +
           slots_of(n) * sizeof(uint32_t);
}

static void lay_out(struct search *s, size_t n, void *scratch)
{
    s->slots = slots_of(n);
    s->change = scratch;
    s->gram = (uint32_t *)(void *)(s->change + n);
    s->context = s->gram + n;
    s->head = s->context + n;
    s->told = (unsigned char *)(s->head + s->slots);
}

static int64_t steps_between(const struct search *s, ta_time_us from, ta_time_us to)
{
    double steps = (double)(to - from) / us_per_s / s->step_s;
    return (int64_t)floor(fmin(fmax(steps, 1.0), 1e9) + 0.5);
}

/* Steps are counted from reading to reading: a device's seconds do not matter. */
static void read_changes(const struct ta_series *series, struct search *s)
{
    int64_t at = 0, gap = 0;
    size_t before = SIZE_MAX;
    for (size_t i = 0; i < series->n; i++) {
        double value = series->value[i];
        if (!isfinite(value)) continue;
        if (before != SIZE_MAX)
            at += steps_between(s, series->time[before], series->time[i]);
        before = i;
        if (s->n > 0) gap = at - s->change[s->n - 1].at;
        if (s->n > 0 && s->change[s->n - 1].value == value) continue;
        s->change[s->n++] = (struct change){value, at, gap, 0, i};
    }
}

/* Rounded, since the last bits of a difference go by its values. */
static void read_moves(struct search *s)
{
    double least = INFINITY;
    for (size_t k = 1; k < s->n; k++)
        least = fmin(least, fabs(s->change[k].value - s->change[k - 1].value));
    for (size_t k = 1; k < s->n; k++) {
        double quarters = 4.0 * (s->change[k].value - s->change[k - 1].value) / least;
        s->change[k].move = (int64_t)round(fmin(fmax(quarters, -1e18), 1e18));
    }
}

static bool same(const struct search *s, size_t a, size_t b)
{
    return s->change[a].value == s->change[b].value &&
           s->change[a].gap == s->change[b].gap;
}

/* --- rows of changes ---------------------------------------------------------------- */

static uint64_t stir(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint64_t of_value(const struct change *c)
{
    double value = c->value + 0.0; /* no -0 */
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return stir(bits + UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)c->gap);
}

static uint64_t of_move(const struct change *c)
{
    return stir((uint64_t)c->move + UINT64_C(0x9e3779b97f4a7c15) * (uint64_t)c->gap);
}

/* What a row is made of. */
typedef uint64_t symbol_fn(const struct change *c);

static const uint64_t base = UINT64_C(0xd1342543de82ef95);

static size_t slot_of(const struct search *s, uint64_t hash)
{
    return (size_t)stir(hash) & (s->slots - 1);
}

/* Rows of @p length changes, by their last: where one that hashes alike was last, in @p before. The newest stay in `head`. */
static void link_rows(struct search *s, symbol_fn *symbol, size_t length,
                      uint32_t *before)
{
    uint64_t hash = 0, gone = 1;
    for (size_t i = 0; i < length; i++) gone *= base;
    memset(s->head, 0, s->slots * sizeof *s->head);
    for (size_t k = 0; k < s->n; k++) {
        hash = hash * base + symbol(&s->change[k]);
        if (k >= length) hash -= gone * symbol(&s->change[k - length]);
        before[k] = 0;
        if (k + 1 < length) continue;
        uint32_t *head = &s->head[slot_of(s, hash)];
        before[k] = *head;
        *head = (uint32_t)k + 1;
    }
}

/* What only a repetition asks for. */
static void link_moves(struct search *s)
{
    if (s->moves_linked) return;
    memset(s->told, 0, s->n);
    read_moves(s);
    link_rows(s, of_move, CONTEXT, s->context);
    s->moves_linked = true;
}

/* The newest row of moves that hashes like the one that ends with @p k, plus 1; 0: none. */
static size_t newest_moves(const struct search *s, size_t k)
{
    uint64_t hash = 0;
    for (size_t b = CONTEXT; b-- > 0;) hash = hash * base + of_move(&s->change[k - b]);
    return s->head[slot_of(s, hash)];
}

/* --- one repetition ----------------------------------------------------------------- */

static double seconds_between(const struct search *s, size_t a, size_t b)
{
    return (double)(s->change[b].at - s->change[a].at) * s->step_s;
}

/* As far as change @p k and those around it equal those @p lag before, not before @p least. */
static struct run extend(struct search *s, size_t k, size_t lag, size_t least)
{
    struct run run = {k, k, lag};
    while (run.first > least && run.first > lag &&
           same(s, run.first - 1, run.first - 1 - lag))
        run.first--;
    while (run.end < s->n && same(s, run.end, run.end - lag)) run.end++;
    s->work += run.end - run.first + 1;
    return run;
}

/* Where what stands before a change stands too, and of these where it goes on alike. */
struct places {
    size_t seen, such;
};

static bool foretells(const struct places *p, size_t least)
{
    return p->such >= least && 2 * p->such > p->seen;
}

static bool same_move(const struct search *s, size_t a, size_t b)
{
    return s->change[a].move == s->change[b].move &&
           s->change[a].gap == s->change[b].gap;
}

static bool same_before(const struct search *s, size_t a, size_t b)
{
    for (size_t i = 1; i <= CONTEXT; i++)
        if (!same_move(s, a - i, b - i)) return false;
    return true;
}

/* May what stands before change @p at foretell change @p k, which repeats the one @p lag before? */
static bool is_place(const struct search *s, size_t k, size_t at, size_t lag)
{
    int64_t own = s->change[k].at - s->change[k - lag].at;
    if (at <= CONTEXT || at >= s->n || s->told[at] != 0) return false;
    return (s->change[k].at - s->change[at].at) % own != 0 && same_before(s, k, at);
}

/* By the places before it; or by all, where there are several. */
static bool foretold(struct search *s, size_t k, size_t lag)
{
    struct places past = {0, 0}, all = {0, 0};
    size_t asked = 0, row = newest_moves(s, k - 1);
    for (; row != 0 && asked < PLACES_MOST; row = s->context[row - 1], asked++) {
        if (!is_place(s, k, row, lag)) continue; /* row - 1 ends what stands before */
        size_t such = same_move(s, k, row);
        all.seen++;
        all.such += such;
        past.seen += row < k;
        past.such += row < k ? such : 0;
    }
    s->work += asked;
    return foretells(&past, 1) || foretells(&all, SEVERAL);
}

/* Enough changes that tell something, of enough values? */
static bool tells(struct search *s, const struct run *run)
{
    double value[VALUES_LEAST];
    size_t changes = 0, values = 0;
    for (size_t k = run->first; k < run->end; k++) {
        if (k <= CONTEXT || foretold(s, k, run->lag)) continue;
        size_t v = 0;
        while (v < values && value[v] != s->change[k].value) v++;
        if (v == values && values < VALUES_LEAST) value[values++] = s->change[k].value;
        changes++;
    }
    return changes >= CHANGES_LEAST && values >= VALUES_LEAST &&
           2 * changes >= run->end - run->first;
}

static bool is_long(const struct search *s, const struct run *run)
{
    return run->end - run->first >= CHANGES_LEAST &&
           seconds_between(s, run->first, run->end - 1) >= day_s;
}

static size_t find_runs(struct search *s, struct run out[RUNS_MOST])
{
    struct run tried = {0, 0, 0};
    size_t n = 0, end = 0;
    for (size_t k = GRAM; k < s->n && n < RUNS_MOST; k++) {
        if (s->work > WORK_MOST * s->n) break;
        if (s->gram[k] == 0) continue;
        size_t lag = k + 1 - s->gram[k];
        if ((lag == tried.lag && k < tried.end) || !same(s, k, k - lag)) continue;
        if (seconds_between(s, k - lag, k) <= least_lag_s) continue;
        tried = extend(s, k, lag, end);
        if (!is_long(s, &tried)) continue;
        link_moves(s);
        if (!tells(s, &tried)) continue;
        out[n++] = tried;
        memset(s->told + tried.first, 1, tried.end - tried.first);
        memset(s->told + tried.first - lag, 1, tried.end - tried.first);
        end = tried.end;
        k = end - 1;
    }
    return n;
}

/* --- what is told ------------------------------------------------------------------- */

static int64_t lag_of(const struct search *s, const struct run *run)
{
    return s->change[run->first].at - s->change[run->first - run->lag].at;
}

/* Of the record's changes, the share that another of that value stands @p lag steps before. */
static double repeated(const struct search *s, int64_t lag)
{
    size_t all = 0, such = 0;
    for (size_t k = 0, j = 0; k < s->n; k++) {
        int64_t at = s->change[k].at - lag;
        if (at < 0) continue;
        while (s->change[j].at < at) j++;
        all++;
        such += s->change[j].at == at && s->change[j].value == s->change[k].value;
    }
    return (double)such / (double)all;
}

/* Work and nature have periods of up to a week. */
static bool is_period(const struct search *s, const struct run *run)
{
    int64_t lag = lag_of(s, run);
    return (double)lag * s->step_s <= longest_period_s &&
           repeated(s, lag) >= period_share;
}

/* By lags up to a week: how many samples of a run have a reading there, and one that is nearer than half a move. */
struct tally {
    size_t lags;
    uint32_t *all, *near;
};

static void tally_sample(const struct search *s, const struct ta_series *series,
                         size_t k, const struct tally *out)
{
    const struct change *c = &s->change[k];
    double reach = 0.5 * fabs(c->value - s->change[k - 1].value);
    for (size_t r = c->reading; r-- > 0;) {
        size_t lag =
            (size_t)steps_between(s, series->time[r], series->time[c->reading]);
        if (lag >= out->lags) return;
        out->all[lag]++;
        out->near[lag] += fabs(c->value - series->value[r]) <= reach;
    }
}

/* A smooth period that is no whole number of steps comes near itself at some lag, and is equal to itself at others. */
static bool is_near_period(struct search *s, const struct ta_series *series,
                           const struct run *run)
{
    double most = fmin((double)LAGS_MAX, (double)s->slots / 2.0);
    size_t lags = (size_t)fmin(longest_period_s / s->step_s, most);
    const struct tally tally = {lags, s->head, s->head + lags};
    size_t apart = (run->end - run->first) / SAMPLES, own = (size_t)lag_of(s, run);
    memset(s->head, 0, s->slots * sizeof *s->head);
    for (size_t i = 0; i < SAMPLES; i++)
        tally_sample(s, series, run->first + i * apart, &tally);
    for (size_t lag = 1; lag < lags; lag++)
        if (lag % own != 0 && tally.all[lag] >= SAMPLES / 2 &&
            (double)tally.near[lag] >= period_share * (double)tally.all[lag])
            return true;
    return false;
}

/* A signal without noise goes straight on: at most samples of a run it does, to a quarter of a move. */
static bool is_smooth(const struct search *s, const struct run *run)
{
    size_t apart = (run->end - run->first) / SAMPLES, straight = 0;
    for (size_t i = 2; i < SAMPLES; i++) {
        const struct change *c = &s->change[run->first + i * apart];
        double rate = (double)c->move / (double)c->gap;
        double before = (double)c[-1].move / (double)c[-1].gap;
        straight += fabs(rate - before) <= 0.25 * fabs(rate);
    }
    return (double)straight >= period_share * (SAMPLES - 2);
}

static bool joins(const struct search *s, const struct run *before,
                  const struct run *run)
{
    return lag_of(s, before) == lag_of(s, run) &&
           seconds_between(s, before->end - 1, run->first) < day_s;
}

static size_t tell(struct search *s, const struct ta_series *series, size_t n,
                   const struct run *run, struct ta_repeat out[TA_REPEATS_MOST])
{
    size_t told = 0;
    const struct run *before = NULL;
    for (size_t i = 0; i < n; i++) {
        size_t last = s->change[run[i].end - 1].reading;
        size_t changes = run[i].end - run[i].first;
        if (is_period(s, &run[i]) || is_smooth(s, &run[i]) ||
            is_near_period(s, series, &run[i]))
            continue;
        if (before != NULL && joins(s, before, &run[i])) {
            out[told - 1].last = last;
            out[told - 1].changes += changes;
        } else if (told < TA_REPEATS_MOST) {
            size_t source = s->change[run[i].first - run[i].lag].reading;
            size_t first = s->change[run[i].first].reading;
            out[told++] = (struct ta_repeat){first, last, source, changes};
        } else {
            break;
        }
        before = &run[i];
    }
    return told;
}

enum ta_status ta_repeats_find(const struct ta_series *series, void *scratch,
                               struct ta_repeat out[TA_REPEATS_MOST], size_t *n)
{
    struct run run[RUNS_MOST];
    struct search s = {.step_s = series->interval_s};
    *n = 0;
    if (series->n > READINGS_MAX) return TA_E_LIMIT;
    if (!(s.step_s > 0.0) || series->n <= CHANGES_LEAST) return TA_OK;
    lay_out(&s, series->n, scratch);
    read_changes(series, &s);
    if (s.n <= CHANGES_LEAST) return TA_OK;
    link_rows(&s, of_value, GRAM, s.gram);
    *n = tell(&s, series, find_runs(&s, run), run, out);
    return TA_OK;
}
