/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/broker.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/broker_line.h"
#include "engine/seal_due.h"
#include "ingest/frame.h"

enum { SEAL_BYTES = 256 << 20, TICK_MS = 100 };

/* The caller's side. */
struct control {
    struct ta_workspace *workspace;
    const struct ta_broker_job *job;
    struct ta_broker_counts *out;
    struct ta_broker_line line;
    struct ta_broker_job line_job; /* with what was filled in */
    char *open, *archive, *waiting;
    char client_id[TA_BROKER_ID];
    struct ta_clock_watch *clocks; /* a device may send once between two seals */
    ta_time_us sealed_at;
    bool failed; /* the last seal did */
    struct ta_said unsealed, unremoved;
    bool partly;
    bool absent_told;
};

/* --- who we are ----------------------------------------------------------------------------- */

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
}

/* One id per workspace, made once: the broker keeps our messages under it. */
static enum ta_status read_client_id(struct control *c, struct ta_error *err)
{
    char *path = ta_workspace_path(c->workspace, "journal/client"), *bytes = NULL;
    size_t size = 0;
    if (path == NULL) return fail_memory(err);
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_file_read(path, TA_BROKER_ID - 1, &bytes, &size, &why);
    if (rc == TA_E_NOTFOUND) {
        struct ta_frame_key key;
        char name[TA_FRAME_NAME];
        ta_frame_key_new(&key);
        ta_frame_name("terrassay", &key, "id", name);
        name[strlen("terrassay-") + 16] = '\0';
        rc = ta_workspace_make_above(path, err);
        if (rc == TA_OK) rc = ta_file_write(path, name, strlen(name), 0666, err);
        if (rc == TA_OK) memcpy(c->client_id, name, strlen(name) + 1);
    } else if (rc == TA_OK) {
        memcpy(c->client_id, bytes, size + 1);
        c->client_id[strcspn(c->client_id, "\r\n")] = '\0';
    } else {
        rc = ta_fail_as(err, &why);
    }
    ta_free(bytes);
    ta_free(path);
    return rc;
}

/* Numbers go on behind those of the archive. */
static enum ta_status number_segments(struct control *c, struct ta_error *err)
{
    char **names = NULL;
    size_t n = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(c->archive, &names, &n, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        unsigned long long number = 0;
        if (sscanf(names[i], "%18llu-", &number) == 1 && number >= c->line.first_number)
            c->line.first_number = number + 1;
    }
    ta_free(names);
    return rc;
}

static enum ta_status prepare(struct control *c, struct ta_error *err)
{
    c->open = ta_workspace_path(c->workspace, "journal/open");
    c->archive = ta_workspace_path(c->workspace, "journal/archive");
    c->waiting = ta_workspace_path(c->workspace, "journal/waiting");
    c->clocks = ta_clock_watch_new();
    if (c->open == NULL || c->archive == NULL || c->waiting == NULL ||
        c->clocks == NULL)
        return fail_memory(err);
    enum ta_status rc = ta_mqtt_probe(err);
    if (rc == TA_OK) rc = number_segments(c, err);
    if (rc == TA_OK) rc = read_client_id(c, err);
    c->line_job = *c->job;
    if (c->line_job.mqtt.client_id == NULL) c->line_job.mqtt.client_id = c->client_id;
    c->line.job = &c->line_job;
    c->line.folder = c->open;
    c->line.archive = c->archive;
    return rc;
}

/* --- sealing -------------------------------------------------------------------------------- */

static void add_up(struct ta_journal_sealed *to, const struct ta_journal_sealed *from)
{
    to->segments += from->segments;
    to->letter_files += from->letter_files;
    to->faults += from->faults;
    to->counts.messages += from->counts.messages;
    to->counts.letters += from->counts.letters;
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        to->counts.outcome[i] += from->counts.outcome[i];
    to->sealed.files += from->sealed.files;
    to->sealed.unchanged += from->sealed.unchanged;
    to->sealed.readings += from->sealed.readings;
    to->sealed.waiting = from->sealed.waiting; /* the same ones each time */
    to->compacted.months += from->compacted.months;
    to->compacted.days += from->compacted.days;
    to->aged.segments += from->aged.segments;
    to->aged.bytes += from->aged.bytes;
    to->aged.why = from->aged.why;
    if (from->compacted.left == 0) return;
    to->compacted.left = from->compacted.left; /* the same ones each time */
    to->compacted.why = from->compacted.why;
}

