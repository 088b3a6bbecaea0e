/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/refresh_far.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/far.h"
#include "catalog/http_url.h"
#include "engine/refresh_corrected.h"
#include "engine/refresh_private.h"
#include "engine/request_log.h"
#include "engine/site.h"

enum { CONFIG_MOST = 1 << 20, BLOCK = 10 };

/* Of a file of some hundred blocks a site touches one to four: so many sites touch all, for a dry run's
 * estimate. */
enum { SITES_OF_A_FILE = 200 };

enum ta_status ta_engine_sources(const struct ta_workspace *workspace,
                                 struct ta_sources *out, struct ta_error *err)
{
    char *path = ta_workspace_path(workspace, "terrassay.yaml"), *bytes = NULL;
    size_t size = 0;
    *out = (struct ta_sources){.n = 0};
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    enum ta_status rc = ta_file_read(path, CONFIG_MOST, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_sources_read(path, bytes, size, out, err);
    ta_free(bytes);
    ta_free(path);
    if (rc != TA_E_NOTFOUND) return rc;
    if (err != NULL) *err = (struct ta_error){.status = TA_OK}; /* it may be absent */
    return TA_OK;
}

/* --- where sites are --------------------------------------------------------------- */

struct boxes {
    struct ta_box *box;
    size_t n, capacity;
};

static enum ta_status add_box(struct boxes *list, const struct ta_box *box,
                              struct ta_error *err)
{
    void *grown = list->box;
    if (ta_grow(&grown, &list->capacity, list->n, sizeof *box) != 0)
        return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    list->box = grown;
    list->box[list->n++] = *box;
    return TA_OK;
}

/* Does a site meet a box, of those numbered above @p after? */
static enum ta_status is_any_in(const struct ta_far_catalogue *c,
                                const struct ta_box *box, int64_t after, bool *any,
                                struct ta_error *err)
{
    const struct ta_store *store = &c->workspace->store;
    size_t n = 0;
    enum ta_status rc =
        store->ops->sites_count(store->self, box, after, c->last_seq, 1, &n, err);
    *any = n > 0;
    return rc;
}

static enum ta_status cells_of_block(const struct ta_far_catalogue *c, int west,
                                     int south, struct boxes *out, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (int at = 0; at < BLOCK * BLOCK && rc == TA_OK; at++) {
        double x = west + at % BLOCK, y = south + at / BLOCK;
        const struct ta_box cell = {x, y, x + 1, y + 1};
        bool any = false;
        rc = is_any_in(c, &cell, 0, &any, err);
        if (rc == TA_OK && any) rc = add_box(out, &cell, err);
    }
    return rc;
}

/* Whole degrees with sites, looked for block by block. */
static enum ta_status boxes_of_all(const struct ta_far_catalogue *c, struct boxes *out,
                                   struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (int south = -90; south < 90 && rc == TA_OK; south += BLOCK)
        for (int west = -180; west < 180 && rc == TA_OK; west += BLOCK) {
            const struct ta_box block = {west, south, west + BLOCK, south + BLOCK};
            bool any = false;
            rc = is_any_in(c, &block, 0, &any, err);
            if (rc == TA_OK && any) rc = cells_of_block(c, west, south, out, err);
        }
    return rc;
}

static enum ta_status boxes_of_site(const struct ta_polygons *shape, struct boxes *out,
                                    struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t part = 0; part < shape->n_parts && rc == TA_OK; part++) {
        const struct ta_box box = ta_polygons_part_box(shape, part);
        rc = add_box(out, &box, err);
    }
    return rc;
}

static enum ta_status boxes_of_projects(const struct ta_far_catalogue *c,
                                        struct boxes *out, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < c->ask->n_projects && rc == TA_OK; i++) {
        struct ta_project project = {.n_sites = 0};
        rc = ta_engine_project(c->workspace, c->ask->project[i], &project, err);
        for (size_t k = 0; rc == TA_OK && k < project.n_sites; k++)
            rc = boxes_of_site(&project.site[k].shape, out, err);
        ta_project_free(&project);
    }
    return rc;
}

/* --- which looks are worth it ------------------------------------------------------ */

static bool is_recent(const struct ta_far_catalogue *c, ta_time_us time)
{
    return time != TA_TIME_NONE &&
           time >= c->ask->now - TA_REFRESH_RECHECK_DAYS * TA_US_PER_DAY;
}

