/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_evidence_at_fault.c  What was sealed of one project is damaged, gone or of another quantity now:
 *  its readings wait, all others are sealed, once, and no segment stays for them. */
#define TA_TEST_NAME "evidence-at-fault"
#include "ta_test_engine.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/health.h"
#include "engine/health.h"
#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/journal_seal.h"
#include "engine/reading_live.h"
#include "engine/readings.h"
#include "ingest/dead.h"
#include "ingest/frame.h"
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

static void put_text(struct ta_journal *j, const char *project, const char *text)
{
    char topic[64];
    (void)snprintf(topic, sizeof topic, "ta/v1/%s/d/senml", project);
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    assert_ok(ta_journal_add(j, &m, &err));
}

static void put(struct ta_journal *j, const char *project, int time, int value)
{
    char text[96];
    (void)snprintf(text, sizeof text, "[{\"n\":\"x\",\"t\":%d,\"v\":%d}]", time, value);
    put_text(j, project, text);
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

static void first_in(const char *below, char path[512])
{
    char **names = NULL;
    size_t n = 0;
    (void)snprintf(path, 512, WORKSPACE "/journal/%s", below);
    assert_ok(ta_folder_list(path, &names, &n, &err));
    assert_true(n > 0);
    (void)snprintf(path, 512, WORKSPACE "/journal/%s/%s", below, names[0]);
    ta_free(names);
}

/* Of the first file there. */
static size_t size_of(const char *below)
{
    char **names = NULL, path[512];
    size_t n = 0;
    struct stat about;
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/%s", below);
    assert_ok(ta_folder_list(path, &names, &n, &err));
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/%s/%s", below, names[0]);
    assert_int_equal(stat(path, &about), 0);
    ta_free(names);
    return (size_t)about.st_size;
}

/* Is a reading of P at that time in what is not sealed? */
static bool is_live(struct ta_workspace *w, int time)
{
    const struct ta_stream_id id = {"P", "d", "x"};
    const ta_time_us from = time * INT64_C(1000000);
    ta_time_us first, last;
    struct ta_live *live = NULL;
    assert_ok(ta_live_read(w, &id, from, from + 1, &live, &err));
    bool found = ta_live_span(live, from, from + 1, &first, &last);
    ta_live_free(live);
    return found;
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

/* A plain file whose first byte cannot be read, for real. */
static void spoil(struct ta_workspace *w)
{
    take_away(w);
    assert_int_equal(symlink("/proc/self/mem", sealed_file), 0);
}

/* Nothing can be written there, nor read. */
static void block(struct ta_workspace *w)
{
    (void)w;
    assert_int_equal(rename(WORKSPACE "/readings/P", FOLDER "/P"), 0);
    assert_ok(ta_file_write(WORKSPACE "/readings/P", "", 0, 0666, &err));
}

static void unblock(struct ta_workspace *w)
{
    (void)w;
    assert_int_equal(unlink(WORKSPACE "/readings/P"), 0);
    assert_int_equal(rename(FOLDER "/P", WORKSPACE "/readings/P"), 0);
}

static const struct {
    void (*fault)(struct ta_workspace *w), (*mend)(struct ta_workspace *w);
    enum ta_status told;
    const char *words;
    int later;   /* readings of P's other day that are sealed meanwhile */
    size_t left; /* files that cannot be sealed */
} cases[] = {{flip, put_back, TA_E_DATA, "is not the file that was sealed", 1, 1},
             {take_away, put_back, TA_E_NOTFOUND, "2026-03-08.v1.h5", 1, 1},
             {other_unit, former_unit, TA_E_DATA, "which is no kind of ppm", 0, 1},
             {spoil, put_back, TA_E_IO, "cannot read: Input/output error", 1, 1},
             {block, unblock, TA_E_IO, "readings/P/2026-03-08.v1.h5", 0, 2}};
enum { CASES = sizeof cases / sizeof *cases };

static void one_project_s_evidence_stops_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        const size_t waiting = cases[i].left;
        const bool sent = cases[i].fault != other_unit;
        struct ta_workspace w = begin(sent);
        cases[i].fault(&w);
        for (int again = 0; again < 3; again++) {
            assert_gives(seal(&w), cases[i].told);
            assert_words(cases[i].words);
            assert_true(sealed.sealed.borne);
            assert_int_equal(sealed.sealed.left, cases[i].left);
            assert_int_equal(sealed.sealed.waiting, waiting);
            assert_int_equal(sealed.sealed.files,
                             again > 0 ? 0 : 1 + cases[i].later); /* once */
            assert_int_equal(sealed.sealed.readings,
                             again == 0 ? 5 + cases[i].later : 0);
            /* counted where it ends, and one that stands already not at all */
            assert_int_equal(sealed.counts.outcome[TA_ACCEPTED],
                             again == 0 ? 5 + cases[i].later : 0);
            assert_int_equal(sealed.counts.outcome[TA_CONFLICT], 0);
            assert_int_equal(sealed.counts.messages, again == 0 ? 6 + sent : 0);
            assert_int_equal(sealed.segments, again == 0);
            assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
            assert_true(is_live(&w, FIRST_DAY + 60));
            assert_int_equal(is_live(&w, LATER_DAY), waiting == 2);
            assert_int_equal(files_in("open"), 0);
            assert_int_equal(files_in("archive"), 2);
            assert_int_equal(files_in("waiting"), 1);
        }
        cases[i].mend(&w);
        assert_ok(seal(&w));
        assert_int_equal(sealed.sealed.readings, waiting);
        assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], waiting);
        assert_int_equal(sealed.counts.outcome[TA_CONFLICT], 0);
        assert_int_equal(count(&w, "P", FIRST_DAY), 2 + sent);
        assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
        assert_int_equal(files_in("waiting"), 0);
        assert_false(is_live(&w, FIRST_DAY + 60));
        ta_workspace_close(&w);
    }
}

