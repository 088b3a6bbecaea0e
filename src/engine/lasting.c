/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/lasting.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

int ta_lasting_gravity(enum ta_opinion opinion)
{
    return opinion == TA_OPINION_OBJECTION ? 2 : opinion == TA_OPINION_CONDITIONS;
}

/* --- what one record has of another ----------------------------------------------------- */

/* Shares of an indicator, and of a score's weight: what differs by less is the same. */
static const double tolerance = 0.01;

/* Does what is graver in the earlier record than the newer one's opinion rest on this part? */
static bool rests_on(const struct ta_record_stands *before,
                     const struct ta_record_part *part, enum ta_opinion now)
{
    int least = ta_lasting_gravity(now);
    if (part->gate) return part->holds && ta_lasting_gravity(part->leads_to) > least;
    return part->seen && ta_lasting_gravity(before->by_level) > least;
}

/* By other parameters it is another question. */
static bool is_alike(const struct ta_record_part *a, const struct ta_record_part *b)
{
    return a->params[0] == '\0' || b->params[0] == '\0' ||
           strcmp(a->params, b->params) == 0;
}

enum looked { AS_MUCH, AT_ITS_WORST, LESS, NOT_AT_ALL };

static enum looked looked_at(const struct ta_record_stands *before,
                             const struct ta_record_part *part,
                             const struct ta_record_stands *now)
{
    const struct ta_record_part *same = ta_record_part(now, part->id);
    if (same == NULL || !is_alike(part, same)) return NOT_AT_ALL;
    if (part->gate || same->gate) return same->seen ? AS_MUCH : LESS;
    if (same->unseen <= part->unseen + tolerance) return AS_MUCH;
    bool counts = strcmp(before->model_sha256, now->model_sha256) == 0 &&
                  same->weight >= part->weight - tolerance;
    return counts ? AT_ITS_WORST : LESS;
}

static bool lifts(const struct ta_record_stands *now,
                  const struct ta_record_stands *before)
{
    if (now->opinion == TA_OPINION_CANNOT_SAY ||
        ta_lasting_gravity(now->opinion) >= ta_lasting_gravity(before->opinion))
        return false;
    for (size_t i = 0; i < before->n_parts; i++)
        if (rests_on(before, &before->part[i], now->opinion) &&
            looked_at(before, &before->part[i], now) > AT_ITS_WORST)
            return false;
    return true;
}

/* Those it does not ask, or those it asks and saw less of. */
static void name_those(const struct ta_record_stands *before,
                       const struct ta_record_stands *now, bool asked,
                       struct ta_lasting_why *out)
{
    for (size_t i = 0; i < before->n_parts; i++) {
        const struct ta_record_part *part = &before->part[i];
        if (!rests_on(before, part, now->opinion)) continue;
        enum looked looked = looked_at(before, part, now);
        if (looked == AS_MUCH || (looked != NOT_AT_ALL) != asked) continue;
        if (out->n == sizeof out->lacks / sizeof *out->lacks) return;
        memcpy(out->lacks[out->n++], part->id, sizeof part->id);
    }
}

struct ta_lasting_why ta_lasting_why(const struct ta_record_stands *before,
                                     const struct ta_record_stands *now)
{
    static const char *const key[][2] = {
        {"_unlooked", "_unlooked_other"}, {"", "_other"}, {"_unsaid", "_unsaid_other"}};
    bool other = strcmp(before->model, now->model) != 0;
    struct ta_lasting_why why = {.key = key[0][other]};
    name_those(before, now, false, &why);
    if (why.n > 0) return why;
    why.key = key[1][other];
    name_those(before, now, true, &why);
    if (why.n == 0) why.key = key[2][other];
    return why;
}

/* --- which of many stands --------------------------------------------------------------- */

static bool is_standing(const struct ta_record_stands *record, size_t i, ta_day day)
{
    const struct ta_record_stands *is = &record[i];
    if (is->valid_to == TA_DAY_NONE || day > is->valid_to) return false;
    for (size_t k = 0; k < i; k++)
        if (lifts(&record[k], &record[i])) return false;
    return true;
}

/* @p so_far stands of those before the i-th. */
static size_t with_one_more(const struct ta_record_stands *record, size_t i,
                            size_t so_far, ta_day day)
{
    bool graver = ta_lasting_gravity(record[i].opinion) >
                  ta_lasting_gravity(record[so_far].opinion);
    return graver && is_standing(record, i, day) ? i : so_far;
}

