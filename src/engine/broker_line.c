/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/broker_line.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/text.h"
#include "engine/broker_tail.h"
#include "ingest/frame.h"
#include "ingest/topic.h"

enum {
    READ_MS = 200,         /* how long one wait lasts; `stop` is asked between */
    GATHER_MS = 2,         /* what a batch waits for others while there are many */
    GATHER_FROM = 32,      /* messages: there are many */
    GATHER_REST = 64,      /* batches that do not wait after one that waited in vain */
    BATCH_BYTES = 1 << 20, /* what is read before it is committed */
    SEGMENT_BYTES = 64 << 20,
    OPEN_SECONDS = 20,       /* for one connection */
    BACKOFF_MOST_MS = 30000, /* between two connections */
    LOST_MS = 200,           /* before the first try after a loss */
    BRIEF_MS = 5000,         /* a session that ended sooner was a brief one */
    BRIEF_TOLD = 3,          /* so many in a row are told with what they may mean */
    DISK_MS = 500            /* between two tries to write */
};

static const ta_time_us wait_borne = 30 * INT64_C(1000000);

/* How many, for a minute after each change; and an average, which stands as long as it falls. */
static const char dropped_count[] = "$SYS/broker/publish/messages/dropped",
                  dropped_of_late[] = "$SYS/broker/load/publish/dropped/15min";

/* At work: the line and what only this thread touches. */
struct work {
    struct ta_broker_line *line;
    struct ta_mqtt_options mqtt;
    struct ta_mqtt *session;
    struct ta_journal *journal;
    struct ta_quota *quota;
    struct ta_resent *resent;
    struct ta_broker_wait wait;
    uint64_t kept;     /* messages of the batch at hand that are journalled */
    bool noted;        /* the batch says what was used of quotas */
    enum ta_status rc; /* of what the callback could not do */
    struct ta_error err;
    uint64_t dropped; /* by the broker, as it says */
    bool dropped_known, dropped_told;
    struct ta_broker_gather gather;
    ta_time_us connected_at;
    struct ta_broker_losses losses;
};

static void tell(const struct work *w, enum ta_broker_event event, uint64_t n,
                 const char *words)
{
    const struct ta_broker_job *job = w->line->job;
    if (job->event != NULL) job->event(job->self, event, n, words);
}

static void pause_ms(int milliseconds)
{
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    (void)nanosleep(&left, NULL); /* a signal may shorten it */
}

/* In steps, so that a stop is heard. */
static void wait_ms(const struct work *w, int milliseconds)
{
    for (; milliseconds > 0 && !atomic_load(&w->line->stop); milliseconds -= READ_MS)
        pause_ms(milliseconds < READ_MS ? milliseconds : READ_MS);
}

/* --- messages ------------------------------------------------------------------------------- */

static void tell_dropped(struct work *w, uint64_t n, const char *words)
{
    w->dropped_told = true;
    tell(w, TA_BROKER_DROPS, n, words);
}

/* What the broker says about messages that it threw away: by its count since we listen, by its average before. */
static void on_watched(struct work *w, const struct ta_mqtt_message *message)
{
    char text[24];
    double n = 0;
    struct ta_view bytes = message->bytes;
    if (bytes.size >= sizeof text) return;
    memcpy(text, bytes.bytes, bytes.size);
    text[bytes.size] = '\0';
    if (ta_parse_f64(text, &n) != TA_OK || n < 0 || n > 1e15) return;
    if (strcmp(message->topic.bytes, dropped_count) != 0) {
        if (n > 0 && !w->dropped_told)
            tell_dropped(w, 0, "some within the last hour; the broker's log has which");
        return;
    }
    if (w->dropped_known && (uint64_t)n > w->dropped)
        tell_dropped(w, (uint64_t)n, "the broker's queue is too short");
    w->dropped = (uint64_t)n;
    w->dropped_known = true;
}

static bool within_quota(struct work *w, ta_time_us now,
                         const struct ta_mqtt_message *message)
{
    bool first = false;
    if (ta_quota_take(w->quota, now, message->topic, message->bytes.size, &first))
        return true;
    if (first) tell(w, TA_BROKER_OVER_QUOTA, 1, message->topic.bytes);
    return false;
}

/* MQTT's longest packet fits into a frame of the journal, and into a letter with its reason: no message can
 * be sent that stands in the way of all behind it, unless memory is short. */
_Static_assert(TA_FRAME_BODY_MOST > (256 << 20) + (1 << 20),
               "a frame holds the longest message");

