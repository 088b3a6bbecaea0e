/* SPDX-License-Identifier: Apache-2.0 */
#include "record/stands.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/json_scan.h"
#include "base/memory.h"
#include "base/text.h"
#include "record/codes.h"

enum { BODY_MOST = 64 * 1024 * 1024, PARTS_MOST = 1000 };

/* --- what is needed of it --------------------------------------------------------------- */

static bool is_one_of(struct ta_json_span key, const char *const *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ta_json_span_is(key, name[i])) return true;
    return false;
}

static void begin_member(struct ta_text *out, struct ta_json_span key)
{
    bool first = out->bytes[out->size - 1] == '{';
    ta_text_add(out, first ? "\"" : ",\"");
    ta_text_add_bytes(out, key.bytes, key.size);
    ta_text_add(out, "\":");
}

static void pick_part(struct ta_json_scan *scan, struct ta_text *out)
{
    static const char *const needed[] = {"gate",   "gating",  "id",           "params",
                                         "reason", "scoring", "unseen_share", "use"};
    struct ta_json_list list = {.begun = false};
    ta_text_add(out, "{");
    while (!out->failed && ta_json_scan_member(scan, &list)) {
        struct ta_json_span value = ta_json_scan_skip(scan);
        if (scan->failed ||
            !is_one_of(list.key, needed, sizeof needed / sizeof *needed))
            continue;
        begin_member(out, list.key);
        ta_text_add_bytes(out, value.bytes, value.size);
    }
    ta_text_add(out, "}");
}

static void pick_parts(struct ta_json_scan *scan, struct ta_text *out)
{
    struct ta_json_list list = {.begun = false};
    ta_text_add(out, "[");
    for (bool first = true; ta_json_scan_element(scan, &list); first = false) {
        if (!first) ta_text_add(out, ",");
        pick_part(scan, out);
    }
    ta_text_add(out, "]");
}

/* An object of the members that are needed. @return false where the scan does not understand it */
static bool pick(const char *body, size_t size, struct ta_text *out)
{
    static const char *const needed[] = {"as_of", "class",   "indicators",
                                         "model", "opinion", "valid_to"};
    struct ta_json_scan scan = ta_json_scan_start(body, size);
    struct ta_json_list list = {.begun = false};
    ta_text_add(out, "{");
    while (!out->failed && ta_json_scan_member(&scan, &list)) {
        bool of_parts = ta_json_span_is(list.key, "indicators");
        if (of_parts) {
            begin_member(out, list.key);
            pick_parts(&scan, out);
            continue;
        }
        struct ta_json_span value = ta_json_scan_skip(&scan);
        if (scan.failed || !is_one_of(list.key, needed, sizeof needed / sizeof *needed))
            continue;
        begin_member(out, list.key);
        ta_text_add_bytes(out, value.bytes, value.size);
    }
    ta_text_add(out, "}");
    return ta_json_scan_ended(&scan);
}

/* --- what it says ----------------------------------------------------------------------- */

static enum ta_opinion opinion_of(const char *code)
{
    int i = 0;
    while (i < TA_OPINION_COUNT &&
           strcmp(ta_opinion_code((enum ta_opinion)i), code) != 0)
        i++;
    return (enum ta_opinion)i;
}

