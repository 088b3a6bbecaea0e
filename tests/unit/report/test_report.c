/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_folder.h"

#include "ta_test_assessment.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/project.h"
#include "base/time.h"
#include "engine/workspace.h"
#include "record/body.h"
#include "record/seal.h"
#include "report/page.h"
#include "report/report.h"

#define FOLDER TA_BINARY_DIR "/test-report"

static struct ta_messages *messages;
static struct ta_workspace workspace;
static struct test_assessment made;
static char latest[TA_HEX_SIZE];
static struct ta_error err;

#define assert_ok(call)                                                                \
    do {                                                                               \
        enum ta_status ta_rc = (call);                                                 \
        if (ta_rc != TA_OK) fail_msg("%s: %d: %s", #call, (int)ta_rc, err.text);       \
    } while (0)

/* The made-up project as the store wants it. */
static void keep_project(void)
{
    const struct ta_store *store = &workspace.store;
    struct ta_text document = {0};
    enum ta_put put;
    made.project.n_loans = 1;
    made.project.loan[0].equity = (struct ta_money){100, "CNY"};
    made.project.environmental_class = 'B';
    assert_ok(ta_project_to_json(&made.project, &document, &err));
    ta_sha256(document.bytes, document.size, made.a.project_sha256);
    assert_ok(store->ops->project_put(store->self, &made.project, document.bytes, &put,
                                      &err));
    ta_text_free(&document);
}

static void append(int64_t seq, char chain[TA_HEX_SIZE])
{
    const struct ta_store *store = &workspace.store;
    struct ta_key_ring ring;
    struct ta_text body = {0};
    struct ta_envelope envelope;
    char key[TA_HEX_SIZE];
    assert_ok(ta_workspace_keys(&workspace, &ring, &err));
    if (ring.n == 0) assert_ok(ta_key_new(&ring, 0, key, &err));
    assert_ok(ta_record_body(&made.a, &body, &err));
    struct ta_seal_request request = {body.bytes, body.size, seq, chain, seq * 1000};
    assert_ok(ta_seal(&request, &ring, &envelope, &err));
    assert_ok(store->ops->record_append(store->self, made.project.id, made.a.as_of,
                                        &envelope, body.bytes, body.size, &err));
    memcpy(latest, envelope.id, TA_HEX_SIZE);
    memcpy(chain, envelope.chain, TA_HEX_SIZE);
    ta_keys_close(&ring);
    ta_text_free(&body);
}

static int setup(void **state)
{
    (void)state;
    const struct ta_workspace_options options = {.create = true};
    static char name[] = "</title><script>x</script>\u202E";
    char chain[TA_HEX_SIZE];
    ta_test_remove(FOLDER);
    assert_ok(ta_messages_load(NULL, &messages, &err));
    assert_ok(ta_workspace_open(FOLDER, &options, &workspace, &err));
    assert_ok(workspace.store.ops->begin(workspace.store.self, &err));
    test_assessment_full(&made);
    made.project.name = name;
    made.item[1].worst = made.item[1].plausible_worst = 12; /* and it is 13.5 */
    test_score(&made);
    made.evidence[0].clear_fraction = 0.625;
    made.evidence[0].cloud_fraction = 0.015;
    made.a.previous_record[0] = '\0';
    keep_project();
    memcpy(chain, ta_chain_start, TA_HEX_SIZE);
    append(1, chain);
    memcpy(made.a.previous_record, latest, TA_HEX_SIZE);
    made.a.as_of += 30;
    append(2, chain);
    assert_ok(workspace.store.ops->commit(workspace.store.self, &err));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ta_messages_free(messages);
    ta_workspace_close(&workspace);
    return 0;
}

static void page_of(enum ta_language language, struct ta_text *out)
{
    struct ta_report_request request = {.project = made.project.id,
                                        .language = language};
    assert_ok(ta_report_html(&workspace, &request, messages, out, &err));
}

#define assert_says(page, words)                                                       \
    if (strstr((page)->bytes, (words)) == NULL) fail_msg("not in the page: %s", (words))

static void the_newest_record_of_a_project_becomes_a_page(void **state)
{
    (void)state;
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    assert_int_equal(strncmp(page.bytes, "<!DOCTYPE html>\n<html lang=\"en\">", 32), 0);
    assert_says(&page, latest);
    assert_says(&page, made.a.previous_record);
    assert_says(&page, "What was not observed, and why");
    assert_says(&page, "indicator_0");
    assert_says(&page, "2024-04-17");
    assert_says(&page, "Li Na");
    assert_says(&page, "SIMULATED DATA");
    assert_says(&page, "not marked as simulated");
    /* What is to be settled is said by its words, not as a number of findings. */
    assert_says(&page,
                "<a href=\"#findings\">The same ground stands behind another project.");
    assert_says(&page, "neither social nor governance evidence is scored");
    ta_text_free(&page);
    page_of(TA_ZH, &page);
    assert_says(&page, "<html lang=\"zh-Hans\">");
    assert_says(&page, "未观测内容及原因");
    ta_text_free(&page);
}

/* What a verdict is worth stands before it, and what it is measured by beside it. */
static void a_verdict_says_what_it_is_worth(void **state)
{
    (void)state;
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    assert_says(&page, "<p class=\"opinion\">Indicative: ");
    const char *notice = strstr(page.bytes, "Indicative only, not for a decision");
    assert_true(notice != NULL && notice < strstr(page.bytes, "class=\"opinion\""));
    assert_says(&page, "<dt>Signed on</dt>");
    assert_says(&page, "points is reached at: ");
    assert_says(&page, "<p class=\"gap\">From the model&#39;s reference, ");
    assert_says(&page, "A 90% interval holds the true value in nine of ten");
    assert_says(&page, "<dt>Reference</dt>");
    assert_says(&page, "Dates are days in UTC.");
    assert_says(&page, "Before new money, renewal or drawdown"); /* a loan is out */
    ta_text_free(&page);
    page_of(TA_ZH, &page);
    assert_says(&page, "<p class=\"opinion\">仅供参考：");
    assert_says(&page, "有权审批人");
    assert_null(strstr(page.bytes, "具名人员"));
    ta_text_free(&page);
}

static void put_aside(const char *id, const char *reason, const char *place)
{
    const struct ta_store *store = &workspace.store;
    struct ta_scene_row row = {.state = TA_SCENE_SET_ASIDE, .time = TA_TIME_NONE};
    (void)snprintf(row.id, sizeof row.id, "%s", id);
    (void)snprintf(row.reason, sizeof row.reason, "%s", reason);
    (void)snprintf(row.place, sizeof row.place, "%s", place);
    if (id[0] == 's') row.time = ta_time_of(made.a.as_of + (id[3] == 'n' ? 1 : 0));
    assert_ok(store->ops->begin(store->self, &err));
    assert_ok(store->ops->scene_put(store->self, &row, &err));
    assert_ok(store->ops->commit(store->self, &err));
}

/* A scene over a site that could not be used is named with its reason; one elsewhere, or of after
 * the record's date, is not; one of no known place is counted. */
static void scenes_that_were_set_aside_over_the_site_are_named(void **state)
{
    (void)state;
    static const char over[] = "[[36.4,7.2,37,8]]", beside[] = "[[38,7.2,39,8]]";
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    assert_null(strstr(page.bytes, "Scenes that could not be used"));
    ta_text_free(&page);
    put_aside(
        "problem/1",
        "dateless.json: states no date: neither datetime nor start_datetime among "
        "its properties",
        over);
    put_aside("s2/broken", "/data/b4.tif: cut short", over);
    put_aside("s2/new", "/data/new.tif: cut short", over);
    put_aside("problem/2", "elsewhere.json: states no time", beside);
    put_aside("problem/3", "nowhere.json: states no time", "");
    page_of(TA_EN, &page);
    const char *section = strstr(page.bytes, "<section id=\"not-observed\"");
    assert_non_null(section);
    const char *list = strstr(section, "<ul class=\"scenes-aside\">");
    assert_true(list != NULL && list < strstr(section, "</section>"));
    assert_says(&page, "as this workspace stands: 2.");
    assert_says(&page, "<li><bdi class=\"why\">dateless.json: states no date: neither");
    assert_says(&page,
                "s2/broken</bdi> (2024-04-17): <bdi class=\"why\">/data/b4.tif: cut");
    assert_says(&page, "may lie here too: 1.");
    assert_null(strstr(page.bytes, "new.tif"));
    assert_null(strstr(page.bytes, "elsewhere.json"));
    ta_text_free(&page);
    page_of(TA_ZH, &page);
    assert_says(&page, "dateless.json：缺少获取日期：properties");
    assert_says(&page, "程序以英文写明的原因（原文照录）："
                       "<bdi class=\"why\" lang=\"en\">/data/b4.tif: cut short</bdi>");
    ta_text_free(&page);
    const struct ta_report_request shared = {.project = made.project.id,
                                             .shared = true};
    assert_ok(ta_report_html(&workspace, &shared, messages, &page, &err));
    assert_says(&page, "as this workspace stands: 2.");
    assert_null(strstr(page.bytes, "dateless"));
    assert_null(strstr(page.bytes, "broken"));
    ta_text_free(&page);
}

static void texts_from_outside_stay_texts(void **state)
{
    (void)state;
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    assert_null(strstr(page.bytes, "<script"));
    assert_null(strstr(page.bytes, "\u202E"));
    assert_says(&page, "&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;[U+202E]");
    assert_says(&page, "default-src 'none'; img-src data:");
    ta_text_free(&page);
}

static void equal_input_gives_equal_bytes(void **state)
{
    (void)state;
    struct ta_text one = {0}, two = {0};
    page_of(TA_EN, &one);
    page_of(TA_EN, &two);
    assert_int_equal(one.size, two.size);
    assert_memory_equal(one.bytes, two.bytes, one.size);
    ta_text_free(&one);
    ta_text_free(&two);
}

static void evidence_that_is_gone_is_told_and_ends_nothing(void **state)
{
    (void)state;
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    assert_says(&page, "The file behind evidence/0 is not here");
    /* Whoever reads the verdict reads that first. */
    const char *notice = strstr(page.bytes, "<div class=\"notice gone\">");
    assert_true(notice != NULL && notice < strstr(page.bytes, "class=\"opinion\""));
    assert_says(&page, "; changed since the record was made: 0. The figures");
    ta_text_free(&page);
}

/* The sky hid nothing, and the client neither: both languages have words for that. */
static void what_nobody_fetched_is_asked_about_as_such(void **state)
{
    static const char *const id[] = {"vegetation_loss", "ndvi_trend",
                                     "water_extent_change", "build_gap"};
    (void)state;
    for (size_t i = 0; i < sizeof id / sizeof *id; i++) {
        struct ta_fact_indicator indicator = {
            .id = id[i],
            .reason = "source_unavailable",
            .gate = "not_evaluated",
            .why = "no scene that was read covers this site"};
        const char *suffix = ta_section_question(&indicator);
        assert_string_equal(suffix, ".question_no_look");
        char key[TA_NAME_SIZE * 2];
        (void)snprintf(key, sizeof key, "indicator.%s%s", id[i], suffix);
        for (int language = 0; language < TA_LANGUAGE_COUNT; language++)
            if (!ta_message_has(messages, (enum ta_language)language, key))
                fail_msg("no words: %s", key);
        indicator.why =
            "no picture of this site is kept: no scene that was read covers "
            "it, or its outline is too long or scattered for one and wants "
            "to be split into parts"; /* looks may have been taken in */
        assert_string_equal(ta_section_question(&indicator), ".question_missing");
        indicator.why = "declared biomass is out of range: -5 lies outside 0 to 1000; "
                        "correct it in the layer and import that again";
        assert_string_equal(ta_section_question(&indicator), ".question_missing");
        indicator.why = "declared capacity is out of range: -5 lies outside 0 to 1000; "
                        "correct it in the project file and import that again";
        assert_string_equal(ta_section_question(&indicator), ".question_restate");
        indicator.reason = "no_clear_look";
        indicator.why = "0 % of the site has 3 clear looks";
        assert_string_equal(ta_section_question(&indicator), ".question_missing");
    }
}

static void clear_cloud_and_the_rest_add_up_to_a_hundred(void **state)
{
    (void)state;
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    assert_says(&page, "<td class=\"n\">63</td><td class=\"n\">2</td>"
                       "<td class=\"n\">35</td>");
    assert_says(&page, "Shadow, snow, no data, %");
    ta_text_free(&page);
}

/* What is to be settled stands before the heading of what is to be watched. */
static void a_level_that_is_breached_is_not_watched(void **state)
{
    (void)state;
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    const char *watched = strstr(page.bytes, "<h3>While lending</h3>");
    const char *breached = strstr(page.bytes, "Already breached: the watch level, 12");
    assert_non_null(watched);
    assert_non_null(breached);
    assert_true(breached < watched);
    assert_non_null(strstr(watched, "; at 30"));
    assert_null(strstr(watched, "; at 12"));
    ta_text_free(&page);
}

/* 42, 28 and 29 would be 99. */
static void weights_have_a_decimal_and_shares_are_no_remedy(void **state)
{
    (void)state;
    struct ta_text page = {0};
    page_of(TA_EN, &page);
    assert_says(&page, "<td class=\"n\">50.0</td>");
    assert_says(&page, "They are not what mending one of them would give back");
    ta_text_free(&page);
}

static void what_is_not_here_is_told(void **state)
{
    (void)state;
    struct ta_text page = {0};
    struct ta_report_request request = {.project = "nobody"};
    assert_int_equal(ta_report_html(&workspace, &request, messages, &page, &err),
                     TA_E_NOTFOUND);
    request.record = TA_TEST_HASH;
    assert_int_equal(ta_report_html(&workspace, &request, messages, &page, &err),
                     TA_E_NOTFOUND);
    assert_int_equal(page.size, 0);
}

/* The first hundred in turn, then every 37th. */
static void no_allocation_that_fails_goes_unnoticed(void **state)
{
    (void)state;
    bool done = false;
    for (size_t k = 1; !done && k < 100000; k += k < 100 ? 1 : 37) {
        struct ta_text page = {0};
        struct ta_report_request request = {.project = made.project.id};
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_report_html(&workspace, &request, messages, &page, &err);
        ta_alloc_fail_at(0);
        done = rc == TA_OK && !page.failed && k > 1000;
        ta_text_free(&page);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_record_of_a_project_becomes_a_page),
        cmocka_unit_test(a_verdict_says_what_it_is_worth),
        cmocka_unit_test(scenes_that_were_set_aside_over_the_site_are_named),
        cmocka_unit_test(texts_from_outside_stay_texts),
        cmocka_unit_test(equal_input_gives_equal_bytes),
        cmocka_unit_test(evidence_that_is_gone_is_told_and_ends_nothing),
        cmocka_unit_test(what_nobody_fetched_is_asked_about_as_such),
        cmocka_unit_test(clear_cloud_and_the_rest_add_up_to_a_hundred),
        cmocka_unit_test(a_level_that_is_breached_is_not_watched),
        cmocka_unit_test(weights_have_a_decimal_and_shares_are_no_remedy),
        cmocka_unit_test(what_is_not_here_is_told),
        cmocka_unit_test(no_allocation_that_fails_goes_unnoticed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
