/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_hostile.c  Whatever one message or letter holds, those before and behind it come in, and it
 *  is kept whole. */
#define TA_TEST_NAME "hostile"
#include "ta_property.h"
#include "ta_test_engine.h"

#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/journal_seal.h"
#include "engine/reading_live.h"
#include "engine/replay.h"
#include "ingest/journal.h"

enum { MESSAGES = 40, ROUNDS = 12, LONG = 70000 };

#define STREAM(device)                                                                 \
    "{\"device\":\"" device "\",\"name\":\"x\",\"property\":\"x\",\"unit\":\"m\"}"
#define PROJECT(streams)                                                               \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":{\"id\":\"P\",\"datastreams\":[" streams "]},\"geometry\":{"       \
    "\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}"
#define STREAMS STREAM("c") "," STREAM("d") "," STREAM("h") "," STREAM("j")
#define CSV "form: csv\ntime: {column: t, format: unix_s}\n"
#define READS "readings: [{column: v, datastream: x, unit: m"

static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static struct ta_journal_sealed sealed;
static struct ta_replayed replayed;

static void write_mapping(const char *device, const char *text)
{
    char path[512];
    assert_ok(ta_folder_make(WORKSPACE "/mappings/P", &err));
    (void)snprintf(path, sizeof path, WORKSPACE "/mappings/P/%s.yaml", device);
    assert_ok(ta_file_write(path, text, strlen(text), 0666, &err));
}

static void import(struct ta_workspace *w, const char *document)
{
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", document), .who = "li", .now = now};
    assert_ok(ta_engine_import(w, &job, &done, &err));
    ta_free(done.finding);
}

static struct ta_workspace begin(void)
{
    struct ta_workspace w = workspace_open();
    import(&w, PROJECT(STREAMS));
    write_mapping("c", CSV READS "}]\n");
    write_mapping("j", "form: json\ntime: {pointer: /t, format: unix_s}\n"
                       "readings: [{pointer: /v, datastream: x, unit: m}]\n");
    write_mapping("h", "form: hj212\n"
                       "readings: [{field: a-Rtd, datastream: x, unit: m}]\n");
    return w;
}

