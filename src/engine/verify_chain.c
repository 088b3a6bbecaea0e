/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify_chain.c  All records in their order: the chain, and each project's own line. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "engine/verify_private.h"
#include "record/codes.h"
#include "record/seal.h"

/* The newest record seen of each project and date. */
struct newest {
    char project[TA_ID_SIZE], id[TA_HEX_SIZE];
    ta_day as_of;
    enum ta_level level;
    double score;
};

/* So many missing one after the other, and the count is what is false: it may say anything. */
enum { GONE_MOST = 100 };

struct chain_walk {
    const char *only; /* project whose records are verified; NULL: all */
    int64_t head;
    char end[TA_HEX_SIZE], previous[TA_HEX_SIZE]; /* "": the one before is gone */
    size_t n, capacity, found;
    int gone; /* one after the other */
    struct newest *newest;
};

/* Of the latest date up to @p until. */
static struct newest *newest_of(const struct chain_walk *walk, const char *project,
                                ta_day until)
{
    struct newest *best = NULL;
    for (size_t i = 0; i < walk->n; i++) {
        struct newest *one = &walk->newest[i];
        if (one->as_of <= until && (best == NULL || one->as_of > best->as_of) &&
            strcmp(one->project, project) == 0)
            best = one;
    }
    return best;
}

/* Does it name the project's record before it, of its date or an earlier one? Then it is the newest
 * of its date. */
static enum ta_status check_order(struct ta_verifying *v, struct ta_suspect *suspect,
                                  struct chain_walk *walk, struct ta_error *err)
{
    const struct ta_record_facts *facts = &suspect->facts;
    struct newest *newest = newest_of(walk, facts->project, facts->as_of);
    const char *wanted = newest != NULL ? newest->id : "";
    if (strcmp(wanted, facts->previous_record) != 0)
        ta_verify_tell(v, suspect, TA_VERIFY_INTACT, "previous_record",
                       wanted[0] != '\0' ? wanted : "none", "%s",
                       facts->previous_record[0] != '\0' ? facts->previous_record
                                                         : "none");
    if (newest == NULL || newest->as_of != facts->as_of) {
        if (ta_grow((void **)&walk->newest, &walk->capacity, walk->n,
                    sizeof *walk->newest) != 0)
            return ta_fail(err, TA_E_NOMEM, "verify: out of memory");
        newest = &walk->newest[walk->n++];
        memcpy(newest->project, facts->project, sizeof newest->project);
        newest->as_of = facts->as_of;
    }
    memcpy(newest->id, suspect->envelope.id, sizeof newest->id);
    newest->level = facts->level;
    newest->score = facts->score;
    return TA_OK;
}

/* Is the record one of those that are asked for? */
static enum ta_status is_wanted(const struct ta_suspect *suspect,
                                const struct chain_walk *walk, bool *out,
                                struct ta_error *err)
{
    struct ta_record_facts facts;
    struct ta_error error = {0};
    *out = walk->only == NULL;
    if (*out) return TA_OK;
    enum ta_status rc = ta_record_facts(suspect->envelope.id, suspect->body,
                                        suspect->size, &facts, &error);
    if (rc == TA_E_NOMEM && err != NULL) *err = error;
    if (rc != TA_OK) return rc == TA_E_NOMEM ? rc : TA_OK; /* of whom, nobody can say */
    *out = strcmp(facts.project, walk->only) == 0;
    ta_record_facts_free(&facts);
    return TA_OK;
}

static enum ta_status verify_link(struct ta_verifying *v, struct ta_suspect *suspect,
                                  struct chain_walk *walk, struct ta_error *err)
{
    bool wanted = false;
    enum ta_status rc = is_wanted(suspect, walk, &wanted, err);
    if (rc != TA_OK || !wanted) return rc;
    walk->found++;
    const char *previous = walk->previous[0] != '\0' ? walk->previous : NULL;
    rc = ta_verify_intact(v, suspect, previous, err);
    if (rc == TA_OK && suspect->readable) rc = check_order(v, suspect, walk, err);
    if (rc == TA_OK && suspect->readable) rc = ta_verify_export(v, suspect, err);
    return rc == TA_OK ? ta_verify_conclude(v, suspect, err) : rc;
}

static enum ta_status walk_to(struct ta_verifying *v, int64_t seq,
                              struct chain_walk *walk, struct ta_error *err)
{
    struct ta_suspect suspect = {.envelope = {.seq = seq}};
    struct ta_error error = {0};
    const struct ta_store *store = &v->workspace->store;
    enum ta_status rc = store->ops->record_at(store->self, seq, &suspect.envelope,
                                              &suspect.body, &suspect.size, &error);
    if (rc == TA_E_NOTFOUND) {
        ta_verify_tell(v, &suspect, TA_VERIFY_INTACT, "seq", "a record",
                       "record %" PRId64 " is gone", seq);
        walk->previous[0] = '\0';
        walk->gone++;
        return TA_OK;
    }
    if (rc != TA_OK) {
        if (err != NULL) *err = error;
        return rc;
    }
    walk->gone = 0;
    rc = verify_link(v, &suspect, walk, err);
    memcpy(walk->previous, suspect.envelope.chain, sizeof walk->previous);
    ta_suspect_free(&suspect);
    return rc;
}

