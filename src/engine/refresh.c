/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/refresh.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/scene.h"
#include "base/text.h"
#include "catalog/folder.h"
#include "catalog/http_url.h"
#include "catalog/stac_item.h"
#include "catalog/trace.h"
#include "engine/refresh_private.h"
#include "engine/site.h"

/* With something to do, kept in memory at once. Those of a far catalogue have cost requests, and a round that is
 * cut short is asked for again. */
enum { ROUND_SCENES = 4096, ROUND_FAR = 512 };

/* What the two threads of a small machine decode and hash, and what a scene costs beside that;
 * measured on 19 Landsat scenes cut to 30 sites. */
#define BYTES_PER_SECOND 40e6
#define SECONDS_PER_SCENE 0.2

/* --- sources ----------------------------------------------------------------------- */

static enum ta_status
walk_folder(void *self,
            enum ta_status (*on_scene)(void *listener, struct ta_scene *scene,
                                       struct ta_error *err),
            void (*on_problem)(void *listener, const char *path, const char *reason,
                               const char *mend),
            void (*on_walked)(void *listener, const struct ta_walked *at),
            void *listener, struct ta_error *err)
{
    (void)on_walked;
    return ta_catalog_tree(self, on_scene, on_problem, listener, err);
}

struct ta_scene_source ta_scene_source_folder(const char *folder)
{
    return (struct ta_scene_source){.name = folder,
                                    .local = true,
                                    .self = (void *)(uintptr_t)folder,
                                    .walk = walk_folder};
}

void ta_refresh_progress(const struct ta_refresh_work *work, size_t more)
{
    const struct ta_refresh *ask = work->ask;
    const struct ta_refresh_at at = {.source = work->source,
                                     .walked = work->at,
                                     .found = work->result->scenes,
                                     .done = work->done + more,
                                     .total = work->total,
                                     .bytes = work->result->bytes};
    if (ask->progress != NULL) ask->progress(ask->self, &at);
}

/* --- a round ----------------------------------------------------------------------- */

static void clear_round(struct ta_refresh_work *work)
{
    for (size_t i = 0; i < work->n; i++) ta_pending_free(&work->pending[i]);
    work->n = 0;
}

static enum ta_status count_dry(struct ta_refresh_work *work,
                                struct ta_pending *const *ready, size_t n,
                                struct ta_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (ready[i]->was_observed)
            work->result->again++;
        else
            work->result->new_scenes++;
        work->result->bytes += ready[i]->bytes;
        ready[i]->state = TA_PENDING_DONE;
    }
    return ta_planned_beaten(work, ready, n, err);
}

/* Those that wait beside a better one come up when it was read, or could not be. */
static enum ta_status read_all(struct ta_refresh_work *work, struct ta_error *err)
{
    for (;;) {
        struct ta_pending **ready = NULL;
        size_t n = 0;
        enum ta_status rc = ta_refresh_choose(work, &ready, &n, err);
        if (rc != TA_OK || n == 0) {
            ta_free(ready);
            return rc;
        }
        if (work->ask->dry_run)
            rc = count_dry(work, ready, n, err);
        else
            rc = ta_refresh_observe(work, ready, n, err);
        ta_free(ready);
        if (rc != TA_OK || work->result->stopped) return rc;
    }
}

static size_t waiting(const struct ta_refresh_work *work)
{
    size_t n = 0;
    for (size_t i = 0; i < work->n; i++) n += work->pending[i].state == TA_PENDING;
    return n;
}

static enum ta_status end_round(struct ta_refresh_work *work, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    work->total += waiting(work);
    if (!work->ask->dry_run) rc = ta_refresh_keep_left(work, err);
    if (rc == TA_OK) rc = read_all(work, err);
    if (rc == TA_OK)
        rc = work->ask->dry_run ? ta_planned_take(work, err)
                                : ta_refresh_put_rows(work, err);
    clear_round(work);
    return rc;
}

/* --- walking ----------------------------------------------------------------------- */