enum ta_status ta_broker_line_keep(struct ta_journal *journal,
                                   const struct ta_journal_message *message, bool *kept,
                                   struct ta_error *err)
{
    enum ta_status rc = ta_journal_add(journal, message, err);
    *kept = rc == TA_OK;
    bool poison = rc == TA_E_LIMIT ||
                  (rc == TA_E_NOMEM && message->bytes.size > TA_BROKER_POISON_BYTES);
    return poison ? TA_OK : rc;
}

void ta_broker_wait_begin(struct ta_broker_wait *wait, ta_time_us now)
{
    ta_time_us away = wait->heard == TA_TIME_NONE ? 0 : now - wait->heard;
    if (wait->heard == TA_TIME_NONE)
        wait->until = INT64_MAX;
    else
        wait->until = away > wait_borne ? now + away / 4 : TA_TIME_NONE;
}

void ta_broker_wait_end(struct ta_broker_wait *wait)
{
    wait->until = TA_TIME_NONE;
}

void ta_broker_wait_heard(struct ta_broker_wait *wait, ta_time_us now)
{
    wait->heard = now;
}

bool ta_broker_waited(const struct ta_broker_wait *wait, ta_time_us now)
{
    return wait->until != TA_TIME_NONE && now <= wait->until;
}

/* From when does a time count that counts from the receipt? Of a message that comes again from its first one.
 * One that may be another message of the same bytes is not dated at all. @return whether it is known to be here */
static bool date(const struct work *w, const struct ta_mqtt_message *message,
                 struct ta_journal_message *ours)
{
    ours->undated = ta_broker_waited(&w->wait, ours->received);
    if (!message->again) return false;
    enum ta_resent_found found = ta_resent_find(w->resent, ours);
    if (found == TA_RESENT_UNCLEAR) ours->undated = true;
    return found == TA_RESENT_KNOWN;
}

/* Acknowledged with the batch, and not kept but for its number, which is on disk before. */
static void pass(struct work *w, enum ta_outcome why,
                 const struct ta_journal_message *message, uint64_t *count)
{
    const struct ta_journal_passed passed = {.outcome = why,
                                             .topic = message->topic,
                                             .messages = 1,
                                             .bytes = message->bytes.size,
                                             .received = message->received};
    w->rc = ta_journal_pass(w->journal, &passed, &w->err);
    *count += w->rc == TA_OK;
}

static void keep(struct work *w, const struct ta_journal_message *message)
{
    bool kept = false;
    w->rc = ta_broker_line_keep(w->journal, message, &kept, &w->err);
    if (w->rc == TA_OK && kept) ta_resent_keep(w->resent, message);
    w->kept += kept;
    if (w->rc != TA_OK || kept) return;
    pass(w, TA_TOO_LONG, message, &w->line->counts.too_long);
    tell(w, TA_BROKER_TOO_LONG, message->bytes.size, message->topic.bytes);
}

static void on_message(void *self, const struct ta_mqtt_message *message)
{
    struct work *w = self;
    if (message->topic.bytes[0] == '$') {
        on_watched(w, message);
        return;
    }
    if (w->rc != TA_OK) return; /* all since comes again */
    ta_time_us now = w->line->job->clock();
    struct ta_journal_message ours = {.received = now,
                                      .topic = message->topic,
                                      .bytes = message->bytes,
                                      .id =
                                          message->qos > 0 ? (unsigned)message->id : 0};
    if (message->retained) /* stood there before, and was news once */
        pass(w, TA_RETAINED, &ours, &w->line->counts.retained);
    else if (date(w, message, &ours) || within_quota(w, now, message))
        keep(w, &ours); /* what is here already was counted then */
    else
        pass(w, TA_OVER_QUOTA, &ours, &w->line->counts.over_quota);
}

/* --- the journal ---------------------------------------------------------------------------- */

static void show_journal(const struct work *w)
{
    atomic_store(&w->line->size, ta_journal_size(w->journal));
    atomic_store(&w->line->number, ta_journal_number(w->journal));
}

/* Each segment says in its first batch what devices have used of their quotas by then: so the last one is enough to
 * go on from. Without memory it does not, and after a restart they have more. */
static void note_quota(struct work *w)
{
    const struct ta_quota_limits *limits = &w->line->job->quota;
    struct ta_text used = {0};
    if (w->noted || ta_journal_waiting(w->journal) == 0 ||
        ta_journal_size(w->journal) > 0 || (limits->messages | limits->bytes) == 0)
        return;
    ta_quota_save(w->quota, &used);
    const struct ta_view view = {used.bytes, used.size};
    w->noted = !used.failed && ta_journal_note_quota(w->journal, view, NULL) == TA_OK;
    ta_text_free(&used);
}