/* --- what waits ----------------------------------------------------------------------------- */

/* Each seal brings messages of both; of the faulty day's nothing comes any more. */
static void what_waits_does_not_grow_with_what_others_send(void **state)
{
    (void)state;
    struct ta_workspace w = begin(false);
    flip(&w);
    assert_gives(seal(&w), TA_E_DATA);
    size_t before = size_of("waiting");
    for (int i = 0; i < 4; i++) {
        struct ta_journal *j = journal_open();
        put(j, "P", LATER_DAY + i, i);
        for (int k = 0; k < 50; k++) put(j, "Q", LATER_DAY + 100 * i + k, k);
        journal_end(j);
        assert_gives(seal(&w), TA_E_DATA);
        assert_int_equal(sealed.counts.messages, 51);
        assert_int_equal(sealed.sealed.readings, 51);
        assert_int_equal(sealed.sealed.waiting, 1);
        assert_int_equal(files_in("open"), 0);
        assert_int_equal(files_in("waiting"), 1);
        assert_int_equal(size_of("waiting"), before);
    }
    assert_int_equal(count(&w, "P", LATER_DAY), 4);
    put_back(&w);
    ta_workspace_close(&w);
}

/* As a kill between the two leaves it: the segment is there, too. */
static void a_segment_beside_what_waits_of_it_counts_once(void **state)
{
    (void)state;
    struct ta_workspace w = begin(true);
    char **names = NULL, open[512], *segment = NULL;
    size_t n = 0, length = 0;
    assert_ok(ta_folder_list(WORKSPACE "/journal/open", &names, &n, &err));
    (void)snprintf(open, sizeof open, WORKSPACE "/journal/open/%s", names[0]);
    assert_ok(ta_file_read(open, 1 << 20, &segment, &length, &err));
    flip(&w);
    for (int i = 0; i < 3; i++) {
        char archived[512];
        assert_gives(seal(&w), TA_E_DATA);
        assert_int_equal(sealed.sealed.readings, i == 0 ? 6 : 0);
        assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], i == 0 ? 6 : 0);
        assert_int_equal(files_in("waiting"), 1);
        (void)snprintf(archived, sizeof archived, WORKSPACE "/journal/archive/%s.zst",
                       names[0]);
        assert_int_equal(unlink(archived), 0);
        assert_ok(ta_file_write(open, segment, length, 0666, &err));
    }
    put_back(&w);
    assert_ok(seal(&w));
    assert_int_equal(sealed.sealed.readings, 1);
    assert_int_equal(sealed.counts.outcome[TA_ACCEPTED], 1);
    assert_int_equal(files_in("waiting"), 0);
    assert_int_equal(files_in("open"), 0);
    assert_int_equal(count(&w, "P", FIRST_DAY), 3);
    assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
    ta_free(names);
    ta_free(segment);
    ta_workspace_close(&w);
}

