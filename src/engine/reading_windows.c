/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_windows.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_live.h"
#include "engine/reading_parts.h"
#include "engine/window_keep.h"
#include "series/readings.h"

enum { WINDOWS_MOST = 1000000 };

/* A sealed file of the range. */
struct part {
    const struct ta_partition_row *row;
    ta_time_us from, after; /* its days */
    uint8_t key[TA_WINDOW_KEY_BYTES];
    bool read;
    struct ta_reading_run run;
};

struct maker {
    const struct ta_windows_query *query;
    struct ta_windows_found *out;
    struct ta_live *live; /* NULL: left out */
    size_t n;
    struct ta_partition_row *row;
    struct part *part;
    size_t first; /* part that ends behind the window at hand */
    struct ta_window_keep *keep;
    bool unusual; /* the answer has to come the plain way */
    struct ta_error *err;
};

static enum ta_status fail_memory(const struct maker *m)
{
    return ta_fail(m->err, TA_E_NOMEM, "windows: out of memory");
}

void ta_windows_found_free(struct ta_windows_found *found)
{
    ta_free(found->window);
    *found = (struct ta_windows_found){.newest = TA_TIME_NONE};
}

static enum ta_status add_made(const struct maker *m, const struct ta_window_made *made)
{
    struct ta_windows_found *out = m->out;
    if (ta_grow((void **)&out->window, &out->capacity, out->n, sizeof *out->window) !=
        0)
        return fail_memory(m);
    out->window[out->n++] = *made;
    return TA_OK;
}

/* One reading of a former century would ask for the windows of all the years between. */
static enum ta_status check_number(const struct maker *m, ta_time_us from,
                                   ta_time_us to)
{
    const struct ta_window_rule *rule = &m->query->rule;
    const struct ta_stream_id *id = m->query->id;
    double step = (double)(rule->step > 0 ? rule->step : rule->length);
    double n = ((double)to - (double)from) / step;
    if (rule->kind != TA_WINDOW_FIXED || !(n > WINDOWS_MOST)) return TA_OK;
    (void)ta_fail(m->err, TA_E_LIMIT,
                  "%s/%s: its readings span %.0f windows, more than %d", id->device,
                  id->name, n, WINDOWS_MOST);
    ta_error_mend(m->err,
                  "ask for fewer days with --from and --to, or for longer windows");
    return TA_E_LIMIT;
}

/* --- the plain way: all readings, then all windows ---------------------------------------------- */

/* Of readings in order of time. @return TA_E_ARG when they are not */
static enum ta_status make_of(const struct maker *m, ta_time_us begin,
                              const struct ta_reading_run *run,
                              struct ta_window_made *made)
{
    struct ta_window_fold fold;
    const struct ta_window_rule *rule = &m->query->rule;
    ta_window_fold_start(rule, begin, &fold);
    enum ta_status rc = ta_window_fold_add(rule, run->n, run->reading, &fold);
    if (rc != TA_OK) return ta_fail(m->err, rc, "readings are out of order");
    m->out->taken_in += fold.state.window.received;
    ta_window_fold_end(rule, &fold, made);
    return TA_OK;
}

static enum ta_status make_all(const struct maker *m, const struct ta_reading_run *run)
{
    const struct ta_window_rule *rule = &m->query->rule;
    if (run->n == 0) return TA_OK;
    ta_time_us last = run->reading[run->n - 1].time;
    enum ta_status rc = check_number(m, run->reading[0].time, last);
    memcpy(m->out->unit, run->unit, sizeof m->out->unit);
    for (ta_time_us at = ta_window_begin(rule, run->reading[0].time);
         rc == TA_OK && at <= last; at = ta_window_next(rule, at)) {
        struct ta_window_made made;
        rc = make_of(m, at, run, &made);
        if (rc == TA_OK) rc = add_made(m, &made);
    }
    m->out->newest = last;
    return rc;
}

static enum ta_status make_plainly(const struct maker *m)
{
    struct ta_readings_found found;
    const struct ta_windows_query *q = m->query;
    ta_windows_found_free(m->out);
    enum ta_status rc =
        ta_readings_of(q->workspace, q->id, q->from, q->to, true, &found, m->err);
    if (rc != TA_OK) return rc;
    if (m->live != NULL)
        rc = ta_live_merge(m->live, q->from, q->to, &found.run, m->err);
    if (rc == TA_OK) rc = make_all(m, &found.run);
    ta_readings_found_free(&found);
    return rc;
}

/* --- sealed files ------------------------------------------------------------------------------ */

