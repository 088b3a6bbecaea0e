/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <stdio.h>

#include "engine/lasting.h"

#define NONE TA_OPINION_NO_OBJECTION
#define SOME TA_OPINION_CONDITIONS
#define GRAVE TA_OPINION_OBJECTION
#define NOBODY TA_OPINION_CANNOT_SAY

/* Of @p day, for 180 days. */
static struct ta_lasting of(ta_day day, enum ta_opinion opinion, double observed)
{
    return (struct ta_lasting){
        .as_of = day, .valid_to = day + 180, .opinion = opinion, .observed = observed};
}

static void who_saw_less_lifts_nothing(void **state)
{
    (void)state;
    const struct ta_lasting unsaid[] = {of(100, NOBODY, 0.9), of(0, GRAVE, 0.5)};
    assert_int_equal(ta_lasting_among(unsaid, 2), 1);
    const struct ta_lasting less[] = {of(100, NONE, 0.4), of(0, SOME, 0.5)};
    assert_int_equal(ta_lasting_among(less, 2), 1);
    /* Over several that saw less each, the one before them all stands. */
    const struct ta_lasting chain[] = {of(120, NOBODY, 0.1), of(100, SOME, 0.4),
                                       of(50, NOBODY, 0.2), of(0, GRAVE, 0.5)};
    assert_int_equal(ta_lasting_among(chain, 4), 3);
}

static void who_saw_as_much_stands_itself(void **state)
{
    (void)state;
    const struct ta_lasting as_much[] = {of(100, NONE, 0.5), of(0, GRAVE, 0.5)};
    assert_int_equal(ta_lasting_among(as_much, 2), 0);
    /* It was lifted in between. */
    const struct ta_lasting lifted[] = {of(120, NOBODY, 0.1), of(100, NONE, 0.9),
                                        of(0, GRAVE, 0.5)};
    assert_int_equal(ta_lasting_among(lifted, 3), 0);
    const struct ta_lasting milder[] = {of(100, GRAVE, 0.1), of(0, SOME, 0.5)};
    assert_int_equal(ta_lasting_among(milder, 2), 0);
    const struct ta_lasting same[] = {of(100, NOBODY, 0.1), of(0, NOBODY, 0.5)};
    assert_int_equal(ta_lasting_among(same, 2), 0);
    assert_int_equal(ta_lasting_among(same, 1), 0);
}

static void what_has_run_out_does_not_stand(void **state)
{
    (void)state;
    struct ta_lasting late[] = {of(181, NOBODY, 0.1), of(0, GRAVE, 0.5)};
    assert_int_equal(ta_lasting_among(late, 2), 0);
    late[0].as_of = 180;
    assert_int_equal(ta_lasting_among(late, 2), 1);
    late[1].valid_to = TA_DAY_NONE;
    assert_int_equal(ta_lasting_among(late, 2), 0);
}

static void why_it_is_not_lifted(void **state)
{
    (void)state;
    const struct ta_lasting grave = of(0, GRAVE, 0.5), less = of(9, NOBODY, 0.3),
                            hardly = of(9, NOBODY, 0.495), milder = of(9, SOME, 0.3);
    struct ta_lasting other = less;
    assert_string_equal(ta_lasting_why(&grave, &less), "");
    assert_string_equal(ta_lasting_why(&grave, &milder), "");
    assert_string_equal(ta_lasting_why(&grave, &hardly), "_unsaid");
    /* What two models weigh does not compare. */
    (void)snprintf(other.model, sizeof other.model, "other-1");
    assert_string_equal(ta_lasting_why(&grave, &other), "_unsaid_other");
    other.opinion = SOME;
    assert_string_equal(ta_lasting_why(&grave, &other), "_other");
    /* Nor does so little less of an answer that is one. */
    const struct ta_lasting almost[] = {of(9, SOME, 0.495), of(0, GRAVE, 0.5)};
    assert_int_equal(ta_lasting_among(almost, 2), 0);
}

static void the_search_ends_where_nothing_before_matters(void **state)
{
    (void)state;
    const struct ta_lasting unsaid = of(100, NOBODY, 0.1), grave = of(100, GRAVE, 0.1),
                            part = of(100, NONE, 0.5), whole = of(100, NONE, 1.0);
    assert_false(ta_lasting_ends(&unsaid, 100));
    assert_false(ta_lasting_ends(&part, 100));
    assert_true(ta_lasting_ends(&grave, 100));
    assert_true(ta_lasting_ends(&whole, 100));
    /* What was before it may stand for longer than it does. */
    assert_false(ta_lasting_ends(&unsaid, 300));
    assert_false(ta_lasting_ends(&unsaid, 100 + TA_LASTING_DAYS));
    assert_true(ta_lasting_ends(&unsaid, 101 + TA_LASTING_DAYS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_saw_less_lifts_nothing),
        cmocka_unit_test(who_saw_as_much_stands_itself),
        cmocka_unit_test(what_has_run_out_does_not_stand),
        cmocka_unit_test(why_it_is_not_lifted),
        cmocka_unit_test(the_search_ends_where_nothing_before_matters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
