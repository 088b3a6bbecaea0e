/* SPDX-License-Identifier: Apache-2.0 */
#include "report/facts.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "record/figures_scan.h"
#include "record/found.h"
#include "record/in_part.h"
#include "report/members.h"

enum { RECORD_LIMIT = 256 * 1024 * 1024 };

/* clang-format off */
#define MUST(type, kind, member) {#member, TA_MEMBER_##kind, true, offsetof(type, member)}
#define MAY(type, kind, member) {#member, TA_MEMBER_##kind, false, offsetof(type, member)}
#define AS(type, kind, key, member) {key, TA_MEMBER_##kind, false, offsetof(type, member)}

#define T struct ta_fact_site
static const struct ta_member site_member[] = {
    MUST(T, INT, n), MAY(T, TEXT, name), MUST(T, NUMBER, area_m2),
    MAY(T, NUMBER, position_error_m), MAY(T, TEXT, source_crs),
    MAY(T, NUMBER, accuracy_m), MUST(T, TEXT, shape_sha256),
};
static const struct ta_members sites = TA_MEMBERS(site_member, T);
#undef T
#define T struct ta_fact_loan
static const struct ta_member loan_member[] = {
    MUST(T, TEXT, id), MUST(T, TEXT, asset_class), MAY(T, MONEY, outstanding),
    MAY(T, MONEY, total_investment), MAY(T, MONEY, equity), MAY(T, MONEY, debt),
    MAY(T, DAY, as_of),
};
static const struct ta_members loans = TA_MEMBERS(loan_member, T);
#undef T
#define T struct ta_fact_pillar
static const struct ta_member pillar_member[] = {
    MUST(T, TEXT, id), MAY(T, NUMBER, weight), MAY(T, NUMBER, score),
};
static const struct ta_members pillars = TA_MEMBERS(pillar_member, T);
#undef T
#define T struct ta_fact_figure
static const struct ta_member param_member[] = {
    MUST(T, TEXT, name), MAY(T, NUMBER, value),
};
static const struct ta_members params = TA_MEMBERS(param_member, T);
static const struct ta_member detail_member[] = {
    MUST(T, TEXT, name), MAY(T, NUMBER, value), MUST(T, TEXT, unit),
};
static const struct ta_members details = TA_MEMBERS(detail_member, T);
#undef T
#define T struct ta_fact_scoring
static const struct ta_member scoring_member[] = {
    MAY(T, NUMBER, weight), MUST(T, NUMBER, worst), MUST(T, NUMBER, best),
    MUST(T, NUMBER, plausible_worst), MUST(T, NUMBER, plausible_best),
    MAY(T, NUMBER, reference), MAY(T, NUMBER, score), MAY(T, NUMBER, score_lo),
    MAY(T, NUMBER, score_hi), MUST(T, NUMBER, share), MAY(T, NUMBER, what_if),
};
static const struct ta_members scorings = TA_MEMBERS(scoring_member, T);
#undef T
#define T struct ta_fact_gating
static const struct ta_member gating_member[] = {
    MUST(T, TEXT, opinion_at_best), MAY(T, NUMBER, score_cap),
};
static const struct ta_members gatings = TA_MEMBERS(gating_member, T);
#undef T
#define T struct ta_fact_row
static const struct ta_member row_member[] = {
    MUST(T, TEXT, table), MUST(T, TEXT, key),    MAY(T, NUMBER, value),
    MUST(T, TEXT, unit),  MUST(T, TEXT, source), MUST(T, BOOL, checked),
};
static const struct ta_members rows = TA_MEMBERS(row_member, T);
#undef T
#define T struct ta_fact_criterion
static const struct ta_member criterion_member[] = {
    MUST(T, TEXT, name), MUST(T, INT, grade), MAY(T, NUMBER, value),
};
static const struct ta_members criteria = TA_MEMBERS(criterion_member, T);
#undef T
#define T struct ta_fact_trusted
static const struct ta_member trusted_member[] = {
    MUST(T, TEXT, datastream), MUST(T, TEXT, decided), MUST(T, INT, grade),
};
static const struct ta_members trusted = TA_MEMBERS(trusted_member, T);
#undef T
#define T struct ta_fact_indicator
static const struct ta_member indicator_member[] = {
    MUST(T, TEXT, id), MUST(T, INT, version), MUST(T, TEXT, use), MAY(T, TEXT, pillar),
    MUST(T, TEXT, unit), MUST(T, TEXT, cite), MAY(T, NUMBER, value), MAY(T, NUMBER, lo),
    MAY(T, NUMBER, hi), MUST(T, TEXT, reason), MUST(T, TEXT, why), MUST(T, TEXT, gate),
    MAY(T, INT, grade), MUST(T, INT, looks), MUST(T, BOOL, unchecked),
    MAY(T, NUMBER, unseen_share),
};
static const struct ta_members indicators = TA_MEMBERS(indicator_member, T);
#undef T
#define T struct ta_fact_evidence
static const struct ta_member evidence_member[] = {
    MUST(T, TEXT, kind), MUST(T, TEXT, id), MAY(T, INT, site), MAY(T, TIME, time),
    MUST(T, TEXT, processing), MUST(T, TEXT, platform), MUST(T, TEXT, mask),
    MUST(T, TEXT, offset_by), MAY(T, NUMBER, clear_fraction),
    MAY(T, NUMBER, cloud_fraction), MUST(T, TEXT, path), MUST(T, TEXT, sha256),
    MUST(T, BOOL, simulated),
};
static const struct ta_members evidences = TA_MEMBERS(evidence_member, T);
#undef T
#define T struct ta_fact_look
static const struct ta_member look_member[] = {
    MUST(T, TEXT, layer), MUST(T, INT, site), MAY(T, TIME, time), MUST(T, TEXT, scene),
    MUST(T, INT, evidence), MUST(T, NUMBER, count), MAY(T, NUMBER, mean),
    MAY(T, NUMBER, stdev), MAY(T, NUMBER, min), MAY(T, NUMBER, max),
    MAY(T, NUMBER, inside), MAY(T, NUMBER, clear_fraction),
    MAY(T, NUMBER, cloud_fraction), MAY(T, NUMBER, shadow_fraction),
    MAY(T, NUMBER, snow_fraction),
};
static const struct ta_members looks = TA_MEMBERS(look_member, T);
#undef T
#define T struct ta_fact_finding
static const struct ta_member finding_member[] = {
    MUST(T, TEXT, code), MUST(T, TEXT, object), MUST(T, TEXT, detail),
    MAY(T, TIME, failed_from), MAY(T, TIME, failed_to),
};
static const struct ta_members findings = TA_MEMBERS(finding_member, T);
#undef T
#define T struct ta_fact_table
static const struct ta_member table_member[] = {
    MUST(T, TEXT, id), MUST(T, TEXT, sha256), MAY(T, TEXT, shipped_sha256),
    MAY(T, INT, lacks), MAY(T, TEXT, lacks_first),
};
static const struct ta_members tables = TA_MEMBERS(table_member, T);
#undef T
#define T struct ta_fact_model
static const struct ta_member model_member[] = {
    MUST(T, TEXT, id), MUST(T, INT, version), MUST(T, TEXT, sha256),
    MUST(T, TEXT, title), MUST(T, TEXT, within_pillar), MUST(T, TEXT, across_pillars),
    MAY(T, TEXT, approved_by), MAY(T, DAY, approved_until),
};
static const struct ta_members models = TA_MEMBERS(model_member, T);
#undef T
#define T struct ta_fact_score
static const struct ta_member score_member[] = {
    MAY(T, NUMBER, value), MAY(T, NUMBER, lo), MAY(T, NUMBER, hi),
    MAY(T, NUMBER, capped), MAY(T, NUMBER, reference), MAY(T, NUMBER, observed_weight),
    MUST(T, TEXT, level), MUST(T, TEXT, level_lo), MUST(T, TEXT, level_hi),
    MAY(T, TEXT, called),
};
static const struct ta_members scores = TA_MEMBERS(score_member, T);
#undef T
#define T struct ta_facts
static const struct ta_member head_member[] = {
    {"class", TA_MEMBER_TEXT, true, offsetof(T, record_class)},
    MAY(T, TEXT, previous_record), MUST(T, DAY, as_of), MUST(T, DAY, valid_to),
};
static const struct ta_members heads = TA_MEMBERS(head_member, T);
static const struct ta_member subject_member[] = {
    MUST(T, TEXT, project), MAY(T, TEXT, name), MAY(T, TEXT, country),
    MAY(T, TEXT, environmental_class), MUST(T, BOOL, simulated),
    MUST(T, TEXT, document_sha256),
};
static const struct ta_members subjects = TA_MEMBERS(subject_member, T);
static const struct ta_member client_member[] = {
    AS(T, TEXT, "id", client_id), AS(T, TEXT, "name", client_name),
};
static const struct ta_members clients = TA_MEMBERS(client_member, T);
static const struct ta_member sector_member[] = {
    AS(T, TEXT, "scheme", sector_scheme), AS(T, TEXT, "code", sector_code),
};
static const struct ta_members sectors = TA_MEMBERS(sector_member, T);
static const struct ta_member opinion_member[] = {
    {"value", TA_MEMBER_TEXT, true, offsetof(T, opinion)},
    {"by_level", TA_MEMBER_TEXT, true, offsetof(T, opinion_by_level)},
};
static const struct ta_members opinions = TA_MEMBERS(opinion_member, T);
static const struct ta_member program_member[] = {
    {"version", TA_MEMBER_TEXT, true, offsetof(T, program_version)},
    {"build", TA_MEMBER_TEXT, false, offsetof(T, program_build)},
};
static const struct ta_members programs = TA_MEMBERS(program_member, T);
#undef T
/* clang-format on */

