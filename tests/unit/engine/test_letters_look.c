/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "letters-look"
#include "ta_test_engine.h"

#include "engine/letters_away.h"
#include "engine/letters_back.h"
#include "engine/letters_chosen.h"
#include "engine/letters_look.h"

#define DEAD WORKSPACE "/journal/dead"
#define AWAY WORKSPACE "/journal/archive/dead"

static char seen[1024], file[TA_FRAME_NAME]; /* of the last letter */
static enum ta_status answer;

static struct ta_view view(const char *text)
{
    return (struct ta_view){text, strlen(text)};
}

static void write_letters(const char *first, const char *second)
{
    struct ta_dead_writer *w = NULL;
    char *path = NULL;
    bool added = false;
    const struct ta_letter_form form = {view("csv"), view("form: csv"), view("a,b\n")};
    struct ta_letter letter = {.outcome = TA_UNKNOWN_DEVICE,
                               .why = view("why"),
                               .project = view(""),
                               .source = view("ta/v1/P/d/senml"),
                               .received = NOW,
                               .bytes = view(first)};
    assert_ok(ta_dead_open(DEAD, &w, &err));
    assert_ok(ta_dead_add(w, &letter, &err));
    letter.outcome = TA_BAD_VALUE;
    letter.bytes = view(second);
    assert_ok(ta_dead_form(w, &form, &err));
    assert_ok(ta_dead_add(w, &letter, &err));
    assert_ok(ta_dead_publish(w, &path, &added, &err));
    ta_dead_close(w);
    ta_free(path);
}

static enum ta_status on_letter(void *self, const struct ta_letter_shown *shown,
                                struct ta_error *e)
{
    size_t at = strlen(seen);
    (void)self;
    (void)snprintf(seen + at, sizeof seen - at, "%zu:%.*s:%.*s:%s ", shown->number,
                   (int)shown->letter->bytes.size, shown->letter->bytes.bytes,
                   (int)shown->form->format.size, shown->form->format.bytes,
                   shown->reason == NULL ? "" : shown->reason);
    (void)snprintf(file, sizeof file, "%s", shown->file);
    return answer == TA_OK ? TA_OK : ta_fail(e, answer, "no more");
}

static struct ta_letters_looked found;

static enum ta_status look(const struct ta_workspace *w, const char *which, bool away)
{
    const struct ta_letters_look job = {
        .which = which, .away = away, .each = on_letter};
    seen[0] = '\0';
    return ta_engine_letters_look(w, &job, &found, &err);
}

static enum ta_status put_away(struct ta_workspace *w, const char *which)
{
    struct ta_away_done done;
    const struct ta_away job = {
        .which = which, .reason = "seen", .who = "li", .now = NOW};
    return ta_engine_letters_away(w, &job, &done, &err);
}

static enum ta_status back(struct ta_workspace *w, const char *name, size_t *n)
{
    const struct ta_letters_back job = {name, "mended", "li", NOW};
    return ta_engine_letters_back(w, &job, n, &err);
}

static void letters_are_shown_by_what_is_asked_for(void **state)
{
    (void)state;
    char one[TA_FRAME_NAME + 8];
    struct ta_workspace w = workspace_open();
    assert_ok(look(&w, NULL, false)); /* there are none */
    assert_int_equal(found.letters, 0);
    write_letters("first", "second");
    assert_ok(look(&w, NULL, false));
    assert_string_equal(seen, "1:first:: 2:second:csv: ");
    assert_int_equal(found.files, 1);
    assert_ok(look(&w, "bad_value", false));
    assert_string_equal(seen, "2:second:csv: ");
    assert_gives(look(&w, "bad_syntax", false), TA_E_NOTFOUND);
    (void)snprintf(one, sizeof one, "%s:1", file);
    assert_ok(look(&w, one, false));
    assert_string_equal(seen, "1:first:: ");
    (void)snprintf(one, sizeof one, "%s:3", file);
    assert_gives(look(&w, one, false), TA_E_NOTFOUND);
    assert_gives(look(&w, one, true), TA_E_NOTFOUND);
    assert_gives(look(&w, "nothing", false), TA_E_USAGE);
    answer = TA_E_IO;
    assert_gives(look(&w, NULL, false), TA_E_IO);
    assert_string_equal(seen, "1:first:: ");
    answer = TA_OK;
    ta_workspace_close(&w);
}

static void what_cannot_be_read_hides_nothing_else(void **state)
{
    (void)state;
    struct ta_workspace w = workspace_open();
    write_letters("first", "second");
    assert_ok(ta_file_write(DEAD "/0.dead", "none", 4, 0666, &err));
    assert_ok(ta_file_write(DEAD "/held.dead.of-segment", "none", 4, 0666, &err));
    assert_gives(look(&w, "all", false), TA_PARTLY);
    assert_int_equal(found.letters, 2);
    assert_int_equal(found.faults, 1);
    ta_workspace_close(&w);
}

static void what_was_put_away_comes_back(void **state)
{
    (void)state;
    size_t n = 0;
    struct ta_workspace w = workspace_open();
    write_letters("first", "second");
    assert_ok(put_away(&w, "unknown_device"));
    assert_ok(look(&w, NULL, false));
    assert_string_equal(seen, "1:second:csv: ");
    assert_ok(look(&w, NULL, true));
    assert_string_equal(seen, "1:first::seen ");
    assert_gives(back(&w, "all", &n), TA_E_USAGE);
    assert_gives(back(&w, "x.dead", &n), TA_E_NOTFOUND);
    assert_ok(back(&w, file, &n));
    assert_int_equal(n, 1);
    assert_ok(look(&w, NULL, true));
    assert_int_equal(found.letters, 0);
    assert_ok(look(&w, NULL, false));
    assert_int_equal(found.letters, 2);
    assert_gives(back(&w, file, &n), TA_E_NOTFOUND);
    ta_workspace_close(&w);
}

static void every_failing_allocation_leaves_each_letter_once(void **state)
{
    (void)state;
    size_t n = 0;
    struct ta_workspace w = workspace_open();
    write_letters("first", "second");
    assert_ok(put_away(&w, "all"));
    assert_ok(look(&w, NULL, true));
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = back(&w, file, &n);
        ta_alloc_fail_at(0);
        /* not found: it had moved when that failed */
        if (rc == TA_OK || rc == TA_E_NOTFOUND) break;
        assert_true(rc == TA_E_NOMEM || rc == TA_E_IO);
        assert_ok(look(&w, NULL, true));
        size_t away = found.letters;
        assert_ok(look(&w, NULL, false));
        assert_int_equal(away + found.letters, 2);
    }
    assert_ok(look(&w, NULL, false));
    assert_int_equal(found.letters, 2);
    for (size_t k = 1;; k++) {
        ta_alloc_fail_at(k);
        enum ta_status rc = look(&w, NULL, false);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) break;
        if (rc != TA_E_IO) assert_gives(rc, TA_E_NOMEM);
    }
    assert_int_equal(found.letters, 2);
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(letters_are_shown_by_what_is_asked_for, fresh_folder),
        cmocka_unit_test_setup(what_cannot_be_read_hides_nothing_else, fresh_folder),
        cmocka_unit_test_setup(what_was_put_away_comes_back, fresh_folder),
        cmocka_unit_test_setup(every_failing_allocation_leaves_each_letter_once,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
