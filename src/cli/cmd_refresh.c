/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_refresh.c  New scenes to observations and chips. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/time.h"
#include "catalog/folder.h"
#include "catalog/http_url.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "cli/who.h"
#include "engine/refresh_far.h"
#include "raster/state.h"

#define GB INT64_C(1000000000)
enum { REASONS_MOST = 64, THREADS_MOST = 8, EMPTY_MOST = 64 };

static const struct ta_column columns[] = {{"what", "What"},   {"scene", "Scene"},
                                           {"looks", "Looks"}, {"words", "Why"},
                                           {"mend", "Mend"},   {NULL, NULL}};

/* Why layers were not computed, and what should be known, each reason once. */
struct reason {
    const char *what;
    char words[200];
    size_t scenes;
};

/* A refresh as it talks. */
struct talk {
    struct ta_call *call;
    struct ta_list *list;
    struct ta_progress *progress;
    struct ta_refresh_at at; /* for progress */
    bool by_error;           /* the error says all that the list would */
    bool far;                /* a catalogue of which only what is new is heard */
    json_t *lines;           /* rows for a log, NULL where they stand in a table */
    enum ta_status rc;       /* of the list */
    struct ta_error err;
    size_t n_reasons;
    struct reason reason[REASONS_MOST];
    size_t n_empty;
    const char
        *empty[EMPTY_MOST]; /* folders that told of nothing, as they were typed */
    size_t vacant;          /* of these, such without any file: problems of this run */
};

/* Takes over @p row. A table is as wide as its longest reason: a log has lines. */
static void add_row(struct talk *talk, json_t *row, bool ok)
{
    if (talk->rc != TA_OK) {
        json_decref(row);
    } else if (talk->lines == NULL) {
        talk->rc = ta_list_add(talk->list, row, ok, &talk->err);
    } else if (json_array_append_new(talk->lines, row) != 0 || !ok) {
        talk->rc = ta_fail(&talk->err, TA_E_NOMEM, "refresh: out of memory");
    }
}

/* What is said of the scene, behind its name where that stands in front. */
static const char *behind(const char *scene, const char *words)
{
    size_t n = strlen(scene);
    bool named = strncmp(words, scene, n) == 0 && strncmp(words + n, ": ", 2) == 0;
    return named ? words + n + 2 : words;
}

/* "set aside  SCENE  WHY; to mend it: MEND" */
static void print_line(struct talk *talk, const json_t *row)
{
    struct ta_text line = {0};
    const char *scene = ta_json_text(row, "scene");
    const char *words = behind(scene, ta_json_text(row, "words"));
    const char *mend = ta_json_text(row, "mend");
    ta_text_addf(&line, "%s  %s", ta_json_text(row, "what"), scene);
    if (words[0] != '\0') ta_text_addf(&line, "  %s", words);
    if (mend[0] != '\0') ta_text_addf(&line, "; to mend it: %s", mend);
    for (size_t i = 0; i < line.size; i++)
        if (line.bytes[i] == '\n' || line.bytes[i] == '\t') line.bytes[i] = ' ';
    if (!line.failed) {
        ta_words_plain(line.bytes);
        ta_output_addf(talk->call->out, "%s\n", line.bytes);
    }
    ta_text_free(&line);
}

/* They go out before what is summed up on the other stream: in a log that is the last line. */
static void print_lines(struct talk *talk)
{
    for (size_t i = 0; i < json_array_size(talk->lines); i++)
        print_line(talk, json_array_get(talk->lines, i));
    ta_output_flush(talk->call->out);
}

static void set_words(json_t *row, const char *key, const char *words, bool *ok)
{
    if (words[0] != '\0') ta_json_set_text(row, key, words, ok);
}

/* "SCENE: ndvi needs reflectance, ..." holds of many scenes alike. */
static void count_reason(struct talk *talk, const struct ta_refresh_event *event)
{
    const char *words = behind(event->scene, event->reason);
    size_t i = 0;
    while (i < talk->n_reasons && strcmp(talk->reason[i].words, words) != 0) i++;
    if (i == REASONS_MOST) return;
    if (i == talk->n_reasons) {
        ta_copy_cut(talk->reason[i].words, sizeof talk->reason[i].words, words);
        talk->reason[i].what = event->word == TA_REFRESH_NOTE ? "note" : "refused";
        talk->n_reasons++;
    }
    talk->reason[i].scenes++;
}

