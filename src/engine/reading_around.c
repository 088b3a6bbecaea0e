/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_around.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_parts.h"
#include "engine/reading_version.h"
#include "series/readings.h"
#include "units.h"

/* A file, or rows of one day, on one side of the span, and its next datastream. */
struct neighbour {
    struct ta_readings_source *source; /* NULL: rows */
    struct ta_reading_run run;
    const struct ta_sort_row *row;
    size_t n;
    ta_time_us from, to; /* what of it is meant */
    bool more, behind;
};

/* Readings of one side. */
struct side {
    struct ta_reading *reading;
    size_t n, capacity;
};

struct ta_around {
    struct neighbour *neighbour; /* in order of time */
    size_t n, capacity;
    const struct ta_intake *intake;
    struct side before, after;
    bool unsure;
};

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
}

/* The file is at fault, or the spot of the disk that it lies on, and no memory. */
static bool passes_over(enum ta_status rc)
{
    return rc != TA_E_NOMEM && rc != TA_E_AGAIN;
}

/* Its next datastream; none where the file turns out to be damaged. */
static enum ta_status next(struct neighbour *at, struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    ta_free(at->run.reading);
    at->run = (struct ta_reading_run){.n = 0};
    enum ta_status rc = ta_readings_next(at->source, &at->run, &at->more, &why);
    if (rc == TA_OK) return TA_OK;
    at->more = false;
    return passes_over(rc) ? TA_OK : ta_fail_as(err, &why);
}

static struct neighbour *add(struct ta_around *a, const struct neighbour *side)
{
    if (ta_grow((void **)&a->neighbour, &a->capacity, a->n, sizeof *a->neighbour) != 0)
        return NULL;
    a->neighbour[a->n] = *side;
    return &a->neighbour[a->n++];
}

static enum ta_status add_file(struct ta_around *a,
                               const struct ta_workspace *workspace,
                               const struct ta_partition_row *part,
                               const struct neighbour *side, struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    struct ta_readings_source *source = NULL;
    if (side->from >= side->to) return TA_OK;
    enum ta_status rc =
        ta_version_open_window(workspace, part, side->from, side->to, &source, &why);
    if (rc != TA_OK) return passes_over(rc) ? TA_OK : ta_fail_as(err, &why);
    struct neighbour *at = add(a, side);
    if (at == NULL) {
        ta_readings_close(source);
        return fail_memory(err);
    }
    at->source = source;
    return next(at, err);
}

static enum ta_status add_rows(struct ta_around *a, const struct ta_sort_row *row,
                               size_t n, const struct neighbour *side,
                               struct ta_error *err)
{
    if (side->from >= side->to) return TA_OK;
    struct neighbour *at = add(a, side);
    if (at == NULL) return fail_memory(err);
    at->row = row;
    at->n = n;
    return TA_OK;
}

/* The later of both, and the earlier. */
static ta_time_us later(ta_time_us a, ta_time_us b)
{
    return a > b ? a : b;
}

static ta_time_us earlier(ta_time_us a, ta_time_us b)
{
    return a < b ? a : b;
}

/* What of days [first, end) lies in front of the span, and what behind it. */
static void sides_of(const struct ta_around_span *span, ta_day first, ta_day end,
                     struct neighbour out[2])
{
    out[0] =
        (struct neighbour){.from = later(ta_time_of(first), span->from - span->before),
                           .to = earlier(ta_time_of(end), span->from)};
    out[1] = (struct neighbour){.from = later(ta_time_of(first), span->to),
                                .to = earlier(ta_time_of(end), span->to + span->after),
                                .behind = true};
}

static enum ta_status add_part(struct ta_around *a,
                               const struct ta_workspace *workspace,
                               const struct ta_partition_row *part, const char *project,
                               const struct ta_around_span *span, struct ta_error *err)
{
    struct neighbour side[2];
    ta_day first = 0, end = 0;
    if (!ta_part_days(part->part, project, &first, &end)) return TA_OK;
    sides_of(span, first, end, side);
    enum ta_status rc = add_file(a, workspace, part, &side[0], err);
    return rc == TA_OK ? add_file(a, workspace, part, &side[1], err) : rc;
}

static enum ta_status add_days(struct ta_around *a, const struct ta_around_rows *rows,
                               const struct ta_around_span *span, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    a->intake = rows->intake;
    for (size_t i = 0, end; rc == TA_OK && i < rows->n; i = end) {
        struct neighbour side[2];
        const ta_day day = rows->row[i].day;
        for (end = i; end < rows->n && rows->row[end].day == day;) end++;
        sides_of(span, day, day + 1, side);
        for (size_t k = 0; rc == TA_OK && k < 2; k++)
            rc = add_rows(a, &rows->row[i], end - i, &side[k], err);
    }
    return rc;
}

