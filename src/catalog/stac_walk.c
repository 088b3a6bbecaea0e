/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_walk.c  A static catalogue: documents that link to children and items. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "catalog/http_url.h"
#include "catalog/stac_box.h"
#include "catalog/stac_hear.h"

/* Of documents of one host in a row that get no answer, so many are waited for. */
enum { DOCUMENTS_MOST = 1000000, DEPTH_MOST = 16, MUTE_MOST = 3 };

/* A document that is still to be read: a catalogue or collection, an item, or a collection's pages of items. */
enum kind { A_DOCUMENT, AN_ITEM, ITEMS };
struct errand {
    char *url; /* owned */
    unsigned depth;
    enum kind kind;
    bool implied; /* it hangs on a collection that is asked for by its id */
};

struct errands {
    struct errand *at;
    size_t n, next, capacity;
    json_t *mute;             /* of hosts: documents in a row that got no answer */
    struct ta_error given_up; /* why the last host was that was; else TA_OK */
};

static enum ta_status add(struct errands *list, struct errand errand,
                          struct ta_error *err)
{
    void *grown = list->at;
    if (list->n >= DOCUMENTS_MOST) {
        ta_free(errand.url);
        return ta_fail(err, TA_E_LIMIT, "the catalogue has more than %d documents",
                       DOCUMENTS_MOST);
    }
    if (errand.url == NULL ||
        ta_grow(&grown, &list->capacity, list->n, sizeof errand) != 0) {
        ta_free(errand.url);
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    list->at = grown;
    list->at[list->n++] = errand;
    return TA_OK;
}

/* Is it a collection of those asked for by their ids? */
static bool is_asked_for(const struct ta_stac_hearing *hearing, const json_t *document)
{
    const char *id = json_string_value(json_object_get(document, "id"));
    return id != NULL && ta_stac_asks_for(hearing->query, id);
}

static enum ta_status add_links(struct ta_stac_hearing *hearing, struct errands *list,
                                const json_t *document, const char *base,
                                const struct errand *from, enum kind kind,
                                struct ta_error *err)
{
    static const char *const rels[] = {
        [A_DOCUMENT] = "child", [AN_ITEM] = "item", [ITEMS] = "items"};
    const char *rel = rels[kind];
    const json_t *links = json_object_get(document, "links");
    bool implied = is_asked_for(hearing, document);
    size_t at = 0;
    for (const json_t *link; (link = ta_stac_link(links, rel, &at)) != NULL;) {
        const char *href = json_string_value(json_object_get(link, "href"));
        char *url = href != NULL ? ta_http_resolve(base, href) : NULL;
        if (url == NULL || from->depth == DEPTH_MOST) {
            struct ta_error broken = {0};
            (void)ta_fail(&broken, TA_E_DATA, "a link %s that leads nowhere%s", rel,
                          url != NULL ? ": too deep" : "");
            ta_stac_problem(hearing, base, &broken);
            ta_free(url);
            continue;
        }
        struct errand errand = {url, from->depth + 1, kind, implied};
        enum ta_status rc = add(list, errand, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

/* A collection says where it lies: elsewhere nothing of it is read. */
static bool is_near(const struct ta_stac_hearing *hearing, const json_t *document)
{
    const json_t *extent = json_object_get(document, "extent");
    const json_t *boxes = json_object_get(json_object_get(extent, "spatial"), "bbox");
    struct ta_box box;
    return !ta_stac_box(json_array_get(boxes, 0), &box) || ta_stac_meets(hearing, &box);
}

static enum ta_status read_document(struct ta_stac_hearing *hearing,
                                    struct errands *list, const json_t *document,
                                    const char *base, const struct errand *from,
                                    struct ta_error *err)
{
    if (from->kind == AN_ITEM) {
        hearing->implied = from->implied;
        return ta_stac_hear(hearing, document, base, err);
    }
    if (!is_near(hearing, document)) return TA_OK;
    enum ta_status rc = add_links(hearing, list, document, base, from, AN_ITEM, err);
    if (rc == TA_OK)
        rc = add_links(hearing, list, document, base, from, A_DOCUMENT, err);
    bool paged = !ta_stac_has_link(document, "item") && is_asked_for(hearing, document);
    if (rc == TA_OK && paged)
        rc = add_links(hearing, list, document, base, from, ITEMS, err);
    return rc;
}

/* What the pages fail with is their own problem, too. */
static enum ta_status run_items(struct ta_stac_hearing *hearing,
                                const struct errand *errand, struct ta_error *err)
{
    struct ta_error why = {0};
    hearing->implied = true;
    enum ta_status rc = ta_stac_items(hearing, errand->url, &why);
    if (rc == TA_OK) return TA_OK;
    if (hearing->stopped || rc == TA_E_NOMEM || rc == TA_E_LIMIT || rc == TA_E_AGAIN)
        return ta_fail_as(err, &why);
    ta_stac_problem(hearing, errand->url, &why);
    return TA_OK;
}

/* --- hosts that hang --------------------------------------------------------------- */

static json_int_t mute_of(const struct errands *list, const char *url)
{
    return json_integer_value(
        json_object_getn(list->mute, url, ta_http_host_size(url)));
}

/* A host that hangs, or is gone, would be waited for document by document. */
static enum ta_status note_answer(const struct ta_stac_hearing *hearing,
                                  struct errands *list, const char *url,
                                  struct ta_error *why)
{
    json_int_t n = hearing->mute ? mute_of(list, url) + 1 : 0;
    if (json_object_setn_new_nocheck(list->mute, url, ta_http_host_size(url),
                                     json_integer(n)) != 0)
        return ta_fail(why, TA_E_NOMEM, "out of memory");
    if (n < MUTE_MOST) return TA_OK;
    ta_error_context(why,
                     "%d documents in a row got no answer, the others of their host "
                     "are left out",
                     MUTE_MOST);
    ta_error_mend(why, "run again later; if it stays so, tell its host");
    list->given_up = *why;
    return TA_OK;
}

/* --- the walk ---------------------------------------------------------------------- */

/* What one document fails with is its own problem, unless the walk itself has to end. */
static enum ta_status run_document(struct ta_stac_hearing *hearing,
                                   struct errands *list, const struct errand *errand,
                                   struct ta_error *err)
{
    struct ta_stac_request request = {.url = errand->url};
    json_t *document = NULL;
    char *where = NULL;
    struct ta_error why = {0};
    hearing->slow_most = mute_of(list, errand->url) > 0 ? 1 : 0;
    enum ta_status rc = ta_stac_fetch(hearing, &request, &document, &where, &why);
    bool fetched = rc == TA_OK;
    if (rc != TA_FINDING && note_answer(hearing, list, errand->url, &why) != TA_OK)
        rc = TA_E_NOMEM;
    if (rc == TA_OK) rc = read_document(hearing, list, document, where, errand, &why);
    json_decref(document);
    ta_free(where);
    if (rc == TA_OK || rc == TA_FINDING) return TA_OK; /* a finding: was read already */
    if (err != NULL) *err = why;
    if (fetched || rc == TA_E_NOMEM || rc == TA_E_AGAIN) return rc;
    ta_stac_problem(hearing, errand->url, &why);
    return TA_OK;
}

static enum ta_status run_errand(struct ta_stac_hearing *hearing, struct errands *list,
                                 const struct errand *errand, struct ta_error *err)
{
    if (mute_of(list, errand->url) >= MUTE_MOST) return TA_OK;
    return errand->kind == ITEMS ? run_items(hearing, errand, err)
                                 : run_document(hearing, list, errand, err);
}

/* A host that hangs would be waited for collection by collection. */
enum ta_status ta_stac_walk(struct ta_stac_hearing *hearing, const json_t *root,
                            const char *base, struct ta_error *err)
{
    struct errands list = {.mute = json_object()};
    const struct errand start = {0};
    if (list.mute == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    enum ta_status rc = read_document(hearing, &list, root, base, &start, err);
    for (; rc == TA_OK && !hearing->left && list.next < list.n; list.next++) {
        struct errand errand = list.at[list.next]; /* the list may move */
        ta_stac_searched(hearing, "documents", list.next, list.n);
        rc = run_errand(hearing, &list, &errand, err);
    }
    if (rc == TA_OK && list.given_up.status != TA_OK &&
        json_object_size(hearing->heard) == 0)
        rc = ta_fail_as(err, &list.given_up);
    for (size_t i = 0; i < list.n; i++) ta_free(list.at[i].url);
    ta_free(list.at);
    json_decref(list.mute);
    return rc;
}