/* "problem/" and half of the hash of @p path. */
static void problem_id(const char *path, char out[TA_SCENE_SIZE])
{
    char hash[TA_HEX_SIZE];
    ta_sha256(path, strlen(path), hash);
    (void)snprintf(out, TA_SCENE_SIZE, "problem/%.32s", hash);
}

/* A product without a scene is kept as one that is set aside, under an id of its own, so that it
 * is not forgotten when nobody reads the log. Paths of files are told as they are; a folder is one source by
 * whatever way it was named. */
static void problem_row(const struct ta_refresh_work *work, const char *path,
                        const char *reason, struct ta_scene_row *row)
{
    *row = (struct ta_scene_row){.state = TA_SCENE_SET_ASIDE, .time = TA_TIME_NONE};
    problem_id(path, row->id);
    ta_source_id(work->real != NULL ? work->real : work->source, row->datatake);
    ta_source_mark(work, row);
    /* the path is kept nowhere else: who reads the reason later has to know of what it speaks */
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    char head[101], words[TA_ERROR_TEXT];
    bool named = strstr(reason, name) != NULL;
    ta_copy_cut(head, sizeof head, named ? "" : name);
    (void)snprintf(words, sizeof words, "%s%s%s", head, named ? "" : ": ", reason);
    ta_words_shown(words);
    ta_copy_cut(row->reason, sizeof row->reason, words);
}

/* Nobody reads a product that gave no scene; its bands still say where it lies, else its item. */
static void place_problem(const struct ta_refresh_work *work, const char *path,
                          struct ta_scene_row *row)
{
    struct ta_traces traces;
    struct ta_place_of_scene place;
    if (!work->local) return;
    ta_catalog_traces(path, &traces);
    ta_files_place((const char *const *)traces.raster, traces.n, &place);
    ta_place_words(&place, row->place);
    if (row->place[0] == '\0' && traces.n_boxes > 0) {
        place.n = traces.n_boxes;
        memcpy(place.box, traces.box, traces.n_boxes * sizeof *place.box);
        ta_place_words(&place, row->place);
    }
    ta_traces_free(&traces);
}

/* A withdrawn item is nothing that anybody could mend: it is told in one run, and no more. */
static bool was_told(const struct ta_refresh_work *work, const struct ta_scene_row *row,
                     const char *reason)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_scene_row known = {.state = TA_SCENE_OBSERVED};
    return ta_stac_says_deprecated(reason) &&
           store->ops->scene_get(store->self, row->id, row->processing, &known, NULL) ==
               TA_OK &&
           known.state == TA_SCENE_SET_ASIDE && strcmp(known.reason, row->reason) == 0;
}

/* Out of memory it stays a problem, until a run that can say otherwise. */
static void note_heard(struct ta_refresh_work *work, const struct ta_scene *scene)
{
    char path[TA_SCENE_SIZE];
    struct ta_scene_row row;
    void *list = work->heard;
    if (!work->searches ||
        ta_grow(&list, &work->heard_capacity, work->n_heard, sizeof *work->heard) != 0)
        return;
    work->heard = list;
    /* an item's dates are "ITEM#DAY" */
    (void)snprintf(path, sizeof path, "%.*s", (int)strcspn(scene->id, "#"), scene->id);
    problem_row(work, path, "", &row);
    memcpy(work->heard[work->n_heard++], row.id, sizeof *work->heard);
}

static bool is_told_to_stop(const struct ta_refresh_work *work)
{
    return work->ask->stop != NULL && work->ask->stop(work->ask->self);
}

static enum ta_status on_scene(void *listener, struct ta_scene *scene,
                               struct ta_error *err)
{
    struct ta_refresh_work *work = listener;
    size_t most = work->searches ? ROUND_FAR : ROUND_SCENES;
    work->told++;
    note_heard(work, scene);
    enum ta_status rc = ta_refresh_on_scene(work, scene, err);
    ta_refresh_progress(work, 0);
    if (rc == TA_OK && is_told_to_stop(work)) work->result->stopped = true;
    if (rc == TA_OK && !work->result->stopped && work->n >= most)
        rc = end_round(work, err);
    if (rc != TA_OK) work->broken = true;
    if (rc == TA_OK && work->result->stopped)
        rc = ta_fail(err, TA_FINDING, "asked to stop"); /* ends the walk, and no more */
    return rc;
}

