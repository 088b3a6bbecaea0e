/* SPDX-License-Identifier: Apache-2.0 */
/* What a device's message, or a letter, comes to of which nothing is read; and rows apart from their table. */
#define TA_TEST_NAME "replay"
#include "ta_test_engine.h"

#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/journal_seal.h"
#include "engine/replay.h"
#include "ingest/journal.h"

#define NAMED                                                                          \
    "time: {column: t, format: unix_s}\nreadings: [{column: v, datastream: x, unit: "  \
    "m}]\n"
#define NUMBERED                                                                       \
    "header: false\ntime: {column: 1, format: unix_s}\ndevice: d\n"                    \
    "readings: [{column: 2, datastream: x, unit: m}]\n"
#define LISTED(place)                                                                  \
    "form: json\neach: " place "\ntime: {pointer: /t, format: unix_s}\n"               \
    "readings: [{pointer: /v, datastream: x, unit: m}]\n"

#define PAIR(x, y, more)                                                               \
    "form: json\ntime: {pointer: /t, format: unix_s}\nreadings:\n"                     \
    "- {pointer: " x ", datastream: x, unit: m, words: {seven: 7}}\n"                  \
    "- {pointer: " y ", datastream: y, unit: m}\n" more

static const ta_time_us now = INT64_C(1773100800000000); /* 2026-03-10 */
static struct ta_journal_sealed sealed;
static struct ta_replayed out;
static char why[512]; /* the last words */

static struct ta_workspace workspace_with_device(void)
{
    static const char document[] =
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
        "\"properties\":{\"id\":\"P\",\"datastreams\":[{\"device\":\"d\",\"name\":"
        "\"x\",\"property\":\"x\",\"unit\":\"m\"},{\"device\":\"d\",\"name\":\"y\","
        "\"property\":\"x\",\"unit\":\"m\"}]},\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}";
    struct ta_workspace w = workspace_open();
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", document), .who = "li", .now = now};
    assert_ok(ta_engine_import(&w, &job, &done, &err));
    ta_free(done.finding);
    return w;
}

static void map_by(const char *mapping)
{
    assert_ok(ta_folder_make(WORKSPACE "/mappings", &err));
    assert_ok(ta_file_write(WORKSPACE "/mappings/P.yaml", mapping, strlen(mapping),
                            0666, &err));
}

static void on_complaint(void *self, const struct ta_complaint *complaint)
{
    (void)self;
    (void)snprintf(why, sizeof why, "%s", complaint->why);
}

static enum ta_status send(struct ta_workspace *w, const char *topic, const char *text)
{
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 20, 0};
    const struct ta_journal_message m = {.received = now,
                                         .topic = {topic, strlen(topic)},
                                         .bytes = {text, strlen(text)}};
    const struct ta_journal_job job = {
        .below = UINT64_MAX, .who = "li", .now = now, .complain = on_complaint};
    struct ta_journal *j = NULL;
    assert_ok(ta_journal_open(&options, &j, &err));
    assert_ok(ta_journal_add(j, &m, &err));
    assert_ok(ta_journal_commit(j, &err));
    ta_journal_close(j);
    return ta_engine_seal(w, &job, &sealed, &err);
}

static enum ta_status replay_by(struct ta_workspace *w, const char *mapping)
{
    const struct ta_replay job = {
        .mapping = mapping, .who = "li", .now = now, .complain = on_complaint};
    return ta_engine_replay(w, &job, &out, &err);
}

static enum ta_status replay(struct ta_workspace *w)
{
    return replay_by(w, NULL);
}

