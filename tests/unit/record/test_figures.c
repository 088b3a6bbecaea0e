/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"
#include "ta_test_assessment.h"

#include "base/memory.h"
#include "base/time.h"
#include "record/body.h"
#include "record/figures.h"
#include "record/figures_scan.h"

/* What is read in passing of canonical bytes is what jansson makes of them. A blank before the
 * first brace is no canonical byte, so that jansson reads the same document. */

enum { MOST = 64 * 1024 };

static struct ta_error err;

static const char canonical[] =
    "{\"as_of\":\"2026-08-31\",\"class\":\"indicative\",\"evidence\":[{\"id\":\"a\","
    "\"kind\":\"chip\",\"time\":\"2026-08-20T03:00:00Z\"},{\"id\":\"b\",\"time\":null},"
    "{\"time\":\"2026-08-21T03:00:00Z\"},{\"id\":\"P/2026-07\",\"kind\":\"partition\","
    "\"time\":null}],\"indicative_because\":["
    "\"too_little_observed\"],\"indicators\":[{\"cite\":\"\xe6\xa3\xae "
    "\\\"x\\\"\",\"details\":[{\"name\":\"looks\",\"unit\":\"1\",\"value\":9}],"
    "\"gate\":\"passes\",\"grade\":3,\"hi\":23.58490835465108,\"id\":"
    "\"vegetation_loss\",\"lo\":-0,\"params\":[{\"name\":\"threshold\",\"value\":-0.1},"
    "{\"name\":\"vegetated_from\",\"value\":4e-7},{\"name\":\"other\",\"value\":1},"
    "{\"name\":\"threshold_step\",\"value\":null}],\"reason\":\"observed\","
    "\"unchecked\":true,\"use\":\"scored\",\"value\":20.5,\"version\":4,\"why\":\"\"},"
    "{\"gate\":\"not_evaluated\",\"gating\":{\"score_cap\":19},\"id\":\"ndvi_trend\","
    "\"reason\":\"not_applicable\",\"use\":\"gate\",\"value\":"
    "null,\"why\":\"the model does not ask it of the sector\"},"
    "{\"id\":\"of_another_program\",\"params\":[1,2],\"reason\":7},"
    "{\"details\":[{\"name\":\"attribution_L1\",\"value\":0.05},{\"name\":"
    "\"financed_scope1\",\"value\":12.5},{\"name\":\"financed_scope2\",\"value\":3}],"
    "\"id\":\"financed_emissions\",\"params\":[],\"reason\":\"observed\",\"value\":15.5"
    "},{\"details\":[{\"name\":\"pd_base\",\"value\":1.5},{\"name\":\"lgd_base\","
    "\"value\":9}],\"id\":\"stressed_pd\",\"reason\":\"observed\",\"value\":2},"
    "{\"details\":[{\"name\":\"exposure_at_default\",\"value\":70}],\"id\":"
    "\"stressed_lgd\",\"reason\":\"client_silent\",\"value\":null"
    "}],\"model\":{\"id\":\"m\",\"sha256\":\"ab\",\"version\":3},\"opinion\":{"
    "\"value\":"
    "\"conditions\"},\"previous_record\":null,\"schema\":\"terrassay/record/1\","
    "\"score\":{\"capped\":31.5,\"hi\":40,\"level\":\"low\","
    "\"level_hi\":\"high\",\"lo\":20,\"observed_weight\":0.75},\"subject\":"
    "{\"client\":{\"id\":\"C\",\"name\":\"Clay\"},\"country\":\"CN\",\"document_"
    "sha256\":\"cd\","
    "\"loans\":"
    "[{\"asset_class\":\"business_loans\",\"id\":\"L1\",\"outstanding\":{\"currency\":"
    "\"CNY\",\"minor\":\"1200\"}}],\"project\":\"P\",\"sector\":{\"code\":\"D3511\","
    "\"scheme\":\"GB/T 4754-2017\"},\"simulated\":true},\"tables\":[[],{}],"
    "\"valid_to\":\"2027-02-27\"}";

/* --- two figures alike ------------------------------------------------------------------------ */

#define SAME(member) assert_memory_equal(&a->member, &b->member, sizeof a->member)
#define SAME_TEXT(member) assert_string_equal(a->member, b->member)

static void expect_same_number(double a, double b)
{
    if (!isnan(a) || !isnan(b)) assert_memory_equal(&a, &b, sizeof a);
}

