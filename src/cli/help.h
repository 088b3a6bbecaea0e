/* SPDX-License-Identifier: Apache-2.0 */
/** @file help.h  Pages for people, made from the tables alone. */
#ifndef TA_CLI_HELP_H
#define TA_CLI_HELP_H

#include "base/text.h"
#include "cli/command.h"

/** Words of the help in another language: datasets/messages/help.LANG.json, keyed by the English
 *  ones. NULL: English. */
struct ta_help_words;
/** @return TA_OK also when there are none (*out is then NULL) */
TA_NODISCARD enum ta_status ta_help_words_load(const char *datasets,
                                               enum ta_language language,
                                               struct ta_help_words **out,
                                               struct ta_error *err);
void ta_help_words_free(struct ta_help_words *words);
/** The words for @p english, or these themselves. NULL gives NULL. */
const char *ta_help_say(const struct ta_help_words *words, const char *english);

/** A command line and what it gives. */
struct ta_help_step {
    const char *line, *gives;
};
/** From sites to pages; ends with a NULL line. */
extern const struct ta_help_step ta_help_usual_way[];

/** `terrassay --help`: the usual way, then all commands in groups. */
void ta_help_overview(struct ta_text *out, const struct ta_help_words *words);
/** `terrassay project --help`: the commands of one topic. */
void ta_help_topic(struct ta_text *out, const char *topic,
                   const struct ta_help_words *words);
/** `terrassay project import --help`. */
void ta_help_command(struct ta_text *out, const struct ta_command *command,
                     const struct ta_help_words *words);

/** "terrassay project import FILE... [--crs CODE]", the command's own options only. Blanks at
 *  which no line may be broken are no-break spaces (U+00A0). */
void ta_help_usage(struct ta_text *out, const struct ta_command *command);
/** "-o, --out FILE". */
void ta_help_option(struct ta_text *out, const struct ta_option *option);

/** One manual page in roff (man(7)): of the program when @p command is NULL. */
void ta_help_man(struct ta_text *out, const struct ta_command *command);
/** Completion for bash. */
void ta_help_bash(struct ta_text *out);

#endif
