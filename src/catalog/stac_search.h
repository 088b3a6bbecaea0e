/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_search.h  Items of a far STAC catalogue: an API that searches (STAC API 1.0.0, Item
 *  Search), or a static catalogue of linked files.
 *
 *  Searches name whole cells of one degree, never a site: what a catalogue learns is that somebody
 *  works in those 110 km. */
#ifndef TA_CATALOG_STAC_SEARCH_H
#define TA_CATALOG_STAC_SEARCH_H

#include <jansson.h>

#include "catalog/http.h"
#include "terrassay/geometry.h"

enum { TA_SEARCH_CELLS_MOST = 64800 };

/** What to look for. Borrowed. */
struct ta_stac_query {
    size_t n_boxes;
    const struct ta_box
        *box; /**< of the sites, longitude and latitude; widened to whole cells */
    ta_day from, to; /**< days of acquisition, both included; TA_DAY_NONE: open */
    size_t n_collections;
    const char *const *collection; /**< none: all that the catalogue has */
    unsigned page; /**< items asked for at once; a server may give fewer */
};

/** Who hears of items. */
struct ta_stac_hearer {
    void *self;
    /** An item, once, with the address its references are relative to. The document is borrowed.
     *  What it returns other than TA_OK ends the search. */
    enum ta_status (*item)(void *self, const json_t *document, const char *base,
                           struct ta_error *err);
    /** Something of the catalogue that cannot be used; the search goes on. */
    void (*problem)(void *self, const char *where, const struct ta_error *error);
    /** So many of the areas of a search, or of a static catalogue's documents that are known of, were looked
     *  at. May be NULL. */
    void (*searched)(void *self, const char *what, size_t done, size_t total);
};

/** Search the catalogue at @p url.
 *  @return TA_OK, TA_PARTLY when some answers could not be used and the others were heard;
 *  TA_E_SOURCE, TA_E_PERMISSION, TA_E_DATA, TA_E_NOTFOUND when nothing could be asked; TA_E_LIMIT
 * (a million items, cells above TA_SEARCH_CELLS_MOST); what item() returned */
TA_NODISCARD enum ta_status ta_stac_search(struct ta_http *http, const char *url,
                                           const struct ta_stac_query *query,
                                           const struct ta_stac_hearer *hearer,
                                           struct ta_error *err);

#endif
