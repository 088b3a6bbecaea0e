/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_pour.h"

#include <string.h>

#include "base/memory.h"
#include "engine/reading_version.h"

/* Two orders of datastreams, that of the file and that of the rows, which are one. */
struct walk {
    const struct ta_pour *pour;
    struct ta_readings_source *source; /* NULL: nothing stands there */
    struct ta_reading_run old;         /* the next of the file */
    bool has_old;
    size_t at, end; /* rows of the next datastream */
    struct ta_readings_gather *out;
    uint64_t added;
    struct ta_error *err;
};

static enum ta_status next_old(struct walk *w)
{
    ta_free(w->old.reading);
    w->old = (struct ta_reading_run){.n = 0};
    if (w->source == NULL) return TA_OK;
    return ta_readings_next(w->source, &w->old, &w->has_old, w->err);
}

static void next_rows(struct walk *w)
{
    const struct ta_merge *in = &w->pour->merge;
    w->at = w->end;
    while (w->end < in->n_rows && in->row[w->end].stream == in->row[w->at].stream)
        w->end++;
}

/* Which of the two comes first; 0 when both are of one datastream. */
static int order_of(const struct walk *w)
{
    const struct ta_merge *in = &w->pour->merge;
    if (w->at == in->n_rows) return -1;
    if (!w->has_old) return 1;
    const struct ta_datastream *stream =
        &ta_intake_at(in->intake, in->row[w->at].stream)->stream;
    int order = strcmp(w->old.device, stream->device);
    return order != 0 ? order : strcmp(w->old.name, stream->name);
}

/* The datastream of the rows, with what stands of it when it does. */
static enum ta_status merge(struct walk *w, bool with_old)
{
    struct ta_merge one = w->pour->merge;
    struct ta_reading_run *runs = NULL;
    size_t n = 0;
    uint64_t added = 0;
    one.old = &w->old;
    one.n_old = with_old;
    one.row += w->at;
    one.n_rows = w->end - w->at;
    enum ta_status rc = ta_merge_readings(&one, &runs, &n, &added, w->err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = ta_readings_gather_add(w->out, &runs[i], w->err);
    ta_reading_runs_free(runs, n);
    w->added += added;
    return rc;
}

static enum ta_status walk(struct walk *w)
{
    enum ta_status rc = next_old(w);
    next_rows(w);
    while (rc == TA_OK && (w->has_old || w->at < w->pour->merge.n_rows)) {
        int order = order_of(w);
        rc = order < 0 ? ta_readings_gather_add(w->out, &w->old, w->err)
                       : merge(w, order == 0);
        if (rc == TA_OK && order <= 0) rc = next_old(w);
        if (order >= 0) next_rows(w);
    }
    return rc;
}

enum ta_status ta_pour_readings(const struct ta_pour *pour,
                                struct ta_readings_gather *out, uint64_t *added,
                                struct ta_error *err)
{
    struct walk w = {.pour = pour, .out = out, .err = err};
    enum ta_status rc = TA_OK;
    if (pour->current != NULL)
        rc = ta_version_open(pour->workspace, pour->current, &w.source, err);
    if (rc == TA_OK) rc = walk(&w);
    ta_free(w.old.reading);
    ta_readings_close(w.source);
    *added = w.added;
    return rc;
}
