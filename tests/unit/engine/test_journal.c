/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "journal"
#include "ta_test_engine.h"

#include <sys/wait.h>

#include "base/time.h"
#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/journal_passed.h"
#include "engine/journal_seal.h"
#include "engine/letters_away.h"
#include "engine/reading_live.h"
#include "engine/replay.h"
#include "ingest/archive.h"
#include "ingest/clock_watch.h"
#include "ingest/journal.h"

#define STREAM(device, name)                                                           \
    "{\"device\":\"" device "\",\"name\":\"" name                                      \
    "\",\"property\":\"x\",\"unit\":\"m\"}"
#define PROJECT(streams)                                                               \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":"                                                                  \
    "{\"id\":\"P\",\"datastreams\":[" streams                                          \
    "]},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]" \
    "]}}]}"

static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static struct ta_journal_sealed sealed;
static size_t faults, month_rows;
static struct ta_clock_watch *clocks; /* from seal to seal; NULL: of each one alone */

static void import(struct ta_workspace *w, const char *document)
{
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", document), .who = "li", .now = now};
    assert_ok(ta_engine_import(w, &job, &done, &err));
    ta_free(done.finding);
}

static struct ta_workspace workspace_with(const char *document)
{
    struct ta_workspace w = workspace_open();
    if (document != NULL) import(&w, document);
    return w;
}

static struct ta_journal *journal_open(void)
{
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 20, 0};
    struct ta_journal *j = NULL;
    assert_ok(ta_journal_open(&options, &j, &err));
    return j;
}

static void put(struct ta_journal *j, const char *topic, const char *text)
{
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    assert_ok(ta_journal_add(j, &m, &err));
    assert_ok(ta_journal_commit(j, &err));
}

static void put_closed(const char *topic, const char *text)
{
    struct ta_journal *j = journal_open();
    put(j, topic, text);
    ta_journal_close(j);
}

static void on_fault(void *self, const struct ta_journal_fault *fault)
{
    (void)self;
    assert_non_null(strstr(fault->path, ".journal"));
    faults++;
}

static char why[TA_OUTCOME_COUNT][512]; /* the last words of each outcome */

static void on_complaint(void *self, const struct ta_complaint *complaint)
{
    (void)self;
    (void)snprintf(why[complaint->outcome], sizeof why[0], "%s", complaint->why);
}

static enum ta_status seal(struct ta_workspace *w, uint64_t below)
{
    const struct ta_journal_job job = {.below = below,
                                       .who = "li",
                                       .now = now,
                                       .rows = 2,
                                       .month_rows = month_rows,
                                       .clocks = clocks,
                                       .complain = on_complaint,
                                       .fault = on_fault};
    faults = 0;
    return ta_engine_seal(w, &job, &sealed, &err);
}

static size_t count(struct ta_workspace *w, bool live)
{
    struct ta_readings_found found;
    const struct ta_stream_id id = {"P", "d", "x"};
    assert_ok(
        (live ? ta_readings_live : ta_readings_of)(w, &id, 0, now, true, &found, &err));
    size_t n = found.run.n;
    ta_readings_found_free(&found);
    return n;
}

#define SENML(t, v) "[{\"n\":\"x\",\"u\":\"m\",\"t\":" t ",\"v\":" v "}]"

static void closed_segments_are_sealed_and_put_away(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    put_closed("ta/v1/P/d/senml", SENML("1773000000", "1"));
    struct ta_journal *open = journal_open();
    put(open, "ta/v1/P/d/senml", SENML("1773000001", "2"));
    assert_int_equal(count(&w, true), 2);
    assert_int_equal(count(&w, false), 0);
    assert_ok(seal(&w, ta_journal_number(open)));
    assert_int_equal(sealed.segments, 1);
    assert_int_equal(count(&w, false), 1);
    assert_int_equal(count(&w, true), 2);
    assert_int_equal(files_in("open"), 1);
    assert_int_equal(files_in("archive"), 1);
    ta_journal_close(open);
    assert_ok(seal(&w, UINT64_MAX));
    assert_int_equal(count(&w, false), 2);
    assert_int_equal(files_in("open"), 0);
    assert_ok(seal(&w, UINT64_MAX)); /* nothing left */
    assert_int_equal(sealed.segments, 0);
    ta_workspace_close(&w);
}