static void put(struct ta_journal *j, size_t i, const char *topic, const char *text)
{
    const struct ta_journal_message m = {.received = now + (ta_time_us)i,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    assert_ok(ta_journal_add(j, &m, &err));
}

static struct ta_journal *journal_open(void)
{
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 30, 0};
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

static enum ta_status replay(struct ta_workspace *w, const char *mapping)
{
    const struct ta_replay job = {.mapping = mapping, .who = "li", .now = now};
    return ta_engine_replay(w, &job, &replayed, &err);
}

static size_t count(struct ta_workspace *w, const char *device, bool live)
{
    struct ta_readings_found found;
    struct ta_stream_id id = {.project = "P", .name = "x"};
    (void)snprintf(id.device, sizeof id.device, "%s", device);
    assert_ok(
        (live ? ta_readings_live : ta_readings_of)(w, &id, 0, now, true, &found, &err));
    size_t n = found.run.n;
    ta_readings_found_free(&found);
    return n;
}

/* --- messages ------------------------------------------------------------------------------- */

/* Of each format, and by mappings of each form: none is a reading. */
static const char *const hostile[][2] = {
    {"c/csv", "time,v\n1773000000,2\n"}, /* a firmware gave a column another name */
    {"c/csv", "t,v,v\n1773000000,2,3\n"},
    {"c/csv", "\"t,v\n1773000000,2\n"},
    {"c/csv", "t,v\n1773000000,oops\n"},
    {"c/csv", "t,v\nyesterday,1\n"},
    {"c/json", "{\"t\":1773000000,\"v\":2}"},
    {"c/hj212", "##0001A0000\r\n"},
    {"c/senml", "[{\"n\":\"y\",\"t\":1773000000,\"v\":2}]"},
    {"j/csv", "t,v\n1773000000,2\n"},
    {"j/json", "{\"t\":1773000000,\"v\":[]}"},
    {"j/json", "{\"t\":1773000000,"},
    {"j/hj212", "##0001A0000\r\n"},
    {"h/csv", "t,v\n1773000000,2\n"},
    {"h/json", "{\"t\":1773000000,\"v\":2}"},
    {"h/hj212", "##0001A0000\r\n"},
    {"d/csv", "t,v\n1773000000,2\n"},
    {"d/senml", "[{\"n\":\"x\",\"u\":\"kg\",\"t\":1773000000,\"v\":2}]"},
    {"d/senml", "[{\"n\":\"x\",\"t\":1773000000,\"v\":1,\"z\":[[[["},
    {"d/cbor", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff"},
    {"d/xml", "<a/>"},
    {"nobody/senml", "[{\"n\":\"x\",\"t\":1773000000,\"v\":2}]"}};
enum { HOSTILE = sizeof hostile / sizeof *hostile };

static void put_hostile(struct ta_random_stream *r, struct ta_journal *j, size_t i)
{
    static const char *const topic[] = {"c/csv", "j/json", "h/hj212", "d/senml",
                                        "d/cbor"};
    static char text[LONG];
    char full[64];
    size_t which = ta_random_below(r, HOSTILE + 2), n = sizeof topic / sizeof *topic;
    const char *to = which < HOSTILE ? hostile[which][0] : topic[ta_random_below(r, n)];
    (void)snprintf(full, sizeof full, "ta/v1/P/%s", to);
    size_t size = which == HOSTILE ? LONG - 1 : 4 + ta_random_below(r, 60);
    for (size_t k = 0; k < size; k++) text[k] = (char)('!' + ta_random_below(r, 94));
    text[0] = '?'; /* no payload begins so */
    text[size] = '\0';
    put(j, i, full, which < HOSTILE ? hostile[which][1] : text);
}

static void any_mix_costs_the_hostile_only(struct ta_random_stream *r)
{
    assert_int_equal(ta_test_folder(FOLDER), 0);
    struct ta_workspace w = begin();
    struct ta_journal *j = journal_open();
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < MESSAGES; i++) {
        char text[96];
        bool is_good = i == 0 || i + 1 == MESSAGES || ta_random_below(r, 3) == 0;
        (void)snprintf(text, sizeof text, "[{\"n\":\"x\",\"t\":17730000%02zu,\"v\":1}]",
                       i);
        if (is_good)
            put(j, i, "ta/v1/P/d/senml", text);
        else
            put_hostile(r, j, i);
        good += is_good;
        bad += !is_good;
    }
    journal_end(j);
    assert_int_equal(count(&w, "d", true), good);
    assert_gives(seal(&w), TA_PARTLY);
    assert_int_equal(count(&w, "d", false), good);
    assert_int_equal(sealed.sealed.readings, good);
    assert_int_equal(sealed.counts.letters, bad);
    for (int i = 0; i < 2; i++) {
        assert_gives(replay(&w, NULL), TA_PARTLY);
        assert_int_equal(replayed.counts.letters, bad);
        assert_int_equal(replayed.sealed.readings, 0);
        assert_int_equal(files_in("dead"), 1);
    }
    assert_int_equal(replayed.gone, 0); /* the same letters again */
    ta_workspace_close(&w);
}

static void no_message_costs_another(void **state)
{
    (void)state;
    ta_for_seeds(ROUNDS, any_mix_costs_the_hostile_only);
}

/* One at a time, so that it is known which. */
static void each_is_one_letter(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    for (size_t i = 0; i < HOSTILE; i++) {
        char topic[64];
        struct ta_journal *j = journal_open();
        (void)snprintf(topic, sizeof topic, "ta/v1/P/%s", hostile[i][0]);
        put(j, i, topic, hostile[i][1]);
        journal_end(j);
        assert_gives(seal(&w), TA_PARTLY);
        if (sealed.counts.letters != 1 || sealed.sealed.readings != 0)
            fail_msg("%s: %s", hostile[i][0], hostile[i][1]);
    }
    ta_workspace_close(&w);
}

/* --- letters -------------------------------------------------------------------------------- */

/* The row alone is kept, and the names above it; lines before them are not. */
static void a_device_s_row_comes_in_by_a_mended_mapping(void **state)
{
    (void)state;
    static const char *const before[] = {"", "skip: 2\n"};
    for (size_t i = 0; i < 2; i++) {
        char mapping[256];
        assert_int_equal(ta_test_folder(FOLDER), 0);
        struct ta_workspace w = begin();
        struct ta_journal *j = journal_open();
        (void)snprintf(mapping, sizeof mapping, CSV "%s" READS "}]\n", before[i]);
        write_mapping("c", mapping);
        const char *front = i == 0 ? "" : "a\nb\n";
        char text[2][96];
        (void)snprintf(text[0], sizeof text[0],
                       "%st,v\n1773000000,1\n1773000001,oops\n", front);
        (void)snprintf(text[1], sizeof text[1], "%sv,t\noops,1773000002\n", front);
        put(j, 0, "ta/v1/P/c/csv", text[0]);
        put(j, 1, "ta/v1/P/c/csv", text[1]);
        put(j, 2, "ta/v1/P/e/senml", "[{\"n\":\"x\",\"t\":1773000000,\"v\":1}]");
        journal_end(j);
        assert_gives(seal(&w), TA_PARTLY);
        assert_int_equal(sealed.counts.letters, 3);
        assert_gives(replay(&w, NULL), TA_PARTLY);
        assert_int_equal(replayed.gone, 0); /* the same letters, in the same file */
        import(&w, PROJECT(STREAMS "," STREAM("e")));
        assert_gives(replay(&w, NULL), TA_PARTLY);
        assert_int_equal(replayed.counts.letters, 2);
        assert_int_equal(count(&w, "e", false), 1);
        (void)snprintf(mapping, sizeof mapping, CSV "%s" READS ", words: {oops: 5}}]\n",
                       before[i]);
        write_mapping("c", mapping);
        assert_ok(replay(&w, NULL));
        assert_int_equal(files_in("dead"), 0);
        assert_int_equal(count(&w, "c", false), 3);
        ta_workspace_close(&w);
    }
}

/* A table that nobody could read comes in whole. */
static void a_device_s_table_comes_in_by_a_mended_mapping(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    struct ta_journal *j = journal_open();
    put(j, 0, "ta/v1/P/c/csv", "time,v\n1773000000,1\n1773000001,2\n");
    put(j, 1, "ta/v1/P/j/csv", "t,v\n1773000000,1\n");
    journal_end(j);
    assert_gives(seal(&w), TA_PARTLY);
    assert_int_equal(sealed.counts.outcome[TA_BAD_FIELD], 1);
    assert_int_equal(sealed.counts.outcome[TA_NO_MAPPING], 1);
    write_mapping("c",
                  "form: csv\ntime: {column: time, format: unix_s}\n" READS "}]\n");
    write_mapping("j", CSV READS "}]\n");
    assert_ok(replay(&w, NULL));
    assert_int_equal(count(&w, "c", false), 2);
    assert_int_equal(count(&w, "j", false), 1);
    ta_workspace_close(&w);
}

/* A mended mapping of one file's letters leaves those of others as they are. */
static void a_mapping_that_fits_no_letter_ends_nothing(void **state)
{
    (void)state;
    static const char *const others[] = {
        "form: csv\ntime: {column: when, format: unix_s}\n" READS "}]\n",
        "form: json\ntime: {pointer: /t, format: unix_s}\n"
        "readings: [{pointer: /v, datastream: x, unit: m}]\n"};
    struct ta_workspace w = begin();
    char mapping[512];
    (void)snprintf(mapping, sizeof mapping, "%s",
                   file_with("m.yaml", CSV "device: d\n" READS "}]\n"));
    struct ta_ingested in;
    struct ta_ingest ingest = {.path = file_with("in.csv", "t,v\nx,2\n1773000002,3\n"),
                               .mapping = mapping,
                               .who = "li",
                               .now = now};
    assert_gives(ta_engine_ingest(&w, &ingest, &in, &err), TA_PARTLY);
    ta_ingested_free(&in);
    struct ta_journal *j = journal_open();
    put(j, 0, "ta/v1/P/d/senml", "[broken");
    journal_end(j);
    assert_gives(seal(&w), TA_PARTLY);
    for (size_t i = 0; i < 2; i++) {
        assert_gives(replay(&w, file_with("other.yaml", others[i])), TA_PARTLY);
        assert_int_equal(replayed.counts.letters, 2);
    }
    assert_int_equal(files_in("dead"), 2);
    (void)file_with("mended.yaml", CSV "device: d\n" READS "}]\n"
                                       "missing: [z]\n");
    assert_gives(replay(&w, FOLDER "/mended.yaml"), TA_PARTLY);
    assert_int_equal(replayed.counts.outcome[TA_BAD_TIME], 1);
    ingest.format = "json";
    assert_gives(ta_engine_ingest(&w, &ingest, &in, &err), TA_E_USAGE);
    ta_workspace_close(&w);
}

static void a_file_that_is_no_letters_stops_no_letter(void **state)
{
    (void)state;
    struct ta_workspace w = begin();
    struct ta_journal *j = journal_open();
    put(j, 0, "ta/v1/P/e/senml", "[{\"n\":\"x\",\"t\":1773000000,\"v\":1}]");
    journal_end(j);
    assert_gives(seal(&w), TA_PARTLY);
    assert_ok(ta_file_write(WORKSPACE "/journal/dead/0.dead", "x", 1, 0666, &err));
    import(&w, PROJECT(STREAMS "," STREAM("e")));
    assert_gives(replay(&w, NULL), TA_PARTLY);
    assert_int_equal(replayed.faults, 1);
    assert_int_equal(count(&w, "e", false), 1);
    assert_int_equal(files_in("dead"), 1);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(no_message_costs_another, fresh_folder),
        cmocka_unit_test_setup(each_is_one_letter, fresh_folder),
        cmocka_unit_test_setup(a_device_s_row_comes_in_by_a_mended_mapping,
                               fresh_folder),
        cmocka_unit_test_setup(a_device_s_table_comes_in_by_a_mended_mapping,
                               fresh_folder),
        cmocka_unit_test_setup(a_mapping_that_fits_no_letter_ends_nothing,
                               fresh_folder),
        cmocka_unit_test_setup(a_file_that_is_no_letters_stops_no_letter, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
