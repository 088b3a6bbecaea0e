/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_plan.c  Which scenes have something to say that is not known yet. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/checksum.h"
#include "engine/refresh_private.h"
#include "geo/crs.h"
#include "series/observations.h"

void ta_refresh_tell(const struct ta_refresh_work *work,
                     const struct ta_refresh_event *event)
{
    if (work->ask->tell != NULL) work->ask->tell(work->ask->self, event);
}

static bool in_dates(const struct ta_refresh *ask, ta_time_us time)
{
    if (time == TA_TIME_NONE) return true; /* to be told, not to be lost */
    ta_day day = ta_day_of(time);
    return (ask->from == TA_DAY_NONE || day >= ask->from) &&
           (ask->to == TA_DAY_NONE || day <= ask->to);
}

static bool wanted_here(const struct ta_refresh_work *work,
                        const struct ta_place_of_scene *place)
{
    if (work->ask->n_projects == 0) return true;
    for (size_t i = 0; i < work->n_wanted; i++)
        if (ta_place_meets(place, &work->wanted[i])) return true;
    return false;
}

/* What the store knows of it; the row is made ready for what will be known. */
static enum ta_status look_up(const struct ta_refresh_work *work,
                              struct ta_pending *pending, struct ta_scene_row *known,
                              struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    struct ta_scene *scene = &pending->scene;
    struct ta_scene_row *row = &pending->row;
    enum ta_status rc = ta_scene_known(store, scene, known, err);
    pending->known = rc == TA_OK;
    if (pending->known)
        memcpy(scene->processing, known->processing, sizeof scene->processing);
    *row = (struct ta_scene_row){
        .time = scene->time, .state = TA_SCENE_OBSERVED, .sites_seq = work->last_seq};
    memcpy(row->id, scene->id, sizeof row->id);
    memcpy(row->processing, scene->processing, sizeof row->processing);
    memcpy(row->datatake, scene->datatake, sizeof row->datatake);
    memcpy(row->tile, scene->tile, sizeof row->tile);
    memcpy(row->recipe, work->recipe, sizeof row->recipe);
    if (rc == TA_E_NOTFOUND) rc = TA_OK;
    pending->was_observed = pending->known && known->state == TA_SCENE_OBSERVED;
    if (!pending->known) return rc;
    memcpy(pending->kept, known->assets_sha256, TA_HEX_SIZE);
    if (known->assets_sha256[0] != '\0')
        ta_row_set_folder(row, ta_row_folder(known)); /* until it gives others */
    return rc;
}

/* Is every file what it was when the scene was observed? Unread files of a dry run count as
 * changed. */
static enum ta_status same_files(const struct ta_refresh_work *work,
                                 struct ta_pending *pending,
                                 const struct ta_scene_row *known, bool *same,
                                 struct ta_error *err)
{
    char hash[TA_HEX_SIZE];
    bool whole = false;
    struct ta_text document = {0};
    *same = false;
    enum ta_status rc =
        ta_pending_hash(work, pending, !work->ask->dry_run, &whole, err);
    if (rc != TA_OK || !whole) return rc;
    rc = ta_scene_document(pending, &document, err);
    if (rc == TA_OK) {
        ta_sha256(document.bytes, document.size, hash);
        *same = strcmp(hash, known->assets_sha256) == 0;
    }
    ta_text_free(&document);
    return rc;
}

/* Where a look lies by its item alone, another place is another look. One that no site lies on is placed again,
 * by its head, where its item states another place than then, its files here are others, or its row does not say
 * which. */
static bool same_recipe(const struct ta_refresh_work *work,
                        const struct ta_pending *pending,
                        const struct ta_scene_row *known)
{
    char placed[TA_HEX_SIZE];
    if (ta_look_renamed(known, &pending->scene)) return false;
    if (known->assets_sha256[0] == '\0') {
        ta_passed_recipe(pending, work->recipe, placed);
        return !work->ask->rehash && strcmp(known->recipe, placed) == 0;
    }
    (void)ta_scene_recipe(&pending->scene, work->recipe, placed);
    return strcmp(known->recipe, placed) == 0 ||
           strcmp(known->recipe, work->recipe) == 0;
}

