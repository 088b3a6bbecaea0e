/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <stdio.h>
#include <string.h>

#include "engine/lasting.h"

#define NONE TA_OPINION_NO_OBJECTION
#define SOME TA_OPINION_CONDITIONS
#define GRAVE TA_OPINION_OBJECTION
#define NOBODY TA_OPINION_CANNOT_SAY

/* One scored indicator of each. */
static struct ta_record_part
    stack = {.id = "stack", .seen = true, .weight = 1.0},
    half_stack = {.id = "stack", .seen = true, .unseen = 0.5, .weight = 1.0},
    hardly_less = {.id = "stack", .seen = true, .unseen = 0.005, .weight = 1.0},
    no_stack = {.id = "stack", .unseen = 1.0, .weight = 1.0},
    light_stack = {.id = "stack", .unseen = 1.0, .weight = 0.1},
    trees = {.id = "trees", .seen = true, .weight = 1.0},
    fires = {.id = "permit",
             .gate = true,
             .seen = true,
             .holds = true,
             .leads_to = GRAVE},
    passes = {.id = "permit", .gate = true, .seen = true},
    open = {.id = "permit", .gate = true, .unseen = 1.0};

/* Of @p day, for 180 days, under model "m-1". */
static struct ta_record_stands of(ta_day day, enum ta_opinion opinion,
                                  struct ta_record_part *part)
{
    return (struct ta_record_stands){.model = "m-1",
                                     .model_sha256 = "m",
                                     .as_of = day,
                                     .valid_to = day + 180,
                                     .opinion = opinion,
                                     .by_level = opinion,
                                     .n_parts = 1,
                                     .part = part};
}

static struct ta_record_stands under_other(struct ta_record_stands is)
{
    (void)snprintf(is.model, sizeof is.model, "other-1");
    (void)snprintf(is.model_sha256, sizeof is.model_sha256, "other");
    return is;
}

static size_t among(struct ta_record_stands now, struct ta_record_stands before)
{
    const struct ta_record_stands both[] = {now, before};
    return ta_lasting_among(both, 2, now.as_of);
}

static void who_cannot_say_lifts_nothing(void **state)
{
    (void)state;
    assert_int_equal(among(of(100, NOBODY, &stack), of(0, GRAVE, &stack)), 1);
    /* Nor do several: the one before them all stands. */
    const struct ta_record_stands chain[] = {
        of(120, NOBODY, &no_stack), of(100, SOME, &trees), of(50, NOBODY, &no_stack),
        of(0, GRAVE, &stack)};
    assert_int_equal(ta_lasting_among(chain, 4, 120), 3);
    assert_int_equal(among(of(100, NOBODY, &stack), of(0, NOBODY, &stack)), 0);
    assert_int_equal(among(of(100, GRAVE, &no_stack), of(0, SOME, &stack)), 0);
}

static void who_saw_as_much_lifts_it(void **state)
{
    (void)state;
    assert_int_equal(among(of(100, NONE, &stack), of(0, GRAVE, &stack)), 0);
    assert_int_equal(among(of(100, NONE, &hardly_less), of(0, GRAVE, &stack)), 0);
    struct ta_record_stands other = under_other(of(100, NONE, &hardly_less));
    assert_int_equal(among(other, of(0, GRAVE, &stack)), 0);
    /* It was lifted in between. */
    const struct ta_record_stands lifted[] = {
        of(120, NOBODY, &no_stack), of(100, NONE, &stack), of(0, GRAVE, &stack)};
    assert_int_equal(ta_lasting_among(lifted, 3, 120), 0);
    const struct ta_record_stands in_part[] = {
        of(120, NOBODY, &no_stack), of(100, SOME, &stack), of(0, GRAVE, &stack)};
    assert_int_equal(ta_lasting_among(in_part, 3, 120), 1);
}

/* An opinion is one on the lower bound of the score: the gap counts in it at its worst. */
static void what_counts_at_its_worst_lifts_under_the_same_model(void **state)
{
    (void)state;
    assert_int_equal(among(of(100, NONE, &half_stack), of(0, GRAVE, &stack)), 0);
    assert_int_equal(among(of(100, SOME, &no_stack), of(0, GRAVE, &stack)), 0);
    struct ta_record_stands other = under_other(of(100, NONE, &half_stack));
    assert_int_equal(among(other, of(0, GRAVE, &stack)), 1);
    /* With less weight the worst is no longer what it was. */
    assert_int_equal(among(of(100, SOME, &light_stack), of(0, GRAVE, &stack)), 1);
}

