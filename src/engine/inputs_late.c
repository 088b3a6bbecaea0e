/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_late.c  Readings that came long after newer ones of the same signal, which came in time: somebody may
 *  have looked at them first.
 *
 *  A reading is held back that came more than a day after its time, and more than a day after a newer one that came
 *  within a day of its own. A device that was cut off and sends what it stored once it is back, or one that reports once
 *  a week, has none. One here and there is a message that was lost and asked for again; one spell is a device
 *  that takes its time with what it stored. So they are told from 24 on, one in a hundred and three spells at least.
 *  These numbers are a policy of this program: nobody measured how often an honest feed comes to them. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/inputs_private.h"

enum { HELD_LEAST = 24, SPELLS_LEAST = 3, ONE_IN_MOST = 100 };

/* Readings that are held back, in spells between those that are not. */
struct held {
    size_t n, spells;
    ta_time_us first, last;
};

static int by_receipt(const void *left, const void *right)
{
    const struct ta_heard *a = left, *b = right;
    if (a->received != b->received) return a->received < b->received ? -1 : 1;
    return (a->time > b->time) - (a->time < b->time);
}

static int by_time(const void *left, const void *right)
{
    const struct ta_heard *a = left, *b = right;
    return (a->time > b->time) - (a->time < b->time);
}

/* Files may hold any time. */
static bool is_day_after(ta_time_us later, ta_time_us earlier)
{
    return later > earlier &&
           (uint64_t)later - (uint64_t)earlier > (uint64_t)TA_US_PER_DAY;
}

static bool is_late(const struct ta_heard *heard)
{
    return is_day_after(heard->received, heard->time);
}

/* @param front those that came in time, each newer than all before it
 * @return when the first came that is newer than @p time; the end of all time where none has yet */
static ta_time_us newer_at(const struct ta_heard *front, size_t n, ta_time_us time)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (front[middle].time <= time)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < n ? front[lo].received : INT64_MAX;
}

/* @param heard by receipt @param front [n] room @return how many are held back; `received` of the others is none */
static size_t find_held(size_t n, struct ta_heard *heard, struct ta_heard *front)
{
    size_t n_front = 0, held = 0;
    for (size_t i = 0; i < n; i++) {
        struct ta_heard *h = &heard[i];
        bool late = is_late(h);
        if (late && is_day_after(h->received, newer_at(front, n_front, h->time))) {
            held++;
            continue;
        }
        if (!late && (n_front == 0 || h->time > front[n_front - 1].time))
            front[n_front++] = *h;
        h->received = TA_TIME_NONE;
    }
    return held;
}

/* @param heard by time */
static struct held spells_of(size_t n, const struct ta_heard *heard)
{
    struct held held = {.n = 0};
    bool in = false;
    for (size_t i = 0; i < n; i++) {
        bool is_held = heard[i].received != TA_TIME_NONE;
        if (is_held && held.n++ == 0) held.first = heard[i].time;
        if (is_held) held.last = heard[i].time;
        held.spells += is_held && !in;
        in = is_held;
    }
    return held;
}

static enum ta_status tell(const struct ta_datastream *stream, const struct held *held,
                           size_t n, struct ta_inputs *out, struct ta_error *err)
{
    char first[TA_TIME_TEXT], last[TA_TIME_TEXT];
    struct ta_finding *finding = NULL;
    enum ta_status rc = ta_inputs_find(out, "held_back", &finding, err);
    if (rc != TA_OK) return rc;
    ta_time_format(held->first, first);
    ta_time_format(held->last, last);
    (void)snprintf(finding->object, sizeof finding->object, "%s/%s", stream->device,
                   stream->name);
    (void)snprintf(finding->detail, sizeof finding->detail,
                   "%zu of %zu readings, in %zu spells from %s to %s", held->n, n,
                   held->spells, first, last);
    return TA_OK;
}

enum ta_status ta_inputs_late(const struct ta_datastream *stream, size_t n,
                              struct ta_heard *heard, struct ta_inputs *out,
                              struct ta_error *err)
{
    size_t late = 0;
    for (size_t i = 0; i < n; i++) late += is_late(&heard[i]);
    if (late < HELD_LEAST) return TA_OK;
    struct ta_heard *front = ta_alloc(n, sizeof *front);
    if (front == NULL)
        return ta_fail(err, TA_E_NOMEM, "findings of readings: out of memory");
    qsort(heard, n, sizeof *heard, by_receipt);
    size_t n_held = find_held(n, heard, front);
    ta_free(front);
    if (n_held < HELD_LEAST || n_held < (n + ONE_IN_MOST - 1) / ONE_IN_MOST)
        return TA_OK;
    qsort(heard, n, sizeof *heard, by_time);
    const struct held held = spells_of(n, heard);
    return held.spells < SPELLS_LEAST ? TA_OK : tell(stream, &held, n, out, err);
}