static enum ta_status read_object(const struct ta_members *members, const json_t *above,
                                  const char *key, void *at, struct ta_error *err)
{
    struct ta_json_path path = {NULL, key, 0};
    return ta_members_read(members, json_object_get(above, key), &path, at, err);
}

/* A list of texts, owned, the texts borrowed. */
static enum ta_status read_words(const json_t *above, const char *key,
                                 const char ***out, size_t *n, struct ta_error *err)
{
    struct ta_json_path path = {NULL, key, 0};
    const json_t *array = json_object_get(above, key);
    if (!json_is_array(array)) return ta_json_fail(err, &path, NULL, "a list", array);
    *out = ta_alloc(json_array_size(array), sizeof **out);
    if (*out == NULL) return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    *n = json_array_size(array);
    for (size_t i = 0; i < *n; i++) {
        (*out)[i] = json_string_value(json_array_get(array, i));
        if ((*out)[i] == NULL)
            return ta_json_fail(err, &path, NULL, "texts", json_array_get(array, i));
    }
    return TA_OK;
}

static enum ta_status read_boxes(const json_t *array, struct ta_facts *out,
                                 struct ta_error *err)
{
    for (size_t i = 0; i < out->n_sites; i++) {
        struct ta_json_path path = {NULL, "sites", 0}, below = {&path, NULL, i};
        const json_t *box = json_object_get(json_array_get(array, i), "box");
        for (size_t k = 0; k < 4; k++) {
            const json_t *side = json_array_get(box, k);
            if (!json_is_number(side))
                return ta_json_fail(err, &below, "box", "four numbers", box);
            out->site[i].box[k] = json_number_value(side);
        }
    }
    return TA_OK;
}

