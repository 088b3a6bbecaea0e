/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/feed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "demo/field.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define STEP_OF(day, hour) (((day)*24 + (hour)) * TA_FEED_HOUR_STEPS)

enum { SEED = 20260833, STREAM_SLOW = 1, STREAM_FAST = 2, STREAM_HIGH = 3 };

static const double least_above = 37.5, spread_above = 40.0; /* of hours above, mg/m3 */
static const double most_ordinary = 31.0;
static const double missing_word = -9999.0;

/* 22 + 11 + 7 = 40 hours. */
static const struct ta_feed_stretch b_above[] = {
    {20 * 24 + 5, 22}, {48 * 24 + 13, 11}, {75 * 24 + 1, 7}};
/* Calibration on Mondays, and a night without power. */
static const struct ta_feed_stretch b_gaps[] = {
    {5 * 24 + 2, 1},  {12 * 24 + 2, 1},  {19 * 24 + 2, 1}, {26 * 24 + 2, 1},
    {33 * 24 + 2, 1}, {38 * 24 + 14, 9}, {40 * 24 + 2, 1}, {47 * 24 + 2, 1},
    {54 * 24 + 2, 1}, {61 * 24 + 2, 1},  {68 * 24 + 2, 1}, {82 * 24 + 2, 1}};
static const struct ta_feed_stretch f2_above[] = {{70 * 24 + 2, 6}};

static const struct ta_probe probes[] = {
    {.project = "B-steel-works",
     .device = "cems-1",
     .datastream = "so2",
     .level = 19.0,
     .n_above = COUNT(b_above),
     .above = b_above,
     .n_gaps = COUNT(b_gaps),
     .gap = b_gaps},
    {.project = "B-steel-works",
     .device = "cems-2",
     .datastream = "so2",
     .level = 15.0,
     .constant_from_step = STEP_OF(62, 7) + 2},
    {.project = "B-steel-works",
     .device = "cems-3",
     .datastream = "so2",
     .level = 17.0,
     .neighbour = "cems-1",
     .late_steps = 3,
     .copies_from_step = STEP_OF(30, 0)},
    {.project = "F1-mill-under-cloud",
     .device = "cems-1",
     .datastream = "so2",
     .level = 17.0},
    {.project = "F2-mill-gone-silent",
     .device = "cems-1",
     .datastream = "so2",
     .level = 18.0,
     .n_above = COUNT(f2_above),
     .above = f2_above,
     .silent_from_hour = 70 * 24 + 8},
};

static const struct ta_feed feeds[] = {
    {"steel-works.csv", "steel-works.yaml", "B-steel-works"},
    {"mill-under-cloud.senml", NULL, "F1-mill-under-cloud"},
    {"mill-gone-silent.senml", NULL, "F2-mill-gone-silent"},
};

size_t ta_probe_count(void)
{
    return COUNT(probes);
}

const struct ta_probe *ta_probe_at(size_t i)
{
    return i < COUNT(probes) ? &probes[i] : NULL;
}

const struct ta_probe *ta_probe_find(const char *project, const char *device)
{
    for (size_t i = 0; i < COUNT(probes); i++)
        if (strcmp(probes[i].project, project) == 0 &&
            strcmp(probes[i].device, device) == 0)
            return &probes[i];
    return NULL;
}

int ta_probe_hours_above(const struct ta_probe *probe)
{
    int sum = 0;
    for (size_t i = 0; i < probe->n_above; i++) sum += probe->above[i].hours;
    return sum;
}

ta_time_us ta_feed_time(int step)
{
    ta_time_us first = ta_time_of(ta_day_from_civil(2026, 6, 3));
    return first + (ta_time_us)step * TA_FEED_STEP_S * 1000000;
}

static bool within(size_t n, const struct ta_feed_stretch *stretch, int hour)
{
    for (size_t i = 0; i < n; i++)
        if (hour >= stretch[i].from_hour &&
            hour < stretch[i].from_hour + stretch[i].hours)
            return true;
    return false;
}

/* As the analyser shows it: a tenth. */
static double shown(double value)
{
    return floor(value * 10.0 + 0.5) / 10.0;
}

static double own_value(const struct ta_probe *probe, int step)
{
    uint64_t stream = (uint64_t)(probe - probes) * 8;
    const struct ta_field slow = {{SEED, stream + STREAM_SLOW}, 80.0, 3};
    const struct ta_field high = {{SEED, stream + STREAM_HIGH}, 25.0, 2};
    const struct ta_philox fast = {SEED, stream + STREAM_FAST};
    double noise = 0.6 * ta_field_bell(&fast, (uint64_t)step);
    if (within(probe->n_above, probe->above, step / TA_FEED_HOUR_STEPS)) {
        double height = ta_field_at(&high, step, 0.0);
        return shown(fmax(least_above + spread_above * height + noise, least_above));
    }
    double value = probe->level + 16.0 * (ta_field_at(&slow, step, 0.0) - 0.5) + noise;
    return shown(fmin(fmax(value, 0.5), most_ordinary));
}

