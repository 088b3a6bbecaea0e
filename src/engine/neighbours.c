/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/neighbours.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "neighbour.h"
#include "quality_trust.h"

enum { LEAST_HOURS = 72 }; /* in common, before anything is said */
static const double hour_s = 3600.0;

/* What one call compares. */
struct compared {
    size_t n;
    struct ta_station *station;
    struct ta_series *hours; /* [n] */
    double *share, *km;      /* [n * n] */
};

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "neighbours: out of memory");
}

static bool is_there(const struct ta_station *s)
{
    return s->stream != NULL && s->series != NULL && s->series->n > 0 &&
           s->stream->setting[0] != '\0' && isfinite(s->stream->longitude) &&
           isfinite(s->stream->latitude);
}

static bool comparable(const struct ta_station *a, const struct ta_station *b)
{
    return is_there(a) && is_there(b) &&
           strcmp(a->stream->device, b->stream->device) != 0 &&
           strcmp(a->stream->property, b->stream->property) == 0 &&
           strcmp(a->stream->setting, b->stream->setting) == 0 &&
           strcmp(a->unit, b->unit) == 0;
}

static double distance(const struct ta_station *a, const struct ta_station *b)
{
    const double from[2] = {a->stream->longitude, a->stream->latitude};
    const double to[2] = {b->stream->longitude, b->stream->latitude};
    return ta_distance_km(from, to);
}

static enum ta_status take_hours(struct compared *c, size_t i, struct ta_error *err)
{
    const struct ta_station *s = &c->station[i];
    if (c->hours[i].time != NULL) return TA_OK;
    ta_time_us *time = ta_alloc(s->series->n, sizeof *time);
    double *value = ta_alloc(s->series->n, sizeof *value);
    c->hours[i] = (struct ta_series){0, time, value, NULL, hour_s};
    if (time == NULL || value == NULL) return fail_memory(err);
    ta_hourly_means(s->series, s->failed, time, value, &c->hours[i]);
    return TA_OK;
}

/* Both ways at once: agreement is the same from either side. */
static enum ta_status compare(struct compared *c, size_t a, size_t b,
                              const struct ta_neighbour_rule *rule,
                              struct ta_error *err)
{
    double km = distance(&c->station[a], &c->station[b]);
    if (!(km <= rule->within_km)) return TA_OK;
    enum ta_status rc = take_hours(c, a, err);
    if (rc == TA_OK) rc = take_hours(c, b, err);
    if (rc != TA_OK) return rc;
    double share = ta_quality_agreement(&c->hours[a], &c->hours[b], hour_s,
                                        rule->absolute, rule->relative, LEAST_HOURS);
    c->share[a * c->n + b] = c->share[b * c->n + a] = share;
    c->km[a * c->n + b] = c->km[b * c->n + a] = km;
    if (isnan(share)) return TA_OK;
    c->station[a].unchecked = c->station[a].unchecked || rule->unchecked;
    c->station[b].unchecked = c->station[b].unchecked || rule->unchecked;
    return TA_OK;
}

static enum ta_status compare_all(struct compared *c, const struct ta_table_set *tables,
                                  ta_day as_of, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t a = 0; rc == TA_OK && a < c->n; a++) {
        struct ta_neighbour_rule rule;
        const struct ta_station *s = &c->station[a];
        if (!is_there(s)) continue;
        const struct ta_qc_stream stream = {s->stream->property, s->stream->setting,
                                            s->unit, hour_s};
        rc = ta_neighbour_rule_find(tables, &stream, as_of, &rule);
        if (rc == TA_E_DATA)
            return ta_fail(err, rc, "%s/%s: neighbours of %s are in another unit",
                           s->stream->device, s->stream->name, s->stream->property);
        if (rc == TA_E_NOTFOUND) {
            rc = TA_OK;
            continue;
        }
        for (size_t b = a + 1; rc == TA_OK && b < c->n; b++)
            if (comparable(s, &c->station[b])) rc = compare(c, a, b, &rule, err);
    }
    return rc;
}

static void conclude(struct compared *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const double *share = &c->share[i * c->n];
        size_t with = ta_neighbour_upper_median(c->n, share);
        if (with == c->n) continue;
        c->station[i].agreement = share[with];
        c->station[i].with = with;
        c->station[i].km = c->km[i * c->n + with];
    }
}

enum ta_status ta_neighbours_agree(const struct ta_table_set *tables, ta_day as_of,
                                   size_t n, struct ta_station *station,
                                   struct ta_error *err)
{
    struct compared c = {.n = n, .station = station};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < n; i++) station[i].agreement = (double)NAN;
    if (n < 2) return TA_OK;
    c.hours = ta_alloc(n, sizeof *c.hours);
    c.share = ta_alloc(n * n, sizeof *c.share);
    c.km = ta_alloc(n * n, sizeof *c.km);
    if (c.hours == NULL || c.share == NULL || c.km == NULL) rc = fail_memory(err);
    for (size_t i = 0; rc == TA_OK && i < n * n; i++) c.share[i] = (double)NAN;
    if (rc == TA_OK) rc = compare_all(&c, tables, as_of, err);
    if (rc == TA_OK) conclude(&c);
    for (size_t i = 0; c.hours != NULL && i < n; i++) {
        ta_free((void *)(uintptr_t)c.hours[i].time);
        ta_free((void *)(uintptr_t)c.hours[i].value);
    }
    ta_free(c.hours);
    ta_free(c.share);
    ta_free(c.km);
    return rc;
}
