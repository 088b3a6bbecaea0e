/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_split.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_parts.h"
#include "engine/reading_version.h"

enum { DAYS = 31 };

struct splitter {
    const struct ta_split *split;
    ta_day first;                         /* of the month */
    struct ta_readings_gather *day[DAYS]; /* NULL: without readings */
    struct ta_partition_row row[DAYS];
    size_t n; /* rows to register */
    struct ta_error *err;
};

static enum ta_status add_day(struct splitter *s, const struct ta_reading_run *run)
{
    ta_day at = ta_day_of(run->reading[0].time) - s->first;
    if (at < 0 || at >= DAYS)
        return ta_fail(s->err, TA_E_DATA, "%s: has a reading of another month",
                       s->split->month->path);
    enum ta_status rc = TA_OK;
    if (s->day[at] == NULL)
        rc = ta_version_gather(s->split->workspace, &s->day[at], s->err);
    return rc == TA_OK ? ta_readings_gather_add(s->day[at], run, s->err) : rc;
}

/* Its readings, by time, to the days that they are of. */
static enum ta_status deal_run(struct splitter *s, const struct ta_reading_run *run)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0, end; rc == TA_OK && i < run->n; i = end) {
        struct ta_reading_run part = *run;
        ta_day day = ta_day_of(run->reading[i].time);
        for (end = i; end < run->n && ta_day_of(run->reading[end].time) == day;) end++;
        part.reading = run->reading + i;
        part.n = end - i;
        rc = add_day(s, &part);
    }
    return rc;
}

static enum ta_status deal(struct splitter *s)
{
    struct ta_readings_source *source = NULL;
    bool more = true;
    enum ta_status rc =
        ta_version_open(s->split->workspace, s->split->month, &source, s->err);
    while (rc == TA_OK) {
        struct ta_reading_run run = {.n = 0};
        rc = ta_readings_next(source, &run, &more, s->err);
        if (rc != TA_OK || !more) break;
        rc = deal_run(s, &run);
        ta_free(run.reading);
    }
    ta_readings_close(source);
    return rc;
}

/* Behind the version from before the month took the day in, if there is one. */
static int next_version(const struct ta_split *split, const char *part)
{
    for (size_t i = 0; i < split->n; i++)
        if (strcmp(split->row[i].part, part) == 0) return split->row[i].version + 1;
    return 1;
}

static enum ta_status seal(struct splitter *s)
{
    enum ta_status rc = TA_OK;
    for (ta_day at = 0; rc == TA_OK && at < DAYS; at++) {
        char part[TA_PART_SIZE];
        if (s->day[at] == NULL) continue;
        ta_part_of_day(s->split->project, s->first + at, part);
        rc = ta_version_seal(s->split->workspace, part, next_version(s->split, part),
                             s->day[at], &s->row[s->n], s->err);
        if (rc == TA_OK) s->n++;
    }
    return rc;
}

/* The files are durable; now they stand for the month. */
static enum ta_status put(const struct splitter *s)
{
    char detail[320];
    const struct ta_split *split = s->split;
    struct ta_store *store = &split->workspace->store;
    struct ta_partition_row gone = *split->month;
    gone.version++;
    gone.rows = 0;
    (void)snprintf(detail, sizeof detail, "%s: readings=%lld days=%zu",
                   split->month->path, (long long)split->month->rows, s->n);
    enum ta_status rc = store->ops->begin(store->self, s->err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && i < s->n; i++)
        rc = store->ops->partition_put(store->self, &s->row[i], s->err);
    if (rc == TA_OK) rc = store->ops->partition_put(store->self, &gone, s->err);
    if (rc == TA_OK)
        rc = store->ops->audit(store->self, split->now, split->who, "split",
                               split->project, detail, s->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, s->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

enum ta_status ta_split_month(const struct ta_split *split, struct ta_error *err)
{
    struct splitter s = {.split = split, .err = err};
    ta_day after = 0;
    if (!ta_part_days(split->month->part, split->project, &s.first, &after))
        return ta_fail(err, TA_E_INTERNAL, "%s is no month", split->month->part);
    enum ta_status rc = deal(&s);
    if (rc == TA_OK) rc = seal(&s);
    if (rc == TA_OK) rc = put(&s);
    for (size_t i = 0; i < DAYS; i++) ta_readings_gather_free(s.day[i]);
    return rc;
}