static void chain(const uint8_t before[TA_WINDOW_KEY_BYTES], const void *bytes,
                  size_t size, uint8_t out[TA_WINDOW_KEY_BYTES])
{
    crypto_hash_sha256_state state;
    (void)crypto_hash_sha256_init(&state);
    if (before != NULL)
        (void)crypto_hash_sha256_update(&state, before, TA_WINDOW_KEY_BYTES);
    (void)crypto_hash_sha256_update(&state, bytes, size);
    (void)crypto_hash_sha256_final(&state, out);
}

static bool is_there(const struct maker *m, const struct ta_partition_row *row)
{
    struct stat about;
    char *path = ta_workspace_path(m->query->workspace, row->path);
    bool there = path != NULL && stat(path, &about) == 0 && S_ISREG(about.st_mode);
    ta_free(path);
    return there;
}

static enum ta_status list_parts(struct maker *m)
{
    const struct ta_windows_query *q = m->query;
    enum ta_status rc =
        ta_parts_of(&q->workspace->store, q->id->project, ta_day_of(q->from),
                    ta_day_of(q->to - 1) + 1, &m->row, &m->n, m->err);
    if (rc != TA_OK) return rc;
    m->part = ta_alloc(m->n, sizeof *m->part);
    if (m->part == NULL) return fail_memory(m);
    for (size_t i = 0; i < m->n; i++) {
        struct part *part = &m->part[i];
        ta_day first = 0, after = 0;
        uint8_t name[TA_WINDOW_KEY_BYTES];
        part->row = &m->row[i];
        m->unusual = m->unusual || !is_there(m, part->row) ||
                     !ta_part_days(part->row->part, q->id->project, &first, &after);
        part->from = ta_time_of(first);
        part->after = ta_time_of(after);
        chain(NULL, part->row->path, strlen(part->row->path), name);
        chain(name, part->row->sha256, strlen(part->row->sha256), part->key);
    }
    return TA_OK;
}

/* Anything but readings of the sealed file, in the registered unit, is for the plain way to tell of. */
static enum ta_status read_part(struct maker *m, struct part *part)
{
    const struct ta_windows_query *q = m->query;
    const struct ta_readings_window all = {q->id->device, q->id->name, part->from,
                                           part->after, .values_only = true};
    struct ta_error ignored = {0};
    char hash[TA_HEX_SIZE];
    if (part->read) return TA_OK;
    char *path = ta_workspace_path(q->workspace, part->row->path);
    if (path == NULL) return fail_memory(m);
    m->unusual = ta_sha256_file(path, hash, &ignored) != TA_OK ||
                 strcmp(hash, part->row->sha256) != 0 ||
                 ta_readings_read_window(path, &all, &part->run, &ignored) != TA_OK ||
                 (part->run.n > 0 && strcmp(part->run.unit, q->unit) != 0);
    part->read = true;
    ta_free(path);
    return TA_OK;
}

/* --- windows from what is kept ------------------------------------------------------------------ */

/* Which sealed files a window lies in: from m->first on. */
static size_t parts_until(struct maker *m, ta_time_us begin, ta_time_us end)
{
    while (m->first < m->n && m->part[m->first].after <= begin) {
        struct ta_reading_run *run = &m->part[m->first++].run;
        ta_free(run->reading); /* windows do not come back to it */
        *run = (struct ta_reading_run){.n = 0};
    }
    size_t n = 0;
    while (m->first + n < m->n && m->part[m->first + n].from < end) n++;
    return n;
}

/* Readings of the range in the window, in one run. */
static enum ta_status gather(struct maker *m, size_t n, ta_time_us from, ta_time_us to,
                             struct ta_reading_run *out)
{
    size_t capacity = 0;
    for (size_t i = m->first; i < m->first + n; i++) {
        enum ta_status rc = read_part(m, &m->part[i]);
        if (rc != TA_OK || m->unusual) return rc;
        const struct ta_reading_run *run = &m->part[i].run;
        size_t k = ta_window_search(run->reading, run->n, from);
        size_t end = ta_window_search(run->reading, run->n, to);
        if (k < end && out->n == 0) {
            *out = *run;
            out->n = 0;
            out->reading = NULL;
        }
        for (; k < end; k++) {
            if (ta_grow((void **)&out->reading, &capacity, out->n,
                        sizeof *out->reading) != 0)
                return fail_memory(m);
            out->reading[out->n++] = run->reading[k];
        }
    }
    return TA_OK;
}

/* A window that the range cuts, or that the journal has readings of. */
static enum ta_status make_cut(struct maker *m, size_t n, ta_time_us begin,
                               struct ta_window_made *made)
{
    const struct ta_windows_query *q = m->query;
    ta_time_us end = ta_window_end(&q->rule, begin);
    ta_time_us from = begin < q->from ? q->from : begin, to = end > q->to ? q->to : end;
    struct ta_reading_run run = {.n = 0};
    enum ta_status rc = gather(m, n, from, to, &run);
    if (rc == TA_OK && !m->unusual && m->live != NULL)
        rc = ta_live_merge(m->live, from, to, &run, m->err);
    if (rc == TA_OK && !m->unusual) rc = make_of(m, begin, &run, made);
    ta_free(run.reading);
    return rc;
}

