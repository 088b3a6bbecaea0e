/* SPDX-License-Identifier: Apache-2.0 */
/** @file registry.h  commands.def as a list of rows. */
#ifndef TA_CLI_REGISTRY_H
#define TA_CLI_REGISTRY_H

#include "cli/command.h"

/** A title, the summary of commands with one first word, or a command. */
struct ta_command_row {
    const char *group;
    const char *topic, *summary;
    const struct ta_command *command;
};

extern const struct ta_command_row ta_command_rows[];
extern const size_t ta_command_row_count;

/** The command of exactly this name, or NULL. */
const struct ta_command *ta_command_find(const char *name);
/** Does any command begin with this word, with another one behind it? */
bool ta_command_topic(const char *word);
/** Second words of a topic, or first words of all commands for NULL: NULL-ended, each once,
 *  in the order of the list. Texts stand in @p room. */
enum { TA_COMMAND_WORDS = 128, TA_COMMAND_WORD = 32 };
void ta_command_words(const char *topic, char room[TA_COMMAND_WORDS][TA_COMMAND_WORD],
                      const char *words[TA_COMMAND_WORDS + 1]);

#endif