/* The store must call the same record the newest ... */
static enum ta_status check_newest(struct ta_verifying *v, const struct newest *newest,
                                   struct ta_error *err)
{
    const struct ta_store *store = &v->workspace->store;
    char id[TA_HEX_SIZE] = "none", field[TA_FAULT_TEXT];
    struct ta_error error = {0};
    enum ta_status rc = store->ops->record_latest(store->self, newest->project,
                                                  TA_DAY_OPEN, id, &error);
    if (rc != TA_OK && rc != TA_E_NOTFOUND) {
        if (err != NULL) *err = error;
        return rc;
    }
    if (strcmp(id, newest->id) == 0) return TA_OK;
    (void)snprintf(field, sizeof field, "newest record of %s", newest->project);
    ta_verify_tell(v, NULL, TA_VERIFY_INTACT, field, newest->id, "%s", id);
    return TA_OK;
}

/* ... and show its level on the map, where it shows one. */
static enum ta_status check_map(struct ta_verifying *v, const struct newest *newest,
                                struct ta_error *err)
{
    const struct ta_store *store = &v->workspace->store;
    char level[TA_NAME_SIZE] = "", id[TA_HEX_SIZE] = "", field[TA_FAULT_TEXT];
    char wanted[TA_FAULT_TEXT], digits[32];
    double score = NAN;
    struct ta_error error = {0};
    enum ta_status rc =
        store->ops->level_get(store->self, newest->project, level, &score, id, &error);
    if (rc == TA_E_NOTFOUND || (rc == TA_OK && id[0] == '\0')) return TA_OK;
    if (rc != TA_OK) {
        if (err != NULL) *err = error;
        return rc;
    }
    if (strcmp(id, newest->id) == 0 && score == newest->score &&
        strcmp(level, ta_level_code(newest->level)) == 0)
        return TA_OK;
    ta_format_f64(newest->score, digits);
    (void)snprintf(field, sizeof field, "map of %s", newest->project);
    (void)snprintf(wanted, sizeof wanted, "%s, %s, record %s",
                   ta_level_code(newest->level), digits, newest->id);
    ta_verify_tell(v, NULL, TA_VERIFY_INTACT, field, wanted, "%s, %.17g, record %s",
                   level, score, id);
    return TA_OK;
}

static enum ta_status check_shown(struct ta_verifying *v, const struct chain_walk *walk,
                                  struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < walk->n; i++) {
        const struct newest *newest = &walk->newest[i];
        if (newest != newest_of(walk, newest->project, TA_DAY_OPEN)) continue;
        rc = check_newest(v, newest, err);
        if (rc == TA_OK) rc = check_map(v, newest, err);
    }
    return rc;
}

static bool asked_to_stop(struct ta_verifying *v)
{
    v->stopped = v->request->stop != NULL && v->request->stop(v->request->self);
    return v->stopped;
}

static enum ta_status walk_chain(struct ta_verifying *v, struct chain_walk *walk,
                                 struct ta_error *err)
{
    const struct ta_store *store = &v->workspace->store;
    enum ta_status rc =
        store->ops->chain_head(store->self, &walk->head, walk->end, err);
    memcpy(walk->previous, ta_chain_start, sizeof walk->previous);
    for (int64_t seq = 1; rc == TA_OK && seq <= walk->head && walk->gone < GONE_MOST;
         seq++) {
        if (asked_to_stop(v)) return TA_OK;
        rc = walk_to(v, seq, walk, err);
        if (v->request->progress != NULL)
            v->request->progress(v->request->self, (size_t)seq, (size_t)walk->head);
    }
    if (rc == TA_OK && walk->previous[0] != '\0' &&
        strcmp(walk->previous, walk->end) != 0)
        ta_verify_tell(v, NULL, TA_VERIFY_INTACT, "end of the chain", walk->end, "%s",
                       walk->previous);
    return rc == TA_OK ? check_shown(v, walk, err) : rc;
}

enum ta_status ta_verify_project(struct ta_verifying *v, const char *project,
                                 struct ta_error *err)
{
    struct chain_walk walk = {.only = project};
    enum ta_status rc = walk_chain(v, &walk, err);
    ta_free(walk.newest);
    if (rc != TA_OK || walk.found > 0) return rc;
    return ta_mended(ta_fail(err, TA_E_NOTFOUND, "no record of project %s", project),
                     err,
                     "`terrassay project list` shows the projects; `terrassay assess "
                     "PROJECT` makes a record");
}

enum ta_status ta_verify_chain(struct ta_verifying *v, struct ta_error *err)
{
    struct chain_walk walk = {.only = NULL};
    enum ta_status rc = walk_chain(v, &walk, err);
    ta_free(walk.newest);
    return rc;
}
