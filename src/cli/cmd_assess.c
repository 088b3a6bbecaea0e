/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_assess.c  Records: computed, signed, kept. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "cli/unseen.h"
#include "cli/who.h"
#include "engine/assess.h"
#include "model/model.h"
#include "record/codes.h"
#include "record/found.h"

static const struct ta_column columns[] = {{"project", "Project"},
                                           {"opinion", "Opinion"},
                                           {"level", "Level"},
                                           {"score.capped", "Score"},
                                           {"score.lo", "Lowest"},
                                           {"score.hi", "Highest"},
                                           {"observed", "Observed %"},
                                           {"not_observed_words", "Not observed"},
                                           {"class", "Class"},
                                           {"result", "Result"},
                                           {NULL, NULL}};

/* One run of the command. */
struct assessing {
    struct ta_call *call;
    struct ta_list *list;
    struct ta_progress *progress;
    size_t n, done, failed;
    bool told_refresh;        /* that one is at work */
    size_t no_sector;         /* of projects that state none */
    char without[TA_ID_SIZE]; /* one of them */
    enum ta_status rc;        /* of printing */
    struct ta_error *err;
};

static bool is_indicative(const struct ta_assessment *a)
{
    for (int i = 0; i < TA_INDICATIVE_COUNT; i++)
        if (a->indicative[i]) return true;
    return false;
}

static json_t *score_object(const struct ta_call *call, const struct ta_score *score,
                            bool *ok)
{
    json_t *object = json_object();
    ta_json_set_number(object, "value", ta_print_tenths(call, score->value), ok);
    ta_json_set_number(object, "capped", ta_print_tenths(call, score->capped), ok);
    ta_json_set_number(object, "lo", ta_print_tenths(call, score->lo), ok);
    ta_json_set_number(object, "hi", ta_print_tenths(call, score->hi), ok);
    return object;
}

static void set_assessment(const struct ta_call *call, const struct ta_assessment *is,
                           json_t *row, bool *ok)
{
    double observed = 100.0 * is->score.observed_weight;
    const char *class = is_indicative(is) ? "indicative" : "decision";
    ta_json_set_text(row, "opinion", ta_opinion_code(is->score.opinion), ok);
    ta_json_set_text(row, "level", ta_level_code(is->score.level), ok);
    ta_json_set_bool(row, "level_found", ta_assessment_level_found(is), ok);
    ta_json_set(row, "score", score_object(call, &is->score, ok), ok);
    ta_json_set_number(row, "observed", ta_print_tenths(call, observed), ok);
    ta_json_set_text(row, "class", class, ok);
    ta_json_set_day(row, "as_of", is->as_of, ok);
    ta_json_set_day(row, "valid_to", is->valid_to, ok);
}

/* A day before the loan, or before anything was seen, gives a record that is true and of no use. */
static void tell_early(const struct assessing *a,
                       const struct ta_assess_outcome *outcome)
{
    const struct ta_assessment *is = outcome->assessment;
    ta_day start = TA_DAY_NONE;
    char day[TA_TIME_TEXT], from[TA_TIME_TEXT];
    bool seen = false;
    if (ta_call_day(a->call, "as-of") == TA_DAY_NONE) return;
    for (size_t i = 0; i < is->project->n_loans; i++) {
        ta_day own = is->project->loan[i].start;
        if (own != TA_DAY_NONE && (start == TA_DAY_NONE || own < start)) start = own;
    }
    for (size_t i = 0; i < is->n_evidence; i++)
        seen = seen || is->evidence[i].kind == TA_EVIDENCE_CHIP ||
               is->evidence[i].kind == TA_EVIDENCE_PARTITION;
    ta_day_format(is->as_of, day);
    if (start != TA_DAY_NONE) ta_day_format(start, from);
    if (start != TA_DAY_NONE && is->as_of < start)
        ta_call_say(a->call, "%s: %s lies before its first loan begins, %s",
                    outcome->project, day, from);
    if (!seen)
        ta_call_say(a->call,
                    "%s: no look and no reading of it lies in the days that the model "
                    "asks for, up to %s",
                    outcome->project, day);
}

/* Why, and how to mend it, in the call's language. */
static void tell_set_aside(struct assessing *a, const struct ta_assess_outcome *outcome,
                           json_t *row, bool *ok)
{
    struct ta_text words = {0};
    const struct ta_messages *messages = NULL;
    const char *code = ta_data_use_code(outcome->use);
    char key[TA_NAME_SIZE], last[TA_TIME_TEXT];
    (void)snprintf(key, sizeof key, "assess.%s", code);
    ta_day_format(outcome->use_until, last);
    ta_json_set_text(row, "reason", code, ok);
    ta_json_set_day(row, "until", outcome->use_until, ok);
    ta_json_set_text(row, "error", outcome->error->text, ok);
    if (a->rc == TA_OK) a->rc = ta_call_messages(a->call, &messages, a->err);
    if (a->rc != TA_OK) return;
    ta_message_fill(messages, a->call->language, &words, key, "project",
                    outcome->project, "day", last, (char *)NULL);
    if (words.failed)
        *ok = false;
    else
        ta_call_say(a->call, "%s", words.bytes);
    ta_text_free(&words);
}

