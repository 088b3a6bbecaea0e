/* SPDX-License-Identifier: Apache-2.0 */
#include "record/facts.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/time.h"
#include "record/codes.h"

enum { BODY_MOST = 64 * 1024 * 1024, TABLES_MOST = 1000, EVIDENCE_MOST = 1000000 };

void ta_record_facts_free(struct ta_record_facts *facts)
{
    ta_free(facts->table);
    ta_free(facts->evidence);
    *facts = (struct ta_record_facts){.as_of = TA_DAY_NONE};
}

/* A text member into a field of the struct. */
struct word {
    const char *key;
    char *to;
    size_t size;
    bool required;
};

static enum ta_status read_word(const json_t *object, const struct ta_json_path *at,
                                const struct word *word, struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc =
        ta_json_get_text(object, at, word->key, word->required, &text, err);
    if (rc != TA_OK || text == NULL) return rc;
    if (!ta_copy(word->to, word->size, text))
        return ta_json_fail(err, at, word->key, "a shorter text",
                            json_object_get(object, word->key));
    return TA_OK;
}

static enum ta_status read_words(const json_t *object, const struct ta_json_path *at,
                                 const struct word *word, size_t n,
                                 struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = read_word(object, at, &word[i], err);
    return rc;
}

static enum ta_status read_hash(const json_t *object, const struct ta_json_path *at,
                                const char *key, char to[TA_HEX_SIZE],
                                struct ta_error *err)
{
    const struct word word = {key, to, TA_HEX_SIZE, true};
    enum ta_status rc = read_word(object, at, &word, err);
    if (rc == TA_OK && (strlen(to) != TA_HEX_SIZE - 1 ||
                        strspn(to, "0123456789abcdef") != TA_HEX_SIZE - 1))
        rc = ta_json_fail(err, at, key, "a SHA-256 in lower-case hexadecimal",
                          json_object_get(object, key));
    return rc;
}

static enum ta_status read_subject(const json_t *body, struct ta_record_facts *out,
                                   struct ta_error *err)
{
    const struct ta_json_path at = {NULL, "subject", 0};
    const json_t *subject = json_object_get(body, "subject");
    const struct word word[] = {{"project", out->project, sizeof out->project, true}};
    if (!json_is_object(subject))
        return ta_json_fail(err, NULL, "subject", "an object", subject);
    enum ta_status rc = read_words(subject, &at, word, 1, err);
    if (rc == TA_OK && !ta_id_ok(out->project))
        rc = ta_json_fail(err, &at, "project", "a project's id",
                          json_object_get(subject, "project"));
    if (rc == TA_OK)
        rc = read_hash(subject, &at, "document_sha256", out->document_sha256, err);
    return rc;
}

static enum ta_status read_model(const json_t *body, struct ta_record_facts *out,
                                 struct ta_error *err)
{
    const struct ta_json_path at = {NULL, "model", 0};
    const json_t *model = json_object_get(body, "model");
    const struct word word[] = {{"id", out->model_id, sizeof out->model_id, true}};
    if (!json_is_object(model))
        return ta_json_fail(err, NULL, "model", "an object", model);
    enum ta_status rc = read_words(model, &at, word, 1, err);
    return rc == TA_OK ? read_hash(model, &at, "sha256", out->model_sha256, err) : rc;
}

static enum ta_status read_score(const json_t *body, struct ta_record_facts *out,
                                 struct ta_error *err)
{
    const struct ta_json_path at = {NULL, "score", 0};
    const json_t *score = json_object_get(body, "score");
    out->lo = out->hi = out->observed_weight = NAN;
    char level[TA_NAME_SIZE] = "";
    const struct word word[] = {{"level", level, sizeof level, true}};
    if (!json_is_object(score))
        return ta_json_fail(err, NULL, "score", "an object", score);
    enum ta_status rc = read_words(score, &at, word, 1, err);
    if (rc == TA_OK)
        rc = ta_json_get_number(score, &at, "capped", true, &out->score, err);
    if (rc == TA_OK) rc = ta_json_get_number(score, &at, "lo", false, &out->lo, err);
    if (rc == TA_OK) rc = ta_json_get_number(score, &at, "hi", false, &out->hi, err);
    if (rc == TA_OK)
        rc = ta_json_get_number(score, &at, "observed_weight", false,
                                &out->observed_weight, err);
    out->level = ta_level_from_code(level);
    if (rc == TA_OK && out->level == TA_LEVEL_COUNT)
        rc =
            ta_json_fail(err, &at, "level", "a level", json_object_get(score, "level"));
    return rc;
}

