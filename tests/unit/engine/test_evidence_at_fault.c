/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_evidence_at_fault.c  What was sealed of one project is damaged, gone or of another quantity now:
 *  its readings wait, all others are sealed, once. */
#define TA_TEST_NAME "evidence-at-fault"
#include "ta_test_engine.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/health.h"
#include "engine/health.h"
#include "engine/import.h"
#include "engine/journal_seal.h"
#include "engine/readings.h"
#include "ingest/journal.h"

#define PROJECT(id, unit)                                                              \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":{\"id\":\"" id "\",\"datastreams\":[{\"device\":\"d\","            \
    "\"name\":\"x\",\"property\":\"so2\",\"unit\":\"" unit "\"}]},\"geometry\":{"      \
    "\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}"
#define FIRST_DAY 1773000000 /* 2026-03-08 */
#define LATER_DAY 1773050400 /* 2026-03-09 */

static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static const char sealed_file[] = WORKSPACE "/readings/P/2026-03-08.v1.h5";
static struct ta_journal_sealed sealed;

static char told[512]; /* the last that an import said of a datastream */

static void on_problem(void *self, const struct ta_import_problem *problem)
{
    (void)self;
    assert_false(problem->set_aside);
    if (strcmp(problem->field, "datastreams") != 0) return;
    (void)snprintf(told, sizeof told, "%s; %s", problem->reason, problem->mend);
}

static void import(struct ta_workspace *w, const char *document)
{
    struct ta_project_imported done;
    const struct ta_project_import job = {.path = file_with("p.geojson", document),
                                          .who = "li",
                                          .now = now,
                                          .problem = on_problem};
    told[0] = '\0';
    assert_ok(ta_engine_import(w, &job, &done, &err));
    ta_free(done.finding);
}

static void put(struct ta_journal *j, const char *project, int time, int value)
{
    char topic[64], text[96];
    (void)snprintf(topic, sizeof topic, "ta/v1/%s/d/senml", project);
    (void)snprintf(text, sizeof text, "[{\"n\":\"x\",\"t\":%d,\"v\":%d}]", time, value);
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    assert_ok(ta_journal_add(j, &m, &err));
}

static struct ta_journal *journal_open(void)
{
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 20, 0};
    struct ta_journal *j = NULL;
    assert_ok(ta_journal_open(&options, &j, &err));
    return j;
}

static void journal_end(struct ta_journal *j)
{
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
}

static enum ta_status seal(struct ta_workspace *w)
{
    const struct ta_journal_job job = {.below = UINT64_MAX, .who = "li", .now = now};
    return ta_engine_seal(w, &job, &sealed, &err);
}

/* @return readings of the days from @p from on; none is in conflict with another */
static size_t count(struct ta_workspace *w, const char *project, int from)
{
    struct ta_readings_found found;
    struct ta_stream_id id = {.device = "d", .name = "x"};
    (void)snprintf(id.project, sizeof id.project, "%s", project);
    assert_ok(
        ta_readings_of(w, &id, from * INT64_C(1000000), now, false, &found, &err));
    size_t n = found.run.n;
    for (size_t i = 0; i < n; i++)
        assert_true(found.run.reading[i].flag < TA_FLAG_SUSPECT);
    ta_readings_found_free(&found);
    return n;
}

static size_t open_segments(void)
{
    char **names = NULL;
    size_t n = 0;
    assert_ok(ta_folder_list(WORKSPACE "/journal/open", &names, &n, &err));
    ta_free(names);
    return n;
}

/* A reading of each project is sealed; more are on their way. */
static struct ta_workspace begin(bool later)
{
    assert_int_equal(ta_test_folder(FOLDER), 0);
    struct ta_workspace w = workspace_open();
    import(&w, PROJECT("P", "mg/m3"));
    import(&w, PROJECT("Q", "mg/m3"));
    struct ta_journal *j = journal_open();
    put(j, "P", FIRST_DAY, 1);
    put(j, "Q", FIRST_DAY, 1);
    journal_end(j);
    assert_ok(seal(&w));
    j = journal_open();
    put(j, "P", FIRST_DAY + 60, 2);
    if (later) put(j, "P", LATER_DAY, 3);
    for (int i = 1; i < 6; i++) put(j, "Q", FIRST_DAY + 60 * i, i);
    journal_end(j);
    return w;
}

static char *bytes;
static size_t size;

static void flip(struct ta_workspace *w)
{
    (void)w;
    assert_ok(ta_file_read(sealed_file, 1 << 20, &bytes, &size, &err));
    bytes[size / 2] ^= 1;
    assert_ok(ta_file_write(sealed_file, bytes, size, 0666, &err));
    bytes[size / 2] ^= 1;
}

static void take_away(struct ta_workspace *w)
{
    (void)w;
    assert_ok(ta_file_read(sealed_file, 1 << 20, &bytes, &size, &err));
    assert_int_equal(unlink(sealed_file), 0);
}

