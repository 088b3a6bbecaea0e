/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_settle.h"

#include <string.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_around.h"
#include "engine/reading_parts.h"
#include "engine/reading_version.h"
#include "series/readings.h"

/* One file whose flags may have changed. */
struct settler {
    const struct ta_settle *in;
    const struct ta_partition_row *part;
    struct ta_around *around;
    uint8_t *had; /* flags of a run; grows */
    size_t capacity;
    struct ta_error *err;
};

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
}

/* --- one datastream ------------------------------------------------------------------------- */

/* As it is registered, where its flags are by the tests and its marks are known; else NULL. */
static const struct ta_datastream *judged(const struct settler *s,
                                          const struct ta_reading_run *run)
{
    size_t at = 0;
    if (run->n == 0 || run->flag_rules < TA_FLAG_RULES ||
        !ta_intake_find(s->in->intake, s->in->near->project, run->device, run->name,
                        &at))
        return NULL;
    const struct ta_datastream *stream = &ta_intake_at(s->in->intake, at)->stream;
    return stream->setting[0] != '\0' && strcmp(stream->unit, run->unit) == 0 ? stream
                                                                              : NULL;
}

/* Its flags anew. @param changed left alone where none did */
static enum ta_status judge_again(struct settler *s, struct ta_reading_run *run,
                                  bool *changed)
{
    struct ta_flag_context around;
    const struct ta_datastream *stream = judged(s, run);
    if (stream == NULL) return TA_OK;
    if (ta_grow((void **)&s->had, &s->capacity, run->n, 1) != 0)
        return fail_memory(s->err);
    for (size_t i = 0; i < run->n; i++) s->had[i] = run->reading[i].flag;
    enum ta_status rc = ta_around_take(s->around, stream, &around, s->err);
    if (rc == TA_OK) rc = ta_flags_unmix(s->in->tables, stream, run, s->err);
    if (rc == TA_OK)
        rc = ta_flags_judge(s->in->tables, stream, &around, run->reading, run->n,
                            s->err);
    for (size_t i = 0; rc == TA_OK && i < run->n; i++)
        *changed = *changed || s->had[i] != run->reading[i].flag;
    return rc;
}

/* All datastreams of @p source. @param gather what comes of them; NULL: to know whether one changes is enough */
static enum ta_status judge_all(struct settler *s, struct ta_readings_source *source,
                                struct ta_readings_gather *gather, bool *changed)
{
    bool more = true;
    enum ta_status rc = TA_OK;
    while (rc == TA_OK && !(gather == NULL && *changed)) {
        struct ta_reading_run run = {.n = 0};
        rc = ta_readings_next(source, &run, &more, s->err);
        if (rc != TA_OK || !more) break;
        rc = judge_again(s, &run, changed);
        if (rc == TA_OK && gather != NULL)
            rc = ta_readings_gather_add(gather, &run, s->err);
        ta_free(run.reading);
    }
    return rc;
}

/* --- one file ------------------------------------------------------------------------------- */

static enum ta_status look_around(struct settler *s, ta_time_us from, ta_time_us to)
{
    const struct ta_near *near = s->in->near;
    const struct ta_around_span span = {from, to, s->in->before, s->in->after};
    ta_around_free(s->around);
    s->around = NULL;
    return ta_around_open(s->in->workspace, near->row, near->n, near->project, &span,
                          NULL, &s->around, s->err);
}

/* Would one of its readings of from <= time < to get another flag? */
static enum ta_status ask(struct settler *s, ta_time_us from, ta_time_us to, bool *out)
{
    struct ta_readings_source *source = NULL;
    enum ta_status rc = look_around(s, from, to);
    if (rc == TA_OK)
        rc = ta_version_open_window(s->in->workspace, s->part, from, to, &source,
                                    s->err);
    if (rc == TA_OK) rc = judge_all(s, source, NULL, out);
    ta_readings_close(source);
    return rc;
}

static enum ta_status write_anew(struct settler *s, ta_day first, ta_day after,
                                 struct ta_partition_row *out)
{
    bool changed = false;
    struct ta_readings_source *source = NULL;
    struct ta_readings_gather *gather = NULL;
    enum ta_status rc = look_around(s, ta_time_of(first), ta_time_of(after));
    if (rc == TA_OK) rc = ta_version_gather(s->in->workspace, &gather, s->err);
    if (rc == TA_OK) rc = ta_version_open(s->in->workspace, s->part, &source, s->err);
    if (rc == TA_OK) rc = judge_all(s, source, gather, &changed);
    ta_readings_close(source);
    if (rc == TA_OK)
        rc = ta_version_seal(s->in->workspace, s->part->part, s->part->version + 1,
                             gather, out, s->err);
    ta_readings_gather_free(gather);
    return rc;
}

/* Another's evidence that is at fault is told by whoever reads it. */
static enum ta_status settle(const struct ta_settle *in,
                             const struct ta_partition_row *part, ta_time_us from,
                             ta_time_us to, struct ta_error *err)
{
    bool changed = false;
    ta_day first = 0, after = 0;
    struct ta_partition_row row;
    struct ta_error why = {.status = TA_OK};
    struct settler s = {.in = in, .part = part, .err = &why};
    (void)ta_part_days(part->part, in->near->project, &first, &after);
    enum ta_status rc = ask(&s, from, to, &changed);
    if (rc == TA_OK && changed) rc = write_anew(&s, first, after, &row);
    ta_around_free(s.around);
    ta_free(s.had);
    if (ta_version_bears(in->workspace, rc, (uint64_t)part->rows)) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(err, &why);
    return changed ? in->sealed(in->self, &row, err) : TA_OK;
}

/* --- all files ------------------------------------------------------------------------------ */

/* Widen from <= time < to by what of days [first, after) readings at [touched->from, touched->to] may change. Also a file
 * that was touched itself is asked, on both sides: datastreams that nothing came of were only copied. */
static void widen(const struct ta_settle *in, const struct ta_touched *touched,
                  ta_day first, ta_day after, ta_time_us *from, ta_time_us *to)
{
    ta_time_us lo = ta_time_of(first), hi = ta_time_of(after);
    if (after <= touched->first) {
        if (touched->from - in->after > lo) lo = touched->from - in->after;
    } else if (first >= touched->after) {
        if (touched->to + in->before + 1 < hi) hi = touched->to + in->before + 1;
    } else {
        return; /* the file itself */
    }
    if (lo >= hi) return;
    if (lo < *from) *from = lo;
    if (hi > *to) *to = hi;
}

static bool is_touched(const struct ta_touched *touched, size_t n, ta_day first)
{
    for (size_t i = 0; i < n; i++)
        if (touched[i].first == first) return true;
    return false;
}

enum ta_status ta_settle_flags(const struct ta_settle *in,
                               const struct ta_touched *touched, size_t n,
                               struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    const size_t n_parts = in->near->n;
    struct ta_partition_row *part = ta_alloc(n_parts, sizeof *part);
    if (part == NULL) return fail_memory(err);
    if (n_parts > 0) memcpy(part, in->near->row, n_parts * sizeof *part);
    for (size_t k = 0; rc == TA_OK && k < n_parts; k++) {
        ta_day first = 0, after = 0;
        ta_time_us from = INT64_MAX, to = INT64_MIN;
        (void)ta_part_days(part[k].part, in->near->project, &first, &after);
        const bool itself = is_touched(touched, n, first);
        if (itself && first >= in->known) continue;
        for (size_t i = 0; i < n; i++) widen(in, &touched[i], first, after, &from, &to);
        if (from < to) rc = settle(in, &part[k], from, to, err);
    }
    ta_free(part);
    return rc;
}
