/* SPDX-License-Identifier: Apache-2.0 */
/** @file help_man.c  Manual pages in roff, by the macros of man(7). */
#include <string.h>

#include "cli/help.h"
#include "cli/parse.h"
#include "cli/registry.h"
#include "terrassay/version.h"

static const char no_break[] = "\xC2\xA0";

/* Text is escaped: backslashes, hyphens that are typed, a point or quote that begins a line. */
static void add_escaped(struct ta_text *out, const char *words)
{
    bool starts = out->size == 0 || out->bytes[out->size - 1] == '\n';
    for (; *words != '\0'; words++) {
        if (starts && (*words == '.' || *words == '\'')) ta_text_add(out, "\\&");
        if (*words == '\\')
            ta_text_add(out, "\\e");
        else if (*words == '-')
            ta_text_add(out, "\\-");
        else if (strncmp(words, no_break, 2) == 0)
            ta_text_add(out, "\\ ");
        else
            ta_text_add_bytes(out, words, 1);
        starts = *words == '\n';
        words += strncmp(words, no_break, 2) == 0;
    }
}

static void add_paragraph(struct ta_text *out, const char *words)
{
    add_escaped(out, words);
    ta_text_add(out, "\n");
}

static void add_head(struct ta_text *out, const struct ta_command *command)
{
    struct ta_text title = {0};
    ta_text_add(&title, "terrassay");
    if (command != NULL) ta_text_addf(&title, "-%s", command->name);
    for (size_t i = 0; !title.failed && i < title.size; i++)
        if (title.bytes[i] == ' ') title.bytes[i] = '-';
    out->failed = out->failed || title.failed;
    if (title.failed) return;
    ta_text_addf(out, ".TH %s 1 \"\" \"terrassay %s\" \"Terrassay\"\n.SH NAME\n",
                 title.bytes, TA_VERSION);
    add_escaped(out, title.bytes);
    ta_text_add(out, " \\- ");
    add_paragraph(out, command == NULL
                           ? "environmental risk of financed projects, from satellite "
                             "scenes and sensor readings"
                           : command->summary);
    ta_text_free(&title);
}

static void add_option(struct ta_text *out, const struct ta_option *option)
{
    struct ta_text label = {0};
    ta_help_option(&label, option);
    ta_text_add(out, ".TP\n.B ");
    if (!label.failed) add_paragraph(out, label.bytes);
    out->failed = out->failed || label.failed;
    ta_text_free(&label);
    add_escaped(out, option->help);
    if (option->fallback != NULL) {
        ta_text_add(out, " (default ");
        add_escaped(out, option->fallback);
        ta_text_add(out, ")");
    }
    if (option->required) ta_text_add(out, " (a must)");
    if (option->repeatable) ta_text_add(out, " (may stand more than once)");
    ta_text_add(out, "\n");
}

static void add_options(struct ta_text *out, const char *title,
                        const struct ta_option *option)
{
    if (option == NULL || option->name == NULL) return;
    ta_text_addf(out, ".SH %s\n", title);
    for (; option->name != NULL; option++) add_option(out, option);
}

static void add_exit_codes(struct ta_text *out)
{
    ta_text_add(out, ".SH EXIT STATUS\n");
#define X(name, code, words)                                                           \
    ta_text_addf(out, ".TP\n.B %d\n", code);                                           \
    add_paragraph(out, words);
    TA_STATUS_LIST(X)
#undef X
    ta_text_add(out, ".TP\n.B 130, 143\nstopped by SIGINT or SIGTERM with the item at "
                     "hand finished; the next run goes on\n");
}

static void add_environment(struct ta_text *out)
{
    ta_text_add(out,
                ".SH ENVIRONMENT\n.TP\n.B TERRASSAY_WORKSPACE\nworkspace when "
                "\\-\\-workspace is not given\n.TP\n.B TERRASSAY_LANG\nzh or en, when "
                "\\-\\-lang is not given\n");
}

static void add_command_list(struct ta_text *out)
{
    ta_text_add(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < ta_command_row_count; i++) {
        const struct ta_command_row *row = &ta_command_rows[i];
        if (row->group != NULL) ta_text_addf(out, ".SS %s\n", row->group);
        if (row->command == NULL) continue;
        ta_text_addf(out, ".TP\n.B %s\n", row->command->name);
        add_paragraph(out, row->command->summary);
    }
}

static void add_example(struct ta_text *out, const char *example)
{
    ta_text_add(out, ".SH EXAMPLE\n.nf\n");
    add_paragraph(out, example);
    ta_text_add(out, ".fi\n");
}

static void add_arguments(struct ta_text *out, const struct ta_argument *argument)
{
    if (argument == NULL || argument->name == NULL) return;
    ta_text_add(out, ".SH ARGUMENTS\n");
    for (; argument->name != NULL; argument++) {
        ta_text_addf(out, ".TP\n.I %s\n", argument->name);
        add_paragraph(out, argument->help);
    }
}

static void add_command_page(struct ta_text *out, const struct ta_command *command)
{
    struct ta_text usage = {0};
    ta_help_usage(&usage, command);
    ta_text_add(out, ".SH SYNOPSIS\n.B ");
    if (!usage.failed) add_paragraph(out, usage.bytes);
    out->failed = out->failed || usage.failed;
    ta_text_free(&usage);
    if (command->more != NULL) {
        ta_text_add(out, ".SH DESCRIPTION\n");
        add_paragraph(out, command->more);
    }
    add_arguments(out, command->argument);
    add_options(out, "OPTIONS", command->option);
    ta_text_add(out,
                ".PP\nOptions of every command, exit status and environment are in\n"
                ".BR terrassay (1).\n");
    add_example(out, command->example);
}

void ta_help_man(struct ta_text *out, const struct ta_command *command)
{
    add_head(out, command);
    if (command != NULL) {
        add_command_page(out, command);
        return;
    }
    ta_text_add(out, ".SH SYNOPSIS\n.B terrassay\n.I COMMAND\n[...] [OPTION...]\n");
    add_command_list(out);
    add_options(out, "OPTIONS OF EVERY COMMAND", ta_global_options);
    add_exit_codes(out);
    add_environment(out);
    add_example(out, "terrassay demo -w demo");
}