/* A kill between sealing and putting away: the segment is read once more. */
/* Left by one that was killed, and of one that lives. */
static void what_killed_seals_left_is_cleared(void **state)
{
    (void)state;
    static const char *const left[] = {"readings/P/2026-03-01.v1.h5",
                                       "journal/dead/letters",
                                       "journal/archive/000000000000-x.journal.zst"};
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    pid_t child = fork();
    if (child == 0) _exit(0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    for (int by_file = 0; by_file < 2; by_file++) {
        char path[2][3][512];
        for (size_t i = 0; i < 3; i++)
            for (int k = 0; k < 2; k++) {
                (void)snprintf(path[k][i], sizeof path[k][i], WORKSPACE "/%s.part-%ld",
                               left[i], (long)(k == 0 ? child : getppid()));
                assert_ok(ta_workspace_make_above(path[k][i], &err));
                assert_ok(ta_file_write(path[k][i], "x", 1, 0666, &err));
            }
        if (by_file == 0) {
            put_closed("ta/v1/P/d/senml", SENML("1772700000", "1"));
            assert_ok(seal(&w, UINT64_MAX));
        } else {
            struct ta_ingested in;
            const struct ta_ingest job = {
                .path =
                    file_with("in.json", "[{\"n\":\"d/x\",\"t\":1772700060,\"v\":2}]"),
                .who = "li",
                .now = now};
            assert_ok(ta_engine_ingest(&w, &job, &in, &err));
            ta_ingested_free(&in);
        }
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(access(path[0][i], F_OK), -1);
            assert_int_equal(access(path[1][i], F_OK), 0);
        }
    }
    ta_workspace_close(&w);
}

static void bring_back(size_t n, const struct ta_journal_segment *segment, bool move)
{
    char archived[512], back[512];
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(archived, sizeof archived, WORKSPACE "/journal/archive/%s.zst",
                       segment[i].name);
        (void)snprintf(back, sizeof back, WORKSPACE "/journal/open/%s",
                       segment[i].name);
        assert_ok(ta_archive_read(archived, back, &err));
        if (move) assert_int_equal(unlink(archived), 0);
    }
}

static void sealing_again_adds_nothing(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    put_closed("ta/v1/P/d/senml", SENML("1773000000", "1"));
    put_closed("ta/v1/P/d/senml", "broken");
    assert_ok(ta_journal_list(WORKSPACE "/journal/open", &segment, &n, &err));
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.letter_files, 1);
    bring_back(n, segment, false); /* as a power cut does: it stands in the archive */
    assert_ok(seal(&w, UINT64_MAX));
    assert_int_equal(sealed.counts.messages, 0);
    assert_int_equal(files_in("open"), 0);
    bring_back(n, segment, true);
    ta_free(segment);
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.letter_files, 0); /* the same stands there */
    assert_int_equal(sealed.sealed.files, 0);
    assert_int_equal(sealed.counts.outcome[TA_DUPLICATE], 1);
    assert_int_equal(files_in("dead"), 1);
    assert_int_equal(count(&w, false), 1);
    ta_workspace_close(&w);
}

