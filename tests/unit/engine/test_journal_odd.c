/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_journal_odd.c  What somebody else put into the journal's folders, or damaged there, stops no seal: it is
 *  told, by the seal and by doctor, and stays. */
#define TA_TEST_NAME "journal-odd"
#include "ta_test_engine.h"

#include <sys/stat.h>

#include "base/health.h"
#include "engine/health.h"
#include "engine/import.h"
#include "engine/journal_seal.h"
#include "engine/reading_live.h"
#include "engine/readings.h"
#include "ingest/journal.h"

#define OPEN WORKSPACE "/journal/open"
#define KEY "-0123456789abcdef0123456789abcdef.journal"

static const char project[] =
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
    "\"properties\":{\"id\":\"P\",\"datastreams\":[{\"device\":\"d\",\"name\":\"x\","
    "\"property\":\"so2\",\"unit\":\"mg/m3\"}]},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}";
static const struct ta_stream_id id = {"P", "d", "x"};
static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static struct ta_journal_sealed sealed;

static struct ta_workspace begin(void)
{
    assert_int_equal(ta_test_folder(FOLDER), 0);
    struct ta_workspace w = workspace_open();
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", project), .who = "li", .now = now};
    assert_ok(ta_engine_import(&w, &job, &done, &err));
    ta_free(done.finding);
    return w;
}

/* A segment of one reading. */
static void put(int time)
{
    static const char topic[] = "ta/v1/P/d/senml";
    const struct ta_journal_options options = {OPEN, 1 << 20, 0};
    struct ta_journal *j = NULL;
    char text[96];
    int size = snprintf(text, sizeof text, "[{\"n\":\"x\",\"t\":%d,\"v\":1}]", time);
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, sizeof topic - 1},
                                         .bytes = {text, (size_t)size}};
    assert_ok(ta_journal_open(&options, &j, &err));
    assert_ok(ta_journal_add(j, &m, &err));
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
}

static enum ta_status seal(struct ta_workspace *w)
{
    const struct ta_journal_job job = {.below = UINT64_MAX, .who = "li", .now = now};
    return ta_engine_seal(w, &job, &sealed, &err);
}

static size_t count(struct ta_workspace *w)
{
    struct ta_readings_found found;
    assert_ok(ta_readings_of(w, &id, 0, now, false, &found, &err));
    size_t n = found.run.n;
    ta_readings_found_free(&found);
    return n;
}

static size_t live_faults(struct ta_workspace *w)
{
    struct ta_live *live = NULL;
    assert_ok(ta_live_read(w, &id, 0, now, &live, &err));
    size_t n = ta_live_faults(live);
    ta_live_free(live);
    return n;
}

static char found[4096]; /* faults that doctor tells, and how to mend them */

static void on_row(void *self, const struct ta_health_row *row)
{
    (void)self;
    size_t n = strlen(found);
    if (row->state == TA_HEALTH_FAULT)
        (void)snprintf(found + n, sizeof found - n, "%s: %s; %s\n", row->part,
                       row->found, row->mend);
}

static void doctor_says(const char *words)
{
    const struct ta_health health = {.tell = on_row};
    found[0] = '\0';
    ta_workspace_health(WORKSPACE, NULL, (ta_day)(now / 86400000000), &health);
    if (strstr(found, words) == NULL) fail_msg("%s", found);
}

/* A folder has a segment's name, or a pipe, which nobody may open to read. */
static void what_is_no_file_stops_nothing(void **state)
{
    (void)state;
    static const char folder[] = OPEN "/000000000000" KEY,
                      pipe[] = OPEN "/000000000099" KEY;
    struct ta_workspace w = begin();
    put(1773000000);
    assert_int_equal(live_faults(&w), 0);
    doctor_says("");
    assert_null(strstr(found, "Journal: "));
    assert_ok(ta_folder_make(folder, &err));
    assert_int_equal(mkfifo(pipe, 0666), 0);
    assert_int_equal(live_faults(&w), 2);
    doctor_says("Journal: journal/open has 2 entries with a segment's name that are no "
                "files, first 000000000000" KEY "; move ");
    for (size_t again = 0; again < 2; again++) {
        assert_gives(seal(&w), TA_PARTLY);
        assert_int_equal(sealed.faults, 2);
        assert_int_equal(count(&w), 1 + again);
        assert_int_equal(files_in("open"), 2);
        put(1773000060);
    }
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(unlink(pipe), 0);
    assert_ok(seal(&w));
    ta_workspace_close(&w);
}

static void write_pin(const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/pins/%s", name);
    assert_ok(ta_folder_make(WORKSPACE "/journal/pins", &err));
    assert_ok(ta_file_write(path, text, strlen(text), 0666, &err));
}

/* What a segment was first read by cannot be read: it stays, and doctor says so before a seal does. */
static void a_damaged_pin_is_told_by_doctor(void **state)
{
    (void)state;
    static const char mapping[] =
        "{\"mappings\":[{\"project\":\"P\",\"device\":\"d\",\"text\":\"no\"}]}";
    static const char unit[] =
        "{\"units\":[{\"project\":\"P\",\"device\":\"d\",\"name\":\"x\",\"unit\":\"?\"}"
        "]}";
    static const char *const damaged[] = {"{", mapping, unit};
    struct ta_workspace w = begin();
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    put(1773000000);
    assert_ok(ta_journal_list(OPEN, &segment, &n, &err));
    write_pin("000000000099" KEY, "{"); /* of no segment: it does no harm */
    write_pin(segment[0].name, "{\"mappings\":[],\"units\":[]}");
    doctor_says("");
    assert_null(strstr(found, "Journal: "));
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        char words[512];
        (void)snprintf(words, sizeof words,
                       "Journal: %s/journal/pins/%s: what the segment was first read "
                       "by is damaged; remove it: ",
                       WORKSPACE, segment[0].name);
        write_pin(segment[0].name, damaged[i]);
        doctor_says(words);
        assert_null(strstr(strstr(found, words) + 1, "Journal: "));
        assert_gives(seal(&w), TA_PARTLY);
        assert_int_equal(sealed.faults, 1);
    }
    ta_free(segment);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_no_file_stops_nothing, fresh_folder),
        cmocka_unit_test_setup(a_damaged_pin_is_told_by_doctor, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