/* A person gets what needs a look; a program gets all. */
static void on_event(void *self, const struct ta_refresh_event *event)
{
    static const char *const words[] = {
        [TA_REFRESH_OBSERVED] = "observed",     [TA_REFRESH_SET_ASIDE] = "set aside",
        [TA_REFRESH_SUPERSEDED] = "superseded", [TA_REFRESH_REFUSED] = "refused",
        [TA_REFRESH_PROBLEM] = "problem",       [TA_REFRESH_NOTE] = "note"};
    struct talk *talk = self;
    bool json = talk->call->json, ok = true;
    if (event->word == TA_REFRESH_EMPTY) {
        if (talk->n_empty < EMPTY_MOST) talk->empty[talk->n_empty++] = event->scene;
        return;
    }
    bool summed = event->word == TA_REFRESH_REFUSED || event->word == TA_REFRESH_NOTE;
    ta_log(TA_LOG_INFO, "refresh.event", "what=%s scene=%s looks=%zu",
           words[event->word], event->scene, event->looks);
    if (!json && summed) count_reason(talk, event);
    if (!json && (summed || event->word == TA_REFRESH_OBSERVED)) return;
    json_t *row = json_object();
    ta_json_set_text(row, "what", words[event->word], &ok);
    ta_json_set_text(row, "scene", event->scene, &ok);
    if (event->word == TA_REFRESH_OBSERVED)
        ta_json_set_int(row, "looks", (int64_t)event->looks, &ok);
    set_words(row, "words", event->reason, &ok);
    set_words(row, "mend", event->mend, &ok);
    add_row(talk, row, ok);
}

/* "searched 3 of 12 areas of HOST, 20 scenes found, 120.4 MB came; observed 5 of 20". */
static void progress_words(void *self, char *out, size_t size)
{
    const struct ta_refresh_at *at = &((const struct talk *)self)->at;
    char source[80], walked[160] = "", done[80] = "";
    bool far = at->walked.what != NULL;
    if (far) {
        ta_http_public(at->source, source, sizeof source);
        (void)snprintf(walked, sizeof walked, "searched %zu of %zu %s of %s, ",
                       at->walked.done, at->walked.total, at->walked.what, source);
    }
    if (at->total > 0)
        (void)snprintf(done, sizeof done, "; observed %zu of %zu", at->done, at->total);
    (void)snprintf(out, size, "%s%zu scene%s found, %.1f MB %s%s", walked, at->found,
                   at->found == 1 ? "" : "s",
                   (double)(far ? at->walked.came : at->bytes) / 1e6,
                   far ? "came" : "read", done);
}

static void on_progress(void *self, const struct ta_refresh_at *at)
{
    struct talk *talk = self;
    talk->at = *at;
    ta_progress_say(talk->progress, talk, progress_words);
}

static void tell_reasons(struct talk *talk)
{
    for (size_t i = 0; i < talk->n_reasons; i++) {
        char scenes[40];
        bool ok = true;
        json_t *row = json_object();
        (void)snprintf(scenes, sizeof scenes, "%zu scene%s", talk->reason[i].scenes,
                       talk->reason[i].scenes == 1 ? "" : "s");
        ta_json_set_text(row, "what", talk->reason[i].what, &ok);
        ta_json_set_text(row, "scene", scenes, &ok);
        ta_json_set_text(row, "words", talk->reason[i].words, &ok);
        add_row(talk, row, ok);
    }
}

/* A run that failed or was stopped has looked at a part of what there is; one whose disk had no room for some
 * files, or of which one source is not there, has looked at all that there is. */
static const char *end_of(const struct ta_refreshed *done, enum ta_status rc)
{
    if ((rc == TA_E_IO || rc == TA_E_SOURCE) && done->through) return "whole";
    if (rc != TA_OK && rc != TA_PARTLY) return "failed";
    return done->stopped ? "stopped" : "whole";
}