static void every_way_to_be_no_reading_has_its_word(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_journal *j = journal_open();
    put(j, "ta/v1/P/d", "[]");
    put(j, "ta/v1/Q/d/senml", SENML("1773000000", "1"));
    put(j, "ta/v1/P/d/xml", "<a/>");
    put(j, "ta/v1/P/e/senml", SENML("1773000000", "1"));
    put(j, "ta/v1/P/d/senml", "[{\"n\":\"e:x\",\"v\":1}]"); /* another's name */
    put(j, "ta/v1/P/d/csv", "a,b\n");                       /* without a mapping */
    put(j, "ta/v1/P/d/senml", SENML("1893456000", "1"));
    put(j, "ta/v1/P/d/senml", SENML("-5", "1")); /* relative to the receipt: fine */
    ta_journal_close(j);
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    static const enum ta_outcome want[] = {
        TA_BAD_TOPIC,      TA_UNKNOWN_PROJECT, TA_UNKNOWN_FORMAT,  TA_UNKNOWN_DEVICE,
        TA_UNKNOWN_STREAM, TA_NO_MAPPING,      TA_CLOCK_IN_FUTURE, TA_RELATIVE_TIME};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        assert_int_equal(sealed.counts.outcome[want[i]], 1);
    assert_int_equal(sealed.counts.letters, 7);
    static const struct {
        enum ta_outcome outcome;
        const char *words;
    } told[] = {
        {TA_BAD_TOPIC, "the topic \"ta/v1/P/d\" is not ta/v1/PROJECT/DEVICE/FORMAT"},
        {TA_UNKNOWN_PROJECT, "no project \"Q\", or none with datastreams"},
        {TA_UNKNOWN_FORMAT, "nobody here decodes the format \"xml\""},
        {TA_UNKNOWN_DEVICE, "project P has no device \"e\""},
        {TA_UNKNOWN_STREAM, "device \"d\" of project P has no datastream \"e:x\""},
        {TA_NO_MAPPING,
         "no mapping: neither mappings/P/d.yaml nor mappings/P.yaml is in "
         "the workspace"},
        {TA_CLOCK_IN_FUTURE, "datastream d/x: ahead of the receiver's clock"}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        assert_string_equal(why[told[i].outcome], told[i].words);
    ta_workspace_close(&w);
}

static void seconds_and_milliseconds_are_not_taken_for_each_other(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_journal *j = journal_open();
    put(j, "ta/v1/P/d/senml", SENML("1773000000", "1"));
    put(j, "ta/v1/P/d/senml", SENML("1773000000000", "2")); /* ms where s belong */
    put(j, "ta/v1/P/d/senml", SENML("946684900", "3"));     /* 2000-01-01 */
    ta_journal_close(j);
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], 1);
    assert_int_equal(sealed.counts.outcome[TA_BAD_TIME] +
                         sealed.counts.outcome[TA_CLOCK_IN_FUTURE],
                     2);
    assert_int_equal(sealed.counts.letters, 2);
    assert_int_equal(count(&w, false), 1);
    ta_workspace_close(&w);
}

static void a_mapping_of_the_workspace_is_found(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    static const char mapping[] = "form: csv\ntime: {column: t, format: unix_s}\n"
                                  "readings: [{column: v, datastream: x, unit: km}]\n";
    assert_ok(ta_folder_make(WORKSPACE "/mappings/P", &err));
    assert_ok(ta_file_write(WORKSPACE "/mappings/P.yaml", "broken", 6, 0666, &err));
    put_closed("ta/v1/P/d/csv", "t,v\n1773000000,2\n");
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.counts.outcome[TA_NO_MAPPING], 1);
    assert_ok(ta_file_write(WORKSPACE "/mappings/P/d.yaml", mapping, sizeof mapping - 1,
                            0666, &err));
    const struct ta_replay replay = {.who = "li", .now = now};
    struct ta_replayed out;
    assert_ok(ta_engine_replay(&w, &replay, &out, &err));
    assert_int_equal(out.sealed.readings, 1);
    assert_int_equal(files_in("dead"), 0);
    assert_int_equal(count(&w, false), 1);
    ta_workspace_close(&w);
}