static void expect_same_indicator(const struct ta_figures_indicator *a,
                                  const struct ta_figures_indicator *b)
{
    assert_ptr_equal(a->indicator, b->indicator);
    for (size_t k = 0; k < a->indicator->n_params; k++)
        expect_same_number(a->param[k], b->param[k]);
    expect_same_number(a->value, b->value);
    expect_same_number(a->lo, b->lo);
    expect_same_number(a->hi, b->hi);
    SAME(reason);
    SAME(gate);
    SAME(use);
    SAME(grade);
    SAME(unchecked);
    SAME(excepted);
    SAME(in_part);
    assert_ptr_equal(a->silence, b->silence);
    expect_same_number(a->cap, b->cap);
}

static void expect_same_head(const struct ta_figures *a, const struct ta_figures *b)
{
    SAME_TEXT(record);
    SAME_TEXT(project);
    SAME_TEXT(document_sha256);
    SAME_TEXT(client);
    SAME_TEXT(client_name);
    SAME_TEXT(sector);
    SAME_TEXT(sector_scheme);
    SAME_TEXT(sector_code);
    SAME_TEXT(country);
    SAME_TEXT(model_id);
    SAME_TEXT(model_sha256);
    SAME(model_version);
    SAME(simulated);
    SAME(decision);
    SAME(as_of);
    SAME(valid_to);
    SAME(level);
    SAME(level_hi);
    SAME(opinion);
    SAME(too_little);
    SAME(newest);
    SAME(estimated);
}

static void expect_same(const struct ta_figures *a, const struct ta_figures *b)
{
    expect_same_head(a, b);
    expect_same_number(a->score, b->score);
    expect_same_number(a->lo, b->lo);
    expect_same_number(a->hi, b->hi);
    expect_same_number(a->observed_weight, b->observed_weight);
    for (int k = 0; k < TA_TONNES_COUNT; k++)
        expect_same_number(a->tonnes[k], b->tonnes[k]);
    for (int k = 0; k < TA_CREDIT_COUNT; k++)
        expect_same_number(a->credit[k], b->credit[k]);
    SAME(n_loans);
    for (size_t i = 0; i < a->n_loans; i++) {
        SAME_TEXT(loan[i].id);
        SAME_TEXT(loan[i].asset_class);
        SAME(loan[i].outstanding);
        expect_same_number(a->loan[i].attribution, b->loan[i].attribution);
    }
    SAME(n_indicators);
    for (size_t i = 0; i < a->n_indicators; i++)
        expect_same_indicator(&a->indicator[i], &b->indicator[i]);
}

/* @return is it a record, to both alike? */
static bool both(const char *body, size_t size)
{
    static char blank[MOST + 1];
    struct ta_figures fast, slow;
    assert_true(size <= MOST);
    blank[0] = ' ';
    memcpy(blank + 1, body, size);
    enum ta_status rc = ta_record_figures("r", blank, size + 1, &slow, &err);
    assert_int_equal(ta_record_figures("r", body, size, &fast, NULL), rc);
    if (rc != TA_OK) return false;
    expect_same(&fast, &slow);
    ta_figures_free(&fast);
    ta_figures_free(&slow);
    return true;
}

/* Are they read without a tree of all? */
static bool in_passing(const char *body, size_t size)
{
    struct ta_figures figures = {.seq = 0};
    struct ta_text rest = {0};
    struct ta_json_span evidence;
    bool good = ta_figures_scan(body, size, &figures, &evidence, &rest);
    ta_figures_free(&figures);
    ta_text_free(&rest);
    return good;
}

/* --- tests ------------------------------------------------------------------------------------ */

static void a_canonical_record_is_read_in_passing(void **state)
{
    (void)state;
    struct ta_figures f;
    size_t size = sizeof canonical - 1;
    assert_true(in_passing(canonical, size));
    if (!both(canonical, size)) fail_msg("%s", err.text);
    assert_int_equal(ta_record_figures("r", canonical, size, &f, &err), TA_OK);
    assert_int_equal(f.n_indicators, 5);
    assert_true(f.indicator[0].value == 20.5 && f.indicator[0].grade == 3);
    assert_true(f.indicator[0].lo == 0 && !signbit(f.indicator[0].lo));
    assert_true(f.indicator[1].excepted && f.loan[0].attribution == 0.05);
    assert_true(f.too_little && f.indicator[1].cap == 19.0);
    assert_true(f.tonnes[TA_TONNES_SCOPE1] == 12.5);
    assert_true(f.credit[TA_CREDIT_PD_BASE] == 1.5);
    assert_true(isnan(f.credit[TA_CREDIT_LGD_BASE])); /* another indicator's */
    assert_true(f.credit[TA_CREDIT_EXPOSURE] == 70.0);
    assert_int_equal(f.level_hi, TA_LEVEL_HIGH);
    assert_true(f.observed_weight == 0.75);
    ta_figures_free(&f);
}

