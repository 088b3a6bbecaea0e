/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/feed_days.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_version.h"
#include "series/readings.h"

/* Figures of one file. */
struct figures {
    struct ta_feed_day *day;
    size_t n, capacity;
};

static bool counts(const struct ta_reading *reading)
{
    return isfinite(reading->value) &&
           (reading->flag == TA_FLAG_GOOD || reading->flag == TA_FLAG_NOT_EVALUATED);
}

/* Mean and spread of readings of one day, in two passes. @return false when none counts */
static bool figure(const struct ta_reading *reading, size_t n, struct ta_feed_day *out)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (!counts(&reading[i])) continue;
        sum += reading[i].value;
        out->n++;
    }
    if (out->n == 0) return false;
    out->mean = sum / (double)out->n;
    for (size_t i = 0; i < n; i++) {
        double apart = reading[i].value - out->mean;
        if (counts(&reading[i])) squares += apart * apart;
    }
    out->spread = sqrt(squares / (double)out->n);
    return isfinite(out->mean) && isfinite(out->spread);
}

static enum ta_status add_run(struct figures *f, const struct ta_partition_row *part,
                              const struct ta_reading_run *run, struct ta_error *err)
{
    size_t project = strcspn(part->part, "/");
    for (size_t i = 0, end; i < run->n; i = end) {
        struct ta_feed_day day = {.day = ta_day_of(run->reading[i].time)};
        for (end = i; end < run->n && ta_day_of(run->reading[end].time) == day.day;)
            end++;
        if (!figure(run->reading + i, end - i, &day)) continue;
        if (project < sizeof day.project) memcpy(day.project, part->part, project);
        memcpy(day.device, run->device, sizeof day.device);
        memcpy(day.name, run->name, sizeof day.name);
        memcpy(day.property, run->property, sizeof day.property);
        if (ta_grow((void **)&f->day, &f->capacity, f->n, sizeof *f->day) != 0)
            return ta_fail(err, TA_E_NOMEM, "days of readings: out of memory");
        f->day[f->n++] = day;
    }
    return TA_OK;
}

static enum ta_status put(struct ta_store *store, const struct ta_partition_row *part,
                          const struct figures *f, struct ta_error *err)
{
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = store->ops->feeds_put(store->self, part, f->day, f->n, err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

static enum ta_status settle_part(struct ta_workspace *workspace,
                                  const struct ta_partition_row *part,
                                  struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    struct ta_reading_run *runs = NULL;
    struct figures f = {.n = 0};
    size_t n = 0;
    if (part->rows == 0) return put(&workspace->store, part, &f, err); /* parted */
    enum ta_status rc = ta_version_read(workspace, part, &runs, &n, &why);
    if (rc == TA_E_DATA || rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = add_run(&f, part, &runs[i], err);
    if (rc == TA_OK) rc = put(&workspace->store, part, &f, err);
    ta_reading_runs_free(runs, n);
    ta_free(f.day);
    return rc;
}

enum ta_status ta_feed_days_settle(struct ta_workspace *workspace, struct ta_error *err)
{
    struct ta_partition_row *part = NULL;
    size_t n = 0;
    struct ta_store *store = &workspace->store;
    enum ta_status rc = store->ops->feeds_missing(store->self, &part, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = settle_part(workspace, &part[i], err);
    ta_free(part);
    return rc;
}
