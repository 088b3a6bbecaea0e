/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_assessment.h  Assessments made up for tests of the record, from the
 * plainest to one with everything and every number missing. */
#ifndef TA_TEST_ASSESSMENT_H
#define TA_TEST_ASSESSMENT_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scoring.h"
#include "terrassay/assessment.h"

#define TA_TEST_HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

enum { TEST_ITEMS = 2, TEST_GATES = 2, TEST_REPORTED = 1, TEST_LOOKS = 3 };
enum { TEST_ASSESSED = TEST_ITEMS + TEST_GATES + TEST_REPORTED };

/** All that a made-up assessment points at; not to be moved once made. */
struct test_assessment {
    struct ta_assessment a;
    struct ta_project project;
    struct ta_model model;
    struct ta_model_pillar pillar[2];
    struct ta_model_item item[TEST_ITEMS], reported[TEST_REPORTED];
    struct ta_model_gate gate[TEST_GATES];
    struct ta_model_opinion opinion[2];
    struct ta_approval approval;
    struct ta_site site[2];
    struct ta_loan loan[2];
    struct ta_assessed assessed[TEST_ASSESSED];
    struct ta_param_value param;
    struct ta_score_part part[TEST_ITEMS];
    double pillar_score[2];
    struct ta_evidence_item evidence[4];
    struct ta_look look[TEST_LOOKS];
    struct ta_finding finding;
    struct ta_table_used table;
    size_t part_ring[2], ring_point[2], used[2];
    double xy[10];
    struct ta_indicator indicator[TEST_ASSESSED];
    char id[TEST_ASSESSED][TA_NAME_SIZE];
};

static inline void test_shape(struct test_assessment *t)
{
    static const double xy[10] = {36.25, 7, 36.5, 7, 36.5, 7.25, 36.25, 7.25, 36.25, 7};
    memcpy(t->xy, xy, sizeof xy);
    t->part_ring[1] = 1;
    t->ring_point[1] = 5;
    for (int i = 0; i < 2; i++)
        t->site[i] =
            (struct ta_site){.n = i + 1,
                             .shape = {1, t->part_ring, 1, t->ring_point, 5, t->xy},
                             .area_m2 = 7.6e8 / 3,
                             .position_error_m = NAN,
                             .accuracy_m = NAN};
}

static inline void test_model(struct test_assessment *t)
{
    static char title[] = "Environmental risk";
    for (int i = 0; i < 2; i++) {
        t->pillar[i].weight = 0.5;
        (void)snprintf(t->pillar[i].id, TA_NAME_SIZE, "pillar-%d", i);
        t->item[i] = (struct ta_model_item){.pillar = (size_t)i,
                                            .weight = 1,
                                            .worst = 30,
                                            .plausible_worst = 30,
                                            .reference = 90};
    }
    for (int g = 0; g < TEST_GATES; g++)
        t->gate[g] = (struct ta_model_gate){.opinion_at_best = TA_OPINION_OBJECTION,
                                            .score_cap = g == 0 ? 20 : NAN,
                                            .not_evaluated = TA_OPINION_CANNOT_SAY};
    t->opinion[0] =
        (struct ta_model_opinion){TA_LEVEL_MODERATE, 0.75, TA_OPINION_NO_OBJECTION};
    t->opinion[1] =
        (struct ta_model_opinion){TA_LEVEL_VERY_HIGH, 0.5, TA_OPINION_CONDITIONS};
    t->model = (struct ta_model){.id = "credit",
                                 .version = 1,
                                 .title = title,
                                 .across_pillars = TA_MEAN_GEOMETRIC,
                                 .n_pillars = 2,
                                 .pillar = t->pillar,
                                 .n_items = TEST_ITEMS,
                                 .item = t->item,
                                 .n_gates = TEST_GATES,
                                 .gate = t->gate,
                                 .n_reported = TEST_REPORTED,
                                 .reported = t->reported,
                                 .level_from = {1, 20, 40, 60, 80},
                                 .n_opinions = 2,
                                 .opinion = t->opinion,
                                 .sha256 = TA_TEST_HASH};
}

static inline void test_results(struct test_assessment *t, bool observed)
{
    for (int i = 0; i < TEST_ASSESSED; i++) {
        (void)snprintf(t->id[i], TA_NAME_SIZE, "indicator_%d", i);
        t->indicator[i] = (struct ta_indicator){
            .id = t->id[i], .unit = "percent", .cite = "nobody (2024)", .version = 1};
        t->assessed[i] = (struct ta_assessed){
            .indicator = &t->indicator[i],
            .result = {NAN, NAN, NAN, .reason = TA_NO_CLEAR_LOOK, .why = "cloud"}};
    }
    if (!observed) return;
    for (int i = 0; i < TEST_ASSESSED; i++)
        t->assessed[i].result = (struct ta_result){
            12.5 + i, 10, 1e2 / 3, .gate = TA_GATE_PASSES, .grade = 2, .n_looks = 17};
    t->assessed[TEST_ITEMS].result.gate = TA_GATE_FIRES;
}