static int by_time(const void *x, const void *y)
{
    const struct neighbour *a = x, *b = y;
    return (a->from > b->from) - (a->from < b->from);
}

enum ta_status ta_around_open(const struct ta_workspace *workspace,
                              const struct ta_partition_row *part, size_t n,
                              const char *project, const struct ta_around_span *span,
                              const struct ta_around_rows *rows, struct ta_around **out,
                              struct ta_error *err)
{
    struct ta_around *a = ta_alloc(1, sizeof *a);
    if (a == NULL) return fail_memory(err);
    *a = (struct ta_around){.n = 0};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = add_part(a, workspace, &part[i], project, span, err);
    if (rc == TA_OK && rows != NULL) rc = add_days(a, rows, span, err);
    if (a->n > 1) qsort(a->neighbour, a->n, sizeof *a->neighbour, by_time);
    if (rc == TA_OK)
        *out = a;
    else
        ta_around_free(a);
    return rc;
}

static int order_of(const struct ta_reading_run *run, const struct ta_datastream *s)
{
    int order = strcmp(run->device, s->device);
    return order != 0 ? order : strcmp(run->name, s->name);
}

/* Readings of another quantity tell nothing. */
static enum ta_status append(struct side *to, const struct ta_reading_run *run,
                             const char *unit, struct ta_error *err)
{
    for (size_t i = 0; i < run->n; i++) {
        struct ta_reading reading = run->reading[i];
        if (strcmp(run->unit, unit) != 0 &&
            ta_unit_convert(reading.value, run->unit, unit, &reading.value) != TA_OK)
            return TA_OK;
        if (ta_grow((void **)&to->reading, &to->capacity, to->n, sizeof reading) != 0)
            return fail_memory(err);
        to->reading[to->n++] = reading;
    }
    return TA_OK;
}

/* Its datastream, once those in front of it are passed. */
static enum ta_status take_file(struct neighbour *at,
                                const struct ta_datastream *stream, struct side *to,
                                struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    while (rc == TA_OK && at->more && order_of(&at->run, stream) < 0)
        rc = next(at, err);
    if (rc != TA_OK || !at->more || order_of(&at->run, stream) != 0) return rc;
    return append(to, &at->run, stream->unit, err);
}

static int row_order(const struct ta_around *a, const struct ta_sort_row *row,
                     const struct ta_datastream *s)
{
    const struct ta_datastream *of = &ta_intake_at(a->intake, row->stream)->stream;
    int order = of == s ? 0 : strcmp(of->device, s->device);
    return order != 0 || of == s ? order : strcmp(of->name, s->name);
}

static void pass_stream(struct neighbour *at)
{
    const uint32_t stream = at->row->stream;
    while (at->n > 0 && at->row->stream == stream) {
        at->row++;
        at->n--;
    }
}

static enum ta_status take_rows(struct ta_around *a, struct neighbour *at,
                                const struct ta_datastream *stream, struct side *to,
                                struct ta_error *err)
{
    while (at->n > 0 && row_order(a, at->row, stream) < 0) pass_stream(at);
    const struct ta_sort_row *row = at->row;
    const size_t n = at->n;
    for (size_t i = 0;
         i < n && row[i].stream == row[0].stream && row_order(a, row, stream) == 0;
         i++) {
        if (i > 0 && row[i].time == row[i - 1].time) a->unsure = true;
        if (row[i].time < at->from || row[i].time >= at->to) continue;
        if (ta_grow((void **)&to->reading, &to->capacity, to->n, sizeof *to->reading) !=
            0)
            return fail_memory(err);
        to->reading[to->n++] =
            (struct ta_reading){row[i].time, row[i].received, row[i].value, 0, 0};
    }
    return TA_OK;
}

enum ta_status ta_around_take(struct ta_around *a, const struct ta_datastream *stream,
                              struct ta_flag_context *out, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    a->before.n = a->after.n = 0;
    for (size_t i = 0; rc == TA_OK && i < a->n; i++) {
        struct neighbour *at = &a->neighbour[i];
        struct side *to = at->behind ? &a->after : &a->before;
        rc = at->source != NULL ? take_file(at, stream, to, err)
                                : take_rows(a, at, stream, to, err);
    }
    *out = (struct ta_flag_context){a->before.reading, a->after.reading, a->before.n,
                                    a->after.n};
    return rc;
}

bool ta_around_unsure(const struct ta_around *a)
{
    return a != NULL && a->unsure;
}

void ta_around_free(struct ta_around *a)
{
    if (a == NULL) return;
    for (size_t i = 0; i < a->n; i++) {
        ta_free(a->neighbour[i].run.reading);
        ta_readings_close(a->neighbour[i].source);
    }
    ta_free(a->neighbour);
    ta_free(a->before.reading);
    ta_free(a->after.reading);
    ta_free(a);
}