/* A message waits whole; what of it can be told is told, and no letter of it is lost. */
static void a_message_that_waits_may_turn_out_to_be_a_letter(void **state)
{
    (void)state;
    struct ta_workspace w = begin(false);
    flip(&w);
    assert_gives(seal(&w), TA_E_DATA);
    assert_int_equal(files_in("dead"), 0);
    import(&w, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
               "\"properties\":{\"id\":\"P\",\"datastreams\":[{\"device\":\"e\","
               "\"name\":\"x\",\"property\":\"so2\",\"unit\":\"mg/m3\"}]},"
               "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
               "[[[1,1],[2,1],[2,2],[1,1]]]}}]}");
    assert_gives(seal(&w), TA_PARTLY);
    assert_int_equal(sealed.counts.outcome[TA_UNKNOWN_DEVICE], 1);
    assert_int_equal(sealed.counts.letters, 1);
    assert_int_equal(sealed.letter_files, 1);
    assert_int_equal(files_in("dead"), 1);
    assert_int_equal(files_in("waiting"), 0);
    put_back(&w);
    ta_workspace_close(&w);
}

static enum ta_status on_form(void *self, const struct ta_letter_form *form,
                              struct ta_error *why)
{
    (void)self, (void)form, (void)why;
    return TA_OK;
}

static enum ta_status on_letter(void *self, const struct ta_letter *letter,
                                struct ta_error *why)
{
    (void)letter, (void)why;
    ++*(size_t *)self;
    return TA_OK;
}

/* @return letters that stand there, in one file */
static size_t letters(void)
{
    char path[512];
    size_t n = 0, faults = 0;
    const struct ta_dead_sink sink = {.self = &n, .form = on_form, .letter = on_letter};
    assert_int_equal(files_in("dead"), 1);
    first_in("dead", path);
    assert_ok(ta_dead_read(path, &sink, &faults, &err));
    return n;
}

/* Of a message that waits something may be set aside when it comes: that is told, and stands there, once. */
static void what_is_set_aside_of_what_waits_counts_once(void **state)
{
    (void)state;
    struct ta_workspace w = begin(false);
    struct ta_journal *j = journal_open();
    put_text(j, "P",
             "[{\"n\":\"x\",\"t\":1773000120,\"v\":7},{\"n\":\"nosuch\","
             "\"t\":1773000120,\"v\":1}]");
    journal_end(j);
    flip(&w);
    assert_gives(seal(&w), TA_E_DATA);
    assert_int_equal(sealed.counts.letters, 1);
    assert_int_equal(letters(), 1);
    assert_gives(seal(&w), TA_E_DATA);
    assert_int_equal(sealed.counts.letters, 0);
    put_back(&w);
    assert_ok(seal(&w));
    assert_int_equal(sealed.sealed.readings, 2);
    assert_int_equal(sealed.counts.letters, 0);
    assert_int_equal(sealed.letter_files, 0);
    assert_int_equal(files_in("waiting"), 0);
    assert_int_equal(letters(), 1);
    ta_workspace_close(&w);
}

static char waited[512], archived[512];

/* One byte of the file of what waits is another; or it is shorter. */
static void damage_what_waits(size_t cut)
{
    char **names = NULL, *content = NULL;
    size_t n = 0, length = 0;
    assert_ok(ta_folder_list(WORKSPACE "/journal/waiting", &names, &n, &err));
    assert_int_equal(n, 1);
    (void)snprintf(waited, sizeof waited, WORKSPACE "/journal/waiting/%s", names[0]);
    (void)snprintf(archived, sizeof archived, WORKSPACE "/journal/archive/%s.zst",
                   names[0]);
    assert_ok(ta_file_read(waited, 1 << 20, &content, &length, &err));
    content[TA_FRAME_FILE_HEAD + TA_FRAME_HEAD + 3] ^= 1;
    assert_ok(ta_file_write(waited, content, cut == 0 ? length : cut, 0666, &err));
    ta_free(names);
    ta_free(content);
}

