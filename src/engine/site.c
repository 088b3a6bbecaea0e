/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/site.h"

#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"

enum ta_status ta_engine_project(struct ta_workspace *workspace, const char *id,
                                 struct ta_project *out, struct ta_error *err)
{
    const struct ta_store *store = &workspace->store;
    char *document = NULL;
    json_t *json = NULL;
    enum ta_status rc = store->ops->project_get(store->self, id, &document, err);
    if (rc == TA_OK)
        rc = ta_json_parse(id, document, strlen(document), TA_PROJECT_DOCUMENT_MOST,
                           &json, err);
    if (rc == TA_OK) rc = ta_project_from_json(json, out, err);
    json_decref(json);
    ta_free(document);
    return rc;
}

bool ta_site_split(const char *id, char project[TA_ID_SIZE], int *n)
{
    const char *slash = strrchr(id, '/');
    int64_t number = 0;
    if (slash == NULL || (size_t)(slash - id) >= TA_ID_SIZE) return false;
    if (ta_parse_i64(slash + 1, &number) != TA_OK || number < 1 || number > INT32_MAX)
        return false;
    memcpy(project, id, (size_t)(slash - id));
    project[slash - id] = '\0';
    *n = (int)number;
    return true;
}

const struct ta_site *ta_project_site(const struct ta_project *project, int n)
{
    for (size_t i = 0; i < project->n_sites; i++)
        if (project->site[i].n == n) return &project->site[i];
    return NULL;
}
