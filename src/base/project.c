/* SPDX-License-Identifier: Apache-2.0 */
#include "base/project.h"

#include <string.h>

#include "base/memory.h"
#include "base/project_check.h"
#include "base/project_fields.h"

void ta_site_init(struct ta_site *site)
{
    ta_fields_clear(&ta_shape_site, site);
}

void ta_project_free(struct ta_project *project)
{
    if (project != NULL) ta_fields_free(&ta_shape_project, project);
}

static enum ta_status read_project(const struct ta_shape *shape, const json_t *object,
                                   struct ta_project *out, struct ta_error *err)
{
    if (!json_is_object(object))
        return ta_json_fail(err, NULL, NULL, "a project as an object", object);

    struct ta_project project;
    ta_fields_clear(&ta_shape_project, &project);
    enum ta_status rc = ta_fields_read(shape, object, NULL, &project, err);
    if (rc == TA_OK) ta_project_number_sites(&project);
    if (rc == TA_OK) rc = ta_project_check(&project, err);
    if (rc == TA_OK) {
        *out = project;
        return TA_OK;
    }
    ta_project_free(&project);
    return rc;
}

enum ta_status ta_project_from_fields(const json_t *fields, struct ta_project *out,
                                      struct ta_error *err)
{
    struct ta_shape without_sites = ta_shape_project;
    without_sites.n_fields--;
    return read_project(&without_sites, fields, out, err);
}

enum ta_status ta_project_faults(const json_t *fields, struct ta_project *out,
                                 struct ta_fault_hearer *hearer)
{
    struct ta_shape without_sites = ta_shape_project;
    without_sites.n_fields--;
    ta_fields_clear(&ta_shape_project, out);
    return ta_fields_read_all(&without_sites, fields, out, hearer);
}

enum ta_status ta_project_from_json(const json_t *document, struct ta_project *out,
                                    struct ta_error *err)
{
    return read_project(&ta_shape_project, document, out, err);
}

enum ta_status ta_project_to_json(const struct ta_project *project, struct ta_text *out,
                                  struct ta_error *err)
{
    bool ok = true;
    json_t *document = json_object();
    ta_fields_write(&ta_shape_project, project, document, &ok);
    enum ta_status rc = ok ? ta_json_canonical(document, out) : TA_E_ARG;
    json_decref(document);
    if (rc != TA_OK)
        return ta_fail(err, rc, "project %s: cannot be written: %s", project->id,
                       rc == TA_E_NOMEM ? "out of memory"
                                        : "a number is infinite or a text not UTF-8");
    return TA_OK;
}
