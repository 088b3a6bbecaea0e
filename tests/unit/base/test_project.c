/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/project.h"

#define SQUARE "[[100,30],[101,30],[101,31],[100,31],[100,30]]"
#define GEOMETRY "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}"

static json_t *parse(const char *text)
{
    json_t *value = NULL;
    struct ta_error err = {0};
    if (ta_json_parse("t", text, strlen(text), 1 << 20, &value, &err) != TA_OK)
        fail_msg("%s: %s", text, err.text);
    return value;
}

static enum ta_status from_text(const char *text, struct ta_project *out,
                                struct ta_error *err)
{
    json_t *document = parse(text);
    enum ta_status rc = ta_project_from_json(document, out, err);
    json_decref(document);
    return rc;
}

static void a_small_document_leaves_the_rest_unknown(void **state)
{
    (void)state;
    struct ta_project project;
    assert_int_equal(
        from_text("{\"id\":\"p\",\"sites\":[{" GEOMETRY "}],"
                  "\"loans\":[{\"id\":\"L\",\"asset_class\":\"mortgage\"}],"
                  "\"declared\":[{\"name\":\"a\",\"value\":1,\"unit\":\"t\"}]}",
                  &project, NULL),
        TA_OK);
    assert_string_equal(project.id, "p");
    assert_null(project.name);
    assert_null(project.client_id);
    assert_string_equal(project.country, "");
    assert_int_equal(project.environmental_class, 0);
    assert_int_equal(project.consent_on, TA_DAY_NONE);
    assert_string_equal(project.data_class, "");
    assert_null(project.data_purpose);
    assert_int_equal(project.consent_until, TA_DAY_NONE);
    assert_int_equal(project.keep_until, TA_DAY_NONE);
    const struct ta_site *site = &project.site[0];
    assert_int_equal(site->n, 1);
    assert_true(isnan(site->position_error_m) && isnan(site->area_m2));
    assert_true(isnan(site->radius_m) && isnan(site->point[0]));
    assert_int_equal(site->drawn_on, TA_DAY_NONE);
    assert_int_equal(site->shape.n_parts, 1);
    assert_int_equal(site->shape.part_ring[1], 1);
    assert_int_equal(site->shape.ring_point[1], 5);
    assert_true(site->shape.xy[4] == 101.0 && site->shape.xy[5] == 31.0);
    assert_string_equal(project.loan[0].outstanding.currency, "");
    assert_int_equal(project.loan[0].maturity, TA_DAY_NONE);
    assert_int_equal(project.declared[0].grade, 0);
    assert_int_equal(project.declared[0].from, TA_DAY_NONE);
    ta_project_free(&project);
    ta_project_free(&project);
}

static void assert_said(const char *text, const char *words, const char *mend)
{
    struct ta_project project = {.id = "kept"};
    struct ta_error err = {0};
    if (from_text(text, &project, &err) != TA_E_DATA) fail_msg("took %s", text);
    assert_string_equal(err.text, words);
    if (strstr(err.mend, mend) == NULL) fail_msg("mend is: %s", err.mend);
    assert_string_equal(project.id, "kept"); /* untouched */
}

#define DOC(members) "{\"id\":\"p\",\"sites\":[{" GEOMETRY "}]," members "}"

