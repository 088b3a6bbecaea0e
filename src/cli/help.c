/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/help.h"

#include <string.h>

#include "cli/parse.h"
#include "cli/registry.h"
#include "cli/width.h"

enum { COLUMNS = 80, COMMAND_INDENT = 36, OPTION_INDENT = 26, STEP_INDENT = 42 };

/* `left` at column 2, `right` folded behind `indent`; on a line of its own when `left` is
 * too wide. */
static void add_entry(struct ta_text *out, const char *left, const char *right,
                      size_t indent)
{
    size_t column = 2 + ta_width(left);
    ta_text_addf(out, "  %s", left);
    if (column + 2 > indent)
        ta_text_addf(out, "\n%*s", (int)indent, "");
    else
        ta_text_addf(out, "%*s", (int)(indent - column), "");
    ta_fold(out, right, indent, COLUMNS);
    ta_text_add(out, "\n");
}

static void add_title(struct ta_text *out, const char *title,
                      const struct ta_help_words *words)
{
    ta_text_addf(out, "\n%s\n", ta_help_say(words, title));
}

void ta_help_option(struct ta_text *out, const struct ta_option *option)
{
    if (option->letter != 0) ta_text_addf(out, "-%c, ", option->letter);
    ta_text_addf(out, "--%s", option->name);
    if (option->value != NULL) ta_text_addf(out, " %s", option->value);
}

static void add_option_help(struct ta_text *out, const struct ta_option *option,
                            const struct ta_help_words *words)
{
    struct ta_text left = {0}, right = {0};
    ta_help_option(&left, option);
    ta_text_add(&right, ta_help_say(words, option->help));
    if (option->fallback != NULL)
        ta_text_addf(&right, " (%s %s)", ta_help_say(words, "default"),
                     option->fallback);
    if (option->required) ta_text_addf(&right, " (%s)", ta_help_say(words, "a must"));
    if (option->repeatable)
        ta_text_addf(&right, " (%s)", ta_help_say(words, "may stand more than once"));
    if (!left.failed && !right.failed)
        add_entry(out, left.bytes, right.bytes, OPTION_INDENT);
    out->failed = out->failed || left.failed || right.failed;
    ta_text_free(&left);
    ta_text_free(&right);
}

static void add_options(struct ta_text *out, const struct ta_option *option,
                        const struct ta_help_words *words)
{
    for (; option != NULL && option->name != NULL; option++)
        add_option_help(out, option, words);
}

static void add_argument_usage(struct ta_text *out, const struct ta_argument *argument)
{
    const char *dots = argument->repeatable ? "..." : "";
    ta_text_addf(out, argument->optional ? " [%s%s]" : " %s%s", argument->name, dots);
}

static void add_option_usage(struct ta_text *out, const struct ta_option *option)
{
    ta_text_addf(out, option->required ? " --%s" : " [--%s", option->name);
    if (option->value != NULL) ta_text_addf(out, "\xC2\xA0%s", option->value);
    if (!option->required) ta_text_add(out, "]");
    if (option->repeatable) ta_text_add(out, "...");
}

void ta_help_usage(struct ta_text *out, const struct ta_command *command)
{
    ta_text_addf(out, "terrassay %s", command->name);
    const struct ta_argument *argument = command->argument;
    for (; argument != NULL && argument->name != NULL; argument++)
        add_argument_usage(out, argument);
    const struct ta_option *option = command->option;
    for (; option != NULL && option->name != NULL; option++)
        add_option_usage(out, option);
}

/* "table list|show|check", for a topic of the overview. */
static void add_topic(struct ta_text *out, const char *topic, const char *summary,
                      const struct ta_help_words *words)
{
    char room[TA_COMMAND_WORDS][TA_COMMAND_WORD];
    const char *second[TA_COMMAND_WORDS + 1];
    struct ta_text left = {0};
    ta_command_words(topic, room, second);
    ta_text_addf(&left, "%s ", topic);
    for (size_t i = 0; second[i] != NULL; i++)
        ta_text_addf(&left, "%s%s", i == 0 ? "" : "|", second[i]);
    if (!left.failed)
        add_entry(out, left.bytes, ta_help_say(words, summary), COMMAND_INDENT);
    out->failed = out->failed || left.failed;
    ta_text_free(&left);
}

static void add_row(struct ta_text *out, const struct ta_command_row *row,
                    const struct ta_help_words *words)
{
    if (row->group != NULL) add_title(out, row->group, words);
    if (row->topic != NULL) add_topic(out, row->topic, row->summary, words);
    if (row->command != NULL && strchr(row->command->name, ' ') == NULL)
        add_entry(out, row->command->name, ta_help_say(words, row->command->summary),
                  COMMAND_INDENT);
}