/* Up to which site it has answered: 0 when it has to be looked at anew. */
static enum ta_status answered(const struct ta_refresh_work *work,
                               struct ta_pending *pending,
                               const struct ta_scene_row *known, struct ta_error *err)
{
    bool same = true;
    pending->after = 0;
    if (!pending->was_observed || !same_recipe(work, pending, known)) return TA_OK;
    enum ta_status rc = TA_OK;
    if (known->assets_sha256[0] != '\0')
        rc = same_files(work, pending, known, &same, err);
    if (rc == TA_OK && same) {
        pending->after = known->sites_seq;
        memcpy(pending->row.assets_sha256, known->assets_sha256, TA_HEX_SIZE);
        if (ta_row_has_gaps(known))
            memcpy(pending->row.reason, known->reason, sizeof known->reason);
    }
    return rc;
}

/* Where rows of it may stand that it does not give any more, now that it is looked at anew. Former programs left
 * them behind of scenes that they passed by or set aside later: such a row has no document. */
static void note_kept(const struct ta_refresh_work *work, struct ta_pending *pending,
                      const struct ta_scene_row *known)
{
    char placed[TA_HEX_SIZE];
    if (!pending->known || pending->after > 0 || known->time == TA_TIME_NONE) return;
    (void)ta_scene_recipe(&pending->scene, work->recipe, placed);
    if (known->state == TA_SCENE_OBSERVED && known->assets_sha256[0] == '\0' &&
        strcmp(known->recipe, work->recipe) != 0 && strcmp(known->recipe, placed) != 0)
        return;
    ta_part_name(known, pending->kept_part);
    memcpy(pending->kept_datatake, known->datatake, sizeof known->datatake);
    memcpy(pending->kept_tile, known->tile, sizeof known->tile);
}

static enum ta_status has_sites(const struct ta_refresh_work *work,
                                const struct ta_pending *pending, bool *has,
                                struct ta_error *err)
{
    int64_t after = pending->after > pending->since ? pending->after : pending->since;
    return ta_place_has_sites(&work->workspace->store, &pending->place, after,
                              work->last_seq, has, err);
}

/* --- one look, two sources -------------------------------------------------------------- */

static void key_of(const char *id, const char *processing, char out[2 * TA_SCENE_SIZE])
{
    (void)snprintf(out, (size_t)(2 * TA_SCENE_SIZE), "%s %s", id, processing);
}

/* A mirror's copy has another address, and may have another ETag: the source that answered for the look first
 * in this run is the one that tells whether it was overwritten, unless the copy has more. */
static enum ta_status answered_elsewhere(const struct ta_refresh_work *work,
                                         const struct ta_pending *pending,
                                         const struct ta_scene_row *known,
                                         bool *answered, struct ta_error *err)
{
    char key[2 * TA_SCENE_SIZE];
    bool more = false;
    key_of(pending->scene.id, pending->scene.processing, key);
    const char *by = json_string_value(json_object_get(work->answered, key));
    *answered = pending->was_observed && by != NULL && strcmp(by, work->source) != 0;
    if (!*answered) return TA_OK;
    enum ta_status rc = ta_refresh_has_more(work, pending, known, &more, err);
    *answered = rc == TA_OK && !more;
    return rc;
}

enum ta_status ta_refresh_note_answered(const struct ta_refresh_work *work,
                                        const char *id, const char *processing,
                                        struct ta_error *err)
{
    char key[2 * TA_SCENE_SIZE];
    key_of(id, processing, key);
    if (json_object_get(work->answered, key) != NULL) return TA_OK;
    if (json_object_set_new_nocheck(work->answered, key,
                                    json_string_nocheck(work->source)) == 0)
        return TA_OK;
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", id);
}

/* What a scene is to this run. */
enum verdict { NOTHING_TO_DO, NO_SITES, TO_READ, NAMESAKE, STILL_BEATEN };

/* What the item states of its place is kept where the place is from there, and where nothing else is kept, the
 * files' size and time too. */
static void keep_stated(const struct ta_refresh_work *work, struct ta_pending *pending,
                        bool passed_by)
{
    char placed[TA_HEX_SIZE];
    bool states = ta_scene_recipe(&pending->scene, work->recipe, placed);
    if (states && pending->place.by_item)
        memcpy(pending->row.recipe, placed, sizeof placed);
    if (passed_by) ta_passed_recipe(pending, work->recipe, pending->row.recipe);
}

static bool is_row_of(const struct ta_observation *row,
                      const struct ta_pending *pending)
{
    return strcmp(row->scene, pending->row.id) == 0 &&
           strcmp(row->processing, pending->row.processing) == 0;
}