static bool is_placed(const struct ta_far_offer *offer)
{
    return !isnan(offer->box.x_min) && offer->box.x_min <= offer->box.x_max;
}

/* Sites on the look that it has not answered; a look that does not say where it lies may hold
 * any. */
static bool has_sites(const struct ta_far_catalogue *c,
                      const struct ta_far_offer *offer, int64_t after)
{
    bool any = true;
    if (after >= c->last_seq) return false;
    if (!is_placed(offer)) return true;
    return is_any_in(c, &offer->box, after, &any, NULL) != TA_OK || any;
}

/* Does the item state another time than the look has, or other files or values? Of a stack the times are its
 * bands'. */
static bool is_corrected(const struct ta_far_catalogue *c,
                         const struct ta_far_offer *offer,
                         const struct ta_scene_row *row, bool *its)
{
    ta_time_us time = offer->head->time;
    return (time != TA_TIME_NONE && time != row->time) ||
           ta_offer_differs(&c->workspace->store, offer, row, its);
}

/* This source has answered for the look: another that lists the same files and says otherwise of them is not
 * believed in this run. */
static void tell_stands(struct ta_far_catalogue *c, const struct ta_scene_row *row)
{
    c->at.stands = row;
    c->on_walked(c->listener, &c->at);
    c->at.stands = NULL;
}

/* Is it stated to lie elsewhere than where it was found to lie? Another place altogether, or one beside all sites;
 * of places without sites nobody has to know. */
static bool has_moved(const struct ta_far_catalogue *c,
                      const struct ta_far_offer *offer, const struct ta_scene_row *row)
{
    const struct ta_store *store = &c->workspace->store;
    char(*ids)[TA_SCENE_SIZE] = NULL;
    struct ta_place_of_scene place;
    size_t n = 0;
    if (!is_placed(offer) || ta_place_read(row->place, &place) != TA_OK) return false;
    bool here = has_sites(c, offer, 0), apart = !ta_place_meets(&place, &offer->box);
    if (here || row->assets_sha256[0] == '\0') return here && apart;
    enum ta_status rc = ta_place_sites(store, &place, 0, c->last_seq, &ids, &n, NULL);
    ta_free(ids);
    return rc == TA_OK && n > 0;
}

/* Does another stand in its place, as long as no site comes? */
static bool stays_beaten(const struct ta_scene_row *row, const struct ta_scene *head)
{
    return row->state == TA_SCENE_SUPERSEDED && !ta_row_is_wished(row) &&
           !ta_tile_renamed(row, head);
}

/* Has it a site of since that the one in its place may lack? */
static bool has_come(const struct ta_far_catalogue *c, const struct ta_far_offer *offer,
                     const struct ta_scene_row *row)
{
    return has_sites(c, offer, row->sites_seq) &&
           !ta_row_is_covered(&c->workspace->store, row, c->last_seq);
}

/* What a look is to this run. */
enum worth { OF_NO_USE, FRESH, AGAIN, TO_BE_ASKED };

/* A young look is asked for, whether it still stands; mostly nothing comes of that. One that the item now states
 * otherwise is read again. */
static enum worth worth_of(struct ta_far_catalogue *c, const struct ta_far_offer *offer)
{
    const struct ta_store *store = &c->workspace->store;
    const struct ta_scene *head = offer->head;
    struct ta_scene_row row = {.sites_seq = 0};
    enum ta_status rc = ta_scene_known(store, head, &row, NULL);
    if (rc != TA_OK || row.state == TA_SCENE_SET_ASIDE)
        return has_sites(c, offer, 0) ? FRESH : OF_NO_USE;
    if (stays_beaten(&row, head))
        return has_come(c, offer, &row) ? TO_BE_ASKED : OF_NO_USE;
    bool anew = !ta_recipe_alike(row.recipe, c->recipe) || ta_look_renamed(&row, head);
    if (has_sites(c, offer, anew ? 0 : row.sites_seq)) {
        c->newcomers |= !anew;
        return AGAIN;
    }
    if (has_moved(c, offer, &row)) return TO_BE_ASKED;
    if (!has_sites(c, offer, 0)) return OF_NO_USE;
    bool its = false;
    if (is_corrected(c, offer, &row, &its)) return AGAIN;
    if (c->ask->rehash || is_recent(c, head->time)) return TO_BE_ASKED;
    if (its) tell_stands(c, &row);
    return OF_NO_USE;
}

