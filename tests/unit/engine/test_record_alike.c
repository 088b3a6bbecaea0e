/* SPDX-License-Identifier: Apache-2.0 */
/* Every number of a record, each off by half of what another build may be: which are computed, and
 * which are copied and may not. */
#include "ta_test.h"

#include "ta_test_assessment.h"

#include "base/json.h"
#include "engine/record_alike.h"
#include "record/body.h"

static const double little = 5e-10;

/* The numbers that are copied, counted or plain products of what is copied. */
static const char *const copied[] = {"evidence[].site",
                                     "indicators[].evidence[]",
                                     "indicators[].gating.score_cap",
                                     "indicators[].grade",
                                     "indicators[].looks",
                                     "indicators[].params[].value",
                                     "indicators[].rows[].value",
                                     "indicators[].scoring.best",
                                     "indicators[].scoring.plausible_best",
                                     "indicators[].scoring.plausible_worst",
                                     "indicators[].scoring.reference",
                                     "indicators[].scoring.weight",
                                     "indicators[].scoring.worst",
                                     "indicators[].trust[].criteria[].grade",
                                     "indicators[].trust[].grade",
                                     "indicators[].version",
                                     "looks[].evidence",
                                     "looks[].site",
                                     "model.version",
                                     "pillars[].weight",
                                     "subject.sites[].accuracy_m",
                                     "subject.sites[].area_m2",
                                     "subject.sites[].box[]",
                                     "subject.sites[].n",
                                     "subject.sites[].position_error_m"};

static bool is_copied(const char *form)
{
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++)
        if (strcmp(copied[i], form) == 0) return true;
    return false;
}

struct walk {
    struct ta_text wanted; /* what is computed here */
    json_t *kept;
    bool ours;
    size_t n_near, n_exact;
};

static enum ta_likeness likeness_of(const struct walk *walk)
{
    struct ta_text text = {0};
    struct ta_error err = {0};
    enum ta_likeness likeness = TA_UNLIKE;
    assert_int_equal(ta_json_canonical(walk->kept, &text), TA_OK);
    const struct ta_record_pair pair = {.computed = walk->wanted.bytes,
                                        .computed_size = walk->wanted.size,
                                        .kept = text.bytes,
                                        .kept_size = text.size};
    if (ta_record_alike(&pair, &likeness, &err) != TA_OK) fail_msg("%s", err.text);
    ta_text_free(&text);
    return likeness;
}

/* @param number in place; put back by whoever put it there */
static void judge(struct walk *walk, const char *form)
{
    enum ta_likeness is = likeness_of(walk);
    bool exact = walk->ours || is_copied(form);
    if (is != (exact ? TA_UNLIKE : TA_NEAR))
        fail_msg("%s off by a little: %d", form, (int)is);
    if (exact)
        walk->n_exact++;
    else
        walk->n_near++;
}

/* A zero, or next to it, has no share of itself. */
static bool can_be_off(const json_t *value)
{
    double number = json_number_value(value);
    return json_is_number(value) && number * (1.0 + little) != number;
}

static void visit(struct walk *walk, json_t *node, const char *form);

static void visit_object(struct walk *walk, json_t *node, const char *form)
{
    const char *key = NULL;
    json_t *value = NULL;
    void *next = NULL;
    json_object_foreach_safe(node, next, key, value)
    {
        char here[256];
        double number = json_number_value(value);
        (void)snprintf(here, sizeof here, "%s%s%s", form, form[0] != '\0' ? "." : "",
                       key);
        if (can_be_off(value)) {
            json_incref(value);
            json_object_set_new(node, key, json_real(number * (1.0 + little)));
            judge(walk, here);
            json_object_set_new(node, key, value);
        } else {
            visit(walk, value, here);
        }
    }
}

static void visit_array(struct walk *walk, json_t *node, const char *form)
{
    char here[256];
    (void)snprintf(here, sizeof here, "%s[]", form);
    for (size_t i = 0; i < json_array_size(node); i++) {
        json_t *value = json_array_get(node, i);
        double number = json_number_value(value);
        if (can_be_off(value)) {
            json_incref(value);
            json_array_set_new(node, i, json_real(number * (1.0 + little)));
            judge(walk, here);
            json_array_set_new(node, i, value);
        } else {
            visit(walk, value, here);
        }
    }
}

static void visit(struct walk *walk, json_t *node, const char *form)
{
    if (json_is_object(node))
        visit_object(walk, node, form);
    else if (json_is_array(node))
        visit_array(walk, node, form);
}

static void begin(struct walk *walk, const char *build)
{
    static struct test_assessment t;
    struct ta_error err = {0};
    *walk = (struct walk){.ours = build == NULL};
    test_assessment_full(&t);
    assert_int_equal(ta_record_body(&t.a, &walk->wanted, &err), TA_OK);
    assert_int_equal(ta_json_parse("record", walk->wanted.bytes, walk->wanted.size,
                                   SIZE_MAX, &walk->kept, &err),
                     TA_OK);
    if (build != NULL)
        json_object_set_new(json_object_get(walk->kept, "program"), "build",
                            json_string(build));
}

static void end(struct walk *walk)
{
    ta_text_free(&walk->wanted);
    json_decref(walk->kept);
}

static void of_another_build_only_what_is_computed_may_differ(void **state)
{
    (void)state;
    struct walk walk;
    begin(&walk, "another");
    assert_int_equal(likeness_of(&walk), TA_SAME);
    visit(&walk, walk.kept, "");
    assert_true(walk.n_near > 20 && walk.n_exact > 20);
    end(&walk);
}

static void of_this_build_nothing_may(void **state)
{
    (void)state;
    struct walk walk;
    begin(&walk, NULL);
    assert_int_equal(likeness_of(&walk), TA_SAME);
    visit(&walk, walk.kept, "");
    assert_int_equal(walk.n_near, 0);
    end(&walk);
}

/* The maker in other words: member, its value (NULL: none), what comes of it. */
static void judge_maker(const char *member, const char *value, enum ta_likeness wanted)
{
    struct walk walk;
    begin(&walk, NULL);
    json_t *program = json_object_get(walk.kept, "program");
    if (value != NULL)
        json_object_set_new(program, member, json_string(value));
    else
        json_object_del(program, member);
    enum ta_likeness is = likeness_of(&walk);
    if (is != wanted) fail_msg("%s %s: %d", member, value, (int)is);
    end(&walk);
}

static void who_made_it_is_held_to_what_it_says(void **state)
{
    (void)state;
    judge_maker("version", "9.9.9", TA_UNLIKE); /* this build has one version */
    judge_maker("version", NULL, TA_UNLIKE);
    judge_maker("machine", "elsewhere", TA_SAME);
    judge_maker("machine", NULL, TA_SAME);
    judge_maker("build", "another", TA_SAME);
    judge_maker("build", NULL, TA_SAME);
    judge_maker("name", "another", TA_UNLIKE);
    judge_maker("approved", "by all", TA_UNLIKE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_another_build_only_what_is_computed_may_differ),
        cmocka_unit_test(of_this_build_nothing_may),
        cmocka_unit_test(who_made_it_is_held_to_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