/* Said while it runs: whoever waits for the end of a program that runs for years hears nothing. */
static void tell_aside(const struct control *c, const struct ta_inlet_counts *counts)
{
    struct ta_text words = {0};
    uint64_t n = ta_inlet_aside(counts);
    if (n == 0 || c->job->event == NULL) return;
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        if (counts->outcome[i] > 0 &&
            ta_outcome_fate((enum ta_outcome)i) == TA_FATE_SET_ASIDE)
            ta_text_addf(&words, "%s%s %llu", words.size == 0 ? "" : ", ",
                         ta_outcome_word((enum ta_outcome)i),
                         (unsigned long long)counts->outcome[i]);
    ta_text_add(&words, "; `terrassay readings letters` says why");
    c->job->event(c->job->self, TA_BROKER_SET_ASIDE, n,
                  words.failed ? "" : words.bytes);
    ta_text_free(&words);
}

/* A slip in a mapping, or a device that sends what changed: the same again with each seal. */
static void tell_absent(struct control *c, const struct ta_inlet_counts *counts)
{
    uint64_t n = counts->outcome[TA_ABSENT];
    if (n == 0 || c->absent_told || c->job->event == NULL) return;
    c->absent_told = true;
    c->job->event(c->job->self, TA_BROKER_ABSENT, n,
                  "values not in their messages, where mappings have places for them: "
                  "see that these are spelt as messages have them, unless the devices "
                  "send only what changed; it is not told again");
}

static void tell_aged(struct control *c, const struct ta_archive_aged *aged)
{
    char words[64];
    if (c->job->event == NULL) return;
    (void)snprintf(words, sizeof words, "bytes=%" PRIu64, aged->bytes);
    if (aged->segments > 0)
        c->job->event(c->job->self, TA_BROKER_ARCHIVE_AGED, aged->segments, words);
    if (aged->why.status == TA_OK)
        c->unremoved = (struct ta_said){.at = 0};
    else if (ta_said_news(&c->unremoved, aged->why.text, c->sealed_at))
        c->job->event(c->job->self, TA_BROKER_ARCHIVE_STAYS, 1, aged->why.text);
}

/* What fails each time for one reason is said once. */
static void tell_sealed(struct control *c, const struct ta_journal_sealed *sealed,
                        bool done, const struct ta_error *why)
{
    const struct ta_broker_job *job = c->job;
    const struct ta_sealed *rows = &sealed->sealed;
    bool news = !done && ta_said_news(&c->unsealed, why->text, c->sealed_at);
    if (done) c->unsealed = (struct ta_said){.at = 0};
    if (job->event == NULL) return;
    if (news)
        job->event(job->self, TA_BROKER_SEAL_LATER,
                   rows->borne ? rows->waiting : rows->readings, why->text);
    if ((done || rows->borne) && (sealed->segments > 0 || rows->readings > 0))
        job->event(job->self, TA_BROKER_SEALED, rows->readings, "");
}

/* A seal that fails leaves the journal, or of it what waits for evidence at fault, and is tried again; it is never
 * fatal before the end. */
static enum ta_status seal(struct control *c, uint64_t below, struct ta_error *err)
{
    const struct ta_broker_job *job = c->job;
    const struct ta_journal_job sealing = {.below = below,
                                           .who = job->who,
                                           .tables = job->tables,
                                           .now = job->clock(),
                                           .month_rows = job->month_rows,
                                           .archive_days = job->archive_days,
                                           .clocks = c->clocks,
                                           .self = job->self,
                                           .complain = job->complain,
                                           .settled = job->settled,
                                           .fault = job->fault};
    struct ta_journal_sealed sealed;
    enum ta_status rc = ta_engine_seal(c->workspace, &sealing, &sealed, err);
    c->sealed_at = job->clock();
    bool done = rc == TA_OK || rc == TA_PARTLY;
    c->failed = !done && !sealed.sealed.borne;
    c->partly = c->partly || rc == TA_PARTLY;
    if (done) rc = TA_OK;
    tell_sealed(c, &sealed, done, err);
    if (c->failed) return rc;
    add_up(&c->out->sealed, &sealed);
    tell_aside(c, &sealed.counts);
    tell_absent(c, &sealed.counts);
    if (done) tell_aged(c, &sealed.aged);
    return rc;
}

