/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_choose.c  Several scenes of one datatake and tile are one look. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/refresh_private.h"

static bool is_self(const struct ta_scene_row *row, const struct ta_pending *pending)
{
    return strcmp(row->id, pending->row.id) == 0 &&
           strcmp(row->processing, pending->row.processing) == 0;
}

/* Does a look of it stand? Also when its files have broken since. */
static bool is_kept(const struct ta_scene_row *row)
{
    return row->state == TA_SCENE_OBSERVED ||
           (row->state == TA_SCENE_SET_ASIDE && row->assets_sha256[0] != '\0');
}

/* Would its look come off all sites in this round, were it not a dry run? */
static bool is_leaving(const struct ta_refresh_work *work,
                       const struct ta_scene_row *row)
{
    for (size_t i = 0; work->ask->dry_run && i < work->n; i++)
        if (work->pending[i].left && is_self(row, &work->pending[i])) return true;
    return false;
}

/* Rows of the same look that are kept and of another scene. */
static enum ta_status rivals_of(const struct ta_refresh_work *work,
                                const struct ta_pending *pending,
                                struct ta_scene_row **rows, size_t *n,
                                struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_scene_row *all = NULL;
    size_t count = 0, kept = 0;
    enum ta_status rc = ta_look_rows(store, &pending->row, &all, &count, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < count; i++)
        if (is_kept(&all[i]) && !is_self(&all[i], pending) &&
            !is_leaving(work, &all[i]))
            all[kept++] = all[i];
    *rows = all;
    *n = kept;
    return TA_OK;
}

/* Which way a comparison goes. */
typedef bool (*beats_fn)(const struct ta_scene_brief *stored,
                         const struct ta_scene_brief *pending);

static bool stored_beats(const struct ta_scene_brief *stored,
                         const struct ta_scene_brief *pending)
{
    return ta_scene_beats(stored, pending);
}

static bool stored_is_beaten(const struct ta_scene_brief *stored,
                             const struct ta_scene_brief *pending)
{
    return stored->n_layers > 0 && ta_scene_beats(pending, stored);
}

/* Keep the rivals that @p test says yes to. */
static enum ta_status sift(const struct ta_refresh_work *work,
                           const struct ta_pending *pending, beats_fn test,
                           struct ta_scene_row **rows, size_t *n, struct ta_error *err)
{
    struct ta_scene_row *all = NULL;
    size_t count = 0, kept = 0;
    enum ta_status rc = rivals_of(work, pending, &all, &count, err);
    for (size_t i = 0; rc == TA_OK && i < count; i++) {
        struct ta_scene_brief brief;
        rc = ta_scene_brief_of(&work->workspace->store, all[i].assets_sha256, &brief,
                               err);
        if (rc != TA_OK) break;
        if (test(&brief, &pending->brief)) all[kept++] = all[i];
        ta_scene_brief_free(&brief);
    }
    if (rc != TA_OK) {
        ta_free(all);
        return rc;
    }
    *rows = all;
    *n = kept;
    return TA_OK;
}

enum ta_status ta_refresh_beaten_by(const struct ta_refresh_work *work,
                                    const struct ta_pending *winner,
                                    struct ta_scene_row **rows, size_t *n,
                                    struct ta_error *err)
{
    return sift(work, winner, stored_is_beaten, rows, n, err);
}

enum ta_status ta_refresh_beating(const struct ta_refresh_work *work,
                                  const struct ta_pending *pending,
                                  struct ta_scene_row **rows, size_t *n,
                                  struct ta_error *err)
{
    return sift(work, pending, stored_beats, rows, n, err);
}

/* Briefs of what is kept and of what comes; to be freed when it went well. */
static enum ta_status briefs(const struct ta_refresh_work *work,
                             const struct ta_pending *pending,
                             const struct ta_scene_row *known,
                             struct ta_scene_brief *kept, struct ta_scene_brief *now,
                             struct ta_error *err)
{
    enum ta_status rc =
        ta_scene_brief_of(&work->workspace->store, known->assets_sha256, kept, err);
    if (rc != TA_OK) return rc;
    rc = ta_scene_brief(&pending->scene, now);
    if (rc == TA_OK) return TA_OK;
    ta_scene_brief_free(kept);
    return ta_fail(err, rc, "%s: out of memory", pending->scene.id);
}

enum ta_status ta_refresh_has_lost(const struct ta_refresh_work *work,
                                   const struct ta_pending *pending,
                                   const struct ta_scene_row *known,
                                   char lost[TA_NAME_SIZE], struct ta_error *err)
{
    struct ta_scene_brief kept, now;
    lost[0] = '\0';
    enum ta_status rc = briefs(work, pending, known, &kept, &now, err);
    if (rc != TA_OK) return rc;
    const char *layer = ta_scene_lacks(&kept, &now);
    if (layer != NULL) (void)snprintf(lost, TA_NAME_SIZE, "%s", layer);
    ta_scene_brief_free(&now);
    ta_scene_brief_free(&kept);
    return TA_OK;
}