static void a_message_of_which_no_row_is_read_is_a_letter(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const struct {
        const char *text, *why;
    } odd[] = {{"t,v\n1773000000,1", "fewer lines than the 2 that the mapping skips"},
               {"station 7", "fewer lines than the 2 that the mapping skips"},
               {"", "no row of a table is in it"},
               {"a\nb\n", "no row of a table is in it"},
               {"a\nb\n\r\n\n", "no row of a table is in it"},
               {"a\nb\nt,v\n", "no row of a table is in it"}};
    map_by("form: csv\nskip: 2\n" NAMED);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        assert_gives(send(&w, "ta/v1/P/d/csv", odd[i].text), TA_PARTLY);
        assert_int_equal(sealed.counts.letters, 1);
        assert_string_equal(why, odd[i].why);
        assert_int_equal(files_in("dead"), i + 1);
    }
    assert_gives(replay(&w), TA_PARTLY);
    assert_int_equal(out.counts.letters, 6);
    assert_int_equal(out.gone, 0);
    map_by("form: csv\n" NAMED);
    assert_gives(replay(&w), TA_PARTLY);
    assert_int_equal(out.counts.letters, 5);
    assert_int_equal(out.sealed.readings, 1);
    ta_workspace_close(&w);
}

static void an_empty_list_is_counted_and_no_letter(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    map_by(LISTED("/data"));
    assert_ok(send(&w, "ta/v1/P/d/json", "{\"data\":[]}"));
    assert_int_equal(sealed.counts.messages, 1);
    assert_int_equal(sealed.counts.outcome[TA_MISSING], 1);
    assert_int_equal(files_in("dead"), 0);
    ta_workspace_close(&w);
}

static void a_slip_in_a_mend_keeps_the_letter(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const struct {
        const char *topic, *text, *wrong, *slip, *right;
        size_t readings;
    } row[] = {
        {"ta/v1/P/d/csv", "Logger 7\nsite A\nt,v\n1773000000,1\n1773000001,2\n",
         "form: csv\n" NAMED, "form: csv\nskip: 6\n" NAMED,
         "form: csv\nskip: 2\n" NAMED, 2},
        {"ta/v1/P/d/csv", "1773000002;3;\n", "form: csv\n" NUMBERED,
         "form: csv\nheader: true\nseparator: \";\"\ntime: {column: 1, format: "
         "unix_s}\n"
         "readings: [{column: 2, datastream: x, unit: m}]\n",
         "form: csv\nseparator: \";\"\n" NUMBERED, 1},
        {"ta/v1/P/d/csv", "1773000003;4;\n", "form: csv\n" NUMBERED,
         "form: csv\nseparator: \";\"\nheader: false\ntime: {column: 1, format: "
         "unix_s}\n"
         "readings: [{column: 20, datastream: x, unit: m}]\n",
         "form: csv\nseparator: \";\"\n" NUMBERED, 1},
        {"ta/v1/P/d/json", "{\"none\":[],\"data\":[{\"t\":1773000004,\"v\":5}]}",
         LISTED("/wrong"), LISTED("/none"), LISTED("/data"), 1},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        map_by(row[i].wrong);
        assert_gives(send(&w, row[i].topic, row[i].text), TA_PARTLY);
        map_by(row[i].slip);
        assert_gives(replay(&w), TA_PARTLY);
        assert_int_equal(out.counts.letters, 1);
        assert_int_equal(out.sealed.readings, 0);
        assert_int_equal(files_in("dead"), 1);
        map_by(row[i].right);
        assert_ok(replay(&w));
        assert_int_equal(out.sealed.readings, row[i].readings);
        assert_int_equal(files_in("dead"), 0);
    }
    ta_workspace_close(&w);
}

