/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/datasets.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/time.h"
#include "geo/area.h"
#include "geo/crs.h"
#include "model/model.h"
#include "record/body.h"
#include "record/seal.h"
#include "scoring.h"
#include "series/readings.h"

enum { AS_OF = 19700, DAYS = 60, HOURS = DAYS * 24 };

static struct ta_error err;

static void must(enum ta_status rc, const char *what)
{
    if (rc == TA_OK) return;
    (void)fprintf(stderr, "%s: %d: %s\n", what, (int)rc, err.text);
    exit(1);
}

/* All that one assessment points at. */
struct making {
    const struct page_case *which;
    const char *folder;
    struct ta_workspace workspace;
    struct ta_project project;
    struct ta_model model;
    char project_sha256[TA_HEX_SIZE];
    size_t n_evidence, n_looks;
    struct ta_evidence_item evidence[CASE_EVIDENCE];
    struct ta_look look[CASE_LOOKS];
    struct ta_assessed assessed[CASE_ASSESSED];
    size_t all[CASE_EVIDENCE];
    struct ta_score_part part[CASE_ASSESSED];
    double pillar[8];
    struct ta_finding finding[2];
};

/* --- project -------------------------------------------------------------------------- */

void page_site(struct ta_polygons *out)
{
    static const double xy[] = {102.438727, 24.397899, 102.438201, 24.394641,
                                102.439252, 24.391409, 102.442463, 24.388575,
                                102.448381, 24.388314, 102.451468, 24.391615,
                                102.452177, 24.395599, 102.450937, 24.398466,
                                102.445401, 24.399275, 102.438727, 24.397899};
    enum { N = sizeof xy / sizeof *xy / 2 };
    *out = (struct ta_polygons){.n_parts = 1, .n_rings = 1, .n_points = N};
    out->part_ring = ta_alloc(2, sizeof *out->part_ring);
    out->ring_point = ta_alloc(2, sizeof *out->ring_point);
    out->xy = ta_alloc(2 * N, sizeof *out->xy);
    out->part_ring[1] = 1;
    out->ring_point[1] = N;
    memcpy(out->xy, xy, sizeof xy);
}

static const char project_text[] =
    "{\"schema\":\"terrassay/project/1\",\"id\":\"YN-2024-017\",\"name\":\"%s\","
    "\"client\":{\"id\":\"91530000MA6K0000XX\",\"name\":\"%s\"},"
    "\"sector\":{\"scheme\":\"GB/T 4754-2017\",\"code\":\"0212\"},\"country\":\"CN\","
    "\"environmental_class\":\"B\",\"simulated\":%s,"
    "\"loans\":[{\"id\":\"L-2024-0042\",\"asset_class\":\"project_finance\","
    "\"outstanding\":{\"minor\":\"4200000000\",\"currency\":\"CNY\"},"
    "\"equity\":{\"minor\":\"2500000000\",\"currency\":\"CNY\"},"
    "\"debt\":{\"minor\":\"7500000000\",\"currency\":\"CNY\"},\"as_of\":\"2023-09-30\"}"
    "],"
    "\"consent_on\":\"2023-01-05\",\"personal_data\":{\"class\":\"personal\","
    "\"purpose\":\"credit decision\",\"consent_until\":\"2026-01-04\"},"
    "\"datastreams\":[{\"device\":\"stack1\",\"name\":\"so2\",\"property\":\"so2\","
    "\"unit\":\"mg/m3\",\"limit\":35,\"limit_source\":\"permit 91530000-001\","
    "\"interval_s\":3600},{\"device\":\"stack1\",\"name\":\"dust\",\"property\":"
    "\"dust\","
    "\"unit\":\"mg/m3\",\"interval_s\":3600}],"
    "\"sites\":[{\"n\":1,\"name\":\"%s\",\"geometry\":"
    "{\"type\":\"Polygon\",\"coordinates\":[[[102.438727,24.397899],"
    "[102.438201,24.394641],[102.439252,24.391409],[102.442463,24.388575],"
    "[102.448381,24.388314],[102.451468,24.391615],[102.452177,24.395599],"
    "[102.450937,24.398466],[102.445401,24.399275],[102.438727,24.397899]]]},"
    "\"position_error_m\":5}]}";