enum ta_status ta_refresh_has_more(const struct ta_refresh_work *work,
                                   const struct ta_pending *pending,
                                   const struct ta_scene_row *known, bool *more,
                                   struct ta_error *err)
{
    struct ta_scene_brief kept, now;
    enum ta_status rc = briefs(work, pending, known, &kept, &now, err);
    if (rc != TA_OK) return rc;
    *more = ta_scene_lacks(&now, &kept) != NULL;
    ta_scene_brief_free(&now);
    ta_scene_brief_free(&kept);
    return TA_OK;
}

static void note_beaten(struct ta_scene_row *row, const char *by)
{
    row->state = TA_SCENE_SUPERSEDED;
    (void)snprintf(row->reason, sizeof row->reason, "%s stands", by);
}

void ta_row_beaten(struct ta_refresh_work *work, struct ta_scene_row *row,
                   const char *by)
{
    note_beaten(row, by);
    work->result->superseded++;
    ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_SUPERSEDED,
                                                     .scene = row->id,
                                                     .reason = row->reason,
                                                     .mend = ""});
}

void ta_pending_beaten(struct ta_refresh_work *work, struct ta_pending *pending,
                       const char *by)
{
    memcpy(pending->row.assets_sha256, pending->kept, TA_HEX_SIZE);
    if (pending->back)
        note_beaten(&pending->row, by);
    else
        ta_row_beaten(work, &pending->row, by);
    pending->state = TA_PENDING_BEATEN;
}

/* Is it still to be read in this round, so that nobody knows what it has by then? */
static bool is_to_be_read(const struct ta_refresh_work *work,
                          const struct ta_scene_row *row)
{
    for (size_t i = 0; i < work->n; i++)
        if (work->pending[i].state == TA_PENDING && is_self(row, &work->pending[i]))
            return true;
    return false;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Does the better one lie on all sites of @p pending? Former programs did not keep where that of a folder lies. */
static enum ta_status reaches_all(const struct ta_refresh_work *work,
                                  const struct ta_scene_row *better,
                                  const struct ta_pending *pending, bool *all,
                                  struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    char(*ours)[TA_SCENE_SIZE] = NULL, (*its)[TA_SCENE_SIZE] = NULL;
    struct ta_place_of_scene place;
    size_t n = 0, n_its = 0;
    *all = true;
    if (strcmp(better->place, pending->row.place) == 0 ||
        ta_place_read(better->place, &place) != TA_OK)
        return TA_OK;
    enum ta_status rc =
        ta_place_sites(store, &pending->place, 0, work->last_seq, &ours, &n, err);
    if (rc == TA_OK)
        rc = ta_place_sites(store, &place, 0, work->last_seq, &its, &n_its, err);
    for (size_t i = 0; rc == TA_OK && *all && i < n; i++)
        *all = n_its > 0 && bsearch(ours[i], its, n_its, sizeof *its, by_text) != NULL;
    ta_free(its);
    ta_free(ours);
    return rc;
}

static bool stands_for(const struct ta_scene_row *better,
                       const struct ta_scene_row *row)
{
    struct ta_scene_row named = {.time = 0};
    note_beaten(&named, better->id);
    return better->state == TA_SCENE_OBSERVED && better->assets_sha256[0] != '\0' &&
           !ta_row_has_gaps(better) && strcmp(better->place, row->place) == 0 &&
           strcmp(named.reason, row->reason) == 0;
}

bool ta_row_is_covered(const struct ta_store *store, const struct ta_scene_row *row,
                       int64_t upto)
{
    struct ta_scene_row *look = NULL;
    struct ta_place_of_scene place;
    size_t n = 0;
    bool covered = false;
    if (ta_place_read(row->place, &place) != TA_OK ||
        ta_look_rows(store, row, &look, &n, NULL) != TA_OK)
        return false;
    for (size_t i = 0; !covered && i < n; i++) {
        bool more = true;
        covered = stands_for(&look[i], row) &&
                  ta_place_has_sites(store, &place, look[i].sites_seq, upto, &more,
                                     NULL) == TA_OK &&
                  !more;
    }
    ta_free(look);
    return covered;
}

/* Has the better one answered all sites of @p pending, and none of them by fill? */
static enum ta_status has_all(const struct ta_refresh_work *work,
                              const struct ta_scene_row *better,
                              const struct ta_pending *pending, bool *all,
                              struct ta_error *err)
{
    bool more = false;
    enum ta_status rc =
        ta_place_has_sites(&work->workspace->store, &pending->place, better->sites_seq,
                           work->last_seq, &more, err);
    *all = rc == TA_OK && !more && !ta_row_has_gaps(better);
    return *all ? reaches_all(work, better, pending, all, err) : rc;
}

/* It is not read where the better one has all its sites; else it is, and may stand beside it. What stands beside
 * it already is taken away by the better one alone, which knows what it has; one that is read first tells then. */
static enum ta_status hold_against_store(struct ta_refresh_work *work,
                                         struct ta_pending *pending,
                                         struct ta_error *err)
{
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    const struct ta_scene_row *whole = NULL;
    bool waits = false;
    enum ta_status rc = ta_refresh_beating(work, pending, &rows, &n, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && whole == NULL && i < n; i++) {
        bool all = false, later = is_to_be_read(work, &rows[i]);
        if (!later) rc = has_all(work, &rows[i], pending, &all, err);
        if (all) whole = &rows[i];
        waits = waits || later;
    }
    pending->spare = n > 0 && whole == NULL && !waits;
    if (rc == TA_OK && whole != NULL && !pending->was_observed)
        ta_pending_beaten(work, pending, whole->id);
    ta_free(rows);
    return rc;
}

/* The same against what a dry run would have put into the store by now. */
static void hold_against_planned(struct ta_refresh_work *work,
                                 struct ta_pending *pending)
{
    if (pending->state != TA_PENDING || !work->ask->dry_run) return;
    const char *better = NULL;
    enum ta_plan plan = ta_planned(work, pending, &better);
    if (plan == TA_PLAN_BEATEN) ta_pending_beaten(work, pending, better);
    if (plan == TA_PLAN_AGAIN) pending->was_observed = true;
    if (plan != TA_PLAN_TWICE) return;
    pending->state = TA_PENDING_TWICE;
    work->result->off++; /* as what another source has answered */
}

static int by_look(const void *a, const void *b)
{
    const struct ta_pending *left = *(struct ta_pending *const *)a;
    const struct ta_pending *right = *(struct ta_pending *const *)b;
    int order = strcmp(left->row.datatake, right->row.datatake);
    if (order == 0) order = strcmp(left->row.tile, right->row.tile);
    if (order == 0) order = strcmp(left->row.id, right->row.id);
    return order != 0 ? order : strcmp(left->row.processing, right->row.processing);
}

static bool one_look(const struct ta_pending *a, const struct ta_pending *b)
{
    return strcmp(a->row.datatake, b->row.datatake) == 0 &&
           strcmp(a->row.tile, b->row.tile) == 0;
}

/* Of two copies of one scene the masked one comes first, then the one with more layers. */
static int by_fullness(const void *a, const void *b)
{
    const struct ta_pending *left = *(struct ta_pending *const *)a;
    const struct ta_pending *right = *(struct ta_pending *const *)b;
    int order = by_look(a, b);
    if (order != 0) return order;
    if (left->brief.masked != right->brief.masked) return left->brief.masked ? -1 : 1;
    return (left->brief.n_layers < right->brief.n_layers) -
           (left->brief.n_layers > right->brief.n_layers);
}

/* Is there a better one of the same look still to be read? List is sorted by look. */
static const struct ta_pending *better_of(struct ta_pending *const *list, size_t n,
                                          size_t i)
{
    size_t first = i, end = i + 1;
    while (first > 0 && one_look(list[first - 1], list[i])) first--;
    while (end < n && one_look(list[end], list[i])) end++;
    for (size_t k = first; k < end; k++)
        if (k != i && ta_scene_beats(&list[k]->brief, &list[i]->brief)) return list[k];
    return NULL;
}

/* The same scene out of two sources is one. @return how many are left */
static size_t drop_twins(struct ta_pending **sorted, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept > 0 && is_self(&sorted[kept - 1]->row, sorted[i]))
            sorted[i]->state = TA_PENDING_TWICE;
        else
            sorted[kept++] = sorted[i];
    }
    return kept;
}