/* Into the segment at hand, or to the next where that fails. */
static enum ta_status write_journal(struct work *w, struct ta_error *err)
{
    note_quota(w);
    return ta_journal_commit(w->journal, err);
}

/* A stop found messages that cannot be written: it is no good end, though none is lost. */
static void end_unwritten(const struct work *w, size_t n, const struct ta_error *why)
{
    struct ta_broker_line *line = w->line;
    line->rc = ta_fail(&line->err, TA_E_IO,
                       "%zu message%s not journalled and not acknowledged: %.500s", n,
                       n == 1 ? "" : "s", why->text);
    ta_error_mend(&line->err, "see to disk and rights of journal/open, then run it "
                              "again: the broker keeps them until then");
}

/* While nothing can be written nothing is read and nothing acknowledged. The broker ends the
 * connection when it hears nothing for one and a half keep-alives, and keeps the messages. */
static bool commit(struct work *w)
{
    struct ta_error err = {.status = TA_OK};
    size_t n = ta_journal_waiting(w->journal);
    bool told = false;
    while (write_journal(w, &err) != TA_OK) {
        if (!told) tell(w, TA_BROKER_DISK, n, err.text);
        told = true;
        if (atomic_load(&w->line->stop)) {
            end_unwritten(w, n, &err);
            return false;
        }
        pause_ms(DISK_MS);
    }
    if (told) tell(w, TA_BROKER_DISK_BACK, n, "");
    if (told) ta_mqtt_look_for_again(w->session);
    w->line->counts.messages += w->kept;
    w->kept = 0;
    w->noted = false;
    w->line->counts.commits += n > 0;
    if (atomic_exchange(&w->line->rotate, false)) ta_journal_rotate(w->journal);
    show_journal(w);
    return true;
}

/* --- the connection ------------------------------------------------------------------------- */

static bool may_pass(enum ta_status rc)
{
    return rc == TA_E_SOURCE || rc == TA_E_IO || rc == TA_E_NOMEM;
}

/* What was handed on and not committed comes again; so the batch is dropped with the session. */
static void drop_session(struct work *w)
{
    ta_mqtt_close(w->session, false);
    w->session = NULL;
}

/* With how to mend it: whoever waits for the end of a program that runs for years does not read it there. */
static void tell_lost(const struct work *w, const struct ta_error *err)
{
    struct ta_text words = {0};
    ta_text_add(&words, err->text);
    if (err->mend[0] != '\0') ta_text_addf(&words, "; to mend it: %s", err->mend);
    tell(w, TA_BROKER_LOST, 0, words.failed ? err->text : words.bytes);
    ta_text_free(&words);
}

/* @return false when it failed for good, or a stop was asked for */
static bool connect_broker(struct work *w)
{
    struct ta_broker_line *line = w->line;
    for (int backoff = 500; !atomic_load(&line->stop); backoff *= 2) {
        ta_broker_wait_begin(&w->wait, line->job->clock());
        enum ta_status rc = ta_mqtt_open(&w->mqtt, OPEN_SECONDS, on_message, w,
                                         &w->session, &line->err);
        if (rc == TA_OK) break;
        if (!may_pass(rc)) {
            line->rc = rc;
            return false;
        }
        tell_lost(w, &line->err);
        w->losses = (struct ta_broker_losses){.brief = 0}; /* it is the broker */
        if (backoff > BACKOFF_MOST_MS) backoff = BACKOFF_MOST_MS;
        wait_ms(w, backoff);
    }
    if (w->session == NULL) return false;
    line->counts.connections++;
    w->connected_at = line->job->clock();
    if (!ta_mqtt_resumed(w->session)) ta_broker_wait_end(&w->wait);
    tell(w, TA_BROKER_CONNECTED, line->counts.connections,
         ta_mqtt_resumed(w->session) ? "resumed" : "new session");
    return true;
}

/* Commit, and acknowledge only then. A message of a lost connection is committed all the same: it
 * comes again and is dropped as the same reading. */
static enum ta_status settle(struct work *w, enum ta_status read)
{
    enum ta_status kept = w->rc;
    w->rc = TA_OK;
    if (kept != TA_OK) return kept;
    if (!commit(w)) return TA_E_IO;
    if (read != TA_OK) return read;
    enum ta_status rc = ta_mqtt_acknowledge(w->session, &w->err);
    if (rc == TA_OK) ta_broker_wait_heard(&w->wait, w->line->job->clock());
    return rc;
}

bool ta_broker_gather_wait(struct ta_broker_gather *gather, size_t n)
{
    if (n < GATHER_FROM) return false;
    if (gather->rest == 0) return true;
    gather->rest--;
    return false;
}

