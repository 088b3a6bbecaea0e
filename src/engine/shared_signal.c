/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/shared_signal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/compared.h"
#include "engine/feed_days.h"
#include "engine/readings.h"
#include "quality_copy.h"
#include "series/readings.h"

enum {
    WINDOW_DAYS = 30,
    STRETCH_DAYS = 10,
    LEAST_DAYS = 5,     /* of a stretch that both have */
    CANDIDATES_MOST = 8 /* of one datastream and stretch */
};
static const double least_alike = 0.3, longest_lag_s = 6 * 3600.0;

/* A datastream elsewhere whose days go like ours. */
struct candidate {
    const struct ta_feed_day *day; /* one of its */
    double alike;
};

struct search {
    struct ta_workspace *workspace;
    const struct ta_project *project;
    const struct ta_datastream *own;
    ta_day from, after; /* of the stretch */
    struct ta_shared *found;
    size_t n, capacity;
    struct ta_error *err;
};

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "signals of other projects: out of memory");
}

/* --- days ----------------------------------------------------------------------------------- */

static bool same_stream(const struct ta_feed_day *a, const struct ta_feed_day *b)
{
    return strcmp(a->project, b->project) == 0 && strcmp(a->device, b->device) == 0 &&
           strcmp(a->name, b->name) == 0;
}

static bool is_own(const struct search *s, const struct ta_feed_day *day)
{
    return strcmp(day->project, s->project->id) == 0 &&
           strcmp(day->device, s->own->device) == 0 &&
           strcmp(day->name, s->own->name) == 0;
}

struct sums {
    double n, x, y, xx, yy, xy;
};

static void add(struct sums *s, double x, double y)
{
    s->n += 1.0;
    s->x += x;
    s->y += y;
    s->xx += x * x;
    s->yy += y * y;
    s->xy += x * y;
}

static double correlation(const struct sums *s)
{
    double xx = s->xx - s->x * s->x / s->n, yy = s->yy - s->y * s->y / s->n;
    double r = (s->xy - s->x * s->y / s->n) / sqrt(xx * yy);
    return xx > 0.0 && yy > 0.0 ? r : (double)NAN;
}

/* Do two runs of days of the stretch go alike, by mean or by spread? NaN when they cannot tell. */
static double alike(const struct search *s, const struct ta_feed_day *a, size_t n_a,
                    const struct ta_feed_day *b, size_t n_b)
{
    struct sums mean = {.n = 0}, spread = {.n = 0};
    for (size_t i = 0, k = 0; i < n_a; i++) {
        if (a[i].day < s->from || a[i].day >= s->after) continue;
        while (k < n_b && b[k].day < a[i].day) k++;
        if (k == n_b || b[k].day != a[i].day) continue;
        add(&mean, a[i].mean, b[k].mean);
        add(&spread, a[i].spread, b[k].spread);
    }
    if (mean.n < LEAST_DAYS) return (double)NAN;
    return fmax(correlation(&mean), correlation(&spread));
}

/* Keep the best, by how alike they are. */
static size_t keep_best(struct candidate *best, size_t n, struct candidate one)
{
    size_t at = n;
    while (at > 0 && best[at - 1].alike < one.alike) at--;
    if (at == CANDIDATES_MOST) return n;
    if (n < CANDIDATES_MOST) n++;
    memmove(best + at + 1, best + at, (n - 1 - at) * sizeof *best);
    best[at] = one;
    return n;
}

/* --- readings ------------------------------------------------------------------------------- */

/* Times and values of a series; owned. */
struct pair {
    ta_time_us *time;
    double *value;
};

/* One value a time, in @p room. */
static enum ta_status series_of(const struct search *s, const struct ta_stream_id *id,
                                struct ta_series *out, struct pair *room)
{
    struct ta_readings_found found;
    ta_time_us from = ta_time_of(s->from), to = ta_time_of(s->after);
    enum ta_status rc =
        ta_readings_of(s->workspace, id, from, to, false, &found, s->err);
    if (rc != TA_OK) return rc;
    room->time = ta_alloc(found.run.n, sizeof *room->time);
    room->value = ta_alloc(found.run.n, sizeof *room->value);
    size_t n = 0;
    if (room->time == NULL || room->value == NULL) rc = fail_memory(s->err);
    for (size_t i = 0; rc == TA_OK && i < found.run.n; i++) {
        const struct ta_reading *reading = &found.run.reading[i];
        if (n > 0 && room->time[n - 1] == reading->time) continue;
        room->time[n] = reading->time;
        room->value[n++] = reading->value;
    }
    *out = (struct ta_series){n, room->time, room->value, NULL, s->own->interval_s};
    ta_readings_found_free(&found);
    return rc;
}

static enum ta_status hold_against(const struct search *s, const struct ta_series *a,
                                   const struct ta_series *b, bool *copied)
{
    struct ta_copy copy;
    struct ta_copy_rule rule = ta_copy_rule_of(s->own->interval_s, longest_lag_s);
    rule.alpha *= TA_SHARED_ALPHA_SHARE;
    size_t n = a->n > 0 && b->n > 0 ? ta_copy_scratch(a, b, &rule) : 0;
    if (n == 0) return TA_OK;
    double *scratch = ta_alloc(n, sizeof *scratch);
    if (scratch == NULL) return fail_memory(s->err);
    enum ta_status rc = ta_copy_find(a, b, &rule, scratch, &copy);
    ta_free(scratch);
    *copied = rc == TA_OK && copy.verdict != TA_COPY_NONE &&
              copy.verdict != TA_COPY_CANNOT_SAY;
    return TA_OK; /* what is too long to be compared cannot be said */
}

