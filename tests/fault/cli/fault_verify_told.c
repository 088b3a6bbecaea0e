/* SPDX-License-Identifier: Apache-2.0 */
/* What `terrassay verify` says of a record that another build made: apart from those that come out
 * again, and by whom. */
#define BASE TA_BINARY_DIR "/test-told-base"
#define COPY TA_BINARY_DIR "/test-told-copy"
#include "ta_test_past.h"

#include "cli/run.h"
#include "engine/assess.h"

#define WORDS TA_BINARY_DIR "/test-told-words"

static int build(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project project = portfolio_project("wood");
    const struct ta_assess_request request = {.as_of = portfolio_day("2020-07-31"),
                                              .model = "credit-3",
                                              .now = 2,
                                              .who = "test"};
    portfolio_open(BASE, &w);
    portfolio_put(&w, &project);
    assert_ok(ta_assess(&w, &request, &err));
    ta_workspace_close(&w);
    ta_project_free(&project);
    return 0;
}

/* Made by another build, its score off by that share. */
static void make_copy(double share)
{
    copy_workspace();
    open_past();
    read_rows();
    of_another_build(&past_row[0]);
    double capped = number_after(&past_row[0], "\"capped\":");
    put_number(&past_row[0], "\"capped\":", capped * (1.0 + share));
    write_rows(true, 0);
    forget_exports();
    free_rows();
    close_past();
}

/* Exit code of `terrassay verify --all`, and what it said. */
static int run_verify(char out[4096])
{
    char *const argument[] = {"terrassay", "verify", "--all", "-w", COPY, NULL};
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (freopen(WORDS, "w", stderr) == NULL ||
            freopen("/dev/null", "w", stdout) == NULL)
            _exit(127);
        int code = ta_cli_run(5, argument);
        fflush(NULL);
        _exit(code);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    FILE *file = fopen(WORDS, "r");
    assert_non_null(file);
    out[fread(out, 1, 4095, file)] = '\0';
    fclose(file);
    return WEXITSTATUS(status);
}

static void has(const char *words, const char *part)
{
    if (strstr(words, part) == NULL) fail_msg("lacks \"%s\":\n%s", part, words);
}

static void what_is_near_stands_apart(void **state)
{
    (void)state;
    char words[4096];
    make_copy(5e-10);
    int code = run_verify(words);
    has(words, "1 record: 1 intact, 0 come out again, 1 within 1e-9 (made by ");
    has(words, ", build 000000000000, ");
    has(words, "), 0 faults");
    has(words, "1 was made by another build");
    assert_int_equal(code, 0);
}

static void what_is_the_same_comes_out_again(void **state)
{
    (void)state;
    char words[4096];
    make_copy(0.0);
    int code = run_verify(words);
    has(words, "1 record: 1 intact, 1 comes out again, 0 faults");
    has(words, "1 was made by another build");
    assert_int_equal(code, 0);
}

static void what_is_further_off_is_a_fault(void **state)
{
    (void)state;
    char words[4096];
    make_copy(5e-9);
    int code = run_verify(words);
    has(words, "1 record: 1 intact, 0 come out again, 1 fault");
    assert_null(strstr(words, "within 1e-9 ("));
    assert_int_equal(code, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_near_stands_apart),
        cmocka_unit_test(what_is_the_same_comes_out_again),
        cmocka_unit_test(what_is_further_off_is_a_fault),
    };
    return cmocka_run_group_tests(tests, build, NULL);
}
