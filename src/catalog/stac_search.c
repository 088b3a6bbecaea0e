/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_search.h"

#include <string.h>

#include "base/memory.h"
#include "catalog/http_url.h"
#include "catalog/stac_cells.h"
#include "catalog/stac_hear.h"
#include "catalog/stac_item.h"

/* ".../item-search" of any version and host of the conformance class. */
static bool conforms_to_search(const json_t *landing)
{
    const json_t *classes = json_object_get(landing, "conformsTo");
    for (size_t i = 0; i < json_array_size(classes); i++) {
        const char *name = json_string_value(json_array_get(classes, i));
        size_t n = name != NULL ? strlen(name) : 0;
        if (n > 12 && strcmp(name + n - 12, "/item-search") == 0) return true;
    }
    return false;
}

/* Some have a search link and state their conformance elsewhere, or not at all. A link to a page for people is
 * none of these. */
static bool offers_search(const json_t *landing)
{
    size_t at = 0;
    const json_t *links = json_object_get(landing, "links");
    for (const json_t *link; (link = ta_stac_link(links, "search", &at)) != NULL;) {
        const char *type = json_string_value(json_object_get(link, "type"));
        if (type == NULL || strstr(type, "json") != NULL) return true;
    }
    return false;
}

/* Of a search that nothing promised, and that was no search. */
static bool was_none(const struct ta_stac_hearing *hearing, enum ta_status rc)
{
    return (rc == TA_E_DATA || rc == TA_E_NOTFOUND) && !hearing->stopped &&
           json_object_size(hearing->heard) == 0;
}

static enum ta_status go_on(struct ta_stac_hearing *hearing, const json_t *landing,
                            const char *base, struct ta_error *err)
{
    bool walks = ta_stac_has_link(landing, "child") ||
                 ta_stac_has_link(landing, "item") ||
                 ta_stac_has_link(landing, "items");
    if (ta_stac_is_item(landing)) return ta_stac_hear(hearing, landing, base, err);
    if (conforms_to_search(landing) && ta_stac_has_link(landing, "search"))
        return ta_stac_pages(hearing, landing, base, err);
    if (offers_search(landing)) {
        enum ta_status rc = ta_stac_pages(hearing, landing, base, err);
        if (!walks || !was_none(hearing, rc)) return rc;
    }
    if (walks) return ta_stac_walk(hearing, landing, base, err);
    char shown[400];
    ta_http_public(base, shown, sizeof shown);
    enum ta_status rc =
        ta_fail(err, TA_E_DATA,
                "%s: no STAC catalogue: it neither offers Item Search nor "
                "links to children or items",
                shown);
    ta_error_mend(err, "name the landing page of a STAC API, or a catalog.json");
    return rc;
}

/* A catalogue of one collection may leave it out; of several, nobody knows. */
static void tell_nameless(struct ta_stac_hearing *hearing, const char *url)
{
    struct ta_error why = {0};
    if (hearing->nameless == 0) return;
    (void)ta_fail(&why, TA_E_DATA,
                  "%zu item%s no collection, and `collections` asks for some: left out",
                  hearing->nameless, hearing->nameless == 1 ? " names" : "s name");
    ta_error_mend(&why, "leave `collections` of this catalogue out of terrassay.yaml, "
                        "or tell its host");
    ta_stac_problem(hearing, url, &why);
}

/* Nothing is there, or a page for people. */
static void mend_address(enum ta_status rc, struct ta_error *err)
{
    if (rc == TA_E_NOTFOUND || rc == TA_E_DATA)
        ta_error_mend(err,
                      "look whether the address is right: that of the landing page "
                      "of a STAC API, or of a catalog.json");
}

enum ta_status ta_stac_search(struct ta_http *http, const char *url,
                              const struct ta_stac_query *query,
                              const struct ta_stac_hearer *hearer, struct ta_error *err)
{
    struct ta_stac_hearing hearing = {.http = http, .query = query, .hearer = hearer};
    struct ta_stac_request request = {.url = ta_strdup(url)};
    json_t *landing = NULL;
    char *base = NULL;
    hearing.heard = json_object();
    hearing.asked = json_object();
    enum ta_status rc = ta_stac_cells(query, &hearing.cell, &hearing.n_cells, err);
    if (rc == TA_OK &&
        (request.url == NULL || hearing.heard == NULL || hearing.asked == NULL))
        rc = ta_fail(err, TA_E_NOMEM, "out of memory");
    if (rc == TA_OK) {
        rc = ta_stac_fetch(&hearing, &request, &landing, &base, err);
        mend_address(rc, err);
    }
    if (rc == TA_OK) rc = go_on(&hearing, landing, base, err);
    if (rc == TA_OK) tell_nameless(&hearing, url);
    json_decref(landing);
    json_decref(hearing.heard);
    json_decref(hearing.asked);
    ta_stac_request_free(&request);
    ta_free(hearing.cell);
    ta_free(base);
    return rc == TA_OK && hearing.partly ? TA_PARTLY : rc;
}