static enum ta_status read_list(const struct ta_members *members, const json_t *above,
                                const char *key, void *out, size_t *n,
                                struct ta_error *err)
{
    struct ta_json_path path = {NULL, key, 0};
    return ta_members_read_all(members, json_object_get(above, key), &path, out, n,
                               err);
}

static enum ta_status read_subject(const json_t *body, struct ta_facts *out,
                                   struct ta_error *err)
{
    const json_t *subject = json_object_get(body, "subject");
    const json_t *list = json_object_get(subject, "sites");
    enum ta_status rc = read_object(&subjects, body, "subject", out, err);
    if (rc == TA_OK) rc = read_object(&clients, subject, "client", out, err);
    if (rc == TA_OK) rc = read_object(&sectors, subject, "sector", out, err);
    if (rc == TA_OK)
        rc =
            read_list(&sites, subject, "sites", (void *)&out->site, &out->n_sites, err);
    if (rc == TA_OK) rc = read_boxes(list, out, err);
    if (rc == TA_OK)
        rc =
            read_list(&loans, subject, "loans", (void *)&out->loan, &out->n_loans, err);
    return rc;
}

static enum ta_status read_used(const json_t *object, const struct ta_facts *facts,
                                struct ta_fact_indicator *out, struct ta_error *err)
{
    struct ta_json_path path = {NULL, "indicators", 0};
    const json_t *array = json_object_get(object, "evidence");
    if (!json_is_array(array))
        return ta_json_fail(err, &path, "evidence", "a list", array);
    out->evidence = ta_alloc(json_array_size(array), sizeof *out->evidence);
    if (out->evidence == NULL) return ta_fail(err, TA_E_NOMEM, "record: out of memory");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *place = json_array_get(array, i);
        json_int_t value = json_integer_value(place);
        if (!json_is_integer(place) || value < 0 ||
            (uint64_t)value >= facts->n_evidence)
            return ta_json_fail(err, &path, "evidence", "places of evidence", place);
        out->evidence[out->n_evidence++] = (size_t)value;
    }
    return TA_OK;
}