/* All that came stands in the archive, until nothing waits for it any more. */
static void what_waits_is_restored_from_its_segment(void **state)
{
    (void)state;
    static const size_t cut[] = {0, 10};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        struct ta_workspace w = begin(true);
        flip(&w);
        assert_gives(seal(&w), TA_E_DATA);
        damage_what_waits(cut[i]);
        if (i == 0) assert_gives(seal(&w), TA_E_DATA);
        put_back(&w);
        enum ta_status rc = seal(&w);
        assert_int_equal(rc, i == 0 ? TA_OK : TA_PARTLY); /* told when it is found */
        assert_int_equal(sealed.sealed.readings, 1);
        assert_int_equal(files_in("waiting"), 0);
        assert_int_equal(count(&w, "P", FIRST_DAY), 3);
        assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
        ta_workspace_close(&w);
    }
}

/* What of it is lost may be found elsewhere, by hand. */
static void what_waits_and_is_damaged_stays_without_its_segment(void **state)
{
    (void)state;
    struct ta_workspace w = begin(false);
    flip(&w);
    assert_gives(seal(&w), TA_E_DATA);
    damage_what_waits(0);
    assert_int_equal(unlink(archived), 0);
    put_back(&w);
    for (int again = 0; again < 2; again++) {
        assert_gives(seal(&w), TA_PARTLY);
        assert_int_equal(sealed.faults, 2);
        assert_int_equal(files_in("waiting"), 1);
    }
    assert_int_equal(unlink(waited), 0);
    assert_ok(seal(&w));
    ta_workspace_close(&w);
}

/* What is there under such a name stays as it is. */
static void what_waits_and_cannot_be_read_stops_nothing(void **state)
{
    (void)state;
    static const char folder[] =
        WORKSPACE "/journal/waiting/000000000001-0123456789abcdef0123456789abcdef"
                  ".journal";
    struct ta_workspace w = begin(false);
    flip(&w);
    assert_ok(ta_folder_make(WORKSPACE "/journal/waiting", &err));
    assert_ok(ta_folder_make(folder, &err));
    assert_gives(seal(&w), TA_E_DATA);
    assert_int_equal(sealed.faults, 1);
    assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
    assert_true(is_live(&w, FIRST_DAY + 60));
    put_back(&w);
    assert_gives(seal(&w), TA_PARTLY);
    assert_int_equal(count(&w, "P", FIRST_DAY), 2);
    assert_int_equal(files_in("waiting"), 1);
    assert_int_equal(rmdir(folder), 0);
    assert_ok(seal(&w));
    ta_workspace_close(&w);
}

/* By today's mappings readings of other days might stand twice. */
static void what_waits_is_not_read_without_its_pin(void **state)
{
    (void)state;
    char pin[512], *content = NULL;
    size_t length = 0;
    struct ta_workspace w = begin(false);
    flip(&w);
    assert_gives(seal(&w), TA_E_DATA);
    first_in("pins", pin);
    assert_ok(ta_file_read(pin, 1 << 20, &content, &length, &err));
    assert_ok(ta_file_write(pin, "{", 1, 0666, &err));
    put_back(&w);
    assert_gives(seal(&w), TA_PARTLY);
    assert_int_equal(sealed.sealed.readings, 0);
    assert_int_equal(files_in("waiting"), 1);
    assert_ok(ta_file_write(pin, content, length, 0666, &err));
    assert_ok(seal(&w));
    assert_int_equal(count(&w, "P", FIRST_DAY), 2);
    assert_int_equal(files_in("waiting"), 0);
    ta_free(content);
    ta_workspace_close(&w);
}