static enum ta_status closed_bytes(const struct control *c, uint64_t below,
                                   uint64_t *bytes, size_t *n, struct ta_error *err)
{
    struct ta_journal_segment *segment = NULL;
    enum ta_status rc = ta_journal_list(c->open, &segment, n, err);
    *bytes = 0;
    for (size_t i = 0; rc == TA_OK && i < *n; i++)
        if (segment[i].number < below) *bytes += segment[i].size;
    ta_free(segment);
    return rc;
}

static bool something_waits(const struct control *c)
{
    struct ta_journal_segment *segment = NULL;
    size_t n = 0;
    if (ta_journal_list(c->waiting, &segment, &n, NULL) != TA_OK) n = 0;
    ta_free(segment);
    return n > 0;
}

/* Is it time? A segment that has anything in it is closed by the clock, too. */
static void seal_if_due(struct control *c)
{
    struct ta_error err;
    uint64_t below = atomic_load(&c->line.number);
    size_t n = 0;
    struct ta_seal_due due = {.since = c->job->clock() - c->sealed_at,
                              .every = c->job->seal_seconds * INT64_C(1000000),
                              .most = c->job->seal_bytes == 0 ? SEAL_BYTES
                                                              : c->job->seal_bytes,
                              .failed = c->failed};
    bool late = due.since >= due.every;
    if (late && atomic_load(&c->line.size) > 0) atomic_store(&c->line.rotate, true);
    if (closed_bytes(c, below, &due.bytes, &n, &err) != TA_OK) return;
    if (!ta_seal_is_due(&due) && !(late && something_waits(c))) return;
    if (seal(c, below, &err) != TA_OK) return; /* was told; comes again */
}

/* --- running -------------------------------------------------------------------------------- */

static void *run_line(void *line)
{
    ta_broker_line_run(line);
    return NULL;
}

static void watch_over(struct control *c)
{
    const struct timespec tick = {0, TICK_MS * 1000000L};
    for (unsigned i = 1; !atomic_load(&c->line.ended); i++) {
        if (c->job->stop(c->job->self)) atomic_store(&c->line.stop, true);
        (void)nanosleep(&tick, NULL); /* a signal may shorten it */
        if (i % 10 == 0 && !atomic_load(&c->line.stop)) seal_if_due(c);
    }
}

static enum ta_status run(struct control *c, struct ta_error *err)
{
    pthread_t thread;
    c->sealed_at = 0; /* what an earlier run left is sealed at once */
    if (pthread_create(&thread, NULL, run_line, &c->line) != 0)
        return ta_fail(err, TA_E_INTERNAL, "broker: cannot start a thread");
    watch_over(c);
    (void)pthread_join(thread, NULL);
    struct ta_journal_sealed sealed = c->out->sealed;
    *c->out = c->line.counts;
    c->out->sealed = sealed;
    enum ta_status last = seal(c, UINT64_MAX, err);
    if (c->line.rc != TA_OK) *err = c->line.err;
    if (c->line.rc != TA_OK || last != TA_OK)
        return c->line.rc != TA_OK ? c->line.rc : last;
    if (c->out->connections > 0 || c->line.err.status == TA_OK) return TA_OK;
    *err = c->line.err; /* of the last try: the broker was never there */
    err->status = TA_E_SOURCE;
    if (err->mend[0] == '\0')
        ta_error_mend(err,
                      "see that the broker runs and its address and port are right");
    return TA_E_SOURCE;
}

enum ta_status ta_engine_broker(struct ta_workspace *workspace,
                                const struct ta_broker_job *job,
                                struct ta_broker_counts *out, struct ta_error *err)
{
    struct control c = {.workspace = workspace, .job = job, .out = out};
    *out = (struct ta_broker_counts){.messages = 0};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_LISTEN, err);
    if (rc != TA_OK) return rc;
    rc = prepare(&c, err);
    if (rc == TA_OK) rc = run(&c, err);
    ta_free(c.open);
    ta_free(c.archive);
    ta_free(c.waiting);
    ta_clock_watch_free(c.clocks);
    ta_workspace_leave(workspace, TA_DOES_LISTEN);
    return rc == TA_OK && c.partly ? TA_PARTLY : rc;
}