static enum ta_status read_opinion(const json_t *body, struct ta_record_facts *out,
                                   struct ta_error *err)
{
    const struct ta_json_path at = {NULL, "opinion", 0};
    const json_t *opinion = json_object_get(body, "opinion");
    const char *value = json_string_value(json_object_get(opinion, "value"));
    for (int i = 0; value != NULL && i < TA_OPINION_COUNT; i++)
        if (strcmp(ta_opinion_code((enum ta_opinion)i), value) == 0) {
            out->opinion = (enum ta_opinion)i;
            return TA_OK;
        }
    return ta_json_fail(err, &at, "value", "an opinion",
                        json_object_get(opinion, "value"));
}

static enum ta_status read_head(const json_t *body, struct ta_record_facts *out,
                                struct ta_error *err)
{
    const struct ta_json_path at = {NULL, "program", 0};
    const json_t *program = json_object_get(body, "program");
    const struct word word[] = {{"version", out->version, sizeof out->version, true},
                                {"build", out->build, sizeof out->build, false},
                                {"machine", out->machine, sizeof out->machine, false}};
    const char *schema = json_string_value(json_object_get(body, "schema"));
    if (schema == NULL || strcmp(schema, "terrassay/record/1") != 0)
        return ta_json_fail(err, NULL, "schema", "\"terrassay/record/1\"",
                            json_object_get(body, "schema"));
    enum ta_status rc = ta_json_get_day(body, NULL, "as_of", true, &out->as_of, err);
    if (rc == TA_OK)
        rc = ta_json_get_day(body, NULL, "valid_to", false, &out->valid_to, err);
    if (rc == TA_OK && !json_is_object(program))
        rc = ta_json_fail(err, NULL, "program", "an object", program);
    if (rc == TA_OK)
        rc = read_words(program, &at, word, sizeof word / sizeof *word, err);
    if (rc == TA_OK && json_is_string(json_object_get(body, "previous_record")))
        rc = read_hash(body, NULL, "previous_record", out->previous_record, err);
    return rc;
}

/* --- lists -------------------------------------------------------------------------- */

/* The array under @p key, of at most so many objects. */
static enum ta_status read_list(const json_t *body, const char *key, size_t most,
                                const json_t **out, struct ta_error *err)
{
    const json_t *list = json_object_get(body, key);
    if (!json_is_array(list)) return ta_json_fail(err, NULL, key, "a list", list);
    if (json_array_size(list) > most)
        return ta_fail(err, TA_E_LIMIT, "%s: %zu entries, at most %zu are read", key,
                       json_array_size(list), most);
    *out = list;
    return TA_OK;
}

static enum ta_status read_tables(const json_t *body, struct ta_record_facts *out,
                                  struct ta_error *err)
{
    const json_t *list = NULL;
    enum ta_status rc = read_list(body, "tables", TABLES_MOST, &list, err);
    if (rc != TA_OK) return rc;
    size_t n = json_array_size(list);
    out->table = ta_alloc(n, sizeof *out->table);
    if (out->table == NULL) return ta_fail(err, TA_E_NOMEM, "tables: out of memory");
    const struct ta_json_path up = {NULL, "tables", 0};
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        const struct ta_json_path at = {&up, NULL, i};
        const json_t *row = json_array_get(list, i);
        const struct word id = {"id", out->table[i].id, sizeof out->table[i].id, true};
        rc = read_word(row, &at, &id, err);
        if (rc == TA_OK) rc = read_hash(row, &at, "sha256", out->table[i].sha256, err);
        if (rc == TA_OK && json_object_get(row, "shipped_sha256") != NULL)
            rc = read_hash(row, &at, "shipped_sha256", out->table[i].shipped_sha256,
                           err);
        out->n_tables = i + 1;
    }
    return rc;
}

static enum ta_status read_kind(const json_t *row, const struct ta_json_path *at,
                                enum ta_evidence_kind *out, struct ta_error *err)
{
    const char *kind = json_string_value(json_object_get(row, "kind"));
    for (int i = 0; kind != NULL && i < TA_EVIDENCE_KIND_COUNT; i++)
        if (strcmp(ta_evidence_kind_code((enum ta_evidence_kind)i), kind) == 0) {
            *out = (enum ta_evidence_kind)i;
            return TA_OK;
        }
    return ta_json_fail(err, at, "kind", "a kind of evidence",
                        json_object_get(row, "kind"));
}