static void add_problem(struct ta_refresh_work *work, const struct ta_pending *pending)
{
    void *ids = work->problem, *list = work->pending;
    if (ta_grow(&ids, &work->problems_capacity, work->n_problems, TA_SCENE_SIZE) == 0) {
        work->problem = ids;
        memcpy(work->problem[work->n_problems++], pending->row.id, TA_SCENE_SIZE);
    }
    if (ta_grow(&list, &work->capacity, work->n, sizeof *work->pending) == 0) {
        work->pending = list;
        work->pending[work->n++] = *pending;
    }
}

static void on_problem(void *listener, const char *path, const char *reason,
                       const char *mend)
{
    struct ta_refresh_work *work = listener;
    struct ta_pending pending = {.state = TA_PENDING_FAILED};
    work->told++;
    problem_row(work, path, reason, &pending.row);
    if (!work->ask->dry_run) place_problem(work, path, &pending.row);
    if (!was_told(work, &pending.row, reason)) {
        work->result->set_aside++;
        ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_SET_ASIDE,
                                                         .scene = path,
                                                         .reason = reason,
                                                         .mend = mend});
    }
    add_problem(work, &pending);
}

static void on_walked(void *listener, const struct ta_walked *at)
{
    struct ta_refresh_work *work = listener;
    work->at = *at;
    work->at.stands = NULL; /* without memory for it another source may be believed */
    if (at->stands != NULL && work->ask->n_sources > 1)
        (void)ta_refresh_note_answered(work, at->stands->id, at->stands->processing,
                                       NULL);
    ta_refresh_progress(work, 0);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool is_in(const char *id, const char (*sorted)[TA_SCENE_SIZE], size_t n)
{
    return n > 0 && bsearch(id, sorted, n, TA_SCENE_SIZE, by_text) != NULL;
}

/* Is it a problem no more? What was not asked for says nothing by its silence; a source that was read is none. */
static bool is_mended(const struct ta_refresh_work *work,
                      const struct ta_scene_row *row, bool all)
{
    const char *id = row->id;
    if (is_in(id, (const char(*)[TA_SCENE_SIZE])work->problem, work->n_problems))
        return false;
    return all || ta_row_is_source(row) ||
           is_in(id, (const char(*)[TA_SCENE_SIZE])work->heard, work->n_heard);
}

/* Problems of this source that are no more. An older program called a folder as it was spelled: what it kept under
 * that name is kept anew, or mended. */
static enum ta_status forget_mended(struct ta_refresh_work *work,
                                    const struct ta_scene_row *rows, size_t n, bool all,
                                    struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_scene_row mine;
    char spelled[TA_SCENE_SIZE];
    bool begun = false;
    enum ta_status rc = TA_OK;
    problem_row(work, "", "x", &mine);
    ta_source_id(work->source, spelled);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if ((strcmp(rows[i].datatake, mine.datatake) != 0 &&
             strcmp(rows[i].datatake, spelled) != 0) ||
            !is_mended(work, &rows[i], all))
            continue;
        if (!begun) rc = store->ops->begin(store->self, err);
        begun = rc == TA_OK;
        if (begun)
            rc = store->ops->scene_forget(store->self, rows[i].id, rows[i].processing,
                                          err);
    }
    if (!begun) return rc;
    if (rc == TA_OK) return store->ops->commit(store->self, err);
    store->ops->rollback(store->self);
    return rc;
}

static enum ta_status end_source(struct ta_refresh_work *work, bool all,
                                 struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_scene_row *rows = NULL;
    size_t n = 0;
    enum ta_status rc = end_round(work, err);
    if (rc != TA_OK || work->ask->dry_run || work->result->stopped) return rc;
    if (work->n_problems > 1)
        qsort(work->problem, work->n_problems, TA_SCENE_SIZE, by_text);
    if (work->n_heard > 1) qsort(work->heard, work->n_heard, TA_SCENE_SIZE, by_text);
    rc = store->ops->scenes_in(store->self, TA_SCENE_SET_ASIDE, &rows, &n, err);
    if (rc == TA_OK) rc = forget_mended(work, rows, n, all, err);
    ta_free(rows);
    return rc;
}