static void make_project(struct making *m)
{
    static const char trap[] =
        "<script>alert(1)</script>\\u202Egnp.exe\\u202C <img src=x onerror=alert(2)> "
        "\\\"'&lt; </title></style><b>\\u0007";
    char text[4096];
    json_t *document = NULL;
    (void)snprintf(
        text, sizeof text, project_text,
        m->which->hostile ? trap : "Dianzhong plantation, 滇中人工林",
        m->which->hostile ? trap : "Dianzhong Forestry Co., 滇中林业有限公司",
        m->which->real ? "false" : "true", m->which->hostile ? trap : "North slope");
    must(ta_json_parse("project", text, strlen(text), sizeof text, &document, &err),
         "project text");
    must(ta_project_from_json(document, &m->project, &err), "project");
    json_decref(document);
    m->project.site[0].area_m2 = ta_shape_area_m2(&m->project.site[0].shape);
}

static void keep_project(struct making *m)
{
    const struct ta_store *store = &m->workspace.store;
    struct ta_text document = {0};
    enum ta_put put;
    must(ta_project_to_json(&m->project, &document, &err), "document");
    ta_sha256(document.bytes, document.size, m->project_sha256);
    must(store->ops->project_put(store->self, &m->project, document.bytes, &put, &err),
         "project_put");
    ta_text_free(&document);
}

static void keep_model(struct making *m)
{
    const struct ta_store *store = &m->workspace.store;
    char *bytes = NULL;
    size_t size = 0;
    must(ta_file_read(TA_SOURCE_DIR "/tests/page/model.yaml", 1 << 20, &bytes, &size,
                      &err),
         "model");
    must(ta_model_parse("model.yaml", bytes, size, &m->model, &err), "model");
    must(store->ops->document_put(store->self, "model", m->model.sha256, bytes, size,
                                  &err),
         "model");
    ta_free(bytes);
}

/* --- evidence ----------------------------------------------------------------------- */

static struct ta_evidence_item *add_evidence(struct making *m,
                                             enum ta_evidence_kind kind, const char *id)
{
    struct ta_evidence_item *e = &m->evidence[m->n_evidence];
    m->all[m->n_evidence] = m->n_evidence;
    m->n_evidence++;
    *e = (struct ta_evidence_item){.kind = kind,
                                   .time = TA_TIME_NONE,
                                   .clear_fraction = NAN,
                                   .cloud_fraction = NAN,
                                   .simulated = !m->which->real};
    (void)snprintf(e->id, sizeof e->id, "%s", id);
    return e;
}

static void pin(struct making *m, struct ta_evidence_item *e, const char *below)
{
    char *path = ta_workspace_path(&m->workspace, below);
    (void)snprintf(e->path, sizeof e->path, "%s", below);
    must(ta_sha256_file(path, e->sha256, &err), below);
    ta_free(path);
}

static void add_look(struct making *m, size_t i)
{
    struct ta_chip chip;
    struct ta_chip_view view;
    struct ta_cutter cutter = {.port = ta_crs_port()};
    const struct ta_site *site = &m->project.site[0];
    char below[200];
    page_chip(m->which, i, &chip);
    (void)snprintf(below, sizeof below, "imagery/chips/%zu.tif", i);
    char *path = ta_workspace_path(&m->workspace, below);
    must(ta_workspace_make_above(path, &err), "folder");
    must(ta_chip_write(&chip, path, &err), "chip");
    must(ta_chip_look(&chip, &cutter, &site->shape, site->area_m2, "ndvi", &view, &err),
         "look");
    m->look[i].evidence = m->n_evidence;
    m->look[i].observation = view.observation;
    must(ta_chip_observe(&chip, &view, "ndvi", &m->look[i].observation), "observe");
    m->look[i].observation.site = 1;
    struct ta_evidence_item *e = add_evidence(m, TA_EVIDENCE_CHIP, chip.scene);
    e->site = 1;
    e->time = chip.time;
    e->clear_fraction = view.observation.clear_fraction;
    e->cloud_fraction = view.observation.cloud_fraction;
    (void)snprintf(e->processing, sizeof e->processing, "%s", chip.processing);
    (void)snprintf(e->platform, sizeof e->platform, "%s", chip.platform);
    (void)snprintf(e->mask, sizeof e->mask, "%s", chip.mask);
    (void)snprintf(e->offset_by, sizeof e->offset_by, "%s", chip.offset_by);
    pin(m, e, below);
    m->n_looks++;
    ta_free(path);
    ta_chip_view_free(&view);
    ta_chip_free(&chip);
    ta_cutter_close(&cutter);
}

/* --- readings: SO2 above 35 mg/m3 for 40 hours, gaps, silence ------------------------- */

