/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/datasets.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/time.h"
#include "cli/help.h"
#include "cli/parse.h"
#include "cli/registry.h"
#include "cli/stop.h"
#include "terrassay/version.h"

static const char *global_text(const struct ta_parsed *parsed, const char *name)
{
    for (size_t i = 0; i < parsed->n_given; i++)
        if (parsed->given[i].option >= ta_global_options &&
            strcmp(parsed->given[i].option->name, name) == 0)
            return parsed->given[i].value == NULL ? "" : parsed->given[i].value;
    return NULL;
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

static enum ta_language choose_language(const struct ta_parsed *parsed)
{
    static const char *const names[] = {"TERRASSAY_LANG", "LC_ALL", "LC_MESSAGES",
                                        "LANG"};
    const char *value = global_text(parsed, "lang");
    for (size_t i = 0; value == NULL && i < sizeof names / sizeof names[0]; i++)
        value = environment(names[i]);
    return value != NULL && strncmp(value, "zh", 2) == 0 ? TA_ZH : TA_EN;
}

static ta_time_us choose_now(const struct ta_parsed *parsed)
{
    const char *text = global_text(parsed, "now");
    ta_time_us now;
    ta_day day;
    if (text == NULL) return ta_time_now();
    if (ta_day_parse(text, &day) == TA_OK) return ta_time_of(day);
    return ta_time_parse(text, &now) == TA_OK ? now : ta_time_now();
}

static bool logs_json(const struct ta_parsed *parsed)
{
    const char *form = global_text(parsed, "log");
    return form != NULL && strcmp(form, "json") == 0;
}

/* What a command says are events in JSON; as text they stand there as they are. */
static void setup_log(const struct ta_parsed *parsed)
{
    bool json = logs_json(parsed);
    enum ta_log_level most = json ? TA_LOG_INFO : TA_LOG_WARNING;
    if (global_text(parsed, "verbose") != NULL) most = TA_LOG_INFO;
    if (global_text(parsed, "quiet") != NULL) most = TA_LOG_ERROR;
    ta_log_setup(most, json ? TA_LOG_JSON : TA_LOG_TEXT);
}

static void fill_call(const struct ta_parsed *parsed, struct ta_output *out,
                      struct ta_call *call)
{
    const char *workspace = global_text(parsed, "workspace");
    if (workspace == NULL) workspace = environment("TERRASSAY_WORKSPACE");
    if (workspace == NULL && parsed->command != NULL)
        workspace = parsed->command->workspace;
    *call = (struct ta_call){.command = parsed->command,
                             .n_given = parsed->n_given,
                             .given = parsed->given,
                             .n_arguments = parsed->n_arguments,
                             .argument = parsed->argument,
                             .workspace = workspace == NULL ? "workspace" : workspace,
                             .datasets = global_text(parsed, "datasets"),
                             .json = global_text(parsed, "json") != NULL,
                             .quiet = global_text(parsed, "quiet") != NULL,
                             .log_json = logs_json(parsed),
                             .language = choose_language(parsed),
                             .now = choose_now(parsed),
                             .now_given = global_text(parsed, "now") != NULL,
                             .out = out};
}

static void close_call(struct ta_call *call)
{
    if (call->is_open) ta_workspace_close(&call->opened);
    ta_messages_free(call->messages);
}

/* Help on what was named, or the overview. */
static enum ta_status help(const struct ta_parsed *parsed, struct ta_output *out,
                           struct ta_error *err)
{
    struct ta_help_words *words = NULL;
    struct ta_text page = {0};
    enum ta_status rc = ta_help_words_load(global_text(parsed, "datasets"),
                                           choose_language(parsed), &words, err);
    if (rc != TA_OK) return rc;
    if (parsed->command != NULL)
        ta_help_command(&page, parsed->command, words);
    else if (parsed->topic != NULL)
        ta_help_topic(&page, parsed->topic, words);
    else
        ta_help_overview(&page, words);
    if (page.failed) rc = ta_fail(err, TA_E_NOMEM, "help: out of memory");
    if (rc == TA_OK) ta_output_bytes(out, page.bytes, page.size);
    ta_text_free(&page);
    ta_help_words_free(words);
    return rc;
}

static enum ta_status fail_incomplete(const struct ta_parsed *parsed,
                                      struct ta_error *err)
{
    char room[TA_COMMAND_WORDS][TA_COMMAND_WORD];
    const char *known[TA_COMMAND_WORDS + 1];
    if (parsed->topic == NULL) {
        (void)ta_fail(err, TA_E_USAGE, "no command was named");
        ta_error_mend(err, "`terrassay --help` lists the commands; `terrassay demo` "
                           "shows what the program does");
        return TA_E_USAGE;
    }
    (void)ta_fail(err, TA_E_USAGE, "%s: one more word is missing", parsed->topic);
    ta_command_words(parsed->topic, room, known);
    struct ta_text list = {0};
    for (size_t i = 0; known[i] != NULL; i++)
        ta_text_addf(&list, "%s%s", i == 0 ? "" : ", ", known[i]);
    if (!list.failed) ta_error_mend(err, "say which: %s", list.bytes);
    ta_text_free(&list);
    return TA_E_USAGE;
}

static enum ta_status run_command(const struct ta_parsed *parsed, struct ta_output *out,
                                  struct ta_error *err)
{
    struct ta_call call;
    fill_call(parsed, out, &call);
    enum ta_status rc =
        call.datasets == NULL ? TA_OK : ta_datasets_check(call.datasets, err);
    if (rc == TA_OK) rc = call.command->run(&call, err);
    close_call(&call);
    return rc;
}

static enum ta_status dispatch(const struct ta_parsed *parsed, struct ta_output *out,
                               struct ta_error *err)
{
    if (parsed->version) {
        ta_output_addf(out, "terrassay %s\n", ta_version());
        return TA_OK;
    }
    if (parsed->help) return help(parsed, out, err);
    if (parsed->command == NULL) return fail_incomplete(parsed, err);
    return run_command(parsed, out, err);
}

/* Where nobody said how to mend it: what holds for any failure of the kind. */
static const char *usual_mend(enum ta_status rc, const char *words)
{
    static const struct {
        const char *words, *mend;
    } system[] = {
        {"No such file or directory", "check the path; it is taken from the folder you "
                                      "are in"},
        {"Permission denied", "run it as somebody who may, or change the rights"},
        {"Is a directory", "name a file, not a folder"},
        {"No space left",
         "make room on the disk and run it again: what was done stands"},
    };
    for (size_t i = 0; i < sizeof system / sizeof *system; i++)
        if (strstr(words, system[i].words) != NULL) return system[i].mend;
    if (rc == TA_E_USAGE) return "put --help after the command to see what it takes";
    if (rc == TA_E_AGAIN) return "try again when the other program has ended";
    if (rc == TA_E_SOURCE)
        return "see that its host is up and can be reached from here, then run it "
               "again";
    if (rc == TA_E_LIMIT) return "take it in smaller parts";
    return "";
}

/* Once, on stderr. A finding, or what was done in part, has been told by the command. */
static void complain(enum ta_status rc, const struct ta_error *err, bool json)
{
    bool told = rc == TA_OK || rc == TA_FINDING || rc == TA_PARTLY;
    if (told && err->text[0] == '\0') return;
    const char *words = err->text[0] == '\0' ? ta_status_text(rc) : err->text;
    const char *mend = err->mend[0] != '\0' ? err->mend : usual_mend(rc, words);
    if (json) {
        ta_log(TA_LOG_ERROR, "failed", "%s%s%s", words,
               mend[0] == '\0' ? "" : "; to mend it: ", mend);
        return;
    }
    char plain[TA_ERROR_TEXT]; /* names and keys of a hostile file stand in it */
    (void)snprintf(plain, sizeof plain, "%s", words);
    ta_words_plain(plain);
    (void)fprintf(stderr, "terrassay: %s\n", plain);
    if (mend[0] == '\0') return;
    (void)snprintf(plain, sizeof plain, "%s", mend);
    ta_words_plain(plain);
    (void)fprintf(stderr, "  to mend it: %s\n", plain);
}

int ta_cli_run(int argc, char *const *argv)
{
    struct ta_error err = {0}, late = {0};
    struct ta_parsed parsed;
    struct ta_output out;
    ta_output_open(&out, STDOUT_FILENO);
    enum ta_status rc = ta_parse(argc, argv, &parsed, &err);
    setup_log(&parsed);
    bool json = logs_json(&parsed);
    if (rc == TA_OK) rc = dispatch(&parsed, &out, &err);
    enum ta_status closed = ta_output_close(&out, &late);
    complain(rc, &err, json);
    if (closed != TA_OK) complain(closed, &late, json);
    ta_parsed_free(&parsed);
    if (ta_stop_heeded() != 0) return 128 + ta_stop_heeded();
    return ta_status_exit_code(rc == TA_OK ? closed : rc);
}