static void who_does_not_look_lifts_nothing(void **state)
{
    (void)state;
    assert_int_equal(among(of(100, NONE, &trees), of(0, GRAVE, &stack)), 1);
    struct ta_record_stands other = under_other(of(100, NONE, &trees));
    assert_int_equal(among(other, of(0, GRAVE, &stack)), 1);
    /* Nor who asks it by other parameters. */
    struct ta_record_part long_stack = stack, short_stack = stack;
    memcpy(long_stack.params, "90", 3);
    memcpy(short_stack.params, "20", 3);
    other = under_other(of(100, NONE, &short_stack));
    assert_int_equal(among(other, of(0, GRAVE, &long_stack)), 1);
    assert_int_equal(among(other, of(0, GRAVE, &short_stack)), 0);
    other = under_other(of(100, NONE, &trees));
    /* A whole record of another model does not hide it. */
    const struct ta_record_stands chain[] = {of(120, NOBODY, &no_stack), other,
                                             of(0, GRAVE, &stack)};
    assert_int_equal(ta_lasting_among(chain, 3, 120), 2);
}

static void a_gate_that_fires_is_lifted_where_it_passes(void **state)
{
    (void)state;
    struct ta_record_part both[] = {trees, fires}, lifted[] = {trees, passes};
    struct ta_record_stands before = of(0, GRAVE, both), now = of(100, SOME, lifted);
    before.n_parts = now.n_parts = 2;
    before.by_level = SOME;
    assert_int_equal(among(now, before), 0);
    assert_int_equal(among(of(100, SOME, &passes), before), 0);
    /* What the score alone says is graver than nothing, and rests on the trees. */
    assert_int_equal(among(of(100, NONE, &passes), before), 1);
    assert_int_equal(among(of(100, SOME, &trees), before), 1);
    assert_int_equal(among(of(100, SOME, &open), before), 1);
    /* A gate that passed carried nothing. */
    before = of(0, GRAVE, lifted);
    before.n_parts = 2;
    assert_int_equal(among(of(100, NONE, &trees), before), 0);
}

static void the_gravest_whose_days_last_stands(void **state)
{
    (void)state;
    struct ta_record_stands late[] = {of(181, NOBODY, &stack), of(0, GRAVE, &stack)};
    assert_int_equal(ta_lasting_among(late, 2, 181), 0);
    assert_int_equal(ta_lasting_among(late, 2, 180), 1);
    late[1].valid_to = TA_DAY_NONE;
    assert_int_equal(ta_lasting_among(late, 2, 180), 0);
    /* Behind an objection that has run out there are conditions that have not. */
    const struct ta_record_stands both[] = {
        of(150, NOBODY, &stack), of(100, SOME, &trees), of(0, GRAVE, &stack)};
    assert_int_equal(ta_lasting_among(both, 3, 150), 2);
    assert_int_equal(ta_lasting_among(both, 3, 200), 1);
    struct ta_record_stands longer[] = {of(150, NOBODY, &stack), of(100, GRAVE, &stack),
                                        of(0, GRAVE, &stack)};
    longer[1].valid_to = 110;
    assert_int_equal(ta_lasting_among(longer, 3, 150), 2);
}

static void names(struct ta_record_stands before, struct ta_record_stands now,
                  const char *key, const char *lacks)
{
    struct ta_lasting_why why = ta_lasting_why(&before, &now);
    assert_string_equal(why.key, key);
    assert_int_equal(why.n, lacks != NULL);
    if (lacks != NULL) assert_string_equal(why.lacks[0], lacks);
}

static void why_it_is_not_lifted(void **state)
{
    (void)state;
    const struct ta_record_stands grave = of(0, GRAVE, &stack);
    names(grave, of(9, NOBODY, &half_stack), "", "stack");
    names(grave, of(9, NOBODY, &stack), "_unsaid", NULL);
    names(grave, of(9, NOBODY, &trees), "_unlooked", "stack");
    names(grave, under_other(of(9, NONE, &half_stack)), "_other", "stack");
    names(grave, under_other(of(9, NOBODY, &stack)), "_unsaid_other", NULL);
    names(grave, under_other(of(9, NONE, &trees)), "_unlooked_other", "stack");
    names(of(0, GRAVE, &fires), of(9, NONE, &trees), "_unlooked", "permit");
    names(of(0, GRAVE, &fires), of(9, NONE, &open), "", "permit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_cannot_say_lifts_nothing),
        cmocka_unit_test(who_saw_as_much_lifts_it),
        cmocka_unit_test(what_counts_at_its_worst_lifts_under_the_same_model),
        cmocka_unit_test(who_does_not_look_lifts_nothing),
        cmocka_unit_test(a_gate_that_fires_is_lifted_where_it_passes),
        cmocka_unit_test(the_gravest_whose_days_last_stands),
        cmocka_unit_test(why_it_is_not_lifted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
