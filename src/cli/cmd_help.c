/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_help.c  Help by words, manual pages, completion. */
#include <string.h>

#include "base/file.h"
#include "cli/help.h"
#include "cli/registry.h"

enum { NAME = 128, PATH = 4096 };

static const struct ta_argument arguments[] = {{.name = "COMMAND",
                                                .help = "its one or two words",
                                                .optional = true,
                                                .repeatable = true},
                                               {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "man",
     .value = "DIR",
     .help = "write a manual page of each command into DIR"},
    {.name = "completion",
     .value = "bash",
     .kind = TA_VALUE_WORD,
     .help = "print what completes commands and options in this shell"},
    {.name = NULL}};

/* The named file below `folder`: terrassay-project-import.1. */
static enum ta_status write_page(const char *folder, const struct ta_command *command,
                                 struct ta_error *err)
{
    struct ta_text path = {0}, page = {0};
    ta_text_addf(&path, "%s/terrassay%s%s.1", folder, command == NULL ? "" : "-",
                 command == NULL ? "" : command->name);
    ta_help_man(&page, command);
    enum ta_status rc = TA_OK;
    if (path.failed || page.failed) {
        rc = ta_fail(err, TA_E_NOMEM, "manual: out of memory");
    } else {
        for (char *c = path.bytes + strlen(folder); *c != '\0'; c++)
            if (*c == ' ') *c = '-';
        rc = ta_file_write(path.bytes, page.bytes, page.size, 0666, err);
    }
    ta_text_free(&path);
    ta_text_free(&page);
    return rc;
}

static enum ta_status write_manual(const char *folder, struct ta_error *err)
{
    enum ta_status rc = ta_folder_make(folder, err);
    if (rc == TA_OK) rc = write_page(folder, NULL, err);
    for (size_t i = 0; rc == TA_OK && i < ta_command_row_count; i++)
        if (ta_command_rows[i].command != NULL)
            rc = write_page(folder, ta_command_rows[i].command, err);
    return rc;
}

static enum ta_status print_page(struct ta_call *call, const char *name,
                                 const struct ta_help_words *words,
                                 struct ta_error *err)
{
    struct ta_text page = {0};
    const struct ta_command *command = ta_command_find(name);
    enum ta_status rc = TA_OK;
    if (name[0] == '\0')
        ta_help_overview(&page, words);
    else if (command != NULL)
        ta_help_command(&page, command, words);
    else if (ta_command_topic(name))
        ta_help_topic(&page, name, words);
    else
        rc = ta_call_misuse(call, err, "%s: no such command", name);
    if (page.failed) rc = ta_fail(err, TA_E_NOMEM, "help: out of memory");
    if (rc == TA_OK) ta_output_bytes(call->out, page.bytes, page.size);
    ta_text_free(&page);
    return rc;
}

static enum ta_status print_help(struct ta_call *call, struct ta_error *err)
{
    char name[NAME] = "";
    size_t used = 0;
    for (size_t i = 0; i < call->n_arguments; i++) {
        size_t length = strlen(call->argument[i]);
        if (used + length + 2 > sizeof name)
            return ta_call_misuse(call, err, "%s: no such command", call->argument[i]);
        if (i > 0) name[used++] = ' ';
        memcpy(name + used, call->argument[i], length + 1);
        used += length;
    }
    struct ta_help_words *words = NULL;
    enum ta_status rc = ta_help_words_load(call->datasets, call->language, &words, err);
    if (rc == TA_OK) rc = print_page(call, name, words, err);
    ta_help_words_free(words);
    return rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    if (ta_call_has(call, "man")) return write_manual(ta_call_text(call, "man"), err);
    if (!ta_call_has(call, "completion")) return print_help(call, err);
    struct ta_text script = {0};
    ta_help_bash(&script);
    if (script.failed) return ta_fail(err, TA_E_NOMEM, "completion: out of memory");
    ta_output_bytes(call->out, script.bytes, script.size);
    ta_text_free(&script);
    return TA_OK;
}

const struct ta_command ta_command_help = {
    .name = "help",
    .summary = "how to use a command; manual pages; completion",
    .argument = arguments,
    .option = options,
    .example = "terrassay help table show\n"
               "terrassay help --completion bash > terrassay.bash",
    .run = run,
};