static void letters_come_in_after_a_mend(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "y")));
    const struct ta_replay replay = {.who = "li", .now = now};
    struct ta_replayed out;
    put_closed("ta/v1/P/d/senml", SENML("1773000000", "1"));
    put_closed("ta/v1/P/d/senml", "broken");
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(files_in("dead"), 2);
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.gone, 0); /* nothing was mended: nothing changes */
    assert_int_equal(files_in("dead"), 2);
    import(&w, PROJECT(STREAM("d", "y") "," STREAM("d", "x")));
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.gone, 1);
    assert_int_equal(out.sealed.readings, 1);
    assert_int_equal(out.counts.letters, 1);
    assert_int_equal(files_in("dead"), 1);
    assert_int_equal(count(&w, false), 1);
    ta_workspace_close(&w);
}

/* Nothing in a message says that its device sent it before: with a time of its own it counts once, with one that
 * counts from the receipt twice, under a word that says so. */
static void what_a_device_repeats_without_a_clock_counts_twice(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    static const char *const text[] = {SENML("-5", "1"), SENML("1773000000", "2")};
    struct ta_journal *j = journal_open();
    for (size_t i = 0; i < 4; i++) {
        const struct ta_journal_message m = {
            .received = now + (ta_time_us)i,
            .topic = {"ta/v1/P/d/senml", 15},
            .bytes = {text[i % 2], strlen(text[i % 2])}};
        assert_ok(ta_journal_add(j, &m, &err));
    }
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    assert_ok(seal(&w, UINT64_MAX));
    assert_int_equal(sealed.counts.outcome[TA_RELATIVE_TIME], 2);
    assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], 1);
    assert_int_equal(sealed.counts.outcome[TA_DUPLICATE], 1);
    assert_int_equal(count(&w, false), 3);
    ta_workspace_close(&w);
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

/* Of three readings received at one time one is good by any clock, one where ours was ten minutes behind, and one
 * is ahead of that, too. */
static void
a_clock_of_ours_that_was_behind_is_told_when_letters_come_again(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_replay replay = {.who = "li", .now = now + INT64_C(86400000000)};
    struct ta_replayed out;
    put_closed("ta/v1/P/d/senml", SENML("1773100800", "1"));
    put_closed("ta/v1/P/d/senml", SENML("1773101400", "2"));
    put_closed("ta/v1/P/d/senml", SENML("1773101801", "3"));
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.counts.outcome[TA_CLOCK_IN_FUTURE], 2);
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.sealed.readings, 0); /* a day later is no mend */
    replay.behind = INT64_C(600000000);
    replay.now = now; /* nor may a reading be ahead of today's clock */
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.sealed.readings, 0);
    replay.now = now + INT64_C(86400000000);
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.sealed.readings, 1);
    assert_int_equal(out.counts.letters, 1);
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.counts.letters, 1);
    struct ta_readings_found found;
    const struct ta_stream_id id = {"P", "d", "x"};
    assert_ok(ta_readings_of(&w, &id, 0, replay.now, true, &found, &err));
    assert_int_equal(found.run.n, 2);
    assert_int_equal(found.run.reading[1].received, now); /* as it was written down */
    ta_readings_found_free(&found);
    ta_workspace_close(&w);
    assert_int_equal(audited("readings=1 still=1 receiver_was_behind=600s"), 1);
}

static void assert_sealed_in(size_t n, const char *const *name)
{
    char **names = NULL;
    size_t found = 0;
    assert_ok(ta_folder_list(WORKSPACE "/readings/P", &names, &found, &err));
    assert_int_equal(found, n);
    for (size_t i = 0; i < n; i++) assert_string_equal(names[i], name[i]);
    ta_free(names);
}

static enum ta_status put_away(struct ta_workspace *w, const char *which,
                               struct ta_away_done *out)
{
    const struct ta_away job = {
        .which = which, .reason = "seen", .who = "li", .now = now};
    return ta_engine_letters_away(w, &job, out, &err);
}