static enum ta_opinion opinion_or(const char *code, enum ta_opinion otherwise)
{
    enum ta_opinion opinion = opinion_of(code);
    return opinion == TA_OPINION_COUNT ? otherwise : opinion;
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static bool is_held_by(const json_t *opinion, const char *id)
{
    const json_t *gates = json_object_get(opinion, "gates");
    for (size_t i = 0; i < json_array_size(gates); i++) {
        const char *gate = json_string_value(json_array_get(gates, i));
        if (gate != NULL && strcmp(gate, id) == 0) return true;
    }
    return false;
}

static void read_gate(const json_t *row, const json_t *opinion,
                      const struct ta_record_stands *of, struct ta_record_part *out)
{
    const char *state = ta_json_text(row, "gate"),
               *leads_to =
                   ta_json_text(json_object_get(row, "gating"), "opinion_at_best");
    bool fires = strcmp(state, ta_gate_code(TA_GATE_FIRES)) == 0;
    out->seen = fires || strcmp(state, ta_gate_code(TA_GATE_PASSES)) == 0;
    out->holds = fires || is_held_by(opinion, out->id);
    out->leads_to = fires ? opinion_or(leads_to, of->opinion) : of->opinion;
}

static enum ta_status read_params(const json_t *row, struct ta_record_part *out,
                                  struct ta_error *err)
{
    const json_t *params = json_object_get(row, "params");
    struct ta_text canonical = {0};
    if (params == NULL) return TA_OK;
    enum ta_status rc = ta_json_canonical(params, &canonical);
    if (rc == TA_OK) ta_sha256(canonical.bytes, canonical.size, out->params);
    ta_text_free(&canonical);
    return rc == TA_OK ? rc
                       : ta_fail(err, rc, "%s: its parameters do not read", out->id);
}

/* What is only shown has no part in the opinion. @return false for such a row */
static bool is_part(const json_t *row, struct ta_record_part *out)
{
    const char *use = ta_json_text(row, "use");
    *out = (struct ta_record_part){.gate = strcmp(use, "gate") == 0};
    return out->gate || strcmp(use, "scored") == 0;
}

static enum ta_status read_part(const json_t *row, const json_t *opinion,
                                const struct ta_record_stands *of,
                                struct ta_record_part *out, struct ta_error *err)
{
    const char *reason = ta_json_text(row, "reason");
    double unseen = number_of(row, "unseen_share"),
           weight = number_of(json_object_get(row, "scoring"), "weight");
    if (!ta_copy(out->id, sizeof out->id, ta_json_text(row, "id")))
        return ta_fail(err, TA_E_DATA, "a record with an indicator of no id");
    out->seen = strcmp(reason, ta_reason_code(TA_OBSERVED)) == 0;
    if (out->gate) read_gate(row, opinion, of, out);
    bool said = unseen >= 0.0 && unseen <= 1.0;
    out->unseen = !out->seen ? 1.0 : said ? unseen : 0.0;
    out->weight = weight >= 0.0 && weight <= 1.0 ? weight : 0.0;
    return read_params(row, out, err);
}

/* A gate that nobody evaluated carries the opinion only where nothing else does. */
static void settle_gates(struct ta_record_stands *of)
{
    bool carried = of->by_level == of->opinion;
    for (size_t i = 0; i < of->n_parts; i++) {
        const struct ta_record_part *part = &of->part[i];
        carried = carried || (part->gate && part->seen && part->holds &&
                              part->leads_to == of->opinion);
    }
    for (size_t i = 0; carried && i < of->n_parts; i++)
        if (of->part[i].gate && !of->part[i].seen) of->part[i].holds = false;
}

static enum ta_status read_parts(const json_t *body, struct ta_record_stands *out,
                                 struct ta_error *err)
{
    const json_t *list = json_object_get(body, "indicators"),
                 *opinion = json_object_get(body, "opinion");
    size_t n = json_array_size(list);
    if (n > PARTS_MOST) return ta_fail(err, TA_E_DATA, "a record of %zu indicators", n);
    out->part = ta_alloc(n, sizeof *out->part);
    if (out->part == NULL) return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        const json_t *row = json_array_get(list, i);
        struct ta_record_part *to = &out->part[out->n_parts];
        if (!is_part(row, to)) continue;
        rc = read_part(row, opinion, out, to, err);
        out->n_parts++;
    }
    settle_gates(out);
    return rc;
}

static enum ta_status read(const json_t *body, struct ta_record_stands *out,
                           struct ta_error *err)
{
    const json_t *model = json_object_get(body, "model"),
                 *opinion = json_object_get(body, "opinion");
    (void)snprintf(out->model, sizeof out->model, "%s-%lld", ta_json_text(model, "id"),
                   (long long)json_integer_value(json_object_get(model, "version")));
    (void)snprintf(out->model_sha256, sizeof out->model_sha256, "%s",
                   ta_json_text(model, "sha256"));
    out->decision = strcmp(ta_json_text(body, "class"), "decision") == 0;
    out->opinion = opinion_of(ta_json_text(opinion, "value"));
    if (out->opinion == TA_OPINION_COUNT)
        return ta_fail(err, TA_E_DATA, "a record without an opinion");
    out->by_level = opinion_or(ta_json_text(opinion, "by_level"), out->opinion);
    enum ta_status rc = ta_json_get_day(body, NULL, "as_of", true, &out->as_of, err);
    if (rc == TA_OK)
        rc = ta_json_get_day(body, NULL, "valid_to", false, &out->valid_to, err);
    return rc == TA_OK ? read_parts(body, out, err) : rc;
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

void ta_record_stands_free(struct ta_record_stands *stands)
{
    ta_free(stands->part);
    *stands = (struct ta_record_stands){.valid_to = TA_DAY_NONE};
}

const struct ta_record_part *ta_record_part(const struct ta_record_stands *stands,
                                            const char *id)
{
    for (size_t i = 0; i < stands->n_parts; i++)
        if (strcmp(stands->part[i].id, id) == 0) return &stands->part[i];
    return NULL;
}