static enum ta_status read_trust(const json_t *array, struct ta_fact_indicator *out,
                                 struct ta_error *err)
{
    for (size_t i = 0; i < out->n_trusted; i++) {
        struct ta_fact_trusted *t = &out->trusted[i];
        enum ta_status rc = read_list(&criteria, json_array_get(array, i), "criteria",
                                      (void *)&t->criterion, &t->n_criteria, err);
        if (rc != TA_OK) return rc;
    }
    return TA_OK;
}

static enum ta_status read_indicator(const json_t *object, struct ta_facts *facts,
                                     struct ta_fact_indicator *out,
                                     struct ta_error *err)
{
    const json_t *scoring = json_object_get(object, "scoring");
    const json_t *gating = json_object_get(object, "gating");
    out->scored = !json_is_null(scoring);
    out->gating = !json_is_null(gating);
    enum ta_status rc =
        read_list(&params, object, "params", (void *)&out->param, &out->n_params, err);
    if (rc == TA_OK)
        rc = read_list(&details, object, "details", (void *)&out->detail,
                       &out->n_details, err);
    if (rc == TA_OK && json_object_get(object, "rows") != NULL)
        rc = read_list(&rows, object, "rows", (void *)&out->row, &out->n_rows, err);
    if (rc == TA_OK && json_object_get(object, "trust") != NULL)
        rc = read_list(&trusted, object, "trust", (void *)&out->trusted,
                       &out->n_trusted, err);
    if (rc == TA_OK) rc = read_trust(json_object_get(object, "trust"), out, err);
    if (rc == TA_OK) rc = read_used(object, facts, out, err);
    if (rc == TA_OK && out->scored)
        rc = read_object(&scorings, object, "scoring", &out->scoring, err);
    if (rc == TA_OK && out->gating)
        rc = read_object(&gatings, object, "gating", &out->at_gate, err);
    return rc;
}

static enum ta_status read_indicators(const json_t *body, struct ta_facts *out,
                                      struct ta_error *err)
{
    const json_t *array = json_object_get(body, "indicators");
    enum ta_status rc = read_list(&indicators, body, "indicators",
                                  (void *)&out->indicator, &out->n_indicators, err);
    for (size_t i = 0; rc == TA_OK && i < out->n_indicators; i++)
        rc = read_indicator(json_array_get(array, i), out, &out->indicator[i], err);
    return rc;
}

static enum ta_status read_looks(const json_t *body, struct ta_facts *out,
                                 struct ta_error *err)
{
    enum ta_status rc =
        read_list(&looks, body, "looks", (void *)&out->look, &out->n_looks, err);
    for (size_t i = 0; rc == TA_OK && i < out->n_looks; i++)
        if ((size_t)out->look[i].evidence >= out->n_evidence)
            rc = ta_fail(err, TA_E_DATA, "looks[%zu].evidence: no such evidence", i);
    return rc;
}

