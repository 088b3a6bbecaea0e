/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_pages.c  Item Search of STAC API 1.0.0: cell by cell, page after page, each `next` link
 *  followed exactly as it says. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/time.h"
#include "catalog/http_url.h"
#include "catalog/place.h"
#include "catalog/stac_hear.h"

/* Of pages in a row that give nothing new, a server that filters behind its paging may have some. */
enum { PAGES_MOST = 100000, BARREN_MOST = 100 };
/* Of searches in a row that get no answer in time even to the least page, so many are waited for. */
enum { PAGE_USUAL = 100, PAGE_LEAST = 10, SLOW_MOST = 3 };

/* Where searches go. */
struct door {
    char *url; /* owned */
    bool post;
    bool of_one; /* the items of one collection: others cannot be asked for there */
};

/* Some write methods in small letters. */
static bool is_by(const json_t *link, const char *method)
{
    const char *its = json_string_value(json_object_get(link, "method"));
    return ta_name_same(its != NULL ? its : "GET", method);
}

static bool is_post(const json_t *link)
{
    return is_by(link, "POST");
}

/* Of another method than the two nobody knows what would come of asking by one of them. */
static enum ta_status check_method(const json_t *link, const char *base,
                                   struct ta_error *err)
{
    char shown[300];
    if (is_by(link, "GET") || is_post(link)) return TA_OK;
    ta_http_public(base, shown, sizeof shown);
    return ta_fail(err, TA_E_DATA, "%s: its next link asks for method %.40s", shown,
                   json_string_value(json_object_get(link, "method")));
}

static enum ta_status fail_link(const char *href, const char *rel, struct ta_error *err)
{
    char shown[300];
    ta_http_public(href, shown, sizeof shown);
    return ta_fail(err, TA_E_DATA, "%s: the %s link is no address", shown, rel);
}

static enum ta_status fail_href(const char *base, const char *rel, struct ta_error *err)
{
    char shown[300];
    ta_http_public(base, shown, sizeof shown);
    return ta_fail(err, TA_E_DATA, "%s: a %s link without href", shown, rel);
}

/* POST where a link offers it, since a body has no length limit; else GET. */
static enum ta_status find_door(const json_t *landing, const char *base,
                                struct door *out, struct ta_error *err)
{
    const json_t *links = json_object_get(landing, "links"), *best = NULL;
    size_t at = 0;
    for (const json_t *link; (link = ta_stac_link(links, "search", &at)) != NULL;)
        if (best == NULL || (is_post(link) && !is_post(best))) best = link;
    const char *href = json_string_value(json_object_get(best, "href"));
    if (href == NULL) return fail_href(base, "search", err);
    *out = (struct door){ta_http_resolve(base, href), is_post(best), false};
    return out->url != NULL ? TA_OK : fail_link(href, "search", err);
}

/* "2000-03-09T00:00:00Z/2000-03-10T23:59:59.999999Z", ".." where it is open; empty when both are. */
static void interval(const struct ta_stac_query *query, char out[2 * TA_TIME_TEXT + 4])
{
    char from[TA_TIME_TEXT] = "..", to[TA_TIME_TEXT] = "..";
    out[0] = '\0';
    if (query->from == TA_DAY_NONE && query->to == TA_DAY_NONE) return;
    if (query->from != TA_DAY_NONE) ta_time_format(ta_time_of(query->from), from);
    if (query->to != TA_DAY_NONE) ta_time_format(ta_time_of(query->to + 1) - 1, to);
    (void)snprintf(out, 2 * TA_TIME_TEXT + 4, "%s/%s", from, to);
}