/* However old it is. */
static void the_archive_keeps_the_segment_of_what_waits(void **state)
{
    (void)state;
    struct ta_workspace w = begin(false);
    const struct ta_archive_age aging = {.workspace = &w,
                                         .who = "li",
                                         .now =
                                             (FIRST_DAY + 5 * 86400) * INT64_C(1000000),
                                         .days = 1};
    struct ta_archive_aged aged;
    const struct timespec old[2] = {{.tv_sec = FIRST_DAY}, {.tv_sec = FIRST_DAY}};
    flip(&w);
    assert_gives(seal(&w), TA_E_DATA);
    damage_what_waits(0);
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 20, 7};
    struct ta_journal *j = NULL;
    assert_ok(ta_journal_open(&options, &j, &err));
    put(j, "Q", LATER_DAY, 1);
    journal_end(j);
    assert_gives(seal(&w), TA_E_DATA); /* the newest one is another now */
    assert_int_equal(utimensat(AT_FDCWD, archived, old, 0), 0);
    assert_ok(ta_archive_remove_aged(&aging, &aged));
    assert_int_equal(access(archived, F_OK), 0);
    put_back(&w);
    assert_ok(seal(&w));
    assert_ok(ta_archive_remove_aged(&aging, &aged));
    assert_int_equal(access(archived, F_OK), -1);
    ta_workspace_close(&w);
}

/* Seal with each allocation failing once, until it comes to what is wanted. */
static void seal_without_memory(struct ta_workspace *w, enum ta_status wanted)
{
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = seal(w);
        ta_alloc_fail_at(0);
        if (rc == wanted) return;
        if (rc != TA_E_IO) assert_gives(rc, TA_E_NOMEM); /* as files are written */
        assert_int_equal(files_in("open") + files_in("waiting"), 1);
    }
}

static void waiting_survives_every_failing_allocation(void **state)
{
    (void)state;
    struct ta_workspace w = begin(true);
    flip(&w);
    seal_without_memory(&w, TA_E_DATA);
    assert_int_equal(files_in("waiting"), 1);
    put_back(&w);
    seal_without_memory(&w, TA_OK);
    assert_int_equal(files_in("waiting"), 0);
    assert_int_equal(count(&w, "P", FIRST_DAY), 3);
    assert_int_equal(count(&w, "Q", FIRST_DAY), 6);
    ta_workspace_close(&w);
}

/* --- the log -------------------------------------------------------------------------------- */

/* @return how many lines of the log have these words: looked for in the bytes of the closed store, since it has no
 * reader yet but its own check */
static size_t lines_with(const char *words)
{
    char *store = NULL, *at;
    size_t length = 0, n = 0, most = strlen(words);
    assert_ok(ta_file_read(WORKSPACE "/store.gpkg", 1 << 26, &store, &length, &err));
    for (at = store; at + most <= store + length; at++)
        n += memcmp(at, words, most) == 0;
    ta_free(store);
    return n;
}

static void what_was_sealed_beside_evidence_at_fault_stands_in_the_log(void **state)
{
    (void)state;
    struct ta_workspace w = begin(true);
    flip(&w);
    for (int i = 0; i < 3; i++) assert_gives(seal(&w), TA_E_DATA);
    assert_words("is not the file that was sealed"); /* not what noting came to */
    assert_ok(w.store.ops->check(w.store.self, &err));
    ta_workspace_close(&w);
    assert_int_equal(
        lines_with("segments=1 messages=7 readings=6 files=2 letters=0 "
                   "faults=0 over_quota=0 retained=0 too_long=0 waiting=1"),
        1);
    assert_int_equal(lines_with("segments="), 2); /* and what was sealed before */
    put_back(&w);
}

