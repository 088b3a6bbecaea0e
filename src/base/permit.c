/* SPDX-License-Identifier: Apache-2.0 */
#include "base/permit.h"

#include <string.h>

enum { APART_DAYS = 366, STEPS_MOST = 64 }; /* a renewal's begin; a chain of renewals */

bool ta_permit_ended(const struct ta_permit *permit, ta_day date)
{
    return permit->to != TA_DAY_NONE && permit->to < date;
}

/* Without an end it holds from the day it states; without any day nobody knows. */
static bool is_in_force(const struct ta_permit *permit, ta_day date)
{
    bool begun = permit->from == TA_DAY_NONE || permit->from <= date;
    bool dated = permit->from != TA_DAY_NONE || permit->to != TA_DAY_NONE;
    return dated && begun && !ta_permit_ended(permit, date);
}

static bool same_text(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* An authority that only one of them names contradicts nothing. */
static bool other_authority(const struct ta_permit *a, const struct ta_permit *b)
{
    return a->authority != NULL && b->authority != NULL &&
           strcmp(a->authority, b->authority) != 0;
}

static bool begins_behind(const struct ta_permit *now, const struct ta_permit *old)
{
    if (now->from == TA_DAY_NONE || old->to == TA_DAY_NONE) return false;
    if (now->from < old->to - APART_DAYS || now->from > old->to + APART_DAYS)
        return false;
    return old->from == TA_DAY_NONE || now->from > old->from;
}

static bool follows(const struct ta_permit *now, const struct ta_permit *old)
{
    if (strcmp(now->kind, old->kind) != 0 || other_authority(now, old)) return false;
    return same_text(now->number, old->number) || begins_behind(now, old);
}

/* Of those that follow @p old and have ended too, the one that ended last; NULL when none ended after it. */
static const struct ta_permit *next_ended(const struct ta_project *project,
                                          const struct ta_permit *old, ta_day date)
{
    const struct ta_permit *next = NULL;
    for (size_t k = 0; k < project->n_permits; k++) {
        const struct ta_permit *now = &project->permit[k];
        if (!ta_permit_ended(now, date) || now->to <= old->to || !follows(now, old))
            continue;
        if (next == NULL || now->to > next->to) next = now;
    }
    return next;
}

static bool is_followed(const struct ta_project *project, const struct ta_permit *old,
                        ta_day date)
{
    for (size_t k = 0; k < project->n_permits; k++) {
        const struct ta_permit *now = &project->permit[k];
        if (now != old && is_in_force(now, date) && follows(now, old)) return true;
    }
    return false;
}

bool ta_permit_renewed(const struct ta_project *project, size_t i, ta_day date)
{
    const struct ta_permit *old = &project->permit[i];
    if (!ta_permit_ended(old, date)) return false;
    for (int step = 0; old != NULL && step < STEPS_MOST; step++) {
        if (is_followed(project, old, date)) return true;
        old = next_ended(project, old, date);
    }
    return false;
}
