/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_mended_meanwhile.c  A mapping or a registered unit is mended between two seals of one segment: what
 *  the first one published stands once. */
#define TA_TEST_NAME "mended-meanwhile"
#include "ta_test_engine.h"

#include "engine/import.h"
#include "engine/journal_seal.h"
#include "engine/reading_live.h"
#include "engine/readings.h"
#include "ingest/journal.h"

#define PROJECT(unit)                                                                  \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":{\"id\":\"P\",\"datastreams\":[{\"device\":\"d\","                 \
    "\"name\":\"x\",\"property\":\"so2\",\"unit\":\"" unit "\"}]},\"geometry\":{"      \
    "\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}"
#define FIRST_DAY 1773000000 /* 2026-03-08 */
#define LATER_DAY 1773050400 /* 2026-03-09 */
#define MAPPING(offset)                                                                \
    "form: csv\ntime: {column: t, format: \"%Y-%m-%d %H:%M\", offset: \"" offset       \
    "\"}\nreadings: [{column: v, datastream: x, unit: mg/m3}]\n"
#define SENML                                                                          \
    "[{\"n\":\"x\",\"t\":1773000000,\"v\":1},{\"n\":\"x\",\"t\":1773050400,\"v\":2}]"
#define TABLE "t,v\n2026-03-08 20:00,1\n2026-03-09 10:00,2\n"

#define OTHER_TABLE "t,v\n2026-03-08 21:00,3\n"

static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static const char sealed_file[] = WORKSPACE "/readings/P/2026-03-08.v1.h5";
static const char archive[] = WORKSPACE "/journal/archive";
static struct ta_journal_sealed sealed;

static void import(struct ta_workspace *w, const char *document)
{
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", document), .who = "li", .now = now};
    assert_ok(ta_engine_import(w, &job, &done, &err));
    ta_free(done.finding);
}

static void map(const char *text)
{
    assert_ok(ta_folder_make(WORKSPACE "/mappings", &err));
    assert_ok(
        ta_file_write(WORKSPACE "/mappings/P.yaml", text, strlen(text), 0666, &err));
}

static void put(const char *format, const char *text)
{
    char topic[64];
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 20, 0};
    struct ta_journal *j = NULL;
    (void)snprintf(topic, sizeof topic, "ta/v1/P/d/%s", format);
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    assert_ok(ta_journal_open(&options, &j, &err));
    assert_ok(ta_journal_add(j, &m, &err));
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
}

static char told[1024]; /* the last fault */

static void on_fault(void *self, const struct ta_journal_fault *fault)
{
    (void)self;
    (void)snprintf(told, sizeof told, "%s: %s", fault->path, fault->why);
}

static enum ta_status seal(struct ta_workspace *w)
{
    const struct ta_journal_job job = {
        .below = UINT64_MAX, .who = "li", .now = now, .fault = on_fault};
    return ta_engine_seal(w, &job, &sealed, &err);
}

/* @return readings that stand, or with `live` those that are not sealed, too; none in conflict with another */
static size_t count(struct ta_workspace *w, bool live)
{
    struct ta_readings_found found;
    const struct ta_stream_id id = {"P", "d", "x"};
    ta_time_us from = now - INT64_C(30) * 86400000000;
    assert_ok(live ? ta_readings_live(w, &id, from, now, false, &found, &err)
                   : ta_readings_of(w, &id, from, now, false, &found, &err));
    size_t n = found.run.n;
    for (size_t i = 0; i < n; i++)
        assert_true(found.run.reading[i].flag < TA_FLAG_SUSPECT);
    ta_readings_found_free(&found);
    return n;
}

/* Places of the journal that the live view could not read. */
static size_t live_faults(struct ta_workspace *w)
{
    struct ta_readings_found found;
    const struct ta_stream_id id = {"P", "d", "x"};
    assert_ok(ta_readings_live(w, &id, 0, now, false, &found, &err));
    size_t n = found.journal_faults;
    ta_readings_found_free(&found);
    return n;
}

/* Nothing can go to the archive: a seal ends as a kill behind its last sealed file does. */
static void seal_and_stop(struct ta_workspace *w)
{
    assert_ok(ta_file_write(archive, "", 0, 0666, &err));
    assert_gives(seal(w), TA_E_IO);
    assert_int_equal(unlink(archive), 0);
    assert_int_equal(files_in("open"), 1);
    assert_int_equal(files_in("pins"), 1);
}

static struct ta_workspace begin(void)
{
    assert_int_equal(ta_test_folder(FOLDER), 0);
    struct ta_workspace w = workspace_open();
    import(&w, PROJECT("mg/m3"));
    map(MAPPING("+00:00"));
    return w;
}

static void seal_the_rest(struct ta_workspace *w, size_t segments)
{
    assert_ok(seal(w));
    assert_int_equal(sealed.segments, segments);
    assert_int_equal(files_in("open"), 0);
    assert_int_equal(files_in("pins"), 0);
}

static void a_mapping_mended_before_the_segment_goes(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    put("csv", TABLE);
    seal_and_stop(&w);
    assert_int_equal(count(&w, false), 2);
    map(MAPPING("+08:00"));
    assert_int_equal(count(&w, true), 2);
    seal_and_stop(&w); /* and once more */
    seal_the_rest(&w, 1);
    assert_int_equal(count(&w, false), 2);
    ta_workspace_close(&w);
}