/* The hash over the first @p n files of the window. */
static void key_of(const struct maker *m, size_t n, uint8_t out[TA_WINDOW_KEY_BYTES])
{
    memcpy(out, m->part[m->first].key, TA_WINDOW_KEY_BYTES);
    for (size_t i = 1; i < n; i++)
        chain(out, m->part[m->first + i].key, TA_WINDOW_KEY_BYTES, out);
}

/* What is kept of the window, where that was made of the first of its @p n files. */
static bool take_kept(struct maker *m, size_t n, ta_time_us begin,
                      struct ta_window_kept *out)
{
    uint8_t key[TA_WINDOW_KEY_BYTES];
    struct ta_window_kept kept[TA_WINDOW_ROWS];
    for (size_t i = ta_window_keep_find(m->keep, begin, kept); i > 0; i--) {
        *out = kept[i - 1];
        if (out->n_parts == 0 || out->n_parts > n) continue;
        key_of(m, (size_t)out->n_parts, key);
        if (memcmp(key, out->key, sizeof key) == 0) return true;
    }
    return false;
}

/* The readings of the window in the next one of its files. */
static enum ta_status take_part(struct maker *m, struct ta_window_kept *kept)
{
    struct part *part = &m->part[m->first + kept->n_parts++];
    struct ta_window_fold *fold = &kept->fold;
    const uint64_t before = fold->state.window.received;
    enum ta_status rc = read_part(m, part);
    if (rc != TA_OK || m->unusual) return rc;
    m->unusual = ta_window_fold_add(&m->query->rule, part->run.n, part->run.reading,
                                    fold) != TA_OK;
    m->out->taken_in += fold->state.window.received - before;
    return TA_OK;
}

static void keep_window(const struct maker *m, struct ta_window_kept *kept,
                        uint64_t work)
{
    key_of(m, (size_t)kept->n_parts, kept->key);
    ta_window_keep_put(m->keep, kept, work);
}

static enum ta_status make_kept(struct maker *m, size_t n, ta_time_us begin,
                                struct ta_window_made *made)
{
    const struct ta_window_rule *rule = &m->query->rule;
    const uint64_t before = m->out->taken_in;
    struct ta_window_kept kept, early = {.n_parts = 0};
    if (n == 0 || !take_kept(m, n, begin, &kept)) {
        kept.n_parts = 0;
        ta_window_fold_start(rule, begin, &kept.fold);
    }
    const bool more = kept.n_parts < n;
    while (kept.n_parts < n) {
        if (kept.n_parts > 0 && kept.n_parts + 1 == n) early = kept;
        enum ta_status rc = take_part(m, &kept);
        if (rc != TA_OK || m->unusual) return rc;
    }
    ta_window_fold_end(rule, &kept.fold, made);
    if (!more) return TA_OK;
    if (early.n_parts > 0) keep_window(m, &early, 0);
    keep_window(m, &kept, m->out->taken_in - before);
    return TA_OK;
}

/* Does the range leave nothing of the window's files out, nor the journal have anything to add? */
static bool is_whole(const struct maker *m, size_t n, ta_time_us begin, ta_time_us end)
{
    const struct ta_windows_query *q = m->query;
    ta_time_us first, last;
    if (ta_live_span(m->live, begin, end, &first, &last)) return false;
    if (n == 0) return true;
    first = m->part[m->first].from;
    last = m->part[m->first + n - 1].after;
    return (begin >= q->from || first >= q->from) && (end <= q->to || last <= q->to);
}

static enum ta_status make(struct maker *m, ta_time_us begin,
                           struct ta_window_made *made)
{
    ta_time_us end = ta_window_end(&m->query->rule, begin);
    size_t n = parts_until(m, begin, end);
    return is_whole(m, n, begin, end) ? make_kept(m, n, begin, made)
                                      : make_cut(m, n, begin, made);
}

/* From where to where there may be readings. @return false when nowhere */
static bool find_span(const struct maker *m, ta_time_us *from, ta_time_us *to)
{
    const struct ta_windows_query *q = m->query;
    ta_time_us first = 0, last = 0;
    bool live = ta_live_span(m->live, q->from, q->to, &first, &last);
    if (!live && m->n == 0) return false;
    *from = m->n == 0 ? first : m->part[0].from;
    *to = m->n == 0 ? last + 1 : m->part[m->n - 1].after;
    if (live && first < *from) *from = first;
    if (live && last >= *to) *to = last + 1;
    if (*from < q->from) *from = q->from;
    if (*to > q->to) *to = q->to;
    return true;
}