static double so2_at(int hour, bool silent)
{
    double daily = 3.5 * sin(hour * 0.2618) + 2.0 * sin(hour * 0.043);
    double value = 22.0 + daily + 1.7 * sin(hour * 1.9);
    if (hour > 500 && hour < 512) return NAN;  /* a calibration */
    if (hour >= 800 && hour < 906) return NAN; /* a stop */
    if (hour >= 1010 && hour < 1050)
        return 41.0 + 9.0 * sin((hour - 1010) / 12.7) + daily;
    if (silent && hour >= 1050) return NAN;
    return value;
}

static size_t fill_day(const struct page_case *which, int day, bool dust,
                       struct ta_reading *out)
{
    size_t n = 0;
    for (int h = 0; h < 24; h++) {
        double value = so2_at(24 * day + h, which->silent);
        if (isnan(value)) continue;
        out[n++] = (struct ta_reading){.time = ta_time_of(AS_OF + 1 - DAYS + day) +
                                               h * INT64_C(3600000000),
                                       .received = TA_TIME_NONE,
                                       .value = dust ? 0.3 * value : value,
                                       .flag = 1};
    }
    return n;
}

static void add_readings_day(struct making *m, int day)
{
    struct ta_reading so2[24], dust[24];
    struct ta_reading_run run[2] = {
        {.device = "stack1", .name = "dust", .property = "dust", .unit = "mg/m3"},
        {.device = "stack1", .name = "so2", .property = "so2", .unit = "mg/m3"}};
    char date[TA_TIME_TEXT], below[200], part[200];
    run[0].n = fill_day(m->which, day, true, dust);
    run[1].n = fill_day(m->which, day, false, so2);
    run[0].reading = dust;
    run[1].reading = so2;
    if (run[1].n == 0) return;
    ta_day_format(AS_OF + 1 - DAYS + day, date);
    (void)snprintf(below, sizeof below, "readings/%s/%s.h5", m->project.id, date);
    (void)snprintf(part, sizeof part, "%s/%s", m->project.id, date);
    char *path = ta_workspace_path(&m->workspace, below);
    must(ta_workspace_make_above(path, &err), "folder");
    must(ta_readings_write(path, run, 2, &err), "readings");
    ta_free(path);
    pin(m, add_evidence(m, TA_EVIDENCE_PARTITION, part), below);
}

/* A scene over the site that could not be used: its name tells the place. */
static void set_scene_aside(struct making *m)
{
    const struct ta_store *store = &m->workspace.store;
    const struct ta_scene_row row = {.id = "problem/1",
                                     .time = TA_TIME_NONE,
                                     .state = TA_SCENE_SET_ASIDE,
                                     .reason = "LC08_129043_20231003.json: states no "
                                               "date: neither datetime nor "
                                               "start_datetime among its properties",
                                     .place = "[[101.5,23.5,103.5,25.5]]"};
    must(store->ops->scene_put(store->self, &row, &err), "scene");
}

/* --- answers ------------------------------------------------------------------------ */

static struct ta_result *answer(struct making *m, size_t k, const char *id)
{
    m->assessed[k] = (struct ta_assessed){.indicator = ta_indicator_find(id),
                                          .n_evidence = m->n_evidence,
                                          .evidence = m->all};
    if (m->assessed[k].indicator == NULL) must(TA_E_INTERNAL, id);
    struct ta_result *r = &m->assessed[k].result;
    *r = (struct ta_result){.value = NAN, .lo = NAN, .hi = NAN};
    return r;
}

static void say(struct ta_result *r, double value, double lo, double hi, int grade,
                size_t looks)
{
    r->reason = TA_OBSERVED;
    r->value = value;
    r->lo = lo;
    r->hi = hi;
    r->grade = grade;
    r->n_looks = looks;
}

static void miss(struct ta_result *r, enum ta_reason reason, const char *why)
{
    r->reason = reason;
    (void)snprintf(r->why, sizeof r->why, "%s", why);
}

static void detail(struct ta_result *r, const char *name, double value,
                   const char *unit)
{
    struct ta_detail *d = &r->detail[r->n_details++];
    (void)snprintf(d->name, sizeof d->name, "%s", name);
    (void)snprintf(d->unit, sizeof d->unit, "%s", unit);
    d->value = value;
}