static bool is_damage(enum ta_status rc)
{
    return rc == TA_E_DATA || rc == TA_E_NOTFOUND;
}

static void free_pair(struct pair *room)
{
    ta_free(room->time);
    ta_free(room->value);
}

static enum ta_status confirm(struct search *s, const struct ta_series *own,
                              const struct ta_feed_day *day)
{
    struct pair room = {NULL, NULL};
    struct ta_series other = {.n = 0};
    struct ta_stream_id id = {.project = ""};
    bool copied = false;
    memcpy(id.project, day->project, sizeof id.project);
    memcpy(id.device, day->device, sizeof id.device);
    memcpy(id.name, day->name, sizeof id.name);
    enum ta_status rc = series_of(s, &id, &other, &room);
    if (rc == TA_OK) rc = hold_against(s, own, &other, &copied);
    free_pair(&room);
    if (is_damage(rc)) return TA_OK; /* whoever assesses that project is told */
    if (rc != TA_OK || !copied) return rc;
    if (ta_grow((void **)&s->found, &s->capacity, s->n, sizeof *s->found) != 0)
        return fail_memory(s->err);
    struct ta_shared *shared = &s->found[s->n++];
    memcpy(shared->project, day->project, sizeof shared->project);
    shared->from = s->from;
    shared->after = s->after;
    return TA_OK;
}

/* Our readings of the stretch, read once for all that may be theirs. */
static enum ta_status confirm_all(struct search *s, const struct candidate *best,
                                  size_t n)
{
    struct pair room = {NULL, NULL};
    struct ta_series own = {.n = 0};
    struct ta_stream_id id = {.project = ""};
    if (n == 0) return TA_OK;
    memcpy(id.project, s->project->id, sizeof id.project);
    memcpy(id.device, s->own->device, sizeof id.device);
    memcpy(id.name, s->own->name, sizeof id.name);
    enum ta_status rc = series_of(s, &id, &own, &room);
    bool damaged = is_damage(rc); /* whoever loads it is told */
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = confirm(s, &own, best[i].day);
    free_pair(&room);
    return damaged ? TA_OK : rc;
}

/* --- all of it ------------------------------------------------------------------------------ */

/* @return how many days from the first on are of its datastream */
static size_t days_of(const struct ta_feed_day *day, size_t n)
{
    size_t days = 1;
    while (days < n && same_stream(&day[0], &day[days])) days++;
    return days;
}

static enum ta_status search_stretch(struct search *s, const struct ta_feed_day *day,
                                     size_t n, const struct ta_feed_day *own,
                                     size_t n_own)
{
    struct candidate best[CANDIDATES_MOST + 1];
    size_t found = 0;
    for (size_t i = 0, days; i < n; i += days) {
        days = days_of(day + i, n - i);
        if (strcmp(day[i].project, s->project->id) == 0) continue;
        double r = alike(s, own, n_own, day + i, days);
        if (r >= least_alike)
            found = keep_best(best, found, (struct candidate){&day[i], r});
    }
    return confirm_all(s, best, found);
}

/* @p day: those of all datastreams of its property in the window */
static enum ta_status search_stream(struct search *s, const struct ta_feed_day *day,
                                    size_t n, ta_day as_of)
{
    size_t at = 0;
    enum ta_status rc = TA_OK;
    while (at < n && !is_own(s, &day[at])) at++;
    for (ta_day from = as_of + 1 - WINDOW_DAYS; rc == TA_OK && at < n && from <= as_of;
         from += STRETCH_DAYS) {
        s->from = from;
        s->after = from + STRETCH_DAYS;
        rc = search_stretch(s, day, n, day + at, days_of(day + at, n - at));
    }
    return rc;
}

/* The datastreams of one property: the days of all the workspace are read once for them. */
static enum ta_status search_property(struct search *s, size_t first, ta_day as_of)
{
    struct ta_feed_day *day = NULL;
    size_t n = 0;
    struct ta_store *store = &s->workspace->store;
    const char *property = s->project->datastream[first].property;
    enum ta_status rc = store->ops->feeds_of(
        store->self, property, as_of + 1 - WINDOW_DAYS, as_of + 1, &day, &n, s->err);
    for (size_t i = first; rc == TA_OK && i < s->project->n_datastreams; i++) {
        s->own = &s->project->datastream[i];
        if (strcmp(s->own->property, property) == 0 && ta_compared(s->project, i))
            rc = search_stream(s, day, n, as_of);
    }
    ta_free(day);
    return rc;
}

static bool property_before(const struct ta_project *project, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(project->datastream[k].property, project->datastream[i].property) ==
                0 &&
            ta_compared(project, k))
            return true;
    return false;
}

enum ta_status ta_engine_shared_signals(struct ta_workspace *workspace,
                                        const struct ta_project *project, ta_day as_of,
                                        struct ta_shared **out, size_t *n,
                                        struct ta_error *err)
{
    struct search s = {.workspace = workspace, .project = project, .err = err};
    *out = NULL;
    *n = 0;
    if (project->n_datastreams == 0) return TA_OK;
    enum ta_status rc = ta_feed_days_settle(workspace, err);
    for (size_t i = 0; rc == TA_OK && i < project->n_datastreams; i++)
        if (ta_compared(project, i) && !property_before(project, i))
            rc = search_property(&s, i, as_of);
    if (rc != TA_OK) {
        ta_free(s.found);
        return rc;
    }
    *out = s.found;
    *n = s.n;
    return TA_OK;
}
