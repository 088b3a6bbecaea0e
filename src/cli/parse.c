/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/parse.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/registry.h"

enum { OPTIONS = 64, LABEL = 80 };

const struct ta_option ta_global_options[] = {
    {.name = "workspace",
     .letter = 'w',
     .value = "DIR",
     .help = "folder that holds everything about a portfolio; without it "
             "TERRASSAY_WORKSPACE, else ./workspace"},
    {.name = "datasets",
     .value = "DIR",
     .help = "folder whose tables, models and words stand before the built-in ones"},
    {.name = "json", .help = "print JSON, one canonical object (RFC 8785) a line"},
    {.name = "quiet", .letter = 'q', .help = "no progress and no words but errors"},
    {.name = "lang",
     .value = "zh|en",
     .kind = TA_VALUE_WORD,
     .help = "language; without it TERRASSAY_LANG, else the locale's, else English"},
    {.name = "log",
     .value = "text|json",
     .kind = TA_VALUE_WORD,
     .fallback = "text",
     .help = "form of errors and events on stderr"},
    {.name = "verbose", .letter = 'v', .help = "tell each event on stderr"},
    {.name = "now",
     .value = "TIME",
     .kind = TA_VALUE_TIME,
     .help = "work as if it were this instant, to get the same bytes again"},
    {.name = "help", .letter = 'h', .help = "say how to use the command"},
    {.name = "version", .help = "print the program's version"},
    {.name = NULL}};

/** What is being read. */
struct reader {
    int argc, next;
    char *const *argv;
    bool words_only; /**< behind "--" */
    struct ta_parsed *out;
    size_t given_capacity, argument_capacity;
};

static const struct ta_option *find_name(const struct ta_option *table,
                                         const char *name, size_t length)
{
    for (; table != NULL && table->name != NULL; table++)
        if (strlen(table->name) == length && strncmp(table->name, name, length) == 0)
            return table;
    return NULL;
}

static const struct ta_option *find_letter(const struct ta_option *table, char letter)
{
    for (; table != NULL && table->name != NULL; table++)
        if (table->letter != 0 && table->letter == letter) return table;
    return NULL;
}

static const struct ta_option *own_options(const struct reader *reader)
{
    const struct ta_command *command = reader->out->command;
    return command == NULL ? NULL : command->option;
}

static enum ta_status fail_unknown_option(const struct reader *reader,
                                          const char *typed, struct ta_error *err)
{
    const struct ta_option *own = own_options(reader);
    const char *known[OPTIONS + 1];
    char room[OPTIONS][LABEL];
    size_t n = 0;
    for (; own != NULL && own->name != NULL && n < OPTIONS; own++, n++)
        (void)snprintf(room[n], LABEL, "--%s", own->name);
    for (own = ta_global_options; own->name != NULL && n < OPTIONS; own++, n++)
        (void)snprintf(room[n], LABEL, "--%s", own->name);
    for (size_t i = 0; i < n; i++) known[i] = room[i];
    known[n] = NULL;

    size_t length = strcspn(typed, "=");
    char name[LABEL];
    (void)snprintf(name, sizeof name, "%.*s", (int)length, typed);
    if (reader->out->command == NULL)
        (void)ta_fail(err, TA_E_USAGE, "%s: no such option", name);
    else
        (void)ta_fail(err, TA_E_USAGE, "%s: no such option of %s", name,
                      reader->out->command->name);
    ta_mend_unknown(err, name, known);
    return TA_E_USAGE;
}

