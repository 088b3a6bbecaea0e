/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "archive-age"
#include "ta_test_engine.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "engine/archive_age.h"
#include "engine/import.h"
#include "engine/journal_seal.h"
#include "ingest/archive.h"
#include "ingest/journal.h"

#define ARCHIVE WORKSPACE "/journal/archive"
#define OPEN WORKSPACE "/journal/open"

static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static struct ta_journal_sealed sealed;

static enum ta_status seal(struct ta_workspace *w, int days)
{
    const struct ta_journal_job job = {
        .below = UINT64_MAX, .who = "li", .now = now, .archive_days = days};
    return ta_engine_seal(w, &job, &sealed, &err);
}

static void put(uint64_t number, const char *text)
{
    static const char topic[] = "ta/v1/P/d/senml";
    const struct ta_journal_options options = {OPEN, 1 << 20, number};
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    struct ta_journal *j = NULL;
    assert_ok(ta_journal_open(&options, &j, &err));
    assert_ok(ta_journal_add(j, &m, &err));
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
}

/* A message that no project knows: its letter is kept, and the segment archived. @param name of the segment */
static void archive_one(struct ta_workspace *w, uint64_t number, char name[96])
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    put(number, "[]");
    assert_ok(ta_journal_list(OPEN, &segment, &n, &err));
    assert_int_equal(n, 1);
    (void)snprintf(name, 96, "%s", segment[0].name);
    ta_free(segment);
    enum ta_status rc = seal(w, 0);
    assert_true(rc == TA_OK || rc == TA_PARTLY);
}

static const char *archived(const char *name)
{
    static char path[512];
    (void)snprintf(path, sizeof path, ARCHIVE "/%s.zst", name);
    return path;
}

static bool is_there(const char *name)
{
    return access(archived(name), F_OK) == 0;
}

