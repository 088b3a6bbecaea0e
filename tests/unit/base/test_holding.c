/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/holding.h"

static struct ta_holding only(const char *serials)
{
    struct ta_backing backing = {.kind = "collateral",
                                 .serials = (char *)(uintptr_t)serials};
    const struct ta_project project = {.id = "p", .n_backing = 1, .backing = &backing};
    struct ta_holdings all = {.n = 0};
    struct ta_error err = {0};
    if (ta_holdings_of(&project, &all, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(all.n, 1);
    struct ta_holding out = all.holding[0];
    ta_holdings_free(&all);
    return out;
}

static bool meet(const char *a, const char *b, int64_t want)
{
    struct ta_holding x = only(a), y = only(b);
    int64_t n = 0;
    if (!ta_holding_meets(&x, &y, &n)) return false;
    char one[TA_HOLDING_KEY], other[TA_HOLDING_KEY];
    ta_holding_key(&x, one);
    ta_holding_key(&y, other);
    assert_string_equal(one, other); /* or the store would not find the pair */
    assert_true(n == want);
    return true;
}

static void ranges_meet_where_they_overlap(void **state)
{
    (void)state;
    assert_true(meet("CN-0001..CN-0400", "CN-0400..CN-0500", 1));
    assert_true(meet("CN-0001..CN-0400", "CN-0007", 1));
    assert_true(meet("CN-0001..CN-0400", "cn-0100 .. cn-0199", 100));
    assert_true(meet("herd of the north meadow", "Herd of the North Meadow", 1));
    assert_false(meet("CN-0001..CN-0400", "CN-0401", 0));
    assert_false(
        meet("CN-0001..CN-0400", "CN-007", 0)); /* other digits: another series */
    assert_false(meet("CN-0001..CN-0400", "US-0007", 0));
}

static void refused(const char *serials)
{
    struct ta_backing backing = {.kind = "collateral",
                                 .serials = (char *)(uintptr_t)serials};
    const struct ta_project project = {.id = "p", .n_backing = 1, .backing = &backing};
    struct ta_holdings all = {.n = 0};
    struct ta_error err = {0};
    assert_int_equal(ta_holdings_of(&project, &all, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "backing[0].serials"));
    assert_true(err.mend[0] != '\0');
    ta_holdings_free(&all);
}

static void ranges_that_are_none_are_refused(void **state)
{
    (void)state;
    refused("A-9..A-1");
    refused("A-1..B-2");
    refused("A-01..A-2");
    refused("A-1,,A-2");
    refused("herd..flock");
}

static void a_feed_is_no_pledge(void **state)
{
    (void)state;
    struct ta_datastream stream = {
        .device = "d", .name = "n", .serial = (char[]){"SN-7"}};
    const struct ta_project project = {
        .id = "p", .n_datastreams = 1, .datastream = &stream};
    struct ta_holdings all = {.n = 0};
    assert_int_equal(ta_holdings_of(&project, &all, NULL), TA_OK);
    assert_int_equal(all.n, 1);
    struct ta_holding pledge = only("SN-7");
    int64_t n = 0;
    char text[TA_HOLDING_TEXT];
    assert_false(ta_holding_meets(&all.holding[0], &pledge, &n));
    assert_true(ta_holding_meets(&all.holding[0], &all.holding[0], &n));
    ta_holding_text(&all.holding[0], text);
    assert_string_equal(text, "SN-7");
    ta_holdings_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_meet_where_they_overlap),
        cmocka_unit_test(ranges_that_are_none_are_refused),
        cmocka_unit_test(a_feed_is_no_pledge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
