/* SPDX-License-Identifier: Apache-2.0 */
/** @file feed.h  Simulated readings of stack probes: ninety days, one value in ten minutes.
 *
 *  The hours above the limit are a table, so that their number is known and not counted after the
 *  fact. What is wrong with a probe is a table too: a signal that does not change, a copy of its
 *  neighbour half an hour late, silence. */
#ifndef TA_DEMO_FEED_H
#define TA_DEMO_FEED_H

#include "base/text.h"
#include "terrassay/types.h"

enum {
    TA_FEED_DAYS = 90,
    TA_FEED_STEP_S = 600,
    TA_FEED_HOUR_STEPS = 3600 / TA_FEED_STEP_S,
    TA_FEED_HOURS = TA_FEED_DAYS * 24,
    TA_FEED_STEPS = TA_FEED_HOURS * TA_FEED_HOUR_STEPS
};

/** Hours in a row. */
struct ta_feed_stretch {
    int from_hour, hours; /**< from the beginning of the feed, UTC */
};

struct ta_probe {
    const char *project, *device, *datastream;
    double level; /**< ordinary concentration (mg/m3) */
    size_t n_above;
    const struct ta_feed_stretch *above; /**< every hour of these is above the limit */
    size_t n_gaps;
    const struct ta_feed_stretch *gap; /**< no readings */
    const char *neighbour; /**< device whose signal it repeats from copies_from on */
    int late_steps, copies_from_step;
    int constant_from_step; /**< its signal does not change from here on; 0: never */
    int silent_from_hour;   /**< 0: never */
};

size_t ta_probe_count(void);
const struct ta_probe *ta_probe_at(size_t i);
const struct ta_probe *ta_probe_find(const char *project, const char *device);

/** Hours above the limit, as the table says. */
int ta_probe_hours_above(const struct ta_probe *probe);
/** Value (mg/m3, tenths) at a step of the feed; NaN where the probe is silent. */
double ta_probe_value(const struct ta_probe *probe, int step);
/** The first is 2026-06-03T00:00:00Z. */
ta_time_us ta_feed_time(int step);

/** One file of readings. */
struct ta_feed {
    const char *name;    /**< "steel-works.csv" */
    const char *mapping; /**< the mapping beside it, or NULL for SenML */
    const char *project;
};
size_t ta_feed_count(void);
const struct ta_feed *ta_feed_at(size_t i);
/** Bytes of the file: a table with a column for each probe of the project, local time +08:00, or
 *  a SenML pack for each day, one a line. */
void ta_feed_print(const struct ta_feed *feed, struct ta_text *out);
/** Bytes of its mapping, in YAML. */
void ta_feed_print_mapping(const struct ta_feed *feed, struct ta_text *out);

#endif