static enum ta_status add_given(struct reader *reader, const struct ta_option *option,
                                const char *value, struct ta_error *err)
{
    struct ta_parsed *out = reader->out;
    for (size_t i = 0; !option->repeatable && i < out->n_given; i++)
        if (out->given[i].option == option)
            return ta_fail(err, TA_E_USAGE, "--%s: given twice", option->name);
    if (value != NULL) {
        enum ta_status rc = ta_parse_value(option, value, err);
        if (rc != TA_OK) return rc;
    }
    void *given = out->given;
    if (ta_grow(&given, &reader->given_capacity, out->n_given, sizeof *out->given) != 0)
        return ta_fail(err, TA_E_NOMEM, "--%s: out of memory", option->name);
    out->given = given;
    out->given[out->n_given++] = (struct ta_given){.option = option, .value = value};
    return TA_OK;
}

/* `attached` is what stood in the same word ("--name=attached"), or NULL. */
static enum ta_status take_option(struct reader *reader, const struct ta_option *option,
                                  const char *attached, struct ta_error *err)
{
    if (option->value == NULL) {
        if (attached == NULL) return add_given(reader, option, NULL, err);
        return ta_fail(err, TA_E_USAGE, "--%s: takes no value, found \"%s\"",
                       option->name, attached);
    }
    const char *value = attached;
    if (value == NULL && reader->next < reader->argc &&
        strncmp(reader->argv[reader->next], "--", 2) != 0)
        value = reader->argv[reader->next++];
    if (value != NULL) return add_given(reader, option, value, err);
    (void)ta_fail(err, TA_E_USAGE, "--%s: wants a value behind it: %s", option->name,
                  option->value);
    ta_error_mend(err, "write --%s %s, or --%s=... for a value that begins with --",
                  option->name, option->value, option->name);
    return TA_E_USAGE;
}

static enum ta_status take_long(struct reader *reader, const char *typed,
                                struct ta_error *err)
{
    const char *name = typed + 2, *equals = strchr(name, '=');
    size_t length = equals == NULL ? strlen(name) : (size_t)(equals - name);
    const struct ta_option *option = find_name(own_options(reader), name, length);
    if (option == NULL) option = find_name(ta_global_options, name, length);
    if (option == NULL) return fail_unknown_option(reader, typed, err);
    return take_option(reader, option, equals == NULL ? NULL : equals + 1, err);
}

static enum ta_status take_short(struct reader *reader, const char *typed,
                                 struct ta_error *err)
{
    const struct ta_option *option = find_letter(own_options(reader), typed[1]);
    if (option == NULL) option = find_letter(ta_global_options, typed[1]);
    if (option == NULL) return fail_unknown_option(reader, typed, err);
    return take_option(reader, option, typed[2] == '\0' ? NULL : typed + 2, err);
}

static enum ta_status add_argument(struct reader *reader, const char *word,
                                   struct ta_error *err)
{
    struct ta_parsed *out = reader->out;
    void *argument = out->argument;
    if (ta_grow(&argument, &reader->argument_capacity, out->n_arguments,
                sizeof *out->argument) != 0)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", word);
    out->argument = argument;
    out->argument[out->n_arguments++] = word;
    return TA_OK;
}

static enum ta_status fail_unknown_command(const char *topic, const char *word,
                                           struct ta_error *err)
{
    char room[TA_COMMAND_WORDS][TA_COMMAND_WORD];
    const char *known[TA_COMMAND_WORDS + 1];
    ta_command_words(topic, room, known);
    if (topic == NULL)
        (void)ta_fail(err, TA_E_USAGE, "%s: no such command", word);
    else
        (void)ta_fail(err, TA_E_USAGE, "%s %s: no such command", topic, word);
    ta_mend_unknown(err, word, known);
    return TA_E_USAGE;
}

/* The command's first or second word. */
static enum ta_status take_command(struct reader *reader, const char *word,
                                   struct ta_error *err)
{
    struct ta_parsed *out = reader->out;
    char name[LABEL];
    if (out->topic != NULL) {
        (void)snprintf(name, sizeof name, "%s %s", out->topic, word);
        out->command = ta_command_find(name);
        if (out->command == NULL) return fail_unknown_command(out->topic, word, err);
        out->topic = NULL;
        return TA_OK;
    }
    if (ta_command_topic(word)) {
        out->topic = word;
        return TA_OK;
    }
    out->command = strchr(word, ' ') == NULL ? ta_command_find(word) : NULL;
    return out->command == NULL ? fail_unknown_command(NULL, word, err) : TA_OK;
}

