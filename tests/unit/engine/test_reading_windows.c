/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "windows"
#include "ta_property.h"
#include "ta_test_engine.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "engine/import.h"
#include "engine/ingest.h"
#include "engine/journal_seal.h"
#include "engine/reading_compact.h"
#include "engine/reading_prune.h"
#include "engine/reading_windows.h"
#include "engine/window_sweep.h"
#include "ingest/journal.h"
#include "tables/tables.h"

#define STREAM(name, property, unit, more)                                             \
    "{\"device\":\"d\",\"name\":\"" name "\",\"property\":\"" property                 \
    "\",\"unit\":\"" unit "\",\"interval_s\":600" more "}"
#define PROJECT(unit)                                                                  \
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","             \
    "\"properties\":{\"id\":\"P\",\"datastreams\":[" STREAM(                           \
        "so2", "so2", unit,                                                            \
        ",\"setting\":\"ambient\"") "," STREAM("x", "x", "m",                          \
                                               "") "," STREAM("wd", "wind_direction",  \
                                                              "degree",                \
                                                              "") "]},\"geometry\":{"  \
                                                                  "\"type\":"          \
                                                                  "\"Polygon\","       \
                                                                  "\"coordinates\":[[" \
                                                                  "[1,1],[2,1],[2,2]," \
                                                                  "[1,1]]]}}]}"
#define KEPT WORKSPACE "/windows/P"

enum { TEXT = 1 << 16 };
static const ta_time_us hour = INT64_C(3600000000);
static ta_time_us epoch; /* 2026-02-27 */
static struct ta_tables *tables;
static size_t fail_at; /* which allocation of the next question; 0: none */
static char text[TEXT];

static void import(struct ta_workspace *w, const char *document)
{
    struct ta_project_imported done;
    const struct ta_project_import job = {
        .path = file_with("p.geojson", document), .who = "li", .now = 0};
    assert_ok(ta_engine_import(w, &job, &done, &err));
    ta_free(done.finding);
}

static struct ta_workspace workspace_with(const char *document)
{
    struct ta_workspace w = workspace_open();
    assert_int_equal(ta_time_parse("2026-02-27T00:00:00Z", &epoch), TA_OK);
    import(&w, document);
    return w;
}

/* Lines "SECONDS SINCE EPOCH,so2,x,wd". */
static void ingest(struct ta_workspace *w, const char *rows, ta_time_us now,
                   size_t month_rows)
{
    static char mapping[512], all[TEXT + 64];
    struct ta_ingested in;
    (void)snprintf(mapping, sizeof mapping, "%s",
                   file_with("m.yaml",
                             "form: csv\ntime: {column: t, format: \"%Y-%m-%d "
                             "%H:%M:%S\", offset: Z}\n"
                             "device: d\nreadings:\n"
                             "- {column: so2, datastream: so2, unit: ug/m3}\n"
                             "- {column: x, datastream: x, unit: m}\n"
                             "- {column: wd, datastream: wd, unit: degree}\n"));
    (void)snprintf(all, sizeof all, "t,so2,x,wd\n%s", rows);
    const struct ta_ingest job = {.path = file_with("in.csv", all),
                                  .mapping = mapping,
                                  .project = "P",
                                  .who = "li",
                                  .tables = ta_tables_set(tables),
                                  .now = now,
                                  .month_rows = month_rows};
    enum ta_status rc = ta_engine_ingest(w, &job, &in, &err);
    ta_ingested_free(&in);
    if (rc != TA_OK && rc != TA_PARTLY) fail_msg("%s", err.text);
}

static void add_row(struct ta_text *rows, ta_time_us time, double value)
{
    char words[TA_TIME_TEXT];
    ta_time_format(time, words);
    words[10] = ' ';
    words[19] = '\0';
    ta_text_addf(rows, "%s,%.3f,%.3f,%.1f\n", words, value, value * 3.0,
                 fmod(fabs(value) * 7.0, 360.0));
}