static json_t *search_body(const struct ta_stac_query *query, const struct ta_box *cell,
                           unsigned page)
{
    bool ok = true;
    char dates[2 * TA_TIME_TEXT + 4];
    json_t *body = json_object(), *names = json_array();
    interval(query, dates);
    ta_json_set(
        body, "bbox",
        json_pack("[f,f,f,f]", cell->x_min, cell->y_min, cell->x_max, cell->y_max),
        &ok);
    if (dates[0] != '\0') ta_json_set_text(body, "datetime", dates, &ok);
    for (size_t i = 0; i < query->n_collections; i++)
        ok = ok && json_array_append_new(names, json_string(query->collection[i])) == 0;
    if (query->n_collections > 0)
        ta_json_set(body, "collections", names, &ok);
    else
        json_decref(names);
    ta_json_set_int(body, "limit", page, &ok);
    if (ok) return body;
    json_decref(body);
    return NULL;
}

static void add_escaped(struct ta_text *text, const char *word)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~/:,";
    for (; *word != '\0'; word++) {
        if (strchr(plain, *word) != NULL)
            ta_text_add_bytes(text, word, 1);
        else
            ta_text_addf(text, "%%%02X", (unsigned)(unsigned char)*word);
    }
}

static char *search_url(const struct door *door, const struct ta_stac_query *query,
                        const struct ta_box *cell, unsigned page)
{
    struct ta_text url = {0};
    char dates[2 * TA_TIME_TEXT + 4];
    interval(query, dates);
    ta_text_addf(&url, "%s%cbbox=%g,%g,%g,%g&limit=%u", door->url,
                 strchr(door->url, '?') != NULL ? '&' : '?', cell->x_min, cell->y_min,
                 cell->x_max, cell->y_max, page);
    if (dates[0] != '\0') ta_text_add(&url, "&datetime=");
    add_escaped(&url, dates);
    for (size_t i = 0; i < query->n_collections && !door->of_one; i++) {
        ta_text_add(&url, i == 0 ? "&collections=" : ",");
        add_escaped(&url, query->collection[i]);
    }
    return ta_text_take(&url);
}

static enum ta_status first_request(const struct door *door,
                                    const struct ta_stac_query *query,
                                    const struct ta_box *cell, unsigned page,
                                    struct ta_stac_request *out, struct ta_error *err)
{
    *out = (struct ta_stac_request){0};
    if (door->post) {
        out->url = ta_strdup(door->url);
        out->body = search_body(query, cell, page);
    } else {
        out->url = search_url(door, query, cell, page);
    }
    if (out->url != NULL && (out->body != NULL || !door->post)) return TA_OK;
    ta_stac_request_free(out);
    return ta_fail(err, TA_E_NOMEM, "out of memory");
}

/* `merge`: the link's members are put over those of the request before; else they stand alone. */
static json_t *merged(const json_t *before, const json_t *link, const char *key,
                      bool merge)
{
    json_t *its = json_object_get(link, key);
    json_t *out = merge && before != NULL ? json_deep_copy(before) : json_object();
    if (out != NULL && json_is_object(its) && json_object_update(out, its) != 0) {
        json_decref(out);
        return NULL;
    }
    return out;
}

static enum ta_status next_request(const struct ta_stac_request *now,
                                   const json_t *link, const char *base,
                                   struct ta_stac_request *out, struct ta_error *err)
{
    const char *href = json_string_value(json_object_get(link, "href"));
    bool merge = json_is_true(json_object_get(link, "merge"));
    enum ta_status rc = check_method(link, base, err);
    if (rc != TA_OK) return rc;
    if (href == NULL) return fail_href(base, "next", err);
    *out = (struct ta_stac_request){.url = ta_http_resolve(base, href)};
    if (out->url == NULL) return fail_link(href, "next", err);
    out->headers = merged(now->headers, link, "headers", merge);
    if (is_post(link)) out->body = merged(now->body, link, "body", merge);
    if (out->headers != NULL && (out->body != NULL || !is_post(link))) return TA_OK;
    ta_stac_request_free(out);
    return ta_fail(err, TA_E_NOMEM, "out of memory");
}

/* What a cell's pages hold, beside what the catalogue says it has (0: it does not say). An item that
 * comes twice is one: it may stand in the place of one that never comes. */
struct tally {
    size_t pages, barren; /* barren: without anything new, in a row */
    int64_t given, counted;
    json_t *ids; /* "collection/id" */
};

