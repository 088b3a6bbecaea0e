/* SPDX-License-Identifier: Apache-2.0 */
#include "record/stands.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/json_scan.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/codes.h"

enum { BODY_MOST = 64 * 1024 * 1024 };

static bool is_needed(struct ta_json_span key)
{
    static const char *const needed[] = {"as_of",           "model", "opinion",
                                         "previous_record", "score", "valid_to"};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (ta_json_span_is(key, needed[i])) return true;
    return false;
}

/* An object of the members that are needed. @return false where the scan does not understand it */
static bool pick(const char *body, size_t size, struct ta_text *out)
{
    struct ta_json_scan scan = ta_json_scan_start(body, size);
    struct ta_json_list list = {.begun = false};
    ta_text_add(out, "{");
    while (ta_json_scan_member(&scan, &list)) {
        struct ta_json_span value = ta_json_scan_skip(&scan);
        if (scan.failed || !is_needed(list.key)) continue;
        ta_text_add(out, out->size > 1 ? ",\"" : "\"");
        ta_text_add_bytes(out, list.key.bytes, list.key.size);
        ta_text_add(out, "\":");
        ta_text_add_bytes(out, value.bytes, value.size);
    }
    ta_text_add(out, "}");
    return ta_json_scan_ended(&scan);
}

static enum ta_opinion opinion_of(const char *code)
{
    int i = 0;
    while (i < TA_OPINION_COUNT &&
           strcmp(ta_opinion_code((enum ta_opinion)i), code) != 0)
        i++;
    return (enum ta_opinion)i;
}

static enum ta_status read(const json_t *body, struct ta_record_stands *out,
                           struct ta_error *err)
{
    const json_t *model = json_object_get(body, "model"),
                 *observed =
                     json_object_get(json_object_get(body, "score"), "observed_weight");
    const char *before = ta_json_text(body, "previous_record");
    (void)snprintf(out->model, sizeof out->model, "%s-%lld", ta_json_text(model, "id"),
                   (long long)json_integer_value(json_object_get(model, "version")));
    (void)snprintf(out->previous_record, sizeof out->previous_record, "%s", before);
    out->observed_weight =
        json_is_number(observed) ? json_number_value(observed) : (double)NAN;
    out->opinion = opinion_of(ta_json_text(json_object_get(body, "opinion"), "value"));
    if (out->opinion == TA_OPINION_COUNT)
        return ta_fail(err, TA_E_DATA, "a record without an opinion");
    enum ta_status rc = ta_json_get_day(body, NULL, "as_of", true, &out->as_of, err);
    if (rc == TA_OK)
        rc = ta_json_get_day(body, NULL, "valid_to", false, &out->valid_to, err);
    return rc;
}

enum ta_status ta_record_stands(const char *name, const char *body, size_t size,
                                struct ta_record_stands *out, struct ta_error *err)
{
    struct ta_text needed = {0};
    json_t *json = NULL;
    *out = (struct ta_record_stands){.valid_to = TA_DAY_NONE};
    bool picked = pick(body, size, &needed);
    enum ta_status rc = TA_OK;
    if (needed.failed)
        rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    else
        rc = ta_json_parse(name, picked ? needed.bytes : body,
                           picked ? needed.size : size, BODY_MOST, &json, err);
    if (rc == TA_OK) rc = read(json, out, err);
    json_decref(json);
    ta_text_free(&needed);
    return rc;
}
