/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_hear.h  What both ways through a far catalogue share: documents asked for once, items
 *  heard once. */
#ifndef TA_CATALOG_STAC_HEAR_H
#define TA_CATALOG_STAC_HEAR_H

#include "catalog/stac_search.h"

/** One search. */
struct ta_stac_hearing {
    struct ta_http *http;
    const struct ta_stac_query *query;
    const struct ta_stac_hearer *hearer;
    size_t n_cells;
    struct ta_box *cell; /**< whole degrees; owned by the search */
    json_t *heard;       /**< "collection/id" of items that were heard */
    json_t *asked;       /**< requests that went out: a second one would be a loop */
    json_t *turned;      /**< those of the cell that is searched; NULL: none is */
    bool partly;         /**< some answer could not be used */
    bool stopped;        /**< the hearer ended the search */
    bool implied;    /**< items that name no collection are of one that is asked for */
    size_t nameless; /**< those left out that name none */
    unsigned page;   /**< items to ask for at once, as far as is known by now */
    unsigned slow_most; /**< tries of a page that may be out of time; 0: as usual */
    bool slow;          /**< the last page was */
    bool mute;          /**< the last request got no answer in time, or none at all */
    unsigned late;      /**< cells in a row that got no answer in time */
    bool left;          /**< so many that the host is not waited for any more */
    size_t broken;      /**< items of the last page that were no JSON */
};

/** One request: a GET, or a POST of a JSON body. */
struct ta_stac_request {
    char *url;       /**< owned */
    json_t *body;    /**< owned; NULL: GET */
    json_t *headers; /**< owned; object of texts, or NULL */
};
void ta_stac_request_free(struct ta_stac_request *request);

/** Ask for a JSON document. Of a page of items those that are no JSON are left out, each a problem.
 *  @param where owned address that answered
 *  @return as ta_http_ask(); TA_E_DATA when it is no JSON; TA_E_AGAIN is never returned for a
 *  request made before: that is TA_FINDING */
TA_NODISCARD enum ta_status ta_stac_fetch(struct ta_stac_hearing *hearing,
                                          const struct ta_stac_request *request,
                                          json_t **document, char **where,
                                          struct ta_error *err);

/** Hand an item on when it was not heard yet and lies within the query. A broken one is a problem.
 *  @return TA_OK, TA_E_NOMEM, TA_E_LIMIT, or what the hearer ended the search with */
TA_NODISCARD enum ta_status ta_stac_hear(struct ta_stac_hearing *hearing,
                                         const json_t *item, const char *base,
                                         struct ta_error *err);

/** Tell of an answer that cannot be used. */
void ta_stac_problem(struct ta_stac_hearing *hearing, const char *where,
                     const struct ta_error *error);

/** Tell how far the search is. */
void ta_stac_searched(const struct ta_stac_hearing *hearing, const char *what,
                      size_t done, size_t total);

/** Does the box meet a cell? West of it may lie east of its east, across the antimeridian. */
bool ta_stac_meets(const struct ta_stac_hearing *hearing, const struct ta_box *box);

/** The next link of @p links with this rel, from *at on; NULL at the end. */
const json_t *ta_stac_link(const json_t *links, const char *rel, size_t *at);
/** Has @p document a link with this rel? */
bool ta_stac_has_link(const json_t *document, const char *rel);

/** Search by POST or GET, page after page. */
TA_NODISCARD enum ta_status ta_stac_pages(struct ta_stac_hearing *hearing,
                                          const json_t *landing, const char *base,
                                          struct ta_error *err);
/** The items of one collection, whose rel=items link leads to @p url: by GET, cell by cell and page after page. */
TA_NODISCARD enum ta_status ta_stac_items(struct ta_stac_hearing *hearing,
                                          const char *url, struct ta_error *err);
/** Is the collection called @p id asked for? */
bool ta_stac_asks_for(const struct ta_stac_query *query, const char *id);
/** Walk child, item and items links. */
TA_NODISCARD enum ta_status ta_stac_walk(struct ta_stac_hearing *hearing,
                                         const json_t *root, const char *base,
                                         struct ta_error *err);

#endif
