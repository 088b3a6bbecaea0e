/* SPDX-License-Identifier: Apache-2.0 */
/** @file body.c  The record as a whole; its parts stand in body_parts.c. */
#include "record/body.h"

#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/machine.h"
#include "base/memory.h"
#include "base/time.h"
#include "record/body_parts.h"
#include "record/build.h"
#include "record/codes.h"
#include "terrassay/version.h"

void ta_body_append(json_t *array, json_t *value, bool *ok)
{
    if (json_array_append_new(array, value) != 0) *ok = false;
}

static json_t *indicative_array(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (int i = 0; i < TA_INDICATIVE_COUNT; i++)
        if (a->indicative[i])
            ta_body_append(array,
                           json_string(ta_indicative_code((enum ta_indicative)i)), ok);
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
    char machine[TA_NAME_SIZE];
    json_t *object = json_object();
    ta_machine(machine);
    ta_json_set_exact(object, "name", "terrassay", ok);
    ta_json_set_exact(object, "version", TA_VERSION, ok);
    ta_json_set_exact(object, "build", ta_build_id(), ok);
    ta_json_set_exact(object, "machine", machine, ok);
    return object;
}

/* In whose place a house's table stands, and what of that one it has not. */
static void add_instead(json_t *object, const struct ta_table_instead *instead,
                        bool *ok)
{
    if (instead == NULL) return;
    ta_json_set_exact(object, "shipped_sha256", instead->sha256, ok);
    ta_json_set_int(object, "lacks", (int64_t)instead->n_lacks, ok);
    if (instead->n_lacks > 0)
        ta_json_set_exact(object, "lacks_first", instead->lacks, ok);
}

static json_t *tables_array(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_tables; i++) {
        json_t *object = json_object();
        ta_json_set_exact(object, "id", a->table[i].id, ok);
        ta_json_set_exact(object, "sha256", a->table[i].sha256, ok);
        add_instead(object, a->table[i].instead, ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

/* The readings that count as failed for it, where there are any. */
static void add_failed(json_t *object, const struct ta_finding *finding, bool *ok)
{
    char text[TA_TIME_TEXT];
    if (finding->failed_to <= finding->failed_from) return;
    ta_time_format(finding->failed_from, text);
    ta_json_set_exact(object, "failed_from", text, ok);
    ta_time_format(finding->failed_to, text);
    ta_json_set_exact(object, "failed_to", text, ok);
}

static json_t *findings_array(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_findings; i++) {
        json_t *object = json_object();
        ta_json_set_exact(object, "code", a->finding[i].code, ok);
        ta_json_set_exact(object, "object", a->finding[i].object, ok);
        ta_json_set_exact(object, "detail", a->finding[i].detail, ok);
        add_failed(object, &a->finding[i], ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

static json_t *body_object(const struct ta_assessment *a, bool *ok)
{
    json_t *body = json_object();
    ta_json_set_exact(body, "schema", "terrassay/record/1", ok);
    ta_json_set_exact(body, "class", is_indicative(a) ? "indicative" : "decision", ok);
    ta_json_set(body, "indicative_because", indicative_array(a, ok), ok);
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

/* A reader takes a whole number above 2^53 for another, and one above 2^63 not at all
 * (RFC 8785, appendix D): such a record could be written and never verified. */
static enum ta_status comes_back(const struct ta_text *bytes)
{
    json_t *value = NULL;
    struct ta_text again = {0};
    enum ta_status rc =
        ta_json_parse("record", bytes->bytes, bytes->size, SIZE_MAX, &value, NULL);
    if (rc == TA_OK) rc = ta_json_canonical(value, &again);
    json_decref(value);
    bool same = rc == TA_OK && again.size == bytes->size &&
                memcmp(again.bytes, bytes->bytes, bytes->size) == 0;
    ta_text_free(&again);
    if (rc == TA_E_NOMEM) return rc;
    return same ? TA_OK : TA_E_LIMIT;
}

static const char *why_not(enum ta_status rc)
{
    if (rc == TA_E_DATA)
        return "a text is no UTF-8, a number is infinite, or a site has no shape";
    if (rc == TA_E_LIMIT) return "a number is larger than readers of JSON can tell";
    return ta_status_text(rc);
}

enum ta_status ta_record_body(const struct ta_assessment *assessment,
                              struct ta_text *out, struct ta_error *err)
{
    bool ok = true;
    struct ta_text bytes = {0};
    size_t failures = ta_alloc_failures();
    json_t *body = body_object(assessment, &ok);
    enum ta_status rc =
        ok && body != NULL ? ta_json_canonical(body, &bytes) : TA_E_DATA;
    if (rc == TA_E_DATA && ta_alloc_failures() != failures) rc = TA_E_NOMEM;
    json_decref(body);
    if (rc == TA_OK) rc = comes_back(&bytes);
    if (rc == TA_OK) ta_text_add_bytes(out, bytes.bytes, bytes.size);
    if (rc == TA_OK && out->failed) rc = TA_E_NOMEM;
    ta_text_free(&bytes);
    if (rc == TA_OK) return TA_OK;
    return ta_fail(err, rc, "record of %s: %s", assessment->project->id, why_not(rc));
}