size_t ta_lasting_among(const struct ta_record_stands *record, size_t n, ta_day day)
{
    size_t stands = 0;
    for (size_t i = 1; i < n; i++) stands = with_one_more(record, i, stands, day);
    return stands;
}

/* --- out of the store ------------------------------------------------------------------- */

/* Records as they were read, and which of them stands. */
struct walked {
    size_t n, capacity, stands;
    struct ta_record_stands *record;
};

static void walked_free(struct walked *w)
{
    for (size_t i = 0; i < w->n; i++) ta_record_stands_free(&w->record[i]);
    ta_free(w->record);
}

/* @return TA_E_DATA for what is not what was signed */
static enum ta_status read_record(const struct ta_store *store, const char *id,
                                  struct ta_record_stands *out, struct ta_error *err)
{
    struct ta_envelope envelope;
    char hex[TA_HEX_SIZE], *body = NULL;
    size_t size = 0;
    *out = (struct ta_record_stands){.valid_to = TA_DAY_NONE};
    enum ta_status rc =
        store->ops->record_get(store->self, id, &envelope, &body, &size, err);
    if (rc != TA_OK) return rc;
    ta_sha256(body, size, hex);
    if (strcmp(hex, id) != 0)
        rc = ta_mended(ta_fail(err, TA_E_DATA,
                               "record %.16s: its bytes are not those of its id", id),
                       err, "see `terrassay verify`");
    if (rc == TA_OK) rc = ta_record_stands(id, body, size, out, err);
    ta_free(body);
    return rc;
}

static struct ta_lasting told_of(const char *id, const struct ta_record_stands *is)
{
    struct ta_lasting told = {.as_of = is->as_of,
                              .valid_to = is->valid_to,
                              .opinion = is->opinion,
                              .decision = is->decision};
    (void)snprintf(told.id, sizeof told.id, "%s", id);
    memcpy(told.model, is->model, sizeof told.model);
    return told;
}

static enum ta_status take(const struct ta_lasting_request *request, const char *id,
                           struct walked *w, struct ta_lasting_answer *out,
                           struct ta_error *err)
{
    struct ta_error why = {0};
    if (ta_grow((void **)&w->record, &w->capacity, w->n, sizeof *w->record) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
    struct ta_record_stands *record = &w->record[w->n];
    enum ta_status rc = read_record(request->store, id, record, &why);
    if (rc == TA_OK) {
        w->stands = with_one_more(w->record, w->n, w->stands, request->day);
        if (w->stands == w->n) out->stands = told_of(id, record);
        w->n++;
        return TA_OK;
    }
    ta_record_stands_free(record);
    bool unknown = rc == TA_E_DATA || rc == TA_E_LIMIT;
    if (!unknown || w->n == 0) return ta_fail_as(err, &why);
    if (out->n_unknown++ == 0)
        (void)snprintf(out->unknown, sizeof out->unknown, "%s", id);
    return TA_OK;
}

/* Nothing is graver than an objection. */
static bool is_settled(const struct walked *w)
{
    return w->n > 0 && w->record[w->stands].opinion == TA_OPINION_OBJECTION;
}

static enum ta_status walk(const struct ta_lasting_request *request, struct walked *w,
                           struct ta_lasting_answer *out, struct ta_error *err)
{
    const struct ta_store *store = request->store;
    struct ta_record_row *row = NULL;
    size_t n = 0, i = 0;
    enum ta_status rc = store->ops->records_of(store->self, request->project,
                                               request->day - TA_LASTING_DAYS,
                                               request->day, &row, &n, err);
    while (rc == TA_OK && i < n && strcmp(row[i].id, request->record) != 0) i++;
    for (; rc == TA_OK && i < n && !is_settled(w); i++)
        if (w->n == 0 || request->signed_by == 0 ||
            row[i].created <= request->signed_by)
            rc = take(request, row[i].id, w, out, err);
    ta_free(row);
    return rc;
}

enum ta_status ta_lasting_of(const struct ta_lasting_request *request,
                             struct ta_lasting_answer *out, struct ta_error *err)
{
    struct walked walked = {.n = 0};
    *out = (struct ta_lasting_answer){.why = {.key = ""}};
    (void)snprintf(out->stands.id, sizeof out->stands.id, "%s", request->record);
    enum ta_status rc = walk(request, &walked, out, err);
    if (rc == TA_OK && walked.stands > 0)
        out->why = ta_lasting_why(&walked.record[walked.stands], &walked.record[0]);
    walked_free(&walked);
    return rc;
}