static void add_summary(struct talk *talk, const struct ta_refreshed *done,
                        const char *end)
{
    const struct {
        const char *key;
        size_t value;
    } counts[] = {{"scenes", done->scenes},        {"new", done->new_scenes},
                  {"again", done->again},          {"observed", done->observed},
                  {"set_aside", done->set_aside},  {"superseded", done->superseded},
                  {"problems", done->problems},    {"off", done->off},
                  {"looks", done->looks},          {"chips", done->chips},
                  {"partitions", done->partitions}};
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", "summary", &ok);
    ta_json_set_text(row, "ended", end, &ok);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        ta_json_set_int(row, counts[i].key, (int64_t)counts[i].value, &ok);
    ta_json_set_int(row, "bytes", done->bytes, &ok);
    if (talk->far) ta_json_set_int(row, "listed", (int64_t)done->listed, &ok);
    ta_json_set_bool(row, "dry_run", ta_call_has(talk->call, "dry-run"), &ok);
    if (ta_call_has(talk->call, "assets-most")) {
        ta_json_set_int(row, "looks_pruned", (int64_t)done->looks_pruned, &ok);
        ta_json_set_int(row, "assets_removed", done->assets_removed, &ok);
        ta_json_set_int(row, "assets_kept", done->assets_kept, &ok);
    }
    if (ta_call_has(talk->call, "dry-run")) {
        ta_json_set_number(row, "minutes", done->minutes, &ok);
        ta_json_set_int(row, "unsized", (int64_t)done->unsized, &ok);
    }
    add_row(talk, row, ok);
}

/* Why there was nothing to do. */
static const char *why_nothing(const struct talk *talk, const struct ta_refreshed *done)
{
    const struct ta_call *call = talk->call;
    if (done->stopped)
        return "stopped before it had looked at all: run it again to go on";
    bool days = ta_call_has(call, "from") || ta_call_has(call, "to") ||
                ta_call_has(call, "last") || call->now_given;
    size_t amiss = done->problems + done->set_aside;
    if (done->scenes == 0 && amiss == talk->vacant && !talk->far)
        return days ? "no scene in the catalogues within these days"
                    : "no scene in the catalogues";
    if (done->scenes > 0 && done->off == done->scenes)
        return ta_call_has(call, "project")
                   ? "no scene lies on any site of these projects"
                   : "no scene lies on any site";
    return "nothing new";
}

static void tell_dry(struct talk *talk, const struct ta_refreshed *done)
{
    size_t scenes = done->new_scenes + done->again;
    ta_call_say(
        talk->call, "dry run: %zu scene%s would be read, %.1f MB, about %.1f minutes",
        scenes, scenes == 1 ? "" : "s", (double)done->bytes / 1e6, done->minutes);
    if (done->unsized > 0)
        ta_call_say(talk->call,
                    "dry run: of %zu file%s no size is stated: not among these bytes "
                    "and minutes",
                    done->unsized, done->unsized == 1 ? "" : "s");
}

/* " listed=12 stopped": what only some runs have to say. */
static void end_words(const struct talk *talk, const struct ta_refreshed *done,
                      const char *end, char *out, size_t size)
{
    char listed[32] = "";
    bool whole = strcmp(end, "whole") == 0;
    if (talk->far) (void)snprintf(listed, sizeof listed, " listed=%zu", done->listed);
    (void)snprintf(out, size, "%s%s%s", listed, whole ? "" : " ", whole ? "" : end);
}

/* The last line, that says all in one. */
static void tell_sum(struct talk *talk, const struct ta_refreshed *done,
                     const char *end)
{
    char more[64];
    end_words(talk, done, end, more, sizeof more);
    ta_call_say(talk->call,
                "refresh: scenes=%zu new=%zu again=%zu observed=%zu set_aside=%zu "
                "superseded=%zu problems=%zu looks=%zu chips=%zu partitions=%zu "
                "bytes=%lld%s",
                done->scenes, done->new_scenes, done->again, done->observed,
                done->set_aside, done->superseded, done->problems, done->looks,
                done->chips, done->partitions, (long long)done->bytes, more);
}