/* Those without a better one beside them come first. @return how many there are */
static size_t put_ready_first(struct ta_refresh_work *work, struct ta_pending **list,
                              struct ta_pending **sorted, size_t n)
{
    size_t ready = 0;
    for (size_t i = 0; i < n; i++) {
        const struct ta_pending *better = better_of(sorted, n, i);
        if (better == NULL)
            list[ready++] = sorted[i];
        else if (work->ask->dry_run)
            ta_pending_beaten(work, sorted[i], better->row.id);
    }
    return ready;
}

enum ta_status ta_refresh_choose(struct ta_refresh_work *work,
                                 struct ta_pending ***ready, size_t *n,
                                 struct ta_error *err)
{
    size_t count = 0;
    enum ta_status rc = TA_OK;
    struct ta_pending **sorted = ta_alloc(work->n, sizeof(*sorted));
    struct ta_pending **list = ta_alloc(work->n, sizeof(*list));
    if (sorted == NULL || list == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    for (size_t i = 0; rc == TA_OK && i < work->n; i++) {
        struct ta_pending *pending = &work->pending[i];
        if (pending->state == TA_PENDING) rc = hold_against_store(work, pending, err);
        hold_against_planned(work, pending);
        if (pending->state == TA_PENDING) sorted[count++] = pending;
    }
    if (rc == TA_OK) {
        if (count > 1) qsort(sorted, count, sizeof(*sorted), by_fullness);
        count = drop_twins(sorted, count);
        *n = put_ready_first(work, list, sorted, count);
        *ready = list;
    } else {
        ta_free(list);
    }
    ta_free(sorted);
    return rc;
}