/* Has the part that its look of before stands in a row of it, of this site? */
static enum ta_status has_rows(const struct ta_refresh_work *work,
                               const struct ta_pending *pending,
                               const struct ta_partition_row *part,
                               const struct ta_part_site *site, bool *has,
                               struct ta_error *err)
{
    struct ta_observation *row = NULL;
    size_t n = 0;
    if (strcmp(part->part, pending->kept_part) != 0) return TA_OK;
    *has = ta_part_is_lost(work->workspace, part); /* nobody can tell */
    if (*has) return TA_OK;
    char *path = ta_workspace_path(work->workspace, part->path);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", part->path);
    enum ta_status rc =
        ta_observations_read_site(path, site->project, site->site, &row, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        *has = *has || is_row_of(&row[i], pending);
    ta_free(row);
    ta_free(path);
    return rc;
}

/* Did its look of before show a site that is asked for? By its rows: of a wide site there is no chip. */
static enum ta_status was_here(const struct ta_refresh_work *work,
                               const struct ta_pending *pending, bool *was,
                               struct ta_error *err)
{
    const struct ta_store *store = &work->workspace->store;
    enum ta_status rc = TA_OK;
    *was = false;
    if (pending->kept_part[0] == '\0' || pending->after > 0) return TA_OK;
    for (size_t i = 0; rc == TA_OK && !*was && i < work->n_wanted_sites; i++) {
        const struct ta_part_site *site = &work->wanted_site[i];
        struct ta_partition_row *part = NULL;
        size_t n = 0;
        rc = store->ops->parts_of(store->self, site->project, site->site, &part, &n,
                                  err);
        for (size_t k = 0; rc == TA_OK && !*was && k < n; k++)
            rc = has_rows(work, pending, &part[k], site, was, err);
        ta_free(part);
    }
    return rc;
}

static void tell_note(const struct ta_refresh_work *work, const struct ta_scene *scene,
                      const char *words)
{
    ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_NOTE,
                                                     .scene = scene->id,
                                                     .reason = words,
                                                     .mend = ""});
}

static bool crs_leads_here(const char *crs)
{
    struct ta_transform way;
    struct ta_error quiet;
    bool leads = ta_crs_open(crs, TA_CRS_WGS84, &way, &quiet) == TA_OK;
    if (leads) way.free(way.self);
    return leads;
}

/* What an item states in words that are not known here its files are held against by nobody: that is said. */
static void tell_unknown_crs(struct ta_refresh_work *work, const struct ta_scene *scene)
{
    char words[TA_ERROR_TEXT];
    for (size_t i = 0; i < scene->n_assets; i++) {
        const char *crs = scene->asset[i].crs;
        if (crs[0] == '\0' || strcmp(crs, work->crs) == 0) continue;
        if (crs_leads_here(crs)) {
            ta_copy_cut(work->crs, sizeof work->crs, crs);
            continue;
        }
        (void)snprintf(words, sizeof words,
                       "its item states a CRS that is not known here (%.60s): where it "
                       "lies is taken from its files alone",
                       crs);
        tell_note(work, scene, words);
        return;
    }
}

/* Has it a site that it did not answer yet? */
static enum ta_status judge_place(struct ta_refresh_work *work,
                                  struct ta_pending *pending, enum verdict *verdict,
                                  struct ta_error *err)
{
    bool wanted = false, has = false;
    enum ta_status rc = ta_scene_place(&pending->scene, &pending->place, err);
    if (rc != TA_OK) return rc;
    wanted = wanted_here(work, &pending->place);
    if (!wanted) rc = was_here(work, pending, &wanted, err);
    if (rc != TA_OK) return rc;
    if (!wanted) {
        work->result->off++;
        return TA_OK;
    }
    rc = has_sites(work, pending, &has, err);
    if (rc != TA_OK) return rc;
    ta_place_words(&pending->place, pending->row.place);
    const bool passed_by = !has && pending->row.assets_sha256[0] == '\0';
    *verdict = has ? TO_READ : NO_SITES;
    if (has) tell_unknown_crs(work, &pending->scene);
    if (pending->after > 0) /* its rows stand together */
        ta_copy_cut(pending->folder, TA_NAME_SIZE, ta_row_folder(&pending->row));
    else
        ta_scene_folder(&pending->scene, &pending->place, pending->folder);
    keep_stated(work, pending, passed_by);
    pending->left = passed_by && pending->kept_part[0] != '\0';
    if (passed_by) work->result->off++;
    if (has && ta_scene_brief(&pending->scene, &pending->brief) != TA_OK)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", pending->scene.id);
    return rc;
}

