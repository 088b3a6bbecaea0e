/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"
#include "ta_test_assessment.h"

#include <jansson.h>

#include "base/hash.h"
#include "record/body.h"

static struct ta_error err;

static json_t *body_of(const struct ta_assessment *a)
{
    struct ta_text bytes = {0};
    if (ta_record_body(a, &bytes, &err) != TA_OK) fail_msg("%s", err.text);
    json_t *body = json_loadb(bytes.bytes, bytes.size, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(body);
    ta_text_free(&bytes);
    return body;
}

/* Follows "a.2.b" down. */
static const json_t *at(const json_t *value, const char *path)
{
    while (*path != '\0') {
        char step[64];
        size_t length = strcspn(path, ".");
        snprintf(step, sizeof step, "%.*s", (int)length, path);
        value = json_is_array(value) ? json_array_get(value, (size_t)(*step - '0'))
                                     : json_object_get(value, step);
        if (value == NULL) fail_msg("no %s", path);
        path += length + (path[length] == '.');
    }
    return value;
}

static const char *text_at(const json_t *value, const char *path)
{
    const char *text = json_string_value(at(value, path));
    assert_non_null(text);
    return text;
}

static void what_is_missing_is_null_with_its_reason(void **state)
{
    (void)state;
    struct test_assessment t;
    test_assessment_plain(&t);
    json_t *body = body_of(&t.a);
    assert_true(json_is_null(at(body, "indicators.0.value")));
    assert_string_equal(text_at(body, "indicators.0.reason"), "no_clear_look");
    assert_true(json_is_null(at(body, "indicators.0.grade")));
    assert_true(json_is_null(at(body, "indicators.0.scoring.score")));
    assert_true(json_is_null(at(body, "subject.sites.0.position_error_m")));
    assert_true(json_is_null(at(body, "subject.name")));
    assert_true(json_is_null(at(body, "subject.environmental_class")));
    assert_true(json_is_null(at(body, "previous_record")));
    assert_true(json_is_null(at(body, "model.approved_by")));
    assert_string_equal(text_at(body, "class"), "indicative");
    assert_string_equal(text_at(body, "indicative_because.0"), "model_not_approved");
    assert_string_equal(text_at(body, "opinion.value"), "cannot_say");
    json_decref(body);
}

static void everything_stands_where_the_schema_wants_it(void **state)
{
    (void)state;
    struct test_assessment t;
    test_assessment_full(&t);
    t.a.indicative[TA_INDICATIVE_MODEL_NOT_APPROVED] = false;
    json_t *body = body_of(&t.a);
    assert_string_equal(text_at(body, "class"), "decision");
    assert_int_equal(json_array_size(at(body, "indicative_because")), 0);
    assert_string_equal(text_at(body, "previous_record"), TA_TEST_HASH);
    assert_string_equal(text_at(body, "model.approved_by"), "Li Na");
    assert_string_equal(text_at(body, "model.approved_until"), "2024-06-26");
    assert_string_equal(text_at(body, "subject.loans.0.outstanding.minor"),
                        "9223372036854775807");
    assert_true(json_is_null(at(body, "subject.loans.0.debt")));
    static const char *const use[] = {"scored", "scored", "gate", "gate", "reported"};
    char path[40];
    for (int i = 0; i < TEST_ASSESSED; i++) {
        snprintf(path, sizeof path, "indicators.%d.use", i);
        assert_string_equal(text_at(body, path), use[i]);
    }
    assert_string_equal(text_at(body, "indicators.1.pillar"), "pillar-1");
    assert_true(json_is_null(at(body, "indicators.2.pillar")));
    assert_true(json_is_null(at(body, "indicators.2.scoring")));
    assert_true(json_is_null(at(body, "indicators.3.gating.score_cap")));
    /* the firing gate held the opinion down, the passing one did not */
    assert_string_equal(text_at(body, "opinion.value"), "objection");
    assert_int_equal(json_array_size(at(body, "opinion.gates")), 1);
    assert_string_equal(text_at(body, "opinion.gates.0"), t.model.gate[0].indicator);
    assert_string_equal(text_at(body, "evidence.0.time"),
                        "2023-11-14T22:13:20.000001Z");
    assert_true(json_is_null(at(body, "evidence.1.site")));
    assert_true(json_is_null(at(body, "looks.0.mean")));
    assert_true(json_real_value(at(body, "looks.1.stdev")) == 0.25);
    assert_int_equal(json_integer_value(at(body, "looks.2.stdev")), 0);
    json_decref(body);
}

static void equal_assessments_give_equal_bytes(void **state)
{
    (void)state;
    struct test_assessment one, two;
    test_assessment_full(&one);
    memset(&two, 0xA5, sizeof two); /* what lay there before must not show */
    test_assessment_full(&two);
    struct ta_text a = {0}, b = {0};
    assert_int_equal(ta_record_body(&one.a, &a, &err), TA_OK);
    assert_int_equal(ta_record_body(&two.a, &b, &err), TA_OK);
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.bytes, b.bytes, a.size);
    ta_text_free(&b);
    two.assessed[0].result.value = nextafter(two.assessed[0].result.value, 100);
    assert_int_equal(ta_record_body(&two.a, &b, &err), TA_OK);
    assert_true(a.size != b.size || memcmp(a.bytes, b.bytes, a.size) != 0);
    ta_text_free(&a);
    ta_text_free(&b);
}

static void refused(const struct ta_assessment *a, enum ta_status wanted,
                    const char *words)
{
    struct ta_text bytes = {0};
    ta_text_add(&bytes, "before");
    assert_int_equal(ta_record_body(a, &bytes, &err), wanted);
    assert_non_null(strstr(err.text, words));
    assert_string_equal(bytes.bytes, "before");
    ta_text_free(&bytes);
}

static void what_no_reader_could_check_is_refused(void **state)
{
    (void)state;
    static char latin1[] = "Caf\xE9";
    struct test_assessment t;
    test_assessment_full(&t);
    t.project.name = latin1;
    refused(&t.a, TA_E_DATA, "no UTF-8");
    test_assessment_full(&t);
    t.finding.detail[0] = '\xFF';
    refused(&t.a, TA_E_DATA, "no UTF-8");
    test_assessment_full(&t);
    t.assessed[0].result.value = INFINITY;
    refused(&t.a, TA_E_DATA, "infinite");
    test_assessment_full(&t);
    t.site[1].shape = (struct ta_polygons){0};
    refused(&t.a, TA_E_DATA, "no shape");
    test_assessment_full(&t);
    t.assessed[0].result.detail[0].value = 0x1p60; /* reads as another whole number */
    refused(&t.a, TA_E_LIMIT, "larger than readers of JSON can tell");
    t.assessed[0].result.detail[0].value = 0x1p65; /* does not read at all */
    refused(&t.a, TA_E_LIMIT, "larger than readers of JSON can tell");
    struct ta_text bytes = {0};
    t.assessed[0].result.detail[0].value = 0x1p53;
    assert_int_equal(ta_record_body(&t.a, &bytes, &err), TA_OK);
    t.assessed[0].result.detail[0].value = 0x1p70; /* 1.1805916207174113e+21 */
    assert_int_equal(ta_record_body(&t.a, &bytes, &err), TA_OK);
    ta_text_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_is_null_with_its_reason),
        cmocka_unit_test(everything_stands_where_the_schema_wants_it),
        cmocka_unit_test(equal_assessments_give_equal_bytes),
        cmocka_unit_test(what_no_reader_could_check_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
