/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_demo.c  The sample portfolio, from nothing to reports. */
#include <stdlib.h>

#include "base/log.h"
#include "cli/print.h"
#include "cli/samples.h"
#include "cli/stop.h"
#include "cli/unseen.h"
#include "cli/who.h"
#include "demo/demo.h"
#include "record/codes.h"
#include "record/found.h"

static const struct ta_column columns[] = {{"case", "Case"},
                                           {"project", "Project"},
                                           {"opinion", "Opinion"},
                                           {"level", "Level"},
                                           {"score.capped", "Score"},
                                           {"score.lo", "Lowest"},
                                           {"score.hi", "Highest"},
                                           {"not_observed_words", "Not observed"},
                                           {NULL, NULL}};

static const char *const step_name[TA_DEMO_STEPS] = {
    [TA_DEMO_SIMULATE] = "simulate", [TA_DEMO_IMPORT] = "import",
    [TA_DEMO_LAYERS] = "layers",     [TA_DEMO_REFRESH] = "refresh",
    [TA_DEMO_INGEST] = "ingest",     [TA_DEMO_ASSESS] = "assess",
    [TA_DEMO_REPORT] = "report",     [TA_DEMO_PORTFOLIO] = "portfolio",
};

/* One run of the command. */
struct showing {
    struct ta_call *call;
    const struct ta_messages *messages;
    struct ta_list *list;
    struct ta_progress *progress;
    bool real;         /* with real samples */
    enum ta_status rc; /* of printing */
    struct ta_error *err;
};

static void begins(void *self, enum ta_demo_step step, size_t total)
{
    struct showing *s = self;
    ta_progress_end(s->progress);
    s->progress = ta_progress_new(step_name[step], total, s->call->quiet);
}

static void progress(void *self, size_t done)
{
    const struct showing *s = self;
    ta_progress_step(s->progress, done);
}

static void told(void *self, enum ta_demo_step step, const char *words)
{
    struct showing *s = self;
    ta_progress_end(s->progress);
    s->progress = NULL;
    ta_call_say(s->call, "%s: %s", step_name[step], words);
}

/* The ids of what was seen in part. */
static json_t *partly_list(const struct ta_assessment *is, bool *ok)
{
    json_t *list = json_array();
    size_t decides = is->model->n_items + is->model->n_gates;
    for (size_t i = 0; i < is->n_assessed && i < decides; i++)
        if (ta_unseen_partly(&is->assessed[i].result) &&
            json_array_append_new(list, json_string(is->assessed[i].indicator->id)) !=
                0)
            *ok = false;
    return list;
}

/* What is missing of what the opinion rests on, though it would apply: [{indicator, reason}]; what
 * was seen in part; and both in words. */
static void set_missing(const struct showing *s, const struct ta_assessment *is,
                        json_t *row, bool *ok)
{
    struct ta_text words = {0};
    json_t *list = json_array();
    size_t decides = is->model->n_items + is->model->n_gates;
    for (size_t i = 0; i < is->n_assessed && i < decides; i++) {
        const struct ta_assessed *a = &is->assessed[i];
        if (a->result.reason == TA_OBSERVED || a->result.reason == TA_NOT_APPLICABLE)
            continue;
        json_t *one = json_object();
        ta_json_set_text(one, "indicator", a->indicator->id, ok);
        ta_json_set_text(one, "reason", ta_reason_code(a->result.reason), ok);
        ta_json_set_text(one, "why", a->result.why, ok);
        if (json_array_append_new(list, one) != 0) *ok = false;
    }
    ta_json_set(row, "not_observed", list, ok);
    ta_json_set(row, "partly_observed", partly_list(is, ok), ok);
    if (!s->call->json) ta_unseen_say(s->messages, s->call->language, is, &words);
    if (words.failed) *ok = false;
    if (words.size > 0 && !words.failed)
        ta_json_set_text(row, "not_observed_words", words.bytes, ok);
    ta_text_free(&words);
}

static json_t *score_object(const struct showing *s, const struct ta_score *score,
                            bool *ok)
{
    json_t *object = json_object();
    ta_json_set_number(object, "value", ta_print_tenths(s->call, score->value), ok);
    ta_json_set_number(object, "capped", ta_print_tenths(s->call, score->capped), ok);
    ta_json_set_number(object, "lo", ta_print_tenths(s->call, score->lo), ok);
    ta_json_set_number(object, "hi", ta_print_tenths(s->call, score->hi), ok);
    return object;
}

static void set_assessment(const struct showing *s, const struct ta_assessment *is,
                           json_t *row, bool *ok)
{
    const struct ta_score *score = &is->score;
    ta_json_set_text(row, "opinion", ta_opinion_code(score->opinion), ok);
    ta_json_set_text(row, "level", ta_level_code(score->level), ok);
    ta_json_set_bool(row, "level_found", ta_assessment_level_found(is), ok);
    ta_json_set(row, "score", score_object(s, score, ok), ok);
    ta_json_set_day(row, "as_of", is->as_of, ok);
    set_missing(s, is, row, ok);
}

