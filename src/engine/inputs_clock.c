/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_clock.c  Clocks that were set: a device's times against those of receipt. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/time.h"
#include "clock_jump.h"
#include "engine/inputs_private.h"

enum { TOLD_MOST = 12 }; /* findings of one device */

static enum ta_status out_of_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "findings of readings: out of memory");
}

static int by_receipt(const void *left, const void *right)
{
    const struct ta_heard *a = left, *b = right;
    if (a->received != b->received) return a->received < b->received ? -1 : 1;
    return (a->time > b->time) - (a->time < b->time);
}

/* The list moves as it grows, and only the last one is kept. */
enum ta_status ta_inputs_find(struct ta_inputs *out, const char *code,
                              struct ta_finding **finding, struct ta_error *err)
{
    size_t n = out->n_findings;
    struct ta_finding *all = ta_room_take(&out->room, n + 1, sizeof *all);
    if (all == NULL) return out_of_memory(err);
    for (size_t i = 0; i < n; i++) all[i] = out->finding[i];
    all[n] = (struct ta_finding){.code = ""};
    (void)snprintf(all[n].code, sizeof all[n].code, "%s", code);
    *finding = &all[n];
    out->finding = all;
    out->n_findings++;
    return TA_OK;
}

/* A finding of the device. */
static enum ta_status tell(struct ta_inputs *out, const char *device, ta_time_us jump,
                           ta_time_us since, struct ta_error *err)
{
    char from[TA_TIME_TEXT];
    struct ta_finding *finding = NULL;
    enum ta_status rc = ta_inputs_find(out, "clock_jump", &finding, err);
    if (rc != TA_OK) return rc;
    (void)snprintf(finding->object, sizeof finding->object, "%s", device);
    ta_time_format(since, from);
    long long seconds = (long long)((jump < 0 ? -jump : jump) / 1000000);
    if (jump < 0)
        (void)snprintf(finding->detail, sizeof finding->detail,
                       "set back by %lld s, received since %s", seconds, from);
    else
        (void)snprintf(finding->detail, sizeof finding->detail,
                       "set forward by %lld s, received since %s", seconds, from);
    return TA_OK;
}

enum ta_status ta_inputs_clock(const char *device, size_t n, struct ta_heard *heard,
                               struct ta_inputs *out, struct ta_error *err)
{
    struct ta_clock clock = {.known = false};
    enum ta_status rc = TA_OK;
    size_t told = 0;
    if (n > 1) qsort(heard, n, sizeof *heard, by_receipt);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        ta_time_us jump = 0;
        bool more = i + 1 < n && heard[i + 1].received == heard[i].received;
        if (more) continue; /* of one message the newest reading */
        if (!ta_clock_see(&clock, heard[i].time, heard[i].received, &jump)) continue;
        if (told++ < TOLD_MOST) rc = tell(out, device, jump, clock.begin, err);
    }
    return rc;
}