/* Ten-minute readings of so many hours from hour @p from on; values by their time and @p shift. */
static void ingest_hours(struct ta_workspace *w, int from, int hours, double shift)
{
    struct ta_text rows = {0};
    for (int i = 0; i < hours * 6; i++)
        add_row(&rows, epoch + from * hour + i * hour / 6,
                20.0 + shift + (double)((from * 6 + i) * 37 % 101) / 8.0);
    assert_false(rows.failed);
    ingest(w, rows.bytes, epoch + 30 * 24 * hour, 0);
    ta_text_free(&rows);
}

/* --- questions ------------------------------------------------------------------------------- */

struct question {
    struct ta_stream_id id;
    struct ta_windows_query query;
};

static struct question question_of(struct ta_workspace *w, const char *name,
                                   struct ta_window_rule rule)
{
    struct ta_datastream stream;
    struct question q = {.id = {"P", "d", ""}};
    (void)snprintf(q.id.name, sizeof q.id.name, "%s", name);
    assert_ok(ta_readings_stream(w, &q.id, &stream, &err));
    ta_readings_window_rule(&stream, &rule);
    rule.share = 0.75;
    assert_true(ta_window_rule_ok(&rule));
    q.query = (struct ta_windows_query){.workspace = w,
                                        .unit = stream.unit,
                                        .from = epoch - 400 * 24 * hour,
                                        .to = epoch + 400 * 24 * hour,
                                        .after = epoch + 400 * 24 * hour,
                                        .rule = rule,
                                        .worth = 1};
    static char unit[TA_UNIT_SIZE]; /* of the newest question */
    (void)snprintf(unit, sizeof unit, "%s", stream.unit);
    q.query.unit = unit;
    return q;
}

static enum ta_status ask(const struct question *q, bool afresh,
                          struct ta_windows_found *out)
{
    struct ta_windows_query query = q->query;
    query.id = &q->id;
    query.afresh = afresh;
    err = (struct ta_error){.status = TA_OK};
    ta_alloc_fail_at(fail_at);
    enum ta_status rc = ta_readings_windows(&query, out, &err);
    ta_alloc_fail_at(0);
    return rc;
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static bool same_counts(const struct ta_window *a, const struct ta_window *b)
{
    return a->received == b->received && a->used == b->used && a->good == b->good &&
           a->suspect == b->suspect && a->failed == b->failed &&
           a->missing == b->missing && a->conflicting == b->conflicting &&
           a->expected == b->expected && a->complete == b->complete;
}

static bool same_window(const struct ta_window_made *x, const struct ta_window_made *y)
{
    const struct ta_window *a = &x->window, *b = &y->window;
    return a->begin == b->begin && a->end == b->end && same_counts(a, b) &&
           a->first == b->first && a->last == b->last && same_bits(a->mean, b->mean) &&
           same_bits(a->sum, b->sum) && same_bits(a->least, b->least) &&
           same_bits(a->most, b->most) && same_bits(a->steadiness, b->steadiness) &&
           strcmp(x->inputs_sha256, y->inputs_sha256) == 0;
}

static void assert_same(const struct ta_windows_found *kept,
                        const struct ta_windows_found *afresh)
{
    assert_int_equal(kept->n, afresh->n);
    assert_true(kept->newest == afresh->newest);
    if (afresh->n > 0) assert_string_equal(kept->unit, afresh->unit);
    for (size_t i = 0; i < kept->n; i++)
        if (!same_window(&kept->window[i], &afresh->window[i]))
            fail_msg("window %zu of %zu: used %d, afresh %d", i, kept->n,
                     (int)kept->window[i].window.used,
                     (int)afresh->window[i].window.used);
}

/* The answer with what is kept is that of all readings. @return how many readings it took in */
static uint64_t taken_in(const struct question *q)
{
    struct ta_windows_found kept, afresh;
    assert_ok(ask(q, true, &afresh));
    assert_ok(ask(q, false, &kept));
    assert_same(&kept, &afresh);
    uint64_t n = kept.taken_in;
    ta_windows_found_free(&kept);
    ta_windows_found_free(&afresh);
    return n;
}

static const struct ta_window_rule hours = {.kind = TA_WINDOW_FIXED,
                                            .length = INT64_C(3600000000)},
                                   days_at_8 = {.kind = TA_WINDOW_FIXED,
                                                .length = TA_US_PER_DAY,
                                                .offset = 8 * INT64_C(3600000000)},
                                   months_at_8 = {.kind = TA_WINDOW_MONTH,
                                                  .offset = 8 * INT64_C(3600000000)};

static size_t files_kept(char path[512])
{
    char **names = NULL;
    size_t n = 0, found = 0;
    if (ta_folder_list(KEPT, &names, &n, NULL) != TA_OK) return 0;
    for (size_t i = 0; i < n; i++) {
        if (strstr(names[i], ".part-") != NULL) continue;
        if (path != NULL) (void)snprintf(path, 512, KEPT "/%s", names[i]);
        found++;
    }
    ta_free(names);
    return found;
}

/* --- what is read again ----------------------------------------------------------------------- */

static void what_is_kept_is_not_read_again(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 24, 24 * 9, 0.0); /* 28 February to 8 March */
    const struct ta_window_rule *const rule[] = {&hours, &days_at_8, &months_at_8};
    static const char *const name[] = {"so2", "x", "wd"};
    for (size_t i = 0; i < 9; i++) {
        struct question q = question_of(&w, name[i / 3], *rule[i % 3]);
        assert_int_equal(taken_in(&q), 24 * 9 * 6);
        assert_int_equal(taken_in(&q), 0);
    }
    assert_int_equal(files_kept(NULL), 9);
    ta_workspace_close(&w);
}

