/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "ta_test_assessment.h"

#include "base/machine.h"
#include "base/memory.h"
#include "record/body.h"
#include "record/build.h"
#include "record/facts.h"

static struct ta_text body_of(struct test_assessment *t)
{
    struct ta_text body = {0};
    struct ta_error err = {0};
    if (ta_record_body(&t->a, &body, &err) != TA_OK) fail_msg("%s", err.text);
    return body;
}

static void what_was_written_is_read_back(void **state)
{
    (void)state;
    static struct test_assessment t;
    test_assessment_full(&t);
    struct ta_text body = body_of(&t);
    struct ta_record_facts f;
    struct ta_error err = {0};
    if (ta_record_facts("r", body.bytes, body.size, &f, &err) != TA_OK)
        fail_msg("%s", err.text);
    assert_string_equal(f.project, t.a.project->id);
    assert_string_equal(f.document_sha256, t.a.project_sha256);
    assert_string_equal(f.model_sha256, t.a.model->sha256);
    char machine[TA_NAME_SIZE];
    ta_machine(machine);
    assert_string_equal(f.build, ta_build_id());
    assert_string_equal(f.machine, machine);
    assert_string_equal(f.previous_record, t.a.previous_record);
    assert_int_equal(f.as_of, t.a.as_of);
    assert_int_equal(f.level, t.a.score.level);
    assert_int_equal(f.opinion, t.a.score.opinion);
    assert_true(f.lo == t.a.score.lo && f.hi == t.a.score.hi);
    assert_int_equal(f.n_tables, t.a.n_tables);
    assert_int_equal(f.n_evidence, t.a.n_evidence);
    for (size_t i = 0; i < f.n_evidence; i++) {
        assert_int_equal(f.evidence[i].kind, t.a.evidence[i].kind);
        assert_int_equal(f.evidence[i].site, t.a.evidence[i].site);
        assert_true(f.evidence[i].time == t.a.evidence[i].time);
        assert_string_equal(f.evidence[i].id, t.a.evidence[i].id);
        assert_string_equal(f.evidence[i].path, t.a.evidence[i].path);
        assert_string_equal(f.evidence[i].sha256, t.a.evidence[i].sha256);
        assert_true(isnan(f.evidence[i].clear_fraction)); /* the chip says it */
        assert_false(f.evidence[i].simulated);
    }
    ta_record_facts_free(&f);
    ta_text_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_written_is_read_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
