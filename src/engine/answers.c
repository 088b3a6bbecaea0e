/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/answers.h"

#include <math.h>
#include <string.h>

/* Which part is asked by "flood_expected_loss" or "stressed_pd.hazard_loss"; n when the model has none. */
static size_t asked_by(const struct ta_answers *a, const char *key)
{
    size_t size = strcspn(key, "."), i = 0;
    for (; i < a->n; i++) {
        const char *id = a->gathered[i].indicator->id;
        if (strlen(id) == size && strncmp(id, key, size) == 0) break;
    }
    return i;
}

static bool takes(const struct ta_answers *a, size_t i, size_t k)
{
    return a->gathered[i].indicator->input[k].origin == TA_FROM_INDICATOR;
}

bool ta_answers_ready(const struct ta_answers *answers, size_t i)
{
    const struct ta_indicator *indicator = answers->gathered[i].indicator;
    for (size_t k = 0; k < indicator->n_inputs; k++) {
        if (!takes(answers, i, k)) continue;
        size_t other = asked_by(answers, indicator->input[k].key);
        if (other < answers->n && !answers->done[other]) return false;
    }
    return true;
}

/* The value, one of its ends, or a figure beside it; NaN when there is none. */
static double figure_of(const struct ta_result *r, const char *key)
{
    const char *dot = strchr(key, '.');
    if (dot == NULL) return r->value;
    if (strcmp(dot, ".lo") == 0) return r->lo;
    if (strcmp(dot, ".hi") == 0) return r->hi;
    for (size_t i = 0; i < r->n_details; i++)
        if (strcmp(r->detail[i].name, dot + 1) == 0) return r->detail[i].value;
    return NAN;
}

void ta_answers_fill(const struct ta_answers *answers, size_t i, struct ta_input *input)
{
    const struct ta_indicator *indicator = answers->gathered[i].indicator;
    for (size_t k = 0; k < indicator->n_inputs; k++) {
        const char *key = indicator->input[k].key;
        if (!takes(answers, i, k)) continue;
        size_t other = asked_by(answers, key);
        input[k].asked = other < answers->n;
        if (!input[k].asked) {
            input[k].reason = TA_NOT_APPLICABLE;
            continue;
        }
        const struct ta_result *r = &answers->assessed[other].result;
        input[k].reason = r->reason;
        input[k].number = r->reason == TA_OBSERVED ? figure_of(r, key) : (double)NAN;
        input[k].grade = r->grade;
        if (r->reason == TA_OBSERVED && isnan(input[k].number))
            input[k].reason = TA_NOT_APPLICABLE; /* the answer has no such figure */
    }
}

static enum ta_status add_evidence(struct ta_assessed *to,
                                   const struct ta_assessed *from, struct ta_room *room,
                                   struct ta_error *err)
{
    size_t n = 0, a = 0, b = 0;
    size_t *all = ta_room_take(room, to->n_evidence + from->n_evidence, sizeof *all);
    if (all == NULL) return ta_fail(err, TA_E_NOMEM, "evidence: out of memory");
    while (a < to->n_evidence || b < from->n_evidence) {
        size_t x = a < to->n_evidence ? to->evidence[a] : SIZE_MAX;
        size_t y = b < from->n_evidence ? from->evidence[b] : SIZE_MAX;
        all[n++] = x < y ? x : y;
        if (x <= y) a++;
        if (y <= x) b++;
    }
    to->evidence = all;
    to->n_evidence = n;
    return TA_OK;
}

enum ta_status ta_answers_rest_on(const struct ta_answers *answers, size_t i,
                                  struct ta_room *room, struct ta_error *err)
{
    const struct ta_indicator *indicator = answers->gathered[i].indicator;
    struct ta_assessed *self = &answers->assessed[i];
    enum ta_status rc = TA_OK;
    for (size_t k = 0; rc == TA_OK && k < indicator->n_inputs; k++) {
        if (!takes(answers, i, k)) continue;
        size_t other = asked_by(answers, indicator->input[k].key);
        if (other == answers->n) continue;
        const struct ta_assessed *from = &answers->assessed[other];
        if (from->result.reason == TA_OBSERVED && self->result.reason == TA_OBSERVED)
            self->result.unchecked = self->result.unchecked || from->result.unchecked;
        rc = add_evidence(self, from, room, err);
    }
    return rc;
}
