/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_gather.c  Runs on their way into a file, most of their readings out of memory. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "series/readings_private.h"

enum { HELD = 1 << 14 /* readings in memory */ };

static enum ta_status fail_memory(const struct ta_readings_gather *g,
                                  struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory for readings", g->folder);
}

static enum ta_status fail_file(const struct ta_readings_gather *g, const char *what,
                                struct ta_error *err)
{
    return ta_fail_own(err, errno, g->folder, what);
}

enum ta_status ta_readings_gather_new(const char *folder,
                                      struct ta_readings_gather **out,
                                      struct ta_error *err)
{
    struct ta_readings_gather *g = ta_alloc(1, sizeof *g);
    if (g == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    *g = (struct ta_readings_gather){.folder = ta_strdup(folder),
                                     .held = ta_alloc(HELD, sizeof *g->held),
                                     .file = -1};
    if (g->folder == NULL || g->held == NULL) {
        ta_readings_gather_free(g);
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", folder);
    }
    *out = g;
    return TA_OK;
}

void ta_readings_gather_free(struct ta_readings_gather *g)
{
    if (g == NULL) return;
    if (g->file >= 0) (void)close(g->file); /* has no name: nothing is lost */
    ta_free(g->folder);
    ta_free(g->run);
    ta_free(g->held);
    ta_free(g);
}

size_t ta_readings_gather_rows(const struct ta_readings_gather *gather)
{
    return gather->written + gather->n_held;
}

/* --- out of memory and back ------------------------------------------------------------------ */

static enum ta_status open_file(struct ta_readings_gather *g, struct ta_error *err)
{
    struct ta_text path = {0};
    ta_text_addf(&path, "%s/readings.part-XXXXXX", g->folder);
    if (path.failed) return fail_memory(g, err);
    g->file = mkstemp(path.bytes);
    if (g->file >= 0) (void)unlink(path.bytes);
    enum ta_status rc =
        g->file < 0 ? fail_file(g, "cannot open a file of readings", err) : TA_OK;
    ta_text_free(&path);
    return rc;
}

static enum ta_status write_held(struct ta_readings_gather *g, struct ta_error *err)
{
    const char *from = (const char *)g->held;
    size_t left = g->n_held * sizeof *g->held;
    off_t at = (off_t)(g->written * sizeof *g->held);
    enum ta_status rc = g->file < 0 ? open_file(g, err) : TA_OK;
    if (rc != TA_OK) return rc;
    while (left > 0) {
        ssize_t n = pwrite(g->file, from, left, at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return fail_file(g, "cannot write a file of readings", err);
        from += n;
        at += n;
        left -= (size_t)n;
    }
    g->written += g->n_held;
    g->n_held = 0;
    return TA_OK;
}

static enum ta_status read_written(const struct ta_readings_gather *g, size_t first,
                                   size_t n, struct ta_reading *out,
                                   struct ta_error *err)
{
    char *to = (char *)out;
    size_t left = n * sizeof *out;
    off_t at = (off_t)(first * sizeof *out);
    while (left > 0) {
        ssize_t got = pread(g->file, to, left, at);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO; /* shorter than what was written */
        if (got <= 0) return fail_file(g, "cannot read a file of readings", err);
        to += got;
        at += got;
        left -= (size_t)got;
    }
    return TA_OK;
}

enum ta_status ta_gather_read(const struct ta_readings_gather *g, size_t first,
                              size_t n, struct ta_reading *out, struct ta_error *err)
{
    size_t there = first >= g->written      ? 0
                   : n < g->written - first ? n
                                            : g->written - first;
    enum ta_status rc = there == 0 ? TA_OK : read_written(g, first, there, out, err);
    if (rc == TA_OK && there < n)
        memcpy(out + there, g->held + (first + there - g->written),
               (n - there) * sizeof *out);
    return rc;
}

/* --- adding ---------------------------------------------------------------------------------- */

static bool flag_ok(uint8_t flag)
{
    return (flag >= TA_FLAG_GOOD && flag <= TA_FLAG_FAIL) || flag == TA_FLAG_MISSING;
}

static bool mark_ok(uint8_t mark)
{
    return mark == 0 || flag_ok(mark);
}

static enum ta_status check_run(const struct ta_readings_gather *g,
                                const struct ta_reading_run *run, struct ta_error *err)
{
    if (!ta_id_ok(run->device) || !ta_id_ok(run->name))
        return ta_fail(err, TA_E_DATA, "readings of \"%s\" of \"%s\": not a datastream",
                       run->name, run->device);
    for (size_t i = 0; i < run->n; i++)
        if (run->reading[i].time == TA_TIME_NONE || !flag_ok(run->reading[i].flag) ||
            !mark_ok(run->reading[i].mark))
            return ta_fail(err, TA_E_DATA, "readings of %s of %s: row %zu has no %s",
                           run->name, run->device, i,
                           run->reading[i].time == TA_TIME_NONE ? "time" : "flag");
    if (g->n_runs == 0) return TA_OK;
    int order = ta_run_order(&g->run[g->n_runs - 1], run);
    if (order < 0) return TA_OK;
    return ta_fail(err, TA_E_DATA, "readings of %s of %s: %s", run->name, run->device,
                   order == 0 ? "stand twice" : "are out of order");
}

static int by_reading(const void *a, const void *b)
{
    return ta_reading_order(a, b);
}

static bool in_order(const struct ta_reading *reading, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (ta_reading_order(&reading[i - 1], &reading[i]) > 0) return false;
    return true;
}

static enum ta_status add_readings(struct ta_readings_gather *g,
                                   const struct ta_reading *reading, size_t n,
                                   struct ta_error *err)
{
    while (n > 0) {
        enum ta_status rc = g->n_held == HELD ? write_held(g, err) : TA_OK;
        if (rc != TA_OK) return rc;
        size_t some = n < HELD - g->n_held ? n : HELD - g->n_held;
        memcpy(g->held + g->n_held, reading, some * sizeof *reading);
        for (size_t i = 0; i < some; i++) g->marked = g->marked || reading[i].mark != 0;
        g->n_held += some;
        reading += some;
        n -= some;
    }
    return TA_OK;
}

static enum ta_status add_sorted(struct ta_readings_gather *g,
                                 const struct ta_reading *reading, size_t n,
                                 struct ta_error *err)
{
    if (in_order(reading, n)) return add_readings(g, reading, n, err);
    struct ta_reading *sorted = ta_alloc(n, sizeof *sorted);
    if (sorted == NULL) return fail_memory(g, err);
    memcpy(sorted, reading, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_reading);
    enum ta_status rc = add_readings(g, sorted, n, err);
    ta_free(sorted);
    return rc;
}

enum ta_status ta_readings_gather_add(struct ta_readings_gather *g,
                                      const struct ta_reading_run *run,
                                      struct ta_error *err)
{
    if (run->n == 0) return TA_OK;
    enum ta_status rc = check_run(g, run, err);
    if (rc != TA_OK) return rc;
    if (ta_grow((void **)&g->run, &g->runs_capacity, g->n_runs, sizeof *g->run) != 0)
        return fail_memory(g, err);
    rc = add_sorted(g, run->reading, run->n, err);
    if (rc != TA_OK) return rc;
    g->run[g->n_runs] = *run;
    g->run[g->n_runs++].reading = NULL;
    return TA_OK;
}
