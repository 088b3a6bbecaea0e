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

static bool has_link(const json_t *document, const char *rel)
{
    size_t at = 0;
    return ta_stac_link(json_object_get(document, "links"), rel, &at) != NULL;
}

static enum ta_status go_on(struct ta_stac_hearing *hearing, const json_t *landing,
                            const char *base, struct ta_error *err)
{
    if (ta_stac_is_item(landing)) return ta_stac_hear(hearing, landing, base, err);
    if (conforms_to_search(landing) && has_link(landing, "search"))
        return ta_stac_pages(hearing, landing, base, err);
    if (has_link(landing, "child") || has_link(landing, "item"))
        return ta_stac_walk(hearing, landing, base, err);
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
    if (rc == TA_OK) rc = ta_stac_fetch(&hearing, &request, &landing, &base, err);
    if (rc == TA_OK) rc = go_on(&hearing, landing, base, err);
    json_decref(landing);
    json_decref(hearing.heard);
    json_decref(hearing.asked);
    ta_stac_request_free(&request);
    ta_free(hearing.cell);
    ta_free(base);
    return rc == TA_OK && hearing.partly ? TA_PARTLY : rc;
}
