/* SPDX-License-Identifier: Apache-2.0 */
#include "record/figures.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/time.h"
#include "record/codes.h"
#include "record/figures_scan.h"
#include "record/found.h"
#include "record/in_part.h"
#include "record/silence.h"

enum { BODY_MOST = 64 * 1024 * 1024, LOANS_MOST = 1000 };

static const char *const tonnes_code[] = {
#define X(name, detail) detail,
    TA_TONNES_LIST(X)
#undef X
};

const char *ta_tonnes_code(enum ta_tonnes of)
{
    return tonnes_code[of];
}

void ta_figures_free(struct ta_figures *f)
{
    ta_free(f->client);
    ta_free(f->client_name);
    ta_free(f->sector);
    ta_free(f->sector_scheme);
    ta_free(f->sector_code);
    ta_free(f->technology);
    ta_free(f->loan);
    for (size_t i = 0; i < f->n_indicators; i++) ta_free(f->indicator[i].param);
    ta_free(f->indicator);
    *f = (struct ta_figures){.seq = 0};
}

bool ta_figures_gate_open(const struct ta_figures *figures)
{
    struct ta_level_grounds grounds = {.lo = figures->lo,
                                       .too_little = figures->too_little};
    for (size_t i = 0; i < figures->n_indicators; i++)
        if (figures->indicator[i].use == TA_USED_GATE)
            ta_level_gate(&grounds, figures->indicator[i].gate,
                          figures->indicator[i].cap);
    return ta_level_gate_open(&grounds);
}

const char *ta_figures_why(const struct ta_figures_indicator *indicator)
{
    return indicator->silence != NULL ? ta_silence_code(indicator->silence)
                                      : ta_reason_code(indicator->reason);
}

const struct ta_figures_indicator *ta_figures_of(const struct ta_figures *figures,
                                                 const char *id)
{
    for (size_t i = 0; i < figures->n_indicators; i++)
        if (strcmp(figures->indicator[i].indicator->id, id) == 0)
            return &figures->indicator[i];
    return NULL;
}

/* Copy a text that may be null; "" then. */
static bool copy_text(const json_t *object, const char *key, char **out)
{
    const char *text = json_string_value(json_object_get(object, key));
    *out = ta_strdup(text == NULL ? "" : text);
    return *out != NULL;
}

static bool copy_word(const json_t *object, const char *key, char *to, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL && ta_copy(to, size, text);
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static enum ta_status wrong(struct ta_error *err, const char *what)
{
    return ta_fail(err, TA_E_DATA, "%s: not as a record has it", what);
}

/* --- subject ------------------------------------------------------------------------ */

static enum ta_status read_loan(const json_t *row, struct ta_figures_loan *out,
                                struct ta_error *err)
{
    static const struct ta_json_path at = {NULL, "loans", 0};
    out->attribution = (double)NAN;
    if (!copy_word(row, "id", out->id, sizeof out->id) &&
        json_is_string(json_object_get(row, "id")))
        return wrong(err, "loans.id");
    if (!copy_word(row, "asset_class", out->asset_class, sizeof out->asset_class))
        out->asset_class[0] = '\0';
    return ta_json_get_money(row, &at, "outstanding", false, &out->outstanding, err);
}

static enum ta_status read_loans(const json_t *subject, struct ta_figures *out,
                                 struct ta_error *err)
{
    const json_t *list = json_object_get(subject, "loans");
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n > LOANS_MOST) return wrong(err, "loans");
    out->loan = ta_alloc(n, sizeof *out->loan);
    if (out->loan == NULL) return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = read_loan(json_array_get(list, i), &out->loan[i], err);
    out->n_loans = n;
    return rc;
}

/* The id where there is one, else the name. */
static bool copy_client(const json_t *client, char **out)
{
    const char *id = json_string_value(json_object_get(client, "id"));
    return copy_text(client, id != NULL ? "id" : "name", out);
}

