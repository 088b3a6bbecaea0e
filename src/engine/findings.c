/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/findings.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "engine/double_use.h"
#include "engine/parcel.h"
#include "engine/reading_parts.h"
#include "engine/shared_signal.h"
#include "engine/site.h"
#include "engine/subject.h"
#include "words.h"

static bool is_pinned(const struct ta_evidence_list *list, enum ta_evidence_kind kind,
                      const char *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->item[i].kind == kind && strcmp(list->item[i].id, id) == 0)
            return true;
    return false;
}

static enum ta_status pin_project(const struct ta_store *store, const char *id,
                                  struct ta_evidence_list *list, struct ta_error *err)
{
    struct ta_subject other = {.size = 0};
    struct ta_evidence_item item;
    if (is_pinned(list, TA_EVIDENCE_DOCUMENT, id)) return TA_OK;
    enum ta_status rc = ta_subject_load(store, id, &other, err);
    if (rc != TA_OK) return rc;
    ta_evidence_item_init(&item, TA_EVIDENCE_DOCUMENT);
    memcpy(item.id, id, strlen(id) + 1);
    memcpy(item.sha256, other.sha256, sizeof item.sha256);
    ta_subject_free(&other);
    return ta_evidence_add(list, &item, err);
}

static enum ta_status pin_site(const struct ta_store *store, const char *site,
                               struct ta_evidence_list *list, struct ta_error *err)
{
    char id[TA_ID_SIZE];
    int n = 0;
    if (!ta_site_split(site, id, &n))
        return ta_fail(err, TA_E_INTERNAL, "\"%s\" is no site", site);
    return pin_project(store, id, list, err);
}

/* The files in which the other project has the signal. */
static enum ta_status pin_readings(const struct ta_store *store,
                                   const struct ta_shared *shared,
                                   struct ta_evidence_list *list, struct ta_error *err)
{
    struct ta_partition_row *part = NULL;
    size_t n = 0;
    enum ta_status rc = ta_parts_of(store, shared->project, shared->from, shared->after,
                                    &part, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        if (!is_pinned(list, TA_EVIDENCE_PARTITION, part[i].part))
            rc = ta_evidence_add_partition(&part[i], list, err);
    ta_free(part);
    return rc;
}

static enum ta_status pin_shared(struct ta_workspace *workspace,
                                 const struct ta_project *project, ta_day as_of,
                                 struct ta_evidence_list *list, struct ta_error *err)
{
    struct ta_shared *shared = NULL;
    size_t n = 0;
    enum ta_status rc =
        ta_engine_shared_signals(workspace, project, as_of, &shared, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        rc = pin_project(&workspace->store, shared[i].project, list, err);
        if (rc == TA_OK) rc = pin_readings(&workspace->store, &shared[i], list, err);
    }
    ta_free(shared);
    return rc;
}

enum ta_status ta_findings_pin(struct ta_workspace *workspace,
                               const struct ta_project *project, ta_day as_of,
                               struct ta_evidence_list *list, struct ta_error *err)
{
    struct ta_finding *finding = NULL;
    size_t n = 0;
    enum ta_status rc = ta_engine_same_parcel(workspace, project, &finding, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = pin_site(&workspace->store, finding[i].object, list, err);
    ta_free(finding);
    finding = NULL;
    n = 0;
    if (rc == TA_OK) rc = ta_engine_double_use(workspace, project, &finding, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = pin_project(&workspace->store, finding[i].object, list, err);
    ta_free(finding);
    return rc == TA_OK ? pin_shared(workspace, project, as_of, list, err) : rc;
}

/* Another project's document, and not one of approvals or layers: those ids have a slash. */
static bool is_other(const struct ta_evidence_item *item,
                     const struct ta_project *project)
{
    return item->kind == TA_EVIDENCE_DOCUMENT && ta_id_ok(item->id) &&
           strcmp(item->id, project->id) != 0;
}

void ta_finding_whole(struct ta_finding *finding)
{
    ta_words_whole(finding->object);
    ta_words_whole(finding->detail);
}

enum ta_status ta_findings_of(const struct ta_store *store,
                              const struct ta_project *project,
                              const struct ta_evidence_list *list, struct ta_room *room,
                              struct ta_finding **out, size_t *n, struct ta_error *err)
{
    size_t capacity = 0;
    struct ta_finding *found = NULL;
    enum ta_status rc = TA_OK;
    *n = 0;
    for (size_t i = 0; rc == TA_OK && i < list->n; i++) {
        struct ta_subject other = {.size = 0};
        if (!is_other(&list->item[i], project)) continue;
        rc = ta_subject_recall(store, list->item[i].id, list->item[i].sha256, &other,
                               err);
        if (rc == TA_OK)
            rc = ta_parcel_compare(project, &other.project, &found, n, &capacity, err);
        if (rc == TA_OK)
            rc = ta_double_use_compare(project, &other.project, &found, n, &capacity,
                                       err);
        ta_subject_free(&other);
    }
    if (found == NULL) return rc;
    for (size_t i = 0; i < *n; i++) ta_finding_whole(&found[i]);
    *out = ta_room_keep(room, found);
    if (*out == NULL && rc == TA_OK)
        rc = ta_fail(err, TA_E_NOMEM, "findings of %s: out of memory", project->id);
    return rc;
}
