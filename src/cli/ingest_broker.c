/* SPDX-License-Identifier: Apache-2.0 */
/** @file ingest_broker.c  `terrassay ingest --broker`, and `--seal`. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "cli/broker_options.h"
#include "cli/ingest_talk.h"
#include "cli/stop.h"
#include "cli/who.h"
#include "engine/broker.h"

/* A listening program. */
struct listening {
    struct ta_ingest_talk *talk;
    ta_time_us until; /* TA_TIME_NONE: for ever */
    struct ta_broker_options broker;
    bool lost; /* told so; its return is told as loud. Of the broker's thread alone */
};

static enum ta_status read_options(struct ta_call *call, struct listening *l,
                                   struct ta_error *err)
{
    enum ta_status rc = ta_broker_options_read(call, &l->broker, err);
    l->broker.mqtt.client_id = ta_call_text(call, "client-id");
    l->broker.mqtt.old_protocol = strcmp(ta_call_text(call, "mqtt"), "5") != 0;
    l->broker.mqtt.receive_most = 65535;
    int64_t seconds = ta_call_whole(call, "for", 0);
    l->until = seconds == 0 ? TA_TIME_NONE : call->now + seconds * 1000000;
    return rc;
}

/* --- while it runs ---------------------------------------------------------------------------- */

static bool on_stop(void *self)
{
    const struct listening *l = self;
    return ta_stop_asked(NULL) ||
           (l->until != TA_TIME_NONE && ta_time_now() >= l->until);
}

static void on_event(void *self, enum ta_broker_event event, uint64_t n,
                     const char *words)
{
    static const struct {
        enum ta_log_level level;
        const char *name;
    } events[] = {[TA_BROKER_CONNECTED] = {TA_LOG_INFO, "broker.connected"},
                  [TA_BROKER_LOST] = {TA_LOG_WARNING, "broker.lost"},
                  [TA_BROKER_DISK] = {TA_LOG_ERROR, "journal.not_written"},
                  [TA_BROKER_DISK_BACK] = {TA_LOG_WARNING, "journal.written_again"},
                  [TA_BROKER_DROPS] = {TA_LOG_ERROR, "broker.drops_messages"},
                  [TA_BROKER_OVER_QUOTA] = {TA_LOG_WARNING, "broker.over_quota"},
                  [TA_BROKER_TOO_LONG] = {TA_LOG_ERROR, "broker.too_long"},
                  [TA_BROKER_SEALED] = {TA_LOG_INFO, "journal.sealed"},
                  [TA_BROKER_SET_ASIDE] = {TA_LOG_WARNING, "journal.set_aside"},
                  [TA_BROKER_ABSENT] = {TA_LOG_WARNING, "journal.absent"},
                  [TA_BROKER_SEAL_LATER] = {TA_LOG_ERROR, "journal.not_sealed"},
                  [TA_BROKER_ARCHIVE_AGED] = {TA_LOG_INFO, "archive.removed"},
                  [TA_BROKER_ARCHIVE_STAYS] = {TA_LOG_ERROR, "archive.not_removed"}};
    struct listening *l = self;
    bool back = event == TA_BROKER_CONNECTED && l->lost;
    if (event == TA_BROKER_LOST) l->lost = true;
    if (back) l->lost = false;
    ta_log(back ? TA_LOG_WARNING : events[event].level, events[event].name,
           "n=%" PRIu64 " %s", n, words);
}

static void on_complaint(void *self, const struct ta_complaint *complaint)
{
    struct listening *l = self;
    ta_ingest_complain(l->talk, complaint);
}

static void on_settled(void *self, bool stands)
{
    struct listening *l = self;
    ta_ingest_settled(l->talk, stands);
}

static void on_fault(void *self, const struct ta_journal_fault *fault)
{
    struct listening *l = self;
    ta_ingest_fault(l->talk, fault);
}

static void sum_up(const struct ta_call *call, const struct ta_journal_sealed *in)
{
    ta_call_say(call,
                "ingest: segments=%zu messages=%llu readings=%llu files=%zu "
                "unchanged=%zu set_aside=%llu letters=%llu faults=%zu",
                in->segments, (unsigned long long)in->counts.messages,
                (unsigned long long)in->sealed.readings, in->sealed.files,
                in->sealed.unchanged, (unsigned long long)ta_inlet_aside(&in->counts),
                (unsigned long long)in->counts.letters, in->faults);
    if (in->sealed.waiting > 0)
        ta_call_say(call,
                    "ingest: %llu reading%s in journal/waiting for what was sealed "
                    "before to be mended; all others are sealed",
                    (unsigned long long)in->sealed.waiting,
                    in->sealed.waiting == 1 ? " waits" : "s wait");
}