/* Its other values are there; under whatever slips it stays what it was kept for. */
static void a_slip_on_one_of_several_keeps_the_letter(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const char *const slips[] = {PAIR("/V", "/w", ""), PAIR("/V", "/w", ""),
                                        PAIR("/V", "/W", ""), PAIR("/V", "/w", "")};
    char *given = ta_strdup(file_with("given.yaml", PAIR("/V", "/w", "device: d\n")));
    map_by(PAIR("/v", "/w", ""));
    assert_gives(send(&w, "ta/v1/P/d/json", "{\"t\":1773000000,\"v\":\"7?\",\"w\":2}"),
                 TA_PARTLY);
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        map_by(slips[i]);
        assert_gives(replay(&w), TA_PARTLY);
        assert_int_equal(out.counts.letters, 1);
        assert_string_equal(why, "a value that the mapping it came with found is "
                                 "nowhere by the mended one");
        assert_int_equal(files_in("dead"), 1);
    }
    map_by("form: json\ntime: {pointer: /t, format: unix_s}\nreadings:\n"
           "- {pointer: /v, datastream: x, unit: m, words: {7?: 7}}\n"
           "- {pointer: /w, datastream: y, unit: m}\n");
    assert_ok(replay(&w));
    assert_int_equal(out.sealed.readings, 1);
    assert_int_equal(files_in("dead"), 0);

    struct ta_ingested in;
    char *own = ta_strdup(file_with("own.yaml", PAIR("/v", "/w", "device: d\n")));
    char *path =
        ta_strdup(file_with("m.json", "{\"t\":1773000009,\"v\":\"7?\",\"w\":2}\n"));
    const struct ta_ingest ingest = {
        .path = path, .mapping = own, .who = "li", .now = now};
    assert_gives(ta_engine_ingest(&w, &ingest, &in, &err), TA_PARTLY);
    ta_ingested_free(&in);
    for (int times = 0; times < 2; times++) {
        assert_gives(replay_by(&w, given), TA_PARTLY);
        assert_int_equal(out.counts.letters, 1);
    }
    ta_free(own);
    ta_free(path);
    ta_free(given);
    ta_workspace_close(&w);
}

static void what_a_device_does_not_send_keeps_no_letter(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const char *const mends[] = {
        PAIR("/v", "/w", ""),
        PAIR("/v", "/w", "- {pointer: /z, datastream: y, unit: m}\n"),
        "form: json\ntime: {pointer: /t, format: unix_s}\n"
        "readings: [{pointer: /w, datastream: y, unit: m}, {pointer: /v, datastream: "
        "x, "
        "unit: m, missing: [seven]}]\n"};
    for (size_t i = 0; i < sizeof mends / sizeof *mends; i++) {
        map_by("form: json\ntime: {pointer: /t, format: unix_s}\n"
               "readings: [{pointer: /v, datastream: x, unit: m}, {pointer: /w, "
               "datastream: y, unit: m}]\n");
        assert_gives(send(&w, "ta/v1/P/d/json", "{\"t\":1773000000,\"v\":\"seven\"}"),
                     TA_PARTLY);
        map_by(mends[i]);
        assert_ok(replay(&w));
        assert_int_equal(files_in("dead"), 0);
    }
    ta_workspace_close(&w);
}

static void a_command_that_a_mend_asks_nothing_of_keeps_the_letter(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const char frame[] =
        "##0046CN=2061;CP=&&DataTime=20260309080000;a-Avg=x&&6FC0";
    map_by(
        "form: hj212\nreadings: [{field: \"2061:a-Avg\", datastream: x, unit: m}]\n");
    assert_gives(send(&w, "ta/v1/P/d/hj212", frame), TA_PARTLY);
    map_by(
        "form: hj212\nreadings: [{field: \"2051:a-Avg\", datastream: x, unit: m}]\n");
    assert_gives(replay(&w), TA_PARTLY);
    assert_int_equal(out.counts.letters, 1);
    assert_int_equal(files_in("dead"), 1);
    ta_workspace_close(&w);
}

/* Its mapping was gone, or broken, when it was read again. */
static void a_row_that_no_decoder_gets_keeps_its_first_row(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const char *const broken[] = {"form: [", LISTED("/data")};
    for (size_t i = 0; i < 2; i++) {
        map_by("form: csv\n" NAMED);
        assert_gives(send(&w, "ta/v1/P/d/csv", "t,v\n1773000000,1\n1773000001,N\n"),
                     TA_PARTLY);
        map_by(broken[i]);
        assert_gives(replay(&w), TA_PARTLY);
        map_by("form: csv\nmissing: [N]\n" NAMED);
        assert_ok(replay(&w));
        assert_int_equal(out.counts.outcome[TA_MISSING], 1);

        map_by("form: csv\n" NUMBERED);
        assert_gives(send(&w, "ta/v1/P/d/csv", "1773000002,1,0\n1773000003,12"),
                     TA_PARTLY);
        map_by(broken[i]);
        assert_gives(replay(&w), TA_PARTLY);
        map_by("form: csv\n" NUMBERED);
        assert_gives(replay(&w), TA_PARTLY);
        assert_string_equal(why, "not as many fields as the first row");
        assert_int_equal(out.sealed.readings, 0);
        ta_test_remove(WORKSPACE "/journal/dead");
    }
    ta_workspace_close(&w);
}