static enum ta_status tally_item(struct tally *tally, const json_t *item)
{
    const char *id = json_string_value(json_object_get(item, "id"));
    const char *in = json_string_value(json_object_get(item, "collection"));
    struct ta_text key = {0};
    ta_text_addf(&key, "%s/%s", in != NULL ? in : "", id != NULL ? id : "");
    bool known = !key.failed && json_object_get(tally->ids, key.bytes) != NULL;
    bool ok = known || (!key.failed &&
                        json_object_set_new(tally->ids, key.bytes, json_true()) == 0);
    ta_text_free(&key);
    tally->given += !known;
    return ok ? TA_OK : TA_E_NOMEM;
}

/* By STAC API 1.0.0, or by the context extension before it. */
static void tally_count(struct tally *tally, const json_t *page)
{
    const json_t *counted = json_object_get(page, "numberMatched");
    if (counted == NULL)
        counted = json_object_get(json_object_get(page, "context"), "matched");
    if (json_is_integer(counted)) tally->counted = json_integer_value(counted);
}

/* Against what an item's own references are resolved: its `self` link, where it has one. Owned. */
static char *base_of(const json_t *item, const char *page)
{
    size_t at = 0;
    const json_t *self = ta_stac_link(json_object_get(item, "links"), "self", &at);
    const char *href = json_string_value(json_object_get(self, "href"));
    char *own = href != NULL ? ta_http_resolve(page, href) : NULL;
    return own != NULL ? own : ta_strdup(page);
}

static enum ta_status hear_item(struct ta_stac_hearing *hearing, const json_t *item,
                                const char *page, struct tally *tally,
                                struct ta_error *err)
{
    char *base = base_of(item, page);
    enum ta_status rc = base != NULL ? tally_item(tally, item) : TA_E_NOMEM;
    rc = rc == TA_OK ? ta_stac_hear(hearing, item, base, err)
                     : ta_fail(err, rc, "out of memory");
    ta_free(base);
    return rc;
}

static enum ta_status hear_page(struct ta_stac_hearing *hearing, const json_t *page,
                                const char *base, struct tally *tally,
                                struct ta_error *err)
{
    const json_t *features = json_object_get(page, "features");
    if (!json_is_array(features)) {
        char shown[400];
        ta_http_public(base, shown, sizeof shown);
        return ta_fail(err, TA_E_DATA, "%s: a page without features", shown);
    }
    enum ta_status rc = TA_OK;
    tally_count(tally, page);
    for (size_t i = 0; i < json_array_size(features) && rc == TA_OK; i++)
        rc = hear_item(hearing, json_array_get(features, i), base, tally, err);
    return rc;
}

/* Asks *request, hears its page and puts the request for the next page in its place; *more says
 * whether there is one. */
static enum ta_status turn_page(struct ta_stac_hearing *hearing,
                                struct ta_stac_request *request, bool *more,
                                struct tally *tally, struct ta_error *err)
{
    json_t *page = NULL;
    char *where = NULL;
    *more = false;
    enum ta_status rc = ta_stac_fetch(hearing, request, &page, &where, err);
    if (rc != TA_OK) return rc;
    tally->given += (int64_t)hearing->broken;
    rc = hear_page(hearing, page, where, tally, err);
    size_t at = 0;
    const json_t *link = ta_stac_link(json_object_get(page, "links"), "next", &at);
    if (rc == TA_OK && link != NULL) {
        struct ta_stac_request next;
        rc = next_request(request, link, where, &next, err);
        if (rc == TA_OK) {
            ta_stac_request_free(request);
            *request = next;
            *more = true;
        }
    }
    json_decref(page);
    ta_free(where);
    return rc;
}

