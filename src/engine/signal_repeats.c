/* SPDX-License-Identifier: Apache-2.0 */
/** @file signal_repeats.c  Signals held against their own past: readings that are sent again under new times. */
#include <stdio.h>

#include "base/memory.h"
#include "base/time.h"
#include "engine/signals_private.h"
#include "quality_finding.h"
#include "quality_repeat.h"

/* The later readings are those to ask about. */
static enum ta_status tell_repeat(struct ta_judging *j, struct ta_signal *s,
                                  const ta_time_us *time, const struct ta_repeat *found)
{
    char detail[256], from[TA_TIME_TEXT], to[TA_TIME_TEXT], source[TA_TIME_TEXT];
    const ta_time_us span[2] = {time[found->first], time[found->last] + 1};
    ta_time_us failed[2];
    ta_signal_fail(s, span, failed);
    ta_signal_cause(s, "it repeats its own past");
    s->trust.copy = TA_COPY_FOLLOWS;
    ta_time_format(time[found->first], from);
    ta_time_format(time[found->last], to);
    ta_time_format(time[found->source], source);
    (void)snprintf(detail, sizeof detail,
                   "%s to %s, %.4g h, as from %s on: %zu changes to the last digit",
                   from, to, (double)(time[found->last] - time[found->first]) / 3.6e9,
                   source, found->changes);
    return ta_signal_tell(j, s, ta_finding_word(TA_FINDING_REPEATS), detail, failed);
}

/* As they came, not as oxygen and moisture of the hour make them. */
static enum ta_status as_measured(struct ta_judging *j, const struct ta_signal *s,
                                  struct ta_series *out)
{
    for (size_t i = 0; i < j->query->n_feeds; i++)
        if (j->query->feed[i].stream == s->stream)
            return ta_signal_cut(j, &j->query->feed[i].series, out);
    *out = s->series;
    return TA_OK;
}

static enum ta_status search(struct ta_judging *j, struct ta_signal *s)
{
    struct ta_repeat found[TA_REPEATS_MOST];
    struct ta_series series;
    size_t n = 0;
    enum ta_status rc = as_measured(j, s, &series);
    if (rc != TA_OK) return rc;
    void *scratch = ta_alloc(ta_repeats_scratch(series.n), 1);
    if (scratch == NULL) return ta_signals_no_memory(j->err);
    rc = ta_repeats_find(&series, scratch, found, &n);
    ta_free(scratch);
    if (rc == TA_E_LIMIT) rc = TA_OK; /* too long to be searched */
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = tell_repeat(j, s, series.time, &found[i]);
    s->told = 0; /* of what others say there is room of its own */
    return rc;
}

enum ta_status ta_signals_compare_past(struct ta_judging *j)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < j->n; i++)
        if (j->signal[i].series.n > 0) rc = search(j, &j->signal[i]);
    return rc;
}
