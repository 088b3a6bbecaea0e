/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_make.c  A workspace of many made-up projects, each with one signed record whose
 *  indicator values are drawn: what a portfolio is rated again from.
 *
 *  usage: portfolio_make FOLDER N MODEL
 *
 *  Levels and scores in the records are those that MODEL gives their values. Records are shorter than
 *  real ones, which also list their looks and evidence; the last line says how long they are. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/time.h"
#include "engine/model_use.h"
#include "engine/rerate.h"
#include "engine/rules.h"
#include "model/model.h"
#include "record/codes.h"
#include "record/seal.h"
#include "series_random.h"

enum { SEED = 20260831, CLIENTS = 5000, COUNTRIES = 8, SECTORS = 8 };
static const char *const countries[COUNTRIES] = {"CN", "DE", "FR", "BR",
                                                 "IN", "ID", "VN", "ZA"};
static const char *const sectors[SECTORS] = {"0111", "0220", "2211", "3120",
                                             "2611", "4416", "5920", "3011"};

struct making {
    struct ta_workspace workspace;
    struct ta_key_ring ring;
    struct ta_rules rules;
    struct ta_philox random; /* stream: the project */
    uint64_t drawn;
    char project[TA_ID_SIZE], sha256[TA_HEX_SIZE], sector[16], country[3];
    ta_time_us now;
    double bytes;
    struct ta_error err;
};

static void must(struct making *m, enum ta_status rc)
{
    if (rc == TA_OK) return;
    (void)fprintf(stderr, "portfolio_make: %s\n", m->err.text);
    exit(ta_status_exit_code(rc));
}

static double draw(struct making *m)
{
    return ta_philox_uniform(&m->random, m->drawn++);
}

static size_t pick(struct making *m, size_t n)
{
    return (size_t)(draw(m) * (double)n);
}

/* --- the project -------------------------------------------------------------------- */

static void add_money(struct ta_text *out, const char *key, double units)
{
    ta_text_addf(out, "\"%s\":{\"currency\":\"CNY\",\"minor\":\"%.0f00\"}", key, units);
}

static void add_loan(struct making *m, struct ta_text *out)
{
    double outstanding = floor(1e5 * pow(10.0, 3.0 * draw(m)));
    ta_text_add(out, "[{\"id\":\"L1\",\"asset_class\":\"business_loan\","
                     "\"as_of\":\"2026-06-30\",");
    add_money(out, "outstanding", outstanding);
    ta_text_add(out, ",");
    add_money(out, "equity", 4e8);
    ta_text_add(out, ",");
    add_money(out, "debt", 6e8);
    ta_text_add(out, "}]");
}

static void put_project(struct making *m, const struct ta_text *loans)
{
    const struct ta_store *store = &m->workspace.store;
    double x = 100.0 + floor(1e4 * draw(m)) / 1e3,
           y = 20.0 + floor(1e4 * draw(m)) / 1e3;
    struct ta_text text = {0}, document = {0};
    struct ta_project project;
    json_t *json = NULL;
    enum ta_put how;
    ta_text_addf(
        &text,
        "{\"id\":\"%s\",\"simulated\":true,\"country\":\"%s\",\"client\":{"
        "\"id\":\"C%zu\"},"
        "\"sector\":{\"scheme\":\"GB/T "
        "4754-2017\",\"code\":\"%s\"},\"loans\":%s,\"sites\":[{"
        "\"n\":1,\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[%.3f,%.3f]"
        ",[%.3f,%.3f],"
        "[%.3f,%.3f],[%.3f,%.3f]]]}}]}",
        m->project, m->country, pick(m, CLIENTS), m->sector, loans->bytes, x, y,
        x + 0.01, y, x + 0.01, y + 0.01, x, y);
    must(m, ta_json_parse("project", text.bytes, text.size, 1 << 20, &json, &m->err));
    must(m, ta_project_from_json(json, &project, &m->err));
    must(m, ta_project_to_json(&project, &document, &m->err));
    must(m,
         store->ops->project_put(store->self, &project, document.bytes, &how, &m->err));
    ta_sha256(document.bytes, document.size, m->sha256);
    json_decref(json);
    ta_project_free(&project);
    ta_text_free(&text);
    ta_text_free(&document);
}

/* --- its record --------------------------------------------------------------------- */

static void add_number(struct ta_text *out, const char *key, double value)
{
    char digits[32] = "null";
    if (!isnan(value)) ta_format_f64(value, digits);
    ta_text_addf(out, "\"%s\":%s,", key, digits);
}

/* What an indicator came to. */
struct answer {
    const char *reason, *why, *state, *use;
    double value, spread; /* share of the value on either side */
};

static struct answer gate_answer(struct making *m)
{
    double u = draw(m), chance = draw(m);
    struct answer a = {
        "observed", "", u < 0.03 ? "fires" : "passes", "gate", u < 0.03 ? 20.0 : 0.0,
        0.0};
    if (chance > 0.98)
        a = (struct answer){"layer_absent", "",          "not_evaluated",
                            "gate",         (double)NAN, 0.0};
    return a;
}