/* It was archived so many days ago, and a second. */
static void age(const char *path, int days)
{
    time_t at = (time_t)(now / 1000000 - days * INT64_C(86400) - 1);
    const struct timespec times[2] = {{.tv_sec = at}, {.tv_sec = at}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* How often the audit log says so. */
static size_t audited(const char *words)
{
    char *bytes = NULL;
    size_t size = 0, n = 0;
    assert_ok(ta_file_read(WORKSPACE "/store.gpkg", 1 << 24, &bytes, &size, &err));
    for (size_t i = 0; i + strlen(words) <= size; i++)
        n += memcmp(bytes + i, words, strlen(words)) == 0;
    ta_free(bytes);
    return n;
}

static void three(struct ta_workspace *w, char name[3][96])
{
    *w = workspace_open();
    for (uint64_t i = 0; i < 3; i++) archive_one(w, i, name[i]);
}

static void for_ever_where_nothing_else_is_said(void **state)
{
    (void)state;
    struct ta_workspace w;
    char name[3][96];
    three(&w, name);
    for (int i = 0; i < 3; i++) age(archived(name[i]), 20000);
    assert_ok(seal(&w, 0));
    assert_int_equal(sealed.aged.segments, 0);
    for (int i = 0; i < 3; i++) assert_true(is_there(name[i]));
    ta_workspace_close(&w);
}

static void what_is_older_goes_and_is_named(void **state)
{
    (void)state;
    struct ta_workspace w;
    char name[3][96], words[256];
    struct stat about;
    three(&w, name);
    age(archived(name[0]), 30);
    age(archived(name[1]), 29);
    assert_int_equal(stat(archived(name[0]), &about), 0);
    assert_ok(seal(&w, 30));
    assert_int_equal(sealed.aged.segments, 1);
    assert_int_equal(sealed.aged.bytes, about.st_size);
    assert_false(is_there(name[0]));
    assert_true(is_there(name[1]) && is_there(name[2]));
    (void)snprintf(words, sizeof words, "segments=1 bytes=%lld days=30: %s.zst %lld",
                   (long long)about.st_size, name[0], (long long)about.st_size);
    ta_workspace_close(&w);
    assert_int_equal(audited(words), 1);
}

/* New segments are numbered behind it. */
static void the_highest_number_stays(void **state)
{
    (void)state;
    struct ta_workspace w;
    char name[3][96];
    three(&w, name);
    for (int i = 0; i < 3; i++) age(archived(name[i]), 300);
    for (int again = 0; again < 2; again++) {
        assert_ok(seal(&w, 1));
        assert_int_equal(sealed.aged.segments, again == 0 ? 2 : 0);
        assert_true(is_there(name[2]));
    }
    ta_workspace_close(&w);
}

/* A clock that jumps ahead makes nothing old; put right again, it is as before. */
static void a_jump_of_the_clock_removes_nothing(void **state)
{
    (void)state;
    struct ta_workspace w;
    char name[4][96];
    three(&w, name);
    for (int i = 0; i < 3; i++) age(archived(name[i]), 370 - i);
    assert_ok(seal(&w, 1));
    assert_int_equal(sealed.aged.segments, 0); /* the first one that is sealed by it */
    archive_one(&w, 3, name[3]);
    age(archived(name[2]), 368);
    age(archived(name[3]), 0);
    assert_ok(seal(&w, 1));
    assert_int_equal(sealed.aged.segments, 0); /* and those that follow */
    for (int i = 0; i < 4; i++) assert_true(is_there(name[i]));
    for (int i = 0; i < 3; i++) age(archived(name[i]), 3 - i);
    age(archived(name[3]), -4000); /* archived meanwhile */
    assert_ok(seal(&w, 1));
    assert_int_equal(sealed.aged.segments, 3);
    ta_workspace_close(&w);
}

static void only_segments_go(void **state)
{
    (void)state;
    static const char *const other[] = {
        ARCHIVE "/notes.txt", ARCHIVE "/000000000000-x.journal.zst",
        ARCHIVE "/dead/000000000000-ab.journal.zst", ARCHIVE "/000000000000-ab.zst"};
    struct ta_workspace w;
    char name[3][96];
    three(&w, name);
    assert_ok(ta_folder_make(ARCHIVE "/dead", &err));
    for (size_t i = 0; i < 4; i++) {
        assert_ok(ta_file_write(other[i], "x", 1, 0666, &err));
        age(other[i], 300);
    }
    assert_ok(ta_folder_make(ARCHIVE "/000000000000-ab.journal.zst", &err));
    age(ARCHIVE "/000000000000-ab.journal.zst", 300);
    assert_ok(seal(&w, 1));
    assert_int_equal(sealed.aged.segments, 0);
    for (size_t i = 0; i < 4; i++) assert_int_equal(access(other[i], F_OK), 0);
    ta_workspace_close(&w);
}

/* As a kill between the two leaves it: what became of it is not settled yet. */
static void one_that_stands_in_the_journal_too_stays(void **state)
{
    (void)state;
    struct ta_workspace w;
    char name[3][96], back[512];
    three(&w, name);
    for (int i = 0; i < 2; i++) age(archived(name[i]), 300);
    (void)snprintf(back, sizeof back, OPEN "/%s", name[0]);
    assert_ok(ta_archive_read(archived(name[0]), back, &err));
    const struct ta_archive_age job = {
        .workspace = &w, .who = "li", .now = now, .days = 1};
    struct ta_archive_aged aged;
    assert_ok(ta_archive_remove_aged(&job, &aged));
    assert_int_equal(aged.segments, 1);
    assert_true(is_there(name[0]));
    assert_false(is_there(name[1]));
    assert_ok(seal(&w, 1)); /* which settles it */
    assert_int_equal(sealed.aged.segments, 1);
    assert_false(is_there(name[0]));
    ta_workspace_close(&w);
}

static void more_than_one_line_of_the_log_holds(void **state)
{
    (void)state;
    enum { MANY = 120 };
    struct ta_workspace w;
    char name[3][96], path[512];
    three(&w, name);
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(path, sizeof path, ARCHIVE "/%012d-%032d.journal.zst", i, i);
        assert_ok(ta_file_write(path, "x", 1, 0666, &err));
        age(path, 365);
    }
    assert_ok(seal(&w, 365));
    assert_int_equal(sealed.aged.segments, MANY - 1); /* but the highest number */
    ta_workspace_close(&w);
    assert_int_equal(audited("segments=50 bytes=50 days=365:"), 2);
    assert_int_equal(audited("segments=19 bytes=19 days=365:"), 1);
}

/* It may be all that is left of them. */
static void nothing_goes_while_a_sealed_file_is_at_fault(void **state)
{
    (void)state;
    static const char project[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        "\"properties\":{\"id\":\"P\",\"datastreams\":[{\"device\":\"d\",\"name\":"
        "\"x\",\"property\":\"x\",\"unit\":\"m\"}]},\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}";
    struct ta_workspace w = workspace_open();
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", project), .who = "li", .now = now};
    char **names = NULL, path[512];
    size_t n = 0;
    assert_ok(ta_engine_import(&w, &job, &done, &err));
    ta_free(done.finding);
    put(0, "[{\"n\":\"x\",\"u\":\"m\",\"t\":1773000000,\"v\":1}]");
    assert_ok(seal(&w, 0));
    put(1, "[{\"n\":\"x\",\"u\":\"m\",\"t\":1772900000,\"v\":1}]");
    assert_ok(seal(&w, 0));
    assert_ok(ta_folder_list(ARCHIVE, &names, &n, &err));
    assert_int_equal(n, 2);
    (void)snprintf(path, sizeof path, ARCHIVE "/%s", names[0]);
    age(path, 300);
    assert_ok(
        ta_file_write(WORKSPACE "/readings/P/2026-03-08.v1.h5", "x", 1, 0666, &err));
    put(2, "[{\"n\":\"x\",\"u\":\"m\",\"t\":1773000060,\"v\":1}]");
    assert_gives(seal(&w, 1), TA_E_DATA);
    assert_int_equal(sealed.aged.segments, 0);
    assert_int_equal(access(path, F_OK), 0);
    ta_free(names);
    ta_workspace_close(&w);
}

static void a_failure_keeps_the_seal_and_is_told(void **state)
{
    (void)state;
    struct ta_workspace w;
    char name[3][96];
    three(&w, name);
    age(archived(name[0]), 300);
    for (size_t k = 1;; k++) {
        const struct ta_archive_age job = {
            .workspace = &w, .who = "li", .now = now, .days = 1};
        struct ta_archive_aged aged;
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_archive_remove_aged(&job, &aged);
        ta_alloc_fail_at(0);
        assert_int_equal(rc, aged.why.status);
        if (rc == TA_OK) break;
        assert_true(rc == TA_E_NOMEM || rc == TA_E_IO);
    }
    assert_false(is_there(name[0]));
    assert_true(is_there(name[1]) && is_there(name[2]));
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(for_ever_where_nothing_else_is_said, fresh_folder),
        cmocka_unit_test_setup(what_is_older_goes_and_is_named, fresh_folder),
        cmocka_unit_test_setup(the_highest_number_stays, fresh_folder),
        cmocka_unit_test_setup(a_jump_of_the_clock_removes_nothing, fresh_folder),
        cmocka_unit_test_setup(only_segments_go, fresh_folder),
        cmocka_unit_test_setup(one_that_stands_in_the_journal_too_stays, fresh_folder),
        cmocka_unit_test_setup(more_than_one_line_of_the_log_holds, fresh_folder),
        cmocka_unit_test_setup(nothing_goes_while_a_sealed_file_is_at_fault,
                               fresh_folder),
        cmocka_unit_test_setup(a_failure_keeps_the_seal_and_is_told, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