/* --- the source -------------------------------------------------------------------- */

/* As a folder's: its bands are all heard of, and used by what they are. Radar of another kind is heard of
 * to be told. */
static bool wants_band(void *self, const struct ta_band *band)
{
    (void)self;
    return ta_band_wanted(band) || ta_is_backscatter(band->name);
}

/* About what would be read of files that are read by ranges. */
static int64_t bytes_by_ranges(const struct ta_far_catalogue *c,
                               const struct ta_far_offer *offer)
{
    const struct ta_store *store = &c->workspace->store;
    size_t n = 0;
    if (!is_placed(offer) ||
        store->ops->sites_count(store->self, &offer->box, 0, c->last_seq,
                                SITES_OF_A_FILE, &n, NULL) != TA_OK ||
        n >= SITES_OF_A_FILE)
        return offer->partly;
    return (int64_t)((double)offer->partly * ((double)n / SITES_OF_A_FILE));
}

/* Of what is stated, which may be anything. */
static int64_t sum_of(int64_t a, int64_t b)
{
    return b > INT64_MAX - a ? INT64_MAX : a + b;
}

static void on_searched(void *self, const char *what, size_t done, size_t total)
{
    struct ta_far_catalogue *c = self;
    c->at.what = what;
    c->at.done = done;
    c->at.total = total;
    c->on_walked(c->listener, &c->at);
}

static bool wants(void *self, const struct ta_far_offer *offer)
{
    struct ta_far_catalogue *c = self;
    enum worth worth = worth_of(c, offer);
    c->on_walked(c->listener, &c->at);
    if (worth == OF_NO_USE) return false;
    c->fresh += worth == FRESH;
    c->again += worth == AGAIN;
    if (worth != TO_BE_ASKED) {
        c->bytes =
            sum_of(c->bytes, offer->bytes - offer->partly + bytes_by_ranges(c, offer));
        c->unsized += offer->unsized;
    }
    c->doubted = worth == FRESH || c->ask->rehash;
    return !c->ask->dry_run;
}

/* A look that is set aside may be so for its files here; one that stands was read by them. */
static bool doubts(void *self)
{
    return ((const struct ta_far_catalogue *)self)->doubted;
}

static enum ta_status on_scene(void *self, struct ta_scene *scene, struct ta_error *err)
{
    const struct ta_far_catalogue *c = self;
    return c->on_scene(c->listener, scene, err);
}

static void on_problem(void *self, const char *path, const char *reason,
                       const char *mend)
{
    const struct ta_far_catalogue *c = self;
    c->on_problem(c->listener, path, reason, mend);
}

static bool on_stop(void *self)
{
    const struct ta_refresh *ask = ((const struct ta_far_catalogue *)self)->ask;
    return ask->stop != NULL && ask->stop(ask->self);
}

/* One line of requests.log. */
static void request_line(const struct ta_far_catalogue *c,
                         const struct ta_http_event *event, struct ta_text *out)
{
    bool ok = true;
    json_t *line = json_object();
    ta_json_set_time(line, "run", c->ask->now, &ok);
    ta_json_set_text(line, "method", event->method, &ok);
    ta_json_set_text(line, "address", event->url, &ok);
    ta_json_set_int(line, "status", event->status, &ok);
    ta_json_set_int(line, "bytes", (int64_t)event->bytes, &ok);
    ta_json_set_int(line, "attempt", event->attempt, &ok);
    if (!ok || ta_json_canonical(line, out) != TA_OK) out->failed = true;
    json_decref(line);
}

static void on_request(void *self, const struct ta_http_event *event)
{
    struct ta_far_catalogue *c =
        self; /* while files are read, their session is locked */
    const struct ta_request_log bounds = ta_request_log_default();
    struct ta_error err = {.status = TA_OK};
    struct ta_text line = {0};
    c->at.came += (int64_t)event->bytes;
    ta_log(TA_LOG_INFO, "catalog.request", "%s %s status=%d bytes=%zu attempt=%u",
           event->method, event->url, event->status, event->bytes, event->attempt);
    char *path = ta_workspace_path(c->workspace, "requests.log"); /* of a dry run too */
    request_line(c, event, &line);
    enum ta_status rc = path != NULL && !line.failed
                            ? ta_request_log_add(path, &bounds, line.bytes, &err)
                            : ta_fail(&err, TA_E_NOMEM, "requests.log: out of memory");
    if (rc != TA_OK) ta_log(TA_LOG_WARNING, "catalog.request", "%s", err.text);
    ta_text_free(&line);
    ta_free(path);
}

