/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_list.c  What datastreams there are, with the readings that stand sealed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/reading_parts.h"
#include "engine/reading_roster.h"
#include "engine/readings.h"
#include "series/readings.h"

/* The datastreams of one project, as they are found. */
struct list {
    struct ta_workspace *workspace;
    const char *project;
    struct ta_stream_shown *shown;
    size_t n, capacity;
    struct ta_error *err;
};

static struct ta_stream_shown *find(const struct list *list, const char *device,
                                    const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->shown[i].id.device, device) == 0 &&
            strcmp(list->shown[i].id.name, name) == 0)
            return &list->shown[i];
    return NULL;
}

static struct ta_stream_shown *add(struct list *list, const char *device,
                                   const char *name)
{
    if (ta_grow((void **)&list->shown, &list->capacity, list->n, sizeof *list->shown) !=
        0)
        return NULL;
    struct ta_stream_shown *shown = &list->shown[list->n++];
    *shown = (struct ta_stream_shown){.first = TA_TIME_NONE, .last = TA_TIME_NONE};
    bool fits = ta_copy(shown->id.project, sizeof shown->id.project, list->project) &&
                ta_copy(shown->id.device, sizeof shown->id.device, device) &&
                ta_copy(shown->id.name, sizeof shown->id.name, name);
    return fits ? shown : NULL; /* ids of the store and of sealed files fit */
}

static enum ta_status fail_memory(const struct list *list)
{
    return ta_fail(list->err, TA_E_NOMEM, "datastreams: out of memory");
}

static enum ta_status add_run(struct list *list, const struct ta_reading_run *run)
{
    struct ta_stream_shown *shown = find(list, run->device, run->name);
    if (shown == NULL) shown = add(list, run->device, run->name);
    if (shown == NULL) return fail_memory(list);
    if (shown->unit[0] == '\0') {
        memcpy(shown->property, run->property, sizeof shown->property);
        memcpy(shown->unit, run->unit, sizeof shown->unit);
    }
    shown->n += run->n;
    if (run->n == 0 || run->reading == NULL) return TA_OK;
    if (shown->first == TA_TIME_NONE) shown->first = run->reading[0].time;
    shown->last = run->reading[run->n - 1].time;
    return TA_OK;
}

static enum ta_status add_part(struct list *list, const struct ta_partition_row *part)
{
    struct ta_reading_run *runs = NULL;
    size_t n = 0;
    char *path = ta_workspace_path(list->workspace, part->path);
    if (path == NULL) return fail_memory(list);
    enum ta_status rc = ta_readings_read(path, &runs, &n, list->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = add_run(list, &runs[i]);
    ta_reading_runs_free(runs, n);
    ta_free(path);
    return rc;
}

static enum ta_status add_parts(struct list *list)
{
    struct ta_partition_row *part = NULL;
    size_t n = 0;
    enum ta_status rc = ta_parts_of(&list->workspace->store, list->project, INT32_MIN,
                                    INT32_MAX, &part, &n, list->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = add_part(list, &part[i]);
    ta_free(part);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    const struct ta_stream_shown *x = a, *y = b;
    int order = strcmp(x->id.device, y->id.device);
    return order != 0 ? order : strcmp(x->id.name, y->id.name);
}

/* Streams [from, to) of the intake are the project's. */
static enum ta_status gather(struct list *list, const struct ta_intake *intake,
                             size_t from, size_t to)
{
    enum ta_status rc = TA_OK;
    for (size_t i = from; i < to; i++) {
        const struct ta_datastream *stream = &ta_intake_at(intake, i)->stream;
        struct ta_stream_shown *shown = add(list, stream->device, stream->name);
        if (shown == NULL) return fail_memory(list);
        shown->registered = stream;
        memcpy(shown->property, stream->property, sizeof shown->property);
        memcpy(shown->unit, stream->unit, sizeof shown->unit);
    }
    rc = add_parts(list);
    if (list->n > 1) qsort(list->shown, list->n, sizeof *list->shown, by_name);
    return rc;
}

enum ta_status ta_readings_list_all(
    struct ta_workspace *workspace, const char *project,
    enum ta_status (*each)(void *self, const struct ta_stream_shown *shown,
                           struct ta_error *err),
    void *self, struct ta_error *err)
{
    struct ta_intake *intake = NULL;
    enum ta_status rc = ta_roster(workspace, project, &intake, err);
    if (rc != TA_OK) return rc;
    size_t n = ta_intake_count(intake);
    for (size_t from = 0, to; rc == TA_OK && from < n; from = to) {
        struct list list = {.workspace = workspace, .err = err};
        list.project = ta_intake_at(intake, from)->project;
        for (to = from; to < n; to++)
            if (strcmp(ta_intake_at(intake, to)->project, list.project) != 0) break;
        rc = gather(&list, intake, from, to);
        for (size_t i = 0; rc == TA_OK && i < list.n; i++)
            rc = each(self, &list.shown[i], err);
        ta_free(list.shown);
    }
    ta_intake_free(intake);
    return rc;
}

enum ta_status ta_has_readings(const struct ta_store *store, const char *project,
                               bool *out, struct ta_error *err)
{
    char prefix[TA_ID_SIZE + 1];
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    (void)snprintf(prefix, sizeof prefix, "%.*s/", TA_ID_SIZE - 1, project);
    enum ta_status rc =
        store->ops->partitions(store->self, "readings", prefix, &row, &n, err);
    *out = rc == TA_OK && n > 0;
    ta_free(row);
    return rc;
}
