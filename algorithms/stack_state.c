/* SPDX-License-Identifier: Apache-2.0 */
#include "stack_state.h"

#include <math.h>

#include "air_day.h"
#include "emission_stack.h"

static const ta_time_us us_per_hour = INT64_C(3600000000);

/* Floor, also of times before 1970. */
static ta_time_us hour_of(ta_time_us time)
{
    ta_time_us rest = time % us_per_hour;
    return time - (rest < 0 ? rest + us_per_hour : rest);
}

static bool counts(const struct ta_series *s, size_t i)
{
    enum ta_flag flag = ta_series_flag(s, i);
    return isfinite(s->value[i]) &&
           (flag == TA_FLAG_GOOD || flag == TA_FLAG_NOT_EVALUATED);
}

/* Mean of the hour that begins at @p hour, NaN without a value; @p at goes along. */
static double mean_of(const struct ta_series *s, ta_time_us hour, size_t *at)
{
    double sum = 0.0, n = 0.0;
    if (s == NULL) return (double)NAN;
    while (*at < s->n && s->time[*at] < hour) ++*at;
    for (; *at < s->n && s->time[*at] < hour + us_per_hour; ++*at) {
        if (!counts(s, *at)) continue;
        sum += s->value[*at];
        n += 1.0;
    }
    return n > 0.0 ? sum / n : (double)NAN;
}

static double convert(const struct ta_stack_state *state, double value, double moisture,
                      double oxygen)
{
    if (state->wet) value = ta_stack_dry(value, moisture / 100.0);
    if (!(state->reference_oxygen > 0.0)) return value;
    return ta_stack_at_oxygen(value, oxygen, state->reference_oxygen);
}

size_t ta_stack_state_apply(const struct ta_stack_state *state, size_t n,
                            const ta_time_us *time, double *value, unsigned char *flag)
{
    size_t missing = 0, at_moist = 0, at_oxygen = 0;
    for (size_t i = 0; i < n;) {
        ta_time_us hour = hour_of(time[i]);
        double moisture = mean_of(state->moist, hour, &at_moist);
        double oxygen = mean_of(state->oxygen, hour, &at_oxygen);
        if (isnan(moisture) && state->moist == NULL) moisture = state->moisture;
        for (; i < n && time[i] < hour + us_per_hour; i++) {
            if (flag[i] == TA_FLAG_MISSING || isnan(value[i])) continue;
            value[i] = convert(state, value[i], moisture, oxygen);
            if (!isnan(value[i])) continue;
            flag[i] = TA_FLAG_MISSING;
            missing++;
        }
    }
    return missing;
}