static enum ta_status read_subject(const json_t *body, struct ta_figures *out,
                                   struct ta_error *err)
{
    const json_t *subject = json_object_get(body, "subject");
    const json_t *sector = json_object_get(subject, "sector");
    if (!copy_word(subject, "project", out->project, sizeof out->project) ||
        !ta_id_ok(out->project) ||
        !copy_word(subject, "document_sha256", out->document_sha256,
                   sizeof out->document_sha256))
        return wrong(err, "subject");
    if (!copy_word(subject, "country", out->country, sizeof out->country))
        out->country[0] = '\0';
    out->simulated = json_is_true(json_object_get(subject, "simulated"));
    struct ta_text words = {0};
    if (!copy_text(sector, "scheme", &out->sector_scheme) ||
        !copy_text(sector, "code", &out->sector_code) ||
        !copy_client(json_object_get(subject, "client"), &out->client) ||
        !copy_text(json_object_get(subject, "client"), "name", &out->client_name))
        return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    ta_text_addf(&words, "%s%s%s", out->sector_scheme,
                 out->sector_code[0] != '\0' ? " " : "", out->sector_code);
    out->sector = ta_text_take(&words);
    if (out->sector == NULL) return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    return read_loans(subject, out, err);
}

/* --- indicators --------------------------------------------------------------------- */

static struct ta_json_span word_of(const json_t *row, const char *key)
{
    const json_t *word = json_object_get(row, key);
    return (struct ta_json_span){json_string_value(word), json_string_length(word)};
}

static void read_params(const json_t *row, struct ta_figures_indicator *out)
{
    const json_t *list = json_object_get(row, "params");
    for (size_t k = 0; k < out->indicator->n_params; k++) out->param[k] = (double)NAN;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(one, "name"));
        for (size_t k = 0; name != NULL && k < out->indicator->n_params; k++)
            if (strcmp(out->indicator->param[k].name, name) == 0)
                out->param[k] = number_of(one, "value");
    }
}

static bool is_in_part(const json_t *details)
{
    struct ta_in_part part = {.unseen = false};
    for (size_t i = 0; i < json_array_size(details); i++) {
        const json_t *one = json_array_get(details, i);
        ta_in_part_take(&part, word_of(one, "name"), number_of(one, "value"));
    }
    return ta_in_part(&part);
}

static enum ta_status read_indicator(const json_t *row, struct ta_figures *f,
                                     struct ta_error *err)
{
    const char *id = json_string_value(json_object_get(row, "id"));
    const struct ta_indicator *known = id != NULL ? ta_indicator_find(id) : NULL;
    if (id == NULL) return wrong(err, "indicators.id");
    if (known == NULL) return TA_OK; /* of another program */
    struct ta_figures_indicator *out = &f->indicator[f->n_indicators];
    *out = (struct ta_figures_indicator){
        .indicator = known,
        .value = number_of(row, "value"),
        .lo = number_of(row, "lo"),
        .hi = number_of(row, "hi"),
        .gate = ta_figures_gate(word_of(row, "gate")),
        .cap = number_of(json_object_get(row, "gating"), "score_cap"),
        .use = ta_figures_use(word_of(row, "use")),
        .excepted = ta_figures_excepted(word_of(row, "why"))};
    double grade = number_of(row, "grade");
    out->grade = grade >= 1.0 && grade <= 5.0 ? (int)grade : 0;
    double unseen = number_of(row, "unseen_share");
    out->unseen_share = unseen >= 0.0 && unseen <= 1.0 ? unseen : 0.0;
    out->unchecked = json_is_true(json_object_get(row, "unchecked"));
    if (!ta_figures_reason(word_of(row, "reason"), &out->reason) ||
        (out->reason == TA_OBSERVED && isnan(out->value)))
        return wrong(err, id);
    out->in_part =
        out->reason == TA_OBSERVED && is_in_part(json_object_get(row, "details"));
    struct ta_json_span why = word_of(row, "why");
    if (why.bytes != NULL)
        out->silence =
            ta_silence_key(id, ta_reason_code(out->reason), why.bytes, why.size);
    out->param = ta_alloc(known->n_params, sizeof *out->param);
    if (out->param == NULL) return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    read_params(row, out);
    f->n_indicators++;
    return TA_OK;
}

/* Of the financed emissions: tonnes, and each loan's factor. */
static void read_tonnes(const char *name, double value, struct ta_figures *f)
{
    static const char loan[] = "attribution_";
    for (int k = 0; k < TA_TONNES_COUNT; k++)
        if (strcmp(tonnes_code[k], name) == 0) f->tonnes[k] = value;
    if (strncmp(name, loan, sizeof loan - 1) != 0) return;
    for (size_t k = 0; k < f->n_loans; k++)
        if (strcmp(f->loan[k].id, name + sizeof loan - 1) == 0)
            f->loan[k].attribution = value;
}

