/* SPDX-License-Identifier: Apache-2.0 */
/* No message vanishes: each that was acknowledged is taken in, dropped under a word or kept as a letter, and each
 * letter that is read again is, too, by whatever mapping; by its own nothing of it is taken in. */
#include "ta_property.h"
#include "ta_test_folder.h"

#include "base/file.h"
#include "base/memory.h"
#include "engine/import.h"
#include "engine/journal_seal.h"
#include "engine/replay.h"
#include "ingest/journal.h"

#define FOLDER TA_BINARY_DIR "/test-prop-letters"
#define WORKSPACE FOLDER "/workspace"

enum { MESSAGES = 6, ROOM = 1024 };

static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static struct ta_workspace w;
static struct ta_error err;
static struct ta_replayed out;
static uint64_t before; /* of what was told of letter files, the files before */

static void must(enum ta_status rc, enum ta_status other)
{
    if (rc != TA_OK && rc != other) fail_msg("%s", err.text);
}

static void write_file(const char *path, const char *text)
{
    must(ta_file_write(path, text, strlen(text), 0666, &err), TA_OK);
}

static void import(void)
{
    const char *path = FOLDER "/p.geojson";
    write_file(path,
               "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
               "\"properties\":{\"id\":\"P\",\"datastreams\":[{\"device\":\"d\","
               "\"name\":\"x\",\"property\":\"x\",\"unit\":\"m\"}]},\"geometry\":{"
               "\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}");
    struct ta_project_imported done;
    const struct ta_project_import job = {.path = path, .who = "li", .now = now};
    must(ta_engine_import(&w, &job, &done, &err), TA_OK);
    ta_free(done.finding);
}

/* --- what comes ----------------------------------------------------------------------------- */

static const char *one_of(struct ta_random_stream *r, const char *const *words,
                          size_t n)
{
    return words[ta_random_below(r, n)];
}

static void map_csv(struct ta_random_stream *r)
{
    static const char *const separators[] = {",", ",", ";"};
    char text[ROOM];
    bool named = ta_random_below(r, 2) == 0;
    (void)snprintf(text, sizeof text,
                   "form: csv\nskip: %zu\nheader: %s\nuneven: %s\nseparator: \"%s\"\n"
                   "missing: [NA]\ntime: {column: %s, format: unix_s}\n"
                   "readings: [{column: %s, datastream: x, unit: m}]\n",
                   ta_random_below(r, 3), named ? "true" : "false",
                   ta_random_below(r, 4) == 0 ? "true" : "false",
                   one_of(r, separators, 3), named ? "t" : "1", named ? "v" : "2");
    write_file(WORKSPACE "/mappings/P.yaml", text);
}

static void map_json(struct ta_random_stream *r)
{
    static const char *const lists[] = {"each: /a\n", "each: /b\n", "each: /c\n", ""};
    char text[ROOM];
    (void)snprintf(text, sizeof text,
                   "form: json\n%stime: {pointer: /t, format: unix_s}\n"
                   "readings: [{pointer: /v, datastream: x, unit: m}]\n",
                   one_of(r, lists, 4));
    write_file(WORKSPACE "/mappings/P.yaml", text);
}

static void make_table(struct ta_random_stream *r, char text[ROOM])
{
    static const char *const lines[] = {"t,v",  "t,v,w", "station 7", "",   ",,",
                                        "\"t;", "t;v",   "x,1",       ",NA"};
    size_t n = ta_random_below(r, 5), at = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        const char *end = i + 1 == n && ta_random_below(r, 2) == 0 ? "" : "\n";
        size_t value = ta_random_below(r, 200), time = ta_random_below(r, 1000);
        if (ta_random_below(r, 2) == 0)
            at += (size_t)snprintf(text + at, ROOM - at, "%s%s", one_of(r, lines, 9),
                                   end);
        else
            at +=
                (size_t)snprintf(text + at, ROOM - at, "%zu,%zu%s%s", 1773000000 + time,
                                 value, ta_random_below(r, 2) == 0 ? "" : ",0", end);
    }
}

static void make_lists(struct ta_random_stream *r, char text[ROOM])
{
    static const char *const parts[] = {"\"a\":[]",
                                        "\"a\":[{\"t\":1773000000,\"v\":1}]",
                                        "\"b\":[{\"t\":1773000001,\"v\":null}]",
                                        "\"b\":[{\"t\":\"x\",\"v\":2}]",
                                        "\"c\":[{\"t\":1773000002,\"v\":3},{\"v\":4}]",
                                        "\"t\":1773000003,\"v\":5",
                                        "\"c\":7"};
    (void)snprintf(text, ROOM, "{%s,\"z\":0}", one_of(r, parts, 7));
}

/* --- what becomes of it ----------------------------------------------------------------------- */

static uint64_t accounted(const struct ta_inlet_counts *counts)
{
    uint64_t n = counts->letters;
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        if (ta_outcome_fate((enum ta_outcome)i) != TA_FATE_SET_ASIDE)
            n += counts->outcome[i];
    return n;
}

static void send(const char *topic, const char *text)
{
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 20, 0};
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    const struct ta_journal_job job = {.below = UINT64_MAX, .who = "li", .now = now};
    struct ta_journal_sealed sealed;
    struct ta_journal *j = NULL;
    must(ta_journal_open(&options, &j, &err), TA_OK);
    must(ta_journal_add(j, &m, &err), TA_OK);
    must(ta_journal_commit(j, &err), TA_OK);
    ta_journal_close(j);
    must(ta_engine_seal(&w, &job, &sealed, &err), TA_PARTLY);
    if (accounted(&sealed.counts) == 0) fail_msg("%s vanished: %s", topic, text);
}

static void on_file(void *self, const struct ta_replay_file *file)
{
    (void)self;
    uint64_t all = accounted(&out.counts);
    assert_true(all - before >= file->letters);
    before = all;
}

static void replay(void)
{
    const struct ta_replay job = {.who = "li", .now = now, .file = on_file};
    before = 0;
    must(ta_engine_replay(&w, &job, &out, &err), TA_PARTLY);
}

static void no_message_vanishes(struct ta_random_stream *r)
{
    char text[ROOM];
    bool tables = ta_random_below(r, 3) > 0;
    void (*map)(struct ta_random_stream *) = tables ? map_csv : map_json;
    ta_test_remove(WORKSPACE "/journal/dead");
    map(r);
    for (size_t i = 0; i < MESSAGES; i++) {
        (tables ? make_table : make_lists)(r, text);
        send(tables ? "ta/v1/P/d/csv" : "ta/v1/P/d/json", text);
    }
    for (int again = 0; again < 2; again++) {
        replay(); /* without a mend */
        assert_int_equal(out.sealed.readings, 0);
        assert_int_equal(out.gone, 0);
    }
    for (int mends = 0; mends < 3; mends++) {
        map(r);
        replay();
    }
}

static void nothing_vanishes(void **state)
{
    (void)state;
    const struct ta_workspace_options options = {.create = true};
    assert_int_equal(ta_test_folder(FOLDER), 0);
    must(ta_workspace_open(WORKSPACE, &options, &w, &err), TA_OK);
    must(ta_folder_make(WORKSPACE "/mappings", &err), TA_OK);
    import();
    ta_for_seeds(20, no_message_vanishes);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_vanishes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