void ta_broker_gather_came(struct ta_broker_gather *gather, size_t n)
{
    if (n < GATHER_FROM / 2) gather->rest = GATHER_REST;
}

/* Where messages come by the thousand, one flush of the disk serves more of them after a short wait. */
static enum ta_status read_more(struct work *w)
{
    bool more = false;
    size_t before = ta_journal_waiting(w->journal);
    if (!ta_broker_gather_wait(&w->gather, before)) return TA_OK;
    pause_ms(GATHER_MS);
    enum ta_status rc = ta_mqtt_read(w->session, 0, BATCH_BYTES, &more, &w->err);
    ta_broker_gather_came(&w->gather, ta_journal_waiting(w->journal) - before);
    return rc;
}

static enum ta_status turn(struct work *w)
{
    bool more = false;
    enum ta_status rc = ta_mqtt_read(w->session, READ_MS, BATCH_BYTES, &more, &w->err);
    if (rc == TA_OK && ta_mqtt_idle(w->session)) ta_broker_wait_end(&w->wait);
    if (rc == TA_OK && !more) rc = read_more(w);
    return settle(w, rc);
}

int ta_broker_lost_ms(struct ta_broker_losses *losses, ta_time_us lasted_us)
{
    int wait = LOST_MS;
    bool brief = lasted_us / 1000 < BRIEF_MS + 2 * losses->waited_ms;
    losses->brief = brief ? losses->brief + 1 : 0;
    for (unsigned i = BRIEF_TOLD; i <= losses->brief && wait < BACKOFF_MOST_MS; i++)
        wait *= 2;
    losses->waited_ms = wait < BACKOFF_MOST_MS ? wait : BACKOFF_MOST_MS;
    return losses->waited_ms;
}

/* The connection is gone, which may pass. */
static void wait_after_loss(struct work *w)
{
    struct ta_text words = {0};
    int wait = ta_broker_lost_ms(&w->losses, w->line->job->clock() - w->connected_at);
    if (atomic_load(&w->line->stop)) return;
    ta_text_add(&words, w->err.text);
    if (w->losses.brief >= BRIEF_TOLD)
        ta_text_addf(&words,
                     "; %u times in a row soon after connecting: another program may "
                     "use our client id \"%s\"",
                     w->losses.brief, w->mqtt.client_id);
    tell(w, TA_BROKER_LOST, 0, words.failed ? w->err.text : words.bytes);
    ta_text_free(&words);
    wait_ms(w, wait);
}

static void serve(struct work *w)
{
    struct ta_broker_line *line = w->line;
    while (!atomic_load(&line->stop)) {
        bool fresh = w->session == NULL;
        if (fresh && !connect_broker(w)) return;
        enum ta_status rc =
            fresh ? settle(w, TA_OK) : turn(w); /* opening hands on, too */
        if (rc == TA_OK) continue;
        drop_session(w);
        if (may_pass(rc)) {
            wait_after_loss(w);
            continue;
        }
        line->rc = rc;
        line->err = w->err;
        return;
    }
    ta_mqtt_close(w->session, ta_journal_waiting(w->journal) == 0);
    w->session = NULL;
}

/* --- all of it ------------------------------------------------------------------------------ */

static enum ta_status start(struct work *w, struct ta_error *err)
{
    const struct ta_broker_job *job = w->line->job;
    size_t bytes = job->segment_bytes == 0 ? SEGMENT_BYTES : (size_t)job->segment_bytes;
    const struct ta_journal_options options = {w->line->folder, bytes,
                                               w->line->first_number};
    w->mqtt = job->mqtt;
    if (w->mqtt.filter == NULL) w->mqtt.filter = TA_TOPIC_FILTER;
    w->mqtt.watch[0] = dropped_count;
    w->mqtt.watch[1] = dropped_of_late;
    w->quota = ta_quota_new(job->quota);
    w->resent = ta_resent_new();
    if (w->quota == NULL || w->resent == NULL)
        return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    enum ta_status rc = ta_broker_tail(w->line->folder, w->line->archive, w->resent,
                                       w->quota, &w->wait.heard, err);
    return rc == TA_OK ? ta_journal_open(&options, &w->journal, err) : rc;
}

void ta_broker_line_run(struct ta_broker_line *line)
{
    struct work w = {.line = line};
    line->rc = start(&w, &line->err);
    if (line->rc == TA_OK) {
        show_journal(&w);
        serve(&w);
        drop_session(&w);
        ta_journal_rotate(w.journal);
        show_journal(&w);
    }
    ta_journal_close(w.journal);
    ta_quota_free(w.quota);
    ta_resent_free(w.resent);
    atomic_store(&line->ended, true);
}
