/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <stdio.h>
#include <string.h>

#include "record/stands.h"

#define SAYS                                                                           \
    "{\"as_of\":\"1970-01-11\",\"class\":\"indicative\",\"evidence\":[{\"as_of\":1}]," \
    "\"indicators\":%s,\"model\":{\"id\":\"credit\",\"sha256\":\"ab\",\"version\":3}," \
    "\"opinion\":{\"by_level\":\"conditions\",\"gates\":[\"zone\"],"                   \
    "\"value\":\"%s\"},\"valid_to\":\"1970-07-10\"%s}"

static enum ta_status read_of(const char *indicators, const char *opinion,
                              const char *rest, struct ta_record_stands *out)
{
    char body[1200];
    struct ta_error err = {0};
    int n = snprintf(body, sizeof body, SAYS, indicators, opinion, rest);
    return ta_record_stands("a record", body, (size_t)n, out, &err);
}

/* White space is none of a canonical form: it is read in another way. */
static const char *const form[] = {"", " "};

static void what_it_says_is_read(void **state)
{
    (void)state;
    struct ta_record_stands is;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(read_of("[]", "objection", form[i], &is), TA_OK);
        assert_int_equal(is.opinion, TA_OPINION_OBJECTION);
        assert_int_equal(is.by_level, TA_OPINION_CONDITIONS);
        assert_int_equal(is.as_of, 10);
        assert_int_equal(is.valid_to, 190);
        assert_false(is.decision);
        assert_string_equal(is.model, "credit-3");
        assert_string_equal(is.model_sha256, "ab");
        assert_int_equal(is.n_parts, 0);
        ta_record_stands_free(&is);
    }
}

static void what_it_rests_on_is_read(void **state)
{
    (void)state;
    static const char list[] =
        "[{\"details\":[1],\"gate\":\"not_evaluated\",\"gating\":null,\"id\":\"loss\","
        "\"reason\":\"observed\",\"scoring\":{\"weight\":0.5},\"unseen_share\":0.25,"
        "\"use\":\"scored\"},"
        "{\"gate\":\"not_evaluated\",\"gating\":null,\"id\":\"trend\","
        "\"params\":[],\"reason\":\"no_clear_look\",\"scoring\":{\"weight\":0.5},"
        "\"unseen_share\":null,\"use\":\"scored\"},"
        "{\"gate\":\"fires\",\"gating\":{\"opinion_at_best\":\"objection\"},"
        "\"id\":\"permit\",\"reason\":\"observed\",\"scoring\":null,"
        "\"unseen_share\":0,\"use\":\"gate\"},"
        "{\"gate\":\"not_evaluated\",\"gating\":{\"opinion_at_best\":\"objection\"},"
        "\"id\":\"zone\",\"reason\":\"layer_absent\",\"use\":\"gate\"},"
        "{\"gate\":\"passes\",\"gating\":{\"opinion_at_best\":\"objection\"},"
        "\"id\":\"claim\",\"reason\":\"observed\",\"use\":\"gate\"},"
        "{\"id\":\"rain\",\"reason\":\"observed\",\"use\":\"reported\"}]";
    struct ta_record_stands is;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(read_of(list, "cannot_say", form[i], &is), TA_OK);
        assert_int_equal(is.n_parts, 5);
        const struct ta_record_part *loss = ta_record_part(&is, "loss"),
                                    *trend = ta_record_part(&is, "trend"),
                                    *permit = ta_record_part(&is, "permit"),
                                    *zone = ta_record_part(&is, "zone"),
                                    *claim = ta_record_part(&is, "claim");
        assert_true(loss->seen && !loss->gate && !loss->holds);
        assert_true(loss->unseen == 0.25 && loss->weight == 0.5);
        assert_true(!trend->seen && trend->unseen == 1.0);
        assert_int_equal(strlen(trend->params), TA_HEX_SIZE - 1);
        assert_string_equal(loss->params, "");
        assert_true(permit->seen && permit->gate && permit->holds);
        assert_int_equal(permit->leads_to, TA_OPINION_OBJECTION);
        assert_true(!zone->seen && zone->holds);
        assert_int_equal(zone->leads_to, TA_OPINION_CANNOT_SAY);
        assert_true(claim->seen && !claim->holds);
        assert_null(ta_record_part(&is, "rain"));
        ta_record_stands_free(&is);

        /* what fires carries the objection: nobody saw the zone, and it carries nothing */
        assert_int_equal(read_of(list, "objection", form[i], &is), TA_OK);
        assert_true(ta_record_part(&is, "permit")->holds);
        assert_false(ta_record_part(&is, "zone")->holds);
        ta_record_stands_free(&is);
    }
}

static void what_is_none_is_refused(void **state)
{
    (void)state;
    struct ta_record_stands is;
    assert_int_equal(read_of("[]", "perhaps", "", &is), TA_E_DATA);
    ta_record_stands_free(&is);
    assert_int_equal(read_of("[]", "objection", "}", &is), TA_E_DATA);
    ta_record_stands_free(&is);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_it_says_is_read),
                                       cmocka_unit_test(what_it_rests_on_is_read),
                                       cmocka_unit_test(what_is_none_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