static void answer_vegetation(struct making *m, size_t k)
{
    static const struct ta_param_value params[] = {
        {"threshold", -0.10}, {"season_half_width_days", 45}, {"min_clear_looks", 3}};
    struct ta_result *r = answer(m, k, "vegetation_loss");
    m->assessed[k].n_params = 3;
    m->assessed[k].param = params;
    detail(r, "looks_window", m->which->clouded ? 0 : 11, "1");
    detail(r, "looks_baseline", m->which->clouded ? 0 : 14, "1");
    if (m->which->clouded) {
        miss(r, TA_NO_CLEAR_LOOK, "no clear look in the window, 0 in the baseline");
        return;
    }
    say(r, 12.3, 10.9, 15.8, 2, 25);
    detail(r, "loss_ha", 16.1, "ha");
    detail(r, "loss_ha_at_0.05", 19.8, "ha");
    detail(r, "loss_ha_at_0.10", 16.1, "ha");
    detail(r, "loss_ha_at_0.15", 15.4, "ha");
    detail(r, "loss_ha_at_0.20", 14.7, "ha");
    detail(r, "vegetated_ha", 130.9, "ha");
    detail(r, "observed_ha", 133.2, "ha");
    detail(r, "not_observed_ha", 4.04, "ha");
    detail(r, "observed_share", 0.97, "1");
}

static void answer_limit(struct making *m, size_t k)
{
    static const struct ta_param_value params[] = {{"window_days", DAYS}};
    struct ta_result *r = answer(m, k, "limit_exceedance");
    m->assessed[k].n_params = 1;
    m->assessed[k].param = params;
    say(r, 40, 40, m->which->silent ? 547 : 157, m->which->silent ? 4 : 2, 1323);
    if (m->which->silent)
        miss(r, TA_OBSERVED,
             "no reading for 390 hours, and the last one was above the limit");
    detail(r, "limit", 35, "mg/m3");
    detail(r, "hours_above", 40, "h");
    detail(r, "hours_good", m->which->silent ? 933 : 1323, "h");
    detail(r, "hours_missing", m->which->silent ? 507 : 117, "h");
    detail(r, "capture", m->which->silent ? 64.8 : 91.9, "%");
    detail(r, "silent_for", m->which->silent ? 390 : 0, "h");
    detail(r, "max_hour", 53.8, "mg/m3");
}

static void answer_emissions(struct making *m, size_t k)
{
    struct ta_result *r = answer(m, k, "financed_emissions");
    say(r, 1718.6, 1310, 2254, 3, 2);
    r->unchecked = true;
    detail(r, "attribution_L-2024-0042", 0.42, "1");
    detail(r, "project_scope1", 2950, "tCO2e/year");
    detail(r, "financed_scope1", 1239, "tCO2e/year");
    detail(r, "project_scope2", 1142, "tCO2e/year");
    detail(r, "financed_scope2", 479.6, "tCO2e/year");
    detail(r, "computed_scope1", 3011, "tCO2e/year");
    detail(r, "project_removals", 5200, "tCO2e/year");
    detail(r, "financed_removals", 2184, "tCO2e/year");
}

static void answer_gate(struct making *m, size_t k)
{
    struct ta_result *r = answer(m, k, "protected_zone");
    if (m->which->clouded) {
        miss(r, TA_LAYER_ABSENT, "zones: not given");
        return;
    }
    say(r, 0, 0, 1.6, 3, 2);
    detail(r, "zones_counted", 2, "1");
    detail(r, "zones_undecided", 1, "1");
    detail(r, "share_in_Jizu Mountain core", 0, "%");
    (void)snprintf(r->why, sizeof r->why, "%s",
                   "cannot say: the position error decides at Jizu Mountain core");
    r->gate = TA_GATE_NOT_EVALUATED;
    if (m->which->real) {
        r->gate = TA_GATE_PASSES;
        r->why[0] = '\0';
    }
}

static void answer_all(struct making *m)
{
    struct ta_result *r;
    answer_vegetation(m, 0);
    r = answer(m, 1, "ndvi_trend");
    miss(r, TA_NO_CLEAR_LOOK,
         "3 of the last 15 years have at least 2 looks in the season that are 60 % "
         "clear, 6 needed");
    answer_limit(m, 2);
    r = answer(m, 6, "water_extent_change");
    if (m->which->clouded)
        miss(r, TA_NO_CLEAR_LOOK, "no clear look in the window, 0 in the baseline");
    else
        say(r, -1.2, -3.4, 0.9, 3, 25);
    answer_gate(m, 4);
    answer_emissions(m, 5);
    r = answer(m, 3, "air_quality_index");
    say(r, 62, 62, 62, 3, 138);
    (void)snprintf(r->why, sizeof r->why, "%s", "6 of 6 pollutants; primary: pm25");
    detail(r, "iaqi_pm25_24h", 62, "1");
    detail(r, "primary_pm25", 1, "1");
    r = answer(m, 7, "extreme_rain");
    if (m->which->real)
        say(r, 71.4, 71.4, 71.4, 2, 8760);
    else
        miss(r, TA_LAYER_ABSENT, "rain: not given");
}

/* --- record ------------------------------------------------------------------------- */

