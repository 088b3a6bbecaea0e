/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/far.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/far_files.h"
#include "catalog/http_url.h"
#include "catalog/stac.h"
#include "catalog/stac_asset.h"
#include "catalog/stac_band.h"
#include "catalog/stac_box.h"

/* One search and what comes of it. */
struct search {
    const struct ta_far *far;
    struct ta_far_session *session;
    struct ta_sink sink;
    bool partly;
    size_t n_full;        /* items that the disk has no room for */
    struct ta_error full; /* the first of them */
};

/* The sink's listeners are the caller's, who hears himself as self. */
static enum ta_status on_scene(void *self, struct ta_scene *scene, struct ta_error *err)
{
    const struct ta_far *far = ((struct search *)self)->far;
    return far->on_scene(far->self, scene, err);
}

static void on_problem(void *self, const char *path, const char *reason,
                       const char *mend)
{
    const struct search *s = self;
    if (s->far->on_problem != NULL)
        s->far->on_problem(s->far->self, path, reason, mend);
}

static void on_search_problem(void *self, const char *where,
                              const struct ta_error *error)
{
    struct ta_error why = *error;
    ((struct search *)self)->partly = true;
    ta_far_mend(why.status, &why);
    on_problem(self, where, why.text, why.mend);
}

static void on_searched(void *self, const char *what, size_t done, size_t total)
{
    const struct ta_far *far = ((struct search *)self)->far;
    if (far->searched != NULL) far->searched(far->self, what, done, total);
}

/* Bytes while they are added up. */
struct weighing {
    const struct ta_far *far;
    const struct ta_stac_item *item;
    struct ta_far_offer *offer;
    bool has_nir; /* beside which nir08 is another band */
    json_t *seen; /* bands and layers that a finer file has already */
    size_t bands,
        late,    /* wanted ones, and those of them of other days than asked for */
        undated; /* without a date of their own */
    bool failed; /* out of memory */
};

static bool is_first(struct weighing *w, const char *what, ta_time_us time)
{
    struct ta_text key = {0};
    ta_text_addf(&key, "%s %" PRId64, what, time);
    if (key.failed) w->failed = true;
    bool first = !key.failed && json_object_get(w->seen, key.bytes) == NULL;
    if (first && json_object_set_new(w->seen, key.bytes, json_true()) != 0)
        w->failed = true;
    ta_text_free(&key);
    return first;
}

/* The dates of a stack are its bands'. */
static bool is_in_days(const struct weighing *w, ta_time_us time)
{
    const struct ta_stac_query *query = w->far->query;
    ta_day day = ta_day_of(time != TA_TIME_NONE ? time : w->item->scene.time);
    return (query->from == TA_DAY_NONE || day >= query->from) &&
           (query->to == TA_DAY_NONE || day <= query->to);
}

/* Of the file that is promised next. */
static void promise_band(struct weighing *w, const struct ta_stac_band *from,
                         const struct ta_band *as)
{
    struct ta_far_offer *offer = w->offer;
    void *grown = offer->band;
    if (ta_grow(&grown, &offer->band_capacity, offer->n_bands, sizeof *offer->band) !=
        0) {
        w->failed = true;
        return;
    }
    offer->band = grown;
    offer->band[offer->n_bands++] =
        (struct ta_promised_band){.file = offer->n_promises, .band = *as};
    offer->stack |= from->time != TA_TIME_NONE || from->platform[0] != '\0';
}

/* Would its file be fetched? Of a band or layer that the item has in several forms the finest is. */
static bool is_of_use(struct weighing *w, const struct ta_stac_asset *asset)
{
    struct ta_json_path path = {.key = asset->key};
    const struct ta_far *far = w->far;
    size_t n = 0;
    bool useful = false;
    if (asset->role == TA_STAC_MASK) return is_first(w, "/mask", 0);
    if (asset->role == TA_STAC_SATURATION) return is_first(w, "/saturation", 0);
    if (ta_stac_band_count(asset->object, &path, &n, NULL) != TA_OK) return true;
    for (size_t i = 0; i < n; i++) {
        struct ta_stac_band band;
        if (ta_stac_band_read(w->item, asset->object, &path, i, &band, NULL) != TA_OK)
            return true;
        const char *name = band.band.name;
        struct ta_band as = ta_stac_scene_band(&band.band, w->has_nir);
        bool wanted = name[0] != '\0' &&
                      (far->wants_band == NULL || far->wants_band(far->self, &as));
        if (!wanted) continue;
        w->bands++;
        w->late += !is_in_days(w, band.time);
        w->undated += band.time == TA_TIME_NONE;
        if (!is_first(w, name, band.time)) continue;
        promise_band(w, &band, &as);
        useful = true;
    }
    return useful;
}

