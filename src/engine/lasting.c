/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/lasting.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "record/facts.h"

/* Nobody can say is no graver than nothing at all. */
static int gravity(enum ta_opinion opinion)
{
    return opinion == TA_OPINION_OBJECTION ? 2 : opinion == TA_OPINION_CONDITIONS;
}

static bool outlasts(const struct ta_lasting *before, const struct ta_lasting *now,
                     ta_day day)
{
    bool less =
        now->opinion == TA_OPINION_CANNOT_SAY || now->observed < before->observed;
    bool stands = before->valid_to != TA_DAY_NONE && day <= before->valid_to;
    return stands && less && gravity(before->opinion) > gravity(now->opinion);
}

size_t ta_lasting_among(const struct ta_lasting *record, size_t n)
{
    size_t stands = n == 0 ? 0 : n - 1;
    for (size_t i = stands; i-- > 0;)
        if (!outlasts(&record[stands], &record[i], record[0].as_of)) stands = i;
    return stands;
}

/* @param previous id of the one before; empty when there is none */
static enum ta_status read_stood(const struct ta_store *store, const char *id,
                                 struct ta_lasting *out, char previous[TA_HEX_SIZE],
                                 struct ta_error *err)
{
    struct ta_envelope envelope;
    struct ta_record_facts facts;
    char *body = NULL;
    size_t size = 0;
    enum ta_status rc =
        store->ops->record_get(store->self, id, &envelope, &body, &size, err);
    if (rc != TA_OK) return rc;
    rc = ta_record_facts(id, body, size, &facts, err);
    ta_free(body);
    if (rc != TA_OK) return rc;
    *out = (struct ta_lasting){.as_of = facts.as_of,
                               .valid_to = facts.valid_to,
                               .opinion = facts.opinion,
                               .observed = facts.observed_weight};
    (void)snprintf(out->id, sizeof out->id, "%s", id);
    memcpy(previous, facts.previous_record, TA_HEX_SIZE);
    ta_record_facts_free(&facts);
    return TA_OK;
}

enum ta_status ta_lasting_of(const struct ta_store *store, const char *id,
                             struct ta_lasting *out, struct ta_error *err)
{
    struct ta_lasting record[TA_LASTING_MOST];
    char at[TA_HEX_SIZE], previous[TA_HEX_SIZE];
    size_t n = 1;
    enum ta_status rc = read_stood(store, id, &record[0], previous, err);
    if (rc != TA_OK) return rc;
    /* Nothing is graver than an objection. */
    while (record[0].opinion != TA_OPINION_OBJECTION && previous[0] != '\0' &&
           n < TA_LASTING_MOST) {
        struct ta_error why = {0};
        memcpy(at, previous, sizeof at);
        rc = read_stood(store, at, &record[n], previous, &why);
        if (rc == TA_E_NOTFOUND) break;
        if (rc != TA_OK) return ta_fail_as(err, &why);
        n++;
    }
    *out = record[ta_lasting_among(record, n)];
    return TA_OK;
}