static enum ta_status take(struct reader *reader, struct ta_error *err)
{
    const char *typed = reader->argv[reader->next++];
    bool dash = typed[0] == '-' && typed[1] != '\0' && !reader->words_only;
    if (dash && strcmp(typed, "--") == 0) {
        reader->words_only = true;
        return TA_OK;
    }
    if (dash && typed[1] == '-') return take_long(reader, typed, err);
    if (dash) return take_short(reader, typed, err);
    if (reader->out->command == NULL) return take_command(reader, typed, err);
    return add_argument(reader, typed, err);
}

static enum ta_status check_arguments(const struct ta_parsed *out, struct ta_error *err)
{
    const struct ta_argument *wanted = out->command->argument;
    size_t least = 0, most = 0;
    for (size_t i = 0; wanted != NULL && wanted[i].name != NULL; i++) {
        if (!wanted[i].optional) least = i + 1;
        most = wanted[i].repeatable ? SIZE_MAX : i + 1;
        if (!wanted[i].optional && out->n_arguments <= i) {
            (void)ta_fail(err, TA_E_USAGE, "%s: %s is missing", out->command->name,
                          wanted[i].name);
            ta_error_mend(err, "%s: %s", wanted[i].name, wanted[i].help);
            return TA_E_USAGE;
        }
    }
    if (out->n_arguments <= most) return TA_OK;
    (void)ta_fail(err, TA_E_USAGE, "%s: takes %s%zu argument%s, found \"%s\" too",
                  out->command->name, least < most ? "at most " : "", most,
                  most == 1 ? "" : "s", out->argument[most]);
    ta_error_mend(err, "see `terrassay %s --help`", out->command->name);
    return TA_E_USAGE;
}

static enum ta_status check_required(const struct ta_parsed *out, struct ta_error *err)
{
    const struct ta_option *option = out->command->option;
    for (; option != NULL && option->name != NULL; option++) {
        bool found = !option->required;
        for (size_t i = 0; !found && i < out->n_given; i++)
            found = out->given[i].option == option;
        if (found) continue;
        (void)ta_fail(err, TA_E_USAGE, "%s: --%s is missing", out->command->name,
                      option->name);
        ta_error_mend(err, "give --%s %s: %s", option->name, option->value,
                      option->help);
        return TA_E_USAGE;
    }
    return TA_OK;
}

/* --help and --version hold wherever they stand before "--". */
static void look_ahead(int argc, char *const *argv, struct ta_parsed *out)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            out->help = true;
        if (strcmp(argv[i], "--version") == 0) out->version = true;
    }
}

enum ta_status ta_parse(int argc, char *const *argv, struct ta_parsed *out,
                        struct ta_error *err)
{
    *out = (struct ta_parsed){0};
    struct reader reader = {.argc = argc, .next = 1, .argv = argv, .out = out};
    look_ahead(argc, argv, out);
    while (reader.next < argc) {
        bool dash = argv[reader.next][0] == '-';
        enum ta_status rc = take(&reader, err);
        bool matters = !out->version && !(out->help && dash);
        if (rc == TA_E_USAGE && !matters && err != NULL) *err = (struct ta_error){0};
        if (rc != TA_OK && (rc != TA_E_USAGE || matters)) return rc;
    }
    if (out->help || out->version || out->command == NULL) return TA_OK;
    enum ta_status rc = check_arguments(out, err);
    return rc == TA_OK ? check_required(out, err) : rc;
}

void ta_parsed_free(struct ta_parsed *parsed)
{
    ta_free(parsed->given);
    ta_free(parsed->argument);
    *parsed = (struct ta_parsed){0};
}