static void errors_name_the_member_the_reason_and_the_mend(void **state)
{
    (void)state;
    assert_said(
        DOC("\"loans\":[{\"id\":\"a\",\"asset_class\":\"mortgage\"},{\"id\":\"b\","
            "\"asset_class\":\"mortgage\",\"outstanding\":{\"minor\":12.5,"
            "\"currency\":\"CNY\"}}]"),
        "loans[1].outstanding.minor: wanted whole minor units as text, found 12.5",
        "12500");
    assert_said(DOC("\"lones\":[]"), "lones: unknown member", "\"loans\"");
    assert_said(
        DOC("\"loans\":[{\"id\":\"a\",\"asset_class\":\"morgage\"}]"),
        "loans[0].asset_class: wanted one of \"listed_equity\" \"corporate_bond\" "
        "\"business_loan\" \"unlisted_equity\" \"project_finance\" "
        "\"commercial_real_estate\" \"mortgage\" \"motor_vehicle_loan\" "
        "\"sovereign_debt\", found \"morgage\"",
        "");
    assert_said("{\"id\":\"a/b\",\"sites\":[{" GEOMETRY "}]}",
                "id: wanted 1 to 64 letters, digits or . _ : -, found \"a/b\"", "");
    assert_said("{\"id\":\"a\",\"sites\":[{}]}", "sites[0]: has no shape", "radius_m");
    assert_said("{\"sites\":[{" GEOMETRY "}]}", "id: wanted text, found nothing",
                "\"id\"");
    assert_said(DOC("\"declared\":[{\"name\":\"x\",\"value\":1,\"unit\":\"tonnes\"}]"),
                "declared[0].unit: wanted a unit, found \"tonnes\"", "kg h-1");
    assert_said(DOC("\"loans\":[{\"id\":\"a\",\"asset_class\":\"mortgage\"},"
                    "{\"id\":\"a\",\"asset_class\":\"mortgage\"}]"),
                "loans[1].id: \"a\" is also loans[0].id", "its own id");
    assert_said(DOC("\"permits\":[{\"kind\":\"eia\",\"from\":\"2025-01-02\","
                    "\"to\":\"2025-01-01\"}]"),
                "permits[0]: runs from 2025-01-02 back to 2025-01-01", "exchange");
}

/* The canonical document that is read again from @p text. */
static void assert_written(const char *text, const char *members, bool there)
{
    struct ta_project project;
    struct ta_error err = {0};
    struct ta_text out = {0};
    if (from_text(text, &project, &err) != TA_OK) fail_msg("%s: %s", text, err.text);
    assert_int_equal(ta_project_to_json(&project, &out, &err), TA_OK);
    if ((strstr(out.bytes, members) != NULL) != there) fail_msg("%s", out.bytes);
    ta_text_free(&out);
    ta_project_free(&project);
}

#define FARMER(more) DOC("\"personal_data\":{\"class\":\"personal\"" more "}")
#define FOR ",\"purpose\":\"credit\""

static void personal_data_have_a_purpose_and_a_ground(void **state)
{
    (void)state;
    assert_said(FARMER(""),
                "personal_data.purpose: personal data need a purpose, found nothing",
                "credit decision");
    assert_said(FARMER(FOR),
                "personal_data.ground: personal data need a day of consent or another "
                "ground, found neither",
                "consent_on");
    assert_said(FARMER(FOR ",\"ground\":\"consent\""),
                "personal_data.ground: personal data need a day of consent or another "
                "ground, found neither",
                "\"law\"");
    assert_said(DOC("\"consent_on\":\"2025-01-02\",\"personal_data\":{\"class\":"
                    "\"sensitive\"" FOR ",\"consent_until\":\"2025-01-01\"}"),
                "personal_data.consent_until: 2025-01-01 lies before consent_on, "
                "2025-01-02",
                "exchange");
    assert_said(DOC("\"personal_data\":{\"class\":\"private\"}"),
                "personal_data.class: wanted one of \"none\" \"personal\" "
                "\"sensitive\", found \"private\"",
                "");
    assert_said(DOC("\"personal_data\":{\"purpose\":\"credit\"}"),
                "personal_data.class: wanted text, found nothing", "\"class\"");
    assert_said(FARMER(FOR ",\"ground\":\"habit\""),
                "personal_data.ground: wanted one of \"consent\" \"contract\" \"law\", "
                "found \"habit\"",
                "");
}

static void personal_data_come_back_and_are_absent_where_nobody_said(void **state)
{
    (void)state;
    assert_written(FARMER(FOR ",\"ground\":\"contract\",\"keep_until\":\"2030-01-01\""),
                   "\"personal_data\":{\"class\":\"personal\",\"ground\":\"contract\","
                   "\"keep_until\":\"2030-01-01\",\"purpose\":\"credit\"}",
                   true);
    assert_written(DOC("\"consent_on\":\"2025-01-02\",\"personal_data\":{\"class\":"
                       "\"sensitive\"" FOR ",\"consent_until\":\"2025-01-02\"}"),
                   "\"consent_until\":\"2025-01-02\"", true);
    assert_written(DOC("\"personal_data\":{\"class\":\"none\"}"),
                   "\"personal_data\":{\"class\":\"none\"}", true);
    assert_written(DOC("\"consent_on\":\"2025-01-02\""), "personal_data", false);
}

