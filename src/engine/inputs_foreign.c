/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_foreign.c  Signals of other projects, out of their sealed files. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "engine/inputs_private.h"
#include "series/readings.h"

enum { FOREIGN_MOST = 1024 };

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "signals of other projects: out of memory");
}

static bool measures(const struct ta_project *project, const char *property)
{
    for (size_t i = 0; i < project->n_datastreams; i++)
        if (strcmp(project->datastream[i].property, property) == 0) return true;
    return false;
}

/* The signal that the run belongs to: there already, or new. */
static struct ta_foreign *foreign_of(struct ta_inputs *out,
                                     const struct ta_evidence_item *item,
                                     const struct ta_reading_run *run)
{
    size_t n = out->n_foreign, id = strcspn(item->id, "/");
    for (size_t i = 0; i < n; i++) {
        struct ta_foreign *f = &out->foreign[i];
        if (strlen(f->project) == id && memcmp(f->project, item->id, id) == 0 &&
            strcmp(f->device, run->device) == 0 && strcmp(f->name, run->name) == 0)
            return f;
    }
    if (out->foreign == NULL)
        out->foreign = ta_room_take(&out->room, FOREIGN_MOST, sizeof *out->foreign);
    if (out->foreign == NULL || n == FOREIGN_MOST || id >= TA_ID_SIZE) return NULL;
    struct ta_foreign *f = &out->foreign[out->n_foreign++];
    *f = (struct ta_foreign){.series = {.interval_s = (double)NAN}};
    memcpy(f->project, item->id, id);
    memcpy(f->device, run->device, sizeof f->device);
    memcpy(f->name, run->name, sizeof f->name);
    memcpy(f->property, run->property, sizeof f->property);
    return f;
}

/* Behind what is there; of several at one time the first stands. */
static enum ta_status append(struct ta_inputs *out, struct ta_foreign *f,
                             const struct ta_reading_run *run, struct ta_error *err)
{
    size_t n = f->series.n;
    ta_time_us *time = ta_room_take(&out->room, n + run->n, sizeof *time);
    double *value = ta_room_take(&out->room, n + run->n, sizeof *value);
    if (time == NULL || value == NULL) return out_of_memory(err);
    for (size_t i = 0; i < n; i++) {
        time[i] = f->series.time[i];
        value[i] = f->series.value[i];
    }
    for (size_t i = 0; i < run->n; i++) {
        if (n > 0 && run->reading[i].time <= time[n - 1]) continue;
        time[n] = run->reading[i].time;
        value[n++] = run->reading[i].value;
    }
    f->series.time = time;
    f->series.value = value;
    f->series.n = n;
    return TA_OK;
}

static enum ta_status take_run(const struct ta_loading *loading,
                               const struct ta_evidence_item *item,
                               const struct ta_reading_run *run, struct ta_inputs *out,
                               struct ta_error *err)
{
    if (!measures(loading->project, run->property)) return TA_OK;
    struct ta_foreign *f = foreign_of(out, item, run);
    if (f == NULL)
        return out->foreign == NULL ? out_of_memory(err) : TA_OK; /* enough of them */
    return append(out, f, run, err);
}

enum ta_status ta_inputs_foreign(const struct ta_loading *loading,
                                 const struct ta_evidence_item *item,
                                 struct ta_inputs *out, struct ta_error *err)
{
    struct ta_reading_run *run = NULL;
    size_t n = 0;
    char *path = NULL;
    enum ta_status rc = ta_evidence_file(loading->workspace, item, &path, err);
    if (rc != TA_OK) return rc;
    rc = ta_readings_read(path, &run, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = take_run(loading, item, &run[i], out, err);
    ta_reading_runs_free(run, n);
    ta_free(path);
    return rc;
}