/* Is all asked for that the source has? */
static bool asks_all(const struct ta_refresh *ask)
{
    return ask->from == TA_DAY_NONE && ask->to == TA_DAY_NONE && ask->n_projects == 0;
}

/* By a word to stop, or because not all could be heard of: what was heard is good. */
static bool is_cut_short(const struct ta_refresh_work *work, enum ta_status rc)
{
    if (rc == TA_E_AGAIN && is_told_to_stop(work)) work->result->stopped = true;
    return work->result->stopped || rc == TA_PARTLY;
}

/* A far host may answer anything, a page that says it is closed for the night included. */
static bool is_theirs(const struct ta_scene_source *source, enum ta_status rc)
{
    return rc == TA_E_NOTFOUND || rc == TA_E_SOURCE || rc == TA_E_PERMISSION ||
           rc == TA_E_LIMIT || (rc == TA_E_DATA && source->searches);
}

static void tell_source(const struct ta_refresh_work *work,
                        const struct ta_scene_source *source,
                        const struct ta_error *why)
{
    char shown[400]; /* an address may hold a key */
    if (source->searches) ta_http_public(source->name, shown, sizeof shown);
    ta_refresh_tell(work, &(struct ta_refresh_event){
                              .word = TA_REFRESH_PROBLEM,
                              .scene = source->searches ? shown : source->name,
                              .reason = why->text,
                              .mend = why->mend});
}

/* It stands in the store until it was read, for who asks `doctor` in the morning. It lies nowhere: no page of a
 * site has it. */
static void keep_source(struct ta_refresh_work *work,
                        const struct ta_scene_source *source,
                        const struct ta_error *why)
{
    char shown[400]; /* an address may hold a key */
    struct ta_pending pending = {.state = TA_PENDING_FAILED};
    const char *name = work->real != NULL ? work->real : source->name;
    if (source->searches) ta_http_public(name, shown, sizeof shown);
    problem_row(work, source->searches ? shown : name, why->text, &pending.row);
    ta_row_note_source(&pending.row, work->ask->now);
    if (!work->ask->dry_run) add_problem(work, &pending);
}

/* No scene of any days and no problem: whoever named it may have meant another folder. */
static void tell_empty(const struct ta_refresh_work *work)
{
    ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_EMPTY,
                                                     .scene = work->source,
                                                     .reason = "",
                                                     .mend = ""});
}

/* It was asked for all that it ever had where sites are, and has nothing: a wrong id looks like that, too. */
static void tell_none(struct ta_refresh_work *work,
                      const struct ta_scene_source *source)
{
    struct ta_error why = {.status = TA_OK};
    if (work->at.came == 0 || work->at.listed > 0 || work->told > 0) return;
    work->result->problems++;
    (void)ta_fail(&why, TA_E_DATA,
                  "it listed no item of any day on the degrees that hold sites");
    ta_error_mend(&why, "look whether it is the right address, and whether it has the "
                        "`collections` of terrassay.yaml under these ids");
    tell_source(work, source, &why);
}

static enum ta_status end_walk(struct ta_refresh_work *work,
                               const struct ta_scene_source *source, bool whole,
                               struct ta_error *err)
{
    work->walked++;
    if (whole && work->local && work->told == 0) tell_empty(work);
    if (whole && source->searches && asks_all(work->ask)) tell_none(work, source);
    work->result->listed += work->at.listed;
    if (work->ask->dry_run && source->weigh != NULL)
        source->weigh(source->self, work->result);
    return end_source(work, whole && (!source->searches || asks_all(work->ask)), err);
}