static void put_letters(struct ta_workspace *w)
{
    struct ta_journal *j = journal_open();
    put(j, "ta/v1/P/e/senml", SENML("1772700000", "1"));
    put(j, "ta/v1/P/d/senml", "[{");
    put(j, "ta/v1/P/f/senml", SENML("1772700000", "2"));
    ta_journal_close(j);
    assert_gives(seal(w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(files_in("dead"), 1);
}

static void letters_that_were_looked_at_go_whole(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_away_done done;
    struct ta_replayed out;
    const struct ta_replay job = {.who = "li", .now = now};
    put_letters(&w);
    assert_gives(put_away(&w, "unit_mismatch", &done), TA_E_NOTFOUND);
    assert_gives(put_away(&w, "none", &done), TA_E_USAGE);
    assert_ok(put_away(&w, "unknown_device", &done));
    assert_int_equal(done.letters, 2);
    assert_int_equal(files_in("archive/dead"), 2); /* and a note */
    assert_gives(ta_engine_replay(&w, &job, &out, &err), TA_PARTLY);
    assert_int_equal(out.counts.letters, 1);
    assert_int_equal(out.counts.outcome[TA_BAD_SYNTAX], 1);
    assert_ok(put_away(&w, "all", &done));
    assert_int_equal(files_in("archive/dead"), 4);
    assert_int_equal(files_in("dead"), 0);
    ta_workspace_close(&w);
}

/* A broker sends a message again; a program that is killed leaves a letter in two files. */
static void a_letter_stands_once(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    const struct ta_replay job = {.who = "li", .now = now};
    struct ta_replayed out;
    struct ta_away_done done;
    for (int segment = 0; segment < 3; segment++) {
        struct ta_journal *j = journal_open();
        put(j, "ta/v1/P/d/senml", "[again");
        if (segment == 0) put(j, "ta/v1/P/d/senml", "[again");
        if (segment == 1) put(j, "ta/v1/P/d/senml", "[once");
        put(j, "ta/v1/P/d/senml", segment == 1 ? "[second" : "[first");
        ta_journal_close(j);
    }
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(files_in("dead"), 3);
    for (int i = 0; i < 2; i++) {
        assert_gives(ta_engine_replay(&w, &job, &out, &err), TA_PARTLY);
        assert_int_equal(out.counts.messages, 4); /* again, first, once, second */
        assert_int_equal(out.counts.letters, 4);
        assert_int_equal(files_in("dead"), 2);
    }
    assert_ok(put_away(&w, "all", &done));
    assert_int_equal(done.letters, 4);
    ta_workspace_close(&w);
}

/* One that cannot be read whole is not written anew without what it lost: it goes as it is. */
static void a_damaged_file_of_letters_goes_as_a_whole(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_away_done done;
    char **names = NULL, path[512], *bytes = NULL, *there = NULL;
    size_t n = 0, size = 0, same = 0;
    put_letters(&w);
    assert_ok(ta_folder_list(WORKSPACE "/journal/dead", &names, &n, &err));
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/dead/%s", names[0]);
    assert_ok(ta_file_read(path, 1 << 20, &bytes, &size, &err));
    bytes[size - 1] ^= 1; /* the last letter */
    assert_ok(ta_file_write(path, bytes, size, 0666, &err));
    assert_gives(put_away(&w, "bad_syntax", &done), TA_PARTLY);
    assert_int_equal(done.left, 1);
    assert_int_equal(access(path, F_OK), 0);
    assert_ok(put_away(&w, names[0], &done));
    assert_int_equal(access(path, F_OK), -1);
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/archive/dead/%s", names[0]);
    assert_ok(ta_file_read(path, 1 << 20, &there, &same, &err));
    assert_int_equal(same, size);
    assert_memory_equal(there, bytes, size);
    ta_free(there);
    ta_free(bytes);
    ta_free(names);
    ta_workspace_close(&w);
}

static void putting_away_survives_every_failing_allocation(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    put_letters(&w);
    for (size_t k = 1;; k++) {
        struct ta_away_done done;
        ta_alloc_fail_at(k);
        enum ta_status rc = put_away(&w, "unknown_device", &done);
        ta_alloc_fail_at(0);
        /* not found: what one run began the next one did to the end, and failed behind it */
        if (rc == TA_OK || rc == TA_E_NOTFOUND) break;
        if (rc != TA_E_IO) assert_gives(rc, TA_E_NOMEM); /* as files are written */
    }
    assert_int_equal(files_in("archive/dead"), 2);
    assert_int_equal(files_in("dead"), 1);
    ta_workspace_close(&w);
}

/* Messages and letters may be what a month's file can take no more. */
static void what_comes_late_parts_a_month_that_is_full(void **state)
{
    (void)state;
    static const char *const parted[] = {"2026-01-02.v1.h5", "2026-01-03.v1.h5",
                                         "2026-01.v1.h5"};
    static const char *const more[] = {"2026-01-02.v1.h5", "2026-01-03.v1.h5",
                                       "2026-01-03.v2.h5", "2026-01.v1.h5"};
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    const struct ta_replay replay = {.who = "li", .now = now, .month_rows = 1};
    struct ta_replayed out;
    put_closed("ta/v1/P/d/senml", SENML("1767312000", "1")); /* 2026-01-02 */
    month_rows = 1;
    assert_ok(seal(&w, UINT64_MAX));
    assert_sealed_in(1, parted + 2);
    put_closed("ta/v1/P/e/senml", SENML("1767398400", "2"));
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY); /* no such device */
    import(&w, PROJECT(STREAM("d", "x") "," STREAM("e", "x")));
    assert_ok(ta_engine_replay(&w, &replay, &out, &err));
    assert_int_equal(out.sealed.readings, 1);
    assert_sealed_in(3, parted);
    put_closed("ta/v1/P/d/senml", SENML("1767398401", "3"));
    assert_ok(seal(&w, UINT64_MAX));
    assert_sealed_in(4, more);
    assert_int_equal(count(&w, false), 2);
    ta_workspace_close(&w);
    assert_int_equal(ta_test_folder(FOLDER), 0);
    w = workspace_with(PROJECT(STREAM("d", "x")));
    put_closed("ta/v1/P/d/senml", SENML("1767312000", "1"));
    assert_ok(seal(&w, UINT64_MAX));
    put_closed("ta/v1/P/d/senml", SENML("1767398400", "2"));
    assert_ok(seal(&w, UINT64_MAX)); /* messages alone */
    assert_sealed_in(3, parted);
    month_rows = 0;
    ta_workspace_close(&w);
}

/* A table whose mapping was wrong: rows keep the names above them and their lines. */
static void rows_of_a_file_come_in_by_a_mended_mapping(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    char mapping[512];
    (void)snprintf(mapping, sizeof mapping, "%s",
                   file_with("m.yaml", "form: csv\ntime: {column: t, format: unix_s}\n"
                                       "device: d\nreadings: [{column: v, datastream: "
                                       "z, unit: m}]\n"));
    struct ta_ingested in;
    const struct ta_ingest ingest = {
        .path = file_with("in.csv", "t,v\n1773000000,1\nx,2\n1773000002,3\n"),
        .mapping = mapping,
        .who = "li",
        .now = now};
    assert_gives(ta_engine_ingest(&w, &ingest, &in, &err), TA_PARTLY);
    assert_int_equal(in.counts.letters, 3);
    ta_ingested_free(&in);
    struct ta_replay replay = {.who = "li", .now = now};
    struct ta_replayed out;
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.counts.letters, 3);
    assert_int_equal(out.gone, 0); /* the same letters, in the same file */
    replay.mapping =
        file_with("m.yaml", "form: csv\ntime: {column: t, format: unix_s}\n"
                            "device: d\nreadings: [{column: v, datastream: "
                            "x, unit: m}]\n");
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.sealed.readings, 2);
    assert_int_equal(out.counts.outcome[TA_BAD_TIME], 1);
    assert_int_equal(out.gone, 1);
    assert_int_equal(count(&w, false), 2);
    replay.mapping = NULL; /* what is left came with the mended one */
    assert_gives(ta_engine_replay(&w, &replay, &out, &err), TA_PARTLY);
    assert_int_equal(out.gone, 0);
    ta_workspace_close(&w);
}

