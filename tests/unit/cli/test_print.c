/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/print.h"

static struct ta_error err;
static struct ta_output out;
static int ends[2];

static struct ta_call start(bool json, enum ta_language language)
{
    assert_int_equal(pipe(ends), 0);
    ta_output_open(&out, ends[1]);
    return (struct ta_call){.json = json, .language = language, .out = &out};
}

/* What was printed, and the end of the call. */
static const char *finish(struct ta_call *call)
{
    static char bytes[4096];
    assert_int_equal(ta_output_close(&out, &err), TA_OK);
    (void)close(ends[1]);
    ssize_t n = read(ends[0], bytes, sizeof bytes - 1);
    assert_true(n >= 0);
    bytes[n] = '\0';
    (void)close(ends[0]);
    ta_messages_free(call->messages);
    return bytes;
}

static const struct ta_column columns[] = {
    {"name", "Name"}, {"score.value", "Score"}, {"level", "Level"}, {NULL, NULL}};

static json_t *row(const char *name, double score, const char *level, bool *ok)
{
    json_t *object = json_object(), *inner = json_object();
    ta_json_set_number(inner, "value", score, ok);
    ta_json_set_text(object, "name", name, ok);
    ta_json_set(object, "score", inner, ok);
    ta_json_set_text(object, "level", level, ok);
    return object;
}

static void list_two(struct ta_call *call)
{
    struct ta_list *list = NULL;
    bool ok = true;
    assert_int_equal(ta_list_new(call, columns, &list, &err), TA_OK);
    assert_int_equal(ta_list_add(list, row("Farm", 7.5, "low", &ok), ok, &err), TA_OK);
    assert_int_equal(ta_list_add(list, row("农场", NAN, NULL, &ok), ok, &err), TA_OK);
    assert_int_equal(ta_list_end(list, &err), TA_OK);
}

static void columns_are_aligned_and_codes_in_words(void **state)
{
    (void)state;
    struct ta_call call = start(false, TA_EN);
    list_two(&call);
    assert_string_equal(finish(&call), "Name  Score  Level\n"
                                       "Farm    7.5  low risk\n"
                                       "农场      -  -\n");
    call = start(false, TA_ZH);
    list_two(&call);
    assert_string_equal(finish(&call), "名称  得分  等级\n"
                                       "Farm   7.5  低风险\n"
                                       "农场     -  -\n");
}

static void narrow_list(struct ta_call *call, const char *name)
{
    struct ta_list *list = NULL;
    bool ok = true;
    assert_int_equal(ta_list_new(call, columns, &list, &err), TA_OK);
    assert_int_equal(ta_list_add(list,
                                 row(name, 7.5, "of a chosen threshold, as told", &ok),
                                 ok, &err),
                     TA_OK);
    assert_int_equal(ta_list_add(list, row("Farm", 10, "low", &ok), ok, &err), TA_OK);
    assert_int_equal(ta_list_end(list, &err), TA_OK);
}

static void cells_are_folded_where_the_terminal_is_narrow(void **state)
{
    (void)state;
    struct ta_call call = start(false, TA_EN);
    call.out->columns = 49;
    narrow_list(&call, "0123456789abcdef");
    assert_string_equal(finish(&call),
                        "Name              Score  Level\n"
                        "0123456789abcdef    7.5  of a chosen threshold,\n"
                        "                         as told\n"
                        "Farm                 10  low risk\n");
    call = start(false, TA_EN);
    call.out->columns = 34;
    narrow_list(&call, "0123456789abcdef");
    assert_string_equal(finish(&call), "Name          Score  Level\n"
                                       "0123456789ab    7.5  of a chosen\n"
                                       "cdef                 threshold, as\n"
                                       "                     told\n"
                                       "Farm             10  low risk\n");
    call = start(false, TA_EN);
    call.out->columns = 80;
    narrow_list(&call, "0123456789abcdef");
    assert_string_equal(finish(&call),
                        "Name              Score  Level\n"
                        "0123456789abcdef    7.5  of a chosen threshold, as told\n"
                        "Farm                 10  low risk\n");
}

