/* SPDX-License-Identifier: Apache-2.0 */
/** @file ingest_file.c  `terrassay ingest --file`. */
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "cli/ingest_talk.h"
#include "cli/who.h"
#include "engine/ingest.h"

static void sum_up(const struct ta_call *call, const struct ta_ingested *in)
{
    if (in->letters != NULL)
        ta_call_say(call, "ingest: kept whole in %s%s", in->letters,
                    in->letters_new ? "" : ", as before");
    ta_call_say(call,
                "ingest: project=%s messages=%llu readings=%llu files=%zu "
                "unchanged=%zu set_aside=%llu%s",
                in->project, (unsigned long long)in->counts.messages,
                (unsigned long long)in->sealed.readings, in->sealed.files,
                in->sealed.unchanged, (unsigned long long)ta_inlet_aside(&in->counts),
                in->sealed.files == 0 ? " (nothing new)" : "");
}

/* Another value for a time that was there already: neither counts from now on, which undoes what was
 * known before, so nobody may take it for a clean run. */
static enum ta_status tell_conflicts(const struct ta_call *call,
                                     const struct ta_ingested *in, enum ta_status rc)
{
    unsigned long long n = in->counts.outcome[TA_CONFLICT];
    if (n == 0) return rc;
    ta_call_say(
        call,
        "ingest: %llu reading%s another value than stands there at the same time: "
        "all values are kept, flagged suspect, and count no more",
        n, n == 1 ? " has" : "s have");
    ta_call_say(
        call,
        "ingest: `terrassay readings show` has all values of such a time, flagged "
        "suspect "
        "(those of a file have no time of receipt), and the next record asks about "
        "them; "
        "if %s was wrong (a unit, a column, a year): restore readings/ and "
        "store.gpkg from the last backup before this ingest, correct the mapping, "
        "then ingest the file again",
        ta_call_text(call, "file"));
    return TA_PARTLY;
}

/* An export that broke looks like a quiet day: a file without a reading is none of a clean run. */
static enum ta_status tell_nothing(const struct ta_call *call,
                                   const struct ta_ingested *in, enum ta_status rc)
{
    if (rc != TA_OK || in->counts.messages > 0) return rc;
    ta_call_say(call,
                "ingest: %s holds no reading: look whether the export broke off, or "
                "whether it is another file",
                ta_call_text(call, "file"));
    return TA_PARTLY;
}

/* What neither --format nor --mapping told was taken for SenML: so say when that did not do. */
static void tell_format(const struct ta_call *call, enum ta_status rc)
{
    if (ta_call_has(call, "format") || ta_call_has(call, "mapping")) return;
    if (rc != TA_PARTLY && rc != TA_E_DATA && rc != TA_E_LIMIT) return;
    ta_call_say(call,
                "ingest: %s was read as SenML, since no format was named; for a table "
                "or plain JSON give --mapping FILE, which says what is what; else "
                "--format",
                ta_call_text(call, "file"));
}

static size_t size_of(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && about.st_size > 0 ? (size_t)about.st_size : 0;
}

enum ta_status ta_ingest_from_file(struct ta_ingest_talk *talk,
                                   struct ta_workspace *workspace, struct ta_error *err)
{
    char who[TA_WHO_SIZE];
    struct ta_call *call = talk->call;
    ta_who(who);
    const struct ta_ingest job = {.path = ta_call_text(call, "file"),
                                  .format = ta_call_text(call, "format"),
                                  .mapping = ta_call_text(call, "mapping"),
                                  .project = ta_call_text(call, "project"),
                                  .who = who,
                                  .now = call->now,
                                  .tables = talk->limits,
                                  .month_rows = ta_ingest_month_rows(call),
                                  .self = talk,
                                  .complain = ta_ingest_complain,
                                  .progress = ta_ingest_progress};
    struct ta_ingested in;
    talk->progress = ta_progress_new(job.path, size_of(job.path), call->quiet);
    enum ta_status rc = ta_engine_ingest(workspace, &job, &in, err);
    ta_progress_end(talk->progress);
    tell_format(call, rc);
    if (rc == TA_OK || rc == TA_PARTLY) {
        ta_ingest_tell_counts(talk, &in.counts);
        sum_up(call, &in);
        ta_ingest_tell_compacted(talk, &in.compacted);
        rc = tell_nothing(call, &in, tell_conflicts(call, &in, rc));
    }
    ta_ingested_free(&in);
    return rc;
}
