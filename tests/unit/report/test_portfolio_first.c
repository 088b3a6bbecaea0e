/* SPDX-License-Identifier: Apache-2.0 */
/* Which records a portfolio's page says to open first. */
#include "ta_test.h"

#include <jansson.h>

#include "report/portfolio.h"

static json_t *record(int n, const char *project, const char *opinion, bool expired,
                      double hi)
{
    json_t *row =
        json_pack("{s:i, s:s, s:s, s:b, s:f, s:s, s:b, s:s, s:s}", "n", n, "project",
                  project, "opinion", opinion, "expired", expired, "hi", hi, "basis",
                  "in_part", "found", 1, "level", "elevated", "valid_to", "2019-03-29");
    assert_non_null(row);
    return row;
}

static const char *place_of(const char *page, const char *project)
{
    char row[64];
    const char *section = strstr(page, "id=\"first\"");
    assert_non_null(section);
    (void)snprintf(row, sizeof row, "<bdi>%s</bdi>", project);
    const char *at = strstr(section, row);
    return at != NULL && at < strstr(section, "</ol>") ? at : NULL;
}

/* What has expired stands last, whatever it said. */
static void what_stands_no_longer_comes_last(void **state)
{
    (void)state;
    struct ta_text out = {0};
    struct ta_error err = {0};
    struct ta_messages *messages = NULL;
    assert_int_equal(ta_messages_load(NULL, &messages, &err), TA_OK);
    json_t *document = json_pack(
        "{s:[o,o,o,o,o,o], s:[]}", "records", record(1, "gone", "objection", true, 5),
        record(2, "old", "cannot_say", true, 9),
        record(3, "mild", "conditions", false, 90),
        record(4, "live", "cannot_say", false, 99),
        record(5, "bad", "objection", false, 50),
        record(6, "good", "no_objection", false, 100), "figures");
    assert_non_null(document);
    if (ta_portfolio_html(NULL, document, TA_EN, messages, &out, &err) != TA_OK)
        fail_msg("%s", err.text);
    static const char *const order[] = {"bad", "live", "mild", "gone", "old"};
    const char *before = out.bytes;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const char *at = place_of(out.bytes, order[i]);
        if (at == NULL || at < before) fail_msg("%s is not in its place", order[i]);
        before = at;
    }
    assert_null(place_of(out.bytes, "good"));
    json_decref(document);
    ta_text_free(&out);
    ta_messages_free(messages);
}

static json_t *behind(json_t *row, const char *opinion)
{
    json_t *earlier =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "record", "ab", "opinion", opinion,
                  "as_of", "2025-06-30", "valid_to", "2025-12-27", "class", "decision");
    assert_non_null(earlier);
    assert_int_equal(json_object_set_new(row, "standing", earlier), 0);
    return row;
}

/* What an earlier record still says counts, not that the newer one cannot say. */
static void what_is_not_lifted_keeps_its_place(void **state)
{
    (void)state;
    struct ta_text out = {0};
    struct ta_error err = {0};
    struct ta_messages *messages = NULL;
    assert_int_equal(ta_messages_load(NULL, &messages, &err), TA_OK);
    json_t *document = json_pack(
        "{s:[o,o,o,o], s:[], s:i}", "records",
        record(1, "open", "cannot_say", false, 9),
        behind(record(2, "held", "cannot_say", false, 100), "objection"),
        behind(record(3, "mild", "no_objection", false, 80), "conditions"),
        record(4, "good", "no_objection", false, 100), "figures", "standing", 2);
    assert_non_null(document);
    if (ta_portfolio_html(NULL, document, TA_EN, messages, &out, &err) != TA_OK)
        fail_msg("%s", err.text);
    const char *held = place_of(out.bytes, "held"), *open = place_of(out.bytes, "open"),
               *mild = place_of(out.bytes, "mild");
    assert_true(held != NULL && held < open && open < mild);
    assert_null(place_of(out.bytes, "good"));
    assert_non_null(
        strstr(held, "the record of 2025-06-30 (decision), which stands until"));
    assert_non_null(strstr(out.bytes, "2 projects have an earlier objection"));
    json_decref(document);
    ta_text_free(&out);
    ta_messages_free(messages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_no_longer_comes_last),
        cmocka_unit_test(what_is_not_lifted_keeps_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