/* A damaged copy of what was observed whole does not take its place. */
static enum ta_status keep_fuller(struct ta_refresh_work *work,
                                  const struct ta_pending *pending,
                                  const struct ta_scene_row *known, bool *fuller,
                                  struct ta_error *err)
{
    char lost[TA_NAME_SIZE] = "", words[TA_ERROR_TEXT];
    *fuller = false;
    if (pending->kept[0] == '\0' || known->state == TA_SCENE_SUPERSEDED ||
        pending->after > 0)
        return TA_OK;
    enum ta_status rc = ta_refresh_has_lost(work, pending, known, lost, err);
    *fuller = rc == TA_OK && lost[0] != '\0';
    if (!*fuller) return rc;
    (void)snprintf(
        words, sizeof words,
        "this copy has no %s and the look that is kept has: that look stands, "
        "and nothing of this copy is used",
        lost);
    work->result->problems++;
    ta_refresh_tell(work, &(struct ta_refresh_event){
                              .word = TA_REFRESH_PROBLEM,
                              .scene = pending->row.id,
                              .reason = words,
                              .mend = "fetch the scene again, whole, and refresh"});
    return TA_OK;
}

/* A copy of what another source answered in this run; of another day it is none. */
static void pass_copy(struct ta_refresh_work *work, const struct ta_pending *pending,
                      const struct ta_scene_row *known, enum verdict *verdict)
{
    char key[2 * TA_SCENE_SIZE];
    work->result->off++;
    if (!ta_refresh_contradicts(pending, known)) return;
    key_of(pending->scene.id, pending->scene.processing, key);
    *verdict = NAMESAKE;
    ta_refresh_tell_namesake(work, pending, known,
                             json_string_value(json_object_get(work->answered, key)));
}

static enum ta_status pass_namesake(struct ta_refresh_work *work,
                                    struct ta_pending *pending,
                                    const struct ta_scene_row *known,
                                    enum verdict *verdict, struct ta_error *err)
{
    bool is_namesake = false;
    enum ta_status rc = ta_refresh_is_namesake(work, pending, known, &is_namesake, err);
    if (rc != TA_OK || !is_namesake) return rc;
    work->result->off++;
    *verdict = NAMESAKE;
    ta_refresh_tell_namesake(work, pending, known, NULL);
    return TA_OK;
}

/* No satellite looked down before the first one, nor does one tomorrow: a clock may be a day off, not more. */
static enum ta_status check_time(const struct ta_refresh_work *work,
                                 const struct ta_scene *scene, struct ta_error *err)
{
    static const ta_day sputnik = -4472; /* 1957-10-04 */
    char day[TA_TIME_TEXT];
    bool early = ta_day_of(scene->time) < sputnik;
    bool late = scene->time > work->ask->now + TA_US_PER_DAY;
    if (!early && !late) return TA_OK;
    ta_day_format(ta_day_of(scene->time), day);
    return ta_mended(
        ta_fail(err, TA_E_DATA, "%s: is of %.12s, %s", scene->id, day,
                early ? "before there were satellites" : "a day that is still to come"),
        err, "correct its date, or this machine's clock");
}

/* It was superseded, and no site came since: that much is known of it from now on. */
static void stay_beaten(const struct ta_refresh_work *work, struct ta_pending *pending,
                        const struct ta_scene_row *known, enum verdict *verdict)
{
    pending->row = *known;
    pending->row.sites_seq = work->last_seq;
    pending->left = false;
    *verdict = STILL_BEATEN;
}