/* Alone it would be its own first row, and the value of half a field a good one. */
static void a_row_that_was_cut_off_stays_so_without_names(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const char table[] = "1773000000,1,0\n1773000001,2,0\n1773000002,12";
    char mapping[512], rows[512];
    map_by("form: csv\n" NUMBERED);
    (void)snprintf(mapping, sizeof mapping, "%s",
                   file_with("m.yaml", "form: csv\n" NUMBERED));
    (void)snprintf(rows, sizeof rows, "%s", file_with("rows.csv", table));
    struct ta_ingested in;
    const struct ta_ingest ingest = {
        .path = rows, .mapping = mapping, .who = "li", .now = now};
    for (int by_file = 0; by_file < 2; by_file++) {
        if (by_file == 0) {
            assert_gives(send(&w, "ta/v1/P/d/csv", table), TA_PARTLY);
        } else {
            assert_gives(ta_engine_ingest(&w, &ingest, &in, &err), TA_PARTLY);
            ta_ingested_free(&in);
        }
        for (int times = 0; times < 2; times++) {
            assert_gives(replay(&w), TA_PARTLY);
            assert_string_equal(why, "not as many fields as the first row");
            assert_int_equal(out.sealed.readings, 0);
            assert_int_equal(out.gone, 0);
        }
        assert_int_equal(files_in("dead"), 1);
        map_by("form: csv\nuneven: true\n" NUMBERED);
        const char *mended = file_with("m2.yaml", "form: csv\nuneven: true\n" NUMBERED);
        assert_ok(replay_by(&w, by_file == 0 ? NULL : mended));
        assert_int_equal(
            out.counts.outcome[TA_ACCEPTED] + out.counts.outcome[TA_DUPLICATE], 1);
        assert_int_equal(files_in("dead"), 0);
    }
    ta_workspace_close(&w);
}

/* Former programs kept no first row of a table without names. */
static void a_row_of_a_former_program_is_read_apart(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    static const char own[] = "form: csv\n" NUMBERED;
    const struct ta_letter_form form = {{"csv", 3}, {own, sizeof own - 1}, {"", 0}};
    static const struct {
        enum ta_outcome outcome;
        const char *text;
    } row[] = {{TA_BAD_FIELD, "1773000000,12\n"}, {TA_BAD_VALUE, "1773000001,x,0\n"}};
    for (int by_file = 0; by_file < 2; by_file++) {
        struct ta_dead_writer *to = NULL;
        char *path = NULL;
        bool added = false;
        assert_ok(ta_dead_open(WORKSPACE "/journal/dead", &to, &err));
        assert_ok(ta_dead_form(to, &form, &err));
        for (size_t i = 0; i < 2; i++) {
            const char *source = by_file == 1 ? "rows.csv" : "ta/v1/P/d/csv";
            const struct ta_letter letter = {
                .outcome = row[i].outcome,
                .why = {"so", 2},
                .project = {"P", 1},
                .source = {source, strlen(source)},
                .line = 3 + i,
                .column = 1,
                .received = by_file == 1 ? TA_TIME_NONE : now,
                .bytes = {row[i].text, strlen(row[i].text)}};
            assert_ok(ta_dead_add(to, &letter, &err));
        }
        assert_ok(ta_dead_publish(to, &path, &added, &err));
        ta_dead_close(to);
        ta_free(path);
        char *mend = ta_strdup(file_with(
            "m.yaml",
            "form: csv\nheader: false\ntime: {column: 1, format: unix_s}\ndevice: d\n"
            "readings: [{column: 2, datastream: x, unit: m, words: {x: 7}}]\n"));
        char *text = NULL;
        size_t size = 0;
        assert_ok(ta_file_read(mend, 4096, &text, &size, &err));
        map_by(text);
        for (int times = 0; times < 2; times++) {
            assert_gives(replay_by(&w, by_file == 1 ? mend : NULL), TA_PARTLY);
            assert_int_equal(out.counts.letters, 1);
            assert_string_equal(why, "not as many fields as the first row");
        }
        map_by("form: csv\nuneven: true\n" NUMBERED);
        assert_ok(replay_by(
            &w, by_file == 0
                    ? NULL
                    : file_with("m2.yaml", "form: csv\nuneven: true\n" NUMBERED)));
        ta_free(text);
        ta_free(mend);
    }
    ta_workspace_close(&w);
}