static enum ta_status read_opinion(const json_t *body, struct ta_facts *out,
                                   struct ta_error *err)
{
    enum ta_status rc = read_object(&opinions, body, "opinion", out, err);
    if (rc == TA_OK)
        rc = read_words(json_object_get(body, "opinion"), "gates", &out->held_by,
                        &out->n_held_by, err);
    if (rc == TA_OK)
        rc =
            read_words(body, "indicative_because", &out->because, &out->n_because, err);
    return rc;
}

static bool same_finding(const struct ta_fact_finding *a,
                         const struct ta_fact_finding *b)
{
    return strcmp(a->code, b->code) == 0 && strcmp(a->object, b->object) == 0 &&
           strcmp(a->detail, b->detail) == 0;
}

/* Where "2026-07-03 to 2026-08-31 (UTC days)" begins in a detail; NULL where there is none. */
static const char *span_in(const char *detail)
{
    enum { DAY = 10, TO = 4 };
    const char *end = strstr(detail, " (UTC days)");
    if (end == NULL || end - detail < 2 * DAY + TO) return NULL;
    return strncmp(end - DAY - TO, " to ", TO) == 0 ? end - 2 * DAY - TO : NULL;
}

/* Are both of one pair of signals, @p a in days among those of @p b? Indicators of several windows each tell
 * of theirs. */
static bool lies_in(const struct ta_fact_finding *a, const struct ta_fact_finding *b)
{
    enum { DAY = 10, TO_DAY = 14 };
    if (strcmp(a->code, b->code) != 0 || strcmp(a->object, b->object) != 0)
        return false;
    const char *in = span_in(a->detail), *out = span_in(b->detail);
    if (in == NULL || out == NULL || in - a->detail != out - b->detail) return false;
    return memcmp(a->detail, b->detail, (size_t)(in - a->detail)) == 0 &&
           memcmp(in, out, DAY) >= 0 && memcmp(in + TO_DAY, out + TO_DAY, DAY) <= 0;
}

/* Records of before hold a finding once for each indicator that read the signal. */
static enum ta_status read_findings(const json_t *body, struct ta_facts *out,
                                    struct ta_error *err)
{
    size_t n = 0, kept = 0;
    enum ta_status rc =
        read_list(&findings, body, "findings", (void *)&out->finding, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        size_t k = 0;
        const struct ta_fact_finding *now = &out->finding[i];
        while (k < kept && !same_finding(&out->finding[k], now) &&
               !lies_in(now, &out->finding[k]) && !lies_in(&out->finding[k], now))
            k++;
        bool wider = k < kept && lies_in(&out->finding[k], now);
        if (k == kept || wider) out->finding[k] = *now;
        kept += k == kept;
    }
    out->n_findings = kept;
    return rc;
}

static enum ta_status read_lists(const json_t *body, struct ta_facts *out,
                                 struct ta_error *err)
{
    enum ta_status rc = read_list(&pillars, body, "pillars", (void *)&out->pillar,
                                  &out->n_pillars, err);
    if (rc == TA_OK)
        rc = read_list(&evidences, body, "evidence", (void *)&out->evidence,
                       &out->n_evidence, err);
    if (rc == TA_OK) rc = read_findings(body, out, err);
    if (rc == TA_OK)
        rc = read_list(&tables, body, "tables", (void *)&out->table, &out->n_tables,
                       err);
    if (rc == TA_OK) rc = read_indicators(body, out, err);
    if (rc == TA_OK) rc = read_looks(body, out, err);
    return rc;
}

static enum ta_status read_body(const json_t *body, struct ta_facts *out,
                                struct ta_error *err)
{
    const char *form = json_string_value(json_object_get(body, "schema"));
    if (form == NULL || strcmp(form, "terrassay/record/1") != 0)
        return ta_fail(err, TA_E_DATA, "schema: wanted terrassay/record/1");
    enum ta_status rc = ta_members_read(&heads, body, NULL, out, err);
    if (rc == TA_OK) rc = read_object(&programs, body, "program", out, err);
    if (rc == TA_OK) rc = read_subject(body, out, err);
    if (rc == TA_OK) rc = read_object(&models, body, "model", &out->model, err);
    if (rc == TA_OK) rc = read_object(&scores, body, "score", &out->score, err);
    if (rc == TA_OK) rc = read_opinion(body, out, err);
    if (rc == TA_OK) rc = read_lists(body, out, err);
    return rc;
}