static enum ta_status add_weight(const struct ta_far *far,
                                 const struct ta_stac_asset *asset,
                                 struct ta_far_offer *offer, struct ta_error *err)
{
    struct ta_file_ref ref;
    enum ta_status rc = ta_stac_asset_ref(asset, &ref, err);
    if (rc != TA_OK) return rc;
    int64_t most = INT64_MAX - offer->bytes; /* what is stated need not be so */
    int64_t size = ref.size < most ? ref.size : most;
    if (size >= 0) offer->bytes += size;
    if (size >= 0 && ta_far_by_ranges(far->source, &ref)) offer->partly += size;
    if (ref.size < 0) offer->unsized++;
    struct ta_promise *promise = &offer->promise[offer->n_promises++];
    *promise = (struct ta_promise){.ref = ref,
                                   .mask = asset->role == TA_STAC_MASK ? asset->mask
                                                                       : TA_MASK_NONE,
                                   .saturation = asset->role == TA_STAC_SATURATION};
    return TA_OK;
}

/* Bytes of the files that would be fetched, as the item states them. *timely: is a look of it of the days that
 * are asked for? */
static enum ta_status weigh(const struct ta_far *far, const struct ta_stac_item *item,
                            struct ta_far_offer *offer, bool *timely,
                            struct ta_error *err)
{
    struct weighing w = {
        .far = far, .item = item, .offer = offer, .seen = json_object()};
    struct ta_stac_asset *asset = NULL;
    size_t n = 0;
    enum ta_status rc = w.seen != NULL ? ta_stac_assets(item, &asset, &n, err)
                                       : ta_fail(err, TA_E_NOMEM, "out of memory");
    if (rc == TA_OK) offer->promise = ta_alloc(n + 1, sizeof *offer->promise);
    if (rc == TA_OK && offer->promise == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "out of memory");
    w.has_nir = rc == TA_OK && ta_stac_names_band(item, asset, n, "nir");
    for (size_t i = 0; i < n && rc == TA_OK; i++)
        if (is_of_use(&w, &asset[i])) rc = add_weight(far, &asset[i], offer, err);
    if (rc == TA_OK && w.failed) rc = ta_fail(err, TA_E_NOMEM, "out of memory");
    *timely = w.bands == 0 || w.late < w.bands;
    if (rc == TA_OK && *timely && w.undated > 0) rc = ta_stac_item_is_look(item, err);
    json_decref(w.seen);
    ta_free(asset);
    return rc;
}

static char *folder_of(const struct ta_far *far, const struct ta_scene *head)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", far->folder, head->id);
    return ta_text_take(&text);
}

static bool wants_band(void *self, const struct ta_band *band)
{
    const struct ta_far *far = &((struct ta_far_files *)self)->session->far;
    return far->wants_band == NULL || far->wants_band(far->self, band);
}

static enum ta_status take(struct search *s, const json_t *document, const char *base,
                           const struct ta_scene *head, struct ta_error *err)
{
    const struct ta_far *far = s->far;
    char *folder = folder_of(far, head);
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    struct ta_far_files find = {s->session,
                                base,
                                folder,
                                json_object(),
                                far->doubts != NULL && far->doubts(far->self),
                                json_object()};
    const struct ta_files files = {&find, ta_far_find, wants_band};
    enum ta_status rc = find.taken != NULL && find.came != NULL
                            ? ta_folder_make(folder, err)
                            : ta_fail(err, TA_E_NOMEM, "out of memory");
    s->session->no_room = false;
    if (rc == TA_OK) ta_far_sweep(folder);
    if (rc == TA_OK) rc = ta_stac_scenes(document, head->id, &files, &s->sink, err);
    if (rc == TA_E_IO && s->session->no_room) ta_far_give_back(&find);
    json_decref(find.taken);
    json_decref(find.came);
    ta_free(folder);
    return rc;
}