/* Mostly a value, more often a small one. */
static struct answer value_answer(struct making *m, const struct ta_model_item *of)
{
    double u = draw(m), chance = draw(m);
    const struct ta_project subject = {.sector_scheme = (char[]){"GB/T 4754-2017"},
                                       .sector_code = m->sector};
    double worst = of != NULL ? of->worst : 100.0, best = of != NULL ? of->best : 0.0;
    struct answer a = {"observed",
                       "",
                       "not_evaluated",
                       of != NULL ? "scored" : "reported",
                       best + (worst - best) * 1.2 * u * u,
                       0.15};
    if (of != NULL && ta_model_excepts(of, &subject)) {
        a.reason = "not_applicable";
        a.why = "the model does not ask it of the sector";
        a.value = (double)NAN;
    } else if (chance > 0.88) {
        a.reason = "no_clear_look";
        a.value = (double)NAN;
    }
    return a;
}

static void add_answer(struct making *m, const struct ta_model *model, size_t i,
                       struct ta_text *out)
{
    bool item = i < model->n_items, gate = !item && i < model->n_items + model->n_gates;
    struct answer a =
        gate ? gate_answer(m) : value_answer(m, item ? &model->item[i] : NULL);
    double half = fabs(a.spread * a.value);
    add_number(out, "value", a.value);
    add_number(out, "lo", a.value - half);
    add_number(out, "hi", a.value + half);
    ta_text_addf(out,
                 "\"reason\":\"%s\",\"why\":\"%s\",\"gate\":\"%s\",\"grade\":%s,"
                 "\"looks\":9,\"unchecked\":false,\"use\":\"%s\",\"evidence\":[0],",
                 a.reason, a.why, a.state, isnan(a.value) ? "null" : "3", a.use);
}

static void add_params(const struct ta_model_part *part, struct ta_text *out)
{
    ta_text_add(out, "\"params\":[");
    for (size_t k = 0; k < part->indicator->n_params; k++) {
        const char *name = part->indicator->param[k].name;
        char digits[32];
        ta_format_f64(ta_model_part_param(part, name), digits);
        ta_text_addf(out, "%s{\"name\":\"%s\",\"value\":%s}", k > 0 ? "," : "", name,
                     digits);
    }
    ta_text_add(out, "]");
}

static void add_details(struct making *m, const struct ta_indicator *is,
                        struct ta_text *out)
{
    if (strcmp(is->id, "financed_emissions") != 0) {
        ta_text_add(
            out,
            ",\"details\":[{\"name\":\"looks_window\",\"unit\":\"1\",\"value\":9}]");
        return;
    }
    ta_text_addf(
        out,
        ",\"details\":[{\"name\":\"attribution_L1\",\"unit\":\"1\",\"value\":0.05},"
        "{\"name\":\"financed_scope1\",\"unit\":\"tCO2e/year\",\"value\":%.1f},"
        "{\"name\":\"financed_scope2\",\"unit\":\"tCO2e/year\",\"value\":%.1f}]",
        10000.0 * draw(m), 1000.0 * draw(m));
}

static void add_indicators(struct making *m, struct ta_text *out)
{
    const struct ta_model *model = &m->rules.model;
    ta_text_add(out, "\"indicators\":[");
    for (size_t i = 0; i < ta_model_parts(model); i++) {
        struct ta_model_part part = ta_model_part(model, i);
        ta_text_addf(out,
                     "%s{\"id\":\"%s\",\"version\":%d,\"unit\":\"%s\",\"cite\":\"%s\",",
                     i > 0 ? "," : "", part.indicator->id, part.indicator->version,
                     part.indicator->unit, "made up for a benchmark");
        add_answer(m, model, i, out);
        add_params(&part, out);
        add_details(m, part.indicator, out);
        ta_text_add(out, "}");
    }
    ta_text_add(out, "],");
}

static void add_score(const struct ta_standing *s, struct ta_text *out)
{
    ta_text_addf(out, "\"opinion\":{\"value\":\"%s\"},\"score\":{",
                 ta_opinion_code(s->opinion));
    add_number(out, "capped", s->score);
    add_number(out, "lo", s->lo);
    add_number(out, "hi", s->hi);
    add_number(out, "observed_weight", s->observed_weight);
    ta_text_addf(out, "\"level\":\"%s\",\"level_hi\":\"%s\"},", ta_level_code(s->level),
                 ta_level_code(s->level_hi));
}