static void sum_up(struct talk *talk, const struct ta_refreshed *done,
                   enum ta_status rc)
{
    bool dry = ta_call_has(talk->call, "dry-run");
    const char *end = end_of(done, rc);
    if (talk->call->json) add_summary(talk, done, end);
    if (done->lost_parts > 0)
        ta_call_say(
            talk->call,
            "refresh: %zu file%s below observations/ %s gone: the scenes behind %s "
            "are read anew where these catalogues have them",
            done->lost_parts, done->lost_parts == 1 ? "" : "s",
            done->lost_parts == 1 ? "is" : "are",
            done->lost_parts == 1 ? "it" : "them");
    if (dry) tell_dry(talk, done);
    if (ta_call_has(talk->call, "assets-most"))
        ta_call_say(talk->call,
                    "fetched files: those of %zu look%s %s, %.1f MB; %.1f MB are kept",
                    done->looks_pruned, done->looks_pruned == 1 ? "" : "s",
                    dry ? "would go" : "went", (double)done->assets_removed / 1e6,
                    (double)done->assets_kept / 1e6);
    if (strcmp(end, "failed") == 0)
        ta_call_say(talk->call, "failed before it had looked at all: run it again once "
                                "what the error says is mended");
    else if (!dry && done->observed + done->superseded + done->partitions == 0)
        ta_call_say(talk->call, "%s", why_nothing(talk, done));
    tell_sum(talk, done, end);
}

static void add_passed(struct talk *talk, const char *folder, const char *name,
                       const char *why)
{
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "what", "passed over", &ok);
    ta_json_set_text(row, "scene", name, &ok);
    ta_json_set_text(row, "words", why, &ok);
    if (talk->call->json) ta_json_set_text(row, "catalog", folder, &ok);
    add_row(talk, row, ok);
}

/* A disk that is not mounted looks like that. */
static void add_vacant(struct talk *talk, const char *folder)
{
    bool ok = true;
    json_t *row = json_object();
    talk->vacant++;
    ta_json_set_text(row, "what", "problem", &ok);
    ta_json_set_text(row, "scene", folder, &ok);
    ta_json_set_text(row, "words", "there is no file in it", &ok);
    ta_json_set_text(row, "mend",
                     "look whether a disk should be mounted there; if nothing comes "
                     "there any more, take it out of what is refreshed",
                     &ok);
    add_row(talk, row, ok);
}

/* Of a folder that gave nothing: what is in it instead. @return whether that is for a person to look at */
static bool tell_passed(struct talk *talk, const char *folder)
{
    struct ta_passed_over passed;
    if (ta_catalog_passed_over(folder, &passed, NULL) != TA_OK || passed.heard > 0)
        return false;
    size_t shown = passed.passed < TA_PASSED_FIRST ? passed.passed : TA_PASSED_FIRST;
    for (size_t i = 0; i < shown; i++)
        add_passed(talk, folder, passed.first[i].name, passed.first[i].why);
    if (passed.files == 0)
        add_vacant(talk, folder);
    else
        ta_call_say(
            talk->call,
            "refresh: %s: looked at %zu file%s, passed over %zu of them, of "
            "which the first %zu %s listed; put the product's own folder there: "
            "a STAC item (.json), a Landsat MTL or an MTD_MSIL2A.xml beside its "
            "bands",
            folder, passed.files, passed.files == 1 ? "" : "s", passed.passed, shown,
            shown == 1 ? "is" : "are");
    return passed.files == 0 || passed.passed > 0;
}

/* Nothing came and nothing was said: a folder of the wrong kind of files looks like that, too. */
static enum ta_status look_for_passed(struct talk *talk, struct ta_refreshed *done)
{
    bool passed = false;
    if (done->stopped) return TA_OK;
    for (size_t i = 0; i < talk->n_empty; i++)
        passed |= tell_passed(talk, talk->empty[i]);
    done->problems += talk->vacant;
    return passed ? TA_PARTLY : TA_OK;
}

static unsigned threads_of(const struct ta_call *call)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t usual = online < 1 ? 1 : online > THREADS_MOST ? THREADS_MOST : online;
    return (unsigned)ta_call_whole(call, "threads", usual);
}

/* What was typed more than once, as a list of texts. */
static const char **texts_of(const struct ta_call *call, const char *option, size_t *n)
{
    *n = ta_call_count(call, option);
    const char **list = ta_alloc(*n, sizeof *list);
    for (size_t i = 0; list != NULL && i < *n; i++)
        list[i] = ta_call_nth(call, option, i);
    return list;
}

/* Where scenes come from: what was typed, else what the configuration names. */
struct origins {
    struct ta_sources far; /* of the configuration, and addresses that were typed */
    size_t n;
    struct ta_scene_source *source;
    struct ta_far_catalogue *catalogue; /* [n] those that are used */
};

static void origins_free(struct origins *origins)
{
    ta_sources_free(&origins->far);
    ta_free(origins->source);
    ta_free(origins->catalogue);
}