static enum ta_status read_place(const json_t *row, const struct ta_json_path *at,
                                 struct ta_evidence_item *out, struct ta_error *err)
{
    int64_t site = 0;
    const char *time = NULL;
    enum ta_status rc = ta_json_get_int(row, at, "site", false, &site, err);
    if (rc == TA_OK && (site < 0 || site > INT32_MAX))
        rc = ta_json_fail(err, at, "site", "a site's number",
                          json_object_get(row, "site"));
    if (rc == TA_OK) rc = ta_json_get_text(row, at, "time", false, &time, err);
    out->site = (int)site;
    out->time = TA_TIME_NONE;
    if (rc == TA_OK && time != NULL && ta_time_parse(time, &out->time) != TA_OK)
        rc = ta_json_fail(err, at, "time", "an instant", json_object_get(row, "time"));
    return rc;
}

static enum ta_status read_behind(const json_t *row, const struct ta_json_path *at,
                                  struct ta_evidence_item *out, struct ta_error *err)
{
    int64_t behind = -1;
    const json_t *said = json_object_get(row, "behind");
    if (said == NULL) return TA_OK;
    enum ta_status rc = ta_json_get_int(row, at, "behind", true, &behind, err);
    if (rc == TA_OK && (behind < 0 || behind >= EVIDENCE_MOST))
        rc = ta_json_fail(err, at, "behind", "an index into evidence", said);
    out->behind = (size_t)(behind + 1);
    return rc;
}

static enum ta_status read_item(const json_t *row, const struct ta_json_path *at,
                                struct ta_evidence_item *out, struct ta_error *err)
{
    const struct word word[] = {
        {"id", out->id, sizeof out->id, true},
        {"processing", out->processing, sizeof out->processing, false},
        {"path", out->path, sizeof out->path, false}};
    if (!json_is_object(row)) return ta_json_fail(err, at, NULL, "an object", row);
    out->clear_fraction = out->cloud_fraction = NAN;
    enum ta_status rc = read_kind(row, at, &out->kind, err);
    if (rc == TA_OK) rc = read_words(row, at, word, sizeof word / sizeof *word, err);
    if (rc == TA_OK) rc = read_hash(row, at, "sha256", out->sha256, err);
    if (rc == TA_OK) rc = read_place(row, at, out, err);
    return rc == TA_OK ? read_behind(row, at, out, err) : rc;
}

static enum ta_status read_evidence(const json_t *body, struct ta_record_facts *out,
                                    struct ta_error *err)
{
    const json_t *list = NULL;
    enum ta_status rc = read_list(body, "evidence", EVIDENCE_MOST, &list, err);
    if (rc != TA_OK) return rc;
    size_t n = json_array_size(list);
    out->evidence = ta_alloc(n, sizeof *out->evidence);
    if (out->evidence == NULL)
        return ta_fail(err, TA_E_NOMEM, "evidence: out of memory");
    const struct ta_json_path up = {NULL, "evidence", 0};
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        const struct ta_json_path at = {&up, NULL, i};
        rc = read_item(json_array_get(list, i), &at, &out->evidence[i], err);
        out->n_evidence = i + 1;
    }
    return rc;
}

enum ta_status ta_record_facts(const char *name, const char *body, size_t size,
                               struct ta_record_facts *out, struct ta_error *err)
{
    json_t *json = NULL;
    struct ta_record_facts facts = {.as_of = TA_DAY_NONE, .valid_to = TA_DAY_NONE};
    enum ta_status rc = ta_json_parse(name, body, size, BODY_MOST, &json, err);
    if (rc != TA_OK) return rc;
    rc = read_head(json, &facts, err);
    if (rc == TA_OK) rc = read_subject(json, &facts, err);
    if (rc == TA_OK) rc = read_model(json, &facts, err);
    if (rc == TA_OK) rc = read_score(json, &facts, err);
    if (rc == TA_OK) rc = read_opinion(json, &facts, err);
    if (rc == TA_OK) rc = read_tables(json, &facts, err);
    if (rc == TA_OK) rc = read_evidence(json, &facts, err);
    json_decref(json);
    if (rc == TA_OK) {
        *out = facts;
        return TA_OK;
    }
    ta_record_facts_free(&facts);
    ta_error_context(err, "%s", name);
    return rc;
}
