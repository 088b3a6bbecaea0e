/* SPDX-License-Identifier: Apache-2.0 */
/** @file body.c  The record as a whole; its parts stand in body_parts.c. */
#include "record/body.h"

#include <math.h>

#include "base/json.h"
#include "record/body_parts.h"
#include "record/codes.h"
#include "terrassay/version.h"

static json_t *indicative_array(const struct ta_assessment *a)
{
    json_t *array = json_array();
    for (int i = 0; i < TA_INDICATIVE_COUNT; i++)
        if (a->indicative[i])
            json_array_append_new(
                array, json_string(ta_indicative_code((enum ta_indicative)i)));
    return array;
}

static bool is_indicative(const struct ta_assessment *a)
{
    for (int i = 0; i < TA_INDICATIVE_COUNT; i++)
        if (a->indicative[i]) return true;
    return false;
}

static json_t *program_object(bool *ok)
{
    json_t *object = json_object();
    ta_json_set_text(object, "name", "terrassay", ok);
    ta_json_set_text(object, "version", TA_VERSION, ok);
    return object;
}

static json_t *tables_array(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_tables; i++) {
        json_t *object = json_object();
        ta_json_set_text(object, "id", a->table[i].id, ok);
        ta_json_set_text(object, "sha256", a->table[i].sha256, ok);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *findings_array(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_findings; i++) {
        json_t *object = json_object();
        ta_json_set_text(object, "code", a->finding[i].code, ok);
        ta_json_set_text(object, "object", a->finding[i].object, ok);
        ta_json_set_text(object, "detail", a->finding[i].detail, ok);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *body_object(const struct ta_assessment *a, bool *ok)
{
    json_t *body = json_object();
    ta_json_set_text(body, "schema", "terrassay/record/1", ok);
    ta_json_set_text(body, "class", is_indicative(a) ? "indicative" : "decision", ok);
    ta_json_set(body, "indicative_because", indicative_array(a), ok);
    ta_json_set_day(body, "as_of", a->as_of, ok);
    ta_json_set_day(body, "valid_to", a->valid_to, ok);
    ta_json_set(body, "previous_record",
                a->previous_record[0] != '\0' ? json_string(a->previous_record)
                                              : json_null(),
                ok);
    ta_json_set(body, "program", program_object(ok), ok);
    ta_json_set(body, "subject", ta_body_subject(a, ok), ok);
    ta_json_set(body, "model", ta_body_model(a, ok), ok);
    ta_json_set(body, "tables", tables_array(a, ok), ok);
    ta_json_set(body, "opinion", ta_body_opinion(a, ok), ok);
    ta_json_set(body, "score", ta_body_score(a, ok), ok);
    ta_json_set(body, "pillars", ta_body_pillars(a, ok), ok);
    ta_json_set(body, "indicators", ta_body_indicators(a, ok), ok);
    ta_json_set(body, "evidence", ta_body_evidence(a, ok), ok);
    ta_json_set(body, "looks", ta_body_looks(a, ok), ok);
    ta_json_set(body, "findings", findings_array(a, ok), ok);
    return body;
}

enum ta_status ta_record_body(const struct ta_assessment *assessment,
                              struct ta_text *out, struct ta_error *err)
{
    bool ok = true;
    json_t *body = body_object(assessment, &ok);
    enum ta_status rc = ok && body != NULL ? ta_json_canonical(body, out) : TA_E_DATA;
    json_decref(body);
    if (rc == TA_OK && out->failed) rc = TA_E_NOMEM;
    return rc == TA_OK
               ? TA_OK
               : ta_fail(err, rc, "record of %s: %s", assessment->project->id,
                         ok ? ta_status_text(rc) : "a text is no UTF-8, or no memory");
}