const struct ta_help_step ta_help_usual_way[] = {
    {"terrassay key new", "a key that signs the records, once"},
    {"terrassay project import sites.geojson", "what is financed, and where"},
    {"terrassay refresh --catalog scenes", "what satellites saw of it"},
    {"terrassay ingest --file readings.json", "what sensors said"},
    {"terrassay assess --all", "a signed record with an opinion on each"},
    {"terrassay report --all", "pages to read, in Chinese or English"},
    {NULL, NULL}};

static void add_usual_way(struct ta_text *out, const struct ta_help_words *words)
{
    add_title(out, "The usual way", words);
    for (const struct ta_help_step *step = ta_help_usual_way; step->line != NULL;
         step++)
        add_entry(out, step->line, ta_help_say(words, step->gives), STEP_INDENT);
}

void ta_help_overview(struct ta_text *out, const struct ta_help_words *words)
{
    ta_fold(out,
            ta_help_say(words,
                        "terrassay: environmental risk of financed projects, from "
                        "satellite scenes and sensor readings"),
            0, COLUMNS);
    ta_text_addf(out, "\n\n%s terrassay COMMAND [...] [OPTION...]\n",
                 ta_help_say(words, "Usage:"));
    add_usual_way(out, words);
    for (size_t i = 0; i < ta_command_row_count; i++)
        add_row(out, &ta_command_rows[i], words);
    add_title(out, "Options of every command", words);
    add_options(out, ta_global_options, words);
    ta_text_addf(out, "\n%s\n",
                 ta_help_say(words,
                             "`terrassay COMMAND --help` shows a command's options "
                             "and an example."));
}

void ta_help_topic(struct ta_text *out, const char *topic,
                   const struct ta_help_words *words)
{
    ta_text_addf(out, "%s terrassay %s COMMAND [...]\n\n", ta_help_say(words, "Usage:"),
                 topic);
    size_t length = strlen(topic);
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command *command = ta_command_rows[i].command;
        if (command == NULL || strncmp(command->name, topic, length) != 0 ||
            command->name[length] != ' ')
            continue;
        add_entry(out, command->name, ta_help_say(words, command->summary),
                  OPTION_INDENT);
    }
}

static void add_arguments(struct ta_text *out, const struct ta_argument *argument,
                          const struct ta_help_words *words)
{
    if (argument == NULL || argument->name == NULL) return;
    ta_text_add(out, "\n");
    for (; argument->name != NULL; argument++)
        add_entry(out, argument->name, ta_help_say(words, argument->help),
                  OPTION_INDENT);
}

/* Each line of the example behind two blanks. */
static void add_example(struct ta_text *out, const char *example)
{
    while (*example != '\0') {
        size_t length = strcspn(example, "\n");
        ta_text_addf(out, "  %.*s\n", (int)length, example);
        example += length + (example[length] == '\n');
    }
}

/* Folded, and each no-break space a blank again. */
static void add_usage(struct ta_text *out, const struct ta_command *command,
                      size_t indent)
{
    struct ta_text usage = {0}, folded = {0};
    ta_help_usage(&usage, command);
    if (!usage.failed) ta_fold(&folded, usage.bytes, indent, COLUMNS);
    bool whole = !usage.failed && !folded.failed;
    for (const char *at = folded.bytes; whole && *at != '\0';) {
        const char *space = strstr(at, "\xC2\xA0");
        size_t size = space == NULL ? strlen(at) : (size_t)(space - at);
        ta_text_add_bytes(out, at, size);
        if (space != NULL) ta_text_add(out, " ");
        at += space == NULL ? size : size + 2;
    }
    out->failed = out->failed || !whole;
    ta_text_free(&usage);
    ta_text_free(&folded);
}

void ta_help_command(struct ta_text *out, const struct ta_command *command,
                     const struct ta_help_words *words)
{
    const char *title = ta_help_say(words, "Usage:");
    ta_text_addf(out, "%s\n\n%s ", ta_help_say(words, command->summary), title);
    add_usage(out, command, ta_width(title) + 1);
    ta_text_add(out, "\n");

    add_arguments(out, command->argument, words);
    if (command->option != NULL && command->option->name != NULL) {
        add_title(out, "Options", words);
        add_options(out, command->option, words);
    }
    if (command->more != NULL) {
        ta_text_add(out, "\n");
        ta_fold(out, ta_help_say(words, command->more), 0, COLUMNS);
        ta_text_add(out, "\n");
    }
    add_title(out, "Example", words);
    add_example(out, command->example);
    ta_text_addf(
        out, "\n%s\n",
        ta_help_say(words, "Options of every command: see `terrassay --help`."));
}
