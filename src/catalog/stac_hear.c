/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_hear.h"

#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/time.h"
#include "catalog/http_url.h"
#include "catalog/stac_box.h"
#include "catalog/stac_json.h"

enum { ANSWER_MOST = 64 << 20, ITEMS_MOST = 1000000 };

void ta_stac_request_free(struct ta_stac_request *request)
{
    ta_free(request->url);
    json_decref(request->body);
    json_decref(request->headers);
    *request = (struct ta_stac_request){0};
}

void ta_stac_problem(struct ta_stac_hearing *hearing, const char *where,
                     const struct ta_error *error)
{
    char shown[400];
    hearing->partly = true;
    ta_http_public(where, shown, sizeof shown);
    if (hearing->hearer->problem != NULL)
        hearing->hearer->problem(hearing->hearer->self, shown, error);
}

void ta_stac_searched(const struct ta_stac_hearing *hearing, const char *what,
                      size_t done, size_t total)
{
    if (hearing->hearer->searched != NULL)
        hearing->hearer->searched(hearing->hearer->self, what, done, total);
}

const json_t *ta_stac_link(const json_t *links, const char *rel, size_t *at)
{
    while (*at < json_array_size(links)) {
        const json_t *link = json_array_get(links, (*at)++);
        const char *its = json_string_value(json_object_get(link, "rel"));
        if (its != NULL && strcmp(its, rel) == 0) return link;
    }
    return NULL;
}

bool ta_stac_has_link(const json_t *document, const char *rel)
{
    size_t at = 0;
    return ta_stac_link(json_object_get(document, "links"), rel, &at) != NULL;
}

/* Remembers @p key; false when it was there already. */
static bool is_new(json_t *set, const char *key, enum ta_status *rc)
{
    if (json_object_get(set, key) != NULL) return false;
    if (json_object_set_new(set, key, json_true()) != 0) *rc = TA_E_NOMEM;
    return true;
}

static enum ta_status note_request(struct ta_stac_hearing *hearing,
                                   const struct ta_stac_request *request,
                                   const char *body, struct ta_error *err)
{
    struct ta_text key = {0};
    enum ta_status rc = TA_OK;
    ta_text_addf(&key, "%s %s ", request->url, body != NULL ? body : "");
    if (request->headers != NULL) /* pages may differ by a header alone */
        rc = ta_json_canonical(request->headers, &key);
    if (key.failed) rc = TA_E_NOMEM;
    bool fresh = rc == TA_OK && is_new(hearing->asked, key.bytes, &rc);
    if (fresh && hearing->turned != NULL) (void)is_new(hearing->turned, key.bytes, &rc);
    ta_text_free(&key);
    if (rc != TA_OK) return ta_fail(err, rc, "out of memory");
    if (fresh) return TA_OK;
    return ta_fail(err, TA_FINDING,
                   "the catalogue leads back to an address that was "
                   "asked already");
}

/* A text, or since STAC 1.1 a list of them: the header stands as often. */
static enum ta_status fill_header(const char *name, const json_t *value,
                                  struct ta_http_header *out, size_t *n,
                                  struct ta_error *err)
{
    size_t most = json_is_array(value) ? json_array_size(value) : 1;
    for (size_t i = 0; i < most; i++) {
        const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
        if (*n == TA_HTTP_HEADERS_MOST || !json_is_string(one))
            return ta_fail(err, TA_E_DATA, "a link with illegal headers");
        out[(*n)++] = (struct ta_http_header){name, json_string_value(one)};
    }
    return TA_OK;
}

static enum ta_status fill_headers(const json_t *headers, struct ta_http_header *out,
                                   size_t *n, struct ta_error *err)
{
    const char *name;
    json_t *value;
    enum ta_status rc = TA_OK;
    json_object_foreach((json_t *)headers, name, value)
    {
        if (rc == TA_OK) rc = fill_header(name, value, out, n, err);
    }
    return rc;
}

static enum ta_status ask(struct ta_stac_hearing *hearing,
                          const struct ta_stac_request *request, const char *body,
                          struct ta_text *answer, char **where, struct ta_error *err)
{
    struct ta_http_header header[TA_HTTP_HEADERS_MOST];
    struct ta_http_request out = {.url = request->url,
                                  .body = body,
                                  .header = header,
                                  .most = ANSWER_MOST,
                                  .slow_most = hearing->slow_most,
                                  .slow = &hearing->slow,
                                  .mute = &hearing->mute};
    hearing->slow = hearing->mute = false;
    enum ta_status rc = fill_headers(request->headers, header, &out.n_headers, err);
    if (rc == TA_OK) rc = note_request(hearing, request, body, err);
    return rc == TA_OK ? ta_http_ask(hearing->http, &out, answer, where, err) : rc;
}

static enum ta_status read_answer(struct ta_stac_hearing *hearing, const char *shown,
                                  const struct ta_text *answer, json_t **document,
                                  struct ta_error *err)
{
    json_t *broken = NULL;
    enum ta_status rc =
        ta_stac_parse_page(shown, answer->bytes != NULL ? answer->bytes : "",
                           answer->size, ANSWER_MOST, document, &broken, err);
    hearing->broken = json_array_size(broken);
    for (size_t i = 0; i < hearing->broken; i++) {
        struct ta_error why = {0};
        (void)ta_fail(&why, TA_E_DATA, "%s",
                      json_string_value(json_array_get(broken, i)));
        ta_stac_problem(hearing, shown, &why);
    }
    json_decref(broken);
    return rc;
}