/* Under the wrong separator no row was one: by the right one they are held against the first again. */
static void rows_that_were_none_are_held_against_the_first(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    map_by("form: csv\n" NUMBERED);
    assert_gives(send(&w, "ta/v1/P/d/csv",
                      "\"1773000000\";1;0\n\"1773000001\";2;0\n\"1773000002\";12"),
                 TA_PARTLY);
    assert_int_equal(sealed.counts.letters, 3);
    map_by("form: csv\nseparator: \";\"\n" NUMBERED);
    assert_gives(replay(&w), TA_PARTLY);
    assert_int_equal(out.sealed.readings, 2);
    assert_int_equal(out.counts.letters, 1);
    assert_string_equal(why, "not as many fields as the first row");
    ta_workspace_close(&w);
}

/* Names that were not said to be some are in the form of each row, and data is not taken twice. */
static void a_first_row_is_read_as_what_the_mended_mapping_says(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    map_by("form: csv\n" NUMBERED);
    assert_gives(send(&w, "ta/v1/P/d/csv", "t,v\nx,1\n1773000001,2\ny,3\n"), TA_PARTLY);
    assert_int_equal(sealed.counts.letters, 3); /* the names, and two times */
    map_by("form: csv\ntime: {column: t, format: unix_s}\n"
           "readings: [{column: v, datastream: x, unit: m}]\n");
    assert_gives(replay(&w), TA_PARTLY);
    assert_int_equal(out.counts.outcome[TA_BAD_TIME], 3);
    assert_int_equal(out.counts.messages, 3);
    ta_workspace_close(&w);
}

static void a_mapping_given_is_not_for_letters_of_devices(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with_device();
    map_by("form: csv\n" NAMED);
    assert_gives(send(&w, "ta/v1/P/d/csv", "t,v\n1773000000,N\n"), TA_PARTLY);
    char *mend = ta_strdup(
        file_with("m.yaml", "form: csv\ntime: {column: t, format: unix_s}\nreadings: "
                            "[{column: v, datastream: x, unit: m, words: {N: 7}}]\n"));
    assert_gives(replay(&w), TA_PARTLY);
    assert_int_equal(out.by_workspace, 0);
    assert_gives(replay_by(&w, mend), TA_PARTLY);
    assert_int_equal(out.by_workspace, 1);
    assert_int_equal(out.counts.letters, 1);
    ta_free(mend);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_message_of_which_no_row_is_read_is_a_letter,
                               fresh_folder),
        cmocka_unit_test_setup(an_empty_list_is_counted_and_no_letter, fresh_folder),
        cmocka_unit_test_setup(a_slip_in_a_mend_keeps_the_letter, fresh_folder),
        cmocka_unit_test_setup(a_slip_on_one_of_several_keeps_the_letter, fresh_folder),
        cmocka_unit_test_setup(what_a_device_does_not_send_keeps_no_letter,
                               fresh_folder),
        cmocka_unit_test_setup(a_command_that_a_mend_asks_nothing_of_keeps_the_letter,
                               fresh_folder),
        cmocka_unit_test_setup(a_row_that_no_decoder_gets_keeps_its_first_row,
                               fresh_folder),
        cmocka_unit_test_setup(a_row_that_was_cut_off_stays_so_without_names,
                               fresh_folder),
        cmocka_unit_test_setup(a_row_of_a_former_program_is_read_apart, fresh_folder),
        cmocka_unit_test_setup(rows_that_were_none_are_held_against_the_first,
                               fresh_folder),
        cmocka_unit_test_setup(a_first_row_is_read_as_what_the_mended_mapping_says,
                               fresh_folder),
        cmocka_unit_test_setup(a_mapping_given_is_not_for_letters_of_devices,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