enum ta_status ta_facts_read(const char *body, size_t size, struct ta_facts *out,
                             struct ta_error *err)
{
    *out = (struct ta_facts){0};
    enum ta_status rc =
        ta_json_parse("record", body, size, RECORD_LIMIT, &out->body, err);
    if (rc == TA_OK) {
        rc = read_body(out->body, out, err);
        if (rc != TA_OK) ta_error_context(err, "record");
    }
    if (rc != TA_OK) ta_facts_free(out);
    return rc;
}

void ta_facts_free(struct ta_facts *facts)
{
    for (size_t i = 0; facts->indicator != NULL && i < facts->n_indicators; i++) {
        ta_free(facts->indicator[i].param);
        ta_free(facts->indicator[i].detail);
        ta_free(facts->indicator[i].row);
        for (size_t t = 0; t < facts->indicator[i].n_trusted; t++)
            ta_free(facts->indicator[i].trusted[t].criterion);
        ta_free(facts->indicator[i].trusted);
        ta_free(facts->indicator[i].evidence);
    }
    ta_free(facts->because);
    ta_free(facts->held_by);
    ta_free(facts->site);
    ta_free(facts->loan);
    ta_free(facts->pillar);
    ta_free(facts->indicator);
    ta_free(facts->evidence);
    ta_free(facts->look);
    ta_free(facts->finding);
    ta_free(facts->table);
    json_decref(facts->body);
    *facts = (struct ta_facts){0};
}

bool ta_facts_simulated(const struct ta_facts *facts,
                        const struct ta_fact_indicator *indicator)
{
    if (facts->simulated) return true;
    for (size_t i = 0; i < indicator->n_evidence; i++)
        if (facts->evidence[indicator->evidence[i]].simulated) return true;
    return false;
}

/* "layers/ID" and "extents/ID" are what is known of the layer ID; they are made up with it. */
bool ta_fact_made_up(const struct ta_facts *facts, const struct ta_fact_evidence *e)
{
    const char *slash = strchr(e->id, '/');
    if (e->simulated || strcmp(e->kind, "document") != 0 || slash == NULL)
        return e->simulated;
    for (size_t i = 0; i < facts->n_evidence; i++)
        if (strcmp(facts->evidence[i].kind, "layer") == 0 &&
            strcmp(facts->evidence[i].id, slash + 1) == 0)
            return facts->evidence[i].simulated;
    return false;
}

/* Is all made up that scores and gates look at, and did they see something? A layer that does not reach the
 * place carries no opinion. */
static bool rests_on_nothing_real(const struct ta_facts *facts)
{
    size_t made_up = 0;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *indicator = &facts->indicator[i];
        if (!indicator->scored && !indicator->gating) continue;
        for (size_t k = 0; k < indicator->n_evidence; k++) {
            if (!ta_fact_made_up(facts, &facts->evidence[indicator->evidence[k]]))
                return false;
            made_up += !ta_fact_missing(indicator);
        }
    }
    return made_up > 0;
}

const char *ta_facts_because(const struct ta_facts *facts, size_t i)
{
    bool all = strcmp(facts->because[i], "simulated_evidence") == 0 &&
               rests_on_nothing_real(facts);
    return all ? "simulated_all" : facts->because[i];
}

static bool applies(const struct ta_fact_indicator *indicator)
{
    return strcmp(indicator->reason, "not_applicable") != 0;
}

static struct ta_level_grounds grounds_of(const struct ta_facts *facts)
{
    struct ta_level_grounds grounds = {
        .lo = facts->score.lo, .cannot_say = strcmp(facts->opinion, "cannot_say") == 0};
    for (size_t i = 0; i < facts->n_because; i++)
        if (strcmp(facts->because[i], "too_little_observed") == 0)
            grounds.too_little = true;
    for (size_t i = 0; i < facts->n_indicators; i++) {
        const struct ta_fact_indicator *gate = &facts->indicator[i];
        struct ta_json_span state = {gate->gate, strlen(gate->gate)};
        if (gate->gating)
            ta_level_gate(&grounds, ta_figures_gate(state), gate->at_gate.score_cap);
    }
    return grounds;
}