static void damage_is_told_and_the_rest_sealed(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_journal *j = journal_open();
    for (int i = 0; i < 5; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, SENML("177300000%d", "%d"), i, i);
        put(j, "ta/v1/P/d/senml", text);
    }
    ta_journal_close(j);
    struct ta_journal_segment *segment = NULL;
    size_t n = 0, size = 0;
    char path[512], *bytes = NULL;
    assert_ok(ta_journal_list(WORKSPACE "/journal/open", &segment, &n, &err));
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/open/%s", segment[0].name);
    ta_free(segment);
    assert_ok(ta_file_read(path, 1 << 20, &bytes, &size, &err));
    bytes[size / 2] ^= 1;
    assert_ok(ta_file_write(path, bytes, size, 0666, &err));
    ta_free(bytes);
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.sealed.readings, 4);
    assert_int_equal(faults, 2); /* the stretch, and one message missing */
    assert_int_equal(sealed.faults, 2);
    assert_int_equal(files_in("archive"), 1);
    ta_workspace_close(&w);
}

static void without_any_project_all_is_kept(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(NULL);
    put_closed("ta/v1/P/d/senml", SENML("1773000000", "1"));
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.counts.outcome[TA_UNKNOWN_PROJECT], 1);
    assert_int_equal(files_in("dead"), 1);
    ta_workspace_close(&w);
}

