/* SPDX-License-Identifier: Apache-2.0 */
/* An hour is the one of the indicator: ta_limit_hours_count() decides which readings make a mean. */
#include "report/hours.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/project_range.h"
#include "base/time.h"
#include "limit_hours.h"
#include "report/hours_flags.h"
#include "series/readings.h"

enum { STREAMS_SHOWN = 8, HOURS_MOST = 24 * 3660, DAYS_DEFAULT = 90 };
static const ta_time_us us_per_hour = TA_US_PER_DAY / 24;

/* --- partitions --------------------------------------------------------------------- */

/* Partitions whose bytes are the record's. */
struct files {
    size_t n;
    char **path;
};

static void files_free(struct files *files)
{
    for (size_t i = 0; i < files->n; i++) ta_free(files->path[i]);
    ta_free(files->path);
}

static bool is_partition(const struct ta_fact_evidence *e)
{
    return strcmp(e->kind, "partition") == 0 && e->path[0] != '\0';
}

static enum ta_status files_open(const struct ta_dossier *dossier, struct files *files,
                                 struct ta_hours *out)
{
    const struct ta_facts *facts = &dossier->facts;
    *files = (struct files){.path = ta_alloc(facts->n_evidence, sizeof *files->path)};
    if (files->path == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < facts->n_evidence; i++) {
        const struct ta_fact_evidence *e = &facts->evidence[i];
        if (!is_partition(e)) continue;
        out->simulated = out->simulated || e->simulated;
        char *path = NULL;
        enum ta_status rc = ta_dossier_evidence(dossier, e, &path, NULL);
        if (rc == TA_E_NOMEM) return rc;
        if (rc == TA_OK)
            files->path[files->n++] = path;
        else
            out->files_gone++;
    }
    return TA_OK;
}

/* --- readings ----------------------------------------------------------------------- */

/* Readings of one datastream, by time; as arrays, as indicators take them. */
struct readings {
    size_t n;
    struct ta_reading *reading;
    bool same_unit, unchecked;
    ta_time_us *time;
    double *value;
    unsigned char *flag;
};

static void readings_free(struct readings *r)
{
    ta_free(r->reading);
    ta_free(r->time);
    ta_free(r->value);
    ta_free(r->flag);
}

static enum ta_status add_run(const struct ta_datastream *about,
                              const struct ta_reading_run *run, struct readings *out)
{
    struct ta_reading *more =
        ta_realloc(out->reading, out->n + run->n + 1, sizeof *out->reading);
    if (more == NULL) return TA_E_NOMEM;
    out->reading = more;
    if (run->n > 0) memcpy(more + out->n, run->reading, run->n * sizeof *more);
    out->n += run->n;
    if (run->n > 0 && strcmp(run->unit, about->unit) != 0) out->same_unit = false;
    out->unchecked = out->unchecked || run->unchecked;
    return TA_OK;
}

static int by_time(const void *a, const void *b)
{
    const struct ta_reading *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

/* A partition that cannot be read leaves its hours missing. */
static enum ta_status gather(const struct files *files,
                             const struct ta_stream_hours *stream, struct readings *out)
{
    const struct ta_readings_window window = {
        stream->about->device, stream->about->name, stream->from,
        stream->from + (ta_time_us)stream->n * us_per_hour, .values_only = true};
    enum ta_status rc = TA_OK;
    *out = (struct readings){.same_unit = true};
    for (size_t i = 0; i < files->n && rc == TA_OK; i++) {
        struct ta_reading_run run = {.n = 0};
        rc = ta_readings_read_window(files->path[i], &window, &run, NULL);
        if (rc == TA_OK)
            rc = add_run(stream->about, &run, out);
        else if (rc != TA_E_NOMEM)
            rc = TA_OK;
        ta_free(run.reading);
    }
    if (out->n > 0) qsort(out->reading, out->n, sizeof *out->reading, by_time);
    return rc;
}

static enum ta_status as_arrays(struct readings *r)
{
    r->time = ta_alloc(r->n, sizeof *r->time);
    r->value = ta_alloc(r->n, sizeof *r->value);
    r->flag = ta_alloc(r->n, sizeof *r->flag);
    if (r->time == NULL || r->value == NULL || r->flag == NULL) return TA_E_NOMEM;
    for (size_t i = 0; i < r->n; i++) {
        r->time[i] = r->reading[i].time;
        r->value[i] = r->reading[i].value;
        r->flag[i] = r->reading[i].flag;
    }
    return TA_OK;
}

/* --- hours -------------------------------------------------------------------------- */

static double plain_mean(const double *value, size_t n)
{
    double sum = 0.0;
    size_t finite = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(value[i])) continue;
        sum += value[i];
        finite++;
    }
    return finite == 0 ? (double)NAN : sum / (double)finite;
}

/* Of one hour. */
static enum ta_hour_missing missing_of(const struct ta_limit_hours *hour)
{
    if (hour->missing_failed > 0) return TA_HOUR_FAILED;
    if (hour->missing_suspect > 0) return TA_HOUR_SUSPECT;
    return hour->missing_few > 0 ? TA_HOUR_FEW_CAME : TA_HOUR_NONE_CAME;
}

