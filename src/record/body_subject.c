/* SPDX-License-Identifier: Apache-2.0 */
/** @file body_subject.c  Who and what the record is about, and under which model. */
#include "base/json.h"
#include "base/project.h"
#include "record/body_parts.h"
#include "record/codes.h"

static json_t *box_array(const struct ta_polygons *shape)
{
    struct ta_box box = ta_polygons_box(shape);
    return json_pack("[f,f,f,f]", box.x_min, box.y_min, box.x_max, box.y_max);
}

static json_t *sites_array(const struct ta_project *project, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < project->n_sites; i++) {
        const struct ta_site *site = &project->site[i];
        char sha256[TA_HEX_SIZE];
        json_t *object = json_object();
        ta_polygons_sha256(&site->shape, sha256);
        ta_json_set_int(object, "n", site->n, ok);
        ta_json_set_exact(object, "name", site->name, ok);
        ta_json_set_number(object, "area_m2", site->area_m2, ok);
        ta_json_set_number(object, "position_error_m", site->position_error_m, ok);
        ta_json_set_exact(object, "source_crs", site->source_crs, ok);
        ta_json_set_number(object, "accuracy_m", site->accuracy_m, ok);
        ta_json_set_exact(object, "shape_sha256", sha256, ok);
        ta_json_set(object, "box", box_array(&site->shape), ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

static json_t *loans_array(const struct ta_project *project, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < project->n_loans; i++) {
        const struct ta_loan *loan = &project->loan[i];
        json_t *object = json_object();
        ta_json_set_exact(object, "id", loan->id, ok);
        ta_json_set_exact(object, "asset_class", loan->asset_class, ok);
        ta_json_set_money(object, "outstanding", &loan->outstanding, ok);
        ta_json_set_money(object, "total_investment", &loan->total_investment, ok);
        ta_json_set_money(object, "equity", &loan->equity, ok);
        ta_json_set_money(object, "debt", &loan->debt, ok);
        ta_json_set_day(object, "as_of", loan->as_of, ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

static json_t *pair_object(const char *key, const char *value, const char *key2,
                           const char *value2, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_exact(object, key, value, ok);
    ta_json_set_exact(object, key2, value2, ok);
    return object;
}

json_t *ta_body_subject(const struct ta_assessment *a, bool *ok)
{
    const struct ta_project *p = a->project;
    char class_text[2] = {p->environmental_class, '\0'};
    json_t *object = json_object();
    ta_json_set_exact(object, "project", p->id, ok);
    ta_json_set_exact(object, "name", p->name, ok);
    ta_json_set(object, "client",
                pair_object("id", p->client_id, "name", p->client_name, ok), ok);
    ta_json_set(object, "sector",
                pair_object("scheme", p->sector_scheme, "code", p->sector_code, ok),
                ok);
    ta_json_set_exact(object, "country", p->country[0] != '\0' ? p->country : NULL, ok);
    ta_json_set_exact(object, "environmental_class",
                      class_text[0] != '\0' ? class_text : NULL, ok);
    ta_json_set_bool(object, "simulated", p->simulated, ok);
    ta_json_set_exact(object, "document_sha256", a->project_sha256, ok);
    ta_json_set(object, "sites", sites_array(p, ok), ok);
    ta_json_set(object, "loans", loans_array(p, ok), ok);
    return object;
}

/* The approval in force on the day of the record, or NULL. */
static const struct ta_approval *approval_on(const struct ta_model *model, ta_day day)
{
    for (size_t i = 0; i < model->n_approvals; i++)
        if (model->approval[i].on <= day && day <= model->approval[i].until)
            return &model->approval[i];
    return NULL;
}

json_t *ta_body_model(const struct ta_assessment *a, bool *ok)
{
    const struct ta_model *model = a->model;
    const struct ta_approval *approval = approval_on(model, a->as_of);
    json_t *object = json_object();
    ta_json_set_exact(object, "id", model->id, ok);
    ta_json_set_int(object, "version", model->version, ok);
    ta_json_set_exact(object, "use", "credit", ok);
    ta_json_set_exact(object, "sha256", model->sha256, ok);
    ta_json_set_exact(object, "title", model->title, ok);
    ta_json_set_exact(object, "within_pillar", ta_mean_code(model->within_pillar), ok);
    ta_json_set_exact(object, "across_pillars", ta_mean_code(model->across_pillars),
                      ok);
    ta_json_set_exact(object, "approved_by", approval != NULL ? approval->by : NULL,
                      ok);
    ta_json_set_day(object, "approved_until",
                    approval != NULL ? approval->until : TA_DAY_NONE, ok);
    return object;
}