bool ta_facts_level_found(const struct ta_facts *facts)
{
    struct ta_level_grounds grounds = grounds_of(facts);
    return ta_level_found(&grounds);
}

const char *ta_facts_level(const struct ta_facts *facts)
{
    return ta_facts_level_found(facts) ? facts->score.level : "not_found";
}

bool ta_facts_gate_holds(const struct ta_facts *facts)
{
    struct ta_level_grounds grounds = grounds_of(facts);
    return grounds.cannot_say && ta_level_found(&grounds);
}

bool ta_fact_missing(const struct ta_fact_indicator *indicator)
{
    return applies(indicator) && strcmp(indicator->reason, "observed") != 0;
}

bool ta_fact_open(const struct ta_fact_indicator *indicator)
{
    bool untold = indicator->gating && strcmp(indicator->gate, "not_evaluated") == 0;
    return ta_fact_missing(indicator) || (applies(indicator) && untold);
}

bool ta_fact_unseen(const struct ta_fact_figure *detail)
{
    struct ta_json_span name = {detail->name, strlen(detail->name)};
    return ta_in_part_unseen(name, detail->value);
}

bool ta_facts_lent(const struct ta_facts *facts)
{
    for (size_t i = 0; i < facts->n_loans; i++)
        if (facts->loan[i].outstanding.minor > 0) return true;
    return false;
}

const struct ta_fact_indicator *ta_facts_indicator(const struct ta_facts *facts,
                                                   const char *id)
{
    for (size_t i = 0; i < facts->n_indicators; i++)
        if (strcmp(facts->indicator[i].id, id) == 0) return &facts->indicator[i];
    return NULL;
}

static const struct ta_fact_figure *figure(const struct ta_fact_figure *list, size_t n,
                                           const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0) return &list[i];
    return NULL;
}

const struct ta_fact_figure *ta_facts_detail(const struct ta_fact_indicator *indicator,
                                             const char *name)
{
    return figure(indicator->detail, indicator->n_details, name);
}

const struct ta_fact_figure *ta_facts_param(const struct ta_fact_indicator *indicator,
                                            const char *name)
{
    return figure(indicator->param, indicator->n_params, name);
}

bool ta_fact_streams(const struct ta_fact_indicator *indicator, double out[2])
{
    const struct ta_fact_figure *seen =
        ta_facts_detail(indicator, "datastreams_observed");
    const struct ta_fact_figure *all = ta_facts_detail(indicator, "datastreams");
    if (seen == NULL || all == NULL || !(seen->value < all->value)) return false;
    out[0] = seen->value;
    out[1] = all->value;
    return true;
}

const char *ta_fact_standing(const struct ta_fact_indicator *indicator)
{
    static const char mark[] = "stands_of_";
    for (size_t i = 0; i < indicator->n_details; i++)
        if (strncmp(indicator->detail[i].name, mark, sizeof mark - 1) == 0)
            return indicator->detail[i].name + sizeof mark - 1;
    return NULL;
}

bool ta_fact_partial(const struct ta_fact_indicator *indicator)
{
    struct ta_in_part part = {.unseen = false};
    if (strcmp(indicator->reason, "observed") != 0) return false;
    for (size_t i = 0; i < indicator->n_details; i++) {
        const struct ta_fact_figure *detail = &indicator->detail[i];
        struct ta_json_span name = {detail->name, strlen(detail->name)};
        ta_in_part_take(&part, name, detail->value);
    }
    return ta_in_part(&part);
}

enum ta_interval ta_fact_interval(const struct ta_fact_indicator *indicator)
{
    const struct ta_indicator *known = ta_indicator_find(indicator->id);
    return known == NULL ? TA_INTERVAL_NONE : known->interval;
}

double ta_fact_reference(const struct ta_fact_indicator *indicator)
{
    const struct ta_fact_scoring *s = &indicator->scoring;
    return s->worst + (s->reference - 1.0) / 99.0 * (s->best - s->worst);
}