/* Of files that nobody answered for yet in this run. */
static enum ta_status judge_files(struct ta_refresh_work *work,
                                  struct ta_pending *pending,
                                  const struct ta_scene_row *known,
                                  enum verdict *verdict, struct ta_error *err)
{
    if (pending->scene.time == TA_TIME_NONE)
        return ta_mended(
            ta_fail(err, TA_E_DATA, "%s: states no time", pending->scene.id), err,
            "correct its metadata: datetime, DATE_ACQUIRED or PRODUCT_START_TIME");
    enum ta_status timed = check_time(work, &pending->scene, err);
    if (timed != TA_OK) return timed;
    const struct ta_pending *before = work->n > 0 ? &work->pending[work->n - 1] : NULL;
    enum ta_status rc = ta_pending_stat(pending, before, err);
    if (rc == TA_OK) rc = pass_namesake(work, pending, known, verdict, err);
    if (rc != TA_OK || *verdict == NAMESAKE) return rc;
    rc = answered(work, pending, known, err);
    if (rc != TA_OK) return rc;
    note_kept(work, pending, known);
    bool fuller = false;
    rc = keep_fuller(work, pending, known, &fuller, err);
    if (rc != TA_OK || fuller) return rc;
    if (pending->after > 0 && pending->after >= work->last_seq) {
        work->result->off += pending->row.assets_sha256[0] == '\0'; /* as passed by */
        return TA_OK;
    }
    rc = judge_place(work, pending, verdict, err);
    if (rc == TA_OK && *verdict == NO_SITES && pending->grown)
        stay_beaten(work, pending, known, verdict);
    return rc;
}

/* Does another stand in its place? Not where that one has left sites to it, and not yet where sites came since. */
static bool stands_back(const struct ta_refresh_work *work, struct ta_pending *pending,
                        const struct ta_scene_row *known)
{
    bool was_beaten = pending->known && known->state == TA_SCENE_SUPERSEDED;
    bool asked_for = was_beaten && (ta_row_is_wished(known) ||
                                    ta_tile_renamed(known, &pending->scene));
    pending->grown = was_beaten && !asked_for && known->sites_seq < work->last_seq &&
                     !ta_row_is_covered(&work->workspace->store, known, work->last_seq);
    pending->since = pending->grown ? known->sites_seq : 0;
    pending->back = asked_for || pending->grown;
    return (was_beaten && !pending->back) || ta_planned_gone(work, &pending->row);
}

static enum ta_status judge(struct ta_refresh_work *work, struct ta_pending *pending,
                            enum verdict *verdict, struct ta_error *err)
{
    struct ta_scene_row known = {.sites_seq = 0};
    *verdict = NOTHING_TO_DO;
    enum ta_status rc = look_up(work, pending, &known, err);
    if (rc != TA_OK) return rc;
    if (stands_back(work, pending, &known)) {
        work->result->off++; /* the one that stands in its place tells */
        return TA_OK;
    }
    bool answered_by_other = false;
    rc = answered_elsewhere(work, pending, &known, &answered_by_other, err);
    if (rc != TA_OK) return rc;
    if (answered_by_other) {
        pass_copy(work, pending, &known, verdict);
        return TA_OK;
    }
    return judge_files(work, pending, &known, verdict, err);
}

static enum ta_status push(struct ta_refresh_work *work, struct ta_pending *pending,
                           struct ta_error *err)
{
    void *list = work->pending;
    if (ta_grow(&list, &work->capacity, work->n, sizeof *work->pending) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", pending->scene.id);
    work->pending = list;
    work->pending[work->n++] = *pending;
    *pending = (struct ta_pending){.n_files = 0};
    return TA_OK;
}

/* Nothing lies on it: that much is known of it from now on, and it needs no room. */
static void pass_by(struct ta_pending *pending, enum ta_pending_state state)
{
    ta_scene_free(&pending->scene);
    ta_free(pending->file);
    pending->file = NULL;
    pending->n_files = 0;
    pending->state = state;
}

void ta_pending_fail(const struct ta_refresh_work *work, struct ta_pending *pending,
                     const struct ta_error *why)
{
    struct ta_scene_row *row = &pending->row;
    row->state = TA_SCENE_SET_ASIDE;
    row->sites_seq = 0;
    if (pending->place.n == 0) ta_scene_place_left(&pending->scene, &pending->place);
    ta_place_words(&pending->place, row->place);
    memcpy(row->assets_sha256, pending->kept, TA_HEX_SIZE); /* its rows still stand */
    /* it has no recipe: nothing was computed */
    if (pending->kept[0] == '\0') ta_source_mark(work, row);
    ta_copy_cut(row->reason, sizeof row->reason,
                why->text[0] != '\0' ? why->text : ta_status_text(why->status));
    pending->state = TA_PENDING_FAILED;
    work->result->set_aside++;
    ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_SET_ASIDE,
                                                     .scene = row->id,
                                                     .reason = row->reason,
                                                     .mend = why->mend});
}