static void new_days_are_all_that_is_read(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 48, 24 * 5, 0.0);
    struct question h = question_of(&w, "x", hours);
    struct question m = question_of(&w, "x", months_at_8);
    assert_int_equal(taken_in(&h), 24 * 5 * 6);
    assert_int_equal(taken_in(&m), 24 * 5 * 6);
    ingest_hours(&w, 48 + 24 * 5, 12, 0.0); /* half a day of its own */
    assert_int_equal(taken_in(&h), 12 * 6);
    assert_int_equal(taken_in(&m), 12 * 6);     /* from where the month had come to */
    ingest_hours(&w, 48 + 24 * 5 + 12, 6, 0.0); /* that day's next version */
    assert_int_equal(taken_in(&h), 18 * 6);
    assert_int_equal(taken_in(&m), 18 * 6);
    assert_int_equal(taken_in(&m), 0);
    ta_workspace_close(&w);
}

static void a_late_reading_makes_what_it_lies_in_again(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 48, 24 * 5, 0.0);
    struct question h = question_of(&w, "so2", hours);
    struct question d = question_of(&w, "so2", days_at_8);
    struct question m = question_of(&w, "so2", months_at_8);
    assert_int_equal(taken_in(&h), 24 * 5 * 6);
    assert_int_equal(taken_in(&d), 24 * 5 * 6);
    assert_int_equal(taken_in(&m), 24 * 5 * 6);
    struct ta_text rows = {0};
    add_row(&rows, epoch + (48 + 24 + 12) * hour + hour / 7, 900.0); /* of 2 March */
    add_row(&rows, epoch + (48 + 24 + 12) * hour + hour / 6, 400.0); /* a conflict */
    ingest(&w, rows.bytes, epoch + 30 * 24 * hour, 0);
    ta_text_free(&rows);
    assert_int_equal(taken_in(&h), 24 * 6 + 2); /* the hours of its file */
    /* two days lie in it: the first goes on from the file before, 16 hours; the second is made again */
    assert_int_equal(taken_in(&d), (16 + 24) * 6 + 2);
    assert_int_equal(taken_in(&m), 24 * 5 * 6 + 2);
    assert_int_equal(taken_in(&h) + taken_in(&d) + taken_in(&m), 0);
    ta_workspace_close(&w);
}