static void a_record_of_the_program_is_read_in_passing(void **state)
{
    (void)state;
    struct test_assessment t;
    struct ta_text body = {0};
    test_assessment_plain(&t);
    assert_int_equal(ta_record_body(&t.a, &body, &err), TA_OK);
    assert_true(in_passing(body.bytes, body.size));
    (void)both(body.bytes, body.size);
    ta_text_free(&body);
}

/* --- how new ---------------------------------------------------------------------------------- */

/* A record of 2026-08-31 with this evidence and these details of an indicator, to both readers alike. */
static void read_small(const char *evidence, const char *indicator, const char *details,
                       struct ta_figures *out)
{
    static const char form[] =
        "{\"as_of\":\"2026-08-31\",\"class\":\"indicative\",\"evidence\":[%s],"
        "\"indicators\":[{\"details\":[%s],\"id\":\"%s\",\"params\":[],"
        "\"reason\":\"observed\",\"value\":1}],\"model\":{\"id\":\"m\",\"sha256\":"
        "\"ab\","
        "\"version\":3},\"opinion\":{\"value\":\"conditions\"},"
        "\"schema\":\"terrassay/record/"
        "1\",\"score\":{\"capped\":31.5,\"level\":\"low\"},"
        "\"subject\":{\"document_sha256\":\"cd\",\"loans\":[],\"project\":\"P\"}}";
    static char body[4096];
    int size = snprintf(body, sizeof body, form, evidence, details, indicator);
    assert_in_range(size, 1, sizeof body - 1);
    assert_true(in_passing(body, (size_t)size));
    assert_true(both(body, (size_t)size));
    assert_int_equal(ta_record_figures("r", body, (size_t)size, out, &err), TA_OK);
}

static void expect_newest(const char *evidence, const char *details, const char *newest)
{
    char text[TA_TIME_TEXT] = "none";
    struct ta_figures f;
    read_small(evidence, "limit_exceedance", details, &f);
    if (f.newest != TA_TIME_NONE) ta_time_format(f.newest, text);
    assert_string_equal(text, newest);
    ta_figures_free(&f);
}

#define CHIP(time, clear)                                                              \
    "{\"clear_fraction\":" clear ",\"id\":\"S\",\"kind\":\"chip\",\"time\":\"" time    \
    "\"}"
#define PART(id) "{\"id\":\"" id "\",\"kind\":\"partition\",\"time\":null}"
#define SILENT(hours)                                                                  \
    "{\"name\":\"silent_for\",\"unit\":\"h\",\"value\":" hours                         \
    "},{\"name\":\"max_hour\",\"unit\":\"mg/m3\",\"value\":9}"

static void readings_are_as_new_as_the_record_says(void **state)
{
    (void)state;
    expect_newest(PART("P/2026-08"), SILENT("0"), "2026-08-31T23:59:59.999999Z");
    expect_newest(PART("P/2026-08"), SILENT("472"), "2026-08-12T07:59:59.999999Z");
    /* no valid hour, and records without that detail: in that month, nobody says when */
    expect_newest(PART("P/2026-08"), "{\"name\":\"silent_for\",\"value\":2160}",
                  "2026-08-01T00:00:00Z");
    expect_newest(PART("P/2026-07") "," PART("P/2026-08-30"), "",
                  "2026-08-30T00:00:00Z");
    expect_newest(PART("P/2026-09") "," PART("PP/2026-08") "," PART("Q/2026-08"), "",
                  "none");
    expect_newest(CHIP("2026-08-20T03:00:00Z", "0.5") "," PART("P/2026-08"), "",
                  "2026-08-20T03:00:00Z");
}

static void a_look_that_saw_nothing_is_none(void **state)
{
    (void)state;
    expect_newest(CHIP("2026-08-24T03:00:00Z", "0"), "", "none");
    expect_newest(
        CHIP("2026-07-01T03:00:00Z", "0.1") "," CHIP("2026-08-24T03:00:00Z", "0"), "",
        "2026-07-01T03:00:00Z");
    expect_newest(CHIP("2026-08-24T03:00:00Z", "null"), "", "2026-08-24T03:00:00Z");
}

/* --- what is an estimate ---------------------------------------------------------------------- */

static bool is_estimated(const char *details)
{
    struct ta_figures f;
    read_small("", "financed_emissions", details, &f);
    bool is = f.estimated;
    ta_figures_free(&f);
    return is;
}

