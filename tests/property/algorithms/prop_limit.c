/* SPDX-License-Identifier: Apache-2.0 */
/* What is withheld never clears anybody: leaving out readings, from one hour on, never lowers the
 * upper bound of the hours above a limit, wherever they lie and whatever they hide: the hours above
 * and no others among them. */
#include "ta_property.h"

#include <stdlib.h>

#include "terrassay/indicator.h"
#include "terrassay/reading.h"

enum { DAYS = 20, HOURS = DAYS * 24, SHORT_GAP = 6 };
static const ta_time_us us_per_hour = INT64_C(3600000000);

struct feed {
    size_t n;
    ta_time_us time[HOURS];
    double value[HOURS];
    unsigned char flag[HOURS];
};

/* Runs above and below the limit of 35, holes between. */
static void make_feed(struct ta_random_stream *r, struct feed *feed)
{
    double above = ta_random_between(r, 0.0, 0.3),
           hole = ta_random_between(r, 0.0, 0.1);
    bool high = false;
    feed->n = 0;
    for (size_t h = 0; h < HOURS; h++) {
        if (ta_random_between(r, 0.0, 1.0) < 0.2)
            high = ta_random_between(r, 0.0, 1.0) < above;
        if (ta_random_between(r, 0.0, 1.0) < hole) continue;
        feed->time[feed->n] = (ta_time_us)h * us_per_hour;
        feed->value[feed->n] = high ? 50.0 : 20.0;
        feed->flag[feed->n++] =
            ta_random_below(r, 10) == 0 ? TA_FLAG_NOT_EVALUATED : TA_FLAG_GOOD;
    }
}

static void evaluate(const struct feed *feed, struct ta_result *out)
{
    const struct ta_input input[] = {
        {.name = "readings",
         .reason = TA_OBSERVED,
         .series = {feed->n, feed->time, feed->value, feed->flag, 3600.0}},
        {.name = "limit", .reason = TA_OBSERVED, .number = 35.0}};
    const struct ta_param_value param[] = {{"window_days", DAYS}};
    const struct ta_evidence evidence = {2, input, 1, param};
    const struct ta_indicator *indicator = ta_indicator_find("limit_exceedance");
    assert_int_equal(indicator->evaluate(&evidence, NULL, DAYS - 1, NULL, out), TA_OK);
}

/* An hour of a gap goes, or only when it is above the limit. */
static void withhold(struct feed *feed, size_t from, size_t to, bool only_above)
{
    size_t n = 0;
    for (size_t i = 0; i < feed->n; i++) {
        size_t hour = (size_t)(feed->time[i] / us_per_hour);
        bool meant = !only_above || feed->value[i] > 35.0;
        if (hour >= from && hour < to && meant) continue;
        feed->time[n] = feed->time[i];
        feed->value[n] = feed->value[i];
        feed->flag[n++] = feed->flag[i];
    }
    feed->n = n;
}

static size_t still_answered;

static void silence_never_lowers_the_bound(struct ta_random_stream *r)
{
    static struct feed feed;
    struct ta_result told, untold;
    make_feed(r, &feed);
    evaluate(&feed, &told);
    bool only_above = ta_random_below(r, 2) == 0;
    size_t longest = ta_random_below(r, 4) == 0 ? HOURS : SHORT_GAP;
    for (size_t gaps = 1 + ta_random_below(r, 12); gaps > 0; gaps--) {
        size_t length = 1 + ta_random_below(r, longest);
        size_t from = ta_random_below(r, HOURS - length + 1);
        withhold(&feed, from, from + length, only_above);
    }
    evaluate(&feed, &untold);
    if (untold.reason != TA_OBSERVED) return; /* stands at the worst plausible value */
    still_answered++;
    assert_int_equal(told.reason, TA_OBSERVED);
    assert_true(untold.hi >= told.hi);
    assert_true(untold.grade >= told.grade);
}

static void silence(void **state)
{
    (void)state;
    ta_for_seeds(2000, silence_never_lowers_the_bound);
    if (getenv("TERRASSAY_SEED") == NULL) assert_true(still_answered > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(silence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