static void put_back(struct ta_workspace *w)
{
    (void)w;
    assert_ok(ta_file_write(sealed_file, bytes, size, 0666, &err));
    ta_free(bytes);
    bytes = NULL;
}

static void other_unit(struct ta_workspace *w)
{
    import(w, PROJECT("P", "ug/m3"));
    assert_string_equal(told, ""); /* of the same quantity */
    import(w, PROJECT("P", "mg/m3"));
    import(w, PROJECT("P", "ppm"));
    assert_string_equal(told,
                        "readings of d/x were sealed while its unit was mg/m3, which "
                        "is no kind of ppm; give it mg/m3 again, or another name: its "
                        "readings wait unsealed");
}

static void former_unit(struct ta_workspace *w)
{
    import(w, PROJECT("P", "mg/m3"));
}

static const struct {
    void (*fault)(struct ta_workspace *w), (*mend)(struct ta_workspace *w);
    enum ta_status told;
    const char *words;
    bool later; /* a reading of P's other day is sealed meanwhile */
} cases[] = {{flip, put_back, TA_E_DATA, "is not the file that was sealed", true},
             {take_away, put_back, TA_E_NOTFOUND, "2026-03-08.v1.h5", true},
             {other_unit, former_unit, TA_E_DATA, "which is no kind of ppm", false}};
enum { CASES = sizeof cases / sizeof *cases };

static void one_project_s_evidence_stops_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct ta_workspace w = begin(cases[i].later);
        cases[i].fault(&w);
        for (int again = 0; again < 3; again++) {
            assert_gives(seal(&w), cases[i].told);
            assert_words(cases[i].words);
            assert_int_equal(sealed.sealed.left, 1);
            assert_int_equal(sealed.sealed.files,
                             again > 0 ? 0 : 1 + cases[i].later); /* once */
            assert_int_equal(sealed.sealed.readings,
                             again == 0 ? 5 + cases[i].later : 0);
            assert_int_equal(sealed.counts.outcome[TA_CONFLICT], 0);
            assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
            assert_int_equal(count(&w, "P", LATER_DAY), cases[i].later);
            assert_int_equal(open_segments(), 1); /* with what is not sealed yet */
        }
        cases[i].mend(&w);
        assert_ok(seal(&w));
        assert_int_equal(sealed.sealed.readings, 1);
        assert_int_equal(sealed.counts.outcome[TA_CONFLICT], 0);
        assert_int_equal(count(&w, "P", FIRST_DAY), 2 + cases[i].later);
        assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
        assert_int_equal(open_segments(), 0);
        ta_workspace_close(&w);
    }
}

/* --- doctor --------------------------------------------------------------------------------- */

static char found[2048]; /* faults that doctor tells */

static void on_row(void *self, const struct ta_health_row *row)
{
    (void)self;
    size_t n = strlen(found);
    if (row->state == TA_HEALTH_FAULT)
        (void)snprintf(found + n, sizeof found - n, "%s: %s\n", row->part, row->found);
}

static const char *doctor(void)
{
    const struct ta_health health = {.tell = on_row};
    found[0] = '\0';
    ta_workspace_health(WORKSPACE, NULL, (ta_day)(now / 86400000000), &health);
    return found;
}

static void doctor_looks_at_what_was_sealed(void **state)
{
    (void)state;
    struct ta_workspace w = begin(true);
    assert_null(strstr(doctor(), "Sealed readings"));
    flip(&w);
    assert_non_null(strstr(doctor(), "Sealed readings: readings/P/2026-03-08.v1.h5: is "
                                     "not the file that was sealed\n"));
    put_back(&w);
    take_away(&w);
    assert_non_null(
        strstr(doctor(), "Sealed readings: readings/P/2026-03-08.v1.h5: is gone\n"));
    put_back(&w);
    assert_null(strstr(doctor(), "Sealed readings"));
    ta_workspace_close(&w);
}

static void doctor_tells_of_what_is_not_sealed(void **state)
{
    (void)state;
    struct ta_workspace w = begin(true);
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    char path[512];
    assert_ok(ta_journal_list(WORKSPACE "/journal/open", &segment, &n, &err));
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/open/%s", segment[0].name);
    for (int days = 0; days < 3; days++) {
        const struct timespec at[2] = {{.tv_sec = now / 1000000 - days * 86400 - 60},
                                       {.tv_sec = now / 1000000 - days * 86400 - 60}};
        assert_int_equal(utimensat(AT_FDCWD, path, at, 0), 0);
        const char *words = strstr(doctor(), "Not sealed: 1 segment of the journal");
        assert_int_equal(words != NULL, days > 0);
        assert_int_equal(words != NULL && strstr(words, segment[0].name) != NULL,
                         days > 0);
    }
    ta_free(segment);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_project_s_evidence_stops_no_other, fresh_folder),
        cmocka_unit_test_setup(doctor_looks_at_what_was_sealed, fresh_folder),
        cmocka_unit_test_setup(doctor_tells_of_what_is_not_sealed, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
