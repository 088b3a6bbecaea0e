/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_registry.c  Every row of commands.def can be told, typed and completed. */
#include "ta_test.h"

#include <ctype.h>

#include "cli/help.h"
#include "cli/parse.h"
#include "cli/registry.h"

enum { ARGS = 64 };

static void each_command(void (*judge)(const struct ta_command *command))
{
    size_t n = 0;
    for (size_t i = 0; i < ta_command_row_count; i++) {
        if (ta_command_rows[i].command == NULL) continue;
        judge(ta_command_rows[i].command);
        n++;
    }
    assert_true(n > 0);
}

static void names_stand_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command *command = ta_command_rows[i].command;
        if (command != NULL) assert_ptr_equal(ta_command_find(command->name), command);
    }
}

static void topics_stand_above_their_commands(void **state)
{
    (void)state;
    const char *topic = "";
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command_row *row = &ta_command_rows[i];
        if (row->topic != NULL) {
            topic = row->topic;
            assert_true(ta_command_topic(topic));
        }
        if (row->command == NULL || strchr(row->command->name, ' ') == NULL) continue;
        size_t length = strcspn(row->command->name, " ");
        if (strlen(topic) != length || strncmp(row->command->name, topic, length) != 0)
            fail_msg("%s stands under topic \"%s\"", row->command->name, topic);
    }
}

static void judge_words(const char *where, const char *words)
{
    if (words == NULL || words[0] == '\0') fail_msg("%s: no words", where);
    if (words[strlen(words) - 1] == '.') fail_msg("%s: ends with a full stop", where);
}

static bool clash(const struct ta_option *a, const struct ta_option *b)
{
    return strcmp(a->name, b->name) == 0 || (a->letter != 0 && a->letter == b->letter);
}

static void judge_option(const struct ta_command *command,
                         const struct ta_option *option)
{
    struct ta_error err = {0};
    judge_words(option->name, option->help);
    for (const struct ta_option *other = ta_global_options; other->name != NULL;
         other++)
        if (clash(option, other))
            fail_msg("%s: --%s hides a global option", command->name, option->name);
    for (const struct ta_option *other = command->option; other != option; other++)
        if (clash(option, other))
            fail_msg("%s: --%s stands twice", command->name, option->name);
    if (option->value == NULL &&
        (option->fallback != NULL || option->kind != TA_VALUE_TEXT))
        fail_msg("%s: --%s is a switch", command->name, option->name);
    if (option->fallback != NULL &&
        ta_parse_value(option, option->fallback, &err) != TA_OK)
        fail_msg("%s: default: %s", command->name, err.text);
}

static void judge_options(const struct ta_command *command)
{
    const struct ta_option *option = command->option;
    for (; option != NULL && option->name != NULL; option++)
        judge_option(command, option);
}

static void judge_arguments(const struct ta_command *command)
{
    const struct ta_argument *argument = command->argument;
    for (; argument != NULL && argument->name != NULL; argument++) {
        judge_words(command->name, argument->help);
        bool last = argument[1].name == NULL;
        if (argument->repeatable && !last)
            fail_msg("%s: %s is not the last", command->name, argument->name);
        if (argument->optional && !last && !argument[1].optional)
            fail_msg("%s: what follows %s is a must", command->name, argument->name);
    }
}

static void judge_descriptor(const struct ta_command *command)
{
    judge_words(command->name, command->summary);
    if (command->run == NULL) fail_msg("%s: no function", command->name);
    if (isupper((unsigned char)command->summary[0]) &&
        islower((unsigned char)command->summary[1]))
        fail_msg("%s: the summary begins with a capital", command->name);
    judge_options(command);
    judge_arguments(command);
}

static void descriptors_are_whole(void **state)
{
    (void)state;
    each_command(judge_descriptor);
}

/* One line as a shell would cut it: blanks, quotes, up to ">" or "|". */
static int cut(char *line, char *argv[ARGS])
{
    int argc = 0;
    char *from = line, *to = line, quote = '\0';
    bool inside = false;
    for (; *from != '\0' && *from != '>' && !(*from == '|' && quote == '\0'); from++) {
        if (quote == '\0' && *from == ' ') {
            if (inside) *to++ = '\0';
            inside = false;
            continue;
        }
        if (!inside && argc < ARGS) argv[argc++] = to;
        inside = true;
        if (*from == quote)
            quote = '\0';
        else if (quote == '\0' && (*from == '\'' || *from == '"'))
            quote = *from;
        else
            *to++ = *from;
    }
    *to = '\0';
    return argc;
}

static void judge_line(const struct ta_command *command, const char *text, size_t size)
{
    char line[1024], *argv[ARGS];
    struct ta_parsed parsed;
    struct ta_error err = {0};
    (void)snprintf(line, sizeof line, "%.*s", (int)size, text);
    int argc = cut(line, argv);
    if (argc < 2 || strcmp(argv[0], "terrassay") != 0)
        fail_msg("%s: the example is no command line: %.*s", command->name, (int)size,
                 text);
    if (ta_parse(argc, argv, &parsed, &err) != TA_OK)
        fail_msg("%s: %s (%s)", command->name, err.text, err.mend);
    if (parsed.command != command)
        fail_msg("%s: the example is of %s: %.*s", command->name, parsed.command->name,
                 (int)size, text);
    ta_parsed_free(&parsed);
}

static void judge_example(const struct ta_command *command)
{
    struct ta_text page = {0};
    ta_help_command(&page, command, NULL);
    assert_false(page.failed);
    for (const char *line = command->example; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        char shown[1024];
        (void)snprintf(shown, sizeof shown, "  %.*s\n", (int)size, line);
        if (strstr(page.bytes, shown) == NULL)
            fail_msg("%s: --help does not show: %s", command->name, shown);
        judge_line(command, line, size);
        line += size + (line[size] == '\n');
    }
    ta_text_free(&page);
}

static void examples_are_shown_and_can_be_typed(void **state)
{
    (void)state;
    each_command(judge_example);
}

static void the_usual_way_can_be_typed(void **state)
{
    (void)state;
    for (const struct ta_help_step *step = ta_help_usual_way; step->line != NULL;
         step++) {
        char line[256], *argv[ARGS];
        struct ta_parsed parsed;
        struct ta_error err = {0};
        (void)snprintf(line, sizeof line, "%s", step->line);
        int argc = cut(line, argv);
        if (ta_parse(argc, argv, &parsed, &err) != TA_OK) fail_msg("%s", err.text);
        assert_non_null(parsed.command);
        ta_parsed_free(&parsed);
    }
}

static void the_overview_names_every_command(void **state)
{
    (void)state;
    struct ta_text page = {0};
    ta_help_overview(&page, NULL);
    assert_false(page.failed);
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command *command = ta_command_rows[i].command;
        if (command == NULL) continue;
        const char *blank = strchr(command->name, ' ');
        if (strstr(page.bytes, blank == NULL ? command->name : blank + 1) == NULL)
            fail_msg("the overview does not name %s", command->name);
    }
    ta_text_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_stand_once),
        cmocka_unit_test(topics_stand_above_their_commands),
        cmocka_unit_test(descriptors_are_whole),
        cmocka_unit_test(examples_are_shown_and_can_be_typed),
        cmocka_unit_test(the_usual_way_can_be_typed),
        cmocka_unit_test(the_overview_names_every_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