static enum ta_status offer(struct search *s, const json_t *document, const char *base,
                            struct ta_error *err)
{
    struct ta_stac_item item = {0};
    enum ta_status rc = ta_stac_item_read(document, &item, err);
    struct ta_far_offer offered = {.head = &item.scene, .base = base};
    bool timely = true;
    (void)ta_stac_item_box(document, &offered.box); /* else NaN */
    if (rc == TA_OK) rc = weigh(s->far, &item, &offered, &timely, err);
    if (rc == TA_OK && timely && s->far->wants(s->far->self, &offered))
        rc = take(s, document, base, &item.scene, err);
    ta_free(offered.promise);
    ta_free(offered.band);
    return rc;
}

/* Under the item's own name, as its scenes have it: many items stand on one page. */
static void tell_item(struct search *s, const json_t *document, const char *base,
                      struct ta_error *why)
{
    struct ta_stac_item item = {0};
    char shown[400];
    const char *id = json_string_value(json_object_get(document, "id"));
    bool named = ta_stac_item_name(document, &item.scene, NULL) == TA_OK;
    ta_http_public(base, shown, sizeof shown);
    ta_error_context(why, "%.150s", id != NULL ? id : shown);
    ta_far_mend(why->status, why);
    on_problem(s, named ? item.scene.id : shown, why->text, why->mend);
}

/* For a smaller one there may be room. */
static void leave_out(struct search *s, const json_t *document, const char *base,
                      struct ta_error *why)
{
    tell_item(s, document, base, why);
    if (s->n_full++ == 0) s->full = *why;
}

/* A full disk is this machine's fault and is said in the end, whatever else went well. */
static enum ta_status say_full(struct search *s, struct ta_error *err)
{
    if (s->n_full > 1)
        ta_error_context(&s->full, "%zu items left out, the first", s->n_full);
    return ta_fail_as(err, &s->full);
}

/* What one item fails with is its own problem, unless the search has to end. */
static enum ta_status on_item(void *self, const json_t *document, const char *base,
                              struct ta_error *err)
{
    struct search *s = self;
    struct ta_error why = {0};
    if (s->far->stop != NULL && s->far->stop(s->far->self))
        return ta_fail(err, TA_E_AGAIN, "told to stop");
    if (s->far->listed != NULL) (*s->far->listed)++;
    enum ta_status rc = offer(s, document, base, &why);
    if (rc == TA_OK) return TA_OK;
    if (rc == TA_E_IO && s->session->no_room && s->sink.stopped == TA_OK) {
        leave_out(s, document, base, &why);
        return TA_OK;
    }
    if (rc == TA_E_NOMEM || rc == TA_E_IO || rc == TA_E_AGAIN ||
        s->sink.stopped != TA_OK) {
        if (err != NULL) *err = why;
        return rc;
    }
    tell_item(s, document, base, &why);
    return TA_OK;
}

enum ta_status ta_catalog_far(const struct ta_far *far, struct ta_error *err)
{
    struct search s = {.far = far};
    const struct ta_stac_hearer hearer = {&s, on_item, on_search_problem, on_searched};
    s.sink = (struct ta_sink){.on_scene = on_scene,
                              .on_problem = on_problem,
                              .self = &s,
                              .seen = json_object()};
    enum ta_status rc = s.sink.seen != NULL ? ta_far_session_new(far, &s.session, err)
                                            : ta_fail(err, TA_E_NOMEM, "out of memory");
    if (rc == TA_OK)
        rc =
            ta_stac_search(s.session->http, far->source->url, far->query, &hearer, err);
    ta_far_session_drop(s.session);
    json_decref(s.sink.seen);
    if ((rc == TA_OK || rc == TA_PARTLY) && s.n_full > 0) return say_full(&s, err);
    if (rc != TA_OK && rc != TA_PARTLY) ta_far_mend(rc, err);
    return rc == TA_OK && s.partly ? TA_PARTLY : rc;
}