static bool is_address(const char *catalog)
{
    return strstr(catalog, "://") != NULL;
}

/* The configured row of each address, or a row of its own. */
static enum ta_status add_typed(const struct ta_call *call, struct origins *origins,
                                struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < ta_call_count(call, "catalog") && rc == TA_OK; i++) {
        const char *typed = ta_call_nth(call, "catalog", i);
        if (is_address(typed) && ta_sources_find(&origins->far, typed) == NULL)
            rc = ta_sources_add(&origins->far, typed, err);
    }
    return rc;
}

static void add_far(struct origins *origins, const struct ta_source *row,
                    struct ta_workspace *workspace, const struct ta_refresh *ask)
{
    struct ta_far_catalogue *catalogue = &origins->catalogue[origins->n];
    struct talk *talk = ask->self;
    const struct ta_call *call = talk->call;
    talk->far = true;
    *catalogue = (struct ta_far_catalogue){
        .workspace = workspace,
        .source = row,
        .ask = ask,
        .budget = (int64_t)(ta_call_number(call, "fetch-most") * (double)GB)};
    origins->source[origins->n++] = ta_scene_source_far(catalogue);
}

static enum ta_status find_origins(const struct ta_call *call,
                                   struct ta_workspace *workspace,
                                   const struct ta_refresh *ask, struct origins *out,
                                   struct ta_error *err)
{
    size_t typed = ta_call_count(call, "catalog");
    enum ta_status rc = ta_engine_sources(workspace, &out->far, err);
    size_t configured = out->far.n;
    if (rc == TA_OK) rc = add_typed(call, out, err);
    if (rc != TA_OK) return rc;
    out->source = ta_alloc(typed + configured, sizeof *out->source);
    out->catalogue = ta_alloc(typed + configured, sizeof *out->catalogue);
    if (out->source == NULL || out->catalogue == NULL)
        return ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    for (size_t i = 0; i < typed; i++) {
        const char *catalog = ta_call_nth(call, "catalog", i);
        if (is_address(catalog))
            add_far(out, ta_sources_find(&out->far, catalog), workspace, ask);
        else
            out->source[out->n++] = ta_scene_source_folder(catalog);
    }
    for (size_t i = 0; typed == 0 && i < configured; i++)
        add_far(out, &out->far.source[i], workspace, ask);
    if (out->n > 0) return TA_OK;
    (void)ta_fail(err, TA_E_USAGE, "refresh: there is no catalogue to read");
    ta_error_mend(err,
                  "name a folder or an address with --catalog, or list `catalogues` "
                  "in terrassay.yaml of the workspace");
    return TA_E_USAGE;
}

static ta_day first_day(const struct ta_call *call)
{
    if (!ta_call_has(call, "last")) return ta_call_day(call, "from");
    return ta_day_of(call->now) - (ta_day)ta_call_whole(call, "last", 0);
}

/* As of a day nobody knew of later scenes; by the computer's clock a later one is a wrong date, and told. */
static ta_day last_day(const struct ta_call *call)
{
    ta_day to = ta_call_day(call, "to");
    return to == TA_DAY_NONE && call->now_given ? ta_day_of(call->now) : to;
}

static enum ta_status check_days(const struct ta_call *call, struct ta_error *err)
{
    bool last = ta_call_has(call, "last");
    ta_day from = first_day(call), to = last_day(call);
    if (last && ta_call_has(call, "from"))
        return ta_mended(ta_fail(err, TA_E_USAGE,
                                 "refresh: both --from and --last say where to begin"),
                         err, "give one of them");
    if (from == TA_DAY_NONE || to == TA_DAY_NONE || from <= to) return TA_OK;
    return ta_mended(ta_fail(err, TA_E_USAGE,
                             "refresh: --%s lies before --%s: no day is between them",
                             ta_call_has(call, "to") ? "to" : "now",
                             last ? "last" : "from"),
                     err, last ? "give --from instead" : "exchange the two days");
}