/* Flags are of a sealed file as a whole: a neighbour that comes late may change those of others. */
static void flags_that_a_neighbour_changes_are_seen(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    struct ta_windows_found before, after;
    struct ta_text rows = {0};
    ingest_hours(&w, 48, 12, 0.0);
    add_row(&rows, epoch + 60 * hour, 900.0); /* the last one: nobody can say */
    ingest(&w, rows.bytes, epoch + 30 * 24 * hour, 0);
    ta_text_free(&rows);
    struct question h = question_of(&w, "so2", hours);
    (void)taken_in(&h);
    assert_ok(ask(&h, false, &before));
    add_row(&rows, epoch + 61 * hour, 21.0); /* in the next window: it was a spike */
    add_row(&rows, epoch + 60 * hour + hour / 6, 21.0);
    ingest(&w, rows.bytes, epoch + 30 * 24 * hour, 0);
    ta_text_free(&rows);
    assert_true(taken_in(&h) > 0);
    assert_ok(ask(&h, false, &after));
    assert_int_equal(before.n, 13);
    assert_int_equal(after.n, 14);
    assert_true(after.taken_in == 0);
    const struct ta_window *a = &before.window[12].window,
                           *b = &after.window[12].window;
    assert_int_equal(a->received, 1);
    assert_int_equal(b->received, 2);
    assert_true(b->suspect + b->failed > a->suspect + a->failed);
    ta_windows_found_free(&before);
    ta_windows_found_free(&after);
    ta_workspace_close(&w);
}

static void another_question_or_unit_is_another_file(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 48, 48, 0.0);
    struct question q = question_of(&w, "so2", hours);
    const uint64_t all = 48 * 6;
    assert_int_equal(taken_in(&q), all);
    q.query.rule.share = 0.2; /* is asked of what is kept */
    assert_int_equal(taken_in(&q), 0);
    q.query.rule.offset = hour / 2;
    assert_int_equal(taken_in(&q), all);
    q.query.rule.interval = 3 * hour / 6;
    assert_int_equal(taken_in(&q), all);
    q.query.rule.turn = 360.0;
    assert_int_equal(taken_in(&q), all);
    q.query.rule.length = 2 * hour;
    assert_int_equal(taken_in(&q), all);
    assert_int_equal(files_kept(NULL), 5);
    import(&w, PROJECT("mg/m3")); /* what is sealed stays in its unit */
    q = question_of(&w, "so2", hours);
    assert_int_equal(taken_in(&q), all);
    assert_int_equal(taken_in(&q), all);
    assert_int_equal(files_kept(NULL), 5);
    ingest_hours(&w, 48, 12, 1.0); /* one file of two has the new unit */
    assert_true(taken_in(&q) > all);
    assert_true(taken_in(&q) > all);
    assert_int_equal(files_kept(NULL), 5);
    ta_workspace_close(&w);
}

/* --- files that are not what they were --------------------------------------------------------- */

static void put_bytes(const char *path, const char *bytes, size_t size)
{
    assert_ok(ta_file_write(path, bytes, size, 0666, &err));
}

/* The same answer, of all readings anew. */
static void assert_made_again(const struct question *q,
                              const struct ta_windows_found *afresh)
{
    struct ta_windows_found found;
    assert_ok(ask(q, false, &found));
    assert_same(&found, afresh);
    assert_true(found.taken_in == afresh->taken_in);
    ta_windows_found_free(&found);
}

static void damaged_files_are_made_again(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    struct ta_windows_found afresh;
    char path[512], *bytes = NULL;
    size_t size = 0;
    ingest_hours(&w, 60, 24, 0.0); /* two sealed files */
    struct question q = question_of(&w, "so2", months_at_8);
    assert_int_equal(taken_in(&q), 24 * 6);
    assert_ok(ask(&q, true, &afresh));
    assert_int_equal(files_kept(path), 1);
    assert_ok(ta_file_read(path, 1 << 20, &bytes, &size, &err));
    q.query.worth = 24 * 6 + 1; /* the damaged file stays: it is written below */
    for (size_t i = 0; i < size; i++) {
        FILE *file = fopen(path, "r+b");
        assert_true(file != NULL && fseek(file, (long)i, SEEK_SET) == 0);
        assert_int_equal(fputc(bytes[i] ^ 1 << i % 8, file),
                         (bytes[i] ^ 1 << i % 8) & 255);
        assert_int_equal(fclose(file), 0);
        assert_made_again(&q, &afresh);
        if (i % 16 == 0) {
            assert_int_equal(truncate(path, (off_t)i), 0);
            assert_made_again(&q, &afresh);
        }
        file = fopen(path, "wb");
        assert_true(file != NULL && fwrite(bytes, 1, size, file) == size);
        assert_int_equal(fclose(file), 0);
    }
    assert_int_equal(taken_in(&q), 0);
    q.query.worth = 1;
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0777), 0); /* nothing can be kept there */
    assert_made_again(&q, &afresh);
    assert_made_again(&q, &afresh);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(mkfifo(path, 0666), 0); /* nobody waits for it */
    assert_made_again(&q, &afresh);
    assert_int_equal(taken_in(&q), 0);
    ta_windows_found_free(&afresh);
    ta_free(bytes);
    ta_workspace_close(&w);
}

