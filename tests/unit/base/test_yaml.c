/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "base/yaml.h"

static struct ta_yaml *parse(const char *text)
{
    struct ta_yaml *yaml = NULL;
    struct ta_error err = {0};
    if (ta_yaml_parse("m.yaml", text, strlen(text), &yaml, &err) != TA_OK)
        fail_msg("%s", err.text);
    return yaml;
}

/** What the refusal of @p text says. */
static const char *refusal(const char *text, enum ta_status want)
{
    static struct ta_error err;
    err = (struct ta_error){0};
    struct ta_yaml *yaml = NULL;
    assert_int_equal(ta_yaml_parse("m.yaml", text, strlen(text), &yaml, &err), want);
    assert_null(yaml);
    return err.text;
}

static void values_come_out_with_their_place(void **state)
{
    (void)state;
    struct ta_yaml *yaml = parse("a: 1.5\n"
                                 "b:\n"
                                 "  - x\n"
                                 "  - {c: \"7\", d: 2026-03-01}\n");
    const struct ta_yaml_node *root = ta_yaml_root(yaml),
                              *b = ta_yaml_member(root, "b");
    double number = 0;
    assert_int_equal(root->kind, TA_YAML_MAP);
    assert_int_equal(root->n, 2);
    assert_int_equal(ta_yaml_number(yaml, ta_yaml_member(root, "a"), &number, NULL),
                     TA_OK);
    assert_true(number == 1.5);
    assert_int_equal(b->kind, TA_YAML_LIST);
    assert_int_equal(b->n, 2);
    const struct ta_yaml_node *map = b->child->next, *c = ta_yaml_member(map, "c");
    assert_int_equal(c->line, 4);
    assert_int_equal(c->column, 9);
    ta_day day = 0;
    assert_int_equal(ta_yaml_day(yaml, ta_yaml_member(map, "d"), &day, NULL), TA_OK);
    assert_int_equal(day, 20513);
    assert_null(ta_yaml_member(map, "e"));
    ta_yaml_free(yaml);
}

static void complaints_name_file_line_and_column(void **state)
{
    (void)state;
    struct ta_yaml *yaml = parse("n: 1\nweihgt: 2\nq: \"3\"\nw: hihg\n");
    const struct ta_yaml_node *root = ta_yaml_root(yaml);
    struct ta_error err = {0};
    const char *const known[] = {"n", "weight", "q", "w", NULL};
    assert_int_equal(ta_yaml_known(yaml, root, known, &err), TA_E_DATA);
    assert_string_equal(err.text, "m.yaml:2:1: unknown key \"weihgt\"");
    assert_non_null(strstr(err.mend, "weight"));

    double number = 0;
    assert_int_equal(ta_yaml_number(yaml, ta_yaml_member(root, "q"), &number, &err),
                     TA_E_DATA);
    assert_string_equal(err.text,
                        "m.yaml:3:4: q: wanted a number, found the text \"3\"");

    const char *const words[] = {"low", "high", NULL};
    size_t word = 9;
    assert_int_equal(
        ta_yaml_choice(yaml, ta_yaml_member(root, "w"), words, &word, &err), TA_E_DATA);
    assert_non_null(strstr(err.mend, "high"));
    int64_t whole = 0;
    assert_int_equal(ta_yaml_int(yaml, ta_yaml_member(root, "n"), 2, 5, &whole, &err),
                     TA_E_DATA);
    assert_non_null(strstr(err.text, "from 2 to 5"));
    const struct ta_yaml_node *node = NULL;
    assert_int_equal(ta_yaml_need(yaml, root, "zz", TA_YAML_MAP, &node, &err),
                     TA_E_DATA);
    assert_non_null(strstr(err.text, "m.yaml:1:1: \"zz\" is missing"));
    ta_yaml_free(yaml);
}

static void what_a_reader_would_overlook_is_refused(void **state)
{
    (void)state;
    assert_non_null(strstr(refusal("a: &x 1\nb: *x\n", TA_E_DATA), "m.yaml:1:"));
    assert_non_null(strstr(refusal("b: *x\n", TA_E_DATA), "m.yaml:1:"));
    assert_non_null(strstr(refusal("a: !!int 3\n", TA_E_DATA), "tags"));
    assert_non_null(
        strstr(refusal("a: 1\nb: 2\na: 3\n", TA_E_DATA), "m.yaml:3:1: \"a\""));
    assert_non_null(strstr(refusal("? [a, b]\n: 1\n", TA_E_DATA), "key"));
    assert_non_null(strstr(refusal("a: 1\n---\nb: 2\n", TA_E_DATA), "second document"));
    (void)refusal("", TA_E_DATA);
    (void)refusal("a: [1, 2\nb: 3\n", TA_E_DATA);
    (void)refusal("a: \"unclosed\n", TA_E_DATA);
    (void)refusal("a: \t- b\n\tc", TA_E_DATA);
    (void)refusal("a: \xff\xfe\n", TA_E_DATA);
    (void)refusal("a: \"\\0\"\n", TA_E_DATA);
    (void)refusal("%YAML 1.1\n---\na: yes\n", TA_E_DATA);
}

static void depth_and_size_are_limited(void **state)
{
    (void)state;
    char deep[201];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    deep[200] = '\0';
    assert_non_null(strstr(refusal(deep, TA_E_LIMIT), "deeper"));

    size_t size = (1 << 20) + 1;
    char *big = malloc(size);
    memset(big, 'a', size);
    struct ta_yaml *yaml = NULL;
    assert_int_equal(ta_yaml_parse("m.yaml", big, size, &yaml, NULL), TA_E_LIMIT);
    free(big);
    assert_int_equal(ta_yaml_parse("m.yaml", "a\0b", 3, &yaml, NULL), TA_E_DATA);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    const char *text = "a: 1\nb: [x, {c: 2}]\n";
    for (size_t k = 1; k < 100; k++) {
        struct ta_yaml *yaml = NULL;
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_yaml_parse("m.yaml", text, strlen(text), &yaml, NULL);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) {
            ta_yaml_free(yaml);
            return;
        }
        assert_int_equal(rc, TA_E_NOMEM);
    }
    fail_msg("never succeeded");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_out_with_their_place),
        cmocka_unit_test(complaints_name_file_line_and_column),
        cmocka_unit_test(what_a_reader_would_overlook_is_refused),
        cmocka_unit_test(depth_and_size_are_limited),
        cmocka_unit_test(running_out_of_memory_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