static void score(struct making *m, struct ta_assessment *a)
{
    struct ta_result item[CASE_ASSESSED], gate[CASE_ASSESSED];
    for (size_t i = 0; i < m->model.n_items; i++) item[i] = m->assessed[i].result;
    for (size_t g = 0; g < m->model.n_gates; g++)
        gate[g] = m->assessed[m->model.n_items + g].result;
    const struct ta_scoring in = {&m->model, item, gate, TA_LEVEL_COUNT};
    a->score = (struct ta_score){.part = m->part, .pillar = m->pillar};
    must(ta_score_compute(&in, &a->score), "score");
}

static void append(struct making *m, const struct ta_assessment *a, int64_t seq,
                   char previous[TA_HEX_SIZE], char id[TA_HEX_SIZE])
{
    const struct ta_store *store = &m->workspace.store;
    struct ta_key_ring ring;
    struct ta_text body = {0};
    struct ta_envelope envelope;
    must(ta_workspace_keys(&m->workspace, &ring, &err), "keys");
    if (ring.n == 0) must(ta_key_new(&ring, ta_time_of(AS_OF), id, &err), "key");
    must(ta_record_body(a, &body, &err), "body");
    struct ta_seal_request request = {body.bytes, body.size, seq, previous,
                                      ta_time_of(AS_OF + 1) + 3600000000};
    must(ta_seal(&request, &ring, &envelope, &err), "seal");
    must(store->ops->record_append(store->self, m->project.id, a->as_of, &envelope,
                                   body.bytes, body.size, &err),
         "record");
    memcpy(id, envelope.id, TA_HEX_SIZE);
    memcpy(previous, envelope.chain, TA_HEX_SIZE);
    ta_keys_close(&ring);
    ta_text_free(&body);
}

static struct ta_assessment assessment(struct making *m)
{
    struct ta_assessment a = {.project = &m->project,
                              .as_of = AS_OF,
                              .model = &m->model,
                              .n_assessed = 8,
                              .assessed = m->assessed,
                              .n_evidence = m->n_evidence,
                              .evidence = m->evidence,
                              .n_looks = m->n_looks,
                              .look = m->look,
                              .n_findings = 1,
                              .finding = m->finding,
                              .valid_to = AS_OF + 180};
    memcpy(a.project_sha256, m->project_sha256, TA_HEX_SIZE);
    a.indicative[TA_INDICATIVE_MODEL_NOT_APPROVED] = true;
    a.indicative[TA_INDICATIVE_UNCHECKED_TABLE] = true;
    a.indicative[TA_INDICATIVE_SIMULATED] = !m->which->real;
    m->finding[0] = (struct ta_finding){
        .code = "same_parcel",
        .object = "YN-2023-004/1",
        .detail = "sites 1 and 1 share 3.20 ha: 4 % of the first, 5 % of the second"};
    if (m->which->hostile)
        (void)snprintf(m->finding[0].object, sizeof m->finding[0].object, "%s",
                       "\"><script src=//x></script>");
    return a;
}

void page_case_make(const struct page_case *which, const char *folder,
                    char id[TA_HEX_SIZE])
{
    struct making *m = calloc(1, sizeof *m);
    const struct ta_workspace_options options = {.create = true};
    char previous[TA_HEX_SIZE];
    if (m == NULL) must(TA_E_NOMEM, "memory");
    m->which = which;
    must(ta_workspace_open(folder, &options, &m->workspace, &err), folder);
    const struct ta_store *store = &m->workspace.store;
    must(store->ops->begin(store->self, &err), "begin");
    make_project(m);
    keep_project(m);
    keep_model(m);
    set_scene_aside(m);
    for (size_t i = 0; i < CASE_LOOKS; i++) add_look(m, i);
    for (int day = 0; day < DAYS; day++) add_readings_day(m, day);
    struct ta_evidence_item *e = add_evidence(m, TA_EVIDENCE_DOCUMENT, m->project.id);
    memcpy(e->sha256, m->project_sha256, TA_HEX_SIZE);
    answer_all(m);
    struct ta_assessment a = assessment(m);
    score(m, &a);
    memcpy(previous, ta_chain_start, TA_HEX_SIZE);
    a.as_of -= 90;
    append(m, &a, 1, previous, id);
    memcpy(a.previous_record, id, TA_HEX_SIZE);
    a.as_of = AS_OF;
    append(m, &a, 2, previous, id);
    must(store->ops->commit(store->self, &err), "commit");
    ta_project_free(&m->project);
    ta_model_free(&m->model);
    ta_workspace_close(&m->workspace);
    free(m);
}
