/* SPDX-License-Identifier: Apache-2.0 */
#include "tally.h"

#include <math.h>
#include <string.h>

void ta_tally_start(struct ta_tally *tally)
{
    *tally =
        (struct ta_tally){.value = ta_exact_sum_new(), .weight = ta_exact_sum_new()};
}

/* The first run that does not end before @p who. */
static uint32_t place_of(const struct ta_tally *t, uint32_t who)
{
    uint32_t lo = 0, hi = t->n_runs;
    if (hi > 0 && t->run[hi - 1].last < who) return hi; /* mostly they come in order */
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (t->run[mid].last < who)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int is_in(const struct ta_tally *t, uint32_t at, uint32_t who)
{
    return at < t->n_runs && t->run[at].first <= who;
}

static int follows(const struct ta_tally *t, uint32_t at, uint32_t who)
{
    return at > 0 && t->run[at - 1].last + 1 == who;
}

static int precedes(const struct ta_tally *t, uint32_t at, uint32_t who)
{
    return at < t->n_runs && t->run[at].first == who + 1;
}

int ta_tally_full(const struct ta_tally *tally, uint32_t who)
{
    uint32_t at = place_of(tally, who);
    return tally->n_runs == tally->capacity && !is_in(tally, at, who) &&
           !follows(tally, at, who) && !precedes(tally, at, who);
}

static void note(struct ta_tally *t, uint32_t who)
{
    uint32_t at = place_of(t, who);
    size_t behind = t->n_runs - at;
    if (is_in(t, at, who)) return;
    if (follows(t, at, who) && precedes(t, at, who)) {
        t->run[at - 1].last = t->run[at].last;
        memmove(&t->run[at], &t->run[at + 1], (behind - 1) * sizeof *t->run);
        t->n_runs--;
    } else if (follows(t, at, who)) {
        t->run[at - 1].last = who;
    } else if (precedes(t, at, who)) {
        t->run[at].first = who;
    } else {
        memmove(&t->run[at + 1], &t->run[at], behind * sizeof *t->run);
        t->run[at] = (struct ta_tally_run){who, who};
        t->n_runs++;
    }
}

void ta_tally_add(struct ta_tally *tally, uint32_t who, double value, double weight)
{
    /* the largest bound is the largest addend, whatever the order */
    ta_exact_sum_add(&tally->value, fabs(value), 1, &value);
    ta_exact_sum_add(&tally->weight, fabs(weight), 1, &weight);
    tally->n++;
    note(tally, who);
}

double ta_tally_sum(const struct ta_tally *tally)
{
    return ta_exact_sum_value(&tally->value).hi;
}

double ta_tally_weight(const struct ta_tally *tally)
{
    return ta_exact_sum_value(&tally->weight).hi;
}

double ta_tally_mean(const struct ta_tally *tally)
{
    double weight = ta_tally_weight(tally);
    return weight != 0.0 ? ta_tally_sum(tally) / weight : (double)NAN;
}
