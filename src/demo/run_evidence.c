/* SPDX-License-Identifier: Apache-2.0 */
/** @file run_evidence.c  The steps that gather evidence: refresh and ingest. */
#include "base/memory.h"
#include "demo/feed.h"
#include "demo/run.h"
#include "engine/ingest.h"
#include "engine/refresh.h"

enum { SOURCES_MAX = 5, THREADS = 2 };

/* --- refresh ------------------------------------------------------------------------------ */

static void on_scene(void *self, const struct ta_refresh_event *event)
{
    struct ta_run *run = self;
    struct ta_text words = {0};
    if (event->word == TA_REFRESH_OBSERVED) return;
    ta_text_addf(&words, "%s: %s", event->scene, event->reason);
    ta_run_told(run, TA_DEMO_REFRESH, &words);
}

static void on_progress(void *self, const struct ta_refresh_at *at)
{
    ta_run_progress(self, at->done);
}

static bool on_stop(void *self)
{
    return ta_run_stopped(self);
}

/* Folders of scenes: simulated ones, and real ones where they are. */
static enum ta_status list_sources(struct ta_run *run, char *folder[SOURCES_MAX],
                                   struct ta_scene_source source[SOURCES_MAX],
                                   size_t *n)
{
    static const char *const real[] = {"bale", "marburg/LC08_20130707",
                                       "marburg/LE07_20010730"};
    folder[(*n)++] = ta_run_path(run, "scenes");
    if (run->demo->samples != NULL) {
        for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
            struct ta_text path = {0};
            ta_text_addf(&path, "%s/%s", run->demo->samples, real[i]);
            folder[(*n)++] = ta_text_take(&path);
        }
        folder[(*n)++] = ta_run_path(run, "olinda");
    }
    for (size_t i = 0; i < *n; i++) {
        if (folder[i] == NULL) return ta_run_no_memory(run);
        source[i] = ta_scene_source_folder(folder[i]);
    }
    return TA_OK;
}

/* A product that cannot be used (Olinda's has no date) is told and is no failure of the run. */
static enum ta_status refresh(struct ta_run *run, const struct ta_scene_source *source,
                              size_t n)
{
    struct ta_refreshed done;
    const struct ta_refresh job = {.n_sources = n,
                                   .source = source,
                                   .from = TA_DAY_NONE,
                                   .to = TA_DAY_NONE,
                                   .threads = THREADS,
                                   .who = run->demo->who,
                                   .now = run->demo->now,
                                   .self = run,
                                   .progress = on_progress,
                                   .tell = on_scene,
                                   .stop = on_stop};
    enum ta_status rc = ta_engine_refresh(run->workspace, &job, &done, run->err);
    if (rc != TA_OK && rc != TA_PARTLY) return rc;
    struct ta_text words = {0};
    ta_text_addf(&words, "scenes=%zu new=%zu looks=%zu set_aside=%zu", done.scenes,
                 done.new_scenes, done.looks, done.set_aside);
    ta_run_told(run, TA_DEMO_REFRESH, &words);
    return TA_OK;
}

enum ta_status ta_run_refresh(struct ta_run *run)
{
    char *folder[SOURCES_MAX] = {NULL};
    struct ta_scene_source source[SOURCES_MAX];
    size_t n = 0;
    ta_run_begins(run, TA_DEMO_REFRESH, 0);
    enum ta_status rc = list_sources(run, folder, source, &n);
    if (rc == TA_OK) rc = refresh(run, source, n);
    for (size_t i = 0; i < n; i++) ta_free(folder[i]);
    return rc;
}

/* --- ingest ------------------------------------------------------------------------------- */

static enum ta_status take_feed(struct ta_run *run, const struct ta_feed *feed,
                                struct ta_text *words)
{
    struct ta_ingested in = {.letters = NULL};
    struct ta_text below = {0}, mapping = {0};
    ta_text_addf(&below, "%s/readings/%s", run->folder, feed->name);
    ta_text_addf(&mapping, "%s/readings/%s", run->folder,
                 feed->mapping != NULL ? feed->mapping : "");
    if (below.failed || mapping.failed) return ta_run_no_memory(run);
    const struct ta_ingest job = {.path = below.bytes,
                                  .mapping =
                                      feed->mapping != NULL ? mapping.bytes : NULL,
                                  .project = feed->project,
                                  .who = run->demo->who,
                                  .now = run->demo->now};
    enum ta_status rc = ta_engine_ingest(run->workspace, &job, &in, run->err);
    if (rc == TA_OK || rc == TA_PARTLY)
        ta_text_addf(words, "%s%s %zu", words->size > 0 ? ", " : "", feed->project,
                     (size_t)in.counts.outcome[TA_ACCEPTED]);
    ta_ingested_free(&in);
    ta_text_free(&below);
    ta_text_free(&mapping);
    return rc;
}

enum ta_status ta_run_ingest(struct ta_run *run)
{
    struct ta_text words = {0};
    enum ta_status rc = TA_OK;
    ta_run_begins(run, TA_DEMO_INGEST, ta_feed_count());
    for (size_t i = 0; i < ta_feed_count() && rc == TA_OK; i++) {
        rc = take_feed(run, ta_feed_at(i), &words);
        ta_run_progress(run, i + 1);
    }
    if (rc == TA_OK)
        ta_run_told(run, TA_DEMO_INGEST, &words);
    else
        ta_text_free(&words);
    return rc;
}