/* In the table alone; a program reads the record. */
static void set_unseen(struct assessing *a, const struct ta_assessment *is, json_t *row,
                       bool *ok)
{
    const struct ta_messages *messages = NULL;
    struct ta_text words = {0};
    if (a->call->json) return;
    if (a->rc == TA_OK) a->rc = ta_call_messages(a->call, &messages, a->err);
    if (a->rc != TA_OK) return;
    ta_unseen_say(messages, a->call->language, is, &words);
    if (words.failed) *ok = false;
    if (words.size > 0 && !words.failed)
        ta_json_set_text(row, "not_observed_words", words.bytes, ok);
    ta_text_free(&words);
}

static void name_lacks(const struct assessing *a, const struct ta_messages *messages,
                       const struct ta_lasting_why *why, struct ta_text *out)
{
    for (size_t i = 0; i < why->n; i++) {
        char key[2 * TA_NAME_SIZE];
        (void)snprintf(key, sizeof key, "indicator.%s.title", why->lacks[i]);
        bool known = ta_message_has(messages, a->call->language, key);
        if (i > 0)
            ta_text_add(out,
                        ta_message(messages, a->call->language, "report.list_comma"));
        ta_text_add(out, known ? ta_message(messages, a->call->language, key)
                               : why->lacks[i]);
    }
}

/* Who asks again and gets less of an answer still has the graver one. */
static void say_standing(const struct assessing *a, const struct ta_messages *messages,
                         const struct ta_assess_outcome *outcome, struct ta_text *out)
{
    const struct ta_lasting *stood = &outcome->earlier->stands;
    struct ta_text names = {0};
    enum ta_language language = a->call->language;
    char day[TA_TIME_TEXT], until[TA_TIME_TEXT], key[TA_NAME_SIZE], line[TA_NAME_SIZE];
    ta_day_format(stood->as_of, day);
    ta_day_format(stood->valid_to, until);
    (void)snprintf(key, sizeof key, "opinion.%s", ta_opinion_code(stood->opinion));
    (void)snprintf(line, sizeof line, "assess.standing%s", outcome->earlier->why.key);
    name_lacks(a, messages, &outcome->earlier->why, &names);
    ta_message_fill(messages, language, out, line, "project", outcome->project, "day",
                    day, "until", until, "class",
                    ta_message(messages, language,
                               stood->decision ? "class.decision" : "class.indicative"),
                    "model", stood->model, "opinion",
                    ta_message(messages, language, key), "names",
                    names.size > 0 && !names.failed ? names.bytes : "", (char *)NULL);
    out->failed = out->failed || names.failed;
    ta_text_free(&names);
}

/* What was altered since it was signed may have stood. */
static void say_unknown(const struct assessing *a, const struct ta_messages *messages,
                        const struct ta_assess_outcome *outcome, struct ta_text *out)
{
    const struct ta_lasting_answer *earlier = outcome->earlier;
    char n[32] = "";
    if (earlier != NULL) (void)snprintf(n, sizeof n, "%zu", earlier->n_unknown);
    ta_message_fill(messages, a->call->language, out,
                    earlier == NULL           ? "assess.standing_unread"
                    : earlier->n_unknown == 1 ? "assess.standing_unknown_one"
                                              : "assess.standing_unknown",
                    "project", outcome->project, "n", n, "record",
                    earlier != NULL ? earlier->unknown : "", "why",
                    earlier == NULL ? outcome->unread->text : "", (char *)NULL);
}

static void tell_standing(struct assessing *a, const struct ta_assess_outcome *outcome,
                          json_t *row, bool *ok)
{
    const struct ta_lasting_answer *earlier = outcome->earlier;
    const struct ta_messages *messages = NULL;
    struct ta_text words[2] = {{0}, {0}};
    bool stands = earlier != NULL && strcmp(earlier->stands.id, outcome->record) != 0;
    bool unknown = earlier == NULL || earlier->n_unknown > 0;
    if (stands) ta_json_set_text(row, "standing", earlier->stands.id, ok);
    if (unknown) ta_json_set_bool(row, "standing_unknown", true, ok);
    if (!stands && !unknown) return;
    if (a->rc == TA_OK) a->rc = ta_call_messages(a->call, &messages, a->err);
    if (a->rc != TA_OK) return;
    if (stands) say_standing(a, messages, outcome, &words[0]);
    if (unknown) say_unknown(a, messages, outcome, &words[1]);
    for (size_t i = 0; i < 2; i++) {
        if (words[i].failed)
            *ok = false;
        else if (words[i].size > 0)
            ta_call_say(a->call, "%s", words[i].bytes);
        ta_text_free(&words[i]);
    }
}

