/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/models.h"
#include "ta_test_folder.h"

#define FOLDER TA_BINARY_DIR "/test-models"

static struct ta_error err;

static int setup(void **state)
{
    (void)state;
    static const char bytes[] = "use: index\n";
    if (ta_test_folder(FOLDER) != 0 || mkdir(FOLDER "/models", 0777) != 0) return -1;
    static const char *const files[] = {FOLDER "/models/own.yaml",
                                        FOLDER "/models/credit-1.yaml",
                                        FOLDER "/models/notes.txt", FOLDER "/x.yaml"};
    for (size_t i = 0; i < 4; i++)
        if (ta_file_write(files[i], bytes, sizeof bytes - 1, 0666, &err) != TA_OK)
            return -1;
    return 0;
}

static void names_come_sorted_and_once(void **state)
{
    (void)state;
    char(*names)[TA_NAME_SIZE] = NULL;
    size_t n = 0, own = 0, credit = 0;
    assert_int_equal(ta_model_names(FOLDER, &names, &n, &err), TA_OK);
    for (size_t i = 0; i < n; i++) {
        own += strcmp(names[i], "own") == 0;
        credit += strcmp(names[i], "credit-1") == 0;
        if (i > 0) assert_true(strcmp(names[i - 1], names[i]) < 0);
        assert_null(strstr(names[i], "notes"));
    }
    assert_int_equal(own, 1);
    assert_int_equal(credit, 1);
    ta_free(names);
    assert_int_equal(ta_model_names(FOLDER "/nothere", &names, &n, &err), TA_OK);
    assert_true(n >= 1);
    ta_free(names);
}

static void expect_bytes(const char *name, bool from_folder)
{
    char *bytes = NULL;
    size_t size = 0;
    if (ta_model_read(FOLDER, NULL, name, &bytes, &size, &err) != TA_OK)
        fail_msg("%s", err.text);
    assert_int_equal(strcmp(bytes, "use: index\n") == 0, from_folder);
    ta_free(bytes);
}

static void the_folder_stands_before_what_is_embedded(void **state)
{
    (void)state;
    expect_bytes("credit-1", true);
    expect_bytes("own", true);
    expect_bytes(FOLDER "/x.yaml", true);
}

static void refused(const char *name, enum ta_status wanted)
{
    char *bytes = NULL;
    size_t size = 0;
    assert_int_equal(ta_model_read(NULL, NULL, name, &bytes, &size, &err), wanted);
    assert_null(bytes);
}

static void what_is_no_name_is_refused(void **state)
{
    (void)state;
    refused("credit", TA_E_NOTFOUND);
    assert_string_equal(err.mend, "did you mean \"credit-1\"?");
    refused("no name", TA_E_USAGE);
    refused("", TA_E_USAGE);
    refused("a/b", TA_E_NOTFOUND);
    char hash[TA_HEX_SIZE];
    memset(hash, 'a', sizeof hash - 1);
    hash[TA_HEX_SIZE - 1] = '\0';
    refused(hash, TA_E_NOTFOUND);
}

static enum ta_status parse(const char *text, struct ta_any_model *out)
{
    err = (struct ta_error){0};
    return ta_any_model_parse("m.yaml", text, strlen(text), out, &err);
}

static void the_use_chooses_the_reader(void **state)
{
    (void)state;
    struct ta_any_model model;
    assert_int_equal(parse("use: index\n", &model), TA_E_DATA);
    assert_int_equal(model.use, TA_USE_INDEX);
    assert_int_equal(parse("use: credit\n", &model), TA_E_DATA);
    assert_int_equal(model.use, TA_USE_CREDIT);
    assert_int_equal(parse("use: [index]\n", &model), TA_E_DATA);
    assert_int_equal(parse("- use\n", &model), TA_E_DATA);
    assert_non_null(strstr(err.text, "m.yaml:1:"));
    assert_int_equal(parse("a: b: c\n", &model), TA_E_DATA);
    ta_any_model_free(&model);
    ta_any_model_free(&model); /* again is allowed */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_come_sorted_and_once),
        cmocka_unit_test(the_folder_stands_before_what_is_embedded),
        cmocka_unit_test(what_is_no_name_is_refused),
        cmocka_unit_test(the_use_chooses_the_reader),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