/* Whole, but of another program, rule or machine. */
static void what_another_program_kept_is_not_used(void **state)
{
    (void)state;
    enum { IDENTITY = 8, TAIL = 32 };
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    char path[512], *bytes = NULL;
    size_t size = 0;
    ingest_hours(&w, 48, 24, 0.0);
    struct question q = question_of(&w, "wd", hours);
    assert_int_equal(taken_in(&q), 24 * 6);
    assert_int_equal(files_kept(path), 1);
    for (int flip = 0; flip < 2; flip++) {
        assert_ok(ta_file_read(path, 1 << 20, &bytes, &size, &err));
        unsigned char *at = (unsigned char *)bytes;
        at[IDENTITY + 5] ^= (unsigned char)flip;
        (void)crypto_generichash(at + size - TAIL, TAIL, at, size - TAIL, NULL, 0);
        put_bytes(path, bytes, size);
        assert_int_equal(taken_in(&q), flip * 24 * 6);
        ta_free(bytes);
    }
    ta_workspace_close(&w);
}

static void lost_and_damaged_readings_are_told(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    static const char sealed[] = WORKSPACE "/readings/P/2026-03-01.v1.h5";
    struct ta_windows_found found;
    char *bytes = NULL;
    size_t size = 0;
    ingest_hours(&w, 48, 24, 0.0);
    struct question q = question_of(&w, "so2", hours);
    assert_int_equal(taken_in(&q), 24 * 6);
    assert_ok(ta_file_read(sealed, 1 << 20, &bytes, &size, &err));
    assert_int_equal(unlink(sealed), 0);
    assert_gives(ask(&q, false, &found), TA_E_NOTFOUND);
    ta_windows_found_free(&found);
    assert_int_equal(unlink(WORKSPACE "/windows/P"), -1);
    put_bytes(sealed, bytes, size - 7);
    ta_windows_sweep(&w, 0); /* nothing is kept any more */
    assert_int_equal(files_kept(NULL), 0);
    assert_gives(ask(&q, false, &found), TA_E_DATA);
    ta_windows_found_free(&found);
    assert_int_equal(files_kept(NULL), 0);
    ta_free(bytes);
    ta_workspace_close(&w);
}

/* Of a file that is another one than was sealed nothing is kept, although it can be read. */
static void a_file_that_was_not_sealed_gives_no_window(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    char *bytes = NULL;
    size_t size = 0;
    struct ta_windows_found found;
    ingest_hours(&w, 48, 24, 0.0);
    ingest_hours(&w, 48, 12, 3.0); /* conflicts: version 2 */
    assert_ok(ta_file_read(WORKSPACE "/readings/P/2026-03-01.v1.h5", 1 << 20, &bytes,
                           &size, &err));
    put_bytes(WORKSPACE "/readings/P/2026-03-01.v2.h5", bytes, size);
    struct question q = question_of(&w, "so2", hours);
    assert_int_equal(ask(&q, false, &found), TA_E_DATA);
    ta_free(bytes);
    ta_workspace_close(&w);
}

/* --- disks ------------------------------------------------------------------------------------ */

/* In a process of its own, that may write only so much. */
static void ask_and_exit(const struct question *q, rlim_t most)
{
    const struct rlimit limit = {most, most};
    struct ta_windows_found found;
    (void)signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0) _exit(3);
    enum ta_status rc = ask(q, false, &found);
    _exit(rc == TA_OK && found.n == 24 ? 0 : 1);
}

static void a_full_disk_costs_no_answer(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 48, 24, 0.0);
    struct question q = question_of(&w, "x", hours);
    q.query.sealed = true;
    for (rlim_t most = 0; most < 4096; most += 1024) {
        int status = 0;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) ask_and_exit(&q, most);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        assert_int_equal(files_kept(NULL), 0);
    }
    assert_int_equal(taken_in(&q), 24 * 6);
    assert_int_equal(taken_in(&q), 0);
    ta_workspace_close(&w);
}