enum ta_status ta_stac_fetch(struct ta_stac_hearing *hearing,
                             const struct ta_stac_request *request, json_t **document,
                             char **where, struct ta_error *err)
{
    struct ta_text answer = {0}, body = {0};
    char shown[400];
    enum ta_status rc = TA_OK;
    *where = NULL;
    ta_http_public(request->url, shown, sizeof shown);
    if (request->body != NULL) rc = ta_json_canonical(request->body, &body);
    if (rc != TA_OK) rc = ta_fail(err, rc, "%s: the request is no JSON", shown);
    if (rc == TA_OK)
        rc = ask(hearing, request, request->body != NULL ? body.bytes : NULL, &answer,
                 where, err);
    if (rc == TA_OK) rc = read_answer(hearing, shown, &answer, document, err);
    ta_text_free(&answer);
    ta_text_free(&body);
    if (rc != TA_OK) {
        ta_free(*where);
        *where = NULL;
    }
    return rc;
}

static bool overlap(const struct ta_box *a, const struct ta_box *b)
{
    return a->x_min <= b->x_max && b->x_min <= a->x_max && a->y_min <= b->y_max &&
           b->y_min <= a->y_max;
}

bool ta_stac_meets(const struct ta_stac_hearing *hearing, const struct ta_box *box)
{
    for (size_t i = 0; i < hearing->n_cells; i++) {
        const struct ta_box *cell = &hearing->cell[i];
        if (box->x_min <= box->x_max && overlap(box, cell)) return true;
        if (box->x_min <= box->x_max) continue;
        struct ta_box west = *box, east = *box; /* across the antimeridian */
        east.x_max = 180;
        west.x_min = -180;
        if (overlap(&east, cell) || overlap(&west, cell)) return true;
    }
    return false;
}

static bool is_near(const struct ta_stac_hearing *hearing, const json_t *item)
{
    struct ta_box box;
    return !ta_stac_item_box(item, &box) || ta_stac_meets(hearing, &box);
}

static ta_day day_of(const json_t *properties, const char *key)
{
    const char *text = json_string_value(json_object_get(properties, key));
    ta_time_us time;
    if (text == NULL || ta_time_parse(text, &time) != TA_OK) return TA_DAY_NONE;
    return ta_day_of(time);
}

/* Is its time within the days asked for, or, of a stack of looks, some of the time between its first and its
 * last? Without one it is for the reader of items to say. */
static bool is_in_time(const struct ta_stac_query *query, const json_t *item)
{
    const json_t *properties = json_object_get(item, "properties");
    ta_day first = day_of(properties, "datetime"), last = first;
    if (first == TA_DAY_NONE) {
        first = day_of(properties, "start_datetime");
        last = day_of(properties, "end_datetime");
    }
    return (query->from == TA_DAY_NONE || last == TA_DAY_NONE || last >= query->from) &&
           (query->to == TA_DAY_NONE || first == TA_DAY_NONE || first <= query->to);
}

bool ta_stac_asks_for(const struct ta_stac_query *query, const char *id)
{
    for (size_t i = 0; i < query->n_collections; i++)
        if (strcmp(id, query->collection[i]) == 0) return true;
    return query->n_collections == 0;
}

static bool is_wanted(struct ta_stac_hearing *hearing, const json_t *item)
{
    const struct ta_stac_query *query = hearing->query;
    const char *its = json_string_value(json_object_get(item, "collection"));
    if (its != NULL) return ta_stac_asks_for(query, its);
    bool wanted = query->n_collections == 0 || hearing->implied;
    hearing->nameless += !wanted;
    return wanted;
}

static bool was_heard(struct ta_stac_hearing *hearing, const json_t *item,
                      const char *id, enum ta_status *rc)
{
    const char *collection = json_string_value(json_object_get(item, "collection"));
    struct ta_text key = {0};
    ta_text_addf(&key, "%s/%s", collection != NULL ? collection : "", id);
    if (key.failed) *rc = TA_E_NOMEM;
    bool fresh = *rc == TA_OK && is_new(hearing->heard, key.bytes, rc);
    ta_text_free(&key);
    return !fresh;
}

enum ta_status ta_stac_hear(struct ta_stac_hearing *hearing, const json_t *item,
                            const char *base, struct ta_error *err)
{
    const char *id = json_string_value(json_object_get(item, "id"));
    enum ta_status rc = TA_OK;
    if (id == NULL) {
        struct ta_error broken = {0};
        (void)ta_fail(&broken, TA_E_DATA, "an item without an id");
        ta_stac_problem(hearing, base, &broken);
        return TA_OK;
    }
    if (!is_wanted(hearing, item) || !is_in_time(hearing->query, item) ||
        !is_near(hearing, item))
        return TA_OK;
    if (json_object_size(hearing->heard) >= ITEMS_MOST) {
        rc = ta_fail(err, TA_E_LIMIT, "more than %d items", ITEMS_MOST);
        ta_error_mend(err, "ask for fewer days at once (--last, or --from and --to)");
        return rc;
    }
    bool again = was_heard(hearing, item, id, &rc);
    if (rc != TA_OK) return ta_fail(err, rc, "out of memory");
    if (again) return TA_OK;
    rc = hearing->hearer->item(hearing->hearer->self, item, base, err);
    hearing->stopped = rc != TA_OK;
    return rc;
}