/* A next link that is another one each time can go round in circles, too. */
static enum ta_status turn_counted(struct ta_stac_hearing *hearing,
                                   struct ta_stac_request *request, bool *more,
                                   struct tally *tally, struct ta_error *err)
{
    int64_t given = tally->given;
    enum ta_status rc = turn_page(hearing, request, more, tally, err);
    if (rc != TA_OK) return rc;
    tally->barren = tally->given > given ? 0 : tally->barren + 1;
    if (!*more || tally->barren < BARREN_MOST) return TA_OK;
    (void)ta_fail(err, TA_FINDING,
                  "%d pages in a row gave no item that was not given before",
                  BARREN_MOST);
    ta_error_mend(err, "its next links lead round in circles: tell its host");
    return TA_FINDING;
}

/* A catalogue whose pages end early would else pass for one that has no more. */
static void tell_short(struct ta_stac_hearing *hearing, const char *url,
                       const struct tally *tally)
{
    struct ta_error why = {0};
    if (tally->given >= tally->counted) return;
    (void)ta_fail(&why, TA_E_DATA,
                  "the catalogue counts %" PRId64 " items and gave %" PRId64
                  " of them, without a link to the next",
                  tally->counted, tally->given);
    ta_error_mend(&why, "ask for fewer days at once (--from, --to), and tell its host");
    ta_stac_problem(hearing, url, &why);
}