/* What came later is read by the mended one. */
static void what_comes_later_is_read_by_the_mended_one(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    put("csv", TABLE);
    seal_and_stop(&w);
    map(MAPPING("+08:00"));
    put("csv", TABLE);
    assert_int_equal(count(&w, true), 4);
    seal_the_rest(&w, 2);
    assert_int_equal(sealed.sealed.readings, 2);
    assert_int_equal(count(&w, false), 4);
    ta_workspace_close(&w);
}

static void a_unit_registered_anew_before_the_segment_goes(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    put("senml", SENML);
    seal_and_stop(&w);
    import(&w, PROJECT("ug/m3"));
    seal_the_rest(&w, 1);
    assert_int_equal(count(&w, false), 2);
    ta_workspace_close(&w);
}

/* No row came of it: it is read by what there is. */
static void a_mapping_that_was_not_there_is_taken_once_it_is(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    assert_int_equal(unlink(WORKSPACE "/mappings/P.yaml"), 0);
    put("csv", TABLE);
    seal_and_stop(&w);
    map(MAPPING("+08:00"));
    seal_the_rest(&w, 1);
    assert_int_equal(count(&w, false), 2);
    ta_workspace_close(&w);
}

/* One message of two days: the first one's file is damaged, the other's readings are sealed. */
static void a_message_waits_while_its_mapping_or_its_unit_is_mended(void **state)
{
    (void)state;
    for (int unit = 0; unit < 2; unit++) {
        char *bytes = NULL;
        size_t size = 0;
        struct ta_workspace w = begin();
        put("senml", "[{\"n\":\"x\",\"t\":1773000600,\"v\":1}]");
        assert_ok(seal(&w));
        assert_ok(ta_file_read(sealed_file, 1 << 20, &bytes, &size, &err));
        bytes[size / 2] ^= 1;
        assert_ok(ta_file_write(sealed_file, bytes, size, 0666, &err));
        bytes[size / 2] ^= 1;
        put(unit ? "senml" : "csv", unit ? SENML : TABLE);
        assert_gives(seal(&w), TA_E_DATA);
        assert_int_equal(sealed.sealed.readings, 1);
        assert_int_equal(sealed.sealed.waiting, 1);
        assert_int_equal(files_in("waiting"), 1);
        assert_int_equal(files_in("pins"), 1);
        if (unit)
            import(&w, PROJECT("ug/m3"));
        else
            map(MAPPING("+08:00"));
        assert_gives(seal(&w), TA_E_DATA);
        assert_int_equal(sealed.sealed.readings, 0);
        assert_ok(ta_file_write(sealed_file, bytes, size, 0666, &err));
        seal_the_rest(&w, 0);
        assert_int_equal(sealed.sealed.readings, 1);
        assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], 1);
        assert_int_equal(files_in("waiting"), 0);
        assert_int_equal(count(&w, false), 3);
        ta_free(bytes);
        ta_workspace_close(&w);
    }
}

/* Its segment is not read by another mapping, and all others are sealed. */
static void a_damaged_pin_is_told(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    char **names = NULL, path[512];
    size_t n = 0;
    put("csv", TABLE);
    seal_and_stop(&w);
    assert_ok(ta_folder_list(WORKSPACE "/journal/pins", &names, &n, &err));
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/pins/%s", names[0]);
    assert_ok(ta_file_write(path, "{", 1, 0666, &err));
    put("csv", OTHER_TABLE);
    assert_gives(seal(&w), TA_PARTLY);
    assert_int_equal(sealed.faults, 1);
    if (strstr(told, "what the segment was first read by is damaged; remove it") ==
        NULL)
        fail_msg("%s", told);
    assert_int_equal(files_in("open"), 1); /* the other one is sealed */
    assert_int_equal(sealed.sealed.readings, 1);
    assert_int_equal(live_faults(&w), 1);
    assert_int_equal(count(&w, false), 3);
    assert_int_equal(unlink(path), 0);
    seal_the_rest(&w, 1);
    assert_int_equal(count(&w, false), 3);
    ta_free(names);
    ta_workspace_close(&w);
}

static void every_failing_allocation_leaves_it_pinned(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    put("csv", TABLE);
    seal_and_stop(&w);
    map(MAPPING("+08:00"));
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = seal(&w);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) break;
        if (rc != TA_E_IO) assert_gives(rc, TA_E_NOMEM); /* as files are written */
    }
    seal_the_rest(&w, 0);
    assert_int_equal(count(&w, false), 2);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_mapping_mended_before_the_segment_goes, fresh_folder),
        cmocka_unit_test_setup(what_comes_later_is_read_by_the_mended_one,
                               fresh_folder),
        cmocka_unit_test_setup(a_unit_registered_anew_before_the_segment_goes,
                               fresh_folder),
        cmocka_unit_test_setup(a_mapping_that_was_not_there_is_taken_once_it_is,
                               fresh_folder),
        cmocka_unit_test_setup(a_message_waits_while_its_mapping_or_its_unit_is_mended,
                               fresh_folder),
        cmocka_unit_test_setup(a_damaged_pin_is_told, fresh_folder),
        cmocka_unit_test_setup(every_failing_allocation_leaves_it_pinned, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
