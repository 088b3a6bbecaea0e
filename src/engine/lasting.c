/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/lasting.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "record/stands.h"

int ta_lasting_gravity(enum ta_opinion opinion)
{
    return opinion == TA_OPINION_OBJECTION ? 2 : opinion == TA_OPINION_CONDITIONS;
}

/* Shares of the score's weight: what differs by less is the same. */
static const double tolerance = 0.01;

static bool saw_less(const struct ta_lasting *now, const struct ta_lasting *before)
{
    return now->observed < before->observed - tolerance;
}

const char *ta_lasting_why(const struct ta_lasting *before,
                           const struct ta_lasting *now)
{
    bool other = strcmp(before->model, now->model) != 0;
    bool unsaid = now->opinion == TA_OPINION_CANNOT_SAY;
    /* Shares of two models' weights are shares of two things. */
    if (unsaid && other) return "_unsaid_other";
    if (unsaid && !saw_less(now, before)) return "_unsaid";
    return other ? "_other" : "";
}

static bool outlasts(const struct ta_lasting *before, const struct ta_lasting *now,
                     ta_day day)
{
    bool less = now->opinion == TA_OPINION_CANNOT_SAY || saw_less(now, before);
    bool stands = before->valid_to != TA_DAY_NONE && day <= before->valid_to;
    return stands && less &&
           ta_lasting_gravity(before->opinion) > ta_lasting_gravity(now->opinion);
}

size_t ta_lasting_among(const struct ta_lasting *record, size_t n)
{
    size_t stands = n == 0 ? 0 : n - 1;
    for (size_t i = stands; i-- > 0;)
        if (!outlasts(&record[stands], &record[i], record[0].as_of)) stands = i;
    return stands;
}

bool ta_lasting_ends(const struct ta_lasting *record, ta_day day)
{
    bool whole = record->opinion != TA_OPINION_CANNOT_SAY &&
                 !(record->observed < 1.0 - tolerance);
    return whole || record->opinion == TA_OPINION_OBJECTION ||
           day - record->as_of > TA_LASTING_DAYS;
}

/* @param previous id of the one before; empty when there is none */
static enum ta_status read_stood(const struct ta_store *store, const char *id,
                                 struct ta_lasting *out, char previous[TA_HEX_SIZE],
                                 struct ta_error *err)
{
    struct ta_envelope envelope;
    struct ta_record_stands is;
    char *body = NULL;
    size_t size = 0;
    enum ta_status rc =
        store->ops->record_get(store->self, id, &envelope, &body, &size, err);
    if (rc != TA_OK) return rc;
    rc = ta_record_stands(id, body, size, &is, err);
    ta_free(body);
    if (rc != TA_OK) return rc;
    *out = (struct ta_lasting){.as_of = is.as_of,
                               .valid_to = is.valid_to,
                               .opinion = is.opinion,
                               .observed = is.observed_weight};
    (void)snprintf(out->id, sizeof out->id, "%s", id);
    memcpy(out->model, is.model, sizeof out->model);
    memcpy(previous, is.previous_record, TA_HEX_SIZE);
    return TA_OK;
}

/* Records as they were read. */
struct walked {
    size_t n, capacity;
    struct ta_lasting *record;
};

static enum ta_status walk(const struct ta_store *store, const char *id,
                           struct walked *walked, struct ta_error *err)
{
    char at[TA_HEX_SIZE], previous[TA_HEX_SIZE];
    (void)snprintf(previous, sizeof previous, "%s", id);
    do {
        struct ta_error why = {0};
        memcpy(at, previous, sizeof at);
        if (ta_grow((void **)&walked->record, &walked->capacity, walked->n,
                    sizeof *walked->record) != 0)
            return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
        enum ta_status rc =
            read_stood(store, at, &walked->record[walked->n], previous, &why);
        if (rc == TA_E_NOTFOUND && walked->n > 0) return TA_OK;
        if (rc != TA_OK) return ta_fail_as(err, &why);
        walked->n++;
    } while (previous[0] != '\0' &&
             !ta_lasting_ends(&walked->record[walked->n - 1], walked->record[0].as_of));
    return TA_OK;
}

enum ta_status ta_lasting_of(const struct ta_store *store, const char *id,
                             struct ta_lasting *out, const char **why,
                             struct ta_error *err)
{
    struct walked walked = {.n = 0};
    enum ta_status rc = walk(store, id, &walked, err);
    if (rc == TA_OK) {
        *out = walked.record[ta_lasting_among(walked.record, walked.n)];
        if (why != NULL) *why = ta_lasting_why(out, &walked.record[0]);
    }
    ta_free(walked.record);
    return rc;
}