/* All pages of one cell. */
static enum ta_status run(struct ta_stac_hearing *hearing,
                          struct ta_stac_request *request, struct tally *tally,
                          struct ta_error *err)
{
    bool more = true;
    enum ta_status rc = TA_OK;
    *tally = (struct tally){.ids = json_object()};
    if (tally->ids == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    for (; more && rc == TA_OK && tally->pages < PAGES_MOST; tally->pages++)
        rc = turn_counted(hearing, request, &more, tally, err);
    if (rc != TA_OK)
        tally->pages--;
    else if (more)
        rc = ta_fail(err, TA_E_LIMIT, "more than %d pages", PAGES_MOST);
    else
        tell_short(hearing, request->url, tally);
    json_decref(tally->ids);
    return rc;
}

/* All pages of one cell, by pages of this size. *pages: that came */
static enum ta_status search_by(struct ta_stac_hearing *hearing,
                                const struct door *door, const struct ta_box *cell,
                                unsigned page, size_t *pages, struct ta_error *err)
{
    struct ta_stac_request request;
    struct tally tally = {0};
    enum ta_status rc = first_request(door, hearing->query, cell, page, &request, err);
    if (rc == TA_OK) rc = run(hearing, &request, &tally, err);
    ta_stac_request_free(&request);
    *pages = tally.pages;
    return rc;
}

/* Is it to be asked for less? Only the first page can be refused as too large; any can be late. */
static bool is_too_much(const struct ta_stac_hearing *hearing, enum ta_status rc,
                        size_t pages)
{
    if (hearing->stopped) return false;
    return hearing->slow || ((rc == TA_E_DATA || rc == TA_E_LIMIT) && pages == 0);
}

static unsigned less(unsigned page, unsigned share)
{
    return page / share < PAGE_LEAST ? PAGE_LEAST : page / share;
}

static void say_slow(struct ta_error *err)
{
    ta_error_context(err, "no answer in time, not to pages of %d items either",
                     PAGE_LEAST);
    ta_error_mend(err, "run again later, or ask for fewer days at once (--last, or "
                       "--from and --to); tell its host");
}

/* The cell's pages come again, smaller. What else was asked stays known: a walk would go round in circles. */
static void forget_turned(struct ta_stac_hearing *hearing)
{
    const char *key;
    json_t *value;
    json_object_foreach(hearing->turned, key, value)
    {
        (void)json_object_del(hearing->asked, key);
    }
    json_object_clear(hearing->turned);
}

/* A server may refuse a page as too large, or not have it ready in time: ask for less, down to a few items. What
 * was late once would be so in the next cell, too. */
static enum ta_status search_by_less(struct ta_stac_hearing *hearing,
                                     const struct door *door, const struct ta_box *cell,
                                     struct ta_error *err)
{
    unsigned page = hearing->page;
    for (;;) {
        size_t pages = 0;
        hearing->slow_most = page > PAGE_LEAST || hearing->late > 0 ? 1 : 0;
        hearing->slow = false;
        enum ta_status rc = search_by(hearing, door, cell, page, &pages, err);
        if (rc == TA_OK || !is_too_much(hearing, rc, pages)) return rc;
        if (page <= PAGE_LEAST && hearing->slow) say_slow(err);
        if (page <= PAGE_LEAST) return rc;
        page = less(page, hearing->slow ? 2 : 4);
        if (hearing->slow) hearing->page = page;
        forget_turned(hearing);
    }
}

static enum ta_status search_cell(struct ta_stac_hearing *hearing,
                                  const struct door *door, const struct ta_box *cell,
                                  struct ta_error *err)
{
    hearing->turned = json_object();
    enum ta_status rc = hearing->turned != NULL
                            ? search_by_less(hearing, door, cell, err)
                            : ta_fail(err, TA_E_NOMEM, "out of memory");
    json_decref(hearing->turned);
    hearing->turned = NULL;
    return rc;
}

static bool ends_search(const struct ta_stac_hearing *hearing, enum ta_status rc)
{
    return hearing->stopped || rc == TA_E_NOMEM || rc == TA_E_LIMIT || rc == TA_E_AGAIN;
}

/* Who hangs would be waited for cell by cell. */
static bool hangs(struct ta_stac_hearing *hearing, struct ta_error *why)
{
    hearing->late = hearing->slow ? hearing->late + 1 : 0;
    if (hearing->late < SLOW_MOST) return false;
    hearing->left = true;
    ta_error_context(why, "%d searches in a row, the others are left out", SLOW_MOST);
    return true;
}

static bool gave_nothing(const struct ta_stac_hearing *hearing, enum ta_status rc)
{
    return rc != TA_FINDING && json_object_size(hearing->heard) == 0;
}

/* All cells. One that fails is a problem of @p base, unless nothing came at all. */
static enum ta_status search_cells(struct ta_stac_hearing *hearing,
                                   const struct door *door, const char *base,
                                   struct ta_error *err)
{
    size_t failed = 0;
    bool left = false;
    enum ta_status rc = TA_OK;
    if (hearing->page == 0)
        hearing->page = hearing->query->page > 0 ? hearing->query->page : PAGE_USUAL;
    for (size_t i = 0; i < hearing->n_cells && rc == TA_OK && !left; i++) {
        struct ta_error why = {0};
        ta_stac_searched(hearing, "areas", i, hearing->n_cells);
        rc = search_cell(hearing, door, &hearing->cell[i], &why);
        left = hangs(hearing, &why);
        if (rc == TA_OK) continue;
        if (err != NULL) *err = why;
        failed++;
        bool last = left || i + 1 == hearing->n_cells;
        bool none = failed == i + 1 && last && gave_nothing(hearing, rc);
        if (ends_search(hearing, rc) || none) break; /* err says it */
        ta_stac_problem(hearing, base, &why);
        rc = TA_OK;
    }
    if (rc == TA_OK && !left)
        ta_stac_searched(hearing, "areas", hearing->n_cells, hearing->n_cells);
    return rc;
}

enum ta_status ta_stac_pages(struct ta_stac_hearing *hearing, const json_t *landing,
                             const char *base, struct ta_error *err)
{
    struct door door = {0};
    enum ta_status rc = find_door(landing, base, &door, err);
    hearing->implied = true; /* no others are asked for */
    if (rc == TA_OK) rc = search_cells(hearing, &door, base, err);
    ta_free(door.url);
    return rc;
}

enum ta_status ta_stac_items(struct ta_stac_hearing *hearing, const char *url,
                             struct ta_error *err)
{
    struct door door = {ta_strdup(url), false, true};
    enum ta_status rc = door.url != NULL ? search_cells(hearing, &door, url, err)
                                         : ta_fail(err, TA_E_NOMEM, "out of memory");
    ta_free(door.url);
    return rc;
}