static void so_does_a_file_of_which_some_was_taken(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        bool logged;
    } files[] = {{"some.json",
                  "[{\"n\":\"d:x\",\"t\":1773000120,\"v\":3},"
                  "{\"n\":\"d:x\",\"t\":1773050460,\"v\":4}]",
                  true},
                 {"none.json", "[{\"n\":\"d:x\",\"t\":1773000180,\"v\":5}]", false}};
    struct ta_workspace w = begin(false);
    flip(&w);
    for (size_t i = 0; i < 2; i++) {
        struct ta_ingested in;
        const struct ta_ingest job = {.path = file_with(files[i].name, files[i].text),
                                      .project = "P",
                                      .who = "li",
                                      .now = now};
        assert_gives(ta_engine_ingest(&w, &job, &in, &err), TA_E_DATA);
        assert_words("is not the file that was sealed");
        assert_int_equal(in.sealed.readings, files[i].logged);
        assert_int_equal(in.sealed.waiting, 1);
        ta_ingested_free(&in);
    }
    assert_ok(w.store.ops->check(w.store.self, &err));
    ta_workspace_close(&w);
    assert_int_equal(lines_with("some.json: readings=1 files=1 set_aside=0"), 1);
    assert_int_equal(lines_with("none.json: readings="), 0);
    put_back(&w);
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
    flip(&w);
    assert_gives(seal(&w), TA_E_DATA);
    assert_non_null(strstr(doctor(),
                           "Not sealed: 1 message waits in journal/waiting for what "
                           "was sealed before: first ta/v1/P/d/senml\n"));
    put_back(&w);
    assert_ok(seal(&w));
    assert_null(strstr(doctor(), "Not sealed"));
    ta_workspace_close(&w);
}

/* A bit of the journal flips before it is sealed: whoever looks is told, at which byte, and all that is whole is there. */
static void damage_to_the_journal_is_told(void **state)
{
    (void)state;
    struct ta_workspace w = begin(true);
    struct ta_journal_segment *segment = NULL;
    size_t n = 0, length = 0;
    char path[512], words[256], *content = NULL;
    const struct ta_stream_id id = {"P", "d", "x"};
    struct ta_readings_found live;
    assert_null(strstr(doctor(), "Journal: "));
    assert_ok(ta_readings_live(&w, &id, 0, now, true, &live, &err));
    assert_int_equal(live.journal_faults, 0);
    ta_readings_found_free(&live);
    assert_ok(ta_journal_list(WORKSPACE "/journal/open", &segment, &n, &err));
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/open/%s", segment[0].name);
    assert_ok(ta_file_read(path, 1 << 20, &content, &length, &err));
    content[TA_FRAME_FILE_HEAD + TA_FRAME_HEAD + 3] ^= 1;
    assert_ok(ta_file_write(path, content, length, 0666, &err));
    ta_free(content);
    (void)snprintf(words, sizeof words,
                   "Journal: cannot be read in 2 places, first %s: byte %d: ",
                   segment[0].name, TA_FRAME_FILE_HEAD);
    ta_free(segment);
    if (strstr(doctor(), words) == NULL) fail_msg("%s", doctor());
    assert_ok(ta_readings_live(&w, &id, 0, now, true, &live, &err));
    assert_int_equal(live.journal_faults, 2);
    ta_readings_found_free(&live);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_project_s_evidence_stops_no_other, fresh_folder),
        cmocka_unit_test_setup(what_waits_does_not_grow_with_what_others_send,
                               fresh_folder),
        cmocka_unit_test_setup(a_segment_beside_what_waits_of_it_counts_once,
                               fresh_folder),
        cmocka_unit_test_setup(a_message_that_waits_may_turn_out_to_be_a_letter,
                               fresh_folder),
        cmocka_unit_test_setup(what_is_set_aside_of_what_waits_counts_once,
                               fresh_folder),
        cmocka_unit_test_setup(what_waits_is_restored_from_its_segment, fresh_folder),
        cmocka_unit_test_setup(what_waits_and_is_damaged_stays_without_its_segment,
                               fresh_folder),
        cmocka_unit_test_setup(what_waits_and_cannot_be_read_stops_nothing,
                               fresh_folder),
        cmocka_unit_test_setup(what_waits_is_not_read_without_its_pin, fresh_folder),
        cmocka_unit_test_setup(the_archive_keeps_the_segment_of_what_waits,
                               fresh_folder),
        cmocka_unit_test_setup(waiting_survives_every_failing_allocation, fresh_folder),
        cmocka_unit_test_setup(
            what_was_sealed_beside_evidence_at_fault_stands_in_the_log, fresh_folder),
        cmocka_unit_test_setup(so_does_a_file_of_which_some_was_taken, fresh_folder),
        cmocka_unit_test_setup(doctor_looks_at_what_was_sealed, fresh_folder),
        cmocka_unit_test_setup(doctor_tells_of_what_is_not_sealed, fresh_folder),
        cmocka_unit_test_setup(damage_to_the_journal_is_told, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