static void assessed(void *self, const struct ta_demo_case *of,
                     const struct ta_assess_outcome *outcome)
{
    static const char *const results[] = {
        [TA_ASSESS_FAILED] = "failed",
        [TA_ASSESS_WRITTEN] = "written",
        [TA_ASSESS_UNCHANGED] = "unchanged",
        [TA_ASSESS_SET_ASIDE] = "set_aside",
    };
    struct showing *s = self;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "case", of->letter, &ok);
    ta_json_set_text(row, "project", of->project, &ok);
    ta_json_set_text(row, "result", results[outcome->result], &ok);
    if (outcome->assessment != NULL) {
        ta_json_set_text(row, "record", outcome->record, &ok);
        ta_json_set_text(row, "path", outcome->path, &ok);
        set_assessment(s, outcome->assessment, row, &ok);
    }
    if (s->rc == TA_OK)
        s->rc = ta_list_add(s->list, row, ok, s->err);
    else
        json_decref(row);
}

static bool stop(void *self)
{
    const struct showing *s = self;
    return s->rc != TA_OK || ta_stop_asked(NULL);
}

/* The folder of real samples, when all of them are there. */
static const char *find_samples(const struct ta_call *call)
{
    const char *named = NULL, *missing = NULL;
    const char *folder =
        ta_samples_find(ta_call_text(call, "samples"), &named, &missing);
    if (folder != NULL) return folder;
    ta_call_say(
        call,
        "left out: D (a hurricane's rain) and E (Landsat scenes), because %s%s; "
        "`scripts/setup samples` unpacks them and --samples names their folder",
        missing != NULL ? "the real samples lack " : "no real samples are named",
        missing != NULL ? missing : "");
    return NULL;
}

static enum ta_status run_demo(struct showing *s, struct ta_workspace *workspace,
                               struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    const struct ta_demo_listener listener = {.self = s,
                                              .begins = begins,
                                              .progress = progress,
                                              .told = told,
                                              .assessed = assessed,
                                              .stop = stop};
    const char *samples = find_samples(s->call);
    s->real = samples != NULL;
    ta_who(who);
    const struct ta_demo demo = {.samples = samples,
                                 .who = who,
                                 .now = s->call->now,
                                 .messages = s->messages,
                                 .listener = &listener};
    ta_stop_watch();
    enum ta_status rc = ta_demo_run(workspace, &demo, err);
    ta_progress_end(s->progress);
    return rc;
}

/* What each case is about, in a line; those without samples were not run. */
static void explain(const struct showing *s, bool real)
{
    ta_call_say(s->call, "%s", "");
    for (size_t i = 0; i < ta_demo_case_count(); i++) {
        const struct ta_demo_case *of = ta_demo_case_at(i);
        if (of->real && !real) continue;
        ta_call_say(s->call, "%-20s %s", of->project,
                    ta_message(s->messages, s->call->language, of->shows));
    }
}

/* What to look at, one line each. */
static void point_to_it(const struct showing *s)
{
    static const struct {
        const char *key, *before, *behind;
    } line[] = {{"demo.see.open", "", "/reports/C-solar-plant-"},
                {"demo.see.others", "", "/reports/*.html"},
                {"demo.see.portfolio", "", "/reports/portfolio-*.html"},
                {"demo.see.records", "", "/records/*/*.json"},
                {"demo.see.truth", "", "/demo/truth.json"},
                {"demo.see.verify", "terrassay verify --all -w ", ""}};
    ta_call_say(s->call, "%s", "");
    for (size_t i = 0; i < sizeof line / sizeof *line; i++)
        ta_call_say(s->call, "%s %s%s%s%s",
                    ta_message(s->messages, s->call->language, line[i].key),
                    line[i].before, s->call->workspace, line[i].behind,
                    i > 0                        ? ""
                    : s->call->language == TA_ZH ? "zh.html"
                                                 : "en.html");
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    struct showing s = {.call = call, .err = err};
    struct ta_workspace *workspace;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_CREATE, &workspace, err);
    if (rc == TA_OK) rc = ta_call_messages(call, &s.messages, err);
    if (rc == TA_OK) rc = ta_list_new(call, columns, &s.list, err);
    if (rc != TA_OK) return rc;

    rc = run_demo(&s, workspace, err);
    if (s.rc != TA_OK) rc = s.rc;
    if (rc != TA_OK && rc != TA_PARTLY) {
        ta_list_drop(s.list);
        return rc;
    }
    enum ta_status ended = ta_list_end(s.list, err);
    if (ended != TA_OK) return ended;
    ta_output_flush(call->out);
    explain(&s, s.real);
    point_to_it(&s);
    return rc;
}

static const struct ta_option options[] = {
    {.name = "samples",
     .value = "DIR",
     .help = "real scenes and rain as `scripts/setup samples` unpacks them; else "
             "TERRASSAY_SAMPLE_DATA, else " TA_SAMPLES_USUAL " where it is there"},
    {.name = NULL}};

const struct ta_command ta_command_demo = {
    .name = "demo",
    .summary = "the main job on the sample portfolio, from nothing to reports",
    .more = "Simulates labelled scenes and readings, takes real ones where they are, "
            "and runs "
            "import, refresh, ingest, assess, report and portfolio over nine made-up "
            "projects. "
            "What is "
            "simulated says so on every page. A second run in the same folder changes "
            "nothing. Where no workspace is named it is ./demo-workspace.",
    .option = options,
    .workspace = "demo-workspace",
    .example = "terrassay demo",
    .run = run,
};