static bool is_estimate(const char *name, double value)
{
    static const char option[] = "option_3";
    if (strcmp(name, "grade_scope1") == 0 || strcmp(name, "grade_scope2") == 0)
        return value >= 4.0;
    if (strcmp(name, "estimated_scope1") == 0 || strcmp(name, "estimated_scope2") == 0)
        return value > 0.0;
    return strncmp(name, option, sizeof option - 1) == 0;
}

static void read_credit(const char *id, const char *name, double value,
                        struct ta_figures *f)
{
    static const char *const code[][2] = {
#define X(credit, indicator, detail) {indicator, detail},
        TA_CREDIT_LIST(X)
#undef X
    };
    for (int k = 0; k < TA_CREDIT_COUNT; k++)
        if (strcmp(code[k][0], id) == 0 && strcmp(code[k][1], name) == 0)
            f->credit[k] = value;
}

static double detail_of(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *is = json_string_value(json_object_get(one, "name"));
        if (is != NULL && strcmp(is, name) == 0) return number_of(one, "value");
    }
    return (double)NAN;
}

/* Details of one of ta_figures_detailed. */
static void read_details(const char *id, const json_t *list, struct ta_figures *f)
{
    if (strcmp(id, ta_figures_detailed[TA_DETAILED_LIMIT]) == 0 &&
        !isnan(detail_of(list, "max_hour"))) /* there is a valid hour */
        f->silent_hours = detail_of(list, "silent_for");
    bool financed = strcmp(id, ta_figures_detailed[TA_DETAILED_FINANCED]) == 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *name = json_string_value(json_object_get(one, "name"));
        if (name == NULL) continue;
        double value = number_of(one, "value");
        if (!financed) read_credit(id, name, value, f);
        if (!financed) continue;
        read_tonnes(name, value, f);
        f->estimated = f->estimated || is_estimate(name, value);
    }
}

static enum ta_status read_indicators(const json_t *body, struct ta_figures *out,
                                      struct ta_error *err)
{
    const json_t *list = json_object_get(body, "indicators");
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n > TA_FIGURES_INDICATORS_MOST)
        return wrong(err, "indicators");
    out->indicator = ta_alloc(n, sizeof *out->indicator);
    if (out->indicator == NULL)
        return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        const json_t *row = json_array_get(list, i);
        const char *id = json_string_value(json_object_get(row, "id"));
        rc = read_indicator(row, out, err);
        if (id != NULL) read_details(id, json_object_get(row, "details"), out);
    }
    return rc;
}

/* --- the rest ----------------------------------------------------------------------- */

static enum ta_status read_score(const json_t *body, struct ta_figures *out,
                                 struct ta_error *err)
{
    const json_t *score = json_object_get(body, "score");
    const char *level = json_string_value(json_object_get(score, "level"));
    const char *at_best = json_string_value(json_object_get(score, "level_hi"));
    const char *opinion =
        json_string_value(json_object_get(json_object_get(body, "opinion"), "value"));
    out->level = level != NULL ? ta_level_from_code(level) : TA_LEVEL_COUNT;
    out->level_hi = at_best != NULL ? ta_level_from_code(at_best) : TA_LEVEL_COUNT;
    out->observed_weight = number_of(score, "observed_weight");
    out->score = number_of(score, "capped");
    out->lo = number_of(score, "lo");
    out->hi = number_of(score, "hi");
    out->opinion = TA_OPINION_COUNT;
    for (int i = 0; opinion != NULL && i < TA_OPINION_COUNT; i++)
        if (strcmp(ta_opinion_code((enum ta_opinion)i), opinion) == 0)
            out->opinion = (enum ta_opinion)i;
    if (out->level == TA_LEVEL_COUNT || out->opinion == TA_OPINION_COUNT ||
        isnan(out->score))
        return wrong(err, "score");
    return TA_OK;
}

static enum ta_status read_model(const json_t *body, struct ta_figures *out,
                                 struct ta_error *err)
{
    const json_t *model = json_object_get(body, "model");
    double version = number_of(model, "version");
    if (!copy_word(model, "id", out->model_id, sizeof out->model_id) ||
        !copy_word(model, "sha256", out->model_sha256, sizeof out->model_sha256) ||
        !(version >= 0.0 && version < 1e6))
        return wrong(err, "model");
    out->model_version = (int)version;
    return TA_OK;
}