/* All of it; indicators and loans are drawn before. Canonical bytes. */
static void compose(struct making *m, const struct ta_text *indicators,
                    const struct ta_text *loans, const struct ta_standing *standing,
                    struct ta_text *body)
{
    const struct ta_model *model = &m->rules.model;
    struct ta_text text = {0};
    json_t *json = NULL;
    ta_text_add(
        &text,
        "{\"schema\":\"terrassay/record/1\",\"class\":\"indicative\","
        "\"as_of\":\"2026-08-31\",\"valid_to\":\"2027-02-27\","
        "\"previous_record\":null,\"tables\":[],\"evidence\":[{\"kind\":\"chip\","
        "\"id\":\"made-up/scene\",\"time\":\"2026-08-20T03:00:00Z\"}],"
        "\"program\":{\"name\":\"portfolio_make\",\"version\":\"1\"},");
    ta_text_addf(&text, "\"model\":{\"id\":\"%s\",\"version\":%d,\"sha256\":\"%s\"},",
                 model->id, model->version, model->sha256);
    ta_text_add(&text, indicators->bytes);
    add_score(standing, &text);
    ta_text_addf(
        &text,
        "\"subject\":{\"project\":\"%s\",\"document_sha256\":\"%s\","
        "\"country\":\"%s\",\"simulated\":true,\"client\":{\"id\":\"C%" PRIu64
        "\"},\"sector\":{\"scheme\":\"GB/T 4754-2017\",\"code\":\"%s\"},\"loans\":%s}}",
        m->project, m->sha256, m->country, m->random.stream % CLIENTS, m->sector,
        loans->bytes);
    must(m, ta_json_parse("record", text.bytes, text.size, 1 << 20, &json, &m->err));
    must(m, ta_json_canonical(json, body));
    json_decref(json);
    ta_text_free(&text);
}

static void append(struct making *m, const struct ta_text *body)
{
    const struct ta_store *store = &m->workspace.store;
    struct ta_envelope envelope;
    int64_t seq = 0;
    char chain[TA_HEX_SIZE];
    must(m, store->ops->chain_head(store->self, &seq, chain, &m->err));
    const struct ta_seal_request request = {body->bytes, body->size, seq + 1, chain,
                                            m->now};
    must(m, ta_seal(&request, &m->ring, &envelope, &m->err));
    must(m, store->ops->record_append(store->self, m->project, ta_day_of(m->now),
                                      &envelope, body->bytes, body->size, &m->err));
    m->bytes += (double)body->size;
}

/* The record as it would be, then with the level that the model gives its values. */
static void put_record(struct making *m, const struct ta_text *loans)
{
    struct ta_text indicators = {0}, draft = {0}, body = {0};
    struct ta_standing standing = {.level = TA_LEVEL_LOW,
                                   .level_hi = TA_LEVEL_LOW,
                                   .observed_weight = 1,
                                   .score = 1,
                                   .lo = 1,
                                   .hi = 1};
    struct ta_figures figures;
    char id[TA_HEX_SIZE];
    add_indicators(m, &indicators);
    compose(m, &indicators, loans, &standing, &draft);
    ta_sha256(draft.bytes, draft.size, id);
    must(m, ta_record_figures(id, draft.bytes, draft.size, &figures, &m->err));
    figures.model_sha256[0] = '\0'; /* no level to be held */
    must(m, ta_rerate(&m->rules.model, &figures, &standing, &m->err));
    compose(m, &indicators, loans, &standing, &body);
    append(m, &body);
    ta_figures_free(&figures);
    ta_text_free(&indicators);
    ta_text_free(&draft);
    ta_text_free(&body);
}

static void make(struct making *m, uint64_t i)
{
    struct ta_text loans = {0};
    m->random = (struct ta_philox){SEED, i};
    m->drawn = 0;
    (void)snprintf(m->project, sizeof m->project, "made-up-%06" PRIu64, i);
    (void)snprintf(m->country, sizeof m->country, "%s", countries[pick(m, COUNTRIES)]);
    (void)snprintf(m->sector, sizeof m->sector, "%s", sectors[pick(m, SECTORS)]);
    add_loan(m, &loans);
    put_project(m, &loans);
    put_record(m, &loans);
    ta_text_free(&loans);
}

int main(int argc, char **argv)
{
    static struct making m;
    const struct ta_workspace_options options = {.create = true};
    char key[TA_HEX_SIZE];
    int64_t n = 0;
    if (argc != 4 || ta_parse_i64(argv[2], &n) != TA_OK) return 2;
    must(&m, ta_time_parse("2026-08-31T12:00:00Z", &m.now));
    must(&m, ta_workspace_open(argv[1], &options, &m.workspace, &m.err));
    must(&m, ta_workspace_keys(&m.workspace, &m.ring, &m.err));
    must(&m, ta_key_new(&m.ring, m.now, key, &m.err));
    must(&m, ta_rules_load(&m.workspace, argv[3], &m.rules, &m.err));
    const struct ta_store *store = &m.workspace.store;
    must(&m, store->ops->begin(store->self, &m.err));
    for (int64_t i = 0; i < n; i++) make(&m, (uint64_t)i);
    must(&m, store->ops->commit(store->self, &m.err));
    printf("projects=%" PRId64 " record_bytes=%.0f\n", n, m.bytes / (double)n);
    ta_rules_free(&m.rules);
    ta_keys_close(&m.ring);
    ta_workspace_close(&m.workspace);
    return 0;
}
