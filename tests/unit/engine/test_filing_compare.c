/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <stdio.h>

#include "base/json.h"
#include "engine/filing_compare.h"

/* A document as the builds wrote it that knew no sets of GWP, and as this one makes it of the same record. */
static const char former[] =
    "{\"as_of\":\"2026-06-30\",\"figures\":[{\"figure\":\"projects\",\"key\":null,"
    "\"currency\":null,"
    "\"value\":1,\"n\":1,\"records\":[[1,1]]},{\"figure\":\"financed_pcaf\",\"key\":"
    "null,"
    "\"currency\":null,\"value\":59.28,\"n\":1,\"records\":[[1,1]]}],"
    "\"records\":[{\"n\":1,\"record\":\"ab\",\"project\":\"p\",\"emissions\":{"
    "\"grade\":2}}],"
    "\"changes\":[]}";
static const char today[] =
    "{\"as_of\":\"2026-06-30\",\"form\":2,\"gwp\":[\"AR5\"],\"figures\":[{\"figure\":"
    "\"projects\","
    "\"key\":null,"
    "\"currency\":null,\"gwp\":null,\"value\":1,\"n\":1,\"records\":[[1,1]]},"
    "{\"figure\":\"financed_pcaf\",\"key\":null,\"currency\":null,\"gwp\":\"AR5\","
    "\"value\":59.28,"
    "\"n\":1,\"records\":[[1,1]]},{\"figure\":\"financed_avoided_pboc\",\"key\":null,"
    "\"currency\":null,\"gwp\":\"AR5\",\"value\":2,\"n\":1,\"records\":[[1,1]]}],"
    "\"records\":[{\"n\":1,\"record\":\"ab\",\"project\":\"p\","
    "\"emissions\":{\"grade\":2,\"gwp\":\"AR5\"}}],\"changes\":[]}";

static json_t *document(const char *bytes)
{
    json_t *out = NULL;
    struct ta_error err = {0};
    assert_int_equal(
        ta_json_parse("document", bytes, strlen(bytes), SIZE_MAX, &out, &err), TA_OK);
    return out;
}

static json_t *member(json_t *document, const char *list, size_t i)
{
    return json_array_get(json_object_get(document, list), i);
}

static void is_former(bool wanted, json_t *filed, json_t *again)
{
    bool ok = true;
    assert_int_equal(ta_filing_former(filed, again, &ok), wanted);
    assert_true(ok);
    json_decref(filed);
    json_decref(again);
}

/* What a former form does not say is no difference, and a form of today's is held to the letter. */
static void a_former_form_comes_out_again(void **state)
{
    (void)state;
    is_former(true, document(former), document(today));
    is_former(false, document(today), document(today));
    json_t *cut = document(today);
    assert_int_equal(json_array_remove(json_object_get(cut, "figures"), 2), 0);
    is_former(false, cut, document(today));
}

/* Neither a value, nor what it rests on, nor a figure that nobody makes hides behind its form. */
static void a_former_form_hides_nothing(void **state)
{
    (void)state;
    json_t *filed = document(former);
    json_object_set_new(member(filed, "figures", 1), "value", json_real(59.29));
    is_former(false, filed, document(today));
    filed = document(former);
    json_object_set_new(member(filed, "figures", 1), "records", json_array());
    is_former(false, filed, document(today));
    filed = document(former);
    json_object_set_new(member(filed, "figures", 0), "figure", json_string("model"));
    is_former(false, filed, document(today));
    filed = document(former);
    json_object_set_new(member(filed, "records", 0), "record", json_string("cd"));
    is_former(false, filed, document(today));
    filed = document(former);
    json_array_append_new(json_object_get(filed, "changes"), json_object());
    is_former(false, filed, document(today));
}

/* One sum over two sets is what they come to. */
static void a_sum_over_two_sets_is_theirs(void **state)
{
    (void)state;
    const double part[] = {29.28, 29.5};
    for (int i = 0; i < 2; i++) {
        json_t *again = document(today);
        json_t *second = json_deep_copy(member(again, "figures", 1));
        json_object_set_new(second, "gwp", json_string("AR6"));
        json_object_set_new(second, "value", json_real(part[i]));
        json_object_set_new(member(again, "figures", 1), "value", json_real(30));
        json_array_append_new(json_object_get(again, "figures"), second);
        is_former(i == 0, document(former), again);
    }
}