/* Nothing is asked for that could not be put down here: that is no fault of the host. */
static enum ta_status may_fetch(const struct ta_refresh_work *work,
                                const struct ta_scene_source *source,
                                struct ta_error *err)
{
    if (!source->searches || work->ask->dry_run) return TA_OK;
    char *folder = ta_workspace_path(work->workspace, "imagery/assets");
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    enum ta_status rc = ta_folder_make(folder, err);
    if (rc == TA_OK && access(folder, W_OK | X_OK) != 0)
        rc = ta_fail_errno(err, errno, folder, "cannot write into it");
    ta_free(folder);
    return rc;
}

/* A source that cannot be walked leaves the others be. */
static enum ta_status walk_source(struct ta_refresh_work *work,
                                  const struct ta_scene_source *source,
                                  struct ta_error *err)
{
    struct ta_error why = {.status = TA_OK};
    work->searches = source->searches;
    work->local = source->local;
    work->n_problems = work->n_heard = work->told = 0;
    work->at = (struct ta_walked){.what = NULL};
    enum ta_status rc = may_fetch(work, source, err);
    if (rc != TA_OK) return rc;
    rc = source->walk(source->self, on_scene, on_problem, on_walked, work, &why);
    bool whole = rc == TA_OK;
    if (is_cut_short(work, rc)) rc = TA_OK;
    if (rc == TA_OK) return end_walk(work, source, whole, err);
    if (rc == TA_E_IO && !work->broken) {
        /* a disk with no room for files may have some for looks, and for other sources */
        if (work->io.status == TA_OK) work->io = why;
        return end_walk(work, source, false, err);
    }
    if (!is_theirs(source, rc)) {
        if (err != NULL) *err = why;
        return rc;
    }
    work->result->problems++;
    work->n_absent++;
    if (source->local && rc == TA_E_NOTFOUND)
        ta_error_mend(&why,
                      "look whether a disk should be mounted there; if it is gone "
                      "for good, take it out of what is refreshed");
    if (work->first.status == TA_OK) {
        work->first = why;
        /* what a far host does not let us have is not there today */
        if (rc == TA_E_PERMISSION && !source->local) work->first.status = TA_E_SOURCE;
    }
    tell_source(work, source, &why);
    keep_source(work, source, &why);
    return end_round(work, err); /* what came before it broke off is good */
}

static enum ta_status walk(struct ta_refresh_work *work,
                           const struct ta_scene_source *source, struct ta_error *err)
{
    work->source = source->name;
    work->real = source->local ? ta_source_real(source->name) : NULL;
    enum ta_status rc = walk_source(work, source, err);
    ta_free(work->real);
    work->real = NULL;
    return rc;
}

/* --- the run ----------------------------------------------------------------------- */

static enum ta_status want_site(struct ta_refresh_work *work, const char *project,
                                const struct ta_site *site)
{
    const struct ta_polygons *shape = &site->shape;
    struct ta_part_site *sites = ta_realloc(work->wanted_site, work->n_wanted_sites + 1,
                                            sizeof *work->wanted_site);
    if (sites == NULL) return TA_E_NOMEM;
    work->wanted_site = sites;
    sites += work->n_wanted_sites++;
    *sites = (struct ta_part_site){.site = site->n};
    ta_copy_cut(sites->project, sizeof sites->project, project);
    void *grown = ta_realloc(work->wanted, work->n_wanted + shape->n_parts + 1,
                             sizeof *work->wanted);
    if (grown == NULL) return TA_E_NOMEM;
    work->wanted = grown;
    for (size_t part = 0; part < shape->n_parts; part++)
        work->wanted[work->n_wanted++] = ta_polygons_part_box(shape, part);
    return TA_OK;
}

static enum ta_status want_project(struct ta_refresh_work *work, const char *id,
                                   struct ta_error *err)
{
    struct ta_project project = {.n_sites = 0};
    enum ta_status rc = ta_engine_project(work->workspace, id, &project, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; rc == TA_OK && i < project.n_sites; i++)
        rc = want_site(work, project.id, &project.site[i]);
    if (rc != TA_OK) (void)ta_fail(err, rc, "%s: out of memory", id);
    ta_project_free(&project);
    return rc;
}

