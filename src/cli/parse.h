/* SPDX-License-Identifier: Apache-2.0 */
/** @file parse.h  argv -> command, options, arguments; strict, by the tables alone. */
#ifndef TA_CLI_PARSE_H
#define TA_CLI_PARSE_H

#include "cli/command.h"

/** Options of every command, before or behind its name; ends with a NULL name. */
extern const struct ta_option ta_global_options[];

struct ta_parsed {
    const struct ta_command *command; /**< NULL when none was named */
    const char *topic;                /**< "project" when its second word is missing */
    bool help, version; /**< asked for; what else was typed is not judged */
    size_t n_given;
    struct ta_given *given; /**< global ones too */
    size_t n_arguments;
    const char **argument;
};

/** Texts of @p argv are borrowed. Refused, with the nearest word: unknown commands and options,
 *  values that are missing, of the wrong kind or not wanted, options given twice, arguments too
 *  many or too few.
 *  @param out ended by ta_parsed_free(), also after a failure, when it tells how far it came
 *  @return TA_OK, TA_E_USAGE, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_parse(int argc, char *const *argv, struct ta_parsed *out,
                                     struct ta_error *err);
void ta_parsed_free(struct ta_parsed *parsed);

/** Is @p value what @p option wants? @return TA_OK or TA_E_USAGE */
TA_NODISCARD enum ta_status ta_parse_value(const struct ta_option *option,
                                           const char *value, struct ta_error *err);

#endif