/* A level was told of what nobody could say, too: of records 1 and 3 by number, and by their amounts. */
static const char levels[] =
    "{\"figures\":[{\"figure\":\"level\",\"key\":\"low\",\"currency\":null,\"value\":2,"
    "\"n\":2,"
    "\"records\":[[1,1],[3,3]]},{\"figure\":\"level_amount\",\"key\":\"low\","
    "\"currency\":\"CNY\","
    "\"value\":0.75,\"n\":2,\"records\":[[1,1],[3,3]]}],\"records\":[";
static const char of_levels[] =
    "{\"form\":2,\"gwp\":[],\"figures\":[{\"figure\":\"level\",\"key\":\"cannot_say\","
    "\"currency\":null,"
    "\"gwp\":null,\"value\":3,\"n\":3,\"records\":[[1,3]]}],\"records\":[";
static const char three[] =
    "{\"level\":\"low\",\"loans\":[{\"outstanding\":{\"minor\":\"500\",\"currency\":"
    "\"CNY\"}},"
    "{\"outstanding\":{\"minor\":\"9\",\"currency\":\"EUR\"}}]},"
    "{\"level\":\"high\",\"loans\":[{\"outstanding\":{\"minor\":\"250\",\"currency\":"
    "\"CNY\"}}]},"
    "{\"level\":\"low\",\"loans\":[{\"outstanding\":{\"minor\":\"250\",\"currency\":"
    "\"CNY\"}}]}"
    "],\"changes\":[]}";

static json_t *of_three(const char *head)
{
    char bytes[2000];
    (void)snprintf(bytes, sizeof bytes, "%s%s", head, three);
    return document(bytes);
}

static void levels_are_those_of_the_records(void **state)
{
    (void)state;
    is_former(true, of_three(levels), of_three(of_levels));
    for (size_t i = 0; i < 2; i++) {
        json_t *filed = of_three(levels);
        json_object_set_new(member(filed, "figures", i), "value", json_real(0.7));
        is_former(false, filed, of_three(of_levels));
        filed = of_three(levels);
        json_object_set_new(member(filed, "figures", i), "key", json_string("high"));
        is_former(false, filed, of_three(of_levels));
        filed = of_three(levels);
        json_array_remove(json_object_get(member(filed, "figures", i), "records"), 1);
        is_former(false, filed, of_three(of_levels));
    }
}

/* Which earlier record still stands had another rule before form 3. */
static void who_stood_by_a_former_rule_is_no_difference(void **state)
{
    (void)state;
    static const char filed[] =
        "{\"form\":%d,\"figures\":[],\"changes\":[],\"records\":[{\"record\":"
        "\"ab\",\"standing\":{\"record\":\"cd\"}}]}";
    static const char again[] =
        "{\"form\":4,\"figures\":[],\"changes\":[],\"records\":[{\"record\":"
        "\"ab\"}]}";
    for (int form = 2; form <= 3; form++) {
        char text[200];
        (void)snprintf(text, sizeof text, filed, form);
        is_former(form == 2, document(text), document(again));
    }
}

/* As documents were filed that had today's members, and no number of their form: levels of what nobody could say,
 * PCAF's scores as estimates, another rule for the newest evidence. */
static const char numberless[] =
    "{\"gwp\":[],\"figures\":["
    "{\"figure\":\"level_basis\",\"key\":\"very_high/"
    "not_observed\",\"value\":1,\"n\":1,"
    "\"records\":[[1,1]]},"
    "{\"figure\":\"estimated\",\"key\":\"financed_emissions\",\"currency\":\"CNY\","
    "\"value\":1,\"n\":1},"
    "{\"figure\":\"emissions_estimated\",\"currency\":\"CNY\",\"value\":1,\"n\":1},"
    "{\"figure\":\"not_observed\",\"key\":\"ndvi_trend/no_clear_look\",\"currency\":"
    "\"CNY\",\"value\":0.75,\"n\":1},"
    "{\"figure\":\"evidence_age\",\"currency\":\"CNY\",\"value\":101.2,\"n\":1}],"
    "\"records\":[{\"record\":\"ab\",\"level\":\"very_high\",\"basis\":\"not_"
    "observed\","
    "\"evidence_to\":\"2026-08-17\"}],\"changes\":[]}";