/* Of a run that failed before it saw anything there is nothing to sum up. */
static enum ta_status tell_end(struct talk *talk, struct ta_refreshed *done,
                               enum ta_status rc)
{
    bool good = rc == TA_OK || rc == TA_PARTLY;
    size_t amiss = done->problems + done->set_aside;
    bool ran = good || done->scenes + amiss > 0;
    talk->by_error =
        !good && !talk->call->json && !done->through && done->scenes == 0 && amiss == 1;
    if (good || done->through) {
        enum ta_status passed = look_for_passed(talk, done);
        if (rc == TA_OK) rc = passed;
    }
    if (!talk->by_error) print_lines(talk);
    if (ran && !talk->by_error) sum_up(talk, done, rc);
    return rc;
}

static enum ta_status refresh(struct talk *talk, struct ta_workspace *workspace,
                              struct ta_error *err)
{
    struct ta_call *call = talk->call;
    char who[TA_WHO_SIZE];
    struct ta_refreshed done = {.scenes = 0};
    size_t n_projects = 0;
    const char **project = texts_of(call, "project", &n_projects);
    struct origins origins = {.n = 0};
    ta_who(who);
    struct ta_refresh ask = {
        .from = first_day(call),
        .to = last_day(call),
        .n_projects = n_projects,
        .project = project,
        .dry_run = ta_call_has(call, "dry-run"),
        .rehash = ta_call_has(call, "rehash"),
        .prune = ta_call_has(call, "assets-most"),
        .assets_most = ta_call_whole(call, "assets-most", 0) * GB,
        .cloud_m = (int)ta_call_whole(call, "grow-clouds", TA_GROW_CLOUD_M),
        .shadow_m = (int)ta_call_whole(call, "grow-shadows", TA_GROW_SHADOW_M),
        .threads = threads_of(call),
        .who = who,
        .now = call->now,
        .self = talk,
        .progress = on_progress,
        .tell = on_event,
        .stop = ta_stop_asked};
    enum ta_status rc = project != NULL
                            ? find_origins(call, workspace, &ask, &origins, err)
                            : ta_fail(err, TA_E_NOMEM, "refresh: out of memory");
    if (rc == TA_OK) {
        ask.n_sources = origins.n;
        ask.source = origins.source;
        talk->progress = ta_progress_new("refresh", 0, call->quiet);
        rc = ta_engine_refresh(workspace, &ask, &done, err);
        ta_progress_end(talk->progress);
        tell_reasons(talk);
        rc = tell_end(talk, &done, rc);
    }
    ta_free(project);
    origins_free(&origins);
    return rc;
}

static enum ta_status talk_new(struct ta_call *call, struct talk **out,
                               struct ta_error *err)
{
    struct talk *talk = ta_alloc(1, sizeof *talk);
    enum ta_status rc = TA_E_NOMEM;
    bool log = !call->json && !call->out->terminal;
    if (talk != NULL) talk->call = call;
    if (talk != NULL && log) talk->lines = json_array();
    if (talk != NULL && (!log || talk->lines != NULL))
        rc = ta_list_new(call, columns, &talk->list, err);
    else
        (void)ta_fail(err, rc, "refresh: out of memory");
    if (rc == TA_OK) {
        *out = talk;
        return TA_OK;
    }
    if (talk != NULL) json_decref(talk->lines);
    ta_free(talk);
    return rc;
}

/* Told of a source that is gone; nothing is looked for. */
static enum ta_status forget(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    size_t n = 0;
    const char *source = ta_call_text(call, "forget");
    if (ta_call_has(call, "catalog"))
        return ta_call_misuse(call, err, "--forget and --catalog do not go together");
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_WRITE, &workspace, err);
    if (rc == TA_OK) rc = ta_engine_forget(workspace, source, &n, err);
    if (rc == TA_OK)
        ta_call_say(call, "forgotten: %zu scene%s or product%s set aside of %s", n,
                    n == 1 ? "" : "s", n == 1 ? "" : "s", source);
    return rc;
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    if (ta_call_has(call, "forget")) return forget(call, err);
    struct talk *talk = NULL;
    struct ta_workspace *workspace;
    struct ta_error second = {.status = TA_OK};
    enum ta_open how = ta_call_has(call, "dry-run") ? TA_OPEN_READ : TA_OPEN_WRITE;
    enum ta_status rc = check_days(call, err);
    if (rc == TA_OK) rc = ta_call_workspace(call, how, &workspace, err);
    if (rc == TA_OK) rc = talk_new(call, &talk, err);
    if (rc != TA_OK) return rc;
    ta_stop_watch();
    rc = refresh(talk, workspace, err);
    enum ta_status listed = talk->rc;
    if (listed == TA_OK && !talk->by_error)
        listed = ta_list_end(talk->list, &second);
    else
        ta_list_drop(talk->list);
    if (listed != TA_OK && (rc == TA_OK || rc == TA_PARTLY)) {
        *err = talk->rc == TA_OK ? second : talk->err;
        rc = listed;
    }
    json_decref(talk->lines);
    ta_free(talk);
    return rc;
}