/* Faults of the scene set it aside; faults of this machine end the run. */
static bool is_ours(enum ta_status rc)
{
    return rc == TA_E_NOMEM || rc == TA_E_INTERNAL || rc == TA_E_ARG;
}

/* Radar that nobody calls gamma0 in linear power (sigma0, amplitude, counts) is no look, and that is
 * said: it would else be missing without a word. */
static void tell_other_radar(const struct ta_refresh_work *work,
                             const struct ta_scene *scene)
{
    char words[TA_ERROR_TEXT];
    for (size_t i = 0; i < scene->n_assets; i++)
        for (size_t b = 0; b < scene->asset[i].n_bands; b++) {
            const struct ta_band *band = &scene->asset[i].band[b];
            if (!ta_is_backscatter(band->name) ||
                band->quantity == TA_QUANTITY_BACKSCATTER)
                continue;
            (void)snprintf(words, sizeof words,
                           "%s is not stated to be gamma0 in linear power, and is not "
                           "mixed with what is",
                           band->name);
            ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_REFUSED,
                                                             .scene = scene->id,
                                                             .reason = words,
                                                             .mend = ""});
        }
}

/* A promise that was not kept is a problem; one that nobody could hold to is said: of files that are read in
 * parts once, since it is so of all of them. */
static void tell_unchecked(struct ta_refresh_work *work, const struct ta_scene *scene)
{
    char words[TA_ERROR_TEXT];
    if (scene->unchecked[0] == '\0') return;
    if (strcmp(scene->unchecked, ta_unchecked_in_parts) == 0) {
        if (!work->told_parts)
            tell_note(
                work, scene,
                "file:checksum is of the whole file, and files of this run were "
                "read in parts: not checked, here and for others like it; `whole: "
                "true` of the catalogue fetches and checks them");
        work->told_parts = true;
        return;
    }
    (void)snprintf(
        words, sizeof words,
        "file:checksum is of a kind that is not known here (%s): not checked",
        scene->unchecked);
    tell_note(work, scene, words);
}

/* Is there something to read of it, or to write down? */
static bool takes_part(struct ta_pending *pending, enum verdict verdict)
{
    if (verdict == NO_SITES) pass_by(pending, TA_PENDING_DONE);
    if (verdict == STILL_BEATEN) pass_by(pending, TA_PENDING_BEATEN);
    return verdict != NOTHING_TO_DO && verdict != NAMESAKE;
}

/* Is it set aside? What was superseded stays so: sites that the one in its place has not may lack it, and the next
 * run tries again. */
static bool fails(const struct ta_refresh_work *work, struct ta_pending *pending,
                  const struct ta_error *why)
{
    if (!pending->grown) {
        ta_pending_fail(work, pending, why);
        return true;
    }
    work->result->problems++;
    ta_refresh_tell(work, &(struct ta_refresh_event){.word = TA_REFRESH_PROBLEM,
                                                     .scene = pending->row.id,
                                                     .reason = why->text,
                                                     .mend = why->mend});
    return false;
}

enum ta_status ta_refresh_on_scene(struct ta_refresh_work *work, struct ta_scene *scene,
                                   struct ta_error *err)
{
    struct ta_pending pending = {.scene = *scene};
    enum verdict verdict = NOTHING_TO_DO;
    struct ta_error why = {.status = TA_OK};
    *scene = (struct ta_scene){.n_assets = 0};
    if (!in_dates(work->ask, pending.scene.time)) {
        ta_pending_free(&pending);
        return TA_OK;
    }
    work->result->scenes++;
    tell_other_radar(work, &pending.scene);
    tell_unchecked(work, &pending.scene);
    enum ta_status rc = judge(work, &pending, &verdict, &why);
    if (rc == TA_OK && verdict != NAMESAKE)
        rc = ta_refresh_note_answered(work, pending.scene.id, pending.scene.processing,
                                      &why);
    if (rc == TA_E_AGAIN) { /* told to stop while its head was on its way */
        work->result->stopped = true;
        ta_pending_free(&pending);
        return TA_OK;
    }
    if (is_ours(rc)) {
        if (err != NULL) *err = why;
        ta_pending_free(&pending);
        return rc;
    }
    bool keep =
        rc == TA_OK ? takes_part(&pending, verdict) : fails(work, &pending, &why);
    enum ta_status kept = keep ? push(work, &pending, err) : TA_OK;
    ta_pending_free(&pending);
    return kept;
}