static const char numbered[] =
    "{\"form\":2,\"gwp\":[],\"figures\":["
    "{\"figure\":\"level_basis\",\"key\":\"cannot_say/"
    "not_observed\",\"value\":1,\"n\":1,"
    "\"records\":[[1,1]]},"
    "{\"figure\":\"stated\",\"key\":\"financed_emissions\",\"currency\":\"CNY\","
    "\"value\":1,\"n\":1},"
    "{\"figure\":\"not_observed\",\"key\":\"ndvi_trend/few_years\",\"currency\":"
    "\"CNY\",\"value\":0.5,\"n\":1},"
    "{\"figure\":\"not_observed\",\"key\":\"ndvi_trend/no_clear_look\",\"currency\":"
    "\"CNY\",\"value\":0.25,\"n\":1},"
    "{\"figure\":\"observed_in_part\",\"key\":\"vegetation_loss\",\"currency\":"
    "\"CNY\",\"value\":1,\"n\":1},"
    "{\"figure\":\"evidence_age\",\"currency\":\"CNY\",\"value\":94.1,\"n\":1}],"
    "\"records\":[{\"record\":\"ab\",\"level\":\"very_high\",\"basis\":\"not_"
    "observed\","
    "\"found\":false,\"evidence_to\":\"2026-08-31\"}],\"changes\":[]}";

static void a_form_without_number_comes_out_again(void **state)
{
    (void)state;
    is_former(true, document(numberless), document(numbered));
    const char *const key[] = {"high/not_observed", "production", NULL,
                               "extreme_rain/no_clear_look"};
    for (size_t i = 0; i < 4; i++) {
        if (key[i] == NULL) continue;
        json_t *filed = document(numberless);
        json_object_set_new(member(filed, "figures", i), "key", json_string(key[i]));
        is_former(false, filed, document(numbered));
        filed = document(numberless);
        json_object_set_new(member(filed, "figures", i), "value", json_real(0.9));
        is_former(false, filed, document(numbered));
    }
    json_t *filed =
        document(numberless); /* of today's form nothing is by a former rule */
    json_object_set_new(filed, "form", json_integer(2));
    is_former(false, filed, document(numbered));
    json_t *later =
        document(numbered); /* nor of a later one, that changed nothing of it */
    json_object_set_new(later, "form", json_integer(3));
    filed = document(numberless);
    json_object_set_new(filed, "form", json_integer(2));
    is_former(false, filed, later);
    later = document(numbered);
    json_object_set_new(later, "form", json_integer(3));
    is_former(true, document(numbered), later);
}

/* That a figure now tells its set makes no difference of it. */
static void what_is_restated_of_a_former_form(void **state)
{
    (void)state;
    bool ok = true;
    json_t *filed = document(former), *again = document(today);
    json_t *rows = ta_filing_figures(filed, again, &ok);
    assert_true(ok);
    assert_int_equal(json_array_size(rows), 1);
    assert_string_equal(ta_json_text(json_array_get(rows, 0), "figure"),
                        "financed_avoided_pboc");
    json_decref(rows);
    json_object_set_new(member(again, "figures", 1), "value", json_real(60));
    rows = ta_filing_figures(filed, again, &ok);
    assert_int_equal(json_array_size(rows), 2);
    assert_string_equal(ta_json_text(json_array_get(rows, 0), "gwp"), "AR5");
    json_decref(rows);
    json_decref(filed);
    json_decref(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_former_form_comes_out_again),
        cmocka_unit_test(a_former_form_hides_nothing),
        cmocka_unit_test(a_sum_over_two_sets_is_theirs),
        cmocka_unit_test(levels_are_those_of_the_records),
        cmocka_unit_test(a_form_without_number_comes_out_again),
        cmocka_unit_test(who_stood_by_a_former_rule_is_no_difference),
        cmocka_unit_test(what_is_restated_of_a_former_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