static void survives_every_failing_allocation(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_journal *j = journal_open();
    put(j, "ta/v1/P/d/senml", SENML("1773000000", "1"));
    put(j, "ta/v1/P/d/senml", "broken");
    ta_journal_close(j);
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = seal(&w, UINT64_MAX);
        ta_alloc_fail_at(0);
        if (rc == TA_PARTLY && sealed.segments > 0) break;
        if (rc != TA_E_NOMEM && rc != TA_OK) fail_msg("%zu: %d %s", k, rc, err.text);
        if (rc == TA_OK) break; /* all was done before the allocation that failed */
    }
    assert_int_equal(count(&w, false), 1);
    assert_int_equal(files_in("open"), 0);
    ta_workspace_close(&w);
}

/* Messages [from, to) a minute apart; from the tenth on the clock is an hour back. */
static void put_minutes(int from, int to)
{
    struct ta_journal *j = journal_open();
    for (int i = from; i < to; i++) {
        char text[128];
        static const char topic[] = "ta/v1/P/a/senml";
        int64_t second = now / 1000000 - 7200 + i * 60;
        int size = snprintf(text, sizeof text, "[{\"n\":\"x\",\"t\":%lld,\"v\":%d}]",
                            (long long)(second - (i < 10 ? 0 : 3601)), i);
        const struct ta_journal_message m = {.received = second * 1000000,
                                             .topic = {topic, sizeof topic - 1},
                                             .bytes = {text, (size_t)size}};
        assert_ok(ta_journal_add(j, &m, &err));
    }
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
}

static void a_clock_that_was_set_is_counted(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("a", "x")));
    put_minutes(0, 20);
    assert_ok(seal(&w, UINT64_MAX));
    assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], 20);
    assert_int_equal(sealed.counts.outcome[TA_CLOCK_JUMP], 1);
    ta_workspace_close(&w);
}

/* Two messages to a seal: no seal sees the jump by itself. */
static void a_clock_that_was_set_between_seals_is_counted(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("a", "x")));
    uint64_t jumps = 0;
    clocks = ta_clock_watch_new();
    assert_non_null(clocks);
    for (int i = 0; i < 20; i += 2) {
        put_minutes(i, i + 2);
        assert_ok(seal(&w, UINT64_MAX));
        jumps += sealed.counts.outcome[TA_CLOCK_JUMP];
    }
    ta_clock_watch_free(clocks);
    clocks = NULL;
    assert_int_equal(jumps, 1);
    ta_workspace_close(&w);
}

