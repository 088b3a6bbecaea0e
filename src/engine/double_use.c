/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/double_use.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/holding.h"
#include "base/memory.h"
#include "base/project.h"
#include "engine/site.h"

struct findings {
    struct ta_finding *list;
    size_t n, capacity;
};

static enum ta_status add(struct findings *out, const struct ta_project *project,
                          const struct ta_project *other,
                          const struct ta_holding *shared, int64_t count,
                          struct ta_error *err)
{
    char text[TA_HOLDING_TEXT];
    void *list = out->list;
    bool feed = shared->kind == TA_HOLDING_FEED;
    bool certificate = shared->kind == TA_HOLDING_CERTIFICATE;
    if (ta_grow(&list, &out->capacity, out->n, sizeof *out->list) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", project->id);
    out->list = list;
    struct ta_finding *finding = &out->list[out->n++];
    ta_holding_text(shared, text);
    *finding = (struct ta_finding){.code = "same_pledge"};
    if (feed) *finding = (struct ta_finding){.code = "same_feed"};
    if (certificate) *finding = (struct ta_finding){.code = "same_certificate"};
    (void)snprintf(finding->object, sizeof finding->object, "%s", other->id);
    if (feed)
        (void)snprintf(finding->detail, sizeof finding->detail,
                       "instrument %.70s is registered by %.64s and %.64s", text,
                       project->id, other->id);
    else
        (void)snprintf(finding->detail, sizeof finding->detail,
                       "%" PRId64 " of serial %.70s stand behind %s of %.60s and %.60s",
                       count, text, certificate ? "figures" : "loans", project->id,
                       other->id);
    return TA_OK;
}

static enum ta_status compare(const struct ta_project *project,
                              const struct ta_project *other,
                              const struct ta_holdings *mine,
                              const struct ta_holdings *theirs, struct findings *out,
                              struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < mine->n; i++)
        for (size_t k = 0; rc == TA_OK && k < theirs->n; k++) {
            const struct ta_holding *a = &mine->holding[i], *b = &theirs->holding[k];
            struct ta_holding shared = *a;
            int64_t count = 0;
            if (!ta_holding_meets(a, b, &count)) continue;
            shared.lo = a->lo > b->lo ? a->lo : b->lo;
            shared.hi = a->hi < b->hi ? a->hi : b->hi;
            rc = add(out, project, other, &shared, count, err);
        }
    return rc;
}

enum ta_status ta_double_use_compare(const struct ta_project *project,
                                     const struct ta_project *other,
                                     struct ta_finding **list, size_t *n,
                                     size_t *capacity, struct ta_error *err)
{
    struct ta_holdings mine = {.n = 0}, theirs = {.n = 0};
    struct findings out = {*list, *n, *capacity};
    enum ta_status rc = ta_holdings_of(project, &mine, err);
    if (rc == TA_OK) rc = ta_holdings_of(other, &theirs, err);
    if (rc == TA_OK) rc = compare(project, other, &mine, &theirs, &out, err);
    ta_holdings_free(&mine);
    ta_holdings_free(&theirs);
    *list = out.list;
    *n = out.n;
    *capacity = out.capacity;
    return rc;
}

enum ta_status ta_engine_double_use(struct ta_workspace *workspace,
                                    const struct ta_project *project,
                                    struct ta_finding **out, size_t *n,
                                    struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    struct findings found = {.n = 0};
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n_ids = 0;
    enum ta_status rc =
        store->ops->uses_shared(store->self, project->id, &ids, &n_ids, err);
    for (size_t i = 0; rc == TA_OK && i < n_ids; i++) {
        struct ta_project other = {.n_sites = 0};
        rc = ta_engine_project(workspace, ids[i], &other, err);
        if (rc == TA_OK)
            rc = ta_double_use_compare(project, &other, &found.list, &found.n,
                                       &found.capacity, err);
        ta_project_free(&other);
    }
    ta_free(ids);
    if (rc != TA_OK) {
        ta_free(found.list);
        return rc;
    }
    *out = found.list;
    *n = found.n;
    return TA_OK;
}