static void note_sector(struct assessing *a, const struct ta_assess_outcome *outcome)
{
    const struct ta_assessment *is = outcome->assessment;
    if (is->project->sector_code != NULL || !ta_model_by_sector(is->model)) return;
    a->no_sector++;
    (void)snprintf(a->without, sizeof a->without, "%s", outcome->project);
}

/* One line for all of them: of a whole book it would be one for each. */
static enum ta_status tell_sectors(const struct assessing *a)
{
    char n[32];
    const struct ta_messages *messages = NULL;
    struct ta_text words = {0};
    if (a->no_sector == 0) return TA_OK;
    enum ta_status rc = ta_call_messages(a->call, &messages, a->err);
    if (rc != TA_OK) return rc;
    (void)snprintf(n, sizeof n, "%zu", a->no_sector);
    ta_message_fill(messages, a->call->language, &words,
                    a->no_sector == 1 ? "assess.no_sector" : "assess.no_sectors",
                    "project", a->without, "n", n, (char *)NULL);
    if (words.failed)
        rc = TA_E_NOMEM;
    else
        ta_call_say(a->call, "%s", words.bytes);
    ta_text_free(&words);
    return rc;
}

/* Words that name the project already are not led by its id a second time. */
static void tell_failed(const struct assessing *a,
                        const struct ta_assess_outcome *outcome, json_t *row, bool *ok)
{
    const struct ta_error *why = outcome->error;
    size_t n = strlen(outcome->project);
    bool named = strncmp(why->text, outcome->project, n) == 0 && why->text[n] == ':';
    ta_json_set_text(row, "error", why->text, ok);
    if (why->mend[0] != '\0') ta_json_set_text(row, "mend", why->mend, ok);
    if (a->n < 2) return;
    ta_call_say(a->call, "%s%s%s", named ? "" : outcome->project, named ? "" : ": ",
                why->text);
    if (why->mend[0] != '\0') ta_call_say(a->call, "  to mend it: %s", why->mend);
}

static void done(void *self, const struct ta_assess_outcome *outcome)
{
    static const char *const results[] = {
        [TA_ASSESS_FAILED] = "failed",
        [TA_ASSESS_WRITTEN] = "written",
        [TA_ASSESS_UNCHANGED] = "unchanged",
        [TA_ASSESS_SET_ASIDE] = "set_aside",
    };
    struct assessing *a = self;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "project", outcome->project, &ok);
    ta_json_set_text(row, "result", results[outcome->result], &ok);
    if (outcome->result == TA_ASSESS_FAILED) {
        a->failed++;
        tell_failed(a, outcome, row, &ok);
    } else if (outcome->result == TA_ASSESS_SET_ASIDE) {
        tell_set_aside(a, outcome, row, &ok);
    } else {
        ta_json_set_text(row, "record", outcome->record, &ok);
        ta_json_set_text(row, "path", outcome->path, &ok);
        set_assessment(a->call, outcome->assessment, row, &ok);
        set_unseen(a, outcome->assessment, row, &ok);
        tell_standing(a, outcome, row, &ok);
        tell_early(a, outcome);
        note_sector(a, outcome);
    }
    if (a->rc == TA_OK)
        a->rc = ta_list_add(a->list, row, ok, a->err);
    else
        json_decref(row);
    ta_progress_step(a->progress, ++a->done);
}

static void begins(void *self, size_t n_projects)
{
    struct assessing *a = self;
    a->n = n_projects;
    a->progress = ta_progress_new("assess", n_projects, a->call->quiet);
}

static bool stop(void *self)
{
    const struct assessing *a = self;
    return a->rc != TA_OK || ta_stop_asked(NULL);
}

/* What is not known yet cannot be judged: nothing would be observed, and nobody told. */
static enum ta_status check_day(const struct ta_call *call, struct ta_error *err)
{
    ta_day as_of = ta_call_day(call, "as-of");
    char today[TA_TIME_TEXT];
    if (as_of == TA_DAY_NONE || as_of <= ta_day_of(call->now)) return TA_OK;
    ta_day_format(ta_day_of(call->now), today);
    (void)ta_fail(err, TA_E_USAGE, "--as-of %s lies after today, %s",
                  ta_call_text(call, "as-of"), today);
    ta_error_mend(err, "give a day up to today, or leave --as-of out for today");
    return TA_E_USAGE;
}