static enum ta_status search(struct ta_far_catalogue *c, const struct boxes *boxes,
                             const char *folder, struct ta_error *err)
{
    const struct ta_stac_query query = {.n_boxes = boxes->n,
                                        .box = boxes->box,
                                        .from = c->ask->from,
                                        .to = c->ask->to,
                                        .n_collections = c->source->n_collections,
                                        .collection =
                                            (const char *const *)c->source->collection};
    const struct ta_far far = {.source = c->source,
                               .query = &query,
                               .folder = folder,
                               .budget = c->budget,
                               .self = c,
                               .wants_band = wants_band,
                               .wants = wants,
                               .doubts = doubts,
                               .on_scene = on_scene,
                               .on_problem = on_problem,
                               .on_request = on_request,
                               .stop = on_stop,
                               .searched = on_searched,
                               .listed = &c->at.listed};
    return boxes->n > 0 ? ta_catalog_far(&far, err) : TA_OK;
}

/* A look that was made already shows sites of since: of looks before the days that are asked for nobody asks for
 * them. */
static void tell_newcomers(const struct ta_far_catalogue *c)
{
    char from[TA_TIME_TEXT], words[TA_ERROR_TEXT], shown[400];
    if (!c->newcomers || c->ask->from == TA_DAY_NONE || c->ask->tell == NULL) return;
    ta_day_format(c->ask->from, from);
    ta_http_public(c->source->url, shown, sizeof shown); /* it may hold a key */
    (void)snprintf(
        words, sizeof words,
        "sites were added or redrawn: their looks of before %.10s are not asked for by "
        "this run; refresh once without --last and --from",
        from);
    c->ask->tell(c->ask->self, &(struct ta_refresh_event){.word = TA_REFRESH_NOTE,
                                                          .scene = shown,
                                                          .reason = words,
                                                          .mend = ""});
}

static enum ta_status
walk_far(void *self,
         enum ta_status (*scene)(void *listener, struct ta_scene *scene,
                                 struct ta_error *err),
         void (*problem)(void *listener, const char *path, const char *reason,
                         const char *mend),
         void (*walked)(void *listener, const struct ta_walked *at), void *listener,
         struct ta_error *err)
{
    struct ta_far_catalogue *c = self;
    const struct ta_store *store = &c->workspace->store;
    struct boxes boxes = {.n = 0};
    char *folder = ta_workspace_path(c->workspace, "imagery/assets");
    ta_refresh_recipe(c->ask, c->recipe);
    c->fresh = c->again = c->unsized = 0;
    c->newcomers = false;
    c->bytes = 0;
    c->on_scene = scene;
    c->on_problem = problem;
    c->on_walked = walked;
    c->at = (struct ta_walked){.what = NULL};
    c->listener = listener;
    enum ta_status rc = folder != NULL
                            ? store->ops->sites_last(store->self, &c->last_seq, err)
                            : ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    if (rc == TA_OK)
        rc = c->ask->n_projects > 0 ? boxes_of_projects(c, &boxes, err)
                                    : boxes_of_all(c, &boxes, err);
    if (rc == TA_OK) rc = search(c, &boxes, folder, err);
    if (rc == TA_OK || rc == TA_PARTLY) tell_newcomers(c);
    c->on_walked(c->listener, &c->at);
    ta_free(boxes.box);
    ta_free(folder);
    return rc;
}

static void weigh(void *self, struct ta_refreshed *sum)
{
    const struct ta_far_catalogue *c = self;
    sum->new_scenes += c->fresh;
    sum->again += c->again;
    sum->bytes = sum_of(sum->bytes, c->bytes);
    sum->unsized += c->unsized;
}

struct ta_scene_source ta_scene_source_far(struct ta_far_catalogue *catalogue)
{
    return (struct ta_scene_source){.name = catalogue->source->url,
                                    .searches = true,
                                    .self = catalogue,
                                    .walk = walk_far,
                                    .weigh = weigh};
}
