/* SPDX-License-Identifier: Apache-2.0 */
#include "air_day.h"

#include <math.h>

#include "covered.h"

enum { HOURS_OF_8 = 8, VALID_OF_8 = 6 };

static const double hour_s = 3600.0;
static const double valid_share = 0.75;
static const ta_time_us us_per_s = 1000000;

enum ta_flag ta_series_flag(const struct ta_series *series, size_t i)
{
    if (isnan(series->value[i])) return TA_FLAG_MISSING;
    if (series->flag == NULL || series->flag[i] == 0) return TA_FLAG_NOT_EVALUATED;
    return (enum ta_flag)series->flag[i];
}

/** Readings that make an hour valid. */
static double readings_needed(const struct ta_series *series)
{
    double expected = hour_s / series->interval_s;
    return expected >= 1.0 ? valid_share * expected : 1.0;
}

static bool is_whole(const struct ta_series *series, const struct ta_covered *readings)
{
    return series->interval_s > 0.0 && readings->n > 0 &&
           ta_covered_count(readings, series->interval_s) >= readings_needed(series);
}

struct ta_air_day ta_air_day_of(const struct ta_series *series, ta_day day,
                                int offset_s)
{
    struct ta_air_day out = {.hours = 0};
    size_t unjudged = 0;
    struct ta_covered there[TA_DAY_HOURS] = {{0}}, all[TA_DAY_HOURS] = {{0}};
    ta_time_us start =
        (ta_time_us)day * TA_US_PER_DAY - (ta_time_us)offset_s * us_per_s;
    for (size_t i = 0; i < series->n; i++) {
        ta_time_us since = series->time[i] - start;
        if (since < 0 || since >= TA_US_PER_DAY) continue;
        enum ta_flag flag = ta_series_flag(series, i);
        size_t h = (size_t)(since / (TA_US_PER_DAY / TA_DAY_HOURS));
        bool used = flag == TA_FLAG_GOOD || flag == TA_FLAG_NOT_EVALUATED;
        if (used || flag == TA_FLAG_FAIL)
            ta_covered_add(&all[h], series->time[i], series->interval_s);
        if (!used) continue;
        if (flag != TA_FLAG_GOOD) unjudged++;
        out.hour[h] += series->value[i];
        ta_covered_add(&there[h], series->time[i], series->interval_s);
        out.readings++;
    }
    for (size_t h = 0; h < TA_DAY_HOURS; h++) {
        bool valid = is_whole(series, &there[h]);
        out.hour[h] = valid ? out.hour[h] / (double)there[h].n : (double)NAN;
        if (valid) out.hours++;
        if (!valid && is_whole(series, &all[h])) out.failed++;
    }
    out.judged = unjudged == 0;
    return out;
}

/** Mean of the valid ones of @p n hours from @p first on, and how many they are. */
static double mean_of(const struct ta_air_day *day, size_t first, size_t n,
                      size_t *valid)
{
    double sum = 0.0;
    *valid = 0;
    for (size_t h = first; h < first + n; h++) {
        if (isnan(day->hour[h])) continue;
        sum += day->hour[h];
        ++*valid;
    }
    return sum / (double)*valid;
}

double ta_air_day_mean(const struct ta_air_day *day, size_t least)
{
    size_t valid = 0;
    double mean = mean_of(day, 0, TA_DAY_HOURS, &valid);
    return valid >= least ? mean : (double)NAN;
}

double ta_air_day_hour_max(const struct ta_air_day *day, size_t least)
{
    double most = NAN;
    for (size_t h = 0; h < TA_DAY_HOURS; h++) most = fmax(most, day->hour[h]);
    return day->hours >= least ? most : (double)NAN;
}

double ta_air_day_8h_max(const struct ta_air_day *day, size_t least)
{
    double most = NAN;
    size_t windows = 0;
    for (size_t end = HOURS_OF_8; end <= TA_DAY_HOURS; end++) {
        size_t valid = 0;
        double mean = mean_of(day, end - HOURS_OF_8, HOURS_OF_8, &valid);
        if (valid < VALID_OF_8) continue;
        windows++;
        most = fmax(most, mean);
    }
    return windows >= least ? most : (double)NAN;
}