static void what_killed_questions_left_is_cleared(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    char left[512], ours[512];
    ingest_hours(&w, 48, 24, 0.0);
    pid_t child = fork();
    if (child == 0) _exit(0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_ok(ta_folder_make(KEPT, &err));
    (void)snprintf(left, sizeof left, KEPT "/a.kept.part-%ld-0", (long)child);
    (void)snprintf(ours, sizeof ours, KEPT "/a.kept.part-%ld-0", (long)getpid());
    put_bytes(left, "x", 1);
    put_bytes(ours, "x", 1);
    struct question q = question_of(&w, "x", hours);
    assert_int_equal(taken_in(&q), 24 * 6);
    assert_int_not_equal(access(left, F_OK), 0);
    assert_int_equal(access(ours, F_OK), 0);
    ta_workspace_close(&w);
}

static void memory_that_ends_costs_no_truth(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    struct ta_windows_found found, afresh;
    ingest_hours(&w, 60, 24, 0.0);
    struct question q = question_of(&w, "wd", days_at_8);
    assert_ok(ask(&q, true, &afresh));
    for (size_t k = 1;; k++) {
        ta_windows_sweep(&w, 0);
        fail_at = k;
        enum ta_status rc = ask(&q, false, &found);
        fail_at = 0;
        if (rc == TA_OK)
            assert_same(&found, &afresh);
        else
            assert_int_equal(rc, TA_E_NOMEM);
        const bool through = rc == TA_OK && found.taken_in > 0 && files_kept(NULL) == 1;
        ta_windows_found_free(&found);
        assert_int_equal(taken_in(&q) == 0, files_kept(NULL) == 1 && through);
        if (through) break;
        assert_true(k < 5000);
    }
    ta_windows_found_free(&afresh);
    ta_workspace_close(&w);
}

/* --- how much there is ------------------------------------------------------------------------- */

static void set_age(const char *path, time_t seconds)
{
    const struct timeval when[2] = {{seconds, 0}, {seconds, 0}};
    assert_int_equal(utimes(path, when), 0);
}

static void the_oldest_go_first_and_those_of_nobody(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 48, 2, 0.0);
    assert_ok(ta_folder_make(KEPT, &err));
    assert_ok(ta_folder_make(WORKSPACE "/windows/gone", &err));
    static const char *const path[] = {KEPT "/a.kept", KEPT "/b.kept", KEPT "/c.kept"};
    for (int i = 0; i < 3; i++) {
        put_bytes(path[i], text, 1000);
        set_age(path[i], 1000000 + (i + 1) % 3 * 1000); /* c is the oldest */
    }
    put_bytes(WORKSPACE "/windows/gone/a.kept", text, 10);
    put_bytes(KEPT "/notes.txt", text, 9000);
    ta_windows_sweep(&w, 3000);
    assert_int_equal(access(path[2], F_OK), 0);
    assert_int_not_equal(access(WORKSPACE "/windows/gone", F_OK), 0);
    ta_windows_sweep(&w, 2999);
    assert_int_not_equal(access(path[2], F_OK), 0);
    assert_int_equal(access(path[0], F_OK), 0);
    assert_int_equal(access(KEPT "/notes.txt", F_OK), 0);
    ta_workspace_close(&w);
}

static struct ta_readings_held held_now;

static enum ta_status keep_held(void *self, const struct ta_readings_held *found,
                                struct ta_error *why)
{
    (void)self, (void)why;
    held_now = *found;
    return TA_OK;
}

static void prune_counts_and_removes_them(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 48, 24, 0.0);
    struct question q = question_of(&w, "x", hours);
    assert_int_equal(taken_in(&q), 24 * 6);
    struct ta_prune_job job = {
        .workspace = &w, .who = "li", .look = true, .each = keep_held};
    assert_ok(ta_readings_prune(&job, &err));
    assert_int_equal(held_now.windows, 1);
    assert_true(held_now.windows_bytes > 24 * 300);
    assert_int_equal(taken_in(&q), 0);
    job.look = false;
    assert_ok(ta_readings_prune(&job, &err));
    assert_int_equal(held_now.windows, 1);
    assert_int_not_equal(access(KEPT, F_OK), 0);
    assert_int_equal(taken_in(&q), 24 * 6);
    ta_workspace_close(&w);
}