static void a_table_that_is_cut_says_how_to_see_it_whole(void **state)
{
    (void)state;
    struct ta_call call = start(false, TA_EN);
    int kept = dup(STDERR_FILENO), said[2];
    char words[200] = "";
    assert_int_equal(pipe(said), 0);
    assert_true(kept >= 0 && dup2(said[1], STDERR_FILENO) >= 0);
    call.out->columns = 20;
    narrow_list(&call, "0123456789abcdef");
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    (void)close(kept);
    (void)close(said[1]);
    assert_non_null(strstr(finish(&call), "0123456789abcdef   …\n"));
    assert_true(read(said[0], words, sizeof words - 1) > 0);
    (void)close(said[0]);
    assert_non_null(strstr(words, "--json, shows all of it\n"));
}

static void json_is_one_canonical_object_a_line(void **state)
{
    (void)state;
    struct ta_call call = start(true, TA_ZH);
    list_two(&call);
    assert_string_equal(
        finish(&call),
        "{\"level\":\"low\",\"name\":\"Farm\",\"score\":{\"value\":7.5}}\n"
        "{\"level\":null,\"name\":\"农场\",\"score\":{\"value\":null}}\n");
}

/* A level that counts what nobody saw is not shown as a finding; programs get it as it is. */
static void a_level_that_nobody_can_say_is_no_finding(void **state)
{
    (void)state;
    static const struct ta_column some[] = {
        {"opinion", "Opinion"}, {"level", "Level"}, {NULL, NULL}};
    static const char *const wanted[] = {
        "Opinion  Cannot say\nLevel    no level was found (score 1 to 99.9)\n",
        "意见  无法判断\n等级  未得出等级（得分 1 至 99.9）\n",
        ("{\"level\":\"very_high\",\"opinion\":\"cannot_say\",\"score\":{\"hi\":99.93,"
         "\"lo\":1}}\n")};
    for (int i = 0; i < 3; i++) {
        struct ta_call call = start(i == 2, i == 1 ? TA_ZH : TA_EN);
        json_t *object =
            json_loads("{\"opinion\":\"cannot_say\",\"level\":\"very_high\","
                       "\"score\":{\"lo\":1,\"hi\":99.93}}",
                       0, NULL);
        assert_int_equal(ta_show(&call, some, object, true, &err), TA_OK);
        assert_string_equal(finish(&call), wanted[i]);
    }
}

/* Enough was observed, and only a gate is open: the level stands beside the opinion, as on the page. */
static void a_level_that_was_found_is_shown_beside_any_opinion(void **state)
{
    (void)state;
    static const struct ta_column some[] = {
        {"opinion", "Opinion"}, {"level", "Level"}, {NULL, NULL}};
    struct ta_call call = start(false, TA_EN);
    json_t *object = json_loads("{\"opinion\":\"cannot_say\",\"level\":\"elevated\","
                                "\"level_found\":true,\"lo\":43.4,\"hi\":80.4}",
                                0, NULL);
    assert_int_equal(ta_show(&call, some, object, true, &err), TA_OK);
    assert_string_equal(finish(&call), "Opinion  Cannot say\nLevel    elevated risk\n");
}

static void an_object_leaves_out_what_is_absent(void **state)
{
    (void)state;
    struct ta_call call = start(false, TA_EN);
    bool ok = true;
    json_t *object = json_object();
    ta_json_set_bool(object, "name", true, &ok);
    ta_json_set_text(object, "level", "very_high", &ok);
    assert_int_equal(ta_show(&call, columns, object, ok, &err), TA_OK);
    assert_string_equal(finish(&call), "Name   yes\nLevel  very high risk\n");
}

static void reads(const char *json, const char *wanted)
{
    struct ta_text text = {0};
    json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    ta_print_value(&text, value);
    assert_string_equal(text.bytes, wanted);
    json_decref(value);
    ta_text_free(&text);
}

