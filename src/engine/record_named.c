/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/record_named.h"

#include <string.h>

#include "base/memory.h"

static bool is_project(const struct ta_store *store, const char *name)
{
    char id[TA_HEX_SIZE];
    char *document = NULL;
    if (store->ops->record_latest(store->self, name, TA_DAY_OPEN, id, NULL) == TA_OK)
        return true;
    bool found = store->ops->project_get(store->self, name, &document, NULL) == TA_OK;
    ta_free(document);
    return found;
}

enum ta_status ta_record_named(const struct ta_workspace *workspace, const char *name,
                               char id[TA_HEX_SIZE], struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    size_t n = strlen(name);
    bool digits = strspn(name, "0123456789abcdef") == n;
    if (!digits || n < TA_RECORD_PREFIX_LEAST || n >= TA_HEX_SIZE ||
        (n + 1 < TA_HEX_SIZE && is_project(store, name)))
        return ta_fail(err, TA_E_NOTFOUND, "no record is called %s", name);
    return store->ops->record_find(store->self, name, id, err);
}