static void little_work_is_not_worth_a_file(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    ingest_hours(&w, 48, 24, 0.0);
    struct question q = question_of(&w, "x", hours);
    q.query.worth = 24 * 6 + 1;
    assert_int_equal(taken_in(&q), 24 * 6);
    assert_int_equal(files_kept(NULL), 0);
    q.query.worth = 24 * 6;
    assert_int_equal(taken_in(&q), 24 * 6);
    assert_int_equal(files_kept(NULL), 1);
    ta_workspace_close(&w);
}

/* --- anything in any order ---------------------------------------------------------------------- */

static void some_readings(struct ta_random_stream *r, struct ta_workspace *w)
{
    struct ta_text rows = {0};
    size_t n = 1 + ta_random_below(r, 120);
    ta_time_us at = epoch + (ta_time_us)ta_random_below(r, 40 * 24 * 6) * hour / 6;
    for (size_t i = 0; i < n; i++) {
        double value = ta_random_between(r, 1.0, 60.0);
        if (ta_random_below(r, 25) == 0) value = 5000.0; /* a spike */
        if (ta_random_below(r, 4) == 0) value = 7.0;     /* unchanged */
        add_row(&rows, at, value);
        at += ta_random_below(r, 5) == 0 ? hour / 60 : hour / 6;
    }
    assert_false(rows.failed);
    ta_time_us now = epoch + (ta_time_us)(40 + ta_random_below(r, 40)) * 24 * hour;
    ingest(w, rows.bytes, now, ta_random_below(r, 4) == 0 ? 300 : 0);
    ta_text_free(&rows);
}

static void some_messages(struct ta_random_stream *r)
{
    const struct ta_journal_options options = {WORKSPACE "/journal/open", 1 << 20, 0};
    static const char topic[] = "ta/v1/P/d/senml";
    struct ta_journal *journal = NULL;
    assert_ok(ta_journal_open(&options, &journal, &err));
    for (size_t i = 0; i < 1 + ta_random_below(r, 6); i++) {
        char pack[256];
        ta_time_us at = epoch + (ta_time_us)ta_random_below(r, 40 * 24 * 6) * hour / 6;
        (void)snprintf(pack, sizeof pack,
                       "[{\"n\":\"x\",\"u\":\"m\",\"t\":%lld,\"v\":%zu}]",
                       (long long)(at / 1000000), ta_random_below(r, 90));
        const struct ta_journal_message m = {.received = epoch + 50 * 24 * hour,
                                             .topic = {topic, strlen(topic)},
                                             .bytes = {pack, strlen(pack)}};
        assert_ok(ta_journal_add(journal, &m, &err));
    }
    assert_ok(ta_journal_commit(journal, &err));
    ta_journal_close(journal);
}

static void seal_all(struct ta_workspace *w)
{
    struct ta_journal_sealed sealed;
    const struct ta_journal_job job = {.below = UINT64_MAX,
                                       .who = "li",
                                       .now = epoch + 50 * 24 * hour,
                                       .tables = ta_tables_set(tables)};
    enum ta_status rc = ta_engine_seal(w, &job, &sealed, &err);
    if (rc != TA_OK && rc != TA_PARTLY) fail_msg("%s", err.text);
}

static void spoil_some(struct ta_random_stream *r)
{
    char path[512], *bytes = NULL;
    size_t size = 0;
    if (files_kept(path) == 0) return;
    assert_ok(ta_file_read(path, 1 << 24, &bytes, &size, &err));
    bytes[ta_random_below(r, size)] ^= 4;
    put_bytes(path, bytes, size - ta_random_below(r, 2) * ta_random_below(r, size));
    ta_free(bytes);
}