static inline void test_score(struct test_assessment *t)
{
    struct ta_result item[TEST_ITEMS], gate[TEST_GATES];
    for (int i = 0; i < TEST_ITEMS; i++) item[i] = t->assessed[i].result;
    for (int g = 0; g < TEST_GATES; g++) gate[g] = t->assessed[TEST_ITEMS + g].result;
    const struct ta_scoring in = {&t->model, item, gate, TA_LEVEL_COUNT};
    t->a.score = (struct ta_score){.part = t->part, .pillar = t->pillar_score};
    if (ta_score_compute(&in, &t->a.score) != TA_OK) t->a.score.value = NAN;
}

/** One site, two items, two gates, nothing observed, nothing else said. */
static inline void test_assessment_plain(struct test_assessment *t)
{
    *t = (struct test_assessment){.project = {.id = "p"}};
    test_shape(t);
    test_model(t);
    test_results(t, false);
    t->project.n_sites = 1;
    t->project.site = t->site;
    t->a = (struct ta_assessment){
        .project = &t->project,
        .project_sha256 = TA_TEST_HASH,
        .as_of = 19800,
        .model = &t->model,
        .n_assessed = TEST_ASSESSED,
        .assessed = t->assessed,
        .indicative = {[TA_INDICATIVE_MODEL_NOT_APPROVED] = true},
        .valid_to = 19980};
    test_score(t);
}

static inline void test_fill_project(struct test_assessment *t)
{
    static char name[] = "咖啡林 \"Kafa\" \\ \t\n\x01 \xF0\x9F\x8C\xB3",
                client[] = "9144", client_name[] = "某公司", scheme[] = "NACE-2.1",
                code[] = "01.27", site_name[] = "north", crs[] = "EPSG:20137";
    t->site[0].name = site_name;
    t->site[0].position_error_m = 12.5;
    t->site[1].source_crs = crs;
    t->site[1].accuracy_m = 0.1;
    t->loan[0] = (struct ta_loan){.id = "L-1",
                                  .asset_class = "project_finance",
                                  .outstanding = {INT64_MAX, "CNY"},
                                  .equity = {-1, "CNY"},
                                  .as_of = 19700};
    t->loan[1] = (struct ta_loan){.id = "L-2", .as_of = TA_DAY_NONE};
    t->project = (struct ta_project){.id = "eth:kafa.1_a-b",
                                     .name = name,
                                     .client_id = client,
                                     .client_name = client_name,
                                     .sector_scheme = scheme,
                                     .sector_code = code,
                                     .country = "ET",
                                     .environmental_class = 'B',
                                     .simulated = true,
                                     .consent_until = TA_DAY_NONE,
                                     .keep_until = TA_DAY_NONE,
                                     .n_sites = 2,
                                     .site = t->site,
                                     .n_loans = 2,
                                     .loan = t->loan};
}

static inline void test_fill_evidence(struct test_assessment *t)
{
    for (int i = 0; i < 4; i++) {
        t->evidence[i] = (struct ta_evidence_item){.kind = (enum ta_evidence_kind)i,
                                                   .site = i == 0,
                                                   .time = TA_TIME_NONE,
                                                   .clear_fraction = NAN,
                                                   .cloud_fraction = NAN,
                                                   .sha256 = TA_TEST_HASH};
        (void)snprintf(t->evidence[i].id, TA_SCENE_SIZE, "evidence/%d", i);
    }
    t->evidence[0].time = INT64_C(1700000000000001);
    t->evidence[0].clear_fraction = 0.1 + 0.2;
    for (int i = 0; i < TEST_LOOKS; i++)
        t->look[i] = (struct ta_look){
            .observation = {.site = 1,
                            .layer = "ndvi",
                            .scene = "evidence/0",
                            .time = -i,
                            .stats = {i, NAN, NAN, NAN, NAN, NAN},
                            .inside = 1},
        };
    t->look[1].observation.stats =
        (struct ta_stats){12.5, 6.25, 0.5, 0.0625, -0.0, 5e-324};
    t->look[2].observation.stats.variance = -1e-18; /* of rounding */
}

/** Everything filled: two sites, loans, evidence, looks, findings, text of all kinds. */
static inline void test_assessment_full(struct test_assessment *t)
{
    static char by[] = "Li Na";
    test_assessment_plain(t);
    test_fill_project(t);
    test_fill_evidence(t);
    test_results(t, true);
    t->approval = (struct ta_approval){.by = by, .on = 19000, .until = 19900};
    t->model.n_approvals = 1;
    t->model.approval = &t->approval;
    t->param = (struct ta_param_value){"threshold", -0.1};
    t->used[1] = 1;
    t->assessed[0].n_params = 1;
    t->assessed[0].param = &t->param;
    t->assessed[0].n_evidence = 2;
    t->assessed[0].evidence = t->used;
    t->assessed[0].result.n_details = 1;
    t->assessed[0].result.detail[0] = (struct ta_detail){"loss_ha", NAN, "ha"};
    t->finding = (struct ta_finding){"same_parcel", "q/1", "overlaps by 3 %", 0, 0};
    t->table = (struct ta_table_used){"gwp", TA_TEST_HASH, NULL};
    memcpy(t->a.previous_record, TA_TEST_HASH, TA_HEX_SIZE);
    t->a.n_tables = t->a.n_findings = 1;
    t->a.table = &t->table;
    t->a.finding = &t->finding;
    t->a.n_evidence = 4;
    t->a.evidence = t->evidence;
    t->a.n_looks = TEST_LOOKS;
    t->a.look = t->look;
    test_score(t);
}

#endif
