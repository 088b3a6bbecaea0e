/* SPDX-License-Identifier: Apache-2.0 */
/** @file progress.c  How far a long run is, on a terminal or as lines in a log. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"

enum { BAR = 24, WHAT_SIZE = 48, LINE_SIZE = 320 };
/* Seconds between two lines of a log. */
enum { PAUSE_LEAST = 10, PAUSE_MOST = 600 };
#define SECOND INT64_C(1000000000)

struct ta_progress {
    pthread_mutex_t lock;
    char what[WHAT_SIZE];
    size_t total;
    bool terminal, drawn;
    int64_t began, told; /* nanoseconds of the monotonic clock */
};

static int64_t now_ns(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 0;
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

struct ta_progress *ta_progress_new(const char *what, size_t total, bool quiet)
{
    if (quiet) return NULL;
    struct ta_progress *progress = ta_alloc(1, sizeof *progress);
    if (progress == NULL) return NULL; /* a run without a bar is still a run */
    if (pthread_mutex_init(&progress->lock, NULL) != 0) {
        ta_free(progress);
        return NULL;
    }
    (void)snprintf(progress->what, sizeof progress->what, "%s", what);
    progress->total = total;
    progress->terminal = isatty(STDERR_FILENO) == 1;
    progress->began = progress->told = now_ns();
    return progress;
}

static void tell(const char *line)
{
    if (write(STDERR_FILENO, line, strlen(line)) < 0) return; /* nothing hangs on it */
}

/* One line of a log. */
static void tell_line(const struct ta_progress *progress, const char *words)
{
    char line[LINE_SIZE + WHAT_SIZE];
    (void)snprintf(line, sizeof line, "%s: %s\n", progress->what, words);
    if (ta_log_is_json())
        ta_log(TA_LOG_INFO, progress->what, "%s", words);
    else
        tell(line);
}

/* "12 min 30 s left", or nothing while that cannot be said. */
static void describe_rest(const struct ta_progress *progress, size_t done, int64_t now,
                          char out[40])
{
    out[0] = '\0';
    if (done == 0 || done > progress->total) return;
    double per_item = (double)(now - progress->began) / (double)done;
    double rest = per_item * (double)(progress->total - done) / (double)SECOND;
    if (rest < 60.0)
        (void)snprintf(out, 40, ", %.0f s left", rest);
    else if (rest < 1e8)
        (void)snprintf(out, 40, ", %.0f min left", rest / 60.0);
}

/* Of a run whose end is not known yet there is no share. In a log its bare count tells nobody
 * anything, and passes for a result. */
static void draw_count(const struct ta_progress *progress, size_t done)
{
    if (!progress->terminal) return;
    char line[LINE_SIZE];
    (void)snprintf(line, sizeof line, "\r\x1b[K%s: %zu", progress->what, done);
    tell(line);
}

static void draw(const struct ta_progress *progress, size_t done, int64_t now)
{
    if (progress->total == 0) {
        draw_count(progress, done);
        return;
    }
    double share = (double)done / (double)progress->total;
    int percent = (int)(100.0 * (share > 1.0 ? 1.0 : share));
    int filled = percent * BAR / 100;
    char rest[40], line[LINE_SIZE];
    describe_rest(progress, done, now, rest);
    if (!progress->terminal) {
        (void)snprintf(line, sizeof line, "%d %% (%zu of %zu)%s", percent, done,
                       progress->total, rest);
        tell_line(progress, line);
        return;
    }
    (void)snprintf(line, sizeof line, "\r\x1b[K%s [%.*s%*s] %d %% (%zu of %zu)%s",
                   progress->what, filled, "########################", BAR - filled, "",
                   percent, done, progress->total, rest);
    tell(line);
}

/* A log of a night is not to be read through for how far it was: the longer it runs, the fewer lines. */
static int64_t pause_of(const struct ta_progress *progress, int64_t now)
{
    if (progress->terminal) return SECOND / 10;
    int64_t tenth = (now - progress->began) / 10;
    if (tenth < PAUSE_LEAST * SECOND) return PAUSE_LEAST * SECOND;
    return tenth < PAUSE_MOST * SECOND ? tenth : PAUSE_MOST * SECOND;
}

/* Is something to be told now? Then it counts as told. */
static bool is_due(struct ta_progress *progress, int64_t now)
{
    bool due = now - progress->began >= SECOND &&
               now - progress->told >= pause_of(progress, now);
    if (!due) return false;
    progress->told = now;
    progress->drawn = true;
    return true;
}

void ta_progress_step(struct ta_progress *progress, size_t done)
{
    if (progress == NULL || pthread_mutex_lock(&progress->lock) != 0) return;
    int64_t now = now_ns();
    if (is_due(progress, now)) draw(progress, done, now);
    (void)pthread_mutex_unlock(&progress->lock); /* ours: cannot fail */
}

void ta_progress_say(struct ta_progress *progress, void *self,
                     void (*words)(void *self, char *out, size_t size))
{
    char said[LINE_SIZE - WHAT_SIZE] = "", line[LINE_SIZE + WHAT_SIZE];
    if (progress == NULL || pthread_mutex_lock(&progress->lock) != 0) return;
    bool due = is_due(progress, now_ns());
    if (due) words(self, said, sizeof said);
    if (due && progress->terminal) {
        (void)snprintf(line, sizeof line, "\r\x1b[K%s: %s", progress->what, said);
        tell(line);
    } else if (due) {
        tell_line(progress, said);
    }
    (void)pthread_mutex_unlock(&progress->lock); /* ours: cannot fail */
}

void ta_progress_end(struct ta_progress *progress)
{
    if (progress == NULL) return;
    if (progress->drawn && progress->terminal) tell("\r\x1b[K");
    (void)pthread_mutex_destroy(&progress->lock); /* nobody holds it any more */
    ta_free(progress);
}