static struct ta_window_rule some_rule(struct ta_random_stream *r)
{
    static const struct ta_window_rule rule[] = {
        {.kind = TA_WINDOW_FIXED, .length = INT64_C(3600000000)},
        {.kind = TA_WINDOW_FIXED,
         .length = 8 * INT64_C(3600000000),
         .step = INT64_C(3600000000)},
        {.kind = TA_WINDOW_FIXED, .length = TA_US_PER_DAY},
        {.kind = TA_WINDOW_FIXED, .length = 7 * TA_US_PER_DAY, .step = TA_US_PER_DAY},
        {.kind = TA_WINDOW_FIXED, .length = 5 * INT64_C(3600000000)},
        {.kind = TA_WINDOW_MONTH},
        {.kind = TA_WINDOW_YEAR}};
    struct ta_window_rule out = rule[ta_random_below(r, sizeof rule / sizeof *rule)];
    if (ta_random_below(r, 2) == 0) out.offset = 8 * hour;
    return out;
}

static void ask_something(struct ta_random_stream *r, struct ta_workspace *w)
{
    static const char *const name[] = {"so2", "x", "wd"};
    struct question q = question_of(w, name[ta_random_below(r, 3)], some_rule(r));
    q.query.sealed = ta_random_below(r, 3) == 0;
    if (ta_random_below(r, 3) == 0)
        q.query.from = epoch + (ta_time_us)ta_random_below(r, 40 * 24 * 60) * hour / 60;
    if (ta_random_below(r, 3) == 0)
        q.query.to = epoch + (ta_time_us)ta_random_below(r, 45 * 24 * 60) * hour / 60;
    (void)taken_in(&q);
    (void)taken_in(&q);
}

static void any_order_gives_the_windows_of_all(struct ta_random_stream *r)
{
    ta_test_folder(FOLDER);
    struct ta_workspace w = workspace_with(PROJECT("ug/m3"));
    some_readings(r, &w);
    for (int step = 0; step < 16; step++) {
        switch (ta_random_below(r, 8)) {
        case 0:
        case 1: some_readings(r, &w); break;
        case 2: some_messages(r); break;
        case 3:
            if (ta_random_below(r, 2) == 0) seal_all(&w);
            break;
        case 4: spoil_some(r); break;
        default: break;
        }
        for (int i = 0; i < 3; i++) ask_something(r, &w);
    }
    ta_workspace_close(&w);
}

static void windows_are_those_of_all_readings(void **state)
{
    (void)state;
    ta_for_seeds(6, any_order_gives_the_windows_of_all);
}

static int load_tables(void **state)
{
    (void)state;
    return ta_tables_load(NULL, &tables, NULL) == TA_OK ? 0 : -1;
}

static int drop_tables(void **state)
{
    (void)state;
    ta_tables_free(tables);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_kept_is_not_read_again, fresh_folder),
        cmocka_unit_test_setup(new_days_are_all_that_is_read, fresh_folder),
        cmocka_unit_test_setup(a_late_reading_makes_what_it_lies_in_again,
                               fresh_folder),
        cmocka_unit_test_setup(flags_that_a_neighbour_changes_are_seen, fresh_folder),
        cmocka_unit_test_setup(another_question_or_unit_is_another_file, fresh_folder),
        cmocka_unit_test_setup(damaged_files_are_made_again, fresh_folder),
        cmocka_unit_test_setup(what_another_program_kept_is_not_used, fresh_folder),
        cmocka_unit_test_setup(lost_and_damaged_readings_are_told, fresh_folder),
        cmocka_unit_test_setup(a_file_that_was_not_sealed_gives_no_window,
                               fresh_folder),
        cmocka_unit_test_setup(a_full_disk_costs_no_answer, fresh_folder),
        cmocka_unit_test_setup(what_killed_questions_left_is_cleared, fresh_folder),
        cmocka_unit_test_setup(memory_that_ends_costs_no_truth, fresh_folder),
        cmocka_unit_test_setup(the_oldest_go_first_and_those_of_nobody, fresh_folder),
        cmocka_unit_test_setup(prune_counts_and_removes_them, fresh_folder),
        cmocka_unit_test_setup(little_work_is_not_worth_a_file, fresh_folder),
        cmocka_unit_test_setup(windows_are_those_of_all_readings, fresh_folder)};
    return cmocka_run_group_tests(tests, load_tables, drop_tables);
}
