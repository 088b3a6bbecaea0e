/* SPDX-License-Identifier: Apache-2.0 */
/** @file ingest_letters.c  `terrassay ingest --replay`, `--put-away` and `--take-back`. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "cli/ingest_talk.h"
#include "cli/who.h"
#include "engine/letters_away.h"
#include "engine/letters_back.h"
#include "engine/replay.h"

static void on_file(void *self, const struct ta_replay_file *file)
{
    struct ta_ingest_talk *talk = self;
    ta_call_say(talk->call, "ingest: %s: %zu letter%s, %zu still set aside%s%s",
                file->path, file->letters, file->letters == 1 ? "" : "s", file->still,
                file->kept != NULL ? ", kept in " : "",
                file->kept != NULL ? file->kept : "");
    if (file->faults > 0)
        ta_call_say(talk->call,
                    "ingest: %s: %zu stretch%s of it cannot be read; the file stays",
                    file->path, file->faults, file->faults == 1 ? "" : "es");
}

/* However far behind the clock is said to have been: what is ahead of it even now has not been yet. */
static void tell_ahead(struct ta_call *call, uint64_t n)
{
    char now[TA_TIME_TEXT];
    if (n == 0 || !ta_call_has(call, "receiver-was-behind")) return;
    ta_time_format(call->now, now);
    ta_call_say(
        call,
        "ingest: clock_in_future=%llu still: SECONDS were too few, or that time "
        "has not come yet: nothing more than 5 minutes ahead of this computer's "
        "clock now, %s, is taken in; replay it again after that",
        (unsigned long long)n, now);
}

static void tell_mapping(struct ta_call *call, size_t n)
{
    if (n == 0) return;
    ta_call_say(
        call,
        "ingest: %zu letter%s of devices %s read by mappings of the workspace, not "
        "by --mapping: mend mappings/PROJECT/DEVICE.yaml or "
        "mappings/PROJECT.yaml there, by which their messages are read from now "
        "on, too",
        n, n == 1 ? "" : "s", n == 1 ? "was" : "were");
}

enum ta_status ta_ingest_from_letters(struct ta_ingest_talk *talk,
                                      struct ta_workspace *workspace,
                                      struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    struct ta_call *call = talk->call;
    ta_who(who);
    const struct ta_replay job = {
        .mapping = ta_call_text(call, "mapping"),
        .who = who,
        .now = call->now,
        .behind = ta_call_whole(call, "receiver-was-behind", 0) * 1000000,
        .tables = talk->limits,
        .month_rows = ta_ingest_month_rows(call),
        .self = talk,
        .complain = ta_ingest_complain,
        .file = on_file};
    struct ta_replayed out;
    enum ta_status rc = ta_engine_replay(workspace, &job, &out, err);
    if (rc != TA_OK && rc != TA_PARTLY) return rc;
    ta_ingest_tell_counts(talk, &out.counts);
    ta_call_say(call,
                "ingest: replayed=%llu readings=%llu files=%zu still_set_aside=%llu "
                "letter_files=%zu gone=%zu faults=%zu",
                (unsigned long long)out.counts.messages,
                (unsigned long long)out.sealed.readings, out.sealed.files,
                (unsigned long long)out.counts.letters, out.letter_files, out.gone,
                out.faults);
    tell_ahead(call, out.counts.outcome[TA_CLOCK_IN_FUTURE]);
    tell_mapping(call, out.by_workspace);
    return rc;
}

/* --- letters out of the way ----------------------------------------------------------------- */

static void on_away(void *self, const struct ta_away_file *file)
{
    struct ta_ingest_talk *talk = self;
    if (file->to == NULL)
        ta_call_say(talk->call,
                    "ingest: %s: %zu stretch%s of it cannot be read; the file stays, "
                    "or goes as a whole by its name",
                    file->path, file->faults, file->faults == 1 ? "" : "es");
    else
        ta_call_say(talk->call, "ingest: %s: %zu of %zu letter%s put away in %s%s%s",
                    file->path, file->away, file->letters,
                    file->letters == 1 ? "" : "s", file->to,
                    file->kept != NULL ? ", the others kept in " : "",
                    file->kept != NULL ? file->kept : "");
}

/* @return NULL when there is none that can be written down */
static const char *reason_of(const struct ta_call *call)
{
    const char *reason = ta_call_text(call, "reason");
    bool said = reason != NULL && reason[strspn(reason, " \t\r\n")] != '\0' &&
                ta_utf8_ok(reason, strlen(reason));
    return said ? reason : NULL;
}

enum ta_status ta_ingest_put_away(struct ta_ingest_talk *talk,
                                  struct ta_workspace *workspace, struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    struct ta_call *call = talk->call;
    const char *reason = reason_of(call);
    if (reason == NULL)
        return ta_call_misuse(call, err,
                              "--put-away goes with --reason TEXT, which says why");
    ta_who(who);
    const struct ta_away job = {.which = ta_call_text(call, "put-away"),
                                .reason = reason,
                                .who = who,
                                .now = call->now,
                                .self = talk,
                                .file = on_away};
    struct ta_away_done out;
    enum ta_status rc = ta_engine_letters_away(workspace, &job, &out, err);
    if (rc == TA_OK || rc == TA_PARTLY)
        ta_call_say(call, "ingest: put_away=%zu letter_files=%zu left=%zu", out.letters,
                    out.files, out.left);
    return rc;
}

enum ta_status ta_ingest_take_back(struct ta_ingest_talk *talk,
                                   struct ta_workspace *workspace, struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    size_t letters = 0;
    struct ta_call *call = talk->call;
    const char *reason = reason_of(call);
    if (reason == NULL)
        return ta_call_misuse(call, err,
                              "--take-back goes with --reason TEXT, which says why");
    ta_who(who);
    const struct ta_letters_back job = {.file = ta_call_text(call, "take-back"),
                                        .reason = reason,
                                        .who = who,
                                        .now = call->now};
    enum ta_status rc = ta_engine_letters_back(workspace, &job, &letters, err);
    if (rc == TA_OK)
        ta_call_say(call,
                    "ingest: taken_back=%zu; `terrassay ingest --replay` reads them",
                    letters);
    return rc;
}
