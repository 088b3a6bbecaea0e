/* SPDX-License-Identifier: Apache-2.0 */
/** @file command.h  A command as data, and what its function is handed when it runs.
 *
 *  One file per command, one row in commands.def. Help, the checks of what was typed, man pages
 *  and completion follow from the descriptor; the function parses no argv, prints through
 *  cli/print.h, and says what went wrong in a struct ta_error. */
#ifndef TA_CLI_COMMAND_H
#define TA_CLI_COMMAND_H

#include "base/message.h"
#include "cli/output.h"
#include "engine/workspace.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

/** What the value of an option has to be; anything else is refused before the command runs. */
enum ta_value_kind {
    TA_VALUE_TEXT,
    TA_VALUE_WORD,   /**< one of the words of `value`: "zh|en" */
    TA_VALUE_WHOLE,  /**< a whole number */
    TA_VALUE_NUMBER, /**< a decimal number */
    TA_VALUE_DAY,    /**< 2026-01-31 */
    TA_VALUE_TIME    /**< 2026-01-31T08:00:00Z, or a day: its first instant UTC */
};

struct ta_option {
    const char *name;     /**< without dashes; NULL ends a table */
    char letter;          /**< short form, 0 for none */
    const char *value;    /**< what stands behind it ("FILE"); NULL: a switch */
    const char *help;     /**< one sentence, no full stop */
    const char *fallback; /**< value when it is not given; shown in help; may be NULL */
    enum ta_value_kind kind;
    double least, most; /**< closed range of a number; none when equal */
    bool repeatable, required;
};

struct ta_argument {
    const char *name; /**< "PROJECT"; NULL ends a table */
    const char *help;
    bool optional, repeatable; /**< repeatable: the last one only */
};

struct ta_call;

struct ta_command {
    const char *name;    /**< "refresh", or two words: "project import" */
    const char *summary; /**< one line, lower case, no full stop */
    const char *more;    /**< paragraphs for --help and the manual; may be NULL */
    const struct ta_argument *argument; /**< ends with a NULL name; may be NULL */
    const struct ta_option *option;     /**< ends with a NULL name; may be NULL */
    const char *example;                /**< command lines that work, one per line */
    const char *workspace;              /**< where none is named; NULL: "workspace" */
    enum ta_status (*run)(struct ta_call *call, struct ta_error *err);
};

/** An option as it was typed. */
struct ta_given {
    const struct ta_option *option;
    const char *value; /**< NULL for a switch */
};

/** One run of one command. */
struct ta_call {
    const struct ta_command *command;
    size_t n_given;
    struct ta_given *given;
    size_t n_arguments;
    const char **argument; /**< what stands without dashes behind the command's name */

    const char *workspace; /**< folder; it need not be there */
    const char
        *datasets; /**< folder that stands before the embedded datasets; or NULL */
    bool json, quiet;
    bool log_json; /**< words on stderr are events in JSON */
    enum ta_language language;
    ta_time_us now;
    bool now_given;        /**< by --now, and not by the computer's clock */
    struct ta_output *out; /**< standard output */

    struct ta_messages *messages; /**< by ta_call_messages() */
    struct ta_workspace opened;   /**< by ta_call_workspace() */
    bool is_open;
};

/* What was typed. Asking for an option that is not in the command's table is a fault of the
 * program. Values are as the option's kind says; they have been checked. */

/** The last value given, else the fallback, else NULL. */
const char *ta_call_text(const struct ta_call *call, const char *option);
/** Was the switch (or any option) given? */
bool ta_call_has(const struct ta_call *call, const char *option);
/** How often a repeatable option was given, and its i-th value. */
size_t ta_call_count(const struct ta_call *call, const char *option);
const char *ta_call_nth(const struct ta_call *call, const char *option, size_t i);
/** NaN when there is neither value nor fallback. */
double ta_call_number(const struct ta_call *call, const char *option);
/** @p otherwise when there is neither value nor fallback. */
int64_t ta_call_whole(const struct ta_call *call, const char *option,
                      int64_t otherwise);
/** TA_DAY_NONE when there is neither. */
ta_day ta_call_day(const struct ta_call *call, const char *option);
/** TA_TIME_NONE when there is neither. */
ta_time_us ta_call_time(const struct ta_call *call, const char *option);
/** The i-th argument, or NULL. */
const char *ta_call_argument(const struct ta_call *call, size_t i);

enum ta_open { TA_OPEN_READ, TA_OPEN_WRITE, TA_OPEN_CREATE };
/** The workspace, opened once and closed by the frame. TA_OPEN_CREATE makes it when it is not
 *  there. @p out is borrowed. @return as ta_workspace_open(). */
TA_NODISCARD enum ta_status ta_call_workspace(struct ta_call *call, enum ta_open how,
                                              struct ta_workspace **out,
                                              struct ta_error *err);
/** Words in both languages, loaded once; borrowed. */
TA_NODISCARD enum ta_status ta_call_messages(struct ta_call *call,
                                             const struct ta_messages **out,
                                             struct ta_error *err);
/** A line of words on stderr: what was done, what was set aside; an event with --log json.
 *  Nothing when quiet. */
void ta_call_say(const struct ta_call *call, const char *format, ...) TA_PRINTF(2, 3);
/** Replace file @p path durably, or write to standard output when it is NULL or "-". */
TA_NODISCARD enum ta_status ta_call_write(struct ta_call *call, const char *path,
                                          const void *bytes, size_t size,
                                          struct ta_error *err);
/** Refuse what was typed, for what the tables cannot say. @return TA_E_USAGE */
TA_NODISCARD enum ta_status ta_call_misuse(const struct ta_call *call,
                                           struct ta_error *err, const char *format,
                                           ...) TA_PRINTF(3, 4);

#endif