static void values_are_as_people_read_them(void **state)
{
    (void)state;
    reads("0.1", "0.1");
    reads("0.30000000000000004", "0.3");
    reads("12345678.123456789", "12345678.1");
    reads("null", "-");
    reads("\"a\\nb\\u001b[31m\"", "a b [31m"); /* nothing moves the cursor */
    reads("[\"a\", 1, null]", "a, 1, -");
    reads("[]", "-");
    reads("{\"low\": 80, \"high\": 20}", "low 80, high 20");
    reads("{\"minor\": \"12500\", \"currency\": \"CNY\"}", "125.00 CNY");
    reads("{\"minor\": \"-5\", \"currency\": \"CNY\"}", "-0.05 CNY");
    reads("{\"minor\": \"5\", \"currency\": \"JPY\"}", "5 JPY");
    reads("{\"minor\": \"-9223372036854775808\", \"currency\": \"KWD\"}",
          "-9223372036854775.808 KWD");
}

static void scores_have_a_decimal_for_a_person(void **state)
{
    (void)state;
    const struct ta_call person = {.json = false}, program = {.json = true};
    struct ta_text words = {0};
    json_t *score = json_real(ta_print_tenths(&person, 72.563418729));
    ta_print_value(&words, score);
    assert_string_equal(words.bytes, "72.6");
    assert_true(ta_print_tenths(&program, 72.563418729) == 72.563418729);
    assert_true(isnan(ta_print_tenths(&person, NAN)));
    json_decref(score);
    ta_text_free(&words);
}

static void a_reader_that_left_is_no_fault_a_full_disk_is(void **state)
{
    (void)state;
    struct ta_output left, full;
    assert_int_equal(pipe(ends), 0);
    (void)close(ends[0]);
    ta_output_open(&left, ends[1]);
    ta_output_add(&left, "words\n");
    assert_int_equal(ta_output_close(&left, &err), TA_OK);
    assert_true(left.closed);
    (void)close(ends[1]);

    int device = open("/dev/full", O_WRONLY);
    if (device < 0) {
        printf("skipped: this machine has no /dev/full\n");
        skip();
    }
    ta_output_open(&full, device);
    for (int i = 0; i < 20000; i++) ta_output_addf(&full, "line %d\n", i);
    assert_int_equal(ta_output_close(&full, &err), TA_E_IO);
    assert_non_null(strstr(err.text, "standard output"));
    (void)close(device);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    for (size_t k = 1; k < 400; k++) {
        struct ta_call call = start(false, TA_ZH);
        struct ta_list *list = NULL;
        bool ok = true;
        json_t *object = row("a", 1.0, "low", &ok);
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_list_new(&call, columns, &list, &err);
        if (rc == TA_OK) rc = ta_list_add(list, json_incref(object), ok, &err);
        if (rc == TA_OK)
            rc = ta_list_end(list, &err);
        else
            ta_list_drop(list);
        enum ta_status closed = ta_output_close(&out, &err);
        ta_alloc_fail_at(0);
        json_decref(object);
        (void)close(ends[0]);
        (void)close(ends[1]);
        ta_messages_free(call.messages);
        if (rc == TA_OK && closed == TA_OK) return;
        assert_true(rc == TA_E_NOMEM || closed == TA_E_NOMEM);
    }
    fail_msg("never enough memory");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned_and_codes_in_words),
        cmocka_unit_test(cells_are_folded_where_the_terminal_is_narrow),
        cmocka_unit_test(a_table_that_is_cut_says_how_to_see_it_whole),
        cmocka_unit_test(json_is_one_canonical_object_a_line),
        cmocka_unit_test(a_level_that_nobody_can_say_is_no_finding),
        cmocka_unit_test(a_level_that_was_found_is_shown_beside_any_opinion),
        cmocka_unit_test(an_object_leaves_out_what_is_absent),
        cmocka_unit_test(values_are_as_people_read_them),
        cmocka_unit_test(scores_have_a_decimal_for_a_person),
        cmocka_unit_test(a_reader_that_left_is_no_fault_a_full_disk_is),
        cmocka_unit_test(running_out_of_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