double ta_probe_value(const struct ta_probe *probe, int step)
{
    int hour = step / TA_FEED_HOUR_STEPS;
    if (probe->silent_from_hour > 0 && hour >= probe->silent_from_hour) return NAN;
    if (within(probe->n_gaps, probe->gap, hour)) return NAN;
    if (probe->neighbour != NULL && step >= probe->copies_from_step) {
        const struct ta_probe *of = ta_probe_find(probe->project, probe->neighbour);
        if (of == NULL) return NAN;
        return ta_probe_value(of, step - probe->late_steps);
    }
    if (probe->constant_from_step > 0 && step > probe->constant_from_step)
        step = probe->constant_from_step;
    return own_value(probe, step);
}

/* --- files -------------------------------------------------------------------------------- */

size_t ta_feed_count(void)
{
    return COUNT(feeds);
}

const struct ta_feed *ta_feed_at(size_t i)
{
    return i < COUNT(feeds) ? &feeds[i] : NULL;
}

static bool of_feed(const struct ta_feed *feed, size_t i)
{
    return strcmp(probes[i].project, feed->project) == 0;
}

static void print_tenths(double value, struct ta_text *out)
{
    ta_text_addf(out, "%.1f", value);
}

/* The data logger's table, in its local time. */
static void print_table(const struct ta_feed *feed, struct ta_text *out)
{
    static const ta_time_us offset = INT64_C(8) * 3600 * 1000000;
    ta_text_add(out, "time");
    for (size_t i = 0; i < COUNT(probes); i++)
        if (of_feed(feed, i)) ta_text_addf(out, ";%s", probes[i].device);
    ta_text_add(out, "\n");
    for (int step = 0; step < TA_FEED_STEPS; step++) {
        char time[TA_TIME_TEXT];
        ta_time_format(ta_feed_time(step) + offset, time);
        ta_text_addf(out, "%.10s %.5s", time, time + 11);
        for (size_t i = 0; i < COUNT(probes); i++) {
            if (!of_feed(feed, i)) continue;
            double value = ta_probe_value(&probes[i], step);
            ta_text_add(out, ";");
            print_tenths(isnan(value) ? missing_word : value, out);
        }
        ta_text_add(out, "\n");
    }
}

void ta_feed_print_mapping(const struct ta_feed *feed, struct ta_text *out)
{
    ta_text_add(out, "form: csv\nseparator: \";\"\nmissing: [-9999]\n"
                     "time: {columns: [time], format: \"%Y-%m-%d %H:%M\", "
                     "offset: \"+08:00\"}\nreadings:\n");
    for (size_t i = 0; i < COUNT(probes); i++)
        if (of_feed(feed, i))
            ta_text_addf(out,
                         "  - {column: %s, device: %s, datastream: %s, unit: mg/m3}\n",
                         probes[i].device, probes[i].device, probes[i].datastream);
}

/* One day of one probe: base name and time, then a record for each value. */
static void print_pack(const struct ta_probe *probe, int first, struct ta_text *out)
{
    bool begun = false;
    for (int step = first; step < first + 24 * TA_FEED_HOUR_STEPS; step++) {
        double value = ta_probe_value(probe, step);
        if (isnan(value)) continue;
        if (begun)
            ta_text_addf(out, ",{\"t\":%d,\"v\":", (step - first) * TA_FEED_STEP_S);
        else
            ta_text_addf(out,
                         "[{\"bn\":\"%s/%s\",\"bt\":%lld,\"bu\":\"mg/m3\",\"t\":%d,"
                         "\"v\":",
                         probe->device, probe->datastream,
                         (long long)(ta_feed_time(first) / 1000000),
                         (step - first) * TA_FEED_STEP_S);
        print_tenths(value, out);
        ta_text_add(out, "}");
        begun = true;
    }
    if (begun) ta_text_add(out, "]\n");
}

void ta_feed_print(const struct ta_feed *feed, struct ta_text *out)
{
    if (feed->mapping != NULL) {
        print_table(feed, out);
        return;
    }
    for (int day = 0; day < TA_FEED_DAYS; day++)
        for (size_t i = 0; i < COUNT(probes); i++)
            if (of_feed(feed, i))
                print_pack(&probes[i], day * 24 * TA_FEED_HOUR_STEPS, out);
}