static void fill_hours(const struct readings *r, struct ta_stream_hours *out)
{
    size_t from = 0;
    double limit = isfinite(out->limit) ? out->limit : (double)INFINITY;
    for (size_t h = 0; h < out->n; h++) {
        ta_time_us end = out->from + (ta_time_us)(h + 1) * us_per_hour;
        size_t to = from;
        while (to < r->n && r->time[to] < end) to++;
        struct ta_series series = {to - from, r->time + from, r->value + from,
                                   r->flag + from, out->about->interval_s};
        struct ta_limit_window window = {end, 1, limit};
        struct ta_limit_hours hour = {.max_hour = NAN};
        bool counts = ta_limit_hours_count(&series, &window, &hour);
        out->mean[h] = counts ? hour.max_hour : (double)NAN;
        out->rejected[h] =
            isnan(out->mean[h]) ? plain_mean(r->value + from, to - from) : (double)NAN;
        out->missing[h] = (unsigned char)missing_of(&hour);
        out->disbelieved += hour.missing_above + hour.doubtful;
        from = to;
    }
}

static void stream_free(struct ta_stream_hours *stream)
{
    ta_free(stream->mean);
    ta_free(stream->rejected);
    ta_free(stream->missing);
}

/* One datastream; out->mean stays NULL when it has no readings. */
static enum ta_status read_stream(const struct ta_facts *facts,
                                  const struct files *files,
                                  struct ta_stream_hours *out)
{
    struct readings r;
    enum ta_status rc = gather(files, out, &r);
    if (rc == TA_OK && r.n > 0) {
        out->mean = ta_alloc(out->n, sizeof *out->mean);
        out->rejected = ta_alloc(out->n, sizeof *out->rejected);
        out->missing = ta_alloc(out->n, sizeof *out->missing);
        bool room = out->mean != NULL && out->rejected != NULL && out->missing != NULL;
        rc = room ? as_arrays(&r) : TA_E_NOMEM;
        if (rc == TA_OK) {
            struct ta_hours_readings told = {
                out->about, r.n, r.time, r.value, r.flag, r.same_unit, r.unchecked};
            if (!r.same_unit) out->limit = (double)NAN;
            rc = ta_hours_flags(facts, &told);
            fill_hours(&r, out);
        }
    }
    readings_free(&r);
    return rc;
}

static double window_days(const struct ta_facts *facts)
{
    const struct ta_fact_indicator *i = ta_facts_indicator(facts, "limit_exceedance");
    const struct ta_fact_figure *days =
        i == NULL ? NULL : ta_facts_param(i, "window_days");
    return days != NULL && days->value >= 1.0 ? days->value : DAYS_DEFAULT;
}

static enum ta_status read_streams(const struct ta_dossier *dossier,
                                   const struct files *files, struct ta_hours *out)
{
    const struct ta_project *project = &dossier->project;
    ta_time_us to = ta_time_of(dossier->facts.as_of + 1);
    size_t hours = (size_t)fmin(window_days(&dossier->facts) * 24.0, HOURS_MOST);
    enum ta_status rc = TA_OK;
    for (int limited = 1; limited >= 0; limited--) {
        for (size_t i = 0; i < project->n_datastreams; i++) {
            const struct ta_datastream *about = &project->datastream[i];
            if (isfinite(about->limit) != (limited == 1)) continue;
            if (out->n == STREAMS_SHOWN || rc != TA_OK) return rc;
            struct ta_stream_hours *stream = &out->stream[out->n];
            *stream = (struct ta_stream_hours){
                .about = about,
                .from = to - (ta_time_us)hours * us_per_hour,
                .n = hours,
                .limit = ta_project_limit_holds(about) ? about->limit : (double)NAN};
            rc = read_stream(&dossier->facts, files, stream);
            if (stream->mean != NULL || rc != TA_OK) out->n++;
        }
    }
    return rc;
}

enum ta_status ta_hours_read(const struct ta_dossier *dossier, struct ta_hours *out)
{
    struct files files;
    *out = (struct ta_hours){.stream = ta_alloc(STREAMS_SHOWN, sizeof *out->stream)};
    if (out->stream == NULL) return TA_E_NOMEM;
    enum ta_status rc = files_open(dossier, &files, out);
    bool whole = rc == TA_OK && dossier->has_project && out->files_gone == 0;
    if (whole) rc = read_streams(dossier, &files, out);
    files_free(&files);
    if (rc != TA_OK) ta_hours_free(out);
    return rc;
}

void ta_hours_free(struct ta_hours *hours)
{
    for (size_t i = 0; i < hours->n; i++) stream_free(&hours->stream[i]);
    ta_free(hours->stream);
    *hours = (struct ta_hours){0};
}

struct ta_hours_above ta_hours_above(const struct ta_stream_hours *stream, int zone_h)
{
    struct ta_hours_above above = {.most = (double)NAN};
    ta_day last = TA_DAY_NONE;
    for (size_t i = 0; i < stream->n; i++) {
        if (!ta_limit_above(stream->mean[i], stream->limit)) continue;
        ta_day day = ta_day_of(stream->from + ((ta_time_us)i + zone_h) * us_per_hour);
        above.hours++;
        above.most = fmax(above.most, stream->mean[i]);
        if (day == last) continue;
        if (above.days < TA_DAYS_NAMED) above.day[above.days] = day;
        above.days++;
        last = day;
    }
    return above;
}