static void read_newest(const json_t *body, struct ta_figures *out)
{
    const json_t *list = json_object_get(body, "evidence");
    out->newest = TA_TIME_NONE;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        struct ta_figures_evidence is = {.kind = word_of(row, "kind"),
                                         .id = word_of(row, "id"),
                                         .time = word_of(row, "time"),
                                         .clear = number_of(row, "clear_fraction")};
        (void)ta_figures_take_evidence(&is, out);
    }
}

static bool says_too_little(const json_t *body)
{
    const json_t *list = json_object_get(body, "indicative_because");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *why = json_string_value(json_array_get(list, i));
        if (why != NULL &&
            strcmp(why, ta_indicative_code(TA_INDICATIVE_TOO_LITTLE_OBSERVED)) == 0)
            return true;
    }
    return false;
}

static enum ta_status read_head(const json_t *body, struct ta_figures *out,
                                struct ta_error *err)
{
    const char *schema = json_string_value(json_object_get(body, "schema"));
    const char *class = json_string_value(json_object_get(body, "class"));
    if (schema == NULL || strcmp(schema, "terrassay/record/1") != 0)
        return wrong(err, "schema");
    out->decision = class != NULL && strcmp(class, "decision") == 0;
    out->too_little = says_too_little(body);
    out->valid_to = TA_DAY_NONE;
    enum ta_status rc = ta_json_get_day(body, NULL, "as_of", true, &out->as_of, err);
    if (rc == TA_OK)
        rc = ta_json_get_day(body, NULL, "valid_to", false, &out->valid_to, err);
    return rc;
}

/* All but the long lists. */
static enum ta_status read_short(const json_t *body, struct ta_figures *out,
                                 struct ta_error *err)
{
    enum ta_status rc = read_head(body, out, err);
    if (rc == TA_OK) rc = read_subject(body, out, err);
    if (rc == TA_OK) rc = read_score(body, out, err);
    return rc == TA_OK ? read_model(body, out, err) : rc;
}

static enum ta_status read_tree(const char *record, const char *body, size_t size,
                                struct ta_figures *out, struct ta_error *err)
{
    json_t *json = NULL;
    enum ta_status rc = ta_json_parse(record, body, size, BODY_MOST, &json, err);
    if (rc != TA_OK) return rc;
    rc = read_short(json, out, err);
    if (rc == TA_OK) rc = read_indicators(json, out, err);
    if (rc == TA_OK) read_newest(json, out);
    json_decref(json);
    return rc;
}

/* The same of canonical bytes, with a tree of their short members only.
 * @return false when they are to be read as a tree, which also knows what is wrong */
static bool read_canonical(const char *record, const char *body, size_t size,
                           struct ta_figures *out)
{
    struct ta_text rest = {0};
    struct ta_json_span evidence = {NULL, 0};
    json_t *json = NULL;
    bool good =
        size <= BODY_MOST && ta_figures_scan(body, size, out, &evidence, &rest) &&
        ta_json_parse(record, rest.bytes, rest.size, BODY_MOST, &json, NULL) == TA_OK &&
        read_short(json, out, NULL) == TA_OK;
    for (int i = 0; good && i < TA_DETAILED_COUNT; i++)
        read_details(ta_figures_detailed[i],
                     json_object_get(json, ta_figures_detailed[i]), out);
    good = good && ta_figures_scan_evidence(evidence, out);
    json_decref(json);
    ta_text_free(&rest);
    return good;
}

static struct ta_figures no_figures(void)
{
    struct ta_figures f = {.seq = 0, .silent_hours = (double)NAN};
    for (int k = 0; k < TA_TONNES_COUNT; k++) f.tonnes[k] = (double)NAN;
    for (int k = 0; k < TA_CREDIT_COUNT; k++) f.credit[k] = (double)NAN;
    return f;
}

enum ta_status ta_record_figures(const char *record, const char *body, size_t size,
                                 struct ta_figures *out, struct ta_error *err)
{
    struct ta_figures f = no_figures();
    enum ta_status rc = TA_OK;
    if (!read_canonical(record, body, size, &f)) {
        ta_figures_free(&f);
        f = no_figures();
        rc = read_tree(record, body, size, &f, err);
    }
    if (rc == TA_OK && !ta_copy(f.record, sizeof f.record, record))
        rc = wrong(err, "record");
    if (rc == TA_OK) {
        *out = f;
        return TA_OK;
    }
    ta_figures_free(&f);
    ta_error_context(err, "record %.16s", record);
    return rc;
}