/* Where PCAF's table has no row the grade is 5, and the score of the scope 0. */
static void what_is_stated_without_a_score_is_no_estimate(void **state)
{
    (void)state;
    assert_false(is_estimated("{\"name\":\"declared_scope1\",\"value\":180},"
                              "{\"name\":\"grade_scope1\",\"value\":0},"
                              "{\"name\":\"option_1b\",\"value\":9},"
                              "{\"name\":\"grade_scope3\",\"value\":5}"));
    assert_false(is_estimated("{\"name\":\"estimated_scope1\",\"value\":0}"));
    assert_true(is_estimated("{\"name\":\"estimated_scope2\",\"value\":2}"));
    assert_true(is_estimated("{\"name\":\"grade_scope2\",\"value\":4}"));
    assert_true(is_estimated("{\"name\":\"option_3b\",\"value\":9}"));
}

static bool is_in_part(const char *details)
{
    struct ta_figures f;
    read_small("", "limit_exceedance", details, &f);
    bool is = f.indicator[0].in_part;
    ta_figures_free(&f);
    return is;
}

static void one_of_three_datastreams_is_a_part(void **state)
{
    (void)state;
    assert_false(is_in_part("{\"name\":\"datastreams\",\"value\":3},"
                            "{\"name\":\"datastreams_observed\",\"value\":3}"));
    assert_true(is_in_part("{\"name\":\"datastreams\",\"value\":3},"
                           "{\"name\":\"datastreams_observed\",\"value\":1}"));
    assert_true(is_in_part("{\"name\":\"hours_missing\",\"value\":9}"));
    assert_false(is_in_part("{\"name\":\"hours_missing\",\"value\":0}"));
}

/* A fixed sequence; Numerical Recipes' quick generator. */
static uint32_t next_random(void)
{
    static uint32_t seed = 4711;
    seed = seed * 1664525U + 1013904223U;
    return seed >> 8;
}

/* Put a piece in place of some bytes, at a place that begins like a value or key. */
static size_t change(char *body, size_t size)
{
    static const char *const pieces[] = {"",
                                         "0",
                                         "-0",
                                         "1e5",
                                         "1e999",
                                         "01",
                                         "1.",
                                         "null",
                                         "true",
                                         "{}",
                                         "[]",
                                         "\"\"",
                                         "\"x\\u0041\"",
                                         "\"\\u0000\"",
                                         ",",
                                         "\"",
                                         "\xc3",
                                         "\xff",
                                         "\\",
                                         "\"gate\":",
                                         "-0.0",
                                         "}",
                                         "]",
                                         " ",
                                         "\n",
                                         "\"id\"",
                                         "1E+2",
                                         "123456789012345678901",
                                         ":",
                                         "\"a\\/b\"",
                                         "[[[[",
                                         "nul",
                                         "\x01",
                                         "0.1e-5",
                                         "\"observed\""};
    const char *piece = pieces[next_random() % (sizeof pieces / sizeof *pieces)];
    static const size_t spans[] = {0, 1, 1, 2, 4, 9, 40};
    size_t at = next_random() % size, gone = spans[next_random() % 7];
    if (next_random() % 2 == 0) /* a whole value, as a rule */
        while (at > 0 && body[at - 1] != ':' && body[at - 1] != '[') at--;
    if (next_random() % 2 == 0) gone = strcspn(body + at, ",]}:");
    if (gone > size - at) gone = size - at;
    size_t length = strlen(piece);
    memmove(body + at + length, body + at + gone, size - at - gone + 1);
    memcpy(body + at, piece, length);
    return size - gone + length;
}

static void damaged_records_are_read_alike(void **state)
{
    (void)state;
    static char body[MOST];
    size_t good = 0, passed = 0;
    for (int turn = 0; turn < 60000; turn++) {
        size_t size = sizeof canonical - 1;
        memcpy(body, canonical, size + 1);
        for (uint32_t k = next_random() % 3; k < 3 && size > 1; k++)
            size = change(body, size);
        passed += in_passing(body, size);
        good += both(body, size);
    }
    assert_in_range(good, 2000, 58000); /* neither side by the other's absence */
    assert_in_range(passed, 2000, 58000);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    for (size_t k = 1;; k++) {
        struct ta_figures f;
        ta_alloc_fail_at(k);
        bool good = in_passing(canonical, sizeof canonical - 1);
        ta_alloc_fail_at(k);
        enum ta_status rc =
            ta_record_figures("r", canonical, sizeof canonical - 1, &f, NULL);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) ta_figures_free(&f); /* as a tree, after all */
        if (good) break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_canonical_record_is_read_in_passing),
        cmocka_unit_test(a_record_of_the_program_is_read_in_passing),
        cmocka_unit_test(readings_are_as_new_as_the_record_says),
        cmocka_unit_test(a_look_that_saw_nothing_is_none),
        cmocka_unit_test(what_is_stated_without_a_score_is_no_estimate),
        cmocka_unit_test(one_of_three_datastreams_is_a_part),
        cmocka_unit_test(damaged_records_are_read_alike),
        cmocka_unit_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