/* Of the windows made, those from the first reading's to the last one's. A rolling window may hold the first
 * reading and begin long before it. */
static void trim(struct maker *m)
{
    struct ta_windows_found *out = m->out;
    ta_time_us oldest = TA_TIME_NONE, newest = TA_TIME_NONE;
    for (size_t i = 0; i < out->n; i++) {
        const struct ta_window_made *made = &out->window[i];
        if (made->oldest == TA_TIME_NONE) continue;
        if (oldest == TA_TIME_NONE) oldest = made->oldest;
        if (made->newest > newest) newest = made->newest;
    }
    size_t n = 0;
    const ta_time_us begin =
        oldest == TA_TIME_NONE ? 0 : ta_window_begin(&m->query->rule, oldest);
    for (size_t i = 0; i < out->n && oldest != TA_TIME_NONE; i++)
        if (out->window[i].window.begin >= begin &&
            out->window[i].window.begin <= newest)
            out->window[n++] = out->window[i];
    out->n = n;
    out->newest = newest;
}

static enum ta_status make_from_kept(struct maker *m)
{
    const struct ta_windows_query *q = m->query;
    const struct ta_keep_job job = {q->workspace, q->id, q->unit, &q->rule, q->worth};
    ta_time_us from, to;
    enum ta_status rc = list_parts(m);
    if (rc != TA_OK || m->unusual || !find_span(m, &from, &to)) return rc;
    rc = check_number(m, from, to);
    if (rc != TA_OK) return rc;
    m->keep = ta_window_keep_new(&job);
    if (m->keep == NULL) return fail_memory(m);
    (void)snprintf(m->out->unit, sizeof m->out->unit, "%s", q->unit);
    for (ta_time_us at = ta_window_begin(&q->rule, from);
         rc == TA_OK && !m->unusual && at < to; at = ta_window_next(&q->rule, at)) {
        struct ta_window_made made;
        rc = make(m, at, &made);
        if (rc == TA_OK && !m->unusual) rc = add_made(m, &made);
    }
    trim(m);
    if (rc == TA_OK && !m->unusual)
        ta_window_keep_end(m->keep);
    else
        ta_window_keep_drop(m->keep);
    return rc;
}

/* --- the newest reading ------------------------------------------------------------------------- */

/* Of the sealed files behind the range the last one that has some. */
static enum ta_status find_newest(struct maker *m)
{
    const struct ta_windows_query *q = m->query;
    const struct ta_readings_window behind = {q->id->device, q->id->name, q->to,
                                              q->after, .values_only = true};
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    ta_time_us first, last, newest = TA_TIME_NONE;
    if (q->to >= q->after) return TA_OK;
    enum ta_status rc =
        ta_parts_of(&q->workspace->store, q->id->project, ta_day_of(q->to),
                    ta_day_of(q->after - 1) + 1, &row, &n, m->err);
    while (rc == TA_OK && newest == TA_TIME_NONE && n > 0) {
        struct ta_reading_run run = {.n = 0};
        char *path = ta_workspace_path(q->workspace, row[--n].path);
        rc = path == NULL ? fail_memory(m)
                          : ta_readings_read_window(path, &behind, &run, m->err);
        if (rc == TA_OK && run.n > 0) newest = run.reading[run.n - 1].time;
        ta_free(run.reading);
        ta_free(path);
    }
    ta_free(row);
    if (ta_live_span(m->live, q->to, q->after, &first, &last) && last > newest)
        newest = last;
    if (newest != TA_TIME_NONE) m->out->newest = newest;
    return rc;
}

static void maker_free(struct maker *m)
{
    for (size_t i = 0; m->part != NULL && i < m->n; i++)
        ta_free(m->part[i].run.reading);
    ta_free(m->part);
    ta_free(m->row);
    ta_live_free(m->live);
}

enum ta_status ta_readings_windows(const struct ta_windows_query *query,
                                   struct ta_windows_found *out, struct ta_error *err)
{
    struct maker m = {.query = query, .out = out, .unusual = query->afresh, .err = err};
    ta_time_us after = query->after > query->to ? query->after : query->to;
    enum ta_status rc = TA_OK;
    *out = (struct ta_windows_found){.newest = TA_TIME_NONE};
    if (!query->sealed)
        rc =
            ta_live_read(query->workspace, query->id, query->from, after, &m.live, err);
    if (rc == TA_OK && !m.unusual && query->to > query->from) rc = make_from_kept(&m);
    if (rc == TA_OK && m.unusual) rc = make_plainly(&m);
    if (rc == TA_OK) rc = find_newest(&m);
    out->journal_faults = ta_live_faults(m.live);
    maker_free(&m);
    return rc;
}