static enum ta_status listen(struct listening *l, struct ta_workspace *workspace,
                             struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    struct ta_call *call = l->talk->call;
    struct ta_broker_counts out;
    ta_who(who);
    const struct ta_broker_job job = {
        .mqtt = l->broker.mqtt,
        .quota = {(uint64_t)ta_call_whole(call, "quota-messages", 0),
                  (uint64_t)ta_call_whole(call, "quota-mb", 0) << 20},
        .seal_seconds = (int)ta_call_whole(call, "seal-every", 3600),
        .month_rows = ta_ingest_month_rows(call),
        .archive_days = ta_ingest_archive_days(call),
        .who = who,
        .tables = l->talk->limits,
        .clock = ta_time_now,
        .stop = on_stop,
        .self = l,
        .event = on_event,
        .complain = on_complaint,
        .settled = on_settled,
        .fault = on_fault};
    ta_stop_watch();
    enum ta_status rc = ta_engine_broker(workspace, &job, &out, err);
    ta_ingest_tell_counts(l->talk, &out.sealed.counts);
    ta_call_say(call,
                "ingest: journalled=%llu commits=%llu connections=%llu retained=%llu "
                "over_quota=%llu too_long=%llu",
                (unsigned long long)out.messages, (unsigned long long)out.commits,
                (unsigned long long)out.connections, (unsigned long long)out.retained,
                (unsigned long long)out.over_quota, (unsigned long long)out.too_long);
    sum_up(call, &out.sealed);
    ta_ingest_tell_compacted(l->talk, &out.sealed.compacted);
    ta_ingest_tell_aged(l->talk, &out.sealed.aged);
    return rc;
}

static enum ta_status forget(struct listening *l, struct ta_workspace *workspace,
                             struct ta_error *err)
{
    char who[TA_WHO_SIZE], id[TA_BROKER_ID];
    ta_who(who);
    enum ta_status rc = ta_engine_broker_forget(workspace, &l->broker.mqtt, who,
                                                l->talk->call->now, id, err);
    if (rc == TA_OK)
        ta_call_say(l->talk->call,
                    "ingest: %s keeps nothing under \"%s\" any more; what waited is "
                    "gone, and the next `ingest --broker` begins anew",
                    l->broker.host, id);
    return rc;
}

enum ta_status ta_ingest_from_broker(struct ta_ingest_talk *talk,
                                     struct ta_workspace *workspace,
                                     struct ta_error *err)
{
    struct listening l = {.talk = talk};
    enum ta_status rc = read_options(talk->call, &l, err);
    bool ends = ta_call_has(talk->call, "forget-session");
    if (rc == TA_OK)
        rc = ends ? forget(&l, workspace, err) : listen(&l, workspace, err);
    ta_broker_options_free(&l.broker);
    return rc;
}

enum ta_status ta_ingest_from_journal(struct ta_ingest_talk *talk,
                                      struct ta_workspace *workspace,
                                      struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    ta_who(who);
    const struct ta_journal_job job = {.below = UINT64_MAX,
                                       .who = who,
                                       .now = talk->call->now,
                                       .tables = talk->limits,
                                       .month_rows = ta_ingest_month_rows(talk->call),
                                       .archive_days =
                                           ta_ingest_archive_days(talk->call),
                                       .self = talk,
                                       .complain = ta_ingest_complain,
                                       .settled = ta_ingest_settled,
                                       .fault = ta_ingest_fault};
    struct ta_journal_sealed out;
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_LISTEN, err);
    if (rc != TA_OK) return rc;
    rc = ta_engine_seal(workspace, &job, &out, err);
    ta_workspace_leave(workspace, TA_DOES_LISTEN);
    ta_ingest_tell_counts(talk, &out.counts);
    sum_up(talk->call, &out);
    ta_ingest_tell_compacted(talk, &out.compacted);
    ta_ingest_tell_aged(talk, &out.aged);
    return rc;
}
