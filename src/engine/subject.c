/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/subject.h"

#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "engine/rules.h"

void ta_subject_free(struct ta_subject *subject)
{
    ta_project_free(&subject->project);
    ta_free(subject->document);
    *subject = (struct ta_subject){.size = 0};
}

static enum ta_status parse(const char *id, struct ta_subject *subject,
                            struct ta_error *err)
{
    json_t *json = NULL;
    enum ta_status rc = ta_json_parse(id, subject->document, subject->size,
                                      TA_PROJECT_DOCUMENT_MOST, &json, err);
    if (rc != TA_OK) return rc;
    rc = ta_project_from_json(json, &subject->project, err);
    json_decref(json);
    if (rc != TA_OK)
        ta_error_context(err, "document of %s", id);
    else if (strcmp(subject->project.id, id) != 0)
        rc = ta_fail(err, TA_E_DATA, "document of %s: is of project %s", id,
                     subject->project.id);
    ta_sha256(subject->document, subject->size, subject->sha256);
    return rc;
}

static enum ta_status settle(const char *id, struct ta_subject *read,
                             struct ta_subject *out, struct ta_error *err)
{
    enum ta_status rc = parse(id, read, err);
    if (rc == TA_OK)
        *out = *read;
    else
        ta_subject_free(read);
    return rc;
}

enum ta_status ta_subject_load(const struct ta_store *store, const char *id,
                               struct ta_subject *out, struct ta_error *err)
{
    struct ta_subject read = {.size = 0};
    enum ta_status rc = store->ops->project_get(store->self, id, &read.document, err);
    if (rc != TA_OK) return rc;
    read.size = strlen(read.document);
    return settle(id, &read, out, err);
}

enum ta_status ta_subject_recall(const struct ta_store *store, const char *id,
                                 const char *sha256, struct ta_subject *out,
                                 struct ta_error *err)
{
    struct ta_subject read = {.size = 0};
    enum ta_status rc = ta_document_recall(store, "project document", sha256,
                                           &read.document, &read.size, err);
    return rc == TA_OK ? settle(id, &read, out, err) : rc;
}