static const struct ta_option options[] = {
    {.name = "catalog",
     .value = "DIR|URL",
     .help =
         "folder of scenes (Landsat and Sentinel-2 products, STAC items with their "
         "files), or address of a STAC catalogue; else those that terrassay.yaml of "
         "the workspace lists",
     .repeatable = true},
    {.name = "from",
     .value = "DAY",
     .help = "leave out scenes from before this day",
     .kind = TA_VALUE_DAY},
    {.name = "to",
     .value = "DAY",
     .help = "leave out scenes from after this day; else, with --now, from after that",
     .kind = TA_VALUE_DAY},
    {.name = "last",
     .value = "DAYS",
     .help = "leave out scenes from more than so many days ago, as in a nightly run; "
             "instead of --from",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = 36500},
    {.name = "project",
     .value = "ID",
     .help = "only scenes with a site of this project; every site on them is answered",
     .repeatable = true},
    {.name = "fetch-most",
     .value = "GB",
     .help = "gigabytes to fetch from each far catalogue at most, parts of one too",
     .fallback = "100",
     .kind = TA_VALUE_NUMBER,
     .least = 0.001,
     .most = 1000000},
    {.name = "assets-most",
     .value = "GB",
     .help = "gigabytes of fetched files to keep: those of the oldest looks go, never "
             "evidence; else all are kept",
     .kind = TA_VALUE_WHOLE,
     .least = 0,
     .most = 1000000},
    {.name = "grow-clouds",
     .value = "M",
     .help =
         "metres around clouds and cirrus of Sentinel-2's scene classification that "
         "are cloud too, 0 to 1000; scenes are looked at again when it changes",
     .fallback = "150",
     .kind = TA_VALUE_WHOLE,
     .least = 0,
     .most = TA_GROW_M_MOST},
    {.name = "grow-shadows",
     .value = "M",
     .help = "the same around cloud shadows",
     .fallback = "50",
     .kind = TA_VALUE_WHOLE,
     .least = 0,
     .most = TA_GROW_M_MOST},
    {.name = "forget",
     .value = "DIR|URL",
     .help = "forget what was set aside of a folder that is gone for good, or of a "
             "catalogue, and do nothing else"},
    {.name = "dry-run",
     .help = "say how many scenes, bytes and minutes, and write nothing but which far "
             "hosts were asked"},
    {.name = "rehash",
     .help =
         "read all files again, though their size and time say that nothing changed"},
    {.name = "threads",
     .value = "N",
     .help = "threads that read; else as many as there are processors, up to 8",
     .kind = TA_VALUE_WHOLE,
     .least = 1,
     .most = 64},
    {.name = NULL}};

const struct ta_command ta_command_refresh = {
    .name = "refresh",
    .summary = "find, read and observe new scenes for the sites",
    .more =
        "Each scene is read once and answers every site on it. A scene is read "
        "again when "
        "its files, the layers to look at or the sites on it changed. Of several "
        "processings "
        "of one look the better one stands, and a copy that has lost a band or its "
        "quality layer never takes "
        "the place of one that had it; what records used is kept.\n"
        "A scene that cannot be used is set aside with its reason and tried again "
        "the next "
        "time; the exit code is 3 then, as when folders hold files and none of them "
        "announces a scene: the first are listed with the reason. Rasters without "
        "metadata beside good scenes are set aside by their folder. A run that was "
        "killed goes on where it "
        "stopped.\n"
        "Far catalogues are searched by whole degrees, never by a site; only listed "
        "hosts are asked, and requests.log of the workspace keeps every request. Of a "
        "far "
        "GeoTIFF only whole blocks that sites touch are read; other files come whole.",
    .option = options,
    .example =
        "terrassay refresh --catalog /data/landsat -w bank\n"
        "terrassay refresh --catalog /data/landsat --from 2024-01-01 --dry-run -w bank",
    .run = run,
};