static enum ta_status begin(struct ta_refresh_work *work, struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    ta_refresh_recipe(work->ask, work->recipe);
    work->hashed = ta_alloc(1, sizeof *work->hashed);
    work->answered = json_object();
    if (work->hashed == NULL || work->answered == NULL)
        return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    enum ta_status rc = store->ops->sites_last(store->self, &work->last_seq, err);
    if (rc == TA_OK) rc = ta_refresh_find_lost(work, err);
    for (size_t i = 0; rc == TA_OK && i < work->ask->n_projects; i++)
        rc = want_project(work, work->ask->project[i], err);
    return rc;
}

/* The others were done; the run is no success of a night all the same. */
static enum ta_status fail_absent(const struct ta_refresh_work *work,
                                  struct ta_error *err)
{
    (void)ta_fail(
        err, TA_E_SOURCE,
        "refresh: %zu of %zu catalogues and folders could not be read, or not "
        "whole; what the others have was looked at",
        work->n_absent, work->ask->n_sources);
    ta_error_mend(err, "mend what is told of them as a `problem`, then run it again");
    return TA_E_SOURCE;
}

static enum ta_status conclude(struct ta_refresh_work *work, struct ta_error *err)
{
    struct ta_refreshed *result = work->result;
    result->through =
        !result->stopped && (work->walked > 0 || work->ask->n_sources == 0);
    if (work->io.status != TA_OK) return ta_fail_as(err, &work->io);
    if (work->ask->n_sources > 0 && work->walked == 0) {
        if (err != NULL) *err = work->first;
        bool ours =
            work->first.status == TA_E_DATA || work->first.status == TA_E_PERMISSION;
        return ours ? work->first.status : TA_E_SOURCE;
    }
    size_t scenes = result->new_scenes + result->again;
    result->minutes = ((double)result->bytes / BYTES_PER_SECOND +
                       (double)scenes * SECONDS_PER_SCENE) /
                      60.0;
    if (work->first.status != TA_OK) return fail_absent(work, err);
    return result->set_aside + result->problems > 0 ? TA_PARTLY : TA_OK;
}

static enum ta_status run(struct ta_refresh_work *work, struct ta_error *err)
{
    enum ta_status rc = begin(work, err);
    if (rc == TA_OK && !work->ask->dry_run) ta_refresh_clear_fresh(work->workspace);
    /* room is made before it is needed, too: a run on a full disk comes to no end */
    if (rc == TA_OK && !work->ask->dry_run) rc = ta_refresh_prune(work, err);
    if (rc == TA_OK && !work->ask->dry_run) rc = ta_refresh_tidy(work, err);
    for (size_t i = 0;
         rc == TA_OK && i < work->ask->n_sources && !work->result->stopped; i++)
        rc = walk(work, &work->ask->source[i], err);
    if (rc == TA_OK && !work->ask->dry_run) rc = ta_refresh_sweep(work, err);
    if (rc == TA_OK && !work->result->stopped) rc = ta_refresh_prune(work, err);
    return rc == TA_OK ? conclude(work, err) : rc;
}

enum ta_status ta_engine_refresh(struct ta_workspace *workspace,
                                 const struct ta_refresh *refresh,
                                 struct ta_refreshed *out, struct ta_error *err)
{
    struct ta_refresh_work work = {
        .workspace = workspace, .ask = refresh, .result = out};
    *out = (struct ta_refreshed){.scenes = 0};
    enum ta_status rc =
        refresh->dry_run ? TA_OK : ta_workspace_enter(workspace, TA_DOES_REFRESH, err);
    if (rc != TA_OK) return rc;
    rc = run(&work, err);
    if (!refresh->dry_run) ta_workspace_leave(workspace, TA_DOES_REFRESH);
    clear_round(&work);
    ta_planned_free(&work);
    ta_free(work.pending);
    ta_free(work.problem);
    ta_free(work.heard);
    ta_free(work.wanted);
    ta_free(work.wanted_site);
    ta_hashed_free(work.hashed);
    json_decref(work.answered);
    return rc;
}