static void broken_shapes_are_named(void **state)
{
    (void)state;
    assert_said("{\"id\":\"a\",\"sites\":[{\"geometry\":{\"type\":\"Polygon\","
                "\"coordinates\":[[[100,30],[101,30],[101,31],[100,31]]]}}]}",
                "sites[0].geometry.coordinates[0]: the ring is not closed", "repeat");
    assert_said(
        "{\"id\":\"a\",\"sites\":[{\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[[[30,100],[30,101],[31,101],[30,100]]]}}]}",
        "sites[0].geometry.coordinates[0][0]: wanted a longitude in [-180, 180] "
        "and a latitude in [-90, 90], found [30, 100]",
        "longitude first");
    assert_said("{\"id\":\"a\",\"sites\":[{\"geometry\":{\"type\":\"LineString\","
                "\"coordinates\":[[30,100],[30,101]]}}]}",
                "sites[0].geometry.type: wanted \"Polygon\" or \"MultiPolygon\", found "
                "\"LineString\"",
                "");
    assert_said("{\"id\":\"a\",\"sites\":[{\"geometry\":{\"type\":\"MultiPolygon\","
                "\"coordinates\":[[[[1,2],[1,3],[2,\"3\"],[1,2]]]]}}]}",
                "sites[0].geometry.coordinates[0][0][2]: wanted a position [longitude, "
                "latitude], found \"3\"",
                "");
    assert_said("{\"id\":\"a\",\"sites\":[{\"geometry\":null}]}",
                "sites[0]: has no shape", "radius_m");
}

static void fields_without_sites_are_for_those_who_bring_the_shapes(void **state)
{
    (void)state;
    struct ta_project project;
    struct ta_error err = {0};
    json_t *fields = parse("{\"id\":\"p\",\"name\":\"n\"}");
    assert_int_equal(ta_project_from_fields(fields, &project, &err), TA_OK);
    assert_int_equal(project.n_sites, 0);
    ta_project_free(&project);
    json_decref(fields);
    fields = parse("{\"id\":\"p\",\"sites\":[]}");
    assert_int_equal(ta_project_from_fields(fields, &project, &err), TA_E_DATA);
    assert_string_equal(err.text, "sites: unknown member");
    json_decref(fields);
}

static void numbers_that_json_cannot_hold_are_refused_on_writing(void **state)
{
    (void)state;
    struct ta_project project;
    struct ta_error err = {0};
    assert_int_equal(from_text(DOC("\"name\":\"n\""), &project, &err), TA_OK);
    struct ta_text out = {0};
    project.site[0].shape.xy[3] = (double)INFINITY;
    assert_int_equal(ta_project_to_json(&project, &out, &err), TA_E_ARG);
    assert_non_null(strstr(err.text, "project p"));
    ta_text_free(&out);
    ta_project_free(&project);
}

static void reading_and_writing_survive_a_lack_of_memory(void **state)
{
    (void)state;
    json_t *document =
        parse("{\"id\":\"p\",\"name\":\"n\",\"client\":{\"id\":\"c\",\"name\":\"d\"},"
              "\"loans\":[{\"id\":\"a\",\"asset_class\":\"mortgage\"}],"
              "\"permits\":[{\"kind\":\"eia\",\"number\":\"7\",\"authority\":\"x\"}],"
              "\"sites\":[{\"name\":\"s\"," GEOMETRY "},{" GEOMETRY "}]}");
    size_t failures = 0;
    for (size_t k = 1; k < 200; k++) {
        struct ta_project project = {0};
        struct ta_text out = {0};
        struct ta_error err = {0};
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_project_from_json(document, &project, &err);
        if (rc == TA_OK) rc = ta_project_to_json(&project, &out, &err);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        failures += rc != TA_OK;
        ta_text_free(&out);
        ta_project_free(&project);
    }
    assert_in_range(failures, 20, 150);
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_document_leaves_the_rest_unknown),
        cmocka_unit_test(errors_name_the_member_the_reason_and_the_mend),
        cmocka_unit_test(personal_data_have_a_purpose_and_a_ground),
        cmocka_unit_test(personal_data_come_back_and_are_absent_where_nobody_said),
        cmocka_unit_test(broken_shapes_are_named),
        cmocka_unit_test(fields_without_sites_are_for_those_who_bring_the_shapes),
        cmocka_unit_test(numbers_that_json_cannot_hold_are_refused_on_writing),
        cmocka_unit_test(reading_and_writing_survive_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