/* Nothing of them is kept but their number, under the device's name. */
static void what_was_passed_over_is_counted_and_named(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT(STREAM("d", "x")));
    struct ta_journal *j = journal_open();
    struct ta_journal_passed passed = {.outcome = TA_OVER_QUOTA,
                                       .topic = {"ta/v1/P/d/senml", 15},
                                       .messages = 3,
                                       .received = now};
    struct ta_passed_tally tally = {.n = 0};
    why[TA_OVER_QUOTA][0] = why[TA_RETAINED][0] = '\0';
    assert_ok(ta_journal_pass(j, &passed, &err));
    put(j, "ta/v1/P/d/senml", SENML("1773000000", "1"));
    passed.outcome = TA_RETAINED;
    assert_ok(ta_journal_pass(j, &passed, &err));
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    assert_ok(ta_passed_read(WORKSPACE "/journal/open", &tally, &err));
    assert_int_equal(tally.outcome[TA_OVER_QUOTA], 3);
    assert_int_equal(tally.outcome[TA_RETAINED], 3);
    assert_string_equal(tally.told[0].topic, "ta/v1/P/d/senml");
    assert_int_equal(count(&w, true), 1);
    assert_gives(seal(&w, UINT64_MAX), TA_PARTLY);
    assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], 1);
    assert_int_equal(sealed.counts.outcome[TA_OVER_QUOTA], 3);
    assert_int_equal(sealed.counts.outcome[TA_RETAINED], 3);
    assert_non_null(strstr(why[TA_OVER_QUOTA], "ta/v1/P/d/senml: more than a device"));
    assert_string_equal(why[TA_RETAINED], ""); /* no news */
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_clock_that_was_set_is_counted, fresh_folder),
        cmocka_unit_test_setup(a_clock_that_was_set_between_seals_is_counted,
                               fresh_folder),
        cmocka_unit_test_setup(closed_segments_are_sealed_and_put_away, fresh_folder),
        cmocka_unit_test_setup(what_killed_seals_left_is_cleared, fresh_folder),
        cmocka_unit_test_setup(sealing_again_adds_nothing, fresh_folder),
        cmocka_unit_test_setup(every_way_to_be_no_reading_has_its_word, fresh_folder),
        cmocka_unit_test_setup(seconds_and_milliseconds_are_not_taken_for_each_other,
                               fresh_folder),
        cmocka_unit_test_setup(a_mapping_of_the_workspace_is_found, fresh_folder),
        cmocka_unit_test_setup(letters_come_in_after_a_mend, fresh_folder),
        cmocka_unit_test_setup(what_a_device_repeats_without_a_clock_counts_twice,
                               fresh_folder),
        cmocka_unit_test_setup(
            a_clock_of_ours_that_was_behind_is_told_when_letters_come_again,
            fresh_folder),
        cmocka_unit_test_setup(letters_that_were_looked_at_go_whole, fresh_folder),
        cmocka_unit_test_setup(a_letter_stands_once, fresh_folder),
        cmocka_unit_test_setup(a_damaged_file_of_letters_goes_as_a_whole, fresh_folder),
        cmocka_unit_test_setup(putting_away_survives_every_failing_allocation,
                               fresh_folder),
        cmocka_unit_test_setup(what_comes_late_parts_a_month_that_is_full,
                               fresh_folder),
        cmocka_unit_test_setup(rows_of_a_file_come_in_by_a_mended_mapping,
                               fresh_folder),
        cmocka_unit_test_setup(what_was_passed_over_is_counted_and_named, fresh_folder),
        cmocka_unit_test_setup(damage_is_told_and_the_rest_sealed, fresh_folder),
        cmocka_unit_test_setup(without_any_project_all_is_kept, fresh_folder),
        cmocka_unit_test_setup(survives_every_failing_allocation, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
