/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_help_words.c  Every word of help and of column titles stands in Chinese too.
 *
 *  Add what it names to datasets/messages/help.zh.json: the English text, then the Chinese. */
#include "ta_test.h"

#include <dirent.h>

#include "base/datasets.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "cli/registry.h"

static json_t *words, *used;
static size_t missing;

static int load(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t size = 0;
    struct ta_error err = {0};
    enum ta_status rc =
        ta_dataset_read(NULL, "messages/help.zh.json", &bytes, &size, &err);
    if (rc == TA_OK)
        rc = ta_json_parse("help.zh.json", bytes, size, 1 << 24, &words, &err);
    ta_free(bytes);
    used = json_object();
    return rc == TA_OK ? 0 : -1;
}

static int drop(void **state)
{
    (void)state;
    json_decref(words);
    json_decref(used);
    return 0;
}

static bool has_chinese(const char *text)
{
    for (; *text != '\0'; text++) /* three-byte characters from U+3000 */
        if ((unsigned char)*text >= 0xE3) return true;
    return false;
}

/* Is there a Chinese text for the English one? */
static void need(const char *english)
{
    if (english == NULL) return;
    (void)json_object_set_new(used, english, json_true());
    const char *chinese = json_string_value(json_object_get(words, english));
    if (chinese != NULL && chinese[0] != '\0') return;
    json_t *text = json_string(english);
    char *line = json_dumps(text, JSON_ENCODE_ANY);
    print_message(" %s: \"\",\n", line);
    json_decref(text);
    free(line); /* allow(free): jansson allocated it */
    missing++;
}

static void need_command(const struct ta_command *command)
{
    need(command->summary);
    need(command->more);
    for (const struct ta_argument *a = command->argument; a != NULL && a->name != NULL;
         a++)
        need(a->help);
    for (const struct ta_option *o = command->option; o != NULL && o->name != NULL; o++)
        need(o->help);
}

static void help_stands_in_chinese(void **state)
{
    (void)state;
    missing = 0;
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command_row *row = &ta_command_rows[i];
        need(row->group);
        need(row->summary);
        if (row->command != NULL) need_command(row->command);
    }
    for (const struct ta_option *o = ta_global_options; o->name != NULL; o++)
        need(o->help);
    static const char *const frame[] = {
        "Usage:",
        "Options",
        "Options of every command",
        "Example",
        "default",
        "a must",
        "may stand more than once",
        "The usual way",
        "`terrassay COMMAND --help` shows a command's options and an example.",
        "Options of every command: see `terrassay --help`."};
    for (const struct ta_help_step *s = ta_help_usual_way; s->line != NULL; s++)
        need(s->gives);
    for (size_t i = 0; i < sizeof frame / sizeof frame[0]; i++) need(frame[i]);
    need(
        "terrassay: environmental risk of financed projects, from satellite scenes and "
        "sensor readings");
    if (missing > 0) fail_msg("%zu texts of help have no Chinese", missing);
}

/* Titles of columns stand in no registry: `{"member", "Title"}` in the sources. */
static void need_titles(const char *source)
{
    for (const char *at = strstr(source, "struct ta_column"); at != NULL;
         at = strstr(at + 1, "struct ta_column")) {
        const char *end = strstr(at, ";");
        for (const char *row = strstr(at, "{\""); row != NULL && row < end;
             row = strstr(row + 1, "{\"")) {
            const char *title = strstr(row, "\", \"");
            const char *close = title == NULL ? NULL : strchr(title + 4, '"');
            if (close == NULL || close > end) break;
            char text[128];
            (void)snprintf(text, sizeof text, "%.*s", (int)(close - title - 4),
                           title + 4);
            need(text);
        }
    }
}

static void titles_stand_in_chinese(void **state)
{
    (void)state;
    static const char folder[] = TA_SOURCE_DIR "/src/cli";
    char **names = NULL, path[1024];
    size_t n = 0;
    missing = 0;
    assert_int_equal(ta_folder_list(folder, &names, &n, NULL), TA_OK);
    for (size_t i = 0; i < n; i++) {
        char *bytes = NULL;
        size_t size = 0;
        if (strstr(names[i], ".c") == NULL) continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        assert_int_equal(ta_file_read(path, 1 << 20, &bytes, &size, NULL), TA_OK);
        need_titles(bytes);
        ta_free(bytes);
    }
    ta_free(names);
    if (missing > 0) fail_msg("%zu titles of columns have no Chinese", missing);
}

/* Runs last: what nobody says any more goes. */
static void each_text_is_chinese_and_used(void **state)
{
    (void)state;
    const char *english;
    json_t *chinese;
    json_object_foreach(words, english, chinese)
    {
        if (!has_chinese(json_string_value(chinese)))
            fail_msg("\"%s\": no Chinese in \"%s\"", english,
                     json_string_value(chinese));
        if (json_object_get(used, english) == NULL)
            fail_msg("\"%s\": nobody says it any more", english);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_stands_in_chinese),
        cmocka_unit_test(titles_stand_in_chinese),
        cmocka_unit_test(each_text_is_chinese_and_used),
    };
    return cmocka_run_group_tests(tests, load, drop);
}