static enum ta_status check_arguments(const struct ta_call *call, struct ta_error *err)
{
    bool all = ta_call_has(call, "all");
    if (all && call->n_arguments > 0)
        return ta_call_misuse(call, err, "--all stands beside named projects");
    if (!all && call->n_arguments == 0)
        return ta_call_misuse(call, err, "name projects, or say --all");
    return check_day(call, err);
}

/* A refresh may take hours, so nobody is made to wait for it: nightly jobs would stand still. What it has not
 * finished looks as if nobody had observed it, though, so whoever reads these records is told. */
static enum ta_status tell_refresh(struct assessing *a,
                                   const struct ta_workspace *workspace,
                                   struct ta_error *err)
{
    const struct ta_messages *messages = NULL;
    if (a->told_refresh || !ta_workspace_is_at(workspace, TA_DOES_REFRESH))
        return TA_OK;
    a->told_refresh = true;
    enum ta_status rc = ta_call_messages(a->call, &messages, err);
    if (rc == TA_OK)
        ta_call_say(a->call, "%s",
                    ta_message(messages, a->call->language, "assess.refresh"));
    return rc;
}

static enum ta_status assess(struct assessing *a, struct ta_workspace *workspace,
                             struct ta_error *err)
{
    struct ta_call *call = a->call;
    ta_day as_of = ta_call_day(call, "as-of");
    char who[TA_WHO_SIZE];
    ta_who(who);
    const struct ta_assess_request request = {
        .n_projects = call->n_arguments,
        .project = call->argument,
        .as_of = as_of != TA_DAY_NONE ? as_of : ta_day_of(call->now),
        .model = ta_call_text(call, "model"),
        .now = call->now,
        .who = who,
        .self = a,
        .done = done,
        .begins = begins,
        .stop = stop};
    ta_stop_watch();
    enum ta_status rc = tell_refresh(a, workspace, err);
    if (rc == TA_OK) rc = ta_assess(workspace, &request, err);
    ta_progress_end(a->progress);
    enum ta_status told = TA_OK;
    if (rc == TA_OK) told = tell_refresh(a, workspace, err); /* one that began since */
    return told != TA_OK ? told : rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct assessing a = {.call = call, .err = err};
    struct ta_workspace *workspace = NULL;
    enum ta_status rc = check_arguments(call, err);
    if (rc == TA_OK) rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &a.list, err);
    if (rc == TA_OK) rc = assess(&a, workspace, err);
    if (a.rc != TA_OK) rc = a.rc;
    bool print = (rc == TA_OK || rc == TA_PARTLY) && a.done > 0;
    enum ta_status printed = TA_OK;
    if (print)
        printed = ta_list_end(a.list, err);
    else
        ta_list_drop(a.list);
    if (print && printed == TA_OK) printed = tell_sectors(&a);
    if (print && a.failed > 0)
        ta_call_say(call, "%zu of %zu projects could not be assessed", a.failed, a.n);
    return printed != TA_OK ? printed : rc;
}

static const struct ta_argument arguments[] = {
    {.name = "PROJECT", .help = "its id", .optional = true, .repeatable = true},
    {.name = NULL}};

static const struct ta_option options[] = {
    {.name = "all", .help = "assess every project of the workspace"},
    {.name = "as-of",
     .value = "DAY",
     .kind = TA_VALUE_DAY,
     .help = "use what was known until the end of this day, UTC; today when left out, "
             "where hours yet to come count as not reported: give yesterday for whole "
             "days"},
    {.name = "model",
     .value = "MODEL",
     .fallback = "credit-3",
     .help = "a file, one of datasets/models by name, or the hash of one that is kept"},
    {.name = NULL}};

const struct ta_command ta_command_assess = {
    .name = "assess",
    .summary = "compute, sign and keep a record of each project",
    .more =
        "Evidence up to the date is chosen and pinned by its hash, every indicator "
        "of the "
        "model is evaluated, and the score with its bounds, gates and opinion "
        "becomes a "
        "signed record in the store and a file below records/. When nothing "
        "changed since "
        "the last record, nothing is written. While a refresh is at work, records rest "
        "on what it has finished; that is said, and nobody waits for it.\n"
        "A project is set aside, with exit code 3, where today or the date lies past "
        "the consent_until or keep_until of its personal data; the records it has "
        "stay and verify.",
    .argument = arguments,
    .option = options,
    .example = "terrassay assess --all -w bank\n"
               "terrassay assess solar-7 --as-of 2026-06-30 --model credit-3 -w bank",
    .run = run,
};
